"""Signals that a paper may be false or misread (family fraud of rules.md). None of them rejects by itself.

The digit that some makers put into the VIN, and the makes of its first three characters, are general knowledge: few
and sure ones only, since a wrong entry here would cast doubt on an honest seller.
"""

from collections.abc import Iterable
from datetime import time
from itertools import product

from pipeline.core.formats import vin
from pipeline.core.labels import field_label, paper_label
from pipeline.core.report import Act, Actor, Finding, LegalSource, Severity, Status
from validators.context import Context
from validators.quote import Quote
from validators.rule import (
    PROJECT,
    Every,
    Findings,
    One,
    Outcome,
    Rule,
    Wording,
    fails,
    held,
    not_applicable,
    notes,
    review,
)
from validators.rules.vehicule import make_of

ISO = LegalSource(text="ISO 3779")

NORTH_AMERICA = "12345"
"""First characters of VIN whose ninth is a check digit by law of the country."""
_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", "123456781234579234567890123456789", strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_REST = "0123456789X"

WHOLE_VEHICLES = ("VP", "CTTE")
"""Kinds sold under the make of their chassis; a motor home (VASP) or a trailer bears that of its body."""
_RENAULT = ("RENAULT", "DACIA", "ALPINE", "NISSAN", "OPEL", "MITSUBISHI", "MOBILIZE")
_VOLKSWAGEN = ("VOLKSWAGEN",)
_MERCEDES = ("MERCEDES", "MAYBACH", "SMART")
MAKES = {
    "VF1": _RENAULT,
    "UU1": ("DACIA", "RENAULT"),
    "VF3": ("PEUGEOT", "CITROEN", "TALBOT", "SIMCA"),
    "VR3": ("PEUGEOT",),
    "VF7": ("CITROEN", "DS"),
    "VR7": ("CITROEN",),
    "VR1": ("DS",),
    "WVW": _VOLKSWAGEN,
    "WVG": _VOLKSWAGEN,
    "WV1": _VOLKSWAGEN,
    "WV2": _VOLKSWAGEN,
    "WAU": ("AUDI",),
    "WBA": ("BMW", "ALPINA"),
    "WBS": ("BMW",),
    "WBY": ("BMW",),
    "WMW": ("MINI",),
    "WDB": _MERCEDES,
    "WDD": _MERCEDES,
    "WDC": _MERCEDES,
    "W1K": _MERCEDES,
    "W1N": _MERCEDES,
    "WME": ("SMART", "MERCEDES"),
    "WP0": ("PORSCHE",),
    "WP1": ("PORSCHE",),
    "WF0": ("FORD",),
    "ZFA": ("FIAT", "ABARTH"),
    "ZAR": ("ALFA",),
    "ZLA": ("LANCIA",),
    "ZFF": ("FERRARI",),
    "VSS": ("SEAT", "CUPRA"),
    "TMB": ("SKODA",),
    "KMH": ("HYUNDAI",),
    "KNA": ("KIA",),
    "JTD": ("TOYOTA",),
    "SJN": ("NISSAN",),
    "YV1": ("VOLVO",),
    "SAJ": ("JAGUAR",),
    "SAL": ("LANDROVER", "RANGEROVER", "ROVER"),
    "5YJ": ("TESLA",),
    "LRW": ("TESLA",),
    "XP7": ("TESLA",),
}
"""First three characters of a VIN to the makes that vehicles with them are sold under."""

SIGNALS = {
    "ci.generation-coherent": 2,
    "cerfa.edition-anachronism": 2,
    "veh.formule-pre2009": 2,
    "veh.formule-year": 3,
    "id.mrz-check": 4,
    "ci.mrz-check": 3,
    "ci.mrz-vs-print": 4,
    "ct.valid-until": 1,
    "ci.coupon-data": 3,
    "fraud.vin-wmi-make": 2,
    "fraud.formule-reuse": 4,
}
"""Weak signals and their weights, in points (rules.md, fraud.score); those of rules that are not built never fire."""

CARD = {"number": One("carte_grise.vin", blank="none", unread="none")}
NOT_WHOLE = Wording("Sans objet : pas de VIN de 17 caractères.", "Not applicable: no VIN of 17 characters.")
LOOK = "Vérifier le VIN sur la carte grise et sur le véhicule."
LOOK_EN = "Check the VIN on the card and on the vehicle."


