"""VIN, the vehicle identification number (rubrique E of the carte grise).

17 characters, capitals and digits, without I, O and Q, too close to 1 and 0. The ninth is a check digit in some
countries but not in Europe, so none is verified here. Vehicles older than the norm have 1 to 17 characters. The
certificat de situation administrative of HistoVec shows 4 characters, 8 stars, 5 characters.

Source: ISO 3779; documents.md 1.3 and 5.1; rules.md 4.5.

>>> validate("vf1 rfb 00456789012")
'VF1RFB00456789012'
>>> validate("VF1RFB00")
Traceback (most recent call last):
    ...
pipeline.core.errors.InvalidLength: a VIN has 17 characters, read 8
>>> validate("VF1RFB00", is_old=True)
'VF1RFB00'
>>> validate_masked("VF1R ******** 89012")
'VF1R********89012'
"""

import re

from pipeline.core.errors import InvalidCharacter, InvalidLength
from pipeline.core.formats.glyphes import TO_DIGIT

LENGTH = 17
NO_LETTER = {"O": "0", "Q": "0", "I": "1"}
"""Letters that no VIN has, and the figure that each can only be."""
_HEAD, _TAIL = 4, 5
_STARS = "*" * (LENGTH - _HEAD - _TAIL)
_FOREIGN = re.compile(r"[^A-HJ-NPR-Z0-9]")
_FOLD = str.maketrans(TO_DIGIT)


def compact(text: str) -> str:
    """Capitals without blanks, hyphens and dots."""
    return re.sub(r"[\s.\-]", "", text).upper()


def validate(text: str, *, is_old: bool = False) -> str:
    """The compact form of a whole VIN.

    Args:
        text: as read.
        is_old: a number from before the norm is allowed, 1 to 17 characters.

    Raises:
        InvalidLength: not 17 characters (old: none, or more than 17).
        InvalidCharacter: holds I, O, Q or a sign.
    """
    number = compact(text)
    if not (0 < len(number) <= LENGTH if is_old else len(number) == LENGTH):
        raise InvalidLength(f"a VIN has {LENGTH} characters, read {len(number)}")
    _require_alphabet(number)
    return number


def validate_masked(text: str) -> str:
    """The compact form of a masked VIN, e.g. 'VF1R********89012'.

    Raises:
        InvalidLength: not 4 characters, 8 stars, 5 characters.
        InvalidCharacter: a visible part holds I, O, Q or a sign.
    """
    number = compact(text)
    if len(number) != LENGTH or number[_HEAD:-_TAIL] != _STARS:
        raise InvalidLength(f"a masked VIN is {_HEAD} characters, {len(_STARS)} stars, {_TAIL} characters")
    _require_alphabet(number[:_HEAD] + number[-_TAIL:])
    return number


def is_masked(number: str) -> bool:
    """Whether a part of this VIN is hidden by stars."""
    return "*" in number


def masked(number: str) -> str:
    """A whole VIN as it is where it is masked; a masked one as it is.

    >>> masked("VF1RFB00456789012"), masked("VF1R********89012")
    ('VF1R********89012', 'VF1R********89012')
    """
    return number[:_HEAD] + _STARS + number[-_TAIL:]


def fold(text: str) -> str:
    """The form in which characters that OCR confuses are one: for comparing readings, never for showing.

    >>> fold("VF1RFB00456789012") == fold("VFIRF800456789012")
    True
    """
    return compact(text).translate(_FOLD)


def visible(number: str, other: str) -> tuple[str, str]:
    """The characters of two compact VIN that can be compared: those where neither is masked.

    >>> visible("VF1R********89012", "VF1RFB00456789012")
    ('VF1R89012', 'VF1R89012')
    """
    if not (is_masked(number) or is_masked(other)):
        return number, other
    # From both ends, since the length of the hidden part may differ from the stars printed for it.
    head = min(_leading(number), _leading(other))
    tail = min(_leading(number[::-1]), _leading(other[::-1]))
    return number[:head] + number[len(number) - tail :], other[:head] + other[len(other) - tail :]


def agrees(number: str, other: str) -> bool:
    """Whether two VIN are the same, character for character, as far as both are visible.

    Two numbers of which one shows nothing do not agree: nothing was compared.
    """
    shown, other_shown = visible(compact(number), compact(other))
    return bool(shown) and shown == other_shown


def _leading(number: str) -> int:
    """How many characters stand before the first star; all when there is none."""
    return len(number.split("*", 1)[0])


def _require_alphabet(number: str) -> None:
    if wrong := _FOREIGN.search(number):
        raise InvalidCharacter(f"a VIN never holds {wrong[0]!r}")
