"""Values of a procès-verbal de contrôle technique: from characters to types, each strictly in its form.

Source: documents.md 1.6 and 4.
"""

import re
from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.fields import Parsed, text_of
from extractors.printed import is_caption
from extractors.pv_layout import CAPTIONS
from pipeline.core.errors import InvalidCharacter, InvalidComponent, InvalidLength
from pipeline.core.formats import immatriculation, jour
from pipeline.core.formats.glyphes import fit
from pipeline.core.formats.texte import compact
from pipeline.core.lines import fold

ALIKE = 80
"""Likeness, 0 to 100, of the words for a kind of inspection misread; those of another kind have 75 at most."""
MAX_WRONG = 3
"""Letters that may be wrong in the words of an unfavourable outcome; the two differ in seven."""


_NATURES = {
    "VOLONTAIRE": "volontaire",
    "COMPLEMENTAIRE": "complementaire",
    "CONTREVISITE": "contre_visite",
    "PERIODIQUE": "periodique",
}
_SHORT = {"CV": "contre_visite", "VP": "periodique"}


def nature_of(text: str) -> Parsed[str]:
    """'periodique', 'contre_visite', 'complementaire' or 'volontaire'; short forms such as 'VP Taxi' count.

    Where no word is whole, one that is like just one of them is taken for it, as a repair.
    """
    read = fold(text)
    for words, nature in _NATURES.items():
        if words in read:
            return Parsed(nature)
    if read[:2] in _SHORT:
        return Parsed(_SHORT[read[:2]])
    alike = [words for words in _NATURES if fuzz.partial_ratio(words, read) >= ALIKE]
    if len(alike) == 1 and len(read) >= len(alike[0]):
        return Parsed(_NATURES[alike[0]], (f"'{text}' read as {alike[0]}",))
    raise InvalidComponent("no kind of inspection is named")


_UNFAVOURABLE = (
    ("DEFAVORABLEPOURDEFAILLANCESMAJEURES", "S"),
    ("DEFAVORABLEPOURDEFAILLANCESCRITIQUES", "R"),
)


def result_of(text: str) -> Parsed[str]:
    """'A', 'S' or 'R': a favourable outcome to the letter, an unfavourable one with few letters wrong."""
    read = fold(text)
    if read == "FAVORABLE":
        return Parsed("A")
    distances = sorted((Levenshtein.distance(read, words), letter) for words, letter in _UNFAVOURABLE)
    (nearest, letter), (other, _) = distances
    if nearest <= MAX_WRONG < other - nearest:
        return Parsed(letter)
    raise InvalidComponent("no outcome is named")


def former_result_of(text: str) -> Parsed[str]:
    """'A' or 'S' in the words of before 20 May 2018, to the letter."""
    letter = {"FAVORABLE": "A", "DEFAVORABLE": "S"}.get(fold(text))
    if letter is None:
        raise InvalidComponent("no outcome is named")
    return Parsed(letter)


def day_of(text: str) -> Parsed[date]:
    """A date, letters among its figures corrected."""
    return Parsed(*jour.repair(text))


_PLATE = re.compile(r"(.*?)\s*[(\[{|!]\s*([A-Z]{1,3})\s*[)\]}|!]?[.,;:]?")
"""A plate, then the country between signs that stand for brackets."""
_COUNTRIES = frozenset(
    "A B BG CH CY CZ D DK E EST F FIN GB GR H HR I IRL L LT LV M MC N NL P PL RO S SK SLO UK".split()  # noqa: SIM905
)
_CATEGORY = re.compile(r"(?:[MNO][1-4]|L[1-7]E?(?:-?[AB]\d?)?|T\d?)G?")
_GENRE = re.compile(r"[A-Z]{1,5}\d?")
_ENERGY = re.compile(r"[A-Z0-9]{2}|\D{3,}")
"""P.3: a code of two characters, or words."""
_PV = re.compile(r"\d{4,10}", re.ASCII)
_IMPRIME = re.compile(r"[A-Z]?\d{8,10}", re.ASCII)
_CENTRE = re.compile(r"[AS]\d{3}[A-Z]\d{3}", re.ASCII)
_INSPECTOR = re.compile(r"\d{3}[A-Z]\d{4}", re.ASCII)


def plate_of(text: str) -> Parsed[str]:
    """The registration number, the country in brackets left out."""
    parts = _PLATE.fullmatch(compact(text))
    return Parsed(*immatriculation.repair(parts[1] if parts else text))


def country_of(text: str) -> Parsed[str]:
    """The country in brackets after the registration number: 'F'."""
    parts = _PLATE.fullmatch(compact(text))
    if not parts or parts[2] not in _COUNTRIES:
        raise InvalidComponent("no country between brackets")
    return Parsed(parts[2])


def name_of(text: str) -> Parsed[str]:
    """A free text that is none of the captions."""
    value = Parsed(re.sub(r"^[^A-Z0-9]+|[^A-Z0-9)]+$", "", text_of(text).value))
    if is_caption(value.value, CAPTIONS):
        raise InvalidComponent("a caption, not a value")
    return value


def energy_of(text: str) -> Parsed[str]:
    """Code or name of the energy; a VIN from the line above is none."""
    named = name_of(text)
    return Parsed(_shaped(named.value, _ENERGY), named.repairs)


def category_of(text: str) -> Parsed[str]:
    """International category: 'M1', 'N1', 'L3E'."""
    return Parsed(_shaped(compact(text).replace(" ", ""), _CATEGORY))


def genre_of(text: str) -> Parsed[str]:
    """National kind: 'VP', 'CTTE', 'MTT1'."""
    return Parsed(_shaped(compact(text), _GENRE))


def pv_of(text: str) -> Parsed[str]:
    """Number of a procès-verbal: digits, mostly eight."""
    return Parsed(_shaped(fold(text), _PV))


def imprime_of(text: str) -> Parsed[str]:
    """Number of the form: a letter of the network, or none, and digits."""
    return Parsed(_shaped(fold(text), _IMPRIME))


def centre_of(text: str) -> Parsed[str]:
    """The number of a centre; its first letter, A or S, is often read as a digit."""
    return _approval(text, _CENTRE, "A999A999")


def inspector_of(text: str) -> Parsed[str]:
    """The number of an inspector: '075T1234'. The signature below often runs into its end."""
    return _approval(fold(text)[:8], _INSPECTOR, "999A9999")


def _approval(text: str, pattern: re.Pattern[str], shape: str) -> Parsed[str]:
    fitted = fit(fold(text), shape)
    if fitted is None:
        raise InvalidLength("not an approval number")
    return Parsed(_shaped(fitted[0], pattern), fitted[1])


def _shaped(text: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(text):
        raise InvalidCharacter("not written as such a number or code is")
    return text
