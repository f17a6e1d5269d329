"""What a form or a text layer says of a zone, before any pixel is looked at."""

from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Character, FormValue, Page, Reading, Source, Task, Word, Zone


def given(page: Page, zone: Zone) -> Reading | None:
    """What a form or a text layer says of the zone; None when it says nothing."""
    place = zone.box  # worked out of the corners each time
    widget = max(page.form, key=lambda value: value.box.overlap(place), default=None)
    if widget is not None and widget.box.overlap(place) > 0.4:
        return _of_form(widget, zone)
    if page.source is not Source.TEXT or zone.task not in (Task.LINE, Task.COMB):
        return None
    words = [word for word in page.words if place.holds(word.box.center)]
    return _of_words(words, zone) if words else None


def _of_form(widget: FormValue, zone: Zone) -> Reading | None:
    if zone.task is Task.TICK and widget.is_button:
        level = 0.0 if widget.value in ("", "Off") else 1.0
        return Reading(key=zone.key, zone=zone.box, box=widget.box, source=Source.FORM, level=level)
    if widget.is_button or zone.task not in (Task.LINE, Task.COMB) or not widget.value:
        return None
    return Reading(
        key=zone.key,
        zone=zone.box,
        box=widget.box,
        source=Source.FORM,
        characters=_certain(widget.value),
        is_blank=False,
    )


def _of_words(words: list[Word], zone: Zone) -> Reading:
    joint = "" if zone.task is Task.COMB else " "
    text = joint.join(word.text for word in sorted(words, key=lambda word: word.box.left))
    if not fold(text):
        return Reading(key=zone.key, zone=zone.box, box=zone.box, source=Source.TEXT, is_blank=True)
    box = BoundingBox.around(word.box for word in words)
    return Reading(key=zone.key, zone=zone.box, box=box, source=Source.TEXT, characters=_certain(text), is_blank=False)


def _certain(text: str) -> tuple[Character, ...]:
    return tuple(Character(text=c, confidence=1.0, x=(i + 0.5) / len(text)) for i, c in enumerate(text))
