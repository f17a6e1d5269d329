"""Reads the zones of a face, each from the best source that holds it: form value, text layer, pixels."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import BoundingBox, Character, Ink, Page, Reading, Source, Task, Zone
from pipeline.stages import marks
from pipeline.stages.corners import cut_level
from pipeline.stages.crops import InkedCrop, cut_comb, cut_line
from pipeline.stages.given import given
from pipeline.stages.ocr import LineReader, OcrEngine, Pixels
from pipeline.stages.places import box_of, cut_quad, moved_back, part_of, straighten
from pipeline.stages.prepare import TextFinder, flatten
from pipeline.stages.rows import reading_of
from pipeline.stages.signing import LEAST_INK_MM2, is_bar, is_of_a_pen, is_uncounted, may_be_print, reaches_in
from pipeline.stages.stamps import LINE_MM, Stamp, TextLine, find
from pipeline.stages.ticks import measure_tick

FINDER_SIDE = 960
"""Pixels of the long side on which lines are looked for in the ink of a zone."""
MIN_LINE_MM = 8.0
"""Shortest line of text that is looked at."""
HAND_INK = 0.015
"""Share of a text line's area that is left as ink of a hand once print is taken out; print itself leaves less."""
MIN_SUPPORT = 0.02
"""Posterior that each character of a date or hour has somewhere in the line, or nothing is said of it."""
PRINT_LEAD = 0.95
"""A printed value begins within so many row heights of its zone's left edge."""
PRINT_POSTERIOR = 0.85
"""Lowest posterior of a run of ink that is taken for print."""


RULING_MARGIN = 0.25
"""Heights of a row of paper around it in which its ruling is looked for."""
DOUBTFUL_MARK = 0.6
"""Confidence of a mark that may be something else, or two where it is counted once."""
LEAST_OVER_STAMP_MM2 = 1.5
"""Ink on a stamp, in its colour, that is neither letters nor frame; letters that touch the frame leave less."""
OF_A_STAMP = 0.3
"""Share of a piece of ink on a stamp from which it may be a part of it."""
FRAMES = 0.85
"""Share of a stamp's box inside the box of its own frame."""


AROUND_MM = 12.0
"""Paper around a room that is looked at, for signatures that reach into it."""
PAPER = 245
"""Brightness of paper."""


