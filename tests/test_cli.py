import json
import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest

from pipeline.cli import main
from pipeline.core.documents import Document
from pipeline.core.errors import ComponentMissing
from pipeline.core.model import Face
from pipeline.settings import Settings
from tests.builders import a_dossier
from tests.runs import FailingReader, a_folder, nothing, the_tools, use
from validators.policy import Policy

ON = ["--date-demande", "2026-03-16"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dossiers pass unless they are called 'mauvais'."""

    def assemble(faces: Sequence[Face]) -> tuple[Document, ...]:
        return nothing(faces) if len(faces) == 2 else a_dossier().documents

    use(monkeypatch, the_tools(assemble=assemble))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "in/bon")


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Two pages, in which no paper is found."""
    return a_folder(tmp_path / "in/mauvais", pages=2)


# --- exit codes, contract.md section 2 -------------------------------------------------------------------------------


def test_0_when_every_dossier_passes(good: Path) -> None:
    assert main(["check", str(good), *ON]) == 0


def test_1_when_a_dossier_is_rejected(good: Path, bad: Path) -> None:
    assert main(["check", str(good), str(bad), *ON]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check"], id="no-path"),
        pytest.param(["verify", "."], id="unknown-command"),
        pytest.param(["check", ".", "--colour"], id="unknown-option"),
        pytest.param(["check", ".", "--date-demande", "16/03/2026"], id="no-iso-date"),
        pytest.param(["check", ".", "--operation", "vol"], id="unknown-operation"),
        pytest.param(["check", ".", "--format", "pdf"], id="no-such-format"),
        pytest.param(["check", ".", "--format", ""], id="no-format"),
        pytest.param(["check", ".", "--format", "text,json"], id="two-formats-on-stdout"),
        pytest.param(["check", ".", "--policy", "absent.toml"], id="no-policy-file"),
        pytest.param(["check", ".", "--jobs", "0"], id="no-jobs"),
        pytest.param(["rules", "ct.freshnes"], id="unknown-rule"),
    ],
)
def test_2_when_the_arguments_are_wrong(arguments: list[str], capsys: Capture) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err != ""


def test_2_when_reports_would_land_in_a_dossier(good: Path, capsys: Capture) -> None:
    assert main(["check", str(good), "--out", str(good / "rapports")]) == 2
    assert "en dehors" in capsys.readouterr().err


def test_2_when_the_facts_are_wrong(good: Path, capsys: Capture) -> None:
    (good / "dossier.toml").write_text('natur = "don"')
    assert main(["check", str(good)]) == 2
    assert "natur" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "extract", "batch"])
@pytest.mark.parametrize("what", ["absent", "vide"])
def test_3_when_there_is_nothing_to_read(tmp_path: Path, command: str, what: str, capsys: Capture) -> None:
    (tmp_path / "vide").mkdir()
    assert main([command, str(tmp_path / what)]) == 3
    assert what in capsys.readouterr().err


