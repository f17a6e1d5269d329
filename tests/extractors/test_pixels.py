"""How many signatures the ink of a zone makes, and how many at least."""

import pytest

from extractors.pixels import signatures
from pipeline.core.model import BoundingBox, Character, Face, Ink, Reading, Source
from tests.extractors.written import a_page

BOX = BoundingBox(left=0.5, top=0.5, right=0.9, bottom=0.6)
SURE = Ink(box=BOX, confidence=0.97)
UNCOUNTED = Ink(box=BOX, confidence=0.6, is_uncounted=True)
PERHAPS_PRINT = Ink(box=BOX, confidence=0.6)


def words(text, ink=SURE, confidence=0.95):
    characters = tuple(Character(text=sign, confidence=confidence, x=0.5) for sign in text)
    return ink.model_copy(update={"characters": characters})


STAMP = Ink(box=BOX, confidence=0.93, is_stamp=True)


@pytest.mark.parametrize(
    ("inks", "count", "is_sure", "least"),
    [
        pytest.param((), 0, True, None, id="none"),
        pytest.param((SURE,), 1, True, 1, id="one"),
        pytest.param((SURE, SURE), 2, True, 2, id="two"),
        pytest.param((UNCOUNTED,), 1, False, 1, id="one or two"),
        pytest.param((UNCOUNTED, UNCOUNTED), 2, False, 1, id="two, or two words of one"),
        pytest.param((SURE, UNCOUNTED, UNCOUNTED), 3, False, 2, id="two or three"),
        pytest.param((PERHAPS_PRINT,), 1, False, None, id="perhaps a name typed"),
        pytest.param((SURE, PERHAPS_PRINT), 2, False, 1, id="one, and perhaps a name typed"),
        pytest.param((STAMP,), 0, False, None, id="a stamp may hide one"),
        pytest.param((STAMP, SURE), 1, True, 1, id="beside a stamp"),
        pytest.param((SURE, words("Lu et approuvé")), 2, False, 1, id="one, and a mention"),
        pytest.param((SURE, words("Lu et", UNCOUNTED), words("approuvé", UNCOUNTED)), 3, False, 1, id="in two parts"),
        pytest.param((words("Bon pour accord"),), 1, False, None, id="a mention alone"),
        pytest.param((SURE, words("DURAND Hugo")), 2, False, 1, id="one, and a name"),
        pytest.param((words("Durand"),), 1, True, 1, id="a signature that can be read"),
        pytest.param((words("Durand"), words("Martin")), 2, False, 1, id="one, and the name of who signed, or two"),
        pytest.param((SURE, words("LueW", confidence=0.7)), 2, True, 2, id="two scrawls"),
    ],
)
def test_signatures_are_counted(inks, count, is_sure, least):
    reading = Reading(key="signatures", zone=BOX, box=BOX, source=Source.PIXELS, inks=inks)
    found = signatures(
        Face(kind="mandat", side="page", page=a_page([]), confidence=1, readings=(reading,)), "signatures"
    )

    assert (found.value, found.confidence >= 0.8, found.least) == (count, is_sure, least)
