"""`--lang en`: not a sentence stays French, wherever it comes from."""

import ast
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import html5lib
import pytest
import typer
from rich.console import Console
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from extractors.assemble import assemble
from pipeline.cli import app, main
from pipeline.core.english import ENGLISH, in_lang
from pipeline.core.errors import _REASONS
from pipeline.core.labels import CLASSES, field_label, paper_label
from pipeline.core.report import Report
from pipeline.english_help import HELP
from pipeline.readings import Readings, check_readings
from pipeline.rules_page import rule_cards
from pipeline.run import Demand
from pipeline.stages.html_report import html_report
from pipeline.stages.render import TextReport
from pipeline.stages.wording import Wording
from tests.pictured import SAMPLES, pictured
from validators.catalogue import CATALOGUE
from validators.policy import Policy

ROOT = Path(__file__).parents[1]

TRADE = (
    *("carte grise", "certificat de cession", "certificat de situation administrative", "situation administrative"),
    *("contrôle technique", "certificat d'immatriculation", "certificat de destruction", "code de cession"),
    *("déclaration d'achat", "déclarations d'achat", "déclaration de perte ou de vol", "attestation d'hébergement"),
    *("demande de certificat d'immatriculation", "numéro de formule"),
)
"""What has no English name."""

QUOTED = re.compile("“[^”]*”")
"""What stands on a form."""

FRENCH = re.compile(
    r"\b(?:le|la|les|des|du|au|aux|ou|et|est|un|une|pour|avec|sans|dans|qui|que|ne|pas|sur|par|de|en|à|ce|cette|son|sa|"
    r"lui|être|dossier de|répertoire|fichier|lu|lue|vide|non lu)\b|\b[dlnsjq]'(?=[a-zéèêàh])|[éèêàçùôîœÉÈÀ]",
    re.IGNORECASE,
)


def any_of(texts: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))), flags)


_TERMS = any_of(TRADE, re.IGNORECASE)


def french_in(text: str, values: re.Pattern[str] | None = None) -> list[str]:
    """What is left of French in a text once what was read on the papers, and terms of the trade, are taken out."""
    ours = _TERMS.sub("…", QUOTED.sub("…", values.sub("…", text) if values else text))
    return [f"{found[0]} in {ours!r}" for found in FRENCH.finditer(ours)]


# --- what the program says of faults and of itself -------------------------------------------------------------------

SAID = {
    "UsageError",
    "NoInput",
    "ComponentMissing",
    "OcrFailed",
    "ReportNotWritten",
    "Unreadable",
    "Refused",
    "oversized",
}


