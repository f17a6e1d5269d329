"""One case drawn and read, in a process that keeps its tools."""

import json
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
from PIL import Image

from pipeline import tools as pipeline_tools
from pipeline.core.model import BoundingBox, Face
from pipeline.core.report_json import ExtractJson, ReportJson
from pipeline.open_tools import open_tools
from pipeline.run import Demand, PageReader, Tools, check_dossier, read_dossier
from pipeline.settings import Settings
from pipeline.stages.ocr import Pixels
from pipeline.stages.pages import RawPage
from pipeline.stages.prepare import PageImage, prepare
from pipeline.stopwatch import Stopwatch
from samples.papers import Shown
from tests.accuracy import baselines
from tests.accuracy.cases import Drawn, draw
from tests.accuracy.compare import paired, same
from tests.accuracy.results import Case, PageSeen, PaperRead, Result, Verdict
from tests.accuracy.wear import AUGRAPHY, Wear

SURE = 0.9
"""Confidence from which a wrong value is the worst kind of error."""
AROUND = 0.02
"""Of the page, shown around a place on a crop."""


class How(NamedTuple):
    """How a run draws and reads."""

    commit: str
    into: Path | None
    """Where the papers and the crops are kept; nowhere when None."""
    blanks: Path | None
    """Official forms."""
    baselines_every: int
    """Every how many ranks the baselines read too; 0 = never."""
    augraphy: Path
    """Environment of the second tool."""


class Watched:
    """A `PageReader` that keeps each page as it came and as it was turned."""

    def __init__(self, reader: PageReader) -> None:
        self.engine = reader.engine
        self._reader = reader
        self.raw: dict[tuple[str, int], Pixels] = {}
        self.images: dict[tuple[str, int], PageImage] = {}

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`."""
        page = raw.file, raw.number
        self.raw[page] = raw.pixels

        def noted(*args: Any, **more: Any) -> PageImage:
            self.images[page] = prepare(*args, **more)
            return self.images[page]

        with mock.patch.object(pipeline_tools, "prepare", noted):
            return self._reader.faces(raw, watch)


@dataclass
class Worker:
    """The tools of one process, each opened when it is first needed."""

    how: How
    stack: ExitStack = field(default_factory=ExitStack)
    _kept: dict[str, Any] = field(default_factory=dict)

    @property
    def tools(self) -> Tools:
        """The real ones."""
        return self._once("tools", lambda: self.stack.enter_context(open_tools(Settings(jobs=1))))

    @property
    def engines(self) -> dict[str, baselines.Engine]:
        """Of the baselines."""
        return self._once("engines", lambda: {"tesseract": baselines.tesseract(), "rapidocr": baselines.rapid()})

    @property
    def wear(self) -> Wear:
        """The second tool."""
        return self._once("wear", lambda: self.stack.enter_context(Wear(self.how.augraphy)))

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def measure(self, case: Case) -> Result:
        """Draw and read one case."""
        with _folder(self.how.into) as root:
            drawn = draw(case, root, self.how.blanks, self.wear if case.level == AUGRAPHY else None)
            reader = Watched(self.tools.reader)
            watched = Tools(self.tools.decode, reader, self.tools.assemble)
            started = time.perf_counter()
            documents, answered = _read(drawn, watched)
            seconds = {"conforme": time.perf_counter() - started}
            papers = [PaperRead.of(document) for document in documents]
            others = {}
            if self.how.baselines_every and case.rank % self.how.baselines_every == 0:
                for name, engine in self.engines.items():
                    started = time.perf_counter()
                    others[name] = baselines.read(engine, _upright(reader, drawn), drawn.truth)
                    seconds[name] = time.perf_counter() - started
            into = self.how.into and root / "wrong"
            return Result(
                case=case,
                name=drawn.name,
                commit=self.how.commit,
                true=drawn.truth,
                read=tuple(papers),
                pages=tuple(_seen(page, documents, reader) for page in drawn.pages),
                expected=drawn.expected,
                answered=answered,
                others=others,
                crops=_crops(drawn, papers, reader, into, case) if into else {},
                seconds={name: round(spent, 2) for name, spent in seconds.items()},
            )


class _This:
    """The worker of this process."""

    worker: Worker | None = None


def start(how: How) -> None:
    """Make this process a worker."""
    logging.disable(logging.WARNING)
    _This.worker = Worker(how)
    Finalize(None, _This.worker.stack.close, exitpriority=1)


def measure(case: Case) -> Result:
    """Draw and read one case in this process."""
    assert _This.worker
    return _This.worker.measure(case)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="conforme-accuracy-") as folder:
        yield Path(folder)


def _upright(reader: Watched, drawn: Drawn) -> list[Pixels]:
    """The pages as they came, but for the quarter turns: readers that know none are helped over that."""
    turns = {(page.file, page.number): page.turned or 0 for page in drawn.pages}
    return [np.ascontiguousarray(np.rot90(pixels, turns.get(page, 0))) for page, pixels in reader.raw.items()]


def _read(drawn: Drawn, tools: Tools) -> tuple[list[dict[str, Any]], Verdict | None]:
    """Dossiers are checked, loose papers extracted; the papers in the JSON of the contract."""
    settings = Settings(jobs=1)
    if drawn.expected is None:
        dossier = read_dossier(drawn.folder, tools, settings, Stopwatch())
        return json.loads(ExtractJson.of(dossier).model_dump_json())["documents"], None
    report = check_dossier(drawn.folder, Demand(now=datetime.now(UTC)), tools, settings).report
    answered = Verdict(verdict=report.verdict, motifs=tuple(motif.value for motif in report.motifs))
    return json.loads(ReportJson.of(report).model_dump_json())["documents"], answered


def _seen(page: Shown, documents: list[dict[str, Any]], reader: Watched) -> PageSeen:
    """What became of a page; text that runs across the rest is read upright too."""
    here = page.file, page.number
    found = tuple(
        sorted({one["kind"] for one in documents for shown in one["pages"] if (shown["file"], shown["page"]) == here})
    )
    image = reader.images.get((page.file, page.number))
    upright = None
    if page.turned is not None:
        right = (360 - 90 * page.turned) % 360
        upright = image is not None and right in (image.turned, (image.turned + image.across) % 360)
    return PageSeen(**dict(page), found=found, upright=upright)


def _crops(drawn: Drawn, papers: list[PaperRead], reader: Watched, into: Path, case: Case) -> dict[str, str]:
    """A picture of each place where a wrong value was read surely."""
    crops = {}
    for rank, pair in enumerate(paired(drawn.truth, papers)):
        for key, true in pair.true.fields.items():
            read = pair.field(key)
            image = reader.images.get((read.file or "", read.page or 0))
            if read.value is None or same(read.value, true) or read.confidence < SURE or image is None:
                continue
            into.mkdir(parents=True, exist_ok=True)
            path = into / f"{case.seed}-{case.level}-{drawn.name}-{rank}-{key}.png"
            Image.fromarray(_cut(image.pixels, read.box)).save(path)
            crops[f"{rank}.{key}"] = path.name
    return crops


def _cut(page: Pixels, box: BoundingBox | None) -> Pixels:
    """The place and some of what is around it; the whole page, smaller, when no place is known."""
    if box is None:
        return np.ascontiguousarray(page[::4, ::4])
    high, wide = page.shape[:2]
    top, bottom = int(max(box.top - AROUND, 0) * high), int(min(box.bottom + AROUND, 1) * high)
    left, right = int(max(box.left - AROUND, 0) * wide), int(min(box.right + AROUND, 1) * wide)
    return np.ascontiguousarray(page[top:bottom, left:right])
