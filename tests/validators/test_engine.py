"""The engine answers for absent, blank and doubtful fields, and never lets a crash pass."""

import logging
from datetime import date
from typing import Any

import pytest

from pipeline.core.dossier import FileRecord
from pipeline.core.report import Motif, Severity, Status
from tests.builders import (
    a_cession,
    a_context,
    a_controle_technique,
    a_dossier,
    a_field,
    blank,
    doubtful,
    the_finding,
    the_findings,
    the_outcome,
    unknown,
    unparsable,
)
from validators.context import Context
from validators.engine import judge
from validators.rule import (
    PROJECT,
    Doubts,
    Every,
    Files,
    Findings,
    One,
    Outcome,
    Papers,
    Rule,
    Unless,
    Wording,
    fails,
    held,
    notes,
    rejects,
    review,
    unsure,
    warns,
)

NEED = "certificat_cession.date_cession"


def a_rule(check: Any = None, /, **changes: Any) -> Rule:
    """A blocking rule that holds, on the date of the sale."""
    said: dict[str, Any] = {
        "id": "test.rule",
        "title": "Règle {d'essai}",
        "title_en": "Trial rule",
        "sources": (PROJECT,),
        "needs": {"cession": NEED},
        "check": check or (lambda cession, context: True),
        "wording": Wording("Faux.", "Wrong.", "Corriger.", "Put right."),
    }
    return Rule(**{**said, **changes})


@pytest.mark.parametrize(
    ("field", "outcome"),
    [
        pytest.param(a_field(date(2026, 3, 12)), "passed", id="read"),
        pytest.param(blank(), "failed:incomplet", id="blank"),
        pytest.param(doubtful(date(2026, 3, 12)), "inconclusive:illisible", id="doubtful"),
        pytest.param(unparsable(), "inconclusive:illisible", id="unparsable"),
        pytest.param(unknown(), "inconclusive:illisible", id="unknown"),
    ],
)
def test_only_a_sure_value_reaches_the_check(field: Any, outcome: str) -> None:
    assert the_outcome(a_rule(), a_cession(date_cession=field)) == outcome


@pytest.mark.parametrize(
    ("need", "field", "outcome"),
    [
        pytest.param(One(NEED, blank="none"), blank(), "passed", id="blank-none"),
        pytest.param(One(NEED, blank="none"), unknown(), "inconclusive:illisible", id="blank-none-unknown"),
        pytest.param(One(NEED, blank="unsure"), blank(), "inconclusive:illisible", id="blank-unsure"),
        pytest.param(One(NEED, unread="none"), unparsable(), "passed", id="unread-none"),
        pytest.param(One(NEED, unread="none"), blank(), "failed:incomplet", id="unread-none-blank"),
    ],
)
def test_a_need_says_what_blank_and_unread_mean(need: One, field: Any, outcome: str) -> None:
    assert the_outcome(a_rule(needs={"cession": need}), a_cession(date_cession=field)) == outcome


def test_an_unread_field_is_given_as_none_never_as_its_doubtful_value() -> None:
    given = []
    rule = a_rule(lambda cession, context: given.append(cession) or True, needs={"cession": One(NEED, unread="none")})
    the_finding(rule, a_cession(date_cession=doubtful(date(2026, 3, 12))))
    assert given == [None]


@pytest.mark.parametrize(
    ("need", "status"),
    [
        pytest.param(One(NEED), Status.NOT_APPLICABLE, id="its-absence-is-another-rule"),
        pytest.param(One(NEED, absent="none"), Status.PASSED, id="none"),
        pytest.param(Every(NEED), Status.PASSED, id="every-of-none"),
        pytest.param(Papers("certificat_cession"), Status.PASSED, id="papers-of-none"),
    ],
)
def test_absent_paper(need: Any, status: Status) -> None:
    finding = the_finding(a_rule(needs={"cession": need}), without=("certificat_cession",))
    assert finding.status is status


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.INFO])
def test_a_rule_that_does_not_block_rejects_neither_blank_nor_unread(severity: Severity) -> None:
    rule = a_rule(severity=severity)
    assert the_outcome(rule, a_cession(date_cession=blank())) == f"failed:{severity}"
    assert the_outcome(rule, a_cession(date_cession=unknown())) == f"inconclusive:{severity}"


