"""Where identity papers stand on a page, and where each of their values does.

Several of them are often copied on one sheet: front and back, two holders. So the page is first cut into cards: by
the strip, whose place on its card is standard, else by the printed labels, each of which says by its place and its
width where its card lies. Inside one card values stand beside or under their labels.

Source: documents.md, section 8. Places of labels are rough where it has none: they only cut the page.
"""

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from extractors.alphabets import CODE, DIGITS
from extractors.captions import Captions
from extractors.identity_said import said
from extractors.layout import Match, Sheet
from extractors.printed import Caption, cleaned
from pipeline.core.formats.mrz import compact
from pipeline.core.formats.mrz_identite import Format, format_of
from pipeline.core.lines import Line, fold
from pipeline.core.model import BoundingBox, Word, Zone

DAY = DIGITS + "./- "
ALPHABETS = {"date_naissance": DAY, "date_expiration": DAY, "date_delivrance": DAY, "numero": CODE, "sexe": "MFH"}
MIN_STRIP = 22
"""Characters from which a line may be one of a strip."""
STRIP_DIGITS = 8
"""Figures of a line of a strip without filling."""
MIN_NAMES = 12
"""The same where it holds filling."""
STRIP_SHARE = 0.9
"""Share of its characters that can stand in a strip."""
SAME_EDGE = 4.0
"""By how much lines of one strip may be off at their left end, in widths of a character."""
LEADING = 4.5
"""Greatest distance between two lines of a strip, in widths of a character: 2.5 by the standard, 2.9 on the CNI."""
STRIP_PLACE = {Format.TD1: (0.055, 0.945), Format.PERMIS: (0.055, 0.945), Format.CNI: (0.065, 0.935),
               Format.TD3: (0.053, 0.947)}  # fmt: skip
"""Left and right end of the lines on their card."""
STRIP_END = 0.02
"""Paper taken at either end of a strip, in shares of its width."""
STRIP_BOTTOM = 0.90
"""Middle of the last line."""
LABEL = 8
"""Folded length from which a label is long enough to tell where its card lies."""
VOTES = 2
"""Labels that agree on a card."""
GROWN = 0.07
"""Paper taken around a card, in shares of it."""
TALLEST = 1.5
"""Height of a row of a card at most, in those of its words."""
ASIDE, ABOUT = 0.04, 0.055
"""By how much a value may be off its place, across and down, in shares of the card."""
VALUE_TYPE = 0.75
"""Height of the type of values, in that of most words of the card; labels are half as high."""
USUAL = 3
"""Letters of a word that tells the height of the type."""
ROW_PAD = 0.35
"""Paper above and below a row, in its heights."""


class Label(NamedTuple):
    """Words printed on a face."""

    key: str
    """Of the value beside or under it; '' when it has none."""
    phrases: tuple[str, ...]
    at: tuple[float, float, float] | None = None
    """Left end, right end and middle of the first phrase, in fractions of the face; None where other papers have it,
    or it is too short to tell anything."""
    is_proof: bool = False
    """No other paper has it: it needs no second label."""
    value: tuple[float, float, float] | None = None
    """Left end, right end of the room and middle of the value, for labels of 4 pt, which poor scans take away."""


class Layout(NamedTuple):
    """One face of a paper."""

    ratio: float
    """Height over width."""
    labels: tuple[Label, ...]
    strip: Format | None = None
    strip_only: bool = False
    """The labels alone do not prove it."""
    is_below: bool = True
    """Values stand under their labels, not beside them."""


