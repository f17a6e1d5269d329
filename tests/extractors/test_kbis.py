"""Reading the extrait Kbis: who the company is, who binds it, and what tells of its end."""

import dataclasses
from datetime import date
from random import Random

import pytest

from extractors.classify import classify
from extractors.kbis import PAPER
from extractors.layout import Sheet
from extractors.registry import PAPERS
from pipeline.core.documents import Kbis
from pipeline.core.model import Source
from samples import kbis as drawing
from samples.people import Company
from tests.extractors.written import Row, a_page, faces

SURE = 0.8
LABEL, VALUE = 42.0, 250.0
HEAD: tuple[Row, ...] = (
    (42, 40, "Greffe du Tribunal de Commerce de NANTERRE"),
    (42, 78, "N° de gestion 2015B01234"),
    (230, 116, "Extrait Kbis"),
    (60, 138, "EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS"),
    (220, 153, "à jour au 2 novembre 2026"),
)
COMPANY: tuple[Row, ...] = (
    (42, 180, "IDENTIFICATION DE LA PERSONNE MORALE"),
    (42, 198, "Immatriculation au RCS, numéro"),
    (250, 198, "732 829 320 R.C.S. Nanterre"),
    (42, 212, "Date d'immatriculation"),
    (250, 212, "12/03/2015"),
    (42, 226, "Dénomination ou raison sociale"),
    (250, 226, "TRANSPORTS DUVAL"),
    (42, 240, "Forme juridique"),
    (250, 240, "Société à responsabilité limitée"),
    (42, 254, "Adresse du siège"),
    (250, 254, "12 rue des Lilas"),
    (250, 268, "92000 Nanterre"),
)
SECTION: Row = (42, 300, "GESTION, DIRECTION, ADMINISTRATION, CONTROLE, ASSOCIES OU MEMBRES")
END: tuple[Row, ...] = (
    (42, 500, "RENSEIGNEMENTS RELATIFS A L'ACTIVITE ET A L'ETABLISSEMENT PRINCIPAL"),
    (42, 518, "Adresse de l'établissement"),
    (250, 518, "12 rue des Lilas 92000 Nanterre"),
    (42, 532, "Activité(s) exercée(s)"),
    (250, 532, "Transport de marchandises"),
    (460, 700, "Le Greffier"),
    (250, 720, "FIN DE L'EXTRAIT"),
)
DUVAL = ("Gérant", "DUVAL Marie, Anne")


def people(*known):
    """Rows of people: quality and name; a name after 'Dénomination ' is that of a company."""
    rows: list[Row] = []
    for rank, (quality, name) in enumerate(known):
        y = 320 + 45 * rank
        rows += [(42, y, quality)] if quality else []
        is_company = name.startswith("SAS ")
        rows += [(42, y + 14, "Dénomination" if is_company else "Nom, prénoms"), (250, y + 14, name)]
        rows += [] if is_company else [(42, y + 28, "Nationalité"), (250, y + 28, "Française")]
    return rows


def an_extract(*, head=HEAD, company=COMPANY, known=(DUVAL,), end=END, more=()):
    return [*head, *company, SECTION, *people(*known), *end, *more]


def extracted(*pages, **engines) -> Kbis:
    return PAPER.extract("kbis-1", sum((faces(PAPER, page, **engines) for page in pages), ()))


@pytest.mark.parametrize("source", [Source.OCR, Source.TEXT])
def test_an_extract_of_one_page(source):
    paper = extracted(a_page(an_extract(), source))

    assert {key: field.value for key, field in paper.fields()} == {
        "denomination": "TRANSPORTS DUVAL",
        "siren": "732829320",
        "forme_juridique": "SOCIETE A RESPONSABILITE LIMITEE",
        "adresse_siege": "12 RUE DES LILAS 92000 NANTERRE",
        "activite": "TRANSPORT DE MARCHANDISES",
        "representants": ("DUVAL MARIE ANNE",),
        "date_a_jour": date(2026, 11, 2),
        "greffe": "NANTERRE",
        "observations": None,
    }
    assert all(field.confidence >= SURE for _, field in paper.fields())


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        pytest.param("732 829 320 R.C.S. Nanterre", "732829320", id="right"),
        pytest.param("732829320R.C.S.Nanterre", "732829320", id="blanks-lost"),
        pytest.param("732 829 321 R.C.S. Nanterre", None, id="luhn-does-not-hold"),
        pytest.param("732 829 32 R.C.S. Nanterre", None, id="a-figure-lost"),
        pytest.param("732 829 320 00074", None, id="siret"),
    ],
)
def test_the_number_must_hold(printed, value):
    company = [row if row[2] != COMPANY[2][2] else (*row[:2], printed) for row in COMPANY]

    assert extracted(a_page(an_extract(company=company))).siren.value == value


