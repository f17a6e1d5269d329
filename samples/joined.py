"""The papers that go with the four: identity papers, mandate, Kbis, proxy, request, proof of address, declaration.

Each keeps the way it is drawn, so that what is changed on its model shows on its pages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from pipeline.core.dates import anniversary
from samples import cerfas, kbis, lettres, piece_identite
from samples.drawing import Layout
from samples.ink import Hand
from samples.papers import Paper
from samples.people import AGENTS, Company, Party, Person
from samples.vehicles import Vehicle

KINDS: dict[piece_identite.Type, tuple[float, date, date]] = {
    "cni_2021": (0.35, date(2021, 8, 2), date(2025, 12, 31)),
    "cni": (0.30, date(2014, 1, 2), date(2021, 7, 30)),
    "passeport": (0.15, date(2017, 3, 1), date(2025, 12, 31)),
    "permis": (0.15, date(2013, 10, 1), date(2025, 12, 31)),
    "titre_sejour": (0.05, date(2020, 3, 1), date(2025, 12, 31)),
}
"""Identity papers that are in force all through 2026: share, and the days between which they were issued."""
ON_A4 = 0.4
"""Share of the identity papers whose sides were copied on one sheet of A4."""


@dataclass(frozen=True)
class Joined:
    """A paper and how its pages are drawn."""

    name: str
    """What someone would call it: its file has that name."""
    paper: Paper
    draw: Callable[[Paper, float, Random], Sequence[Layout]]
    """From the paper, a margin in points around a card that was scanned by itself, and chance."""
    born_digital: bool = False
    """May be sent as it was made."""

    def but(self, **values: object) -> "Joined":
        """The same paper with other values on it."""
        return replace(self, paper=self.paper.model_copy(update=values))

    def layouts(self, margin: float, rng: Random) -> Sequence[Layout]:
        """Its pages."""
        return self.draw(self.paper, margin, rng)


def identity(
    name: str,
    person: Person,
    rng: Random,
    kind: piece_identite.Type | None = None,
    issued: date | None = None,
) -> Joined:
    """The identity paper of a grown-up, in force all through 2026 unless its day of issue is told.

    Args:
        name: of the file.
        person: whose it is.
        rng: chance.
        kind: which paper; by chance when None.
        issued: day of issue; by chance when None.
    """
    adult = anniversary(person.born_on, 18)
    possible = {one: (share, max(first, adult), last) for one, (share, first, last) in KINDS.items() if adult < last}
    kind = kind or rng.choices(tuple(possible), [share for share, _, _ in possible.values()])[0]
    if issued is None:
        _, first, last = possible[kind]
        issued = first + timedelta(days=rng.randrange((last - first).days))
    paper, details = piece_identite.of_person(person, kind, issued, rng)

    def draw(paper: Paper, margin: float, rng: Random) -> Sequence[Layout]:
        assert isinstance(paper, piece_identite.Identity)
        faces = piece_identite.faces(paper, details)
        if rng.random() < ON_A4:
            return [Layout.of(piece_identite.on_a4(faces, rng))]
        return [Layout.of(face, margin) for face in faces]

    return Joined(name, paper, draw)


def form(name: str, filled: cerfas.Filled) -> Joined:
    """A cerfa filled in; it is signed and stamped as its model says."""

    def draw(paper: Paper, margin: float, rng: Random) -> Sequence[Layout]:
        return [Layout.of(cerfas.sheet(cerfas.said(filled, paper), rng.randrange(2**31)))]

    return Joined(name, filled.paper, draw)


def extract(company: Company, asked: date, rng: Random, activity: str = "") -> tuple[Joined, Person]:
    """The Kbis of that company, under three months old on the day asked, and its first representative."""
    paper, details = kbis.of_company(company, asked - timedelta(days=rng.randint(5, 80)), rng)
    if activity:
        paper = paper.model_copy(update={"activite": activity})

    def draw(paper: Paper, margin: float, rng: Random) -> Sequence[Layout]:
        assert isinstance(paper, kbis.Extract)
        return [Layout.of(sheet) for sheet in kbis.sheets(paper, details)]

    return Joined("kbis", paper, draw, born_digital=True), details.people[0]


def proxy(givers: Sequence[Person], taker: Person, vehicle: Vehicle, day: date, hands: Sequence[Hand]) -> Joined:
    """The letter of those who do not sign themselves, in their hands."""

    def draw(paper: Paper, margin: float, rng: Random) -> Sequence[Layout]:
        assert isinstance(paper, lettres.Proxy)
        return [Layout.of(lettres.proxy_sheet(paper, givers, taker, hands, rng.randrange(2**31)))]

    return Joined("procuration", lettres.proxy(givers, taker, vehicle, day), draw)


def home_proof(look: lettres.Proof, someone: Party, day: date, hand: Hand) -> Joined:
    """The proof of where someone lives."""

    def draw(paper: Paper, margin: float, rng: Random) -> Sequence[Layout]:
        assert isinstance(paper, lettres.HomeProof)
        return [Layout.of(lettres.home_sheet(paper, someone, hand, rng.randrange(2**31)))]

    return Joined("justificatif domicile", lettres.home_proof(look, someone, day), draw)


def receipt(declaration: cerfas.Achat, registered: date) -> Joined:
    """What the register answers to a déclaration d'achat."""

    def draw(paper: Paper, margin: float, rng: Random) -> Sequence[Layout]:
        assert isinstance(paper, cerfas.Recepisse)
        return [Layout.of(cerfas.receipt_sheet(paper, f"{registered:%Y-%m%d}-{rng.randrange(10**4):04d}"))]

    return Joined("recepisse", cerfas.recepisse(declaration, registered), draw)


def mandate(principals: Sequence[Party], hands: Sequence[Hand], vehicle: Vehicle, on: date, rng: Random) -> Joined:
    """The mandate that these people give to a professional of the papers, in their hands."""
    agent = replace(Company.of(rng), name=rng.choice(AGENTS))
    filled = cerfas.mandat(principals, agent, vehicle, on, rng)
    return form("mandat", replace(filled, hands={"signatures": tuple(hands)}))


def of_principals(
    principals: Sequence[Party],
    hands: Sequence[Hand],
    vehicle: Vehicle,
    signed: date,
    asked: date,
    rng: Random,
    activity: str = "",
) -> tuple[Joined, ...]:
    """What is asked of those for whom a professional files: mandate, identity papers, Kbis of a company.

    Args:
        principals: one company, or people, the first one named.
        hands: of the principals.
        vehicle: that the mandate names.
        signed: day of the mandate.
        asked: day of the request.
        rng: chance.
        activity: of the company; by chance when empty.
    """
    given = mandate(principals, hands, vehicle, signed, rng)
    first = principals[0]
    if isinstance(first, Company):
        paper, representative = extract(first, asked, rng, activity)
        return given, paper, identity("piece identite representant", representative, rng)
    people = [one for one in principals if isinstance(one, Person)]
    names = ("piece identite", *(f"piece identite {rank}" for rank in range(2, len(people) + 1)))
    return given, *(identity(name, person, rng) for name, person in zip(names, people, strict=True))
