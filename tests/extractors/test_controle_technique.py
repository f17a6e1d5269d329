"""Reading the procès-verbal de contrôle technique, whatever the network, and its look-alikes."""

from datetime import date
from random import Random

import pytest

from extractors.captions import Captions
from extractors.controle_technique import PAPER
from extractors.layout import Sheet
from extractors.printed import Caption
from extractors.pv_values import energy_of
from pipeline.core.documents import ControleTechnique, Defaillance, Releve
from pipeline.core.errors import FormatError
from pipeline.core.model import BoundingBox, Field, Source
from samples import controle_technique as drawing
from samples import ct_networks, ink
from samples.papers import Inspection
from tests.extractors.written import Row, a_page, faces

SURE = 0.8
FAVOURABLE = "Favorable"
MAJOR = "Défavorable pour défaillances majeures"
CRITICAL = "Défavorable pour défaillances critiques"
MINOR_DEFECT = "5.2.3.e.1. PNEUMATIQUES : Usure anormale ARD"
MAJOR_DEFECT = "1.1.14.a.2. DISQUES DE FREINS : Disque usé AVD"
CRITICAL_DEFECT = "2.1.3.g.3. TIMONERIE DE DIRECTION : Risque de détachement"
LEFT, RIGHT = 30.0, 262.0
VALUES = {
    "nature": "Contrôle technique périodique",
    "date_controle": "12/05/2026",
    "numero_pv": "26012345",
    "numero_imprime": "S012345678",
    "resultat": FAVOURABLE,
    "limite_validite": "11/05/2028",
    "agrement_centre": "S075T123",
    "agrement_controleur": "075T1234",
    "immatriculation": "GH-482-KL (F)",
    "date_immatriculation": "14/09/2019",
    "date_premiere_immatriculation": "20/05/2016",
    "marque": "PEUGEOT",
    "denomination_commerciale": "208",
    "vin": "VF3CUHNZTDY023456",
    "categorie_ce": "M1",
    "genre": "VP",
    "energie": "ES",
    "kilometrage": "84650",
    "date_visite_initiale": "",
}
LABELS = {
    "nature": (LEFT, 93, "NATURE DU CONTRÔLE"),
    "date_controle": (264, 93, "(3) DATE DU CONTRÔLE"),
    "numero_pv": (400, 93, "N° DU PROCÈS-VERBAL"),
    "numero_imprime": (400, 52, "N° d'imprimé :"),
    "resultat": (LEFT, 137, "(7) RÉSULTAT DU CONTRÔLE"),
    "limite_validite": (LEFT, 173, "(8) LIMITE DE VALIDITÉ DU CONTRÔLE"),
    "agrement_centre": (LEFT, 250, "N° D'AGRÉMENT :"),
    "agrement_controleur": (LEFT, 310, "N° D'AGRÉMENT :"),
    "immatriculation": (LEFT, 363, "(2) Immatriculation"),
    "date_immatriculation": (LEFT, 391, "Date d'immatriculation"),
    "date_premiere_immatriculation": (LEFT, 419, "Date de 1ère mise en circulation"),
    "marque": (LEFT, 447, "Marque"),
    "denomination_commerciale": (150, 447, "Désignation commerciale"),
    "vin": (LEFT, 475, "N° dans la série du type"),
    "categorie_ce": (150, 475, "(5) Catégorie internat."),
    "genre": (150, 503, "Genre"),
    "energie": (LEFT, 503, "Énergie"),
    "kilometrage": (LEFT, 540, "(4) KILOMÉTRAGE RELEVÉ"),
    "date_visite_initiale": (LEFT, 618, "DATE :"),
}
LABELS["immatriculation"] = (LEFT, 363, "(2) Immatriculation et pays")
BESIDE = ("numero_imprime", "date_visite_initiale")
HEADINGS: tuple[Row, ...] = (
    (230, 40, "PROCÈS-VERBAL"),
    (190, 56, "DE CONTRÔLE TECHNIQUE"),
    (LEFT, 209, "NATURE DU PROCHAIN CONTRÔLE"),
    (LEFT, 236, "IDENTIFICATION DU CENTRE DE CONTRÔLE"),
    (LEFT, 296, "(9) IDENTIFICATION DU CONTRÔLEUR"),
    (LEFT, 349, "IDENTIFICATION DU VÉHICULE"),
    (LEFT, 590, "INFORMATIONS SUR LE CONTRÔLE TECHNIQUE"),
    (LEFT, 604, "PROCÈS-VERBAL N° :"),
    (LEFT, 632, "N° D'AGRÉMENT DU CENTRE :"),
    (RIGHT, 137, "(6) DÉFAILLANCES ET NIVEAUX DE GRAVITÉ"),
    (RIGHT, 330, "Kilométrages relevés lors des précédents contrôles techniques"),
    (RIGHT, 480, "MESURES RÉALISÉES ET VALEURS LIMITES CORRESPONDANTES"),
)


