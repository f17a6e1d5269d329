"""From readings to fields: parse what each engine read, compare, and say how sure the value is.

The levels rest on the measured behaviour of the engines (ocr.md, confidence): two that agree are right in 99.5 % of
the readings; the main one alone as often as its lowest posterior says below; Tesseract's own figure certifies nothing.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any, Generic, NamedTuple, TypeVar

from rapidfuzz.distance import Levenshtein

from pipeline.core.errors import FormatError
from pipeline.core.formats import texte, vin
from pipeline.core.formats.glyphes import corrected
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field, Lattice, Reading, Source

T = TypeVar("T")

AGREED = 0.98
"""Both engines give the same value."""
BLANK = 0.97
"""The zone was found and holds no ink."""
SURELY_BLANK = 0.8
"""Confidence from which a blank part of a joined field counts as not there."""
GIVEN = 1.0
"""Value of a form field or of a trusted text layer."""
REPAIRED = 0.90
"""Most that a value is worth after a repair."""

HIDDEN = 0.75
"""Most that a value is worth where a pen stroke may hide a character: what both engines read may lack it."""
ALONE = ((0.999, 0.97), (0.99, 0.94), (0.95, 0.90), (0.90, 0.85), (0.80, 0.75))
"""(lowest posterior, confidence) of the main engine when the second was not asked."""
UNSUPPORTED = ((0.999, 0.92), (0.98, 0.85), (0.90, 0.78))
"""The same when the second engine read something that is no value of this type."""
CONTRADICTED = ((0.999, 0.92), (0.99, 0.86), (0.95, 0.70))
"""(lowest posterior among the characters in dispute, confidence) when the second engine read another value."""
BLANK_LOST = 0.75
"""Most that words are worth where the second engine, which reads other letters, sees a blank more: SCI DES CHENES."""
MISSED = 0.95
"""Most that the main engine's posteriors are worth where the second one sees a figure more: 1306 read as 306, 5 mars
for 15 mars."""
BRACKETS = frozenset("I1L|[]()'!")
"""What the ticks that close a box look like to an engine: at either end of a line they are none of its characters."""
SECOND_ONLY = 0.60
"""Only the second engine read a value of this type."""
AGREES = 0.99
"""The same value stands at two places of the paper and is read the same."""
DIFFERS = 0.6
"""Most that a value is worth which the same paper prints otherwise elsewhere."""
SURE = 0.8
"""What a rule takes for read, by default."""


class Parsed(NamedTuple, Generic[T]):
    """A value, and what had to be changed to get it."""

    value: T
    repairs: tuple[str, ...] = ()


JOINING = ("/", "&")
"""Signs between two names."""
_LETTERS = {"0": "O", "1": "I"}
_DIGIT_IN_WORD = re.compile(r"(?<=[A-Z])[01](?=[A-Z])|(?<=[A-Z]{2})[01](?![\w])|(?<![\w])[01](?=[A-Z]{2})")
_SPECK = re.compile(
    r"(?<=[A-Z]{2})[.:;](?=[A-Z]{2})|(?<=\d)[.:;](?= ?[A-Z]{2})|(?<=[A-Z]{2})\.(?=\d)|(?<= )[.:;](?=[A-Z0-9])"
    r"|(?<=\b(?:SAS|SCI|SNC))-|(?<=\b(?:SASU|SARL|EURL))-|-(?=(?:SASU?|SARL|EURL|SCI|SNC)\b)"
)
"""Dust of a scan where a name has no sign: between two words, beside a legal form."""
_AFTER_NAME = re.compile(r"(?<=[^\W\d_]{2})[.:;](?= [^\W\d_]{2})")
"""Dust behind a word of a name; in addresses it may be an abbreviation."""
_NEXT_NAME = re.compile(r"(?<=[A-ZÀ-Ý]{2})(?=[A-ZÀ-Ý][a-zà-ÿ])")
"""Between a surname in capitals and the first name behind it."""

Parse = Callable[[str], Parsed[T]]
"""Turns characters into a value; raises FormatError when they make none."""


def plainly(parse: Callable[[str], T]) -> Parse[T]:
    """A parser that repairs nothing."""
    return lambda text: Parsed(parse(text))


def decide(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """The field read in that zone of the face; an empty `Field` when the face has no such zone."""
    reading = face.reading(key)
    return Field[T]() if reading is None else judged(face, reading, parse)


def judged(face: Face, reading: Reading, parse: Parse[T]) -> Field[T]:
    """The field that a reading makes."""
    raw = reading.text.strip()
    place: dict[str, Any] = {"file": face.page.file, "page": face.page.number, "box": reading.box}
    if not raw:
        sure = BLANK if reading.is_blank and not (reading.second or "").strip() else 0.0
        return Field[T](confidence=sure, source=reading.source, **place)
    place["lattices"] = reading.lattices
    first = _try(parse, raw)
    if reading.source is not Source.OCR:
        value, confidence = first, GIVEN
    else:
        value, confidence = _weigh(first, reading, parse)
    if value is None:
        return Field[T](raw=raw, confidence=0.0, source=reading.source, **place)
    if value.repairs:
        confidence = min(confidence, REPAIRED)
    if reading.is_crossed:
        confidence = min(confidence, HIDDEN)
    return Field[T](
        value=value.value, raw=raw, confidence=confidence, source=reading.source, repairs=value.repairs, **place
    )


def _weigh(first: Parsed[T] | None, reading: Reading, parse: Parse[T]) -> tuple[Parsed[T] | None, float]:
    posterior = reading.confidence
    if reading.second is None:
        return first, level(posterior, ALONE)
    second = _try(parse, reading.second.strip())
    if first is None:
        return second, SECOND_ONLY
    if second is None:
        return first, level(_disputed(reading, first.value), UNSUPPORTED)
    if is_same(first.value, second.value):
        # What one engine reads as it stands goes before what is made of the other's: TITULAIRE before TIT.ULAIRE.
        best = first if first.value == second.value else max(first, second, key=lambda r: (not r.repairs, _blanks(r)))
        return best, AGREED
    sure = level(_disputed(reading, first.value, second.value), CONTRADICTED)
    # The engine that loses a blank between two words is as sure as ever of their letters.
    return first, min(sure, BLANK_LOST) if _parts_words(second.value, first.value) else sure


def _parts_words(one: object, other: object) -> bool:
    """Whether a text has a blank between two letters that stand side by side in another one."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    ends, others = (set(accumulate(map(len, text.split()))) for text in (one, other))
    steps = Levenshtein.opcodes(one.replace(" ", ""), other.replace(" ", ""))
    return any(
        end - step.src_start + step.dest_start not in others
        for step in steps
        if step.tag == "equal"
        for end in ends
        if step.src_start < end < step.src_end
    )


