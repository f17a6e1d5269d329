"""The mandate 13757 (family mandat of rules.md): form, signature, date, principal, agent, vehicle, stamp.

Each mandate of the dossier is judged. That there is one where a prestataire files is judged in `completeness`.
"""

import re
from datetime import date, timedelta

from pipeline.core.formats import texte
from pipeline.core.report import Act, LegalSource, Motif, Severity, Status
from validators.context import Context
from validators.matching import Level, is_company, names, split_persons
from validators.naming import (
    NAMED_CASES,
    PRINCIPAL_NAME,
    PRINCIPAL_SIRET,
    is_named,
    same_party,
)
from validators.parties import kind_of, only_by_agent, principal
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
    unsure,
    warns,
)
from validators.same_vehicle import CASES, by_either

KIND = "mandat"
GUIDE = LegalSource(text="Guide des démarches", article="Mandat pour le prestataire")
FORM = LegalSource(text="Cerfa 13757")

EDITIONS = ("13757*03", "13757*02", "13757*01")
"""Current form first, then those that ask for the same."""
EARLY = timedelta(days=30)
"""Before the sale, from which a mandate is oddly old (rules.md, mandat.dated)."""
TRANSFER = ("CESSION", "VENTE", "VENDU", "ACHAT", "TITULAIRE", "PROPRIETAIRE", "DESTRUCTION", "SUCCESSION", "DONATION")
"""Words of the operations that this mandate can be for."""
OTHER_STEPS = ("DUPLICATA", "ADRESSE", "DOMICILE", "PERTE", "VOL", "CORRECTION", "ETAT", "CARACTERISTIQUES", "WW")
"""Words of operations that transfer nothing."""
GENERAL = ("IMMATRICULATION", "GRISE")
"""Words of any operation, which leave it open."""

HAVE_SIGNED = "Faire signer le mandat par le mandant, puis le numériser de nouveau."
HAVE_SIGNED_EN = "Have the principal sign the mandat and scan it again."
NEW_MANDAT = "Établir un nouveau mandat (cerfa 13757*03)."
NEW_MANDAT_EN = "Make a new mandat (cerfa 13757*03)."


def is_current_form(*, edition: str | None, context: Context) -> Outcome:
    """mandat.edition: the form is the current one.

    Passes: 13757*03.  Info: *02, *01, or a number that could not be read.  Warning: no cerfa 13757.
    """
    match edition:
        case None:
            return Outcome(Status.INCONCLUSIVE, "unread", Severity.INFO)
        case form if form in EDITIONS:
            return held() if form == EDITIONS[0] else notes("older")
        case form if form.startswith("13757"):
            return unsure("unknown")
        case _:
            return fails()


MANDAT_EDITION = Rule(
    id="mandat.edition",
    title="Le mandat est un cerfa 13757*03",
    title_en="The mandat is a cerfa 13757*03",
    severity=Severity.WARNING,
    sources=(GUIDE, FORM),
    over=KIND,
    applies=only_by_agent,
    needs={"edition": One("mandat.edition", blank="none", unread="none")},
    check=is_current_form,
    wording=Wording(
        "Utilisez le mandat cerfa 13757*03 (formulaire fourni : {edition}).",
        "Use the mandat cerfa 13757*03 (form given: {edition}).",
        NEW_MANDAT,
        NEW_MANDAT_EN,
    ),
    cases={
        "older": Wording(
            "Le mandat est d'une édition plus ancienne ({edition}), encore acceptée.",
            "The mandat is of an older edition ({edition}), still accepted.",
        ),
        "unknown": Wording(
            "Édition {edition} du mandat inconnue de cette version de Conforme.",
            "Edition {edition} of the mandat is not known to this version of Conforme.",
        ),
        "unread": Wording(
            "Le numéro du formulaire du mandat n'a pas pu être lu.",
            "The number of the form of the mandat could not be read.",
        ),
    },
)


