"""The pages, as text: templates, and what they are given."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple

import jinja2
from pydantic import JsonValue

from pipeline.core.printable import printable
from pipeline.serve.desk import Progress
from pipeline.serve.history import Entry, Found
from pipeline.serve.kept import Folder
from pipeline.serve.office import Office
from pipeline.serve.sheet import Crop, Shown
from pipeline.serve.words import WORDS
from pipeline.stages.html_words import repair_note
from pipeline.stages.wording import Wording
from validators.context import PARIS

STATIC: Mapping[str, tuple[str, str, str]] = {
    "report.css": ("pipeline.stages", "page/report.css", "text/css; charset=utf-8"),
    "icon.svg": ("pipeline.serve", "page/icon.svg", "image/svg+xml"),
    "serve.css": ("pipeline.serve", "page/serve.css", "text/css; charset=utf-8"),
    "serve.js": ("pipeline.serve", "page/serve.js", "text/javascript; charset=utf-8"),
}
"""File by the name it is asked for by."""


def static(name: str) -> tuple[str, str]:
    """Text and media type of a file of the page. Raises KeyError."""
    package, path, media = STATIC[name]
    return files(package).joinpath(path).read_text(encoding="utf-8"), media


class Refused(NamedTuple):
    """A correction that was not taken."""

    why: str
    text: str
    """As it was written."""
    name: str
    """Of who wrote it."""


class Pages:
    """Renders the pages of one server."""

    def __init__(self, office: Office) -> None:
        """Take what they tell of."""
        self._office = office
        wording = Wording(office.lang, WORDS)
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("pipeline.serve", "page"),
            autoescape=True,
            finalize=lambda value: printable(value) if type(value) is str else value,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._environment.globals.update(
            say=wording.say,
            day=wording.day,
            moment=lambda instant: wording.moment(instant.astimezone(PARIS)),
            lang=office.lang,
            intake=office.intake,
            purge_after=office.purge_after,
            frame=frame,
            shown=wording.shown,
            repair_note=lambda note: repair_note(note, office.lang),
            removed_on=lambda entry: wording.day(
                (entry.created + timedelta(days=office.purge_after)).astimezone(PARIS).date()
            ),
            line=self.line,
        )
        self._environment.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
        self._environment.filters["percent"] = lambda share: (
            f"{share:.0%}" if office.lang == "en" else f"{share * 100:.0f} %"
        )

    def home(self, found: Found, search: str, verdict: str, page: int, form: Mapping[str, Any]) -> str:
        """The page to drop files on, with the history."""
        return self._render("home.html", found=found, search=search, verdict=verdict, page=page, **form)

    def row(self, entry: Entry) -> str:
        """A line of the history."""
        return self._render("row.html", entry=entry)

    def dossier(self, entry: Entry, folder: Folder, form: Mapping[str, Any]) -> str:
        """The page of a dossier."""
        sheet = None if entry.is_busy else folder.sheet()
        fields = sheet.fields if sheet else ()
        said = [one for one in fields if one.by_hand]
        return self._render(
            "dossier.html",
            entry=entry,
            sheet=sheet,
            has_report=folder.report.is_file() and not entry.is_busy,
            asked=[one for one in fields if one.is_asked],
            cited=[one for one in fields if one.reasons and not one.is_doubtful and not one.by_hand],
            said=said,
            papers=_by_paper(fields),
            name=_last_name(folder),
            **form,
        )

    def field(
        self, entry: Entry, folder: Folder, field: Shown, refused: Refused | None, form: Mapping[str, Any]
    ) -> str:
        """The page where one field is corrected; of a correction that was refused, with what was written."""
        return self._render(
            "field.html",
            entry=entry,
            field=field,
            error=refused.why if refused else "",
            written=refused.text if refused else None,
            name=refused.name if refused else _last_name(folder),
            **form,
        )

    def enter(self, error: str, form: Mapping[str, Any]) -> str:
        """The page that asks for the token."""
        return self._render("enter.html", error=error, **form)

    def error(self, message: str, form: Mapping[str, Any]) -> str:
        """The page that says that something was not done."""
        return self._render("error.html", message=message, **form)

    def api(self, document: Mapping[str, Any], form: Mapping[str, Any]) -> str:
        """The OpenAPI document, for people."""
        return self._render("api.html", document=document, operations=list(_operations(document)), **form)

    def line(self, entry: Entry) -> str:
        """How a dossier gets on, in words."""
        say = self._office.say
        progress = self._office.desk.progress(entry.id)
        if entry.state.value == "queued":
            return say("queued")
        if not entry.is_busy:
            return ""
        if progress is None or progress.is_judging:
            return say("running" if entry.state.value == "running" and progress is None else "judging")
        return f"{say('running')} : {self._far(progress, entry)}"

    def _far(self, progress: Progress, entry: Entry) -> str:
        words = self._office.say("page_n")
        return words.format(pages=max(progress.pages - 1, 0), file=progress.files, files=entry.files)

    def _render(self, template: str, **values: Any) -> str:
        return self._environment.get_template(template).render(**values)


def frame(crop: Crop) -> Mapping[str, float]:
    """Where to draw a page and the box of a field so that a piece is seen, in thousandths of the page's height."""
    wide = crop.aspect * 1000
    region, box = crop.region, crop.box
    return {
        "page_width": round(wide, 1),
        "x": round(region.left * wide, 1),
        "y": round(region.top * 1000, 1),
        "width": round(region.width * wide, 1),
        "height": round(region.height * 1000, 1),
        "box_x": round(box.left * wide, 1),
        "box_y": round(box.top * 1000, 1),
        "box_width": round(box.width * wide, 1),
        "box_height": round(box.height * 1000, 1),
    }


def _last_name(folder: Folder) -> str:
    """Who corrected last: as a rule they correct the next one too."""
    said = folder.corrections()
    return said[-1].by_hand.who if said else ""


def _by_paper(fields: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    return [(paper, list(many)) for paper, many in groupby(fields, key=lambda one: one.paper)]


def _operations(document: Mapping[str, Any]) -> Iterable[dict[str, JsonValue]]:
    """What the OpenAPI document says of each operation, as the page shows it."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {})
            schemas = [_resolved(document, content["schema"]) for content in body.values()]
            yield {
                "method": method.upper(),
                "path": path,
                "summary": operation.get("description") or operation.get("summary", ""),
                "parameters": [
                    {"name": one["name"], "where": one["in"], "what": _what(document, one["schema"])}
                    for one in operation.get("parameters", ())
                ],
                "body": [
                    {"name": name, "what": _what(document, schema), "required": name in whole.get("required", ())}
                    for whole in schemas
                    for name, schema in whole.get("properties", {}).items()
                ],
                "media": ", ".join(body),
                "answers": [
                    {"status": status, "what": answer["description"], "media": ", ".join(answer.get("content", {}))}
                    for status, answer in operation["responses"].items()
                ],
            }


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def _what(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    whole = _resolved(document, schema)
    if choices := whole.get("enum") or ([whole["const"]] if whole.get("const") else []):
        return " | ".join(str(one) for one in choices if one != "")
    if options := whole.get("anyOf"):
        return " | ".join(dict.fromkeys(_what(document, one) for one in options))
    kind = str(whole.get("type", ""))
    if kind == "array":
        return f"[{_what(document, whole['items'])}]"
    described = str(whole.get("description", "") or schema.get("description", ""))
    return ", ".join(filter(None, (kind, str(whole.get("format", "")), described)))
