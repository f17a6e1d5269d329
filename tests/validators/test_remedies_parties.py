"""Who has to do what about a paper of a party that is missing or wrong."""

from datetime import date
from typing import Any

import pytest

from tests.builders import (
    a_buyers_identity,
    a_carte_grise,
    a_cession,
    a_context,
    a_demande,
    a_dossier,
    a_kbis,
    a_piece_identite,
    a_procuration,
)
from tests.party_papers import TRADER
from validators.catalogue import CATALOGUE
from validators.engine import judge

REG, ACHAT = {"operation": "immatriculation"}, {"operation": "achat"}
COMPANY = {"vendeur_type": "personne_morale", "vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_sexe": None}
LUC = {"nom": "BERNARD", "prenoms": "LUC", "sexe": "M"}
JOINT = (
    a_carte_grise(nombre_titulaires=2, cotitulaires=("DURAND HUGO",)),
    a_cession(vendeur_nom="MARTIN CLAIRE / DURAND HUGO"),
)


@pytest.mark.parametrize(
    ("rule", "papers", "without", "how", "remedy"),
    [
        pytest.param(
            "docs.id-seller", [], ("piece_identite",), {}, "fournir vendeur piece_identite", id="seller-s-identity"
        ),
        pytest.param(
            "docs.id-buyer", [a_piece_identite()], (), REG, "fournir acquereur piece_identite", id="buyer-s-identity"
        ),
        pytest.param(
            "party.seller-id-match", [a_piece_identite(**LUC)], (), {}, "fournir vendeur piece_identite", id="stranger"
        ),
        pytest.param(
            "party.buyer-id-match",
            [a_buyers_identity(**LUC)],
            (),
            REG,
            "fournir acquereur piece_identite",
            id="stranger-for-the-buyer",
        ),
        pytest.param(
            "id.kind",
            [a_piece_identite(type="carte_vitale", mrz=None)],
            (),
            {},
            "fournir vendeur piece_identite",
            id="kind",
        ),
        pytest.param(
            "docs.proxy",
            [*JOINT, a_procuration(immatriculation="ZZ-999-ZZ")],
            (),
            {},
            "regler vendeur procuration",
            id="proxy",
        ),
        pytest.param(
            "party.company-name-match",
            [a_cession(**COMPANY), a_kbis(denomination="MENUISERIE BLANC", siren="732829320")],
            (),
            {},
            "fournir vendeur kbis",
            id="other-company",
        ),
        pytest.param(
            "party.representative-capacity",
            [a_cession(**COMPANY), a_kbis(), a_piece_identite(**LUC)],
            (),
            {},
            "regler vendeur certificat_cession",
            id="no-representative",
        ),
        pytest.param(
            "party.representative-capacity",
            [a_cession(**TRADER), a_piece_identite(1), a_piece_identite(2, **LUC)],
            (),
            ACHAT,
            "regler acquereur certificat_cession",
            id="no-representative-of-the-buyer",
        ),
        pytest.param(
            "party.minor-or-protected",
            [a_cession(acquereur_date_naissance=date(2010, 1, 1))],
            (),
            {},
            "regler acquereur certificat_cession",
            id="minor-who-buys",
        ),
        pytest.param(
            "party.minor-or-protected",
            [a_piece_identite(date_naissance=date(2010, 1, 1))],
            (),
            {},
            "regler vendeur certificat_cession",
            id="minor-who-sells",
        ),
        pytest.param(
            "docs.da-buyer",
            [a_cession(**TRADER)],
            ("declaration_achat",),
            ACHAT,
            "fournir acquereur declaration_achat",
            id="purchase",
        ),
        pytest.param(
            "docs.da-receipt",
            [a_cession(**COMPANY)],
            (),
            {**REG, "vendeur": "professionnel"},
            "fournir vendeur declaration_achat",
            id="receipt",
        ),
        pytest.param(
            "docs.demand-13750",
            [a_demande(signatures=0)],
            (),
            REG,
            "completer acquereur demande_immatriculation",
            id="unsigned-request",
        ),
        pytest.param(
            "docs.demand-13750",
            [],
            ("demande_immatriculation",),
            REG,
            "fournir acquereur demande_immatriculation",
            id="no-request",
        ),
    ],
)
def test_who_does_what(
    rule: str, papers: list[Any], without: tuple[str, ...], how: dict[str, Any], remedy: str
) -> None:
    dossier = a_dossier(*papers, without=without, operation=how.get("operation", "cession"))
    (only,) = (one for one in CATALOGUE if one.id == rule)
    findings = judge((only,), dossier, a_context(dossier, **how)).findings
    said = {f"{one.act} {one.actor} {one.paper}" for finding in findings for one in finding.remedies}
    assert said == {remedy}
