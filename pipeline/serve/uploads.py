"""Files that are sent: counted, weighed, known by their first bytes, and written under names of ours."""

import os
import re
from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, NamedTuple

import pydantic

from pipeline.core.formats import texte
from pipeline.core.model import Frozen
from pipeline.core.printable import printable
from pipeline.serve.kept import Folder
from pipeline.stages.kinds import BEGINNING, FileKind, kind_of

MAX_TITLE = 100
"""Characters."""
_CHUNK = 2**20
_LABEL = 40
"""Characters of the name of a file that are kept in that of ours."""


class Intake(Frozen):
    """How much is taken in at once."""

    max_files: int = pydantic.Field(default=100, ge=1)
    """Of one dossier."""
    max_bytes: int = pydantic.Field(default=300 * 2**20, ge=1)
    """Of one upload, all its files together."""
    max_waiting: int = 500
    """Dossiers that are still to be read."""


class Sent(NamedTuple):
    """A file as it comes."""

    name: str
    """What the client calls it: to be shown, never a path."""
    stream: BinaryIO


class Unwanted(ValueError):
    """Files that are not taken in; the reason is a word of `WORDS`."""

    def __init__(self, reason: str, names: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.names = tuple(names)


def store(sent: Sequence[Sent], folder: Folder, intake: Intake) -> None:
    """Write files into the folder of a dossier.

    Raises:
        Unwanted: none, too many, or one that can hold no paper.
        OSError: no space.
    """
    if not sent:
        raise Unwanted("no_files")
    if len(sent) > intake.max_files:
        raise Unwanted("too_many")
    kinds = [kind_of(one.stream.read(BEGINNING)) for one in sent]
    if foreign := [shown(one.name) for one, kind in zip(sent, kinds, strict=True) if kind is None]:
        raise Unwanted("foreign", foreign)
    for rank, (one, kind) in enumerate(zip(sent, kinds, strict=True), start=1):
        assert kind
        one.stream.seek(0)
        place = folder.papers / label(rank, one.name, kind)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := one.stream.read(_CHUNK):
                file.write(chunk)


def label(rank: int, name: str, kind: FileKind) -> str:
    """How a file is called here, in reports too: a number, letters and figures of its name, and what it is.

    >>> label(3, "../../Carte grise (recto).PDF", FileKind.PDF)
    '03 CARTE GRISE RECTO.pdf'
    >>> label(1, "..", FileKind.PNG)
    '01.png'
    """
    stem = PurePosixPath(PureWindowsPath(name).name).stem
    words = " ".join(re.findall(r"[A-Z0-9]+", texte.compact(stem)))[:_LABEL].strip()
    return f"{rank:02d} {words}.{kind}" if words else f"{rank:02d}.{kind}"


def title_of(names: Sequence[str]) -> str:
    """How a dossier is called that was given no title: by the folder of its files, or by the first of them.

    >>> title_of(["Dupont/recto.jpg", "Dupont/ct.pdf"]), title_of(["scan.pdf", "b.pdf"])
    ('Dupont', 'scan')
    """
    first = PurePosixPath(names[0].replace("\\", "/"))
    return shown(first.parts[0] if len(first.parts) > 1 and first.parts[0] not in ("/", "..") else first.stem)


def shown(name: str) -> str:
    """A name of the client as it can be shown."""
    return " ".join(printable(name).split())[:MAX_TITLE]
