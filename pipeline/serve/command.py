"""`conforme serve`: the address, the token, and the server that runs until it is stopped."""

import ipaddress
import os
import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import uvicorn

from pipeline.batch.pool import Bounds
from pipeline.batch.worker import Work
from pipeline.core.choices import Lang
from pipeline.core.errors import UsageError, reason
from pipeline.serve.app import application
from pipeline.serve.guard import Gate, kept_digest, new_token
from pipeline.serve.office import Office
from pipeline.serve.shifts import open_desk
from pipeline.serve.uploads import Intake
from pipeline.streams import standard_output

BACKLOG = 128
END_WITHIN_S = 2
"""Browsers that watch progress are hung up on then."""

_READY = (
    "Conforme : {} (Ctrl-C pour arrêter). Tout est gardé dans {}, {} jours.",
    "Conforme: {} (Ctrl-C to stop). All is kept in {}, for {} days.",
)
_TOKEN = (
    "Jeton d'accès, montré cette seule fois : {}",
    "Access token, shown this once only: {}",
)
_HAS_TOKEN = (
    "Le jeton d'accès est celui du premier démarrage ; --new-token en fait un autre.",
    "The access token is that of the first start; --new-token makes another.",
)


class Door(NamedTuple):
    """Where the server is reached."""

    address: str
    port: int
    """0 for one that is free."""
    names: tuple[str, ...] = ()
    """Host names that lead there, beside numeric addresses and localhost."""
    asks_token: bool = False
    """On this machine too."""
    is_new_token: bool = False

    @property
    def is_open(self) -> bool:
        """Whether others than the users of this machine can come in, as far as can be told."""
        is_local = self.address == "localhost" or _is_loopback(self.address)
        return not is_local or bool(self.names) or self.asks_token


def run_serve(
    door: Door,
    data: Path | None,
    work: Work,
    bounds: Bounds,
    intake: Intake,
    purge_after: int,
    clock: Callable[[], datetime],
) -> None:
    """Serve the page until the program is stopped.

    Args:
        door: where it is reached.
        data: folder of all that is kept; that of the user when None.
        work: how dossiers are examined.
        bounds: what one process may take, and how many there are.
        intake: what is taken in.
        purge_after: days after which a dossier is removed.
        clock: the time of day, aware.

    Raises:
        UsageError: the address cannot be used, or another server uses the folder.
        ReportNotWritten: the folder cannot be written to.
    """
    folder = data or _own_folder()
    lang = work.demand.lang
    with (
        _listening(door) as listening,
        open_desk(folder, work.opener, work.demand, work.settings, bounds, clock) as desk,
    ):
        digest = _digest(door, folder, lang) if door.is_open else None
        gate = Gate(digest, clock, frozenset(name.lower() for name in door.names))
        office = Office(desk, intake, purge_after, clock, lang)
        _say(_READY[lang == "en"].format(_url(listening), folder, purge_after))
        config = uvicorn.Config(
            application(office, gate),
            log_config=None,  # a log of requests would hold what was searched for
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=END_WITHIN_S,
            h11_max_incomplete_event_size=2**16,
        )
        uvicorn.Server(config).run(sockets=[listening])


def _digest(door: Door, folder: Path, lang: Lang) -> str:
    """Of the token, which is made and shown where there is none yet."""
    kept = None if door.is_new_token else kept_digest(folder)
    if kept:
        _say(_HAS_TOKEN[lang == "en"])
        return kept
    token, digest = new_token(folder)
    _say(_TOKEN[lang == "en"].format(token))
    return digest


def _listening(door: Door) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(door.address, door.port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        raise UsageError(
            f"Impossible d'écouter sur {door.address}, port {door.port} ({reason(error)}) : choisir un autre --port."
        ) from error
    return listening


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _own_folder() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "conforme" / "serve"


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _say(line: str) -> None:
    with standard_output():
        print(line)