ID1 = 54.0 / 85.6
CNI_RECTO = Layout(
    74 / 105,
    (
        Label("numero", ("CARTE NATIONALE D'IDENTITÉ N°", "CARTE NATIONALE D'IDENTITÉ"), (0.02, 0.43, 0.145)),
        Label("", ("Nationalité Française",), (0.73, 0.95, 0.145)),
        Label("nom", ("Nom",)),
        Label("nom_usage", ("Nom d'usage", "épouse")),
        Label("prenoms", ("Prénom(s)", "Prénoms")),
        Label("sexe", ("Sexe",)),
        Label("date_naissance", ("Né(e) le", "Né le", "Née le")),
        Label("", ("à",)),
        Label("", ("Taille",)),
        Label("", ("Signature du titulaire",), (0.33, 0.56, 0.60)),
    ),
    Format.CNI,
    is_below=False,
)
CNI_VERSO = Layout(
    74 / 105,
    (
        Label("", ("Adresse",)),
        Label("date_expiration", ("Carte valable jusqu'au", "valable jusqu'au"), (0.06, 0.32, 0.415)),
        Label("date_delivrance", ("délivrée le",), (0.06, 0.185, 0.465)),
        Label("", ("par",)),
        Label("", ("Signature de l'autorité",), (0.06, 0.31, 0.575)),
    ),
    is_below=False,
)
CNI_2021_RECTO = Layout(
    ID1,
    (
        Label("", ("CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD",), (0.195, 0.69, 0.14), is_proof=True),
        # At 200 dpi an engine may take the small italic "rn" for an "m".
        Label("nom", ("NOM / Surname", "Surname", "NOM / Sumame", "Sumame"), value=(0.40, 0.97, 0.245)),
        Label("prenoms", ("Prénoms / Given names", "Given names"), value=(0.40, 0.97, 0.375)),
        Label("sexe", ("SEXE / Sex",), value=(0.40, 0.49, 0.515)),
        Label("", ("NATIONALITÉ / Nationality",)),
        Label("date_naissance", ("DATE DE NAISS. / Date of birth", "Date of birth"), value=(0.755, 0.97, 0.515)),
        Label("", ("LIEU DE NAISSANCE / Place of birth", "Place of birth")),
        Label("nom_usage", ("NOM D'USAGE / Alternate name", "Alternate name"), (0.40, 0.65, 0.675)),
        Label("numero", ("N° DU DOCUMENT / Document No", "Document No"), (0.40, 0.66, 0.785), value=(0.40, 0.70, 0.85)),
        Label("date_expiration", ("DATE D'EXPIR. / Expiry date", "Expiry date"), (0.755, 0.97, 0.785),
              value=(0.755, 0.97, 0.85)),
    ),
)  # fmt: skip
VERSO_TD1 = Layout(
    ID1,
    (
        Label("", ("TAILLE / Height",)),
        Label("date_delivrance", ("DATE DE DÉLIVRANCE / Date of issue", "Date of issue", "DATE DE DÉLIVRANCE")),
        Label("", ("LIEU DE NAISSANCE / Place of birth",)),
        Label("", ("ADRESSE / Address",)),
        Label("", ("REMARQUES / Remarks",)),
    ),
    Format.TD1,
    strip_only=True,
)
PASSEPORT = Layout(
    88 / 125,
    (
        Label("", ("PASSEPORT", "PASSPORT")),
        Label("", ("Code du pays / Country code", "Country code")),
        Label("numero", ("Passeport n° / Passport No", "Passport No")),
        Label("nom", ("Nom / Surname (1)", "Nom / Surname", "Surname")),
        Label("prenoms", ("Prénoms / Given names (2)", "Prénoms / Given names", "Given names")),
        Label("", ("Nationalité / Nationality (3)", "Nationality")),
        Label("date_naissance", ("Date de naissance / Date of birth (4)", "Date de naissance / Date of birth")),
        Label("sexe", ("Sexe / Sex (5)", "Sexe / Sex")),
        Label("", ("Lieu de naissance / Place of birth (6)", "Lieu de naissance / Place of birth")),
        Label("date_delivrance", ("Date de délivrance / Date of issue (7)", "Date de délivrance / Date of issue")),
        Label("", ("Autorité / Authority (8)", "Autorité / Authority")),
        Label("date_expiration", ("Date d'expiration / Date of expiry (9)", "Date d'expiration / Date of expiry")),
        Label("", ("Domicile / Residence (11)", "Domicile / Residence")),
    ),
    Format.TD3,
    strip_only=True,
)
TITRE_RECTO = Layout(
    ID1,
    (
        Label("", ("TITRE DE SÉJOUR",), (0.03, 0.34, 0.07)),
        Label("", ("RESIDENCE PERMIT",), (0.03, 0.24, 0.14)),
        Label("nom", ("NOM / SURNAME", "NOM / NAME")),
        Label("prenoms", ("PRÉNOMS / FORENAMES", "PRÉNOM(S) / FORENAME(S)")),
        Label("sexe", ("SEXE / SEX",)),
        Label("", ("NATIONALITÉ / NATIONALITY",)),
        Label("date_naissance", ("DATE DE NAISSANCE / DATE OF BIRTH", "DATE OF BIRTH")),
        Label("", ("CATÉGORIE DU TITRE / TYPE OF PERMIT", "TYPE OF PERMIT"), (0.37, 0.71, 0.59)),
        Label("date_expiration", ("VALABLE JUSQU'AU / CARD EXPIRY", "VALABLE JUSQU'AU", "CARD EXPIRY"),
              (0.37, 0.67, 0.72)),
    ),
)  # fmt: skip
PERMIS_RECTO = Layout(ID1, (Label("", ("PERMIS DE CONDUIRE",), (0.20, 0.64, 0.07), is_proof=True),))
PERMIS_VERSO = Layout(ID1, (), Format.PERMIS, strip_only=True)
ROSE_INTERIEUR = Layout(
    105 / 148,
    (
        Label("", ("PERMIS DE CONDUIRE",), (0.06, 0.34, 0.06)),
        Label("nom", ("1. Nom", "Nom")),
        Label("prenoms", ("2. Prénoms", "Prénoms")),
        Label("date_naissance", ("3. Date et lieu de naissance", "Date et lieu de naissance"), (0.06, 0.27, 0.34)),
        Label("", ("4. Domicile", "Domicile")),
        Label("", ("5. Délivré par", "Délivré par"), (0.06, 0.18, 0.52)),
        Label("date_delivrance", ("6. Le", "Le")),
        Label("numero", ("7. N°", "N°")),
        Label("", ("Signature du titulaire",), (0.06, 0.23, 0.80)),
    ),
    is_below=False,
)
ROSE_COUVERTURE = Layout(
    105 / 148,
    (
        Label("", ("MODÈLE DES COMMUNAUTÉS EUROPÉENNES",), (0.23, 0.77, 0.80), is_proof=True),
        Label("", ("Permiso de Conducción",), (0.38, 0.62, 0.24)),
        Label("", ("Driving Licence",), (0.42, 0.58, 0.45)),
        Label("", ("Führerschein",), (0.43, 0.57, 0.38)),
    ),
)


