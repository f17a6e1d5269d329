"""Where the values of a procès-verbal de contrôle technique stand: its captions, and zones beside or below them.

Source: documents.md 4.2.
"""

import re
from collections.abc import Collection, Sequence

from extractors.alphabets import DAY
from extractors.captions import Captions
from extractors.defaillances import DEFECTS, defect_zones, odometer_zones
from extractors.layout import PAGE, Sheet
from extractors.printed import Caption, Piece, Spot
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Zone

VIN = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789 "
KILOMETRES = "0123456789 .kmKM"
MAX_LINES = 3
"""Lines that the nature and the result may take."""

ANNOUNCED = ("il existe une suite à cette page du procès-verbal", "il existe une suite à cette page")
"""Another page follows."""
CAPTIONS = (
    Caption("numero_imprime", ("N° d'imprimé",)),
    Caption("nature", ("NATURE DU CONTRÔLE",)),
    Caption("date_controle", ("DATE DU CONTRÔLE",)),
    Caption("numero_pv", ("N° DU PROCÈS-VERBAL",)),
    Caption("resultat", ("RÉSULTAT DU CONTRÔLE",), "7"),
    Caption(
        "limite_validite",
        (
            "LIMITE DE VALIDITÉ DU CONTRÔLE RÉALISÉ",
            "DATE LIMITE DE VALIDITÉ DU CONTRÔLE",
            "LIMITE DE VALIDITÉ DU CONTRÔLE",
            "LIMITE DE VALIDITÉ",
        ),
        "8",
    ),
    Caption("", ("DU CONTRÔLE RÉALISÉ", "CONTRÔLE RÉALISÉ")),
    Caption("prochain", ("NATURE DU PROCHAIN CONTRÔLE",)),
    Caption("centre", ("IDENTIFICATION DU CENTRE DE CONTRÔLE", "IDENTITÉ DU CENTRE DE CONTRÔLE")),
    Caption("controleur", ("IDENTIFICATION DU CONTRÔLEUR", "IDENTITÉ DU CONTRÔLEUR")),
    Caption("agrement", ("N° D'AGRÉMENT",)),
    Caption("", ("RAISON SOCIALE", "COORDONNÉES", "SIGNATURE", "Tél.")),
    Caption("", ("Type/CNIT", "Document(s) présenté(s)", "Certificat d'immatriculation"), is_small=True),
    Caption("vehicule", ("IDENTIFICATION DU VÉHICULE",)),
    Caption("immatriculation", ("Immatriculation et pays",), "2", is_small=True),
    Caption("date_immatriculation", ("Date d'immatriculation",), is_small=True),
    Caption(
        "date_premiere_immatriculation",
        (
            "Date de 1ère mise en circulation",
            "Date de première mise en circulation",
            "1ère mise en circulation",
            "première mise en circulation",
        ),
        is_small=True,
    ),
    Caption("marque", ("Marque",), is_small=True),
    Caption("denomination_commerciale", ("Désignation commerciale", "Dénomination commerciale"), is_small=True),
    Caption(
        "vin",
        ("N° dans la série du type (VIN)", "N° dans la série du type", "dans la série du type"),
        "1",
        is_small=True,
    ),
    Caption("categorie_ce", ("Catégorie internationale",), "5", is_small=True),
    Caption("genre", ("Genre",), is_small=True),
    Caption("energie", ("Énergie",), is_small=True),
    Caption("kilometrage", ("KILOMÉTRAGE RELEVÉ", "KILOMÉTRAGE INSCRIT AU COMPTEUR"), "4"),
    Caption(
        "initial", ("INFORMATIONS SUR LE CONTRÔLE TECHNIQUE DÉFAVORABLE", "INFORMATIONS SUR LE CONTRÔLE TECHNIQUE")
    ),
    Caption("", ("TECHNIQUE DÉFAVORABLE", "PROCÈS-VERBAL N°", "N° D'AGRÉMENT DU CENTRE")),
    Caption("date_visite_initiale", ("DATE",)),
    Caption(
        DEFECTS, ("DÉFAILLANCES ET NIVEAUX DE GRAVITÉ", "DÉFAUTS OU ANOMALIES CONSTATÉS", "DÉFAUTS CONSTATÉS"), "6"
    ),
    Caption(
        "precedents",
        (
            "Kilométrages relevés lors des précédents contrôles techniques depuis le 20 mai 2018",
            "Kilométrages relevés lors des précédents contrôles techniques",
            "Kilométrages relevés lors des précédents contrôles",
            "Kilométrages relevés lors des précédents",
        ),
    ),
    Caption("precedents.suite", ("depuis le 20 mai 2018", "techniques depuis le 20 mai 2018")),
    Caption("mesures", ("MESURES RÉALISÉES ET VALEURS LIMITES CORRESPONDANTES", "MESURES RÉALISÉES")),
    Caption("rappel", ("Ce véhicule peut faire l'objet", "l'organisme technique central", "campagne de rappel")),
    Caption("suite", ("Suite du procès-verbal",)),
    Caption("annonce", ("Attention, il existe une suite à cette page du procès-verbal", *ANNOUNCED)),
)
FORM = (
    "nature", "date_controle", "numero_pv", "resultat", "limite_validite", "prochain", "centre", "vehicule", "vin",
    "kilometrage", DEFECTS, "precedents", "mesures",
)  # fmt: skip
"""Captions of the first page alone."""
NEED = 3
"""How many of them begin a line or a column at least, on a page that is one."""
ENDS = ("precedents", "mesures", "rappel", "annonce")
"""What comes below the list of defects."""
_RIGHT = (DEFECTS, "precedents", "mesures")
"""Headings of the right column."""
VALUE_TYPE = 0.8
"""Height of the type of values, in that of the VIN, at least; captions have 0.7 of it."""
ASIDE = 0.012
"""By how much values of one column may be off, as a share of the page's width."""

