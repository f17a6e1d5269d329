"""Where the values of the carte grise stand, FNI models: the blue one of June 2004 to 2009 and the grey one before.

Only their top zones were published (documents.md 3), so no place is taken for granted. The blue model prints the codes
of the directive in brackets, by the same printer as the values: each value is looked for between its code and the next
one of the row. The grey model prints captions: each value stands beside or below its own.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractors.alphabets import CAPITALS, CODE, DIGITS
from extractors.captions import Captions
from extractors.card_siv import DAY, MENTION, NUMBER
from extractors.layout import Sheet
from extractors.printed import Caption, Spot
from pipeline.core.model import BoundingBox, Point, Task, Word, Zone

BLUE_MARKERS = (
    "Communauté européenne",
    "Certificat d'immatriculation",
    "d'immatriculation",
    "PREFECTURE",
    "N° Immatriculation",
    "Date du certificat",
    "Date de 1ère immatriculation",
)
GREY_MARKERS = (
    "PREFECTURE",
    "N° IMMATRICULATION (A)",
    "DATE DE 1re MISE",
    "EN CIRCULATION (B)",
    "NOM (C) Prénoms (D)",
    "NOM d'usage",
    "N° DANS LA SÉRIE DU TYPE",
)
COUPON = ("COUPON DÉTACHABLE", "Certificat d'immatriculation")
LOOKALIKES = (
    "CERTIFICAT PROVISOIRE D'IMMATRICULATION",
    # Rows of the requests 13749 and 13750 are near enough to this title, and those quote the captions of the card.
    "FICHE D'IDENTIFICATION DU VEHICULE",
    "PROCÈS-VERBAL",
    "CERTIFICAT DE CESSION",
)
CODES = {
    "A": ("immatriculation", ""),
    "A.1": ("", ""),
    "B": ("date_premiere_immatriculation", DAY),
    "C.1": ("titulaire.1", ""),
    "C.4": ("", ""),
    "C.4a": ("est_proprietaire", CAPITALS + "' "),
    "C.4.1": ("cotitulaires", ""),
    "C.3": ("adresse", ""),
    "D.1": ("marque", ""),
    "D.2": ("type_variante_version", ""),
    "D.2.1": ("cnit", CODE),
    "D.3": ("denomination_commerciale", ""),
    "E": ("vin", CODE),
    "F.1": ("masse_max_technique_kg", DIGITS),
    "F.2": ("ptac_kg", DIGITS),
    "F.3": ("ptra_kg", DIGITS),
    "G": ("masse_service_kg", DIGITS),
    "G.1": ("poids_vide_kg", DIGITS),
    "H": ("date_fin_validite", DAY),
    "I": ("date_certificat", DAY),
    "J": ("categorie_ce", CODE),
    "J.1": ("genre", CODE),
    "J.2": ("carrosserie_ce", CODE),
    "J.3": ("carrosserie", CODE + "-/ "),
    "K": ("numero_reception", CODE + "e*/-. "),
    "P.1": ("cylindree_cm3", NUMBER),
    "P.2": ("puissance_kw", NUMBER),
    "P.3": ("energie", CODE),
    "P.6": ("puissance_fiscale_cv", DIGITS),
    "Q": ("rapport_puissance_masse", NUMBER),
    "S.1": ("places_assises", DIGITS),
    "S.2": ("places_debout", DIGITS),
    "U.1": ("niveau_sonore_db", DIGITS),
    "U.2": ("regime_moteur_trmin", DIGITS),
    "V.7": ("co2_g_km", DIGITS),
    "V.9": ("classe_environnementale", CODE + "*/-. "),
    "X.1": ("visite_avant_le", CAPITALS + DAY + " "),
    **{f"Y.{i}": (f"taxe_y{i}", NUMBER) for i in range(1, 7)},
    **{f"Z.{i}": (f"mentions.{i}", "") for i in range(1, 5)},
}
"""Codes of the blue model: key of the zone, empty where the contract has none, and alphabet."""
EXPECTED_BLUE = tuple(key for code, (key, _) in CODES.items() if key and code not in ("C.4a", "H", "Q"))
"""Where one of them is missing the page is read again, by the better engine."""
GREY_CAPTIONS = (
    Caption("immatriculation", ("N° IMMATRICULATION (A)",)),
    Caption("date_certificat", ("DATE",)),
    Caption("", ("DATE DE 1re MISE",)),
    Caption("date_premiere_immatriculation", ("EN CIRCULATION (B)",)),
    Caption("titulaire.1", ("NOM (C) Prénoms (D)", "NOM (C) Prénoms")),
    Caption("titulaire.2", ("NOM d'usage",)),
    Caption("domicile", ("DOMICILE (D)", "DOMICILE")),
    Caption("", ("CHANGEMENT DE DOMICILE",)),
    Caption("genre", ("GENRE (J.1)", "GENRE")),
    Caption("marque", ("MARQUE (E)", "MARQUE (D.1)", "MARQUE")),
    Caption("type_variante_version", ("TYPE",)),
    Caption("vin", tuple(f"N° DANS LA SÉRIE DU TYPE{code}" for code in (" (F)", " (E)", ""))),
    Caption("carrosserie", ("CARROSSERIE (J.3)", "CARROSSERIE")),
    Caption("energie", ("ÉNERGIE (P.3)", "ÉNERGIE")),
    Caption("puissance_fiscale_cv", ("PUISSANCE ADMINISTRATIVE", "PUISSANCE")),
    Caption("places_assises", ("PLACES ASSISES", "PLACES ASS.")),
    Caption("ptac_kg", ("P.T.A.C. (G)", "P.T.A.C.")),
    Caption("ptra_kg", ("P.T.R.A.",)),
    Caption("poids_vide_kg", ("POIDS À VIDE",)),
    Caption("niveau_sonore_db", ("NIVEAU SONORE dB(A)", "NIVEAU SONORE", "BRUIT dB(A)")),
    Caption("regime_moteur_trmin", ("RÉGIME MOTEUR tr/mn", "RÉGIME MOTEUR")),
    Caption("", ("PRÉCÉDENT NUMÉRO",)),
)
_ALPHABETS = {key: alphabet for key, alphabet in CODES.values() if alphabet} | {"vin": CODE}
GREY_KEYS = tuple(
    caption.name
    for caption in GREY_CAPTIONS
    if caption.name and caption.name not in ("domicile", "titulaire.1", "titulaire.2")
)
EXPECTED_GREY = (*GREY_KEYS, "titulaire.1", "domicile.0")

BRACKETS = "()."
"""Read in every zone of the blue model, so that a piece of a code is never taken for a figure of the value."""
SHORT = ("J", "J.1", "J.2", "P.3")
"""Codes whose values are of a few letters; those of figures are short too."""
COLUMN = 3
"""Rows whose codes begin at one place and make a column."""
NAME_ROW = (1.5, 4.6)
"""How far below the row of (A) that of C.1 stands, in characters: 3.2 on the published card."""

BETWEEN_A_AND_B = 33.4
"""Characters from the code (A) to the code (B) on the published blue card."""
AFTER_B = 15.2
"""Characters from the code (B) to the right edge of the print there."""
ROOM = 0.3
"""Paper between a code and the zone of its value, in characters; a value begins one character behind its code."""
HALF_ROW = 0.8
"""Half the height of a row, in characters."""
MM_PER_CHARACTER = 2.54
FACE_ROWS = 59.0
"""From the row of (A) down to the tear line, in characters; the room that a sale is marked in."""
SAME_ROW = 0.9
"""How far the middles of two codes of a row are apart at most, in characters, the lean of the page taken out."""
SIGNED_FOR_PREFECT = (9.0, 2.0, 7.5)
"""Room of the printed signature under "Pour le Préfet": characters left of the words, right of them, below them."""

GREY_UNIT_MM = 60.0
"""From the caption (A) to the caption (B) of the grey model: 371 of 730 points of a picture 118 mm wide."""
GREY_FACE = 2.8
"""From those captions down to the end of the card, in the same distance."""
GREY_LEFT, GREY_RIGHT = 0.45, 0.63
"""From the caption (A) to the left edge of the card, from the caption (B) to the right one, in the same distance."""
CORNER_RIGHT, CORNER_TOP, CORNER_BOTTOM = 0.60, 0.32, 0.14
"""The strip that ends in the corner to cut off: right end from the caption (B), edges above the captions."""

_BRACKETED = re.compile(r"[({\[]([A-Z0-9])(?:[.,]?([0-9A-Z]))?(?:[.,]?([0-9aA]))?[)}\]]")
_MEANT = {"2": "Z", "8": "B", "6": "G", "5": "S", "0": "Q", "O": "Q", "1": "I", "L": "I", "3": "J"}
"""Letter of a code that an engine takes for another character."""
_FIGURE = {"I": "1", "L": "1", "S": "5", "Z": "2", "G": "6", "B": "8"}


class Code(NamedTuple):
    """A code found on the page."""

    name: str
    box: BoundingBox
    length: int
    """Characters, brackets and points included."""


class _Frame(NamedTuple):
    """Size and lean of the print of a blue card."""

    pitch: float
    """Width of a character, in page widths."""
    slope: float
    """How far rows sink from left to right: page heights for one page width."""
    aspect: float
    right: float
    """Right edge of the print, in page widths."""

    def down(self, characters: float) -> float:
        """So many characters' widths as a share of the page height."""
        return characters * self.pitch * self.aspect

    def offset(self, one: BoundingBox, other: BoundingBox) -> float:
        """How far the middle of the other lies below the row of the first, in characters."""
        (x0, y0), (x1, y1) = one.center, other.center
        return (y1 - y0 - self.slope * (x1 - x0)) / self.down(1)

    def strip(self, left: float, right: float, at: Point, half: float = HALF_ROW) -> tuple[Point, Point, Point, Point]:
        """The piece of a row through that point, as a quad."""
        height = self.down(half)
        ends = [(x, at[1] + self.slope * (x - at[0])) for x in (left, right)]
        (x0, y0), (x1, y1) = ends
        return (x0, y0 - height), (x1, y1 - height), (x1, y1 + height), (x0, y0 + height)


