"""Each rule on what an identity paper is worth: passing, failing, in doubt, not applicable."""

from datetime import date
from typing import Any

import pytest

from pipeline.core.documents import Document, PieceIdentite
from pipeline.core.report import Finding, Severity, Status
from tests.builders import (
    a_buyers_identity,
    a_carte_grise,
    a_cession,
    a_declaration_achat,
    a_field,
    a_justificatif,
    a_kbis,
    a_piece_identite,
    a_procuration,
    doubtful,
    the_findings,
    the_outcome,
    unknown,
)
from validators.policy import IdExpiredBetween, Papers, Policy
from validators.rule import Rule
from validators.rules.identite import (
    ID_BOTH_SIDES,
    ID_CNI_EXTENSION,
    ID_KIND,
    ID_PERSON_ROLE,
    ID_PLAUSIBLE_DATES,
    ID_VALID,
    validity,
)
from validators.rules.identite_mrz import ID_MRZ_CHECK, ID_MRZ_VS_PRINT

ALL = [
    ID_KIND,
    ID_VALID,
    ID_CNI_EXTENSION,
    ID_BOTH_SIDES,
    ID_MRZ_CHECK,
    ID_MRZ_VS_PRINT,
    ID_PLAUSIBLE_DATES,
    ID_PERSON_ROLE,
]
NOBODY = {"nom": "BERNARD", "prenoms": "LUC", "sexe": "M"}
PASSPORT = {"type": "passeport", "numero": "19AB12345", "date_delivrance": date(2019, 5, 2)}
FOREIGN = ("P<BELPEETERS<<ANNE<<<<<<<<<<<<<<<<<<<<<<<<<<", "EH123456<6BEL8506177F3305023<<<<<<<<<<<<<<00")
LICENCE = {"type": "permis", "numero": "13AA00002", "date_delivrance": date(2018, 4, 3)}
OLD = {"date_delivrance": date(2012, 5, 10), "date_expiration": date(2022, 5, 9), "numero": "120475012345"}


def one(rule: Rule, values: dict[str, Any], **how: Any) -> str:
    return the_outcome(rule, a_piece_identite(**values), **how)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_without_an_identity_paper_there_is_nothing_to_judge(rule: Rule) -> None:
    assert the_outcome(rule, without=("piece_identite",)) == "not_applicable"


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        pytest.param({}, "passed", id="card"),
        pytest.param(PASSPORT, "passed", id="passport"),
        pytest.param(LICENCE, "passed", id="licence"),
        pytest.param({"type": "carte_vitale", "mrz": unknown()}, "failed:non_conforme", id="health-card"),
        pytest.param({"type": unknown()}, "inconclusive:illisible", id="unread"),
        pytest.param({**PASSPORT, "mrz": FOREIGN}, "failed:warning", id="passport-of-another-state"),
        pytest.param({"mrz": unknown()}, "passed", id="strip-unread"),
    ],
)
def test_kind(values: dict[str, Any], outcome: str) -> None:
    assert one(ID_KIND, values) == outcome


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        pytest.param({}, "passed", id="in-force"),
        pytest.param({"date_expiration": date(2026, 3, 16)}, "passed", id="last-day"),
        pytest.param({"date_expiration": date(2026, 3, 11)}, "inconclusive:illisible", id="runs-for-no-usual-time"),
        pytest.param(
            {"date_delivrance": date(2016, 3, 12), "date_expiration": date(2026, 3, 11)},
            "failed:non_conforme",
            id="day-before-the-sale",
        ),
        pytest.param(
            {"date_delivrance": date(2016, 3, 16), "date_expiration": date(2026, 3, 15)},
            "failed:warning",
            id="seller-between-sale-and-request",
        ),
        pytest.param({"date_expiration": unknown()}, "inconclusive:illisible", id="unread"),
        pytest.param({"date_expiration": doubtful(date(2033, 4, 2))}, "inconclusive:illisible", id="doubtful"),
        pytest.param(OLD, "passed", id="A52-D26-longer-by-five-years"),
        pytest.param(
            {**OLD, "date_naissance": date(1996, 3, 21)}, "failed:non_conforme", id="A53-minor-when-it-was-issued"
        ),
        pytest.param({**OLD, "date_naissance": date(1994, 5, 10)}, "passed", id="eighteen-on-the-day-of-issue"),
        pytest.param({**OLD, "date_naissance": date(1994, 5, 11)}, "failed:non_conforme", id="eighteen-a-day-later"),
        pytest.param({**OLD, "date_delivrance": unknown()}, "inconclusive:illisible", id="issue-unread"),
        pytest.param({**OLD, "date_naissance": unknown()}, "inconclusive:illisible", id="birth-unread"),
        pytest.param(
            {"date_delivrance": date(2004, 1, 1), "date_expiration": date(2013, 12, 31)},
            "failed:non_conforme",
            id="issued-a-day-too-early-to-be-lengthened",
        ),
        pytest.param(
            {**PASSPORT, "date_delivrance": date(2012, 5, 10), "date_expiration": date(2022, 5, 9)},
            "failed:non_conforme",
            id="a-passport-is-not-lengthened",
        ),
        pytest.param({**OLD, "type": unknown(), "mrz": unknown()}, "inconclusive:illisible", id="kind-unread"),
    ],
)
def test_in_force_on_the_day_of_the_request(values: dict[str, Any], outcome: str) -> None:
    """Request 16 March 2026, sale 12 March; the paper is the seller's."""
    assert one(ID_VALID, values) == outcome


