"""The loose files that are still to be read, as a queue for the pool. What is on disk is read: a kill loses no more."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.batch.answer import Outcome
from pipeline.batch.loose import Contents, ReadTask
from pipeline.batch.pool import Ended, Loss
from pipeline.batch.run import MAX_ATTEMPTS, MAX_DEATHS, Watcher
from pipeline.core.errors import ReportNotWritten
from pipeline.stages.ingest import as_text
from pipeline.stages.write import write_report


class Readings:
    """What was read of loose files, and what is left to read; files of one content are read once."""

    def __init__(
        self, folder: Path, contents: Mapping[Path, str], asked: str, watcher: Watcher, *, is_split: bool
    ) -> None:
        """Take up what an earlier run left.

        Args:
            folder: where readings are kept.
            contents: content of each file (`fingerprint.content_of`), in their order.
            asked: digest of all else that a reading depends on.
            watcher: is told of each file that was read.
            is_split: see `ReadTask`.
        """
        self.contents = dict(contents)
        self._folder = folder
        self._asked = asked
        self._watcher = watcher
        self._is_split = is_split
        self._deaths: Counter[Path] = Counter()
        firsts: dict[str, Path] = {}
        for path, content in self.contents.items():
            firsts.setdefault(content, path)
        self._total = len(firsts)
        self._queue = sorted(self._lacking(firsts.values()), key=self._starts)
        self._in_hand = 0

    def file_of(self, path: Path) -> Path:
        """Where the reading of that file is, or is to be."""
        key = hashlib.sha256(f"{self.contents[path]} {self._asked}".encode()).hexdigest()
        return self._folder / f"{key}.json"

    def of(self, path: Path) -> Contents | None:
        """What that file says of whose it is; None when it could not be read."""
        file = self.file_of(path)
        return Contents.model_validate_json(Contents.file_of(file).read_bytes()) if file.exists() else None

    def waiting(self) -> int:
        """See `Queue`."""
        return len(self._queue)

    def take(self) -> ReadTask | None:
        """See `Queue`. The beginning is counted first: one that ends the whole program each time is left at last."""
        while self._queue:
            path = self._queue.pop(0)
            if self._starts(path) < MAX_ATTEMPTS:
                write_report(self._starts_of(path), "." * (self._starts(path) + 1))
                self._in_hand += 1
                return ReadTask(path=path, reading=self.file_of(path), is_split=self._is_split)
        return None

    def settle(self, ended: Ended) -> None:
        """Have the file read again, where that may do better.

        Raises:
            ReportNotWritten: what was read could not be kept.
        """
        path, outcome = ended.task.path, ended.outcome
        self._in_hand -= 1
        if isinstance(outcome, Outcome) and outcome.is_unwritten:
            raise ReportNotWritten(outcome.error)
        is_changed = isinstance(outcome, Outcome) and outcome.content != self.contents[path]
        is_failure = isinstance(outcome, Loss) or outcome.is_engine_failure
        if is_changed or (is_failure and self._deaths[path] + 1 < MAX_DEATHS):
            self.file_of(path).unlink(missing_ok=True)
            self._deaths[path] += is_failure
            if isinstance(outcome, Outcome):
                self.contents[path] = outcome.content
            self._queue += self._lacking([path])
        else:
            self._watcher.reading(as_text(path.name), self._total - len(self._queue) - self._in_hand, self._total)

    def _lacking(self, paths: Iterable[Path]) -> list[Path]:
        return [path for path in paths if not self.file_of(path).exists()]

    def _starts_of(self, path: Path) -> Path:
        return self.file_of(path).with_suffix(".starts")

    def _starts(self, path: Path) -> int:
        file = self._starts_of(path)
        return file.stat().st_size if file.exists() else 0