def codes(words: Sequence[Word]) -> list[Code]:
    """Every bracketed code among the words, a value that runs on from it left aside."""
    found = []
    for word in words:
        match = _BRACKETED.match(word.text)
        name = _name(match) if match else None
        if match and name:
            share = len(match[0]) / len(word.text)
            box = word.box.model_copy(update={"right": word.box.left + share * word.box.width})
            found.append(Code(name, box, len(name) + 2))
    return found


def _name(match: re.Match[str]) -> str | None:
    """The code meant, e.g. 'C.4.1'; None when it is none."""
    letter, figure, last = match[1], match[2] or "", match[3] or ""
    figure = _FIGURE.get(figure, figure)
    for first in (letter, _MEANT.get(letter, ""), "Y" if letter == "X" else ""):
        name = first + "".join(f".{part}" for part in (figure, last.upper()) if part)
        name = "C.4a" if name == "C.4.A" else name
        if first and name in CODES:
            return name
    return None


def has_blue_row(sheet: Sheet) -> bool:
    """Whether (A), (B) and (I) stand on one row: no other paper of the dossier prints them so."""
    return _frame(codes(sheet.page.words), sheet.page.aspect) is not None


def _frame(found: Sequence[Code], aspect: float) -> _Frame | None:
    for a in (code for code in found if code.name == "A"):
        for b in (code for code in found if code.name == "B"):
            run = b.box.left - a.box.left
            lean = b.box.center[1] - a.box.center[1]
            if run < 0.1 or abs(lean) > 0.06 * run * aspect:
                continue
            pitch = run / BETWEEN_A_AND_B
            frame = _Frame(pitch, lean / run, aspect, b.box.left + AFTER_B * pitch)
            if any(
                code.name == "I"
                and a.box.right < code.box.left < b.box.left
                and abs(frame.offset(a.box, code.box)) < SAME_ROW
                for code in found
            ):
                return frame
    return None


