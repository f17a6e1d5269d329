"""Destruction, succession, moped without card, and what is only to be known of a transfer."""

from datetime import date
from typing import Any

import pytest

from tests.builders import (
    a_carte_grise,
    a_certificat_destruction,
    a_cession,
    a_declaration_perte,
    blank,
    doubtful,
    the_finding,
    the_outcome,
    unknown,
)
from validators.rule import Rule
from validators.rules.reminders import (
    DESTRUCTION_NO_CT,
    DOCS_ORIGINAL_FORM,
    GIFT_SAME_RULES,
    HEIRS_CT,
    LEASE_BUYOUT,
    TRAILER_SCOPE,
)
from validators.rules.special import (
    DESTRUCTION_CERTIFICATE,
    DESTRUCTION_COUPON,
    DESTRUCTION_DOCUMENTS,
    HEIRS_DOCUMENTS,
    HEIRS_WINDOW,
    MOPED_NEVER_REGISTERED,
    first_day_of_death,
)

WRECK = {"operation": "destruction"}
CENTRE = {"nature": "destruction", "acquereur_nom": "CASSE DU SUD SARL", "acquereur_type": "personne_morale"}
NUMBERED = {**CENTRE, "agrement_vhu": "PR3100001D"}
PERSON = {"nature": "destruction"}


@pytest.mark.parametrize(
    ("papers", "how", "outcome"),
    [
        pytest.param([a_cession(**NUMBERED)], {}, "passed", id="approved-centre"),
        pytest.param([a_cession(**CENTRE, certifie_vhu=True)], {}, "passed", id="centre-ticked"),
        pytest.param([a_cession(**CENTRE), a_certificat_destruction()], {}, "passed", id="certificate-joined"),
        pytest.param([a_cession(**CENTRE)], {}, "failed:non_conforme", id="a-company-without-approval"),
        pytest.param([a_cession(**CENTRE, agrement_vhu=unknown())], {}, "inconclusive:illisible", id="number-unread"),
        pytest.param([a_cession(**PERSON)], {}, "failed:non_conforme", id="a-person"),
        pytest.param([a_cession(**CENTRE), a_carte_grise(genre="MTT2")], {}, "passed", id="motorcycle-to-a-business"),
        pytest.param([a_cession(**PERSON), a_carte_grise(genre="MTT2")], {}, "failed:non_conforme",
                     id="motorcycle-to-a-person"),
        pytest.param([a_cession(**CENTRE), a_carte_grise(genre=unknown())], {}, "inconclusive:illisible",
                     id="kind-unread"),
        pytest.param([a_cession(**NUMBERED)], {"without": ("carte_grise",)}, "failed:incomplet", id="no-title"),
        pytest.param([a_cession(**NUMBERED), a_declaration_perte()], {"without": ("carte_grise",)}, "passed",
                     id="declared-lost"),
        pytest.param([a_cession(**{**PERSON, "acquereur_type": unknown(), "acquereur_sexe": unknown()})], {},
                     "inconclusive:illisible", id="buyer-unknown"),
    ],
)  # fmt: skip
def test_a_vehicle_is_destroyed_by_who_may(papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DESTRUCTION_DOCUMENTS, *papers, **WRECK, **how) == outcome


@pytest.mark.parametrize(
    ("card", "outcome"),
    [
        pytest.param({"coin_coupe": True}, "passed", id="corner"),
        pytest.param({"coupon_present": False}, "passed", id="coupon"),
        pytest.param({}, "failed:info", id="whole"),
        pytest.param({"coin_coupe": unknown(), "coupon_present": doubtful(True)}, "inconclusive:info", id="unread"),
    ],
)
def test_the_card_of_a_destroyed_vehicle_is_cut(card: dict[str, Any], outcome: str) -> None:
    assert the_outcome(DESTRUCTION_COUPON, a_carte_grise(**card), a_cession(**NUMBERED), **WRECK) == outcome


def test_the_certificate_of_destruction_may_come_later() -> None:
    sale = a_cession(**NUMBERED)
    assert the_outcome(DESTRUCTION_CERTIFICATE, sale, **WRECK) == "failed:info"
    assert the_outcome(DESTRUCTION_CERTIFICATE, sale, a_certificat_destruction(), **WRECK) == "passed"


@pytest.mark.parametrize(
    "rule",
    [
        DESTRUCTION_DOCUMENTS,
        DESTRUCTION_CERTIFICATE,
        DESTRUCTION_COUPON,
        DESTRUCTION_NO_CT,
        HEIRS_WINDOW,
        HEIRS_DOCUMENTS,
        HEIRS_CT,
        GIFT_SAME_RULES,
        TRAILER_SCOPE,
        LEASE_BUYOUT,
        MOPED_NEVER_REGISTERED,
    ],
    ids=lambda rule: rule.id,
)
def test_a_plain_sale_of_a_car_has_none_of_these(rule: Rule) -> None:
    assert the_outcome(rule) == "not_applicable"


@pytest.mark.parametrize(
    ("sale", "first"),
    [
        pytest.param(date(2026, 2, 28), date(2025, 11, 28), id="D24-30-november-is-in-time"),
        pytest.param(date(2026, 3, 1), date(2025, 12, 1), id="after-a-short-month"),
        pytest.param(date(2026, 5, 31), date(2026, 3, 1), id="no-day-31-three-months-before"),
        pytest.param(date(2026, 4, 15), date(2026, 1, 15), id="plain"),
    ],
)
def test_heirs_have_three_months(sale: date, first: date) -> None:
    """Not exceeding three months after the death, the last day included."""
    assert first_day_of_death(sale) == first


