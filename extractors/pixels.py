"""Marks made into fields: ticks, choices among boxes, signatures, stamps, crossings-out."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any

from rapidfuzz import fuzz

from pipeline.core.documents import Mark, Number, Text
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Ink, Reading, Source

YES, NO = 0.7, 0.3
"""Level from which a mark is there, and up to which it is not; between them nothing is said."""
SIGNED = 0.9
"""Confidence from which ink is a signature when those that are there at least are counted."""
UNDER_A_STAMP = 0.6
"""Most that it is worth that a stamp, or a signature, stands alone: where they cross they are one piece of ink."""
MENTIONS = (
    "LUETAPPROUVE", "BONPOURACCORD", "BONPOURCESSION", "BONPOURVENTE", "BONPOURACHAT", "BONPOURMANDAT",
    "BONPOURPOUVOIR", "BONPOURPROCURATION", "CERTIFIEEXACT", "CERTIFIESINCERE",
)  # fmt: skip
LIKE, LONG = 80.0, 8
"""Likeness to a part of a mention, from 0 to 100, from which so many letters are one; fewer have to be a part of it."""
READS = (4, 0.8)
"""Letters, and their mean confidence, from which ink is writing rather than a signature."""
LETTERS = 9
"""Letters that no signature reads as, however badly: drawn ones read as 7 at most."""
BESIDE_WORDS = 0.6
"""Most that a count of signatures is worth when some of the ink is words."""
AS_LARGE = (0.16, 0.04)
"""Width and height, in fractions of a form, from which one piece of ink may be a stamp with a signature across it."""
UNALTERED = 0.92
"""Confidence that a form whose zones show no crossing-out has none: correction fluid leaves little to see."""


def tick(face: Face, key: str) -> Mark:
    """Whether that box is ticked."""
    reading = face.reading(key)
    if reading is None or reading.level is None:
        return Mark()
    place = _place(face, [reading])
    if reading.level >= YES:
        return Mark(value=True, confidence=reading.level, **place)
    if reading.level <= NO:
        return Mark(value=False, confidence=1 - reading.level, **place)
    return Mark(raw="?", **place)


def choice(face: Face, boxes: Mapping[str, str]) -> Text:
    """Which one of several boxes is ticked.

    Args:
        face: where they stand.
        boxes: value meant by each box, and its zone key.

    Returns:
        The value of the only box ticked; blank when surely none is; unparsable when several are or one is doubtful.
    """
    readings = {value: face.reading(key) for value, key in boxes.items()}
    known = {value: reading for value, reading in readings.items() if reading is not None and reading.level is not None}
    if len(known) < len(boxes):
        return Text()
    levels = {value: reading.level or 0.0 for value, reading in known.items()}
    ticked = [value for value, level in levels.items() if level >= YES]
    doubtful = [value for value, level in levels.items() if NO < level < YES]
    if len(ticked) > 1 or doubtful:
        return Text(
            raw=" / ".join([*ticked, *(f"{value} ?" for value in doubtful)]), **_place(face, list(known.values()))
        )
    if not ticked:
        return Text(confidence=1 - max(levels.values()), **_place(face, list(known.values())))
    others = [level for value, level in levels.items() if value != ticked[0]]
    sure = min(levels[ticked[0]], 1 - max(others, default=0.0))
    return Text(value=ticked[0], raw="☒", confidence=sure, **_place(face, [known[ticked[0]]]))


def signatures(face: Face, key: str) -> Number:
    """How many signatures stand in that zone; stamps are no signatures."""
    count = _count(face, key, lambda ink: not ink.is_stamp)
    reading = face.reading(key)
    if reading is None or reading.inks is None:
        return count
    if not count.value and any(ink.is_stamp for ink in reading.inks):
        return count.at_most(UNDER_A_STAMP)
    signed = [ink for ink in reading.inks if not ink.is_stamp]
    mentions = [ink for ink in signed if is_mention(ink)]
    # A signature that can be read is one; beside another, it may be the name of who signed.
    names = [ink for ink in signed if ink not in mentions and len(signed) > 1 and is_writing(ink)]
    scrawls = [ink for ink in signed if ink not in mentions and ink not in names]
    # All that may be parts of others together are one at least, and so are all names.
    least = sum(ink.confidence >= SIGNED for ink in scrawls) + any(ink.is_uncounted for ink in scrawls)
    least = least or int(any(ink.confidence >= SIGNED for ink in names))
    count = count.at_most(BESIDE_WORDS) if mentions or names else count
    return count.model_copy(update={"least": least}) if least else count


def is_mention(ink: Ink) -> bool:
    """Whether it reads as what is written beside signatures: 'lu et approuvé'."""
    written = fold(ink.text)
    if len(written) < LONG:
        return len(written) >= READS[0] and any(written in mention for mention in MENTIONS)
    return any(fuzz.partial_ratio(mention, written) >= LIKE for mention in MENTIONS)


def is_writing(ink: Ink) -> bool:
    """Whether it reads as letters, such as a name or an address; scrawls read as few, and badly."""
    letters = [character.confidence for character in ink.characters if character.text.isalnum()]
    return len(letters) >= LETTERS or (len(letters) >= READS[0] and fmean(letters) >= READS[1])


def stamp(face: Face, key: str) -> Mark:
    """Whether a stamp stands in that zone."""
    reading = face.reading(key)
    count = _count(face, key, lambda ink: ink.is_stamp)
    if reading is None or count.value is None:
        return Mark()
    if not count.value and any(_is_as_large(ink) for ink in reading.inks or ()):
        count = count.at_most(UNDER_A_STAMP)
    return Mark(
        value=bool(count.value),
        confidence=count.confidence,
        source=count.source,
        file=count.file,
        page=count.page,
        box=count.box,
    )


def _is_as_large(ink: Ink) -> bool:
    wide, high = AS_LARGE
    return ink.box.width >= wide and ink.box.height >= high


def _count(face: Face, key: str, counts: Callable[[Ink], bool]) -> Number:
    reading = face.reading(key)
    if reading is None or reading.inks is None:
        return Number()
    chosen = [ink for ink in reading.inks if counts(ink)]
    sure = min((ink.confidence for ink in chosen), default=0.95)
    return Number(value=len(chosen), raw="", confidence=sure, **_place(face, [reading]))


def alterations(face: Face, keys: Sequence[str]) -> Mark:
    """Whether one of those zones is crossed out or overwritten."""
    readings = [reading for key in keys if (reading := face.reading(key)) is not None]
    levels = [(reading.altered, reading) for reading in readings if reading.altered is not None]
    if not levels or len(levels) < len(keys):
        return Mark()
    worst, where = max(levels, key=lambda pair: pair[0])
    place = _place(face, [where])
    if worst >= YES:
        return Mark(value=True, confidence=worst, **place)
    if worst > NO:
        return Mark(raw="?", **place)
    return Mark(value=False, confidence=UNALTERED, **place)


def _place(face: Face, readings: Sequence[Reading]) -> dict[str, Any]:
    return {
        "file": face.page.file,
        "page": face.page.number,
        "box": BoundingBox.around(reading.box for reading in readings),
        "source": readings[0].source if readings else Source.PIXELS,
    }
