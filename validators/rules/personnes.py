"""Whether identity papers and addresses are those of the parties (family party of rules.md).

The seller against the holder of the card is judged in `validators.rules.party`, companies in
`validators.rules.societes`.
"""

from dataclasses import replace
from datetime import date

from pipeline.core.dates import age_years
from pipeline.core.report import Act, Actor, LegalSource, Motif, Severity, Status
from validators.addresses import Address, Place, compare
from validators.context import Context
from validators.matching import Level
from validators.matrix import doubt, fault, level
from validators.parties import ADULT, ROLES, Role, only_private, people_in, principal
from validators.quote import Quote
from validators.rule import (
    Every,
    Need,
    One,
    Outcome,
    Rule,
    Wording,
    fails,
    held,
    if_read,
    not_applicable,
    review,
    unsure,
    warns,
)

ROUTE = LegalSource(text="Code de la route", article="R322-1, I, et R322-4, I")
GUIDE = LegalSource(text="Guide des démarches", article="Copie recto/verso de la pièce d'identité")
IDENTITY_PAPERS = LegalSource(text="Arrêté du 9 février 2009", article="annexe IV")
CAPACITY = LegalSource(text="Code civil", article="1145 et 1146")

_SHOWN: dict[str, Need] = {
    "noms": Every("piece_identite.nom", partial=True),
    "prenoms": Every("piece_identite.prenoms", partial=True),
}
"""Fields shown as evidence; who is named on them is in `context.people`."""


def _identity_of(role: Role, name: str, context: Context) -> Outcome:
    """What the identity papers say of one person; case 'none' when none of them may be theirs.

    A paper of nobody in the dossier is taken for theirs where the operation asks for one.
    """
    people, paper = context.people, f"piece_identite.{role}"
    born = people.births.get(name) if role == "acquereur" else None
    papers = people.candidates(name, born)
    if not papers:
        known = (*people.sellers, *people.buyers, *people.representatives, *people.others)
        strangers = people.unclaimed(*known) if level(paper, context) != "off" else ()
        if not strangers:
            return not_applicable("none")
        return fault(paper, context, identity=str(strangers[0]), name=name, mended_by=("piece_identite",))
    found = max(papers, key=lambda one: (one.match(name).level, one.match(name, born).level))
    match = found.match(name, born)
    why = match.fr if context.lang == "fr" else match.en
    match match.level:
        case Level.MATCH:
            return held()
        case Level.PROBABLE:
            return warns("probable", why=why, identity=str(found), name=name)
        case Level.UNSURE:
            return doubt(paper, context, "unsure", why=why, identity=str(found), name=name)
        case Level.MISMATCH:
            return fault(paper, context, "birth", identity=str(found), name=name, born=born, own=found.naissance)


def _gravity(outcome: Outcome) -> int:
    stops = outcome.severity is not Severity.WARNING
    match outcome.status:
        case Status.FAILED:
            return 4 if stops else 2
        case Status.INCONCLUSIVE:
            return 3 if stops else 2
        case _:
            return outcome.status is Status.PASSED


def _identities_of(role: Role, context: Context) -> Outcome:
    """The gravest of what the identity papers say of the persons who are that party."""
    people = people_in(role, context)
    if not context.people.identities:
        return not_applicable("none")
    if not people:
        return doubt(f"piece_identite.{role}", context, "nobody")
    return max((_identity_of(role, name, context) for name in people), key=_gravity)


_CASES = {
    "none": Wording("Aucune pièce d'identité à comparer.", "No identity paper to compare."),
    "nobody": Wording(
        "Aucun nom lu auquel comparer les pièces d'identité.",
        "No name was read to compare the identity papers with.",
        "Comparer les noms à l'œil.",
        "Compare the names yourself.",
    ),
    "probable": Wording(
        "Noms rapprochés ({why}) : pièce d'identité « {identity} », certificat de cession « {name} ».",
        "Names taken for the same ({why}): identity paper “{identity}”, certificat de cession “{name}”.",
    ),
    "unsure": Wording(
        "On ne peut pas dire si la pièce d'identité « {identity} » est celle {name!d} ({why}).",
        "It cannot be said whether the identity paper “{identity}” is that of {name} ({why}).",
        "Comparer les noms à l'œil.",
        "Compare the names yourself.",
    ),
    "birth": Wording(
        "La pièce d'identité {identity!d} donne une autre date de naissance ({own}) que le certificat de cession "
        "({born}).",
        "The identity paper of {identity} gives another date of birth ({own}) than the certificat de cession ({born}).",
        "Vérifier les deux dates ; si elles sont bien lues, ce n'est pas la même personne.",
        "Check both dates; if they were read right, it is not the same person.",
    ),
}


