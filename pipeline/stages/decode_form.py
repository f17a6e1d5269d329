"""AcroForm values of a PDF: what the form says, when the page displays it.

A widget holds its value (`/V`) and, beside it, the drawing that a viewer shows (`/AP`). The two may differ, by an old
program or by intent, and the drawing may show nothing of the text in it; then neither is taken and the place is read
from the pixels.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from pipeline.core.model import BoundingBox, FormValue
from pipeline.stages.decode_shown import Displayed, Rectangle

_HIDDEN = 1 << 1
_NO_VIEW = 1 << 5
"""Bits of /F, ISO 32000-1 table 165."""
_PUSHBUTTON = 1 << 16
"""Bit of /Ff, ISO 32000-1 table 226."""

MAX_DEPTH = 32
"""Levels of /Parent followed: a loop in a damaged file must end."""

Place = Callable[[Rectangle], BoundingBox]
"""Turns a rectangle in PDF points (origin bottom left) into fractions of the page as displayed."""


@dataclass(frozen=True)
class PageForm:
    """Widgets of one page."""

    values: tuple[FormValue, ...] = ()
    is_complete: bool = True
    """False when a value was left out because the page displays something else."""


def has_no_page(data: bytes) -> bool:
    """Whether this is a sound PDF, but for having no page."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        return not reader.is_encrypted and len(reader.pages) == 0
    except Exception:  # pypdf raises almost anything on damaged files
        return False


class Form:
    """The AcroForm of a document.

    Raises:
        Exception: of any kind, when pypdf cannot read what pdfium could; the form is then to be done without.
    """

    def __init__(self, data: bytes) -> None:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            reader.decrypt("")
        self._pages = reader.pages

    @property
    def page_count(self) -> int:
        """Pages of the document, as pypdf counts them."""
        return len(self._pages)

    def page(self, index: int, place: Place, displayed: Displayed) -> PageForm:
        """Widgets of that page (0-based), in file order."""
        values: list[FormValue] = []
        is_complete = True
        for widget in self._widgets(index):
            fields = tuple(_lineage(widget))
            is_button = str(_inherited(fields, "/FT")) == "/Btn"
            value = _button(widget) if is_button else _text(_inherited(fields, "/V"))
            x0, y0, x1, y1 = (float(side) for side in cast(ArrayObject, widget["/Rect"].get_object()))
            box = place((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            if not (_is_drawn(value, box, displayed) if is_button else _is_typed(value, box, displayed)):
                is_complete &= is_button
                continue
            name = ".".join(str(field["/T"]) for field in reversed(fields) if "/T" in field)
            values.append(FormValue(name=name, value=value, box=box, is_button=is_button))
        return PageForm(values=tuple(values), is_complete=is_complete)

    def _widgets(self, index: int) -> Iterator[DictionaryObject]:
        """Visible widgets that hold a value: signature fields and push buttons hold none."""
        for reference in self._pages[index].get("/Annots") or ():
            widget = reference.get_object()
            if not isinstance(widget, DictionaryObject) or widget.get("/Subtype") != "/Widget":
                continue
            fields = tuple(_lineage(widget))
            kind = str(_inherited(fields, "/FT"))
            is_pushbutton = kind == "/Btn" and int(str(_inherited(fields, "/Ff") or 0)) & _PUSHBUTTON
            is_hidden = int(widget.get("/F", 0)) & (_HIDDEN | _NO_VIEW)
            if kind in ("/Tx", "/Ch", "/Btn") and not is_pushbutton and not is_hidden:
                yield widget


def _is_typed(value: str, box: BoundingBox, displayed: Displayed) -> bool:
    """Whether the letters that the page shows in the box of a widget spell its value."""
    return "".join(letter for letter, at in displayed.typed if box.holds(at.center)) == "".join(value.split())


def _is_drawn(state: str, box: BoundingBox, displayed: Displayed) -> bool:
    """Whether the page shows nothing inside a box that is off, and the mark of the widget inside one that is on."""
    across, down = box.width / 3, box.height / 3  # frames are printed beside the widgets meant for them
    inside = BoundingBox(left=box.left + across, top=box.top + down, right=box.right - across, bottom=box.bottom - down)
    is_plain = displayed.is_plain(inside)
    return is_plain if state == "Off" else not is_plain and displayed.is_drawn_in(inside)


def _lineage(widget: DictionaryObject) -> Iterator[DictionaryObject]:
    """The widget, then the fields above it."""
    field: PdfObject | None = widget
    for _ in range(MAX_DEPTH):
        if not isinstance(field, DictionaryObject):
            return
        yield field
        field = field["/Parent"].get_object() if "/Parent" in field else None


def _inherited(fields: tuple[DictionaryObject, ...], key: str) -> PdfObject | None:
    return next((field[key].get_object() for field in fields if key in field), None)


def _button(widget: DictionaryObject) -> str:
    """State displayed: that of the widget itself, whatever its group says; 'Off' when it has no drawing for it."""
    state = str(widget.get("/AS", "/Off"))
    drawings = widget.get("/AP", DictionaryObject()).get_object().get("/N", DictionaryObject()).get_object()
    return state.removeprefix("/") if state in drawings else "Off"


def _text(value: PdfObject | None) -> str:
    if value is None:
        return ""
    if isinstance(value, StreamObject):
        return value.get_data().decode("utf-8", "replace")
    if isinstance(value, list):
        return ", ".join(str(one.get_object()) for one in value)
    return str(value)
