"""What a sale adds to the carte grise by hand (family ci of rules.md): stroke, mention, date, hour, signatures.

The card itself (kind, coupon, corner, machine readable zone) is judged in `validators.rules.titre`.
"""

from datetime import date, datetime, time

from rapidfuzz.distance import Levenshtein

from pipeline.core.formats import texte
from pipeline.core.report import LegalSource, Motif, Severity
from validators.context import Context, Link
from validators.holders import SIGNED_BY_ALL, SIGNERS, is_signed_by_all
from validators.rule import (
    One,
    Outcome,
    Rule,
    Unless,
    Wording,
    fails,
    held,
    if_read,
    not_applicable,
    notes,
    rejects,
    unsure,
    warns,
)

ROUTE = LegalSource(text="Code de la route", article="R322-4, I")
DESTRUCTION = LegalSource(text="Code de la route", article="R322-9, I")
SERVICE_PUBLIC = LegalSource(text="Service-public", article="F1707")

WORDS = ("VENDU", "VENDUE", "CEDE", "CEDEE", "REVENDU", "REVENDUE")
WORDS_TOGETHER = ("VENDULE", "CEDELE")
"""Words of the mention; either is right for a sale and for a gift."""

HAVE_WRITTEN = (
    "Faire écrire par le vendeur, sur la carte grise, « vendu le » ou « cédé le », la date et l'heure de la vente, "
    "puis faire signer chaque titulaire."
)
HAVE_WRITTEN_EN = "Have the seller write “vendu le” or “cédé le”, day and hour of the sale, and every holder sign."


def is_struck(*, barree: bool, context: Context) -> bool:
    """ci.struck: a stroke is drawn across the filled side."""
    return barree


CI_STRUCK = Rule(
    id="ci.struck",
    title="La carte grise est barrée",
    title_en="The carte grise is struck through",
    motif=Motif.INCOMPLET,
    sources=(ROUTE,),
    over="carte_grise",
    needs={"barree": "carte_grise.barree"},
    check=is_struck,
    wording=Wording(
        "La carte grise n'est pas barrée.",
        "The carte grise is not struck through.",
        "Faire barrer la carte grise d'un trait par le vendeur.",
        "Have the seller strike it through.",
    ),
)


def has_mention(*, mention: str, day: date | None, context: Context) -> Outcome:
    """ci.mention: 'vendu le' or 'cédé le' and a full date are written on the card."""
    words = _words(mention)
    # Hands and engines run words together: VEHICULEVENDU LE.
    if not any(map(_is_word_of_sale, words)) and not any(known in "".join(words) for known in WORDS_TOGETHER):
        return unsure("words")
    return held() if day else fails("date")


def _words(mention: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in texte.compact(mention)).split()


def _is_word_of_sale(word: str) -> bool:
    return any(Levenshtein.distance(word, known) <= (len(known) > 4) for known in WORDS)


CI_MENTION = Rule(
    id="ci.mention",
    title="La mention « vendu le » ou « cédé le » et la date figurent sur la carte grise",
    title_en="“Vendu le” or “cédé le” and the date are written on the carte grise",
    motif=Motif.INCOMPLET,
    sources=(ROUTE,),
    over="carte_grise",
    needs={
        "mention": "carte_grise.mention_cession",
        "day": One("carte_grise.mention_cession_date", blank="none"),
    },
    check=has_mention,
    wording=Wording(
        "La mention « vendu le » ou « cédé le » suivie de la date est absente de la carte grise.",
        "“Vendu le” or “cédé le” with the date is missing on the carte grise.",
        HAVE_WRITTEN,
        HAVE_WRITTEN_EN,
    ),
    cases={
        "blank": Wording(
            "La mention « vendu le » ou « cédé le » suivie de la date est absente de la carte grise.",
            "“Vendu le” or “cédé le” with the date is missing on the carte grise.",
            HAVE_WRITTEN,
            HAVE_WRITTEN_EN,
        ),
        "date": Wording(
            "La mention de cession de la carte grise n'est pas suivie de la date.",
            "The mention of the sale on the carte grise has no date.",
            HAVE_WRITTEN,
            HAVE_WRITTEN_EN,
        ),
        "words": Wording(
            "Mention manuscrite lue « {mention} » : on n'y reconnaît ni « vendu le » ni « cédé le ».",
            "Handwriting read “{mention}”: neither “vendu le” nor “cédé le” is recognised in it.",
            "Vérifier la mention à l'œil.",
            "Look at the mention.",
        ),
    },
)


