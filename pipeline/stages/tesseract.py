"""Tesseract, the program: words of whole pages, and second reader of one-line crops.

Pictures go in and words come out through pipes: no file holds what stands on a paper, not even for a moment, so none
is left behind by a run that is killed and no full disk stops one. (pytesseract goes through files, which Tesseract
itself makes readable by everyone.)

Seen with 5.3.0: a confidence of -1 marks a row that is no word; the best words get 96 or 97, never 100; a TIFF of
several pictures gives one `page_num` per picture in one process, four times faster than a process each (ocr.md).
"""

import csv
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.core.errors import ComponentMissing, OcrFailed
from pipeline.core.model import BoundingBox, Character, Word
from pipeline.stages.bars import without_bars
from pipeline.stages.ocr import Pixels
from pipeline.stages.prepare import flatten

INSTALL = "apt-get install tesseract-ocr tesseract-ocr-fra"
PAGE_SIDE = 2600
"""Pixels of the long side of a page read whole: 220 dpi for A4, where the 4.5 pt legend of the card still reads."""
CROP_HEIGHT = 40
"""Pixels of a one-line crop, ink 20 to 25: Tesseract loses on larger letters (ocr.md)."""
FIGURES = frozenset("0123456789/.,- ")
CEILING = 97.0
"""Highest confidence Tesseract gives."""


@dataclass(frozen=True)
class _Row:
    """A word in Tesseract's table."""

    page: int
    """0-based rank of the picture."""
    text: str
    confidence: float
    """0 to 1."""
    left: int
    top: int
    width: int
    height: int
    """Pixels of the picture."""


class Tesseract:
    """The command-line engine, one process per call, ended when it runs past its time limit."""

    name = "tesseract"

    def __init__(self, languages: Sequence[str] = ("fra",), timeout_s: float = 60) -> None:
        """Probe the engine.

        Raises:
            ComponentMissing: no binary, or no data for one of the languages.
        """
        self._timeout_s = timeout_s
        self._language = "+".join(languages)
        number = re.search(r"tesseract v?(\d\S*)", self._run("--version"))
        self.version = number[1] if number else "?"
        missing = set(languages) - set(self._run("--list-langs").split())
        if missing:
            raise ComponentMissing(f"tesseract has no data for {', '.join(sorted(missing))}: {INSTALL}")

    def words(self, page: Pixels) -> tuple[Word, ...]:
        """See `OcrEngine.words`."""
        plain = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.uint8) if page.ndim == 3 else page
        grey = without_bars(plain, flatten(plain))
        scale = PAGE_SIDE / max(grey.shape)
        if scale < 1:
            grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
        high, wide = grey.shape
        return tuple(
            Word(
                text=row.text,
                confidence=row.confidence,
                box=BoundingBox(
                    left=row.left / wide,
                    top=row.top / high,
                    right=(row.left + row.width) / wide,
                    bottom=(row.top + row.height) / high,
                ),
            )
            for row in self._rows([grey], psm=11)
        )

    def lines(self, crops: Sequence[Pixels], alphabets: Sequence[str]) -> list[tuple[Character, ...]]:
        """See `OcrEngine.lines`. Figures are read by one process, all the rest by another: starting one costs most."""
        result: list[tuple[Character, ...]] = [()] * len(crops)
        for figures in (True, False):
            chosen = [
                i
                for i, alphabet in enumerate(alphabets)
                if (bool(alphabet) and set(alphabet) <= FIGURES) == figures and min(crops[i].shape[:2]) >= 2
            ]
            whitelist = "".join(sorted(FIGURES)) if figures else ""
            if chosen:
                for i, line in zip(chosen, self._list([crops[i] for i in chosen], whitelist), strict=True):
                    result[i] = _within(line, alphabets[i])
        return result

    def _list(self, crops: Sequence[Pixels], alphabet: str) -> list[tuple[Character, ...]]:
        sized = [_sized(crop) for crop in crops]
        found: list[list[Character]] = [[] for _ in crops]
        for row in self._rows(sized, psm=7, whitelist=alphabet):
            line, wide = found[row.page], sized[row.page].shape[1]
            if line:
                line.append(Character(text=" ", confidence=1.0, x=row.left / wide))
            step = row.width / len(row.text)
            line += [
                Character(text=character, confidence=row.confidence, x=min((row.left + (k + 0.5) * step) / wide, 1.0))
                for k, character in enumerate(row.text)
            ]
        return [tuple(line) for line in found]

    def _rows(self, pictures: Sequence[Pixels], psm: int, whitelist: str = "") -> list[_Row]:
        """The words of these pictures, read by one process."""
        # Not compressed: packing a page takes a tenth of the time to read it.
        _, sheets = cv2.imencodemulti(".tiff", list(pictures), (cv2.IMWRITE_TIFF_COMPRESSION, 1))
        options = {"tessedit_create_tsv": "1", **({"tessedit_char_whitelist": whitelist} if whitelist else {})}
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        table = self._run("stdin", "stdout", "-l", self._language, "--psm", str(psm), *settings, data=sheets.tobytes())
        return [
            _Row(
                page=int(row["page_num"]) - 1,
                text=row["text"].strip(),
                confidence=min(int(float(row["conf"])) / CEILING, 1.0),
                left=int(row["left"]),
                top=int(row["top"]),
                width=int(row["width"]),
                height=int(row["height"]),
            )
            for row in csv.DictReader(table.split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
            if float(row["conf"]) >= 0 and row["text"].strip()
        ]

    def _run(self, *arguments: str, data: bytes = b"") -> str:
        try:
            ended = subprocess.run(
                ["tesseract", *arguments],
                input=data,
                capture_output=True,
                timeout=self._timeout_s,
                check=True,
                # One thread per process: several fight over the cores and are slower together.
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        except FileNotFoundError as error:
            raise ComponentMissing(f"tesseract is not installed: {INSTALL}") from error
        except (subprocess.SubprocessError, OSError) as error:
            raise OcrFailed(f"tesseract failed or ran past {self._timeout_s:g} s") from error
        return ended.stdout.decode("utf-8", "replace")


def _within(line: tuple[Character, ...], alphabet: str) -> tuple[Character, ...]:
    """The line in capitals where only those can stand, without the signs that cannot."""
    if not alphabet:
        return line
    kept = [c if c.text in alphabet else c.model_copy(update={"text": c.text.upper()}) for c in line]
    return tuple(c for c in kept if c.text in alphabet or c.text == " ")


def _sized(crop: Pixels) -> Pixels:
    """Grey, paper white, about 40 pixels high, with a white border."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY) if crop.ndim == 3 else crop
    scale = CROP_HEIGHT / grey.shape[0]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    wide = max(4, round(grey.shape[1] * scale))
    grey = cv2.resize(grey, (wide, CROP_HEIGHT), interpolation=method)
    level = max(int(np.percentile(grey, 90)), 1)
    white = np.clip(grey.astype(np.float32) * (250 / level), 0, 255).astype(np.uint8)
    return np.pad(white, ((10, 10), (12, 12)), constant_values=250)
