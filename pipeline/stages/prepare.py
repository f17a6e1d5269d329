"""From the picture as it came to an upright, straight, evenly lit page.

    RawPage ─► sheet cut out of a photo ─► 0/90/180/270 ─► deskewed ─► PageImage

Every box of the report is in fractions of the page this stage returns.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.core.model import Defect
from pipeline.stages.ocr import Pixels
from pipeline.stages.quality import Quad, find_defects, sides

LONG_SIDE = 3508
"""Pixels: A4 at 300 dpi. Larger pictures are reduced, smaller ones kept: enlarging gives the engines nothing."""
FINDER_SIDE = 800
"""Pixels of the long side on which text lines are looked for to find angles."""
MAX_SKEW_DEGREES = 0.15
"""Below this a rotation would cost more sharpness than it mends."""
SHEET_MIN_AREA = 0.3
"""A sheet fills at least this share of the photo; less is a paper lying on the glass of a scanner."""
SHEET_MAX_AREA = 0.93
"""A sheet that fills more than this has no border worth cutting."""
SAMPLED = 16
"""Every how many pixels, both ways, are looked at for the colour of the paper."""
ACROSS_SHARE = 0.03
"""Share of the text, by length, that runs across the rest and is more than a stamp or a margin note."""
LINES_TRIED = 4
"""Lines read to tell the right way up."""
LEGIBLE = 0.9
"""Mean legibility at which lines are surely the right way up; upside down they reach 0.6."""

TextFinder = Callable[[Pixels], list[Quad]]
"""Gives the text lines of a picture as quads of 4 points in pixels."""
Reader = Callable[[list[Pixels]], list[float]]
"""Gives for each one-line crop how well it reads as text, 0 to 1."""


@dataclass(frozen=True)
class PageImage:
    """An upright page."""

    pixels: Pixels
    """Height x width x 3 RGB."""
    turned: int
    """Degrees by which the picture was turned clockwise: 0, 90, 180 or 270."""
    skew: float
    """Degrees taken out after that, clockwise positive."""
    across: int = 0
    """Degrees to turn clockwise to have the rest of the text upright, where a good part of it runs across; else 0.
    The outer side of the carte grise is printed both ways, and both sides copied on one sheet may lie so."""
    defects: tuple[Defect, ...] = ()
    """What is wrong with the picture, worst first."""

    @property
    def aspect(self) -> float:
        """Width over height."""
        return float(self.pixels.shape[1] / self.pixels.shape[0])


def prepare(picture: Pixels, find_text: TextFinder, legibility: Reader, is_upright: bool = False) -> PageImage:
    """Return the page upright and straight.

    Args:
        picture: height x width grey, or height x width x 3 RGB.
        find_text: text line finder, run on a reduced picture.
        legibility: tells text the right way up from text upside down.
        is_upright: True for a born-digital page, returned as it is.
    """
    rgb = np.repeat(picture[..., None], 3, axis=2) if picture.ndim == 2 else picture
    rgb = _reduced(rgb, LONG_SIDE)
    if is_upright:
        return PageImage(pixels=rgb, turned=0, skew=0.0)
    sheet = _sheet(rgb)
    if sheet is not None:
        rgb = sheet
    small = _reduced(rgb, FINDER_SIDE)
    quads = [quad * (rgb.shape[1] / small.shape[1]) for quad in find_text(small)]
    defects = find_defects(rgb, quads)
    turned, across = _turns(rgb, quads, legibility)
    skew = _skew(quads, turned in (90, 270))
    rgb = turn(rgb, turned)
    if abs(skew) > MAX_SKEW_DEGREES:
        rgb = _rotate(rgb, skew)
    return PageImage(pixels=rgb, turned=turned, skew=skew, across=across, defects=defects)


def turn(picture: Pixels, degrees: int) -> Pixels:
    """The picture turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(picture, -degrees // 90)) if degrees else picture


def flatten(grey: Pixels) -> Pixels:
    """Divide by the paper's own brightness, so that paper is white everywhere and ink keeps its depth.

    The paper level is the picture closed with a kernel wider than any stroke and blurred (ocr.md: needed by
    Tesseract and by the marks, of no use to PP-OCR).
    """
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = max(3, min(small.shape[:2]) // 40) | 1
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), (0, 0), size)
    level = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, np.maximum(level, 1), scale=245).astype(np.uint8)


