"""The engines, loaded: what turns a page into the faces of papers.

    RawPage ─► prepare ─► words ─► classify ─► read the zones ─► Face
               upright    Page     which papers                  one per side found

Importing this module loads the OCR libraries, which takes a second and may fail on a machine that lacks one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from extractors.classify import Located, classify, each_side_once, is_hinted
from extractors.layout import Sheet
from extractors.registry import PAPERS
from pipeline.core.model import Face, Page, Source, Word
from pipeline.settings import Settings
from pipeline.stages.barcodes import read_barcodes
from pipeline.stages.legibility import DOUBTFUL_PAGE, none_of_ours, reads_well
from pipeline.stages.ocr import OcrEngine, Pixels
from pipeline.stages.pages import RawPage
from pipeline.stages.pictures import as_jpeg
from pipeline.stages.ppocr import PpOcr
from pipeline.stages.prepare import PageImage, prepare, turn
from pipeline.stages.reader import ZoneReader
from pipeline.stages.seals import Trust
from pipeline.stages.tesseract import Tesseract
from pipeline.stages.turned import put_back
from pipeline.stopwatch import Stopwatch


@dataclass(frozen=True)
class _View:
    """The page, or the page turned so that what is printed across it stands upright."""

    turned: int
    """Degrees clockwise from the page."""
    pixels: Pixels
    page: Page


class EngineReader:
    """Reads pages with PP-OCR, and key zones with Tesseract too."""

    def __init__(self, first: PpOcr, second: OcrEngine, trust: Trust, *, keeps_pictures: bool = False) -> None:
        """Take both readers, what signatures of 2D-Docs are verified with, and whether a report shows the pages."""
        self._keeps_pictures = keeps_pictures
        self._trust = trust
        self._first = first
        self._labels: OcrEngine = second or first
        self._zones = ZoneReader(first, second, first.detect)
        self.engine = " + ".join(f"{engine.name} {engine.version}" for engine in (first, second))

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`."""
        with watch.stage("prepare"):
            image = self.upright(raw)
        with watch.stage("barcodes"):
            barcodes = read_barcodes(image.pixels, self._trust)
        page = Page(
            file=raw.file,
            number=raw.number,
            aspect=image.aspect,
            words=raw.words,
            source=raw.source,
            form=raw.form,
            barcodes=barcodes,
            defects=image.defects,
            picture=as_jpeg(image.pixels) if self._keeps_pictures else None,
        )
        views = [_View(0, image.pixels, page)]
        if image.across:
            turned = turn(image.pixels, image.across)
            # Codes were found on the page as it stands: that is where their boxes are true.
            across = page.model_copy(update={"aspect": 1 / page.aspect, "barcodes": ()})
            views.append(_View(image.across, turned, across))
        worded: list[tuple[_View, list[Located]]] = []
        for view in views:
            # Where the page reads well one way, the cheaper engine would know a paper the other way too.
            is_legible = any(located and reads_well(seen.page) for seen, located in worded)
            worded.append(self._located(view, watch, is_legible=is_legible))
        found = each_side_once([located for _, located in worded])
        with watch.stage("read"):
            faces = tuple(
                Face(
                    kind=paper.paper.kind,
                    side=paper.side.name,
                    page=page if view.turned else view.page,
                    confidence=paper.confidence,
                    readings=tuple(
                        put_back(reading, view.turned)
                        for reading in self._zones.read(view.page, view.pixels, paper.zones)
                    ),
                )
                for (view, _), located in zip(worded, found, strict=True)
                for paper in located
            )
        return faces or (Face(kind="inconnu", side="page", page=page, confidence=_none_of_ours(worded[0][0].page)),)

    def upright(self, raw: RawPage) -> PageImage:
        """The page as it is read: boxes are fractions of it."""
        # What a PDF draws itself is upright already, and the places of its form values must stay true.
        is_upright = raw.source is Source.TEXT or bool(raw.form)
        return prepare(raw.pixels, self._first.detect, self._legibility, is_upright)

    def labels(self, pixels: Pixels) -> tuple[Word, ...]:
        """The words of an upright page by the cheaper engine."""
        return self._labels.words(pixels)

    def second_look(self, pixels: Pixels) -> tuple[Word, ...]:
        """The words of an upright page by the better engine, which is asked for them only where the other fails."""
        return self._first.words(pixels)

    def _located(self, view: _View, watch: Stopwatch, *, is_legible: bool) -> tuple[_View, list[Located]]:
        """The view with its words, and the papers found among them.

        Labels are read by the cheaper engine first: they are print that both know. Where that finds no paper, or not
        all of one, the better engine reads the page again, three times as slowly; not so where the page is legible,
        or its words read well, and are just those of another paper than ours.
        """
        located: list[Located] = []
        for engine in (self._labels, self._first):
            if view.page.source is not Source.TEXT:
                with watch.stage(f"words ({engine.name})"):
                    words = engine.words(view.pixels)
                view = replace(view, page=view.page.model_copy(update={"words": words}))
            with watch.stage("classify"):
                sheet = Sheet(view.page)
                located = classify(sheet, PAPERS)
                is_other = not located and (is_legible or reads_well(view.page)) and not is_hinted(sheet, PAPERS)
            is_done = all(paper.is_complete for paper in located) if located else is_other
            if is_done or view.page.source is Source.TEXT:
                break
        return view, located

    def _legibility(self, crops: Sequence[Pixels]) -> list[float]:
        """Mean posterior of each line; upside down it drops."""
        lines = self._first.lines(crops, [""] * len(crops))
        return [fmean(character.confidence for character in line) if line else 0.0 for line in lines]


def _none_of_ours(page: Page) -> float:
    """Confidence, 0 to 1, that a page on which no paper was found holds none."""
    return DOUBTFUL_PAGE if is_hinted(Sheet(page), PAPERS) else none_of_ours(page)


def load_reader(settings: Settings) -> EngineReader:
    """The reader with its engines loaded.

    Raises:
        ComponentMissing: an engine is not installed.
    """
    return EngineReader(PpOcr(), Tesseract(), Trust(settings.trust), keeps_pictures=settings.pictures > 0)
