"""What is answered without reading a dossier loads nothing that reads one: told by the modules, not by a clock."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

READING = {"numpy", "cv2", "PIL", "onnxruntime", "pytesseract", "extractors", "jinja2", "psutil", "sqlite3"}
JUDGING = {"validators", "rapidfuzz"}
SERVING = {"fastapi", "starlette", "uvicorn"}

_TELL = """
import json, sys
from pipeline.cli import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def loaded(*arguments: str) -> tuple[int, set[str]]:
    """Exit code of the command in a program of its own, and the libraries that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", _TELL, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["--help"], 0, id="help"),
        pytest.param(["batch", "--help"], 0, id="help-of-a-command"),
        pytest.param(["check", ".", "--colour"], 2, id="unknown-option"),
        pytest.param(["check", ".", "--operation", "vol"], 2, id="unknown-operation"),
        pytest.param(["verify"], 2, id="unknown-command"),
    ],
)
def test_help_and_mistakes_are_answered_before_anything_is_loaded(arguments: list[str], code: int) -> None:
    done, modules = loaded(*arguments)
    assert done == code
    assert modules & (READING | JUDGING | SERVING) == set()


def test_a_batch_of_folders_loads_nothing_that_speaks_to_a_network_store(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    code, modules = loaded("batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    assert code == 3
    assert modules & {"fsspec", "s3fs", "aiohttp", "botocore", "distributed"} == set()


def test_rules_are_shown_without_what_reads_and_draws() -> None:
    code, modules = loaded("rules", "ct.freshness")
    assert code == 0
    assert modules >= JUDGING
    assert modules & READING == set()


def test_the_engines_are_loaded_where_a_dossier_is_read(tmp_path: Path) -> None:
    """The names looked for above are those that would be there."""
    code, modules = loaded("check", str(tmp_path / "absent"))
    assert code == 3
    assert modules >= READING | JUDGING
    assert modules & SERVING == set()
