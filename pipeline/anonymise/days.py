"""Dates in any text, moved by one number of days.

All dates move by the same number of days, so that every delay in days stays what it was. Delays in months and years
may gain or lose a day where a month or a leap year ends: another move is tried then, until every rule says what it
said. What is no day (31/04, a figure misread) is moved as the nearest known date is, character by character.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipeline.anonymise.public import LAW_DAYS
from pipeline.core.dates import add_days
from pipeline.core.formats import texte
from pipeline.core.formats.jour import DAYS, MONTHS

_MONTHS = {texte.compact(name): number for number, name in enumerate(MONTHS, start=1)}
_FIGURES = re.compile(
    r"(?<!\d)(?:(?P<d>\d{1,2})(?P<a>[ /.\-]{1,3})(?P<m>\d{1,2})(?P<b>[ /.\-]{1,3})(?P<y>\d{4}|\d{2})"
    r"|(?P<y2>(?:19|20|21)\d{2})-(?P<m2>\d{2})-(?P<d2>\d{2})"
    r"|(?P<d3>\d{2}) ?(?P<m3>\d{2}) ?(?P<y3>(?:19|20|21)\d{2}))(?!\d)"
)
_DAYS = "|".join(map(texte.compact, DAYS))
_LETTERS = re.compile(
    rf"(?:(?P<w>{_DAYS}) ?)?(?<!\d)(?P<d>\d{{1,2}})(?: ?ER)? ?(?P<m>{'|'.join(_MONTHS)}) ?(?P<y>\d{{4}})(?!\d)"
)


class Part(NamedTuple):
    """A run of characters of a text, and what stands there instead."""

    start: int
    end: int
    text: str


class Move(NamedTuple):
    """By how much dates move."""

    days: int

    def of(self, day: date) -> date:
        """The day, moved; days of laws stay."""
        return day if day in LAW_DAYS else add_days(day, self.days)


def moved(text: str, move: Move) -> Iterator[tuple[Part, ...]]:
    """The parts of each date found, moved.

    Args:
        text: capitals without accents, a character for each of the text that is meant.
        move: by how much.
    """
    for found in _LETTERS.finditer(text):
        day = _day(found["y"], str(_MONTHS[found["m"]]), found["d"])
        if day:
            new = move.of(day)
            weekday, month = texte.compact(DAYS[new.weekday()]), texte.compact(MONTHS[new.month - 1])
            parts = {"w": weekday, "d": _like(found["d"], new.day), "m": month, "y": f"{new:%Y}"}
            yield tuple(Part(*found.span(name), part) for name, part in parts.items() if found[name])
    for found in _FIGURES.finditer(text):
        names = next(names for names in (("y", "m", "d"), ("y2", "m2", "d2"), ("y3", "m3", "d3")) if found[names[0]])
        year, month, number = (found[name] for name in names)
        day = _day(year, month, number)
        if day:
            new = move.of(day)
            year = f"{new:%Y}"[-len(year) :]
            yield tuple(
                Part(*found.span(name), part)
                for name, part in zip(names, (year, _like(month, new.month), _like(number, new.day)), strict=True)
            )


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def _like(text: str, number: int) -> str:
    """A number, with the leading zero where the other had room for one."""
    return f"{number:0{len(text)}}"
