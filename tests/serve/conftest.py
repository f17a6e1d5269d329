"""A desk with processes that answer from recordings."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.batch.pool import Bounds
from pipeline.batch.worker import Opener
from pipeline.core.dossier import Facts
from pipeline.run import Demand
from pipeline.serve.desk import Desk
from pipeline.serve.history import Entry
from pipeline.serve.kept import About
from pipeline.serve.shifts import open_desk
from pipeline.settings import Settings
from pipeline.stages.write import write_report
from tests.serve.tools import papers, recorded_tools

PATIENCE_S = 120.0
"""For a machine that is busy."""
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""After the days of filing of the samples."""


class Clock:
    """The time of day, as a test sets it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The instant."""
        return self.now

    def later(self, days: int) -> None:
        """Let days go by."""
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Desk]]:
    """Opens a desk with these bounds; closed at the end."""
    with ExitStack() as stack:
        yield lambda **bounds: stack.enter_context(a_desk(tmp_path / "data", clock, **bounds))


def a_desk(
    data: Path, clock: Callable[[], datetime], opener: Opener = recorded_tools, **bounds: float
) -> AbstractContextManager[Desk]:
    """A desk that answers from recordings, with one process where nothing else is said."""
    how = Bounds.model_validate({"workers": 1, **bounds})
    return open_desk(data, opener, Demand(now=NOW), Settings(jobs=1, pictures=60), how, clock)


def drop(desk: Desk, files: dict[str, bytes], title: str = "essai", facts: Facts | None = None) -> str:
    """Have files read; the id of the dossier."""
    with desk.incoming() as folder:
        for name, data in files.items():
            write_report(folder.papers / name, data)
        about = About(title=title, facts=facts or Facts(date_demande=NOW.date()))
        return desk.take_in(folder, about, len(files)).id


def sample(name: str) -> dict[str, bytes]:
    """The papers of a sample."""
    return {file.name: file.read_bytes() for file in papers(name)}


def answered(desk: Desk, identity: str) -> Entry:
    """The dossier once it has its answer."""
    entry = desk.wait_for(identity, PATIENCE_S)
    assert entry is not None
    assert not entry.is_busy
    return entry
