"""Each rule on the certificat de situation administrative: passing, failing, in doubt, not applicable."""

from datetime import date
from typing import Any

import pytest

from pipeline.core.documents import SituationAdministrative
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_field,
    a_situation_administrative,
    blank,
    doubtful,
    the_finding,
    the_findings,
    the_outcome,
    unknown,
)
from validators.policy import Policy
from validators.rule import Rule
from validators.rules.csa import (
    CSA_AT_DECLARATION,
    CSA_CLEAR,
    CSA_FRESHNESS,
    CSA_GAGE,
    CSA_ISSUED_AFTER_SALE,
    CSA_NOT_FUTURE,
    CSA_THEFT,
    CSA_TITLE_LOST_OR_DUPLICATE,
    CSA_VEHICLE_MATCH,
    CSA_VEHICLE_STATUS,
)

NONE = {"without": ("situation_administrative",)}
DESTRUCTION = {"operation": "destruction", "nature": "destruction"}


def csa(**values: Any) -> Any:
    return a_situation_administrative(**values)


def issued(day: Any, state: Any = None) -> Any:
    return a_situation_administrative(date_generation=day, date_etat=state or day)


@pytest.mark.parametrize(
    ("rule", "papers", "how", "outcome"),
    [
        pytest.param(CSA_FRESHNESS, [issued(date(2026, 2, 26))], {}, "passed", id="A02-14-days"),
        pytest.param(CSA_FRESHNESS, [issued(date(2026, 2, 25))], {}, "failed:non_conforme", id="A03-15-days"),
        pytest.param(
            CSA_FRESHNESS,
            [issued(date(2026, 2, 25))],
            {"policy": Policy(csa_boundary="lenient")},
            "failed:warning",
            id="15-days-lenient",
        ),
        pytest.param(
            CSA_FRESHNESS,
            [issued(date(2026, 2, 24))],
            {"policy": Policy(csa_boundary="lenient")},
            "failed:non_conforme",
            id="16-days-lenient",
        ),
        pytest.param(
            CSA_FRESHNESS,
            [issued(date(2026, 3, 1))],
            {"policy": Policy(csa_reference="application")},
            "failed:non_conforme",
            id="counted-at-filing",
        ),
        pytest.param(CSA_FRESHNESS, [issued(date(2026, 2, 1))], DESTRUCTION, "failed:warning", id="destruction"),
        pytest.param(CSA_FRESHNESS, [issued(blank())], {}, "failed:incomplet", id="no-date"),
        pytest.param(CSA_FRESHNESS, [issued(doubtful(date(2026, 3, 5)))], {}, "inconclusive:illisible", id="doubtful"),
        pytest.param(CSA_FRESHNESS, [issued(blank(), date(2026, 3, 5))], {}, "passed", id="only-the-day-of-the-data"),
        pytest.param(CSA_FRESHNESS, [issued(date(2026, 3, 5), date(2026, 2, 1))], {}, "failed:warning", id="old-data"),
        pytest.param(
            CSA_FRESHNESS,
            [issued(date(2026, 3, 13))],
            {"date_demande": date(2026, 3, 27)},
            "not_applicable",
            id="after-the-sale-and-14-days-at-filing",
        ),
        pytest.param(
            CSA_FRESHNESS,
            [issued(date(2026, 3, 13))],
            {"date_demande": date(2026, 3, 28)},
            "failed:non_conforme",
            id="after-the-sale-and-15-days-at-filing",
        ),
        pytest.param(
            CSA_FRESHNESS,
            [issued(date(2026, 3, 13))],
            {"date_demande": date(2026, 3, 28), **DESTRUCTION},
            "failed:warning",
            id="after-the-sale-and-15-days-at-filing-to-breaker",
        ),
        pytest.param(CSA_FRESHNESS, [], NONE, "not_applicable", id="absent"),
        pytest.param(CSA_AT_DECLARATION, [issued(date(2026, 3, 2))], {}, "passed", id="filing-14-days"),
        pytest.param(CSA_AT_DECLARATION, [issued(date(2026, 3, 1))], {}, "failed:warning", id="filing-15-days"),
        pytest.param(CSA_AT_DECLARATION, [issued(date(2026, 1, 1))], {"canal": "ants"}, "not_applicable", id="by-ants"),
        pytest.param(
            CSA_AT_DECLARATION, [issued(date(2026, 1, 1))], {"operation": "immatriculation"}, "not_applicable", id="A04"
        ),
        pytest.param(CSA_ISSUED_AFTER_SALE, [issued(date(2026, 3, 12))], {}, "passed", id="day-of-the-sale"),
        pytest.param(CSA_ISSUED_AFTER_SALE, [issued(date(2026, 3, 13))], {}, "failed:warning", id="after"),
        pytest.param(
            CSA_ISSUED_AFTER_SALE,
            [issued(date(2026, 3, 13))],
            {"policy": Policy(csa_issued_after_sale="reject")},
            "failed:non_conforme",
            id="after-refused-by-policy",
        ),
        pytest.param(
            CSA_ISSUED_AFTER_SALE, [a_cession(date_cession=unknown())], {}, "inconclusive:warning", id="sale-unread"
        ),
        pytest.param(CSA_ISSUED_AFTER_SALE, [], NONE, "not_applicable", id="after-absent"),
        pytest.param(CSA_NOT_FUTURE, [issued(date(2026, 3, 16))], {}, "passed", id="today"),
        pytest.param(CSA_NOT_FUTURE, [issued(date(2026, 3, 17))], {}, "failed:non_conforme", id="tomorrow"),
        pytest.param(CSA_NOT_FUTURE, [], NONE, "not_applicable", id="future-absent"),
        pytest.param(CSA_CLEAR, [], {}, "passed", id="clear"),
        pytest.param(CSA_CLEAR, [csa(opposition_transfert="active")], {}, "failed:non_conforme", id="A43-otci"),
        pytest.param(CSA_CLEAR, [csa(declaration_valant_saisie="active")], {}, "failed:non_conforme", id="seizure"),
        pytest.param(CSA_CLEAR, [csa(vehicule_endommage="active")], {}, "failed:non_conforme", id="damaged"),
        pytest.param(
            CSA_CLEAR,
            [csa(vehicule_economiquement_irreparable="active", vehicule_endommage=unknown())],
            {},
            "failed:non_conforme",
            id="beyond-repair",
        ),
        pytest.param(
            CSA_CLEAR, [csa(vehicule_endommage="active")], DESTRUCTION, "failed:warning", id="damaged-to-breaker"
        ),
        pytest.param(
            CSA_CLEAR, [csa(opposition_transfert="active")], DESTRUCTION, "failed:non_conforme", id="otci-to-breaker"
        ),
        pytest.param(CSA_CLEAR, [csa(opposition_transfert=unknown())], {}, "inconclusive:illisible", id="otci-unread"),
        pytest.param(
            CSA_CLEAR, [csa(opposition_transfert=blank())], {}, "inconclusive:illisible", id="heading-without-its-word"
        ),
        pytest.param(
            CSA_CLEAR, [csa(opposition_transfert=doubtful("clear"))], {}, "inconclusive:illisible", id="otci-doubtful"
        ),
        pytest.param(
            CSA_CLEAR,
            [csa(vehicule_economiquement_irreparable=unknown())],
            {},
            "passed",
            id="heading-printed-only-if-any",
        ),
        pytest.param(
            CSA_CLEAR,
            [csa(vehicule_economiquement_irreparable=blank())],
            {},
            "inconclusive:illisible",
            id="printed-with-nothing-read-under-it",
        ),
        pytest.param(
            CSA_CLEAR,
            [csa(vehicule_economiquement_irreparable=a_field(None, confidence=0.0))],
            {},
            "inconclusive:illisible",
            id="printed-and-unread",
        ),
        pytest.param(
            CSA_CLEAR,
            [csa(vehicule_economiquement_irreparable=unknown(), vehicule_endommage=unknown())],
            {},
            "inconclusive:illisible",
            id="neither-heading",
        ),
        pytest.param(CSA_CLEAR, [], NONE, "not_applicable", id="clear-absent"),
        pytest.param(CSA_THEFT, [], {}, "passed", id="not-stolen"),
        pytest.param(CSA_THEFT, [csa(vehicule_vole="active")], {}, "failed:non_conforme", id="stolen"),
        pytest.param(CSA_THEFT, [csa(certificat_vole="active")], {}, "failed:non_conforme", id="title-stolen"),
        pytest.param(CSA_THEFT, [csa(vehicule_vole=unknown())], {}, "inconclusive:illisible", id="stolen-unread"),
        pytest.param(CSA_THEFT, [], NONE, "not_applicable", id="theft-absent"),
        pytest.param(CSA_TITLE_LOST_OR_DUPLICATE, [], {}, "passed", id="newest-title"),
        pytest.param(
            CSA_TITLE_LOST_OR_DUPLICATE, [csa(certificat_duplicata="active")], {}, "failed:warning", id="A77-duplicate"
        ),
        pytest.param(CSA_TITLE_LOST_OR_DUPLICATE, [csa(certificat_perdu="active")], {}, "failed:warning", id="lost"),
        pytest.param(
            CSA_TITLE_LOST_OR_DUPLICATE,
            [csa(certificat_perdu=unknown())],
            {},
            "inconclusive:illisible",
            id="lost-unread",
        ),
        pytest.param(CSA_TITLE_LOST_OR_DUPLICATE, [], NONE, "not_applicable", id="lost-absent"),
        pytest.param(CSA_GAGE, [], {}, "passed", id="no-pledge"),
        pytest.param(CSA_GAGE, [csa(gage="active")], {}, "failed:non_conforme", id="A44-pledge"),
        pytest.param(
            CSA_GAGE, [csa(gage="active")], {"policy": Policy(csa_gage="warn")}, "failed:warning", id="pledge-warned"
        ),
        pytest.param(CSA_GAGE, [csa(gage=unknown())], {}, "inconclusive:illisible", id="pledge-unread"),
        pytest.param(
            CSA_GAGE,
            [csa(gage=unknown())],
            {"policy": Policy(csa_gage="warn")},
            "inconclusive:illisible",
            id="pledge-unread-even-if-only-warned",
        ),
        pytest.param(CSA_GAGE, [], NONE, "not_applicable", id="pledge-absent"),
        pytest.param(CSA_VEHICLE_STATUS, [], {}, "passed", id="in-circulation"),
        pytest.param(CSA_VEHICLE_STATUS, [csa(suspendue="active")], {}, "failed:non_conforme", id="suspended"),
        pytest.param(
            CSA_VEHICLE_STATUS,
            [csa(annulee="active", suspendue=unknown(), procedure_reparation_controlee=unknown())],
            {},
            "failed:non_conforme",
            id="cancelled-prints-nothing-else",
        ),
        pytest.param(
            CSA_VEHICLE_STATUS, [csa(procedure_reparation_controlee="active")], {}, "failed:non_conforme", id="repair"
        ),
        pytest.param(CSA_VEHICLE_STATUS, [csa(annulee=unknown())], {}, "inconclusive:illisible", id="cancelled-unread"),
        pytest.param(CSA_VEHICLE_STATUS, [], NONE, "not_applicable", id="status-absent"),
        pytest.param(CSA_VEHICLE_MATCH, [], {}, "passed", id="same-vehicle"),
        pytest.param(CSA_VEHICLE_MATCH, [csa(vin="VF1R********89013")], {}, "failed:non_conforme", id="other-vin"),
        pytest.param(
            CSA_VEHICLE_MATCH, [csa(immatriculation="AB-123-CE")], {}, "failed:non_conforme", id="other-plate"
        ),
        pytest.param(
            CSA_VEHICLE_MATCH,
            [csa(immatriculation="1234 AB 31")],
            {},
            "failed:warning",
            id="former-plate",
        ),
        pytest.param(CSA_VEHICLE_MATCH, [csa(immatriculation="AB123CD")], {}, "passed", id="plate-without-hyphens"),
        pytest.param(
            CSA_VEHICLE_MATCH, [csa(immatriculation=unknown())], {}, "inconclusive:illisible", id="plate-unread"
        ),
        pytest.param(CSA_VEHICLE_MATCH, [a_carte_grise(vin=unknown())], {}, "inconclusive:illisible", id="card-unread"),
        pytest.param(CSA_VEHICLE_MATCH, [], {"without": ("carte_grise",)}, "not_applicable", id="no-card"),
    ],
)
def test_outcomes(rule: Rule, papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, *papers, **how) == outcome


