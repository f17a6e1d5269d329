"""Drawing on a page of a PDF, in points from its top left corner."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from fontTools.pens.basePen import BasePen
from fontTools.pens.transformPen import TransformPen
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from samples import fonts

Colour = tuple[float, float, float]
Point = tuple[float, float]

A4 = (595.28, 841.89)
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (1, 1, 1)


class _Outline(BasePen):  # type: ignore[misc]  # fontTools gives no types
    """Takes the outline of a glyph down as a path of a PDF."""

    def __init__(self, path: PDFPathObject, glyphs: object) -> None:
        super().__init__(glyphs)
        self._path = path

    def _moveTo(self, pt: Point) -> None:  # noqa: N802  # the name that fontTools calls
        self._path.moveTo(*pt)

    def _lineTo(self, pt: Point) -> None:  # noqa: N802
        self._path.lineTo(*pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802
        self._path.curveTo(*pt1, *pt2, *pt3)

    def _closePath(self) -> None:  # noqa: N802
        self._path.close()


class Pen:
    """Draws at `x` to the right and `y` down from an origin that the pen was made for."""

    def __init__(self, canvas: Canvas, top: float) -> None:
        self._canvas = canvas
        self._top = top

    @contextmanager
    def at(self, x: float, y: float, angle: float = 0.0, scale: float = 1.0) -> Iterator["Pen"]:
        """A pen whose origin is that point, turned clockwise by `angle` degrees."""
        self._canvas.saveState()
        self._canvas.translate(x, self._top - y)
        self._canvas.rotate(-angle)
        self._canvas.scale(scale, scale)
        yield Pen(self._canvas, 0)
        self._canvas.restoreState()

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Iterator["Pen"]:
        """The same pen, drawing only inside that rectangle."""
        self._canvas.saveState()
        path = self._canvas.beginPath()
        path.rect(x, self._top - y - height, width, height)
        self._canvas.clipPath(path, stroke=0, fill=0)
        yield self
        self._canvas.restoreState()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        font: str = "Sans",
        size: float = 8,
        colour: Colour = BLACK,
        *,
        anchor: float = 0.0,
        spacing: float = 0.0,
    ) -> float:
        """Write with the base line at `y`; `anchor` is the share of the width left of `x`. Returns the width."""
        font = fonts.embedded(font)
        width = pdfmetrics.stringWidth(text, font, size) + spacing * len(text)
        self._canvas.setFillColor(Color(*colour))
        self._canvas.setFont(font, size)
        self._canvas.drawString(x - anchor * width, self._top - y, text, charSpace=spacing)
        return float(width)

    def measure(self, text: str, font: str, size: float) -> float:
        """Width of a text in points."""
        return float(pdfmetrics.stringWidth(text, fonts.embedded(font), size))

    def glyph(
        self,
        file: str,
        character: str,
        matrix: tuple[float, float, float, float, float, float],
        colour: Colour = BLACK,
        weight: float = 0.0,
        fill: bool = True,
    ) -> None:
        """Draw one outline; `matrix` takes units of the em to points, y upward from the base line at the origin."""
        font = fonts.outlines(file)
        name = font.getBestCmap().get(ord(character))
        if name is None:
            return
        unit = 1 / font["head"].unitsPerEm
        a, b, c, d, e, f = matrix
        glyphs = font.getGlyphSet()
        path = self._canvas.beginPath()
        glyphs[name].draw(
            TransformPen(_Outline(path, glyphs), (a * unit, b * unit, c * unit, d * unit, e, self._top + f))
        )
        self._canvas.setFillColor(Color(*colour))
        self._canvas.setStrokeColor(Color(*colour))
        self._canvas.setLineWidth(weight)
        self._canvas.drawPath(path, stroke=int(weight > 0), fill=int(fill), fillMode=1)

    def printed(
        self, x: float, y: float, text: str, pitch: float, colour: Colour = BLACK, file: str = fonts.OCR_B
    ) -> float:
        """Write in a type of fixed pitch (points per character). Returns the width."""
        font = fonts.outlines(file)
        size = pitch * font["head"].unitsPerEm / font["hmtx"]["A"][0]
        for rank, character in enumerate(text):
            self.glyph(file, character, (size, 0, 0, size, x + rank * pitch, -y), colour)
        return pitch * len(text)

    def holes(self, x: float, y: float, character: str, size: float) -> None:
        """Punch a character: its outline as a row of pale dots."""
        self._canvas.setLineCap(1)
        self._canvas.setDash([0, 1.9])
        self.glyph(fonts.OCR_B, character, (size, 0, 0, size, x, -y), (0.66, 0.64, 0.6), weight=0.9, fill=False)
        self._canvas.setDash([])

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        width: float = 0.5,
        colour: Colour = BLACK,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a straight line."""
        self._canvas.setStrokeColor(Color(*colour))
        self._canvas.setLineWidth(width)
        self._canvas.setDash(list(dash))
        self._canvas.line(x0, self._top - y0, x1, self._top - y1)
        self._canvas.setDash([])

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        line: float = 0.5,
        colour: Colour = BLACK,
        fill: Colour | None = None,
        radius: float = 0.0,
    ) -> None:
        """Draw a rectangle from its top left corner; `line` 0 leaves its outline away."""
        self._canvas.setStrokeColor(Color(*colour))
        self._canvas.setLineWidth(line)
        if fill:
            self._canvas.setFillColor(Color(*fill))
        self._canvas.roundRect(
            x, self._top - y - height, width, height, radius, stroke=int(line > 0), fill=int(fill is not None)
        )

    def ellipse(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        line: float = 0.5,
        colour: Colour = BLACK,
        fill: Colour | None = None,
    ) -> None:
        """Draw an ellipse around a centre."""
        self._canvas.setStrokeColor(Color(*colour))
        self._canvas.setLineWidth(line)
        if fill:
            self._canvas.setFillColor(Color(*fill))
        self._canvas.ellipse(
            x - rx, self._top - y - ry, x + rx, self._top - y + ry, stroke=int(line > 0), fill=int(fill is not None)
        )

    def polygon(self, points: Iterable[Point], colour: Colour) -> None:
        """Fill a polygon."""
        path = self._canvas.beginPath()
        for rank, (x, y) in enumerate(points):
            (path.lineTo if rank else path.moveTo)(x, self._top - y)
        path.close()
        self._canvas.setFillColor(Color(*colour))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def curve(self, points: Sequence[Point], width: float, colour: Colour, dash: Sequence[float] = ()) -> None:
        """Draw an open line through the points."""
        path = self._canvas.beginPath()
        for rank, (x, y) in enumerate(points):
            (path.lineTo if rank else path.moveTo)(x, self._top - y)
        self._canvas.setStrokeColor(Color(*colour))
        self._canvas.setLineWidth(width)
        self._canvas.setLineCap(1)
        self._canvas.setLineJoin(1)
        self._canvas.setDash(list(dash))
        self._canvas.drawPath(path, stroke=1, fill=0)
        self._canvas.setDash([])

    def wash(self, x: float, y: float, width: float, height: float, colours: Sequence[Colour], angle: float) -> None:
        """Fill a rectangle with colours running from its left edge to its right one, or downward when angle is 90."""
        start, end = ((x, y), (x, y + height)) if angle else ((x, y), (x + width, y))
        with self.clipped(x, y, width, height):
            self._canvas.linearGradient(
                start[0], self._top - start[1], end[0], self._top - end[1], [Color(*colour) for colour in colours]
            )


