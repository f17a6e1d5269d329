"""The dossiers that were dropped: what became of each, and which are still to be read or judged again.

    queued ─► running ─► done           judged, its report is written
       ▲         │  ├──► failed         not examined; it says why
       └─────────┘  └──► quarantined    it kept ending what read it; its report rejects it

It holds titles, plates and verdicts, and nothing else that stands on papers. It knows no processes and no folders.
All threads of the server share it; no other program does.
"""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.batch.answer import Answer
from pipeline.batch.ledger import BUSY_TIMEOUT_S, State
from pipeline.core.errors import ReportNotWritten, UsageError
from pipeline.core.lines import fold
from pipeline.core.model import Frozen
from pipeline.core.report import Motif
from pipeline.stages.write import make_folder

VERSION = 1
"""Of the tables, kept as SQLite's user_version."""
MAX_CHANGES = 1000
"""How many dossiers it knows the latest change of."""

_TABLES = """
CREATE TABLE dossier (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    vehicle TEXT NOT NULL DEFAULT '',
    searched TEXT NOT NULL,
    created REAL NOT NULL,
    state TEXT NOT NULL,
    files INTEGER NOT NULL,
    pages INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    deaths INTEGER NOT NULL DEFAULT 0,
    said INTEGER NOT NULL DEFAULT 0,
    judged INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    answer TEXT
);
CREATE INDEX created ON dossier (created);
CREATE INDEX state ON dossier (state, created);
"""


class Entry(Frozen):
    """One dossier."""

    id: str
    """Drawn by chance."""
    title: str
    vehicle: str
    """Its plate, where it was surely read."""
    created: datetime
    """Aware."""
    state: State
    files: int
    pages: int
    attempts: int
    deaths: int
    """How often it ended the process that was at it."""
    said: int
    """How many corrections were made; of these `judged` are in its answer."""
    judged: int
    error: str
    """Why it was not examined."""
    answer: Answer | None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self.state in (State.QUEUED, State.RUNNING) or self.judged < self.said


class Found(Frozen):
    """A part of the history."""

    entries: tuple[Entry, ...]
    total: int
    """How many there are with those that are not in this part."""


