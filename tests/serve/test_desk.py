"""The desk with real processes: what is dropped is read, hostile or not, and what is corrected is judged again."""

import json
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.answer import Answer, Outcome
from pipeline.batch.ledger import State
from pipeline.core.dossier import Facts
from pipeline.core.errors import ReportNotWritten, UsageError
from pipeline.serve.by_hand import correction
from pipeline.serve.desk import Desk
from pipeline.serve.history import History
from tests.batch.replayed import SAMPLES
from tests.serve.conftest import NOW, Clock, a_desk, answered, drop, sample
from tests.serve.tools import missing_tools, obedient

Open = Callable[..., Desk]


def report(desk: Desk, identity: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.folder(identity).report.read_text("utf-8"))
    return found


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / name / "expected.json").read_text("utf-8"))
    return found


def facts_of(name: str) -> Facts:
    return Facts.model_validate(tomllib.loads((SAMPLES / name / "dossier.toml").read_text("utf-8")))


@pytest.mark.parametrize("name", ["titulaire-unique", "vin"])
def test_the_answer_is_that_of_the_sample(opened: Open, name: str) -> None:
    desk = opened()
    identity = drop(desk, sample(name), "Dupont", facts_of(name))
    entry = answered(desk, identity)
    answer = report(desk, identity)
    assert entry.state is State.DONE
    assert entry.answer is not None
    assert (entry.answer.verdict, sorted(entry.answer.motifs)) == (
        expected(name)["verdict"],
        sorted(expected(name)["motifs"]),
    )
    assert (answer["dossier"], answer["verdict"]) == ("Dupont", expected(name)["verdict"])
    assert desk.folder(identity).picture(1).is_file()


def test_what_ends_its_reader_is_put_aside_and_the_others_are_read(opened: Open) -> None:
    desk = opened(workers=2)
    bad = drop(desk, {"1 a.png": obedient("meurt")}, "hostile")
    good = drop(desk, sample("titulaire-unique"), "bon", facts_of("titulaire-unique"))
    assert answered(desk, good).state is State.DONE
    entry = answered(desk, bad)
    assert (entry.state, entry.deaths) == (State.QUARANTINED, 1)
    assert (report(desk, bad)["verdict"], report(desk, bad)["motifs"]) == ("reject", ["illisible"])


def test_what_hangs_or_swells_is_put_aside(opened: Open) -> None:
    desk = opened(workers=2, page_timeout_s=2, max_bytes=700 * 2**20)
    hung, swollen = (drop(desk, {"1 a.png": obedient(word)}, word) for word in ("pend", "gonfle"))
    assert [answered(desk, one).state for one in (hung, swollen)] == [State.QUARANTINED] * 2


def test_an_engine_that_fails_everywhere_gives_no_verdict(opened: Open) -> None:
    desk = opened()
    entry = answered(desk, drop(desk, {"1 a.png": obedient("panne")}))
    assert (entry.state, entry.answer and entry.answer.verdict) == (State.FAILED, None)
    assert "moteur de lecture" in entry.error
    assert not desk.folder(entry.id).report.exists()


def test_an_engine_that_is_missing_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    with a_desk(tmp_path / "data", lambda: NOW, opener=missing_tools) as desk:
        identity = drop(desk, {"1 a.png": obedient("rien")})
        while not desk.fault:
            time.sleep(0.05)
        assert "Tesseract manque" in desk.fault
        entry = desk.history.get(identity)
        assert entry is not None
        assert (entry.state, entry.attempts) == (State.QUEUED, 0)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The first answer finds the disk full, and stands here once it did."""
    keep = History.answer
    refused: list[Any] = []

    def full_once(*given: Any) -> None:
        if not refused:
            refused.append(given)
            raise ReportNotWritten("plus de place")
        keep(*given)

    monkeypatch.setattr(History, "answer", full_once)
    monkeypatch.setattr("pipeline.serve.shifts.RETRY_AFTER_S", 0.1)
    return refused


def test_an_answer_that_could_not_be_kept_is_given_again(opened: Open, faults: list[Any]) -> None:
    """As where the disk is full for a while."""
    desk = opened()
    assert answered(desk, drop(desk, {"1 a.png": obedient("rien")})).state is State.DONE
    assert len(faults) == 1


def test_a_dossier_that_could_not_be_written_while_it_was_read_is_read_again(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the disk is full for a while: the process that reads it says so."""
    monkeypatch.setattr("pipeline.serve.shifts.RETRY_AFTER_S", 0.1)
    desk = opened()
    identity = drop(desk, {"1 a.png": obedient("lent 0.3")})
    in_the_way = desk.folder(identity).path / "pages"
    in_the_way.write_text("")
    while not desk.fault:
        entry = desk.history.get(identity)
        assert entry is not None
        assert entry.is_busy
        time.sleep(0.01)
    assert "--out" not in desk.fault
    in_the_way.unlink()
    assert answered(desk, identity).state is State.DONE


