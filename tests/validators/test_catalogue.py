"""The catalogue itself: every rule is whole, named once, and speaks of fields that exist."""

import inspect
import re
import string
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from pipeline.core.choices import Operation
from pipeline.core.dossier import Dossier
from pipeline.core.labels import CLASSES
from pipeline.core.model import Field
from pipeline.core.report import Severity
from tests.builders import (
    a_certificat_destruction,
    a_cession,
    a_context,
    a_declaration_achat,
    a_declaration_perte,
    a_demande,
    a_dossier,
    a_justificatif,
    a_kbis,
    a_mandat,
    a_procuration,
    a_recepisse,
    an_accuse,
    blank,
    unknown,
)
from tests.validators.spoilt import spoil
from validators import catalogue
from validators.catalogue import CATALOGUE, LEFT_OUT, catalogue_digest
from validators.engine import judge
from validators.policy import Papers, Policy
from validators.rule import Every, One, Rule
from validators.rule import Papers as PapersNeed

MODELS = {model.model_fields["kind"].default: model for model in CLASSES}
every_rule = pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)


def test_ids_are_unique_and_dotted() -> None:
    counts = Counter(rule.id for rule in CATALOGUE)
    assert [rule for rule, count in counts.items() if count > 1] == []
    assert all(rule.count(".") == 1 and rule == rule.lower() for rule in counts)


OF_FILES = {"docs.file-readable", "docs.file-supported", "docs.file-duplicate", "docs.page-unknown"}
"""Rules of our own, on what is no paper."""


def test_every_rule_of_the_rule_book_is_there_or_told_why_not() -> None:
    """rules.md has 182."""
    built = {rule.id for rule in CATALOGUE} - OF_FILES
    assert len(built | set(LEFT_OUT)) == 182
    assert built & set(LEFT_OUT) == set()
    assert all(LEFT_OUT.values())


@every_rule
def test_rule_has_title_sources_and_both_languages(rule: Rule) -> None:
    assert rule.title
    assert rule.title_en
    assert rule.sources
    for wording in (rule.wording, *rule.cases.values()):
        assert wording.fr
        assert wording.en
        assert bool(wording.action) == bool(wording.action_en)


@every_rule
def test_needs_are_fields_of_the_models(rule: Rule) -> None:
    paths = [need.path for name in rule.needs if isinstance(need := rule.need(name), One | Every)]
    for path in paths:
        kind, key = path.split(".")
        models = list(MODELS.values()) if kind == "*" else [MODELS[kind]]
        assert any(key in model.model_fields for model in models), path
    kinds = [need.kind for name in rule.needs if isinstance(need := rule.need(name), PapersNeed)]
    assert set(kinds) <= {*MODELS, "*"}
    assert rule.over is None or rule.over in MODELS


@every_rule
def test_check_takes_its_needs_and_the_context(rule: Rule) -> None:
    assert set(inspect.signature(rule.check).parameters) == {*rule.needs, "context"}


@every_rule
def test_parameters_exist_in_the_policy(rule: Rule) -> None:
    known = {*Policy.model_fields, *(f"papers.{kind}" for kind in Papers.model_fields)}
    assert set(rule.parameters) <= known


def test_every_parameter_of_the_policy_is_used_by_a_rule() -> None:
    used = {parameter.split(".")[0] for rule in CATALOGUE for parameter in rule.parameters}
    assert set(Policy.model_fields) - used == set()


@every_rule
def test_both_languages_use_the_same_placeholders(rule: Rule) -> None:
    for wording in (rule.wording, *rule.cases.values()):
        assert _placeholders(wording.fr) == _placeholders(wording.en)
        assert _placeholders(wording.action) == _placeholders(wording.action_en)


COUNTED = {"age", "days", "delta", "limit", "months", "years"}
"""Placeholders of numbers, before which 'de' stays as it is."""


@every_rule
def test_de_before_a_name_may_be_elided(rule: Rule) -> None:
    """'de {person}' would say 'de ANNE': '{person!d}' says "d'ANNE" (`validators.wording`)."""
    texts = [text for wording in (rule.wording, *rule.cases.values()) for text in (wording.fr, wording.action)]
    assert {name for text in texts for name in re.findall(r"\b(?:de|que) \{(\w+)\}", text)} <= COUNTED


