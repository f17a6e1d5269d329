"""The formats of identifiers: what is taken, what is refused, what is corrected and told."""

import pytest

from pipeline.core.errors import FormatError, InvalidCharacter, InvalidChecksum, InvalidComponent, InvalidLength
from pipeline.core.formats import immatriculation, numero_formule, siren, texte, vin
from pipeline.core.formats.immatriculation import Series


@pytest.mark.parametrize(
    ("printed", "value", "series"),
    [
        pytest.param("AB-123-CD", "AB-123-CD", Series.SIV, id="siv"),
        pytest.param(" ab 123 cd ", "AB-123-CD", Series.SIV, id="siv-small-letters"),
        pytest.param("GH.482.KL", "GH-482-KL", Series.SIV, id="siv-dots"),
        pytest.param("WW-123-AB", "WW-123-AB", Series.WW, id="provisional"),
        pytest.param("W-123-AB", "W-123-AB", Series.W, id="garage"),
        pytest.param("WA-123-AB", "WA-123-AB", Series.SIV, id="siv-beginning-with-w"),
        pytest.param("AB 123 C", "AB 123 C", Series.CYCLOMOTEUR, id="moped"),
        pytest.param("A12B", "A 12 B", Series.CYCLOMOTEUR, id="moped-short"),
        pytest.param("1234 AB 75", "1234 AB 75", Series.FNI, id="fni"),
        pytest.param("1234ABC31", "1234 ABC 31", Series.FNI, id="fni-three-letters"),
        pytest.param("12-A-2B", "12 A 2B", Series.FNI, id="fni-corsica"),
        pytest.param("123 AB 974", "123 AB 974", Series.FNI, id="fni-overseas"),
    ],
)
def test_registration_numbers_are_recognised_and_written(printed, value, series):
    """Every series in use, whatever stands between the parts."""
    assert (immatriculation.format(printed), immatriculation.series(printed)) == (value, series)


@pytest.mark.parametrize(
    ("printed", "error"),
    [
        pytest.param("AB-000-CD", InvalidComponent, id="three-zeros"),
        pytest.param("SS-123-AB", InvalidComponent, id="pair-ss-first"),
        pytest.param("AB-123-SS", InvalidComponent, id="pair-ss-last"),
        pytest.param("1234 AB 96", InvalidComponent, id="no-such-departement"),
        pytest.param("1234 AB 00", InvalidComponent, id="departement-zero"),
        pytest.param("AB-1Z3-CD", InvalidCharacter, id="letter-among-digits"),
        pytest.param("AO-123-CD", InvalidCharacter, id="letter-that-no-plate-has"),
        pytest.param("2022AV45464", InvalidLength, id="a-numero-de-formule"),
        pytest.param("AB1", InvalidLength, id="cut"),
        pytest.param("", InvalidLength, id="empty"),
    ],
)
def test_what_is_no_registration_number_is_refused(printed, error):
    """Shape, letters and parts each have their error."""
    with pytest.raises(error):
        immatriculation.validate(printed)


@pytest.mark.parametrize(
    ("read", "value", "repairs"),
    [
        pytest.param("AB-123-CD", "AB-123-CD", (), id="nothing-to-do"),
        pytest.param("AB-I2O-CD", "AB-120-CD", ("I read as 1 at 3", "O read as 0 at 5"), id="two-digits"),
        pytest.param("AB-B5S-CD", "AB-855-CD", ("B read as 8 at 3", "S read as 5 at 5"), id="eight-and-five"),
        pytest.param("12O4 AB 75", "1204 AB 75", ("O read as 0 at 3",), id="fni"),
        pytest.param("123OAB75", "1230 AB 75", ("O read as 0 at 4",), id="fni-has-no-letter-o"),
    ],
)
def test_registration_numbers_are_corrected_only_in_digit_places(read, value, repairs):
    """The change is told, counting characters from 1 without the separators."""
    assert immatriculation.repair(read) == (value, repairs)


@pytest.mark.parametrize("read", ["A0-123-CD", "AB-123-C1", "AU-123-CD", "AB-1X3-CD", "8A-123-CD"])
def test_a_letter_place_is_never_guessed(read):
    """0 may be D or Q, 1 may be J or L, 8 in the first place may belong to another series."""
    with pytest.raises(InvalidCharacter):
        immatriculation.repair(read)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("VF1RFB0045678901", InvalidLength, id="sixteen"),
        pytest.param("VF1RFB004567890123", InvalidLength, id="eighteen"),
        pytest.param("VF1RFB0O456789012", InvalidCharacter, id="letter-o"),
        pytest.param("VF1RFB0?456789012", InvalidCharacter, id="sign"),
        pytest.param("VF1R********89012", InvalidCharacter, id="masked"),
    ],
)
def test_what_is_no_vin_is_refused(text, error):
    """A whole VIN has seventeen characters of its alphabet; stars are for the masked form."""
    with pytest.raises(error):
        vin.validate(text)


