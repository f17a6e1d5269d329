"""The values that travel through the pipeline, all frozen.

    RawPage ─► Page ─► Face ─► Document ─► Dossier ─► Finding ─► Report
              words   readings  fields

A `Page` is what can be said of a sheet without knowing what paper it is. A `Face` is one side of one paper found on
a page, with what was read in each of its zones. A `Document` is a paper: its faces joined, its fields typed.
"""

from collections.abc import Iterable
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Any, Generic, Self, TypeVar

import pydantic

T = TypeVar("T")

Point = tuple[float, float]


class Frozen(pydantic.BaseModel):
    """Base of all values: immutable, closed to unknown attributes."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class BoundingBox(Frozen):
    """A rectangle in fractions of the upright page, origin top left. Written as `[left, top, right, bottom]`."""

    left: float
    top: float
    right: float
    bottom: float

    @pydantic.model_serializer
    def _as_list(self) -> list[float]:
        return [round(side, 4) for side in (self.left, self.top, self.right, self.bottom)]

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_list(cls, data: Any) -> Any:
        if isinstance(data, list | tuple):
            return dict(zip(("left", "top", "right", "bottom"), data, strict=True))
        return data

    @classmethod
    def around(cls, boxes: Iterable["BoundingBox"]) -> "BoundingBox":
        """The smallest box that holds all the boxes given. Raises ValueError when there is none."""
        many = list(boxes)
        return cls(
            left=min(box.left for box in many),
            top=min(box.top for box in many),
            right=max(box.right for box in many),
            bottom=max(box.bottom for box in many),
        )

    @classmethod
    def of_points(cls, points: Iterable[Point]) -> "BoundingBox":
        """The smallest box that holds all the points given."""
        many = list(points)
        xs, ys = [x for x, _ in many], [y for _, y in many]
        return cls(left=min(xs), top=min(ys), right=max(xs), bottom=max(ys))

    @property
    def width(self) -> float:
        """Fraction of the page width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Fraction of the page height."""
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        """Middle point."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, point: Point) -> bool:
        """Whether the point lies inside, edges included."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def overlap(self, other: "BoundingBox") -> float:
        """Shared area as a share of this box's own area, 0 to 1."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        area = self.width * self.height
        return wide * high / area if wide > 0 and high > 0 and area > 0 else 0.0


Lattice = tuple[str, ...]
"""What an engine believes at each step along a line: the capitals and figures with at least 1 %, likeliest first, each
followed by its percentage in two figures; the rest is belief in no character. E.g. ("S99", "", "J90I08")."""


class Source(StrEnum):
    """Where a value comes from."""

    FORM = "form"
    """Value of an AcroForm field."""
    TEXT = "text"
    """Text layer of a born-digital page."""
    OCR = "ocr"
    MRZ = "mrz"
    BARCODE = "barcode"
    PIXELS = "pixels"
    """A mark: signature, stroke, tick, stamp."""
    DERIVED = "derived"
    """Worked out from other fields."""
    PERSON = "person"
    """Said by a person in place of what was read: no reading (`Field.by_hand`)."""


class State(StrEnum):
    """How well a field is known."""

    READ = "read"
    DOUBTFUL = "doubtful"
    """A value, below the confidence asked for."""
    UNPARSABLE = "unparsable"
    """Characters that make no value of this type."""
    BLANK = "blank"
    """The place was found and is surely empty."""
    UNKNOWN = "unknown"
    """The place was not found, or it cannot be said whether it is empty."""


class WasRead(Frozen):
    """What the program had read where a person said otherwise."""

    value: pydantic.JsonValue
    """As the contract writes it."""
    raw: str
    confidence: float = pydantic.Field(ge=0, le=1)
    source: Source | None


class ByHand(Frozen):
    """Who said what stands on the paper, in place of what the program read there."""

    who: str
    """As they call themselves."""
    when: datetime
    """Aware."""
    read: WasRead


