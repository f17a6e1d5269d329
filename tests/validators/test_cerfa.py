"""The certificat de cession: passing, failing, doubtful and not applicable cases of each rule."""

from datetime import date, datetime, time

import pytest

from pipeline.core.report import Motif, Severity, Status
from tests.builders import a_carte_grise, a_cession, a_field, blank, doubtful, the_finding, unknown, unparsable
from validators.context import PARIS
from validators.policy import Policy
from validators.rules.cerfa import (
    CERFA_BUYER_BLOCK,
    CERFA_EDITION,
    CERFA_KM_PRESENT,
    CERFA_SELLER_BLOCK,
    CERFA_VEHICLE_BLOCK,
)
from validators.rules.cerfa_coherence import (
    CERFA_COPIES_IDENTICAL,
    CERFA_CSA_STATEMENTS,
    CERFA_NATURE_TICKED,
    CERFA_PARTIES_DIFFER,
    CERFA_VHU_NUMBER,
)
from validators.rules.cerfa_date import (
    CERFA_EDITION_ANACHRONISM,
    CERFA_SALE_AFTER_CI_DATE,
    CERFA_SALE_AFTER_FIRST_REG,
    CERFA_SALE_AGE,
    CERFA_SALE_DATE,
    CERFA_SALE_NOT_FUTURE,
    CERFA_SALE_TIME,
    CERFA_SIGNING_DATE,
)
from validators.rules.cerfa_signature import (
    CERFA_COMPANY_STAMP,
    CERFA_NO_ERASURE,
    CERFA_SIGNATURE_BUYER,
    CERFA_SIGNATURE_COHOLDERS,
    CERFA_SIGNATURE_SELLER,
)

PASSED, FAILED = Status.PASSED, Status.FAILED
INCONCLUSIVE, NOT_APPLICABLE = Status.INCONCLUSIVE, Status.NOT_APPLICABLE
INCOMPLET, ILLISIBLE, NON_CONFORME = Motif.INCOMPLET, Motif.ILLISIBLE, Motif.NON_CONFORME
BLOCKING, WARNING, INFO = Severity.BLOCKING, Severity.WARNING, Severity.INFO
COMPANY = {"vendeur_type": "personne_morale", "vendeur_nom": "TRANSPORTS DUVAL SARL", "vendeur_siret": "73282932000074"}
BUYING_COMPANY = {
    "acquereur_type": "personne_morale",
    "acquereur_nom": "GARAGE DU CENTRE SAS",
    "acquereur_siret": "73282932000074",
}


@pytest.mark.parametrize(
    ("edition", "sold", "status", "severity"),
    [
        pytest.param("15776*02", date(2026, 3, 12), PASSED, BLOCKING, id="current"),
        pytest.param("15776*01", date(2026, 3, 12), FAILED, INFO, id="older-A36"),
        pytest.param("13754*03", date(2026, 3, 12), FAILED, BLOCKING, id="legacy-A35"),
        pytest.param("13754*03", date(2017, 11, 30), FAILED, WARNING, id="legacy-last-day"),
        pytest.param("13754*03", date(2017, 12, 1), FAILED, BLOCKING, id="legacy-cutoff"),
        pytest.param("13754*03", unknown(), INCONCLUSIVE, BLOCKING, id="legacy-undated"),
        pytest.param("15776*03", date(2026, 3, 12), INCONCLUSIVE, BLOCKING, id="later-edition"),
        pytest.param("15776", date(2026, 3, 12), FAILED, WARNING, id="layout-only"),
        pytest.param("13751*02", date(2026, 3, 12), FAILED, BLOCKING, id="another-form"),
        pytest.param(unknown(), date(2026, 3, 12), INCONCLUSIVE, BLOCKING, id="number-unread"),
    ],
)
def test_edition_of_the_form(edition, sold, status, severity):
    """What is not known is never taken for valid."""
    finding = the_finding(CERFA_EDITION, a_cession(edition=edition, date_cession=sold))
    assert (finding.status, finding.severity) == (status, severity)


