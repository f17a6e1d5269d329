"""Geometry of the carte grise, SIV model, in fractions of each side.

The filled side is 125 x 254 mm by decree (arrêté du 9 février 2009, annexe II), about 130 wide on the published
specimens; places were measured on those (documents.md 2.1). The other side lies, cover on the right.
"""

from extractors.alphabets import CAPITALS, CODE, DIGITS
from extractors.template import Anchor, Template
from pipeline.core.model import BoundingBox, Point, Task, Zone

WIDTH_MM, HEIGHT_MM = 130.0, 254.0

NUMBER = DIGITS + ",. "
DAY = DIGITS + "/"
NAME = CAPITALS + "'- ."

HALF_ROW = 0.0085
"""Half the height of a row: rows are 0.016 apart."""
LEAD = 0.012
"""Room left of the first character of a value."""

# Key, left of the value, middle of the row, right limit, alphabet; all are read by both engines.
_VALUES = (
    ("immatriculation", 0.070, 0.055, 0.258, CODE + "-"),
    ("date_premiere_immatriculation", 0.328, 0.055, 0.600, DAY),
    ("titulaire.1", 0.087, 0.072, 0.985, ""),
    ("titulaire.2", 0.087, 0.0875, 0.985, ""),
    ("titulaire.3", 0.087, 0.103, 0.985, ""),
    ("est_proprietaire", 0.107, 0.152, 0.985, CAPITALS + "' "),
    ("cotitulaires", 0.107, 0.172, 0.985, ""),
    ("adresse", 0.087, 0.209, 0.955, ""),
    ("adresse.2", 0.087, 0.224, 0.955, ""),
    ("commune", 0.087, 0.239, 0.955, ""),
    ("marque", 0.087, 0.297, 0.985, ""),
    ("type_variante_version", 0.087, 0.318, 0.985, ""),
    ("cnit", 0.650, 0.335, 0.995, CODE),
    ("denomination_commerciale", 0.087, 0.358, 0.620, ""),
    ("vin", 0.670, 0.359, 0.998, CODE),
    ("masse_max_technique_kg", 0.087, 0.374, 0.258, DIGITS),
    ("ptac_kg", 0.328, 0.374, 0.500, DIGITS),
    ("ptra_kg", 0.568, 0.374, 0.682, DIGITS),
    ("masse_service_kg", 0.087, 0.393, 0.258, DIGITS),
    ("poids_vide_kg", 0.328, 0.393, 0.500, DIGITS),
    ("categorie_ce", 0.087, 0.409, 0.258, CODE),
    ("genre", 0.328, 0.409, 0.500, CODE),
    ("carrosserie_ce", 0.568, 0.409, 0.682, CAPITALS),
    ("carrosserie", 0.750, 0.409, 0.985, CODE + "-/ "),
    ("numero_reception", 0.087, 0.425, 0.640, CODE + "e*/-. "),
    ("cylindree_cm3", 0.087, 0.441, 0.258, NUMBER),
    ("puissance_kw", 0.328, 0.441, 0.500, NUMBER),
    ("energie", 0.568, 0.441, 0.682, CODE),
    ("puissance_fiscale_cv", 0.750, 0.441, 0.985, DIGITS),
    ("rapport_puissance_masse", 0.087, 0.457, 0.258, NUMBER),
    ("places_assises", 0.328, 0.457, 0.500, DIGITS),
    ("places_debout", 0.568, 0.457, 0.682, DIGITS),
    ("niveau_sonore_db", 0.750, 0.457, 0.985, DIGITS),
    ("regime_moteur_trmin", 0.087, 0.476, 0.258, DIGITS),
    ("co2_g_km", 0.328, 0.476, 0.500, DIGITS),
    ("classe_environnementale", 0.568, 0.476, 0.995, CODE + "*/-. "),
    ("visite_avant_le", 0.087, 0.492, 0.600, CAPITALS + DAY + " "),
    ("taxe_y1", 0.087, 0.507, 0.258, NUMBER),
    ("taxe_y2", 0.328, 0.507, 0.600, NUMBER),
    ("taxe_y3", 0.087, 0.524, 0.258, NUMBER),
    ("taxe_y4", 0.328, 0.524, 0.540, NUMBER),
    ("taxe_y5", 0.087, 0.540, 0.258, NUMBER),
    ("taxe_y6", 0.328, 0.540, 0.540, NUMBER),
    ("date_fin_validite", 0.087, 0.578, 0.400, DAY),
    ("date_certificat", 0.087, 0.594, 0.400, DAY),
    ("mentions.1", 0.087, 0.610, 0.985, ""),
    ("mentions.2", 0.087, 0.626, 0.985, ""),
    ("mentions.3", 0.087, 0.644, 0.985, ""),
    ("mentions.4", 0.087, 0.661, 0.985, ""),
    ("coupon.immatriculation", 0.044, 0.800, 0.250, CODE + "-"),
    ("coupon.date_certificat", 0.264, 0.800, 0.585, DAY),
    ("coupon.numero_formule", 0.044, 0.822, 0.585, CODE),
    ("coupon.vin", 0.044, 0.841, 0.585, CODE),
    ("coupon.marque", 0.044, 0.861, 0.985, ""),
    ("coupon.titulaire.1", 0.044, 0.892, 0.985, ""),
    ("coupon.titulaire.2", 0.044, 0.926, 0.985, ""),
)
MRZ_STRIP = BoundingBox(left=0.0, top=0.935, right=1.0, bottom=1.012)
# A sale is marked on the face above the tear line.
FACE = BoundingBox(left=0.0, top=0.035, right=1.0, bottom=0.742)
# Printed there beside the values: title row, labels, signature block of the ministry, hologram, dotted rule.
_PRINT = (
    BoundingBox(left=0.0, top=0.030, right=1.0, bottom=0.064),
    BoundingBox(left=0.0, top=0.064, right=0.082, bottom=0.670),
    BoundingBox(left=0.255, top=0.366, right=0.322, bottom=0.552),
    BoundingBox(left=0.500, top=0.366, right=0.562, bottom=0.486),
    BoundingBox(left=0.680, top=0.400, right=0.744, bottom=0.466),
    BoundingBox(left=0.565, top=0.326, right=0.648, bottom=0.344),
    BoundingBox(left=0.620, top=0.350, right=0.668, bottom=0.368),
    BoundingBox(left=0.560, top=0.494, right=1.0, bottom=0.606),
    BoundingBox(left=0.070, top=0.260, right=0.300, bottom=0.281),
    BoundingBox(left=0.0, top=0.687, right=1.0, bottom=0.695),
    BoundingBox(left=0.585, top=0.704, right=0.765, bottom=0.745),
)

