"""Which engine reads the words of a page, and when the better one is asked too."""

import numpy as np
import pytest

from pipeline.core.model import BoundingBox, FormValue
from pipeline.stages.ocr import Seen
from pipeline.stages.pages import RawPage
from pipeline.stages.seals import Trust
from pipeline.stopwatch import Stopwatch
from pipeline.tools import EngineReader
from tests.extractors.written import a_page

SIREN = (42, 198, "Immatriculation au RCS, numéro")
EXTRACT = [
    (42, 40, "Greffe du Tribunal de Commerce de NANTERRE"),
    (230, 116, "Extrait Kbis"),
    (60, 138, "EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS"),
    (220, 153, "à jour au 2 novembre 2026"),
    (42, 180, "IDENTIFICATION DE LA PERSONNE MORALE"),
    (250, 198, "732 829 320 R.C.S. Nanterre"),
    (42, 212, "Date d'immatriculation"),
]
LETTER = [(42, 300 + 12 * rank, "Nous vous prions bien vouloir recevoir cette lettre") for rank in range(12)]


class Engine:
    """An engine that finds these rows on any page, and nothing in a zone."""

    version = "0"

    def __init__(self, name, rows):
        self.name, self._words, self.pages = name, a_page(rows).words, 0

    def words(self, page):
        """The rows."""
        self.pages += 1
        return self._words

    def lines(self, crops, alphabets):
        """Nothing."""
        return [() for _ in crops]

    def seen(self, crops, alphabets):
        """Nothing."""
        return [Seen((), ()) for _ in crops]

    def detect(self, picture):
        """No lines of text."""
        return []


@pytest.mark.parametrize(
    ("rows", "kind", "asked"),
    [
        pytest.param([*EXTRACT, SIREN, *LETTER], "kbis", 0, id="found"),
        pytest.param([*EXTRACT, *LETTER], "kbis", 1, id="its phrases are there, but not where its values stand"),
        pytest.param([*EXTRACT[1:3], *LETTER], "kbis", 1, id="half of its phrases are"),
        pytest.param([*LETTER, *LETTER], "inconnu", 0, id="another paper that reads well"),
    ],
)
def test_the_better_engine_is_asked_where_a_paper_is_named_but_not_placed(rows, kind, asked):
    better, cheaper = Engine("better", [*EXTRACT, SIREN]), Engine("cheaper", rows)

    assert (face_of(better, cheaper).kind, better.pages) == (kind, asked)


@pytest.mark.parametrize(("rows", "is_none"), [([*EXTRACT[1:3], *LETTER], False), ([*LETTER, *LETTER], True)])
def test_a_page_with_phrases_of_a_paper_may_be_that_paper_though_it_is_not_recognised(rows, is_none):
    found = face_of(Engine("better", rows), Engine("cheaper", rows))

    assert (found.kind, found.confidence >= 0.8) == ("inconnu", is_none)


def face_of(better, cheaper):
    """The face that these engines find on a page."""
    box = BoundingBox(left=0.8, top=0.95, right=0.9, bottom=0.97)
    # With a form value on it the page is taken as it stands.
    raw = RawPage("scan.pdf", 1, np.full((842, 595, 3), 255, np.uint8), form=(FormValue(name="x", value="x", box=box),))
    return EngineReader(better, cheaper, Trust({})).faces(raw, Stopwatch())[0]
