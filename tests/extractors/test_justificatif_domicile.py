"""Reading the proof of address: whose it is, and which bills prove nothing."""

from datetime import date
from random import Random

import pytest

from extractors.classify import classify
from extractors.justificatif_domicile import PAPER
from extractors.layout import Sheet
from extractors.registry import PAPERS
from pipeline.core.documents import JustificatifDomicile
from pipeline.core.model import Source
from samples import lettres as drawing
from samples.ink import Hand
from samples.people import Person
from tests.extractors.written import Row, a_page, faces

SURE = 0.8
RECEIVER: tuple[Row, ...] = (
    (320, 130, "Madame LE GOFF Zoé Anne"),
    (320, 143, "12 BIS RUE DES LILAS"),
    (320, 156, "69003 LYON"),
)
ISSUER: tuple[Row, ...] = (
    (45, 96, "LUMEO Service clients"),
    (45, 107, "22 RUE DU PORT"),
    (45, 118, "33612 CESTAS CEDEX"),
)
REST: tuple[Row, ...] = (
    (45, 210, "Votre facture d'électricité"),
    (45, 300, "Abonnement"),
    (45, 322, "Consommation"),
    (45, 344, "Total à payer"),
    (45, 450, "Montant prélevé le 20/11/2026"),
)
DATED: Row = (45, 230, "Facture n° 123456789 du 02/11/2026")


def a_bill(*, receiver=RECEIVER, issuer=ISSUER, dated=(DATED,), rest=REST):
    return [*issuer, *receiver, *dated, *rest]


def extracted(rows, source=Source.OCR, **engines) -> JustificatifDomicile:
    return PAPER.extract("justificatif_domicile-1", faces(PAPER, a_page(rows, source), **engines))


@pytest.mark.parametrize("source", [Source.OCR, Source.TEXT])
def test_a_bill(source):
    paper = extracted(a_bill(), source)

    assert paper.nom.value == "LE GOFF ZOE ANNE"
    assert paper.adresse.value == "12 BIS RUE DES LILAS 69003 LYON"
    assert paper.date.value == date(2026, 11, 2)
    assert min(field.confidence for _, field in paper.fields()) >= SURE


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        pytest.param(("LE GOFF Zoé", "12 RUE DES LILAS", "69003 LYON"), "LE GOFF ZOE", id="no-title"),
        pytest.param(("M. OU MME LI Paul", "12 RUE DES LILAS", "69003 LYON"), "LI PAUL", id="couple"),
        pytest.param(("MME LE GOFF Zoé", "APPARTEMENT 3", "12 RUE DES LILAS", "69003 LYON"), "LE GOFF ZOE",
                     id="more-lines-behind-a-title"),
        pytest.param(("LE GOFF Zoé", "RESIDENCE DU PARC", "12 RUE DES LILAS", "69003 LYON"), None,
                     id="more-lines-and-no-title"),
        pytest.param(("Locataire", "LE GOFF Zoé", "12 RUE DES LILAS", "69003 LYON"), "LE GOFF ZOE", id="role-above"),
        pytest.param(("Latstaire", "LE GOFF Zoé", "12 RUE DES LILAS", "69003 LYON"), "LE GOFF ZOE",
                     id="role-misread"),
        pytest.param(("DURAND", "LE GOFF Zoé", "12 RUE DES LILAS", "69003 LYON"), None, id="a-word-that-is-no-role"),
        pytest.param(("LE GOFF Zoé", "12 RUE DES LILAS", "69003 LYON:"), "LE GOFF ZOE", id="a-speck-behind-the-town"),
        pytest.param(("Client 1234", "12 RUE DES LILAS", "69003 LYON"), None, id="a-number-for-a-name"),
        pytest.param(("12 RUE DES LILAS", "69003 LYON"), None, id="no-name"),
        pytest.param(("LE GOFF Zoé", "Service des abonnés", "69003 LYON"), None, id="no-street"),
    ],
)  # fmt: skip
def test_whose_address_it_is(lines, name):
    receiver = [(320.0, 130 + 13 * rank, line) for rank, line in enumerate(lines)]

    assert extracted(a_bill(receiver=receiver)).nom.value == name