def a_paper(defects=(), earlier=("12/05/2024 : 61200km",), lost=(), beside=False, more=(), misread=None, **changes):
    """Rows of a procès-verbal; captions in `lost` are unreadable, values stand beside their captions or below.

    `misread` gives by key what was read of a caption.
    """
    rows: list[Row] = [*HEADINGS, *more]
    for key, (x, y, label) in LABELS.items():
        value = (VALUES | changes)[key]
        label = (misread or {}).get(key, label)  # noqa: PLW2901
        aside = key in BESIDE or (beside and key in ("agrement_centre", "agrement_controleur", "limite_validite"))
        rows += [(x, y, "x#@% &&" if key in lost else label)]
        rows += [(x + 4.5 * len(label) + 12 if aside else x + 3, y if aside else y + 13, value)] if value else []
    rows += [(RIGHT + 6, 152 + 12 * rank, line) for rank, line in enumerate(defects)]
    rows += [(RIGHT, 343 + 12 * rank, line) for rank, line in enumerate(earlier)]
    return rows


def extracted(rows, source=Source.OCR, **engines) -> ControleTechnique:
    return PAPER.extract("controle_technique-1", faces(PAPER, a_page(rows, source), **engines))


@pytest.mark.parametrize("beside", [pytest.param(False, id="values-below"), pytest.param(True, id="values-beside")])
@pytest.mark.parametrize("source", [Source.OCR, Source.TEXT])
def test_every_value_of_a_well_read_page(source, beside):
    paper = extracted(a_paper(beside=beside), source)
    read = {key: (field.value, field.confidence >= SURE) for key, field in paper.fields()}

    assert read == {
        "nature": ("periodique", True),
        "regime": ("depuis_2018", True),
        "resultat": ("A", True),
        "date_controle": (date(2026, 5, 12), True),
        "limite_validite": (date(2028, 5, 11), True),
        "numero_pv": ("26012345", True),
        "numero_imprime": ("S012345678", True),
        "immatriculation": ("GH-482-KL", True),
        "pays": ("F", True),
        "vin": ("VF3CUHNZTDY023456", True),
        "date_premiere_immatriculation": (date(2016, 5, 20), True),
        "date_immatriculation": (date(2019, 9, 14), True),
        "marque": ("PEUGEOT", True),
        "denomination_commerciale": ("208", True),
        "genre": ("VP", True),
        "categorie_ce": ("M1", True),
        "energie": ("ES", True),
        "kilometrage": (84650, True),
        "kilometrages_precedents": ((Releve(date=date(2024, 5, 12), kilometrage=61200),), True),
        "agrement_centre": ("S075T123", True),
        "agrement_controleur": ("075T1234", True),
        "defaillances": ((), True),
        "date_visite_initiale": (None, True),
    }


@pytest.mark.parametrize("key", LABELS)
def test_a_value_whose_caption_was_lost_is_never_another_one(key):
    paper = extracted(a_paper(lost=(key,)))
    whole = extracted(a_paper())

    assert all(
        field.value in (None, getattr(whole, other).value) or field.confidence < SURE for other, field in paper.fields()
    )


@pytest.mark.parametrize(("read", "energy"), [("ES", "ES"), ("1A", "1A"), ("Gazole", "GAZOLE")])
def test_an_energy_is_a_code_or_words(read, energy):
    assert energy_of(read).value == energy


@pytest.mark.parametrize("read", ["VF3V1S7ZRG6154235", "K65578652", "8"])
def test_a_number_that_stands_near_is_no_energy(read):
    with pytest.raises(FormatError):
        energy_of(read)


