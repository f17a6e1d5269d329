"""Until when a dossier can be filed, and the line for HistoVec."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from pipeline.core.documents import Document
from pipeline.core.dossier import Facts
from pipeline.core.report import Advice, Validity
from tests.builders import (
    a_carte_grise,
    a_context,
    a_controle_technique,
    a_dossier,
    a_situation_administrative,
    blank,
    doubtful,
)
from validators.advice import advise
from validators.catalogue import CATALOGUE
from validators.context import PARIS
from validators.engine import judge
from validators.policy import Policy


def advice(*documents: Document, without: tuple[str, ...] = (), options: Facts | None = None, **how: Any) -> Advice:
    dossier = a_dossier(*documents, without=without)
    context = a_context(dossier, **how)
    return advise(CATALOGUE, dossier, options or Facts(), context, judge(CATALOGUE, dossier, context))


def valid(*documents: Document, **how: Any) -> Validity | None:
    return advice(*documents, **how).valable_jusqu_au


@pytest.mark.parametrize(
    ("visit", "last"),
    [
        pytest.param(date(2026, 3, 10), date(2026, 9, 9), id="D14"),
        pytest.param(date(2025, 10, 6), date(2026, 4, 5), id="D15-a-year-earlier"),
        pytest.param(date(2025, 9, 30), date(2026, 3, 29), id="short-month"),
    ],
)
def test_the_inspection_that_grows_old(visit: date, last: date) -> None:
    """The worked examples of rules.md 3.3: last good day, and the rule that rejects on the next one."""
    found = valid(a_controle_technique(date_controle=visit, limite_validite=date(2028, 1, 1)))
    assert found == Validity(
        as_of=date(2026, 3, 16), last_day=last, first_failing_day=last + timedelta(days=1), rules=("ct.freshness",)
    )


def test_the_next_rule_to_fail_is_named() -> None:
    """D18: with major defects the two months end before the six."""
    pv = a_controle_technique(resultat="S", date_controle=date(2026, 2, 10), limite_validite=None)
    found = valid(pv)
    assert found is not None
    assert (found.last_day, found.rules) == (date(2026, 4, 9), ("ct.result-major",))


def test_a_certificate_counts_by_the_day_of_filing_only_when_the_policy_says_so() -> None:
    csa = a_situation_administrative(date_generation=date(2026, 3, 5), date_etat=date(2026, 3, 5))
    found = valid(csa, policy=Policy(csa_reference="application"))
    assert found is not None
    assert (found.first_failing_day, found.rules) == (date(2026, 3, 20), ("csa.freshness",))


def test_what_rejects_already_does_not_count() -> None:
    """A dossier rejected for its inspection still says when the next rule will reject it."""
    old = a_controle_technique(date_controle=date(2025, 9, 1), limite_validite=date(2027, 8, 31))
    assert valid(old) is None
    assert valid(a_carte_grise(barree=False)) == valid()


def test_a_vehicle_without_inspection_stays_fileable() -> None:
    young = a_carte_grise(date_premiere_immatriculation=date(2024, 5, 20))
    assert valid(young, without=("controle_technique",)) is None


def test_nothing_is_judged_beyond_the_end_of_the_calendar() -> None:
    young = a_controle_technique(date_controle=date(9999, 1, 1), limite_validite=date.max)
    found = valid(young, date_demande=date(9999, 2, 1))
    assert found is not None
    assert (found.last_day, found.rules) == (date(9999, 6, 30), ("ct.freshness",))
    assert valid(young, date_demande=date.max) is None


def test_halving_finds_what_stepping_day_by_day_finds() -> None:
    pv = a_controle_technique(date_controle=date(2025, 10, 6), limite_validite=date(2027, 10, 5))
    dossier = a_dossier(pv)
    found = valid(pv)
    assert found is not None
    days = [date(2026, 3, 16) + timedelta(days=ahead) for ahead in range(30)]
    rejected = [
        day
        for day in days
        if any(one.motif for one in judge(CATALOGUE, dossier, a_context(dossier, date_demande=day)).findings)
    ]
    assert rejected[0] == found.first_failing_day
    assert rejected == days[days.index(rejected[0]) :]


def test_the_instant_of_the_check_moves_with_the_day_of_filing() -> None:
    """A day of filing given on the command line is where counting starts, not the day of the check."""
    now = datetime.combine(date(2026, 3, 16), time(10), tzinfo=PARIS)
    found = valid(date_demande=date(2026, 4, 1), now=now)
    assert found is not None
    assert (found.as_of, found.last_day) == (date(2026, 4, 1), date(2026, 8, 9))


def test_the_facts_of_the_command_line_are_kept() -> None:
    """Sold to the car trade no inspection is needed, so none grows old."""
    assert valid(options=Facts(acquereur="professionnel"), acquereur="professionnel") is None


@pytest.mark.parametrize(
    ("card", "line"),
    [
        pytest.param({}, "AB-123-CD ; 2019AB12345 ; MARTIN CLAIRE", id="siv"),
        pytest.param(
            {
                "immatriculation": "1234 AB 31",
                "modele": "fni",
                "numero_formule": None,
                "date_certificat": date(2006, 9, 14),
            },
            "1234 AB 31 ; 14/09/2006 ; MARTIN CLAIRE",
            id="fni-by-the-date-of-the-certificate",
        ),
        pytest.param({"numero_formule": doubtful("2019AB12345")}, None, id="doubtful-formule"),
        pytest.param({"titulaire": doubtful("MARTIN CLAIRE")}, None, id="doubtful-holder"),
        pytest.param({"immatriculation": blank()}, None, id="no-plate"),
        pytest.param({"immatriculation": "????"}, None, id="no-plate-of-a-known-series"),
        pytest.param(
            {"titulaire": "GARAGE DU PORT SARL"}, "AB-123-CD ; 2019AB12345 ; GARAGE DU PORT SARL", id="company"
        ),
    ],
)
def test_the_line_for_histovec(card: dict[str, Any], line: str | None) -> None:
    assert advice(a_carte_grise(**card)).histovec == line


def test_without_a_card_there_is_no_line_for_histovec() -> None:
    assert advice(without=("carte_grise",)).histovec is None