def dated(rank: int, day: date, **values: Any) -> SituationAdministrative:
    return a_situation_administrative(rank, date_generation=day, date_etat=day, **values)


@pytest.mark.parametrize(
    ("papers", "statuses"),
    [
        pytest.param(
            [dated(1, date(2026, 2, 1), gage="active"), dated(2, date(2026, 3, 5))],
            ["not_applicable", "passed"],
            id="lifted-since",
        ),
        pytest.param(
            [dated(1, date(2026, 2, 1)), dated(2, date(2026, 3, 5), gage="active")],
            ["not_applicable", "failed"],
            id="registered-since",
        ),
        pytest.param(
            [dated(1, date(2026, 3, 5)), dated(2, date(2026, 3, 14), gage="active")],
            ["passed", "failed"],
            id="registered-after-the-sale",
        ),
        pytest.param(
            [dated(1, date(2026, 3, 5), gage="active"), dated(2, date(2026, 3, 14))],
            ["failed", "passed"],
            id="later-one-does-not-clear-the-one-of-the-sale",
        ),
        pytest.param(
            [
                dated(1, date(2026, 2, 1), gage="active"),
                a_situation_administrative(2, date_generation=unknown(), date_etat=unknown()),
            ],
            ["failed", "passed"],
            id="all-judged-when-a-date-is-unread",
        ),
    ],
)
def test_the_certificate_current_at_the_sale_prevails(papers: list[Any], statuses: list[str]) -> None:
    assert [one.status for one in the_findings(CSA_GAGE, *papers)] == statuses


@pytest.mark.parametrize(
    ("days", "statuses"),
    [
        pytest.param((5, 13), ["passed", "not_applicable"], id="one-before-the-sale"),
        pytest.param((13, 20), ["not_applicable", "not_applicable"], id="a-newer-one-at-filing"),
        pytest.param((13, 13), ["failed", "failed"], id="none"),
    ],
)
def test_a_certificate_of_after_the_sale_may_be_old_beside_a_good_one(
    days: tuple[int, int], statuses: list[str]
) -> None:
    """Filed on 28 March."""
    papers = [dated(rank, date(2026, 3, day)) for rank, day in enumerate(days, start=1)]
    found = the_findings(CSA_FRESHNESS, *papers, date_demande=date(2026, 3, 28))
    assert [one.status for one in found] == statuses


def test_message_names_the_active_rubric_in_french_and_english() -> None:
    paper = csa(suspendue="active")
    assert "immatriculation suspendue" in the_finding(CSA_VEHICLE_STATUS, paper).message
    assert "registration suspended" in the_finding(CSA_VEHICLE_STATUS, paper, lang="en").message
