"""Which papers a page holds: the printed phrases of each side, found or not.

A page may hold several papers (a card copied on the back of a form) or none. Look-alikes are told apart by phrases
that only they have, never by a part of a file name.
"""

from collections.abc import Sequence
from typing import NamedTuple

from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from pipeline.core.lines import fold
from pipeline.core.model import Zone

AS_TITLED = 0.84
"""Confidence of a side that is told by its title, where too few of its other phrases were read."""
UNEXPLAINED = 4
"""Words of four letters or more beside the cards found on a page that may be those of another one."""


class Located(NamedTuple):
    """A side found on a page."""

    paper: PaperType
    side: Side
    confidence: float
    """0 to 1."""
    zones: tuple[Zone, ...]
    is_all: bool = True
    """False when more stands on a page than the cards found, whose other sides are often on the same sheet."""

    @property
    def is_complete(self) -> bool:
        """Whether every zone that a well-read page gives was found."""
        if self.confidence == AS_TITLED and not self.zones:
            return False  # the better engine may read what places it
        keys = {zone.key for zone in self.zones}
        ways = [way for way in (self.side.expects, self.side.suffices) if way]
        return self.is_all and (not ways or any(keys.issuperset(way) for way in ways))


def classify(sheet: Sheet, papers: Sequence[PaperType]) -> list[Located]:
    """Every side of every paper found on the page, surest first."""
    found, cards = [], []
    for paper in papers:
        for side in paper.sides:
            for part in side.parts(sheet) if side.parts else (sheet,):
                confidence = likeness(part, side)
                zones = side.locate(part) if confidence else None
                if zones is not None:
                    found.append(Located(paper, side, confidence, zones))
                    cards += [part] if side.parts else []
    if len(cards) == len(found) and _unexplained(sheet, cards) >= UNEXPLAINED:
        found = [located._replace(is_all=False) for located in found]
    return sorted(found, key=lambda located: -located.confidence)


def _unexplained(sheet: Sheet, cards: Sequence[Sheet]) -> int:
    """Words of the page that stand on none of the cards."""
    explained = {(word.text, word.box.left) for card in cards for word in card.page.words}
    return sum(len(fold(word.text)) >= 4 and (word.text, word.box.left) not in explained for word in sheet.page.words)


def each_side_once(views: Sequence[Sequence[Located]]) -> list[list[Located]]:
    """What each view of one page shows, without the sides shown there with nothing to read and in another view too.

    The outer side of the card is printed both ways: its phrases are found in either view, its places in one of them.
    """

    def names(view: Sequence[Located], *, with_zones: bool) -> set[tuple[str, str]]:
        return {(one.paper.kind, one.side.name) for one in view if one.zones or not with_zones}

    kept = []
    for number, view in enumerate(views):
        seen = set().union(
            *(names(other, with_zones=after >= number) for after, other in enumerate(views) if after != number)
        )
        kept.append([one for one in view if one.zones or (one.paper.kind, one.side.name) not in seen])
    return kept


def is_hinted(sheet: Sheet, papers: Sequence[PaperType]) -> bool:
    """Whether half of the phrases that tell a side are on the page, be the places of its values found or not."""
    return any(
        2 * _count(sheet, side) >= side.need > 0 and not _is_lookalike(sheet, side)
        for paper in papers
        for side in paper.sides
    )


def likeness(sheet: Sheet, side: Side) -> float:
    """How surely this side is on the page, 0.0 when too few of its phrases are there or a look-alike's is."""
    if _is_lookalike(sheet, side):
        return 0.0
    count = _count(sheet, side)
    if count < side.need:
        return AS_TITLED if side.title and sheet.is_titled(side.title) else 0.0
    beyond = (count - side.need) / max(len(side.markers) - side.need, 1)
    return round(0.85 + 0.15 * beyond, 3)


def _count(sheet: Sheet, side: Side) -> int:
    """How many of its phrases are on the page."""
    return sum(sheet.find(phrase) is not None for phrase in side.markers)


def _is_lookalike(sheet: Sheet, side: Side) -> bool:
    return any(sheet.find(phrase) for phrase in side.against)
