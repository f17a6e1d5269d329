"""Who sells (family party of rules.md): the seller of the cerfa against holder, co-holders and address of the card."""

from pipeline.core.report import Act, LegalSource, Severity
from validators.addresses import Address, Place, compare
from validators.context import Context, Link
from validators.holders import is_accepted_count, signatures_asked
from validators.matching import Level, Match, is_company, is_surname, joint, names, split_persons
from validators.people import People, holders_named
from validators.purchases import unless_bought
from validators.quote import Quote
from validators.rule import (
    Every,
    One,
    Outcome,
    Rule,
    Unless,
    Wording,
    fails,
    held,
    if_read,
    not_applicable,
    notes,
    review,
    unsure,
    warns,
)
from validators.rules.scope import LET_HOLDER_SELL, LET_HOLDER_SELL_EN, LINKS

ROUTE = LegalSource(text="Code de la route", article="R322-4, I")
OWNER_SELLS = LegalSource(text="Guide des démarches", article="Seul le propriétaire peut vendre le véhicule (C.1)")
COHOLDERS = LegalSource(text="Guide des démarches", article="Remplir le certificat en présence d'un cotitulaire")
ADDRESS = LegalSource(text="Guide des démarches", article="Changement d'adresse avant la vente")
LEASE = LegalSource(text="Guide des démarches", article="Véhicule en location longue durée")
HOLDERS = LegalSource(text="Service-public", article="F10477")

LESSORS = ("BAIL", "LEASE", "LEASING", "LOCATION", "LOCATIONS", "FINANCE", "FINANCEMENT", "CREDIT", "LLD", "LOA")
"""Words in the name of a company that lets or finances vehicles."""


def unless_heirs(context: Context) -> Unless | None:
    """The heirs of the holder sell in their own names, on papers that this version does not read."""
    if context.scenario.nature != "succession":
        return None
    return Unless(
        "vente par les héritiers du titulaire, dont les justificatifs ne sont pas lus",
        "sold by the heirs of the holder, whose papers are not read",
        is_known=False,
    )


def _sellers(name: str, kind: str | None) -> tuple[str, ...]:
    """Those named in the seller's frame; a company is never split."""
    return (name,) if kind == "personne_morale" or (kind is None and is_company(name)) else split_persons(name)


def _best(holder: str, seller: str, kind: str | None) -> Match:
    """How well any of those named in the seller's frame is a holder of the card."""
    holders = holders_named(holder)
    claims_company = None if kind is None else kind == "personne_morale"
    candidates = dict.fromkeys((*_sellers(seller, kind), seller))
    found = [names(one, other, other_is_company=claims_company) for one in holders for other in candidates]
    return max(found, key=lambda match: match.level)


def _best_explained(holder: str, seller: str, kind: str | None, people: People) -> Match:
    """The same; an identity paper that shows both names makes one person of two."""
    match = _best(holder, seller, kind)
    if match.level >= Level.PROBABLE or kind == "personne_morale":
        return match
    shown = (people.explain(one, other) for one in holders_named(holder) for other in _sellers(seller, kind))
    return next(filter(None, shown), match)


def is_holder(*, holder: str, seller: str, kind: str | None, context: Context) -> Outcome:
    """party.seller-is-holder: the seller, or one of the sellers, is the holder (C.1).

    What differs by something that has an explanation warns, a birth name and a name in use among them when an identity
    paper shows both; what may be another person of that name is for a person to settle; see `validators.matching`.
    """
    match = _best_explained(holder, seller, kind, context.people)
    why = match.fr if context.lang == "fr" else match.en
    if match.level is Level.MATCH:
        return held()
    if match.level is Level.PROBABLE:
        return warns("probable", why=why)
    if match.level is Level.UNSURE:
        return unsure("unsure", why=why)
    match context.chain.link:
        case Link.WHOLE:
            return not_applicable("chain")
        case Link.UNSURE:
            return unsure("trader")
        case _:
            return fails(expected=holder, found=seller, mended_by=LINKS)


