"""Each rule on dates and result of the contrôle technique: passing, failing, in doubt, not applicable."""

from datetime import date
from typing import Any

import pytest

from tests.builders import (
    a_carte_grise,
    a_cession,
    a_controle_technique,
    blank,
    doubtful,
    the_finding,
    the_findings,
    the_outcome,
    unknown,
)
from validators.policy import Policy
from validators.rule import Rule
from validators.rules.ct_validite import (
    CT_BEFORE_SALE,
    CT_BOTH_PV,
    CT_EXPIRY_ALERT,
    CT_FRESHNESS,
    CT_FRESHNESS_AT_SALE,
    CT_RESULT_CRITICAL,
    CT_RESULT_MAJOR,
    CT_RETEST_WINDOW,
    CT_VALID_UNTIL,
)

YOUNG = a_carte_grise(date_premiere_immatriculation=date(2024, 5, 20))
CAMPER = a_carte_grise(genre="VASP", ptac_kg=unknown())
RETEST = {"nature": "contre_visite", "date_controle": date(2026, 2, 20), "date_visite_initiale": date(2026, 1, 5)}
INITIAL = a_controle_technique(1, date_controle=date(2026, 1, 5), resultat="S")


def pv(**values: Any) -> Any:
    return a_controle_technique(**values)


