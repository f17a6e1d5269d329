"""`--format html` from the command line, and pictures on their way through the run."""

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.core.documents import Document
from pipeline.core.model import Face
from pipeline.run import Checked, Demand, Tools, check_dossier
from pipeline.settings import Settings
from pipeline.stages.decode import decode
from pipeline.stages.pages import RawPage
from pipeline.stages.pictures import as_jpeg
from pipeline.stopwatch import Stopwatch
from tests.runs import UnknownReader, a_folder, conforming, the_tools
from tests.test_run import DEMAND

ON = ["--date-demande", "2026-03-16"]


class SeeingReader(UnknownReader):
    """Knows no paper and keeps what pages look like; sees both sides of one on each."""

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader`."""
        (face,) = super().faces(raw, watch)
        seen = face.model_copy(update={"page": face.page.model_copy(update={"picture": as_jpeg(raw.pixels)})})
        return seen, seen


@contextmanager
def seeing_tools(settings: Settings) -> Iterator[Tools]:
    """Named, so that the workers of a batch find them."""
    yield the_tools(SeeingReader())


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.commands.open_tools", seeing_tools)


def run(folder: Path, pictures: int, demand: Demand = DEMAND) -> tuple[Checked, list[Face]]:
    seen: list[Face] = []

    def assemble(faces: Sequence[Face]) -> tuple[Document, ...]:
        seen.extend(faces)
        return conforming(faces)

    return check_dossier(folder, demand, Tools(decode, SeeingReader(), assemble), Settings(pictures=pictures)), seen


def test_a_picture_is_kept_once_per_page_in_their_order_and_no_more_than_asked(tmp_path: Path) -> None:
    answer, _ = run(a_folder(tmp_path, pages=4), pictures=3)
    assert [(one.file, one.page) for one in answer.pictures] == [(f"page {n}.png", 1) for n in (1, 2, 3)]
    assert {one.jpeg[:2] for one in answer.pictures} == {b"\xff\xd8"}


def test_what_is_read_carries_no_picture_any_further(tmp_path: Path) -> None:
    _, faces = run(a_folder(tmp_path, pages=4), pictures=3)
    assert len(faces) == 8
    assert {face.page.picture for face in faces} == {None}


def test_the_report_is_written_beside_the_others_for_its_owner_only(tmp_path: Path) -> None:
    folder, out = a_folder(tmp_path / "in/lundi"), tmp_path / "out"
    assert main(["check", str(folder), "--format", "text,json,html", "--out", str(out), *ON]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["lundi.html", "lundi.json"]
    assert stat.S_IMODE((out / "lundi.html").stat().st_mode) == 0o600
    page = (out / "lundi.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "CONFORME" in page
    assert page.count("data:image/jpeg;base64,") == 1


def test_each_dossier_of_a_batch_has_its_own(tmp_path: Path) -> None:
    a_folder(tmp_path / "in/lundi")
    a_folder(tmp_path / "in/mardi", pages=2)
    out = tmp_path / "out"
    assert main(["batch", str(tmp_path / "in"), "--format", "html", "--out", str(out), "--lang", "en", *ON]) == 0
    assert sorted(path.name for path in out.glob("*.html")) == ["index.html", "lundi.html", "mardi.html"]
    assert '<html lang="en">' in (out / "mardi.html").read_text(encoding="utf-8")
    index = (out / "index.html").read_text(encoding="utf-8")
    assert ['href="lundi.html"' in index, 'href="mardi.html"' in index, "Index of dossiers" in index] == [True] * 3
    assert stat.S_IMODE((out / "index.html").stat().st_mode) == 0o600


def test_a_dossier_of_the_name_of_the_index_does_not_take_its_place(tmp_path: Path) -> None:
    a_folder(tmp_path / "in/index")
    out = tmp_path / "out"
    assert main(["batch", str(tmp_path / "in"), "--format", "html", "--out", str(out), *ON]) == 0
    assert sorted(path.name for path in out.glob("*.html")) == ["index-2.html", "index.html"]
    assert 'href="index-2.html"' in (out / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["check", "{}", "--format", "html"], "--out", id="no-folder-to-write-to"),
        pytest.param(["extract", "{}", "--format", "html", "--out", "o"], "text, json", id="nothing-judged"),
    ],
)
def test_html_is_refused_where_it_cannot_be(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(a_folder(tmp_path / "in/lundi"))
    assert main([argument.format(folder) for argument in arguments]) == 2
    assert says in capsys.readouterr().err
