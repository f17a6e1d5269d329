"""`--format junit` and `--format csv` of `check` and `batch`."""

import csv
import io
import json
import stat
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
import xmlschema

from pipeline.batch.purge import Purge, purge_folder
from pipeline.cli import main
from pipeline.core.report import Motif, Severity, Status
from pipeline.junit import junit_xml, suite_of
from tests.batch.folders import a_batch
from tests.batch.program import obedient_tools
from tests.batch.test_batch import NOON
from tests.stages.test_render import BROKEN, HELD, NOTED, UNREAD, WARNED

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parent / "junit.xsd"))
ON = ["--date-demande", "2026-03-16"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.commands.open_tools", obedient_tools)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return a_batch(tmp_path / "in", {"bon": "passe", "copie": "passe", "mauvais": "rejet", "panne": "panne"})


def suites(text: str) -> dict[str, Element]:
    SCHEMA.validate(text)
    return {suite.get("name", ""): suite for suite in fromstring(text)}


def cases(suite: Element, kind: str) -> list[str]:
    return [case.get("name", "") for case in suite if case.find(kind) is not None]


def rejecting(report: Path) -> list[str]:
    """Rules that reject, as the report for programs has them."""
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return sorted({one["rule"] for one in found["findings"] if one["motif"]})


def test_a_dossier_is_a_suite_that_fails_with_what_rejects_it() -> None:
    xml = junit_xml([suite_of("a", [HELD, NOTED, WARNED, UNREAD, BROKEN], 1.5)])
    (suite,) = suites(xml).values()
    assert cases(suite, "failure") == [BROKEN.rule]
    assert cases(suite, "error") == [UNREAD.rule]
    assert {WARNED.rule, NOTED.rule} <= {*cases(suite, "system-out")}
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "1", "1")
    (said,) = [one.get("message", "") for one in suite.iter("failure")]
    assert said == f"{BROKEN.message} → {BROKEN.action}"


def test_a_rule_on_several_papers_is_as_many_cases() -> None:
    apart = HELD.model_copy(update={"status": Status.NOT_APPLICABLE})
    failed = HELD.model_copy(
        update={"status": Status.FAILED, "severity": Severity.BLOCKING, "motif": Motif.INCOMPLET, "message": "absent"}
    )
    (suite,) = suites(junit_xml([suite_of("a", [HELD, apart, failed], 0)])).values()
    assert [case.get("name") for case in suite] == [HELD.rule, f"{HELD.rule} 2", f"{HELD.rule} 3"]
    assert cases(suite, "skipped") == [f"{HELD.rule} 2"]
    assert cases(suite, "failure") == [f"{HELD.rule} 3"]


def test_check_prints_all_dossiers_as_one_document(source: Path, tmp_path: Path, capsys: Capture) -> None:
    folders = [str(source / name) for name in ("bon", "mauvais", "panne")]
    assert main(["check", *folders, *ON, "--format", "junit"]) == 5
    found = suites(capsys.readouterr().out)
    assert list(found) == ["bon", "mauvais", "panne"]
    assert (found["bon"].get("failures"), found["bon"].get("errors")) == ("0", "0")
    main(["check", folders[1], *ON, "--format", "json", "--out", str(tmp_path / "out")])
    wrong = cases(found["mauvais"], "failure") + cases(found["mauvais"], "error")
    assert sorted(wrong) == rejecting(tmp_path / "out/mauvais.json")
    assert "moteur de lecture" in found["panne"][0][0].get("message", "")


def test_check_writes_one_file_per_dossier_and_a_table(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    folders = [str(source / name) for name in ("bon", "mauvais", "panne")]
    assert main(["check", *folders, *ON, "--format", "junit,csv", "--out", str(out)]) == 5
    assert sorted(file.name for file in out.iterdir()) == ["bon.xml", "index.csv", "mauvais.xml"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in out.iterdir()} == {0o600}
    assert list(suites((out / "mauvais.xml").read_text(encoding="utf-8"))) == ["mauvais"]
    rows = list(csv.DictReader((out / "index.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["dossier"], row["state"], row["verdict"], row["report"]) for row in rows] == [
        ("bon", "done", "pass", "bon.xml"),
        ("mauvais", "done", "reject", "mauvais.xml"),
        ("panne", "failed", "", ""),
    ]
    assert [row["exit_code"] for row in rows] == ["0", "1", "5"]


def test_a_report_that_was_not_written_is_not_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "out/bon.xml").mkdir(parents=True)
    command = ["check", str(source / "bon"), *ON, "--format", "junit,csv", "--out", str(tmp_path / "out")]
    assert main(command) == 6
    (row,) = csv.DictReader((tmp_path / "out/index.csv").read_text(encoding="utf-8").splitlines())
    assert (row["verdict"], row["exit_code"], row["report"]) == ("pass", "6", "")


def test_why_a_dossier_was_not_examined_is_said_in_the_language_asked_for(source: Path, capsys: Capture) -> None:
    main(["check", str(source / "panne"), *ON, "--format", "junit", "--lang", "en"])
    (suite,) = suites(capsys.readouterr().out).values()
    assert suite[0][0].get("message", "").startswith("The OCR engine failed on every page")


def test_the_tables_of_check_and_batch_are_one(source: Path, capsys: Capture) -> None:
    main(["check", *(str(source / name) for name in ("bon", "mauvais")), *ON, "--format", "csv"])
    checked = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    main(["batch", str(source), *ON, "--format", "csv", "--quiet"])
    batch = {row["dossier"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    told = ("dossier", "path", "state", "verdict", "motifs", "rules", "exit_code")
    assert [[row[key] for key in told] for row in checked] == [
        [batch[name][key] for key in told] for name in ("bon", "mauvais")
    ]
    assert list(checked[0]) == list(batch["bon"])


def test_a_batch_prints_a_suite_for_every_dossier(source: Path, capsys: Capture) -> None:
    assert main(["batch", str(source), *ON, "--format", "junit", "--quiet"]) == 5
    found = suites(capsys.readouterr().out)
    assert list(found) == ["bon", "copie", "mauvais", "panne"]
    assert {case.get("classname") for case in found["copie"]} == {"copie"}
    assert [case.get("name") for case in found["copie"]] == [case.get("name") for case in found["bon"]]
    assert "docs.cerfa" in cases(found["mauvais"], "failure")
    assert found["panne"].get("errors") == "1"


def test_a_batch_writes_a_file_per_dossier_also_where_it_was_answered_before(source: Path, tmp_path: Path) -> None:
    out, later = tmp_path / "out", ["--format", "junit"]
    command = ["batch", str(source), *ON, "--out", str(out), "--quiet"]
    main(command)
    assert [*out.glob("*.xml")] == []
    assert main([*command, *later]) == 5
    assert sorted(file.name for file in out.glob("*.xml")) == ["bon.xml", "mauvais.xml"]
    for name in ("bon", "mauvais"):
        (suite,) = suites((out / f"{name}.xml").read_text(encoding="utf-8")).values()
        wrong = cases(suite, "failure") + cases(suite, "error")
        assert sorted(wrong) == rejecting(out / f"{name}.json")


def test_what_is_purged_is_gone_as_junit_too(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    main(["batch", str(source), *ON, "--out", str(out), "--quiet", "--format", "junit"])
    (out / "bon.xml").write_text("<testsuites name='Mine'/>")
    told: list[str] = []
    purge_folder(out, Purge(1, "fr", told.append), NOON.replace(year=NOON.year + 50))
    assert [file.name for file in out.glob("*.xml")] == ["bon.xml"]
    assert "gardé" in told[0]
