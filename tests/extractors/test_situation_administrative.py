"""Reading the certificat de situation administrative: what is clear, what is active, and what must not be said."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from extractors.assemble import assemble
from extractors.layout import Sheet
from extractors.situation_administrative import KEYS, PAPER
from pipeline.core.documents import SituationAdministrative
from pipeline.core.model import Source
from samples import situation_administrative as drawing
from samples.papers import Situation
from tests.extractors.written import Row, a_page, faces

SURE = 0.8
LEFT, RIGHT = 60.0, 310.0
HEADINGS = {
    "opposition_transfert": (LEFT, 414, "- Opposition au transfert du certificat"),
    "vehicule_endommage": (LEFT, 474, "- Opposition véhicule endommagé"),
    "procedure_reparation_controlee": (LEFT, 520, "- Procédure de réparation contrôlée"),
    "declaration_valant_saisie": (LEFT, 566, "- Déclaration valant saisie"),
    "gage": (LEFT, 612, "- Gage"),
    "suspendue": (RIGHT, 414, "- Immatriculation suspendue"),
    "annulee": (RIGHT, 460, "- Immatriculation annulée"),
    "vehicule_vole": (RIGHT, 506, "- Véhicule volé"),
    "certificat_vole": (RIGHT, 552, "- Certificat d'immatriculation volé"),
    "certificat_perdu": (RIGHT, 598, "- Certificat d'immatriculation perdu"),
    "certificat_duplicata": (RIGHT, 644, "- Certificat d'immatriculation duplicata"),
}
FEMININE = ("opposition_transfert", "vehicule_endommage", "declaration_valant_saisie")
CLEAR = {key: "Aucune" if key in FEMININE else "Aucun" if key == "gage" else "Non" for key in HEADINGS}
TITLE = (88.0, 130, "Certificat de situation administrative détaillé")
SITUATION = (45.0, 394, "Situation administrative du véhicule")
ATTESTATION = (45.0, 710, "Certificat attestant la situation administrative au :")
IDENTITY: tuple[Row, ...] = (
    (45, 185, "Identification du véhicule"),
    (60, 206, "Numéro d'immatriculation du véhicule :"),
    (310, 206, "GH-482-KL"),
    (60, 220, "Date de première immatriculation du véhicule :"),
    (310, 220, "27/02/2016"),
    (60, 234, "Numéro VIN du véhicule (ou numéro de série) :"),
    (310, 234, "VF3Z********23456"),
    (60, 248, "Marque :"),
    (310, 248, "PEUGEOT"),
)
HISTORY: tuple[Row, ...] = (
    (45, 280, "Historique du véhicule"),
    (60, 300, "27/02/2016 Première immatriculation d'un véhicule neuf"),
    (60, 314, "23/12/2016 Opposition au transfert du certificat d'immatriculation"),
    (60, 328, "15/08/2018 Inscription d'un gage"),
    (60, 342, "11/06/2019 Procédure de réparation contrôlée"),
    (310, 300, "02/05/2021 Opposition au transfert du certificat"),
    (310, 314, "d'immatriculation"),
    (310, 328, "03/05/2021 Cession (vente)"),
)
DATES = (60.0, 729, "lundi 2 novembre 2026 (généré le mardi 3 novembre 2026 à 09h41)")
FOOT: tuple[Row, ...] = (
    (45, 756, "La valeur du certificat de situation administrative détaillé ne saurait excéder 15 jours"),
    (45, 768, "Il atteste de la situation administrative du véhicule à la date de son établissement"),
)


def a_certificate(lost=(), without=(), dates=DATES, more=(), **values):
    """Rows of a certificate whose rubrics are clear but for `values`; headings in `lost` are misread."""
    rows: list[Row] = [TITLE, *IDENTITY, *HISTORY, SITUATION, (65, 428, "d'immatriculation (OTCI)"), ATTESTATION, dates]
    for key, (x, y, heading) in HEADINGS.items():
        top = y + 14 if key == "opposition_transfert" else y
        lines = () if key in without else (values.get(key, CLEAR[key]) or "").split("\n")
        rows += [] if key in without else [(x, y, "- x#@%&" if key in lost else heading)]
        rows += [(x + 15, top + 14 * rank, line) for rank, line in enumerate(lines, start=1) if line]
    return [*rows, *FOOT, *more]


def extracted(rows, source=Source.OCR, **engines) -> SituationAdministrative:
    return PAPER.extract("situation_administrative-1", faces(PAPER, a_page(rows, source), **engines))


@pytest.mark.parametrize("source", [Source.OCR, Source.TEXT])
def test_a_certificate_without_anything_to_report_is_clear_in_every_rubric(source):
    paper = extracted(a_certificate(), source)

    assert {key: getattr(paper, key).value for key in KEYS} == dict.fromkeys(KEYS, "clear")
    assert all(getattr(paper, key).confidence >= SURE for key in KEYS)


def test_identity_and_both_dates():
    paper = extracted(a_certificate())

    assert paper.immatriculation.value == "GH-482-KL"
    assert paper.vin.value == "VF3Z********23456"
    assert paper.date_premiere_immatriculation.value == date(2016, 2, 27)
    assert paper.marque.value == "PEUGEOT"
    assert paper.date_etat.value == date(2026, 11, 2)
    assert paper.date_generation.value == date(2026, 11, 3)
    assert paper.modele.value == "histovec"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("opposition_transfert", "- Date de l'opposition : 12/05/2025", id="otci-since-a-date"),
        pytest.param("opposition_transfert", "PV(s) en attente\n- Date du PV : 12/05/2025", id="otci-fines-pending"),
        pytest.param("opposition_transfert", "Oui", id="otci-of-an-older-generator"),
        pytest.param("vehicule_endommage", "- Date de l'opposition : 12/05/2025", id="damaged"),
        pytest.param("procedure_reparation_controlee", "Oui", id="controlled-repair"),
        pytest.param("declaration_valant_saisie", "- Nom de l'autorité à l'origine de l'inscription :", id="seizure"),
        pytest.param("gage", "- Nom du créancier : CREDIT DU PORT\nDate du gage : 12/05/2025", id="gage"),
        pytest.param("suspendue", "- Motif : Destruction\nDate de la suspension : 12/05/2025", id="suspended"),
        pytest.param("annulee", "Oui", id="cancelled"),
        pytest.param("vehicule_vole", "Oui", id="stolen"),
        pytest.param("certificat_perdu", "Oui", id="card-lost"),
    ],
)
def test_an_active_rubric_is_active_and_leaves_the_others_alone(key, value):
    paper = extracted(a_certificate(**{key: value}))
    states = {key: getattr(paper, key).value for key in HEADINGS}

    assert states == dict.fromkeys(HEADINGS, "clear") | {key: "active"}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("non disponible", id="not-available"),
        pytest.param("Nom", id="one-letter-off"),
        pytest.param("Aucune opposition hors gage", id="clear-word-and-more"),
        pytest.param("Non\nVoir au verso", id="clear-word-and-a-second-line"),
        pytest.param(None, id="nothing-there"),
    ],
)
@pytest.mark.parametrize("key", ["vehicule_vole", "gage", "certificat_duplicata"])
def test_nothing_is_said_of_a_rubric_whose_value_is_neither(key, value):
    field = getattr(extracted(a_certificate(**{key: value})), key)

    assert (field.value, field.confidence) == (None, 0.0)


@pytest.mark.parametrize("key", HEADINGS)
def test_a_rubric_whose_heading_was_lost_is_unknown(key):
    paper = extracted(a_certificate(lost=(key,)))

    assert getattr(paper, key).value is None
    assert paper.vehicule_economiquement_irreparable.value is None


def test_a_heading_that_stands_there_twice_decides_nothing():
    more = ((RIGHT, 674, "- Véhicule volé"), (RIGHT + 15, 688, "Oui"))

    assert extracted(a_certificate(more=more)).vehicule_vole.value is None


def test_lines_of_the_history_are_no_rubrics():
    paper = extracted(a_certificate(without=("gage", "procedure_reparation_controlee", "opposition_transfert")))

    assert paper.gage.value is paper.procedure_reparation_controlee.value is paper.opposition_transfert.value is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("Non", "Oui", id="the-second-engine-reads-oui"),
        pytest.param("Oui", "Non", id="the-main-engine-reads-oui"),
        pytest.param("Non", "Nn", id="the-second-engine-reads-nothing-known"),
        pytest.param("N0n", "Non", id="the-main-engine-reads-nothing-known"),
        pytest.param("Non", "", id="the-second-engine-sees-nothing"),
    ],
)
def test_a_rubric_is_surely_clear_only_where_both_engines_read_so(first, second):
    field = extracted(a_certificate(), first={"vehicule_vole": first}, second={"vehicule_vole": second}).vehicule_vole

    assert not (field.value == "clear" and field.confidence >= SURE)


def test_the_rubric_printed_only_when_active_is_derived_from_the_others():
    field = extracted(a_certificate()).vehicule_economiquement_irreparable

    assert (field.value, field.source) == ("clear", Source.DERIVED)


def test_a_long_value_may_run_into_the_heading_of_the_other_column():
    creditor = (75, 612 + 32, "- Nom du créancier : CREDIT MUNICIPAL DE LA BAIE DU NORD")
    rows = [row if "duplicata" not in row[2] else (317.0, 644, row[2].strip("- ")) for row in a_certificate(gage=None)]
    paper = extracted([*rows, (75, 612 + 14, "- Nom du créancier :"), creditor])

    assert (paper.gage.value, paper.certificat_duplicata.value) == ("active", "clear")


def test_a_vehicle_beyond_repair_is_active_and_its_neighbour_unknown():
    more = (
        (LEFT, 474, "- Opposition véhicule économiquement irréparable"),
        (75, 488, "- Date de l'opposition : 12/05/2025"),
    )
    paper = extracted(a_certificate(without=("vehicule_endommage",), more=more))

    assert paper.vehicule_economiquement_irreparable.value == "active"
    assert paper.vehicule_endommage.value is None


def test_a_cancelled_registration_has_a_sentence_and_no_rubrics():
    rows = [TITLE, *IDENTITY, (45, 280, "Le certificat demandé a été annulé."),
            (45, 300, "Immatriculation annulée le : 12/05/2025."), ATTESTATION, DATES]  # fmt: skip
    paper = extracted(rows)

    assert paper.annulee.value == "active"
    assert paper.gage.value is paper.vehicule_vole.value is None


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        pytest.param(
            "La situation administrative du véhicule ne fait apparaître aucune particularité.", "clear", id="clear"
        ),
        pytest.param(
            "La situation administrative du véhicule ne fait apparaître aucune particularité : absence de gage",
            "clear",
            id="clear-with-an-explanation",
        ),
        pytest.param(
            "La situation administrative du véhicule ne fait apparaître aucune particularité hormis un gage",
            None,
            id="clear-but-for-something",
        ),
        pytest.param(
            "La situation administrative du véhicule fait apparaître une particularité.", None, id="something"
        ),
        pytest.param(
            "La situation administrative du véhicule ne fait apparaître une particularité", None, id="garbled"
        ),
    ],
)
def test_the_simple_form_says_all_in_one_sentence(sentence, state):
    rows = [(88, 130, "CERTIFICAT DE SITUATION ADMINISTRATIVE SIMPLE"), *IDENTITY[1:], (60, 350, sentence), ATTESTATION]
    paper = extracted(rows)

    assert {getattr(paper, key).value for key in KEYS} == {state}


def test_two_sentences_on_what_there_is_say_nothing():
    both = [
        (60, 350, "La situation administrative du véhicule ne fait apparaître aucune particularité."),
        (60, 390, "L'historique du véhicule fait apparaître une opposition."),
    ]
    paper = extracted(
        [(88, 130, "CERTIFICAT DE SITUATION ADMINISTRATIVE SIMPLE"), *IDENTITY[1:], *both, ATTESTATION, DATES]
    )

    assert {getattr(paper, key).value for key in KEYS} == {None}


def test_the_simple_form_is_surely_clear_only_where_both_engines_read_so():
    sentence = "La situation administrative du véhicule ne fait apparaître aucune particularité."
    rows = [(88, 130, "CERTIFICAT DE SITUATION ADMINISTRATIVE SIMPLE"), *IDENTITY[1:], (60, 350, sentence)]
    paper = extracted(rows, second={"sentence.0": "La situation du véhicule fait apparaître"})

    assert max(getattr(paper, key).confidence for key in KEYS) < SURE


STATE, MADE = date(2026, 11, 2), date(2026, 11, 3)


@pytest.mark.parametrize(
    ("line", "state", "made"),
    [
        pytest.param("lundi 2 novembre 2026 (généré le mardi 3 novembre 2026 à 09h41)", STATE, MADE, id="both"),
        pytest.param("lundi2novembre2026(généréle mardi3novembre2026 à09h41)", STATE, MADE, id="blanks-lost"),
        pytest.param("lundi 2 novembre 2026", STATE, None, id="no-day-of-print"),
        pytest.param("mardi 3 novembre 2026 à 09h41", MADE, MADE, id="one-day-for-both"),
        pytest.param("lundi 2 novembre 2026 (g mardi 3 novembre 2026 à 09h41)", STATE, None, id="its-word-lost"),
        pytest.param("mardi 2 novembre 2026 (généré le mardi 3 novembre 2026 à 09h41)", None, MADE, id="wrong-weekday"),
    ],
)
def test_the_two_days_at_the_foot(line, state, made):
    paper = extracted(a_certificate(dates=(60.0, 729, line)))

    assert (paper.date_etat.value, paper.date_generation.value) == (state, made)


def test_the_ministry_says_when_in_its_own_words():
    more = ((380.0, 70.0, "Édité le 03/11/2026 à 11:57"),)
    paper = extracted(a_certificate(dates=(300.0, 710.0, "02/11/2026"), more=more))

    assert (paper.date_etat.value, paper.date_generation.value) == (date(2026, 11, 2), date(2026, 11, 3))


def test_two_days_of_print_that_differ_are_none():
    more = ((380.0, 70.0, "Édité le 04/11/2026 à 11:57"),)
    paper = extracted(a_certificate(more=more))

    assert (paper.date_generation.value, paper.date_generation.confidence) == (None, 0.0)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        pytest.param("VF3Z********23456", "VF3Z********23456", id="masked"),
        pytest.param('VF3Z**"*""**23456', "VF3Z********23456", id="stars-misread"),
        pytest.param("VF3ZABCDE12323456", "VF3ZABCDE12323456", id="whole"),
        pytest.param("VF3Z*******2345", None, id="a-character-lost"),
    ],
)
def test_the_masked_number(printed, value):
    rows = [row if row[2] != "VF3Z********23456" else (row[0], row[1], printed) for row in a_certificate()]

    assert extracted(rows).vin.value == value


LOOK_ALIKES = {
    "rapport": [
        (60, 60, "Rapport HistoVec"),
        (60, 80, "Télécharger le certificat de situation administrative"),
        (60, 100, "Synthèse"),
        (60, 120, "Titulaire & Titre"),
        (60, 140, "Situation administrative"),
        (60, 160, "Opposition au transfert du certificat d'immatriculation (OTCI)"),
        (400, 160, "NON"),
        (60, 180, "Déclaration valant saisie"),
        (400, 180, "NON"),
        (60, 200, "Gage"),
        (400, 200, "NON"),
        (60, 220, "Immatriculation suspendue"),
        (400, 220, "NON"),
    ],
    "rapport-page-of-rubrics": [
        (60, 140, "Situation administrative du véhicule"),
        (60, 160, "Opposition au transfert du certificat d'immatriculation (OTCI)"),
        (400, 160, "NON"),
        (60, 180, "Déclaration valant saisie"),
        (400, 180, "NON"),
        (60, 200, "Immatriculation suspendue"),
        (400, 200, "NON"),
    ],
    "cession": [
        (60, 60, "CERTIFICAT DE CESSION D'UN VEHICULE D'OCCASION"),
        (60, 80, "Numéro d'immatriculation du véhicule"),
        (60, 100, "Date de 1re immatriculation du véhicule"),
        (60, 120, "Avoir remis au nouveau propriétaire un certificat établi depuis moins de quinze jours"),
        (60, 130, "d'édition de la situation administrative du véhicule"),
        (60, 140, "Articles R322-4 et R322-9 du code de la route"),
    ],
    "letter": [
        (60, 60, "Vous trouverez ci-joint le certificat de situation administrative du véhicule"),
        (60, 80, "Numéro d'immatriculation : GH-482-KL"),
        (60, 100, "Date de première immatriculation : 27/02/2016"),
    ],
}


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alikes_are_not_taken_for_it(name):
    assert faces(PAPER, a_page(LOOK_ALIKES[name])) == ()


def long_certificate(plate="GH-482-KL", dates=DATES, between=()):
    """A certificate of several pages, each with its title and its foot: history on the first, rubrics on the last."""
    first = a_page([TITLE, *IDENTITY, *HISTORY, ATTESTATION, DATES])
    rows = [row for row in a_certificate(dates=dates) if row not in (*IDENTITY, *HISTORY, SITUATION)]
    last = a_page([(45, 394, f"Situation administrative du véhicule - {plate}"), *rows], number=2 + len(between))
    further = [a_page(page, number=2 + rank) for rank, page in enumerate(between)]
    return sum((faces(PAPER, page) for page in (first, *further, last)), ())


SUITE = [TITLE, (45, 180, "Suite historique du véhicule - GH-482-KL"), *HISTORY[1:], ATTESTATION, DATES]


def test_a_long_history_pushes_the_rubrics_to_another_page():
    pages = long_certificate(between=[SUITE])
    (paper,) = assemble(pages)

    assert [face.side for face in pages] == ["certificat", "suite", "suite"]
    assert [ref.page for ref in paper.pages] == [1, 2, 3]
    assert {getattr(paper, key).value for key in KEYS} == {"clear"}
    assert min(getattr(paper, key).confidence for key in KEYS) >= SURE


def test_the_rubrics_may_follow_the_end_of_the_history_on_its_page():
    last = [(45, 180, "Suite historique du véhicule - GH-482-KL"), *((x, y - 100, text) for x, y, text in HISTORY[1:])]
    pages = faces(PAPER, a_page([TITLE, *IDENTITY, *HISTORY, ATTESTATION, DATES]))
    rows = [row for row in a_certificate(gage="Oui") if row not in (*IDENTITY, *HISTORY, SITUATION)]
    heading = (45.0, 394.0, "Situation administrative du véhicule - GH-482-KL")
    paper = PAPER.extract("csa-1", pages + faces(PAPER, a_page([*last, heading, *rows], number=2)))

    assert {key: getattr(paper, key).value for key in HEADINGS} == dict.fromkeys(HEADINGS, "clear") | {"gage": "active"}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"plate": "AB-123-CD"}, id="another-plate"),
        pytest.param(
            {"dates": (60.0, 729, "lundi 19 octobre 2026 (généré le mardi 20 octobre 2026 à 10h02)")}, id="another-day"
        ),
    ],
)
def test_the_rubrics_of_another_certificate_are_not_taken_over(other):
    paper = PAPER.extract("situation_administrative-1", long_certificate(**other))

    assert {getattr(paper, key).value for key in KEYS} == {None}


def test_rubrics_of_a_page_whose_plate_is_unread_are_in_doubt():
    paper = PAPER.extract("situation_administrative-1", long_certificate(plate="G#"))

    assert max(getattr(paper, key).confidence for key in KEYS) < SURE


def test_a_long_certificate_without_its_last_page_says_nothing_of_the_rubrics():
    first = a_page([TITLE, *IDENTITY, *HISTORY, ATTESTATION, DATES])
    paper = PAPER.extract("csa-1", faces(PAPER, first) + faces(PAPER, a_page(SUITE, number=2)))

    assert {getattr(paper, key).value for key in KEYS} == {None}


@pytest.mark.parametrize(
    ("value", "states"),
    [
        pytest.param("Aucun", {"clear"}, id="clear"),
        pytest.param("Oui", {"active"}, id="active"),
        pytest.param("non disponible", {None}, id="not-available"),
    ],
)
def test_the_shorter_list_of_the_ministry_has_its_values_beside_the_headings(value, states):
    clear = {key: word for key, (_, word) in drawing.SIX.items()} | {"gage": value}
    rows = [(60.0, 416.0 + 20 * rank, f"{text} :") for rank, (text, _) in enumerate(drawing.SIX.values())]
    rows += [(400.0, 416.0 + 20 * rank, clear[key]) for rank, key in enumerate(drawing.SIX)]
    title = (88.0, 130, "CERTIFICAT DE SITUATION ADMINISTRATIVE DETAILLE")
    paper = extracted([title, *IDENTITY, SITUATION, *rows, (45.0, 640.0, "Établi le mardi 3 novembre 2026 à 09h41")])

    assert {key: getattr(paper, key).value for key in drawing.SIX if key != "gage"} == dict.fromkeys(
        [key for key in drawing.SIX if key != "gage"], "clear"
    )
    assert {paper.gage.value} == states
    assert {getattr(paper, key).value for key in KEYS if key not in drawing.SIX} == {None}


def test_every_zone_expected_of_a_good_page_is_found_on_one():
    sheet = Sheet(a_page(a_certificate()))

    assert set(PAPER.sides[0].expects) <= {zone.key for zone in PAPER.sides[0].locate(sheet)}


@pytest.mark.ocr
@pytest.mark.parametrize(("modele", "seed"), [("histovec", 5), ("siv_detaille", 6)])
def test_a_drawn_page_scanned_at_the_office(modele, seed, scanned):
    made = datetime(2026, 11, 3, 9, 41)
    truth = Situation(
        modele=modele, immatriculation="GH-482-KL", vin="VF3Z********23456", marque="PEUGEOT", gage="active",
        date_premiere_immatriculation=date(2016, 2, 27), date_etat=date(2026, 11, 2), date_generation=made.date(),
        certificat_duplicata="active",
    )  # fmt: skip
    details = drawing.Details(
        made_at=made,
        history=((date(2016, 2, 27), "Cession (vente)"),),
        since=made.date() - timedelta(days=90),
        plate=truth.immatriculation,
    )
    paper = scanned(PAPER, drawing.sheets(truth, details)[0], "office", seed)

    wrong = {
        key: field
        for key, field in paper.fields()
        if (field.value, field.confidence >= SURE) != (getattr(truth, key), True)
    }
    assert wrong == {}


@pytest.mark.ocr
def test_the_last_page_of_a_long_certificate_scanned_at_the_office(scanned):
    made = datetime(2026, 11, 3, 9, 41)
    truth = Situation(
        modele="histovec", immatriculation="GH-482-KL", vin="VF3Z********23456", marque="PEUGEOT", gage="active",
        date_premiere_immatriculation=date(2016, 2, 27), date_etat=date(2026, 11, 2), date_generation=made.date(),
    )  # fmt: skip
    history = drawing.long_history(truth.date_premiere_immatriculation, truth.date_etat, 66, Random(1))
    details = drawing.Details(made_at=made, history=history, since=date(2026, 8, 5), plate="GH482KL", until="undefined")
    _, last = drawing.sheets(truth, details)
    paper = scanned(PAPER, last, "office", 5)

    first_page_only = {"vin", "marque", "date_premiere_immatriculation"}
    wrong = {
        key: field
        for key, field in paper.fields()
        if key not in first_page_only and (field.value, field.confidence >= SURE) != (getattr(truth, key), True)
    }
    assert wrong == {}
