"""The engines, loaded: what turns a page into the faces of papers.

    RawPage ─► prepare ─► words ─► classify ─► read the zones ─► Face
               upright    Page     which papers                  one per side found

Importing this module loads the OCR libraries, which takes a second and may fail on a machine that lacks one.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import fmean

from extractors.assemble import assemble
from extractors.classify import Located, classify
from extractors.layout import Sheet
from extractors.registry import PAPERS
from pipeline.core.model import Face, Page, Source
from pipeline.run import Tools
from pipeline.settings import Settings
from pipeline.stages.decode_process import DecoderProcess
from pipeline.stages.ocr import OcrEngine, Pixels
from pipeline.stages.pages import RawPage
from pipeline.stages.ppocr import PpOcr
from pipeline.stages.prepare import prepare
from pipeline.stages.reader import ZoneReader
from pipeline.stages.tesseract import Tesseract
from pipeline.stopwatch import Stopwatch


class EngineReader:
    """Reads pages with PP-OCR, and key zones with Tesseract too."""

    def __init__(self, first: PpOcr, second: OcrEngine) -> None:
        """Take the main reader and the second one."""
        self._first = first
        self._labels: OcrEngine = second or first
        self._zones = ZoneReader(first, second, first.detect)
        self.engine = " + ".join(f"{engine.name} {engine.version}" for engine in (first, second))

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`."""
        with watch.stage("prepare"):
            # What a PDF draws itself is upright already, and the places of its form values must stay true.
            is_upright = raw.source is Source.TEXT or bool(raw.form)
            image = prepare(raw.pixels, self._first.detect, self._legibility, is_upright)
        page = Page(
            file=raw.file, number=raw.number, aspect=image.aspect, words=raw.words, source=raw.source, form=raw.form
        )
        page, located = self._located(page, image.pixels, watch)
        with watch.stage("read"):
            faces = tuple(
                Face(
                    kind=found.paper.kind,
                    side=found.side.name,
                    page=page,
                    confidence=found.confidence,
                    readings=self._zones.read(page, image.pixels, found.zones),
                )
                for found in located
            )
        return faces or (Face(kind="inconnu", side="page", page=page, confidence=1.0),)

    def _located(self, page: Page, pixels: Pixels, watch: Stopwatch) -> tuple[Page, list[Located]]:
        """The page with its words, and the papers found among them.

        Labels are read by the cheaper engine first: they are print that both know. Where that finds no paper, or not
        all of one, the better engine reads the page again, three times as slowly.
        """
        if page.source is Source.TEXT:
            with watch.stage("classify"):
                return page, classify(Sheet(page), PAPERS)
        for engine in (self._labels, self._first):
            with watch.stage(f"words ({engine.name})"):
                page = page.model_copy(update={"words": engine.words(pixels)})
            with watch.stage("classify"):
                located = classify(Sheet(page), PAPERS)
            if located and all(found.is_complete for found in located):
                break
        return page, located

    def _legibility(self, crops: Sequence[Pixels]) -> list[float]:
        """Mean posterior of each line; upside down it drops."""
        lines = self._first.lines(crops, [""] * len(crops))
        return [fmean(character.confidence for character in line) if line else 0.0 for line in lines]


@contextmanager
def opened(settings: Settings) -> Iterator[Tools]:
    """The tools, and the process behind them, for as long as they are needed.

    Raises:
        ComponentMissing: an engine is not installed.
    """
    with DecoderProcess(verbose=settings.is_verbose) as decode:
        yield Tools(decode=decode, reader=EngineReader(PpOcr(), Tesseract()), assemble=assemble)
