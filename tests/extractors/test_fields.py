"""How sure a value is, from what each engine read."""

import pytest

from extractors import card_values, pv_values
from extractors.fields import (
    AGREED,
    BLANK,
    agreed,
    decide,
    joined_fields,
    name_of,
    number_of,
    text_of,
    vin_of,
    words_of,
)
from pipeline.core.documents import Number, Text
from pipeline.core.model import BoundingBox, Character, Face, Page, Reading, Source

BOX = BoundingBox(left=0.1, top=0.1, right=0.2, bottom=0.2)


def a_face(text="", second=None, posterior=1.0, is_blank=False, source=Source.OCR):
    characters = tuple(Character(text=c, confidence=posterior, x=0.5) for c in text)
    reading = Reading(
        key="k", zone=BOX, box=BOX, source=source, characters=characters, second=second, is_blank=is_blank
    )
    return Face(kind="k", side="s", page=Page(file="f", number=1, aspect=1), confidence=1, readings=(reading,))


@pytest.mark.parametrize(
    ("text", "second", "posterior", "least", "most"),
    [
        pytest.param("84650", "84650", 0.5, 0.97, 1.0, id="two-engines-agree"),
        pytest.param("84650", None, 0.9995, 0.95, 0.99, id="one-engine-very-sure"),
        pytest.param("84650", None, 0.85, 0.0, 0.8, id="one-engine-unsure"),
        pytest.param("84650", "84850", 0.95, 0.0, 0.7, id="the-other-engine-reads-another-number"),
        pytest.param("84650", "B4G5O", 0.9995, 0.85, 0.95, id="the-other-engine-reads-no-number"),
        pytest.param("84650", "B4G5O", 0.6, 0.0, 0.5, id="unsure-and-unsupported"),
    ],
)
def test_confidence_of_a_number(text, second, posterior, least, most):
    field = decide(a_face(text, second, posterior), "k", number_of)

    assert field.value == 84650
    assert least <= field.confidence <= most


def test_what_makes_no_value_keeps_its_characters():
    field = decide(a_face("8465O", "B46SO"), "k", number_of)

    assert (field.value, field.raw, field.confidence) == (None, "8465O", 0.0)


def test_an_empty_zone_is_surely_blank_only_when_no_engine_sees_anything():
    assert decide(a_face(is_blank=True), "k", number_of).confidence == BLANK
    assert decide(a_face(is_blank=True, second="7"), "k", number_of).confidence == 0.0
    assert decide(a_face(is_blank=None), "k", number_of).confidence == 0.0


def test_a_zone_that_was_not_found_is_unknown():
    assert decide(a_face("84650"), "other", number_of) == Number()


def test_blanks_between_words_come_from_the_engine_that_sees_them():
    field = decide(a_face("LEROUX", "LE ROUX"), "k", text_of)

    assert (field.value, field.confidence) == ("LE ROUX", AGREED)


@pytest.mark.parametrize(
    ("text", "second", "is_sure"),
    [
        pytest.param("SCIDES CHENES", "SZI DES CHENES", False, id="a-blank-lost"),
        pytest.param("SCI DES CHENES", "SZI DES CHENES", True, id="the-same-blanks"),
        pytest.param("SCI DES CHENES", "SZIDES CHENES", True, id="the-other-engine-lost-it"),
        pytest.param("SCI DES CHENES", "SCI DES CHENES I", True, id="a-tick-behind-it"),
    ],
)
def test_words_that_the_other_engine_parts_are_doubtful_though_each_letter_is_sure(text, second, is_sure):
    field = decide(a_face(text, second, 0.9995), "k", text_of)

    assert (field.value, field.confidence >= 0.8) == (text, is_sure)


def test_two_prints_of_one_value_that_differ_are_both_doubtful():
    one, other = Text(value="AB-123-CD", confidence=0.98), Text(value="AB-128-CD", confidence=0.97)

    assert agreed(one, other).confidence < 0.8


def test_a_whole_is_as_sure_as_its_worst_part_and_unread_when_a_part_is():
    parts = [Number(value=14, confidence=0.98), Number(value=11, confidence=0.6), Number(value=2026, confidence=0.9)]

    assert joined_fields(parts, sum).confidence == 0.6
    assert joined_fields([*parts, Number(raw="2O2b")], sum).value is None
    assert joined_fields([Number(confidence=BLANK)] * 3, sum).confidence == BLANK


def test_a_figure_that_only_the_second_engine_sees_under_a_stroke_makes_a_number_doubtful():
    """'1306' whose 1 stands under the stroke, read 306 by the one and 1306 by the other; a box has ticks like a 1."""

    def confidence(second, looks):
        face = a_face("306", second)
        reading = face.readings[0].model_copy(update={"lattices": ((),) * looks})
        return decide(face.model_copy(update={"readings": (reading,)}), "k", number_of).confidence

    assert confidence("1306", looks=2) < 0.8
    assert confidence("1306", looks=1) > 0.8
    assert confidence("306|", looks=2) > 0.8


