"""Real and odd files, spoiled by chance: what a seed draws once it draws again."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from tests import hostile_files
from tests.files import a_pdf, a_picture, a_scan, encoded, scanned, typed

ROOT = Path(__file__).parents[2]

TOML = b'date_demande = 2026-03-16\noperation = "cession"\nnature = "don"\nprocuration = true\nnotes = "\xc3\xa9"\n'
NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"2147483647", b"4294967296", b"1e38", b"99999999999999999999")
TOKENS = (
    b"<<",
    b">>",
    b"[",
    b"]",
    b"null",
    b"/Kids",
    b"/Parent",
    b"/Length",
    b"stream",
    b"endobj",
    b"\xff\xda",
    b"%%EOF",
)
"""Words of PDF and JPEG that begin and end things."""


def small() -> Sequence[bytes]:
    """A file of each kind, a few kilobytes each."""
    form = hostile_files.one_page(
        b"/Annots [5 0 R]",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (AB-123-CD) /Rect [100 600 300 620] >>",
        catalogue=b"/AcroForm << /Fields [5 0 R] >>",
    )
    pictures = [
        encoded(a_picture(mode=mode), kind) for kind, mode in (("PNG", "RGBA"), ("JPEG", "RGB"), ("WEBP", "RGB"))
    ]
    tiff = encoded(a_picture(), "TIFF", save_all=True, append_images=[a_picture(90)], compression="tiff_lzw")
    progressive = encoded(a_picture(), "JPEG", progressive=True)
    heic = (ROOT / "tests/stages/data/turned.heic").read_bytes()
    typed_pdf = a_pdf(typed("AB-123-CD"), typed("deux"), pageCompression=0)
    scan = a_pdf(scanned(a_scan(80, 110), "texte"))
    odd = [data for data in {**hostile_files.lies(), **hostile_files.loops()}.values() if len(data) < 5000]
    return [form, typed_pdf, scan, tiff, progressive, heic, hostile_files.wanting_to_run("x", "y"), *pictures, *odd]


def real() -> Sequence[bytes]:
    """The papers of the shipped samples, one of each kind of file and size."""
    kinds = {
        file.suffix: file for file in sorted((ROOT / "samples/dossiers").glob("*/*"), key=lambda f: -f.stat().st_size)
    }
    return [file.read_bytes() for suffix, file in kinds.items() if suffix not in (".json", ".toml")]


def mutated(data: bytes, other: bytes, chance: Random) -> bytes:
    """The file after one to four accidents; `other` gives parts to it."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_ACCIDENTS)(data, other, chance)
    return data


def _span(data: bytes, chance: Random) -> slice:
    start = chance.randrange(len(data) + 1)
    return slice(start, start + chance.choice((1, 4, 40, 400, 4000)))


def _flipped(data: bytes, other: bytes, chance: Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(min(len(data), chance.randint(1, 16))):
        spoiled[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(spoiled)


def _cut_short(data: bytes, other: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _spliced(data: bytes, other: bytes, chance: Random) -> bytes:
    here, there = _span(data, chance), _span(other, chance)
    return data[: here.start] + other[there] + data[here.stop :]


def _repeated(data: bytes, other: bytes, chance: Random) -> bytes:
    part = _span(data, chance)
    return data[: part.start] + data[part] * chance.choice((0, 2, 50)) + data[part.stop :]


def _token(data: bytes, other: bytes, chance: Random) -> bytes:
    at = _span(data, chance)
    return data[: at.start] + chance.choice(TOKENS) + data[at.start :]


def _replaced(pattern: bytes) -> Callable[[bytes, bytes, Random], bytes]:
    def replace(data: bytes, other: bytes, chance: Random) -> bytes:
        found = list(re.finditer(pattern, data))
        if not found:
            return data
        place = chance.choice(found)
        new = chance.choice(found)[0] if pattern == _REFERENCE else chance.choice(NUMBERS)
        return data[: place.start()] + new + data[place.end() :]

    return replace


_REFERENCE = rb"\b\d{1,5} 0 R\b"
_ACCIDENTS = (_flipped, _cut_short, _spliced, _repeated, _token, _replaced(rb"-?\b\d{1,10}\b"), _replaced(_REFERENCE))
