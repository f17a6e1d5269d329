"""Crops of zones, freed of the form's ruling and cut tight to the ink, as the engines want them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Zone
from pipeline.stages.crossings import Crossings, find_crossings
from pipeline.stages.marks import Segment, faint_mask, ink_mask, longest_run, parts_of, runs, with_pale_parts
from pipeline.stages.ocr import Pixels
from pipeline.stages.places import moved, straighten

TIGHT_MARGIN = 0.35
"""Paper left around the ink, in heights of the ink (ocr.md: the recogniser wants the ink to fill its 48 pixels)."""
PAPER = 245
"""Grey of paper that was evenly lit."""
LINE_DEPTH = 10
"""How much darker than the paper around it the base line of a comb is at least, in grey levels."""
RULED = 0.6
"""Share of a crop's width from which its ruling was found in black and white."""
TICK_SHARE = 0.38
"""Height above the line, as a share of the crop's, up to which the ticks at the ends of a box reach."""
TALL_TICK_SHARE, EDGE = 0.75, 0.1
"""The same for a tick that stands at the very edge of the crop: within so many heights of it."""
LOW = 0.8
"""Share of a row's height below which the line along its bottom is: above stand the letters."""
LINE_THICK = 0.18
"""Share of a crop's height up to which what is dark from end to end is a line and no row of writing."""
LOWER_CASE = 0.6
"""Height of the letter x, as a share of that of capitals and long letters, at least."""
HALF = 0.45
"""The same of what is left of a capital that is cut in two."""
PALE = 32
"""How much darker than paper the palest part of a character is, in grey levels."""
CELL = 48
"""Pixels per comb cell after straightening; ample for 300 dpi."""
INPAINT_RADIUS = 3
"""Pixels around a stroke of the pen from which what it covers is guessed."""
LINE_MARGIN = 0.12
"""Paper looked at above and below a line, in heights of its zone."""
TALL = 0.25
"""Height of a character, as a share of the row's, at least."""
ROW_LETTERS, ROW_HIGH = 4, 1.8
"""Letters of a row that is lower than that at least, and its height in those of most of its letters at most."""
SMALL_PRINT = 0.12
"""Height of ink, as a share of the row's, that is no speck: too small to be read here, too large to be called blank."""
CELL_INK = 0.005
"""Share of a comb cell that is dark when a character, even a hyphen, stands in it."""
TICK_HEIGHT = 0.35
"""Height of the ticks of a comb as a share of the crop's height: 5.4 of 19.5 points, and what blur adds."""


