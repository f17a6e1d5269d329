"""Ingest: a dossier on disk to its pages and to one record per file.

    for item in open_dossier(path, limits, decode):
        match item:
            case RawPage(): ...      # a page, decoded when asked for
            case FileRecord(): ...   # comes once per file, after its pages, whatever became of it

Files come in natural order ('page 2' before 'page 10'), the same on every machine. Nothing outside the dossier is
read: links that leave it are recorded, not followed.
"""

import hashlib
import logging
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from pipeline.core.dossier import FileRecord, FileStatus
from pipeline.core.errors import NoInput, UsageError
from pipeline.stages.pages import NO_PAGE, Limits, RawPage, Unreadable

FACTS_FILE = "dossier.toml"
TRUTH_FILE = "expected.json"

_OWN_FILES = (FACTS_FILE, TRUTH_FILE)
"""Files at the top of a dossier that are about it and no part of it."""

_LITTER = ("thumbs.db", "desktop.ini", "__macosx")
"""What Windows and macOS leave in folders without being asked."""

Decode: TypeAlias = Callable[[str, bytes, Limits], Iterator[RawPage]]

_log = logging.getLogger(__name__)


def open_dossier(path: Path, limits: Limits, decode: Decode) -> Iterator[RawPage | FileRecord]:
    """The pages of a dossier, and after those of each file its record.

    Args:
        path: a folder with all its sub-folders, or a single file.
        limits: what is taken in.
        decode: turns the bytes of a file into its pages.

    Raises:
        NoInput: nothing at that path, or no file in it.
        UsageError: more files than a dossier can have.
    """
    seen: dict[str, str] = {}
    for name, file in _files(path, limits):
        _log.info("reading %s", name)
        try:
            data, sha256 = _contents(file, path, limits)
        except _Refused as refusal:
            yield FileRecord(file=name, sha256=refusal.sha256, status=refusal.status, detail=refusal.detail)
            continue
        if sha256 in seen:
            detail = f"Même contenu que {seen[sha256]} : lu une seule fois."
            yield FileRecord(file=name, sha256=sha256, status=FileStatus.DUPLICATE, detail=detail)
            continue
        seen[sha256] = name
        status, detail, pages = FileStatus.READ, "", 0
        try:
            for page in decode(name, data, limits):
                pages += 1
                yield page
            if pages == 0:  # a TIFF of thumbnails only, say: no decoder may call that read
                raise Unreadable(FileStatus.EMPTY, NO_PAGE)
        except Unreadable as fault:
            status, detail = fault.status, fault.detail
        yield FileRecord(file=name, sha256=sha256, pages=pages, status=status, detail=detail)


def dossiers_in(directory: Path) -> list[Path]:
    """The dossiers of a batch, in natural order: each direct sub-folder is one, and each loose file.

    Raises:
        NoInput: no such folder, or nothing in it.
    """
    if not directory.is_dir():
        raise NoInput(f"{directory} n'est pas un répertoire de dossiers : vérifier le chemin.")
    found = [path for path in directory.iterdir() if _is_wanted(path.name) and path.name not in _OWN_FILES]
    if not found:
        raise NoInput(f"Aucun dossier dans {directory}.")
    return sorted(found, key=lambda path: _natural(path.relative_to(directory)))


def _files(path: Path, limits: Limits) -> list[tuple[str, Path]]:
    """Name in the dossier and path of each file, in natural order."""
    if not path.exists():
        raise NoInput(f"Rien à l'emplacement {path} : vérifier le chemin du dossier.")
    if not path.is_dir():
        return [(_name(path.name), path)]
    found = sorted(walk(path), key=lambda file: _natural(file.relative_to(path)))
    if len(found) > limits.max_files:
        raise UsageError(
            f"{path} contient plus de {limits.max_files} fichiers, ce n'est pas un dossier : "
            "pour un répertoire de plusieurs dossiers, utiliser « conforme batch »."
        )
    if not found:
        raise NoInput(f"Aucun fichier dans {path} : y déposer les scans du dossier (PDF, JPEG, PNG, TIFF, HEIC).")
    return [(_name(file.relative_to(path).as_posix()), file) for file in found]


def walk(root: Path) -> Iterator[Path]:
    """The files that are read of a folder and of its sub-folders, in no order.

    A link to a folder counts as a file, to be recorded.
    """
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and _is_wanted(name)]
        for name in files + links:
            if _is_wanted(name) and not (here == root and name in _OWN_FILES):
                yield here / name


def _is_wanted(name: str) -> bool:
    return not name.startswith(".") and name.lower() not in _LITTER


def _natural(file: Path) -> list[tuple[list[tuple[int, int, str]], str]]:
    """Sort key: numbers by value, letters without case, then the exact name so that no two are equal."""
    return [
        ([(int(run), 0, "") if run.isdecimal() else (-1, 1, run.casefold()) for run in re.split(r"(\d+)", part)], part)
        for part in file.parts
    ]


def _name(path: str) -> str:
    """The path as a report can hold it: file names are bytes, and not always UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


class _Refused(Unreadable):
    """A file that is not given to the decoder."""

    def __init__(self, status: FileStatus, detail: str, sha256: str = "") -> None:
        super().__init__(status, detail)
        self.sha256 = sha256


def _contents(file: Path, root: Path, limits: Limits) -> tuple[bytes, str]:
    """The bytes of a file and their SHA-256. Read once, so that what is hashed is what is decoded.

    Raises:
        _Refused: link that leaves the dossier, no regular file, no right to read it, or too large.
    """
    try:
        if file != root and file.is_symlink() and not file.resolve().is_relative_to(root.resolve()):
            raise _Refused(
                FileStatus.UNSUPPORTED, "Lien vers un fichier hors du dossier : y copier le fichier lui-même."
            )
        # Without O_NONBLOCK, opening a pipe would wait for a writer that may never come.
        with open(os.open(file, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_BINARY", 0)), "rb") as stream:  # noqa: PTH123
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise _Refused(
                    FileStatus.UNSUPPORTED, "Ce n'est pas un fichier ordinaire : joindre un PDF ou une image."
                )
            data = stream.read(limits.max_bytes + 1)
            if len(data) > limits.max_bytes:
                digest = hashlib.sha256(data)
                while more := stream.read(2**20):
                    digest.update(more)
                raise _Refused(
                    FileStatus.OVERSIZED,
                    f"Fichier de plus de {limits.max_bytes // 2**20} Mo : le numériser à 300 points par pouce, "
                    "ou ne joindre que les pages du dossier.",
                    digest.hexdigest(),
                )
            return data, hashlib.sha256(data).hexdigest()
    except OSError as error:
        _log.info("%s cannot be opened: %s", file.name, error.strerror)
        raise _Refused(
            FileStatus.UNREADABLE, f"Fichier impossible à ouvrir ({error.strerror}) : vérifier les droits d'accès."
        ) from error
