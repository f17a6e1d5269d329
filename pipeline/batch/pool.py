"""Worker processes: each is given one dossier at a time, watched, and replaced when it dies, hangs or swells.

`concurrent.futures` will not do: a worker that dies breaks its pool as a whole, and a hung one cannot be ended. The
pool keeps nothing: what was being read when it ends is for its caller to have read again.
"""

import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import psutil
import pydantic

from pipeline.batch.answer import Outcome
from pipeline.batch.worker import Alive, Job, Message, Missing, Ready, Work, serve
from pipeline.core.errors import ComponentMissing, OcrFailed
from pipeline.core.model import Frozen

LOOK_EVERY_S = 0.5
"""How often limits are looked at."""

REST_AFTER_S = 600.0
"""Without a task for so long, whoever waits for the next one ends the workers: each holds some hundred megabytes."""

STARTS = 3
"""Workers that may die in a row before their tools are open: then it is not by chance."""


class Bounds(Frozen):
    """How many workers, and what one may take."""

    workers: int = pydantic.Field(default=2, ge=1, le=64)
    start_timeout_s: float = 180.0
    """Until the tools are open. Engines load in seconds, and in many from a slow disk."""
    page_timeout_s: float = 600.0
    """Without a sign of life: a page takes seconds, and on a machine busy with other things many times that. Waiting
    longer for a hung worker costs a night little; a dossier wrongly given up costs a person's time."""
    dossier_timeout_s: float = 3600.0
    """For one dossier."""
    max_bytes: int = 3 * 2**30
    """Memory of a worker and of what it started: beyond, it is ended."""
    recycle_bytes: int = 3 * 2**29
    """The same between two dossiers: beyond, a fresh worker takes over."""
    recycle_after: int = 200
    """Dossiers that one worker reads: what libraries leak is given back."""


class Loss(Enum):
    """Why a worker was lost with the dossier it was reading."""

    DIED = auto()
    PAGE_TIMEOUT = auto()
    DOSSIER_TIMEOUT = auto()
    MEMORY = auto()


@dataclass(frozen=True)
class Ended:
    """What became of a task: its outcome, or why there is none."""

    task: Job
    outcome: Outcome | Loss


@contextmanager
def stops_blocked() -> Iterator[None]:
    """Start processes inside, which hear of no stop, nor do the engines they start.

    What a process is born with masked stays so. A stop, which terminals and service managers tell to all, is for the
    batch: an engine that it ended would look like one that failed on a page.
    """
    resource_tracker.ensure_running()  # it unblocks them where it is started, which the first process would do
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Queue(Protocol):
    """What there is to do."""

    def waiting(self) -> int:
        """How many tasks nobody has begun."""

    def take(self) -> Job | None:
        """The next task; None when there is none after all."""


class Crew(Protocol):
    """What reads dossiers: `Pool`, or the like of it elsewhere."""

    def run(self, queue: Queue) -> Iterator[Ended]:
        """See `Pool.run`."""


