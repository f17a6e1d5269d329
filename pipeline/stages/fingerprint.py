"""Whether a dossier is the one seen before: what its files hold, and cheaply, whether they were touched.

The same files count as when it is read (`ingest.walk`), and `dossier.toml`.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.stages.ingest import FACTS_FILE, leads_out, walk

SETTLED_AFTER_S = 2.0
"""Age from which the times of a file are trusted to tell a later change: FAT and some network shares count in twos."""


def content_of(dossier: Path) -> str:
    """SHA-256 over names and bytes of the files, hexadecimal; of the bytes alone when the dossier is one file.

    What is not read of a dossier (a link that leaves it, a pipe, a file without the right to read it) counts as such.
    """
    return digest_of((name, _held(file, dossier)) for name, file in _members(dossier))


def digest_of(members: Iterable[tuple[bytes, bytes]]) -> str:
    """The same from the name in the dossier and the SHA-256, hexadecimal, of each file, in the order of the names."""
    digest = hashlib.sha256()
    for name, held in members:
        digest.update(b"%d %b %b\n" % (len(name), name, held))
    return digest.hexdigest()


def stamp_of(dossier: Path, now: float) -> str:
    """Digest of names, sizes and times of the files: the same one means the same content. Nothing is opened.

    Args:
        dossier: folder or file.
        now: instant, seconds since 1970. Files changed just before it could change again without a trace: the stamp
            is empty then, and says nothing.
    """
    digest = hashlib.sha256()
    for name, file in _members(dossier):
        for follow in (False, True):
            try:
                seen = file.stat(follow_symlinks=follow)
            except OSError as error:
                digest.update(b"%b %d\n" % (name, error.errno or 0))
                continue
            if seen.st_ctime > now - SETTLED_AFTER_S:
                return ""
            # ctime too: copying tools set mtime back, and nobody can set ctime.
            what = (seen.st_mode, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
            digest.update(b"%d %b %b\n" % (len(name), name, repr(what).encode()))
    return digest.hexdigest()


def _members(dossier: Path) -> list[tuple[bytes, Path]]:
    """Name in the dossier and path of each file, in the order of the names."""
    if not os.path.isdir(dossier):  # noqa: PTH112  # Path.is_dir raises where it may not look
        return [(b"", dossier)]
    return sorted((os.fsencode(file.relative_to(dossier)), file) for file in _files(dossier))


def _files(folder: Path) -> Iterator[Path]:
    yield from walk(folder)
    if os.path.lexists(folder / FACTS_FILE):
        yield folder / FACTS_FILE


def _held(file: Path, dossier: Path) -> bytes:
    try:
        if leads_out(file, dossier):
            return b"link"
        if not stat.S_ISREG(file.stat().st_mode):
            return b"special"
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest().encode()
    except OSError as error:
        return b"unreadable %d" % (error.errno or 0)
