"""The strip of a carte grise as a field: what its check digits and the words printed above vouch for."""

import pytest

from extractors.card_strip import Strip
from pipeline.core.documents import Text
from pipeline.core.model import BoundingBox, Character, Face, Page, Reading, Source

SURE = 0.9
BOX = BoundingBox(left=0.1, top=0.9, right=0.9, bottom=0.95)
WORDS = {"carrosserie": "CI", "marque": "TOYOTA", "denomination_commerciale": "YARIS"}
FIRST, SECOND = "CRFRAJG413SQ1VNK757NHML058965101904297VP<<<<", "CI<<TOYOTA<<<<<<<<YARIS<<<<<<<<2024DS6313886"


def the_strip(first: str, second: str) -> Strip:
    readings = tuple(
        Reading(
            key=f"mrz.{rank}",
            zone=BOX,
            box=BOX,
            source=Source.OCR,
            characters=tuple(Character(text=c, confidence=0.99, x=i / 44) for i, c in enumerate(line)),
            second=line,
        )
        for rank, line in enumerate((first, second), start=1)
    )
    page = Page(file="carte.pdf", number=1, aspect=0.7)
    return Strip(Face(kind="carte_grise", side="interieur", page=page, confidence=1, readings=readings), WORDS)


@pytest.mark.parametrize(
    ("first", "second", "lines", "is_sure"),
    [
        pytest.param(FIRST, SECOND, (FIRST, SECOND), True, id="as printed"),
        pytest.param(FIRST.replace("ML05", "MLO5"), SECOND, (FIRST, SECOND), True, id="a letter that no VIN has"),
        pytest.param(FIRST, SECOND.replace("TOYOTA", "T0Y0TA"), (FIRST, SECOND), True, id="O and 0 of a word"),
        pytest.param(
            FIRST, SECOND.replace("TOYOTA", "TOVOTA"), (FIRST, SECOND.replace("TOYOTA", "TOVOTA")), False,
            id="a word that the card does not repeat",
        ),
        pytest.param(
            FIRST.replace("JG413", "JG418"), SECOND, (FIRST.replace("JG413", "JG418"), SECOND), False,
            id="a wrong check digit",
        ),
    ],
)  # fmt: skip
def test_lines_are_as_sure_as_what_vouches_for_them(first, second, lines, is_sure):
    found = the_strip(first, second).lines

    assert found.value == lines
    assert (found.confidence >= SURE) == is_sure


@pytest.mark.parametrize("value", [None, "JG-418-SQ", "JG-413-SQ"])
def test_a_doubtful_plate_is_taken_from_the_strip_as_it_is_written(value):
    found = the_strip(FIRST, SECOND).settled("immatriculation", Text(value=value, raw=value or "?", confidence=0.5))

    assert found.value == "JG-413-SQ"
    assert found.confidence >= SURE
