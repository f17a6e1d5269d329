"""The papers of a dossier: one model per kind, one attribute per field key of the contract.

Every attribute is a `Field`: an unread one says so itself. A list on the paper (cotitulaires, défaillances) is one
field of a tuple. `CODES` of the report come from `rubrique`.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import pydantic

from pipeline.core.model import Field, Frozen, Hour

Text = Field[str]
Date = Field[date]
Time = Field[Hour]
Number = Field[int]
Amount = Field[Decimal]
Mark = Field[bool]
Texts = Field[tuple[str, ...]]


class PageRef(Frozen):
    """One page of one file of the dossier."""

    file: str
    page: int


def rubrique(code: str, empty: Any) -> Any:
    """An attribute printed with that code on the carte grise (Arrêté du 9 février 2009, annexe III)."""
    return pydantic.Field(default=empty, json_schema_extra={"code": code})


class BaseDocument(Frozen):
    """What all papers have."""

    id: str
    """Kind and rank, e.g. 'carte_grise-1'."""
    confidence: float = pydantic.Field(default=1.0, ge=0, le=1)
    """Of the classification."""
    pages: tuple[PageRef, ...] = ()

    def fields(self) -> Iterator[tuple[str, Field[Any]]]:
        """Key and field, in the order of the contract."""
        for key in type(self).model_fields:
            value = getattr(self, key)
            if isinstance(value, Field):
                yield key, value

    @property
    def edition_label(self) -> str | None:
        """Model or edition of the paper, e.g. 'siv' or '15776*02'; None when it has none or it is not known."""
        return next((field.value for key, field in self.fields() if key in ("modele", "edition")), None)

    @classmethod
    def code(cls, key: str) -> str | None:
        """Code of that field on the carte grise, e.g. 'C.1'; None on other papers."""
        extra = cls.model_fields[key].json_schema_extra
        return str(extra["code"]) if isinstance(extra, dict) and "code" in extra else None


class Inconnu(BaseDocument):
    """A page that is none of the papers known."""

    kind: Literal["inconnu"] = "inconnu"


class CarteGrise(BaseDocument):
    """Certificat d'immatriculation, SIV model (2009 on): inner side, outer side."""

    kind: Literal["carte_grise"] = "carte_grise"
    modele: Text = Text()
    """'siv' or 'fni'."""
    immatriculation: Text = rubrique("A", Text())
    date_premiere_immatriculation: Date = rubrique("B", Date())
    titulaire: Text = rubrique("C.1", Text())
    """Surname then first names, or company."""
    est_proprietaire: Mark = rubrique("C.4a", Mark())
    nombre_titulaires: Number = rubrique("C.4.1", Number())
    """The number printed in C.4.1; blank when there is one holder only."""
    cotitulaires: Texts = rubrique("C.4.1", Texts())
    """Names printed in C.4.1 (the first co-holder only)."""
    adresse: Text = rubrique("C.3", Text())
    """Street line."""
    code_postal: Text = rubrique("C.3", Text())
    commune: Text = rubrique("C.3", Text())
    marque: Text = rubrique("D.1", Text())
    type_variante_version: Text = rubrique("D.2", Text())
    cnit: Text = rubrique("D.2.1", Text())
    denomination_commerciale: Text = rubrique("D.3", Text())
    vin: Text = rubrique("E", Text())
    masse_max_technique_kg: Number = rubrique("F.1", Number())
    ptac_kg: Number = rubrique("F.2", Number())
    ptra_kg: Number = rubrique("F.3", Number())
    masse_service_kg: Number = rubrique("G", Number())
    poids_vide_kg: Number = rubrique("G.1", Number())
    date_fin_validite: Date = rubrique("H", Date())
    date_certificat: Date = rubrique("I", Date())
    categorie_ce: Text = rubrique("J", Text())
    genre: Text = rubrique("J.1", Text())
    carrosserie_ce: Text = rubrique("J.2", Text())
    carrosserie: Text = rubrique("J.3", Text())
    numero_reception: Text = rubrique("K", Text())
    cylindree_cm3: Amount = rubrique("P.1", Amount())
    puissance_kw: Amount = rubrique("P.2", Amount())
    energie: Text = rubrique("P.3", Text())
    puissance_fiscale_cv: Number = rubrique("P.6", Number())
    rapport_puissance_masse: Amount = rubrique("Q", Amount())
    places_assises: Number = rubrique("S.1", Number())
    places_debout: Number = rubrique("S.2", Number())
    niveau_sonore_db: Number = rubrique("U.1", Number())
    regime_moteur_trmin: Number = rubrique("U.2", Number())
    co2_g_km: Number = rubrique("V.7", Number())
    classe_environnementale: Text = rubrique("V.9", Text())
    visite_avant_le: Date = rubrique("X.1", Date())
    taxe_y1: Amount = rubrique("Y.1", Amount())
    taxe_y2: Amount = rubrique("Y.2", Amount())
    taxe_y3: Amount = rubrique("Y.3", Amount())
    taxe_y4: Amount = rubrique("Y.4", Amount())
    taxe_y5: Amount = rubrique("Y.5", Amount())
    taxe_y6: Amount = rubrique("Y.6", Amount())
    mentions: Texts = rubrique("Z.1-Z.4", Texts())
    numero_formule: Text = Text()
    mrz: Texts = Texts()
    """The two lines of 44 characters."""
    coupon_present: Mark = Mark()
    coin_coupe: Mark = Mark()
    barree: Mark = Mark()
    """A stroke is drawn through the filled side."""
    mention_cession: Text = Text()
    """Handwritten 'vendu le …' or 'cédé le …', as read."""
    mention_cession_date: Date = Date()
    mention_cession_heure: Time = Time()
    signatures: Number = Number()
    """How many were found by hand on the card, the printed facsimile apart."""
    duplicata: Mark = Mark()
    interieur_present: Mark = Mark()
    """The filled side is among the pages."""
    exterieur_present: Mark = Mark()
    """The side with the cover and the legend is among the pages."""


