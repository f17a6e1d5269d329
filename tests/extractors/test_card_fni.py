"""The cards of before 2009: told apart from all else by their words, read by their codes and captions."""

from datetime import date
from random import Random

import numpy as np
import pytest

from extractors import card_fni, carte_grise, carte_grise_fni
from extractors.classify import classify
from extractors.layout import Sheet
from extractors.registry import PAPERS
from pipeline.core.errors import FormatError
from pipeline.stages.corners import CUT, THERE, UNSURE, cut_level
from samples import carte_grise_fni as drawing
from samples import old_cards, stories
from tests.extractors import written

HEAD = [
    (40, 40, "République Française"),
    (60, 52, "Communauté européenne"),
    (220, 40, "Certificat"),
    (220, 56, "d'immatriculation"),
    (150, 90, "PREFECTURE DE LA VENDEE"),
    (60, 120, "N° Immatriculation"),
    (190, 120, "Date du certificat"),
    (330, 120, "Date de 1ère immatriculation"),
]
# The codes (A) and (B) stand 33.4 characters of 7 points apart.
BLUE = [
    *HEAD,
    (20, 140, "(A)"), (50, 140, "1234 WAE 45"), (140, 140, "(I)"), (168, 140, "12/11/2007"),
    (253, 140, "(B)"), (282, 140, "30/10/1997"),
    (20, 164, "(C.1)"), (62, 164, "M. DUPONT YVES"),
    (20, 176, "(C.3)"), (62, 176, "12 RUE DES LILAS"), (62, 188, "85000 LA ROCHE-SUR-YON"),
    (20, 200, "(D.1)"), (62, 200, "PEUGEOT"), (180, 200, "(D.2)"), (222, 200, "2CKFWB"),
    (20, 212, "(E)"), (48, 212, "VF32CKFWB12345678"),
    (20, 224, "(F.1)"), (62, 224, "1510"), (110, 224, "(F.2)"), (152, 224, "1490"),
    (20, 236, "(J)"), (48, 236, "M1"), (110, 236, "(J.1)"), (152, 236, "VP"),
    (20, 248, "(Z.1)"), (20, 260, "(Z.2)"), (20, 272, "(Z.3)"), (20, 284, "(Z.4)"),
]  # fmt: skip
GREY = [
    (150, 40, "PREFECTURE DU NORD"),
    (20, 80, "CHANGEMENT DE DOMICILE"),
    (110, 108, "N° IMMATRICULATION (A)"), (250, 108, "DATE"), (340, 94, "DATE DE 1re MISE"),
    (340, 108, "EN CIRCULATION (B)"),
    (110, 123, "1234 WAA 45"), (235, 123, "29/03/1988"), (350, 123, "11/07/1980"),
    (20, 142, "NOM (C) Prénoms (D)"), (130, 146, "M. DUPOND YVES"),
    (20, 160, "NOM d'usage"),
    (20, 180, "DOMICILE"), (130, 180, "8 RUE DU MOULIN"), (130, 194, "59000 LILLE"),
    (20, 230, "GENRE"), (20, 243, "VP"), (160, 230, "MARQUE (E)"), (160, 243, "CITROEN"),
    (20, 270, "N° DANS LA SÉRIE DU TYPE (F)"), (20, 283, "VF7S1HDZF56781234"),
]  # fmt: skip


def without(rows, *texts: str):
    return [row for row in rows if row[2] not in texts]


def sides(rows) -> list[tuple[str, str]]:
    found = classify(Sheet(written.a_page(rows, size=7)), PAPERS)
    return [(one.paper.kind, one.side.name) for one in found]


def card(rows, **read: str):
    (face,) = written.faces(carte_grise.PAPER, written.a_page(rows, size=7), read, read)
    return carte_grise.extract("carte_grise-1", (face,))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(BLUE, [("carte_grise", carte_grise_fni.BLUE)], id="blue"),
        pytest.param(GREY, [("carte_grise", carte_grise_fni.GREY)], id="grey"),
        pytest.param(without(BLUE, "(I)"), [], id="no-date-between-the-codes"),
        pytest.param(without(BLUE, "(A)"), [], id="no-code-of-the-number"),
        pytest.param(without(GREY, "EN CIRCULATION (B)"), [], id="no-caption-of-the-first-day"),
        pytest.param([*GREY, (20, 20, "PROCÈS-VERBAL DE CONTRÔLE TECHNIQUE")], [], id="record-of-an-inspection"),
        pytest.param([*BLUE, (20, 20, "CERTIFICAT PROVISOIRE D'IMMATRICULATION")], [], id="provisional"),
    ],
)
def test_a_card_is_known_by_the_row_of_its_number_and_its_dates(rows, expected):
    assert sides(rows) == expected


