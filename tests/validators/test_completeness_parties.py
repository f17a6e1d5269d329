"""Each rule on what the parties have to join: passing, failing, in doubt, not applicable."""

from datetime import date
from typing import Any

import pytest

from tests.builders import (
    a_carte_grise,
    a_cession,
    a_declaration_achat,
    a_demande,
    a_justificatif,
    a_kbis,
    a_mandat,
    blank,
    doubtful,
    the_outcome,
    unknown,
)
from tests.party_papers import TRADER
from validators.policy import Papers, Policy
from validators.rules.completeness_parties import (
    DOCS_DA_BUYER,
    DOCS_DA_RECEIPT,
    DOCS_DEMAND_13750,
    DOCS_DOMICILE,
    DOCS_KBIS,
    DOCS_MANDAT,
)

COMPANY = {"vendeur_type": "personne_morale", "vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_sexe": None}
BUYING_COMPANY = {"acquereur_type": "personne_morale", "acquereur_nom": "TRANSPORTS DUVAL SARL", "acquereur_sexe": None}
WHO = {"vendeur_type": unknown(), "vendeur_sexe": unknown()}


def papers(**levels: Any) -> Policy:
    return Policy(papers=Papers(**levels))


def without(*kinds: str, **how: Any) -> dict[str, Any]:
    return {"without": kinds, **how}


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], {}, "passed", id="there"),
        pytest.param([], without("mandat"), "failed:incomplet", id="missing"),
        pytest.param([], without("mandat", operation="immatriculation"), "failed:incomplet", id="missing-buyer"),
        pytest.param([], without("mandat", operation="achat"), "failed:incomplet", id="missing-trader"),
        pytest.param([], without("mandat", operation="destruction"), "failed:incomplet", id="missing-destruction"),
        pytest.param([], without("mandat", canal="ants"), "not_applicable", id="without-prestataire"),
        pytest.param([], without("mandat", policy=papers(mandat="warn")), "failed:warning", id="warned"),
        pytest.param([], without("mandat", policy=papers(mandat="off")), "not_applicable", id="off"),
        pytest.param([a_mandat(mandant_nom=unknown())], {}, "passed", id="what-it-says-is-for-other-rules"),
    ],
)
def test_mandate(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_MANDAT, *given, **how) == outcome


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], {}, "not_applicable", id="private-seller"),
        pytest.param([a_cession(**COMPANY), a_kbis()], {}, "passed", id="there"),
        pytest.param([a_cession(**COMPANY)], {}, "failed:incomplet", id="missing"),
        pytest.param([a_cession(**COMPANY)], {"policy": papers(kbis="warn")}, "failed:warning", id="warned"),
        pytest.param([a_cession(**COMPANY)], {"policy": papers(kbis="off")}, "not_applicable", id="off"),
        pytest.param([a_cession(**COMPANY)], {"operation": "immatriculation"}, "not_applicable", id="not-principal"),
        pytest.param(
            [a_cession(**BUYING_COMPANY)], {"operation": "immatriculation"}, "failed:incomplet", id="buying-company"
        ),
        pytest.param([], without("kbis", operation="achat"), "failed:incomplet", id="trader"),
        pytest.param(
            [a_cession(**{**COMPANY, "vendeur_nom": "ASSOCIATION DES AMIS DU RAIL"})],
            {},
            "inconclusive:illisible",
            id="association-has-statutes",
        ),
        pytest.param([a_cession(**WHO)], {}, "inconclusive:illisible", id="kind-of-seller-unread"),
    ],
)
def test_kbis(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_KBIS, *given, **how) == outcome


