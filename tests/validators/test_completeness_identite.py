"""Whose identity papers must be there, and what a proxy is worth."""

from datetime import date
from typing import Any

import pytest

from tests.builders import (
    a_buyers_identity,
    a_carte_grise,
    a_cession,
    a_demande,
    a_field,
    a_kbis,
    a_piece_identite,
    a_procuration,
    a_recepisse,
    doubtful,
    the_finding,
    the_outcome,
    unknown,
)
from tests.party_papers import TRADER
from validators.policy import Papers, Policy
from validators.rules.carte_grise import CI_SIGNATURE_COHOLDERS
from validators.rules.cerfa_signature import CERFA_SIGNATURE_COHOLDERS
from validators.rules.completeness_identite import DOCS_ID_BUYER, DOCS_ID_SELLER, DOCS_PROXY, DOCS_REP_ID

COMPANY = {"vendeur_type": "personne_morale", "vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_sexe": None}
HOLDERS = {"nombre_titulaires": 2, "cotitulaires": ("DURAND HUGO",), "signatures": 1}
BOTH = {"vendeur_nom": "MARTIN CLAIRE / DURAND HUGO", "vendeur_signatures": 1}
HUGO = {"nom": "DURAND", "prenoms": "HUGO", "sexe": "M"}
MARC = {"nom": "DUVAL", "prenoms": "MARC", "sexe": "M"}
LUC = {"nom": "BERNARD", "prenoms": "LUC", "sexe": "M"}
REG = {"operation": "immatriculation"}


def papers(**levels: Any) -> Policy:
    return Policy(papers=Papers(**levels))


def without(*kinds: str, **how: Any) -> dict[str, Any]:
    return {"without": kinds, **how}


NONE = without("piece_identite")


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], {}, "passed", id="there"),
        pytest.param([], NONE, "failed:incomplet", id="missing"),
        pytest.param([], {**NONE, "operation": "destruction"}, "failed:incomplet", id="missing-destruction"),
        pytest.param([], {**NONE, **REG}, "not_applicable", id="not-asked-for-the-buyer"),
        pytest.param([], {**NONE, "policy": papers(piece_identite="warn")}, "failed:warning", id="warned"),
        pytest.param([], {**NONE, "policy": papers(piece_identite="off")}, "not_applicable", id="off"),
        pytest.param(
            [], {**NONE, **REG, "policy": papers(piece_identite="required")}, "not_applicable", id="of-those-asked-only"
        ),
        pytest.param([a_buyers_identity()], {}, "failed:incomplet", id="the-buyer-s-is-not-the-seller-s"),
        pytest.param([a_piece_identite(prenoms="PAUL")], {}, "failed:incomplet", id="of-a-relative"),
        pytest.param([a_piece_identite(nom=unknown())], {}, "inconclusive:illisible", id="name-unread"),
        pytest.param([a_piece_identite(nom=doubtful("MARTIN"))], {}, "inconclusive:illisible", id="name-doubtful"),
        pytest.param(
            [a_piece_identite(1), a_piece_identite(2, nom=unknown())], {}, "passed", id="another-paper-unread"
        ),
        pytest.param([a_piece_identite(nom="DUPONT", nom_usage="MARTIN")], {}, "passed", id="under-the-name-in-use"),
        pytest.param([a_carte_grise(**HOLDERS), a_cession(**BOTH)], {}, "failed:incomplet", id="of-one-of-two-sellers"),
        pytest.param(
            [a_carte_grise(**HOLDERS), a_cession(**BOTH), a_piece_identite(1), a_piece_identite(2, **HUGO)],
            {},
            "passed",
            id="of-both-sellers",
        ),
        pytest.param(
            [a_cession(vendeur_nom="SAINT-MARTIN CLAIRE / SAINT-MARTIN HUGO"), a_piece_identite(nom="SAINT-MARTIN")],
            {},
            "failed:incomplet",
            id="of-one-of-two-of-a-double-surname",
        ),
        pytest.param([a_carte_grise(**HOLDERS)], {}, "failed:incomplet", id="of-a-co-holder-whom-the-cerfa-leaves-out"),
        pytest.param(
            [a_carte_grise(nombre_titulaires=2, cotitulaires=None)], {}, "failed:incomplet", id="of-an-unnamed-holder"
        ),
        pytest.param([a_cession(**COMPANY)], NONE, "not_applicable", id="company"),
        pytest.param(
            [a_cession(vendeur_type=unknown(), vendeur_sexe=unknown())], {}, "inconclusive:illisible", id="kind-unread"
        ),
        pytest.param(
            [a_cession(vendeur_nom=unknown()), a_carte_grise(titulaire=unknown())],
            {},
            "inconclusive:illisible",
            id="no-name-at-all",
        ),
    ],
)
def test_of_the_sellers(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_ID_SELLER, *given, **how) == outcome


