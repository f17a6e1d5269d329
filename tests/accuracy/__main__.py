"""The command line of the measurement; see the package."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.accuracy import reading, tables
from tests.accuracy.cases import LEVELS, cases
from tests.accuracy.results import Case, Group, Result, append, load, mend, merged
from tests.accuracy.tally import Tally
from tests.accuracy.wear import AUGRAPHY, ENVIRONMENT

ROOT = Path(__file__).parents[2]


def main(argv: Sequence[str]) -> int:
    """Measure, or print tables. 1 when a dossier was passed that must be rejected, 70 when a case crashed."""
    wanted = _arguments(argv)
    if wanted.table:
        return _print(merged(wanted.table))
    crashed = 0
    with tempfile.TemporaryDirectory(prefix="conforme-accuracy-") as folder:
        file = wanted.results or Path(folder) / "results.jsonl"
        crashed = _run(wanted, file)
        code = _print(merged([file]))
    return 70 if crashed else code


def _run(wanted: argparse.Namespace, file: Path) -> int:
    """Measure what the file does not have yet; returns how many cases crashed."""
    how = reading.How(
        commit=_commit(),
        into=wanted.into,
        blanks=wanted.official_forms,
        baselines_every=wanted.baselines_every,
        augraphy=wanted.augraphy,
    )
    mend(file)
    done = {result.case for result in load(file) if result.commit == how.commit}
    todo = [case for case in _asked(wanted) if case not in done]
    if done:
        _say(f"{len(done)} cases are in {file} already")
    crashed = 0
    with ProcessPoolExecutor(wanted.jobs, initializer=reading.start, initargs=(how,)) as pool:
        futures = {pool.submit(reading.measure, case): case for case in todo}
        try:
            for rank, future in enumerate(as_completed(futures), start=1):
                case = futures[future]
                if error := future.exception():
                    crashed += 1
                    _say(f"{rank}/{len(todo)} {case.level} {case.what} {case.rank}: {type(error).__name__}: {error}")
                    continue
                result = future.result()
                append(result, file)
                _say(f"{rank}/{len(todo)} {case.level} {result.name} {sum(result.seconds.values()):.0f} s")
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            _say(f"interrupted; what was read is in {file}")
    return crashed


def _asked(wanted: argparse.Namespace) -> list[Case]:
    levels = wanted.levels.split(",")
    if AUGRAPHY in levels and not (wanted.augraphy / "bin" / "python").exists():
        _say(f"level '{AUGRAPHY}' left out: no {wanted.augraphy}; `make augraphy` makes it")
        levels.remove(AUGRAPHY)
    asked: list[Case] = []
    counts: dict[Group, int] = {"dossier": wanted.count, "paper": wanted.papers}
    if wanted.official_forms:
        counts["form"] = wanted.forms
    for rank in range(max(counts.values())):
        groups = [group for group, count in counts.items() if rank < count]
        asked += cases(wanted.seed, [wanted.first + rank], levels, groups)
    return asked


def _print(results: Sequence[Result]) -> int:
    tally = Tally.of(results)
    print(tables.page(tally))
    return 1 if tally.false_passes else 0


def _commit() -> str:
    """Of the code, with a '+' when files differ from it."""
    head, changed = (
        subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
        for words in (("rev-parse", "--short", "HEAD"), ("status", "--porcelain", "--untracked-files=no"))
    )
    return head + ("+" if changed else "")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description="How well papers are read.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--seed", type=int, help="one never used before")
    what.add_argument("--table", type=Path, nargs="+", metavar="FILE", help="print the tables of these results")
    parser.add_argument("--count", type=int, default=0, help="dossiers per level")
    parser.add_argument("--papers", type=int, default=0, help="loose papers of each other kind per level")
    parser.add_argument("--forms", type=int, default=0, help="papers of each kind on official blanks per level")
    parser.add_argument("--first", type=int, default=0, help="first rank, to share a run among machines")
    parser.add_argument("--levels", default="clean,office,bad,photo", help=f"of {', '.join(LEVELS)}")
    parser.add_argument("--official-forms", type=Path, metavar="DIR", help="where the blank forms are")
    parser.add_argument("--baselines-every", type=int, default=1, metavar="N",
                        help="have the other engines read every Nth rank; 0 = never")  # fmt: skip
    parser.add_argument("--augraphy", type=Path, default=ENVIRONMENT, metavar="DIR", help="its environment")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--results", type=Path, metavar="FILE",
                        help="JSON lines; cases that it has of this commit are not read again")  # fmt: skip
    parser.add_argument("--into", type=Path, metavar="DIR",
                        help="keep the papers here, and below wrong/ crops of wrong values stated surely")  # fmt: skip
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
