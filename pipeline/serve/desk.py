"""The desk: takes dossiers in, has them read by watched processes, and keeps what becomes of them.

    take_in ─► history ─► pool of readers ─► history
               queue      page by page       answer
    correct ─► history ─► pool of one, without engines: judged again from what was read

The server's own process opens no paper: what a hostile one does, it does to a process that is watched, ended and
replaced (`pipeline.batch.pool`). Each pool is run by a thread; pages ask the history, and here for what is under way.
"""

import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from pipeline.answers import page_of
from pipeline.batch.answer import Answer, Outcome, Task
from pipeline.batch.ledger import State
from pipeline.batch.pool import Loss
from pipeline.batch.run import quarantined
from pipeline.batch.worker import Alive, Job
from pipeline.core.errors import OcrFailed, ReportNotWritten
from pipeline.core.report_json import ReportJson, as_json
from pipeline.run import Checked, Demand
from pipeline.serve.by_hand import Correction
from pipeline.serve.history import Entry, History
from pipeline.serve.kept import About, Folder
from pipeline.stages.write import make_folder, write_report
from pipeline.stopwatch import Stopwatch
from pipeline.streams import complain, internal_error
from validators.context import PARIS

_ID_BYTES = 8


@dataclass(frozen=True)
class Progress:
    """How far the reading of a dossier has come."""

    file: str = ""
    """Name of the file that is being read."""
    files: int = 0
    """How many were begun."""
    pages: int = 0
    """How many pages were begun."""
    is_judging: bool = False
    """All pages are read."""

    def after(self, sign: Alive) -> "Progress":
        """How far it has come with another sign of life."""
        if sign.page is not None:
            return replace(self, file=sign.file, pages=self.pages + 1)
        if sign.file:
            return replace(self, file=sign.file, files=self.files + 1)
        return replace(self, is_judging=True)


class Working(Protocol):
    """What works for the desk: `pipeline.serve.shifts.Shift`."""

    news: threading.Event
    """Set when there may be something to do."""
    fault: str
    """What keeps it from working; empty when nothing does."""

    def run(self) -> None:
        """Work until stopped."""

    def stop(self) -> None:
        """Have it end."""