@dataclass(frozen=True)
class InkedCrop:
    """A zone cut out, ruling removed."""

    pixels: Pixels
    """Colour crop, tight to the ink; empty when there is no ink."""
    left: float
    right: float
    """Where the crop lies along the zone, 0 to 1."""
    ink: float
    """Height of the ink as a share of the zone's height; 0.0 when there is none."""
    dirt: float
    """Share of the zone that is dark without being of the size of characters; 1.0 where it may be small print."""
    altered: float = 0.0
    """Confidence 0 to 1 that the writing is crossed out or overwritten."""
    cells: tuple[float, ...] = ()
    """COMB: share of each cell that is ink."""
    gaps: tuple[tuple[float, float], ...] = ()
    """Where no ink stands between two characters: middle along the zone (0 to 1), width in heights of the ink."""
    place: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Left, top, right, bottom of `pixels` in the zone cut out, in pixels."""
    other: Pixels | None = None
    """Where pen strokes run through a line: the same place with them; `pixels` shows it without."""
    touched: tuple[tuple[float, float], ...] = ()
    """From where to where along the zone, 0 to 1, characters stand that such strokes touch."""
    covered: tuple[tuple[float, float], ...] = ()
    """From where to where along the zone, 0 to 1, such strokes cover the middle of the line."""


def cut_line(colour: Pixels, grey: Pixels, zone: Zone, strokes: Sequence[Segment] = ()) -> InkedCrop:
    """Cut a one-line zone tight to its ink.

    Args:
        colour: the page, RGB.
        grey: the page evenly lit.
        zone: the line; its ruling, if any, runs along the bottom.
        strokes: straight pieces of the strokes drawn through the face, in pixels of the page.
    """
    margin = (0.0, LINE_MARGIN)
    crop, light = straighten(colour, zone, margin=margin), straighten(grey, zone, margin=margin)
    mask = ink_mask(light)
    # Around words that dust made higher there is room for more than their line. On a form low print is its own.
    if not zone.width_mm and (row := _low_row(mask)):
        return cut_line(colour, grey, _narrowed(zone, *row), strokes)
    ruling = _rulings(mask)
    if zone.is_ruled:
        is_found = float((ruling > 0).any(axis=0).mean()) >= RULED
        ruling = cv2.bitwise_or(ruling, _pale_rulings(_darkness(light), ticks_alone=is_found)).astype(np.uint8)
    dark = cv2.bitwise_and(mask, cv2.bitwise_not(ruling)).astype(np.uint8)
    whole = with_pale_parts(dark, light, ruling)
    crossings = find_crossings(cv2.bitwise_or(mask, whole).astype(np.uint8), moved(strokes, colour, zone, margin))
    dark, rest = (cv2.bitwise_and(ink, cv2.bitwise_not(crossings.alone)).astype(np.uint8) for ink in (dark, whole))
    plain = _paint(crop, ruling)
    if not crossings.any:
        return _tight(plain, rest, dark)
    cut = _tight(_without(plain, crossings), rest, dark)
    left, top, right, bottom = cut.place
    wide = mask.shape[1]
    touched, covered = (
        tuple((first / wide, last / wide) for first, last in ends) for ends in (crossings.touched, crossings.covered)
    )
    return replace(cut, other=plain[top:bottom, left:right], touched=touched, covered=covered) if cut.ink else cut


def _low_row(mask: NDArray[np.uint8]) -> tuple[float, float] | None:
    """Top and bottom, in shares of the crop's height, of the one row of letters that are too low to be read in it."""
    high = mask.shape[0]
    _, stats = parts_of(mask)
    tops, heights = stats[1:, cv2.CC_STAT_TOP], stats[1:, cv2.CC_STAT_HEIGHT]
    middles = tops + heights / 2
    inside = (0.15 * high <= middles) & (middles <= 0.85 * high)
    if (inside & (heights >= TALL * high)).any():
        return None
    letters = inside & (heights >= SMALL_PRINT * high)
    if letters.sum() < ROW_LETTERS:
        return None
    top, bottom = int(tops[letters].min()), int((tops + heights)[letters].max())
    return (top / high, bottom / high) if bottom - top <= ROW_HIGH * np.median(heights[letters]) else None


def _narrowed(zone: Zone, top: float, bottom: float) -> Zone:
    """The zone around a row of it, given in shares of its crop, with half of its height as paper above and below."""
    pad = (bottom - top) / 2
    first, last = (share * (1 + 2 * LINE_MARGIN) - LINE_MARGIN for share in (top - pad, bottom + pad))
    a, b, c, d = (np.array(corner) for corner in zone.quad)
    corners = (a + (d - a) * first, b + (c - b) * first, b + (c - b) * last, a + (d - a) * last)
    return zone.model_copy(update={"quad": tuple((float(x), float(y)) for x, y in corners)})


def _without(crop: Pixels, crossings: Crossings) -> Pixels:
    """The row as it would look without the strokes: what they cover goes on from what stands beside them."""
    strokes = cv2.dilate(cv2.bitwise_or(crossings.alone, crossings.touching), np.ones((3, 3), np.uint8))
    return cv2.inpaint(crop, strokes, INPAINT_RADIUS, cv2.INPAINT_TELEA).astype(np.uint8)


