"""Geometry of the cerfa 15776*01 and *02, in points from the top left of an A4 page.

Measured on the official blanks: base lines of combs and boxes, corners of tick boxes, left edges of captions.
"""

from extractors.alphabets import CODE, DIGITS
from extractors.forms import HEIGHT, HEIGHT_MM, WIDTH, WIDTH_MM
from extractors.template import Anchor, Template, in_fractions
from pipeline.core.model import BoundingBox, Task, Zone

# Key, cells, left, right, base line on *02, base line on *01, alphabet, read by both engines.
_COMBS = (
    ("immatriculation", 9, 35.5, 163.6, 121.7, 120.1, CODE + "-", True),
    ("vin", 17, 173.5, 415.0, 121.7, 120.1, CODE, True),
    ("date_premiere_immatriculation.jour", 2, 440.5, 463.7, 121.7, 120.1, DIGITS, True),
    ("date_premiere_immatriculation.mois", 2, 466.2, 489.4, 121.7, 120.1, DIGITS, True),
    ("date_premiere_immatriculation.annee", 4, 491.9, 537.7, 121.7, 120.1, DIGITS, True),
    ("numero_formule", 11, 142.1, 298.5, 199.9, 198.3, CODE, True),
    ("date_certificat.jour", 2, 222.3, 245.4, 221.5, 219.9, DIGITS, True),
    ("date_certificat.mois", 2, 247.9, 271.1, 221.5, 219.9, DIGITS, True),
    ("date_certificat.annee", 4, 273.6, 319.5, 221.5, 219.9, DIGITS, True),
    ("vendeur_siret", 14, 394.5, 553.8, 298.6, 298.8, DIGITS, True),
    ("vendeur_code_postal", 5, 107.5, 178.9, 349.8, 350.0, DIGITS, True),
    ("date_cession.jour", 2, 46.8, 70.0, 391.9, 392.1, DIGITS, True),
    ("date_cession.mois", 2, 72.5, 95.6, 391.9, 392.1, DIGITS, True),
    ("date_cession.annee", 4, 98.1, 144.0, 391.9, 392.1, DIGITS, True),
    ("heure_cession.heures", 2, 152.9, 176.1, 391.9, 392.1, DIGITS, True),
    ("heure_cession.minutes", 2, 186.9, 210.0, 391.9, 392.1, DIGITS, True),
    ("acquereur_siret", 14, 394.5, 553.8, 630.5, 630.7, DIGITS, True),
    ("acquereur_date_naissance.jour", 2, 70.7, 93.9, 652.6, 652.7, DIGITS, True),
    ("acquereur_date_naissance.mois", 2, 96.4, 119.6, 652.6, 652.7, DIGITS, True),
    ("acquereur_date_naissance.annee", 4, 122.1, 167.9, 652.6, 652.7, DIGITS, True),
    ("acquereur_code_postal", 5, 107.5, 178.9, 694.2, 694.3, DIGITS, True),
)

# Key, left, right, base line on *02, base line on *01, read by both engines.
_LINES = (
    ("marque", 35.5, 166.4, 145.7, 144.1, True),
    ("type_variante_version", 174.5, 308.2, 145.7, 144.1, False),
    ("genre", 321.5, 432.6, 145.7, 144.1, False),
    ("denomination_commerciale", 441.5, 558.2, 145.7, 144.1, True),
    ("kilometrage", 206.2, 273.1, 170.6, 169.0, True),
    ("motif_absence_certificat.1", 337.5, 557.5, 208.3, 206.4, False),
    ("motif_absence_certificat.2", 337.5, 557.5, 222.0, 220.1, False),
    ("vendeur_nom", 89.6, 376.4, 298.6, 298.8, True),
    ("vendeur_adresse.numero", 107.5, 150.5, 329.8, 330.0, False),
    ("vendeur_adresse.extension", 156.0, 199.1, 329.8, 330.0, False),
    ("vendeur_adresse.type", 204.6, 275.9, 329.8, 330.0, False),
    ("vendeur_adresse.voie", 281.5, 559.8, 329.8, 330.0, True),
    ("vendeur_commune", 190.8, 559.8, 349.8, 350.0, True),
    ("agrement_vhu", 142.2, 246.2, 474.0, 473.7, False),
    ("vendeur_fait_a", 63.9, 178.9, 515.5, 515.0, True),
    ("vendeur_fait_le", 192.4, 277.4, 515.5, 515.0, True),
    ("acquereur_nom", 89.6, 376.4, 630.5, 630.7, True),
    ("acquereur_lieu_naissance", 182.1, 559.6, 652.6, 652.7, True),
    ("acquereur_adresse.numero", 107.5, 150.5, 674.2, 674.3, False),
    ("acquereur_adresse.extension", 156.0, 199.1, 674.2, 674.3, False),
    ("acquereur_adresse.type", 204.6, 275.9, 674.2, 674.3, False),
    ("acquereur_adresse.voie", 281.5, 559.8, 674.2, 674.3, True),
    ("acquereur_commune", 190.8, 559.8, 694.2, 694.3, True),
    ("acquereur_fait_a", 63.9, 178.9, 770.3, 769.8, True),
    ("acquereur_fait_le", 192.4, 277.4, 770.3, 769.8, True),
)

