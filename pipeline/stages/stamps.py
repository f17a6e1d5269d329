"""Stamps: the lines of text that make one, its frame, and the ink that is left without it.

What stands beyond the frame of a stamp is no part of it, whatever its colour; inside, ink goes with the stamp where it
has its colour, so that a signature in another one stays.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Character
from pipeline.stages import marks
from pipeline.stages.marks import Mask
from pipeline.stages.ocr import Pixels

NEUTRAL = 128.0
"""Grey in the colour plane of CIE Lab (8 bits)."""
FIGURES = 5
"""Figures that a stamp has at least: a postcode."""
LINES = 3
"""Lines that a stamp has at least: name, street, town."""
CLOSE, PARTED = 1.2, 2.5
"""How far below the last one, in heights, a line of a stamp stands; and where the one between may be crossed."""
LINE_MM = 4.5
"""Greatest height of a line of a stamp; writing by hand is larger."""
STAMP_COLOUR = 22.0
"""Distance in the colour plane of CIE Lab (8 bits) within which ink is of the stamp."""
FADED, ASIDE = 0.25, 0.5
"""Thin lines lose their colour in a scan: share of the stamp's that is left, and how far beside it, in shares of that
length, it may point."""
DARKER = 15.0
"""How much darker than the darkest of a stamp's letters the ink of a pen is, in lightness (8 bits)."""
COLOURED = 12.0
"""Distance from grey from which type is no print, which is black."""
REACH_MM = (30.0, 14.0)
"""How far beside and above a line of text its frame runs at most: lines that a signature crosses are not found."""
ALONG_MM, ACROSS_MM = 12.0, 7.0
"""Shortest straight pieces of a frame, along the text and across it."""
SIDE = 0.6
"""Share of the text's length or height beside which a side of the frame runs at least."""
ROUND = 0.75
"""Share of an ellipse that is inked where it is a frame; letters and a signature lie on less of one."""
SNUG = 1.15
"""Square of how far, in its radii, text reaches from the middle of an ellipse around it at most."""
SEEN = 0.35
"""Share of an ellipse that lies in the zone, where it is known, at least."""
TRIES = 400
"""Ellipses tried."""
BAND_MM = 0.55
"""How far from the middle of a frame's line its ink reaches."""
NEAR_MM = 2.0
"""How near to a frame ink may be a rest of it."""
LOOSE_MM = 2.5
"""How far from the text a stamp ends where a side of its frame was not found."""


class TextLine(NamedTuple):
    """A line of text found in a zone."""

    quad: NDArray[np.float32]
    """Corners in pixels of the zone's crop."""
    characters: tuple[Character, ...]

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in pixels."""
        low, high = self.quad.min(axis=0), self.quad.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    @property
    def height(self) -> float:
        """Height of the line itself, however it leans, in pixels."""
        return float(np.linalg.norm(self.quad[3] - self.quad[0]))


class Frame(NamedTuple):
    """The frame of a stamp."""

    inside: Mask
    """255 within it, its lines included."""
    lines: Mask
    """255 on its lines."""
    is_whole: bool
    """All its sides were found."""

    def holds(self, line: TextLine) -> bool:
        """Whether the middle of a line lies within."""
        x, y = line.quad.mean(axis=0).astype(int)
        return bool(self.inside[y, x])


class Stamp(NamedTuple):
    """A stamp in the crop of a zone."""

    lines: tuple[TextLine, ...]
    frame: Frame | None
    """None where it has none that was found."""

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of its lines of text, in pixels."""
        sides = np.array([line.sides for line in self.lines])
        left, top = (float(side) for side in sides[:, :2].min(axis=0))
        right, bottom = (float(side) for side in sides[:, 2:].max(axis=0))
        return left, top, right, bottom

    def clear(self, mask: Mask, crop: Pixels, px_per_mm: float) -> Mask:
        """Take the stamp out of the ink.

        Args:
            mask: ink, changed.
            crop: the zone cut out, RGB.
            px_per_mm: resolution.

        Returns:
            The ink taken out, without the lines of a frame that was found.
        """
        left, top, right, bottom = (round(side) for side in self.sides)
        colour = ink_of(self.lines, mask, crop, px_per_mm)
        if colour is None:
            return np.zeros_like(mask)
        if self.frame is None:
            aside, above = round(0.4 * (right - left)), round(6 * px_per_mm)
            room = np.zeros_like(mask)
            room[max(top - above, 0) : bottom + above, max(left - aside, 0) : right + aside] = 255
        else:
            room = self.frame.inside
            mask[self.frame.lines > 0] = 0
        whole = mask.copy()
        mask[(room > 0) & colour.of(crop)] = 0
        taken = cv2.subtract(whole, mask).astype(np.uint8)
        marks.clear_edges(mask, taken, px_per_mm)
        return cv2.subtract(whole, mask).astype(np.uint8)

    def is_near(self, blob: marks.Blob, px_per_mm: float) -> bool:
        """Whether a group of ink stands within a frame that was found, or close to it."""
        if self.frame is None:
            return False
        gap = round(NEAR_MM * px_per_mm)
        rows = slice(max(blob.top - gap, 0), blob.bottom + gap)
        return bool(self.frame.inside[rows, max(blob.left - gap, 0) : blob.right + gap].any())


