import io
import unicodedata
from collections.abc import Iterable
from datetime import date

import pytest
from rich.console import Console

from pipeline.core.choices import Lang
from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, FileRecord, FileStatus
from pipeline.core.report import (
    Act,
    Actor,
    Advice,
    Correction,
    Evidence,
    Finding,
    Motif,
    Provenance,
    Report,
    Scenario,
    Severity,
    Status,
    Validity,
)
from pipeline.stages.render import TextReport, verdict_line
from tests.builders import a_carte_grise, a_dossier, a_field, blank, doubtful, unknown, unparsable

HELD = Finding(rule="ct.origin", status=Status.PASSED, severity=Severity.BLOCKING, message="Fait en France")
BROKEN = Finding(
    rule="ct.freshness",
    status=Status.FAILED,
    severity=Severity.BLOCKING,
    motif=Motif.NON_CONFORME,
    message="Contrôle technique trop ancien",
    action="Faire réaliser un nouveau contrôle",
    expected=">= 2025-09-17",
    found="2025-08-01",
    evidence=(Evidence(document="controle_technique-1", field="date_controle", file="ct.pdf", page=2),),
)
UNREAD = Finding(
    rule="veh.vin",
    status=Status.INCONCLUSIVE,
    severity=Severity.BLOCKING,
    motif=Motif.ILLISIBLE,
    message="Numéro d'identification mal lu",
    action="Comparer à l'œil",
)
WARNED = Finding(rule="delay.declaration", status=Status.FAILED, severity=Severity.WARNING, message="Hors délai")
NOTED = Finding(rule="docs.file-duplicate", status=Status.FAILED, severity=Severity.INFO, message="En double")


def a_report(findings: Iterable[Finding], documents: tuple[Document, ...] = (), name: str = "2026-0412") -> Report:
    return Report(
        dossier=name,
        date_demande=date(2026, 3, 16),
        date_cession=date(2026, 3, 12),
        scenario=Scenario(vendeur="societe", acquereur="particulier", nature="don"),
        documents=documents,
        findings=tuple(findings),
        files=(),
        provenance=Provenance(conforme="0", engine="none", policy="", catalogue="", seconds=0),
    )


def drawn(
    report: Report | Dossier, width: int = 100, lang: Lang = "fr", *, verbose: bool = False, colour: bool = False
) -> str:
    screen = io.StringIO()
    console = Console(file=screen, width=width, force_terminal=colour, color_system="standard" if colour else None)
    text = TextReport(console, lang, min_confidence=0.8, is_verbose=verbose)
    (text.report if isinstance(report, Report) else text.extraction)(report)  # type: ignore[arg-type]
    return screen.getvalue()


def test_what_matters_most_comes_first() -> None:
    said = drawn(a_report([HELD, NOTED, WARNED, UNREAD, BROKEN], a_dossier().documents))
    order = [
        "REJETÉ",
        "À CORRIGER (1)",
        "À VÉRIFIER PAR UNE PERSONNE (1)",
        "AVERTISSEMENTS (1)",
        "POUR INFORMATION (1)",
    ]
    order += [f"PIÈCES RECONNUES ({len(a_dossier().documents)})", "RÈGLES (5)"]
    places = [said.index(title) for title in order]
    assert places == sorted(places)


ADVICE = Advice(
    corrections=(
        Correction(
            actor=Actor.VENDEUR,
            act=Act.COMPLETER,
            paper="carte_grise",
            steps=("Compléter la carte grise.",),
            reasons=("La carte grise n'est pas barrée.",),
            rules=("ci.struck",),
        ),
        Correction(
            actor=Actor.PRESTATAIRE,
            act=Act.VERIFIER,
            paper="kbis",
            steps=("Vérifier le Kbis.",),
            reasons=(),
            rules=("kbis.age",),
        ),
    ),
    message_client="Bonjour,\n\n" + "Merci de compléter la carte grise. " * 5 + "\n\nCordialement,",
    valable_jusqu_au=Validity(
        as_of=date(2026, 3, 16),
        last_day=date(2026, 8, 9),
        first_failing_day=date(2026, 8, 10),
        rules=("ct.freshness",),
    ),
    histovec="AB-123-CD ; 2019AB12345 ; MARTIN CLAIRE",
)


