"""Which papers a page shows, over its two views."""

import pytest

from extractors.classify import Located, each_side_once
from extractors.registry import PAPERS

CARD = next(paper for paper in PAPERS if paper.kind == "carte_grise")
INNER, OUTER = CARD.sides[:2]
ZONE = object()
"""Never looked into: only whether there is one counts."""


def a_side(side, *, is_read):
    return Located(CARD, side, 0.9, (ZONE,) if is_read else ())


READ, BARE, OTHER = a_side(OUTER, is_read=True), a_side(OUTER, is_read=False), a_side(INNER, is_read=False)


@pytest.mark.parametrize(
    ("views", "kept"),
    [
        pytest.param([[BARE], [READ]], [[], [READ]], id="read across only"),
        pytest.param([[READ], [BARE]], [[READ], []], id="read upright only"),
        pytest.param([[BARE], [BARE]], [[BARE], []], id="read in neither is still counted once"),
        pytest.param([[READ], [READ]], [[READ], [READ]], id="two papers that are both read"),
        pytest.param([[OTHER], [READ]], [[OTHER], [READ]], id="another side stays"),
        pytest.param([[READ, BARE]], [[READ, BARE]], id="two of one view stay"),
    ],
)
def test_a_side_is_counted_once(views, kept):
    assert each_side_once(views) == kept
