"""The program itself: many at once, who may come in, and one dossier by the real engines."""

import json
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2 as httpx
import psutil
import pytest

from pipeline.serve.history import open_history
from pipeline.stages.write import write_report
from tests.serve.conftest import PATIENCE_S
from tests.serve.tools import SAMPLES, papers

ROOT = Path(__file__).parents[2]
MANY = 20
SERVER_BYTES = 400 * 2**20
"""What the server's own process may take, which opens no paper."""

Start = Callable[..., tuple[list[str], subprocess.Popen[str]]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a server, with options: what it said first, a line for each asked for, and its process."""
    servers: list[subprocess.Popen[str]] = []

    def started(*options: str, module: str = "tests.serve.program", lines: int = 1) -> Any:
        program = [sys.executable, "-m", module, "serve", "--port", "0", "--data", str(tmp_path / "data"), *options]
        server = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        servers.append(server)
        assert server.stdout
        return [server.stdout.readline() for _ in range(lines)], server

    yield started
    for server in servers:
        server.terminate()
        server.communicate(timeout=PATIENCE_S)


def address(lines: list[str]) -> str:
    """Where the server said that it is."""
    found = re.search(r"http://\S+", lines[-1])
    assert found, lines
    return found[0]


def give(base: str, name: str) -> str:
    """Give a sample with its facts; its id."""
    facts = tomllib.loads((SAMPLES / name / "dossier.toml").read_text("utf-8"))
    said = {"title": name, **{key: str(value) for key, value in facts.items()}}
    files = [("files", (file.name, file.read_bytes())) for file in papers(name)]
    answer = httpx.post(f"{base}api/dossiers", files=files, data=said, timeout=PATIENCE_S)
    assert answer.status_code == 202, answer.text
    identity: str = answer.json()["id"]
    return identity


def answer_of(base: str, identity: str) -> dict[str, Any]:
    """The dossier once it has its answer."""
    end = time.monotonic() + 2 * PATIENCE_S
    while (one := httpx.get(f"{base}api/dossiers/{identity}", timeout=PATIENCE_S).json())["is_busy"]:
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
    found: dict[str, Any] = one
    return found


def test_twenty_at_once_all_get_the_right_answer_in_bounded_memory(start: Start) -> None:
    lines, server = start("--jobs", "2")
    base = address(lines)
    names = sorted(folder.name for folder in SAMPLES.iterdir() if (folder / "readings.json.xz").is_file())[:MANY]
    with ThreadPoolExecutor(MANY) as crowd:
        identities = list(crowd.map(lambda name: give(base, name), names))
    answers = {name: answer_of(base, identity) for name, identity in zip(names, identities, strict=True)}
    truth = {name: json.loads((SAMPLES / name / "expected.json").read_text("utf-8")) for name in names}
    assert len(answers) == MANY
    assert {name: (one["verdict"], sorted(one["motifs"])) for name, one in answers.items()} == {
        name: (one["verdict"], sorted(one["motifs"])) for name, one in truth.items()
    }
    whole = psutil.Process(server.pid)
    readers = [child for child in whole.children() if "spawn_main" in " ".join(child.cmdline())]
    assert len(readers) == 2
    assert whole.memory_info().rss < SERVER_BYTES


def test_another_address_asks_for_a_token_shown_once_and_kept_hashed(start: Start, tmp_path: Path) -> None:
    lines, server = start("--address", "0.0.0.0", lines=2)
    token = lines[0].split()[-1]
    base = address(lines).replace("0.0.0.0", "127.0.0.1")
    assert httpx.get(f"{base}api/dossiers").status_code == 401
    assert httpx.get(f"{base}api/dossiers", headers={"authorization": f"Bearer {token}"}).status_code == 200
    kept = [path for path in (tmp_path / "data").rglob("*") if path.is_file() and token.encode() in path.read_bytes()]
    assert kept == []
    server.terminate()
    assert server.wait(PATIENCE_S) == 130
    again, _ = start("--address", "0.0.0.0", lines=2)
    assert token not in "".join(again)
    base = address(again).replace("0.0.0.0", "127.0.0.1")
    assert httpx.get(f"{base}api/dossiers", headers={"authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.parametrize("options", [["--name", "conforme.example.fr"], ["--token"]])
def test_behind_a_proxy_a_token_is_asked_for_too(start: Start, options: list[str]) -> None:
    lines, _ = start(*options, lines=2)
    assert httpx.get(f"{address(lines)}api/dossiers").status_code == 401


def test_a_port_that_is_taken_is_told(start: Start, tmp_path: Path) -> None:
    lines, _ = start()
    port = address(lines).rstrip("/").rpartition(":")[2]
    other = ["--port", port, "--data", str(tmp_path / "other")]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "serve", *other], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "--port" in done.stderr


def test_an_error_of_the_server_says_nothing_that_stands_on_papers(start: Start, tmp_path: Path) -> None:
    """The message of an exception may: libraries would log it."""
    identity = "0123456789abcdef"
    with open_history(tmp_path / "data" / "history.sqlite3") as history:
        history.add(identity, "essai", 1, datetime.now(UTC))
        history.change(identity, state="done")
    write_report(tmp_path / "data/dossiers" / identity / "corrections.json", '{"said": "DUBOIS"}')
    lines, server = start("--jobs", "1")
    assert httpx.get(f"{address(lines)}dossiers/{identity}", timeout=PATIENCE_S).status_code == 500
    server.terminate()
    _, said = server.communicate(timeout=PATIENCE_S)
    assert "Erreur interne (ValidationError)" in said
    assert "DUBOIS" not in said


@pytest.mark.ocr
def test_the_real_engines_read_what_is_given(start: Start) -> None:
    """One page of a dossier: rejected for want of the others, and read."""
    lines, _ = start("--jobs", "1", module="pipeline")
    base = address(lines)
    page = SAMPLES / "titulaire-unique" / "carte grise 1.jpg"
    sent = httpx.post(f"{base}api/dossiers", files=[("files", ("IMG_0001.jpg", page.read_bytes()))], timeout=PATIENCE_S)
    one = answer_of(base, sent.json()["id"])
    expected = json.loads((SAMPLES / "titulaire-unique" / "expected.json").read_text("utf-8"))
    (card,) = [paper["fields"] for paper in expected["documents"] if paper["kind"] == "carte_grise"]
    assert (one["verdict"], one["pages"], one["vehicle"]) == ("reject", 1, card["immatriculation"])
    assert "incomplet" in one["motifs"]
    report = httpx.get(f"{base}api/dossiers/{one['id']}/report.html", timeout=PATIENCE_S).text
    assert report.count("<image") >= 1
