"""What hands add to papers: signatures, handwriting, strokes, ticks and stamps, all of it drawn from chance."""

import math
import unicodedata
from dataclasses import dataclass
from random import Random

from samples import fonts
from samples.drawing import BLACK, Colour, Pen, Point

BLUE: Colour = (0.08, 0.14, 0.55)
PEN_COLOURS: tuple[Colour, ...] = (BLUE, (0.05, 0.08, 0.42), (0.10, 0.10, 0.12), (0.02, 0.02, 0.05))
STAMP_COLOURS: tuple[Colour, ...] = ((0.10, 0.20, 0.62), (0.36, 0.14, 0.56), (0.72, 0.10, 0.14), (0.12, 0.12, 0.2))


@dataclass(frozen=True)
class Hand:
    """One person's pen and way of writing."""

    font: str
    colour: Colour
    width: float
    """Of the pen, in points."""
    slant: float
    seed: int
    """Two signatures of one hand come from this, so they look alike."""

    @classmethod
    def of(cls, rng: Random) -> "Hand":
        """A hand by chance."""
        return cls(
            font=rng.choice(fonts.HANDS),
            colour=rng.choice(PEN_COLOURS),
            width=rng.uniform(0.8, 1.5),
            slant=rng.uniform(-0.05, 0.25),
            seed=rng.randrange(2**31),
        )


def _smooth(points: list[Point], steps: int = 10) -> list[Point]:
    """A Catmull-Rom line through the points."""
    ends = [points[0], *points, points[-1]]
    line: list[Point] = []
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            line.append(
                tuple(
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )  # type: ignore[arg-type]  # two coordinates in, two out
            )
    return [*line, points[-1]]


def _pressed(pen: Pen, line: list[Point], hand: Hand, rng: Random) -> None:
    """Draw a line whose width comes and goes with the pressure of the hand."""
    phase, rate = rng.uniform(0, math.tau), rng.uniform(0.12, 0.3)
    for rank in range(0, len(line) - 1, 2):
        width = hand.width * (0.85 + 0.3 * math.sin(phase + rate * rank))
        pen.curve(line[rank : rank + 3], width, hand.colour)


def signature(pen: Pen, x: float, y: float, width: float, height: float, hand: Hand, rng: Random) -> None:
    """Sign inside that rectangle (points, top left corner): a capital, a run of loops, often a flourish."""
    own = Random(hand.seed)
    letters = own.randint(4, 9)
    middle = y + height * 0.55

    def shaken(value: float, share: float) -> float:
        return value + rng.gauss(0, share * height * 0.03)

    capital = [(own.uniform(0, 0.16) * width, own.uniform(-0.5, 0.5) * height) for _ in range(own.randint(4, 6))]
    points = [(x + shaken(dx, 1), middle + shaken(dy, 1)) for dx, dy in capital]
    start = 0.17
    for rank in range(letters):
        left = x + width * (start + (0.72 - start) * rank / letters)
        step = width * (0.72 - start) / letters
        rise = height * own.uniform(0.08, 0.26) * (2.0 if own.random() < 0.25 else 1)
        fall = height * own.uniform(0.05, 0.22) * (2.0 if own.random() < 0.2 else 1)
        points += [
            (shaken(left + step * 0.15, 1), shaken(middle + fall, 1)),
            (shaken(left + step * own.uniform(0.5, 0.9), 1), shaken(middle - rise, 1)),
            (shaken(left + step * own.uniform(0.3, 0.7), 1), shaken(middle + fall * 0.4, 1)),
        ]
    points.append((x + width * own.uniform(0.8, 1.0), middle + height * own.uniform(-0.4, 0.2)))
    points = [(px, min(max(py, y), y + height)) for px, py in points]
    _pressed(pen, _smooth(points), hand, rng)
    if own.random() < 0.6:
        below = y + height * own.uniform(0.75, 0.95)
        flourish = [
            (x + width * own.uniform(0.0, 0.2), below),
            (x + width * 0.5, below - height * own.uniform(0, 0.15)),
            (x + width * own.uniform(0.8, 1.0), below - height * own.uniform(-0.05, 0.15)),
        ]
        _pressed(pen, _smooth(flourish), hand, rng)


def _plain(text: str, file: str) -> str:
    """The text with accents left away where the handwriting has no accented letters, as people do."""
    known = fonts.outlines(file).getBestCmap()
    pieces = (c if ord(c) in known else unicodedata.normalize("NFD", c)[0] for c in text.replace("’", "'"))
    return "".join(pieces)


