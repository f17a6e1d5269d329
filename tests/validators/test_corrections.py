"""What is left to do: who, on which paper, and as few things as mend the dossier."""

from datetime import date
from typing import Any

import pytest

from pipeline.core.choices import Operation
from pipeline.core.documents import Document
from pipeline.core.dossier import Facts
from pipeline.core.labels import CLASSES
from pipeline.core.model import Field
from pipeline.core.report import Act, Actor, Correction, Finding, Motif, Remedy, Severity, Status
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_controle_technique,
    a_dossier,
    a_situation_administrative,
    blank,
    doubtful,
)
from validators.advice import advise
from validators.catalogue import CATALOGUE
from validators.corrections import THE, client_message, corrections
from validators.engine import judge
from validators.remedies import look_at, remedies
from validators.rule import Rule, fails

OLD_CSA = {"date_generation": date(2026, 2, 1), "date_etat": date(2026, 2, 1)}
OLD_CT = {"date_controle": date(2025, 9, 1), "limite_validite": date(2027, 8, 31)}


def asked(*documents: Document, without: tuple[str, ...] = (), **how: Any) -> tuple[Correction, ...]:
    dossier = a_dossier(*documents, without=without)
    context = a_context(dossier, **how)
    return corrections(judge(CATALOGUE, dossier, context).findings, context.lang)


def in_short(found: tuple[Correction, ...]) -> list[tuple[str, str, str | None]]:
    return [(one.actor.value, one.act.value, one.paper) for one in found]


def test_a_conforming_dossier_asks_for_nothing() -> None:
    assert asked() == ()


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        pytest.param(
            [a_cession(acquereur_signatures=0)],
            [("acquereur", "completer", "certificat_cession")],
            id="buyer-signs",
        ),
        pytest.param(
            [a_cession(vendeur_signatures=0, heure_cession=blank())],
            [("vendeur", "completer", "certificat_cession")],
            id="two-omissions-of-one-person-on-one-paper",
        ),
        pytest.param(
            [a_cession(vendeur_signatures=0, acquereur_signatures=0)],
            [("vendeur", "completer", "certificat_cession"), ("acquereur", "completer", "certificat_cession")],
            id="each-party-signs",
        ),
        pytest.param(
            [a_cession(ratures=True, vendeur_signatures=0, acquereur_signatures=0, heure_cession=doubtful(None))],
            [("vendeur", "refaire", "certificat_cession")],
            id="a-new-cerfa-mends-all-of-it",
        ),
        pytest.param(
            [a_carte_grise(barree=False, signatures=0, mention_cession=None, mention_cession_date=None)],
            [("vendeur", "completer", "carte_grise")],
            id="the-card-at-once",
        ),
        pytest.param(
            [a_situation_administrative(**OLD_CSA)],
            [("vendeur", "refaire", "situation_administrative")],
            id="new-csa",
        ),
        pytest.param(
            [a_situation_administrative(**OLD_CSA, gage="active", opposition_transfert="active")],
            [("vendeur", "regler", "situation_administrative")],
            id="pledge-and-opposition-lifted-then-a-new-csa",
        ),
        pytest.param(
            [a_controle_technique(**OLD_CT)],
            [("vendeur", "refaire", "controle_technique")],
            id="new-inspection-too-old-at-the-sale",
        ),
        pytest.param(
            [a_carte_grise(vin=doubtful("VF1RFB00456789012"))],
            [("prestataire", "verifier", "carte_grise")],
            id="only-to-be-looked-at",
        ),
        pytest.param(
            [a_cession(vendeur_nom=doubtful("MARTIN CLAIRE"), acquereur_signatures=0)],
            [("acquereur", "completer", "certificat_cession"), ("prestataire", "verifier", "certificat_cession")],
            id="looked-at-and-signed",
        ),
        pytest.param(
            [a_situation_administrative(immatriculation="ZZ-999-ZZ", vin="VF3Z********23456")],
            [("vendeur", "refaire", "situation_administrative")],
            id="the-paper-that-differs-from-the-others",
        ),
        pytest.param(
            [a_cession(immatriculation="ZZ-999-ZZ")],
            [("vendeur", "refaire", "certificat_cession")],
            id="the-cerfa-that-differs-from-the-others",
        ),
    ],
)
def test_the_fewest_corrections(papers: list[Document], expected: list[tuple[str, str, str | None]]) -> None:
    assert in_short(asked(*papers)) == expected