EXPIRED = {"date_delivrance": date(2016, 3, 16), "date_expiration": date(2026, 3, 15)}
"""Between the sale and the request."""


@pytest.mark.parametrize(
    ("values", "how", "outcome"),
    [
        pytest.param(EXPIRED, {"operation": "immatriculation"}, "failed:non_conforme", id="buyer-rejects"),
        pytest.param(
            EXPIRED,
            {
                "operation": "immatriculation",
                "policy": Policy(id_expired_between=IdExpiredBetween(acquereur="warn")),
            },
            "failed:warning",
            id="buyer-warned-by-policy",
        ),
        pytest.param(
            EXPIRED, {"operation": "immatriculation", "policy": Policy(id_reference="sale")}, "passed", id="at-the-sale"
        ),
        pytest.param(EXPIRED, {}, "failed:warning", id="a-buyer-is-not-asked-for-one-in-a-cession"),
        pytest.param({"date_expiration": unknown()}, {}, "inconclusive:warning", id="nor-stops-it-unread"),
        pytest.param(
            {**EXPIRED, "nom": "BERNARD"}, {}, "failed:non_conforme", id="whose-it-is-not-known-it-is-taken-strictly"
        ),
        pytest.param(
            {**EXPIRED, "nom": "BERNARD"},
            {"policy": Policy(papers=Papers(piece_identite="off"))},
            "failed:warning",
            id="papers-off",
        ),
    ],
)
def test_in_force_for_whom_the_operation_asks(values: dict[str, Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(ID_VALID, a_buyers_identity(**values), **how) == outcome


def test_the_sellers_paper_is_judged_strictly_when_the_policy_says_so() -> None:
    strict = Policy(id_expired_between=IdExpiredBetween(vendeur="reject"))
    assert one(ID_VALID, EXPIRED, policy=strict) == "failed:non_conforme"


@pytest.mark.parametrize(
    ("first", "outcome"),
    [
        pytest.param(a_buyers_identity(1), "inconclusive:warning", id="beside-the-card-of-the-buyer"),
        pytest.param(a_piece_identite(1), "inconclusive:illisible", id="beside-the-card-of-the-seller"),
        pytest.param(a_buyers_identity(1, nom=unknown()), "inconclusive:illisible", id="beside-a-card-unread"),
    ],
)
def test_a_licence_is_no_identity_paper_where_there_is_another(first: PieceIdentite, outcome: str) -> None:
    """The pink licence says no expiry; the buyer joins it because a licence is asked for, too."""
    pink = a_buyers_identity(2, type="permis", numero="13AA00002", date_expiration=unknown(), mrz=unknown())
    finding = the_findings(ID_VALID, first, pink, operation="immatriculation")[1]
    assert f"{finding.status}:{finding.motif or finding.severity}" == outcome


@pytest.mark.parametrize(
    ("piece", "delivrance", "until"),
    [
        pytest.param("cni", date(2004, 1, 1), date(2022, 5, 9), id="day-before"),
        pytest.param("cni", date(2004, 1, 2), date(2027, 5, 9), id="first-day"),
        pytest.param("cni", date(2013, 12, 31), date(2027, 5, 9), id="last-day"),
        pytest.param("cni", date(2014, 1, 1), date(2022, 5, 9), id="day-after"),
        pytest.param("cni_2021", date(2013, 1, 1), date(2022, 5, 9), id="other-card"),
        pytest.param("cni", None, date(2022, 5, 9), id="issue-unread"),
    ],
)
def test_which_cards_run_longer(piece: str, delivrance: date | None, until: date) -> None:
    assert validity(piece, date(1970, 1, 1), delivrance, date(2022, 5, 9), 5).until == until


def test_a_card_that_ran_out_on_29_february_runs_to_the_last_day_of_that_month() -> None:
    assert validity("cni", date(1970, 1, 1), date(2010, 3, 1), date(2020, 2, 29), 5).until == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        pytest.param(OLD, "failed:info", id="told"),
        pytest.param({}, "not_applicable", id="card-of-2018"),
        pytest.param({**OLD, "date_naissance": date(1996, 3, 21)}, "not_applicable", id="minor"),
        pytest.param({**OLD, "date_delivrance": unknown()}, "inconclusive:info", id="unread"),
        pytest.param(PASSPORT, "not_applicable", id="passport"),
    ],
)
def test_a_longer_life_is_told(values: dict[str, Any], outcome: str) -> None:
    assert one(ID_CNI_EXTENSION, values) == outcome


