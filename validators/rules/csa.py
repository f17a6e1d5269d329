"""Rules of the certificat de situation administrative (family csa of rules.md).

The certificate that counts is the latest one issued up to the day of the sale; those issued after the sale are judged
too, older ones are superseded. Its headings are always printed: only the clear word under a heading says that there is
nothing, so a heading without its word is a doubt.
"""

from dataclasses import replace
from datetime import date

from pipeline.core.dates import age_days
from pipeline.core.documents import Document, SituationAdministrative
from pipeline.core.dossier import Dossier
from pipeline.core.labels import field_label
from pipeline.core.model import State
from pipeline.core.report import Act, Actor, LegalSource, Severity, Status
from validators.context import Context
from validators.quote import Quote, quote
from validators.rule import (
    PROJECT,
    Every,
    One,
    Outcome,
    Papers,
    Rule,
    Unless,
    Wording,
    fails,
    held,
    not_applicable,
    rejects,
    review,
    unsure,
    warns,
)
from validators.same_vehicle import CASES, with_card
from validators.wording import at, unread

KIND = "situation_administrative"
BEFORE_SALE = LegalSource(text="Code de la route", article="L322-2")
HAND_OVER = LegalSource(text="Code de la route", article="R322-4, V")
OPPOSITIONS = LegalSource(text="Code de la route", article="L322-1, R322-16 à R322-18")
DAMAGED = LegalSource(text="Code de la route", article="L327-2 à L327-5")


def issue_date(dossier: Dossier, subject: Document | None, context: Context) -> tuple[Quote, ...]:
    """The day on which the certificate was made; the day of the data when it prints that one only."""
    return (_issued(subject, context),) if isinstance(subject, SituationAdministrative) else ()


def _issued(paper: SituationAdministrative, context: Context) -> Quote:
    sure = context.policy.min_confidence
    made, data = (quote(paper, key, sure) for key in ("date_generation", "date_etat"))
    nothing_there = made.field.value is None and not made.field.raw
    return data if nothing_there and data.field.value is not None else made


def current(dossier: Dossier, context: Context) -> tuple[Document, ...]:
    """The certificate current at the sale and those issued after it; all when a date is not known."""
    papers = dossier.of(SituationAdministrative)
    issued = [(_issued(paper, context), paper) for paper in papers]
    cession = context.date_cession
    if cession is None or any(day.state is not State.READ for day, _ in issued):
        return papers
    last = max((day.value for day, _ in issued if day.value <= cession), default=cession)
    return tuple(paper for day, paper in issued if day.value >= last)


ISSUED = One(f"{KIND}.date_generation", choose=issue_date)
ISSUED_IF_READ = One(f"{KIND}.date_generation", choose=issue_date, blank="none", unread="none")


def is_fresh(
    *,
    emission: date,
    etat: date | None,
    cession: date,
    certificats: tuple[SituationAdministrative, ...],
    context: Context,
) -> Outcome:
    """csa.freshness: issued less than fifteen days before the sale; later, with none before, before the filing.

    The fifteen days are asked for at the sale, and by a prestataire at the filing (rules.md, R109 and R110): what is
    too old for either is refused.

    Passes: issued 1 March, sale 15 March (14 days).  Fails: sale 16 March.
    """
    policy = context.policy
    limit, on_filing = policy.csa_max_age_days, context.date_demande
    day = cession if policy.csa_reference == "sale" else on_filing
    if emission > day:
        issued = [_issued(paper, context).value for paper in certificats]
        if any(made is None or made <= cession or age_days(made, on_filing) < limit for made in issued):
            return not_applicable("after")
        day = on_filing
    age = age_days(emission, day)
    values: dict[str, object] = {"age": age, "limit": limit, "day": day}
    if age < limit:
        is_stale = etat is not None and age_days(etat, emission) > limit
        return warns("stale_data") if is_stale else held()
    lenient = age == limit and policy.csa_boundary == "lenient"
    is_warning = lenient or context.scenario.operation == "destruction"
    severity = Severity.WARNING if is_warning else None
    return Outcome(
        Status.FAILED,
        severity=severity,
        values=values,
        expected=f"< {limit}",
        found=str(age),
        mended_by=(KIND,),
    )


