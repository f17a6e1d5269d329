"""What one process of a batch does: it is given a dossier, writes its report, and says in a few bytes what came out.

It holds the engines, and nothing that would be missed if it died.
"""

import contextlib
import ctypes
import logging
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TypeAlias

from pipeline.answers import write_reports
from pipeline.batch.answer import Answer, Outcome, Task
from pipeline.batch.loose import ReadTask, check_assembled, is_assembled, read_loose
from pipeline.core.documents import Document
from pipeline.core.english import in_lang
from pipeline.core.errors import ComponentMissing, DossierError, OcrFailed, trace_of
from pipeline.core.model import Face
from pipeline.core.report import Report
from pipeline.log import log_to_stderr
from pipeline.run import Checked, Demand, PageReader, Tools, check_dossier
from pipeline.settings import Settings
from pipeline.stages.fingerprint import content_of
from pipeline.stages.pages import Limits, RawPage
from pipeline.stopwatch import Stopwatch

Opener: TypeAlias = Callable[[Settings], AbstractContextManager[Tools]]
"""Opens the tools, once per process: a function of a module, to be named across processes."""


class Ready:
    """The tools are open."""


@dataclass(frozen=True)
class Alive:
    """Another page or file was begun, or papers are being made of them: no hang."""

    file: str = ""
    """Name in the dossier; empty when it is about none."""
    page: int | None = None
    """1-based; None before the first one of the file."""


@dataclass(frozen=True)
class Missing:
    """The tools cannot be opened, here or in any other worker."""

    message: str


_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
"""As malloc.h of glibc has them."""
_LARGE = 16 * 2**20
"""Bytes; lower ones are taken and given back so often that reading is slower."""
_log = logging.getLogger(__name__)

Job: TypeAlias = Task | ReadTask
"""What a worker can be given."""
Message: TypeAlias = Ready | Alive | Missing | Outcome
Perform: TypeAlias = Callable[[Job, Demand, Tools, Settings], Outcome]
"""Does what a job asks; a function of a module, to be named across processes."""


Check: TypeAlias = Callable[[Task, Demand, Tools, Settings], Checked]


def examine(task: Task, demand: Demand, tools: Tools, settings: Settings, check: Check | None = None) -> Outcome:
    """Check a dossier and write its report, for a browser too where pictures of its pages are wanted.

    Args:
        task: which one.
        demand: what is asked; the task says the instant.
        tools: what reads it.
        settings: how.
        check: gives the answer, where that is not to read it.

    Raises:
        ComponentMissing: no dossier will do better.
    """
    watch = Stopwatch()
    try:
        checked = (check or _check)(task, demand, tools, settings)
        write_reports(checked, demand, settings, task.report)
    except ComponentMissing:
        raise
    except DossierError as error:
        answer = Answer(exit_code=error.exit_code, seconds=round(watch.total, 2))
        is_engine_failure = isinstance(error, OcrFailed)
        return Outcome(
            answer=answer,
            content=content_of(task.path),
            error=in_lang(str(error), demand.lang),
            is_engine_failure=is_engine_failure,
        )
    return Outcome(
        answer=Answer.of(checked.report, checked.exit_code),
        content=content_of(task.path),
        reason=gravest_reason(checked.report),
        is_engine_failure=any(file.unread for file in checked.report.files),
        crashes=checked.crashes,
        trace=checked.trace,
    )


def perform(job: Job, demand: Demand, tools: Tools, settings: Settings) -> Outcome:
    """What the jobs of a batch ask: a dossier examined, or a loose file read."""
    if isinstance(job, ReadTask):
        return read_loose(job, demand, tools, settings)
    return examine(job, demand, tools, settings)


@dataclass(frozen=True)
class Work:
    """What every worker is told once."""

    opener: Opener
    demand: Demand
    """Each task says its own instant."""
    settings: Settings
    perform: Perform = perform


def _check(task: Task, demand: Demand, tools: Tools, settings: Settings) -> Checked:
    check = check_assembled if is_assembled(task) else check_dossier
    return check(task.path, replace(demand, now=task.now), tools, settings)


def gravest_reason(report: Report) -> str:
    """What the first finding of the gravest motif says; empty when nothing rejects."""
    return next((one.message for motif in report.motifs for one in report.findings if one.motif is motif), "")


def serve(pipe: Connection, work: Work, scratch: Path) -> None:
    """Be a worker until the batch says no more, or is gone.

    Args:
        pipe: tasks come in, messages go out.
        work: what is asked, and how.
        scratch: folder of this worker's own for passing files, which whoever ends it clears.
    """
    os.setpgid(0, 0)  # a group of its own, so that the engines it starts end with it
    give_back_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(OSError):  # Linux: where memory runs out, better a worker than the batch
        Path("/proc/self/oom_score_adj").write_text("500")
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
    log_to_stderr(is_verbose=work.settings.is_verbose)
    try:
        with work.opener(work.settings) as opened:
            tools = _heard(opened, pipe)
            pipe.send(Ready())
            while True:
                pipe.send(work.perform(pipe.recv(), work.demand, tools, work.settings))
    except ComponentMissing as error:
        pipe.send(Missing(str(error)))
    except (EOFError, BrokenPipeError):  # the batch is gone
        pass
    except Exception as error:  # the border of a process, which would print a message that may hold values
        _log.error("worker crashed\n%s", trace_of(error))
        os._exit(DossierError.exit_code)


def give_back_memory() -> None:
    """Have the C library give back the large blocks that engines are done with, before any thread is there.

    By itself it learns to keep blocks of up to 32 MB, with holes between them, and a heap for each thread: 100 MB more
    at the worst page. Where it is not glibc nothing is changed.
    """
    with contextlib.suppress(AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_ARENA_MAX, 1)


def _end_with_parent() -> None:
    """End this process and what it started as soon as the batch is gone, however that came about."""
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os.killpg(0, signal.SIGKILL)


def _heard(tools: Tools, pipe: Connection) -> Tools:
    """The same tools, telling when they get on."""
    lock = threading.Lock()  # pages are read by a thread while the next ones are decoded by another

    def tell(sign: Alive) -> None:
        with lock:
            pipe.send(sign)

    def decode(file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
        tell(Alive(file))
        return tools.decode(file, data, limits)

    def assemble(faces: Sequence[Face]) -> tuple[Document, ...]:
        tell(Alive())
        return tools.assemble(faces)

    return replace(tools, decode=decode, assemble=assemble, reader=_HeardReader(tools.reader, tell))


class _HeardReader:
    """A `PageReader` that tells of each page."""

    def __init__(self, reader: PageReader, tell: Callable[[Alive], None]) -> None:
        self.engine = reader.engine
        self._reader = reader
        self._tell = tell

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`."""
        self._tell(Alive(raw.file, raw.number))
        return self._reader.faces(raw, watch)
