"""The extrait Kbis (family kbis of rules.md): age, company, whether it is still in business, what it trades in."""

import re
from datetime import date

from pipeline.core.dates import is_younger_than, last_good_day
from pipeline.core.formats import texte
from pipeline.core.report import LegalSource, Severity, Status
from validators.context import Context
from validators.naming import BUSINESS_NAME, BUSINESS_SIRET, NAMED_CASES, business, is_named
from validators.parties import kind_of
from validators.quote import Quote
from validators.rule import (
    PROJECT,
    Every,
    One,
    Outcome,
    Rule,
    Unless,
    Wording,
    fails,
    held,
    not_applicable,
    review,
    warns,
)

KIND = "kbis"
DECREE = LegalSource(text="Arrêté du 9 février 2009", article="annexe IV, 1 b")
SERVICE_PUBLIC = LegalSource(text="Service-public", article="F31853")
GUIDE = LegalSource(text="Guide des démarches", article="Vente par une société")

STRUCK_OFF = re.compile(r"\bRADI(?:E|EE|ATION)\b")
NOT_ALL = re.compile(r"\bTRANSFERT|\bTRANSFERE|\bETABLISSEMENT|\bSUCCURSALE")
"""Words by which a striking-off may be that of an establishment, or of the register of the former town."""
ENDING = re.compile(r"\bLIQUIDAT|\bDISSOLUTION|\bDISSOUTE?\b|\bCESSATION|\bCESSE\b|\bRADI(?:E|EE|ATION)\b")
HELPED = re.compile(r"\bREDRESSEMENT|\bSAUVEGARDE")
"""The manager keeps his power, with an administrator at his side or not."""
VEHICLES = re.compile(r"VEHICULE|AUTOMOBILE|VOITURE|\bAUTOS?\b|\bMOTOS?\b|MOTOCYCLE|\bCYCLES?\b|CARAVANE|CAMPING")
TRADE = re.compile(r"ACHAT|VENTE|NEGOCE|COMMERCE|\bCOMMERCIALISATION|DISTRIBUTION|CONCESSION|IMPORT")

NEW_EXTRACT = "Joindre un extrait Kbis récent."
NEW_EXTRACT_EN = "Add a recent extract."


def is_about_a_company(context: Context) -> Unless | None:
    """One party at least is a company, which an extract can be about."""
    if business(context):
        return None
    is_known = None not in (context.scenario.vendeur, context.scenario.acquereur)
    return Unless("aucune partie n'est une société", "no party is a company", is_known=is_known)


def is_recent_extract(*, issued: date, context: Context) -> Outcome:
    """kbis.age: the extract is less than two years old, and less than three months as asked for in practice.

    Passes: 1 February for a request on 30 April.  Warning: on 1 May.  Fails: two years to the day.  A trader who
    declares a purchase is warned from twelve months on.
    """
    policy, day = context.policy, context.date_demande
    if issued > day:
        return review("future", day=day)
    if not is_younger_than(issued, months=policy.kbis_reject_months, on=day):
        months = policy.kbis_reject_months
        return fails(months=months, last=last_good_day(issued, months=months))
    months = policy.kbis_da_warn_months if context.scenario.operation == "achat" else policy.kbis_warn_months
    return held() if is_younger_than(issued, months=months, on=day) else warns("old", months=months)


KBIS_AGE = Rule(
    id="kbis.age",
    title="L'extrait Kbis est récent",
    title_en="The extract is recent",
    sources=(DECREE, SERVICE_PUBLIC),
    parameters=("kbis_reject_months", "kbis_warn_months", "kbis_da_warn_months"),
    over=KIND,
    applies=is_about_a_company,
    needs={"issued": One("kbis.date_a_jour", blank="unsure")},
    check=is_recent_extract,
    wording=Wording(
        "L'extrait Kbis date du {issued} : il a {months} mois ou plus et n'est plus recevable (utilisable jusqu'au "
        "{last}).",
        "The extract is of {issued}: {months} months old or more, it is no longer valid (usable until {last}).",
        NEW_EXTRACT,
        NEW_EXTRACT_EN,
    ),
    cases={
        "old": Wording(
            "L'extrait Kbis date du {issued} : un extrait de moins de {months} mois est demandé en pratique.",
            "The extract is of {issued}: less than {months} months are asked for in practice.",
            NEW_EXTRACT,
            NEW_EXTRACT_EN,
        ),
        "future": Wording(
            "L'extrait Kbis ({issued}) est postérieur au jour de la demande ({day}) : date à vérifier.",
            "The extract ({issued}) is later than the day of the request ({day}): check the date.",
            "Vérifier la date à l'œil.",
            "Look at the date.",
        ),
    },
)


def is_of_the_company(
    *, party: str, siret: str | None, extracts: tuple[Quote, ...], sirens: tuple[Quote, ...], context: Context
) -> Outcome:
    """kbis.identity: an extract is about the company of the dossier, by SIREN where both papers give it, else by name.

    The company is the one that has the operation done, else the other party.
    """
    role = business(context)
    kind = kind_of(role, context) if role else None
    return is_named(party, siret, zip(extracts, sirens, strict=True), kind=kind, context=context)


