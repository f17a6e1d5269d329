"""Reading the answers to a declared sale: the code, the receipt, and what a 2D-Doc may and may not say."""

from datetime import date, datetime, time
from random import Random

import numpy as np
import pytest

from extractors.accuse_cession import PAPER
from extractors.classify import classify
from extractors.layout import Sheet
from extractors.registry import PAPERS
from pipeline.core.documents import AccuseCession
from pipeline.core.model import Barcode, BoundingBox, Seal, Source
from pipeline.stages.barcodes import read_barcodes
from pipeline.stages.seals import Trust
from samples import accuse as drawing
from samples import scan, vehicles
from samples.deux_d_doc import message
from samples.drawing import Layout, draw_pdf
from samples.people import Person
from tests.extractors.written import Row, a_page, faces

SURE = 0.8
BLOCKS = {
    "A1": "AB-123-CD", "A4": "VF3ABCDEFGH123456", "AA": "27022016", "AN": "00084512", "C1": "LE GOFF",
    "C2": "ZOE ANNE", "C3": "281020261430", "C4": "28102026", "C6": "NGUYEN", "C7": "PAUL", "C8": "3 RUE DES LILAS",
    "C9": "35700", "CA": "RENNES", "CB": "0000123456", "CC": "021120260941",
}  # fmt: skip
CERTIFICATE: tuple[Row, ...] = (
    (60, 60, "CERTIFICAT DE CESSION ÉLECTRONIQUE"),
    (60, 100, "Immatriculation :"),
    (270, 100, "AB-123-CD"),
    (60, 120, "Numéro VIN :"),
    (270, 120, "VF3ABCDEFGH123456"),
    (60, 140, "Date et heure de la cession :"),
    (270, 140, "28/10/2026 à 14h30"),
    (60, 160, "Ancien propriétaire :"),
    (270, 160, "LE GOFF Zoé Anne"),
    (60, 180, "Nouveau propriétaire :"),
    (270, 180, "M. NGUYEN Paul"),
)
SCREEN: tuple[Row, ...] = (
    (20, 56, "DÉCLARATION DE CESSION"),
    (20, 110, "Numéro d'immatriculation : AB-123-CD"),
    (20, 136, "Votre demande est terminée."),
    (36, 178, "Numéro de dossier : 11863"),
    (36, 196, "Code de cession du véhicule : 4KFNTNJJL1L"),
    (20, 226, "L'acheteur aura besoin du code de cession pour immatriculer le véhicule à son nom."),
)


def extracted(rows, *codes, source=Source.OCR, **engines) -> AccuseCession:
    page = a_page(rows, source).model_copy(update={"barcodes": codes})
    return PAPER.extract("accuse_cession-1", faces(PAPER, page, **engines))


def a_code(seal, **blocks):
    box = BoundingBox(left=0.7, top=0.2, right=0.85, bottom=0.3)
    return Barcode(text=message({**BLOCKS, **blocks}, date(2026, 11, 2)), box=box, seal=seal)


def without(rows, *texts):
    return [row for row in rows if row[2] not in texts]


def test_the_screen_of_the_agency():
    paper = extracted(SCREEN)

    assert paper.code_cession.value == "4KFNTNJJL1L"
    assert paper.numero_dossier.value == "11863"
    assert paper.immatriculation.value == "AB-123-CD"
    assert paper.acquereur_nom.value is None
    assert paper.signature_2d_doc.value is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("Code de cession : 4KFNTNJJL1L", "4KFNTNJJL1L", id="eleven"),
        pytest.param("Code de cession : 48213", "48213", id="five-digits"),
        pytest.param("Code de cession : A1B2C", "A1B2C", id="five-letters-and-digits"),
        pytest.param("Code de cession : 4 8 2 1 3", "48213", id="spaced"),
        pytest.param("Votre code de cession est : 4KFNTNJJL1L", "4KFNTNJJL1L", id="sentence"),
        pytest.param("Code de cession : 4KFNTNJJL1", None, id="ten"),
        pytest.param("Code de cession : 4821", None, id="four"),
        pytest.param("Code de cession : 2022AV45464", None, id="numero-de-formule"),
        pytest.param("Code de cession : 4kfntnjjl1l", None, id="small-letters"),
        pytest.param("Code de cession : 48213 valable 15 jours", None, id="more-words"),
    ],
)
def test_what_is_a_code(line, code):
    rows = [row if "Code de" not in row[2] else (*row[:2], line) for row in SCREEN]

    assert extracted([*rows, (60, 400, "ACCUSÉ D'ENREGISTREMENT")]).code_cession.value == code


