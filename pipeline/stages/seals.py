"""Signatures of 2D-Docs, verified without any network.

A signature is verified with the certificates of one folder, in files named after the authority and the certificate
that the header of the code names: 'FR030001.pem' or '.der'. Whoever puts a file there vouches for it. Nothing else is
trusted, nothing is trusted by default, and the test authority of the specification never is: its keys are public.
Whether a certificate was revoked since is not asked.

Source: documents.md 7.1 and 7.4; ECDSA with SHA-256, R and S one after the other.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from pipeline.core.errors import FormatError, UsageError
from pipeline.core.formats import deux_d_doc
from pipeline.core.model import Seal

ENDINGS = (".pem", ".der", ".crt", ".cer")
NAME = re.compile(r"[A-Z0-9]{8}")
"""Four characters of the authority, four of its certificate."""


class Trust:
    """The certificates that signatures are verified with."""

    def __init__(self, certificates: Mapping[str, str]) -> None:
        """Take them in PEM by authority and certificate as the codes name them, e.g. 'FR030001'; see `certificates`."""
        self._certificates = {name: x509.load_pem_x509_certificate(pem.encode()) for name, pem in certificates.items()}

    def seal(self, message: str) -> Seal:
        """What can be said of the signature of a message."""
        try:
            code = deux_d_doc.parse(message)
        except FormatError:
            return Seal.UNVERIFIABLE
        certificate = self._certificates.get(code.authority + code.certificate)
        if certificate is None or code.authority in deux_d_doc.TEST_AUTHORITIES or not _is_in_force(certificate, code):
            return Seal.UNVERIFIABLE
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return Seal.UNVERIFIABLE
        return Seal.VALID if is_signed_by(code, key) else Seal.INVALID


def certificates(folder: Path) -> dict[str, str]:
    """The certificates of a folder, in PEM, by authority and certificate.

    Raises:
        UsageError: no such folder, none in it, or a file that is none or not named as the codes name it.
    """
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix.lower() in ENDINGS)
    except OSError as error:
        raise UsageError(f"{folder} : ce répertoire de certificats n'existe pas ou ne peut pas être lu.") from error
    if not files:
        raise UsageError(f"{folder} : aucun certificat dans ce répertoire ({', '.join(ENDINGS)}).")
    return {_name(file): _pem(file) for file in files}


def is_signed_by(code: deux_d_doc.DeuxDDoc, key: ec.EllipticCurvePublicKey) -> bool:
    """Whether the owner of that key signed the code."""
    half = (key.curve.key_size + 7) // 8
    if len(code.signature) != 2 * half:
        return False
    r, s = (int.from_bytes(code.signature[i : i + half], "big") for i in (0, half))
    try:
        key.verify(encode_dss_signature(r, s), code.covered, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _name(file: Path) -> str:
    name = file.stem.upper()
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{file} : nommer ce certificat comme les codes le nomment, autorité puis certificat : FR030001.pem."
        )
    return name


def _pem(file: Path) -> str:
    try:
        content = file.read_bytes()
        load = x509.load_pem_x509_certificate if b"-----BEGIN" in content else x509.load_der_x509_certificate
        return load(content).public_bytes(Encoding.PEM).decode()
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} : ce fichier n'est pas un certificat, ou ne peut pas être lu.") from error


def _is_in_force(certificate: x509.Certificate, code: deux_d_doc.DeuxDDoc) -> bool:
    """Whether the certificate was valid on the day of the signature; a code without that day is not verifiable."""
    start, end = certificate.not_valid_before_utc.date(), certificate.not_valid_after_utc.date()
    return code.signed is not None and start <= code.signed <= end
