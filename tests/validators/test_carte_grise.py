"""What a sale adds to the carte grise by hand: passing, failing, doubtful and not applicable cases of each rule."""

from datetime import date, time

import pytest

from pipeline.core.report import Motif, Severity, Status
from tests.builders import a_carte_grise, a_cession, blank, doubtful, the_finding, unknown, unparsable
from validators.policy import Policy
from validators.rules.carte_grise import (
    CI_DESTRUCTION_MENTION,
    CI_MENTION,
    CI_MENTION_DATE_MATCH,
    CI_MENTION_TIME,
    CI_SIGNATURE_COHOLDERS,
    CI_SIGNATURE_HOLDER,
    CI_STRUCK,
)

PASSED, FAILED = Status.PASSED, Status.FAILED
INCONCLUSIVE, NOT_APPLICABLE = Status.INCONCLUSIVE, Status.NOT_APPLICABLE
INCOMPLET, ILLISIBLE, NON_CONFORME = Motif.INCOMPLET, Motif.ILLISIBLE, Motif.NON_CONFORME


@pytest.mark.parametrize(
    ("rule", "card", "status", "motif"),
    [
        pytest.param(CI_STRUCK, {"barree": True}, PASSED, None, id="struck"),
        pytest.param(CI_STRUCK, {"barree": False}, FAILED, INCOMPLET, id="not-struck"),
        pytest.param(CI_STRUCK, {"barree": blank()}, FAILED, INCOMPLET, id="surely-no-stroke"),
        pytest.param(CI_STRUCK, {"barree": doubtful(True)}, INCONCLUSIVE, ILLISIBLE, id="stroke-doubtful"),
        pytest.param(CI_STRUCK, {"barree": doubtful(False)}, INCONCLUSIVE, ILLISIBLE, id="no-stroke-doubtful"),
        pytest.param(CI_STRUCK, {"barree": unknown()}, INCONCLUSIVE, ILLISIBLE, id="no-pixels"),
        pytest.param(CI_MENTION, {}, PASSED, None, id="mention"),
        pytest.param(CI_MENTION, {"mention_cession": "CEDE LE 12 3 2026"}, PASSED, None, id="ceded"),
        pytest.param(CI_MENTION, {"mention_cession": "Cédée le"}, PASSED, None, id="ceded-feminine"),
        pytest.param(CI_MENTION, {"mention_cession": "VENOU LE 12/03/2026"}, PASSED, None, id="one-letter-misread"),
        pytest.param(CI_MENTION, {"mention_cession": "REVENDU LE 12/03/2026"}, PASSED, None, id="sold-on"),
        pytest.param(CI_MENTION, {"mention_cession": "VEHICULEVENDULE12/03/2026"}, PASSED, None, id="run-together"),
        pytest.param(CI_MENTION, {"mention_cession": "PERDU LE 12/03/2026"}, INCONCLUSIVE, ILLISIBLE, id="other-word"),
        pytest.param(CI_MENTION, {"mention_cession": blank()}, FAILED, INCOMPLET, id="no-mention"),
        pytest.param(CI_MENTION, {"mention_cession_date": blank()}, FAILED, INCOMPLET, id="no-date"),
        pytest.param(CI_MENTION, {"mention_cession_date": unparsable()}, INCONCLUSIVE, ILLISIBLE, id="date-unread"),
        pytest.param(CI_MENTION, {"mention_cession": unknown()}, INCONCLUSIVE, ILLISIBLE, id="mention-unread"),
        pytest.param(CI_SIGNATURE_HOLDER, {"signatures": 1}, PASSED, None, id="signed"),
        pytest.param(CI_SIGNATURE_HOLDER, {"signatures": 0}, FAILED, INCOMPLET, id="not-signed"),
        pytest.param(CI_SIGNATURE_HOLDER, {"signatures": doubtful(1)}, INCONCLUSIVE, ILLISIBLE, id="doubtful"),
        pytest.param(CI_SIGNATURE_HOLDER, {"signatures": doubtful(0)}, INCONCLUSIVE, ILLISIBLE, id="doubtful-none"),
    ],
)
def test_marks_of_the_sale(rule, card, status, motif):
    """A mark that is not there makes the dossier incomplete; one that cannot be seen is for a person."""
    finding = the_finding(rule, a_carte_grise(**card))
    assert (finding.status, finding.motif) == (status, motif)


@pytest.mark.parametrize(
    "rule",
    [CI_STRUCK, CI_MENTION, CI_MENTION_DATE_MATCH, CI_MENTION_TIME, CI_SIGNATURE_HOLDER, CI_SIGNATURE_COHOLDERS],
    ids=lambda rule: rule.id,
)
def test_without_card_nothing_is_said_of_it(rule):
    """Its absence is another rule."""
    assert the_finding(rule, without=("carte_grise",)).status is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("written", "sold", "how", "status", "motif"),
    [
        pytest.param(date(2026, 3, 12), date(2026, 3, 12), {}, PASSED, None, id="equal"),
        pytest.param(date(2026, 3, 13), date(2026, 3, 12), {}, FAILED, NON_CONFORME, id="day-after"),
        pytest.param(date(2026, 12, 3), date(2026, 3, 12), {}, FAILED, NON_CONFORME, id="day-and-month-swapped"),
        pytest.param(doubtful(date(2026, 3, 12)), date(2026, 3, 12), {}, INCONCLUSIVE, ILLISIBLE, id="doubtful"),
        pytest.param(date(2026, 3, 12), unparsable(), {}, INCONCLUSIVE, ILLISIBLE, id="cerfa-unread"),
        pytest.param(blank(), date(2026, 3, 12), {}, NOT_APPLICABLE, None, id="no-mention"),
        pytest.param(
            date(2026, 2, 2), date(2026, 3, 12), {"vendeur": "professionnel"}, INCONCLUSIVE, ILLISIBLE, id="trader"
        ),
        pytest.param(
            date(2026, 3, 13), date(2026, 3, 12), {"vendeur": "professionnel"}, FAILED, NON_CONFORME, id="trader-later"
        ),
    ],
)
def test_the_mention_has_the_date_of_the_cerfa(written, sold, how, status, motif):
    """Only a trader's card may carry an earlier day, and then the déclaration d'achat has to be seen."""
    finding = the_finding(
        CI_MENTION_DATE_MATCH, a_carte_grise(mention_cession_date=written), a_cession(date_cession=sold), **how
    )
    assert (finding.status, finding.motif) == (status, motif)


