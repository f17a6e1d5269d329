"""Conforming dossiers spoilt in any place: what the property tests draw from.

Every field of the four papers of BASE-P2P has a few other values: blank, of another kind, another day, one more...
Nothing here knows any rule.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import Any

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier
from pipeline.core.model import Field
from pipeline.core.report import Finding
from tests.builders import (
    CARTE_GRISE,
    CESSION,
    CONTROLE_TECHNIQUE,
    SITUATION_ADMINISTRATIVE,
    a_context,
    a_field,
    blank,
    doubtful,
    unknown,
    unparsable,
)
from validators.catalogue import CATALOGUE
from validators.engine import judge

PAPERS: Mapping[str, Mapping[str, object]] = {
    "carte_grise": CARTE_GRISE,
    "certificat_cession": CESSION,
    "controle_technique": CONTROLE_TECHNIQUE,
    "situation_administrative": SITUATION_ADMINISTRATIVE,
}
PLACES = [(kind, key) for kind, values in PAPERS.items() for key in values]
WORDS: Mapping[str, tuple[str, ...]] = {
    "modele": ("fni", "cpi"),
    "edition": ("15776*01", "13754*03"),
    "nature": ("contre_visite", "volontaire", "destruction"),
    "resultat": ("S", "R"),
    "genre": ("CAM", "MTL", "REM"),
    "pays": ("D",),
    "immatriculation": ("AB-123-CE", "1234 AB 31"),
    "numero_formule": ("2019AB12346", "2008AB12345"),
    "vin": ("VF1RFB00456789013", "VF3********99999"),
    "vendeur_type": ("personne_morale",),
    "acquereur_type": ("personne_morale",),
}
"""Other values that mean something to a rule."""
DAYS = (-4000, -400, -40, -15, -1, 1, 15, 40, 400)


def others(key: str, value: object) -> Iterator[Field[Any]]:
    """The field with every other value that a reader could give."""
    yield blank()
    match value:
        case bool():
            yield a_field(not value)
        case int():
            yield from (a_field(other) for other in (0, 1, 2, value + 5000))
        case date():
            yield from (a_field(value + timedelta(days=days)) for days in DAYS)
        case time():
            yield from (a_field(other) for other in (time(0, 1), time(23, 59)))
        case "clear":
            yield a_field("active")
        case str():
            yield from (a_field(other) for other in (*WORDS.get(key, ()), f"{value}X", "DURAND"))
        case tuple():
            yield a_field(())
        case None if key in ("date_certificat", "date_visite_initiale"):
            yield a_field(date(2019, 9, 14))
        case None if key == "cotitulaires":
            yield a_field(("DURAND HUGO",))
        case None if key == "nombre_titulaires":
            yield a_field(2)
        case None if key not in ("mentions",):
            yield a_field("DURAND")


def unreadable(value: object) -> Iterator[Field[Any]]:
    """The field as a bad scan leaves it."""
    yield unknown()
    yield unparsable()
    yield from () if value is None else (doubtful(value),)


def spoil(dossier: Dossier, kind: str, key: str, field: Field[Any]) -> Dossier:
    """The dossier with that field on every paper of that kind."""
    changed = (paper.model_copy(update={key: field}) if paper.kind == kind else paper for paper in dossier.documents)
    return with_papers(dossier, changed)


def with_papers(dossier: Dossier, papers: Any) -> Dossier:
    """The dossier with these papers in place of its own."""
    documents: tuple[Document, ...] = tuple(papers)
    return dossier.model_copy(update={"documents": documents})


def rejecting(dossier: Dossier, **how: Any) -> list[Finding]:
    """The findings that reject it."""
    judgement = judge(CATALOGUE, dossier, a_context(dossier, **how))
    assert judgement.crashes == ()
    return [finding for finding in judgement.findings if finding.motif]
