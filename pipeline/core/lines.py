"""Words put together into lines: what the layout of every paper is read from."""

import functools
from collections.abc import Iterable, Sequence

from pipeline.core.formats.texte import compact
from pipeline.core.model import BoundingBox, Frozen, Word

MAX_GAP = 1.6
"""Blank that ends a line, in heights of its words: the gap between two columns is wider, between two words narrower."""
MIN_OVERLAP = 0.5
"""Share of the lower word's height that two words of a line have in common."""


class Line(Frozen):
    """Words side by side, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Words joined by single blanks."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> BoundingBox:
        """Around all words."""
        return BoundingBox.around(word.box for word in self.words)

    @property
    def confidence(self) -> float:
        """Lowest among the words."""
        return min(word.confidence for word in self.words)


def lines(words: Iterable[Word], aspect: float, max_gap: float = MAX_GAP) -> tuple[Line, ...]:
    """Group words into lines, top to bottom.

    Args:
        words: in any order, boxes in fractions of the page.
        aspect: width of the page over its height.
        max_gap: blank that ends a line, in word heights.
    """
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.left, w.box.top)):
        row = _row_of(word, rows, aspect, max_gap)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return tuple(Line(words=tuple(row)) for row in sorted(rows, key=lambda r: (r[0].box.center[1], r[0].box.left)))


def _row_of(word: Word, rows: Sequence[list[Word]], aspect: float, max_gap: float) -> list[Word] | None:
    """The row that this word continues: the one whose last word is nearest."""
    best, best_gap = None, max_gap
    for row in rows:
        # Not the last sign: a speck read as a dash stands at no height of the line, and over its words.
        last = next((other for other in reversed(row) if fold(other.text)), row[-1]).box
        end = min(row[-1].box.right, max(last.right, word.box.left))
        shared = min(last.bottom, word.box.bottom) - max(last.top, word.box.top)
        height = max(min(last.height, word.box.height), 1e-6)
        gap = (word.box.left - end) * aspect / max(last.height, word.box.height, 1e-6)
        if shared >= MIN_OVERLAP * height and -1.0 < gap < best_gap:
            best, best_gap = row, gap
    return best


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Capitals and digits only, without accents, all else dropped: what anchors are compared on.

    >>> fold("N° d’immatriculation (A)")
    'NDIMMATRICULATIONA'
    """
    return "".join(character for character in compact(text) if character.isascii() and character.isalnum())


def squeezed(line: Line) -> tuple[str, tuple[int, ...]]:
    """Folded text of a line without blanks, and for each of its characters the index of its word."""
    text, owners = "", []
    for i, word in enumerate(line.words):
        part = fold(word.text)
        text += part
        owners += [i] * len(part)
    return text, tuple(owners)
