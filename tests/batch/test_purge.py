"""What is old enough is gone, to the last byte of its name, and nothing else is."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.batch.assembly import How, run_loose
from pipeline.batch.index import Index
from pipeline.batch.ledger import LEDGER, State, open_ledger
from pipeline.batch.loose import FOLDER, READINGS
from pipeline.batch.pool import Bounds
from pipeline.batch.progress import Told
from pipeline.batch.purge import Purge, purge_folder
from pipeline.batch.run import run_batch
from pipeline.batch.worker import Work
from pipeline.cli import main
from pipeline.core.dossier import Facts
from pipeline.run import Demand
from pipeline.settings import Settings
from tests.batch.folders import a_batch
from tests.batch.program import obedient_tools
from tests.batch.test_batch import Witness
from validators.context import PARIS

NOON = datetime(2026, 3, 16, 12, tzinfo=PARIS)
DAY = timedelta(days=1)


def judged(source: Path, out: Path, now: datetime) -> None:
    work = Work(obedient_tools, Demand(now=now), Settings(jobs=1, pictures=1))
    run_batch(source, out, work, Bounds(workers=1), Witness())


def purged(out: Path, now: datetime) -> list[str]:
    """Remove what is thirty days old, and give what the user is told."""
    told: list[str] = []
    purge_folder(out, Purge(30, "fr", told.append), now)
    return told


def bytes_under(folder: Path) -> bytes:
    return b"".join(bytes(file) + file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dossiers and a copy judged in March, another one in April."""
    folder = tmp_path_factory.mktemp("purge")
    march = a_batch(folder / "march", {"DURAND": "passe", "DURAND-copie": "passe", "vieux": "panne"})
    judged(march, folder / "out", NOON)
    judged(a_batch(folder / "april", {"MOREAU": "rejet"}), folder / "out", NOON + 29 * DAY)
    return folder


@pytest.fixture
def out(made: Path, tmp_path: Path) -> Path:
    """The reports, for one test to spoil."""
    return shutil.copytree(made / "out", tmp_path / "out")


def test_until_its_age_is_reached_all_is_kept(out: Path) -> None:
    before = {file: file.read_bytes() for file in out.iterdir() if file.is_file()}
    assert purged(out, NOON + 30 * DAY) == []
    assert len(before) == 7
    assert {file: file.read_bytes() for file in out.iterdir() if file.is_file()} == before


def test_what_is_older_is_gone_from_reports_index_and_ledger(out: Path) -> None:
    assert (out / "DURAND.html").is_file()
    assert purged(out, NOON + 30 * DAY + timedelta(seconds=1)) == [
        "Jugés il y a plus de 30 jours : 3 dossiers oubliés."
    ]
    assert {file.name for file in out.iterdir()} == {LEDGER, *Index.FILES, "MOREAU.json", "MOREAU.html"}
    left = bytes_under(out)
    assert b"MOREAU" in left
    assert b"DURAND" not in left
    assert b"vieux" not in left


def grouped(source: Path, out: Path, now: datetime) -> None:
    demand = Demand(now=now, facts=Facts(date_demande=NOON.date()))  # which keeps the answers of before
    work = Work(obedient_tools, demand, Settings(jobs=1))
    run_loose(source, out, work, Bounds(workers=1), Told("fr"), How(is_grouped=True))


def test_what_was_made_of_loose_files_goes_with_their_dossiers(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "DURAND.pdf").write_text("passe")
    (source / "LEGRAND.pdf").write_text("panne")
    grouped(source, out, NOON)
    assert {"DURAND", "LEGRAND"} <= {line.partition(".")[0] for line in (out / "files.csv").read_text().splitlines()}
    (source / "MOREAU.pdf").write_text("rejet")
    grouped(source, out, NOON + 10 * DAY)
    purged(out, NOON + 31 * DAY)
    left = bytes_under(out)
    assert b"DURAND" not in left
    assert b"LEGRAND" in left, "it was tried again"
    assert b"MOREAU" in (out / "files.csv").read_bytes()
    assert (out / FOLDER / "MOREAU.dossier").is_file()
    purged(out, NOON + 41 * DAY)
    assert not any(name in bytes_under(out) for name in (b"LEGRAND", b"MOREAU"))


