"""Reads the zones of a face, each from the best source that holds it: form value, text layer, pixels."""

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Character, FormValue, Ink, Page, Reading, Source, Task, Word, Zone
from pipeline.stages import marks
from pipeline.stages.crops import CELL_INK, InkedCrop, box_of, cut_comb, cut_line, straighten
from pipeline.stages.ocr import OcrEngine, Pixels
from pipeline.stages.prepare import flatten

UNEVEN = 0.5
"""Confidence left to a comb whose inked cells and characters read are not the same in number."""
BLANK_DIRT = 0.004
"""Dark share of a zone without characters up to which it is surely empty."""


class ZoneReader:
    """Reads zones with two engines that make different mistakes."""

    def __init__(self, first: OcrEngine, second: OcrEngine | None) -> None:
        """Take the main reader, and the second one that key zones are read with too."""
        self._first = first
        self._second = second

    def read(self, page: Page, pixels: Pixels | None, zones: Sequence[Zone]) -> tuple[Reading, ...]:
        """Return one reading per zone, in their order.

        Args:
            page: words and form values of the page.
            pixels: the upright page, RGB; None for an input that has text only.
            zones: places on that page.

        Raises:
            OcrFailed: an engine crashed or ran past its time limit.
        """
        found = {zone.key: reading for zone in zones if (reading := _given(page, zone)) is not None}
        rest = [zone for zone in zones if zone.key not in found]
        if pixels is None:
            found |= {zone.key: Reading(key=zone.key, box=zone.box, source=page.source) for zone in rest}
        else:
            grey = flatten(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8))
            written = [zone for zone in rest if zone.task in (Task.LINE, Task.COMB)]
            found |= {reading.key: reading for reading in self._characters(pixels, grey, written)}
            found |= {
                zone.key: self._mark(pixels, grey, zone) for zone in rest if zone.task not in (Task.LINE, Task.COMB)
            }
        return tuple(found[zone.key] for zone in zones)

    def _characters(self, colour: Pixels, grey: Pixels, zones: Sequence[Zone]) -> list[Reading]:
        crops = [
            cut_comb(colour, grey, zone) if zone.task is Task.COMB else cut_line(colour, grey, zone) for zone in zones
        ]
        inked = [i for i, crop in enumerate(crops) if crop.ink > 0]
        pictures = [crops[i].pixels for i in inked]
        alphabets = [zones[i].alphabet for i in inked]
        first = dict(zip(inked, self._first.lines(pictures, alphabets), strict=True))
        second: dict[int, str] = {}
        keys = [i for i in inked if zones[i].is_key]
        if self._second is not None and keys:
            lines = self._second.lines([crops[i].pixels for i in keys], [zones[i].alphabet for i in keys])
            second = {i: "".join(c.text for c in line) for i, line in zip(keys, lines, strict=True)}
        return [
            _reading(zone, crop, first.get(i, ()), second.get(i))
            for i, (zone, crop) in enumerate(zip(zones, crops, strict=True))
        ]

    def _mark(self, colour: Pixels, grey: Pixels, zone: Zone) -> Reading:
        blank = Reading(key=zone.key, box=zone.box, source=Source.PIXELS)
        if zone.task is Task.TICK:
            margin = (0.45, 0.45)
            crop = straighten(grey, zone, margin=margin)
            side = crop.shape[1] / (1 + 2 * margin[0])
            return blank.model_copy(update={"level": marks.measure_tick(crop, side).level})
        raise NotImplementedError(zone.task)


def _reading(zone: Zone, crop: InkedCrop, characters: tuple[Character, ...], second: str | None) -> Reading:
    if crop.ink == 0:
        return Reading(key=zone.key, box=zone.box, source=Source.OCR, is_blank=True if crop.dirt < BLANK_DIRT else None)
    if zone.task is Task.COMB:
        placed = _in_cells(characters, crop.cells)
    else:
        width = crop.right - crop.left
        placed = tuple(c.model_copy(update={"x": crop.left + c.x * width}) for c in characters)
    box = box_of(zone, crop.left, crop.right)
    return Reading(key=zone.key, box=box, source=Source.OCR, characters=placed, second=second, is_blank=False)


def _in_cells(characters: tuple[Character, ...], cells: tuple[float, ...]) -> tuple[Character, ...]:
    """Put one character in each inked cell; where the counts differ, what was read is doubtful and says so."""
    inked = [k for k, ink in enumerate(cells) if ink > CELL_INK]
    read = [character for character in characters if character.text != " "]
    if len(read) != len(inked):
        return tuple(c.model_copy(update={"confidence": min(c.confidence, UNEVEN)}) for c in read)
    return tuple(c.model_copy(update={"x": (k + 0.5) / len(cells)}) for c, k in zip(read, inked, strict=True))


def _given(page: Page, zone: Zone) -> Reading | None:
    """What a form or a text layer says of the zone; None when it says nothing."""
    widget = max(page.form, key=lambda value: value.box.overlap(zone.box), default=None)
    if widget is not None and widget.box.overlap(zone.box) > 0.4:
        return _of_form(widget, zone)
    if page.source is not Source.TEXT or zone.task not in (Task.LINE, Task.COMB):
        return None
    words = [word for word in page.words if zone.box.holds(word.box.center)]
    return _of_words(words, zone) if words else None


def _of_form(widget: FormValue, zone: Zone) -> Reading | None:
    if zone.task is Task.TICK and widget.is_button:
        level = 0.0 if widget.value in ("", "Off") else 1.0
        return Reading(key=zone.key, box=widget.box, source=Source.FORM, level=level)
    if widget.is_button or zone.task not in (Task.LINE, Task.COMB) or not widget.value:
        return None
    return Reading(key=zone.key, box=widget.box, source=Source.FORM, characters=_certain(widget.value), is_blank=False)


def _of_words(words: list[Word], zone: Zone) -> Reading:
    joint = "" if zone.task is Task.COMB else " "
    text = joint.join(word.text for word in sorted(words, key=lambda word: word.box.left))
    if not fold(text):
        return Reading(key=zone.key, box=zone.box, source=Source.TEXT, is_blank=True)
    box = BoundingBox.around(word.box for word in words)
    return Reading(key=zone.key, box=box, source=Source.TEXT, characters=_certain(text), is_blank=False)


def _certain(text: str) -> tuple[Character, ...]:
    return tuple(Character(text=c, confidence=1.0, x=(i + 0.5) / len(text)) for i, c in enumerate(text))