BLURRED = {
    "immatriculation": "svmatncalaton et peys",
    "date_immatriculation": "Dae dimmatcaation",
    "date_premiere_immatriculation": "Onte de lbve mee en circalatan",
    "vin": "(13 N° dars ia sone du tpe",
    "genre": "Gerve",
    "energie": "Enege",
}
"""What engines made of 6 pt captions on blurred scans of 150 dpi."""


def test_small_captions_are_found_by_what_is_left_of_them():
    paper, whole = extracted(a_paper(misread=BLURRED)), extracted(a_paper())

    assert {key: getattr(paper, key).value for key in BLURRED} == {key: getattr(whole, key).value for key in BLURRED}


@pytest.mark.parametrize("key", BLURRED)
def test_a_caption_that_is_like_two_is_none(key):
    """A date that may be that of this registration or of the first one is not read."""
    paper = extracted(a_paper(misread={"date_immatriculation": "Date de i mmtcion", "genre": "Ee", "energie": "Enr"}))
    whole = extracted(a_paper())

    assert getattr(paper, key).value in (None, getattr(whole, key).value)


def test_the_frame_beside_a_list_is_no_word_of_it():
    paper = extracted(
        a_paper(defects=("Défaillances mineures", f"{MINOR_DEFECT} 1", "| 3.2.1.a.1. ETAT DES VITRAGES", "1"))
    )

    assert [defect.libelle for defect in paper.defaillances.value] == [
        "PNEUMATIQUES : Usure anormale ARD",
        "ETAT DES VITRAGES",
    ]


def test_a_number_that_the_signature_runs_into_is_doubtful():
    signed = extracted(a_paper(agrement_controleur="075T1234L1/")).agrement_controleur

    assert signed.value == "075T1234"
    assert signed.confidence < SURE


@pytest.mark.parametrize(
    ("words", "nature"),
    [
        ("Contrôle technique périodique", "periodique"),
        ("Visite technique périodique", "periodique"),
        ("VP Taxi", "periodique"),
        ("Contre-visite", "contre_visite"),
        ("CV Taxi", "contre_visite"),
        ("Contrôle technique complémentaire", "complementaire"),
        ("Contre-visite complémentaire", "complementaire"),
        ("Contrôle volontaire total", "volontaire"),
        ("Contrôle tehnique périndique", "periodique"),
        ("Controle vo1ontalre total", "volontaire"),
        ("Contrôle technique", None),
        ("Visite technique", None),
    ],
)
def test_the_kind_of_inspection(words, nature):
    assert extracted(a_paper(nature=words)).nature.value == nature


@pytest.mark.parametrize(
    "title", ["RAPPORT DE CONTRÔLE VOLONTAIRE", "Ce rapport ne peut pas être utilisé pour la vente du véhicule"]
)
@pytest.mark.parametrize("words", ["Contrôle technique périodique", "C0ntrôle t0tal", "Contre-visite"])
def test_a_voluntary_check_never_passes_for_a_periodic_one(title, words):
    nature = extracted(a_paper(nature=words, more=((190, 70, title),))).nature

    assert nature.value == "volontaire"


@pytest.mark.parametrize(
    ("words", "result"),
    [
        pytest.param(FAVOURABLE, "A", id="favourable"),
        pytest.param("FAVORABLE", "A", id="capitals"),
        pytest.param(MAJOR, "S", id="major"),
        pytest.param("Defavorabie pour defaiilances majeures", "S", id="major-with-wrong-letters"),
        pytest.param(CRITICAL, "R", id="critical"),
        pytest.param("Défavorable", None, id="of-the-former-regime"),
        pytest.param("Défavorable pour défaillances", None, id="end-lost"),
        pytest.param("avorable", None, id="beginning-lost"),
        pytest.param("Dé favorable", None, id="split"),
        pytest.param("Favorable 11/05/2028", None, id="with-its-neighbour"),
    ],
)
def test_the_outcome(words, result):
    defects = {"S": ("Défaillances majeures", MAJOR_DEFECT), "R": ("Défaillances critiques", CRITICAL_DEFECT)}

    assert extracted(a_paper(resultat=words, defects=defects.get(result, ()))).resultat.value == result


