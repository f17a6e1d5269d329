"""Which signatures of 2D-Docs are believed."""

import dataclasses
import json
from datetime import date, datetime
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.cli import main
from pipeline.core.errors import UsageError
from pipeline.core.formats import deux_d_doc
from pipeline.core.model import Seal
from pipeline.settings import Settings
from pipeline.stages.seals import Trust, certificates, is_signed_by
from samples import accuse, vehicles
from samples.deux_d_doc import Authority, message
from samples.drawing import Layout, draw_pdf
from samples.people import Person
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
    return Trust(certificates(folder))


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
    assert Trust(Settings().trust).seal(message(BLOCKS, SIGNED, TRUSTED)) is Seal.UNVERIFIABLE


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


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("FR030001.pem", b"-----BEGIN nothing", id="no-certificate"),
        pytest.param("ants.pem", TRUSTED.pem(), id="not-named-as-codes-name-it"),
        pytest.param("FR030001.txt", TRUSTED.pem(), id="no-file-of-a-certificate"),
    ],
)
def test_a_folder_that_would_verify_nothing_is_an_error(name, content, tmp_path, capsys):
    (tmp_path / name).write_bytes(content)

    assert main(["check", "samples/dossiers/vin", "--trust", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UsageError):
        certificates(tmp_path / "absent")


@pytest.mark.ocr
def test_the_command_line_takes_the_folder_of_certificates(tmp_path, capsys):
    """A page read by the real engines, its code signed by one who is trusted here only."""
    rng = Random(5)
    vehicle = vehicles.make(vehicles.CARS, date(2016, 2, 27), date(2019, 5, 6), rng)
    seller, buyer = Person.of(rng), Person.of(rng)
    receipt = accuse.of_sale("certificat", vehicle, seller, buyer, datetime(2026, 10, 28, 14, 30), rng)
    pdf = draw_pdf([Layout.of(accuse.sheet(receipt, vehicle, seller, buyer, TRUSTED))])
    (tmp_path / "page.pdf").write_bytes(pdf)
    trust_in(tmp_path, TRUSTED)

    def signature(*arguments):
        assert main(["extract", str(tmp_path / "page.pdf"), "--format", "json", *arguments]) == 0
        (paper,) = json.loads(capsys.readouterr().out)["documents"]
        return paper["fields"]["signature_2d_doc"]["value"]

    assert signature() == "non_verifiable"
    assert signature("--trust", str(tmp_path)) == "valide"
