"""Whether a page without a known paper is surely none of those that a dossier needs."""

import pytest

from pipeline.core.model import BoundingBox, Defect, Page, Word
from pipeline.stages.legibility import none_of_ours

BOX = BoundingBox(left=0.1, top=0.1, right=0.2, bottom=0.12)
SURE, POOR = 0.95, 0.4


def a_page(*confidences: float, defects=()) -> Page:
    words = tuple(Word(text="contrat", confidence=confidence, box=BOX) for confidence in confidences)
    return Page(file="scan.pdf", number=1, aspect=0.7, words=words, defects=defects)


@pytest.mark.parametrize(
    ("page", "is_sure"),
    [
        pytest.param(a_page(*[SURE] * 40), True, id="a legible letter"),
        pytest.param(a_page(*[SURE] * 12, *[POOR] * 8), True, id="most of it read"),
        pytest.param(a_page(*[SURE] * 11, *[POOR] * 9), False, id="hardly more than half of it read"),
        pytest.param(a_page(*[POOR] * 40), False, id="nothing of it read"),
        pytest.param(a_page(*[POOR] * 5), True, id="a photo with some letters on it"),
        pytest.param(a_page(), True, id="a photo"),
        pytest.param(a_page(*[SURE] * 40, defects=(Defect.CUT,)), False, id="cut"),
        pytest.param(a_page(defects=(Defect.BLURRED,)), False, id="blurred beyond words"),
        pytest.param(a_page(defects=(Defect.BLANK,)), True, id="blank"),
    ],
)
def test_a_page_that_reads_badly_may_be_the_one_that_is_missing(page, is_sure):
    assert (none_of_ours(page) == 1.0) == is_sure
