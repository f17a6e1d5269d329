"""Where zones lie on the pixels of a page: cut out straight, and back again."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import BoundingBox, Zone
from pipeline.stages.marks import Segment
from pipeline.stages.ocr import Pixels


def straighten(
    page: Pixels, zone: Zone, size: tuple[int, int] | None = None, margin: tuple[float, float] = (0, 0)
) -> Pixels:
    """Cut the zone out as a rectangle.

    Args:
        page: height x width (x 3).
        zone: corners in fractions of the page.
        size: width and height wanted in pixels; by default those it has on the page.
        margin: paper added on each side, in shares of the zone's width and height.
    """
    matrix, size = _onto(page, zone, size, margin)
    return cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).astype(
        np.uint8
    )


def moved(points: Sequence[Segment], page: Pixels, zone: Zone, margin: tuple[float, float] = (0, 0)) -> list[Segment]:
    """Segments of the page, in its pixels, where `straighten` puts them."""
    matrix, _ = _onto(page, zone, None, margin)
    return _mapped(points, matrix)


def moved_back(points: Sequence[Segment], page: Pixels, zone: Zone) -> list[Segment]:
    """Segments of a zone straightened, where they are on the page, in its pixels."""
    matrix, _ = _onto(page, zone, None, (0, 0))
    return _mapped(points, np.linalg.inv(matrix))


def _mapped(segments: Sequence[Segment], matrix: NDArray[Any]) -> list[Segment]:
    if not segments:
        return []
    ends = cv2.perspectiveTransform(np.array(segments, np.float64).reshape(-1, 1, 2), matrix).reshape(-1, 4)
    return [(a, b, c, d) for a, b, c, d in ends.tolist()]


def _onto(
    page: Pixels, zone: Zone, size: tuple[int, int] | None, margin: tuple[float, float]
) -> tuple[NDArray[Any], tuple[int, int]]:
    """The perspective that straightens a zone, and the size of what comes out."""
    high, wide = page.shape[:2]
    quad = np.array(zone.quad, np.float32) * (wide, high)
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    grow_x, grow_y = across * margin[0], down * margin[1]
    quad = quad + np.array([-grow_x - grow_y, grow_x - grow_y, grow_x + grow_y, -grow_x + grow_y])
    if size is None:
        size = (
            max(2, round(float(np.linalg.norm(quad[1] - quad[0])))),
            max(2, round(float(np.linalg.norm(quad[3] - quad[0])))),
        )
    target = np.array([(0, 0), (size[0], 0), (size[0], size[1]), (0, size[1])], np.float32)
    return cv2.getPerspectiveTransform(quad.astype(np.float32), target), size


def cut_quad(page: Pixels, quad: NDArray[np.float32]) -> Pixels:
    """Cut out four corners given in pixels (top left first, clockwise) as a rectangle."""
    wide = max(2, round(float(np.linalg.norm(quad[1] - quad[0]))))
    high = max(2, round(float(np.linalg.norm(quad[3] - quad[0]))))
    target = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    cut = cv2.warpPerspective(page, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return cut.astype(np.uint8)


def box_of(zone: Zone, left: float, right: float, top: float = 0.0, bottom: float = 1.0) -> BoundingBox:
    """Upright box, in fractions of the page, of a part of the zone given in shares of its sides."""
    a, b, c, d = (np.array(corner) for corner in zone.quad)
    points = [(a + (b - a) * x) * (1 - y) + (d + (c - d) * x) * y for x in (left, right) for y in (top, bottom)]
    return BoundingBox.of_points([(float(x), float(y)) for x, y in points])


def part_of(zone: Zone, box: BoundingBox) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box of the page in shares of the zone's sides, below 0 and above 1 beyond it."""
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    onto = cv2.getPerspectiveTransform(np.array(zone.quad, np.float32), unit)
    ((left, top, right, bottom),) = _mapped([(box.left, box.top, box.right, box.bottom)], onto)
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)
