"""Cerfa forms as tables: a form is its printed captions and its zones, in points from the top left of an A4 page.

    FORM = Form(
        "13757*03",
        captions=((103.0, 218.5, "N° de la voie"), …),         # left edge, middle of its height, words
        zones=(
            line("mandant_nom", 108.5, 384.0, 164.8),          # left, right, base line
            comb("mandant_siren", 403.0, 562.3, 165.9, 14),    # … and its cells
            *day("fait_le", 627.2, (282.0, 310.9), (316.0, 344.9), (350.1, 407.2)),
            tick("certifie_assurance", 35.0, 538.8),           # left, top
            signed("signatures", (290, 600, 565, 750)),        # left, top, right, bottom
        ),
    )

The captions place the form on the page, its zones follow. Whichever form of a list fits the page best is taken.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.alphabets import DIGITS
from extractors.layout import Sheet
from extractors.paper import Locate
from extractors.template import Anchor, Template, in_fractions, register
from pipeline.core.model import BoundingBox, Task, Zone

WIDTH, HEIGHT = 595.28, 841.89
WIDTH_MM, HEIGHT_MM = 210, 297

ROOM = 13.0
"""Points above the base line that characters may take; the caption of the row above ends higher."""
NUMBER = (505.0, 575.0)
"""Left and right of the form's number, printed under the oval 'cerfa' at the top right of every form."""

END = 2.4
"""Points between the tick at either end of an open box and what is written in it."""
SIDE = 3.0
"""Points between the upright side of a frame and what is written in it."""
SLACK = 2.5
"""Points by which a place on the page may be off."""

MIN_FIT = 0.25
"""Share of the captions that stand in their places, or it is another form with some of the same."""

Row = tuple[float, float, str]
"""Left edge and middle of the height of a caption, and its words (a beginning long enough to be told from others)."""
Sides = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Form:
    """One edition of a form."""

    edition: str
    """e.g. '13757*03'."""
    captions: tuple[Row, ...]
    zones: tuple[Zone, ...]
    """In points."""

    @cached_property
    def template(self) -> Template:
        """The same in fractions of the page."""
        anchors = tuple(Anchor(text=text, at=(x / WIDTH, y / HEIGHT)) for x, y, text in self.captions)
        zones = in_fractions(self.zones, WIDTH, HEIGHT, WIDTH_MM)
        return Template(width_mm=WIDTH_MM, height_mm=HEIGHT_MM, anchors=anchors, zones=zones)


def line(
    key: str,
    left: float,
    right: float,
    base: float,
    alphabet: str = "",
    *,
    is_key: bool = True,
    room: float = ROOM,
    end: float = END,
) -> Zone:
    """An open box for one line.

    Args:
        key: what is written there.
        left: of its base line.
        right: of its base line.
        base: its base line.
        alphabet: characters that can stand there; empty for any.
        is_key: both engines read it.
        room: height above the base line.
        end: what is left out at either end, for the ticks there look like a 1 or an L.
    """
    box = BoundingBox(left=left + end, top=base - room, right=right - end, bottom=base)
    return Zone.of_box(key, box, alphabet=alphabet, is_key=is_key, is_ruled=True)


def dots(key: str, left: float, right: float, base: float, alphabet: str = "") -> Zone:
    """A run of underscores or dots for one line."""
    return line(key, left, right, base, alphabet, end=0.0)


def frame(key: str, sides: Sides, alphabet: str = "") -> Zone:
    """A closed frame, or a box with tall sides, for one line; the sides are left out."""
    left, top, right, bottom = sides
    return Zone.of_box(
        key, _box((left + SIDE, top + 1, right - SIDE, bottom)), alphabet=alphabet, is_key=True, is_ruled=True
    )


def comb(
    key: str, left: float, right: float, base: float, cells: int, alphabet: str = DIGITS, *, room: float = ROOM
) -> Zone:
    """One character per cell."""
    box = BoundingBox(left=left, top=base - room, right=right, bottom=base)
    return Zone.of_box(key, box, task=Task.COMB, cells=cells, alphabet=alphabet, is_key=True)


