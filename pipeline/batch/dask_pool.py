"""The same as `pool.Pool`, on as many machines as there are Dask workers.

    batch ─► chunk ─► Dask worker ─► pool of one ─► process that reads
    ledger   paths    any machine    watches it     writes the report

Dask carries paths out and a few bytes back. It ends no task that hangs, and does not tell which one took the memory:
on each worker a pool of one process does, exactly as without Dask. What a worker held that is gone as a whole is read
again; of several dossiers each alone then, so that none is taken for the one that did it.

Importing this module needs the extra `conforme[dask]`.
"""

import contextlib
import logging
import multiprocessing
import socket
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Security, Worker, WorkerPlugin, get_worker
from distributed import wait as wait_for
from distributed.client import FutureCancelledError

from pipeline.batch.answer import Outcome
from pipeline.batch.plan import program_digest
from pipeline.batch.pool import LOOK_EVERY_S, Bounds, Ended, Loss, Pool, Queue, stops_blocked
from pipeline.batch.worker import Job, Work
from pipeline.core.english import in_lang
from pipeline.core.errors import ComponentMissing, DossierError, OcrFailed, UsageError, reason
from pipeline.stages.write import write_report
from pipeline.streams import complain

CHUNK = 4
"""Dossiers handed to a worker at once: to ask and answer costs little beside the shortest of them."""

ANSWER_TIMEOUT_S = 30.0
"""To fetch a few bytes from a worker that has them: beyond, they are gone with it."""

_NAME = "conforme"
"""Of what a batch leaves on each worker. One batch at a time has them: the next one's takes its place."""


_HERE = {
    "distributed.worker.daemon": False,  # a daemon may start no process
    "distributed.deploy.lost-worker-timeout": "1 hour",  # a busy machine may need more than 15 s to replace a worker
    "distributed.worker.http.routes": [],
    "distributed.scheduler.http.routes": [],
}
"""How a cluster on this machine differs from others: it shows nothing to a browser."""


class Proof(Protocol):
    """Something beside the reports by which workers see that they reach what the batch does."""

    def show(self, batch: str) -> None:
        """Write the id of the batch. Raises ReportNotWritten."""

    def check(self, batch: str) -> None:
        """Read it, on a worker. Raises UsageError: this one does not reach it."""

    def remove(self) -> None:
        """Take it away."""


@dataclass(frozen=True)
class FolderProof:
    """A `Proof` that workers have the same folders."""

    file: Path
    """In the ledger's folder, in that of the reports."""

    def show(self, batch: str) -> None:
        """See `Proof`."""
        write_report(self.file, batch)

    def check(self, batch: str) -> None:
        """See `Proof`."""
        try:
            is_same_folder = self.file.read_text(encoding="utf-8") == batch
        except OSError:
            is_same_folder = False
        if not is_same_folder:
            raise UsageError(
                f"Un ouvrier Dask ne voit pas {self.file.parent.parent} : les dossiers et --out doivent être sur un "
                "partage que tous voient au même endroit, avec les droits du même utilisateur."
            )

    def remove(self) -> None:
        """See `Proof`."""
        self.file.unlink(missing_ok=True)


class Interrupted(Exception):
    """The worker was told to stop while it read."""