def is_same(one: object, other: object) -> bool:
    """Equal, or texts that differ by blanks and signs only."""
    return one == other or (isinstance(one, str) and isinstance(other, str) and fold(one) == fold(other) != "")


def _blanks(read: Parsed[T] | Field[T]) -> int:
    """How many blanks and hyphens a text has: engines drop them. What brings odd signs along is not preferred."""
    if not isinstance(read.value, str) or re.search(r"[^\w '.,&/()*-]", read.value):
        return -1
    return read.value.count(" ") + read.value.count("-")


def _disputed(reading: Reading, first: object = None, second: object = None) -> float:
    """Lowest posterior of the main engine among the characters that the second one reads otherwise.

    What both read alike is settled, whatever each believes of it; so is what the format settles in the two values,
    such as a 0 in a VIN where one engine saw an O. A character that only the second engine sees puts its neighbours in
    dispute.

    Args:
        reading: with the characters of the main engine.
        first: value made of them; without it, the characters are compared as they are.
        second: value made of what the second engine read.
    """
    characters = [character for character in reading.characters if character.text.strip()]
    # Accents and case settle nothing: values carry neither.
    one = [texte.compact(character.text) for character in characters]
    other = [texte.compact(character) for character in "".join((reading.second or "").split())]
    if isinstance(first, str) and isinstance(second, str) and len(fold(first)) == len(fold(reading.text)):
        characters = [character for character in characters if fold(character.text)]
        one, other = list(fold(first)), list(fold(second))
    # Under the stroke of a pen a number may lose a figure, and a day is another day without one of its own.
    is_crossed = isinstance(first, int | Decimal) and len(reading.lattices) > 1
    may_lack = is_crossed or isinstance(second, int | Decimal | date)
    ticks = BRACKETS - {"1"} if is_crossed or isinstance(second, date) else BRACKETS
    lowest = 1.0
    for step in Levenshtein.opcodes(one, other):
        if step.tag == "insert":
            more = set(other[step.dest_start : step.dest_end])
            if step.src_start in (0, len(one)) and more <= ticks:
                continue
            if may_lack and any(sign.isalnum() for sign in more):
                lowest = min(lowest, MISSED)
        if step.tag != "equal":
            around = characters[max(step.src_start - (step.tag == "insert"), 0) : step.src_end + (step.tag == "insert")]
            # The format settles the separators: only letters and figures can be in dispute.
            lowest = min([lowest, *(character.confidence for character in around if character.text.isalnum())])
    return lowest


def level(posterior: float, table: Sequence[tuple[float, float]]) -> float:
    """Confidence for a lowest posterior, by table; below its last step, less than half of the posterior."""
    return next((confidence for least, confidence in table if posterior >= least), min(posterior, table[-1][0]) * 0.6)


def _try(parse: Parse[T], text: str) -> Parsed[T] | None:
    try:
        return parse(text)
    except FormatError:
        return None