def test_4_when_a_component_is_missing(good: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def missing(settings: Settings) -> None:
        raise ComponentMissing("tesseract manque : sudo apt-get install tesseract-ocr")

    monkeypatch.setattr("pipeline.commands.open_tools", missing)
    assert main(["check", str(good)]) == 4
    assert "apt-get install" in capsys.readouterr().err


def test_5_when_the_engine_fails_on_every_page(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, the_tools(FailingReader(lambda raw: True)))
    assert main(["check", str(good)]) == 5


def test_6_when_the_report_cannot_be_written(good: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "occupied").write_text("a file")
    assert main(["check", str(good), *ON, "--format", "text,json", "--out", str(tmp_path / "occupied/out")]) == 6
    said = capsys.readouterr()
    assert "CONFORME" in said.out, "the answer is known and said"
    assert "choisir un autre répertoire" in said.err


def test_70_when_the_program_has_a_bug_and_the_dossier_is_rejected(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    use(monkeypatch, the_tools(FailingReader(lambda raw: True, ValueError("MARTIN CLAIRE"))))
    assert main(["check", str(good)]) == 70
    said = capsys.readouterr()
    assert "REJETÉ" in said.out
    log = Path(said.err.rpartition("Journal : ")[2].strip())
    assert "ValueError" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "MARTIN" not in said.out + said.err + log.read_text()
    assert "Traceback" not in said.err


def test_70_when_the_bug_is_outside_any_dossier(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def broken() -> None:
        raise RuntimeError("MARTIN CLAIRE")

    monkeypatch.setattr("pipeline.core.report_json.report_schema", broken)
    assert main(["schema"]) == 70
    said = capsys.readouterr()
    assert "défaut de Conforme" in said.err
    assert "MARTIN" not in said.err


def test_130_when_interrupted_and_what_was_finished_is_kept(
    good: Path, bad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, the_tools(FailingReader(lambda raw: raw.file == "page 2.png", KeyboardInterrupt())))  # type: ignore[arg-type]
    out = tmp_path / "out"
    assert main(["check", str(good), str(bad), *ON, "--format", "json", "--out", str(out)]) == 130
    assert [path.name for path in out.iterdir()] == ["bon.json"]


# --- check ------------------------------------------------------------------------------------------------------------


def test_the_report_on_the_terminal_gives_the_verdict_and_what_to_do(bad: Path, capsys: Capture) -> None:
    main(["check", str(bad), *ON])
    said = capsys.readouterr().out
    assert said.index("REJETÉ") < said.index("À CORRIGER") < said.index("RÈGLES")
    assert "→" in said


def test_json_is_all_there_is_on_standard_output_and_follows_the_schema(bad: Path, capsys: Capture) -> None:
    assert main(["check", str(bad), *ON, "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    main(["schema"])
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(report, schema)
    assert (report["schema"], report["dossier"], report["verdict"]) == ("conforme.report/1", "mauvais", "reject")


def test_json_says_who_has_to_do_what_and_where_each_rule_is_explained(bad: Path, good: Path, capsys: Capture) -> None:
    main(["check", str(bad), *ON, "--format", "json"])
    rejected = json.loads(capsys.readouterr().out)
    main(["check", str(good), *ON, "--format", "json"])
    passed = json.loads(capsys.readouterr().out)

    assert {one["paper"] for one in rejected["corrections"]} >= {"carte_grise", "certificat_cession"}
    assert rejected["corrections"][0]["actor"] == "vendeur"
    assert rejected["message_client"].startswith("Bonjour,")
    assert (passed["corrections"], passed["message_client"]) == ([], None)
    assert passed["valable_jusqu_au"]["rules"] == ["ct.freshness"]
    assert passed["histovec"] == "AB-123-CD ; 2019AB12345 ; MARTIN CLAIRE"
    assert {finding["doc"] for finding in passed["findings"]} >= {"docs/rules.md#ct.freshness"}


def test_no_log_line_holds_a_value_of_the_papers(bad: Path, good: Path, capsys: Capture) -> None:
    main(["check", str(bad), str(good), *ON, "--verbose"])
    said = capsys.readouterr().err
    assert "total" in said
    assert not any(value in said for value in ("MARTIN", "AB-123-CD", "2019AB12345", "Bonjour"))


def test_the_schema_refuses_what_is_no_report(good: Path, capsys: Capture) -> None:
    main(["check", str(good), *ON, "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    main(["schema"])
    schema = json.loads(capsys.readouterr().out)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**report, "verdict": "peut-être"}, schema)


def test_json_of_several_dossiers_is_a_list(good: Path, bad: Path, capsys: Capture) -> None:
    main(["check", str(good), str(bad), *ON, "--format", "json"])
    assert [report["verdict"] for report in json.loads(capsys.readouterr().out)] == ["pass", "reject"]


def test_reports_are_written_for_their_owner_only(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "rapports/mars"
    main(["check", str(good), *ON, "--format", "json", "--out", str(out)])
    assert json.loads((out / "bon.json").read_text(encoding="utf-8"))["verdict"] == "pass"
    assert stat.S_IMODE((out / "bon.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


def test_dossiers_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    first, second = a_folder(tmp_path / "lundi/a"), a_folder(tmp_path / "mardi/a", pages=2)
    out = tmp_path / "out"
    main(["check", str(first), str(second), *ON, "--format", "json", "--out", str(out)])
    verdicts = {path.name: json.loads(path.read_text())["verdict"] for path in out.iterdir()}
    assert verdicts == {"a.json": "pass", "a-2.json": "reject"}


def test_quiet_is_a_line_per_dossier(good: Path, bad: Path, capsys: Capture) -> None:
    main(["check", str(good), str(bad), *ON, "--quiet"])
    said = capsys.readouterr()
    assert said.out.splitlines() == ["bon : CONFORME", "mauvais : REJETÉ (incomplet, illisible)"]
    assert said.err == ""


def test_verbose_shows_the_time_of_each_stage_and_every_rule(good: Path, capsys: Capture) -> None:
    main(["check", str(good), *ON, "--verbose"])
    said = capsys.readouterr()
    assert "validate" in said.err
    assert "total" in said.err
    assert "ct.freshness" in said.out


def test_english_is_asked_for(bad: Path, capsys: Capture) -> None:
    main(["check", str(bad), *ON, "--lang", "en"])
    said = capsys.readouterr().out
    assert "REJECTED" in said
    assert "À CORRIGER" not in said


def test_a_policy_file_changes_the_answer(bad: Path, tmp_path: Path, capsys: Capture) -> None:
    off = "\n".join(
        f'{kind} = "off"'
        for kind in ("carte_grise", "certificat_cession", "controle_technique", "situation_administrative")
    )
    (tmp_path / "policy.toml").write_text(f"[papers]\n{off}\n")
    main(["check", str(bad), *ON, "--format", "json"])
    before = json.loads(capsys.readouterr().out)
    main(["check", str(bad), *ON, "--format", "json", "--policy", str(tmp_path / "policy.toml")])
    after = json.loads(capsys.readouterr().out)
    statuses = [{f["rule"]: f["status"] for f in report["findings"]}["docs.ci"] for report in (before, after)]
    assert statuses[0] == "failed"
    assert statuses[1] != "failed"
    assert before["provenance"]["policy"] != after["provenance"]["policy"]


# --- batch (tests/batch has the rest), extract ------------------------------------------------------------------------


def test_a_batch_inside_its_own_input_is_refused(good: Path, tmp_path: Path) -> None:
    assert main(["batch", str(tmp_path / "in"), "--out", str(tmp_path / "in/out")]) == 2


def test_extract_gives_the_fields_and_no_verdict(good: Path, capsys: Capture) -> None:
    assert main(["extract", str(good), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "conforme.extract/1"
    fields = found["documents"][0]["fields"]
    assert (fields["titulaire"]["code"], fields["titulaire"]["value"]) == ("C.1", "MARTIN CLAIRE")
    assert "verdict" not in found


def test_extract_shows_all_fields(good: Path, capsys: Capture) -> None:
    main(["extract", str(good)])
    said = capsys.readouterr().out
    assert "MARTIN CLAIRE" in said
    assert "REJETÉ" not in said


# --- rules, doctor, samples -------------------------------------------------------------------------------------------


def test_the_catalogue_is_shown_in_each_format(capsys: Capture) -> None:
    said = {}
    for form in ("text", "markdown", "json"):
        assert main(["rules", "--format", form]) == 0
        said[form] = capsys.readouterr().out
    ids = [rule["id"] for rule in json.loads(said["json"])]
    assert len(ids) > 30
    assert [one for one in ids if one not in said["text"]] == []
    assert [one for one in ids if f"## `{one}`" not in said["markdown"]] == []


def test_one_rule_is_shown_with_its_parameters_in_force(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "policy.toml").write_text("ct_max_age_months = 5")
    assert main(["rules", "ct.freshness", "--policy", str(tmp_path / "policy.toml")]) == 0
    said = capsys.readouterr().out
    assert "ct_max_age_months = 5" in said
    assert "R323-22" in said


def test_the_policy_is_shown_with_the_origin_of_every_value(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "policy.toml").write_text("ct_max_age_months = 5")
    assert main(["rules", "--policy", str(tmp_path / "policy.toml")]) == 0
    said = capsys.readouterr().out
    rows = [line.split() for line in said[said.index("Paramètres") :].splitlines()]
    assert ["ct_max_age_months", "5", "fichier"] in rows
    assert ["ct_major_months", "2", "par", "défaut"] in rows
    assert [name for name in Policy.names() if name not in said] == []


def test_programs_see_the_origin_of_a_parameter_too(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "policy.toml").write_text("ct_max_age_months = 5")
    main(["rules", "ct.freshness", "--policy", str(tmp_path / "policy.toml"), "--format", "json"])
    (rule,) = json.loads(capsys.readouterr().out)
    assert rule["parameters"] == [{"name": "ct_max_age_months", "value": 5, "origin": "file"}]


def test_a_wrong_policy_file_is_refused_with_what_would_be_right(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "policy.toml").write_text("ct_max_age_month = 5")
    assert main(["rules", "--policy", str(tmp_path / "policy.toml")]) == 2
    assert "peut-être « ct_max_age_months »" in capsys.readouterr().err


def test_samples_are_made_where_asked(tmp_path: Path) -> None:
    assert main(["samples", "--out", str(tmp_path / "s"), "--count", "1", "--seed", "3"]) == 0
    (folder,) = (tmp_path / "s").iterdir()
    assert (folder / "expected.json").is_file()


def test_the_command_ends_with_the_code_of_main(tmp_path: Path) -> None:
    """Through the interpreter, so that what a shell sees is what `main` returns."""
    ended = subprocess.run(
        [sys.executable, "-m", "pipeline", "check", str(tmp_path / "absent"), "--format", "pdf"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert ended.returncode == 2
    assert "formats possibles" in ended.stderr