class Reading(WorkerPlugin):
    """What each worker holds for a batch: a pool of one process, its engines open from one dossier to the next."""

    def __init__(self, batch: str, work: Work, bounds: Bounds, proofs: Sequence[Proof]) -> None:
        """Take what is the same for all dossiers.

        Args:
            batch: id of the batch.
            work: how to examine.
            bounds: what the process may take.
            proofs: what it has to reach.
        """
        self.batch = batch
        self._work = work
        self._bounds = bounds.model_copy(update={"workers": 1})
        self._proofs = proofs
        self._program = program_digest()

    def setup(self, worker: Worker) -> None:
        """Be on a worker. The process is started with the first dossier."""
        self._folder = worker.local_directory
        self._open = ExitStack()
        self._pool: Pool | None = None
        self._is_over = False

    def teardown(self, worker: Worker) -> None:
        """End the process, in the midst of a dossier too."""
        self._is_over = True
        self._open.close()

    def read(self, tasks: list[Job]) -> list[Ended]:
        """What becomes of the dossiers, without the reason of their rejection: it may hold what stands on the papers.

        Raises:
            UsageError: this worker cannot serve.
            Interrupted: it was told to stop.
            ComponentMissing, OcrFailed: as `Pool.run`.
        """
        try:
            if self._pool is None:
                self._check()
                folder = tempfile.TemporaryDirectory(dir=self._folder, ignore_cleanup_errors=True)
                pool = Pool(self._work, self._bounds, Path(self._open.enter_context(folder)))
                self._pool = self._open.enter_context(pool)
            return [_discreet(ended) for ended in self._pool.run(_Chunk(list(tasks)))]
        except Exception as error:
            if self._is_over:
                raise Interrupted from error
            if isinstance(error, OSError):
                where = f"{socket.gethostname()} ({reason(error)})"
                raise UsageError(f"Un ouvrier Dask ne peut pas lancer de processus de lecture : {where}.") from error
            raise

    def _check(self) -> None:
        if program_digest() != self._program:
            raise UsageError("Un ouvrier Dask a une autre version de Conforme : installer partout la même.")
        for proof in self._proofs:
            proof.check(self.batch)
        if multiprocessing.current_process().daemon:
            raise UsageError(
                "Un ouvrier Dask ne peut pas lancer de processus de lecture : lancer les ouvriers avec "
                "DASK_DISTRIBUTED__WORKER__DAEMON=False."
            )


def _discreet(ended: Ended) -> Ended:
    match ended.outcome:
        case Outcome() as outcome:
            return replace(ended, outcome=outcome.model_copy(update={"reason": ""}))
        case Loss():
            return ended


@dataclass
class _Chunk:
    """A `Queue` of a few dossiers."""

    tasks: list[Job]

    def waiting(self) -> int:
        """See `Queue`."""
        return len(self.tasks)

    def take(self) -> Job | None:
        """See `Queue`."""
        return self.tasks.pop(0) if self.tasks else None


def _read(batch: str, tasks: list[Job]) -> list[Ended]:
    """What a worker is asked to do."""
    reading = get_worker().plugins.get(_NAME)
    if not isinstance(reading, Reading) or reading.batch != batch:
        raise UsageError(
            "Un autre lot a pris les ouvriers Dask : relancer la même commande quand il a fini ; ce qui est fait est "
            "gardé."
        )
    return reading.read(tasks)


def _leave(batch: str, dask_worker: Worker) -> None:
    """End what a batch had started on a worker, and not what another one has meanwhile."""
    reading = dask_worker.plugins.get(_NAME)
    if isinstance(reading, Reading) and reading.batch == batch:
        reading.teardown(dask_worker)


@dataclass(frozen=True)
class _Handed:
    """What a worker was given."""

    worker: str
    """Its address."""
    tasks: list[Job]


