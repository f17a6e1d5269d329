"""How well dossiers are read and judged, on freshly drawn ones: `python -m tests.accuracy --seed 7 --count 100`.

Prints the tables of `docs/accuracy.md`. The seed of the committed table was used for nothing else.
"""

import argparse
import json
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.core.report_json import ReportJson
from pipeline.open_tools import open_tools
from pipeline.run import Demand, Tools, check_dossier
from pipeline.settings import Settings
from samples.scan import Level
from samples.writer import generate, write

KEY_FIELDS = {
    "carte_grise": (
        "immatriculation",
        "date_premiere_immatriculation",
        "titulaire",
        "cotitulaires",
        "vin",
        "date_certificat",
        "numero_formule",
        "mention_cession_date",
    ),
    "certificat_cession": (
        "immatriculation",
        "vin",
        "date_premiere_immatriculation",
        "numero_formule",
        "date_cession",
        "heure_cession",
        "vendeur_nom",
        "acquereur_nom",
        "kilometrage",
    ),
    "controle_technique": ("immatriculation", "vin", "date_controle", "resultat", "limite_validite", "kilometrage"),
    "situation_administrative": ("immatriculation", "date_generation", "gage", "opposition_transfert"),
}
SURE = 0.9
"""Confidence from which a wrong value is the worst kind of error."""


@dataclass(frozen=True)
class Compared:
    """One dossier read, beside what was drawn."""

    level: str
    name: str
    expected: dict[str, Any]
    report: dict[str, Any]


@dataclass
class Tally:
    """Outcomes of one field."""

    exact: int = 0
    missing: int = 0
    wrong: int = 0
    wrong_and_sure: int = 0

    @property
    def count(self) -> int:
        """How many times the field was drawn."""
        return self.exact + self.missing + self.wrong


@dataclass
class Table:
    """All outcomes of one level."""

    fields: dict[tuple[str, str], Tally] = field(default_factory=dict)
    verdicts: Counter[str] = field(default_factory=Counter)
    false_passes: list[str] = field(default_factory=list)


class Job(NamedTuple):
    """A dossier to be drawn."""

    root: Path
    level: Level
    seed: int
    rank: int


class _Worker:
    """The tools of one process, opened once."""

    stack = ExitStack()
    tools: Tools | None = None


def drawn(job: Job) -> Path:
    """Draw one dossier and return its folder."""
    (sample,) = generate(job.seed, [job.rank], job.level)
    return write(sample, job.root / job.level / sample.name)


def check(job: Job) -> Compared:
    """Draw, read and judge one dossier."""
    return compared(job.level, drawn(job))


def compared(level: str, folder: Path) -> Compared:
    """Read and judge the dossier of that folder."""
    settings = Settings(jobs=1)
    if _Worker.tools is None:
        logging.disable(logging.WARNING)
        _Worker.tools = _Worker.stack.enter_context(open_tools(settings))
    checked = check_dossier(folder, Demand(now=datetime.now(UTC)), _Worker.tools, settings)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    report = json.loads(ReportJson.of(checked.report).model_dump_json(by_alias=True))
    return Compared(level, folder.name, expected, report)


def tally(compared: Iterable[Compared]) -> dict[str, Table]:
    """Outcomes by level."""
    tables: dict[str, Table] = {}
    for one in compared:
        table = tables.setdefault(one.level, Table())
        _tally_fields(one, table)
        expected, found = one.expected["verdict"], one.report["verdict"]
        if (expected, found) == ("reject", "pass"):
            table.verdicts["false pass"] += 1
            table.false_passes.append(one.name)
        elif (expected, found) == ("pass", "reject"):
            only_doubt = one.report["motifs"] == ["illisible"]
            table.verdicts["conforming, a person must look" if only_doubt else "false reject"] += 1
        else:
            same = one.expected["motifs"] == one.report["motifs"]
            table.verdicts["right verdict and motifs" if same else "right verdict, other motifs"] += 1
    return tables


