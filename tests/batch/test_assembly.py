"""Loose files and stacks made into dossiers: with recorded pages, real files, and real processes killed."""

import csv
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.answer import Task
from pipeline.batch.assembly import Draft, How, drafted, run_loose
from pipeline.batch.loose import (
    FOLDER,
    READINGS,
    Aside,
    Assembled,
    Contents,
    ReadTask,
    Sheet,
    Slice,
    check_assembled,
    read_loose,
)
from pipeline.batch.pool import Bounds
from pipeline.batch.run import BatchResult
from pipeline.batch.traits import Person, Traits
from pipeline.batch.worker import Work, examine
from pipeline.core.dossier import Facts, FileStatus
from pipeline.core.errors import ReportNotWritten
from pipeline.core.report_json import ReportJson
from pipeline.run import Demand, check_dossier
from pipeline.settings import Settings
from tests.batch.replayed import BLANK, a_scan, papers, replayed_tools, scans
from tests.batch.test_batch import Witness
from validators.context import PARIS
from validators.people import Identity

DEMAND = Demand(now=datetime(2026, 11, 14, 12, tzinfo=PARIS))
SETTINGS = Settings(jobs=1)
GROUPED, SPLIT, BOTH = How(is_grouped=True), How(is_split=True), How(is_grouped=True, is_split=True)


# --- without processes -----------------------------------------------------------------------------------------------


def read(files: list[Path], out: Path, *, is_split: bool = False) -> dict[str, Contents]:
    """What is read of the files, by their names, the readings kept where a batch keeps them."""
    found = {}
    with replayed_tools(SETTINGS) as tools:
        for file in files:
            reading = out / READINGS / f"{file.name}.json"
            outcome = read_loose(ReadTask(path=file, reading=reading, is_split=is_split), DEMAND, tools, SETTINGS)
            assert outcome.answer.exit_code == 0
            found[file.name] = Contents.model_validate_json(Contents.file_of(reading).read_bytes())
    return found


def drafts_of(files: list[Path], out: Path, how: How) -> list[Draft]:
    found = read(files, out, is_split=how.is_split)
    return drafted([(file.name, found[file.name].sheets) for file in files], how)


def judged(slices: list[Slice], out: Path, fits: tuple[str, ...] | None = None, *aside: Aside) -> dict[str, Any]:
    """The report of a dossier made of these."""
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    file = out / FOLDER / "assemblé.dossier"
    file.write_text(Assembled(slices=tuple(slices), fits=fits, aside=aside).model_dump_json(), encoding="utf-8")
    with replayed_tools(SETTINGS) as tools:
        checked = check_assembled(file, DEMAND, tools, SETTINGS)
    assert checked.crashes == ()
    return told(ReportJson.of(checked.report))


def told(report: ReportJson) -> dict[str, Any]:
    """All but the name and what it was made with."""
    plain: dict[str, Any] = report.model_dump(mode="json", exclude={"provenance", "dossier"})
    return plain


@pytest.mark.parametrize("sample", ["carte-non-barree", "ct-6-mois", "formule", "societe", "signature-cotitulaire"])
def test_loose_files_of_a_sample_are_its_dossier_and_get_its_answer(sample: str, tmp_path: Path) -> None:
    files = sorted(scans(tmp_path / "in", sample))
    assert drafts_of(files, tmp_path, GROUPED) == [Draft(pages=dict.fromkeys(range(len(files)), ()))]
    with replayed_tools(SETTINGS) as tools:
        whole = told(ReportJson.of(check_dossier(tmp_path / "in", DEMAND, tools, SETTINGS).report))
    names = [record["file"] for record in whole["files"]]
    assert judged([Slice(file=name, reading=f"{name}.json") for name in names], tmp_path) == whole


