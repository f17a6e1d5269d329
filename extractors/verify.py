"""Doubtful values verified against another paper of the dossier.

What a stroke of the pen, a hasty hand or a poor scan leaves in doubt is settled where another paper says what should
stand there and the pixels support that very text against all that differ from it by one character (`alignment`). A
value that truly differs has no such support and stays as it was read: nothing is voted away, and what was surely read
is never asked again.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, time
from itertools import product
from typing import Any, NamedTuple

from extractors.alignment import BARELY, GAP, SUPPORT, SYMBOLS, TWINS, VERIFIED, WRITTEN_OVER, support
from extractors.alphabets import DIGITS
from extractors.card_sale import has_lone_one
from extractors.fields import SURE, is_same
from pipeline.core.documents import (
    CarteGrise,
    CertificatCession,
    ControleTechnique,
    DeclarationAchat,
    DemandeImmatriculation,
    Document,
    Mandat,
    Text,
)
from pipeline.core.formats import vin
from pipeline.core.lines import fold
from pipeline.core.model import Field

BEST = 0.5
"""Least support where characters are unclear, as by hand: no rival fits better. Of 8,700 claims altered to a look-alike
on development hands 12 reach it, where the letter was misread for just that one."""
UNCLEAR = 0.88
"""Most that a value is worth on a form filled in by hand unless another paper says the same: of the values worth 0.90
and more there, 2 to 4 % were wrong on development hands."""
CLEAR, MOSTLY, ENOUGH = 0.9, 0.8, 8
"""A form is clear when this share of its zones, of so many at least, is read with that confidence. Typed ones have 0.89
to 1 of them, those by hand 0.07 to 0.74; the neatest hands, whose capitals are like type, pass for typed."""
KNOWN = 0.95
"""Confidence of a value of the card that other papers are verified against: its face, coupon and strip repeat it."""
BY_THE_CARD = {
    "immatriculation": "immatriculation",
    "vin": "vin",
    "numero_formule": "numero_formule",
    "date_premiere_immatriculation": "date_premiere_immatriculation",
}
"""Field of the card by the field of another paper that repeats it."""
BY_THE_CARD_ON_FORMS = BY_THE_CARD | {
    "date_certificat": "date_certificat",
    "marque": "marque",
    "type_variante_version": "type_variante_version",
    "denomination_commerciale": "denomination_commerciale",
    "genre": "genre",
    "vendeur_nom": "titulaire",
    "mandant_nom": "titulaire",
    "vendeur_adresse": "adresse",
    "vendeur_code_postal": "code_postal",
    "vendeur_commune": "commune",
    "date_cession": "mention_cession_date",
    "heure_cession": "mention_cession_heure",
}
"""The same for papers that the owner fills in."""
REPEATED = ("marque", "type_variante_version", "denomination_commerciale", "genre", "energie", "categorie_ce")
"""Fields that the certificate, or the procès-verbal, repeats from the card under the same key."""
FORMS = (CertificatCession, DeclarationAchat, DemandeImmatriculation, Mandat)
AMBIGUOUS = 3
"""Figures of a day and a month that may be cut in two places: 111 is 1/11 or 11/1."""
MENTION_FIGURES = 2
"""Figures of a mention that show where it runs across a printed line, at least."""
_VIN = "".join(c for c in SYMBOLS if c not in vin.NO_LETTER)
_ALIKE = str.maketrans(TWINS)
_APART = "".join(c for c in SYMBOLS if c not in TWINS)
"""Symbols that the type of the card draws each in its own way."""


class Way(NamedTuple):
    """A way in which a value may be written."""

    text: str
    """See `alignment.support`."""
    split: str = ""
    """Pattern of what free reading must show where the figures alone would do for another date too: 1/11 and 11/1."""
    is_weak: bool = False
    """It has a 1 by itself, for which some pictures of an 11 are taken: all pictures must show it."""


class Claim(NamedTuple):
    """What another paper says should stand in a field."""

    key: str
    value: Any
    ways: tuple[Way, ...]
    alphabet: str
    paper: str
    """Id of the paper that says so."""


def verified(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, each card compared with what repeats it, the other papers with the card if there is just one."""
    cessions = [document for document in documents if isinstance(document, CertificatCession)]
    cards = [document for document in documents if isinstance(document, CarteGrise)]
    of_others = [claim for cession in cessions for claim in _of_certificate(cession)]
    of_others += [claim for document in documents for claim in _repeated(document)]
    return tuple(
        _settled(document, of_others, SUPPORT)
        if isinstance(document, CarteGrise)
        else _compared(document, _of_card(cards[0], document) if len(cards) == 1 else [])
        for document in documents
    )


