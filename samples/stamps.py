"""Rubber stamps of more makes than `ink.stamp`: frames, rims, days, worn rubber; each holds a company's lines."""

import math
from collections.abc import Callable
from random import Random

from samples.drawing import WHITE, Colour, Pen

MONTHS = ("JAN", "FÉV", "MAR", "AVR", "MAI", "JUIN", "JUIL", "AOÛT", "SEP", "OCT", "NOV", "DÉC")
Lines = tuple[str, ...]


def box(pen: Pen, lines: Lines, width: float, colour: Colour, rng: Random) -> None:
    """One frame."""
    high = _block(pen, lines, width - 8, colour, rng)
    pen.box(-width / 2, -high / 2 - 3, width, high + 6, 1.1, colour)


def double_box(pen: Pen, lines: Lines, width: float, colour: Colour, rng: Random) -> None:
    """A thick frame, and a thin one inside it."""
    high = _block(pen, lines, width - 14, colour, rng)
    pen.box(-width / 2, -high / 2 - 5, width, high + 10, 1.4, colour)
    pen.box(-width / 2 + 3, -high / 2 - 2, width - 6, high + 4, 0.6, colour, radius=rng.choice((0, 3)))


def bare(pen: Pen, lines: Lines, width: float, colour: Colour, rng: Random) -> None:
    """No frame, as most self-inking stamps of small firms."""
    _block(pen, lines, width, colour, rng)


def ruled(pen: Pen, lines: Lines, width: float, colour: Colour, rng: Random) -> None:
    """A rule below the name, and perhaps another one at the foot."""
    high = _block(pen, (lines[0], "", *lines[1:]), width - 6, colour, rng)
    line = high / (len(lines) + 1)
    for y in (-high / 2 + 1.5 * line, *((high / 2 + 2,) if rng.random() < 0.5 else ())):
        pen.line(-width / 2, y, width / 2, y, 0.8, colour)


def oval(pen: Pen, lines: Lines, width: float, colour: Colour, rng: Random) -> None:
    """One or two ellipses."""
    high = _block(pen, lines, width - 26, colour, rng)
    pen.ellipse(0, 0, width / 2, high / 2 + 7, 1.1, colour)
    if rng.random() < 0.5:
        pen.ellipse(0, 0, width / 2 - 3, high / 2 + 4, 0.6, colour)


def seal(pen: Pen, lines: Lines, width: float, colour: Colour, rng: Random) -> None:
    """A round one: the name along the rim between two circles, the rest across the middle, a star at the foot."""
    radius = 0.42 * width
    pen.ellipse(0, 0, radius, radius, 1.2, colour)
    pen.ellipse(0, 0, radius - 10, radius - 10, 0.7, colour)
    name, size = lines[0], 6.8
    spread = min(math.radians(290), 1.25 * size * len(name) / (radius - 5) * 0.62)
    for rank, letter in enumerate(name):
        turn = (rank + 0.5) / len(name) * spread - spread / 2
        with pen.at((radius - 8) * math.sin(turn), -(radius - 8) * math.cos(turn), math.degrees(turn)) as own:
            own.text(0, 0, letter, "Sans-Bold", size, colour, anchor=0.5)
    star = [
        (r * math.sin(k * math.pi / 5), radius - 5 - r * math.cos(k * math.pi / 5))
        for k, r in enumerate([3.2, 1.3] * 5)
    ]
    pen.polygon(star, colour)
    _block(pen, lines[1:], 1.6 * (radius - 12), colour, rng, size=5.6)


def dated(pen: Pen, lines: Lines, width: float, colour: Colour, rng: Random) -> None:
    """A day set with wheels, between the name and the rest; seldom quite level."""
    line = 9.0
    high = line * (len(lines) + 1.6)
    day = f"{rng.randint(1, 28):02d} {rng.choice(MONTHS)} {rng.randint(2024, 2026)}"
    _line(pen, lines[0], -high / 2 + line, width - 10, "Sans-Bold", 7.5, colour)
    with pen.at(0, -high / 2 + 2.7 * line, rng.uniform(-2, 2)) as own:
        own.text(0, 0, day, "Mono", 11, colour, anchor=0.5)
    for rank, text in enumerate(lines[1:]):
        _line(pen, text, -high / 2 + (3.8 + rank) * line, width - 10, "Sans", 6, colour)
    pen.box(-width / 2, -high / 2 - 2, width, high + 8, 1.0, colour)


