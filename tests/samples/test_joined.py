"""The papers beside the four tell the same sale, and leave the four as they were drawn without them."""

import io
from collections.abc import Iterator
from random import Random

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from samples import cerfas, joined, kbis, lettres, operations, piece_identite, scan, stories, vehicles, writer
from samples.drawing import Layout, draw_pdf
from samples.papers import Paper
from samples.people import Company, Person

SEEDS = range(8)


def told(kind: stories.Kind, seed: int) -> stories.Story:
    return stories.tell(kind, Random(f"{kind}-{seed}"))


def papers_of(story: stories.Story, kind: type[Paper]) -> Iterator[Paper]:
    return (one.paper for one in story.joined if isinstance(one.paper, kind))


@pytest.mark.parametrize("kind", ["titulaire_unique", "cotitulaires", "donation", "moins_de_4_ans"])
@pytest.mark.parametrize("seed", SEEDS)
def test_each_former_holder_brings_an_identity_paper_in_force(kind: stories.Kind, seed: int) -> None:
    story = told(kind, seed)
    found = list(papers_of(story, piece_identite.Identity))
    sides = [(paper.recto, paper.verso) for paper in found]  # type: ignore[attr-defined]
    born = [paper.date_naissance for paper in found]  # type: ignore[attr-defined]
    people = [*story.sellers, story.buyer]

    assert len(found) in (len(story.sellers), len(story.sellers) + 1)
    assert born == [person.born_on for person in people if isinstance(person, Person)][: len(found)]
    assert all(paper.date_expiration > story.facts.date_demande for paper in found)  # type: ignore[attr-defined]
    assert set(sides) <= {(True, True), (True, None)}


@pytest.mark.parametrize("kind", writer.KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_mandate_is_of_the_seller_for_this_vehicle_between_sale_and_request(kind: stories.Kind, seed: int) -> None:
    story = told(kind, seed)
    (mandate,) = papers_of(story, cerfas.Mandat)
    assert isinstance(mandate, cerfas.Mandat)
    assert story.facts.date_demande

    assert (mandate.mandant_nom, mandate.signatures) == (story.sellers[0].name, len(story.sellers))
    assert (mandate.immatriculation, mandate.vin) == (story.vehicle.plate, story.vehicle.vin)
    assert story.sold_at.date() <= mandate.fait_le <= story.facts.date_demande
    assert mandate.cachet == isinstance(story.sellers[0], Company)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_company_brings_its_kbis_and_the_identity_paper_of_who_represents_it(seed: int) -> None:
    story = told("societe", seed)
    (extract,) = papers_of(story, kbis.Extract)
    assert isinstance(extract, kbis.Extract)
    first = next(papers_of(story, piece_identite.Identity))
    assert isinstance(first, piece_identite.Identity)
    assert story.company

    assert extract.siren == story.company.siret[:9]
    assert f"{first.nom} {first.prenoms}" == writer.truth(extract).fields["representants"][0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("operation", "wanted", "unwanted"),
    [
        pytest.param(
            operations.registered,
            {"demande_immatriculation", "mandat", "piece_identite", "justificatif_domicile"},
            "declaration_achat",
            id="immatriculation",
        ),
        pytest.param(
            operations.to_trader, {"declaration_achat", "mandat", "kbis", "piece_identite"}, "controle_technique",
            id="achat",
        ),
        pytest.param(operations.destroyed, {"mandat", "piece_identite"}, "controle_technique", id="destruction"),
    ],
)  # fmt: skip
def test_each_operation_brings_its_own_papers(operation: operations.Turn, wanted: set[str], unwanted: str) -> None:
    story = operation(told("titulaire_unique", 1), Random(1))
    kinds = {paper.kind for paper in writer.papers(story)}

    assert wanted <= kinds
    assert unwanted not in kinds


def test_the_four_papers_are_drawn_as_they_were_without_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """By their bytes, where each paper is a file."""
    with_all = dict(writer.sample("s", "donation", None, "photo", Random(4)).files)
    monkeypatch.setattr(stories, "papers_of_sellers", lambda story: ())
    alone = dict(writer.sample("s", "donation", None, "photo", Random(4)).files)

    assert alone.items() <= with_all.items()
    assert {name.split(" ")[0] for name in with_all.keys() - alone.keys()} == {"mandat.jpg", "piece"}


def ink_of(paper: joined.Joined) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """How dark each page is, chance always the same."""
    pages = scan.render(draw_pdf(list(paper.layouts(0, Random(1)))), 72)
    return np.array([255 - page.mean() for page in pages])


def test_what_the_model_says_is_what_is_signed_and_stamped() -> None:
    story = told("societe", 1)
    mandate = next(one for one in story.joined if isinstance(one.paper, cerfas.Mandat))

    amounts = [
        ink_of(mandate)[0], ink_of(mandate.but(signatures=0))[0], ink_of(mandate.but(signatures=0, cachet=False))[0],
    ]  # fmt: skip
    assert amounts == sorted(set(amounts), reverse=True)


def test_a_card_without_its_back_is_one_page() -> None:
    person = Person.of(Random(3))
    card = joined.identity("piece identite", person, Random(3), "cni_2021")

    assert len(card.but(verso=False, mrz=None, date_delivrance=None).layouts(16, Random(2))) == 1


def test_the_letter_of_proxy_is_signed_by_who_gives_it() -> None:
    story = told("cotitulaires", 2)
    holder, other = (seller for seller in story.sellers if isinstance(seller, Person))
    letter = joined.proxy((other,), holder, story.vehicle, story.sold_at.date(), story.hands[1:])

    assert isinstance(letter.paper, lettres.Proxy)
    assert (letter.paper.mandants, letter.paper.mandataire) == ((other.name,), holder.name)


def test_black_and_white_pages_are_bits_and_keep_their_words() -> None:
    sheet = cerfas.sheet(
        cerfas.mandat((Person.of(Random(1)),), Company.of(Random(2)), _vehicle(), stories.ASKED, Random(3)), 4
    )
    (page,) = scan.render(draw_pdf([Layout.of(sheet)]), 100)
    bits = scan.black_and_white(page)
    sent = scan.to_pdf([page, bits], 100, 60)

    shown = [np.asarray(one.render(scale=100 / 72).to_pil().convert("L")) for one in pypdfium2.PdfDocument(sent)]
    tiff = Image.open(io.BytesIO(scan.to_image([bits], "TIFF", 100, 60)))
    assert tiff.mode == "1"
    assert np.array_equal(np.asarray(tiff), bits)
    assert len(scan.to_pdf([bits], 100, 60)) < len(scan.to_pdf([page], 100, 60)) / 2
    assert abs(shown[0].mean() - shown[1].mean()) < 12


def _vehicle() -> vehicles.Vehicle:
    return told("titulaire_unique", 1).vehicle


def test_no_two_files_of_a_dossier_have_one_name() -> None:
    """The back of the first holder's card was called as the passport of the second one is."""
    (sample,) = writer.generate(20261303, [12], "clean")

    names = [name for name, _ in sample.files]
    assert len(set(names)) == len(names)
    assert {page.file for page in sample.pages} == set(names)
