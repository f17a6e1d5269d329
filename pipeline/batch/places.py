"""Where dossiers stand and where their reports go: folders of this machine here, buckets in `remote`.

A dossier is known by its path. What stands behind it only its source knows: a batch asks that for names, stamps and
contents, and never opens it.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from pipeline.core.errors import ReportNotWritten, UsageError, reason
from pipeline.run import name_of
from pipeline.stages.facts import read_facts
from pipeline.stages.fingerprint import content_of, stamp_of
from pipeline.stages.write import write_report


class Source(Protocol):
    """Where the dossiers of a batch stand."""

    def name_of(self, path: Path) -> str:
        """How a dossier is called."""

    def stamp_of(self, path: Path, now: float) -> str:
        """See `fingerprint.stamp_of`. Nothing is opened."""

    def contents_of(self, paths: Sequence[Path]) -> dict[Path, str]:
        """What each holds, as `fingerprint.content_of` says it."""

    def days_of(self, paths: Sequence[Path]) -> dict[Path, date | None]:
        """The day of the request that each declares in `dossier.toml`; None where there is none, or no telling."""


class Shelf(Protocol):
    """Where the reports of a batch stand, known by the names of their files."""

    def names(self) -> set[str]:
        """Of the files that are there. Raises ReportNotWritten."""

    def remove(self, names: Iterable[str]) -> None:
        """Take these away, as far as they are there. Raises ReportNotWritten."""

    def put(self, files: Iterable[Path]) -> None:
        """Write copies of these files there, in this order, each whole or not at all. Raises ReportNotWritten."""


class Folders:
    """A `Source`: dossiers on this machine, or on a share that is seen from it."""

    def name_of(self, path: Path) -> str:
        """See `Source`."""
        return name_of(path)

    def stamp_of(self, path: Path, now: float) -> str:
        """See `Source`."""
        return stamp_of(path, now)

    def contents_of(self, paths: Sequence[Path]) -> dict[Path, str]:
        """See `Source`."""
        return {path: content_of(path) for path in paths}

    def days_of(self, paths: Sequence[Path]) -> dict[Path, date | None]:
        """See `Source`."""
        return {path: _day_of(path) for path in paths}


def _day_of(dossier: Path) -> date | None:
    try:
        return read_facts(dossier).date_demande
    except (UsageError, OSError):  # it fails whatever the day
        return None


class FolderShelf:
    """A `Shelf`: a folder, made already. Workers write to it without asking."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self._folder = folder

    def names(self) -> set[str]:
        """See `Shelf`."""
        try:
            with os.scandir(self._folder) as found:
                return {one.name for one in found if one.is_file()}
        except OSError as error:
            raise ReportNotWritten(f"Impossible d'écrire {self._folder} ({reason(error)}).") from error

    def remove(self, names: Iterable[str]) -> None:
        """See `Shelf`."""
        for name in names:
            try:
                (self._folder / name).unlink(missing_ok=True)
            except OSError as error:
                raise ReportNotWritten(f"Impossible de remplacer le rapport {name} ({reason(error)}).") from error

    def put(self, files: Iterable[Path]) -> None:
        """See `Shelf`."""
        for file in files:
            write_report(self._folder / file.name, file.read_bytes())
