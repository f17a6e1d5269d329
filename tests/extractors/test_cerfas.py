"""The mandate, the purchase and its receipt, the request: told apart by their words, read back from drawings."""

from datetime import date, datetime, time
from random import Random

import pytest

from extractors import (
    certificat_cession,
    declaration_achat,
    declaration_perte,
    demande_immatriculation,
    entries,
    mandat,
)
from extractors.classify import classify
from extractors.layout import Sheet
from extractors.registry import PAPERS
from pipeline.core.errors import FormatError
from pipeline.core.model import BoundingBox, Character, Face, Ink, Page, Reading, Source
from samples import cerfas
from samples.cerfa_print import WORDS
from samples.papers import truth
from tests.accuracy import same
from tests.cerfa_papers import filled_in
from tests.extractors import written

ROWS = {edition: [(x, base, text) for x, _, base, text in words] for edition, words in WORDS.items()}
RECEIPT = [
    (150, 150, "RÉCÉPISSÉ DE DÉCLARATION D'ACHAT"),
    (60, 220, "Numéro d'enregistrement"),
    (270, 220, "2026-0412-7788"),
    (60, 246, "Date d'enregistrement"),
    (270, 246, "05/03/2026"),
    (60, 272, "Numéro d'immatriculation"),
    (270, 272, "GH-482-KL"),
    (60, 298, "Numéro d'identification (VIN)"),
    (270, 298, "VF3CUHNZTGY012345"),
    (60, 324, "Acquéreur"),
    (270, 324, "CABINET OREADE CONSEIL SASU"),
    (60, 350, "Vendeur"),
    (270, 350, "DUBOIS CAMILLE"),
    (60, 376, "Date et heure de l'achat"),
    (270, 376, "02/03/2026 à 14h30"),
]


def kinds(rows) -> list[str]:
    return [found.paper.kind for found in classify(Sheet(written.a_page(rows, size=6)), PAPERS)]


def without(rows, *phrases: str):
    return [row for row in rows if row[2] not in phrases]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(ROWS["13757*03"], ["mandat"], id="mandate"),
        pytest.param(ROWS["13751*02"], ["declaration_achat"], id="purchase"),
        pytest.param(
            without(ROWS["13751*02"], "DÉCLARATION D'ACHAT D'UN VÉHICULE D'OCCASION"),
            ["declaration_achat"],
            id="purchase-whose-title-is-not-read-is-no-certificate-of-sale",
        ),
        pytest.param(ROWS["13750*07"], ["demande_immatriculation"], id="request"),
        pytest.param(
            [*ROWS["13750*07"], (31, 267, "ATTESTATION DE DEDOUANEMENT")], [], id="request-for-a-new-vehicle"
        ),
        pytest.param(RECEIPT, ["declaration_achat"], id="receipt"),
        pytest.param(RECEIPT[1:], [], id="receipt-without-title"),
        pytest.param([(x, y, text) for x, (y, text) in zip(
            range(40, 400, 12), [(row[1], row[2]) for row in ROWS["13757*03"]], strict=False
        )], [], id="the-words-of-a-mandate-in-another-arrangement"),
    ],
)  # fmt: skip
def test_a_page_is_the_form_whose_words_stand_in_its_places(rows, expected):
    assert kinds(rows) == expected


def test_a_receipt_states_who_bought_what_and_when():
    faces = written.faces(declaration_achat.PAPER, written.a_page(RECEIPT))
    paper = declaration_achat.extract("declaration_achat-1", faces)

    assert (paper.nature.value, paper.edition.value) == ("recepisse", None)
    assert (paper.immatriculation.value, paper.vin.value) == ("GH-482-KL", "VF3CUHNZTGY012345")
    assert (paper.acheteur_nom.value, paper.vendeur_nom.value) == ("CABINET OREADE CONSEIL SASU", "DUBOIS CAMILLE")
    assert (paper.date_achat.value, paper.heure_achat.value) == (date(2026, 3, 2), time(14, 30))
    assert paper.date_enregistrement.value == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("read", "day"),
    [
        pytest.param(".02/03/2026 à 14h30", date(2026, 3, 2), id="a-speck-before-it"),
        pytest.param(".2/03/2026 à 14h30", None, id="perhaps-a-figure"),
    ],
)
def test_a_speck_before_the_day_of_a_receipt_is_no_part_of_it(read, day):
    faces = written.faces(
        declaration_achat.PAPER, written.a_page(RECEIPT), first={"achat": read}, second={"achat": read}
    )

    assert declaration_achat.PAPER.extract("declaration_achat-1", faces).date_achat.value == day


