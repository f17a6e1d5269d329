"""Looks for what should be gone in what would be written. Knows nothing of how it was replaced."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from pydantic import JsonValue
from rapidfuzz.distance import Levenshtein

from pipeline.anonymise.known import MIN_PART, Kind, Value, parts_of
from pipeline.anonymise.lattices import best
from pipeline.anonymise.public import LAW_DAYS, tokens
from pipeline.core.formats import texte
from pipeline.core.formats.jour import MONTHS
from pipeline.core.lines import fold, lines
from pipeline.core.model import Face

WHOLE = 6
"""Characters of a number that are looked for across blanks: fewer stand together by chance."""
LONG = 8
"""Characters of a printed word that is still itself with one misread."""
_YEAR = re.compile(r"(?:19|20)\d\d")
"""Four figures that say nothing of a number in which they happen to stand."""

ALIKE = 0.8
"""Share of its characters in which a lattice reads as its text does, from which it is taken for the same."""
OURS = frozenset({"kind", "side", "key", "source", "status", "seal", "defects", "schema", "engine"}) | frozenset(
    {"verdict", "motifs", "failed", "inconclusive", "passed", "detail"}
)
"""Attributes whose value is a word of the program, as the names of all attributes are."""


def leaks(values: Sequence[Value], public: Collection[str], texts: Iterable[str]) -> set[Kind]:
    """Kinds of the values of which something is left.

    Args:
        values: of the original.
        public: words that may stay.
        texts: all that would be written.
    """
    parts = {part: value.kind for value in values for part in parts_of(value)}
    numbers: dict[str, Kind] = {value.text: value.kind for value in values if value.kind not in (Kind.WORD, Kind.DAY)}
    numbers |= {form: value.kind for value in values if value.kind is Kind.DAY for form in _forms(value)}
    found: set[Kind] = set()
    for text in texts:
        words = tokens(text)
        for word in words:
            if word not in public and not _YEAR.fullmatch(word):
                left = {run for run in _runs(word) if run in parts}
                found |= {parts[run] for run in left - (_printed(word, public) if left else set())}
        compact = "".join(words)
        found |= {kind for number, kind in numbers.items() if len(number) >= WHOLE and number in compact}
    return found


def _runs(word: str) -> set[str]:
    return {word[i : i + MIN_PART] for i in range(len(word) - MIN_PART + 1)}


def _printed(word: str, public: Collection[str]) -> set[str]:
    """What a word has of the printed one that it is a reading of, but for a character: LCHANGEMENT of CHANGEMENT."""
    near = [one for one in public if len(one) >= LONG and Levenshtein.distance(word, one, score_cutoff=1) <= 1]
    return {run for one in near for run in _runs(one)}


def texts_in(faces: Iterable[Face], others: Iterable[JsonValue]) -> Iterator[str]:
    """Every text of readings as one would read it, and every text in other values that are written.

    Words are given alone and by the line; lattices as what they read as.
    """
    for face in faces:
        for reading in face.readings:
            parts = [(reading.text, reading.lattices), *((ink.text, ink.lattices) for ink in reading.inks or ())]
            for text, lattices in parts:
                yield text
                yield from (part for lattice in lattices for part in _beside(best(lattice), fold(text)))
            yield from ("".join(character.text for character in ink.shaped) for ink in reading.inks or ())
        yield from (line.text for line in lines(face.page.words, face.page.aspect))
        shown = face.model_dump(mode="json", exclude={"readings": {"__all__": {"lattices", "characters", "inks"}}})
        yield from _leaves(shown)
    for value in others:
        yield from _leaves(value)


def _beside(read: str, text: str) -> Iterator[str]:
    """What a lattice reads as where that is not what the text says, which has the blanks between its words."""
    if Levenshtein.normalized_similarity(read, text) < ALIKE:
        yield read
    else:
        for step in Levenshtein.opcodes(text, read):
            if step.tag != "equal":
                yield read[step.dest_start : step.dest_end]


def _leaves(value: JsonValue) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _leaves(one)
        case dict():
            for key, one in value.items():
                if key not in OURS:
                    yield from _leaves(one)
        case _:
            pass


def _forms(value: Value) -> Iterator[str]:
    """Ways to write a day, without separators."""
    day = date(int(value.text[4:]), int(value.text[2:4]), int(value.text[:2]))
    if day not in LAW_DAYS:
        yield f"{day:%d%m%Y}"
        yield f"{day:%Y%m%d}"
        yield f"{day.day}{texte.compact(MONTHS[day.month - 1])}{day:%Y}"
