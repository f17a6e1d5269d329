"""What stands on papers is in the report and nowhere else: not on the network, in no log, in no file left behind."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from extractors.assemble import assemble
from pipeline.cli import main
from pipeline.core.documents import Document
from pipeline.core.model import Face
from pipeline.readings import Readings
from pipeline.run import Tools
from pipeline.stages.decode_process import DecoderProcess
from tests import hostile_files
from tests.files import a_pdf, typed
from tests.pictured import ReplayReader
from tests.runs import use

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples/dossiers"
CONFORME = [sys.executable, "-m", "pipeline"]
Capture = pytest.CaptureFixture[str]


def personal(dossier: Path) -> set[str]:
    """Every name, number, plate and address that stands on the papers of a sample."""
    papers = json.loads((dossier / "expected.json").read_text(encoding="utf-8"))["documents"]
    texts = {str(value) for paper in papers for value in _leaves(list(paper["fields"].values()))}
    found = {text for text in texts if len(text) >= 5 and re.search(r"[A-Z0-9]{3}", text)}
    return found | {word for text in found for word in text.split() if len(word) >= 6 and word.isalpha()}


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, dict):
        yield from _leaves(list(value.values()))
    else:
        yield value


def leaked(said: str, dossier: Path) -> set[str]:
    return {value for value in personal(dossier) if value.casefold() in said.casefold()}


def renamed(dossier: Path, into: Path) -> Path:
    """The sample under file names that say nothing: those may be logged."""
    into.mkdir()
    for rank, file in enumerate(sorted(dossier.iterdir())):
        if file.name != "expected.json":
            shutil.copy(file, into / (file.name if file.suffix == ".toml" else f"scan {rank}{file.suffix}"))
    return into


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


def test_there_are_values_to_look_for() -> None:
    found = personal(SAMPLES / "titulaire-unique")
    assert len(found) > 30
    assert any(re.fullmatch(r"[A-Z]{2}-\d{3}-[A-Z]{2}", value) for value in found)
    assert any(re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", value) for value in found)


@pytest.mark.parametrize("name", ["titulaire-unique", "cotitulaires", "immatriculation"])
def test_no_log_of_a_run_says_what_stands_on_the_papers(
    name: str, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    dossier = renamed(SAMPLES / name, tmp_path / "dossier")
    reader = ReplayReader(Readings.load(SAMPLES / name), dossier)
    with DecoderProcess(verbose=True) as decode:
        use(monkeypatch, Tools(decode, reader, assemble))
        assert main(["check", str(dossier), "--verbose", "--format", "text,json", "--out", str(tmp_path / "out")]) < 2
    said = capfd.readouterr()
    assert leaked(said.out, SAMPLES / name), "the report does say it"
    assert "reading" in said.err
    assert leaked(said.err, SAMPLES / name) == set()
    assert [*temporary.iterdir()] == []


def test_no_journal_of_a_crash_says_what_stands_on_the_papers(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    sample = SAMPLES / "titulaire-unique"

    def crash(faces: Sequence[Face]) -> tuple[Document, ...]:
        raise ValueError(" ".join(personal(sample)))

    dossier = renamed(sample, tmp_path / "dossier")
    reader = ReplayReader(Readings.load(sample), dossier)
    with DecoderProcess(verbose=True) as decode:
        use(monkeypatch, Tools(decode, reader, crash))
        assert main(["check", str(dossier), "--verbose"]) == 70
    (journal,) = temporary.iterdir()
    said = capfd.readouterr()
    assert "ValueError" in journal.read_text()
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert leaked(said.err + said.out + journal.read_text(), sample) == set()


def test_no_log_of_the_decoder_says_what_stands_in_a_damaged_file(tmp_path: Path, capfd: Capture) -> None:
    """Both pypdf and pdfminer quote what they cannot parse."""
    pdf = a_pdf(typed("MARTIN CLAIRE"), pageCompression=0)
    broken = [
        pdf.replace(b"(MARTIN CLAIRE) Tj", b"/MARTIN -CLAIRE- Tf"),
        pdf.replace(b"/MediaBox [", b"/MediaBox [ /MARTIN "),
        pdf.replace(b"startxref", b"MARTIN"),
        hostile_files.one_page(b"/Annots [5 0 R]", b"<< /Subtype /Widget /FT /Tx /V (MARTIN) /Rect [/MARTIN] >>"),
    ]
    (tmp_path / "in").mkdir()
    for rank, data in enumerate(broken):
        (tmp_path / f"in/{rank}.pdf").write_bytes(data)
    subprocess.run(
        [sys.executable, "-c", _DECODE_ALL, str(tmp_path / "in")],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert "MARTIN" not in capfd.readouterr().err


_DECODE_ALL = """
import sys
from pathlib import Path
from pipeline.stages.decode_process import DecoderProcess
from pipeline.stages.ingest import open_dossier
from pipeline.stages.pages import Limits
with DecoderProcess(verbose=True) as decode:
    assert len(list(open_dossier(Path(sys.argv[1]), Limits(), decode))) >= 4
