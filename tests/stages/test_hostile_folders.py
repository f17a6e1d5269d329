"""Folders made to harm, or gone wrong: nothing outside is read, nothing waits, and no paper is lost without a word."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline.core.dossier import FileRecord, FileStatus
from pipeline.core.errors import NoInput, UsageError
from pipeline.stages import ingest
from pipeline.stages.decode import decode
from pipeline.stages.facts import read_facts
from pipeline.stages.ingest import dossiers_in, open_dossier
from pipeline.stages.pages import Limits
from tests.files import a_picture, encoded
from tests.runs import nobody

PNG = encoded(a_picture(), "PNG")
OTHER = encoded(a_picture(130), "PNG")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dossier with one sound paper, 'z.png'."""
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier/z.png").write_bytes(PNG)
    return tmp_path / "dossier"


def statuses(dossier: Path) -> dict[str, FileStatus]:
    items = open_dossier(dossier, Limits(), decode)
    return {item.file: item.status for item in items if isinstance(item, FileRecord)}


@pytest.fixture
def locked() -> Iterator[Path]:
    """A dossier with one sound paper, a file and a sub-folder that may not be opened."""
    with TemporaryDirectory() as place:  # pytest's own folders are closed to others
        dossier = Path(place)
        (dossier / "annexes").mkdir()
        (dossier / "annexes/a.png").write_bytes(OTHER)
        (dossier / "b.png").write_bytes(OTHER)
        (dossier / "z.png").write_bytes(PNG)
        dossier.chmod(0o755)
        (dossier / "z.png").chmod(0o644)
        (dossier / "b.png").chmod(0)
        (dossier / "annexes").chmod(0)
        yield dossier
        (dossier / "annexes").chmod(0o700)


def test_what_may_not_be_opened_is_told_folders_too(locked: Path) -> None:
    with nobody():
        found = statuses(locked)
    assert found == {"annexes": FileStatus.UNREADABLE, "b.png": FileStatus.UNREADABLE, "z.png": FileStatus.READ}


def test_a_dossier_that_may_not_be_opened_is_no_input_and_not_called_empty(locked: Path) -> None:
    with nobody(), pytest.raises(NoInput, match="droits d'accès"):
        statuses(locked / "annexes")


def test_a_dossier_inside_a_locked_folder_is_no_input(locked: Path) -> None:
    with nobody(), pytest.raises(NoInput, match="accès refusé"):
        statuses(locked / "annexes/a.png")


def test_a_batch_that_may_not_be_opened_is_no_input(locked: Path) -> None:
    with nobody(), pytest.raises(NoInput, match="accès refusé"):
        dossiers_in(locked / "annexes")


def test_links_in_a_loop_are_told_and_the_rest_is_read(folder: Path) -> None:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    (folder / "here").symlink_to(".")
    assert statuses(folder) == {
        "a": FileStatus.UNREADABLE,
        "b": FileStatus.UNREADABLE,
        "here": FileStatus.UNREADABLE,
        "z.png": FileStatus.READ,
    }


@pytest.mark.parametrize("target", ["../outside", "/etc/passwd", "sub/../../outside", "/proc/self/environ"])
def test_no_link_leads_out_of_the_dossier(folder: Path, target: str) -> None:
    (folder.parent / "outside").write_bytes(OTHER)
    (folder / "sub").mkdir()
    (folder / "a").symlink_to(target)
    assert statuses(folder) == {"a": FileStatus.UNSUPPORTED, "z.png": FileStatus.READ}