def test_samples_that_lie_mixed_come_apart_and_what_is_of_none_is_named(tmp_path: Path) -> None:
    samples = ("ct-autre-vehicule", "plaque", "ct-critique", "titulaire-unique")
    files = sorted((file for sample in samples for file in scans(tmp_path / "in", sample, f"{sample} ")),
                   key=lambda file: file.name[::-1])  # fmt: skip
    stranger = a_scan(tmp_path / "in/zz.jpg", *papers("gage", "piece_identite"))
    drafts = drafts_of([*files, stranger], tmp_path, GROUPED)
    made = {frozenset(draft.pages) for draft in drafts if draft.fits is None}
    other = next(rank for rank, file in enumerate(files) if file.name.startswith("ct-autre-vehicule CT"))
    owned = {
        frozenset(rank for rank, file in enumerate(files) if file.name.startswith(f"{sample} ")) - {other}
        for sample in samples
    }
    assert made == owned | {frozenset({other})}, "an inspection of a fifth vehicle is a dossier with nothing else"
    assert [(draft.pages, draft.fits) for draft in drafts if draft.fits is not None] == [({len(files): ()}, ())]


def test_a_stack_is_cut_and_each_dossier_gets_the_answer_of_its_pages(tmp_path: Path) -> None:
    pages = [papers(sample) for sample in ("vin", "gage", "heure-absente")]
    stack = a_scan(tmp_path / "in/pile.pdf", *pages[0], BLANK, *pages[1], *pages[2])
    drafts = drafts_of([stack], tmp_path, SPLIT)
    ends = [0, len(pages[0]) + 1, len(pages[0]) + 1 + len(pages[1]), 1 + sum(map(len, pages))]
    cut = [tuple(range(a + 1, b + 1)) for a, b in pairwise(ends)]
    assert [draft.pages[0] for draft in drafts] == cut
    report = judged([Slice(file="pile.pdf", reading="pile.pdf.json", pages=cut[1])], tmp_path)
    assert report["files"] == [{**report["files"][0], "file": "pile.pdf", "only": list(cut[1])}]
    assert {page["page"] for document in report["documents"] for page in document["pages"]} == set(cut[1])

    alone = a_scan(tmp_path / "alone/pile.pdf", *pages[1])
    with replayed_tools(SETTINGS) as tools:
        whole = told(ReportJson.of(check_dossier(alone, DEMAND, tools, SETTINGS).report))
    assert [(one["rule"], one["status"]) for one in report["findings"]] == [
        (one["rule"], one["status"]) for one in whole["findings"]
    ]


def test_a_file_of_one_dossier_is_not_cut(tmp_path: Path) -> None:
    """Not even where a page of it names nobody of it."""
    file = a_scan(tmp_path / "in/scan.pdf", *papers("gage"), *papers("vin", "piece_identite"))
    assert drafts_of([file], tmp_path, SPLIT) == [Draft(pages={0: ()})]


def test_stacks_and_files_make_dossiers_together(tmp_path: Path) -> None:
    stack = a_scan(tmp_path / "in/pile.pdf", *papers("vin"), *papers("gage", "carte_grise", "certificat_cession"))
    rest = a_scan(tmp_path / "in/reste.pdf", *papers("gage", "controle_technique", "piece_identite", "mandat"))
    drafts = drafts_of([stack, rest], tmp_path, BOTH)
    cut = len(papers("vin"))
    assert [draft.pages for draft in drafts] == [
        {0: tuple(range(1, cut + 1))},
        {0: tuple(range(cut + 1, cut + 4)), 1: ()},
    ]


def test_a_stack_without_a_page_is_a_dossier_that_says_so(tmp_path: Path) -> None:
    empty = a_scan(tmp_path / "in/vide.pdf")
    assert drafts_of([empty], tmp_path, SPLIT) == [Draft(pages={0: ()})]
    assert [draft.pages for draft in drafts_of([empty], tmp_path, BOTH)] == [{0: ()}]
    report = judged([Slice(file="vide.pdf", reading="vide.pdf.json")], tmp_path)
    assert (report["verdict"], report["files"][0]["status"]) == ("reject", "empty")


def test_a_copy_counts_once(tmp_path: Path) -> None:
    file = a_scan(tmp_path / "in/scan.pdf", *papers("gage"))
    read([file], tmp_path)
    one = Slice(file="scan.pdf", reading="scan.pdf.json")
    report = judged([one, one.model_copy(update={"file": "copie.pdf"})], tmp_path)
    assert [(record["file"], record["status"]) for record in report["files"]] == [
        ("scan.pdf", FileStatus.READ),
        ("copie.pdf", FileStatus.DUPLICATE),
    ]
    assert report["documents"] == judged([one], tmp_path)["documents"]


