"""Finished dossiers are moved: none is overwritten, none is lost, and a kill between two steps is made good."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.batch.answer import Answer
from pipeline.batch.ledger import Entry, Ledger, State, open_ledger
from pipeline.batch.route import Router
from pipeline.stages.fingerprint import content_of
from tests.batch.folders import a_batch, files

PASS = Answer(verdict="pass", exit_code=0)
REJECT = Answer(verdict="reject", exit_code=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where dossiers come, with one of a folder and one of a file."""
    (a_batch(tmp_path / "in", {"a": "one"}) / "b.pdf").write_text("two")
    return tmp_path / "in"


@pytest.fixture
def told() -> list[str]:
    """What the user is told."""
    return []


@pytest.fixture
def router(ledger: Ledger, tmp_path: Path, told: list[str]) -> Router:
    return Router(ledger, tmp_path / "out", "fr", told.append)


def judged(ledger: Ledger, path: Path, answer: Answer = PASS, name: str = "") -> Entry:
    """The dossier, answered."""
    content = content_of(path)
    now = datetime(2026, 3, 16, tzinfo=UTC)
    ledger.plan([Entry(path=path, name=name or path.stem, rank=0, stamp="s", content=content, key=content, as_of=now)])
    return ledger.finish(path, State.DONE, answer)[0]


def test_the_verdict_says_where_to(ledger: Ledger, router: Router, folder: Path, tmp_path: Path) -> None:
    moved = [router.route(judged(ledger, folder / "a")), router.route(judged(ledger, folder / "b.pdf", REJECT))]
    assert files(tmp_path / "out") == {"conforme/a/page": "one", "rejet/b.pdf": "two"}
    assert [*folder.iterdir()] == []
    assert [entry and (entry.name, entry.path) for entry in moved] == [
        ("a", tmp_path / "out/conforme/a"),
        ("b", tmp_path / "out/rejet/b.pdf"),
    ]
    assert list(ledger.entries()) == [tmp_path / "out/conforme/a", tmp_path / "out/rejet/b.pdf"]
    assert (tmp_path / "out/conforme").stat().st_mode & 0o777 == 0o700


def test_names_that_are_taken_are_numbered_and_nothing_is_overwritten(
    ledger: Ledger, router: Router, folder: Path, tmp_path: Path
) -> None:
    a_batch(tmp_path / "out/conforme", {"a": "of before"})
    (tmp_path / "out/conforme/b.pdf").write_text("of before")
    (tmp_path / "out/conforme/b-2.pdf").symlink_to("/nowhere")
    router.route(judged(ledger, folder / "a"))
    router.route(judged(ledger, folder / "b.pdf"))
    assert files(tmp_path / "out/conforme") == {
        "a/page": "of before",
        "a-2/page": "one",
        "b.pdf": "of before",
        "b-3.pdf": "two",
    }
    assert (tmp_path / "out/conforme/b-2.pdf").is_symlink()


def test_the_name_of_a_dossier_that_was_taken_away_is_not_had_again(
    ledger: Ledger, router: Router, folder: Path, tmp_path: Path
) -> None:
    """Its report is still there, under the name that the ledger has for that place."""
    router.route(judged(ledger, folder / "b.pdf"))
    (tmp_path / "out/conforme/b.pdf").unlink()
    (folder / "b.pdf").write_text("three")
    moved = router.route(judged(ledger, folder / "b.pdf", name="b-2"))
    assert moved
    assert moved.path == tmp_path / "out/conforme/b-2.pdf"


def test_duplicates_follow_their_original(ledger: Ledger, router: Router, folder: Path, tmp_path: Path) -> None:
    entry = judged(ledger, folder / "a")
    twin = entry.model_copy(
        update={"path": folder / "c", "name": "c", "state": State.DUPLICATE, "original": entry.path}
    )
    a_batch(folder, {"c": "one"})
    ledger.plan([twin])
    router.route(entry)
    moved = router.route(ledger.entries()[folder / "c"])
    assert moved
    assert (moved.path, moved.original_name, moved.answer) == (tmp_path / "out/conforme/c", "a", PASS)


def test_a_dossier_that_changes_while_it_is_moved_is_put_back_and_its_answer_is_void(
    ledger: Ledger, router: Router, folder: Path, tmp_path: Path, told: list[str]
) -> None:
    entry = judged(ledger, folder / "a")
    a_batch(folder, {"a": "one and more"})
    assert router.route(entry) is None
    assert files(folder) == {"a/page": "one and more", "b.pdf": "two"}
    assert files(tmp_path / "out") == {}
    assert "modifié pendant son déplacement" in told[0]


