"""Values that stand in one of two places, or over several lines: their readings taken together."""

from collections.abc import Sequence

from extractors.fields import Parse, T, judged
from pipeline.core.model import BoundingBox, Character, Face, Field, Reading

MORE = "+"
"""Ends the key of the second place where a value may stand."""


def readings(face: Face, key: str) -> list[Reading]:
    """Readings of the places where a value may stand, those that hold something first."""
    found = [reading for reading in face.readings if reading.key in (key, key + MORE)]
    return sorted(found, key=lambda reading: reading.is_blank is True)


def decide_among(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """The field of a caption, whichever place its value stands in; an empty `Field` when it has none on this face.

    Blank only when every place is surely blank.
    """
    fields = [judged(face, reading, parse) for reading in readings(face, key)]
    if not fields:
        return Field[T]()
    filled = [field for field in fields if field.value is not None]
    written = [field for field in fields if field.raw]
    if len({repr(field.value) for field in filled}) > 1:
        return filled[0].model_copy(update={"value": None, "confidence": 0.0})
    return (filled or written or [min(fields, key=lambda field: field.confidence)])[0]


def merged(key: str, parts: Sequence[Reading]) -> Reading | None:
    """Several lines as one reading, joined by blanks; None when there is none that holds something."""
    written = [part for part in parts if part.text.strip() or (part.second or "").strip()]
    if not written:
        return None
    characters: list[Character] = []
    for part in written:
        characters += [Character(text=" ", confidence=1.0, x=0.0)] * bool(characters) + list(part.characters)
    seconds = [part.second for part in written if part.second is not None]
    return Reading(
        key=key,
        zone=BoundingBox.around(part.zone for part in written),
        box=BoundingBox.around(part.box for part in written),
        source=written[0].source,
        characters=tuple(characters),
        second=" ".join(seconds) if len(seconds) == len(written) else None,
        is_blank=False,
    )
