"""Stamps: the lines of text that make one, its frame, and the ink that is left without it.

What stands beyond the frame of a stamp is no part of it, whatever its colour; inside, ink goes with the stamp where it
has its colour, so that a signature in another one stays.
"""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Character
from pipeline.stages import marks
from pipeline.stages.frames import Frame, frame_of
from pipeline.stages.marks import Mask
from pipeline.stages.ocr import Pixels

NEUTRAL = 128.0
"""Grey in the colour plane of CIE Lab (8 bits)."""
FIGURES = 5
"""Figures that a stamp has at least: a postcode."""
LINES = 3
"""Lines that a stamp has at least: name, street, town."""
LINE_MM = 4.5
"""Greatest height of a line of a stamp; writing by hand is larger."""
STAMP_COLOUR = 22.0
"""Distance in the colour plane of CIE Lab (8 bits) within which ink is of the stamp."""
FADED, ASIDE = 0.25, 0.5
"""Thin lines lose their colour in a scan: share of the stamp's that is left, and how far beside it, in shares of that
length, it may point."""
DARKER = 25.0
"""How much darker than the darkest of a stamp's letters the ink of a pen is, in lightness (8 bits)."""


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


class Stamp(NamedTuple):
    """A stamp in the crop of a zone."""

    lines: tuple[TextLine, ...]
    frame: Frame | None
    """None where it has none that was found."""
    on_plain_paper: bool
    """Ink much darker than its letters is of a pen; elsewhere it may be print."""

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
        colour = self._colour(mask, crop, px_per_mm)
        if colour is None:
            return np.zeros_like(mask)
        if self.frame is None:
            aside, above = round(0.4 * (right - left)), round(6 * px_per_mm)
            room = np.zeros_like(mask)
            room[max(top - above, 0) : bottom + above, max(left - aside, 0) : right + aside] = 255
        else:
            room = self.frame.inside
            self.frame.clear(mask)
        whole = mask.copy()
        mask[(room > 0) & colour.of(crop)] = 0
        taken = cv2.subtract(whole, mask).astype(np.uint8)
        marks.clear_edges(mask, taken, px_per_mm)
        return cv2.subtract(whole, mask).astype(np.uint8)

    def _colour(self, mask: Mask, crop: Pixels, px_per_mm: float) -> Colour | None:
        """The ink of its letters; None where they have none."""
        area = np.zeros_like(mask)
        for line in self.lines:
            cv2.fillConvexPoly(area, line.quad.astype(np.int32), 255)
        # What is larger than letters was written across them.
        inked = (area & mask & ~marks.without_letters(mask, px_per_mm)) > 0
        inked = inked if inked.sum() > px_per_mm**2 else (area & mask) > 0
        if not inked.any():
            return None
        lab = cv2.cvtColor(crop, cv2.COLOR_RGB2LAB).astype(np.float32)[inked]
        darkest = float(np.percentile(lab[:, 0], 2)) - DARKER if self.on_plain_paper else 0.0
        return Colour(np.median(lab, axis=0)[1:] - NEUTRAL, darkest)


def find(lines: Sequence[TextLine], ink: Mask, known: Mask, px_per_mm: float, *, on_plain_paper: bool) -> list[Stamp]:
    """The stamps among lines of text.

    A stamp is several printed lines one above the other, with the figures of a postcode or a company number: a typed
    name and quality have none. Where nothing is printed but what is known, any small letters with a frame around them
    do as well: a signature may cross the lines, which are not found then.

    Args:
        lines: found in a zone.
        ink: of the zone, its straight lines still there.
        known: 255 where ink shows what is there, 0 where print was taken out.
        px_per_mm: resolution.
        on_plain_paper: nothing is printed there but what is known.
    """
    small = [line for line in lines if line.height <= LINE_MM * px_per_mm]
    found: list[Stamp] = []
    for group in _stacked(small):
        if any(line is other for line in group for stamp in found for other in stamp.lines):
            continue
        frame = frame_of([line.quad for line in group], ink, known, px_per_mm) if on_plain_paper else None
        if frame is not None and not all(frame.holds(line.quad) for line in group):
            frame = None
        own = group if frame is None else [line for line in small if frame.holds(line.quad)]
        is_stamp = _has_figures(own) and len(own) >= LINES
        if frame is not None and (_has_figures(own) or frame.is_whole):
            is_stamp |= marks.is_small_print(ink & frame.inside & ~frame.lines, px_per_mm)
        if is_stamp:
            found.append(Stamp(tuple(own), frame, on_plain_paper))
    return found


def _has_figures(lines: Sequence[TextLine]) -> bool:
    return sum(c.text.isdigit() for line in lines for c in line.characters) >= FIGURES


def _stacked(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Lines grouped where one stands close below another."""
    groups: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.sides[1]):
        above = [group for group in groups if _is_below(line, group[-1])]
        if above:
            max(above, key=lambda group: group[-1].sides[3]).append(line)
        else:
            groups.append([line])
    return groups


def _is_below(line: TextLine, other: TextLine) -> bool:
    left, top, right, bottom = line.sides
    x0, y0, x1, y1 = other.sides
    shared = min(right, x1) - max(left, x0)
    return shared > 0.4 * min(right - left, x1 - x0) and top - y1 < 1.2 * max(bottom - top, y1 - y0)
