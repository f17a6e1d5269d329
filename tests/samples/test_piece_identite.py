"""Drawn identity papers: their strips say what is printed, their numbers and spans are those of their kind."""

import io
from datetime import date
from random import Random

import pypdfium2
import pytest

from pipeline.core.formats import mrz_identite
from samples import fonts, piece_identite
from samples.drawing import Layout, draw_pdf
from samples.people import Address, Person

ADDRESS = Address("12", "", "RUE", "DES LILAS", "31000", "TOULOUSE")
ADULT = Person("D'ALMEIDA", "Anne-Sophie Zoé", "F", date(1980, 6, 17), "LYON", ADDRESS)
CHILD = Person("LEFÈVRE", "Léo", "M", date(2008, 6, 17), "LYON", ADDRESS)


@pytest.mark.parametrize(
    ("kind", "issued"),
    [
        pytest.param("cni", date(2012, 5, 10), id="cni"),
        pytest.param("cni_2021", date(2023, 3, 14), id="cni-2021"),
        pytest.param("passeport", date(2019, 6, 3), id="passport"),
        pytest.param("titre_sejour", date(2022, 9, 20), id="permit"),
        pytest.param("permis", date(2016, 2, 8), id="licence"),
    ],
)
def test_the_strip_says_what_the_paper_does_and_its_digits_are_right(kind, issued):
    identity, _ = piece_identite.of_person(ADULT, kind, issued, Random(1))
    assert identity.mrz is not None
    strip = mrz_identite.parse(identity.mrz)

    assert strip.check_ok
    assert strip.numero.value == identity.numero
    assert mrz_identite.names_agree(identity.nom, strip.nom, is_cut=strip.nom_coupe)
    assert strip.date_expiration is None or strip.date_expiration.value == identity.date_expiration
    assert strip.date_naissance is None or strip.date_naissance.value == identity.date_naissance


@pytest.mark.parametrize(
    ("person", "kind", "issued", "expiry"),
    [
        pytest.param(ADULT, "cni", date(2013, 12, 31), date(2023, 12, 30), id="laminated-before-2014"),
        pytest.param(ADULT, "cni", date(2014, 1, 1), date(2028, 12, 31), id="laminated-from-2014"),
        pytest.param(CHILD, "cni", date(2014, 1, 1), date(2023, 12, 31), id="laminated-of-a-minor"),
        pytest.param(CHILD, "passeport", date(2026, 6, 16), date(2031, 6, 15), id="passport-on-the-eve-of-18"),
        pytest.param(CHILD, "passeport", date(2026, 6, 17), date(2036, 6, 16), id="passport-at-18"),
        pytest.param(ADULT, "permis", date(2016, 2, 8), date(2031, 2, 7), id="licence"),
    ],
)
def test_how_long_a_paper_runs(person, kind, issued, expiry):
    assert piece_identite.of_person(person, kind, issued, Random(1))[0].date_expiration == expiry


@pytest.mark.parametrize("kind", ["cni", "cni_2021", "passeport", "titre_sejour", "permis"])
def test_every_face_says_that_it_is_a_specimen(kind):
    if packages := fonts.missing():
        pytest.skip(f"apt-get install {' '.join(packages)}")
    identity, details = piece_identite.of_person(ADULT, kind, date(2016, 2, 8), Random(1))
    pdf = draw_pdf([Layout.of(face) for face in piece_identite.faces(identity, details)])
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]

    assert len(pages) == (1 if kind == "passeport" else 2)
    assert all("SPECIMEN" in text for text in pages)


def test_sides_left_out_are_not_drawn():
    identity, details = piece_identite.of_person(ADULT, "cni", date(2016, 2, 8), Random(1))
    front_only = identity.model_copy(update={"verso": False})

    assert [face.name for face in piece_identite.faces(front_only, details)] == ["cni.recto"]


def test_the_same_chance_gives_the_same_paper():
    one, other = (piece_identite.of_person(ADULT, "cni_2021", date(2023, 3, 14), Random(9))[0] for _ in range(2))

    assert one == other