GARAGE = {"vendeur_type": "personne_morale", "vendeur_nom": "GARAGE DU CENTRE SAS", "vendeur_siret": "73282932000074"}
RESALE = {"operation": "immatriculation", "vendeur": "professionnel"}
RECEIPT = {"nature": "recepisse", "edition": None}


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], {"operation": "immatriculation"}, "not_applicable", id="private-seller"),
        pytest.param([a_cession(**GARAGE)], RESALE, "failed:incomplet", id="A67-missing"),
        pytest.param([a_cession(**GARAGE), a_declaration_achat(**RECEIPT)], RESALE, "passed", id="A66-receipt"),
        pytest.param([a_cession(**GARAGE), a_declaration_achat()], RESALE, "inconclusive:illisible", id="form-alone"),
        pytest.param(
            [a_cession(**GARAGE), a_declaration_achat(**{**RECEIPT, "nature": unknown()})],
            RESALE,
            "inconclusive:illisible",
            id="which-of-both-unread",
        ),
        pytest.param(
            [
                a_cession(**GARAGE),
                a_declaration_achat(**RECEIPT, acheteur_nom="AUTO NORD SAS", acheteur_siren="123456782"),
            ],
            RESALE,
            "failed:incomplet",
            id="of-another-trader",
        ),
        pytest.param(
            [a_cession(**GARAGE), a_declaration_achat(**RECEIPT, acheteur_nom=unknown(), acheteur_siren=unknown())],
            RESALE,
            "inconclusive:illisible",
            id="whose-unread",
        ),
        pytest.param(
            [a_cession(**GARAGE), a_carte_grise(titulaire="GARAGE DU CENTRE SAS")],
            RESALE,
            "not_applicable",
            id="card-in-their-own-name",
        ),
        pytest.param(
            [a_cession(**GARAGE)], {"vendeur": "professionnel"}, "not_applicable", id="not-asked-in-a-cession"
        ),
        pytest.param(
            [a_cession(**GARAGE)],
            {**RESALE, "policy": papers(declaration_achat="warn")},
            "failed:warning",
            id="warned",
        ),
    ],
)
def test_receipt_of_the_trader_who_sells(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_DA_RECEIPT, *given, **how) == outcome


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], {}, "not_applicable", id="private-buyer"),
        pytest.param([], {"operation": "achat"}, "passed", id="A18-there"),
        pytest.param([], without("declaration_achat", operation="achat"), "failed:incomplet", id="missing"),
        pytest.param(
            [a_declaration_achat(acheteur_nom=unknown(), acheteur_siren=unknown())],
            {"operation": "achat"},
            "inconclusive:illisible",
            id="whose-unread",
        ),
        pytest.param(
            [],
            without("declaration_achat", operation="achat", policy=papers(declaration_achat="warn")),
            "failed:warning",
            id="warned",
        ),
        pytest.param(
            [a_cession(**TRADER)],
            {"operation": "immatriculation", "acquereur": "professionnel"},
            "failed:warning",
            id="registers-instead",
        ),
        pytest.param([a_cession(**TRADER)], {"acquereur": "professionnel"}, "failed:info", id="told-to-the-seller"),
        pytest.param(
            [a_cession(acquereur_type=unknown(), acquereur_sexe=unknown())],
            {"operation": "immatriculation"},
            "inconclusive:warning",
            id="kind-of-buyer-unread",
        ),
        pytest.param(
            [a_cession(acquereur_type=unknown(), acquereur_sexe=unknown())],
            {},
            "not_applicable",
            id="kind-of-buyer-unread-in-a-cession",
        ),
    ],
)
def test_declaration_of_the_trader_who_buys(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_DA_BUYER, *given, **how) == outcome


