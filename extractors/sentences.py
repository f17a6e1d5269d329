"""Values in running text: a name behind 'je soussigné', a plate behind 'immatriculé', a day behind 'fait à …, le'."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from extractors.captions import Captions
from extractors.columns import line_zones
from extractors.fields import Parsed, text_of
from extractors.printed import Spot
from pipeline.core.errors import FormatError, InvalidCharacter
from pipeline.core.formats import immatriculation, jour
from pipeline.core.formats.texte import compact
from pipeline.core.lines import Line, fold
from pipeline.core.model import BoundingBox, Word, Zone

MADE = "FAIT"
MOST_WORDS = 9
"""A name that goes on for longer was not ended by anything that was read."""
PLATE_WORDS, LONGEST_PLATE = 3, 9
REACH = 2.6
"""From one line of a paragraph to the next at most, in heights of a line."""
TITLES = frozenset(("M", "MR", "MME", "MLLE", "MONSIEUR", "MADAME", "MADEMOISELLE"))
ENDS = frozenset((
    "NE", "NEE", "NES", "DEMEURANT", "DOMICILIE", "DOMICILIEE", "DOMICILIES", "RESIDANT", "AGISSANT", "POUR", "AFIN",
    "DONNE", "DONNONS", "AUTORISE", "AUTORISONS", "ATTESTE", "CERTIFIE", "CERTIFIONS", "DECLARE", "TITULAIRE",
    "COTITULAIRE", "DEPUIS", "QUI", "DONT", "MANDATE", "MANDATONS",
))  # fmt: skip
"""Words behind a name, folded."""

LONG_TITLES = ("MADAME", "MONSIEUR", "MADEMOISELLE")
_TITLE = re.compile(r"^(?:(?:M|MR|MME|MLLE|MONSIEUR|MADAME|MADEMOISELLE)\b[. ]*(?:OU |ET )?)+(?=\w)")
_DATE = re.compile(r"\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?\d{4}|\d{1,2} ?(?:ER)? ?[A-Z]{3,9} ?\d{4}", re.ASCII)
_AT_ON = re.compile(r"\S.{2,40}, ?LE ?(?=\d)(?:\D{0,12}\d){4,8}\D?", re.ASCII)
"""A town, and a day as far as it was read."""


class Placed(NamedTuple):
    """A word and the line it stands in."""

    word: Word
    line: int


def following(captions: Captions, spot: Spot) -> Iterator[Placed]:
    """Words behind a phrase, on its line and on those below it, as far as the paragraph goes."""
    lines = captions.sheet.lines
    start = lines[spot.line]
    yield from (Placed(word, spot.line) for word in start.words if word.box.left >= spot.box.right - 0.002)
    last = start.box
    for index in sorted(range(len(lines)), key=lambda i: lines[i].box.top):
        box = lines[index].box
        if box.center[1] <= last.bottom:
            continue
        if box.top - last.top > REACH * max(box.height, last.height):
            return
        yield from (Placed(word, index) for word in lines[index].words)
        last = box


def names(captions: Captions, spot: Spot) -> list[list[Placed]]:
    """Words of the names behind a phrase, title included; empty when no end of them was read."""
    found: list[list[Placed]] = [[]]
    is_open = False
    for placed in following(captions, spot):
        word = fold(placed.word.text)
        if not word:
            continue
        if word in ENDS or (is_open and word not in TITLES and word not in ("ET", "A")):
            return [name for name in found if name]
        is_open = False
        if word in ("ET", "OU") and found[-1]:
            found.append([])
        elif word == "A" and not found[-1]:
            continue
        else:
            found[-1].append(placed)
            if len(found[-1]) > MOST_WORDS:
                return []
            if placed.word.text.endswith((",", ";", ".")) and word not in TITLES:
                is_open = True
                found.append([])
    return [name for name in found if name] if is_open else []


def plate(captions: Captions, spot: Spot) -> list[Placed]:
    """Words behind a phrase that look like parts of a registration number: short, of capitals and figures."""
    found: list[Placed] = []
    for placed in following(captions, spot):
        text = placed.word.text
        if not (any(c.isdigit() for c in text) or text.isupper()) or len(fold(text)) > LONGEST_PLATE:
            break
        found.append(placed)
        if len(found) == PLATE_WORDS or text.endswith((".", ",", ";")):
            break
    return found


def until(captions: Captions, spot: Spot, ends: frozenset[str], limit: int) -> list[Placed]:
    """Words behind a phrase up to one of those words; empty when none comes within the limit."""
    found: list[Placed] = []
    for placed in following(captions, spot):
        if fold(placed.word.text) in ends:
            return found
        found.append(placed)
        if len(found) > limit:
            break
    return []


def last_day(captions: Captions, besides: Sequence[str] = ()) -> Line | None:
    """The line that ends a letter, 'Fait à Lyon, le 02/11/2026', told by its end: of 'Fait à' little may be read.

    Args:
        captions: of the page; the line stands below them.
        besides: names of those that stand below it.
    """
    lowest = max((spot.box.bottom for spot in captions.spots if spot.name not in besides), default=0.0)
    lines = [
        line
        for line in captions.sheet.lines
        if line.box.top > lowest and _AT_ON.fullmatch(compact(line.text)) and _is_made(fold(line.words[0].text))
    ]
    return lines[-1] if lines else None


def _is_made(word: str) -> bool:
    """Whether that is what is left of 'Fait', or 'À': a paper 'délivré à Lyon, le 02/11/2020' has another day."""
    return word == "A" or Levenshtein.distance(word, MADE) <= len(MADE) // 2


def span_zones(captions: Captions, key: str, words: Sequence[Placed]) -> list[Zone]:
    """One zone for each line that the words stand in; keys 'KEY.0', 'KEY.1' and so on."""
    lines = [list(group) for _, group in groupby(words, key=lambda placed: placed.line)]
    boxes = [BoundingBox.around(placed.word.box for placed in line) for line in lines]
    zones = line_zones(captions, key, boxes)
    # Other words stand close by on the same line: no paper is added left and right of these.
    return [
        Zone.of_box(zone.key, zone.box.model_copy(update={"left": box.left, "right": box.right}), is_key=True)
        for zone, box in zip(zones, boxes, strict=True)
    ]


def person_of(text: str) -> Parsed[str]:
    """A name without its title; it begins with a capital, as the rest of a sentence does not. Raises FormatError."""
    if text.strip(" :.*,")[:1].islower():
        raise InvalidCharacter("no name")
    written = compact(text).strip(" :.*,;")
    first, _, rest = written.partition(" ")
    # No surname is so like one of these.
    title = next((title for title in LONG_TITLES if Levenshtein.distance(first, title) == 1), None)
    if rest and title:
        return Parsed(text_of(rest).value, (f"{first} read as {title}",))
    return text_of(_TITLE.sub("", written).strip(" ,;"))


def plate_of(text: str) -> Parsed[str]:
    """The registration number that the text begins with. Raises FormatError."""
    words = text.strip(" :-.*").split()
    for count in (1, 2, 3):
        try:
            return Parsed(*immatriculation.repair(" ".join(words[:count]).strip(" ,.;:*")))
        except FormatError:
            continue
    raise InvalidCharacter("no registration number")


def only_day_of(text: str) -> Parsed[date]:
    """The one day in the text, wherever it stands. Raises FormatError when there is none, or several."""
    days = _DATE.findall(compact(text))
    if len(days) != 1:
        raise InvalidCharacter(f"{len(days)} days in one line")
    return Parsed(*jour.repair(re.sub(r"(?<=\d)(?=[A-Z])|(?<=[A-Z])(?=\d)", " ", days[0])))
