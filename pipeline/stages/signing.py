"""Signatures that may be another mark, or two: what pixels alone do not tell.

A count that is wrong and sure lets a dossier pass without a co-holder's signature; a doubtful one is looked at.
"""

from collections.abc import Sequence
from statistics import fmean

import cv2
import numpy as np

from pipeline.core.model import Character, Zone
from pipeline.stages import marks
from pipeline.stages.ocr import Pixels
from pipeline.stages.stamps import NEUTRAL

PRINT_MM, WORD_POSTERIOR = 5.5, 0.75
"""Height up to which ink that reads so well on average may be a name typed or written out."""
JOINED, COLOURED = 0.65, 12.0
"""Pieces per letter up to which a pen joined them, and distance from grey from which it was no black one."""
LOW_MM, LEAST_WRITING_MM2 = 2.0, 3.0
"""Height and ink of the least writing that is surely no part of a stamp."""
THICK_MM = 1.8
"""A pen draws no line as thick; where its lines cross they are less so."""
OTHER_INK, OTHER_DEPTH = 8.0, 40.0
"""Distance in the colour plane of CIE Lab and in lightness (8 bits) from which two inks are of two pens."""
ONE_PERSON_MM = 5.0
"""Parts of one signature stand no further apart."""
LEAST_INK_MM2 = 3.5
"""Ink of the smallest signature: a pen of 0.4 mm drawn over 9 mm. Rests of strokes and print leave less."""
BAR_MM, BAR_WIDE_MM = 12.0, 1.8
"""Shortest line that bars a room, and how wide the pen that drew it leaves ink at most, not being quite straight."""
GAP_MM = 1.0
"""How far apart the two sides of a ruling that was taken out stand at most."""
MOSTLY = 0.5
"""Share of a signature that lies in its own room at least."""
NARROW_MM, FILLED = 70.0, 0.75
"""A frame of that width at most is narrow; a signature by itself leaves more of it free than this share covers."""
WIDEST_MM = 75.0
"""No signature by itself is wider: it ran together with another one, or with a line that leans."""


def is_uncounted(i: int, found: Sequence[marks.Blob], zone: Zone, crop: Pixels, mask: marks.Mask) -> bool:
    """Whether the i-th group of ink may be two signatures, or one half of a signature.

    Args:
        i: which one.
        found: all groups of the zone.
        zone: the room for signatures.
        crop: the zone cut out, RGB.
        mask: its ink, print and stamps taken out.
    """
    px_per_mm, blob = mask.shape[1] / zone.width_mm, found[i]
    return (
        blob.right - blob.left > WIDEST_MM * px_per_mm
        or marks.has_seam(mask, blob, px_per_mm)
        or _has_two_inks(crop, mask, blob)
        or _fills(blob, zone, mask)
        or any(_is_beside(blob, other, px_per_mm) for k, other in enumerate(found) if k != i)
    )


def is_bar(blob: marks.Blob, mask: marks.Mask, px_per_mm: float) -> bool:
    """Whether a group of ink is straight lines and nothing else, as those that bar an unused room."""
    part = np.ascontiguousarray(mask[blob.top : blob.bottom, blob.left : blob.right])
    lines = cv2.HoughLinesP(
        part, 1, np.pi / 360, round(0.6 * BAR_MM * px_per_mm), minLineLength=BAR_MM * px_per_mm, maxLineGap=px_per_mm
    )
    rest = part.copy()
    for x0, y0, x1, y1 in [] if lines is None else lines.reshape(-1, 4).tolist():
        cv2.line(rest, (int(x0), int(y0)), (int(x1), int(y1)), 0, round(BAR_WIDE_MM * px_per_mm))
    return lines is not None and int((rest > 0).sum()) < LEAST_INK_MM2 * px_per_mm**2