@pytest.mark.parametrize(
    ("kind", "correction"),
    [
        ("carte_grise", ("vendeur", "fournir", "carte_grise")),
        ("certificat_cession", ("vendeur", "fournir", "certificat_cession")),
        ("controle_technique", ("vendeur", "fournir", "controle_technique")),
        ("situation_administrative", ("vendeur", "fournir", "situation_administrative")),
    ],
)
def test_an_absent_paper_is_asked_for(kind: str, correction: tuple[str, str, str]) -> None:
    assert correction in in_short(asked(without=(kind,)))


def test_a_card_to_be_completed_and_sent_whole_is_asked_for_both() -> None:
    (one,) = asked(a_carte_grise(barree=False, exterieur_present=False))
    assert (one.act, len(one.reasons)) == (Act.FOURNIR, 2)
    assert [step.partition(" ")[0] for step in one.steps] == ["Compléter", "Envoyer"]


def test_a_paper_made_anew_is_neither_completed_nor_sent_beside() -> None:
    (one,) = asked(a_cession(ratures=True, vendeur_signatures=0))
    assert [step.partition(" ")[0] for step in one.steps] == ["Établir"]


@pytest.mark.parametrize(
    ("paper", "remedy"),
    [
        pytest.param(
            a_cession(acquereur_nom=blank()), ("acquereur", "completer", "certificat_cession"), id="buyer-fills-in"
        ),
        pytest.param(
            a_cession(kilometrage=blank()), ("vendeur", "completer", "certificat_cession"), id="seller-fills-in"
        ),
        pytest.param(
            a_carte_grise(mention_cession=blank(), mention_cession_date=blank()),
            ("vendeur", "completer", "carte_grise"),
            id="written-on-the-card",
        ),
        pytest.param(
            a_carte_grise(immatriculation=blank()), ("vendeur", "fournir", "carte_grise"), id="print-of-the-card"
        ),
        pytest.param(
            a_situation_administrative(date_generation=blank(), date_etat=blank()),
            ("vendeur", "fournir", "situation_administrative"),
            id="print-of-a-certificate",
        ),
    ],
)
def test_a_blank_is_filled_in_where_people_write_and_a_blank_print_is_sent_whole(
    paper: Document, remedy: tuple[str, str, str]
) -> None:
    assert remedy in in_short(asked(paper))


def test_an_inspection_grown_old_since_the_sale_is_for_the_buyer_who_has_the_vehicle() -> None:
    pv = a_controle_technique(date_controle=date(2025, 9, 14), limite_validite=date(2027, 9, 13))
    assert in_short(asked(pv)) == [("acquereur", "refaire", "controle_technique")]


def test_each_rejecting_rule_is_in_a_correction_and_no_other() -> None:
    dossier = a_dossier(
        a_cession(ratures=True, heure_cession=blank(), vendeur_nom=doubtful("X")), a_carte_grise(barree=False)
    )
    findings = judge(CATALOGUE, dossier, a_context(dossier)).findings
    named = {rule for one in corrections(findings, "fr") for rule in one.rules}
    assert named == {finding.rule for finding in findings if finding.motif}


def test_reasons_are_told_once_and_in_the_language_of_the_report() -> None:
    papers = (a_cession(ratures=True, acquereur_signatures=0), a_carte_grise(barree=False))
    french, english = asked(*papers), asked(*papers, lang="en")
    assert [len(one.reasons) for one in french] == [len(set(one.reasons)) for one in french]
    assert "nouveau certificat de cession" in " ".join(french[1].steps)
    assert "new certificat de cession" in " ".join(english[1].steps)
    assert set(french[1].reasons).isdisjoint(english[1].reasons)