def _tally_fields(one: Compared, table: Table) -> None:
    left = list(one.report["documents"])
    for paper in one.expected["documents"]:
        found = max(
            (document for document in left if document["kind"] == paper["kind"]),
            key=lambda document: sum(same(document["fields"][key]["value"], v) for key, v in paper["fields"].items()),
            default=None,
        )
        if found is not None:
            left.remove(found)
        for key, value in paper["fields"].items():
            count = table.fields.setdefault((paper["kind"], key), Tally())
            read = found["fields"][key] if found else {"value": None, "confidence": 0.0}
            if same(read["value"], value):
                count.exact += 1
            elif read["value"] is None:
                count.missing += 1
            else:
                count.wrong += 1
                count.wrong_and_sure += read["confidence"] >= SURE


def same(read: Any, true: Any) -> bool:
    """Equal, numbers by value, an empty list as nothing."""
    if read in (None, []) and true in (None, []):
        return True
    if isinstance(true, bool) or isinstance(read, bool) or not isinstance(true, int | float):
        return bool(read == true)
    try:
        return abs(float(read) - true) < 1e-9
    except (TypeError, ValueError):
        return False


def page(tables: dict[str, Table]) -> str:
    """The tables in Markdown."""
    heads = ("level", "dossiers", "fields", "exact", "missing", "wrong", "wrong at >= 0.90", "key fields exact")
    lines = [_row(*heads), "|---|" + "--:|" * 7]
    for level, table in tables.items():
        whole, key = _sum(table.fields.values()), _sum(_keys(table))
        errors = (whole.missing, whole.wrong, whole.wrong_and_sure)
        lines.append(
            _row(level, table.verdicts.total(), whole.count, _share(whole), *errors, f"{_share(key)} of {key.count}")
        )
    lines += ["", "| level | " + " | ".join(OUTCOMES) + " |", "|---|" + "--:|" * len(OUTCOMES)]
    for level, table in tables.items():
        lines.append(f"| {level} | " + " | ".join(str(table.verdicts[outcome]) for outcome in OUTCOMES) + " |")
    kinds_and_keys = sorted({name for table in tables.values() for name in table.fields})
    lines += ["", "Exact / missing / wrong (of which sure of it) by field:", ""]
    lines += ["| paper | field | " + " | ".join(tables) + " |", "|---|---|" + "---|" * len(tables)]
    for kind, key in kinds_and_keys:
        cells = []
        for table in tables.values():
            count = table.fields.get((kind, key), Tally())
            cells.append(f"{_share(count)} / {count.missing} / {count.wrong} ({count.wrong_and_sure})")
        bold = "**" if key in KEY_FIELDS.get(kind, ()) else ""
        lines.append(f"| {kind} | {bold}{key}{bold} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


OUTCOMES = (
    "right verdict and motifs",
    "right verdict, other motifs",
    "conforming, a person must look",
    "false reject",
    "false pass",
)


def _keys(table: Table) -> list[Tally]:
    return [count for (kind, key), count in table.fields.items() if key in KEY_FIELDS.get(kind, ())]


def _sum(tallies: Iterable[Tally]) -> Tally:
    many = list(tallies)
    return Tally(
        exact=sum(t.exact for t in many),
        missing=sum(t.missing for t in many),
        wrong=sum(t.wrong for t in many),
        wrong_and_sure=sum(t.wrong_and_sure for t in many),
    )


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _share(count: Tally) -> str:
    return f"{100 * count.exact / count.count:.1f} %" if count.count else "-"


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True, help="one never used before")
    parser.add_argument("--count", type=int, default=100, help="dossiers per level")
    parser.add_argument("--levels", default="clean,office")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--errors", type=Path, help="write every dossier beside what was read here, as JSON lines")
    parser.add_argument("--into", type=Path, help="draw the dossiers here and keep them; by default they are deleted")
    wanted = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="conforme-accuracy-") as folder:
        root = wanted.into or Path(folder)
        levels = wanted.levels.split(",")
        jobs = [Job(root, level, wanted.seed, rank) for rank in range(wanted.count) for level in levels]
        with ProcessPoolExecutor(wanted.jobs) as pool:
            found = []
            for one in pool.map(check, jobs):
                found.append(one)
                print(f"{len(found)}/{len(jobs)} {one.level} {one.name} {one.report['verdict']}", file=sys.stderr)
    if wanted.errors:
        wanted.errors.write_text("".join(json.dumps(vars(one)) + "\n" for one in found), encoding="utf-8")
    tables = tally(found)
    print(page(tables))
    return 1 if any(table.false_passes for table in tables.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
