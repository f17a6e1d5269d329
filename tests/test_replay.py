"""`conforme replay`: what differs is shown and counted, what is expected is rewritten only when a person asks."""

import json
import lzma
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli import main
from pipeline.junit import Case, Suite, junit_xml
from pipeline.readings import Readings

SAMPLES = Path(__file__).parents[1] / "samples" / "dossiers"
SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parent / "junit.xsd"))

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run in CI too, where --update is refused."""
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A sample of readings alone, as it is when its papers cannot be shown."""
    folder = tmp_path / "samples" / "mandat-absent"
    folder.mkdir(parents=True)
    for name in ("dossier.toml", "expected.json", "readings.json.xz"):
        shutil.copy(SAMPLES / "mandat-absent" / name, folder / name)
    return folder


def expect(folder: Path, **changes: Any) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    (folder / "expected.json").write_text(json.dumps({**expected, **changes}), encoding="utf-8")


def test_a_sample_that_says_what_is_expected_differs_in_nothing(sample: Path, capsys: Capture) -> None:
    assert main(["replay", str(sample)]) == 0
    assert "aucune différence" in capsys.readouterr().out


def test_every_difference_is_shown(sample: Path, capsys: Capture) -> None:
    expected = json.loads((sample / "expected.json").read_text("utf-8"))
    card = next(paper for paper in expected["documents"] if paper["kind"] == "carte_grise")
    right = card["fields"]["immatriculation"]
    card["fields"]["immatriculation"] = "ZZ-999-ZZ"
    kbis = {"kind": "kbis", "fields": {"siren": "123456782"}}
    papers = [*expected["documents"], kbis]
    expect(sample, verdict="pass", motifs=[], failed=["ci.struck"], documents=papers)

    assert main(["replay", str(sample.parent)]) == 1
    said = capsys.readouterr().out
    for part in (
        "verdict\n      − attendu : conforme\n      + trouvé : rejeté",
        "motifs\n      − attendu : —\n      + trouvé : incomplet",
        "règle ci.struck",
        "règle docs.mandat",
        f"carte grise, numéro d'immatriculation (A)\n      − attendu : ZZ-999-ZZ\n      + trouvé : {right}",
        "pièce « extrait Kbis »\n      − attendu : présente\n      + trouvé : absente",
        "1 échantillon(s) sur 1",
    ):
        assert part in said


def test_the_difference_is_told_in_english(sample: Path, capsys: Capture) -> None:
    expect(sample, verdict="pass")
    assert main(["replay", str(sample), "--lang", "en"]) == 1
    assert "expected : pass\n      + found : reject" in capsys.readouterr().out


def test_what_is_left_out_is_not_compared(sample: Path) -> None:
    (sample / "expected.json").write_text('{"documents": [{"kind": "carte_grise"}]}', encoding="utf-8")
    assert main(["replay", str(sample)]) == 0


def test_a_field_that_is_not_surely_read_counts_when_asked(sample: Path) -> None:
    """No field of the old card `coin_coupe` can be read on a new one."""
    expect(sample, documents=[{"kind": "carte_grise", "fields": {"coin_coupe": True}}])
    assert main(["replay", str(sample)]) == 0
    assert main(["replay", str(sample), "--strict"]) == 1


def test_update_rewrites_what_is_expected_and_nothing_else(sample: Path) -> None:
    before = json.loads((sample / "expected.json").read_text("utf-8"))
    del before["documents"]
    (sample / "expected.json").write_text(json.dumps({**before, "verdict": "pass", "failed": []}), encoding="utf-8")

    assert main(["replay", str(sample), "--update"]) == 1
    assert json.loads((sample / "expected.json").read_text("utf-8")) == before
    assert main(["replay", str(sample)]) == 0


@pytest.mark.parametrize("value", ["true", "1"])
def test_update_is_refused_in_ci(sample: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    expect(sample, verdict="pass")
    before = (sample / "expected.json").read_bytes()
    monkeypatch.setenv("CI", value)

    assert main(["replay", str(sample), "--update"]) == 2
    assert (sample / "expected.json").read_bytes() == before


def test_against_another_policy_it_says_what_would_change(sample: Path, tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[papers]\nmandat = "off"\n', encoding="utf-8")
    before = (sample / "expected.json").read_bytes()

    assert main(["replay", str(sample), "--against", str(other)]) == 1
    said = capsys.readouterr().out
    assert "aujourd'hui : rejeté" in said
    assert "avec l'autre politique : conforme" in said
    assert (sample / "expected.json").read_bytes() == before


def test_against_a_policy_that_changes_nothing(sample: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("csa_max_age_days = 15\n", encoding="utf-8")
    assert main(["replay", str(sample), "--against", str(other)]) == 0


def test_papers_that_were_changed_are_not_replayed(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "mandat-absent"
    shutil.copytree(SAMPLES / "mandat-absent", folder)
    with next(folder.glob("*.pdf")).open("ab") as stream:
        stream.write(b"\n")
    assert main(["replay", str(folder)]) == 2
    assert "ne sont plus celles" in capsys.readouterr().err


@pytest.mark.parametrize(
    "data", [b"", b"no xz", lzma.compress(b"{}"), lzma.compress(b'{"schema": "conforme.readings/9"}')]
)
def test_readings_of_another_format_are_refused(sample: Path, data: bytes) -> None:
    (sample / "readings.json.xz").write_bytes(data)
    assert main(["replay", str(sample)]) == 2


def test_one_bad_sample_does_not_stop_the_others(sample: Path, capsys: Capture) -> None:
    bad = sample.parent / "a"
    bad.mkdir()
    (bad / "expected.json").write_text("{}", encoding="utf-8")
    assert main(["replay", str(sample.parent)]) == 3
    assert "✓ mandat-absent" in capsys.readouterr().out


def test_without_samples_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert main(["replay", str(tmp_path)]) == 3


def test_readings_come_back_as_they_were(tmp_path: Path) -> None:
    readings = Readings.load(SAMPLES / "societe")
    readings.save(tmp_path)
    assert Readings.load(tmp_path) == readings
    assert (tmp_path / "readings.json.xz").stat().st_mode & 0o777 == 0o600


def test_a_junit_report_names_the_rules_that_differ(sample: Path, tmp_path: Path) -> None:
    expect(sample, failed=[])
    assert main(["replay", str(sample), "--junit", str(tmp_path / "junit.xml")]) == 1

    SCHEMA.validate(str(tmp_path / "junit.xml"))
    (suite,) = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert suite.get("name") == "mandat-absent"
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["docs.mandat"]


TEXTS = st.text(max_size=20)
CASES = st.builds(Case, name=TEXTS, outcome=st.sampled_from(["passed", "failed", "error", "skipped"]), message=TEXTS)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.builds(Suite, name=TEXTS, cases=st.lists(CASES, max_size=3).map(tuple), seconds=st.floats(0, 1e6))))
def test_whatever_is_named_a_junit_report_keeps_to_the_schema(suites: list[Suite]) -> None:
    SCHEMA.validate(junit_xml(suites))