def test_the_blue_card_is_read_beside_its_codes():
    read = card(BLUE)

    assert (read.modele.value, read.immatriculation.value) == ("fni", "1234 WAE 45")
    assert (read.date_certificat.value, read.date_premiere_immatriculation.value) == (
        date(2007, 11, 12),
        date(1997, 10, 30),
    )
    assert (read.titulaire.value, read.adresse.value) == ("DUPONT YVES", "12 RUE DES LILAS")
    assert (read.code_postal.value, read.commune.value) == ("85000", "LA ROCHE-SUR-YON")
    assert (read.marque.value, read.type_variante_version.value) == ("PEUGEOT", "2CKFWB")
    assert (read.vin.value, read.masse_max_technique_kg.value, read.ptac_kg.value) == ("VF32CKFWB12345678", 1510, 1490)
    assert (read.categorie_ce.value, read.genre.value) == ("M1", "VP")


def test_the_grey_card_is_read_under_and_beside_its_captions():
    read = card(GREY)

    assert (read.modele.value, read.immatriculation.value) == ("fni", "1234 WAA 45")
    assert (read.date_certificat.value, read.date_premiere_immatriculation.value) == (
        date(1988, 3, 29),
        date(1980, 7, 11),
    )
    assert (read.titulaire.value, read.adresse.value) == ("DUPOND YVES", "8 RUE DU MOULIN")
    assert (read.code_postal.value, read.commune.value) == ("59000", "LILLE")
    assert (read.genre.value, read.marque.value, read.vin.value) == ("VP", "CITROEN", "VF7S1HDZF56781234")
    assert read.coupon_present.value is False


@pytest.mark.parametrize("rows", [pytest.param(BLUE, id="blue"), pytest.param(GREY, id="grey")])
def test_an_old_card_surely_has_no_formule_and_no_strip(rows):
    """The number punched into the blue card is none, wherever it is read."""
    read = card([*rows, (400, 30, "07CX92840")])

    assert (read.numero_formule.value, read.numero_formule.raw) == (None, "")
    assert (read.mrz.value, read.mrz.raw) == (None, "")
    assert min(read.numero_formule.confidence, read.mrz.confidence) >= 0.8


def test_no_row_of_co_holders_is_told_from_a_row_that_could_not_be_read():
    none = card(BLUE)
    unread = card([*BLUE, (20, 194, "2 MOREAU")])

    assert (none.nombre_titulaires.value, none.nombre_titulaires.confidence >= 0.8) == (None, True)
    assert unread.nombre_titulaires.confidence < 0.8


@pytest.mark.parametrize(
    "read",
    [
        pytest.param("PEUGEOT (D.2) 2CKFWB", id="the-next-code-runs-in"),
        pytest.param("PEUGEOT {D.2] 2CKFWB", id="its-brackets-misread"),
    ],
)
def test_a_value_that_runs_into_the_next_code_is_not_stated(read):
    assert card(without(BLUE, "(D.2)"), marque=read).marque.value is None


def test_a_figure_of_a_code_is_not_taken_for_one_of_the_value():
    assert card(BLUE, ptac_kg="2) 1490").ptac_kg.value is None


def test_the_name_is_found_where_its_code_was_lost_under_the_pen():
    assert card(without(BLUE, "(C.1)")).titulaire.value == "DUPONT YVES"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("M. DUPONT YVES", "DUPONT YVES", id="man"),
        pytest.param("MME DURAND ANNE", "DURAND ANNE", id="woman"),
        pytest.param("M. DUPONT YVES OU MME DURAND ANNE", "M. DUPONT YVES OU MME DURAND ANNE", id="two-holders"),
        pytest.param("MMA TRANSPORTS SARL", "MMA TRANSPORTS SARL", id="company"),
        pytest.param("MRABET KARIM", "MRABET KARIM", id="surname-like-a-title"),
        pytest.param("MLLE LE GOFF ZOE", "LE GOFF ZOE", id="young-woman"),
    ],
)
def test_the_title_is_no_part_of_the_name(text, name):
    assert carte_grise_fni.holder(text).value == name


