"""The extrait Kbis: age, company, whether it is still in business, trade in vehicles."""

from datetime import date
from typing import Any

import pytest

from tests.builders import a_cession, a_kbis, blank, doubtful, the_finding, the_outcome, unknown
from validators.policy import Policy
from validators.rule import Rule
from validators.rules.kbis import KBIS_ACTIVE, KBIS_AGE, KBIS_IDENTITY, KBIS_TRADER_ACTIVITY, RULES

SELLER = {"vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_type": "personne_morale"}
BUYER = {"acquereur_nom": "GARAGE DU CENTRE SAS", "acquereur_type": "personne_morale"}
TRADE = {"acquereur": "professionnel"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_without_extract_nothing_is_said(rule: Rule) -> None:
    assert the_outcome(rule, a_cession(**SELLER), **TRADE) == "not_applicable"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_between_two_persons_an_extract_is_about_nobody(rule: Rule) -> None:
    assert the_outcome(rule, a_kbis()) == "not_applicable"


@pytest.mark.parametrize(
    ("issued", "demande", "how", "outcome"),
    [
        pytest.param(date(2026, 2, 1), date(2026, 4, 30), {}, "passed", id="last-day-of-three-months"),
        pytest.param(date(2026, 2, 1), date(2026, 5, 1), {}, "failed:warning", id="three-months-to-the-day"),
        pytest.param(date(2026, 2, 1), date(2026, 5, 1), {"policy": Policy(kbis_warn_months=6)}, "passed", id="policy"),
        pytest.param(date(2024, 3, 16), date(2026, 3, 15), {}, "failed:warning", id="D25-last-day-of-two-years"),
        pytest.param(date(2024, 3, 16), date(2026, 3, 16), {}, "failed:non_conforme", id="D25-A51-two-years"),
        pytest.param(date(2025, 11, 10), date(2026, 3, 16), {}, "failed:warning", id="A50"),
        pytest.param(
            date(2025, 3, 17), date(2026, 3, 16), {"operation": "achat"}, "passed", id="purchase-under-a-year"
        ),
        pytest.param(
            date(2025, 3, 16), date(2026, 3, 16), {"operation": "achat"}, "failed:warning", id="purchase-a-year"
        ),
        pytest.param(date(2026, 3, 16), date(2026, 3, 16), {}, "passed", id="of-the-day"),
        pytest.param(date(2026, 3, 17), date(2026, 3, 16), {}, "inconclusive:illisible", id="later-than-the-request"),
        pytest.param(blank(), date(2026, 3, 16), {}, "inconclusive:illisible", id="no-date"),
        pytest.param(doubtful(date(2026, 2, 1)), date(2026, 3, 16), {}, "inconclusive:illisible", id="date-doubtful"),
    ],
)
def test_age(issued: Any, demande: date, how: dict[str, Any], outcome: str) -> None:
    """Less than two years by law, less than three months in practice: the day that completes them is too late."""
    papers = (a_cession(**SELLER), a_kbis(date_a_jour=issued))
    assert the_outcome(KBIS_AGE, *papers, date_demande=demande, **how) == outcome


@pytest.mark.parametrize(
    ("extracts", "cerfa", "how", "outcome"),
    [
        pytest.param([{}], SELLER, {}, "passed", id="by-name"),
        pytest.param([{"denomination": "BATIMENT ROUX"}], SELLER, {}, "failed:non_conforme", id="another-company"),
        pytest.param([{"denomination": "DUVAL"}], {**SELLER, "vendeur_siret": "12345678200010"}, {}, "passed",
                     id="by-siren"),
        pytest.param([{"siren": "732829320"}], {**SELLER, "vendeur_siret": "12345678200010"}, {},
                     "failed:non_conforme", id="another-siren"),
        pytest.param([{"denomination": "BATIMENT ROUX"}, {}], SELLER, {}, "passed", id="one-of-two"),
        pytest.param([{"denomination": "TRANSPORT DUVAL"}], SELLER, {}, "inconclusive:illisible", id="one-letter"),
        pytest.param([{"denomination": unknown()}], SELLER, {}, "inconclusive:illisible", id="name-unread"),
        pytest.param([{"denomination": unknown()}], {**SELLER, "vendeur_siret": "12345678200010"}, {}, "passed",
                     id="name-unread-siren-equal"),
        pytest.param([{}], {**SELLER, **BUYER}, {}, "passed", id="of-the-seller-of-two-companies"),
        pytest.param([{}], {**SELLER, **BUYER}, {"operation": "immatriculation"}, "failed:non_conforme",
                     id="the-buyer-registers"),
        pytest.param([{"denomination": "GARAGE DU CENTRE"}], BUYER, {}, "not_applicable", id="of-the-buyer-alone"),
        pytest.param([{}], {**SELLER, "vendeur_nom": unknown()}, {}, "inconclusive:illisible", id="seller-unread"),
        pytest.param([{}], {"vendeur_type": unknown(), "vendeur_sexe": unknown(), "vendeur_nom": "DUVAL"}, {},
                     "inconclusive:illisible", id="kind-of-seller-unknown"),
    ],
)  # fmt: skip
def test_it_is_about_the_company_of_the_dossier(
    extracts: list[dict[str, Any]], cerfa: dict[str, Any], how: dict[str, Any], outcome: str
) -> None:
    papers = [a_kbis(rank, **values) for rank, values in enumerate(extracts, start=1)]
    assert the_outcome(KBIS_IDENTITY, a_cession(**cerfa), *papers, **how) == outcome


@pytest.mark.parametrize(
    ("remarks", "outcome"),
    [
        pytest.param(blank(), "passed", id="none"),
        pytest.param("Société ayant transféré son siège, anciennement à Lyon", "passed", id="harmless"),
        pytest.param("Radiation d'office le 3 mars 2025", "failed:non_conforme", id="struck-off"),
        pytest.param("SOCIETE RADIEE", "failed:non_conforme", id="struck-off-short"),
        pytest.param(
            "Radiation de l'établissement secondaire de Lyon", "inconclusive:illisible", id="an-establishment-perhaps"
        ),
        pytest.param("Jugement prononçant la liquidation judiciaire", "inconclusive:illisible", id="liquidation"),
        pytest.param("Dissolution anticipée à compter du 01/02/2026", "inconclusive:illisible", id="wound-up"),
        pytest.param("Jugement d'ouverture de redressement judiciaire", "failed:warning", id="receivership"),
        pytest.param("Procédure de sauvegarde", "failed:warning", id="safeguard"),
        pytest.param(unknown(), "inconclusive:illisible", id="not-seen-to-the-end"),
        pytest.param(doubtful("LIQUIDATION"), "inconclusive:illisible", id="doubtful"),
    ],
)
def test_the_company_is_in_business(remarks: Any, outcome: str) -> None:
    assert the_outcome(KBIS_ACTIVE, a_cession(**SELLER), a_kbis(observations=remarks)) == outcome


@pytest.mark.parametrize(
    ("activity", "outcome"),
    [
        pytest.param("Achat, vente de véhicules neufs et d'occasion", "passed", id="buys-and-sells"),
        pytest.param("NEGOCE AUTOMOBILE", "passed", id="trade"),
        pytest.param("Entretien et réparation de véhicules automobiles", "failed:warning", id="garage-that-repairs"),
        pytest.param("Commerce de détail de chaussures", "failed:warning", id="trades-in-something-else"),
        pytest.param(blank(), "failed:warning", id="blank"),
        pytest.param(unknown(), "inconclusive:info", id="unread"),
    ],
)
def test_a_trader_trades_in_vehicles(activity: Any, outcome: str) -> None:
    extract = a_kbis(denomination="GARAGE DU CENTRE", activite=activity)
    assert the_outcome(KBIS_TRADER_ACTIVITY, a_cession(**BUYER), extract, **TRADE) == outcome


GARAGE = {"denomination": "GARAGE DU CENTRE", "siren": "732829320", "activite": "NEGOCE AUTOMOBILE"}
WRECKER = {"operation": "destruction", "nature": "destruction", **TRADE}


@pytest.mark.parametrize(
    ("extracts", "how", "outcome"),
    [
        pytest.param([{}], TRADE, "not_applicable", id="of-the-company-that-sells-to-a-trader"),
        pytest.param([{}, GARAGE], TRADE, "passed", id="of-both"),
        pytest.param([{"activite": "NEGOCE AUTOMOBILE"}, {**GARAGE, "activite": "Réparation"}], TRADE,
                     "failed:warning", id="only-the-other-one-trades"),
        pytest.param([{"denomination": unknown()}], TRADE, "inconclusive:info", id="whose-is-not-read"),
        pytest.param([{}], WRECKER, "not_applicable", id="of-the-company-that-sells-to-a-wrecker"),
        pytest.param([{**GARAGE, "activite": "Démontage d'épaves"}], WRECKER, "not_applicable", id="of-the-wrecker"),
    ],
)  # fmt: skip
def test_only_the_traders_extract_tells_of_the_trade(
    extracts: list[dict[str, Any]], how: dict[str, Any], outcome: str
) -> None:
    papers = [a_kbis(rank, **values) for rank, values in enumerate(extracts, start=1)]
    assert the_outcome(KBIS_TRADER_ACTIVITY, a_cession(**SELLER, **BUYER), *papers, **how) == outcome


def test_the_activity_read_is_shown() -> None:
    finding = the_finding(KBIS_TRADER_ACTIVITY, a_cession(**BUYER), a_kbis(denomination="GARAGE DU CENTRE"), **TRADE)
    assert "TRANSPORT ROUTIER" in finding.message
