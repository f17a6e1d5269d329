"""Whether a paper is about the vehicle of the carte grise, by its plate and its VIN."""

from rapidfuzz.distance import Levenshtein

from pipeline.core.errors import FormatError
from pipeline.core.formats import immatriculation, vin
from pipeline.core.model import Source
from pipeline.core.report import Severity, Status
from validators.quote import Quote
from validators.rule import Outcome

NEAR = 3
"""Characters by which two readings of one VIN may differ (rules.md R092)."""
SURE_READING = 0.95
"""0 to 1; below it, a reading of pixels may be wrong by a few characters (rules.md R092)."""


def same_vehicle(*, plates: tuple[Quote, Quote], vins: tuple[Quote, Quote], is_vin_decisive: bool) -> Outcome:
    """Compare a paper with the card; each pair is (the paper's, the card's).

    Args:
        plates: registration numbers.
        vins: VIN; one may be masked by stars.
        is_vin_decisive: an equal VIN is enough, whatever the plate (old number of a vehicle registered anew).

    Returns:
        Failed when a sure reading differs; cases 'other_plate' (VIN equal, plate different, a warning), 'near'
        (readings of pixels that differ by little) and 'unread'.
    """
    values = {"plate": plates[0].field.value, "vin": vins[0].field.value, "card_plate": plates[1].field.value}
    found, expected = (f"{vins[i].field.raw} {plates[i].field.raw}".strip() for i in (0, 1))
    is_same_plate = _is_same_plate(*plates)
    distance = _distance(*vins)

    def answer(status: Status, case: str = "", severity: Severity | None = None) -> Outcome:
        return Outcome(status, case, severity, values=values, expected=expected, found=found)

    if distance:
        is_near = distance <= NEAR and any(_may_be_wrong(one) for one in vins)
        return answer(Status.INCONCLUSIVE, "near") if is_near else answer(Status.FAILED)
    if is_same_plate is False:
        is_known_by_vin = distance == 0 and (is_vin_decisive or _is_renumbered(*plates))
        return answer(Status.FAILED, "other_plate", Severity.WARNING) if is_known_by_vin else answer(Status.FAILED)
    if distance is None or (is_same_plate is None and not is_vin_decisive):
        return answer(Status.INCONCLUSIVE, "unread")
    return answer(Status.PASSED)


def _distance(one: Quote, other: Quote) -> int | None:
    """Characters that differ where both are visible, confusable glyphs taken as one; None when nothing compares."""
    if not (one.is_read and other.is_read):
        return None
    shown, other_shown = vin.visible(vin.fold(one.value), vin.fold(other.value))
    return Levenshtein.distance(shown, other_shown) if shown else None


def _is_same_plate(one: Quote, other: Quote) -> bool | None:
    if not (one.is_read and other.is_read):
        return None
    return immatriculation.compact(one.value) == immatriculation.compact(other.value)


def _is_renumbered(one: Quote, other: Quote) -> bool:
    """One number is of the series of before 2009: the same vehicle may have got a new one since."""
    return immatriculation.Series.FNI in (_series(one.value), _series(other.value))


def _series(plate: str) -> immatriculation.Series | None:
    try:
        return immatriculation.series(plate)
    except FormatError:
        return None


def _may_be_wrong(one: Quote) -> bool:
    return one.field.source not in (Source.FORM, Source.TEXT) and one.field.confidence < SURE_READING