def test_a_row_of_dates_is_no_name():
    with pytest.raises(FormatError):
        carte_grise_fni.holder("1234 WAA 45 29/03/1988")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("(A)", "A", id="plain"),
        pytest.param("(C.4.1)", "C.4.1", id="three-parts"),
        pytest.param("(C.4a)", "C.4a", id="small-letter"),
        pytest.param("(2.3)", "Z.3", id="figure-for-letter"),
        pytest.param("(X.2)", "Y.2", id="there-is-no-X.2"),
        pytest.param("{E)", "E", id="other-bracket"),
        pytest.param("(1)", "I", id="date-of-the-certificate"),
        pytest.param("(D.1)PEUGEOT", "D.1", id="value-glued-on"),
    ],
)
def test_codes_are_known_in_brackets(text, name):
    page = written.a_page([(20, 40, text)])
    assert [code.name for code in card_fni.codes(page.words)] == [name]


@pytest.mark.parametrize("text", ["A", "VP", "(M.1)", "(CE)", "XP13M(A)", "12)", "(W.7)"])
def test_what_is_no_code_is_none(text):
    assert card_fni.codes(written.a_page([(20, 40, text)]).words) == []


def a_band(card_paper, corner_paper, print_share: float):
    """A strip of the card: its paper, and at the right end another ground with so much print."""
    rng = np.random.default_rng(3)
    band = np.empty((60, 500, 3), np.float32)
    band[:], band[:, 445:] = card_paper, corner_paper
    band += rng.normal(0, 2, band.shape)
    rows = round(print_share * 60)
    band[:rows, 445:] -= 120
    return np.clip(band, 0, 255).astype(np.uint8)


GREY_PAPER, WHITE_LID, BROWN_TABLE = (214, 216, 218), (250, 250, 250), (96, 68, 48)


@pytest.mark.parametrize(
    ("band", "level"),
    [
        pytest.param(a_band(GREY_PAPER, WHITE_LID, 0), CUT, id="lid-of-the-scanner"),
        pytest.param(a_band(GREY_PAPER, BROWN_TABLE, 0), CUT, id="table"),
        pytest.param(a_band(GREY_PAPER, GREY_PAPER, 0.1), THERE, id="paper-with-its-text"),
        pytest.param(a_band(GREY_PAPER, GREY_PAPER, 0), UNSURE, id="same-ground-without-text"),
        pytest.param(a_band(GREY_PAPER, WHITE_LID, 0.1), UNSURE, id="text-on-another-ground"),
        pytest.param(a_band(WHITE_LID, WHITE_LID, 0), UNSURE, id="all-faded-to-white"),
    ],
)
def test_the_corner_is_cut_where_something_else_than_the_card_shows(band, level):
    assert cut_level(band) == level


@pytest.mark.ocr
@pytest.mark.parametrize(
    ("seed", "is_cut", "level"),
    [
        pytest.param(4, None, "office", id="blue"),
        pytest.param(2, True, "office", id="grey-cut"),
        pytest.param(23, False, "office", id="grey-whole"),
    ],
)
def test_an_old_card_is_read_from_a_scan(scanned, seed, is_cut, level):
    story = old_cards.aged(stories.tell("titulaire_unique", Random(seed)), Random(seed))
    drawn = story.card.model_copy(update={"coin_coupe": is_cut})
    read = scanned(carte_grise.PAPER, drawing.sheet(drawn, story.hands[:1], None, seed), level, seed)

    keys = ("modele", "immatriculation", "date_premiere_immatriculation", "date_certificat", "titulaire", "vin")
    assert [getattr(read, key).value for key in keys] == [getattr(drawn, key) for key in keys]
    # A row under the stroke through the card is worth 0.75.
    assert min(getattr(read, key).confidence for key in keys) >= 0.75
    assert (read.numero_formule.value, read.barree.value, read.coin_coupe.value) == (None, True, is_cut)
