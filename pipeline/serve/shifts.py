"""Those who work for the desk: a thread each, which runs a pool of watched processes.

history: queue ─► Reading ─► pool with engines ─► desk: answer, or the dossier is queued again, or put aside
history: said  ─► Judging ─► pool of one, without engines ─► the same
"""

import contextlib
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.batch.answer import Outcome, Task
from pipeline.batch.ledger import alone
from pipeline.batch.pool import REST_AFTER_S, Bounds, Ended, Loss, Pool
from pipeline.batch.run import MAX_ATTEMPTS, MAX_DEATHS
from pipeline.batch.worker import Opener, Work
from pipeline.core.errors import DossierError, OcrFailed, ReportNotWritten, trace_of
from pipeline.open_tools import load_assemble
from pipeline.run import Demand, Tools
from pipeline.scratch import BATCH, passing_folder
from pipeline.serve.desk import Desk, id_of
from pipeline.serve.history import Entry, open_history
from pipeline.serve.kept import NOT_READ, NoReader, perform
from pipeline.settings import Settings
from pipeline.stages.pages import Limits, RawPage
from pipeline.stages.write import make_folder
from pipeline.streams import complain_of, keep_trace

LOOK_EVERY_S = 5.0
"""How long a shift sleeps at most with nothing to do."""
RETRY_AFTER_S = 30.0
"""After a fault of the machine, such as an engine that is missing or a disk that is full."""
_TAKEN = "Un autre « conforme serve » utilise déjà {} : l'arrêter, ou choisir un autre --data."


class _Stopped(Exception):
    """The server is ending."""


@dataclass(eq=False)
class Shift(ABC):
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
                    self.drop_all()  # what a fault left in hand
                    for ended in self.pool.run(self):
                        self.settle(ended)
                        self.fault = ""
                        worked = time.monotonic()
                    self.fault = ""  # what could not be read was removed
                except DossierError as error:
                    self._rest_after(error)
                except _Stopped:
                    raise
                except Exception as error:  # the border of a thread: without it nothing would be read any more
                    self._rest_after(DossierError(f"Erreur interne : {keep_trace(trace_of(error))}"))
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

    def _rest_after(self, fault: DossierError) -> None:
        complain_of(fault, self.desk.demand.lang)
        self.fault = str(fault)
        self.pool.rest()
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
class _Reading(Shift):
    """Reads what was dropped."""

    def waiting(self) -> int:
        """See `Shift`."""
        self.check_stop()
        return self.desk.history.unread()

    def take(self) -> Task | None:
        """See `Shift`. The attempt is counted before the work begins: a death of the whole server counts too."""
        while entry := self.desk.history.take():
            if entry.attempts <= MAX_ATTEMPTS:
                self.in_hand[entry.id] = entry
                return self.desk.task(entry)
            self.desk.quarantine(entry, None)
        return None

    def settle(self, ended: Ended) -> None:
        """See `Shift`."""
        entry = self.in_hand[id_of(ended.task)]
        match ended.outcome:
            case Loss() as loss if entry.deaths + 1 >= MAX_DEATHS:
                self.desk.quarantine(entry, loss)
            case Loss():
                self._again(entry)
            case Outcome(is_engine_failure=True) if not entry.deaths:
                self._again(entry)
            case Outcome() as outcome:
                self.desk.keep(entry, outcome)
        del self.in_hand[entry.id]  # not before it is kept: the disk may be full

    def drop_all(self) -> None:
        """See `Shift`."""
        for identity in [*self.in_hand]:
            self.desk.forget_progress(identity)
            self.desk.history.put_back(identity)
            del self.in_hand[identity]

    def _again(self, entry: Entry) -> None:
        self.desk.folder(entry.id).forget_answer()
        self.desk.forget_progress(entry.id)
        self.desk.history.put_back(entry.id, died=True)
        self.desk.drop_if_removed(entry.id)


@dataclass(eq=False)
class _Judging(Shift):
    """Judges again what was corrected."""

    _lost: set[str] = field(default_factory=set)

    def waiting(self) -> int:
        """See `Shift`."""
        self.check_stop()
        return len(self._open())

    def take(self) -> Task | None:
        """See `Shift`."""
        entry = next(iter(self._open()), None)
        if entry is None:
            return None
        self.in_hand[entry.id] = entry
        return self.desk.task(entry)

    def settle(self, ended: Ended) -> None:
        """See `Shift`. An answer that rests on what was said before must not stand."""
        entry = self.in_hand[id_of(ended.task)]
        if isinstance(ended.outcome, Outcome):
            self._lost.discard(entry.id)
            self.desk.keep(entry, ended.outcome)
        elif entry.id in self._lost:
            self._lost.discard(entry.id)
            self.desk.quarantine(entry, ended.outcome)
        else:
            self._lost.add(entry.id)
        del self.in_hand[entry.id]

    def drop_all(self) -> None:
        """See `Shift`."""
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
            stack.enter_context(alone(data, _TAKEN.format(data)))
        except OSError as error:
            raise ReportNotWritten(
                f"Impossible d'utiliser {data} ({error.strerror}) : choisir un autre --data."
            ) from error
        history = stack.enter_context(open_history(data / "history.sqlite3"))
        history.recover()
        desk = Desk(data, history, demand, clock)
        desk.clear()
        scratch = stack.enter_context(passing_folder(BATCH))
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
