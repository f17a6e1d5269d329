"""How well cerfas filled in by hand are read and verified: `python -m tests.handwriting --seed 7 --count 20`.

Draws certificates of sale written by the hands held out, reads them, and verifies them against a card that says the
same, one that differs by one character, and papers that differ by one. Prints the tables of
`docs/accuracy_handwriting.md`.
"""

import argparse
import logging
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from extractors.certificat_cession import PAPER
from extractors.verify import BY_THE_CARD_ON_FORMS, verified
from pipeline.core.documents import CarteGrise, CertificatCession
from pipeline.core.formats import texte
from pipeline.core.lines import fold
from pipeline.core.model import Source
from pipeline.open_tools import open_tools
from pipeline.run import PageReader
from pipeline.settings import Settings
from pipeline.stages.pages import RawPage
from pipeline.stopwatch import Stopwatch
from samples import cession, fonts, official_forms, scan, stories
from samples.drawing import Layout, Pen, draw_pdf
from samples.handwriting import CORRECTIONS, LOOKALIKES, Writer
from samples.stories import Story
from tests.builders import a_carte_grise, a_field

KINDS: tuple[stories.Kind, ...] = ("titulaire_unique", "cotitulaires", "donation", "utilitaire", "collection")
PLACES = {
    "immatriculation": ("plate",),
    "vin": ("vin",),
    "date_premiere_immatriculation": ("first.day", "first.month", "first.year"),
    "numero_formule": ("formule",),
    "marque": ("make",),
    "type_variante_version": ("type",),
    "denomination_commerciale": ("name",),
    "genre": ("genre",),
    "vendeur_nom": ("seller.name",),
    "vendeur_adresse": ("seller.number", "seller.extension", "seller.street_type", "seller.street_name"),
    "vendeur_code_postal": ("seller.postcode",),
    "vendeur_commune": ("seller.town",),
    "date_cession": ("sale.day", "sale.month", "sale.year"),
    "heure_cession": ("sale.hour", "sale.minute"),
}
"""Where the values that the card repeats are written."""
OTHERS = (
    "kilometrage",
    "acquereur_nom",
    "acquereur_date_naissance",
    "acquereur_lieu_naissance",
    "acquereur_adresse",
    "acquereur_code_postal",
    "acquereur_commune",
    "vendeur_fait_le",
)
"""Values that no card repeats: read freely."""
READ, SURE = 0.8, 0.9
CORRECTED = 0.04
"""Share of the entries in which the hand went wrong and mended it."""
ALTERED = 0.3
"""Share of the entries of a paper that differ from the card by one character."""
TRIES = 200
"""Alterations tried before one makes a value of the type."""


@dataclass
class Tally:
    """Outcomes of one level."""

    verified: Counter[str] = field(default_factory=Counter)
    by_key: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    corrected: Counter[str] = field(default_factory=Counter)
    free: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    """Claims that differ from the paper by one character."""
    papers: Counter[str] = field(default_factory=Counter)
    """Papers that differ from the claim by one character."""


def written(value: Any) -> str:
    """The characters of a value, as a hand would write them."""
    if isinstance(value, date):
        return f"{value:%d%m%Y}"
    if isinstance(value, time):
        return f"{value:%H%M}"
    return fold(texte.compact(str(value)).replace(" / ", " ").replace(" ET ", " "))


def altered(value: Any, rng: Random) -> Any:
    """The value with one character put in the place of another of its class, half the time one that looks alike."""
    for _ in range(TRIES):
        text = value if isinstance(value, str) else written(value)
        i = rng.choice([i for i, c in enumerate(text) if c.isalnum()])
        own = text[i].upper()
        other = LOOKALIKES.get(own, "") if rng.random() < 0.5 else rng.choice(_class(own))
        if not other or other == own or other not in _class(own):
            continue
        text = text[:i] + other + text[i + 1 :]
        try:
            if isinstance(value, date):
                return date(int(text[4:]), int(text[2:4]), int(text[:2]))
            if isinstance(value, time):
                return time(int(text[:2]), int(text[2:]))
        except ValueError:
            continue
        return text
    raise ValueError(f"no alteration of {value!r} was found")


def _class(character: str) -> str:
    """Figures for a figure; for a letter those that any alphabet here has."""
    return "0123456789" if character.isdigit() else "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True)
class Drawn:
    """A certificate, the card beside it, and what was done to either."""

    picture: scan.Picture
    paper: Mapping[str, Any]
    """What is written, by field key."""
    card: Mapping[str, Any]
    """What the card says, by field key of the certificate."""
    holders: tuple[str, ...]
    corrected: frozenset[str]


