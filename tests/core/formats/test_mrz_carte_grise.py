"""The strip of the carte grise: parsing, check digits, and corrections that only a check digit may allow."""

from datetime import date

import pytest

from pipeline.core.errors import InvalidCharacter, InvalidLength
from pipeline.core.formats import mrz_carte_grise
from pipeline.core.formats.mrz import check_digit

SPECIMEN = ("CRFRAAB123CD0VFSIV2009ASIV200929801059VP<<<<", "CI<<MARQUES<<<<<<<MODELE<<<<<<<2009AS0528402")
INVENTED = ("CRFRAGH482KL6VF3ZZZXYZHA12345681703157VP<<<<", "CI<<PEUGEOT<<<<<<<208<<<<<<<<<<2021CD3456734")


def altered(line: str, place: int, text: str) -> str:
    return line[:place] + text + line[place + len(text) :]


def test_the_official_specimen_is_read():
    """Its four field check digits are right, with the letter I that no true VIN has."""
    card = mrz_carte_grise.parse(SPECIMEN)
    assert card.check_ok
    assert card.immatriculation.value == "AB123CD"
    assert card.vin.value == "VFSIV2009ASIV2009"
    assert card.date_premiere_immatriculation.value == date(1998, 1, 5)
    assert card.numero_formule.value == "2009AS05284"
    assert (card.marque, card.denomination_commerciale) == ("MARQUES", "MODELE")


def test_what_is_composed_is_the_vector_of_the_notes():
    """documents.md 2.3, invented card."""
    assert (
        mrz_carte_grise.compose(
            immatriculation="GH-482-KL",
            vin="VF3ZZZXYZHA123456",
            date_premiere_immatriculation=date(2017, 3, 15),
            numero_formule="2021CD34567",
            genre="VP",
            carrosserie="CI",
            marque="PEUGEOT",
            denomination_commerciale="208",
        )
        == INVENTED
    )


def test_long_texts_are_cut_to_their_places():
    """Fourteen characters for the make, thirteen for the name, four for the body."""
    first, second = mrz_carte_grise.compose(
        immatriculation="GH-482-KL",
        vin="VF3ZZZXYZHA123456",
        date_premiere_immatriculation=date(2017, 3, 15),
        numero_formule="2021CD34567",
        genre="CTTE",
        carrosserie="FOURGON",
        marque="Mercedes-Benz Trucks",
        denomination_commerciale="C4 GRAND PICASSO",
    )
    assert (len(first), len(second)) == (44, 44)
    assert second.startswith("FOURMERCEDES<BENZ<C4<GRAND<PICA2021")


@pytest.mark.parametrize(
    ("line", "change", "field", "value", "repair"),
    [
        pytest.param(0, (7, "4B2"), "immatriculation", "GH482KL", "B read as 8 at 4", id="plate-digit"),
        pytest.param(0, (5, "6H"), "immatriculation", "GH482KL", "6 read as G at 1", id="plate-letter"),
        pytest.param(0, (10, "K1"), "immatriculation", "GH482KL", "1 read as L at 7", id="plate-letter-by-check-digit"),
        pytest.param(
            0, (31, "I703"), "date_premiere_immatriculation", date(2017, 3, 15), "I read as 1 at 1", id="date"
        ),
        pytest.param(1, (31, "2O21"), "numero_formule", "2021CD34567", "O read as 0 at 2", id="formule-digit"),
        pytest.param(1, (35, "C0"), "numero_formule", "2021CD34567", "0 read as D at 6", id="formule-letter"),
        pytest.param(0, (12, "G"), "immatriculation", "GH482KL", "G read as 6 at 8", id="the-check-digit-itself"),
    ],
)
def test_type_breaking_characters_are_corrected_by_check_digit(line, change, field, value, repair):
    """One way only agrees with the check digit: it is taken, and told."""
    lines = list(INVENTED)
    lines[line] = altered(lines[line], *change)
    checked = getattr(mrz_carte_grise.parse((lines[0], lines[1])), field)
    assert (checked.value, checked.check_ok, checked.repairs) == (value, True, (repair,))


def test_a_letter_no_vin_has_is_corrected():
    """O stands for 0 when the check digit agrees."""
    first, second = mrz_carte_grise.compose(
        immatriculation="AB-123-CD",
        vin="VF1RFB00456789012",
        date_premiere_immatriculation=date(2016, 5, 20),
        numero_formule="2019AB12345",
        genre="VP",
        carrosserie="CI",
        marque="RENAULT",
        denomination_commerciale="CLIO",
    )
    card = mrz_carte_grise.parse((altered(first, 19, "O"), second))
    assert (card.vin.value, card.vin.check_ok, card.vin.repairs) == ("VF1RFB00456789012", True, ("O read as 0 at 7",))


@pytest.mark.parametrize(
    ("line", "place", "text", "field", "value"),
    [
        pytest.param(0, 7, "483", "immatriculation", "GH483KL", id="other-digit"),
        pytest.param(0, 5, "0H", "immatriculation", None, id="g-or-q"),
        pytest.param(0, 13, "VF32", "vin", "VF32ZZXYZHA123456", id="two-characters-a-vin-may-have"),
        pytest.param(0, 31, "170316", "date_premiere_immatriculation", date(2017, 3, 16), id="other-day"),
        pytest.param(1, 38, "4566", "numero_formule", "2021CD34566", id="other-number"),
        pytest.param(1, 31, "2O22", "numero_formule", None, id="correction-against-the-check-digit"),
    ],
)
def test_a_wrong_check_digit_is_said_and_nothing_is_corrected(line, place, text, field, value):
    """The value stays as read; where it breaks its type there is none."""
    lines = list(INVENTED)
    lines[line] = altered(lines[line], place, text)
    card = mrz_carte_grise.parse((lines[0], lines[1]))
    checked = getattr(card, field)
    assert (checked.value, checked.check_ok, checked.repairs) == (value, False, ())
    assert not card.check_ok


@pytest.mark.parametrize(
    ("digits", "latest", "year"), [("49", 2049, 2049), ("50", 2049, 1950), ("26", 2026, 2026), ("27", 2026, 1927)]
)
def test_years_of_two_digits_end_at_the_latest_one(digits, latest, year):
    """The caller who knows the date of the certificate gives its year."""
    birth = f"{digits}0315"
    first = altered(INVENTED[0], 31, birth + str(check_digit(birth)))
    card = mrz_carte_grise.parse((first, INVENTED[1]), latest_year=latest)
    assert card.date_premiere_immatriculation.value == date(year, 3, 15)


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        pytest.param((INVENTED[0][:-1], INVENTED[1]), InvalidLength, id="short-line"),
        pytest.param((INVENTED[0], INVENTED[1] + "<"), InvalidLength, id="long-line"),
        pytest.param((INVENTED[0], altered(INVENTED[1], 3, "?")), InvalidCharacter, id="sign"),
        pytest.param((INVENTED[1], INVENTED[0]), InvalidCharacter, id="lines-swapped"),
    ],
)
def test_what_is_no_strip_is_refused(lines, error):
    """Two lines of forty-four, the first beginning CRFRA."""
    with pytest.raises(error):
        mrz_carte_grise.parse(lines)
