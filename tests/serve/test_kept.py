"""The folder of a dossier, and the check that uses it, without any process."""

from pathlib import Path

import pytest

from pipeline.batch.answer import Task
from pipeline.core.report import CRASH
from pipeline.run import Demand
from pipeline.serve.by_hand import correction
from pipeline.serve.kept import About, Folder, check_kept
from pipeline.settings import Settings
from pipeline.stages.write import write_report
from tests.serve.conftest import NOW, sample
from tests.serve.tools import recorded_tools

PLACE = ("carte_grise-1", "vin")


def test_what_crashes_the_rules_can_be_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fields stay on the page, with what a person said of them: without them nobody could take it back."""
    folder = Folder(tmp_path / "data")
    for name, data in sample("vin").items():
        write_report(folder.papers / name, data)
    folder.write_about(About(title="essai"))
    task = Task(path=folder.papers, report=folder.report, now=NOW)

    def crash(*given: object) -> None:
        raise ArithmeticError

    with recorded_tools(Settings()) as tools:
        check_kept(task, Demand(now=NOW), tools, Settings())
        read = folder.sheet()
        assert read is not None
        (vin,) = [one for one in read.fields if (one.document, one.field) == PLACE]
        folder.add_correction(correction(*PLACE, "", vin.read, "Léa", NOW, "fr"))
        monkeypatch.setattr("pipeline.run.judge", crash)
        checked = check_kept(task, Demand(now=NOW), tools, Settings())
    assert checked.crashes == (CRASH,)
    sheet = folder.sheet()
    assert sheet is not None
    assert sheet.verdict == "reject"
    assert [one.by_hand is not None for one in sheet.fields if (one.document, one.field) == PLACE] == [True]
