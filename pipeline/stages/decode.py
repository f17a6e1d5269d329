"""The bytes of one file to its pages."""

import logging
from collections.abc import Iterator

from pipeline.core.dossier import FileStatus
from pipeline.core.errors import trace_of
from pipeline.stages.decode_pdf import pdf_pages
from pipeline.stages.decode_picture import heif_pages, picture_pages
from pipeline.stages.kinds import BEGINNING, FileKind, kind_of
from pipeline.stages.pages import Limits, RawPage, Unreadable

_FOREIGN = {
    b"PK\x03\x04": "un document Word, Excel ou une archive ZIP",
    b"\xd0\xcf\x11\xe0": "un ancien document Word ou Excel",
    b"{\\rtf": "un document RTF",
    b"GIF8": "une image GIF",
    b"Rar!": "une archive RAR",
    b"7z\xbc\xaf": "une archive 7z",
}

_ADVICE = "joindre un PDF ou une image (JPEG, PNG, TIFF, HEIC)."

_log = logging.getLogger(__name__)


def decode(file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
    """The pages of a file, one by one: each is decoded when it is asked for.

    Args:
        file: name to give to the pages.
        data: the whole file.
        limits: what is taken in.

    Raises:
        Unreadable: the file, or what is left of it, cannot be read; the pages given before it stand.
    """
    if not data:
        raise Unreadable(FileStatus.EMPTY, "Fichier vide (0 octet) : le numériser ou l'envoyer à nouveau.")
    try:
        match kind_of(data[:BEGINNING]):
            case FileKind.PDF:
                yield from pdf_pages(file, data, limits)
            case FileKind.HEIF:
                yield from heif_pages(file, data, limits)
            case None:
                raise Unreadable(FileStatus.UNSUPPORTED, _what_it_is(file, data))
            case _:
                yield from picture_pages(file, data, limits)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable(FileStatus.OVERSIZED, "Contenu trop volumineux pour être ouvert.") from error
    except Exception as error:  # the libraries raise almost anything on hostile bytes; here it can be no bug of a rule
        _log.info("%r cannot be decoded\n%s", file, trace_of(error))
        raise Unreadable(
            FileStatus.DAMAGED, "Fichier endommagé ou incomplet : le numériser ou l'envoyer à nouveau."
        ) from error


def _what_it_is(file: str, data: bytes) -> str:
    kind = next((name for magic, name in _FOREIGN.items() if data.startswith(magic)), None)
    if kind:
        return f"C'est {kind} : {_ADVICE}"
    if file.lower().endswith(".pdf"):
        return f"Ce fichier porte l'extension .pdf mais n'est pas un PDF : {_ADVICE}"
    return f"Type de fichier non reconnu : {_ADVICE}"
