"""Being late warns or informs, and never rejects. The limit days themselves are in test_delays_examples.py."""

from datetime import date
from typing import Any

import pytest

from tests.builders import a_cession, the_outcome, unknown
from validators.policy import Policy
from validators.rule import Rule
from validators.rules.delays import DELAY_BUYER_MONTH, DELAY_DA, DELAY_DECLARATION

LATE = date(2026, 4, 13)


@pytest.mark.parametrize(
    ("rule", "how", "outcome"),
    [
        pytest.param(DELAY_DECLARATION, {}, "passed", id="declared-in-time"),
        pytest.param(DELAY_DECLARATION, {"date_demande": LATE}, "failed:warning", id="declared-late"),
        pytest.param(
            DELAY_DECLARATION,
            {"date_demande": LATE, "policy": Policy(late_declaration="info")},
            "failed:info",
            id="declared-late-for-information",
        ),
        pytest.param(
            DELAY_DECLARATION, {"date_demande": LATE, "operation": "immatriculation"}, "failed:info", id="by-the-buyer"
        ),
        pytest.param(DELAY_DECLARATION, {"operation": "achat"}, "not_applicable", id="purchase"),
        pytest.param(DELAY_BUYER_MONTH, {"operation": "immatriculation"}, "passed", id="asked-in-time"),
        pytest.param(
            DELAY_BUYER_MONTH, {"operation": "immatriculation", "date_demande": LATE}, "failed:warning", id="asked-late"
        ),
        pytest.param(DELAY_BUYER_MONTH, {"date_demande": LATE}, "not_applicable", id="only-the-sale"),
        pytest.param(
            DELAY_BUYER_MONTH, {"operation": "immatriculation", "nature": "export"}, "not_applicable", id="abroad"
        ),
        pytest.param(DELAY_DA, {"operation": "achat"}, "passed", id="purchase-in-time"),
        pytest.param(DELAY_DA, {"operation": "achat", "date_demande": LATE}, "failed:warning", id="purchase-late"),
        pytest.param(DELAY_DA, {"date_demande": LATE}, "not_applicable", id="no-purchase"),
    ],
)
def test_outcomes(rule: Rule, how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, **how) == outcome


@pytest.mark.parametrize(
    ("rule", "operation"),
    [(DELAY_DECLARATION, "cession"), (DELAY_BUYER_MONTH, "immatriculation"), (DELAY_DA, "achat")],
)
def test_unread_day_of_the_sale_does_not_block(rule: Rule, operation: str) -> None:
    cerfa = a_cession(date_cession=unknown())
    assert the_outcome(rule, cerfa, operation=operation) == "inconclusive:warning"