def test_an_outcome_over_two_lines():
    more = ((LEFT + 3, 161.0, "majeures"),)
    rows = a_paper(resultat="Défavorable pour défaillances", more=more, defects=("Défaillances majeures", MAJOR_DEFECT))

    assert extracted(rows).resultat.value == "S"


def test_a_nature_in_whose_middle_the_page_reader_missed_a_word_is_read_whole():
    page = a_page([*a_paper(nature="Contrôle"), (LEFT + 3 + 36 + 46, 106.0, "périodique")])
    (zone,) = (zone for zone in PAPER.sides[0].locate(Sheet(page)) if zone.key == "nature.0")
    last = next(word for word in page.words if word.text == "périodique")

    assert zone.box.left < last.box.left
    assert zone.box.right > last.box.right


def test_a_row_is_taken_whole_although_the_middle_of_some_words_lies_beyond_the_region():
    captions = Captions(Sheet(a_page([(100, 100, "Contrôle"), (140, 102, "technique"), (100, 112, "autre")])), ())
    first, second, _ = captions.pieces
    room = BoundingBox(left=0, top=0, right=1, bottom=(first.box.center[1] + second.box.center[1]) / 2)

    assert [piece.text for piece in captions.first_row(room)] == ["Contrôle", "technique"]


@pytest.mark.parametrize(
    ("last", "left"),
    [pytest.param("CONTRÔLE", [], id="end-of-it"), pytest.param("Favorable", ["Favorable"], id="value")],
)
def test_the_end_of_a_caption_that_stands_on_a_line_of_its_own_is_no_value(last, left):
    """Boxes too low and too high part the last word from the line: the number tells what caption it is."""
    table = (Caption("resultat", ("RÉSULTAT DU CONTRÔLE",), "7"),)
    page = a_page([(100, 100, "(7) RÉSULTAT DU"), (100 + 0.5 * 9 * 15 + 3, 100, last)])

    def moved(word):
        middle = word.box.center[1]
        sides = {"DU": {"top": middle}, last: {"bottom": middle}}.get(word.text, {})
        return word.model_copy(update={"box": word.box.model_copy(update=sides)})

    sheet = Sheet(page.model_copy(update={"words": tuple(map(moved, page.words))}))
    assert len(sheet.lines) == 2
    assert [piece.text for piece in Captions(sheet, table).pieces] == left


@pytest.mark.parametrize("heights", [2.0, 3.3])
def test_a_value_in_larger_type_stands_further_below_its_caption(heights):
    x, y, label = LABELS["date_controle"]
    caption = next(word.box for word in a_page([(x, y, label)]).words)
    down = heights * caption.height * 842
    page = a_page([*a_paper(date_controle=""), (x + 20, y + down, "12/03/2026")])
    value = next(word.box for word in page.words if word.text == "12/03/2026")
    zones = [zone for zone in PAPER.sides[0].locate(Sheet(page)) if zone.key.startswith("date_controle")]

    assert [zone.key for zone in zones if zone.box.holds(value.center)] == ["date_controle"]


def test_the_word_defavorable_of_another_heading_is_no_outcome():
    rows = a_paper(lost=("resultat",), more=((LEFT + 200, 590.0, "DÉFAVORABLE :"),))

    assert extracted(rows).resultat.value is None


@pytest.mark.parametrize(
    ("words", "defects", "is_sure"),
    [
        pytest.param(FAVOURABLE, (), True, id="favourable-without-defects"),
        pytest.param(FAVOURABLE, ("Défaillances mineures", MINOR_DEFECT), True, id="favourable-with-minor-ones"),
        pytest.param(FAVOURABLE, ("Défaillances majeures", MAJOR_DEFECT), False, id="favourable-with-major-ones"),
        pytest.param(
            FAVOURABLE, ("Défaillances critiques", CRITICAL_DEFECT), False, id="favourable-with-critical-ones"
        ),
        pytest.param(MAJOR, ("Défaillances majeures", MAJOR_DEFECT), True, id="major-with-major-ones"),
        pytest.param(MAJOR, ("Défaillances mineures", MINOR_DEFECT), False, id="major-with-minor-ones-only"),
        pytest.param(MAJOR, ("Défaillances critiques", CRITICAL_DEFECT), False, id="major-with-critical-ones"),
        pytest.param(CRITICAL, ("Défaillances critiques", CRITICAL_DEFECT), True, id="critical-with-critical-ones"),
        pytest.param(CRITICAL, ("Défaillances majeures", MAJOR_DEFECT), False, id="critical-with-major-ones-only"),
    ],
)
def test_an_outcome_that_the_defects_contradict_is_doubtful(words, defects, is_sure):
    assert (extracted(a_paper(resultat=words, defects=defects)).resultat.confidence >= SURE) is is_sure


