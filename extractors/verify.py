"""Handwriting verified against another paper of the dossier.

A date by hand whose best reading is not sure enough by itself is settled when it is the very date that the certificat
de cession gives: two papers do not agree by chance. Only the best reading counts, so a date that truly differs stays
different: what the pixels support better than the expected value is never set aside for it.
"""

from collections.abc import Sequence
from typing import Any

from extractors.fields import SURE
from pipeline.core.documents import CarteGrise, CertificatCession, Document
from pipeline.core.model import Field

VERIFIED = 0.85
"""Confidence of a value verified so."""
LEAST = 0.65
"""Confidence that the reading must have by itself: its rivals together have at most a quarter of the belief."""
PAIRS = (("mention_cession_date", "date_cession"), ("mention_cession_heure", "heure_cession"))


def verified(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, the handwritten mention of each card compared with the certificates read."""
    cessions = [document for document in documents if isinstance(document, CertificatCession)]
    return tuple(
        _verified(document, cessions) if isinstance(document, CarteGrise) else document for document in documents
    )


def _verified(card: CarteGrise, cessions: Sequence[CertificatCession]) -> CarteGrise:
    changes = {}
    for key, expected_key in PAIRS:
        field: Field[Any] = getattr(card, key)
        if field.value is None or not LEAST <= field.confidence < SURE:
            continue
        for cession in cessions:
            expected: Field[Any] = getattr(cession, expected_key)
            if expected.value == field.value and expected.confidence >= SURE:
                told = f"verified against {cession.id}, {field.confidence:.2f} by itself"
                changes[key] = field.model_copy(update={"confidence": VERIFIED, "repairs": (*field.repairs, told)})
    return card.model_copy(update=changes)
