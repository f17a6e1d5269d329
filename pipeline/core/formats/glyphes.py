"""Characters that printing and OCR confuse, and the correction of those that stand where their like cannot.

A correction is legitimate only where the format leaves no choice: a letter in a digit slot has one reading as a
digit. Each one is told, counting characters from 1: 'O read as 0 at 4'.

Source: rules.md 4.3 to 4.5; documents.md 1.2, 1.3.

>>> fit("2O19AB12345", "9999AA99999")
('2019AB12345', ('O read as 0 at 2',))
>>> fit("2019A812345", "9999AA99999")
('2019AB12345', ('8 read as B at 6',))
>>> fit("2019AB123X5", "9999AA99999") is None
True
"""

from collections.abc import Mapping

TO_DIGIT = {"O": "0", "D": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
"""The one digit that a letter in a digit slot can be."""
TO_LETTER = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
"""The letter that a digit in a letter slot is taken for, in alphabets that have them all."""


def corrected(text: str, meant: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text with these characters taken for what they can only be, and each change made.

    >>> corrected("O2", TO_DIGIT)
    ('02', ('O read as 0 at 1',))
    """
    repairs = (f"{c} read as {meant[c]} at {place}" for place, c in enumerate(text, start=1) if c in meant)
    return "".join(meant.get(c, c) for c in text), tuple(repairs)


def fit(text: str, shape: str) -> tuple[str, tuple[str, ...]] | None:
    """The text forced into a shape, and what was changed for it; None when it cannot be.

    Args:
        text: compact, in capitals.
        shape: as long as the text: '9' for a digit, 'A' for a letter, 'L' for a letter of a SIV plate and 'N' of an
            older one, where a digit is *not* corrected (they have no I and O, SIV no U, so a 0 may be D or Q), '*'
            for anything; a digit or W stands for itself.
    """
    if len(text) != len(shape):
        return None
    value, repairs = "", []
    for place, (read, slot) in enumerate(zip(text, shape, strict=True), start=1):
        meant = _meant(read, slot)
        if meant is None:
            return None
        if meant != read:
            repairs.append(f"{read} read as {meant} at {place}")
        value += meant
    return value, tuple(repairs)


def _meant(read: str, slot: str) -> str | None:
    """What a character stands for in a slot; None when it cannot stand there."""
    if not read.isascii():
        return None
    match slot:
        case "9":
            return read if read.isdigit() else TO_DIGIT.get(read)
        case "A":
            return read if read.isalpha() else TO_LETTER.get(read)
        case "L":
            return read if read.isalpha() and read not in "IOU" else None
        case "N":
            return read if read.isalpha() and read not in "IO" else None
        case "*":
            return read
        case _:
            return slot if read == slot or TO_DIGIT.get(read) == slot or TO_LETTER.get(read) == slot else None
