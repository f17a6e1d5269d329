"""OCR behind one Protocol: what an engine is asked, and what it answers.

Two engines with different errors stand behind it: `ppocr` (main reader) and `tesseract` (second reader).
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Character, Word
from pipeline.stages.shapes import Shaped

Pixels = NDArray[np.uint8]
"""Height x width grey, or height x width x 3 RGB; 0 black, 255 white."""


class OcrEngine(Protocol):
    """Reads pixels. The only way the program meets OCR."""

    name: str
    version: str

    def words(self, page: Pixels) -> tuple[Word, ...]:
        """Return the words of an upright page in reading order, boxes in fractions of it.

        Raises:
            OcrFailed: the engine crashed or ran past its time limit.
        """

    def lines(self, crops: Sequence[Pixels], alphabets: Sequence[str]) -> list[tuple[Character, ...]]:
        """Return the characters of each one-line crop; `alphabets[i]` limits them ('' for no limit).

        An empty tuple means that nothing was read there.

        Raises:
            OcrFailed: the engine crashed or ran past its time limit.
        """


class LineReader(OcrEngine, Protocol):
    """An engine that also tells how well a line fits texts of a given shape."""

    def shaped(self, crop: Pixels, shapes: Sequence[str]) -> Shaped | None:
        """Return the best text of any of the shapes (see `shapes.SLOTS`) in a one-line crop; None when too short.

        Raises:
            OcrFailed: the engine crashed or ran past its time limit.
        """
