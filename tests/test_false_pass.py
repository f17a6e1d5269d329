"""The error that must not happen: a conforming dossier spoilt in one place is never passed.

The papers are those of the conforming samples, as the engines read them; each is taken away, replaced by that of
another dossier, or made unreadable in one place that the verdict hangs on.
"""

import json
from datetime import UTC, datetime
from functools import cache

import pytest

from extractors.assemble import assemble
from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, Facts
from pipeline.core.model import Face
from pipeline.readings import Readings
from pipeline.stages.facts import read_facts
from tests.test_golden import ROOT, SAMPLES
from validators.catalogue import CATALOGUE
from validators.engine import judge
from validators.policy import Policy
from validators.scenario import context_of

KINDS = (
    "carte_grise", "certificat_cession", "controle_technique", "situation_administrative", "piece_identite", "mandat",
)  # fmt: skip
NEEDED = {
    "carte_grise": (
        "immatriculation", "date_premiere_immatriculation", "titulaire", "vin", "date_certificat", "numero_formule",
        "barree", "mention_cession", "mention_cession_date", "signatures",
    ),
    "certificat_cession": (
        "immatriculation", "vin", "date_premiere_immatriculation", "numero_formule", "date_cession", "heure_cession",
        "vendeur_nom", "acquereur_nom", "kilometrage", "vendeur_signatures", "acquereur_signatures",
    ),
    "controle_technique": ("immatriculation", "vin", "date_controle", "resultat"),
    "situation_administrative": ("immatriculation", "gage", "opposition_transfert"),
    "piece_identite": ("nom", "prenoms", "date_expiration"),
    "mandat": ("fait_le", "signatures"),
    "kbis": ("date_a_jour",),
    "demande_immatriculation": ("titulaire_nom", "signatures"),
    "declaration_achat": ("vendeur_nom",),
    "justificatif_domicile": ("date",),
}  # fmt: skip


def expects_pass(name: str) -> bool:
    expected = json.loads((ROOT / "samples/dossiers" / name / "expected.json").read_text("utf-8"))
    return bool(expected["verdict"] == "pass")


CONFORMING = [folder.name for folder in SAMPLES if expects_pass(folder.name)]
WITH_KIND = [(name, kind) for name in CONFORMING for kind in KINDS]
BLANKED = [(name, kind, key) for name in CONFORMING for kind, keys in NEEDED.items() for key in keys]


@cache
def readings(name: str) -> Readings:
    return Readings.load(ROOT / "samples/dossiers" / name)


@cache
def dossier(name: str) -> Dossier:
    facts = read_facts(ROOT / "samples/dossiers" / name)
    return Dossier(name=name, documents=assemble(faces(name)), files=readings(name).files, facts=facts)


def faces(name: str) -> list[Face]:
    return list(readings(name).faces)


def is_rejected(name: str, documents: tuple[Document, ...]) -> bool:
    spoilt = dossier(name).model_copy(update={"documents": documents})
    context = context_of(spoilt, Facts(), now=datetime.now(UTC), policy=Policy(), lang="fr")
    return any(finding.motif for finding in judge(CATALOGUE, spoilt, context).findings)


@pytest.mark.parametrize("name", CONFORMING)
def test_left_alone_it_passes(name):
    """Without this the rest of the module would prove nothing."""
    assert not is_rejected(name, dossier(name).documents)


@pytest.mark.parametrize(("name", "kind"), WITH_KIND)
def test_without_a_paper_it_is_rejected(name, kind):
    left = [face for face in faces(name) if face.kind != kind]
    is_there = len(left) < len(faces(name))

    assert is_rejected(name, assemble(left)) == is_there


@pytest.mark.parametrize(("name", "kind"), WITH_KIND)
def test_with_the_paper_of_another_vehicle_it_is_rejected(name, kind):
    own = [face for face in faces(name) if face.kind != kind]
    others = {other: [face for face in faces(other) if face.kind == kind] for other in CONFORMING if other != name}
    swapped = {other: assemble([*own, *papers]) for other, papers in others.items() if papers}

    assert swapped
    assert [other for other, documents in swapped.items() if not is_rejected(name, documents)] == []


@pytest.mark.parametrize(("name", "kind", "key"), BLANKED)
def test_with_a_needed_value_unread_it_is_rejected(name, kind, key):
    documents = dossier(name).documents
    unread = tuple(
        paper.model_copy(update={key: type(getattr(paper, key))()}) if paper.kind == kind else paper
        for paper in documents
    )
    is_there = any(paper.kind == kind for paper in documents)

    assert is_rejected(name, unread) == is_there
