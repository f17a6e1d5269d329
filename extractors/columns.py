"""Values in a column beside their captions, over as many lines as they need: extracts, receipts, forms on screen."""

from collections.abc import Sequence
from itertools import dropwhile

from extractors.captions import END, Captions
from extractors.fields import DIFFERS, Parse, T, judged
from extractors.places import merged
from extractors.printed import Piece, Spot
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field, Reading, Source, Zone

LEADING = 1.3
"""Blank between two lines of one value, in heights of a line, at most."""
ALIGNED = 0.015
"""By how much lines of one value begin apart, in widths of the page."""
LOST = 3
"""Characters at an end of a line that the words of the page have and the reading may lack."""
SAME_ROW = 0.5
"""Share of the lower height that a caption and its value have in common."""


def column_zones(captions: Captions, key: str, spot: Spot, bounds: BoundingBox, limit: int = 1) -> list[Zone]:
    """Where the value beside a caption stands: one zone a line, keys 'KEY.0', 'KEY.1'…; none when nothing is beside it.

    A line belongs to the value while it begins below its first one and nothing stands left of it: the words of the
    next caption do, read well or not.
    """
    below = bounds.model_copy(update={"top": spot.box.top - 0.5 * spot.height})
    rows = [row for row in captions.rows(below) if BoundingBox.around(p.box for p in row).bottom > spot.box.top]
    lines: list[BoundingBox] = []
    for row in rows:
        if not lines:
            beside = [piece for piece in row if piece.box.left >= spot.box.right - 0.002 and _is_level(piece, spot)]
            if any(fold(piece.text) for piece in beside):
                beside = list(dropwhile(lambda piece: not fold(piece.text), beside))
                lines.append(_box(beside))
            elif _is_below(row, spot):
                break
            continue
        if not any(fold(piece.text) for piece in row):
            continue  # specks between two lines are none of them
        line = _box(row)
        near = line.top - lines[-1].bottom < LEADING * max(line.height, lines[-1].height)
        if not near or abs(line.left - lines[0].left) > ALIGNED:
            break
        lines.append(line)
    # One line more than can be read is a value cut short: better none.
    return [] if len(lines) > limit else line_zones(captions, key, lines, spot.box.right)


def line_zones(captions: Captions, key: str, lines: Sequence[BoundingBox], edge: float = 0.0) -> list[Zone]:
    """One zone a line, with paper around it but not beyond the edge; keys 'KEY.0', 'KEY.1' and so on."""
    zones = []
    for rank, line in enumerate(lines):
        end = END * line.height / captions.sheet.page.aspect
        left = max(line.left - end, min((edge + line.left) / 2, line.left))
        wide = line.model_copy(update={"left": left, "right": min(line.right + end, 1.0)})
        zones.append(Zone.of_box(f"{key}.{rank}", captions.padded(wide), is_key=True))
    return zones


def column_field(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """The field of those lines; unread when one of them is, since words were seen in each; empty when there is none."""
    parts = [reading for reading in face.readings if reading.key.startswith(f"{key}.")]
    if not parts:
        return Field[T]()
    whole = merged(key, parts)
    if whole is None or not all(part.text.strip() for part in parts):
        return Field[T](raw=whole.text if whole else "", file=face.page.file, page=face.page.number)
    field = judged(face, whole, parse)
    return field.at_most(DIFFERS) if any(_is_cut(face, part) for part in parts) else field


def _is_cut(face: Face, reading: Reading) -> bool:
    """Whether the words of the page go on by a little at an end of what was read: both engines see one picture."""
    if reading.source is not Source.OCR:
        return False
    inside = [word for word in face.page.words if reading.zone.holds(word.box.center)]
    words = "".join(fold(word.text) for word in sorted(inside, key=lambda word: word.box.left))
    read = fold(reading.text)
    return 0 < len(words) - len(read) <= LOST and (words.startswith(read) or words.endswith(read))


def _box(row: Sequence[Piece]) -> BoundingBox:
    return BoundingBox.around(piece.box for piece in row)


def _is_level(piece: Piece, spot: Spot) -> bool:
    shared = min(piece.box.bottom, spot.box.bottom) - max(piece.box.top, spot.box.top)
    return shared >= SAME_ROW * min(piece.box.height, spot.height)


def _is_below(row: Sequence[Piece], spot: Spot) -> bool:
    return all(piece.box.top > spot.box.center[1] for piece in row)