def is_signed(*, signatures: int, principals: str | None, context: Context) -> Outcome:
    """mandat.signed: every principal named has signed.

    Passes: 'MARTIN CLAIRE / DURAND HUGO', 2 signatures.  Fails: 1 signature.
    """
    named = 1 if not principals or is_company(principals) else max(1, len(split_persons(principals)))
    return held() if signatures >= named else fails(named=named, who=principals or "?")


MANDAT_SIGNED = Rule(
    id="mandat.signed",
    title="Le mandat est signé par le mandant",
    title_en="The mandat is signed by the principal",
    motif=Motif.INCOMPLET,
    sources=(GUIDE,),
    over=KIND,
    needs={
        "signatures": One("mandat.signatures", unread="least"),
        "principals": One("mandat.mandant_nom", blank="none", unread="none"),
    },
    check=is_signed,
    wording=Wording(
        "Le mandat n'est pas signé par {who} : {signatures} signature(s) pour {named} mandant(s).",
        "The mandat is not signed by {who}: {signatures} signature(s) for {named} principal(s).",
        HAVE_SIGNED,
        HAVE_SIGNED_EN,
    ),
    cases={
        "blank": Wording(
            "Le mandat n'est pas signé.",
            "The mandat is not signed.",
            HAVE_SIGNED,
            HAVE_SIGNED_EN,
        )
    },
)


def is_dated(*, signed: date, cession: date | None, context: Context) -> Outcome:
    """mandat.dated: dated, not after the day of the request, and not stale.

    Passes: dated on the day of the request, or 90 days before.  Warning: 91 days, or more than 30 before the sale.
    """
    limit = context.policy.mandat_max_age_days
    if signed > context.date_demande:
        return fails(demande=context.date_demande)
    if (context.date_demande - signed).days > limit:
        return warns("stale", days=(context.date_demande - signed).days, limit=limit)
    return warns("early") if cession and cession - signed > EARLY else held()


MANDAT_DATED = Rule(
    id="mandat.dated",
    title="Le mandat est daté, au plus tard du jour de la demande",
    title_en="The mandat is dated, not after the day of the request",
    sources=(GUIDE, PROJECT),
    parameters=("mandat_max_age_days",),
    over=KIND,
    needs={
        "signed": "mandat.fait_le",
        "cession": if_read("certificat_cession.date_cession"),
    },
    check=is_dated,
    wording=Wording(
        "Le mandat est daté du {signed}, après le jour de la demande ({demande}).",
        "The mandat is dated {signed}, after the day of the request ({demande}).",
        NEW_MANDAT,
        NEW_MANDAT_EN,
    ),
    cases={
        "blank": Wording(
            "Le mandat n'est pas daté.",
            "The mandat is not dated.",
            "Faire dater le mandat par le mandant.",
            "Have the principal date the mandat.",
        ),
        "stale": Wording(
            "Le mandat du {signed} a {days} jours : il devrait en avoir {limit} au plus.",
            "The mandat of {signed} is {days} days old: it should be {limit} at most.",
            NEW_MANDAT,
            NEW_MANDAT_EN,
        ),
        "early": Wording(
            "Le mandat ({signed}) a été signé plus de trente jours avant la vente ({cession}).",
            "The mandat ({signed}) was signed more than thirty days before the sale ({cession}).",
        ),
    },
)


