"""Runs without engines: readers that answer what a test says, or misbehave."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pipeline.core.documents import Document
from pipeline.core.errors import OcrFailed
from pipeline.core.model import Face, Page
from pipeline.run import PageReader, Tools
from pipeline.settings import Settings
from pipeline.stages.decode import decode
from pipeline.stages.pages import RawPage
from pipeline.stopwatch import Stopwatch
from tests.builders import a_dossier
from tests.files import a_picture, encoded


def a_folder(folder: Path, pages: int = 1) -> Path:
    """A dossier of that many pictures, no two the same."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, pages + 1):
        (folder / f"page {number}.png").write_bytes(encoded(a_picture(100 + number), "PNG"))
    return folder


class UnknownReader:
    """Sees a page of no known paper."""

    engine = "none 0"

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader`."""
        page = Page(file=raw.file, number=raw.number, aspect=raw.pixels.shape[1] / raw.pixels.shape[0])
        return (Face(kind="inconnu", side="page", page=page, confidence=1.0),)


class LateReader(UnknownReader):
    """The earlier a page comes, the longer it takes."""

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader`."""
        width = raw.pixels.shape[1]
        time.sleep(max(0.0, (106 - width) / 50))
        return super().faces(raw, watch)


class FailingReader(UnknownReader):
    """The engine fails on the pages that a test names."""

    def __init__(self, fails: Callable[[RawPage], bool], error: Exception | None = None) -> None:
        self._fails = fails
        self._error = error or OcrFailed("the engine ran past its time limit")

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader`."""
        if self._fails(raw):
            raise self._error
        return super().faces(raw, watch)


def conforming(faces: Sequence[Face]) -> tuple[Document, ...]:
    """The papers of a conforming dossier, whatever was seen."""
    return a_dossier().documents


def nothing(faces: Sequence[Face]) -> tuple[Document, ...]:
    """No paper at all."""
    return ()


def the_tools(
    reader: PageReader | None = None, assemble: Callable[[Sequence[Face]], tuple[Document, ...]] = conforming
) -> Tools:
    """Tools that decode for true and read nothing."""
    return Tools(decode=decode, reader=reader or UnknownReader(), assemble=assemble)


def use(monkeypatch: pytest.MonkeyPatch, tools: Tools) -> None:
    """Have the command line use these tools."""

    @contextmanager
    def opened(settings: Settings) -> Iterator[Tools]:
        yield tools

    monkeypatch.setattr("pipeline.commands.open_tools", opened)


@contextmanager
def nobody() -> Iterator[None]:
    """As a user whom mode bits stop, which they do not stop root."""
    before = os.geteuid()
    with suppress(PermissionError):  # whoever is not root is such a user
        os.seteuid(65534)
    yield
    os.seteuid(before)
