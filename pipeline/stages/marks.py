"""Marks decided on pixels: ticks, strokes, signatures, stamps.

A form that prints the word "signature" proves nothing, and a text layer shows no ink: everything here looks at dark
pixels on a page whose paper was made evenly white (`prepare.flatten`).
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.stages.ocr import Pixels

Mask = NDArray[np.uint8]
"""255 where there is ink, 0 elsewhere."""

INK_DEPTH = 60
"""How much darker than white paper (245) ink is at least, in grey levels: below it are guilloche and noise."""


def ink_mask(grey: Pixels, depth: int = INK_DEPTH, *, is_dusty: bool = False) -> Mask:
    """Dark pixels of an evenly lit crop; the threshold follows the darkest ink so that faint print still counts.

    In a small crop a speck is enough to hide the print: with `is_dusty` specks do not count as the darkest ink.
    """
    if grey.size == 0:
        return np.zeros(grey.shape, np.uint8)
    darkest = float(np.percentile(cv2.medianBlur(grey, 3) if is_dusty else grey, 0.5))
    level = 245 - max(depth, 0.45 * (245 - darkest))
    return ((grey < level) * 255).astype(np.uint8)


FAINT_DEPTH = 42
"""The same for the ink of stamps, which poor scans make pale."""


def faint_mask(grey: Pixels) -> Mask:
    """Dark pixels of an evenly lit crop, pale ones too."""
    return ((grey < 245 - FAINT_DEPTH) * 255).astype(np.uint8)


FAINT_PRINT = 110
"""Median depth of ink, in grey levels, below which print is faint: only the darkest spots of its letters are ink."""
LETTER = 0.25
"""Height of a letter, as a share of the row's, at least; specks are less."""


def with_pale_parts(ink: Mask, grey: Pixels, ruling: Mask) -> Mask:
    """The ink of a row of print; where that is faint, the pale parts of a letter go with its dark ones.

    Args:
        ink: of the row, without its rulings.
        grey: the row, evenly lit.
        ruling: those, which are no part of a letter.
    """
    dark = ink > 0
    # Where no letter is seen at all, what is there may be the rest of a ruling.
    if not _letters(ink)[1] or 245 - float(np.median(grey[dark])) >= FAINT_PRINT:
        return ink
    pale = faint_mask(grey)
    pale[(cv2.dilate(ruling, np.ones((3, 3), np.uint8)) > 0) & ~dark] = 0
    labels, letters = _letters(pale)
    whole = np.isin(labels, list(letters & set(np.unique(labels[dark]).tolist())))
    return ((dark | whole) * 255).astype(np.uint8)


def _letters(mask: Mask) -> tuple[NDArray[np.int32], set[int]]:
    """The connected parts of a row, and which of them are as high as letters."""
    labels, stats = parts_of(mask)
    return labels, {i for i in range(1, len(stats)) if stats[i, cv2.CC_STAT_HEIGHT] >= LETTER * len(mask)}


THROUGH = 0.56
"""Share of a comb's height, from its top, in which no tick stands: what runs on there over cells is a drawn line."""
RULED = 0.45
"""Share of a row's width that is dark where the row is a ruling."""
BARE, SOFT_MM = 0.4, 0.2
"""Share of a ruling's own depth below which nothing of it is left, seen with so much smoothing along it."""
RULING_REACH_MM = 0.35
"""How far a ruling may stray from its row."""


def struck_cells(grey: Pixels, cells: int) -> float:
    """Confidence 0 to 1 that a line is drawn through the characters of a comb.

    Characters by hand are large, lean and touch, but each keeps to about its cell: a bar that runs on for a cell and a
    half belongs to none of them. One character by itself that is struck or overwritten is not told from a large one.

    Args:
        grey: evenly lit, the comb from end to end, its base line at the bottom.
        cells: of the comb.
    """
    mask = ink_mask(grey)
    high, wide = mask.shape
    band = mask[round(0.08 * high) : round(THROUGH * high)]
    # A line is drawn a little askew.
    thick = np.asarray(cv2.dilate(band, np.ones((max(3, round(0.13 * high)), 1), np.uint8)) > 0)
    longest = max(map(longest_run, thick), default=0) * cells / wide
    return float(np.interp(longest, (1.25, 1.5, 2.0), (0.0, 0.5, 0.95)))


