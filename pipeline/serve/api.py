"""The API for programs: the same desk, the same checks. Its OpenAPI document is made of these models."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, TypeVar

import pydantic
from fastapi import APIRouter, Depends, File, Form, HTTPException, Path, Query, Request, Response, UploadFile
from starlette.responses import FileResponse

from pipeline.core.choices import Canal, Nature, Operation, Party
from pipeline.core.dossier import Facts
from pipeline.core.model import Frozen
from pipeline.core.report import Motif
from pipeline.core.report_json import ReportJson
from pipeline.serve.by_hand import MAX_NAME, MAX_TEXT
from pipeline.serve.history import Entry
from pipeline.serve.office import Asked, Office
from pipeline.serve.uploads import MAX_TITLE, Sent, Unwanted

Identity = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="Identifiant du dossier.")]
PAGE = 50
"""Dossiers of the history on a page."""


class ErrorJson(Frozen):
    """Why it was not done."""

    detail: str


class ProgressJson(Frozen):
    """How far the reading has come."""

    files: int
    """Files begun."""
    pages: int
    """Pages begun."""


class DossierJson(Frozen):
    """One dossier."""

    id: str
    title: str
    state: Literal["queued", "running", "done", "failed", "quarantined"]
    is_busy: bool
    """An answer is still to come, the first or one that takes corrections into account."""
    verdict: Literal["pass", "reject"] | None
    """None while an answer is still to come, and where it was not examined."""
    motifs: tuple[Motif, ...]
    rules: tuple[str, ...]
    """Ids of the rules that reject it."""
    vehicle: str
    """Plate, where it was surely read."""
    created: datetime
    removed_after: datetime
    files: int
    pages: int
    corrections: int
    """How many were made by hand."""
    error: str
    """Why it was not examined, for the user; else empty."""
    progress: ProgressJson | None


class HistoryJson(Frozen):
    """A part of the history."""

    total: int
    dossiers: tuple[DossierJson, ...]


class CorrectionJson(Frozen):
    """What a person says of a field."""

    document: str = pydantic.Field(max_length=60)
    """Id of the paper in the report, e.g. 'carte_grise-1'."""
    field: str = pydantic.Field(max_length=60)
    """Key of the field."""
    text: str = pydantic.Field(default="", max_length=MAX_TEXT)
    """The value as one writes it ('04/03/2026', 'oui'); empty where nothing stands on the paper."""
    who: str = pydantic.Field(min_length=1, max_length=MAX_NAME, pattern=r"\S")
    """Name of who says so."""
    is_withdrawn: bool = False
    """What was said of the field before counts no more."""


def errors(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The errors that an operation may answer with."""
    words = {
        404: "No such dossier, or nothing of the kind in it",
        409: "Not possible as the dossier stands",
        413: "Too much at once",
        415: "A file that can hold no paper",
        503: "Too many dossiers are waiting",
        507: "No room left",
    }
    always = {400: "Spoiled request", 401: "Token absent or wrong", 403: "Not from here", 422: "Not understood"}
    return {
        status: {"model": ErrorJson, "description": why}
        for status, why in (always | words).items()
        if status in always or status in statuses
    }