def test_the_message_says_whose_is_missing() -> None:
    finding = the_finding(DOCS_ID_SELLER, a_carte_grise(**HOLDERS), a_cession(**BOTH))
    assert "DURAND HUGO" in finding.message


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], REG, "passed", id="there"),
        pytest.param([a_piece_identite()], REG, "failed:incomplet", id="missing"),
        pytest.param([], {}, "not_applicable", id="not-asked-for-the-seller"),
        pytest.param([a_buyers_identity(nom=unknown())], REG, "inconclusive:illisible", id="unread"),
        pytest.param(
            [a_cession(acquereur_nom="LEROY PAUL / LEROY ANNE")], REG, "failed:incomplet", id="of-one-of-two-buyers"
        ),
        pytest.param([a_demande(cotitulaire_nom="PETIT ANNE")], REG, "failed:incomplet", id="future-co-holder"),
        pytest.param([a_cession(**TRADER)], REG, "not_applicable", id="company"),
    ],
)
def test_of_the_buyers(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_ID_BUYER, *given, **how) == outcome


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], {}, "not_applicable", id="private-seller"),
        pytest.param([], {"operation": "achat"}, "passed", id="trader"),
        pytest.param([a_piece_identite()], {"operation": "achat"}, "failed:incomplet", id="the-seller-s-is-not-theirs"),
        pytest.param([a_cession(**COMPANY), a_piece_identite(**MARC), a_kbis()], {}, "passed", id="company"),
        pytest.param([a_cession(**COMPANY)], NONE, "failed:incomplet", id="missing"),
        pytest.param([a_cession(**COMPANY), a_buyers_identity()], {}, "failed:incomplet", id="the-buyer-s"),
        pytest.param(
            [a_cession(**COMPANY), a_piece_identite(nom=unknown())], {}, "inconclusive:illisible", id="name-unread"
        ),
        pytest.param(
            [a_cession(**COMPANY)], {**NONE, "policy": papers(piece_identite="off")}, "not_applicable", id="off"
        ),
    ],
)
def test_of_the_representative(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_REP_ID, *given, **how) == outcome


JEAN = {"nom": "PETIT", "prenoms": "JEAN", "sexe": "M"}
OF_BUYER = {"denomination": "GARAGE DU CENTRE", "siren": "732829320"}


@pytest.mark.parametrize(
    ("managers", "outcome"),
    [
        pytest.param(("PETIT JEAN",), "failed:incomplet", id="of-the-buyer-alone"),
        pytest.param(("DUVAL MARC",), "passed", id="of-both"),
    ],
)
def test_who_acts_for_the_other_company_acts_not_for_this_one(managers: tuple[str, ...], outcome: str) -> None:
    """Two companies, the extract of each, and the identity paper of who is on the buyer's."""
    identity = {("PETIT JEAN",): JEAN, ("DUVAL MARC",): MARC}[managers]
    given = [a_cession(**COMPANY, **TRADER), a_kbis(1), a_kbis(2, **OF_BUYER, representants=managers)]
    assert the_outcome(DOCS_REP_ID, *given, a_piece_identite(**identity)) == outcome


IDENTITIES = (a_piece_identite(1), a_piece_identite(2, **HUGO))
LOW = a_field(None, 0.3)


@pytest.mark.parametrize(
    ("proxy", "outcome"),
    [
        pytest.param({}, "passed", id="A22"),
        pytest.param({"immatriculation": "AB-123-DC"}, "failed:non_conforme", id="other-vehicle"),
        pytest.param({"immatriculation": unknown()}, "inconclusive:illisible", id="vehicle-unread"),
        pytest.param({"mandataire": "BERNARD LUC"}, "inconclusive:illisible", id="to-somebody-else"),
        pytest.param({"mandataire": "DURAND HUGO"}, "inconclusive:illisible", id="to-oneself"),
        pytest.param({"mandataire": unknown()}, "inconclusive:illisible", id="to-whom-unread"),
        pytest.param({"signatures": 0}, "failed:incomplet", id="unsigned"),
        pytest.param({"signatures": unknown()}, "inconclusive:illisible", id="signature-unread"),
        pytest.param({"fait_le": date(2026, 3, 12)}, "passed", id="of-the-day-of-the-sale"),
        pytest.param({"fait_le": date(2026, 3, 13)}, "inconclusive:illisible", id="after-the-sale"),
        pytest.param({"fait_le": unknown()}, "inconclusive:illisible", id="day-unread"),
        pytest.param({"mandants": ("BERNARD LUC",)}, "failed:incomplet", id="from-somebody-else"),
        pytest.param({"mandants": unknown()}, "inconclusive:illisible", id="from-whom-unread"),
    ],
)
def test_a_proxy(proxy: dict[str, Any], outcome: str) -> None:
    """DURAND HUGO has signed neither card nor cerfa."""
    given = (a_carte_grise(**HOLDERS), a_cession(**BOTH), *IDENTITIES, a_procuration(**proxy))
    assert the_outcome(DOCS_PROXY, *given) == outcome


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], {}, "not_applicable", id="one-holder"),
        pytest.param([a_carte_grise(nombre_titulaires=unknown())], {}, "not_applicable", id="unread-without-proxy"),
        pytest.param(
            [a_carte_grise(nombre_titulaires=unknown()), a_procuration()],
            {},
            "inconclusive:illisible",
            id="unread-with-a-proxy",
        ),
        pytest.param(
            [a_cession(vendeur_type=unknown(), vendeur_sexe=unknown())],
            {},
            "not_applicable",
            id="one-holder-of-a-kind-not-known",
        ),
        pytest.param([a_carte_grise(**HOLDERS), a_cession(**BOTH)], {}, "not_applicable", id="signatures-say-so"),
        pytest.param(
            [
                a_carte_grise(**{**HOLDERS, "signatures": 2}),
                a_cession(**{**BOTH, "vendeur_signatures": 2}),
                a_procuration(signatures=0),
            ],
            {},
            "not_applicable",
            id="both-have-signed",
        ),
        pytest.param(
            [a_carte_grise(**HOLDERS), a_cession(**BOTH), a_piece_identite(), a_procuration()],
            {},
            "failed:incomplet",
            id="no-identity-paper-of-the-absent",
        ),
        pytest.param(
            [a_carte_grise(**HOLDERS), a_cession(**BOTH), *IDENTITIES, a_procuration(signatures=0)],
            {"policy": papers(procuration="warn")},
            "failed:warning",
            id="warned",
        ),
        pytest.param(
            [
                a_carte_grise(**{**HOLDERS, "signatures": LOW}),
                a_cession(**BOTH),
                *IDENTITIES,
                a_procuration(mandants=("BERNARD LUC",)),
            ],
            {},
            "inconclusive:illisible",
            id="signatures-unread",
        ),
    ],
)
def test_when_a_proxy_is_asked_for(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_PROXY, *given, **how) == outcome


