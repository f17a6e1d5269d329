"""How a batch goes, on standard error: a bar on a terminal, plain lines otherwise."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from pipeline.batch.answer import Outcome
from pipeline.batch.ledger import Entry, State
from pipeline.core.choices import Lang
from pipeline.core.printable import printable
from pipeline.stages.render import verdict_words
from pipeline.streams import complain, internal_error, standard_output

PACE_OVER_S = 3600.0
"""Dossiers of the last hour tell the pace: one takes half a minute, and no two the same."""

_UNEXAMINED = ("non examiné", "not examined")
_QUARANTINED = (", en quarantaine", ", in quarantine")
_SAME_AS = (", même contenu que {}", ", same content as {}")
_ALREADY = ("{} dossiers, dont {} déjà traités.", "{} dossiers, {} of them done already.")
_LEFT = ("reste {}", "{} left")
_TITLE = ("Lecture", "Reading")
_READ = ("[{}/{}] lu : {}", "[{}/{}] read: {}")
_RATE = ("{:.1f} dossiers/min", "{:.1f} dossiers/min")
_ERROR = ("Erreur : {} : {}", "Error: {}: {}")


def answer_line(entry: Entry, lang: Lang) -> str:
    """The answer of a dossier in one line, e.g. '2026-0412 : REJETÉ (non conforme)'."""
    english = lang == "en"
    answer = entry.answer
    words = verdict_words(answer.verdict, answer.motifs, lang) if answer and answer.verdict else _UNEXAMINED[english]
    if entry.state is State.QUARANTINED:
        words += _QUARANTINED[english]
    if entry.original_name:
        words += _SAME_AS[english].format(entry.original_name)
    return printable(f"{entry.name} : {words}")


@dataclass
class Told:
    """Tells faults, and nothing else."""

    lang: Lang

    def reading(self, file: str, done: int, total: int) -> None:
        """See `Watcher`."""

    def begin(self, total: int, answered: int) -> None:
        """See `Watcher`."""

    def answered(self, entry: Entry, outcome: Outcome | None) -> None:
        """See `Watcher`."""
        if outcome and outcome.error:
            self.say(_ERROR[self.lang == "en"].format(entry.name, outcome.error))
        if outcome and outcome.crashes:
            self.say(internal_error(", ".join(outcome.crashes), outcome.trace, self.lang))

    def say(self, message: str) -> None:
        """See `Watcher`."""
        complain(message)


@dataclass
class Journal(Told):
    """A line on standard output per dossier, as it is answered."""

    def answered(self, entry: Entry, outcome: Outcome | None) -> None:
        """See `Watcher`. Raises ReportNotWritten."""
        super().answered(entry, outcome)
        with standard_output():
            print(answer_line(entry, self.lang))


@dataclass
class Lines(Told):
    """A line per dossier, with the time that is left at the pace of this run."""

    total: int = 0
    done: int = 0
    already: int = 0
    begun: float = 0.0

    def reading(self, file: str, done: int, total: int) -> None:
        """See `Watcher`."""
        self.say(_READ[self.lang == "en"].format(done, total, file))

    def begin(self, total: int, answered: int) -> None:
        """See `Watcher`."""
        self.total, self.done, self.already, self.begun = total, answered, answered, time.monotonic()
        if answered:
            self.say(_ALREADY[self.lang == "en"].format(total, answered))

    def answered(self, entry: Entry, outcome: Outcome | None) -> None:
        """See `Watcher`."""
        super().answered(entry, outcome)
        self.done += 1
        pace = (time.monotonic() - self.begun) / (self.done - self.already)
        left = timedelta(seconds=round(pace * (self.total - self.done)))
        said = f" · {_LEFT[self.lang == 'en'].format(left)}" if left else ""
        self.say(f"[{self.done}/{self.total}] {answer_line(entry, self.lang)}{said}")


@dataclass
class Bar(Told):
    """A bar, with the pace and the time that is left."""

    progress: Progress
    task: TaskID

    def reading(self, file: str, done: int, total: int) -> None:
        """See `Watcher`."""
        self.progress.update(self.task, total=total, completed=done)

    def begin(self, total: int, answered: int) -> None:
        """See `Watcher`."""
        self.progress.update(self.task, total=total, completed=answered)

    def answered(self, entry: Entry, outcome: Outcome | None) -> None:
        """See `Watcher`."""
        super().answered(entry, outcome)
        self.progress.advance(self.task)

    def say(self, message: str) -> None:
        """See `Watcher`."""
        self.progress.console.print(Text(printable(message)))


class _Rate(ProgressColumn):
    """Dossiers per minute."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def render(self, task: Task) -> Text:
        """See `ProgressColumn`."""
        return Text(_RATE[self._lang == "en"].format(task.speed * 60) if task.speed else "")


@contextmanager
def watching(lang: Lang, *, is_quiet: bool, is_verbose: bool) -> Iterator[Told]:
    """What tells the user how it goes. The log of `--verbose` would tear a bar: then it is lines."""
    screen = Console(file=sys.stderr, highlight=False, markup=False, emoji=False)
    if is_quiet:
        yield Told(lang)
    elif screen.is_terminal and not is_verbose:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(lang),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=screen, speed_estimate_period=PACE_OVER_S) as progress:
            yield Bar(lang, progress, progress.add_task(_TITLE[lang == "en"], total=None))
    else:
        yield Lines(lang)
