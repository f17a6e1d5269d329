"""What to know of a kind of transfer (rules.md, tier 2 and 3): information, which changes no verdict."""

from pipeline.core.report import LegalSource, Severity
from validators.addresses import Address, Place, compare
from validators.context import Context
from validators.inspection import LIGHT_MAX_KG, TRAILERS
from validators.matching import Level
from validators.naming import same_party
from validators.parties import only_by_agent
from validators.rule import PROJECT, One, Outcome, Rule, Unless, Wording, not_applicable, notes
from validators.rules.carte_grise import only_destruction
from validators.rules.party import is_lessor
from validators.rules.scope import TRAILER_MAX_KG
from validators.rules.special import only_succession

GUIDE = LegalSource(text="Guide des démarches", article="Les transactions concernées")
NO_MUTATION = LegalSource(text="Arrêté du 18 juin 1991", article="3")
LEASE = LegalSource(text="Arrêté du 9 février 2009", article="10, V")


def applies_here(*, context: Context) -> Outcome:
    """A reminder is given whenever its rule applies."""
    return notes()


DOCS_ORIGINAL_FORM = Rule(
    id="docs.original-form",
    title="Conservation des originaux",
    title_en="Keeping the originals",
    severity=Severity.INFO,
    sources=(LegalSource(text="ANTS, professionnels de l'automobile", article="Foire aux questions"),),
    applies=only_by_agent,
    check=applies_here,
    wording=Wording(
        "Pensez à conserver l'original papier du dossier, signé à la main, pendant cinq ans.",
        "Remember to keep the paper original of the dossier, signed by hand, for five years.",
    ),
)


def only_gift(context: Context) -> Unless | None:
    """A gift."""
    return None if context.scenario.nature == "don" else Unless("ce n'est pas un don", "this is no gift")


GIFT_SAME_RULES = Rule(
    id="gift.same-rules",
    title="Don : mêmes formalités qu'une vente",
    title_en="Gift: the same steps as a sale",
    severity=Severity.INFO,
    sources=(GUIDE,),
    applies=only_gift,
    check=applies_here,
    wording=Wording(
        "Don : mêmes formalités qu'une vente ; la mention « cédé le » convient.",
        "Gift: the same steps as a sale; “cédé le” is the right mention.",
    ),
)


def is_trailer(*, genre: str, ptac: int | None, context: Context) -> Outcome:
    """trailer.scope: a trailer above 500 kg is sold as a car is, without odometer, and inspected above 3.5 t only."""
    if genre not in TRAILERS or (ptac is not None and ptac <= TRAILER_MAX_KG):
        return not_applicable("other")
    return notes("heavy") if ptac is not None and ptac > LIGHT_MAX_KG else notes()


TRAILER_SCOPE = Rule(
    id="trailer.scope",
    title="Remorque ou caravane de plus de 500 kg",
    title_en="Trailer or caravan above 500 kg",
    severity=Severity.INFO,
    sources=(LegalSource(text="Guide des démarches", article="Les engins tractés"), PROJECT),
    over="carte_grise",
    needs={
        "genre": One("carte_grise.genre", blank="unsure"),
        "ptac": One("carte_grise.ptac_kg", blank="none", unread="none"),
    },
    check=is_trailer,
    wording=Wording(
        "Remorque de plus de 500 kg : cession à déclarer, sans contrôle technique ni kilométrage.",
        "Trailer above 500 kg: the sale is declared, without contrôle technique nor odometer reading.",
    ),
    cases={
        "other": Wording("Sans objet : ce n'est pas une remorque.", "Not applicable: no trailer."),
        "heavy": Wording(
            "Remorque de plus de 3,5 t : cession à déclarer sans kilométrage, contrôle technique annuel.",
            "Trailer above 3.5 t: the sale is declared without odometer reading, inspected every year.",
        ),
    },
)

DESTRUCTION_NO_CT = Rule(
    id="destruction.no-ct",
    title="Destruction : pas de contrôle technique",
    title_en="Destruction: no contrôle technique",
    severity=Severity.INFO,
    sources=(LegalSource(text="Code de la route", article="R322-9, II"),),
    applies=only_destruction,
    check=applies_here,
    wording=Wording(
        "Aucun contrôle technique n'est exigé pour une destruction.", "A destruction needs no contrôle technique."
    ),
)

HEIRS_CT = Rule(
    id="heirs.ct",
    title="Succession : contrôle technique",
    title_en="Succession: contrôle technique",
    severity=Severity.INFO,
    sources=(NO_MUTATION, LegalSource(text="Arrêté du 9 février 2009", article="12.A")),
    applies=only_succession,
    check=applies_here,
    wording=Wording(
        "Immatriculation au nom d'un héritier : un contrôle en cours de validité suffit. Vente à un tiers : contrôle "
        "technique de moins de six mois.",
        "Registered in the name of an heir: a valid inspection is enough. Sold to somebody else: less than six months "
        "old.",
    ),
)


def is_buyout(
    *,
    holder: str,
    seller: str,
    rue: str | None,
    code_postal: str | None,
    commune: str | None,
    acquereur_rue: str | None,
    acquereur_code_postal: str | None,
    acquereur_commune: str | None,
    context: Context,
) -> Outcome:
    """lease.buyout: a lessor sells to whoever lives at the address of the card, which is that of the lessee.

    The card names no lessee in a place that is read, so the address tells.
    """
    if not is_lessor(holder) or same_party(holder, seller).level < Level.PROBABLE:
        return not_applicable("other")
    if not (code_postal and commune and acquereur_code_postal and acquereur_commune):
        return not_applicable("other")
    card = Address(rue or "", code_postal, commune)
    buyer = Address(acquereur_rue or "", acquereur_code_postal, acquereur_commune)
    return notes() if compare(buyer, card) is Place.SAME else not_applicable("other")


LEASE_BUYOUT = Rule(
    id="lease.buyout",
    title="Levée d'option par le locataire",
    title_en="Bought by the lessee",
    severity=Severity.INFO,
    sources=(LEASE, NO_MUTATION),
    needs={
        "holder": One("carte_grise.titulaire", blank="unsure"),
        "seller": One("certificat_cession.vendeur_nom", blank="unsure"),
        "rue": One("carte_grise.adresse", blank="none", unread="none"),
        "code_postal": One("carte_grise.code_postal", blank="none", unread="none"),
        "commune": One("carte_grise.commune", blank="none", unread="none"),
        "acquereur_rue": One("certificat_cession.acquereur_adresse", blank="none", unread="none"),
        "acquereur_code_postal": One("certificat_cession.acquereur_code_postal", blank="none", unread="none"),
        "acquereur_commune": One("certificat_cession.acquereur_commune", blank="none", unread="none"),
    },
    check=is_buyout,
    wording=Wording(
        "L'acquéreur semble être le locataire (levée d'option) : la société de location est dispensée d'apposer la "
        "mention « cédé le » si elle n'a pas la carte grise, et le contrôle technique de moins de six mois n'est pas "
        "exigé.",
        "The buyer seems to be the lessee: a lessor who has not the card need not write “cédé le” on it, and no recent "
        "contrôle technique is asked for.",
    ),
    cases={
        "other": Wording(
            "Sans objet : pas de vente d'un loueur à son locataire.", "Not applicable: no sale of a lessor to a lessee."
        )
    },
)

RULES: tuple[Rule, ...] = (
    DOCS_ORIGINAL_FORM,
    GIFT_SAME_RULES,
    TRAILER_SCOPE,
    DESTRUCTION_NO_CT,
    HEIRS_CT,
    LEASE_BUYOUT,
)
