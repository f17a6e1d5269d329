"""Makes the files that tests feed to ingest: good, odd and hostile."""

import io
from collections.abc import Callable

import numpy as np
import pypdf
from PIL import Image, ImageDraw
from pypdf.generic import ArrayObject, FloatObject, NameObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)


def a_picture(width: int = 120, height: int = 160, mode: str = "RGB") -> Image.Image:
    """White paper with a dark square in its top left corner."""
    image = Image.new("L", (width, height), 255)
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, width // 4), fill=0)
    return image.convert(mode)


def a_scan(width: int = 827, height: int = 1169) -> Image.Image:
    """Grey noise, in which any resampling shows."""
    return Image.fromarray(np.random.default_rng(7).integers(0, 256, (height, width), dtype=np.uint8))


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture in that format of Pillow."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def a_pdf(*pages: Callable[[Canvas], None], size: tuple[float, float] = A4, **options: object) -> bytes:
    """A PDF, each page drawn by a function; `options` go to the canvas."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def typed(text: str, x: float = 100, y: float = 700, size: float = 20) -> Callable[[Canvas], None]:
    """Draws a line of visible text."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(x, y, text)

    return draw


def scanned(image: Image.Image, hidden: str = "", size: tuple[float, float] = A4) -> Callable[[Canvas], None]:
    """Draws a picture over the whole page, with the hidden text that an OCR program lays behind it."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image), 0, 0, *size)
        canvas.saveState()
        text = canvas.beginText(100, 700)
        text.setTextRenderMode(3)
        text.textOut(hidden)
        canvas.drawText(text)
        canvas.restoreState()

    return draw


def rewritten(pdf: bytes, change: Callable[[pypdf.PdfWriter], None]) -> bytes:
    """The PDF after a change through pypdf."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def with_box(pdf: bytes, key: str, sides: tuple[float, ...], rotation: int = 0) -> bytes:
    """The PDF with /MediaBox or /CropBox of its first page set, turned clockwise by `rotation` degrees."""

    def change(writer: pypdf.PdfWriter) -> None:
        writer.pages[0][NameObject(key)] = ArrayObject([FloatObject(side) for side in sides])
        writer.pages[0].rotate(rotation)

    return rewritten(pdf, change)


def many_pages(count: int) -> bytes:
    """A PDF of that many pages, small: they share their contents."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = b" ".join(b"%d 0 R" % (3 + index) for index in range(count))
    objects.append(b"<< /Type /Pages /Count %d /MediaBox [0 0 595 842] /Kids [%s] >>" % (count, kids))
    objects += [b"<< /Type /Page /Parent 2 0 R >>"] * count
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """A PDF made of these objects, numbered from 1; the first is its catalogue."""
    body = bytearray(b"%PDF-1.4\n")
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(body)
