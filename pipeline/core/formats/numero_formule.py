"""Numéro de formule of a carte grise of the SIV model: year of printing, 2 letters, 5 digits.

It stands on the cover, on the coupon and in the MRZ. Cards from before 2009 have none; the number perforated on the
blue ones, with a year of 2 digits (07CX92840), is another thing and no numéro de formule.

Source: documents.md 1.4; rules.md 4.4.

>>> validate("2019 ab 12345")
'2019AB12345'
>>> year("2019AB12345")
2019
>>> repair("2O19A812345")
('2019AB12345', ('O read as 0 at 2', '8 read as B at 6'))
"""

import re

from pipeline.core.errors import InvalidCharacter, InvalidLength
from pipeline.core.formats.glyphes import fit

LENGTH = 11
_NUMBER = re.compile(r"(20\d{2})([A-Z]{2})(\d{5})", re.ASCII)


def compact(text: str) -> str:
    """Capitals without blanks, hyphens and dots."""
    return re.sub(r"[\s.\-]", "", text).upper()


def validate(text: str) -> str:
    """The compact form.

    Raises:
        InvalidLength: not 11 characters.
        InvalidCharacter: letters and digits are not where they should be.
    """
    number = compact(text)
    if len(number) != LENGTH:
        raise InvalidLength(f"a numéro de formule has {LENGTH} characters, read {len(number)}")
    if not _NUMBER.fullmatch(number):
        raise InvalidCharacter("a numéro de formule is 20yy, 2 letters, 5 digits")
    return number


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """The compact form with confused characters corrected by position, and each change made.

    Raises:
        InvalidLength: not 11 characters.
        InvalidCharacter: no correction gives a numéro de formule.
    """
    number = compact(text)
    fitted = fit(number, "2099AA99999")
    if fitted is None:
        return validate(number), ()
    return fitted


def year(number: str) -> int:
    """Year of printing. Raises FormatError when it is no numéro de formule."""
    return int(validate(number)[:4])
