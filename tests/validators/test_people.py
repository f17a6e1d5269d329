"""Who is named on the papers, and what each operation asks for."""

from datetime import date
from typing import Any, get_args

import pytest

from pipeline.core.choices import Operation
from tests.builders import a_carte_grise, a_cession, a_context, a_demande, a_dossier, unknown
from validators.matching import OTHER_BIRTH, OTHER_NAME, Level
from validators.matrix import MATRIX, level
from validators.parties import PRINCIPAL
from validators.people import Identity, Named, people_of
from validators.policy import Papers, Policy

CLAIRE = Identity("piece_identite-1", "DUPONT", "MARTIN", "CLAIRE ANNE", date(1985, 6, 17))


@pytest.mark.parametrize(
    ("name", "level"),
    [
        pytest.param("DUPONT Claire", Level.MATCH, id="birth-name"),
        pytest.param("MARTIN CLAIRE", Level.MATCH, id="name-in-use"),
        pytest.param("DUPONT EPOUSE MARTIN CLAIRE", Level.PROBABLE, id="both"),
        pytest.param("MARTIN C", Level.PROBABLE, id="initial"),
        pytest.param("MARTIN", Level.UNSURE, id="surname-alone"),
        pytest.param("MARTIN PAUL", Level.MISMATCH, id="husband"),
        pytest.param("MARTINEZ CLAIRE", Level.MISMATCH, id="near-name"),
        pytest.param("BERNARD LUC", Level.MISMATCH, id="somebody-else"),
    ],
)
def test_whose_identity_paper_it_is(name: str, level: Level) -> None:
    assert CLAIRE.match(name).level is level


@pytest.mark.parametrize(
    ("name", "born", "level"),
    [
        pytest.param("DUPONT CLAIRE JEANNE", None, Level.UNSURE, id="second-first-name"),
        pytest.param("DUPONT CLAIRE JEANNE", date(1985, 6, 17), Level.UNSURE, id="second-first-name-and-same-birth"),
        pytest.param("DUPONT CLAIRE JEANNE", date(1990, 3, 21), Level.MISMATCH, id="second-first-name-other-birth"),
        pytest.param("LEROY CLAIRE ANNE", None, Level.MISMATCH, id="same-first-names-only"),
        pytest.param("LEROI DUPONT MARTIN PAUL", None, Level.MISMATCH, id="same-surnames-only"),
        pytest.param("BERNARD LUC", date(1990, 3, 21), Level.MISMATCH, id="nothing-shared"),
    ],
)
def test_a_name_shared_in_part(name: str, born: date | None, level: Level) -> None:
    assert CLAIRE.match(name, born).level is level


def test_the_name_comes_before_the_birth() -> None:
    """Somebody else's paper has another birth, which is no fault of it."""
    assert CLAIRE.match("BERNARD LUC", date(1990, 3, 21)) == OTHER_NAME
    assert CLAIRE.match("MARTIN CLAIRE", date(1990, 3, 21)) == OTHER_BIRTH


def test_a_namesake_has_another_birth() -> None:
    assert CLAIRE.match("MARTIN CLAIRE", date(1958, 6, 17)).level is Level.MISMATCH
    assert CLAIRE.match("MARTIN CLAIRE", date(1985, 6, 17)).level is Level.MATCH


@pytest.mark.parametrize(
    "paper",
    [
        Identity(nom=None, prenoms="CLAIRE"),
        Identity(nom="MARTIN", prenoms=None),
        Identity(nom=None, nom_usage="MARTIN", prenoms="CLAIRE"),
    ],
    ids=["surname", "first-names", "birth-name"],
)
def test_a_paper_that_was_not_read_is_nobodys_for_sure(paper: Identity) -> None:
    assert paper.match("MARTIN CLAIRE").level is Level.UNSURE
    assert not paper.is_of(("MARTIN CLAIRE",))


CO = {"nombre_titulaires": 2, "cotitulaires": ("DURAND HUGO",)}
SURNAME = {"nombre_titulaires": 2, "cotitulaires": ("DURAND",)}


