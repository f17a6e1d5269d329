"""Loose files made into dossiers before they are judged: `--group-by-vehicle`, `--split-stack` (contract.md 1).

    loose files ─► read, each once ─► group ─► dossiers ─► the batch as ever
                   readings           pure     a small file each

The ledger takes such a file for a dossier: it says which pages of which files it is made of, so its content changes
with them. While nothing changed they are there already, and no file is read again.
"""

import csv
import hashlib
import json
import os
import re
import shutil
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import pydantic

from pipeline.answers import report_name
from pipeline.batch.grouping import Part, grouped
from pipeline.batch.index import Index, csv_cell, csv_line
from pipeline.batch.ledger import LEDGER, Entry, Ledger, State, open_ledger
from pipeline.batch.loose import FOLDER, READINGS, SUFFIX, Aside, Assembled, Sheet, Slice, ranges
from pipeline.batch.places import FolderShelf
from pipeline.batch.plan import Keys, absolute, files_of, planned, program_digest
from pipeline.batch.pool import Bounds, Pool
from pipeline.batch.readings import Readings
from pipeline.batch.run import BatchResult, Watcher, run_dossiers
from pipeline.batch.worker import Work
from pipeline.core.model import Frozen
from pipeline.run import name_of
from pipeline.scratch import BATCH, passing_folder
from pipeline.stages.fingerprint import content_of, stamp_of
from pipeline.stages.ingest import as_text, dossiers_in
from pipeline.stages.write import write_report

FILES = "files.csv"
"""Which loose file, or which of its pages, is in which dossier."""

_HEADING = ("file", "pages", "dossier", "state", "fits")
_MADE = "made.json"
_NUMBER = re.compile(r"\d+")


class How(Frozen):
    """What is asked of loose files."""

    is_grouped: bool = False
    """Several files may be of one dossier."""
    is_split: bool = False
    """One file may hold several dossiers."""


class Draft(Frozen):
    """A dossier by the places of its files, or pages that are of none."""

    pages: dict[int, tuple[int, ...]]
    """File, by its place, to its pages; empty for all of them."""
    fits: tuple[int, ...] | None = None
    """Of pages that are of none: the drafts that they may belong to."""
    is_grave: bool = False
    """See `Aside`."""


def drafted(files: Sequence[tuple[str, Sequence[Sheet]]], how: How) -> list[Draft]:
    """The dossiers that loose files make, those of none after the others.

    Args:
        files: name and sheets of each, in natural order.
        how: what is asked.
    """
    ranks = range(len(files))
    drafts: list[Draft] = []
    for together in [list(ranks)] if how.is_grouped else [[rank] for rank in ranks]:
        places = [(rank, sheet) for rank in together for sheet in files[rank][1]]
        found = grouped(_parts(places, files))
        if not how.is_grouped and len(found.groups) < 2:  # no stack of several
            drafts.append(Draft(pages=dict.fromkeys(together, ())))
            continue
        first = len(drafts)
        drafts += (_draft([places[part] for part in group], files) for group in found.groups)
        alike = groupby(found.strays, key=lambda stray: (places[stray.part][0], stray.fits))
        for (_, fits), strays in alike:
            apart = [places[stray.part] for stray in strays]
            is_grave = any(sheet.may_tell_against for _, sheet in apart)
            told = {"fits": tuple(first + fit for fit in fits), "is_grave": is_grave}
            drafts.append(_draft(apart, files).model_copy(update=told))
    return drafts


def _parts(places: Sequence[tuple[int, Sheet]], files: Sequence[tuple[str, Sequence[Sheet]]]) -> list[Part]:
    parts = []
    for index, (rank, sheet) in enumerate(places):
        before = places[index - 1][0] if index else None
        follows = before == rank or (before is not None and _follows(files[before][0], files[rank][0]))
        parts.append(
            Part(
                papers=sheet.papers,
                stack=rank if len(files[rank][1]) > 1 else None,
                is_blank=sheet.is_blank,
                before=index - 1 if follows else None,
            )
        )
    return parts