def agreed(field: Field[T], *others: Field[T]) -> Field[T]:
    """A value and its repetitions on the same paper: surer when they agree, taken from one of them when it is unread.

    Where a surely read repetition differs, both are doubtful: one paper does not say two things.
    """
    for other in others:
        if other.value is None:
            continue
        if field.value is None:
            field = other
        elif is_same(field.value, other.value):
            field = max(field, other, key=_blanks).model_copy(
                update={"confidence": max(field.confidence, other.confidence, AGREES)}
            )
        elif other.confidence > field.confidence and field.confidence < SURE:
            field = other
        elif other.confidence >= SURE:
            field = field.at_most(DIFFERS)
    return field


def text_of(text: str) -> Parsed[str]:
    """Capitals without accents, single blanks. Raises FormatError when no letter or digit is left."""
    value = re.sub(r" ?- ?", "-", texte.compact(text)).strip(" .,:;_|'/-")
    if not fold(value):
        raise FormatError("no letter or digit")
    return Parsed(value)


def words_of(text: str) -> Parsed[str]:
    """As `text_of`, for words alone: two stand apart where dust is taken for a sign between them."""
    value = text_of(text).value
    words = " ".join(_SPECK.sub(" ", value).split())
    return Parsed(words, (f"words set apart; read '{value}'",) if words != value else ())


def name_of(text: str) -> Parsed[str]:
    """As `words_of`, for names of people and towns.

    A sign by itself is dropped, but for the one between two people; a 0 or 1 inside a word can only be an O or an I;
    a blank lost between a surname in capitals and a first name is put back.
    """
    apart = _AFTER_NAME.sub("", _NEXT_NAME.sub(" ", text))
    # Any other sign by itself is a rest of a pen stroke or of the frame.
    value, told = words_of(" ".join(word for word in apart.split() if fold(word) or word in JOINING))
    value = value.strip(" /&")
    repairs = tuple(
        f"{found[0]} read as {_LETTERS[found[0]]} at {found.start() + 1}" for found in _DIGIT_IN_WORD.finditer(value)
    )
    if apart != text:
        told = (f"words set apart; read '{text}'",)
    return Parsed(_DIGIT_IN_WORD.sub(lambda found: _LETTERS[found[0]], value), (*repairs, *told))


def vin_of(text: str) -> Parsed[str]:
    """A VIN; it never has the letters I, O and Q, which can only be 1, 0 and 0. Raises FormatError otherwise."""
    number, repairs = corrected(vin.compact(text), vin.NO_LETTER)
    return Parsed(vin.validate(number, is_old=True), repairs)


def number_of(text: str) -> Parsed[int]:
    """Whole number; blanks and points between thousands are dropped. Raises FormatError otherwise."""
    digits = text.replace(" ", "").replace(".", "").removesuffix("KM").removesuffix("km")
    if not digits.isascii() or not digits.isdigit():
        raise FormatError("not a whole number")
    return Parsed(int(digits))


def joined_fields(fields: Sequence[Field[Any]], combine: Callable[[list[Any]], T]) -> Field[T]:
    """One field from several parts (day, month, year; the parts of an address): as sure as its worst part.

    Parts that are surely blank are left out; when all are, the whole is blank. One part unread leaves it unread.
    """
    boxes = [field.box for field in fields if field.box is not None]
    first = next((field for field in fields if field.file), Field[Any]())
    place: dict[str, Any] = {
        "file": first.file,
        "page": first.page,
        "box": BoundingBox.around(boxes) if boxes else None,
        "lattices": _side_by_side(fields),
    }
    raw = " ".join(field.raw for field in fields if field.raw)
    source = first.source
    if any(field.value is None and (field.raw or field.confidence < SURELY_BLANK) for field in fields):
        return Field[T](raw=raw, confidence=0.0, source=source, **place)
    present = [field for field in fields if field.value is not None]
    if not present:
        return Field[T](confidence=min((field.confidence for field in fields), default=0.0), source=source, **place)
    try:
        value = combine([field.value for field in fields])
    except FormatError:
        return Field[T](raw=raw, confidence=0.0, source=source, **place)
    return Field[T](
        value=value,
        raw=raw,
        confidence=min(field.confidence for field in present),
        source=source,
        repairs=tuple(repair for field in present for repair in field.repairs),
        **place,
    )


def _side_by_side(fields: Sequence[Field[Any]]) -> tuple[Lattice, ...]:
    """Lattices of the whole: those of the parts one after the other, a step without any character between them."""
    parts = [field.lattices for field in fields if field.lattices]
    looks = max(map(len, parts), default=0)
    return tuple(
        tuple(step for part in parts for step in (*part[min(look, len(part) - 1)], "")) for look in range(looks)
    )


def day_of(parts: list[int | None]) -> date:
    """A date from day, month and year. Raises FormatError when a part is missing or there is no such day."""
    day, month, year = parts
    if day is None or month is None or year is None:
        raise FormatError("part of the date is missing")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise FormatError(f"no such day: {error}") from error
