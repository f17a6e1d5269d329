"""What ingest hands on: one page as pixels, with what the file itself says about it."""

from dataclasses import dataclass

from pipeline.core.dossier import FileStatus
from pipeline.core.model import FormValue, Frozen, Source, Word
from pipeline.stages.ocr import Pixels

NO_PAGE = "Fichier sans aucune page : le numériser à nouveau."


class Limits(Frozen):
    """How much of a file is taken in; what goes beyond is `oversized`."""

    max_files: int = 1000
    """Files of one dossier."""
    max_bytes: int = 100 * 2**20
    """Bytes of one file."""
    max_pages: int = 200
    """Pages of one file."""
    max_pixels: int = 80_000_000
    """Pixels of one picture, alone or inside a PDF. A4 at 800 dpi has 62 million."""
    max_side: int = 20_000
    """Pixels of one side of a picture."""
    raster_dpi: float = 300.0
    """Resolution at which a PDF page is drawn when no picture inside it asks for more."""
    raster_max_dpi: float = 600.0
    raster_pixels: int = 40_000_000
    """Pixels of a page handed on; larger ones are made smaller. A4 at 600 dpi has 35 million."""
    page_timeout_s: float = 60.0
    """Processor time for one page to be decoded before its file is given up."""
    max_memory_bytes: int = 2 * 2**30
    """Address space of the process that decodes. A picture of `max_pixels` in any format needs less."""


@dataclass(frozen=True, eq=False)
class RawPage:
    """One page as it stands in its file: neither turned upright nor cleaned."""

    file: str
    """Path inside the dossier."""
    number: int
    """1-based page number in the file."""
    pixels: Pixels
    dpi: float | None = None
    """Pixels per inch of paper; None when the file does not say, or says something impossible."""
    words: tuple[Word, ...] = ()
    """Trusted text layer of a born-digital page, boxes in fractions of the page as displayed. Empty when there is
    none or it may lie: what stands there must then be read from the pixels."""
    source: Source = Source.OCR
    """TEXT when `words` is to be used, OCR when the pixels are to be read."""
    form: tuple[FormValue, ...] = ()
    """Widgets of the AcroForm whose value is the one displayed."""


class Unreadable(Exception):
    """A file, or the rest of it, cannot be read. Data: it becomes the `FileRecord`."""

    def __init__(self, status: FileStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def check_size(size: tuple[int, int], limits: Limits) -> None:
    """Refuse a picture by the size (width, height) in its header, before any of it is decoded.

    Raises:
        Unreadable: `oversized`.
    """
    width, height = size
    if width * height > limits.max_pixels or max(width, height) > limits.max_side:
        raise oversized(f"Image de {width} × {height} pixels", limits)


def oversized(what: str, limits: Limits) -> Unreadable:
    """The refusal of a picture, which `what` describes in French."""
    return Unreadable(
        FileStatus.OVERSIZED,
        f"{what}, au-delà de la limite de {limits.max_pixels // 10**6} millions de pixels et {limits.max_side} pixels "
        "de côté : la numériser à nouveau, à 300 points par pouce.",
    )