@pytest.mark.parametrize(
    ("proxy", "outcome"),
    [
        pytest.param({"mandataire": "DUVAL MARC"}, "passed", id="to-the-representative"),
        pytest.param({"mandataire": COMPANY["vendeur_nom"]}, "passed", id="to-the-company"),
        pytest.param({"mandataire": "BERNARD LUC"}, "inconclusive:illisible", id="to-somebody-else"),
        pytest.param({"mandataire": "DUVAL MARC", "signatures": 0}, "failed:incomplet", id="unsigned"),
    ],
)
@pytest.mark.parametrize("kind", ["societe", "professionnel"])
def test_a_proxy_given_to_a_company_that_holds_the_card_too(kind: str, proxy: dict[str, Any], outcome: str) -> None:
    """The rules about signatures count the proxy as one, and leave what it is worth to this one."""
    given = (
        a_carte_grise(**{**HOLDERS, "titulaire": COMPANY["vendeur_nom"]}),
        a_cession(**COMPANY),
        a_kbis(denomination=COMPANY["vendeur_nom"], representants=("DUVAL MARC",)),
        a_piece_identite(1, **HUGO),
        a_procuration(**proxy),
    )
    assert the_outcome(DOCS_PROXY, *given, vendeur=kind) == outcome


def test_of_a_trader_who_has_bought_from_both_only_the_card_is_signed_by_both() -> None:
    card = a_carte_grise(**{**HOLDERS, "signatures": 2})
    cerfa = a_cession(vendeur_type="personne_morale", vendeur_nom="GARAGE DU CENTRE SAS", vendeur_sexe=None)
    given = (card, cerfa, a_recepisse(), a_procuration(signatures=0))
    assert the_outcome(DOCS_PROXY, *given, vendeur="professionnel") == "not_applicable"


@pytest.mark.parametrize("rule", [CI_SIGNATURE_COHOLDERS, CERFA_SIGNATURE_COHOLDERS], ids=lambda rule: rule.id)
@pytest.mark.parametrize(
    ("proxies", "outcome"),
    [
        pytest.param([], "failed:incomplet", id="none"),
        pytest.param([a_procuration()], "passed", id="of-the-absent"),
        pytest.param([a_procuration(mandants=("BERNARD LUC",))], "failed:incomplet", id="of-somebody-else"),
        pytest.param([a_procuration(mandants=unknown())], "inconclusive:illisible", id="unread"),
    ],
)
def test_a_proxy_stands_for_a_signature(rule: Any, proxies: list[Any], outcome: str) -> None:
    assert the_outcome(rule, a_carte_grise(**HOLDERS), a_cession(**BOTH), *proxies) == outcome


def test_two_proxies_of_one_person_stand_for_one_signature() -> None:
    card = a_carte_grise(nombre_titulaires=3, cotitulaires=("DURAND HUGO",), signatures=1)
    cerfa = a_cession(vendeur_nom="MARTIN CLAIRE / DURAND HUGO / PETIT ANNE")
    twice = (a_procuration(1), a_procuration(2))
    assert the_outcome(CI_SIGNATURE_COHOLDERS, card, cerfa, *twice) == "failed:incomplet"
