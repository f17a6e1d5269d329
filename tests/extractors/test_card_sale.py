"""What a sale adds by hand to the card, told from the ink found on it."""

from datetime import date, time

import pytest

from extractors.card_sale import Sale
from pipeline.core.model import BoundingBox, Character, Face, Ink, Page, Reading, Source

CARD = BoundingBox(left=0, top=0, right=1, bottom=1)


def written(text: str, figures: str = "", width: float = 0.5) -> Ink:
    """A handwritten line; `figures` are what its date and hour are made of."""
    box = BoundingBox(left=0.2, top=0.5, right=0.2 + width, bottom=0.54)

    def characters(line: str):
        return tuple(Character(text=c, confidence=0.996, x=0.5) for c in line)

    return Ink(box=box, confidence=0.97, characters=characters(text), shaped=characters(figures))


def sale(*inks: Ink) -> Sale:
    reading = Reading(key="encre", zone=CARD, box=CARD, source=Source.PIXELS, inks=inks)
    page = Page(file="cg.pdf", number=1, aspect=0.7)
    return Sale(Face(kind="carte_grise", side="interieur", page=page, confidence=1, readings=(reading,)))


SIGNATURE = written("Mwl", width=0.17)
MENTION = written("Vendu le 12/11/2026 a 17h50", "12/11/2026 17h50")


def test_a_mention_and_a_signature_are_told_apart():
    found = sale(MENTION, SIGNATURE)

    assert found.text.value == "VENDU LE 12/11/2026 A 17H50"
    assert found.day.value == date(2026, 11, 12)
    assert found.hour.value == time(17, 50)
    assert (found.signatures.value, found.signatures.confidence) == (1, 0.97)


def test_a_card_with_signatures_only_surely_lacks_the_mention():
    found = sale(SIGNATURE, SIGNATURE)

    assert found.text.value is None
    assert found.text.confidence >= 0.8


@pytest.mark.parametrize(
    "ink",
    [pytest.param(written("MwlnnaR", width=0.4), id="wide"), pytest.param(written("V12l26", width=0.2), id="figures")],
)
def test_ink_that_may_be_a_mention_leaves_its_absence_open(ink):
    assert sale(ink).text.confidence < 0.8


def test_no_signature_is_doubtful_where_letters_end_the_mention():
    """The signature ran into the line and was read with it."""
    assert sale(MENTION).signatures.confidence >= 0.8
    assert sale(written("Vendu le 12/11/2026 a 17h50 lele", "12/11/2026 17h50")).signatures.confidence < 0.8