def measure(text: str, size: float, hand: Hand) -> float:
    """About how wide that hand writes the text with capitals of that size, in points."""
    return sum(_advance(character, size, hand) for character in _plain(text, hand.font))


def _advance(character: str, size: float, hand: Hand) -> float:
    """From one letter to the next; a blank is never narrower than half a capital is high."""
    font = fonts.outlines(hand.font)
    name = font.getBestCmap().get(ord(character))
    advance = font["hmtx"][name][0] / font["head"].unitsPerEm * _em(size, hand) if name else 0.0
    return max(advance, 0.6 * size) if character == " " else float(advance)


def _em(size: float, hand: Hand) -> float:
    """Size of the em, in points, that makes capitals of that size."""
    font = fonts.outlines(hand.font)
    capital = getattr(font["OS/2"], "sCapHeight", 0) or 0.68 * font["head"].unitsPerEm
    return float(size * font["head"].unitsPerEm / capital)


def write(pen: Pen, x: float, y: float, text: str, size: float, hand: Hand, rng: Random) -> float:
    """Write by hand with the base line at `y` and capitals of that size. Returns the width in points."""
    em = _em(size, hand)
    start, drift = x, 0.0
    for character in _plain(text, hand.font):
        drift = 0.8 * drift + rng.gauss(0, 0.025 * size)
        grow, turn = em * rng.gauss(1, 0.03), rng.gauss(0, 0.03)
        matrix = (
            grow * math.cos(turn),
            grow * math.sin(turn),
            grow * (hand.slant - math.sin(turn)),
            grow * math.cos(turn),
            x,
            -(y + drift),
        )
        pen.glyph(hand.font, character, matrix, hand.colour, weight=0.25 * hand.width)
        x += _advance(character, size, hand) * rng.gauss(1.0, 0.03)
    return x - start


def stroke(pen: Pen, start: Point, end: Point, hand: Hand, rng: Random) -> None:
    """Cross something out with a ruler or freehand, a little bent either way."""
    (x0, y0), (x1, y1) = start, end
    bend = rng.gauss(0, 0.006) * math.dist(start, end)
    points = [
        (x0 + (x1 - x0) * t + bend * math.sin(math.pi * t), y0 + (y1 - y0) * t - bend * math.sin(math.pi * t))
        for t in (0, 0.25, 0.5, 0.75, 1)
    ]
    _pressed(pen, _smooth(points), hand, rng)


def tick(pen: Pen, x: float, y: float, size: float, hand: Hand, rng: Random) -> None:
    """Tick the box at that top left corner: a cross or a check mark, a little beside itself."""
    dx, dy = rng.gauss(0, 0.6), rng.gauss(0, 0.6)

    def near(px: float, py: float) -> Point:
        return x + dx + px * size + rng.gauss(0, 0.3), y + dy + py * size + rng.gauss(0, 0.3)

    if rng.random() < 0.6:
        _pressed(pen, [near(0.1, 0.1), near(0.5, 0.5), near(0.9, 0.9)], hand, rng)
        _pressed(pen, [near(0.9, 0.1), near(0.5, 0.5), near(0.1, 0.9)], hand, rng)
    else:
        _pressed(pen, _smooth([near(0.1, 0.5), near(0.4, 0.9), near(1.1, -0.2)], 4), hand, rng)


def stamp(pen: Pen, x: float, y: float, lines: tuple[str, ...], rng: Random, width: float = 110) -> None:
    """Stamp a company: its name, then the other lines, framed, inside `width` points from the left edge `x`."""
    colour = rng.choice(STAMP_COLOURS)
    round_frame = rng.random() < 0.35
    height = 9.0 * len(lines) + (10 if round_frame else 5)
    with pen.at(x + width / 2, y + height / 2, rng.uniform(-5, 5)) as own:
        if round_frame:
            own.ellipse(0, 0, width / 2, height / 2 + 2, 1.1, colour)
        else:
            own.box(-width / 2, -height / 2, width, height, 1.1, colour)
        for rank, line in enumerate(lines):
            size = 8.0 if rank == 0 else 6.2
            font = "Sans-Bold" if rank == 0 else "Sans"
            room = width - (24 if round_frame else 8)
            size = min(size, size * room / max(own.measure(line, font, size), 1))
            own.text(0, -height / 2 + 9 * (rank + 1) + (4 if round_frame else 0), line, font, size, colour, anchor=0.5)


def scribble(pen: Pen, x: float, y: float, width: float, rng: Random) -> None:
    """The facsimile signature printed on the card; always the same hand, in black."""
    signature(pen, x, y, width, width * 0.45, Hand("", BLACK, 1.1, 0.0, 20090415), rng)
