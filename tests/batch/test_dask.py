"""A batch read by Dask workers: true ones, in processes of their own, some of them killed."""

import multiprocessing
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from pipeline.batch import remote, remote_worker
from pipeline.batch.answer import Outcome, Task
from pipeline.batch.ledger import open_ledger
from pipeline.batch.pool import Bounds
from pipeline.batch.worker import Work
from pipeline.cli import main
from pipeline.core.errors import UsageError
from pipeline.run import Demand
from pipeline.settings import Settings
from tests.batch.folders import a_batch
from tests.batch.program import obedient_tools
from tests.batch.store import Store
from tests.batch.test_batch import NOON
from tests.batch.test_kills import DAY, PATIENCE_S, answers, index, started, until

dask = pytest.importorskip("dask", reason="the extra conforme[dask] is not installed")
distributed = pytest.importorskip("distributed", reason="the extra conforme[dask] is not installed")
dask_pool = pytest.importorskip("pipeline.batch.dask_pool", reason="the extra conforme[dask] is not installed")

Capture = pytest.CaptureFixture[str]
LOCAL = ["--executor", "dask", "--jobs", "1"]


def states(out: Path) -> list[tuple[str, str, str]]:
    return [(row["dossier"], row["state"], row["verdict"]) for row in index(out)]


def the_process_in(pid: Path) -> psutil.Process:
    """What reads the dossier that sleeps, once it does."""
    until(lambda: pid.exists() and pid.read_text())
    reading = psutil.Process(int(pid.read_text())).parent()
    assert reading is not None
    return reading


def test_a_dask_worker_killed_with_four_dossiers_in_hand_loses_none_and_blames_none(tmp_path: Path) -> None:
    source = a_batch(
        tmp_path / "in", {"a": f"dort {tmp_path / 'pid'}", "b": "passe", "c": "meurt", "d": "rejet", "e": "rejet 2"}
    )
    run = started(source, tmp_path / "out", *LOCAL)
    reading = the_process_in(tmp_path / "pid")
    a_batch(source, {"a": "rejet du tout"})
    worker = reading.parent()
    assert worker is not None
    worker.kill()
    said = run.communicate(timeout=PATIENCE_S)[1]
    assert run.returncode == 5, said
    assert states(tmp_path / "out") == [
        ("a", "done", "reject"),
        ("b", "done", "pass"),
        ("c", "quarantined", "reject"),
        ("d", "done", "reject"),
        ("e", "done", "reject"),
    ]
    assert "distributed" not in said
    _, alive = psutil.wait_procs([reading], PATIENCE_S)
    assert alive == [], "what the worker had started ends with it"


def test_a_batch_killed_as_a_whole_leaves_nothing_running_and_goes_on_without_dask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    orders = {f"d{number}": f"rejet {number}" for number in range(5)}
    source = a_batch(tmp_path / "in", {**orders, "d5": f"dort {tmp_path / 'pid'}"})
    run = started(source, tmp_path / "out", *LOCAL)
    the_process_in(tmp_path / "pid")
    assert answers(tmp_path / "out") == 4, "it tells of so many at once"
    assert [*temporary.glob("conforme-*")] != []
    family = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    _, alive = psutil.wait_procs(family, PATIENCE_S)
    assert alive == []

    a_batch(source, {"d5": "rejet 5"})
    written = (tmp_path / "out/d0.json").stat().st_mtime_ns
    assert started(source, tmp_path / "out").wait(PATIENCE_S) == 1
    assert states(tmp_path / "out") == [(f"d{number}", "done", "reject") for number in range(6)]
    assert (tmp_path / "out/d0.json").stat().st_mtime_ns == written, "read once"
    assert [*temporary.glob("conforme-*")] == []