def parts(sheet: Sheet, layout: Layout) -> tuple[Sheet, ...]:
    """The cards on that page that may be this face, each as a page that holds its words only."""
    boxes: list[BoundingBox] = []
    if layout.strip is not None:
        strips = [rows for rows in strips_of(sheet) if _kind(rows) == layout.strip]
        boxes = [_around_strip(rows, layout.strip, layout.ratio, sheet.page.aspect) for rows in strips]
    if not layout.strip_only:
        boxes += [box for box in _voted(sheet, layout) if not any(_same_card(box, other) for other in boxes)]
    return tuple(_within(sheet, box) for box in boxes)


def zones(sheet: Sheet, layout: Layout) -> tuple[Zone, ...]:
    """Zones of the values beside or under the labels of a card, and of the lines of its strip."""
    table = tuple(Caption(label.key or f"-{i}", label.phrases) for i, label in enumerate(layout.labels))
    captions = Captions(sheet, table)
    whole = BoundingBox.around(line.box for line in sheet.lines)
    found: list[Zone] = []
    for label in layout.labels:
        spot = captions.one(label.key) if label.key else None
        if spot is not None:
            places = captions.zones(label.key, spot, whole, alphabet=ALPHABETS.get(label.key, ""))
            found += [zone for zone in places if (zone.box.center[1] > spot.box.bottom) == layout.is_below]
    rows = next((rows for rows in strips_of(sheet) if layout.strip and _kind(rows) == layout.strip), ())
    known = {zone.key for zone in found}
    lost = [(label.key, label.value) for label in layout.labels if label.value and label.key not in known]
    if lost and (cards := _voted(sheet, layout)):
        found += [zone for key, at in lost if (zone := _by_place(key, at, cards[0], sheet))]
    lost_too = {label.key for label in layout.labels} - {zone.key for zone in found}
    found += [value_zone(key, words, sheet) for key, words in said(sheet, rows).items() if key in lost_too]
    return (
        *(_trimmed(zone, captions.sheet) for zone in found),
        *_strip_zones(rows),
    )


