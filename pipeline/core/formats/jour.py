"""Days as French papers write them: always day first, the month in figures or in letters.

'12/03/2026', '12.03.2026', '12-03-2026', '12 03 2026', '12032026', '2 novembre 2026', 'lundi 2 novembre 2026', '1er
mars 2026'. By hand also '12/3/26', and only where the caller says so: a year of two digits is one of this century. In
print, figures come in pairs: 5/03/2026 is rather a 15/03/2026 that lost one. 31/04 is no day and is never turned into
one.

Source: documents.md 1.1.

>>> validate("02/11/2026")
datetime.date(2026, 11, 2)
>>> validate("lundi 2 novembre 2026")
datetime.date(2026, 11, 2)
>>> repair("O2/11/2O26")
(datetime.date(2026, 11, 2), ('O read as 0 at 1', 'O read as 0 at 8'))
>>> repair("12/3/26", by_hand=True)
(datetime.date(2026, 3, 12), ('year 26 read as 2026',))
>>> validate("31/04/2026")
Traceback (most recent call last):
    ...
pipeline.core.errors.InvalidComponent: day is out of range for month
"""

import builtins
import re
from datetime import date

from pipeline.core.errors import InvalidCharacter, InvalidComponent, InvalidLength
from pipeline.core.formats import texte
from pipeline.core.formats.glyphes import TO_DIGIT, corrected

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CENTURY = 2000

_MONTH_NUMBERS = {texte.compact(name): number for number, name in enumerate(MONTHS, start=1)}
_DAY_NUMBERS = {texte.compact(name): number for number, name in enumerate(DAYS)}
_JOINED = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
_PARTED = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_LONG = re.compile(rf"(?:({'|'.join(_DAY_NUMBERS)}) )?(\d{{1,2}})(?: ?ER)? ({'|'.join(_MONTH_NUMBERS)}) (\d{{4}})")
_CUT = re.compile(r"\D20$")
_DIGITS_OR_LIKE = re.compile(rf"[\d{''.join(TO_DIGIT)}/.\- ]+", re.ASCII)


def compact(text: str) -> str:
    """Capitals without accents, single blanks, none around the separators."""
    return re.sub(r" ?([/.\-]) ?", r"\1", texte.compact(text))


def validate(text: str) -> date:
    """The day, of a text with nothing to correct, its figures as they are printed.

    Raises:
        InvalidLength: a year of two digits, a day or month in figures of one.
        InvalidCharacter: not written as a day.
        InvalidComponent: no such day in the calendar, or not the day of the week that is written.
    """
    return _read(compact(text), by_hand=False)[0]


def repair(text: str, *, by_hand: bool = False) -> tuple[date, tuple[str, ...]]:
    """The day, with letters among its figures corrected, and each change made.

    Args:
        text: as read.
        by_hand: a day and a month of one digit are allowed, and a year of two, taken for 20yy; this is told among the
            changes. A year "20" behind a sign is not: it is rather one of 20.. whose end was lost than 2020.

    Raises:
        InvalidLength, InvalidCharacter, InvalidComponent: as `validate`.
    """
    written = compact(text)
    changes: tuple[str, ...] = ()
    if _DIGITS_OR_LIKE.fullmatch(written):
        written, changes = corrected(written, TO_DIGIT)
    day, has_short_year = _read(written, by_hand=by_hand)
    if has_short_year:
        changes = (*changes, f"year {day.year % 100:02d} read as {day.year}")
    return day, changes


def format(day: date) -> str:  # noqa: A001 - the name that all formats share (style.md, section 4)
    """Printed form, e.g. '02/11/2026'."""
    return builtins.format(day, "%d/%m/%Y")


def _read(written: str, *, by_hand: bool) -> tuple[date, bool]:
    """The day, and whether its year had two digits."""
    weekday = None
    if found := _LONG.fullmatch(written):
        weekday, day, month, year = found[1], found[2], str(_MONTH_NUMBERS[found[3]]), found[4]
    elif found := _PARTED.fullmatch(written):
        day, month, year = found[1], found[3], found[4]
        if not by_hand and len(day + month) < 4:
            raise InvalidLength("the day or the month has one digit")
    elif found := _JOINED.fullmatch(written.replace(" ", "")):
        day, month, year = found.groups()
    else:
        raise InvalidCharacter("not written as a day")
    is_short = len(year) == 2
    if is_short and (not by_hand or _CUT.search(written)):
        raise InvalidLength("the year has two digits")
    try:
        result = date(int(year) + CENTURY * is_short, int(month), int(day))
    except ValueError as error:
        raise InvalidComponent(str(error)) from error
    if weekday is not None and _DAY_NUMBERS[weekday] != result.weekday():
        raise InvalidComponent(f"that day is no {weekday.lower()}")
    return result, is_short