def test_the_number_of_the_domiciliation_company_is_not_taken():
    more = [(42, 560, "Immatriculation au RCS, numéro"), (250, 560, "552 100 554 R.C.S. Paris")]

    assert extracted(a_page(an_extract(more=more))).siren.value == "732829320"


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        pytest.param("à jour au 2 novembre 2026", date(2026, 11, 2), id="in-letters"),
        pytest.param("à jour au 2novembre2026", date(2026, 11, 2), id="blanks-lost"),
        pytest.param("à jour au 1er mars 2026", date(2026, 3, 1), id="first-of-the-month"),
        pytest.param("à jour au 02/11/2026", date(2026, 11, 2), id="in-figures"),
        pytest.param("à jour au 31 novembre 2026", None, id="no-such-day"),
    ],
)
def test_up_to_which_day_it_holds(printed, day):
    assert extracted(a_page(an_extract(head=(*HEAD[:-1], (220, 153, printed))))).date_a_jour.value == day


def test_a_birth_whose_label_was_lost_is_no_part_of_the_name():
    name = (42, 334, "Nom, prénoms"), (250, 334, "DUVAL Marie, Anne"), (250, 345, "Le 08/07/1972 BREST")
    page = a_page([*HEAD, *COMPANY, SECTION, (42, 320, "Gérant"), *name, *END])

    assert extracted(page).representants.value == ("DUVAL MARIE ANNE",)


@pytest.mark.parametrize(
    ("known", "names", "is_sure"),
    [
        pytest.param((DUVAL,), ("DUVAL MARIE ANNE",), True, id="one"),
        pytest.param(
            (("Président", "LI Paul"), ("Directeur général", "GROS Éric")), ("LI PAUL", "GROS ERIC"), True, id="two"
        ),
        pytest.param((DUVAL, ("Commissaire aux comptes titulaire", "GROS Éric")), ("DUVAL MARIE ANNE",), True,
                     id="auditor-left-out"),
        pytest.param((DUVAL, ("Associé indéfiniment responsable", "GROS Éric")), ("DUVAL MARIE ANNE",), True,
                     id="partner-left-out"),
        pytest.param((DUVAL, ("Administrateur", "GROS Éric")), ("DUVAL MARIE ANNE",), True, id="member-left-out"),
        pytest.param((DUVAL, ("C0mm#ss@ire", "GROS Éric")), ("DUVAL MARIE ANNE", "GROS ERIC"), False,
                     id="quality-not-read"),
        pytest.param((("Président", "SAS HOLDING DUVAL"), ("", "DUVAL Marie")), ("SAS HOLDING DUVAL", "DUVAL MARIE"),
                     True, id="company-and-who-represents-it"),
    ],
)  # fmt: skip
def test_who_binds_the_company(known, names, is_sure):
    field = extracted(a_page(an_extract(known=known))).representants

    assert (field.value, field.confidence >= SURE) == (names, is_sure)


def test_one_name_unread_leaves_the_whole_list_unread():
    rows = [
        row for row in an_extract(known=(("Président", "LI Paul"), ("Directeur général", "GROS"))) if row[2] != "GROS"
    ]

    assert extracted(a_page(rows)).representants.value is None


def test_a_list_that_may_go_on_is_not_sure():
    """No heading below the people, and the next page is not there."""
    assert extracted(a_page(an_extract(end=()))).representants.confidence < SURE


SUITE: tuple[Row, ...] = (
    (42, 40, "Greffe du Tribunal de Commerce de NANTERRE"),
    (42, 78, "N° de gestion 2015B01234"),
    (42, 110, "Directeur général"),
    (42, 124, "Nom, prénoms"),
    (250, 124, "GROS Éric"),
    (42, 138, "Date et lieu de naissance"),
    (250, 138, "Le 12/03/1970 LYON"),
)


