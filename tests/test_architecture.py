"""Who may import whom (style.md, section 1), read from the source: the table cannot rot."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("pipeline", "extractors", "validators", "samples")
MAX_LINES = 500

OURS = {
    "pipeline.core": {"pipeline.core"},
    "pipeline.stages": {"pipeline.core", "pipeline.stages"},
    "extractors": {"pipeline.core", "extractors"},
    "validators": {"pipeline.core", "validators"},
    "samples": {"pipeline.core", "samples"},
    "pipeline": {"pipeline", "pipeline.core", "pipeline.stages", "extractors", "validators", "samples"},
}
"""Part of the program to the parts it may import. 'pipeline' is what stands directly in it: run, tools, cli..."""

THEIRS = {
    "pydantic": {*OURS},
    "rapidfuzz": {"extractors", "validators", "pipeline.stages", "pipeline"},
    "numpy": {"pipeline.stages", "extractors", "samples"},
    "fastapi": {"pipeline"},
    "starlette": {"pipeline"},
    "uvicorn": {"pipeline"},
    "jinja2": {"pipeline.stages", "pipeline"},
    "markupsafe": {"pipeline.stages"},
    "rich": {"pipeline", "pipeline.stages"},
    "typer": {"pipeline"},
    "psutil": {"pipeline"},
    "dask": {"pipeline"},
    "distributed": {"pipeline"},
    "fsspec": {"pipeline"},
    "watchfiles": {"pipeline"},
    "PIL": {"pipeline.stages", "samples"},
    "cv2": {"pipeline.stages", "samples"},
    "pypdf": {"pipeline.stages", "samples"},
    "pypdfium2": {"pipeline.stages", "samples"},
    "reportlab": {"samples"},
    "fontTools": {"samples"},
    "pdfplumber": {"pipeline.stages"},
    "pi_heif": {"pipeline.stages"},
    "pytesseract": {"pipeline.stages"},
    "onnxruntime": {"pipeline.stages"},
    "rapidocr": {"pipeline.stages"},
    "cryptography": {"pipeline.stages", "samples"},
    "zxingcpp": {"pipeline.stages", "samples"},
}
"""Library to the parts that may import it. numpy in `extractors` is for the algebra of registration, not for pixels."""

FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py") if "dossiers" not in file.parts)


def part_of(module: str) -> str:
    """Which part of the program a module belongs to."""
    return next((part for part in OURS if module == part or module.startswith(f"{part}.")), module.partition(".")[0])


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def imports(file: Path) -> Iterator[str]:
    """Modules that a file imports, wherever in it, submodules taken by name included."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            assert node.module is not None
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                is_module = (ROOT / Path(*whole.split("."))).with_suffix(".py").is_file()
                is_package = (ROOT / Path(*whole.split("."))).is_dir()
                yield whole if is_module or is_package else node.module


def test_the_files_are_found() -> None:
    assert {part_of(module_of(file)) for file in FILES} == {*OURS}


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_imports_keep_to_the_table(file: Path) -> None:
    part = part_of(module_of(file))
    wrong = []
    for module in imports(file):
        other, top = part_of(module), module.partition(".")[0]
        if top in PACKAGES:
            allowed = other in OURS[part]
        else:
            allowed = top in sys.stdlib_module_names or part in THEIRS.get(top, ())
        if not allowed:
            wrong.append(module)
    assert wrong == []


def test_only_the_top_knows_all() -> None:
    """The stages are put together in `run`, `tools` and `open_tools`; `cli`, `answers` and the rest stand on these."""
    knowing = {
        module_of(file)
        for file in FILES
        if {"extractors", "pipeline.stages"} <= {part_of(module) for module in imports(file)}
    }
    assert knowing <= {"pipeline.run", "pipeline.tools", "pipeline.open_tools"}


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_a_module_is_no_longer_than_one_can_hold_in_mind(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_importing_a_package_starts_nothing() -> None:
    found = [file for file in FILES if file.name == "__init__.py"]
    assert len(found) >= len(PACKAGES)
    assert [file for file in found if ast.parse(file.read_text(encoding="utf-8")).body] == []


def test_no_drawer_for_leftovers() -> None:
    assert [file for file in FILES if file.stem in ("utils", "helpers", "common", "misc")] == []


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_rules_ask_no_clock_and_no_dice(file: Path) -> None:
    """Only the top may know the time; what is drawn by chance is drawn from a seed."""
    source = file.read_text(encoding="utf-8")
    asks = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    allowed = {"datetime.now"} if module_of(file) == "pipeline.commands" else set()
    assert asks & {"datetime.now", "date.today", "datetime.today", "random.random", "random.choice"} <= allowed
