"""Who may ask what: stands before the application, and before anything of a request is read.

    host ─► came through a proxy? ─► sent by our own page? ─► token or session ─► size ─► application ─► headers

- A host that is a name other than ours is refused: a page elsewhere could have its own name lead here (DNS rebinding).
- Where no token is asked for, nothing that came through a proxy is answered: somebody else may be behind it.
- What a browser sends for a page of elsewhere is refused: it says so itself (`Sec-Fetch-Site`, `Origin`).
"""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.core.choices import Lang
from pipeline.core.english import in_lang
from pipeline.stages.write import write_report

COOKIE = "conforme_session"
SESSION_H = 12
"""Hours that a session lasts."""
MAX_SESSIONS = 1000
TOKEN_FILE = "token.sha256"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": PAGE_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # Not 'no-referrer', with which browsers send 'Origin: null' from our own forms.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_SAFE = ("GET", "HEAD")
_UPLOADS = ("/dossiers", "/api/dossiers")
"""Where files are sent to."""
FORM_BYTES = 2**20
"""What a request may have without its files: a correction has some kilobytes."""
_OPEN = ("/entrer", "/static/")
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass
class Gate:
    """The token, and the sessions that it opened."""

    digest: str | None
    """SHA-256 of the token; None when none is asked for."""
    clock: Callable[[], datetime]
    names: frozenset[str] = frozenset()
    """Host names that lead here, in small letters; numeric addresses and localhost always may."""
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _sessions: dict[str, datetime] = field(default_factory=dict)

    def accepts(self, token: str) -> bool:
        """Whether it is the token."""
        return self.digest is not None and hmac.compare_digest(_digest(token), self.digest)

    def open_session(self) -> str:
        """A new session."""
        now = self.clock()
        self._sessions = {one: end for one, end in self._sessions.items() if end > now}
        while len(self._sessions) >= MAX_SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
        session = secrets.token_urlsafe(32)
        self._sessions[_digest(session)] = now + timedelta(hours=SESSION_H)
        return session

    def close_session(self, session: str) -> None:
        """End a session."""
        self._sessions.pop(_digest(session), None)

    def knows(self, session: str) -> bool:
        """Whether that session is open."""
        end = self._sessions.get(_digest(session))
        return end is not None and end > self.clock()

    def form_token(self, session: str) -> str:
        """What our own forms send along."""
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    def is_form_token(self, session: str, token: str) -> bool:
        """Whether a form is our own, made for that session."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())


def new_token(data: Path) -> tuple[str, str]:
    """A new token and its digest, which alone is kept. Raises ReportNotWritten."""
    token = secrets.token_urlsafe(32)
    write_report(data / TOKEN_FILE, _digest(token))
    return token, _digest(token)


def kept_digest(data: Path) -> str | None:
    """The digest of the token that was made before."""
    file = data / TOKEN_FILE
    return file.read_text(encoding="ascii").strip() if file.is_file() else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Guard:
    """The application behind the gate."""

    def __init__(self, app: ASGIApp, gate: Gate, max_bytes: int, lang: Lang) -> None:
        """Take the application, the gate, how many bytes the files of a dossier may have, and the language of refusals.

        What is no upload, such as the token of somebody who is not let in yet, may have `FORM_BYTES`.
        """
        self._lang = lang
        self._app = app
        self._gate = gate
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks WebSocket
            return
        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, self._weighed(receive, self._most(scope)), _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """Why it is not answered; else who asks is noted in the scope."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return self._refused(scope, 403, "Nom d'hôte inconnu : voir --name dans docs/serve.md.")
        if self._gate.digest is None and any(name in headers for name in _PROXIED):
            return self._refused(scope, 403, "Derrière un mandataire, un jeton est nécessaire : voir --name.")
        if not _is_from_here(scope, headers, hosts[0]):
            return self._refused(scope, 403, "Demande venue d'un autre site.")
        if int(_number(headers.get("content-length", "0"))) > self._most(scope):
            return self._refused(scope, 413, _too_much(self._most(scope)))
        return self._unknown(scope, headers)

    def _most(self, scope: Scope) -> int:
        """How many bytes that request may have."""
        return FORM_BYTES + self._max_bytes * (scope["path"].rstrip("/") in _UPLOADS)

    def _unknown(self, scope: Scope, headers: Headers) -> Response | None:
        state = scope.setdefault("state", {})
        state["session"] = session = _session_of(headers)
        state["who"] = "local"
        if self._gate.digest is None:
            return None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._gate.accepts(token.strip()):
            state["who"] = "token"
            return None
        if session and self._gate.knows(session):
            state["who"] = f"session {_digest(session)[:8]}"
            return None
        path = scope["path"]
        if path.startswith(_OPEN):
            return None
        if path.startswith("/api/") or scope["method"] not in _SAFE:
            return self._refused(scope, 401, "Jeton absent ou faux.", {"WWW-Authenticate": "Bearer"})
        return RedirectResponse("/entrer", status_code=303)

    def _refused(self, scope: Scope, status: int, why: str, headers: dict[str, str] | None = None) -> Response:
        told = in_lang(why, self._lang)
        if scope["path"].startswith("/api/"):
            return JSONResponse({"detail": told}, status, headers)
        return PlainTextResponse(told, status, headers)

    def _is_ours(self, host: str) -> bool:
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        name = name.strip("[]").lower().rstrip(".")
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name == "localhost" or name in self._gate.names
        return True

    def _weighed(self, receive: Receive, most: int) -> Receive:
        """Counts what comes without its length said."""
        total = 0

        async def weighed() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > most:
                raise HTTPException(413, in_lang(_too_much(most), self._lang))
            return message

        return weighed


def _too_much(most: int) -> str:
    return f"Plus de {most // 2**20} Mo."


def _is_from_here(scope: Scope, headers: Headers, host: str) -> bool:
    """Whether it was sent by our own page, by the user's hand, or by a program that is no browser."""
    site = headers.get("sec-fetch-site", "none")
    if scope["method"] in _SAFE:
        return site in ("none", "same-origin") or headers.get("sec-fetch-mode") == "navigate"
    origin = headers.get("origin")
    is_same = origin is None or origin.lower() in (f"http://{host}".lower(), f"https://{host}".lower())
    return site in ("none", "same-origin") and is_same


def _session_of(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return with_headers
