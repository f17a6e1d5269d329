"""Printed words of a page: cleaned of specks, and captions recognised among them, line by line."""

import re
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import product
from statistics import median
from string import digits
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.layout import Sheet
from pipeline.core.lines import Line, fold
from pipeline.core.model import BoundingBox, Word

CUTOFF = 75.0
"""Likeness (0 to 100) from which a line is looked at closely."""
LIKENESS, LEAD = 0.55, 0.15
"""Share of the letters of a small caption that are there at least, and by how much it is likelier than any other."""
WHOLE = 0.7
"""Least length of what is left of one, as a share of its own: of 'Genre' and 'Énergie' parts are alike."""
APART = 0.6
"""Blank between two captions of a row, in heights; between words it is half of that."""
TYPE_SHAPE = 1.6
"""Height of a word over the mean width of its characters, in the usual types."""
SHAPED = 4
"""Characters from which that can be said of a word."""
STRETCHED = 1.35
"""From so many times the usual shape on, a word was made taller by dust above or below it."""
DOUBTED, TALL = 0.5, 1.6
"""So is a word that its reader is less sure of, and that is so many times as high as most of its line."""
SPECK = 0.35
"""Share of the usual height of a word below which it is none."""

_NUMBER = re.compile(r"[(\[{|!]\d{1,2}[)\]}|!]?|\d{1,2}[)\]}|!]")
"""The number between brackets that stands before a caption."""
_NUMBERED = re.compile(r"[(\[{|!](\d)[)\]}|!]?(?!\d)")
"""The same at the start of a word."""

_DASH = re.compile(r"[-–—•*]+")


class Caption(NamedTuple):
    """Words printed on a paper."""

    name: str
    phrases: tuple[str, ...]
    """As printed, with the variants known; accents, case, blanks and signs do not matter."""
    number: str = ""
    """Digit printed in brackets before it, by which it is found where its words cannot be read."""
    leads: bool = False
    """Always begins its line, but for a dash: the same words further on in a line are no caption."""
    is_small: bool = False
    """Set so small that a poor scan leaves a likeness of it: then it is what is like it and like no other caption."""


