"""Doubtful values settled by another paper, and true differences that never are."""

from datetime import date

import pytest

from extractors.verify import LEAST, verified
from tests.builders import a_carte_grise, a_cession, a_field

VIN = "VF1RFB00456789012"


def the_vin(confidence, value=VIN):
    card = a_carte_grise(vin=a_field(VIN, 0.99))
    _, cession = verified([card, a_cession(vin=a_field(value, confidence))])
    return cession.vin


def test_a_vin_of_which_one_character_is_disputed_is_settled_by_the_card():
    assert the_vin(0.75).confidence >= 0.8
    assert "verified against carte_grise-1" in the_vin(0.75).repairs[0]


@pytest.mark.parametrize("rank", range(17))
def test_a_vin_with_one_true_other_character_is_never_settled(rank):
    other = VIN[:rank] + ("X" if VIN[rank] != "X" else "Y") + VIN[rank + 1 :]

    assert the_vin(0.75, other).confidence == 0.75
    assert the_vin(0.75, other).value == other


def test_a_vin_that_was_hardly_read_is_left_to_a_person():
    assert the_vin(LEAST - 0.01).confidence == LEAST - 0.01


def test_a_handwritten_date_is_settled_by_the_same_date_only():
    sold = a_cession(date_cession=a_field(date(2026, 11, 12)))
    same, _ = verified([a_carte_grise(mention_cession_date=a_field(date(2026, 11, 12), 0.7)), sold])
    other, _ = verified([a_carte_grise(mention_cession_date=a_field(date(2026, 10, 12), 0.7)), sold])

    assert same.mention_cession_date.confidence >= 0.8
    assert other.mention_cession_date.confidence == 0.7


def test_two_cards_settle_nothing():
    cards = [a_carte_grise(1, vin=a_field(VIN)), a_carte_grise(2, vin=a_field(VIN))]
    *_, cession = verified([*cards, a_cession(vin=a_field(VIN, 0.75))])

    assert cession.vin.confidence == 0.75
