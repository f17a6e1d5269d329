"""The detachable coupon of the carte grise (family ci of rules.md): filled in for the buyer, blank for a trader.

Whether its lines are filled in is all that is read of it: neither the name, nor the date, nor the signatures.
"""

from pipeline.core.report import LegalSource, Motif, Severity, Status
from validators.context import Context
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
    not_applicable,
    notes,
    rejects,
    unsure,
    warns,
)

ROUTE = LegalSource(text="Code de la route", article="R322-4, I et IV")
DRIVING = LegalSource(text="Code de la route", article="R322-5, II")
GUIDE = LegalSource(text="Guide des démarches", article="Le coupon détachable")

FILLED = Every("carte_grise.coupon_rempli", partial=True)
PRESENT = One("carte_grise.coupon_present", blank="none", unread="none")
NO_COUPON = Wording("Sans objet : pas de coupon sur cette carte grise.", "Not applicable: this card has no coupon.")
UNREAD = Wording(
    "On ne peut pas dire si le coupon détachable est complété.",
    "It cannot be said whether the coupon is filled in.",
    "Vérifier le coupon à l'œil.",
    "Look at the coupon.",
)


def only_kept_by_a_person(context: Context) -> Unless | None:
    """The coupon is for a buyer who will drive with it: no trader, no heir, no centre that destroys."""
    scenario = context.scenario
    if scenario.acquereur == "professionnel" or scenario.operation == "achat":
        return Unless("l'acquéreur est un professionnel de l'automobile", "the buyer is in the car trade")
    if scenario.nature in ("succession", "destruction"):
        return Unless(f"nature « {scenario.nature} »", f"kind “{scenario.nature}”")
    return None


def is_filled(*, filled: tuple[Quote, ...], present: bool | None, context: Context) -> Outcome:
    """ci.coupon-filled: somebody has written on the coupon's lines for the buyer (policy `coupon_unfilled`)."""
    if present is False:
        return not_applicable("none")
    is_blocking = context.policy.coupon_unfilled == "reject"
    if filled[0].is_unsure:
        severity = Severity.BLOCKING if is_blocking else Severity.INFO
        return Outcome(Status.INCONCLUSIVE, "unread", severity)
    if filled[0].value:
        return held()
    return rejects(motif=Motif.INCOMPLET) if is_blocking else warns()


CI_COUPON_FILLED = Rule(
    id="ci.coupon-filled",
    title="Le coupon détachable est complété pour l'acquéreur",
    title_en="The coupon is filled in for the buyer",
    severity=Severity.WARNING,
    sources=(ROUTE, GUIDE),
    parameters=("coupon_unfilled",),
    over="carte_grise",
    applies=only_kept_by_a_person,
    needs={"filled": FILLED, "present": PRESENT},
    check=is_filled,
    wording=Wording(
        "Le coupon détachable n'est pas complété au nom de l'acquéreur.",
        "The coupon is not filled in with the buyer's name.",
        "Faire compléter le coupon (nom, adresse, date de vente) et le faire signer.",
        "Have the coupon filled in (name, address, date of the sale) and signed.",
    ),
    cases={
        "none": NO_COUPON,
        "unread": UNREAD,
    },
)


def only_sold_to_a_trader(context: Context) -> Unless | None:
    """The buyer is in the car trade."""
    match context.scenario:
        case scenario if scenario.acquereur == "professionnel" or scenario.operation == "achat":
            return None
        case scenario if scenario.acquereur is None:
            return Unless("le type d'acquéreur n'est pas connu", "the kind of buyer is not known", is_known=False)
        case _:
            return Unless("l'acquéreur n'est pas un professionnel de l'automobile", "the buyer is not in the car trade")


def is_left_blank(*, filled: tuple[Quote, ...], present: bool | None, context: Context) -> Outcome:
    """ci.coupon-blank-for-trader: nothing is written on the coupon of a card sold to the car trade."""
    if present is False:
        return not_applicable("none")
    if filled[0].is_unsure:
        return Outcome(Status.INCONCLUSIVE, "unread", Severity.INFO)
    return fails() if filled[0].value else held()


CI_COUPON_BLANK_FOR_TRADER = Rule(
    id="ci.coupon-blank-for-trader",
    title="Vente à un professionnel : le coupon détachable est laissé vide",
    title_en="Sale to the car trade: the coupon is left blank",
    severity=Severity.WARNING,
    sources=(ROUTE, GUIDE),
    over="carte_grise",
    applies=only_sold_to_a_trader,
    needs={"filled": FILLED, "present": PRESENT},
    check=is_left_blank,
    wording=Wording(
        "Vente à un professionnel : le coupon détachable ne doit pas être rempli.",
        "Sale to the car trade: the coupon must not be filled in.",
    ),
    cases={"none": NO_COUPON, "unread": UNREAD},
)


def may_drive(*, filled: tuple[Quote, ...], present: bool | None, context: Context) -> Outcome:
    """ci.coupon-or-cpi: with the coupon the buyer may drive for a month, without it with a CPI only."""
    if context.scenario.operation != "immatriculation":
        return not_applicable("operation")
    if present is None:
        return unsure("unread")
    return notes("coupon" if present and filled[0].value else "")


CI_COUPON_OR_CPI = Rule(
    id="ci.coupon-or-cpi",
    title="Circulation de l'acquéreur en attendant sa carte grise",
    title_en="With what the buyer may drive until he has his card",
    severity=Severity.INFO,
    sources=(DRIVING, GUIDE),
    over="carte_grise",
    needs={"filled": FILLED, "present": PRESENT},
    check=may_drive,
    wording=Wording(
        "Sans coupon complété, l'acquéreur ne peut circuler qu'avec le certificat provisoire (CPI), en France.",
        "Without a coupon filled in the buyer may only drive with the provisional certificate (CPI), in France.",
    ),
    cases={
        "coupon": Wording(
            "Le coupon complété permet à l'acquéreur de circuler un mois, en France.",
            "The coupon filled in lets the buyer drive for a month, in France.",
        ),
        "operation": Wording(
            "Sans objet : aucune carte grise n'est demandée.", "Not applicable: no card is asked for."
        ),
        "unread": Wording(
            "On ne peut pas dire si la carte grise a son coupon.", "It cannot be said whether the card has its coupon."
        ),
    },
)

RULES: tuple[Rule, ...] = (CI_COUPON_FILLED, CI_COUPON_BLANK_FOR_TRADER, CI_COUPON_OR_CPI)
