"""What the server answers: to people, to programs, and to those who should not ask."""

import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline.batch.answer import Answer
from pipeline.batch.ledger import State
from pipeline.core.errors import ReportNotWritten
from pipeline.core.report_json import report_schema
from pipeline.run import Demand
from pipeline.serve.app import application
from pipeline.serve.desk import Desk
from pipeline.serve.guard import Gate, kept_digest, new_token
from pipeline.serve.history import History, open_history
from pipeline.serve.office import Office
from pipeline.serve.uploads import Intake
from pipeline.stages.write import write_report
from tests.serve.conftest import PATIENCE_S, Clock, answered, sample
from tests.serve.tools import obedient

jsonschema = pytest.importorskip("jsonschema")

Open = Callable[..., Desk]
Serve = Callable[..., TestClient]
MULTIPART = "multipart/form-data; boundary=x"


@pytest.fixture
def desk(opened: Open) -> Desk:
    return opened(workers=2)


@pytest.fixture
def serve(desk: Desk, clock: Clock) -> Iterator[Serve]:
    """Serves the desk: with a token, under names, with limits, as a test asks."""
    clients = []

    def served(digest: str | None = None, names: tuple[str, ...] = (), **limits: int) -> TestClient:
        gate = Gate(digest, clock, frozenset(names))
        office = Office(desk, Intake.model_validate(limits), 30, clock, "fr")
        client = TestClient(
            application(office, gate), "http://localhost", raise_server_exceptions=False, follow_redirects=False
        )
        clients.append(client.__enter__())
        return client

    yield served
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(serve: Serve) -> TestClient:
    return serve()


def give(client: TestClient, files: dict[str, bytes], **said: str) -> Any:
    """Give a dossier through the API."""
    parts = [("files", (name, data, "application/octet-stream")) for name, data in files.items()]
    return client.post("/api/dossiers", files=parts, data={"date_demande": "2026-11-14", **said})


def given(client: TestClient, desk: Desk, name: str, **said: str) -> str:
    """The id of a sample that was given and answered."""
    answer = give(client, sample(name), **said)
    assert answer.status_code == 202, answer.text
    identity: str = answer.json()["id"]
    answered(desk, identity)
    return identity


def csrf(client: TestClient, path: str = "/") -> str:
    return client.get(path).text.split('name="csrf" value="')[1].split('"')[0]


def test_a_dossier_from_upload_to_removal(client: TestClient, desk: Desk) -> None:
    """All that the API offers, in the order in which it is used."""
    identity = given(client, desk, "vin", title="Dupont")
    here = f"/api/dossiers/{identity}"
    one = client.get(here).json()
    assert (one["title"], one["state"], one["verdict"], one["rules"]) == ("Dupont", "done", "reject", ["veh.vin-match"])
    report = client.get(f"{here}/report").json()
    jsonschema.validate(report, report_schema())
    fields = {
        (paper["id"], key): field
        for paper in report["documents"]
        for key, field in paper["fields"].items()
        if key == "vin"
    }
    right = fields["carte_grise-1", "vin"]["value"]
    (wrong,) = [paper for (paper, _), field in fields.items() if field["value"] and field["value"][-5:] != right[-5:]]
    said = {"document": wrong, "field": "vin", "text": right, "who": "Léa"}
    corrected = client.post(f"{here}/corrections", json=said).json()
    assert (corrected["verdict"], corrected["corrections"], corrected["is_busy"]) == ("pass", 1, False)
    back = client.post(f"{here}/corrections", json={**said, "is_withdrawn": True}).json()
    assert (back["verdict"], back["corrections"]) == ("reject", 2)
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{here}/bundle").content))
    assert archive.testzip() is None
    assert {*archive.namelist()} == {
        "pieces/01 DOSSIER COMPLET.pdf",
        "rapport.json",
        "rapport.html",
        "corrections.json",
    }
    assert client.get("/api/dossiers", params={"search": "dupont"}).json()["total"] == 1
    assert client.get("/api/dossiers", params={"search": one["vehicle"].replace("-", " ")}).json()["total"] == 1
    assert client.get("/api/dossiers", params={"search": "durand"}).json()["total"] == 0
    assert client.get("/api/dossiers", params={"verdict": "pass"}).json()["total"] == 0
    assert client.delete(here).status_code == 204
    assert client.get(here).status_code == 404
    assert not desk.folder(identity).path.exists()