def draw(seed: int, rank: int, level: scan.Level, *, held_out: bool, forms: Path | None) -> Drawn:
    """One certificate by hand; some of its entries differ from the card."""
    rng = Random(f"handwriting {seed} {rank}")
    story = stories.tell(rng.choice(KINDS), rng)
    assert story.card
    assert story.cession
    said = {key: getattr(story.card, known) for key, known in BY_THE_CARD_ON_FORMS.items() if key in PLACES}
    paper = {key: getattr(story.cession, key) for key in (*PLACES, *OTHERS)}
    paper["vendeur_nom"] = texte.compact(story.fill.seller_name)
    changed = {}
    for key in PLACES:
        if key not in ("vendeur_adresse", "vendeur_commune", "genre") and rng.random() < ALTERED:
            changed[key] = paper[key] = altered(paper[key], rng)
    corrections = {
        place: rng.choice(CORRECTIONS) for places in PLACES.values() for place in places if rng.random() < CORRECTED
    }
    writer = Writer.of(rng, held_out=held_out)
    fill = replace(
        story.fill,
        writer=writer,
        corrections=corrections,
        typed_ticks=False,
        plate="",
        seller_name=paper["vendeur_nom"],
        seller=replace(story.fill.seller, postcode=paper["vendeur_code_postal"]),
    )
    model = story.cession.model_copy(update=changed)
    pdf = _pdf(replace(story, cession=model, fill=fill), writer, rng.randrange(2**31), forms)
    picture = scan.degrade(scan.render(pdf, scan.DPI[level])[0], level, np.random.default_rng(rng.randrange(2**31)))
    pixels = picture if picture.ndim == 3 else np.dstack([picture] * 3)
    corrected = frozenset(key for key, places in PLACES.items() if corrections.keys() & set(places))
    return Drawn(pixels, paper, said, story.card.cotitulaires or (), corrected)


def _pdf(story: Story, writer: Writer, seed: int, forms: Path | None) -> bytes:
    """The certificate on our own print, or on the official blank."""
    assert story.cession
    paper, fill, rng = story.cession, story.fill, Random(seed)
    hands = story.hands[: paper.vendeur_signatures]
    if forms is None:
        return draw_pdf([Layout.of(cession.sheet(paper, fill, hands, (story.buyer_hand,), (None, None), seed))])

    def by_hand(pen: Pen) -> None:
        cession.write_in(pen, paper, fill, writer, rng)
        cession.by_hand(pen, paper, cession.ticks(paper), hands, (story.buyer_hand,), (None, None), seed)

    blank = official_forms.blank_of(forms, official_forms.FILES[paper.edition])
    return official_forms.draw_over(blank, by_hand, pages=1)


def the_card(said: Mapping[str, Any], holders: tuple[str, ...]) -> CarteGrise:
    """A card that surely says so."""
    values = {BY_THE_CARD_ON_FORMS[key]: a_field(value, 0.99) for key, value in said.items()}
    return a_carte_grise(**values, cotitulaires=a_field(holders or None, 0.99))


def outcome(document: CertificatCession, key: str, true: Any) -> str:
    """What became of a field: right from `READ` on, else abstained, doubtful or wrong."""
    read = getattr(document, key)
    if read.value is None:
        return "null"
    if written(read.value) == written(true):
        return "right" if read.confidence >= READ else "doubtful"
    return "wrong >= 0.90" if read.confidence >= SURE else "wrong >= 0.80" if read.confidence >= READ else "doubtful"


