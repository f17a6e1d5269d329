"""One batch in which everything goes wrong at once, and what becomes of each dossier."""

import csv
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import psutil
import pytest

from pipeline.batch.answer import Outcome
from pipeline.batch.ledger import Entry, open_ledger
from pipeline.batch.pool import Bounds
from pipeline.batch.run import MAX_ATTEMPTS, BatchResult, run_batch
from pipeline.batch.worker import Work
from pipeline.core.dossier import Facts
from pipeline.core.errors import ComponentMissing, OcrFailed, ReportNotWritten, UsageError
from pipeline.core.report_json import report_schema
from pipeline.run import Demand, Tools
from pipeline.settings import Settings
from pipeline.stages.decode_process import PATIENCE
from pipeline.stages.pages import Limits
from pipeline.stages.tesseract import TIMEOUT_S
from tests.batch.folders import a_batch
from tests.batch.program import obedient_tools
from validators.context import PARIS
from validators.policy import Policy

NOON = datetime(2026, 3, 16, 12, tzinfo=PARIS)
TIGHT = Bounds(workers=2, page_timeout_s=4, max_bytes=450 * 2**20, recycle_after=3)


@dataclass
class Witness:
    """A `Watcher` that remembers."""

    begun: tuple[int, int] = (0, 0)
    """Dossiers of the batch, and how many were answered already."""
    told: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    def begin(self, total: int, answered: int) -> None:
        """See `Watcher`."""
        self.begun = total, answered

    def answered(self, entry: Entry, outcome: Outcome | None) -> None:
        """See `Watcher`."""
        self.answers.append(entry.name)

    def say(self, message: str) -> None:
        """See `Watcher`."""
        self.told.append(message)


def run(source: Path, out: Path, bounds: Bounds = TIGHT, **asked: Any) -> tuple[BatchResult, Witness]:
    witness = Witness()
    work = Work(obedient_tools, Demand(now=asked.pop("now", NOON), **asked), Settings(jobs=1))
    return run_batch(source, out, work, bounds, witness), witness


def states(result: BatchResult) -> dict[str, str]:
    return {entry.name: f"{entry.state} {entry.answer.verdict if entry.answer else ''}" for entry in result.entries}


def rows(out: Path) -> dict[str, dict[str, Any]]:
    lines = (out / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["dossier"]: row for row in map(json.loads, lines)}


@dataclass(frozen=True)
class Night:
    """A batch that went through."""

    source: Path
    out: Path
    result: BatchResult
    witness: Witness
    pid: int
    """Of what a hung dossier had started."""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    folder = tmp_path_factory.mktemp("night")
    source = a_batch(
        folder / "in",
        {
            "bon": "passe",
            "copie": "passe",
            "deux-fois": "meurt",
            "dort": f"dort {folder / 'pid'}",
            "gonfle": "gonfle",
            "mouvant": f"change {folder / 'in/mouvant/suite'}",
            "panne": "panne",
            "panne-a-demi": "panne",
            "panne-une-fois": f"panne {folder / 'failed'}",
            "rejet": "rejet",
            "une-fois": f"meurt-une-fois {folder / 'seen'}",
        },
    )
    (source / "mouvant/suite").write_text("rejet")
    (source / "panne-a-demi/suite").write_text("rejet")
    (source / "panne-une-fois/suite").write_text("rejet")
    (source / "seul.pdf").write_text("rejet")
    (source / "seul.png").write_text("rejet, mais autrement")
    (source / "vide").mkdir()
    a_batch(source, {"faux": "passe"})
    (source / "faux/dossier.toml").write_text("?")
    out = folder / "rapports/mars"
    result, witness = run(source, out)
    return Night(source, out, result, witness, int((folder / "pid").read_text()))


def test_every_dossier_ends_in_one_state(night: Night) -> None:
    assert states(night.result) == {
        "bon": "done pass",
        "copie": "duplicate pass",
        "deux-fois": "quarantined reject",
        "dort": "quarantined reject",
        "faux": "failed None",
        "gonfle": "quarantined reject",
        "mouvant": "done reject",
        "panne": "failed None",
        "panne-a-demi": "failed reject",
        "panne-une-fois": "done reject",
        "rejet": "done reject",
        "seul": "done reject",
        "seul-2": "done reject",
        "une-fois": "done reject",
        "vide": "failed None",
    }
    assert sorted(night.witness.answers) == sorted(states(night.result))


def test_each_error_has_its_exit_code(night: Night) -> None:
    codes = {entry.name: entry.answer.exit_code for entry in night.result.entries if entry.answer}
    assert {name: code for name, code in codes.items() if code > 1} == {
        "deux-fois": 5,
        "dort": 5,
        "gonfle": 5,
        "faux": 2,
        "panne": 5,
        "vide": 3,
    }


