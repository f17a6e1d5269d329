"""A dossier becomes a sample: nothing of it left, every rule as before, and else nothing written."""

import hashlib
import json
import lzma
import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from extractors.assemble import assemble
from pipeline.anonymise import sample as module
from pipeline.anonymise.days import Move
from pipeline.anonymise.known import printed_names
from pipeline.anonymise.sample import Anonymised, Original, anonymised
from pipeline.cli import main
from pipeline.core.errors import ReportNotWritten
from pipeline.core.formats.texte import compact
from pipeline.readings import Readings, check_readings
from pipeline.replaying import demand_of
from tests.builders import a_carte_grise
from validators.context import PARIS
from validators.policy import Policy

SAMPLES = Path(__file__).parents[2] / "samples" / "dossiers"
TECHNICAL = re.compile(
    r"marque|denomination_commerciale|genre|categorie|carrosserie|energie|classe_env|numero_reception|edition|operation"
    r"|forme_juridique|activite|defaillances|nature|type$|resultat|modele|.*_type|kilometrage|.*_kg|.*_kw|.*_cm3"
)


def original(name: str) -> Original:
    folder = SAMPLES / name
    demand = demand_of(folder, Policy(), "fr", datetime.now(UTC))
    return Original.of(folder, Readings.load(folder), demand, assemble)


def made(name: str, key: str = "k") -> Anonymised:
    return anonymised(original(name), "sample", assemble, hashlib.sha256(key.encode()).digest())


def personal(name: str, samples: Path = SAMPLES) -> set[str]:
    """What is drawn on the papers of a sample and identifies: words and numbers of four characters and more."""
    expected = json.loads((samples / name / "expected.json").read_text("utf-8"))
    texts = {
        text
        for paper in expected["documents"]
        for key, value in paper["fields"].items()
        if not TECHNICAL.match(key)
        for text in (value if isinstance(value, list) else [value])
        if isinstance(text, str)
    }
    public = {
        word
        for paper in expected["documents"]
        for key in ("marque", "denomination_commerciale")
        for word in re.findall(r"[A-Z0-9]+", compact(str(paper["fields"].get(key))))
    }
    # A masked VIN begins with the maker's code, which is public, and a sign that another one may have by chance.
    shown = [re.sub(r"^[A-Z0-9]{4}(?=\*)", "", compact(text)) for text in texts]
    words = {word for text in shown for word in re.findall(r"[A-Z0-9]{4,}", text) if not word.isdigit()}
    return {text for text in texts if re.search(r"\d{4}", text)} | words - public


KEPT = {"RUE", "IMPASSE", "AVENUE", "ALLEE", "PLACE", "SQUARE", "BOULEVARD", "CHEMIN", "SAINT", "SARL", "CLEAR", "QUAI"}
KEPT |= {"SOCIETE", "GARAGE", "COURS", "ROUTE", "RESIDENCE", "LIEU", "CEDEX", "HISTOVEC"}


@pytest.mark.parametrize(
    ("start", "end", "days", "is_kept"),
    [
        pytest.param(date(2025, 12, 12), date(2035, 12, 11), 30, True, id="ten-years"),
        pytest.param(date(2025, 12, 12), date(2035, 12, 11), 291, False, id="a-leap-day-more"),
        pytest.param(date(2016, 1, 12), date(2031, 1, 11), -20, True, id="fifteen-years"),
    ],
)
def test_moves_that_would_make_a_term_longer_are_known(start: date, end: date, days: int, *, is_kept: bool) -> None:
    papers = [a_carte_grise(date_certificat=start, date_premiere_immatriculation=end)]
    assert {module._is_kept(term, Move(days)) for term in module._terms(papers)} == {is_kept}