def test_what_was_read_is_kept_where_the_answer_could_not_be_written(opened: Open) -> None:
    """It may have been corrected for an hour: the same is judged again, and nothing is read again."""
    desk = opened()
    identity = drop(desk, {"1 a.png": obedient("rien")})
    entry = answered(desk, identity)
    unwritten = Outcome(answer=Answer(exit_code=ReportNotWritten.exit_code), error="plus de place")
    with pytest.raises(ReportNotWritten, match="plus de place"):
        desk.keep(entry, unwritten)
    assert desk.folder(identity).load() is not None
    assert desk.history.get(identity) == entry


def test_a_fault_is_no_longer_told_once_a_dossier_is_read(opened: Open, faults: list[Any]) -> None:
    """Not only when the queue is empty, which it may not be for hours."""
    desk = opened()
    first, second = (drop(desk, {"1 a.png": obedient(word)}) for word in ("rien", "lent 1"))
    answered(desk, first)
    assert len(faults) == 1
    while (entry := desk.history.get(second)) and entry.is_busy and desk.fault:
        time.sleep(0.01)
    assert entry is not None
    assert entry.is_busy


def test_progress_is_told_page_by_page(opened: Open) -> None:
    desk = opened()
    identity = drop(desk, {"1 a.png": obedient("lent 0.4")})
    seen = set()
    while (entry := desk.history.get(identity)) and entry.is_busy:
        progress = desk.progress(identity)
        seen.add(progress.pages if progress else 0)
    assert {1, 2, 3} <= seen


def test_a_correction_is_judged_at_once_without_reading_again(opened: Open) -> None:
    """The VIN of the certificat is another one; a person who says otherwise makes the rule hold, and is named."""
    desk = opened()
    identity = drop(desk, sample("vin"), facts=facts_of("vin"))
    before = answered(desk, identity)
    assert before.answer is not None
    sheet = desk.folder(identity).sheet()
    assert sheet is not None
    card = next(one for one in sheet.fields if one.document == "carte_grise-1" and one.field == "vin")
    others = [one for one in sheet.fields if one.field == "vin" and one.reasons and one.text != card.text]
    for paper in (desk.folder(identity).papers).iterdir():
        paper.unlink()  # nothing is opened again
    for other in others:
        desk.correct(identity, correction(other.document, "vin", card.written, other.read, "Léa", NOW, "fr"))
    after = answered(desk, identity)
    assert after.answer is not None
    assert (after.said, after.judged) == (len(others), len(others))
    assert set(after.answer.rules) < set(before.answer.rules)
    answer = report(desk, identity)
    said = [
        field["by_hand"]["who"]
        for paper in answer["documents"]
        for field in paper["fields"].values()
        if "by_hand" in field
    ]
    assert said == ["Léa"] * len(others)
    assert "conforme.by_hand" in [finding["rule"] for finding in answer["findings"]]
    page = desk.folder(identity).report.with_suffix(".html").read_text("utf-8")
    assert "corrigé à la main" in page


def test_a_server_that_starts_again_goes_on_where_it_was(tmp_path: Path, opened: Open) -> None:
    with a_desk(tmp_path / "data", lambda: NOW) as first:
        identity = drop(first, {"1 a.png": obedient("lent 1")})
        while first.progress(identity) is None:
            pass
    again = opened()
    entry = answered(again, identity)
    assert (entry.state, entry.attempts) == (State.DONE, 1)


def test_two_servers_do_not_share_a_folder(opened: Open) -> None:
    opened()
    with pytest.raises(UsageError, match="utilise déjà"):
        opened()


def test_what_is_removed_while_it_is_read_leaves_nothing(opened: Open) -> None:
    desk = opened()
    identity = drop(desk, {"1 a.png": obedient("lent 0.3")})
    while desk.progress(identity) is None:
        pass
    assert desk.remove(identity)
    last = drop(desk, sample("titulaire-unique"))
    answered(desk, last)
    assert [folder.name for folder in (desk.data / "dossiers").iterdir()] == [last]


def test_dossiers_are_removed_after_their_time(opened: Open, clock: Clock) -> None:
    desk = opened()
    old = drop(desk, {"1 a.png": obedient("rien")}, "ancien Lefèvre")
    answered(desk, old)
    clock.later(days=31)
    young = drop(desk, {"1 a.png": obedient("rien")}, "récent")
    answered(desk, young)
    assert desk.purge(30) == [old]
    assert [entry.id for entry in desk.history.find().entries] == [young]
    assert not desk.folder(old).path.exists()
    database = (desk.data / "history.sqlite3").read_bytes()
    assert b"LEFEVRE" not in database


def test_everything_is_for_its_owner_only(opened: Open) -> None:
    desk = opened()
    answered(desk, drop(desk, sample("titulaire-unique")))
    modes = {path: path.stat().st_mode & 0o777 for path in (desk.data, *desk.data.rglob("*"))}
    assert len(modes) > 20
    assert {path for path, mode in modes.items() if mode & 0o077} == set()


def test_a_person_who_looks_at_a_doubtful_value_is_not_led(opened: Open) -> None:
    """What the program guesses is not there to be waved through: it is written anew."""
    desk = opened()
    identity = drop(desk, sample("identite-autre"), facts=facts_of("identite-autre"))
    answered(desk, identity)
    sheet = desk.folder(identity).sheet()
    assert sheet is not None
    doubtful = [one for one in sheet.fields if one.is_doubtful]
    assert [one.field for one in doubtful if one.text] != []
    assert {one.written for one in doubtful} == {""}
