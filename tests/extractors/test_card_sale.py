"""What a sale adds by hand to the card, told from the ink found on it."""

from datetime import date, time

import pytest

from extractors.card_sale import LIKE, Sale, on_either_side, sale_word
from pipeline.core.model import BoundingBox, Character, Face, Ink, Page, Reading, Source

CARD = BoundingBox(left=0, top=0, right=1, bottom=1)


def written(text: str, figures: str = "", width: float = 0.5, sure: float = 0.996) -> Ink:
    """A handwritten line, each character read so surely; `figures` are what its date and hour are made of."""
    box = BoundingBox(left=0.2, top=0.5, right=0.2 + width, bottom=0.54)

    def characters(line: str):
        return tuple(Character(text=c, confidence=sure, x=0.5) for c in line)

    return Ink(box=box, confidence=0.97, characters=characters(text), shaped=characters(figures))


def sale(*inks: Ink, **how: object) -> Sale:
    reading = Reading(key="encre", zone=CARD, box=CARD, source=Source.PIXELS, inks=inks)
    page = Page(file="cg.pdf", number=1, aspect=0.7)
    return Sale(Face(kind="carte_grise", side="interieur", page=page, confidence=1, readings=(reading,)), **how)


SIGNATURE = written("Mwl", width=0.17)
MENTION = written("Vendu le 12/11/2026 a 17h50", "12/11/2026 17h50")


def test_a_mention_and_a_signature_are_told_apart():
    found = sale(MENTION, SIGNATURE)

    assert found.text.value == "VENDU LE 12/11/2026 A 17H50"
    assert found.day.value == date(2026, 11, 12)
    assert found.hour.value == time(17, 50)
    assert (found.signatures.value, found.signatures.confidence) == (1, 0.97)


def test_a_signature_that_reads_badly_as_a_sale_word_is_no_mention_beside_a_plain_one():
    found = sale(MENTION, written("Muuede", width=0.17, sure=0.5))

    assert found.text.value == "VENDU LE 12/11/2026 A 17H50"
    assert (found.signatures.value, found.signatures.confidence < 0.8) == (1, True)


def test_alone_it_is_neither_surely():
    found = sale(written("Muuede", width=0.17, sure=0.5))

    assert max(found.text.confidence, found.signatures.confidence) < 0.8


def test_a_card_without_ink_is_surely_unsigned():
    found = sale()

    assert (found.signatures.value, found.signatures.confidence >= 0.9) == (0, True)


@pytest.mark.parametrize(
    ("text", "is_sure"),
    [
        pytest.param("Vendu le 12/12/2026 a 1h50", True, id="a-1-that-is-seen"),
        pytest.param("Vendu le 12/12/2026 a M:50", False, id="a-1-made-of-an-11"),
    ],
)
def test_a_1_by_itself_is_sure_only_where_free_reading_shows_it(text, is_sure):
    assert (sale(written(text, "12/12/2026 1h50")).hour.confidence >= 0.8) == is_sure


@pytest.mark.parametrize(
    ("figures", "day"),
    [("14/10/26", date(2026, 10, 14)), ("14/10/2020", date(2020, 10, 14)), pytest.param("14/10/20", None, id="cut")],
)
def test_a_year_20_is_rather_one_of_20_whose_end_was_lost(figures, day):
    assert sale(written("Vendu le 14/10/2026", figures)).day.value == day


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


VALUES = BoundingBox(left=0, top=0, right=1, bottom=0.51)


def test_ink_among_the_printed_values_counts_as_no_signature_and_leaves_open_whether_there_is_one():
    high = SIGNATURE.model_copy(update={"box": BoundingBox(left=0.1, top=0.3, right=0.3, bottom=0.34)})

    alone, with_one_below = sale(high, aside=(VALUES,)), sale(high, SIGNATURE, aside=(VALUES,))

    assert (alone.signatures.value, alone.signatures.confidence < 0.8) == (0, True)
    assert (with_one_below.signatures.value, with_one_below.signatures.confidence >= 0.8) == (1, True)


@pytest.mark.parametrize("text", ["(C.4.1)", "(U.2) 4650", "BOULEVARD DES LILAS"])
def test_print_is_no_signature(text):
    found = sale(written(text))
    assert (found.signatures.value, found.signatures.confidence < 0.8) == (0, True)


STICKER = written("12/05/2027", "12/05/2027", width=0.2)


def test_a_mention_on_the_cover_counts_where_the_filled_side_has_none():
    found = on_either_side(sale(), sale(MENTION, SIGNATURE, needs_word=True))

    assert (found.day.value, found.hour.value) == (date(2026, 11, 12), time(17, 50))
    assert found.signatures.value == 1


def test_a_mention_on_the_filled_side_is_the_one_that_counts():
    other = written("Vendu le 01/02/2026", "01/02/2026")
    assert on_either_side(sale(MENTION, SIGNATURE), sale(other, needs_word=True)).day.value == date(2026, 11, 12)


