"""Words put together into lines: what the layout of every paper is read from."""

import functools
from collections.abc import Iterable

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
    rows: list[_Row] = []
    for word in sorted(words, key=lambda w: (w.box.left, w.box.top)):
        row = _row_of(word, rows, aspect, max_gap)
        if row is None:
            rows.append(_Row(word))
        else:
            row.add(word)
    tops = sorted((row.words for row in rows), key=lambda r: (r[0].box.center[1], r[0].box.left))
    return tuple(Line(words=tuple(row)) for row in tops)


class _Row:
    """A line as far as it was put together; its numbers are kept at hand, a page compares most words to most rows."""

    __slots__ = ("bottom", "has_letters", "right", "top", "words")

    def __init__(self, word: Word) -> None:
        self.words: list[Word] = []
        self.has_letters = False
        self.add(word)

    def add(self, word: Word) -> None:
        """Go on with this word."""
        self.words.append(word)
        # Not the last sign: a speck read as a dash stands at no height of the line, and over its words.
        is_word = bool(fold(word.text))
        if is_word or not self.has_letters:
            self.top, self.bottom, self.right = word.box.top, word.box.bottom, word.box.right
            self.has_letters = is_word

    @property
    def end(self) -> float:
        return self.words[-1].box.right


def _row_of(word: Word, rows: Iterable[_Row], aspect: float, max_gap: float) -> _Row | None:
    """The row that this word continues: the one whose last word is nearest."""
    left, top, bottom = word.box.left, word.box.top, word.box.bottom
    best, best_gap = None, max_gap
    for row in rows:
        if row.top >= bottom or row.bottom <= top:
            continue
        shared = min(row.bottom, bottom) - max(row.top, top)
        low, high = sorted((row.bottom - row.top, bottom - top))
        gap = (left - min(row.end, max(row.right, left))) * aspect / max(high, 1e-6)
        if shared >= MIN_OVERLAP * max(low, 1e-6) and -1.0 < gap < best_gap:
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
