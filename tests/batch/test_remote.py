"""Dossiers in a bucket, reports in another: a true S3 server of this machine's own, asked by true processes."""

import hashlib
import json
import multiprocessing
import socket
import stat
import sys
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import remote
from pipeline.batch.answer import Task
from pipeline.batch.pool import Bounds, Ended, Loss, Queue
from pipeline.batch.remote import Bucket, BucketShelf, BucketSource
from pipeline.batch.remote_worker import perform
from pipeline.batch.run import run_dossiers
from pipeline.batch.worker import Work
from pipeline.cli import main
from pipeline.core.errors import NoInput
from pipeline.run import Demand
from pipeline.settings import Settings
from pipeline.stages.fingerprint import content_of
from tests.batch import program
from tests.batch.folders import a_batch
from tests.batch.program import obedient_tools
from tests.batch.store import Store
from tests.batch.test_batch import NOON, Witness
from tests.batch.test_kills import DAY, PATIENCE_S, answers, forked, index, until

Capture = pytest.CaptureFixture[str]

TWINS = tuple(
    bytes.fromhex(
        f"d131dd02c5e6eec4693d9a0698aff95c2fcab5{a}712467eab4004583eb8fb7f8955ad340609f4b30283e4888325{b}1415a085125e8f7"
        f"cdc99fd91dbd{c}280373c5bd8823e3156348f5bae6dacd436c919c6dd53e2{d}487da03fd02396306d248cda0e99f33420f577ee8ce54b"
        f"67080{e}80d1ec69821bcb6a8839396f965{f}6ff72a70"
    )
    for a, b, c, d, e, f in (("8", "7", "f", "b", "a", "2b"), ("0", "f", "7", "3", "2", "ab"))
)
"""Two contents of one MD5, published by Wang and Yu in 2004."""


def started(source: str, out: str, ledger: Path, *options: str) -> BaseProcess:
    """A batch as a program of its own, without loading Python and its libraries again: only its worker does."""
    arguments = ["batch", source, "--out", out, "--ledger", str(ledger), "--jobs", "1", *DAY, *options]
    process = multiprocessing.get_context("fork").Process(target=_be_it, args=(arguments,))
    process.start()
    return process


def _be_it(arguments: list[str]) -> None:
    main = sys.modules["__main__"]
    main.__spec__ = main.__file__ = None  # pytest's: workers would load it
    sys.exit(program.run(arguments))


def rows(store: Store, bucket: str, folder: str = "") -> list[dict[str, Any]]:
    """The index in the bucket, but for the time taken."""
    lines = map(json.loads, store.text(bucket, f"{folder}index.jsonl").splitlines())
    return [{key: value for key, value in line.items() if key != "seconds"} for line in lines]