@pytest.mark.parametrize(
    ("rule", "cerfa", "status", "severity", "motif"),
    [
        pytest.param(CERFA_VEHICLE_BLOCK, {}, PASSED, BLOCKING, None, id="vehicle"),
        *(
            pytest.param(CERFA_VEHICLE_BLOCK, {key: blank()}, FAILED, BLOCKING, INCOMPLET, id=f"vehicle-no-{key}")
            for key in ("immatriculation", "vin", "date_premiere_immatriculation", "marque", "numero_formule")
        ),
        pytest.param(
            CERFA_VEHICLE_BLOCK,
            {"numero_formule": blank(), "date_certificat": date(1998, 3, 2)},
            PASSED,
            BLOCKING,
            None,
            id="vehicle-date-for-formule",
        ),
        pytest.param(
            CERFA_VEHICLE_BLOCK,
            {"numero_formule": blank(), "date_certificat": unknown()},
            INCONCLUSIVE,
            BLOCKING,
            ILLISIBLE,
            id="vehicle-neither-surely",
        ),
        pytest.param(CERFA_VEHICLE_BLOCK, {"genre": blank()}, FAILED, WARNING, None, id="vehicle-no-kind"),
        pytest.param(
            CERFA_VEHICLE_BLOCK, {"vin": unknown()}, INCONCLUSIVE, BLOCKING, ILLISIBLE, id="vehicle-vin-unread"
        ),
        pytest.param(CERFA_SELLER_BLOCK, {}, PASSED, BLOCKING, None, id="seller"),
        *(
            pytest.param(
                CERFA_SELLER_BLOCK, {f"vendeur_{key}": blank()}, FAILED, BLOCKING, INCOMPLET, id=f"seller-no-{key}"
            )
            for key in ("nom", "adresse", "code_postal", "commune")
        ),
        pytest.param(CERFA_SELLER_BLOCK, COMPANY, PASSED, BLOCKING, None, id="seller-company"),
        pytest.param(
            CERFA_SELLER_BLOCK, {**COMPANY, "vendeur_siret": blank()}, FAILED, WARNING, None, id="seller-no-siret"
        ),
        pytest.param(
            CERFA_SELLER_BLOCK, {"vendeur_nom": doubtful("X")}, INCONCLUSIVE, BLOCKING, ILLISIBLE, id="seller-unread"
        ),
        pytest.param(CERFA_BUYER_BLOCK, {}, PASSED, BLOCKING, None, id="buyer"),
        *(
            pytest.param(
                CERFA_BUYER_BLOCK, {f"acquereur_{key}": blank()}, FAILED, BLOCKING, INCOMPLET, id=f"buyer-no-{key}"
            )
            for key in ("nom", "adresse", "code_postal", "commune")
        ),
        pytest.param(
            CERFA_BUYER_BLOCK, {"acquereur_date_naissance": blank()}, FAILED, WARNING, None, id="buyer-no-birth-date"
        ),
        pytest.param(
            CERFA_BUYER_BLOCK, {"acquereur_lieu_naissance": blank()}, FAILED, WARNING, None, id="buyer-no-birth-place"
        ),
        pytest.param(
            CERFA_BUYER_BLOCK,
            {**BUYING_COMPANY, "acquereur_date_naissance": blank(), "acquereur_lieu_naissance": blank()},
            PASSED,
            BLOCKING,
            None,
            id="buyer-company-is-not-born",
        ),
        pytest.param(
            CERFA_BUYER_BLOCK,
            {**BUYING_COMPANY, "acquereur_siret": blank()},
            FAILED,
            WARNING,
            None,
            id="buyer-no-siret",
        ),
        pytest.param(
            CERFA_BUYER_BLOCK, {"acquereur_commune": unknown()}, INCONCLUSIVE, BLOCKING, ILLISIBLE, id="buyer-unread"
        ),
        pytest.param(CERFA_KM_PRESENT, {}, PASSED, BLOCKING, None, id="km"),
        pytest.param(CERFA_KM_PRESENT, {"kilometrage": 0}, PASSED, BLOCKING, None, id="km-zero"),
        pytest.param(CERFA_KM_PRESENT, {"kilometrage": blank()}, FAILED, BLOCKING, INCOMPLET, id="km-blank"),
        pytest.param(
            CERFA_KM_PRESENT, {"kilometrage": unparsable("8A6S0")}, INCONCLUSIVE, BLOCKING, ILLISIBLE, id="km-unread"
        ),
        pytest.param(CERFA_SALE_DATE, {}, PASSED, BLOCKING, None, id="date"),
        pytest.param(CERFA_SALE_DATE, {"date_cession": blank()}, FAILED, BLOCKING, INCOMPLET, id="date-blank"),
        pytest.param(
            CERFA_SALE_DATE,
            {"date_cession": unparsable("31/02/2026")},
            INCONCLUSIVE,
            BLOCKING,
            ILLISIBLE,
            id="date-impossible",
        ),
        pytest.param(CERFA_SALE_TIME, {}, PASSED, BLOCKING, None, id="hour"),
        pytest.param(CERFA_SALE_TIME, {"heure_cession": time(0, 0)}, PASSED, BLOCKING, None, id="hour-midnight"),
        pytest.param(CERFA_SALE_TIME, {"heure_cession": blank()}, FAILED, BLOCKING, INCOMPLET, id="hour-blank-A33"),
        pytest.param(
            CERFA_SALE_TIME, {"heure_cession": unknown()}, INCONCLUSIVE, BLOCKING, ILLISIBLE, id="hour-unread"
        ),
        pytest.param(CERFA_SIGNATURE_SELLER, {}, PASSED, BLOCKING, None, id="seller-signed"),
        pytest.param(
            CERFA_SIGNATURE_SELLER, {"vendeur_signatures": 0}, FAILED, BLOCKING, INCOMPLET, id="seller-unsigned"
        ),
        pytest.param(
            CERFA_SIGNATURE_SELLER,
            {"vendeur_signatures": unknown()},
            INCONCLUSIVE,
            BLOCKING,
            ILLISIBLE,
            id="seller-no-pixels",
        ),
        pytest.param(CERFA_SIGNATURE_BUYER, {}, PASSED, BLOCKING, None, id="buyer-signed"),
        pytest.param(
            CERFA_SIGNATURE_BUYER, {"acquereur_signatures": 0}, FAILED, BLOCKING, INCOMPLET, id="buyer-unsigned-A75"
        ),
        pytest.param(
            CERFA_SIGNATURE_BUYER,
            {"acquereur_signatures": doubtful(1)},
            INCONCLUSIVE,
            BLOCKING,
            ILLISIBLE,
            id="buyer-doubtful",
        ),
        pytest.param(
            CERFA_SIGNATURE_BUYER,
            {"acquereur_nom": "LEROY PAUL / PETIT ANNE"},
            FAILED,
            WARNING,
            None,
            id="one-buyer-of-two",
        ),
        pytest.param(CERFA_NO_ERASURE, {}, PASSED, BLOCKING, None, id="clean"),
        pytest.param(CERFA_NO_ERASURE, {"ratures": True}, FAILED, BLOCKING, NON_CONFORME, id="erased-A37"),
        pytest.param(
            CERFA_NO_ERASURE, {"ratures": unknown()}, INCONCLUSIVE, BLOCKING, ILLISIBLE, id="erasure-not-assessable"
        ),
        pytest.param(CERFA_NATURE_TICKED, {}, PASSED, WARNING, None, id="ticked"),
        pytest.param(CERFA_NATURE_TICKED, {"nature": blank()}, FAILED, WARNING, None, id="not-ticked"),
        pytest.param(CERFA_NATURE_TICKED, {"nature": unknown()}, INCONCLUSIVE, WARNING, None, id="tick-unread"),
        pytest.param(CERFA_CSA_STATEMENTS, {}, PASSED, WARNING, None, id="csa-ticked"),
        pytest.param(CERFA_CSA_STATEMENTS, {"certifie_csa_remis": False}, FAILED, WARNING, None, id="csa-not-handed"),
        pytest.param(
            CERFA_CSA_STATEMENTS, {"acquereur_certifie_informe": blank()}, FAILED, WARNING, None, id="csa-not-known"
        ),
        pytest.param(
            CERFA_CSA_STATEMENTS, {"certifie_csa_remis": unknown()}, INCONCLUSIVE, WARNING, None, id="csa-unread"
        ),
        pytest.param(CERFA_PARTIES_DIFFER, {}, PASSED, BLOCKING, None, id="two-parties"),
        pytest.param(
            CERFA_PARTIES_DIFFER, {"acquereur_nom": "Claire MARTIN"}, INCONCLUSIVE, BLOCKING, ILLISIBLE, id="same-party"
        ),
        pytest.param(CERFA_PARTIES_DIFFER, {"acquereur_nom": "MARTIN PAUL"}, PASSED, BLOCKING, None, id="same-family"),
        pytest.param(
            CERFA_PARTIES_DIFFER, {**COMPANY, **BUYING_COMPANY}, INCONCLUSIVE, BLOCKING, ILLISIBLE, id="same-siren"
        ),
        pytest.param(CERFA_PARTIES_DIFFER, {"acquereur_nom": blank()}, NOT_APPLICABLE, BLOCKING, None, id="nobody"),
    ],
)
def test_the_form_as_filled_in(rule, cerfa, status, severity, motif):
    """Blank is incomplete, unread is for a person, and neither ever passes."""
    finding = the_finding(rule, a_cession(**cerfa))
    assert (finding.status, finding.severity, finding.motif) == (status, severity, motif)


