"""Whose identity papers have to be in the dossier, and proxies (family docs of rules.md).

What the papers themselves are worth is judged in `validators.rules.identite`; whether a name is the same, in
`validators.rules.personnes`.
"""

from collections.abc import Mapping
from datetime import date

from pipeline.core.documents import Procuration
from pipeline.core.formats import immatriculation as plates
from pipeline.core.report import Act, Actor, LegalSource, Motif, Status
from validators.context import Context
from validators.holders import represented, signatures_asked
from validators.matching import Level
from validators.matrix import ABSENT, doubt, fault, level, missing
from validators.parties import Role, only_company, only_private, people_in, principal
from validators.people import holders_named, is_among
from validators.purchases import unless_bought
from validators.quote import Quote, quote
from validators.rule import (
    Every,
    One,
    Outcome,
    Papers,
    Rule,
    Unless,
    Wording,
    held,
    if_read,
    not_applicable,
)

GUIDE = LegalSource(text="Guide des démarches", article="Copie recto/verso de la pièce d'identité")
DECREE = LegalSource(text="Arrêté du 9 février 2009", article="1.D.1 et annexe IV")
PROXY = LegalSource(text="Guide des démarches", article="Procuration d'un cotitulaire")

_SHOWN = {"noms": Every("piece_identite.nom", partial=True), "prenoms": Every("piece_identite.prenoms", partial=True)}
"""Fields shown as evidence; who is named on them is in `context.people`."""


def _has_identities(paper: str, people: Mapping[str, date | None], context: Context) -> Outcome:
    """Whether each of these people, born that day, has an identity paper, read surely enough to be theirs."""
    if level(paper, context) == "off":
        return not_applicable("off")
    if not people:
        return doubt(paper, context, "nobody") if context.people.identities else missing(paper, context, person="?")
    found = {name: context.people.best(name, born).level for name, born in people.items()}
    for name, match in found.items():
        if match is Level.MISMATCH:
            return missing(paper, context, person=name)
    unclear = [name for name, match in found.items() if match is Level.UNSURE]
    return doubt(paper, context, "unclear", person=unclear[0]) if unclear else held()


def unless_seller_is_company(context: Context) -> Unless | None:
    """A company has no identity paper; its representative has."""
    return only_private("vendeur", context, "piece_identite.vendeur")


def have_sellers_identities(
    *,
    noms: tuple[Quote, ...],
    prenoms: tuple[Quote, ...],
    printed: int | None,
    cotitulaires: tuple[str, ...] | None,
    titulaire: str | None,
    context: Context,
) -> Outcome:
    """docs.id-seller: an identity paper of each former owner, co-holders included.

    A card names the first co-holder only: of those named nowhere, as many papers as C.4.1 counts must be there.
    """
    paper, people = "piece_identite.vendeur", context.people
    outcome = _has_identities(paper, dict.fromkeys(people.sellers), context)
    asked = signatures_asked(printed=printed, cotitulaires=cotitulaires, titulaire=titulaire, context=context)
    others = people.unclaimed(*people.sellers, *people.buyers)
    if outcome.status is Status.PASSED and len(people.sellers) + len(others) < asked:
        return missing(paper, context, "unnamed", asked=asked)
    return outcome


_MISSING_ACTION = "Joindre la copie recto verso de la pièce d'identité."
_MISSING_ACTION_EN = "Join a copy of both sides of the identity paper."
_CASES = {
    "unclear": Wording(
        "On ne peut pas dire si une pièce d'identité du dossier est celle {person!d}.",
        "It cannot be said whether an identity paper of the dossier is that of {person}.",
        "Comparer à l'œil les noms, ou fournir une image plus nette.",
        "Compare the names yourself, or give a sharper image.",
    ),
    "nobody": Wording(
        "On ne peut pas dire de qui sont les pièces d'identité : aucun nom n'a pu être lu sur le certificat de "
        "cession.",
        "It cannot be said whose identity papers these are: no name could be read on the certificat de cession.",
        "Comparer à l'œil les noms.",
        "Compare the names yourself.",
    ),
    **ABSENT,
}
_SEEN = {
    "printed": if_read("carte_grise.nombre_titulaires"),
    "cotitulaires": if_read("carte_grise.cotitulaires"),
    "titulaire": if_read("carte_grise.titulaire"),
}
"""What the card says of its holders, where it was read."""