class Field(Frozen, Generic[T]):
    """One value of a paper, with the proof of the reading."""

    # In no JSON Schema; and pydantic would look for the docstrings of its attributes once for each type of value.
    model_config = pydantic.ConfigDict(use_attribute_docstrings=False)

    value: T | None = None
    """Typed value; None when nothing usable was read."""
    raw: str = ""
    """Characters as read, before any clean-up; empty when there were none."""
    confidence: float = pydantic.Field(default=0.0, ge=0, le=1)
    """0.0 to 1.0. Of the value; of the emptiness when `value` is None and `raw` is empty."""
    source: Source | None = None
    file: str | None = None
    """Path of the file inside the dossier."""
    page: int | None = None
    """1-based page number in that file."""
    box: BoundingBox | None = None
    """Where it was read, or looked for."""
    repairs: tuple[str, ...] = ()
    """Each change made between raw and value, e.g. 'O read as 0 at 4'."""
    lattices: tuple[Lattice, ...] = pydantic.Field(default=(), repr=False)
    """What the main engine saw in each picture of the place, for verification against another paper."""

    least: T | None = None
    """Of a count in doubt: how many there surely are at least."""
    by_hand: ByHand | None = None
    """Set when the value, or that the place is blank, was said by a person: `source` is PERSON then, `raw` what they
    wrote, and `confidence` 1. Rules take it as read; whoever shows it says that it is not."""

    def at_most(self, confidence: float) -> Self:
        """The same, no surer than that."""
        return self.model_copy(update={"confidence": min(self.confidence, confidence)})

    def state(self, min_confidence: float) -> State:
        """How well the field is known, given the confidence that the policy asks for (0 to 1)."""
        sure = self.confidence >= min_confidence
        if self.value is not None:
            return State.READ if sure else State.DOUBTFUL
        if self.raw:
            return State.UNPARSABLE
        return State.BLANK if sure else State.UNKNOWN


Hour = Annotated[time, pydantic.PlainSerializer(lambda hour: hour.strftime("%H:%M"), return_type=str, when_used="json")]


class Word(Frozen):
    """A run of characters without blank, as the text layer or the OCR engine gives it."""

    text: str
    confidence: float = pydantic.Field(ge=0, le=1)
    box: BoundingBox


class FormValue(Frozen):
    """One widget of an AcroForm: its full name, its value (`""` when empty, the state of a tick box), its place."""

    name: str
    value: str
    box: BoundingBox
    is_button: bool = False
    """A tick box or radio button: on unless its value is 'Off' or empty."""


class Seal(StrEnum):
    """What can be said of the signature of a 2D-Doc."""

    VALID = "valide"
    """Made with the key of a certificate that is trusted, over just these characters."""
    INVALID = "invalide"
    """Such a certificate is known, and its key made no such signature."""
    UNVERIFIABLE = "non_verifiable"
    """No certificate is known for it: neither right nor wrong."""


class Barcode(Frozen):
    """A 2D-Doc found on a page."""

    text: str
    """Its message, one character per byte (ISO 8859-1), control characters included."""
    box: BoundingBox
    seal: Seal = Seal.UNVERIFIABLE


class Defect(StrEnum):
    """What is wrong with the picture of a page."""

    BLANK = "blank"
    COVERED = "covered"
    """A finger lies on it."""
    CUT = "cut"
    """The picture ends before the sheet does."""
    DARK = "dark"
    SMALL = "small"
    """Too few pixels."""
    BLURRED = "blurred"
    FAINT = "faint"


class PageRef(Frozen):
    """One page of one file of the dossier."""

    file: str
    page: int
    """1-based."""
    defects: tuple[Defect, ...] = ()
    """Worst first."""


class Picture(Frozen):
    """What an upright page looks like."""

    model_config = pydantic.ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    file: str
    page: int
    """1-based."""
    jpeg: bytes = pydantic.Field(repr=False)
    """Boxes on the page are fractions of it."""


