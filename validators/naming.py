"""Whether another paper names the party of the cerfa for whom an operation is made."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import product

from pipeline.core.choices import Party
from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier
from pipeline.core.formats import siren
from pipeline.core.report import Motif
from validators.context import Context
from validators.matching import Level, Match, companies, is_company, joint, names, persons, split_persons
from validators.parties import COMPANIES, Role, kind_of, principal
from validators.quote import Quote, quotes
from validators.rule import One, Outcome, Wording, fails, held, if_read, not_applicable, unsure, warns

_SPOKEN_FOR = re.compile(r"\bREPR[EÉ]SENT[EÉ]E?\b.*", re.IGNORECASE | re.DOTALL)
"""A company's name is often followed by who acts for it."""


def _of_party(role: Callable[[Context], Role], key: str) -> One:
    """That field of the party of the cerfa whose role the context tells."""

    def choose(dossier: Dossier, subject: Document | None, context: Context) -> tuple[Quote, ...]:
        return quotes(dossier, f"certificat_cession.{role(context)}_{key}", context.policy.min_confidence)

    return One(f"certificat_cession.vendeur_{key}", blank="unsure", choose=choose)


PRINCIPAL_NAME = _of_party(principal, "nom")
"""Name of the party for whom the operation is made."""
PRINCIPAL_SIRET = if_read(_of_party(principal, "siret"))


def same_party(
    party: str, other: str, *, siret: str | None = None, other_siret: str | None = None, kind: Party | None = None
) -> Match:
    """How well a paper names a party; one of several persons named together is enough.

    Args:
        party: name on the cerfa or on the card, surname first.
        other: as the other paper writes it.
        siret: SIRET or SIREN of the party.
        other_siret: the same on the other paper; two numbers decide, whatever the names.
        kind: what the party is; None when it is not known.
    """
    one, two = siret and siret[: siren.LENGTH], other_siret and other_siret[: siren.LENGTH]
    mine, theirs = (_SPOKEN_FOR.sub("", name) for name in (party, other))
    if kind in COMPANIES or (one and two):
        return companies(mine, theirs, siren=one, other_siren=two)
    if kind is None and is_company(party):
        return names(mine, theirs)
    together = joint(party)
    compare = persons if kind == "particulier" else names
    found = [
        compare(holder, named)
        for holder in dict.fromkeys((*(together[1] if together else split_persons(party)), party))
        for named in dict.fromkeys((*split_persons(other), other))
    ]
    return max(found, key=lambda match: match.level)


def is_named(party: str, siret: str | None, papers: Iterable[tuple[Quote, Quote]], context: Context) -> Outcome:
    """Whether one of several papers names the party for whom the operation is made.

    Args:
        party: name of the party.
        siret: its SIRET or SIREN, when it is known.
        papers: name and number on each of the papers.
        context: for what the party is, and for the language.

    Returns:
        Not applicable without papers; a warning with case 'probable' and inconclusive with case 'unsure', both with
        the reason `why`; inconclusive with case 'nameless'. Values: `party` and `found`.
    """
    many = tuple(papers)
    if not many:
        return not_applicable("absent")
    kind = kind_of(principal(context), context)
    readable = [
        (name, _match(party, name.value or "", siret, number.value, kind, context))
        for name, number in many
        if name.is_read or (siret and number.is_read)
    ]
    best, match = max(readable, key=lambda pair: pair[1].level, default=(many[0][0], None))
    why = "" if match is None else match.fr if context.lang == "fr" else match.en
    outcome = _named(many, match)
    return replace(outcome, values={"party": party, "found": best.value, "why": why})


def _match(
    party: str, found: str, siret: str | None, number: str | None, kind: Party | None, context: Context
) -> Match:
    """The same, where an identity paper that shows both names makes one person of two."""
    match = same_party(party, found, siret=siret, other_siret=number, kind=kind)
    if match.level >= Level.PROBABLE or kind in COMPANIES:
        return match
    pairs = product(split_persons(party), split_persons(found))
    return next(filter(None, (context.people.explain(one, other) for one, other in pairs)), match)


def _named(papers: tuple[tuple[Quote, Quote], ...], match: Match | None) -> Outcome:
    if match is None or (match.level is Level.MISMATCH and any(name.is_unsure for name, _ in papers)):
        is_blank = all(name.is_blank for name, _ in papers)
        return fails("blank", motif=Motif.INCOMPLET) if is_blank else unsure("nameless")
    match match.level:
        case Level.MATCH:
            return held()
        case Level.PROBABLE:
            return warns("probable")
        case Level.UNSURE:
            return unsure("unsure")
        case Level.MISMATCH:
            return fails(mended_by=(papers[0][0].kind,))


NAMED_CASES = {
    "probable": Wording(
        "Noms rapprochés ({why}) : « {found} » et, sur le certificat de cession, « {party} ».",
        "Names taken for the same ({why}): “{found}” and, on the certificat de cession, “{party}”.",
        "S'assurer qu'il s'agit de la même personne.",
        "Make sure that they are the same.",
    ),
    "unsure": Wording(
        "On ne peut pas dire si « {found} » et, sur le certificat de cession, « {party} » sont la même personne "
        "({why}).",
        "It cannot be said whether “{found}” and, on the certificat de cession, “{party}” are the same ({why}).",
        "Comparer les noms à l'œil.",
        "Compare the names yourself.",
    ),
    "nameless": Wording(
        "Un nom n'a pas pu être lu ; ce devrait être {party}.",
        "A name could not be read; it should be {party}.",
        "Vérifier le document à l'œil.",
        "Look at the paper.",
    ),
}
"""Wordings of these outcomes; 'absent', 'blank' and the failure itself are of each rule."""
