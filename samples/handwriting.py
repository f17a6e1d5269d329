"""Forms filled in by hand: capitals and figures that no two people write alike, and that no one writes twice alike.

A writer has a font of some handwriting, a pen and habits: how large, how slanted, how steady, how far below the ruling,
whether the 7 is barred and the 1 has an upstroke as they have in France. Every character is then set by itself.
"""

import math
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

from fontTools.pens.boundsPen import BoundsPen

from samples import fonts, ink
from samples.drawing import WHITE, Colour, Pen

INKS: tuple[Colour, ...] = (
    (0.08, 0.14, 0.55),
    (0.05, 0.08, 0.42),
    (0.14, 0.26, 0.66),
    (0.10, 0.10, 0.12),
    (0.02, 0.02, 0.05),
    (0.33, 0.12, 0.52),
    (0.42, 0.20, 0.60),
)
"""Blue, black and violet, as ball pens write."""
LOOKALIKES = {"1": "7", "7": "1", "0": "6", "6": "0", "3": "8", "8": "3", "5": "6", "B": "8", "4": "9", "9": "4"}
"""What is written by mistake before it is corrected; anything else takes the next character."""
Correction = Literal["overwritten", "struck", "fluid"]
CORRECTIONS: tuple[Correction, ...] = ("overwritten", "struck", "fluid")


@dataclass(frozen=True)
class Writer:
    """One person with a pen."""

    hand: ink.Hand
    size: float
    """Height of capitals in points, where the form leaves the room."""
    unsteady: float
    """Spread of place, size and slant from character to character; 1 is usual."""
    drop: float
    """How far below the ruling the base line runs, in points."""
    pressing: float
    """How much the line's thickness and darkness vary, 0 to 1."""
    is_barred: bool
    """The 7 and the Z have a bar."""
    has_upstroke: bool
    """The 1 has a long upstroke."""

    @classmethod
    def of(cls, rng: Random, *, held_out: bool = False) -> "Writer":
        """A writer by chance. Those of the fonts held out are for the final figures only."""
        hand = ink.Hand(
            font=rng.choice(fonts.HELD_OUT if held_out else fonts.WRITERS),
            colour=rng.choice(INKS),
            width=rng.uniform(0.7, 1.6),
            slant=rng.gauss(0.08, 0.09),
            seed=rng.randrange(2**31),
        )
        return cls(
            hand=hand,
            size=rng.uniform(6.8, 9.6),
            unsteady=rng.uniform(0.5, 1.7),
            drop=rng.gauss(-0.6, 1.0),
            pressing=rng.uniform(0.0, 0.5),
            is_barred=rng.random() < 0.6,
            has_upstroke=rng.random() < 0.5,
        )


def in_cells(
    pen: Pen, x0: float, x1: float, y: float, text: str, cells: int, writer: Writer, rng: Random, first: int = 0,
    correction: Correction | None = None,
) -> None:  # fmt: skip
    """Write one character per cell of a comb, running over its ticks and its ruling as hands do.

    Args:
        pen: of the page.
        x0: left end of the comb, points.
        x1: right end.
        y: its base line.
        text: one character per cell from the first one; blanks leave theirs empty.
        cells: of the comb.
        writer: who writes.
        rng: chance of this entry.
        first: cells that are left to the print.
        correction: how one character, by chance, was corrected.
    """
    cell = (x1 - x0) / cells
    size = min(writer.size, 0.98 * cell)
    base = y - 1.2 + writer.drop
    places = [rank for rank in range(first, len(text)) if text[rank] != " "]
    corrected = rng.choice(places) if correction and places else -1
    for rank in places:
        character = text[rank]
        middle = x0 + (rank + 0.5) * cell + rng.gauss(0, 0.05 * cell * writer.unsteady)
        if rank == corrected and correction:
            _correct(pen, middle, base, cell, size, character, correction, writer, rng)
        else:
            _glyph(pen, middle, base, character, size, cell * 1.02, writer, rng)


def on_line(
    pen: Pen, x0: float, x1: float, y: float, text: str, writer: Writer, rng: Random,
    correction: Correction | None = None,
) -> None:  # fmt: skip
    """Write along a ruling, no larger than the room allows; arguments as in `in_cells`."""
    if correction and len(text) > 3:
        first = rng.randrange(len(text))
        wrong = text[:first] + _other(text[first]) + text[first + 1 :]
        half = (x0 + x1) / 2
        end = _run(pen, x0 + 2, half, y, wrong, writer, rng)
        if correction == "fluid":
            _fluid(pen, x0, end + 2, y + 1.5, y - 1.2 * writer.size, rng)
            x0 += 1
        else:
            middle = y - 0.45 * writer.size
            for _ in range(rng.randint(1, 2)):
                ink.stroke(pen, (x0, middle + rng.gauss(0, 1)), (end + 2, middle + rng.gauss(0, 1)), writer.hand, rng)
            x0 = half
    _run(pen, x0 + rng.uniform(2, 6), x1, y, text, writer, rng)