def test_a_caption_of_a_receipt_that_was_not_found_is_nobodys_name():
    """A blot on its beginning: 'te et heure de l'achat' stands below 'Vendeur', and is read whole in its zone."""
    read = {"vendeur_nom": "Date et heure de l'achat"}
    faces = written.faces(declaration_achat.PAPER, written.a_page(RECEIPT), first=read, second=read)
    paper = declaration_achat.extract("declaration_achat-1", faces)

    assert paper.vendeur_nom.value is None
    assert paper.acheteur_nom.value == "CABINET OREADE CONSEIL SASU"


def a_face(**texts: str | tuple[str, Source] | int) -> Face:
    """A face on which these zones were read: text with both engines agreeing, or so many signatures."""
    box = BoundingBox(left=0.1, top=0.1, right=0.2, bottom=0.12)
    readings = []
    for key, found in texts.items():
        place = {"key": key.replace("__", "."), "zone": box, "box": box}
        if isinstance(found, int):
            inks = tuple(Ink(box=box, confidence=0.97) for _ in range(found))
            readings.append(Reading(**place, source=Source.PIXELS, inks=inks))
            continue
        text, source = (found, Source.OCR) if isinstance(found, str) else found
        characters = tuple(Character(text=c, confidence=0.9999, x=0.5) for c in text)
        readings.append(Reading(**place, source=source, characters=characters, second=text, is_blank=not text))
    page = Page(file="f.pdf", number=1, aspect=0.707)
    return Face(kind="mandat", side="recto", page=page, confidence=1.0, readings=tuple(readings))


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        pytest.param({"jour": "02", "mois": "11", "annee": "2026"}, date(2026, 11, 2), id="three-combs"),
        pytest.param({"jour": "0", "mois": "11", "annee": "2026"}, None, id="a-digit-of-the-day-lost"),
        pytest.param({"jour": "02", "mois": "1", "annee": "2026"}, None, id="a-digit-of-the-month-lost"),
        pytest.param({"jour": "02", "mois": "11", "annee": "202"}, None, id="year-202-is-no-year"),
        pytest.param({"jour": "31", "mois": "04", "annee": "2026"}, None, id="no-such-day"),
        pytest.param(
            {"jour": "9", "mois": "9", "annee": ("02112026", Source.FORM)}, date(2026, 11, 2), id="one-form-field"
        ),
        pytest.param({"jour": "02", "mois": "11", "annee": "02112026"}, None, id="eight-digits-read-in-the-year"),
    ],
)
def test_a_date_in_combs_has_all_its_digits_or_is_not_read(parts, value):
    field = entries.day(a_face(**{f"le__{part}": text for part, text in parts.items()}), "le")
    assert (field.value, field.confidence > 0.9) == (value, value is not None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("02/11/2026", date(2026, 11, 2), id="plain"),
        pytest.param("le 02/11/2026", date(2026, 11, 2), id="after-its-word"),
        pytest.param("..0..2../..1..1../.2..0..2..6....", date(2026, 11, 2), id="typed-over-dots"),
        pytest.param(".02112026.", date(2026, 11, 2), id="digits-on-dots"),
        pytest.param("0.2112026.", date(2026, 11, 2), id="a-dot-among-digits"),
        pytest.param("02.11.2026", date(2026, 11, 2), id="parted-by-dots"),
        pytest.param("02/11/26", date(2026, 11, 2), id="short-year"),
        pytest.param("2 novembre 2026", date(2026, 11, 2), id="in-words"),
    ],
)
def test_a_date_on_a_line_is_read_with_what_the_form_prints_around_it(text, value):
    assert entries.written_day(text).value == value