KBIS_IDENTITY = Rule(
    id="kbis.identity",
    title="Le Kbis est celui de la société du dossier",
    title_en="The extract is that of the company of the dossier",
    sources=(GUIDE,),
    applies=is_about_a_company,
    needs={
        "party": BUSINESS_NAME,
        "siret": BUSINESS_SIRET,
        "extracts": Every("kbis.denomination", partial=True),
        "sirens": Every("kbis.siren", partial=True),
    },
    check=is_of_the_company,
    wording=Wording(
        "Le Kbis concerne {found}, pas {party}.",
        "The extract is about {found}, not {party}.",
        "Joindre l'extrait Kbis de {party}.",
        "Add the extract of {party}.",
    ),
    cases=NAMED_CASES
    | {
        "absent": Wording("Sans objet : pas de Kbis dans le dossier.", "Not applicable: no extract in the dossier."),
        "blank": Wording(
            "Le Kbis ne donne pas de dénomination.",
            "The extract gives no name.",
            NEW_EXTRACT,
            NEW_EXTRACT_EN,
        ),
    },
)


def is_in_business(*, remarks: str | None, context: Context) -> Outcome:
    """kbis.active: the extract tells of no striking-off, liquidation or winding-up.

    A liquidation is for a person to look at, since its liquidator can sign; so is a striking-off that may be that of
    an establishment only. Safeguard and receivership leave the manager his power and only warn.
    """
    text = texte.compact(remarks or "")
    if STRUCK_OFF.search(text) and not NOT_ALL.search(text):
        return fails()
    if ENDING.search(text):
        return review("ending")
    return warns("helped") if HELPED.search(text) else held()


KBIS_ACTIVE = Rule(
    id="kbis.active",
    title="La société n'est ni radiée ni en liquidation",
    title_en="The company is neither struck off nor in liquidation",
    sources=(LegalSource(text="Code de commerce", article="L237-2 et L641-9"), PROJECT),
    over=KIND,
    applies=is_about_a_company,
    needs={"remarks": One("kbis.observations", blank="none")},
    check=is_in_business,
    wording=Wording(
        "La société est radiée : « {remarks} ».",
        "The company is struck off: “{remarks}”.",
        "Vérifier qui peut encore signer pour elle ; elle ne peut plus vendre ni acheter.",
        "Check who may still sign for it; it can no longer sell nor buy.",
    ),
    cases={
        "ending": Wording(
            "Le Kbis porte une mention de liquidation, de cessation ou de radiation : « {remarks} ».",
            "The extract has a remark of liquidation, cessation or striking-off: “{remarks}”.",
            "Vérifier la mention ; en liquidation, seul le liquidateur peut signer.",
            "Look at the remark; in liquidation only the liquidator can sign.",
        ),
        "helped": Wording(
            "La société est en sauvegarde ou en redressement : « {remarks} ».",
            "The company is in safeguard or receivership: “{remarks}”.",
            "Vérifier si un administrateur doit signer avec le dirigeant.",
            "Check whether an administrator has to sign with the manager.",
        ),
    },
)


def has_trader(context: Context) -> Unless | None:
    """A party is in the car trade."""
    scenario = context.scenario
    if "professionnel" in (scenario.vendeur, scenario.acquereur):
        return None
    return Unless("aucune partie n'est un professionnel de l'automobile", "no party is in the car trade")


def trades_in_vehicles(*, activities: tuple[Quote, ...], context: Context) -> Outcome:
    """kbis.trader-activity: an extract says that the company buys or sells vehicles; a garage that repairs does not."""
    if not activities:
        return not_applicable("absent")
    read = [texte.compact(one.value) for one in activities if one.is_read]
    if any(VEHICLES.search(text) and TRADE.search(text) for text in read):
        return held()
    if any(one.is_unsure for one in activities):
        return Outcome(Status.INCONCLUSIVE, "unread", Severity.INFO)
    return fails(activity="; ".join(read) or "-")


KBIS_TRADER_ACTIVITY = Rule(
    id="kbis.trader-activity",
    title="L'activité du professionnel comprend l'achat ou la vente de véhicules",
    title_en="The trader's activity includes buying or selling vehicles",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    applies=has_trader,
    needs={"activities": Every("kbis.activite", partial=True)},
    check=trades_in_vehicles,
    wording=Wording(
        "L'activité de négoce automobile n'apparaît pas sur l'extrait ({activity}) : la qualité de professionnel est à "
        "justifier.",
        "The extract does not show a trade in vehicles ({activity}): the trader has to prove it.",
        "Demander au professionnel un justificatif de son activité.",
        "Ask the trader for a proof of his activity.",
    ),
    cases={
        "absent": Wording("Sans objet : pas de Kbis dans le dossier.", "Not applicable: no extract in the dossier."),
        "unread": Wording(
            "L'activité inscrite sur le Kbis n'a pas pu être lue.", "The activity on the extract could not be read."
        ),
    },
)

RULES: tuple[Rule, ...] = (KBIS_AGE, KBIS_IDENTITY, KBIS_ACTIVE, KBIS_TRADER_ACTIVITY)