def find(
    lines: Sequence[TextLine], crop: Pixels, ink: Mask, known: Mask, px_per_mm: float, *, on_plain_paper: bool
) -> list[Stamp]:
    """The stamps among lines of text.

    A stamp is several printed lines one above the other, with the figures of a postcode or a company number: a typed
    name and quality have none. Where nothing is printed but what is known, two lines in colour, or some with a frame
    around them, do as well: a signature may cross the others.

    Args:
        lines: found in a zone.
        crop: the zone cut out, RGB.
        ink: of the zone, its straight lines still there.
        known: 255 where ink shows what is there, 0 where print was taken out.
        px_per_mm: resolution.
        on_plain_paper: nothing is printed there but what is known.
    """
    small = [line for line in lines if line.height <= LINE_MM * px_per_mm]
    if not on_plain_paper:
        groups = _stacked(small, CLOSE)
        return [Stamp(tuple(group), None) for group in groups if len(group) >= LINES and _has_figures(group)]
    found: list[Stamp] = []
    for group in _stacked(small, PARTED):
        if any(line is other for line in group for stamp in found for other in stamp.lines):
            continue
        frame = _framed(group, ink, known, px_per_mm)
        own = group if frame is None else [line for line in small if frame.holds(line)]
        colour = ink_of(own, ink, crop, px_per_mm)
        is_coloured = colour is not None and float(np.linalg.norm(colour.plane)) >= COLOURED
        is_stamp = _has_figures(own) and len(own) >= (LINES - 1 if is_coloured else LINES)
        if frame is not None and (_has_figures(own) or frame.is_whole):
            is_stamp |= marks.is_small_print(ink & frame.inside & ~frame.lines, px_per_mm)
        if is_stamp:
            found.append(Stamp(tuple(own), frame))
    return found


def _has_figures(lines: Sequence[TextLine]) -> bool:
    return sum(c.text.isdigit() for line in lines for c in line.characters) >= FIGURES


def _stacked(lines: Sequence[TextLine], parted: float) -> list[list[TextLine]]:
    """Lines grouped where one stands below another, by so many heights at most."""
    groups: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.sides[1]):
        left, top, right, bottom = line.sides
        for group in groups:
            x0, y0, x1, y1 = group[-1].sides
            shared = min(right, x1) - max(left, x0)
            if shared > 0.4 * min(right - left, x1 - x0) and top - y1 < parted * max(bottom - top, y1 - y0):
                group.append(line)
                break
        else:
            groups.append([line])
    return groups


class Colour(NamedTuple):
    """The ink of a stamp, in CIE Lab (8 bits)."""

    plane: NDArray[np.float32]
    """From grey, in the colour plane."""
    darkest: float
    """Lightness below which ink is of a pen."""

    def of(self, crop: Pixels) -> NDArray[np.bool_]:
        """Where a picture has that colour."""
        lab = cv2.cvtColor(crop, cv2.COLOR_RGB2LAB).astype(np.float32)
        plane, strength = lab[..., 1:] - NEUTRAL, float(np.linalg.norm(self.plane))
        near = np.linalg.norm(plane - self.plane, axis=2) < STAMP_COLOUR
        # Of a red or green stamp only: a pen writes blue or black, and would be taken for a faded blue one.
        if strength > STAMP_COLOUR and self.plane[1] > 0:
            along, beside = plane @ self.plane / strength, np.abs(plane @ (self.plane[1], -self.plane[0])) / strength
            near |= (along > FADED * strength) & (beside < ASIDE * along)
        return np.asarray(near & (lab[..., 0] >= self.darkest), bool)


def ink_of(lines: Sequence[TextLine], mask: Mask, crop: Pixels, px_per_mm: float) -> Colour | None:
    """The ink that the letters of some lines have; None where they have none."""
    area = np.zeros_like(mask)
    for line in lines:
        cv2.fillConvexPoly(area, line.quad.astype(np.int32), 255)
    # What is larger than letters was written across them.
    inked = (area & mask & ~marks.without_letters(mask, px_per_mm)) > 0
    inked = inked if inked.sum() > px_per_mm**2 else (area & mask) > 0
    if not inked.any():
        return None
    lab = cv2.cvtColor(crop, cv2.COLOR_RGB2LAB).astype(np.float32)[inked]
    return Colour(np.median(lab, axis=0)[1:] - NEUTRAL, float(np.percentile(lab[:, 0], 2)) - DARKER)


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


_Drawn = tuple[Mask, Mask, bool]
"""What lies within a frame, its lines, and whether all of it was found."""


