"""The decision table of rules.md 3.4, row by row, and which visit prevails."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.core.documents import ControleTechnique
from tests.builders import a_carte_grise, a_context, a_controle_technique, a_dossier, blank, doubtful, unknown
from validators.context import Vehicle
from validators.inspection import inspection, periodic_visit, prevailing
from validators.policy import Policy
from validators.scenario import vehicle_of

OLD, YOUNG = date(2016, 5, 20), date(2024, 5, 20)
SALE = date(2026, 3, 12)
CAR = Vehicle(genre="VP", premiere_immatriculation=OLD, ptac_kg=1650)
BIKE = Vehicle(genre="MTT2", premiere_immatriculation=OLD)


@pytest.mark.parametrize(
    ("vehicle", "how", "needed"),
    [
        pytest.param(CAR, {"nature": "destruction"}, False, id="row1-destruction"),
        pytest.param(CAR, {"acquereur": "professionnel"}, False, id="row2-trader"),
        pytest.param(CAR, {"acquereur": "societe"}, True, id="row2-company-is-no-trader"),
        pytest.param(CAR, {"acquereur": None}, None, id="row2-unknown-buyer"),
        pytest.param(replace(CAR, premiere_immatriculation=YOUNG), {"acquereur": None}, False, id="row2-moot"),
        pytest.param(CAR, {"nature": "succession"}, None, id="row3-inheritance-to-look-at"),
        pytest.param(CAR, {"nature": "don"}, True, id="gift-is-like-a-sale"),
        pytest.param(
            Vehicle("VP", date(1959, 12, 31), 1200, is_collection=True), {}, False, id="row5-collection-before-1960"
        ),
        pytest.param(Vehicle("VP", date(1960, 1, 1), 1200, is_collection=True), {}, True, id="row5-collection-of-1960"),
        pytest.param(
            Vehicle("CTTE", date(1975, 1, 1), 3501, is_collection=True), {}, False, id="row5-heavy-collection"
        ),
        pytest.param(Vehicle("TRA", OLD, 5000), {}, False, id="row7-tractor"),
        pytest.param(Vehicle("MIAR", None, None), {}, False, id="row7-nothing-else-known"),
        pytest.param(Vehicle("REM", OLD, 750), {}, False, id="row8-trailer"),
        pytest.param(Vehicle("RESP", OLD, 3500), {}, False, id="row8-caravan-of-3500"),
        pytest.param(Vehicle("SREM", OLD, 3501), {}, True, id="row14-heavy-trailer"),
        pytest.param(Vehicle("REM", OLD, None), {}, None, id="row8-weight-unknown"),
        pytest.param(BIKE, {}, True, id="row9-motorcycle"),
        pytest.param(BIKE, {"cession": date(2024, 4, 14)}, False, id="row9-before-the-inspection-existed"),
        pytest.param(BIKE, {"cession": date(2024, 4, 15)}, True, id="row9-first-day"),
        pytest.param(
            replace(BIKE, premiere_immatriculation=date(2021, 3, 13)), {}, False, id="row10-day-before-five-years"
        ),
        pytest.param(replace(BIKE, premiere_immatriculation=date(2021, 3, 12)), {}, True, id="row9-five-years"),
        pytest.param(Vehicle("VP", date(2025, 3, 12), 1650, is_public_use=True), {}, True, id="row11-taxi-of-one-year"),
        pytest.param(
            Vehicle("VP", date(2025, 3, 13), 1650, is_public_use=True), {}, False, id="row11-taxi-under-one-year"
        ),
        pytest.param(
            Vehicle("VP", date(2025, 3, 12), 1650, is_public_use=None), {}, None, id="row11-use-unread-at-one-year"
        ),
        pytest.param(
            Vehicle("VP", date(2025, 3, 13), 1650, is_public_use=None), {}, False, id="row11-use-unread-under-one-year"
        ),
        pytest.param(replace(CAR, is_public_use=None), {}, True, id="row12-use-unread"),
        pytest.param(replace(CAR, premiere_immatriculation=date(2022, 3, 12)), {}, True, id="row12-four-years"),
        pytest.param(
            replace(CAR, premiere_immatriculation=date(2022, 3, 13)), {}, False, id="row13-day-before-four-years"
        ),
        pytest.param(replace(CAR, ptac_kg=None), {}, True, id="row12-car-without-weight"),
        pytest.param(Vehicle("VASP", OLD, None), {}, True, id="vasp-either-way"),
        pytest.param(Vehicle("VASP", YOUNG, None), {}, None, id="vasp-young-weight-decides"),
        pytest.param(Vehicle("CAM", YOUNG, 12000), {}, True, id="row14-lorry"),
        pytest.param(Vehicle("VASP", YOUNG, 4000), {}, True, id="row14-heavy-camper"),
        pytest.param(Vehicle(None, OLD, 1650), {}, None, id="row15-kind-unknown"),
        pytest.param(Vehicle("XYZ", OLD, 1650), {}, None, id="row15-kind-not-in-the-table"),
        pytest.param(replace(CAR, premiere_immatriculation=None), {}, None, id="first-registration-unknown"),
        pytest.param(CAR, {"cession": None}, None, id="sale-unknown"),
    ],
)
def test_decision_table(vehicle: Vehicle, how: dict[str, Any], needed: bool | None) -> None:
    facts = {"cession": SALE, "date_demande": SALE, "nature": "vente", "acquereur": "particulier", "policy": Policy()}
    assert inspection(vehicle, **{**facts, **how}).needed is needed


@pytest.mark.parametrize(
    ("policy", "needed"),
    [
        pytest.param(Policy(), True, id="anniversary-counts"),
        pytest.param(Policy(ct_age_boundary="exclusive"), False, id="anniversary-does-not-count"),
        pytest.param(Policy(ct_min_age_years=5), False, id="other-age"),
    ],
)
def test_policy_moves_the_age(policy: Policy, needed: bool) -> None:
    vehicle = replace(CAR, premiere_immatriculation=date(2022, 3, 12))
    said = inspection(vehicle, cession=SALE, date_demande=SALE, nature="vente", acquereur="particulier", policy=policy)
    assert said.needed is needed


@pytest.mark.parametrize(("reference", "needed"), [("sale", False), ("application", True), ("stricter", True)])
def test_policy_chooses_the_day_on_which_age_counts(reference: Any, needed: bool) -> None:
    vehicle = replace(CAR, premiere_immatriculation=date(2022, 3, 13))
    said = inspection(
        vehicle,
        cession=SALE,
        date_demande=date(2026, 3, 13),
        nature="vente",
        acquereur="particulier",
        policy=Policy(ct_age_reference=reference),
    )
    assert said.needed is needed


def test_a_doubtful_use_that_asks_for_more_counts_and_one_that_exempts_does_not() -> None:
    def seen(words: str) -> Vehicle:
        return vehicle_of(a_dossier(a_carte_grise(mentions=doubtful((words,)))), Policy())

    assert seen("USAGE TAXI").is_public_use
    assert not seen("VEHICULE DE COLLECTION").is_collection


@pytest.mark.parametrize(
    ("mentions", "use"),
    [
        pytest.param(blank(), False, id="no-remarks"),
        pytest.param(("VEHICULE DUPLICATA",), False, id="others"),
        pytest.param(("VEHICULE AUTO-ECOLE",), True, id="driving-school"),
        pytest.param(unknown(), None, id="unread"),
    ],
)
def test_a_use_may_be_among_remarks_that_were_not_read(mentions: Any, use: bool | None) -> None:
    assert vehicle_of(a_dossier(a_carte_grise(mentions=mentions)), Policy()).is_public_use is use


INITIAL = a_controle_technique(1, date_controle=date(2026, 1, 5), resultat="S")
RETEST = a_controle_technique(
    2, nature="contre_visite", date_controle=date(2026, 2, 20), date_visite_initiale=date(2026, 1, 5)
)
VOLUNTARY = a_controle_technique(3, nature="volontaire", date_controle=date(2026, 3, 1))
UNDATED = a_controle_technique(4, date_controle=unknown())
SAME_DAY = a_controle_technique(
    5, nature="contre_visite", date_controle=date(2026, 1, 5), date_visite_initiale=date(2026, 1, 5)
)


@pytest.mark.parametrize(
    ("pvs", "expected"),
    [
        pytest.param([INITIAL], [INITIAL], id="alone"),
        pytest.param([INITIAL, RETEST], [RETEST], id="retest-after-visit"),
        pytest.param([RETEST, INITIAL], [RETEST], id="in-any-order"),
        pytest.param([INITIAL, SAME_DAY], [SAME_DAY], id="retest-of-the-same-day"),
        pytest.param([INITIAL, VOLUNTARY], [INITIAL], id="voluntary-check-does-not-count"),
        pytest.param([VOLUNTARY], [], id="nothing-but-a-voluntary-check"),
        pytest.param([INITIAL, UNDATED], [INITIAL, UNDATED], id="both-judged-when-the-later-is-not-known"),
    ],
)
def test_latest_statutory_visit_prevails(pvs: list[ControleTechnique], expected: list[ControleTechnique]) -> None:
    dossier = a_dossier(*pvs)
    assert list(prevailing(dossier, a_context(dossier))) == expected


@pytest.mark.parametrize(
    ("pvs", "subject", "dates"),
    [
        pytest.param([INITIAL], INITIAL, [date(2026, 1, 5)], id="visit"),
        pytest.param([RETEST], RETEST, [date(2026, 1, 5)], id="printed-on-the-retest"),
        pytest.param([INITIAL, RETEST], RETEST, [date(2026, 1, 5), date(2026, 1, 5)], id="both-must-agree"),
    ],
)
def test_delays_run_from_the_periodic_visit(
    pvs: list[ControleTechnique], subject: ControleTechnique, dates: list[date]
) -> None:
    dossier = a_dossier(*pvs)
    assert [one.value for one in periodic_visit(dossier, subject, a_context(dossier))] == dates