def day(key: str, base: float, *parts: tuple[float, float], room: float = ROOM) -> tuple[Zone, ...]:
    """The three combs of a date: left and right of day, month and year."""
    return tuple(
        comb(f"{key}.{name}", left, right, base, 4 if name == "annee" else 2, room=room)
        for name, (left, right) in zip(("jour", "mois", "annee"), parts, strict=True)
    )


def address(
    who: str, *bases: float, street: Sequence[tuple[float, float]], town: Sequence[float], room: float = ROOM
) -> tuple[Zone, ...]:
    """A party's address in two rows.

    Args:
        who: prefix of the keys, e.g. 'vendeur'.
        bases: base lines of the street and of the town.
        street: left and right of number, extension, type and name of the street.
        town: left and right of the postcode's comb, then of the town.
        room: points above the base lines.
    """
    parts = zip(("numero", "extension", "type", "voie"), street, strict=True)
    return (
        *(line(f"{who}_adresse.{part}", *ends, bases[0], is_key=part == "voie", room=room) for part, ends in parts),
        comb(f"{who}_code_postal", town[0], town[1], bases[1], 5, room=room),
        line(f"{who}_commune", town[2], town[3], bases[1], room=room),
    )


def tick(key: str, left: float, top: float, side: float = 8.0) -> Zone:
    """A square to be ticked."""
    return Zone.of_box(key, _box((left, top, left + side, top + side)), task=Task.TICK)


def signed(key: str, sides: Sides, *captions: Sides) -> Zone:
    """Where somebody signs and stamps; `captions` are the boxes of the print inside.

    What is printed at the edges is no ink of a hand, wherever the page is off by a little: the captions are taken out
    with some paper around them, and the zone ends before its frame.
    """
    left, top, right, bottom = sides
    inside = _box((left + SLACK, top + SLACK, right - SLACK, bottom - SLACK))
    ignore = tuple(_box((x0 - SLACK, y0 - SLACK, x1 + SLACK, y1 + SLACK)) for x0, y0, x1, y1 in captions)
    return Zone.of_box(key, inside, task=Task.INK, ignore=ignore)


def number(top: float, bottom: float) -> Zone:
    """The form's number at the top right."""
    return Zone.of_box("edition", _box((NUMBER[0], top, NUMBER[1], bottom)))


def lowered(zones: Iterable[Zone], points: float) -> tuple[Zone, ...]:
    """The zones that much further down, as on another edition."""
    return tuple(
        zone.model_copy(
            update={
                "quad": tuple((x, y + points) for x, y in zone.quad),
                "ignore": tuple(
                    box.model_copy(update={"top": box.top + points, "bottom": box.bottom + points})
                    for box in zone.ignore
                ),
            }
        )
        for zone in zones
    )


def lowered_rows(rows: Iterable[Row], points: float) -> tuple[Row, ...]:
    """The captions that much further down."""
    return tuple((x, y + points, text) for x, y, text in rows)


def edition_of(text: str, numbers: Iterable[str]) -> str | None:
    """Number and edition of one of these cerfas in a text; None when there is none.

    >>> edition_of("cerfa N° 15776 * 02", ["15776"])
    '15776*02'
    """
    found = re.search(rf"({'|'.join(numbers)})\W{{0,3}}(0[1-9])(?!\d)", text)
    return f"{found[1]}*{found[2]}" if found else None


def located(*forms: Form) -> Locate:
    """Finds the zones of whichever form fits the page best; the number printed on it narrows the choice."""

    def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
        text = " ".join(line.text for line in sheet.lines)
        printed = edition_of(text, {form.edition[:5] for form in forms})
        named = [form for form in forms if form.edition == printed]
        fits = [
            (found.anchors, share, rank, found, form)
            for rank, form in enumerate(named or forms)
            if (found := register(sheet, form.template)) is not None
            and (share := found.anchors / len(form.captions)) >= MIN_FIT
        ]
        if not fits:
            return None
        # An edition with captions of its own has a smaller share of them on a poor scan than one without, but more.
        *_, found, form = max(fits, key=lambda fit: fit[:3])
        return tuple(found.zone(zone) for zone in form.template.zones)

    return locate


def _box(sides: Sides) -> BoundingBox:
    left, top, right, bottom = sides
    return BoundingBox(left=left, top=top, right=right, bottom=bottom)
