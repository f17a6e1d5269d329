"""Tesseract through pytesseract: words of whole pages, and second reader of one-line crops.

Seen with 5.3.0: a confidence of -1 marks a row that is no word; the best words get 96 or 97, never 100; the box of the
first word of a line may be as long as the line; a list file of pictures gives one `page_num` per picture in one
process, four times faster than a process each (ocr.md).
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytesseract

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
LINE = ("block_num", "par_num", "line_num")
"""What words of one line have in common."""
CEILING = 97.0
"""Highest confidence Tesseract gives."""
TIMEOUT_S = 300.0
"""For one call, which takes a few seconds: a busy machine makes no page one that cannot be read. A call that never ends
is given up before a batch takes its whole worker for hung (`Bounds.page_timeout_s`)."""


class Tesseract:
    """The command-line engine, one process per call, ended when it runs past its time limit."""

    name = "tesseract"

    def __init__(self, languages: Sequence[str] = ("fra",), timeout_s: float = TIMEOUT_S) -> None:
        """Probe the engine.

        Raises:
            ComponentMissing: no binary, or no data for one of the languages.
        """
        # One thread per process: several fight over the cores and are slower together.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        try:
            self.version = str(pytesseract.get_tesseract_version())
            missing = set(languages) - set(pytesseract.get_languages())
        except pytesseract.TesseractNotFoundError as error:
            raise ComponentMissing(f"tesseract n'est pas installé : {INSTALL}") from error
        if missing:
            raise ComponentMissing(f"tesseract n'a pas de données pour {', '.join(sorted(missing))} : {INSTALL}")
        self._language = "+".join(languages)
        self._timeout_s = timeout_s

    def words(self, page: Pixels) -> tuple[Word, ...]:
        """See `OcrEngine.words`."""
        plain = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.uint8) if page.ndim == 3 else page
        grey = without_bars(plain, flatten(plain))
        scale = PAGE_SIDE / max(grey.shape)
        if scale < 1:
            grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
        high, wide = grey.shape
        with tempfile.TemporaryDirectory(prefix="conforme-") as folder:
            # Written plainly: packing a page as PNG takes a tenth of the time to read it.
            path = str(Path(folder) / "page.pgm")
            cv2.imwrite(path, grey)
            rows = self._data(path, psm=11)
        kept = [i for i, text in enumerate(rows["text"]) if float(rows["conf"][i]) >= 0 and text.strip()]
        return tuple(
            Word(
                text=rows["text"][i].strip(),
                confidence=min(float(rows["conf"][i]) / CEILING, 1.0),
                box=BoundingBox(
                    left=rows["left"][i] / wide,
                    top=rows["top"][i] / high,
                    right=_right(rows, i, after) / wide,
                    bottom=(rows["top"][i] + rows["height"][i]) / high,
                ),
            )
            for i, after in zip_longest(kept, kept[1:])
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
        with tempfile.TemporaryDirectory(prefix="conforme-") as folder:
            paths = [str(Path(folder) / f"{i:04}.pgm") for i in range(len(sized))]
            for path, crop in zip(paths, sized, strict=True):
                cv2.imwrite(path, crop)
            listing = Path(folder) / "crops.txt"
            listing.write_text("\n".join(paths) + "\n", encoding="utf-8")
            rows = self._data(str(listing), psm=7, whitelist=alphabet)
        found: list[list[Character]] = [[] for _ in crops]
        for i, text in enumerate(rows["text"]):
            confidence = float(rows["conf"][i])
            if confidence < 0 or not text.strip():
                continue
            page = rows["page_num"][i] - 1
            wide = sized[page].shape[1]
            if found[page]:
                found[page].append(Character(text=" ", confidence=1.0, x=rows["left"][i] / wide))
            step = rows["width"][i] / len(text)
            found[page] += [
                Character(
                    text=character,
                    confidence=min(confidence / CEILING, 1.0),
                    x=min((rows["left"][i] + (k + 0.5) * step) / wide, 1.0),
                )
                for k, character in enumerate(text)
            ]
        return [tuple(line) for line in found]

    def _data(self, path: str, psm: int, whitelist: str = "") -> dict[str, list[Any]]:
        config = f"--psm {psm}"
        if whitelist:
            # pytesseract splits the options like a shell does: quotes and backslashes are never in an alphabet.
            config += f' -c tessedit_char_whitelist="{whitelist}"'
        try:
            rows: dict[str, list[Any]] = pytesseract.image_to_data(
                path,
                lang=self._language,
                config=config,
                timeout=self._timeout_s,
                output_type=pytesseract.Output.DICT,
            )
        except (RuntimeError, pytesseract.TesseractError, OSError) as error:  # RuntimeError: time limit
            raise OcrFailed(f"tesseract failed or ran past {self._timeout_s:g} s: {error}") from error
        return rows


def _right(rows: Mapping[str, list[Any]], word: int, after: int | None) -> int:
    """Where a word ends: before the one that follows in its line."""
    left = int(rows["left"][word])
    right = left + int(rows["width"][word])
    if after is None or any(rows[level][word] != rows[level][after] for level in LINE):
        return right
    begin = int(rows["left"][after])
    return min(right, begin) if begin > left else right


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
