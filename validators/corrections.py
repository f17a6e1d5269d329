"""The fewest corrections that make a dossier pass, and the message that asks for them.

All that is wrong with one paper is one correction, because one act mends it: a new certificat de cession makes a
missing signature, an erasure and a wrong number good at once. What a person has only to look at is apart, and not asked
where the paper is made anew anyway.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.core.choices import Lang
from pipeline.core.labels import paper_label
from pipeline.core.report import Act, Actor, Correction, Finding, Remedy

THE: dict[str, tuple[str, str]] = {
    "carte_grise": ("la carte grise", "the carte grise"),
    "certificat_cession": ("le certificat de cession", "the certificat de cession"),
    "controle_technique": (
        "le procès-verbal de contrôle technique du véhicule",
        "the contrôle technique report of the vehicle",
    ),
    "situation_administrative": (
        "le certificat de situation administrative (non-gage) du véhicule, de moins de 15 jours au jour de la vente "
        "ou, à défaut, édité depuis",
        "the certificat de situation administrative of the vehicle, less than 15 days old on the day of the sale or, "
        "failing that, issued since",
    ),
    "piece_identite": ("la pièce d'identité", "the identity paper"),
    "kbis": ("l'extrait Kbis de la société", "the Kbis of the company"),
    "accuse_cession": ("l'accusé d'enregistrement de la cession", "the receipt of the declared sale"),
    "procuration": ("la procuration", "the power of attorney"),
    "justificatif_domicile": ("le justificatif de domicile", "the proof of address"),
    "mandat": ("le mandat (cerfa 13757)", "the mandat (cerfa 13757)"),
    "declaration_achat": ("la déclaration d'achat (cerfa 13751)", "the déclaration d'achat (cerfa 13751)"),
    "demande_immatriculation": (
        "la demande de certificat d'immatriculation (cerfa 13750)",
        "the request for a carte grise (cerfa 13750)",
    ),
    "declaration_perte": ("la déclaration de perte ou de vol", "the déclaration de perte ou de vol"),
    "certificat_destruction": ("le certificat de destruction", "the certificat de destruction"),
}
"""How a paper is asked for."""

ASKS: dict[tuple[Act, str], tuple[str, str]] = {
    (Act.FOURNIR, "carte_grise"): ("Envoyer la carte grise, recto et verso.", "Send both sides of the carte grise."),
    (Act.FOURNIR, "piece_identite"): (
        "Envoyer la pièce d'identité en cours de validité, recto et verso.",
        "Send both sides of a valid identity paper.",
    ),
    (Act.REFAIRE, "certificat_cession"): (
        "Établir un nouveau certificat de cession (cerfa 15776), sans rature, signé par le vendeur et par l'acquéreur.",
        "Make a new certificat de cession (cerfa 15776), without erasure, signed by seller and buyer.",
    ),
    (Act.REFAIRE, "controle_technique"): (
        "Faire réaliser un nouveau contrôle technique et en envoyer le procès-verbal.",
        "Have a new contrôle technique made, and send its report.",
    ),
    (Act.REFAIRE, "situation_administrative"): (
        f"Envoyer {THE['situation_administrative'][0]}.",
        f"Send {THE['situation_administrative'][1]}.",
    ),
}
"""What is asked for, where the pattern of the act does not say enough."""

PATTERNS: dict[Act, tuple[str, str]] = {
    Act.COMPLETER: ("Compléter {}, puis envoyer de nouveau le document.", "Fill in {}, then send the paper again."),
    Act.FOURNIR: ("Envoyer {}.", "Send {}."),
    Act.REFAIRE: ("Établir de nouveau {}.", "Make {} anew."),
}

TO = {Actor.VENDEUR: "par le vendeur", Actor.ACQUEREUR: "par l'acquéreur"}

OF_SALE = {"carte_grise", "certificat_cession", "controle_technique", "situation_administrative"}
"""Papers of which a sale has one, whoever brings it; identity papers and the like are each party's own."""

_Task = tuple[Finding, Remedy]


def corrections(findings: Iterable[Finding], lang: Lang) -> tuple[Correction, ...]:
    """The fewest that make the dossier pass: seller first, then buyer, then prestataire."""
    tasks = [(finding, remedy) for finding in findings for remedy in finding.remedies]
    anew = {remedy.paper for _, remedy in tasks if remedy.act is Act.REFAIRE and remedy.paper}
    groups: dict[tuple[str | None, str], list[_Task]] = {}
    for finding, remedy in tasks:
        is_moot = remedy.act is Act.VERIFIER and remedy.paper in anew
        groups.setdefault((remedy.paper, _lot(finding, remedy, is_moot=is_moot)), []).append((finding, remedy))
    split = [part for group in groups.values() for part in _parts(group)]
    found = [_correction(group, lang) for group in split]
    return tuple(sorted(found, key=lambda one: list(Actor).index(one.actor)))


