import subprocess
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.doctor import examine

TESSERACT = """#!/bin/sh
case $1 in
  --version) echo 'tesseract 5.3.0' ;;
  *) printf 'List of available languages (2):\\neng\\nosd\\n' ;;
esac
"""


def found(name: str) -> str:
    (component,) = [one for one in examine() if one.name == name]
    return component.found


def test_what_is_there_is_told_with_its_version() -> None:
    assert found("Python") != ""
    assert found("pypdfium2") != ""


@pytest.mark.parametrize(
    ("package", "module"),
    [("pypdfium2", "pypdfium2"), ("opencv-python-headless", "cv2")],
)
def test_a_library_that_cannot_be_loaded_is_missing(
    package: str, module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)  # what makes an import fail
    assert found(package) == ""
    assert main(["doctor"]) == 4
    assert f"pip install --force-reinstall {package}" in " ".join(capsys.readouterr().out.split())


def test_no_tesseract_is_missing_with_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["doctor"]) == 4
    assert "apt-get install tesseract-ocr tesseract-ocr-fra" in " ".join(capsys.readouterr().out.split())


def test_tesseract_without_french_is_not_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tesseract").write_text(TESSERACT)
    (tmp_path / "tesseract").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert found("tesseract") == "5.3.0"
    assert main(["doctor"]) == 4
    assert "apt-get install tesseract-ocr-fra" in " ".join(capsys.readouterr().out.split())


def test_a_tesseract_that_hangs_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("tesseract", 20)

    monkeypatch.setattr("pipeline.doctor.subprocess.run", hang)
    assert found("tesseract") == ""


def test_missing_fonts_keep_no_dossier_from_being_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("samples.fonts.missing", lambda: ("fonts-ocr-b",))
    fatal = [one.name for one in examine() if one.is_fatal]
    main(["doctor"])
    assert "apt-get install fonts-ocr-b" in " ".join(capsys.readouterr().out.split())
    assert "polices des exemples" not in fatal