def test_a_favourable_outcome_that_the_page_reader_saw_otherwise_is_doubtful():
    rows = a_paper(resultat=MAJOR, defects=("Défaillances mineures", MINOR_DEFECT))
    read = {"resultat.0": FAVOURABLE}

    assert extracted(rows, first=read, second=read).resultat.confidence < SURE


def test_defects_with_the_severity_of_their_heading():
    defects = ("Défaillances mineures", MINOR_DEFECT, "Défaillance(s) majeure(s)", MAJOR_DEFECT, "usure importante")
    field = extracted(a_paper(resultat=MAJOR, defects=defects)).defaillances

    assert field.value == (
        Defaillance(code="5.2.3.e.1", niveau="mineure", libelle="PNEUMATIQUES : Usure anormale ARD"),
        Defaillance(code="1.1.14.a.2", niveau="majeure", libelle="DISQUES DE FREINS : Disque usé AVD usure importante"),
    )
    assert field.confidence >= SURE


@pytest.mark.parametrize(
    "defects",
    [
        pytest.param(("Défaillances mineures", MAJOR_DEFECT), id="code-of-another-severity"),
        pytest.param((MINOR_DEFECT,), id="no-heading"),
        pytest.param(("Défaillances mineures", "3.21 ETAT DES VITRAGES"), id="code-without-severity"),
        pytest.param(("Défaillances mineures", "S.2.3,e PNEUMATIQUES"), id="no-code-at-all"),
        pytest.param(("Défaillances m1jneures", MINOR_DEFECT), id="heading-misread"),
    ],
)
def test_a_list_that_does_not_hold_together_is_doubtful(defects):
    assert extracted(a_paper(defects=defects)).defaillances.confidence < SURE


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        pytest.param((), [], id="none"),
        pytest.param(("12/05/2024 : 61200km / 13/05/2022 : 41250km",), [61200, 41250], id="two-on-a-line"),
        pytest.param(("12/05/2024 : 61200km /", "13/05/2022 : 41 250 km"), [61200, 41250], id="two-lines"),
        pytest.param(("12/05/2024:61200km/13/05/2022:41250km",), [61200, 41250], id="blanks-lost"),
    ],
)
def test_earlier_odometer_readings(lines, values):
    assert [r.kilometrage for r in extracted(a_paper(earlier=lines)).kilometrages_precedents.value] == values


@pytest.mark.parametrize("line", ["12/05/2024 : 6l2OOkm", "31/02/2024 : 61200km", "12/05/2024 : 61200km / 13/05/20"])
def test_odometer_readings_that_are_not_all_read_are_none(line):
    assert extracted(a_paper(earlier=(line,))).kilometrages_precedents.value is None


@pytest.mark.parametrize(
    ("key", "printed", "value"),
    [
        pytest.param("immatriculation", "GH-482-KL {F)", "GH-482-KL", id="bracket-misread"),
        pytest.param("immatriculation", "1234 AB 75 (F)", "1234 AB 75", id="fni"),
        pytest.param("immatriculation", "GH-482-KL (F) 14/09/2019", None, id="with-its-neighbour"),
        pytest.param("pays", "GH-482-KL (D)", "D", id="germany"),
        pytest.param("pays", "GH-482-KL", None, id="no-country"),
        pytest.param("pays", "GH-482-KL (X)", None, id="no-such-country"),
        pytest.param("kilometrage", "84 650 km", 84650, id="thousands-apart-and-unit"),
        pytest.param("kilometrage", "non relevé", None, id="not-read-off"),
        pytest.param("agrement_centre", "5075T123", "S075T123", id="s-read-as-5"),
        pytest.param("agrement_centre", "075T1234", None, id="number-of-the-inspector"),
        pytest.param("agrement_controleur", "S075T123", None, id="number-of-the-centre"),
        pytest.param("date_controle", "31/04/2026", None, id="no-such-day"),
        pytest.param("vin", "VF3CUHNZTDYO23456", None, id="a-letter-that-no-vin-has"),
        pytest.param("numero_pv", "2601", "2601", id="small-centre"),
        pytest.param("marque", "Désignation commercials", None, id="a-caption-misread"),
    ],
)
def test_values_strictly_in_their_form(key, printed, value):
    source = "immatriculation" if key == "pays" else key

    assert getattr(extracted(a_paper(**{source: printed})), key).value == value