def pieces(node: ast.expr) -> str | None:
    """A text as the source has it, 'X' for what is put into it."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(str(one.value) if isinstance(one, ast.Constant) else "X" for one in values)
        case _:
            return None


def raised() -> Iterator[str]:
    """Every text of an error or of a file that cannot be read."""
    for package in ("pipeline", "validators", "samples"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID:
                    yield from filter(None, map(pieces, node.args))


TEXTS = sorted({*raised(), *_REASONS.values()})


def test_the_texts_are_found() -> None:
    assert len(TEXTS) > 80
    assert "X est impossible à ouvrir (X)." in TEXTS


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_is_said_of_a_fault_has_its_english(text: str) -> None:
    assert french_in(in_lang(text, "en")) == []


@pytest.mark.parametrize("text", ENGLISH)
def test_each_english_holds_what_the_french_does(text: str) -> None:
    holes = text.count("{}") + text.count("{*}")
    assert in_lang(text.replace("{}", "⟨⟩").replace("{*}", "⟨⟩"), "en").count("⟨⟩") == holes
    assert french_in(ENGLISH[text]) == []


def test_paths_are_left_as_they_are() -> None:
    said = in_lang("Impossible d'écrire Erreur : introuvable (plus de place).", "en")
    assert said == "Erreur : introuvable cannot be written (no space left)."


def commands(command: TyperGroup | TyperCommand) -> Iterator[TyperGroup | TyperCommand]:
    yield command
    for under in command.commands.values() if isinstance(command, TyperGroup) else ():
        assert isinstance(under, TyperGroup | TyperCommand)
        yield from commands(under)


def test_all_help_has_its_english() -> None:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    told = {command.help for command in commands(root)}
    options = [option for command in commands(root) for option in command.params]
    ours = [option for option in options if isinstance(option, TyperArgument | TyperOption) and option.name != "help"]
    told |= {option.help for option in ours} | {option.metavar for option in ours}
    assert {text for text in told if text} == {*HELP}
    assert [found for text in HELP.values() for found in french_in(text)] == []


@pytest.mark.parametrize(
    "arguments", [["--help"], ["batch", "--help"], ["doctor", "--help"], ["samples", "--help"], []]
)
def test_help_is_given_in_english(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main([*arguments, "--lang", "en"])
    said = capsys.readouterr().out
    assert "Usage: conforme" in said
    assert french_in(said.replace("<fr|en>", "")) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "/nowhere"], "Error: Nothing at /nowhere: check the path of the dossier.\n"),
        (
            ["check", ".", "--format", "pdf"],
            "Error: unknown format 'pdf'; possible formats: text, json, html, junit, csv.\n",
        ),
        (["rules", "ct.fresh"], "Error: no rule 'ct.fresh'; 'conforme rules' shows them all.\n"),
        (["watch", "/nowhere"], "Error: /nowhere cannot be watched (not found): check the path.\n"),
    ],
)
def test_faults_are_told_in_english(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([*arguments, "--lang=en"])
    assert capsys.readouterr().err.endswith(said)


def test_a_wrong_policy_is_told_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "p.toml"
    policy.write_text(
        'ct_max_age_month = 3\ncsa_max_age_days = 0\nmin_confidence = "much"\n[papers]\nmandat = "maybe"\n'
    )
    assert main(["rules", "--policy", str(policy), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "unknown key 'ct_max_age_month', perhaps 'ct_max_age_months'" in said
    assert "has to be at least 1, in days" in said
    assert french_in(said.replace(str(policy), "")) == []


# --- reports ---------------------------------------------------------------------------------------------------------

DOSSIERS = sorted(folder.name for folder in SAMPLES.iterdir() if (folder / "expected.json").is_file())


@cache
def english(sample: str) -> Report:
    folder = SAMPLES / sample
    demand = Demand(now=datetime(2026, 11, 22, tzinfo=UTC), lang="en")
    return check_readings(folder, Readings.load(folder), demand, assemble).report


def values_of(report: Report) -> re.Pattern[str]:
    """What was read on the papers, in any writing, and names of files."""
    fields = [field for paper in report.documents for _, field in paper.fields()]
    read = {text for field in fields for text in (field.raw, str(field.value), Wording("en").shown(field.value))}
    read |= {part for text in read for part in text.split(", ")}
    read |= {report.dossier, *(file.file for file in report.files)}
    return any_of(text for text in read if len(text) > 1 and not any(text.casefold() in term for term in TRADE))


@pytest.mark.parametrize("sample", DOSSIERS)
def test_what_rules_say_of_a_dossier_is_english(sample: str) -> None:
    report = english(sample)
    said = [text for one in report.findings for text in (one.message, one.action, one.expected, one.found)]
    said += [text for one in report.advice.corrections for text in (*one.steps, *one.reasons)]
    said += [file.detail for file in report.files]
    assert len(said) > 400
    read = values_of(report)
    assert [found for text in said for found in french_in(text, read)] == []
    assert [text for text in said if re.search(r"\d\d/\d\d/\d{4}", text)] == [], "days are ISO: 05/06 is two days"


@pytest.mark.parametrize("sample", DOSSIERS)
def test_the_report_on_the_terminal_is_english(sample: str) -> None:
    report = english(sample)
    stream = io.StringIO()
    console = Console(file=stream, width=10_000, highlight=False, markup=False, emoji=False)
    untold = report.model_copy(update={"advice": report.advice.model_copy(update={"message_client": None})})
    TextReport(console, "en", min_confidence=0.8, is_verbose=True).report(untold)
    read = values_of(report)
    assert [found for line in stream.getvalue().splitlines() for found in french_in(line, read)] == []


@pytest.mark.parametrize("sample", ["vin", "mandat-absent"])
def test_the_report_for_a_browser_is_english_but_for_what_says_that_it_is_french(sample: str) -> None:
    answer = pictured(sample, "en")
    cards = rule_cards(CATALOGUE, Policy(), "en")
    page = html_report(answer.report, answer.pictures, lang="en", min_confidence=0.8, rules=cards)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    foreign = {id(one) for part in tree.iter() if part.get("lang") == "fr" for one in part.iter()}
    foreign |= {id(one) for name in ("bdi", "code", "style", "script") for one in tree.iter(name)}
    said = [one.text or "" for one in tree.iter() if id(one) not in foreign]
    said += [one.tail or "" for one in tree.iter() if id(one) not in foreign or one.tag in ("bdi", "code")]
    said += [one.get("aria-label") or "" for one in tree.iter() if isinstance(one.tag, str)]
    read = values_of(answer.report)
    assert [found for text in said for found in french_in(text, read)] == []


def test_titles_and_words_of_all_rules_are_english() -> None:
    said = []
    for rule in CATALOGUE:
        said.append(rule.title_en)
        for wording in (rule.wording, *rule.cases.values()):
            said += [re.sub(r"\{[^}]*\}", "X", text) for text in (wording.en, wording.action_en)]
    assert len(said) > 400
    assert [found for text in said for found in french_in(text)] == []


def test_papers_and_fields_have_english_names() -> None:
    names = [
        field_label(str(model.model_fields["kind"].default), key, "en")
        for model in CLASSES
        for key in model.model_fields
    ]
    names += [paper_label(str(model.model_fields["kind"].default), "en") for model in CLASSES]
    assert len(names) > 200
    assert [found for name in names for found in french_in(name)] == []