def test_the_sticker_of_an_inspection_is_no_mention():
    found = on_either_side(sale(), sale(STICKER, needs_word=True))
    assert (found.day.value, found.text.value) == (None, None)


def test_the_signatures_of_the_filled_side_count_where_the_cover_has_the_mention_alone():
    found = on_either_side(sale(SIGNATURE), sale(MENTION, needs_word=True))
    assert (found.day.value, found.signatures.value) == (date(2026, 11, 12), 1)


def test_two_signatures_on_the_cover_are_doubtful():
    """The frames of the boxes there may cut one in two: three inks are no two people, however sure two of them are."""
    doubtful = SIGNATURE.model_copy(update={"confidence": 0.5})
    two = on_either_side(sale(), sale(MENTION, SIGNATURE, SIGNATURE, needs_word=True)).signatures
    three = on_either_side(sale(), sale(MENTION, SIGNATURE, SIGNATURE, doubtful, needs_word=True)).signatures
    assert (two.value, two.confidence < 0.8, two.least) == (2, True, 1)
    assert (three.value, three.confidence < 0.8, three.least) == (3, True, 1)


def test_without_a_reading_of_the_cover_the_filled_side_stands():
    page = Page(file="cg.pdf", number=2, aspect=2.0)
    cover = Sale(Face(kind="carte_grise", side="exterieur", page=page, confidence=1), needs_word=True)
    found = on_either_side(sale(SIGNATURE), cover)
    assert (found.text.value, found.text.confidence >= 0.8, found.signatures.value) == (None, True, 1)


def test_several_signatures_beside_print_at_unknown_places_are_doubtful():
    doubtful = SIGNATURE.model_copy(update={"confidence": 0.5})
    two = sale(SIGNATURE, SIGNATURE, aside=(VALUES,)).signatures
    three = sale(SIGNATURE, SIGNATURE, doubtful, aside=(VALUES,)).signatures
    none = sale(doubtful, doubtful, aside=(VALUES,)).signatures
    assert (two.value, two.confidence < 0.8, two.least) == (2, True, 1)
    assert (three.value, three.confidence < 0.8, three.least) == (3, True, 1)
    assert (none.value, none.least) == (2, None)


def test_ink_that_reads_as_a_word_may_be_print_on_such_a_card():
    word = written("MUTATION", width=0.2).model_copy(update={"characters": written("MUTATI").characters})
    assert (sale(word).signatures.value, sale(word, aside=(VALUES,)).signatures.value) == (1, 0)


@pytest.mark.parametrize(
    ("read", "is_like"),
    [
        pytest.param("vendu le 12/11/2026", True, id="whole"),
        pytest.param("vendv Ie 12/11/2026", True, id="misread"),
        pytest.param("Dule", False, id="a-signature-like-the-end-of-it"),
        pytest.param("Ced", False, id="a-signature-like-its-beginning"),
    ],
)
def test_what_is_like_the_words_of_a_sale(read, is_like):
    assert (sale_word(read) >= LIKE) == is_like


def line(text: str, top: float, left: float = 0.5, width: float = 0.3, high: float = 0.02) -> Ink:
    """A line that a poor scan shows: half of its letters are doubtful."""
    box = BoundingBox(left=left, top=top, right=left + width, bottom=top + high)
    characters = tuple(Character(text=c, confidence=0.5 + 0.4 * (i % 2), x=0.5) for i, c in enumerate(text))
    return Ink(box=box, confidence=0.9, characters=characters)


STAMP = (
    line("ATELIER GRAND-PRE SAS", 0.70),
    line("23 B/S RUE DES LLAS", 0.725),
    line("PKCOSTRASBOURG", 0.75),
    Ink(box=BoundingBox(left=0.49, top=0.69, right=0.82, bottom=0.79), confidence=0.97),
)
"""A stamp that was not recognised: its lines, and its frame."""


@pytest.mark.parametrize(
    ("inks", "count", "is_sure"),
    [
        pytest.param((SIGNATURE, *STAMP), 1, True, id="a-signature-beside-it"),
        pytest.param(STAMP, 0, False, id="alone"),
        pytest.param((SIGNATURE, line("v1 06 011064062 000", 0.6)), 2, False, id="a-mention-that-reads-badly"),
        pytest.param((SIGNATURE, written("Nanluy", width=0.2)), 2, True, id="a-signature-that-reads-as-letters"),
    ],
)
def test_lines_that_read_as_words_are_no_sure_signatures(inks, count, is_sure):
    found = sale(MENTION, *inks).signatures

    assert found.value == count
    assert (found.confidence >= 0.8) is is_sure


@pytest.mark.parametrize("other", [line("v1 06 011064062 000", 0.6), SIGNATURE.model_copy(update={"confidence": 0.6})])
def test_what_is_surely_signed_counts_beside_what_may_be_something_else(other):
    found = sale(MENTION, SIGNATURE, other).signatures

    assert (found.value, found.least) == (2, 1)
    assert found.confidence < 0.8