def test_a_batch_killed_in_the_middle_ends_as_an_undisturbed_one_in_folders(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {name: [tmp_path / f"{place}-{name}" for place in ("folder", "bucket")] for name in ("a", "b", "f")}
    orders = {name: (f"compte {here}", f"compte {there}") for name, (here, there) in counts.items()}
    orders |= dict.fromkeys("cd", ("rejet", "rejet")) | {"e": ("lent 3", "lent 3")}
    source = a_batch(tmp_path / "in", {name: here for name, (here, _) in orders.items()})
    (source / "h.v2.pdf").write_text("passe")
    store.put({f"scans/in/{name}/page": there for name, (_, there) in orders.items()})
    store.put({"scans/in/h.v2.pdf": "passe", "scans/in/.trash/x": "rejet"})
    store.put({"reports/elsewhere/x": ""})
    whole, ledger = tmp_path / "whole", tmp_path / "ledger"
    forked(source, whole).join(PATIENCE_S)

    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    run = started("s3://scans/in/", "s3://reports", ledger)
    until(lambda: list(temporary.glob("*/*/conforme-dossier-*/in/e/page")))
    run.kill()
    run.join(PATIENCE_S)
    (page,) = temporary.glob("*/*/conforme-dossier-*/in/e/page")
    passing = page.parents[2]
    assert stat.S_IMODE(passing.stat().st_mode) == 0o700
    done = [json.loads(store.text("reports", name)) for name in store.names("reports") if name.endswith(".json")]
    assert [report["dossier"] for report in done] == ["a", "b", "c"], "each is whole"
    assert answers(ledger) == 4

    last = started("s3://scans/in/", "s3://reports", ledger)
    last.join(PATIENCE_S)
    assert last.exitcode == 1
    assert not passing.exists()
    assert rows(store, "reports") == index(ledger) == index(whole)
    read = {file.read_text() for files in counts.values() for file in files}
    assert read == {"."}, "each once"
    own = sorted(path.name for path in whole.iterdir() if path.name != ".conforme")
    assert store.names("reports") == sorted([*own, "elsewhere/x"])
    assert json.loads(store.text("reports", "h.v2.json"))["dossier"] == "h.v2"
    assert sorted(path.name for path in ledger.iterdir()) == [".conforme", "index.csv", "index.jsonl"]

    store.put({"scans/in/d/page": "rejet"})  # the same bytes, at another time
    seen = hashed(monkeypatch)
    assert main(["batch", "s3://scans/in", "--out", "s3://reports", "--ledger", str(ledger), "--jobs", "1", *DAY]) == 1
    assert seen == ["scans/in/d/page"], "of what bears the marks that it bore nothing is fetched again"
    assert rows(store, "reports") == index(whole)


def test_dossiers_in_a_folder_may_have_their_reports_in_a_bucket_and_the_other_way_round(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("pipeline.commands.open_tools", obedient_tools)
    source, out, ledger = a_batch(tmp_path / "in", {"a": "rejet"}), tmp_path / "out", tmp_path / "ledger"
    store.put({"mixed/in/a/page": "rejet"})
    assert main(["batch", str(source), "--out", "s3://mixed/out", "--ledger", str(ledger), *DAY]) == 1
    assert main(["batch", "s3://mixed/in", "--out", str(out), *DAY]) == 1
    assert rows(store, "mixed", "out/") == index(out)
    here, there = (out / "a.json").read_text(), store.text("mixed", "out/a.json")
    assert {**json.loads(here), "provenance": {}} == {**json.loads(there), "provenance": {}}
    assert not (ledger / "a.json").exists()


def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The objects that are fetched to know their content, from now on."""
    seen: list[str] = []
    whole = Bucket._sha256

    def look(self: Bucket, one: Any) -> bytes:
        seen.append(one.name)
        return whole(self, one)

    monkeypatch.setattr(Bucket, "_sha256", look)
    return seen


class Deadly:
    """A `Crew` that nothing survives."""

    def __init__(self, work: Work, bounds: Bounds, scratch: Path) -> None:
        """See `Hire`."""

    def __enter__(self) -> "Deadly":
        return self

    def __exit__(self, *_: object) -> None:
        """See `Pool`."""

    def run(self, queue: Queue) -> Iterator[Ended]:
        """See `Crew`."""
        while task := queue.take():
            yield Ended(task, Loss.DIED)


def test_what_is_put_in_quarantine_is_reported_in_the_bucket(store: Store, tmp_path: Path) -> None:
    store.put({"deadly/in/a.b/page": "x", "deadly/in/c.pdf": "y", "deadly/out/c.json": "of an earlier batch"})
    source, shelf = BucketSource(Bucket("s3://deadly/in")), BucketShelf("s3://deadly/out")
    work = Work(obedient_tools, Demand(now=NOON), Settings(jobs=1, pictures=1))
    run_dossiers(source.paths, tmp_path, work, Bounds(), Witness(), Deadly, source, shelf)
    assert [(row["dossier"], row["state"], row["path"]) for row in rows(store, "deadly", "out/")] == [
        ("a.b", "quarantined", "a.b"),
        ("c", "quarantined", "c.pdf"),
    ]
    told = [json.loads(store.text("deadly", f"out/{name}.json")) for name in ("a.b", "c")]
    assert [(report["dossier"], report["verdict"], report["motifs"]) for report in told] == [
        ("a.b", "reject", ["illisible"]),
        ("c", "reject", ["illisible"]),
    ]
    assert store.text("deadly", "out/a.b.html").startswith("<!doctype html>")
    assert 'href="a.b.html"' in store.text("deadly", "out/index.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".conforme", "index.csv", "index.html", "index.jsonl"]


def test_what_a_dossier_holds_is_told_as_of_a_folder(store: Store, tmp_path: Path) -> None:
    """By its bytes: another content of the same MD5, which is all that a service tells of it, is another content."""
    files = {"b.pdf": TWINS[0], "annexes/é [1]*::x.pdf": b"2", "dossier.toml": b"date_demande = 2026-03-01"}
    spared = {".cache/x": b"3", "Thumbs.db": b"4", "expected.json": b"5", "annexes/": b""}
    for name, data in files.items():
        (tmp_path / "a" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "a" / name).write_bytes(data)
    store.put({f"dossiers/a/{name}": data for name, data in (files | spared).items()})
    store.put({"dossiers/b/b.pdf": TWINS[1], "dossiers/c/b.pdf": TWINS[0], "dossiers/seul.tiff": TWINS[0]})
    bucket = Bucket("s3://dossiers")
    source = BucketSource(bucket)
    a, b, c, single = source.paths
    contents = source.contents_of(source.paths)
    assert contents[a] == content_of(tmp_path / "a")
    assert contents[b] != contents[c]
    assert bucket.objects(b)["b.pdf"].mark.partition(",")[0] == bucket.objects(c)["b.pdf"].mark.partition(",")[0]
    assert [source.name_of(path) for path in source.paths] == ["a", "b", "c", "seul"]
    assert [str(day) for day in source.days_of([a, b]).values()] == ["2026-03-01", "None"]

    local = bucket.fetch(a, bucket.objects(a), tmp_path / "here")
    assert {str(file.relative_to(local)): file.read_bytes() for file in local.rglob("*") if file.is_file()} == files
    assert content_of(bucket.fetch(single, bucket.objects(single), tmp_path / "here")) == contents[single]


@pytest.mark.parametrize("key", ["x//page", "x/a/./page", "x/../../page", "x/a\0b", "x/page/page", "x/" + "long" * 64])
def test_an_object_that_can_be_no_file_keeps_its_dossier_from_being_read(
    store: Store, tmp_path: Path, key: str
) -> None:
    place = f"odd{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    store.put({f"{place}/x/page": "rejet", f"{place}/{key}": "rejet"})
    bucket = Bucket(f"s3://{place}")
    (path,) = bucket.listed()
    with pytest.raises(NoInput, match=f"s3://{place}/x"):
        bucket.fetch(path, bucket.objects(path), tmp_path)


def performed(path: Path, content: str, source: Bucket | None, shelf: BucketShelf | None, tmp_path: Path) -> Any:
    """What a worker says of a dossier."""
    task = Task(path=path, report=tmp_path / "out/a.json", now=NOON, content=content)
    settings = Settings(jobs=1)
    with obedient_tools(settings) as tools:
        return perform(task, Demand(now=NOON), tools, settings, source=source, shelf=shelf)


def planned_of(bucket: Bucket) -> tuple[Path, str]:
    """The only dossier of a bucket, and what it holds."""
    source = BucketSource(bucket)
    (path,) = source.paths
    return path, source.contents_of([path])[path]


def test_an_object_that_may_not_be_read_is_told_by_its_dossier(store: Store, tmp_path: Path) -> None:
    """As one that was put away to cold storage: it is listed, and refused."""
    store.put({"cold/a/page": "rejet", "cold/b/page": "rejet"}, StorageClass="GLACIER")
    source = BucketSource(Bucket("s3://cold"))
    contents = source.contents_of(source.paths)
    assert len({*contents.values()}) == 2, "nobody knows that they are the same"
    outcome = performed(source.paths[0], contents[source.paths[0]], Bucket("s3://cold"), None, tmp_path)
    assert (outcome.answer.verdict, outcome.answer.exit_code) == (None, 3)
    assert outcome.content == contents[source.paths[0]]
    assert outcome.error.startswith("s3://cold/a est impossible à lire (accès refusé)")


def test_a_dossier_with_nothing_in_it_is_told_by_its_url(store: Store, tmp_path: Path) -> None:
    store.put({"empty/a/": ""})
    source = BucketSource(Bucket("s3://empty"))
    outcome = performed(source.paths[0], "", Bucket("s3://empty"), None, tmp_path)
    assert outcome.answer.exit_code == 3
    assert outcome.error.startswith("Aucun fichier dans s3://empty/a :")
    assert outcome.content == source.contents_of(source.paths)[source.paths[0]]


def test_a_report_that_cannot_be_put_there_is_told_by_its_name_and_is_no_answer(store: Store, tmp_path: Path) -> None:
    page = a_batch(tmp_path / "in", {"a": "rejet"}) / "a"
    outcome = performed(page, "", None, BucketShelf("s3://none/out"), tmp_path)
    assert (outcome.answer.verdict, outcome.answer.exit_code) == (None, 6)
    assert outcome.error.startswith("Impossible d'écrire s3://none/out/a.json (introuvable)")
    assert outcome.content == content_of(page)
    assert not (tmp_path / "out").exists()


def test_a_dossier_that_changes_while_it_is_read_has_another_content(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put({"moving/a/page": "rejet"})
    bucket = Bucket("s3://moving")
    path, before = planned_of(bucket)
    assert performed(path, before, bucket, None, tmp_path).content == before

    def assemble(faces: object) -> tuple[()]:
        store.put({"moving/a/page 2": "rejet"})
        return ()

    monkeypatch.setattr(program, "assemble", assemble)
    after = performed(path, before, bucket, None, tmp_path).content
    assert after != before
    assert (path, after) == planned_of(bucket)


def test_what_was_read_while_something_else_stood_there_is_no_answer(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another content for as long as it is read, then the one that was planned."""
    store.put({"restored/a/page": "rejet"})
    bucket = Bucket("s3://restored")
    path, planned = planned_of(bucket)
    store.put({"restored/a/page": "passe"})

    def assemble(faces: object) -> tuple[()]:
        store.put({"restored/a/page": "rejet"})
        return ()

    monkeypatch.setattr(program, "assemble", assemble)
    assert performed(path, planned, bucket, None, tmp_path).content != planned


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["s3://none/in"], 3, "s3://none/in est impossible à lire (introuvable)"),
        (["s3://here/in/a/page"], 3, "Aucun dossier dans s3://here/in/a/page."),
        (
            ["s3://here/in", "--out", "s3://none/out", "--ledger", "LEDGER"],
            6,
            "Impossible d'écrire s3://none/out/index",
        ),
        (["carrier-pigeon://here/in"], 2, "adresse inconnue"),
        (["sftp://me:secret@here/in"], 2, "mot de passe"),
        (["file:///tmp"], 2, "adresse inconnue"),
        (["s3://here/in", "--out", "s3://here/out"], 2, "--ledger RÉPERTOIRE"),
        (["s3://here/in", "--out", "OUT", "--ledger", "LEDGER"], 2, "--ledger ne va qu'avec"),
        (["s3://here/in", "--out", "s3://here/in/out", "--ledger", "LEDGER"], 2, "choisir un répertoire en dehors"),
        (["s3://here/in", "--out", "s3://here/in", "--ledger", "LEDGER"], 2, "choisir un répertoire en dehors"),
        (["s3://here/in", "--group-by-vehicle"], 2, "--group-by-vehicle"),
        (["s3://here/in", "--split-stack"], 2, "--split-stack"),
        (["IN", "--out", "s3://here/out", "--ledger", "LEDGER", "--scheduler", "tcp://127.0.0.1:9"], 2, "--scheduler"),
        (["IN", "--out", "s3://here/out", "--ledger", "LEDGER", "--purge-after", "3"], 2, "--purge-after"),
        (["IN", "--out", "s3://here/out", "--ledger", "IN/x"], 2, "choisir un répertoire en dehors"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_the_right_code(
    store: Store, tmp_path: Path, capsys: Capture, arguments: list[str], code: int, said: str
) -> None:
    store.put({"here/in/a/page": "rejet"})
    a_batch(tmp_path / "IN", {"a": "rejet"})
    places = {name: str(tmp_path / name) for name in ("IN", "OUT", "LEDGER", "IN/x")}
    assert main(["batch", *(places.get(one, one) for one in arguments), *DAY]) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert store.names("here") == ["in/a/page"]


@pytest.fixture
def afresh(store: Store) -> Iterator[None]:
    """The environment is asked again, before the test and after it: one who speaks to a service is kept for it."""
    kinds = pytest.importorskip("s3fs").S3FileSystem
    kinds.clear_instance_cache()
    yield
    kinds.clear_instance_cache()


def test_a_service_that_never_answers_is_given_up_as_such(
    afresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not waited for until the worker is taken for hung, which would be a fault of the dossier."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(remote, "ASK_TIMEOUT_S", 0.5)
        bucket = Bucket("s3://here")
        outcome = performed(bucket.path_of("a"), "planned", bucket, None, tmp_path)
    assert outcome.error.startswith("s3://here/a est impossible à lire (pas de réponse)")
    assert (outcome.answer.verdict, outcome.answer.exit_code, outcome.content) == (None, 3, "planned")


def test_without_credentials_one_line_says_so(
    store: Store, afresh: None, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    store.put({"here/in/a/page": "rejet"})
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    assert main(["batch", "s3://here/in", "--lang", "en", *DAY]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "Error: s3://here/in cannot be read (no credentials): check the address and the credentials."


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    assert main(["batch", "s3://here/in", *DAY]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "conforme[bucket]" in line
