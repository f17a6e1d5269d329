"""Values of identity papers from their characters: names, days, numbers, sex. Each raises FormatError when it is none.

A licence prints a code before each value, '4a.'; a label taken for the value under it is no name.
"""

import re
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from extractors import identity_layout as layouts
from extractors.fields import Parse, Parsed, name_of
from pipeline.core.errors import InvalidCharacter
from pipeline.core.formats import jour
from pipeline.core.lines import fold

DAY = re.compile(r"\d{2}\s?[./ ]\s?\d{2}\s?[./ ]\s?\d{4}", re.ASCII)
LIKE_A_LABEL = 85
"""Likeness (0 to 100) of a word to one of a label."""
_LABEL_WORDS = frozenset(
    fold(word)
    for layout in (layouts.CNI_RECTO, layouts.CNI_2021_RECTO, layouts.PASSEPORT, layouts.TITRE_RECTO)
    for label in layout.labels
    for phrase in label.phrases
    for word in phrase.split()
    if fold(word)
)
_LONG = frozenset(word for word in _LABEL_WORDS if len(word) > 4) - {"FRANCAISE"}
"""Those that stay labels with a letter misread: Noam is like NOM, Françoise and Francis are like FRANÇAISE."""
_LICENCE_CODE = re.compile(r"^\W*5\W+(?=(?:\d{2}[A-Z]{2}\d{5}|\d{12})\W*$)", re.ASCII)
"""Code before the number of a licence, whose point was lost."""
_CODE = re.compile(r"^\W*[1-9I]\s*[abc]?\s*[.,:]\s*(?=\S)")


def _names_of(text: str) -> Parsed[str]:
    """Names: commas between first names are left away."""
    read = name_of(re.sub(r"\s*[,;]\s*|(?<=\w\w)\.\s*(?=\w)", " ", uncoded(text)))
    if re.search(r"\d", read.value) or len(fold(read.value)) < 2:
        raise InvalidCharacter("no name")
    words = [word for part in re.split(r"[\s/]+", read.value) if (word := fold(part))]
    if all(word in _LABEL_WORDS or any(fuzz.ratio(word, label) >= LIKE_A_LABEL for label in _LONG) for word in words):
        raise InvalidCharacter("a label, not a name")
    return read


def _day_of(text: str) -> Parsed[date]:
    """A day, alone or before a place in brackets or the next code of a licence."""
    written = uncoded(text)
    found = DAY.match(written)
    alone = found[0] if found else re.split(r"[(\[{]", written)[0]
    return Parsed(*jour.repair(re.sub(r"\s*[.,]\s*", ".", alone.strip(" :.,;|-"))))


def _number_of(text: str) -> Parsed[str]:
    read = re.sub(r"[^A-Z0-9]", "", _LICENCE_CODE.sub("", uncoded(text).upper()))
    if not 8 <= len(read) <= 12:
        raise InvalidCharacter("a number has 9 or 12 characters")
    return Parsed(read)


def _sex_of(text: str) -> Parsed[str]:
    read = fold(text)
    if read not in ("M", "F", "H"):
        raise InvalidCharacter("neither M nor F")
    return Parsed("M" if read == "H" else read)


def uncoded(text: str) -> str:
    """The text without the code printed before it on a licence."""
    return _CODE.sub("", text) if not DAY.match(text.strip()) else text


PARSERS: dict[str, Parse[Any]] = {
    "nom": _names_of,
    "nom_usage": _names_of,
    "prenoms": _names_of,
    "sexe": _sex_of,
    "date_naissance": _day_of,
    "numero": _number_of,
    "date_delivrance": _day_of,
    "date_expiration": _day_of,
}