def test_unread_message_names_paper_rubric_page_and_what_was_seen() -> None:
    finding = the_finding(a_rule(), a_cession(date_cession=a_field(None, raw="3l/O2", page=2)))
    for part in ("certificat de cession", "date de cession", "scan.pdf, p. 2", "3l/O2"):
        assert part in finding.message
    assert [(one.document, one.field, one.page) for one in finding.evidence] == [
        ("certificat_cession-1", "date_cession", 2)
    ]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (True, "passed"),
        (False, "failed:non_conforme"),
        (held(), "passed"),
        (fails(), "failed:non_conforme"),
        (fails(motif=Motif.INCOMPLET), "failed:incomplet"),
        (warns(), "failed:warning"),
        (notes(), "failed:info"),
        (unsure(), "inconclusive:illisible"),
        (review(), "inconclusive:illisible"),
    ],
)
def test_answers_of_a_check(answer: bool | Outcome, outcome: str) -> None:
    assert the_outcome(a_rule(lambda cession, context: answer)) == outcome


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(unsure(), "inconclusive:warning"), (review(), "inconclusive:illisible"), (rejects(), "failed:non_conforme")],
)
def test_a_warning_rule_may_still_ask_for_a_look_or_reject(answer: Outcome, outcome: str) -> None:
    assert the_outcome(a_rule(lambda cession, context: answer, severity=Severity.WARNING)) == outcome


def test_message_and_action_in_the_language_asked_for() -> None:
    wording = Wording("Vendu le {cession}.", "Sold on {cession}.", "Corriger.", "Put right.")
    rule = a_rule(lambda cession, context: False, wording=wording)
    french, english = the_finding(rule), the_finding(rule, lang="en")
    assert (french.message, french.action) == ("Vendu le 12/03/2026.", "Corriger.")
    assert (english.message, english.action) == ("Sold on 2026-03-12.", "Put right.")


def test_a_pass_says_what_was_checked() -> None:
    assert the_finding(a_rule()).message == "Règle {d'essai}"


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(a_rule(lambda cession, context: 1 / 0), id="check"),
        pytest.param(a_rule(applies=lambda context: 1 / 0), id="applies"),
        pytest.param(a_rule(lambda cession: True), id="arguments"),
        pytest.param(a_rule(lambda cession, context: fails("no such case")), id="wording"),
        pytest.param(a_rule(lambda cession, context: False, wording=Wording("{nothing}", "")), id="placeholder"),
        pytest.param(a_rule(needs={"cession": "certificat_cession.nothing"}), id="path"),
        pytest.param(a_rule(lambda cession, context: 1 / 0, severity=Severity.INFO), id="even-when-it-only-informs"),
    ],
)
def test_a_crash_is_a_blocking_doubt_and_is_reported(rule: Rule) -> None:
    dossier = a_dossier()
    judgement = judge((rule,), dossier, a_context(dossier))
    (finding,) = judgement.findings
    assert judgement.crashes == ("test.rule",)
    assert (finding.status, finding.severity, finding.motif) == ("inconclusive", "blocking", "illisible")


def test_a_crash_log_holds_no_personal_value(caplog: pytest.LogCaptureFixture) -> None:
    def check(nom: str, context: Context) -> bool:
        raise ValueError(nom)

    with caplog.at_level(logging.DEBUG, logger="validators.engine"):
        the_finding(a_rule(check, needs={"nom": "certificat_cession.vendeur_nom"}))
    assert "test.rule" in caplog.text
    assert "MARTIN" not in caplog.text


def test_a_crash_of_one_rule_leaves_the_others() -> None:
    dossier = a_dossier()
    rules = (a_rule(lambda cession, context: 1 / 0), a_rule(id="test.other"))
    assert [finding.status for finding in judge(rules, dossier, a_context(dossier)).findings] == [
        Status.INCONCLUSIVE,
        Status.PASSED,
    ]


@pytest.mark.parametrize(
    ("unless", "outcome"),
    [
        pytest.param(Unless("autre cas", "other case"), "not_applicable", id="known"),
        pytest.param(Unless("type inconnu", "unknown", is_known=False), "inconclusive:illisible", id="unknown"),
    ],
)
def test_applicability(unless: Unless, outcome: str) -> None:
    assert the_outcome(a_rule(applies=lambda context: unless)) == outcome


def test_a_rule_over_a_kind_judges_each_paper_on_its_own() -> None:
    rule = a_rule(
        lambda resultat, context: resultat == "A",
        over="controle_technique",
        needs={"resultat": "controle_technique.resultat"},
    )
    findings = the_findings(rule, a_controle_technique(1), a_controle_technique(2, resultat="R"))
    assert [(one.status, one.evidence[0].document) for one in findings] == [
        ("passed", "controle_technique-1"),
        ("failed", "controle_technique-2"),
    ]


def test_a_rule_over_a_kind_that_is_absent_still_has_its_finding() -> None:
    rule = a_rule(over="controle_technique", needs={})
    assert the_outcome(rule, without=("controle_technique",)) == "not_applicable"


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        pytest.param(a_field(date(2026, 3, 12)), "passed", id="same"),
        pytest.param(blank(), "passed", id="blank-on-one-copy"),
        pytest.param(unknown(), "passed", id="unread-on-one-copy"),
        pytest.param(doubtful(date(2026, 3, 12)), "passed", id="doubtful-but-the-same"),
        pytest.param(a_field(date(2026, 3, 13)), "inconclusive:illisible", id="other-value"),
        pytest.param(doubtful(date(2026, 3, 13)), "inconclusive:illisible", id="doubtful-other-value"),
    ],
)
def test_copies_must_not_contradict_each_other(second: Any, outcome: str) -> None:
    assert the_outcome(a_rule(), a_cession(1), a_cession(2, date_cession=second)) == outcome