@pytest.mark.parametrize(
    "text", ["", "....", "le", "00/11/2026", "02/11/20266", "0/11/2026/1", "02/11/20", "02/11/202"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(FormatError):
        entries.written_day(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("73282932000074", "73282932000074", id="siret"),
        pytest.param("732829320", "732829320", id="siren-of-an-older-edition"),
    ],
)
def test_an_agent_is_known_by_siret_or_siren(text, value):
    assert entries.siret_or_siren(text).value == value


@pytest.mark.parametrize("text", ["73282932000075", "732829321", "7328293200007", "000000000"])
def test_a_number_that_fails_its_check_is_not_taken(text):
    with pytest.raises(FormatError):
        entries.siret_or_siren(text)


def test_a_principal_is_known_by_siren_whatever_the_form_asks_for():
    paper = mandat.extract("mandat-1", (a_face(mandant_siren="73282932000074"),))
    assert paper.mandant_siren.value == "732829320"


def test_both_signatures_of_a_purchase_are_counted_and_one_unseen_leaves_the_sum_unknown():
    both = a_face(acheteur_signatures=1, vendeur_signatures=1)
    one = a_face(acheteur_signatures=1)
    assert declaration_achat.extract("d-1", (both,)).signatures.value == 2
    assert declaration_achat.extract("d-1", (one,)).signatures.value is None


@pytest.mark.parametrize(
    ("stamps", "signed", "is_sure"),
    [
        pytest.param(0, 0, True, id="nobody"),
        pytest.param(1, 0, False, id="a-stamp-may-hide-who-signed-across-it"),
        pytest.param(1, 1, True, id="a-stamp-and-a-signature-beside-it"),
    ],
)
def test_that_nobody_signed_is_never_sure_where_a_stamp_stands(stamps, signed, is_sure):
    face = a_face(signatures=stamps + signed)
    inks = tuple(
        ink.model_copy(update={"is_stamp": rank < stamps}) for rank, ink in enumerate(face.readings[0].inks or ())
    )
    stamped = face.model_copy(update={"readings": (face.readings[0].model_copy(update={"inks": inks}),)})
    count = mandat.extract("m-1", (stamped,)).signatures

    assert (count.value, count.confidence >= 0.8) == (signed, is_sure)


@pytest.mark.parametrize(
    ("wide", "high", "is_sure"),
    [
        pytest.param(0.13, 0.03, True, id="a-signature"),
        pytest.param(0.20, 0.03, True, id="a-long-one"),
        pytest.param(0.13, 0.05, True, id="a-tall-one"),
        pytest.param(0.20, 0.05, False, id="as-large-as-a-stamp"),
    ],
)
def test_that_nobody_stamped_is_not_sure_where_ink_is_as_large_as_a_stamp(wide, high, is_sure):
    face = a_face(signatures=1)
    inks = (Ink(box=BoundingBox(left=0.3, top=0.3, right=0.3 + wide, bottom=0.3 + high), confidence=0.97),)
    signed = face.model_copy(update={"readings": (face.readings[0].model_copy(update={"inks": inks}),)})
    stamp = mandat.extract("m-1", (signed,)).cachet

    assert (stamp.value, stamp.confidence >= 0.8) == (False, is_sure)


@pytest.mark.parametrize(
    ("read", "road"),
    [
        ("SOUARE", "SQUARE"),
        ("square", "SQUARE"),
        ("RUF", "RUE"),
        ("COUR", "COUR"),
        ("COUP", "COUR"),
        ("VENELIE", "VENELLE"),
    ],
)
def test_one_letter_of_a_kind_of_road_is_put_right_and_it_is_said(read, road):
    found = entries.road_of(read)

    assert found.value == road
    assert bool(found.repairs) == (read.upper() != road)


def test_a_kind_of_road_that_may_be_two_stays_as_read():
    assert entries.road_of("COURE") == ("COURE", ())


@pytest.mark.parametrize(
    ("text", "value", "repairs"),
    [
        pytest.param("DU 8MAI 1945", "DU 8 MAI 1945", 1, id="behind-a-figure"),
        pytest.param("DEL'EGLISE", "DE L'EGLISE", 1, id="before-an-article"),
        pytest.param("DU.8 MAI 1945", "DU 8 MAI 1945", 1, id="dust-in-its-place"),
        pytest.param("DE L'EGLISE", "DE L'EGLISE", 0, id="nothing-lost"),
        pytest.param("MODEL'ART", "MODEL'ART", 0, id="inside-a-word"),
        pytest.param("DU 3EME RI", "DU 3EME RI", 0, id="a-rank"),
    ],
)
def test_blanks_that_engines_lose_in_a_street_are_put_back_and_recorded(text, value, repairs):
    read = entries.street_name(text)
    assert (read.value, len(read.repairs)) == (value, repairs)


def test_a_vehicle_held_by_nobody_is_not_read():
    paper = demande_immatriculation.extract("d-1", (a_face(nombre_titulaires="0"),))
    assert paper.nombre_titulaires.value is None


@pytest.mark.parametrize(("declared", "certified", "counted"), [(1, 1, 1), (1, 0, 0), (0, 1, 0), (2, 1, 1)])
def test_a_seller_who_signs_the_older_form_once_has_not_signed_it(declared, certified, counted):
    face = a_face(declaration__vendeur_signatures=declared, vendeur_signatures=certified)
    assert certificat_cession.extract("c-1", (face,)).vendeur_signatures.value == counted


def test_a_sale_dated_twice_otherwise_is_in_doubt():
    days = {"date_cession__jour": "02", "date_cession__mois": "11", "date_cession__annee": "2026"}
    again = {f"certificat__{key}": text for key, text in (days | {"date_cession__jour": "03"}).items()}
    field = certificat_cession.extract("c-1", (a_face(**days, **again),)).date_cession
    assert (field.value, field.confidence < 0.8) == (date(2026, 11, 2), True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("125000", 125000), ("125 000 km", 125000), ("125000 (non garanti)", 125000), ("non garanti", None)],
)
def test_an_odometer_that_is_not_guaranteed_is_read_all_the_same(text, value):
    assert certificat_cession.extract("c-1", (a_face(kilometrage=text),)).kilometrage.value == value


