"""Which loose papers make a dossier."""

import random
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.batch.grouping import Grouping, Part, grouped
from pipeline.batch.traits import Person, Traits, traits_of
from tests.builders import a_controle_technique, a_dossier, doubtful
from validators.people import Identity

A = {"plate": "AB123CD", "vin": "VF1RFB00456789012"}
B = {"plate": "EF456GH", "vin": "WF0AXXWPMA7654321"}
FORMULE = "2019AB12345"
CLAIRE, PAUL = Person(name="MARTIN CLAIRE"), Person(name="LEROY PAUL", born=date(1990, 3, 21))


def card(holder: Person = CLAIRE, **said: object) -> Traits:
    return Traits.model_validate({"kind": "carte_grise", "owners": (holder,), "people": (holder,), **said})


def cession(seller: Person = CLAIRE, buyer: Person = PAUL, **said: object) -> Traits:
    return Traits.model_validate({"kind": "certificat_cession", "owners": (seller,), "people": (seller, buyer), **said})


def inspection(**said: object) -> Traits:
    return Traits.model_validate({"kind": "controle_technique", **said})


def identity(nom: str, prenoms: str, **said: object) -> Traits:
    born = said.pop("born", None)
    return Traits.model_validate(
        {"kind": "piece_identite", "identity": Identity("id-1", nom, None, prenoms, born), **said}  # type: ignore[arg-type]
    )


def files(*papers: Traits) -> list[Part]:
    """A file for each paper, in no particular order."""
    return [Part(papers=(paper,)) for paper in papers]


def stack(*pages: Traits | None) -> list[Part]:
    """One file; None is a blank page."""
    return [
        Part(papers=(paper,) if paper else (), is_blank=paper is None, stack=0, before=at - 1 if at else None)
        for at, paper in enumerate(pages)
    ]


def named(parts: Sequence[Part], found: Grouping) -> tuple[set[frozenset[int]], dict[int, set[int]]]:
    """Groups, and strays with the first part of each dossier that they fit."""
    return set(map(frozenset, found.groups)), {
        stray.part: {found.groups[fit][0] for fit in stray.fits} for stray in found.strays
    }


def test_a_plate_or_a_vin_is_enough() -> None:
    parts = files(
        card(**A), inspection(plate=A["plate"]), cession(vin=A["vin"]), inspection(**B), card(plate=B["plate"])
    )
    assert named(parts, grouped(parts)) == ({frozenset({0, 1, 2}), frozenset({3, 4})}, {})


def test_plates_that_differ_by_a_sign_are_two_vehicles() -> None:
    parts = files(card(**A), inspection(plate="AB123CE"))
    assert grouped(parts).groups == ((0,), (1,))


def test_a_wrong_plate_beside_the_right_vin_is_for_the_rules() -> None:
    parts = files(card(**A), cession(plate="AB128CD", vin=A["vin"]), inspection(**A))
    assert grouped(parts).groups == ((0, 1, 2),)


def test_a_wrong_vin_beside_the_right_plate_is_for_the_rules() -> None:
    parts = files(card(**A), inspection(plate=A["plate"], vin="VF1RFB00456789013"), cession(**A))
    assert grouped(parts).groups == ((0, 1, 2),)


def test_a_plate_of_one_vehicle_with_the_vin_of_another_fits_two() -> None:
    parts = files(card(**A), card(PAUL, **B), cession(plate=B["plate"], vin=A["vin"]), inspection(**A))
    assert named(parts, grouped(parts)) == ({frozenset({0, 3}), frozenset({1})}, {2: {0, 1}})


def test_two_papers_that_say_the_same_wrong_thing_join_nothing_either() -> None:
    wrong = {"plate": B["plate"], "vin": A["vin"]}
    parts = files(card(**A), card(PAUL, **B), cession(**wrong), inspection(**wrong))
    assert named(parts, grouped(parts)) == ({frozenset({0}), frozenset({1})}, {2: {0, 1}, 3: {0, 1}})


def test_papers_that_err_each_in_its_way_follow_the_card() -> None:
    parts = files(card(**A), cession(plate="ZZ999ZZ", vin=A["vin"]), inspection(plate=A["plate"], vin=B["vin"]))
    assert grouped(parts).groups == ((0, 1, 2),)


def test_a_vehicle_with_a_new_number_is_one() -> None:
    parts = files(card(plate="1234AB75", vin=A["vin"]), inspection(**A), cession(plate=A["plate"]))
    assert grouped(parts).groups == ((0, 1, 2),)


