"""Each rule on the odometer: passing, failing, in doubt, not applicable."""

from datetime import date
from typing import Any

import pytest

from tests.builders import (
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
from validators.rules.kilometrage import KM_CT_AFTER_SALE, KM_NOT_BELOW_CT, KM_PLAUSIBLE_ABOVE_CT

LATER = {"date_controle": date(2026, 3, 13)}
NO_CT = {"without": ("controle_technique",)}


def km(cerfa: Any, **pv: Any) -> list[Any]:
    return [a_cession(kilometrage=cerfa), a_controle_technique(**pv)]


@pytest.mark.parametrize(
    ("rule", "papers", "how", "outcome"),
    [
        pytest.param(KM_NOT_BELOW_CT, km(84120), {}, "passed", id="equal"),
        pytest.param(KM_NOT_BELOW_CT, km(84119), {}, "failed:non_conforme", id="one-below"),
        pytest.param(KM_NOT_BELOW_CT, km(84119), {"policy": Policy(km_tolerance=1)}, "passed", id="tolerated"),
        pytest.param(KM_NOT_BELOW_CT, km(74650), {}, "failed:non_conforme", id="A30"),
        pytest.param(KM_NOT_BELOW_CT, km(74650), {"policy": Policy(km_below="warn")}, "failed:warning", id="warned"),
        pytest.param(
            KM_NOT_BELOW_CT, km(74650), {"policy": Policy(km_below="review")}, "inconclusive:illisible", id="reviewed"
        ),
        pytest.param(KM_NOT_BELOW_CT, km(unknown()), {}, "inconclusive:illisible", id="cerfa-unread"),
        pytest.param(KM_NOT_BELOW_CT, km(doubtful(84650)), {}, "inconclusive:illisible", id="cerfa-doubtful"),
        pytest.param(KM_NOT_BELOW_CT, km(blank()), {}, "not_applicable", id="cerfa-blank-is-another-rule"),
        pytest.param(KM_NOT_BELOW_CT, km(84650, kilometrage=unknown()), {}, "failed:info", id="ct-unread"),
        pytest.param(KM_NOT_BELOW_CT, km(74650, **LATER), {}, "not_applicable", id="later-inspection"),
        pytest.param(
            KM_NOT_BELOW_CT, km(74650, date_controle=unknown()), {}, "inconclusive:illisible", id="below-when-not-known"
        ),
        pytest.param(KM_NOT_BELOW_CT, [], NO_CT, "not_applicable", id="no-inspection"),
        pytest.param(KM_PLAUSIBLE_ABOVE_CT, km(84120 + 1000 + 300 * 30), {}, "passed", id="as-far-as-can-be"),
        pytest.param(KM_PLAUSIBLE_ABOVE_CT, km(84120 + 1000 + 300 * 30 + 1), {}, "failed:warning", id="farther"),
        pytest.param(KM_PLAUSIBLE_ABOVE_CT, km(unknown()), {}, "not_applicable", id="above-unread"),
        pytest.param(KM_PLAUSIBLE_ABOVE_CT, km(84650, **LATER), {}, "not_applicable", id="above-later"),
        pytest.param(KM_CT_AFTER_SALE, km(84120, **LATER), {}, "passed", id="later-reads-as-much"),
        pytest.param(KM_CT_AFTER_SALE, km(84121, **LATER), {}, "failed:warning", id="later-reads-less"),
        pytest.param(KM_CT_AFTER_SALE, km(84120), {}, "not_applicable", id="not-later"),
        pytest.param(KM_CT_AFTER_SALE, km(unknown(), **LATER), {}, "not_applicable", id="later-unread"),
    ],
)
def test_outcomes(rule: Rule, papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, *papers, **how) == outcome


def test_every_earlier_inspection_is_compared() -> None:
    older = a_controle_technique(2, date_controle=date(2024, 2, 12), kilometrage=90000)
    findings = the_findings(KM_NOT_BELOW_CT, a_controle_technique(1), older)
    assert [one.status for one in findings] == ["passed", "failed"]


def test_a_lost_digit_is_suggested() -> None:
    assert "chiffre" in the_finding(KM_NOT_BELOW_CT, *km(8465)).message
    assert "chiffre" not in the_finding(KM_NOT_BELOW_CT, *km(74650)).message
