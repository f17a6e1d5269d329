"""Companies: whose the Kbis is, and who may act."""

from typing import Any

import pytest

from tests.builders import (
    a_cession,
    a_kbis,
    a_piece_identite,
    a_procuration,
    blank,
    doubtful,
    the_findings,
    the_outcome,
    unknown,
)
from validators.rules.societes import PARTY_COMPANY_NAME_MATCH, PARTY_REPRESENTATIVE_CAPACITY

SELLER = {
    "vendeur_type": "personne_morale",
    "vendeur_nom": "TRANSPORTS DUVAL SARL",
    "vendeur_sexe": None,
    "vendeur_siret": "12345678200010",
}
NAMED_ONLY = {**SELLER, "vendeur_siret": None}
VALID = "73282932000074"
SOLE = {"vendeur_nom": "DUVAL MARC EI", "vendeur_siret": VALID}
MARC = a_piece_identite(nom="DUVAL", prenoms="MARC", sexe="M")
JEAN = a_piece_identite(nom="PETIT", prenoms="JEAN", sexe="M")


@pytest.mark.parametrize(
    ("cerfa", "kbis", "outcome"),
    [
        pytest.param(NAMED_ONLY, {}, "passed", id="same-name"),
        pytest.param({**SELLER, "vendeur_siret": VALID}, {"siren": "732829320"}, "passed", id="same-siren-and-name"),
        pytest.param(
            {**SELLER, "vendeur_siret": VALID},
            {"siren": "732829320", "denomination": "DUVAL LOGISTIQUE"},
            "failed:warning",
            id="same-siren-other-name",
        ),
        pytest.param(
            {**SELLER, "vendeur_siret": VALID},
            {"siren": "552081317"},
            "failed:non_conforme",
            id="other-siren",
        ),
        pytest.param(NAMED_ONLY, {"denomination": "DUVAL LOGISTIQUE"}, "failed:non_conforme", id="other-name"),
        pytest.param(NAMED_ONLY, {"denomination": "TRANSPORTS DUVALS"}, "inconclusive:illisible", id="one-letter"),
        pytest.param(
            {**NAMED_ONLY, "vendeur_nom": "SOCIETE NOUVELLE DES TRANSPORTS DU MI"},
            {"denomination": "SOCIETE NOUVELLE DES TRANSPORTS DU MIDI"},
            "failed:warning",
            id="name-cut",
        ),
        pytest.param(NAMED_ONLY, {"denomination": unknown()}, "inconclusive:illisible", id="name-unread"),
        pytest.param(
            {**NAMED_ONLY, "vendeur_nom": doubtful("TRANSPORTS")}, {}, "inconclusive:illisible", id="party-unread"
        ),
        pytest.param(
            SOLE,
            {"denomination": "DUVAL MARC", "forme_juridique": blank(), "siren": "732829320"},
            "passed",
            id="extrait-k-of-a-sole-trader",
        ),
        pytest.param({}, {}, "not_applicable", id="private-persons"),
    ],
)
def test_the_kbis_is_that_of_the_party(cerfa: dict[str, Any], kbis: dict[str, Any], outcome: str) -> None:
    assert the_outcome(PARTY_COMPANY_NAME_MATCH, a_cession(**cerfa), a_kbis(**kbis)) == outcome


PRESIDED = a_kbis(1, representants=("DUVAL HOLDING SAS",))
HOLDING = {"denomination": "DUVAL HOLDING", "siren": "552081317"}


@pytest.mark.parametrize(
    ("own", "outcomes"),
    [
        pytest.param(PRESIDED, ["passed", "passed"], id="that-presides-over-the-party"),
        pytest.param(a_kbis(1), ["passed", "failed"], id="that-does-not"),
    ],
)
def test_the_kbis_of_a_company(own: Any, outcomes: list[str]) -> None:
    found = the_findings(PARTY_COMPANY_NAME_MATCH, a_cession(**SELLER), own, a_kbis(2, **HOLDING))
    assert [one.status for one in found] == outcomes


def test_who_represents_the_company_that_represents_the_party_acts_for_it() -> None:
    given = [a_cession(**SELLER), PRESIDED, a_kbis(2, **HOLDING, representants=("DUVAL MARC",)), MARC]
    assert the_outcome(PARTY_REPRESENTATIVE_CAPACITY, *given) == "passed"


def test_without_a_kbis_there_is_no_name_to_compare() -> None:
    assert the_outcome(PARTY_COMPANY_NAME_MATCH, a_cession(**SELLER)) == "not_applicable"


DELEGATION = {"mandants": ("DUVAL MARC",), "mandataire": "PETIT JEAN"}


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        pytest.param([a_kbis(), MARC], "passed", id="on-the-kbis"),
        pytest.param([a_kbis(representants=("PETIT JEAN", "DUVAL MARC")), MARC], "passed", id="one-of-two"),
        pytest.param([a_kbis(), JEAN], "failed:non_conforme", id="A49-somebody-else"),
        pytest.param([a_kbis(), JEAN, a_procuration(**DELEGATION)], "passed", id="by-delegation"),
        pytest.param(
            [a_kbis(), JEAN, a_procuration(**DELEGATION, signatures=0)], "failed:non_conforme", id="delegation-unsigned"
        ),
        pytest.param(
            [a_kbis(), JEAN, a_procuration(**{**DELEGATION, "mandants": ("BERNARD LUC",)})],
            "failed:non_conforme",
            id="delegation-by-somebody-else",
        ),
        pytest.param(
            [a_kbis(), JEAN, a_procuration(**{**DELEGATION, "mandataire": unknown()})],
            "inconclusive:illisible",
            id="delegation-unread",
        ),
        pytest.param([a_kbis(representants=("DUVAL HOLDING SAS",)), MARC], "inconclusive:illisible", id="company"),
        pytest.param([a_kbis(representants=unknown()), MARC], "inconclusive:illisible", id="representatives-unread"),
        pytest.param([a_kbis(), a_piece_identite(nom=unknown())], "inconclusive:illisible", id="signatory-unread"),
        pytest.param([a_kbis(representants=("DUVAL MARCO",)), MARC], "inconclusive:illisible", id="one-letter"),
        pytest.param([MARC], "not_applicable", id="no-kbis"),
    ],
)
def test_who_acts_for_the_company(given: list[Any], outcome: str) -> None:
    assert the_outcome(PARTY_REPRESENTATIVE_CAPACITY, a_cession(**SELLER), *given) == outcome


def test_without_an_identity_paper_nobody_is_known_to_act() -> None:
    given = (a_cession(**SELLER), a_kbis())
    assert the_outcome(PARTY_REPRESENTATIVE_CAPACITY, *given, without=("piece_identite",)) == "not_applicable"
