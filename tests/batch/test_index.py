"""The index for a browser, as a batch keeps it."""

import itertools
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.batch import index
from pipeline.batch.answer import Answer
from pipeline.batch.index import Index
from pipeline.batch.ledger import Entry, State
from pipeline.core.report import Motif

PASSED = Answer(verdict="pass", exit_code=0, seconds=2.0)
REJECTED = Answer(verdict="reject", motifs=(Motif.INCOMPLET,), rules=("docs.cerfa",), exit_code=1)


def an_entry(name: str, answer: Answer | None = None, state: State = State.DONE, **other: object) -> Entry:
    told = {"rank": 0, "stamp": "", "content": "", "key": "", "as_of": datetime(2026, 3, 16, tzinfo=UTC), **other}
    return Entry.model_validate(
        {"path": Path("/in") / name, "name": name, "answer": answer, "state": state, **told}, from_attributes=True
    )


def lines(folder: Path) -> list[tuple[str, str | None]]:
    """Of the page: names and links."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<th scope="row">(?:<a href="([^"]*)">)?<bdi>([^<]*)</bdi>', page)
    return [(name, link or None) for link, name in rows]


def test_each_line_leads_to_the_report_for_a_browser_or_else_to_the_other(tmp_path: Path) -> None:
    (tmp_path / "a.html").touch()
    copy = an_entry("copie", PASSED, State.DUPLICATE, original=Path("/in/a"), original_name="a")
    entries = [an_entry("a", PASSED), an_entry("b", REJECTED), copy, an_entry("c", Answer(exit_code=3), State.FAILED)]
    Index(tmp_path, "fr", has_page=True).write(entries)
    assert lines(tmp_path) == [("a", "a.html"), ("b", "b.json"), ("copie", "a.html"), ("c", None)]


def test_there_is_a_page_where_one_is_wanted_or_was(tmp_path: Path) -> None:
    Index(tmp_path, "fr").write([an_entry("a", PASSED)])
    assert not (tmp_path / "index.html").exists()
    Index(tmp_path, "fr", has_page=True).write([an_entry("a", PASSED)])
    Index(tmp_path, "fr").write([an_entry("b", PASSED)])
    assert [name for name, _ in lines(tmp_path)] == ["b"], "what was purged is gone from it too"


def test_what_waits_is_counted_and_what_was_purged_is_not(tmp_path: Path) -> None:
    waiting = [an_entry("b", None, State.QUEUED), an_entry("c", None, State.RUNNING), an_entry("d", None, State.PURGED)]
    Index(tmp_path, "fr", has_page=True).write([an_entry("a", PASSED), *waiting])
    assert "<strong>2</strong> en attente" in (tmp_path / "index.html").read_text(encoding="utf-8")


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: float = 1000.0

    def monotonic(self) -> float:
        """See `time.monotonic`."""
        return self.now


def test_while_answers_come_the_page_follows_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(index, "time", clock)
    known = [an_entry("a", PASSED)]
    page = Index(tmp_path, "fr", has_page=True)
    page.write(known)
    seen = []
    for name, after in zip("bcd", itertools.repeat(index.PAGE_EVERY_S / 2), strict=False):
        known.append(an_entry(name, REJECTED))
        page.add(known[-1:])
        clock.now += after
        page.catch_up(lambda: known)
        seen.append([name for name, _ in lines(tmp_path)])
    assert seen == [["a"], ["a", "b", "c"], ["a", "b", "c"]]
    clock.now += index.PAGE_EVERY_S
    page.catch_up(lambda: known)
    assert [name for name, _ in lines(tmp_path)] == ["a", "b", "c", "d"]