def _draft(places: Iterable[tuple[int, Sheet]], files: Sequence[tuple[str, Sequence[Sheet]]]) -> Draft:
    pages: dict[int, tuple[int, ...]] = {}
    for rank, sheet in places:
        pages[rank] = (*pages.get(rank, ()), *sheet.pages)
    whole = {rank: tuple(page for sheet in files[rank][1] for page in sheet.pages) for rank in pages}
    return Draft(pages={rank: () if found == whole[rank] else found for rank, found in pages.items()})


def _follows(name: str, other: str) -> bool:
    """Whether one file name is the other with one number more by one, as scanners give them.

    >>> _follows("CNI 1.jpg", "CNI 2.jpg"), _follows("CNI 1.jpg", "CNI 3.jpg"), _follows("a 1.jpg", "b 2.jpg")
    (True, False, False)
    """
    numbers, others = ([int(run) for run in _NUMBER.findall(one)] for one in (name, other))
    steps = [b - a for a, b in zip(numbers, others, strict=False) if a != b]
    return _NUMBER.sub("0", name) == _NUMBER.sub("0", other) and steps == [1]


def run_loose(directory: Path, out: Path, work: Work, bounds: Bounds, watcher: Watcher, how: How) -> BatchResult:
    """`run_batch`, with the loose files of the folder made into dossiers; sub-folders are dossiers as ever.

    Raises:
        DossierError: as `run_batch`.
    """
    found = [absolute(path) for path in dossiers_in(directory)]
    loose = [path for path in found if not os.path.isdir(path)]  # noqa: PTH112  # Path.is_dir may raise
    with open_ledger(out / LEDGER) as ledger:
        assembly = _Assembly(loose, out, work, how, ledger)
        if not assembly.is_answered():
            with passing_folder(BATCH) as scratch, Pool(work, bounds, scratch) as pool:
                assembly.make(pool, watcher, {name_of(path).casefold() for path in found if path not in loose})
    firsts = {path: path for path in found if path not in loose} | assembly.firsts()
    ranks = {path: rank for rank, path in enumerate(found)}
    paths = sorted(firsts, key=lambda path: ranks[firsts[path]])
    result = run_dossiers(paths, out, work, bounds, watcher)
    write_report(out / FILES, _listing(result, assembly))
    shutil.rmtree(out / READINGS, ignore_errors=True)  # it holds what stands on papers
    return result


def forget_made(out: Path, kept: Iterable[Entry], before: datetime, *, is_purged: bool) -> None:
    """Of what was made of loose files, keep after a purge what is of dossiers that are kept.

    Args:
        out: the folder of the reports.
        kept: the dossiers whose answers are kept.
        before: readings of a batch that was stopped before that instant are not kept.
        is_purged: whether any dossier was forgotten. Which files it was made of is forgotten then, of all dossiers: the
            next batch reads the files again, which it does for one that has no answer any more.

    Raises:
        OSError, ReportNotWritten: no right to, no space.
    """
    entries = list(kept)
    stray = {*absolute(out / FOLDER).glob(f"*{SUFFIX}")} - {entry.path for entry in entries}
    if is_purged or stray:
        (out / FOLDER / _MADE).unlink(missing_ok=True)
        for file in stray:
            file.unlink()
        _keep_lines(out / FILES, {csv_cell(entry.name) for entry in entries})
    readings = [*(out / READINGS).glob("*")]
    if any(file.stat().st_mtime < before.timestamp() for file in readings):
        shutil.rmtree(out / READINGS)


def _keep_lines(file: Path, names: Container[str]) -> None:
    """Take the lines of other dossiers out of the table of loose files."""
    if not file.is_file():
        return
    with file.open(encoding="utf-8", errors="replace", newline="") as stream:
        lines = [*csv.reader(stream)]
    if lines[:1] == [[*_HEADING]]:  # it is ours
        write_report(file, csv_line(_HEADING) + "".join(csv_line(line) for line in lines[1:] if line[2] in names))


