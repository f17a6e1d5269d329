"""The best date or hour in a handwritten line, on posteriors made by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stages.shapes import best

ALPHABET = ["", *"0123456789/.-hH:Vlavdesu "]
SHAPES = ("99/99/2099 t9hs9", "99/99/2099 9hs9", "99/99/2099", "9/99/2099", "99/9/2099", "t9hs9")


def line(text: str, rivals: dict[int, tuple[str, float]] | None = None) -> NDArray[np.float32]:
    """Posteriors of a line that reads `text`; `rivals` takes belief from the character at an index for another."""
    rows = []
    for i, character in enumerate(text):
        row = np.full(len(ALPHABET), 1e-5, np.float32)
        row[ALPHABET.index(character)] = 0.97
        if rivals and i in rivals:
            other, share = rivals[i]
            row[ALPHABET.index(character)] = 0.97 - share
            row[ALPHABET.index(other)] = share
        blank = np.full(len(ALPHABET), 1e-5, np.float32)
        blank[0] = 0.99
        rows += [row, blank]
    return np.array(rows)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("du 14/11/2026 a 15h30", "14/11/2026 15h30", id="date-and-hour"),
        pytest.param("14.11.2026", "14.11.2026", id="points"),
        pytest.param("le 4/11/2026", "4/11/2026", id="one-figure-day"),
        pytest.param("a 15h30", "15h30", id="hour-alone"),
    ],
)
def test_finds_the_figures_anywhere_in_the_line(written, meant):
    found = best(line(written), ALPHABET, SHAPES)

    assert found.text == meant
    assert min(character.confidence for character in found.characters) > 0.95


def test_a_letter_in_the_place_of_a_figure_gives_way_to_the_figure_that_the_pixels_support():
    """'14/1V/2026': the V takes most of the belief, what is left for figures is for the 1."""
    found = best(line("14/1V/2026", {4: ("1", 0.3)}), ALPHABET, SHAPES)

    assert found.text == "14/11/2026"


def test_two_figures_that_are_nearly_as_likely_leave_a_doubt():
    found = best(line("14/12/2026", {4: ("7", 0.4)}), ALPHABET, SHAPES)

    assert found.characters[4].confidence < 0.75
    assert found.characters[0].confidence > 0.95


def test_a_figure_is_never_left_out_to_make_a_shape_fit():
    """'15h30' must not come out as '5h30', nor 2026 as 20."""
    found = best(line("14/11/2026 a 15h30"), ALPHABET, ("99/99/20 9h99", "99/99/2099 9h99"))

    assert found.score < -5


def test_there_is_no_hour_28():
    """'12/11/2026 à 8h00': the 'à' looks more like a 2."""
    found = best(line("12/11/2026 28h00", {11: ("a", 0.3)}), ALPHABET, SHAPES)

    assert found.text == "12/11/2026 8h00"


def test_a_line_without_figures_supports_no_date():
    found = best(line("a la vue de sa deesse"), ALPHABET, SHAPES)

    assert found.support < 0.02


def test_a_line_shorter_than_any_shape_has_none():
    assert best(line("14"), ALPHABET, SHAPES) is None
