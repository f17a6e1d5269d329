"""The ledger: what became of each dossier of a batch, on disk before anybody is told.

    queued ─► running ─► done           judged, its report is written
       ▲         │  ├──► failed         not examined, or not all of it; tried again by the next run
       └─────────┘  └──► quarantined    it kept ending what read it; its report rejects it
    duplicate                           same content as another one, whose answer is its own
    purged                              was answered; the answer was not kept, and the dossier still stands there

It knows nothing of processes and holds no value of the papers. One program at a time writes to it.
"""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pipeline.batch.answer import Answer
from pipeline.core.errors import ReportNotWritten, UsageError
from pipeline.core.model import Frozen
from pipeline.stages.write import make_folder

VERSION = 2
"""Of the tables, kept as SQLite's user_version."""

LEDGER = ".conforme"
"""Folder of the ledger, in that of the reports."""

BUSY_TIMEOUT_S = 30.0
"""A backup or a curious user may hold the file for a moment."""

_TABLES = """
CREATE TABLE dossier (
    path BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    rank INTEGER,
    stamp TEXT NOT NULL,
    content TEXT NOT NULL,
    key TEXT NOT NULL,
    as_of REAL NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    deaths INTEGER NOT NULL,
    original BLOB,
    sent_to BLOB,
    answer TEXT
);
CREATE INDEX queue ON dossier (state, attempts, rank);
CREATE INDEX twins ON dossier (original);
"""

_COLUMNS = (
    *("path", "name", "rank", "stamp", "content", "key", "as_of", "state"),
    *("attempts", "deaths", "original", "sent_to", "answer"),
)

_UPSERT = f"""
INSERT INTO dossier VALUES ({", ".join("?" * len(_COLUMNS))})
ON CONFLICT (path) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])}
"""

_PART_TWINS = """
UPDATE dossier SET state = 'queued', original = NULL
WHERE state = 'duplicate' AND key IS NOT (SELECT key FROM dossier AS twin WHERE twin.path = dossier.original)
"""
"""A duplicate answers with its original's answer: never with one for another content."""

_WITH_ORIGINAL = """
SELECT one.*, twin.name AS original_name, twin.answer AS original_answer
FROM dossier AS one LEFT JOIN dossier AS twin ON twin.path = one.original
"""