def cut_comb(colour: Pixels, grey: Pixels, zone: Zone) -> InkedCrop:
    """Cut a comb: straightened to a fixed cell width, snapped to its ticks, ticks and base line painted over."""
    scale = CELL * zone.cells
    ratio = _ratio(grey, zone)
    margin_x = 0.5 / zone.cells
    size = (scale + CELL, max(16, round(scale * ratio * 1.5)))
    crop = straighten(colour, zone, size, margin=(margin_x, 0.25))
    light = straighten(grey, zone, size, margin=(margin_x, 0.25))
    found = _comb(crop, light, ink_mask(light), zone.cells)
    if found.ink or max(found.cells) <= CELL_INK:
        return found
    # Of faint characters only the darkest spots are ink, which are too low to be any.
    again = _comb(crop, light, faint_mask(light), zone.cells)
    return again if again.ink else found


def _comb(crop: Pixels, light: Pixels, mask: NDArray[np.uint8], count: int) -> InkedCrop:
    """A comb of so many cells, half a one beside it at either end, of which `mask` is the ink."""
    scale, high = CELL * count, mask.shape[0]
    dark = _darkness(light)
    base = _base_line(dark)
    first = CELL // 2 + (_phase(dark[base - high // 4 : base], count) if base else 0)
    mask, crop = mask[:, first : first + scale].copy(), crop[:, first : first + scale]
    ruling = np.zeros_like(mask)
    if base:
        # The ticks stand on the base line and reach up to half a character; a glyph seldom comes that near to one.
        ticks = max(round(high * TICK_HEIGHT), _tick_height(dark[:base, first : first + scale], count))
        for k in range(count + 1):
            ruling[max(base - ticks, 0) : base, max(k * CELL - 4, 0) : k * CELL + 5] = 255
        ruling[base - 1 :, :] = 255
    # What stands above the characters belongs to the row above.
    ruling[: round(high * 0.18)] = 255
    mask[ruling > 0] = 0
    mask = _without_specks(mask)
    cells = tuple(float((mask[:, k * CELL + 4 : (k + 1) * CELL - 4] > 0).mean()) for k in range(count))
    crop = _paint(crop, ruling)
    inked = _tight(crop, mask)
    if inked.ink:
        # Set as close as print usually is: both engines take wide gaps for blanks and doubt what stands alone.
        # The blur of ticks and base line reaches beyond what was painted over.
        near = cv2.dilate(ruling, np.ones((7, 9), np.uint8))
        pale = (cv2.blur(dark, (3, 3))[:, first : first + scale] > PALE) & (near == 0)
        closed = _tight(*_closed_up(crop, mask, pale | (mask > 0), cells), is_comb=True)
        inked = replace(closed, left=inked.left, right=inked.right)
    return replace(inked, cells=cells)