def _lot(finding: Finding, remedy: Remedy, *, is_moot: bool) -> str:
    """What is never done at once: the work of the prestataire and of the parties, and two things about no paper."""
    if remedy.paper is None:
        return finding.action
    return "prestataire" if remedy.actor is Actor.PRESTATAIRE and not is_moot else "parties"


def _parts(group: list[_Task]) -> list[list[_Task]]:
    """Seller and buyer each complete their own part of a paper, and hand in their own papers.

    A paper of the sale is handed in or made anew once, by one of them for both.
    """
    is_of_sale = group[0][1].paper in OF_SALE
    if is_of_sale and max(_reach(remedy.act) for _, remedy in group) > _reach(Act.COMPLETER):
        return [group]
    actors = dict.fromkeys(remedy.actor for _, remedy in group)
    return [[task for task in group if task[1].actor is actor] for actor in actors]


def _reach(act: Act) -> int:
    return list(Act).index(act)


def _correction(group: Sequence[_Task], lang: Lang) -> Correction:
    remedies = [remedy for _, remedy in group]
    actors = {remedy.actor for remedy in remedies if remedy.act is not Act.VERIFIER} or {Actor.PRESTATAIRE}
    act = max((remedy.act for remedy in remedies), key=_reach)
    telling = [finding for finding, remedy in group if remedy.act is not Act.VERIFIER or act is Act.VERIFIER]
    # What concerns several papers is told where nothing else tells why.
    own = [finding for finding in telling if len(finding.remedies) == 1] or telling
    return Correction(
        actor=min(actors, key=list(Actor).index),
        act=act,
        paper=remedies[0].paper,
        steps=tuple(_look(own, remedies[0].paper, lang) if act is Act.VERIFIER else _steps(group, lang)),
        reasons=tuple(dict.fromkeys(finding.message for finding in own)),
        rules=tuple(dict.fromkeys(finding.rule for finding, _ in group)),
    )


def _look(findings: Iterable[Finding], paper: str | None, lang: Lang) -> list[str]:
    """What to look at, as each rule says it, under the name of the paper."""
    name = f"{paper_label(paper, lang).capitalize()}{' : ' if lang == 'fr' else ': '}" if paper else ""
    return [f"{name}{action}" for action in dict.fromkeys(finding.action for finding in findings)]


def _steps(group: Sequence[_Task], lang: Lang) -> list[str]:
    """What to do, what the rules say themselves first; a paper made anew needs neither be sent nor filled in."""
    paper = group[0][1].paper
    if paper is None:
        return list(dict.fromkeys(finding.action for finding, _ in group))
    acts = {remedy.act for _, remedy in group}
    steps = [finding.action for finding, remedy in group if remedy.act is Act.REGLER]
    plain = (Act.REFAIRE,) if Act.REFAIRE in acts else (Act.COMPLETER, Act.FOURNIR)
    steps += [_ask(act, paper, lang) for act in plain if act in acts]
    return list(dict.fromkeys(steps))


def _ask(act: Act, paper: str, lang: Lang) -> str:
    if (act, paper) in ASKS:
        return ASKS[act, paper][lang == "en"]
    return PATTERNS[act][lang == "en"].format(THE[paper][lang == "en"])


def client_message(asked: Sequence[Correction], plate: str | None, sale: date | None) -> str | None:
    """A message for the parties, in French; None when neither has anything to do.

    Args:
        asked: corrections in French.
        plate: of the vehicle, as the papers give it; None when it is not sure.
        sale: day of the sale, likewise.
    """
    theirs = [one for one in asked if one.actor in TO]
    if not theirs:
        return None
    vehicle = f"du véhicule {plate}" if plate else "de votre véhicule"
    sold = f", cédé le {sale:%d/%m/%Y}" if sale else ""
    lines = [
        "Bonjour,",
        "",
        f"Nous avons vérifié le dossier {vehicle}{sold}. Il ne peut pas être déposé en l'état. "
        "Pour que nous puissions poursuivre, merci de bien vouloir faire le nécessaire sur "
        + ("le point suivant." if len(theirs) == 1 else f"les {len(theirs)} points suivants."),
    ]
    rank = 0
    for actor in dict.fromkeys(one.actor for one in theirs):
        lines += ["", f"À faire {TO[actor]} :"]
        for one in (one for one in theirs if one.actor is actor):
            rank += 1
            lines += [f"{rank}. {' '.join(one.steps)}", *(f"   - {reason}" for reason in one.reasons)]
    lines += [
        "",
        "Dès réception de ces éléments, nous reprendrons l'examen de votre dossier. "
        "Nous restons à votre disposition pour toute question.",
        "",
        "Cordialement,",
    ]
    return "\n".join(lines)