class State(StrEnum):
    """Where a dossier stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"
    PURGED = "purged"


class Entry(Frozen):
    """One dossier."""

    path: Path
    """Absolute: two batches may write to one place."""
    name: str
    """Of its report, no two the same; it never changes."""
    rank: int | None
    """Place in the batch; None when it is not of the last one."""
    stamp: str
    content: str
    """See `pipeline.stages.fingerprint`."""
    key: str
    """All that the answer depends on."""
    as_of: datetime
    """Instant of the check, aware: what it is judged as of, and what its age is counted from."""
    state: State = State.QUEUED
    attempts: int = 0
    """How often its examination was begun."""
    deaths: int = 0
    """How often it ended the process that examined it, or an engine failed on it."""
    original: Path | None = None
    """Of a duplicate: where the same content stands first."""
    original_name: str | None = None
    sent_to: Path | None = None
    """Where it is being moved to."""
    answer: Answer | None = None
    """Of a duplicate: the answer of its original."""


class Ledger:
    """See the module. Made by `open_ledger`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take an open file whose tables are there."""
        self._connection = connection

    def entries(self) -> dict[Path, Entry]:
        """All dossiers, those of earlier batches too."""
        with _told(), self._connection:
            return {entry.path: entry for entry in self._select("ORDER BY one.rank IS NULL, one.rank, one.name")}

    def begin(self) -> None:
        """Begin a batch, with no dossier yet. Those of earlier batches are kept, and not worked on."""
        with _told(), self._connection:
            self._connection.execute("UPDATE dossier SET rank = NULL")

    def plan(self, entries: Iterable[Entry]) -> None:
        """Add these to the batch, in one step."""
        with _told(), self._connection:
            self._connection.executemany(_UPSERT, map(_row, entries))
            self._connection.execute(_PART_TWINS)

    def waiting(self) -> int:
        """How many dossiers of the batch are queued."""
        with _told(), self._connection:
            found = self._connection.execute("SELECT count(*) FROM dossier WHERE state = 'queued' AND rank IS NOT NULL")
            return int(found.fetchone()[0])

    def take(self) -> Entry | None:
        """The next dossier to examine, its attempt counted; None when there is none for now.

        Those begun least often come first: one that ends the whole program each time holds up no other.
        """
        with _told(), self._connection:
            found = self._select(
                "WHERE one.state = 'queued' AND one.rank IS NOT NULL ORDER BY one.attempts, one.rank LIMIT 1"
            )
            if not found:
                return None
            attempts = found[0].attempts + 1
            self._set(found[0].path, state=State.RUNNING, attempts=attempts)
        return found[0].model_copy(update={"state": State.RUNNING, "attempts": attempts})

    def finish(self, path: Path, state: State, answer: Answer) -> list[Entry]:
        """Keep the answer. Gives what is answered by it: the dossier, then its duplicates."""
        with _told(), self._connection:
            self._set(path, state=state, answer=answer.model_dump_json())
            place = os.fsencode(path)
            return self._select("WHERE one.path = ? OR one.original = ? ORDER BY one.path != ?", place, place, place)

    def put_back(self, path: Path, *, died: bool = False) -> None:
        """Queue it again: its reader died of it, or was stopped for no fault of its own, which counts for nothing."""
        with _told(), self._connection:
            count = "deaths = deaths + 1" if died else "attempts = attempts - 1"
            self._connection.execute(
                f"UPDATE dossier SET state = 'queued', {count} WHERE path = ?", (os.fsencode(path),)
            )

    def change(self, path: Path, content: str, key: str) -> None:
        """Queue it again with what it holds now."""
        with _told(), self._connection:
            self._set(path, state=State.QUEUED, stamp="", content=content, key=key)
            self._connection.execute(_PART_TWINS)

    def withdraw(self, path: Path) -> None:
        """Forget a dossier, until it is planned again."""
        with _told(), self._connection:
            self._connection.execute("DELETE FROM dossier WHERE path = ?", (os.fsencode(path),))
            self._connection.execute(_PART_TWINS)

    def at(self, path: Path) -> Entry | None:
        """The dossier that stands, or stood, there."""
        with _told(), self._connection:
            return next(iter(self._select("WHERE one.path = ?", os.fsencode(path))), None)

    def send(self, path: Path, target: Path | None) -> None:
        """Say that a dossier is about to be moved, or that it was not moved after all."""
        with _told(), self._connection:
            self._set(path, sent_to=os.fsencode(target) if target else None)

    def sent(self) -> list[Entry]:
        """Dossiers about to be moved."""
        with _told(), self._connection:
            return self._select("WHERE one.sent_to IS NOT NULL")

    def moved(self, path: Path, target: Path) -> Entry:
        """Say that a dossier was moved."""
        with _told(), self._connection:
            old, new = os.fsencode(path), os.fsencode(target)
            self._connection.execute("UPDATE dossier SET path = ?, sent_to = NULL WHERE path = ?", (new, old))
            self._connection.execute("UPDATE dossier SET original = ? WHERE original = ?", (new, old))
            (entry,) = self._select("WHERE one.path = ?", new)
            return entry

    def older_than(self, instant: datetime) -> list[Entry]:
        """Dossiers of before, those excepted that are still to be worked on.

        Duplicates are as old as what they duplicate, whose answer is theirs.
        """
        with _told(), self._connection:
            return self._select(
                "WHERE min(one.as_of, coalesce(twin.as_of, one.as_of)) < ? "
                "AND (one.rank IS NULL OR one.state NOT IN ('queued', 'running'))",
                instant.timestamp(),
            )

    def purge(self, entries: Iterable[Entry], *, standing: Container[Path]) -> None:
        """Forget these dossiers; of those standing, all but what tells that they were answered."""
        with _told(), self._connection:
            for entry in entries:
                if entry.path in standing:
                    self._set(entry.path, state=State.PURGED, rank=None, original=None, sent_to=None, answer=None)
                else:
                    self._connection.execute("DELETE FROM dossier WHERE path = ?", (os.fsencode(entry.path),))
        with _told():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _set(self, path: Path, **values: str | int | bytes | None) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(f"UPDATE dossier SET {columns} WHERE path = ?", (*values.values(), os.fsencode(path)))

    def _select(self, rest: str, *values: bytes | float) -> list[Entry]:
        return [_entry(row) for row in self._connection.execute(_WITH_ORIGINAL + rest, values)]


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """The ledger kept in that folder, made when it is not there, for this program alone.

    Raises:
        UsageError: another program has it open, or a newer version made it.
        ReportNotWritten: no right, no space, or a file that is no ledger.
    """
    with contextlib.ExitStack() as stack:
        with _told(folder):
            make_folder(folder)
            taken = (
                f"Un autre lot écrit déjà dans {folder.parent} : attendre sa fin, ou choisir un autre répertoire "
                "avec --out."
            )
            stack.enter_context(alone(folder, taken))
            file = folder / "ledger.sqlite3"
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its other files the same rights
            connection = stack.enter_context(contextlib.closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_S)))
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # what is purged is not to be read in the file either
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
            elif version != VERSION:
                raise UsageError(
                    f"{file} vient d'une autre version de Conforme : choisir un autre répertoire avec --out, "
                    f"ou supprimer {folder} pour tout relire."
                )
        yield Ledger(connection)


@contextmanager
def alone(folder: Path, taken: str) -> Iterator[None]:
    """Hold the folder for this process. The lock goes with the process, however it ends.

    Raises:
        UsageError: another process holds it, in the words of `taken`.
    """
    with open(os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "rb") as lock:  # noqa: PTH123
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(taken) from error
        yield


@contextmanager
def _told(folder: Path | None = None) -> Iterator[None]:
    """Say in the user's words what keeps the ledger from being written."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        where = f" {folder}" if folder else ""
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ReportNotWritten(
            f"Impossible d'écrire le registre du lot{where} ({why}) : libérer de la place ou vérifier les droits, "
            "puis relancer la même commande ; ce qui est fait est gardé."
        ) from error


def _row(entry: Entry) -> tuple[object, ...]:
    return (
        os.fsencode(entry.path),
        entry.name,
        entry.rank,
        entry.stamp,
        entry.content,
        entry.key,
        entry.as_of.timestamp(),
        entry.state,
        entry.attempts,
        entry.deaths,
        os.fsencode(entry.original) if entry.original else None,
        os.fsencode(entry.sent_to) if entry.sent_to else None,
        entry.answer.model_dump_json() if entry.answer and not entry.original else None,
    )


def _entry(row: sqlite3.Row) -> Entry:
    answer = row["original_answer"] if row["original"] else row["answer"]
    return Entry(
        path=Path(os.fsdecode(row["path"])),
        name=row["name"],
        rank=row["rank"],
        stamp=row["stamp"],
        content=row["content"],
        key=row["key"],
        as_of=datetime.fromtimestamp(row["as_of"], UTC),
        state=row["state"],
        attempts=row["attempts"],
        deaths=row["deaths"],
        original=Path(os.fsdecode(row["original"])) if row["original"] else None,
        original_name=row["original_name"],
        sent_to=Path(os.fsdecode(row["sent_to"])) if row["sent_to"] else None,
        answer=Answer.model_validate_json(answer) if answer else None,
    )
