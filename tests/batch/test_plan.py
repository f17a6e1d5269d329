"""What a dossier in a hot folder is judged as of, and what is planned beside what is under way."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.batch.answer import Answer
from pipeline.batch.ledger import Entry, State
from pipeline.batch.places import FolderShelf
from pipeline.batch.plan import Keys, planned, program_digest, report_of
from pipeline.run import Demand
from pipeline.settings import Settings
from tests.batch.folders import a_batch
from validators.context import PARIS
from validators.policy import Policy

MARCH = datetime(2026, 3, 16, 12, tzinfo=PARIS)
SEPTEMBER = MARCH + timedelta(days=180)
KEYS = Keys(Demand(now=MARCH), Settings())


def names_in(folder: Path) -> set[str]:
    return FolderShelf(folder).names()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return a_batch(tmp_path / "in", {"a": "x"})


def arrived(source: Path, known: Entry | None, now: datetime, keys: Keys = KEYS) -> Entry:
    """What is planned for a dossier that settled now."""
    before = {known.path: known} if known else {}
    (entry,) = planned([source / "a"], before, names_in(source.parent), keys, now, has_settled=True)
    return entry


@pytest.fixture
def judged(source: Path) -> Entry:
    """The dossier, judged in March, its report written."""
    entry = arrived(source, None, MARCH)
    report_of(entry, source.parent).write_text("{}")
    return entry.model_copy(update={"state": State.DONE, "answer": Answer(verdict="pass", exit_code=0)})


def test_what_stays_in_the_folder_keeps_the_answer_of_the_day_when_it_came(source: Path, judged: Entry) -> None:
    entry = arrived(source, judged, SEPTEMBER)
    assert (entry.state, entry.as_of) == (State.DONE, MARCH)


def test_a_batch_says_what_is_so_today(source: Path, judged: Entry) -> None:
    (entry,) = planned([source / "a"], {judged.path: judged}, names_in(source.parent), KEYS, SEPTEMBER)
    assert (entry.state, entry.as_of) == (State.QUEUED, SEPTEMBER)


def test_what_is_put_there_again_is_judged_as_of_then(source: Path, judged: Entry) -> None:
    """The same content: what conformed in March may not in September."""
    (source / "a/page").unlink()
    a_batch(source, {"a": "x"})
    entry = arrived(source, judged, SEPTEMBER)
    assert entry.content == judged.content
    assert (entry.state, entry.as_of) == (State.QUEUED, SEPTEMBER)


def test_another_policy_judges_again_as_of_the_same_day(source: Path, judged: Entry) -> None:
    keys = Keys(Demand(now=SEPTEMBER, policy=Policy(ct_max_age_months=5)), Settings())
    entry = arrived(source, judged, SEPTEMBER, keys)
    assert (entry.state, entry.as_of) == (State.QUEUED, MARCH)


def test_what_was_purged_rests_until_somebody_touches_it(source: Path, judged: Entry) -> None:
    purged = judged.model_copy(update={"state": State.PURGED, "answer": None})
    keys = Keys(Demand(now=SEPTEMBER, policy=Policy(ct_max_age_months=5)), Settings())
    assert arrived(source, purged, SEPTEMBER, keys).state is State.PURGED
    os.utime(source / "a/page")
    assert arrived(source, purged, SEPTEMBER, keys).state is State.QUEUED


def test_no_answer_outlives_a_change_of_the_program_or_of_a_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / name for name in ("pipeline/batch/plan.py", "pipeline/stages/page/report.html")]
    monkeypatch.setattr("pipeline.batch.plan.__file__", str(files[0]))
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text("old")
    digests = [program_digest()]
    for file in files:
        file.write_text("new")
        digests.append(program_digest())
    assert len({*digests}) == 3
    (tmp_path / "pipeline/batch/plan.cpython-311.pyc").write_text("compiled")
    assert program_digest() == digests[-1]


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_a_copy_of_what_is_under_way_waits_for_its_answer(source: Path, judged: Entry, state: State) -> None:
    under_way = judged.model_copy(update={"state": state, "answer": None, "rank": 7})
    a_batch(source, {"b": "x", "c": "y"})
    copy, other = planned(
        [source / "b", source / "c"],
        {under_way.path: under_way},
        names_in(source.parent),
        KEYS,
        MARCH,
        has_settled=True,
    )
    assert (copy.state, copy.original, copy.rank) == (State.DUPLICATE, source / "a", 8)
    assert (other.state, other.rank) == (State.QUEUED, 9)


def test_a_copy_of_what_was_purged_is_judged_on_its_own(source: Path, judged: Entry) -> None:
    purged = judged.model_copy(update={"state": State.PURGED, "answer": None})
    a_batch(source, {"b": "x"})
    entries = planned(
        [source / "a", source / "b"], {purged.path: purged}, names_in(source.parent), KEYS, MARCH, has_settled=True
    )
    assert [entry.state for entry in entries] == [State.PURGED, State.QUEUED]