def is_dated_as_sold(*, written: date | None, cession: date | None, context: Context) -> Outcome:
    """ci.mention-date-match: the date of the mention is that of the cerfa.

    The card that a trader sells with carries the date of the first sale, which the receipt of his purchase gives.
    """
    if written is None or cession is None:
        return not_applicable("none")
    if written == cession:
        return held()
    if context.chain.link is Link.WHOLE and written == context.chain.first_purchase:
        return held("receipt")
    if context.scenario.vendeur == "professionnel" and written < cession:
        return unsure("trader")
    swapped = (written.day, written.month, written.year) == (cession.month, cession.day, cession.year)
    return fails("swapped" if swapped else "")


_DATES = "La date inscrite sur la carte grise ({written}) diffère de celle du certificat de cession ({cession})"
_DATES_EN = "The date on the carte grise ({written}) is not that of the certificat de cession ({cession})"
_SAME_DATE = "Faire inscrire la même date de vente sur les deux documents."
_SAME_DATE_EN = "Have the same date of sale written on both papers."

CI_MENTION_DATE_MATCH = Rule(
    id="ci.mention-date-match",
    title="La date de la mention de vente est celle du certificat de cession",
    title_en="The date of the mention is that of the certificat de cession",
    sources=(ROUTE, LegalSource(text="Code de la route", article="R322-4, IV")),
    over="carte_grise",
    needs={
        "written": One("carte_grise.mention_cession_date", blank="none"),
        "cession": One("certificat_cession.date_cession", blank="none"),
    },
    check=is_dated_as_sold,
    wording=Wording(_DATES + ".", _DATES_EN + ".", _SAME_DATE, _SAME_DATE_EN),
    cases={
        "none": Wording("Pas de dates à comparer.", "No dates to compare."),
        "receipt": Wording(
            "La date inscrite sur la carte grise ({written}) est celle de l'achat par le professionnel.",
            "The date on the carte grise ({written}) is that of the purchase by the trader.",
        ),
        "swapped": Wording(
            _DATES + " : jour et mois semblent inversés.",
            _DATES_EN + ": day and month seem to be swapped.",
            _SAME_DATE,
            _SAME_DATE_EN,
        ),
        "trader": Wording(
            _DATES + " : ce peut être la date de l'achat par le professionnel.",
            _DATES_EN + ": it may be the day on which the trader bought.",
            "Comparer avec le récépissé de déclaration d'achat.",
            "Compare with the receipt of the déclaration d'achat.",
        ),
    },
)


def has_hour(*, written: time | None, day: date | None, cession: time | None, context: Context) -> Outcome:
    """ci.mention-time: the hour of the sale is written on the card and is that of the cerfa, if of the same sale."""
    if day is None and written is None:
        return not_applicable("none")
    is_blocking = context.policy.ci_mention_time == "reject"
    if written is None:
        return rejects(motif=Motif.INCOMPLET) if is_blocking else warns()
    is_same_sale = context.chain.link is not Link.WHOLE or day == context.date_cession
    if cession is not None and is_same_sale and _minutes_apart(written, cession) > context.policy.time_tolerance_min:
        return rejects("differs", motif=Motif.NON_CONFORME) if is_blocking else warns("differs")
    return notes("midnight") if written == time(0, 0) else held()


def _minutes_apart(one: time, other: time) -> int:
    day = date(2000, 1, 1)
    return abs(int((datetime.combine(day, one) - datetime.combine(day, other)).total_seconds())) // 60


