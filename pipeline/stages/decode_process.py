"""Decoding in a process of its own, so that a file made to crash or hang a library takes nothing else down.

The child (this module, run with `-m`) answers one request at a time. Both directions carry messages: the length of a
JSON header, the header, then as many raw bytes as it announces. No pickle: a child taken over by a hostile file can
say false things about that file and nothing more. It draws about one page ahead, held back by the pipe.
"""

import contextlib
import logging
import math
import os
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np
import pydantic

from pipeline.core.dossier import FileStatus
from pipeline.core.errors import ComponentMissing
from pipeline.core.model import FormValue, Frozen, Source, Word
from pipeline.stages.pages import Limits, RawPage, Unreadable

_LENGTH = struct.Struct("!II")
"""Bytes of the header, bytes that follow it."""

_MAX_HEAD = 64 * 2**20
"""Bytes. A page full of words has some hundred thousand."""

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Each thread of the linear algebra library reserves memory, of which the child has little."""


START_TIMEOUT_S = 120
"""The libraries load in less than a second from memory, and in many from a slow disk."""

PATIENCE = 5
"""Seconds waited for one of processor time that a page may take: a busy machine makes no file a damaged one. A child
that never answers is given up before a batch takes its whole worker for hung (`Bounds.page_timeout_s`)."""


class _Request(Frozen):
    file: str
    limits: Limits


class _PageHead(Frozen):
    """A page but for its pixels, which follow as bytes. No page (`number` 0): the end, with what cut it short."""

    number: int = 0
    shape: tuple[pydantic.PositiveInt, ...] = ()
    dpi: float | None = None
    words: tuple[Word, ...] = ()
    source: Source = Source.OCR
    form: tuple[FormValue, ...] = ()
    status: FileStatus = FileStatus.READ
    detail: str = ""


class _Stopped(Exception):
    """The child ran past its time, or says what no decoder says."""


class _Died(_Stopped):
    """The child is gone."""


class DecoderProcess:
    """Does what `decode` does, in a child process that is started again after each crash.

    Use it as a context manager: leaving it ends the child. One file at a time, from one thread.
    """

    def __init__(self, *, verbose: bool = False, scratch: Path | None = None) -> None:
        """Start the child.

        Args:
            verbose: its logs go to standard error.
            scratch: a folder that the child clears when its parent is gone without having ended it.
        """
        self._scratch = scratch
        self._stderr = None if verbose else subprocess.DEVNULL
        self._is_ready = False
        self._child = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def __call__(self, file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
        """The pages of a file, one by one. One at which the child dies is decoded once more.

        Raises:
            Unreadable: as `decode`; `damaged` also when the child crashed again or ran past its time.
            ComponentMissing: the child cannot load its libraries.
        """
        given = 0
        for is_last in (False, True):
            try:
                with closing(self._pages(file, data, limits)) as pages:
                    for rank, page in enumerate(pages, start=1):
                        if rank > given:
                            given = rank
                            yield page
                return
            except _Stopped as error:
                # A child may die by chance, once: where memory is short the system ends any process.
                is_by_chance = isinstance(error, _Died) and self._child.returncode != -signal.SIGXCPU
                if is_last or not is_by_chance:
                    raise Unreadable(
                        FileStatus.DAMAGED,
                        "La lecture de ce fichier s'est arrêtée ou dure trop longtemps : il est sans doute endommagé. "
                        "Le numériser à nouveau.",
                    ) from error

    def _pages(self, file: str, data: bytes, limits: Limits) -> Generator[RawPage]:
        """The same in one try, which raises _Stopped."""
        self._greet()
        is_whole = False
        wait_s = PATIENCE * limits.page_timeout_s
        try:
            self._send(_Request(file=file, limits=limits), data, time.monotonic() + wait_s)
            pages = 0
            while (answer := self._receive(time.monotonic() + wait_s, 3 * limits.max_pixels))[0].number:
                head, pixels = answer
                pages += 1
                if pages > limits.max_pages or math.prod(head.shape) != len(pixels):
                    raise _Stopped
                yield RawPage(
                    file=file,
                    number=head.number,
                    pixels=np.frombuffer(pixels, dtype=np.uint8).reshape(head.shape),
                    dpi=head.dpi,
                    words=head.words,
                    source=head.source,
                    form=head.form,
                )
            is_whole = True
            if answer[0].status is not FileStatus.READ:
                raise Unreadable(answer[0].status, answer[0].detail)
        finally:
            if not is_whole:  # what the child still has to say is about a file nobody waits for
                self._stop()

    def _greet(self) -> None:
        """Wait until a child has loaded its libraries; what two cannot load is no fault of a file."""
        for is_last in (False, True):
            if self._child.poll() is not None:
                self._child = self._start()
            try:
                if not self._is_ready:
                    self._receive(time.monotonic() + START_TIMEOUT_S)
            except _Stopped as error:
                self._stop()
                if is_last:
                    raise ComponentMissing(
                        "Le lecteur de PDF et d'images ne démarre pas : lancer « conforme doctor », qui dit quoi "
                        "installer."
                    ) from error
            else:
                self._is_ready = True
                return

    def _start(self) -> subprocess.Popen[bytes]:
        self._is_ready = False
        return subprocess.Popen(
            [sys.executable, "-m", __name__, *([str(self._scratch)] if self._scratch else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            bufsize=0,
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def _stop(self) -> None:
        self._child.kill()
        self._child.communicate()

    def _send(self, request: _Request, data: bytes, deadline: float) -> None:
        assert self._child.stdin is not None
        head = request.model_dump_json().encode()
        rest = memoryview(_LENGTH.pack(len(head), len(data)) + head + data)
        os.set_blocking(self._child.stdin.fileno(), False)
        try:
            while rest:
                _wait(deadline, writable=self._child.stdin)
                rest = rest[self._child.stdin.write(rest) or 0 :]
        except BrokenPipeError as error:
            raise _Died from error

    def _receive(self, deadline: float, most: int = 0) -> tuple[_PageHead, bytearray]:
        """A message, with so many raw bytes at most. Raises _Stopped."""
        head_size, size = _LENGTH.unpack(self._read(_LENGTH.size, deadline))
        if head_size > _MAX_HEAD or size > most:
            raise _Stopped
        try:
            head = _PageHead.model_validate_json(bytes(self._read(head_size, deadline)))
        except pydantic.ValidationError as error:
            raise _Stopped from error
        return head, self._read(size, deadline)

    def _read(self, size: int, deadline: float) -> bytearray:
        assert self._child.stdout is not None
        found = bytearray()
        while len(found) < size:
            _wait(deadline, readable=self._child.stdout)
            part = self._child.stdout.read(min(size - len(found), 2**20))
            if not part:
                raise _Died
            found += part
        return found


def _wait(deadline: float, *, readable: IO[bytes] | None = None, writable: IO[bytes] | None = None) -> None:
    """Return when the pipe is ready. Raises _Stopped after the deadline (of the monotonic clock)."""
    ready = select.select(
        [readable] if readable else [], [writable] if writable else [], [], max(0.0, deadline - time.monotonic())
    )
    if not any(ready):
        raise _Stopped


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """What the child does, until its parent is gone. It says first that it is ready."""
    # Ctrl-C is for the parent, which then ends this process. It stays in the parent's group, to be killed with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Only here: the parent never opens a file itself, and is ready the sooner without these libraries.
    from pipeline.stages.decode import decode  # noqa: PLC0415

    _answer(answers, _PageHead(), memoryview(b""))
    while prefix := requests.read(_LENGTH.size):
        head_size, size = _LENGTH.unpack(prefix)
        request = _Request.model_validate_json(requests.read(head_size))
        _confine(request.limits)
        end = _PageHead()
        try:
            for page in decode(request.file, requests.read(size), request.limits):
                head = _PageHead(
                    number=page.number,
                    shape=page.pixels.shape,
                    dpi=page.dpi,
                    words=page.words,
                    source=page.source,
                    form=page.form,
                )
                _answer(answers, head, np.ascontiguousarray(page.pixels).data)
                _confine(request.limits)
        except Unreadable as fault:
            end = _PageHead(status=fault.status, detail=fault.detail)
        _answer(answers, end, memoryview(b""))


def _answer(answers: IO[bytes], head: _PageHead, pixels: memoryview) -> None:
    text = head.model_dump_json().encode()
    answers.write(_LENGTH.pack(len(text), pixels.nbytes) + text)
    answers.write(pixels)
    answers.flush()


def _confine(limits: Limits) -> None:
    """Bound the memory of this process, and the processor time of the next page: an orphan must not run for ever."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    bounds = (
        (resource.RLIMIT_AS, limits.max_memory_bytes),
        (resource.RLIMIT_CPU, int(used + limits.page_timeout_s) + 1),
    )
    for what, bound in bounds:
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some bounds
            resource.setrlimit(what, (bound, resource.getrlimit(what)[1]))


if __name__ == "__main__":
    # The libraries may log what stands in a file, and pypdf and pdfminer do: only our own words get out.
    logging.basicConfig(level=logging.CRITICAL, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("pipeline").setLevel(logging.INFO)
    with contextlib.suppress(BrokenPipeError):
        _serve(sys.stdin.buffer, sys.stdout.buffer)
    for scratch in sys.argv[1:]:
        shutil.rmtree(scratch, ignore_errors=True)
