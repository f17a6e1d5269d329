"""OCR behind one Protocol: what an engine is asked, and what it answers.

Two engines with different errors stand behind it: `ppocr` (main reader) and `tesseract` (second reader).
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Character, Lattice, Word
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


class Seen(NamedTuple):
    """A line as read, and what else the engine saw in it."""

    characters: tuple[Character, ...]
    lattice: Lattice


class LineReader(OcrEngine, Protocol):
    """An engine that also tells what it believes at each step of a line."""

    def seen(self, crops: Sequence[Pixels], alphabets: Sequence[str]) -> list[Seen]:
        """As `lines`, with the lattice of each crop, which no alphabet limits.

        Raises:
            OcrFailed: the engine crashed or ran past its time limit.
        """

    def shaped(self, crop: Pixels, shapes: Sequence[str]) -> tuple[Shaped | None, tuple[Lattice, ...]]:
        """Return the best text of any of the shapes in a one-line crop, None when too short, and lattices.

        The shapes are written as in `shapes.SLOTS`; there is a lattice for each width at which the line was read.

        Raises:
            OcrFailed: the engine crashed or ran past its time limit.
        """