@pytest.mark.parametrize(
    "rule",
    [
        CERFA_EDITION,
        CERFA_VEHICLE_BLOCK,
        CERFA_SELLER_BLOCK,
        CERFA_BUYER_BLOCK,
        CERFA_KM_PRESENT,
        CERFA_SALE_DATE,
        CERFA_SALE_TIME,
        CERFA_SALE_NOT_FUTURE,
        CERFA_SALE_AFTER_FIRST_REG,
        CERFA_SALE_AFTER_CI_DATE,
        CERFA_SIGNATURE_SELLER,
        CERFA_SIGNATURE_COHOLDERS,
        CERFA_SIGNATURE_BUYER,
        CERFA_NO_ERASURE,
        CERFA_COMPANY_STAMP,
        CERFA_NATURE_TICKED,
        CERFA_CSA_STATEMENTS,
        CERFA_PARTIES_DIFFER,
    ],
    ids=lambda rule: rule.id,
)
def test_without_cerfa_nothing_is_said_of_it(rule):
    """Its absence is another rule."""
    assert the_finding(rule, without=("certificat_cession",)).status is NOT_APPLICABLE


def test_missing_hour_may_be_a_warning():
    """Policy cerfa_time_missing."""
    finding = the_finding(CERFA_SALE_TIME, a_cession(heure_cession=blank()), policy=Policy(cerfa_time_missing="warn"))
    assert (finding.status, finding.severity) == (FAILED, WARNING)