def test_people_may_go_on_on_the_next_page():
    paper = extracted(a_page(an_extract(end=())), a_page([*SUITE, *END], number=2))

    assert paper.representants.value == ("DUVAL MARIE ANNE", "GROS ERIC")
    assert paper.representants.confidence >= SURE
    assert [page.page for page in paper.pages] == [1, 2]


def test_the_next_page_of_another_extract_is_not_taken_over():
    other = [row if "gestion" not in row[2] else (*row[:2], "N° de gestion 1999A00001") for row in (*SUITE, *END)]
    paper = extracted(a_page(an_extract(end=())), a_page(other, number=2))

    assert paper.representants.value == ("DUVAL MARIE ANNE",)
    assert paper.observations.confidence == 0.0


REMARKS: Row = (42, 560, "OBSERVATIONS ET RENSEIGNEMENTS COMPLEMENTAIRES")


@pytest.mark.parametrize(
    ("more", "value"),
    [
        pytest.param((REMARKS, (42, 578, "- Mention n° 12 du 03/02/2026 : Radiation d'office")),
                     "MENTION N° 12 DU 03/02/2026 : RADIATION D'OFFICE", id="in-its-section"),
        pytest.param((REMARKS, (42, 578, "- Mention n° 12 du 03/02/2026 : Liquidation"), (42, 592, "judiciaire")),
                     "MENTION N° 12 DU 03/02/2026 : LIQUIDATION JUDICIAIRE", id="over-two-lines"),
        pytest.param(((42, 578, "Radiation du RCS le 03/02/2026"),), "RADIATION DU RCS LE 03/02/2026",
                     id="heading-not-read"),
        pytest.param(((250, 166, "PERSONNE MORALE RADIÉE"),), "PERSONNE MORALE RADIEE", id="at-the-head"),
    ],
)  # fmt: skip
def test_what_is_remarked(more, value):
    field = extracted(a_page(an_extract(more=more))).observations

    assert (field.value, field.confidence >= SURE) == (value, True)


def test_a_remark_of_which_one_line_is_lost_is_unread():
    more = (REMARKS, (42, 578, "- Mention n° 12 du 03/02/2026 : la société est en"), (42, 592, "liquidation"))
    field = extracted(a_page(an_extract(more=more)), first={"observations.1": ""}).observations

    assert (field.value, field.confidence) == (None, 0.0)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(END[:-2], id="end-not-seen"),
        pytest.param((*END, (500, 800, "page 1/2")), id="a-page-missing"),
        pytest.param((*END, (500, 800, "Page 1 sur 3")), id="two-pages-missing"),
        pytest.param((*END, (300, 800, "1/2")), id="a-bare-count"),
    ],
)
def test_no_remark_seen_is_no_proof_that_there_is_none(end):
    field = extracted(a_page(an_extract(end=end))).observations

    assert (field.value, field.confidence) == (None, 0.0)


def test_a_day_is_no_count_of_pages():
    field = extracted(a_page(an_extract(more=((42, 800, "R.C.S. Nanterre - 1/2/2026 - page 1/1"),)))).observations

    assert (field.value, field.confidence >= SURE) == (None, True)


def test_an_extract_of_a_sole_trader():
    trader = (
        (42, 180, "IDENTIFICATION DE LA PERSONNE PHYSIQUE"),
        *COMPANY[1:5],
        (42, 226, "Nom, prénoms"),
        (250, 226, "DUVAL Marie, Anne"),
        (42, 240, "Domicile personnel"),
        (250, 240, "3 place du Marché 75001 Paris"),
    )
    paper = extracted(a_page([*HEAD, *trader, *END]))

    assert paper.denomination.value == "DUVAL MARIE ANNE"
    assert paper.representants.value == ("DUVAL MARIE ANNE",)
    assert paper.adresse_siege.value == "12 RUE DES LILAS 92000 NANTERRE"
    assert paper.forme_juridique.value is None


