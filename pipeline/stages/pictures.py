"""Pages as a report shows them: kept small, cut to what matters."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.core.model import BoundingBox
from pipeline.stages.ocr import Pixels

KEPT_SIDE = 1754
"""Pixels of the long side of a page that is kept: A4 at 150 dpi, print of 2 mm is still legible."""
KEPT_QUALITY = 75
SHOWN_QUALITY = 70
"""JPEG quality of what a report embeds."""
SHEET_SIDE = 1000
"""Pixels of the long side of a whole page in a report."""
CUT_WIDTH, CUT_HEIGHT = 900, 760
"""Pixels that a cut has at most."""
LEAST_WIDTH = 0.36
"""Width that a cut has at least, as a share of the page, so that one sees where on the paper it stands."""
MOST_STRETCHED = 6.0
"""Width over height, in shares of the page, that a cut has at most: a longer strip would be too small to read."""
MARGIN = 0.014
"""Context around a box on each side, as a share of the page."""


@dataclass(frozen=True)
class Shown:
    """A picture ready to be embedded."""

    jpeg: bytes
    width: int
    """Pixels."""
    height: int


def as_jpeg(pixels: Pixels) -> bytes:
    """An upright page as it is kept until the report is written."""
    is_grey = pixels.ndim == 2 or bool((pixels == pixels[..., :1]).all())
    picture = pixels if pixels.ndim == 2 else pixels[..., 0] if is_grey else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return _encoded(_within(picture.astype(np.uint8), KEPT_SIDE, KEPT_SIDE), KEPT_QUALITY).jpeg


def sheet(jpeg: bytes) -> Shown:
    """The whole page, small."""
    return _encoded(_within(_decoded(jpeg), SHEET_SIDE, SHEET_SIDE), SHOWN_QUALITY)


def cut(jpeg: bytes, region: BoundingBox) -> Shown:
    """That part of the page."""
    page = _decoded(jpeg)
    high, wide = page.shape[:2]
    left, right = round(region.left * wide), max(round(region.right * wide), round(region.left * wide) + 1)
    top, bottom = round(region.top * high), max(round(region.bottom * high), round(region.top * high) + 1)
    return _encoded(_within(page[top:bottom, left:right], CUT_WIDTH, CUT_HEIGHT), SHOWN_QUALITY)


def region_around(box: BoundingBox) -> BoundingBox:
    """What to show of a page for a box on it: the box with its surroundings, inside the page.

    >>> region_around(BoundingBox(left=0.9, top=0.5, right=0.92, bottom=0.51)).right
    1.0
    """
    left, right = _stretched(box.left, box.right, LEAST_WIDTH)
    top, bottom = _stretched(box.top, box.bottom, (right - left) / MOST_STRETCHED)
    return BoundingBox(left=left, top=top, right=right, bottom=bottom)


def _stretched(low: float, high: float, least: float) -> tuple[float, float]:
    """An interval with its margins, of at least that length, inside 0 to 1."""
    low, high = min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)
    more = max(MARGIN, (least - (high - low)) / 2)
    low, high = low - more, high + more
    shift = max(0.0, -low) - max(0.0, high - 1.0)
    return max(0.0, low + shift), min(1.0, high + shift)


def _within(picture: Pixels, width: int, height: int) -> Pixels:
    scale = min(width / picture.shape[1], height / picture.shape[0])
    if scale >= 1:
        return picture
    size = max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _decoded(jpeg: bytes) -> Pixels:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise ValueError("not a JPEG")
    return picture.astype(np.uint8)


def _encoded(picture: Pixels, quality: int) -> Shown:
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    if not done:
        raise ValueError("this picture cannot be written as a JPEG")
    return Shown(data.tobytes(), picture.shape[1], picture.shape[0])
