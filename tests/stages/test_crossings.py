"""Pen strokes through a row of text: found, told from characters, and never taken for a character's absence."""

import cv2
import numpy as np
import pytest

from pipeline.core.model import BoundingBox, Zone
from pipeline.stages.crops import cut_line
from pipeline.stages.crossings import find_crossings

HIGH, WIDE = 48, 400


def row(text: str = "", *lines: tuple[tuple[int, int], tuple[int, int]]):
    """A mask with a line of text and strokes drawn from point to point."""
    mask = np.zeros((HIGH, WIDE), np.uint8)
    cv2.putText(mask, text, (60, 36), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 255, 2)
    for start, end in lines:
        cv2.line(mask, start, end, 255, 3)
    return mask


def test_a_stroke_over_an_empty_row_stands_alone():
    found = find_crossings(row("", ((200, 0), (260, HIGH))))

    assert found.alone.any()
    assert not found.touching.any()


def test_a_stroke_through_a_figure_touches_it():
    found = find_crossings(row("1951", ((60, 0), (120, HIGH))))

    assert found.touching.any()
    assert not found.alone.any()


@pytest.mark.parametrize("x", range(125, 160, 5))
def test_a_thin_figure_is_never_taken_out_with_the_stroke_across_it(x):
    """The last figure of 1951 stands between x = 117 and 135: a stroke leaning over it touches or misses it."""
    mask = row("1951", ((x - 40, 0), (x + 20, HIGH)))
    figure = row("1951")

    lost = (figure > 0) & (find_crossings(mask).alone > 0)

    assert not lost.any()


def test_it_is_known_where_strokes_cover_the_middle_of_the_row():
    ((left, right),) = find_crossings(row("1951", ((200, 0), (260, HIGH)))).covered

    assert left < 230 < right
    assert right - left < 35
    assert find_crossings(row("1951")).covered == []


def test_two_strokes_that_cross_each_other_stand_alone():
    found = find_crossings(row("1951", ((250, 0), (310, HIGH)), ((310, 0), (250, HIGH))))

    assert found.alone[24, 280]
    assert not found.touching.any()


@pytest.mark.parametrize("text", ["MARTIN", "W/V/X", "11/11/2011"])
def test_print_alone_has_no_crossing(text):
    assert not find_crossings(row(text)).any


def looks(*lines):
    """The row in the middle of a page, cut out."""
    mask = np.zeros((3 * HIGH, WIDE), np.uint8)
    mask[HIGH : 2 * HIGH] = row("1951")
    for start, end in lines:
        cv2.line(mask, start, end, 255, 3)
    zone = Zone.of_box("G", BoundingBox(left=0, top=1 / 3, right=1, bottom=2 / 3))
    return cut_line(np.repeat((255 - mask)[..., None], 3, axis=2), (255 - mask).astype(np.uint8), zone)


def test_a_crossed_row_is_shown_with_and_without_the_stroke():
    crop = looks(((20, 0), (160, 3 * HIGH)))

    assert crop.other is not None
    assert crop.other.shape == crop.pixels.shape
    assert crop.other.mean() < crop.pixels.mean()


def test_a_row_without_stroke_is_shown_once():
    assert looks().other is None


def test_the_tip_of_a_stroke_known_from_the_face_is_found_in_the_row():
    """It ends within the row: nothing in the row itself tells it from a character."""
    tip = ((300, 20), (330, HIGH))
    mask = row("1951", tip)

    assert not find_crossings(mask).any
    assert find_crossings(mask, [(302, 20, 380, 2 * HIGH + 20)]).alone[40, 321]


def test_a_known_stroke_without_ink_in_the_row_is_none():
    assert not find_crossings(row("1951"), [(220, 0, 280, HIGH)]).any


def test_an_empty_row_that_only_tips_of_strokes_reach_is_blank():
    page = np.full((3 * HIGH, WIDE, 3), 255, np.uint8)
    stroke = (300, HIGH + 22, 380, 3 * HIGH)
    cv2.line(page, stroke[:2], stroke[2:], (20, 20, 20), 3)
    zone = Zone.of_box("C.4.1", BoundingBox(left=0, top=1 / 3, right=1, bottom=2 / 3))

    crop = cut_line(page, page[..., 0], zone, [stroke])

    assert crop.ink == 0
    assert crop.dirt < 0.004
    assert cut_line(page, page[..., 0], zone).dirt > 0.004 or cut_line(page, page[..., 0], zone).ink > 0
