"""Dates and result of the contrôle technique (family ct of rules.md, second half).

Delays run from the periodic visit, never from the re-test that followed it (`validators.inspection.periodic_visit`),
and the latest visit prevails, even when an older one was favourable (`validators.inspection.prevailing`).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from pipeline.core.dates import add_months, is_younger_than, last_day, last_good_day
from pipeline.core.documents import ControleTechnique
from pipeline.core.report import Act, Actor, Finding, LegalSource, Severity
from validators.context import Context
from validators.inspection import (
    CATEGORY_L,
    is_heavy,
    may_be_buyout,
    only_for_use,
    only_where_needed,
    periodic_visit,
    prevailing,
    retests,
)
from validators.rule import (
    Findings,
    Need,
    One,
    Outcome,
    Papers,
    Rule,
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

MUTATION = LegalSource(text="Code de la route", article="R323-22, I, 3°")
MUTATION_L = LegalSource(text="Code de la route", article="R323-27, 3°")
SALE_PAPERS = LegalSource(text="Décret 78-993", article="5 bis")
INSPECTIONS = LegalSource(text="Arrêté du 18 juin 1991", article="7")
INSPECTIONS_L = LegalSource(text="Arrêté du 23 octobre 2023", article="7")
SELLING = LegalSource(text="Service-public", article="F1707")

DAY = timedelta(days=1)
MONTHS_CAR, MONTHS_L, MONTHS_COLLECTION, MONTHS_SPECIAL, MONTHS_MAJOR = 24, 36, 60, (6, 12), 2
"""Validity that a procès-verbal prints, in months (rules.md R134)."""
SHORTEST_FAVOURABLE_DAYS = 150
"""Under every validity of a favourable visit (6 months), above every other (2 months)."""
RETEST_MONTHS = 2
"""Within which a re-test follows the visit (arrêté du 18 juin 1991, art. 7)."""

PERIODIC = One("controle_technique.date_controle", choose=periodic_visit)
PERIODIC_IF_READ = if_read(PERIODIC)
NEWER = ("controle_technique",)
"""Mends a visit that was unfavourable or too long ago: a later one."""
RESULT = One("controle_technique.resultat", blank="unsure")


def is_recent_enough(*, visite: date, limite: date | None, findings: tuple[Finding, ...], context: Context) -> Outcome:
    """ct.freshness: the periodic visit is less than six months old on the day of the request.

    Of a lessee who buys the vehicle an older one is good while it is in force.

    Passes: visit 10 March, request 9 September.  Fails: request 10 September.
    """
    months = context.policy.ct_max_age_months
    last = last_good_day(visite, months=months)
    if is_younger_than(visite, months=months, on=context.date_demande):
        return held()
    if _is_enough_for_lessee(limite, context.date_demande, findings):
        return unsure("buyout", months=months)
    found, expected = f"{visite}", f"<= {last}"
    return fails(
        demande=context.date_demande, last=last, months=months, found=found, expected=expected, mended_by=NEWER
    )


def _is_enough_for_lessee(limite: date | None, on: date, findings: tuple[Finding, ...]) -> bool:
    return may_be_buyout(findings) and (limite is None or limite >= on)


IN_FORCE: Mapping[str, Need] = {
    "limite": One("controle_technique.limite_validite", blank="none", unread="none"),
    "findings": Findings(),
}
BUYOUT = Wording(
    "Le contrôle technique du {visite} a {months} mois ou plus, ce qui suffit si l'acquéreur est le locataire qui lève "
    "l'option, comme son adresse le laisse penser, et si ce contrôle est encore en cours de validité.",
    "The contrôle technique of {visite} is {months} months old or more, which is enough if the buyer is the lessee, as "
    "his address suggests, and if it is still in force.",
    "Vérifier que l'acquéreur est le locataire inscrit sur la carte grise, ou faire réaliser un contrôle technique.",
    "Check that the buyer is the lessee on the carte grise, or have a contrôle technique made.",
)

CT_FRESHNESS = Rule(
    id="ct.freshness",
    title="Contrôle technique de moins de six mois au jour de la demande",
    title_en="Contrôle technique less than six months old on the day of the request",
    sources=(MUTATION, MUTATION_L),
    parameters=("ct_max_age_months",),
    over="controle_technique",
    select=prevailing,
    applies=only_where_needed,
    needs={"visite": PERIODIC, **IN_FORCE},
    check=is_recent_enough,
    actor=Actor.ACQUEREUR,
    wording=Wording(
        "Le contrôle technique du {visite} a {months} mois ou plus au jour de la demande ({demande}) : "
        "il était utilisable jusqu'au {last}.",
        "The contrôle technique of {visite} is {months} months old or more on the day of the request ({demande}): "
        "it could be used until {last}.",
        "Faire réaliser un nouveau contrôle technique.",
        "Have a new contrôle technique made.",
    ),
    cases={"buyout": BUYOUT},
)


def was_recent_at_sale(
    *, visite: date, cession: date, limite: date | None, findings: tuple[Finding, ...], context: Context
) -> Outcome:
    """ct.freshness-at-sale: the periodic visit was less than six months old on the day of the sale."""
    if visite > cession:
        return not_applicable()
    months = context.policy.ct_max_age_months
    if is_younger_than(visite, months=months, on=cession):
        return held()
    if _is_enough_for_lessee(limite, cession, findings):
        return unsure("buyout", months=months)
    return fails(months=months, mended_by=NEWER)


CT_FRESHNESS_AT_SALE = Rule(
    id="ct.freshness-at-sale",
    title="Contrôle technique de moins de six mois au jour de la vente",
    title_en="Contrôle technique less than six months old on the day of the sale",
    sources=(SALE_PAPERS, MUTATION),
    parameters=("ct_max_age_months",),
    over="controle_technique",
    select=prevailing,
    applies=only_where_needed,
    needs={"visite": PERIODIC, "cession": "certificat_cession.date_cession", **IN_FORCE},
    check=was_recent_at_sale,
    wording=Wording(
        "Le contrôle technique du {visite} avait {months} mois ou plus au jour de la vente ({cession}).",
        "The contrôle technique of {visite} was {months} months old or more on the day of the sale ({cession}).",
        "Faire réaliser un nouveau contrôle technique.",
        "Have a new contrôle technique made.",
    ),
    cases={"buyout": BUYOUT},
)


def is_before_sale(*, visite: date, cession: date, context: Context) -> bool:
    """ct.before-sale: the visit was made before the sale, or on that day."""
    return visite <= cession


CT_BEFORE_SALE = Rule(
    id="ct.before-sale",
    title="Contrôle technique réalisé avant la vente",
    title_en="Contrôle technique made before the sale",
    severity=Severity.WARNING,
    sources=(SALE_PAPERS,),
    over="controle_technique",
    select=prevailing,
    applies=only_where_needed,
    needs={"visite": PERIODIC, "cession": "certificat_cession.date_cession"},
    check=is_before_sale,
    wording=Wording(
        "Le contrôle technique ({visite}) est postérieur à la vente ({cession}) : "
        "le vendeur devait le remettre avant la signature.",
        "The contrôle technique ({visite}) is later than the sale ({cession}): "
        "the seller had to hand it over before signing.",
    ),
)


def is_far_from_expiry(*, visite: date, resultat: str, context: Context) -> Outcome:
    """ct.expiry-alert: the inspection can be used for another month at least."""
    policy = context.policy
    months = min(_major_months(context)) if resultat == "S" else policy.ct_max_age_months
    last = last_good_day(visite, months=months)
    left = (last - context.date_demande).days
    if left < 0:
        return not_applicable()
    return notes(last=last) if left < policy.ct_alert_days else held()


CT_EXPIRY_ALERT = Rule(
    id="ct.expiry-alert",
    title="Contrôle technique encore utilisable un mois",
    title_en="Contrôle technique usable for another month",
    severity=Severity.INFO,
    sources=(MUTATION,),
    parameters=("ct_alert_days", "ct_max_age_months", "ct_major_months"),
    over="controle_technique",
    select=prevailing,
    applies=only_where_needed,
    needs={"visite": PERIODIC, "resultat": "controle_technique.resultat"},
    check=is_far_from_expiry,
    wording=Wording(
        "Le contrôle technique n'est utilisable que jusqu'au {last} : déposer la demande avant.",
        "The contrôle technique can only be used until {last}: file before.",
    ),
)


def has_no_majors_or_in_time(
    *, resultat: str, visite: date, limite: date | None, cession: date, context: Context
) -> Outcome:
    """ct.result-major: a result S serves for two months only, at the sale and at the request; one of a heavy vehicle.

    A printed limit shortens them, never lengthens them by more than the day that centres count differently. Of a
    vehicle that may be heavy, its mass not known, a day between the two limits is a doubt.
    """
    if resultat != "S":
        return held()
    if context.policy.ct_major_private == "forbid":
        return fails("forbidden", mended_by=NEWER)
    ends = [last_good_day(visite, months=months) for months in _major_months(context)]
    ends = [min(limite, last + DAY) if limite else last for last in ends]
    demande, first, last = context.date_demande, min(ends), max(ends)
    if max(cession, demande) <= first:
        return warns(last=first, demande=demande)
    if max(cession, demande) > last:
        return fails(last=last, demande=demande, mended_by=NEWER)
    return unsure("mass", first=first, last=last)


def _major_months(context: Context) -> tuple[int, ...]:
    """Months for which a result S serves: of a vehicle that may be heavy, its mass not known, both figures."""
    policy, heavy = context.policy, is_heavy(context.vehicle)
    if heavy is None:
        return policy.ct_major_months, policy.ct_major_months_heavy
    return (policy.ct_major_months_heavy if heavy else policy.ct_major_months,)


CT_RESULT_MAJOR = Rule(
    id="ct.result-major",
    title="Défaillances majeures : contrôle technique utilisé dans les deux mois",
    title_en="Major defects: contrôle technique used within two months",
    sources=(SELLING, INSPECTIONS_L),
    parameters=("ct_major_private", "ct_major_months", "ct_major_months_heavy"),
    over="controle_technique",
    select=prevailing,
    applies=only_for_use,
    needs={
        "resultat": RESULT,
        "visite": PERIODIC,
        "limite": One("controle_technique.limite_validite", blank="none", unread="none"),
        "cession": "certificat_cession.date_cession",
    },
    check=has_no_majors_or_in_time,
    act=Act.REGLER,
    wording=Wording(
        "Contrôle technique défavorable (défaillances majeures) du {visite} : cession possible jusqu'au {last}, "
        "contre-visite à la charge de l'acquéreur (vente le {cession}, demande le {demande}).",
        "Unfavourable contrôle technique (major defects) of {visite}: sale possible until {last}, "
        "re-test to be made by the buyer (sale {cession}, request {demande}).",
        "Au-delà de cette date : joindre une contre-visite favorable ou un nouveau contrôle technique.",
        "After that day: join a favourable re-test or a new contrôle technique.",
    ),
    cases={
        "forbidden": Wording(
            "Contrôle technique défavorable (défaillances majeures) du {visite} : vente à un particulier exclue.",
            "Unfavourable contrôle technique (major defects) of {visite}: no sale to a private person.",
            "Joindre une contre-visite favorable.",
            "Join a favourable re-test.",
        ),
        "mass": Wording(
            "Contrôle technique défavorable (défaillances majeures) du {visite} : utilisable jusqu'au {first} si le "
            "véhicule dépasse 3,5 t, jusqu'au {last} sinon, et le PTAC (F.2) n'a pas pu être lu.",
            "Unfavourable contrôle technique (major defects) of {visite}: good until {first} if the vehicle is above "
            "3.5 t, until {last} otherwise, and the mass F.2 could not be read.",
            "Vérifier à l'œil le PTAC (F.2) de la carte grise.",
            "Look at the mass F.2 of the carte grise.",
        ),
    },
)


def has_no_criticals(*, resultat: str, visite: date | None, context: Context) -> Outcome:
    """ct.result-critical: no sale with a result R before repair and re-test."""
    if resultat != "R":
        return held()
    same_day = visite == context.date_cession == context.date_demande
    return warns() if same_day and context.policy.ct_critical == "same_day_warn" else fails(mended_by=NEWER)


CT_RESULT_CRITICAL = Rule(
    id="ct.result-critical",
    title="Pas de défaillance critique",
    title_en="No critical defect",
    sources=(SELLING, INSPECTIONS_L),
    parameters=("ct_critical",),
    over="controle_technique",
    select=prevailing,
    applies=only_for_use,
    needs={"resultat": RESULT, "visite": PERIODIC_IF_READ},
    check=has_no_criticals,
    act=Act.REGLER,
    wording=Wording(
        "Défaillances critiques au contrôle technique du {visite} : "
        "réparations et contre-visite obligatoires avant la vente.",
        "Critical defects at the contrôle technique of {visite}: repair and re-test before the sale.",
        "Joindre le procès-verbal de la contre-visite favorable.",
        "Join the report of the favourable re-test.",
    ),
)


def is_retest_in_time(*, visite: date, contre_visite: date, context: Context) -> Outcome:
    """ct.retest-window: the re-test took place within two months of the periodic visit, the last day included."""
    last = last_day(visite, months=RETEST_MONTHS)
    if contre_visite < visite:
        return unsure("before")
    if contre_visite == last:
        return warns("boundary")
    return held() if contre_visite < last else fails(last=last)


CT_RETEST_WINDOW = Rule(
    id="ct.retest-window",
    title="Contre-visite dans les deux mois de la visite initiale",
    title_en="Re-test within two months of the initial visit",
    sources=(INSPECTIONS, INSPECTIONS_L),
    over="controle_technique",
    select=retests,
    applies=only_for_use,
    needs={"visite": PERIODIC, "contre_visite": "controle_technique.date_controle"},
    check=is_retest_in_time,
    wording=Wording(
        "La contre-visite du {contre_visite} est intervenue plus de deux mois après la visite initiale du {visite} : "
        "un contrôle complet est nécessaire.",
        "The re-test of {contre_visite} took place more than two months after the initial visit of {visite}: "
        "a complete inspection is needed.",
        "Vérifier les deux dates ; si elles sont bien lues, faire réaliser un contrôle technique complet.",
        "Check both dates; if they were read right, have a complete contrôle technique made.",
    ),
    cases={
        "boundary": Wording(
            "La contre-visite du {contre_visite} a eu lieu le dernier jour des deux mois.",
            "The re-test of {contre_visite} took place on the last day of the two months.",
        ),
        "before": Wording(
            "La contre-visite ({contre_visite}) est antérieure à la visite initiale ({visite}).",
            "The re-test ({contre_visite}) is earlier than the initial visit ({visite}).",
            "Vérifier les deux dates.",
            "Check both dates.",
        ),
    },
)


def has_both_reports(*, initiale: date | None, pvs: tuple[ControleTechnique, ...], context: Context) -> Outcome:
    """ct.both-pv: the report of the initial visit comes with the one of the re-test."""
    if any(pv.nature.value == "periodique" for pv in pvs):
        return held()
    return fails() if initiale else review()


CT_BOTH_PV = Rule(
    id="ct.both-pv",
    title="Procès-verbal initial joint à celui de la contre-visite",
    title_en="Initial report joined to the one of the re-test",
    severity=Severity.WARNING,
    sources=(SELLING, SALE_PAPERS),
    over="controle_technique",
    select=retests,
    applies=only_where_needed,
    needs={
        "initiale": One("controle_technique.date_visite_initiale", blank="none", unread="none"),
        "pvs": Papers("controle_technique"),
    },
    check=has_both_reports,
    wording=Wording(
        "Le procès-verbal du contrôle initial manque (seule la contre-visite est jointe).",
        "The report of the initial visit is missing (only the re-test is joined).",
        "Joindre le procès-verbal du contrôle initial avec celui de la contre-visite.",
        "Join the report of the initial visit with the one of the re-test.",
    ),
)


def is_limit_coherent(*, resultat: str | None, visite: date | None, limite: date | None, context: Context) -> Outcome:
    """ct.valid-until: the printed limit is the one of that result, one day more or less.

    A favourable result with a limit that no favourable visit has is no warning but a doubt: the result may have been
    misread.
    """
    if not (resultat and visite and limite):
        return not_applicable("unread")
    if resultat == "A" and (limite - visite).days < SHORTEST_FAVOURABLE_DAYS:
        return review("short")
    expected = [add_months(visite, months) - DAY for months in _validities(resultat, context)]
    expected += [visite] if resultat == "R" else []
    if any(abs(limite - day) <= DAY for day in expected):
        return held()
    return fails(expected=" ".join(map(str, expected)), found=f"{limite}")


def _validities(resultat: str, context: Context) -> tuple[int, ...]:
    """Months of validity that a visit with that result may have."""
    vehicle = context.vehicle
    if resultat != "A":
        return (MONTHS_MAJOR,) if resultat == "S" else ()
    special = MONTHS_SPECIAL if vehicle.is_public_use or is_heavy(vehicle) else ()
    collection = (MONTHS_COLLECTION,) if vehicle.is_collection else ()
    return (MONTHS_L if vehicle.genre in CATEGORY_L else MONTHS_CAR, *special, *collection)


CT_VALID_UNTIL = Rule(
    id="ct.valid-until",
    title="Limite de validité imprimée conforme au résultat",
    title_en="Printed limit of validity agrees with the result",
    severity=Severity.WARNING,
    sources=(MUTATION, MUTATION_L),
    over="controle_technique",
    select=prevailing,
    applies=only_where_needed,
    needs={
        "resultat": One("controle_technique.resultat", blank="none", unread="none"),
        "visite": PERIODIC_IF_READ,
        "limite": One("controle_technique.limite_validite", blank="none", unread="none"),
    },
    check=is_limit_coherent,
    wording=Wording(
        "La date limite de validité imprimée ({limite}) ne correspond pas au résultat du contrôle du {visite}.",
        "The printed limit of validity ({limite}) does not agree with the result of the visit of {visite}.",
        "Vérifier le résultat et les dates du procès-verbal.",
        "Check the result and the dates of the report.",
    ),
    cases={
        "short": Wording(
            "Résultat favorable, mais limite de validité ({limite}) d'un contrôle défavorable : lecture à vérifier.",
            "Favourable result, but the limit of validity ({limite}) of an unfavourable one: check the reading.",
            "Vérifier à l'œil le résultat du contrôle technique.",
            "Look at the result of the contrôle technique.",
        ),
        "unread": Wording("Sans objet : limite ou date non lue.", "Not applicable: limit or date not read."),
    },
)


RULES: tuple[Rule, ...] = (
    CT_FRESHNESS,
    CT_FRESHNESS_AT_SALE,
    CT_BEFORE_SALE,
    CT_EXPIRY_ALERT,
    CT_RESULT_MAJOR,
    CT_RESULT_CRITICAL,
    CT_RETEST_WINDOW,
    CT_BOTH_PV,
    CT_VALID_UNTIL,
)
