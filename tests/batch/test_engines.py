"""The real engines in workers: the same answers as one dossier at a time."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main

DOSSIERS = Path(__file__).parents[2] / "samples/dossiers"
SAMPLES = ("csa-15-jours", "titulaire-unique", "vin")
ON = ["--date-demande", "2026-03-16", "--format", "text,json"]

pytestmark = pytest.mark.ocr


def reports(out: Path) -> dict[str, Any]:
    """Without what it was made with, which holds the time taken."""
    found = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in out.glob("*.json")}
    return {name: {key: part for key, part in one.items() if key != "provenance"} for name, one in found.items()}


def test_a_batch_answers_as_check_does(tmp_path: Path) -> None:
    for name in SAMPLES:
        shutil.copytree(DOSSIERS / name, tmp_path / "in" / name)
    single = main(["check", *(str(tmp_path / "in" / name) for name in SAMPLES), *ON, "--out", str(tmp_path / "check")])
    many = main(["batch", str(tmp_path / "in"), *ON, "--out", str(tmp_path / "batch"), "--jobs", "2"])
    assert many == single
    assert sorted(reports(tmp_path / "batch")) == sorted(SAMPLES)
    assert reports(tmp_path / "batch") == reports(tmp_path / "check")