def router(office: Office) -> APIRouter:
    """The operations of the API."""
    api = APIRouter(prefix="/api", tags=["dossiers"])

    def as_json(entry: Entry) -> DossierJson:
        progress = office.desk.progress(entry.id)
        answer = None if entry.is_busy else entry.answer  # that of before a correction is none any more
        return DossierJson(
            id=entry.id,
            title=entry.title,
            state=entry.state.value,
            is_busy=entry.is_busy,
            verdict=answer.verdict if answer else None,
            motifs=answer.motifs if answer else (),
            rules=answer.rules if answer else (),
            vehicle=entry.vehicle,
            created=entry.created,
            removed_after=entry.created + timedelta(days=office.purge_after),
            files=entry.files,
            pages=entry.pages,
            corrections=entry.said,
            error=entry.error,
            progress=ProgressJson(files=progress.files, pages=progress.pages) if progress else None,
        )

    @api.post("/dossiers", status_code=202, responses=errors(413, 415, 503, 507))
    def give(
        request: Request,
        response: Response,
        files: Annotated[list[UploadFile], File(min_length=1, description="PDF, JPEG, PNG, TIFF, WebP, HEIC.")],
        asked: Annotated[Asked, Depends(said_with)],
    ) -> DossierJson:
        """Give a dossier to be checked."""
        entry = refusing(lambda: office.take_in(sent(files), asked, who(request)), office)
        response.headers["Location"] = f"/api/dossiers/{entry.id}"
        return as_json(entry)

    @api.get("/dossiers", responses=errors())
    def history(
        search: Annotated[str, Query(max_length=100, description="Words of the title, or the plate.")] = "",
        verdict: Annotated[Literal["", "pass", "reject"] | Motif, Query()] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> HistoryJson:
        """The latest dossiers."""
        found = office.desk.history.find(search, str(verdict), first=(page - 1) * PAGE, count=PAGE)
        return HistoryJson(total=found.total, dossiers=tuple(map(as_json, found.entries)))

    @api.get("/dossiers/{identity}", responses=errors(404))
    def one(identity: Identity) -> DossierJson:
        """How a dossier stands."""
        return as_json(known(office, identity))

    @api.delete("/dossiers/{identity}", status_code=204, responses=errors(404, 507))
    def remove(request: Request, identity: Identity) -> None:
        """Remove all that is kept of a dossier."""
        known(office, identity)
        office.remove(identity, who(request))

    @api.get("/dossiers/{identity}/report", response_model=ReportJson, responses=errors(404))
    def report(request: Request, identity: Identity) -> FileResponse:
        """The report for programs (`conforme.report/1`)."""
        return FileResponse(office.report_of(known(office, identity), who(request)), media_type="application/json")

    @api.get(
        "/dossiers/{identity}/report.html",
        response_class=FileResponse,
        responses={200: {"content": {"text/html": {}}}, **errors(404)},
    )
    def page(request: Request, identity: Identity) -> FileResponse:
        """The report for a browser, one file that needs nothing else."""
        file = office.report_of(known(office, identity), who(request)).with_suffix(".html")
        return FileResponse(file, media_type="text/html; charset=utf-8", headers=REPORT_HEADERS)

    @api.get(
        "/dossiers/{identity}/bundle",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}}, **errors(404, 507)},
    )
    def bundle(request: Request, identity: Identity) -> Response:
        """Papers, reports and corrections in one archive."""
        return office.bundle(known(office, identity), who(request))

    @api.post("/dossiers/{identity}/corrections", responses=errors(404, 409, 413, 507))
    def correct(request: Request, identity: Identity, said: CorrectionJson) -> DossierJson:
        """Say what stands in a field; the rules are run again, and nothing is read again."""
        entry = known(office, identity)
        refusing(
            lambda: office.correct(
                entry, said.document, said.field, None if said.is_withdrawn else said.text, said.who, who(request)
            ),
            office,
        )
        return as_json(known(office, identity))

    return api


REPORT_HEADERS = {
    # The page has a policy of its own; whatever might slip into it is of no origin, and reaches nothing here.
    "Content-Security-Policy": "sandbox allow-scripts allow-modals; frame-ancestors 'none'"
}


def said_with(
    title: Annotated[str, Form(max_length=MAX_TITLE, description="How the dossier is called.")] = "",
    date_demande: Annotated[date | None, Form(description="Day of filing, today by default.")] = None,
    operation: Annotated[Operation | None, Form()] = None,
    canal: Annotated[Canal | None, Form()] = None,
    vendeur: Annotated[Party | None, Form()] = None,
    acquereur: Annotated[Party | None, Form()] = None,
    nature: Annotated[Nature | None, Form()] = None,
) -> Asked:
    """What a form says of a dossier."""
    facts = Facts(
        date_demande=date_demande,
        operation=operation,
        canal=canal,
        vendeur=vendeur,
        acquereur=acquereur,
        nature=nature,
    )
    return Asked(title, facts)


def who(request: Request) -> str:
    """Who asks, as the audit log says it: no name of a person."""
    return str(request.state.who)


def sent(files: Sequence[UploadFile]) -> list[Sent]:
    """The files of a form, without the empty one that stands for none."""
    return [Sent(file.filename or "", file.file) for file in files if file.filename or file.size]


def known(office: Office, identity: str) -> Entry:
    """That dossier. Raises HTTPException 404."""
    entry = office.desk.history.get(identity)
    if entry is None:
        raise HTTPException(404, office.say("no_dossier"))
    return entry


STATUS = {"foreign": 415, "too_many": 413, "busy": 503, "no_room": 507, "not_there": 409}
"""Reasons to refuse; 422 for the others."""


T = TypeVar("T")


def refusing(act: Callable[[], T], office: Office) -> T:
    """What the act gives. Raises HTTPException where it is refused."""
    try:
        return act()
    except Unwanted as error:
        raise HTTPException(STATUS.get(error.reason, 422), office.why(error)) from error
