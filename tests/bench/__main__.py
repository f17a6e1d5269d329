"""How fast Conforme is: beside other readers on the same pages, stage by stage, and as batches grow, all in one run.

    make bench
    python -m tests.bench --ocrmypdf .venv-bench/bin/ocrmypdf --growth 10,100,1000 > table.md

Ratios count, since seconds are those of one machine on one day. Every engine is held to one thread: pages per CPU
second are pages per second and core.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.bench import batches
from tests.bench.contest import Contest, hold

MIB = 2**20


def main() -> None:
    """Measure, and print the tables in Markdown as each is known."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    asked = _parser().parse_args()
    print(f"{platform.machine()}, {psutil.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"Conforme {version('conforme')}; load before the run {os.getloadavg()[0]:.1f}.\n")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if asked.dossiers:
            contest = hold(asked.seed, asked.dossiers, asked.ocrmypdf, root / "contest")
            _print(_readers(contest))
            _print(_stages(contest))
        if asked.pairs:
            _print(_speedup(batches.scanned(asked.seed, asked.pairs, root / "scanned"), root))
        if asked.growth:
            _print(_growth([int(count) for count in asked.growth.split(",")], root))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the dossiers drawn")
    parser.add_argument("--dossiers", type=int, default=4, help="scanned dossiers that all readers read; 0: none")
    parser.add_argument(
        "--pairs", type=int, default=8, help="scanned dossiers that one and two processes read; 0: none"
    )
    parser.add_argument("--growth", default="10,100,1000", help="sizes of born-digital batches; empty: none")
    parser.add_argument("--ocrmypdf", type=Path, help="the program, in an environment of its own")
    return parser


def _readers(contest: Contest) -> Iterator[str]:
    yield f"### {contest.pages} scanned pages of {contest.dossiers} dossiers, each read by all in turn"
    rows = []
    ours = contest.spent["Conforme"]
    for name, spent in contest.spent.items():
        per_page = spent.cpu / contest.pages
        rows.append(
            (
                name,
                f"{1 / per_page:.2f}",
                f"{per_page:.2f}",
                f"{spent.wall / contest.pages:.2f}",
                f"{spent.cpu / ours.cpu:.2f}",
            )
        )
    head = ("reader", "pages per second and core", "CPU s per page", "s per page on the clock", "CPU of Conforme")
    yield from _table(head, rows)


def _stages(contest: Contest) -> Iterator[str]:
    yield "### Where the time of Conforme goes"
    whole = sum(contest.stages.values())
    rows = [(name, f"{spent / contest.pages:.2f}", f"{spent / whole:.0%}") for name, spent in contest.stages.items()]
    floor = contest.floor / contest.pages
    rows.append(
        (
            f"the floor: recognising {contest.crops} values, each cut out once",
            f"{floor:.2f}",
            f"{contest.floor / whole:.0%}",
        )
    )
    yield from _table(("stage", "s per page", "share"), rows)
    yield f"Conforme is {contest.spent['Conforme'].cpu / contest.floor:.1f} times above the floor."


def _speedup(folder: Path, root: Path) -> Iterator[str]:
    yield "### From one process to two"
    one, two = (batches.run(folder, root / f"jobs-{jobs}", jobs) for jobs in (1, 2))
    rows = [
        (jobs, ran.dossiers, f"{ran.wall:.1f}", f"{one.wall / ran.wall:.2f}", f"{ran.worker_bytes / MIB:.0f}")
        for jobs, ran in ((1, one), (2, two))
    ]
    yield from _table(("processes", "scanned dossiers", "s", "speed-up", "MiB per worker"), rows)


def _growth(counts: Sequence[int], root: Path) -> Iterator[str]:
    yield "### As a batch grows (born-digital dossiers of two pages, two processes)"
    rows = []
    for count in counts:
        ran = batches.run(batches.born_digital(count, root / f"made-{count}"), root / f"grown-{count}", 2)
        rows.append(
            (
                count,
                f"{ran.wall:.1f}",
                f"{2 * ran.wall / count:.2f}",
                f"{ran.batch_bytes / MIB:.0f}",
                f"{ran.worker_bytes / MIB:.0f}",
            )
        )
    yield from _table(("dossiers", "s", "s per dossier and process", "MiB of the batch", "MiB per worker"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield ""
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(map(str, cells))} |"
    yield ""


def _print(lines: Iterable[str]) -> None:
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
