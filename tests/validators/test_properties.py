"""What holds of every dossier, however spoilt: warnings do not decide, and neither absence nor a bad scan ever helps.

Dossiers are drawn: the conforming one with up to three fields changed (`tests.validators.spoilt`), the same ones in
every run.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core.dossier import Dossier
from pipeline.core.report import Finding, Motif, Provenance, Report, Scenario, Severity, Status
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_controle_technique,
    a_dossier,
    a_field,
    a_situation_administrative,
    unknown,
)
from tests.validators.spoilt import PAPERS, PLACES, others, rejecting, spoil, unreadable, with_papers
from validators.catalogue import CATALOGUE
from validators.context import PARIS
from validators.engine import judge
from validators.rule import Outcome, Rule, Wording

MANY = settings(max_examples=70, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
FEW = settings(MANY, max_examples=30)

MAY_BE_UNREAD = {
    ("controle_technique", "kilometrage"): "rules.md km.not-below-ct: 'unreadable or non relevé' informs",
    ("controle_technique", "pays"): "ct.origin: the approval number of the centre tells as well",
    ("controle_technique", "limite_validite"): "only confirms the result: ct.valid-until warns, ct.result-major counts",
    ("certificat_cession", "vendeur_fait_le"): "cerfa.signing-date: only a day in the future blocks",
    ("certificat_cession", "acquereur_fait_le"): "cerfa.signing-date: only a day in the future blocks",
    ("certificat_cession", "vendeur_type"): "the box M/Mme tells as well",
    ("situation_administrative", "date_generation"): "not on every model: the older day of the data counts",
    ("situation_administrative", "vehicule_economiquement_irreparable"): "heading printed only where there is one",
}
"""Fields that a rejection may hang on and that may yet go unread, and why."""

places = st.sampled_from(PLACES)


@st.composite
def spoilt_dossiers(draw: st.DrawFn) -> Dossier:
    """The conforming dossier with none to three fields changed."""
    dossier = a_dossier()
    for kind, key in draw(st.lists(places, max_size=3)):
        dossier = spoil(dossier, kind, key, draw(st.sampled_from(list(others(key, PAPERS[kind][key])))))
    return dossier


def is_rejected(dossier: Dossier, **how: Any) -> bool:
    return bool(rejecting(dossier, **how))


# --- a warning decides nothing ----------------------------------------------------------------------------------------

mild = st.builds(
    Finding,
    rule=st.just("test.mild"),
    status=st.sampled_from(Status),
    severity=st.sampled_from([Severity.WARNING, Severity.INFO]),
)


def a_report(findings: tuple[Finding, ...]) -> Report:
    return Report(
        dossier="2026-0412",
        date_demande=date(2026, 3, 16),
        scenario=Scenario(),
        documents=(),
        findings=findings,
        files=(),
        provenance=Provenance(conforme="0", engine="none", policy="", catalogue="", seconds=0),
    )


@FEW
@given(dossier=spoilt_dossiers(), more=st.lists(mild, min_size=1, max_size=4), at=st.integers(0, 50))
def test_adding_warnings_never_changes_the_verdict(dossier: Dossier, more: list[Finding], at: int) -> None:
    findings = judge(CATALOGUE, dossier, a_context(dossier)).findings
    before, after = a_report(findings), a_report((*findings[:at], *more, *findings[at:]))
    assert (before.verdict, before.motifs) == (after.verdict, after.motifs)


@FEW
@given(dossier=spoilt_dossiers(), status=st.sampled_from([*Status]))
def test_adding_a_rule_that_warns_never_changes_the_verdict(dossier: Dossier, status: Status) -> None:
    rule = Rule(
        id="test.mild",
        title="Essai",
        title_en="Trial",
        severity=Severity.WARNING,
        sources=(),
        check=lambda context: Outcome(status),
        wording=Wording("Faux.", "Wrong."),
    )
    context = a_context(dossier)
    before = a_report(judge(CATALOGUE, dossier, context).findings)
    after = a_report(judge((*CATALOGUE, rule), dossier, context).findings)
    assert (before.verdict, before.motifs) == (after.verdict, after.motifs)


# --- what is not there does not help ----------------------------------------------------------------------------------


def required(dossier: Dossier) -> list[str]:
    """Kinds of the papers that this dossier must have; a contrôle technique only where one is needed."""
    return [kind for kind in PAPERS if kind != "controle_technique" or a_context(dossier).inspection.needed]


@MANY
@given(dossier=spoilt_dossiers(), data=st.data())
def test_without_a_required_paper_no_dossier_passes(dossier: Dossier, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(required(dossier)))
    assert is_rejected(with_papers(dossier, (paper for paper in dossier.documents if paper.kind != kind)))


@MANY
@given(dossier=spoilt_dossiers(), place=places.filter(lambda place: place not in MAY_BE_UNREAD), data=st.data())
def test_a_bad_scan_never_makes_a_rejected_dossier_pass(
    dossier: Dossier, place: tuple[str, str], data: st.DataObject
) -> None:
    kind, key = place
    unread = spoil(dossier, kind, key, data.draw(st.sampled_from(list(unreadable(PAPERS[kind][key])))))
    assert is_rejected(unread) or not is_rejected(dossier)


REJECTED_FOR = [
    (kind, key, field)
    for kind, key in PLACES
    for field in others(key, PAPERS[kind][key])
    if (kind, key) not in MAY_BE_UNREAD
]


@MANY
@given(fault=st.sampled_from(REJECTED_FOR))
def test_hiding_the_very_field_that_rejects_never_makes_it_pass(fault: tuple[str, str, Any]) -> None:
    kind, key, field = fault
    spoilt = spoil(a_dossier(), kind, key, field)
    assert is_rejected(spoil(spoilt, kind, key, unknown())) or not is_rejected(spoilt)


@pytest.mark.parametrize(("kind", "key"), MAY_BE_UNREAD, ids=lambda part: part)
def test_what_may_be_unread_is_a_field(kind: str, key: str) -> None:
    assert (kind, key) in PLACES


# --- days are counted, not looked up ----------------------------------------------------------------------------------

COUNTED = (
    "csa.freshness",
    "csa.at-declaration",
    "csa.issued-after-sale",
    "csa.not-future",
    "ci.mention-date-match",
    "cerfa.sale-not-future",
    "cerfa.sale-after-first-reg",
    "cerfa.sale-after-ci-date",
    "cerfa.signing-date",
    "ct.before-sale",
    "delay.declaration",
    "km.plausible-above-ct",
    "km.not-below-ct",
)
"""Rules that compare days or count them. Those that count months or years, or know a date of the calendar (editions,
beginning of the SIV, year of the formule), legitimately depend on where in the calendar they stand."""


def moved_by(dossier: Dossier, days: timedelta) -> Dossier:
    """The dossier with every day on it that much later."""
    for paper in dossier.documents:
        for key, field in paper.fields():
            if isinstance(field.value, date):
                dossier = spoil(dossier, paper.kind, key, a_field(field.value + days))
    return dossier


near = st.integers(-20, 20).map(lambda days: timedelta(days=days))


@FEW
@given(sale=near, signed=near, mention=near, issued=near, visit=near, request=near, move=st.integers(-2000, 2000))
def test_days_moved_together_change_no_rule_that_counts_days(
    sale: timedelta,
    signed: timedelta,
    mention: timedelta,
    issued: timedelta,
    visit: timedelta,
    request: timedelta,
    move: int,
) -> None:
    origin, ahead = date(2026, 3, 12), timedelta(days=move)
    dossier = a_dossier(
        a_carte_grise(mention_cession_date=origin + mention),
        a_cession(date_cession=origin + sale, vendeur_fait_le=origin + signed, acquereur_fait_le=origin + signed),
        a_controle_technique(date_controle=origin + visit),
        a_situation_administrative(date_generation=origin + issued, date_etat=origin + issued),
    )
    day = origin + request

    def outcomes(papers: Dossier, on: date) -> list[tuple[str, Status, Motif | None]]:
        now = datetime.combine(on, time(18), tzinfo=PARIS)
        rules = [rule for rule in CATALOGUE if rule.id in COUNTED]
        findings = judge(rules, papers, a_context(papers, date_demande=on, now=now)).findings
        return [(finding.rule, finding.status, finding.motif) for finding in findings]

    before = outcomes(dossier, day)
    assert {rule for rule, _, _ in before} == set(COUNTED)
    assert outcomes(moved_by(dossier, ahead), day + ahead) == before
