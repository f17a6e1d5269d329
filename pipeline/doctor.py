"""What the program needs of the machine: found or missing, and the command that mends it.

Looks from outside, without the stages: they may be what cannot be loaded.
"""

import importlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.core.choices import Lang
from pipeline.core.english import in_lang

MIN_PYTHON = (3, 11)
LANGUAGES = ("fra",)
"""Tesseract data that reading needs."""
MODELS = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")
"""Files in the `rapidocr` package that the main reader needs."""
TIMEOUT_S = 20

PACKAGES = {
    "numpy": "numpy",
    "opencv-python-headless": "cv2",
    "onnxruntime": "onnxruntime",
    "rapidocr": "rapidocr",
    "pytesseract": "pytesseract",
    "pypdfium2": "pypdfium2",
    "pdfplumber": "pdfplumber",
    "pypdf": "pypdf",
    "pillow": "PIL",
    "pi-heif": "pi_heif",
    "pydantic": "pydantic",
    "jinja2": "jinja2",
    "rapidfuzz": "rapidfuzz",
    "reportlab": "reportlab",
    "zxing-cpp": "zxingcpp",
    "cryptography": "cryptography",
}
"""Distribution and import name of what is loaded, most of it with native code that a machine may lack a library for."""

_INSTALL_TESSERACT = "sudo apt-get install tesseract-ocr tesseract-ocr-fra"


@dataclass(frozen=True)
class Component:
    """One thing the program needs."""

    name: str
    found: str = ""
    """Version, or what else there is to say of it; empty when missing."""
    mend: str = ""
    """Command that installs it, when it is missing."""
    needed_for: str = ""
    """In French; empty when nothing works without it."""

    @property
    def is_missing(self) -> bool:
        """Whether it is not there."""
        return not self.found

    @property
    def is_fatal(self) -> bool:
        """Whether dossiers cannot be checked without it, and it is not there."""
        return self.is_missing and not self.needed_for


def examine() -> tuple[Component, ...]:
    """Every component, in the order to show them."""
    return (_python(), *_packages(), _models(), *_tesseract(), _fonts())


def draw(console: Console, components: Sequence[Component], lang: Lang) -> None:
    """Show each component, and the command that mends what is missing."""
    said = partial(in_lang, lang=lang)
    table = Table.grid(padding=(0, 2))
    table.add_column(width=1)
    table.add_column()
    table.add_column(overflow="fold")
    for component in components:
        sign = "✗" if component.is_missing else "✓"
        table.add_row(sign, said(component.name), said(component.found or "manque"))
        if component.is_missing:
            purpose = f"nécessaire pour {component.needed_for}" if component.needed_for else "nécessaire"
            table.add_row("", "", Text(said(f"{purpose} ; installer avec : {component.mend}")))
    console.print(table)


def _python() -> Component:
    found = platform.python_version() if sys.version_info >= MIN_PYTHON else ""
    return Component("Python", found, "sudo apt-get install python3 python3-venv")


def _packages() -> Iterator[Component]:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime reports its import to Microsoft otherwise (see ppocr.py)
    for distribution, module in PACKAGES.items():
        mend = f"{sys.executable} -m pip install --force-reinstall {distribution}"
        try:
            importlib.import_module(module)
            yield Component(distribution, version(distribution), mend)
        except (ImportError, OSError, PackageNotFoundError):
            yield Component(distribution, mend=mend)


def _models() -> Component:
    """Files only: loading them takes a second, and `check` does it."""
    package = find_spec("rapidocr")
    folder = Path(package.origin).parent / "models" if package and package.origin else None
    is_there = folder is not None and all((folder / name).is_file() for name in MODELS)
    mend = f"{sys.executable} -m pip install --force-reinstall 'rapidocr>=3.10,<3.11'"
    return Component("modèles PP-OCRv6", ", ".join(MODELS) if is_there else "", mend)


def _tesseract() -> Iterator[Component]:
    binary = shutil.which("tesseract")
    number = re.search(r"tesseract v?(\d\S*)", _ask(binary, "--version")) if binary else None
    yield Component("tesseract", number[1] if number else "", _INSTALL_TESSERACT)
    languages = _ask(binary, "--list-langs").split() if binary else []
    for language in LANGUAGES:
        found = "présent" if language in languages else ""
        yield Component(f"tesseract, données {language}", found, f"sudo apt-get install tesseract-ocr-{language}")


def _ask(binary: str, option: str) -> str:
    """What the program answers, on either stream; nothing when it cannot be run."""
    try:
        answer = subprocess.run([binary, option], capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout + answer.stderr


def _fonts() -> Component:
    name, purpose = "polices des exemples", "dessiner des exemples (conforme samples)"
    try:
        fonts = importlib.import_module("samples.fonts")
    except ImportError:  # reportlab is missing, which has its own line
        return Component(name, mend="installer d'abord reportlab", needed_for=purpose)
    missing = fonts.missing()
    return Component(name, "" if missing else "présentes", f"sudo apt-get install {' '.join(missing)}", purpose)
