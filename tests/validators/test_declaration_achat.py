"""Déclarations d'achat: the form of a trader who buys, the chain of receipts of one who sells."""

from datetime import date, time
from typing import Any

import pytest

from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_dossier,
    a_recepisse,
    blank,
    doubtful,
    the_finding,
    the_outcome,
    unknown,
)
from validators.policy import Policy
from validators.rule import Rule
from validators.rules.carte_grise import CI_MENTION_DATE_MATCH, CI_MENTION_TIME
from validators.rules.cerfa_signature import CERFA_SIGNATURE_COHOLDERS
from validators.rules.declaration_achat import DA_FORM, DA_RECEIPT_CHAIN
from validators.rules.party import PARTY_COHOLDERS_NAMED, PARTY_SELLER_ADDRESS, PARTY_SELLER_IS_HOLDER
from validators.rules.scope import SCOPE_CHAIN_OF_TITLE

FORM = {
    "nature": "declaration",
    "edition": "13751*02",
    "heure_achat": time(14, 30),
    "acheteur_signatures": 1,
    "acheteur_cachet": True,
}


@pytest.mark.parametrize(
    ("values", "how", "outcome"),
    [
        pytest.param({}, {}, "passed", id="complete"),
        pytest.param({"vin": blank()}, {}, "failed:incomplet", id="no-vin"),
        pytest.param({"heure_achat": blank()}, {}, "failed:incomplet", id="no-hour"),
        pytest.param({"vendeur_nom": blank()}, {}, "failed:incomplet", id="no-seller"),
        pytest.param({"acheteur_signatures": 0}, {}, "failed:incomplet", id="unsigned"),
        pytest.param({"acheteur_signatures": doubtful(1)}, {}, "inconclusive:illisible", id="signature-doubtful"),
        pytest.param({"acheteur_cachet": False}, {}, "failed:incomplet", id="no-stamp"),
        pytest.param({"acheteur_cachet": False}, {"policy": Policy(stamp_missing="warn")}, "failed:warning",
                     id="no-stamp-tolerated"),
        pytest.param({"date_achat": unknown()}, {}, "inconclusive:illisible", id="date-unread"),
        pytest.param({"nature": "recepisse", "acheteur_signatures": unknown()}, {}, "not_applicable", id="a-receipt"),
        pytest.param({"vin": blank()}, {"operation": "cession"}, "not_applicable", id="not-for-a-sale"),
    ],
)  # fmt: skip
def test_the_form_of_a_trader_who_buys(values: dict[str, Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DA_FORM, a_recepisse(**{**FORM, **values}), **{"operation": "achat", **how}) == outcome


def test_missing_rubrics_are_named() -> None:
    paper = a_recepisse(**{**FORM, "vin": blank(), "acheteur_signatures": 0})
    message = the_finding(DA_FORM, paper, operation="achat").message
    assert "VIN" in message
    assert "signatures de l'acheteur" in message


SELLER = {"vendeur_nom": "GARAGE DU CENTRE SAS", "vendeur_type": "personne_morale"}
SECOND = {"vendeur_nom": "GARAGE DU CENTRE SAS", "acheteur_nom": "AUTO SUD SARL", "acheteur_siren": "123456782"}
SOUTH = {"vendeur_nom": "AUTO SUD SARL", "vendeur_type": "personne_morale"}
LATER = {"date_achat": date(2026, 2, 20)}

CHAINS = [
    pytest.param([{}], SELLER, "passed", id="one-trader-A66"),
    pytest.param([{}, {}], SELLER, "passed", id="the-same-receipt-twice"),
    pytest.param([{**SECOND, **LATER}, {}], SOUTH, "passed", id="two-traders"),
    pytest.param([{"vendeur_nom": "Claire MARTIN"}], SELLER, "passed", id="turned"),
    pytest.param([{"acheteur_nom": "AUTO CENTRE"}], {**SELLER, "vendeur_siret": "73282932000074"}, "passed",
                 id="by-siren"),
    pytest.param([{"date_achat": date(2026, 3, 12)}], SELLER, "passed", id="bought-on-the-day-of-the-sale"),
    pytest.param([{"date_achat": date(2026, 3, 13)}], SELLER, "failed:non_conforme", id="bought-after-the-sale"),
    pytest.param([{**SECOND, **LATER}], SOUTH, "failed:incomplet", id="first-receipt-missing"),
    pytest.param([{}], SOUTH, "failed:incomplet", id="second-receipt-missing"),
    pytest.param([{**SECOND, "date_achat": date(2026, 1, 5)}, {}], SOUTH, "failed:incomplet", id="wrong-order"),
    pytest.param([{"vendeur_nom": "BERNARD LUC"}], SELLER, "failed:incomplet", id="bought-from-another"),
    pytest.param([{"immatriculation": "ZZ-999-ZZ", "vin": blank()}], SELLER, "failed:non_conforme",
                 id="another-vehicle"),
    pytest.param([{"immatriculation": unknown(), "vin": unknown()}], SELLER, "inconclusive:illisible",
                 id="vehicle-unread"),
    pytest.param([{"vendeur_nom": doubtful("MARTIN CLAIRE")}], SELLER, "inconclusive:illisible", id="name-doubtful"),
    pytest.param([{"date_achat": unknown()}], SELLER, "inconclusive:illisible", id="date-unread"),
    pytest.param([{"vendeur_nom": "MARTINE CLAIRE"}], SELLER, "inconclusive:illisible", id="one-letter"),
    pytest.param([{"nature": doubtful("recepisse")}], SELLER, "inconclusive:illisible", id="perhaps-no-receipt"),
    pytest.param([{}], {**SELLER, "date_cession": unknown()}, "inconclusive:illisible", id="sale-unread"),
    pytest.param([{}], {}, "not_applicable", id="the-holder-sells"),
]  # fmt: skip


@pytest.mark.parametrize(("receipts", "cerfa", "outcome"), CHAINS)
def test_receipts_lead_from_the_holder_to_the_seller(
    receipts: list[dict[str, Any]], cerfa: dict[str, Any], outcome: str
) -> None:
    papers = [a_recepisse(rank, **values) for rank, values in enumerate(receipts, start=1)]
    assert the_outcome(DA_RECEIPT_CHAIN, a_cession(**cerfa), *papers) == outcome


@pytest.mark.parametrize(
    ("papers", "how", "outcome"),
    [
        pytest.param([], {"vendeur": "professionnel"}, "not_applicable", id="no-receipt-A67"),
        pytest.param([a_recepisse(**FORM)], {"vendeur": "professionnel"}, "not_applicable",
                     id="a-declaration-proves-nothing"),
        pytest.param([], {}, "not_applicable", id="no-trader"),
    ],
)  # fmt: skip
def test_a_trader_without_receipt(papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    """Other rules say so: docs.da-receipt where one is asked for, and always scope.chain-of-title."""
    assert the_outcome(DA_RECEIPT_CHAIN, a_cession(**SELLER), *papers, **how) == outcome
    assert the_outcome(SCOPE_CHAIN_OF_TITLE, a_cession(**SELLER), *papers, **how) == "failed:non_conforme"


def test_the_gap_is_named() -> None:
    message = the_finding(DA_RECEIPT_CHAIN, a_cession(**SOUTH), a_recepisse()).message
    assert "entre GARAGE DU CENTRE SAS et AUTO SUD SARL" in message


CARD = {"mention_cession_date": date(2026, 2, 2), "mention_cession_heure": time(10, 0)}
ELSEWHERE = {"vendeur_code_postal": "44000", "vendeur_commune": "NANTES"}


@pytest.mark.parametrize(
    ("rule", "linked", "unlinked"),
    [
        pytest.param(SCOPE_CHAIN_OF_TITLE, "passed", "failed:non_conforme", id="title"),
        pytest.param(PARTY_SELLER_IS_HOLDER, "not_applicable", "failed:non_conforme", id="holder"),
        pytest.param(PARTY_SELLER_ADDRESS, "not_applicable", "failed:non_conforme", id="address"),
        pytest.param(CI_MENTION_DATE_MATCH, "passed", "failed:non_conforme", id="date-of-the-mention"),
        pytest.param(CI_MENTION_TIME, "passed", "failed:warning", id="hour-of-the-mention"),
    ],
)
def test_what_a_whole_chain_explains(rule: Rule, linked: str, unlinked: str) -> None:
    """A66: the seller is not the holder, and the card bears the day on which the holder sold."""
    papers = (a_carte_grise(**CARD), a_cession(**SELLER, **ELSEWHERE))
    assert the_outcome(rule, *papers, a_recepisse()) == linked
    assert the_outcome(rule, *papers) == unlinked


@pytest.mark.parametrize(
    ("rule", "unlinked"),
    [
        pytest.param(CERFA_SIGNATURE_COHOLDERS, "failed:incomplet", id="signatures"),
        pytest.param(PARTY_COHOLDERS_NAMED, "failed:warning", id="names"),
    ],
)
def test_co_holders_have_sold_before(rule: Rule, unlinked: str) -> None:
    """They signed the card when the trader bought; the cerfa of the resale is his."""
    card = a_carte_grise(**CARD, nombre_titulaires=2, cotitulaires=("DURAND HUGO",), signatures=2)
    sale = a_cession(**SELLER)
    assert the_outcome(rule, card, sale, a_recepisse(vendeur_nom="MARTIN CLAIRE / DURAND HUGO")) == "not_applicable"
    assert the_outcome(rule, card, sale) == unlinked


def test_another_day_on_the_card_is_not_explained() -> None:
    card = a_carte_grise(mention_cession_date=date(2026, 2, 3))
    assert the_outcome(CI_MENTION_DATE_MATCH, card, a_cession(**SELLER), a_recepisse()) == "inconclusive:illisible"


def test_who_has_bought_with_a_receipt_is_in_the_trade() -> None:
    assert a_context(a_dossier(a_cession(**SELLER), a_recepisse())).scenario.vendeur == "professionnel"
    assert a_context(a_dossier(a_cession(**SOUTH), a_recepisse())).scenario.vendeur == "societe"
