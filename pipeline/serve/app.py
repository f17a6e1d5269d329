"""The application: pages for people, the API for programs, and progress as it comes."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from importlib.metadata import version
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, File, Form, HTTPException, Path, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp

from pipeline.core.english import in_lang
from pipeline.core.errors import DossierError, ReportNotWritten, trace_of
from pipeline.serve.api import (
    PAGE,
    REPORT_HEADERS,
    STATUS,
    Identity,
    known,
    refusing,
    router,
    said_with,
    sent,
    who,
)
from pipeline.serve.guard import COOKIE, SESSION_H, Gate, Guard
from pipeline.serve.office import Asked, Office
from pipeline.serve.pages import Pages, Refused, static
from pipeline.serve.uploads import Unwanted
from pipeline.streams import complain, complain_of, internal_error

TELL_EVERY_S = 0.3
"""How often progress is looked at for those who watch."""
MAX_WATCHERS = 100
PURGE_EVERY_S = 600.0
WRONG_TOKEN_S = 1.0
"""How long a wrong token takes to be refused."""

Csrf = Annotated[str, Form(max_length=100)]
News = dict[str, str | bool]
"""Of a dossier, as the page takes it."""


def application(office: Office, gate: Gate) -> ASGIApp:
    """The whole of it, behind the guard."""
    return Guard(build(office, gate), gate, office.intake.max_bytes, office.lang)


def build(office: Office, gate: Gate) -> FastAPI:
    """The application without the guard."""
    pages = Pages(office)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        purging = asyncio.create_task(_purge(office))
        yield
        purging.cancel()

    app = FastAPI(
        title="Conforme",
        version=version("conforme"),
        description="Checks the papers of French vehicle transfers: pass or reject, and why. docs/serve.md",
        openapi_url="/api/openapi.json",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.include_router(router(office))

    def form(request: Request) -> dict[str, Any]:
        """What every page is given."""
        return {
            "csrf": gate.form_token(request.state.session),
            "is_logged_in": gate.digest is not None and bool(request.state.session),
            "fault": in_lang(office.desk.fault, office.lang),
            "change": office.desk.history.latest_change(),
        }

    def check_ours(request: Request, csrf: str) -> None:
        if not gate.is_form_token(request.state.session, csrf):
            raise HTTPException(403, office.say("not_ours"))

    _add_errors(app, office, pages, form)
    web = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @web.get("/")
    def home(
        request: Request,
        q: Annotated[str, Query(max_length=100)] = "",
        verdict: Annotated[str, Query(pattern="^[a-z_]{0,20}$")] = "",
        p: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> str:
        given = form(request)  # first: a change after it is news
        found = office.desk.history.find(q, verdict, first=(p - 1) * PAGE, count=PAGE)
        return pages.home(found, q, verdict, p, given)

    @web.post("/dossiers")
    def give(
        request: Request,
        files: Annotated[list[UploadFile], File()],
        asked: Annotated[Asked, Depends(said_with)],
        csrf: Csrf = "",
    ) -> Response:
        check_ours(request, csrf)
        entry = refusing(lambda: office.take_in(sent(files), asked, who(request)), office)
        return RedirectResponse(f"/dossiers/{entry.id}", 303)

    @web.get("/dossiers/{identity}")
    def dossier(request: Request, identity: Identity) -> str:
        given = form(request)  # first: a change after it is news
        entry = known(office, identity)
        return pages.dossier(entry, office.desk.folder(identity), given)

    @web.get("/dossiers/{identity}/rapport")
    def report(request: Request, identity: Identity) -> Response:
        file = office.report_of(known(office, identity), who(request)).with_suffix(".html")
        return FileResponse(file, media_type="text/html; charset=utf-8", headers=REPORT_HEADERS)

    @web.get("/dossiers/{identity}/conforme.{kind}")
    def download(request: Request, identity: Identity, kind: Literal["json", "html", "zip"]) -> Response:
        entry = known(office, identity)
        if kind == "zip":
            return office.bundle(entry, who(request))
        file = office.report_of(entry, who(request)).with_suffix(f".{kind}")
        return FileResponse(file, filename=f"conforme-{identity}.{kind}", headers=REPORT_HEADERS)

    @web.get("/dossiers/{identity}/pages/{number}.jpg")
    def picture(identity: Identity, number: Annotated[int, Path(ge=1, le=9999)]) -> Response:
        known(office, identity)
        file = office.desk.folder(identity).picture(number)
        if not file.is_file():
            raise HTTPException(404, office.say("no_dossier"))
        return FileResponse(file, media_type="image/jpeg")

    @web.get("/dossiers/{identity}/champs/{document}/{field}")
    def one_field(request: Request, identity: Identity, document: str, field: str) -> str:
        entry = known(office, identity)
        shown = refusing(lambda: office.field_of(entry, document, field), office)
        return pages.field(entry, office.desk.folder(identity), shown, None, form(request))

    @web.post("/dossiers/{identity}/corrections")
    def correct(
        request: Request,
        identity: Identity,
        document: Annotated[str, Form(max_length=60)],
        field: Annotated[str, Form(max_length=60)],
        act: Annotated[str, Form(pattern="^(value|blank|withdraw)$")] = "value",
        text: Annotated[str, Form(max_length=2000)] = "",
        name: Annotated[str, Form(max_length=200)] = "",
        csrf: Csrf = "",
    ) -> Response:
        check_ours(request, csrf)
        entry = known(office, identity)
        said = {"value": text, "blank": "", "withdraw": None}[act]
        try:
            if act == "value" and not text.strip():
                raise Unwanted("empty")
            office.correct(entry, document, field, said, name, who(request))
        except Unwanted as error:
            shown = refusing(lambda: office.field_of(entry, document, field), office)
            refused = Refused(office.why(error), text, name)
            again = pages.field(entry, office.desk.folder(identity), shown, refused, form(request))
            return HTMLResponse(again, STATUS.get(error.reason, 422))
        return RedirectResponse(f"/dossiers/{identity}", 303)

    @web.post("/dossiers/{identity}/supprimer")
    def remove(request: Request, identity: Identity, csrf: Csrf = "") -> Response:
        check_ours(request, csrf)
        known(office, identity)
        office.remove(identity, who(request))
        return RedirectResponse("/", 303)

    @web.get("/evenements")
    async def events(after: Annotated[int, Query(ge=0)] = 0) -> Response:
        if app.state.watchers >= MAX_WATCHERS:
            raise HTTPException(503, office.say("busy"))
        return StreamingResponse(_events(app, office, pages, after), media_type="text/event-stream")

    app.state.watchers = 0

    @web.get("/static/{name}")
    def file(name: str) -> Response:
        try:
            text, media = static(name)
        except KeyError as error:
            raise HTTPException(404, office.say("no_dossier")) from error
        return Response(text, media_type=media)

    @web.get("/entrer")
    def enter(request: Request) -> str:
        return pages.enter("", form(request))

    @web.post("/entrer")
    async def entered(request: Request, token: Annotated[str, Form(max_length=200)] = "") -> Response:
        if not gate.accepts(token.strip()):
            await asyncio.sleep(WRONG_TOKEN_S)
            return HTMLResponse(pages.enter(office.say("wrong_token"), form(request)), 401)
        response = RedirectResponse("/", 303)
        is_secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
        response.set_cookie(
            COOKIE, gate.open_session(), SESSION_H * 3600, httponly=True, samesite="strict", secure=is_secure
        )
        return response

    @web.post("/sortir")
    def leave(request: Request, csrf: Csrf = "") -> Response:
        check_ours(request, csrf)
        gate.close_session(request.state.session)
        response = RedirectResponse("/entrer", 303)
        response.delete_cookie(COOKIE)
        return response

    @web.get("/api")
    def api(request: Request) -> str:
        return pages.api(app.openapi(), form(request))

    app.include_router(web)
    return app


def _add_errors(app: FastAPI, office: Office, pages: Pages, form: Any) -> None:
    """Errors as a page for people, as JSON for programs."""

    def told(request: Request, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
        if request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"detail": message}, status, headers)
        return HTMLResponse(pages.error(message, form(request)), status, headers)

    @app.exception_handler(AnyHTTPException)
    def refused(request: Request, error: AnyHTTPException) -> Response:
        known_as = {404: "no_dossier", 405: "method"}.get(error.status_code)
        is_plain = error.detail in ("Not Found", "Method Not Allowed")
        message = office.say(known_as) if known_as and is_plain else str(error.detail)
        return told(request, error.status_code, message, error.headers)

    @app.exception_handler(RequestValidationError)
    def misunderstood(request: Request, error: RequestValidationError) -> Response:
        faults = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
        return told(request, 422, office.say("bad_request").format(faults))

    @app.exception_handler(ReportNotWritten)
    def full(request: Request, error: ReportNotWritten) -> Response:
        complain_of(error, office.lang)
        return told(request, STATUS["no_room"], office.say("no_room"))

    @app.exception_handler(Exception)
    def crashed(request: Request, error: Exception) -> Response:
        complain(internal_error(type(error).__name__, trace_of(error), office.lang))
        return told(request, 500, office.say("server_error"))


async def _events(app: FastAPI, office: Office, pages: Pages, after: int) -> AsyncIterator[str]:
    """Every change of a dossier after that one, and how far those get that are being read, as server-sent events."""
    app.state.watchers += 1
    told: dict[str, News] = {}
    quiet = 0.0
    try:
        while True:
            latest = office.desk.history.latest_change()  # first: a change after it is told of at the next look
            rows = await run_in_threadpool(_rows, office, pages, after)
            after = latest
            if news := [one for identity, one in rows.items() if told.get(identity) != one]:
                told.update(rows)
                yield f"event: news\nid: {latest}\ndata: {json.dumps(news)}\n\n"
            quiet = 0.0 if news else quiet + TELL_EVERY_S
            if quiet > 15:
                quiet = 0.0
                yield ": still here\n\n"
            await asyncio.sleep(TELL_EVERY_S)
    finally:
        app.state.watchers -= 1


def _rows(office: Office, pages: Pages, after: int) -> dict[str, News]:
    """What is to be shown of the dossiers that changed or are being read, the latest last; nothing of one removed."""
    history = office.desk.history
    changed = history.changed_since(after)
    found = {entry.id: entry for entry in (*filter(None, map(history.get, changed)), *history.busy())}
    rows: dict[str, News] = {identity: {"id": identity, "isBusy": False, "line": "", "row": ""} for identity in changed}
    for entry in sorted(found.values(), key=lambda one: one.created):
        rows.pop(entry.id, None)
        line, row = pages.line(entry), pages.row(entry)
        rows[entry.id] = {"id": entry.id, "isBusy": entry.is_busy, "line": line, "row": row}
    return rows


async def _purge(office: Office) -> None:
    while True:
        try:
            await run_in_threadpool(office.purge)
        except DossierError as error:  # the next time may do better
            complain_of(error, office.lang)
        await asyncio.sleep(PURGE_EVERY_S)
