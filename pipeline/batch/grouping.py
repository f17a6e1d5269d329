"""Which loose papers make a dossier.

    parts ─► vehicle ─► card ─► sales apart ─► place in the stack ─► names ─► other side
             plate, VIN formule two cards      between two of one

A pure function. No part is lost or in two dossiers, nothing depends on the order of files, and no two parts are joined
without something surely read that both say, or a place in a stack that leaves no choice. What is left fits none, or
several: a person has to say.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from pipeline.batch.traits import Person, Traits
from pipeline.batch.vehicles import Claim, Mark, plate, vehicles_of, vin
from pipeline.core.formats import vin as vins
from pipeline.core.model import Frozen
from validators.matching import Level, names


class Part(Frozen):
    """What stays together: a file, or a page of a stack."""

    papers: tuple[Traits, ...] = ()
    stack: int | None = None
    """The stack that it is a page of; its pages follow each other in the order of the parts."""
    is_blank: bool = False
    before: int | None = None
    """The part that the other side of its paper may be on: the page before, the file with the number before."""


class Stray(Frozen):
    """A part that belongs to no dossier surely."""

    part: int
    fits: tuple[int, ...] = ()
    """Where it may belong, places in `Grouping.groups`: nowhere, in several, or in one that is not sure enough."""


class Grouping(Frozen):
    """What became of the parts, by their places in the sequence given."""

    groups: tuple[tuple[int, ...], ...]
    """The dossiers, in the order of their first parts."""
    strays: tuple[Stray, ...]


def grouped(parts: Sequence[Part]) -> Grouping:
    """The dossiers that these parts make."""
    table = _Table(parts)
    table.by_vehicle()
    table.by_card()
    table.sales_apart()
    table.by_place()
    table.by_name(lambda paper: paper.identity is None and paper.kind != "justificatif_domicile")
    table.by_name(lambda _: True)  # the people of companies are known now
    table.by_other_side()
    table.by_place()
    return table.result()


Home = int
"""Number of a group; which one says nothing."""


@dataclass(frozen=True)
class _People:
    """Who is named in each group."""

    named: Mapping[Home, frozenset[Person]]
    known: Mapping[str, set[Home]]
    """Groups by the keys of those named: thousands of people are not compared with thousands."""

    @classmethod
    def of(cls, parts: Sequence[Part], members: Mapping[Home, Sequence[int]]) -> "_People":
        """As the papers of the members name them."""
        named = {
            home: frozenset(person for index in found for paper in parts[index].papers for person in paper.people)
            for home, found in members.items()
        }
        known: dict[str, set[Home]] = defaultdict(set)
        for home, people in named.items():
            for person in people:
                for key in person.keys:
                    known[key].add(home)
        return cls(named, dict(known))

    def naming(self, part: Part, level: Level, among: Container[Home] | None = None) -> set[Home]:
        """The groups, of all or of those given, that name at least so surely whose a paper of that part is."""
        return {
            home
            for paper in part.papers
            for home in {home for key in paper.keys for home in self.known.get(key, ())}
            if (among is None or home in among) and paper.is_of(self.named[home]) >= level
        }


@dataclass
class _Table:
    """Who is where. Each step looks at all that stood before it, and moves parts afterwards: no order decides."""

    parts: Sequence[Part]
    homes: dict[int, Home] = field(default_factory=dict)
    """Of the parts that have one."""
    torn: dict[int, set[Home]] = field(default_factory=dict)
    """Parts whose plates and VINs are of several vehicles: nothing else can settle them."""
    choice: dict[int, set[Home]] = field(default_factory=dict)
    """Parts that can be in one of these only."""
    hints: dict[int, set[Home]] = field(default_factory=lambda: defaultdict(set))
    """Where names would put a part, not surely or not only."""
    _made: int = 0

    def by_vehicle(self) -> None:
        """Join what speaks of one vehicle."""
        claims = [list(_claims(part)) for part in self.parts]
        marks = [frozenset(_marks(part)) for part in self.parts]
        vehicles = vehicles_of(
            {claim for many in claims for claim, _ in many},
            {claim for many in claims for claim, is_on_card in many if is_on_card},
            {mark for many in marks for mark in many},
        )
        touched = [vehicles.of(found) for found in marks]
        proper = {vehicle for found in touched if len(found) == 1 for vehicle in found}
        groups = {vehicle: self._new() for vehicle in sorted(proper)}
        for index, found in enumerate(touched):
            # Of several, one that no other part is about is no dossier, but a fault of this part.
            meant = found & proper
            if len(meant) == 1:
                self.homes[index] = groups[next(iter(meant))]
            elif meant:
                self.torn[index] = {groups[vehicle] for vehicle in meant}
            elif found:
                self.homes[index] = self._new()

    def by_card(self) -> None:
        """Join by the formule, and by a VIN of which stars hide a part, what bears no whole VIN."""
        members = self._members()
        whole = {home for index, home in self.homes.items() if _has_whole_vin(self.parts[index])}
        bearing: dict[str, set[Home]] = defaultdict(set)
        for home, found in members.items():
            for number in self._numbers(found):
                bearing[number].add(home)
        moves: dict[Home, Home] = {}
        for home in members.keys() - whole:
            fits = {other for number in self._numbers(members[home]) for other in bearing[number]} & whole
            if len(fits) == 1:
                moves[home] = fits.pop()
        found_homes: dict[int, set[Home]] = {
            index: {home for number in self._numbers([index]) for home in bearing[number]} for index in self._open()
        }
        self.homes = {index: moves.get(home, home) for index, home in self.homes.items()}
        for index, fits in found_homes.items():
            self._settle(index, {moves.get(home, home) for home in fits})

    def sales_apart(self) -> None:
        """Part the sales of a vehicle that was sold again: each has its card, of another formule and another holder."""
        for members in self._members().values():
            cards = {
                (paper.formule, paper.owners[0].name, index)
                for index in members
                for paper in self.parts[index].papers
                if paper.kind == "carte_grise" and paper.formule and paper.owners and paper.owners[0].name
            }
            formules = {formule: self._new() for formule in sorted({formule for formule, _, _ in cards if formule})}
            pairs = [(a, b) for a, b in combinations(cards, 2) if a[0] != b[0]]
            if not pairs or any(a[2] == b[2] or _may_be_one(a[1], b[1]) for a, b in pairs):
                continue
            for index in members:
                own = {formules[paper.formule] for paper in self.parts[index].papers if paper.formule in formules}
                del self.homes[index]
                if len(own) == 1:
                    self.homes[index] = own.pop()
                else:
                    self.choice[index] = set(formules.values())

    def by_place(self) -> None:
        """Join pages of a stack that stand between two of one dossier, or beyond the last known one."""
        moves = {}
        people = _People.of(self.parts, self._members())
        for index in self._open():
            part = self.parts[index]
            if part.stack is None:
                continue
            before, after = self._beside(index, -1), self._beside(index, 1)
            near = before | after
            if part.is_blank and len(before or after) == 1:  # the back of the sheet before it
                near = before or after
            near &= self.choice.get(index, near)
            elsewhere = people.naming(part, Level.MATCH) - near
            # Beyond the last known page a dossier may begin of which nothing was read.
            is_known = (before and after) or not any(paper.is_doubtful for paper in part.papers)
            if len(near) == 1 and not elsewhere and is_known:
                moves[index] = near
            elif near:
                self.choice[index] = near
                self.hints[index] |= elsewhere
        for index, near in moves.items():
            self._settle(index, near)

    def by_name(self, is_asked: Callable[[Traits], bool]) -> None:
        """Join papers without a plate to the one dossier that names their owner."""
        people = _People.of(self.parts, self._members())
        found: dict[int, set[Home]] = {}
        for index in self._open():
            part = Part(papers=tuple(paper for paper in self.parts[index].papers if is_asked(paper)))
            among = self.choice.get(index)
            surely = people.naming(part, Level.MATCH, among)
            # Beside a plate that may read otherwise a name is not enough.
            if len(surely) == 1 and not any(paper.is_doubtful for paper in self.parts[index].papers):
                found[index] = surely
            else:
                self.hints[index] |= surely or people.naming(part, Level.UNSURE, among)
        for index, homes in found.items():
            self._settle(index, homes)

    def by_other_side(self) -> None:
        """Join a side that tells nothing to the other side of its paper, right before or after it."""
        after = {part.before: index for index, part in enumerate(self.parts) if part.before is not None}
        moves: dict[int, set[Home]] = {}
        for index in self._open():
            papers = self.parts[index].papers
            if len(papers) != 1 or not papers[0].is_anonymous:
                continue
            beside = [one for one in (self.parts[index].before, after.get(index)) if one is not None]
            fits = [one for one in beside if any(papers[0].completes(other) for other in self.parts[one].papers)]
            homes = {self.homes[one] for one in fits if one in self.homes}
            self.hints[index] |= homes
            if all(one in self.homes for one in fits):
                moves[index] = homes
        for index, homes in moves.items():
            self._settle(index, homes)

    def result(self) -> Grouping:
        """Groups and strays."""
        groups = sorted(map(tuple, self._members().values()))
        place = {self.homes[group[0]]: rank for rank, group in enumerate(groups)}
        strays = []
        for index in range(len(self.parts)):
            if index not in self.homes:
                fits = self.torn.get(index) or self.hints[index] | self.choice.get(index, set())
                strays.append(Stray(part=index, fits=tuple(sorted(place[home] for home in fits if home in place))))
        return Grouping(groups=tuple(groups), strays=tuple(strays))

    def _new(self) -> Home:
        self._made += 1
        return self._made

    def _members(self) -> dict[Home, list[int]]:
        members: dict[Home, list[int]] = defaultdict(list)
        for index in sorted(self.homes):
            members[self.homes[index]].append(index)
        return dict(members)

    def _open(self) -> list[int]:
        """The parts that may still find a home."""
        return [index for index in range(len(self.parts)) if index not in self.homes and index not in self.torn]

    def _settle(self, index: int, homes: set[Home]) -> None:
        if len(homes) == 1:
            self.homes[index] = next(iter(homes))
        elif homes:
            self.hints[index] |= homes

    def _numbers(self, members: Iterable[int]) -> set[str]:
        """Formules, and VINs as they are where a part is hidden."""
        papers = [paper for index in members for paper in self.parts[index].papers]
        shown = {vins.masked(paper.vin) for paper in papers if paper.vin}
        return shown | {paper.formule for paper in papers if paper.formule}

    def _beside(self, index: int, step: int) -> set[Home]:
        """Where the nearest page of the stack is that is somewhere."""
        stack = self.parts[index].stack
        while 0 <= (index := index + step) < len(self.parts) and self.parts[index].stack == stack:
            if index in self.homes:
                return {self.homes[index]}
            if index in self.torn:
                return self.torn[index]
        return set()


def _marks(part: Part) -> Iterator[Mark]:
    for paper in part.papers:
        if paper.plate:
            yield plate(paper.plate)
        if paper.vin and not vins.is_masked(paper.vin):
            yield vin(paper.vin)


def _has_whole_vin(part: Part) -> bool:
    return any(kind == "vin" for kind, _ in _marks(part))


def _claims(part: Part) -> Iterator[tuple[Claim, bool]]:
    """Plates with their VINs, and whether they stand on a card."""
    for paper in part.papers:
        marks = tuple(_marks(Part(papers=(paper,))))
        if len(marks) == 2:
            yield (marks[0], marks[1]), paper.kind == "carte_grise"
    together = sorted(set(_marks(part)))
    if len(together) == 2 and together[0][0] != together[1][0]:  # said by two papers of one file
        yield (together[0], together[1]), False


def _may_be_one(holder: str | None, other: str | None) -> bool:
    return names(holder or "", other or "").level is not Level.MISMATCH
