"""The code de cession: needed on ANTS only, for fifteen days; declared sale, formule and date stand in for it."""

from datetime import date
from typing import Any

import pytest

from tests.builders import a_carte_grise, an_accuse, blank, doubtful, the_outcome, unknown
from validators.policy import Policy
from validators.rule import Rule
from validators.rules.code_cession import (
    CODE_ALTERNATIVE,
    CODE_FORMAT,
    CODE_NEEDED,
    CODE_NOT_CONFIDENTIAL,
    CODE_VALIDITY,
    RULES,
)

BY_AGENT = {"operation": "immatriculation"}
ON_ANTS = {**BY_AGENT, "canal": "ants"}
DIGITS = {"code_cession": "48213"}
OLD = {"date_enregistrement": date(2026, 2, 28)}
UNDECLARED = {"date_enregistrement": unknown(), "numero_dossier": unknown()}
NO_CODE = {"code_cession": unknown()}


@pytest.mark.parametrize(
    ("rule", "values", "how", "outcome"),
    [
        pytest.param(CODE_NEEDED, {}, BY_AGENT, "failed:info", id="an-agent-needs-none-A01"),
        pytest.param(CODE_NEEDED, {}, {}, "not_applicable", id="the-seller-needs-none"),
        pytest.param(CODE_NEEDED, {}, ON_ANTS, "passed", id="code-on-ants"),
        pytest.param(CODE_NEEDED, DIGITS, ON_ANTS, "passed", id="alternative-on-ants-A55"),
        pytest.param(CODE_NEEDED, {**DIGITS, **UNDECLARED}, ON_ANTS, "failed:warning", id="unproven-code"),
        pytest.param(CODE_FORMAT, {}, {}, "passed", id="eleven"),
        pytest.param(CODE_FORMAT, {"code_cession": "A1B2C"}, {}, "passed", id="five-with-letters"),
        pytest.param(CODE_FORMAT, {"code_cession": "A1B2C3"}, {}, "failed:warning", id="six"),
        pytest.param(CODE_FORMAT, {"code_cession": "A1-2C"}, {}, "failed:warning", id="foreign-sign"),
        pytest.param(
            CODE_FORMAT,
            {"code_cession": "A1B2C"},
            {"policy": Policy(code_lengths=(11,))},
            "failed:warning",
            id="policy",
        ),
        pytest.param(CODE_FORMAT, DIGITS, {}, "not_applicable", id="five-digits-are-another-rule"),
        pytest.param(CODE_FORMAT, {"code_cession": doubtful("4KFNTNJJL1L")}, {}, "not_applicable", id="format-unread"),
        pytest.param(CODE_NOT_CONFIDENTIAL, {}, {}, "passed", id="no-other-code"),
        pytest.param(CODE_NOT_CONFIDENTIAL, DIGITS, {}, "failed:warning", id="five-digits-A55"),
        pytest.param(CODE_NOT_CONFIDENTIAL, NO_CODE, {}, "not_applicable", id="code-unread"),
        pytest.param(
            CODE_VALIDITY, {"date_enregistrement": date(2026, 3, 1)}, BY_AGENT, "passed", id="fifteenth-day-D27"
        ),
        pytest.param(CODE_VALIDITY, OLD, BY_AGENT, "failed:warning", id="sixteenth-day"),
        pytest.param(CODE_VALIDITY, OLD, ON_ANTS, "failed:warning", id="expired-with-an-alternative"),
        pytest.param(
            CODE_VALIDITY, OLD, {**BY_AGENT, "policy": Policy(code_validity_days=16)}, "passed", id="sixteen-by-policy"
        ),
        pytest.param(CODE_VALIDITY, {"date_enregistrement": blank()}, BY_AGENT, "inconclusive:info", id="undated"),
        pytest.param(CODE_VALIDITY, NO_CODE, BY_AGENT, "not_applicable", id="no-code"),
        pytest.param(CODE_VALIDITY, OLD, {}, "not_applicable", id="not-for-the-seller"),
        pytest.param(CODE_ALTERNATIVE, DIGITS, ON_ANTS, "failed:info", id="alternative-A55"),
        pytest.param(CODE_ALTERNATIVE, {**NO_CODE, **UNDECLARED}, ON_ANTS, "failed:warning", id="nothing-at-all"),
        pytest.param(CODE_ALTERNATIVE, {}, ON_ANTS, "not_applicable", id="a-code-is-there"),
        pytest.param(CODE_ALTERNATIVE, DIGITS, BY_AGENT, "not_applicable", id="by-an-agent"),
    ],
)
def test_outcomes(rule: Rule, values: dict[str, Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, an_accuse(**values), **how) == outcome


def test_an_expired_code_stops_who_has_nothing_else() -> None:
    """On ANTS, with a card of before 2009 that has no numéro de formule."""
    old_card = a_carte_grise(numero_formule=blank())
    assert the_outcome(CODE_VALIDITY, an_accuse(**OLD), old_card, **ON_ANTS) == "failed:non_conforme"


def test_without_the_paper_only_ants_misses_the_code() -> None:
    assert [the_outcome(rule, **ON_ANTS) for rule in RULES] == [
        "failed:warning",
        "not_applicable",
        "not_applicable",
        "not_applicable",
        "failed:warning",
    ]
