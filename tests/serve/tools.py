"""Engines for the server's tests: real papers of the samples, answered from what was recorded of them.

`decode` knows a file of the samples by its bytes and gives as many small pages as were read of it. A file that begins
as a PNG and goes on with a word does what the word says: 'meurt' ends the process that reads it, 'pend' never ends,
'lent 0.2' takes so many seconds a page and has three, 'gonfle' takes memory, 'panne' is an engine that fails.
"""

import hashlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from extractors.assemble import assemble
from pipeline.core.dossier import FileStatus
from pipeline.core.errors import ComponentMissing, OcrFailed
from pipeline.core.model import Face, Page
from pipeline.run import Tools
from pipeline.settings import Settings
from pipeline.stages.ingest import walk
from pipeline.stages.pages import Limits, RawPage, Unreadable
from pipeline.stages.pictures import as_jpeg
from pipeline.stopwatch import Stopwatch
from tests.batch.replayed import SAMPLES, faces_of

PNG = b"\x89PNG\r\n\x1a\n"
SLOW = "lent"


def papers(sample: str) -> list[Path]:
    """The files of a sample, as a user would drop them."""
    return sorted(walk(SAMPLES / sample))


def obedient(word: str) -> bytes:
    """A file that does what the word says."""
    return PNG + word.encode()


@cache
def _recorded() -> dict[str, tuple[str, str]]:
    """Sample and name of each file, by its digest."""
    return {
        hashlib.sha256(file.read_bytes()).hexdigest(): (folder.name, file.relative_to(folder).as_posix())
        for folder in sorted(SAMPLES.iterdir())
        if (folder / "readings.json.xz").is_file()
        for file in walk(folder)
    }


def decode(file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
    """The pages of a sample's file, with a note of which they are in place of pixels."""
    if data.startswith(PNG) and len(data) < 100:
        notes = [data.removeprefix(PNG).decode()] * (3 if SLOW.encode() in data else 1)
    else:
        found = _recorded().get(hashlib.sha256(data).hexdigest())
        if found is None:
            raise Unreadable(FileStatus.DAMAGED, "Fichier endommagé ou incomplet.")
        sample, name = found
        notes = [f"{sample}/{name}/{number}" for read, number in sorted(faces_of(sample)) if read == name]
    for number, note in enumerate(notes, start=1):
        yield RawPage(file=file, number=number, pixels=np.frombuffer(note.encode(), dtype=np.uint8))


class RecordedReader:
    """A `PageReader` that answers with what was recorded."""

    engine = "recorded"

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader`."""
        note = raw.pixels.tobytes().decode()
        word, _, rest = note.partition(" ")
        match word:
            case "meurt":
                os.kill(os.getpid(), signal.SIGKILL)
            case "pend":
                time.sleep(3600)
            case "lent":
                time.sleep(float(rest))
            case "gonfle":
                held = bytearray(os.urandom(2**20) * 400)
                time.sleep(3600)
                assert held
            case "panne":
                raise OcrFailed("the engine ran past its time limit")
        if "/" not in note:
            page = Page(file=raw.file, number=raw.number, aspect=0.7, picture=_picture(0.7, note))
            return (Face(kind="inconnu", side="page", page=page, confidence=1.0),)
        sample, name, number = _parts(note)
        return tuple(
            face.model_copy(
                update={
                    "page": face.page.model_copy(
                        update={
                            "file": raw.file,
                            "number": raw.number,
                            "picture": _picture(face.page.aspect, note),
                        }
                    )
                }
            )
            for face in faces_of(sample)[name, int(number)]
        )


def _parts(note: str) -> tuple[str, str, str]:
    sample, _, rest = note.partition("/")
    name, _, number = rest.rpartition("/")
    return sample, name, number


def _picture(aspect: float, note: str) -> bytes:
    """A small grey page, no two papers the same."""
    shade = 150 + hashlib.sha256(note.encode()).digest()[0] % 100
    return as_jpeg(np.full((400, max(round(400 * aspect), 1)), shade, dtype=np.uint8))


@contextmanager
def missing_tools(settings: Settings) -> Iterator[Tools]:
    """An engine that is not installed."""
    raise ComponentMissing("Tesseract manque : lancer « conforme doctor ».")
    yield


@contextmanager
def recorded_tools(settings: Settings) -> Iterator[Tools]:
    """Tools for workers, named by this module."""
    yield Tools(decode=decode, reader=RecordedReader(), assemble=assemble)