@dataclass(eq=False)
class _Worker:
    """One process, and what it is about. Times are of the monotonic clock."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection
    scratch: Path
    begun: float
    """When it got its task, or was started."""
    heard: float
    """When it last gave a sign."""
    is_ready: bool = False
    task: Job | None = None
    served: int = 0
    measured: float = 0.0
    """When `bytes` was."""
    bytes: int = 0
    """Memory resident, of the process and of what it started."""

    @property
    def is_idle(self) -> bool:
        """Whether it can be given a task: that it has something to say then says that it died."""
        return self.is_ready and self.task is None and not self.pipe.poll()

    def give(self, task: Job) -> None:
        """Hand over a task."""
        self.begun = self.heard = time.monotonic()
        self.task = task
        self.served += 1
        with contextlib.suppress(BrokenPipeError):  # it died meanwhile, which is seen as for any other
            self.pipe.send(task)

    def measure(self, now: float) -> None:
        """Look at its memory, which takes milliseconds: not at each message."""
        if now - self.measured < LOOK_EVERY_S:
            return
        self.measured, self.bytes = now, 0
        with contextlib.suppress(psutil.NoSuchProcess):
            whole = psutil.Process(self.process.pid)
            for one in (whole, *whole.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    self.bytes += one.memory_info().rss

    def end(self) -> None:
        """End the process and what it started, and clear what they left on disk."""
        assert self.process.pid is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # before it is reaped: until then the number is its own
        self.process.kill()
        self.process.join()
        self.pipe.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


@dataclass
class Pool:
    """Use it as a context manager: leaving it ends all workers at once."""

    work: Work
    bounds: Bounds
    scratch: Path
    """Folder for passing files, which hold images of pages."""
    progress: Callable[[Job, Alive], None] = lambda job, sign: None
    """Is told how a job gets on."""
    _workers: list[_Worker] = field(default_factory=list)
    _failed_starts: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.rest()

    def rest(self) -> None:
        """End the workers, which hold memory; they are started again when there is something to do."""
        while self._workers:
            self._workers.pop().end()

    def run(self, queue: Queue) -> Iterator[Ended]:
        """What becomes of the tasks, each as soon as it is known.

        Args:
            queue: asked for a task only when a worker is there to begin it. A lost task may be queued again.

        Raises:
            ComponentMissing: the tools cannot be opened.
            OcrFailed: worker after worker dies before its tools are open.
        """
        while (waiting := queue.waiting()) or self._busy():
            while len(self._workers) < min(self.bounds.workers, waiting + self._busy()):
                self._start()
            for worker in self._workers:
                if worker.is_idle and (task := queue.take()):
                    worker.give(task)
            yield from self._listen()

    def _busy(self) -> int:
        return sum(worker.task is not None for worker in self._workers)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # fork would copy the threads' locks of a moment
        ours, theirs = context.Pipe()
        scratch = Path(tempfile.mkdtemp(dir=self.scratch))
        process = context.Process(target=serve, args=(theirs, self.work, scratch), daemon=True)
        with stops_blocked():
            process.start()
            now = time.monotonic()
            self._workers.append(_Worker(process, ours, scratch, begun=now, heard=now))
        theirs.close()

    def _listen(self) -> Iterator[Ended]:
        """Wait for news, and look at the limits."""
        pipes = {worker.pipe: worker for worker in self._workers}
        told = [pipes[pipe] for pipe in wait(list(pipes), LOOK_EVERY_S) if isinstance(pipe, Connection)]
        for worker in list(self._workers):
            try:
                news = worker.pipe.recv() if worker in told else None
            except (EOFError, OSError):
                yield from self._lose(worker, Loss.DIED)
                continue
            ended = self._hear(worker, news)
            if ended:
                yield ended
            elif loss := self._overstepped(worker):
                yield from self._lose(worker, loss)

    def _hear(self, worker: _Worker, news: Message | None) -> Ended | None:
        match news:
            case Missing(message):
                raise ComponentMissing(message)
            case Ready():
                worker.is_ready = True
                self._failed_starts = 0
            case Alive():
                worker.heard = time.monotonic()
                if worker.task is not None:
                    self.progress(worker.task, news)
            case Outcome():
                assert worker.task is not None
                ended = Ended(worker.task, news)
                worker.task = None
                if worker.served >= self.bounds.recycle_after or worker.bytes > self.bounds.recycle_bytes:
                    self._end(worker)
                return ended
            case None:
                pass
        return None

    def _overstepped(self, worker: _Worker) -> Loss | None:
        """Which limit a worker is beyond."""
        now = time.monotonic()
        if not worker.is_ready:
            return Loss.PAGE_TIMEOUT if now - worker.begun > self.bounds.start_timeout_s else None
        if worker.task is None:
            return None
        if now - worker.begun > self.bounds.dossier_timeout_s:
            return Loss.DOSSIER_TIMEOUT
        if now - worker.heard > self.bounds.page_timeout_s:
            return Loss.PAGE_TIMEOUT
        worker.measure(now)
        return Loss.MEMORY if worker.bytes > self.bounds.max_bytes else None

    def _lose(self, worker: _Worker, loss: Loss) -> Iterator[Ended]:
        task = worker.task
        self._end(worker)
        if task is not None:
            yield Ended(task, loss)
        elif not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= STARTS:
                raise OcrFailed(
                    "Les processus de lecture s'arrêtent dès leur démarrage : lancer « conforme doctor », "
                    "ou relancer avec moins de processus (--jobs 1)."
                )

    def _end(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.end()