def test_a_number_that_begins_under_the_end_of_its_caption_is_not_cut():
    page = a_page([*a_paper(kilometrage=""), (118.0, 545.0, "157852")])
    number = next(word for word in page.words if word.text == "157852")
    zones = [zone for zone in PAPER.sides[0].locate(Sheet(page)) if zone.key in ("kilometrage", "kilometrage+")]

    holding = [zone for zone in zones if zone.box.holds(number.box.center)]
    assert holding
    assert all(zone.box.left <= number.box.left and zone.box.right >= number.box.right for zone in holding)


FORMER = (
    (RIGHT, 137.0, "DÉFAUTS CONSTATÉS"),
    (RIGHT, 152.0, "DÉFAUTS À CORRIGER AVEC OBLIGATION D'UNE CONTRE-VISITE"),
    (RIGHT + 6, 164.0, "5.2.2.1.2. PNEUMATIQUE : Usure irrégulière, AVG"),
)


def a_former_paper(**values):
    """Rows of a procès-verbal as printed until 20 May 2018."""
    rows = a_paper(earlier=(), **{"more": FORMER, "nature": "VISITE TECHNIQUE PÉRIODIQUE"} | values)
    return [row for row in rows if row[2] not in (HEADINGS[-3][2], HEADINGS[-2][2])]


@pytest.mark.parametrize(("words", "result"), [("FAVORABLE", "A"), ("DÉFAVORABLE", "S"), ("FAV0RABLE", None)])
def test_a_paper_of_the_former_regime_is_known_for_one(words, result):
    paper = extracted(a_former_paper(date_controle="12/05/2016", limite_validite="11/05/2018", resultat=words))

    assert (paper.regime.value, paper.resultat.value) == ("avant_2018", result)
    assert paper.regime.confidence >= SURE
    assert (paper.date_controle.value, paper.date_controle.confidence >= SURE) == (date(2016, 5, 12), True)
    assert paper.defaillances == Field()


@pytest.mark.parametrize(
    ("rows", "is_sure"),
    [
        pytest.param(a_former_paper(date_controle="19/05/2018"), True, id="former-last-day"),
        pytest.param(a_former_paper(date_controle="20/05/2018"), False, id="former-form-too-late"),
        pytest.param(a_former_paper(date_controle="12/05/2026"), False, id="former-form-year-misread"),
        pytest.param(a_paper(date_controle="20/05/2018"), True, id="present-first-day"),
        pytest.param(a_paper(date_controle="19/05/2018"), False, id="present-form-too-early"),
    ],
)
def test_a_day_on_which_the_form_was_not_in_use_is_doubtful(rows, is_sure):
    assert (extracted(rows).date_controle.confidence >= SURE) is is_sure


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([*a_former_paper(), (RIGHT, 330.0, "contrôles techniques depuis le 20 mai 2018")], id="both"),
        pytest.param([row for row in a_paper(earlier=()) if row not in HEADINGS[-3:]], id="neither"),
    ],
)
def test_nothing_is_said_of_the_regime_without_the_headings_of_one_alone(rows):
    assert extracted(rows).regime.value is None


def test_a_retest_tells_the_visit_it_follows():
    paper = extracted(a_paper(nature="Contre-visite", date_visite_initiale="20/04/2026"))

    assert paper.date_visite_initiale.value == date(2026, 4, 20)


def test_a_caption_is_known_by_its_number_where_its_words_are_lost():
    rows = [(x, y, "(4) KlL0MFTRACF RFLFVF" if "KILOM" in text and y == 540 else text) for x, y, text in a_paper()]

    assert extracted(rows).kilometrage.value == 84650


