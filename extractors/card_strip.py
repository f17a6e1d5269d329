"""The machine-readable strip of the carte grise: two lines that repeat four fields under check digits."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from rapidfuzz import fuzz

from extractors.fields import AGREES, SURE, UNSUPPORTED, agreed, level
from pipeline.core.documents import Texts
from pipeline.core.errors import FormatError
from pipeline.core.formats import immatriculation, mrz_carte_grise
from pipeline.core.formats.mrz import compact
from pipeline.core.model import BoundingBox, Face, Field, Source

STRIP_KEYS = ("immatriculation", "vin", "date_premiere_immatriculation", "numero_formule")
BY_CHECK_DIGIT = 0.95
"""Confidence of a value of the strip whose check digit is right and that no other place confirms."""
UNCHECKED = 0.90
"""Confidence of a value of the strip that has no check digit, read the same by both engines."""
_ALIKE = str.maketrans("OI", "01")
T = TypeVar("T")


class Strip:
    """The machine-readable strip, and what it settles."""

    def __init__(self, face: Face, words: Mapping[str, str]) -> None:
        """Read the two lines of the filled side, as each engine has them.

        Args:
            face: the filled side.
            words: make and commercial name as printed above, which the second line repeats without check digit.
        """
        readings = [reading for i in (1, 2) if (reading := face.reading(f"mrz.{i}")) is not None]
        self._place = {
            "file": face.page.file,
            "page": face.page.number,
            "box": BoundingBox.around(reading.box for reading in readings) if readings else None,
            "source": Source.MRZ,
        }
        self._first = _strip_of([reading.text for reading in readings])
        self._second = _strip_of([reading.second or "" for reading in readings])
        self._posterior = min((reading.confidence for reading in readings), default=0.0)
        raw = "\n".join(reading.text for reading in readings).strip()
        self.is_there = raw.count("<") >= 4
        self.lines = Texts(raw=raw if self.is_there else "", **self._place)
        if self._first is not None:
            lines, mrz = self._first
            checked = [getattr(mrz, key) for key in STRIP_KEYS]
            right = sum(part.check_ok for part in checked)
            repairs = tuple(repair for part in checked for repair in part.repairs)
            lines, told, agree = _with_words(_with_checked(lines, mrz), words)
            repairs += told
            # Nothing but the words printed above vouches for those of the strip.
            sure = (0.2, 0.3, 0.4, 0.6, 0.95 if agree else 0.85)[right]
            self.lines = Texts(value=lines, raw=raw, confidence=sure, repairs=repairs, **self._place)

    def settled(self, key: str, face: Field[T], *others: Field[T]) -> Field[T]:
        """One value from the face, its repetitions and the strip.

        What the face surely reads stands, whatever the strip says: a difference is for a rule to find. A doubtful
        reading takes the strip's value when the check digit is right.
        """
        field = agreed(face, *others)
        value, confidence, repairs = self._value(key)
        if value is None:
            return field
        if field.value == value:
            return field.model_copy(update={"confidence": max(field.confidence, AGREES)})
        if field.value is not None and field.confidence >= SURE:
            return field
        told = (f"taken from the strip, its check digit is right; printed reading '{field.raw}'",) if field.raw else ()
        return type(field)(value=value, raw=str(value), confidence=confidence, repairs=(*repairs, *told), **self._place)

    def confirmed(self, key: str, field: Field[str]) -> Field[str]:
        """A value that the strip repeats without check digit: surer when it does, taken from it when it is doubtful."""
        if self._first is None:
            return field
        value = getattr(self._first[1], key)
        if value == field.value:
            return field.model_copy(update={"confidence": max(field.confidence, AGREES)})
        same = self._second is not None and getattr(self._second[1], key) == value
        if not value or not same or (field.value is not None and field.confidence >= SURE):
            return field
        told = f"taken from the strip; printed reading '{field.raw}'"
        return type(field)(value=value, raw=value, confidence=UNCHECKED, repairs=(told,), **self._place)

    def _value(self, key: str) -> tuple[Any, float, tuple[str, ...]]:
        """Value of the strip whose check digit is right, how sure it is, what was corrected in it.

        The digit alone does not tell G from 6 or B from 1: the second engine has to read the same, or the first one
        to be sure of every character.
        """
        if self._first is None:
            return None, 0.0, ()
        checked = getattr(self._first[1], key)
        if not checked.check_ok or checked.value is None:
            return None, 0.0, ()
        same = self._second is not None and getattr(self._second[1], key).value == checked.value
        sure = BY_CHECK_DIGIT if same else min(BY_CHECK_DIGIT, level(self._posterior, UNSUPPORTED))
        value = checked.value
        if key == "immatriculation":
            try:
                value = immatriculation.format(value)
            except FormatError:
                return None, 0.0, ()
        return value, sure, checked.repairs


def _strip_of(texts: Sequence[str]) -> tuple[tuple[str, str], mrz_carte_grise.MrzCarteGrise] | None:
    """The two lines at their length, and what they say; None when they are no strip."""
    if len(texts) != 2:
        return None
    first, second = (compact(text) for text in texts)
    if len(first) < 38 or len(second) < 30:
        return None
    lines = (_full_first(first), _full_second(second))
    try:
        return lines, mrz_carte_grise.parse(lines)
    except FormatError:
        return None


def _with_checked(lines: tuple[str, str], mrz: mrz_carte_grise.MrzCarteGrise) -> tuple[str, str]:
    """Plate, VIN and formule as their check digits have them, where a character was put right."""
    first, second = lines
    if mrz.immatriculation.check_ok and mrz.immatriculation.value:
        first = first[:5] + mrz.immatriculation.value.ljust(7, "<") + first[12:]
    if mrz.vin.check_ok and mrz.vin.value:
        first = first[:13] + mrz.vin.value.ljust(17, "<") + first[30:]
    if mrz.numero_formule.check_ok and mrz.numero_formule.value:
        second = second[:31] + mrz.numero_formule.value + second[42:]
    return first, second


def _with_words(lines: tuple[str, str], words: Mapping[str, str]) -> tuple[tuple[str, str], tuple[str, ...], bool]:
    """Make and name as printed on the card where the strip differs from them by O and 0, I and 1 only.

    Returns:
        The lines, what was put right, and whether all words agree.
    """
    second, told, agree = lines[1], [], True
    for key, start, length in (("carrosserie", 0, 4), ("marque", 4, 14), ("denomination_commerciale", 18, 13)):
        printed = "".join(c if c.isalnum() else "<" for c in words[key])[:length].ljust(length, "<")
        read = second[start : start + length]
        if read.translate(_ALIKE) != printed.translate(_ALIKE):
            agree = False
        elif read != printed:
            second = second[:start] + printed + second[start + length :]
            told.append(f"{read.rstrip('<')} read as {printed.rstrip('<')}, as printed above")
    return (lines[0], second), tuple(told), agree


def _full_first(line: str) -> str:
    """44 characters: an engine counts the filling at the end badly, what stands before it is all data."""
    head = "CRFRA" if fuzz.ratio(line[:5], "CRFRA") >= 60 else line[:5]
    return (head + line[5:]).rstrip("<").ljust(mrz_carte_grise.LENGTH, "<")[: mrz_carte_grise.LENGTH]


def _full_second(line: str) -> str:
    """44 characters: formule and check digits stand at the end, filling lost or added is in the longest run before."""
    missing = mrz_carte_grise.LENGTH - len(line)
    runs = list(re.finditer("<+", line[:-13]))
    if not missing or not runs:
        return line
    run = max(runs, key=lambda found: len(found[0]))
    return line[: run.start()] + "<" * max(len(run[0]) + missing, 0) + line[run.end() :]
