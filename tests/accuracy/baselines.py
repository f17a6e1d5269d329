"""What one gets without Conforme: an engine on the whole page, and regular expressions on its text.

They are helped where that keeps the comparison simple: pages are turned the right way up, the kind of each paper is
told, and where its values are found on several pages the page that does best is taken.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pytesseract
import rapidocr
from numpy.typing import NDArray

from pipeline.core.lines import lines
from pipeline.core.model import BoundingBox, Word
from pipeline.stages.ocr import Pixels
from samples.papers import Reading
from tests.accuracy.compare import keys_drawn, same
from tests.accuracy.regexes import found_in

PSM = 6
"""Page segmentation of Tesseract, the best of those tried for these papers (docs/accuracy.md)."""
COLUMN_GAP = 60.0
"""Blank, in heights of a line, over which two boxes still make a row of text."""
TWO_SIDED = frozenset({"carte_grise", "piece_identite", "kbis"})
"""Papers whose values stand on two pages."""

Engine = Callable[[Pixels], str]
"""Text of a page, row by row."""


def tesseract(psm: int = PSM) -> Engine:
    """pytesseract, French."""

    def text(page: Pixels) -> str:
        return str(pytesseract.image_to_string(page, lang="fra", config=f"--psm {psm}", timeout=300))

    return text


def rapid(threads: int = 1) -> Engine:
    """RapidOCR with the models and settings it comes with; boxes side by side are put into one row."""
    engine = rapidocr.RapidOCR(
        params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": threads}
    )

    def text(page: Pixels) -> str:
        found = engine(np.ascontiguousarray(page[..., ::-1]) if page.ndim == 3 else page)
        if found.boxes is None:
            return ""
        high, wide = page.shape[:2]
        boxes = zip(found.boxes, found.txts, strict=True)
        words = [Word(text=txt, confidence=1.0, box=_box(quad, wide, high)) for quad, txt in boxes if txt.strip()]
        return "\n".join(line.text for line in lines(words, wide / high, max_gap=COLUMN_GAP))

    return text


def read(engine: Engine, pages: Iterable[Pixels], papers: Sequence[Reading]) -> tuple[dict[str, Any], ...]:
    """The key fields that say something on each of those papers, as read by that engine and the expressions."""
    texts = [engine(page) for page in pages]
    return tuple(_best([found_in(paper.kind, text) for text in texts], paper) for paper in papers)


def _best(read: Sequence[Mapping[str, Any]], paper: Reading) -> dict[str, Any]:
    """Of the page with most values right; the second side adds what the first leaves out."""
    true = keys_drawn(paper)

    def right(values: Mapping[str, Any]) -> int:
        return sum(same(values.get(key), value) for key, value in true.items())

    ranked = sorted(read, key=right, reverse=True)[: 2 if paper.kind in TWO_SIDED else 1]
    best: dict[str, Any] = {}
    for values in ranked:
        best |= {key: value for key, value in values.items() if key in true and best.get(key) is None}
    return best


def _box(quad: NDArray[np.float32], wide: int, high: int) -> BoundingBox:
    return BoundingBox.of_points([(float(x) / wide, float(y) / high) for x, y in quad])
