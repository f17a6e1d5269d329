"""The two lists of a procès-verbal: defects by severity, and odometer readings of earlier inspections.

A row that the page reader missed is looked for too: a list is only as good as its worst row, and a row that makes no
sense is told by the confidence, never dropped.

Source: documents.md 4.2.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein

from extractors.captions import Captions
from extractors.fields import ALONE, BLANK, BRACKETS, GIVEN, Parsed, judged, level
from extractors.places import merged
from pipeline.core.documents import Defaillance, Releve
from pipeline.core.errors import InvalidCharacter
from pipeline.core.formats import jour
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field, Reading, Source, Zone

Level = Literal["mineure", "majeure", "critique"]
LEVELS: tuple[Level, ...] = ("mineure", "majeure", "critique")

DEFECTS = "defaillances"
ODOMETERS = "kilometrages_precedents"
MAX_ROWS = 60
RULE = 0.006
"""Below a heading, as a share of the page's height: room of the rule that many networks draw there."""
ROW = 0.012
"""Height of a row, as a share of the page's height."""
NONE_LISTED = 0.90
"""Confidence that a list under its heading is empty: the heading was found and the rows below hold no ink."""
UNCERTAIN = 0.50
"""Most that a list is worth when one of its rows makes no sense or contradicts another."""

_CODE = re.compile(
    r"([1-9]\d?(?:[.,] ?\d{1,2}){1,3}(?:[.,] ?[a-z]|[., ]? ?[a-zA-Z](?=[.,] ?[123]\b))?(?:[.,] ?([123]))?)[.,:]? *"
    r"(?=[^\d.,])(.+)"
)
_ODOMETER = re.compile(r"(\d{1,2}/\d{1,2}/\d{4}) ?:? ?(\d[\d ]{0,8}?) ?km", re.IGNORECASE)


class Listed(NamedTuple):
    """The defects read, and the severities that the rows speak of."""

    field: Field[tuple[Defaillance, ...]]
    levels: frozenset[Level]


def defect_zones(captions: Captions, room: BoundingBox) -> list[Zone]:
    """One zone per row of the list, sub-heads included, and one where the page reader may have missed a row."""
    rows = [BoundingBox.around(piece.box for piece in row) for row in captions.rows(room)]
    right = max((row.right for row in rows), default=room.right)
    is_whole = captions.sheet.page.source is Source.TEXT and bool(rows)
    places = (rows if is_whole else _without_gaps(rows, room))[:MAX_ROWS]
    return [
        Zone.of_box(
            f"{DEFECTS}.{rank:02}", captions.padded(place.model_copy(update={"left": room.left, "right": right}))
        )
        for rank, place in enumerate(places)
    ]


def _without_gaps(rows: Sequence[BoundingBox], room: BoundingBox) -> list[BoundingBox]:
    """The rows, and places where the blank between two of them, or below the last, has room for another."""
    if not rows:
        top = room.top + RULE
        return [room.model_copy(update={"top": top, "bottom": top + ROW})] if top + ROW <= room.bottom else []
    height = median(row.height for row in rows)
    steps = [after.top - row.top for row, after in pairwise(rows)]
    pitch = max(min(steps, default=1.5 * height), 1.2 * height)
    places: list[BoundingBox] = []
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        places.append(row)
        missing = min(round((after.top - row.top) / pitch) - 1, 3) if after else 1
        for k in range(1, missing + 1):
            top = row.top + k * pitch
            if top + height <= (after.top if after else room.bottom):
                places.append(row.model_copy(update={"top": top, "bottom": top + height}))
    return places