def engine_says(rule: Rule) -> list[str]:
    """Cases whose wording the engine may use by itself, with the arguments of the check and no more."""
    needs = [rule.need(name) for name in rule.needs]
    single, many = [one for one in needs if isinstance(one, One)], [one for one in needs if isinstance(one, Every)]
    doubts = any(one.unread != "none" or one.blank == "unsure" for one in single) or not all(o.partial for o in many)
    blanks = any(one.blank == "fails" for one in single)
    return [case for case, may_be in (("unread", doubts), ("blank", blanks)) if may_be and case in rule.cases]


SAID_BY_THE_ENGINE = [
    pytest.param(rule, case, id=f"{rule.id}-{case}") for rule in CATALOGUE for case in engine_says(rule)
]


@pytest.mark.parametrize(("rule", "case"), SAID_BY_THE_ENGINE)
def test_what_the_engine_says_by_itself_has_its_values(rule: Rule, case: str) -> None:
    """A placeholder that only the outcome of the check fills would crash the rule on a bad scan."""
    wording = rule.cases[case]
    said = _placeholders(wording.fr) | _placeholders(wording.action)
    assert said <= {"unread" if case == "unread" else "where", *rule.needs}


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_rule_has_its_finding_whatever_is_in_the_dossier() -> None:
    kinds = ("carte_grise", "certificat_cession", "controle_technique", "situation_administrative")
    for dossier in (a_dossier(), a_dossier(without=kinds)):
        judgement = judge(CATALOGUE, dossier, a_context(dossier))
        assert judgement.crashes == ()
        assert list(dict.fromkeys(one.rule for one in judgement.findings)) == [rule.id for rule in CATALOGUE]


EVERY_PAPER = (
    a_mandat(),
    a_kbis(),
    a_declaration_achat(),
    a_recepisse(2),
    an_accuse(),
    a_demande(),
    a_procuration(),
    a_justificatif(),
    a_declaration_perte(),
    a_certificat_destruction(),
)
COMPANY = a_cession(vendeur_nom="TRANSPORTS DUVAL SARL", vendeur_type="personne_morale", vendeur_sexe=None)
FULL: dict[Operation, Dossier] = {
    "cession": a_dossier(a_cession(), *EVERY_PAPER),
    "immatriculation": a_dossier(COMPANY, *EVERY_PAPER, operation="immatriculation"),
}
"""A private person sells, and a company."""


def asked_for(dossier: Dossier, rule: Rule) -> set[tuple[str, str]]:
    """Kind and key of every field of the dossier that the rule needs."""
    paths = [need.path.split(".") for name in rule.needs if isinstance(need := rule.need(name), One | Every)]
    return {
        (paper.kind, key)
        for kind, key in paths
        for paper in dossier.documents
        if kind in ("*", paper.kind) and key in type(paper).model_fields
    }


@every_rule
@pytest.mark.parametrize("state", [unknown(), blank()], ids=["unread", "blank"])
@pytest.mark.parametrize("operation", FULL)
def test_no_field_crashes_it(rule: Rule, state: Field[Any], operation: Operation) -> None:
    """Neither a check that expects a value nor a wording that does: the words of whatever case comes out are said."""
    dossier = FULL[operation]
    spoilt = [spoil(dossier, kind, key, state) for kind, key in asked_for(dossier, rule)]
    crashed = [judge((rule,), one, a_context(one, operation=operation)).crashes for one in spoilt]
    assert set(crashed) <= {()}


def test_a_rule_of_another_severity_makes_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports that carry the same digest were made by rules of the same weight."""
    digest = catalogue_digest()
    first, *others = CATALOGUE
    other = Severity.WARNING if first.severity is not Severity.WARNING else Severity.INFO
    monkeypatch.setattr(catalogue, "CATALOGUE", (replace(first, severity=other), *others))
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    assert catalogue_digest() != digest