"""


@pytest.mark.parametrize(
    "what", ["from pipeline.stages.ppocr import PpOcr; PpOcr()", "import pipeline.doctor as d; d.examine()"]
)
def test_loading_the_engine_tells_nobody_and_marks_no_machine(tmp_path: Path, temporary: Path, what: str) -> None:
    """What onnxruntime does when it may report: an identifier in the home folder, a session in the temporary one."""
    home = tmp_path / "home"
    allowed = {name: value for name, value in environment(temporary, home).items() if name not in _QUIET}
    subprocess.run([sys.executable, "-c", what], check=True, env=allowed)
    assert [*temporary.iterdir(), *home.iterdir()] == []


_QUIET = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED")
"""With these set onnxruntime is silent anyway."""


# --- with the real engines --------------------------------------------------------------------------------------------


def environment(temporary: Path, home: Path) -> dict[str, str]:
    home.mkdir()
    return {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "HOME": str(home)}


def may_cut_the_network() -> bool:
    found = shutil.which("unshare")
    return bool(found) and subprocess.run([found, "-n", "true"], check=False, capture_output=True).returncode == 0


_COUNTED = ("Ip OutRequests", "Ip OutNoRoutes", "Tcp ActiveOpens", "Udp OutDatagrams")


def _sent(table: str) -> dict[str, int]:
    """The counters of /proc/net/snmp that any attempt to send something moves."""
    lines = [line.split() for line in table.splitlines()]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    counts = {
        f"{names[0][:-1]} {name}": int(value)
        for names, row in pairs
        for name, value in zip(names[1:], row[1:], strict=True)
    }
    return {name: counts[name] for name in _COUNTED}


@pytest.mark.ocr
@pytest.mark.skipif(not may_cut_the_network(), reason="cutting the network (unshare -n) is not allowed here")
def test_a_whole_run_needs_no_network_tries_none_and_leaves_nothing(tmp_path: Path, temporary: Path) -> None:
    """In a network of its own, without even a loopback, whose counters show any attempt, native code's too."""
    sample = SAMPLES / "mandat-absent"
    dossier, out, home = renamed(sample, tmp_path / "dossier"), tmp_path / "out/mars", tmp_path / "home"
    counters = tmp_path / "counters"
    script = '"$@"; code=$?; cat /proc/net/snmp > "$COUNTERS"; exit $code'
    check = [*CONFORME, "check", str(dossier), "--verbose", "--format", "json", "--out", str(out)]
    ended = subprocess.run(
        ["unshare", "-n", "sh", "-c", script, "sh", *check],
        capture_output=True,
        text=True,
        check=False,
        env={**environment(temporary, home), "COUNTERS": str(counters)},
    )
    assert ended.returncode == 1, ended.stderr
    assert _sent(counters.read_text()) == dict.fromkeys(_COUNTED, 0)
    assert leaked(ended.stderr, sample) == set()
    assert leaked((out / "dossier.json").read_text(encoding="utf-8"), sample)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (out.parent, out, out / "dossier.json")] == [
        0o700,
        0o700,
        0o600,
    ]
    assert [*temporary.iterdir(), *home.iterdir()] == []


@pytest.mark.skipif(not may_cut_the_network(), reason="cutting the network (unshare -n) is not allowed here")
def test_an_attempt_would_be_seen(tmp_path: Path) -> None:
    knock = "import socket; s = socket.socket(); s.settimeout(1); s.connect_ex(('192.0.2.1', 80))"
    ended = subprocess.run(
        ["unshare", "-n", "sh", "-c", f'{sys.executable} -c "{knock}"; cat /proc/net/snmp'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert sum(_sent(ended.stdout).values()) > 0


@pytest.mark.ocr
@pytest.mark.parametrize("file", [2, 3])
def test_a_run_that_is_killed_leaves_no_file_and_no_process(tmp_path: Path, temporary: Path, file: int) -> None:
    """Killed without a chance to tidy up, while the page before that file is being read."""
    dossier, home = renamed(SAMPLES / "titulaire-unique", tmp_path / "dossier"), tmp_path / "home"
    run = subprocess.Popen(
        [*CONFORME, "check", str(dossier), "--verbose", "--jobs", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(temporary, home),
    )
    assert run.stderr is not None
    with run.stderr as log:
        seen = [line for line, _ in zip((line for line in log if "reading" in line), range(file), strict=False)]
        run.send_signal(signal.SIGKILL)
        run.wait()
        log.read()  # to its end, which comes when the last process that writes to it has ended
    assert len(seen) == file
    assert [*temporary.iterdir(), *home.iterdir()] == []
    assert _alive(str(temporary)) == []


def _alive(mark: str) -> list[str]:
    """Processes whose environment holds the mark, a moment later at most."""
    deadline = time.monotonic() + 20
    while (found := [*_with(mark)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def _with(mark: str) -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.name != str(os.getpid()) and mark.encode() in (process / "environ").read_bytes():
                yield (process / "cmdline").read_text()
        except OSError:  # it has just ended
            continue