@pytest.mark.parametrize("name", ["mandat-absent"])
def test_nothing_of_the_truth_is_left_and_every_rule_says_the_same(name: str, tmp_path: Path) -> None:
    """Held against what was drawn, which the program never saw."""
    made(name).write(tmp_path / "qa")
    files = {file.name: file.read_bytes() for file in (tmp_path / "qa").iterdir()}
    written = (
        lzma.decompress(files.pop("readings.json.xz")).decode() + b" ".join(files.values()).decode() + str([*files])
    )
    text = compact(" ".join(re.findall(r'["\']([^"]*)["\']', written)))  # figures that are no text are boxes and odds

    assert len(personal(name)) > 30
    words = set(re.findall(r"[A-Z0-9]+", text))
    assert [value for value in personal(name) - KEPT if value in words or (not value.isalpha() and value in text)] == []
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "qa").iterdir()} == {0o600}
    assert (tmp_path / "qa").stat().st_mode & 0o777 == 0o700
    expected = json.loads((SAMPLES / name / "expected.json").read_text("utf-8"))
    told = json.loads((tmp_path / "qa" / "expected.json").read_text("utf-8"))
    assert [told[key] for key in ("verdict", "motifs", "failed")] == [
        expected[key] for key in ("verdict", "motifs", "failed")
    ]
    assert main(["replay", str(tmp_path / "qa"), "--strict"]) == 0


def test_a_dossier_without_its_day_is_judged_at_the_hour_at_which_its_sample_will_be(tmp_path: Path) -> None:
    """Made on the day of the sale and before its hour, the sample would say otherwise when it is replayed at once."""
    folder = copied("mandat-absent", tmp_path / "dossier")
    (folder / "dossier.toml").unlink()
    readings = Readings.load(folder)
    sale = original("mandat-absent").report.date_cession
    assert sale is not None
    made_at = datetime.combine(sale, time(0, 1), PARIS)
    truth = Original.of(folder, readings, demand_of(folder, Policy(), "fr", made_at), assemble)
    (folder / "dossier.toml").write_text(f"date_demande = {sale}\n")
    replayed = check_readings(folder, readings, demand_of(folder, Policy(), "fr", made_at), assemble)
    assert truth.report.findings == replayed.report.findings


def test_nothing_is_written_where_the_rules_would_say_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRIES", 1)
    monkeypatch.setattr(module, "_differing", lambda before, after: {"ct.freshness"})
    with pytest.raises(ReportNotWritten, match=r"ct\.freshness"):
        made("mandat-absent")


def test_nothing_is_written_where_something_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The cover is made to leave the words of the pages as they are."""
    monkeypatch.setattr(module, "TRIES", 1)
    monkeypatch.setattr("pipeline.anonymise.faces._words", lambda page, personal, cover: page.words)
    folder = copied("mandat-absent", tmp_path / "dossier")
    assert main(["anonymise", str(folder), "--out", str(tmp_path / "qa")]) == 6
    assert not (tmp_path / "qa").exists()


@pytest.mark.parametrize(
    ("holder", "words"), [("VILLA CLAIRE", {"VILLA"}), ("SARL DUPONT PLACE", set()), ("SAINT AUBIN CLAIRE", set())]
)
def test_words_that_forms_print_are_found_in_names_of_people(holder: str, words: set[str]) -> None:
    """They would stay where the form prints them, and stand as names in the sample."""
    assert printed_names([a_carte_grise(titulaire=holder)]) == words


def test_nothing_is_written_where_a_name_is_a_word_that_forms_print() -> None:
    truth = original("mandat-absent")
    report = truth.report.model_copy(update={"documents": (a_carte_grise(titulaire="VILLA CLAIRE"),)})
    with pytest.raises(ReportNotWritten, match="nom de personne"):
        anonymised(replace(truth, report=report), "sample", assemble, b"k" * 32)


def test_the_command_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    folder = copied("mandat-absent", tmp_path / "dossier")
    (tmp_path / "qa").mkdir()
    (tmp_path / "qa" / "other.txt").write_text("x")
    assert main(["anonymise", str(folder), "--out", str(tmp_path / "qa")]) == 2
    assert main(["anonymise", str(folder), "--out", str(folder / "qa")]) == 2


def copied(name: str, to: Path) -> Path:
    """A sample as a dossier of readings alone."""
    to.mkdir()
    for file in ("readings.json.xz", "dossier.toml"):
        shutil.copy(SAMPLES / name / file, to / file)
    return to
