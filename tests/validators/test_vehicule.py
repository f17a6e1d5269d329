"""The same vehicle on every paper: every pair is compared, and a true difference never passes."""

from datetime import date

import pytest

from pipeline.core.model import Source, State
from pipeline.core.report import Motif, Severity, Status
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_controle_technique,
    a_field,
    a_situation_administrative,
    blank,
    doubtful,
    the_finding,
    unknown,
    unparsable,
)
from validators.compare import Pair, compare_vin
from validators.quote import Quote
from validators.rules.formule import (
    VEH_CI_DATE_MATCH,
    VEH_FORMULE_FORMAT,
    VEH_FORMULE_MATCH,
    VEH_FORMULE_PRE2009,
    VEH_FORMULE_REQUIRED,
    VEH_FORMULE_YEAR,
)
from validators.rules.vehicule import (
    VEH_FIRST_REG_MATCH,
    VEH_FNI_RENUMBERING,
    VEH_GENRE_MATCH,
    VEH_MAKE_MATCH,
    VEH_PLATE_FORMAT,
    VEH_PLATE_MATCH,
    VEH_VIN_FORMAT,
    VEH_VIN_MATCH,
)

PASSED, FAILED = Status.PASSED, Status.FAILED
INCONCLUSIVE, NOT_APPLICABLE = Status.INCONCLUSIVE, Status.NOT_APPLICABLE
INCOMPLET, ILLISIBLE, NON_CONFORME = Motif.INCOMPLET, Motif.ILLISIBLE, Motif.NON_CONFORME
BLOCKING, WARNING, INFO = Severity.BLOCKING, Severity.WARNING, Severity.INFO

VIN = "VF1RFB00456789012"
OTHERS = ("carte_grise", "controle_technique", "situation_administrative", "mandat")


def hazy(value):
    """Surely read for the policy, but not beyond a slip of the OCR."""
    return a_field(value, confidence=0.9)


@pytest.mark.parametrize(
    ("number", "status", "motif"),
    [
        pytest.param(VIN, PASSED, None, id="equal"),
        pytest.param("VF1RFBO0456789012", PASSED, None, id="letter-o-that-no-vin-has"),
        pytest.param("VF1RFB00456789021", FAILED, NON_CONFORME, id="two-digits-swapped-A29"),
        pytest.param("VF1RFB00456789013", FAILED, NON_CONFORME, id="next-vehicle-of-the-fleet"),
        pytest.param("VF3ZZZXYZHA123456", FAILED, NON_CONFORME, id="other-vehicle"),
        pytest.param(hazy("VF3ZZZXYZHA123456"), FAILED, NON_CONFORME, id="other-vehicle-hazy"),
        pytest.param("VF1RF800456789012", INCONCLUSIVE, ILLISIBLE, id="8-for-b-both-sure"),
        pytest.param("VF1RFB00456789OI2", PASSED, None, id="o-and-i"),
        pytest.param("VF1RFB0045G789012", INCONCLUSIVE, ILLISIBLE, id="g-for-6-both-sure"),
        pytest.param("VF1RFB00456789D12", INCONCLUSIVE, ILLISIBLE, id="d-for-0-both-sure"),
        pytest.param(hazy("VF1RF800456789012"), INCONCLUSIVE, ILLISIBLE, id="8-for-b-hazy"),
        pytest.param(hazy("VF1RFB00456789013"), INCONCLUSIVE, ILLISIBLE, id="one-character-hazy"),
        pytest.param(hazy("VF1RFB00456789345"), INCONCLUSIVE, ILLISIBLE, id="three-characters-hazy"),
        pytest.param(hazy("VF1RFB00456783456"), FAILED, NON_CONFORME, id="four-characters-hazy"),
        pytest.param("VF1RFB0045678901", FAILED, NON_CONFORME, id="one-character-missing"),
        pytest.param(doubtful(VIN), INCONCLUSIVE, ILLISIBLE, id="doubtful"),
        pytest.param(unparsable("VF1?"), INCONCLUSIVE, ILLISIBLE, id="unparsable"),
        pytest.param(blank(), FAILED, INCOMPLET, id="blank"),
    ],
)
def test_vin_of_the_cerfa(number, status, motif):
    """Only what the alphabet settles passes; a confused sign never does, however sure the readings."""
    finding = the_finding(VEH_VIN_MATCH, a_cession(vin=number))
    assert (finding.status, finding.motif) == (status, motif)