def test_the_same_through_the_pages(client: TestClient, desk: Desk) -> None:
    """Without a script: forms and links do."""
    parts = [("files", (name, data)) for name, data in sample("vin").items()]
    sent = client.post(
        "/dossiers", files=parts, data={"csrf": csrf(client), "date_demande": "2026-11-14", "nature": ""}
    )
    assert sent.status_code == 303
    here = sent.headers["location"]
    identity = here.rpartition("/")[2]
    answered(desk, identity)
    page = client.get(here).text
    assert "REJETÉ" in page
    assert "diffère" in page
    assert client.get(f"{here}/pages/1.jpg").content.startswith(b"\xff\xd8")
    assert client.get(f"{here}/champs/carte_grise-1/vin").status_code == 200
    form = {"csrf": csrf(client), "document": "carte_grise-1", "field": "date_certificat", "name": "Léa"}
    wrong = client.post(f"{here}/corrections", data={**form, "text": "31/04/2026"})
    assert (wrong.status_code, "JJ/MM/AAAA" in wrong.text) == (422, True)
    assert client.post(f"{here}/corrections", data={**form, "text": " "}).status_code == 422
    assert client.post(f"{here}/corrections", data={**form, "text": "1/4/2026", "name": " "}).status_code == 422
    right = client.post(f"{here}/corrections", data={**form, "text": "1/4/2026"})
    assert (right.status_code, right.headers["location"]) == (303, here)
    page = client.get(here).text
    assert "corrigé à la main" in page
    assert "Léa" in page
    assert client.get(f"{here}/conforme.json").headers["content-disposition"].startswith("attachment")
    assert client.get(f"{here}/rapport").headers["content-security-policy"].startswith("sandbox")
    assert client.post(f"{here}/supprimer", data={"csrf": csrf(client)}).headers["location"] == "/"
    assert client.get(here).status_code == 404


@pytest.mark.parametrize(
    ("files", "status"),
    [
        pytest.param({"lettre.pdf": b"PK\x03\x04 a Word file"}, 415, id="no-paper-whatever-its-name"),
        pytest.param({"a.png": obedient("rien"), "page.html": b"<script>"}, 415, id="one-of-two"),
        pytest.param({"a.png": b""}, 415, id="empty"),
        pytest.param({f"{rank}.png": obedient("rien") for rank in range(4)}, 413, id="too-many"),
        pytest.param({"a.png": obedient("rien") + bytes(3 * 2**20)}, 413, id="too-large"),
    ],
)
def test_what_is_not_taken_in_leaves_nothing(serve: Serve, desk: Desk, files: dict[str, bytes], status: int) -> None:
    client = serve(max_files=3, max_bytes=2**20)
    answer = give(client, files)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert desk.history.find().total == 0
    assert [*(desk.data / "incoming").iterdir()] == [] if (desk.data / "incoming").exists() else True


def test_an_upload_that_does_not_say_its_length_is_cut_off(serve: Serve) -> None:
    client = serve(max_bytes=2**20)

    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
        for _ in range(40):
            yield bytes(2**18)

    answer = client.post("/api/dossiers", content=endless(), headers={"content-type": MULTIPART})
    assert answer.status_code == 413


