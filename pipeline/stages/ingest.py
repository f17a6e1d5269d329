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
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from pipeline.core.dossier import FileRecord, FileStatus
from pipeline.core.errors import NoInput, UsageError, reason
from pipeline.stages.pages import NO_PAGE, Limits, RawPage, Unreadable

FACTS_FILE = "dossier.toml"
TRUTH_FILE = "expected.json"
READINGS_FILE = "readings.json.xz"

_OWN_FILES = (FACTS_FILE, TRUTH_FILE, READINGS_FILE)
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
        _log.info("reading %r", name)
        try:
            data, sha256 = contents(file, path, limits)
        except Refused as refusal:
            yield FileRecord(file=name, sha256=refusal.sha256, status=refusal.status, detail=refusal.detail)
            continue
        if sha256 in seen:
            yield duplicate_of(seen[sha256], FileRecord(file=name, sha256=sha256))
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


def duplicate_of(original: str, record: FileRecord) -> FileRecord:
    """The record of a file that holds the bytes of another one, which is read in its place."""
    detail = f"Même contenu que {original} : lu une seule fois."
    return FileRecord(file=record.file, sha256=record.sha256, status=FileStatus.DUPLICATE, detail=detail)


def dossiers_in(directory: Path) -> list[Path]:
    """The dossiers of a batch, in natural order: each direct sub-folder is one, and each loose file.

    Raises:
        NoInput: no such folder, no right to open it, or nothing in it.
    """
    try:
        found = [path for path in directory.iterdir() if is_dossier(path)]
    except OSError as error:
        raise NoInput(
            f"{directory} n'est pas un répertoire de dossiers ({reason(error)}) : vérifier le chemin."
        ) from error
    if not found:
        raise NoInput(f"Aucun dossier dans {directory}.")
    return in_order(directory, found)


def is_dossier(path: Path) -> bool:
    """Whether what stands directly in a folder of dossiers is taken for one, by its name."""
    return _is_wanted(path.name) and path.name not in _OWN_FILES


def in_order(directory: Path, paths: Iterable[Path]) -> list[Path]:
    """Paths in a folder in natural order."""
    return sorted(paths, key=lambda path: _natural(path.relative_to(directory)))


def _files(path: Path, limits: Limits) -> list[tuple[str, Path]]:
    """Name in the dossier and path of each file, in natural order."""
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError as error:
        raise NoInput(f"Rien à l'emplacement {path} : vérifier le chemin du dossier.") from error
    except OSError as error:
        raise NoInput(f"{path} est impossible à ouvrir ({reason(error)}) : vérifier le chemin du dossier.") from error
    if not is_folder:
        return [(as_text(path.name), path)]
    found = in_order(path, walk(path))
    if path in found:
        raise NoInput(f"{path} est impossible à ouvrir : vérifier les droits d'accès.")
    if len(found) > limits.max_files:
        raise UsageError(
            f"{path} contient plus de {limits.max_files} fichiers, ce n'est pas un dossier : "
            "pour un répertoire de plusieurs dossiers, utiliser « conforme batch »."
        )
    if not found:
        raise NoInput(f"Aucun fichier dans {path} : y déposer les scans du dossier (PDF, JPEG, PNG, TIFF, HEIC).")
    return [(as_text(file.relative_to(path).as_posix()), file) for file in found]


def walk(root: Path) -> Iterator[Path]:
    """The files that are read of a folder and of its sub-folders, in no order.

    Links to folders and folders that cannot be opened count as files, to be recorded: papers may be in there.
    """
    locked: list[Path] = []
    for folder, folders, files in os.walk(root, onerror=lambda error: locked.append(Path(error.filename))):
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and _is_wanted(name)]
        for name in files + links:
            if _is_wanted(name) and not (here == root and name in _OWN_FILES):
                yield here / name
    yield from locked


def is_read(name: Sequence[str]) -> bool:
    """Whether a file of a dossier is read, by its name in it, a part for each folder: what `walk` comes to."""
    return all(map(_is_wanted, name)) and not (len(name) == 1 and name[0] in _OWN_FILES)


def _is_wanted(name: str) -> bool:
    return not name.startswith(".") and name.lower() not in _LITTER


def _natural(file: Path) -> list[tuple[list[tuple[int, int, str]], str]]:
    """Sort key: numbers by value, letters without case, then the exact name so that no two are equal."""
    return [
        ([(int(run), 0, "") if run.isdecimal() else (-1, 1, run.casefold()) for run in re.split(r"(\d+)", part)], part)
        for part in file.parts
    ]


def as_text(path: str) -> str:
    """The path as a report can hold it: file names are bytes, and not always UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


class Refused(Unreadable):
    """A file that is not given to the decoder."""

    def __init__(self, status: FileStatus, detail: str, sha256: str = "") -> None:
        super().__init__(status, detail)
        self.sha256 = sha256


def contents(file: Path, root: Path, limits: Limits) -> tuple[bytes, str]:
    """The bytes of a file and their SHA-256. Read once, so that what is hashed is what is decoded.

    Raises:
        Refused: link that leaves the dossier, no regular file, no right to read it, too large, or written to meanwhile.
    """
    try:
        if leads_out(file, root):
            raise Refused(
                FileStatus.UNSUPPORTED, "Lien vers un fichier hors du dossier : y copier le fichier lui-même."
            )
        _check_kind(file.stat())  # a device does things when opened
        with open(file, "rb", opener=_at_once) as stream:
            before = os.fstat(stream.fileno())
            _check_kind(before)
            data = stream.read(limits.max_bytes + 1)
            if len(data) > limits.max_bytes:
                digest = hashlib.sha256(data)
                while more := stream.read(2**20):
                    digest.update(more)
                raise Refused(
                    FileStatus.OVERSIZED,
                    f"Fichier de plus de {limits.max_bytes // 2**20} Mo : le numériser à 300 points par pouce, "
                    "ou ne joindre que les pages du dossier.",
                    digest.hexdigest(),
                )
            after = os.fstat(stream.fileno())
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise Refused(FileStatus.DAMAGED, "Fichier modifié pendant sa lecture : relancer quand il est complet.")
            return data, hashlib.sha256(data).hexdigest()
    except OSError as error:
        _log.info("%r cannot be opened: %s", file.name, error.strerror)
        raise Refused(
            FileStatus.UNREADABLE, f"Impossible à ouvrir ({reason(error)}) : vérifier le fichier et les droits d'accès."
        ) from error


def leads_out(file: Path, root: Path) -> bool:
    """Whether a file of a dossier is a link to something outside it."""
    # Not Path.resolve, which raises RuntimeError on links in a loop.
    return (
        file != root and file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))
    )


def _at_once(path: str, flags: int) -> int:
    """Opens without O_NONBLOCK would wait at a pipe for a writer that may never come."""
    return os.open(path, flags | os.O_NONBLOCK)


def _check_kind(status: os.stat_result) -> None:
    """Refuse pipes, sockets and devices. Folders, which come here when they cannot be walked, fail to open."""
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise Refused(FileStatus.UNSUPPORTED, "Ce n'est pas un fichier ordinaire : joindre un PDF ou une image.")