@dataclass
class DaskPool:
    """Use it as a context manager: leaving it ends all that reads."""

    work: Work
    bounds: Bounds
    """`workers` counts where a cluster is started here."""
    scratch: Path
    """Private folder for passing files of a cluster started here."""
    proofs: Sequence[Proof]
    """Of what workers have to reach."""
    scheduler: str | None = None
    """Address of a cluster that is there, e.g. 'tls://10.0.0.1:8786'; None to start one on this machine."""
    _batch: str = field(default_factory=lambda: uuid.uuid4().hex)
    _open: ExitStack = field(default_factory=ExitStack)
    _handed: dict["Future[list[Ended]]", _Handed] = field(default_factory=dict)
    _alone: deque[Job] = field(default_factory=deque)
    """Read again, one at a time."""
    _unfit: dict[str, DossierError] = field(default_factory=dict)
    """Workers that cannot serve, by address, and why: a bad machine does not stop the others."""

    def __enter__(self) -> Self:
        for ours in ("distributed", "distributed.client"):  # what the user has to know is told otherwise
            logging.getLogger(ours).setLevel(logging.CRITICAL)
        try:
            for proof in self.proofs:
                self._open.callback(proof.remove)
                proof.show(self._batch)
            self._client = self._open.enter_context(self._connected())
            self._client.register_plugin(Reading(self._batch, self.work, self.bounds, self.proofs), _NAME)
            self._open.callback(self._leave)
        except OSError as error:
            self._open.close()
            raise ComponentMissing(
                f"Le planificateur Dask {self.scheduler or ''} ne répond pas : voir s'il est lancé, et --scheduler."
            ) from error
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def _leave(self) -> None:
        with contextlib.suppress(OSError):  # the scheduler is gone
            self._client.run(_leave, self._batch)

    def _connected(self) -> Client:
        if self.scheduler:
            return Client(self.scheduler)
        # Off this machine nobody reaches the cluster, and on it nobody without the keys, which stay in memory. What
        # memory is taken the pools watch.
        self._open.enter_context(dask.config.set(_HERE))
        with stops_blocked():
            cluster = LocalCluster(
                n_workers=self.bounds.workers,
                threads_per_worker=1,
                memory_limit=None,
                host="127.0.0.1",
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # 8787 otherwise, dashboard or not
                security=Security.temporary(),
                local_directory=str(self.scratch),
                silence_logs=logging.CRITICAL,
            )
            self._open.enter_context(cluster)
            return Client(cluster)

    def run(self, queue: Queue) -> Iterator[Ended]:
        """See `Pool.run`.

        Raises:
            UsageError: all workers have other folders or another program, or another batch has taken them.
            ComponentMissing: the tools can be opened on none, or the scheduler is gone.
            OcrFailed: there is no worker, or none on which the tools come up.
        """
        try:
            seen = time.monotonic()
            while queue.waiting() or self._alone or self._handed:
                there = set(self._client.nthreads())
                workers = there - self._unfit.keys()
                if workers:
                    seen = time.monotonic()
                elif there:
                    raise self._unfit[there.pop()]
                elif time.monotonic() - seen > self.bounds.start_timeout_s:
                    raise OcrFailed("Aucun ouvrier Dask : en lancer (« dask worker »), puis relancer la même commande.")
                self._give(queue, workers)
                yield from self._listen(workers)
        except (OSError, FutureCancelledError) as error:
            raise ComponentMissing(
                "Le planificateur Dask ne répond plus : relancer la même commande ; ce qui est fait est gardé."
            ) from error

    def _give(self, queue: Queue, workers: set[str]) -> None:
        """Give each worker that has nothing to do its share. It stays there: no other worker takes it over unseen."""
        idle = workers - {handed.worker for handed in self._handed.values()}
        share = max(1, min(CHUNK, queue.waiting() // len(workers))) if idle else 0
        for worker in idle:
            tasks = [self._alone.popleft()] if self._alone else [task for _ in range(share) if (task := queue.take())]
            if tasks:
                future = self._client.submit(_read, self._batch, tasks, workers=[worker], pure=False)
                self._handed[future] = _Handed(worker, tasks)

    def _listen(self, workers: set[str]) -> Iterator[Ended]:
        """Wait for news, and see who is gone."""
        if not self._handed:
            time.sleep(LOOK_EVERY_S)
            return
        with contextlib.suppress(TimeoutError):
            wait_for(list(self._handed), LOOK_EVERY_S, return_when="FIRST_COMPLETED")
        for future, handed in list(self._handed.items()):
            if future.done():
                del self._handed[future]
                yield from self._answered(future, handed)
            elif handed.worker not in workers:
                del self._handed[future]
                future.cancel()
                yield from self._lost(handed.tasks)

    def _answered(self, future: "Future[list[Ended]]", handed: _Handed) -> Iterator[Ended]:
        try:
            yield from future.result(timeout=ANSWER_TIMEOUT_S)
        except (Interrupted, KilledWorker, TimeoutError):
            yield from self._lost(handed.tasks)
        except DossierError as error:
            complain(f"{handed.worker} : {in_lang(str(error), self.work.demand.lang)}")
            self._unfit[handed.worker] = error
            self._alone.extend(handed.tasks)

    def _lost(self, tasks: list[Job]) -> Iterator[Ended]:
        if len(tasks) == 1:
            yield Ended(tasks[0], Loss.DIED)
        else:
            self._alone.extend(tasks)
