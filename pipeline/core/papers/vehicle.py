"""Papers that describe the vehicle and its state in the register."""

from datetime import date
from typing import Literal

from pipeline.core.model import Field, Frozen
from pipeline.core.papers.base import Amount, BaseDocument, Date, Mark, Number, Text, Texts, Time, rubrique


class CarteGrise(BaseDocument):
    """Certificat d'immatriculation: SIV model (2009 on), inner and outer side; FNI models of before, filled side."""

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
    coupon_rempli: Mark = Mark()
    """Somebody wrote on the coupon's lines for the buyer, on the side with the cover."""
    coin_coupe: Mark = Mark()
    """FNI, grey model: the upper right corner was cut off."""
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
    """Procès-verbal de contrôle technique."""

    kind: Literal["controle_technique"] = "controle_technique"
    nature: Text = Text()
    """'periodique', 'contre_visite', 'complementaire' or 'volontaire'."""
    regime: Text = Text()
    """'depuis_2018', or 'avant_2018' for the form that ended on 20 May 2018; not a key of the contract."""
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