class CertificatCession(BaseDocument):
    """Certificat de cession d'un véhicule d'occasion, cerfa 15776; one document per copy."""

    kind: Literal["certificat_cession"] = "certificat_cession"
    edition: Text = Text()
    """'15776*01', '15776*02', '13754*02'…"""
    exemplaire: Number = Number()
    """1 = for the former owner, 2 = for the new one (15776)."""
    immatriculation: Text = Text()
    vin: Text = Text()
    date_premiere_immatriculation: Date = Date()
    marque: Text = Text()
    type_variante_version: Text = Text()
    genre: Text = Text()
    denomination_commerciale: Text = Text()
    kilometrage: Number = Number()
    certificat_present: Mark = Mark()
    numero_formule: Text = Text()
    """All 11 characters, the printed '20' included."""
    date_certificat: Date = Date()
    motif_absence_certificat: Text = Text()
    nature: Text = Text()
    """'cession' or 'destruction'."""
    date_cession: Date = Date()
    heure_cession: Time = Time()
    certifie_csa_remis: Mark = Mark()
    certifie_sans_transformation: Mark = Mark()
    certifie_vhu: Mark = Mark()
    agrement_vhu: Text = Text()
    vendeur_type: Text = Text()
    """'personne_physique' or 'personne_morale'."""
    vendeur_sexe: Text = Text()
    """'M' or 'F'."""
    vendeur_nom: Text = Text()
    vendeur_siret: Text = Text()
    vendeur_adresse: Text = Text()
    """Number, extension, type and name of the street, joined by blanks."""
    vendeur_code_postal: Text = Text()
    vendeur_commune: Text = Text()
    vendeur_fait_a: Text = Text()
    vendeur_fait_le: Date = Date()
    vendeur_signatures: Number = Number()
    vendeur_cachet: Mark = Mark()
    acquereur_type: Text = Text()
    acquereur_sexe: Text = Text()
    acquereur_nom: Text = Text()
    acquereur_siret: Text = Text()
    acquereur_date_naissance: Date = Date()
    acquereur_lieu_naissance: Text = Text()
    acquereur_adresse: Text = Text()
    acquereur_code_postal: Text = Text()
    acquereur_commune: Text = Text()
    acquereur_fait_a: Text = Text()
    acquereur_fait_le: Date = Date()
    acquereur_signatures: Number = Number()
    acquereur_cachet: Mark = Mark()
    acquereur_certifie_acquerir: Mark = Mark()
    acquereur_certifie_informe: Mark = Mark()
    opposition_reutilisation: Mark = Mark()
    ratures: Mark = Mark()
    """Something on the form is crossed out, overwritten or covered."""


