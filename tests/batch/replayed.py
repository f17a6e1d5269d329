"""Loose scans for batches, their pages those of the recorded samples: `conforme batch` without engines.

A scan is a file that lists pages, each 'SAMPLE/FILE/NUMBER', so that papers can lie in any files and stacks. A line
that begins with '!' does something first: '!meurt' ends the process that reads it, '!meurt-une-fois F' where the file F
is not there yet, '!panne' is an engine that fails, '!lent 0.2' takes its time, '!plein F' fills the disk for whoever
reads it while the file F is there; '!blanc' is a blank page.
"""

import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from extractors.assemble import assemble
from pipeline.core.errors import OcrFailed
from pipeline.core.model import Defect, Face, Page
from pipeline.readings import Readings
from pipeline.run import Tools
from pipeline.settings import Settings
from pipeline.stages.pages import Limits, RawPage
from pipeline.stopwatch import Stopwatch

SAMPLES = Path(__file__).parents[2] / "samples/dossiers"
BLANK = "!blanc"


def a_scan(file: Path, *pages: str) -> Path:
    """A file with those pages."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(pages), encoding="utf-8")
    return file


def scans(folder: Path, sample: str, prefix: str = "") -> list[Path]:
    """The files of a sample, each a scan of as many pages, under names that begin with the prefix."""
    files: dict[str, list[str]] = {}
    for file, number in sorted(faces_of(sample)):
        files.setdefault(file, []).append(f"{sample}/{file}/{number}")
    return [a_scan(folder / f"{prefix}{file}", *pages) for file, pages in files.items()]


def papers(sample: str, *kinds: str) -> list[str]:
    """The pages of a sample that hold papers of one of these kinds, of any when none is given."""
    found = sorted(faces_of(sample).items())
    return [
        f"{sample}/{file}/{number}"
        for (file, number), faces in found
        if not kinds or any(face.kind in kinds for face in faces)
    ]


@cache
def faces_of(sample: str) -> dict[tuple[str, int], tuple[Face, ...]]:
    """What was recorded of a sample, by file and page."""
    found: dict[tuple[str, int], tuple[Face, ...]] = {}
    for face in Readings.load(SAMPLES / sample).faces:
        place = face.page.file, face.page.number
        found[place] = (*found.get(place, ()), face)
    return found


def decode(file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
    """The pages listed, their lines in place of pixels."""
    for number, line in enumerate(data.decode().splitlines(), start=1):
        yield RawPage(file=file, number=number, pixels=np.frombuffer(line.encode(), dtype=np.uint8))


class ListedReader:
    """Answers with what was recorded of the page that is named."""

    engine = "replay"

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader`."""
        line = raw.pixels.tobytes().decode()
        if log := os.environ.get("PAGES_READ"):
            with Path(log).open("a", encoding="utf-8") as stream:
                stream.write(f"{line}\n")
        word, _, rest = line.partition(" ")
        match word:
            case "!meurt":
                os.kill(os.getpid(), signal.SIGKILL)
            case "!meurt-une-fois" if not Path(rest).exists():
                Path(rest).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            case "!panne":
                raise OcrFailed("the engine ran past its time limit")
            case "!plein" if Path(rest).exists():
                resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
            case "!lent":
                time.sleep(float(rest))
        if line.startswith("!"):
            defects = (Defect.BLANK,) if line == BLANK else ()
            page = Page(file=raw.file, number=raw.number, aspect=0.7, defects=defects)
            return (Face(kind="inconnu", side="page", page=page, confidence=1.0),)
        sample, file, number = line.split("/")
        return tuple(
            face.model_copy(update={"page": face.page.model_copy(update={"file": raw.file, "number": raw.number})})
            for face in faces_of(sample)[file, int(number)]
        )


@contextmanager
def replayed_tools(settings: Settings) -> Iterator[Tools]:
    """Tools for workers, named by this module."""
    yield Tools(decode=decode, reader=ListedReader(), assemble=assemble)
