"""The real engines, loaded once, and what they read on a drawn page."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.classify import classify
from extractors.layout import Sheet
from extractors.paper import PaperType
from pipeline.core.documents import Document
from pipeline.core.model import Face, Page
from pipeline.stages.ppocr import PpOcr
from pipeline.stages.prepare import prepare
from pipeline.stages.reader import ZoneReader
from pipeline.stages.tesseract import Tesseract
from samples import drawing, fonts, scan

Scanned = Callable[[PaperType, drawing.Sheet, scan.Level, int], Document]


@pytest.fixture(scope="session")
def engines() -> tuple[PpOcr, Tesseract]:
    """Both engines; the tests that need them are skipped where the type of the drawings is not installed."""
    if packages := fonts.missing():
        pytest.skip(f"apt-get install {' '.join(packages)}")
    return PpOcr(), Tesseract()


@pytest.fixture(scope="session")
def scanned(engines: tuple[PpOcr, Tesseract]) -> Scanned:
    """Draws a sheet, scans it, and extracts the paper, its words found by the main engine."""
    first, second = engines

    def legibility(crops):
        return [float(np.mean([c.confidence for c in line] or [0.0])) for line in first.lines(crops, [""] * len(crops))]

    def read(paper: PaperType, sheet: drawing.Sheet, level: scan.Level, seed: int) -> Document:
        rng = np.random.default_rng(seed)
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(sheet.width, sheet.height))
        sheet.draw(drawing.Pen(canvas, sheet.height))
        canvas.save()
        picture = scan.degrade(scan.render(buffer.getvalue(), scan.DPI[level])[0], level, rng)
        image = prepare(picture, first.detect, legibility)
        page = Page(file="scan.png", number=1, aspect=image.aspect, words=first.words(image.pixels))
        reader = ZoneReader(first, second, first.detect)
        faces = tuple(
            Face(
                kind=found.paper.kind,
                side=found.side.name,
                page=page,
                confidence=found.confidence,
                readings=reader.read(page, image.pixels, found.zones),
            )
            for found in classify(Sheet(page), [paper])
        )
        return paper.extract(f"{paper.kind}-1", faces)

    return read