@pytest.mark.parametrize(
    ("rule", "papers", "how", "outcome"),
    [
        pytest.param(CT_FRESHNESS, [], {}, "passed", id="fresh"),
        pytest.param(
            CT_FRESHNESS, [pv(date_controle=date(2025, 9, 16))], {}, "failed:non_conforme", id="A07-six-months"
        ),
        pytest.param(
            CT_FRESHNESS, [pv(date_controle=doubtful(date(2026, 2, 10)))], {}, "inconclusive:illisible", id="A62"
        ),
        pytest.param(CT_FRESHNESS, [pv(date_controle=blank())], {}, "failed:incomplet", id="no-date"),
        pytest.param(CT_FRESHNESS, [YOUNG], {}, "not_applicable", id="not-needed"),
        pytest.param(CT_FRESHNESS, [a_carte_grise(genre=unknown())], {}, "inconclusive:illisible", id="need-not-known"),
        pytest.param(CT_FRESHNESS, [pv(nature="volontaire")], {}, "not_applicable", id="voluntary-is-ct-kind"),
        pytest.param(
            CT_FRESHNESS,
            [pv(**{**RETEST, "date_controle": date(2026, 3, 1), "date_visite_initiale": date(2025, 9, 16)})],
            {},
            "failed:non_conforme",
            id="counts-from-the-visit-not-the-retest",
        ),
        pytest.param(
            CT_FRESHNESS,
            [pv(**{**RETEST, "date_visite_initiale": blank()})],
            {},
            "inconclusive:illisible",
            id="visit-unknown",
        ),
        pytest.param(CT_FRESHNESS_AT_SALE, [], {}, "passed", id="at-sale"),
        pytest.param(
            CT_FRESHNESS_AT_SALE, [pv(date_controle=date(2025, 9, 12))], {}, "failed:non_conforme", id="at-sale-old"
        ),
        pytest.param(
            CT_FRESHNESS_AT_SALE, [a_cession(date_cession=unknown())], {}, "inconclusive:illisible", id="at-sale-unread"
        ),
        pytest.param(
            CT_FRESHNESS_AT_SALE, [pv(date_controle=date(2026, 3, 13))], {}, "not_applicable", id="at-sale-later-visit"
        ),
        pytest.param(CT_BEFORE_SALE, [pv(date_controle=date(2026, 3, 12))], {}, "passed", id="before-same-day"),
        pytest.param(CT_BEFORE_SALE, [pv(date_controle=date(2026, 3, 13))], {}, "failed:warning", id="before-not"),
        pytest.param(CT_BEFORE_SALE, [pv(date_controle=unknown())], {}, "inconclusive:warning", id="before-unread"),
        pytest.param(CT_BEFORE_SALE, [YOUNG], {}, "not_applicable", id="before-not-needed"),
        pytest.param(CT_EXPIRY_ALERT, [], {}, "passed", id="expiry-far"),
        pytest.param(
            CT_EXPIRY_ALERT, [pv(date_controle=date(2025, 9, 17))], {}, "failed:info", id="A06-expiry-last-day"
        ),
        pytest.param(CT_EXPIRY_ALERT, [pv(resultat="S")], {}, "failed:info", id="A12-expiry-of-majors"),
        pytest.param(CT_EXPIRY_ALERT, [pv(date_controle=date(2025, 1, 1))], {}, "not_applicable", id="expiry-past"),
        pytest.param(CT_EXPIRY_ALERT, [pv(resultat=unknown())], {}, "inconclusive:info", id="expiry-unread"),
        pytest.param(CT_RESULT_MAJOR, [], {}, "passed", id="A-favourable"),
        pytest.param(
            CT_RESULT_MAJOR,
            [pv(resultat="S", limite_validite=date(2026, 4, 9))],
            {},
            "failed:warning",
            id="A12-S-in-time",
        ),
        pytest.param(
            CT_RESULT_MAJOR,
            [pv(resultat="S", date_controle=date(2026, 1, 14), limite_validite=date(2026, 3, 13))],
            {},
            "failed:non_conforme",
            id="A13-S-too-late",
        ),
        pytest.param(
            CT_RESULT_MAJOR,
            [pv(resultat="S", limite_validite=date(2026, 3, 15))],
            {},
            "failed:non_conforme",
            id="S-printed-limit-is-shorter",
        ),
        pytest.param(
            CT_RESULT_MAJOR,
            [pv(resultat="S", date_controle=date(2026, 1, 10), limite_validite=date(2028, 1, 9))],
            {},
            "failed:non_conforme",
            id="S-printed-limit-never-lengthens",
        ),
        pytest.param(
            CT_RESULT_MAJOR,
            [pv(resultat="S")],
            {"policy": Policy(ct_major_private="forbid")},
            "failed:non_conforme",
            id="A14-forbidden",
        ),
        pytest.param(
            CT_RESULT_MAJOR,
            [pv(resultat="S"), a_carte_grise(ptac_kg=12000, genre="CAM")],
            {},
            "failed:non_conforme",
            id="S-heavy-one-month",
        ),
        pytest.param(
            CT_RESULT_MAJOR,
            [pv(resultat="S", date_controle=date(2026, 2, 16)), CAMPER],
            {},
            "failed:warning",
            id="S-mass-unread-in-time-either-way",
        ),
        pytest.param(
            CT_RESULT_MAJOR,
            [pv(resultat="S", date_controle=date(2026, 2, 1), limite_validite=unknown()), CAMPER],
            {},
            "inconclusive:illisible",
            id="S-mass-unread-decides",
        ),
        pytest.param(
            CT_RESULT_MAJOR,
            [pv(resultat="S", date_controle=date(2026, 1, 14), limite_validite=unknown()), CAMPER],
            {},
            "failed:non_conforme",
            id="S-mass-unread-too-late-either-way",
        ),
        pytest.param(CT_RESULT_MAJOR, [pv(resultat=unknown())], {}, "inconclusive:illisible", id="result-unread"),
        pytest.param(CT_RESULT_MAJOR, [pv(resultat=blank())], {}, "inconclusive:illisible", id="result-blank"),
        pytest.param(
            CT_RESULT_MAJOR, [pv(resultat="S")], {"acquereur": "professionnel"}, "not_applicable", id="S-trader"
        ),
        pytest.param(CT_RESULT_CRITICAL, [pv(resultat="S")], {}, "passed", id="R-not"),
        pytest.param(CT_RESULT_CRITICAL, [pv(resultat="R")], {}, "failed:non_conforme", id="A15-R"),
        pytest.param(CT_RESULT_CRITICAL, [YOUNG, pv(resultat="R")], {}, "failed:non_conforme", id="R-of-a-young-car"),
        pytest.param(
            CT_RESULT_CRITICAL,
            [pv(resultat="R", date_controle=date(2026, 3, 16)), a_cession(date_cession=date(2026, 3, 16))],
            {"policy": Policy(ct_critical="same_day_warn")},
            "failed:warning",
            id="R-same-day-allowed-by-policy",
        ),
        pytest.param(CT_RESULT_CRITICAL, [pv(resultat=doubtful("A"))], {}, "inconclusive:illisible", id="R-or-A"),
        pytest.param(
            CT_RESULT_CRITICAL,
            [pv(resultat="R")],
            {"operation": "destruction", "nature": "destruction"},
            "not_applicable",
            id="R-destruction",
        ),
        pytest.param(CT_RETEST_WINDOW, [], {}, "not_applicable", id="no-retest"),
        pytest.param(CT_RETEST_WINDOW, [pv(**RETEST)], {}, "passed", id="A16-retest-in-time"),
        pytest.param(
            CT_RETEST_WINDOW,
            [pv(**{**RETEST, "date_controle": date(2026, 3, 6)})],
            {},
            "failed:non_conforme",
            id="D29-retest-late",
        ),
        pytest.param(
            CT_RETEST_WINDOW,
            [pv(**{**RETEST, "date_visite_initiale": unknown()})],
            {},
            "inconclusive:illisible",
            id="retest-of-what",
        ),
        pytest.param(CT_BOTH_PV, [pv(**RETEST)], {}, "failed:warning", id="A17-only-the-retest"),
        pytest.param(
            CT_BOTH_PV,
            [pv(**{**RETEST, "date_visite_initiale": blank()})],
            {},
            "inconclusive:illisible",
            id="retest-without-a-date",
        ),
        pytest.param(CT_BOTH_PV, [], {}, "not_applicable", id="both-no-retest"),
        pytest.param(CT_VALID_UNTIL, [], {}, "passed", id="limit-A"),
        pytest.param(
            CT_VALID_UNTIL, [pv(limite_validite=date(2027, 2, 9))], {}, "failed:warning", id="limit-of-one-year"
        ),
        pytest.param(
            CT_VALID_UNTIL,
            [pv(limite_validite=date(2026, 4, 9))],
            {},
            "inconclusive:illisible",
            id="A-with-the-limit-of-S",
        ),
        pytest.param(
            CT_VALID_UNTIL,
            [pv(limite_validite=date(2026, 2, 10))],
            {},
            "inconclusive:illisible",
            id="A-with-the-limit-of-R",
        ),
        pytest.param(CT_VALID_UNTIL, [pv(resultat="S", limite_validite=date(2026, 4, 10))], {}, "passed", id="limit-S"),
        pytest.param(CT_VALID_UNTIL, [pv(resultat="R", limite_validite=date(2026, 2, 10))], {}, "passed", id="limit-R"),
        pytest.param(
            CT_VALID_UNTIL,
            [a_carte_grise(genre="MTT2"), pv(limite_validite=date(2029, 2, 9))],
            {},
            "passed",
            id="limit-motorcycle",
        ),
        pytest.param(CT_VALID_UNTIL, [pv(limite_validite=unknown())], {}, "not_applicable", id="limit-unread"),
    ],
)
def test_outcomes(rule: Rule, papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, *papers, **how) == outcome