def is_sellers_identity(*, noms: tuple[Quote, ...], prenoms: tuple[Quote, ...], context: Context) -> Outcome:
    """party.seller-id-match: the identity papers are those of the sellers, under either name that they show."""
    return _identities_of("vendeur", context)


PARTY_SELLER_ID_MATCH = Rule(
    id="party.seller-id-match",
    title="La pièce d'identité est celle du vendeur",
    title_en="The identity paper is the seller's",
    sources=(GUIDE,),
    parameters=("papers.piece_identite",),
    applies=lambda context: only_private("vendeur", context, "piece_identite.vendeur"),
    needs=_SHOWN,
    check=is_sellers_identity,
    act=Act.FOURNIR,
    actor=Actor.VENDEUR,
    wording=Wording(
        "La pièce d'identité ({identity}) ne correspond pas au vendeur ({name}).",
        "The identity paper ({identity}) is not the seller's ({name}).",
        "Joindre la pièce d'identité du vendeur.",
        "Join the seller's identity paper.",
    ),
    cases=_CASES,
)


def is_buyers_identity(
    *, noms: tuple[Quote, ...], prenoms: tuple[Quote, ...], naissance: date | None, context: Context
) -> Outcome:
    """party.buyer-id-match: the identity papers are those of the buyers, birth dates included."""
    return _identities_of("acquereur", context)


PARTY_BUYER_ID_MATCH = Rule(
    id="party.buyer-id-match",
    title="La pièce d'identité est celle de l'acquéreur",
    title_en="The identity paper is the buyer's",
    sources=(ROUTE,),
    parameters=("papers.piece_identite",),
    applies=lambda context: only_private("acquereur", context, "piece_identite.acquereur"),
    needs={**_SHOWN, "naissance": if_read("certificat_cession.acquereur_date_naissance")},
    check=is_buyers_identity,
    act=Act.FOURNIR,
    actor=Actor.ACQUEREUR,
    wording=Wording(
        "La pièce d'identité ({identity}) ne correspond pas à l'acquéreur ({name}).",
        "The identity paper ({identity}) is not the buyer's ({name}).",
        "Joindre la pièce d'identité de l'acquéreur nommé sur le certificat de cession.",
        "Join the identity paper of the buyer named on the certificat de cession.",
    ),
    cases=_CASES,
)


def is_of_age(
    *,
    naissance: date | None,
    naissances: tuple[Quote, ...],
    cession: date | None,
    context: Context,
) -> Outcome:
    """party.minor-or-protected: whoever sells or buys is of age on the day of the sale; that day is enough.

    The papers of a guardian are not read: with a page that was not recognised a person must look. Nothing shows that
    an adult is protected. A birth that no paper of that person surely says stops only those for whom the operation is
    made. Whoever is under age on the day of the request was so before.
    """
    day = cession or context.date_demande
    of_principal: list[list[date | None]] = []
    for role in ROLES:
        people = people_in(role, context)
        identities = context.people.identities
        births = [[paper.naissance for paper in identities if paper.is_of((name,))] for name in people]
        if role == "acquereur" and births:
            births[0].append(naissance)
        if any(born and age_years(born, day) < ADULT for said in births for born in said):
            who = ", ".join(people)
            if context.other_pages:
                return review("look", person=who)
            return replace(fails("" if cession else "asks", person=who, day=day), actor=Actor(role))
        of_principal += [said for said in births if said] if role == principal(context) else []
    if not of_principal:
        return not_applicable("unknown")
    if not all(any(said) for said in of_principal):
        return unsure("unknown_birth")
    return held() if cession else unsure("no_sale")


