"""`conforme watch`: what it refuses, and the service of the documentation."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.cli import main

UNIT = Path(__file__).parents[2] / "docs/conforme-watch.service"
PROGRAM = "/opt/conforme/.venv/bin/conforme"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in/dossier").mkdir(parents=True)
    return tmp_path / "in"


@pytest.mark.parametrize(
    "options",
    [
        ["--out", "."],
        ["--out", ".", "--route", "."],
        ["--out", "dossier/rapports"],
        ["--route", "dossier/traités/ici"],
        ["--out", "../out", "--route", "lien/dossier"],
    ],
)
def test_reports_and_finished_dossiers_may_not_be_taken_for_dossiers(
    folder: Path, options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "lien").symlink_to(folder)
    monkeypatch.chdir(folder)
    assert main(["watch", str(folder), *options]) == 2
    assert "est parmi les dossiers" in capsys.readouterr().err
    assert sorted(path.name for path in folder.iterdir()) == ["dossier", "lien"]


def test_what_is_watched_may_not_be_where_finished_dossiers_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "conforme").mkdir()
    assert main(["watch", str(tmp_path / "conforme"), "--route", str(tmp_path)]) == 2
    assert "où vont les dossiers traités" in capsys.readouterr().err


def test_another_disk_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = Path("/dev/shm") / tmp_path.name
    if shared.parent.stat().st_dev == folder.stat().st_dev:
        pytest.skip("/dev/shm is no disk of its own here")
    try:
        assert main(["watch", str(folder), "--route", str(shared)]) == 2
    finally:
        shutil.rmtree(shared, ignore_errors=True)
    assert "pas sur le même disque" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_no_input(tmp_path: Path) -> None:
    assert main(["watch", str(tmp_path / "none")]) == 3
    assert [*tmp_path.iterdir()] == []


def test_the_command_of_the_service_is_one() -> None:
    """It gets as far as the folder, which is not there."""
    (line,) = [line for line in UNIT.read_text().splitlines() if line.startswith("ExecStart=")]
    program, *arguments = shlex.split(line.removeprefix("ExecStart="))
    assert program == PROGRAM
    assert not Path("/srv/conforme/depot").exists()
    assert main(arguments) == 3


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_service_as_it_is(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace(PROGRAM, "/bin/true"))
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