@pytest.mark.parametrize(
    ("title", "sentence", "nature", "is_sure"),
    [
        pytest.param("perte", "perte", "perte", True, id="agree"),
        pytest.param("vol", "vol", "vol", True, id="agree-on-theft"),
        pytest.param("perte", "vol", "vol", False, id="differ"),
    ],
)
def test_loss_or_theft_is_stated_twice(title, sentence, nature, is_sure):
    box = BoundingBox(left=0.1, top=0.1, right=0.2, bottom=0.12)
    levels = {f"titre.{n}": float(n == title) for n in ("perte", "vol")}
    levels |= {f"nature.{n}": float(n == sentence) for n in ("perte", "vol")}
    readings = tuple(
        Reading(key=key, zone=box, box=box, source=Source.PIXELS, level=level) for key, level in levels.items()
    )
    field = declaration_perte.extract("p-1", (a_face().model_copy(update={"readings": readings}),)).nature
    assert (field.value, field.confidence >= 0.8) == (nature, is_sure)


LEAST_EXACT = 0.9
DRAWN = {"13757*03": mandat, "13751*02": declaration_achat, "13750*07": demande_immatriculation}


@pytest.mark.ocr
@pytest.mark.parametrize("level", ["clean", "office", "bad", "photo"])
@pytest.mark.parametrize("edition", DRAWN)
def test_a_drawn_form_is_read_back(edition, level, scanned):
    filled = filled_in(f"drawn {edition}")[edition]
    paper = scanned(DRAWN[edition].PAPER, cerfas.sheet(filled, 3), level, 3)

    expected = {
        key: value for key, value in truth(filled.paper).fields.items() if not key.endswith(("signatures", "cachet"))
    }
    read = paper.model_dump(mode="json")
    differing = {key: (value, read[key]) for key, value in expected.items() if not same(read[key]["value"], value)}
    assert len(differing) <= (1 - LEAST_EXACT) * len(expected), differing


@pytest.mark.ocr
@pytest.mark.parametrize("level", ["office", "photo"])
def test_a_drawn_receipt_is_read_back(level, scanned):
    rng = Random("receipt")
    bought = filled_in("receipt")["13751*02"].paper
    receipt = cerfas.recepisse(bought, datetime(2026, 10, rng.randint(1, 28)).date())
    paper = scanned(declaration_achat.PAPER, cerfas.receipt_sheet(receipt, "2026-0412-7788"), level, 3)

    read = paper.model_dump(mode="json")
    assert {key: read[key]["value"] for key in truth(receipt).fields} == truth(receipt).fields
