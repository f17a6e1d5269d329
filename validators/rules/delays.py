"""Time limits of the parties (family delay of rules.md). Being late never blocks: the step stays possible."""

from datetime import date

from pipeline.core.choices import Operation
from pipeline.core.dates import last_day
from pipeline.core.report import LegalSource, Severity
from validators.context import Context
from validators.rule import Outcome, Rule, Unless, Wording, held, notes, warns

CESSION = "certificat_cession.date_cession"


def _only_operations(context: Context, *operations: Operation) -> Unless | None:
    operation = context.scenario.operation
    return None if operation in operations else Unless(f"opération « {operation} »", f"operation “{operation}”")


def only_for_declaration(context: Context) -> Unless | None:
    """The sale is declared by the seller; the buyer's request only gets a reminder."""
    return _only_operations(context, "cession", "immatriculation")


def is_declared_in_time(*, cession: date, context: Context) -> Outcome:
    """delay.declaration: declared within fifteen days of the sale, the fifteenth included."""
    limit = last_day(cession, days=context.policy.declaration_days)
    if context.date_demande <= limit:
        return held()
    is_warning = context.scenario.operation == "cession" and context.policy.late_declaration == "warn"
    return (warns if is_warning else notes)(limit=limit, expected=f"<= {limit}", found=f"{context.date_demande}")


DELAY_DECLARATION = Rule(
    id="delay.declaration",
    title="Cession déclarée dans les 15 jours",
    title_en="Sale declared within 15 days",
    severity=Severity.WARNING,
    sources=(LegalSource(text="Code de la route", article="R322-4, I et VII"),),
    parameters=("declaration_days", "late_declaration"),
    applies=only_for_declaration,
    needs={"cession": CESSION},
    check=is_declared_in_time,
    wording=Wording(
        "La cession du {cession} devait être déclarée au plus tard le {limit} : la déclaration tardive reste possible "
        "(amende forfaitaire de 135 €, minorée à 90 €).",
        "The sale of {cession} had to be declared by {limit}: a late declaration stays possible "
        "(fine of €135, €90 if paid early).",
    ),
)


def only_for_registration(context: Context) -> Unless | None:
    """The month of the buyer, who neither trades in cars nor takes the vehicle abroad."""
    if context.scenario.acquereur == "professionnel" or context.scenario.nature == "export":
        return Unless("acquéreur professionnel ou vente à l'étranger", "buyer in the car trade, or sale abroad")
    return _only_operations(context, "immatriculation")


def is_requested_in_time(*, cession: date, context: Context) -> Outcome:
    """delay.buyer-month: requested within one month of the sale, which is not thirty days."""
    limit = last_day(cession, months=context.policy.buyer_delay)
    return held() if context.date_demande <= limit else warns(limit=limit)


DELAY_BUYER_MONTH = Rule(
    id="delay.buyer-month",
    title="Demande de carte grise dans le mois",
    title_en="Carte grise requested within a month",
    severity=Severity.WARNING,
    sources=(LegalSource(text="Code de la route", article="R322-5, I"),),
    parameters=("buyer_delay",),
    applies=only_for_registration,
    needs={"cession": CESSION},
    check=is_requested_in_time,
    wording=Wording(
        "La demande de carte grise devait être faite au plus tard le {limit} (un mois) : elle reste possible, mais "
        "l'acquéreur risque une amende de 4e classe.",
        "The carte grise had to be requested by {limit} (one month): it stays possible, but the buyer may be fined.",
    ),
)


def only_for_purchase(context: Context) -> Unless | None:
    """The declaration of a buyer in the car trade."""
    return _only_operations(context, "achat")


def is_purchase_in_time(*, cession: date, context: Context) -> Outcome:
    """delay.da-15-days: the purchase is declared within fifteen days, the fifteenth included."""
    limit = last_day(cession, days=context.policy.da_days)
    return held() if context.date_demande <= limit else warns(limit=limit)


DELAY_DA = Rule(
    id="delay.da-15-days",
    title="Déclaration d'achat dans les 15 jours",
    title_en="Purchase declared within 15 days",
    severity=Severity.WARNING,
    sources=(LegalSource(text="Code de la route", article="R322-4, III"),),
    parameters=("da_days",),
    applies=only_for_purchase,
    needs={"cession": CESSION},
    check=is_purchase_in_time,
    wording=Wording(
        "La déclaration d'achat devait être faite au plus tard le {limit}.",
        "The purchase had to be declared by {limit}.",
    ),
)

RULES: tuple[Rule, ...] = (DELAY_DECLARATION, DELAY_BUYER_MONTH, DELAY_DA)