def value_zone(key: str, words: Sequence[Word], sheet: Sheet) -> Zone:
    """The zone of a value whose words were found; both engines read it."""
    return Zone.of_box(key, padded(row_box(words, sheet)), alphabet=ALPHABETS.get(key, ""), is_key=True)


def _by_place(key: str, at: tuple[float, float, float], card: BoundingBox, sheet: Sheet) -> Zone | None:
    """The zone of a value whose label was not found: the only row of large type that begins at its place."""
    left, right = (card.left + x * card.width for x in at[:2])
    middle = card.top + at[2] * card.height
    aside, about = ASIDE * card.width, ABOUT * card.height
    around = BoundingBox(left=left - aside, right=right, top=middle - about, bottom=middle + about)
    least = VALUE_TYPE * _usual_height(sheet)
    words = [word for word in sheet.page.words if around.holds(word.box.center) and word.box.height >= least]
    rows = Sheet(sheet.page.model_copy(update={"words": tuple(words)})).lines
    if len(rows) != 1 or abs(rows[0].box.left - left) > aside:
        return None
    zone = value_zone(key, rows[0].words, sheet)
    wide = zone.box.model_copy(update={"right": max(zone.box.right, right)})
    return Zone.of_box(key, wide, alphabet=zone.alphabet, is_key=True)


def padded(box: BoundingBox) -> BoundingBox:
    """A row with paper above and below it."""
    pad = ROW_PAD * box.height
    return box.model_copy(update={"top": box.top - pad, "bottom": box.bottom + pad})


def _strip_zones(rows: Sequence[Line]) -> list[Zone]:
    """One zone a line, all as wide as the widest."""
    whole = BoundingBox.around(row.box for row in rows) if rows else None
    return [
        Zone.of_box(
            f"mrz.{rank}",
            padded(row.box).model_copy(
                update={"left": whole.left - STRIP_END * whole.width, "right": whole.right + STRIP_END * whole.width}
            ),
            alphabet=CODE + "<",
            is_key=True,
        )
        for rank, row in enumerate(rows, start=1)
        if whole is not None
    ]


def strips_of(sheet: Sheet) -> list[tuple[Line, ...]]:
    """Lines that make strips, top to bottom: all of one width, one under the other."""
    groups: list[list[Line]] = []
    for line in sorted((line for line in sheet.lines if _is_of_strip(line)), key=lambda line: line.box.center[1]):
        home = next((group for group in groups if _continues(group[-1], line, sheet.page.aspect)), None)
        if home is None:
            groups.append([line])
        else:
            home.append(line)
    return [_last_lines(group) for group in groups]


def _last_lines(group: Sequence[Line]) -> tuple[Line, ...]:
    """Those that make a strip, which stands lowest on its card; all when none do."""
    tails = (tuple(group[-count:]) for count in (3, 2, 1) if count <= len(group))
    return next((tail for tail in tails if _kind(tail) is not None), tuple(group))


def rows_of(sheet: Sheet, left: float) -> list[Line]:
    """Lines made of the words of a card that stand right of a place, top to bottom."""
    words = tuple(word for word in sheet.page.words if word.box.center[0] >= left)
    right = Sheet(sheet.page.model_copy(update={"words": words}))
    return sorted(right.lines, key=lambda line: line.box.center[1])


def row_box(words: Sequence[Word], sheet: Sheet) -> BoundingBox:
    """Around words of one row of a card, no taller than its type: accents, commas and the ground make boxes taller."""
    box = BoundingBox.around(word.box for word in words)
    top, bottom = median(word.box.top for word in words), median(word.box.bottom for word in words)
    middle, half = (top + bottom) / 2, min(bottom - top, TALLEST * _usual_height(sheet)) / 2
    return box.model_copy(update={"top": middle - half, "bottom": middle + half})


def _usual_height(sheet: Sheet) -> float:
    heights = [word.box.height for word in sheet.page.words if len(fold(word.text)) >= USUAL]
    return median(heights) if heights else 1.0


