r"""2D-Doc, the signed Data Matrix of the State (versions 02 to 04), and its message A8, the certificate of sale.

A header of fixed places, then blocks of an identifier of two characters and a value. A value of variable length ends
with GS unless it is as long as can be or the last one; one that was cut short ends with RS. After US stands the
signature in Base32, over everything before US.

A message is handled as a text of one character per byte (ISO 8859-1): the signature covers the bytes as printed.
Codes split over several matrices (envelope 'E…') are not read.

Source: ANTS, Spécifications techniques des codes à barres 2D-Doc 3.2.6, sections 3, 4 and 7; documents.md 7.

>>> code = parse("DC04FR000001125E125BA801FRA183CSG75\x1dCB0000123456\x1fME======")
>>> code.authority, code.certificate, code.signed, code.kind
('FR00', '0001', datetime.date(2012, 11, 12), 'A8')
>>> code.values
(Value(identifier='A1', text='83CSG75', is_cut=False), Value(identifier='CB', text='0000123456', is_cut=False))
>>> parse("2026-11-02")
Traceback (most recent call last):
    ...
pipeline.core.errors.InvalidCharacter: not a 2D-Doc of version 02 to 04
"""

import base64
import binascii
import re
from datetime import date, timedelta
from typing import NamedTuple

from pipeline.core.errors import InvalidCharacter, InvalidComponent, InvalidLength

GS, RS, US = "\x1d", "\x1e", "\x1f"
EPOCH = date(2000, 1, 1)
NO_DATE = "FFFF"
TEST_AUTHORITIES = frozenset({"FR00"})
"""Their private keys are printed in the specification: anyone can sign with them."""
CESSION = "A8"
ANTS = "01"
"""Perimeter in which A8 is the certificate of sale; the only one there was before version 03."""

_HEADER = re.compile(
    r"DC(?P<version>0[2-4])(?P<authority>[A-Z0-9]{4})(?P<certificate>[A-Z0-9]{4})"
    r"(?P<issued>[0-9A-F]{4})(?P<signed>[0-9A-F]{4})(?P<kind>[A-Z0-9]{2})"
)
_PERIMETER = re.compile(r"[A-Z0-9]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")

_SIZES = {
    "A1": (0, 17), "A4": (17, 17), "AA": (8, 8), "AN": (8, 8), "C0": (1, 1), "C1": (0, 38), "C2": (0, 20),
    "C3": (12, 12), "C4": (8, 8), "C5": (1, 1), "C6": (0, 38), "C7": (0, 20), "C8": (0, 38), "C9": (5, 5),
    "CA": (0, 45), "CB": (10, 10), "CC": (12, 12),
}  # fmt: skip
"""Identifier of a block of A8 to its least and greatest length."""


class Value(NamedTuple):
    """One block of a message."""

    identifier: str
    """e.g. 'A1'."""
    text: str
    is_cut: bool
    """The value was longer than its place."""


class DeuxDDoc(NamedTuple):
    """What a code says, whoever signed it."""

    version: str
    authority: str
    """Who certified the signer, e.g. 'FR03'."""
    certificate: str
    """Which certificate of that authority, e.g. '0001'."""
    issued: date | None
    signed: date | None
    kind: str
    """Type of the document, e.g. 'A8'; it means something within its perimeter only."""
    perimeter: str
    """'01' = ANTS."""
    country: str
    """Empty before version 04."""
    values: tuple[Value, ...]
    """Blocks of the certificate of sale; empty for other documents."""
    covered: bytes
    """What the signature is over."""
    signature: bytes
    """R and S one after the other."""

    @property
    def is_cession(self) -> bool:
        """Whether it is an electronic certificate of sale."""
        return (self.kind, self.perimeter) == (CESSION, ANTS)

    def value(self, identifier: str) -> Value | None:
        """The block of that identifier; None when there is none."""
        return next((value for value in self.values if value.identifier == identifier), None)


