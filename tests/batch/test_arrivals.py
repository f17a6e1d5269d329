"""When a dossier is complete: real files, a clock of the test's own."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.batch.arrivals import HELD_UP_AFTER_S, LOOK_AT_ALL_EVERY_S, SLOW_AFTER_S, Arrivals, Changes
from tests.batch.folders import a_batch

SETTLE_S = 30.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A hot folder."""
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def arrivals(folder: Path) -> Arrivals:
    return Arrivals(folder, SETTLE_S)


def settled(arrivals: Arrivals, now: float) -> list[str]:
    return [path.name for path in arrivals.look(now, None).settled]


def test_a_dossier_is_complete_once_nothing_changed_for_long_enough_and_is_given_once(
    folder: Path, arrivals: Arrivals
) -> None:
    a_batch(folder, {"page 10": "x", "page 2": "y"})
    assert [settled(arrivals, now) for now in (100, 129, 130, 131, 500)] == [[], [], ["page 2", "page 10"], [], []]


def test_a_slow_writer_is_waited_for(folder: Path, arrivals: Arrivals) -> None:
    a_batch(folder, {"a": "x"})
    for now in range(0, 200, 20):
        assert settled(arrivals, now) == []
        with (folder / "a/page").open("a") as stream:
            stream.write("more")
    assert settled(arrivals, 200) == []
    assert settled(arrivals, 230) == ["a"]


def test_a_second_file_and_one_in_a_folder_below_make_it_settle_again(folder: Path, arrivals: Arrivals) -> None:
    a_batch(folder, {"a": "x"})
    settled(arrivals, 0)
    a_batch(folder / "a", {"verso": "y"})
    assert settled(arrivals, 30) == []
    (folder / "a/verso/page").write_text("z")
    assert settled(arrivals, 60) == []
    assert settled(arrivals, 90) == ["a"]


def test_the_same_size_and_time_do_not_hide_a_change(folder: Path, arrivals: Arrivals) -> None:
    """Copying tools set the time back when they have finished."""
    file = folder / "scan.pdf"
    file.write_text("abc")
    settled(arrivals, 0)
    before = file.stat()
    file.write_text("xyz")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert settled(arrivals, 30) == []
    assert settled(arrivals, 60) == ["scan.pdf"]


def test_what_changes_after_it_was_given_is_given_again(folder: Path, arrivals: Arrivals) -> None:
    a_batch(folder, {"a": "x"})
    assert [settled(arrivals, now) for now in (0, 30)] == [[], ["a"]]
    assert arrivals.is_settled(folder / "a")
    a_batch(folder, {"a": "xy"})
    assert not arrivals.is_settled(folder / "a")
    assert [settled(arrivals, now) for now in (40, 69, 70)] == [[], [], ["a"]]


def test_what_was_given_settles_again_when_it_is_asked_for(folder: Path, arrivals: Arrivals) -> None:
    a_batch(folder, {"a": "x"})
    assert [settled(arrivals, now) for now in (0, 30)] == [[], ["a"]]
    arrivals.again(folder / "a")
    assert not arrivals.is_settled(folder / "a")
    assert [[path.name for path in arrivals.look(now, []).settled] for now in (40, 70)] == [[], ["a"]]


@pytest.mark.parametrize(
    "name",
    [
        "scan.pdf.part",
        "scan.PDF.crdownload",
        "scan.tmp",
        "scan.pdf.filepart",
        "~$ndat.docx",
        ".~lock.mandat.odt#",
        ".scan.pdf.Xy12aB",
    ],
)
def test_a_file_with_a_temporary_name_holds_its_dossier_up_until_it_is_renamed(
    folder: Path, arrivals: Arrivals, name: str
) -> None:
    a_batch(folder, {"a": "x"})
    (folder / "a" / name).write_text("half")
    assert [settled(arrivals, now) for now in (0, 30, 1000)] == [[], [], []]
    (folder / "a" / name).rename(folder / "a/scan.pdf")
    assert [settled(arrivals, now) for now in (1001, 1031)] == [[], ["a"]]


