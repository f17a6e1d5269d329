"""What a file is: its first bytes say, never its name."""

from enum import StrEnum

BEGINNING = 1024 + 8
"""Bytes that `kind_of` looks at."""

_PDF_HEADER_WITHIN = 1024
"""Bytes: readers accept that much before '%PDF-' (ISO 32000-1, note 13 of annex H)."""

_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
"""ISO/IEC 23008-12: four letters at offset 8, after 'ftyp'."""


class FileKind(StrEnum):
    """Files that can hold papers, as their names usually end."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    TIFF = "tif"
    WEBP = "webp"
    HEIF = "heic"


_MAGIC = {
    b"\xff\xd8\xff": FileKind.JPEG,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
    b"II*\0": FileKind.TIFF,
    b"MM\0*": FileKind.TIFF,
    b"II+\0": FileKind.TIFF,
    b"MM\0+": FileKind.TIFF,
}


def kind_of(beginning: bytes) -> FileKind | None:
    """What a file is that begins so; None when it cannot hold papers.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"GIF89a")
    (<FileKind.PDF: 'pdf'>, None)
    """
    for magic, kind in _MAGIC.items():
        if beginning.startswith(magic):
            return kind
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return FileKind.WEBP
    if beginning[4:8] == b"ftyp" and beginning[8:12] in _HEIF_BRANDS:
        return FileKind.HEIF
    return FileKind.PDF if b"%PDF-" in beginning[:_PDF_HEADER_WITHIN] else None