@pytest.mark.parametrize("line", ["Code de cession : voir ci-dessous", "Le code de cession doit être demandé"])
def test_words_behind_the_label_are_no_code_and_make_no_paper(line):
    rows = [row if "Code de" not in row[2] else (*row[:2], line) for row in SCREEN]

    assert faces(PAPER, a_page(rows)) == ()


def test_an_e_mail_in_sentences():
    rows = (
        (45, 74, "Objet : Votre déclaration de cession"),
        (45, 142, "La déclaration de cession de votre véhicule immatriculé AB-123-CD"),
        (45, 164, "a bien été enregistrée le 02/11/2026."),
        (45, 186, "Numéro de dossier : 1186342"),
        (45, 208, "Code de cession : 4KFNTNJJL1L"),
    )
    paper = extracted(rows)

    assert (paper.immatriculation.value, paper.date_enregistrement.value) == ("AB-123-CD", date(2026, 11, 2))
    assert (paper.numero_dossier.value, paper.code_cession.value) == ("1186342", "4KFNTNJJL1L")


@pytest.mark.parametrize("source", [Source.OCR, Source.TEXT])
def test_print_alone(source):
    paper = extracted(CERTIFICATE, source=source)

    assert paper.vin.value == "VF3ABCDEFGH123456"
    assert (paper.date_cession.value, paper.heure_cession.value) == (date(2026, 10, 28), time(14, 30))
    assert (paper.vendeur_nom.value, paper.acquereur_nom.value) == ("LE GOFF ZOE ANNE", "NGUYEN PAUL")
    assert paper.signature_2d_doc.value is None


def test_a_valid_code_says_all_even_where_nothing_was_read():
    paper = extracted((), a_code(Seal.VALID))

    assert {key: field.value for key, field in paper.fields()} == {
        "code_cession": None,
        "numero_dossier": "0000123456",
        "immatriculation": "AB-123-CD",
        "vin": "VF3ABCDEFGH123456",
        "date_cession": date(2026, 10, 28),
        "heure_cession": time(14, 30),
        "date_enregistrement": date(2026, 11, 2),
        "vendeur_nom": "LE GOFF ZOE ANNE",
        "acquereur_nom": "NGUYEN PAUL",
        "signature_2d_doc": "valide",
    }
    said = [field for _, field in paper.fields() if field.value is not None]
    assert {(field.source, field.confidence) for field in said} == {(Source.BARCODE, 1.0)}


def test_a_code_that_cannot_be_verified_is_doubtful_where_nothing_was_read():
    paper = extracted((), a_code(Seal.UNVERIFIABLE))

    assert paper.vin.value == "VF3ABCDEFGH123456"
    assert paper.signature_2d_doc.value == "non_verifiable"
    values = [field for key, field in paper.fields() if key != "signature_2d_doc"]
    assert max(field.confidence for field in values) < SURE


@pytest.mark.parametrize("seal", [Seal.UNVERIFIABLE, Seal.INVALID])
@pytest.mark.parametrize("posterior", [0.3, 0.85, 0.95, 0.9999])
def test_a_code_that_is_not_surely_authentic_makes_nothing_surer(seal, posterior):
    rows = without(CERTIFICATE, "28/10/2026 à 14h30")
    plain = extracted(rows, posterior=posterior, second={"vin.0": "?", "immatriculation.0": "?"})
    coded = extracted(rows, a_code(seal), posterior=posterior, second={"vin.0": "?", "immatriculation.0": "?"})

    pairs = [(was, now) for (key, was), (_, now) in zip(plain.fields(), coded.fields(), strict=True)
             if key != "signature_2d_doc" and was.value is not None]  # fmt: skip
    assert len(pairs) >= 4
    assert all(now.confidence <= was.confidence for was, now in pairs)
    new = [now for (_, was), (key, now) in zip(plain.fields(), coded.fields(), strict=True)
           if key != "signature_2d_doc" and was.value is None and now.value is not None]  # fmt: skip
    assert all(now.confidence < SURE for now in new)


def test_specks_below_a_value_are_no_line_of_it():
    rows = [*SCREEN, (136, 119, ":")]

    assert extracted(rows, first={"immatriculation.1": ""}).immatriculation.value == "AB-123-CD"


def test_nothing_is_taken_from_a_code_whose_signature_is_wrong():
    paper = extracted((), a_code(Seal.INVALID))

    assert paper.signature_2d_doc.value == "invalide"
    assert [key for key, field in paper.fields() if field.value is not None] == ["signature_2d_doc"]


def test_what_is_printed_beside_a_code_whose_signature_is_wrong_is_doubtful():
    said = [field for key, field in extracted(CERTIFICATE, a_code(Seal.INVALID)).fields() if key != "signature_2d_doc"]

    assert len([field for field in said if field.value is not None]) >= 6
    assert all(field.confidence < SURE for field in said)