_PAIR = "vendeur « {seller} », titulaire « {holder} » (C.1)"
_PAIR_EN = "seller “{seller}”, holder “{holder}” (C.1)"

PARTY_SELLER_IS_HOLDER = Rule(
    id="party.seller-is-holder",
    title="Le vendeur est le titulaire de la carte grise",
    title_en="The seller is the holder of the carte grise",
    sources=(OWNER_SELLS, ROUTE),
    applies=unless_heirs,
    needs={
        "holder": "carte_grise.titulaire",
        "seller": "certificat_cession.vendeur_nom",
        "kind": One("certificat_cession.vendeur_type", blank="none", unread="none"),
    },
    check=is_holder,
    act=Act.REGLER,
    paper="certificat_cession",
    wording=Wording(
        "Le vendeur indiqué ({seller}) ne correspond pas au titulaire de la carte grise ({holder}, rubrique C.1).",
        "The seller ({seller}) is not the holder of the carte grise ({holder}, C.1).",
        LET_HOLDER_SELL,
        LET_HOLDER_SELL_EN,
    ),
    cases={
        "probable": Wording(
            f"Noms rapprochés ({{why}}) : {_PAIR}.",
            f"Names taken for the same ({{why}}): {_PAIR_EN}.",
            "S'en assurer sur la pièce d'identité.",
            "Make sure of it on the identity paper.",
        ),
        "unsure": Wording(
            f"On ne peut pas dire si le vendeur est le titulaire ({{why}}) : {_PAIR}.",
            f"It cannot be said whether the seller is the holder ({{why}}): {_PAIR_EN}.",
            "Comparer les noms à l'œil, avec la pièce d'identité du vendeur.",
            "Compare the names yourself, with the seller's identity paper.",
        ),
        "chain": Wording(
            "Sans objet : le vendeur a acheté le véhicule, les récépissés de déclaration d'achat en font foi.",
            "Not applicable: the seller has bought the vehicle, as the receipts of the déclarations d'achat prove.",
        ),
        "trader": Wording(
            f"Vente par un professionnel qui n'est pas le titulaire : {_PAIR}.",
            f"Sold by a trader who is not the holder: {_PAIR_EN}.",
            "Vérifier le récépissé de déclaration d'achat.",
            "Check the receipt of the déclaration d'achat.",
        ),
    },
)


def are_coholders_named(
    *,
    cotitulaires: tuple[str, ...] | None,
    printed: int | None,
    titulaire: str | None,
    seller: str,
    kind: str | None,
    context: Context,
) -> Outcome:
    """party.coholders-named: the cerfa names the first co-holder, and as many persons as there are holders.

    The holder alone is a warning: the co-holder may have signed.  Somebody else in the co-holder's place is not. Cards
    may print the co-holder's surname alone, which names whoever of that surname is not the holder.
    """
    if not cotitulaires and printed is None:
        return not_applicable("one")
    named = _sellers(seller, kind)
    others = [one for one in named if titulaire is None or names(titulaire, one).level < Level.PROBABLE]
    unknown = [
        one
        for one in cotitulaires or ()
        if all(names(one, other).level < Level.PROBABLE for other in named)
        and not any(is_surname(one, other) for other in others)
    ]
    if unknown and len(named) > 1:
        return review("other", coholder=unknown[0])
    asked = signatures_asked(printed=printed, cotitulaires=cotitulaires, titulaire=None, context=context)
    return fails(named=len(named), asked=asked) if unknown or len(named) < asked else held()


_COHOLDER_NEEDS = {
    "cotitulaires": One("carte_grise.cotitulaires", blank="none"),
    "printed": One("carte_grise.nombre_titulaires", blank="none"),
    "seller": One("certificat_cession.vendeur_nom", blank="unsure"),
    "kind": One("certificat_cession.vendeur_type", blank="none", unread="none"),
}
_ONE_HOLDER = Wording("Un seul titulaire.", "One holder only.")

