"""2D-Doc messages: the vector of the specification, and what must not be taken for a message."""

from datetime import date

import pytest

from pipeline.core.errors import FormatError
from pipeline.core.formats.deux_d_doc import GS, RS, US, body, header, parse

VECTOR = (
    "DC04FR000001125E125BA801FRA183CSG75\x1dA412345678901234567AA02011970AN00001337C1DU PONT\x1dC2JEAN FRANCOIS\x1d"
    "C3020320201400C402032020C6DURAND\x1dC7FREDERIC\x1dC842 RUE DES TESTS\x1dC910430CASAINTE COMMUNE DES TESTS\x1d"
    "CB0000123456CC020320201400C0MC5M\x1fU2FG2XUO6DROJLT2QB32SIIF7DVT53NRKP3AXFH26OTR5UT55LLMD2YIBZ6AQOCWQ2MQPPPYDFXG"
    "5YWPZG7CR67KZHFSUXVJMDFSQPI"
)
"""Test vector of the specification 3.2.6, type A8 (documents.md 7.3)."""
HEAD = header("04", "FR00", "0001", date(2026, 11, 2), "A8")
SIGNED = US + "ME======"


def test_the_vector_of_the_specification():
    code = parse(VECTOR)

    assert (code.version, code.authority, code.certificate) == ("04", "FR00", "0001")
    assert (code.kind, code.perimeter, code.country) == ("A8", "01", "FR")
    assert (code.issued, code.signed) == (date(2012, 11, 15), date(2012, 11, 12))
    assert code.is_cession
    assert {value.identifier: value.text for value in code.values} == {
        "A1": "83CSG75", "A4": "12345678901234567", "AA": "02011970", "AN": "00001337", "C1": "DU PONT",
        "C2": "JEAN FRANCOIS", "C3": "020320201400", "C4": "02032020", "C6": "DURAND", "C7": "FREDERIC",
        "C8": "42 RUE DES TESTS", "C9": "10430", "CA": "SAINTE COMMUNE DES TESTS", "CB": "0000123456",
        "CC": "020320201400", "C0": "M", "C5": "M",
    }  # fmt: skip
    assert len(code.signature) == 64


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        pytest.param("DC02FR030001264A264AA8", ("A8", "01", ""), id="version-02"),
        pytest.param("DC03FR030001264A264AA801", ("A8", "01", ""), id="version-03"),
        pytest.param("DC04FR030001264AFFFFA801FR", ("A8", "01", "FR"), id="version-04"),
    ],
)
def test_headers_of_each_version(head, kind):
    code = parse(f"{head}CB0000123456{SIGNED}")

    assert (code.kind, code.perimeter, code.country) == kind
    assert code.issued == date(2026, 11, 2)
    assert code.value("CB").text == "0000123456"


def test_the_same_type_of_another_perimeter_is_no_sale():
    code = parse(f"DC04FR030001264A264AA802FRCB0000123456{SIGNED}")

    assert not code.is_cession
    assert code.values == ()


@pytest.mark.parametrize(
    ("blocks", "text", "is_cut"),
    [
        pytest.param(f"C1DUPONT{GS}C0M", "DUPONT", False, id="shorter-than-its-place"),
        pytest.param("C0MC1DUPONT", "DUPONT", False, id="last"),
        pytest.param(f"C1{'A' * 38}C0M", "A" * 38, False, id="as-long-as-can-be"),
        pytest.param(f"C1{'A' * 38}{RS}C0M", "A" * 38, True, id="cut"),
        pytest.param(f"C1{GS}C0M", "", False, id="empty"),
        pytest.param("C1" + "LEFÈVRE".encode().decode("latin-1") + f"{GS}C0M", "LEFÈVRE", False, id="accents"),
    ],
)
def test_where_a_value_of_variable_length_ends(blocks, text, is_cut):
    code = parse(HEAD + blocks + SIGNED)

    assert (code.value("C1").text, code.value("C1").is_cut) == (text, is_cut)
    assert code.value("C0").text == "M"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("", id="nothing"),
        pytest.param("https://histovec.interieur.gouv.fr", id="another-code"),
        pytest.param("DC01FR000001125E125BA8CB0000123456" + SIGNED, id="older-version"),
        pytest.param("DC04FR00", id="header-cut"),
        pytest.param("DC04FR000001125E125BA801\x00\x00" + SIGNED, id="no-country"),
        pytest.param(HEAD + "CB0000123456", id="no-signature"),
        pytest.param(HEAD + "CB0000123456" + US, id="empty-signature"),
        pytest.param(HEAD + "CB0000123456" + US + "M1!", id="no-base32"),
        pytest.param(HEAD + "CB00001234" + SIGNED, id="too-short"),
        pytest.param(HEAD + "CB0000123456CB0000123457" + SIGNED, id="a-block-twice"),
        pytest.param(HEAD + "ZZ0000123456" + SIGNED, id="unknown-block"),
    ],
)
def test_what_is_no_message_is_refused(message):
    with pytest.raises(FormatError):
        parse(message)


def test_an_annex_that_is_not_signed_is_left_out():
    plain, with_annex = parse(VECTOR), parse(VECTOR + GS + "C1AUTRE")

    assert with_annex == plain


def test_blocks_are_written_as_they_are_read():
    blocks = {"A1": "AB-123-CD", "A4": "VF3", "C1": "X" * 50, "CB": "0000123456"}
    code = parse(HEAD + body(blocks) + SIGNED)

    assert {value.identifier: value.text for value in code.values} == {**blocks, "C1": "X" * 38}
    assert code.value("C1").is_cut
