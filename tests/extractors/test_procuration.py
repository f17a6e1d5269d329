"""Reading the procuration: who lets whom sign, and what counts as a signature."""

from datetime import date
from random import Random

import pytest

from extractors.classify import classify
from extractors.layout import Sheet
from extractors.procuration import PAPER
from extractors.registry import PAPERS
from extractors.sentences import person_of
from pipeline.core.documents import Procuration
from pipeline.core.model import Character, Face, Ink, Source
from samples import lettres as drawing
from samples import vehicles
from samples.ink import Hand
from samples.people import Person
from tests.extractors.written import Row, a_page, faces

SURE = 0.8
TITLE: Row = (240, 90, "PROCURATION")
GIVER = ("Je soussignée, Madame LE GOFF Zoé Anne, née le 12/03/1970 à LYON,", "demeurant 12 RUE DES LILAS 69003 LYON,")
TAKER = ("donne procuration à Monsieur NGUYEN Paul, demeurant 3 RUE DES VIGNES 35700 RENNES,",)
VEHICLE = ("pour signer en mon nom tous les documents de la cession du véhicule immatriculé AB-123-CD.",)
MADE = "Fait à Lyon, le 02/11/2026"


def a_letter(*, giver=GIVER, taker=TAKER, vehicle=VEHICLE, made=MADE) -> list[Row]:
    rows: list[Row] = [TITLE]
    y = 150.0
    for paragraph in (giver, taker, vehicle):
        for line in paragraph:
            rows.append((62, y, line))
            y += 17
        y += 8
    return [*rows, (62, y + 14, made), (62, y + 44, "Signature")]


def extracted(rows, inks=None, source=Source.OCR, **engines) -> Procuration:
    found = faces(PAPER, a_page(rows, source), **engines)
    return PAPER.extract("procuration-1", tuple(with_inks(face, inks) for face in found))


def with_inks(face, inks) -> Face:
    readings = (r.model_copy(update={"inks": inks}) if r.key == "signatures" else r for r in face.readings)
    return face.model_copy(update={"readings": tuple(readings)})


def an_ink(text="", confidence=0.9, is_stamp=False) -> Ink:
    box = {"left": 0.2, "top": 0.5, "right": 0.4, "bottom": 0.55}
    characters = tuple(Character(text=c, confidence=confidence, x=0.5) for c in text)
    return Ink(box=box, confidence=0.95, characters=characters, is_stamp=is_stamp)


@pytest.mark.parametrize(
    ("seen", "is_sure"),
    [
        pytest.param("Madame LE GOFF Zoé Anne,", True, id="as-the-words-of-the-page"),
        pytest.param("Madame LE GOFF Zoé Ann", False, id="its-end-cut-off"),
        pytest.param("dame LE GOFF Zoé Anne", False, id="its-beginning-cut-off"),
    ],
)
def test_a_name_that_both_engines_see_cut_is_not_sure(seen, is_sure):
    both = {"mandant0.0": seen}
    paper = extracted(a_letter(), first=both, second=both)

    assert (paper.mandants.confidence >= 0.8) == is_sure


@pytest.mark.parametrize("source", [Source.OCR, Source.TEXT])
def test_a_typed_letter(source):
    paper = extracted(a_letter(), source=source)

    assert paper.mandants.value == ("LE GOFF ZOE ANNE",)
    assert paper.mandataire.value == "NGUYEN PAUL"
    assert paper.immatriculation.value == "AB-123-CD"
    assert paper.fait_le.value == date(2026, 11, 2)
    assert min(f.confidence for f in (paper.mandants, paper.mandataire, paper.immatriculation, paper.fait_le)) >= SURE


