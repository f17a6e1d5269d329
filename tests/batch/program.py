"""The batch as a program of its own, with tools that do what the bytes of a file say. Killed and hung for true.

`python -m tests.batch.program batch DIRECTORY ...` is `conforme batch`, reading nothing and misbehaving at will:

    passe            conforms
    rejet            no paper
    lent 0.2         no paper, and takes so many seconds
    compte F         no paper; adds a sign to the file F
    meurt            ends the process that reads it
    meurt-une-fois F ends it where the file F is not there yet
    pend             never ends
    dort             as `pend`, in a process of its own, which notes its number in the file named
    gonfle           takes 400 MB and waits
    change F         no paper; the file F, if its last line is not ended, is ended while it is read
    panne            the engine fails
    panne F          it fails where the file F is not there yet
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from pipeline.core.documents import Document
from pipeline.core.errors import OcrFailed
from pipeline.core.model import Face, Page
from pipeline.run import Tools
from pipeline.settings import Settings
from pipeline.stages.pages import Limits, RawPage
from pipeline.stopwatch import Stopwatch
from tests.builders import a_dossier


class ObedientReader:
    """Does what the page says."""

    engine = "none 0"

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader`."""
        word, _, rest = bytes(raw.pixels.tobytes()).decode().strip().partition(" ")
        file = Path(rest.strip())
        match word:
            case "lent":
                time.sleep(float(rest.split()[0]))
            case "compte":
                with file.open("a") as stream:
                    stream.write(".")
            case "meurt":
                os.kill(os.getpid(), signal.SIGKILL)
            case "meurt-une-fois" if not file.exists():
                file.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            case "pend":
                time.sleep(3600)
            case "dort":
                child = subprocess.Popen(["sleep", "3600"])
                file.write_text(str(child.pid))
                child.wait()
            case "gonfle":
                held = bytearray(os.urandom(2**20) * 400)
                time.sleep(3600)
                assert held
            case "change" if not file.read_bytes().endswith(b"\n"):
                with file.open("a") as stream:
                    stream.write("\n")
            case "panne" if not file.name or not file.exists():
                if file.name:
                    file.touch()
                raise OcrFailed("the engine ran past its time limit")
        page = Page(file=raw.file, number=raw.number, aspect=1.0)
        return (Face(kind="inconnu", side=word, page=page, confidence=1.0),)


def decode(file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
    """One page, whose pixels are the bytes."""
    yield RawPage(file=file, number=1, pixels=np.frombuffer(data, dtype=np.uint8))


def assemble(faces: Sequence[Face]) -> tuple[Document, ...]:
    """Conforming papers where the first page says so: to judge them takes longer."""
    return a_dossier().documents if faces[0].side == "passe" else ()


@contextmanager
def obedient_tools(settings: Settings) -> Iterator[Tools]:
    """Tools for workers, named by this module."""
    yield Tools(decode=decode, reader=ObedientReader(), assemble=assemble)


def run(arguments: Sequence[str]) -> int:
    """Run `conforme` with these tools, and return its exit code."""
    from pipeline import cli, commands  # noqa: PLC0415  # workers, which import this module too, do without them

    commands.open_tools = obedient_tools
    return cli.main(arguments)


if __name__ == "__main__":
    from tests.batch import program  # by its name: what workers are told must not be called __main__

    sys.exit(program.run(sys.argv[1:]))