def test_a_speck_between_the_lines_of_an_address_is_none_of_them():
    name, street, town = RECEIVER
    paper = extracted(a_bill(receiver=(name, street, (313, 151, "."), town)))

    assert (paper.nom.value, paper.adresse.value) == ("LE GOFF ZOE ANNE", "12 BIS RUE DES LILAS 69003 LYON")


def test_two_addresses_in_the_window_are_none():
    other = [
        (320.0, 230 + 13 * rank, line) for rank, line in enumerate(("LI Paul", "3 RUE DES VIGNES", "35700 RENNES"))
    ]
    paper = extracted([*a_bill(dated=()), *other])

    assert (paper.nom.value, paper.adresse.value) == (None, None)


def test_the_address_of_the_issuer_is_never_taken():
    paper = extracted(a_bill(receiver=()))

    assert (paper.nom.value, paper.adresse.value) == (None, None)


@pytest.mark.parametrize(
    ("dated", "day"),
    [
        pytest.param([DATED], date(2026, 11, 2), id="number-and-day"),
        pytest.param([(45, 230, "Date de facture : 2 novembre 2026")], date(2026, 11, 2), id="in-letters"),
        pytest.param([(45, 230, "Date de facture :"), (200, 230, "02/11/2026")], date(2026, 11, 2), id="beside"),
        pytest.param([DATED, (45, 250, "Date d'émission : 02/11/2026")], date(2026, 11, 2), id="twice-the-same"),
        pytest.param([DATED, (45, 250, "Date d'émission : 02/10/2026")], None, id="two-days"),
        pytest.param([(45, 230, "Facture du 02/10/2026 au 02/11/2026")], None, id="a-period"),
        pytest.param([], None, id="only-the-day-of-the-payment"),
    ],
)
def test_its_day(dated, day):
    assert extracted(a_bill(dated=dated)).date.value == day


def test_someone_who_lives_at_another_s_home():
    rows = (
        (62, 90, "ATTESTATION D'HÉBERGEMENT"),
        (62, 150, "Je soussignée, Madame LE GOFF Zoé, demeurant 12 RUE DES LILAS 69003 LYON,"),
        (62, 167, "atteste sur l'honneur héberger à mon domicile Monsieur NGUYEN Paul, depuis plus de trois mois."),
        (62, 200, "Fait à Lyon, le 02/11/2026"),
    )
    paper = extracted(rows)

    assert (paper.nom.value, paper.adresse.value) == ("NGUYEN PAUL", "12 RUE DES LILAS 69003 LYON")
    assert paper.date.value == date(2026, 11, 2)


LOOK_ALIKES = {
    "garage": a_bill(rest=((45, 210, "Votre facture d'entretien"), (45, 300, "Vidange"), (45, 344, "Total à payer"))),
    "letter": [(62, 150, "Vous trouverez ci-joint ma facture d'électricité comme convenu.")],
    "purchase-by-a-company-of-that-name": [
        (28, 40, "DÉCLARATION D'ACHAT D'UN VÉHICULE D'OCCASION"),
        (28, 116, "Je soussigné(e), SOCIETE FACTURE D'ELECTRICITE DU LITTORAL"),
        (28, 190, "le véhicule désigné ci-dessous (joindre le certificat d'immatriculation)"),
    ],
    "car-insurance": [(62, 90, "ATTESTATION D'ASSURANCE AUTOMOBILE"), *RECEIVER, (62, 300, "Numéro client : 123")],
}


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_what_proves_no_home_is_not_taken_for_it(name):
    assert faces(PAPER, a_page(LOOK_ALIKES[name])) == ()


def test_it_is_not_taken_for_another_paper():
    others = [paper for paper in PAPERS if paper.kind != "justificatif_domicile"]

    assert classify(Sheet(a_page(a_bill())), others) == []


@pytest.mark.ocr
def test_a_drawn_bill_scanned_at_the_office(scanned):
    rng = Random(4)
    someone = Person.of(rng)
    truth = drawing.home_proof("electricite", someone, date(2026, 11, 2))
    paper = scanned(PAPER, drawing.home_sheet(truth, someone, Hand.of(rng), 4), "office", 4)

    assert paper.date.value == truth.date
    assert paper.adresse.value == truth.adresse