def test_swapped_dates_are_hinted_at():
    """03/12 for 12/03."""
    finding = the_finding(CI_MENTION_DATE_MATCH, a_carte_grise(mention_cession_date=date(2026, 12, 3)))
    assert "inversés" in finding.message


@pytest.mark.parametrize(
    ("written", "policy", "status", "severity"),
    [
        pytest.param(time(14, 30), {}, PASSED, Severity.WARNING, id="equal"),
        pytest.param(time(14, 31), {}, FAILED, Severity.WARNING, id="one-minute-off"),
        pytest.param(time(14, 31), {"time_tolerance_min": 1}, PASSED, Severity.WARNING, id="within-tolerance"),
        pytest.param(time(14, 32), {"time_tolerance_min": 1}, FAILED, Severity.WARNING, id="past-tolerance"),
        pytest.param(blank(), {}, FAILED, Severity.WARNING, id="absent"),
        pytest.param(blank(), {"ci_mention_time": "reject"}, FAILED, Severity.BLOCKING, id="absent-rejects"),
        pytest.param(time(15, 0), {"ci_mention_time": "reject"}, FAILED, Severity.BLOCKING, id="differs-rejects"),
        pytest.param(unparsable("l4hE0"), {}, INCONCLUSIVE, Severity.WARNING, id="unread"),
    ],
)
def test_the_hour_on_the_card(written, policy, status, severity):
    """A warning unless the policy says otherwise."""
    finding = the_finding(CI_MENTION_TIME, a_carte_grise(mention_cession_heure=written), policy=Policy(**policy))
    assert (finding.status, finding.severity) == (status, severity)


def test_midnight_is_suspicious():
    """00h00 on both papers looks like a default."""
    card, cerfa = a_carte_grise(mention_cession_heure=time(0, 0)), a_cession(heure_cession=time(0, 0))
    assert the_finding(CI_MENTION_TIME, card, cerfa).severity is Severity.INFO


@pytest.mark.parametrize(
    ("card", "policy", "status", "motif"),
    [
        pytest.param({}, {}, NOT_APPLICABLE, None, id="one-holder"),
        pytest.param({"nombre_titulaires": 2, "signatures": 2}, {}, PASSED, None, id="two-of-two"),
        pytest.param({"nombre_titulaires": 2, "signatures": 1}, {}, FAILED, INCOMPLET, id="one-of-two"),
        pytest.param({"nombre_titulaires": 1, "signatures": 1}, {}, FAILED, INCOMPLET, id="never-fewer-than-two"),
        pytest.param({"nombre_titulaires": 3, "signatures": 2}, {}, FAILED, INCOMPLET, id="two-of-three"),
        pytest.param(
            {"nombre_titulaires": 2, "signatures": 2}, {"c41_semantics": "coholders"}, FAILED, INCOMPLET, id="coholders"
        ),
        pytest.param(
            {"cotitulaires": ("DURAND HUGO",), "signatures": 1}, {}, FAILED, INCOMPLET, id="number-blank-name-read"
        ),
        pytest.param({"nombre_titulaires": unknown()}, {}, INCONCLUSIVE, ILLISIBLE, id="number-unread"),
        pytest.param(
            {"nombre_titulaires": 2, "signatures": doubtful(1)}, {}, INCONCLUSIVE, ILLISIBLE, id="unclear-ink"
        ),
        pytest.param({"titulaire": "M MARTIN PAUL OU MME MARTIN CLAIRE"}, {}, NOT_APPLICABLE, None, id="old-or"),
        pytest.param(
            {"titulaire": "M MARTIN PAUL OU MME MARTIN CLAIRE"},
            {"legacy_ou": "all_sign"},
            FAILED,
            INCOMPLET,
            id="old-or-all",
        ),
        pytest.param({"titulaire": "M MARTIN PAUL ET MME MARTIN CLAIRE"}, {}, FAILED, INCOMPLET, id="old-and"),
    ],
)
def test_every_coholder_signs_the_card(card, policy, status, motif):
    """C.4.1 filled means two signatures at least."""
    finding = the_finding(CI_SIGNATURE_COHOLDERS, a_carte_grise(**card), policy=Policy(**policy))
    assert (finding.status, finding.motif) == (status, motif)


@pytest.mark.parametrize(
    ("mention", "nature", "status"),
    [
        pytest.param("VENDU LE 12/03/2026 POUR DESTRUCTION", "destruction", PASSED, id="said"),
        pytest.param("VENDU LE 12/03/2026", "destruction", FAILED, id="not-said"),
        pytest.param(unknown(), "destruction", INCONCLUSIVE, id="unread"),
        pytest.param("VENDU LE 12/03/2026", "vente", NOT_APPLICABLE, id="sale"),
    ],
)
def test_destruction_is_said_on_the_card(mention, nature, status):
    """Only a destruction asks for the words."""
    finding = the_finding(CI_DESTRUCTION_MENTION, a_carte_grise(mention_cession=mention), nature=nature)
    assert finding.status is status
