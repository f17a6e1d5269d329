"""The mandate 13757: form, signature, date, principal, agent, vehicle, stamp."""

from datetime import date
from typing import Any

import pytest

from tests.builders import (
    a_carte_grise,
    a_cession,
    a_field,
    a_mandat,
    a_piece_identite,
    blank,
    doubtful,
    the_finding,
    the_outcome,
    unknown,
)
from validators.policy import Policy
from validators.rule import Rule
from validators.rules.mandat import (
    MANDAT_AGENT_MATCH,
    MANDAT_COMPANY_STAMP,
    MANDAT_DATED,
    MANDAT_EDITION,
    MANDAT_PRINCIPAL_MATCH,
    MANDAT_SIGNED,
    MANDAT_VEHICLE_MATCH,
    RULES,
)

AGENT = {"policy": Policy(mandat_agent="CARTES GRISES DU CENTRE")}
BUYER = {"operation": "immatriculation"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_without_mandate_nothing_is_said(rule: Rule) -> None:
    assert the_outcome(rule, without=("mandat",)) == "not_applicable"


@pytest.mark.parametrize(
    ("rule", "values", "how", "outcome"),
    [
        pytest.param(MANDAT_EDITION, {}, {}, "passed", id="current"),
        pytest.param(MANDAT_EDITION, {"edition": "13757*02"}, {}, "failed:info", id="older"),
        pytest.param(MANDAT_EDITION, {"edition": "13757*04"}, {}, "inconclusive:warning", id="later-is-not-known"),
        pytest.param(MANDAT_EDITION, {"edition": "13750*05"}, {}, "failed:warning", id="another-form"),
        pytest.param(MANDAT_EDITION, {"edition": unknown()}, {}, "inconclusive:info", id="number-unread"),
        pytest.param(MANDAT_EDITION, {}, {"canal": "ants"}, "not_applicable", id="filed-without-agent"),
        pytest.param(MANDAT_SIGNED, {}, {}, "passed", id="signed"),
        pytest.param(MANDAT_SIGNED, {"signatures": 0}, {}, "failed:incomplet", id="unsigned-A73"),
        pytest.param(MANDAT_SIGNED, {"signatures": blank()}, {}, "failed:incomplet", id="signature-blank"),
        pytest.param(MANDAT_SIGNED, {"signatures": doubtful(1)}, {}, "inconclusive:illisible", id="signature-doubtful"),
        pytest.param(
            MANDAT_SIGNED, {"mandant_nom": "MARTIN CLAIRE / DURAND HUGO"}, {}, "failed:incomplet", id="one-of-two"
        ),
        pytest.param(
            MANDAT_SIGNED,
            {"mandant_nom": "MARTIN CLAIRE / DURAND HUGO", "signatures": 2},
            {},
            "passed",
            id="both-principals",
        ),
        pytest.param(MANDAT_SIGNED, {"mandant_nom": "MARTIN ET FILS SARL"}, {}, "passed", id="a-company-signs-once"),
        pytest.param(MANDAT_SIGNED, {"mandant_nom": unknown()}, {}, "passed", id="signed-by-somebody"),
        pytest.param(MANDAT_DATED, {"fait_le": date(2026, 3, 16)}, {}, "passed", id="on-the-day"),
        pytest.param(MANDAT_DATED, {"fait_le": date(2026, 3, 17)}, {}, "failed:non_conforme", id="after-the-request"),
        pytest.param(
            MANDAT_DATED, {"fait_le": date(2026, 3, 12)}, {"date_demande": date(2026, 6, 10)}, "passed", id="90-days"
        ),
        pytest.param(
            MANDAT_DATED,
            {"fait_le": date(2026, 3, 12)},
            {"date_demande": date(2026, 6, 11)},
            "failed:warning",
            id="91-days",
        ),
        pytest.param(MANDAT_DATED, {"fait_le": date(2026, 2, 10)}, {}, "passed", id="30-days-before-the-sale"),
        pytest.param(MANDAT_DATED, {"fait_le": date(2026, 2, 9)}, {}, "failed:warning", id="31-days-before-the-sale"),
        pytest.param(MANDAT_DATED, {"fait_le": blank()}, {}, "failed:incomplet", id="undated"),
        pytest.param(
            MANDAT_DATED, {"fait_le": doubtful(date(2026, 3, 13))}, {}, "inconclusive:illisible", id="date-doubtful"
        ),
        pytest.param(MANDAT_AGENT_MATCH, {}, {}, "passed", id="an-agent-is-named"),
        pytest.param(MANDAT_AGENT_MATCH, {"mandataire_nom": blank()}, {}, "failed:warning", id="no-agent"),
        pytest.param(
            MANDAT_AGENT_MATCH, {"mandataire_nom": "CARTES GRISES DU CENTRE"}, AGENT, "passed", id="the-agent-who-files"
        ),
        pytest.param(MANDAT_AGENT_MATCH, {"mandataire_nom": "CLAUDE PLAQUES"}, AGENT, "failed:warning", id="another"),
        pytest.param(
            MANDAT_AGENT_MATCH,
            {"mandataire_nom": "CARTES GRISES DE CENTRE"},
            AGENT,
            "inconclusive:warning",
            id="perhaps-the-agent",
        ),
        pytest.param(MANDAT_AGENT_MATCH, {"mandataire_nom": unknown()}, AGENT, "inconclusive:warning", id="unread"),
    ],
)
def test_outcomes(rule: Rule, values: dict[str, Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, a_mandat(**values), **how) == outcome


@pytest.mark.parametrize(
    ("mandates", "cerfa", "how", "outcome"),
    [
        pytest.param([{}], {}, {}, "passed", id="the-seller"),
        pytest.param([{"mandant_nom": "Claire MARTIN"}], {}, {}, "passed", id="turned"),
        pytest.param([{"mandant_nom": "DURAND HUGO"}], {"vendeur_nom": "MARTIN CLAIRE / DURAND HUGO"}, {}, "passed",
                     id="the-other-seller"),
        pytest.param([{"mandant_nom": "MARTIN CLAIRE, DURAND HUGO"}], {}, {}, "passed", id="two-principals"),
        pytest.param([{"mandant_nom": "LEROY PAUL"}], {}, {}, "failed:non_conforme", id="of-the-buyer"),
        pytest.param([{"mandant_nom": "LEROY PAUL"}], {}, BUYER, "passed", id="of-the-buyer-who-registers"),
        pytest.param([{}], {}, BUYER, "failed:non_conforme", id="of-the-seller-for-the-buyer"),
        pytest.param([{"mandant_nom": "LEROY PAUL"}, {}], {}, {}, "passed", id="of-both"),
        pytest.param([{"mandant_nom": "LEROY PAUL"}] * 2, {}, {}, "failed:non_conforme", id="twice-of-the-buyer"),
        pytest.param([{"mandant_nom": "LEROY PAUL"}, {"mandant_nom": unknown()}], {}, {}, "inconclusive:illisible",
                     id="perhaps-the-other-one"),
        pytest.param([{"mandant_nom": "MARTIN C"}], {}, {}, "failed:warning", id="initial"),
        pytest.param([{"mandant_nom": "MARTINE CLAIRE"}], {}, {}, "inconclusive:illisible", id="one-letter"),
        pytest.param([{"mandant_nom": blank()}], {}, {}, "failed:incomplet", id="nobody"),
        pytest.param([{"mandant_nom": doubtful("MARTIN CLAIRE")}], {}, {}, "inconclusive:illisible", id="doubtful"),
        pytest.param([{}], {"vendeur_nom": unknown()}, {}, "inconclusive:illisible", id="seller-unread"),
        pytest.param([{"mandant_nom": "SARL TRANSPORTS DUVAL représentée par M. DUVAL MARC"}],
                     {"vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_type": "personne_morale"}, {}, "passed",
                     id="company-and-who-acts-for-it"),
        pytest.param([{"mandant_nom": "DUVAL MARC"}],
                     {"vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_type": "personne_morale"}, {},
                     "failed:non_conforme", id="the-manager-is-not-the-company"),
        pytest.param([{"mandant_nom": "DUVAL", "mandant_siren": "123456782"}],
                     {"vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_siret": "12345678200010",
                      "vendeur_type": "personne_morale"}, {}, "passed", id="by-siren"),
        pytest.param([{"mandant_nom": "TRANSPORTS DUVAL SARL", "mandant_siren": "732829320"}],
                     {"vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_siret": "12345678200010",
                      "vendeur_type": "personne_morale"}, {}, "failed:non_conforme", id="another-siren"),
    ],
)  # fmt: skip
def test_the_principal_has_the_operation_done(
    mandates: list[dict[str, Any]], cerfa: dict[str, Any], how: dict[str, Any], outcome: str
) -> None:
    papers = [a_mandat(rank, **values) for rank, values in enumerate(mandates, start=1)]
    assert the_outcome(MANDAT_PRINCIPAL_MATCH, a_cession(**cerfa), *papers, **how) == outcome


def test_an_identity_paper_explains_a_name_in_use() -> None:
    """She sells under her name in use, and gave the mandate under the name of her birth."""
    papers = (a_cession(vendeur_nom="MARTIN CLAIRE"), a_mandat(mandant_nom="DUPONT CLAIRE"))
    identity = a_piece_identite(nom="DUPONT", nom_usage="MARTIN", prenoms="CLAIRE")
    assert the_outcome(MANDAT_PRINCIPAL_MATCH, *papers, identity) == "failed:warning"
    assert the_outcome(MANDAT_PRINCIPAL_MATCH, *papers) == "failed:non_conforme"


def test_the_place_that_was_not_read_is_named() -> None:
    """Whose name it should be is said only where that is known."""
    assert "vendeur" in the_finding(MANDAT_PRINCIPAL_MATCH, a_cession(vendeur_nom=unknown())).message
    assert "MARTIN CLAIRE" in the_finding(MANDAT_PRINCIPAL_MATCH, a_mandat(mandant_nom=unknown())).message


def test_a_wrong_principal_is_named_with_the_right_one() -> None:
    message = the_finding(MANDAT_PRINCIPAL_MATCH, a_mandat(mandant_nom="LEROY PAUL")).message
    assert "LEROY PAUL" in message
    assert "MARTIN CLAIRE" in message


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        pytest.param({}, "passed", id="plate-and-vin"),
        pytest.param({"vin": blank()}, "passed", id="plate-alone"),
        pytest.param({"immatriculation": blank()}, "passed", id="vin-alone"),
        pytest.param({"vin": unknown()}, "passed", id="plate-and-a-vin-unread"),
        pytest.param({"vin": blank(), "immatriculation": blank()}, "failed:warning", id="no-vehicle"),
        pytest.param({"vin": unknown(), "immatriculation": unknown()}, "inconclusive:illisible", id="vehicle-unread"),
        pytest.param({"vin": blank(), "immatriculation": "AB-123-DC"}, "failed:non_conforme", id="another-plate"),
        pytest.param(
            {"vin": blank(), "immatriculation": a_field("AB-123-DD", confidence=0.9)},
            "inconclusive:illisible",
            id="a-plate-that-may-be-misread",
        ),
        pytest.param(
            {"vin": blank(), "immatriculation": a_field("AB-132-DD", confidence=0.9)},
            "failed:non_conforme",
            id="a-plate-too-far-for-that",
        ),
        pytest.param({"vin": "WVWZZZ1KZAW000001"}, "failed:non_conforme", id="another-vin"),
        pytest.param({"operation": "CHANGEMENT DE TITULAIRE"}, "passed", id="change-of-holder"),
        pytest.param({"operation": "ENREGISTREMENT D'UNE CESSION"}, "passed", id="sale"),
        pytest.param({"operation": "Demande d'immatriculation"}, "passed", id="general"),
        pytest.param({"operation": "DUPLICATA"}, "failed:non_conforme", id="duplicate"),
        pytest.param(
            {"operation": "DUPLICATA DU CERTIFICAT D'IMMATRICULATION"}, "failed:non_conforme", id="duplicate-in-full"
        ),
        pytest.param({"operation": "CHANGEMENT D'ADRESSE"}, "failed:non_conforme", id="change-of-address"),
        pytest.param(
            {"operation": "CHANGEMENT DE TITULAIRE ET DE DOMICILE"}, "passed", id="change-of-holder-and-address"
        ),
        pytest.param({"operation": "DIVERS"}, "failed:warning", id="says-nothing"),
        pytest.param({"operation": blank()}, "failed:warning", id="operation-blank"),
        pytest.param({"operation": doubtful("DUPLICATA")}, "failed:info", id="operation-unread"),
    ],
)
def test_the_mandate_is_about_this_vehicle_and_a_transfer(values: dict[str, Any], outcome: str) -> None:
    assert the_outcome(MANDAT_VEHICLE_MATCH, a_mandat(**values)) == outcome


