from datetime import date
from random import Random

import pytest

from pipeline.core.formats import immatriculation, mrz_carte_grise, numero_formule, siren, vin
from samples import old_cards, stories, vehicles, writer
from samples.faults import FAULTS, Fault
from tests.samples import perfect_reader

SEEDS = range(6)
CASES = [(name, kind) for name, fault in FAULTS.items() for kind in fault.kinds]


@pytest.mark.parametrize("kind", writer.KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_rules_find_nothing_wrong_in_a_conforming_story(kind: stories.Kind, seed: int) -> None:
    judgement = perfect_reader.check(stories.tell(kind, Random(f"{kind}{seed}")))
    assert {finding.rule: finding.message for finding in judgement.findings if finding.motif} == {}
    assert perfect_reader.failed(judgement) == set()


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_rules_say_of_a_fault_what_the_sample_expects(name: str, kind: stories.Kind) -> None:
    fault: Fault = FAULTS[name]
    rng = Random(f"{name}{kind}")
    judgement = perfect_reader.check(fault.spoil(stories.tell(kind, rng), rng))
    assert perfect_reader.failed(judgement) == set(fault.expected.failed)
    motifs = {finding.motif for finding in judgement.findings if finding.motif}
    assert motifs == set(fault.expected.motifs)
    assert bool(motifs) == (fault.expected.verdict == "reject")


OLD_CASES = [
    (name, kind)
    for name, fault in FAULTS.items()
    for kind in fault.kinds
    if kind in old_cards.KINDS and name not in old_cards.NEWER_FAULTS
]


@pytest.mark.parametrize("kind", old_cards.KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_rules_find_nothing_wrong_in_a_conforming_story_of_an_old_card(kind: stories.Kind, seed: int) -> None:
    story, _ = writer.tell(kind, None, Random(f"{kind}{seed}"), old=Random(seed))
    judgement = perfect_reader.check(story)
    assert {finding.rule: finding.message for finding in judgement.findings if finding.motif} == {}
    assert perfect_reader.failed(judgement) <= {"docs.page-unknown"}


@pytest.mark.parametrize(("name", "kind"), OLD_CASES)
def test_rules_say_of_a_fault_on_an_old_card_what_the_sample_expects(name: str, kind: stories.Kind) -> None:
    story, expected = writer.tell(kind, name, Random(f"{name}{kind}"), old=Random(name))
    judgement = perfect_reader.check(story)
    assert perfect_reader.failed(judgement) == set(expected.failed)
    assert {finding.motif for finding in judgement.findings if finding.motif} == set(expected.motifs)


@pytest.mark.parametrize("seed", range(20))
def test_an_old_card_says_what_no_card_of_the_siv_says(seed: int) -> None:
    card = old_cards.aged(stories.tell("titulaire_unique", Random(seed)), Random(seed)).card
    assert card
    assert immatriculation.series(card.immatriculation) is immatriculation.Series.FNI
    assert card.date_premiere_immatriculation <= card.date_certificat < date(2009, 4, 15)
    assert (card.modele, card.numero_formule, card.mrz) == ("fni", None, None)


def test_old_cards_come_by_rank_and_leave_the_other_dossiers_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_deliver", lambda *_: ())
    told = [sample.truth for sample in writer.generate(7, range(36), "bad")]
    monkeypatch.setattr(writer, "OLD_RANKS", ())
    before = [sample.truth for sample in writer.generate(7, range(36), "bad")]
    changed = [rank for rank, (one, other) in enumerate(zip(told, before, strict=True)) if one != other]
    assert changed
    assert {rank % 9 for rank in changed} <= {2, 7}


@pytest.mark.parametrize("kind", writer.KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_card_is_well_formed(kind: stories.Kind, seed: int) -> None:
    card = stories.tell(kind, Random(f"{seed}{kind}")).card
    assert card
    assert card.mrz
    assert card.numero_formule
    strip = mrz_carte_grise.parse(card.mrz, latest_year=card.date_certificat.year)
    assert strip.check_ok
    assert strip.overall_ok
    assert strip.date_premiere_immatriculation.value == card.date_premiere_immatriculation
    assert vin.validate(card.vin) == card.vin
    assert immatriculation.validate(card.immatriculation)
    assert numero_formule.validate(card.numero_formule) == card.numero_formule
    assert card.numero_formule[:4] == str(card.date_certificat.year)


@pytest.mark.parametrize("kind", writer.KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_dates_follow_one_another(kind: stories.Kind, seed: int) -> None:
    story = stories.tell(kind, Random(f"{seed}-{kind}"))
    assert story.situation
    days = [
        story.vehicle.first_registered,
        story.vehicle.certificate,
        *(inspection.date_controle for inspection, _ in story.inspections),
        story.situation.date_generation,
        story.sold_at.date(),
        story.facts.date_demande or date.min,
    ]
    chain = [*days[:2], *days[-3:]]
    assert chain == sorted(chain)
    assert all(days[1] <= inspected <= days[-2] for inspected in days[2:-3])


@pytest.mark.parametrize("seed", range(50))
def test_company_numbers_have_right_check_digits(seed: int) -> None:
    company = stories.Company.of(Random(seed))
    assert siren.validate_siret(company.siret) == company.siret
    assert company.siret.startswith("0")


@pytest.mark.parametrize("text", ["AB-123-CD", "VF3ZZZXYZHA123456", "2021CD34567"])
@pytest.mark.parametrize("seed", range(20))
def test_a_wrong_character_is_no_misreading(text: str, seed: int) -> None:
    rng = Random(seed)
    rank = rng.choice([rank for rank, char in enumerate(text) if char.isdigit()])
    wrong = vehicles.other_character(text, rank, rng)
    assert [old != new for old, new in zip(text, wrong, strict=True)].count(True) == 1
    assert {text[rank], wrong[rank]} not in [{"0", "8"}, {"5", "6"}, {"6", "8"}, {"1", "7"}, {"3", "8"}, {"2", "7"}]