def measure(drawn: Drawn, reader: PageReader, tally: Tally, rng: Random) -> None:
    """Read one certificate and count what is decided of it."""
    raw = RawPage(file="cession.png", number=1, pixels=drawn.picture, source=Source.OCR)
    faces = [face for face in reader.faces(raw, Stopwatch()) if face.kind == "certificat_cession"]
    read = (
        PAPER.extract("certificat_cession-1", tuple(faces[:1])) if faces else CertificatCession(id="lost", confidence=0)
    )
    assert isinstance(read, CertificatCession)
    beside = _beside(read, drawn.card, drawn.holders)
    for key in PLACES:
        is_altered = _differs(drawn, key)
        count = tally.corrected if key in drawn.corrected else tally.papers if is_altered else tally.verified
        if is_altered:
            found = getattr(beside, key)
            is_taken = found.value is not None and written(found.value) == _says(drawn, key)
            is_taken = is_taken and found.confidence >= READ
            count["accepted" if is_taken else "refused"] += key not in drawn.corrected
            if is_taken:
                print(f"  taken: {key} {found.raw!r}, written {drawn.paper[key]!r}", found.repairs, file=sys.stderr)
        else:
            result = outcome(beside, key, drawn.paper[key])
            count[result] += 1
            if result != "right":
                print(f"  {result}: {key} {getattr(beside, key).raw!r} is {drawn.paper[key]!r}", file=sys.stderr)
            tally.by_key[key][result] += key not in drawn.corrected
    for key in OTHERS:
        if drawn.paper[key] is not None:
            tally.free[outcome(beside, key, drawn.paper[key])] += 1
    lies = {key: altered(value, rng) for key, value in drawn.card.items() if not _differs(drawn, key)}
    beside = _beside(read, {**drawn.card, **lies}, drawn.holders)
    for key, lie in lies.items():
        if key != "vendeur_nom" or not drawn.holders:
            found = getattr(beside, key)
            is_taken = found.value is not None and written(found.value) == written(lie) and found.confidence >= READ
            tally.claims["accepted" if is_taken else "refused"] += 1
            if is_taken:
                print(f"  taken: {key} {found.raw!r} for {lie!r}, {found.confidence:.2f}", file=sys.stderr)


def _beside(read: CertificatCession, said: Mapping[str, Any], holders: tuple[str, ...]) -> CertificatCession:
    _, document = verified([the_card(said, holders), read])
    assert isinstance(document, CertificatCession)
    return document


def _says(drawn: Drawn, key: str) -> str:
    said = written(drawn.card[key])
    return said + "".join(written(name) for name in drawn.holders) if key == "vendeur_nom" else said


def _differs(drawn: Drawn, key: str) -> bool:
    return _says(drawn, key) != written(drawn.paper[key])


def page(tallies: Mapping[scan.Level, Tally]) -> str:
    """The tables in Markdown."""
    heads = ("right", "null", "doubtful", "wrong >= 0.80", "wrong >= 0.90")
    lines = ["| level | zones | " + " | ".join(heads) + " |", "|---|" + "--:|" * (len(heads) + 1)]
    for name, part in (("expected", "verified"), ("corrected", "corrected"), ("free", "free")):
        for level, tally in tallies.items():
            count: Counter[str] = getattr(tally, part)
            total = sum(count[head] for head in heads)
            shares = (f"{100 * count[head] / max(total, 1):.1f} %" for head in heads)
            lines.append(f"| {level}, {name} | {total} | " + " | ".join(shares) + " |")
    lines += ["", "| level | claims altered | taken | papers altered | taken |", "|---|--:|--:|--:|--:|"]
    for level, tally in tallies.items():
        lines.append(
            f"| {level} | {tally.claims.total()} | {tally.claims['accepted']} "
            f"| {tally.papers.total()} | {tally.papers['accepted']} |"
        )
    lines += ["", "| field, right of zones expected | " + " | ".join(tallies) + " |", "|---|" + "--:|" * len(tallies)]
    for key in PLACES:
        cells = (f"{t.by_key[key]['right']} of {t.by_key[key].total()}" for t in tallies.values())
        lines.append(f"| {key} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True, help="one never used before")
    parser.add_argument("--count", type=int, default=20, help="certificates per level")
    parser.add_argument("--levels", default="clean,office,bad")
    parser.add_argument("--development", action="store_true", help="hands that may be looked at, not those held out")
    parser.add_argument("--forms", type=Path, help="folder of the official blanks, to write on them")
    wanted = parser.parse_args(argv)
    packages = fonts.missing() if wanted.development else fonts.missing(fonts.HELD_OUT_PACKAGES)
    if packages:
        print(f"apt-get install {' '.join(packages)}", file=sys.stderr)
        return 2
    logging.disable(logging.WARNING)
    levels: list[scan.Level] = wanted.levels.split(",")
    tallies = {level: Tally() for level in levels}
    with open_tools(Settings(jobs=1)) as tools:
        for rank in range(wanted.count):
            for level in levels:
                drawn = draw(wanted.seed, rank, level, held_out=not wanted.development, forms=wanted.forms)
                measure(drawn, tools.reader, tallies[level], Random(f"lies {wanted.seed} {rank}"))
                print(f"{rank + 1}/{wanted.count} {level}", file=sys.stderr)
    print(page(tallies))
    return 1 if any(tally.claims["accepted"] + tally.papers["accepted"] for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