def test_trailers_have_no_distance():
    """Nor farm machines."""
    finding = the_finding(CERFA_KM_PRESENT, a_carte_grise(genre="REM"), a_cession(kilometrage=blank()))
    assert finding.status is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("day", "hour", "status"),
    [
        pytest.param(date(2026, 3, 15), time(14, 30), PASSED, id="yesterday"),
        pytest.param(date(2026, 3, 16), time(10, 0), PASSED, id="this-minute"),
        pytest.param(date(2026, 3, 16), time(10, 1), INCONCLUSIVE, id="in-a-minute"),
        pytest.param(date(2026, 3, 16), unknown(), PASSED, id="today-hour-unread"),
        pytest.param(date(2026, 3, 17), time(0, 0), FAILED, id="tomorrow"),
        pytest.param(date(2026, 3, 18), time(14, 30), FAILED, id="after-tomorrow-A71"),
        pytest.param(unknown(), time(14, 30), INCONCLUSIVE, id="date-unread"),
    ],
)
def test_sale_is_not_in_the_future(day, hour, status):
    """The check is made on 16 March 2026 at 10:00 in Paris."""
    cerfa = a_cession(date_cession=day, heure_cession=hour)
    assert the_finding(CERFA_SALE_NOT_FUTURE, cerfa).status is status


