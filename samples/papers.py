"""What stands on the papers that are drawn: one model per paper, its attributes the field keys of the contract.

The drawing is made from the model, so that the truth of a sample is the model itself.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import pydantic

from pipeline.core.documents import Defaillance, Releve
from pipeline.core.formats import texte
from pipeline.core.model import Frozen, Hour

Rubric = Literal["clear", "active"]
Amount = Annotated[Decimal, pydantic.PlainSerializer(float, return_type=float, when_used="json")]


class Paper(Frozen):
    """A paper that a dossier holds."""

    kind: str


class Card(Paper):
    """Both sides of a carte grise of the present model. Empty text or None: the zone is blank."""

    kind: Literal["carte_grise"] = "carte_grise"
    modele: Literal["siv", "fni"] = "siv"
    immatriculation: str
    date_premiere_immatriculation: date
    titulaire: str
    est_proprietaire: bool | None = True
    nombre_titulaires: int | None = None
    cotitulaires: tuple[str, ...] | None = None
    adresse: str
    code_postal: str
    commune: str
    marque: str
    type_variante_version: str
    cnit: str | None
    denomination_commerciale: str | None
    vin: str
    masse_max_technique_kg: int | None
    ptac_kg: int | None
    ptra_kg: int | None
    masse_service_kg: int | None
    poids_vide_kg: int | None
    date_fin_validite: date | None = None
    date_certificat: date
    categorie_ce: str | None
    genre: str
    carrosserie_ce: str | None
    carrosserie: str | None
    numero_reception: str | None
    cylindree_cm3: Amount | None
    puissance_kw: Amount | None
    energie: str
    puissance_fiscale_cv: int
    rapport_puissance_masse: Amount | None = None
    places_assises: int | None
    places_debout: int | None = None
    niveau_sonore_db: int | None
    regime_moteur_trmin: int | None
    co2_g_km: int | None
    classe_environnementale: str | None
    visite_avant_le: date | None
    taxe_y1: Amount | None
    taxe_y2: Amount | None
    taxe_y3: Amount | None
    taxe_y4: Amount | None
    taxe_y5: Amount | None
    taxe_y6: Amount | None
    mentions: tuple[str, ...] | None = None
    numero_formule: str | None
    mrz: tuple[str, str] | None
    coupon_present: bool = True
    barree: bool = True
    mention_cession: str | None
    """As written; its accents may be left away by the hand."""
    mention_cession_date: date | None
    mention_cession_heure: Hour | None
    signatures: int
    duplicata: bool = False
    interieur_present: bool = True
    exterieur_present: bool = False


class OldCard(Card):
    """The filled side of a carte grise of before 2009, without formule and without strip."""

    modele: Literal["siv", "fni"] = "fni"
    est_proprietaire: bool | None = None
    numero_formule: str | None = None
    mrz: tuple[str, str] | None = None
    coin_coupe: bool | None = None
    """None on the blue model, which is not known to have a corner to cut."""
    look: Literal["bleu", "gris"]
    title: str = "M."
    """Printed before the name; no part of it."""
    prefecture: str = "DE LA VENDEE"


class Cession(Paper):
    """One copy of the certificat de cession, cerfa 15776."""

    kind: Literal["certificat_cession"] = "certificat_cession"
    edition: Literal["15776*01", "15776*02"]
    exemplaire: Literal[1, 2]
    immatriculation: str | None
    vin: str | None
    date_premiere_immatriculation: date | None
    marque: str | None
    type_variante_version: str | None
    genre: str | None
    denomination_commerciale: str | None
    kilometrage: int | None
    certificat_present: bool | None = True
    numero_formule: str | None
    date_certificat: date | None = None
    motif_absence_certificat: str | None = None
    nature: Literal["cession", "destruction"] | None = "cession"
    date_cession: date | None
    heure_cession: Hour | None
    certifie_csa_remis: bool = True
    certifie_sans_transformation: bool = True
    certifie_vhu: bool = False
    agrement_vhu: str | None = None
    vendeur_type: Literal["personne_physique", "personne_morale"]
    vendeur_sexe: Literal["M", "F"] | None
    vendeur_nom: str
    vendeur_siret: str | None = None
    vendeur_adresse: str
    vendeur_code_postal: str
    vendeur_commune: str
    vendeur_fait_a: str
    vendeur_fait_le: date
    vendeur_signatures: int
    vendeur_cachet: bool = False
    acquereur_type: Literal["personne_physique", "personne_morale"]
    acquereur_sexe: Literal["M", "F"] | None
    acquereur_nom: str
    acquereur_siret: str | None = None
    acquereur_date_naissance: date | None
    acquereur_lieu_naissance: str | None
    acquereur_adresse: str
    acquereur_code_postal: str
    acquereur_commune: str
    acquereur_fait_a: str
    acquereur_fait_le: date
    acquereur_signatures: int
    acquereur_cachet: bool = False
    acquereur_certifie_acquerir: bool = True
    acquereur_certifie_informe: bool = True
    opposition_reutilisation: bool = False
    ratures: bool = False


class Inspection(Paper):
    """A procès-verbal de contrôle technique."""

    kind: Literal["controle_technique"] = "controle_technique"
    nature: Literal["periodique", "contre_visite", "complementaire", "volontaire"]
    resultat: Literal["A", "S", "R"]
    date_controle: date
    limite_validite: date | None
    numero_pv: str
    numero_imprime: str
    immatriculation: str
    pays: str = "F"
    vin: str
    date_premiere_immatriculation: date
    date_immatriculation: date
    marque: str
    denomination_commerciale: str
    genre: str
    categorie_ce: str
    energie: str
    kilometrage: int
    kilometrages_precedents: tuple[Releve, ...] = ()
    agrement_centre: str
    agrement_controleur: str
    defaillances: tuple[Defaillance, ...] = ()
    date_visite_initiale: date | None = None


class Situation(Paper):
    """A certificat de situation administrative."""

    kind: Literal["situation_administrative"] = "situation_administrative"
    modele: Literal["histovec", "siv_detaille", "siv_simple"] = "histovec"
    immatriculation: str
    vin: str
    date_premiere_immatriculation: date
    marque: str
    date_etat: date
    date_generation: date
    opposition_transfert: Rubric | None = "clear"
    vehicule_economiquement_irreparable: Rubric | None = "clear"
    vehicule_endommage: Rubric | None = "clear"
    procedure_reparation_controlee: Rubric | None = "clear"
    declaration_valant_saisie: Rubric | None = "clear"
    gage: Rubric | None = "clear"
    suspendue: Rubric | None = "clear"
    annulee: Rubric | None = "clear"
    vehicule_vole: Rubric | None = "clear"
    certificat_vole: Rubric | None = "clear"
    certificat_perdu: Rubric | None = "clear"
    certificat_duplicata: Rubric | None = "clear"


class Unknown(Paper):
    """A page that is none of the papers."""

    kind: Literal["inconnu"] = "inconnu"
    look: Literal["prose", "histovec_rapport"]


class Reading(Frozen):
    """What must be read on one paper; keys left out are not compared."""

    kind: str
    fields: dict[str, pydantic.JsonValue]


class Shown(Frozen):
    """What a page of a file shows."""

    file: str
    number: int
    """Counted from 1 in its file."""
    kind: str
    turned: int | None
    """Quarter turns clockwise by which it was scanned; None: sent as it was made, never scanned."""


def truth(paper: Paper) -> Reading:
    """What a perfect reader says of the paper, in the forms of the contract."""
    fields = paper.model_dump(mode="json", exclude={"kind", "look", "title", "prefecture"})
    if fields.get("mention_cession"):
        del fields["mention_cession"]  # a handwriting is not read letter by letter: its date and hour are compared
    values = {key: _capitals(value) if key.endswith(FREE) else value for key, value in fields.items()}
    return Reading(kind=paper.kind, fields=values)


FREE = (
    "nom", "adresse", "commune", "_fait_a", "_lieu_naissance", "titulaire", "denomination", "forme_juridique",
    "adresse_siege", "activite", "greffe", "observations", "representants", "mandants", "mandataire",
)  # fmt: skip
"""Ends of the keys of free text, which the contract gives in capitals."""


def _capitals(value: pydantic.JsonValue) -> pydantic.JsonValue:
    if isinstance(value, list):
        return [_capitals(one) for one in value]
    return texte.compact(value) if isinstance(value, str) else value