class _Seen(Frozen):
    """A loose file as it was."""

    stamp: str
    content: str
    """See `pipeline.stages.fingerprint`."""


class _Made(Frozen):
    """What dossiers were made of. It holds nothing that stands on a paper."""

    asked: str = ""
    """Digest of all else that they depend on."""
    files: Mapping[str, _Seen] = pydantic.Field(default_factory=dict)
    """By their names."""
    dossiers: Mapping[str, str] = pydantic.Field(default_factory=dict)
    """Name of the file of each to that of the first file that it is made of."""
    unread: tuple[str, ...] = ()
    """Names of the files that no worker could read: dossiers of their own, as without grouping."""


class _Assembly:
    """The dossiers that the loose files of a folder make."""

    def __init__(self, loose: Sequence[Path], out: Path, work: Work, how: How, ledger: Ledger) -> None:
        self.folder = absolute(out / FOLDER)
        self._out, self._work, self._how, self._ledger = out, work, how, ledger
        self._asked = _asked(work, how, loose)
        self._paths = {_name(path): path for path in loose}
        try:
            self._made = _Made.model_validate_json((self.folder / _MADE).read_bytes())
        except (OSError, pydantic.ValidationError):
            self._made = _Made()
        self._seen = {name: self._look(path) for name, path in self._paths.items()}

    def firsts(self) -> dict[Path, Path]:
        """The dossiers, and the first file of each."""
        made = self._made
        return {self.folder / dossier: self._paths[first] for dossier, first in made.dossiers.items()} | {
            self._paths[name]: self._paths[name] for name in made.unread
        }

    def is_answered(self) -> bool:
        """Whether nothing changed, and no dossier has to be judged: what was read of its files is not kept.

        A file that is a dossier of its own because no worker could read it, and as such was read after all, is tried
        again.
        """
        before = {name: seen.content for name, seen in self._made.files.items()}
        if self._made.asked != self._asked or before != {name: seen.content for name, seen in self._seen.items()}:
            return False
        keys, now = Keys(self._work.demand, self._work.settings), self._work.demand.now
        there = FolderShelf(self._out).names()
        entries = planned(list(self.firsts()), self._ledger.entries(), there, keys, now)
        unread = {self._paths[name] for name in self._made.unread}
        if any(entry.state is State.DONE and entry.path in unread for entry in entries):
            return False
        return all(one.path.is_file() and one.state is not State.QUEUED for one in entries)

    def make(self, pool: Pool, watcher: Watcher, taken: set[str]) -> None:
        """Read what is not read yet, and write the dossiers, under none of the names taken (in lower case)."""
        contents = {path: self._seen[name].content for name, path in self._paths.items()}
        readings = Readings(self._out / READINGS, contents, self._asked, watcher, is_split=self._how.is_split)
        for ended in pool.run(readings):
            readings.settle(ended)
        copies: dict[str, list[Path]] = {}
        for path, content in readings.contents.items():
            copies.setdefault(content, []).append(path)
        read = [(many, found) for many in copies.values() if (found := readings.of(many[0]))]
        unread = [path for path in self._paths.values() if all(path not in many for many, _ in read)]
        drafts = drafted([(as_text(many[0].name), found.sheets) for many, found in read], self._how)
        slices = [
            tuple(
                Slice(file=as_text(path.name), reading=readings.file_of(path).name, pages=pages)
                for rank, pages in draft.pages.items()
                for path in read[rank][0]
            )
            for draft in drafts
        ]
        self._forget({path for path in self._paths.values() if path not in unread})
        names = self._names(slices, taken)
        for rank, (draft, parts, name) in enumerate(zip(drafts, slices, names, strict=True)):
            fits = None if draft.fits is None else tuple(names[fit] for fit in draft.fits)
            apart = [at for at, other in enumerate(drafts) if other.fits is not None and rank in other.fits]
            aside = tuple(Aside(pages=part, is_grave=drafts[at].is_grave) for at in apart for part in slices[at])
            text = Assembled(slices=parts, fits=fits, aside=aside).model_dump_json()
            file = self.folder / f"{name}{SUFFIX}"
            if not file.is_file() or file.read_text(encoding="utf-8") != text:  # its stamp tells that it is the same
                write_report(file, text)
        firsts = [_name(read[min(draft.pages)][0][0]) for draft in drafts]
        self._made = _Made(
            asked=self._asked,
            files={
                name: _Seen(stamp=self._seen[name].stamp, content=readings.contents[path])
                for name, path in self._paths.items()
            },
            dossiers={f"{name}{SUFFIX}": first for name, first in zip(names, firsts, strict=True)},
            unread=tuple(map(_name, unread)),
        )
        self._forget(
            {file for file in self.folder.glob(f"*{SUFFIX}") if file.name not in self._made.dossiers}, is_made=True
        )
        write_report(self.folder / _MADE, self._made.model_dump_json())

    def _look(self, path: Path) -> _Seen:
        stamp = stamp_of(path, self._work.demand.now.timestamp())
        before = self._made.files.get(_name(path))
        content = before.content if before and stamp and before.stamp == stamp else content_of(path)
        return _Seen(stamp=stamp, content=content)

    def _names(self, slices: Sequence[Sequence[Slice]], taken: set[str]) -> list[str]:
        """A name for each dossier, that of its first file, no two the same."""
        taken = {Index.NAME, *taken} | {
            one.name.casefold() for one in self._ledger.entries().values() if one.path.parent != self.folder
        }
        names = []
        for parts in slices:
            stem = Path(parts[0].file).stem
            name = report_name(self.folder / f"{stem}{_pages(parts[0])}{SUFFIX}", taken)
            taken.add(name.casefold())
            names.append(name)
        return names

    def _forget(self, paths: set[Path], *, is_made: bool = False) -> None:
        """Take away the answers of what is no dossier any more, and what was made for it."""
        known = self._ledger.entries()
        for path in paths & known.keys():
            for file in files_of(known[path], self._out):
                file.unlink(missing_ok=True)
            self._ledger.withdraw(path)
        for path in paths if is_made else ():
            path.unlink()