def test_of_a_page_full_of_remarks_the_last_are_the_newest():
    remarks = [(42, 118 + 14 * i, f"Mention n° {i} : modification des statuts") for i in range(44)]
    last = (42, 734, "Jugement prononçant la liquidation judiciaire")
    suite = [*SUITE[:2], (42, 100, REMARKS[2]), *remarks, last, (250, 760, "FIN DE L'EXTRAIT")]
    field = extracted(a_page(an_extract()), a_page(suite, number=2)).observations

    assert field.value.startswith("MENTION N° 0 :")
    assert field.value.endswith("LIQUIDATION JUDICIAIRE")
    assert field.confidence >= SURE


def test_a_value_is_not_continued_by_the_row_of_a_caption_that_was_not_read():
    """Two rows run together would make a name that nobody bears."""
    rows = [row if row[2] != "Forme juridique" else (*row[:2], "F#r@e") for row in an_extract()]
    paper = extracted(a_page(rows))

    assert paper.denomination.value == "TRANSPORTS DUVAL"
    assert paper.forme_juridique.value is None


@pytest.mark.parametrize(
    ("printed", "town"),
    [
        ("Greffe du Tribunal de Commerce de NANTERRE", "NANTERRE"),
        ("Greffe du Tribunal de Commerce d'ÉVRY", "EVRY"),
        ("Greffe du Tribunal de Commerce du MANS", "LE MANS"),
        ("Greffe du Tribunal de Commerce duMANS", "LE MANS"),
        ("GREFFE DU TRIBUNAL DE COMMERCE DES SABLES-D'OLONNE", "LES SABLES-D'OLONNE"),
        ("Greffe du Tribunal de Commerce de DENAIN", "DENAIN"),
        ("Greffe du Tribunal des activités économiques de Lyon", "LYON"),
    ],
)
def test_the_town_of_the_court(printed, town):
    assert extracted(a_page(an_extract(head=((42, 40, printed), *HEAD[1:])))).greffe.value == town


@pytest.mark.parametrize(
    ("first", "second", "is_sure"),
    [
        pytest.param("732 829 320 R.C.S. Nanterre", "732 829 320 R.C.S. Nanterre", True, id="agreed"),
        pytest.param("732 829 320 R.C.S. Nanterre", "Nanterre", False, id="alone-and-unsure"),
    ],
)
def test_how_sure_the_number_is(first, second, is_sure):
    page = a_page(an_extract())
    paper = extracted(page, first={"siren.0": first}, second={"siren.0": second}, posterior=0.6)

    assert paper.siren.value == "732829320"
    assert (paper.siren.confidence >= SURE) == is_sure


LOOK_ALIKES = {
    "secondary": [
        (60, 138, "EXTRAIT D'IMMATRICULATION SECONDAIRE AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS"),
        *(row for row in an_extract() if row is not HEAD[3]),
    ],
    "crafts": [*an_extract(), (60, 160, "RÉPERTOIRE DES MÉTIERS")],
    "insee": [
        (60, 60, "SITUATION AU RÉPERTOIRE SIRENE"),
        (60, 80, "Avis de situation"),
        (60, 100, "Identifiant SIRET du siège"),
        (250, 100, "732 829 320 00074"),
        (60, 120, "Dénomination"),
        (60, 140, "Activité principale exercée (APE)"),
    ],
    "private-site": [*an_extract(), (60, 800, "Document généré par Pappers")],
}  # fmt: skip


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alikes_are_not_taken_for_it(name):
    assert faces(PAPER, a_page(LOOK_ALIKES[name])) == ()


def test_it_is_not_taken_for_another_paper():
    others = [paper for paper in PAPERS if paper.kind != "kbis"]

    assert classify(Sheet(a_page(an_extract())), others) == []


@pytest.mark.ocr
def test_a_drawn_extract_scanned_at_the_office(scanned):
    rng = Random(11)
    truth, details = drawing.of_company(Company.of(rng), date(2026, 11, 2), rng)
    (sheet,) = drawing.sheets(truth, dataclasses.replace(details, pages=1))
    paper = scanned(PAPER, sheet, "office", 11)

    assert (paper.siren.value, paper.date_a_jour.value) == (truth.siren, truth.date_a_jour)
    assert paper.representants.value is None or len(paper.representants.value) == len(truth.representants)
    assert paper.observations.value is None