@pytest.mark.parametrize(
    ("paper", "status"),
    [
        pytest.param(a_situation_administrative(vin="VF1R********89012"), PASSED, id="masked"),
        pytest.param(a_situation_administrative(vin="VF1R********89013"), FAILED, id="masked-other-end"),
        pytest.param(a_situation_administrative(vin="VF1R********B9012"), INCONCLUSIVE, id="masked-b-for-8"),
        pytest.param(a_situation_administrative(vin="*****************"), INCONCLUSIVE, id="nothing-visible"),
        pytest.param(a_situation_administrative(vin=blank()), INCONCLUSIVE, id="no-vin"),
        pytest.param(a_controle_technique(vin="VF1RFB00456789021"), FAILED, id="inspection-of-another"),
        pytest.param(a_controle_technique(vin=doubtful(VIN)), INCONCLUSIVE, id="inspection-doubtful"),
        pytest.param(a_carte_grise(vin=blank()), FAILED, id="blank-on-the-card"),
        pytest.param(a_cession(2, vin="VF1RFB00456789021"), FAILED, id="alone"),
    ],
)
def test_vin_of_the_other_papers(paper, status):
    """Three papers that agree do not outvote the fourth."""
    assert the_finding(VEH_VIN_MATCH, paper).status is status


def test_typed_text_is_sure_whatever_its_confidence():
    """A value of an AcroForm is no reading of pixels."""
    typed = a_field("VF1RFB00456789013", confidence=0.9).model_copy(update={"source": Source.FORM})
    assert the_finding(VEH_VIN_MATCH, a_cession(vin=typed)).motif is NON_CONFORME


def test_sure_difference_beats_a_doubt_elsewhere():
    """The card is doubtful, but cerfa and inspection surely differ."""
    papers = (a_carte_grise(vin=doubtful(VIN)), a_cession(vin="VF1RFB00456789021"))
    assert the_finding(VEH_VIN_MATCH, *papers).motif is NON_CONFORME


@pytest.mark.parametrize(
    "rule", [VEH_PLATE_MATCH, VEH_VIN_MATCH, VEH_FIRST_REG_MATCH, VEH_MAKE_MATCH], ids=lambda rule: rule.id
)
def test_one_paper_has_nothing_to_be_compared_with(rule):
    assert the_finding(rule, without=OTHERS).status is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("plate", "status", "motif"),
    [
        pytest.param("AB-123-CD", PASSED, None, id="equal"),
        pytest.param("AB 123 CD", PASSED, None, id="other-writing"),
        pytest.param("AB-123-DC", FAILED, NON_CONFORME, id="swapped-A28"),
        pytest.param("AB-123-CQ", FAILED, NON_CONFORME, id="one-letter-sure"),
        pytest.param(hazy("AB-123-CQ"), INCONCLUSIVE, ILLISIBLE, id="one-letter-hazy"),
        pytest.param(hazy("AB-123-DC"), FAILED, NON_CONFORME, id="two-letters-hazy"),
        pytest.param(doubtful("AB-123-CD"), INCONCLUSIVE, ILLISIBLE, id="doubtful"),
        pytest.param(blank(), FAILED, INCOMPLET, id="blank"),
        pytest.param("1234 ABC 31", FAILED, NON_CONFORME, id="old-number-on-the-cerfa"),
    ],
)
def test_plate_of_the_cerfa(plate, status, motif):
    """One letter is another vehicle."""
    finding = the_finding(VEH_PLATE_MATCH, a_cession(immatriculation=plate))
    assert (finding.status, finding.motif) == (status, motif)


