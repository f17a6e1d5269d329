"""Papers sent as the file that made them: drawn, decoded with their text layer, told apart, extracted."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from random import Random

import pytest

from extractors.assemble import assemble
from extractors.classify import classify
from extractors.layout import Sheet
from extractors.registry import PAPERS
from pipeline.core.documents import Document
from pipeline.core.model import Face, Page, Source
from pipeline.stages.barcodes import Trust, read_barcodes
from pipeline.stages.decode import decode
from pipeline.stages.pages import Limits
from pipeline.stages.reader import ZoneReader
from samples import accuse, fonts, kbis, lettres, vehicles
from samples.drawing import Layout, draw_pdf
from samples.drawing import Sheet as Drawing
from samples.ink import Hand
from samples.papers import Paper, truth
from samples.people import Company, Person

DAY = date(2026, 10, 28)
Drawn = tuple[Paper, Sequence[Drawing]]


@pytest.fixture(scope="module", autouse=True)
def _type():
    if packages := fonts.missing():
        pytest.skip(f"apt-get install {' '.join(packages)}")


def a_kbis(rng: Random, remark: str | None = None, *, trader: bool = False) -> Drawn:
    who = Person.of(rng) if trader else Company.of(rng)
    extract, details = kbis.of_company(who, DAY, rng, remark)
    return extract, kbis.sheets(extract, details)


def a_receipt(look: accuse.Look) -> Callable[[Random], Drawn]:
    def draw(rng: Random) -> Drawn:
        vehicle = vehicles.make(vehicles.CARS, date(2016, 2, 27), date(2019, 5, 6), rng)
        seller, buyer = Person.of(rng), Person.of(rng)
        receipt = accuse.of_sale(look, vehicle, seller, buyer, datetime(2026, 10, 28, 14, 30), rng)
        return receipt, (accuse.sheet(receipt, vehicle, seller, buyer),)

    return draw


def a_proof(look: lettres.Proof) -> Callable[[Random], Drawn]:
    def draw(rng: Random) -> Drawn:
        someone = Person.of(rng)
        proof = lettres.home_proof(look, someone, DAY)
        return proof, (lettres.home_sheet(proof, someone, Hand.of(rng), rng.randrange(10**6)),)

    return draw


PAPERS_DRAWN: dict[str, Callable[[Random], Drawn]] = {
    "kbis": a_kbis,
    "kbis-in-trouble": lambda rng: a_kbis(rng, "Mention n° 4 du 12/05/2025 : Radiation d'office"),
    "kbis-of-a-trader": lambda rng: a_kbis(rng, trader=True),
    **{look: a_receipt(look) for look in ("accuse", "ecran", "mail", "certificat")},
    **{look: a_proof(look) for look in lettres.PROOFS},
}


def read(sheets: Sequence[Drawing]) -> tuple[Document, ...]:
    """What is made of the file; no engine is asked, so what the text layer does not say stays unknown."""
    reader = ZoneReader(None, None, None)
    faces = []
    for raw in decode("a.pdf", draw_pdf([Layout.of(sheet) for sheet in sheets]), Limits()):
        assert raw.source is Source.TEXT
        high, wide = raw.pixels.shape[:2]
        page = Page(file=raw.file, number=raw.number, aspect=wide / high, words=raw.words, source=raw.source,
                    barcodes=read_barcodes(raw.pixels, Trust({})))  # fmt: skip
        found = classify(Sheet(page), PAPERS)
        faces += [
            Face(kind=f.paper.kind, side=f.side.name, page=page, confidence=f.confidence,
                 readings=reader.read(page, None, f.zones))
            for f in found
        ]  # fmt: skip
    return assemble(faces)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", PAPERS_DRAWN)
def test_every_value_of_the_file_is_read(name, seed):
    paper, sheets = PAPERS_DRAWN[name](Random(seed))
    (document,) = read(sheets)

    fields = json.loads(document.model_dump_json())
    assert document.kind == paper.kind
    assert {key: fields[key]["value"] for key in truth(paper).fields} == truth(paper).fields