def test_dust_above_a_word_does_not_make_its_line_taller():
    page = a_page(a_letter())
    (dusty,) = (word for word in page.words if word.text == "GOFF")
    taller = dusty.box.model_copy(update={"top": dusty.box.top - 1.5 * dusty.box.height})
    words = tuple(word.model_copy(update={"box": taller}) if word is dusty else word for word in page.words)

    def zone_of_the_name(sheet):
        return next(zone.box for zone in PAPER.sides[0].locate(sheet) if zone.key.startswith("mandant0"))

    dust = zone_of_the_name(Sheet(page.model_copy(update={"words": words})))
    assert dust.height == pytest.approx(zone_of_the_name(Sheet(page)).height, rel=0.2)


@pytest.mark.parametrize(
    ("giver", "names"),
    [
        pytest.param(("Je soussigné(e) LI Paul, demeurant 3 RUE DES VIGNES",), ("LI PAUL",), id="no-title"),
        pytest.param(("Je soussigné M. DE LA TOUR Éric né le 12/03/1970,",), ("DE LA TOUR ERIC",), id="particle"),
        pytest.param(("Je soussignée, Madame MARTIN-DURAND", "Anne-Sophie, née le 12/03/1970"),
                     ("MARTIN-DURAND ANNE-SOPHIE",), id="over-two-lines"),
        pytest.param(("Nous soussignés, Monsieur LI Paul et Madame GROS Inès, demeurant 3 RUE DES VIGNES",),
                     ("LI PAUL", "GROS INES"), id="two"),
        pytest.param(("Nous soussignés, Monsieur LI Paul, né le 12/03/1970, et Madame GROS Inès, née le 12/03/1971,",),
                     None, id="the-second-behind-a-birth"),
        pytest.param(("Je soussigné, Monsieur LI Paul, né le 12/03/1970,", "Je soussignée, Madame xxxx"), None,
                     id="one-of-two-not-read"),
        pytest.param(("Je soussignée Madame LE GOFF Zoé Anne Marie Louise Jeanne Françoise Élise Camille Rose",), None,
                     id="no-end-of-the-name"),
        pytest.param(("xxxx",), None, id="phrase-not-read"),
    ],
)  # fmt: skip
def test_who_lets_someone_sign(giver, names):
    assert extracted(a_letter(giver=giver)).mandants.value == names


@pytest.mark.parametrize(
    ("taker", "name"),
    [
        pytest.param(("donne pouvoir à Mme GROS Inès, demeurant à RENNES,",), "GROS INES", id="pouvoir"),
        pytest.param(("donne procuration à", "M. NGUYEN Paul, demeurant à RENNES,"), "NGUYEN PAUL", id="next-line"),
        pytest.param(("donne procuration à Monsieur LI Paul et à Madame GROS Inès, demeurant à RENNES,",), None,
                     id="two-people"),
        pytest.param(("donne procuration à toute personne de son choix, demeurant à RENNES,",), None, id="nobody"),
    ],
)  # fmt: skip
def test_who_may_sign(taker, name):
    assert extracted(a_letter(taker=taker)).mandataire.value == name


@pytest.mark.parametrize(
    ("vehicle", "plate"),
    [
        pytest.param(("pour la vente du véhicule immatriculé AB-123-CD.",), "AB-123-CD", id="at-the-end"),
        pytest.param(
            ("pour la vente du véhicule immatriculé", "AB-123-CD et de ses clés."), "AB-123-CD", id="next-line"
        ),
        pytest.param(("pour la vente du véhicule immatriculé AB 123 CD de marque FORD",), "AB-123-CD", id="parted"),
        pytest.param(("pour la vente du véhicule immatriculé en France",), None, id="no-plate"),
    ],
)
def test_which_vehicle(vehicle, plate):
    assert extracted(a_letter(vehicle=vehicle)).immatriculation.value == plate


