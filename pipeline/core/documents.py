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


Document = Annotated[
    CarteGrise
    | CertificatCession
    | ControleTechnique
    | SituationAdministrative
    | Mandat
    | DeclarationAchat
    | DemandeImmatriculation
    | DeclarationPerte
    | CertificatDestruction
    | Inconnu,
    pydantic.Field(discriminator="kind"),
]