def test_a_succession_is_for_a_person_to_look_at() -> None:
    for rule in (HEIRS_WINDOW, HEIRS_DOCUMENTS):
        assert the_outcome(rule, nature="succession") == "inconclusive:illisible"
    assert "12/12/2025" in the_finding(HEIRS_WINDOW, nature="succession").message


MOPED = {"genre": "CL", "immatriculation": blank(), "date_premiere_immatriculation": date(2001, 4, 2)}


@pytest.mark.parametrize(
    ("cerfa", "without", "outcome"),
    [
        pytest.param(MOPED, ("carte_grise",), "inconclusive:illisible", id="proof-to-be-seen"),
        pytest.param({**MOPED, "date_premiere_immatriculation": date(2004, 6, 30)}, ("carte_grise",),
                     "inconclusive:illisible", id="last-day-before-registration"),
        pytest.param({**MOPED, "date_premiere_immatriculation": date(2004, 7, 1)}, ("carte_grise",),
                     "failed:incomplet", id="first-day-of-registration"),
        pytest.param({**MOPED, "date_premiere_immatriculation": unknown()}, ("carte_grise",),
                     "inconclusive:illisible", id="first-use-unread"),
        pytest.param({**MOPED, "immatriculation": "AB-123-C"}, ("carte_grise",), "not_applicable", id="registered"),
        pytest.param({**MOPED, "immatriculation": unknown()}, ("carte_grise",), "not_applicable", id="plate-unread"),
        pytest.param(MOPED, (), "not_applicable", id="with-its-card"),
        pytest.param({}, ("carte_grise",), "not_applicable", id="a-car"),
    ],
)  # fmt: skip
def test_a_moped_that_was_never_registered(cerfa: dict[str, Any], without: tuple[str, ...], outcome: str) -> None:
    assert the_outcome(MOPED_NEVER_REGISTERED, a_cession(**cerfa), without=without) == outcome


@pytest.mark.parametrize(
    ("rule", "card", "how", "outcome"),
    [
        pytest.param(DOCS_ORIGINAL_FORM, {}, {}, "failed:info", id="an-agent-keeps-the-originals"),
        pytest.param(DOCS_ORIGINAL_FORM, {}, {"canal": "ants"}, "not_applicable", id="no-agent"),
        pytest.param(GIFT_SAME_RULES, {}, {"nature": "don"}, "failed:info", id="gift-A64"),
        pytest.param(HEIRS_CT, {}, {"nature": "succession"}, "failed:info", id="heirs"),
        pytest.param(DESTRUCTION_NO_CT, {}, WRECK, "failed:info", id="destruction"),
        pytest.param(TRAILER_SCOPE, {"genre": "REM", "ptac_kg": 750}, {}, "failed:info", id="trailer-A58"),
        pytest.param(TRAILER_SCOPE, {"genre": "REM", "ptac_kg": 501}, {}, "failed:info", id="trailer-501-kg"),
        pytest.param(TRAILER_SCOPE, {"genre": "REM", "ptac_kg": 500}, {}, "not_applicable", id="trailer-500-kg"),
        pytest.param(TRAILER_SCOPE, {"genre": unknown()}, {}, "inconclusive:info", id="kind-unread"),
    ],
)
def test_reminders(rule: Rule, card: dict[str, Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, a_carte_grise(**card), **how) == outcome


def test_a_heavy_trailer_is_inspected() -> None:
    assert "annuel" in the_finding(TRAILER_SCOPE, a_carte_grise(genre="SREM", ptac_kg=3501)).message
    assert "annuel" not in the_finding(TRAILER_SCOPE, a_carte_grise(genre="SREM", ptac_kg=3500)).message


LESSOR = {
    "titulaire": "CREDIT BAIL AUTO SA",
    "adresse": "5 AVENUE JEAN JAURES",
    "code_postal": "69007",
    "commune": "LYON",
}
SOLD = {"vendeur_nom": "CREDIT BAIL AUTO SA", "vendeur_type": "personne_morale"}


@pytest.mark.parametrize(
    ("card", "cerfa", "outcome"),
    [
        pytest.param(LESSOR, SOLD, "failed:info", id="to-the-address-of-the-card"),
        pytest.param({**LESSOR, "adresse": "12 RUE DES LILAS"}, SOLD, "not_applicable", id="to-somebody-else"),
        pytest.param(LESSOR, {"vendeur_nom": "LEROY PAUL"}, "not_applicable", id="not-by-the-lessor"),
        pytest.param({**LESSOR, "commune": unknown()}, SOLD, "not_applicable", id="address-unread"),
        pytest.param({**LESSOR, "titulaire": unknown()}, SOLD, "inconclusive:info", id="holder-unread"),
    ],
)
def test_a_lessor_sells_to_the_lessee(card: dict[str, Any], cerfa: dict[str, Any], outcome: str) -> None:
    assert the_outcome(LEASE_BUYOUT, a_carte_grise(**card), a_cession(**cerfa)) == outcome
