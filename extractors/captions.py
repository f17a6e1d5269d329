"""Papers without a fixed layout: their printed captions are found again, and the values looked for beside or below.

Which of the two a paper does differs from one printer to the next, even from one block to the next, so the words seen
on the page decide; where none were seen, both places are read.
"""

import re
from collections.abc import Sequence
from itertools import product
from statistics import median
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.fields import Parse, T, judged
from extractors.layout import Sheet
from pipeline.core.lines import Line, fold
from pipeline.core.model import BoundingBox, Character, Face, Field, Reading, Task, Word, Zone

CUTOFF = 75.0
"""Likeness (0 to 100) from which a line is looked at closely."""
LEVEL = 0.5
"""Share of the lower box's height that two words of a row have in common."""
MARGIN = 0.35
"""Paper kept above and below a line of characters, in its heights."""
END = 1.0
"""Paper kept left and right of it, in its heights."""
WIDE = 2.5
"""Blank that ends a value when other words follow, in heights."""
REACH = 3.0
"""How far below its caption a value begins at most, in heights of the caption."""
CENTRED = 0.1
"""A value centred below its caption begins at most that far right of the caption's end, in widths of the page."""
ROOM = 1.15
"""Height free below a caption for a value to stand there, in heights of the caption."""
TYPE_SHAPE = 1.6
"""Height of a word over the mean width of its characters, in the usual types."""
SHAPED = 4
"""Characters from which that can be said of a word."""
SPECK = 0.35
"""Share of the usual height of a word below which it is none."""
MORE = "+"
"""Ends the key of the second place where a value may stand."""

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
    """Letters that agree, wrong ones counting against it."""

    @property
    def height(self) -> float:
        """Fraction of the page height."""
        return self.box.height


class Piece(NamedTuple):
    """A word, or the part of one, that belongs to no caption."""

    text: str
    box: BoundingBox