def test_a_stop_told_to_all_ends_all_and_counts_for_no_attempt(tmp_path: Path) -> None:
    source = a_batch(tmp_path / "in", {"a": f"dort {tmp_path / 'pid'}"})
    run = started(source, tmp_path / "out", *LOCAL)
    the_process_in(tmp_path / "pid")
    family = psutil.Process(run.pid).children(recursive=True)
    for process in (*family, psutil.Process(run.pid)):
        process.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=PATIENCE_S)
    _, alive = psutil.wait_procs(family, PATIENCE_S)
    assert run.returncode == 130
    assert said.strip() == "Interrompu : les rapports déjà écrits sont gardés."
    assert alive == []
    with open_ledger(tmp_path / "out/.conforme") as ledger:
        (stopped,) = ledger.entries().values()
    assert (stopped.state, stopped.attempts, stopped.deaths) == ("queued", 0, 0)


def test_workers_fetch_and_put_what_is_in_buckets_and_one_that_is_killed_loses_nothing(
    store: Store,
    tmp_path: Path,
) -> None:
    orders = {"a": f"dort {tmp_path / 'pid'}", "b": "passe", "c": "rejet", "d": "rejet", "e": "rejet 2"}
    store.put({f"papers/{name}/page": order for name, order in orders.items()} | {"answers/x": ""})
    run = started("s3://papers", "s3://answers", *LOCAL, "--ledger", str(tmp_path / "ledger"))
    reading = the_process_in(tmp_path / "pid")
    assert ".conforme-workers" in store.names("answers")
    store.put({"papers/a/page": "rejet du tout"})
    worker = reading.parent()
    assert worker is not None
    worker.kill()
    said = run.communicate(timeout=PATIENCE_S)[1]
    assert run.returncode == 1, said
    assert states(tmp_path / "ledger") == [
        ("a", "done", "reject"),
        ("b", "done", "pass"),
        ("c", "done", "reject"),
        ("d", "duplicate", "reject"),
        ("e", "done", "reject"),
    ]
    reports = [f"{name}.json" for name in "abce"]
    assert store.names("answers") == sorted([*reports, "index.csv", "index.jsonl", "x"])
    assert store.text("answers", "index.jsonl") == (tmp_path / "ledger/index.jsonl").read_text()


def test_a_worker_that_does_not_reach_the_buckets_reads_nothing(store: Store, tmp_path: Path) -> None:
    """One without the credentials would fail dossier after dossier, faster than the others read them."""
    store.put({"papers/b/page": "rejet"})
    shelf = remote_worker.ShelfProof(remote.BucketShelf("s3://papers/out"))
    proofs = [remote_worker.SourceProof(remote.Bucket("s3://papers")), shelf]
    work = Work(obedient_tools, Demand(now=NOON), Settings())
    for told in (None, "another batch", "this batch"):
        if told:
            shelf.show(told)
        reading = dask_pool.Reading("this batch", work, Bounds(), proofs)
        reading.setup(SimpleNamespace(local_directory=str(tmp_path)))
        if told == "this batch":
            assert reading.read([]) == []
        else:
            with pytest.raises(UsageError, match=r"l'accès qu'il faut : s3://papers/out.*\(introuvable"):
                reading.read([])


@pytest.fixture
def cluster() -> Iterator["distributed.LocalCluster"]:
    """One that is there already, as `dask scheduler` and `dask worker` make it."""
    told = dask.config.set({"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": 3})
    with told, distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster


