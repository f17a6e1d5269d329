"""Stamps among lines of text."""

import numpy as np
import pytest

from pipeline.core.model import Character
from pipeline.stages.stamps import TextLine, find

NAME, STREET, TOWN, NUMBER = "E SAS", "13 PLACE DE L'EGLISE", "76600 LE HAVRE", "SIRET 099 965 022 00017"
PLACES = {
    NAME: (945, 56, 1025, 96),
    STREET: (774, 91, 975, 129),
    TOWN: (801, 118, 951, 152),
    NUMBER: (769, 141, 984, 170),
    "Akmy": (461, 58, 622, 149),
}
"""Left, top, right, bottom in pixels: of the name, printed across a caption, only its end was found."""
PX_PER_MM = 9.0


def line(text: str) -> TextLine:
    left, top, right, bottom = PLACES[text]
    quad = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    return TextLine(quad, tuple(Character(text=c, confidence=0.9, x=0.5) for c in text))


@pytest.mark.parametrize(
    ("texts", "stamped"),
    [
        pytest.param((NAME, STREET, TOWN, NUMBER, "Akmy"), {STREET, TOWN, NUMBER}, id="all"),
        pytest.param((NAME, STREET, "Akmy"), None, id="two-lines"),
        pytest.param((STREET, TOWN), None, id="no-third-line"),
    ],
)
def test_lines_go_with_the_one_right_above_them(texts, stamped):
    ink = np.zeros((180, 1100), np.uint8)

    found = find([line(text) for text in texts], ink, ink, PX_PER_MM, on_plain_paper=False)

    read = [{"".join(c.text for c in one.characters) for one in stamp.lines} for stamp in found]
    assert read == ([] if stamped is None else [stamped])