@pytest.mark.parametrize(
    ("fits", "words"),
    [
        ((), "rattache ces pages à un dossier : pièce d'identité."),
        (("a",), "rattache ces pages à un dossier ; peut-être a : pièce d'identité."),
        (("a", "b"), "peuvent appartenir à plusieurs dossiers (a, b) : pièce d'identité."),
    ],
)
def test_pages_of_no_dossier_are_rejected_with_the_reason(fits: tuple[str, ...], words: str, tmp_path: Path) -> None:
    read([a_scan(tmp_path / "in/cni.jpg", *papers("gage", "piece_identite"))], tmp_path)
    report = judged([Slice(file="cni.jpg", reading="cni.jpg.json")], tmp_path, fits)
    assert (report["verdict"], report["motifs"]) == ("reject", ["illisible"])
    assert [one["rule"] for one in report["findings"]] == ["conforme.unassigned"]
    assert words in report["findings"][0]["message"]
    assert [document["kind"] for document in report["documents"]] == ["piece_identite"]


@pytest.mark.parametrize(("is_grave", "verdict"), [(True, "reject"), (False, "pass")])
def test_a_dossier_tells_of_pages_set_aside_and_passes_beside_no_paper_that_might_tell_against_it(
    is_grave: bool, verdict: str, tmp_path: Path
) -> None:
    files = scans(tmp_path / "in", "titulaire-unique")
    read(files, tmp_path)
    slices = [Slice(file=file.name, reading=f"{file.name}.json") for file in files]
    aside = Aside(pages=Slice(file="pile.pdf", reading="", pages=(4, 5)), is_grave=is_grave)
    report = judged(slices, tmp_path, None, aside)
    assert report["verdict"] == verdict
    assert report["findings"][-1]["message"].endswith("peuvent être de ce dossier : pile.pdf p. 4-5.")
    assert len(report["corrections"]) == is_grave


def test_what_is_set_aside_is_grave_where_it_speaks_of_a_vehicle() -> None:
    seller = (Person(name="MARTIN CLAIRE"),)
    cession = Traits(kind="certificat_cession", plate="AB123CD", owners=seller, people=seller)
    unread = Traits(kind="certificat_cession", is_doubtful=True, owners=seller, people=seller)
    identity = Traits(kind="piece_identite", identity=Identity("", "MARTIN", None, "CLAIR"))
    files = [(paper.kind, [Sheet(pages=(1,), papers=(paper,))]) for paper in (cession, unread, identity)]
    assert [(draft.fits, draft.is_grave) for draft in drafted(files, GROUPED)] == [
        (None, False),
        ((0,), True),
        ((0,), False),
    ]


def test_a_reading_that_is_gone_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    file = tmp_path / FOLDER / "a.dossier"
    file.write_text(Assembled(slices=(Slice(file="a.pdf", reading="a.json"),)).model_dump_json(), encoding="utf-8")
    with replayed_tools(SETTINGS) as tools:
        outcome = examine(Task(path=file, report=tmp_path / "a.json", now=DEMAND.now), DEMAND, tools, SETTINGS)
    assert (outcome.answer.verdict, outcome.is_engine_failure) == (None, True)


def test_a_back_in_a_file_of_its_own_follows_the_number_of_its_front() -> None:
    card = Sheet(pages=(1,), papers=(Traits(kind="carte_grise", plate="AB123CD", side="interieur_present"),))
    cover = Sheet(pages=(1,), papers=(Traits(kind="carte_grise", side="exterieur_present"),))
    other = Sheet(pages=(1,), papers=(Traits(kind="carte_grise", plate="EF456GH"),))
    files = [("CG 1.jpg", [card]), ("CG 2.jpg", [cover]), ("CG 3.jpg", [other])]
    assert [draft.pages for draft in drafted(files, GROUPED)] == [{0: (), 1: ()}, {2: ()}]
    files[1] = ("verso.jpg", [cover])
    assert [draft.fits for draft in drafted(files, GROUPED)] == [None, None, ()]


# --- with processes --------------------------------------------------------------------------------------------------


@dataclass
class Listener(Witness):
    """A `Watcher` that hears of loose files too."""

    heard: list[str] = field(default_factory=list)

    def reading(self, file: str, done: int, total: int) -> None:
        """See `Watcher`."""
        self.heard.append(f"{file} {done}/{total}")