def test_make_name_and_category_are_known_by_their_places_around_the_vin_where_their_captions_are_lost():
    lost = ("marque", "denomination_commerciale", "categorie_ce")
    paper, whole = extracted(a_paper(lost=lost)), extracted(a_paper())

    assert [getattr(paper, key).value for key in lost] == [getattr(whole, key).value for key in lost]


def test_what_stands_around_the_vin_is_not_guessed_where_its_row_is_another():
    """Without the category beside it nothing says where the right column stands."""
    paper = extracted(a_paper(lost=("marque", "denomination_commerciale", "categorie_ce"), categorie_ce="W?"))

    assert {paper.marque.value, paper.denomination_commerciale.value, paper.categorie_ce.value} == {None}


def test_plate_dates_and_vin_are_known_by_their_row_where_all_captions_of_the_block_are_lost():
    lost = ("immatriculation", "date_immatriculation", "date_premiere_immatriculation", "vin")
    kept = [row for row in a_paper(lost=lost) if row[2] not in {VALUES[key] for key in lost}]
    values = f"{VALUES[lost[0]]}. {VALUES[lost[1]]} {VALUES[lost[2]]}"  # with a speck behind the country
    paper = extracted([*kept, (LEFT, 380, values), (LEFT, 488, VALUES["vin"])])

    whole = extracted(a_paper())

    assert [getattr(paper, key).value for key in lost] == [getattr(whole, key).value for key in lost]


SUITE: tuple[Row, ...] = (
    (200, 40, "Suite du procès-verbal"),
    (400, 52, "N° d'imprimé :"),
    (480, 52, "S012345678"),
    (LEFT, 93, "N° DU PROCÈS-VERBAL"),
    (LEFT + 3, 106, "26012345"),
    (LEFT, 140, "Défaillances majeures"),
    (LEFT + 6, 152, "5.2.3.d.2. PNEUMATIQUES : Sculptures insuffisantes AVG"),
)
ANNOUNCED = ((LEFT, 800.0, "Attention, il existe une suite à cette page du procès-verbal"),)
ON_BOTH = {"resultat": MAJOR, "defects": ("Défaillances majeures", MAJOR_DEFECT), "more": ANNOUNCED}


def joined(suite):
    pages = faces(PAPER, a_page(a_paper(**ON_BOTH))) + faces(PAPER, a_page(suite, number=2))
    return [face.side for face in pages], PAPER.extract("controle_technique-1", pages)


def test_a_continuation_page_goes_on_with_the_list():
    sides, paper = joined(SUITE)

    assert sides == ["page", "suite"]
    assert [defect.code for defect in paper.defaillances.value] == ["1.1.14.a.2", "5.2.3.d.2"]
    assert paper.defaillances.confidence >= SURE


def test_a_further_page_announced_below_the_list_is_no_part_of_it():
    _, paper = joined([*SUITE, (LEFT + 6, 164.0, "Attention, il existe une suite à cette page du procès-verbal")])

    assert paper.defaillances.value[-1].libelle == "PNEUMATIQUES : Sculptures insuffisantes AVG"


def test_a_continuation_of_another_paper_is_left_out():
    _, paper = joined([(x, y, text.replace("26012345", "26054321")) for x, y, text in SUITE])

    assert [defect.code for defect in paper.defaillances.value] == ["1.1.14.a.2"]
    assert paper.defaillances.confidence < SURE


def test_a_list_whose_announced_continuation_is_missing_is_doubtful():
    assert extracted(a_paper(**ON_BOTH)).defaillances.confidence < SURE


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("Contrôles techniques", "Nature du contrôle", "Kilométrage relevé"), id="rapport-of-histovec"),
        pytest.param(("(A) Numéro d'immatriculation du véhicule", "(D.1 Marque)"), id="cession"),
        pytest.param(
            (
                "LISTE DES POINTS DE CONTRÔLE",
                "Informations relatives au procès-verbal de contrôle technique",
                "La contre-visite est à réaliser dans un délai de deux mois à compter de la date du contrôle",
                "Toute personne qui vend son véhicule remet un procès-verbal datant de moins de six mois",
            ),
            id="back-of-a-report",
        ),
        pytest.param(("Le procès-verbal de contrôle technique doit dater de moins de six mois",), id="letter"),
    ],
)
def test_other_papers_are_not_taken_for_it(lines):
    assert faces(PAPER, a_page([(60, 60 + 20 * rank, line) for rank, line in enumerate(lines)])) == ()