DOCS_ID_SELLER = Rule(
    id="docs.id-seller",
    title="Pièce d'identité de chaque ancien propriétaire présente",
    title_en="Identity paper of every former owner present",
    motif=Motif.INCOMPLET,
    sources=(GUIDE,),
    parameters=("papers.piece_identite", "c41_semantics"),
    applies=unless_seller_is_company,
    needs={**_SHOWN, **_SEEN},
    check=have_sellers_identities,
    actor=Actor.VENDEUR,
    wording=Wording(
        "La pièce d'identité {person!d} (ancien propriétaire) manque.",
        "The identity paper of {person} (former owner) is missing.",
        _MISSING_ACTION,
        _MISSING_ACTION_EN,
    ),
    cases={
        **_CASES,
        "unnamed": Wording(
            "Il manque la pièce d'identité d'un cotitulaire : la carte grise a {asked} titulaires.",
            "The identity paper of a co-holder is missing: the carte grise has {asked} holders.",
            _MISSING_ACTION,
            _MISSING_ACTION_EN,
        ),
    },
)


def unless_buyer_is_company(context: Context) -> Unless | None:
    """A company has no identity paper; its representative has."""
    return only_private("acquereur", context, "piece_identite.acquereur")


def have_buyers_identities(*, noms: tuple[Quote, ...], prenoms: tuple[Quote, ...], context: Context) -> Outcome:
    """docs.id-buyer: an identity paper of each buyer, future co-holders included."""
    people = context.people
    return _has_identities(
        "piece_identite.acquereur", {name: people.births.get(name) for name in people.buyers}, context
    )


DOCS_ID_BUYER = Rule(
    id="docs.id-buyer",
    title="Pièce d'identité de chaque acquéreur présente",
    title_en="Identity paper of every buyer present",
    motif=Motif.INCOMPLET,
    sources=(LegalSource(text="Code de la route", article="R322-1, I"), DECREE),
    parameters=("papers.piece_identite",),
    applies=unless_buyer_is_company,
    needs=_SHOWN,
    check=have_buyers_identities,
    actor=Actor.ACQUEREUR,
    wording=Wording(
        "La pièce d'identité de l'acquéreur {person} manque.",
        "The identity paper of the buyer {person} is missing.",
        _MISSING_ACTION,
        _MISSING_ACTION_EN,
    ),
    cases=_CASES,
)


def only_for_a_company(context: Context) -> Unless | None:
    """Only where the operation is made for a company or a trader."""
    return only_company(principal(context), context, "piece_identite.representant")


def has_representatives_identity(*, noms: tuple[Quote, ...], prenoms: tuple[Quote, ...], context: Context) -> Outcome:
    """docs.rep-id: an identity paper that is not the other party's, nor of who acts for it alone.

    Whose it is, is judged by party.representative-capacity.
    """
    if level("piece_identite.representant", context) == "off":
        return not_applicable("off")
    role, people = principal(context), context.people
    other: Role = "acquereur" if role == "vendeur" else "vendeur"
    own = people.acting[role]
    # Without the extract of the principal, whoever is on the other one may act for both.
    theirs = [one for one in people.acting[other] if not is_among(one, own)] if own else []
    found = people.unclaimed(*people_in(other, context), *theirs)
    if not found:
        return missing("piece_identite.representant", context)
    if all(not paper.names for paper in found):
        return doubt("piece_identite.representant", context, "unclear")
    return held()


