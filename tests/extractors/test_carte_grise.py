"""The coupon of the carte grise: there or torn off, filled in or blank, read back from drawings."""

from random import Random

import pytest

from extractors import carte_grise
from pipeline.core.model import BoundingBox, Character, Face, Ink, Page, Reading, Source, Word
from samples import carte_grise as drawing
from samples import stories

PLACE = BoundingBox(left=0.08, top=0.3, right=0.12, bottom=0.9)


def a_cover(*readings: Reading) -> Face:
    page = Page(file="cg.pdf", number=2, aspect=2.0)
    return Face(kind="carte_grise", side="exterieur", page=page, confidence=1.0, readings=readings)


def lines_for_the_buyer(inks: tuple[Ink, ...] | None) -> Reading:
    return Reading(key="coupon.acquereur", zone=PLACE, box=PLACE, source=Source.PIXELS, inks=inks)


@pytest.mark.parametrize(
    ("cover", "filled"),
    [
        pytest.param(a_cover(lines_for_the_buyer((Ink(box=PLACE),))), True, id="written-on"),
        pytest.param(a_cover(lines_for_the_buyer(())), False, id="blank"),
        pytest.param(a_cover(lines_for_the_buyer(None)), None, id="no-pixels"),
        pytest.param(a_cover(), None, id="lines-not-on-the-page"),
    ],
)
def test_the_coupon_is_filled_in_where_ink_stands_on_its_lines(cover, filled):
    assert carte_grise.extract("carte_grise-1", (cover,)).coupon_rempli.value is filled


def a_filled_side(*words: str) -> Face:
    """The filled side in the left half of a page, and words that stand in the right half."""
    places = [BoundingBox(left=0.6, top=0.1 + 0.04 * i, right=0.8, bottom=0.12 + 0.04 * i) for i in range(len(words))]
    page = Page(
        file="cg.pdf",
        number=1,
        aspect=0.7,
        words=tuple(Word(text=text, box=box, confidence=0.9) for text, box in zip(words, places, strict=True)),
    )
    readings = tuple(
        Reading(key=key, zone=box, box=box, source=Source.OCR)
        for key, box in {
            "immatriculation": BoundingBox(left=0.05, top=0.05, right=0.2, bottom=0.07),
            "mrz.2": BoundingBox(left=0.05, top=0.6, right=0.45, bottom=0.62),
        }.items()
    )
    return Face(kind="carte_grise", side="interieur", page=page, confidence=0.95, readings=readings)


@pytest.mark.parametrize(
    ("words", "is_sure"),
    [
        pytest.param((), True, id="nothing-else-on-the-page"),
        pytest.param(("~", ".,", "ii", "-") * 5, True, id="noise"),
        pytest.param(("Domicile", "Signature", "permet", "circuler", "pendant") * 2, False, id="the-cover-unread"),
    ],
)
def test_a_missing_cover_is_doubtful_where_more_stands_beside_the_filled_side(words, is_sure):
    present = carte_grise.extract("carte_grise-1", (a_filled_side(*words),)).exterieur_present

    assert present.value is False
    assert (present.confidence >= 0.8) is is_sure


def told(seed: int) -> stories.Story:
    return stories.tell("titulaire_unique", Random(seed))


@pytest.mark.ocr
@pytest.mark.parametrize("is_there", [pytest.param(True, id="there"), pytest.param(False, id="torn-off")])
def test_the_coupon_is_there_or_torn_off(scanned, is_there):
    story = told(5)
    card = story.card.model_copy(update={"coupon_present": is_there})
    read = scanned(carte_grise.PAPER, drawing.interior(card, story.hands[:1], None, 5), "office", 5)

    assert (read.coupon_present.value, read.coupon_present.confidence >= 0.9) == (is_there, True)
    assert (read.modele.value, read.vin.value) == ("siv", card.vin)


@pytest.mark.ocr
@pytest.mark.parametrize("is_filled", [pytest.param(True, id="filled"), pytest.param(False, id="blank")])
def test_the_coupon_is_filled_in_or_blank(scanned, is_filled):
    story = told(6)
    coupon = drawing.Coupon(story.buyer.name, story.buyer.address, story.sold_at.date()) if is_filled else None
    read = scanned(carte_grise.PAPER, drawing.exterior(story.card, coupon, story.hands[0], 6), "office", 6)

    assert read.coupon_rempli.value is is_filled
    assert read.numero_formule.value == story.card.numero_formule


@pytest.mark.parametrize(
    ("printed", "is_sure"),
    [
        ("715/2007*136/2014EURO6", True),
        ("70/220*2001/100EUR03", True),
        ("595/2009*2018/932DEURO6", True),
        ("EURO5", True),
        ("715/2007136/2014EURO5", False),
        ("715/2007-195/2013EURO5", False),
        ("70/220*2001.100EURO3", False),
    ],
)
def test_a_class_of_emissions_is_sure_in_a_form_that_there_is(printed, is_sure):
    characters = tuple(Character(text=c, confidence=0.99, x=i / len(printed)) for i, c in enumerate(printed))
    reading = Reading(
        key="classe_environnementale",
        zone=PLACE,
        box=PLACE,
        source=Source.OCR,
        characters=characters,
        second=printed,
        is_blank=False,
    )
    face = a_cover(reading).model_copy(update={"side": "interieur"})
    found = carte_grise.extract("carte_grise-1", (face,)).classe_environnementale

    assert (found.confidence >= 0.8) == is_sure


ROW = BoundingBox(left=0.2, top=0.5, right=0.3, bottom=0.52)
"""Ten figures wide on a page twice as wide as high."""


@pytest.mark.parametrize(
    ("figures", "covered", "is_sure"),
    [
        pytest.param({0: "1", 1: "5", 2: "4", 3: "0"}, (), True, id="no-stroke"),
        pytest.param({0: "1", 1: "5", 2: "4", 3: "0"}, (2.6, 3.4), True, id="stroke-through-a-figure-that-is-read"),
        pytest.param({0: "1", 1: "5", 2: "4", 3: "0"}, (5.5, 6.5), True, id="stroke-further-on"),
        pytest.param({1: "5", 2: "4", 3: "0"}, (), False, id="the-first-one-is-missing"),
        pytest.param({0: "1", 2: "4", 3: "0"}, (), False, id="one-in-the-middle-is-missing"),
        pytest.param({0: "1", 1: "5", 2: "4"}, (2.7, 3.3), False, id="the-last-one-may-be-under-the-stroke"),
    ],
)
def test_a_number_that_a_stroke_may_have_shortened_is_doubtful(figures, covered, is_sure):
    step = 0.47 * ROW.height / 2 / ROW.width
    first = 0.66 * ROW.height / 2 / ROW.width
    characters = tuple(Character(text=c, confidence=0.999, x=first + k * step) for k, c in figures.items())
    text = "".join(figures.values())
    strokes = (tuple(first + k * step for k in covered),) if covered else ()
    reading = Reading(
        key="poids_vide_kg",
        zone=ROW,
        box=ROW,
        source=Source.OCR,
        characters=characters,
        second=text,
        is_blank=False,
        covered=strokes,
    )
    face = a_cover(reading).model_copy(update={"side": "interieur"})
    found = carte_grise.extract("carte_grise-1", (face,)).poids_vide_kg

    assert (found.value, found.confidence >= 0.8) == (int(text), is_sure)