class ZoneReader:
    """Reads zones with two engines that make different mistakes."""

    def __init__(self, first: LineReader, second: OcrEngine | None, find_text: TextFinder) -> None:
        """Take the main reader, the second one that key zones are read with too, and the finder of text lines."""
        self._first = first
        self._second = second
        self._find_text = find_text

    def read(self, page: Page, pixels: Pixels | None, zones: Sequence[Zone]) -> tuple[Reading, ...]:
        """Return one reading per zone, in their order.

        Args:
            page: words and form values of the page.
            pixels: the upright page, RGB; None for an input that has text only.
            zones: places on that page.

        Raises:
            OcrFailed: an engine crashed or ran past its time limit.
        """
        found = {zone.key: reading for zone in zones if (reading := given(page, zone)) is not None}
        rest = [zone for zone in zones if zone.key not in found]
        if pixels is None:
            found |= {zone.key: Reading(key=zone.key, zone=zone.box, box=zone.box, source=page.source) for zone in rest}
        else:
            grey = flatten(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8))
            for zone in zones:
                if zone.key in found and zone.task in (Task.LINE, Task.COMB):
                    # What a file states as text may still be crossed out where it is shown.
                    altered = _altered(grey, zone, _cut(pixels, grey, zone))
                    found[zone.key] = found[zone.key].model_copy(update={"altered": altered})
            written = [zone for zone in rest if zone.task in (Task.LINE, Task.COMB)]
            # Looked for once: they tell whether the face is struck, and where its rows are crossed.
            struck = [(zone, _strokes(grey, zone)) for zone in rest if zone.task is Task.STROKE]
            found |= {zone.key: _pixels(zone, level=_struck(zone, drawn)) for zone, drawn in struck}
            pieces = [piece for zone, drawn in struck for piece in moved_back(drawn.found.pieces, grey, zone)]
            found |= {reading.key: reading for reading in self._characters(pixels, grey, written, pieces)}
            printed = [r.box for r in found.values() if _is_printed(r, page.aspect)]
            marked = [zone for zone in rest if zone.key not in found]
            found |= {zone.key: self._mark(pixels, grey, zone, printed) for zone in marked}
        return tuple(found[zone.key] for zone in zones)

    def _characters(
        self, colour: Pixels, grey: Pixels, zones: Sequence[Zone], strokes: Sequence[marks.Segment]
    ) -> list[Reading]:
        crops = [_cut(colour, grey, zone, strokes) for zone in zones]
        inked = [i for i, crop in enumerate(crops) if crop.ink > 0]
        pictures = [crops[i].pixels for i in inked]
        alphabets = [zones[i].alphabet for i in inked]
        looks = {i: [seen] for i, seen in zip(inked, self._first.seen(pictures, alphabets), strict=True)}
        # What a pen stroke hides in one picture of a row, the other shows.
        crossed = [(i, other) for i in inked if (other := crops[i].other) is not None]
        others = self._first.seen([other for _, other in crossed], [zones[i].alphabet for i, _ in crossed])
        for (i, _), seen in zip(crossed, others, strict=True):
            looks[i].append(seen)
        second: dict[int, str] = {}
        keys = [i for i in inked if zones[i].is_key]
        if self._second is not None and keys:
            lines = self._second.lines([crops[i].pixels for i in keys], [zones[i].alphabet for i in keys])
            second = {i: "".join(c.text for c in line) for i, line in zip(keys, lines, strict=True)}
        return [
            reading_of(zone, crop, looks.get(i, ()), second.get(i)).model_copy(
                update={"altered": _altered(grey, zone, crop)}
            )
            for i, (zone, crop) in enumerate(zip(zones, crops, strict=True))
        ]

    def _mark(self, colour: Pixels, grey: Pixels, zone: Zone, printed: Sequence[BoundingBox]) -> Reading:
        if zone.task is Task.INK:
            return _pixels(zone, inks=self._inks(colour, grey, zone, printed))
        if zone.task is Task.CORNER:
            return _pixels(zone, level=cut_level(straighten(colour, zone)))
        margin = (0.45, 0.45)
        crop = straighten(grey, zone, margin=margin)
        return _pixels(zone, level=measure_tick(crop, crop.shape[1] / (1 + 2 * margin[0])).level)

    def _inks(self, colour: Pixels, grey: Pixels, zone: Zone, printed: Sequence[BoundingBox]) -> tuple[Ink, ...]:
        """Signatures, stamps and handwritten lines of a zone; print is no ink of a hand."""
        whole, mask, px_per_mm = _hand_ink(grey, zone)
        known = np.full_like(whole, 255)
        for box in (*zone.ignore, *printed):
            for layer in (whole, mask, known):
                _clear(layer, box, zone)
        crop = straighten(colour, zone)
        plain = crop.copy()
        plain[known == 0] = PAPER
        lines = self._text_lines(crop if zone.shapes else plain, mask, px_per_mm)
        pressed = find(lines, whole, known, px_per_mm, on_plain_paper=not zone.shapes)
        stamps, rest = _stamps(crop, mask, pressed, zone, px_per_mm)
        other = [line for line in lines if not any(line is part for stamp in pressed for part in stamp.lines)]
        written = tuple(
            ink.model_copy(update={"confidence": DOUBTFUL_MARK}) if _is_on(ink.box, stamps) else ink
            for ink in (self._handwriting(crop, rest, other, zone) if zone.shapes else ())
        )
        for ink in written:
            _clear(rest, ink.box, zone)
        blobs = [blob for blob in marks.blobs(rest, px_per_mm) if blob.ink >= LEAST_INK_MM2 * px_per_mm**2]
        found = _rejoined(blobs, zone)
        read = self._first.lines([_along(crop, rest, blob) for blob in found], [""] * len(found))
        # A face with handwriting on it has print all over; a room for signatures has none but what is known.
        small = _small_print(grey, zone, printed) if not zone.shapes and not stamps else None
        around = mask if zone.shapes else _around(grey, zone, mask, px_per_mm)
        unread = [Ink(box=zone.box, is_stamp=True, confidence=DOUBTFUL_MARK)] if small is not None else []
        drawn = []
        for i, (blob, line) in enumerate(zip(found, read, strict=True)):
            # On a face with handwriting a straight line is what is left of the stroke that annuls it.
            if _is_print(line, blob) or (zone.shapes and is_bar(blob, rest, px_per_mm)):
                continue
            ink = Ink(
                box=_box_of(zone, mask, blob),
                confidence=float(np.interp(blob.ink / px_per_mm**2, (LEAST_INK_MM2, 2 * LEAST_INK_MM2), (0.5, 0.97))),
                characters=line,
            )
            if zone.shapes and not is_of_a_pen(blob, rest, px_per_mm):
                # The frame of a stamp of which nothing reads, or print.
                ink = ink.model_copy(update={"confidence": min(ink.confidence, DOUBTFUL_MARK)})
            if not zone.shapes:
                is_other = (
                    may_be_print(line, blob, crop, rest, px_per_mm)
                    or is_bar(blob, rest, px_per_mm)
                    or reaches_in(blob, mask, around, px_per_mm)
                    or (small is not None and not is_of_a_pen(blob, small, px_per_mm))
                )
                uncounted = not is_other and is_uncounted(i, found, zone, crop, rest)
                limit = DOUBTFUL_MARK if is_other or uncounted else 1.0
                ink = ink.model_copy(
                    update={
                        "confidence": min(ink.confidence, limit),
                        "is_uncounted": uncounted and ink.confidence > limit,
                    }
                )
            is_near = _is_on(ink.box, stamps) if zone.shapes else bool(stamps)
            if is_near and _may_be_rest(blob, pressed, rest, px_per_mm):
                ink = ink.model_copy(update={"confidence": min(ink.confidence, DOUBTFUL_MARK)})
            drawn.append(ink)
        # What still surrounds a whole stamp is its frame, whose thin line lost its colour in the scan.
        signed = tuple(ink for ink in drawn if not any(stamp.box.overlap(ink.box) > FRAMES for stamp in stamps))
        return (*written, *stamps, *unread, *signed)

    def _text_lines(self, crop: Pixels, mask: marks.Mask, px_per_mm: float) -> list[TextLine]:
        """Lines of text in the ink of a zone, known print left out."""
        scale = min(1.0, FINDER_SIDE / max(crop.shape[:2]))
        small = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
        quads = [
            quad
            for quad in (quad / scale for quad in self._find_text(small))
            if _longer_side(quad) >= MIN_LINE_MM * px_per_mm and _ink_share(mask, quad) >= HAND_INK
        ]
        lines = self._first.lines([cut_quad(crop, quad) for quad in quads], [""] * len(quads))
        return [TextLine(quad, line) for quad, line in zip(quads, lines, strict=True) if line]

    def _handwriting(self, crop: Pixels, mask: marks.Mask, lines: Sequence[TextLine], zone: Zone) -> tuple[Ink, ...]:
        """Lines that read as words or dates, stamps left out."""
        high, wide = mask.shape
        written = []
        for line in lines:
            letters = [c for c in line.characters if c.text.strip()]
            sure = sum(c.confidence for c in letters) / max(len(letters), 1)
            if len(letters) < 6 or sure < 0.6 or _ink_share(mask, line.quad) < HAND_INK:
                continue
            left, top, right, bottom = line.sides
            box = box_of(zone, left / wide, right / wide, top / high, bottom / high)
            found, lattices = self._first.shaped(cut_quad(crop, line.quad), zone.shapes)
            shaped = found.characters if found is not None and found.support >= MIN_SUPPORT else ()
            written.append(Ink(box=box, confidence=0.9, characters=line.characters, shaped=shaped, lattices=lattices))
        return tuple(written)


