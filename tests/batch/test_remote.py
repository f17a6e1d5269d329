"""Dossiers in a bucket, reports in another: a true S3 server of this machine's own, asked by true processes."""

import json
import multiprocessing
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.answer import Task
from pipeline.batch.remote import Bucket, BucketShelf, BucketSource, perform
from pipeline.cli import main
from pipeline.core.errors import NoInput
from pipeline.run import Demand
from pipeline.settings import Settings
from pipeline.stages.fingerprint import content_of
from tests.batch import program
from tests.batch.folders import a_batch
from tests.batch.program import obedient_tools
from tests.batch.test_batch import NOON
from tests.batch.test_kills import DAY, PATIENCE_S, answers, ctrl_c, forked, index, until  # noqa: F401

pytest.importorskip("s3fs", reason="the extra conforme[bucket] is not installed")
pytest.importorskip("moto.server", reason="moto, which serves S3 for tests, is not installed")
boto3 = pytest.importorskip("boto3", reason="moto, which serves S3 for tests, is not installed")

Capture = pytest.CaptureFixture[str]

TWINS = tuple(
    bytes.fromhex(
        f"d131dd02c5e6eec4693d9a0698aff95c2fcab5{a}712467eab4004583eb8fb7f8955ad340609f4b30283e4888325{b}1415a085125e8f7"
        f"cdc99fd91dbd{c}280373c5bd8823e3156348f5bae6dacd436c919c6dd53e2{d}487da03fd02396306d248cda0e99f33420f577ee8ce54b"
        f"67080{e}80d1ec69821bcb6a8839396f965{f}6ff72a70"
    )
    for a, b, c, d, e, f in (("87", "7", "f", "b", "a", "2"), ("07", "f", "7", "3", "2", "a"))
)
"""Two contents of one MD5, published by Wang and Yu in 2004."""


class Store:
    """What the buckets hold, asked otherwise than Conforme asks."""

    def __init__(self, client: Any) -> None:
        """Take what speaks S3."""
        self._client = client

    def put(self, objects: dict[str, bytes | str], **how: str) -> None:
        """Write objects, by 'bucket/key'."""
        for name, data in objects.items():
            bucket, _, key = name.partition("/")
            self._client.create_bucket(Bucket=bucket)
            self._client.put_object(Bucket=bucket, Key=key, Body=data, **how)

    def names(self, bucket: str) -> list[str]:
        """The keys, in order."""
        found = self._client.list_objects_v2(Bucket=bucket).get("Contents", [])
        return [one["Key"] for one in found]

    def text(self, bucket: str, key: str) -> str:
        """What an object holds."""
        return str(self._client.get_object(Bucket=bucket, Key=key)["Body"].read().decode())


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """An empty S3, of which the environment tells."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], **quiet) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            patch.setenv(name, value)
        until(lambda: _answers(port))
        yield Store(boto3.client("s3"))
        server.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


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


def rows(store: Store, bucket: str) -> list[dict[str, Any]]:
    """The index in the bucket, but for the time taken."""
    lines = map(json.loads, store.text(bucket, "index.jsonl").splitlines())
    return [{key: value for key, value in line.items() if key != "seconds"} for line in lines]


def test_a_batch_killed_in_the_middle_ends_as_an_undisturbed_one_in_folders(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {name: [tmp_path / f"{place}-{name}" for place in ("folder", "bucket")] for name in ("a", "b", "f")}
    orders = {name: (f"compte {here}", f"compte {there}") for name, (here, there) in counts.items()}
    orders |= dict.fromkeys("cd", ("rejet", "rejet")) | {"e": ("lent 4", "lent 4"), "g": ("meurt", "meurt")}
    source = a_batch(tmp_path / "in", {name: here for name, (here, _) in orders.items()})
    (source / "h.v2.pdf").write_text("passe")
    (source / "vide").mkdir()
    store.put({f"scans/in/{name}/page": there for name, (_, there) in orders.items()})
    store.put({"scans/in/h.v2.pdf": "passe", "scans/in/vide/": "", "scans/in/.trash/x": "rejet"})
    store.put({"reports/elsewhere/x": ""})
    whole, ledger = tmp_path / "whole", tmp_path / "ledger"
    forked(source, whole).join(PATIENCE_S)

    run = started("s3://scans/in/", "s3://reports", ledger)
    scratch = ledger / ".conforme/scratch"
    until(lambda: scratch.exists() and list(Path(scratch.read_text()).glob("*/conforme-dossier-*/in/e/page")))
    run.kill()
    run.join(PATIENCE_S)
    (page,) = Path(scratch.read_text()).glob("*/conforme-dossier-*/in/e/page")
    passing = page.parents[2]
    assert stat.S_IMODE(passing.stat().st_mode) == 0o700
    done = [json.loads(store.text("reports", name)) for name in store.names("reports") if name.endswith(".json")]
    assert [report["dossier"] for report in done] == ["a", "b", "c"], "each is whole"
    assert answers(ledger) == 4

    last = started("s3://scans/in/", "s3://reports", ledger)
    last.join(PATIENCE_S)
    assert last.exitcode == 5
    assert not passing.exists()
    assert rows(store, "reports") == index(ledger) == index(whole)
    assert {name: [file.read_text() for file in files] for name, files in counts.items()} == dict.fromkeys(
        counts, [".", "."]
    )
    own = sorted(path.name for path in whole.iterdir() if path.name != ".conforme")
    assert store.names("reports") == sorted([*own, "elsewhere/x"])
    assert json.loads(store.text("reports", "g.json"))["dossier"] == "g"
    assert json.loads(store.text("reports", "h.v2.json"))["dossier"] == "h.v2"
    assert sorted(path.name for path in ledger.iterdir()) == [".conforme", "index.csv", "index.jsonl"]

    # Nothing is fetched again of what bears the marks that it bore.
    def refuse(*_: object) -> bytes:
        raise AssertionError("fetched")

    store.put({"scans/in/d/page": "rejet"})  # the same bytes, at another time
    seen = []
    monkeypatch.setattr(Bucket, "_sha256", lambda self, one: seen.append(one.name) or b"")
    monkeypatch.setattr("pipeline.commands.Pool", refuse)
    with pytest.raises(AssertionError, match="fetched"):
        program.run(["batch", "s3://scans/in", "--out", "s3://reports", "--ledger", str(ledger), *DAY])
    assert seen == ["scans/in/d/page"]
