from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.core.documents import Document
from pipeline.core.dossier import Facts, FileStatus
from pipeline.core.errors import NoInput, OcrFailed, UsageError
from pipeline.core.model import Face
from pipeline.core.report import Motif
from pipeline.run import CRASH, Checked, Demand, Tools, check_dossier, name_of
from pipeline.settings import Settings
from tests.builders import DATE_DEMANDE
from tests.runs import FailingReader, LateReader, UnknownReader, a_folder, nothing, the_tools
from validators.context import PARIS

DEMAND = Demand(now=datetime(2026, 3, 16, 10, tzinfo=PARIS), facts=Facts(date_demande=DATE_DEMANDE))


def checked(path: Path, tools: Tools | None = None, demand: Demand = DEMAND, jobs: int = 2) -> Checked:
    return check_dossier(path, demand, tools or the_tools(), Settings(jobs=jobs))


def test_a_conforming_dossier_passes(tmp_path: Path) -> None:
    answer = checked(a_folder(tmp_path / "lundi"))
    assert (answer.report.verdict, answer.exit_code, answer.report.dossier) == ("pass", 0, "lundi")


def test_a_dossier_without_papers_is_rejected(tmp_path: Path) -> None:
    answer = checked(a_folder(tmp_path), the_tools(assemble=nothing))
    assert (answer.report.verdict, answer.exit_code) == ("reject", 1)
    assert Motif.INCOMPLET in answer.report.motifs


def test_a_damaged_file_rejects_a_dossier_that_would_pass(tmp_path: Path) -> None:
    (a_folder(tmp_path) / "z.pdf").write_bytes(b"%PDF-1.4 rien")
    answer = checked(tmp_path)
    assert answer.report.verdict == "reject"
    assert [record.status for record in answer.report.files] == [FileStatus.READ, FileStatus.DAMAGED]


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_faces_keep_the_order_of_the_pages_whoever_is_done_first(tmp_path: Path, jobs: int) -> None:
    seen: list[str] = []

    def assemble(faces: Sequence[Face]) -> tuple[Document, ...]:
        seen.extend(face.page.file for face in faces)
        return ()

    checked(a_folder(tmp_path, pages=6), the_tools(LateReader(), assemble), jobs=jobs)
    assert seen == [f"page {number}.png" for number in range(1, 7)]


def test_a_page_that_no_engine_reads_makes_its_file_unreadable_and_rejects(tmp_path: Path) -> None:
    reader = FailingReader(lambda raw: raw.file == "page 2.png")
    answer = checked(a_folder(tmp_path, pages=3), the_tools(reader))
    statuses = [record.status for record in answer.report.files]
    assert statuses == [FileStatus.READ, FileStatus.UNREADABLE, FileStatus.READ]
    assert "Page(s) 1" in answer.report.files[1].detail
    assert answer.report.verdict == "reject"


def test_an_engine_that_fails_on_every_page_ends_the_run_of_the_dossier(tmp_path: Path) -> None:
    with pytest.raises(OcrFailed, match="conforme doctor"):
        checked(a_folder(tmp_path, pages=3), the_tools(FailingReader(lambda raw: True)))


def test_a_bug_while_reading_is_a_reject_that_says_so(tmp_path: Path) -> None:
    reader = FailingReader(lambda raw: raw.number == 1, ValueError("MARTIN CLAIRE"))
    answer = checked(a_folder(tmp_path, pages=4), the_tools(reader))
    assert (answer.report.verdict, answer.report.motifs, answer.exit_code) == ("reject", (Motif.ILLISIBLE,), 70)
    assert answer.crashes == (CRASH,)
    assert "ValueError" in answer.trace
    assert "MARTIN" not in answer.trace + answer.report.model_dump_json(), "a trace holds no value of a paper"


def test_a_bug_while_assembling_is_a_reject_too(tmp_path: Path) -> None:
    def broken(faces: Sequence[Face]) -> tuple[Document, ...]:
        raise KeyError("side")

    assert checked(a_folder(tmp_path), the_tools(assemble=broken)).exit_code == 70


def test_a_rule_that_crashes_is_a_reject_and_a_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.run.CATALOGUE", (_broken_rule(),))
    answer = checked(a_folder(tmp_path))
    assert (answer.report.verdict, answer.exit_code, answer.crashes) == ("reject", 70, ("test.broken",))


def _broken_rule() -> object:
    from validators.rule import PROJECT, Rule, Wording  # noqa: PLC0415  # only this test builds a rule

    def crash(**_: object) -> bool:
        raise ZeroDivisionError

    return Rule(id="test.broken", title="", title_en="", sources=(PROJECT,), check=crash, wording=Wording(fr="", en=""))


def test_facts_of_the_dossier_count_and_the_command_line_prevails(tmp_path: Path) -> None:
    (a_folder(tmp_path) / "dossier.toml").write_text('date_demande = 2026-03-01\noperation = "immatriculation"\n')
    alone = checked(tmp_path, demand=Demand(now=DEMAND.now))
    overruled = checked(tmp_path)
    assert (alone.report.date_demande.isoformat(), alone.report.scenario.operation) == ("2026-03-01", "immatriculation")
    assert (overruled.report.date_demande, overruled.report.scenario.operation) == (DATE_DEMANDE, "immatriculation")


def test_wrong_facts_are_a_usage_error(tmp_path: Path) -> None:
    (a_folder(tmp_path) / "dossier.toml").write_text("date = 3")
    with pytest.raises(UsageError):
        checked(tmp_path)


def test_nothing_to_read_is_no_input(tmp_path: Path) -> None:
    with pytest.raises(NoInput):
        checked(tmp_path)


def test_the_report_says_with_what_it_was_made(tmp_path: Path) -> None:
    provenance = checked(a_folder(tmp_path)).report.provenance
    assert provenance.engine == UnknownReader.engine
    assert (len(provenance.policy), len(provenance.catalogue)) == (64, 64)
    assert provenance.seconds > 0


def test_time_is_counted_by_stage(tmp_path: Path) -> None:
    assert list(checked(a_folder(tmp_path)).watch.stages) == ["ingest", "assemble", "validate"]


def test_a_dossier_is_called_by_its_folder_or_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = a_folder(tmp_path / "2026.03 lundi")
    monkeypatch.chdir(folder)
    assert [name_of(Path()), name_of(folder), name_of(folder / "page 1.png")] == [
        "2026.03 lundi",
        "2026.03 lundi",
        "page 1",
    ]
