"""Which papers a page shows, over its two views."""

import pytest

from extractors.classify import AS_TITLED, Located, each_side_once, likeness
from extractors.layout import Sheet
from extractors.registry import PAPERS
from pipeline.core.model import BoundingBox, Zone
from tests.extractors.written import a_page

CARD = next(paper for paper in PAPERS if paper.kind == "carte_grise")
INNER, OUTER = CARD.sides[:2]
ZONE = Zone.of_box("numero_formule", BoundingBox(left=0.7, top=0.4, right=0.9, bottom=0.5))
"""Never looked into: only whether there is one counts."""


def a_side(side, *, is_read, confidence=0.9):
    return Located(CARD, side, confidence, (ZONE,) if is_read else ())


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


COVER = [
    (60, 100, "République Française"),
    (60, 120, "Ministère de l'Intérieur"),
    (60, 140, "Ce coupon permet de circuler pendant une période d'un mois au maximum"),
]


@pytest.mark.parametrize(
    ("title", "is_cover"),
    [
        ("CERTIFICAT D'IMMATRICULATION", True),
        ("(E) Numéro d'identification du véhicule", True),
        ("CERTIFICAT PROVISOIRE D'IMMATRICULATION", False),
        ("FICHE D'IDENTIFICATION DU VÉHICULE", False),
        ("Titulaire & Titre", False),
        # Another paper on the same page of a scan takes nothing from the card.
        ("CERTIFICAT DE CESSION D'UN VÉHICULE D'OCCASION", True),
    ],
)
def test_papers_that_quote_the_cover_are_not_the_card(title, is_cover):
    assert bool(likeness(Sheet(a_page([(60, 60, title), *COVER])), OUTER)) == is_cover


@pytest.mark.parametrize(
    ("rows", "is_cover"),
    [
        pytest.param(((60, 100, 9), (60, 120, 14), (60, 138, 14)), True, id="as printed"),
        pytest.param(((60, 100, 9), (60, 120, 9), (60, 138, 9)), False, id="in the same type"),
        pytest.param(((60, 100, 9), (60, 120, 14), (120, 138, 14)), False, id="not flush"),
        pytest.param(((60, 100, 9), (60, 120, 14), (60, 500, 14)), False, id="far below"),
        pytest.param(((60, 160, 9), (60, 120, 14), (60, 138, 14)), False, id="ministry below"),
    ],
)
def test_the_cover_is_told_by_its_title_where_the_small_print_is_lost(rows, is_cover):
    texts = ("Ministère de l'Intérieur", "Certificat", "d'immatriculation")
    lines = [a_page([(x, y, text)], size=size) for (x, y, size), text in zip(rows, texts, strict=True)]
    page = lines[0].model_copy(update={"words": tuple(word for line in lines for word in line.words)})

    assert bool(likeness(Sheet(page), OUTER)) == is_cover


def test_a_cover_told_by_its_title_alone_is_read_again():
    assert not a_side(OUTER, is_read=False, confidence=AS_TITLED).is_complete
    assert a_side(OUTER, is_read=True, confidence=AS_TITLED).is_complete
    assert a_side(OUTER, is_read=False).is_complete
