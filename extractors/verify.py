"""Doubtful values verified against another paper of the dossier.

A date by hand whose best reading is not sure enough by itself is settled when it is the very date that the certificat
de cession gives, and so is a town or street under the stroke of the pen: two papers do not agree by chance. Only the
best reading counts, so what truly differs stays different: what the pixels support better than the expected value is
never set aside for it. Plates, VIN and formules are left alone: one character of those is all the difference, and a
doubt about it is for a person.
"""

from collections.abc import Sequence
from typing import Any

from extractors.fields import SURE
from pipeline.core.documents import CarteGrise, CertificatCession, Document
from pipeline.core.lines import fold
from pipeline.core.model import Field

VERIFIED = 0.85
"""Confidence of a value verified so."""
PAIRS = (
    ("mention_cession_date", "date_cession", 0.65),
    ("mention_cession_heure", "heure_cession", 0.65),
    ("adresse", "vendeur_adresse", 0.25),
    ("code_postal", "vendeur_code_postal", 0.65),
    ("commune", "vendeur_commune", 0.25),
)
"""Field of the card, field of the certificate, confidence that the reading must have by itself."""


def verified(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, the handwritten mention of each card compared with the certificates read."""
    cessions = [document for document in documents if isinstance(document, CertificatCession)]
    return tuple(
        _verified(document, cessions) if isinstance(document, CarteGrise) else document for document in documents
    )


def _verified(card: CarteGrise, cessions: Sequence[CertificatCession]) -> CarteGrise:
    changes = {}
    for key, expected_key, least in PAIRS:
        field: Field[Any] = getattr(card, key)
        if field.value is None or not least <= field.confidence < SURE:
            continue
        for cession in cessions:
            expected: Field[Any] = getattr(cession, expected_key)
            if _plain(expected.value) == _plain(field.value) and expected.confidence >= SURE:
                told = f"verified against {cession.id}, {field.confidence:.2f} by itself"
                changes[key] = field.model_copy(update={"confidence": VERIFIED, "repairs": (*field.repairs, told)})
    return card.model_copy(update=changes)


def _plain(value: object) -> object:
    return fold(value) if isinstance(value, str) else value
