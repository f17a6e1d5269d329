"""The documentation of the rules says what the catalogue says, and every link in it leads somewhere."""

import re
from pathlib import Path

import pytest

from pipeline.core.report import CRASH
from pipeline.rules_doc import FAMILIES, rules_markdown
from validators.catalogue import CATALOGUE, LEFT_OUT
from validators.disagreements import DISAGREEMENTS, Disagreement
from validators.policy import Policy

DOCS = Path(__file__).parents[1] / "docs"
RULES, SOURCES = DOCS / "rules.md", DOCS / "sources.md"
KNOWN = {rule.id for rule in CATALOGUE} | set(LEFT_OUT)


def anchors(page: str) -> list[str]:
    return re.findall(r'<a id="([^"]+)"></a>', page)


def unknown(rules: set[str]) -> set[str]:
    return rules - KNOWN


def test_the_page_is_the_one_of_the_catalogue() -> None:
    """Otherwise: conforme rules --format markdown --lang en > docs/rules.md."""
    assert RULES.read_text(encoding="utf-8") == rules_markdown(CATALOGUE, Policy(), "en")


def test_every_rule_has_one_anchor() -> None:
    found = anchors(RULES.read_text(encoding="utf-8"))
    assert len(found) == len(set(found))
    assert {*KNOWN, CRASH, *(one.id for one in DISAGREEMENTS)} <= set(found)


def test_every_link_within_the_page_leads_somewhere() -> None:
    page = RULES.read_text(encoding="utf-8")
    assert unknown(set(re.findall(r"\]\(#([^)]+)\)", page)) - set(anchors(page))) == set()


def test_every_family_stands_once() -> None:
    headings = re.findall(r"^## .*", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(headings) == len(set(headings)) >= len({rule.id.partition(".")[0] for rule in CATALOGUE})


def test_every_family_has_a_name() -> None:
    assert {rule.id.partition(".")[0] for rule in CATALOGUE} <= set(FAMILIES)


def test_all_disagreements_of_the_rule_book_are_there() -> None:
    assert [one.id for one in DISAGREEMENTS] == [f"K{number:02}" for number in range(1, 28)]


@pytest.mark.parametrize("one", DISAGREEMENTS, ids=lambda one: one.id)
def test_a_disagreement_speaks_of_rules_and_parameters_that_exist(one: Disagreement) -> None:
    assert unknown(set(one.rules)) == set()
    assert set(one.switches) <= set(Policy.model_fields)


# --- docs/sources.md --------------------------------------------------------------------------------------------------

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (SOURCES.read_text(encoding="utf-8").splitlines() if SOURCES.is_file() else [])
    if line.startswith("|") and not re.match(r"\|[- |]+$", line) and not line.startswith("| statement")
]


def test_every_statement_is_traced_to_a_rule_or_told_why_not() -> None:
    """Three cells: the statement, the rules that hold it, a remark; a statement without a rule has a remark."""
    assert len(ROWS) > 100
    assert [row for row in ROWS if len(row) != 3 or not row[0] or not (row[1] or row[2])] == []


def test_every_rule_named_in_the_sources_exists() -> None:
    named = {rule for row in ROWS for rule in re.findall(r"`([a-z]+\.[a-z0-9-]+)`", " ".join(row[1:]))}
    assert len(named) > 50
    assert unknown(named) == set()


def test_every_rule_named_in_the_sources_is_linked_to_its_anchor() -> None:
    page = SOURCES.read_text(encoding="utf-8")
    assert [(a, b) for a, b in re.findall(r"\[`([^`]+)`\]\(rules\.md#([^)]+)\)", page) if a != b] == []
    assert (
        unknown(set(re.findall(r"\]\(rules\.md#([^)]+)\)", page)) - set(anchors(RULES.read_text(encoding="utf-8"))))
        == set()
    )
