"""Each rule on the need of a contrôle technique and on its report: passing, failing, in doubt, not applicable."""

from datetime import date
from typing import Any

import pytest

from tests.builders import (
    a_carte_grise,
    a_cession,
    a_controle_technique,
    a_field,
    blank,
    doubtful,
    the_finding,
    the_findings,
    the_outcome,
    unknown,
)
from validators.rule import Rule
from validators.rules.controle_technique import (
    CT_AGE_CROSSING,
    CT_KIND,
    CT_NOT_FUTURE,
    CT_NOT_REQUIRED_TRADER,
    CT_ORIGIN,
    CT_REQUIRED,
    CT_VEHICLE_MATCH,
)

YOUNG = a_carte_grise(date_premiere_immatriculation=date(2024, 5, 20))


def pv(**values: Any) -> Any:
    return a_controle_technique(**values)


@pytest.mark.parametrize(
    ("rule", "papers", "how", "outcome"),
    [
        pytest.param(CT_REQUIRED, [], {}, "passed", id="needed"),
        pytest.param(CT_REQUIRED, [YOUNG], {}, "passed", id="not-needed"),
        pytest.param(
            CT_REQUIRED,
            [a_carte_grise(date_premiere_immatriculation=unknown())],
            {},
            "inconclusive:illisible",
            id="first-registration-unread",
        ),
        pytest.param(CT_REQUIRED, [a_carte_grise(genre=blank())], {}, "inconclusive:illisible", id="kind-blank"),
        pytest.param(CT_REQUIRED, [], {"without": ("carte_grise",)}, "not_applicable", id="no-card"),
        pytest.param(CT_AGE_CROSSING, [], {}, "passed", id="long-since-four"),
        pytest.param(
            CT_AGE_CROSSING,
            [a_carte_grise(date_premiere_immatriculation=date(2022, 3, 14))],
            {},
            "failed:warning",
            id="four-between-sale-and-request",
        ),
        pytest.param(
            CT_AGE_CROSSING,
            [a_carte_grise(date_premiere_immatriculation=unknown())],
            {},
            "inconclusive:warning",
            id="crossing-unread",
        ),
        pytest.param(CT_AGE_CROSSING, [], {"acquereur": "professionnel"}, "not_applicable", id="crossing-trader"),
        pytest.param(CT_KIND, [], {}, "passed", id="periodic"),
        pytest.param(CT_KIND, [pv(nature="contre_visite")], {}, "passed", id="retest"),
        pytest.param(CT_KIND, [pv(nature="volontaire")], {}, "failed:non_conforme", id="voluntary"),
        pytest.param(CT_KIND, [pv(nature="complementaire")], {}, "failed:non_conforme", id="complementary"),
        pytest.param(CT_KIND, [pv(regime="depuis_2018")], {}, "passed", id="present-form"),
        pytest.param(CT_KIND, [pv(regime=unknown())], {}, "passed", id="form-unread"),
        pytest.param(CT_KIND, [pv(regime="avant_2018")], {}, "failed:non_conforme", id="former-form"),
        pytest.param(
            CT_KIND,
            [pv(regime="avant_2018", nature=unknown())],
            {},
            "failed:non_conforme",
            id="former-form-kind-unread",
        ),
        pytest.param(CT_KIND, [pv(nature=unknown())], {}, "inconclusive:illisible", id="kind-unread"),
        pytest.param(CT_KIND, [pv(nature=doubtful("periodique"))], {}, "inconclusive:illisible", id="kind-doubtful"),
        pytest.param(CT_KIND, [pv(nature="volontaire"), YOUNG], {}, "not_applicable", id="kind-not-needed"),
        pytest.param(CT_KIND, [], {"without": ("controle_technique",)}, "not_applicable", id="kind-absent"),
        pytest.param(CT_ORIGIN, [], {}, "passed", id="french"),
        pytest.param(CT_ORIGIN, [pv(pays="B")], {}, "failed:non_conforme", id="belgian"),
        pytest.param(CT_ORIGIN, [pv(pays=unknown())], {}, "passed", id="french-by-its-centre"),
        pytest.param(
            CT_ORIGIN, [pv(pays=unknown(), agrement_centre=unknown())], {}, "inconclusive:illisible", id="origin-unread"
        ),
        pytest.param(CT_ORIGIN, [YOUNG, pv(pays="B")], {}, "not_applicable", id="origin-not-needed"),
        pytest.param(CT_VEHICLE_MATCH, [], {}, "passed", id="same-vehicle"),
        pytest.param(
            CT_VEHICLE_MATCH,
            [pv(vin="VF7SXHMZ6FT512345", immatriculation="EF-456-GH")],
            {},
            "failed:non_conforme",
            id="other",
        ),
        pytest.param(CT_VEHICLE_MATCH, [pv(immatriculation="1234 AB 31")], {}, "failed:warning", id="former-plate"),
        pytest.param(CT_VEHICLE_MATCH, [pv(vin=unknown())], {}, "inconclusive:illisible", id="vin-unread"),
        pytest.param(
            CT_VEHICLE_MATCH,
            [pv(vin=unknown(), immatriculation="EF-456-GH")],
            {},
            "failed:non_conforme",
            id="vin-unread-other-plate",
        ),
        pytest.param(
            CT_VEHICLE_MATCH,
            [pv(vin=a_field("VF1RFB00456789013", confidence=0.9))],
            {},
            "inconclusive:illisible",
            id="vin-one-character-badly-read",
        ),
        pytest.param(
            CT_VEHICLE_MATCH, [pv(vin="VF1RFB00456789013")], {}, "failed:non_conforme", id="vin-one-character-well-read"
        ),
        pytest.param(CT_VEHICLE_MATCH, [], {"without": ("carte_grise",)}, "not_applicable", id="match-no-card"),
        pytest.param(CT_NOT_FUTURE, [pv(date_controle=date(2026, 3, 16))], {}, "passed", id="today"),
        pytest.param(CT_NOT_FUTURE, [pv(date_controle=date(2026, 3, 17))], {}, "failed:non_conforme", id="tomorrow"),
        pytest.param(
            CT_NOT_FUTURE,
            [pv(date_controle=date(2016, 5, 19))],
            {},
            "failed:non_conforme",
            id="before-first-registration",
        ),
        pytest.param(CT_NOT_FUTURE, [pv(date_controle=unknown())], {}, "not_applicable", id="date-unread"),
        pytest.param(CT_NOT_REQUIRED_TRADER, [], {}, "not_applicable", id="private-buyer"),
        pytest.param(CT_NOT_REQUIRED_TRADER, [], {"acquereur": "professionnel"}, "failed:info", id="trade-buyer"),
    ],
)
def test_outcomes(rule: Rule, papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, *papers, **how) == outcome


def test_need_is_explained_with_the_age() -> None:
    assert "9 ans" in the_finding(CT_REQUIRED, a_cession()).message


def test_a_voluntary_check_beside_a_periodic_visit_is_harmless() -> None:
    findings = the_findings(CT_KIND, a_controle_technique(1), a_controle_technique(2, nature="volontaire"))
    assert [one.status for one in findings] == ["passed"]


def test_the_report_of_another_vehicle_rejects_even_beside_the_right_one() -> None:
    other = a_controle_technique(2, vin="VF7SXHMZ6FT512345", immatriculation="EF-456-GH")
    assert [one.status for one in the_findings(CT_VEHICLE_MATCH, a_controle_technique(1), other)] == [
        "passed",
        "failed",
    ]