def is_of_the_principal(
    *,
    party: str,
    siret: str | None,
    principals: tuple[Quote, ...],
    sirens: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """mandat.principal-match: the principal is the party that has the operation done.

    One mandate of the right party is enough: that of the other one may be there too, for its own step.
    """
    return is_named(party, siret, zip(principals, sirens, strict=True), context)


MANDAT_PRINCIPAL_MATCH = Rule(
    id="mandat.principal-match",
    title="Le mandant est la personne pour laquelle la démarche est faite",
    title_en="The principal is the one for whom the step is taken",
    sources=(GUIDE,),
    needs={
        "party": PRINCIPAL_NAME,
        "siret": PRINCIPAL_SIRET,
        "principals": Every("mandat.mandant_nom", partial=True),
        "sirens": Every("mandat.mandant_siren", partial=True),
    },
    check=is_of_the_principal,
    act=Act.FOURNIR,
    paper=KIND,
    wording=Wording(
        "Le mandant ({found}) n'est pas la personne pour laquelle la démarche est faite ({party}).",
        "The principal ({found}) is not the one for whom the step is taken ({party}).",
        "Joindre le mandat donné par {party}.",
        "Add the mandat given by {party}.",
    ),
    cases=NAMED_CASES
    | {
        "absent": Wording("Sans objet : pas de mandat dans le dossier.", "Not applicable: no mandat in the dossier."),
        "blank": Wording(
            "Le mandat ne nomme pas le mandant.",
            "The mandat names no principal.",
            "Faire compléter le mandat au nom {party!d}.",
            "Have the mandat completed in the name of {party}.",
        ),
    },
)


def is_given_to_the_agent(*, agent: str | None, context: Context) -> Outcome:
    """mandat.agent-match: an agent is named, and is the one of the policy when that names one (`mandat_agent`)."""
    filing = context.policy.mandat_agent
    if agent is None:
        return fails("blank_agent")
    if filing is None:
        return held("named")
    match = names(filing, agent)
    if match.level is Level.UNSURE:
        return unsure("unsure", filing=filing)
    return held() if match.level > Level.UNSURE else fails(filing=filing, expected=filing, found=agent)


MANDAT_AGENT_MATCH = Rule(
    id="mandat.agent-match",
    title="Le mandataire est le professionnel qui dépose le dossier",
    title_en="The agent is the one who files the dossier",
    severity=Severity.WARNING,
    sources=(PROJECT, FORM),
    parameters=("mandat_agent",),
    over=KIND,
    needs={"agent": One("mandat.mandataire_nom", blank="none")},
    check=is_given_to_the_agent,
    wording=Wording(
        "Le mandataire désigné ({agent}) n'est pas le professionnel qui dépose le dossier ({filing}).",
        "The agent named ({agent}) is not the one who files the dossier ({filing}).",
        NEW_MANDAT,
        NEW_MANDAT_EN,
    ),
    cases={
        "named": Wording("Mandataire désigné : {agent}.", "Agent named: {agent}."),
        "blank_agent": Wording(
            "Le mandat ne désigne pas de mandataire.",
            "The mandat names no agent.",
            "Faire compléter le mandat.",
            "Have the mandat completed.",
        ),
        "unsure": Wording(
            "On ne peut pas dire si le mandataire « {agent} » est « {filing} ».",
            "It cannot be said whether the agent “{agent}” is “{filing}”.",
        ),
    },
)


def is_about_this(
    *,
    plate: tuple[Quote, ...],
    vin: tuple[Quote, ...],
    card_plate: tuple[Quote, ...],
    card_vin: tuple[Quote, ...],
    operation: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """mandat.vehicle-match: plate or VIN are those of the card, and the operation is a transfer.

    Without vehicle the mandate is a warning, and so is an operation that says nothing known.
    """
    outcome = by_either(plate, vin, card_plate, card_vin)
    if outcome.case == "nothing":
        return warns("nothing")
    if outcome.status is not Status.PASSED:
        return outcome
    if operation[0].is_unsure:
        return notes("operation_unread")
    words = re.findall(r"\w+", texte.compact(operation[0].value or ""))
    if _says(words, TRANSFER):
        return held()
    if _says(words, OTHER_STEPS):
        return fails("step", step=operation[0].value)
    return held() if _says(words, GENERAL) else warns("operation", step=operation[0].value or "")


def _says(words: list[str], known: tuple[str, ...]) -> bool:
    return any(word in (one, f"{one}S") for word in words for one in known)


MANDAT_VEHICLE_MATCH = Rule(
    id="mandat.vehicle-match",
    title="Le mandat concerne ce véhicule et cette démarche",
    title_en="The mandat is about this vehicle and this step",
    sources=(FORM, PROJECT),
    over=KIND,
    needs={
        "plate": Every("mandat.immatriculation", partial=True),
        "vin": Every("mandat.vin", partial=True),
        "card_plate": Every("carte_grise.immatriculation", partial=True),
        "card_vin": Every("carte_grise.vin", partial=True),
        "operation": Every("mandat.operation", partial=True),
    },
    check=is_about_this,
    wording=Wording(
        "Le mandat vise un autre véhicule ({plate}, {vin}).",
        "The mandat is about another vehicle ({plate}, {vin}).",
        NEW_MANDAT,
        NEW_MANDAT_EN,
    ),
    cases=CASES
    | {
        "step": Wording(
            "Le mandat est donné pour une autre démarche : « {step} ».",
            "The mandat is given for another step: “{step}”.",
            NEW_MANDAT,
            NEW_MANDAT_EN,
        ),
        "operation": Wording(
            "Le mandat ne dit pas clairement pour quelle démarche il est donné : « {step} ».",
            "The mandat does not say clearly for which step it is given: “{step}”.",
            "Faire préciser la démarche (cession, changement de titulaire).",
            "Have the step written (sale, change of holder).",
        ),
        "operation_unread": Wording(
            "La démarche inscrite sur le mandat n'a pas pu être lue.",
            "The step written on the mandat could not be read.",
        ),
    },
)


def is_stamped(*, stamp: tuple[Quote, ...], giver: str | None, party: str | None, context: Context) -> Outcome:
    """mandat.company-stamp: a mandate given by a company bears its stamp (policy `stamp_missing`).

    Its signature is judged by mandat.signed, for every mandate. Of an association no stamp is asked.
    """
    kind = kind_of(principal(context), context)
    if giver and is_company(giver):
        kind = "societe"
    elif giver and party and same_party(party, giver, kind=kind).level is Level.MISMATCH:
        return not_applicable("person")
    if kind == "particulier":
        return not_applicable("person")
    if stamp[0].value:
        return held()
    who = giver or party or "?"
    if "ASSOCIATION" in who:
        return notes(who=who)
    if kind is None or stamp[0].is_unsure:
        return unsure("who" if kind is None else "unread", who=who)
    return (warns if context.policy.stamp_missing == "warn" else fails)(who=who)


MANDAT_COMPANY_STAMP = Rule(
    id="mandat.company-stamp",
    title="Le mandat d'une société porte son cachet",
    title_en="The mandat of a company bears its stamp",
    motif=Motif.INCOMPLET,
    sources=(GUIDE,),
    parameters=("stamp_missing",),
    over=KIND,
    needs={
        "stamp": Every("mandat.cachet", partial=True),
        "giver": One("mandat.mandant_nom", blank="none", unread="none"),
        "party": if_read(PRINCIPAL_NAME),
    },
    check=is_stamped,
    wording=Wording(
        "Le mandat de la société ({who}) doit être signé par son représentant et porter le cachet : pas de cachet.",
        "The mandat of the company ({who}) has to be signed by its representative and stamped: no stamp.",
        "Faire apposer le cachet à côté de la signature du représentant.",
        "Have the stamp put beside the signature of the representative.",
    ),
    cases={
        "person": Wording("Sans objet : le mandant est une personne.", "Not applicable: the principal is a person."),
        "unread": Wording(
            "On ne peut pas dire si le cachet de la société ({who}) figure sur le mandat.",
            "It cannot be said whether the stamp of the company ({who}) is on the mandat.",
            "Vérifier à l'œil.",
            "Look at it.",
        ),
        "who": Wording(
            "On ne peut pas dire si le mandant ({who}) est une société, dont le cachet serait requis.",
            "It cannot be said whether the principal ({who}) is a company, whose stamp would be required.",
            "Vérifier à l'œil, ou préciser la situation dans dossier.toml.",
            "Look at it, or state the case in dossier.toml.",
        ),
    },
)

RULES: tuple[Rule, ...] = (
    MANDAT_EDITION,
    MANDAT_SIGNED,
    MANDAT_DATED,
    MANDAT_PRINCIPAL_MATCH,
    MANDAT_AGENT_MATCH,
    MANDAT_VEHICLE_MATCH,
    MANDAT_COMPANY_STAMP,
)
