"""Pen strokes that pass through a row of text, as the one that strikes a card through does.

A crossed row is read twice, as it is and with the strokes painted over: what each picture hides, the other shows, and
both must say the same.
"""

import itertools
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.stages.marks import Mask, parts_of

BORDER = 2
"""Pixels from the edge of the row at which a stroke is looked for."""
DRAWN = 0.93
"""Share of the way from edge to edge that lies on ink where a stroke is drawn."""
LEAN = 0.5
"""Height that a stroke climbs at least within the row, in heights of the row."""
PROTRUDES = 0.2
"""Height of ink that stands out of a stroke where a character hides in it, in heights of the row."""


class Crossings(NamedTuple):
    """Strokes of one row, as masks of it (255 where they are)."""

    alone: Mask
    """Those that touch no character."""
    touching: Mask
    """Those that do; what they hide of the characters is in them."""

    @property
    def any(self) -> bool:
        """Whether there is one at all."""
        return bool(self.alone.any() or self.touching.any())


def find_crossings(mask: Mask) -> Crossings:
    """The pen strokes that run through a row from edge to edge.

    Args:
        mask: ink of the row, its margins included.
    """
    bands = [
        band
        for start, end in itertools.combinations(_crossed_edges(mask), 2)
        if abs(end[1] - start[1]) >= LEAN * mask.shape[0] and (band := _band(mask, start, end)) is not None
    ]
    rest = mask.copy()
    for band in bands:
        rest[band > 0] = 0
    alone, touching = np.zeros_like(mask), np.zeros_like(mask)
    for band in bands:
        kind = touching if _touches(rest, band) else alone
        kind |= band
    return Crossings(alone, touching)


def _crossed_edges(mask: Mask) -> list[tuple[int, int]]:
    """Middle (x, y) of each run of ink along the four edges, a little inside."""
    high, wide = mask.shape
    if min(high, wide) <= 4 * BORDER:
        return []
    places = []
    for y in (BORDER, high - 1 - BORDER):
        places += [(x, y) for x in _middles(mask[y])]
    for x in (BORDER, wide - 1 - BORDER):
        places += [(x, y) for y in _middles(mask[:, x])]
    return places


def _middles(line: NDArray[np.uint8]) -> list[int]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (line > 0).astype(np.int8), [0]])))
    return [int(first + last) // 2 for first, last in zip(edges[::2], edges[1::2], strict=True)]


def _band(mask: Mask, start: tuple[int, int], end: tuple[int, int]) -> Mask | None:
    """The stroke between two points as wide as it is drawn; None when no stroke joins them."""
    way = np.zeros_like(mask)
    cv2.line(way, start, end, 255, 1)
    if (mask[way > 0] > 0).mean() < DRAWN:
        return None
    # Half the thickness is the distance from the middle line to paper, at most places of the stroke.
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    half = float(np.percentile(depth[way > 0], 35))
    band = np.zeros_like(mask)
    cv2.line(band, start, end, 255, max(3, round(2 * half + 3)))
    return cv2.bitwise_and(band, cv2.dilate(mask, np.ones((3, 3), np.uint8))).astype(np.uint8)


def _touches(rest: Mask, band: Mask) -> bool:
    """Whether ink as tall as a part of a character stands at the stroke."""
    near = cv2.dilate(band, np.ones((3, 3), np.uint8)) > 0
    labels, stats = parts_of(rest)
    touched = np.unique(labels[near & (rest > 0)])
    return any(stats[i, cv2.CC_STAT_HEIGHT] >= PROTRUDES * rest.shape[0] for i in touched if i)