@dataclass(frozen=True)
class Sheet:
    """One side of one paper, ready to be drawn."""

    name: str
    """e.g. 'carte_grise.interieur'."""
    width: float
    """Points."""
    height: float
    """Points."""
    draw: Callable[[Pen], None]


@dataclass(frozen=True)
class Placed:
    """A sheet on a page."""

    sheet: Sheet
    x: float = 0.0
    """Points from the left edge of the page to the corner of the sheet that is top left before turning."""
    y: float = 0.0
    angle: float = 0.0
    """Degrees clockwise."""
    scale: float = 1.0


@dataclass(frozen=True)
class Layout:
    """One page of a file: its size in points and the sheets on it."""

    width: float
    height: float
    sheets: tuple[Placed, ...]

    @classmethod
    def of(cls, sheet: Sheet, margin: float = 0.0) -> "Layout":
        """A page of just that sheet, with a margin in points all around it."""
        return cls(sheet.width + 2 * margin, sheet.height + 2 * margin, (Placed(sheet, margin, margin),))


def draw_pdf(pages: Sequence[Layout], title: str = "", author: str = "") -> bytes:
    """The pages as a PDF made of vectors and text, the same bytes for the same pages."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        pen = Pen(canvas, page.height)
        for placed in page.sheets:
            with pen.at(placed.x, placed.y, placed.angle, placed.scale) as own:
                placed.sheet.draw(own)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
