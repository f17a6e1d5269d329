"""Registration number (rubrique A of the carte grise).

Values are written 'AB-123-CD' (SIV, since 15 April 2009), '1234 AB 75' (FNI, before), 'W-123-AB' and 'WW-123-AB' (of
garages, provisional), 'AB 123 C' (mopeds up to 2015). The letters I, O and U never stand on a SIV plate; I and O on no
plate. Diplomatic and military series are not known here; some ('100 CD 20') look like FNI.

Source: arrêté du 9 février 2009, annexe VII; documents.md 1.2; rules.md 4.3. That the older series had no I and O is
general knowledge.

>>> validate("ab 123 cd")
'AB123CD'
>>> format("AB123CD"), format("1234AB75"), format("999AAA2B")
('AB-123-CD', '1234 AB 75', '999 AAA 2B')
>>> repair("AB-1Z3-CD")
('AB-123-CD', ('Z read as 2 at 4',))
>>> repair("A0-123-CD")
Traceback (most recent call last):
    ...
pipeline.core.errors.InvalidCharacter: no series of registration numbers has this shape
"""

import re
from enum import StrEnum

from pipeline.core.errors import FormatError, InvalidCharacter, InvalidComponent, InvalidLength
from pipeline.core.formats.glyphes import fit


class Series(StrEnum):
    """Kinds of registration numbers."""

    SIV = "siv"
    FNI = "fni"
    W = "w"
    """Of a garage: belongs to a business, not to a vehicle."""
    WW = "ww"
    """Provisional."""
    CYCLOMOTEUR = "cyclomoteur"


_SHAPES = (
    (Series.WW, "WW999LL"),
    (Series.W, "W999LL"),
    (Series.SIV, "LL999LL"),
    *((Series.CYCLOMOTEUR, letters + digits + "L") for letters in ("L", "LL") for digits in ("99", "999")),
    *(
        (Series.FNI, "9" * digits + "N" * letters + departement)
        for digits in range(1, 5)
        for letters in range(1, 4)
        for departement in ("99", "2N", "979")
    ),
)
_PARTS = {
    Series.SIV: re.compile(r"([A-Z]{2})(\d{3})([A-Z]{2})"),
    Series.WW: re.compile(r"(WW)(\d{3})([A-Z]{2})"),
    Series.W: re.compile(r"(W)(\d{3})([A-Z]{2})"),
    Series.CYCLOMOTEUR: re.compile(r"([A-Z]{1,2})(\d{2,3})([A-Z])"),
    Series.FNI: re.compile(r"(\d{1,4})([A-Z]{1,3})(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97\d)"),
}
_LONGEST = max(len(shape) for _, shape in _SHAPES)
_SHORTEST = min(len(shape) for _, shape in _SHAPES)
_Fitted = tuple[Series, str, tuple[str, ...]]
"""Series, compact number, changes made."""


def compact(text: str) -> str:
    """Capitals without blanks, hyphens, dots and their like, nor what dust makes of these."""
    return re.sub(r"[\s.\-–—·_:;,=]", "", text).upper()


def validate(text: str) -> str:
    """The compact form.

    Raises:
        InvalidLength: too short or too long for any series.
        InvalidCharacter: letters and digits are not where any series has them.
        InvalidComponent: the shape is right, a part is not: digits 000, the pair SS, an unknown département.
    """
    return _recognise(text)[1]


def series(text: str) -> Series:
    """To which series a number belongs; raises as `validate`."""
    return _recognise(text)[0]


def series_of(text: str) -> Series | None:
    """To which series a number belongs; None when it is none."""
    try:
        return series(text)
    except FormatError:
        return None


def format(text: str) -> str:  # noqa: A001 - the name that all identifiers share (style.md, section 4)
    """The form in which values are written; raises as `validate`."""
    kind, number, _ = _recognise(text)
    return _write(kind, number)


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """The written form, with letters in digit places corrected, and each change made.

    A digit in a letter place is never corrected: 0 may be D or Q there, 1 may be J or L.

    Raises:
        InvalidLength, InvalidComponent: as `validate`.
        InvalidCharacter: no correction gives a number, or two give different ones.
    """
    try:
        return format(text), ()
    except InvalidCharacter:
        possible = {_write(kind, number): repairs for kind, number, repairs in filter(_is_sound, _fits(compact(text)))}
    if len(possible) != 1:
        raise InvalidCharacter("no series of registration numbers has this shape")
    return possible.popitem()


def _recognise(text: str) -> _Fitted:
    number = compact(text)
    if not _SHORTEST <= len(number) <= _LONGEST:
        raise InvalidLength(f"a registration number has {_SHORTEST} to {_LONGEST} characters, read {len(number)}")
    exact = [fitted for fitted in _fits(number) if not fitted[2]]
    if not exact:
        raise InvalidCharacter("no series of registration numbers has this shape")
    sound = [fitted for fitted in exact if _is_sound(fitted)]
    if not sound:
        raise InvalidComponent("a part of this registration number does not exist: 000, SS or département")
    return sound[0]


def _fits(number: str) -> list[_Fitted]:
    """The number forced into each shape that can hold it, whether or not its parts exist."""
    return [(kind, *fitted) for kind, shape in _SHAPES if (fitted := fit(number, shape))]


def _is_sound(fitted: _Fitted) -> bool:
    kind, number, _ = fitted
    parts = _PARTS[kind].fullmatch(number)
    if parts is None:
        return False
    first, middle, last = parts.groups()
    if kind is Series.FNI:
        return int(first) > 0
    return int(middle) > 0 and "SS" not in (first, last) and (kind is not Series.SIV or first != "WW")


def _write(kind: Series, number: str) -> str:
    parts = _PARTS[kind].fullmatch(number)
    assert parts is not None, "only sound numbers are written"
    return (" " if kind in (Series.FNI, Series.CYCLOMOTEUR) else "-").join(parts.groups())
