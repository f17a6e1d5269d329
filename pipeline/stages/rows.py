"""From a row as cut out, and what the engines read there, to a reading: blanks put back, combs filled cell by cell."""

import itertools
from collections.abc import Sequence
from statistics import median

from rapidfuzz.distance import Levenshtein

from pipeline.core.lines import fold
from pipeline.core.model import Character, Reading, Source, Task, Zone
from pipeline.stages.crops import CELL_INK, InkedCrop
from pipeline.stages.ocr import Seen
from pipeline.stages.places import box_of

WORD_GAP, WORD_GAPS = 0.28, 3.3
"""A gap between two words is so many heights of the ink wide at least, and so many times as wide as most gaps."""
UNEVEN = 0.5
"""Confidence left to a comb whose inked cells and characters read are not the same in number."""
COMPLETED = 0.5
"""Confidence of a character of a comb that only the second engine saw."""
MARRED = 0.3
"""By how much surer the picture with the stroke is read, at the weakest character, to be taken for the better one."""
BLANK_DIRT = 0.004
"""Dark share of a zone without characters up to which it is surely empty."""


def reading_of(zone: Zone, crop: InkedCrop, looks: Sequence[Seen], second: str | None) -> Reading:
    """The reading of a LINE or COMB zone.

    Args:
        zone: the place.
        crop: its picture as the engines had it.
        looks: what the first engine saw in it, `x` along the crop, then in its other picture if it has one; nothing
            for a crop without ink.
        second: what the second engine read; None when it was not asked.
    """
    if not looks:
        return Reading(
            key=zone.key,
            zone=zone.box,
            box=zone.box,
            source=Source.OCR,
            is_blank=True if crop.dirt < BLANK_DIRT else None,
            altered=0.0,
        )
    # What was painted over a stroke may have marred a character that the stroke did not hide.
    characters = max(looks, key=lambda look: _weakest(look) + (MARRED if look is looks[0] else 0.0)).characters
    if zone.task is Task.COMB:
        placed = _in_cells(_completed(characters, second, crop.cells), crop.cells)
        second = _in_as_many_cells(placed, second, crop.cells)
    else:
        width = crop.right - crop.left
        placed = tuple(c.model_copy(update={"x": crop.left + c.x * width}) for c in characters)
        placed = _spaced(placed, crop.gaps)
    box = box_of(zone, crop.left, crop.right)
    return Reading(
        key=zone.key,
        zone=zone.box,
        box=box,
        source=Source.OCR,
        characters=placed,
        second=second,
        is_blank=False,
        altered=crop.altered,
        is_crossed=len({_folded(look.characters) for look in looks}) > 1 or _loses(placed, crop.touched),
        covered=crop.covered,
        lattices=tuple(look.lattice for look in looks),
    )


def _loses(characters: Sequence[Character], touched: Sequence[tuple[float, float]]) -> bool:
    """Whether nothing is read where ink stands at a stroke: no picture of the row may have shown that character."""
    steps = [other.x - one.x for one, other in itertools.pairwise(characters)]
    near = median(steps) / 2 if steps else 0.0
    return any(
        not any(left - near <= character.x <= right + near for character in characters) for left, right in touched
    )


def _weakest(look: Seen) -> float:
    return min((character.confidence for character in look.characters), default=0.0)


def _folded(characters: Sequence[Character]) -> str:
    return fold("".join(character.text for character in characters))


def _spaced(characters: tuple[Character, ...], gaps: Sequence[tuple[float, float]]) -> tuple[Character, ...]:
    """The line with the blanks that the engine lost: where words stand apart more than letters do.

    Only between letters that stand in the middle of a word: the places of characters are not exact enough to tell on
    which side of a narrow one a gap lies, and the figure 1 has wide ones of its own.
    """
    pairs = list(itertools.pairwise(characters))
    widths = [max((width for x, width in gaps if one.x < x < other.x), default=0.0) for one, other in pairs]
    within = [width for width, pair in zip(widths, pairs, strict=True) if all(c.text != " " for c in pair)]
    least = max(WORD_GAP, WORD_GAPS * median(within)) if within else 0.0
    lost = sum(width >= least for _, width in gaps) - sum(c.text == " " for c in characters)
    places = [
        i
        for i, width in enumerate(widths)
        if width >= least and 0 < i < len(pairs) - 1 and all(c.text.isalpha() for c in characters[i - 1 : i + 3])
    ]
    chosen = sorted(places, key=lambda i: -widths[i])[: max(lost, 0)]
    spaced: list[Character] = list(characters[:1])
    for i, (one, other) in enumerate(pairs):
        if i in chosen:
            spaced.append(Character(text=" ", confidence=1.0, x=(one.x + other.x) / 2))
        spaced.append(other)
    return tuple(spaced)


def _completed(
    characters: tuple[Character, ...], second: str | None, cells: tuple[float, ...]
) -> tuple[Character, ...]:
    """The first reading of a comb; where it lost a character that the second has, and the cells say so, with it."""
    inked = sum(ink > CELL_INK for ink in cells)
    read = [c for c in characters if c.text != " "]
    other = (second or "").replace(" ", "")
    if len(read) >= inked or len(other) != inked:
        return characters
    completed: list[Character] = []
    for step in Levenshtein.opcodes("".join(c.text for c in read), other):
        if step.tag == "insert":
            lost = other[step.dest_start : step.dest_end]
            completed += [Character(text=c, confidence=COMPLETED, x=0.0) for c in lost]
        else:
            completed += read[step.src_start : step.src_end]
    return tuple(completed) if len(completed) == inked else characters


def _in_as_many_cells(placed: tuple[Character, ...], second: str | None, cells: tuple[float, ...]) -> str | None:
    """The second reading of a comb without the characters it has too many: the inked cells say how many there are."""
    inked = sum(ink > CELL_INK for ink in cells)
    if second is None or len(placed) != inked or len(second.replace(" ", "")) <= inked:
        return second
    first, second = "".join(c.text for c in placed), second.replace(" ", "")
    steps = Levenshtein.opcodes(first, second)
    return "".join(second[step.dest_start : step.dest_end] for step in steps if step.tag != "insert")


def _in_cells(characters: tuple[Character, ...], cells: tuple[float, ...]) -> tuple[Character, ...]:
    """Put one character in each inked cell; where the counts differ, what was read is doubtful and says so."""
    inked = [k for k, ink in enumerate(cells) if ink > CELL_INK]
    read = [character for character in characters if character.text != " "]
    if len(read) != len(inked):
        return tuple(c.model_copy(update={"confidence": min(c.confidence, UNEVEN)}) for c in read)
    return tuple(c.model_copy(update={"x": (k + 0.5) / len(cells)}) for c, k in zip(read, inked, strict=True))
