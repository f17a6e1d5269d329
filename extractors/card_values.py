"""Values of the carte grise, as all its models print them: parsers of the codes A to Z.4.

They take a face whose zones are called after the field keys of the contract; where those zones stand is told by the
layout of each model.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from string import digits
from typing import Any, TypeVar

from rapidfuzz import fuzz

from extractors.alignment import BARELY, SUPPORT, support
from extractors.card_acts import approval, approval_number, emission_class, emissions, likest
from extractors.entries import words
from extractors.fields import (
    AGREES,
    DIFFERS,
    HIDDEN,
    Parse,
    Parsed,
    decide,
    joined_fields,
    name_of,
    number_of,
    text_of,
    words_of,
)
from pipeline.core.documents import Amount, Mark, Number, Text, Texts
from pipeline.core.errors import FormatError
from pipeline.core.formats import jour
from pipeline.core.formats.glyphes import corrected
from pipeline.core.lines import fold
from pipeline.core.model import Face, Field, Reading, Source

STARTS_WITHIN = 0.95
"""A printed value begins within so many row heights of its zone's left edge: what begins later is pen, not print."""
OWNER = {True: "ESTLEPROPRIETAIREDUVEHICULE", False: "NESTPASLEPROPRIETAIREDUVEHICULE"}
NEVER_BLANK = ("immatriculation", "date_premiere_immatriculation", "adresse", "commune", "marque", "vin", "genre")
OF_A_STROKE = 2
"""Letters and figures that a stroke through an empty row reads as at most."""
CROSSED = 0.85
"""Confidence that a row is empty when a pen crosses it."""
ALIKE = 0.75
"""Most that a code is worth where a letter and a figure that look alike can both stand, until another paper tells."""
FIGURES = {"O": "0", "Q": "0", "I": "1", "L": "1"}
"""What a letter in the place of a figure is."""
PITCH, FIRST = 0.47, 0.66
"""From one character to the next, and from the left edge of a zone to the middle of its first one, in its heights."""
_NUMBERS = (
    "masse_max_technique_kg", "ptac_kg", "ptra_kg", "masse_service_kg", "poids_vide_kg", "puissance_fiscale_cv",
    "places_assises", "places_debout", "niveau_sonore_db", "regime_moteur_trmin", "co2_g_km",
)  # fmt: skip
_AMOUNTS = ("cylindree_cm3", "puissance_kw", "rapport_puissance_masse")
_CODES = ("categorie_ce", "carrosserie_ce")
_ENERGIES = """
    ES EG EN EE ER EM EH EQ EP FE FG FN FL GO GL GH GF GM GQ GP PE PH GN NE NH EL ET GA GZ GG GE PL AC H2
    1A FH FQ G2 HE HH OL XX
"""
ENERGIES = tuple(_ENERGIES.split())
"""P.3: arrêté du 9 février 2009, annexe VI, and those that HistoVec knows besides; documents.md 2.1."""
T = TypeVar("T")


