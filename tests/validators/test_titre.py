"""The carte grise as a title: kind, coupon, corner, generation, machine readable zone."""

from datetime import date

import pytest

from pipeline.core.formats import mrz_carte_grise
from pipeline.core.report import Motif, Severity, Status
from tests.builders import CARTE_GRISE, a_carte_grise, a_field, blank, doubtful, the_finding, unknown
from validators.policy import Policy
from validators.rules.titre import (
    CI_CORNER_CUT,
    CI_COUPON_PRESENT,
    CI_CURRENT_TITLE,
    CI_GENERATION_COHERENT,
    CI_MRZ_CHECK,
    CI_MRZ_VS_PRINT,
)

PASSED, FAILED = Status.PASSED, Status.FAILED
INCONCLUSIVE, NOT_APPLICABLE = Status.INCONCLUSIVE, Status.NOT_APPLICABLE
FNI = {
    "modele": "fni",
    "immatriculation": "1234 ABC 31",
    "date_certificat": date(1998, 3, 2),
    "numero_formule": None,
    "coupon_present": False,
    "coin_coupe": True,
    "mrz": None,
}
BLOCKING, WARNING, INFO = Severity.BLOCKING, Severity.WARNING, Severity.INFO


def a_strip(**values):
    """The strip of the conforming card, with those fields otherwise."""
    card = {
        "immatriculation": "AB-123-CD",
        "vin": "VF1RFB00456789012",
        "date_premiere_immatriculation": date(2016, 5, 20),
        "numero_formule": "2019AB12345",
        "genre": "VP",
        "carrosserie": "CI",
        "marque": "RENAULT",
        "denomination_commerciale": "CLIO",
    }
    return mrz_carte_grise.compose(**{**card, **values})


@pytest.mark.parametrize(
    ("rule", "card", "status", "severity"),
    [
        pytest.param(CI_CURRENT_TITLE, {}, PASSED, BLOCKING, id="siv"),
        pytest.param(CI_CURRENT_TITLE, {"modele": "fni"}, PASSED, BLOCKING, id="fni"),
        pytest.param(CI_CURRENT_TITLE, {"modele": "cpi"}, FAILED, BLOCKING, id="other-model"),
        pytest.param(CI_CURRENT_TITLE, {"immatriculation": "WW-123-AB"}, FAILED, BLOCKING, id="provisional-plate"),
        pytest.param(CI_CURRENT_TITLE, {"immatriculation": "W-123-AB"}, FAILED, BLOCKING, id="plate-of-a-garage"),
        pytest.param(CI_CURRENT_TITLE, {"modele": unknown()}, INCONCLUSIVE, BLOCKING, id="not-recognised"),
        pytest.param(CI_CURRENT_TITLE, {"modele": blank()}, INCONCLUSIVE, BLOCKING, id="no-model"),
        pytest.param(CI_COUPON_PRESENT, {}, PASSED, WARNING, id="coupon"),
        pytest.param(CI_COUPON_PRESENT, {"coupon_present": False}, FAILED, WARNING, id="no-coupon"),
        pytest.param(CI_COUPON_PRESENT, {"coupon_present": unknown()}, INCONCLUSIVE, WARNING, id="coupon-not-seen"),
        pytest.param(CI_COUPON_PRESENT, FNI, NOT_APPLICABLE, WARNING, id="old-model-has-none"),
        pytest.param(
            CI_COUPON_PRESENT, {**FNI, "coupon_present": unknown()}, NOT_APPLICABLE, WARNING, id="old-model-not-seen"
        ),
        pytest.param(CI_CORNER_CUT, FNI, PASSED, WARNING, id="corner-cut"),
        pytest.param(CI_CORNER_CUT, {**FNI, "coin_coupe": False}, FAILED, WARNING, id="corner-there"),
        pytest.param(CI_CORNER_CUT, {**FNI, "coin_coupe": unknown()}, INCONCLUSIVE, WARNING, id="corner-not-seen"),
        pytest.param(CI_CORNER_CUT, {"coin_coupe": False}, NOT_APPLICABLE, WARNING, id="siv-has-no-corner"),
        pytest.param(CI_GENERATION_COHERENT, {}, PASSED, WARNING, id="siv-of-its-time"),
        pytest.param(CI_GENERATION_COHERENT, FNI, PASSED, WARNING, id="fni-of-its-time"),
        pytest.param(CI_GENERATION_COHERENT, {"numero_formule": None}, FAILED, WARNING, id="siv-without-formule"),
        pytest.param(
            CI_GENERATION_COHERENT, {"immatriculation": "1234 ABC 31"}, FAILED, WARNING, id="fni-plate-on-new-card"
        ),
        pytest.param(
            CI_GENERATION_COHERENT,
            {**FNI, "immatriculation": "AB-123-CD"},
            INCONCLUSIVE,
            BLOCKING,
            id="siv-plate-on-old-card",
        ),
        pytest.param(
            CI_GENERATION_COHERENT, {**FNI, "date_certificat": date(2009, 4, 14)}, PASSED, WARNING, id="last-day-of-fni"
        ),
        pytest.param(
            CI_GENERATION_COHERENT, {**FNI, "date_certificat": date(2009, 10, 14)}, PASSED, WARNING, id="last-old-card"
        ),
        pytest.param(
            CI_GENERATION_COHERENT,
            {**FNI, "date_certificat": date(2009, 10, 15)},
            INCONCLUSIVE,
            BLOCKING,
            id="old-card-made-too-late",
        ),
        pytest.param(
            CI_GENERATION_COHERENT,
            {**FNI, "modele": "siv", "immatriculation": "AB-123-CD"},
            FAILED,
            WARNING,
            id="siv-dated-before-the-siv",
        ),
        pytest.param(CI_GENERATION_COHERENT, {"date_certificat": unknown()}, INCONCLUSIVE, WARNING, id="date-unread"),
    ],
)
def test_the_title(rule, card, status, severity):
    """Each rule passes, fails, doubts, and keeps quiet where it has nothing to say."""
    finding = the_finding(rule, a_carte_grise(**card))
    assert (finding.status, finding.severity) == (status, severity)