DOCS_REP_ID = Rule(
    id="docs.rep-id",
    title="Pièce d'identité du représentant de la société présente",
    title_en="Identity paper of the company's representative present",
    motif=Motif.INCOMPLET,
    sources=(GUIDE,),
    parameters=("papers.piece_identite",),
    applies=only_for_a_company,
    needs=_SHOWN,
    check=has_representatives_identity,
    wording=Wording(
        "La pièce d'identité du représentant légal de la société manque.",
        "The identity paper of the company's representative is missing.",
        _MISSING_ACTION,
        _MISSING_ACTION_EN,
    ),
    cases={
        "unclear": Wording(
            "On ne peut pas dire de qui est la pièce d'identité jointe.",
            "It cannot be said whose identity paper this is.",
            "Vérifier à l'œil qu'il s'agit du représentant de la société.",
            "Look whether it is the one of the company's representative.",
        ),
        **ABSENT,
    },
)


def is_absent_holder_represented(
    *,
    printed: int | None,
    cotitulaires: tuple[str, ...] | None,
    titulaire: str | None,
    holders: tuple[Quote, ...],
    coholders: tuple[Quote, ...],
    plate: str | None,
    card_signatures: tuple[Quote, ...],
    cerfa_signatures: tuple[Quote, ...],
    mandants: tuple[Quote, ...],
    procurations: tuple[Procuration, ...],
    context: Context,
) -> Outcome:
    """docs.proxy: whoever has not signed gave a written proxy to another holder, for this vehicle, before the sale.

    Signatures are counted, not compared: who is absent is whom the proxy names. Without any proxy it is for the rules
    about signatures to say so. A company holds a card like anybody else, and signs through its representative.
    """
    if not procurations:
        return not_applicable("none")
    if any(one.is_unsure for one in (*holders, *coholders)):
        return doubt("procuration", context, "unread")
    asked = signatures_asked(printed=printed, cotitulaires=cotitulaires, titulaire=titulaire, context=context)
    if asked < 2:
        return not_applicable("one")
    # A trader who has bought from the holders signs the cerfa alone.
    signed = card_signatures if unless_bought(context) else (*card_signatures, *cerfa_signatures)
    lacking = [one for one in signed if _count(one) < asked]
    if not lacking:
        return not_applicable("signed")
    absent = represented(mandants, context.people.sellers)
    if min(map(_count, lacking)) + len(absent) < asked:
        is_unread = any(one.is_unsure for one in (*lacking, *mandants))
        return _unproven(is_unread, "", context, asked=asked, mended_by=("procuration",))
    papers = [paper for paper in procurations if represented((_quote(paper, "mandants", context),), absent)]
    able = (*context.people.sellers, *holders_named(titulaire), *context.people.acting.get("vendeur", ()))
    faults = (_proxy_fault(paper, plate, able, context) for paper in papers)
    return next(filter(None, faults), held("proxy", absent=absent))


def _unproven(
    is_unread: bool, case: str, context: Context, *, asked: int = 0, mended_by: tuple[str, ...] = ()
) -> Outcome:
    """A lack that may only be a bad reading."""
    if is_unread:
        return doubt("procuration", context, "unread")
    return fault("procuration", context, case, asked=asked, mended_by=mended_by)


def _count(signatures: Quote) -> int:
    return (signatures.value if signatures.is_read else signatures.field.least) or 0


def _quote(paper: Procuration, key: str, context: Context) -> Quote:
    return quote(paper, key, context.policy.min_confidence)


def _proxy_fault(paper: Procuration, plate: str | None, able: tuple[str, ...], context: Context) -> Outcome | None:
    """What is wrong with a proxy, or could not be read of it; `able` are those who can sign as a holder."""
    said = {key: _quote(paper, key, context) for key in ("mandants", "mandataire", "immatriculation", "fait_le")}
    givers = said["mandants"].value
    attorney, day, sale = said["mandataire"].value, said["fait_le"].value, context.date_cession
    signatures = _quote(paper, "signatures", context)
    own = said["immatriculation"].value
    if plate and own and plates.compact(own) != plates.compact(plate):
        return fault("procuration", context, "vehicle", motif=Motif.NON_CONFORME, own=own)
    if attorney and (not is_among(attorney, able) or is_among(attorney, givers)):
        return doubt("procuration", context, "attorney", attorney=attorney)
    if _count(signatures) < len(givers):
        return _unproven(signatures.is_unsure, "unsigned", context)
    if day and sale and day > sale:
        return doubt("procuration", context, "late", day=day)
    found = {name: context.people.best(name).level for name in givers}
    for name, match in found.items():
        if match is Level.MISMATCH:
            return fault("procuration", context, "identity", person=name, mended_by=("piece_identite",))
    is_unread = any(one.is_unsure or one.is_blank for one in said.values()) or plate is None or sale is None
    return doubt("procuration", context, "unread") if is_unread or Level.UNSURE in found.values() else None


