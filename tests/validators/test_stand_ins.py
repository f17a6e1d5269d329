"""What stands for a paper that is missing: a declaration of loss, a moped never registered, a lease bought out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.core.documents import Document
from pipeline.core.report import Status
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_controle_technique,
    a_declaration_perte,
    a_dossier,
    a_recepisse,
    blank,
    doubtful,
    the_finding,
    the_outcome,
    unknown,
)
from tests.validators.case_table_transfers import resale
from validators.catalogue import CATALOGUE
from validators.engine import judge
from validators.rules.completeness import DOCS_CI, DOCS_CI_LOST

WRECK = {"operation": "destruction", "nature": "destruction"}
LOST = {"declarant_nom": "MARTIN CLAIRE", "declarant_siret": blank(), "signatures": 1}


def verdicts(*papers: Document, without: tuple[str, ...], **how: Any) -> dict[str, str]:
    """Motif of each rule of the whole catalogue that stops the dossier."""
    dossier = a_dossier(*papers, without=without, operation=how.get("operation", "cession"))
    judgement = judge(CATALOGUE, dossier, a_context(dossier, **how))
    assert judgement.crashes == ()
    return {one.rule: str(one.motif) for one in judgement.findings if one.motif}


@pytest.mark.parametrize(
    ("loss", "outcome"),
    [
        pytest.param({}, "passed", id="signed-by-the-seller"),
        pytest.param({"declarant_nom": "Claire MARTIN"}, "passed", id="name-turned"),
        pytest.param({"nature": "vol"}, "passed", id="stolen"),
        pytest.param({"signatures": 0}, "inconclusive:illisible", id="unsigned"),
        pytest.param({"signatures": doubtful(1)}, "inconclusive:illisible", id="perhaps-signed"),
        pytest.param({"declarant_nom": "DURAND HUGO"}, "inconclusive:illisible", id="by-somebody-else"),
        pytest.param({"declarant_nom": unknown()}, "inconclusive:illisible", id="by-whom-unread"),
        pytest.param({"immatriculation": "ZZ-999-ZZ"}, "inconclusive:illisible", id="of-another-vehicle"),
        pytest.param({"immatriculation": unknown()}, "inconclusive:illisible", id="of-what-unread"),
    ],
)
def test_a_declaration_of_loss_stands_for_the_card_of_a_destroyed_vehicle(loss: dict[str, Any], outcome: str) -> None:
    declaration = a_declaration_perte(**{**LOST, **loss})
    sale = a_cession(nature="destruction", certifie_vhu=True, agrement_vhu="PR3100001D")
    assert the_outcome(DOCS_CI, sale, declaration, without=("carte_grise",), **WRECK) == outcome


@pytest.mark.parametrize(
    ("loss", "status"), [((), "passed"), ((a_declaration_perte(**LOST),), "failed")], ids=["nothing-said", "declared"]
)
def test_the_loss_of_the_card_of_a_destroyed_vehicle_is_told(loss: tuple[Document, ...], status: str) -> None:
    """rules.md docs.ci-lost: a warning, though the certificat de cession says nothing of it."""
    finding = the_finding(DOCS_CI_LOST, a_cession(), *loss, without=("carte_grise",), **WRECK)
    assert (finding.status, finding.motif) == (status, None)


def test_it_does_not_for_a_sale() -> None:
    assert the_outcome(DOCS_CI, a_declaration_perte(**LOST), without=("carte_grise",)) == "failed:incomplet"


MOPED = {
    "genre": "CL",
    "immatriculation": blank(),
    "numero_formule": blank(),
    "date_premiere_immatriculation": date(2001, 4, 2),
    "certificat_present": False,
}


def test_a_moped_never_registered_is_for_a_person_to_look_at() -> None:
    without = ("carte_grise", "situation_administrative", "controle_technique", "mandat")
    found = verdicts(a_cession(**MOPED), without=without, canal="ants", acquereur="particulier")
    assert found["moped.never-registered"] == "illisible"
    assert set(found.values()) == {"illisible"}


@pytest.mark.parametrize(
    ("cerfa", "missed"),
    [
        pytest.param({"immatriculation": "AB-123-CD"}, "docs.ci", id="with-a-plate"),
        pytest.param({"immatriculation": unknown()}, "docs.ci", id="plate-unread"),
        pytest.param({"genre": "VP"}, "docs.ci", id="a-car"),
        pytest.param({"genre": doubtful("CL")}, "docs.ci", id="kind-doubtful"),
        pytest.param({"vin": blank()}, "cerfa.vehicle-block", id="moped-without-vin"),
        pytest.param({"date_premiere_immatriculation": date(2004, 7, 1)}, "moped.never-registered", id="too-young"),
    ],
)
def test_what_else_has_no_card_is_missed(cerfa: dict[str, Any], missed: str) -> None:
    found = verdicts(a_cession(**{**MOPED, **cerfa}), without=("carte_grise", "situation_administrative"))
    assert found[missed] == "incomplet"


LESSOR = {
    "titulaire": "CREDIT BAIL AUTO SA",
    "adresse": "5 AVENUE JEAN JAURES",
    "code_postal": "69007",
    "commune": "LYON",
}
SOLD = {"vendeur_nom": "CREDIT BAIL AUTO SA", "vendeur_type": "personne_morale", "vendeur_sexe": None}


@pytest.mark.parametrize(
    ("card", "motif"),
    [
        pytest.param(LESSOR, "illisible", id="perhaps-the-lessee"),
        pytest.param({**LESSOR, "adresse": "12 RUE DES LILAS"}, "incomplet", id="somebody-else"),
        pytest.param({**LESSOR, "commune": unknown()}, "incomplet", id="address-unread"),
    ],
)
def test_a_lessee_who_buys_may_need_no_inspection(card: dict[str, Any], motif: str) -> None:
    """That he is the lessee is not sure: a person looks, and it never passes without."""
    found = verdicts(a_carte_grise(**card), a_cession(**SOLD), without=("controle_technique",))
    assert found["docs.ct"] == motif


AGED = {"date_controle": date(2025, 9, 1)}


@pytest.mark.parametrize(
    ("card", "report", "motif"),
    [
        pytest.param(LESSOR, AGED, "illisible", id="in-force"),
        pytest.param(LESSOR, {**AGED, "limite_validite": unknown()}, "illisible", id="limit-unread"),
        pytest.param(LESSOR, {**AGED, "limite_validite": date(2026, 3, 11)}, "non_conforme", id="no-longer-in-force"),
        pytest.param({**LESSOR, "adresse": "12 RUE DES LILAS"}, AGED, "non_conforme", id="not-the-lessee"),
    ],
)
def test_of_a_lessee_who_buys_an_older_inspection_may_do(
    card: dict[str, Any], report: dict[str, Any], motif: str
) -> None:
    """Six months old on the day of the sale, 12 March 2026 (rules.md 3.4, row 3: one in force is enough)."""
    found = verdicts(a_carte_grise(**card), a_cession(**SOLD), a_controle_technique(**report), without=())
    assert {found["ct.freshness"], found["ct.freshness-at-sale"]} == {motif}


def test_with_an_inspection_nothing_is_asked_of_the_lessee() -> None:
    dossier = a_dossier(a_carte_grise(**LESSOR), a_cession(**SOLD))
    (finding,) = [one for one in judge(CATALOGUE, dossier, a_context(dossier)).findings if one.rule == "docs.ct"]
    assert finding.status is Status.PASSED


@pytest.mark.parametrize(
    ("seller", "stops"),
    [
        pytest.param("CREDIT BAIL AUTO SA", set(), id="from-the-lessor"),
        pytest.param(
            "MARTIN CLAIRE",
            {"party.lessee-cannot-sell", "party.seller-is-holder", "scope.chain-of-title", "da.receipt-chain"},
            id="from-the-lessee",
        ),
        pytest.param(
            unknown(),
            {"party.lessee-cannot-sell", "party.seller-is-holder", "scope.chain-of-title", "da.receipt-chain"},
            id="from-whom-unread",
        ),
    ],
)
def test_a_trader_sells_what_he_bought_from_a_lessor(seller: Any, stops: set[str]) -> None:
    sale = resale(a_recepisse(vendeur_nom=seller))
    found = replace(sale, carte={**sale.carte, "titulaire": "CREDIT BAIL AUTO SA"}).findings()
    assert {one.rule for one in found if one.motif and one.rule != "ci.mention-date-match"} == stops