def test_a_loose_file_is_one_once_it_has_its_name(folder: Path, arrivals: Arrivals) -> None:
    (folder / "scan.pdf.part").write_text("x")
    assert [settled(arrivals, now) for now in (0, 30)] == [[], []]
    (folder / "scan.pdf.part").rename(folder / "scan.pdf")
    assert [settled(arrivals, now) for now in (40, 70)] == [[], ["scan.pdf"]]


@pytest.mark.parametrize("name", [".DS_Store", "part.pdf", "scan.part1.pdf", "notes~$.txt", "tmp"])
def test_other_names_hold_nothing_up(folder: Path, arrivals: Arrivals, name: str) -> None:
    a_batch(folder, {"a": "x"})
    (folder / "a" / name).write_text("x")
    assert [settled(arrivals, now) for now in (0, 30)] == [[], ["a"]]


@pytest.fixture
def writer(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that has written to a file, and keeps it open."""
    script = "import sys; f = open(sys.argv[1], 'w'); f.write('x'); f.flush(); print(flush=True); sys.stdin.read()"
    a_batch(folder, {"a": "x"})
    program = subprocess.Popen(
        [sys.executable, "-c", script, str(folder / "a/scan.pdf")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert program.stdout is not None
    program.stdout.readline()
    yield program
    program.communicate()


def test_a_file_that_another_program_has_open_for_writing_is_waited_for(
    arrivals: Arrivals, writer: subprocess.Popen[bytes]
) -> None:
    assert [settled(arrivals, now) for now in (0, 30, 1000)] == [[], [], []]
    writer.communicate()
    assert settled(arrivals, 1001) == ["a"]


def test_a_program_that_opens_it_again_is_seen(
    folder: Path, arrivals: Arrivals, writer: subprocess.Popen[bytes]
) -> None:
    writer.communicate()
    assert [settled(arrivals, now) for now in (0, 30)] == [[], ["a"]]
    with (folder / "a/scan.pdf").open("r+"):
        assert not arrivals.is_settled(folder / "a")
    with (folder / "a/scan.pdf").open("r"):
        assert arrivals.is_settled(folder / "a")


def test_who_waits_for_ever_is_told_of_once(folder: Path, arrivals: Arrivals) -> None:
    a_batch(folder, {"a": "x"})
    (folder / "a/scan.part").write_text("x")
    times = (0, 30, HELD_UP_AFTER_S, HELD_UP_AFTER_S + 1)
    assert [arrivals.look(now, None).held_up for now in times] == [[], [], [folder / "a/scan.part"], []]


def test_an_empty_folder_is_no_dossier_yet(folder: Path, arrivals: Arrivals) -> None:
    (folder / "a/verso").mkdir(parents=True)
    (folder / "a/.DS_Store").write_text("x")
    assert [settled(arrivals, now) for now in (0, 30, 500)] == [[], [], []]
    (folder / "a/verso/page").write_text("x")
    assert [settled(arrivals, now) for now in (501, 531)] == [[], ["a"]]


def test_what_is_gone_is_forgotten_and_new_when_it_comes_back(folder: Path, arrivals: Arrivals) -> None:
    a_batch(folder, {"a": "x"})
    assert [settled(arrivals, now) for now in (0, 30)] == [[], ["a"]]
    (folder / "a").rename(folder.parent / "a")
    assert settled(arrivals, 31) == []
    (folder.parent / "a").rename(folder / "a")
    assert [settled(arrivals, now) for now in (32, 62)] == [[], ["a"]]


def test_what_is_no_dossier_is_left_alone(folder: Path) -> None:
    a_batch(folder, {"rapports": "x", ".cache": "x"})
    arrivals = Arrivals(folder, SETTLE_S, {folder / "rapports"})
    assert [settled(arrivals, now) for now in (0, 30)] == [[], []]


def test_links_that_lead_nowhere_and_pipes_settle_as_they_are(folder: Path, arrivals: Arrivals) -> None:
    a_batch(folder, {"a": "x"})
    (folder / "a/link").symlink_to("/nowhere")
    os.mkfifo(folder / "a/pipe")
    (folder / "loop").symlink_to("loop")
    assert [settled(arrivals, now) for now in (0, 30)] == [[], ["a", "loop"]]


def test_a_folder_that_is_away_is_an_error_and_costs_nothing_when_it_is_back(folder: Path, arrivals: Arrivals) -> None:
    a_batch(folder, {"a": "x"})
    assert [settled(arrivals, now) for now in (0, 30)] == [[], ["a"]]
    folder.rename(folder.parent / "away")
    with pytest.raises(FileNotFoundError):
        arrivals.look(31, None)
    (folder.parent / "away").rename(folder)
    assert [settled(arrivals, now) for now in (32, 62)] == [[], []]


# --- which to look at -------------------------------------------------------------------------------------------------


def test_what_settles_is_looked_at_without_being_told_of(folder: Path, arrivals: Arrivals) -> None:
    a_batch(folder, {"a": "x", "b": "x"})
    assert arrivals.look(0, [folder / "a"]).settled == []
    assert arrivals.look(30, []).settled == [folder / "a"]


def test_what_does_not_come_to_its_end_is_looked_at_with_all_the_others_only(folder: Path, arrivals: Arrivals) -> None:
    (folder / "a").mkdir()
    late = SETTLE_S + SLOW_AFTER_S + 1
    arrivals.look(0, None)
    a_batch(folder, {"a": "x"})
    arrivals.look(late, [])
    assert [settled(arrivals, now) for now in (late + 30, late + 60)] == [[], ["a"]]


def told(changes: Changes, now: float = 0.0) -> set[str] | None:
    """The names told of, asked until there are any: the kernel takes a moment."""
    for _ in range(2000):
        found = changes.since_last(now)
        if found != set():
            return found and {path.name for path in found}
    return set()


def test_the_kernel_tells_what_was_touched(folder: Path) -> None:
    changes = Changes(folder, None)
    assert told(changes) is None
    (folder / "scan.pdf").write_text("x")
    assert told(changes) == {"scan.pdf"}
    (folder / "a").mkdir()
    assert told(changes) == {"a"}


def test_all_is_looked_at_every_so_often(folder: Path) -> None:
    changes = Changes(folder, None)
    times = (0, 1, LOOK_AT_ALL_EVERY_S, LOOK_AT_ALL_EVERY_S + 1)
    assert [changes.since_last(now) for now in times] == [None, set(), None, set()]


def test_polling_looks_at_all_and_asks_no_kernel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("watchfiles.watch")
    changes = Changes(folder, 5.0)
    assert [changes.since_last(now) for now in (0, 4, 5, 9)] == [None, set(), None, set()]


def test_a_name_that_the_kernel_cannot_tell_has_all_looked_at(folder: Path) -> None:
    changes = Changes(folder, None)
    changes.since_last(0)
    (folder / os.fsdecode(b"\xff.pdf")).write_text("x")
    assert told(changes) is None
    assert told(changes) is None, "it may have missed something until it listened again"
    (folder / "scan.pdf").write_text("x")
    assert told(changes) == {"scan.pdf"}


def test_a_folder_that_was_away_is_listened_to_again(folder: Path) -> None:
    changes = Changes(folder, None)
    changes.since_last(0)
    folder.rename(folder.parent / "away")
    assert changes.since_last(1) is None
    folder.mkdir()
    assert changes.since_last(2) is None
    (folder / "scan.pdf").write_text("x")
    assert told(changes, 3) == {"scan.pdf"}


def test_a_kernel_that_cannot_tell_is_done_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*paths: object, **options: object) -> None:
        raise OSError(28, "OS file watch limit reached.")

    monkeypatch.setattr("watchfiles.watch", full)
    changes = Changes(folder, None)
    assert [changes.since_last(now) for now in (0, 1, 9, 10)] == [None, set(), set(), None]


def test_links_in_dossiers_are_not_listened_to(folder: Path) -> None:
    (folder / "usr").symlink_to("/usr")
    (folder / "a").mkdir()
    (folder / "a/usr").symlink_to("/usr")
    before = _listening()
    changes = Changes(folder, None)
    changes.since_last(0)
    assert _listening() - before == 1


def _listening() -> int:
    """Folders that the kernel tells this process of."""
    counts = []
    for file in Path("/proc/self/fdinfo").iterdir():
        with contextlib.suppress(FileNotFoundError):  # that of the list itself
            counts.append(file.read_text().count("inotify wd"))
    return sum(counts)
