"""The index of a batch, `index.csv` and `index.jsonl`: a line per dossier, made from the ledger, which alone counts.

Lines are added as answers come, each in one piece. What a crash left behind does not matter: the index is made anew
from the ledger when a batch begins, and once more at its end, then in the order of the dossiers. `index.html`, for a
browser, cannot be added to: it is made anew now and then while answers come.
"""

import csv
import io
import os
import time
from collections.abc import Callable, Container, Iterable, Sequence
from pathlib import Path
from typing import Literal

from pipeline.batch.ledger import Entry, State
from pipeline.batch.places import FolderShelf, Shelf
from pipeline.core.choices import Lang
from pipeline.core.errors import ReportNotWritten
from pipeline.core.model import Frozen
from pipeline.core.printable import printable
from pipeline.core.report import Motif
from pipeline.stages import html_index
from pipeline.stages.write import write_report
from validators.catalogue import CATALOGUE

PAGE_EVERY_S = 5.0
"""Between two pages for a browser while answers come, the time to make one not counted."""

COPY_EVERY_S = 60.0
"""The same where copies of all go elsewhere, each time as a whole."""

PAGE_SHARE = 20
"""Making them takes one part in so many of the time at most: half a second for ten thousand dossiers."""

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

    def as_line(self, there: Container[str]) -> html_index.Line:
        """The line for a browser, with the report for it where that is among the files there."""
        page = self.report and f"{self.report.removesuffix('.json')}.html"
        return html_index.Line(
            dossier=self.dossier,
            path=self.path,
            state=self.state.value,
            outcome=self.verdict or "unexamined",
            motifs=self.motifs,
            rules=self.rules,
            seconds=self.seconds,
            duplicate_of=self.duplicate_of,
            report=page if page in there else self.report,
        )


class Index:
    """The files."""

    FILES = ("index.csv", "index.jsonl", "index.html")
    NAME = "index"
    """What no report may be called."""

    def __init__(self, folder: Path, lang: Lang, *, has_page: bool = False, shelf: Shelf | None = None) -> None:
        """Take the folder of the reports.

        Args:
            folder: of the reports.
            lang: of the page for a browser.
            has_page: whether one is wanted. One that is there is kept up to date in any case.
            shelf: where the reports stand, and copies of the index go, when that is not the folder.
        """
        self._lang, self._has_page = lang, has_page
        self._shelf, self._is_elsewhere = shelf or FolderShelf(folder), shelf is not None
        self._csv, self._jsonl, self._page = (folder / name for name in self.FILES)
        self._is_behind = False
        self._show_at = 0.0

    def write(self, entries: Iterable[Entry]) -> None:
        """Make all anew. Raises ReportNotWritten."""
        known = list(entries)
        rows = _rows(known)
        write_report(self._csv, as_csv(rows))
        write_report(self._jsonl, "".join(row.model_dump_json() + "\n" for row in rows))
        self._show(known, rows)

    def add(self, entries: Iterable[Entry]) -> None:
        """Add lines at the end, to all but the page for a browser. Raises ReportNotWritten."""
        for row in _rows(entries):
            _append(self._csv, row.as_csv())
            _append(self._jsonl, row.model_dump_json() + "\n")
            self._is_behind = self._is_elsewhere or self._is_page_kept()

    def catch_up(self, entries: Callable[[], Iterable[Entry]]) -> None:
        """Bring the page for a browser, and copies elsewhere, up to date where lines were added, and it is time.

        Raises:
            ReportNotWritten: one could not be written.
        """
        if self._is_behind and time.monotonic() >= self._show_at:
            known = list(entries())
            self._show(known, _rows(known))

    def _is_page_kept(self) -> bool:
        return self._has_page or os.path.lexists(self._page)

    def _show(self, known: Sequence[Entry], rows: Sequence[Row]) -> None:
        self._is_behind = False
        begun = time.monotonic()
        files = [self._csv, self._jsonl]
        if self._is_page_kept():
            self._write_page(known, rows)
            files.append(self._page)
        if self._is_elsewhere:
            self._shelf.put(files)
        ended = time.monotonic()
        every = COPY_EVERY_S if self._is_elsewhere else PAGE_EVERY_S
        self._show_at = ended + max(every, PAGE_SHARE * (ended - begun))

    def _write_page(self, known: Sequence[Entry], rows: Sequence[Row]) -> None:
        there = self._shelf.names()
        titles = {rule.id: rule.title if self._lang == "fr" else rule.title_en for rule in CATALOGUE}
        waiting = sum(entry.answer is None and entry.state is not State.PURGED for entry in known)
        lines = [row.as_line(there) for row in rows]
        write_report(self._page, html_index.html_index(lines, titles, self._lang, waiting=waiting))


def _rows(entries: Iterable[Entry]) -> list[Row]:
    return [row for row in map(Row.of, entries) if row]


def _append(file: Path, line: str) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)
    except OSError as error:
        raise ReportNotWritten(f"Impossible d'écrire {file} ({error.strerror}).") from error


def as_csv(rows: Iterable[Row]) -> str:
    """The lines as a CSV file with its heading."""
    return csv_line(Row.model_fields) + "".join(row.as_csv() for row in rows)


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
