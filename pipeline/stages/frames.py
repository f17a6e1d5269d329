"""Frames of stamps: rectangles and ellipses around lines of text, askew, cut off by the room or crossed by a pen."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.stages import marks
from pipeline.stages.marks import Mask

REACH_MM = (30.0, 14.0)
"""How far beside and above a line of text its frame runs at most: lines that a signature crosses are not found."""
ALONG_MM, ACROSS_MM = 12.0, 7.0
"""Shortest straight pieces of a frame, along the text and across it."""
SIDE = 0.6
"""Share of the text's length or height beside which a side of the frame runs at least."""
ROUND = 0.75
"""Share of an ellipse that is inked where it is a frame; letters and a signature lie on less of one."""
SNUG = 1.5
"""Square of how far, in its radii, the corners of the text lie from its middle at most; the outer lines are shorter."""
SEEN = 0.35
"""Share of an ellipse that lies in the zone, where it is known, at least."""
LEAST_ELLIPSE_MM2 = 10.0
"""Ink that the line of an ellipse has at least."""
TRIES = 400
"""Ellipses tried."""
LINE_HALF_MM, BAND_MM = 0.3, 0.55
"""How far from the middle of a frame's line its ink reaches, and all that is left of it."""
RESTS = 0.9
"""Share of a piece of ink close to a frame's line from which it is left of it."""
LOOSE_MM = 2.5
"""How far from the text a stamp ends where a side of its frame was not found."""


class Frame(NamedTuple):
    """The frame of a stamp."""

    inside: Mask
    """255 within it, its lines included."""
    lines: Mask
    """255 on its lines."""
    band: Mask
    """255 on them and close to them."""
    is_whole: bool
    """All its sides were found."""

    def clear(self, mask: Mask) -> None:
        """Take its lines out, and what is left of them; a pen that crosses them stays."""
        mask[self.lines > 0] = 0
        labels, stats = marks.parts_of(mask)
        in_band = np.bincount(labels[self.band > 0], minlength=len(stats))
        is_rest = in_band >= RESTS * stats[:, cv2.CC_STAT_AREA]
        is_rest[0] = False
        mask[is_rest[labels]] = 0

    def holds(self, quad: NDArray[np.float32]) -> bool:
        """Whether the middle of a line lies within."""
        high, wide = self.inside.shape
        x, y = quad.mean(axis=0)
        return bool(self.inside[min(int(y), high - 1), min(int(x), wide - 1)])


class _Upright(NamedTuple):
    """The surroundings of a stamp, turned so that its text lies level."""

    ink: Mask
    known: Mask
    """255 where its ink is known, 0 beyond the zone and where print was taken out."""
    text: tuple[float, float, float, float]
    """Left, top, right, bottom of its lines."""
    matrix: NDArray[np.float64]
    """From the crop to here."""

    def back(self, drawn: Mask, shape: tuple[int, ...]) -> Mask:
        """What was drawn here, in the crop."""
        size = shape[1], shape[0]
        flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(drawn, self.matrix, size, flags=flags), np.uint8)


_Drawn = tuple[tuple[Mask, Mask, Mask], bool]
"""The masks of a frame, and whether all of it was found."""


def frame_of(quads: Sequence[NDArray[np.float32]], ink: Mask, known: Mask, px_per_mm: float) -> Frame | None:
    """The frame around lines of text: a rectangle or an ellipse.

    Args:
        quads: corners of each line in pixels, top left first, clockwise.
        ink: of the zone, its straight lines still there.
        known: 255 where ink shows what is there, 0 where print was taken out.
        px_per_mm: resolution.
    """
    edges = np.array([quad[1] - quad[0] for quad in quads])
    angle = float(np.degrees(np.arctan2(*edges.sum(axis=0)[::-1])))
    tries = [_turned(quads, ink, known, angle + more, px_per_mm) for more in np.arange(-2, 2.1, 0.5)]
    lengths = [int((_straight(one.ink, ALONG_MM * px_per_mm, 0) > 0).sum()) for one in tries]
    level = tries[int(np.argmax(lengths))]
    drawn = _rectangle(level, px_per_mm)
    if drawn is None:
        level = tries[len(tries) // 2]
        drawn = _ellipse(level, px_per_mm)
    if drawn is None:
        return None
    inside, lines, band = (level.back(mask, ink.shape) for mask in drawn[0])
    return Frame(inside, lines, band, is_whole=drawn[1])


def _turned(quads: Sequence[NDArray[np.float32]], ink: Mask, known: Mask, angle: float, px_per_mm: float) -> _Upright:
    points = np.concatenate(quads)
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1)
    turned = points @ turn[:, :2].T
    reach = np.array(REACH_MM) * px_per_mm
    first, last = turned.min(axis=0), turned.max(axis=0)
    turn[:, 2] = reach - first
    wide, high = (int(side) for side in np.ceil(last - first + 2 * reach))
    here, seen = (
        np.asarray(cv2.warpAffine(one, turn, (wide, high), flags=cv2.INTER_NEAREST), np.uint8) for one in (ink, known)
    )
    text = (float(reach[0]), float(reach[1]), float(wide - reach[0]), float(high - reach[1]))
    return _Upright(here, seen, text, np.asarray(turn, np.float64))