def test_each_party_hands_in_their_own_identity_paper_and_the_seller_the_cerfa_for_both() -> None:
    def rejecting(rule: str, actor: Actor, paper: str) -> Finding:
        return Finding(
            rule=rule,
            status=Status.FAILED,
            severity=Severity.BLOCKING,
            motif=Motif.INCOMPLET,
            remedies=(Remedy(act=Act.FOURNIR, actor=actor, paper=paper),),
        )

    found = corrections(
        (
            rejecting("docs.id-buyer", Actor.ACQUEREUR, "piece_identite"),
            rejecting("docs.id-seller", Actor.VENDEUR, "piece_identite"),
            rejecting("docs.cerfa", Actor.VENDEUR, "certificat_cession"),
            rejecting("cerfa.copies-identical", Actor.ACQUEREUR, "certificat_cession"),
        ),
        "fr",
    )
    assert in_short(found) == [
        ("vendeur", "fournir", "piece_identite"),
        ("vendeur", "fournir", "certificat_cession"),
        ("acquereur", "fournir", "piece_identite"),
    ]


def test_a_crash_is_for_the_prestataire() -> None:
    crash = Finding(
        rule="conforme.crash",
        status=Status.INCONCLUSIVE,
        severity=Severity.BLOCKING,
        motif=Motif.ILLISIBLE,
        message="Erreur interne.",
        action="L'examiner à l'œil.",
        remedies=(look_at(),),
    )
    (one,) = corrections((crash,), "fr")
    assert (one.actor, one.act, one.steps) == (Actor.PRESTATAIRE, Act.VERIFIER, ("L'examiner à l'œil.",))


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
@pytest.mark.parametrize("operation", ["cession", "immatriculation"])
def test_every_rule_says_who_does_what_about_its_failure(rule: Rule, operation: Operation) -> None:
    (remedy,) = remedies(rule, fails(), rule.motif, (), operation)
    assert remedy.paper in {*THE, None}
    assert remedy.paper or remedy.actor is Actor.PRESTATAIRE
    assert rule.wording.action or remedy.act is not Act.REGLER or rule.severity is not Severity.BLOCKING


def test_every_paper_can_be_asked_for() -> None:
    kinds = {model.model_fields["kind"].default for model in CLASSES}
    assert set(THE) == kinds - {"inconnu"}


# --- the message ------------------------------------------------------------------------------------------------------


def message(*documents: Document, **how: Any) -> str | None:
    dossier = a_dossier(*documents)
    context = a_context(dossier, **how)
    return advise(CATALOGUE, dossier, Facts(), context, judge(CATALOGUE, dossier, context)).message_client


def test_the_message_asks_each_party_for_their_part() -> None:
    said = message(a_cession(acquereur_signatures=0), a_carte_grise(barree=False)) or ""
    order = ["Bonjour,", "AB-123-CD", "12/03/2026", "2 points", "par le vendeur", "1. ", "par l'acquéreur", "2. "]
    places = [said.index(part) for part in (*order, "signature de l'acquéreur est absente", "Cordialement,")]
    assert places == sorted(places)


def test_there_is_no_message_when_nobody_has_to_act() -> None:
    assert message() is None
    assert message(a_carte_grise(vin=doubtful("VF1RFB00456789012"))) is None


def test_the_message_is_in_french_whatever_the_report_is_in() -> None:
    papers = (a_cession(ratures=True),)
    assert message(*papers, lang="en") == message(*papers)


def test_what_only_the_prestataire_can_do_is_not_asked_of_the_client() -> None:
    said = message(a_cession(acquereur_signatures=0, vendeur_nom=doubtful("MARTIN CLAIRE"))) or ""
    assert "signature de l'acquéreur" in said
    assert "Vérif" not in said


@pytest.mark.parametrize(
    "plate",
    [pytest.param(doubtful("AB-123-CD"), id="doubtful"), pytest.param("ZZ-999-ZZ", id="other-than-on-the-cerfa")],
)
def test_a_plate_that_is_not_sure_is_not_told(plate: Field[Any] | str) -> None:
    said = message(a_carte_grise(immatriculation=plate, barree=False)) or ""
    assert "dossier de votre véhicule" in said


def test_a_message_of_corrections_without_parties_is_none() -> None:
    assert client_message((), "AB-123-CD", None) is None


@pytest.mark.parametrize("rule", [rule for rule in CATALOGUE if rule.act is Act.REGLER], ids=lambda rule: rule.id)
def test_what_a_client_is_asked_for_does_not_speak_of_our_files(rule: Rule) -> None:
    """The action of a rule that settles something is sent to the client as it stands."""
    assert rule.wording.action
    assert rule.actor is Actor.PRESTATAIRE or "dossier.toml" not in rule.wording.action
