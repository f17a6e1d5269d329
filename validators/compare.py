"""One fact on several papers: every pair is compared, and no majority outvotes a paper that differs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import combinations
from typing import Any

from rapidfuzz.distance import Levenshtein

from pipeline.core.formats import vin
from pipeline.core.labels import paper_label
from pipeline.core.model import Source
from pipeline.core.report import Motif
from validators.context import Context
from validators.quote import Quote
from validators.rule import Outcome, fails, held, not_applicable, unsure, warns

SURE_READING = 0.95
"""0 to 1; below it a reading of pixels may be wrong by a few characters (rules.md, veh.vin-match)."""
VIN_NEAR = 3
"""Characters by which two readings of one VIN may differ (rules.md, veh.vin-match)."""
VEHICLE_PAPERS = (
    "carte_grise",
    "certificat_cession",
    "controle_technique",
    "situation_administrative",
    "demande_immatriculation",
)
"""Papers of which every reading of the vehicle is needed. What others surely say is compared too, but a form may give
the plate alone, or a receipt show nothing: whether it is about this vehicle is judged by its own rules."""
_NOT_IN_VIN = str.maketrans(vin.NO_LETTER)


class Difference(IntEnum):
    """How two readings differ, the graver the greater."""

    EXPLAINED = 1
    """For a reason that is no fault; to be told."""
    NEAR = 2
    """May be a misreading."""
    PLAIN = 3


@dataclass(frozen=True)
class Pair:
    """The same field on two papers."""

    one: Quote
    other: Quote

    @property
    def is_read(self) -> bool:
        """Both have a sure value."""
        return self.one.is_read and self.other.is_read

    @property
    def may_be_misread(self) -> bool:
        """One of them at least comes from pixels, with less than full confidence."""
        return any(
            quote.field.source not in (Source.FORM, Source.TEXT) and quote.field.confidence < SURE_READING
            for quote in (self.one, self.other)
        )

    def difference(self, written: Callable[[Any], str], *, near: int) -> Difference | None:
        """How two sure values differ; None when they are equal, or one of them was not read.

        Args:
            written: the form in which values are compared.
            near: characters by which a misreading may differ.
        """
        if not self.is_read:
            return None
        one, other = written(self.one.value), written(self.other.value)
        if one == other:
            return None
        is_near = Levenshtein.distance(one, other) <= near and self.may_be_misread
        return Difference.NEAR if is_near else Difference.PLAIN


def compare_vin(pair: Pair) -> Difference | None:
    """How two VIN differ where both are visible.

    Folding (8 and B, 5 and S...) tells readings apart from other vehicles, but it would also make one VIN of two that
    truly differ by such a sign: what is equal only when folded is never equal, however sure the readings.
    """
    if not pair.is_read:
        return None
    shown = vin.visible(vin.compact(pair.one.value), vin.compact(pair.other.value))
    one, other = (text.translate(_NOT_IN_VIN) for text in shown)
    if one == other:
        return None if one else Difference.NEAR
    distance = Levenshtein.distance(vin.fold(one), vin.fold(other))
    if distance == 0 or (distance <= VIN_NEAR and pair.may_be_misread):
        return Difference.NEAR
    return Difference.PLAIN


def compare(
    quotes: tuple[Quote, ...],
    judge: Callable[[Pair], Difference | None],
    context: Context,
    *,
    missing: Motif | None = Motif.INCOMPLET,
) -> Outcome:
    """Whether a fact is the same on all papers, by pairs.

    Fails for a plain difference, and with case 'missing' where the card or the cerfa is blank; inconclusive with case
    'near'; warns with case 'explained'. Values: `one`, `other` (as written on the papers), `one_paper`, `other_paper`.

    Args:
        quotes: the field on each paper.
        judge: how the two of a pair differ.
        context: for the language.
        missing: why a blank place on the card or the cerfa rejects; None when it does not matter.
    """
    if len(quotes) < 2:
        return not_applicable()
    found = [(judge(pair) or 0, pair) for pair in (Pair(one, other) for one, other in combinations(quotes, 2))]
    worst, pair = max(found, key=lambda each: each[0])
    match worst:
        case Difference.PLAIN:
            return replace(_about(fails(), pair, context), paper=_odd_one(found))
        case Difference.NEAR:
            return _about(unsure("near"), pair, context)
    blank = [quote for quote in quotes if quote.is_blank and quote.kind in VEHICLE_PAPERS]
    required = [quote for quote in blank if quote.kind in ("carte_grise", "certificat_cession")]
    if missing and required:
        outcome = _about(fails("missing", motif=missing), Pair(required[0], required[0]), context)
        return replace(outcome, about=(required[0],))
    if missing and blank:
        return _about(unsure("missing"), Pair(blank[0], blank[0]), context)
    if worst is Difference.EXPLAINED and not any(quote.is_unsure for quote in quotes if quote.kind in VEHICLE_PAPERS):
        return _about(warns("explained"), pair, context)
    return held()


def _odd_one(found: list[tuple[Difference | int, Pair]]) -> str:
    """The kind of the paper that differs from the most others; the card, which nobody writes, never is."""
    odd = Counter(
        quote.kind
        for difference, pair in found
        if difference == Difference.PLAIN
        for quote in (pair.one, pair.other)
        if quote.kind != "carte_grise"
    )
    return odd.most_common(1)[0][0] if odd else "carte_grise"


def _about(outcome: Outcome, pair: Pair, context: Context) -> Outcome:
    values = {
        "one": pair.one.value,
        "other": pair.other.value,
        "one_paper": paper_label(pair.one.kind, context.lang),
        "other_paper": paper_label(pair.other.kind, context.lang),
    }
    return replace(outcome, values=values)