@pytest.mark.parametrize(
    "rule",
    [CI_CURRENT_TITLE, CI_COUPON_PRESENT, CI_CORNER_CUT, CI_GENERATION_COHERENT, CI_MRZ_CHECK, CI_MRZ_VS_PRINT],
    ids=lambda rule: rule.id,
)
def test_without_card_nothing_is_said_of_it(rule):
    """Its absence is another rule."""
    assert the_finding(rule, without=("carte_grise",)).status is NOT_APPLICABLE


def test_provisional_title_may_be_a_warning():
    """Policy cpi_as_title."""
    finding = the_finding(
        CI_CURRENT_TITLE, a_carte_grise(immatriculation="WW-123-AB"), policy=Policy(cpi_as_title="warn")
    )
    assert (finding.status, finding.severity) == (FAILED, WARNING)


def test_trader_needs_no_corner_cut():
    """The corner is cut for other buyers only."""
    card = a_carte_grise(**{**FNI, "coin_coupe": False})
    assert the_finding(CI_CORNER_CUT, card, acquereur="professionnel").status is NOT_APPLICABLE


WRONG_DIGIT = ("CRFRAAB123CD1VF1RFB0045678901281605206VP<<<<", "CI<<RENAULT<<<<<<<CLIO<<<<<<<<<2019AB1234588")


@pytest.mark.parametrize(
    ("mrz", "status", "severity"),
    [
        pytest.param(CARTE_GRISE["mrz"], PASSED, WARNING, id="right"),
        pytest.param(WRONG_DIGIT, FAILED, WARNING, id="wrong-and-well-read"),
        pytest.param(a_field(WRONG_DIGIT, confidence=0.9), FAILED, INFO, id="wrong-but-perhaps-misread"),
        pytest.param(doubtful(WRONG_DIGIT), INCONCLUSIVE, INFO, id="doubtful"),
        pytest.param(("CRFRA", "CI"), INCONCLUSIVE, INFO, id="no-strip"),
        pytest.param(blank(), NOT_APPLICABLE, WARNING, id="torn-off"),
    ],
)
def test_check_digits_of_the_strip(mrz, status, severity):
    """A wrong digit never stops a dossier by itself."""
    finding = the_finding(CI_MRZ_CHECK, a_carte_grise(mrz=mrz))
    assert (finding.status, finding.severity) == (status, severity)


@pytest.mark.parametrize(
    ("card", "status", "motif"),
    [
        pytest.param({}, PASSED, None, id="same"),
        pytest.param({"mrz": a_strip(numero_formule="2019AB12354")}, INCONCLUSIVE, Motif.ILLISIBLE, id="formule"),
        pytest.param({"mrz": a_strip(immatriculation="AB-123-DC")}, INCONCLUSIVE, Motif.ILLISIBLE, id="plate"),
        pytest.param({"mrz": a_strip(vin="VF1RFB00456789021")}, INCONCLUSIVE, Motif.ILLISIBLE, id="vin"),
        pytest.param({"mrz": a_strip(vin="VF1RF800456789012")}, INCONCLUSIVE, Motif.ILLISIBLE, id="vin-8-for-b"),
        pytest.param(
            {"mrz": a_strip(date_premiere_immatriculation=date(2016, 5, 21))},
            INCONCLUSIVE,
            Motif.ILLISIBLE,
            id="first-registration",
        ),
        pytest.param(
            {
                "mrz": a_strip(date_premiere_immatriculation=date(1939, 5, 20)),
                "date_premiere_immatriculation": date(1939, 5, 20),
            },
            PASSED,
            None,
            id="year-of-two-digits",
        ),
        pytest.param({"mrz": WRONG_DIGIT}, PASSED, None, id="misread-strip-is-not-compared"),
        pytest.param({"vin": doubtful("VF1RFB00456789021")}, PASSED, None, id="doubtful-print-is-not-compared"),
        pytest.param({"mrz": blank()}, NOT_APPLICABLE, None, id="torn-off"),
        pytest.param({"mrz": unknown()}, INCONCLUSIVE, None, id="unread-strip-only-informs"),
    ],
)
def test_strip_against_print(card, status, motif):
    """A difference with a right check digit is for a person to settle."""
    finding = the_finding(CI_MRZ_VS_PRINT, a_carte_grise(**card))
    assert (finding.status, finding.motif) == (status, motif)