def test_the_clock_is_that_of_paris():
    """23:30 in London on the 15th is 00:30 in Paris on the 16th (winter time)."""
    now = datetime.fromisoformat("2026-03-15T23:30:00+00:00")
    cerfa = a_cession(date_cession=date(2026, 3, 16), heure_cession=time(0, 15))
    assert the_finding(CERFA_SALE_NOT_FUTURE, cerfa, now=now).status is PASSED
    assert now.astimezone(PARIS).date() == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("rule", "card", "sold", "status", "severity"),
    [
        pytest.param(CERFA_SALE_AFTER_FIRST_REG, {}, date(2016, 5, 20), PASSED, BLOCKING, id="day-of-B"),
        pytest.param(CERFA_SALE_AFTER_FIRST_REG, {}, date(2016, 5, 19), FAILED, BLOCKING, id="before-B"),
        pytest.param(
            CERFA_SALE_AFTER_FIRST_REG,
            {"date_premiere_immatriculation": unknown()},
            date(2026, 3, 12),
            INCONCLUSIVE,
            BLOCKING,
            id="B-unread",
        ),
        pytest.param(CERFA_SALE_AFTER_CI_DATE, {}, date(2019, 9, 15), PASSED, BLOCKING, id="after-I"),
        pytest.param(CERFA_SALE_AFTER_CI_DATE, {}, date(2019, 9, 14), PASSED, BLOCKING, id="day-of-I"),
        pytest.param(CERFA_SALE_AFTER_CI_DATE, {}, date(2019, 9, 13), FAILED, BLOCKING, id="before-I"),
        pytest.param(
            CERFA_SALE_AFTER_CI_DATE, {"duplicata": True}, date(2019, 9, 13), FAILED, WARNING, id="before-I-duplicate"
        ),
        pytest.param(
            CERFA_SALE_AFTER_CI_DATE,
            {"date_certificat": unknown()},
            date(2026, 3, 12),
            INCONCLUSIVE,
            BLOCKING,
            id="I-unread",
        ),
    ],
)
def test_sale_comes_after_the_card(rule, card, sold, status, severity):
    """On the day itself at the earliest."""
    finding = the_finding(rule, a_carte_grise(**card), a_cession(date_cession=sold))
    assert (finding.status, finding.severity) == (status, severity)


@pytest.mark.parametrize(
    ("card", "signatures", "status", "motif"),
    [
        pytest.param({}, 1, NOT_APPLICABLE, None, id="one-holder"),
        pytest.param({"nombre_titulaires": 2}, 2, PASSED, None, id="two-of-two"),
        pytest.param({"nombre_titulaires": 2}, 1, FAILED, INCOMPLET, id="one-of-two-A21"),
        pytest.param({"nombre_titulaires": 1}, 1, FAILED, INCOMPLET, id="never-fewer-than-two"),
        pytest.param({"nombre_titulaires": 2}, doubtful(2), INCONCLUSIVE, ILLISIBLE, id="unclear-ink"),
        pytest.param({"nombre_titulaires": unparsable("Z")}, 1, INCONCLUSIVE, ILLISIBLE, id="number-unread"),
    ],
)
def test_every_coholder_signs(card, signatures, status, motif):
    """C.4.1 filled means two signatures at least."""
    papers = (a_carte_grise(**card), a_cession(vendeur_signatures=signatures))
    finding = the_finding(CERFA_SIGNATURE_COHOLDERS, *papers)
    assert (finding.status, finding.motif) == (status, motif)


