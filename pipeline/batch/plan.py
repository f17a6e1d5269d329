"""What a batch has to do: which of the dossiers found are answered already, and which of the others are the same.

An answer is kept for as long as all it depends on is: what the dossier holds, the day of the request, what is asked,
the policy, and the program. The day is in the key because freshness hangs on it: a contrôle technique that was recent
enough yesterday may not be today, and yesterday's `pass` would then be false. So a batch resumed after midnight judges
again what it judged the day before, unless `--date-demande` or the dossier says the day. With a day that is said, the
instant of the check still tells whether a date lies in the future; that is left out of the key, since time can only
mend it. An engine that is replaced does not change the key either: the answer says which one read.
"""

import hashlib
import itertools
import json
import math
import os
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from pipeline.answers import free_name
from pipeline.batch.index import Index
from pipeline.batch.ledger import Entry, State
from pipeline.batch.places import Folders, Source
from pipeline.run import Demand
from pipeline.settings import Settings
from validators.context import PARIS

KEPT = (State.DONE, State.QUARANTINED)
"""States that need nothing more. One that failed may do so no longer."""

_JUDGES = ("pipeline", "extractors", "validators")


class Keys:
    """Makes the key of a dossier, of which most is the same for all of a batch."""

    def __init__(self, demand: Demand, settings: Settings) -> None:
        """Take what is asked of all dossiers."""
        self._demand = demand
        asked = {
            "facts": demand.facts.model_dump(mode="json"),
            "policy": demand.policy.digest(),
            "lang": demand.lang,
            "settings": settings.model_dump(mode="json", include={"limits", "trust", "pictures", "writes_junit"}),
            "conforme": version("conforme"),
            "program": program_digest(),
        }
        self._asked = json.dumps(asked, sort_keys=True)

    def of(self, content: str, declared: date | None, as_of: datetime) -> str:
        """The key, hexadecimal, of a dossier judged as of that instant, or of the day that it declares."""
        day = self._demand.facts.date_demande or declared or as_of.astimezone(PARIS).date()
        return hashlib.sha256(f"{content} {day} {self._asked}".encode()).hexdigest()


def program_digest() -> str:
    """SHA-256 of the program's own text: a version says less, and no answer must outlive a fault that was mended.

    Templates of reports are text of the program, too.
    """
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for file in sorted(file for package in _JUDGES for file in (root / package).rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.read_bytes())
    return digest.hexdigest()


def planned(
    paths: Sequence[Path],
    known: Mapping[Path, Entry],
    reports: Container[str],
    keys: Keys,
    now: datetime,
    *,
    has_settled: bool = False,
    source: Source | None = None,
) -> list[Entry]:
    """What to add to the batch, in the order of the paths.

    Args:
        paths: the dossiers, absolute.
        known: what the ledger says of these and others.
        reports: names of the files that are there: an answer whose report is gone has to be given again.
        keys: of this batch.
        now: instant, aware.
        has_settled: the dossiers stand in a hot folder, and have not changed for a while. One that was judged there is
            judged as of that instant for as long as nobody touches it, and no more once its answer was purged.
        source: where the dossiers stand; folders when None.
    """
    source = source or Folders()
    names = {Index.NAME, *(entry.name.casefold() for entry in known.values())}
    ranks = itertools.count(1 + max((entry.rank for entry in known.values() if entry.rank is not None), default=-1))
    stamps = {path: source.stamp_of(path, math.inf if has_settled else now.timestamp()) for path in paths}
    same = {
        path: known[path] for path, stamp in stamps.items() if stamp and path in known and known[path].stamp == stamp
    }
    contents = source.contents_of([path for path in paths if path not in same])
    days = source.days_of(paths)
    entries = []
    for rank, path in zip(ranks, paths, strict=False):
        old, untouched = known.get(path), same.get(path)
        content = untouched.content if untouched else contents[path]
        as_of = untouched.as_of if untouched and has_settled else now
        entry = Entry(
            path=path,
            name=old.name if old else free_name(source.name_of(path), names),
            rank=rank,
            stamp=stamps[path],
            content=content,
            key=keys.of(content, days[path], as_of),
            as_of=as_of,
        )
        names.add(entry.name.casefold())
        is_purged = has_settled and untouched is not None and untouched.state is State.PURGED
        if old and (is_purged or (old.key == entry.key and _is_answered(old, reports))):
            entry = old.model_copy(update={"rank": rank, "stamp": entry.stamp})
        elif old and old.key == entry.key and old.state in (State.QUEUED, State.RUNNING):
            entry = entry.model_copy(update={"attempts": old.attempts, "deaths": old.deaths})
        entries.append(entry)
    added = {entry.path for entry in entries}
    others = [
        entry
        for path, entry in known.items()
        if path not in added and (_is_answered(entry, reports) or _is_under_way(entry))
    ]
    return _with_duplicates(entries, others)


def report_of(entry: Entry, reports: Path) -> Path:
    """Where its own report is. A duplicate has none: that of its original is `original_name`'s."""
    return reports / f"{entry.name}.json"


def files_of(entry: Entry, reports: Path) -> tuple[Path, ...]:
    """Its report, and the same for a browser and for CI systems."""
    own = report_of(entry, reports)
    return own, own.with_suffix(".html"), own.with_suffix(".xml")


def _is_answered(entry: Entry, reports: Container[str]) -> bool:
    return entry.state in KEPT and f"{entry.name}.json" in reports


def _is_under_way(entry: Entry) -> bool:
    return entry.rank is not None and entry.state in (State.QUEUED, State.RUNNING)


def _with_duplicates(entries: Iterable[Entry], others: Iterable[Entry]) -> list[Entry]:
    """The same, each content examined once: answered ones are the first of their content, then the order decides."""
    batch = list(entries)
    waiting = [entry for entry in batch if entry.state is State.QUEUED]
    first: dict[str, Entry] = {}
    for entry in (*(one for one in batch if one.state in KEPT), *others, *waiting):
        first.setdefault(entry.key, entry)
    return [
        entry
        if entry.state is not State.QUEUED or first[entry.key].path == entry.path
        else entry.model_copy(
            update={"state": State.DUPLICATE, "original": first[entry.key].path, "attempts": 0, "deaths": 0}
        )
        for entry in batch
    ]


def absolute(path: Path) -> Path:
    """The path from the root, links in it left as they are: two links to one dossier are two dossiers."""
    return Path(os.path.abspath(path))  # noqa: PTH100  # Path.absolute keeps '..'
