"""What a rule may know beside the values it asked for: days, policy, kind of transfer."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from pipeline.core.choices import Lang
from pipeline.core.model import PageRef
from pipeline.core.report import Scenario
from validators.people import People
from validators.policy import Policy
from validators.quote import Quote

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Contradiction:
    """Two statements about the kind of transfer that cannot both be true."""

    fr: str
    en: str


@dataclass(frozen=True)
class Vehicle:
    """What the card states of the vehicle; None where it could not be read."""

    genre: str | None = None
    premiere_immatriculation: date | None = None
    ptac_kg: int | None = None
    is_collection: bool = False
    is_public_use: bool | None = False
    """Taxi, ambulance, driving school...; None when the remarks (Z) that would say so could not be read."""
    is_unregistered_moped: bool = False
    """There is no card, and the cerfa is that of a moped whose place for the plate is surely empty."""


@dataclass(frozen=True)
class Inspection:
    """Whether the vehicle needs a recent contrôle technique (rules.md 3.4)."""

    needed: bool | None
    """None when it could not be determined."""
    fr: str
    """Why."""
    en: str


class Link(Enum):
    """What the receipts of déclarations d'achat say together."""

    NONE = "none"
    """There is no receipt."""
    WHOLE = "whole"
    """They lead from the holder to the seller."""
    BROKEN = "broken"
    """Somebody sold who is not the one that had bought."""
    LATE = "late"
    """The last purchase is later than the sale."""
    OTHER_VEHICLE = "other_vehicle"
    UNSURE = "unsure"
    """A person must look."""


@dataclass(frozen=True)
class Chain:
    """How the holder of the card and the seller are linked by purchases (`validators.purchases`)."""

    link: Link = Link.NONE
    a: str = ""
    """Where it breaks: who had the vehicle."""
    b: str = ""
    """Where it breaks: who sold it next."""
    first_purchase: date | None = None
    """Day on which the holder sold."""
    about: tuple[Quote, ...] = ()
    """The names on the receipts."""


UNKNOWN_INSPECTION = Inspection(None, "le dossier n'a pas encore été examiné", "the dossier has not been examined yet")


@dataclass(frozen=True)
class Context:
    """The same for all rules of one judgement. `validators.scenario.context_of` makes it from a dossier."""

    date_demande: date
    """Day of filing."""
    now: datetime
    """Instant of the check, aware, in Europe/Paris. Rules never ask a clock."""
    policy: Policy = field(default_factory=Policy)
    scenario: Scenario = field(default_factory=Scenario)
    contradictions: tuple[Contradiction, ...] = ()
    """Between what the user declared and what the papers state."""
    date_cession: date | None = None
    """Day of the sale when the cerfa gives it surely. To judge it, ask for the field: it brings its evidence."""
    vehicle: Vehicle = field(default_factory=Vehicle)
    """Rubriques of the card on which several rules hang. To judge one, ask for the field."""
    inspection: Inspection = UNKNOWN_INSPECTION
    """Whether a recent contrôle technique is needed."""
    chain: Chain = field(default_factory=Chain)
    """What links the holder to a trader who sells."""
    people: People = field(default_factory=People)
    """Who is named on the papers, and the identity papers there are."""
    other_pages: tuple[PageRef, ...] = ()
    """Pages of no paper known, blank ones left out: what is not read at all, such as a letter, may be there."""
    unread_pages: tuple[PageRef, ...] = ()
    """Those that could not be read well enough to say so: any paper that is missing may be there."""
    lang: Lang = "fr"

    @property
    def today(self) -> date:
        """Day of the check in Paris."""
        return self.now.astimezone(PARIS).date()
