"""Every shipped sample, from what the engines read on it to the answer: replayed in seconds, compared exactly."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractors.assemble import assemble
from pipeline.core.report_json import ReportJson
from pipeline.readings import Readings, check_readings
from pipeline.run import Demand
from samples.papers import Reading
from tests.accuracy.compare import KEY_FIELDS, paired, same
from tests.accuracy.results import PaperRead

ROOT = Path(__file__).parents[1]
SAMPLES = sorted(folder for folder in (ROOT / "samples" / "dossiers").iterdir() if folder.is_dir())
STATED = 0.8
"""Confidence from which a rule takes a value for read."""


def replayed(dossier: Path) -> dict[str, Any]:
    """The JSON report of a sample, judged from its frozen readings."""
    readings = Readings.load(dossier)
    readings.check_papers(dossier)
    checked = check_readings(dossier, readings, Demand(now=datetime.now(UTC)), assemble)
    assert checked.crashes == ()
    report: dict[str, Any] = json.loads(ReportJson.of(checked.report).model_dump_json(by_alias=True))
    return report


def failed(report: dict[str, Any]) -> list[str]:
    return sorted({f["rule"] for f in report["findings"] if f["status"] == "failed" and f["severity"] != "info"})


def test_there_are_samples_enough():
    assert len(SAMPLES) >= 16
    assert sum(file.stat().st_size for folder in SAMPLES for file in folder.iterdir()) < 25 * 2**20


@pytest.mark.parametrize("dossier", SAMPLES, ids=lambda folder: folder.name)
def test_a_sample_gets_its_answer(dossier):
    expected = json.loads((dossier / "expected.json").read_text(encoding="utf-8"))
    report = replayed(dossier)

    answer = {"verdict": report["verdict"], "motifs": report["motifs"], "failed": failed(report)}
    assert answer == {key: expected[key] for key in ("verdict", "motifs", "failed")}


@pytest.mark.parametrize("dossier", SAMPLES, ids=lambda folder: folder.name)
def test_no_key_field_of_a_sample_is_stated_wrong(dossier):
    expected = json.loads((dossier / "expected.json").read_text(encoding="utf-8"))
    drawn = [Reading.model_validate(paper) for paper in expected["documents"]]
    read = [PaperRead.of(document) for document in replayed(dossier)["documents"]]
    wrong = [
        (pair.true.kind, key, field.value, true)
        for pair in paired(drawn, read)
        for key, true in pair.true.fields.items()
        if key in KEY_FIELDS.get(pair.true.kind, ())
        and (field := pair.field(key)).confidence >= STATED
        and not same(field.value, true)
    ]
    assert wrong == []