def test_inspection_under_the_old_number_is_told():
    """The vehicle was given a SIV number since: a warning, unless another place was badly read."""
    old = a_controle_technique(immatriculation="1234 ABC 31")
    finding = the_finding(VEH_PLATE_MATCH, old)
    assert (finding.status, finding.severity) == (FAILED, WARNING)
    doubt = the_finding(VEH_PLATE_MATCH, old, a_cession(immatriculation=doubtful("AB-123-CD")))
    assert (doubt.status, doubt.motif) == (INCONCLUSIVE, ILLISIBLE)
    wrong = the_finding(VEH_PLATE_MATCH, old, a_cession(immatriculation="AB-123-DC"))
    assert wrong.motif is NON_CONFORME


@pytest.mark.parametrize(
    ("rule", "papers", "status", "severity"),
    [
        pytest.param(VEH_FIRST_REG_MATCH, (), PASSED, BLOCKING, id="B-equal"),
        pytest.param(
            VEH_FIRST_REG_MATCH,
            (a_cession(date_premiere_immatriculation=date(2016, 5, 21)),),
            FAILED,
            BLOCKING,
            id="B-differs",
        ),
        pytest.param(
            VEH_FIRST_REG_MATCH,
            (a_cession(date_premiere_immatriculation=hazy(date(2016, 5, 21))),),
            INCONCLUSIVE,
            BLOCKING,
            id="B-one-figure-hazy",
        ),
        pytest.param(
            VEH_FIRST_REG_MATCH,
            (a_controle_technique(date_premiere_immatriculation=unparsable()),),
            INCONCLUSIVE,
            BLOCKING,
            id="B-unread",
        ),
        pytest.param(VEH_MAKE_MATCH, (a_cession(marque="Renault"),), PASSED, WARNING, id="make-equal"),
        pytest.param(
            VEH_MAKE_MATCH,
            (
                a_carte_grise(marque="VOLKSWAGEN"),
                a_cession(marque="VW"),
                a_controle_technique(marque="VOLKSWAGEN"),
                a_situation_administrative(marque="VOLKSWAGEN"),
            ),
            PASSED,
            WARNING,
            id="make-shortened",
        ),
        pytest.param(VEH_MAKE_MATCH, (a_cession(marque="PEUGEOT"),), FAILED, WARNING, id="make-differs"),
        pytest.param(VEH_MAKE_MATCH, (a_cession(marque=unknown()),), INCONCLUSIVE, WARNING, id="make-unread"),
        pytest.param(VEH_GENRE_MATCH, (), PASSED, WARNING, id="kind-equal"),
        pytest.param(VEH_GENRE_MATCH, (a_cession(genre="CTTE"),), FAILED, WARNING, id="kind-differs"),
        pytest.param(
            VEH_GENRE_MATCH,
            (a_carte_grise(genre="MTT2"), a_cession(genre="MTTE"), a_controle_technique(genre="MTT2")),
            PASSED,
            WARNING,
            id="kind-renamed",
        ),
        pytest.param(VEH_GENRE_MATCH, (a_cession(genre=blank()),), PASSED, WARNING, id="kind-left-blank"),
        pytest.param(VEH_GENRE_MATCH, (a_cession(genre=unknown()),), INCONCLUSIVE, WARNING, id="kind-unread"),
        pytest.param(VEH_PLATE_FORMAT, (), PASSED, WARNING, id="plate-known"),
        pytest.param(VEH_PLATE_FORMAT, (a_cession(immatriculation="AB-000-CD"),), FAILED, WARNING, id="plate-zeros"),
        pytest.param(
            VEH_PLATE_FORMAT, (a_cession(immatriculation=unknown()),), INCONCLUSIVE, WARNING, id="plate-unread"
        ),
        pytest.param(VEH_VIN_FORMAT, (), PASSED, WARNING, id="vin-whole"),
        pytest.param(VEH_VIN_FORMAT, (a_carte_grise(vin="123456"),), FAILED, WARNING, id="vin-short"),
        pytest.param(
            VEH_VIN_FORMAT,
            (a_carte_grise(vin="123456", date_premiere_immatriculation=date(1980, 12, 31)),),
            PASSED,
            WARNING,
            id="vin-of-an-old-vehicle",
        ),
        pytest.param(
            VEH_VIN_FORMAT,
            (a_carte_grise(vin="123456", date_premiere_immatriculation=date(1981, 1, 1)),),
            FAILED,
            WARNING,
            id="vin-since-1981",
        ),
        pytest.param(VEH_VIN_FORMAT, (a_carte_grise(vin=unknown()),), INCONCLUSIVE, WARNING, id="vin-unread"),
        pytest.param(VEH_FNI_RENUMBERING, (), PASSED, INFO, id="keeps-its-number"),
        pytest.param(
            VEH_FNI_RENUMBERING, (a_carte_grise(immatriculation="1234 ABC 31"),), FAILED, INFO, id="renumbered"
        ),
        pytest.param(VEH_FNI_RENUMBERING, (a_carte_grise(immatriculation=unknown()),), INCONCLUSIVE, INFO, id="unread"),
    ],
)
def test_other_facts_of_the_vehicle(rule, papers, status, severity):
    """Date B stops a dossier; make and kind only warn."""
    finding = the_finding(rule, *papers)
    assert (finding.status, finding.severity) == (status, severity)


