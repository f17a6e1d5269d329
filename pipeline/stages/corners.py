"""Whether the corner of an old carte grise was cut off, decided on the look of the paper there.

The card is printed all over with fine waves, and its corner carries a small slanted text. Where it was cut off, the
lid of a scanner or a table shows: another colour, no text. Where neither picture is plain, nothing is said.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.stages.ocr import Pixels

CARD_SHARE = 0.6
"""Left part of the band that is surely card."""
CORNER_SHARE = 0.11
"""Right part of the band that lies inside the corner to cut off."""
PRINT_DEPTH = 40.0
"""How much darker than the paper print is at least, in L of CIE Lab (8 bits)."""
NO_PRINT, SOME_PRINT = 0.004, 0.02
"""Share of the corner that is print where it was cut off, at most; and where it is there, at least."""
SAME_PAPER, OTHER_GROUND = 7.0, 11.0
"""Distance in CIE Lab (8 bits) up to which both grounds are one paper, and from which they are not.
The shadow of a photograph makes 3 to 6 over a card, the lid of a scanner beside tinted paper 14 or more."""
CUT, THERE, UNSURE = 0.93, 0.05, 0.5
"""Confidence that the corner was cut off."""

Lab = NDArray[np.float32]


def cut_level(band: Pixels) -> float:
    """Confidence 0 to 1 that the corner was cut off; `UNSURE` when it cannot be told.

    Args:
        band: RGB strip of the card along its upper edge, its right end inside the corner to cut off.
    """
    lab = cv2.cvtColor(band, cv2.COLOR_RGB2LAB).astype(np.float32)
    wide = lab.shape[1]
    card, corner = lab[:, : round(CARD_SHARE * wide)], lab[:, wide - max(round(CORNER_SHARE * wide), 1) :]
    # Print must not count as ground: the upper half of the brightness is paper.
    apart = float(np.linalg.norm(_ground(card) - _ground(corner)))
    print_share = float((corner[..., 0] < _ground(corner)[0] - PRINT_DEPTH).mean())
    if apart >= OTHER_GROUND and print_share <= NO_PRINT:
        return CUT
    if apart <= SAME_PAPER and print_share >= SOME_PRINT:
        return THERE
    return UNSURE


def _ground(lab: Lab) -> Lab:
    """Colour of the paper: of the brighter half of the pixels."""
    bright = lab[lab[..., 0] >= np.median(lab[..., 0])]
    return np.asarray(np.median(bright, axis=0), np.float32)