def test_what_a_stopped_batch_had_read_goes_once_it_is_old_enough(out: Path) -> None:
    reading = out / READINGS / "a1b2.json"
    reading.parent.mkdir()
    reading.write_text("LEGRAND")
    for days, is_kept in ((0, True), (1, True), (2, False)):
        os.utime(reading, times=((NOON + DAY).timestamp(),) * 2)
        purged(out, NOON + (30 + days) * DAY)
        assert reading.exists() == is_kept


def test_a_table_that_is_not_ours_is_kept(out: Path) -> None:
    (out / "files.csv").write_bytes(b"\xe9t\xe9;DURAND\n")
    purged(out, NOON + 31 * DAY)
    assert (out / "files.csv").read_bytes() == b"\xe9t\xe9;DURAND\n"


def test_the_papers_stay(made: Path, out: Path) -> None:
    before = bytes_under(made / "march")
    purged(out, NOON + 300 * DAY)
    assert b"DURAND" in before
    assert bytes_under(made / "march") == before


def test_a_file_named_like_a_report_is_kept_where_it_is_none(out: Path, tmp_path: Path) -> None:
    (out / "DURAND.html").write_text("<p>Notes of a colleague</p>")
    (tmp_path / "elsewhere.json").write_bytes((out / "DURAND.json").read_bytes())
    (out / "DURAND.json").unlink()
    (out / "DURAND.json").symlink_to(tmp_path / "elsewhere.json")
    (out / "vieux.json").mkdir()
    (out / "relevé.xlsx").write_text("not ours")
    told = purged(out, NOON + 31 * DAY)
    assert [said.split(" ")[0] for said in told[:-1]] == [
        str(out / name) for name in ("DURAND.json", "DURAND.html", "vieux.json")
    ]
    assert (out / "DURAND.html").read_text() == "<p>Notes of a colleague</p>"
    assert (out / "DURAND.json").is_symlink()
    assert (tmp_path / "elsewhere.json").is_file()
    assert (out / "vieux.json").is_dir()
    assert (out / "relevé.xlsx").is_file()


def test_what_a_kill_left_of_a_report_or_of_a_purge_goes_too(out: Path) -> None:
    (out / ".DURAND.json.a1b2c3d4").write_text("half a report")
    (out / "DURAND.json").unlink()
    purged(out, NOON + 31 * DAY)
    assert b"DURAND" not in bytes_under(out)
    assert not (out / ".DURAND.json.a1b2c3d4").exists()


def test_a_dossier_that_is_still_there_is_judged_anew_by_the_next_batch(made: Path, out: Path) -> None:
    purged(out, NOON + 31 * DAY)
    judged(made / "march", out, NOON + 31 * DAY)
    with open_ledger(out / LEDGER) as ledger:
        names = {entry.name for entry in ledger.entries().values()}
    assert names == {"DURAND", "DURAND-copie", "vieux", "MOREAU"}
    assert '"date_demande": "2026-04-16"' in (out / "DURAND.json").read_text(encoding="utf-8")


def test_of_what_still_stands_in_a_hot_folder_is_kept_that_it_was_answered(made: Path, out: Path) -> None:
    watched = made / "march"
    told: list[str] = []
    purge = Purge(30, "fr", told.append)
    with open_ledger(out / LEDGER) as ledger:
        ledger.begin()
        for days in (31, 32):
            purge.run(ledger, out, NOON + days * DAY, watched)
        kept = {entry.name: (entry.state, entry.answer) for entry in ledger.entries().values()}
    assert {name for name, one in kept.items() if one == (State.PURGED, None)} == {"DURAND", "DURAND-copie", "vieux"}
    assert told == ["Jugés il y a plus de 30 jours : 3 dossiers oubliés."], "once"
    assert "DURAND" not in (out / "index.jsonl").read_text(encoding="utf-8")
    assert not (out / "DURAND.json").exists()
    assert purged(out, NOON + 33 * DAY) == []
    assert b"DURAND" not in bytes_under(out), "it stands there no longer"


def test_a_purge_of_nothing_makes_nothing(tmp_path: Path) -> None:
    assert purged(tmp_path / "never-written", NOON) == []
    assert not (tmp_path / "never-written").exists()


def test_the_command_purges_even_where_no_dossier_is_left(out: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert main(["batch", str(tmp_path / "in"), "--out", str(out), "--purge-after", "1"]) == 3
    assert b"DURAND" not in bytes_under(out)


def test_the_command_wants_to_know_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", str(tmp_path), "--purge-after", "30"]) == 2
    assert "--out" in capsys.readouterr().err