_DAY = re.compile(r"\d{2}[/.-]\d{2}[/.-]\d{4}")
_PLATE = re.compile(r"(?=[^(]*\d)[A-Z0-9][A-Z0-9 -]{4,11}(\([A-Z]{1,3}\))?")
"""With the country in brackets."""
_CATEGORY = re.compile(r"[MNO][1-4]G?|L[1-7]E?")
_VIN = re.compile(r"(?=.*\d)[A-Z0-9]{17}")

# Key, alphabet, read by both engines.
_HEAD = (("numero_imprime", "", True), ("date_controle", DAY, True), ("numero_pv", "", True))
_VEHICLE = (
    ("immatriculation", "", True),
    ("date_immatriculation", DAY, True),
    ("date_premiere_immatriculation", DAY, True),
    ("marque", "", True),
    ("denomination_commerciale", "", True),
    ("vin", VIN, True),
    ("categorie_ce", "", True),
    ("genre", "", True),
    ("energie", "", True),
    ("kilometrage", KILOMETRES, True),
)


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the first page; None where its captions stand in sentences only, as on the back of the sheet."""
    captions = Captions(sheet, CAPTIONS)
    if sum(any(_begins(captions, spot) for spot in captions.all(name)) for name in FORM) < NEED:
        return None
    right = [spot.box.left for name in _RIGHT for spot in captions.all(name) if spot.box.left > 0.3]
    column = PAGE.model_copy(update={"right": min(right, default=PAGE.right + 0.01) - 0.01})
    zones = _lines(captions, "nature", PAGE) + _lines(captions, "resultat", column)
    for key, alphabet, is_key in _HEAD:
        zones += _value(captions, key, captions.one(key), PAGE, alphabet, is_key)
    zones += _value(captions, "limite_validite", captions.one("limite_validite"), column, DAY)
    for key, spot in _approvals(captions).items():
        zones += _value(captions, key, spot, column)
    vehicle, initial = captions.one("vehicule"), captions.one("initial")
    block = _under(vehicle, column) if vehicle else column
    shaped = _by_shape(captions, block)
    for key, alphabet, is_key in _VEHICLE:
        caption = captions.one(key, block)
        # What shows by itself what it is needs no caption; which date is which, a well-read caption tells best.
        if caption and (key not in shaped or (caption.worth and alphabet == DAY)):
            zones += _value(captions, key, caption, column, alphabet, is_key)
    found = {zone.key for zone in zones}
    zones += [zone for key, zone in shaped.items() if key not in found]
    zones += _around_the_vin(captions, found, block)
    if initial:
        block = _under(initial, column)
        first = next(iter(captions.all("date_visite_initiale", block)), None)
        zones += _value(captions, "date_visite_initiale", first, block, DAY)
    return tuple(zones + _lists(captions))


def _begins(captions: Captions, spot: Spot) -> bool:
    """Whether no word stands right before a caption."""
    ends = [
        piece.box.right
        for piece in captions.pieces
        if piece.box.right <= spot.box.left and piece.box.top < spot.box.center[1] < piece.box.bottom
    ]
    return (spot.box.left - max(ends, default=0.0)) * captions.sheet.page.aspect > spot.height


def locate_suite(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of a continuation page: the numbers that tie it to the first one, and the list that goes on."""
    captions = Captions(sheet, CAPTIONS)
    zones: list[Zone] = []
    for key in ("numero_imprime", "numero_pv"):
        zones += _value(captions, key, captions.one(key), PAGE)
    heads = [spot for name in ("suite", "numero_imprime", "numero_pv", DEFECTS) for spot in captions.all(name)]
    if not captions.one(DEFECTS) and heads:
        lowest = max(heads, key=lambda spot: spot.box.bottom)
        ends = [spot.box.top for name in ENDS for spot in captions.all(name)]
        bottom = min([0.95, *ends])
        top = max([lowest.box.bottom, *(zone.box.bottom for zone in zones)])
        return tuple(zones + defect_zones(captions, PAGE.model_copy(update={"top": top, "bottom": bottom})))
    return tuple(zones + _lists(captions))


def _value(
    captions: Captions, key: str, spot: Spot | None, bounds: BoundingBox, alphabet: str = "", is_key: bool = True
) -> list[Zone]:
    return captions.zones(key, spot, bounds, alphabet=alphabet, is_key=is_key) if spot else []


