"""Rules of the odometer (family km of rules.md)."""

from datetime import date

from pipeline.core.dates import age_days
from pipeline.core.report import Severity
from validators.context import Context
from validators.rule import PROJECT, One, Outcome, Rule, Wording, fails, held, not_applicable, notes, unsure, warns

DIGIT_LOST = 0.15
"""Share of the earlier reading under which a digit was probably forgotten: a tenth, and the way driven since."""

NEEDS = {
    "declare": One("certificat_cession.kilometrage", blank="none"),
    "releve": One("controle_technique.kilometrage", blank="none", unread="none"),
    "visite": One("controle_technique.date_controle", blank="none", unread="none"),
    "cession": One("certificat_cession.date_cession", blank="none", unread="none"),
}
UNREAD = Wording(
    "Sans objet : kilométrage ou date non disponible sur l'un des documents.",
    "Not applicable: no odometer reading or date on one of the papers.",
)
OTHER_SIDE = Wording(
    "Sans objet : les dates sont dans l'autre sens.",
    "Not applicable: the dates are in the other order.",
)


def is_not_below(
    *, declare: int | None, releve: int | None, visite: date | None, cession: date | None, context: Context
) -> Outcome:
    """km.not-below-ct: the reading declared is not lower than the one of an earlier inspection.

    An inspection whose date could not be read may be an earlier one: a lower reading is then looked at.
    """
    if declare is None:
        return not_applicable("unread")
    if releve is None:
        return notes("not_taken")
    if declare >= releve - context.policy.km_tolerance:
        return held()
    if visite is None or cession is None:
        return unsure(expected=f">= {releve}", found=str(declare))
    if visite > cession:
        return not_applicable("other_side")
    case = "digit_lost" if declare < releve * DIGIT_LOST else ""
    answer = {"reject": fails, "warn": warns, "review": unsure}[context.policy.km_below]
    return answer(case, expected=f">= {releve}", found=str(declare))


KM_NOT_BELOW_CT = Rule(
    id="km.not-below-ct",
    title="Kilométrage au moins égal à celui du contrôle technique",
    title_en="Odometer reading not below the one of the contrôle technique",
    sources=(PROJECT,),
    parameters=("km_below", "km_tolerance"),
    over="controle_technique",
    needs=NEEDS,
    check=is_not_below,
    paper="certificat_cession",
    wording=Wording(
        "Le kilométrage déclaré ({declare} km) est inférieur à celui du contrôle technique du {visite} ({releve} km).",
        "The odometer reading declared ({declare} km) is below the one of the contrôle technique of {visite} "
        "({releve} km).",
        "Faire vérifier et rectifier le kilométrage sur un nouveau certificat de cession.",
        "Have the reading checked and put right on a new certificat de cession.",
    ),
    cases={
        "digit_lost": Wording(
            "Le kilométrage déclaré ({declare} km) est très inférieur à celui du contrôle technique du {visite} "
            "({releve} km) : un chiffre manque peut-être.",
            "The odometer reading declared ({declare} km) is far below the one of the contrôle technique of {visite} "
            "({releve} km): a digit may be missing.",
            "Faire vérifier et rectifier le kilométrage sur un nouveau certificat de cession.",
            "Have the reading checked and put right on a new certificat de cession.",
        ),
        "not_taken": Wording(
            "Le kilométrage n'a pas pu être lu sur le contrôle technique : comparaison non faite.",
            "The odometer reading of the contrôle technique could not be read: not compared.",
        ),
        "unread": UNREAD,
        "other_side": OTHER_SIDE,
    },
)


def is_plausible(
    *, declare: int | None, releve: int | None, visite: date | None, cession: date | None, context: Context
) -> Outcome:
    """km.plausible-above-ct: not absurdly higher than at an earlier inspection."""
    if declare is None or releve is None or visite is None or cession is None:
        return not_applicable("unread")
    days = age_days(visite, cession)
    if days < 0:
        return not_applicable("other_side")
    delta = declare - releve
    limit = context.policy.km_slack + context.policy.km_per_day_max * days
    return held() if delta <= limit else fails(delta=delta, days=days, expected=f"<= {limit}", found=str(delta))


KM_PLAUSIBLE_ABOVE_CT = Rule(
    id="km.plausible-above-ct",
    title="Kilométrage vraisemblable depuis le contrôle technique",
    title_en="Plausible odometer reading since the contrôle technique",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    parameters=("km_slack", "km_per_day_max"),
    over="controle_technique",
    needs={**NEEDS, "declare": One("certificat_cession.kilometrage", blank="none", unread="none")},
    check=is_plausible,
    wording=Wording(
        "Le kilométrage a augmenté de {delta} km en {days} jours depuis le contrôle technique : vérifier la saisie.",
        "The odometer rose by {delta} km in {days} days since the contrôle technique: check what was written.",
    ),
    cases={"unread": UNREAD, "other_side": OTHER_SIDE},
)


def is_not_above_later_ct(
    *, declare: int | None, releve: int | None, visite: date | None, cession: date | None, context: Context
) -> Outcome:
    """km.ct-after-sale: an inspection made after the sale reads at least what was declared."""
    if declare is None or releve is None or visite is None or cession is None:
        return not_applicable("unread")
    if visite <= cession:
        return not_applicable("other_side")
    return held() if releve >= declare else fails()


KM_CT_AFTER_SALE = Rule(
    id="km.ct-after-sale",
    title="Contrôle technique postérieur : kilométrage au moins égal à celui de la vente",
    title_en="Later contrôle technique: reading not below the one of the sale",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    over="controle_technique",
    needs={**NEEDS, "declare": One("certificat_cession.kilometrage", blank="none", unread="none")},
    check=is_not_above_later_ct,
    wording=Wording(
        "Le contrôle technique postérieur à la vente ({visite}) relève {releve} km, "
        "moins que le certificat de cession ({declare} km).",
        "The contrôle technique made after the sale ({visite}) reads {releve} km, "
        "less than the certificat de cession ({declare} km).",
    ),
    cases={"unread": UNREAD, "other_side": OTHER_SIDE},
)

RULES: tuple[Rule, ...] = (KM_NOT_BELOW_CT, KM_PLAUSIBLE_ABOVE_CT, KM_CT_AFTER_SALE)