def test_it_tells_until_when() -> None:
    (finding,) = the_findings(ID_CNI_EXTENSION, a_piece_identite(**OLD))
    assert "09/05/2027" in finding.message


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        pytest.param({}, "passed", id="both"),
        pytest.param({"verso": False}, "failed:incomplet", id="A54-front-alone"),
        pytest.param({"recto": False}, "failed:incomplet", id="back-alone"),
        pytest.param({"verso": unknown()}, "inconclusive:illisible", id="unread"),
        pytest.param({**PASSPORT, "verso": unknown()}, "passed", id="a-passport-has-one"),
        pytest.param({**LICENCE, "verso": False}, "failed:warning", id="licence"),
        pytest.param({"type": unknown(), "mrz": unknown(), "verso": unknown()}, "inconclusive:illisible", id="kind"),
        pytest.param({"nom": "LEROY", "prenoms": "PAUL", "verso": False}, "failed:warning", id="buyer-in-a-cession"),
    ],
)
def test_both_sides(values: dict[str, Any], outcome: str) -> None:
    assert one(ID_BOTH_SIDES, values) == outcome


WRONG = ("IDFRAMARTIN<<<<<<<<<<<<<<<<<<<075012", "1804750123458CLAIRE<<<<<<<<8506174F6")
"""A70: the digit after the birth is 3."""


@pytest.mark.parametrize(
    ("mrz", "policy", "outcome"),
    [
        pytest.param(
            ("IDFRAMARTIN<<<<<<<<<<<<<<<<<<<075012", "1804750123458CLAIRE<<<<<<<<8506173F6"), {}, "passed", id="right"
        ),
        pytest.param(WRONG, {}, "inconclusive:illisible", id="A70-wrong"),
        pytest.param(WRONG, {"mrz_fail": "reject"}, "failed:non_conforme", id="rejected-by-policy"),
        pytest.param(a_field(WRONG, 0.85), {"mrz_fail": "reject"}, "inconclusive:illisible", id="not-quite-sure"),
        pytest.param(a_field(WRONG, 0.3), {}, "inconclusive:warning", id="doubtful"),
        pytest.param(unknown(), {}, "inconclusive:warning", id="unread"),
        pytest.param(("NOT A STRIP",), {}, "inconclusive:illisible", id="no-strip"),
    ],
)
def test_check_digits(mrz: Any, policy: dict[str, Any], outcome: str) -> None:
    assert one(ID_MRZ_CHECK, {"mrz": mrz}, policy=Policy(**policy)) == outcome


