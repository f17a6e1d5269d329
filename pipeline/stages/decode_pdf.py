"""PDF pages: pixels by pdfium, text layer by pdfplumber, form values by pypdf. Nothing in a PDF is ever run.

pdfium is the judge of what a PDF is: the two others only add to what it drew, and when one of them fails its part is
missing and the pixels are read instead.
"""

import io
import logging
import math
from collections.abc import Iterator

import numpy as np
import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
from pdfplumber.page import Page
from PIL import Image

from pipeline.core.dossier import FileStatus
from pipeline.core.errors import trace_of
from pipeline.core.model import Source, Word
from pipeline.stages.decode_form import Form, PageForm, has_no_page
from pipeline.stages.decode_picture import eight_bit
from pipeline.stages.decode_shown import POINTS_PER_INCH, Displayed, place
from pipeline.stages.decode_text import annotation_kinds, is_born_digital, is_invisible, placement, trusted_words
from pipeline.stages.ocr import Pixels
from pipeline.stages.pages import NO_PAGE, Limits, RawPage, Unreadable, check_size

_TAIL = 2048
"""Bytes at the end where '%%EOF' must stand: 1024 by the book (ISO 32000-1, annex H), and some for mail gateways."""

_FULL_PAGE = 0.01
"""Share of the page by which a picture may miss each edge and still be the whole page: scanners round to points."""

_THUMBNAIL = (48, 64)
_THUMBNAIL_DPI = 100
_SAME_PICTURE = 24
"""Grey levels by which the thumbnails of the page and of its only picture may differ at any place. Measured on 45
scanned pages of samples/dossiers: 8 at most; 35 with thumbnails of 96 by 128 drawn at 50 dpi, where thin lines beat
with the grid."""

_log = logging.getLogger(__name__)


def pdf_pages(file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
    """The pages of a PDF, each drawn when it is asked for.

    A page that cannot be drawn does not keep the others from being read; the file is then `damaged` at its end.

    Raises:
        Unreadable: `damaged`, `encrypted`, `empty` or `oversized`.
    """
    with _open(data) as pdf:
        # Forms first: pdfium draws the values only on pages loaded after this.
        pdf.init_forms()
        count = len(pdf)
        if count > limits.max_pages:
            raise Unreadable(
                FileStatus.OVERSIZED,
                f"PDF de {count} pages, au-delà de la limite de {limits.max_pages} : "
                "ne joindre que les pages du dossier.",
            )
        lost: list[int] = []
        layers = _Layers(file, data, pdf)
        for number in range(1, count + 1):
            try:
                page = _page(file, number, pdf, layers, limits)
            except pypdfium2.PdfiumError as error:
                _log.info("%r page %d cannot be drawn\n%s", file, number, trace_of(error))
                lost.append(number)
            else:
                yield page
    if lost:
        pages = ", ".join(str(number) for number in lost)
        raise Unreadable(FileStatus.DAMAGED, f"Page(s) {pages} endommagée(s) : numériser le document à nouveau.")
    if b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-_TAIL:]:
        raise Unreadable(
            FileStatus.DAMAGED, "PDF tronqué : la fin du fichier manque, des pages peuvent manquer. Le renvoyer."
        )


