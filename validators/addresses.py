"""Whether two papers give the same address (rules.md 4.6): postcode and town first, then number and street."""

import re
from dataclasses import dataclass
from enum import Enum

from rapidfuzz.distance import Levenshtein

from pipeline.core.formats import texte
from pipeline.core.lines import fold


class Place(Enum):
    """How far two addresses agree."""

    SAME = "same"
    SAME_TOWN = "same_town"
    """Another street or number."""
    SAME_TOWN_AT_LEAST = "same_town_at_least"
    """A street is not known."""
    UNSURE = "unsure"
    """Postcode and town say different things: a person must look."""
    OTHER_TOWN = "other_town"


@dataclass(frozen=True)
class Address:
    """One address as printed."""

    street: str
    """Number and street; empty when there is none."""
    postcode: str
    town: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.street, self.postcode, self.town) if part)

    @classmethod
    def of_line(cls, text: str) -> "Address | None":
        """The address written on one line; None without a postcode before a town.

        >>> Address.of_line("5 AVENUE JEAN JAURES 69007 LYON")
        Address(street='5 AVENUE JEAN JAURES', postcode='69007', town='LYON')
        """
        found = _LINE.fullmatch(text.strip())
        return cls(found["street"].rstrip(" ,"), found["postcode"], found["town"]) if found else None


_LINE = re.compile(r"(?P<street>.*?)\s*\b(?P<postcode>\d{5})\s+(?P<town>\D(?!.*\b\d{5}\b).*)", re.ASCII | re.DOTALL)
_SHORT = {
    "AVENUE": "AV",
    "AVE": "AV",
    "BOULEVARD": "BD",
    "BLD": "BD",
    "BVD": "BD",
    "ROUTE": "RTE",
    "CHEMIN": "CHE",
    "CHEM": "CHE",
    "ALLEE": "ALL",
    "ALLEES": "ALL",
    "PLACE": "PL",
    "IMPASSE": "IMP",
    "RESIDENCE": "RES",
    "SQUARE": "SQ",
    "FAUBOURG": "FG",
    "FBG": "FG",
    "LOTISSEMENT": "LOT",
    "QUARTIER": "QUA",
    "SAINT": "ST",
    "SAINTE": "STE",
    "DOCTEUR": "DR",
    "GENERAL": "GAL",
    "MARECHAL": "MAL",
    "BIS": "B",
    "TER": "T",
    "QUATER": "Q",
}
_SILENT = {"DE", "DU", "DES", "LA", "LE", "LES", "D", "L", "RUE", "R", "N", "NO"}
"""Words dropped before streets are compared."""
_CEDEX = re.compile(r"\bCEDEX\b.*")
_DISTRICT = re.compile(r"^(PARIS|LYON|MARSEILLE)\s+\d{1,2}\s*(?:E|ER|EME)?(?:\s+ARRONDISSEMENT)?$")
_TOWN_SLIPS = 2
"""Letters by which the name of a town may differ while its postcode is the same."""


def compare(one: Address, other: Address) -> Place:
    """How far two addresses agree; a town is the same under any of its postcodes in the same département."""
    same_town = _town(one) == _town(other) or fold(one.town) == fold(other.town)
    if one.postcode == other.postcode and not same_town:
        slips = Levenshtein.distance("".join(_town(one)), "".join(_town(other)))
        return _by_street(one, other) if slips <= _TOWN_SLIPS else Place.UNSURE
    if not same_town or one.postcode[:2] != other.postcode[:2]:
        return Place.OTHER_TOWN
    return _by_street(one, other)


def _by_street(one: Address, other: Address) -> Place:
    if not one.street or not other.street:
        return Place.SAME_TOWN_AT_LEAST
    is_same = _street(one.street) == _street(other.street) or fold(one.street) == fold(other.street)
    return Place.SAME if is_same else Place.SAME_TOWN


def _town(address: Address) -> list[str]:
    name = _CEDEX.sub("", " ".join(_plain(address.town))).strip()
    return [word for word in _DISTRICT.sub(r"\1", name).split() if word not in _SILENT]


def _street(text: str) -> list[str]:
    parted = re.sub(r"(?<=\d)(?=[A-Z])", " ", " ".join(_plain(text)))
    return sorted(_SHORT.get(word, word) for word in parted.split() if word not in _SILENT)


def _plain(text: str) -> list[str]:
    return [_SHORT.get(word, word) for word in re.sub(r"[^\w]+", " ", texte.compact(text)).split()]