class History:
    """See the module. Made by `open_history`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take an open file whose tables are there."""
        self._connection = connection
        self._lock = threading.RLock()
        self._latest = int(time.time() * 1000)  # above all that a server before this one gave
        self._forgotten = self._latest
        self._changed: dict[str, int] = {}

    def add(self, identity: str, title: str, files: int, created: datetime) -> None:
        """Add a dossier to what is to be read."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO dossier (id, title, searched, created, state, files) VALUES (?, ?, ?, ?, 'queued', ?)",
                (identity, title, _folded(title), created.timestamp(), files),
            )
            self._note(identity)

    def get(self, identity: str) -> Entry | None:
        """That dossier."""
        found = self._select("WHERE id = ?", identity)
        return found[0] if found else None

    def find(self, words: str = "", verdict: str = "", *, first: int = 0, count: int = 50) -> Found:
        """The latest dossiers.

        Args:
            words: all of which their title or plate has, whatever its capitals, accents and hyphens.
            verdict: 'pass', 'reject', or the name of a motif; any when empty.
            first: how many to leave out.
            count: how many to give at most.
        """
        asked, values = ["1"], []
        for word in words.split():
            asked.append("searched LIKE ? ESCAPE '!'")
            values.append(f"%{_escaped(_folded(word))}%")
        if verdict:
            is_motif = verdict in [str(motif) for motif in Motif]
            asked.append("answer LIKE ?")
            values.append(f'%"motifs":[%"{verdict}"%]%' if is_motif else f'%"verdict":"{_escaped(verdict)}"%')
        where = f"WHERE {' AND '.join(asked)}"
        with self._writing() as connection:
            (total,) = connection.execute(f"SELECT count(*) FROM dossier {where}", values).fetchone()
            entries = self._select(f"{where} ORDER BY created DESC, id LIMIT ? OFFSET ?", *values, count, first)
        return Found(entries=tuple(entries), total=total)

    def busy(self) -> list[Entry]:
        """Those with an answer still to come, the oldest first."""
        return self._select("WHERE state IN ('queued', 'running') OR judged < said ORDER BY created")

    def latest_change(self) -> int:
        """Its number. A page made after that was asked shows all changes up to it."""
        return self._latest

    def changed_since(self, change: int) -> list[str]:
        """Ids of the dossiers that were added, changed or removed after that change; more where it is long past."""
        with self._lock:
            found = [identity for identity, at in self._changed.items() if at > change]
            if not self._forgotten <= change <= self._latest:
                found += [entry.id for entry in self.find().entries]
        return found

    def unread(self) -> int:
        """How many are still to be read."""
        with self._writing() as connection:
            return int(connection.execute("SELECT count(*) FROM dossier WHERE state = 'queued'").fetchone()[0])

    def take(self) -> Entry | None:
        """The next one to read, its attempt counted; those begun least often come first."""
        with self._writing():
            found = self._select("WHERE state = 'queued' ORDER BY attempts, created LIMIT 1")
            if not found:
                return None
            self.change(found[0].id, state=State.RUNNING, attempts=found[0].attempts + 1)
            return self.get(found[0].id)

    def to_judge(self) -> list[Entry]:
        """Those that were corrected since they were judged."""
        return self._select("WHERE judged < said AND state NOT IN ('queued', 'running') ORDER BY created")

    def change(self, identity: str, **values: str | int | None) -> None:
        """Change what is said of a dossier, where it is still there."""
        columns = ", ".join(f"{name} = ?" for name in values)
        with self._writing() as connection:
            connection.execute(f"UPDATE dossier SET {columns} WHERE id = ?", (*values.values(), identity))
            self._note(identity)

    def answer(self, entry: Entry, state: State, answer: Answer, error: str, vehicle: str, pages: int) -> None:
        """Keep the answer for a dossier as it was when it was taken."""
        self.change(
            entry.id,
            state=state,
            answer=answer.model_dump_json(),
            error=error,
            vehicle=vehicle,
            searched=_folded(f"{entry.title} {vehicle}"),
            pages=pages,
            judged=entry.said,
        )

    def correct(self, identity: str, said: int) -> None:
        """Say how many corrections there are now."""
        self.change(identity, said=said)

    def put_back(self, identity: str, *, died: bool = False) -> None:
        """Have it read again: its reader died of it, or was stopped for no fault of its own."""
        count = "deaths = deaths + 1" if died else "attempts = attempts - 1"
        with self._writing() as connection:
            connection.execute(
                f"UPDATE dossier SET state = 'queued', {count} WHERE id = ? AND state = 'running'", (identity,)
            )
            self._note(identity)

    def recover(self) -> None:
        """Queue again what a server that was killed had in hand: the attempt counts."""
        with self._writing() as connection:
            connection.execute("UPDATE dossier SET state = 'queued' WHERE state = 'running'")

    def older_than(self, instant: datetime) -> list[str]:
        """Ids of the dossiers given before."""
        with self._writing() as connection:
            rows = connection.execute("SELECT id FROM dossier WHERE created < ?", (instant.timestamp(),))
            return [row["id"] for row in rows]

    def ids(self) -> set[str]:
        """Of all dossiers."""
        with self._writing() as connection:
            return {row["id"] for row in connection.execute("SELECT id FROM dossier")}

    def remove(self, identity: str) -> bool:
        """Forget a dossier; whether it was there. SQLite overwrites it with zeros."""
        with self._writing() as connection:
            done = connection.execute("DELETE FROM dossier WHERE id = ?", (identity,)).rowcount
            self._note(identity)
        with self._lock, _told():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(done)

    def _note(self, identity: str) -> None:
        """Number a change of that dossier, within `_writing`."""
        self._latest += 1
        self._changed.pop(identity, None)
        self._changed[identity] = self._latest
        if len(self._changed) > MAX_CHANGES:
            self._forgotten = self._changed.pop(next(iter(self._changed)))

    def _select(self, rest: str, *values: str | int | float) -> list[Entry]:
        with self._writing() as connection:
            return [_entry(row) for row in connection.execute(f"SELECT * FROM dossier {rest}", values)]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _told(), self._connection:
            yield self._connection


@contextmanager
def open_history(file: Path) -> Iterator[History]:
    """The history kept in that file, made when it is not there.

    Raises:
        UsageError: another version made it.
        ReportNotWritten: no right, no space, or a file that is none.
    """
    with contextlib.ExitStack() as stack:
        with _told():
            make_folder(file.parent)
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its other files the same rights
            connection = stack.enter_context(
                contextlib.closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_S, check_same_thread=False))
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
            elif version != VERSION:
                raise UsageError(f"{file} vient d'une autre version de Conforme : choisir un autre --data.")
        yield History(connection)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ReportNotWritten(f"Impossible d'écrire l'historique ({why}).") from error


def _folded(text: str) -> str:
    """As it is searched for: letters and figures alone, without accents.

    >>> _folded("Éric  AB-123-CD")
    'ERIC AB123CD'
    """
    return " ".join(filter(None, map(fold, text.split())))


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _entry(row: sqlite3.Row) -> Entry:
    told = {name: row[name] for name in Entry.model_fields if name not in ("answer", "created")}
    return Entry(
        **told,
        created=datetime.fromtimestamp(row["created"], UTC),
        answer=Answer.model_validate_json(row["answer"]) if row["answer"] else None,
    )