def _open(data: bytes) -> pypdfium2.PdfDocument:
    """The document, unlocked by an empty password if that is enough."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # pdfium 159 refuses a document without pages, and leaves the error code of an earlier one standing.
        if has_no_page(data):
            raise Unreadable(FileStatus.EMPTY, NO_PAGE) from error
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise Unreadable(
                FileStatus.ENCRYPTED, "PDF protégé par un mot de passe : fournir une copie sans protection."
            ) from error
        raise


class _Layers:
    """What pdfplumber and pypdf add to the pages of a document. Neither can keep a page from being read."""

    def __init__(self, file: str, data: bytes, pdf: pypdfium2.PdfDocument) -> None:
        self._file = file
        self._text: list[Page] = []
        self._form: Form | None = None
        count = len(pdf)
        # A reader that counts other pages would give one page the words of another.
        try:
            text = pdfplumber.open(io.BytesIO(data)).pages
            self._text = text if len(text) == count else []
        except Exception as error:  # pdfminer raises almost anything on damaged files that pdfium mends
            _log.info("%r: text layer cannot be opened\n%s", file, trace_of(error))
        if pdf.get_formtype() != pdfium.FORMTYPE_NONE:
            try:
                form = Form(data)
                self._form = form if form.page_count == count else None
            except Exception as error:  # so does pypdf
                _log.info("%r: form cannot be opened\n%s", file, trace_of(error))

    def form(self, number: int, page: pypdfium2.PdfPage, displayed: Displayed) -> PageForm:
        """Widgets of that page, which has some."""
        if self._form is None:
            return PageForm(is_complete=False)
        try:
            return self._form.page(number - 1, lambda rectangle: place(page, rectangle), displayed)
        except Exception as error:  # see above
            _log.info("%r page %d: form cannot be read\n%s", self._file, number, trace_of(error))
            return PageForm(is_complete=False)

    def words(self, number: int, page: pypdfium2.PdfPage, displayed: Displayed) -> tuple[Word, ...]:
        """Words of that page, which is born digital, that can be trusted."""
        if not self._text:
            return ()
        text = self._text[number - 1]
        try:
            return trusted_words(page, text, displayed)
        except Exception as error:  # see above
            _log.info("%r page %d: text layer cannot be read\n%s", self._file, number, trace_of(error))
            return ()
        finally:
            text.close()


def _page(file: str, number: int, pdf: pypdfium2.PdfDocument, layers: _Layers, limits: Limits) -> RawPage:
    page = pdf[number - 1]
    pixels, dpi = _raster(page, limits)
    has_widgets = pdfium.FPDF_ANNOT_WIDGET in annotation_kinds(page)
    is_text = is_born_digital(page)
    form = PageForm()
    words: tuple[Word, ...] = ()
    if has_widgets or is_text:
        displayed = Displayed(pdf, number, pixels, dpi)
        if has_widgets:
            form = layers.form(number, page, displayed)
        # The text layer does not hold what widgets display: with one of their values left out it would show a blank.
        if is_text and form.is_complete:
            words = layers.words(number, page, displayed)
    return RawPage(
        file=file,
        number=number,
        pixels=pixels,
        dpi=dpi,
        words=words,
        source=Source.TEXT if words else Source.OCR,
        form=form.values,
    )


def _raster(page: pypdfium2.PdfPage, limits: Limits) -> tuple[Pixels, float]:
    """The page as displayed, and its resolution in dpi.

    Raises:
        Unreadable: `oversized`, for a picture too large to be decoded.
    """
    things = list(page.get_objects())
    pictures = [thing for thing in things if isinstance(thing, pypdfium2.PdfImage)]
    for picture in pictures:
        check_size(picture.get_px_size(), limits)
    if len(pictures) == 1 and not any(map(_is_ink, things)) and not any(annotation_kinds(page)):
        scan = _full_page(page, pictures[0], limits)
        if scan is not None and scan.shape[0] * scan.shape[1] <= limits.raster_pixels:
            return scan, scan.shape[1] / page.get_width() * POINTS_PER_INCH
    return _drawn(page, max([limits.raster_dpi, *map(_resolution, pictures)]), limits)


def _is_ink(thing: pypdfium2.PdfObject) -> bool:
    """Whether a page object is drawn beside the pictures."""
    if isinstance(thing, pypdfium2.PdfTextObj):
        return not is_invisible(thing)
    return thing.type in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING)


def _full_page(page: pypdfium2.PdfPage, picture: pypdfium2.PdfImage, limits: Limits) -> Pixels | None:
    """The picture in its own pixels, which drawing would blur; None when it is not the page as displayed."""
    matrix = placement(picture)
    quarters = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90)
    if matrix.a * matrix.d - matrix.b * matrix.c <= 0:
        return None
    box = place(page, matrix.on_rect(0, 0, 1, 1))
    if max(abs(box.left), abs(box.top), abs(1 - box.right), abs(1 - box.bottom)) > _FULL_PAGE:
        return None
    pixels = np.rot90(eight_bit(picture.get_bitmap().to_pil()), quarters - page.get_rotation() // 90)
    # Masks, inverted colours and clipping change what is seen: only what looks like the page is the page.
    shown, _ = _drawn(page, _THUMBNAIL_DPI, limits)
    return np.ascontiguousarray(pixels) if _look_alike(pixels, shown) else None


def _look_alike(one: Pixels, other: Pixels) -> bool:
    grey = [
        np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).convert("L").resize(_THUMBNAIL, Image.Resampling.BOX))
        for pixels in (one, other)
    ]
    return int(np.abs(grey[0].astype(int) - grey[1].astype(int)).max()) <= _SAME_PICTURE


def _resolution(picture: pypdfium2.PdfImage) -> float:
    """Pixels per inch of paper, the finer of its two directions; 0 for a picture of no size."""
    matrix = placement(picture)
    sides = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
    return max(
        (
            pixels / side * POINTS_PER_INCH
            for pixels, side in zip(picture.get_px_size(), sides, strict=True)
            if side > 1
        ),
        default=0.0,
    )


def _drawn(page: pypdfium2.PdfPage, dpi: float, limits: Limits) -> tuple[Pixels, float]:
    """The page drawn by pdfium, with its form values and annotations, within the limits on pixels; and its dpi."""
    width, height = page.get_size()
    dpi = min(
        dpi,
        limits.raster_max_dpi,
        math.sqrt(limits.raster_pixels / (width * height)) * POINTS_PER_INCH,
        limits.max_side / max(width, height) * POINTS_PER_INCH,
    )
    pixels = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True).to_numpy()
    return np.array(pixels), dpi
