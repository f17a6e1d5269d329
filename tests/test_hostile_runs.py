"""Runs in surroundings gone wrong: odd names, full disks, outputs that cannot be written."""

import json
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline.cli import main
from pipeline.core.errors import ReportNotWritten
from pipeline.stages.write import write_report
from tests.runs import FailingReader, a_folder, nobody, the_tools, use

ROOT = Path(__file__).parents[1]
ON = ["--date-demande", "2026-03-16"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, the_tools())


# --- odd paths --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(os.fsdecode(b"doss\xe9\xff"), id="no-utf-8"),
        pytest.param("d" * 255, id="255-bytes"),
        pytest.param("é" * 127, id="254-bytes-in-127-letters"),
        pytest.param("a\n\x1b[31mCONFORME", id="terminal-commands"),
        pytest.param("\u202efdp", id="right-to-left"),
        pytest.param("{0}%s", id="format"),
    ],
)
def test_a_dossier_of_any_name_gets_its_report(tmp_path: Path, name: str, capsys: Capture) -> None:
    dossier, out = a_folder(tmp_path / "in" / name), tmp_path / "out"
    assert main(["check", str(dossier), *ON, "--format", "text,json", "--out", str(out)]) == 0
    (report,) = out.iterdir()
    assert json.loads(report.read_text(encoding="utf-8"))["verdict"] == "pass"
    assert os.fsdecode(report.name).isprintable()
    assert "\x1b" not in capsys.readouterr().out


def test_dossiers_of_names_too_long_to_tell_apart_keep_a_report_each(tmp_path: Path) -> None:
    dossiers = [a_folder(tmp_path / "in" / ("d" * 250 + end)) for end in "abc"]
    assert main(["check", *map(str, dossiers), *ON, "--format", "json", "--out", str(tmp_path / "out")]) == 0
    assert len([*(tmp_path / "out").iterdir()]) == 3


def test_a_path_that_cannot_be_is_no_input_and_the_other_dossiers_are_checked(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "loop").symlink_to("loop")
    good = a_folder(tmp_path / "bon")
    paths = [str(tmp_path / ("y" * 300)), str(tmp_path / "loop"), str(good)]
    assert main(["check", *paths, *ON, "--quiet"]) == 3
    said = capsys.readouterr()
    assert said.out.splitlines() == ["bon : CONFORME"]
    assert said.err.count("Erreur : ") == 2
    assert "Traceback" not in said.err


def test_a_path_of_several_lines_is_told_on_one(tmp_path: Path, capsys: Capture) -> None:
    forged = str(tmp_path / "a\nErreur : tout va bien\r\u2028b")
    assert main(["check", forged, str(a_folder(tmp_path / "bon")), *ON]) == 3
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3, "two lines of progress and one of the fault"
    assert not any(line.startswith("Erreur : tout") for line in said)


def test_a_link_to_a_dossier_is_that_dossier(tmp_path: Path, capsys: Capture) -> None:
    a_folder(tmp_path / "bon")
    (tmp_path / "lien").symlink_to("bon")
    assert main(["check", str(tmp_path / "lien"), *ON, "--quiet"]) == 0
    assert capsys.readouterr().out == "bon : CONFORME\n"


# --- what cannot be written -------------------------------------------------------------------------------------------


def test_a_folder_that_may_not_be_written_to_is_told() -> None:
    with TemporaryDirectory() as place:
        Path(place).chmod(0o555)
        with nobody(), pytest.raises(ReportNotWritten, match="accès refusé"):
            write_report(Path(place) / "rapports/r.json", "{}")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_and_the_old_report_stays(tiny_disk: Path) -> None:
    write_report(tiny_disk / "r.json", "ancien")
    with pytest.raises(ReportNotWritten, match="plus de place"):
        write_report(tiny_disk / "r.json", "x" * 2**20)
    assert {path.name: path.read_text() for path in tiny_disk.iterdir()} == {"r.json": "ancien"}


