"""Date and hour of the sale on the certificat de cession (family cerfa of rules.md)."""

from datetime import date, time

from pipeline.core.report import LegalSource, Motif
from validators.context import PARIS, Context
from validators.rule import PROJECT, One, Outcome, Rule, Wording, fails, held, unsure, warns
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


RULES = (
    CERFA_SALE_DATE,
    CERFA_SALE_TIME,
    CERFA_SALE_NOT_FUTURE,
    CERFA_SALE_AFTER_FIRST_REG,
    CERFA_SALE_AFTER_CI_DATE,
)
