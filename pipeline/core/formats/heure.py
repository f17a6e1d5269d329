"""Hour of the day as French papers write it: '14h30', '14 h 30', '14H', '14:30', '1430' in a comb.

24h00 is no hour of a day: whether it means the start of the next one is for the caller to say.

Source: cerfa 15776, rubrique "à … h …"; rules.md, cerfa.sale-time.

>>> validate("14 h 30")
datetime.time(14, 30)
>>> validate("9H")
datetime.time(9, 0)
>>> format(time(9, 5))
'09h05'
>>> repair("l4hO5")
(datetime.time(14, 5), ('L read as 1 at 1', 'O read as 0 at 4'))
"""

import re
from datetime import time

from pipeline.core.errors import InvalidCharacter, InvalidComponent
from pipeline.core.formats import texte
from pipeline.core.formats.glyphes import TO_DIGIT, corrected

_HOUR = re.compile(
    r"(?P<hour>\d{1,2}) ?(?:H(?:EURES?)?|:) ?(?:(?P<minute>\d{2}) ?(?:M(?:IN|N)?\.?)?)?|(?P<h>\d{2}) ?(?P<m>\d{2})",
    re.ASCII,
)
_DIGITS_OR_LIKE = re.compile(rf"[\d{''.join(TO_DIGIT)}H: ]+", re.ASCII)


def compact(text: str) -> str:
    """Capitals without accents, single blanks."""
    return texte.compact(text)


def validate(text: str) -> time:
    """The hour; minutes that are not written are 0.

    Raises:
        InvalidCharacter: not written as an hour.
        InvalidComponent: no such hour, e.g. 24h00 or 12h60.
    """
    found = _HOUR.fullmatch(compact(text))
    if not found:
        raise InvalidCharacter("not written as an hour")
    hour, minute = found["hour"] or found["h"], found["minute"] or found["m"] or "0"
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise InvalidComponent(str(error)) from error


def repair(text: str) -> tuple[time, tuple[str, ...]]:
    """The hour, with letters among its figures corrected, and each change made; raises as `validate`."""
    written = compact(text)
    if not _DIGITS_OR_LIKE.fullmatch(written):
        return validate(text), ()
    hour, changes = corrected(written, TO_DIGIT)
    return validate(hour), changes


def format(hour: time) -> str:  # noqa: A001 - the name that all formats share (style.md, section 4)
    """Written form, e.g. '14h30'."""
    return f"{hour:%Hh%M}"