def covered(grey: Pixels, px_per_mm: float) -> float:
    """Confidence 0 to 1 that something white, correction fluid for one, lies on a ruling: it breaks there.

    Args:
        grey: evenly lit, a zone with the paper below its ruling.
        px_per_mm: resolution.

    Returns:
        0 where no ruling is found: fluid on plain paper leaves nothing to see.
    """
    mask = ink_mask(grey)
    first = round(0.6 * mask.shape[0])
    shares = (mask[first:] > 0).mean(axis=1)
    if not shares.size or shares.max() < RULED:
        return 0.0
    row, reach = first + int(shares.argmax()), max(1, round(RULING_REACH_MM * px_per_mm))
    band = slice(max(row - reach, 0), row + reach + 1)
    ruling = np.asarray((mask[band] > 0).any(axis=0), bool)
    # A faint ruling breaks up in the mask; where it is covered nothing of it is left at all.
    soft = cv2.GaussianBlur(grey, (0, 0), sigmaX=max(1.0, SOFT_MM * px_per_mm), sigmaY=0.5)[band].min(axis=0)
    depth = 245.0 - soft.astype(np.float32)
    bare = ~ruling & (depth < BARE * float(np.median(depth[ruling])))
    inside = bare[round(px_per_mm) : len(ruling) - round(px_per_mm)]
    return float(np.interp(longest_run(inside) / px_per_mm, (0.9, 1.6, 2.6), (0.0, 0.5, 0.9)))


