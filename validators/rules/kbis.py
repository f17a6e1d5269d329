"""The extrait Kbis (family kbis of rules.md): age, company, whether it is still in business, what it trades in."""

import re
from datetime import date

from pipeline.core.dates import is_younger_than, last_good_day
from pipeline.core.formats import texte
from pipeline.core.report import Act, Actor, LegalSource, Severity, Status
from validators.context import Context
from validators.matching import Level
from validators.naming import NAMED_CASES, PRINCIPAL_NAME, PRINCIPAL_SIRET, is_named
from validators.parties import COMPANIES, ROLES, Role, kind_of, only_company, principal
from validators.people import Named
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
    if_read,
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


def only_with_a_company(context: Context) -> Unless | None:
    """One party at least is a company, which an extract can be about."""
    kinds = [kind_of(role, context) for role in ROLES]
    if any(kind in COMPANIES for kind in kinds):
        return None
    return Unless("aucune partie n'est une société", "no party is a company", is_known=None not in kinds)


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
    applies=only_with_a_company,
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


def only_for_a_company(context: Context) -> Unless | None:
    """Only where the operation is made for a company or a trader."""
    return only_company(principal(context), context, KIND)


def is_of_the_company(
    *, party: str, siret: str | None, extracts: tuple[Quote, ...], sirens: tuple[Quote, ...], context: Context
) -> Outcome:
    """kbis.identity: an extract is about the company for which the operation is made, by SIREN, else by name.

    One is enough: party.company-name-match says of each extract whether it is that of a party at all.
    """
    return is_named(party, siret, zip(extracts, sirens, strict=True), context)


KBIS_IDENTITY = Rule(
    id="kbis.identity",
    title="Un Kbis est celui de la société pour laquelle la démarche est faite",
    title_en="An extract is that of the company for which the step is taken",
    sources=(GUIDE,),
    applies=only_for_a_company,
    needs={
        "party": PRINCIPAL_NAME,
        "siret": PRINCIPAL_SIRET,
        "extracts": Every("kbis.denomination", partial=True),
        "sirens": Every("kbis.siren", partial=True),
    },
    check=is_of_the_company,
    act=Act.FOURNIR,
    paper=KIND,
    wording=Wording(
        "La démarche est faite pour {party}, dont l'extrait Kbis manque : celui du dossier concerne {found}.",
        "The step is taken for {party}, whose extract is missing: the one in the dossier is about {found}.",
        "Joindre l'extrait Kbis {party!d}.",
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
    applies=only_with_a_company,
    needs={"remarks": One("kbis.observations", blank="none")},
    check=is_in_business,
    act=Act.REGLER,
    actor=Actor.PRESTATAIRE,
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


def traders(context: Context) -> tuple[Role, ...]:
    """The parties in the car trade, but not the centre that takes a vehicle to pieces: its approval is its proof."""
    roles = tuple(role for role in ROLES if kind_of(role, context) == "professionnel")
    return tuple(role for role in roles if role == "vendeur" or context.scenario.nature != "destruction")


def only_with_a_trader(context: Context) -> Unless | None:
    """A party buys and sells vehicles."""
    if traders(context):
        return None
    return Unless("aucune partie n'est un négociant en automobiles", "no party trades in vehicles")


def trades_in_vehicles(
    *,
    activities: tuple[Quote, ...],
    names: tuple[Quote, ...],
    sirens: tuple[Quote, ...],
    vendeur: str | None,
    vendeur_siret: str | None,
    acquereur: str | None,
    acquereur_siret: str | None,
    context: Context,
) -> Outcome:
    """kbis.trader-activity: the trader's extract tells of buying or selling vehicles; a garage that repairs does not.

    An extract that is surely not the trader's is that of the other party.
    """
    parties = {"vendeur": Named(vendeur, vendeur_siret), "acquereur": Named(acquereur, acquereur_siret)}
    of_traders = [parties[role] for role in traders(context)]
    found = [
        (activity, max(trader.match(Named(name.value, number.value)).level for trader in of_traders))
        for activity, name, number in zip(activities, names, sirens, strict=True)
    ]
    theirs = [activity for activity, level in found if level >= Level.PROBABLE]
    if not theirs:
        is_unsure = any(level is Level.UNSURE for _, level in found)
        return Outcome(Status.INCONCLUSIVE, "whose", Severity.INFO) if is_unsure else not_applicable("absent")
    read = [texte.compact(one.value) for one in theirs if one.is_read]
    if any(VEHICLES.search(text) and TRADE.search(text) for text in read):
        return held()
    if any(one.is_unsure for one in theirs):
        return Outcome(Status.INCONCLUSIVE, "unread", Severity.INFO)
    return fails(activity="; ".join(read) or "-")


KBIS_TRADER_ACTIVITY = Rule(
    id="kbis.trader-activity",
    title="L'activité du professionnel comprend l'achat ou la vente de véhicules",
    title_en="The trader's activity includes buying or selling vehicles",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    applies=only_with_a_trader,
    needs={
        "activities": Every("kbis.activite", partial=True),
        "names": Every("kbis.denomination", partial=True),
        "sirens": Every("kbis.siren", partial=True),
        "vendeur": if_read("certificat_cession.vendeur_nom"),
        "vendeur_siret": if_read("certificat_cession.vendeur_siret"),
        "acquereur": if_read("certificat_cession.acquereur_nom"),
        "acquereur_siret": if_read("certificat_cession.acquereur_siret"),
    },
    check=trades_in_vehicles,
    wording=Wording(
        "L'activité de négoce automobile n'apparaît pas sur l'extrait ({activity}) : la qualité de professionnel est à "
        "justifier.",
        "The extract does not show a trade in vehicles ({activity}): the trader has to prove it.",
        "Demander au professionnel un justificatif de son activité.",
        "Ask the trader for a proof of his activity.",
    ),
    cases={
        "absent": Wording(
            "Sans objet : pas de Kbis du négociant dans le dossier.", "Not applicable: no extract of the trader."
        ),
        "whose": Wording(
            "On ne peut pas dire si un Kbis du dossier est celui du négociant.",
            "It cannot be said whether an extract in the dossier is the trader's.",
        ),
        "unread": Wording(
            "L'activité inscrite sur le Kbis n'a pas pu être lue.", "The activity on the extract could not be read."
        ),
    },
)

RULES: tuple[Rule, ...] = (KBIS_AGE, KBIS_IDENTITY, KBIS_ACTIVE, KBIS_TRADER_ACTIVITY)
