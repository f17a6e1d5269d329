"""What a PDF page shows of the text and the form values in it.

Text may be white, invisible, clipped, covered, on a layer turned off, or drawn over by strokes that are no text. None
of these is looked for. The text is drawn once more by itself, in plain black, and each letter must look on the page as
it does there; what was meant to be unseen does not.

What this cannot see: a font whose glyphs are other letters than it says, a stroke added to a letter, and a soft mask
that cuts into one.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.core.model import BoundingBox
from pipeline.stages.ocr import Pixels

POINTS_PER_INCH = 72

MIN_CONTRAST = 40
"""Grey levels between print and paper; pale grey print has 80 and more."""

_MIN_LIKENESS = 0.7
"""Correlation of a letter on the page with the letter by itself. In the official cerfas none has less than 0.81, where
rulings touch it, and all but one in a hundred have 0.97; letters made bold by a stroke around them have 0.78."""

_MAX_ERASED = 0.12
"""Share of the ink of a letter that may be missing on the page. In the official cerfas nothing is, but for one 'r' that
misses 0.10 below the frame of a widget; an 8 misses 0.19 when it is made a 3, an O 0.16 when it is made a C."""

_DPI = 150
"""Pixels that are compared: the others would say the same, and cost four times the time."""

_OUT_OF_SIGHT = 1000
"""By how much clips are enlarged."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in PDF points, origin bottom left."""


