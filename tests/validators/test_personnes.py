"""Each rule on whose identity papers and addresses these are: passing, failing, in doubt, not applicable."""

from datetime import date
from typing import Any

import pytest

from pipeline.core.report import Status
from tests.builders import (
    a_buyers_identity,
    a_carte_grise,
    a_cession,
    a_demande,
    a_justificatif,
    a_kbis,
    a_piece_identite,
    doubtful,
    the_finding,
    the_outcome,
    unknown,
)
from tests.validators.case_table_parties import UNREAD_PAGE
from validators.policy import Papers, Policy
from validators.rules.party import PARTY_LESSEE_CANNOT_SELL, PARTY_SELLER_IS_HOLDER
from validators.rules.personnes import (
    PARTY_BUYER_ADDRESS_CONSISTENCY,
    PARTY_BUYER_ID_MATCH,
    PARTY_MINOR_OR_PROTECTED,
    PARTY_SELLER_ID_MATCH,
)
from validators.rules.scope import SCOPE_CHAIN_OF_TITLE

REG = {"operation": "immatriculation"}
COMPANY = {"vendeur_type": "personne_morale", "vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_sexe": None}
LUC = {"nom": "BERNARD", "prenoms": "LUC", "sexe": "M"}
HUGO = {"nom": "DURAND", "prenoms": "HUGO", "sexe": "M"}
UNREAD_BIRTH = a_piece_identite(3, **HUGO, date_naissance=unknown())
HOLDERS = {"nombre_titulaires": 2, "cotitulaires": ("DURAND HUGO",)}
BOTH = {"vendeur_nom": "MARTIN CLAIRE / DURAND HUGO"}


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], {}, "passed", id="same"),
        pytest.param([a_piece_identite(prenoms="CLAIRE MARIE")], {}, "passed", id="further-first-names"),
        pytest.param([a_piece_identite(nom="DUPONT", nom_usage="MARTIN")], {}, "passed", id="by-the-name-in-use"),
        pytest.param([a_piece_identite(nom="MARTIN", nom_usage="DUPONT")], {}, "passed", id="by-the-birth-name"),
        pytest.param([a_cession(vendeur_nom="MARTIN C")], {}, "failed:warning", id="initial"),
        pytest.param([a_piece_identite(**LUC)], {}, "failed:non_conforme", id="somebody-else"),
        pytest.param([a_piece_identite(prenoms="PAUL")], {}, "failed:non_conforme", id="of-the-same-surname"),
        pytest.param([a_piece_identite(nom="MARTINS")], {}, "inconclusive:illisible", id="one-letter-more"),
        pytest.param([a_piece_identite(nom=unknown())], {}, "inconclusive:illisible", id="unread"),
        pytest.param([a_piece_identite(prenoms=doubtful("CLAIRE"))], {}, "inconclusive:illisible", id="doubtful"),
        pytest.param([a_buyers_identity()], {}, "not_applicable", id="only-the-buyer-s"),
        pytest.param([], {"without": ("piece_identite",)}, "not_applicable", id="none"),
        pytest.param([a_cession(**COMPANY)], {}, "not_applicable", id="company"),
        pytest.param(
            [a_carte_grise(**HOLDERS), a_cession(**BOTH), a_piece_identite(1), a_piece_identite(2, **LUC)],
            {},
            "failed:non_conforme",
            id="one-of-two-is-somebody-else-s",
        ),
        pytest.param(
            [a_cession(vendeur_nom=unknown()), a_carte_grise(titulaire=unknown())],
            {},
            "inconclusive:illisible",
            id="seller-unread",
        ),
        pytest.param([a_buyers_identity(**LUC)], REG, "not_applicable", id="a-stranger-s-is-not-asked-of-the-seller"),
        pytest.param(
            [a_piece_identite(**LUC)],
            {"policy": Policy(papers=Papers(piece_identite="warn"))},
            "failed:warning",
            id="warned",
        ),
    ],
)
def test_identity_of_the_seller(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(PARTY_SELLER_ID_MATCH, *given, **how) == outcome


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], REG, "passed", id="same"),
        pytest.param([a_buyers_identity(date_naissance=date(1958, 3, 21))], REG, "failed:non_conforme", id="namesake"),
        pytest.param([a_buyers_identity(date_naissance=unknown())], REG, "passed", id="birth-unread"),
        pytest.param([a_cession(acquereur_date_naissance=unknown())], REG, "passed", id="birth-on-the-cerfa-unread"),
        pytest.param([a_buyers_identity(prenoms="PAULE")], REG, "inconclusive:illisible", id="perhaps-the-wife"),
        pytest.param([a_cession(acquereur_nom="LEROI PAUL")], REG, "failed:warning", id="spelling"),
        pytest.param([a_buyers_identity(**LUC)], REG, "failed:non_conforme", id="somebody-else"),
        pytest.param(
            [a_cession(acquereur_nom="LEROY PAUL JEAN"), a_buyers_identity(nom="PETIT", prenoms="PAUL JEAN")],
            REG,
            "failed:non_conforme",
            id="somebody-else-of-the-same-first-names",
        ),
        pytest.param(
            [a_cession(acquereur_nom="LEROY BLANC PAUL"), a_buyers_identity(nom="LEROY BLANC", prenoms="ANNE")],
            REG,
            "failed:non_conforme",
            id="somebody-else-of-the-same-double-surname",
        ),
        pytest.param(
            [
                a_cession(acquereur_nom="LEROY PAUL JEAN"),
                a_demande(titulaire_nom="LEROY PAUL JEAN"),
                a_justificatif(nom="LEROY PAUL JEAN"),
                a_buyers_identity(prenoms="PAUL LUC", date_naissance=date(1958, 3, 21)),
            ],
            REG,
            "failed:non_conforme",
            id="partly-shared-name-of-another-birth",
        ),
        pytest.param(
            [a_cession(acquereur_nom="LEROY PAUL JEAN"), a_buyers_identity(prenoms="PAUL LUC")],
            REG,
            "inconclusive:illisible",
            id="partly-shared-name-of-the-same-birth",
        ),
        pytest.param(
            [
                a_carte_grise(titulaire="MARTIN PAUL JEAN"),
                a_cession(vendeur_nom="MARTIN P", acquereur_nom="MARTIN PAUL JEAN"),
                a_piece_identite(1, prenoms="PAUL LOUIS"),
                a_buyers_identity(nom="MARTIN", prenoms="PAUL JEAN"),
            ],
            REG,
            "passed",
            id="of-the-seller-s-name-and-first-name",
        ),
        pytest.param(
            [
                a_cession(**{**COMPANY, "acquereur_nom": "LEROY MARC JEAN"}),
                a_kbis(representants=("DUVAL MARC JEAN",)),
                a_piece_identite(1, nom="DUVAL", prenoms="MARC JEAN"),
                a_piece_identite(2, nom="LEROY", prenoms=unknown()),
            ],
            REG,
            "inconclusive:illisible",
            id="of-the-representative-s-first-names",
        ),
        pytest.param(
            [a_piece_identite(1), a_buyers_identity(prenoms=unknown(), date_naissance=date(1958, 3, 21))],
            REG,
            "inconclusive:illisible",
            id="name-unread-and-another-birth",
        ),
        pytest.param(
            [
                a_buyers_identity(1, date_naissance=date(1958, 3, 21)),
                a_buyers_identity(2, prenoms=unknown(), date_naissance=unknown()),
            ],
            REG,
            "failed:non_conforme",
            id="namesake-beside-a-paper-that-was-not-read",
        ),
        pytest.param(
            [a_buyers_identity(1, date_naissance=date(1958, 3, 21)), a_buyers_identity(2)],
            REG,
            "passed",
            id="father-s-paper-beside-the-son-s",
        ),
        pytest.param([], {}, "not_applicable", id="not-there-in-a-cession"),
        pytest.param(
            [a_piece_identite(), a_buyers_identity(date_naissance=date(1958, 3, 21))],
            {},
            "failed:warning",
            id="namesake-in-a-cession",
        ),
        pytest.param(
            [a_cession(acquereur_nom="LEROY PAUL / PETIT ANNE")], REG, "passed", id="the-other-buyer-s-is-missing"
        ),
    ],
)
def test_identity_of_the_buyer(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(PARTY_BUYER_ID_MATCH, *given, **how) == outcome


@pytest.mark.parametrize(
    ("identity", "holder", "chain"),
    [
        pytest.param({"nom": "DUPONT", "nom_usage": "MARTIN"}, "failed:warning", "passed", id="A25-shows-both"),
        pytest.param({"nom": "DUPONT"}, "failed:non_conforme", "failed:non_conforme", id="shows-one"),
        pytest.param(
            {"nom": "DUPONT", "nom_usage": doubtful("MARTIN")},
            "failed:non_conforme",
            "failed:non_conforme",
            id="shows-the-other-in-doubt",
        ),
        pytest.param(
            {"nom": "DUPONT", "nom_usage": "MARTIN", "prenoms": "ANNE"},
            "failed:non_conforme",
            "failed:non_conforme",
            id="of-a-sister",
        ),
    ],
)
def test_a_name_in_use_is_explained_by_an_identity_paper(identity: dict[str, Any], holder: str, chain: str) -> None:
    """C.1 DUPONT CLAIRE, sold by MARTIN CLAIRE."""
    given = (a_carte_grise(titulaire="DUPONT CLAIRE"), a_piece_identite(**identity))
    assert the_outcome(PARTY_SELLER_IS_HOLDER, *given) == holder
    assert the_outcome(SCOPE_CHAIN_OF_TITLE, *given) == chain


def test_an_identity_paper_makes_no_lessee_of_a_lessor() -> None:
    given = (a_carte_grise(titulaire="CREDIT BAIL AUTO SA"), a_piece_identite(nom="CREDIT", nom_usage="MARTIN"))
    assert the_outcome(PARTY_LESSEE_CANNOT_SELL, *given) == "failed:non_conforme"


@pytest.mark.parametrize(
    ("given", "how", "outcome"),
    [
        pytest.param([], {}, "passed", id="of-age"),
        pytest.param([a_piece_identite(date_naissance=date(2008, 3, 12))], {}, "passed", id="eighteen-that-day"),
        pytest.param(
            [a_piece_identite(date_naissance=date(2008, 3, 13))], {}, "failed:incomplet", id="eighteen-a-day-later"
        ),
        pytest.param(
            [a_cession(acquereur_date_naissance=date(2010, 1, 1))], {}, "failed:incomplet", id="buyer-by-the-cerfa"
        ),
        pytest.param(
            [a_buyers_identity(date_naissance=date(2010, 1, 1)), a_cession(acquereur_date_naissance=unknown())],
            REG,
            "failed:incomplet",
            id="buyer-by-the-identity-paper",
        ),
        pytest.param(
            [a_cession(acquereur_date_naissance=date(2010, 1, 1)), UNREAD_PAGE],
            {},
            "inconclusive:illisible",
            id="with-a-page-that-may-be-the-guardian-s",
        ),
        pytest.param(
            [a_piece_identite(date_naissance=unknown())], {}, "inconclusive:illisible", id="birth-of-the-seller-unread"
        ),
        pytest.param(
            [a_cession(**BOTH), a_piece_identite(1), a_piece_identite(2, **HUGO, date_naissance=unknown())],
            {},
            "inconclusive:illisible",
            id="birth-of-one-of-two-sellers-unread",
        ),
        pytest.param(
            [a_cession(**BOTH), *(a_piece_identite(1), a_piece_identite(2, **HUGO)), UNREAD_BIRTH],
            {},
            "passed",
            id="but-read-on-another-paper-of-that-seller",
        ),
        pytest.param(
            [a_cession(acquereur_date_naissance=unknown())], {}, "passed", id="birth-of-the-buyer-unread-in-a-cession"
        ),
        pytest.param(
            [a_cession(acquereur_date_naissance=unknown())], REG, "passed", id="but-read-on-the-identity-paper"
        ),
        pytest.param(
            [a_cession(acquereur_date_naissance=unknown()), a_buyers_identity(date_naissance=unknown())],
            REG,
            "inconclusive:illisible",
            id="birth-of-the-buyer-unread",
        ),
        pytest.param([a_cession(date_cession=unknown())], {}, "inconclusive:illisible", id="sale-unread"),
        pytest.param(
            [a_cession(date_cession=unknown()), a_piece_identite(date_naissance=date(2008, 3, 17))],
            {},
            "failed:incomplet",
            id="sale-unread-and-minor-on-the-day-of-the-request",
        ),
        pytest.param([], {"without": ("piece_identite",)}, "not_applicable", id="nothing-tells"),
    ],
)
def test_of_age_on_the_day_of_the_sale(given: list[Any], how: dict[str, Any], outcome: str) -> None:
    """Sale on 12 March 2026."""
    assert the_outcome(PARTY_MINOR_OR_PROTECTED, *given, **how) == outcome


@pytest.mark.parametrize(
    ("given", "status"),
    [
        pytest.param([], Status.PASSED, id="same"),
        pytest.param([a_justificatif(adresse="8 RUE NEUVE 69007 LYON")], Status.PASSED, id="other-street"),
        pytest.param([a_justificatif(adresse="8 RUE NEUVE 44000 NANTES")], Status.FAILED, id="other-town"),
        pytest.param(
            [a_demande(titulaire_commune="NANTES", titulaire_code_postal="44000")], Status.FAILED, id="request"
        ),
        pytest.param([a_justificatif(adresse=unknown())], Status.INCONCLUSIVE, id="unread"),
        pytest.param([a_justificatif(adresse="5 AVENUE JEAN JAURES LYON")], Status.INCONCLUSIVE, id="no-postcode"),
        pytest.param([a_cession(acquereur_commune=unknown())], Status.INCONCLUSIVE, id="cerfa-unread"),
        pytest.param([a_demande(titulaire_commune="VILLEURBANNE")], Status.INCONCLUSIVE, id="postcode-against-town"),
    ],
)
def test_address_of_the_buyer(given: list[Any], status: Status) -> None:
    finding = the_finding(PARTY_BUYER_ADDRESS_CONSISTENCY, *given, **REG)
    assert (finding.status, finding.motif) == (status, None)


@pytest.mark.parametrize(
    "given",
    [pytest.param([], id="none"), pytest.param([a_justificatif(nom="MARTIN CLAIRE", adresse="?")], id="the-seller-s")],
)
def test_in_a_cession_there_is_no_address_to_compare(given: list[Any]) -> None:
    assert the_outcome(PARTY_BUYER_ADDRESS_CONSISTENCY, *given) == "not_applicable"