CSA_FRESHNESS = Rule(
    id="csa.freshness",
    title="Situation administrative de moins de 15 jours au jour de la vente",
    title_en="Situation administrative less than 15 days old on the day of the sale",
    sources=(BEFORE_SALE, HAND_OVER),
    parameters=("csa_max_age_days", "csa_boundary", "csa_reference"),
    over=KIND,
    select=current,
    needs={
        "emission": ISSUED,
        "etat": One(f"{KIND}.date_etat", blank="none", unread="none"),
        "cession": "certificat_cession.date_cession",
        "certificats": Papers(KIND),
    },
    check=is_fresh,
    wording=Wording(
        "Le certificat de situation administrative ({emission}) date de {age} jours au {day} : "
        "il doit dater de moins de {limit} jours.",
        "The certificat de situation administrative ({emission}) is {age} days old on {day}: "
        "it must be less than {limit} days old.",
        "Joindre le certificat de moins de {limit} jours qui a été remis lors de la vente.",
        "Join the certificate of less than {limit} days that was handed over at the sale.",
    ),
    cases={
        "after": Wording("Sans objet : certificat postérieur à la vente.", "Not applicable: issued after the sale."),
        "stale_data": Wording(
            "Le certificat édité le {emission} montre un état du registre ancien ({etat}).",
            "The certificate issued on {emission} shows an old state of the register ({etat}).",
            "Éditer un nouveau certificat.",
            "Have a new certificate issued.",
        ),
        "blank": Wording(
            "Le certificat de situation administrative ne porte pas de date.",
            "The certificat de situation administrative bears no date.",
            "Joindre le certificat complet, avec sa date d'édition.",
            "Join the whole certificate, with its date of issue.",
        ),
    },
)


def only_declared_by_agent(context: Context) -> Unless | None:
    """Only a declaration by a prestataire."""
    if context.scenario.operation != "cession" or context.scenario.canal != "prestataire":
        return Unless("ce n'est pas une déclaration par un prestataire", "not declared by a prestataire")
    return None


def is_fresh_at_filing(*, emission: date | None, context: Context) -> bool:
    """csa.at-declaration: still less than fifteen days old on the day of filing."""
    return emission is None or age_days(emission, context.date_demande) < context.policy.csa_max_age_days


CSA_AT_DECLARATION = Rule(
    id="csa.at-declaration",
    title="Situation administrative de moins de 15 jours au dépôt",
    title_en="Situation administrative less than 15 days old at filing",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    parameters=("csa_max_age_days",),
    over=KIND,
    select=current,
    applies=only_declared_by_agent,
    needs={"emission": ISSUED_IF_READ},
    check=is_fresh_at_filing,
    wording=Wording(
        "Le certificat de non-gage ({emission}) a 15 jours ou plus au dépôt : il est prudent d'en éditer un nouveau.",
        "The certificate ({emission}) is 15 days old or more at filing: a new one is wise.",
    ),
)


def is_issued_before_sale(*, emission: date | None, cession: date, context: Context) -> Outcome:
    """csa.issued-after-sale: handed over before the sale, so not issued after it."""
    if emission is None or emission <= cession:
        return held()
    return (rejects if context.policy.csa_issued_after_sale == "reject" else warns)()


CSA_ISSUED_AFTER_SALE = Rule(
    id="csa.issued-after-sale",
    title="Situation administrative antérieure à la vente",
    title_en="Situation administrative issued before the sale",
    severity=Severity.WARNING,
    sources=(BEFORE_SALE,),
    parameters=("csa_issued_after_sale",),
    over=KIND,
    select=current,
    needs={"emission": ISSUED_IF_READ, "cession": "certificat_cession.date_cession"},
    check=is_issued_before_sale,
    wording=Wording(
        "Le certificat de situation administrative ({emission}) est postérieur à la vente ({cession}) : "
        "l'acquéreur aurait dû le recevoir avant.",
        "The certificat de situation administrative ({emission}) is later than the sale ({cession}): "
        "the buyer should have received it before.",
        "Joindre le certificat remis avant la vente, s'il existe.",
        "Join the certificate handed over before the sale, if there is one.",
    ),
)


def is_not_in_future(*, emission: date | None, context: Context) -> bool:
    """csa.not-future: not dated after the day of the check."""
    return emission is None or emission <= context.today


CSA_NOT_FUTURE = Rule(
    id="csa.not-future",
    title="Situation administrative non datée du futur",
    title_en="Situation administrative not dated in the future",
    sources=(PROJECT,),
    over=KIND,
    needs={"emission": ISSUED_IF_READ},
    check=is_not_in_future,
    act=Act.REGLER,
    actor=Actor.PRESTATAIRE,
    wording=Wording(
        "La date du certificat de situation administrative est dans le futur ({emission}).",
        "The date of the certificat de situation administrative is in the future ({emission}).",
        "Vérifier la date sur le document.",
        "Check the date on the paper.",
    ),
)


def _judge_rubrics(rubrics: tuple[Quote, ...], context: Context) -> Outcome:
    """Fails on any active rubric, holds when all are clear, otherwise a person must look."""
    active = tuple(one for one in rubrics if one.value == "active")
    unclear = tuple(one for one in rubrics if one.value is None)
    if active:
        named = ", ".join(field_label(KIND, one.key, context.lang) for one in active)
        return fails(status=named, found=named)
    return unsure("unclear", unclear=unread(unclear, context.lang)) if unclear else held()