def check_digit(number: str) -> str:
    """The ninth character that a VIN of 17 characters should have where it is a check digit.

    >>> check_digit("1M8GDM9AXKP042788")
    'X'
    """
    return _REST[sum(int(_VALUES[sign]) * weight for sign, weight in zip(number, _WEIGHTS, strict=True)) % 11]


def has_right_check_digit(*, number: str | None, context: Context) -> Outcome:
    """fraud.vin-check-digit: the check digit of a North American VIN is right; other makers use none."""
    if number is None or len(number) != vin.LENGTH:
        return not_applicable("short")
    if number[0] not in NORTH_AMERICA or not set(number) <= _VALUES.keys():
        return not_applicable("elsewhere")
    return held() if number[8] == check_digit(number) else fails()


FRAUD_VIN_CHECK_DIGIT = Rule(
    id="fraud.vin-check-digit",
    title="La clé du VIN est juste, là où le constructeur en met une",
    title_en="The check digit of the VIN is right, where the maker uses one",
    severity=Severity.INFO,
    sources=(ISO, PROJECT),
    over="carte_grise",
    needs=CARD,
    check=has_right_check_digit,
    wording=Wording("Clé de contrôle du VIN {number} inhabituelle.", "Unusual check digit of the VIN {number}."),
    cases={
        "short": NOT_WHOLE,
        "elsewhere": Wording("Sans objet : VIN sans clé.", "Not applicable: a VIN without check digit."),
    },
)


def is_of_that_maker(*, number: str | None, make: str | None, genre: str | None, context: Context) -> Outcome:
    """fraud.vin-wmi-make: the first three characters of the VIN are of the make on the card.

    Passes: VF1… and RENAULT.  Warning: VF1… and PEUGEOT.
    """
    if number is None or len(number) != vin.LENGTH or make is None:
        return not_applicable("short")
    makes = MAKES.get(number[:3])
    if makes is None or genre not in WHOLE_VEHICLES:
        return not_applicable("unknown")
    return held() if make_of(make).startswith(makes) else fails(begins=number[:3])


FRAUD_VIN_WMI_MAKE = Rule(
    id="fraud.vin-wmi-make",
    title="Le début du VIN est celui du constructeur",
    title_en="The VIN begins as those of the maker do",
    severity=Severity.WARNING,
    sources=(ISO, PROJECT),
    over="carte_grise",
    needs={
        **CARD,
        "make": One("carte_grise.marque", blank="none", unread="none"),
        "genre": One("carte_grise.genre", blank="none", unread="none"),
    },
    check=is_of_that_maker,
    wording=Wording(
        "Le VIN {number} ({begins}…) ne correspond pas à la marque déclarée ({make}).",
        "The VIN {number} ({begins}…) does not fit the make ({make}).",
        LOOK,
        LOOK_EN,
    ),
    cases={
        "short": NOT_WHOLE,
        "unknown": Wording(
            "Sans objet : constructeur ou genre hors de la table.", "Not applicable: maker or kind not in the table."
        ),
    },
)