@pytest.mark.parametrize("text", ["1", "123456", "A" * 17])
def test_old_vehicles_have_shorter_numbers(text):
    """Only where the caller says that the vehicle is old."""
    assert vin.validate(text, is_old=True) == text


@pytest.mark.parametrize("text", ["VF1R*******89012", "VF1*********89012", "VF1RFB00456789012", "VFIR********89012"])
def test_a_masked_vin_has_its_own_shape(text):
    """Four characters, eight stars, five characters, letters of the alphabet."""
    with pytest.raises(FormatError):
        vin.validate_masked(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("VF1RFB00456789012", "VF1R********89012", True, id="masked-agrees"),
        pytest.param("VF1R********89012", "VF1RFB00456789012", True, id="either-way"),
        pytest.param("VF1RFB00456789012", "VF1R********89021", False, id="masked-end-differs"),
        pytest.param("VF1RFB00456789012", "VF3R********89012", False, id="masked-head-differs"),
        pytest.param("VF1RFB00456789012", "VF1RFB00456789012", True, id="equal"),
        pytest.param("VF1RFB00456789012", "VF1RF800456789012", False, id="confused-letter-is-a-difference"),
        pytest.param("VF1RFB00456789012", "*****************", False, id="nothing-visible"),
    ],
)
def test_vin_agree_on_what_is_visible(one, other, same):
    """Character for character; stars hide, they do not match anything by themselves."""
    assert vin.agrees(one, other) is same


@pytest.mark.parametrize(
    ("one", "other"), [("O", "0"), ("Q", "0"), ("D", "0"), ("I", "1"), ("L", "1"), ("Z", "2"), ("S", "5"), ("B", "8")]
)
def test_folding_joins_what_ocr_confuses(one, other):
    """The table of rules.md 4.5."""
    assert vin.fold(f"VF1RF{one}") == vin.fold(f"VF1RF{other}")


@pytest.mark.parametrize(
    ("read", "value", "repairs"),
    [
        pytest.param("2019 AB 12345", "2019AB12345", (), id="blanks"),
        pytest.param("2019A812345", "2019AB12345", ("8 read as B at 6",), id="digit-among-letters"),
        pytest.param("ZOI9AB1Z3G5", "2019AB12365", None, id="letters-among-digits"),
    ],
)
def test_formules_are_corrected_by_position(read, value, repairs):
    """Positions 1-4 and 7-11 are digits, 5 and 6 letters."""
    found, told = numero_formule.repair(read)
    assert found == value
    assert told == (repairs if repairs is not None else told)
    assert len(told) == sum(was != now for was, now in zip(numero_formule.compact(read), value, strict=True))


@pytest.mark.parametrize(
    ("read", "error"),
    [
        pytest.param("07CX92840", InvalidLength, id="perforated-number-of-a-blue-card"),
        pytest.param("1919AB12345", InvalidCharacter, id="last-century"),
        pytest.param("2019A312345", InvalidCharacter, id="three-is-like-no-letter"),
        pytest.param("2019AB1234X", InvalidCharacter, id="x-is-like-no-digit"),
    ],
)
def test_what_is_no_formule_is_refused(read, error):
    """Even after correction."""
    with pytest.raises(error):
        numero_formule.repair(read)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("73282932000074", id="luhn"),
        pytest.param("35600000000048", id="la-poste-head-office"),
        pytest.param("35600000049837", id="la-poste-branch-by-sum-of-digits"),
    ],
)
def test_siret_that_hold(number):
    """La Poste's branches follow their own rule."""
    assert siren.validate_siret(number) == number


@pytest.mark.parametrize(
    ("number", "error"),
    [
        pytest.param("732829321", InvalidChecksum, id="wrong-digit"),
        pytest.param("000000000", InvalidComponent, id="zeros-stand-for-none"),
        pytest.param("73282932", InvalidLength, id="short"),
        pytest.param("73282932O", InvalidCharacter, id="letter"),
    ],
)
def test_what_is_no_siren_is_refused(number, error):
    """Nine zeros satisfy Luhn and are no number."""
    with pytest.raises(error):
        siren.validate(number)


@pytest.mark.parametrize("number", ["73282932000075", "35600000049838", "00000000000000"])
def test_what_is_no_siret_is_refused(number):
    """A wrong sum, for La Poste too."""
    with pytest.raises(FormatError):
        siren.validate_siret(number)


def test_text_without_accents_keeps_its_signs():
    """One apostrophe, one hyphen, ligatures in two letters."""
    assert texte.compact("Lœtitia  d’Ås – Saint‑Étienne") == "LOETITIA D'AS - SAINT-ETIENNE"