@dataclass
class Night:
    """A folder of loose files, and what became of them."""

    source: Path
    out: Path
    log: Path
    """Every page that was read."""
    result: BatchResult

    def again(self) -> tuple[BatchResult, Listener]:
        """Run the batch."""
        witness = Listener()
        work = Work(replayed_tools, Demand(now=DEMAND.now, facts=Facts(date_demande=DEMAND.now.date())), SETTINGS)
        return run_loose(self.source, self.out, work, Bounds(workers=1), witness, BOTH), witness

    @property
    def pages(self) -> list[str]:
        """As they were read."""
        return self.log.read_text(encoding="utf-8").splitlines()

    def listed(self) -> dict[tuple[str, str], tuple[str, str]]:
        """File and pages to dossier and state."""
        with (self.out / "files.csv").open(encoding="utf-8", newline="") as stream:
            return {(row["file"], row["pages"]): (row["dossier"], row["state"]) for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    folder = tmp_path_factory.mktemp("loose")
    source, log = folder / "in", folder / "pages"
    scans(source, "titulaire-unique", "t ")
    scans(source / "sous", "identite-recto")
    stack = [*papers("vin"), *papers("gage")]
    a_scan(source / "pile.pdf", *stack)
    a_scan(source / "copie.pdf", *stack)
    a_scan(source / "cni.jpg", *papers("plaque", "piece_identite"))
    a_scan(source / "meurt.pdf", "!meurt")
    a_scan(source / "panne.pdf", "!panne")
    before = os.environ.get("PAGES_READ")
    os.environ["PAGES_READ"] = str(log)
    night = Night(source, folder / "out", log, BatchResult([], {}))
    night.result, _ = night.again()
    yield night
    os.environ.pop("PAGES_READ") if before is None else os.environ.update(PAGES_READ=before)


def test_every_file_is_in_one_dossier_or_reported(night: Night) -> None:
    cut = len(papers("vin"))
    first, second = f"1-{cut}", f"{cut + 1}-{cut + len(papers('gage'))}"
    stacks = {
        (file, pages): (f"copie p. {pages}", "assembled")
        for file in ("copie.pdf", "pile.pdf")
        for pages in (first, second)
    }
    cards = {(file.name, ""): ("t carte grise 1", "assembled") for file in night.source.glob("t *")}
    rest = {("cni.jpg", ""): ("cni", "unassigned")} | {
        (f"{name}.pdf", ""): (name, "unread") for name in ("meurt", "panne")
    }
    assert night.listed() == stacks | cards | rest
    assert {entry.name: str(entry.state) for entry in night.result.entries} == {
        "cni": "done",
        f"copie p. {first}": "done",
        f"copie p. {second}": "done",
        "meurt": "quarantined",
        "panne": "failed",
        "sous": "done",
        "t carte grise 1": "done",
    }
    assert {entry.answer.exit_code for entry in night.result.entries if entry.name == "cni" and entry.answer} == {1}


def test_no_page_is_read_twice(night: Night) -> None:
    read_once = [page for page in night.pages if not page.startswith("!")]
    assert sorted(read_once) == sorted(
        [page for sample in ("titulaire-unique", "identite-recto", "vin", "gage") for page in papers(sample)]
        + papers("plaque", "piece_identite")
    )


def test_what_was_read_is_kept_in_reports_alone(night: Night) -> None:
    assert not (night.out / READINGS).exists()
    reports = {entry.name for entry in night.result.entries}
    rest = [file for file in night.out.rglob("*") if file.is_file() and file.stem not in reports]
    held = b"".join(file.read_bytes() for file in [*rest, *(night.out / FOLDER).iterdir()])
    report = (night.out / "t carte grise 1.json").read_bytes()
    assert b"AUBERT" in report
    assert not any(value in held for value in (b"AUBERT", b"WB-051-TA", b"WB051TA", b"VF1HJ5XGKG9378954"))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in night.out.rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in night.out.rglob("*") if path.is_dir()} == {0o700}


