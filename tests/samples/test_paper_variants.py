"""What the rules make of every kind of contrôle technique and of certificate of situation, as whole papers."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from pipeline.core.dates import add_months
from pipeline.core.documents import Document
from pipeline.core.model import Field
from pipeline.core.report import Motif
from samples import stories
from samples.stories import Story
from tests.samples import perfect_reader

ILLISIBLE, NON_CONFORME = {Motif.ILLISIBLE}, {Motif.NON_CONFORME}
FORMER = Field[str](value="avant_2018", raw="DÉFAUTS À CORRIGER", confidence=0.95)
RUBRICS = {
    "opposition_transfert", "vehicule_economiquement_irreparable", "vehicule_endommage",
    "procedure_reparation_controlee", "declaration_valant_saisie", "gage", "suspendue", "annulee", "vehicule_vole",
    "certificat_vole", "certificat_perdu", "certificat_duplicata",
}  # fmt: skip


def told() -> Story:
    """A sale with nothing wrong, whose request lies a day after it."""
    story = stories.tell("titulaire_unique", Random("papers"))
    assert story.facts.date_demande
    return story


def answered(story: Story, **unread: Any) -> tuple[set[Motif], set[str]]:
    """Motifs, and rules that failed; values of `unread` are put in place of what was read, kind by kind."""

    def seen(document: Document) -> Document:
        return document.model_copy(update=unread.get(document.kind, {}))

    judgement = perfect_reader.check(story, seen)
    return {finding.motif for finding in judgement.findings if finding.motif}, perfect_reader.failed(judgement)


def inspected(story: Story, months: int, days: int = 0, **values: Any) -> Story:
    """The inspection made that long before the request, with other values."""
    assert story.facts.date_demande
    on = add_months(story.facts.date_demande, -months) - timedelta(days=days)
    ((old, details),) = story.inspections
    new = stories.inspect(story.vehicle, on, old.kilometrage, values.pop("result", "A"), details, Random(1))
    return replace(story, inspections=((new.model_copy(update=values), details),))


def retest_alone(months: int, days: int = 0, after: int = 20, **values: Any) -> Story:
    """A favourable re-test, so many days after a visit that lies that far back, without the first paper."""
    story = inspected(told(), months, days)
    ((visit, _),) = story.inspections
    retest = {"nature": "contre_visite", "date_visite_initiale": visit.date_controle}
    return story.with_inspection(**retest | {"date_controle": visit.date_controle + timedelta(days=after)} | values)


@pytest.mark.parametrize(
    ("story", "motifs", "failed"),
    [
        pytest.param(inspected(told(), 5), set(), set(), id="periodic"),
        pytest.param(retest_alone(5), set(), {"ct.both-pv"}, id="retest-alone"),
        pytest.param(retest_alone(6, after=40), NON_CONFORME, {"ct.both-pv", "ct.freshness"}, id="retest-too-late"),
        pytest.param(
            inspected(told(), 2, nature="complementaire"), NON_CONFORME, {"ct.kind"}, id="complementary-visit"
        ),
        pytest.param(
            inspected(told(), 2, nature="volontaire", limite_validite=None, defaillances=()),
            NON_CONFORME,
            {"ct.kind"},
            id="voluntary-check",
        ),
    ],
)
def test_each_kind_of_inspection(story: Story, motifs: set[Motif], failed: set[str]) -> None:
    assert answered(story) == (motifs, failed)


def test_a_retest_of_which_the_first_visit_is_unread_is_looked_at() -> None:
    motifs, _ = answered(retest_alone(5), controle_technique={"date_visite_initiale": Field()})

    assert motifs == ILLISIBLE


def test_a_complementary_visit_does_not_freshen_an_old_periodic_one() -> None:
    old = inspected(told(), 7)
    new = inspected(told(), 1, nature="complementaire")
    motifs, failed = answered(replace(old, inspections=(*old.inspections, *new.inspections)))

    assert (motifs, "ct.freshness" in failed) == (NON_CONFORME, True)


@pytest.mark.parametrize("on", [date(2017, 3, 14), None], ids=["its-day", "its-day-read-as-recent"])
def test_a_paper_of_before_2018_is_refused_whatever_its_day_was_read_as(on: date | None) -> None:
    story = inspected(told(), 2)
    ((visit, _),) = story.inspections
    motifs, failed = answered(
        story.with_inspection(date_controle=on or visit.date_controle), controle_technique={"regime": FORMER}
    )

    assert motifs >= NON_CONFORME
    assert "ct.kind" in failed


def test_a_paper_of_before_2018_beside_a_valid_one_is_harmless() -> None:
    new = inspected(told(), 2)
    ((visit, details),) = new.inspections
    old = visit.model_copy(update={"date_controle": date(2017, 3, 14), "limite_validite": date(2019, 3, 13)})
    both = replace(new, inspections=((old, details), *new.inspections))

    def seen(document: Document) -> Document:
        is_old = getattr(document, "date_controle", Field[date]()).value == old.date_controle
        return document.model_copy(update={"regime": FORMER} if is_old else {})

    assert {finding.motif for finding in perfect_reader.check(both, seen).findings if finding.motif} == set()


@pytest.mark.parametrize(
    ("changes", "unread", "motifs"),
    [
        pytest.param({"modele": "siv_simple"}, set(), set(), id="simple"),
        pytest.param({"modele": "siv_simple"}, RUBRICS, ILLISIBLE, id="simple-with-something-to-report"),
        pytest.param({"modele": "siv_detaille"}, set(), set(), id="detailed"),
        pytest.param(
            {"modele": "siv_detaille"},
            {"procedure_reparation_controlee", "annulee", "certificat_vole", "certificat_perdu"},
            ILLISIBLE,
            id="shorter-list",
        ),
        pytest.param({}, {"gage"}, ILLISIBLE, id="one-heading-lost"),
        pytest.param({}, RUBRICS, ILLISIBLE, id="last-page-missing"),
        pytest.param(
            {"annulee": "active"}, RUBRICS - {"annulee"}, NON_CONFORME | ILLISIBLE, id="registration-cancelled"
        ),
    ],
)
def test_each_certificate_of_situation(changes: dict[str, Any], unread: set[str], motifs: set[Motif]) -> None:
    nothing: dict[str, Field[str]] = {key: Field[str]() for key in unread}

    assert answered(told().with_situation(**changes), situation_administrative=nothing)[0] == motifs