def _compared(document: Document, claims: Sequence[Claim]) -> Document:
    """A paper beside the card; on a form filled in by hand, what the card does not say too is less sure."""
    if not isinstance(document, FORMS):
        return _settled(document, claims, SUPPORT)
    said = {claim.key: claim.value for claim in claims}
    if is_clear(document):
        # Neat capitals read as type does: words that differ from the card's are still no surer than by hand.
        words = {
            key: getattr(document, key).at_most(UNCLEAR)
            for key in said.keys() - BY_THE_CARD.keys()
            if not is_same(getattr(document, key).value, said[key])
        }
        return _settled(document.model_copy(update=words), claims, SUPPORT)
    limited: dict[str, Field[Any]] = {
        key: field.at_most(UNCLEAR)
        for key, field in document.fields()
        if field.lattices and field.value is not None and not is_same(field.value, said.get(key))
    }
    differing = [claim for claim in claims if claim.key in limited or getattr(document, claim.key).confidence < SURE]
    return _settled(document.model_copy(update=limited), differing, BEST, sure=KNOWN)


def is_clear(document: Document) -> bool:
    """Whether a form reads as typed ones do."""
    read = [field.confidence for _, field in document.fields() if field.lattices]
    return len(read) < ENOUGH or sum(one >= CLEAR for one in read) >= MOSTLY * len(read)


def _settled(document: Document, claims: Sequence[Claim], least: float, sure: float = SURE) -> Document:
    """The document with those fields settled that are less sure than `sure`, by claims of this support at least."""
    changes: dict[str, Field[Any]] = {}
    for claim in claims:
        field: Field[Any] = changes.get(claim.key, getattr(document, claim.key))
        if field.confidence >= sure or not field.lattices:
            continue
        found = max(_support(field, way, claim.alphabet) for way in claim.ways)
        if found >= least:
            told = f"verified against {claim.paper}, support {found:.2f}; read '{field.raw}'"
            confidence = BARELY + (VERIFIED - BARELY) * (found - least) / (1 - least)
            changes[claim.key] = field.model_copy(
                update={"value": claim.value, "confidence": confidence, "repairs": (*field.repairs, told)}
            )
    return document.model_copy(update=changes)


def _support(field: Field[Any], way: Way, alphabet: str) -> float:
    """Of a crossed row, the better of its two pictures: one hides what the other shows. Of a line by hand, the mean."""
    text = way.text
    if WRITTEN_OVER in text and GAP not in text and _figures(field.raw) < _figures(text) + MENTION_FIGURES:
        return 0.0
    if alphabet == _APART:
        text = text.translate(_ALIKE)
    if not re.search(way.split, field.raw):
        return 0.0
    found = [support(lattice, text, alphabet) for lattice in field.lattices]
    if way.is_weak and min(found) < BEST:
        return 0.0
    return sum(found) / len(found) if GAP in text else max(found)


