"""Who sells: holder, co-holders, address, lessor, numbers of companies."""

import pytest

from pipeline.core.report import Motif, Severity, Status
from tests.builders import a_carte_grise, a_cession, blank, doubtful, the_finding, unknown
from validators.policy import Policy
from validators.rules.party import (
    PARTY_COHOLDER_COUNT,
    PARTY_COHOLDERS_NAMED,
    PARTY_LESSEE_CANNOT_SELL,
    PARTY_OWNER_MENTION,
    PARTY_SELLER_ADDRESS,
    PARTY_SELLER_IS_HOLDER,
)
from validators.rules.societes import PARTY_SIREN_VALID

PASSED, FAILED = Status.PASSED, Status.FAILED
INCONCLUSIVE, NOT_APPLICABLE = Status.INCONCLUSIVE, Status.NOT_APPLICABLE
BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING
ILLISIBLE, NON_CONFORME = Motif.ILLISIBLE, Motif.NON_CONFORME


@pytest.mark.parametrize(
    ("holder", "cerfa", "status", "severity"),
    [
        pytest.param("MARTIN CLAIRE", {}, PASSED, BLOCKING, id="same"),
        pytest.param("LEFEVRE HELENE", {"vendeur_nom": "Hélène LEFEVRE"}, PASSED, BLOCKING, id="accents-A26"),
        pytest.param("MARTIN CLAIRE MARIE", {}, PASSED, BLOCKING, id="first-names-left-out"),
        pytest.param("MARTIN CLAIRE", {"vendeur_nom": "BERNARD LUC"}, FAILED, BLOCKING, id="somebody-else-A24"),
        pytest.param("MARTIN CLAIRE", {"vendeur_nom": "MARTIN PAUL"}, FAILED, BLOCKING, id="same-surname"),
        pytest.param(
            "DUPONT CLAIRE", {"vendeur_nom": "DUPONT EPOUSE MARTIN CLAIRE"}, FAILED, WARNING, id="name-in-use"
        ),
        pytest.param("DUPONT CLAIRE", {"vendeur_nom": "MARTIN CLAIRE"}, FAILED, BLOCKING, id="name-in-use-unexplained"),
        pytest.param("LEROY PAUL", {"vendeur_nom": "LEROI PAUL"}, FAILED, WARNING, id="spelling"),
        pytest.param("LEROY PAUL", {"vendeur_nom": "LEROY PAULE"}, INCONCLUSIVE, BLOCKING, id="perhaps-the-wife"),
        pytest.param(
            "MARTIN CLAIRE", {"vendeur_nom": "MARTIN CLAIRE / DURAND HUGO"}, PASSED, BLOCKING, id="with-coholder"
        ),
        pytest.param(
            "MARTIN CLAIRE", {"vendeur_nom": "DURAND HUGO / MARTIN CLAIRE"}, PASSED, BLOCKING, id="coholder-first"
        ),
        pytest.param("MARTIN CLAIRE", {"vendeur_nom": "DURAND HUGO / PETIT ANNE"}, FAILED, BLOCKING, id="two-others"),
        pytest.param(
            "M MARTIN PAUL OU MME MARTIN CLAIRE",
            {"vendeur_nom": "MARTIN CLAIRE"},
            PASSED,
            BLOCKING,
            id="one-of-an-old-or",
        ),
        pytest.param(
            "TRANSPORTS DUVAL SARL",
            {"vendeur_nom": "SARL TRANSPORTS DUVAL", "vendeur_type": "personne_morale"},
            PASSED,
            BLOCKING,
            id="company",
        ),
        pytest.param(
            "MARTIN ET FILS",
            {"vendeur_nom": "MARTIN & FILS SAS", "vendeur_type": "personne_morale"},
            PASSED,
            BLOCKING,
            id="company-with-et-is-not-split",
        ),
        pytest.param(
            "TRANSPORTS DUVAL SARL", {"vendeur_nom": "DUVAL MARC"}, FAILED, BLOCKING, id="manager-is-not-the-company"
        ),
        pytest.param(doubtful("MARTIN CLAIRE"), {}, INCONCLUSIVE, BLOCKING, id="holder-doubtful"),
        pytest.param("MARTIN CLAIRE", {"vendeur_nom": unknown()}, INCONCLUSIVE, BLOCKING, id="seller-unread"),
        pytest.param("MARTIN CLAIRE", {"vendeur_nom": blank()}, FAILED, BLOCKING, id="seller-blank"),
    ],
)
def test_seller_is_the_holder(holder, cerfa, status, severity):
    """C.1 sells, or one of those named beside the holder does not make another the holder."""
    finding = the_finding(PARTY_SELLER_IS_HOLDER, a_carte_grise(titulaire=holder), a_cession(**cerfa))
    assert (finding.status, finding.severity) == (status, severity)


