"""The ledger without processes: what is kept is kept, and who comes next."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.batch.answer import Answer
from pipeline.batch.ledger import Entry, Ledger, State, open_ledger
from pipeline.core.errors import UsageError

NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)
PASS = Answer(verdict="pass", exit_code=0, seconds=1.5)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l") as opened:
        yield opened


def an_entry(name: str, rank: int | None = 0, **values: object) -> Entry:
    given = {"stamp": "s", "content": name, "key": name, "as_of": NOON, **values}
    return Entry.model_validate({"path": Path("/in") / name, "name": name, "rank": rank, **given})


def taken(ledger: Ledger) -> list[str]:
    names = []
    while entry := ledger.take():
        names.append(entry.name)
    return names


def test_what_was_begun_least_often_comes_first_then_the_order_decides(ledger: Ledger) -> None:
    ledger.plan([an_entry("a", 0, attempts=2), an_entry("b", 1), an_entry("c", 2)])
    assert ledger.waiting() == 3
    assert taken(ledger) == ["b", "c", "a"]
    assert ledger.waiting() == 0


def test_a_begun_dossier_is_on_disk_as_such_before_it_is_handed_out(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l") as ledger:
        ledger.plan([an_entry("a")])
        ledger.take()
    with open_ledger(tmp_path / "l") as again:
        (entry,) = again.entries().values()
    assert (entry.state, entry.attempts) == (State.RUNNING, 1)


def test_a_death_counts_and_a_stop_does_not(ledger: Ledger) -> None:
    ledger.plan([an_entry("a")])
    for died in (True, False):
        entry = ledger.take()
        assert entry is not None
        ledger.put_back(entry.path, died=died)
    (entry,) = ledger.entries().values()
    assert (entry.state, entry.attempts, entry.deaths) == (State.QUEUED, 1, 1)


def test_an_answer_is_the_answer_of_all_duplicates(ledger: Ledger) -> None:
    twin = an_entry("b", 1, key="a", state=State.DUPLICATE, original=Path("/in/a"))
    ledger.plan([an_entry("a"), twin, an_entry("c", 2)])
    assert [entry.name for entry in ledger.finish(Path("/in/a"), State.DONE, PASS)] == ["a", "b"]
    found = ledger.entries()
    assert found[Path("/in/b")].answer == PASS
    assert found[Path("/in/b")].original_name == "a"
    assert found[Path("/in/c")].answer is None


def test_a_duplicate_is_on_its_own_when_its_original_changes(ledger: Ledger) -> None:
    ledger.plan([an_entry("a"), an_entry("b", 1, key="a", state=State.DUPLICATE, original=Path("/in/a"))])
    assert taken(ledger) == ["a"]
    ledger.change(Path("/in/a"), "other", "other")
    assert taken(ledger) == ["b", "a"]


def test_a_duplicate_is_on_its_own_when_its_original_is_withdrawn(ledger: Ledger) -> None:
    ledger.plan([an_entry("a"), an_entry("b", 1, key="a", state=State.DUPLICATE, original=Path("/in/a"))])
    ledger.withdraw(Path("/in/a"))
    assert taken(ledger) == ["b"]
    assert list(ledger.entries()) == [Path("/in/b")]


def test_dossiers_of_an_earlier_batch_are_kept_and_not_worked_on(ledger: Ledger) -> None:
    ledger.plan([an_entry("a"), an_entry("b", 1)])
    ledger.finish(Path("/in/a"), State.DONE, PASS)
    ledger.begin()
    ledger.plan([an_entry("c")])
    assert taken(ledger) == ["c"]
    assert [entry.name for entry in ledger.entries().values()] == ["c", "a", "b"]
    assert ledger.entries()[Path("/in/a")].answer == PASS


def test_a_path_is_bytes(ledger: Ledger) -> None:
    odd = an_entry("a").model_copy(update={"path": Path("/in/\udcff\n")})
    ledger.plan([odd])
    assert list(ledger.entries()) == [odd.path]


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l"):
        pass
    other = sqlite3.connect(tmp_path / "l/ledger.sqlite3")
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(UsageError, match="autre version"), open_ledger(tmp_path / "l"):
        pass