def _cut(colour: Pixels, grey: Pixels, zone: Zone, strokes: Sequence[marks.Segment] = ()) -> InkedCrop:
    return cut_comb(colour, grey, zone) if zone.task is Task.COMB else cut_line(colour, grey, zone, strokes)


class _Drawn(NamedTuple):
    """The strokes through a face, in pixels of it straightened."""

    found: marks.Strokes
    px_per_mm: float


def _strokes(grey: Pixels, zone: Zone) -> _Drawn:
    crop = straighten(grey, zone)
    px_per_mm = crop.shape[1] / zone.width_mm
    return _Drawn(marks.strokes(marks.ink_mask(crop), px_per_mm), px_per_mm)


def _pixels(zone: Zone, **seen: Any) -> Reading:
    return Reading(key=zone.key, zone=zone.box, box=zone.box, source=Source.PIXELS, **seen)


def _altered(grey: Pixels, zone: Zone, crop: InkedCrop) -> float:
    """Confidence 0 to 1 that the writing is crossed out or painted over."""
    struck = crop.altered
    if zone.task is Task.COMB:
        struck = marks.struck_cells(straighten(grey, zone), zone.cells) if crop.ink else 0.0
    if not zone.width_mm:
        return struck
    ruled = straighten(grey, zone, margin=(0, RULING_MARGIN))
    return max(struck, marks.covered(ruled, ruled.shape[1] / zone.width_mm))