def test_what_changed_replaces_the_old_and_then_nothing_is_read_again(night: Night) -> None:
    for name in ("panne.pdf", "meurt.pdf", "copie.pdf"):
        (night.source / name).unlink()
    a_scan(night.source / "cni.jpg", *papers("gage", "piece_identite"))
    result, listener = night.again()
    names = {entry.name for entry in result.entries}
    assert names == {"cni", "pile p. 1-7", "t carte grise 1", "sous"}
    assert night.listed()["cni.jpg", ""] == night.listed()["pile.pdf", "8-14"] == ("cni", "assembled")
    told = [
        json.loads(line)["dossier"] for line in (night.out / "index.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    gone = {"meurt", "panne"}  # kept as those of folders are that were moved away
    assert set(told) == names | gone
    assert {file.stem for file in night.out.glob("*.json")} == names | {"meurt"}
    assert listener.heard[-1].endswith("9/9")

    before = night.pages
    result, listener = night.again()
    assert (night.pages, listener.heard, listener.answers) == (before, [], [])
    assert listener.begun == (len(names), len(names))


def together(source: Path, out: Path) -> dict[str, tuple[str, str]]:
    """Group the loose files there: the dossier that each is in, and its state."""
    night = Night(source, out, out, BatchResult([], {}))
    work = Work(replayed_tools, DEMAND, SETTINGS)
    run_loose(source, out, work, Bounds(workers=1), Listener(), GROUPED)
    return {file: told for (file, _), told in night.listed().items()}


def test_files_for_whose_readings_there_was_no_room_are_grouped_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PAGES_READ", raising=False)  # which could not be written either
    full = tmp_path / "full"
    full.touch()
    a_scan(tmp_path / "in/a.jpg", *papers("gage", "carte_grise"))
    a_scan(tmp_path / "in/b.jpg", f"!plein {full}", *papers("gage", "certificat_cession"))
    with pytest.raises(ReportNotWritten, match="fichier trop grand"):
        together(tmp_path / "in", tmp_path / "out")
    full.unlink()
    assert together(tmp_path / "in", tmp_path / "out") == {"a.jpg": ("a", "assembled"), "b.jpg": ("a", "assembled")}


def test_a_file_that_could_be_read_after_all_is_grouped_by_the_next_run(tmp_path: Path) -> None:
    a_scan(tmp_path / "in/a.jpg", *papers("gage", "carte_grise"))
    deaths = [f"!meurt-une-fois {tmp_path / name}" for name in ("one", "two")]
    a_scan(tmp_path / "in/b.jpg", *deaths, *papers("gage", "certificat_cession"))
    assert together(tmp_path / "in", tmp_path / "out") == {"a.jpg": ("a", "assembled"), "b.jpg": ("b", "unread")}
    assert together(tmp_path / "in", tmp_path / "out") == {"a.jpg": ("a", "assembled"), "b.jpg": ("a", "assembled")}


ROOT = Path(__file__).parents[2]
PATIENCE_S = 600.0
"""For a machine that is busy."""
PROGRAM = """
import sys
from tests.batch import replayed
import pipeline.cli, pipeline.commands
pipeline.commands.open_tools = replayed.replayed_tools
if __name__ == "__main__":
    sys.exit(pipeline.cli.main(["batch", *sys.argv[1:], "--date-demande", "2026-11-14", "--jobs", "1"]))
"""


def test_a_kill_while_files_are_read_loses_none_of_them(tmp_path: Path) -> None:
    source, log = tmp_path / "in", tmp_path / "pages"
    scans(source, "titulaire-unique")
    a_scan(source / "zz.pdf", "!lent 3600")
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "program.py"), str(source), "--out", str(tmp_path / "out")]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PAGES_READ": str(log)}
    first = subprocess.Popen(
        [*command, "--group-by-vehicle"], env=surroundings, cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + PATIENCE_S
    while "!lent" not in (log.read_text(encoding="utf-8") if log.exists() else "") and time.monotonic() < end:
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert "!lent" in log.read_text(encoding="utf-8"), "waited in vain"
    assert (tmp_path / "out" / READINGS).exists()
    a_scan(source / "zz.pdf", *papers("gage", "piece_identite"))
    second = subprocess.run(
        [*command, "--group-by-vehicle", "--quiet"],
        env=surroundings,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1, second.stderr
    assert "carte grise 1 : CONFORME" in second.stdout
    assert "zz : REJETÉ (illisible)" in second.stdout
    pages = log.read_text(encoding="utf-8").splitlines()
    assert sorted(page for page in pages if not page.startswith("!")) == sorted(
        [*papers("titulaire-unique"), *papers("gage", "piece_identite")]
    )
    assert not (tmp_path / "out" / READINGS).exists()