def is_caption(text: str, captions: Sequence[Caption]) -> bool:
    """Whether a text is one of those captions, no more than one letter in four misread, and so no value."""
    read = fold(text)
    phrases = [fold(phrase) for caption in captions for phrase in caption.phrases]
    return any(Levenshtein.distance(read, phrase) <= len(phrase) // 4 for phrase in phrases)


class Spot(NamedTuple):
    """A caption found on a page."""

    name: str
    box: BoundingBox
    line: int
    """Index of its line."""
    start: int
    """First of its letters in the folded line."""
    end: int
    """Behind its last one."""
    worth: int
    """Letters that agree, wrong ones counting against it; 0 of one that is only like it."""

    @property
    def height(self) -> float:
        """Fraction of the page height."""
        return self.box.height


class Piece(NamedTuple):
    """A word, or the part of one, that belongs to no caption."""

    text: str
    box: BoundingBox


class FoldedLine:
    """A line as captions are compared, each letter with its place in the words."""

    def __init__(self, line: Line) -> None:
        self._words = line.words
        self.text = ""
        self._at: list[tuple[int, int]] = []
        for index, word in enumerate(line.words):
            for place, character in enumerate(word.text):
                letters = fold(character)
                self.text += letters
                self._at += [(index, place)] * len(letters)

    def find(self, name: str, wanted: str, line: int) -> Spot | None:
        """The phrase in this line, whole words only; one wrong letter in eight is forgiven."""
        wrong = max(len(wanted) // 8, int(len(wanted) > 5))
        if len(self.text) < len(wanted) - wrong:
            return None
        near = fuzz.partial_ratio_alignment(wanted, self.text, score_cutoff=CUTOFF)
        if near is None:
            return None
        starts = [k for k in range(near.dest_start - 2, near.dest_start + 3) if self._begins(k)]
        ends = [k for k in range(near.dest_end - 2, near.dest_end + 3) if self._ends(k)]
        fits = [
            (Levenshtein.distance(wanted, self.text[start:end]), start, end)
            for start, end in product(starts, ends)
            if start < end
        ]
        if not fits or min(fits)[0] > wrong:
            return None
        distance, start, end = min(fits)
        worth = len(wanted) - 4 * distance
        index = self._at[start][0]
        lead = sum(owner == index for owner, _ in self._at[:start])
        if 0 < lead < end - start and self._at[start][1] > 0:
            start -= lead  # the first of two languages, its stroke misread: 'NOM7Surname'
        if index and self._at[start][1] == 0 and _NUMBER.fullmatch(self._words[index - 1].text):
            start -= sum(owner == index - 1 for owner, _ in self._at)
        return Spot(name, self._box(start, end), line, start, end, worth)

    def runs(self, taken: set[int], aspect: float) -> Iterator[tuple[int, int]]:
        """First letter, and the one behind the last, of words that stand close together and hold no letter taken.

        Args:
            taken: places of letters in this line.
            aspect: of the page, width over height.
        """
        letters = [[k for k, (owner, _) in enumerate(self._at) if owner == index] for index in range(len(self._words))]
        start = end = 0
        before: Word | None = None
        for word, mine in zip(self._words, letters, strict=True):
            is_free = bool(mine) and not taken.intersection(mine)
            gap = (word.box.left - before.box.right) * aspect / word.box.height if before else 0.0
            if (not is_free and mine) or gap > APART:
                if start < end:
                    yield start, end
                start = end = mine[-1] + 1 if mine and not is_free else end
            if is_free:
                start, end = (mine[0] if start == end else start), mine[-1] + 1
            before = word
        if start < end:
            yield start, end

    def like(self, captions: Sequence[Caption], run: tuple[int, int], line: int) -> Spot | None:
        """The caption that those letters are like, and like no other; a number may stand before it, but none in it."""
        text = self.text[slice(*run)].lstrip(digits)
        if re.search(r"\d{2}", text):
            return None
        likenesses = [
            (max(Levenshtein.normalized_similarity(phrase, text) for phrase in phrases), caption.name)
            for caption in captions
            if (phrases := [one for one in map(fold, caption.phrases) if len(text) >= WHOLE * len(one)])
        ]
        (best, name), (second, _) = nlargest(2, [*likenesses, (0.0, ""), (0.0, "")])
        return Spot(name, self._box(*run), line, *run, 0) if best >= LIKENESS and best - second >= LEAD else None

    def leads(self, start: int) -> bool:
        """Whether that letter is the first of the line, or of what follows a dash in it."""
        index, place = self._at[start]
        before = self._words[index].text[:place] or self._words[max(index - 1, 0)].text
        return start == 0 or bool(_DASH.fullmatch(before))

    def number(self) -> str:
        """The digit in brackets that the line begins with; empty when it begins otherwise."""
        found = _NUMBERED.match(self._words[0].text)
        return found[1] if found else ""

    def whole(self, name: str, line: int) -> Spot:
        """The line as a caption."""
        return Spot(name, BoundingBox.around(word.box for word in self._words), line, 0, len(self.text), 0)

    def rest(self, taken: set[int]) -> list[Piece]:
        """What belongs to no caption: whole words, or the end of one that runs on from a caption."""
        pieces = []
        for index, word in enumerate(self._words):
            letters = [k for k, (owner, _) in enumerate(self._at) if owner == index]
            claimed = [k for k in letters if k in taken]
            if not claimed:
                pieces.append(Piece(word.text, word.box))
            elif max(claimed) != letters[-1]:
                place = self._at[max(claimed)][1] + 1
                tail = word.text[place:].lstrip(" :.;°")
                pieces.append(Piece(tail, _part(word, len(word.text) - len(tail), len(word.text))))
        return [piece for piece in pieces if fold(piece.text) and not _NUMBER.fullmatch(piece.text)]

    def _begins(self, k: int) -> bool:
        """A word begins with that letter, or letters do after digits and signs."""
        if not 0 <= k < len(self.text):
            return False
        index, place = self._at[k]
        return place == 0 or not self._words[index].text[place - 1].isalpha()

    def _ends(self, k: int) -> bool:
        """A word ends before that letter."""
        if not 0 < k <= len(self.text):
            return False
        index, place = self._at[k - 1]
        after = self._words[index].text[place + 1 :]
        return not after or not after[0].isalpha()

    def _box(self, start: int, end: int) -> BoundingBox:
        (first, left), (last, right) = self._at[start], self._at[end - 1]
        boxes = [word.box for word in self._words[first : last + 1]]
        boxes[0] = _part(self._words[first], left, len(self._words[first].text))
        word = self._words[last]
        # A colon is part of the caption; a value glued to it is not.
        glued = bool(fold(word.text[right + 1 :]))
        boxes[-1] = _part(word, left if first == last else 0, right + 1 if glued else len(word.text))
        for sign in self._words[last + 1 :]:
            if glued or fold(sign.text):
                break
            boxes.append(sign.box)
        return BoundingBox.around(boxes)


def cleaned(sheet: Sheet) -> Sheet:
    """The page without specks taken for letters, its boxes as tall as its type.

    Some readers leave paper around the words, and a text layer gives whole lines.
    """
    words = sheet.page.words
    heights = [word.box.height for word in words]
    least = SPECK * median(heights) if heights else 0.0
    kept = [word for word in words if word.box.height >= least or not fold(word.text)]
    shapes = [_shape(word, sheet) for word in kept if len(word.text) >= SHAPED and word.box.width > 0]
    usual = median(shapes) if shapes else TYPE_SHAPE
    scale = TYPE_SHAPE / max(usual, TYPE_SHAPE)
    tight = []
    for line in Sheet(sheet.page.model_copy(update={"words": tuple(kept)})).lines:
        high = TALL * median(word.box.height for word in line.words)
        sound = [
            word.box
            for word in line.words
            # A dash says nothing of the height of letters.
            if fold(word.text)
            and _shape(word, sheet) <= STRETCHED * usual
            and (word.confidence >= DOUBTED or word.box.height <= high)
        ]
        for word in line.words:
            box = word.box if word.box in sound or not sound else _clipped(word.box, sound)
            tight.append(word.model_copy(update={"box": _scaled(box, scale)}))
    return Sheet(sheet.page.model_copy(update={"words": tuple(tight)}))


def _shape(word: Word, sheet: Sheet) -> float:
    """Height over the mean width of a character."""
    return word.box.height * len(word.text) / (max(word.box.width, 1e-6) * sheet.page.aspect)


def _clipped(box: BoundingBox, others: Sequence[BoundingBox]) -> BoundingBox:
    """As tall as the others of its line at most: dust above a word made it reach into the next line."""
    top = max(box.top, median(other.top for other in others))
    bottom = min(box.bottom, median(other.bottom for other in others))
    return box.model_copy(update={"top": top, "bottom": bottom}) if top < bottom else box


def _scaled(box: BoundingBox, scale: float) -> BoundingBox:
    """Lower by that factor, its middle kept."""
    half = box.height * scale / 2
    middle = box.center[1]
    return box.model_copy(update={"top": middle - half, "bottom": middle + half})


def _part(word: Word, start: int, end: int) -> BoundingBox:
    """Box of some characters of a word, all taken to be of one width."""
    step = word.box.width / max(len(word.text), 1)
    return word.box.model_copy(
        update={"left": word.box.left + start * step, "right": word.box.left + min(end, len(word.text)) * step}
    )
