"""A hot folder: a batch whose folder keeps growing.

    changes ─► arrivals ─► ledger, pool, worker: as of a batch ─► route
               settled     judged as of when it had settled       conforme/, rejet/

The ledger alone says what is done, here too: whoever stops or kills the program has the dossiers in hand read again,
and no other.
"""

import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from pipeline.batch.answer import Task
from pipeline.batch.arrivals import Arrivals, Changes
from pipeline.batch.ledger import LEDGER, Entry, open_ledger
from pipeline.batch.places import FolderShelf
from pipeline.batch.plan import absolute
from pipeline.batch.pool import LOOK_EVERY_S, REST_AFTER_S, Bounds, Pool
from pipeline.batch.purge import Purge
from pipeline.batch.route import PLACES, Router
from pipeline.batch.run import Batch, Watcher, index_of
from pipeline.batch.worker import Work
from pipeline.core.english import in_lang
from pipeline.core.errors import NoInput, UsageError, reason
from pipeline.scratch import BATCH, passing_folder
from pipeline.stages.write import make_folder

PURGE_EVERY_S = 3600.0

_AWAY = ("{} n'est plus accessible ({}) : en attente de son retour.", "{} is away ({}): waiting for it to come back.")
_BACK = ("{} est de nouveau accessible.", "{} is there again.")
_HELD_UP = (
    "{} : pas encore terminé, ou toujours ouvert par un programme. Son dossier attend.",
    "{}: not finished yet, or still open in a program. Its dossier waits.",
)


@dataclass(frozen=True)
class HotFolder:
    """What to watch."""

    directory: Path
    """Each direct sub-folder, and each loose file, is a dossier."""
    settle_s: float = 30.0
    """How long nothing of a dossier may change before it is complete."""
    poll_s: float | None = None
    """How often to look, where the kernel does not tell: on network shares. None to have it tell."""
    route: Path | None = None
    """Where finished dossiers are moved to, into `conforme` and `rejet`; None to leave them where they are."""
    purge: Purge | None = None
    """What is not kept for ever."""


def watch_folder(
    hot: HotFolder, out: Path, work: Work, bounds: Bounds, watcher: Watcher, clock: Callable[[], datetime]
) -> NoReturn:
    """Check each dossier that comes, until the program is stopped.

    Args:
        hot: what to watch.
        out: see `run_batch`; it may be a direct sub-folder of what is watched.
        work: how to examine. The instant is the clock's.
        bounds: what workers may take.
        watcher: is told how it goes.
        clock: the time of day, aware.

    Raises:
        NoInput: no such folder.
        UsageError: reports or finished dossiers would be taken for dossiers, or another program writes to `out`.
        ReportNotWritten: `out` cannot be written to.
        ComponentMissing: an engine is not installed.
        OcrFailed: no worker comes up.
    """
    directory = absolute(hot.directory)
    route = absolute(hot.route) if hot.route else None
    try:
        next(directory.iterdir(), None)
    except OSError as error:
        raise NoInput(f"{directory} ne peut être surveillé ({reason(error)}) : vérifier le chemin.") from error
    spared = _spared(directory, absolute(out), route)
    with open_ledger(out / LEDGER) as ledger, passing_folder(BATCH) as scratch:
        batch = _HotBatch(
            ledger,
            index_of(out, work),
            out,
            work,
            watcher,
            arrivals=Arrivals(directory, hot.settle_s, spared),
            changes=Changes(directory, hot.poll_s),
            router=Router(ledger, route, work.demand.lang, watcher.say),
            purge=hot.purge,
            clock=clock,
            shelf=FolderShelf(out),
        )
        batch.begin()
        with batch.closing(), Pool(work, bounds, scratch) as pool:
            worked = time.monotonic()
            while True:
                for ended in pool.run(batch):
                    batch.settle(ended)
                    batch.reasons.clear()  # they may hold values, and nobody is shown them
                    worked = time.monotonic()
                if time.monotonic() - worked > REST_AFTER_S:
                    pool.rest()
                time.sleep(LOOK_EVERY_S)