def _rubric(key: str) -> Every:
    return Every(f"{KIND}.{key}", partial=True)


UNCLEAR = Wording(
    "Situation administrative à vérifier : {unclear}.",
    "Situation administrative to be checked: {unclear}.",
    "Vérifier à l'œil que la rubrique porte « Aucun(e) » ou « Non ».",
    "Check that the heading is followed by “Aucun(e)” or “Non”.",
)


def is_clear(
    *,
    opposition: tuple[Quote, ...],
    saisie: tuple[Quote, ...],
    endommage: tuple[Quote, ...],
    irreparable: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """csa.clear: no opposition of any kind.

    The heading of a vehicle beyond repair is printed only when there is one, and then stands in place of the one of
    a damaged vehicle: with the latter clear, its absence says that there is none.
    """
    own = irreparable[0].field
    is_absent = own.value is None and not own.raw and own.file is None
    beyond = () if is_absent and endommage[0].value == "clear" else irreparable
    outcome = _judge_rubrics((*opposition, *saisie, *endommage, *beyond), context)
    is_opposed = any(one.value == "active" for one in (*opposition, *saisie))
    if outcome.status is Status.FAILED and context.scenario.operation == "destruction" and not is_opposed:
        # A breaker may take a damaged vehicle (code de la route, L327-2).
        return replace(outcome, severity=Severity.WARNING)
    return outcome


CSA_CLEAR = Rule(
    id="csa.clear",
    title="Aucune opposition au transfert",
    title_en="No opposition to the transfer",
    sources=(OPPOSITIONS, DAMAGED),
    over=KIND,
    select=current,
    needs={
        "opposition": _rubric("opposition_transfert"),
        "saisie": _rubric("declaration_valant_saisie"),
        "endommage": _rubric("vehicule_endommage"),
        "irreparable": _rubric("vehicule_economiquement_irreparable"),
    },
    check=is_clear,
    act=Act.REGLER,
    wording=Wording(
        "Une opposition est inscrite ({status}) : elle doit être levée avant la vente.",
        "An opposition is registered ({status}): it must be lifted before the sale.",
        "Faire lever l'opposition, puis éditer un nouveau certificat de situation administrative.",
        "Have the opposition lifted, then a new certificate issued.",
    ),
    cases={"unclear": UNCLEAR},
)


def is_not_stolen(*, vehicule: tuple[Quote, ...], certificat: tuple[Quote, ...], context: Context) -> Outcome:
    """csa.theft: neither the vehicle nor its title is reported stolen."""
    return _judge_rubrics((*vehicule, *certificat), context)


CSA_THEFT = Rule(
    id="csa.theft",
    title="Ni le véhicule ni son certificat ne sont signalés volés",
    title_en="Neither the vehicle nor its title is reported stolen",
    sources=(OPPOSITIONS,),
    over=KIND,
    select=current,
    needs={"vehicule": _rubric("vehicule_vole"), "certificat": _rubric("certificat_vole")},
    check=is_not_stolen,
    act=Act.REGLER,
    wording=Wording(
        "Signalement de vol ({status}) : transaction impossible.",
        "Reported stolen ({status}): no transfer is possible.",
        "Contacter les autorités.",
        "Contact the authorities.",
    ),
    cases={"unclear": UNCLEAR},
)


def is_newest_title(*, perdu: tuple[Quote, ...], duplicata: tuple[Quote, ...], context: Context) -> Outcome:
    """csa.title-lost-or-duplicate: no other card of this vehicle is about; what cannot be read must be looked at."""
    outcome = _judge_rubrics((*perdu, *duplicata), context)
    return replace(outcome, severity=Severity.BLOCKING) if outcome.status is Status.INCONCLUSIVE else outcome


CSA_TITLE_LOST_OR_DUPLICATE = Rule(
    id="csa.title-lost-or-duplicate",
    title="Ni certificat perdu ni duplicata",
    title_en="No lost title, no duplicate",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    over=KIND,
    select=current,
    needs={"perdu": _rubric("certificat_perdu"), "duplicata": _rubric("certificat_duplicata")},
    check=is_newest_title,
    wording=Wording(
        "La situation administrative signale : {status}. Vérifier que la carte remise est bien la dernière.",
        "The situation administrative says: {status}. Check that the card handed over is the newest one.",
        "Comparer le numéro de formule à celui du dernier titre délivré.",
        "Compare the formule number with the one of the last title.",
    ),
    cases={"unclear": UNCLEAR},
)


def is_not_pledged(*, gage: tuple[Quote, ...], context: Context) -> Outcome:
    """csa.gage: no pledge. The letter by which the buyer acknowledges it is not read: any page unknown may be it."""
    outcome, policy = _judge_rubrics(gage, context), context.policy.csa_gage
    if outcome.status is not Status.FAILED:
        return outcome
    if policy == "reject_unless_ack" and (pages := context.other_pages):
        return review("letter", pages=at(pages, context.lang))
    return warns() if policy == "warn" else outcome


CSA_GAGE = Rule(
    id="csa.gage",
    title="Aucun gage inscrit",
    title_en="No pledge registered",
    sources=(HAND_OVER, LegalSource(text="Service-public", article="F1360")),
    parameters=("csa_gage",),
    over=KIND,
    select=current,
    needs={"gage": _rubric("gage")},
    check=is_not_pledged,
    act=Act.REGLER,
    wording=Wording(
        "Un gage est inscrit sur le véhicule.",
        "A pledge is registered on the vehicle.",
        "Demander la mainlevée au créancier, puis éditer un nouveau certificat de situation administrative.",
        "Ask the creditor for a release, then have a new certificate issued.",
    ),
    cases={
        "unclear": UNCLEAR,
        "letter": Wording(
            "Un gage est inscrit sur le véhicule ; l'accord écrit de l'acquéreur ou du créancier est peut-être sur une "
            "page que Conforme ne sait pas lire : {pages}.",
            "A pledge is registered on the vehicle; the written agreement of the buyer or of the creditor may be on a "
            "page that Conforme cannot read: {pages}.",
            "Vérifier à l'œil que l'acquéreur ou le créancier accepte la vente du véhicule gagé.",
            "Look whether the buyer or the creditor agrees to the sale of the pledged vehicle.",
        ),
    },
)


def is_in_circulation(
    *, suspendue: tuple[Quote, ...], annulee: tuple[Quote, ...], reparation: tuple[Quote, ...], context: Context
) -> Outcome:
    """csa.vehicle-status: registration neither suspended nor cancelled, no controlled repair under way."""
    return _judge_rubrics((*suspendue, *annulee, *reparation), context)


CSA_VEHICLE_STATUS = Rule(
    id="csa.vehicle-status",
    title="Immatriculation ni suspendue ni annulée",
    title_en="Registration neither suspended nor cancelled",
    sources=(LegalSource(text="Code de la route", article="R322-6, R322-7 et R322-9"), DAMAGED),
    over=KIND,
    select=current,
    needs={
        "suspendue": _rubric("suspendue"),
        "annulee": _rubric("annulee"),
        "reparation": _rubric("procedure_reparation_controlee"),
    },
    check=is_in_circulation,
    act=Act.REGLER,
    wording=Wording(
        "La situation administrative signale : {status}. Le transfert n'est pas possible en l'état.",
        "The situation administrative says: {status}. The transfer is not possible as it is.",
        "Faire lever la mesure, puis éditer un nouveau certificat.",
        "Have it lifted, then a new certificate issued.",
    ),
    cases={"unclear": UNCLEAR},
)


def is_csa_of_vehicle(
    *,
    plate: tuple[Quote, ...],
    vin: tuple[Quote, ...],
    card_plate: tuple[Quote, ...],
    card_vin: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """csa.vehicle-match: the certificate is about the vehicle of the card, by plate and visible part of the VIN."""
    return with_card(plate, vin, card_plate, card_vin, is_vin_decisive=False)


CSA_VEHICLE_MATCH = Rule(
    id="csa.vehicle-match",
    title="Situation administrative du même véhicule que la carte grise",
    title_en="Situation administrative of the vehicle of the carte grise",
    sources=(PROJECT,),
    over=KIND,
    needs={
        "plate": _rubric("immatriculation"),
        "vin": _rubric("vin"),
        "card_plate": Every("carte_grise.immatriculation", partial=True),
        "card_vin": Every("carte_grise.vin", partial=True),
    },
    check=is_csa_of_vehicle,
    act=Act.FOURNIR,
    wording=Wording(
        "Le certificat de situation administrative concerne un autre véhicule ({plate}, {vin}).",
        "The certificat de situation administrative is about another vehicle ({plate}, {vin}).",
        "Joindre le certificat du véhicule vendu.",
        "Join the certificate of the vehicle sold.",
    ),
    cases=CASES,
)

RULES: tuple[Rule, ...] = (
    CSA_FRESHNESS,
    CSA_AT_DECLARATION,
    CSA_ISSUED_AFTER_SALE,
    CSA_NOT_FUTURE,
    CSA_CLEAR,
    CSA_THEFT,
    CSA_TITLE_LOST_OR_DUPLICATE,
    CSA_GAGE,
    CSA_VEHICLE_STATUS,
    CSA_VEHICLE_MATCH,
)
