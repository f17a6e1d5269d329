"""What is wrong with the picture of a page: each fault alone, a good page, and what is no fault."""

import cv2
import numpy as np
import pytest

from pipeline.core.model import Defect
from pipeline.stages.quality import find_defects

WIDE, HIGH = 1654, 2339
"""A4 at 200 dpi."""
ROWS = range(200, 2100, 90)
TEXT = "CERTIFICAT DE SITUATION ADMINISTRATIVE DU VÉHICULE, ARTICLE L322-2"


def a_page(tint=(252, 252, 252), left=250):
    page = np.full((HIGH, WIDE, 3), tint, np.uint8)
    for y in ROWS:
        cv2.putText(page, TEXT, (left, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (30, 30, 40), 1, cv2.LINE_AA)
    return page


def lines(left=250, scale=1.0):
    (wide, high), _ = cv2.getTextSize(TEXT, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 1)
    boxes = [(max(left - 8, 0), y - high - 8, left + wide + 8, y + 12) for y in ROWS]
    return [np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32) * scale for x0, y0, x1, y1 in boxes]


def blurred(page, sigma=2.5):
    return cv2.GaussianBlur(page, (0, 0), sigma)


def with_finger(page):
    out = page.copy()
    cv2.ellipse(out, (WIDE - 60, 1400), (170, 90), 20, 0, 360, (205, 150, 125), -1)
    return out


def in_shadow(page):
    light = np.linspace(1.0, 0.6, WIDE)[None, :, None]
    return (page * light).astype(np.uint8)


ORANGE = (243, 219, 178)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param(a_page(), (), id="good"),
        pytest.param(a_page(ORANGE), (), id="good on tinted paper"),
        pytest.param(in_shadow(a_page(ORANGE)), (), id="tinted paper in shadow is no finger"),
        pytest.param(blurred(a_page(), 0.8), (), id="soft"),
        pytest.param(blurred(a_page()), (Defect.BLURRED,), id="blurred"),
        pytest.param((a_page() * 0.35).astype(np.uint8), (Defect.DARK,), id="dark"),
        pytest.param((a_page() * 0.15 + 205).astype(np.uint8), (Defect.FAINT,), id="faint"),
        pytest.param(with_finger(a_page()), (Defect.COVERED,), id="finger"),
        pytest.param(with_finger(a_page(ORANGE)), (Defect.COVERED,), id="finger on tinted paper"),
    ],
)
def test_defects_of_a_page(page, found):
    assert find_defects(page, lines()) == found


def test_text_that_runs_out_of_the_picture_is_cut():
    assert find_defects(a_page(left=-60), lines(left=-60)) == (Defect.CUT,)


def test_a_picture_of_few_pixels_is_small():
    small = cv2.resize(a_page(), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    assert find_defects(small, lines(scale=0.4))[0] is Defect.SMALL


@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param(np.full((HIGH, WIDE, 3), 250, np.uint8), (Defect.BLANK,), id="white"),
        pytest.param(in_shadow(np.full((HIGH, WIDE, 3), 250, np.uint8)), (Defect.BLANK,), id="white in shadow"),
        pytest.param(
            cv2.line(np.full((HIGH, WIDE, 3), 250, np.uint8), (700, 900), (1100, 1000), (40, 40, 160), 6),
            (),
            id="a stroke of a pen is something",
        ),
    ],
)
def test_blank_is_only_what_shows_nothing(page, found):
    assert find_defects(page, []) == found