def _by_shape(captions: Captions, block: BoundingBox) -> dict[str, Zone]:
    """Zones of what the block of the vehicle shows unmistakably, for captions that a poor scan made unreadable.

    The form has the plate, the date of this registration and that of the first one in a row (documents.md 4.2). What
    the tear-off strip below repeats comes later.
    """
    zones: dict[str, Zone] = {}
    for whole in captions.rows(block):
        row = [piece for piece in whole if fold(piece.text)]
        days = [rank for rank, piece in enumerate(row) if _DAY.fullmatch(piece.text)]
        if len(days) == 2 and _PLATE.fullmatch("".join(piece.text for piece in row[: days[0]]).rstrip(".,;:")):
            parts = (row[: days[0]], [row[days[0]]], [row[days[1]]])
            for (key, alphabet, _), part in zip(_VEHICLE[:3], parts, strict=True):
                zones.setdefault(key, captions.zone_of(key, part, block, alphabet))
        for piece in row:
            if _VIN.fullmatch(piece.text):
                zones.setdefault("vin", captions.zone_of("vin", [piece], block, VIN))
    return zones


def _around_the_vin(captions: Captions, found: Collection[str], block: BoundingBox) -> list[Zone]:
    """Zones of make, commercial name and category whose captions were lost: they stand above the VIN and beside it.

    In two columns, in type as large as the VIN; captions are smaller.
    """
    rows = [[piece for piece in row if fold(piece.text)] for row in captions.rows(block)]
    places = [(rank, piece) for rank, row in enumerate(rows) for piece in row if _VIN.fullmatch(piece.text)]
    if len(places) != 1:
        return []
    rank, vin = places[0]
    beside = [piece for piece in rows[rank] if piece.box.left > vin.box.right and _CATEGORY.fullmatch(piece.text)]
    if len(beside) != 1:
        return []
    least = VALUE_TYPE * vin.box.height
    above = next((row for row in reversed(rows[:rank]) if _is_of_values(captions, row, least)), [])
    columns = vin.box.left, beside[0].box.left
    parts = {
        "marque": [piece for piece in above if piece.box.left < columns[1] - ASIDE],
        "denomination_commerciale": [piece for piece in above if piece.box.left >= columns[1] - ASIDE],
    }
    is_row = all(
        part and abs(part[0].box.left - left) <= ASIDE for part, left in zip(parts.values(), columns, strict=True)
    )
    parts = {"categorie_ce": beside} | (parts if is_row and not any(_DAY.search(piece.text) for piece in above) else {})
    return [captions.zone_of(key, part, block) for key, part in parts.items() if key not in found]


def _is_of_values(captions: Captions, row: Sequence[Piece], least: float) -> bool:
    """Whether a row is in type of that height at least, and no caption."""
    is_caption = any(spot.box.holds(piece.box.center) for spot in captions.spots for piece in row)
    return not is_caption and any(piece.box.height >= least for piece in row)


def _under(spot: Spot, column: BoundingBox) -> BoundingBox:
    """The part of a column below a heading."""
    return column.model_copy(update={"top": spot.box.bottom})


def _lines(captions: Captions, key: str, bounds: BoundingBox) -> list[Zone]:
    """Zones of a value that may run over several lines, one each."""
    spot = captions.one(key)
    return captions.line_zones(key, spot, bounds, MAX_LINES) if spot else []


def _approvals(captions: Captions) -> dict[str, Spot]:
    """The captions of both approval numbers: each belongs to the heading above it."""
    found: dict[str, Spot] = {}
    initial = captions.one("initial")
    for spot in captions.all("agrement"):
        above = [
            heading
            for name in ("centre", "controleur")
            for heading in captions.all(name)
            if heading.box.top < spot.box.top and heading.box.left < spot.box.left + 0.05
        ]
        if above and not (initial and spot.box.top > initial.box.top):
            nearest = max(above, key=lambda heading: (heading.box.left > spot.box.left - 0.1, heading.box.top))
            found.setdefault(f"agrement_{nearest.name}", spot)
    return found


def _lists(captions: Captions) -> list[Zone]:
    """Zones of the lists of the right column."""
    zones: list[Zone] = []
    if heading := captions.one(DEFECTS):
        zones += defect_zones(captions, _list_room(captions, heading, heading.box.bottom))
    if heading := captions.one("precedents"):
        tops = [heading.box.bottom, *(spot.box.bottom for spot in captions.all("precedents.suite"))]
        zones += odometer_zones(captions, _list_room(captions, heading, max(tops)))
    return zones


def _list_room(captions: Captions, heading: Spot, top: float) -> BoundingBox:
    """The room of a list: from its heading down to the next one of its column."""
    left = heading.box.left - 0.03
    rights = [spot.box.left for spot in captions.spots if spot.box.left > heading.box.right and spot.name in _RIGHT]
    ends = [
        spot.box.top
        for name in (DEFECTS, "suite", *ENDS)
        for spot in captions.all(name)
        if spot.box.top > heading.box.bottom and spot.box.center[0] > left
    ]
    return BoundingBox(left=left, top=top, right=min([PAGE.right, *rights]), bottom=min([0.95, *ends]))
