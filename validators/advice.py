"""What helps the user act: corrections, a message for the client, until when the dossier holds, a line for HistoVec."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipeline.core.documents import CarteGrise
from pipeline.core.dossier import Dossier, Facts
from pipeline.core.formats import immatriculation
from pipeline.core.formats.immatriculation import Series
from pipeline.core.model import State
from pipeline.core.report import Advice, Validity
from validators.context import Context
from validators.corrections import client_message, corrections
from validators.engine import Judgement, judge
from validators.quote import agreed, quotes
from validators.rule import Rule
from validators.scenario import context_of

HORIZON = timedelta(days=731)
"""How far ahead the dossier is judged: two years, the longest that a paper of it may serve (Kbis, 24 months)."""


def advise(rules: Sequence[Rule], dossier: Dossier, options: Facts, context: Context, judged: Judgement) -> Advice:
    """Advice on a dossier.

    Args:
        rules: those that judged it.
        dossier: that was judged.
        options: facts given on the command line, of which `context` was made.
        context: in which it was judged.
        judged: what the rules said.
    """
    french = judged if context.lang == "fr" else judge(rules, dossier, replace(context, lang="fr"))
    return Advice(
        corrections=corrections(judged.findings, context.lang),
        message_client=client_message(
            corrections(french.findings, "fr"), _plate(dossier, context), context.date_cession
        ),
        valable_jusqu_au=validity(rules, dossier, options, context, judged),
        histovec=histovec(dossier, context),
    )


def validity(
    rules: Sequence[Rule], dossier: Dossier, options: Facts, context: Context, judged: Judgement
) -> Validity | None:
    """The first day of filing on which a rule that does not reject now will, if the papers stay as they are.

    The dossier is judged again with day and instant moved on. A paper once too old stays so, which makes halving
    enough. None when no rule begins to reject within `HORIZON`.
    """
    now = _rejecting(judged)

    def new(ahead: timedelta) -> tuple[str, ...]:
        later = context_of(
            dossier,
            options.model_copy(update={"date_demande": context.date_demande + ahead}),
            now=context.now + ahead,
            policy=context.policy,
        )
        return tuple(rule for rule in _rejecting(judge(rules, dossier, later)) if rule not in now)

    horizon = min(HORIZON, date.max - context.date_demande)
    days = _first(lambda days: bool(new(timedelta(days=days))), horizon.days)
    if days is None:
        return None
    first = context.date_demande + timedelta(days=days)
    return Validity(
        as_of=context.date_demande,
        last_day=first - timedelta(days=1),
        first_failing_day=first,
        rules=new(timedelta(days=days)),
    )


def _rejecting(judgement: Judgement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.rule for finding in judgement.findings if finding.motif))


def _first(holds: Callable[[int], bool], last: int) -> int | None:
    """The least number from 1 to `last` for which it holds, given that it holds for all greater ones."""
    if not holds(last):
        return None
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def histovec(dossier: Dossier, context: Context) -> str | None:
    """Plate ; numéro de formule, or date of the certificate for a card of before 2009 ; holder.

    These are what the form of HistoVec asks for. None when there is no card, or one of them was not surely read.
    """
    plate, holder = _card(dossier, "immatriculation", context), _card(dossier, "titulaire", context)
    if not isinstance(plate, str) or not isinstance(holder, str):
        return None
    series = immatriculation.series_of(plate)
    if series is None:
        return None
    key = _card(dossier, "date_certificat" if series is Series.FNI else "numero_formule", context)
    if key is None:
        return None
    return f"{plate} ; {f'{key:%d/%m/%Y}' if isinstance(key, date) else key} ; {holder}"


def _plate(dossier: Dossier, context: Context) -> str | None:
    """The plate when all papers that show one agree."""
    found = quotes(dossier, "*.immatriculation", context.policy.min_confidence)
    plates = {immatriculation.compact(one.value) for one in found if one.is_read}
    plate = _card(dossier, "immatriculation", context)
    return plate if isinstance(plate, str) and len(plates) == 1 else None


def _card(dossier: Dossier, key: str, context: Context) -> object:
    """The value of that field of the card when it was surely read."""
    if not dossier.of(CarteGrise):
        return None
    said = agreed(quotes(dossier, f"carte_grise.{key}", context.policy.min_confidence))
    return said.value if said.state is State.READ else None
