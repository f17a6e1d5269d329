"""From what the engines read in a row to its reading: blanks put back, strokes reported."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.core.model import BoundingBox, Character, Zone
from pipeline.stages.crops import InkedCrop
from pipeline.stages.ocr import Seen
from pipeline.stages.rows import reading_of

ZONE = Zone.of_box("nom", BoundingBox(left=0.1, top=0.1, right=0.9, bottom=0.12))
LETTER, WORD = 0.1, 0.45
"""Usual widths of gaps, in heights of the ink."""


def seen(text: str) -> Seen:
    return Seen(tuple(Character(text=c, confidence=0.99, x=(i + 0.5) / len(text)) for i, c in enumerate(text)), ())


def crop(text: str, wide: dict[int, float] | None = None) -> InkedCrop:
    """A row as long as the text; `wide` gives the gaps after a character that are not those of letters."""
    gaps = tuple(((i + 1) / len(text), (wide or {}).get(i, LETTER)) for i in range(len(text) - 1) if text[i] != " ")
    return InkedCrop(pixels=np.zeros((40, 400, 3), np.uint8), left=0, right=1, ink=0.5, dirt=0.1, gaps=gaps)


@pytest.mark.parametrize(
    ("read", "wide", "meant"),
    [
        pytest.param("MICKAELHUGO", {6: WORD}, "MICKAEL HUGO", id="lost-blank"),
        pytest.param("ELAMRANIBENOIT", {7: WORD}, "ELAMRANI BENOIT", id="one-of-two"),
        pytest.param("FAURE", {0: WORD}, "FAURE", id="one-letter-is-no-word"),
        pytest.param("MICKAELHUGO", {}, "MICKAELHUGO", id="no-gap"),
        pytest.param("MICKAELHUGO", {6: 0.2}, "MICKAELHUGO", id="gap-of-a-letter"),
        pytest.param("RUE11NOVEMBRE", {3: WORD}, "RUE11NOVEMBRE", id="figures-have-gaps-of-their-own"),
        pytest.param("MICKAEL HUGO", {8: WORD}, "MICKAEL HUGO", id="the-blank-is-read-already"),
    ],
)
def test_a_blank_stands_where_words_stand_apart(read, wide, meant):
    assert reading_of(ZONE, crop(read, wide), [seen(read)], None).text == meant


def test_a_row_that_reads_otherwise_without_the_stroke_is_crossed():
    assert reading_of(ZONE, crop("1951"), [seen("1951"), seen("195")], None).is_crossed
    assert not reading_of(ZONE, crop("1951"), [seen("1951"), seen("1951")], None).is_crossed
    assert not reading_of(ZONE, crop("1951"), [seen("1951")], None).is_crossed


@pytest.mark.parametrize(
    ("without", "with_it", "text"),
    [
        pytest.param(0.99, 0.999, "1951", id="the-picture-without-the-stroke-as-a-rule"),
        pytest.param(0.4, 0.99, "1957", id="the-one-with-it-where-painting-marred-a-character"),
    ],
)
def test_of_two_pictures_the_better_one_gives_the_text(without, with_it, text):
    looks = [
        Seen(tuple(c.model_copy(update={"confidence": sure}) for c in seen(line).characters), ())
        for line, sure in (("1951", without), ("1957", with_it))
    ]
    found = reading_of(ZONE, crop("1951"), looks, None)

    assert (found.text, found.is_crossed) == (text, True)


@pytest.mark.parametrize(
    ("read", "touched", "is_crossed"),
    [
        pytest.param("MARCHAND", (0.88, 0.99), False, id="the-last-letter-is-read"),
        pytest.param("MARCHAN ", (0.92, 0.99), True, id="nothing-is-read-there"),
        pytest.param("MARCHAND", (0.0, 0.12), False, id="the-first-letter-is-read"),
    ],
)
def test_a_stroke_that_hides_a_whole_character_leaves_the_row_in_doubt(read, touched, is_crossed):
    """Both pictures say the same then, and neither says that something is missing."""
    line = Seen(tuple(c for c in seen(read).characters if c.text != " "), ())
    crossed = replace(crop(read), touched=(touched,))

    assert reading_of(ZONE, crossed, [line, line], None).is_crossed is is_crossed


@pytest.mark.parametrize(("dirt", "is_blank"), [(0.001, True), (0.01, None)], ids=["clean", "dirty"])
def test_a_row_without_characters_is_blank_only_when_it_is_clean(dirt, is_blank):
    empty = InkedCrop(pixels=np.zeros((0, 0, 3), np.uint8), left=0, right=0, ink=0, dirt=dirt)

    assert reading_of(ZONE, empty, [], None).is_blank is is_blank