def _straight(ink: Mask, length: float, axis: int) -> Mask:
    """Straight pieces of that length, level (0) or upright (1)."""
    size = (1, max(3, round(length))) if axis == 0 else (max(3, round(length)), 1)
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size, np.uint8)), np.uint8)


def _rectangle(level: _Upright, px_per_mm: float) -> _Drawn | None:
    """What lies within a rectangular frame and on it: at least one side along the text and one across it."""
    left, top, right, bottom = (round(side) for side in level.text)
    along, across = _straight(level.ink, ALONG_MM * px_per_mm, 0), _straight(level.ink, ACROSS_MM * px_per_mm, 1)
    near = np.ones((3, 3), np.uint8)
    rows = _shares(cv2.dilate(along, near)[:, left:right], level.known[:, left:right], 1) >= SIDE
    columns = _shares(cv2.dilate(across, near)[top:bottom], level.known[top:bottom], 0) >= SIDE
    line = (bottom - top) // 6
    found = (
        _first(columns[: left + line]),
        _first(rows[: top + line]),
        _last(columns[right - line :], right - line),
        _last(rows[bottom - line :], bottom - line),
    )
    if all(side is None for side in found[::2]) or all(side is None for side in found[1::2]):
        return None
    loose, slack = round(LOOSE_MM * px_per_mm), round(BAND_MM * px_per_mm)
    # Where a side was not found, the ones beside it tell how far the frame runs.
    beside = (
        [_extent(along, side, slack, 1) for side in found[1::2]],
        [_extent(across, x, slack, 0) for x in found[::2]],
    )
    reach = [[end for ends in pair for end in ends] for pair in beside]
    ends = (
        min([left - loose, *reach[0]]),
        min([top - loose, *reach[1]]),
        max([right + loose, *reach[0]]),
        max([bottom + loose, *reach[1]]),
    )
    x0, y0, x1, y1 = (end if side is None else side for side, end in zip(found, ends, strict=True))
    band = max(1, round(BAND_MM * px_per_mm))
    inside, ring = np.zeros_like(level.ink), np.zeros_like(level.ink)
    cv2.rectangle(inside, (x0 - band, y0 - band), (x1 + band, y1 + band), 255, -1)
    cv2.rectangle(ring, (x0, y0), (x1, y1), 255, 2 * loose)
    # A second frame close inside the first goes too.
    pieces = cv2.bitwise_and(cv2.bitwise_or(along, across), cv2.bitwise_and(inside, ring))
    grown = [cv2.dilate(pieces, np.ones((2 * half + 1,) * 2, np.uint8)) for half in (max(1, band // 3), band)]
    lines, near = (np.asarray(one, np.uint8) for one in grown)
    sides = np.zeros_like(near)
    cv2.rectangle(sides, (x0, y0), (x1, y1), 255, 2 * band + 1)
    return (inside, lines, near | sides), None not in found


def _shares(pieces: NDArray[Any], known: Mask, axis: int) -> NDArray[np.float64]:
    """Share of each row (1) or column (0) that is inked, of what lies in the zone."""
    return np.asarray((pieces > 0).sum(axis=axis) / np.maximum((known > 0).sum(axis=axis), pieces.shape[axis] / 3))


def _extent(pieces: Mask, side: int | None, slack: int, axis: int) -> tuple[int, ...]:
    """From where to where straight pieces run along that row (1) or column (0)."""
    if side is None:
        return ()
    near = slice(max(side - slack, 0), side + slack + 1)
    inked = np.flatnonzero(pieces[near].any(axis=0) if axis else pieces[:, near].any(axis=1))
    return (int(inked[0]), int(inked[-1])) if len(inked) else ()


def _first(is_side: NDArray[np.bool_]) -> int | None:
    found = np.flatnonzero(is_side)
    return int(found[0]) if len(found) else None


def _last(is_side: NDArray[np.bool_], start: int) -> int | None:
    found = np.flatnonzero(is_side)
    return start + int(found[-1]) if len(found) else None


def _ellipse(level: _Upright, px_per_mm: float) -> _Drawn | None:
    """What lies within an oval or round frame and on it: the largest of those that are mostly inked."""
    large = marks.without_letters(level.ink, px_per_mm)
    thick = np.asarray(cv2.dilate(large, np.ones((3, 3), np.uint8)), np.uint8)
    found = [(_inked(thick, level.known, *one), one) for one in _through(large, level, px_per_mm)]
    round_ones = [(share**4 * float(radii.prod()), centre, radii) for share, (centre, radii) in found if share >= ROUND]
    if not round_ones:
        return None
    _, centre, radii = max(round_ones, key=lambda one: one[0])
    at, size = (float(centre[0]), float(centre[1])), (2 * float(radii[0]), 2 * float(radii[1]))
    inside, lines, ring = (np.zeros_like(level.ink) for _ in range(3))
    cv2.ellipse(inside, (at, size, 0.0), 255, -1)
    for drawn, beside in ((lines, LINE_HALF_MM), (ring, BAND_MM)):
        cv2.ellipse(drawn, (at, size, 0.0), 255, 2 * max(1, round(beside * px_per_mm)) + 1)
    return (inside | ring, lines, ring), True


def _through(ink: Mask, level: _Upright, px_per_mm: float) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Centre and radii of level ellipses around the text, each through four points of the ink, taken by chance."""
    left, top, right, bottom = level.text
    points = np.argwhere(ink > 0)[:, ::-1].astype(np.float64)
    if len(points) < LEAST_ELLIPSE_MM2 * px_per_mm**2:
        return []
    middle, half = np.array([left + right, top + bottom]) / 2, np.array([right - left, bottom - top]) / 2
    picked = points[np.random.default_rng(0).integers(len(points), size=(TRIES, 4))] - middle
    # a x2 + b y2 + c x + d y = 1
    rows = np.concatenate([picked**2, picked], axis=2)
    rows = rows[np.abs(np.linalg.det(rows)) > 1.0]
    solved = np.linalg.solve(rows, np.ones((len(rows), 4, 1)))[..., 0]
    solved = solved[(solved[:, :2] > 0).all(axis=1)]
    centres = -solved[:, 2:] / (2 * solved[:, :2])
    square = 1 + (solved[:, 2:] ** 2 / (4 * solved[:, :2])).sum(axis=1, keepdims=True)
    radii = np.sqrt(square / solved[:, :2])
    # All corners of the text, or nearly so, lie within.
    holds_text = (((half + np.abs(centres)) / radii) ** 2).sum(axis=1) < SNUG
    chosen = holds_text & (radii < half + np.array(REACH_MM) * px_per_mm).all(axis=1)
    return list(zip(centres[chosen] + middle, radii[chosen], strict=True))


def _inked(ink: Mask, known: Mask, centre: NDArray[np.float64], radii: NDArray[np.float64]) -> float:
    """Share of an ellipse, as far as it is known, that is inked; 0 where too little is known."""
    high, wide = ink.shape
    turns = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    xs, ys = np.round(np.column_stack([np.cos(turns), np.sin(turns)]) * radii + centre).astype(int).T
    inner = (xs >= 0) & (xs < wide) & (ys >= 0) & (ys < high)
    xs, ys = xs[inner], ys[inner]
    seen = known[ys, xs] > 0
    return float((ink[ys, xs] > 0)[seen].mean()) if seen.sum() > SEEN * len(turns) else 0.0