def _without_specks(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Drop parts smaller than a hyphen."""
    labels, stats = parts_of(mask)
    count = len(stats)
    least = 0.07 * mask.shape[0]
    keep = [i for i in range(1, count) if max(stats[i, cv2.CC_STAT_WIDTH], stats[i, cv2.CC_STAT_HEIGHT]) >= least]
    return np.where(np.isin(labels, keep), 255, 0).astype(np.uint8)


def _closed_up(
    crop: Pixels, mask: NDArray[np.uint8], shown: NDArray[np.bool_], cells: tuple[float, ...]
) -> tuple[Pixels, NDArray[np.uint8]]:
    """The inked cells side by side, each cut to its ink; `shown` has that which is too pale for the mask as well."""
    gap = CELL // 6
    pieces = []
    for k, ink in enumerate(cells):
        columns = np.flatnonzero(shown[:, k * CELL : (k + 1) * CELL].sum(axis=0) >= 2)
        if ink > CELL_INK and len(columns):
            pieces.append(
                slice(k * CELL + max(int(columns[0]) - gap // 2, 0), k * CELL + min(int(columns[-1]) + gap // 2, CELL))
            )
    if not pieces:
        return crop, mask
    space = np.broadcast_to(np.percentile(crop.reshape(-1, 3), 85, axis=0), (crop.shape[0], gap, 3)).astype(np.uint8)
    dark = np.zeros((mask.shape[0], gap), np.uint8)
    colours = [part for piece in pieces for part in (space, crop[:, piece])]
    masks = [part for piece in pieces for part in (dark, mask[:, piece])]
    return np.ascontiguousarray(np.hstack([*colours, space])), np.ascontiguousarray(np.hstack([*masks, dark]))


def _ratio(page: Pixels, zone: Zone) -> float:
    """Height over width of the zone on the page."""
    quad = np.array(zone.quad) * (page.shape[1], page.shape[0])
    return float(np.linalg.norm(quad[3] - quad[0])) / max(float(np.linalg.norm(quad[1] - quad[0])), 1e-6)


def _rulings(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Straight printed lines of a crop: long horizontals, and uprights at its two ends."""
    high, wide = mask.shape
    length = max(round(wide * 0.5), high * 2)
    rulings = np.zeros_like(mask)
    if length < wide:
        horizontal = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
        # No wider than the line is: the foot of an E or an L stands right on it.
        rulings = cv2.dilate(horizontal, np.ones((1, length // 4), np.uint8)).astype(np.uint8)
    return cv2.bitwise_or(rulings, _end_ticks(mask)).astype(np.uint8)


def _end_ticks(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The short ticks that close a box at both ends. They end at mid height, which the stem of a letter does not."""
    high, wide = mask.shape
    near = max(3, round(high * 0.4))
    ticks = np.zeros_like(mask)
    for columns in (slice(0, near), slice(wide - near, wide)):
        strip = mask[:, columns] > 0
        # Down to the base line: the round of an 8 or an S ends above it.
        upright = strip[round(high * 0.62) : round(high * 0.9)].mean(axis=0) > 0.9
        short = ~strip[round(high * 0.38) : round(high * 0.53)].any(axis=0)
        marked = cv2.dilate((upright & short).astype(np.uint8)[None, :], np.ones((1, 3), np.uint8))[0] > 0
        ticks[round(high * 0.45) :, columns] = np.where(marked, 255, 0)
    return ticks


def _darkness(light: Pixels) -> NDArray[np.float32]:
    """How much darker than paper each pixel of an evenly lit crop is, in grey levels."""
    return np.clip(PAPER - light.astype(np.float32), 0, None)


def _pale_rulings(dark: NDArray[np.float32], *, ticks_alone: bool) -> NDArray[np.uint8]:
    """The line along the bottom of a crop, and the short ticks at its ends, too pale for a mask as they may be."""
    rulings = np.zeros(dark.shape, np.uint8)
    base = _base_line(dark, LOW)
    if not base:
        return rulings
    rows = np.percentile(cv2.blur(dark, (9, 1)), 30, axis=1)
    least = 0.3 * float(rows[base : base + 4].max())
    first, last = base, base
    while first > base - 3 and rows[first - 1] > least:
        first -= 1
    while last < len(rows) and rows[last] > least:
        last += 1
    if last - first > max(4, LINE_THICK * len(rows)):
        return rulings
    rulings[first:last] = 0 if ticks_alone else 255
    # Even from foot to top, and with nothing above it or on its outer side: stems are taller, and other feet lean. At
    # the very edge of a box that is empty otherwise it may be as tall as a letter.
    near, edge, wide = max(3, round(0.2 * len(dark))), max(3, round(EDGE * len(dark))), dark.shape[1]
    column = cv2.blur(dark[base - round(0.26 * base) : base - 1], (1, 3))
    even = column.min(axis=0) > np.maximum(0.5 * column.max(axis=0), LINE_DEPTH)
    dim = dark[base - round(TICK_SHARE * base) : base - 1].max(axis=0, initial=0) < PALE
    # A line that leans comes up to here at one end.
    inner = dark[base - round(TICK_SHARE * base) : base - round(0.1 * base), edge + 5 : wide - edge - 5]
    is_empty = bool((inner < PALE).all())
    for share, reach in ((TICK_SHARE, near), (TALL_TICK_SHARE, edge)):
        top = base - round(share * base)
        free = dark[round(0.1 * base) : top].max(axis=0, initial=0) < PALE
        for left, right in runs(even & free):
            outer = dim[max(left - 5, 0) : max(left - 2, 0)] if left < near else dim[right + 2 : right + 5]
            is_at_end = left < reach or right > wide - reach
            is_alone = outer.all() and (reach == near or is_empty)
            if is_at_end and right - left <= max(3, round(0.15 * base)) and is_alone:
                rulings[top:base, max(left - 1, 0) : right + 1] = 255
    return rulings


def _base_line(dark: NDArray[np.float32], lowest: float = 0.55) -> int:
    """Upper edge of the comb's base line in rows of the crop; 0 when there is no line.

    It is dark from end to end, however pale the scan has made it; characters leave most of each row to the paper.

    Args:
        dark: how much darker than paper, in grey levels.
        lowest: share of the crop's height below which it is looked for.
    """
    rows = np.percentile(cv2.blur(dark, (9, 1)), 30, axis=1)
    first = round(len(rows) * lowest)
    row: int = first + int(np.argmax(rows[first:]))
    plain = float(np.median(rows))
    if rows[row] - plain < LINE_DEPTH:
        return 0
    while row > first and rows[row - 1] - plain > 0.6 * (rows[row] - plain):
        row -= 1
    return row


def _phase(dark: NDArray[np.float32], cells: int) -> int:
    """By how many pixels the ticks are off their place, from the rows just above the base line.

    Each tick is dark over all these rows; strokes of characters that are so as well end above the line, or do not stand
    a cell apart.
    """
    foot = dark[-max(3, len(dark) // 4) :].mean(axis=0)
    columns = np.minimum(np.percentile(dark, 30, axis=0), np.clip(foot - np.median(foot), 0, None))
    reach = CELL // 3
    scores = {}
    for shift in range(-reach, reach + 1):
        places = [CELL // 2 + shift + k * CELL for k in range(cells + 1)]
        ticks = [float(columns[max(x - 1, 0) : x + 2].mean()) for x in places if 0 <= x < len(columns)]
        scores[shift] = float(np.percentile(ticks, 25)) + 0.3 * float(np.mean(ticks)) - 0.1 * abs(shift)
    return max(scores, key=lambda shift: scores[shift])


def _tick_height(dark: NDArray[np.float32], cells: int) -> int:
    """Height in pixels of the ticks above the base line: some forms have them as tall as characters."""
    columns = [dark[::-1, max(k * CELL - 2, 0) : k * CELL + 3].mean(axis=1) for k in range(cells + 1)]
    profile = np.convolve(np.median(columns, axis=0), np.full(5, 0.2), "same")
    # Next to the base line its blur is darker than they are.
    near, far = len(profile) // 6, len(profile) // 3
    ends = np.flatnonzero(profile[far:] < max(0.5 * float(np.median(profile[near:far])), LINE_DEPTH))
    return far + int(ends[0]) + 2 if len(ends) else len(profile)


def _paint(crop: Pixels, where: NDArray[np.uint8]) -> Pixels:
    """Fill with the colour of the paper."""
    paper = np.percentile(crop.reshape(-1, crop.shape[2]), 85, axis=0) if crop.size else 255
    painted = crop.copy()
    painted[where > 0] = paper
    return painted


def _tight(
    crop: Pixels, mask: NDArray[np.uint8], dark: NDArray[np.uint8] | None = None, *, is_comb: bool = False
) -> InkedCrop:
    """Cut to the ink, of a comb that was closed up from end to end: each of its cells holds a character.

    What is drawn through the characters is looked for in what of the ink is `dark`, or in all: faint ones run together.
    """
    high, wide = mask.shape
    _, stats = parts_of(mask)
    count = len(stats)
    middles = stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT] / 2
    tall = [
        i
        for i in range(1, count)
        if stats[i, cv2.CC_STAT_HEIGHT] >= TALL * high and 0.15 * high <= middles[i] <= 0.9 * high
    ]
    # Parts that reach in from the row above or below are no dirt of this line.
    inside = [i for i in range(1, count) if 0.15 * high <= middles[i] <= 0.85 * high]
    dirt = float(sum(stats[i, cv2.CC_STAT_AREA] for i in inside)) / mask.size
    if not tall:
        is_written = any(stats[i, cv2.CC_STAT_HEIGHT] >= SMALL_PRINT * high for i in inside)
        return InkedCrop(pixels=crop[:0], left=0.0, right=0.0, ink=0.0, dirt=1.0 if is_written else dirt)
    top = int(min(stats[i, cv2.CC_STAT_TOP] for i in tall))
    bottom = int(max(stats[i, cv2.CC_STAT_TOP] + stats[i, cv2.CC_STAT_HEIGHT] for i in tall))
    first = int(min(stats[i, cv2.CC_STAT_LEFT] for i in tall))
    last = int(max(stats[i, cv2.CC_STAT_LEFT] + stats[i, cv2.CC_STAT_WIDTH] for i in tall))
    near = 1.5 * (bottom - top)
    # The line may end in small letters alone, and begin with some that a fold of the paper cut in two.
    letter = float(np.median(stats[tall, cv2.CC_STAT_HEIGHT]))
    sides = (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT)
    parts = sorted(tuple(int(stats[i, side]) for side in sides) for i in inside if top <= middles[i] <= bottom)
    for begin, length, height in parts:
        if height >= LOWER_CASE * letter and last < begin <= last + near:
            last = begin + length
    for begin, length, height in reversed(parts):
        if height >= HALF * letter and first - near <= begin + length < first:
            first = begin
    # Small parts among the characters and just beside them are hyphens and commas; further away they are specks.
    small = [
        i
        for i in range(1, count)
        if top <= middles[i] <= bottom
        and max(stats[i, cv2.CC_STAT_WIDTH], stats[i, cv2.CC_STAT_HEIGHT]) >= 0.06 * high
        and first - near <= stats[i, cv2.CC_STAT_LEFT] + stats[i, cv2.CC_STAT_WIDTH]
        and stats[i, cv2.CC_STAT_LEFT] <= last + near
    ]
    left = int(min(stats[i, cv2.CC_STAT_LEFT] for i in small))
    right = int(max(stats[i, cv2.CC_STAT_LEFT] + stats[i, cv2.CC_STAT_WIDTH] for i in small))
    pad = round((bottom - top) * TIGHT_MARGIN)
    x0, x1 = (0, wide) if is_comb else (max(left - pad, 0), min(right + pad, wide))
    y0, y1 = max(top - pad, 0), min(bottom + pad, high)
    return InkedCrop(
        pixels=crop[y0:y1, x0:x1],
        left=x0 / wide,
        right=x1 / wide,
        ink=(bottom - top) / high,
        dirt=dirt,
        altered=0.0 if is_comb else _altered((mask if dark is None else dark)[top:bottom, left:right]),
        gaps=_gaps(mask[top:bottom], wide),
        place=(x0, y0, x1, y1),
    )


def _gaps(ink: NDArray[np.uint8], wide: int) -> tuple[tuple[float, float], ...]:
    """Runs of columns without ink, the ends of the row left out."""
    columns = np.flatnonzero((ink > 0).any(axis=0))
    ends = np.flatnonzero(np.diff(columns) > 1)
    return tuple(
        (float(columns[i] + columns[i + 1]) / 2 / wide, float(columns[i + 1] - columns[i] - 1) / ink.shape[0])
        for i in ends
    )


def _altered(ink: NDArray[np.uint8]) -> float:
    """A line drawn through the characters, or characters so dark that something was written over.

    Letters of a word touch one another and make shorter ones.
    """
    bridge, shortest = 0.08, 1.9
    high, wide = ink.shape
    if wide < 2 * high:
        return float(np.interp((ink > 0).mean(), (0.6, 0.8), (0.0, 0.9)))
    # Bars of letters are shorter than the letters are high: only a drawn line runs on over several of them.
    thick = cv2.dilate(ink, np.ones((max(3, round(0.15 * high)), 1), np.uint8))
    joined = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, max(1, round(bridge * high))), np.uint8))
    # What crosses out runs through the middle: near the foot of the ink is the ruling, above it accents.
    band = joined[round(0.2 * high) : round(0.75 * high)] > 0
    struck = max(map(longest_run, band), default=0) / high
    density = float((ink > 0).mean())
    return max(
        float(np.interp(struck, (shortest, shortest + 0.4, 3.0), (0.0, 0.4, 0.95))),
        float(np.interp(density, (0.5, 0.7), (0.0, 0.9))),
    )