def _asked(work: Work, how: How, loose: Sequence[Path]) -> str:
    settings = work.settings.model_dump(mode="json", include={"limits", "trust", "pictures"})
    parts = [how.model_dump(), work.demand.policy.digest(), settings, version("conforme"), program_digest()]
    place = os.fsencode(loose[0].parent).hex() if loose else ""
    return hashlib.sha256(json.dumps([*parts, place], sort_keys=True).encode()).hexdigest()


def _name(path: Path) -> str:
    """Its name as text, whatever its bytes are."""
    return os.fsencode(path.name).decode("latin-1")


def _pages(part: Slice) -> str:
    return f" p. {ranges(part.pages)}" if part.pages else ""


def _listing(result: BatchResult, assembly: _Assembly) -> str:
    """Each loose file, the pages of it, and the dossier that they are in."""
    rows: list[tuple[str, ...]] = []
    for entry in result.entries:
        if entry.path.parent == assembly.folder:
            made = Assembled.model_validate_json(entry.path.read_bytes())
            state, fits = ("unassigned", made.fits) if made.fits is not None else ("assembled", ())
            rows += ((part.file, ranges(part.pages), entry.name, state, " | ".join(fits)) for part in made.slices)
        elif entry.path in assembly.firsts():
            rows.append((as_text(entry.path.name), "", entry.name, "unread", ""))
    return csv_line(_HEADING) + "".join(csv_line(map(csv_cell, row)) for row in rows)
