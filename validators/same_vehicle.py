"""Whether a paper is about the vehicle of the carte grise, by its plate and its VIN."""

from dataclasses import replace

from pipeline.core.formats import immatriculation
from pipeline.core.report import Severity, Status
from validators.compare import Difference, Pair, compare_vin
from validators.quote import Quote, agreed
from validators.rule import Outcome, Wording


def same_vehicle(*, plates: Pair, vins: Pair, is_vin_decisive: bool) -> Outcome:
    """Compare a paper with the card; in each pair the paper's comes first.

    Args:
        plates: registration numbers.
        vins: VIN; one may be masked by stars.
        is_vin_decisive: an equal VIN is enough, whatever the plate (old number of a vehicle registered anew).

    Returns:
        Failed when a sure reading differs; cases 'other_plate' (VIN equal, plate different, a warning), 'near' and
        'near_plate' (readings that differ by little) and 'unread'. Placeholders `plate`, `vin` and `card_plate`.
    """
    values = {"plate": plates.one.field.value, "vin": vins.one.field.value, "card_plate": plates.other.field.value}
    found, expected = f"{vins.one.field.raw} {plates.one.field.raw}", f"{vins.other.field.raw} {plates.other.field.raw}"

    def answer(status: Status, case: str = "", severity: Severity | None = None) -> Outcome:
        return Outcome(status, case, severity, values=values, expected=expected.strip(), found=found.strip())

    difference = compare_vin(vins)
    if difference is Difference.PLAIN:
        return answer(Status.FAILED)
    if difference is not None:
        return answer(Status.INCONCLUSIVE, "near")
    difference = plates.difference(immatriculation.compact, near=1)
    if difference is not None and vins.is_read and (is_vin_decisive or _is_renumbered(plates)):
        return answer(Status.FAILED, "other_plate", Severity.WARNING)
    if difference is Difference.PLAIN:
        return answer(Status.FAILED)
    if difference is not None:
        return answer(Status.INCONCLUSIVE, "near_plate")
    if not vins.is_read or not (plates.is_read or is_vin_decisive):
        return answer(Status.INCONCLUSIVE, "unread")
    return answer(Status.PASSED)


def with_card(
    plate: tuple[Quote, ...],
    vin: tuple[Quote, ...],
    card_plate: tuple[Quote, ...],
    card_vin: tuple[Quote, ...],
    *,
    is_vin_decisive: bool,
) -> Outcome:
    """`same_vehicle` for a paper judged on its own; not applicable, case 'no_card', without a carte grise."""
    if not card_vin:
        return Outcome(Status.NOT_APPLICABLE, "no_card")
    return same_vehicle(
        plates=Pair(plate[0], agreed(card_plate)), vins=Pair(vin[0], agreed(card_vin)), is_vin_decisive=is_vin_decisive
    )


def by_either(
    plate: tuple[Quote, ...], vin: tuple[Quote, ...], card_plate: tuple[Quote, ...], card_vin: tuple[Quote, ...]
) -> Outcome:
    """`with_card` for a form that may give the plate or the VIN alone: an equal one is enough.

    Inconclusive with case 'nothing' when both places are empty.
    """
    outcome = with_card(plate, vin, card_plate, card_vin, is_vin_decisive=True)
    if outcome.case != "unread":
        return outcome
    plates, vins = Pair(plate[0], agreed(card_plate)), Pair(vin[0], agreed(card_vin))
    if plates.is_read or vins.is_read:
        return replace(outcome, status=Status.PASSED, case="")
    return replace(outcome, case="nothing") if plate[0].is_blank and vin[0].is_blank else outcome


def _is_renumbered(plates: Pair) -> bool:
    """One number is of the series of before 2009: the same vehicle may have got a new one since."""
    series = (immatriculation.series_of(plate) for plate in (plates.one.value, plates.other.value))
    return immatriculation.Series.FNI in series


CASES = {
    "other_plate": Wording(
        "Même VIN, mais sous le numéro {plate} (carte grise : {card_plate}) sur le document « {paper} ».",
        "Same VIN, but under the number {plate} (carte grise: {card_plate}) on the paper “{paper}”.",
        "Vérifier qu'il s'agit de l'ancien numéro du véhicule.",
        "Check that this is the former number of the vehicle.",
    ),
    "near": Wording(
        "Le VIN du document « {paper} » ({vin}) diffère de peu de celui de la carte grise : lecture à vérifier.",
        "The VIN of the paper “{paper}” ({vin}) differs a little from the one of the carte grise: check the reading.",
        "Comparer à l'œil les deux numéros.",
        "Compare both numbers.",
    ),
    "near_plate": Wording(
        "Le numéro du document « {paper} » ({plate}) diffère de peu de celui de la carte grise ({card_plate}) : "
        "lecture à vérifier.",
        "The plate of the paper “{paper}” ({plate}) differs a little from the one of the carte grise ({card_plate}): "
        "check the reading.",
        "Comparer à l'œil les deux numéros.",
        "Compare both numbers.",
    ),
    "unread": Wording(
        "Le VIN ou le numéro du document « {paper} » n'a pas pu être comparé à celui de la carte grise.",
        "The VIN or plate of the paper “{paper}” could not be compared with the carte grise.",
        "Comparer à l'œil les deux documents.",
        "Compare both papers.",
    ),
    "nothing": Wording(
        "Ni le numéro d'immatriculation ni le VIN ne figurent sur le document « {paper} ».",
        "Neither the plate nor the VIN stands on the paper “{paper}”.",
        "Faire indiquer sur le document le véhicule concerné.",
        "Have the vehicle written.",
    ),
    "no_card": Wording("Sans objet : pas de carte grise dans le dossier.", "Not applicable: no carte grise."),
}
"""Wordings of these outcomes, the same for every kind of paper."""
