"""Acceptance scenarios of rules.md 9.2 about traders, companies that file, mandates, codes and special transfers.

All rules run on complete dossiers. A scenario that passes may warn of nothing but what is listed, and informs at least
of what is listed. One that rejects may also fail what follows from its fault.
"""

from datetime import date, time
from typing import Any

import pytest

from pipeline.core.dossier import Dossier
from pipeline.core.formats.mrz_carte_grise import compose
from pipeline.core.report import Severity, Status
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_dossier,
    a_kbis,
    a_mandat,
    a_piece_identite,
    a_recepisse,
    an_accuse,
    blank,
)
from validators.catalogue import CATALOGUE
from validators.engine import judge

INFO, WARNING, BLOCKING = Severity.INFO, Severity.WARNING, Severity.BLOCKING
REGISTER = "immatriculation"
TRAILER = {"genre": "REM", "carrosserie": "BENNE", "categorie_ce": "O1"}


def said(dossier: Dossier, severity: Severity, **how: Any) -> set[str]:
    """Rules of that severity that did not hold."""
    judgement = judge(CATALOGUE, dossier, a_context(dossier, **how))
    assert judgement.crashes == ()
    loud = (Status.FAILED, Status.INCONCLUSIVE)
    return {one.rule for one in judgement.findings if one.status in loud and one.severity is severity}


def purchase(**card: Any) -> Dossier:
    """BASE-TRADE."""
    return a_dossier(
        a_carte_grise(**{"coupon_rempli": False, **card}), without=("controle_technique",), operation="achat"
    )


def resale(*receipts: Any) -> Dossier:
    """BASE-RESALE."""
    card = a_carte_grise(
        mention_cession="VENDU LE 02/02/2026 A 10H00",
        mention_cession_date=date(2026, 2, 2),
        mention_cession_heure=time(10, 0),
    )
    sale = a_cession(
        vendeur_type="personne_morale",
        vendeur_sexe=None,
        vendeur_nom="GARAGE DU CENTRE SAS",
        vendeur_siret="73282932000074",
        vendeur_adresse="3 ROUTE DE PARIS",
        vendeur_code_postal="31200",
        vendeur_cachet=True,
    )
    return a_dossier(card, sale, *receipts, operation=REGISTER)


def company(**kbis: Any) -> Dossier:
    """BASE-DEC on BASE-COMP."""
    name = "TRANSPORTS DUVAL SARL"
    return a_dossier(
        a_carte_grise(titulaire=name),
        a_cession(
            exemplaire=1,
            vendeur_type="personne_morale",
            vendeur_sexe=None,
            vendeur_nom=name,
            vendeur_siret="12345678200010",
            vendeur_cachet=True,
        ),
        a_kbis(**kbis),
        a_mandat(mandant_nom=name, mandant_siren="123456782", cachet=True),
        a_piece_identite(nom="DUVAL", prenoms="MARC", sexe="M"),
    )


def without_agent() -> Dossier:
    """A55."""
    return a_dossier(an_accuse(code_cession="48213"), without=("mandat",), operation=REGISTER)


def trailer() -> Dossier:
    """A58."""
    strip = compose(
        immatriculation="AB-123-CD",
        vin="VF1RFB00456789012",
        date_premiere_immatriculation=date(2016, 5, 20),
        numero_formule="2019AB12345",
        genre="REM",
        carrosserie="BENNE",
        marque="RENAULT",
        denomination_commerciale="CLIO",
    )
    return a_dossier(
        a_carte_grise(**TRAILER, ptac_kg=750, mrz=strip),
        a_cession(genre="REM", kilometrage=blank()),
        without=("controle_technique",),
        operation=REGISTER,
    )


PASSING = [
    pytest.param(purchase(), {"operation": "achat"}, set(), {"ct.not-required-trader"}, id="A18"),
    pytest.param(purchase(coupon_rempli=True), {"operation": "achat"}, {"ci.coupon-blank-for-trader"}, set(), id="A19"),
    pytest.param(company(), {}, set(), set(), id="BASE-DEC-on-BASE-COMP"),
    pytest.param(company(date_a_jour=date(2025, 11, 10)), {}, {"kbis.age"}, set(), id="A50"),
    pytest.param(
        without_agent(),
        {"operation": REGISTER, "canal": "ants"},
        {"code.not-confidential"},
        {"code.alternative"},
        id="A55",
    ),
    pytest.param(trailer(), {"operation": REGISTER}, set(), {"trailer.scope"}, id="A58"),
    pytest.param(
        a_dossier(a_carte_grise(mention_cession="CEDE LE 12/03/2026 A 14H30"), operation=REGISTER),
        {"operation": REGISTER, "nature": "don"},
        set(),
        {"gift.same-rules"},
        id="A64",
    ),
    pytest.param(resale(a_recepisse()), {"operation": REGISTER}, set(), set(), id="A66"),
]


@pytest.mark.parametrize(("dossier", "how", "warnings", "infos"), PASSING)
def test_it_passes(dossier: Dossier, how: dict[str, Any], warnings: set[str], infos: set[str]) -> None:
    assert said(dossier, BLOCKING, **how) == set()
    assert said(dossier, WARNING, **how) == warnings
    assert said(dossier, INFO, **how) >= infos


WRECK = a_dossier(
    a_carte_grise(
        mention_cession="VENDU LE 12/03/2026 A 14H30 POUR DESTRUCTION", coupon_present=False, coupon_rempli=blank()
    ),
    a_cession(
        nature="destruction", acquereur_nom="CASSE DU SUD SARL", acquereur_type="personne_morale", acquereur_sexe=None
    ),
    without=("controle_technique",),
    operation="destruction",
)

REJECTED = [
    pytest.param(company(date_a_jour=date(2024, 3, 16)), {}, {"kbis.age"}, id="A51"),
    pytest.param(WRECK, {"operation": "destruction"}, {"cerfa.vhu-number", "destruction.documents"}, id="A63"),
    pytest.param(
        resale(),
        {"operation": REGISTER, "vendeur": "professionnel"},
        {"docs.da-receipt", "scope.chain-of-title", "da.receipt-chain"},
        id="A67",
    ),
    pytest.param(
        a_dossier(a_mandat(mandant_nom="LEROY PAUL", signatures=0), operation=REGISTER),
        {"operation": REGISTER},
        {"mandat.signed"},
        id="A73",
    ),
]


@pytest.mark.parametrize(("dossier", "how", "rules"), REJECTED)
def test_it_is_rejected(dossier: Dossier, how: dict[str, Any], rules: set[str]) -> None:
    assert rules <= said(dossier, BLOCKING, **how)
