"""Rules of the contrôle technique (family ct of rules.md).

Delays run from the periodic visit, never from the re-test that followed it (`validators.inspection.periodic_visit`),
and the latest visit prevails, even when an older one was favourable (`validators.inspection.prevailing`).
"""

from datetime import date

from pipeline.core.dates import is_younger_than, last_good_day
from pipeline.core.report import LegalSource
from validators.context import Context
from validators.inspection import periodic_visit, prevailing
from validators.rule import One, Outcome, Rule, Unless, Wording, fails, held

ROUTE = "Code de la route"
PERIODIC = One("controle_technique.date_controle", blank="fails", choose=periodic_visit)


def is_needed(context: Context) -> Unless | None:
    """Rules about a recent inspection apply to transfers that need one."""
    why = context.inspection
    return None if why.needed else Unless(why.fr, why.en, is_known=why.needed is not None)


def is_recent_enough(*, visite: date, context: Context) -> Outcome:
    """ct.freshness: the periodic visit is less than six months old on the day of the request.

    Passes: visit 10 March, request 9 September.  Fails: request 10 September.
    """
    months = context.policy.ct_max_age_months
    last = last_good_day(visite, months=months)
    if is_younger_than(visite, months=months, on=context.date_demande):
        return held()
    return fails(demande=context.date_demande, last=last, months=months, found=f"{visite}", expected=f"<= {last}")


CT_FRESHNESS = Rule(
    id="ct.freshness",
    title="Contrôle technique de moins de six mois au jour de la demande",
    title_en="Contrôle technique less than six months old on the day of the request",
    sources=(LegalSource(text=ROUTE, article="R323-22, I, 3°"), LegalSource(text=ROUTE, article="R323-27, 3°")),
    parameters=("ct_max_age_months",),
    over="controle_technique",
    select=prevailing,
    applies=is_needed,
    needs={"visite": PERIODIC},
    check=is_recent_enough,
    wording=Wording(
        "Contrôle technique du {visite} : plus de {months} mois au jour de la demande ({demande}), "
        "il était utilisable jusqu'au {last}.",
        "Contrôle technique of {visite}: more than {months} months old on the day of the request ({demande}); "
        "it could be used until {last}.",
        "Faire réaliser un nouveau contrôle technique.",
        "Have a new contrôle technique made.",
    ),
)

RULES: tuple[Rule, ...] = (CT_FRESHNESS,)
