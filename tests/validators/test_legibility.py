"""Files, pages and readings that cannot be judged are findings of their dossier."""

from datetime import date
from typing import Any

import pytest

from pipeline.core.choices import Operation
from pipeline.core.documents import Inconnu
from pipeline.core.dossier import FileRecord, FileStatus
from pipeline.core.model import Defect, PageRef
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_controle_technique,
    a_demande,
    a_dossier,
    a_situation_administrative,
    the_finding,
    the_outcome,
    unknown,
)
from validators.catalogue import CATALOGUE
from validators.engine import judge
from validators.rules.legibility import (
    DOCS_CONFLICTING_DUPLICATES,
    DOCS_FILE_DUPLICATE,
    DOCS_FILE_READABLE,
    DOCS_FILE_SUPPORTED,
    DOCS_LEGIBILITY,
    DOCS_PAGE_UNKNOWN,
)

FILE_RULES = (DOCS_FILE_READABLE, DOCS_FILE_SUPPORTED, DOCS_FILE_DUPLICATE)


@pytest.mark.parametrize(
    ("status", "outcomes"),
    [
        (FileStatus.READ, ["passed", "passed", "passed"]),
        (FileStatus.DAMAGED, ["failed:illisible", "passed", "passed"]),
        (FileStatus.ENCRYPTED, ["failed:illisible", "passed", "passed"]),
        (FileStatus.EMPTY, ["failed:illisible", "passed", "passed"]),
        (FileStatus.OVERSIZED, ["failed:illisible", "passed", "passed"]),
        (FileStatus.UNREADABLE, ["failed:illisible", "passed", "passed"]),
        (FileStatus.UNSUPPORTED, ["passed", "failed:warning", "passed"]),
        (FileStatus.DUPLICATE, ["passed", "passed", "failed:info"]),
    ],
)
def test_what_became_of_a_file(status: FileStatus, outcomes: list[str]) -> None:
    file = FileRecord(file="sous-dossier/ct.pdf", sha256="0", status=status, detail="détail")
    assert [the_outcome(rule, files=(file,)) for rule in FILE_RULES] == outcomes


def test_every_status_of_a_file_is_judged() -> None:
    """A new status must not pass unseen."""
    bad = [status for status in FileStatus if status is not FileStatus.READ]
    for status in bad:
        file = FileRecord(file="a.pdf", sha256="0", status=status)
        assert [the_outcome(rule, files=(file,)) for rule in FILE_RULES].count("passed") == 2


def test_message_names_file_and_reason() -> None:
    file = FileRecord(file="ct.pdf", sha256="0", status=FileStatus.ENCRYPTED, detail="protégé par mot de passe")
    message = the_finding(DOCS_FILE_READABLE, files=(file,)).message
    assert "ct.pdf" in message
    assert "protégé par mot de passe" in message


def test_an_unknown_page_warns_and_names_the_page() -> None:
    page = Inconnu(id="inconnu-1", pages=(PageRef(file="scan.pdf", page=3),))
    finding = the_finding(DOCS_PAGE_UNKNOWN, page)
    assert (finding.status, finding.severity, finding.motif) == ("failed", "warning", None)
    assert "scan.pdf, p. 3" in finding.message


def test_a_blank_page_is_no_unknown_paper() -> None:
    page = Inconnu(id="inconnu-1", pages=(PageRef(file="scan.pdf", page=4, defects=(Defect.BLANK,)),))
    assert the_outcome(DOCS_PAGE_UNKNOWN, page) == "passed"


@pytest.mark.parametrize(
    ("unread_on", "named"),
    [
        pytest.param(2, True, id="read on the blurred page"),
        pytest.param(1, False, id="read on the good page"),
        pytest.param(None, True, id="found on no page"),
    ],
)
def test_what_to_scan_again_is_told(unread_on: int | None, named: bool) -> None:
    pages = (PageRef(file="ct.pdf", page=1), PageRef(file="ct.pdf", page=2, defects=(Defect.BLURRED,)))
    file = "ct.pdf" if unread_on else None
    unread = unknown().model_copy(update={"file": file, "page": unread_on})
    dossier = a_dossier(a_controle_technique(date_controle=unread).model_copy(update={"pages": pages}))
    findings = judge(CATALOGUE, dossier, a_context(dossier)).findings
    (finding,) = [one for one in findings if one.rule == "docs.legibility"]
    assert ("ct.pdf, p. 2 (floue)" in (finding.action or "")) == named


