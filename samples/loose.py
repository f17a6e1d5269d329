"""Papers that come one by one: of every kind that a dossier may hold beside the four that are always asked for.

One of each per rank, of the people and the vehicle of one story, so that looks and types take turns with the rank.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np

from pipeline.core.dates import anniversary
from samples import accuse, cerfas, ink, kbis, lettres, lookalikes, piece_identite, scan, stories
from samples.drawing import Layout, draw_pdf
from samples.papers import Paper, Reading, Shown, Unknown, truth
from samples.people import Company, Party, Person
from samples.stories import Story

MARGIN = 16.0
"""Around a card that was scanned by itself, in points."""
TURNED = 0.15
"""Share of the pages that lie on the glass by a quarter or a half turn."""
STORIES: tuple[stories.Kind, ...] = ("titulaire_unique", "cotitulaires", "societe", "utilitaire")
IDENTITIES: tuple[tuple[piece_identite.Type, bool], ...] = (
    ("cni_2021", False),
    ("cni", False),
    ("passeport", False),
    ("permis", False),
    ("titre_sejour", False),
    ("permis", True),
)
"""Type, and whether it is the pink licence on paper."""
ISSUED: dict[tuple[piece_identite.Type, bool], tuple[date, date]] = {
    ("cni", False): (date(2012, 1, 2), date(2021, 7, 30)),
    ("cni_2021", False): (date(2021, 8, 2), date(2026, 6, 30)),
    ("passeport", False): (date(2017, 3, 1), date(2026, 6, 30)),
    ("titre_sejour", False): (date(2020, 3, 1), date(2026, 6, 30)),
    ("permis", False): (date(2013, 10, 1), date(2026, 6, 30)),
    ("permis", True): (date(1979, 1, 2), date(2012, 12, 28)),
}
"""Days between which each is issued."""
RECEIPTS: tuple[accuse.Look, ...] = ("accuse", "ecran", "mail", "certificat")
REMARKS = (
    "Mention n° 4125 du 12/03/2024 : Transfert du siège social à compter du 01/03/2024",
    "Mention n° 871 du 04/09/2023 : La société ne conserve aucune activité à son ancien siège",
    "Mention n° 2210 du 15/01/2025 : Continuation de la société malgré un actif net devenu inférieur à la moitié du "
    "capital social",
)


@dataclass(frozen=True)
class Loose:
    """A paper ready to be written."""

    name: str
    """Rank and kind, e.g. '0001-kbis'."""
    files: tuple[tuple[str, bytes], ...]
    """Name and content, in order."""
    truth: Reading
    pages: tuple[Shown, ...]


Drawn = tuple[Paper, Sequence[Layout]]
Drawer = Callable[[Story, int, Random], Drawn]


def generate(seed: int, ranks: Iterable[int], level: scan.Level, kinds: Iterable[str] | None = None) -> Iterator[Loose]:
    """One paper of each kind, a key of `DRAWERS`, per rank; it is the same whatever others are asked with it.

    Raises ComponentMissing when a font is not installed.
    """
    for rank in ranks:
        chance = Random(f"{seed}-loose-{rank}")
        asked = stories.ASKED - timedelta(days=chance.randint(0, 300))
        story = stories.tell(STORIES[rank % len(STORIES)], chance, asked)
        for kind in DRAWERS if kinds is None else kinds:
            rng = Random(f"{seed}-loose-{rank}-{kind}")
            paper, layouts = DRAWERS[kind](story, rank, rng)
            yield scanned(f"{rank + 1:04d}-{kind}", truth(paper), draw_pdf(layouts), level, rng)


def scanned(name: str, reading: Reading, pdf: bytes, level: scan.Level, rng: Random) -> Loose:
    """The paper of those pages, put through the machine and sent as one PDF or as one picture per page."""
    dpi, quality = scan.DPI[level], rng.randint(*scan.QUALITY[level])
    pictures, turns = [], []
    for picture in scan.render(pdf, dpi):
        done = scan.degrade(picture, level, np.random.default_rng(rng.randrange(2**31)))
        turns.append(rng.choice((1, 2, 3)) if rng.random() < TURNED else 0)
        pictures.append(scan.rotate(done, turns[-1]) if turns[-1] else done)
    if level != "photo" and rng.random() < 0.5:
        files = {"scan.pdf": scan.to_pdf(pictures, dpi, quality)}
        places = [("scan.pdf", number) for number in range(1, len(pictures) + 1)]
    else:
        contents = [scan.to_image([picture], "JPEG", dpi, quality) for picture in pictures]
        files = {f"IMG_{number:04d}.jpg": content for number, content in enumerate(contents, start=1)}
        places = [(file, 1) for file in files]
    shown = [
        Shown(file=file, number=number, kind=reading.kind, turned=turned)
        for (file, number), turned in zip(places, turns, strict=True)
    ]
    return Loose(name, tuple(files.items()), reading, tuple(shown))


def write(paper: Loose, folder: Path) -> Path:
    """Write the files of the paper into that folder, made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in paper.files:
        (folder / name).write_bytes(content)
    return folder


