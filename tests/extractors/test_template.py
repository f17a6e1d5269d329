"""Finding a fixed layout on a page again from its printed phrases."""

import math
import random

import pytest

from extractors.layout import Sheet
from extractors.template import Anchor, Template, register
from pipeline.core.model import BoundingBox, Page, Word, Zone

PHRASES = (
    ("Articles de la loi", 0.34, 0.08),
    ("Numero du vehicule", 0.06, 0.15),
    ("Identification du type", 0.29, 0.15),
    ("Premiere mise en service", 0.74, 0.15),
    ("Kilometrage au compteur", 0.06, 0.20),
    ("Ancien detenteur", 0.08, 0.30),
    ("Adresse complete", 0.06, 0.39),
    ("Code postal du lieu", 0.18, 0.42),
    ("Nouveau detenteur", 0.08, 0.69),
    ("Signature en bas", 0.66, 0.90),
)
FORM = Template(
    width_mm=210,
    height_mm=297,
    anchors=tuple(Anchor(text=text, at=(x, y)) for text, x, y in PHRASES),
    zones=(Zone.of_box("vin", BoundingBox(left=0.3, top=0.12, right=0.7, bottom=0.14)),),
)
ASPECT = 210 / 297


def a_page(phrases, degrees=0.0, scale=1.0, shift=(0.0, 0.0)):
    """A page on which the form lies turned, scaled and shifted (in page heights)."""
    words = []
    cos, sin = math.cos(math.radians(degrees)) * scale, math.sin(math.radians(degrees)) * scale
    for text, x, y in phrases:
        u, v = x * ASPECT, y
        place = u * cos - v * sin + shift[0], u * sin + v * cos + shift[1]
        left = place[0] / ASPECT
        for part in text.split():
            wide = 0.012 * len(part) * scale
            box = BoundingBox(left=left, top=place[1] - 0.005, right=left + wide, bottom=place[1] + 0.005)
            words.append(Word(text=part, confidence=0.9, box=box))
            left += wide + 0.006
    return Page(file="page.png", number=1, aspect=ASPECT, words=tuple(words))


@pytest.mark.parametrize(
    ("degrees", "scale", "shift"),
    [
        pytest.param(0.0, 1.0, (0.0, 0.0), id="as-printed"),
        pytest.param(1.5, 1.0, (0.02, -0.01), id="skewed"),
        pytest.param(-2.0, 0.55, (0.15, 0.2), id="half-size-on-a-larger-sheet"),
    ],
)
def test_a_field_is_found_where_it_lies_on_the_page(degrees, scale, shift):
    found = register(Sheet(a_page(PHRASES, degrees, scale, shift)), FORM)

    x, y = found.point((0.5, 0.5))
    u, v = 0.5 * ASPECT, 0.5
    cos, sin = math.cos(math.radians(degrees)) * scale, math.sin(math.radians(degrees)) * scale
    assert x * ASPECT == pytest.approx(u * cos - v * sin + shift[0], abs=0.004)
    assert y == pytest.approx(u * sin + v * cos + shift[1], abs=0.004)


def test_misread_labels_are_borne_and_a_misplaced_one_is_left_out():
    noisy = [(text.replace("e", "c", 1), x, y) for text, x, y in PHRASES[:-1]] + [("Signature en bas", 0.1, 0.5)]

    found = register(Sheet(a_page(noisy)), FORM)

    assert found.anchors == len(PHRASES) - 1
    assert found.point((0.3, 0.12))[0] == pytest.approx(0.3, abs=0.01)


def test_phrases_without_their_first_letters_are_where_they_would_begin():
    form = FORM.model_copy(
        update={
            "anchors": tuple(
                anchor.model_copy(update={"text": f"N° {anchor.text}"}) if anchor.at[0] > 0.6 else anchor
                for anchor in FORM.anchors
            )
        }
    )
    # Of those at the right 'N°' was lost: what is left of them begins that much further right.
    read = [(text, x + 0.03 * (x > 0.6), y) for text, x, y in PHRASES]

    found = register(Sheet(a_page(read)), form)

    assert found.point((0.9, 0.5))[0] == pytest.approx(0.9, abs=0.006)


def test_a_single_word_with_a_letter_wrong_is_no_place_to_go_by():
    form = FORM.model_copy(update={"anchors": (*FORM.anchors[:-1], Anchor(text="Signature", at=(0.66, 0.90)))})
    read = [*PHRASES[:-1], ("Signatare", 0.66, 0.905)]

    found = register(Sheet(a_page(read)), form)

    assert found.anchors == len(PHRASES) - 1


@pytest.mark.parametrize(
    "phrases",
    [
        pytest.param(PHRASES[:5], id="too-few"),
        pytest.param([(text, x, 0.1 + y / 20) for text, x, y in PHRASES], id="all-in-one-band"),
        pytest.param([(text, y, x) for text, x, y in PHRASES], id="another-arrangement"),
        pytest.param([(text, 1 - x, 1 - y) for text, x, y in PHRASES], id="upside-down"),
    ],
)
def test_phrases_that_do_not_lie_as_on_the_form_give_no_place(phrases):
    assert register(Sheet(a_page(phrases)), FORM) is None


@pytest.mark.parametrize("seed", range(12))
def test_phrases_of_one_column_do_not_bend_the_far_side(seed):
    rng = random.Random(seed)
    names = [
        f"{a} {b}"
        for a in ("Marque", "Domicile", "Vehicule", "Operation")
        for b in ("ancienne", "premiere", "autre", "finale")
    ]
    column = [(text, 0.06 + 0.1 * (i % 3), 0.08 + 0.055 * i) for i, text in enumerate(names)]
    form = FORM.model_copy(update={"anchors": tuple(Anchor(text=text, at=(x, y)) for text, x, y in column)})
    read = [(text, x + rng.gauss(0, 0.004), y + rng.gauss(0, 0.003)) for text, x, y in column]
    found = register(Sheet(a_page(read)), form)

    assert found.point((0.9, 0.2)) == pytest.approx((0.9, 0.2), abs=0.02)
    assert found.point((0.9, 0.85)) == pytest.approx((0.9, 0.85), abs=0.02)
