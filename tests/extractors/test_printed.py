"""Printed words as they are compared: cleaned of what dust does to their boxes."""

from itertools import accumulate

import pytest

from extractors.layout import Sheet
from extractors.printed import FoldedLine, cleaned
from pipeline.core.lines import lines
from pipeline.core.model import BoundingBox, Page, Word

HIGH, WIDE, ASPECT = 0.01, 0.009, 0.7
"""Height of the line and width of a character of it, in fractions of the page."""


def a_sheet(*rest: Word) -> Sheet:
    """A line of four words, and what goes on in it."""
    before = [a_word(text, 0.1 + 0.06 * rank) for rank, text in enumerate(("mise", "jour", "faite", "au"))]
    return Sheet(Page(file="page.png", number=1, aspect=ASPECT, words=(*before, *rest)))


def a_word(text, left, high=1.0, wide=1.0, confidence=0.95):
    """A word so many times as high and as wide as the line is; it stands on the line."""
    box = BoundingBox(left=left, top=0.31 - high * HIGH, right=left + wide * WIDE * len(text), bottom=0.31)
    return Word(text=text, confidence=confidence, box=box)


@pytest.mark.parametrize(
    ("word", "high"),
    [
        pytest.param(a_word("teen", 0.32, high=2.2, wide=2, confidence=0.13), 1.0, id="few letters read, with dust"),
        pytest.param(a_word("2026", 0.32, high=2.2, wide=2.2), 2.2, id="larger type, read well"),
        pytest.param(a_word("2026", 0.32, high=2.2), 1.0, id="narrower than any type so high"),
        pytest.param(a_word("teen", 0.32, high=1.3, confidence=0.13), 1.3, id="doubtful, as high as accents make it"),
    ],
)
def test_a_word_made_higher_by_dust_is_as_high_as_its_line(word, high):
    words = cleaned(a_sheet(word)).page.words

    assert max(word.box.height for word in words) == pytest.approx(high * HIGH, rel=0.03)


def test_words_beside_a_dash_are_not_made_as_low_as_it():
    dash = a_word("-", 0.1, high=0.2)
    dusty = a_word("Opposition", 0.12, high=2.2)
    page = Page(file="page.png", number=1, aspect=ASPECT, words=(dash, dusty, *a_line_below()))

    assert cleaned(Sheet(page)).page.words[1].box.height == pytest.approx(2.2 * HIGH, rel=0.03)


def a_line_below() -> list[Word]:
    """Words from which the usual shape is known."""
    box = BoundingBox(left=0.1, top=0.4, right=0.1 + 5 * WIDE, bottom=0.4 + HIGH)
    return [Word(text="Aucun", confidence=0.95, box=box)] * 3


@pytest.mark.parametrize(
    ("read", "begins"),
    [
        pytest.param("NOM7Sumame", 0.0, id="of two languages"),
        pytest.param("Sumame", 0.0, id="alone"),
        pytest.param("DUPONT-DURAND/Sumame", 14 / 20, id="glued to a value"),
    ],
)
def test_a_caption_in_two_languages_begins_with_the_first_though_the_stroke_between_is_misread(read, begins):
    (line,) = lines((a_word(read, 0.1),), ASPECT)
    spot = FoldedLine(line).find("nom", "SUMAME", 0)

    assert (spot.box.left - 0.1) / (WIDE * len(read)) == pytest.approx(begins, abs=0.01)


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        pytest.param(("(2.1", "Genre", "national)"), False, id="a misread letter is in its word"),
        pytest.param(("Genre", "national)"), True, id="a word that was not read"),
    ],
)
def test_a_phrase_goes_on_beyond_its_words_only_where_none_of_them_holds_what_is_missing(rows, lost):
    places = accumulate((WIDE * (len(text) + 1) for text in rows), initial=0.3)
    words = tuple(a_word(text, left) for text, left in zip(rows, places, strict=False))
    sheet = Sheet(Page(file="page.png", number=1, aspect=ASPECT, words=words))
    (match,) = sheet.find_all("(J.1 Genre national)")

    assert (match.whole.left < match.box.left) == lost
