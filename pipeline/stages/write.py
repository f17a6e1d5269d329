"""Reports on disk: whole or not at all, and for their owner only, since they hold what stands on people's papers."""

import contextlib
import fcntl
import os
import re
import tempfile
from collections.abc import Collection
from pathlib import Path

from pipeline.core.errors import ReportNotWritten, reason

FOLDER_MODE = 0o700


_UNFINISHED = re.compile(r"\.(.+)\.[a-z0-9_]{8}")
"""How mkstemp calls what `write_report` is writing."""


def write_report(path: Path, content: str | bytes) -> None:
    """Write a file in one step: whoever looks sees the old one or the new one, never half of it.

    Folders that are missing are made.

    Raises:
        ReportNotWritten: no right, no space, or a file where a folder should be.
    """
    try:
        make_folder(path.parent)
        handle, name = _unfinished(path)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content.encode() if isinstance(content, str) else content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ReportNotWritten(
            f"Impossible d'écrire {path} ({reason(error)}) : y remédier, ou choisir un autre répertoire."
        ) from error


def _unfinished(path: Path) -> tuple[int, str]:
    """A file to write to under another name, open, and locked for as long as it is."""
    while True:
        # mkstemp makes the file readable by its owner only, before a byte is in it.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with contextlib.suppress(OSError):  # where nothing can be locked, nothing is cleared either
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.path.lexists(name):
            return handle, name
        os.close(handle)  # it was cleared before it was locked


def make_folder(folder: Path) -> None:
    """Make a folder, and those above that are missing, for their owner only. Raises OSError."""
    for one in (*reversed(folder.parents), folder):  # mkdir(parents=True) would give the mode to the last one only
        one.mkdir(mode=FOLDER_MODE, exist_ok=True)


def clear_unfinished(folder: Path, names: Collection[str]) -> None:
    """Remove what a program that was killed left of files of these names; what is being written is left alone.

    Raises:
        ReportNotWritten: no right to.
    """
    try:
        for file in list(folder.iterdir()):
            found = _UNFINISHED.fullmatch(file.name)
            if found and found[1] in names:
                _clear(file)
    except OSError as error:
        raise ReportNotWritten(f"Impossible de nettoyer {folder} ({error.strerror}).") from error


def _clear(file: Path) -> None:
    """Remove a file that nobody has locked."""
    with contextlib.suppress(FileNotFoundError), file.open("rb") as stream, contextlib.suppress(BlockingIOError):
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.unlink(missing_ok=True)