@pytest.mark.parametrize(
    ("cerfa", "policy", "status", "severity"),
    [
        pytest.param({}, {}, NOT_APPLICABLE, BLOCKING, id="two-persons"),
        pytest.param({**COMPANY, "vendeur_cachet": True}, {}, PASSED, BLOCKING, id="seller-stamped"),
        pytest.param({**COMPANY, "vendeur_cachet": False}, {}, FAILED, BLOCKING, id="seller-unstamped"),
        pytest.param({**COMPANY, "vendeur_cachet": blank()}, {}, FAILED, BLOCKING, id="seller-surely-unstamped"),
        pytest.param({**COMPANY, "vendeur_cachet": False}, {"stamp_missing": "warn"}, FAILED, WARNING, id="policy"),
        pytest.param({**COMPANY, "vendeur_cachet": unknown()}, {}, INCONCLUSIVE, BLOCKING, id="seller-not-seen"),
        pytest.param({**COMPANY, "vendeur_cachet": doubtful(True)}, {}, INCONCLUSIVE, BLOCKING, id="seller-doubtful"),
        pytest.param(
            {**COMPANY, "vendeur_nom": "ASSOCIATION DES LILAS", "vendeur_cachet": False},
            {},
            FAILED,
            INFO,
            id="association",
        ),
        pytest.param({**BUYING_COMPANY, "acquereur_cachet": True}, {}, PASSED, BLOCKING, id="buyer-stamped"),
        pytest.param({**BUYING_COMPANY, "acquereur_cachet": False}, {}, FAILED, WARNING, id="buyer-unstamped"),
        pytest.param({**BUYING_COMPANY, "acquereur_cachet": unknown()}, {}, INCONCLUSIVE, WARNING, id="buyer-not-seen"),
        pytest.param(
            {"vendeur_type": unknown(), "vendeur_sexe": unknown(), "vendeur_cachet": False},
            {},
            INCONCLUSIVE,
            BLOCKING,
            id="who",
        ),
    ],
)
def test_companies_stamp(cerfa, policy, status, severity):
    """Asked of a company that sells, recommended to one that buys."""
    finding = the_finding(CERFA_COMPANY_STAMP, a_cession(**cerfa), policy=Policy(**policy))
    assert (finding.status, finding.severity) == (status, severity)


@pytest.mark.parametrize(
    ("number", "genre", "nature", "status"),
    [
        pytest.param("PR3100012D", "VP", "destruction", PASSED, id="written"),
        pytest.param(blank(), "VP", "destruction", FAILED, id="car"),
        pytest.param(blank(), "REM", "destruction", NOT_APPLICABLE, id="trailer"),
        pytest.param(blank(), unknown(), "destruction", INCONCLUSIVE, id="kind-unread"),
        pytest.param(unknown(), "VP", "destruction", INCONCLUSIVE, id="number-unread"),
        pytest.param(blank(), "VP", "vente", NOT_APPLICABLE, id="sale"),
    ],
)
def test_number_of_the_vhu_centre(number, genre, nature, status):
    """Cars and vans are destroyed in approved centres."""
    papers = (a_carte_grise(genre=genre), a_cession(agrement_vhu=number))
    assert the_finding(CERFA_VHU_NUMBER, *papers, nature=nature).status is status


@pytest.mark.parametrize(
    ("other", "status", "motif"),
    [
        pytest.param({}, PASSED, None, id="same"),
        pytest.param({"exemplaire": 1, "vendeur_signatures": 2}, PASSED, None, id="number-and-ink-may-differ"),
        pytest.param({"acquereur_commune": "SAINT ETIENNE"}, PASSED, None, id="signs-between-words"),
        pytest.param({"acquereur_commune": "SAINT-ETIENNES"}, FAILED, NON_CONFORME, id="a-letter-more"),
        pytest.param({"date_cession": date(2026, 3, 13)}, FAILED, NON_CONFORME, id="date"),
        pytest.param({"kilometrage": 74650}, FAILED, NON_CONFORME, id="distance"),
        pytest.param({"acquereur_nom": "PETIT ANNE"}, FAILED, NON_CONFORME, id="buyer"),
        pytest.param({"kilometrage": blank()}, FAILED, NON_CONFORME, id="blank-on-one-copy"),
        pytest.param({"kilometrage": unknown()}, PASSED, None, id="unread-is-for-the-rule-that-needs-it"),
        pytest.param({"kilometrage": a_field(84659, confidence=0.9)}, INCONCLUSIVE, ILLISIBLE, id="one-figure-hazy"),
    ],
)
def test_copies_of_one_deed(other, status, motif):
    """The second copy says what the first says."""
    first = a_cession(acquereur_commune="SAINT-ETIENNE")
    finding = the_finding(CERFA_COPIES_IDENTICAL, first, a_cession(2, **{"acquereur_commune": "SAINT-ETIENNE"} | other))
    assert (finding.status, finding.motif) == (status, motif)