def _trimmed(zone: Zone, sheet: Sheet) -> Zone:
    """The zone no taller than its row: characters that are small in it would pass for dirt."""
    inside = [word for word in sheet.page.words if zone.box.holds(word.box.center)]
    if not inside:
        return zone
    row = padded(row_box(inside, sheet))
    box = zone.box.model_copy(update={"top": max(row.top, zone.box.top), "bottom": min(row.bottom, zone.box.bottom)})
    return Zone.of_box(zone.key, box, alphabet=zone.alphabet, is_key=zone.is_key)


def _is_of_strip(line: Line) -> bool:
    text = compact(line.text)
    fits = sum(char in CODE or char == "<" for char in text)
    if fits < STRIP_SHARE * len(text) or re.search(r"[a-z]{3}", line.text):
        return False
    is_data = "<" in text or sum(char.isdigit() for char in text) >= STRIP_DIGITS
    return is_data and len(text) >= (MIN_STRIP if "<<" not in text else MIN_NAMES)


def _continues(above: Line, below: Line, aspect: float) -> bool:
    """Whether a line begins under another one; engines lose the filling at its end."""
    pitch = max(line.box.width / len(compact(line.text)) for line in (above, below))
    down = below.box.center[1] - above.box.center[1]
    return 0 < down < LEADING * pitch * aspect and abs(above.box.left - below.box.left) < SAME_EDGE * pitch


def _kind(rows: Sequence[Line]) -> Format | None:
    return format_of([row.text for row in rows])


def _around_strip(rows: Sequence[Line], kind: Format, ratio: float, aspect: float) -> BoundingBox:
    """The card that carries a strip."""
    left, right = STRIP_PLACE[kind]
    box = BoundingBox.around(row.box for row in rows)
    wide = box.width / (right - left)
    high = wide * aspect * ratio
    top = rows[-1].box.center[1] - STRIP_BOTTOM * high
    return BoundingBox(left=box.left - left * wide, top=top, right=box.left + (1 - left) * wide, bottom=top + high)


def _voted(sheet: Sheet, layout: Layout) -> list[BoundingBox]:
    """Cards that several labels agree on."""
    votes = [
        (_vote(match, label, layout, sheet), VOTES if label.is_proof else 1)
        for label in layout.labels
        if label.at is not None
        for phrase in label.phrases[:1]
        if len(fold(phrase)) >= LABEL
        for match in sheet.find_all(phrase)
    ]
    groups: list[list[tuple[BoundingBox, int]]] = []
    for vote in votes:
        home = next((group for group in groups if _same_card(_median(group), vote[0])), None)
        if home is None:
            groups.append([vote])
        else:
            home.append(vote)
    return [_median(group) for group in groups if sum(worth for _, worth in group) >= VOTES]


def _vote(match: Match, label: Label, layout: Layout, sheet: Sheet) -> BoundingBox:
    left, right, middle = label.at or (0.0, 1.0, 0.5)
    wide = match.box.width / (right - left)
    high = wide * sheet.page.aspect * layout.ratio
    x, y = match.box.left - left * wide, match.box.center[1] - middle * high
    return BoundingBox(left=x, top=y, right=x + wide, bottom=y + high)


def _median(votes: Sequence[tuple[BoundingBox, int]]) -> BoundingBox:
    sides = zip(*((box.left, box.top, box.right, box.bottom) for box, _ in votes), strict=True)
    left, top, right, bottom = (median(side) for side in sides)
    return BoundingBox(left=left, top=top, right=right, bottom=bottom)


def _same_card(one: BoundingBox, other: BoundingBox) -> bool:
    return one.holds(other.center) and other.holds(one.center)


def _within(sheet: Sheet, box: BoundingBox) -> Sheet:
    """The words of a card, and a little more."""
    room = BoundingBox(
        left=box.left - GROWN * box.width,
        top=box.top - GROWN * box.height,
        right=box.right + GROWN * box.width,
        bottom=box.bottom + GROWN * box.height,
    )
    words = tuple(word for word in sheet.page.words if room.holds(word.box.center))
    return cleaned(Sheet(sheet.page.model_copy(update={"words": words})))
