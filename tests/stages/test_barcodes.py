"""2D-Docs found on pages, and which signatures are believed."""

import dataclasses
from datetime import date

import cv2
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.core.errors import UsageError
from pipeline.core.formats import deux_d_doc
from pipeline.core.model import Seal
from pipeline.settings import Settings
from pipeline.stages.barcodes import Trust, is_signed_by, read_barcodes
from samples.deux_d_doc import Authority, message, modules
from tests.core.formats.test_deux_d_doc import VECTOR

SPECIFICATION_KEY = bytes.fromhex(
    "04a98f0d7ccd62808893bec4d436e79d1834a1d6e001d70f1c4cdccd9d9e2fe229"
    "f7240514e8ddc0ca98d0c7440c9cc492849a0fbda73fc392f4da0ae07f84c23c"
)
SIGNED = date(2026, 11, 2)
TRUSTED = Authority("XT01", "CFRM", secret=7)
BLOCKS = {"A1": "AB-123-CD", "A4": "VF3ABCDEFGH123456", "C3": "021120261430", "CB": "0000123456"}


def key_of(point):
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def trust_in(folder, *authorities):
    for authority in authorities:
        (folder / f"{authority.name}{authority.certificate}.pem").write_bytes(authority.pem())
    return Trust.load(folder)


def page_with(text, module, at=(0.55, 0.2)):
    """A white A4 page at 300 dpi with the code, a module that many pixels wide."""
    page = np.full((3508, 2480, 3), 250, np.uint8)
    code = np.kron(np.where(modules(text), 20, 250), np.ones((module, module))).astype(np.uint8)
    left, top = round(at[0] * 2480), round(at[1] * 3508)
    page[top : top + len(code), left : left + len(code)] = code[..., None]
    return page


def test_the_signature_of_the_specification_is_right_under_its_key():
    assert is_signed_by(deux_d_doc.parse(VECTOR), key_of(SPECIFICATION_KEY))


@pytest.mark.parametrize("changed", ["83CSG76", "83CSG7"])
def test_a_changed_message_is_not_signed(changed):
    assert not is_signed_by(deux_d_doc.parse(VECTOR.replace("83CSG75", changed)), key_of(SPECIFICATION_KEY))


def test_a_trusted_signature_is_valid(tmp_path):
    assert trust_in(tmp_path, TRUSTED).seal(message(BLOCKS, SIGNED, TRUSTED)) is Seal.VALID


def test_a_message_changed_after_its_signature_is_invalid(tmp_path):
    signed = message(BLOCKS, SIGNED, TRUSTED)

    assert trust_in(tmp_path, TRUSTED).seal(signed.replace("AB-123-CD", "AB-123-CE")) is Seal.INVALID


def test_a_signature_by_someone_else_in_a_trusted_name_is_invalid(tmp_path):
    forger = dataclasses.replace(TRUSTED, secret=8)

    assert trust_in(tmp_path, TRUSTED).seal(message(BLOCKS, SIGNED, forger)) is Seal.INVALID


def test_nothing_is_trusted_by_default():
    assert Settings().trust is None
    assert Trust.load(Settings().trust).seal(message(BLOCKS, SIGNED, TRUSTED)) is Seal.UNVERIFIABLE


def test_the_test_authority_is_never_trusted_even_where_its_certificate_is_installed(tmp_path):
    """Its private key is printed in the specification, and ours in the source of the samples."""
    signed = message(BLOCKS, SIGNED)

    assert deux_d_doc.parse(signed).authority == "FR00"
    assert trust_in(tmp_path, Authority()).seal(signed) is Seal.UNVERIFIABLE


@pytest.mark.parametrize(
    ("signed", "seal"),
    [
        pytest.param(date(2019, 12, 31), Seal.UNVERIFIABLE, id="before-the-certificate"),
        pytest.param(date(2020, 1, 1), Seal.VALID, id="first-day"),
        pytest.param(date(2030, 1, 1), Seal.VALID, id="last-day"),
        pytest.param(date(2030, 1, 2), Seal.UNVERIFIABLE, id="after-the-certificate"),
    ],
)
def test_the_certificate_must_have_been_in_force(signed, seal, tmp_path):
    assert trust_in(tmp_path, TRUSTED).seal(message(BLOCKS, signed, TRUSTED)) is seal


def test_a_signature_without_a_day_is_not_verifiable(tmp_path):
    undated = TRUSTED.sign("DC04XT01CFRMFFFFFFFFA801FR" + deux_d_doc.body(BLOCKS))

    assert trust_in(tmp_path, TRUSTED).seal(undated) is Seal.UNVERIFIABLE


def test_a_file_that_is_no_certificate_is_an_error(tmp_path):
    (tmp_path / "FR030001.pem").write_text("-----BEGIN nothing")

    with pytest.raises(UsageError):
        Trust.load(tmp_path)


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UsageError):
        Trust.load(tmp_path / "absent")


def test_a_code_is_read_where_it_stands_with_its_control_characters():
    signed = message(BLOCKS, SIGNED)
    (found,) = read_barcodes(page_with(signed, module=5), Trust({}))

    assert found.text == signed
    assert found.seal is Seal.UNVERIFIABLE
    assert (round(found.box.left, 2), round(found.box.top, 2)) == (0.55, 0.2)


def test_two_codes_are_read_top_to_bottom():
    first, second = message(BLOCKS, SIGNED), message({**BLOCKS, "CB": "0000123457"}, SIGNED)
    page = np.minimum(page_with(second, 5, at=(0.1, 0.6)), page_with(first, 5))

    assert [found.text for found in read_barcodes(page, Trust({}))] == [first, second]


def test_another_data_matrix_is_left_out():
    assert read_barcodes(page_with("010123456789", module=5), Trust({})) == ()


def test_an_empty_page_has_none():
    assert read_barcodes(np.full((1754, 1240, 3), 250, np.uint8), Trust({})) == ()


def test_a_small_scan_is_looked_at_twice_as_large():
    """150 dpi, a soft lens: a module of 0.4 mm has little more than two pixels."""
    signed = message(BLOCKS, SIGNED)
    page = cv2.GaussianBlur(page_with(signed, module=5), (0, 0), 1.2)
    small = cv2.resize(page, (1240, 1754), interpolation=cv2.INTER_AREA)

    assert [found.text for found in read_barcodes(small, Trust({}))] == [signed]
