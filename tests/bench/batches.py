"""Whole batches, as the command line runs them: from one process to two, and from ten dossiers to a thousand."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil

from samples import controle_technique, situation_administrative, writer
from samples.drawing import Layout, draw_pdf

LOOK_EVERY_S = 0.1


@dataclass(frozen=True)
class Ran:
    """A batch that ended."""

    dossiers: int
    wall: float
    """Seconds, start of the program included."""
    batch_bytes: int
    """Most memory resident of the program itself."""
    worker_bytes: int
    """Most of one worker and of what it started."""


def run(folder: Path, out: Path, jobs: int) -> Ran:
    """Check the dossiers of that folder.

    Raises:
        RuntimeError: the batch failed.
    """
    started = time.perf_counter()
    command = [sys.executable, "-m", "pipeline", "batch", folder, "--out", out, "--jobs", str(jobs), "--quiet"]
    batch = psutil.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
    )
    own = worker = 0
    while batch.poll() is None:
        own = max(own, _resident(batch))
        for child in _children(batch):
            worker = max(worker, sum(map(_resident, _with_its_own(child))))
        time.sleep(LOOK_EVERY_S)
    if batch.returncode not in (0, 1):
        raise RuntimeError(f"conforme batch ended with {batch.returncode}")
    return Ran(sum(1 for _ in folder.iterdir()), time.perf_counter() - started, own, worker)


def _children(process: psutil.Process, *, recursive: bool = False) -> list[psutil.Process]:
    try:
        return process.children(recursive=recursive)
    except psutil.NoSuchProcess:
        return []


def _with_its_own(worker: psutil.Process) -> Iterator[psutil.Process]:
    """A worker and what it started; not what is just being started, which still has the memory of the worker itself."""
    yield worker
    for child in _children(worker, recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if child.cmdline() != worker.cmdline():
                yield child


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


def born_digital(count: int, folder: Path) -> Path:
    """Dossiers of what is sent as it was made: a situation administrative and a procès-verbal, one PDF each dossier."""
    folder.mkdir(parents=True)
    for rank in range(count):
        story, _ = writer.tell("titulaire_unique", None, Random(f"bench-{rank}"))
        assert story.situation
        (inspection, details), *_ = story.inspections
        sheets = [
            *situation_administrative.sheets(story.situation, story.situation_details),
            *controle_technique.sheets(inspection, details),
        ]
        (folder / f"{rank:04d}.pdf").write_bytes(draw_pdf([Layout.of(sheet) for sheet in sheets], "Pièces", "Conforme"))
    return folder


def scanned(seed: int, count: int, folder: Path) -> Path:
    """Scanned dossiers by chance."""
    writer.write_samples(folder, count, seed, "bad")  # at this level nothing is sent as it was made
    return folder
