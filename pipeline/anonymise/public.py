"""What may stay: a list of what is known to be public, since a list of what is personal is never complete.

Words that are printed on the forms, dates of laws, technical values of a type of vehicle. All else is replaced,
whether anyone knows what it is or not.
"""

import functools
import importlib.resources
import re
from collections.abc import Collection
from datetime import date

from pipeline.core.formats import texte

TECHNICAL = frozenset(
    {
        "activite", "carrosserie", "carrosserie_ce", "categorie_ce", "classe_environnementale", "co2_g_km",
        "cylindree_cm3", "date_visite_initiale+", "defaillances", "denomination_commerciale", "edition", "energie",
        "est_proprietaire", "exemplaire", "fin", "forme_juridique", "genre", "heure_achat", "heure_cession",
        "kilometrage", "marque", "masse_max_technique_kg", "masse_service_kg", "motif_absence_certificat", "nature",
        "niveau_sonore_db", "nombre_titulaires", "numero_reception", "objet", "operation", "places_assises",
        "places_debout", "poids_vide_kg", "ptac_kg", "ptra_kg", "puissance_fiscale_cv", "puissance_kw",
        "rapport_puissance_masse", "regime", "regime_moteur_trmin", "resultat", "sentence", "sexe", "taxe_y1",
        "taxe_y2", "taxe_y3", "taxe_y4", "taxe_y5", "taxe_y6",
        "annulation", "annulee", "certificat_duplicata", "certificat_perdu", "certificat_vole",
        "declaration_valant_saisie", "gage", "opposition_transfert", "procedure_reparation_controlee", "suspendue",
        "vehicule_economiquement_irreparable", "vehicule_endommage", "vehicule_vole",
    }
)  # fmt: skip
"""Zones of what says nothing of one person or one vehicle alone, without the rank and the group before their key.

The odometer reading is among them: rules compare it, and no register can be searched for it."""

_FUNCTION = """
    A AU AUX D DE DES DU EN ET L LA LE LES OU P S SUR SOUS C N NO NR
    M MM MR MME MLLE MONSIEUR MADAME MADEMOISELLE EPOUSE EPOUX VEUVE NEE NE
    EURL EI GIE SA SARL SAS SASU SCI SCP SCS SNC SOCIETE STE ETS ETABLISSEMENTS ENTREPRISE COMPAGNIE CIE GARAGE
    ASSOCIATION SIREN SIRET RCS ANONYME CIVILE RESPONSABILITE LIMITEE SIMPLIFIEE UNIPERSONNELLE
    ALL ALLEE ALLEES AV AVE AVENUE BD BLD BOULEVARD BVD CHE CHEM CHEMIN COURS CITE DOMAINE ESPLANADE FAUBOURG FBG FG
    HAMEAU IMP IMPASSE LOT LOTISSEMENT MONTEE PASSAGE PL PLACE PROMENADE QUAI QUARTIER QUA R RES RESIDENCE ROND ROUTE
    RTE RUE SENTIER SQ SQUARE TRAVERSE VENELLE VILLA VOIE ZA ZAC ZI LIEU DIT BIS TER QUATER B T Q BP CS CEDEX
    APPARTEMENT BATIMENT ESCALIER ETAGE
    SAINT SAINTE ST STE FRANCE FRA F SPECIMEN I 1
    VEHICULE VENDU VENDUE REVENDU CEDE CEDEE
    CRFRA IDFRA IRFRA PFRA
"""

FUNCTION = frozenset(_FUNCTION.split())
"""Words that stay inside a personal value too: between the words of a name, legal forms, kinds of roads. Rules tell a
name from a company and a road from a house by them. I and 1 are what the end of a box is taken for."""

LAW_DAYS = frozenset({date(2018, 5, 20), date(1978, 1, 6), date(1945, 5, 8), date(2009, 4, 15)})
"""Days that forms print, and streets are called after. Moved like the others, they would say by how much."""


@functools.cache
def printed_words() -> frozenset[str]:
    """Capitals and digits, three and more, of what is printed on the forms themselves and belongs to nobody.

    Made of the words that several sample dossiers of different people share, and of the phrases by which extractors
    know papers; read by a person.
    """
    file = importlib.resources.files("pipeline.anonymise") / "printed_words.txt"
    return frozenset(file.read_text(encoding="ascii").split())


def public_words(technical: Collection[str], known: Collection[str]) -> frozenset[str]:
    """What may stay in a dossier: printed words and those of its technical zones, but none that identify in it."""
    return FUNCTION | (printed_words() | frozenset(technical)) - frozenset(known)


def is_technical(key: str) -> bool:
    """Whether the zone of that key holds nothing personal.

    >>> is_technical("defaillances.03"), is_technical("coupon.marque"), is_technical("heure_cession.heures")
    (True, True, True)
    >>> is_technical("coupon.titulaire.1"), is_technical("mentions.1")
    (False, False)
    """
    bare = re.sub(r"(\.\d+)+$", "", key.removeprefix("coupon.")).removesuffix("+").removesuffix(".after")
    return bare in TECHNICAL or bare.split(".", 1)[0] in TECHNICAL


def misread(run: str) -> str | None:
    """The word of an address, five letters or more, that a run is but for one character.

    >>> misread("CQUARE"), misread("S4INT"), misread("VILLAR")
    ('SQUARE', 'SAINT', None)
    """
    alike = (word for word in FUNCTION if len(word) == len(run) > 4)
    return next((word for word in alike if sum(a != b for a, b in zip(word, run, strict=True)) == 1), None)


def is_printed(key: str) -> bool:
    """Whether printed words stand in the zone of that key beside what is asked for: days, and numbers of the like.

    >>> is_printed("dates"), is_printed("vendeur_fait_le"), is_printed("vendeur_fait_a")
    (True, True, False)
    """
    return re.match(r"dates?(_|$|\.)|etabli|limite_validite|.*fait_le|gestion|kilometrages", key) is not None


def tokens(text: str) -> list[str]:
    """Runs of capitals and digits, without accents.

    >>> tokens("L’Haÿ-les-Roses, 12 bis")
    ['L', 'HAY', 'LES', 'ROSES', '12', 'BIS']
    """
    return re.findall(r"[A-Z0-9]+", texte.compact(text))
