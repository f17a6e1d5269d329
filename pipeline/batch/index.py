"""The index of a batch, `index.csv` and `index.jsonl`: a line per dossier, made from the ledger, which alone counts.

Lines are added as answers come, each in one piece. What a crash left behind does not matter: the index is made anew
from the ledger when a batch begins, and once more at its end, then in the order of the dossiers.
"""

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pipeline.batch.ledger import Entry, State
from pipeline.core.errors import ReportNotWritten
from pipeline.core.model import Frozen
from pipeline.core.printable import printable
from pipeline.core.report import Motif
from pipeline.stages.write import write_report

_FORMULA = ("=", "+", "-", "@", "\t")
"""What a cell begins with that a spreadsheet would run: a file name may."""


class Row(Frozen):
    """One line."""

    dossier: str
    """Name of its report, without the ending."""
    path: str
    """Name in the folder of the batch."""
    state: State
    verdict: Literal["pass", "reject"] | None
    """Null when it was not examined."""
    motifs: tuple[Motif, ...]
    rules: tuple[str, ...]
    """Ids of the rules that reject it."""
    exit_code: int
    seconds: float
    duplicate_of: str | None
    """Name of the dossier with the same content."""
    report: str | None
    """File in the same folder; of a duplicate that of its original; null when there is none."""

    @classmethod
    def of(cls, entry: Entry) -> "Row | None":
        """The line of a dossier; None while it has no answer."""
        answer = entry.answer
        if answer is None:
            return None
        of_whom = entry.original_name or entry.name
        return cls(
            dossier=entry.name,
            path=printable(entry.path.name),
            state=entry.state,
            verdict=answer.verdict,
            motifs=answer.motifs,
            rules=answer.rules,
            exit_code=answer.exit_code,
            seconds=answer.seconds,
            duplicate_of=entry.original_name,
            report=f"{of_whom}.json" if answer.verdict else None,
        )

    def as_csv(self) -> str:
        """The line for spreadsheets."""
        return csv_line(csv_cell(value) for value in self.model_dump(mode="json").values())


class Index:
    """The two files."""

    FILES = ("index.csv", "index.jsonl")

    def __init__(self, folder: Path) -> None:
        """Take the folder of the reports."""
        self._csv, self._jsonl = (folder / name for name in self.FILES)

    def write(self, entries: Iterable[Entry]) -> None:
        """Make both anew. Raises ReportNotWritten."""
        rows = [row for row in map(Row.of, entries) if row]
        write_report(self._csv, csv_line(Row.model_fields) + "".join(row.as_csv() for row in rows))
        write_report(self._jsonl, "".join(row.model_dump_json() + "\n" for row in rows))

    def add(self, entries: Iterable[Entry]) -> None:
        """Add lines at the end. Raises ReportNotWritten."""
        for row in filter(None, map(Row.of, entries)):
            _append(self._csv, row.as_csv())
            _append(self._jsonl, row.model_dump_json() + "\n")


def _append(file: Path, line: str) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)
    except OSError as error:
        raise ReportNotWritten(f"Impossible d'écrire {file} ({error.strerror}).") from error


def csv_line(cells: Iterable[str]) -> str:
    """A line of a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def csv_cell(value: object) -> str:
    """What stands in a cell: text that no spreadsheet would run."""
    if isinstance(value, list):
        return " ".join(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