def defects(faces: Iterable[Face], is_complete: bool) -> Listed:
    """The defects of a procès-verbal.

    Args:
        faces: its pages, in order.
        is_complete: no page announces another one that is not there.
    """
    rows = [(face, reading) for face in faces for reading in face.readings if reading.key.startswith(f"{DEFECTS}.")]
    if not rows:
        return Listed(Field(), frozenset())
    found: list[Defaillance] = []
    levels: set[Level] = set()
    under: Level | None = None
    last: Reading | None = None
    sure = GIVEN if is_complete else UNCERTAIN
    raws: list[str] = []
    for _, whole in rows:
        reading = _without_frame(whole)
        text = reading.text.strip()
        if not text:
            sure = min(sure, BLANK if whole.is_blank or whole.characters else UNCERTAIN)
            continue
        raws.append(text)
        sure = min(sure, GIVEN if reading.source is not Source.OCR else level(reading.confidence, ALONE))
        if head := _head(text):
            under, last = head, None
            levels.add(head)
        elif code := _CODE.match(text):
            grade = LEVELS[int(code[2]) - 1] if code[2] else None
            if grade is None or under is None or grade != under:
                sure = min(sure, UNCERTAIN)
            levels |= {name for name in (grade, under) if name}
            if name := under or grade:
                found.append(Defaillance(code=_dotted(code[1]), niveau=name, libelle=_spaced(code[3])))
            last = reading
        elif last and reading.box.left >= last.box.left - 0.004:
            found[-1] = found[-1].model_copy(update={"libelle": _spaced(f"{found[-1].libelle} {text}")})
        else:
            sure = min(sure, UNCERTAIN)
    face, first = rows[0]
    place = {"file": face.page.file, "page": face.page.number, "source": first.source}
    box = BoundingBox.around(reading.box for at, reading in rows if at is face)
    confidence = sure if raws else min(sure, NONE_LISTED)
    field = Field[tuple[Defaillance, ...]](
        value=tuple(found), raw=" | ".join(raws), confidence=confidence, box=box, **place
    )
    return Listed(field, frozenset(levels))


def _without_frame(reading: Reading) -> Reading:
    """The row without the frames of the columns left and right of it, which read as a character by itself."""
    kept = list(reading.characters)
    for end, beside in ((0, 1), (-1, -2)):
        while kept and not kept[end].text.strip():
            kept.pop(end)
        is_alone = len(kept) == 1 or (len(kept) > 1 and not kept[beside].text.strip())
        if is_alone and kept[end].text in BRACKETS:
            kept.pop(end)
    return reading.model_copy(update={"characters": tuple(kept)})


def _head(text: str) -> Level | None:
    """The severity that a sub-head names."""
    read = fold(text)
    heads = {name: f"DEFAILLANCES{name.upper()}S" for name in LEVELS}
    # MAJEURES and MINEURES are two letters apart: one wrong letter is all that may be forgiven.
    near = [
        name
        for name, head in heads.items()
        if min(Levenshtein.distance(read, form) for form in (head, head.replace("S", ""))) <= 1
    ]
    return near[0] if len(near) == 1 else None


def _dotted(code: str) -> str:
    """The code with a point between all its parts, which engines lose beside its letter."""
    return re.sub(r"[., ]+|(?<=\d)(?=[a-z])", ".", code.lower())


def _spaced(text: str) -> str:
    """Blanks as French print sets them around signs, where engines drop them at will."""
    return re.sub(r" ?, ?", ", ", re.sub(r" ?: ?", " : ", text)).strip()


def odometer_zones(captions: Captions, room: BoundingBox) -> list[Zone]:
    """One zone per row that holds figures, from the top down; one zone when there is none."""
    places: list[BoundingBox] = []
    for row in captions.rows(room):
        if sum(character.isdigit() for piece in row for character in piece.text) < 6:
            break
        places.append(captions.padded(BoundingBox.around(piece.box for piece in row)))
    if not places:
        places = [room.model_copy(update={"bottom": min(room.bottom, room.top + 0.012)})]
    return [
        Zone.of_box(f"{ODOMETERS}.{rank:02}", place.model_copy(update={"left": room.left}), is_key=True)
        for rank, place in enumerate(places[:MAX_ROWS])
    ]


def odometers(face: Face) -> Field[tuple[Releve, ...]]:
    """Earlier odometer readings; an empty tuple when the paper lists none."""
    parts = [reading for reading in face.readings if reading.key.startswith(f"{ODOMETERS}.")]
    whole = merged(ODOMETERS, parts)
    if whole is not None:
        return judged(face, whole, _odometers_of)
    if not parts or not all(part.is_blank for part in parts):
        return Field()
    return Field(
        value=(),
        confidence=NONE_LISTED,
        source=parts[0].source,
        file=face.page.file,
        page=face.page.number,
        box=parts[0].box,
    )


def _odometers_of(text: str) -> Parsed[tuple[Releve, ...]]:
    found = list(_ODOMETER.finditer(text))
    if not found or fold(_ODOMETER.sub("", text)):
        raise InvalidCharacter("not a list of dates and kilometres")
    return Parsed(tuple(Releve(date=jour.validate(hit[1]), kilometrage=int(hit[2].replace(" ", ""))) for hit in found))