DOCS_PROXY = Rule(
    id="docs.proxy",
    title="Procuration de chaque titulaire qui n'a pas signé",
    title_en="Proxy of every holder who has not signed",
    motif=Motif.INCOMPLET,
    sources=(PROXY,),
    parameters=("papers.procuration", "c41_semantics", "legacy_ou"),
    needs={
        **_SEEN,
        "holders": Every("carte_grise.nombre_titulaires", partial=True),
        "coholders": Every("carte_grise.cotitulaires", partial=True),
        "plate": One("carte_grise.immatriculation", blank="none", unread="none"),
        "card_signatures": Every("carte_grise.signatures", partial=True),
        "cerfa_signatures": Every("certificat_cession.vendeur_signatures", partial=True),
        "mandants": Every("procuration.mandants", partial=True),
        "procurations": Papers("procuration"),
    },
    check=is_absent_holder_represented,
    act=Act.REGLER,
    paper="procuration",
    wording=Wording(
        "La procuration jointe ne remplace pas les signatures manquantes ({asked} titulaires).",
        "The proxy does not make up for the signatures that are missing ({asked} holders).",
        "Faire signer chaque titulaire, ou joindre la procuration et la pièce d'identité de celui qui est absent.",
        "Have every holder sign, or join the proxy and the identity paper of the one who is absent.",
    ),
    cases={
        "one": Wording("Un seul titulaire.", "One holder only."),
        "none": Wording("Aucune procuration au dossier.", "No proxy in the dossier."),
        "signed": Wording("Tous les titulaires ont signé.", "All holders have signed."),
        "proxy": Wording("Procuration {absent!d}.", "Proxy of {absent}."),
        "vehicle": Wording(
            "La procuration vise un autre véhicule ({own}).",
            "The proxy is about another vehicle ({own}).",
            "Joindre une procuration pour ce véhicule.",
            "Join a proxy for this vehicle.",
        ),
        "attorney": Wording(
            "La procuration est donnée à {attorney}, qui n'est pas un autre titulaire de la carte grise.",
            "The proxy is given to {attorney}, who is no other holder of the carte grise.",
            "Vérifier à l'œil qui a signé et avec quel pouvoir.",
            "Look who has signed, and with what power.",
        ),
        "unsigned": Wording(
            "La procuration n'est pas signée par celui qui la donne.",
            "The proxy is not signed by the one who gives it.",
            "Faire signer la procuration.",
            "Have the proxy signed.",
        ),
        "late": Wording(
            "La procuration ({day}) est postérieure à la vente.",
            "The proxy ({day}) is later than the sale.",
            "Vérifier la date à l'œil.",
            "Look at the date.",
        ),
        "identity": Wording(
            "La pièce d'identité {person!d}, qui a donné procuration, manque.",
            "The identity paper of {person}, who gave the proxy, is missing.",
            _MISSING_ACTION,
            _MISSING_ACTION_EN,
        ),
        "unread": Wording(
            "On ne peut pas dire si le titulaire absent est bien représenté : procuration ou signatures mal lues.",
            "It cannot be said whether the absent holder is represented: proxy or signatures not read surely.",
            "Vérifier la procuration à l'œil.",
            "Look at the proxy.",
        ),
        **ABSENT,
    },
)

RULES: tuple[Rule, ...] = (DOCS_ID_SELLER, DOCS_ID_BUYER, DOCS_REP_ID, DOCS_PROXY)
