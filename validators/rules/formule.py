"""Numéro de formule and date of the certificate (family veh of rules.md): what identifies the card on the cerfa.

Cards of the SIV are identified by their numéro de formule, older ones by their date (I).
"""

from dataclasses import replace
from datetime import date

from pipeline.core.dates import add_days
from pipeline.core.errors import FormatError
from pipeline.core.formats import numero_formule
from pipeline.core.report import LegalSource, Motif, Severity, Status
from validators.compare import VEHICLE_PAPERS, compare
from validators.context import Context
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
    warns,
)
from validators.rules.vehicule import CASES

GUIDE = LegalSource(text="Guide des démarches", article="Qu'est-ce que le numéro de formule ?")
GUIDE_WITHOUT = LegalSource(text="Guide des démarches", article="Remplir le certificat en l'absence de formule")

COPY = "Recopier sur le certificat de cession le numéro de formule inscrit sur la carte grise."
COPY_EN = "Copy the numéro de formule of the carte grise onto the certificat de cession."


def has_formule(
    *,
    formule: str | None,
    dates: tuple[Quote, ...],
    card_formules: tuple[Quote, ...],
    card_date: date | None,
    context: Context,
) -> Outcome:
    """veh.formule-required: the cerfa gives the numéro de formule of a card that has one.

    Asked for when the card prints one, or is dated 15 October 2009 or later; the exact date of the certificate in its
    place is only a warning.
    """
    if formule is not None:
        return held()
    printed = any(card.field.value is not None for card in card_formules)
    if not printed and card_date is not None and card_date < context.policy.siv_start_used:
        # Between the two starts of the SIV only a printed number is asked for: an unread place may hold one.
        if card_date < context.policy.siv_start_new or all(card.is_blank for card in card_formules):
            return not_applicable()
        return review("perhaps")
    if not printed and card_date is None:
        return review("perhaps")
    if any(quote.is_read and quote.value == card_date for quote in dates):
        return warns("date")
    return fails(motif=Motif.INCOMPLET)


VEH_FORMULE_REQUIRED = Rule(
    id="veh.formule-required",
    title="Le certificat de cession porte le numéro de formule de la carte grise",
    title_en="The certificat de cession gives the numéro de formule of the carte grise",
    motif=Motif.INCOMPLET,
    sources=(GUIDE,),
    parameters=("siv_start_new", "siv_start_used"),
    over="certificat_cession",
    needs={
        "formule": One("certificat_cession.numero_formule", blank="none"),
        "dates": Every("certificat_cession.date_certificat", partial=True),
        "card_formules": Every("carte_grise.numero_formule", partial=True),
        "card_date": if_read("carte_grise.date_certificat"),
    },
    check=has_formule,
    wording=Wording(
        "Le numéro de formule de la carte grise manque sur le certificat de cession.",
        "The numéro de formule of the carte grise is missing on the certificat de cession.",
        COPY,
        COPY_EN,
    ),
    cases={
        "date": Wording(
            "Le certificat de cession donne la date de la carte grise au lieu de son numéro de formule.",
            "The certificat de cession gives the date of the carte grise instead of its numéro de formule.",
            COPY,
            COPY_EN,
        ),
        "perhaps": Wording(
            "Numéro de formule absent du certificat de cession, et on ne peut pas lire si la carte grise en porte un.",
            "No numéro de formule on the certificat de cession, and it cannot be read whether the card has one.",
            "Vérifier la carte grise à l'œil.",
            "Look at the carte grise.",
        ),
    },
)


def is_identified_by_date(
    *, formule: tuple[Quote, ...], written: tuple[Quote, ...], card_date: date, modele: str | None, context: Context
) -> Outcome:
    """veh.formule-pre2009: a card of before 15 April 2009 is identified by its date, the formule stays blank.

    So is one of the old model made until 15 October 2009 for a vehicle already registered: it has no formule either,
    and a number written in its place identifies nothing.
    """
    if card_date >= context.policy.siv_start_new and modele != "fni":
        return not_applicable()
    if any(quote.is_unsure for quote in (*formule, *written)):
        return held()  # and inconclusive by the engine, which names what could not be read
    if written[0].is_blank:
        return fails(motif=Motif.INCOMPLET)
    if written[0].value != card_date:
        return fails("other_date", given=written[0].value, expected=f"{card_date:%d/%m/%Y}")
    return held() if formule[0].is_blank else warns("invented")


