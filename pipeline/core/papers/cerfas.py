"""Forms that people fill in: cessions, mandates, requests, declarations."""

from typing import Literal

from pipeline.core.papers.base import BaseDocument, Date, Mark, Number, Text, Time


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


class Mandat(BaseDocument):
    """Mandat pour effectuer les formalités d'immatriculation, cerfa 13757."""

    kind: Literal["mandat"] = "mandat"
    edition: Text = Text()
    """'13757*03'…"""
    mandant_nom: Text = Text()
    mandant_siren: Text = Text()
    """9 digits, of the SIRET that *03 asks for."""
    mandant_adresse: Text = Text()
    mandant_code_postal: Text = Text()
    mandant_commune: Text = Text()
    mandataire_nom: Text = Text()
    mandataire_siret: Text = Text()
    """14 digits; the 9 of the SIREN on editions that ask for no more."""
    operation: Text = Text()
    """As written, e.g. 'CHANGEMENT DE TITULAIRE'."""
    marque: Text = Text()
    vin: Text = Text()
    immatriculation: Text = Text()
    informe_assurance: Mark = Mark()
    fait_a: Text = Text()
    fait_le: Date = Date()
    signatures: Number = Number()
    cachet: Mark = Mark()


class DeclarationAchat(BaseDocument):
    """Déclaration d'achat by a car trader, cerfa 13751, or the receipt of its registration."""

    kind: Literal["declaration_achat"] = "declaration_achat"
    nature: Text = Text()
    """'declaration' or 'recepisse'."""
    edition: Text = Text()
    """'13751*02'…; a receipt has none."""
    acheteur_nom: Text = Text()
    acheteur_siren: Text = Text()
    acheteur_adresse: Text = Text()
    acheteur_code_postal: Text = Text()
    acheteur_commune: Text = Text()
    date_achat: Date = Date()
    heure_achat: Time = Time()
    date_enregistrement: Date = Date()
    """Of the receipt."""
    immatriculation: Text = Text()
    vin: Text = Text()
    marque: Text = Text()
    type_variante_version: Text = Text()
    denomination_commerciale: Text = Text()
    genre: Text = Text()
    certificat_present: Mark = Mark()
    date_certificat: Date = Date()
    numero_formule: Text = Text()
    motif_absence_certificat: Text = Text()
    acheteur_fait_le: Date = Date()
    acheteur_signatures: Number = Number()
    acheteur_cachet: Mark = Mark()
    vendeur_nom: Text = Text()
    vendeur_siren: Text = Text()
    vendeur_adresse: Text = Text()
    vendeur_code_postal: Text = Text()
    vendeur_commune: Text = Text()
    date_vente: Date = Date()
    """As the seller certifies it, in the lower half."""
    vendeur_fait_le: Date = Date()
    vendeur_signatures: Number = Number()
    vendeur_cachet: Mark = Mark()
    signatures: Number = Number()
    """Of both parties together."""


class DemandeImmatriculation(BaseDocument):
    """Demande de certificat d'immatriculation, cerfa 13750."""

    kind: Literal["demande_immatriculation"] = "demande_immatriculation"
    edition: Text = Text()
    """'13750*05', '13750*07'…"""
    objet: Text = Text()
    """'certificat', 'duplicata', 'correction', 'domicile', 'etat_civil' or 'caracteristiques'."""
    immatriculation: Text = Text()
    date_achat: Date = Date()
    date_certificat: Date = Date()
    date_premiere_immatriculation: Date = Date()
    numero_formule: Text = Text()
    marque: Text = Text()
    denomination_commerciale: Text = Text()
    type_variante_version: Text = Text()
    vin: Text = Text()
    genre: Text = Text()
    titulaire_type: Text = Text()
    titulaire_sexe: Text = Text()
    titulaire_nom: Text = Text()
    titulaire_nom_usage: Text = Text()
    titulaire_siren: Text = Text()
    """9 digits, of the SIRET that *07 asks for."""
    titulaire_date_naissance: Date = Date()
    titulaire_lieu_naissance: Text = Text()
    titulaire_adresse: Text = Text()
    titulaire_code_postal: Text = Text()
    titulaire_commune: Text = Text()
    nombre_titulaires: Number = Number()
    cotitulaire_nom: Text = Text()
    loueur_nom: Text = Text()
    locataire_nom: Text = Text()
    date_demande: Date = Date()
    """Beside the holder's signature."""
    signatures: Number = Number()
    """In the holder's frame."""
    cachet: Mark = Mark()


class DeclarationPerte(BaseDocument):
    """Déclaration de perte ou de vol du certificat d'immatriculation, cerfa 13753."""

    kind: Literal["declaration_perte"] = "declaration_perte"
    edition: Text = Text()
    """'13753*04'…"""
    nature: Text = Text()
    """'perte' or 'vol'."""
    declarant_type: Text = Text()
    declarant_sexe: Text = Text()
    declarant_nom: Text = Text()
    declarant_siret: Text = Text()
    declarant_date_naissance: Date = Date()
    declarant_lieu_naissance: Text = Text()
    declarant_adresse: Text = Text()
    declarant_code_postal: Text = Text()
    declarant_commune: Text = Text()
    immatriculation: Text = Text()
    marque: Text = Text()
    denomination_commerciale: Text = Text()
    date_disparition: Date = Date()
    lieu_disparition: Text = Text()
    fait_a: Text = Text()
    fait_le: Date = Date()
    signatures: Number = Number()
    cachet: Mark = Mark()


class CertificatDestruction(BaseDocument):
    """Certificat de destruction, cerfa 14365 (bought to be destroyed) or 14366 (bought before)."""

    kind: Literal["certificat_destruction"] = "certificat_destruction"
    edition: Text = Text()
    """'14365*01' or '14366*01'."""
    centre_nom: Text = Text()
    centre_siren: Text = Text()
    agrement_vhu: Text = Text()
    immatriculation: Text = Text()
    vin: Text = Text()
    marque: Text = Text()
    genre: Text = Text()
    vendeur_nom: Text = Text()
    """The former owner; on 14365 only."""
    date_cession: Date = Date()
    date_achat: Date = Date()
    centre_signatures: Number = Number()
    centre_cachet: Mark = Mark()
    vendeur_signatures: Number = Number()
