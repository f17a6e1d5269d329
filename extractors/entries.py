"""What people enter on forms, from the zones of a face to fields: dates in combs, hours, addresses, numbers."""

import re
from datetime import time
from typing import Any

from rapidfuzz.distance import Levenshtein

from extractors.fields import (
    Parse,
    Parsed,
    day_of,
    decide,
    joined_fields,
    judged,
    name_of,
    number_of,
    text_of,
    words_of,
)
from extractors.forms import edition_of
from extractors.pixels import choice
from pipeline.core.documents import Date, Mark, Text, Time
from pipeline.core.errors import FormatError
from pipeline.core.formats import heure, immatriculation, jour, numero_formule, siren
from pipeline.core.model import Face, Source

DATE = 8
"""Digits of a date written as one."""
_ROADS = """
    ALLEE ALLEES AVENUE BOULEVARD CHAUSSEE CHEMIN CITE CLOS COUR COURS DOMAINE ESPLANADE FAUBOURG HAMEAU IMPASSE
    LIEU-DIT LOTISSEMENT MAIL MONTEE PASSAGE PLACE PLATEAU PROMENADE QUAI QUARTIER RESIDENCE ROND-POINT ROUTE RUE RUELLE
    SENTE SENTIER SQUARE TRAVERSE VENELLE VILLA VILLAGE VOIE
"""
ROADS = tuple(_ROADS.split())


def edition(face: Face, *numbers: str) -> Text:
    """The form's number and edition, e.g. '13757*03', from the zone 'edition'."""

    def parse(text: str) -> Parsed[str]:
        found = edition_of(text, numbers)
        if found is None:
            raise FormatError("no cerfa number")
        return Parsed(found)

    return decide(face, "edition", parse)


def day(face: Face, key: str) -> Date:
    """A date from its three combs, or from the one form field that lies over them."""
    whole = face.reading(f"{key}.annee")
    if whole is not None and whole.source is Source.FORM and len(whole.text) == DATE:
        return judged(face, whole, written_day)
    digits = {"jour": 2, "mois": 2, "annee": 4}
    return joined_fields([decide(face, f"{key}.{part}", _whole(count)) for part, count in digits.items()], day_of)


def hour(face: Face, key: str) -> Time:
    """An hour from one comb of four cells, or from two of two."""
    if face.reading(key) is not None:
        return decide(face, key, written_hour)
    return joined_fields([decide(face, f"{key}.{part}", _whole(2)) for part in ("heures", "minutes")], _time_of)


def address(face: Face, who: str) -> dict[str, Text]:
    """Street, postcode and town of a party, by field key."""
    parts = {part: decide(face, f"{who}_adresse.{part}", text_of) for part in ("numero", "extension")}
    parts["type"] = decide(face, f"{who}_adresse.type", road_of)
    parts["voie"] = decide(face, f"{who}_adresse.voie", street_name)
    # Most addresses have no "bis": a box in which nothing reads is left out even where a speck lies in it.
    street = [part for name, part in parts.items() if name != "extension" or part.raw]
    return {
        f"{who}_adresse": joined_fields(street, words),
        f"{who}_code_postal": decide(face, f"{who}_code_postal", postcode),
        f"{who}_commune": decide(face, f"{who}_commune", name_of),
    }


def person(face: Face, who: str) -> dict[str, Text]:
    """Natural or legal person, and the sex, by field key."""
    kinds = {"personne_physique": f"{who}_type.physique", "personne_morale": f"{who}_type.morale"}
    return {
        f"{who}_type": choice(face, kinds),
        f"{who}_sexe": choice(face, {"M": f"{who}_sexe.m", "F": f"{who}_sexe.f"}),
    }


def yes_no(face: Face, key: str) -> Mark:
    """Two boxes, 'oui' and 'non'."""
    field = choice(face, {"oui": f"{key}.oui", "non": f"{key}.non"})
    return Mark(**{**dict(field), "value": None if field.value is None else field.value == "oui"})


def plate(text: str) -> Parsed[str]:
    """A registration number, repaired by its shape."""
    return Parsed(*immatriculation.repair(text))


def formule(text: str) -> Parsed[str]:
    """A numéro de formule, repaired by its shape."""
    return Parsed(*numero_formule.repair(text))


def written_day(text: str) -> Parsed[Any]:
    """A date on one line, after 'le' or on dots; a year of two digits is of this century."""
    bare = re.sub(r"^\W*le(?=\W|\d)", "", text.strip(), flags=re.IGNORECASE).strip(" ._,")
    # A text layer mixes the dots of the form with the characters typed over them.
    bare = re.sub(r"[.\s]", "", bare) if "/" in bare or re.fullmatch(r"([.\s]*\d){8}", bare) else bare
    return Parsed(*jour.repair(bare, by_hand=True))


def written_hour(text: str) -> Parsed[time]:
    """An hour on one line."""
    return Parsed(*heure.repair(text))


def siret(text: str) -> Parsed[str]:
    """A SIRET of 14 digits."""
    return Parsed(siren.validate_siret(text))


def company(text: str) -> Parsed[str]:
    """The SIREN of a company that gives this, or its SIRET."""
    return Parsed(siren.of_siret(text))


def siret_or_siren(text: str) -> Parsed[str]:
    """The SIRET; the SIREN on an edition that asks for no more."""
    return Parsed(siren.validate(text) if len(siren.compact(text)) == siren.LENGTH else siren.validate_siret(text))


def road_of(text: str) -> Parsed[str]:
    """The kind of a road: where one letter was misread, the only kind that it can be."""
    read = text_of(text).value
    near = [road for road in ROADS if Levenshtein.distance(road, read) == 1]
    if read in ROADS or len(near) != 1:
        return Parsed(read)
    return Parsed(near[0], (f"{read} read as {near[0]}, a kind of road",))


def street_name(text: str) -> Parsed[str]:
    """The name of a street, with the blanks that engines lose: '8MAI' is 8 MAI, 'DEL'EGLISE' is DE L'EGLISE."""
    read, told = words_of(text)
    value = re.sub(r"(?<=\d)(?=[A-Z]{3})(?!I?EME)|(?<=\bDE)(?=L')", " ", read)
    return Parsed(value, (*told, "blank put in") if value != read else told)


def holders(text: str) -> Parsed[int]:
    """How many people hold a vehicle: one at least."""
    read = number_of(text)
    if not read.value:
        raise FormatError("nobody holds it")
    return read


def postcode(text: str) -> Parsed[str]:
    """Five digits."""
    digits = text.replace(" ", "")
    if not (len(digits) == 5 and digits.isascii() and digits.isdigit()):
        raise FormatError("a postcode has 5 digits")
    return Parsed(digits)


def words(parts: list[str | None]) -> str:
    """Parts joined by blanks, those that are blank left out."""
    return " ".join(part for part in parts if part)


def _whole(count: int) -> Parse[int]:
    """A number that fills its comb: of one digit less, a year would be another year."""

    def parse(text: str) -> Parsed[int]:
        if len(text.replace(" ", "")) != count:
            raise FormatError(f"{count} digits fill the cells")
        return number_of(text)

    return parse


def _time_of(parts: list[int | None]) -> time:
    hours, minutes = parts
    if hours is None or minutes is None:
        raise FormatError("part of the hour is missing")
    try:
        return time(hours, minutes)
    except ValueError as error:
        raise FormatError(f"no such hour: {error}") from error