def printed(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """The field of a printed value; blank when no character begins where its first one would stand.

    A pen stroke that crosses an empty row leaves ink that is no value. What reads as more than a stroke does is a value
    that lost its beginning, and is not read; but on the rows of the mentions, where people write.
    """
    reading = face.reading(key)
    if reading is not None and reading.source is Source.OCR and reading.characters and key not in NEVER_BLANK:
        lead = (reading.box.left - reading.zone.left) * face.page.aspect / reading.zone.height
        if lead > STARTS_WITHIN or not fold(reading.text):
            place = {"file": face.page.file, "page": face.page.number, "box": reading.zone, "source": reading.source}
            is_stroke = len(fold(reading.text)) <= OF_A_STROKE or key.startswith("mentions")
            return Field[T](confidence=CROSSED, **place) if is_stroke else Field[T](raw=reading.text, **place)
    return decide(face, key, parse)


def _figures(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """A number, of which nothing tells how many figures it has: a stroke may hide one whole, and no engine miss it."""
    field, reading = printed(face, key, parse), face.reading(key)
    if reading is None or face.side != "interieur":  # older models are typed otherwise
        return field
    return field.at_most(HIDDEN) if _may_lack_one(reading, face.page.aspect) else field


def _may_lack_one(reading: Reading, aspect: float) -> bool:
    """Whether a character may be missing: a gap, none where the first one stands, or a stroke right after the last.

    The card is typed at one pitch, each value from the left edge of its zone.
    """
    places = [character.x for character in reading.characters if character.text.strip()]
    if not places or reading.source is not Source.OCR:
        return False
    height = reading.zone.height / aspect / reading.zone.width
    pitch, first = PITCH * height, FIRST * height
    steps = [other - one for one, other in itertools.pairwise(places)]
    if places[0] > first + pitch / 2 or any(step > 1.5 * pitch for step in steps):
        return True
    beyond = places[-1] + 0.6 * pitch, places[-1] + 1.4 * pitch
    return any(left < beyond[1] and right > beyond[0] for left, right in reading.covered)


def street(face: Face) -> Text:
    """The street, mostly on one row; a second row that reads badly is the pen that strikes the card through."""
    first, second = printed(face, "adresse", words_of), printed(face, "adresse.2", words_of)
    return first if second.value is None or _is_pen(second) else joined_fields([first, second], words)


def rubrics(face: Face) -> dict[str, Field[Any]]:
    """The fields that one print alone gives, by key; what the card repeats elsewhere is for each model to settle."""
    return {
        "est_proprietaire": _owner(face),
        "nombre_titulaires": _count(face),
        "cotitulaires": _coholders(face),
        "adresse": street(face),
        "code_postal": printed(face, "commune", postcode),
        "commune": printed(face, "commune", lambda text: name_of(town(text)[1])),
        "type_variante_version": _type_code(face, "type_variante_version", text_of),
        "cnit": _type_code(face, "cnit", code),
        "denomination_commerciale": printed(face, "denomination_commerciale", words_of),
        **{key: _figures(face, key, number_of) for key in _NUMBERS},
        **{key: _figures(face, key, _amount) for key in _AMOUNTS},
        **{key: printed(face, key, code) for key in _CODES},
        "energie": _listed(face, "energie", ENERGIES),
        "date_fin_validite": printed(face, "date_fin_validite", day),
        "carrosserie": printed(face, "carrosserie", words_of),
        "numero_reception": approval(printed(face, "numero_reception", approval_number)),
        "classe_environnementale": emissions(printed(face, "classe_environnementale", emission_class)),
        "visite_avant_le": printed(face, "visite_avant_le", _visit),
        **_taxes(face),
    }


def _owner(face: Face) -> Mark:
    """One of two fixed phrases: as sure as the one is liker than the other, whatever each letter is worth.

    A stroke may hide PAS, but not the N before it too: a row that begins late is not read.
    """

    def parse(text: str) -> Parsed[bool]:
        folded = fold(text)
        likeness = {is_owner: fuzz.ratio(folded, phrase) for is_owner, phrase in OWNER.items()}
        chosen = max(likeness, key=lambda is_owner: likeness[is_owner])
        is_denied = "PAS" in folded or folded.startswith("N") or folded.find("EST") > 0
        if likeness[chosen] < 90 or is_denied == chosen:
            raise FormatError("not the mention of C.4a")
        return Parsed(chosen)

    field = printed(face, "est_proprietaire", parse)
    return field if field.value is None else field.model_copy(update={"confidence": max(field.confidence, 0.93)})


def _count(face: Face) -> Number:
    return printed(face, "cotitulaires", lambda text: Parsed(_coholder(text)[0]))


def _coholders(face: Face) -> Texts:
    def parse(text: str) -> Parsed[tuple[str, ...]]:
        name = name_of(_coholder(text)[1])
        return Parsed((name.value,), name.repairs)

    return printed(face, "cotitulaires", parse)


def _coholder(text: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d{1,2})\s*([A-Z][A-Z01' -]*)", text_of(text).value)
    if found is None:
        raise FormatError("C.4.1 is a number and a name")
    return int(found[1]), found[2]


def mentions(face: Face) -> Texts:
    """Z.1 to Z.4."""
    lines = [printed(face, f"mentions.{i}", text_of) for i in (1, 2, 3, 4)]
    kept = [
        line.model_copy(update={"value": None, "raw": "", "confidence": CROSSED}) if _is_pen(line) else line
        for line in lines
    ]
    field = joined_fields(kept, lambda parts: tuple(part for part in parts if part))
    if field.value is None and not field.raw and field.confidence >= CROSSED:
        return Texts(**{**dict(field), "value": ()})
    return Texts(**dict(field))


def duplicata(lines: Texts) -> Mark:
    """Whether the special mentions say that the card is a duplicate."""
    if lines.value is None:
        return Mark()
    found = any(fuzz.partial_ratio("DUPLICATA", line) >= 88 for line in lines.value)
    return Mark(**{**dict(lines), "value": found, "raw": ""})


def _is_pen(line: Text) -> bool:
    """The rows Z are where people write the mention and sign: a few characters that read badly there are no print.

    A long line that reads badly may be a mention that matters (taxi, collection): that one stays, as unread.
    """
    length = len(fold(line.raw))
    return bool(line.raw) and (length < 4 or (line.confidence <= 0.75 and length < 8))


def day(text: str) -> Parsed[date]:
    """A date."""
    return Parsed(*jour.repair(text))


def _visit(text: str) -> Parsed[date]:
    found = re.search(r"\d{2}/\d{2}/\d{4}$", text.strip())
    if found is None:
        raise FormatError("no date")
    return Parsed(jour.validate(found[0]))


def code(text: str) -> Parsed[str]:
    """A code without blanks."""
    return Parsed(text_of(text.replace(" ", "")).value)


def _amount(text: str) -> Parsed[Decimal]:
    compact = text.replace(" ", "").replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", compact):
        raise FormatError("not an amount")
    return Parsed(Decimal(compact))


def _taxes(face: Face) -> dict[str, Amount]:
    """Y.1 to Y.6 by field key. Y.6 is the sum of the others: what adds up is surely read, what does not is doubtful."""
    taxes = {f"taxe_y{i}": printed(face, f"taxe_y{i}", _amount) for i in range(1, 7)}
    *parts, total = taxes.values()
    is_read = total.value is not None and not any(part.value is None and part.raw for part in parts)
    if not is_read or sum((part.value for part in parts if part.value is not None), Decimal()) != total.value:
        return _by_sum(taxes)
    # A stroke down the column may hide the same figure of a part and of the sum.
    short = {key for key in taxes if (reading := face.reading(key)) and _may_lack_one(reading, face.page.aspect)}
    return {
        key: tax if tax.value is None else tax.model_copy(update={"confidence": HIDDEN if key in short else AGREES})
        for key, tax in taxes.items()
    }


def _doubtful(tax: Amount) -> Amount:
    """A blank stays as sure as it is: what does not add up is what was read."""
    return tax if tax.value is None else tax.at_most(DIFFERS)


def _by_sum(taxes: Mapping[str, Amount]) -> dict[str, Amount]:
    """The taxes with the one put right that the five others tell, where its pixels support that and no other does."""
    amounts = {key: tax.value or Decimal() for key, tax in taxes.items()}
    total = amounts["taxe_y6"]
    excess = sum(amounts.values(), Decimal()) - 2 * total
    mended = {}
    for key, tax in taxes.items():
        others = [other for name, other in taxes.items() if name != key]
        due = amounts[key] + excess if key == "taxe_y6" else amounts[key] - excess
        if due < 0 or not all(other.confidence >= HIDDEN for other in others):
            continue
        seen = [support(lattice, text, digits) for lattice in tax.lattices for text in _figures_of(due)]
        found = max(seen, default=0.0)
        if found >= SUPPORT:
            told = f"{due}, as the other taxes add up, support {found:.2f}; read '{tax.raw}'"
            mended[key] = tax.model_copy(update={"value": due, "confidence": BARELY, "repairs": (*tax.repairs, told)})
    return dict(taxes) | mended if len(mended) == 1 else {key: _doubtful(tax) for key, tax in taxes.items()}


def _figures_of(amount: Decimal) -> set[str]:
    """The figures of an amount, with and without those behind the comma where they say nothing."""
    cents = f"{amount:.2f}".replace(".", "")
    return {cents, cents.removesuffix("00")} if cents.endswith("00") else {cents}


def _listed(face: Face, key: str, codes: Sequence[str]) -> Text:
    """A code of a list; what is none is the one that its pixels are likest, where only one comes near."""
    field = printed(face, key, code)
    if field.value in codes or not field.lattices:
        return field
    return likest(field, {name: name for name in codes}) or field.at_most(DIFFERS)


def _type_code(face: Face, key: str, parse: Parse[str]) -> Text:
    """D.2 and D.2.1 mix letters and figures freely: O and 0, or I and 1, are not told apart there by anyone."""
    field = printed(face, key, parse)
    return field.at_most(ALIKE) if set(field.value or "") & set("O0I1") else field


def town(text: str) -> tuple[str, str]:
    """The postcode as read and the town of the last line of C.3."""
    found = re.fullmatch(r"([\dOQIL]{5})\s*([A-Z].*)", text_of(text).value)
    if found is None:
        raise FormatError("not a postcode and a town")
    return found[1], found[2]


def postcode(text: str) -> Parsed[str]:
    """Five figures: a letter among them can only be the figure that it looks like."""
    return Parsed(*corrected(town(text)[0], FIGURES))
