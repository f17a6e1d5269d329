"""The coupon of the card: filled in for the buyer who drives with it, blank for a trader."""

from typing import Any

import pytest

from tests.builders import a_carte_grise, blank, doubtful, the_outcome, unknown
from validators.policy import Policy
from validators.rule import Rule
from validators.rules.coupon import CI_COUPON_BLANK_FOR_TRADER, CI_COUPON_FILLED, CI_COUPON_OR_CPI

ASKED = {"policy": Policy(coupon_unfilled="reject")}
TRADER = {"acquereur": "professionnel"}
REGISTER = {"operation": "immatriculation"}


@pytest.mark.parametrize(
    ("rule", "values", "how", "outcome"),
    [
        pytest.param(CI_COUPON_FILLED, {}, {}, "passed", id="filled"),
        pytest.param(CI_COUPON_FILLED, {"coupon_rempli": False}, {}, "failed:warning", id="empty"),
        pytest.param(CI_COUPON_FILLED, {"coupon_rempli": blank()}, {}, "failed:warning", id="blank"),
        pytest.param(CI_COUPON_FILLED, {"coupon_rempli": False}, ASKED, "failed:incomplet", id="empty-and-asked-for"),
        pytest.param(CI_COUPON_FILLED, {"coupon_rempli": unknown()}, {}, "inconclusive:info", id="unread"),
        pytest.param(
            CI_COUPON_FILLED, {"coupon_rempli": doubtful(True)}, ASKED, "inconclusive:illisible", id="unread-asked-for"
        ),
        pytest.param(
            CI_COUPON_FILLED,
            {"coupon_present": False, "coupon_rempli": unknown()},
            ASKED,
            "not_applicable",
            id="card-without-coupon",
        ),
        pytest.param(CI_COUPON_FILLED, {"coupon_rempli": False}, TRADER, "not_applicable", id="a-trader-buys"),
        pytest.param(
            CI_COUPON_FILLED, {"coupon_rempli": False}, {"nature": "succession"}, "not_applicable", id="heirs"
        ),
        pytest.param(CI_COUPON_BLANK_FOR_TRADER, {"coupon_rempli": False}, TRADER, "passed", id="left-blank"),
        pytest.param(CI_COUPON_BLANK_FOR_TRADER, {}, TRADER, "failed:warning", id="filled-for-a-trader-A19"),
        pytest.param(
            CI_COUPON_BLANK_FOR_TRADER, {"coupon_rempli": unknown()}, TRADER, "inconclusive:info", id="trader-unread"
        ),
        pytest.param(CI_COUPON_BLANK_FOR_TRADER, {"coupon_present": False}, TRADER, "not_applicable", id="none"),
        pytest.param(CI_COUPON_BLANK_FOR_TRADER, {}, {}, "not_applicable", id="a-person-buys"),
        pytest.param(CI_COUPON_OR_CPI, {}, REGISTER, "failed:info", id="drives-with-the-coupon"),
        pytest.param(CI_COUPON_OR_CPI, {"coupon_present": unknown()}, REGISTER, "inconclusive:info", id="not-seen"),
        pytest.param(CI_COUPON_OR_CPI, {}, {}, "not_applicable", id="no-card-asked-for"),
    ],
)
def test_outcomes(rule: Rule, values: dict[str, Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, a_carte_grise(**{"coupon_rempli": True, **values}), **how) == outcome


def test_without_card_nothing_is_said() -> None:
    assert the_outcome(CI_COUPON_FILLED, without=("carte_grise",)) == "not_applicable"