@dataclass(kw_only=True)
class _HotBatch(Batch):
    """A batch to which dossiers are added as they come, and from which they are taken when somebody touches them."""

    arrivals: Arrivals
    changes: Changes
    router: Router
    purge: Purge | None
    clock: Callable[[], datetime]
    _is_away: bool = False
    _purge_at: float = -math.inf

    def waiting(self) -> int:
        """See `Queue`. It is asked several times a second, which is when the folder is looked at."""
        now = time.monotonic()
        if self.purge and now >= self._purge_at:
            self._purge_at = now + PURGE_EVERY_S
            self.purge.run(self.ledger, self.out, self.clock(), self.arrivals.directory)
        self._admit(now)
        return super().waiting()

    def take(self) -> Task | None:
        """See `Queue`. Not a dossier that somebody has touched since it was complete."""
        while task := super().take():
            if self.arrivals.is_settled(task.path):
                return task
            del self._in_hand[task.path]
            self._let_go(task.path)
        return None

    def _admit(self, now: float) -> None:
        touched = self.changes.since_last(now)
        try:
            look = self.arrivals.look(now, touched)
        except OSError as error:
            if not self._is_away:
                self._is_away = True
                self._say(_AWAY, str(self.arrivals.directory), in_lang(reason(error), self.lang))
            return
        if touched is None:
            self._found()
        for file in look.held_up:
            self._say(_HELD_UP, str(file))
        # One that is being read, and is not the same any more, is let go when its reader has done.
        if settled := [path for path in look.settled if path not in self._in_hand]:
            before = [self.ledger.at(path) for path in settled]
            after = self.add(settled, self.clock(), have_settled=True)
            for old, entry in zip(before, after, strict=True):
                placed = self._placed(entry) if entry.answer else None
                if placed and not (old and old.answer):  # a duplicate of what is answered already
                    self.watcher.answered(placed, None)

    def _found(self) -> None:
        """The folder is there."""
        if self._is_away:
            self._is_away = False
            self._say(_BACK, str(self.arrivals.directory))
        for entry in self.router.finish():
            self._void(entry)

    def _placed(self, entry: Entry) -> Entry | None:
        placed = self.router.route(entry)
        if placed is None:
            self._void(entry)
        return placed

    def _changed(self, entry: Entry, content: str) -> None:
        self._let_go(entry.path)

    def _void(self, entry: Entry) -> None:
        """No answer holds for a dossier any more."""
        self._remove_report(entry)
        self._let_go(entry.path)
        self.index.write(self.ledger.entries().values())

    def _let_go(self, path: Path) -> None:
        """Have a dossier settle again, if it is still there."""
        self.ledger.withdraw(path)
        self.arrivals.again(path)


def _spared(directory: Path, out: Path, route: Path | None) -> set[Path]:
    """What stands in the folder and is no dossier: where reports, and finished dossiers, go.

    Raises:
        UsageError: it would be taken for a dossier, or cannot be moved to.
    """
    spared: set[Path] = set()
    for place, is_route in ((out, False), (route, True)) if route else ((out, False),):
        for inside, folder in ((place, directory), (_real(place), _real(directory))):  # links may lead in and out
            if not inside.is_relative_to(folder):
                continue
            match inside.relative_to(folder).parts:
                case (name,):
                    spared.add(directory / name)
                case () if is_route:
                    spared |= {directory / name for name in PLACES.values()}
                case _:
                    raise UsageError(
                        f"{place} est parmi les dossiers de {directory} : choisir un autre répertoire, ou un "
                        "sous-répertoire direct."
                    )
    if route:
        _make_places(directory, route)
    return spared


def _make_places(directory: Path, route: Path) -> None:
    for place in (route / name for name in PLACES.values()):
        if _real(directory).is_relative_to(_real(place)):
            raise UsageError(f"{directory} est dans {place}, où vont les dossiers traités : choisir un autre --route.")
        try:
            make_folder(place)
            is_near = place.stat().st_dev == directory.stat().st_dev
        except OSError as error:
            raise UsageError(
                f"Impossible d'écrire dans {place} ({reason(error)}) : choisir un autre --route."
            ) from error
        if not is_near:
            raise UsageError(
                f"{place} n'est pas sur le même disque que {directory} : un dossier ne peut y être déplacé d'un seul "
                "geste. Choisir un autre --route."
            )


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