REG = {"operation": "immatriculation"}


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        pytest.param({}, "passed", id="signed"),
        pytest.param({"signatures": 0}, "failed:incomplet", id="unsigned"),
        pytest.param({"signatures": blank()}, "failed:incomplet", id="frame-blank"),
        pytest.param({"signatures": unknown()}, "inconclusive:illisible", id="signatures-unread"),
        pytest.param({"nombre_titulaires": 2}, "failed:incomplet", id="one-of-two-has-signed"),
        pytest.param({"nombre_titulaires": 2, "signatures": 2}, "passed", id="both-have-signed"),
        pytest.param({"titulaire_nom": "BERNARD LUC"}, "failed:non_conforme", id="somebody-else"),
        pytest.param({"titulaire_nom": "LEROY PAULE"}, "inconclusive:illisible", id="perhaps-the-wife"),
        pytest.param({"titulaire_nom": unknown()}, "inconclusive:illisible", id="name-unread"),
        pytest.param(
            {"titulaire_nom": "BERNARD LUC", "cotitulaire_nom": "LEROY PAUL"}, "passed", id="buyer-is-co-holder"
        ),
    ],
)
def test_request(values: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_DEMAND_13750, a_demande(**values), **REG) == outcome


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], without("demande_immatriculation", **REG), "failed:incomplet", id="missing"),
        pytest.param([], without("demande_immatriculation", canal="ants", **REG), "not_applicable", id="ants"),
        pytest.param(
            [],
            without("demande_immatriculation", policy=papers(demande_immatriculation="off"), **REG),
            "not_applicable",
            id="require_13750-false",
        ),
        pytest.param([], {}, "not_applicable", id="not-asked-in-a-cession"),
        pytest.param([a_demande(signatures=0)], {}, "failed:warning", id="but-judged-when-it-is-there"),
    ],
)
def test_who_needs_a_request(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_DEMAND_13750, *given, **how) == outcome


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([a_justificatif()], REG, "passed", id="bill"),
        pytest.param([a_justificatif(date=date(2025, 9, 17))], REG, "passed", id="last-good-day"),
        pytest.param([a_justificatif(date=date(2025, 9, 16))], REG, "inconclusive:illisible", id="six-months-old"),
        pytest.param(
            [a_justificatif(date=date(2025, 9, 16))],
            {**REG, "policy": Policy(domicile_max_months=7)},
            "passed",
            id="other-limit",
        ),
        pytest.param([a_justificatif(date=date(2026, 3, 17))], REG, "inconclusive:illisible", id="of-tomorrow"),
        pytest.param([a_justificatif(date=unknown())], REG, "inconclusive:illisible", id="date-unread"),
        pytest.param(
            [a_justificatif(1, date=date(2024, 9, 1)), a_justificatif(2)], REG, "passed", id="one-of-two-is-new"
        ),
        pytest.param([a_justificatif(nom="BERNARD LUC")], REG, "failed:warning", id="somebody-else-s"),
        pytest.param([a_justificatif(nom=unknown())], REG, "inconclusive:illisible", id="name-unread"),
        pytest.param([a_justificatif(nom=doubtful("LEROY PAUL"))], REG, "inconclusive:illisible", id="name-doubtful"),
        pytest.param([a_justificatif(nom="LEROY PAULE")], REG, "inconclusive:illisible", id="perhaps-the-wife-s"),
        pytest.param([a_justificatif(1, nom=unknown()), a_justificatif(2)], REG, "passed", id="other-name-unread"),
        pytest.param(
            [a_justificatif(1, date=date(2024, 9, 1)), a_justificatif(2, nom="BERNARD LUC")],
            REG,
            "inconclusive:illisible",
            id="buyer-s-is-old-and-the-new-one-is-not-theirs",
        ),
        pytest.param([a_justificatif(), a_cession(acquereur_nom=unknown())], REG, "inconclusive:illisible", id="whose"),
        pytest.param([], without("justificatif_domicile", **REG), "failed:incomplet", id="missing"),
        pytest.param(
            [],
            without("justificatif_domicile", policy=papers(justificatif_domicile="off"), **REG),
            "not_applicable",
            id="require_domicile-false",
        ),
        pytest.param([], {}, "not_applicable", id="not-asked-in-a-cession"),
        pytest.param([a_justificatif(date=date(2024, 1, 1))], {}, "inconclusive:warning", id="buyer-s-in-a-cession"),
        pytest.param([a_justificatif(nom="MARTIN CLAIRE")], {}, "not_applicable", id="seller-s-in-a-cession"),
        pytest.param([a_cession(**BUYING_COMPANY)], REG, "not_applicable", id="company"),
    ],
)
def test_proof_of_address(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DOCS_DOMICILE, *given, **how) == outcome
