"""From a story to the files of a dossier, as they are sent in, with what must be read and answered."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

import numpy as np
from pydantic import JsonValue

from pipeline.core.dossier import Facts
from pipeline.core.model import Frozen
from samples import (
    carte_grise,
    carte_grise_fni,
    cession,
    controle_technique,
    lettres,
    lookalikes,
    official_forms,
    old_cards,
    scan,
    situation_administrative,
    stories,
    variants,
)
from samples.drawing import A4, Layout, Pen, Placed, Sheet, draw_pdf
from samples.fault import Expected
from samples.faults import FAULTS
from samples.papers import Cession, OldCard, Paper, Reading, Shown, Unknown, truth
from samples.people import Company, Person
from samples.stories import Story

WORDS: dict[stories.Kind, str] = {
    "titulaire_unique": "un titulaire",
    "cotitulaires": "deux cotitulaires",
    "donation": "donation",
    "moins_de_4_ans": "véhicule de moins de quatre ans, sans contrôle technique",
    "societe": "vendu par une société",
    "utilitaire": "camionnette",
    "collection": "véhicule de collection",
}
KINDS = tuple(WORDS)
OLD_RANKS = (2, 7)
"""Ranks, modulo 9, of the dossiers whose vehicle may have a card of before 2009."""
TITLES = {
    "situation_administrative": ("Certificat de situation administrative détaillé", "Histovec"),
    "kbis": ("Extrait Kbis", "Greffe"),
}
"""Title and author of what is sent as it was made."""
MARGIN = 16.0
"""Around a card that was scanned by itself, in points."""


class Truth(Frozen):
    """What must be answered and read: `expected.json` of the contract."""

    verdict: Literal["pass", "reject"]
    motifs: tuple[str, ...]
    failed: tuple[str, ...]
    documents: tuple[Reading, ...]


@dataclass(frozen=True)
class Sample:
    """A dossier ready to be written."""

    name: str
    words: str
    """What it shows, in French."""
    facts: Facts
    truth: Truth
    files: tuple[tuple[str, bytes], ...]
    """Name and content, in order."""
    pages: tuple[Shown, ...]
    """What each page of them shows."""


@dataclass(frozen=True)
class _Page:
    """A page to be scanned: what is drawn, and the official blank under it."""

    paper: str
    """Which paper it belongs to; the pages of a paper stay together."""
    kind: str
    """Document kind of the contract."""
    layout: Layout
    under: tuple[bytes, int] | None = None
    """A PDF and the rank of its page."""
    born_digital: bool = False
    """May be sent as it was made."""
    chance: Random | None = None
    """Decides how it is scanned; that of the dossier when None."""


class _Scan(NamedTuple):
    picture: scan.Picture | scan.Bits
    turned: int
    """Quarter turns clockwise."""


class _File(NamedTuple):
    name: str
    content: bytes
    pages: tuple[Shown, ...]

    @classmethod
    def of(cls, name: str, content: bytes, pages: list[_Page], scans: list[_Scan] | None = None) -> "_File":
        """The file of these pages, which were scanned unless it was sent as it was made."""
        turned = [scan.turned for scan in scans] if scans else [None] * len(pages)
        shown = [(page.kind, turns) for page, turns in zip(pages, turned, strict=True)]
        return cls(
            name,
            content,
            tuple(Shown(file=name, number=n, kind=kind, turned=t) for n, (kind, t) in enumerate(shown, start=1)),
        )


def generate(
    seed: int,
    ranks: Iterable[int],
    level: scan.Level,
    official: Path | None = None,
    kinds: tuple[stories.Kind, ...] = KINDS,
) -> Iterator[Sample]:
    """Dossiers by chance, those of odd rank with a fault; one is the same whatever others are asked with it.

    Raises ComponentMissing when a font is not installed.
    """
    for rank in ranks:
        rng = Random(f"{seed}-{rank}")
        fault = rng.choice(sorted(FAULTS)) if rank % 2 else None
        possible = [kind for kind in kinds if fault is None or kind in FAULTS[fault].kinds]
        kind = rng.choice(possible or list(FAULTS[fault or ""].kinds))
        asked = stories.ASKED - timedelta(days=rng.randint(0, 300))
        name = f"{rank + 1:04d}-{fault or kind}"
        looks = Random(f"looks-{seed}-{rank}")
        old = Random(f"{seed}-{rank}-ancienne") if _has_old_card(rank, kind, fault) else None
        yield sample(name, kind, fault, level, rng, official=official, asked=asked, looks=looks, old=old)


def _has_old_card(rank: int, kind: stories.Kind, fault: str | None) -> bool:
    """Two dossiers in nine, where kind and fault allow it, begin with a card of before 2009.

    Told by the rank alone, so that chance decides all the rest as it did before there were such cards.
    """
    return rank % 9 in OLD_RANKS and kind in old_cards.KINDS and fault not in old_cards.NEWER_FAULTS


def sample(
    name: str, kind: stories.Kind, fault: str | None, level: scan.Level, rng: Random, *,
    official: Path | None = None, asked: date = stories.ASKED, looks: Random | None = None, old: Random | None = None,
    quality: tuple[int, int] | None = None, in_black: frozenset[str] = frozenset(), again: int = 0,
) -> Sample:  # fmt: skip
    """One dossier of that kind, with that fault of `FAULTS` or none.

    Its papers look as `looks` has it, `old` gives it a card of before 2009, `quality` is that of its JPEGs, from and
    to, in place of the usual one of the level, papers of the kinds `in_black` are scanned in black and white, and each
    number `again` scans the papers beside the four in another way.
    """
    story, expected = tell(kind, fault, rng, asked, old)
    story = variants.varied(story, looks) if looks else story
    margin = 0 if level == "photo" else MARGIN
    pages = [*_pages(story, margin, rng, official), *_joined_pages(story, margin, again)]
    files = list(_apart(_deliver(pages, level, rng, quality or scan.QUALITY[level], in_black)))
    return Sample(
        name=name,
        words=FAULTS[fault].words if fault else f"dossier conforme : {WORDS[kind]}",
        facts=story.facts,
        truth=truth_of(story, expected),
        files=tuple((file.name, file.content) for file in files),
        pages=tuple(page for file in files for page in file.pages),
    )


def tell(
    kind: stories.Kind, fault: str | None, rng: Random, asked: date = stories.ASKED, old: Random | None = None
) -> tuple[Story, Expected]:
    """The story of that kind, with that fault or none, and what a check must answer.

    With `old`, its card is one of before 2009, whose chance that is.
    """
    story = stories.tell(kind, rng, asked)
    if old is not None:
        story = old_cards.aged(story, old)
    if fault:
        return FAULTS[fault].spoil(story, rng), FAULTS[fault].expected
    if rng.random() < 0.25:
        if rng.random() < 0.5:
            return replace(story, extras=(Unknown(look="prose"),)), Expected(failed=("docs.page-unknown",))
        bill = lettres.home_proof("electricite", story.buyer, story.sold_at.date() - timedelta(days=rng.randint(5, 60)))
        return replace(story, extras=(bill,)), Expected()
    return story, Expected()


def truth_of(story: Story, expected: Expected) -> Truth:
    """What must be answered and read."""
    return Truth(
        verdict=expected.verdict,
        motifs=tuple(motif.value for motif in expected.motifs),
        failed=tuple(sorted(expected.failed)),
        documents=tuple(truth(paper) for paper in papers(story)),
    )


def write(sample: Sample, folder: Path) -> Path:
    """Write one dossier into that folder, made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in sample.files:
        (folder / name).write_bytes(content)
    facts = sample.facts.model_dump(mode="json", exclude_none=True)
    day = facts.pop("date_demande")
    lines = [f"date_demande = {day}", *(f"{key} = {json.dumps(value)}" for key, value in facts.items())]
    (folder / "dossier.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    expected: JsonValue = sample.truth.model_dump(mode="json")
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")
    return folder


def write_samples(
    out: Path, count: int, seed: int, level: scan.Level, official_forms: Path | None = None
) -> list[Path]:
    """Write dossiers by chance below that folder and return their folders.

    Raises ComponentMissing when a font is not installed, NoInput when `official_forms` lacks the blank forms.
    """
    return [write(sample, out / sample.name) for sample in generate(seed, range(count), level, official_forms)]


def papers(story: Story) -> Iterator[Paper]:
    """The papers of the dossier, each copy for itself."""
    if story.card:
        yield story.card.model_copy(update={"exterieur_present": "exterieur" in story.faces})
    if story.cession:
        for copy in story.copies:
            yield story.cession.model_copy(update={"exemplaire": copy})
    for inspection, _ in story.inspections:
        yield inspection
    if story.situation:
        yield story.situation
    yield from story.extras
    for joined in story.joined:
        yield joined.paper


def _pages(story: Story, margin: float, rng: Random, official: Path | None) -> Iterator[_Page]:
    """The pages of the dossier, paper by paper."""
    if story.card:
        yield from _card_pages(story, margin, rng)
    if story.cession:
        yield from _cession_pages(story, rng, official)
    for inspection, details in story.inspections:
        for page in controle_technique.sheets(inspection, details):
            yield _Page(f"ct{inspection.numero_pv}", "controle_technique", Layout.of(page))
    if story.situation:
        for page in situation_administrative.sheets(story.situation, story.situation_details):
            yield _Page("csa", "situation_administrative", Layout.of(page), born_digital=True)
    for extra in story.extras:
        seed = rng.randrange(2**31)
        if isinstance(extra, lettres.HomeProof):
            yield _Page(
                "domicile",
                "justificatif_domicile",
                Layout.of(lettres.home_sheet(extra, story.buyer, story.hands[0], seed)),
            )
        else:
            page = lookalikes.sheet(extra, story.vehicle, story.buyer, seed)
            yield _Page("autre", "inconnu", Layout.of(page), born_digital=extra.look == "histovec_rapport")


def _joined_pages(story: Story, margin: float, again: int) -> Iterator[_Page]:
    """The pages of what goes with the four papers, by a chance of their own: those are drawn as they were without."""
    for rank, joined in enumerate(story.joined):
        chance = Random(f"{rank} {joined.paper!r} {again or ''}".rstrip())
        for layout in joined.layouts(margin, chance):
            yield _Page(joined.name, joined.paper.kind, layout, born_digital=joined.born_digital, chance=chance)


def _card_pages(story: Story, margin: float, rng: Random) -> Iterator[_Page]:
    """The card: each side a page, both on one A4 page, or each lying somewhere on an A4 page."""
    assert story.card
    card, company = story.card, story.company
    if isinstance(card, OldCard):
        signers = story.hands[: card.signatures]
        yield from _old_card_page(carte_grise_fni.sheet(card, signers, company, rng.randrange(2**31)), margin, rng)
        return
    inner = carte_grise.interior(card, story.hands[: card.signatures], company, rng.randrange(2**31))
    filled = carte_grise.Coupon(story.buyer.name, story.buyer.address, story.sold_at.date())
    rng.random()  # an old throw: without it every card drawn from a seed would lie otherwise
    is_filled = isinstance(story.buyer, Person)  # it drives nobody of the trade
    outer = carte_grise.exterior(card, filled if is_filled else None, story.hands[0], rng.randrange(2**31))
    sheets = [sheet for sheet, face in ((inner, "interieur"), (outer, "exterieur")) if face in story.faces]
    way = rng.random()
    width, height = A4
    if way < 0.4:
        for sheet in sheets:
            yield _Page("carte_grise", "carte_grise", Layout.of(sheet, margin))
    elif way < 0.65 and len(sheets) == 2:
        # The card is a third of a millimetre too long for both sides at full size: the copier shrinks them.
        scale = min(0.5 * (width - 36) / inner.width, (height - 40) / inner.height)
        placed = (
            Placed(inner, 12, 20, 0, scale),
            Placed(outer, width / 2 + 6 + scale * outer.height, 20, 90, scale),
        )
        yield _Page("carte_grise", "carte_grise", Layout(width, height, placed))
    else:
        for sheet in sheets:
            upright = sheet.width < sheet.height
            page = A4 if upright else (height, width)
            x = rng.uniform(8, page[0] - sheet.width - 8)
            y = rng.uniform(8, page[1] - sheet.height - 8)
            yield _Page("carte_grise", "carte_grise", Layout(*page, (Placed(sheet, x, y, rng.uniform(-0.6, 0.6)),)))


def _old_card_page(sheet: Sheet, margin: float, rng: Random) -> Iterator[_Page]:
    """The filled side of a card of before 2009: a page of its own, or lying on an A4 page."""
    if rng.random() < 0.5:
        yield _Page("carte_grise", "carte_grise", Layout.of(sheet, margin))
        return
    width, height = A4
    x, y = rng.uniform(8, width - sheet.width - 8), rng.uniform(8, height - sheet.height - 8)
    yield _Page("carte_grise", "carte_grise", Layout(width, height, (Placed(sheet, x, y, rng.uniform(-0.6, 0.6)),)))


def _cession_pages(story: Story, rng: Random, official: Path | None) -> Iterator[_Page]:
    """The copies of the certificate of sale."""
    assert story.cession
    companies = (
        story.company if story.cession.vendeur_cachet else None,
        story.buyer if isinstance(story.buyer, Company) and story.cession.acquereur_cachet else None,
    )
    sellers = story.hands[: story.cession.vendeur_signatures]
    buyers = (story.buyer_hand,)[: story.cession.acquereur_signatures]
    blank = official and official_forms.fill_cession(story.cession, story.fill, official)
    for copy in story.copies:
        paper = story.cession.model_copy(update={"exemplaire": copy})
        seed = rng.randrange(2**31)
        if blank:

            def draw(pen: Pen, paper: Cession = paper, seed: int = seed) -> None:
                cession.by_hand(pen, paper, (), sellers, buyers, companies, seed)

            yield _Page("cession", "certificat_cession", Layout.of(Sheet("encre", *A4, draw)), under=(blank, copy - 1))
        else:
            sheet = cession.sheet(paper, story.fill, sellers, buyers, companies, seed)
            yield _Page("cession", "certificat_cession", Layout.of(sheet))


def _deliver(
    pages: list[_Page], level: scan.Level, rng: Random, qualities: tuple[int, int], in_black: frozenset[str]
) -> Iterator[_File]:
    """The files: all in one, or one per paper in any format."""
    made = {page.paper: page.chance or rng for page in pages if page.born_digital}
    digital = [paper for paper, chance in made.items() if level in ("clean", "office") and chance.random() < 0.4]
    for paper in digital:
        name = "certificat situation administrative.pdf" if paper == "csa" else f"{paper}.pdf"
        some = [page for page in pages if page.paper == paper]
        content = draw_pdf(
            [page.layout for page in some], *TITLES.get(some[0].kind, TITLES["situation_administrative"])
        )
        yield _File.of(name, content, some)
    scanned = [page for page in pages if page.paper not in digital]
    dpi = scan.DPI[level]
    scans = {id(page): _scanned(page, level, page.chance or rng, page.kind in in_black) for page in scanned}
    quality = rng.randint(*qualities)

    def as_pdf(name: str, some: list[_Page]) -> _File:
        own = [scans[id(page)] for page in some]
        return _File.of(name, scan.to_pdf([one.picture for one in own], dpi, quality), some, own)

    if level != "photo" and rng.random() < 0.45:
        yield as_pdf(rng.choice(("scan.pdf", "dossier complet.pdf", "SCAN_0001.pdf")), scanned)
        return
    papers = list(dict.fromkeys(page.paper for page in scanned))
    for paper in papers:
        some = [page for page in scanned if page.paper == paper]
        own = [scans[id(page)] for page in some]
        name = _file_name(paper, rng)
        kind = rng.choices(("PDF", "JPEG", "PNG", "TIFF"), (5, 4, 0.3, 0.4) if level != "photo" else (0, 1, 0, 0))[0]
        if kind == "JPEG" and some[0].kind in in_black:
            kind = "PNG"
        if kind == "PDF":
            yield as_pdf(f"{name}.pdf", some)
        elif kind == "TIFF":
            content = scan.to_image([one.picture for one in own], "TIFF", dpi, quality)
            yield _File.of(f"{name}.tif", content, some, own)
        else:
            suffix: Literal["jpg", "png"] = "jpg" if kind == "JPEG" else "png"
            for rank, (page, one) in enumerate(zip(some, own, strict=True), start=1):
                shown = name if len(own) == 1 else f"{name} {rank}"
                content = scan.to_image([one.picture], "JPEG" if kind == "JPEG" else "PNG", dpi, quality)
                yield _File.of(f"{shown}.{suffix}", content, [page], [one])


def _apart(files: Iterable[_File]) -> Iterator[_File]:
    """The files, no two of one name: the second page of one paper may be called as another paper is."""
    taken: set[str] = set()
    for file in files:
        name = file.name
        while name in taken:
            name = f"{Path(name).stem} bis{Path(name).suffix}"
        taken.add(name)
        yield file._replace(name=name, pages=tuple(page.model_copy(update={"file": name}) for page in file.pages))


def _file_name(paper: str, rng: Random) -> str:
    """A name that someone would give the file."""
    names = {
        "carte_grise": ("carte grise", "carte_grise", "CG"),
        "cession": ("certificat de cession", "cerfa 15776", "cession"),
        "csa": ("non gage", "situation administrative"),
        "autre": ("document", "IMG_2041"),
        "domicile": ("facture", "justificatif"),
    }
    if paper[:2] == "ct":
        return f"{rng.choice(('controle technique', 'CT'))} {paper[2:]}"
    return rng.choice(names.get(paper, (paper,)))


def _scanned(page: _Page, level: scan.Level, rng: Random, in_black: bool) -> _Scan:
    """The page drawn, laid over the blank when there is one, and put through the machine."""
    dpi = scan.DPI[level]
    (picture,) = scan.render(draw_pdf([page.layout]), dpi)
    if page.under:
        blank = scan.render(page.under[0], dpi)[page.under[1]]
        picture = np.minimum(picture, blank[: picture.shape[0], : picture.shape[1]])
    done = scan.degrade(picture, level, np.random.default_rng(rng.randrange(2**31)))
    turned = rng.choice((1, 2, 3)) if rng.random() < 0.12 else 0
    sent = scan.rotate(done, turned) if turned else done
    return _Scan(scan.black_and_white(sent) if in_black else sent, turned)
