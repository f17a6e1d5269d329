"""Printed words found again on a page, and what stands beside them.

Anchors are compared on folded text (no accents, blanks or signs) and bear about one misread character in eight
(documents.md, section 0).
"""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.core.lines import Line, fold, lines, squeezed
from pipeline.core.model import BoundingBox, Frozen, Page

MIN_SCORE = 86.0
"""Likeness (0 to 100) at which a printed phrase counts as found: one error in eight characters gives 87."""

PAGE = BoundingBox(left=0.01, top=0.01, right=0.99, bottom=0.99)
"""The page but for its very edges: where a value may stand."""

SHORT = 4
"""Folded length up to which a phrase must be a word of its own, without error: a code such as 'D.1'."""


FLUSH = 1.0
"""Heights of the upper line within which the lines of a title begin one below the other."""
LEADING = 5.0
"""Heights of the upper line within which the next one of a title follows."""
LARGER = 1.15
"""How many times as high as its first line the last one of a title is at least."""

LONG = 4
"""Letters of a word that is not made of noise."""


class Match(Frozen):
    """A phrase found on a page."""

    phrase: str
    score: float
    """Likeness, 0 to 100."""
    box: BoundingBox
    whole: BoundingBox
    """Where all of it stands: letters lost at its ends are as wide as the rest."""
    line: int
    """Index of its line."""
    first: int
    """Index of its first word in that line."""
    last: int
    """Index of its last word."""


class Sheet:
    """The lines of one page, ready to be searched."""

    def __init__(self, page: Page) -> None:
        """Group the words of the page into lines and fold them once."""
        self.page = page
        self.lines: tuple[Line, ...] = lines(page.words, page.aspect)
        self._squeezed = [squeezed(line) for line in self.lines]

    def find_all(self, phrase: str) -> list[Match]:
        """Every line that holds the phrase, best first.

        Args:
            phrase: as printed; accents, case and signs do not matter.
        """
        return sorted(self._matches(phrase, fold(phrase)), key=lambda match: -match.score)

    def find(self, phrase: str) -> Match | None:
        """The best of `find_all`; None when there is none."""
        return next(iter(self.find_all(phrase)), None)

    def is_titled(self, title: Sequence[str]) -> bool:
        """Whether these phrases stand flush left one below the other, the last in larger type than the first."""
        for first in self.find_all(title[0]):
            above: Match | None = first
            for phrase in title[1:]:
                above = next((one for one in self.find_all(phrase) if above and self._is_next(above, one)), None)
            if above and above.box.height >= LARGER * first.box.height:
                return True
        return False

    def _is_next(self, above: Match, below: Match) -> bool:
        """Whether the one is the line of a title below the other."""
        high = above.box.height
        aside = abs(below.box.left - above.box.left) * self.page.aspect
        return aside <= FLUSH * high and 0 < below.box.top - above.box.top <= LEADING * high

    def _whole_words(self, phrase: str, wanted: str, index: int) -> Iterator[Match]:
        for i, word in enumerate(self.lines[index].words):
            if fold(word.text) == wanted:
                yield Match(phrase=phrase, score=100.0, box=word.box, whole=word.box, line=index, first=i, last=i)

    def _matches(self, phrase: str, wanted: str) -> Iterator[Match]:
        for index, (text, owners) in enumerate(self._squeezed):
            if len(wanted) <= SHORT:
                yield from self._whole_words(phrase, wanted, index)
                continue
            if len(text) < len(wanted) * 0.7:
                continue
            aligned = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=MIN_SCORE)
            if aligned is None or aligned.dest_end <= aligned.dest_start:
                continue
            # A piece that is much shorter than the phrase matches by luck.
            if aligned.dest_end - aligned.dest_start < len(wanted) * 0.7:
                continue
            first, last = owners[aligned.dest_start], owners[aligned.dest_end - 1]
            box = BoundingBox.around(word.box for word in self.lines[index].words[first : last + 1])
            # What stands in a word before or behind the letters found, misread, is in its box.
            is_open = owners[: aligned.dest_start].count(first) == 0, owners[aligned.dest_end :].count(last) == 0
            yield Match(
                phrase=phrase,
                score=aligned.score,
                box=box,
                whole=_whole(phrase, wanted, text[aligned.dest_start : aligned.dest_end], box, is_open),
                line=index,
                first=first,
                last=last,
            )


def _whole(phrase: str, wanted: str, read: str, box: BoundingBox, is_open: tuple[bool, bool]) -> BoundingBox:
    """The box of what was read of a phrase, with room for the letters missing at its start and end where these may."""
    steps = Levenshtein.opcodes(wanted, read)
    first, last = (
        (step.src_end - step.src_start) * (step.tag == "delete" and may)
        for step, may in zip((steps[0], steps[-1]), is_open, strict=True)
    )
    if not first and not last:
        return box
    # Where in the phrase, whose blanks and signs are as wide, its folded letters stand.
    places = [place for place, character in enumerate(phrase) for _ in fold(character)]
    start, end = places[first], places[len(wanted) - last - 1]
    width = box.width / (end - start + 1)
    left, right = box.left - (start - places[0]) * width, box.right + (places[-1] - end) * width
    return box.model_copy(update={"left": left, "right": right})


def words_beyond(page: Page, card: BoundingBox) -> int:
    """How many long words stand on the page outside of a card found there: they may be its other side."""
    return sum(len(fold(word.text)) >= LONG and not card.holds(word.box.center) for word in page.words)
