"""Doubtful values verified against another paper of the dossier.

A date by hand whose best reading is not sure enough by itself is settled when it is the very date that the certificat
de cession gives, and so is a town or street under the stroke of the pen: two papers do not agree by chance. Only the
best reading counts, so what truly differs stays different: what the pixels support better than the expected value is
never set aside for it.

Plates, VIN and formules differ by one character when they differ: they are verified only where the main engine was
fairly sure of every disputed character by itself. A true difference would have to be misread into the very character
that the card has, by the engine that errs least, while the other one reads it right.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from extractors.fields import SURE
from pipeline.core.documents import CarteGrise, CertificatCession, Document
from pipeline.core.formats import vin
from pipeline.core.lines import fold
from pipeline.core.model import Field

VERIFIED = 0.85
"""Confidence of a value verified so."""
BY_THE_CERTIFICATE = (
    ("mention_cession_date", "date_cession", 0.65),
    ("mention_cession_heure", "heure_cession", 0.65),
    ("adresse", "vendeur_adresse", 0.25),
    ("code_postal", "vendeur_code_postal", 0.65),
    ("commune", "vendeur_commune", 0.25),
    ("cotitulaires", "vendeur_nom", 0.15),
)
"""Field of the card, field of the certificate, confidence that the reading must have by itself."""
BY_THE_CARD = ("immatriculation", "vin", "numero_formule", "date_premiere_immatriculation")
LEAST = 0.70
"""Confidence that a reading of those must have by itself: 0.95 for each disputed character (`fields.CONTRADICTED`)."""
KNOWN = 0.95
"""Confidence of the card's own value, which its face, coupon and strip repeat."""
T = TypeVar("T")


def verified(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, each card compared with the certificates, the other papers with the card if there is just one."""
    cessions = [document for document in documents if isinstance(document, CertificatCession)]
    cards = [document for document in documents if isinstance(document, CarteGrise)]
    return tuple(
        _card(document, cessions) if isinstance(document, CarteGrise) else _other(document, cards)
        for document in documents
    )


def _card(card: CarteGrise, cessions: Sequence[CertificatCession]) -> CarteGrise:
    changes = {}
    for key, expected_key, least in BY_THE_CERTIFICATE:
        field: Field[Any] = getattr(card, key)
        for cession in cessions:
            expected: Field[Any] = getattr(cession, expected_key)
            if least <= field.confidence < SURE <= expected.confidence and _is_same(field.value, expected.value):
                changes[key] = _verified(field, cession.id)
    return card.model_copy(update=changes)


def _other(document: Document, cards: Sequence[CarteGrise]) -> Document:
    changes = {}
    for key, field in document.fields():
        known: Field[Any] | None = getattr(cards[0], key) if len(cards) == 1 and key in BY_THE_CARD else None
        if known is None or not LEAST <= field.confidence < SURE or known.confidence < KNOWN:
            continue
        one, other = field.value, known.value
        if key == "vin" and one and other:
            one, other = vin.visible(one, other)
        if one is not None and one == other:
            changes[key] = _verified(field, cards[0].id)
    return document.model_copy(update=changes)


def _verified(field: Field[T], other: str) -> Field[T]:
    told = f"verified against {other}, {field.confidence:.2f} by itself"
    return field.model_copy(update={"confidence": VERIFIED, "repairs": (*field.repairs, told)})


def _is_same(value: object, expected: object) -> bool:
    """Equal; texts but for blanks and signs; co-holders when the certificate names each of them."""
    if value is None or expected is None:
        return False
    if isinstance(value, tuple):
        return bool(value) and all(fold(str(name)) in fold(str(expected)) for name in value)
    return fold(value) == fold(str(expected)) if isinstance(value, str) else value == expected
