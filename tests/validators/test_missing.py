"""A paper or side that is missing, beside a page that nobody could read: it may be that page."""

from typing import Any

import pytest

from pipeline.core.documents import Inconnu
from pipeline.core.dossier import Dossier
from pipeline.core.model import Defect, PageRef
from pipeline.core.report import Finding
from tests.builders import a_carte_grise, a_cession, a_context, a_dossier, a_piece_identite
from tests.party_papers import TRADER
from validators.catalogue import CATALOGUE
from validators.engine import judge
from validators.policy import Papers, Policy

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