def test_heirs_are_for_a_person_to_check_and_traders_need_a_receipt():
    """The papers of heirs are not read; a trader who has no receipt sells what he does not hold."""
    other = a_cession(vendeur_nom="BERNARD LUC")
    assert the_finding(PARTY_SELLER_IS_HOLDER, other, nature="succession").motif is ILLISIBLE
    assert the_finding(PARTY_SELLER_IS_HOLDER, other, vendeur="professionnel").motif is NON_CONFORME
    assert the_finding(PARTY_SELLER_IS_HOLDER, vendeur="professionnel").status is PASSED


TWO = {"nombre_titulaires": 2, "cotitulaires": ("DURAND HUGO",), "signatures": 2}
SURNAME = {**TWO, "cotitulaires": ("DURAND",)}
SPOUSE = {**TWO, "cotitulaires": ("MARTIN",)}


@pytest.mark.parametrize(
    ("card", "seller", "named", "count"),
    [
        pytest.param({}, "MARTIN CLAIRE", NOT_APPLICABLE, PASSED, id="one-holder"),
        pytest.param({}, "MARTIN CLAIRE / DURAND HUGO", NOT_APPLICABLE, INCONCLUSIVE, id="one-seller-too-many"),
        pytest.param(TWO, "MARTIN CLAIRE / DURAND HUGO", PASSED, PASSED, id="both-A20"),
        pytest.param(TWO, "MARTIN CLAIRE", FAILED, PASSED, id="coholder-not-named-A23"),
        pytest.param(TWO, "MARTIN CLAIRE ET PETIT ANNE", INCONCLUSIVE, PASSED, id="another-in-place-of-the-coholder"),
        pytest.param(
            TWO, "MARTIN CLAIRE / DURAND HUGO / PETIT ANNE", PASSED, INCONCLUSIVE, id="three-named-two-signatures"
        ),
        pytest.param(
            {**TWO, "nombre_titulaires": 1}, "MARTIN CLAIRE / DURAND HUGO", PASSED, PASSED, id="one-coholder-printed"
        ),
        pytest.param(SURNAME, "MARTIN CLAIRE / DURAND HUGO", PASSED, PASSED, id="coholder-printed-by-surname"),
        pytest.param(
            SPOUSE, "MARTIN CLAIRE / PETIT ANNE", INCONCLUSIVE, PASSED, id="the-holder-is-not-the-coholder-of-her-name"
        ),
        pytest.param(SPOUSE, "MARTIN CLAIRE / MARTIN HUGO", PASSED, PASSED, id="spouse-of-the-same-name"),
        pytest.param({**TWO, "nombre_titulaires": unknown()}, "MARTIN CLAIRE", INCONCLUSIVE, INCONCLUSIVE, id="unread"),
        pytest.param(TWO, unknown(), INCONCLUSIVE, INCONCLUSIVE, id="seller-unread"),
    ],
)
def test_coholders_are_named_and_counted(card, seller, named, count):
    """Too few names warn; too many stop."""
    papers = (a_carte_grise(**card), a_cession(vendeur_nom=seller, vendeur_signatures=2))
    assert the_finding(PARTY_COHOLDERS_NAMED, *papers).status is named
    assert the_finding(PARTY_COHOLDER_COUNT, *papers).status is count


def test_somebody_else_in_the_place_of_the_coholder_stops_the_dossier():
    """Not a warning: whoever signed second is not the co-holder."""
    finding = the_finding(
        PARTY_COHOLDERS_NAMED, a_carte_grise(**TWO), a_cession(vendeur_nom="MARTIN CLAIRE ET PETIT ANNE")
    )
    assert (finding.severity, finding.motif) == (BLOCKING, ILLISIBLE)


def test_one_more_than_printed_is_accepted_when_all_signatures_agree():
    """Service-public counts the co-holders only, the decree all holders."""
    seller = "MARTIN CLAIRE / DURAND HUGO / PETIT ANNE"
    card = a_carte_grise(**{**TWO, "signatures": 3})
    cerfa = a_cession(vendeur_nom=seller, vendeur_signatures=3)
    assert the_finding(PARTY_COHOLDER_COUNT, card, cerfa).status is PASSED
    strict = the_finding(PARTY_COHOLDER_COUNT, card, cerfa, policy=Policy(c41_semantics="total"))
    assert strict.motif is ILLISIBLE


NANTES = {"vendeur_adresse": "8 RUE NEUVE", "vendeur_code_postal": "44000", "vendeur_commune": "NANTES"}


