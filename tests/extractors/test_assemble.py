"""Sides of papers joined over the pages of a dossier."""

from extractors.assemble import assemble
from pipeline.core.model import Face, Page


def a_face(kind, side, number):
    return Face(kind=kind, side=side, page=Page(file="scan.pdf", number=number, aspect=0.7), confidence=0.9)


def ids(*faces):
    return {
        document.id: [ref.page for ref in document.pages]
        for document in assemble([a_face(kind, side, i) for i, (kind, side) in enumerate(faces, start=1)])
    }


def test_recto_and_verso_are_one_card_even_with_other_papers_between():
    found = ids(("carte_grise", "interieur"), ("certificat_cession", "exemplaire"), ("carte_grise", "exterieur"))

    assert found == {"carte_grise-1": [1, 3], "certificat_cession-1": [2]}


def test_two_filled_sides_are_two_cards():
    found = ids(("carte_grise", "interieur"), ("carte_grise", "interieur"), ("carte_grise", "exterieur"))

    assert found == {"carte_grise-1": [1], "carte_grise-2": [2, 3]}


def test_both_copies_of_a_certificate_are_two_papers():
    assert len(ids(("certificat_cession", "exemplaire"), ("certificat_cession", "exemplaire"))) == 2


def test_continuation_pages_join_the_paper_before_them():
    faces = (("controle_technique", "page"), ("controle_technique", "suite"), ("controle_technique", "suite"))

    assert ids(*faces) == {"controle_technique-1": [1, 2, 3]}


def test_unknown_pages_are_each_reported():
    assert ids(("inconnu", "page"), ("inconnu", "page")) == {"inconnu-1": [1], "inconnu-2": [2]}