def test_a_blank_copy_and_an_unread_one_are_unsure() -> None:
    copies = (a_cession(1, date_cession=blank()), a_cession(2, date_cession=unknown()))
    assert the_outcome(a_rule(), *copies) == "inconclusive:illisible"


@pytest.mark.parametrize(
    ("answer", "partial", "outcome"),
    [
        pytest.param(True, False, "inconclusive:illisible", id="no-pass-on-a-bad-reading"),
        pytest.param(True, True, "passed", id="unless-the-rule-says-so"),
        pytest.param(False, False, "failed:non_conforme", id="a-failure-stands"),
    ],
)
def test_every_paper_must_be_read_for_a_pass(answer: bool, partial: bool, outcome: str) -> None:
    rule = a_rule(lambda plates, context: answer, needs={"plates": Every("*.immatriculation", partial=partial)})
    assert the_outcome(rule, a_controle_technique(immatriculation=unknown())) == outcome


def test_every_gives_the_field_of_all_papers_that_have_it() -> None:
    seen = []
    rule = a_rule(
        lambda vins, context: seen.extend((one.kind, one.value) for one in vins) or True,
        needs={"vins": Every("*.vin")},
    )
    finding = the_finding(rule)
    assert sorted(kind for kind, _ in seen) == [
        "carte_grise",
        "certificat_cession",
        "controle_technique",
        "mandat",
        "situation_administrative",
    ]
    assert len(finding.evidence) == 5


def test_doubts_are_those_that_kept_blocking_rules_from_an_answer() -> None:
    seen = []
    asks = a_rule(
        lambda doubts, context: seen.extend(doubt.key for doubt in doubts) or True, needs={"doubts": Doubts()}
    )
    quiet = a_rule(id="test.quiet", severity=Severity.WARNING, needs={"heure": "certificat_cession.heure_cession"})
    dossier = a_dossier(a_cession(date_cession=unknown(), heure_cession=unknown()))
    judgement = judge((asks, a_rule(id="test.other"), quiet), dossier, a_context(dossier))
    assert seen == ["date_cession"]
    assert [finding.rule for finding in judgement.findings] == ["test.rule", "test.other", "test.quiet"]


def test_doubts_of_a_rule_that_asks_for_findings_are_told_too() -> None:
    seen = []
    asks = a_rule(
        lambda doubts, context: seen.extend(doubt.key for doubt in doubts) or True, needs={"doubts": Doubts()}
    )
    after = a_rule(lambda findings, day, context: True, id="test.after", needs={"findings": Findings(), "day": NEED})
    dossier = a_dossier(a_cession(date_cession=unknown()))
    judge((asks, after), dossier, a_context(dossier))
    assert seen == ["date_cession"]


def test_files_are_given_to_a_rule_that_asks_for_them() -> None:
    file = FileRecord(file="a.pdf", sha256="0")
    rule = a_rule(lambda files, context: files == (file,), needs={"files": Files()})
    assert the_outcome(rule, files=(file,)) == "passed"


def test_min_confidence_is_that_of_the_policy() -> None:
    policy = a_context().policy.model_copy(update={"min_confidence": 0.3})
    assert the_outcome(a_rule(), a_cession(date_cession=doubtful(date(2026, 3, 12))), policy=policy) == "passed"


@pytest.mark.parametrize(
    ("least", "asked", "outcome"),
    [
        pytest.param(1, 1, "passed", id="as-many-are-there-at-least"),
        pytest.param(1, 2, "inconclusive:illisible", id="there-may-be-enough"),
        pytest.param(None, 1, "inconclusive:illisible", id="nothing-is-known"),
    ],
)
def test_of_a_count_in_doubt_only_the_least_counts(least: int | None, asked: int, outcome: str) -> None:
    rule = a_rule(
        lambda signatures, context: signatures >= asked,
        needs={"signatures": One("certificat_cession.vendeur_signatures", unread="least")},
    )
    count = doubtful(2).model_copy(update={"least": least})
    assert the_outcome(rule, a_cession(vendeur_signatures=count)) == outcome


def test_an_unread_wording_may_speak_of_the_arguments() -> None:
    """What could not be read is a question mark; it is no crash."""
    wording = Wording("Nom {nom}, vente du {cession}.", "Name {nom}, sale of {cession}.")
    needs = {"cession": NEED, "nom": "certificat_cession.vendeur_nom"}
    rule = a_rule(lambda cession, nom, context: True, needs=needs, cases={"unread": wording})
    assert the_finding(rule, a_cession(date_cession=unknown())).message == "Nom MARTIN CLAIRE, vente du ?."
