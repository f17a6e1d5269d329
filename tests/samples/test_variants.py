"""Papers set otherwise tell the same sale."""

from datetime import timedelta
from random import Random

import pytest

from samples import controle_technique, ct_networks, situation_administrative, stories, writer
from samples.faults import FAULTS
from samples.variants import varied
from tests.samples import perfect_reader

CASES = [(name, kind) for name, fault in FAULTS.items() for kind in fault.kinds[:1]]
SEEDS = range(6)


def told(kind: stories.Kind, seed: int) -> stories.Story:
    return stories.tell(kind, Random(f"{kind}-{seed}"))


@pytest.mark.parametrize("kind", writer.KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_but_the_looks_of_two_papers_changes(kind: stories.Kind, seed: int) -> None:
    one, other = told(kind, seed), varied(told(kind, seed), Random(seed))

    assert (one.card, one.cession, one.facts, one.sold_at, one.hands) == (
        other.card,
        other.cession,
        other.facts,
        other.sold_at,
        other.hands,
    )


def answers(story: stories.Story) -> set[tuple[object, ...]]:
    """What each rule says of which papers."""
    findings = perfect_reader.check(story).findings
    return {(finding.rule, finding.status, finding.severity, finding.motif) for finding in findings}


@pytest.mark.parametrize("kind", writer.KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_rules_answer_the_same(kind: stories.Kind, seed: int) -> None:
    story = told(kind, seed)

    assert answers(varied(story, Random(seed))) == answers(story)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_rules_answer_the_same_to_a_fault(name: str, kind: stories.Kind) -> None:
    rng = Random(f"{name}{kind}")
    story = FAULTS[name].spoil(stories.tell(kind, rng), rng)

    assert answers(varied(story, Random(name))) == answers(story)


def test_every_network_and_every_length_comes_up() -> None:
    stories_told = [varied(told("utilitaire", seed), Random(seed)) for seed in range(120)]
    networks = {details.network.name for story in stories_told for _, details in story.inspections}
    pages = {
        len(situation_administrative.sheets(story.situation, story.situation_details))
        for story in stories_told
        if story.situation
    }
    more = {
        len(controle_technique.sheets(inspection, details))
        for story in stories_told
        for inspection, details in story.inspections
    }

    assert {network.name for network in ct_networks.OTHERS.values()} <= networks
    assert pages == {1, 2, 3}
    assert more == {1, 2}


def test_a_dossier_by_chance_is_the_same_sale_with_and_without_its_looks() -> None:
    (sample,) = writer.generate(77, [4], "clean", kinds=("utilitaire",))
    rng = Random("77-4")
    kinds: tuple[stories.Kind, ...] = ("utilitaire",)
    kind = rng.choice(kinds)
    asked = stories.ASKED - timedelta(days=rng.randint(0, 300))
    story, expected = writer.tell(kind, None, rng, asked)
    plain = writer.truth_of(story, expected)

    assert (sample.facts, sample.truth.verdict, sample.truth.documents[0]) == (
        story.facts,
        plain.verdict,
        plain.documents[0],
    )
