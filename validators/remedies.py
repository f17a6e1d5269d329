"""Who has to do what about a finding that rejects.

A rule says only what its paper does not: the default follows from the paper at fault. A paper filled in by hand is
completed, or made anew when what stands there is wrong, because an erasure is a fault of its own; a printed one is
handed in, or made anew; the carte grise can be neither, so that its rule says what to do. What could not be decided is
looked at by whoever checks the dossier.
"""

from collections.abc import Iterable

from pipeline.core.choices import Operation
from pipeline.core.documents import CarteGrise
from pipeline.core.report import Act, Actor, Motif, Remedy
from validators.quote import Quote
from validators.rule import Every, One, Outcome, Papers, Rule

BY_HAND = {
    "carte_grise",
    "certificat_cession",
    "mandat",
    "declaration_achat",
    "demande_immatriculation",
    "declaration_perte",
    "procuration",
}
"""Papers on which people write, and so can add what is missing."""
GIVEN_ONCE = {"carte_grise", "piece_identite", "accuse_cession", "certificat_destruction"}
"""Papers that nobody can have made anew just because a rule asks for it."""
OF_BUYER = {"demande_immatriculation", "justificatif_domicile", "declaration_achat", "certificat_destruction"}
OF_PRINCIPAL = {"mandat", "kbis", "piece_identite"}
"""Papers of whoever asks for the operation (rules.md, section 5)."""
BUYER_ASKS: set[Operation] = {"immatriculation", "achat"}
BUYER_FIELDS = "acquereur_"


def remedies(
    rule: Rule, outcome: Outcome, motif: Motif, places: Iterable[Quote], operation: Operation
) -> tuple[Remedy, ...]:
    """What has to be done.

    Args:
        rule: that rejects.
        outcome: what it says.
        motif: why it rejects.
        places: the fields that were blank, or could not be read; none when the values themselves are at fault.
        operation: asked for.
    """
    at_fault = tuple(places)
    judged = outcome.paper or _judged(rule)
    paper = outcome.paper or rule.paper or judged
    if motif is Motif.ILLISIBLE:
        papers: list[str | None] = [quote.kind for quote in at_fault]
        return tuple(look_at(kind) for kind in dict.fromkeys(papers or [paper]))
    if at_fault:
        return tuple(dict.fromkeys(_filled_in(quote, rule, operation) for quote in at_fault))
    act = rule.act or _act(rule, paper, motif)
    actor = outcome.actor or rule.actor or _actor(rule, judged, operation)
    return (Remedy(act=act, actor=actor, paper=paper),)


def look_at(paper: str | None = None) -> Remedy:
    """What is left where nothing could be decided."""
    return Remedy(act=Act.VERIFIER, actor=Actor.PRESTATAIRE, paper=paper)


def _judged(rule: Rule) -> str | None:
    """Kind of the paper that the rule is about: that it runs over, else the first it needs."""
    kinds = [kind for kind, _ in _needed(rule)]
    if rule.over or not kinds or kinds[0] == "inconnu":
        return rule.over
    return "certificat_cession" if kinds[0] == "*" else kinds[0]


def _needed(rule: Rule) -> list[tuple[str, str]]:
    """Kind and key of the fields, kind and nothing of the papers that a rule needs."""
    needs = [rule.need(name) for name in rule.needs]
    found: list[tuple[str, str]] = []
    for need in needs:
        match need:
            case One(path) | Every(path):
                kind, key = path.split(".")
                found.append((kind, key))
            case Papers(kind) if kind != "*":
                found.append((kind, ""))
    return found


def _act(rule: Rule, paper: str | None, motif: Motif) -> Act:
    if paper is None:
        return Act.REGLER
    if motif is Motif.INCOMPLET:
        return Act.FOURNIR if (paper, "") in _needed(rule) or paper not in BY_HAND else Act.COMPLETER
    return Act.REGLER if paper in GIVEN_ONCE else Act.REFAIRE


def _filled_in(quote: Quote, rule: Rule, operation: Operation) -> Remedy:
    """A blank is filled in where people write; a blank in print is a paper that is not whole."""
    is_print = quote.kind not in BY_HAND or (quote.kind == "carte_grise" and CarteGrise.code(quote.key) is not None)
    is_buyers = quote.kind == "certificat_cession" and quote.key.startswith(BUYER_FIELDS)
    actor = Actor.ACQUEREUR if is_buyers else rule.actor or _of_paper(quote.kind, operation)
    return Remedy(act=Act.FOURNIR if is_print else Act.COMPLETER, actor=actor, paper=quote.kind)


def _actor(rule: Rule, paper: str | None, operation: Operation) -> Actor:
    keys = [key for kind, key in _needed(rule) if kind == paper]
    if paper == "certificat_cession" and keys and all(key.startswith(BUYER_FIELDS) for key in keys):
        return Actor.ACQUEREUR
    return _of_paper(paper, operation)


def _of_paper(paper: str | None, operation: Operation) -> Actor:
    if paper is None:
        return Actor.PRESTATAIRE
    is_buyers = paper in OF_BUYER or (paper in OF_PRINCIPAL and operation in BUYER_ASKS)
    return Actor.ACQUEREUR if is_buyers else Actor.VENDEUR