@pytest.mark.parametrize(
    ("card", "seller", "sellers"),
    [
        pytest.param({}, "MARTIN CLAIRE", ("MARTIN CLAIRE",), id="one"),
        pytest.param(CO, "MARTIN CLAIRE", ("MARTIN CLAIRE", "DURAND HUGO"), id="co-holder-of-the-card"),
        pytest.param(CO, "MARTIN CLAIRE / DURAND HUGO", ("MARTIN CLAIRE", "DURAND HUGO"), id="named-on-both"),
        pytest.param(SURNAME, "MARTIN CLAIRE / DURAND HUGO", ("MARTIN CLAIRE", "DURAND HUGO"), id="surname-on-it"),
        pytest.param(SURNAME, "MARTIN CLAIRE", ("MARTIN CLAIRE", "DURAND"), id="surname-alone"),
        pytest.param(CO, unknown(), ("MARTIN CLAIRE", "DURAND HUGO"), id="cerfa-unread"),
        pytest.param(
            {"titulaire": "M. MARTIN LUC OU MME MARTIN CLAIRE"},
            unknown(),
            ("MARTIN LUC", "MARTIN CLAIRE"),
            id="old-card",
        ),
    ],
)
def test_former_owners(card: dict[str, Any], seller: Any, sellers: tuple[str, ...]) -> None:
    dossier = a_dossier(a_carte_grise(**card), a_cession(vendeur_nom=seller))
    assert people_of(dossier, Policy()).sellers == sellers


@pytest.mark.parametrize(
    ("buyer", "coholder", "buyers"),
    [
        pytest.param("LEROY PAUL", None, ("LEROY PAUL",), id="one"),
        pytest.param("LEROY PAUL ET ANNE", None, ("LEROY PAUL", "LEROY ANNE"), id="two-on-the-cerfa"),
        pytest.param("LEROY PAUL", "PETIT ANNE", ("LEROY PAUL", "PETIT ANNE"), id="co-holder-of-the-request"),
        pytest.param("LEROY PAUL", "LEROY Paul", ("LEROY PAUL",), id="the-same-again"),
    ],
)
def test_buyers(buyer: str, coholder: str | None, buyers: tuple[str, ...]) -> None:
    dossier = a_dossier(a_cession(acquereur_nom=buyer), a_demande(cotitulaire_nom=coholder))
    assert people_of(dossier, Policy()).buyers == buyers


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        pytest.param(Named("A SAS", "732829320"), Named("B SAS", "73282932000074"), Level.MATCH, id="same-siren"),
        pytest.param(Named("A SAS", "732829320"), Named("A SAS", "552081317"), Level.MISMATCH, id="other-siren"),
        pytest.param(Named("DUVAL SAS", "732829321"), Named("DUVAL SAS", "732829320"), Level.MATCH, id="no-such-siren"),
        pytest.param(Named("DUVAL SAS"), Named("SAS DUVAL"), Level.MATCH, id="names"),
        pytest.param(Named(None), Named("SAS DUVAL"), Level.UNSURE, id="unread"),
    ],
)
def test_same_party(one: Named, other: Named, level: Level) -> None:
    assert one.match(other).level is level


def test_every_operation_stands_in_every_row() -> None:
    operations = set(get_args(Operation))
    assert {paper for paper, row in MATRIX.items() if set(row) != operations} == set()
    assert set(PRINCIPAL) == operations
    assert {paper.split(".")[0] for paper in MATRIX} == set(Papers.model_fields) - {"accuse_cession"}


@pytest.mark.parametrize(
    ("paper", "chosen", "operation", "expected"),
    [
        pytest.param("mandat", None, "cession", "required", id="by-the-operation"),
        pytest.param("mandat", "warn", "cession", "warn", id="by-the-policy"),
        pytest.param("demande_immatriculation", None, "cession", "off", id="not-asked"),
        pytest.param("demande_immatriculation", "required", "cession", "required", id="asked-by-the-policy-alone"),
        pytest.param("piece_identite.vendeur", "required", "immatriculation", "off", id="of-those-asked-only"),
        pytest.param("piece_identite.vendeur", "warn", "cession", "warn", id="of-those-asked"),
        pytest.param("piece_identite.vendeur", "off", "cession", "off", id="of-nobody"),
    ],
)
def test_what_is_asked_for(paper: str, chosen: Any, operation: Operation, expected: str) -> None:
    policy = Policy(papers=Papers(**{paper.split(".", maxsplit=1)[0]: chosen}))
    assert level(paper, a_context(operation=operation, policy=policy)) == expected
