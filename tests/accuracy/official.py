"""Papers filled in, signed and stamped on the official blanks, printed and scanned: one of each kind per rank."""

from datetime import timedelta
from pathlib import Path
from random import Random

from samples import cerfas, cession, loose, official_forms, scan, stories
from samples.drawing import Pen
from samples.papers import Reading, truth
from tests.cerfa_papers import filled_in

EDITIONS = {
    "certificat_cession": ("15776*02", "15776*01", "13754*02", "15776*02", "15776*01", "13754*02 (3 copies)"),
    "mandat": ("13757*03",),
    "declaration_achat": ("13751*02", "13751*01"),
    "demande_immatriculation": ("13750*07", "13750*05"),
    "declaration_perte": ("13753*04",),
    "certificat_destruction": ("14365*01", "14366*01"),
}
"""Editions that take turns with the rank, by kind."""


def paper(kind: str, seed: int, rank: int, level: scan.Level, blanks: Path) -> loose.Loose:
    """That paper. Raises NoInput when `blanks` lacks the blank form."""
    edition = EDITIONS[kind][rank % len(EDITIONS[kind])]
    rng = Random(f"{seed}-form-{rank}-{kind}")
    reading, pdf = _cession(edition, rng, blanks) if edition[:5] == "15776" else _cerfa(edition, rng, blanks)
    return loose.scanned(f"{rank + 1:04d}-{edition.replace('*', '-').replace(' ', '-')}", reading, pdf, level, rng)


def _cerfa(edition: str, rng: Random, blanks: Path) -> tuple[Reading, bytes]:
    filled = filled_in(f"{rng.random()}")[edition]
    reading = truth(filled.paper)
    pdf = cerfas.official(filled, blanks, rng.randrange(2**31), edition)
    return Reading(kind=reading.kind, fields=reading.fields | {"edition": edition[:8]}), pdf


def _cession(edition: str, rng: Random, blanks: Path) -> tuple[Reading, bytes]:
    """The first copy."""
    asked = stories.ASKED - timedelta(days=rng.randint(0, 300))
    story = stories.tell(rng.choice(loose.STORIES), rng, asked).with_cession(edition=edition, exemplaire=1)
    assert story.cession
    sold, companies, seed = story.cession, (story.company, None), rng.randrange(2**31)

    def by_hand(pen: Pen) -> None:
        cession.by_hand(pen, sold, (), story.hands, (story.buyer_hand,), companies, seed)

    return truth(sold), official_forms.draw_over(
        official_forms.fill_cession(sold, story.fill, blanks), by_hand, pages=1
    )