@pytest.mark.parametrize(
    ("name", "why"),
    [("deux-fois", "arrête le programme"), ("dort", "ne finit pas"), ("gonfle", "trop de mémoire")],
)
def test_a_quarantined_dossier_has_a_report_that_rejects_it_and_says_why(night: Night, name: str, why: str) -> None:
    report = json.loads((night.out / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, report_schema())
    assert (report["dossier"], report["verdict"], report["motifs"]) == (name, "reject", ["illisible"])
    (finding,) = report["findings"]
    assert finding["rule"] == "conforme.quarantine"
    assert why in finding["message"]


def test_what_a_hung_worker_had_started_ends_with_it(night: Night) -> None:
    alive = [process for process in psutil.process_iter(["pid", "status"]) if process.pid == night.pid]
    assert [process for process in alive if process.info["status"] != psutil.STATUS_ZOMBIE] == []


def test_a_dossier_read_while_it_changes_is_read_again(night: Night) -> None:
    assert [said for said in night.witness.told if "modifié" in said] == [
        "mouvant : modifié pendant sa lecture ; il sera relu."
    ]
    report = json.loads((night.out / "mouvant.json").read_text(encoding="utf-8"))
    assert [file["pages"] for file in report["files"]] == [1, 1]


def test_a_page_on_which_the_engine_failed_is_read_once_more(night: Night) -> None:
    half, whole = (
        json.loads((night.out / f"panne-{name}.json").read_text(encoding="utf-8"))["files"][0]
        for name in ("a-demi", "une-fois")
    )
    assert (half["status"], half["unread"]) == ("unreadable", [1])
    assert (whole["status"], whole["unread"]) == ("read", [])


def test_the_index_has_each_dossier_once_in_order_and_both_files_agree(night: Night) -> None:
    with (night.out / "index.csv").open(encoding="utf-8", newline="") as stream:
        cells = list(csv.DictReader(stream))
    assert [row["dossier"] for row in cells] == [entry.name for entry in night.result.entries] == list(rows(night.out))
    assert [row["verdict"] or None for row in cells] == [row["verdict"] for row in rows(night.out).values()]
    copy = rows(night.out)["copie"]
    assert (copy["duplicate_of"], copy["report"], copy["verdict"]) == ("bon", "bon.json", "pass")
    assert "docs.ci" in rows(night.out)["rejet"]["rules"]
    assert (rows(night.out)["seul-2"]["path"], rows(night.out)["panne"]["report"]) == ("seul.png", None)


def test_there_is_a_report_for_each_dossier_examined_and_no_other(night: Night) -> None:
    named = {row["report"] for row in rows(night.out).values()} - {None}
    assert {path.name for path in night.out.glob("*.json")} == named


def test_all_that_is_written_is_for_its_owner_only(night: Night) -> None:
    made = [night.out.parent, night.out, *night.out.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()} == {0o600}


def test_ledger_and_index_hold_no_value_of_the_papers(night: Night) -> None:
    kept = [*night.out.glob("index.*"), *(night.out / ".conforme").iterdir()]
    held = b"".join(file.read_bytes() for file in kept)
    assert b"MARTIN" in (night.out / "bon.json").read_bytes()
    assert not any(value in held for value in (b"MARTIN", b"AB-123-CD", b"2019AB12345"))


def test_nothing_is_written_where_the_dossiers_are(night: Night) -> None:
    assert sorted(path.name for path in night.source.iterdir()) == sorted(
        [*(entry.path.name for entry in night.result.entries)]
    )


def test_the_next_run_tries_again_what_failed_and_nothing_else(night: Night) -> None:
    kept = (night.out / "bon.json").stat().st_mtime_ns
    a_batch(night.source, {"panne": "rejet, cette fois"})
    with (night.out / "index.jsonl").open("a") as stream:
        stream.write('{"dossier": "bo')  # what a crash leaves
    result, witness = run(night.source, night.out)
    assert sorted(witness.answers) == ["faux", "panne", "panne-a-demi", "vide"]
    assert states(result)["panne"] == "done reject"
    assert (night.out / "bon.json").stat().st_mtime_ns == kept
    assert list(rows(night.out)) == [entry.name for entry in result.entries]


# --- when an answer holds, and when not ------------------------------------------------------------------------------


@pytest.fixture
def one(tmp_path: Path) -> tuple[Path, Path]:
    """A batch of one dossier that was checked on the 16th, and where its report is."""
    source, out = a_batch(tmp_path / "in", {"a": "rejet"}), tmp_path / "out"
    run(source, out)
    return source, out


def test_an_answer_holds_for_its_day(one: tuple[Path, Path]) -> None:
    assert run(*one)[1].begun == (1, 1)
    assert run(*one, now=NOON.replace(day=17))[1].begun == (1, 0)
    assert rows(one[1])["a"]["state"] == "done"


def test_a_day_that_is_said_makes_it_hold_longer(one: tuple[Path, Path]) -> None:
    said = Facts(date_demande=NOON.date())
    run(*one, facts=said)
    assert run(*one, facts=said, now=NOON.replace(day=17))[1].begun == (1, 1)


def test_another_policy_asks_again(one: tuple[Path, Path]) -> None:
    assert run(*one, policy=Policy(ct_max_age_months=5))[1].begun == (1, 0)


def test_a_report_that_is_gone_is_made_again(one: tuple[Path, Path]) -> None:
    (one[1] / "a.json").unlink()
    assert run(*one)[1].begun == (1, 0)
    assert (one[1] / "a.json").is_file()


def test_a_changed_dossier_loses_its_report_even_if_it_cannot_be_read_now(one: tuple[Path, Path]) -> None:
    a_batch(one[0], {"a": "panne"})
    result, _ = run(*one)
    assert states(result) == {"a": "failed None"}
    assert not (one[1] / "a.json").exists()


def test_a_copy_does_not_follow_its_original_to_another_content(one: tuple[Path, Path]) -> None:
    a_batch(one[0], {"b": "rejet"})
    assert states(run(*one)[0])["b"] == "duplicate reject"
    a_batch(one[0], {"a": "passe"})
    assert states(run(*one)[0]) == {"a": "done pass", "b": "done reject"}


def test_dossiers_of_another_folder_are_added_to_the_index(one: tuple[Path, Path], tmp_path: Path) -> None:
    other = a_batch(tmp_path / "other", {"a": "rejet aussi"})
    run(other, one[1])
    assert [(name, row["report"]) for name, row in rows(one[1]).items()] == [("a-2", "a-2.json"), ("a", "a.json")]


def test_odd_names(tmp_path: Path) -> None:
    """A formula, two lines, no UTF-8, as long as can be, written from right to left."""
    names = [os.fsdecode(name) for name in (b"=cmd", b"two\nlines", b"\xff\xfe", b"n" * 255, "\u202egauche".encode())]
    source, out = (
        a_batch(tmp_path / "in", {name: f"rejet {number}" for number, name in enumerate(names)}),
        tmp_path / "out",
    )
    result, _ = run(source, out)
    with (out / "index.csv").open(encoding="utf-8", newline="") as stream:
        cells = list(csv.DictReader(stream))
    assert sorted(entry.path.name for entry in result.entries) == sorted(names)
    assert [row["state"] for row in cells] == ["done"] * 5
    assert all((out / row["report"]).is_file() for row in cells)
    assert not any(cell.startswith(("=", "\u202e")) or "\n" in cell for row in cells for cell in row.values())


# --- what ends a batch -----------------------------------------------------------------------------------------------


def test_a_second_batch_at_once_is_refused(one: tuple[Path, Path]) -> None:
    with open_ledger(one[1] / ".conforme"), pytest.raises(UsageError, match="Un autre lot"):
        run(*one)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file")
    with pytest.raises(ReportNotWritten, match="registre"):
        run(a_batch(tmp_path / "in", {"a": "rejet"}), tmp_path / "occupied/out")


def test_a_ledger_that_is_none_is_told(one: tuple[Path, Path]) -> None:
    (one[1] / ".conforme/ledger.sqlite3").write_text("something else, as long as a page of a book" * 100)
    with pytest.raises(ReportNotWritten, match="registre"):
        run(*one)


@contextmanager
def missing_tools(settings: Settings) -> Iterator[Tools]:
    raise ComponentMissing("tesseract manque : sudo apt-get install tesseract-ocr")
    yield


@contextmanager
def crashing_tools(settings: Settings) -> Iterator[Tools]:
    os._exit(1)
    yield


def test_a_dossier_begun_again_and_again_is_not_begun_for_ever(one: tuple[Path, Path]) -> None:
    """It may be what takes the whole machine down each time."""
    (one[1] / "a.json").unlink()
    ledger = sqlite3.connect(one[1] / ".conforme/ledger.sqlite3")
    ledger.execute("UPDATE dossier SET state = 'running', attempts = ?", (MAX_ATTEMPTS,))
    ledger.commit()
    ledger.close()
    result, _ = run(*one)
    assert states(result) == {"a": "quarantined reject"}
    assert "jamais arrivée à son terme" in (one[1] / "a.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("opener", "error", "words"),
    [(missing_tools, ComponentMissing, "apt-get install"), (crashing_tools, OcrFailed, "dès leur démarrage")],
)
def test_tools_that_cannot_be_opened_end_the_batch(tmp_path: Path, opener: Any, error: type, words: str) -> None:
    source = a_batch(tmp_path / "in", {"a": "rejet"})
    with pytest.raises(error, match=words):
        run_batch(source, tmp_path / "out", Work(opener, Demand(now=NOON), Settings()), Bounds(workers=1), Witness())


def test_what_never_ends_is_given_up_before_its_worker_and_a_busy_machine_has_many_times_what_is_needed() -> None:
    for limit_s in (TIMEOUT_S, PATIENCE * Limits().page_timeout_s):
        assert 120 < limit_s < 0.6 * Bounds().page_timeout_s