def test_visit_printed_on_the_retest_and_the_one_joined_must_agree() -> None:
    retest = a_controle_technique(2, **{**RETEST, "date_visite_initiale": date(2026, 1, 6)})
    assert [one.status for one in the_findings(CT_FRESHNESS, INITIAL, retest)] == ["not_applicable", "inconclusive"]


def test_retest_with_the_initial_report_is_complete() -> None:
    retest = a_controle_technique(2, **RETEST)
    assert [one.status for one in the_findings(CT_BOTH_PV, INITIAL, retest)] == ["not_applicable", "passed"]


def test_an_older_favourable_report_does_not_hide_a_newer_critical_one() -> None:
    newer = a_controle_technique(2, date_controle=date(2026, 3, 1), resultat="R")
    assert [one.status for one in the_findings(CT_RESULT_CRITICAL, a_controle_technique(1), newer)] == [
        "not_applicable",
        "failed",
    ]


def test_a_newer_favourable_report_replaces_an_older_critical_one() -> None:
    older = a_controle_technique(2, date_controle=date(2026, 1, 1), resultat="R")
    assert [one.status for one in the_findings(CT_RESULT_CRITICAL, a_controle_technique(1), older)] == [
        "passed",
        "not_applicable",
    ]


def test_a_report_whose_date_is_unread_is_judged_too() -> None:
    undated = a_controle_technique(2, date_controle=unknown(), resultat="R")
    statuses = [one.status for one in the_findings(CT_RESULT_CRITICAL, a_controle_technique(1), undated)]
    assert statuses == ["passed", "failed"]


def test_failure_says_until_when_the_report_was_good() -> None:
    finding = the_finding(CT_FRESHNESS, pv(date_controle=date(2025, 8, 31)), date_demande=date(2026, 2, 28))
    assert "27/02/2026" in finding.message
    assert finding.evidence[0].field == "date_controle"
