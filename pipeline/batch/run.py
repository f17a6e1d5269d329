"""A batch: every dossier of a folder ends in exactly one state, whatever happens on the way.

    plan ─► ledger ─► pool of workers ─► ledger ─► index
    keys    queue     write reports      answers   a view of it

The ledger alone says what is done. A report is written before its answer is kept there, and the index after: whoever
kills the program at any moment makes at most the dossiers in hand be read again.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from pipeline.answers import reports_in, write_reports
from pipeline.batch.answer import Answer, Outcome, Task
from pipeline.batch.index import Index
from pipeline.batch.ledger import LEDGER, Entry, Ledger, State, open_ledger
from pipeline.batch.places import Folders, FolderShelf, Shelf, Source
from pipeline.batch.plan import KEPT, Keys, absolute, files_of, planned, report_of
from pipeline.batch.pool import Bounds, Crew, Ended, Loss, Pool
from pipeline.batch.worker import Work, gravest_reason
from pipeline.core.choices import Lang
from pipeline.core.errors import OcrFailed, ReportNotWritten
from pipeline.core.report import Report
from pipeline.run import Checked, Demand, unexamined
from pipeline.scratch import BATCH, passing_folder
from pipeline.stages.ingest import dossiers_in
from pipeline.stages.write import clear_unfinished
from pipeline.stopwatch import Stopwatch
from validators.context import PARIS

QUARANTINE = "conforme.quarantine"
"""Rule id of the finding that stands for a dossier that cannot be examined by machine."""

MAX_DEATHS = 2
"""Workers that a dossier may end: the first may have died by chance."""

MAX_ATTEMPTS = 10
"""Times that its examination may be begun. It takes more than bad luck to be in hand at so many deaths of the program,
since what was begun least often comes first; and a dossier that takes the whole machine down must not do so for ever.
"""

_WHY: dict[Loss | None, tuple[str, str]] = {
    Loss.DIED: ("sa lecture arrête le programme", "reading it stops the program"),
    Loss.PAGE_TIMEOUT: ("la lecture d'une de ses pages ne finit pas", "reading one of its pages does not end"),
    Loss.DOSSIER_TIMEOUT: ("sa lecture dure trop longtemps", "reading it takes too long"),
    Loss.MEMORY: ("sa lecture demande trop de mémoire", "reading it takes too much memory"),
    None: ("sa lecture n'est jamais arrivée à son terme", "reading it never came to its end"),
}
_MESSAGE = ("Mis en quarantaine : {}.", "Put in quarantine: {}.")
_ACTION = (
    "L'examiner à l'œil, et numériser à nouveau ses pièces à 300 points par pouce.",
    "Examine it yourself, and scan its papers again at 300 dots per inch.",
)

_AGAIN = ("{} : {} ; il sera relu.", "{}: {}; it will be read again.")
_ENGINE_FAILED = ("le moteur de lecture a échoué sur une page", "the OCR engine failed on a page")
_CHANGED = ("{} : modifié pendant sa lecture ; il sera relu.", "{}: changed while it was read; it will be read again.")


Hire: TypeAlias = Callable[[Work, Bounds, Path], AbstractContextManager[Crew]]
"""Takes how to examine, what one process may take, and a private folder for passing files."""


class Watcher(Protocol):
    """Is told how the batch goes."""

    def reading(self, file: str, done: int, total: int) -> None:
        """A loose file was read, of which it cannot be said yet what dossier it is of."""

    def begin(self, total: int, answered: int) -> None:
        """So many dossiers, of which so many need nothing more."""

    def answered(self, entry: Entry, outcome: Outcome | None) -> None:
        """A dossier has its answer. The outcome is that of the worker, where one gave it."""

    def say(self, message: str) -> None:
        """Something that the user should know."""


@dataclass(frozen=True)
class BatchResult:
    """What came out."""

    entries: list[Entry]
    """The dossiers of this batch, in their order."""
    reasons: dict[Path, str]
    """Gravest reason of each one rejected, or not examined, in this run. They may hold values: for the terminal."""


def run_batch(
    directory: Path,
    out: Path,
    work: Work,
    bounds: Bounds,
    watcher: Watcher,
    hire: Hire = Pool,
    shelf: Shelf | None = None,
) -> BatchResult:
    """Check all dossiers of a folder, those excepted that are answered already.

    Args:
        directory: each direct sub-folder, and each loose file, is a dossier.
        out: folder of the reports (`NAME.json`), of the index, and of the ledger in `.conforme`.
        work: how to examine.
        bounds: what workers may take.
        watcher: is told how it goes.
        hire: what reads, here or elsewhere.
        shelf: where reports and index go from `out`; they stay there when None.

    Raises:
        NoInput: no dossier there.
        UsageError: another batch is writing to `out`.
        ReportNotWritten: `out` cannot be written to.
        ComponentMissing: an engine is not installed.
        OcrFailed: no worker comes up.
    """
    paths = [absolute(path) for path in dossiers_in(directory)]
    return run_dossiers(paths, out, work, bounds, watcher, hire, shelf=shelf)


def run_dossiers(
    paths: list[Path],
    out: Path,
    work: Work,
    bounds: Bounds,
    watcher: Watcher,
    hire: Hire = Pool,
    source: Source | None = None,
    shelf: Shelf | None = None,
) -> BatchResult:
    """The same for dossiers that are known, by their absolute paths.

    Args:
        paths: the dossiers.
        out: see `run_batch`.
        work: see `run_batch`.
        bounds: see `run_batch`.
        watcher: see `run_batch`.
        hire: see `run_batch`.
        source: where the dossiers stand; folders when None.
        shelf: where reports and index go from `out`; they stay there when None.
    """
    with open_ledger(out / LEDGER) as ledger, passing_folder(BATCH) as scratch:
        index = index_of(out, work, shelf)
        batch = Batch(ledger, index, out, work, watcher, source=source or Folders(), shelf=shelf or FolderShelf(out))
        batch.begin()
        entries = batch.add(paths, work.demand.now)
        watcher.begin(len(entries), sum(entry.answer is not None for entry in entries))
        with batch.closing(), hire(work, bounds, scratch) as crew:
            for ended in crew.run(batch):
                batch.settle(ended)
        return BatchResult([one for one in ledger.entries().values() if one.rank is not None], batch.reasons)


def index_of(out: Path, work: Work, shelf: Shelf | None = None) -> Index:
    """The index of those reports, for a browser too where they are."""
    return Index(out, work.demand.lang, has_page=work.settings.pictures > 0, shelf=shelf)


@dataclass
class Batch:
    """The pool's queue, and what is done with what the pool gives back."""

    ledger: Ledger
    index: Index
    out: Path
    work: Work
    watcher: Watcher
    source: Source = field(default_factory=Folders, kw_only=True)
    shelf: Shelf = field(kw_only=True)
    reasons: dict[Path, str] = field(default_factory=dict)
    _in_hand: dict[Path, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keys = Keys(self.work.demand, self.work.settings)

    @property
    def lang(self) -> Lang:
        """Of what the user is told."""
        return self.work.demand.lang

    def begin(self) -> None:
        """Clear what a batch that was killed left of its reports, and make the index anew."""
        self.ledger.begin()
        known = self.ledger.entries().values()
        clear_unfinished(self.out, {*Index.FILES, *(file.name for one in known for file in files_of(one, self.out))})
        self.index.write(known)

    def add(self, paths: Sequence[Path], now: datetime, *, have_settled: bool = False) -> list[Entry]:
        """Put into the ledger what there is to do, and take away the reports that no longer hold.

        Args:
            paths: of dossiers, absolute.
            now: instant, aware.
            have_settled: see `planned`.

        Returns:
            The entries of these dossiers: those with an answer need nothing more.
        """
        before = self.ledger.entries()
        there = self.shelf.names()
        entries = planned(paths, before, there, self._keys, now, has_settled=have_settled, source=self.source)
        old = [entry for entry in entries if entry.state in (State.QUEUED, State.DUPLICATE)]
        self.shelf.remove(file.name for entry in old for file in files_of(entry, self.out) if file.name in there)
        self.ledger.plan(entries)
        after = self.ledger.entries()
        if _answered(before) != _answered(after):
            self.index.write(after.values())
        return [after[path] for path in paths]

    def waiting(self) -> int:
        """See `Queue`. It is asked several times a second: that keeps the index up to date."""
        self.index.catch_up(lambda: self.ledger.entries().values())
        return self.ledger.waiting()

    def take(self) -> Task | None:
        """See `Queue`. The attempt is counted before the work begins: a death of the whole program counts too."""
        while entry := self.ledger.take():
            if entry.attempts <= MAX_ATTEMPTS:
                self._in_hand[entry.path] = entry
                report = report_of(entry, self.out)
                return Task(path=entry.path, report=report, now=entry.as_of.astimezone(PARIS), content=entry.content)
            self._quarantine(entry, None)
        return None

    def settle(self, ended: Ended) -> None:
        """Keep what became of a dossier, or have it read again."""
        entry = self._in_hand.pop(ended.task.path)
        match ended.outcome:
            case Loss() as loss if entry.deaths + 1 >= MAX_DEATHS:
                self._quarantine(entry, loss)
            case Loss() as loss:
                self.ledger.put_back(entry.path, died=True)
                self._say(_AGAIN, entry.name, _WHY[loss][self.lang == "en"])
            case Outcome() as outcome if outcome.content != entry.content:
                self._remove_report(entry)
                self._changed(entry, outcome.content)
                self._say(_CHANGED, entry.name)
            case Outcome(is_engine_failure=True) if not entry.deaths:
                self._remove_report(entry)
                self.ledger.put_back(entry.path, died=True)
                self._say(_AGAIN, entry.name, _ENGINE_FAILED[self.lang == "en"])
            case Outcome() as outcome:
                is_final = outcome.answer.verdict and not outcome.is_engine_failure
                state = State.DONE if is_final else State.FAILED
                self._keep(entry, state, outcome.answer, outcome.reason or outcome.error, outcome)

    @contextmanager
    def closing(self) -> Iterator[None]:
        """At the end, whatever ends it, queue again what is in hand, and put the index in order."""
        try:
            yield
        finally:
            for path in self._in_hand:
                with contextlib.suppress(ReportNotWritten):  # then it counts as begun, and is queued by the next run
                    self.ledger.put_back(path)
            self.index.write(self.ledger.entries().values())

    def _quarantine(self, entry: Entry, loss: Loss | None) -> None:
        demand = replace(self.work.demand, now=entry.as_of)
        report = quarantined(entry.path, demand, loss).model_copy(update={"dossier": self.source.name_of(entry.path)})
        with tempfile.TemporaryDirectory() as folder:
            write_reports(Checked(report, Stopwatch()), demand, self.work.settings, report_of(entry, Path(folder)))
            self.shelf.put(reports_in(Path(folder)))
        answer = Answer.of(report, OcrFailed.exit_code)
        self._keep(entry, State.QUARANTINED, answer, gravest_reason(report), None)

    def _keep(self, entry: Entry, state: State, answer: Answer, reason: str, outcome: Outcome | None) -> None:
        for one in self.ledger.finish(entry.path, state, answer):
            is_itself = one.path == entry.path
            kept = self._placed(one) if state in KEPT else one
            if kept:
                self.index.add([kept])
                self.reasons[kept.path] = reason
                self.watcher.answered(kept, outcome if is_itself else None)
            elif is_itself:  # its duplicates are queued again
                break

    def _placed(self, entry: Entry) -> Entry | None:
        """What is done with a dossier that needs nothing more: the entry as it is then, None if no answer holds."""
        return entry

    def _changed(self, entry: Entry, content: str) -> None:
        """What is done with a dossier that changed while it was read."""
        day = self.source.days_of([entry.path])[entry.path]
        self.ledger.change(entry.path, content, self._keys.of(content, day, entry.as_of))

    def _remove_report(self, entry: Entry) -> None:
        self.shelf.remove(file.name for file in files_of(entry, self.out))

    def _say(self, words: tuple[str, str], *parts: str) -> None:
        self.watcher.say(words[self.lang == "en"].format(*parts))


def quarantined(path: Path, demand: Demand, loss: Loss | None) -> Report:
    """The report of a dossier that cannot be examined by machine.

    Args:
        path: where it is; names it.
        demand: what is asked of it.
        loss: why its last reader was lost; None when it was never read to the end.
    """
    english = demand.lang == "en"
    message = _MESSAGE[english].format(_WHY[loss][english])
    return unexamined(path, demand, "-", QUARANTINE, message, _ACTION[english])


def _answered(known: Mapping[Path, Entry]) -> set[Path]:
    return {path for path, entry in known.items() if entry.answer}