class Captions:
    """Captions of one page, and what stands around them."""

    def __init__(self, sheet: Sheet, table: Sequence[Caption]) -> None:
        """Find every caption of the table; where two want the same letters the one that explains more of them wins."""
        self.sheet = _cleaned(sheet)
        folded = [_Folded(line) for line in self.sheet.lines]
        hits = [
            hit
            for caption in table
            for phrase in caption.phrases
            for index, line in enumerate(folded)
            if (hit := line.find(caption.name, fold(phrase), index)) is not None
            and (not caption.leads or line.leads(hit.start))
        ]
        taken: set[tuple[int, int]] = set()
        spots: list[Spot] = []
        for hit in sorted(hits, key=lambda hit: (-hit.worth, hit.line)):
            letters = {(hit.line, k) for k in range(hit.start, hit.end)}
            if not taken & letters:
                taken |= letters
                spots.append(hit)
        known = {spot.name for spot in spots}
        numbers = {caption.number: caption.name for caption in table if caption.number and caption.name not in known}
        for index, line in enumerate(folded):
            digit = line.number()
            if digit and not any(at == index for at, _ in taken):
                spots.append(line.whole(numbers.pop(digit, ""), index))
                taken |= {(index, k) for k in range(len(line.text))}
        self.spots: tuple[Spot, ...] = tuple(sorted(spots, key=lambda spot: (spot.box.top, spot.box.left)))
        self.pieces: tuple[Piece, ...] = tuple(
            piece for index, line in enumerate(folded) for piece in line.rest({k for at, k in taken if at == index})
        )

    def all(self, name: str, within: BoundingBox | None = None) -> list[Spot]:
        """Every place of that caption, top to bottom; `within` keeps those whose middle lies there."""
        return [spot for spot in self.spots if spot.name == name and (not within or within.holds(spot.box.center))]

    def one(self, name: str, within: BoundingBox | None = None) -> Spot | None:
        """The place that agrees best; None when there is none."""
        return max(self.all(name, within), key=lambda spot: spot.worth, default=None)

    def zones(
        self,
        key: str,
        spot: Spot,
        bounds: BoundingBox,
        *,
        alphabet: str = "",
        is_key: bool = True,
        is_wide: bool = False,
    ) -> list[Zone]:
        """Where the value of a caption stands: one zone, or two where both places hold words, or none does.

        Args:
            key: of the zone; that of a second one ends in `MORE`.
            spot: the caption.
            bounds: the value lies inside.
            alphabet: characters that can stand there.
            is_key: both engines read it.
            is_wide: take all the room there is, for values that would mean something else were their end cut off.
        """
        rooms = [room for room in (self._beside(spot, bounds), self._below(spot, bounds)) if room]
        begin = spot.box.right + CENTRED
        places = [self._around(row, room, is_wide) for room in rooms if (row := self.first_row(room, begin))]
        places = places or [_line_in(room, spot) for room in rooms]
        return [
            Zone.of_box(key + MORE * rank, place, task=Task.LINE, alphabet=alphabet, is_key=is_key)
            for rank, place in enumerate(places)
        ]

    def line_zones(self, key: str, spot: Spot, bounds: BoundingBox, limit: int) -> list[Zone]:
        """Where a value of several lines stands: one zone a line, as wide as there is room; keys 'KEY.0', 'KEY.1'..."""
        rooms = [room for room in (self._beside(spot, bounds), self._below(spot, bounds)) if room]
        places = []
        for room in rooms:
            left = room
            while row := self.first_row(left):
                places.append(self._around(row, room, is_wide=True))
                bottom = BoundingBox.around(piece.box for piece in row).bottom
                left = left.model_copy(update={"top": bottom})
        places = places[:limit] or [_line_in(room, spot) for room in rooms]
        return [Zone.of_box(f"{key}.{rank}", place, is_key=True) for rank, place in enumerate(places)]

    def first_row(self, room: BoundingBox, begin: float = 1.0) -> list[Piece]:
        """Words of the uppermost row of a region that begins left of `begin`, up to a wide blank."""
        inside = sorted((p for p in self.pieces if room.holds(p.box.center)), key=lambda p: p.box.top)
        near = next((p for p in inside if p.box.left < begin or p.box.left < room.left + CENTRED), None)
        if near is None:
            return []
        row = sorted((p for p in inside if _is_level(p.box, near.box)), key=lambda p: p.box.left)
        kept = row[:1]
        for piece in row[1:]:
            height = max(piece.box.height, kept[-1].box.height)
            if (piece.box.left - kept[-1].box.right) * self.sheet.page.aspect > WIDE * height:
                break
            kept.append(piece)
        return kept

    def rows(self, room: BoundingBox) -> list[list[Piece]]:
        """All words of a region, caption or not, row by row, top to bottom."""
        rows: list[tuple[BoundingBox, list[Piece]]] = []
        for line in self.sheet.lines:
            words = [Piece(word.text, word.box) for word in line.words if room.holds(word.box.center)]
            if not words:
                continue
            box = BoundingBox.around(word.box for word in words)
            same = next((row for at, row in rows if _is_aligned(at, box)), None)
            if same is None:
                rows.append((box, words))
            else:
                same += words
        return [sorted(row, key=lambda piece: piece.box.left) for _, row in sorted(rows, key=lambda row: row[0].top)]

    def _beside(self, spot: Spot, bounds: BoundingBox) -> BoundingBox | None:
        others = [
            other.box.left
            for other in self.spots
            if other is not spot and other.box.left >= spot.box.right and _is_level(other.box, spot.box)
        ]
        right = min([bounds.right, *others])
        slack = LEVEL * spot.height
        if (right - spot.box.right) * self.sheet.page.aspect < 2 * spot.height:
            return None
        return BoundingBox(left=spot.box.right, top=spot.box.top - slack, right=right, bottom=spot.box.bottom + slack)

    def _below(self, spot: Spot, bounds: BoundingBox) -> BoundingBox | None:
        others = [other for other in self.spots if other is not spot]
        under = [
            other.box.top
            for other in others
            if other.box.center[1] > spot.box.bottom
            and other.box.right > spot.box.left
            and other.box.left < spot.box.right
        ]
        bottom = min([bounds.bottom, spot.box.bottom + REACH * spot.height, *under])
        if bottom - spot.box.bottom < ROOM * spot.height:
            return None
        beside = [
            other.box.left
            for other in others
            if other.box.left >= spot.box.right
            and (_is_level(other.box, spot.box) or spot.box.bottom < other.box.center[1] < bottom)
        ]
        left = max(spot.box.left - 0.02, bounds.left)
        return BoundingBox(left=left, top=spot.box.bottom, right=min([bounds.right, *beside]), bottom=bottom)

    def _around(self, row: Sequence[Piece], room: BoundingBox, is_wide: bool) -> BoundingBox:
        """Zone of a line of words: with paper around it, but not with the neighbours above, below and beside it."""
        line = BoundingBox.around(piece.box for piece in row)
        end = END * line.height / self.sheet.page.aspect
        rivals = [
            piece.box.left
            for piece in self.pieces
            if piece.box.left > line.right and _is_level(piece.box, line) and piece.box.left < room.right
        ]
        right = room.right if is_wide else min(line.right + end, room.right)
        right = min([right, *((line.right + left) / 2 for left in rivals)])
        left = max(line.left - (3 * end if is_wide else end), room.left)
        return self.padded(line.model_copy(update={"left": left, "right": max(right, line.right)}))

    def padded(self, line: BoundingBox) -> BoundingBox:
        """The line with paper above and below it, as far as that is free."""
        words = [word.box for other in self.sheet.lines for word in other.words]
        near = [box for box in words if box.left < line.right and box.right > line.left]
        middle = line.center[1]
        above = [(box.bottom + line.top) / 2 for box in near if box.center[1] < line.top]
        below = [(box.top + line.bottom) / 2 for box in near if box.center[1] > line.bottom]
        pad = MARGIN * line.height
        top = min(max([line.top - pad, *above]), line.top, middle)
        bottom = max(min([line.bottom + pad, *below]), line.bottom, middle)
        return line.model_copy(update={"top": top, "bottom": bottom})


