"""Papers without a fixed layout: their printed captions are found again, and the values looked for beside or below.

Which of the two a paper does differs from one printer to the next, even from one block to the next, so the words seen
on the page decide; where none were seen, both places are read.
"""

from collections.abc import Sequence

from extractors.layout import Sheet
from extractors.places import MORE
from extractors.printed import Caption, FoldedLine, Piece, Spot, cleaned
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Task, Zone

LEVEL = 0.5
"""Share of the lower box's height that two words of a row have in common."""
MARGIN = 0.35
"""Paper kept above and below a line of characters, in its heights."""
END = 1.0
"""Paper kept left and right of it, in its heights."""
WIDE = 2.5
"""Blank that ends a value when other words follow, in heights."""
MISSED_WORD = 8.0
"""The same where all words of a room are one value: a word that the page reader missed leaves such a blank."""
REACH = 3.6
"""How far below its caption the middle of a value lies at most, in heights of the caption; type may be larger there."""
END_WORD = 6
"""Letters of a word that is the end of a caption and no value."""
COLUMN = 2
"""Captions that begin at one distance from the edge make a column."""
SHIFT = 0.015
"""By how much they may be off it, in widths of the page."""
CENTRED = 0.1
"""A value centred below its caption begins at most that far right of the caption's end, in widths of the page."""
ROOM = 1.15
"""Height free below a caption for a value to stand there, in heights of the caption."""


class Captions:
    """Captions of one page, and what stands around them."""

    def __init__(self, sheet: Sheet, table: Sequence[Caption]) -> None:
        """Find every caption of the table; where two want the same letters the one that explains more of them wins."""
        self.sheet = cleaned(sheet)
        folded = [FoldedLine(line) for line in self.sheet.lines]
        hits = [
            (hit, caption.leads and not line.leads(hit.start))
            for caption in table
            for phrase in caption.phrases
            for index, line in enumerate(folded)
            if (hit := line.find(caption.name, fold(phrase), index)) is not None
        ]
        taken: set[tuple[int, int]] = set()
        spots: list[Spot] = []
        for hit, is_inside in sorted(hits, key=lambda found: (found[1], -found[0].worth, found[0].line)):
            letters = {(hit.line, k) for k in range(hit.start, hit.end)}
            # A long line of one column may run into a caption of the next, which the others stand below or above.
            if not taken & letters and not (is_inside and sum(_is_below(hit, spot) for spot in spots) < COLUMN):
                taken |= letters
                spots.append(hit)
        known = {spot.name for spot in spots}
        small = [caption for caption in table if caption.is_small and (not caption.name or caption.name not in known)]
        for index, line in enumerate(folded if small else ()):
            for run in list(line.runs({k for at, k in taken if at == index}, self.sheet.page.aspect)):
                if spot := line.like(small, run, index):
                    taken |= {(index, k) for k in range(*run)}
                    spots.append(spot)
        known = {spot.name for spot in spots}
        numbers = {caption.number: caption.name for caption in table if caption.number and caption.name not in known}
        for index, line in enumerate(folded):
            digit = line.number()
            if digit and not any(at == index for at, _ in taken):
                spots.append(line.whole(numbers.pop(digit, ""), index))
                taken |= {(index, k) for k in range(len(line.text))}
        self.spots: tuple[Spot, ...] = tuple(sorted(spots, key=lambda spot: (spot.box.top, spot.box.left)))
        ends = {caption.name: [fold(phrase) for phrase in caption.phrases] for caption in table}
        self.pieces: tuple[Piece, ...] = tuple(
            piece
            for index, line in enumerate(folded)
            for piece in line.rest({k for at, k in taken if at == index})
            if not any(_ends(spot, piece, ends.get(spot.name, ()), self.sheet.page.aspect) for spot in self.spots)
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

    def zone_of(self, key: str, row: Sequence[Piece], room: BoundingBox, alphabet: str = "") -> Zone:
        """The zone of words that tell by themselves what they are; both engines read it."""
        return Zone.of_box(key, self._around(row, room, is_wide=False), alphabet=alphabet, is_key=True)

    def line_zones(self, key: str, spot: Spot, bounds: BoundingBox, limit: int) -> list[Zone]:
        """Where a value of several lines stands: one zone a line, as wide as there is room; keys 'KEY.0', 'KEY.1'..."""
        rooms = [room for room in (self._beside(spot, bounds), self._below(spot, bounds)) if room]
        places = []
        for room in rooms:
            left = room
            while row := self.first_row(left, wide=MISSED_WORD):
                places.append(self._around(row, room, is_wide=True))
                bottom = BoundingBox.around(piece.box for piece in row).bottom
                left = left.model_copy(update={"top": bottom})
        places = places[:limit] or [_line_in(room, spot) for room in rooms]
        return [Zone.of_box(f"{key}.{rank}", place, is_key=True) for rank, place in enumerate(places)]

    def first_row(self, room: BoundingBox, begin: float = 1.0, wide: float = WIDE) -> list[Piece]:
        """Words of the uppermost row of a region that begins left of `begin`, up to a blank of so many heights."""
        inside = sorted((p for p in self.pieces if room.holds(p.box.center)), key=lambda p: p.box.top)
        near = next((p for p in inside if p.box.left < begin or p.box.left < room.left + CENTRED), None)
        if near is None:
            return []
        # The words of a line differ in height: some of their middles may lie outside of the region.
        level = [p for p in self.pieces if room.left <= p.box.center[0] <= room.right and _is_level(p.box, near.box)]
        row = sorted(level, key=lambda p: p.box.left)
        kept = row[:1]
        for piece in row[1:]:
            height = max(piece.box.height, kept[-1].box.height)
            if (piece.box.left - kept[-1].box.right) * self.sheet.page.aspect > wide * height:
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
        # A word that begins before the room is taken whole: cut, a number would be another one.
        left = min(max(line.left - (3 * end if is_wide else end), room.left), line.left)
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


def _is_level(one: BoundingBox, other: BoundingBox) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= LEVEL * min(one.height, other.height)


def _ends(spot: Spot, piece: Piece, phrases: Sequence[str], aspect: float) -> bool:
    """Whether a word is the end of the caption before it, in a box so wrong that it made a line of its own."""
    word = fold(piece.text)
    return (
        len(word) >= END_WORD
        and 0 <= (piece.box.left - spot.box.right) * aspect < spot.height
        and _is_level(piece.box, spot.box)
        and any(phrase.endswith(word) for phrase in phrases)
    )


def _is_below(one: Spot, other: Spot) -> bool:
    """Whether two captions begin at the same distance from the edge of the page."""
    return abs(one.box.left - other.box.left) < SHIFT


def _is_aligned(one: BoundingBox, other: BoundingBox) -> bool:
    """Whether two parts of a row stand on one line: the middle of each lies well inside the other."""
    return abs(one.center[1] - other.center[1]) < LEVEL * min(one.height, other.height)


def _line_in(room: BoundingBox, spot: Spot) -> BoundingBox:
    """Where a line would stand in a room without words."""
    if room.top < spot.box.center[1]:
        return room
    return room.model_copy(update={"bottom": min(room.bottom, room.top + 2.2 * spot.height)})