VEH_FORMULE_PRE2009 = Rule(
    id="veh.formule-pre2009",
    title="Carte grise d'avant 2009 : date du certificat donnée, numéro de formule laissé vide",
    title_en="Carte grise of before 2009: date given, numéro de formule left blank",
    sources=(GUIDE_WITHOUT,),
    parameters=("siv_start_new",),
    over="certificat_cession",
    needs={
        "formule": Every("certificat_cession.numero_formule"),
        "written": Every("certificat_cession.date_certificat"),
        "card_date": One("carte_grise.date_certificat", blank="unsure"),
        "modele": One("carte_grise.modele", blank="none", unread="none"),
    },
    check=is_identified_by_date,
    wording=Wording(
        "Carte grise antérieure à 2009 : la date du certificat manque sur le certificat de cession.",
        "Carte grise of before 2009: the date of the certificate is missing on the certificat de cession.",
        "Laisser le numéro de formule vide et indiquer la date du certificat (I).",
        "Leave the numéro de formule blank and write the date of the certificate (I).",
    ),
    cases={
        "other_date": Wording(
            "Le certificat de cession donne le {given} comme date de la carte grise, qui est du {card_date}.",
            "The certificat de cession dates the carte grise {given}; it is of {card_date}.",
            "Reprendre la date de la carte grise, rubrique I.",
            "Take the date from the carte grise, I.",
        ),
        "invented": Wording(
            "Carte grise antérieure à 2009 : elle n'a pas de numéro de formule, celui du certificat de cession vient "
            "d'ailleurs.",
            "Carte grise of before 2009: it has no numéro de formule, the one written comes from elsewhere.",
            "Laisser le numéro de formule vide.",
            "Leave the numéro de formule blank.",
        ),
    },
)


