"""Bars of colour with light letters, made into dark letters on white: Tesseract does not read them otherwise.

Networks of inspection centres print the headings of a procès-verbal that way.
"""

import cv2
import numpy as np

from pipeline.stages.ocr import Pixels

SIDE = 1300
"""Pixels of the long side on which bars are looked for: 11 pixels a centimetre of A4."""
MIN_LENGTH = 40
"""Pixels there of the shortest dark run above and below the letters: longer than any stroke of type."""
LETTERS = 11
"""Pixels there of the tallest letters between two such runs."""
HEIGHTS = (9, 60)
"""Pixels there that a bar is high, at least and at most."""
DARK = 0.75
"""Share of the brightness of the paper below which a bar is."""
FILLED = 0.55
"""Share of a bar that is dark; two rules with paper between them are less."""
CONTRAST = 40
"""Grey levels by which letters are lighter than their bar."""
PAPER = 245


def without_bars(grey: Pixels, even: Pixels) -> Pixels:
    """Return the evenly lit page with its bars turned over.

    Args:
        grey: height x width, as scanned.
        even: the same evenly lit (`prepare.flatten`), which lightens the bars too and takes the letters out.
    """
    scale = SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = ((small < DARK * np.percentile(small, 80)) * 255).astype(np.uint8)
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, MIN_LENGTH), np.uint8))
    solid = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((LETTERS, 1), np.uint8))
    turned = even.copy()
    _, _, boxes, _ = cv2.connectedComponentsWithStats(solid.astype(np.uint8))
    for left, top, wide, high, _ in boxes[1:].tolist():
        if not HEIGHTS[0] <= high <= HEIGHTS[1] or (dark[top : top + high, left : left + wide] > 0).mean() < FILLED:
            continue
        y0, y1, x0, x1 = (round(side / scale) for side in (top, top + high, left, left + wide))
        bar = grey[y0:y1, x0:x1].astype(np.float32)
        ground, letters = float(np.median(bar)), float(np.percentile(bar, 99))
        if letters - ground >= CONTRAST:
            depth = (bar - ground) * (PAPER / (letters - ground))
            turned[y0:y1, x0:x1] = np.clip(PAPER - depth, 0, PAPER).astype(np.uint8)
    return turned
