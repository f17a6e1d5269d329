"""What is wrong with the picture of a page, whatever paper it shows: told to the person who can scan it again.

Nothing is decided here: a value that is read surely from a poor picture is as good as another.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Defect
from pipeline.stages.ocr import Pixels

LINES_MEASURED = 24
"""Lines of text that sharpness and contrast are measured on, the longest ones."""
DARK = 105
"""Brightness of the paper (0 to 255) below which a picture is too dark."""
FAINT = 48
"""Contrast between paper and ink (0 to 255), over most lines of the page, below which print is too pale."""
BLUR = 0.8
"""Steepest edges of print, in shares of the paper's brightness per mm, below which letters run into each other: a clean
scan of 300 dpi has 4.6, a telephone 2, a scan of 200 dpi blurred by a Gaussian of 2 pixels 0.75."""
LONG_SIDE_MM = 297.0
"""Of the sheet: A4 is taken for granted. A smaller paper is told sharper than it is, never less sharp."""
SMALL = 22.0
"""Height in pixels of a line as the finder frames it, half of the page's lines being smaller: below 100 dpi."""
INK = 0.0004
"""Share of the page that is dark when there is anything on it: 2 cm of handwriting on A4 is more."""
AT_EDGE = 0.004
"""Distance of a line's end from the edge of the picture, as a share of its width, at which the line is cut."""
CUT_LINES = 3
SKIN_CR, SKIN_CB = (138, 182), (77, 125)
"""Colour of a finger in the YCrCb plane (8 bits): Chai and Ngan, 1999."""
REDDER, DARKER = 9, 0.8
"""A finger is by so much redder (Cr) than the paper it lies on, which may be tinted, and has so much of its light."""
FINGER = (0.003, 0.25)
"""Share of the page that a finger covers, from and to."""

Quad = NDArray[np.float32]


def find_defects(rgb: Pixels, lines: Sequence[Quad]) -> tuple[Defect, ...]:
    """What makes this page hard to read, worst first; nothing for a good picture.

    Args:
        rgb: height x width x 3, the sheet cut out.
        lines: text lines found on it, quads of 4 points in pixels.
    """
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    if _is_blank(grey, lines):
        return (Defect.BLANK,)
    crops = _longest(grey, lines)
    paper = max(float(np.percentile(grey, 80)), 1.0)
    steepness = _median([_steepness(crop) for crop in crops]) / paper * max(grey.shape) / LONG_SIDE_MM
    is_faint = bool(crops) and _median([_contrast(crop) for crop in crops]) < FAINT * min(paper / DARK, 1.0)
    found = (
        (Defect.COVERED, _has_finger(rgb)),
        (Defect.CUT, _is_cut(lines, rgb.shape[1], rgb.shape[0])),
        (Defect.DARK, paper < DARK),
        (Defect.SMALL, bool(lines) and float(np.median([_height(line) for line in lines])) < SMALL),
        (Defect.BLURRED, bool(crops) and not is_faint and steepness < BLUR),
        (Defect.FAINT, is_faint),
    )
    return tuple(defect for defect, is_so in found if is_so)


def _is_blank(grey: Pixels, lines: Sequence[Quad]) -> bool:
    if lines:
        return False
    # The rim is left out: the shadow of the sheet's edge is no ink.
    high, wide = grey.shape
    inside = grey[high // 30 : high - high // 30, wide // 30 : wide - wide // 30]
    small = cv2.GaussianBlur(inside, (0, 0), 1.5).astype(np.float32)
    paper = cv2.GaussianBlur(small, (0, 0), max(high, wide) / 60)
    return bool((paper - small > 18).mean() < INK)


def _longest(grey: Pixels, lines: Sequence[Quad]) -> list[Pixels]:
    """The longest lines, upright boxes around them."""
    crops = []
    for quad in sorted(lines, key=lambda quad: -max(sides(quad)))[:LINES_MEASURED]:
        low, high = np.floor(quad.min(axis=0)).astype(int), np.ceil(quad.max(axis=0)).astype(int)
        crop = grey[max(low[1], 0) : high[1], max(low[0], 0) : high[0]]
        if min(crop.shape) >= 6:
            crops.append(crop)
    return crops


def _steepness(crop: Pixels) -> float:
    """The steepest edges of a line, in grey levels per pixel."""
    work = crop.astype(np.float32)
    slopes = np.maximum(np.abs(cv2.Sobel(work, cv2.CV_32F, 1, 0)), np.abs(cv2.Sobel(work, cv2.CV_32F, 0, 1))) / 8
    return float(np.percentile(slopes, 98))


def _contrast(crop: Pixels) -> float:
    dark, light = np.percentile(crop, (4, 85))
    return float(light - dark)


def _is_cut(lines: Sequence[Quad], wide: int, high: int) -> bool:
    """Several lines end at the same edge of the picture, along which they run out of it."""
    near = AT_EDGE * wide
    lying = [quad for quad in lines if np.ptp(quad[:, 0]) >= np.ptp(quad[:, 1])]
    standing = [quad for quad in lines if np.ptp(quad[:, 0]) < np.ptp(quad[:, 1])]
    ends = (
        [quad[:, 0].min() for quad in lying],
        [wide - quad[:, 0].max() for quad in lying],
        [quad[:, 1].min() for quad in standing],
        [high - quad[:, 1].max() for quad in standing],
    )
    return any(sum(end <= near for end in side) >= CUT_LINES for side in ends)


def _has_finger(rgb: Pixels) -> bool:
    """A smooth spot of the colour of skin that reaches in from the edge."""
    small = cv2.resize(rgb, (300, round(300 * rgb.shape[0] / rgb.shape[1])), interpolation=cv2.INTER_AREA)
    colour = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 2), cv2.COLOR_RGB2YCrCb).astype(np.int32)
    light, cr, cb = colour[..., 0], colour[..., 1], colour[..., 2]
    skin = (cr >= max(SKIN_CR[0], float(np.median(cr)) + REDDER)) & (cr <= SKIN_CR[1])
    skin &= (cb >= SKIN_CB[0]) & (cb <= SKIN_CB[1]) & (light <= DARKER * float(np.median(light)))
    mask = cv2.morphologyEx(skin.astype(np.uint8), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    rim = set(np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))) - {0}
    return any(FINGER[0] <= stats[i, cv2.CC_STAT_AREA] / mask.size <= FINGER[1] for i in range(1, count) if i in rim)


def sides(quad: Quad) -> tuple[float, float]:
    """Length of its first side and of its last one, in pixels."""
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))


def _height(quad: Quad) -> float:
    return min(sides(quad))


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else 0.0
