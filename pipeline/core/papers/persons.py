"""Papers of the people and companies, and what the register answers them."""

from typing import Literal

from pipeline.core.papers.base import BaseDocument, Date, Mark, Number, Text, Texts, Time


class PieceIdentite(BaseDocument):
    """Identity paper of one person: French card, passport, residence permit, driving licence."""

    kind: Literal["piece_identite"] = "piece_identite"
    type: Text = Text()
    """'cni' (laminated, until 2021), 'cni_2021', 'passeport', 'titre_sejour' or 'permis'."""
    nom: Text = Text()
    """Birth name."""
    nom_usage: Text = Text()
    prenoms: Text = Text()
    """Joined by blanks."""
    sexe: Text = Text()
    """'M' or 'F'."""
    date_naissance: Date = Date()
    numero: Text = Text()
    date_delivrance: Date = Date()
    date_expiration: Date = Date()
    """As printed: a French card of 2004 to 2013 may run five years longer."""
    recto: Mark = Mark()
    """The front, or the page with the photo, is among the pages."""
    verso: Mark = Mark()
    """The back is among the pages; unknown for a passport, which needs none."""
    mrz: Texts = Texts()
    """The machine-readable lines: 3 of 30 characters, 2 of 36 or 44, 1 of 30."""


class Kbis(BaseDocument):
    """Extrait Kbis of a company, extrait K of a sole trader."""

    kind: Literal["kbis"] = "kbis"
    denomination: Text = Text()
    """Of the company; surname and first names of a sole trader."""
    siren: Text = Text()
    """9 digits."""
    forme_juridique: Text = Text()
    """Blank on an extrait K."""
    adresse_siege: Text = Text()
    """The whole address on one line; of the main establishment on an extrait K."""
    representants: Texts = Texts()
    """Names of those who may bind the company, auditors and plain members left out."""
    activite: Text = Text()
    """What the business does, all its lines."""
    date_a_jour: Date = Date()
    """Day to which the extract is up to date."""
    greffe: Text = Text()
    """Town of the court, e.g. 'NANTERRE'."""
    observations: Text = Text()
    """All remarks as printed, and whatever elsewhere tells of a struck-off or insolvent company; blank only when the
    extract was seen to its end and has none."""


class AccuseCession(BaseDocument):
    """What the register answers to a declared sale: receipt, page with the code de cession, signed certificate."""

    kind: Literal["accuse_cession"] = "accuse_cession"
    code_cession: Text = Text()
    """11 letters and digits, or 5."""
    numero_dossier: Text = Text()
    immatriculation: Text = Text()
    vin: Text = Text()
    date_cession: Date = Date()
    heure_cession: Time = Time()
    date_enregistrement: Date = Date()
    vendeur_nom: Text = Text()
    acquereur_nom: Text = Text()
    signature_2d_doc: Text = Text()
    """'valide', 'invalide' or 'non_verifiable', of the 2D-Doc of type A8; unknown when there is none."""


class Procuration(BaseDocument):
    """Letter by which co-holders let someone sign for them."""

    kind: Literal["procuration"] = "procuration"
    mandants: Texts = Texts()
    mandataire: Text = Text()
    immatriculation: Text = Text()
    """Of the vehicle that the letter names."""
    fait_le: Date = Date()
    signatures: Number = Number()


class JustificatifDomicile(BaseDocument):
    """Proof of address: bill, tax notice, receipt for rent, certificate of insurance or of lodging."""

    kind: Literal["justificatif_domicile"] = "justificatif_domicile"
    nom: Text = Text()
    adresse: Text = Text()
    """Street, postcode and town on one line."""
    date: Date = Date()
