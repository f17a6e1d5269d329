import json

import pydantic
import pytest

from pipeline.core.documents import Document
from samples import loose, scan
from samples.papers import Reading

ADAPTER: pydantic.TypeAdapter[Document] = pydantic.TypeAdapter(Document)
TURNS = len(loose.IDENTITIES) * 2


@pytest.fixture
def unscanned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the pictures away: what is told of a paper is the same."""
    monkeypatch.setattr(scan, "render", lambda pdf, dpi: [])


def test_the_same_paper_whatever_others_are_asked() -> None:
    (alone,) = loose.generate(3, [1], "bad", ["mandat"])
    together = {paper.name: paper for paper in loose.generate(3, [0, 1], "bad", ["kbis", "mandat"])}
    assert together[alone.name] == alone


def test_another_seed_draws_another_paper() -> None:
    one, other = (next(loose.generate(seed, [0], "bad", ["kbis"])) for seed in (1, 2))
    assert one.truth != other.truth


def test_every_page_of_every_file_is_told_of() -> None:
    for paper in loose.generate(5, range(2), "bad", ["kbis", "piece_identite"]):
        assert {page.file for page in paper.pages} == {name for name, _ in paper.files}
        assert {page.kind for page in paper.pages} == {paper.truth.kind}


def fits(reading: Reading) -> str:
    fields = {key: {"value": value, "confidence": 1} for key, value in reading.fields.items()}
    return ADAPTER.validate_python({"kind": reading.kind, "id": "1", **fields}).kind


@pytest.mark.usefixtures("unscanned")
def test_truth_fits_the_models_of_the_core() -> None:
    kinds = [fits(paper.truth) for paper in loose.generate(9, range(TURNS), "photo")]
    assert kinds == list(loose.DRAWERS) * TURNS


@pytest.mark.usefixtures("unscanned")
def test_types_and_looks_take_turns() -> None:
    papers = list(loose.generate(9, range(TURNS), "photo", ["piece_identite", "declaration_achat"]))
    told = [json.dumps(paper.truth.fields) for paper in papers]
    for word in ("cni", "cni_2021", "passeport", "permis", "titre_sejour", "declaration", "recepisse"):
        assert any(f'"{word}"' in text for text in told)


@pytest.mark.usefixtures("unscanned")
def test_nobody_drives_before_eighteen() -> None:
    for paper in loose.generate(9, range(60), "photo", ["piece_identite"]):
        born, issued = (str(paper.truth.fields[key]) for key in ("date_naissance", "date_delivrance"))
        assert int(issued[:4]) - int(born[:4]) >= 18