class _Folded:
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
        if index and self._at[start][1] == 0 and _NUMBER.fullmatch(self._words[index - 1].text):
            start -= sum(owner == index - 1 for owner, _ in self._at)
        return Spot(name, self._box(start, end), line, start, end, worth)

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


def _cleaned(sheet: Sheet) -> Sheet:
    """The page without specks taken for words, its boxes as tall as its type.

    Some readers leave paper around the words, and a text layer gives whole lines.
    """
    words = sheet.page.words
    heights = [word.box.height for word in words]
    least = SPECK * median(heights) if heights else 0.0
    kept = [word for word in words if word.box.height >= least]
    shapes = [
        word.box.height * len(word.text) / (word.box.width * sheet.page.aspect)
        for word in kept
        if len(word.text) >= SHAPED and word.box.width > 0
    ]
    scale = TYPE_SHAPE / max(median(shapes), TYPE_SHAPE) if shapes else 1.0
    tight = tuple(word.model_copy(update={"box": _scaled(word.box, scale)}) for word in kept)
    return Sheet(sheet.page.model_copy(update={"words": tight}))


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


def _is_level(one: BoundingBox, other: BoundingBox) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= LEVEL * min(one.height, other.height)


def _is_aligned(one: BoundingBox, other: BoundingBox) -> bool:
    """Whether two parts of a row stand on one line: the middle of each lies well inside the other."""
    return abs(one.center[1] - other.center[1]) < LEVEL * min(one.height, other.height)


def _line_in(room: BoundingBox, spot: Spot) -> BoundingBox:
    """Where a line would stand in a room without words."""
    if room.top < spot.box.center[1]:
        return room
    return room.model_copy(update={"bottom": min(room.bottom, room.top + 2.2 * spot.height)})


def readings(face: Face, key: str) -> list[Reading]:
    """Readings of the places where a value may stand, those that hold something first."""
    found = [reading for reading in face.readings if reading.key in (key, key + MORE)]
    return sorted(found, key=lambda reading: reading.is_blank is True)


def decide_among(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """The field of a caption, whichever place its value stands in; an empty `Field` when it has none on this face.

    Blank only when every place is surely blank.
    """
    fields = [judged(face, reading, parse) for reading in readings(face, key)]
    if not fields:
        return Field[T]()
    filled = [field for field in fields if field.value is not None]
    written = [field for field in fields if field.raw]
    if len({repr(field.value) for field in filled}) > 1:
        return filled[0].model_copy(update={"value": None, "confidence": 0.0})
    return (filled or written or [min(fields, key=lambda field: field.confidence)])[0]


def merged(key: str, parts: Sequence[Reading]) -> Reading | None:
    """Several lines as one reading, joined by blanks; None when there is none that holds something."""
    written = [part for part in parts if part.text.strip() or (part.second or "").strip()]
    if not written:
        return None
    characters: list[Character] = []
    for part in written:
        characters += [Character(text=" ", confidence=1.0, x=0.0)] * bool(characters) + list(part.characters)
    seconds = [part.second for part in written if part.second is not None]
    return Reading(
        key=key,
        zone=BoundingBox.around(part.zone for part in written),
        box=BoundingBox.around(part.box for part in written),
        source=written[0].source,
        characters=tuple(characters),
        second=" ".join(seconds) if len(seconds) == len(written) else None,
        is_blank=False,
    )