def test_every_zone_expected_of_a_good_page_is_found_on_one():
    assert set(PAPER.sides[0].expects) <= {zone.key for zone in PAPER.sides[0].locate(Sheet(a_page(a_paper())))}


@pytest.mark.parametrize("printed", ["5.2.3.e.1.", "5.2.3 E.1.", "5.2.3e.1.", "5.2.3, e,1."])
def test_the_code_of_a_defect_is_whole_though_points_beside_its_letter_were_lost(printed):
    (defect,) = extracted(a_paper(defects=("Défaillances mineures", f"{printed} PNEUMATIQUES"))).defaillances.value

    assert (defect.code, defect.libelle) == ("5.2.3.e.1", "PNEUMATIQUES")


@pytest.mark.parametrize(
    ("printed", "libelle"),
    [
        pytest.param("PNEUMATIQUES:Usure anormale ,ARD", "PNEUMATIQUES : Usure anormale, ARD", id="blanks-lost"),
        pytest.param("PNEUMATIQUES : Usure anormale, ARD", "PNEUMATIQUES : Usure anormale, ARD", id="as-printed"),
    ],
)
def test_blanks_around_the_signs_of_a_defect(printed, libelle):
    (defect,) = extracted(a_paper(defects=("Défaillances mineures", f"5.2.3.e.1. {printed}"))).defaillances.value

    assert defect.libelle == libelle


RETEST = Inspection(
    nature="contre_visite", resultat="A", date_controle=date(2026, 5, 12), limite_validite=date(2028, 4, 19),
    numero_pv="26012345", numero_imprime="K012345678", immatriculation="GH-482-KL", vin="VF3CUHNZTDY023456",
    date_premiere_immatriculation=date(2016, 5, 20), date_immatriculation=date(2019, 9, 14), marque="PEUGEOT",
    denomination_commerciale="PARTNER", genre="CTTE", categorie_ce="N1", energie="GO", kilometrage=184650,
    kilometrages_precedents=(Releve(date=date(2024, 5, 12), kilometrage=161200),), agrement_centre="S075K123",
    agrement_controleur="075K1234", date_visite_initiale=date(2026, 4, 20),
)  # fmt: skip
SIGNED_OVER = {"agrement_controleur"}


def differences(paper, truth, besides=frozenset()):
    """Fields that are not surely what was drawn."""
    return {
        key: field
        for key, field in paper.fields()
        if key not in {*SIGNED_OVER, *besides}
        and (field.value, field.confidence >= SURE) != (getattr(truth, key, "depuis_2018"), True)
    }


def details_of(network, **more):
    return drawing.Details(network, "RENNES", "M10PGTVP012X345", ink.Hand.of(Random(3)), "26011111", **more)


@pytest.mark.ocr
@pytest.mark.parametrize(
    "network",
    [
        pytest.param(ct_networks.USUAL[0], id="boxed"),
        pytest.param(ct_networks.USUAL[1], id="ruled"),
        pytest.param(ct_networks.OTHERS["lower_case"], id="lower-case-and-inline"),
        pytest.param(ct_networks.OTHERS["capitals"], id="capitals-and-disc"),
    ],
)
def test_a_drawn_page_scanned_at_the_office(network, scanned):
    paper = scanned(PAPER, drawing.sheets(RETEST, details_of(network))[0], "office", 7)

    assert differences(paper, RETEST) == {}


@pytest.mark.ocr
def test_a_page_of_the_former_regime_scanned_at_the_office(scanned):
    changes = {
        "nature": "periodique",
        "resultat": "S",
        "date_controle": date(2017, 5, 12),
        "date_visite_initiale": None,
    }
    truth = RETEST.model_copy(update=changes | {"limite_validite": date(2017, 7, 11), "kilometrages_precedents": ()})
    paper = scanned(PAPER, drawing.sheets(truth, details_of(ct_networks.USUAL[2], former=True))[0], "office", 7)

    assert paper.regime.value == "avant_2018"
    unprinted = {"regime", "immatriculation", "pays", "defaillances", "kilometrages_precedents"}
    assert differences(paper, truth, unprinted) == {}
