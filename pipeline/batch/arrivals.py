"""Which dossiers of a hot folder are complete: nobody writes to them, and nothing of them has changed for a while.

    kernel, or a look at all every so often ─► which to look at ─► unsettled ─► settled: given out, until it changes
    Changes                                                        Arrivals

Neither opens a dossier to read it, nor knows what becomes of it. Times are of a monotonic clock, in seconds.
"""

import math
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.stages.fingerprint import stamp_of
from pipeline.stages.ingest import in_order, is_dossier, walk
from pipeline.stages.unfinished import being_written

if TYPE_CHECKING:
    from watchfiles import Change

LOOK_AT_ALL_EVERY_S = 60.0
"""What the kernel does not tell is seen then: a file put into a folder that had settled, events lost in a storm."""

WITHOUT_KERNEL_EVERY_S = 10.0
"""The same where the kernel cannot tell at all."""

SLOW_AFTER_S = 10.0
"""What has not settled so long after it could have is looked at with all the others only: an empty folder, say."""

HELD_UP_AFTER_S = 600.0
"""The user is told of a file that has not changed for so long, and that somebody has not finished."""


@dataclass(frozen=True)
class Look:
    """What a look at the folder came to."""

    settled: list[Path]
    """Dossiers that are complete now, each once until it changes."""
    held_up: list[Path]
    """Files that somebody does not finish; one of each dossier, told once."""


@dataclass
class Arrivals:
    """The dossiers of a folder, and since when each stands as it does."""

    directory: Path
    """Absolute."""
    settle_s: float
    """How long nothing of a dossier may change before it is complete."""
    spared: Collection[Path] = ()
    """What stands there and is no dossier."""
    _unsettled: dict[Path, tuple[str, float]] = field(default_factory=dict)
    """Stamp, and when it was first seen."""
    _settled: dict[Path, str] = field(default_factory=dict)
    """Stamp."""
    _told: set[Path] = field(default_factory=set)

    def look(self, now: float, touched: Iterable[Path] | None) -> Look:
        """Look at what was touched, and at what is settling.

        Args:
            now: instant.
            touched: paths directly in the folder; None for all that stand there.

        Raises:
            OSError: the folder is not there, or may not be opened.
        """
        if touched is None:
            here = {*self.directory.iterdir()}
            left = (self._settled.keys() | self._unsettled.keys()) - here
        else:
            here = {*touched, *(path for path, (_, since) in self._unsettled.items() if now - since <= self._slow_s)}
            left = {path for path in here if not os.path.lexists(path)}
        for path in left:
            self._settled.pop(path, None)
            self._unsettled.pop(path, None)
            self._told.discard(path)
        look = Look([], [])
        for path in in_order(self.directory, here - left):
            if is_dossier(path) and path not in self.spared:
                self._look_at(path, now, look)
        return look

    @property
    def _slow_s(self) -> float:
        return self.settle_s + SLOW_AFTER_S

    def _look_at(self, path: Path, now: float, look: Look) -> None:
        stamp = _stamp(path)
        if self._settled.get(path) == stamp:
            return
        self._settled.pop(path, None)
        seen, since = self._unsettled.get(path, ("", now))
        if stamp != seen:
            self._unsettled[path] = stamp, now
            return
        if now - since < self.settle_s or _is_empty(path):
            return
        file = being_written(path)
        if file is None and stamp == _stamp(path):  # to open files, as was just done, has a network share send news
            del self._unsettled[path]
            self._settled[path] = stamp
            self._told.discard(path)
            look.settled.append(path)
        elif file and path not in self._told and now - since >= HELD_UP_AFTER_S:
            self._told.add(path)
            look.held_up.append(file)

    def is_settled(self, path: Path) -> bool:
        """Whether a dossier that was complete is still as it was then, and nobody writes to it again."""
        return self._settled.get(path) == _stamp(path) and being_written(path) is None

    def again(self, path: Path) -> None:
        """Have a dossier settle again."""
        self._settled.pop(path, None)
        self._unsettled[path] = "", math.inf


def _stamp(path: Path) -> str:
    return stamp_of(path, math.inf)


def _is_empty(path: Path) -> bool:
    """Whether it is a folder with nothing in it yet."""
    return os.path.isdir(path) and next(walk(path), None) is None  # noqa: PTH112  # Path.is_dir may raise


class Changes:
    """Which dossiers to look at: those of which the kernel tells, and all every so often."""

    def __init__(self, directory: Path, poll_s: float | None) -> None:
        """Take the folder, absolute, and how often to look at all of it; None to have the kernel tell, too."""
        self._directory = directory
        self._uses_kernel = poll_s is None
        self._every_s = LOOK_AT_ALL_EVERY_S if poll_s is None else poll_s
        self._next = -math.inf
        self._watched: tuple[int, int] | None = None
        self._told: Iterator[set[tuple[Change, str]]] = iter(())

    def since_last(self, now: float) -> set[Path] | None:
        """Paths directly in the folder that were touched; None to look at all."""
        touched = self._told_by_kernel() if self._uses_kernel else set()
        if touched is None or now >= self._next:
            self._next = now + self._every_s
            return None
        return touched

    def _told_by_kernel(self) -> set[Path] | None:
        """None where it may have been told nobody: at the beginning, or when the folder was away."""
        try:
            status = self._directory.stat()
            if self._watched != (status.st_dev, status.st_ino):
                self._told = _watch(self._directory)
                next(self._told)
                self._watched = status.st_dev, status.st_ino
                return None
            return {Path(path) for _, path in next(self._told)} - {self._directory}
        except FileNotFoundError:
            self._watched = None
        except RuntimeError:  # a name that is no UTF-8, which watchfiles cannot tell
            self._watched = None
        except OSError:  # no kernel that tells, or no more room in it
            self._uses_kernel = False
            self._every_s = WITHOUT_KERNEL_EVERY_S
        return None


def _watch(directory: Path) -> Iterator[set[tuple["Change", str]]]:
    """What the kernel tells of a folder, an empty set when there is nothing.

    Not of what happens inside the dossiers, where watchfiles would follow links to anywhere on the machine. Those that
    are settling are looked at all the time, the others when it is the turn of all.
    """
    from watchfiles import watch  # noqa: PLC0415  # for one command only

    return watch(
        directory, watch_filter=None, step=1, rust_timeout=1, yield_on_timeout=True, debug=False, recursive=False
    )
