"""Pages made of words, without pictures, and a reader that reads their zones as two engines would."""

from collections.abc import Mapping, Sequence

from extractors.classify import classify
from extractors.layout import Sheet
from extractors.paper import PaperType
from pipeline.core.model import BoundingBox, Character, Face, Page, Reading, Source, Word, Zone

WIDTH, HEIGHT = 595.28, 841.89
Row = tuple[float, float, str]
"""Left edge and base line in points of an A4 page, and what is written there."""


def a_page(rows: Sequence[Row], source: Source = Source.OCR, size: float = 9.0, number: int = 1) -> Page:
    """A page with these rows, each character half as wide as the type is high."""
    words = []
    for x, y, text in rows:
        left = x
        for part in text.split(" "):
            right = left + 0.5 * size * len(part)
            box = BoundingBox(
                left=left / WIDTH, top=(y - 0.75 * size) / HEIGHT, right=right / WIDTH, bottom=(y + 0.1 * size) / HEIGHT
            )
            words += [Word(text=part, confidence=0.95, box=box)] if part else []
            left = right + 0.28 * size
    return Page(file="scan.pdf", number=number, aspect=WIDTH / HEIGHT, words=tuple(words), source=source)


def faces(
    paper: PaperType,
    page: Page,
    first: Mapping[str, str] | None = None,
    second: Mapping[str, str] | None = None,
    posterior: float = 0.9999,
) -> tuple[Face, ...]:
    """Sides of the paper found on the page.

    Args:
        paper: what is looked for.
        page: its words.
        first: what the main engine reads in zones where it does not read the words, by key.
        second: the same for the second engine.
        posterior: of each character of the main engine.
    """
    return tuple(
        Face(
            kind=found.paper.kind,
            side=found.side.name,
            page=page,
            confidence=found.confidence,
            readings=tuple(_read(page, zone, first or {}, second or {}, posterior) for zone in found.zones),
        )
        for found in classify(Sheet(page), [paper])
    )


def _read(page: Page, zone: Zone, first: Mapping[str, str], second: Mapping[str, str], posterior: float) -> Reading:
    words = sorted((w for w in page.words if zone.box.holds(w.box.center)), key=lambda w: w.box.left)
    seen = " ".join(word.text for word in words)
    text = first.get(zone.key, seen)
    return Reading(
        key=zone.key,
        zone=zone.box,
        box=BoundingBox.around(word.box for word in words) if words else zone.box,
        source=page.source,
        characters=tuple(Character(text=c, confidence=posterior, x=0.5) for c in text),
        second=second.get(zone.key, seen) if zone.is_key else None,
        is_blank=not text,
    )
