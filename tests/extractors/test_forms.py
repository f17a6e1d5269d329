"""Which edition of a form is on a page, told by its captions where its number is not read."""

import pytest

from extractors.forms import located
from extractors.layout import Sheet
from extractors.mandat import FORMS
from tests.extractors.written import a_page

OLD, NEW = FORMS
LOST = (
    "N° de la voie", "Extension", "Type de voie", "Nom de la voie", "pour effectuer", "Je suis informé", "Important",
    "d'éventuelles victimes", "Pour les sociétés",
)  # fmt: skip
"""Small print, and lines that run on: what a poor scan loses first."""


def cells(form, lost=()):
    """Of the comb of the agent's number, on a page with the captions of that form but for those lost."""
    rows = [(x, y + 2, text) for x, y, text in form.captions if not text.startswith(tuple(lost))]
    zones = located(OLD, NEW)(Sheet(a_page(rows, size=7)))
    return next(zone.cells for zone in zones if zone.key == "mandataire_siret")


@pytest.mark.parametrize(("form", "count"), [pytest.param(OLD, 9, id="SIREN"), pytest.param(NEW, 14, id="SIRET")])
@pytest.mark.parametrize("lost", [(), LOST])
def test_the_edition_is_the_one_with_most_captions_in_their_places(form, count, lost):
    assert cells(form, lost) == count