def _reduced(picture: Pixels, side: int) -> Pixels:
    scale = side / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _sheet(rgb: Pixels) -> Pixels | None:
    """The sheet of paper cut out of a photo and made rectangular; None when no border is seen."""
    small = _reduced(rgb, 600)
    high, wide = small.shape[:2]
    hsv = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 2), cv2.COLOR_RGB2HSV)
    # Paper is bright and pale against a table: brightness lowered by colour tells them apart.
    paper = cv2.subtract(hsv[..., 2], hsv[..., 1] // 2)
    _, mask = cv2.threshold(paper, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    share = cv2.contourArea(hull) / (high * wide)
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(np.float32)
    if len(corners) != 4 or not SHEET_MIN_AREA < share < SHEET_MAX_AREA:
        return None
    if _touches_border(corners, wide, high):
        return None
    quad = _clockwise(corners) * (rgb.shape[1] / wide)
    width = round(float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))))
    height = round(float(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))))
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    return cv2.warpPerspective(rgb, matrix, (width, height), flags=cv2.INTER_CUBIC).astype(np.uint8)


def _touches_border(corners: Quad, wide: int, high: int) -> bool:
    """Three corners or more on the edge of the picture: the picture is the sheet, there is nothing to cut."""
    near = (corners[:, 0] < 3) | (corners[:, 0] > wide - 4) | (corners[:, 1] < 3) | (corners[:, 1] > high - 4)
    return int(near.sum()) >= 3


def _clockwise(corners: Quad) -> Quad:
    """Top left first, then clockwise."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    ordered = corners[np.argsort(angles)]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0)


def _turns(rgb: Pixels, quads: list[Quad], legibility: Reader) -> tuple[int, int]:
    """Degrees to turn clockwise so that most text stands upright, and from there so that the rest does (0: no rest)."""
    long = [quad for quad in quads if max(sides(quad)) > 3 * min(sides(quad))]
    lying = [quad for quad in long if not _is_vertical(quad)]
    standing = [quad for quad in long if _is_vertical(quad)]
    lengths = [sum(max(sides(quad)) for quad in group) for group in (lying, standing)]
    if not long:
        return 0, 0
    ways = [_way(rgb, group, base, legibility) if group else base for group, base in ((lying, 0), (standing, 90))]
    first = int(lengths[1] > lengths[0])
    has_rest = min(lengths) > ACROSS_SHARE * sum(lengths)
    return ways[first], (ways[1 - first] - ways[first]) % 360 if has_rest else 0


def _way(rgb: Pixels, quads: list[Quad], base: int, legibility: Reader) -> int:
    """Which of `base` and `base` + 180 degrees makes these lines read."""
    chosen = sorted(quads, key=lambda quad: abs(max(sides(quad)) / min(sides(quad)) - 6))[:LINES_TRIED]
    crops = [_upright_crop(rgb, quad, base) for quad in chosen]
    upright = legibility(crops)
    if sum(upright) / len(upright) > LEGIBLE:
        return base
    reversed_ = legibility([np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops])
    return base if sum(upright) >= sum(reversed_) else base + 180


def _is_vertical(quad: Quad) -> bool:
    spread = quad.max(axis=0) - quad.min(axis=0)
    return bool(spread[1] > spread[0])


def _upright_crop(rgb: Pixels, quad: Quad, turn: int) -> Pixels:
    low, high = np.floor(quad.min(axis=0)).astype(int), np.ceil(quad.max(axis=0)).astype(int)
    crop = rgb[max(low[1], 0) : high[1], max(low[0], 0) : high[0]]
    return np.ascontiguousarray(np.rot90(crop, -turn // 90))


def _skew(quads: list[Quad], is_turned: bool) -> float:
    """Degrees by which the text leans, clockwise positive; the median over lines, long ones weighing more.

    Args:
        quads: text lines of the picture as it came.
        is_turned: the text runs up or down there, and the page is turned by a quarter.
    """
    angles: list[tuple[float, float]] = []
    for quad in quads:
        if max(sides(quad)) > 5 * min(sides(quad)) and _is_vertical(quad) == is_turned:
            # A standing quad begins with its short side.
            across, down = (quad[1] - quad[0]) + (quad[2] - quad[3]), (quad[3] - quad[0]) + (quad[2] - quad[1])
            along = (down[1], -down[0]) if is_turned else (across[0], across[1])
            angles.append((float(np.degrees(np.arctan2(along[1], along[0]))), max(sides(quad))))
    if not angles:
        return 0.0
    angles.sort()
    half, total = sum(weight for _, weight in angles) / 2, 0.0
    for angle, weight in angles:
        total += weight
        if total >= half:
            return angle if abs(angle) < 30 else 0.0
    return 0.0


def _rotate(rgb: Pixels, degrees: float) -> Pixels:
    """Turn anticlockwise by that many degrees, the page growing so that nothing is cut.

    What is new is paper: the edge drawn out would make stripes of the ink that it cuts.
    """
    high, wide = rgb.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    new_wide, new_high = round(wide * cos + high * sin), round(wide * sin + high * cos)
    matrix[:, 2] += ((new_wide - wide) / 2, (new_high - high) / 2)
    paper = np.median(rgb[::SAMPLED, ::SAMPLED].reshape(-1, 3), axis=0).tolist()
    return cv2.warpAffine(
        rgb, matrix, (new_wide, new_high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=paper
    ).astype(np.uint8)