def _framed(group: Sequence[TextLine], ink: Mask, known: Mask, px_per_mm: float) -> Frame | None:
    """The frame around lines of text: a rectangle or an ellipse."""
    edges = np.array([line.quad[1] - line.quad[0] for line in group])
    angle = float(np.degrees(np.arctan2(*edges.sum(axis=0)[::-1])))
    tries = [_turned(group, ink, known, angle + more, px_per_mm) for more in np.arange(-2, 2.1, 0.5)]
    lengths = [int((_straight(one.ink, ALONG_MM * px_per_mm, 0) > 0).sum()) for one in tries]
    level = tries[int(np.argmax(lengths))]
    drawn = _rectangle(level, px_per_mm)
    if drawn is None:
        level = tries[len(tries) // 2]
        drawn = _ellipse(level, px_per_mm)
    return drawn and Frame(level.back(drawn[0], ink.shape), level.back(drawn[1], ink.shape), drawn[2])


def _turned(group: Sequence[TextLine], ink: Mask, known: Mask, angle: float, px_per_mm: float) -> _Upright:
    points = np.concatenate([line.quad for line in group])
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1)
    turned = points @ turn[:, :2].T
    reach = np.array(REACH_MM) * px_per_mm
    low, high = turned.min(axis=0), turned.max(axis=0)
    turn[:, 2] = reach - low
    size = tuple(int(side) for side in np.ceil(high - low + 2 * reach))
    pictures = [cv2.warpAffine(one, turn, size, flags=cv2.INTER_NEAREST) for one in (ink, known)]
    text = (float(reach[0]), float(reach[1]), float(size[0] - reach[0]), float(size[1] - reach[1]))
    return _Upright(*(np.asarray(one, np.uint8) for one in pictures), text, np.asarray(turn, np.float64))


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
    inside, lines = np.zeros_like(level.ink), np.zeros_like(level.ink)
    cv2.rectangle(inside, (x0 - band, y0 - band), (x1 + band, y1 + band), 255, -1)
    for side, one, two in zip(
        found,
        ((x0, y0), (x0, y0), (x1, y0), (x0, y1)),
        ((x0, y1), (x1, y0), (x1, y1), (x1, y1)),
        strict=True,
    ):
        if side is not None:
            cv2.line(lines, one, two, 255, 2 * band + 1)
    # A second frame close inside the first goes too.
    ring = cv2.morphologyEx(inside, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    ring = cv2.dilate(ring, np.ones((2 * loose + 1, 2 * loose + 1), np.uint8))
    within = cv2.bitwise_and(cv2.bitwise_or(along, across), cv2.bitwise_and(inside, ring))
    lines = cv2.bitwise_or(lines, cv2.dilate(within, np.ones((band, band), np.uint8)))
    return inside, np.asarray(lines, np.uint8), None not in found


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
    """What lies within an oval or round frame and on it."""
    left, top, right, bottom = level.text
    large = marks.without_letters(level.ink, px_per_mm)
    points = np.argwhere(large > 0)[:, ::-1].astype(np.float64)
    if len(points) < 100 * px_per_mm:
        return None
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    chance = np.random.default_rng(0)
    picked = points[chance.integers(len(points), size=(TRIES, 4))] - middle
    # a x2 + b y2 + c x + d y = 1
    rows = np.concatenate([picked**2, picked], axis=2)
    rows = rows[np.abs(np.linalg.det(rows)) > 1.0]
    solved = np.linalg.solve(rows, np.ones((len(rows), 4, 1)))[..., 0]
    a, b, c, d = solved[(solved[:, 0] > 0) & (solved[:, 1] > 0)].T
    square = 1 + c**2 / (4 * a) + d**2 / (4 * b)
    centres = np.column_stack([-c / (2 * a), -d / (2 * b)])
    axes = np.sqrt(np.column_stack([square / a, square / b]))
    half = np.array([right - left, bottom - top]) / 2
    room = half + np.array(REACH_MM) * px_per_mm
    # All corners of the text, or nearly so, lie within.
    corners = (((half + np.abs(centres)) / axes) ** 2).sum(axis=1) < SNUG
    is_around = corners & (axes < room).all(axis=1)
    thick = cv2.dilate(large, np.ones((3, 3), np.uint8))
    turns = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    circle = np.column_stack([np.cos(turns), np.sin(turns)])
    best: tuple[float, NDArray[Any], NDArray[Any]] | None = None
    for centre, axis in zip(centres[is_around] + middle, axes[is_around], strict=True):
        at = np.round(circle * axis + centre).astype(int)
        at = at[((at >= 0) & (at < (level.ink.shape[1], level.ink.shape[0]))).all(axis=1)]
        at = at[level.known[at[:, 1], at[:, 0]] > 0]
        share = float((thick[at[:, 1], at[:, 0]] > 0).mean()) if len(at) > SEEN * len(turns) else 0.0
        size = float(axis[0] * axis[1])
        if share >= ROUND and (best is None or share * size > best[0]):
            best = share * size, centre, axis
    if best is None:
        return None
    _, centre, axis = best
    band = max(1, round(BAND_MM * px_per_mm))
    inside, lines = np.zeros_like(level.ink), np.zeros_like(level.ink)
    box = (tuple(map(float, centre)), tuple(map(float, 2 * axis)), 0.0)
    cv2.ellipse(lines, box, 255, 2 * band + 1)
    cv2.ellipse(inside, box, 255, -1)
    return np.asarray(cv2.bitwise_or(inside, lines), np.uint8), lines, True
