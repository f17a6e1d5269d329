"""Where the values of a procès-verbal de contrôle technique stand: its captions, and zones beside or below them.

Source: documents.md 4.2.
"""

import re
from collections.abc import Sequence

from extractors.alphabets import DAY
from extractors.captions import Captions
from extractors.defaillances import DEFECTS, defect_zones, odometer_zones
from extractors.layout import PAGE, Sheet
from extractors.printed import Caption, Spot
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

_DAY = re.compile(r"\d{2}[/.-]\d{2}[/.-]\d{4}")
_PLATE = re.compile(r"(?=[^(]*\d)[A-Z0-9][A-Z0-9 -]{4,11}(\([A-Z]{1,3}\))?")
"""With the country in brackets."""
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
    zones += _beside_the_make(captions, zones, block)
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
        if len(days) == 2 and _PLATE.fullmatch("".join(piece.text for piece in row[: days[0]])):
            parts = (row[: days[0]], [row[days[0]]], [row[days[1]]])
            for (key, alphabet, _), part in zip(_VEHICLE[:3], parts, strict=True):
                zones.setdefault(key, captions.zone_of(key, part, block, alphabet))
        for piece in row:
            if _VIN.fullmatch(piece.text):
                zones.setdefault("vin", captions.zone_of("vin", [piece], block, VIN))
    return zones


def _beside_the_make(captions: Captions, zones: Sequence[Zone], block: BoundingBox) -> list[Zone]:
    """Where the commercial name stands whose caption alone was lost: what stands beside the make and has none."""
    found = {zone.key: zone.box for zone in zones}
    lost = [key for key, _, _ in _VEHICLE if key not in found]
    if lost != ["denomination_commerciale"]:
        return []
    make = found["marque"]
    room = make.model_copy(update={"left": make.right, "right": block.right})
    taken = [box for key, box in found.items() if key != "marque"]
    row = [piece for piece in captions.first_row(room) if not any(box.holds(piece.box.center) for box in taken)]
    return [captions.zone_of(lost[0], row, room)] if row else []


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
