"""Reads no pixels: answers with faces recorded earlier, so that the rules and extractors are tested in seconds.

A recording belongs to the bytes of its file: where those have changed, or the page was never recorded, it is an error
and never a quiet call to an engine.
"""

import gzip
import hashlib
from pathlib import Path

import pydantic

from pipeline.core.errors import UsageError
from pipeline.core.model import Face, Frozen
from pipeline.stages.pages import RawPage
from pipeline.stopwatch import Stopwatch


class RecordedPage(Frozen):
    """What was found on one page."""

    sha256: str
    """Of the whole file."""
    number: int
    faces: tuple[Face, ...]


class Recording(Frozen):
    """All pages of one dossier, and what read them."""

    engine: str
    """Engines and versions, e.g. 'pp-ocrv6 3.10.0 + tesseract 5.3.0'."""
    pages: tuple[RecordedPage, ...]

    def save(self, path: Path) -> None:
        """Write it compressed, the same bytes for the same recording."""
        path.write_bytes(gzip.compress(self.model_dump_json(exclude_defaults=True).encode(), mtime=0))

    @classmethod
    def load(cls, path: Path) -> "Recording":
        """Read it back.

        Raises:
            UsageError: not a recording.
        """
        try:
            return cls.model_validate_json(gzip.decompress(path.read_bytes()))
        except (OSError, EOFError, pydantic.ValidationError) as error:
            raise UsageError(f"{path}: not a recording; record it again") from error


class ReplayReader:
    """A `PageReader` that answers from a recording."""

    def __init__(self, recording: Recording, dossier: Path) -> None:
        """Take the recording of that dossier."""
        self.engine = f"replay of {recording.engine}"
        self._dossier = dossier
        self._pages = {(page.sha256, page.number): page.faces for page in recording.pages}

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`.

        Raises:
            UsageError: this page, with these bytes, was not recorded.
        """
        with watch.stage("replay"):
            key = digest_of(self._dossier, raw.file), raw.number
            if key not in self._pages:
                raise UsageError(f"{raw.file} page {raw.number}: not recorded; record the dossier again")
            return self._pages[key]


def digest_of(dossier: Path, file: str) -> str:
    """SHA-256 of a file of the dossier, or of the dossier itself when it is one file."""
    path = dossier / file if dossier.is_dir() else dossier
    return hashlib.sha256(path.read_bytes()).hexdigest()