# Phrase, left edge, middle.
_INNER = (
    ("CERTIFICAT D'IMMATRICULATION", 0.28, 0.009),
    ("N° Immatriculation", 0.04, 0.041),
    ("Date de 1ère immatriculation", 0.28, 0.041),
    ("EST LE PROPRIETAIRE DU VEHICULE", 0.107, 0.152),
    ("FRANCE", 0.087, 0.270),
    ("VISITE AVANT LE", 0.087, 0.492),
    ("Pour le Ministère de l'Intérieur et par délégation", 0.61, 0.511),
    ("Certificat d'immatriculation", 0.03, 0.763),
    ("COUPON DÉTACHABLE", 0.845, 0.755),
    *(
        (label, 0.022, y)
        for label, y in (("C.4a", 0.152), ("C.4.1", 0.172), ("D.1", 0.297), ("D.2", 0.318), ("D.3", 0.358))
    ),
    *(
        (label, 0.022, y)
        for label, y in (("C.1", 0.072), ("C.3", 0.199), ("F.1", 0.374), ("P.1", 0.441), ("U.2", 0.476))
    ),
    *((label, 0.022, y) for label, y in (("X.1", 0.492), ("Y.1", 0.507), ("Y.3", 0.524), ("Y.5", 0.540))),
    *((label, 0.022, y) for label, y in (("Z.1", 0.610), ("Z.2", 0.626), ("Z.3", 0.644), ("Z.4", 0.661))),
    *(
        (label, 0.266, y)
        for label, y in (("F.2", 0.374), ("G.1", 0.393), ("J.1", 0.409), ("P.2", 0.441), ("S.1", 0.457))
    ),
    *((label, 0.266, y) for label, y in (("V.7", 0.476), ("Y.2", 0.507), ("Y.4", 0.524), ("Y.6", 0.540))),
    *(
        (label, 0.508, y)
        for label, y in (("F.3", 0.374), ("J.2", 0.409), ("P.3", 0.441), ("S.2", 0.457), ("V.9", 0.476))
    ),
    *((label, 0.690, y) for label, y in (("J.3", 0.409), ("P.6", 0.441), ("U.1", 0.457))),
    ("D.2.1", 0.574, 0.335),
)

