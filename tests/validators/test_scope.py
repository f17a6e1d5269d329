"""Each rule on what is transferred and by whom: passing, failing, in doubt, not applicable."""

from typing import Any

import pytest

from pipeline.core.dossier import Facts
from tests.builders import a_carte_grise, a_cession, a_field, blank, doubtful, the_finding, the_outcome, unknown
from validators.rule import Rule
from validators.rules.scope import (
    SCOPE_CHAIN_OF_TITLE,
    SCOPE_EXPORT,
    SCOPE_REGISTRABLE,
    SCOPE_SCENARIO_RESOLVED,
)

NO_CARD = {"without": ("carte_grise",)}
UNTICKED = {"acquereur_type": blank(), "acquereur_sexe": blank()}


def card(**values: Any) -> list[Any]:
    return [a_carte_grise(**values)]


def cerfa(**values: Any) -> list[Any]:
    return [a_cession(**values)]


@pytest.mark.parametrize(
    ("rule", "papers", "how", "outcome"),
    [
        pytest.param(SCOPE_REGISTRABLE, [], {}, "passed", id="car"),
        pytest.param(
            SCOPE_REGISTRABLE, card(genre="REM", ptac_kg=500), {}, "failed:non_conforme", id="A59-trailer-500"
        ),
        pytest.param(SCOPE_REGISTRABLE, card(genre="REM", ptac_kg=501), {}, "passed", id="trailer-501"),
        pytest.param(SCOPE_REGISTRABLE, card(genre="REA", ptac_kg=1499), {}, "failed:non_conforme", id="farm-1499"),
        pytest.param(SCOPE_REGISTRABLE, card(genre="REA", ptac_kg=1500), {}, "passed", id="farm-1500"),
        pytest.param(SCOPE_REGISTRABLE, card(genre="CL", ptac_kg=200), {}, "passed", id="moped"),
        pytest.param(
            SCOPE_REGISTRABLE,
            card(genre="REM", ptac_kg=unknown()),
            {},
            "inconclusive:illisible",
            id="trailer-unweighed",
        ),
        pytest.param(SCOPE_REGISTRABLE, card(genre=unknown()), {}, "inconclusive:illisible", id="kind-unread"),
        pytest.param(SCOPE_REGISTRABLE, [], NO_CARD, "not_applicable", id="no-card"),
        pytest.param(SCOPE_SCENARIO_RESOLVED, [], {}, "passed", id="two-private-persons"),
        pytest.param(SCOPE_SCENARIO_RESOLVED, cerfa(**UNTICKED), {}, "inconclusive:illisible", id="buyer-unticked"),
        pytest.param(
            SCOPE_SCENARIO_RESOLVED, cerfa(**UNTICKED), {"acquereur": "particulier"}, "passed", id="buyer-declared"
        ),
        pytest.param(
            SCOPE_SCENARIO_RESOLVED, [], {"acquereur": "societe"}, "inconclusive:illisible", id="declared-otherwise"
        ),
        pytest.param(
            SCOPE_SCENARIO_RESOLVED,
            [],
            {"facts": Facts(vendeur="societe")},
            "inconclusive:illisible",
            id="file-otherwise",
        ),
        pytest.param(
            SCOPE_SCENARIO_RESOLVED, cerfa(nature="destruction"), {}, "inconclusive:illisible", id="destruction-ticked"
        ),
        pytest.param(SCOPE_CHAIN_OF_TITLE, [], {}, "passed", id="holder-sells"),
        pytest.param(
            SCOPE_CHAIN_OF_TITLE, cerfa(vendeur_nom="BERNARD LUC"), {}, "failed:non_conforme", id="A24-somebody-else"
        ),
        pytest.param(SCOPE_CHAIN_OF_TITLE, cerfa(vendeur_nom="CLAIRE MARTIN"), {}, "passed", id="order-of-names"),
        pytest.param(
            SCOPE_CHAIN_OF_TITLE,
            [*card(titulaire="MARTIN CLAIRE"), *cerfa(vendeur_nom="MARTIN CLAIRE / DURAND HUGO")],
            {},
            "passed",
            id="A20-with-coholder",
        ),
        pytest.param(
            SCOPE_CHAIN_OF_TITLE,
            cerfa(vendeur_nom="GARAGE DU CENTRE SAS", vendeur_type="personne_morale", vendeur_sexe=None),
            {"vendeur": "professionnel"},
            "failed:non_conforme",
            id="A67-trade-without-receipt",
        ),
        pytest.param(
            SCOPE_CHAIN_OF_TITLE,
            cerfa(vendeur_nom="GARAGE DU CENTRE SAS", vendeur_type="personne_morale", vendeur_sexe=None),
            {},
            "failed:non_conforme",
            id="company-without-link",
        ),
        pytest.param(
            SCOPE_CHAIN_OF_TITLE, card(titulaire=doubtful("MARTIN")), {}, "inconclusive:illisible", id="holder-unread"
        ),
        pytest.param(SCOPE_CHAIN_OF_TITLE, cerfa(vendeur_nom=blank()), {}, "failed:incomplet", id="seller-blank"),
        pytest.param(SCOPE_CHAIN_OF_TITLE, [], NO_CARD, "not_applicable", id="chain-no-card"),
        pytest.param(SCOPE_EXPORT, [], {}, "not_applicable", id="in-france"),
        pytest.param(SCOPE_EXPORT, [], {"nature": "export"}, "failed:warning", id="abroad"),
        pytest.param(
            SCOPE_EXPORT,
            card(mention_cession=a_field("VENDU EXPORT LE 12/03/2026")),
            {"nature": "export"},
            "passed",
            id="abroad-with-mention",
        ),
    ],
)
def test_outcomes(rule: Rule, papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, *papers, **how) == outcome


def test_message_says_what_is_not_known_or_contradictory() -> None:
    assert "type d'acquéreur" in the_finding(SCOPE_SCENARIO_RESOLVED, *cerfa(**UNTICKED)).message
    finding = the_finding(SCOPE_SCENARIO_RESOLVED, acquereur="societe")
    assert "une société" in finding.message
    assert "un particulier" in finding.message