@contextmanager
def small_files() -> Iterator[None]:
    """As on a disk with a quota: no file may grow beyond 4 KiB. Not for longer: the log of the tests may be a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_report_that_does_not_fit_is_code_6_and_the_answer_is_still_shown(tmp_path: Path, capsys: Capture) -> None:
    good = a_folder(tmp_path / "bon")
    with small_files():
        code = main(["check", str(good), *ON, "--format", "text,json", "--out", str(tmp_path / "out")])
    said = capsys.readouterr()
    assert code == 6
    assert "CONFORME" in said.out
    assert "fichier trop grand" in said.err
    assert [*(tmp_path / "out").iterdir()] == []


def test_a_crash_is_told_even_where_no_journal_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    use(monkeypatch, the_tools(FailingReader(lambda raw: True, ValueError("MARTIN"))))
    assert main(["check", str(a_folder(tmp_path / "bon"))]) == 70
    said = capsys.readouterr()
    assert "REJETÉ" in said.out
    assert "Journal : non écrit (introuvable)" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["schema"], id="schema"),
        pytest.param(["doctor"], id="doctor"),
        pytest.param(["rules"], id="rules"),
        pytest.param(["rules", "--format", "markdown"], id="rules-markdown"),
        pytest.param([], id="nothing-asked"),
        pytest.param(["--help"], id="help"),
        pytest.param(["check", "--help"], id="help-of-a-command"),
        pytest.param(["rules", "ct.freshness", "--format", "json"], id="rules-json"),
        pytest.param(["samples", "--out", "SAMPLES", "--count", "1"], id="samples"),
        pytest.param(["check", "IN/bon", *ON], id="check"),
        pytest.param(["check", "IN/bon", *ON, "--format", "json"], id="check-json"),
        pytest.param(["extract", "IN/bon"], id="extract"),
    ],
)
def test_standard_output_on_a_full_disk_is_code_6(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, arguments: list[str]
) -> None:
    a_folder(tmp_path / "IN/bon")
    monkeypatch.chdir(tmp_path)
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr("sys.stdout", full)
        assert main(arguments) == 6
    assert capsys.readouterr().err == "Erreur : Impossible d'écrire sur la sortie standard (plus de place).\n"


@pytest.mark.parametrize("form", ["text", "json"])
def test_standard_output_on_a_full_disk_is_code_6_of_a_batch(tmp_path: Path, form: str) -> None:
    a_folder(tmp_path / "in/bon")
    with Path("/dev/full").open("w") as full:
        ended = _run("tests.batch.program", "batch", str(tmp_path / "in"), "--quiet", "--format", form, stdout=full)
    assert ended.returncode == 6
    assert ended.stderr.splitlines()[-1] == "Erreur : Impossible d'écrire sur la sortie standard (plus de place)."


def test_standard_output_that_is_closed_is_code_6(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert main(["schema"]) == 6
    assert capsys.readouterr().err == "Erreur : Impossible d'écrire sur la sortie standard (fermée).\n"


@pytest.mark.parametrize("arguments", [["schema"], ["rules", "ct.freshness"], ["--help"]])
def test_a_reader_that_is_gone_is_code_6(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        ended = _run("pipeline", *arguments, stdout=pipe)
    assert ended.returncode == 6
    assert "Traceback" not in ended.stderr


def _run(*arguments: str, stdout: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_reports_of_a_run_are_for_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        main(["check", str(a_folder(tmp_path / "bon")), *ON, "--format", "json", "--out", str(tmp_path / "a/b")])
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").rglob("*")}
    assert modes == {"b": 0o700, "bon.json": 0o600}


# --- what a kill leaves -----------------------------------------------------------------------------------------------

_KILLED_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from pipeline.stages import write
write.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
write.write_report(Path(sys.argv[1]), "MARTIN")
"""


@pytest.mark.parametrize("name", ["bon.json", "bon.html", "bon.xml", "index.csv"])
def test_the_next_run_clears_what_a_kill_left_half_written(tmp_path: Path, name: str) -> None:
    dossier, out = a_folder(tmp_path / "in/bon"), tmp_path / "out"
    report = str(out / name)
    killed = subprocess.run([sys.executable, "-c", _KILLED_WHILE_WRITING, report], cwd=ROOT, check=False)
    (left,) = out.iterdir()
    assert (killed.returncode, left.name[: len(name) + 2]) == (-9, f".{name}.")
    assert main(["check", str(dossier), *ON, "--format", "json", "--out", str(out)]) == 0
    assert [file.name for file in out.iterdir()] == ["bon.json"]