def locate_blue(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the blue model, by its codes; None without the row of (A), (I) and (B)."""
    found = codes(sheet.page.words)
    frame = _frame(found, sheet.page.aspect)
    if frame is None:
        return None
    first = next(code for code in found if code.name == "A")
    card = [code for code in found if -SAME_ROW < frame.offset(first.box, code.box) < FACE_ROWS]
    once = {code.name: code for code in card if sum(other.name == code.name for other in card) == 1}
    zones = [
        Zone(
            key=CODES[name][0],
            quad=frame.strip(
                code.box.left + (code.length + ROOM) * frame.pitch, _limit(code, card, frame), code.box.center
            ),
            alphabet=CODES[name][1] and CODES[name][1] + BRACKETS,
            is_key=True,
        )
        for name, code in once.items()
        if CODES[name][0]
    ]
    if "C.1" not in once:
        name = _name_row(sheet, first, frame)
        zones += [name] if name else []
    zones += _address(sheet, once, card, frame)
    return (*zones, *_sale_zones(sheet, first, card, frame))


def _limit(code: Code, card: Sequence[Code], frame: _Frame) -> float:
    """Where the value of a code ends at the latest: before the next code of its row.

    That code may be unread, under the pen that strikes the card through: a short value also ends where codes of other
    rows begin, or the figures of the next value would be taken for its own.
    """
    is_short = CODES[code.name][1] in (DIGITS, NUMBER) or code.name in SHORT
    begins = code.box.left + (code.length + 2) * frame.pitch
    after = [
        other.box.left - 0.4 * frame.pitch
        for other in card
        if other.box.left > begins
        and (abs(frame.offset(code.box, other.box)) < SAME_ROW or (is_short and _begins_column(other, card, frame)))
    ]
    return min([frame.right, *after])


def _begins_column(code: Code, card: Sequence[Code], frame: _Frame) -> bool:
    """Whether codes of several rows begin there: those of the row of (A) stand apart."""
    return sum(abs(other.box.left - code.box.left) < 0.7 * frame.pitch for other in card) >= COLUMN


def _name_row(sheet: Sheet, first: Code, frame: _Frame) -> Zone | None:
    """The row of C.1 where its code is unread: it is the first one below that of (A)."""
    left = first.box.left + (len("(C.1)") + ROOM) * frame.pitch
    rows = [
        (down, line.box.center)
        for line in sheet.lines
        if NAME_ROW[0] < (down := frame.offset(first.box, line.box)) < NAME_ROW[1]
        and line.box.left < left + 2 * frame.pitch
    ]
    if not rows:
        return None
    return Zone(key="titulaire.1", quad=frame.strip(left, frame.right, min(rows)[1]), is_key=True)


def _address(sheet: Sheet, once: dict[str, Code], card: Sequence[Code], frame: _Frame) -> list[Zone]:
    """Rows of the address below the one with its code: the last one is that of the town."""
    start = once.get("C.3")
    if start is None:
        return []
    below = [down for code in card if (down := frame.offset(start.box, code.box)) > SAME_ROW]
    end = min(below, default=0.0)
    left = start.box.left + (start.length + ROOM) * frame.pitch
    lines = (
        (down, line.box)
        for line in sheet.lines
        if SAME_ROW < (down := frame.offset(start.box, line.box)) < end - SAME_ROW
        and abs(line.box.left - left) < 2 * frame.pitch
    )
    rows = sorted(lines, key=lambda row: row[0])
    keys = ("adresse.2", "commune")[-len(rows) :] if 0 < len(rows) < 3 else ()
    return [
        Zone(key=key, quad=frame.strip(left, frame.right, box.center), is_key=True)
        for key, (_, box) in zip(keys, rows, strict=False)
    ]


def _sale_zones(sheet: Sheet, first: Code, card: Sequence[Code], frame: _Frame) -> tuple[Zone, Zone]:
    """Where a sale is marked: the whole print above the coupon."""
    bottom = first.box.center[1] + frame.down(FACE_ROWS)
    coupon = coupon_of(sheet, max(code.box.bottom for code in card))
    if coupon is not None:
        bottom = coupon.top - frame.down(1.0)
    face = BoundingBox(
        left=max(first.box.left - frame.pitch, 0.0),
        top=first.box.top - frame.down(0.5),
        right=min(frame.right + 0.5 * frame.pitch, 1.0),
        bottom=min(bottom, 1.0),
    )
    width_mm = face.width / frame.pitch * MM_PER_CHARACTER
    printed = (*(code.box for code in card), *_prefect(sheet, face, frame.pitch, frame.aspect))
    return _marks(face, width_mm, printed)


def coupon_of(sheet: Sheet, below: float) -> BoundingBox | None:
    """The heading of the coupon under the codes of a blue card; None when it is not seen."""
    found = (match for words in COUPON for match in sheet.find_all(words))
    boxes = [match.box for match in found if match.box.top > below]
    return min(boxes, key=lambda box: box.top, default=None)


def _marks(face: BoundingBox, width_mm: float, printed: Sequence[BoundingBox]) -> tuple[Zone, Zone]:
    return (
        Zone.of_box("barree", face, task=Task.STROKE, width_mm=width_mm),
        Zone.of_box("encre", face, task=Task.INK, width_mm=width_mm, ignore=tuple(printed), shapes=MENTION),
    )


def _prefect(sheet: Sheet, face: BoundingBox, pitch: float, aspect: float) -> list[BoundingBox]:
    """Where the prefect's printed signature stands: it is nobody's of the holders."""
    left, right, below = SIGNED_FOR_PREFECT
    found = (match for words in ("Pour le Préfet", "Le Préfet", "par délégation") for match in sheet.find_all(words))
    return [
        BoundingBox(
            left=match.box.left - left * pitch,
            top=match.box.top - 0.3 * pitch * aspect,
            right=match.box.right + right * pitch,
            bottom=match.box.bottom + below * pitch * aspect,
        )
        for match in found
        if face.holds(match.box.center)
    ]


def locate_grey(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the grey model, by its captions; None without the captions (A) and (B) side by side."""
    captions = Captions(sheet, GREY_CAPTIONS)
    number, first = captions.one("immatriculation"), captions.one("date_premiere_immatriculation")
    if number is None or first is None:
        return None
    unit = first.box.left - number.box.left
    aspect = sheet.page.aspect
    if unit < 0.15 or abs(first.box.center[1] - number.box.center[1]) > 0.1 * unit * aspect:
        return None
    face = BoundingBox(
        left=max(number.box.left - GREY_LEFT * unit, 0.0),
        top=number.box.top - 0.02,
        right=min(first.box.left + GREY_RIGHT * unit, 1.0),
        bottom=min(number.box.bottom + GREY_FACE * unit * aspect, 1.0),
    )
    zones: list[Zone] = []
    for key in GREY_KEYS:
        spot = _date_caption(captions, number, first) if key == "date_certificat" else captions.one(key, face)
        if spot is not None:
            zones += captions.zones(key, spot, face, alphabet=_ALPHABETS.get(key, ""), is_key=True)
    home = captions.one("domicile", face)
    rows = captions.line_zones("domicile", home, face, 3) if home else []
    zones += rows + _names(captions, face)
    known = [spot.box for spot in captions.spots] + [row.box for row in rows]
    printed = known + _prefect(sheet, face, unit / 27.5, aspect)
    return (*zones, *_marks(face, face.width / unit * GREY_UNIT_MM, printed), *_corner(number, first, aspect))


def _names(captions: Captions, face: BoundingBox) -> list[Zone]:
    """Rows of the name: one is printed between its two captions, a second one beside the lower of them."""
    spots = [spot for key in ("titulaire.1", "titulaire.2") if (spot := captions.one(key, face))]
    if not spots:
        return []
    room = BoundingBox(
        left=spots[0].box.right,
        top=spots[0].box.center[1] - 0.6 * spots[0].height,
        right=face.right,
        bottom=spots[-1].box.bottom + 0.6 * spots[-1].height,
    )
    rows = captions.rows(room)
    return [
        Zone.of_box(
            f"titulaire.{rank}",
            captions.padded(BoundingBox.around(piece.box for piece in row).model_copy(update={"right": face.right})),
            is_key=True,
        )
        for rank, row in enumerate(rows[:2], start=1)
    ]


def _date_caption(captions: Captions, number: Spot, first: Spot) -> Spot | None:
    """The caption "DATE" between those of the number and of the first registration."""
    between = [
        spot
        for spot in captions.all("date_certificat")
        if number.box.right <= spot.box.left < first.box.left
        and abs(spot.box.center[1] - number.box.center[1]) < number.height
    ]
    return between[0] if len(between) == 1 else None


def _corner(number: Spot, first: Spot, aspect: float) -> tuple[Zone, ...]:
    """The strip that ends in the corner to cut off; none where the scan does not reach that far."""
    unit = first.box.left - number.box.left
    slope = (first.box.center[1] - number.box.center[1]) / unit
    left, right = number.box.left, first.box.left + CORNER_RIGHT * unit

    def at(x: float, above: float) -> Point:
        return x, number.box.center[1] + slope * (x - left) - above * unit * aspect

    quad = (at(left, CORNER_TOP), at(right, CORNER_TOP), at(right, CORNER_BOTTOM), at(left, CORNER_BOTTOM))
    is_inside = all(0 <= x <= 1 and 0 <= y <= 1 for x, y in quad)
    return (Zone(key="coin_coupe", quad=quad, task=Task.CORNER),) if is_inside else ()
