import fcntl
import os
import stat
import tempfile
from pathlib import Path

import pytest

from pipeline.core.errors import ReportNotWritten
from pipeline.stages.write import clear_unfinished, write_report


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_report_is_for_its_owner_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_report(tmp_path / "a/b/r.json", "é")
    finally:
        os.umask(before)
    assert (tmp_path / "a/b/r.json").read_text(encoding="utf-8") == "é"
    assert [mode(tmp_path / name) for name in ("a", "a/b", "a/b/r.json")] == [0o700, 0o700, 0o600]


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    write_report(tmp_path / "r.json", "")
    assert mode(tmp_path) == 0o755


def test_a_report_is_replaced_whole(tmp_path: Path) -> None:
    write_report(tmp_path / "r.json", "long " * 1000)
    write_report(tmp_path / "r.json", "court")
    assert (tmp_path / "r.json").read_text() == "court"
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def test_a_report_that_cannot_be_written_leaves_the_old_one_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(tmp_path / "r.json", "ancien")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.stages.write.os.fsync", full)
    with pytest.raises(ReportNotWritten, match=r"r\.json"):
        write_report(tmp_path / "r.json", "nouveau")
    assert (tmp_path / "r.json").read_text() == "ancien"
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(ReportNotWritten, match="choisir un autre répertoire"):
        write_report(tmp_path / "out/r.json", "")


def test_what_a_killed_program_left_unfinished_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    for name in (".r.json.a1_b2c3d", ".other.json.a1_b2c3d", "r.json", ".r.json.bak"):
        (tmp_path / name).write_text("x")
    clear_unfinished(tmp_path, {"r.json"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.json.a1_b2c3d", ".r.json.bak", "r.json"]


def test_what_is_being_written_is_not_cleared(tmp_path: Path) -> None:
    (tmp_path / ".r.json.a1_b2c3d").write_text("x")
    with (tmp_path / ".r.json.a1_b2c3d").open() as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        clear_unfinished(tmp_path, {"r.json"})
        assert [path.name for path in tmp_path.iterdir()] == [".r.json.a1_b2c3d"]
    clear_unfinished(tmp_path, {"r.json"})
    assert [*tmp_path.iterdir()] == []


def test_a_report_is_written_even_if_it_was_cleared_before_it_was_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    make = tempfile.mkstemp

    def made(dir: Path, prefix: str) -> tuple[int, str]:  # noqa: A002  # as mkstemp calls it
        handle, name = make(dir=dir, prefix=prefix)
        if not begun:
            clear_unfinished(tmp_path, {"r.json"})
        begun.append(name)
        return handle, name

    monkeypatch.setattr("pipeline.stages.write.tempfile.mkstemp", made)
    write_report(tmp_path / "r.json", "x")
    assert len(begun) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
