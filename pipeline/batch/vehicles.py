"""Which vehicles the papers speak of, from the plates and VINs surely read on them.

Most papers give both, a claim that this plate and this VIN are of one vehicle. Claims that share either are of one
vehicle: on one of the papers the other is wrong, which is the fault that rules look for. Not so a claim that shares its
plate with one and its VIN with another, which share nothing: it fits two vehicles, and is a reason to join neither.
Only where it alone is on a card do the two others follow it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

Mark = tuple[str, str]
"""('plate', compact plate) or ('vin', whole VIN)."""
Claim = tuple[Mark, Mark]
"""Plate and VIN of one paper."""


def plate(number: str) -> Mark:
    """The mark that a plate is."""
    return "plate", number


def vin(number: str) -> Mark:
    """The mark that a VIN is."""
    return "vin", number


@dataclass(frozen=True)
class Vehicles:
    """Each vehicle is a number of its own; which one says nothing."""

    of_mark: dict[Mark, int]

    def of(self, marks: Iterable[Mark]) -> frozenset[int]:
        """The vehicles that bear one of these marks."""
        return frozenset(self.of_mark[mark] for mark in marks)


def vehicles_of(claims: Collection[Claim], on_cards: Collection[Claim], marks: Iterable[Mark]) -> Vehicles:
    """The vehicles.

    Args:
        claims: of all papers that give plate and VIN.
        on_cards: those of the claims that stand on a carte grise.
        marks: all plates and VINs, those of papers that give one of them alone too.
    """
    bearing: dict[Mark, set[Claim]] = defaultdict(set)
    for claim in claims:
        for mark in claim:
            bearing[mark].add(claim)
    joined = {mark: mark for mark in marks}

    def root(mark: Mark) -> Mark:
        while joined[mark] != mark:
            mark = joined[mark]
        return mark

    for claim in claims:
        by_plate, by_vin = (bearing[mark] - {claim} for mark in claim)
        is_on_card_alone = claim in on_cards and not (by_plate | by_vin) & set(on_cards)
        if not (by_plate and by_vin) or is_on_card_alone:
            one, other = map(root, claim)
            joined[max(one, other)] = min(one, other)
    roots = {mark: root(mark) for mark in joined}
    numbers = {found: number for number, found in enumerate(sorted(set(roots.values())))}
    return Vehicles({mark: numbers[found] for mark, found in roots.items()})
