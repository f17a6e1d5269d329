"""Facts come from the command line, else the papers, else dossier.toml; contradictions are kept."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.core.documents import CertificatDestruction
from pipeline.core.dossier import Facts
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_declaration_achat,
    a_dossier,
    a_kbis,
    blank,
    doubtful,
    unknown,
)
from validators.policy import Policy
from validators.scenario import context_of, cotitulaires, resolve_scenario

NOTHING = {"acquereur_type": blank(), "acquereur_sexe": blank(), "acquereur_siret": blank()}
COMPANY = {
    "acquereur_type": "personne_morale",
    "acquereur_nom": "TRANSPORTS DUVAL SARL",
    "acquereur_siret": "12345678200010",
    "acquereur_sexe": None,
}


@pytest.mark.parametrize(
    ("values", "party"),
    [
        pytest.param({}, "particulier", id="box-natural-person"),
        pytest.param(COMPANY, "societe", id="box-legal-person"),
        pytest.param({**COMPANY, "acquereur_type": blank()}, "societe", id="siret-and-company-name"),
        pytest.param({**NOTHING, "acquereur_sexe": "M"}, "particulier", id="title-ticked"),
        pytest.param({**NOTHING, "acquereur_sexe": doubtful("M")}, None, id="title-in-doubt"),
        pytest.param(NOTHING, None, id="nothing-ticked"),
        pytest.param({**NOTHING, "acquereur_type": unknown()}, None, id="boxes-unread"),
        pytest.param({**NOTHING, "acquereur_siret": "12345678200010"}, None, id="siret-alone-may-be-a-sole-trader"),
        pytest.param({"acquereur_siret": "12345678200010"}, "particulier", id="sole-trader-is-a-natural-person"),
    ],
)
def test_kind_of_buyer_as_the_cerfa_shows_it(values: dict[str, Any], party: str | None) -> None:
    resolution = resolve_scenario(a_dossier(a_cession(**values)), Facts(), Policy())
    assert resolution.scenario.acquereur == party
    assert not resolution.contradictions


@pytest.mark.parametrize(
    ("values", "options", "declared", "party", "contradicted"),
    [
        pytest.param(NOTHING, {}, {"acquereur": "societe"}, "societe", False, id="declared-where-papers-are-silent"),
        pytest.param(
            NOTHING, {"acquereur": "societe"}, {"acquereur": "particulier"}, "societe", False, id="option-first"
        ),
        pytest.param({}, {}, {"acquereur": "societe"}, "particulier", True, id="papers-before-declaration"),
        pytest.param({}, {"acquereur": "particulier"}, {}, "particulier", False, id="same"),
        pytest.param(COMPANY, {}, {"acquereur": "professionnel"}, "professionnel", False, id="trade-refines-company"),
        pytest.param({}, {}, {"acquereur": "professionnel"}, "professionnel", True, id="trade-against-private-person"),
        pytest.param(
            {"acquereur_siret": "12345678200010"},
            {},
            {"acquereur": "professionnel"},
            "professionnel",
            False,
            id="trade-refines-sole-trader",
        ),
        pytest.param(
            {**COMPANY, "acquereur_type": "personne_physique"}, {}, {}, "particulier", True, id="ticked-against-name"
        ),
    ],
)
def test_declared_facts_and_papers(
    values: dict[str, Any], options: dict[str, Any], declared: dict[str, Any], party: str, contradicted: bool
) -> None:
    dossier = a_dossier(a_cession(**values), facts=Facts(**declared))
    resolution = resolve_scenario(dossier, Facts(**options), Policy())
    assert resolution.scenario.acquereur == party
    assert bool(resolution.contradictions) is contradicted


@pytest.mark.parametrize(
    ("ticked", "facts", "nature", "contradicted"),
    [
        pytest.param("cession", {}, "vente", False, id="sale-unless-said"),
        pytest.param("cession", {"nature": "don"}, "don", False, id="gift-declared"),
        pytest.param(blank(), {}, "vente", False, id="no-box-ticked"),
        pytest.param(unknown(), {}, None, False, id="boxes-unread"),
        pytest.param(unknown(), {"nature": "vente"}, "vente", False, id="boxes-unread-but-declared"),
        pytest.param("destruction", {"operation": "destruction"}, "destruction", False, id="destruction"),
        pytest.param("destruction", {}, "destruction", True, id="destruction-in-a-plain-sale"),
        pytest.param("cession", {"operation": "destruction"}, "destruction", True, id="sale-in-a-destruction"),
    ],
)
def test_nature_of_the_transfer(ticked: Any, facts: dict[str, Any], nature: str | None, contradicted: bool) -> None:
    resolution = resolve_scenario(a_dossier(a_cession(nature=ticked)), Facts(**facts), Policy())
    assert resolution.scenario.nature == nature
    assert bool(resolution.contradictions) is contradicted


@pytest.mark.parametrize(
    ("values", "count"),
    [
        pytest.param({}, 0, id="c41-blank"),
        pytest.param({"nombre_titulaires": 2, "cotitulaires": ("DURAND HUGO",)}, 1, id="two-holders"),
        pytest.param({"nombre_titulaires": 1, "cotitulaires": ("DURAND HUGO",)}, 1, id="one-beside-the-first"),
        pytest.param({"nombre_titulaires": blank(), "cotitulaires": ("DURAND HUGO",)}, 1, id="name-without-number"),
        pytest.param({"nombre_titulaires": unknown()}, None, id="number-unread"),
        pytest.param({"nombre_titulaires": unknown(), "cotitulaires": ("DURAND HUGO",)}, None, id="first-of-how-many"),
        pytest.param({"cotitulaires": unknown()}, None, id="names-unread"),
        pytest.param({"nombre_titulaires": doubtful(2), "cotitulaires": blank()}, None, id="number-in-doubt"),
    ],
)
def test_number_of_coholders(values: dict[str, Any], count: int | None) -> None:
    assert cotitulaires(a_dossier(a_carte_grise(**values)), Policy()) == count


def test_day_of_filing_is_the_one_said_else_the_day_in_paris() -> None:
    late = datetime(2026, 3, 15, 23, 30, tzinfo=ZoneInfo("UTC"))
    declared = a_dossier(facts=Facts(date_demande=date(2026, 3, 14)))

    def day(dossier: Any, options: Facts) -> date:
        return context_of(dossier, options, now=late, policy=Policy()).date_demande

    assert day(a_dossier(), Facts()) == date(2026, 3, 16)
    assert day(declared, Facts()) == date(2026, 3, 14)
    assert day(declared, Facts(date_demande=date(2026, 3, 10))) == date(2026, 3, 10)


DUVAL = {"acquereur_nom": "TRANSPORTS DUVAL SARL", "acquereur_siret": None, "acquereur_sexe": None}
GARAGE = {"acquereur_nom": "GARAGE DU CENTRE SAS", "acquereur_siret": "73282932000074", "acquereur_sexe": None}
SOLE = {"acquereur_nom": "DUVAL MARC", "acquereur_siret": "73282932000074"}
K = {"denomination": "DUVAL MARC", "siren": "732829320", "forme_juridique": blank()}
ALMOST = "GARAGE DU CENTRE VILLE SAS"


@pytest.mark.parametrize(
    ("cerfa", "paper", "declared", "party", "contradicted"),
    [
        pytest.param({**NOTHING, **DUVAL}, None, {}, "societe", False, id="company-name-alone"),
        pytest.param({**NOTHING, "acquereur_nom": "DUVAL MARC"}, a_kbis(), {}, None, False, id="kbis-of-another"),
        pytest.param(
            {**NOTHING, **SOLE}, a_kbis(siren="732829320"), {}, "societe", False, id="kbis-where-the-cerfa-is-silent"
        ),
        pytest.param(SOLE, a_kbis(siren="732829320"), {}, "particulier", True, id="kbis-against-the-cerfa"),
        pytest.param(SOLE, a_kbis(**K), {}, "particulier", False, id="extrait-k-of-a-natural-person"),
        pytest.param(
            {**NOTHING, **SOLE},
            a_kbis(siren="732829320"),
            {"acquereur": "particulier"},
            "societe",
            True,
            id="kbis-against-the-declaration",
        ),
        pytest.param(
            {**GARAGE, "acquereur_type": "personne_morale"},
            a_declaration_achat(),
            {},
            "professionnel",
            False,
            id="declaration-d-achat",
        ),
        pytest.param(
            {**GARAGE, "acquereur_type": "personne_morale"},
            a_declaration_achat(),
            {"acquereur": "societe"},
            "professionnel",
            False,
            id="which-refines-the-declaration",
        ),
        pytest.param(
            {**GARAGE, "acquereur_type": "personne_morale"},
            a_declaration_achat(),
            {"acquereur": "particulier"},
            "professionnel",
            True,
            id="or-contradicts-it",
        ),
        pytest.param(
            {**GARAGE, "acquereur_type": "personne_morale", "acquereur_siret": None},
            a_declaration_achat(acheteur_nom=ALMOST),
            {},
            "societe",
            False,
            id="of-another-trader",
        ),
        pytest.param(
            {**GARAGE, "acquereur_type": "personne_morale", "acquereur_siret": None},
            a_declaration_achat(acheteur_nom=doubtful("GARAGE DU CENTRE SAS"), acheteur_siren=unknown()),
            {},
            "societe",
            False,
            id="badly-read",
        ),
    ],
)
def test_kind_of_buyer_as_other_papers_show_it(
    cerfa: dict[str, Any], paper: Any, declared: dict[str, Any], party: str | None, contradicted: bool
) -> None:
    given = (paper,) if paper else ()
    resolution = resolve_scenario(a_dossier(a_cession(**cerfa), *given, facts=Facts(**declared)), Facts(), Policy())
    assert resolution.scenario.acquereur == party
    assert bool(resolution.contradictions) is contradicted


def test_who_bought_by_a_declaration_d_achat_sells_as_a_trader() -> None:
    cerfa = a_cession(vendeur_nom="GARAGE DU CENTRE SAS", vendeur_type="personne_morale", vendeur_sexe=None)
    dossier = a_dossier(cerfa, a_declaration_achat(nature="recepisse"))
    assert resolve_scenario(dossier, Facts(), Policy()).scenario.vendeur == "professionnel"


def test_a_certificate_of_destruction_contradicts_a_plain_sale() -> None:
    dossier = a_dossier(CertificatDestruction(id="certificat_destruction-1"))
    assert resolve_scenario(dossier, Facts(), Policy()).contradictions


@pytest.mark.parametrize(
    ("values", "contradicted"),
    [
        pytest.param(NOTHING, False, id="cerfa-silent"),
        pytest.param(COMPANY, False, id="company"),
        pytest.param({"acquereur_siret": "12345678200010"}, False, id="sole-trader"),
        pytest.param({}, True, id="private-person"),
    ],
)
def test_a_purchase_is_made_by_the_trade(values: dict[str, Any], contradicted: bool) -> None:
    purchase = resolve_scenario(a_dossier(a_cession(**values)), Facts(operation="achat"), Policy())
    assert purchase.scenario.acquereur == "professionnel"
    assert bool(purchase.contradictions) is contradicted


@pytest.mark.parametrize(
    ("field", "day"),
    [
        pytest.param(date(2026, 3, 12), date(2026, 3, 12), id="read"),
        pytest.param(doubtful(date(2026, 3, 12)), None, id="doubtful"),
        pytest.param(blank(), None, id="blank"),
    ],
)
def test_day_of_the_sale_only_when_sure(field: Any, day: date | None) -> None:
    assert a_context(a_dossier(a_cession(date_cession=field))).date_cession == day
