"""The whole program killed at any moment: nothing is lost, nothing stands twice, and nothing is left running."""

import json
import multiprocessing
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil
import pytest

import pipeline.commands  # noqa: F401  # loaded here once, for all that are forked
from pipeline.batch.ledger import open_ledger
from tests.batch import program
from tests.batch.folders import a_batch

ROOT = Path(__file__).parents[2]
DAY = ["--date-demande", "2026-03-16"]
PATIENCE_S = 300.0


def started(source: Path | str, out: Path | str | None, *options: str) -> subprocess.Popen[str]:
    kept = ["--out", str(out)] if out else []
    return subprocess.Popen(
        [sys.executable, "-m", "tests.batch.program", "batch", str(source), *kept, *DAY, *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(holds: Callable[[], object]) -> None:
    """Wait until it holds; the patience is for a machine that is busy."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def index(out: Path) -> list[dict[str, Any]]:
    """The lines of the index, but for the time taken."""
    lines = (out / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return [{key: value for key, value in json.loads(line).items() if key != "seconds"} for line in lines]


def answers(out: Path) -> int:
    file = out / "index.jsonl"
    return len(file.read_text(encoding="utf-8").splitlines()) if file.exists() else 0


def forked(source: Path, out: Path) -> BaseProcess:
    """The same without loading Python and its libraries again: only the workers do."""
    process = multiprocessing.get_context("fork").Process(target=_be_the_batch, args=(source, out))
    process.start()
    return process


def _be_the_batch(source: Path, out: Path) -> None:
    main = sys.modules["__main__"]
    main.__spec__ = main.__file__ = None  # pytest's: workers would load it
    sys.exit(program.run(["batch", str(source), "--out", str(out), *DAY]))


def test_twenty_kills_change_nothing_in_the_end(tmp_path: Path) -> None:
    """Moments are drawn over the work still to do: now while it starts, now between two dossiers, now at the end."""
    source = a_batch(
        tmp_path / "in", {f"d{number}": f"lent {0.01 * (number % 3):.2f} {number % 55}" for number in range(1, 60)}
    )
    a_batch(source, {"d60": "passe"})
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    forked(source, whole).join(PATIENCE_S)
    chance = random.Random(5)
    for _ in range(20):
        run = forked(source, broken)
        # By what is answered rather than by the clock: on a busy machine all would be killed while they start.
        wanted = min(60, answers(broken) + chance.choice((0, 0, 1, 3, 7)))
        until(lambda run=run, wanted=wanted: not run.is_alive() or answers(broken) >= wanted)
        run.join(chance.uniform(0, 0.3))
        run.kill()
        run.join(PATIENCE_S)
    last = forked(source, broken)
    last.join(PATIENCE_S)
    assert last.exitcode == 1
    assert len(index(whole)) == 60
    assert index(broken) == index(whole)
    assert sorted(path.name for path in broken.iterdir()) == sorted(path.name for path in whole.iterdir())


@pytest.mark.parametrize("is_kept", [pytest.param(True, id="with-out"), pytest.param(False, id="without-out")])
def test_after_a_kill_no_worker_runs_and_the_next_batch_clears_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_kept: bool
) -> None:
    """Of pages, and of reports that were not to be kept. What a batch uses that is still running is left alone."""
    temporary, out = tmp_path / "temporary", tmp_path / "out" if is_kept else None
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    source = a_batch(tmp_path / "in", {"a": f"dort {tmp_path / 'pid'}"})
    run = started(source, out)
    until((tmp_path / "pid").exists)
    family = psutil.Process(run.pid).children(recursive=True)
    before = {*temporary.iterdir()}
    other = started(a_batch(tmp_path / "other", {"b": "rejet"}), None)
    assert other.wait(PATIENCE_S) == 1
    assert {*temporary.iterdir()} == before
    run.kill()
    _, alive = psutil.wait_procs(family, PATIENCE_S)
    assert alive == []
    assert len(before) == 1 + (not is_kept)

    a_batch(source, {"a": "rejet"})
    assert started(source, out).wait(PATIENCE_S) == 1
    assert [*temporary.iterdir()] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_told_to_all_keeps_what_is_finished_and_nothing_runs_on(tmp_path: Path, number: signal.Signals) -> None:
    source = a_batch(tmp_path / "in", {"a": "rejet", "b": f"dort {tmp_path / 'pid'}"})
    out = tmp_path / "out"
    run = started(source, out)
    until(lambda: (tmp_path / "pid").exists() and answers(out) == 1)
    family = psutil.Process(run.pid).children(recursive=True)
    for process in (*family, psutil.Process(run.pid)):
        process.send_signal(number)
    _, said = run.communicate(timeout=PATIENCE_S)
    _, alive = psutil.wait_procs(family, PATIENCE_S)
    assert run.returncode == 130
    assert "Interrompu" in said
    assert alive == []
    assert [row["dossier"] for row in index(out)] == ["a"]
    with open_ledger(out / ".conforme") as ledger:
        (stopped,) = [entry for entry in ledger.entries().values() if entry.name == "b"]
    assert (stopped.state, stopped.attempts, stopped.deaths) == ("queued", 0, 0), "no fault of its own"


def test_a_worker_killed_from_outside_is_replaced_and_its_dossier_read_again(tmp_path: Path) -> None:
    source = a_batch(tmp_path / "in", {"a": f"dort {tmp_path / 'pid'}", "b": "rejet"})
    out = tmp_path / "out"
    run = started(source, out)
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    a_batch(source, {"a": "rejet du tout"})
    sleeper = psutil.Process(int((tmp_path / "pid").read_text()))
    worker = sleeper.parent()
    assert worker is not None
    worker.kill()
    assert run.wait(PATIENCE_S) == 1
    _, alive = psutil.wait_procs([sleeper], PATIENCE_S)
    assert alive == [], "what the worker had started ends with it"
    assert [(row["dossier"], row["state"], row["verdict"]) for row in index(out)] == [
        ("a", "done", "reject"),
        ("b", "done", "reject"),
    ]


def test_a_disk_that_fills_up_is_told_and_the_rest_is_done_later(tmp_path: Path) -> None:
    source = a_batch(tmp_path / "in", {f"d{number}": f"rejet {number}" for number in range(12)})
    out = tmp_path / "out"
    command = f"ulimit -f 160; exec {sys.executable} -m tests.batch.program batch {source} --out {out} {' '.join(DAY)}"
    limited = subprocess.run(
        ["/bin/bash", "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert limited.returncode == 6
    assert "libérer de la place" in limited.stderr
    assert 0 < answers(out) < 12
    assert started(source, out).wait(PATIENCE_S) == 1
    assert [row["dossier"] for row in index(out)] == [f"d{number}" for number in range(12)]