class Defaillance(Frozen):
    """One defect of a procès-verbal."""

    code: str
    """e.g. '5.2.3.e.1'."""
    niveau: Literal["mineure", "majeure", "critique"]
    libelle: str


class Releve(Frozen):
    """Odometer reading of an earlier inspection."""

    date: date
    kilometrage: int


class ControleTechnique(BaseDocument):
    """Procès-verbal de contrôle technique, regime since 20 May 2018."""

    kind: Literal["controle_technique"] = "controle_technique"
    nature: Text = Text()
    """'periodique', 'contre_visite', 'complementaire' or 'volontaire'."""
    resultat: Text = Text()
    """'A' favourable, 'S' major defects, 'R' critical defects."""
    date_controle: Date = Date()
    limite_validite: Date = Date()
    numero_pv: Text = Text()
    numero_imprime: Text = Text()
    immatriculation: Text = Text()
    pays: Text = Text()
    """Letters in brackets after the plate, 'F' for France."""
    vin: Text = Text()
    date_premiere_immatriculation: Date = Date()
    date_immatriculation: Date = Date()
    """Date of the certificate presented that day (I)."""
    marque: Text = Text()
    denomination_commerciale: Text = Text()
    genre: Text = Text()
    categorie_ce: Text = Text()
    energie: Text = Text()
    kilometrage: Number = Number()
    kilometrages_precedents: Field[tuple[Releve, ...]] = Field[tuple[Releve, ...]]()
    agrement_centre: Text = Text()
    agrement_controleur: Text = Text()
    defaillances: Field[tuple[Defaillance, ...]] = Field[tuple[Defaillance, ...]]()
    date_visite_initiale: Date = Date()
    """Printed on a contre-visite: date of the unfavourable visit it follows."""


Rubric = Field[Literal["clear", "active"]]


class SituationAdministrative(BaseDocument):
    """Certificat de situation administrative ("non-gage")."""

    kind: Literal["situation_administrative"] = "situation_administrative"
    modele: Text = Text()
    """'histovec', 'siv_detaille' or 'siv_simple'."""
    immatriculation: Text = Text()
    vin: Text = Text()
    """Masked as printed: 'VF3Z********23456'."""
    date_premiere_immatriculation: Date = Date()
    marque: Text = Text()
    date_etat: Date = Date()
    """State of the register."""
    date_generation: Date = Date()
    """Day the paper was made."""
    opposition_transfert: Rubric = Rubric()
    vehicule_economiquement_irreparable: Rubric = Rubric()
    vehicule_endommage: Rubric = Rubric()
    procedure_reparation_controlee: Rubric = Rubric()
    declaration_valant_saisie: Rubric = Rubric()
    gage: Rubric = Rubric()
    suspendue: Rubric = Rubric()
    annulee: Rubric = Rubric()
    vehicule_vole: Rubric = Rubric()
    certificat_vole: Rubric = Rubric()
    certificat_perdu: Rubric = Rubric()
    certificat_duplicata: Rubric = Rubric()


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


Document = Annotated[
    CarteGrise
    | CertificatCession
    | ControleTechnique
    | SituationAdministrative
    | PieceIdentite
    | Kbis
    | AccuseCession
    | Procuration
    | JustificatifDomicile
    | Inconnu,
    pydantic.Field(discriminator="kind"),
]
