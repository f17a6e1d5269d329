"""The worked examples of rules.md 3.3, each through the rule that it speaks of."""

from datetime import date, timedelta

import pytest

from pipeline.core.dates import last_good_day
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_controle_technique,
    a_dossier,
    a_situation_administrative,
    the_finding,
    the_outcome,
)
from validators.rules.csa import CSA_FRESHNESS
from validators.rules.ct_validite import CT_FRESHNESS, CT_RESULT_MAJOR, CT_RETEST_WINDOW, CT_VALID_UNTIL
from validators.rules.delays import DELAY_BUYER_MONTH, DELAY_DECLARATION

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("issued", "sale", "outcome"),
    [
        pytest.param(date(2026, 3, 1), date(2026, 3, 15), "passed", id="D01-14-days"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 16), "failed:non_conforme", id="D02-15-days"),
        pytest.param(date(2026, 2, 20), date(2026, 3, 6), "passed", id="D03"),
        pytest.param(date(2028, 2, 21), date(2028, 3, 6), "passed", id="D04"),
        pytest.param(date(2026, 3, 12), date(2026, 3, 12), "passed", id="D05-same-day"),
        pytest.param(date(2026, 3, 13), date(2026, 3, 12), "not_applicable", id="after-the-sale-is-another-rule"),
    ],
)
def test_situation_administrative_is_less_than_15_days_old(issued: date, sale: date, outcome: str) -> None:
    csa = a_situation_administrative(date_generation=issued, date_etat=issued)
    assert the_outcome(CSA_FRESHNESS, csa, a_cession(date_cession=sale), date_demande=sale) == outcome


@pytest.mark.parametrize(
    ("sale", "last"),
    [
        pytest.param(date(2026, 3, 12), date(2026, 3, 27), id="D06"),
        pytest.param(date(2026, 2, 20), date(2026, 3, 7), id="D07"),
        pytest.param(date(2026, 12, 20), date(2027, 1, 4), id="D08"),
    ],
)
def test_sale_is_declared_within_15_days(sale: date, last: date) -> None:
    cerfa = a_cession(date_cession=sale)
    assert the_outcome(DELAY_DECLARATION, cerfa, date_demande=last) == "passed"
    late = the_finding(DELAY_DECLARATION, cerfa, date_demande=last + DAY)
    assert (late.status, late.severity) == ("failed", "warning")
    assert f"{last:%d/%m/%Y}" in late.message


@pytest.mark.parametrize(
    ("sale", "last"),
    [
        pytest.param(date(2026, 3, 12), date(2026, 4, 12), id="D09"),
        pytest.param(date(2026, 1, 31), date(2026, 2, 28), id="D10"),
        pytest.param(date(2028, 1, 31), date(2028, 2, 29), id="D11"),
        pytest.param(date(2026, 2, 1), date(2026, 3, 1), id="D12"),
        pytest.param(date(2026, 7, 10), date(2026, 8, 10), id="D13"),
    ],
)
def test_buyer_asks_within_a_month(sale: date, last: date) -> None:
    cerfa = a_cession(date_cession=sale)
    assert the_outcome(DELAY_BUYER_MONTH, cerfa, date_demande=last, operation="immatriculation") == "passed"
    assert the_outcome(DELAY_BUYER_MONTH, cerfa, date_demande=last + DAY, operation="immatriculation") == (
        "failed:warning"
    )


@pytest.mark.parametrize(
    ("visit", "last"),
    [
        pytest.param(date(2026, 3, 10), date(2026, 9, 9), id="D14"),
        pytest.param(date(2026, 10, 6), date(2027, 4, 5), id="D15"),
        pytest.param(date(2025, 8, 28), date(2026, 2, 27), id="D16-28"),
        pytest.param(date(2025, 8, 31), date(2026, 2, 27), id="D16-31"),
        pytest.param(date(2023, 8, 31), date(2024, 2, 28), id="D17"),
    ],
)
def test_inspection_is_less_than_six_months_old(visit: date, last: date) -> None:
    papers = (a_controle_technique(date_controle=visit), a_cession(date_cession=visit))
    assert the_outcome(CT_FRESHNESS, *papers, date_demande=last) == "passed"
    assert the_outcome(CT_FRESHNESS, *papers, date_demande=last + DAY) == "failed:non_conforme"


@pytest.mark.parametrize(
    ("visit", "last"),
    [
        pytest.param(date(2026, 2, 10), date(2026, 4, 9), id="D18"),
        pytest.param(date(2025, 12, 31), date(2026, 2, 27), id="D19"),
    ],
)
def test_major_defects_serve_two_months(visit: date, last: date) -> None:
    papers = (
        a_controle_technique(date_controle=visit, resultat="S", limite_validite=last),
        a_cession(date_cession=visit),
    )
    assert the_outcome(CT_RESULT_MAJOR, *papers, date_demande=last) == "failed:warning"
    assert the_outcome(CT_RESULT_MAJOR, *papers, date_demande=last + DAY) == "failed:non_conforme"


def test_printed_limit_is_two_years_less_a_day() -> None:
    """D20; one day more or less is how centres count, two are a contradiction."""
    visit, limit = date(2025, 5, 14), date(2027, 5, 13)
    assert last_good_day(visit, months=24) == limit
    for shift, outcome in ((0, "passed"), (1, "passed"), (-1, "passed"), (2, "failed:warning")):
        pv = a_controle_technique(date_controle=visit, limite_validite=limit + shift * DAY)
        assert the_outcome(CT_VALID_UNTIL, pv, date_demande=date(2025, 6, 1)) == outcome


@pytest.mark.parametrize(
    ("first", "genre", "sale", "needed"),
    [
        pytest.param(date(2022, 10, 1), "VP", date(2026, 9, 30), False, id="D21"),
        pytest.param(date(2022, 10, 1), "VP", date(2026, 10, 1), True, id="D22"),
        pytest.param(date(2020, 2, 29), "MTT2", date(2025, 2, 27), False, id="D23-day-before"),
        pytest.param(date(2020, 2, 29), "MTT2", date(2025, 2, 28), True, id="D23-anniversary"),
    ],
)
def test_inspection_is_needed_from_the_anniversary(first: date, genre: str, sale: date, needed: bool) -> None:
    dossier = a_dossier(a_carte_grise(date_premiere_immatriculation=first, genre=genre), a_cession(date_cession=sale))
    assert a_context(dossier, date_demande=sale).inspection.needed is needed


@pytest.mark.parametrize(
    ("retest", "outcome"),
    [
        pytest.param(date(2026, 3, 4), "passed", id="before-the-boundary"),
        pytest.param(date(2026, 3, 5), "failed:warning", id="D28-boundary-day"),
        pytest.param(date(2026, 3, 6), "failed:non_conforme", id="D29"),
        pytest.param(date(2026, 1, 4), "inconclusive:illisible", id="before-the-visit"),
    ],
)
def test_retest_follows_within_two_months(retest: date, outcome: str) -> None:
    pv = a_controle_technique(nature="contre_visite", date_controle=retest, date_visite_initiale=date(2026, 1, 5))
    assert the_outcome(CT_RETEST_WINDOW, pv, date_demande=date(2026, 3, 16)) == outcome
