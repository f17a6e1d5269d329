"""K and V.9: acts are known, what a pen or dust took of their numbers is told by them or doubtful."""

import pytest

from extractors.card_acts import approval_number
from tests.extractors.test_card_values import believed, the_card

SURE = 0.8


def letters(text: str, **other: str):
    """A lattice that believes in those letters and figures, but for the steps given by their place."""
    steps = [f"{c}99" for c in text if c.isalnum()]
    return believed(*(other.get(f"_{i}", step) for i, step in enumerate(steps)))


@pytest.mark.parametrize(
    ("read", "lattice", "value"),
    [
        pytest.param(
            "715/2007-136/2014EURO6", letters("715/2007-136/2014EUR06"), "715/2007*136/2014EURO6", id="a sign misread"
        ),
        pytest.param("715/2007136/2014EURO6", letters("7152007136/2014EURO6"), "715/2007*136/2014EURO6", id="one lost"),
        pytest.param(
            "70/220*98/69EURC3",
            letters("70/220*98/69EURC3", _12="C60030"),
            "70/220*98/69EURO3",
            id="a stroke over the O of EURO",
        ),
        pytest.param(
            "715/2007*6302012EURO?", letters("715/2007*630/2012EURO"), "715/2007*6302012EURO?", id="its figure hidden"
        ),
        pytest.param(
            "715/2007-137/2014EURO6", letters("715/2007-137/2014EURO6"), "715/2007-137/2014EURO6", id="no act we know"
        ),
        pytest.param(
            "715/2007-13/2014EURO6",
            letters("715/2007-13/2014EURO6", _8="360650"),
            "715/2007-13/2014EURO6",
            id="nothing seen of a figure",
        ),
    ],
)
def test_a_class_of_no_known_form_is_the_one_that_its_pixels_are_likest(read, lattice, value):
    found = the_card({"classe_environnementale": read}, {"classe_environnementale": lattice})["classe_environnementale"]

    assert found.value == value
    assert found.confidence < SURE


def test_a_class_that_is_surely_read_is_not_changed_for_one_that_we_know():
    """Acts to come are in no list."""
    read = "715/2007*2016/647EURO6"
    lattice = letters(read, _12="750630")
    found = the_card({"classe_environnementale": read}, {"classe_environnementale": lattice})["classe_environnementale"]

    assert (found.value, found.confidence >= SURE) == (read, True)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        pytest.param("e2*2007/46*0070*12", "e2*2007/46*0070*12", id="whole"),
        pytest.param("e4*168/2013*00012*00", "e4*168/2013*00012*00", id="of five figures"),
        pytest.param("E2*2007146*058804", "e2*2007/46*0588*04", id="a stroke read as 1 and a sign lost"),
        pytest.param("e1*20071460623*11", "e1*2007/46*0623*11", id="two signs"),
        pytest.param("e13*2001/116*0211.22", "e13*2001/116*0211*22", id="a sign misread"),
        pytest.param("e2*98114*0062*21", "e2*98/14*0062*21", id="an act of two figures"),
        pytest.param("e2*2007/46*033*30", "e2*2007/46*033*30", id="a figure lost"),
        pytest.param("e2*2007/46*0588.J4", "e2*2007/46*0588.J4", id="a figure misread"),
        pytest.param("e2*2009/99*0588.04", "e2*2009/99*0588.04", id="no act we know"),
        pytest.param("D1234567", "D1234567", id="national"),
    ],
)
def test_signs_of_an_approval_number_are_put_back_where_an_act_stands_between_them(read, value):
    assert approval_number(read).value == value


@pytest.mark.parametrize(
    ("read", "is_sure"), [("e2*2007/46*0070*12", True), ("e2*2007/46.0070*12", False), ("e2*2007/46*007*12", False)]
)
def test_an_approval_number_that_was_put_right_is_doubtful(read, is_sure):
    assert (the_card({"numero_reception": read}, {})["numero_reception"].confidence >= SURE) == is_sure