class Displayed:
    """A page as displayed, and what it would be with its text alone, or without its annotations."""

    def __init__(self, pdf: pypdfium2.PdfDocument, number: int, pixels: Pixels, dpi: float) -> None:
        """Make the annotations of the page a part of it. Who asks for them as such must have done so before.

        Args:
            pdf: the document.
            number: of the page, 1-based.
            pixels: the page as pdfium draws it, RGB.
            dpi: the resolution it was drawn at.
        """
        page = pdf[number - 1]
        self._own = pdfium.FPDFPage_CountObjects(page)
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        self._pdf = pdf
        self._index = number - 1
        self._pixels = pixels
        self._dpi = dpi
        self._step = max(1, round(dpi / _DPI))

    def shows(self, letters: Sequence[BoundingBox]) -> NDArray[np.bool_]:
        """Whether the page shows the letter of its text in each box."""
        return self._look_alike(letters, self._text_alone(self._pdf[self._index]))

    def _look_alike(self, letters: Sequence[BoundingBox], alone: Pixels) -> NDArray[np.bool_]:
        """Whether each letter is on the page what it is in the drawing of text alone."""
        shown = self._pixels[:: self._step, :: self._step]
        high, wide = alone.shape
        of_letter = np.zeros(alone.shape, np.int32)
        corners = np.array([(box.top, box.left, box.bottom, box.right) for box in letters]).reshape(-1, 4)
        corners = np.clip(corners * (high, wide, high, wide) + (0, 0, 1, 1), 0, max(high, wide)).astype(int)
        for rank, (top, left, bottom, right) in enumerate(corners.tolist(), start=1):
            of_letter[top:bottom, left:right] = rank
        # A letter is its ink with the paper next to it: rulings and frames stand further away.
        near = cv2.dilate(alone, np.ones((3, 3), np.uint8)) > 0
        around = np.divmod(np.flatnonzero(near & (of_letter > 0)), wide)
        whose = of_letter[around]
        ink = alone[around] / 255.0
        grey = shown[around] @ np.array([0.299, 0.587, 0.114])

        def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.bincount(whose, values, len(letters) + 1)[1:] / count

        count = np.maximum(np.bincount(whose, minlength=len(letters) + 1)[1:], 1)
        both = mean(ink * grey) - mean(ink) * mean(grey)
        spread_ink = np.maximum(mean(ink**2) - mean(ink) ** 2, 1e-6)
        spread_grey = np.maximum(mean(grey**2) - mean(grey) ** 2, 1e-6)
        slope = both / spread_ink
        # Where the letter is, the page must have its colour and not that of the paper.
        between = (mean(grey) + slope * (0.5 - mean(ink)))[whose - 1]
        is_erased = (ink > 0.75) & ((grey - between) * slope[whose - 1] < 0)
        return np.asarray(
            (np.abs(slope) >= MIN_CONTRAST)
            & (np.abs(both) / np.sqrt(spread_ink * spread_grey) >= _MIN_LIKENESS)
            & (mean(is_erased) <= _MAX_ERASED * mean(ink))
        )

    def is_plain(self, box: BoundingBox) -> bool:
        """Whether the box shows nothing at all."""
        part = self._pixels[_part(self._pixels.shape, box)]
        return part.size == 0 or bool(np.ptp(part, axis=(0, 1)).max() < MIN_CONTRAST)

    def is_drawn_in(self, box: BoundingBox) -> bool:
        """Whether the drawing of a form value shows in the box."""
        shown, bare = (pixels[_part(pixels.shape, box)].astype(int) for pixels in (self._pixels, self._bare))
        return shown.size > 0 and bool(np.abs(shown - bare).max() >= MIN_CONTRAST)

    @cached_property
    def typed(self) -> tuple[tuple[str, BoundingBox], ...]:
        """The letters that form values and notes add, in reading order, each with its box; NUL for one not shown."""
        page = self._pdf[self._index]
        for thing in _things(page, 0, self._own):
            pdfium.FPDFPageObj_SetIsActive(thing, False)
        text = page.get_textpage()
        letters: list[tuple[str, BoundingBox]] = []
        for index in range(text.count_chars()):
            letter = chr(pdfium.FPDFText_GetUnicode(text, index))
            if not letter.isspace():
                letters.append((letter, place(page, text.get_charbox(index, loose=True))))
        if not letters:
            return ()
        shown = self._look_alike([box for _, box in letters], self._text_alone(page))
        return tuple((one if is_shown else "\0", box) for (one, box), is_shown in zip(letters, shown, strict=True))

    @cached_property
    def _bare(self) -> Pixels:
        """The page without its annotations."""
        page = self._pdf[self._index]
        for thing in _things(page, self._own, pdfium.FPDFPage_CountObjects(page)):
            pdfium.FPDFPageObj_SetIsActive(thing, False)
        return self._drawn(page)

    def _text_alone(self, page: pypdfium2.PdfPage) -> Pixels:
        """Where the text of the page is, which is put in order for that; the pixels compared: ink 255, paper 0."""
        for thing in page.get_objects():
            if isinstance(thing, pypdfium2.PdfTextObj):
                pdfium.FPDFPageObj_SetFillColor(thing, 0, 0, 0, 255)
                pdfium.FPDFTextObj_SetTextRenderMode(thing, pdfium.FPDF_TEXTRENDERMODE_FILL)
                pdfium.FPDFPageObj_SetBlendMode(thing, b"Normal")
            elif thing.type != pdfium.FPDF_PAGEOBJ_FORM:
                pdfium.FPDFPageObj_SetIsActive(thing, False)
                continue
            # A clip that holds the middle of a text now holds all of it: what it cut off is missed on the page.
            left, bottom, right, top = thing.get_bounds()
            k, x, y = _OUT_OF_SIGHT, (left + right) / 2, (bottom + top) / 2
            pdfium.FPDFPageObj_TransformClipPath(thing, k, 0, 0, k, x - k * x, y - k * y)
        return 255 - self._drawn(page)[:: self._step, :: self._step, 0]

    def _drawn(self, page: pypdfium2.PdfPage) -> Pixels:
        """As the page was: in grey, or at another size, pdfium would set the letters elsewhere by half a pixel."""
        drawn = page.render(scale=self._dpi / POINTS_PER_INCH, rev_byteorder=True, may_draw_forms=False)
        pixels: Pixels = drawn.to_numpy()  # a view: it keeps the bitmap
        return pixels


def _things(page: pypdfium2.PdfPage, first: int, end: int) -> Iterator[pdfium.FPDF_PAGEOBJECT]:
    return (pdfium.FPDFPage_GetObject(page, index) for index in range(first, end))


def _part(shape: tuple[int, ...], box: BoundingBox) -> tuple[slice, slice]:
    """Rows and columns of a box, those at its edges included."""
    high, wide = shape[:2]
    return (
        slice(max(0, int(box.top * high)), max(0, int(box.bottom * high) + 1)),
        slice(max(0, int(box.left * wide)), max(0, int(box.right * wide) + 1)),
    )


def place(page: pypdfium2.PdfPage, rectangle: Rectangle) -> BoundingBox:
    """PDF points to fractions of the page as displayed: pdfium knows its crop box and rotation."""
    grid = 1_000_000
    corners = []
    for x, y in (rectangle[:2], rectangle[2:]):
        across, down = pdfium.c_int(), pdfium.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, grid, grid, 0, x, y, across, down)
        corners.append((across.value / grid, down.value / grid))
    return BoundingBox.of_points(corners)
