"""`conforme watch` as a program of its own: dossiers dropped while it runs, stopped, killed, started again."""

import json
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipeline.batch.ledger import LEDGER, open_ledger
from tests.batch import program
from tests.batch.folders import a_batch, files
from tests.batch.test_kills import PATIENCE_S, until

DAY = ["--date-demande", "2026-03-16"]
SETTLE_S = 0.4


@dataclass
class Watch:
    """The program, and where things are."""

    folder: Path
    options: tuple[str, ...] = ()
    process: BaseProcess | None = None

    @property
    def dropped(self) -> Path:
        """The hot folder."""
        return self.folder / "in"

    @property
    def out(self) -> Path:
        """The reports, where they go by default."""
        return self.folder / "in-rapports"

    def start(self) -> None:
        """Start it, without loading Python and its libraries again: only the workers do."""
        self.process = multiprocessing.get_context("fork").Process(target=self._be_it)
        self.process.start()

    def _be_it(self) -> None:
        main = sys.modules["__main__"]
        main.__spec__ = main.__file__ = None  # pytest's: workers would load it
        said = os.open(self.folder / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.stdout = sys.stderr = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115
        sys.exit(program.run(["watch", str(self.dropped), "--settle", str(SETTLE_S), *DAY, *self.options]))

    @property
    def said(self) -> str:
        """What it has told the user so far."""
        file = self.folder / "said"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int | None:
        """End it, and give its exit code."""
        assert self.process is not None
        assert self.process.pid is not None
        os.kill(self.process.pid, number)
        self.process.join(PATIENCE_S)
        return self.process.exitcode

    def rows(self) -> dict[str, dict[str, Any]]:
        """The index, by name."""
        file = self.out / "index.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return {row["dossier"]: row for row in map(json.loads, lines)}

    def answered(self, *names: str) -> Callable[[], bool]:
        """Whether these dossiers are."""
        return lambda: {*names} <= self.rows().keys()


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    """Not started yet; ended whatever the test did."""
    (tmp_path / "in").mkdir()
    one = Watch(tmp_path)
    yield one
    if one.process and one.process.is_alive():
        one.process.kill()
        one.process.join()


def test_a_day_of_a_hot_folder(watch: Watch, tmp_path: Path) -> None:
    """Slow writers, temporary names, open files, copies, what comes back changed; then a stop, and another day."""
    counts = tmp_path / "counts"
    counts.mkdir()
    a_batch(watch.dropped, {"avant": "passe", "compte": f"compte {counts / 'compte'}"})
    watch.options = ("--format", "text,html")
    watch.start()
    until(watch.answered("avant", "compte"))
    assert watch.process is not None
    for worker in psutil.Process(watch.process.pid).children():
        worker.kill()  # while it has nothing to do, which is not the fault of the next dossier

    slow, late, still_open = (watch.dropped / name for name in ("lent.pdf", "tard.pdf.part", "ouvert.pdf"))
    with slow.open("w") as stream, still_open.open("w") as other:
        stream.write(f"compte {counts / 'lent'}")
        other.write("rejet, à moitié")
        other.flush()
        late.write_text("passe")
        (watch.dropped / "nulle-part").symlink_to("/nowhere")
        for _ in range(5):
            stream.write(" ")
            stream.flush()
            time.sleep(SETTLE_S / 2)
        a_batch(watch.dropped, {"copie": "passe", "vide-puis-plein": "passe, et plus"})
        until(watch.answered("copie", "vide-puis-plein", "nowhere"))
        assert watch.rows()["copie"]["duplicate_of"] == "avant"
        assert not {"lent", "tard", "ouvert"} & watch.rows().keys()
        stream.write("\n")
    late.rename(watch.dropped / "tard.pdf")
    until(watch.answered("lent", "ouvert", "tard"))

    a_batch(watch.dropped, {"avant": "rejet, après coup"})
    until(lambda: watch.rows().get("avant", {}).get("verdict") == "reject")
    until(lambda: watch.rows().get("copie", {}).get("state") == "done")
    assert watch.stop() == 130

    assert {name: f"{row['state']} {row['verdict']}" for name, row in watch.rows().items()} == {
        "avant": "done reject",
        "compte": "done reject",
        "copie": "done pass",
        "lent": "done reject",
        "nowhere": "failed None",
        "ouvert": "done reject",
        "tard": "done pass",
        "vide-puis-plein": "done reject",
    }
    assert {file.name: file.read_text() for file in counts.iterdir()} == {"compte": ".", "lent": "."}

    a_batch(watch.dropped, {"lendemain": "rejet encore"})
    watch.start()
    until(watch.answered("lendemain"))
    until(lambda: watch.said.count("nowhere : non examiné") == 2)
    until(lambda: 'href="lendemain.html"' in (watch.out / "index.html").read_text(encoding="utf-8"))
    assert watch.stop(signal.SIGINT) == 130
    assert {file.name: file.read_text() for file in counts.iterdir()} == {"compte": ".", "lent": "."}
    assert watch.said.count("avant : ") == 2, "told each time it was judged, and not again"
    assert "arrête le programme" not in watch.said
    assert {*files(watch.dropped)} == {
        *(f"{name}/page" for name in ("avant", "compte", "copie", "vide-puis-plein", "lendemain")),
        *("lent.pdf", "ouvert.pdf", "tard.pdf"),
    }, "nothing is written there"


def test_kills_lose_no_dossier_and_judge_none_twice(watch: Watch, tmp_path: Path) -> None:
    """Dossiers keep coming, some of them under names that were had before, while the program is killed and started."""
    watch.options = ("--route", str(watch.dropped), "--jobs", "1")
    chance = random.Random(7)
    dropped: list[str] = []

    def drop() -> None:
        for _ in range(3):
            order = f"{chance.choice(('passe', 'rejet'))} {len(dropped)}"
            hidden = tmp_path / f"{len(dropped)}.pdf"
            hidden.write_text(order)
            name = watch.dropped / f"scan{len(dropped) % 7}.pdf"
            if not name.exists():
                hidden.rename(name)  # in one piece
                dropped.append(order)

    for _ in range(5):
        drop()
        watch.start()
        assert watch.process is not None
        assert watch.process.pid is not None
        wanted = min(len(dropped), len(watch.rows()) + chance.choice((0, 1, 2, 3)))
        until(lambda wanted=wanted: len(watch.rows()) >= wanted)
        time.sleep(chance.uniform(0, 0.4))
        watch.process.kill()
        watch.process.join(PATIENCE_S)
    drop()
    watch.start()
    until(lambda: len(watch.rows()) >= len(dropped) and not [*watch.dropped.glob("*.pdf")])
    assert watch.stop() == 130

    moved = [*files(watch.dropped / "conforme").items(), *files(watch.dropped / "rejet").items()]
    assert sorted(order for _, order in moved if order) == sorted(dropped)
    with open_ledger(watch.out / LEDGER) as ledger:
        entries = ledger.entries()
    assert len(entries) == len(dropped)
    for path, entry in entries.items():
        order = path.read_text()
        assert entry.answer
        assert path.parent.name == {"pass": "conforme", "reject": "rejet"}[entry.answer.verdict or ""]
        assert entry.answer.verdict == {"passe": "pass", "rejet": "reject"}[order.split()[0]]
        assert (watch.out / f"{entry.name}.json").is_file()


def test_a_folder_that_is_away_for_a_moment_is_waited_for_and_nothing_is_judged_again(
    watch: Watch, tmp_path: Path
) -> None:
    """As when a network share is lost, in the middle of a dossier too."""
    counts = tmp_path / "counts"
    a_batch(watch.dropped, {"a": f"compte {counts}", "b": f"dort {tmp_path / 'pid'}"})
    watch.start()
    until(watch.answered("a"))
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    watch.dropped.rename(tmp_path / "away")
    until(lambda: "n'est plus accessible" in watch.said)
    a_batch(tmp_path / "away", {"c": "rejet"})
    sleeper = psutil.Process(int((tmp_path / "pid").read_text()))
    sleeper.kill()  # what reads b gets on
    until(lambda: "modifié pendant sa lecture" in watch.said)
    assert not watch.answered("b")()
    a_batch(tmp_path / "away", {"b": "rejet aussi"})
    (tmp_path / "away").rename(watch.dropped)
    until(watch.answered("a", "b", "c"))
    assert "de nouveau accessible" in watch.said
    assert watch.stop() == 130
    assert counts.read_text() == "."


def test_a_stop_puts_back_what_is_in_hand(watch: Watch, tmp_path: Path) -> None:
    """It was changed while it was read, too, and had long settled anew."""
    first, second = tmp_path / "first", tmp_path / "second"
    a_batch(watch.dropped, {"a": f"dort {first}"})
    watch.start()
    until(lambda: first.exists() and first.read_text())
    a_batch(watch.dropped, {"a": f"dort {second}"})
    time.sleep(4 * SETTLE_S)
    assert not second.exists(), "by one reader at a time"
    psutil.Process(int(first.read_text())).kill()
    until(second.exists)
    assert watch.process is not None
    family = psutil.Process(watch.process.pid).children(recursive=True)
    assert watch.stop() == 130
    _, alive = psutil.wait_procs(family, PATIENCE_S)
    assert alive == []
    with open_ledger(watch.out / LEDGER) as ledger:
        (entry,) = ledger.entries().values()
    assert (entry.state, entry.attempts, entry.deaths) == ("queued", 0, 0)
    assert watch.rows() == {}