def test_what_is_no_regular_file_is_told_and_never_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket has 108 bytes at most
        listening.bind("socket.pdf")
        os.chdir(here)
        found = statuses(folder)
    assert found == {
        "pipe.pdf": FileStatus.UNSUPPORTED,
        "socket.pdf": FileStatus.UNSUPPORTED,
        "z.png": FileStatus.READ,
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_is_told_and_not_opened(folder: Path) -> None:
    os.mknod(folder / "zero.pdf", 0o20644, os.makedev(1, 5))  # what /dev/zero is: it has no end
    assert statuses(folder)["zero.pdf"] is FileStatus.UNSUPPORTED


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a\nErreur : faux\n.png", id="newline"),
        pytest.param("\u202egnp.exe\u202c.png", id="right-to-left"),
        pytest.param("\x1b[2J\x1b]0;titre\x07.png", id="terminal-commands"),
        pytest.param("x" * 251 + ".png", id="255-bytes"),
        pytest.param("-rf --out.png", id="like-an-option"),
        pytest.param(os.fsdecode(b"caf\xe9\xff.png"), id="no-utf-8"),
        pytest.param("e\u0301.png", id="combining"),
        pytest.param("[bold red]a.png", id="markup"),
        pytest.param("%s{0}$(touch a)`b`.png", id="shell-and-format"),
    ],
)
def test_any_file_name_is_read(folder: Path, name: str) -> None:
    (folder / name).write_bytes(OTHER)
    assert sorted(statuses(folder).values()) == [FileStatus.READ] * 2


def test_a_file_that_vanishes_is_told(folder: Path) -> None:
    (folder / "a.png").write_bytes(OTHER)
    seen = []
    for item in open_dossier(folder, Limits(), decode):
        (folder / "z.png").unlink(missing_ok=True)
        seen.append(item)
    lost = seen[-1]
    assert isinstance(lost, FileRecord)
    assert (lost.file, lost.status) == ("z.png", FileStatus.UNREADABLE)
    assert "introuvable" in lost.detail


def test_a_file_that_is_written_to_while_it_is_read_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = ingest._check_kind

    def check_while_another_writes(status: os.stat_result) -> None:
        check(status)
        with (folder / "z.png").open("ab") as stream:
            stream.write(b"more")

    monkeypatch.setattr(ingest, "_check_kind", check_while_another_writes)
    (record,) = [item for item in open_dossier(folder, Limits(), decode) if isinstance(item, FileRecord)]
    assert (record.status, record.pages) == (FileStatus.DAMAGED, 0)
    assert "modifié" in record.detail


def test_no_file_stays_open_whatever_it_was(folder: Path) -> None:
    (folder / "here").symlink_to(".")
    (folder / "gone").symlink_to("nowhere")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    os.mkfifo(folder / "pipe")
    statuses(folder)
    before = len([*Path("/proc/self/fd").iterdir()])
    statuses(folder)
    assert len([*Path("/proc/self/fd").iterdir()]) == before


# --- dossier.toml -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(b"notes = " + b"[" * 100_000, "trop de niveaux", id="deep"),
        pytest.param(b"# " + b"x" * 2**21, "plus de 1 Mo", id="huge"),
        pytest.param(b"procuration = " + b"9" * 5000, "TOML", id="huge-number"),
        pytest.param(b'notes = "\xe9"', "TOML", id="no-utf-8"),
        pytest.param(b'notes = "a\0b"', "TOML", id="null-byte"),
        pytest.param(b"date_demande = 2026-02-30", "TOML", id="no-such-day"),
        pytest.param(b"[operation]\nx = 1", "operation", id="table-for-a-word"),
        pytest.param(b"notes = ['a']", "notes", id="list-for-a-text"),
        pytest.param(b"date_demande = 12:00:00", "date_demande", id="time-for-a-day"),
        pytest.param(b"procuration = nan", "procuration", id="not-a-number"),
    ],
)
def test_a_hostile_declaration_is_a_usage_error(folder: Path, text: bytes, says: str) -> None:
    (folder / "dossier.toml").write_bytes(text)
    with pytest.raises(UsageError, match=says):
        read_facts(folder)


def test_a_declaration_from_elsewhere_is_refused(folder: Path) -> None:
    (folder / "dossier.toml").symlink_to("/etc/passwd")
    with pytest.raises(UsageError, match="hors du dossier"):
        read_facts(folder)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_a_declaration_that_is_no_file_is_refused_and_not_ignored(folder: Path, make: object) -> None:
    make(folder / "dossier.toml")  # type: ignore[operator]
    with pytest.raises(UsageError, match=r"fichier ordinaire|répertoire"):
        read_facts(folder)