def test_a_licence_on_paper_has_no_strip() -> None:
    assert one(ID_MRZ_CHECK, {**LICENCE, "mrz": unknown()}) == "not_applicable"


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        pytest.param({}, "passed", id="same"),
        pytest.param({"nom": "MARTIN-DURAND"}, "failed:warning", id="other-name"),
        pytest.param({"nom": doubtful("MARTEN")}, "inconclusive:warning", id="other-name-in-doubt"),
        pytest.param({"nom": unknown()}, "passed", id="name-unread"),
        pytest.param({"prenoms": "CLAIRE MARIE LOUISE"}, "passed", id="further-first-names"),
        pytest.param({"prenoms": "ANNE"}, "failed:warning", id="other-first-name"),
        pytest.param({"sexe": "M"}, "failed:warning", id="other-sex"),
        pytest.param({"date_naissance": date(1958, 6, 17)}, "failed:warning", id="other-birth"),
        pytest.param({"numero": "180475012346"}, "failed:warning", id="other-number"),
        pytest.param({"date_delivrance": date(2018, 7, 2)}, "passed", id="issued-three-months-later"),
        pytest.param({"date_delivrance": date(2018, 8, 1)}, "failed:warning", id="issued-four-months-later"),
        pytest.param({"date_delivrance": date(2018, 3, 31)}, "failed:warning", id="issued-before-it-was-made"),
        pytest.param({"mrz": unknown()}, "inconclusive:warning", id="strip-unread"),
        pytest.param({"mrz": ("NOT A STRIP",)}, "inconclusive:warning", id="no-strip"),
    ],
)
def test_strip_and_print(values: dict[str, Any], outcome: str) -> None:
    strip = {"mrz": ("IDFRAMARTIN<<<<<<<<<<<<<<<<<<<075012", "1804750123458CLAIRE<<<<<<<<8506173F6")}
    assert one(ID_MRZ_VS_PRINT, {**strip, **values}) == outcome