CI_MENTION_TIME = Rule(
    id="ci.mention-time",
    title="L'heure de la vente figure sur la carte grise",
    title_en="The hour of the sale is written on the carte grise",
    severity=Severity.WARNING,
    sources=(SERVICE_PUBLIC,),
    parameters=("ci_mention_time", "time_tolerance_min"),
    over="carte_grise",
    needs={
        "written": One("carte_grise.mention_cession_heure", blank="none"),
        "day": One("carte_grise.mention_cession_date", blank="none", unread="none"),
        "cession": if_read("certificat_cession.heure_cession"),
    },
    check=has_hour,
    wording=Wording(
        "L'heure de la vente ne figure pas sur la carte grise : le vendeur reste présumé responsable des infractions "
        "du jour.",
        "The hour of the sale is not written on the carte grise: the seller is presumed liable for that day.",
        "Faire ajouter l'heure après la date.",
        "Have the hour added after the date.",
    ),
    cases={
        "none": Wording("Pas de mention de vente.", "No mention of the sale."),
        "differs": Wording(
            "L'heure inscrite sur la carte grise ({written}) diffère de celle du certificat de cession ({cession}).",
            "The hour on the carte grise ({written}) is not that of the certificat de cession ({cession}).",
            "Faire inscrire la même heure sur les deux documents.",
            "Have the same hour written on both papers.",
        ),
        "midnight": Wording(
            "L'heure de la vente inscrite sur la carte grise est 00h00 : vérifier que ce n'est pas une valeur "
            "par défaut.",
            "The hour of the sale on the carte grise is 00:00: make sure that it is meant.",
        ),
    },
)


def is_signed(*, signatures: int, context: Context) -> bool:
    """ci.signature-holder: somebody has signed the card."""
    return signatures >= 1


CI_SIGNATURE_HOLDER = Rule(
    id="ci.signature-holder",
    title="Le titulaire a signé la carte grise",
    title_en="The holder has signed the carte grise",
    motif=Motif.INCOMPLET,
    sources=(ROUTE,),
    over="carte_grise",
    needs={"signatures": One("carte_grise.signatures", unread="least")},
    check=is_signed,
    wording=Wording(
        "La signature du titulaire est absente de la carte grise.",
        "The holder's signature is missing on the carte grise.",
        HAVE_WRITTEN,
        HAVE_WRITTEN_EN,
    ),
)


CI_SIGNATURE_COHOLDERS = Rule(
    id="ci.signature-coholders",
    title="Chaque cotitulaire a signé la carte grise",
    title_en="Every co-holder has signed the carte grise",
    motif=Motif.INCOMPLET,
    sources=(ROUTE, SERVICE_PUBLIC),
    parameters=("c41_semantics", "legacy_ou"),
    over="carte_grise",
    needs={
        "signatures": One("carte_grise.signatures", unread="least"),
        **SIGNERS,
    },
    check=is_signed_by_all,
    wording=Wording(
        "{asked} signatures attendues sur la carte grise (titulaire et cotitulaires), {signatures} constatée(s).",
        "{asked} signatures expected on the carte grise (holder and co-holders), {signatures} found.",
        "Faire signer chaque titulaire, ou joindre sa procuration.",
        "Have every holder sign, or add a power of attorney.",
    ),
    cases=SIGNED_BY_ALL,
)


def only_destruction(context: Context) -> Unless | None:
    """Applies to a destruction only."""
    match context.scenario.nature:
        case "destruction":
            return None
        case None:
            return Unless("nature de la cession non déterminée", "kind of transfer not determined", is_known=False)
        case _:
            return Unless("le véhicule n'est pas cédé pour destruction", "not sold for destruction")


def is_for_destruction(*, mention: str, context: Context) -> Outcome:
    """ci.destruction-mention: the mention says 'pour destruction'."""
    near = (Levenshtein.distance(word, "DESTRUCTION") for word in _words(mention))
    return held() if min(near, default=99) <= 2 else fails()


CI_DESTRUCTION_MENTION = Rule(
    id="ci.destruction-mention",
    title="La mention de vente précise « pour destruction »",
    title_en="The mention says “pour destruction”",
    motif=Motif.INCOMPLET,
    sources=(DESTRUCTION,),
    over="carte_grise",
    applies=only_destruction,
    needs={"mention": "carte_grise.mention_cession"},
    check=is_for_destruction,
    wording=Wording(
        "Pour une cession à un centre VHU, la mention doit préciser « pour destruction ».",
        "For a sale to a VHU centre the mention must say “pour destruction”.",
        "Faire compléter la mention par le vendeur.",
        "Have the seller complete the mention.",
    ),
)

RULES = (
    CI_STRUCK,
    CI_MENTION,
    CI_MENTION_DATE_MATCH,
    CI_MENTION_TIME,
    CI_SIGNATURE_HOLDER,
    CI_SIGNATURE_COHOLDERS,
    CI_DESTRUCTION_MENTION,
)