PARTY_COHOLDERS_NAMED = Rule(
    id="party.coholders-named",
    title="Chaque cotitulaire est nommé sur le certificat de cession",
    title_en="Every co-holder is named on the certificat de cession",
    severity=Severity.WARNING,
    sources=(COHOLDERS,),
    parameters=("c41_semantics",),
    applies=unless_bought,
    needs={**_COHOLDER_NEEDS, "titulaire": One("carte_grise.titulaire", blank="none", unread="none")},
    check=are_coholders_named,
    wording=Wording(
        "{named} personne(s) nommée(s) dans le cadre « ancien propriétaire » pour {asked} titulaires.",
        "{named} person(s) named in the seller's frame for {asked} holders.",
        "Indiquer les nom et prénom de chaque cotitulaire à la suite du titulaire.",
        "Write surname and first name of every co-holder after those of the holder.",
    ),
    cases={
        "one": _ONE_HOLDER,
        "other": Wording(
            "Le cotitulaire de la carte grise ({coholder}) n'est pas parmi les vendeurs nommés ({seller}).",
            "The co-holder of the carte grise ({coholder}) is not among the sellers named ({seller}).",
            "Vérifier qui est cotitulaire et qui a signé.",
            "Check who is co-holder and who has signed.",
        ),
    },
)