def test_the_strip_of_a_card_of_2021_says_the_expiry() -> None:
    strip = a_buyers_identity().mrz
    other = a_buyers_identity(date_expiration=date(2031, 7, 14), mrz=strip)
    (finding,) = the_findings(ID_MRZ_VS_PRINT, other)
    assert (finding.status, finding.severity) == (Status.FAILED, Severity.WARNING)
    assert "date d'expiration" in finding.message


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        pytest.param({}, "passed", id="fifteen-years"),
        pytest.param({"date_expiration": date(2033, 4, 3)}, "passed", id="to-the-day-itself"),
        pytest.param({"date_expiration": date(2033, 4, 4)}, "passed", id="a-day-more"),
        pytest.param({"date_expiration": date(2033, 4, 5)}, "inconclusive:illisible", id="two-days-more"),
        pytest.param({"date_expiration": date(2028, 4, 2)}, "passed", id="ten-years"),
        pytest.param({"date_expiration": date(2025, 4, 2)}, "inconclusive:illisible", id="seven-years"),
        pytest.param({"date_expiration": date(2017, 4, 2)}, "inconclusive:illisible", id="out-before-issue"),
        pytest.param(
            {"date_delivrance": date(1985, 6, 16), "date_expiration": date(2000, 6, 15)},
            "inconclusive:illisible",
            id="issued-before-birth",
        ),
        pytest.param(
            {"date_delivrance": date(2026, 3, 17), "date_expiration": date(2036, 3, 16)},
            "inconclusive:illisible",
            id="issued-tomorrow",
        ),
        pytest.param(
            {"date_delivrance": date(2001, 3, 16), "date_expiration": date(2011, 3, 15)},
            "inconclusive:illisible",
            id="out-for-fifteen-years-and-a-day",
        ),
        pytest.param(
            {"date_delivrance": date(2001, 3, 17), "date_expiration": date(2011, 3, 16)},
            "passed",
            id="out-for-fifteen-years",
        ),
        pytest.param(
            {"date_delivrance": unknown(), "date_expiration": date(2033, 6, 17)},
            "inconclusive:illisible",
            id="expiry-on-the-birthday",
        ),
        pytest.param(
            {"date_delivrance": date(2018, 6, 17), "date_expiration": date(2033, 6, 17)},
            "passed",
            id="issued-on-the-birthday",
        ),
        pytest.param({"date_delivrance": unknown()}, "inconclusive:info", id="unread"),
        pytest.param({**LICENCE, "date_expiration": date(2031, 1, 1)}, "passed", id="licences-run-as-they-do"),
    ],
)
def test_dates_make_sense_together(values: dict[str, Any], outcome: str) -> None:
    assert one(ID_PLAUSIBLE_DATES, values) == outcome


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        pytest.param({}, "passed", id="seller"),
        pytest.param({"nom": "LEROY", "prenoms": "PAUL"}, "passed", id="buyer"),
        pytest.param({"nom": "DUPONT", "nom_usage": "MARTIN"}, "passed", id="by-the-name-in-use"),
        pytest.param(NOBODY, "inconclusive:illisible", id="nobody"),
        pytest.param({"prenoms": "PAULE", "nom": "LEROY"}, "inconclusive:illisible", id="perhaps-the-wife"),
        pytest.param({"nom": unknown()}, "inconclusive:illisible", id="unread"),
    ],
)
def test_whose_it_is(values: dict[str, Any], outcome: str) -> None:
    assert one(ID_PERSON_ROLE, values) == outcome


@pytest.mark.parametrize(
    "papers",
    [
        pytest.param((a_declaration_achat(vendeur_nom="BERNARD LUC"),), id="sold-to-a-trader"),
        pytest.param((a_procuration(mandants=("BERNARD LUC",)),), id="gave-a-proxy"),
        pytest.param((a_justificatif(nom="BERNARD LUC"),), id="lodges-the-buyer"),
        pytest.param((a_kbis(representants=("BERNARD LUC",)),), id="represents-a-company"),
        pytest.param((a_carte_grise(titulaire="BERNARD LUC"),), id="holds-the-card"),
    ],
)
def test_others_have_a_part_too(papers: tuple[Document, ...]) -> None:
    assert the_outcome(ID_PERSON_ROLE, a_piece_identite(**NOBODY), *papers) == "passed"


COMPANY = {"vendeur_type": "personne_morale", "vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_sexe": None}


@pytest.mark.parametrize(
    ("papers", "outcome"),
    [
        pytest.param((a_cession(**COMPANY),), "inconclusive:info", id="no-extract"),
        pytest.param((a_cession(**COMPANY), a_kbis(representants=unknown())), "inconclusive:info", id="unread"),
        pytest.param((a_cession(**COMPANY), a_kbis()), "inconclusive:illisible", id="of-somebody-else"),
    ],
)
def test_who_acts_for_a_company_is_on_its_extract(papers: tuple[Document, ...], outcome: str) -> None:
    assert the_outcome(ID_PERSON_ROLE, a_piece_identite(**NOBODY), *papers) == outcome


def test_each_paper_is_judged_by_itself() -> None:
    findings: tuple[Finding, ...] = the_findings(
        ID_PERSON_ROLE, a_piece_identite(1), a_piece_identite(2, **NOBODY), a_cession()
    )
    assert [finding.status for finding in findings] == [Status.PASSED, Status.INCONCLUSIVE]
    assert "BERNARD LUC" in findings[1].message
