"""The same scanned pages read by Conforme and by what one would use without it, dossier by dossier in turn."""

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pipeline.core.model import Source
from pipeline.open_tools import open_tools
from pipeline.run import Checked, Demand, check_dossier
from pipeline.settings import Settings
from pipeline.stages.ingest import open_dossier
from pipeline.stages.ocr import Pixels
from pipeline.stages.pages import RawPage
from pipeline.stages.ppocr import PpOcr
from samples import scan, writer
from tests.accuracy import baselines
from tests.bench.spent import Spent, measured
from validators.context import PARIS

LEVEL: scan.Level = "office"
OCRMYPDF = ("--language", "fra", "--jobs", "1", "--rotate-pages", "--deskew", "--output-type", "pdf", "--quiet")
"""One thread, no PDF/A: the quickest that still turns and straightens pages, as we do."""


@dataclass
class Contest:
    """What each reader spent on the same pages."""

    pages: int = 0
    dossiers: int = 0
    spent: dict[str, Spent] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    """Seconds of Conforme, per stage."""
    crops: int = 0
    floor: float = 0.0
    """Seconds that the recogniser of lines takes for the values stated, each cut out once."""


@dataclass(frozen=True)
class _Scanned:
    """A dossier as one PDF from the scanner."""

    file: Path
    pages: list[Pixels]


def hold(seed: int, dossiers: int, ocrmypdf: Path | None, folder: Path) -> Contest:
    """Have all readers read those dossiers, drawn into that folder."""
    contest = Contest()
    settings = Settings(jobs=1, pictures=1000)
    with open_tools(settings) as tools:
        recogniser = PpOcr()
        checked: list[Checked] = []

        def conforme(one: _Scanned) -> None:
            checked.append(check_dossier(one.file, Demand(now=datetime.now(PARIS)), tools, settings))

        readers = {"Conforme": conforme, **_others(ocrmypdf)}
        drawn = list(_drawn(seed, dossiers, folder, lambda path: list(_pages(path, settings, tools.decode))))
        for reader in readers.values():  # models load with the first page, caches fill
            reader(_Scanned(drawn[0].file, drawn[0].pages[:1]))
        checked.clear()
        for one in drawn:
            contest.dossiers += 1
            contest.pages += len(one.pages)
            for name, reader in readers.items():
                with measured() as spent:
                    reader(one)
                contest.spent[name] = contest.spent.get(name, Spent()) + spent
    for answer in checked:
        for stage, seconds in answer.watch.stages.items():
            contest.stages[stage] = contest.stages.get(stage, 0.0) + seconds
        crops = _needed(answer)
        contest.crops += len(crops)
        started = time.process_time()
        recogniser.lines(crops, [""] * len(crops))
        contest.floor += time.process_time() - started
    return contest


def _others(ocrmypdf: Path | None) -> dict[str, Callable[[_Scanned], None]]:
    tesseract, rapid = baselines.tesseract(), baselines.rapid()

    def each(engine: baselines.Engine) -> Callable[[_Scanned], None]:
        def read(one: _Scanned) -> None:
            for page in one.pages:
                engine(page)

        return read

    def searchable(one: _Scanned) -> None:
        assert ocrmypdf
        subprocess.run([ocrmypdf, *OCRMYPDF, one.file, one.file.with_suffix(".ocr")], check=True)

    return {
        **({"OCRmyPDF": searchable} if ocrmypdf else {}),
        "pytesseract, whole page": each(tesseract),
        "RapidOCR, whole page": each(rapid),
    }


def _drawn(seed: int, dossiers: int, folder: Path, pages_of: Callable[[Path], list[RawPage]]) -> Iterator[_Scanned]:
    """Dossiers by chance, the pages that were scanned in one PDF each."""
    for sample in writer.generate(seed, range(dossiers), LEVEL):
        pages = [
            page.pixels for page in pages_of(writer.write(sample, folder / sample.name)) if page.source is Source.OCR
        ]
        file = folder / f"{sample.name}.pdf"
        first, *others = [Image.fromarray(page) for page in pages]
        first.save(file, save_all=True, append_images=others, resolution=scan.DPI[LEVEL], quality=90)
        yield _Scanned(file, pages)


def _pages(path: Path, settings: Settings, decode: Callable[..., Iterator[RawPage]]) -> Iterator[RawPage]:
    return (item for item in open_dossier(path, settings.limits, decode) if isinstance(item, RawPage))


def _needed(checked: Checked) -> Sequence[Pixels]:
    """The places of the values that were read from pixels, each cut out of its page once."""
    pages = {
        (picture.file, picture.page): cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR)
        for picture in checked.pictures
    }
    places = {
        (value.file or "", value.page or 0, value.box)
        for document in checked.report.documents
        for _, value in document.fields()
        if value.source is Source.OCR and value.raw and value.box
    }
    crops = []
    for file, number, box in sorted(places, key=repr):
        page = pages[file, number]
        high, wide = page.shape[:2]
        crops.append(
            page[int(box.top * high) : int(box.bottom * high) + 1, int(box.left * wide) : int(box.right * wide) + 1]
        )
    return crops