def _stamps(
    crop: Pixels, mask: marks.Mask, found: Sequence[Stamp], zone: Zone, px_per_mm: float
) -> tuple[tuple[Ink, ...], marks.Mask]:
    """The stamps, and the ink left without them.

    A signature in the very colour of the stamp goes with it; where more was there than letters and frames, a doubtful
    one is put beside the stamp.
    """
    rest = mask.copy()
    high, wide = mask.shape
    inks = []
    for stamp in found:
        left, top, right, bottom = stamp.sides
        box = box_of(zone, left / wide, right / wide, top / high, bottom / high)
        inks.append(Ink(box=box, is_stamp=True, confidence=0.93, characters=stamp.lines[0].characters))
        taken = stamp.clear(rest, crop, px_per_mm)
        if marks.within_frames(taken, px_per_mm, LINE_MM) >= LEAST_OVER_STAMP_MM2:
            inks.append(Ink(box=box, confidence=DOUBTFUL_MARK))
    return tuple(inks), rest


def _may_be_rest(blob: marks.Blob, pressed: Sequence[Stamp], rest: marks.Mask, px_per_mm: float) -> bool:
    """Whether a group of ink near stamps may be a rest of one: no pen wrote it, nor what of it lies beyond."""
    beyond = rest.copy()
    for stamp in pressed:
        if stamp.frame is not None:
            beyond[stamp.frame.inside > 0] = 0
    return not any(is_of_a_pen(blob, ink, px_per_mm) for ink in (rest, beyond))


def _is_on(box: BoundingBox, stamps: Sequence[Ink]) -> bool:
    """Whether what stands there may be a rest of a stamp: its frame, or a line of it that was read by itself."""
    return any(box.overlap(stamp.box) > OF_A_STAMP for stamp in stamps)


def _clear(mask: marks.Mask, box: BoundingBox, zone: Zone) -> None:
    """Take out what stands in a box of the page."""
    high, wide = mask.shape
    left, top, right, bottom = part_of(zone, box)
    rows, columns = (round(max(y, 0) * high) for y in (top, bottom)), (round(max(x, 0) * wide) for x in (left, right))
    mask[slice(*rows), slice(*columns)] = 0


def _is_printed(reading: Reading, aspect: float) -> bool:
    """Print of a template's zone begins where its first character would stand; handwriting may begin anywhere."""
    lead = (reading.box.left - reading.zone.left) * aspect / max(reading.zone.height, 1e-6)
    return bool(reading.characters) and lead <= PRINT_LEAD


def _longer_side(quad: NDArray[np.float32]) -> float:
    return float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])))


def _ink_share(mask: marks.Mask, quad: NDArray[np.float32]) -> float:
    """Share of the quad's area that is ink of a hand."""
    area = np.zeros_like(mask)
    cv2.fillConvexPoly(area, quad.astype(np.int32), 255)
    inside = area > 0
    return float((mask[inside] > 0).mean()) if inside.any() else 0.0


def _is_print(line: Sequence[Character], blob: marks.Blob) -> bool:
    """A line of print that no template foresees: it reads well, and no pen joins its letters."""
    letters = [character for character in line if character.text.strip()]
    if len(letters) < 3 or blob.longest > 1.3 * (blob.bottom - blob.top):
        return False
    return min(letter.confidence for letter in letters) >= PRINT_POSTERIOR and blob.pieces >= 0.9 * len(letters)