OLD_CARD = {"date_certificat": date(1998, 3, 2), "numero_formule": blank()}
BETWEEN = {"date_certificat": date(2009, 10, 14), "numero_formule": blank()}


@pytest.mark.parametrize(
    ("card", "cerfa", "status", "severity", "motif"),
    [
        pytest.param({}, {}, PASSED, BLOCKING, None, id="given"),
        pytest.param({}, {"numero_formule": blank()}, FAILED, BLOCKING, INCOMPLET, id="blank-A40"),
        pytest.param(
            {},
            {"numero_formule": blank(), "date_certificat": date(2019, 9, 14)},
            FAILED,
            WARNING,
            None,
            id="right-date-instead",
        ),
        pytest.param(
            {},
            {"numero_formule": blank(), "date_certificat": date(2019, 9, 15)},
            FAILED,
            BLOCKING,
            INCOMPLET,
            id="wrong-date-instead",
        ),
        pytest.param({}, {"numero_formule": unparsable("2O1?")}, INCONCLUSIVE, BLOCKING, ILLISIBLE, id="unread"),
        pytest.param(
            {"numero_formule": unknown()},
            {"numero_formule": blank()},
            FAILED,
            BLOCKING,
            INCOMPLET,
            id="card-unread-but-dated-2019",
        ),
        pytest.param(
            {"numero_formule": unknown(), "date_certificat": unknown()},
            {"numero_formule": blank()},
            INCONCLUSIVE,
            BLOCKING,
            ILLISIBLE,
            id="card-unread",
        ),
        pytest.param(OLD_CARD, {"numero_formule": blank()}, NOT_APPLICABLE, BLOCKING, None, id="old-card"),
        pytest.param(BETWEEN, {"numero_formule": blank()}, NOT_APPLICABLE, BLOCKING, None, id="between-none-printed"),
        pytest.param(
            {**BETWEEN, "numero_formule": unknown()},
            {"numero_formule": blank()},
            INCONCLUSIVE,
            BLOCKING,
            ILLISIBLE,
            id="between-perhaps-printed",
        ),
        pytest.param(
            {**BETWEEN, "numero_formule": "2009AB12345"},
            {"numero_formule": blank()},
            FAILED,
            BLOCKING,
            INCOMPLET,
            id="between-printed",
        ),
        pytest.param(
            {**BETWEEN, "date_certificat": date(2009, 10, 15)},
            {"numero_formule": blank()},
            FAILED,
            BLOCKING,
            INCOMPLET,
            id="first-day-for-all",
        ),
    ],
)
def test_formule_is_given_where_the_card_has_one(card, cerfa, status, severity, motif):
    """15 April and 15 October 2009 are the two starts of the SIV."""
    finding = the_finding(VEH_FORMULE_REQUIRED, a_carte_grise(**card), a_cession(**cerfa))
    assert (finding.status, finding.severity, finding.motif) == (status, severity, motif)