def runs(row: NDArray[Any]) -> list[tuple[int, int]]:
    """Where True runs from, and to before where."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def longest_run(row: NDArray[Any]) -> int:
    """Length of the longest run of True."""
    return max((last - first for first, last in runs(row)), default=0)


def parts_of(mask: Mask) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Connected parts of the ink: the number of each pixel's part, and OpenCV's row of figures for each part.

    Part 0 is the paper.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)


@dataclass(frozen=True)
class Blob:
    """A group of ink that belongs together."""

    left: int
    top: int
    right: int
    bottom: int
    """Pixels of the crop."""
    ink: int
    """Number of dark pixels."""
    pieces: int
    """Number of connected parts."""
    longest: int
    """Longer side of the largest part, pixels."""


def without_rulings(mask: Mask, px_per_mm: float) -> Mask:
    """Take straight printed lines out: frames, underscores, combs. Strokes of a hand are never that straight."""
    length = max(3, round(12 * px_per_mm))
    horizontal = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    vertical = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    lines = cv2.dilate(cv2.bitwise_or(horizontal, vertical), np.ones((3, 3), np.uint8))
    return cv2.bitwise_and(mask, cv2.bitwise_not(lines)).astype(np.uint8)


def blobs(mask: Mask, px_per_mm: float, reach_mm: float = 3.0, min_mm: float = 5.0) -> list[Blob]:
    """Group ink into hand-made marks, left to right.

    Args:
        mask: ink, printed matter taken out.
        px_per_mm: resolution.
        reach_mm: parts nearer than this belong together.
        min_mm: a group whose longer side is below this is dirt, a dot or a rest of print.
    """
    labels, stats = parts_of(mask)
    keep = [
        i
        for i in range(1, len(stats))
        if max(stats[i, cv2.CC_STAT_WIDTH], stats[i, cv2.CC_STAT_HEIGHT]) >= 0.8 * px_per_mm
    ]
    clean = np.isin(labels, keep).astype(np.uint8) * 255
    size = max(3, round(reach_mm * px_per_mm)) | 1
    grown = cv2.dilate(clean, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    owner, groups = parts_of(grown.astype(np.uint8))
    members: dict[int, list[int]] = {}
    for i in keep:
        members.setdefault(int(owner[_inside(labels, stats, i)]), []).append(i)
    found = []
    for group in range(1, len(groups)):
        parts = members.get(group, [])
        if not parts:
            continue
        box = _around(stats, parts)
        if max(box[2] - box[0], box[3] - box[1]) < min_mm * px_per_mm:
            continue
        sides = [max(stats[i, cv2.CC_STAT_WIDTH], stats[i, cv2.CC_STAT_HEIGHT]) for i in parts]
        found.append(
            Blob(
                *box,
                ink=int(sum(stats[i, cv2.CC_STAT_AREA] for i in parts)),
                pieces=len(parts),
                longest=int(max(sides)),
            )
        )
    return sorted(found, key=lambda blob: blob.left)


LETTER_MM = (0.7, 4.0)
"""Height of stamped or printed letters, from and to; poor scans join those of two lines."""


LETTERS, WORD_RATIO = 6, 14
"""Fewest pieces that a stamp's letters make, words that run together counted as one, and how long such a word may be in
its own heights."""


def lettering(mask: Mask, px_per_mm: float) -> tuple[float, float]:
    """How much of the ink looks like letters: their widths together, and how high they spread, in millimetres.

    The lines of a stamp come to 40 mm and more, 13 where a signature lies over them; a signature has some dots and
    short strokes of that height, and the flourish below it.
    """
    _, stats = parts_of(mask)
    heights = stats[1:, cv2.CC_STAT_HEIGHT] / px_per_mm
    low = stats[1:][(heights >= LETTER_MM[0]) & (heights <= LETTER_MM[1])]
    low = low[low[:, cv2.CC_STAT_WIDTH] <= WORD_RATIO * low[:, cv2.CC_STAT_HEIGHT]]
    if len(low) < LETTERS:
        return 0.0, 0.0
    bottom = (low[:, cv2.CC_STAT_TOP] + low[:, cv2.CC_STAT_HEIGHT]).max()
    return float(low[:, cv2.CC_STAT_WIDTH].sum()) / px_per_mm, float(bottom - low[:, cv2.CC_STAT_TOP].min()) / px_per_mm


LETTERING_MM, LETTERING_HIGH_MM = 12.0, 5.0
"""Width of all small letters together, and height over which they spread, from which they may be those of a stamp."""


def is_small_print(mask: Mask, px_per_mm: float) -> bool:
    """Whether the ink holds several lines of small letters."""
    wide, high = lettering(mask, px_per_mm)
    return wide >= LETTERING_MM and high >= LETTERING_HIGH_MM


def without_letters(mask: Mask, px_per_mm: float) -> Mask:
    """Take out what is no larger than a letter of a stamp."""
    labels, stats = parts_of(mask)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    keep = sides > LETTER_MM[1] * px_per_mm
    keep[0] = False
    return np.asarray(keep[labels] * 255, np.uint8)


EDGE_MM = 0.17
"""How near to ink taken out its edges lie."""


def clear_edges(mask: Mask, taken: Mask, px_per_mm: float) -> None:
    """Take out what is left of lines whose ink was taken out for its colour: their edges, paler in a scan.

    A pen that crosses them goes on beyond, and stays.

    Args:
        mask: the ink left, changed.
        taken: the ink taken out.
        px_per_mm: resolution.
    """
    reach = max(1, round(EDGE_MM * px_per_mm))
    near = cv2.dilate(taken, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    beyond = cv2.dilate(cv2.subtract(mask, near), np.ones((4 * reach + 1, 4 * reach + 1), np.uint8))
    mask[(near > 0) & (beyond == 0)] = 0


def within_frames(mask: Mask, px_per_mm: float, letter_mm: float, edge_mm: float = 1.0) -> float:
    """Area in mm2 of ink that is neither letters nor an outline: what someone drew over a stamp in its own colour.

    Args:
        mask: ink of one colour.
        px_per_mm: resolution.
        letter_mm: height up to which a part of it is a letter.
        edge_mm: how near to its own hull the line of an outline keeps.
    """
    labels, stats = parts_of(mask)
    area = 0
    for i in range(1, len(stats)):
        if stats[i, cv2.CC_STAT_HEIGHT] <= letter_mm * px_per_mm:
            continue
        left, top, wide, high = stats[i, : cv2.CC_STAT_AREA]
        own = (labels[top : top + high, left : left + wide] == i).astype(np.uint8)
        points = cv2.findNonZero(own)
        inner = np.zeros((high + 2, wide + 2), np.uint8)
        cv2.fillConvexPoly(inner[1:-1, 1:-1], cv2.convexHull(points), 1)
        size = 2 * round(edge_mm * px_per_mm) + 1
        inner = cv2.erode(inner, np.ones((size, size), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
        area += int((own & inner[1:-1, 1:-1]).sum())
    return float(area) / px_per_mm**2


def has_seam(mask: Mask, blob: Blob, px_per_mm: float, least_mm: float = 8.0) -> bool:
    """Whether a column without ink divides a group in two parts as wide as a signature: of two people, or of one."""
    part = np.asarray(mask[blob.top : blob.bottom, blob.left : blob.right] > 0, bool)
    least = round(least_mm * px_per_mm)
    if part.shape[1] <= 2 * least:
        return False
    columns = np.asarray(part.any(axis=0), bool)[least:-least]
    return bool(longest_run(~columns) >= 0.4 * px_per_mm)


def _inside(labels: NDArray[np.int32], stats: NDArray[np.int32], i: int) -> tuple[int, int]:
    """One pixel of that part."""
    top, left = stats[i, cv2.CC_STAT_TOP], stats[i, cv2.CC_STAT_LEFT]
    column = int(np.argmax(labels[top, left : left + stats[i, cv2.CC_STAT_WIDTH]] == i))
    return int(top), int(left) + column


def _around(stats: NDArray[np.int32], parts: list[int]) -> tuple[int, int, int, int]:
    left = min(int(stats[i, cv2.CC_STAT_LEFT]) for i in parts)
    top = min(int(stats[i, cv2.CC_STAT_TOP]) for i in parts)
    right = max(int(stats[i, cv2.CC_STAT_LEFT] + stats[i, cv2.CC_STAT_WIDTH]) for i in parts)
    bottom = max(int(stats[i, cv2.CC_STAT_TOP] + stats[i, cv2.CC_STAT_HEIGHT]) for i in parts)
    return left, top, right, bottom


LONG_MM = 45.0
"""Shortest stroke that strikes a card through; the flourish of a signature is shorter."""
DRAWN = 0.85
"""Share of its length on ink from which a straight is a drawn line."""

Segment = tuple[float, float, float, float]
"""A straight piece of ink: x0, y0, x1, y1 in pixels."""


class Strokes(NamedTuple):
    """What a pen drew through a face."""

    long: list[Segment]
    """Straight oblique lines, longest first. Horizontal and vertical ones are left out: those are printed rules, folds
    and edges."""
    pieces: list[Segment]
    """The straight pieces that those are drawn of: a hand does not draw quite straight."""


def strokes(mask: Mask, px_per_mm: float) -> Strokes:
    """The long strokes drawn through a face."""
    pieces = _oblique(mask, px_per_mm)
    merged = _merge(pieces, px_per_mm)
    long = sorted((line for line in merged if _length(line) >= LONG_MM * px_per_mm), key=lambda line: -_length(line))
    return Strokes(long, [piece for piece in pieces if any(_joined(piece, line, px_per_mm) for line in long)])


def without_strokes(mask: Mask, px_per_mm: float, width_mm: float = 2.6) -> Mask:
    """Take long pen strokes out, each of their straight pieces followed."""
    long, pieces = strokes(mask, px_per_mm)
    clean = mask.copy()
    for piece in pieces:
        ends = [round(value) for value in piece]
        cv2.line(clean, (ends[0], ends[1]), (ends[2], ends[3]), 0, max(3, round(width_mm * px_per_mm)))
    # What is left of a stroke is thin and lies along it; a signature across it is wider than that.
    labels, stats = parts_of(clean)
    for i in range(1, len(stats)):
        left, top = stats[i, cv2.CC_STAT_LEFT], stats[i, cv2.CC_STAT_TOP]
        own = labels[top : top + stats[i, cv2.CC_STAT_HEIGHT], left : left + stats[i, cv2.CC_STAT_WIDTH]] == i
        if stats[i, cv2.CC_STAT_HEIGHT] > px_per_mm and any(
            _lies_along(own, (int(left), int(top)), line, 3.0 * px_per_mm) for line in long
        ):
            clean[labels == i] = 0
    return clean


def _lies_along(own: NDArray[np.bool_], corner: tuple[int, int], line: Segment, reach: float) -> bool:
    """Whether a part of the ink keeps to a stroke; a part as thin and straight as a stroke may lie further off."""
    rows, columns = np.nonzero(own)
    points = np.column_stack([columns, rows]).astype(np.float32)
    _, sides, _ = cv2.minAreaRect(points)
    if min(sides) < 0.35 * reach:
        reach *= 3
    start, end = np.array(line[:2]), np.array(line[2:])
    along = (end - start) / max(_length(line), 1e-6)
    away = points + corner - start
    off = np.abs(away @ np.array([-along[1], along[0]]))
    place = away @ along
    beyond = 3 * reach
    return bool((off < reach).all() and place.min() > -beyond and place.max() < _length(line) + beyond)


def _oblique(mask: Mask, px_per_mm: float) -> list[Segment]:
    lines = cv2.HoughLinesP(
        mask,
        rho=1,
        theta=np.pi / 360,
        threshold=round(14 * px_per_mm),
        minLineLength=18 * px_per_mm,
        maxLineGap=4 * px_per_mm,
    )
    found = []
    for x0, y0, x1, y1 in [] if lines is None else lines.reshape(-1, 4).tolist():
        angle = abs(float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))) % 180
        piece = (float(x0), float(y0), float(x1), float(y1))
        # Letters of a slanting line lie on a straight too, but not without gaps.
        if min(angle, 180 - angle) > 8 and abs(angle - 90) > 6 and support(mask, piece) > DRAWN:
            found.append(piece)
    return found


def coverage(found: Strokes, line: Segment, px_per_mm: float) -> float:
    """Share of one of the long strokes found that drawn pieces make up, 0 to 1."""
    along = (np.array(line[2:]) - np.array(line[:2])) / max(_length(line), 1e-6)
    covered = np.zeros(max(round(_length(line)), 1), bool)
    for piece in found.pieces:
        if _joined(piece, line, px_per_mm) is not None:
            ends = sorted(float((np.array(end) - np.array(line[:2])) @ along) for end in (piece[:2], piece[2:]))
            covered[max(round(ends[0]), 0) : max(round(ends[1]), 0)] = True
    return float(covered.mean())


def _length(line: Segment) -> float:
    return float(np.hypot(line[2] - line[0], line[3] - line[1]))


def _merge(lines: list[Segment], px_per_mm: float) -> list[Segment]:
    """Pieces of one pen stroke put end to end."""
    merged: list[Segment] = []
    for line in sorted(lines, key=lambda line: -_length(line)):
        for k, other in enumerate(merged):
            joined = _joined(line, other, px_per_mm)
            if joined is not None:
                merged[k] = joined
                break
        else:
            merged.append(line)
    return merged


def _joined(one: Segment, other: Segment, px_per_mm: float) -> Segment | None:
    a, b = np.array(other[:2]), np.array(other[2:])
    along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6)
    normal = np.array([-along[1], along[0]])
    ends = [np.array(one[:2]), np.array(one[2:])]
    if any(abs(float((end - a) @ normal)) > 3.5 * px_per_mm for end in ends):
        return None
    places = [0.0, float((b - a) @ along), *(float((end - a) @ along) for end in ends)]
    gap = max(min(places[2:]) - places[1], -max(places[2:]), 0.0)
    if gap > 45 * px_per_mm:
        return None
    first, last = a + along * min(places), a + along * max(places)
    return float(first[0]), float(first[1]), float(last[0]), float(last[1])


def support(mask: Mask, line: Segment, thickness: int = 3) -> float:
    """Share of a line's length that lies on ink, 0 to 1."""
    count = max(2, round(_length(line)))
    xs, ys = np.linspace(line[0], line[2], count), np.linspace(line[1], line[3], count)
    wide = cv2.dilate(mask, np.ones((thickness, thickness), np.uint8))
    rows = np.clip(ys.round().astype(int), 0, mask.shape[0] - 1)
    columns = np.clip(xs.round().astype(int), 0, mask.shape[1] - 1)
    return float((wide[rows, columns] > 0).mean())