def test_without_card_the_vehicle_is_not_compared() -> None:
    assert the_outcome(MANDAT_VEHICLE_MATCH, a_mandat(), without=("carte_grise",)) == "not_applicable"


DUVAL = {"vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_type": "personne_morale"}


@pytest.mark.parametrize(
    ("values", "cerfa", "how", "outcome"),
    [
        pytest.param({}, {}, {}, "not_applicable", id="a-person"),
        pytest.param({"mandant_nom": "TRANSPORTS DUVAL SARL", "cachet": True}, DUVAL, {}, "passed", id="stamped"),
        pytest.param({"mandant_nom": "TRANSPORTS DUVAL SARL"}, DUVAL, {}, "failed:incomplet", id="no-stamp"),
        pytest.param({"mandant_nom": "TRANSPORTS DUVAL SARL"}, DUVAL, {"policy": Policy(stamp_missing="warn")},
                     "failed:warning", id="no-stamp-tolerated"),
        pytest.param({"mandant_nom": "TRANSPORTS DUVAL SARL", "cachet": doubtful(False)}, DUVAL, {},
                     "inconclusive:illisible", id="stamp-doubtful"),
        pytest.param({"mandant_nom": unknown()}, DUVAL, {}, "failed:incomplet", id="principal-unread"),
        pytest.param({"mandant_nom": "LEROY PAUL"}, DUVAL, {}, "not_applicable", id="mandate-of-the-person-who-buys"),
        pytest.param({"mandant_nom": "ASSOCIATION DES AMIS"}, {**DUVAL, "vendeur_nom": "ASSOCIATION DES AMIS"}, {},
                     "failed:info", id="association"),
    ],
)  # fmt: skip
def test_the_mandate_of_a_company_is_stamped(
    values: dict[str, Any], cerfa: dict[str, Any], how: dict[str, Any], outcome: str
) -> None:
    papers = (a_carte_grise(), a_cession(**cerfa), a_mandat(**values))
    assert the_outcome(MANDAT_COMPANY_STAMP, *papers, **how) == outcome