@pytest.mark.parametrize(
    ("issued", "cerfa", "status", "motif"),
    [
        pytest.param(date(2009, 4, 14), {"date_certificat": date(2009, 4, 14)}, PASSED, None, id="last-old-day"),
        pytest.param(date(2009, 4, 15), {}, NOT_APPLICABLE, None, id="first-siv-day"),
        pytest.param(date(1998, 3, 2), {}, FAILED, INCOMPLET, id="no-date"),
        pytest.param(date(1998, 3, 2), {"date_certificat": date(1998, 3, 3)}, FAILED, NON_CONFORME, id="other-date"),
        pytest.param(date(1998, 3, 2), {"date_certificat": unknown()}, INCONCLUSIVE, ILLISIBLE, id="date-unread"),
        pytest.param(
            date(1998, 3, 2),
            {"date_certificat": date(1998, 3, 2), "numero_formule": "2019AB12345"},
            FAILED,
            None,
            id="invented-formule-only-warns",
        ),
        pytest.param(
            date(1998, 3, 2),
            {"date_certificat": date(1998, 3, 2), "numero_formule": unparsable("07CX92840")},
            INCONCLUSIVE,
            ILLISIBLE,
            id="perforated-number",
        ),
        pytest.param(unknown(), {}, INCONCLUSIVE, ILLISIBLE, id="card-undated"),
    ],
)
def test_old_cards_are_identified_by_their_date(issued, cerfa, status, motif):
    """And the formule stays blank."""
    given = {"numero_formule": blank(), **cerfa}
    finding = the_finding(VEH_FORMULE_PRE2009, a_carte_grise(date_certificat=issued), a_cession(**given))
    assert (finding.status, finding.motif) == (status, motif)


@pytest.mark.parametrize(
    ("card", "cerfa", "status", "motif"),
    [
        pytest.param("2019AB12345", "2019AB12345", PASSED, None, id="equal"),
        pytest.param("2019AB12345", "2019AB12354", FAILED, NON_CONFORME, id="swapped"),
        pytest.param("2019AB12345", "2019AB12346", FAILED, NON_CONFORME, id="one-figure-sure"),
        pytest.param("2019AB12345", hazy("2019AB12346"), INCONCLUSIVE, ILLISIBLE, id="one-figure-hazy"),
        pytest.param("2019AB12345", "2019AD12345", FAILED, NON_CONFORME, id="one-letter-sure"),
        pytest.param("2019AB12345", doubtful("2019AB12345"), INCONCLUSIVE, ILLISIBLE, id="doubtful"),
        pytest.param("2019AB12345", blank(), PASSED, None, id="blank-is-another-rule"),
    ],
)
def test_formule_of_card_and_cerfa(card, cerfa, status, motif):
    """Equal, or a person looks, or it fails."""
    finding = the_finding(VEH_FORMULE_MATCH, a_carte_grise(numero_formule=card), a_cession(numero_formule=cerfa))
    assert (finding.status, finding.motif) == (status, motif)


@pytest.mark.parametrize(
    ("number", "status", "motif"),
    [
        pytest.param("2009AB12345", PASSED, None, id="first-year"),
        pytest.param("2008AB12345", FAILED, NON_CONFORME, id="before-the-siv"),
        pytest.param("2026AB12345", PASSED, None, id="this-year"),
        pytest.param("2027AB12345", FAILED, NON_CONFORME, id="next-year"),
        pytest.param("07CX92840", FAILED, NON_CONFORME, id="no-formule"),
        pytest.param(unparsable("2O19?"), INCONCLUSIVE, ILLISIBLE, id="unread"),
    ],
)
def test_shape_of_the_formule(number, status, motif):
    """2009 to the year of the check, 16 March 2026."""
    finding = the_finding(VEH_FORMULE_FORMAT, a_cession(numero_formule=number))
    assert (finding.status, finding.motif) == (status, motif)