@pytest.mark.parametrize(
    ("seal", "value"),
    [
        pytest.param(Seal.VALID, "XY-987-ZW", id="valid"),
        pytest.param(Seal.UNVERIFIABLE, "AB-123-CD", id="unverifiable"),
    ],
)
def test_print_and_code_that_differ_are_doubtful(seal, value):
    field = extracted(CERTIFICATE, a_code(seal, A1="XY-987-ZW")).immatriculation

    assert field.value == value
    assert field.confidence < SURE


def test_names_in_another_order_do_not_differ():
    rows = [row if row[2] != "M. NGUYEN Paul" else (*row[:2], "Paul NGUYEN") for row in CERTIFICATE]

    assert extracted(rows, a_code(Seal.UNVERIFIABLE)).acquereur_nom.confidence >= SURE
    assert extracted(rows, a_code(Seal.VALID)).acquereur_nom.value == "NGUYEN PAUL"


def test_a_name_cut_short_in_the_code_is_doubtful():
    assert extracted((), a_code(Seal.VALID, C1="X" * 50)).vendeur_nom.confidence < SURE


def test_two_codes_on_one_page_say_nothing():
    paper = extracted(CERTIFICATE, a_code(Seal.VALID), a_code(Seal.VALID, A1="XY-987-ZW"))

    assert (paper.signature_2d_doc.value, paper.signature_2d_doc.raw) == (None, "2 2D-Doc")
    assert paper.immatriculation.source is Source.OCR


def test_a_code_of_another_type_is_none():
    bill = Barcode(text="DC04FR030001264A264A0101FR2600\x1fME======", box=a_code(Seal.VALID).box, seal=Seal.VALID)

    assert faces(PAPER, a_page(()).model_copy(update={"barcodes": (bill,)})) == ()


LOOK_ALIKES = {
    "guide": [*SCREEN, (20, 20, "Comment obtenir le code de cession de votre véhicule ?")],
    "purchase": [
        (60, 60, "ACCUSÉ D'ENREGISTREMENT DE LA DÉCLARATION D'ACHAT"),
        (60, 80, "Déclaration de cession"),
        (60, 100, "Immatriculation : AB-123-CD"),
    ],
    "letter": [
        (60, 60, "Je vous envoie le code de cession avec la déclaration de cession du véhicule immatriculé AB-123-CD"),
    ],
    "cerfa": [
        (60, 60, "CERTIFICAT DE CESSION D'UN VÉHICULE D'OCCASION"),
        (60, 80, "Ancien propriétaire"),
        (60, 100, "Nouveau propriétaire"),
    ],
}


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alikes_are_not_taken_for_it(name):
    assert faces(PAPER, a_page(LOOK_ALIKES[name])) == ()


@pytest.mark.parametrize("rows", [SCREEN, CERTIFICATE], ids=["screen", "certificate"])
def test_it_is_not_taken_for_another_paper(rows):
    assert classify(Sheet(a_page(rows)), [paper for paper in PAPERS if paper.kind != "accuse_cession"]) == []


@pytest.mark.parametrize("level", ["clean", "office", "photo"])
def test_the_code_of_a_scanned_certificate_is_read(level):
    rng = Random(3)
    vehicle = vehicles.make(vehicles.CARS, date(2016, 2, 27), date(2019, 5, 6), rng)
    seller, buyer = Person.of(rng), Person.of(rng)
    receipt = drawing.of_sale("certificat", vehicle, seller, buyer, datetime(2026, 10, 28, 14, 30), rng)
    pdf = draw_pdf([Layout.of(drawing.sheet(receipt, vehicle, seller, buyer))])
    page = scan.degrade(scan.render(pdf, scan.DPI[level])[0], level, np.random.default_rng(3))
    codes = read_barcodes(np.dstack([page] * 3) if page.ndim == 2 else page, Trust({}))
    paper = extracted((), *codes)

    assert (paper.vin.value, paper.immatriculation.value) == (receipt.vin, receipt.immatriculation)
    assert paper.signature_2d_doc.value == "non_verifiable"


@pytest.mark.ocr
def test_a_drawn_screen_shot(scanned):
    rng = Random(5)
    vehicle = vehicles.make(vehicles.CARS, date(2016, 2, 27), date(2019, 5, 6), rng)
    seller, buyer = Person.of(rng), Person.of(rng)
    receipt = drawing.of_sale("ecran", vehicle, seller, buyer, datetime(2026, 10, 28, 14, 30), rng)
    paper = scanned(PAPER, drawing.sheet(receipt, vehicle, seller, buyer), "clean", 5)

    assert (paper.code_cession.value, paper.numero_dossier.value) == (receipt.code_cession, receipt.numero_dossier)
