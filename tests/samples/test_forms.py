import io
from pathlib import Path
from random import Random

import pdfplumber
import pypdf
import pytest

from samples import cession, official_forms, stories
from samples.drawing import Layout, draw_pdf
from samples.papers import Cession

BLANKS = Path(__file__).parents[3] / "shared" / "forms"
EDITIONS = ("15776*01", "15776*02")

official = pytest.mark.skipif(not BLANKS.is_dir(), reason="the official blanks are not shipped")


def a_story(edition: str) -> stories.Story:
    return stories.tell("societe", Random(edition)).with_cession(edition=edition, certifie_vhu=True)


def the_cession(story: stories.Story) -> Cession:
    assert story.cession
    return story.cession


def typed_in(chars: list[dict[str, float | str]], place: cession.Place, edition: str) -> list[tuple[str, int]]:
    """Characters standing on the base line of that place, and in which of its cells their middle is."""
    base = place.y(edition)
    width = (place.x1 - place.x0) / (place.cells or 1)
    found = []
    for char in sorted(chars, key=lambda char: float(char["x0"])):
        middle = (float(char["x0"]) + float(char["x1"])) / 2
        on_line = base - 12 < float(char["top"]) and float(char["bottom"]) < base + 2.5
        if on_line and float(char["size"]) == pytest.approx(10) and place.x0 <= middle <= place.x1:
            found.append((str(char["text"]), int((middle - place.x0) / width)))
    return found


def shown(name: str, text: str) -> list[tuple[str, int]]:
    return [(char, cell) for cell, char in enumerate(text)][2 if name == "formule" else 0 :]


COMBS = [name for name, place in cession.PLACES.items() if place.cells and not name.startswith("card.")]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", COMBS)
def test_our_form_has_one_character_in_each_cell(edition: str, name: str) -> None:
    story = a_story(edition)
    fill = stories.replace(story.fill, font="Sans", plate="")
    values = cession.entries(the_cession(story), fill)
    sheet = cession.sheet(the_cession(story), fill, (), (), (None, None), 1)
    with pdfplumber.open(io.BytesIO(draw_pdf([Layout.of(sheet)]))) as pdf:
        chars = pdf.pages[0].chars
    assert typed_in(chars, cession.place(name, edition), edition) == shown(name, values.get(name, ""))


@official
@pytest.mark.parametrize("name", COMBS)
def test_flat_official_form_has_one_character_in_each_printed_cell(name: str) -> None:
    story = a_story("15776*02")
    fill = stories.replace(story.fill, font="Sans", plate="")
    filled = official_forms.fill_cession(the_cession(story), fill, BLANKS)
    values = cession.entries(the_cession(story), fill)
    with pdfplumber.open(io.BytesIO(filled)) as pdf:
        for page in pdf.pages:
            found = typed_in(page.chars, cession.place(name, "15776*02"), "15776*02")
            assert found == shown(name, values.get(name, ""))


@official
def test_official_acroform_holds_every_value_on_both_copies() -> None:
    story = a_story("15776*01")
    reader = pypdf.PdfReader(io.BytesIO(official_forms.fill_cession(the_cession(story), story.fill, BLANKS)))
    values = cession.entries(the_cession(story), story.fill)
    fields = reader.get_fields() or {}
    for page in ("Page1", "Page2"):
        for name, text in values.items():
            field = fields[f"topmostSubform[0].{page}[0].{official_forms.FIELDS[name]}[0]"]
            assert field["/V"] == (text[2:] if name == "formule" else text)
        ticked = {
            official_forms.BUTTONS[name]
            for name in official_forms.BUTTONS
            if fields[f"topmostSubform[0].{page}[0].{official_forms.BUTTONS[name][0]}[0]"].get("/V")
            == official_forms.BUTTONS[name][1]
        }
        assert ticked == {official_forms.BUTTONS[name] for name in cession.ticks(the_cession(story))}


def test_missing_blank_is_named(tmp_path: Path) -> None:
    story = a_story("15776*02")
    with pytest.raises(official_forms.NoInput, match="cerfa-15776-02"):
        official_forms.fill_cession(the_cession(story), story.fill, tmp_path)