def _identity(story: Story, rank: int, rng: Random) -> Drawn:
    """Copied on a sheet of A4, or each face by itself."""
    kind, is_rose = IDENTITIES[rank % len(IDENTITIES)]
    holder = _person(story)
    first, last = ISSUED[kind, is_rose]
    if anniversary(holder.born_on, 18) >= last:
        holder = replace(holder, born_on=anniversary(holder.born_on, -25))
    first = max(first, anniversary(holder.born_on, 18))
    issued = first + timedelta(days=rng.randrange((last - first).days))
    married = rng.choice(("MERCIER", "DUPONT-MOREL")) if kind in ("cni", "cni_2021") and rng.random() < 0.2 else None
    identity, details = piece_identite.of_person(holder, kind, issued, rng, is_rose=is_rose, nom_usage=married)
    faces = piece_identite.faces(identity, details)
    if rng.random() < 0.6:
        return identity, [Layout.of(piece_identite.on_a4(faces, rng))]
    return identity, [Layout.of(face, MARGIN) for face in faces]


def _kbis(story: Story, rank: int, rng: Random) -> Drawn:
    owner = _person(story) if rank % 4 == 3 else story.company or Company.of(rng)
    day = story.sold_at.date() - timedelta(days=rng.randint(0, 80))
    extract, details = kbis.of_company(owner, day, rng, rng.choice(REMARKS) if rng.random() < 0.35 else None)
    return extract, [Layout.of(sheet) for sheet in kbis.sheets(extract, details)]


def _accuse(story: Story, rank: int, rng: Random) -> Drawn:
    seller = story.sellers[0]
    receipt = accuse.of_sale(RECEIPTS[rank % len(RECEIPTS)], story.vehicle, seller, story.buyer, story.sold_at, rng)
    return receipt, [Layout.of(accuse.sheet(receipt, story.vehicle, seller, story.buyer))]


def _procuration(story: Story, rank: int, rng: Random) -> Drawn:
    people = [seller for seller in story.sellers if isinstance(seller, Person)]
    givers, taker = people or [Person.of(rng)], Person.of(rng)
    paper = lettres.proxy(givers, taker, story.vehicle, story.sold_at.date())
    hands = [ink.Hand.of(rng) for _ in givers]
    sheet = lettres.proxy_sheet(paper, givers, taker, hands, rng.randrange(2**31), by_hand=rank % 3 == 2)
    return paper, [Layout.of(sheet)]


def _home(story: Story, rank: int, rng: Random) -> Drawn:
    day = story.sold_at.date() - timedelta(days=rng.randint(5, 170))
    paper = lettres.home_proof(lettres.PROOFS[rank % len(lettres.PROOFS)], story.buyer, day)
    return paper, [Layout.of(lettres.home_sheet(paper, story.buyer, story.hands[0], rng.randrange(2**31)))]


def _mandat(story: Story, rank: int, rng: Random) -> Drawn:
    return _filled(cerfas.mandat(story.sellers, Company.of(rng), story.vehicle, story.sold_at.date(), rng), rng)


def _achat(story: Story, rank: int, rng: Random) -> Drawn:
    """The declaration, or every third time its receipt."""
    filled = cerfas.achat(story.sellers[0], Company.of(rng), story.vehicle, story.sold_at, rng)
    if rank % 3 != 2:
        return _filled(filled, rng)
    assert isinstance(filled.paper, cerfas.Achat)
    receipt = cerfas.recepisse(filled.paper, story.sold_at.date() + timedelta(days=rng.randint(0, 14)))
    return receipt, [Layout.of(cerfas.receipt_sheet(receipt, f"{story.sold_at:%Y-%m%d}-{rng.randrange(10**4):04d}"))]


def _demande(story: Story, rank: int, rng: Random) -> Drawn:
    holders: tuple[Party, ...] = (story.buyer, Person.of(rng)) if rank % 3 == 1 else (story.buyer,)
    if rank % 4 == 2:
        holders = (Company.of(rng),)
    bought = story.sold_at.date()
    asked = bought + timedelta(days=rng.randint(0, 25))
    return _filled(cerfas.demande(holders, story.vehicle, bought, asked, rng), rng)


def _other(story: Story, rank: int, rng: Random) -> Drawn:
    """A page that is none of the papers."""
    paper = Unknown(look="prose" if rank % 2 else "histovec_rapport")
    return paper, [Layout.of(lookalikes.sheet(paper, story.vehicle, story.buyer, rng.randrange(2**31)))]


def _filled(filled: cerfas.Filled, rng: Random) -> Drawn:
    return filled.paper, [Layout.of(cerfas.sheet(filled, rng.randrange(2**31)))]


def _person(story: Story) -> Person:
    return next(party for party in (*story.sellers, story.buyer) if isinstance(party, Person))


DRAWERS: dict[str, Drawer] = {
    "piece_identite": _identity,
    "kbis": _kbis,
    "accuse_cession": _accuse,
    "procuration": _procuration,
    "justificatif_domicile": _home,
    "mandat": _mandat,
    "declaration_achat": _achat,
    "demande_immatriculation": _demande,
    "inconnu": _other,
}
"""How the paper of each kind is drawn."""