@pytest.mark.parametrize(
    ("made", "day"),
    [
        pytest.param("Fait à Lyon, le 02/11/2026", date(2026, 11, 2), id="figures"),
        pytest.param("Fait à Lyon, le 2 novembre 2026", date(2026, 11, 2), id="letters"),
        pytest.param("Fait à Le Mans, le 02/11/2026", date(2026, 11, 2), id="town-with-an-article"),
        pytest.param("Far à Lyon, le 02/11/2026", date(2026, 11, 2), id="its-first-words-misread"),
        pytest.param("À Lyon, le 2 novembre 2026", date(2026, 11, 2), id="without-them"),
        pytest.param("né à Lyon, le 02/11/1970", None, id="a-birth"),
        pytest.param("permis délivré à Lyon, le 02/11/2020", None, id="the-day-of-another-paper"),
        pytest.param("Fait à Lyon, le 31/04/2026", None, id="no-such-day"),
        pytest.param("Fait à Lyon", None, id="no-day"),
    ],
)
def test_when(made, day):
    assert extracted(a_letter(made=made)).fait_le.value == day


@pytest.mark.parametrize(
    ("inks", "count", "is_sure"),
    [
        pytest.param((), 0, True, id="none"),
        pytest.param((an_ink(),), 1, True, id="one"),
        pytest.param((an_ink(), an_ink("Jhn", 0.4)), 2, True, id="two"),
        pytest.param((an_ink("Bon pour pouvoir"),), 0, True, id="only-a-mention"),
        pytest.param((an_ink("Lu et approuvé", 0.5), an_ink()), 1, True, id="mention-and-signature"),
        pytest.param((an_ink("LE GOFF Zoé"),), 0, False, id="a-name"),
        pytest.param((an_ink(is_stamp=True),), 0, False, id="a-stamp-that-a-signature-may-cross"),
        pytest.param(None, None, False, id="no-pixels"),
    ],
)
def test_what_is_a_signature(inks, count, is_sure):
    field = extracted(a_letter(), inks).signatures

    assert (field.value, field.confidence >= SURE) == (count, is_sure)


LOOK_ALIKES = {
    "mandat": [(60, 60, "MANDAT À UN PROFESSIONNEL POUR EFFECTUER EN MON NOM LES FORMALITÉS"), *a_letter()],
    "hosting": [
        (62, 90, "ATTESTATION D'HÉBERGEMENT"),
        (62, 150, "Je soussignée, Madame LE GOFF Zoé, demeurant 12 RUE DES LILAS 69003 LYON,"),
        (62, 167, "atteste sur l'honneur héberger à mon domicile Monsieur NGUYEN Paul,"),
        (62, 200, MADE),
    ],
    "letter": [(62, 150, "Mon frère a la procuration du véhicule immatriculé AB-123-CD."), (62, 200, MADE)],
}


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alikes_are_not_taken_for_it(name):
    assert faces(PAPER, a_page(LOOK_ALIKES[name])) == ()


def test_it_is_not_taken_for_another_paper():
    assert classify(Sheet(a_page(a_letter())), [paper for paper in PAPERS if paper.kind != "procuration"]) == []


@pytest.mark.ocr
def test_a_drawn_letter_scanned_at_the_office(scanned):
    rng = Random(9)
    vehicle = vehicles.make(vehicles.CARS, date(2016, 2, 27), date(2019, 5, 6), rng)
    givers, taker = [Person.of(rng), Person.of(rng)], Person.of(rng)
    truth = drawing.proxy(givers, taker, vehicle, date(2026, 11, 2))
    sheet = drawing.proxy_sheet(truth, givers, taker, [Hand.of(rng), Hand.of(rng)], 9)
    paper = scanned(PAPER, sheet, "office", 9)

    assert (paper.signatures.value, paper.fait_le.value) == (2, truth.fait_le)
    assert paper.immatriculation.value == truth.immatriculation


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Madame GUERIN Claire", "GUERIN CLAIRE"),
        ("Nadame GUERIN Claire", "GUERIN CLAIRE"),
        ("MADANI Claire", "MADANI CLAIRE"),
        ("M. MONSIER Paul", "MONSIER PAUL"),
    ],
)
def test_a_title_is_no_part_of_a_name_with_a_letter_misread_either(written, name):
    assert person_of(written).value == name