def is_possible_order(
    *,
    first: tuple[Quote, ...],
    issued: tuple[Quote, ...],
    bought: tuple[Quote, ...],
    bought_recorded: tuple[Quote, ...],
    sold: tuple[Quote, ...],
    sold_recorded: tuple[Quote, ...],
    sale: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """fraud.date-order: nothing comes before what it follows.

    First registration, certificate; purchase, its record; sale, its record, its filing. What rules of their own say
    (sale before the certificate or in the future, visit before the first registration) is not repeated.
    """
    on_one_paper = ((first, issued), (bought, bought_recorded), (sold, sold_recorded))
    pairs = [pair for before, after in on_one_paper for pair in product(before, after) if _of_one_paper(*pair)]
    wrong = [pair for pair in pairs if _is_turned(*pair)]
    filed = context.date_demande
    if wrong:
        before, after = wrong[0]
        return review(
            a=_named(before, context), b=_named(after, context), day_a=before.value, day_b=after.value, about=wrong[0]
        )
    early = [one for one in sale if one.is_read and filed < one.value <= context.today]
    if early:
        return review("filed", a=_named(early[0], context), day_a=early[0].value, day_b=filed)
    return held() if any(_is_read(*pair) for pair in pairs) else not_applicable("none")


def _of_one_paper(one: Quote, other: Quote) -> bool:
    return one.document == other.document


def _is_read(before: Quote, after: Quote) -> bool:
    return before.is_read and after.is_read


def _is_turned(before: Quote, after: Quote) -> bool:
    return before.is_read and after.is_read and bool(before.value > after.value)


def _named(quote: Quote, context: Context) -> str:
    return f"{field_label(quote.kind, quote.key, context.lang)}, {paper_label(quote.kind, context.lang)}"


FRAUD_DATE_ORDER = Rule(
    id="fraud.date-order",
    title="La chronologie des documents est possible",
    title_en="The dates of the papers are in a possible order",
    sources=(PROJECT,),
    needs={
        "first": Every("carte_grise.date_premiere_immatriculation", partial=True),
        "issued": Every("carte_grise.date_certificat", partial=True),
        "bought": Every("declaration_achat.date_achat", partial=True),
        "bought_recorded": Every("declaration_achat.date_enregistrement", partial=True),
        "sold": Every("accuse_cession.date_cession", partial=True),
        "sold_recorded": Every("accuse_cession.date_enregistrement", partial=True),
        "sale": Every("certificat_cession.date_cession", partial=True),
    },
    check=is_possible_order,
    act=Act.REGLER,
    actor=Actor.PRESTATAIRE,
    wording=Wording(
        "Chronologie impossible : {day_a} ({a}) après {day_b} ({b}).",
        "Impossible order: {day_a} ({a}) after {day_b} ({b}).",
        "Vérifier les deux dates à l'œil.",
        "Look at both dates.",
    ),
    cases={
        "filed": Wording(
            "Chronologie impossible : {day_a} ({a}) après le jour de la demande ({day_b}).",
            "Impossible order: {day_a} ({a}) after the day of the request ({day_b}).",
            "Vérifier la date de la demande et celle de la vente.",
            "Check the day of the request and that of the sale.",
        ),
        "none": Wording("Sans objet : pas de dates à comparer.", "Not applicable: no dates to compare."),
    },
)


def is_likely_hour(*, hour: time | None, context: Context) -> Outcome:
    """fraud.round-hour: the hour of the sale is not midnight, which mostly stands for none."""
    if hour is None:
        return not_applicable()
    return notes() if hour == time(0, 0) else held()


FRAUD_ROUND_HOUR = Rule(
    id="fraud.round-hour",
    title="L'heure de la vente est vraisemblable",
    title_en="The hour of the sale is likely",
    severity=Severity.INFO,
    sources=(PROJECT,),
    over="certificat_cession",
    needs={"hour": One("certificat_cession.heure_cession", blank="none", unread="none")},
    check=is_likely_hour,
    wording=Wording("Heure de vente à vérifier : {hour}.", "Check the hour of the sale: {hour}."),
)


def is_above_suspicion(*, findings: tuple[Finding, ...], context: Context) -> Outcome:
    """fraud.score: weak signals add up to less than what a person has to look at (policy `fraud_review_score`).

    Signals are rules that failed with a warning or more on sure readings: a doubt is none, nor is an information.
    """
    fired = tuple(dict.fromkeys(_signals(findings)))
    score = sum(SIGNALS[rule] for rule in fired)
    if score >= context.policy.fraud_review_score:
        return review(score=score, signals=", ".join(fired))
    return held("some", score=score, signals=", ".join(fired)) if fired else held()


def _signals(findings: Iterable[Finding]) -> Iterable[str]:
    return (
        one.rule
        for one in findings
        if one.rule in SIGNALS and one.status is Status.FAILED and one.severity is not Severity.INFO
    )


FRAUD_SCORE = Rule(
    id="fraud.score",
    title="Pas d'accumulation d'indices d'incohérence",
    title_en="Signals of incoherence do not add up",
    sources=(PROJECT,),
    parameters=("fraud_review_score",),
    needs={"findings": Findings()},
    check=is_above_suspicion,
    act=Act.REGLER,
    actor=Actor.PRESTATAIRE,
    wording=Wording(
        "Plusieurs indices d'incohérence ({signals}) : contrôle manuel nécessaire.",
        "Several signals of incoherence ({signals}): a person has to look.",
        "Contrôler les originaux avant de déposer le dossier.",
        "Look at the originals before filing.",
    ),
    cases={
        "some": Wording(
            "Indices d'incohérence en deçà du seuil : {signals}.", "Signals of incoherence below the limit: {signals}."
        )
    },
)

RULES: tuple[Rule, ...] = (
    FRAUD_VIN_CHECK_DIGIT,
    FRAUD_VIN_WMI_MAKE,
    FRAUD_DATE_ORDER,
    FRAUD_ROUND_HOUR,
    FRAUD_SCORE,
)
