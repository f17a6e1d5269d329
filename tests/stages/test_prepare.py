"""The page set straight, on pictures drawn for the purpose; with real engines in `test_engines`."""

import cv2
import numpy as np
import pytest

from pipeline.stages.prepare import prepare


def test_ink_that_the_edge_of_the_page_cuts_makes_no_stripe_beyond_it():
    """A box at the edge had one across it, which passed for a tick."""
    picture = np.full((700, 500, 3), 240, np.uint8)
    picture[200:600, 480:] = 30
    line = np.array([(60, 100), (400, 117), (399, 137), (59, 120)], np.float32)

    found = prepare(picture, lambda small: [line], lambda crops: [1.0] * len(crops))

    assert found.skew == pytest.approx(2.9, abs=0.2)
    assert cv2.countNonZero(np.asarray(found.pixels[..., 0] < 128, np.uint8)) == pytest.approx(400 * 20, rel=0.02)
