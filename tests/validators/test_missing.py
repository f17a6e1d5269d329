"""A paper or side that is missing, beside a page that nobody could read: it may be that page."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.core.documents import Inconnu
from pipeline.core.dossier import Dossier
from pipeline.core.model import Defect, PageRef
from pipeline.core.report import Finding
from tests.builders import a_carte_grise, a_cession, a_context, a_dossier, a_piece_identite
from tests.party_papers import TRADER
from tests.validators.case_table import CASES
from tests.validators.case_table_parties import by_proxy
from tests.validators.cases import on
from validators.catalogue import CATALOGUE
from validators.engine import judge
from validators.policy import Papers, Policy

EXPLAINED = (
    "ci.signature-coholders",
    "cerfa.signature-coholders",
    "party.seller-is-holder",
    "party.seller-id-match",
    "party.representative-capacity",
    "scope.chain-of-title",
    "da.receipt-chain",
    "mandat.principal-match",
    "kbis.identity",
    "csa.freshness",
    "ct.freshness",
    "ct.freshness-at-sale",
    "ct.result-critical",
    "ct.result-major",
    "destruction.documents",
)
"""Rules whose fault one more paper would explain or mend: a proxy, a receipt, a re-test..."""
SURE = (
    "ci.signature-holder",
    "ci.struck",
    "cerfa.signature-seller",
    "cerfa.signature-buyer",
    "cerfa.sale-date",
    "csa.theft",
    "csa.vehicle-match",
    "ct.vehicle-match",
    "mandat.signed",
    "kbis.age",
    "veh.vin-match",
)
"""Rules whose fault stands on a paper that was read, whatever else there is."""
PAGE = PageRef(file="scan.pdf", page=7, defects=(Defect.BLURRED,))
UNREAD = Inconnu(id="inconnu-1", confidence=0.5, pages=(PAGE,))
LEGIBLE = UNREAD.model_copy(update={"confidence": 1.0})
BLANK = UNREAD.model_copy(update={"pages": (PAGE.model_copy(update={"defects": (Defect.BLANK,)}),)})
REG = {"operation": "immatriculation"}
LOST = {"certificat_present": False, "motif_absence_certificat": "PERTE"}
COMPANY = {"vendeur_type": "personne_morale", "vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_sexe": None}

MISSING = [
    pytest.param("docs.cerfa", [], ("certificat_cession",), {}, id="cerfa"),
    pytest.param("docs.ci", [], ("carte_grise",), {}, id="card"),
    pytest.param("docs.ci", [a_carte_grise(exterieur_present=False)], (), {}, id="outer-side"),
    pytest.param("docs.ci", [a_carte_grise(interieur_present=False)], (), {}, id="inner-side"),
    pytest.param("docs.ci", [a_carte_grise(modele="fni", interieur_present=False)], (), {}, id="side-of-an-old-card"),
    pytest.param("docs.ci-lost", [a_cession(**LOST)], ("carte_grise",), {}, id="card-said-lost"),
    pytest.param("docs.ct", [], ("controle_technique",), {}, id="ct"),
    pytest.param("docs.csa", [], ("situation_administrative",), {}, id="csa"),
    pytest.param("docs.id-seller", [], ("piece_identite",), {}, id="seller-s-identity"),
    pytest.param("docs.id-buyer", [a_piece_identite()], (), REG, id="buyer-s-identity"),
    pytest.param("docs.rep-id", [a_cession(**COMPANY)], ("piece_identite",), {}, id="representative-s-identity"),
    pytest.param("id.both-sides", [a_piece_identite(verso=False)], (), {}, id="side-of-an-identity-paper"),
    pytest.param("docs.mandat", [], ("mandat",), {}, id="mandate"),
    pytest.param("docs.kbis", [a_cession(**COMPANY)], (), {}, id="extract"),
    pytest.param("docs.demand-13750", [], ("demande_immatriculation",), REG, id="request"),
    pytest.param("docs.domicile", [], ("justificatif_domicile",), REG, id="proof-of-address"),
    pytest.param("docs.da-receipt", [a_cession(**COMPANY)], (), {**REG, "vendeur": "professionnel"}, id="receipt"),
    pytest.param(
        "docs.da-buyer", [a_cession(**TRADER)], ("declaration_achat",), {"operation": "achat"}, id="declaration"
    ),
]


def finding(rule: str, papers: list[Any], without: tuple[str, ...], how: dict[str, Any]) -> Finding:
    dossier = a_dossier(*papers, without=without, operation=how.get("operation", "cession"))
    return of(rule, dossier, how)


def of(rule: str, dossier: Dossier, how: dict[str, Any]) -> Finding:
    (only,) = (one for one in CATALOGUE if one.id == rule)
    (found,) = judge((only,), dossier, a_context(dossier, **how)).findings
    return found


@pytest.mark.parametrize(("rule", "papers", "without", "how"), MISSING)
def test_what_is_missing_may_be_a_page_that_could_not_be_read(
    rule: str, papers: list[Any], without: tuple[str, ...], how: dict[str, Any]
) -> None:
    said = finding(rule, [*papers, UNREAD], without, how)
    assert (said.status, said.motif) == ("inconclusive", "illisible")
    assert "scan.pdf, p. 7" in said.message
    assert "scan.pdf, p. 7" in (said.action or "")
    assert [remedy.act for remedy in said.remedies] == ["verifier"]


@pytest.mark.parametrize("page", [LEGIBLE, BLANK], ids=["legible", "blank"])
@pytest.mark.parametrize(("rule", "papers", "without", "how"), MISSING)
def test_what_is_missing_is_no_page_that_could_be_read(
    rule: str, papers: list[Any], without: tuple[str, ...], how: dict[str, Any], page: Inconnu
) -> None:
    said = finding(rule, [*papers, page], without, how)
    assert (said.status, said.motif) == ("failed", "incomplet")


@pytest.mark.parametrize(
    ("level", "status", "severity"),
    [("warn", "inconclusive", "warning"), ("off", "not_applicable", "blocking")],
)
def test_what_is_not_required_rejects_nothing(level: Any, status: str, severity: str) -> None:
    how = {"policy": Policy(papers=Papers(mandat=level))}
    said = finding("docs.mandat", [UNREAD], ("mandat",), how)
    assert (said.status, said.severity, said.motif) == (status, severity, None)


def test_a_dossier_that_is_whole_does_not_mind() -> None:
    dossier = a_dossier(UNREAD)
    findings = judge(CATALOGUE, dossier, a_context(dossier)).findings
    assert [one.rule for one in findings if one.motif] == []


def beside(rule: str, page: Inconnu) -> set[tuple[str, str | None]]:
    """What the rule says of its own fault beside that page."""
    (only,) = (one for one in CATALOGUE if one.id == rule)
    fault = CASES[rule].fault(only)
    found = replace(fault, more=(*fault.more, page)).findings_of(only)
    return {(one.status, one.motif) for one in found if one.motif}


@pytest.mark.parametrize("rule", EXPLAINED)
def test_what_one_more_paper_would_mend_is_a_doubt_beside_a_page_that_could_not_be_read(rule: str) -> None:
    assert beside(rule, UNREAD) == {("inconclusive", "illisible")}


@pytest.mark.parametrize("rule", EXPLAINED)
def test_it_is_a_fault_beside_a_page_that_could_be_read(rule: str) -> None:
    assert {status for status, _ in beside(rule, LEGIBLE)} == {"failed"}


@pytest.mark.parametrize("rule", SURE)
def test_what_no_other_paper_mends_is_a_fault_beside_any_page(rule: str) -> None:
    assert beside(rule, UNREAD) == beside(rule, LEGIBLE)
    assert {status for status, _ in beside(rule, UNREAD)} == {"failed"}


def test_the_doubt_still_says_the_fault_and_what_may_mend_it() -> None:
    fault = by_proxy()
    alone = replace(fault, more=(*fault.more[:2], UNREAD))
    (said,) = (one for one in alone.findings() if one.rule == "cerfa.signature-coholders")
    assert "1 signature(s) pour 2 titulaires" in said.message
    assert "(procuration) : scan.pdf, p. 7" in said.message


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        pytest.param(LEGIBLE, ("inconclusive", "illisible"), id="perhaps-the-letter"),
        pytest.param(UNREAD, ("inconclusive", "illisible"), id="unreadable"),
        pytest.param(BLANK, ("failed", "non_conforme"), id="blank"),
    ],
)
def test_the_letter_that_accepts_a_pledge_may_be_any_page_unknown(page: Inconnu, outcome: tuple[str, str]) -> None:
    assert beside("csa.gage", page) == {outcome}


def test_no_letter_helps_where_the_policy_accepts_none() -> None:
    said = on(csa={"gage": "active"}, more=(LEGIBLE,), policy=Policy(csa_gage="reject")).findings()
    assert [(one.rule, one.status) for one in said if one.motif] == [("csa.gage", "failed")]
