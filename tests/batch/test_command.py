"""`conforme batch` as its user sees it."""

import io
import json
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.batch.answer import Answer, Outcome
from pipeline.batch.ledger import Entry, State
from pipeline.batch.progress import watching
from pipeline.cli import main
from pipeline.core.report import Motif
from tests.batch.folders import a_batch
from tests.batch.program import obedient_tools

ON = ["--date-demande", str(date(2026, 3, 16))]


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.commands.open_tools", obedient_tools)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = a_batch(tmp_path / "in", {"bon": "passe", "mauvais": "rejet"})
    (folder / "seul.pdf").write_text("rejet aussi")
    (folder / "copie.pdf").write_text("rejet aussi")
    (folder / ".cache").mkdir()
    return folder


def test_json_without_a_folder_is_a_list_of_all_dossiers_and_all_that_is_said(
    source: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", str(source), *ON, "--format", "json", "--verbose"]) == 1
    said = capfd.readouterr()
    assert [(one["dossier"], one["verdict"]) for one in json.loads(said.out)] == [
        ("bon", "pass"),
        ("copie", "reject"),
        ("mauvais", "reject"),
        ("seul", "reject"),
    ]
    assert "reading 'page'" in said.err, "the log of the workers"
    assert not any(value in said.err for value in ("MARTIN", "AB-123-CD", "2019AB12345"))


def test_the_terminal_shows_each_dossier_the_reasons_and_the_counts(
    source: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    a_batch(source, {"panne": "panne"})
    assert main(["batch", str(source), *ON, "--jobs", "1"]) == 5
    said = capfd.readouterr()
    shown = " ".join(said.out.split())
    assert "✓ bon : CONFORME ✗" in shown
    assert "mauvais : REJETÉ (incomplet, illisible) Le certificat de cession (cerfa 15776) est absent. (+" in shown
    assert "seul : REJETÉ (incomplet, illisible), même contenu que copie" in shown
    assert "! panne : non examiné Le moteur de lecture a échoué" in shown
    assert "5 dossiers : 1 conforme, 3 rejetés, 1 non examiné, 1 doublon" in shown
    assert "Motifs : incomplet 3 · illisible 3" in shown
    assert re.search(r"docs\.cerfa 3", shown)
    assert re.search(r"Les plus longs : .* s · ", shown)
    assert "Erreur : panne : Le moteur de lecture a échoué" in said.err
    assert "[5/5] panne : non examiné" in said.err


def test_with_a_folder_the_terminal_shows_the_counts_alone(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["batch", str(source), *ON, "--out", str(tmp_path / "out"), "--lang", "en"]
    assert main(command) == 1
    first = capsys.readouterr()
    assert main([*command, "--quiet"]) == 1
    again = capsys.readouterr()
    assert first.out.startswith("4 dossiers : 1 passed, 3 rejected, 1 duplicate\n")
    assert again.err == ""
    assert again.out.splitlines()[:2] == ["bon : PASS", "copie : REJECTED (incomplete, unreadable)"]


def test_a_terminal_gets_a_bar_with_the_pace_and_faults_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    answer = Answer(verdict="reject", motifs=(Motif.INCOMPLET,), exit_code=1)
    entry = Entry(
        path=Path("/in/a"),
        name="a",
        rank=0,
        stamp="",
        content="",
        key="",
        as_of=datetime(2026, 3, 16, tzinfo=UTC),
        state=State.DONE,
        answer=answer,
        attempts=1,
    )
    with watching("fr", is_quiet=False, is_verbose=False) as watcher:
        watcher.begin(3, 1)
        watcher.answered(entry, Outcome(answer=answer, error="rien\x1b[2J à lire"))
    said = screen.getvalue()
    assert "Lecture" in said
    assert "2/3" in said
    assert "Erreur : a : rien�[2J à lire" in said