def test_too_many_waiting_is_told(serve: Serve) -> None:
    client = serve(max_waiting=0)
    assert give(client, {"a.png": obedient("rien")}).status_code == 503


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", ".", "", "a\x00b", "CON", "💥.pdf", "x" * 5000, "-rf"],
)
def test_no_name_of_the_client_is_a_path(client: TestClient, desk: Desk, name: str) -> None:
    answer = give(client, {name or " ": obedient("rien")})
    assert answer.status_code in (202, 400, 422)
    outside = [path for path in desk.data.rglob("*") if not path.resolve().is_relative_to(desk.data.resolve())]
    assert outside == []
    stored = [path.name for path in desk.data.glob("dossiers/*/papers/*")]
    assert [one[:2] for one in stored] == ["01"] * len(stored)
    assert all(set(one) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .pngdf") for one in stored)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"host": "evil.example"}, id="rebound-name"),
        pytest.param({"host": "localhost.evil.example:80"}, id="name-that-begins-as-ours"),
        pytest.param({"host": ""}, id="no-host"),
        pytest.param({"x-forwarded-for": "203.0.113.9"}, id="behind-a-proxy"),
        pytest.param({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, id="picture-elsewhere"),
        pytest.param({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, id="another-port"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/dossiers", "/evenements", "/static/serve.css"])
def test_what_comes_from_elsewhere_is_refused(client: TestClient, path: str, headers: dict[str, str]) -> None:
    assert client.get(path, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"origin": "https://evil.example"}, id="origin"),
        pytest.param({"origin": "null"}, id="opaque"),
        pytest.param({"origin": "http://localhost:1234"}, id="another-port"),
        pytest.param({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, id="form-elsewhere"),
    ],
)
@pytest.mark.parametrize("path", ["/dossiers", "/api/dossiers", "/api/dossiers/0123456789abcdef/corrections"])
def test_nothing_is_done_for_a_page_of_elsewhere(client: TestClient, path: str, headers: dict[str, str]) -> None:
    assert client.post(path, headers=headers).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1:8765", "[::1]:8765", "192.168.1.5"])
def test_our_own_addresses_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/dossiers", headers={"host": host}).status_code == 200


def test_a_form_without_our_token_does_nothing(client: TestClient, desk: Desk) -> None:
    identity = give(client, {"a.png": obedient("rien")}).json()["id"]
    assert client.post(f"/dossiers/{identity}/supprimer", data={"csrf": "x"}).status_code == 403
    assert client.post(f"/dossiers/{identity}/supprimer").status_code == 403
    assert desk.history.get(identity) is not None


@pytest.mark.parametrize("path", ["/", "/api", "/api/dossiers", "/nothing", "/static/serve.js", "/api/nothing"])
def test_every_answer_tells_browsers_to_keep_nothing_and_trust_nothing(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "server" not in headers


def test_with_a_token_nothing_is_answered_without(serve: Serve, desk: Desk) -> None:
    token, digest = new_token(desk.data)
    assert token not in (desk.data / "token.sha256").read_text()
    assert kept_digest(desk.data) == digest
    client = serve(digest, names=("conforme.example.fr",))
    assert client.get("/").headers["location"] == "/entrer"
    assert client.get("/api/dossiers").status_code == 401
    assert client.get("/evenements").headers["location"] == "/entrer"
    assert client.post("/dossiers").status_code == 401
    bearer = {"authorization": f"Bearer {token}"}
    assert client.get("/api/dossiers", headers=bearer).status_code == 200
    assert client.get("/api/dossiers", headers={"authorization": "Bearer wrong"}).status_code == 401
    proxied = {"host": "conforme.example.fr", "x-forwarded-for": "203.0.113.9", **bearer}
    assert client.get("/api/dossiers", headers=proxied).status_code == 200


def test_the_token_opens_a_session_that_ends(serve: Serve, desk: Desk, clock: Clock) -> None:
    token, digest = new_token(desk.data)
    client = serve(digest)
    assert client.post("/entrer", data={"token": "wrong"}).status_code == 401
    entered = client.post("/entrer", data={"token": token})
    assert entered.status_code == 303
    assert {"HttpOnly", "SameSite=strict"} <= {*entered.headers["set-cookie"].split("; ")}
    assert client.get("/").status_code == 200
    first = csrf(client)
    assert client.post("/sortir", data={"csrf": first}).headers["location"] == "/entrer"
    assert client.get("/").status_code == 303
    client.post("/entrer", data={"token": token})
    assert csrf(client) != first
    clock.later(days=1)
    assert client.get("/").status_code == 303


def test_the_audit_log_says_what_was_done_and_of_nobody(client: TestClient, desk: Desk) -> None:
    identity = given(client, desk, "vin", title="Monsieur Lefèvre")
    client.get(f"/api/dossiers/{identity}/report")
    said = {"document": "carte_grise-1", "field": "titulaire", "text": "Durand", "who": "Léa Martin"}
    client.post(f"/api/dossiers/{identity}/corrections", json=said)
    client.delete(f"/api/dossiers/{identity}")
    log = (desk.data / "audit.jsonl").read_text("utf-8")
    assert [json.loads(line)["did"] for line in log.splitlines()] == ["given", "read", "corrected", "removed"]
    for personal in ("Lef", "Durand", "DURAND", "Léa", "Martin", "scan", ".pdf"):
        assert personal not in log


def test_names_that_look_like_markup_are_text(client: TestClient, desk: Desk) -> None:
    identity = given(client, desk, "vin", title="<script>alert(1)</script>\u202e")
    for path in ("/", f"/dossiers/{identity}", f"/dossiers/{identity}/rapport"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_errors_are_pages_for_people_and_json_for_programs(client: TestClient) -> None:
    assert "Ce dossier n'existe pas" in client.get("/dossiers/0123456789abcdef").text.replace("&#39;", "'")
    assert client.get("/dossiers/../../etc/passwd").status_code == 404
    assert client.get("/static/../pages.py").status_code == 404
    assert client.get("/api/dossiers/0123456789abcdef").json()["detail"]
    assert client.get("/api/dossiers/nothing").status_code == 422
    assert client.put("/api/dossiers").status_code == 405


def test_progress_comes_as_events(client: TestClient, desk: Desk) -> None:
    identity = give(client, {"a.png": obedient("lent 0.5")}).json()["id"]
    lines = []
    with client.stream("GET", "/evenements") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            lines.append(line)
            if '"isBusy": false' in line:
                break
    told = [one for line in lines if line.startswith("data: ") for one in json.loads(line.removeprefix("data: "))]
    assert {one["id"] for one in told} == {identity}
    assert "2 page(s) lue(s), fichier 1 sur 1" in " ".join(one["line"] for one in told)
    assert not told[-1]["isBusy"]


def test_what_came_and_went_between_two_looks_is_told_of(client: TestClient, desk: Desk) -> None:
    """Be it before the page listened, while it could not, or while it did."""
    first, second = given(client, desk, "vin"), given(client, desk, "cotitulaires")
    match = re.search(r'<body data-change="(\d+)">', client.get("/").text)
    assert match
    third = given(client, desk, "titulaire-unique")
    client.delete(f"/api/dossiers/{second}")
    after, news = next(news_after(client, int(match[1])))
    assert news.keys() == {second, third}
    assert news[second] == ""
    assert "CONFORME" in news[third]
    fourth = given(client, desk, "vin")
    assert next(news_after(client, after))[1].keys() == {fourth}
    assert next(news_after(client, 0))[1].keys() >= {first, third, fourth}  # that of a server before this one


def news_after(client: TestClient, change: int) -> Iterator[tuple[int, dict[str, str]]]:
    """What a page that knows of that change is told: number of the latest one, and the row of each dossier."""
    with client.stream("GET", f"/evenements?after={change}") as stream:
        number = 0
        for line in stream.iter_lines():
            if line.startswith("id: "):
                number = int(line.removeprefix("id: "))
            elif line.startswith("data: "):
                yield number, {one["id"]: one["row"] for one in json.loads(line.removeprefix("data: "))}


@pytest.fixture
def still(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk that nobody works for: what is given stays as it is."""
    with open_history(tmp_path / "data" / "history.sqlite3") as history:
        yield Desk(tmp_path / "data", history, Demand(now=clock()), clock)


def asking(desk: Desk, clock: Clock, digest: str | None = None) -> TestClient:
    """Asks the desk, without the tasks of a server."""
    app = application(Office(desk, Intake(), 30, clock, "fr"), Gate(digest, clock))
    return TestClient(app, "http://localhost", raise_server_exceptions=False)


def full(*given: object) -> None:
    """As where the disk is full."""
    raise ReportNotWritten("Impossible d'écrire l'historique (plus de place).")


def test_a_full_disk_keeps_nobody_from_reading_and_removing(
    still: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client = asking(still, clock)
    (still.data / "audit.jsonl").mkdir()
    given = give(client, {"a.png": obedient("rien")})
    assert given.status_code == 202
    identity = given.json()["id"]
    write_report(still.folder(identity).report, "{}")
    still.history.change(identity, state="done")
    assert client.get(f"/api/dossiers/{identity}/report").status_code == 200

    with monkeypatch.context() as patched:
        patched.setattr(History, "remove", full)
        refused = client.delete(f"/api/dossiers/{identity}")
    assert (refused.status_code, refused.json()["detail"]) == (507, "Le serveur ne peut pas écrire : disque plein ?")
    assert not still.folder(identity).path.exists()
    assert client.delete(f"/api/dossiers/{identity}").status_code == 204
    said = capsys.readouterr().err.splitlines()
    assert [json.loads(line)["did"] for line in said if line.startswith("{")] == ["given", "read", "removed"]


def test_what_the_history_could_not_forget_goes_with_the_next_look(
    still: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was being read when its papers went: nothing may be left to read for ever."""
    identity = give(asking(still, clock), {"a.png": obedient("rien")}).json()["id"]
    with monkeypatch.context() as patched:
        patched.setattr(History, "remove", full)
        with pytest.raises(ReportNotWritten):
            still.remove(identity)
    still.drop_if_removed(identity)
    assert still.history.find().total == 0


def test_an_upload_without_its_line_in_the_history_leaves_no_papers(
    still: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(History, "add", full)
    assert give(asking(still, clock), {"a.png": obedient("rien")}).status_code == 507
    assert [*(still.data / "dossiers").iterdir()] == []


def test_an_archive_without_space_for_it_is_told(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    identity = given(client, desk, "vin")
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: Path("/dev/full").open("w+b"))  # noqa: SIM115
    asked = client.get(f"/api/dossiers/{identity}/bundle")
    assert (asked.status_code, asked.json()["detail"]) == (507, "Le serveur ne peut pas écrire : disque plein ?")
    page = client.get(f"/dossiers/{identity}/conforme.zip")
    assert page.status_code == 507
    assert "disque plein" in page.text
    assert "Impossible d'écrire l'archive (plus de place)." in capsys.readouterr().err


def test_who_is_not_let_in_sends_no_more_than_a_token(still: Desk, clock: Clock) -> None:
    client = asking(still, clock, new_token(still.data)[1])
    assert client.post("/entrer", data={"token": "x" * 2**21}).status_code == 413


def test_what_another_version_kept_for_the_page_is_not_shown(still: Desk, clock: Clock) -> None:
    client = asking(still, clock)
    identity = give(client, {"a.png": obedient("rien")}).json()["id"]
    entry = still.history.get(identity)
    assert entry is not None
    still.history.answer(entry, State.DONE, Answer(verdict="pass", exit_code=0), "", "", 1)
    write_report(still.folder(identity).path / "sheet.json", '{"of_another_shape": "DUBOIS"}')
    assert client.get(f"/dossiers/{identity}").status_code == 200


def test_old_dossiers_go_without_being_asked_for(serve: Serve, desk: Desk, clock: Clock) -> None:
    identity = give(serve(), {"a.png": obedient("rien")}).json()["id"]
    answered(desk, identity)
    clock.later(days=31)
    again = serve()  # it is done when a server starts, and from time to time
    log, end = desk.data / "audit.jsonl", time.monotonic() + PATIENCE_S
    while '"did": "purged"' not in log.read_text("utf-8"):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    assert again.get(f"/api/dossiers/{identity}").status_code == 404
    assert not desk.folder(identity).path.exists()


def test_the_page_of_the_api_says_every_operation(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    page = client.get("/api").text
    assert len(paths) >= 6
    assert [path for path in paths if path not in page] == []
    assert "http" not in page.replace("http://www.w3.org", "")


def test_in_english_nothing_is_left_in_french(desk: Desk, clock: Clock) -> None:
    office = Office(desk, Intake(), 30, clock, "en")
    client = TestClient(application(office, Gate(None, clock)), "http://localhost")
    page = client.get("/").text
    assert client.get("/api/dossiers", headers={"host": "evil.example"}).json()["detail"].startswith("Unknown host")
    assert '<html lang="en">' in page
    assert "Déposez" not in page
    assert "Drop the papers of a dossier here" in page
