import json
import tomllib
from pathlib import Path
from random import Random

import numpy as np
import pydantic
import pypdfium2
import pytest

from pipeline.core.documents import Document
from pipeline.core.dossier import Facts
from pipeline.core.errors import ComponentMissing
from samples import carte_grise, committed, fonts, scan, stories, writer
from samples.drawing import Layout, Sheet, draw_pdf
from samples.papers import Card

FOLDER = Path(committed.HERE) / "dossiers"


def pages_of(files: tuple[tuple[str, bytes], ...]) -> int:
    return sum(len(pypdfium2.PdfDocument(content)) for name, content in files if name.endswith(".pdf"))


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first, second = (writer.write_samples(tmp_path / side, 2, 41, "bad") for side in "ab")
    assert [path.name for path in first] == [path.name for path in second]
    for one, other in zip(first, second, strict=True):
        assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


def test_another_seed_writes_another_dossier() -> None:
    one, other = (next(writer.generate(seed, range(1), "bad")).truth for seed in (1, 2))
    assert one != other


def test_every_second_dossier_has_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_deliver", lambda *_: ())
    monkeypatch.setattr(writer, "_scanned", lambda *_: None)
    names = [sample.name for sample in writer.generate(7, range(8), "bad")]
    assert [any(name.endswith(fault) for fault in writer.FAULTS) for name in names] == [False, True] * 4


def test_dossier_toml_and_truth_fit_the_models_of_the_core(tmp_path: Path) -> None:
    (folder,) = writer.write_samples(tmp_path, 1, 5, "bad")
    facts = Facts.model_validate(tomllib.loads((folder / "dossier.toml").read_text(encoding="utf-8")))
    assert facts.date_demande
    truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    adapter: pydantic.TypeAdapter[Document] = pydantic.TypeAdapter(Document)
    kinds = set()
    for rank, document in enumerate(truth["documents"]):
        fields = {key: {"value": value, "confidence": 1} for key, value in document["fields"].items()}
        kinds.add(adapter.validate_python({"kind": document["kind"], "id": str(rank), **fields}).kind)
    assert "carte_grise" in kinds


def ink_of(card: Card, hands: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Where the card differs from the same card with nothing done to it by hand."""
    story = stories.tell("cotitulaires", Random(1))
    untouched = card.model_copy(update={"barree": False, "mention_cession": None})
    sheets: list[Sheet] = [
        carte_grise.interior(card, story.hands[:hands], None, 5),
        carte_grise.interior(untouched, (), None, 5),
    ]
    one, other = (scan.render(draw_pdf([Layout.of(sheet)]), 72)[0].astype(int) for sheet in sheets)
    return np.abs(one - other).max(axis=2) > 60


BARE = {"barree": False, "mention_cession": None}


@pytest.mark.parametrize(
    ("values", "hands", "top", "bottom"),
    [
        pytest.param({"barree": True, "mention_cession": None}, 0, 0.15, 0.60, id="stroke"),
        pytest.param({"barree": False, "mention_cession": "vendu le 14/11/2026"}, 0, 0.24, 0.67, id="mention"),
        pytest.param(BARE, 1, 0.66, 0.76, id="one signature"),
        pytest.param(BARE, 2, 0.62, 0.76, id="two signatures"),
    ],
)
def test_what_the_hand_adds_is_drawn_and_stays_in_its_place(
    values: dict[str, object], hands: int, top: float, bottom: float
) -> None:
    card = stories.tell("titulaire_unique", Random(2)).card
    assert card
    rows = np.nonzero(ink_of(card.model_copy(update=values), hands).any(axis=1))[0] / carte_grise.HEIGHT
    assert rows.size
    assert rows.min() < bottom
    assert rows.max() > top
    assert rows.max() < 0.80


def test_nothing_is_drawn_by_hand_on_a_card_left_alone() -> None:
    card = stories.tell("titulaire_unique", Random(2)).card
    assert card
    assert not ink_of(card.model_copy(update=BARE), 0).any()


def test_missing_font_is_said_with_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "ROOTS", (tmp_path,))
    fonts.outlines.cache_clear()
    fonts._find.cache_clear()
    with pytest.raises(ComponentMissing, match="apt-get install fonts-liberation"):
        fonts.outlines(fonts.OCR_B)
    assert set(fonts.missing()) == set(fonts.PACKAGES)
    fonts._find.cache_clear()


def test_shipped_samples_are_those_of_the_table() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {shipped.name for shipped in committed.SHIPPED}
    listed = (committed.HERE / "README.md").read_text(encoding="utf-8")
    assert all(f"`{shipped.name}`" in listed for shipped in committed.SHIPPED)


def test_shipped_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*")) < 25_000_000


def test_shipped_truth_is_what_the_generator_says() -> None:
    for shipped in committed.SHIPPED:
        told = committed.truth_of(shipped).model_dump(mode="json")
        assert json.loads((FOLDER / shipped.name / "expected.json").read_text(encoding="utf-8")) == told