def test_a_file_of_two_vehicles_fits_two() -> None:
    parts = [*files(card(**A), card(PAUL, **B)), Part(papers=(inspection(**A), inspection(**B)))]
    assert named(parts, grouped(parts)) == ({frozenset({0}), frozenset({1})}, {2: {0, 1}})


def test_a_file_with_a_paper_of_another_vehicle_is_of_the_dossier_that_there_is() -> None:
    """The inspection of another vehicle is the fault looked for."""
    parts = [*files(card(**A)), Part(papers=(cession(**A), inspection(**B)))]
    assert grouped(parts).groups == ((0, 1),)


def test_a_file_that_is_a_whole_dossier_stays_one() -> None:
    parts = [Part(papers=(card(**A), cession(**A), inspection(**B)))]
    assert grouped(parts).groups == ((0,),)


def test_plate_and_vin_on_two_papers_of_one_file_tie_both() -> None:
    parts = [
        Part(papers=(inspection(plate=A["plate"]), cession(vin=A["vin"]))),
        *files(card(vin=A["vin"]), inspection(plate=A["plate"])),
    ]
    assert grouped(parts).groups == ((0, 1, 2),)


# --- papers without a plate ------------------------------------------------------------------------------------------


def test_the_cover_of_a_card_is_known_by_its_formule() -> None:
    parts = files(
        card(**A, formule=FORMULE), card(**B, formule="2020ZZ00001"), Traits(kind="carte_grise", formule=FORMULE)
    )
    assert grouped(parts).groups == ((0, 2), (1,))


def test_a_wrong_plate_without_a_vin_is_joined_by_the_formule() -> None:
    parts = files(card(**A, formule=FORMULE), cession(plate="AB128CD", formule=FORMULE))
    assert grouped(parts).groups == ((0, 1),)


def test_a_hidden_vin_joins_where_one_vehicle_alone_has_it() -> None:
    certificate = Traits(kind="situation_administrative", plate="AB128CD", vin="VF1R********89012")
    parts = files(card(**A), certificate)
    assert grouped(parts).groups == ((0, 1),)
    twin = card(PAUL, plate=B["plate"], vin="VF1RZZ99956789012")
    assert grouped([*parts, *files(twin)]).groups == ((0,), (1,), (2,))


def test_identity_papers_follow_who_is_named() -> None:
    parts = files(
        identity("LEROY", "PAUL"), cession(**A), identity("MARTIN", "CLAIRE ANNE"), card(Person(name="PETIT LUC"), **B)
    )
    assert grouped(parts).groups == ((0, 1, 2), (3,))


@pytest.mark.parametrize(
    ("paper", "fits"),
    [
        pytest.param(identity("DURAND", "HUGO"), set(), id="nobody's"),
        pytest.param(identity("LEROI", "PAUL"), {0}, id="spelled otherwise"),
        pytest.param(identity("LEROY", "PAULE"), {0}, id="one letter more"),
        pytest.param(identity("LEROY", "PAUL", born=date(1962, 1, 1)), set(), id="namesake"),
        pytest.param(identity("LEROY", "JEAN"), set(), id="relative"),
        pytest.param(Traits(kind="inconnu"), set(), id="unknown"),
        pytest.param(cession(is_doubtful=True), {0}, id="plate not surely read"),
    ],
)
def test_a_name_that_is_not_the_same_joins_nothing(paper: Traits, fits: set[int]) -> None:
    parts = files(cession(**A), paper)
    assert named(parts, grouped(parts)) == ({frozenset({0})}, {1: fits})


def test_an_identity_paper_that_fits_two_dossiers_is_reported() -> None:
    parts = files(cession(**A), cession(Person(name="PETIT LUC"), CLAIRE, **B), identity("MARTIN", "CLAIRE"))
    assert named(parts, grouped(parts)) == ({frozenset({0}), frozenset({1})}, {2: {0, 1}})


def test_an_extract_brings_its_representatives() -> None:
    company = Person(name="GARAGE DU LAC", siren="732829320")
    extract = Traits(kind="kbis", owners=(company,), people=(company, Person(name="FABRE ALICE")))
    parts = files(
        identity("FABRE", "ALICE"),
        extract,
        cession(Person(name="LE LAC AUTOS", siren="73282932000074"), **A),
        card(**B),
    )
    assert grouped(parts).groups == ((0, 1, 2), (3,))


