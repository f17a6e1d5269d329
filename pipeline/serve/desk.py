"""The desk: takes dossiers in, has them read by watched processes, and keeps what becomes of them.

    take_in ─► history ─► pool of readers ─► history
               queue      page by page       answer
    correct ─► history ─► pool of one, without engines: judged again from what was read

The server's own process opens no paper: what a hostile one does, it does to a process that is watched, ended and
replaced (`pipeline.batch.pool`). Each pool is run by a thread; pages ask the history, and here for what is under way.
"""

import contextlib
import secrets
import shutil
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.answers import page_of
from pipeline.batch.answer import Answer, Outcome, Task
from pipeline.batch.ledger import State, alone
from pipeline.batch.pool import Bounds, Ended, Loss, Pool
from pipeline.batch.run import MAX_ATTEMPTS, MAX_DEATHS, quarantined, scratch_for
from pipeline.batch.worker import Alive, Job, Opener, Work
from pipeline.core.errors import DossierError, OcrFailed, ReportNotWritten, trace_of
from pipeline.core.report_json import ReportJson, as_json
from pipeline.open_tools import load_assemble
from pipeline.run import Checked, Demand, Tools
from pipeline.serve.by_hand import Correction
from pipeline.serve.history import Entry, History, open_history
from pipeline.serve.kept import NOT_READ, About, Folder, NoReader, perform
from pipeline.settings import Settings
from pipeline.stages.pages import Limits, RawPage
from pipeline.stages.write import make_folder, write_report
from pipeline.stopwatch import Stopwatch
from pipeline.streams import complain, keep_trace
from validators.context import PARIS

LOOK_EVERY_S = 5.0
"""How long a shift sleeps at most with nothing to do."""
REST_AFTER_S = 600.0
"""Without a dossier the processes are ended then: each holds some hundred megabytes."""
RETRY_AFTER_S = 30.0
"""After a fault of the machine, such as an engine that is missing or a disk that is full."""
_ID_BYTES = 8
_TAKEN = "Un autre « conforme serve » utilise déjà {} : l'arrêter, ou choisir un autre --data."


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


class _Stopped(Exception):
    """The server is ending."""


@dataclass(eq=False)
class Desk:
    """Made by `open_desk`."""

    data: Path
    history: History
    demand: Demand
    clock: Callable[[], datetime]
    """The time of day, aware."""
    _progress: dict[str, Progress] = field(default_factory=dict)
    _correcting: threading.Lock = field(default_factory=threading.Lock)
    _shifts: list["_Shift"] = field(default_factory=list)

    @property
    def fault(self) -> str:
        """What keeps dossiers from being read, for the user; empty when nothing does."""
        return next((shift.fault for shift in self._shifts if shift.fault), "")

    @contextmanager
    def at_work(self, shifts: Sequence["_Shift"]) -> Iterator[None]:
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
        self.history.add(identity, about.title, files, self.clock())
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
        """Remove all that is kept of a dossier; whether there was anything. What is in hand is dropped when done."""
        was_there = self.history.remove(identity)
        shutil.rmtree(self.folder(identity).path, ignore_errors=True)
        return was_there

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
        identity = _id_of(job)
        self._progress[identity] = self._progress.get(identity, Progress()).after(sign)

    def task(self, entry: Entry) -> Task:
        """What a worker is given for a dossier, judged as of now."""
        folder = self.folder(entry.id)
        return Task(path=folder.papers, report=folder.report, now=self.clock().astimezone(PARIS))

    def keep(self, entry: Entry, outcome: Outcome) -> None:
        """Keep the answer of a dossier."""
        self._progress.pop(entry.id, None)
        if outcome.crashes:
            complain(f"Erreur interne ({', '.join(outcome.crashes)}) : journal : {keep_trace(outcome.trace)}")
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
        """Remove what a worker wrote of a dossier that was removed meanwhile."""
        if self.history.get(identity) is None:
            shutil.rmtree(self.folder(identity).path, ignore_errors=True)

    def forget_progress(self, identity: str) -> None:
        """It is to be read from the beginning."""
        self._progress.pop(identity, None)

    def _wake(self) -> None:
        for shift in self._shifts:
            shift.news.set()


@dataclass(eq=False)
class _Shift(ABC):
    """The queue of a pool, the thread that runs it, and what is done with what the pool gives back."""

    desk: Desk
    pool: Pool
    in_hand: dict[str, Entry] = field(default_factory=dict)
    news: threading.Event = field(default_factory=threading.Event)
    """Set when there may be something to do."""
    fault: str = ""
    """What keeps it from working."""
    _is_stopping: bool = False

    def run(self) -> None:
        """Work until stopped."""
        worked = time.monotonic()
        with self.pool, contextlib.suppress(_Stopped):
            while True:
                self.check_stop()
                self.news.clear()  # before the queue is asked: no news is lost
                try:
                    for ended in self.pool.run(self):
                        self.settle(ended)
                        worked = time.monotonic()
                    self.fault = ""
                except DossierError as error:
                    self._rest_after(str(error))
                except _Stopped:
                    raise
                except Exception as error:  # the border of a thread: without it nothing would be read any more
                    self._rest_after(f"Erreur interne : {keep_trace(trace_of(error))}")
                if time.monotonic() - worked > REST_AFTER_S:
                    self.pool.rest()
                self.news.wait(LOOK_EVERY_S)
        with contextlib.suppress(ReportNotWritten):  # then it counts as begun, and is queued by the next server
            self.drop_all()

    def stop(self) -> None:
        """Have it end."""
        self._is_stopping = True
        self.news.set()

    def check_stop(self) -> None:
        """Raises _Stopped when it is to end. Queues are asked several times a second, which is when they ask."""
        if self._is_stopping:
            raise _Stopped

    def _rest_after(self, fault: str) -> None:
        complain(f"Erreur : {fault}")
        self.fault = fault
        self.pool.rest()
        self.drop_all()
        end = time.monotonic() + RETRY_AFTER_S
        while time.monotonic() < end:
            self.check_stop()
            time.sleep(LOOK_EVERY_S / 10)

    @abstractmethod
    def waiting(self) -> int:
        """See `pipeline.batch.pool.Queue`."""

    @abstractmethod
    def take(self) -> Task | None:
        """See `pipeline.batch.pool.Queue`."""

    @abstractmethod
    def settle(self, ended: Ended) -> None:
        """Keep what became of a dossier, or have it done again."""

    @abstractmethod
    def drop_all(self) -> None:
        """Have what is in hand done again later: no fault of its own."""


