"""Complements of the families of the four papers: what warns or informs beside their blocking rules."""

from typing import Any

import pytest

from tests.builders import (
    a_carte_grise,
    a_cession,
    a_controle_technique,
    a_mandat,
    blank,
    doubtful,
    the_outcome,
    unknown,
)
from validators.policy import Policy
from validators.rule import Rule
from validators.rules.cerfa_coherence import CERFA_COPY_NUMBER, CERFA_NOTABLE_TRANSFORMATION
from validators.rules.controle_technique import CT_IDENTITY_OF_CENTRE
from validators.rules.scope import SCOPE_PARTS
from validators.rules.titre import PARTY_JOINT_OR_AND
from validators.rules.vehicule import VEH_PLATE_MATCH, VEH_TYPE_MATCH, VEH_VIN_MATCH

REGISTER = {"operation": "immatriculation"}
OR = "M MARTIN PAUL OU MME MARTIN CLAIRE"
AND = "M MARTIN PAUL ET MME MARTIN CLAIRE"


@pytest.mark.parametrize(
    ("rule", "papers", "how", "outcome"),
    [
        pytest.param(CERFA_COPY_NUMBER, [a_cession(exemplaire=1)], {}, "passed", id="copy-1-of-the-seller"),
        pytest.param(CERFA_COPY_NUMBER, [a_cession(exemplaire=2)], {}, "failed:info", id="copy-2-for-the-seller"),
        pytest.param(CERFA_COPY_NUMBER, [a_cession(exemplaire=2)], REGISTER, "passed", id="copy-2-of-the-buyer"),
        pytest.param(CERFA_COPY_NUMBER, [a_cession(1, exemplaire=2), a_cession(2, exemplaire=1)], {}, "passed",
                     id="both-copies"),
        pytest.param(CERFA_COPY_NUMBER, [a_cession(exemplaire=3, edition="13754*03")], {}, "passed", id="older-form"),
        pytest.param(CERFA_COPY_NUMBER, [a_cession(exemplaire=unknown())], {}, "passed", id="copy-unread"),
        pytest.param(CERFA_COPY_NUMBER, [], {"without": ("certificat_cession",)}, "not_applicable", id="no-cerfa"),
        pytest.param(CERFA_NOTABLE_TRANSFORMATION, [], {}, "passed", id="not-transformed"),
        pytest.param(CERFA_NOTABLE_TRANSFORMATION, [a_cession(certifie_sans_transformation=False)], {}, "failed:info",
                     id="box-empty"),
        pytest.param(CERFA_NOTABLE_TRANSFORMATION, [a_cession(certifie_sans_transformation=unknown())], {},
                     "inconclusive:info", id="box-unread"),
        pytest.param(CT_IDENTITY_OF_CENTRE, [], {}, "passed", id="centre-named"),
        pytest.param(CT_IDENTITY_OF_CENTRE, [a_controle_technique(agrement_centre=blank())], {}, "failed:warning",
                     id="no-approval-number"),
        pytest.param(CT_IDENTITY_OF_CENTRE, [a_controle_technique(numero_pv=unknown())], {}, "inconclusive:info",
                     id="number-unread"),
        pytest.param(CT_IDENTITY_OF_CENTRE, [], {"without": ("controle_technique",)}, "not_applicable", id="no-report"),
        pytest.param(VEH_TYPE_MATCH, [], {}, "passed", id="same-type"),
        pytest.param(VEH_TYPE_MATCH, [a_cession(type_variante_version="5RAB0HA 456-78")], {}, "passed", id="apart"),
        pytest.param(VEH_TYPE_MATCH, [a_cession(type_variante_version="5RAB0HB45678")], {}, "failed:info",
                     id="another-type"),
        pytest.param(VEH_TYPE_MATCH, [a_cession(denomination_commerciale="CLIO IV ESTATE")], {}, "passed",
                     id="longer-name"),
        pytest.param(VEH_TYPE_MATCH, [a_cession(denomination_commerciale="MEGANE")], {}, "failed:info",
                     id="another-name"),
        pytest.param(VEH_TYPE_MATCH, [], {"without": ("certificat_cession", "controle_technique")}, "not_applicable",
                     id="one-paper-only"),
        pytest.param(SCOPE_PARTS, [], {}, "passed", id="sold-to-drive"),
        pytest.param(SCOPE_PARTS, [a_carte_grise(mention_cession="VENDU POUR PIÈCES LE 12/03/2026")], {},
                     "failed:non_conforme", id="for-parts"),
        pytest.param(SCOPE_PARTS, [a_carte_grise(mention_cession="CEDE LE 12/03/2026 NON ROULANT")], {},
                     "failed:non_conforme", id="does-not-run"),
        pytest.param(SCOPE_PARTS, [a_carte_grise(mention_cession="VENDU POUR PIECES")],
                     {"acquereur": "professionnel"}, "not_applicable", id="for-parts-to-a-trader"),
        pytest.param(SCOPE_PARTS, [a_carte_grise(mention_cession=blank())], {}, "passed", id="no-mention"),
        pytest.param(SCOPE_PARTS, [a_carte_grise(mention_cession=unknown())], {}, "inconclusive:illisible",
                     id="mention-unread"),
        pytest.param(PARTY_JOINT_OR_AND, [], {}, "not_applicable", id="one-holder"),
        pytest.param(PARTY_JOINT_OR_AND, [a_carte_grise(titulaire=OR)], {}, "failed:warning", id="one-of-two-signs"),
        pytest.param(PARTY_JOINT_OR_AND, [a_carte_grise(titulaire=OR, signatures=2), a_cession(vendeur_signatures=2)],
                     {}, "passed", id="both-sign"),
        pytest.param(PARTY_JOINT_OR_AND, [a_carte_grise(titulaire=OR, signatures=2)], {}, "failed:warning",
                     id="both-sign-the-card-only"),
        pytest.param(PARTY_JOINT_OR_AND, [a_carte_grise(titulaire=OR)], {"policy": Policy(legacy_ou="all_sign")},
                     "passed", id="all-are-counted-elsewhere"),
        pytest.param(PARTY_JOINT_OR_AND, [a_carte_grise(titulaire=AND)], {}, "passed", id="and-is-counted-elsewhere"),
        pytest.param(PARTY_JOINT_OR_AND, [a_carte_grise(titulaire=unknown())], {}, "inconclusive:warning",
                     id="holder-unread"),
    ],
)  # fmt: skip
def test_outcomes(rule: Rule, papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, *papers, **how) == outcome


@pytest.mark.parametrize(
    ("rule", "values", "outcome"),
    [
        pytest.param(VEH_VIN_MATCH, {"vin": blank()}, "passed", id="no-vin"),
        pytest.param(VEH_VIN_MATCH, {"vin": unknown()}, "passed", id="vin-unread"),
        pytest.param(VEH_VIN_MATCH, {"vin": doubtful("VF1RFB00456789012")}, "passed", id="vin-doubtful"),
        pytest.param(VEH_VIN_MATCH, {"vin": "WVWZZZ1KZAW000001"}, "failed:non_conforme", id="another-vin"),
        pytest.param(VEH_PLATE_MATCH, {"immatriculation": blank()}, "passed", id="no-plate"),
        pytest.param(VEH_PLATE_MATCH, {"immatriculation": "ZZ-999-ZZ"}, "failed:non_conforme", id="another-plate"),
    ],
)
def test_a_form_may_give_the_plate_alone(rule: Rule, values: dict[str, Any], outcome: str) -> None:
    """A mandate without VIN says nothing against the vehicle; one that surely names another does."""
    assert the_outcome(rule, a_mandat(**values)) == outcome
