"""2D-Docs of a page: found in its pixels, and their signatures verified without any network.

A signature is verified with the certificates of one folder, in files named after the authority and the certificate
that the header of the code names: 'FR030001.pem' or '.der'. Whoever puts a file there vouches for it. Nothing else is
trusted, nothing is trusted by default, and the test authority of the specification never is: its keys are public.
Whether a certificate was revoked since is not asked.

Source: documents.md 7.1 and 7.4; ECDSA with SHA-256, R and S one after the other.
"""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from pipeline.core.errors import FormatError, UsageError
from pipeline.core.formats import deux_d_doc
from pipeline.core.model import Barcode, BoundingBox, Seal
from pipeline.stages.ocr import Pixels

SMALL_PAGE = 2700
"""Pixels of the long side up to which a page without a code is looked at again twice as large: A4 below 230 dpi, where
a module of 0.4 mm has less than four pixels."""
ENDINGS = (".pem", ".der", ".crt", ".cer")


class Trust:
    """The certificates that signatures are verified with."""

    def __init__(self, certificates: Mapping[str, x509.Certificate]) -> None:
        """Take them by authority and certificate as the codes name them, e.g. 'FR030001'."""
        self._certificates = dict(certificates)

    @classmethod
    def load(cls, folder: Path | None) -> "Trust":
        """The certificates of a folder; none without a folder.

        Raises:
            UsageError: no such folder, or a file that is no certificate.
        """
        if folder is None:
            return cls({})
        if not folder.is_dir():
            raise UsageError(f"{folder} : ce dossier de certificats n'existe pas.")
        files = sorted(file for file in folder.iterdir() if file.suffix.lower() in ENDINGS)
        return cls({file.stem.upper(): _certificate(file) for file in files})

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


def read_barcodes(pixels: Pixels, trust: Trust) -> tuple[Barcode, ...]:
    """The 2D-Docs on an upright RGB page, top to bottom; other codes are left out."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    found = _decode(grey)
    if not found and max(grey.shape) <= SMALL_PAGE:
        found = _decode(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).astype(np.uint8))
    barcodes = (Barcode(text=text, box=box, seal=trust.seal(text)) for text, box in found.items())
    return tuple(sorted(barcodes, key=lambda barcode: (barcode.box.top, barcode.box.left)))


def _decode(grey: Pixels) -> dict[str, BoundingBox]:
    """Messages of the codes, each once, and where it stands."""
    high, wide = grey.shape[:2]
    found = {}
    for code in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)):
        # `.text` renders control characters as words; the bytes are what was signed.
        text = code.bytes.decode("latin-1")
        corners = (getattr(code.position, name) for name in ("top_left", "top_right", "bottom_right", "bottom_left"))
        if text.startswith("DC"):
            found[text] = BoundingBox.of_points((corner.x / wide, corner.y / high) for corner in corners)
    return found


def _certificate(file: Path) -> x509.Certificate:
    content = file.read_bytes()
    load = x509.load_pem_x509_certificate if b"-----BEGIN" in content else x509.load_der_x509_certificate
    try:
        return load(content)
    except ValueError as error:
        raise UsageError(f"{file} : ce fichier n'est pas un certificat.") from error


def _is_in_force(certificate: x509.Certificate, code: deux_d_doc.DeuxDDoc) -> bool:
    """Whether the certificate was valid on the day of the signature; a code without that day is not verifiable."""
    start, end = certificate.not_valid_before_utc.date(), certificate.not_valid_after_utc.date()
    return code.signed is not None and start <= code.signed <= end
