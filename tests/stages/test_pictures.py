import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.model import BoundingBox
from pipeline.stages.pictures import KEPT_SIDE, as_jpeg, cut, region_around, sheet

SIDES = st.floats(min_value=-0.2, max_value=1.2)


@given(st.tuples(SIDES, SIDES), st.tuples(SIDES, SIDES))
def test_what_is_shown_holds_the_box_and_stays_on_the_page(xs: tuple[float, float], ys: tuple[float, float]) -> None:
    (left, right), (top, bottom) = sorted(xs), sorted(ys)
    region = region_around(BoundingBox(left=left, top=top, right=right, bottom=bottom))
    assert 0 <= region.left <= min(max(left, 0), 1) <= min(max(right, 0), 1) <= region.right <= 1
    assert 0 <= region.top <= min(max(top, 0), 1) <= min(max(bottom, 0), 1) <= region.bottom <= 1
    assert region.width > 0.3
    assert region.height > 0.05


@pytest.mark.parametrize("size", [(3508, 2480), (2480, 3508), (60, 40), (1, 1), (9000, 3)])
def test_a_page_is_kept_small_and_in_its_shape(size: tuple[int, int]) -> None:
    kept = cv2.imdecode(np.frombuffer(as_jpeg(np.zeros((*size, 3), np.uint8)), np.uint8), cv2.IMREAD_UNCHANGED)
    assert kept is not None
    assert max(kept.shape) == min(KEPT_SIDE, max(size))
    assert kept.shape[0] / size[0] == pytest.approx(kept.shape[1] / size[1], abs=1 / min(size))


def test_grey_pages_are_kept_grey_and_coloured_ones_in_their_colours() -> None:
    red = np.zeros((50, 40, 3), np.uint8)
    red[..., 0] = 200
    grey, colour = (
        cv2.imdecode(np.frombuffer(as_jpeg(pixels), np.uint8), cv2.IMREAD_UNCHANGED)
        for pixels in (np.full((50, 40, 3), 90, np.uint8), red)
    )
    assert grey is not None
    assert colour is not None
    assert grey.ndim == 2
    assert [round(float(level), -1) for level in colour.mean(axis=(0, 1))] == [0, 0, 200], "blue, green, red"


def test_a_cut_of_a_narrow_place_has_pixels_still() -> None:
    jpeg = as_jpeg(np.zeros((50, 40), np.uint8))
    shown = cut(jpeg, BoundingBox(left=0.5, top=0.5, right=0.5, bottom=0.5))
    assert (shown.width, shown.height) == (1, 1)
    assert (sheet(jpeg).width, sheet(jpeg).height) == (40, 50)