def test_what_comes_in_its_place_meanwhile_is_kept_too(
    ledger: Ledger, router: Router, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = judged(ledger, folder / "b.pdf")
    (folder / "b.pdf").write_text("changed")
    rename = Path.rename

    def another_comes(path: Path, target: Path) -> Path:
        done = rename(path, target)
        if path == folder / "b.pdf":
            path.write_text("another one")
        return done

    monkeypatch.setattr(Path, "rename", another_comes)
    assert router.route(entry) is None
    assert files(folder) == {"a/page": "one", "b.pdf": "another one", "b-2.pdf": "changed"}


def test_a_link_stays(ledger: Ledger, router: Router, folder: Path, told: list[str]) -> None:
    (folder / "link").symlink_to("a")
    entry = judged(ledger, folder / "link")
    assert router.route(entry) == entry
    assert (folder / "link").is_symlink()
    assert told == ["link reste à sa place : c'est un lien."]


def test_a_dossier_that_reads_otherwise_elsewhere_stays_and_keeps_its_answer(
    ledger: Ledger, router: Router, folder: Path, tmp_path: Path
) -> None:
    """A link by an absolute path to another file of the dossier leads out of it once it is moved."""
    (folder / "a/link").symlink_to(folder / "a/page")
    entry = judged(ledger, folder / "a")
    kept = router.route(entry)
    assert kept
    assert (kept.path, kept.answer) == (folder / "a", PASS)
    assert (folder / "a/page").is_file()
    assert ledger.sent() == []
    assert files(tmp_path / "out") == {}


def test_a_place_that_cannot_be_written_to_leaves_it_where_it_is(
    ledger: Ledger, router: Router, folder: Path, tmp_path: Path, told: list[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/conforme").write_text("a file")
    entry = judged(ledger, folder / "a")
    assert router.route(entry) == entry
    assert "un fichier tient la place" in told[0] or "File exists" in told[0]
    assert files(folder)["a/page"] == "one"


def test_a_dossier_that_is_gone_leaves_nothing_in_its_place(
    ledger: Ledger, router: Router, folder: Path, tmp_path: Path
) -> None:
    entry = judged(ledger, folder / "b.pdf")
    (folder / "b.pdf").unlink()
    assert router.route(entry) == entry
    assert router.finish() == []
    assert files(tmp_path / "out") == {}


def test_without_a_place_nothing_is_moved(ledger: Ledger, folder: Path, told: list[str]) -> None:
    entry = judged(ledger, folder / "a")
    assert Router(ledger, None, "fr", told.append).route(entry) == entry
    assert (folder / "a").is_dir()


# --- what a kill leaves -----------------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for a kill: nothing after it is done."""


def killed_at(step: str, monkeypatch: pytest.MonkeyPatch, *, before: bool) -> Callable[[], None]:
    """Have the program end before, or after, that step of the ledger or of the disk. Gives what takes it back."""
    owner: type = Path if step == "rename" else Ledger
    real = getattr(owner, step)

    def die(*args: object) -> None:
        if not before:
            real(*args)
        raise Killed

    monkeypatch.setattr(owner, step, die)
    return lambda: monkeypatch.setattr(owner, step, real)


@pytest.mark.parametrize("name", ["a", "b.pdf"])
@pytest.mark.parametrize(
    ("step", "before", "is_moved"),
    [
        pytest.param("send", True, False, id="name-reserved"),
        pytest.param("send", False, False, id="sent"),
        pytest.param("rename", False, True, id="renamed"),
        pytest.param("moved", False, True, id="told"),
    ],
)
def test_a_kill_at_any_step_is_made_good(
    ledger: Ledger,
    router: Router,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    step: str,
    before: bool,
    is_moved: bool,
) -> None:
    entry = judged(ledger, folder / name)
    whole = files(folder)
    live = killed_at(step, monkeypatch, before=before)
    with pytest.raises(Killed):
        router.route(entry)
    live()
    assert router.finish() == []
    assert ledger.sent() == []
    (known,) = ledger.entries().values()
    assert known.path.is_relative_to(tmp_path / "out") is is_moved
    for one in [known][is_moved:]:
        router.route(one)
    found = [*files(folder).values(), *files(tmp_path / "out/conforme").values()]
    assert sorted(filter(None, found)) == sorted(whole.values()), "a name that was reserved may stay, empty"
    (known,) = ledger.entries().values()
    assert known.path.parent == tmp_path / "out/conforme"
    assert os.path.lexists(known.path)


def test_a_dossier_that_changed_while_the_program_was_dead_is_put_back(
    ledger: Ledger, router: Router, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = judged(ledger, folder / "a")
    live = killed_at("moved", monkeypatch, before=True)
    with pytest.raises(Killed):
        router.route(entry)
    live()
    a_batch(tmp_path / "out/conforme", {"a": "changed"})
    assert [one.path for one in router.finish()] == [folder / "a"]
    assert files(folder) == {"a/page": "changed", "b.pdf": "two"}


def test_a_share_that_is_lost_after_a_move_is_waited_for(
    ledger: Ledger, router: Router, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on it cannot be read back, nor be found."""
    entry = judged(ledger, folder / "a")
    rename = Path.rename

    def lost(path: Path, target: Path) -> Path:
        done = rename(path, target)
        rename(tmp_path / "out", tmp_path / "away")
        rename(folder, tmp_path / "in-away")
        return done

    monkeypatch.setattr(Path, "rename", lost)
    assert router.route(entry) == entry
    monkeypatch.setattr(Path, "rename", rename)
    (tmp_path / "in-away").rename(folder)
    assert router.finish() == []
    assert [one.path for one in ledger.sent()] == [folder / "a"]
    (tmp_path / "away").rename(tmp_path / "out")
    assert router.finish() == []
    assert list(ledger.entries()) == [tmp_path / "out/conforme/a"]


def test_another_of_its_name_that_came_while_the_program_was_dead_does_not_confuse_it(
    ledger: Ledger, router: Router, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = judged(ledger, folder / "b.pdf")
    live = killed_at("moved", monkeypatch, before=True)
    with pytest.raises(Killed):
        router.route(entry)
    live()
    (folder / "b.pdf").write_text("of the next day")
    assert router.finish() == []
    assert list(ledger.entries()) == [tmp_path / "out/conforme/b.pdf"]
    assert files(folder)["b.pdf"] == "of the next day"