def reaches_in(blob: marks.Blob, mask: marks.Mask, around: marks.Mask, px_per_mm: float) -> bool:
    """Whether most of what a group of ink belongs to lies outside its room: the end of a signature beside it.

    Args:
        blob: the group.
        mask: ink of the room.
        around: ink of the room and of as much paper on every side of it.
        px_per_mm: resolution.
    """
    high, wide = mask.shape
    is_high, is_wide = blob.top <= 1 or blob.bottom >= high - 1, blob.left <= 1 or blob.right >= wide - 1
    if not (is_high or is_wide):
        return False
    y, x = (around.shape[0] - high) // 2, (around.shape[1] - wide) // 2
    # A ruling taken out between them leaves a gap.
    gap = round(GAP_MM * px_per_mm) | 1
    bridge = np.ones((gap, 1) if is_high else (1, gap), np.uint8)
    joined, _ = marks.parts_of(np.asarray(cv2.dilate(around, bridge), np.uint8))
    inner = joined[y + blob.top : y + blob.bottom, x + blob.left : x + blob.right]
    own = np.isin(joined, np.unique(inner[mask[blob.top : blob.bottom, blob.left : blob.right] > 0])) & (around > 0)
    inside = own[y : y + high, x : x + wide].sum()
    return bool(inside < MOSTLY * own.sum())


def may_be_print(line: Sequence[Character], blob: marks.Blob, crop: Pixels, mask: marks.Mask, px_per_mm: float) -> bool:
    """A line as low as print that reads as some word: a name typed or written out, or a signature that can be read.

    What a coloured pen joins is a signature however well it reads: type is black, and stands in letters.
    """
    letters = [character for character in line if character.text.strip()]
    is_low = blob.bottom - blob.top <= PRINT_MM * px_per_mm
    reads = is_low and len(letters) >= 5 and fmean(letter.confidence for letter in letters) >= WORD_POSTERIOR
    return reads and not (blob.pieces <= JOINED * len(letters) and _colour(crop, mask, blob) >= COLOURED)


def _colour(crop: Pixels, mask: marks.Mask, blob: marks.Blob) -> float:
    """How far from grey the ink of a group is, in the colour plane of CIE Lab (8 bits)."""
    part = slice(blob.top, blob.bottom), slice(blob.left, blob.right)
    lab = cv2.cvtColor(crop[part], cv2.COLOR_RGB2LAB).astype(np.float32)[mask[part] > 0]
    return float(np.linalg.norm(np.median(lab, axis=0)[1:] - NEUTRAL)) if len(lab) else 0.0


def is_of_a_pen(blob: marks.Blob, ink: marks.Mask, px_per_mm: float) -> bool:
    """Whether a group beside a stamp is none of its letters, its frame or its emblem.

    Writing fills what it surrounds, with lines as thin as a pen's.
    """
    part = np.ascontiguousarray(ink[blob.top : blob.bottom, blob.left : blob.right])
    holds_letters = any(marks.lettering(part, px_per_mm))
    if holds_letters or marks.within_frames(part, px_per_mm, LOW_MM) < LEAST_WRITING_MM2:
        return False
    # Ink ends at the sides of its box.
    part = np.pad(part, 1)
    return float(cv2.distanceTransform(part, cv2.DIST_L2, 3).max()) <= THICK_MM / 2 * px_per_mm


def _has_two_inks(crop: Pixels, mask: marks.Mask, blob: marks.Blob) -> bool:
    """Whether the left of a group was written with another pen than its right."""
    part = slice(blob.top, blob.bottom), slice(blob.left, blob.right)
    ink, third = mask[part] > 0, (blob.right - blob.left) // 3
    lab = cv2.cvtColor(crop[part], cv2.COLOR_RGB2LAB).astype(np.float32)
    sides = [(lab[:, columns], ink[:, columns]) for columns in (slice(0, third), slice(-third, None))]
    if third < 1 or not all(inked.any() for _, inked in sides):
        return False
    one, other = (np.median(colours[inked], axis=0) for colours, inked in sides)
    return float(np.linalg.norm((one - other)[1:])) > OTHER_INK or abs(float(one[0] - other[0])) > OTHER_DEPTH


def _is_beside(blob: marks.Blob, other: marks.Blob, px_per_mm: float) -> bool:
    """So near to another one, at the same height, that one person may have written both."""
    apart = max(blob.left, other.left) - min(blob.right, other.right)
    shared = min(blob.bottom, other.bottom) - max(blob.top, other.top)
    return shared > 0 and apart < ONE_PERSON_MM * px_per_mm


def _fills(blob: marks.Blob, zone: Zone, mask: marks.Mask) -> bool:
    """Most of a narrow frame, which two people who sign in it share."""
    return 0 < zone.width_mm <= NARROW_MM and blob.right - blob.left > FILLED * mask.shape[1]
