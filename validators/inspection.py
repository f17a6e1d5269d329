"""Which vehicles need a recent contrôle technique, and which procès-verbal of a dossier prevails.

The decision table is that of rules.md 3.4. Not decided here, because nothing of the four papers shows it: a transfer
that is no "mutation" (row 3, other than a succession, and a lease that seems to be bought out: `may_be_buyout`),
diplomatic and army series (row 4), competition motorcycles (row 6). These are asked for a contrôle technique like any
other: at worst a false reject, never a false pass.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from pipeline.core.choices import Nature, Party
from pipeline.core.dates import anniversary
from pipeline.core.documents import ControleTechnique, Document
from pipeline.core.dossier import Dossier
from pipeline.core.model import State
from pipeline.core.report import Finding, Status
from validators.context import Context, Inspection, Vehicle
from validators.policy import Policy
from validators.quote import Quote, quote
from validators.rule import Unless

FARM = frozenset({"TRA", "REA", "SREA", "MAGA", "MIAR"})
TRAILERS = frozenset({"REM", "RESP", "SREM", "SRSP", "RETC", "SRTC"})
MOPEDS = ("CL", "CYCL")
CATEGORY_L = frozenset({"CL", "CYCL", "MTL", "MTT1", "MTT2", "MTTE", "TM", "QM", "TQM", "VTTE"})
CARS = frozenset({"VP", "CTTE", "VTSU", "VTST", "VASP"})
HEAVY = frozenset({"CAM", "TRR", "TCP"})

WEIGHED = TRAILERS | {"VASP"}
"""Kinds that are light or heavy as the mass F.2 says."""

LIGHT_MAX_KG = 3500
"""Above it the inspection is that of heavy vehicles (code de la route, R323-22 and R323-23)."""
COLLECTION_SINCE = date(1960, 1, 1)
"""Collection vehicles first registered before it are exempt (code de la route, R323-3)."""
PUBLIC_USES = ("TAXI", "VTC", "AMBULANC", "AUTO ECOLE", "AUTO-ECOLE", "VEHICULE ECOLE", "TRANSPORT PUBLIC", "TPPR")
"""Remarks (Z) and body (J.3) of vehicles inspected every year from the first one (R323-24, R323-26)."""
PUBLIC_USE_MIN_AGE_YEARS = 1


def inspection(
    vehicle: Vehicle,
    *,
    cession: date | None,
    date_demande: date,
    nature: Nature | None,
    acquereur: Party | None,
    policy: Policy,
) -> Inspection:
    """Whether this vehicle needs a contrôle technique of less than six months for this transfer."""
    if nature == "destruction":
        return _no("véhicule cédé pour destruction", "vehicle sold for destruction")
    if acquereur == "professionnel":
        return _no("l'acquéreur est un professionnel de l'automobile", "the buyer is in the car trade")
    by_vehicle = _by_vehicle(vehicle, cession, date_demande, policy)
    if by_vehicle.needed is False:
        return by_vehicle
    if acquereur is None:
        return _perhaps("le type d'acquéreur n'est pas connu", "the kind of buyer is not known")
    if nature == "succession":
        return _perhaps("une succession peut en dispenser", "an inheritance may exempt it")
    return by_vehicle


def _by_vehicle(vehicle: Vehicle, cession: date | None, date_demande: date, policy: Policy) -> Inspection:
    genre, ptac = vehicle.genre, vehicle.ptac_kg
    if genre in FARM:
        return _no(f"genre {genre}", f"kind {genre}")
    if genre not in CARS | CATEGORY_L | TRAILERS | HEAVY:
        return _perhaps("le genre (J.1) n'est pas connu", "the kind (J.1) is not known")
    if genre in HEAVY:
        return _heavy(vehicle)
    if is_heavy(vehicle) is None:
        light, heavy = (_aged(vehicle, weight, cession, date_demande, policy) for weight in (0, LIGHT_MAX_KG + 1))
        same = light.needed == heavy.needed
        return heavy if same else _perhaps("le PTAC (F.2) n'est pas connu", "the mass F.2 is not known")
    # VP and CTTE are light by definition of their kind unless the card says otherwise.
    return _aged(vehicle, ptac or 0, cession, date_demande, policy)


def _aged(vehicle: Vehicle, ptac_kg: int, cession: date | None, date_demande: date, policy: Policy) -> Inspection:
    genre, first = vehicle.genre, vehicle.premiere_immatriculation
    above = ptac_kg > LIGHT_MAX_KG
    if vehicle.is_collection and above:
        return _no("véhicule de collection de plus de 3,5 t", "collection vehicle above 3.5 t")
    if vehicle.is_collection and first and first < COLLECTION_SINCE:
        return _no("véhicule de collection d'avant 1960", "collection vehicle of before 1960")
    if genre in TRAILERS and not above:
        return _no("remorque ou caravane de 3,5 t au plus", "trailer or caravan up to 3.5 t")
    if above and genre not in CATEGORY_L:
        return _heavy(vehicle)
    if first is None:
        return _perhaps(
            "la date de première immatriculation (B) n'est pas connue", "the first registration (B) is not known"
        )
    if cession is None:
        return _perhaps("la date de cession n'est pas connue", "the date of the sale is not known")
    if genre in CATEGORY_L and cession < policy.ct_l_effective:
        return _no("catégorie L vendue avant l'entrée en vigueur", "category L sold before the inspection existed")
    years = min_age_years(vehicle, policy)
    if is_subject(first, years, reference(cession, date_demande, policy), policy):
        return _yes(f"véhicule de {years} ans ou plus", f"vehicle of {years} years or more")
    if vehicle.is_public_use is None and is_subject(
        first, PUBLIC_USE_MIN_AGE_YEARS, reference(cession, date_demande, policy), policy
    ):
        return _perhaps("l'usage (mentions Z) n'a pas pu être lu", "the use (remarks Z) could not be read")
    return _no(f"véhicule de moins de {years} ans", f"vehicle of less than {years} years")


def is_subject(first: date, years: int, on: date, policy: Policy) -> bool:
    """Whether the vehicle has "plus de N ans" that day: from the anniversary itself, or the day after it."""
    start = anniversary(first, years)
    return on >= start if policy.ct_age_boundary == "inclusive" else on > start


def reference(cession: date, date_demande: date, policy: Policy) -> date:
    """Day on which the age of the vehicle counts."""
    match policy.ct_age_reference:
        case "sale":
            return cession
        case "application":
            return date_demande
        case "stricter":
            return max(cession, date_demande)


def min_age_years(vehicle: Vehicle, policy: Policy) -> int:
    """Age from which a light vehicle of this kind is subject to the inspection."""
    years = policy.ct_min_age_years_l if vehicle.genre in CATEGORY_L else policy.ct_min_age_years
    return min(years, PUBLIC_USE_MIN_AGE_YEARS) if vehicle.is_public_use else years


def is_heavy(vehicle: Vehicle) -> bool | None:
    """Whether the inspection is that of vehicles above 3.5 t; None when only the mass F.2 could tell."""
    if vehicle.genre in WEIGHED and vehicle.ptac_kg is None:
        return None
    return vehicle.genre in HEAVY or ((vehicle.ptac_kg or 0) > LIGHT_MAX_KG and vehicle.genre not in CATEGORY_L)


def _heavy(vehicle: Vehicle) -> Inspection:
    return _yes(f"genre {vehicle.genre}, plus de 3,5 t", f"kind {vehicle.genre}, above 3.5 t")


def _yes(fr: str, en: str) -> Inspection:
    return Inspection(True, fr, en)


def _no(fr: str, en: str) -> Inspection:
    return Inspection(False, fr, en)


def _perhaps(fr: str, en: str) -> Inspection:
    return Inspection(None, fr, en)


def only_where_needed(context: Context) -> Unless | None:
    """Rules about a recent inspection apply to transfers that need one."""
    why = context.inspection
    return None if why.needed else Unless(why.fr, why.en, is_known=why.needed is not None)


def only_for_use(context: Context) -> Unless | None:
    """The result matters to every buyer who is not in the car trade, and to nobody for a destruction."""
    scenario = context.scenario
    if scenario.operation == "destruction" or scenario.nature == "destruction":
        return Unless("véhicule cédé pour destruction", "vehicle sold for destruction")
    if scenario.operation == "achat" or scenario.acquereur == "professionnel":
        return Unless("l'acquéreur est un professionnel de l'automobile", "the buyer is in the car trade")
    if scenario.acquereur is None:
        return Unless("le type d'acquéreur n'est pas connu", "the kind of buyer is not known", is_known=False)
    return None


def may_be_buyout(findings: Iterable[Finding]) -> bool:
    """Whether the buyer may be the lessee who takes up the option, which is no "mutation" (row 3).

    An address tells it, no more: what follows from it is for a person to settle.

    Args:
        findings: what the rules run before found, lease.buyout among them.
    """
    return any(one.rule == "lease.buyout" and one.status is Status.FAILED for one in findings)


def prevailing(dossier: Dossier, context: Context) -> tuple[Document, ...]:
    """The procès-verbal that counts: the latest statutory visit, favourable or not.

    Several are given when it cannot be said which is the latest, so that each of them is judged; none when there is
    no statutory visit, only voluntary or complementary checks.
    """
    sure = context.policy.min_confidence
    visits = [
        pv
        for pv in dossier.of(ControleTechnique)
        if pv.nature.state(sure) is not State.READ or pv.nature.value in ("periodique", "contre_visite")
    ]
    if any(pv.date_controle.state(sure) is not State.READ for pv in visits):
        return tuple(visits)
    last = max((pv.date_controle.value for pv in visits if pv.date_controle.value), default=None)
    same_day = [pv for pv in visits if pv.date_controle.value == last]
    retests = [pv for pv in same_day if pv.nature.value == "contre_visite"]
    return tuple(retests or same_day)


def periodic_visit(dossier: Dossier, subject: Document | None, context: Context) -> tuple[Quote, ...]:
    """The date from which delays run: that of the periodic visit, not of the re-test that followed it.

    For a re-test, the date that it prints and that of the initial procès-verbal in the dossier, which must agree.
    """
    sure = context.policy.min_confidence
    if not isinstance(subject, ControleTechnique):
        return ()
    if subject.nature.value != "contre_visite":
        return (quote(subject, "date_controle", sure),)
    initial = tuple(quote(pv, "date_controle", sure) for pv in _before(dossier, subject))[-1:]
    printed = quote(subject, "date_visite_initiale", sure)
    if not printed.is_blank:
        return (*initial, printed)
    # A re-test without the date that it follows is no paper left blank: the other procès-verbal has to be looked at.
    return initial or (replace(printed, state=State.UNKNOWN),)


def retests(dossier: Dossier, context: Context) -> tuple[Document, ...]:
    """The procès-verbaux of re-tests."""
    return tuple(pv for pv in dossier.of(ControleTechnique) if pv.nature.value == "contre_visite")


def _before(dossier: Dossier, retest: ControleTechnique) -> Iterator[ControleTechnique]:
    """Periodic visits that the re-test may follow, oldest first."""
    end = retest.date_controle.value
    initials = [pv for pv in dossier.of(ControleTechnique) if pv.nature.value == "periodique"]
    dated = [(pv.date_controle.value, pv) for pv in initials if pv.date_controle.value and end]
    yield from (pv for day, pv in sorted(dated, key=lambda pair: pair[0]) if end and day <= end)
