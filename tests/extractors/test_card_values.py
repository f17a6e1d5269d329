"""Values of the carte grise that its other values, or a list of codes, tell under the stroke of a pen."""

from decimal import Decimal

import pytest

from extractors.card_values import rubrics
from pipeline.core.model import BoundingBox, Character, Face, Page, Reading, Source, State

SURE = 0.8
TAXES = {"taxe_y1": "176", "taxe_y2": "0", "taxe_y3": "0", "taxe_y4": "11", "taxe_y5": "2,76", "taxe_y6": "189,76"}


def believed(*steps: str):
    """A lattice of those steps, none between two characters."""
    return (tuple(part for step in steps for part in (step, "")),)


FIRST, PITCH = 0.047, 0.0336
"""Middle of the first character, and from one to the next, as the card is typed: in widths of the zones below."""


def the_card(read, lattices, shifted=()):
    """Rubrics of a card on which that was read by both engines; the rows `shifted` begin one character too far."""
    readings = []
    for rank, (key, text) in enumerate(read.items()):
        zone = BoundingBox(left=0.1, top=0.1 + 0.02 * rank, right=0.3, bottom=0.11 + 0.02 * rank)
        readings.append(
            Reading(
                key=key,
                zone=zone,
                box=zone,
                source=Source.OCR,
                characters=tuple(
                    Character(text=c, confidence=0.97, x=FIRST + PITCH * (i + (key in shifted)))
                    for i, c in enumerate(text)
                ),
                second=text,
                lattices=lattices.get(key, believed(*(f"{c}99" for c in text if c.isalnum()))),
            )
        )
    page = Page(file="carte.pdf", number=1, aspect=0.7)
    face = Face(kind="carte_grise", side="interieur", page=page, confidence=1, readings=tuple(readings))
    return rubrics(face)


def a_row(key, text, lead=0.2):
    """What is made of one row whose ink begins so many row heights behind its left edge."""
    zone = BoundingBox(left=0.1, top=0.1, right=0.5, bottom=0.12)
    reading = Reading(
        key=key,
        zone=zone,
        box=zone.model_copy(update={"left": zone.left + lead * zone.height / 0.7}),
        source=Source.OCR,
        characters=tuple(Character(text=c, confidence=0.999, x=(i + 1) / 60) for i, c in enumerate(text)),
        second=text,
    )
    page = Page(file="carte.pdf", number=1, aspect=0.7)
    return rubrics(Face(kind="carte_grise", side="interieur", page=page, confidence=1, readings=(reading,)))


def test_a_row_that_lost_its_beginning_is_unread_and_not_empty():
    whole = a_row("cotitulaires", "2 DURAND HUGO")
    cut = a_row("cotitulaires", "DURAND HUGO", lead=1.14)
    stroke = a_row("cotitulaires", "/l", lead=3.0)

    assert (whole["nombre_titulaires"].value, whole["cotitulaires"].value) == (2, ("DURAND HUGO",))
    assert [cut[key].state(SURE) for key in ("nombre_titulaires", "cotitulaires")] == [State.UNPARSABLE] * 2
    assert [stroke[key].state(SURE) for key in ("nombre_titulaires", "cotitulaires")] == [State.BLANK] * 2


@pytest.mark.parametrize(
    ("text", "is_owner"),
    [
        ("EST LE PROPRIETAIRE DU VEHICULE", True),
        ("E5T LE PROPRIETAIRE DU VEHICULE", True),
        ("N'EST PAS LE PROPRIETAIRE DU VEHICULE", False),
        pytest.param("N'EST     LE PROPRIETAIRE DU VEHICULE", None, id="PAS under a stroke"),
        pytest.param("H'EST LE PROPRIETAIRE DU VEHICULE", None, id="and N misread"),
    ],
)
def test_who_is_the_owner_is_not_said_where_a_stroke_may_hide_that_it_is_another(text, is_owner):
    assert a_row("est_proprietaire", text)["est_proprietaire"].value is is_owner


def test_taxes_that_add_up_are_sure():
    found = the_card(TAXES, {})

    assert [found[key].value for key in TAXES] == [Decimal(text.replace(",", ".")) for text in TAXES.values()]
    assert all(found[key].confidence > 0.9 for key in TAXES)


@pytest.mark.parametrize(
    ("key", "read", "lattice", "value"),
    [
        pytest.param("taxe_y2", "6", believed("650030"), "0", id="a part"),
        pytest.param("taxe_y4", "1", believed("199", "130"), "11", id="a figure lost"),
        pytest.param("taxe_y6", "139,76", believed("199", "355850", "999", "799", "699"), "189.76", id="the total"),
    ],
)
def test_a_tax_misread_is_told_by_the_others_where_its_pixels_support_it(key, read, lattice, value):
    tax = the_card(TAXES | {key: read}, {key: lattice})[key]

    assert tax.value == Decimal(value)
    assert "add up" in tax.repairs[-1]


def test_a_sum_does_not_vouch_for_figures_that_a_stroke_may_hide_in_both():
    """176 and 189,76 without their first figure add up as well."""
    found = the_card(TAXES | {"taxe_y1": "76", "taxe_y6": "89,76"}, {}, shifted=("taxe_y1", "taxe_y6"))

    assert max(found[key].confidence for key in ("taxe_y1", "taxe_y6")) < SURE
    assert found["taxe_y4"].confidence > 0.9


def test_a_tax_that_truly_differs_is_not_made_to_add_up():
    found = the_card(TAXES | {"taxe_y4": "14"}, {})

    assert found["taxe_y4"].value == 14
    assert all(found[key].confidence < SURE for key in TAXES)


@pytest.mark.parametrize(
    ("read", "lattice", "value"),
    [
        pytest.param("GC", believed("G99", "C80O15"), "GO", id="one code of the list is near"),
        pytest.param("GC", believed("G99", "C99"), "GC", id="none is"),
        pytest.param("CO", believed("C90", "O40L40"), "CO", id="several are"),
    ],
)
def test_an_energy_that_is_no_code_is_the_one_that_it_is_likest(read, lattice, value):
    found = the_card({"energie": read}, {"energie": lattice})["energie"]

    assert found.value == value
    assert found.confidence < SURE