def test_what_to_do_comes_first_by_who_does_it() -> None:
    said = drawn(a_report([BROKEN]).model_copy(update={"advice": ADVICE}))
    order = [
        "REJETÉ",
        "CE QU'IL RESTE À FAIRE (2)",
        "Vendeur",
        "→ Compléter",
        "Prestataire",
        "→ Vérifier",
        "À CORRIGER",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert "Acquéreur" not in said
    assert "Déposer au plus tard le 09/08/2026 (ensuite : ct.freshness)" in said
    assert "Pour HistoVec : AB-123-CD ; 2019AB12345 ; MARTIN CLAIRE" in said


def test_the_message_for_the_client_can_be_copied_as_it_is() -> None:
    said = drawn(a_report([BROKEN]).model_copy(update={"advice": ADVICE}), width=60)
    assert f"MESSAGE À ENVOYER AU CLIENT\n{ADVICE.message_client}\n" in said


def test_without_advice_nothing_of_it_is_drawn() -> None:
    said = drawn(a_report([HELD]))
    assert not any(word in said for word in ("RESTE À FAIRE", "MESSAGE", "HistoVec", "Déposer"))


def test_a_fault_says_what_where_and_what_to_do() -> None:
    said = drawn(a_report([BROKEN]))
    assert "Contrôle technique trop ancien" in said
    assert "attendu : ≥ 17/09/2025 · trouvé : 01/08/2025" in said
    assert "ct.pdf, page 2 (date du contrôle)" in said
    assert "→ Faire réaliser un nouveau contrôle" in said


def test_a_page_is_named_once_with_all_that_was_looked_at_there() -> None:
    first, second = (BROKEN.evidence[0].model_copy(update={"field": field}) for field in ("date_controle", "resultat"))
    said = drawn(a_report([BROKEN.model_copy(update={"evidence": (first, second, first)})]))
    assert "où : ct.pdf, page 2 (date du contrôle, résultat)" in said


def test_a_pass_is_said_in_words() -> None:
    said = drawn(a_report([HELD]))
    assert "CONFORME" in said
    assert "REJETÉ" not in said
    assert "À CORRIGER" not in said


def test_a_report_without_findings_is_no_pass() -> None:
    assert "REJETÉ" in drawn(a_report([]))


def test_the_motifs_are_named_gravest_first() -> None:
    assert verdict_line(a_report([UNREAD, BROKEN]), "fr") == "2026-0412 : REJETÉ (non conforme, illisible)"
    assert verdict_line(a_report([HELD]), "en") == "2026-0412 : PASS"


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        pytest.param(a_field("MARTIN CLAIRE"), "MARTIN CLAIRE", id="read"),
        pytest.param(doubtful("MARTIN CLAIRE"), "MARTIN CLAIRE  ? à confirmer", id="doubtful"),
        pytest.param(blank(), "(vide)", id="blank"),
        pytest.param(unparsable("M4RT1N"), "? non lu : « M4RT1N »", id="unparsable"),
        pytest.param(unknown(), "? non lu", id="unknown"),
    ],
)
def test_how_well_a_value_is_known_is_shown_without_colour(field: object, shown: str) -> None:
    said = drawn(a_report([HELD], (a_carte_grise(titulaire=field),)))
    (line,) = [line for line in said.splitlines() if "titulaire (C.1)" in line]
    assert line.partition("titulaire (C.1)")[2].strip().startswith(shown)


def test_values_are_written_for_people() -> None:
    said = drawn(a_report([HELD], a_dossier().documents), width=140)
    assert "20/05/2016" in said
    assert "84\u202f650" in said
    assert "périodique" in said
    assert "vendeur société" in said


def test_rules_that_held_are_counted_and_listed_on_demand() -> None:
    report = a_report([HELD, BROKEN])
    assert "1 respectées · 1 non respectées" in drawn(report)
    assert "ct.origin" not in drawn(report)
    assert "ct.origin" in drawn(report, verbose=True)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_longer_than_the_terminal(width: int) -> None:
    said = drawn(a_report([BROKEN, UNREAD, WARNED], a_dossier().documents), width, verbose=True)
    assert max(map(len, said.splitlines())) <= width
    assert "Faire réaliser" in said


def test_english_speaks_english() -> None:
    said = drawn(a_report([BROKEN, UNREAD], a_dossier().documents), lang="en")
    assert "REJECTED" in said
    assert "TO PUT RIGHT (1)" in said
    assert "2016-05-20" in said
    assert "attendu" not in said


def test_what_papers_and_file_names_hold_cannot_command_the_terminal() -> None:
    card = a_carte_grise(titulaire=a_field("\x1b[2JMARTIN\x07"), marque=a_field("[red]RENAULT[/red]"))
    report = a_report([BROKEN.model_copy(update={"message": "\x9b31mfaux\u202e"})], (card,), name="\x1b]0;titre\x07")
    said = drawn(report)
    assert [sign for sign in said if unicodedata.category(sign) in ("Cc", "Cf") and sign != "\n"] == []
    assert "MARTIN" in said
    assert "\x1b" not in verdict_line(report, "fr")


def test_markup_in_a_value_is_shown_as_it_stands() -> None:
    files = (FileRecord(file="[bold]a.pdf", sha256="", status=FileStatus.EMPTY, detail="Fichier vide."),)
    dossier = Dossier(name="x", documents=(a_carte_grise(marque=a_field("[red]RENAULT[/red]")),), files=files)
    assert "[red]RENAULT[/red]" in drawn(dossier)
    assert "[bold]a.pdf" in drawn(dossier)


def test_extraction_shows_every_field_and_every_troubled_file() -> None:
    files = (FileRecord(file="b.pdf", sha256="", status=FileStatus.ENCRYPTED, detail="Mot de passe."),)
    said = drawn(a_dossier().model_copy(update={"files": files}))
    assert "b.pdf : protégé. Mot de passe." in said
    assert "puissance_fiscale_cv" in said or "puissance fiscale" in said
    assert "CONFORME" not in said
