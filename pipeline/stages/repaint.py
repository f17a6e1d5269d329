"""A page painted anew: of its pixels only print that says nothing is kept, all else is paper and typeset text.

    paper, a mean of large cells ─► straight rulings ─► kept boxes ─► marks, codes ─► text ─► PDF of pixels alone

Whatever nobody listed is painted over: a photo, a hand, what no engine saw.
"""

import functools
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import cv2
import numpy as np
import pypdf
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from pipeline.core.model import BoundingBox
from pipeline.stages.ocr import Pixels

CELLS = 12
"""Cells of the paper along the long side of a page: four by five of them for the photo of a card that fills it."""
LEVEL = 75
"""Percentile of a cell that is taken for its paper."""
RULING = 0.11
"""Length from which a straight line is a ruling, as a share of the long side: 33 mm of A4; bars of codes are less."""
THICK = 9
"""Pixels from which dark ground is no line."""
DARK = 0.8
"""Share of the brightness around it below which a pixel is ink."""
GROUND = 0.75
"""Brightness of a ground over that of the paper around it, below which it is dark."""
BESIDE = 3
"""Rows of pixels beside a word that tell its ground."""
INK, PEN, STAMP, BLANK = (25, 25, 30), (30, 40, 120), (110, 60, 140), (250, 250, 250)
"""Colours (RGB) of type, of what stands for a hand, for a stamp, and of a box to be ticked."""
CAPITALS = 0.74
"""Height of capitals, as a share of that of the font."""
MOST_WIDE, LEAST_WIDE = 1.15, 0.6
"""By how much type is stretched to fill its place."""
FIXED_PITCH = 1.5
"""Width of a place over that of its text, from which each character stands in a cell of its own."""
EVEN, UNEVEN = 2, 0.25
"""Steps from one character to the next that tell a pitch, and how much one may differ from their mean."""
QUALITY = 80
"""Of JPEG."""
FONTS, STRIP_FONTS = ("LiberationSans-Regular.ttf", "DejaVuSans.ttf"), ("OCRB.otf", "DejaVuSansMono.ttf")
"""Files of fonts, the best first; where none is installed, the one that Pillow carries."""


class Shape(Enum):
    """What stands for a mark."""

    SIGNATURE = auto()
    STAMP = auto()
    STROKE = auto()
    EMPTY = auto()
    """A box that is not ticked."""
    TICKED = auto()


@dataclass(frozen=True)
class Typed:
    """Text to be set."""

    text: str
    box: BoundingBox
    """As tall as the capitals of the text."""
    places: tuple[float, ...] = ()
    """Middle of each character along the box, 0 to 1, where that is known."""
    turned: int = 0
    """Degrees by which the page would have to be turned clockwise to read it."""
    is_strip: bool = False


@dataclass(frozen=True)
class Drawn:
    """A mark to be drawn."""

    shape: Shape
    box: BoundingBox


@dataclass(frozen=True)
class Code:
    """A Data Matrix to be drawn."""

    message: str
    """A character per byte (ISO 8859-1)."""
    box: BoundingBox