def test_doubts_of_all_blocking_rules_are_gathered() -> None:
    dossier = a_dossier(a_controle_technique(date_controle=unknown()), a_cession(vendeur_nom=unknown()))
    findings = judge(CATALOGUE, dossier, a_context(dossier)).findings
    (finding,) = [one for one in findings if one.rule == "docs.legibility"]
    assert finding.motif == "illisible"
    assert "date du contrôle" in finding.message
    assert "nom du vendeur" in finding.message


@pytest.mark.parametrize(
    ("confidence", "outcome"), [(0.5, "passed"), (0.49, "inconclusive:illisible")], ids=["sure-enough", "doubtful"]
)
def test_a_paper_whose_kind_is_doubtful_is_looked_at(confidence: float, outcome: str) -> None:
    paper = a_situation_administrative().model_copy(update={"confidence": confidence})
    assert the_outcome(DOCS_LEGIBILITY, paper) == outcome


@pytest.mark.parametrize(
    ("kind", "operation", "outcome"),
    [
        pytest.param("carte_grise", "cession", "inconclusive:illisible", id="card"),
        pytest.param("mandat", "cession", "inconclusive:illisible", id="mandate"),
        pytest.param("piece_identite", "cession", "inconclusive:illisible", id="identity-paper"),
        pytest.param("demande_immatriculation", "immatriculation", "inconclusive:illisible", id="request"),
        pytest.param("justificatif_domicile", "immatriculation", "inconclusive:illisible", id="proof-of-address"),
        pytest.param("kbis", "achat", "inconclusive:illisible", id="extract"),
        pytest.param("declaration_achat", "achat", "inconclusive:illisible", id="purchase"),
        pytest.param("controle_technique", "achat", "passed", id="not-asked-for"),
    ],
)
def test_the_kind_of_every_paper_asked_for_counts(kind: str, operation: Operation, outcome: str) -> None:
    whole = a_dossier(operation=operation).documents
    hazy = [one.model_copy(update={"confidence": 0.49}) for one in whole if one.kind == kind]
    assert hazy
    assert the_outcome(DOCS_LEGIBILITY, *hazy, operation=operation) == outcome


def test_a_hazy_paper_that_no_operation_asks_for_is_left_alone() -> None:
    paper = a_demande().model_copy(update={"confidence": 0.49})
    assert the_outcome(DOCS_LEGIBILITY, paper) == "passed"


@pytest.mark.parametrize(
    ("papers", "outcome"),
    [
        pytest.param([], "passed", id="one-of-each"),
        pytest.param([a_cession(1, exemplaire=1), a_cession(2)], "passed", id="both-copies"),
        pytest.param(
            [a_cession(1, exemplaire=1), a_cession(2, kilometrage=1)], "passed", id="copies-are-compared-elsewhere"
        ),
        pytest.param([a_cession(1), a_cession(2, kilometrage=84651)], "inconclusive:illisible", id="two-second-copies"),
        pytest.param(
            [a_cession(1), a_cession(2, exemplaire=unknown(), acquereur_nom="BERNARD LUC")],
            "inconclusive:illisible",
            id="copy-unknown",
        ),
        pytest.param(
            [a_carte_grise(1), a_carte_grise(2, numero_formule="2021AB12345")], "inconclusive:illisible", id="two-cards"
        ),
        pytest.param(
            [a_controle_technique(1), a_controle_technique(2, resultat="S")],
            "inconclusive:illisible",
            id="one-visit-two-results",
        ),
        pytest.param(
            [a_controle_technique(1), a_controle_technique(2, resultat="S", date_controle=date(2026, 1, 5))],
            "passed",
            id="two-visits",
        ),
        pytest.param(
            [a_controle_technique(1, resultat="R"), a_controle_technique(2, nature="contre_visite")],
            "passed",
            id="visit-and-retest-of-one-day",
        ),
        pytest.param(
            [a_situation_administrative(1), a_situation_administrative(2, gage="active")],
            "inconclusive:illisible",
            id="one-day-two-situations",
        ),
        pytest.param(
            [
                a_situation_administrative(1),
                a_situation_administrative(2, gage="active", date_generation=date(2026, 3, 6)),
            ],
            "passed",
            id="situations-of-two-days",
        ),
    ],
)
def test_papers_of_one_kind_that_disagree(papers: list[Any], outcome: str) -> None:
    assert the_outcome(DOCS_CONFLICTING_DUPLICATES, *papers) == outcome


def test_conflict_shows_both_places() -> None:
    finding = the_finding(DOCS_CONFLICTING_DUPLICATES, a_cession(1), a_cession(2, kilometrage=84651))
    assert [(one.document, one.field) for one in finding.evidence] == [
        ("certificat_cession-1", "kilometrage"),
        ("certificat_cession-2", "kilometrage"),
    ]