def _small_print(grey: Pixels, zone: Zone, printed: Sequence[BoundingBox]) -> marks.Mask | None:
    """The ink of a zone that holds several lines of small letters: a stamp too poor to be read, perhaps signed over."""
    crop = straighten(grey, zone)
    # Rulings stay: to take out the flourish that underlines a signature would leave its letters apart.
    mask = marks.faint_mask(crop)
    for box in (*zone.ignore, *printed):
        _clear(mask, box, zone)
    return mask if marks.is_small_print(mask, crop.shape[1] / zone.width_mm) else None


def _box_of(zone: Zone, mask: marks.Mask, blob: marks.Blob) -> BoundingBox:
    high, wide = mask.shape
    return box_of(zone, blob.left / wide, blob.right / wide, blob.top / high, blob.bottom / high)


def _along(crop: Pixels, mask: marks.Mask, blob: marks.Blob) -> Pixels:
    """The blob cut out along the way it was written, which may lean."""
    part = mask[blob.top : blob.bottom, blob.left : blob.right]
    points = cv2.findNonZero(part)
    picture = crop[blob.top : blob.bottom, blob.left : blob.right]
    if points is None:
        return picture
    (x, y), (wide, high), angle = cv2.minAreaRect(points)
    if wide < high:
        wide, high, angle = high, wide, angle - 90
    angle = (angle + 90) % 180 - 90
    if wide < 3 * high or abs(angle) < 2:
        return picture
    matrix = cv2.getRotationMatrix2D((x + blob.left, y + blob.top), angle, 1.0)
    size = round(wide + 0.7 * high), round(high * 1.4)
    matrix[:, 2] += np.array([size[0] / 2 - x - blob.left, size[1] / 2 - y - blob.top])
    return cv2.warpAffine(crop, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)


def _hand_ink(grey: Pixels, zone: Zone) -> tuple[marks.Mask, marks.Mask, float]:
    """Ink of the zone, pale one too; that of a pen, without rulings and strokes; and pixels per millimetre."""
    crop = straighten(grey, zone)
    px_per_mm = crop.shape[1] / zone.width_mm
    mask = marks.without_strokes(marks.without_rulings(marks.ink_mask(crop), px_per_mm), px_per_mm)
    return marks.faint_mask(crop), mask, px_per_mm


def _around(grey: Pixels, zone: Zone, inner: marks.Mask, px_per_mm: float) -> marks.Mask:
    """Ink of the zone with paper around it, without rulings."""
    high, wide = inner.shape
    reach = AROUND_MM * px_per_mm
    crop = straighten(grey, zone, margin=(reach / wide, reach / high))
    return marks.without_rulings(marks.ink_mask(crop), px_per_mm)


def _rejoined(found: list[marks.Blob], zone: Zone) -> list[marks.Blob]:
    """Two halves of a signature that ran over a caption, which was taken out, are one signature again.

    Two people do not sign one above the other in the few centimetres a form leaves: counting such halves twice would
    make one signature pass for two.
    """
    whole: list[marks.Blob] = []
    for blob in sorted(found, key=lambda b: b.left - b.right):
        for i, other in enumerate(whole):
            shared = min(blob.right, other.right) - max(blob.left, other.left)
            if zone.ignore and shared > 0.5 * (blob.right - blob.left):
                whole[i] = marks.Blob(
                    left=min(blob.left, other.left),
                    top=min(blob.top, other.top),
                    right=max(blob.right, other.right),
                    bottom=max(blob.bottom, other.bottom),
                    ink=blob.ink + other.ink,
                    pieces=blob.pieces + other.pieces,
                    longest=max(blob.longest, other.longest),
                )
                break
        else:
            whole.append(blob)
    return sorted(whole, key=lambda blob: blob.left)


def _struck(zone: Zone, drawn: _Drawn) -> float:
    """Confidence 0 to 1 that a pen stroke runs across the face."""
    found, px_per_mm = drawn
    if not found.long:
        return 0.02
    longest = found.long[0]
    length_mm = float(np.hypot(longest[2] - longest[0], longest[3] - longest[1])) / px_per_mm
    share = length_mm / zone.width_mm
    return float(np.interp(share, (0.3, 0.5, 0.8), (0.2, 0.7, 0.98))) * float(
        np.interp(marks.coverage(found, longest, px_per_mm), (0.3, 0.6), (0.3, 1.0))
    )
