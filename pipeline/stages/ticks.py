"""Tick boxes: what stands in them, and where it cannot be said."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.stages.marks import Mask, faint_mask, ink_mask
from pipeline.stages.ocr import Pixels

FRAME_SEEN, FRAME_WHOLE = 0.2, 0.5
"""Share of a box's frame from which it was found, and from which no paler ink need be looked at."""
BEYOND, AT_THE_EDGE = 0.15, 0.06
"""How far beyond a box more must be seen, in sides, to tell what runs on there; and from where on what was taken for
the box may be something else, of which it is not all seen."""
OPEN = 0.15
"""Share of a side's columns with ink in them, in that of the fullest side, below which the page ends in the box."""
ALL_DARK = 0.8
"""Share of the paper beyond a side of a box from which what is dark there is no tick: the page ends in the box."""

SHADE, SHADED = 0.3, 0.28
"""Depth of a shade, between paper and frame; share of a box so dark that it is not surely empty. On scans of 150 dpi
empty ones have 0.18 at most, thin ticks that blur leaves nothing else of 0.38."""
ALL_ALONG = 0.95
"""Share of the columns, or rows, through a box and beside it in which a line through it leaves ink."""


@dataclass(frozen=True)
class TickMeasure:
    """Ink of a tick box."""

    inside: float
    """Share of the inner area that is dark, 0 to 1."""
    around: float
    """Share of the ring outside the frame that is dark, 0 to 1."""
    frame: float
    """Share of the frame that is dark, 0 to 1."""
    shade: float = 0.0
    """Share of the inner area, specks smoothed away, that is a good part as dark as the frame, 0 to 1."""
    weakest: float = 1.0
    """Share of the columns with ink in them of the emptiest side of the frame, in that of the fullest, 0 to 1."""
    is_overrun: bool = False
    """A line runs through it and on beyond both sides, as that of a stamp does, or all beyond a side is dark."""

    @property
    def level(self) -> float:
        """Confidence 0 to 1 that the box is ticked; 0.5 when it cannot be said."""
        if self.frame < FRAME_SEEN or self.weakest < OPEN or self.is_overrun:
            return 0.5
        # An empty box shows 0 to 1 % inside after erosion of its frame, the smallest printed tick about 5 %.
        level = float(
            np.interp(self.inside + 0.5 * max(self.around - 0.11, 0), (0.01, 0.035, 0.06, 0.09), (0.02, 0.3, 0.7, 0.99))
        )
        return max(level, 0.5) if self.shade >= SHADED else level


def measure_tick(grey: Pixels, side: float) -> TickMeasure:
    """Measure the box nearest to the middle of a crop; a faint one is looked for where no dark one is found.

    Args:
        grey: evenly lit crop around the box, some millimetres of margin on each side.
        side: side of the box in pixels.
    """
    found = _measured(grey, ink_mask(grey, is_dusty=True), side)
    if found.frame >= FRAME_WHOLE:
        return found
    faint = _measured(grey, faint_mask(grey), side)
    return max(found, faint, key=lambda measure: measure.frame)


def _measured(grey: Pixels, mask: Mask, side: float) -> TickMeasure:
    dark = mask.astype(np.float32) / 255
    high, wide = dark.shape
    size = round(side)
    frame = np.zeros((size, size), np.float32)
    thick = max(1, round(side / 10))
    frame[:thick], frame[-thick:], frame[:, :thick], frame[:, -thick:] = 1, 1, 1, 1
    if high < size or wide < size:
        return TickMeasure(inside=0.0, around=0.0, frame=0.0)
    # The frame is looked for as far as the crop reaches; a box is where most of its four sides are dark.
    score = cv2.matchTemplate(dark, frame, cv2.TM_CCORR) / frame.sum()
    y0, x0 = np.unravel_index(int(np.argmax(score)), score.shape)
    inset = max(2, round(side * 0.2))
    inner = dark[y0 + inset : y0 + size - inset, x0 + inset : x0 + size - inset]
    reach = round(side * 0.35)
    ring = dark[max(y0 - reach, 0) : y0 + size + reach, max(x0 - reach, 0) : x0 + size + reach]
    border = dark[y0 : y0 + size, x0 : x0 + size]
    area = max(ring.size - border.size, 1)
    return TickMeasure(
        inside=float(inner.mean()) if inner.size else 0.0,
        around=float((ring.sum() - border.sum()) / area),
        frame=float(score.max()),
        weakest=_weakest(dark, int(x0), int(y0), size),
        shade=_shade(grey[y0 : y0 + size, x0 : x0 + size], frame, inset),
        is_overrun=_is_overrun(dark, int(x0), int(y0), size),
    )


def _weakest(dark: NDArray[Any], left: int, top: int, size: int) -> float:
    """See `TickMeasure.weakest`; boxes are not quite square, and the corners belong to no side."""
    near = max(2, round(size / 6))
    around = dark[max(top - near, 0) : top + size + near, max(left - near, 0) : left + size + near]
    within = slice(2 * near, -2 * near)
    shares = [float(np.rot90(around, turn)[: 2 * near, within].any(axis=0).mean()) for turn in range(4)]
    return min(shares) / max(*shares, 1e-6)


def _shade(box: Pixels, frame: NDArray[np.float32], inset: int) -> float:
    soft = cv2.GaussianBlur(box, (0, 0), max(0.6, len(box) / 16)).astype(np.float32)
    inner = soft[inset:-inset, inset:-inset]
    paper = float(np.percentile(inner, 75))
    depth = max(paper - float(np.median(soft[frame > 0])), 10.0)
    return float((paper - inner > SHADE * depth).mean())


def _is_overrun(dark: NDArray[Any], left: int, top: int, size: int) -> bool:
    """Whether ink goes through that box from side to side and on, or fills what lies beyond one of its sides."""
    high, wide = dark.shape
    reach = min(left, top, wide - left - size, high - top - size, round(size * 0.35))
    if reach < BEYOND * size:
        return bool(reach < AT_THE_EDGE * size)
    ring = dark[top - reach : top + size + reach, left - reach : left + size + reach]
    for turned in (np.rot90(ring, turn) for turn in range(4)):
        inner = turned[reach + size // 8 : reach + size - size // 8]
        columns = np.asarray(inner.any(axis=0), bool)
        if columns.mean() >= ALL_ALONG or inner[:, reach + size + 1 :].mean() >= ALL_DARK:
            return True
    return False
