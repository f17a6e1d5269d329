"""Signals of a false or misread paper: none rejects alone, together they are for a person to look at."""

from datetime import date, time
from typing import Any

import pytest

from pipeline.core.report import Severity, Status
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_controle_technique,
    a_dossier,
    a_recepisse,
    an_accuse,
    blank,
    doubtful,
    the_finding,
    the_outcome,
    unknown,
)
from validators.catalogue import CATALOGUE, LEFT_OUT
from validators.engine import judge
from validators.policy import Policy
from validators.rule import PROJECT, Outcome, Rule, Wording
from validators.rules.fraude import (
    FRAUD_DATE_ORDER,
    FRAUD_ROUND_HOUR,
    FRAUD_SCORE,
    FRAUD_VIN_CHECK_DIGIT,
    FRAUD_VIN_WMI_MAKE,
    MAKES,
    SIGNALS,
)


@pytest.mark.parametrize(
    ("rule", "values", "outcome"),
    [
        pytest.param(FRAUD_VIN_CHECK_DIGIT, {"vin": "1M8GDM9AXKP042788"}, "passed", id="right-digit"),
        pytest.param(FRAUD_VIN_CHECK_DIGIT, {"vin": "1M8GDM9A1KP042788"}, "failed:info", id="wrong-digit"),
        pytest.param(FRAUD_VIN_CHECK_DIGIT, {}, "not_applicable", id="european"),
        pytest.param(FRAUD_VIN_CHECK_DIGIT, {"vin": "1M8GDM9"}, "not_applicable", id="old-and-short"),
        pytest.param(FRAUD_VIN_CHECK_DIGIT, {"vin": unknown()}, "not_applicable", id="vin-unread"),
        pytest.param(FRAUD_VIN_WMI_MAKE, {}, "passed", id="renault"),
        pytest.param(FRAUD_VIN_WMI_MAKE, {"marque": "DACIA"}, "passed", id="same-group"),
        pytest.param(FRAUD_VIN_WMI_MAKE, {"vin": "WVWZZZ1KZAW000001", "marque": "VW"}, "passed", id="short-make"),
        pytest.param(FRAUD_VIN_WMI_MAKE, {"marque": "PEUGEOT"}, "failed:warning", id="another-maker"),
        pytest.param(FRAUD_VIN_WMI_MAKE, {"marque": "PILOTE", "genre": "VASP"}, "not_applicable", id="motor-home"),
        pytest.param(FRAUD_VIN_WMI_MAKE, {"vin": "ZZZRFB00456789012"}, "not_applicable", id="not-in-the-table"),
        pytest.param(FRAUD_VIN_WMI_MAKE, {"marque": doubtful("PEUGEOT")}, "not_applicable", id="make-doubtful"),
    ],
)
def test_the_vin(rule: Rule, values: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, a_carte_grise(**values)) == outcome


def test_the_table_of_makers_is_written_as_makes_are_compared() -> None:
    assert all(len(begin) == 3 and begin.isalnum() and begin == begin.upper() for begin in MAKES)
    assert all(make.isalpha() and make == make.upper() for makes in MAKES.values() for make in makes)


