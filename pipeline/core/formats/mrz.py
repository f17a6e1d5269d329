"""What the machine-readable strips of the carte grise and of identity papers share: filling, dates, check digits.

A check digit weighs the ranks of the characters 7, 3, 1. It cannot see characters whose ranks are ten apart, such as 1
and L, 6 and G, 8 and S, G and Q, nor about one error in ten of the others: a right check digit supports a value, it
does not prove it.

Source: documents.md 1.7; ICAO Doc 9303, part 3.
"""

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Generic, TypeVar

from pipeline.core.formats import texte
from pipeline.core.formats.glyphes import TO_DIGIT, TO_LETTER
from pipeline.core.model import Frozen

IN_WORD = TO_LETTER | {"0": "ODGQ", "1": "IJLT"}
"""Letters that a digit is taken for where any letter may stand."""

T = TypeVar("T")
Readings = Callable[[str], list[str]]
"""From characters read to all texts they can stand for; they themselves among them when their type is right."""


class Checked(Frozen, Generic[T]):
    """A field of the strip that has a check digit."""

    value: T | None = None
    """None when the characters make no such value; as read, uncorrected, when the check digit disagrees."""
    raw: str
    """Characters of the field as read, without the check digit, with the filling."""
    check: str
    """Character read as the check digit."""
    check_ok: bool
    """The check digit agrees with the value, after the repairs if there are any."""
    repairs: tuple[str, ...] = ()
    """Each change made, counting from the start of the field: 'O read as 0 at 4'."""


def check_digit(text: str) -> int:
    """Check digit of the weights 7, 3, 1: digits count as they are, A to Z 10 to 35, '<' 0.

    >>> check_digit("AB123CD"), check_digit("2009AS05284"), check_digit("980105")
    (0, 0, 9)
    """
    ranks = (0 if char == "<" else int(char, 36) for char in text)
    return sum(rank * (7, 3, 1)[place % 3] for place, rank in enumerate(ranks)) % 10


def compact(text: str) -> str:
    """One line without blanks, in capitals, with '<' where OCR sees a French quotation mark."""
    return "".join(text.split()).upper().replace("«", "<<").replace("‹", "<")


def checked(raw: str, check: str, readings: Readings, convert: Callable[[str], T | None]) -> Checked[T]:
    """The field of these characters; `convert` makes its value of a text without the filling."""
    digit = TO_DIGIT.get(check, check)
    possible = readings(raw)
    right = [text for text in possible if digit == str(check_digit(text))]
    if len(right) != 1:
        value = convert(raw.rstrip("<")) if raw in possible else None
        return Checked(value=value, raw=raw, check=check, check_ok=False)
    repairs = tuple(
        f"{was} read as {now} at {place}"
        for place, (was, now) in enumerate(zip(raw + check, right[0] + digit, strict=True), start=1)
        if was != now
    )
    return Checked(value=convert(right[0].rstrip("<")), raw=raw, check=check, check_ok=True, repairs=repairs)


def typed(raw: str, shape: str, letters: dict[str, str]) -> list[str]:
    """Readings in a shape of '9' (digit) and 'A' (letter): only what breaks its type is taken for something else."""
    slots = (
        (char if char.isdigit() else TO_DIGIT.get(char, ""))
        if slot == "9"
        else letters.get(char, char if char.isalpha() else "")
        for char, slot in zip(raw, shape, strict=True)
    )
    return ["".join(chars) for chars in product(*slots)]


def day_of(text: str, latest_year: int) -> date | None:
    """The day of 'yymmdd', in the latest year up to `latest_year` that ends so; None when there is no such day."""
    year, month, day = (int(text[at : at + 2]) for at in (0, 2, 4))
    try:
        return date(latest_year - (latest_year - year) % 100, month, day)
    except ValueError:
        return None


def words_of(raw: str) -> str:
    """The text without its filling, single blanks for those between words."""
    return " ".join(raw.replace("<", " ").split())


def filled(text: str, length: int) -> str:
    """The text as a strip prints it: capitals, filling for all else, cut or filled up to that length."""
    shown = "".join(char if char.isalnum() else "<" for char in texte.compact(text))
    return shown[:length].ljust(length, "<")