def lettered(pen: Pen, lines: Lines, width: float, colour: Colour, rng: Random) -> None:
    """A sign of the firm at the left: slanting strokes and a ring, as large as two lines."""
    with pen.at(14, 0) as right:
        high = _block(right, lines, width - 34, colour, rng)
    x, side = -width / 2 + 4, 16.0
    with pen.at(x, -side / 2) as sign:
        match rng.randrange(4):
            case 0:
                sign.polygon([(0, side), (side / 2, 0), (side, side), (side / 2, 0.7 * side)], colour)
            case 1:
                sign.ellipse(side / 2, side / 2, side / 2, side / 2, 1.4, colour)
                sign.line(3, side - 3, side - 3, 3, 1.4, colour)
            case 2:
                _car(sign, side, colour)
            case _:
                for k in range(3):
                    sign.line(k * 5, side, k * 5 + 6, 0, 1.6, colour)
    if rng.random() < 0.5:
        pen.box(-width / 2, -high / 2 - 3, width, high + 6, 1.0, colour)


def _car(pen: Pen, side: float, colour: Colour) -> None:
    """The outline of a car on two wheels."""
    body = [(0, 11), (1, 7), (5, 6), (9, 2), (16, 2), (20, 6), (24, 8), (24, 11), (0, 11)]
    pen.curve([(x, y) for x, y in body], 1.1, colour)
    for x in (6, 18):
        pen.ellipse(x, 0.7 * side, 2.6, 2.6, 1.1, colour)
    pen.line(9, 6, 19, 6, 0.9, colour)
    pen.line(13, 2, 13, 6, 0.9, colour)


MAKES: dict[str, Callable[[Pen, Lines, float, Colour, Random], None]] = {
    "box": box,
    "double box": double_box,
    "bare": bare,
    "ruled": ruled,
    "oval": oval,
    "seal": seal,
    "dated": dated,
    "lettered": lettered,
}
"""How to draw each make around the pen's origin, `width` points wide at most."""


def press(pen: Pen, make: str, x: float, y: float, lines: Lines, colour: Colour, rng: Random) -> None:
    """Press a stamp with its middle there, in points: askew, darker or paler, its rubber worn in places."""
    width, pale = rng.uniform(92, 132), rng.choice((0.0, 0.0, 0.15, 0.3))
    ink = tuple(c + pale * (1 - c) for c in colour)
    with pen.at(x, y, rng.choice((rng.uniform(-3, 3), rng.uniform(-12, 12)))) as own:
        MAKES[make](own, lines, width, (ink[0], ink[1], ink[2]), rng)
        for _ in range(rng.choice((0, 0, 25))):
            hole = rng.uniform(0.2, 0.7)
            own.ellipse(rng.gauss(0, width / 5), rng.gauss(0, 10), hole, hole, 0, WHITE, WHITE)


def _block(pen: Pen, lines: Lines, room: float, colour: Colour, rng: Random, size: float = 6.2) -> float:
    """Lines around the origin, the first one larger; returns their height."""
    line = size * rng.uniform(1.3, 1.55)
    high = line * len(lines)
    for rank, text in enumerate(lines):
        font, own = ("Sans-Bold", 1.25 * size) if rank == 0 else ("Sans", size)
        _line(pen, text, -high / 2 + line * (rank + 0.8), room, font, own, colour)
    return high


def _line(pen: Pen, text: str, y: float, room: float, font: str, size: float, colour: Colour) -> None:
    pen.text(0, y, text, font, size * min(1.0, room / max(pen.measure(text, font, size), 1)), colour, anchor=0.5)
