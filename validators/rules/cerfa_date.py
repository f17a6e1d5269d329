"""Date and hour of the sale on the certificat de cession (family cerfa of rules.md)."""

from datetime import date, time

from pipeline.core.dates import anniversary, last_day
from pipeline.core.report import Act, LegalSource, Motif, Severity
from validators.context import PARIS, Context
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
    not_applicable,
    review,
    unsure,
    warns,
)
from validators.rules.cerfa import COMPLETE, COMPLETE_EN, SERVICE_PUBLIC

GUIDE_DATE = LegalSource(text="Guide des démarches", article="Mentionner les date et heure de la transaction")


def has_sale_date(*, day: date, context: Context) -> bool:
    """cerfa.sale-date: a day of the calendar is written; that it is one is the type of the field."""
    return True


_NO_DATE = Wording(
    "La date de cession manque sur le certificat de cession.",
    "The date of the sale is missing on the certificat de cession.",
    COMPLETE,
    COMPLETE_EN,
)

CERFA_SALE_DATE = Rule(
    id="cerfa.sale-date",
    title="La date de cession est écrite sur le certificat de cession",
    title_en="The date of the sale is written on the certificat de cession",
    motif=Motif.INCOMPLET,
    sources=(GUIDE_DATE,),
    over="certificat_cession",
    needs={"day": "certificat_cession.date_cession"},
    check=has_sale_date,
    wording=_NO_DATE,
    cases={"blank": _NO_DATE},
)


def has_sale_hour(*, hour: time | None, context: Context) -> Outcome:
    """cerfa.sale-time: the hour of the sale is written."""
    if hour is not None:
        return held()
    return warns() if context.policy.cerfa_time_missing == "warn" else fails()


CERFA_SALE_TIME = Rule(
    id="cerfa.sale-time",
    title="L'heure de cession est écrite sur le certificat de cession",
    title_en="The hour of the sale is written on the certificat de cession",
    motif=Motif.INCOMPLET,
    sources=(GUIDE_DATE, SERVICE_PUBLIC),
    parameters=("cerfa_time_missing",),
    over="certificat_cession",
    needs={"hour": One("certificat_cession.heure_cession", blank="none")},
    check=has_sale_hour,
    wording=Wording(
        "L'heure de cession manque sur le certificat de cession.",
        "The hour of the sale is missing on the certificat de cession.",
        COMPLETE,
        COMPLETE_EN,
    ),
)


def is_sold(*, day: date, hour: time | None, context: Context) -> Outcome:
    """cerfa.sale-not-future: the sale is not after the instant of the check, Paris time.

    Passes: earlier, or the same day at an hour that is past or not known.  Person: the same day at a later hour.
    """
    if day > context.today:
        return fails()
    is_later_today = day == context.today and hour is not None and hour > context.now.astimezone(PARIS).time()
    return unsure("later_today") if is_later_today else held()


CERFA_SALE_NOT_FUTURE = Rule(
    id="cerfa.sale-not-future",
    title="La cession n'est pas dans le futur",
    title_en="The sale is not in the future",
    sources=(PROJECT,),
    over="certificat_cession",
    needs={
        "day": One("certificat_cession.date_cession", blank="unsure"),
        "hour": One("certificat_cession.heure_cession", blank="none", unread="none"),
    },
    check=is_sold,
    act=Act.REGLER,
    wording=Wording(
        "La date de cession ({day}) est dans le futur.",
        "The date of the sale ({day}) is in the future.",
        "Vérifier la date de cession ; déposer le dossier après la vente.",
        "Check the date of the sale; file after it.",
    ),
    cases={
        "later_today": Wording(
            "L'heure de cession ({hour}) n'est pas encore passée.",
            "The hour of the sale ({hour}) is not past yet.",
            "Vérifier l'heure de cession.",
            "Check the hour of the sale.",
        )
    },
)


def is_after_first_registration(*, day: date, premiere: date, context: Context) -> bool:
    """cerfa.sale-after-first-reg: the sale is not before the first registration (B)."""
    return day >= premiere


CERFA_SALE_AFTER_FIRST_REG = Rule(
    id="cerfa.sale-after-first-reg",
    title="La cession n'est pas antérieure à la première immatriculation",
    title_en="The sale is not before the first registration",
    sources=(PROJECT,),
    over="certificat_cession",
    needs={
        "day": One("certificat_cession.date_cession", blank="unsure"),
        "premiere": One("carte_grise.date_premiere_immatriculation", blank="unsure"),
    },
    check=is_after_first_registration,
    wording=Wording(
        "La vente ({day}) est antérieure à la première immatriculation ({premiere}).",
        "The sale ({day}) is before the first registration ({premiere}).",
        "Vérifier les deux dates.",
        "Check both dates.",
    ),
)


def is_after_certificate(*, day: date, issued: date, duplicata: bool | None, context: Context) -> Outcome:
    """cerfa.sale-after-ci-date: the sale is not before the date of the certificate (I), save for a duplicate."""
    if day < issued:
        return warns() if duplicata else fails()
    return held("same_day") if day == issued else held()


