"""2D-Docs of the samples: signed by an authority that exists nowhere else, written as Data Matrix, drawn in vectors."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from numpy.typing import NDArray

from pipeline.core.formats import deux_d_doc
from samples.drawing import BLACK, Pen

MODULE = 1.28
"""Side of a module in points: 0.45 mm; the specification asks for 0.4 mm at least."""
VALID_FROM, VALID_UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
CURVE = ec.SECP256R1()


@dataclass(frozen=True)
class Authority:
    """Who signs. Its key comes from a number that anyone can read here: it proves nothing."""

    name: str = "FR00"
    """As the header names it; FR00 is the test authority, which is never trusted."""
    certificate: str = "CFRM"
    secret: int = 20090415

    @property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(self.secret, CURVE)

    def sign(self, header_and_body: str) -> str:
        """The whole message, the same for the same text."""
        made = self._key.sign(header_and_body.encode("latin-1"), ec.ECDSA(SHA256(), deterministic_signing=True))
        half = CURVE.key_size // 8
        signature = b"".join(part.to_bytes(half, "big") for part in decode_dss_signature(made))
        return header_and_body + deux_d_doc.US + deux_d_doc.encoded(signature)

    def pem(self) -> bytes:
        """Its certificate, as it would stand in a folder of trusted ones."""
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SPECIMEN"),
                x509.NameAttribute(NameOID.COMMON_NAME, self.certificate),
            ]
        )
        builder = x509.CertificateBuilder(name, name, self._key.public_key(), 1, VALID_FROM, VALID_UNTIL)
        return builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM)


def message(values: dict[str, str], signed: date, authority: Authority | None = None) -> str:
    """A signed electronic certificate of sale (type A8) of those blocks."""
    signer = authority or Authority()
    head = deux_d_doc.header("04", signer.name, signer.certificate, signed, deux_d_doc.CESSION)
    return signer.sign(head + deux_d_doc.body(values))


def modules(text: str) -> NDArray[np.bool_]:
    """The modules of the Data Matrix of a message, True where it is dark."""
    code = zxingcpp.create_barcode(text.encode("latin-1"), zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    return np.asarray(code.to_image(scale=1, add_quiet_zones=False)) < 128


def draw(pen: Pen, x: float, y: float, text: str, module: float = MODULE) -> float:
    """Draw the code with its top left corner there, '2D-DOC' below it. Returns its side in points."""
    dark = modules(text)
    for row, line in enumerate(dark):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], line.astype(np.int8), [0]))))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            pen.box(x + start * module, y + row * module, (end - start) * module, module, 0, fill=BLACK)
    side = len(dark) * module
    pen.text(x + side / 2, y + side + 9, "2D-DOC", "Sans-Bold", 8, anchor=0.5)
    return side