_ALPHABETS = {"kilometrage": DIGITS + " ", "vendeur_fait_le": DIGITS + "/-. ", "acquereur_fait_le": DIGITS + "/-. "}

SEX_SHIFT = 99.6
"""The boxes M and F stand that much further right on *02."""

# Key, left on *02, top on *02, top on *01; 8 points square.
_TICKS = (
    ("certificat_present.oui", 35.5, 193.7, 192.1),
    ("certificat_present.non", 337.5, 191.0, 189.6),
    ("vendeur_type.physique", 35.5, 262.1, 262.3),
    ("vendeur_sexe.m", 278.8, 262.1, 262.3),
    ("vendeur_sexe.f", 302.7, 262.1, 262.3),
    ("vendeur_type.morale", 35.5, 272.1, 272.3),
    ("nature.cession", 184.7, 368.1, 368.3),
    ("nature.destruction", 235.5, 368.1, 368.3),
    ("certifie_csa_remis", 35.5, 417.3, 417.5),
    ("certifie_sans_transformation", 35.5, 436.9, 437.1),
    ("certifie_vhu", 35.5, 456.5, 456.7),
    ("acquereur_type.physique", 35.5, 594.0, 594.2),
    ("acquereur_sexe.m", 278.8, 594.0, 594.2),
    ("acquereur_sexe.f", 302.7, 594.0, 594.2),
    ("acquereur_type.morale", 35.5, 604.0, 604.2),
    ("acquereur_certifie_acquerir", 35.5, 724.9, 725.0),
    ("acquereur_certifie_informe", 35.5, 737.7, 737.9),
)
# Number and copy, printed at the top right: key, box on *02, top and bottom on *01.
_PRINTED = (
    ("edition", BoundingBox(left=508, top=39.6, right=572, bottom=53.5), (38.2, 52.5)),
    ("exemplaire", BoundingBox(left=405, top=72.5, right=478, bottom=83.5), (70.5, 81.5)),
)

# Where each party signs: the blank below and left of the caption, and over it, on *02. *01 is 2 points higher.
_SIGNATURES = (
    ("vendeur_signatures", BoundingBox(left=180, top=501, right=564, bottom=562.5)),
    ("acquereur_signatures", BoundingBox(left=180, top=756, right=564, bottom=815)),
)
# Print inside those: underscores of "Fait à …, le …", the caption. Relative to the top of the zone.
_CAPTIONS = (
    (175, 0, 286, 16),
    (382, 1, 558, 17),
    (400, 13, 542, 25),
    (418, 23, 522, 34.5),
)
_TICK_SIDE = 8.0
_OPT_OUT = BoundingBox(left=508.5, top=818.7, right=520.5, bottom=830.7)

# Caption, left edge, middle of its height on *02 and on *01.
_ANCHORS = (
    ("(A) Numéro d'immatriculation du véhicule", 35.5, 127.8, 125.9),
    ("(E) Numéro d'identification du véhicule", 173.5, 127.8, 125.9),
    ("(B) Date de 1re immatriculation du véhicule", 440.5, 127.8, 125.9),
    ("(D.1 Marque)", 35.5, 151.9, 149.9),
    ("(D.2 Type, variante, version)", 174.5, 151.9, 149.9),
    ("(J.1 Genre national)", 321.5, 151.9, 149.9),
    ("(D.3 Dénomination commerciale)", 441.5, 151.9, 149.9),
    ("Kilométrage inscrit au compteur du véhicule", 35.5, 169.1, 167.0),
    ("Présence du certificat d'immatriculation", 35.5, 184.4, 182.3),
    ("(figure sur le 1er volet du certificat d'immatriculation de type AB-123-CD)", 70.5, 208.3, 206.4),
    ("(si ancien format d'immatriculation de type 123 AB 45)", 70.5, 227.6, 225.6),
    ("Ancien propriétaire", 49.1, 249.4, 246.9),
    ("NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE", 93.5, 304.8, 304.6),
    ("NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE", 93.5, 636.7, 636.5),
    ("N° SIRET, (le cas échéant)", 394.5, 304.8, 304.6),
    ("N° SIRET, (le cas échéant)", 394.5, 636.7, 636.5),
    ("Adresse complète", 35.5, 328.4, 328.0),
    ("Adresse complète", 35.5, 672.7, 672.4),
    ("Code postal", 107.5, 356.0, 355.8),
    ("Code postal", 107.5, 700.3, 700.1),
    ("Commune", 190.8, 356.0, 355.8),
    ("Commune", 190.8, 700.3, 700.1),
    ("Certifie (veuillez cocher la case correspondante)", 35.5, 372.4, 372.4),
    ("Certifie (veuillez cocher la case correspondante)", 35.5, 716.7, 716.4),
    ("le véhicule désigné ci-dessus", 214.0, 390.4, 390.1),
    ("Je certifie en outre (veuillez cocher la case correspondante)", 35.5, 412.0, 411.7),
    ("Avoir remis au nouveau propriétaire un certificat établi depuis moins de quinze jours", 45.7, 421.8, 421.6),
    ("d'édition de la situation administrative du véhicule", 45.7, 431.6, 431.3),
    ("Que ce véhicule n'a pas subi de transformation notable susceptible", 45.7, 441.4, 441.2),
    ("Que ce véhicule est cédé pour destruction à un professionnel", 45.7, 461.0, 460.8),
    ("véhicule est une voiture particulière, une camionnette ou un cyclomoteur", 45.7, 480.4, 480.1),
    ("Nouveau propriétaire", 49.1, 582.2, 579.7),
    ("Acquérir le véhicule désigné ci-dessus aux dates et heures indiquées", 45.7, 729.3, 729.1),
    ("Avoir été informé de la situation administrative du véhicule", 45.7, 742.0, 741.9),
    ("Je m'oppose à la réutilisation de mes données personnelles", 77.7, 828.2, 824.7),
)