def is_count_coherent(
    *,
    cotitulaires: tuple[str, ...] | None,
    printed: int | None,
    titulaire: str | None,
    seller: str,
    kind: str | None,
    card_signatures: tuple[Quote, ...],
    cerfa_signatures: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """party.coholder-count: the cerfa does not name more or other numbers of sellers than the card has holders.

    One name only is no contradiction (party.coholders-named warns). One more than printed in C.4.1 is accepted when
    all signatures agree on it, since texts differ on what that number counts.
    """
    named = len(_sellers(seller, kind))
    doubt = unsure(named=named, holders=printed or 1)
    if printed is None:
        wording = joint(titulaire or "")
        known = len(cotitulaires or ()) + (2 if wording else 1)
        return held() if named <= known else doubt
    if named == 1 or named == context.policy.holders(printed):
        return held()
    if not is_accepted_count(named, printed, context.policy):
        return doubt
    counts = [*card_signatures, *cerfa_signatures]
    return held() if all(one.is_read and one.value >= named for one in counts) else doubt


PARTY_COHOLDER_COUNT = Rule(
    id="party.coholder-count",
    title="Le nombre de vendeurs est celui des titulaires de la carte grise",
    title_en="There are as many sellers as holders of the carte grise",
    sources=(COHOLDERS, HOLDERS),
    parameters=("c41_semantics",),
    applies=unless_bought,
    needs={
        **_COHOLDER_NEEDS,
        "titulaire": One("carte_grise.titulaire", blank="none"),
        "card_signatures": Every("carte_grise.signatures", partial=True),
        "cerfa_signatures": Every("certificat_cession.vendeur_signatures", partial=True),
    },
    check=is_count_coherent,
    wording=Wording(
        "{named} vendeurs nommés : ce n'est pas le nombre de titulaires de la carte grise (C.4.1 : {holders}).",
        "{named} sellers named, which does not fit the number of holders of the carte grise (C.4.1: {holders}).",
        "Vérifier qui est titulaire et qui a signé.",
        "Check who holds the vehicle and who has signed.",
    ),
)


def has_the_address_of_the_card(
    *,
    rue: str | None,
    code_postal: str,
    commune: str,
    vendeur_rue: str | None,
    vendeur_code_postal: str,
    vendeur_commune: str,
    holder: str | None,
    context: Context,
) -> Outcome:
    """party.seller-address: the seller's address is that of the card (C.3), which is the lessee's when it is leased.

    Same town, other street: warns.  Other town: fails (policy `address_policy`), warns when a trader buys.
    """
    card = Address(rue or "", code_postal, commune)
    seller = Address(vendeur_rue or "", vendeur_code_postal, vendeur_commune)
    if is_lessor(holder or ""):
        return not_applicable("lessor")
    match compare(seller, card):
        case Place.SAME:
            return held()
        case Place.SAME_TOWN:
            return warns("street", card=card, seller=seller)
        case Place.SAME_TOWN_AT_LEAST:
            # Another street of the same town would be a warning: not knowing it is no more than that.
            return notes("street_unread", card=card, seller=seller)
        case Place.UNSURE:
            return unsure("unsure", card=card, seller=seller)
        case Place.OTHER_TOWN:
            is_lenient = context.policy.address_policy == "warn" or context.scenario.acquereur == "professionnel"
            return warns(card=card, seller=seller) if is_lenient else fails(card=card, seller=seller)


def unless_address_is_off(context: Context) -> Unless | None:
    """Not asked for by the policy, nor of a trader or of heirs, who do not live at the address of the card."""
    if context.policy.address_policy == "off":
        return Unless("adresses non comparées (address_policy)", "addresses are not compared (address_policy)")
    if context.scenario.vendeur == "professionnel" or context.scenario.nature == "succession":
        return Unless("le vendeur n'est pas celui de la carte grise", "the seller is not the one of the card")
    return None


PARTY_SELLER_ADDRESS = Rule(
    id="party.seller-address",
    title="L'adresse du vendeur est celle de la carte grise",
    title_en="The seller's address is that of the carte grise",
    sources=(ADDRESS, LegalSource(text="Service-public", article="F1707")),
    parameters=("address_policy",),
    applies=unless_address_is_off,
    needs={
        "rue": One("carte_grise.adresse", blank="none", unread="none"),
        "code_postal": One("carte_grise.code_postal", blank="unsure"),
        "commune": One("carte_grise.commune", blank="unsure"),
        "vendeur_rue": One("certificat_cession.vendeur_adresse", blank="none", unread="none"),
        "vendeur_code_postal": One("certificat_cession.vendeur_code_postal", blank="unsure"),
        "vendeur_commune": One("certificat_cession.vendeur_commune", blank="unsure"),
        "holder": One("carte_grise.titulaire", blank="none", unread="none"),
    },
    check=has_the_address_of_the_card,
    wording=Wording(
        "L'adresse du vendeur sur le certificat de cession ({seller}) diffère de celle de la carte grise ({card}).",
        "The seller's address on the certificat de cession ({seller}) is not that of the carte grise ({card}).",
        "Faire d'abord le changement d'adresse sur la carte grise.",
        "Have the address on the carte grise changed first.",
    ),
    cases={
        "lessor": Wording(
            "Véhicule en location : la carte grise porte l'adresse du locataire.",
            "Leased vehicle: the carte grise shows the address of the lessee.",
        ),
        "street": Wording(
            "Même commune, mais rue ou numéro différents : certificat de cession « {seller} », carte grise « {card} ».",
            "Same town, other street or number: certificat de cession “{seller}”, carte grise “{card}”.",
            "Vérifier l'adresse du vendeur.",
            "Check the seller's address.",
        ),
        "street_unread": Wording(
            "Même commune ; une rue est illisible : certificat de cession « {seller} », carte grise « {card} ».",
            "Same town; a street could not be read: certificat de cession “{seller}”, carte grise “{card}”.",
            "Comparer les rues à l'œil.",
            "Compare the streets yourself.",
        ),
        "unsure": Wording(
            "Code postal et commune se contredisent : certificat de cession « {seller} », carte grise « {card} ».",
            "Postcode and town disagree: certificat de cession “{seller}”, carte grise “{card}”.",
            "Comparer les adresses à l'œil.",
            "Compare the addresses yourself.",
        ),
    },
)


def is_lessor(holder: str) -> bool:
    """Whether a company lets or finances vehicles, by the words of its name."""
    return is_company(holder) and any(word in LESSORS for word in holder.split())


def is_not_leased(
    *, holder: str, seller: str | None, kind: str | None, owner: bool | None, context: Context
) -> Outcome:
    """party.lessee-cannot-sell: the holder owns the vehicle, and a vehicle of a lessor is sold by the lessor."""
    if owner is False:
        return fails("not_owner")
    if not is_lessor(holder) or seller is None or _best(holder, seller, kind).level is not Level.MISMATCH:
        return held()
    match context.chain.link:
        case Link.WHOLE:
            return held("bought")
        case Link.UNSURE:
            return review("receipts", about=context.chain.about)
        case _:
            return fails(mended_by=("declaration_achat",))


PARTY_LESSEE_CANNOT_SELL = Rule(
    id="party.lessee-cannot-sell",
    title="Le véhicule n'est pas vendu par son locataire",
    title_en="The vehicle is not sold by its lessee",
    sources=(LEASE, LegalSource(text="Service-public", article="F1707")),
    needs={
        "holder": One("carte_grise.titulaire", blank="unsure"),
        "owner": One("carte_grise.est_proprietaire", blank="none"),
        "seller": One("certificat_cession.vendeur_nom", blank="none", absent="none"),
        "kind": if_read("certificat_cession.vendeur_type"),
    },
    check=is_not_leased,
    act=Act.REGLER,
    paper="certificat_cession",
    wording=Wording(
        "Véhicule en location (LLD/LOA) : seul l'organisme propriétaire ({holder}) peut le vendre ; le locataire doit "
        "d'abord lever l'option et immatriculer à son nom.",
        "Leased vehicle: only its owner ({holder}) can sell it; the lessee has to buy and register it first.",
        "Faire établir la cession par l'organisme propriétaire.",
        "Have the owner make the certificat de cession.",
    ),
    cases={
        "not_owner": Wording(
            "La carte grise indique que le titulaire ({holder}) n'est pas le propriétaire du véhicule (C.4a).",
            "The carte grise says that the holder ({holder}) does not own the vehicle (C.4a).",
            "Faire établir la cession par le propriétaire.",
            "Have the owner make the certificat de cession.",
        ),
        "receipts": Wording(
            "Véhicule en location (LLD/LOA) : on ne peut pas dire si le vendeur l'a acheté à l'organisme propriétaire "
            "({holder}).",
            "Leased vehicle: it cannot be said whether the seller has bought it from its owner ({holder}).",
            "Vérifier à l'œil le récépissé de déclaration d'achat.",
            "Look at the receipt of the déclaration d'achat.",
        ),
        "bought": Wording(
            "Le vendeur a acheté le véhicule à l'organisme de location, récépissés de déclaration d'achat à l'appui.",
            "The seller has bought the vehicle from the lessor, as the receipts of the déclarations d'achat prove.",
        ),
    },
)


def is_said_to_own(*, owner: bool | None, modele: str | None, context: Context) -> Outcome:
    """party.owner-mention: C.4a of a SIV card says that the holder owns the vehicle."""
    if modele == "fni":
        return not_applicable()
    return held() if owner else fails()


PARTY_OWNER_MENTION = Rule(
    id="party.owner-mention",
    title="La carte grise dit que le titulaire est le propriétaire (C.4a)",
    title_en="The carte grise says that the holder owns the vehicle (C.4a)",
    severity=Severity.WARNING,
    sources=(LegalSource(text="Arrêté du 9 février 2009", article="Annexe III"),),
    over="carte_grise",
    needs={
        "owner": One("carte_grise.est_proprietaire", blank="none"),
        "modele": One("carte_grise.modele", blank="none", unread="none"),
    },
    check=is_said_to_own,
    wording=Wording(
        "La mention C.4a n'indique pas que le titulaire est propriétaire du véhicule.",
        "C.4a does not say that the holder owns the vehicle.",
        "Vérifier la mention sur la carte grise.",
        "Check it on the carte grise.",
    ),
)


RULES = (
    PARTY_SELLER_IS_HOLDER,
    PARTY_COHOLDERS_NAMED,
    PARTY_COHOLDER_COUNT,
    PARTY_SELLER_ADDRESS,
    PARTY_LESSEE_CANNOT_SELL,
    PARTY_OWNER_MENTION,
)
