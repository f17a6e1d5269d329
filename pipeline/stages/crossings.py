"""Pen strokes that pass through a row of text, as the one that strikes a card through does.

A crossed row is read twice, as it is and with the strokes painted over: what each picture hides, the other shows, and
both must say the same.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.stages.marks import Mask, Segment, parts_of, runs

BORDER = 2
"""Pixels from the edge of the row at which a stroke is looked for."""
DRAWN = 0.93
"""Share of the way from edge to edge that lies on ink where a stroke is drawn."""
LEAN = 0.5
"""Height that a stroke climbs at least within the row, in heights of the row."""
REACHES_IN = 0.15
"""Height of a known stroke within the row from which it counts, in heights of the row."""
MOVED = 4
"""Pixels by which the end of a known stroke is off its ink at most: a hand does not draw quite straight."""
FAR = 20_000
"""Pixels, beyond every page."""
PROTRUDES = 0.2
"""Height of ink that stands out of a stroke where a character hides in it, in heights of the row."""


MIDDLE = (0.35, 0.65)
"""Part of a row's height that every figure fills some of."""


class Crossings(NamedTuple):
    """Strokes of one row, as masks of it (255 where they are)."""

    alone: Mask
    """Those that touch no character."""
    touching: Mask
    """Those that do; what they hide of the characters is in them."""
    touched: tuple[tuple[int, int], ...] = ()
    """Left and right ends of what stands at the strokes, in pixels: a character is to be read there."""

    @property
    def covered(self) -> list[tuple[int, int]]:
        """From where to where strokes cover the middle of the row, in pixels."""
        strokes = cv2.bitwise_or(self.alone, self.touching)
        high = strokes.shape[0]
        columns = (strokes[round(MIDDLE[0] * high) : round(MIDDLE[1] * high)] > 0).any(axis=0)
        return runs(np.asarray(columns, bool))

    @property
    def any(self) -> bool:
        """Whether there is one at all."""
        return bool(self.alone.any() or self.touching.any())


def find_crossings(mask: Mask, known: Sequence[Segment] = ()) -> Crossings:
    """The pen strokes that run through a row from edge to edge, and what reaches into it of those known.

    Args:
        mask: ink of the row, its margins included.
        known: straight pieces of strokes that were found in the whole face, in pixels of the row.
    """
    ways = [
        (start, end)
        for start, end in itertools.combinations(_crossed_edges(mask), 2)
        if abs(end[1] - start[1]) >= LEAN * mask.shape[0]
    ]
    ways += [way for piece in known if (way := _inside(mask, piece)) is not None]
    bands = [band for start, end in ways if (band := _band(mask, start, end)) is not None]
    rest = mask.copy()
    for band in bands:
        rest[band > 0] = 0
    alone, touching = np.zeros_like(mask), np.zeros_like(mask)
    touched: list[tuple[int, int]] = []
    for band in bands:
        parts = _touched(rest, band)
        touched += parts
        kind = touching if parts else alone
        kind |= band
    return Crossings(alone, touching, tuple(touched))


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


def _inside(mask: Mask, piece: Segment) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The part of a stroke's straight piece that lies in the row, moved onto its ink."""
    high, wide = mask.shape
    ends = [round(min(max(value, -FAR), FAR)) for value in piece]
    is_in, start, end = cv2.clipLine((0, 0, wide, high), (ends[0], ends[1]), (ends[2], ends[3]))
    if not is_in or abs(end[1] - start[1]) < REACHES_IN * high:
        return None
    reach = range(-MOVED, MOVED + 1)
    moved = [((start[0] + a, start[1]), (end[0] + b, end[1])) for a in reach for b in reach]
    return max(moved, key=lambda way: (_on_ink(mask, *way), -abs(way[0][0] - start[0]) - abs(way[1][0] - end[0])))


def _on_ink(mask: Mask, start: tuple[int, int], end: tuple[int, int]) -> float:
    """Share of the way from point to point that lies on ink."""
    count = max(abs(end[0] - start[0]), abs(end[1] - start[1])) + 1
    rows = np.linspace(start[1], end[1], count).round().astype(int).clip(0, mask.shape[0] - 1)
    columns = np.linspace(start[0], end[0], count).round().astype(int).clip(0, mask.shape[1] - 1)
    return float((mask[rows, columns] > 0).mean())


def _middles(line: NDArray[np.uint8]) -> list[int]:
    return [(first + last) // 2 for first, last in runs(line > 0)]


def _band(mask: Mask, start: tuple[int, int], end: tuple[int, int]) -> Mask | None:
    """The stroke between two points as wide as it is drawn; None when no stroke joins them."""
    if _on_ink(mask, start, end) < DRAWN:
        return None
    way = np.zeros_like(mask)
    cv2.line(way, start, end, 255, 1)
    # Half the thickness is the distance from the middle line to paper, at most places of the stroke.
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    half = float(np.percentile(depth[way > 0], 35))
    band = np.zeros_like(mask)
    cv2.line(band, start, end, 255, max(3, round(2 * half + 3)))
    return cv2.bitwise_and(band, cv2.dilate(mask, np.ones((3, 3), np.uint8))).astype(np.uint8)


def _touched(rest: Mask, band: Mask) -> list[tuple[int, int]]:
    """Left and right ends of the ink at the stroke that is as tall as a part of a character."""
    near = cv2.dilate(band, np.ones((3, 3), np.uint8)) > 0
    labels, stats = parts_of(rest)
    return [
        (int(stats[i, cv2.CC_STAT_LEFT]), int(stats[i, cv2.CC_STAT_LEFT] + stats[i, cv2.CC_STAT_WIDTH]))
        for i in np.unique(labels[near & (rest > 0)])
        if i and stats[i, cv2.CC_STAT_HEIGHT] >= PROTRUDES * rest.shape[0]
    ]
