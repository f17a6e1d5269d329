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

from extractors.alignment import GAP, SYMBOLS, TWINS, WRITTEN_OVER, support
from extractors.fields import SURE
from pipeline.core.documents import CarteGrise, CertificatCession, Document
from pipeline.core.formats import vin
from pipeline.core.lines import fold
from pipeline.core.model import Field

SUPPORT = 0.25
"""Least support of a text that is taken for what stands there: a third as likely as its best rival, before it counts
that another paper says it. Printed values that truly differ reach 0.05, handwritten figures 0.07 but for 1 and 11."""
VERIFIED, BARELY = 0.88, 0.82
"""Confidence of a value verified with a support of 1, and with the least one."""
KNOWN = 0.95
"""Confidence of a value of the card that other papers are verified against: its face, coupon and strip repeat it."""
BY_THE_CARD = ("immatriculation", "vin", "numero_formule", "date_premiere_immatriculation")
MENTION_FIGURES = 3
"""Figures of a mention that show where it runs across a printed line, at least."""
DIGITS = "0123456789"
_VIN = "".join(c for c in SYMBOLS if c not in "IOQ")


class Claim(NamedTuple):
    """What another paper says should stand in a field."""

    key: str
    value: Any
    texts: tuple[str, ...]
    """Ways in which it may be written, see `alignment.support`."""
    alphabet: str
    paper: str
    """Id of the paper that says so."""


def verified(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, each card compared with the certificates, the other papers with the card if there is just one."""
    cessions = [document for document in documents if isinstance(document, CertificatCession)]
    cards = [document for document in documents if isinstance(document, CarteGrise)]
    return tuple(
        _settled(document, [claim for cession in cessions for claim in _of_certificate(cession)])
        if isinstance(document, CarteGrise)
        else _settled(document, _of_card(cards[0], document) if len(cards) == 1 else ())
        for document in documents
    )


def _settled(document: Document, claims: Sequence[Claim]) -> Document:
    changes: dict[str, Field[Any]] = {}
    for claim in claims:
        field: Field[Any] = changes.get(claim.key, getattr(document, claim.key))
        if field.confidence >= SURE or not field.lattices:
            continue
        found = max(_support(field, text, claim.alphabet) for text in claim.texts)
        if found >= SUPPORT:
            told = f"verified against {claim.paper}, support {found:.2f}; read '{field.raw}'"
            sure = BARELY + (VERIFIED - BARELY) * (found - SUPPORT) / (1 - SUPPORT)
            changes[claim.key] = field.model_copy(
                update={"value": claim.value, "confidence": sure, "repairs": (*field.repairs, told)}
            )
    return document.model_copy(update=changes)


def _support(field: Field[Any], text: str, alphabet: str) -> float:
    """Of a crossed row, the better of its two pictures: one hides what the other shows. Of a line by hand, the mean."""
    if WRITTEN_OVER in text and _figures(field.raw) < _figures(text) + MENTION_FIGURES:
        return 0.0
    found = [support(lattice, text, alphabet) for lattice in field.lattices]
    return sum(found) / len(found) if GAP in text else max(found)


def _figures(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _of_card(card: CarteGrise, document: Document) -> list[Claim]:
    """What the card says of the fields that another paper shares with it."""
    claims = []
    for key, field in document.fields():
        known: Field[Any] | None = getattr(card, key) if key in BY_THE_CARD else None
        if known is None or known.value is None or known.confidence < KNOWN:
            continue
        value = known.value
        texts: tuple[str, ...]
        if isinstance(value, date):
            texts, alphabet = (f"{value:%d%m%Y}",), DIGITS
        elif key == "vin" and "*" in field.raw:
            if field.value is None:
                continue
            value, texts, alphabet = field.value, (vin.visible(field.value, value)[1],), _VIN
        else:
            # A procès-verbal prints the country after the plate, a certificat the first figures of the formule.
            texts, alphabet = (fold(value), f"{fold(value)}F", fold(value)[2:]), _VIN if key == "vin" else SYMBOLS
        claims.append(Claim(key, value, texts, alphabet, card.id))
    return claims


def _of_certificate(cession: CertificatCession) -> Iterator[Claim]:
    """What the certificate says of the card: its date, its holder's address, and the sale written across it."""

    def known(key: str) -> Any:
        field: Field[Any] = getattr(cession, key)
        return field.value if field.confidence >= SURE else None

    def claim(key: str, value: Any, texts: Sequence[str], alphabet: str = SYMBOLS) -> Claim:
        return Claim(key, value, tuple(texts), alphabet, cession.id)

    day, hour = known("date_cession"), known("heure_cession")
    if day is not None:
        alone = [f"{GAP}{text}{GAP}" for text in _days(day)]
        timed = [f"{GAP}{a}{GAP}{b}{GAP}" for a, b in product(_days(day), _hours(hour))] if hour else []
        yield claim("mention_cession_date", day, alone + timed, DIGITS)
        if timed:
            yield claim("mention_cession_heure", hour, timed, DIGITS)
    if (made := known("date_certificat")) is not None:
        yield claim("date_certificat", made, [f"{made:%d%m%Y}"], DIGITS)
    if (street := known("vendeur_adresse")) is not None:
        yield claim("adresse", street, [fold(street)])
    postcode, town = known("vendeur_code_postal"), known("vendeur_commune")
    if postcode and town:
        # The mention of the sale may run across the end of the line.
        line = fold(postcode + town)
        alphabet = "".join(c for c in SYMBOLS if c not in TWINS or c in line)
        yield claim("code_postal", postcode, [line, f"{line}{WRITTEN_OVER}"], alphabet)
        yield claim("commune", town, [line, f"{line}{WRITTEN_OVER}"], alphabet)
    for name in re.split(r" / | ET |[;,]", known("vendeur_nom") or ""):
        for count in range(2, 5):
            yield claim("cotitulaires", (name.strip(),), [f"{count}{fold(name)}"])
            yield claim("nombre_titulaires", count, [f"{count}{fold(name)}"])


def _days(day: date) -> list[str]:
    parts = product({f"{day:%d}", f"{day.day}"}, {f"{day:%m}", f"{day.month}"}, (f"{day:%Y}", f"{day:%y}"))
    return ["".join(part) for part in parts]


def _hours(hour: time) -> list[str]:
    minutes = {f"{hour:%M}"} | ({""} if not hour.minute else set())
    return [f"{h}{GAP}{m}" for h, m in product({f"{hour:%H}", f"{hour.hour}"}, minutes)]
