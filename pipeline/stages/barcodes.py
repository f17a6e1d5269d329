"""2D-Docs of a page, found in its pixels."""

import cv2
import numpy as np
import zxingcpp

from pipeline.core.model import Barcode, BoundingBox
from pipeline.stages.ocr import Pixels
from pipeline.stages.seals import Trust

SMALL_PAGE = 2700
"""Pixels of the long side up to which a page without a code is looked at again twice as large: A4 below 230 dpi, where
a module of 0.4 mm has less than four pixels."""


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
