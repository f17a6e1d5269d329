"""Every rule gives each of its answers, and each blocking one rejects its own fault, alone or with its companions."""

from datetime import date

import pytest

from pipeline.core.dossier import Dossier
from pipeline.core.report import Severity, Status
from tests.builders import a_context, a_field
from tests.validators.case_table import CASES
from tests.validators.cases import Given, Never, on
from tests.validators.spoilt import with_papers
from validators.catalogue import CATALOGUE
from validators.engine import judge
from validators.rule import Rule

ANSWERS = [
    pytest.param(rule, status, given, id=f"{rule.id}-{status}")
    for rule in CATALOGUE
    if rule.id in CASES
    for status, given in CASES[rule.id].of(rule).items()
    if isinstance(given, Given)
]
BLOCKING = [rule for rule in CATALOGUE if rule.severity is Severity.BLOCKING and rule.id in CASES]


def test_every_rule_of_the_catalogue_has_its_cases() -> None:
    assert set(CASES) == {rule.id for rule in CATALOGUE}


def test_the_conforming_dossier_is_not_rejected() -> None:
    assert [finding.rule for finding in on().findings() if finding.motif] == []


@pytest.mark.parametrize(("rule", "status", "given"), ANSWERS)
def test_a_rule_gives_that_answer(rule: Rule, status: Status, given: Given) -> None:
    assert status in {finding.status for finding in given.findings_of(rule)}


def test_what_a_rule_never_answers_has_a_reason() -> None:
    said = [given for cases in CASES.values() for given in vars(cases).values() if isinstance(given, Never)]
    assert said
    assert all(given.why for given in said)


@pytest.mark.parametrize("rule", BLOCKING, ids=lambda rule: rule.id)
def test_its_fault_alone_is_rejected_by_it_and_its_companions(rule: Rule) -> None:
    said = CASES[rule.id]
    rejecting = {finding.rule for finding in said.fault(rule).findings() if finding.motif}
    assert rejecting == {rule.id, *said.companions.split()}


def dated(dossier: Dossier, at: int, day: date) -> Dossier:
    """The dossier with every day that one of its papers states, by its rank, being that one."""
    paper = dossier.documents[at]
    days = {key: a_field(day) for key, field in paper.fields() if isinstance(field.value, date)}
    papers = [*dossier.documents]
    papers[at] = paper.model_copy(update=days)
    return with_papers(dossier, papers)


@pytest.mark.parametrize("day", [date.min, date(9996, 1, 1), date.max])
def test_no_day_is_too_far_for_a_rule(day: date) -> None:
    """Somebody may write it, and an engine may read it: that is a fault of the paper and not of the program."""
    judged = 0
    for rule in CATALOGUE:
        given = CASES[rule.id].fault(rule)
        dossier = given.dossier()
        for at in range(len(dossier.documents)):
            changed = dated(dossier, at, day)
            assert judge((rule,), changed, a_context(changed, **given.how)).crashes == ()
            judged += 1
    assert judged > len(CATALOGUE)
