"""Which inspection is asked for, and whether the report is one of this vehicle (family ct of rules.md, first half).

Its dates and its result are judged in `validators.rules.ct_validite`.
"""

from datetime import date

from pipeline.core.dates import age_years
from pipeline.core.labels import field_label
from pipeline.core.report import Act, Actor, LegalSource, Severity, Status
from validators.context import Context
from validators.inspection import is_subject, min_age_years, only_for_use, only_where_needed, prevailing
from validators.quote import Quote
from validators.rule import (
    PROJECT,
    Every,
    One,
    Outcome,
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
from validators.same_vehicle import CASES, with_card

MUTATION = LegalSource(text="Code de la route", article="R323-22, I, 3°")
MUTATION_L = LegalSource(text="Code de la route", article="R323-27, 3°")

STATUTORY = ("periodique", "contre_visite")
KINDS = {
    "volontaire": ("contrôle volontaire", "voluntary check"),
    "complementaire": ("visite complémentaire", "complementary visit"),
    "avant_2018": ("ancien modèle, d'avant le 20 mai 2018", "former model, of before 20 May 2018"),
}
"""What is named to the user, in French and in English."""
FRANCE = ("F", "FR", "FRA", "FRANCE")


def is_decided(
    *, genre: str | None, premiere: date | None, ptac: int | None, cession: date | None, context: Context
) -> Outcome:
    """ct.required: it can be said whether the transfer needs a recent inspection (table 3.4 of rules.md)."""
    why = context.inspection
    age = age_years(premiere, cession) if premiere and cession else None
    reason = why.fr if context.lang == "fr" else why.en
    if why.needed is None:
        return review(reason=reason)
    return held("needed" if why.needed else "not_needed", reason=reason, age=age)


CT_REQUIRED = Rule(
    id="ct.required",
    title="Le dossier permet de dire si un contrôle technique est requis",
    title_en="The dossier tells whether a contrôle technique is needed",
    severity=Severity.INFO,
    sources=(MUTATION, MUTATION_L, LegalSource(text="Code de la route", article="R323-3")),
    parameters=("ct_min_age_years", "ct_min_age_years_l", "ct_l_effective", "ct_age_boundary", "ct_age_reference"),
    needs={
        "genre": One("carte_grise.genre", blank="none", unread="none"),
        "premiere": One("carte_grise.date_premiere_immatriculation", blank="none", unread="none"),
        "ptac": One("carte_grise.ptac_kg", blank="none", unread="none"),
        "cession": if_read("certificat_cession.date_cession"),
    },
    check=is_decided,
    wording=Wording(
        "On ne peut pas dire si un contrôle technique est requis : {reason}.",
        "It cannot be said whether a contrôle technique is needed: {reason}.",
        "Vérifier à l'œil les rubriques B, J.1 et F.2 de la carte grise et la date de cession.",
        "Look at B, J.1 and F.2 of the carte grise and at the date of the sale.",
    ),
    cases={
        "needed": Wording(
            "Contrôle technique requis : {reason} ({age} ans au jour de la vente).",
            "Contrôle technique needed: {reason} ({age} years old on the day of the sale).",
        ),
        "not_needed": Wording("Contrôle technique non requis : {reason}.", "Contrôle technique not needed: {reason}."),
    },
)


def is_not_crossing(*, premiere: date, cession: date, context: Context) -> Outcome:
    """ct.age-crossing: the age limit is not passed between the sale and the request."""
    years = min_age_years(context.vehicle, context.policy)
    before = is_subject(premiere, years, cession, context.policy)
    after = is_subject(premiere, years, context.date_demande, context.policy)
    return fails(years=years) if after and not before else held()


CT_AGE_CROSSING = Rule(
    id="ct.age-crossing",
    title="Le véhicule n'atteint pas l'âge du contrôle technique entre la vente et la demande",
    title_en="The vehicle does not reach the age of inspection between sale and request",
    severity=Severity.WARNING,
    sources=(MUTATION, LegalSource(text="Code de la route", article="R322-5, I, 3°")),
    parameters=("ct_min_age_years", "ct_min_age_years_l", "ct_age_boundary"),
    applies=only_for_use,
    needs={
        "premiere": "carte_grise.date_premiere_immatriculation",
        "cession": "certificat_cession.date_cession",
    },
    check=is_not_crossing,
    wording=Wording(
        "Le véhicule atteint {years} ans entre la vente ({cession}) et la demande : "
        "un contrôle technique pourra être exigé.",
        "The vehicle reaches {years} years between the sale ({cession}) and the request: "
        "a contrôle technique may be asked for.",
    ),
)


def is_statutory(*, natures: tuple[Quote, ...], regimes: tuple[Quote, ...], context: Context) -> Outcome:
    """ct.kind: at least one report is of a periodic visit or its re-test; other checks do not replace it.

    A report on the form that ended on 20 May 2018 is of no use any more, whatever its date was read as.
    """
    if not natures:
        return not_applicable("absent")
    kinds = [
        regime.value if regime.value == "avant_2018" else nature.value
        for nature, regime in zip(natures, regimes, strict=True)
    ]
    if any(kind in STATUTORY for kind in kinds):
        return held()
    others = tuple(kind for kind in kinds if kind is not None)
    named = ", ".join(KINDS.get(kind, (kind, kind))[context.lang != "fr"] for kind in others)
    return fails(kinds=named, found=", ".join(others)) if len(others) == len(kinds) else unsure("unread")


CT_KIND = Rule(
    id="ct.kind",
    title="Contrôle technique périodique ou contre-visite",
    title_en="Periodic visit or its re-test",
    sources=(LegalSource(text="Arrêté du 18 juin 1991", article="annexe II"),),
    applies=only_where_needed,
    needs={
        "natures": Every("controle_technique.nature", partial=True),
        "regimes": Every("controle_technique.regime", partial=True),
    },
    check=is_statutory,
    act=Act.FOURNIR,
    wording=Wording(
        "Ce procès-verbal ({kinds}) ne remplace pas le contrôle technique périodique.",
        "This report ({kinds}) does not replace the periodic visit.",
        "Joindre le procès-verbal du contrôle technique périodique.",
        "Join the report of the periodic visit.",
    ),
    cases={
        "unread": Wording(
            "La nature du contrôle (périodique, volontaire…) n'a pas pu être lue sur le procès-verbal.",
            "The kind of inspection (periodic, voluntary…) could not be read on the report.",
            "Vérifier à l'œil la case « nature du contrôle ».",
            "Look at the box “nature du contrôle”.",
        ),
        "absent": Wording("Sans objet : aucun procès-verbal.", "Not applicable: no report."),
    },
)


def is_french(*, pays: str | None, agrement: str | None, context: Context) -> Outcome:
    """ct.origin: a French approved centre. The letters after the plate are those of the country of registration."""
    if pays and pays.strip("() ").upper() not in FRANCE:
        return fails(found=pays, expected="F")
    return held() if pays or agrement else unsure("unread")


CT_ORIGIN = Rule(
    id="ct.origin",
    title="Contrôle technique réalisé en France",
    title_en="Contrôle technique made in France",
    sources=(LegalSource(text="Arrêté du 9 février 2009", article="1.D.2 et 1.E.4"),),
    over="controle_technique",
    select=prevailing,
    applies=only_where_needed,
    needs={
        "pays": One("controle_technique.pays", blank="none", unread="none"),
        "agrement": One("controle_technique.agrement_centre", blank="none", unread="none"),
    },
    check=is_french,
    wording=Wording(
        "Le contrôle technique doit avoir été réalisé en France par un centre agréé (pays lu : {pays}).",
        "The contrôle technique must have been made in France by an approved centre (country read: {pays}).",
        "Joindre un contrôle technique réalisé en France.",
        "Join a contrôle technique made in France.",
    ),
    cases={
        "unread": Wording(
            "Ni le pays ni l'agrément du centre n'ont pu être lus sur le contrôle technique.",
            "Neither the country nor the approval of the centre could be read on the contrôle technique.",
            "Vérifier à l'œil que le centre est français.",
            "Check that the centre is a French one.",
        )
    },
)


def is_ct_of_vehicle(
    *,
    plate: tuple[Quote, ...],
    vin: tuple[Quote, ...],
    card_plate: tuple[Quote, ...],
    card_vin: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """ct.vehicle-match: the inspection is about the vehicle of the card; an equal VIN decides."""
    return with_card(plate, vin, card_plate, card_vin, is_vin_decisive=True)


CT_VEHICLE_MATCH = Rule(
    id="ct.vehicle-match",
    title="Contrôle technique du même véhicule que la carte grise",
    title_en="Contrôle technique of the vehicle of the carte grise",
    sources=(LegalSource(text="Arrêté du 9 février 2009", article="annexe I, 3.5 b"), PROJECT),
    over="controle_technique",
    needs={
        "plate": Every("controle_technique.immatriculation", partial=True),
        "vin": Every("controle_technique.vin", partial=True),
        "card_plate": Every("carte_grise.immatriculation", partial=True),
        "card_vin": Every("carte_grise.vin", partial=True),
    },
    check=is_ct_of_vehicle,
    act=Act.FOURNIR,
    wording=Wording(
        "Le contrôle technique concerne un autre véhicule ({plate}, {vin}).",
        "The contrôle technique is about another vehicle ({plate}, {vin}).",
        "Joindre le contrôle technique du véhicule vendu.",
        "Join the contrôle technique of the vehicle sold.",
    ),
    cases=CASES,
)


def is_plausible_date(*, visite: date | None, premiere: date | None, context: Context) -> Outcome:
    """ct.not-future: the visit is not after the check, nor before the first registration."""
    if visite is None:
        return not_applicable("unread")
    return held() if (premiere or visite) <= visite <= context.today else fails(found=f"{visite}")


CT_NOT_FUTURE = Rule(
    id="ct.not-future",
    title="Date du contrôle technique vraisemblable",
    title_en="Plausible date of the contrôle technique",
    sources=(PROJECT,),
    over="controle_technique",
    needs={
        "visite": One("controle_technique.date_controle", blank="none", unread="none"),
        "premiere": if_read("carte_grise.date_premiere_immatriculation"),
    },
    check=is_plausible_date,
    act=Act.REGLER,
    actor=Actor.PRESTATAIRE,
    wording=Wording(
        "La date du contrôle technique est incohérente ({visite}) : dans le futur, "
        "ou avant la première immatriculation.",
        "The date of the contrôle technique makes no sense ({visite}): in the future, "
        "or before the first registration.",
        "Vérifier la date sur l'original.",
        "Check the date on the original.",
    ),
    cases={"unread": Wording("Sans objet : date non lue.", "Not applicable: date not read.")},
)


def is_trader_buying(*, context: Context) -> Outcome:
    """ct.not-required-trader: reminds that a buyer in the car trade needs no inspection."""
    scenario = context.scenario
    is_trader = scenario.acquereur == "professionnel" or scenario.operation == "achat"
    return notes() if is_trader else not_applicable("other")


CT_NOT_REQUIRED_TRADER = Rule(
    id="ct.not-required-trader",
    title="Vente à un professionnel de l'automobile : contrôle technique non exigé",
    title_en="Sale to the car trade: no contrôle technique needed",
    severity=Severity.INFO,
    sources=(LegalSource(text="Arrêté du 18 juin 1991", article="3"),),
    check=is_trader_buying,
    wording=Wording(
        "Vente à un professionnel de l'automobile : le contrôle technique n'est pas exigé.",
        "Sale to the car trade: no contrôle technique is needed.",
    ),
    cases={
        "other": Wording(
            "Sans objet : l'acquéreur n'est pas déclaré professionnel de l'automobile.",
            "Not applicable: the buyer is not declared as being in the car trade.",
        )
    },
)


def names_its_centre(*, numbers: tuple[Quote, ...], centres: tuple[Quote, ...], context: Context) -> Outcome:
    """ct.identity-of-centre: the report has its number and the approval number of the centre."""
    both = (*numbers, *centres)
    empty = [field_label(one.kind, one.key, context.lang) for one in both if one.is_blank]
    if empty:
        return warns(fields=", ".join(empty))
    is_unread = any(one.is_unsure for one in both)
    return Outcome(Status.INCONCLUSIVE, "unread") if is_unread else held()


CT_IDENTITY_OF_CENTRE = Rule(
    id="ct.identity-of-centre",
    title="Numéro du procès-verbal et agrément du centre présents",
    title_en="Number of the report and approval of the centre are there",
    severity=Severity.INFO,
    sources=(LegalSource(text="Arrêté du 9 février 2009", article="annexe I, 3.5 b"),),
    over="controle_technique",
    needs={
        "numbers": Every("controle_technique.numero_pv", partial=True),
        "centres": Every("controle_technique.agrement_centre", partial=True),
    },
    check=names_its_centre,
    wording=Wording(
        "Absent du procès-verbal de contrôle technique : {fields}.",
        "Missing on the contrôle technique report: {fields}.",
        "Vérifier le procès-verbal sur l'original.",
        "Check the report on the original.",
    ),
    cases={
        "unread": Wording(
            "Le numéro du procès-verbal ou l'agrément du centre n'a pas pu être lu.",
            "The number of the report or the approval of the centre could not be read.",
        )
    },
)

RULES: tuple[Rule, ...] = (
    CT_REQUIRED,
    CT_AGE_CROSSING,
    CT_KIND,
    CT_ORIGIN,
    CT_VEHICLE_MATCH,
    CT_NOT_FUTURE,
    CT_NOT_REQUIRED_TRADER,
    CT_IDENTITY_OF_CENTRE,
)