@dataclass(eq=False)
class _Reading(_Shift):
    """Reads what was dropped."""

    def waiting(self) -> int:
        """See `_Shift`."""
        self.check_stop()
        return self.desk.history.unread()

    def take(self) -> Task | None:
        """See `_Shift`. The attempt is counted before the work begins: a death of the whole server counts too."""
        while entry := self.desk.history.take():
            if entry.attempts <= MAX_ATTEMPTS:
                self.in_hand[entry.id] = entry
                return self.desk.task(entry)
            self.desk.quarantine(entry, None)
        return None

    def settle(self, ended: Ended) -> None:
        """See `_Shift`."""
        entry = self.in_hand.pop(_id_of(ended.task))
        match ended.outcome:
            case Loss() as loss if entry.deaths + 1 >= MAX_DEATHS:
                self.desk.quarantine(entry, loss)
            case Loss():
                self._again(entry)
            case Outcome(is_engine_failure=True) if not entry.deaths:
                self._again(entry)
            case Outcome() as outcome:
                self.desk.keep(entry, outcome)

    def drop_all(self) -> None:
        """See `_Shift`."""
        while self.in_hand:
            identity, _ = self.in_hand.popitem()
            self.desk.forget_progress(identity)
            self.desk.history.put_back(identity)

    def _again(self, entry: Entry) -> None:
        self.desk.folder(entry.id).forget_answer()
        self.desk.forget_progress(entry.id)
        self.desk.history.put_back(entry.id, died=True)
        self.desk.drop_if_removed(entry.id)


@dataclass(eq=False)
class _Judging(_Shift):
    """Judges again what was corrected."""

    _lost: set[str] = field(default_factory=set)

    def waiting(self) -> int:
        """See `_Shift`."""
        self.check_stop()
        return len(self._open())

    def take(self) -> Task | None:
        """See `_Shift`."""
        entry = next(iter(self._open()), None)
        if entry is None:
            return None
        self.in_hand[entry.id] = entry
        return self.desk.task(entry)

    def settle(self, ended: Ended) -> None:
        """See `_Shift`. An answer that rests on what was said before must not stand."""
        entry = self.in_hand.pop(_id_of(ended.task))
        if isinstance(ended.outcome, Outcome):
            self._lost.discard(entry.id)
            self.desk.keep(entry, ended.outcome)
        elif entry.id in self._lost:
            self._lost.discard(entry.id)
            self.desk.quarantine(entry, ended.outcome)
        else:
            self._lost.add(entry.id)

    def drop_all(self) -> None:
        """See `_Shift`."""
        self.in_hand.clear()

    def _open(self) -> list[Entry]:
        return [entry for entry in self.desk.history.to_judge() if entry.id not in self.in_hand]


@contextmanager
def open_desk(
    data: Path, opener: Opener, demand: Demand, settings: Settings, bounds: Bounds, clock: Callable[[], datetime]
) -> Iterator[Desk]:
    """The desk with its processes, for as long as it is needed.

    Args:
        data: folder of all that is kept.
        opener: opens the tools of a process that reads.
        demand: what is asked of the dossiers; their own facts come with them.
        settings: how they are read.
        bounds: how many processes, and what one may take.
        clock: the time of day, aware.

    Raises:
        UsageError: another server uses that folder.
        ReportNotWritten: it cannot be written to.
    """
    with contextlib.ExitStack() as stack:
        try:
            make_folder(data)
            data.chmod(0o700)
            stack.enter_context(alone(data, _TAKEN.format(data)))
        except OSError as error:
            raise ReportNotWritten(
                f"Impossible d'utiliser {data} ({error.strerror}) : choisir un autre --data."
            ) from error
        history = stack.enter_context(open_history(data / "history.sqlite3"))
        history.recover()
        desk = Desk(data, history, demand, clock)
        desk.clear()
        scratch = stack.enter_context(scratch_for(data))
        read = Work(opener, demand, settings, perform)
        judge = Work(judging_tools, demand, settings, perform)
        shifts = (
            _Reading(desk, Pool(read, bounds, scratch, desk.note)),
            _Judging(desk, Pool(judge, bounds.model_copy(update={"workers": 1}), scratch)),
        )
        stack.enter_context(desk.at_work(shifts))
        yield desk


@contextmanager
def judging_tools(settings: Settings) -> Iterator[Tools]:
    """Tools for dossiers that have been read: no engine, and no decoder but in name."""
    yield Tools(decode=_no_decoder, reader=NoReader(), assemble=load_assemble())


def _no_decoder(file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
    raise OcrFailed(NOT_READ)


def _id_of(job: Job) -> str:
    assert isinstance(job, Task)
    return job.report.parent.name