def has_one_formule(*, formules: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.formule-match: the numéro de formule is the same on the card and the cerfa, where both have one."""
    outcome = compare(formules, lambda pair: pair.difference(numero_formule.compact, near=1), context, missing=None)
    repaired = [quote.field.raw for quote in formules if quote.is_read and quote.field.repairs]
    return held("repaired", read=repaired[0]) if outcome == held() and repaired else outcome


VEH_FORMULE_MATCH = Rule(
    id="veh.formule-match",
    title="Le numéro de formule est le même sur la carte grise et le certificat de cession",
    title_en="The numéro de formule is the same on the carte grise and the certificat de cession",
    sources=(GUIDE,),
    needs={"formules": Every("*.numero_formule", strict=VEHICLE_PAPERS)},
    check=has_one_formule,
    wording=Wording(
        "Le numéro de formule diffère : {one_paper} {one} / {other_paper} {other}.",
        "The numéro de formule differs: {one_paper} {one} / {other_paper} {other}.",
        COPY,
        COPY_EN,
    ),
    cases=CASES
    | {
        "repaired": Wording(
            "Numéro de formule identique, après correction d'un caractère confondu (lu « {read} »).",
            "Same numéro de formule, after correcting a confused character (read “{read}”).",
        )
    },
)


def has_valid_formule(*, formules: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.formule-format: year, 2 letters, 5 digits, the year being 2009 to that of the check."""
    read = [quote.value for quote in formules if quote.is_read]
    wrong = [number for number in read if not _is_formule(number, context)]
    if wrong:
        return fails(number=wrong[0])
    return held() if read or any(quote.is_unsure for quote in formules) else not_applicable()


def _is_formule(number: str, context: Context) -> bool:
    try:
        return context.policy.siv_start_new.year <= numero_formule.year(number) <= context.today.year
    except FormatError:
        return False


VEH_FORMULE_FORMAT = Rule(
    id="veh.formule-format",
    title="Le numéro de formule a la forme attendue",
    title_en="The numéro de formule has the expected shape",
    sources=(GUIDE,),
    parameters=("siv_start_new",),
    needs={"formules": Every("*.numero_formule", strict=VEHICLE_PAPERS)},
    check=has_valid_formule,
    wording=Wording(
        "Le numéro de formule {number} n'a pas la forme attendue (AAAA + 2 lettres + 5 chiffres).",
        "The numéro de formule {number} has not the expected shape (year, 2 letters, 5 digits).",
        COPY,
        COPY_EN,
    ),
)


def is_printed_in_its_year(*, formule: str | None, issued: date, context: Context) -> Outcome:
    """veh.formule-year: the year of the formule is the one of the date I.

    Equal passes; one year apart within 31 days of New Year informs; later warns (duplicate?); earlier is suspicious.
    """
    if formule is None:
        return not_applicable()
    try:
        year = numero_formule.year(formule)
    except FormatError:
        return not_applicable()
    slack = context.policy.formule_year_newyear_days
    if year == issued.year:
        return held()
    if abs(year - issued.year) == 1 and year in {add_days(issued, days).year for days in (-slack, slack)}:
        return notes(year=str(year))
    return warns(year=str(year)) if year > issued.year else review(year=str(year))


VEH_FORMULE_YEAR = Rule(
    id="veh.formule-year",
    title="L'année du numéro de formule est celle de la carte grise",
    title_en="The year of the numéro de formule is that of the carte grise",
    severity=Severity.WARNING,
    sources=(GUIDE, PROJECT),
    parameters=("formule_year_newyear_days",),
    over="carte_grise",
    needs={
        "formule": One("carte_grise.numero_formule", blank="none"),
        "issued": One("carte_grise.date_certificat", blank="unsure"),
    },
    check=is_printed_in_its_year,
    wording=Wording(
        "L'année du numéro de formule ({year}) ne correspond pas à la date de la carte grise ({issued}).",
        "The year of the numéro de formule ({year}) does not fit the date of the carte grise ({issued}).",
        "Vérifier l'authenticité du titre (duplicata ou réédition ?).",
        "Check that the card is genuine (duplicate or reprint?).",
    ),
)


def has_one_certificate_date(*, dates: tuple[Quote, ...], formules: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.ci-date-match: the date of the certificate (I) on the cerfa is that of the card.

    A warning when the numéro de formule identifies the card anyway; blocks when it does not.
    """
    outcome = compare(dates, lambda pair: pair.difference(str, near=1), context, missing=None)
    is_decisive = not any(quote.is_read for quote in formules)
    differs = outcome.status is Status.FAILED or outcome.case == "near"
    return replace(outcome, severity=Severity.BLOCKING) if differs and is_decisive else outcome


VEH_CI_DATE_MATCH = Rule(
    id="veh.ci-date-match",
    title="La date du certificat d'immatriculation (I) est la même sur le certificat de cession",
    title_en="The date of the certificate (I) is the same on the certificat de cession",
    severity=Severity.WARNING,
    sources=(GUIDE_WITHOUT,),
    needs={
        "dates": Every("*.date_certificat", strict=VEHICLE_PAPERS),
        "formules": Every("certificat_cession.numero_formule", partial=True),
    },
    check=has_one_certificate_date,
    wording=Wording(
        "La date du certificat d'immatriculation (I) diffère : {one_paper} {one} / {other_paper} {other}.",
        "The date of the certificate (I) differs: {one_paper} {one} / {other_paper} {other}.",
        "Reprendre la date de la carte grise, rubrique I.",
        "Take the date from the carte grise, I.",
    ),
    cases=CASES,
)

RULES = (
    VEH_FORMULE_REQUIRED,
    VEH_FORMULE_PRE2009,
    VEH_FORMULE_MATCH,
    VEH_FORMULE_FORMAT,
    VEH_FORMULE_YEAR,
    VEH_CI_DATE_MATCH,
)