_OUTER = (
    ("République Française", 0.726, 0.050),
    ("Ministère de l'Intérieur", 0.726, 0.090),
    ("Permiso de circulación", 0.726, 0.252),
    ("Registration certificate", 0.726, 0.293),
    ("(A) Numéro d'immatriculation", 0.683, 0.494),
    ("(B) Date de la première immatriculation du véhicule", 0.683, 0.513),
    ("(D.1) Marque", 0.683, 0.723),
    ("(E) Numéro d'identification du véhicule", 0.683, 0.784),
    ("(G.1) Poids à vide national", 0.683, 0.936),
    ("(J.1) Genre national", 0.339, 0.537),
    ("(J.3) Carrosserie (désignation nationale)", 0.339, 0.577),
    ("(P.1) Cylindrée (en Cm3)", 0.339, 0.616),
    ("(P.6) Puissance administrative nationale", 0.339, 0.673),
    ("(S.2) Nombre de places debout (le cas échéant)", 0.339, 0.730),
    ("(U.2) Vitesse du moteur", 0.339, 0.769),
    ("(X.1) Dates de visites techniques", 0.339, 0.847),
    ("(Y.6) Montant total des taxes et de la redevance en Euro", 0.339, 0.963),
    ("(Z.1) à (Z.4) Mentions spécifiques", 0.339, 0.983),
)


# Shapes of a mention (`pipeline.stages.shapes`): date and hour, likeliest first.
_DAYS = ("99/99/2099", "99/99/99", "9/99/2099", "99/9/2099", "9/9/2099")
_HOURS = ("t9hs9", "2uhs9", "9hs9", "t9h", "2uh")
MENTION = (*(f"{day} {hour}" for hour in _HOURS for day in _DAYS), *_DAYS, *_HOURS)


def _box(left: float, middle: float, right: float) -> BoundingBox:
    return BoundingBox(left=left - LEAD, top=middle - HALF_ROW, right=right, bottom=middle + HALF_ROW)


INTERIEUR = Template(
    width_mm=WIDTH_MM,
    height_mm=HEIGHT_MM,
    anchors=tuple(Anchor(text=text, at=(x, y)) for text, x, y in _INNER),
    zones=(
        *(
            Zone.of_box(
                key, _box(left, middle, right), alphabet=alphabet, is_key=True, width_mm=(right - left) * WIDTH_MM
            )
            for key, left, middle, right, alphabet in _VALUES
        ),
        Zone.of_box("barree", FACE, task=Task.STROKE, width_mm=WIDTH_MM),
        Zone.of_box("encre", FACE, task=Task.INK, width_mm=WIDTH_MM, ignore=_PRINT, shapes=MENTION),
    ),
)


def _turned(left: float, top: float, right: float, bottom: float) -> tuple[Point, Point, Point, Point]:
    """A place of the coupon's form, printed upward: fractions of the card's short side across, of its long one down."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    a, b, c, d = ((y, 1 - x) for x, y in corners)
    return a, b, c, d


EXTERIEUR = Template(
    width_mm=HEIGHT_MM,
    height_mm=WIDTH_MM,
    anchors=tuple(Anchor(text=text, at=(x, y)) for text, x, y in _OUTER),
    zones=(
        Zone.of_box(
            "numero_formule",
            BoundingBox(left=0.715, top=0.420, right=0.925, bottom=0.474),
            alphabet=CODE,
            is_key=True,
            width_mm=53,
        ),
        # The boxes for the stickers of inspections, mostly empty: where a sale is marked on this side.
        Zone.of_box(
            "encre",
            BoundingBox(left=0.336, top=0.030, right=0.660, bottom=0.505),
            task=Task.INK,
            width_mm=0.324 * HEIGHT_MM,
            shapes=MENTION,
        ),
        # Name and address of the buyer on the coupon, right of their captions.
        Zone(
            key="coupon.acquereur",
            quad=_turned(0.125, 0.074, 0.70, 0.126),
            task=Task.INK,
            width_mm=0.575 * WIDTH_MM,
        ),
    ),
)
