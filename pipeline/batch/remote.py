"""Buckets: dossiers and reports behind a URL, through fsspec, as a folder has them.

    list ─► hash ─► worker: copy here ─► read ─► put the reports there
    marks    plan           private folder       whole objects

A dossier is on this machine for as long as a worker reads it, in the folder for passing files that is cleared whatever
ends the worker or the batch. What an object holds is known by its SHA-256, as of a file: that two objects bear the same
ETag proves nothing, since anyone can make two PDFs of one MD5. That an object bears the one it bore does tell that
nobody replaced it, and it is not hashed again.

fsspec is imported when a URL is opened: it is the extra `conforme[bucket]`.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pipeline.core.errors import ComponentMissing, DossierError, NoInput, ReportNotWritten, UsageError, reason
from pipeline.stages.facts import facts_in
from pipeline.stages.fingerprint import digest_of
from pipeline.stages.ingest import FACTS_FILE, in_order, is_dossier, is_read
from pipeline.stages.pages import Limits

AT_ONCE = 16
"""Requests on their way at the same time while a batch is planned: each waits for the network most of its time."""

STEP = 8 * 2**20
"""Bytes of an object asked for at once when it is hashed."""

ASK_TIMEOUT_S = 60.0
"""For the service to answer about a dossier, whatever its library tries again on the way."""

MOVE_TIMEOUT_S = 240.0
"""The same for a dossier to be copied here, or a report there: both well before the worker is taken for hung, which
would be told as a fault of the dossier."""

_NO_NAMES = ("", ".", "..")
"""What no file can be called; a part of the name of an object can."""

_MARKS = ("ETag", "etag", "md5Hash", "md5", "checksum", "content_md5")
"""What file systems call that which changes with the content."""

_TIMES = ("LastModified", "last_modified", "updated", "mtime", "generation", "VersionId")

_A = TypeVar("_A")
_B = TypeVar("_B")


def is_url(place: str) -> bool:
    """Whether that is a URL rather than a folder.

    >>> is_url("s3://bucket/in"), is_url("dossiers/s3")
    (True, False)
    """
    return re.match(r"[a-z][a-z0-9+.-]*://", place, re.IGNORECASE) is not None


@dataclass(frozen=True)
class _Object:
    """A file of a dossier, there."""

    name: str
    """As the file system calls it."""
    bytes: int
    mark: str
    """Another one tells another content; empty where the file system gives none."""

    @classmethod
    def of(cls, name: str, told: Mapping[str, Any]) -> "_Object":
        """As a listing tells of it."""
        marks, times = ([told[key] for key in keys if told.get(key)] for keys in (_MARKS, _TIMES))
        seen = [one.timestamp() if isinstance(one, datetime) else one for one in (*marks, *times)]
        return cls(name, int(told["size"] or 0), repr(seen) if marks else "")


@dataclass(frozen=True)
class Bucket:
    """A place with dossiers: each name directly under the URL is one, of one object or of several with names below."""

    url: str
    """Without a slash at its end."""
    max_files: int = Limits().max_files
    """Of one dossier; of more, one more is fetched, for which the dossier is refused."""

    def path_of(self, name: str) -> Path:
        """The path by which a batch knows the dossier of that name; no file has it."""
        return Path(self.url) / name

    def url_of(self, path: Path) -> str:
        """The URL of a dossier."""
        return f"{self.url}/{path.relative_to(Path(self.url)).as_posix()}"

    def listed(self) -> dict[Path, dict[str, _Object]]:
        """The objects of each dossier by their names in it, '' for that of a dossier that is one object.

        Raises:
            NoInput: no such place, no right to look, or nothing there.
            ComponentMissing, UsageError: the URL cannot be opened.
        """
        system, root = _opened(self.url)
        with _reading(self.url):
            found = system.find(root, detail=True)
        dossiers: dict[Path, dict[str, _Object]] = {}
        for place, told in found.items():
            name, _, inside = place.removeprefix(f"{root}/").strip("/").partition("/")
            if place != root and is_dossier(path := self.path_of(name)):
                objects = dossiers.setdefault(path, {})
                if _belongs(place, inside):
                    objects[inside] = _Object.of(place, told)
        if not dossiers:
            raise NoInput(f"Aucun dossier dans {self.url}.")
        return {path: self._cut(dossiers[path]) for path in in_order(self.path_of(""), dossiers)}

    def objects(self, path: Path) -> dict[str, _Object]:
        """The same of one dossier, as it is now. Raises NoInput."""
        system, top = _opened(self.url)
        root = f"{top}/{path.relative_to(Path(self.url)).as_posix()}"
        with _reading(self.url_of(path)):
            found = system.find(root, detail=True, **_within(ASK_TIMEOUT_S, system))
            with contextlib.suppress(FileNotFoundError):  # beside objects below it, one may bear its very name
                found[root] = system.info(root, **_within(ASK_TIMEOUT_S, system))
        objects = {
            inside: _Object.of(place, told)
            for place, told in found.items()
            if told["type"] == "file" and _belongs(place, inside := place.removeprefix(root).removeprefix("/"))
        }
        return self._cut(objects)

    def check(self) -> None:
        """Make sure that it can be looked into. Raises NoInput."""
        system, root = _opened(self.url)
        with _reading(self.url):
            system.info(root, **_within(ASK_TIMEOUT_S, system))

    def content_of(self, path: Path, objects: Mapping[str, _Object]) -> str:
        """What `fingerprint.content_of` says of them once they are here; of what cannot be read, a value of its own."""
        try:
            _fit(self.url_of(path), objects)
            members = {os.fsencode(inside): self._sha256(one) for inside, one in objects.items()}
        except NoInput:
            return hashlib.sha256(f"unreadable {self.url_of(path)}".encode()).hexdigest()
        return digest_of(sorted(members.items()))

    def facts_of(self, one: _Object) -> date | None:
        """The day that such a declaration says; None where there is none, or no telling."""
        system, _ = _opened(self.url)
        with contextlib.suppress(NoInput, UsageError), _reading(one.name):
            return facts_in(system.cat_file(one.name, **_within(ASK_TIMEOUT_S, system)), FACTS_FILE).date_demande
        return None

    def fetch(self, path: Path, objects: Mapping[str, _Object], folder: Path) -> Path:
        """Copy a dossier into that private folder.

        Returns:
            Where it stands, under its name.

        Raises:
            NoInput: it cannot be read, or not be kept on a disk; the message names it.
        """
        url, local = self.url_of(path), folder / path.name
        _fit(url, objects)
        system, _ = _opened(self.url)
        places = {one.name: local / inside for inside, one in objects.items()}
        with _reading(url):
            for needed in [folder if "" in objects else local, *(place.parent for place in places.values())]:
                needed.mkdir(parents=True, exist_ok=True)
            if places:
                here = [str(place) for place in places.values()]
                system.get(list(places), here, **_within(MOVE_TIMEOUT_S, system))
        return local

    def _sha256(self, one: _Object) -> bytes:
        system, _ = _opened(self.url)
        digest = hashlib.sha256()
        with _reading(one.name):
            for start in range(0, one.bytes, STEP):
                end = min(start + STEP, one.bytes)
                digest.update(system.cat_file(one.name, start=start, end=end, **_within(ASK_TIMEOUT_S, system)))
        return digest.hexdigest().encode()

    def _cut(self, objects: Mapping[str, _Object]) -> dict[str, _Object]:
        return {inside: objects[inside] for inside in sorted(objects)[: self.max_files + 1]}


class BucketSource:
    """A `Source`: the dossiers of a bucket as they were listed."""

    def __init__(self, bucket: Bucket) -> None:
        """List them. Raises as `Bucket.listed`."""
        self._bucket = bucket
        self._listed = bucket.listed()

    @property
    def paths(self) -> list[Path]:
        """The dossiers, in natural order."""
        return list(self._listed)

    def name_of(self, path: Path) -> str:
        """See `Source`."""
        return path.stem if "" in self._listed[path] else path.name

    def stamp_of(self, path: Path, now: float) -> str:
        """See `Source`. Empty where the file system gives no mark: times alone are too coarse."""
        objects = self._listed[path]
        if not all(one.mark for one in objects.values()):
            return ""
        return hashlib.sha256(repr(sorted((inside, repr(one)) for inside, one in objects.items())).encode()).hexdigest()

    def contents_of(self, paths: Sequence[Path]) -> dict[Path, str]:
        """See `Source`. Objects pass through memory, and are not kept."""
        return _at_once(lambda path: self._bucket.content_of(path, self._listed[path]), paths)

    def days_of(self, paths: Sequence[Path]) -> dict[Path, date | None]:
        """See `Source`."""
        declared = {path: self._listed[path][FACTS_FILE] for path in paths if FACTS_FILE in self._listed[path]}
        days = _at_once(lambda path: self._bucket.facts_of(declared[path]), list(declared))
        return {path: days.get(path) for path in paths}


@dataclass(frozen=True)
class BucketShelf:
    """A `Shelf`: reports directly under a URL."""

    url: str
    """Without a slash at its end."""

    def names(self) -> set[str]:
        """See `Shelf`."""
        system, root = _opened(self.url)
        with _writing(self.url), contextlib.suppress(FileNotFoundError):  # seen when the first one is written
            return {place.rpartition("/")[2] for place in system.ls(root, detail=False)}
        return set()

    def remove(self, names: Iterable[str]) -> None:
        """See `Shelf`."""
        _at_once(self._remove, list(names))

    def put(self, files: Iterable[Path]) -> None:
        """See `Shelf`. Object stores show an object once it is whole; a transaction has others do so too."""
        for file in files:
            self.write(file.name, file.read_bytes())

    def write(self, name: str, data: bytes) -> None:
        """Write one object. Raises ReportNotWritten."""
        system, root = _opened(self.url)
        with _writing(f"{self.url}/{name}"), system.transaction:
            system.pipe_file(f"{root}/{name}", data, **_within(MOVE_TIMEOUT_S, system))

    def read(self, name: str) -> bytes:
        """What one object holds. Raises NoInput."""
        system, root = _opened(self.url)
        with _reading(f"{self.url}/{name}"):
            return bytes(system.cat_file(f"{root}/{name}", **_within(ASK_TIMEOUT_S, system)))

    def _remove(self, name: str) -> None:
        system, root = _opened(self.url)
        with _writing(f"{self.url}/{name}"), contextlib.suppress(FileNotFoundError):
            system.rm_file(f"{root}/{name}", **_within(ASK_TIMEOUT_S, system))


def _opened(url: str) -> tuple[Any, str]:
    """The file system of a URL, the same one for the same service, and the name there.

    Raises:
        ComponentMissing: the extra is not installed, or not what that kind of URL needs.
        UsageError: no such kind; this machine's own files, whose links out of a dossier would be followed; a password,
            which would stand in the ledger.
    """
    if urlsplit(url).password is not None:
        raise UsageError("une adresse ne doit pas contenir de mot de passe : le donner par l'environnement.")
    try:
        if url.lower().startswith(("file:", "local:")):
            raise ValueError(url)
        from fsspec.core import url_to_fs  # noqa: PLC0415  # an extra, and of no use to those who have folders

        system, name = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise ComponentMissing(f"{error} : l'installer avec « pip install 'conforme[bucket]' ».") from error
    except ValueError as error:
        raise UsageError(f"{url} : adresse inconnue ; par exemple s3://seau/dossiers.") from error
    return system, str(name).rstrip("/")


def _within(seconds: float, system: Any) -> dict[str, float]:
    """The option that bounds a request, of file systems that know it: those of object stores."""
    return {"timeout": seconds} if system.async_impl else {}


def _belongs(place: str, inside: str) -> bool:
    """Whether an object is of the dossier, by its name in it: no mark of an empty folder, and no file about it.

    A part that no file could have is not hidden: see `_fit`.
    """
    parts = [part for part in inside.split("/") if part not in _NO_NAMES]
    return not place.endswith("/") and (is_read(parts) or inside == FACTS_FILE)


def _fit(url: str, objects: Mapping[str, _Object]) -> None:
    """Make sure that these objects can stand in a folder under their names. Raises NoInput."""
    for inside, one in objects.items():
        parts = inside.split("/") if inside else []
        is_file_and_folder = any("/".join(parts[:depth]) in objects for depth in range(len(parts)))
        if is_file_and_folder or "\0" in inside or any(part in _NO_NAMES for part in parts):
            raise NoInput(f"{url} : l'objet {one.name} n'a pas un nom de fichier possible ; le renommer.")


def _at_once(do: Callable[[_A], _B], items: Sequence[_A]) -> dict[_A, _B]:
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bucket") as pool:
        return dict(zip(items, pool.map(do, items), strict=True))


def _reading(url: str) -> AbstractContextManager[None]:
    """Say in the user's words why an object cannot be read."""
    return _telling(
        lambda why: NoInput(f"{url} est impossible à lire ({why}) : vérifier l'adresse et les identifiants.")
    )


def _writing(url: str) -> AbstractContextManager[None]:
    """The same of one that cannot be written."""
    return _telling(
        lambda why: ReportNotWritten(
            f"Impossible d'écrire {url} ({why}) : vérifier l'adresse et les identifiants, puis relancer la "
            "même commande ; ce qui est fait est gardé."
        )
    )


@contextlib.contextmanager
def _telling(fault: Callable[[str], DossierError]) -> Iterator[None]:
    """Raise what tells why a service refused, in the place of what its library raises."""
    try:
        yield
    except DossierError:
        raise
    except Exception as error:  # each file system has its own
        raise fault(_why(error)) from error


def _why(error: Exception) -> str:
    """Why a service refused. Its own message is left out: it may hold keys, and is rarely one line."""
    kind = type(error).__name__
    match error:
        case PermissionError():
            return "accès refusé"
        case FileNotFoundError():
            return "introuvable"
        case OSError(errno=int(), filename=str()):  # of this machine
            return reason(error)
        case ConnectionError() | TimeoutError():
            return "pas de réponse"
    if "Credentials" in kind or "Token" in kind:
        return "identifiants absents"
    return "pas de réponse" if "Connect" in kind or "Timeout" in kind else kind
