"""SIREN (company, 9 digits) and SIRET (establishment: SIREN and 5 digits).

Both satisfy Luhn. The establishments of La Poste, save its head office, follow another rule: the sum of their digits
is a multiple of 5. The register writes 000000000 for an owner without SIREN, and nine zeros satisfy Luhn: a good shape
is not a true number, so that one is refused here.

Source: Insee, Sirene; documents.md 1.5.

>>> validate("732 829 320")
'732829320'
>>> format("73282932000074")
'732 829 320 00074'
>>> of_siret("73282932000074")
'732829320'
"""

import re

from pipeline.core.errors import InvalidCharacter, InvalidChecksum, InvalidComponent, InvalidLength

LENGTH, LENGTH_SIRET = 9, 14
LA_POSTE = "356000000"


def compact(text: str) -> str:
    """The number without blanks, dots and hyphens."""
    return re.sub(r"[\s.\-]", "", text)


def validate(text: str) -> str:
    """The compact SIREN.

    Raises:
        InvalidLength: not 9 digits.
        InvalidCharacter: something else than digits.
        InvalidComponent: nothing but zeros.
        InvalidChecksum: Luhn does not hold.
    """
    number = _digits(text, "SIREN", LENGTH)
    if not _is_luhn(number):
        raise InvalidChecksum("the check digit of the SIREN does not agree")
    return number


def validate_siret(text: str) -> str:
    """The compact SIRET; raises as `validate`, for 14 digits.

    >>> validate_siret("732 829 320 00074")
    '73282932000074'
    """
    number = _digits(text, "SIRET", LENGTH_SIRET)
    validate(number[:LENGTH])
    is_branch_of_la_poste = number.startswith(LA_POSTE) and sum(map(int, number)) % 5 == 0
    if not (_is_luhn(number) or is_branch_of_la_poste):
        raise InvalidChecksum("the check digit of the SIRET does not agree")
    return number


def of_siret(text: str) -> str:
    """The SIREN of a SIRET or of a SIREN; raises as both."""
    number = compact(text)
    return (validate_siret(number) if len(number) == LENGTH_SIRET else validate(number))[:LENGTH]


def format(number: str) -> str:  # noqa: A001 - the name that all identifiers share (style.md, section 4)
    """Printed form, in groups of three, the five of the establishment together."""
    groups = [number[i : i + 3] for i in range(0, LENGTH, 3)]
    return " ".join([*groups, number[LENGTH:]]).strip()


def _digits(text: str, what: str, length: int) -> str:
    number = compact(text)
    if len(number) != length:
        raise InvalidLength(f"a {what} has {length} digits, read {len(number)}")
    if not (number.isascii() and number.isdigit()):
        raise InvalidCharacter(f"a {what} holds digits only")
    if not int(number[:LENGTH]):
        raise InvalidComponent(f"a {what} of zeros stands for 'none'")
    return number


def _is_luhn(number: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(map(int, number[::-2]))) % 10 == 0
