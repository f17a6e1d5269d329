"""The identifying values of a dossier, by what they are: taken from its papers as they were read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import Levenshtein

from pipeline.anonymise.public import FUNCTION, is_technical, misread, printed_words, tokens
from pipeline.core.documents import Document
from pipeline.core.errors import FormatError
from pipeline.core.formats import immatriculation, numero_formule, siren, vin
from pipeline.core.model import Frozen
from validators.matching import is_company

MIN_PART = 4
"""Characters of an identifying value that tell something of it."""


class Kind(StrEnum):
    """What a value is."""

    PLATE = "immatriculation"
    VIN = "vin"
    FORMULE = "numero_formule"
    SIREN = "siren"
    SIRET = "siret"
    POSTCODE = "code_postal"
    APPROVAL = "agrement"
    NUMBER = "numero"
    """Of any paper."""
    STRIP = "bande_mrz"
    WORD = "mot"
    """Of a name, an address, a remark."""
    DAY = "date"


SURE = 0.8
"""Confidence (0 to 1) from which a word is read as it stands: FRANCK is then no FRANCE misread."""
HEARD = 0.5
"""Share of the characters that a word as read and the one it was taken for have in common."""
HOUR = re.compile(r"\d{1,3}H\d{0,3}")
"""As in a remark by hand, where a stroke before it may have been taken for a figure."""
_BY_KEY = (
    (re.compile(r"immatriculation"), Kind.PLATE),
    (re.compile(r"vin"), Kind.VIN),
    (re.compile(r"numero_formule"), Kind.FORMULE),
    (re.compile(r".*siren|.*siret"), Kind.SIREN),
    (re.compile(r".*code_postal"), Kind.POSTCODE),
    (re.compile(r"agrement_.*|numero_imprime"), Kind.APPROVAL),
    (re.compile(r"numero.*|code_cession|cnit|type_variante_version"), Kind.NUMBER),
    (re.compile(r"mrz"), Kind.STRIP),
)
_ADDRESS = re.compile(r"adresse|commune")
_REMARK = re.compile(r"mention|observations")
"""Of words that forms print too: names in them stand elsewhere as well."""
_NAME = re.compile(r"titulaire|cotitulaires|nom|nom_usage|prenoms|.*_nom|mandants|mandataire|representants")
_SAINTS = {"SAINT", "SAINTE"}
"""They begin thousands of names, and tell none apart."""
_NO_TEXT = re.compile(r"modele|type|.*_type|signature_2d_doc|recto|verso|pays|visite_avant_le")


class Value(Frozen):
    """One identifying value."""

    kind: Kind
    text: str
    """Capitals and digits; of a strip with its filling, of a day in figures: 'ddmmyyyy'."""


def values_of(documents: Iterable[Document]) -> list[Value]:
    """All of them, each once, the most frequent first."""
    found = Counter(value for document in documents for value in _of(document))
    return [value for value, _ in found.most_common()]


def heard_in(documents: Iterable[Document]) -> dict[str, str]:
    """Words as an engine read them, and the words that they were taken for, where other readings said otherwise."""
    found: dict[str, str] = {}
    for document in documents:
        for key, field in document.fields():
            if field.value is None or is_technical(key):
                continue
            read = tokens(field.raw)
            meant = {token for text in _texts(field.value) for token in tokens(text)} - {*read}
            for token in read:
                word = max(meant, key=lambda word: Levenshtein.normalized_similarity(word, token), default="")
                if min(len(word), len(token)) >= MIN_PART and Levenshtein.normalized_similarity(word, token) >= HEARD:
                    found.setdefault(token, word)
    return found


def printed_names(documents: Iterable[Document]) -> set[str]:
    """Words of people's names that forms print too, as VILLA or PLACE: they would stay, and nobody would see it."""
    names = (
        text
        for document in documents
        for key, field in document.fields()
        if _NAME.fullmatch(key) and field.value is not None
        for text in _texts(field.value)
    )
    words = {token for name in names if not is_company(name) for token in tokens(name)}
    return {word for word in words & FUNCTION - _SAINTS if len(word) >= MIN_PART}


def is_of_kind(kind: Kind, text: str) -> str:
    """How a text keeps to the format of its kind: '' when well, else the fault; plates say their series too."""
    try:
        match kind:
            case Kind.PLATE:
                return immatriculation.series(text)
            case Kind.VIN:
                vin.validate(text, is_old=True)
            case Kind.FORMULE:
                numero_formule.validate(text)
            case Kind.SIREN:
                siren.validate(text)
            case Kind.SIRET:
                siren.validate_siret(text)
            case _:
                pass
    except FormatError as error:
        return type(error).__name__
    return ""


def parts_of(value: Value) -> set[str]:
    """All runs of four characters of a value that identify: not the maker of a VIN, not the year of a formule."""
    text = value.text
    match value.kind:
        case Kind.DAY | Kind.STRIP:
            return set()  # days have their own test; a strip says nothing that the other values do not
        case Kind.VIN:
            text = text[3:]
        case Kind.FORMULE:
            text = text[2:]
        case _:
            pass
    runs = {text[i : i + MIN_PART] for i in range(len(text) - MIN_PART + 1)}
    # The number of an establishment begins with zeros.
    return {run for run in runs if run.count("0") < MIN_PART - 1}


def _of(document: Document) -> Iterator[Value]:
    for key, field in document.fields():
        if isinstance(field.value, date):
            yield Value(kind=Kind.DAY, text=f"{field.value:%d%m%Y}")
        elif field.value is not None and not is_technical(key) and not _NO_TEXT.fullmatch(key):
            for text in _texts(field.value):
                yield from _of_text(key, text, is_sure=field.confidence >= SURE)


def _of_text(key: str, text: str, *, is_sure: bool) -> Iterator[Value]:
    kind = next((kind for pattern, kind in _BY_KEY if pattern.fullmatch(key)), None)
    compact = "".join(tokens(text))
    if kind is Kind.STRIP:
        yield Value(kind=kind, text=text)
    elif kind is Kind.SIREN:
        yield Value(kind=Kind.SIRET if len(compact) == siren.LENGTH_SIRET else kind, text=compact)
    elif kind and len(compact) >= MIN_PART:
        yield Value(kind=kind, text=compact)
    elif not kind:
        for token in tokens(text):
            if not _is_public(key, token, is_sure=is_sure) and len(token) > 1 and not token.isdigit():
                yield Value(kind=Kind.WORD, text=token)


def _is_public(key: str, token: str, *, is_sure: bool) -> bool:
    """Whether a word in the field of that key says nothing of anybody."""
    return (
        token in FUNCTION
        or HOUR.fullmatch(token) is not None
        or (not is_sure and _ADDRESS.search(key) is not None and misread(token) is not None)
        or (_REMARK.match(key) is not None and token in printed_words())
    )


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value, which may be a list or hold days of its own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