CERFA_SALE_AFTER_CI_DATE = Rule(
    id="cerfa.sale-after-ci-date",
    title="La cession n'est pas antérieure à la carte grise",
    title_en="The sale is not before the date of the carte grise",
    sources=(PROJECT,),
    over="certificat_cession",
    needs={
        "day": One("certificat_cession.date_cession", blank="unsure"),
        "issued": One("carte_grise.date_certificat", blank="unsure"),
        "duplicata": One("carte_grise.duplicata", blank="none", unread="none"),
    },
    check=is_after_certificate,
    wording=Wording(
        "La vente ({day}) est antérieure à la date de la carte grise ({issued}) : le vendeur n'en était pas encore "
        "titulaire.",
        "The sale ({day}) is before the date of the carte grise ({issued}): the seller did not hold it yet.",
        "Vérifier les deux dates.",
        "Check both dates.",
    ),
    cases={"same_day": Wording("Vente le jour même de la carte grise.", "Sold on the day of the carte grise.")},
)


def is_recent(*, day: date, context: Context) -> Outcome:
    """cerfa.sale-age: the sale is not so old that the vehicle may have been sold again."""
    years = context.policy.sale_very_old_years
    is_old = context.date_demande > anniversary(day, years)
    return review(years=years) if is_old else held()


CERFA_SALE_AGE = Rule(
    id="cerfa.sale-age",
    title="La cession n'est pas très ancienne",
    title_en="The sale is not very old",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    parameters=("sale_very_old_years",),
    over="certificat_cession",
    needs={"day": One("certificat_cession.date_cession", blank="unsure")},
    check=is_recent,
    wording=Wording(
        "La vente date de plus de {years} ans : vérifiez qu'aucune autre cession n'est intervenue.",
        "The sale is more than {years} years old: check that the vehicle was not sold again.",
        "Vérifier la date de cession et la situation du véhicule.",
        "Check the date of the sale and the state of the vehicle.",
    ),
)


def existed_then(*, edition: str, day: date, context: Context) -> Outcome:
    """cerfa.edition-anachronism: the edition of the form existed on the day of the sale."""
    first = context.policy.form_first_dates.get(edition)
    if first is None:
        return not_applicable()
    return held() if day >= first else fails(first=first)


CERFA_EDITION_ANACHRONISM = Rule(
    id="cerfa.edition-anachronism",
    title="L'édition du formulaire existait au jour de la vente",
    title_en="The edition of the form existed on the day of the sale",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    parameters=("form_first_dates",),
    over="certificat_cession",
    needs={
        "edition": One("certificat_cession.edition", blank="unsure"),
        "day": One("certificat_cession.date_cession", blank="unsure"),
    },
    check=existed_then,
    wording=Wording(
        "L'édition {edition} date du {first}, après la date de vente indiquée ({day}) : vérifiez la date.",
        "Edition {edition} dates from {first}, after the date of sale written ({day}): check the date.",
        "Vérifier la date de cession.",
        "Check the date of the sale.",
    ),
)


def are_signed_on_the_day(
    *, day: date, seller: tuple[Quote, ...], buyer: tuple[Quote, ...], context: Context
) -> Outcome:
    """cerfa.signing-date: each 'fait le' is the day of the sale.

    Blank, before, or up to 15 days after: warns.  Later than that, or after the request: a person looks.
    """
    written = [quote.value for quote in (*seller, *buyer) if quote.is_read]
    latest = min(last_day(day, days=context.policy.declaration_days), context.date_demande)
    for signed in written:
        if signed > latest:
            return review(signed=signed)
    other = [signed for signed in written if signed != day]
    if other:
        return warns(signed=other[0])
    return warns("blank") if any(quote.is_blank for quote in (*seller, *buyer)) else held()


CERFA_SIGNING_DATE = Rule(
    id="cerfa.signing-date",
    title="Le certificat de cession est daté du jour de la vente par les deux parties",
    title_en="Both parties dated the certificat de cession on the day of the sale",
    severity=Severity.WARNING,
    sources=(GUIDE_DATE, SERVICE_PUBLIC),
    parameters=("declaration_days",),
    over="certificat_cession",
    needs={
        "day": One("certificat_cession.date_cession", blank="unsure"),
        "seller": Every("certificat_cession.vendeur_fait_le"),
        "buyer": Every("certificat_cession.acquereur_fait_le"),
    },
    check=are_signed_on_the_day,
    wording=Wording(
        "La date de signature ({signed}) diffère de la date de cession ({day}).",
        "The date of signing ({signed}) is not the date of the sale ({day}).",
        "Vérifier les dates « fait le ».",
        "Check the dates of signing.",
    ),
    cases={
        "blank": Wording(
            "Une date de signature (« fait le ») manque sur le certificat de cession.",
            "A date of signing is missing on the certificat de cession.",
            COMPLETE,
            COMPLETE_EN,
        )
    },
)

RULES = (
    CERFA_SALE_DATE,
    CERFA_SALE_TIME,
    CERFA_SALE_NOT_FUTURE,
    CERFA_SALE_AFTER_FIRST_REG,
    CERFA_SALE_AFTER_CI_DATE,
    CERFA_SALE_AGE,
    CERFA_EDITION_ANACHRONISM,
    CERFA_SIGNING_DATE,
)