def test_a_cluster_that_is_there_serves_batch_after_batch_and_keeps_nothing(
    cluster: "distributed.LocalCluster",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    monkeypatch.setattr("pipeline.commands.open_tools", obedient_tools)
    for name, order, code in (("one", "passe", 0), ("two", "rejet", 1)):
        source = a_batch(tmp_path / name, {"a": order})
        out = tmp_path / f"out-{name}"
        assert main(["batch", str(source), "--out", str(out), *DAY, "--scheduler", cluster.scheduler_address]) == code
        assert answers(out) == 1
        assert sorted(path.name for path in (out / ".conforme").iterdir()) == ["ledger.sqlite3", "lock"]

    # A machine that cannot serve is left out, and its dossiers are read elsewhere.
    cluster.scale(2)
    with distributed.Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2)
        unfit = max(client.nthreads())
        client.run(_take_the_right_to_start_processes, workers=[unfit])
    source = a_batch(tmp_path / "three", {name: f"rejet {name}" for name in "abcdefgh"})
    out = tmp_path / "out-three"
    assert main(["batch", str(source), "--out", str(out), *DAY, "--scheduler", cluster.scheduler_address]) == 1
    assert states(out) == [(name, "done", "reject") for name in "abcdefgh"]
    assert f"{unfit} : Un ouvrier Dask ne peut pas" in capsys.readouterr().err
    worker = next(one for one in cluster.workers.values() if one.worker_address != unfit)
    (process,) = [one for one in psutil.Process().children() if one.pid == worker.pid]
    assert process.children() == [], "no process of ours is left there"


def _take_the_right_to_start_processes() -> None:
    multiprocessing.current_process()._config["daemon"] = True  # type: ignore[attr-defined]


def on_a_worker(folder: Path, proof: Path) -> "dask_pool.Reading":
    reading = dask_pool.Reading(
        "this batch", Work(obedient_tools, Demand(now=NOON), Settings()), Bounds(), [dask_pool.FolderProof(proof)]
    )
    reading.setup(SimpleNamespace(local_directory=str(folder)))
    return reading


def test_a_worker_that_sees_other_folders_reads_nothing(tmp_path: Path) -> None:
    (tmp_path / "proof").write_text("of another batch")
    for proof in (tmp_path / "absent", tmp_path / "proof"):
        with pytest.raises(UsageError, match="partage"):
            on_a_worker(tmp_path, proof).read([])


def test_a_worker_with_another_program_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "proof").write_text("this batch")
    reading = on_a_worker(tmp_path, tmp_path / "proof")
    assert reading.read([]) == []
    reading = on_a_worker(tmp_path, tmp_path / "proof")
    monkeypatch.setattr(dask_pool, "program_digest", lambda: "of other rules")
    with pytest.raises(UsageError, match="version"):
        reading.read([])


def test_no_reason_leaves_a_worker(tmp_path: Path) -> None:
    (tmp_path / "proof").write_text("this batch")
    page = a_batch(tmp_path / "in", {"a": "rejet"}) / "a/page"
    reading = on_a_worker(tmp_path, tmp_path / "proof")
    try:
        (ended,) = reading.read([Task(path=page, report=tmp_path / "out/a.json", now=NOON)])
    finally:
        reading.teardown(SimpleNamespace())
    assert isinstance(ended.outcome, Outcome)
    assert (ended.outcome.answer.verdict, ended.outcome.reason) == ("reject", "")
    assert "absent" in (tmp_path / "out/a.json").read_text(), "the report has it"


def test_a_batch_whose_workers_another_one_has_taken_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins = {"conforme": on_a_worker(tmp_path, tmp_path / "proof")}
    monkeypatch.setattr(dask_pool, "get_worker", lambda: SimpleNamespace(plugins=plugins))
    with pytest.raises(UsageError, match="autre lot"):
        dask_pool._read("an earlier batch", [])


def test_a_scheduler_that_does_not_answer_is_told(tmp_path: Path, capsys: Capture) -> None:
    source = a_batch(tmp_path / "in", {"a": "rejet"})
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        code = main(["batch", str(source), "--out", str(tmp_path / "out"), "--scheduler", "tcp://127.0.0.1:9"])
    assert code == 4
    assert "tcp://127.0.0.1:9 ne répond pas" in capsys.readouterr().err


def test_without_the_extra_its_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "pipeline.batch.dask_pool", raising=False)
    source = a_batch(tmp_path / "in", {"a": "rejet"})
    assert main(["batch", str(source), "--out", str(tmp_path / "out"), "--executor", "dask"]) == 4
    assert "conforme[dask]" in capsys.readouterr().err
