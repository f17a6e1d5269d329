"""Moves dossiers that are answered into `conforme/` and `rejet/`. Nothing is overwritten, and nothing is lost.

    reserve a free name ─► ledger: is sent ─► rename ─► still what was judged? ─► ledger: was moved
                                                   └──► no: put it back, to be judged again

A kill between two of these steps is made good by the next run, from what the ledger says.
"""

import contextlib
import itertools
import os
import stat
from collections.abc import Callable
from pathlib import Path

from pipeline.batch.ledger import Entry, Ledger
from pipeline.core.choices import Lang
from pipeline.core.english import in_lang
from pipeline.core.errors import reason
from pipeline.stages.fingerprint import content_of
from pipeline.stages.write import FOLDER_MODE, make_folder

PLACES = {"pass": "conforme", "reject": "rejet"}
"""Sub-folder by verdict."""

_STAYS = ("{} reste à sa place : {}.", "{} stays where it is: {}.")
_LINK = ("c'est un lien", "it is a link")
_NOT_THE_SAME = (
    "il ne se lit pas de la même façon une fois déplacé",
    "it does not read the same once it is moved",
)
_CHANGED = (
    "{} : modifié pendant son déplacement ; remis dans {}, il sera relu.",
    "{}: changed while it was moved; put back into {}, it will be read again.",
)
_STRANDED = (
    "{} : ce qui est dans {} n'est pas ce qui a été vérifié, et est impossible à remettre ({}).",
    "{}: what is in {} is not what was checked, and cannot be put back ({}).",
)


class Router:
    """See the module."""

    def __init__(self, ledger: Ledger, folder: Path | None, lang: Lang, say: Callable[[str], None]) -> None:
        """Take where the two sub-folders are, absolute; None to leave dossiers where they are."""
        self._ledger = ledger
        self._folder = folder
        self._english, self._lang = lang == "en", lang
        self._say = say

    def route(self, entry: Entry) -> Entry | None:
        """Move an answered dossier.

        Returns:
            The entry as it is then; None when the dossier changed meanwhile: what was said of it no longer holds.
        """
        if self._folder is None or entry.answer is None or entry.answer.verdict is None:
            return entry
        if entry.path.is_symlink():  # what it leads to is not known to be there tomorrow, nor from elsewhere
            return self._stay(entry, _LINK[self._english])
        place = self._folder / PLACES[entry.answer.verdict]
        try:
            make_folder(place)
            target = self._reserve(place / entry.path.name, entry.path, entry)
        except OSError as error:
            return self._stay(entry, in_lang(reason(error), self._lang))
        self._ledger.send(entry.path, target)
        try:
            entry.path.rename(target)
        except OSError as error:
            if not os.path.lexists(entry.path):  # of a share that was lost nobody knows what became: see `finish`
                return entry
            _release(target)
            return self._stay(entry, in_lang(reason(error), self._lang))
        return self._arrived(entry, target)

    def finish(self) -> list[Entry]:
        """Make good what a kill, or a share that was lost, left half done. The hot folder has to be there.

        Returns:
            Dossiers of which no answer holds any more.
        """
        void = []
        for entry in self._ledger.sent():
            target = entry.sent_to
            assert target is not None
            if not os.path.lexists(target):
                if os.path.lexists(entry.path):
                    self._ledger.send(entry.path, None)
            elif content_of(target) != entry.content and _release(target):  # it was not moved
                self._ledger.send(entry.path, None)
            elif self._arrived(entry, target) is None:
                void.append(entry)
        return void

    def _arrived(self, entry: Entry, target: Path) -> Entry | None:
        if content_of(target) == entry.content:
            return self._ledger.moved(entry.path, target)
        try:
            back = self._reserve(entry.path, target, entry)
            target.rename(back)
        except OSError as error:
            self._say(_STRANDED[self._english].format(entry.name, target, in_lang(reason(error), self._lang)))
            return entry  # `finish` tries again
        if back == entry.path and content_of(back) == entry.content:
            return self._stay(entry, _NOT_THE_SAME[self._english])
        self._say(_CHANGED[self._english].format(entry.name, back.parent))
        return None

    def _stay(self, entry: Entry, why: str) -> Entry:
        self._ledger.send(entry.path, None)
        self._say(_STAYS[self._english].format(entry.name, why))
        return entry

    def _reserve(self, wanted: Path, standing: Path, entry: Entry) -> Path:
        """A free name like the one wanted, taken by something empty of the same kind, which a rename may replace.

        Args:
            wanted: the name; others are numbered.
            standing: where the dossier stands now.
            entry: its own name may be had again; that of another dossier, even of one that is gone, has its report.

        Raises:
            OSError: no right to, no space.
        """
        is_folder = stat.S_ISDIR(standing.lstat().st_mode)
        stem, ending = (wanted.name, "") if is_folder else (wanted.stem, wanted.suffix)
        for rank in itertools.count(1):
            target = wanted if rank == 1 else wanted.with_name(f"{stem}-{rank}{ending}")
            if target != entry.path and self._ledger.at(target):
                continue
            with contextlib.suppress(FileExistsError):
                if is_folder:
                    target.mkdir(FOLDER_MODE)
                else:
                    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
                return target
        raise AssertionError("there are names without end")


def _release(target: Path) -> bool:
    """Give back a name that nothing was moved to. Gives whether it was such a one."""
    try:
        if target.is_dir():
            target.rmdir()
        elif target.stat().st_size == 0:
            target.unlink()
        else:
            return False
    except OSError:
        return False
    return True
