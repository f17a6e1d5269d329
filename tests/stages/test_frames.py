"""Frames of stamps, on pixels drawn for the purpose."""

import cv2
import numpy as np
import pytest

from pipeline.stages.frames import frame_of

PX_PER_MM = 8.0
HIGH, WIDE = 320, 720
LINES = [(230, 100 + 40 * rank, 490, 124 + 40 * rank) for rank in range(3)]
"""Left, top, right, bottom of the text."""
OUTLINE = (200, 80, 520, 225)


def picture(frame, angle):
    """Ink, what the frame should hold, and corners of the text, turned by that many degrees."""
    ink, inside = np.zeros((HIGH, WIDE), np.uint8), np.zeros((HIGH, WIDE), np.uint8)
    for left, top, right, bottom in LINES:
        for x in range(left, right, 16):
            cv2.rectangle(ink, (x, top + 3), (x + 9, bottom - 3), 255, 2)
    frame(ink, 3)
    frame(inside, -1)
    turn = cv2.getRotationMatrix2D((360, 155), -angle, 1)
    corners = [np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32) for x0, y0, x1, y1 in LINES]
    quads = [(np.c_[quad, np.ones(4)] @ turn.T).astype(np.float32) for quad in corners]
    return *(cv2.warpAffine(one, turn, (WIDE, HIGH), flags=cv2.INTER_NEAREST) for one in (ink, inside)), quads


def rectangle(canvas, thickness):
    cv2.rectangle(canvas, OUTLINE[:2], OUTLINE[2:], 255, thickness)


def oval(canvas, thickness):
    cv2.ellipse(canvas, (360, 153), (190, 90), 0, 0, 360, 255, thickness)


def underlined(canvas, thickness):
    cv2.line(canvas, (200, 225), (520, 225), 255, 3)


def found(ink, quads):
    return frame_of(quads, ink, np.full_like(ink, 255), PX_PER_MM)


@pytest.mark.parametrize("angle", [0, 4, -11])
@pytest.mark.parametrize("frame", [rectangle, oval])
def test_a_frame_is_found_however_it_leans(frame, angle):
    ink, inside, quads = picture(frame, angle)

    one = found(ink, quads)

    a_little_more = cv2.dilate(inside, np.ones((2 * 10 + 1, 2 * 10 + 1), np.uint8))
    assert ((one.inside > 0) & (inside > 0)).sum() > 0.995 * (inside > 0).sum()
    assert not (one.inside[a_little_more == 0] > 0).any()
    assert one.is_whole
    assert all(one.holds(quad) for quad in quads)


def test_a_frame_that_the_room_cuts_off_is_found_by_the_sides_that_are_left():
    ink, inside, quads = picture(rectangle, 3)
    ink, inside = ink[:, :480].copy(), inside[:, :480]

    one = found(ink, quads)

    assert not one.is_whole
    assert ((one.inside > 0) & (inside > 0)).sum() > 0.95 * (inside > 0).sum()


@pytest.mark.parametrize("frame", [underlined, lambda canvas, thickness: None], ids=["underlined", "bare"])
def test_lines_without_a_frame_have_none(frame):
    ink, _, quads = picture(frame, 2)

    assert found(ink, quads) is None


def test_the_lines_of_a_frame_go_and_a_pen_that_crosses_them_stays():
    ink, _, quads = picture(rectangle, 0)
    pen = np.zeros_like(ink)
    cv2.line(pen, (140, 60), (300, 290), 255, 4)
    both = ink | pen

    found(both, quads).clear(both)

    beside = slice(0, 180), slice(0, 195)
    assert (both[beside] == pen[beside]).all()
    assert (both & pen).sum() > 0.9 * pen.sum()
    assert not both[78:83, 330:515].any()
