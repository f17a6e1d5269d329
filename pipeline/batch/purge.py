"""Personal data is not kept for ever: reports, index lines and ledger entries go once they are old enough.

Age is counted from the instant that a dossier was judged as of: of a batch its begin, in a hot folder the moment when
it had settled. Reports go first, then what the ledger says of them, then the index: a purge that is killed is finished
by the next one. Only what Conforme wrote is removed, never a paper.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.batch.assembly import forget_made
from pipeline.batch.index import Index
from pipeline.batch.ledger import LEDGER, Ledger, State, open_ledger
from pipeline.batch.plan import files_of
from pipeline.core.choices import Lang
from pipeline.core.errors import ReportNotWritten, reason
from pipeline.stages.write import clear_unfinished

_OURS = {
    ".json": b'"schema": "conforme.report/1"',
    ".html": b'<meta name="generator" content="Conforme">',
    ".xml": b'<testsuites name="Conforme">',
}
"""What stands at the beginning of every report, by its ending."""

_BEGINNING = 4096
"""Bytes."""

_FORGOTTEN = ("Jugés il y a plus de {} jours : {} dossiers oubliés.", "Judged more than {} days ago: {} forgotten.")
_FOREIGN = (
    "{} a le nom d'un rapport à supprimer, mais n'en est pas un : gardé.",
    "{} is named as a report to remove, but is none: kept.",
)


@dataclass(frozen=True)
class Purge:
    """What to remove, and how to tell of it."""

    days: int
    """Age from which an answer is not kept."""
    lang: Lang
    say: Callable[[str], None]

    def run(self, ledger: Ledger, out: Path, now: datetime, watched: Path | None = None) -> None:
        """Remove what is too old.

        Args:
            ledger: of these reports.
            out: the folder of the reports.
            now: instant, aware.
            watched: the hot folder, absolute: of dossiers that still stand there the ledger keeps that they were
                answered, or they would be taken for new ones.

        Raises:
            ReportNotWritten: a report cannot be removed, or the ledger not be written.
        """
        before = now - timedelta(days=self.days)
        old = ledger.older_than(before)
        files = [file for entry in old for file in files_of(entry, out)]
        for file in files:
            self._remove(file)
        if old:
            clear_unfinished(out, {file.name for file in files})
            ledger.purge(old, standing={one.path for one in old if one.path.parent == watched and _is_there(one.path)})
            Index(out, self.lang).write(ledger.entries().values())
        kept = [entry for entry in ledger.entries().values() if entry.state is not State.PURGED]
        try:
            forget_made(out, kept, before, is_purged=bool(old))
        except OSError as error:
            raise ReportNotWritten(f"Impossible de supprimer {error.filename} ({reason(error)}).") from error
        if forgotten := sum(entry.state is not State.PURGED for entry in old):
            self.say(_FORGOTTEN[self.lang == "en"].format(self.days, forgotten))

    def _remove(self, file: Path) -> None:
        try:
            if not _is_there(file):
                return
            if _is_ours(file):
                file.unlink()
            else:
                self.say(_FOREIGN[self.lang == "en"].format(file))
        except OSError as error:
            raise ReportNotWritten(f"Impossible de supprimer {file} ({reason(error)}).") from error


def purge_folder(out: Path, purge: Purge, now: datetime) -> None:
    """Purge the reports of batches that have ended. Raises as `open_ledger` and `Purge.run`."""
    if _is_there(out / LEDGER):
        with open_ledger(out / LEDGER) as ledger:
            ledger.begin()  # nothing is worked on
            purge.run(ledger, out, now)


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)


def _is_ours(file: Path) -> bool:
    """Whether it is a report that Conforme wrote."""
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as stream:
        return _OURS[file.suffix] in stream.read(_BEGINNING)