@pytest.mark.parametrize(
    ("cerfa", "how", "status", "severity"),
    [
        pytest.param({}, {}, PASSED, BLOCKING, id="same"),
        pytest.param({"vendeur_adresse": "14 RUE DES LILAS"}, {}, FAILED, WARNING, id="other-number-A69"),
        pytest.param(NANTES, {}, FAILED, BLOCKING, id="other-town-A68"),
        pytest.param(NANTES, {"policy": Policy(address_policy="warn")}, FAILED, WARNING, id="policy-warn"),
        pytest.param(NANTES, {"policy": Policy(address_policy="off")}, NOT_APPLICABLE, BLOCKING, id="policy-off"),
        pytest.param(NANTES, {"acquereur": "professionnel"}, FAILED, WARNING, id="trader-buys"),
        pytest.param(NANTES, {"vendeur": "professionnel"}, NOT_APPLICABLE, BLOCKING, id="trader-sells"),
        pytest.param({"vendeur_commune": "BLAGNAC"}, {}, INCONCLUSIVE, BLOCKING, id="postcode-against-town"),
        pytest.param({"vendeur_commune": unknown()}, {}, INCONCLUSIVE, BLOCKING, id="unread"),
        pytest.param({"vendeur_code_postal": blank()}, {}, INCONCLUSIVE, BLOCKING, id="blank"),
    ],
)
def test_address_of_the_seller(cerfa, how, status, severity):
    """The town decides, the street only warns."""
    finding = the_finding(PARTY_SELLER_ADDRESS, a_cession(**cerfa), **how)
    assert (finding.status, finding.severity) == (status, severity)


def test_leased_card_shows_the_lessee():
    """Its address says nothing of the seller."""
    card = a_carte_grise(titulaire="CREDIT BAIL AUTO SA")
    assert the_finding(PARTY_SELLER_ADDRESS, card, a_cession(**NANTES)).status is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("card", "cerfa", "status", "motif"),
    [
        pytest.param({}, {}, PASSED, None, id="owner"),
        pytest.param({"titulaire": "CREDIT BAIL AUTO SA"}, {}, FAILED, NON_CONFORME, id="sold-by-the-lessee-A27"),
        pytest.param(
            {"titulaire": "CREDIT BAIL AUTO SA"},
            {"vendeur_nom": "CREDIT BAIL AUTO SA", "vendeur_type": "personne_morale"},
            PASSED,
            None,
            id="sold-by-the-lessor",
        ),
        pytest.param({"est_proprietaire": False}, {}, FAILED, NON_CONFORME, id="not-the-owner"),
        pytest.param({"est_proprietaire": doubtful(True)}, {}, INCONCLUSIVE, ILLISIBLE, id="mention-doubtful"),
        pytest.param({"est_proprietaire": blank()}, {}, PASSED, None, id="mention-blank-is-another-rule"),
    ],
)
def test_lessee_cannot_sell(card, cerfa, status, motif):
    """Neither can a holder who is not the owner."""
    finding = the_finding(PARTY_LESSEE_CANNOT_SELL, a_carte_grise(**card), a_cession(**cerfa))
    assert (finding.status, finding.motif) == (status, motif)


@pytest.mark.parametrize(
    ("card", "status"),
    [
        pytest.param({}, PASSED, id="said"),
        pytest.param({"est_proprietaire": blank()}, FAILED, id="blank"),
        pytest.param({"est_proprietaire": unknown()}, INCONCLUSIVE, id="unread"),
        pytest.param({"est_proprietaire": blank(), "modele": "fni"}, NOT_APPLICABLE, id="old-card"),
    ],
)
def test_owner_mention(card, status):
    """C.4a, a warning at most."""
    finding = the_finding(PARTY_OWNER_MENTION, a_carte_grise(**card))
    assert (finding.status, finding.severity) == (status, WARNING)


@pytest.mark.parametrize(
    ("cerfa", "status"),
    [
        pytest.param({}, NOT_APPLICABLE, id="none"),
        pytest.param({"vendeur_siret": "73282932000074"}, PASSED, id="siret"),
        pytest.param({"acquereur_siret": "732829320"}, PASSED, id="siren"),
        pytest.param({"vendeur_siret": "73282932000075"}, FAILED, id="wrong-digit"),
        pytest.param({"vendeur_siret": unknown()}, INCONCLUSIVE, id="unread"),
    ],
)
def test_numbers_of_companies(cerfa, status):
    """By their check digit, a warning at most."""
    finding = the_finding(PARTY_SIREN_VALID, a_cession(**cerfa))
    assert (finding.status, finding.severity) == (status, WARNING)