class Page(Frozen):
    """What can be said of one upright sheet without knowing what paper it is."""

    file: str
    number: int = pydantic.Field(ge=1)
    """1-based page number in the file."""
    aspect: float = pydantic.Field(gt=0)
    """Width divided by height."""
    words: tuple[Word, ...] = ()
    """In reading order."""
    source: Source = Source.OCR
    """TEXT when the words come from a trusted text layer, OCR when from pixels."""
    form: tuple[FormValue, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    """The 2D-Docs on it."""
    defects: tuple[Defect, ...] = ()
    """What is wrong with its picture, worst first."""
    picture: bytes | None = pydantic.Field(default=None, repr=False, exclude=True)
    """The upright page as a JPEG, where a report is to show it; never written out with the rest."""

    @property
    def ref(self) -> PageRef:
        """How papers name it."""
        return PageRef(file=self.file, page=self.number, defects=self.defects)


class Task(StrEnum):
    """What is to be read in a zone."""

    LINE = "line"
    """One line of characters."""
    COMB = "comb"
    """One character per cell between ruling ticks."""
    TICK = "tick"
    """A box, ticked or not."""
    INK = "ink"
    """Handwriting and stamps among known print: signatures, mentions."""
    STROKE = "stroke"
    """A long line drawn across: the card struck through."""
    CORNER = "corner"
    """A strip of paper whose right end may have been cut off."""


class Zone(Frozen):
    """A place on a page where something is to be read."""

    key: str
    """What is read there, unique on its face; mostly a field key of the contract."""
    quad: tuple[Point, Point, Point, Point]
    """Corners in fractions of the upright page: top left, top right, bottom right, bottom left."""
    task: Task = Task.LINE
    cells: int = 0
    """Number of cells of a comb."""
    alphabet: str = ""
    """Characters that can stand there; empty for any Latin one."""
    is_key: bool = False
    """Worth the second engine: the verdict hangs on it."""
    is_ruled: bool = False
    """LINE: a line is printed along its bottom, with ticks at its ends perhaps."""
    width_mm: float = 0.0
    """INK, STROKE: real width of the zone; what is large enough for a hand is told in millimetres."""
    shapes: tuple[str, ...] = ()
    """INK: the forms that the figures of a handwritten line may have, e.g. '99/99/2099 t9hs9'."""
    ignore: tuple[BoundingBox, ...] = ()
    """Print known to stand inside, which is no ink of a hand."""

    @classmethod
    def of_box(cls, key: str, box: BoundingBox, **more: Any) -> Self:
        """A zone with upright sides."""
        quad = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
        return cls(key=key, quad=quad, **more)

    @property
    def box(self) -> BoundingBox:
        """Upright box around the zone."""
        return BoundingBox.of_points(self.quad)


class Character(Frozen):
    """One character read, with its posterior and where its middle stands along the zone, 0 (left) to 1 (right)."""

    text: str
    confidence: float = pydantic.Field(ge=0, le=1)
    x: float


class Ink(Frozen):
    """One piece of handwriting or one stamp."""

    box: BoundingBox
    is_stamp: bool = False
    confidence: float = pydantic.Field(default=1.0, ge=0, le=1)
    characters: tuple["Character", ...] = ()
    """What it reads as, when it reads as anything: handwriting."""
    shaped: tuple["Character", ...] = ()
    """The text of one of the zone's shapes that fits best, empty when the pixels do not support it; the confidence
    of a character is its share among all that could stand there."""
    lattices: tuple[Lattice, ...] = ()
    """Of a handwritten line, as seen at several widths."""
    is_uncounted: bool = False
    """Somebody signed, but this may be two signatures, or a part of one."""

    @property
    def text(self) -> str:
        """Characters joined."""
        return "".join(character.text for character in self.characters)


class Reading(Frozen):
    """What was found in a zone. Which attributes are filled depends on the zone's task."""

    key: str
    zone: BoundingBox
    """Where it was looked for."""
    box: BoundingBox
    """Where it stands; the zone when nothing does."""
    source: Source
    characters: tuple[Character, ...] = ()
    """LINE, COMB: what the first engine read, blanks included."""
    second: str | None = None
    """LINE, COMB: what the second engine read; None when it was not asked."""
    is_blank: bool | None = None
    """LINE, COMB: surely empty; None when it cannot be said."""
    level: float | None = None
    """TICK, STROKE, CORNER: confidence 0 to 1 that the box is ticked, the face struck, the corner cut off; None without
    pixels."""
    is_crossed: bool = False
    """LINE: a pen stroke runs through it, and it reads otherwise with the stroke than without."""
    covered: tuple[tuple[float, float], ...] = ()
    """LINE: from where to where along the zone, 0 to 1, pen strokes cover the middle of the line."""
    lattices: tuple[Lattice, ...] = ()
    """LINE, COMB: one for each picture that was read, with and without a pen stroke."""
    altered: float | None = None
    """LINE, COMB: confidence 0 to 1 that it is crossed out or overwritten; None without pixels."""
    inks: tuple[Ink, ...] | None = None
    """INK: what was found, from left to right; None without pixels."""

    @property
    def text(self) -> str:
        """Characters joined."""
        return "".join(character.text for character in self.characters)

    @property
    def confidence(self) -> float:
        """Lowest posterior among the characters that are not blanks; 0.0 when there is none."""
        return min((c.confidence for c in self.characters if c.text.strip()), default=0.0)


class Face(Frozen):
    """One side of one paper found on a page, with what was read in its zones."""

    kind: str
    """Document kind of the contract, or 'inconnu'."""
    side: str
    """Which face of that paper, e.g. 'interieur', 'exterieur', 'exemplaire'; 'suite' for a continuation page."""
    page: Page
    confidence: float = pydantic.Field(ge=0, le=1)
    """Of the classification."""
    readings: tuple[Reading, ...] = ()

    def reading(self, key: str) -> Reading | None:
        """The reading of that zone; None when the face has no such zone."""
        return next((reading for reading in self.readings if reading.key == key), None)