# The same for captions centred above one another, by their middle.
_CENTRED = (
    ("Articles R322-4 et R322-9 du code de la route", 297.6, 67.5, 58.2),
    ("(Pour les sociétés : nom et qualité", 471.0, 520.0, 517.7),
    ("(Pour les sociétés : nom et qualité", 471.0, 774.7, 772.4),
    ("du signataire et cachet)", 471.0, 529.6, 527.3),
    ("du signataire et cachet)", 471.0, 784.3, 782.0),
)

LINE_HEIGHT = 13.0
"""Points above the base line that characters may take; the caption of the row above ends higher."""
_LOWER = {
    "motif_absence_certificat.1": 8.0,
    "motif_absence_certificat.2": 11.0,
    "agrement_vhu": 8.5,
    "date_certificat": 10.5,
}
"""Lines with less room above."""


def template(edition: str) -> Template:
    """The form of that edition, '15776*01' or '15776*02'."""
    old = edition.endswith("*01")
    zones: list[Zone] = []
    for key, cells, left, right, base, base_01, alphabet, is_key in _COMBS:
        y = base_01 if old else base
        box = BoundingBox(left=left, top=y - _LOWER.get(key.split(".")[0], LINE_HEIGHT), right=right, bottom=y)
        count = cells
        if key == "vin" and old:
            count, box = 18, box.model_copy(update={"right": 429.1})
        zones.append(Zone.of_box(key, box, task=Task.COMB, cells=count, alphabet=alphabet, is_key=is_key))
    for key, left, right, base, base_01, is_key in _LINES:
        y = base_01 if old else base
        box = BoundingBox(left=left, top=y - _LOWER.get(key, LINE_HEIGHT), right=right, bottom=y)
        zones.append(Zone.of_box(key, box, alphabet=_ALPHABETS.get(key, ""), is_key=is_key, is_ruled=True))
    for key, left, top, top_01 in _TICKS:
        x = left - SEX_SHIFT if old and "_sexe" in key else left
        y = top_01 if old else top
        box = BoundingBox(left=x, top=y, right=x + _TICK_SIDE, bottom=y + _TICK_SIDE)
        zones.append(Zone.of_box(key, box, task=Task.TICK))
    for key, box, (top, bottom) in _PRINTED:
        zones.append(Zone.of_box(key, box.model_copy(update={"top": top, "bottom": bottom}) if old else box))
    for key, box in _SIGNATURES:
        rise = 2.3 if old else 0.0
        area = box.model_copy(update={"top": box.top - rise})
        ignore = tuple(
            BoundingBox(left=x0, top=area.top + y0, right=x1, bottom=area.top + y1) for x0, y0, x1, y1 in _CAPTIONS
        )
        zones.append(Zone.of_box(key, area, task=Task.INK, ignore=ignore))
    zones.append(Zone.of_box("opposition_reutilisation", _OPT_OUT, task=Task.TICK))
    anchors = tuple(
        Anchor(text=text, at=(x / WIDTH, (middle_01 if old else middle) / HEIGHT), is_centred=is_centred)
        for captions, is_centred in ((_ANCHORS, False), (_CENTRED, True))
        for text, x, middle, middle_01 in captions
    )
    placed = in_fractions(zones, WIDTH, HEIGHT, WIDTH_MM)
    return Template(width_mm=WIDTH_MM, height_mm=HEIGHT_MM, anchors=anchors, zones=placed)