def _figures(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _of_card(card: CarteGrise, document: Document) -> list[Claim]:
    """What the card says of the fields that another paper shares with it."""
    claims = []
    repeated = BY_THE_CARD_ON_FORMS if isinstance(document, FORMS) else BY_THE_CARD
    for key, field in document.fields():
        known: Field[Any] | None = getattr(card, repeated[key]) if key in repeated else None
        if known is None or known.value is None or known.confidence < KNOWN:
            continue
        value = known.value
        alphabet = DIGITS if key == "vendeur_code_postal" else _VIN if key == "vin" else SYMBOLS
        texts: tuple[str, ...]
        if isinstance(value, date):
            texts, alphabet = (f"{value:%d%m%Y}",), DIGITS
        elif isinstance(value, time):
            texts, alphabet = (f"{value:%H%M}",), DIGITS
        elif key == "vin" and "*" in field.raw:
            if field.value is None:
                continue
            value = field.value
            texts = (vin.visible(field.value, value)[1],)
        elif repeated[key] == "titulaire":
            # Where there are two holders, both names stand there, as one writes them.
            pair = [value, *(card.cotitulaires.value or ())]
            claims += [
                Claim(key, " ".join(pair), _ways(fold("".join(pair)), fold(" ET ".join(pair))), alphabet, card.id)
            ]
            value = " ".join(value.split())
            texts = (fold(value),)
        else:
            # A procès-verbal prints the country after the plate, a certificat the first figures of the formule.
            texts = (
                fold(value),
                *{"immatriculation": (f"{fold(value)}F",), "numero_formule": (fold(value)[2:],)}.get(key, ()),
            )
        claims.append(Claim(key, value, _ways(*texts), alphabet, card.id))
    return claims


def _ways(*texts: str) -> tuple[Way, ...]:
    return tuple(Way(text) for text in texts)


def _of_certificate(cession: CertificatCession) -> Iterator[Claim]:
    """What the certificate says of the card: its date, its holder's address, and the sale written across it."""

    def known(key: str) -> Any:
        field: Field[Any] = getattr(cession, key)
        return field.value if field.confidence >= SURE else None

    def claim(key: str, value: Any, texts: Sequence[str], alphabet: str = SYMBOLS) -> Claim:
        return Claim(key, value, _ways(*texts), alphabet, cession.id)

    day, hour = known("date_cession"), known("heure_cession")
    if day is not None:
        alone = tuple(way._replace(text=f"{GAP}{way.text}{GAP}") for way in _days(day))
        # The hour by hand may read as anything: a date written in full stands by itself.
        alone += (Way(f"{GAP}{day:%d%m%Y}{WRITTEN_OVER}"),)
        timed = tuple(
            way._replace(text=f"{GAP}{way.text}{GAP}{text}{GAP}", is_weak=way.is_weak or has_lone_one(text))
            for way, text in product(_days(day), _hours(hour) if hour else ())
        )
        yield Claim("mention_cession_date", day, alone + timed, DIGITS, cession.id)
        if timed:
            yield Claim("mention_cession_heure", hour, timed, DIGITS, cession.id)
    if (made := known("date_certificat")) is not None:
        yield claim("date_certificat", made, [f"{made:%d%m%Y}"], DIGITS)
    if (street := known("vendeur_adresse")) is not None:
        yield claim("adresse", street, [fold(street)])
    postcode, town = known("vendeur_code_postal"), known("vendeur_commune")
    if postcode and town:
        # The mention of the sale may run across the end of the line.
        line = fold(postcode + town)
        yield claim("code_postal", postcode, [line, f"{line}{WRITTEN_OVER}"], _APART)
        yield claim("commune", town, [line, f"{line}{WRITTEN_OVER}"], _APART)
    for name in re.split(r" / | ET |[;,]", known("vendeur_nom") or ""):
        for count in range(2, 5):
            yield claim("cotitulaires", (name.strip(),), [f"{count}{fold(name)}"])
            yield claim("nombre_titulaires", count, [f"{count}{fold(name)}"])


def _repeated(document: Document) -> Iterator[Claim]:
    """What the certificate and the procès-verbal say of the vehicle as the card does, without check digits."""
    if isinstance(document, CertificatCession | ControleTechnique):
        for key in REPEATED:
            field: Field[Any] = getattr(document, key, Text())
            if field.value is not None and field.confidence >= SURE:
                yield Claim(key, field.value, _ways(fold(field.value)), _APART, document.id)


def _days(day: date) -> list[Way]:
    """Ways to write a date; slashes leave no trace in a lattice, so that figures alone do not always tell it."""
    ways = []
    for d, m, y in product({f"{day:%d}", f"{day.day}"}, {f"{day:%m}", f"{day.month}"}, (f"{day:%Y}", f"{day:%y}")):
        split = rf"(?<!\d){d}\D+{m}\D+{y}" if len(d + m) == AMBIGUOUS else ""
        ways.append(Way(d + m + y, split, is_weak=has_lone_one(f"{d}/{m}")))
    return ways


def _hours(hour: time) -> list[str]:
    minutes = {f"{hour:%M}"} | ({""} if not hour.minute else set())
    return [f"{h}{GAP}{m}" for h, m in product({f"{hour:%H}", f"{hour.hour}"}, minutes)]