def test_one_copy_is_no_two():
    assert the_finding(CERFA_COPIES_IDENTICAL).status is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("sold", "status"),
    [
        pytest.param(date(2021, 3, 16), PASSED, id="five-years-to-the-day"),
        pytest.param(date(2021, 3, 15), INCONCLUSIVE, id="more-than-five-years"),
        pytest.param(unknown(), INCONCLUSIVE, id="unread"),
    ],
)
def test_very_old_sales_are_looked_at(sold, status):
    """The request is of 16 March 2026."""
    assert the_finding(CERFA_SALE_AGE, a_cession(date_cession=sold)).status is status


@pytest.mark.parametrize(
    ("edition", "sold", "status"),
    [
        pytest.param("15776*02", date(2022, 2, 15), PASSED, id="first-day"),
        pytest.param("15776*02", date(2022, 2, 14), FAILED, id="day-before"),
        pytest.param("15776*01", date(2017, 8, 1), PASSED, id="first-day-of-01"),
        pytest.param("15776*01", date(2017, 7, 31), FAILED, id="day-before-01"),
        pytest.param("13754*03", date(2017, 7, 31), NOT_APPLICABLE, id="no-first-day-known"),
        pytest.param(unknown(), date(2017, 7, 31), INCONCLUSIVE, id="unread"),
    ],
)
def test_form_existed_on_the_day(edition, sold, status):
    """A form younger than the sale was back-dated: a warning."""
    finding = the_finding(CERFA_EDITION_ANACHRONISM, a_cession(edition=edition, date_cession=sold))
    assert (finding.status, finding.severity) == (status, WARNING)


@pytest.mark.parametrize(
    ("seller", "buyer", "status", "severity"),
    [
        pytest.param(date(2026, 3, 12), date(2026, 3, 12), PASSED, WARNING, id="on-the-day"),
        pytest.param(date(2026, 3, 11), date(2026, 3, 12), FAILED, WARNING, id="the-day-before"),
        pytest.param(date(2026, 3, 12), date(2026, 3, 16), FAILED, WARNING, id="day-of-the-request"),
        pytest.param(date(2026, 3, 12), date(2026, 3, 17), INCONCLUSIVE, BLOCKING, id="after-the-request"),
        pytest.param(blank(), date(2026, 3, 12), FAILED, WARNING, id="blank"),
        pytest.param(unparsable(), date(2026, 3, 12), INCONCLUSIVE, WARNING, id="unread"),
    ],
)
def test_dates_of_signing(seller, buyer, status, severity):
    """Sold on 12 March, filed on 16 March 2026."""
    finding = the_finding(CERFA_SIGNING_DATE, a_cession(vendeur_fait_le=seller, acquereur_fait_le=buyer))
    assert (finding.status, finding.severity) == (status, severity)


def test_signing_more_than_fifteen_days_after_the_sale_is_looked_at():
    """27 March is the fifteenth day."""
    later = {"date_demande": date(2026, 5, 1)}
    good = a_cession(vendeur_fait_le=date(2026, 3, 27))
    late = a_cession(vendeur_fait_le=date(2026, 3, 28))
    assert the_finding(CERFA_SIGNING_DATE, good, **later).severity is WARNING
    assert the_finding(CERFA_SIGNING_DATE, late, **later).severity is BLOCKING
