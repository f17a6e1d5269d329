"""The real engines in workers: the same answers as one dossier at a time."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from tests.batch.test_kills import PATIENCE_S, ROOT, until

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


def test_watch_reads_what_is_dropped_puts_it_away_and_stops_when_told(tmp_path: Path) -> None:
    """The program as it is installed, in a process of its own, and one page with a text layer: seconds."""
    page, expected = "situation administrative.pdf", DOSSIERS / "societe/expected.json"
    dropped, out, done = tmp_path / "in", tmp_path / "out", tmp_path / "fini"
    dropped.mkdir()
    options = ["--out", str(out), "--route", str(done), "--settle", "0.5", "--jobs", "1", *ON]
    with subprocess.Popen([sys.executable, "-m", "pipeline", "watch", str(dropped), *options], cwd=ROOT) as watch:
        try:
            shutil.copy(DOSSIERS / "societe" / page, dropped)
            until(lambda: (done / "rejet" / page).exists() or watch.poll() is not None)
            watch.send_signal(signal.SIGTERM)
            assert watch.wait(PATIENCE_S) == 130
        finally:
            watch.kill()
    assert [*dropped.iterdir()] == []
    (report,) = reports(out).values()
    (read,) = report["documents"]
    (wanted,) = [one for one in json.loads(expected.read_text())["documents"] if one["kind"] == read["kind"]]
    assert read["kind"] == "situation_administrative"
    assert {name: read["fields"][name]["value"] for name in wanted["fields"]} == wanted["fields"]