def test_no_formule_has_no_shape():
    papers = (a_carte_grise(numero_formule=blank()), a_cession(numero_formule=blank()))
    assert the_finding(VEH_FORMULE_FORMAT, *papers).status is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("number", "issued", "status", "severity"),
    [
        pytest.param("2019AB12345", date(2019, 9, 14), PASSED, WARNING, id="same-year"),
        pytest.param("2020AB12345", date(2019, 12, 1), FAILED, INFO, id="printed-in-january"),
        pytest.param("2020AB12345", date(2019, 11, 30), FAILED, WARNING, id="too-long-before-new-year"),
        pytest.param("2019AB12345", date(2020, 1, 31), FAILED, INFO, id="printed-in-december"),
        pytest.param("2019AB12345", date(2020, 2, 1), INCONCLUSIVE, BLOCKING, id="too-long-after-new-year"),
        pytest.param("2022AB12345", date(2019, 9, 14), FAILED, WARNING, id="later"),
        pytest.param("2015AB12345", date(2019, 9, 14), INCONCLUSIVE, BLOCKING, id="earlier-A41"),
        pytest.param(blank(), date(1998, 3, 2), NOT_APPLICABLE, WARNING, id="no-formule"),
        pytest.param(unknown(), date(2019, 9, 14), INCONCLUSIVE, WARNING, id="unread"),
    ],
)
def test_year_of_the_formule(number, issued, status, severity):
    """31 days around New Year; a card printed before its own date is suspicious."""
    finding = the_finding(VEH_FORMULE_YEAR, a_carte_grise(numero_formule=number, date_certificat=issued))
    assert (finding.status, finding.severity) == (status, severity)


@pytest.mark.parametrize(
    ("cerfa", "status", "severity"),
    [
        pytest.param({}, PASSED, WARNING, id="not-given"),
        pytest.param({"date_certificat": date(2019, 9, 14)}, PASSED, WARNING, id="equal"),
        pytest.param({"date_certificat": date(2019, 9, 15)}, FAILED, WARNING, id="differs-beside-formule"),
        pytest.param(
            {"date_certificat": date(2018, 9, 15), "numero_formule": blank()}, FAILED, BLOCKING, id="differs-alone"
        ),
        pytest.param(
            {"date_certificat": hazy(date(2019, 9, 15)), "numero_formule": blank()},
            INCONCLUSIVE,
            BLOCKING,
            id="near-alone",
        ),
        pytest.param({"date_certificat": unknown()}, INCONCLUSIVE, WARNING, id="unread"),
    ],
)
def test_date_of_the_certificate(cerfa, status, severity):
    """It only decides when no formule identifies the card."""
    finding = the_finding(VEH_CI_DATE_MATCH, a_cession(**cerfa))
    assert (finding.status, finding.severity) == (status, severity)


def pair(one, other, confidence):
    """The same field on the card and on the cerfa."""
    quotes = (
        Quote(f"{kind}-1", kind, "vin", State.READ, a_field(number, confidence))
        for kind, number in (("carte_grise", one), ("certificat_cession", other))
    )
    return Pair(*quotes)


@pytest.mark.parametrize("confidence", [0.8, 0.94, 0.95, 1.0])
def test_no_vehicle_that_differs_by_one_character_is_the_same(confidence):
    """Every place, every other character that a VIN may have, however sure the reading."""
    others = [VIN[:at] + char + VIN[at + 1 :] for at in range(17) for char in "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"]
    taken = [other for other in others if other != VIN and compare_vin(pair(VIN, other, confidence)) is None]
    assert len(others) == 17 * 33
    assert taken == []