@dataclass(frozen=True)
class Plan:
    """What a page holds once it is painted anew."""

    kept: tuple[Typed, ...] = ()
    """Where the pixels stay; what stands on a dark ground is set anew."""
    painted: tuple[BoundingBox, ...] = ()
    """Where they do not, whatever else was said."""
    typed: tuple[Typed, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    codes: tuple[Code, ...] = ()
    blotted: tuple[BoundingBox, ...] = ()
    """Painted over at the very end."""


def repaint(pixels: Pixels, plan: Plan) -> Pixels:
    """The upright RGB page, painted anew."""
    paper = _paper(pixels)
    page = paper.copy()
    rulings = _rulings(pixels)
    page[rulings] = pixels[rulings]
    dark: list[Typed] = []
    for print_ in plan.kept:
        part = _part(print_.box, pixels)
        if _is_on_dark(pixels, paper, part):
            dark.append(print_)
        else:
            page[part] = pixels[part]
    for box in plan.painted:
        part = _part(box, pixels)
        page[part] = np.where(rulings[part][..., None], pixels[part], paper[part])
    for code in plan.codes:
        _set_code(page, code)
    canvas = Image.fromarray(page)
    pen = ImageDraw.Draw(canvas)
    for text in (*dark, *plan.typed):
        _set(canvas, text)
    for mark in plan.drawn:
        _draw(pen, mark, canvas.size)
    page = np.array(canvas, np.uint8)
    for box in plan.blotted:
        part = _part(box, pixels, margin=2)
        page[part] = paper[part]
    return page


def as_pdf(pages: Sequence[Pixels], dpi: float) -> bytes:
    """A PDF of these RGB pages: pictures, and nothing that says when, where or by what it was made."""
    sheets = [Image.fromarray(page) for page in pages]
    made = io.BytesIO()
    sheets[0].save(made, "PDF", save_all=True, append_images=sheets[1:], resolution=dpi, quality=QUALITY)
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(made).pages:
        writer.add_page(page)
    writer.metadata = None
    clean = io.BytesIO()
    writer.write(clean)
    return clean.getvalue()


def codes_on(pixels: Pixels) -> list[tuple[str, BoundingBox]]:
    """Every code of any kind on a page, what it says and where it stands."""
    high, wide = pixels.shape[:2]
    return [
        (
            code.bytes.decode("latin-1"),
            BoundingBox.of_points(
                (corner.x / wide, corner.y / high)
                for corner in (
                    code.position.top_left,
                    code.position.top_right,
                    code.position.bottom_right,
                    code.position.bottom_left,
                )
            ),
        )
        for code in zxingcpp.read_barcodes(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    ]


def _paper(pixels: Pixels) -> Pixels:
    """What lies under the ink, in cells so large that nothing is left of what stands on it."""
    high, wide = pixels.shape[:2]
    side = max(high, wide) / CELLS
    rows, columns = max(round(high / side), 1), max(round(wide / side), 1)
    cells = np.array(
        [
            [np.percentile(cell.reshape(-1, 3), LEVEL, axis=0) for cell in np.array_split(row, columns, axis=1)]
            for row in np.array_split(pixels, rows, axis=0)
        ]
    ).astype(np.uint8)
    return cv2.resize(cells, (wide, high), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def _is_on_dark(pixels: Pixels, paper: Pixels, part: tuple[slice, slice]) -> bool:
    """Whether the ground just above and below a word is darker than the paper: its own letters may fill its box."""
    rows, columns = part
    near = [slice(max(rows.start - BESIDE, 0), rows.start), slice(rows.stop, rows.stop + BESIDE)]
    ground = np.concatenate([pixels[side, columns] for side in near])
    return bool(ground.size) and float(np.median(ground)) < GROUND * float(np.median(paper[part]))


def _rulings(pixels: Pixels) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Long thin lines, level or upright: what a form is made of, and no letter, bar or stroke of a hand."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    ink = (grey < DARK * cv2.blur(grey, (61, 61))).astype(np.uint8)
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((THICK, THICK), np.uint8))
    thin = cv2.subtract(ink, cv2.dilate(solid, np.ones((THICK, THICK), np.uint8)))
    long = round(RULING * max(grey.shape))
    found = np.zeros_like(thin)
    for size in ((1, long), (long, 1)):
        # Scanned lines have gaps of a pixel, and lean by one.
        across = (3, 1) if size[0] == 1 else (1, 3)
        whole = cv2.dilate(thin, np.ones(across, np.uint8))
        lines = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones(size, np.uint8))
        found = cv2.bitwise_or(found, lines)
    return np.asarray(found > 0)


def _part(box: BoundingBox, pixels: Pixels, margin: int = 0) -> tuple[slice, slice]:
    high, wide = pixels.shape[:2]
    top, left = round(box.top * high) - margin, round(box.left * wide) - margin
    bottom, right = round(box.bottom * high) + margin, round(box.right * wide) + margin
    return slice(max(top, 0), max(bottom, 0)), slice(max(left, 0), max(right, 0))


def _set(canvas: Image.Image, typed: Typed) -> None:
    """Set a text where it belongs, as tall as its box and as wide where that does not bend it."""
    left, top, right, bottom = _edges(typed.box, canvas.size)
    along, across = (bottom - top, right - left) if typed.turned % 180 else (right - left, bottom - top)
    if min(along, across) < 2 or not typed.text.strip():
        return
    # The text as it reads, then turned as it stands.
    strip = Image.new("L", (along + 4 * across, 3 * across), 0)
    font = _font(typed.is_strip, max(round(across / CAPITALS), 4))
    for text, middle, room in _pieces(typed, along, font):
        _set_piece(strip, text, middle + 2 * across, room, font)
    mask = strip.rotate(typed.turned, expand=True)
    shift = (across, 2 * across) if typed.turned % 180 else (2 * across, across)
    canvas.paste(INK, (left - shift[0], top - shift[1]), mask)


def _pieces(typed: Typed, along: int, font: ImageFont.FreeTypeFont) -> list[tuple[str, float, float]]:
    """Texts to set, with the middle and the width of the place of each: characters in cells, else words."""
    text, places = typed.text, typed.places
    if len(places) != len(text):
        return [(text, along / 2, along)]
    span = along * (max(places) - min(places))
    if typed.is_strip and len(text) > 1:
        places = tuple(np.linspace(min(places), max(places), len(text)))
    steps = along * np.diff(places)
    if typed.is_strip or (len(text) > 1 and (_is_even(steps) or span > FIXED_PITCH * font.getlength(text))):
        most = float(steps.mean()) if len(steps) else along
        return [
            (c, along * place, min(font.getlength(c), most)) for c, place in zip(text, places, strict=True) if c.strip()
        ]
    found: list[tuple[str, float, float]] = []
    half = span / max(len(text) - 1, 1) / 2 if len(text) > 1 else along / 2
    start = 0
    for word in text.split(" "):
        end = start + len(word)
        if word:
            low, high = along * places[start] - half, along * places[end - 1] + half
            # What stands for a month may be shorter or longer.
            room = max(high - low, LEAST_WIDE * font.getlength(word))
            found.append((word, low + room / 2, room))
        start = end + 1
    return found


def _is_even(steps: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bool:
    """Whether characters stand equally far apart, as in cells or by a machine of old."""
    return len(steps) >= EVEN and bool((np.abs(steps - steps.mean()) < UNEVEN * steps.mean()).all())


def _set_piece(strip: Image.Image, text: str, middle: float, room: float, font: ImageFont.FreeTypeFont) -> None:
    """Set a word on the base line of a strip three times as high as its capitals."""
    high = strip.height // 3
    width = font.getlength(text)
    wide = max(round(width), 1)
    piece = Image.new("L", (wide + high, strip.height), 0)
    ImageDraw.Draw(piece).text((high // 2, 2 * high), _spelt(text), fill=255, font=font, anchor="ls")
    stretch = min(max(room / max(width, 1), LEAST_WIDE), MOST_WIDE)
    piece = piece.resize((max(round(piece.width * stretch), 1), piece.height))
    strip.paste(255, (round(middle - piece.width / 2), 0), piece)


def _set_code(page: Pixels, code: Code) -> None:
    part = _part(code.box, page)
    high, wide = page[part].shape[:2]
    side = min(high, wide)
    if side:
        made = zxingcpp.create_barcode(
            code.message.encode("latin-1"), zxingcpp.BarcodeFormat.DataMatrix, force_square=True
        )
        modules = np.asarray(made.to_image(scale=1, add_quiet_zones=False), np.uint8)
        square = cv2.resize(modules, (side, side), interpolation=cv2.INTER_NEAREST)
        page[part[0].start : part[0].start + side, part[1].start : part[1].start + side] = square[..., None]


def _draw(pen: ImageDraw.ImageDraw, mark: Drawn, size: tuple[int, int]) -> None:
    left, top, right, bottom = _edges(mark.box, size)
    wide, high = right - left, bottom - top
    thin = max(round(max(size) / 1000), 1)
    match mark.shape:
        case Shape.SIGNATURE:
            # The same flourish whoever signed.
            along = np.linspace(0, 1, 80)
            xs = left + wide * (0.05 + 0.9 * along + 0.04 * np.sin(23 * along))
            ys = top + high * (0.5 + 0.42 * np.sin(31 * along) * np.cos(5 * along))
            pen.line([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)], PEN, 2 * thin, "curve")
        case Shape.STAMP:
            pen.rectangle((left, top, right, bottom), outline=STAMP, width=2 * thin)
        case Shape.STROKE:
            for shift in (0.0, 0.04):
                foot = left + wide * (0.15 + shift), bottom - high * 0.25
                pen.line((*foot, right - wide * (0.2 - shift), top + high * 0.2), PEN, 3 * thin)
        case Shape.EMPTY | Shape.TICKED:
            pen.rectangle((left, top, right, bottom), fill=BLANK, outline=INK, width=thin)
            if mark.shape is Shape.TICKED:
                pen.line((left, top, right, bottom), PEN, 2 * thin)
                pen.line((left, bottom, right, top), PEN, 2 * thin)


def _edges(box: BoundingBox, size: tuple[int, int]) -> tuple[int, int, int, int]:
    wide, high = size
    return round(box.left * wide), round(box.top * high), round(box.right * wide), round(box.bottom * high)


@functools.cache
def _font(is_strip: bool, size: int) -> ImageFont.FreeTypeFont:
    for name in STRIP_FONTS if is_strip else FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    carried = ImageFont.load_default(size)
    assert isinstance(carried, ImageFont.FreeTypeFont)
    return carried


def _spelt(text: str) -> str:
    """Without the accents, which the carried font has not."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