@pytest.mark.parametrize(
    ("read", "second"),
    [
        pytest.param("5/03/2026", "15/03/2026", id="figure-of-the-day"),
        pytest.param("15/1/2026", "15/11/2026", id="figure-of-the-month"),
        pytest.param("5 mars 2026", "15 mars 2026", id="before-a-month-in-letters"),
    ],
)
@pytest.mark.parametrize("parse", [pv_values.day_of, card_values.day])
def test_a_day_that_may_have_lost_a_figure_is_never_sure(read, second, parse):
    assert decide(a_face(read, second), "k", parse).confidence < 0.8


def test_a_figure_that_only_the_second_engine_sees_within_a_number_makes_it_doubtful():
    assert decide(a_face("2200", "22200"), "k", number_of).confidence < 0.8


def test_what_a_stroke_may_hide_is_doubtful_even_where_both_engines_agree():
    face = a_face("195", "195")
    crossed = face.model_copy(update={"readings": (face.readings[0].model_copy(update={"is_crossed": True}),)})

    assert decide(face, "k", number_of).confidence > 0.9
    assert decide(crossed, "k", number_of).confidence < 0.8


def test_the_format_settles_what_the_engines_dispute():
    """A VIN has no O: what one engine takes for a 0 and the other for an O is in no dispute."""
    assert decide(a_face("SJNV0FDAFK3695836", "SINVOFDAFK3695836"), "k", vin_of).confidence > 0.9
    assert decide(a_face("SJNV0FDAFK3695836", "SJNV0FDAFK3695886", 0.9), "k", vin_of).confidence < 0.8


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("NGUYEN REMI (", "NGUYEN REMI"),
        ("| NGUYEN REMI /", "NGUYEN REMI"),
        ("NGUYEN REMI / LE GOFF", "NGUYEN REMI / LE GOFF"),
    ],
    ids=["bracket", "at-both-ends", "between-two-people"],
)
def test_a_sign_by_itself_is_no_part_of_a_name_but_between_two(read, name):
    assert name_of(read).value == name


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("MOREAU MICKAEL ET LE.GOFF ANNE", "MOREAU MICKAEL ET LE GOFF ANNE"),
        ("MOREAU:Mickaël", "MOREAU MICKAEL"),
        ("EL. AMRANI MICKAEL", "EL AMRANI MICKAEL"),
        ("MOREAUMickaël", "MOREAU MICKAEL"),
        ("SAS-MENUISERIE LEBRETON", "SAS MENUISERIE LEBRETON"),
        ("ATELIER GRAND-PRE-SAS", "ATELIER GRAND-PRE SAS"),
    ],
)
def test_words_of_a_name_are_set_apart_and_it_is_said(read, name):
    found = name_of(read)

    assert found.value == name
    assert found.repairs[0].startswith("words set apart")


@pytest.mark.parametrize("name", ["DUPONT-MOREL ANNE-SOPHIE", "J.P. MARTIN", "SA-CARNEIRO PAULO", "L'HAY-LES-ROSES"])
def test_signs_of_a_name_stay(name):
    assert name_of(name) == (name, ())


@pytest.mark.parametrize(
    ("read", "words"),
    [
        ("C3.AIRCROSS", "C3 AIRCROSS"),
        ("TRANSPORTS .DUVAL", "TRANSPORTS DUVAL"),
        ("RUE DU.8 MAI 1945", "RUE DU 8 MAI 1945"),
        ("161.PLACE DE L'EGLISE", "161 PLACE DE L'EGLISE"),
        ("187. CHEMIN DES VIGNES", "187 CHEMIN DES VIGNES"),
        ("2.5 TDI", "2.5 TDI"),
        ("V.A.N", "V.A.N"),
        ("12 AV. FOCH", "12 AV. FOCH"),
    ],
)
def test_dust_between_two_words_is_no_sign(read, words):
    assert words_of(read).value == words


def test_of_two_readings_the_one_without_dust_is_taken():
    face = a_face("CHANGEMENT DE TIT.ULAIRE", "CHANGEMENT DE TITULAIRE")

    assert decide(face, "k", words_of).value == "CHANGEMENT DE TITULAIRE"


def test_a_hyphen_is_not_given_up_for_a_blank():
    assert decide(a_face("NOGENT-SUR-MARNE", "NOGENT SUR MARNE"), "k", name_of).value == "NOGENT-SUR-MARNE"


def test_a_stroke_at_the_end_of_a_word_is_none_of_its_characters():
    assert decide(a_face("KANGOO", "KANGOO /"), "k", text_of).value == "KANGOO"