PARTY_MINOR_OR_PROTECTED = Rule(
    id="party.minor-or-protected",
    title="Vendeur et acquéreur majeurs au jour de la vente",
    title_en="Seller and buyer of age on the day of the sale",
    motif=Motif.INCOMPLET,
    sources=(CAPACITY,),
    needs={
        "naissance": if_read("certificat_cession.acquereur_date_naissance"),
        "naissances": Every("piece_identite.date_naissance", partial=True),
        "cession": One("certificat_cession.date_cession", blank="none", unread="none"),
    },
    check=is_of_age,
    act=Act.REGLER,
    wording=Wording(
        "{person} : mineur(e) au jour de la vente ({day}). La signature et la pièce d'identité du représentant "
        "légal sont requises.",
        "{person}: under age on the day of the sale ({day}). The signature and the identity paper of the legal "
        "representative are needed.",
        "Joindre la pièce d'identité et la signature d'un parent ou du tuteur, avec la preuve de sa qualité.",
        "Join the identity paper and the signature of a parent or guardian, with the proof of it.",
    ),
    cases={
        "look": Wording(
            "{person} : mineur(e) au jour de la vente ; les pages non reconnues peuvent être celles du représentant.",
            "{person}: under age on the day of the sale; the pages not recognised may be those of a representative.",
            "Vérifier à l'œil la qualité et la signature du représentant légal.",
            "Look at the quality and the signature of the legal representative.",
        ),
        "asks": Wording(
            "{person} : mineur(e) encore au jour de la demande ({day}). La signature et la pièce d'identité du "
            "représentant légal sont requises.",
            "{person}: still under age on the day of the request ({day}). The signature and the identity paper of the "
            "legal representative are needed.",
            "Joindre la pièce d'identité et la signature d'un parent ou du tuteur, avec la preuve de sa qualité.",
            "Join the identity paper and the signature of a parent or guardian, with the proof of it.",
        ),
        "no_sale": Wording(
            "Le jour de la vente n'est pas connu : on ne peut pas dire si chacun était majeur.",
            "The day of the sale is not known: it cannot be said whether everybody was of age.",
            "Vérifier à l'œil la date de cession.",
            "Look at the day of the sale.",
        ),
        "unknown_birth": Wording(
            "La date de naissance n'a pas pu être lue : on ne peut pas dire si la personne est majeure.",
            "The date of birth could not be read: it cannot be said whether the person is of age.",
            "Vérifier la date à l'œil.",
            "Look at the date.",
        ),
        "unknown": Wording("Aucune date de naissance au dossier.", "No date of birth in the dossier."),
    },
)


def is_buyers_address_the_same(
    *,
    rue: str | None,
    code_postal: str | None,
    commune: str | None,
    adresses: tuple[Quote, ...],
    noms: tuple[Quote, ...],
    codes: tuple[Quote, ...],
    communes: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """party.buyer-address-consistency: town and postcode of the buyer are those of the proof and of the request."""
    proofs = [
        adresse for adresse, nom in zip(adresses, noms, strict=True) if context.people.buys(nom.value) >= Level.UNSURE
    ]
    if not proofs and not codes:
        return not_applicable("alone")
    others = [Address.of_line(one.value) if one.is_read else None for one in proofs]
    others += [
        Address("", code.value, town.value) if code.is_read and town.is_read else None
        for code, town in zip(codes, communes, strict=True)
    ]
    if not (code_postal and commune):
        return unsure("unread")
    mine = Address(rue or "", code_postal, commune)
    known = [other for other in others if other]
    places = {other: compare(mine, other) for other in known}
    far = [other for other, place in places.items() if place is Place.OTHER_TOWN]
    if far:
        return fails(own=mine, other=far[0])
    return unsure("unread") if len(known) < len(others) or Place.UNSURE in places.values() else held()


PARTY_BUYER_ADDRESS_CONSISTENCY = Rule(
    id="party.buyer-address-consistency",
    title="L'adresse de l'acquéreur est la même sur tous les documents",
    title_en="The buyer's address is the same on every paper",
    severity=Severity.WARNING,
    sources=(IDENTITY_PAPERS,),
    needs={
        "rue": if_read("certificat_cession.acquereur_adresse"),
        "code_postal": if_read("certificat_cession.acquereur_code_postal"),
        "commune": if_read("certificat_cession.acquereur_commune"),
        "adresses": Every("justificatif_domicile.adresse", partial=True),
        "noms": Every("justificatif_domicile.nom", partial=True),
        "codes": Every("demande_immatriculation.titulaire_code_postal", partial=True),
        "communes": Every("demande_immatriculation.titulaire_commune", partial=True),
    },
    check=is_buyers_address_the_same,
    wording=Wording(
        "L'adresse de l'acquéreur diffère : certificat de cession « {own} », autre document « {other} ».",
        "The buyer's address differs: certificat de cession “{own}”, other paper “{other}”.",
        "Vérifier l'adresse de l'acquéreur.",
        "Check the buyer's address.",
    ),
    cases={
        "unread": Wording(
            "Une adresse de l'acquéreur n'a pas pu être lue ou comparée.",
            "An address of the buyer could not be read or compared.",
        ),
        "alone": Wording("Aucun autre document ne porte l'adresse de l'acquéreur.", "No other paper with the address."),
    },
)

RULES: tuple[Rule, ...] = (
    PARTY_SELLER_ID_MATCH,
    PARTY_BUYER_ID_MATCH,
    PARTY_MINOR_OR_PROTECTED,
    PARTY_BUYER_ADDRESS_CONSISTENCY,
)