def parse(message: str) -> DeuxDDoc:
    """Header, blocks and signature of a message.

    Raises:
        InvalidCharacter: not a 2D-Doc, or a sign where none can stand.
        InvalidLength: a value shorter than its place.
        InvalidComponent: an unknown block, the same block twice, or no signature.
    """
    head = _HEADER.match(message)
    if not head:
        raise InvalidCharacter("not a 2D-Doc of version 02 to 04")
    version, at = head["version"], head.end()
    perimeter, country = ANTS, ""
    if version >= "03":
        perimeter, at = _next(_PERIMETER, message, at), at + 2
    if version >= "04":
        country, at = _next(_COUNTRY, message, at), at + 2
    body, mark, rest = message[at:].partition(US)
    if not mark:
        raise InvalidComponent("the 2D-Doc has no signature")
    is_cession = (head["kind"], perimeter) == (CESSION, ANTS)
    return DeuxDDoc(
        version=version,
        authority=head["authority"],
        certificate=head["certificate"],
        issued=_day(head["issued"]),
        signed=_day(head["signed"]),
        kind=head["kind"],
        perimeter=perimeter,
        country=country,
        values=_values(body) if is_cession else (),
        covered=(message[:at] + body).encode("latin-1"),
        # In version 04 an annex that is not signed may follow.
        signature=_base32(rest.partition(GS)[0]),
    )


def header(
    version: str, authority: str, certificate: str, signed: date, kind: str, perimeter: str = ANTS, country: str = "FR"
) -> str:
    """The header of a message issued and signed that day."""
    day = f"{(signed - EPOCH).days:04X}"
    extra = (perimeter if version >= "03" else "") + (country if version >= "04" else "")
    return f"DC{version}{authority}{certificate}{day}{day}{kind}{extra}"


def body(values: dict[str, str]) -> str:
    """Blocks of a certificate of sale, separators where they are needed; what is too long is cut and says so."""
    blocks = []
    for identifier, text in values.items():
        least, most = _SIZES[identifier]
        end = RS if len(text) > most else GS if len(text) < most and least < most else ""
        blocks.append(identifier + text[:most].ljust(least) + end)
    return "".join(blocks).removesuffix(GS)


def encoded(signature: bytes) -> str:
    """A signature as it is written behind US."""
    return base64.b32encode(signature).decode().rstrip("=")


def _next(pattern: re.Pattern[str], message: str, at: int) -> str:
    found = pattern.match(message, at)
    if not found:
        raise InvalidCharacter(f"unexpected sign in the header of the 2D-Doc at {at + 1}")
    return found[0]


def _day(text: str) -> date | None:
    return None if text == NO_DATE else EPOCH + timedelta(days=int(text, 16))


def _values(blocks: str) -> tuple[Value, ...]:
    values: dict[str, Value] = {}
    at = 0
    while at < len(blocks):
        identifier = blocks[at : at + 2]
        if identifier not in _SIZES or identifier in values:
            raise InvalidComponent(f"block {identifier!r} is unknown or stands there twice")
        least, most = _SIZES[identifier]
        text = re.split(f"[{GS}{RS}]", blocks[at + 2 : at + 2 + most])[0]
        if len(text) < least:
            raise InvalidLength(f"block {identifier} has {least} characters, read {len(text)}")
        at += 2 + len(text)
        end = blocks[at : at + 1]
        at += end in (GS, RS) and bool(end)
        values[identifier] = Value(identifier, _decoded(text).strip(), is_cut=end == RS)
    return tuple(values.values())


def _decoded(text: str) -> str:
    """Letters with accents, which issuers write in UTF-8."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text


def _base32(text: str) -> bytes:
    written = text.rstrip("=")
    try:
        signature = base64.b32decode(written + "=" * (-len(written) % 8))
    except binascii.Error as error:
        raise InvalidCharacter(f"the signature of the 2D-Doc is no Base32: {error}") from error
    if not signature:
        raise InvalidComponent("the 2D-Doc has no signature")
    return signature