@pytest.mark.parametrize(
    ("papers", "how", "outcome"),
    [
        pytest.param([], {}, "passed", id="conforming"),
        pytest.param([a_carte_grise(date_certificat=date(2016, 5, 20))], {}, "passed", id="new-when-registered"),
        pytest.param([a_carte_grise(date_certificat=date(2016, 5, 19))], {}, "inconclusive:illisible", id="card-first"),
        pytest.param([a_carte_grise(date_certificat=doubtful(date(2016, 5, 19)))], {}, "not_applicable", id="doubtful"),
        pytest.param([a_recepisse()], {}, "passed", id="purchase-recorded-later"),
        pytest.param([a_recepisse(date_enregistrement=date(2026, 2, 1))], {}, "inconclusive:illisible",
                     id="purchase-recorded-before"),
        pytest.param([a_recepisse(1), a_recepisse(2, date_achat=date(2026, 3, 1), date_enregistrement=unknown())], {},
                     "passed", id="records-are-of-their-own-purchase"),
        pytest.param([an_accuse(date_enregistrement=date(2026, 3, 11))], {}, "inconclusive:illisible",
                     id="sale-recorded-before"),
        pytest.param([], {"date_demande": date(2026, 3, 11), "now": a_context().now}, "inconclusive:illisible",
                     id="filed-before-the-sale"),
        pytest.param([a_cession(date_cession=date(2026, 3, 20))], {}, "passed", id="a-sale-to-come-is-another-rule"),
        pytest.param([], {"without": ("carte_grise", "certificat_cession")}, "not_applicable", id="nothing-dated"),
    ],
)  # fmt: skip
def test_the_order_of_dates(papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(FRAUD_DATE_ORDER, *papers, **how) == outcome


@pytest.mark.parametrize(
    ("hour", "outcome"),
    [
        pytest.param(time(14, 30), "passed", id="afternoon"),
        pytest.param(time(0, 1), "passed", id="after-midnight"),
        pytest.param(time(0, 0), "failed:info", id="midnight"),
        pytest.param(blank(), "not_applicable", id="none"),
        pytest.param(doubtful(time(0, 0)), "not_applicable", id="doubtful"),
    ],
)
def test_the_hour(hour: Any, outcome: str) -> None:
    assert the_outcome(FRAUD_ROUND_HOUR, a_cession(heure_cession=hour)) == outcome


def a_signal(rule: str, status: Status = Status.FAILED, severity: Severity = Severity.WARNING) -> Rule:
    """A rule of that name with that answer."""

    def check(context: Any) -> Outcome:
        return Outcome(status, severity=severity)

    return Rule(
        id=rule, title="Indice", title_en="Signal", sources=(PROJECT,), check=check, wording=Wording("Non.", "No.")
    )


INFO, DOUBT = Severity.INFO, Status.INCONCLUSIVE


@pytest.mark.parametrize(
    ("signals", "limit", "status"),
    [
        pytest.param([], 4, Status.PASSED, id="none"),
        pytest.param([a_signal("veh.formule-year")], 4, Status.PASSED, id="three-points"),
        pytest.param([a_signal("veh.formule-year"), a_signal("ct.valid-until")], 4, DOUBT, id="four-points"),
        pytest.param([a_signal("veh.formule-year")], 3, DOUBT, id="limit-of-three"),
        pytest.param(
            [a_signal("veh.formule-year"), a_signal("ct.valid-until", DOUBT)], 4, Status.PASSED, id="a-doubt-is-none"
        ),
        pytest.param(
            [a_signal("veh.formule-year"), a_signal("ci.mrz-check", severity=INFO)],
            4,
            Status.PASSED,
            id="nor-is-an-info",
        ),
        pytest.param(
            [a_signal("veh.formule-year"), a_signal("ct.valid-until", Status.PASSED)], 4, Status.PASSED, id="nor-a-pass"
        ),
        pytest.param([a_signal("party.owner-mention")] * 1, 1, Status.PASSED, id="another-rule-has-no-weight"),
    ],
)
def test_weak_signals_add_up(signals: list[Rule], limit: int, status: Status) -> None:
    """Wherever the score stands in the catalogue, all other rules have been run before it."""
    dossier = a_dossier()
    policy = Policy(fraud_review_score=limit)
    findings = judge((FRAUD_SCORE, *signals), dossier, a_context(dossier, policy=policy)).findings
    assert findings[0].rule == "fraud.score"
    assert findings[0].status is status


def test_one_signal_on_several_papers_counts_once() -> None:
    (rule,) = (each for each in CATALOGUE if each.id == "ct.valid-until")
    papers = [a_controle_technique(rank, limite_validite=date(2029, 2, 9)) for rank in range(1, 6)]
    dossier = a_dossier(*papers)
    findings = judge((rule, FRAUD_SCORE), dossier, a_context(dossier)).findings
    assert [one.status for one in findings[:5]] == [Status.FAILED] * 5
    assert findings[-1].status is Status.PASSED


def test_the_signals_are_named() -> None:
    dossier = a_dossier(a_carte_grise(marque="PEUGEOT"), a_cession(marque="PEUGEOT"))
    judgement = judge((FRAUD_VIN_WMI_MAKE, FRAUD_SCORE), dossier, a_context(dossier))
    assert "fraud.vin-wmi-make" in judgement.findings[-1].message
    assert "?" not in the_finding(FRAUD_VIN_WMI_MAKE, a_carte_grise(marque="PEUGEOT")).message


def test_signals_are_rules_that_exist() -> None:
    assert set(SIGNALS) - {"id.mrz-check"} <= {rule.id for rule in CATALOGUE} | set(LEFT_OUT)
