"""The text layer of a PDF page, when it can be trusted to say what the page shows.

A scanner or a converter may lay a text of its own behind a picture, and nothing keeps that text from saying something
else than the picture. So a text layer is a claim: it is taken only from a page that is born digital, and only when all
of it is visible ink. One doubt and the pixels are read instead, which costs time and no more.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from pdfplumber.page import Page

from pipeline.core.model import BoundingBox, Word
from pipeline.stages.decode_shown import Displayed

MAX_PICTURE_SHARE = 0.25
"""Share of the page under pictures above which the page counts as scanned. Logos and a photograph stay below."""

MIN_TEXT_POINTS = 2.0
"""Height under which no letter is meant to be read. The finest print of the cerfas is 5 pt."""

MAX_HIDDEN_SHARE = 0.1
"""Words that do not show, per word that does, above which the layer is no text of this page. The 2013 cerfa 13754*02
has a second text, displaced, behind the one drawn: two for three."""

Glyph: TypeAlias = Mapping[str, Any]
"""A character or word as pdfplumber gives it; x0, top, x1, bottom in points of the turned media box."""

_SYMBOL_FONTS = ("dings", "symbol")

_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)

_SILENT_ANNOTATIONS = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
"""Annotations that add no ink beside the text layer and the form values. A typed-over note (FreeText) does."""


def is_born_digital(page: pypdfium2.PdfPage) -> bool:
    """Whether the page is made of visible text objects, without a scan, hidden text or typed-over notes."""
    width, height = page.get_size()
    covered = 0.0
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT]):
        if isinstance(thing, pypdfium2.PdfTextObj):
            if is_invisible(thing):
                return False
        else:
            matrix = placement(thing)
            covered += abs(matrix.a * matrix.d - matrix.b * matrix.c)
            if covered > MAX_PICTURE_SHARE * width * height:
                return False
    return all(kind in _SILENT_ANNOTATIONS for kind in annotation_kinds(page))


def annotation_kinds(page: pypdfium2.PdfPage) -> Iterator[int]:
    """Kind (FPDF_ANNOT_…) of each annotation of the page."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        yield pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)


def is_invisible(text: pypdfium2.PdfTextObj) -> bool:
    """Whether the text is drawn without ink, as the text that OCR lays behind a scan."""
    return pdfium.FPDFTextObj_GetTextRenderMode(text) in _INVISIBLE


def placement(picture: pypdfium2.PdfObject) -> pypdfium2.PdfMatrix:
    """Matrix from the unit square of a picture to the points of the page, the forms around it included."""
    matrix = picture.get_matrix()
    around = picture.container
    while around is not None:
        matrix = matrix.multiply(around.get_matrix())
        around = around.container
    return matrix


def trusted_words(page: pypdfium2.PdfPage, text: Page, displayed: Displayed) -> tuple[Word, ...]:
    """The words of a born-digital page in reading order; empty when one thing speaks against trusting them.

    Args:
        page: the page, opened by pdfium.
        text: the same page, opened by pdfplumber.
        displayed: the same page as it is shown.
    """
    letters = text.filter(lambda thing: thing["object_type"] == "char" and _is_letter(thing)).dedupe_chars()
    symbols = sum(map(_is_ruling, text.chars))
    if len(letters.chars) < (len(text.chars) - symbols) / 2 or _lie_over_each_other(letters.chars):
        return ()
    place = _frame(page, text)
    all_found = letters.extract_words(return_chars=True)
    shown = iter(displayed.shows([place(letter) for found in all_found for letter in found["chars"]]))
    words: list[Word] = []
    hidden = 0
    for found in all_found:
        box = place(found)
        is_shown = [next(shown) for _ in found["chars"]]
        is_tiny = found["bottom"] - found["top"] < MIN_TEXT_POINTS
        if not _is_readable(found["text"]):
            return ()
        if all(is_shown) and not is_tiny:
            words.append(Word(text=found["text"], confidence=1.0, box=box))
        elif is_tiny or displayed.is_plain(_middle(box)):
            hidden += 1
        else:  # something else stands there, or a part of the word
            return ()
    return () if hidden > MAX_HIDDEN_SHARE * len(words) else tuple(words)


def _is_letter(glyph: Glyph) -> bool:
    """Whether a glyph is upright writing, and no ruling."""
    a, b, c, d = glyph["matrix"][:4]
    return bool(a > 0 and d > 0 and abs(b) + abs(c) < 0.01 * (a + d)) and not _is_ruling(glyph)


def _is_ruling(glyph: Glyph) -> bool:
    """Whether a glyph is a tick box of the cerfas (Webdings) or a piece of the line that one writes on."""
    return glyph["text"] == "_" or any(name in glyph["fontname"].lower() for name in _SYMBOL_FONTS)


def _frame(page: pypdfium2.PdfPage, text: Page) -> Callable[[Glyph], BoundingBox]:
    """Turns places of pdfplumber into fractions of the page as displayed.

    pdfplumber 0.11 turns its places with the page but not its crop box: they are fractions of the turned media box,
    of which the crop box is a window.
    """
    media, crop = page.get_mediabox(), page.get_cropbox()
    wide, high = media[2] - media[0], media[3] - media[1]
    left, right = (crop[0] - media[0]) / wide, (crop[2] - media[0]) / wide
    top, bottom = (media[3] - crop[3]) / high, (media[3] - crop[1]) / high
    for _ in range(page.get_rotation() // 90):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    x0, y0, x1, y1 = text.bbox

    def place(found: Glyph) -> BoundingBox:
        return BoundingBox(
            left=((found["x0"] - x0) / (x1 - x0) - left) / (right - left),
            top=((found["top"] - y0) / (y1 - y0) - top) / (bottom - top),
            right=((found["x1"] - x0) / (x1 - x0) - left) / (right - left),
            bottom=((found["bottom"] - y0) / (y1 - y0) - top) / (bottom - top),
        )

    return place


def _is_readable(text: str) -> bool:
    """Whether the font says which letters its glyphs are: '(cid:12)' and private characters mean it does not."""
    return "(cid:" not in text and not any(unicodedata.category(letter) in ("Co", "Cn", "Cc") for letter in text)


def _middle(box: BoundingBox) -> BoundingBox:
    """Without the room above and below, where rulings stand."""
    inset = 0.15 * box.height
    return BoundingBox(left=box.left, top=box.top + inset, right=box.right, bottom=box.bottom - inset)


def _lie_over_each_other(glyphs: Sequence[Glyph]) -> bool:
    """Whether a letter or digit stands on another one: one of the two was meant to be covered.

    Other signs are left out: kerning pushes a comma or an apostrophe under the letter before it.
    """
    solid = [glyph for glyph in glyphs if glyph["text"].isalnum()]
    boxes = np.array([(glyph["x0"], glyph["top"], glyph["x1"], glyph["bottom"]) for glyph in solid]).reshape(-1, 4)
    boxes = boxes[np.argsort(boxes[:, 1], kind="stable")]
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    for index, box in enumerate(boxes):
        below = slice(index + 1, int(np.searchsorted(boxes[:, 1], box[3])))
        wide = np.minimum(boxes[below, 2], box[2]) - np.maximum(boxes[below, 0], box[0])
        high = np.minimum(boxes[below, 3], box[3]) - boxes[below, 1]
        shared = np.clip(wide, 0, None) * np.clip(high, 0, None)
        if (shared > 0.5 * np.minimum(areas[below], areas[index])).any():
            return True
    return False