@dataclass(eq=False)
class Desk:
    """Made by `pipeline.serve.shifts.open_desk`."""

    data: Path
    history: History
    demand: Demand
    clock: Callable[[], datetime]
    """The time of day, aware."""
    _progress: dict[str, Progress] = field(default_factory=dict)
    _correcting: threading.Lock = field(default_factory=threading.Lock)
    _shifts: list[Working] = field(default_factory=list)

    @property
    def fault(self) -> str:
        """What keeps dossiers from being read, for the user; empty when nothing does."""
        return next((shift.fault for shift in self._shifts if shift.fault), "")

    @contextmanager
    def at_work(self, shifts: Sequence[Working]) -> Iterator[None]:
        """Run the pools; at the end what is in hand is left for the next server."""
        self._shifts += shifts
        threads = [threading.Thread(target=shift.run, name=type(shift).__name__) for shift in shifts]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for shift in shifts:
                shift.stop()
            for thread in threads:
                thread.join()

    def folder(self, identity: str) -> Folder:
        """Where a dossier is kept."""
        return Folder(self.data / "dossiers" / identity)

    def progress(self, identity: str) -> Progress | None:
        """How far the reading of a dossier has come; None while it waits."""
        return self._progress.get(identity)

    @contextmanager
    def incoming(self) -> Iterator[Folder]:
        """A folder for a dossier that is being taken in; gone if it was not `take_in`'s."""
        folder = Folder(self.data / "incoming" / secrets.token_hex(_ID_BYTES))
        try:
            make_folder(folder.papers)
            yield folder
        finally:
            shutil.rmtree(folder.path, ignore_errors=True)

    def take_in(self, folder: Folder, about: About, files: int) -> Entry:
        """Have the dossier of an incoming folder read. Raises ReportNotWritten."""
        identity = folder.path.name
        folder.write_about(about)
        place = self.folder(identity).path
        make_folder(place.parent)
        folder.path.rename(place)
        try:
            self.history.add(identity, about.title, files, self.clock())
        except ReportNotWritten:  # papers that no line of the history tells of would stay
            shutil.rmtree(place, ignore_errors=True)
            raise
        self._wake()
        entry = self.history.get(identity)
        assert entry
        return entry

    def correct(self, identity: str, correction: Correction) -> None:
        """Keep what a person said of a field, and have the dossier judged again. Raises ReportNotWritten."""
        with self._correcting:
            self.history.correct(identity, self.folder(identity).add_correction(correction))
        self._wake()

    def remove(self, identity: str) -> bool:
        """Remove all that is kept of a dossier; whether there was anything. What is in hand is dropped when done.

        Raises:
            ReportNotWritten: its line in the history is still there, and nothing else.
        """
        try:
            return self.history.remove(identity)
        finally:  # where the disk is full, papers that go make room
            shutil.rmtree(self.folder(identity).path, ignore_errors=True)

    def purge(self, days: int) -> list[str]:
        """Remove dossiers that were given more than so many days ago, and what lies there of none; their ids."""
        old = self.history.older_than(self.clock() - timedelta(days=days))
        for identity in old:
            self.remove(identity)
        return old

    def clear(self) -> None:
        """Remove what a server that was killed left of uploads and of dossiers that were being removed."""
        shutil.rmtree(self.data / "incoming", ignore_errors=True)
        known = self.history.ids()
        place = self.data / "dossiers"
        for folder in place.iterdir() if place.is_dir() else ():
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)

    def wait_for(self, identity: str, seconds: float) -> Entry | None:
        """The dossier once its answer is there, or when that takes longer."""
        end = time.monotonic() + seconds
        while (entry := self.history.get(identity)) and entry.is_busy and time.monotonic() < end:
            time.sleep(0.05)
        return entry

    def note(self, job: Job, sign: Alive) -> None:
        """Keep how far a dossier has come."""
        identity = id_of(job)
        self._progress[identity] = self._progress.get(identity, Progress()).after(sign)

    def task(self, entry: Entry) -> Task:
        """What a worker is given for a dossier, judged as of now."""
        folder = self.folder(entry.id)
        return Task(path=folder.papers, report=folder.report, now=self.clock().astimezone(PARIS))

    def keep(self, entry: Entry, outcome: Outcome) -> None:
        """Keep the answer of a dossier.

        Raises:
            ReportNotWritten: here, or by the process that examined it: nothing is changed, and it is to be done again.
        """
        if outcome.is_unwritten and self.history.get(entry.id):
            raise ReportNotWritten(outcome.error)
        self._progress.pop(entry.id, None)
        if outcome.crashes:
            complain(internal_error(", ".join(outcome.crashes), outcome.trace, self.demand.lang))
        folder = self.folder(entry.id)
        state = State.DONE if outcome.answer.verdict else State.FAILED
        if state is State.FAILED and folder.path.is_dir():  # an older answer must not stand
            folder.forget_answer()
        sheet = folder.sheet()
        vehicle, pages = (sheet.vehicle, sheet.pages) if sheet else (entry.vehicle, entry.pages)
        self.history.answer(entry, state, outcome.answer, outcome.error, vehicle, pages)
        self.drop_if_removed(entry.id)

    def quarantine(self, entry: Entry, loss: Loss | None) -> None:
        """Answer for a dossier that cannot be examined by machine."""
        self._progress.pop(entry.id, None)
        folder = self.folder(entry.id)
        if folder.path.is_dir():
            folder.forget_answer()
            demand = replace(self.demand, now=self.clock())
            report = quarantined(folder.papers, demand, loss).model_copy(update={"dossier": entry.title})
            page = page_of(Checked(report, Stopwatch()), demand.policy, demand.lang)
            write_report(folder.report.with_suffix(".html"), page)
            write_report(folder.report, as_json(ReportJson.of(report).model_dump(mode="json")))
            answer = Answer.of(report, OcrFailed.exit_code)
            self.history.answer(entry, State.QUARANTINED, answer, report.findings[0].message, "", entry.pages)
        self.drop_if_removed(entry.id)

    def drop_if_removed(self, identity: str) -> None:
        """Remove what a worker wrote of a dossier that was removed meanwhile, and what `remove` had to leave."""
        folder = self.folder(identity).path
        if self.history.get(identity) is None:
            shutil.rmtree(folder, ignore_errors=True)
        elif not folder.is_dir():
            self.history.remove(identity)

    def forget_progress(self, identity: str) -> None:
        """It is to be read from the beginning."""
        self._progress.pop(identity, None)

    def _wake(self) -> None:
        for shift in self._shifts:
            shift.news.set()


def id_of(job: Job) -> str:
    """Of the dossier that a job is about."""
    assert isinstance(job, Task)
    return job.report.parent.name
