"""Words put into lines."""

import pytest

from pipeline.core.lines import lines
from pipeline.core.model import BoundingBox, Word


def word(text, left, top, right, bottom):
    box = BoundingBox(left=left / 1000, top=top / 1000, right=right / 1000, bottom=bottom / 1000)
    return Word(text=text, confidence=0.9, box=box)


RESULT = (word("RÉSULTAT", 80, 154, 145, 164), word("DU", 148, 158, 165, 168), word("CONTRÔLE", 170, 156, 239, 168))


@pytest.mark.parametrize(
    ("signs", "text"),
    [
        pytest.param((), "RÉSULTAT DU CONTRÔLE", id="words"),
        pytest.param((word("—", 145, 154, 164, 155),), "RÉSULTAT — DU CONTRÔLE", id="speck-over-a-word"),
    ],
)
def test_words_make_a_line_whatever_speck_stands_between_them(signs, text):
    (line,) = (line for line in lines((*RESULT, *signs), 0.7) if "RÉSULTAT" in line.text)

    assert line.text == text


def test_a_dotted_leader_carries_a_line_on_and_a_blank_as_wide_ends_it():
    name, value = word("Nom", 100, 100, 130, 110), word("DUPONT", 400, 100, 460, 110)
    leader = word("........", 135, 107, 395, 110)

    assert [line.text for line in lines((name, leader, value), 0.7)] == ["Nom ........ DUPONT"]
    assert [line.text for line in lines((name, value), 0.7)] == ["Nom", "DUPONT"]