def _run(pen: Pen, x0: float, x1: float, y: float, text: str, writer: Writer, rng: Random) -> float:
    """Characters one after the other. Returns where they end."""
    steps = [_width(writer.hand.font, c) * 1.12 + 0.10 if c != " " else 0.5 for c in text]
    size = min(writer.size, (x1 - x0 - 3) / max(sum(steps), 1e-6))
    base = y - 1.2 + writer.drop
    x = x0
    for character, step in zip(text, steps, strict=True):
        wide = step * size * rng.gauss(1, 0.03 * writer.unsteady)
        if character != " ":
            _glyph(pen, x + wide / 2, base, character, size, wide * 1.1, writer, rng)
        x += wide
    return x


def _correct(
    pen: Pen, middle: float, base: float, cell: float, size: float, character: str, how: Correction, writer: Writer,
    rng: Random,
) -> None:  # fmt: skip
    """A wrong character and, over it, above it or on white fluid, the right one."""
    _glyph(pen, middle, base, _other(character), size, cell, writer, rng)
    if how == "overwritten":
        _glyph(pen, middle, base, character, size, cell, writer, rng, press=1.8)
    elif how == "struck":
        for _ in range(2):
            start = middle - 0.45 * cell, base - rng.uniform(0.1, 0.5) * size
            ink.stroke(pen, start, (middle + 0.45 * cell, base - rng.uniform(0.4, 0.9) * size), writer.hand, rng)
        _glyph(pen, middle + 0.1 * cell, base - size * 0.95, character, 0.75 * size, cell, writer, rng)
    else:
        _fluid(pen, middle - 0.7 * cell, middle + 0.7 * cell, base + 3, base - 1.2 * size, rng)
        _glyph(pen, middle, base, character, size, cell, writer, rng)


def _fluid(pen: Pen, left: float, right: float, bottom: float, top: float, rng: Random) -> None:
    """Correction fluid: an uneven patch as white as the paper, over print and ink alike."""
    around = [(left, top), ((left + right) / 2, top), (right, top), (right, bottom), ((left + right) / 2, bottom)]
    pen.polygon([(x + rng.gauss(0, 0.5), y + rng.gauss(0, 0.5)) for x, y in (*around, (left, bottom))], WHITE)


def _other(character: str) -> str:
    if character in LOOKALIKES:
        return LOOKALIKES[character]
    return chr(ord(character) + 1) if character.isalnum() and character not in "9Z" else "A"


def _glyph(
    pen: Pen, middle: float, base: float, character: str, size: float, room: float, writer: Writer, rng: Random,
    press: float = 1.0,
) -> None:  # fmt: skip
    """One character around that middle, as high as capitals of that size, no wider than the room."""
    hand, shaken = writer.hand, writer.unsteady
    colour, width = _ink(writer, press, rng)
    x, y = middle, base + rng.gauss(0, 0.045 * size * shaken)
    slant, turn = hand.slant + rng.gauss(0, 0.04 * shaken), rng.gauss(0, 0.035 * shaken)
    grow = size * rng.gauss(1, 0.05 * shaken)
    if character == "1" and writer.has_upstroke:
        foot, head = (x + rng.gauss(0, 0.3), y), (x + slant * grow + rng.gauss(0, 0.3), y - grow)
        reach = rng.uniform(0.22, 0.42) * grow
        start = head[0] - reach, head[1] + rng.uniform(0.25, 0.5) * grow
        pen.curve([start, head, foot], width, colour)
        return
    low, left, high, right, cap = _bounds(hand.font, character)
    if right <= left:
        return
    em = grow / cap
    squeeze = min(1.0, room / ((right - left) * em))
    cosine, sine = math.cos(turn), math.sin(turn)
    a, b, c, d = em * squeeze * cosine, em * squeeze * sine, em * (slant - sine), em * cosine
    centre, half = (left + right) / 2, (low + high) / 2
    matrix = a, b, c, d, x - a * centre - (c * half - slant * em * cap / 2), -y - b * centre
    pen.glyph(hand.font, character, matrix, colour, weight=0.35 * width)
    if writer.is_barred and character in "7Z":
        reach = 0.24 * grow
        pen.line(x - reach + 0.1 * grow, y - 0.46 * grow, x + reach, y - 0.52 * grow, width, colour)


def _ink(writer: Writer, press: float, rng: Random) -> tuple[Colour, float]:
    """Colour and thickness of the pen at this moment: a light hand is paler."""
    pressed = press * max(0.4, 1 + rng.gauss(0, 0.5) * writer.pressing)
    pale = 0.25 * writer.pressing * max(0.0, 1.3 - pressed)
    red, green, blue = (part + (1 - part) * pale for part in writer.hand.colour)
    return (red, green, blue), writer.hand.width * pressed


@cache
def _bounds(file: str, character: str) -> tuple[float, float, float, float, float]:
    """Lowest, leftmost, highest and rightmost point of a glyph, and the height of capitals, in ems."""
    font = fonts.outlines(file)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    unit = font["head"].unitsPerEm

    def box(one: str) -> tuple[float, float, float, float]:
        pen = BoundsPen(glyphs)
        if ord(one) in names:
            glyphs[names[ord(one)]].draw(pen)
        left, low, right, high = pen.bounds or (0, 0, 0, 0)
        return low / unit, left / unit, high / unit, right / unit

    return (*box(character), box("H")[2])


def _width(file: str, character: str) -> float:
    """Of a glyph, in heights of a capital."""
    _, left, _, right, cap = _bounds(file, character)
    return (right - left) / cap