def test_an_extract_of_another_company_of_that_name_joins_nothing() -> None:
    one, other = Person(name="GARAGE DU LAC", siren="732829320"), Person(name="GARAGE DU LAC", siren="443061841")
    parts = files(cession(one, **A), Traits(kind="kbis", owners=(other,), people=(other,)))
    assert named(parts, grouped(parts)) == ({frozenset({0})}, {1: set()})


def test_a_back_without_a_name_follows_the_front_right_before_it() -> None:
    front = identity("MARTIN", "CLAIRE", side="recto", model="cni")
    back = Traits(kind="piece_identite", side="verso", model="cni")
    parts = files(cession(**A), front, back)
    assert named(parts, grouped(parts)) == ({frozenset({0, 1})}, {2: set()}), "which front nothing says"
    parts[2] = Part(papers=(back,), before=1)
    assert grouped(parts).groups == ((0, 1, 2),)


def test_a_back_between_two_fronts_of_two_dossiers_is_reported() -> None:
    front = {"side": "recto", "model": "cni"}
    parts = files(cession(**A), cession(Person(name="PETIT LUC"), Person(name="NOEL EVA"), **B),
                  identity("MARTIN", "CLAIRE", **front))  # fmt: skip
    back = Part(papers=(Traits(kind="piece_identite", side="verso", model="cni"),), before=2)
    last = Part(papers=(identity("NOEL", "EVA", **front),), before=3)
    parts += [back, last]
    assert named(parts, grouped(parts)) == ({frozenset({0, 2}), frozenset({1, 4})}, {3: {0, 1}})


# --- a vehicle sold twice --------------------------------------------------------------------------------------------


def test_two_sales_of_a_vehicle_are_two_dossiers() -> None:
    luc = Person(name="PETIT LUC")
    mandate = {"kind": "mandat", **A}
    parts = files(
        card(CLAIRE, **A, formule=FORMULE),
        cession(CLAIRE, luc, **A, formule=FORMULE),
        card(luc, **A, formule="2026ZZ00002"),
        cession(luc, PAUL, **A, formule="2026ZZ00002"),
        Traits.model_validate({**mandate, "owners": (CLAIRE,), "people": (CLAIRE,)}),
        inspection(**A),
        identity("LEROY", "PAUL"),
        identity("PETIT", "LUC"),
    )
    groups, strays = named(parts, grouped(parts))
    assert groups == {frozenset({0, 1, 4}), frozenset({2, 3, 6})}
    assert strays == {5: {0, 2}, 7: {0, 2}}, "the inspection, and who bought first and sold then"


def test_two_cards_of_one_holder_stay_together() -> None:
    """A duplicate, or a formule misread: no other sale."""
    parts = files(card(**A, formule=FORMULE), card(**A, formule="2019AB12346"), cession(**A, formule=FORMULE))
    assert grouped(parts).groups == ((0, 1, 2),)


# --- stacks ----------------------------------------------------------------------------------------------------------


def test_a_stack_is_cut_where_a_new_vehicle_begins() -> None:
    unknown = Traits(kind="inconnu")
    parts = stack(unknown, card(**A), unknown, cession(**A), card(PAUL, **B), unknown)
    assert grouped(parts).groups == ((0, 1, 2, 3), (4, 5))


def test_a_page_at_the_cut_is_placed_by_its_name_or_reported() -> None:
    luc = Person(name="PETIT LUC")
    parts = stack(
        cession(**A),
        identity("MARTIN", "CLAIRE"),
        Traits(kind="inconnu"),
        identity("PETIT", "LUC"),
        card(luc, **B),
    )
    assert named(parts, grouped(parts)) == ({frozenset({0, 1}), frozenset({3, 4})}, {2: {0, 3}})


def test_a_page_before_one_that_is_placed_by_name_goes_with_it() -> None:
    parts = stack(cession(**A), Traits(kind="inconnu"), identity("MARTIN", "CLAIRE"), card(PAUL, **B))
    assert grouped(parts).groups == ((0, 1, 2), (3,))


def test_a_blank_page_is_the_back_of_the_one_before() -> None:
    parts = stack(cession(**A), None, card(Person(name="PETIT LUC"), **B), None)
    assert grouped(parts).groups == ((0, 1), (2, 3))


def test_a_page_that_names_somebody_of_another_dossier_does_not_follow_its_neighbours() -> None:
    luc = Person(name="PETIT LUC")
    parts = stack(card(**A), identity("PETIT", "LUC"), cession(**A), card(luc, **B))
    assert named(parts, grouped(parts)) == ({frozenset({0, 2}), frozenset({3})}, {1: {0, 3}})


def test_a_page_of_a_vehicle_that_nobody_could_read_is_no_part_of_the_last_dossier() -> None:
    unread = Traits(kind="carte_grise", is_doubtful=True)
    parts = stack(card(**A), unread, cession(**A), Traits(kind="inconnu"), unread)
    assert named(parts, grouped(parts)) == ({frozenset({0, 1, 2, 3})}, {4: {0}})


def test_a_page_of_one_sale_is_not_placed_in_another_vehicle_by_a_name() -> None:
    luc = Person(name="PETIT LUC")
    first, second = {**A, "formule": FORMULE}, {**A, "formule": "2026ZZ00002"}
    mandate = Traits.model_validate({"kind": "mandat", **A, "owners": (PAUL,), "people": (PAUL,)})
    parts = stack(card(CLAIRE, **first), card(luc, **second), mandate, card(PAUL, **B))
    assert named(parts, grouped(parts)) == ({frozenset({0}), frozenset({1}), frozenset({3})}, {2: {1, 3}})


def test_a_page_beside_one_that_fits_two_is_not_placed() -> None:
    torn = cession(plate=B["plate"], vin=A["vin"])
    parts = stack(card(**A), Traits(kind="inconnu"), torn, inspection(**B), card(PAUL, **B))
    groups, strays = named(parts, grouped(parts))
    assert groups == {frozenset({0}), frozenset({3, 4})}
    assert strays == {1: {0, 3}, 2: {0, 3}}


# --- always ----------------------------------------------------------------------------------------------------------

SURNAMES = ("MARTIN", "PETIT", "NGUYEN", "DURAND")


@st.composite
def folders(draw: st.DrawFn) -> list[Part]:
    """Files of a few vehicles and people, in any mixture: right, wrong and unread."""
    plates, numbers = st.sampled_from(["AA111AA", "BB222BB", "CC333CC", None]), st.sampled_from(["1", "2", "3", None])
    parts = []
    for _ in range(draw(st.integers(0, 9))):
        papers = []
        for _ in range(draw(st.integers(0, 2))):
            who = Person(name=f"{draw(st.sampled_from(SURNAMES))} EVA")
            number = draw(numbers)
            papers.append(
                draw(
                    st.sampled_from(
                        [
                            card(who, plate=draw(plates), vin=number and number * 17, formule=draw(numbers)),
                            cession(who, plate=draw(plates), vin=number and number * 17, formule=draw(numbers)),
                            identity(str(who.name).split()[0], "EVA"),
                            inspection(plate=draw(plates)),
                        ]
                    )
                )
            )
        parts.append(Part(papers=tuple(papers)))
    return parts


@settings(deadline=None)
@given(folders(), st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_does_not_matter(parts: list[Part], dice: random.Random) -> None:
    groups, strays = named(parts, grouped(parts))
    assert sorted([*strays, *(index for group in groups for index in group)]) == list(range(len(parts)))
    order = dice.sample(range(len(parts)), len(parts))
    turned = grouped([parts[index] for index in order])
    assert {frozenset(order[index] for index in group) for group in turned.groups} == groups
    assert {order[stray.part] for stray in turned.strays} == strays.keys()


def said(part: Part) -> set[object]:
    """All by which a part can be joined to another."""
    shared: set[object] = set()
    for paper in part.papers:
        shared |= {paper.plate, paper.vin, paper.formule, *(person.name for person in paper.people)}
        shared |= {*paper.identity.names} if paper.identity else set()
    return shared - {None}


@settings(deadline=None)
@given(folders())
def test_no_two_are_joined_that_share_nothing(parts: list[Part]) -> None:
    for group in grouped(parts).groups:
        reached, left = {group[0]}, set(group[1:])
        while near := {one for one in left if any(said(parts[one]) & said(parts[other]) for other in reached)}:
            reached |= near
            left -= near
        assert not left


# --- what papers say -------------------------------------------------------------------------------------------------


def test_papers_as_they_are_read() -> None:
    parts = [Part(papers=(traits_of(document, 0.8),)) for document in a_dossier().documents]
    found = grouped(parts)
    assert [len(group) for group in found.groups] == [len(parts)]


def test_a_garage_plate_and_a_number_of_before_the_norm_join_nothing() -> None:
    garage = traits_of(a_controle_technique(immatriculation="W-123-AB", vin="12345"), 0.8)
    assert (garage.plate, garage.vin) == (None, None)


def test_a_doubtful_plate_is_none() -> None:
    paper = traits_of(a_controle_technique(immatriculation=doubtful("AB-123-CD")), 0.8)
    assert (paper.plate, paper.is_doubtful) == (None, True)
