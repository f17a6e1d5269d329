"""PP-OCRv6 small, the ONNX models inside the `rapidocr` wheel: main reader.

The detector runs through rapidocr. The recogniser is driven directly through onnxruntime, because the posterior and
the place of every character are needed, and an alphabet per crop.
"""

import itertools
import os
import string
import unicodedata
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.errors import ComponentMissing, OcrFailed
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Character, Lattice, Word
from pipeline.stages.ocr import Pixels, Seen
from pipeline.stages.places import cut_quad
from pipeline.stages.shapes import Shaped, best, consensus, likeliest

# Since 1.29 onnxruntime reports its use to Microsoft, from its import on, and keeps an identifier of the machine in the
# home folder. Only this, said before, keeps it from both (microsoft/onnxruntime#27379).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime
import rapidocr

RECOGNISER = "PP-OCRv6_rec_small.onnx"
LINE_HEIGHT = 48
"""Pixels; what the recogniser was trained on."""
STRIDE = 8
"""Pixels of the resized line per time step of the recogniser."""
DETECTOR_SIDE = 1280
"""Pixels of the long side given to the detector: below, 6 pt captions of the cerfa merge (ocr.md)."""
BAND_OVERLAP = 0.06
"""Share of a page's width that two bands of it have in common: more than a line is high."""
MAX_RATIO = 40
"""Longest line read at once, width over height."""
LATIN = frozenset(
    string.ascii_letters + string.digits + string.punctuation + " ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸàâäçèéêëîïôöùûüÿŒœÆæ°«»€’‘´–—ºª²³µ½"
)
TWINS = {"’": "'", "‘": "'", "´": "'", "–": "-", "—": "-"}
"""Signs that differ in type only: the model shares its belief among them, which would make each look doubtful."""
STRETCHES = (1.0, 1.35, 1.7)
"""Widths, relative to the picture's own, at which a handwritten line is read."""
SHAPES_KEPT = 6
"""Shapes that are tried at every width: the likeliest at the first one."""
LEAST, RIVALS = 0.01, 6
"""A lattice names at each step so many characters at most, of those with so much belief at least."""
BATCH = 8
"""Lines that are made equally wide, which changes what is read of them."""
AT_ONCE = 2
"""Lines of a batch that the recogniser takes at once, three where one would be left: eight take four times the memory
for its 18,710 classes a step, and longer. One alone is calculated in another order, which changes the last bits."""


class PpOcr:
    """Detector and recogniser in this process. One object serves several threads: onnxruntime sessions do."""

    name = "pp-ocrv6"

    def __init__(self, threads: int = 1) -> None:
        """Load both models.

        Raises:
            ComponentMissing: the models are not in the rapidocr package installed.
        """
        self.version = version("rapidocr")
        models = Path(rapidocr.__file__).parent / "models"
        if not (models / RECOGNISER).is_file():
            raise ComponentMissing(
                f"{RECOGNISER} n'est pas dans rapidocr {self.version} : pip install 'rapidocr>=3.10,<3.11'"
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # The arena never gives back what the largest batch of lines took: 150 MB a worker, for 8 % of the reading time.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._recogniser = onnxruntime.InferenceSession(str(models / RECOGNISER), options)
        self._detector = _Detector(
            params={
                "Global.use_cls": False,
                "Global.use_rec": False,
                "Global.log_level": "error",
                "Global.max_side_len": DETECTOR_SIDE,
                "Det.limit_side_len": DETECTOR_SIDE,
                "Det.limit_type": "max",
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        )
        # Class 0 is the CTC blank; the model's own list lacks the space, which is its last class.
        listed = self._recogniser.get_modelmeta().custom_metadata_map["character"].splitlines()
        characters = ["", *(unicodedata.normalize("NFKC", character) for character in listed), " "]
        latin = [i for i, character in enumerate(characters) if i == 0 or character in LATIN]
        self._classes = np.array(latin)
        self._characters = [characters[i] for i in latin]
        # Full-width forms normalise to the same sign as the plain ones; the first place of a sign stands for all.
        places: dict[str, int] = {}
        for i, character in enumerate(self._characters):
            places.setdefault(character, i)
        self._twins = [
            (i, places[TWINS.get(character, character)])
            for i, character in enumerate(self._characters)
            if places[TWINS.get(character, character)] != i
        ]
        for i, _ in self._twins:
            self._characters[i] = ""
        folded = [fold(character) for character in self._characters]
        self._symbols = sorted({symbol for symbol in folded if len(symbol) == 1})
        self._folding = np.array([[symbol == one for one in self._symbols] for symbol in folded], np.float32)

    def words(self, page: Pixels) -> tuple[Word, ...]:
        """See `OcrEngine.words`."""
        height, width = page.shape[:2]
        quads = self._detect_in_bands(page)
        crops = [cut_quad(page, quad) for quad in quads]
        words: list[Word] = []
        for quad, line in zip(quads, self.lines(crops, [""] * len(crops)), strict=True):
            words += _split(line, quad / (width, height))
        return tuple(words)

    def detect(self, page: Pixels) -> list[NDArray[np.float32]]:
        """Return the text lines as quads of 4 points in pixels (top left first, clockwise), top to bottom."""
        try:
            found = self._detector(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR) if page.ndim == 2 else page[..., ::-1])
        except Exception as error:  # rapidocr wraps nothing: any failure of the model is a failure of the engine
            raise OcrFailed(f"the text detector failed: {error}") from error
        boxes = getattr(found, "boxes", None)  # the call returns another class for each stage it ran
        return [] if boxes is None else [np.asarray(box, np.float32) for box in boxes]

    def _detect_in_bands(self, page: Pixels) -> list[NDArray[np.float32]]:
        """As `detect`, an upright page in two bands: seen half as large again, for the memory that the whole takes."""
        height, width = page.shape[:2]
        if height <= width:
            return self.detect(page)
        common = round(BAND_OVERLAP * width)
        seam = height // 2
        # What an edge cuts stands whole in the other band.
        upper = [quad for quad in self.detect(page[: seam + common]) if quad[:, 1].max() < seam + common - 2]
        lower = [quad + np.array((0, seam - common), np.float32) for quad in self.detect(page[seam - common :])]
        return upper + [
            quad
            for quad in lower
            if quad[:, 1].min() > seam - common + 2 and not any(_holds(known, quad.mean(axis=0)) for known in upper)
        ]

    def lines(self, crops: Sequence[Pixels], alphabets: Sequence[str]) -> list[tuple[Character, ...]]:
        """See `OcrEngine.lines`."""
        return [seen.characters for seen in self.seen(crops, alphabets)]

    def seen(self, crops: Sequence[Pixels], alphabets: Sequence[str]) -> list[Seen]:
        """See `LineReader.seen`."""
        result = [Seen((), ())] * len(crops)
        inputs = {i: _resize(crop) for i, crop in enumerate(crops) if min(crop.shape[:2]) >= 2}
        order = sorted(inputs, key=lambda i: inputs[i].shape[1])
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            for i, posteriors in zip(batch, self._run([inputs[i] for i in batch]), strict=True):
                steps = max(1, round(inputs[i].shape[1] / STRIDE))
                result[i] = Seen(self._decode(posteriors, steps, alphabets[i]), self._lattice(posteriors[:steps]))
        return result

    def shaped(self, crop: Pixels, shapes: Sequence[str]) -> tuple[Shaped | None, tuple[Lattice, ...]]:
        """See `LineReader`. The line is read at several widths: narrow figures such as 11 merge at some of them."""
        found: list[Shaped | None] = []
        lattices: list[Lattice] = []
        for stretch in STRETCHES:
            wide = cv2.resize(crop, None, fx=stretch, fy=1, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
            line = _resize(wide)
            posteriors = self._run([line])[0][: max(1, round(line.shape[1] / STRIDE))]
            if not found:
                shapes = likeliest(posteriors, self._characters, shapes, SHAPES_KEPT)
            found.append(best(posteriors, self._characters, shapes))
            lattices.append(self._lattice(posteriors))
        return consensus(found), tuple(lattices)

    def _run(self, lines: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        wide = -(-max(line.shape[1] for line in lines) // STRIDE) * STRIDE
        batch = np.zeros((len(lines), 3, LINE_HEIGHT, wide), np.float32)
        for row, line in zip(batch, lines, strict=True):
            row[:, :, : line.shape[1]] = line.transpose(2, 0, 1)
        try:
            parts = [
                self._recogniser.run(None, {"x": part})[0][:, :, self._classes]
                for part in np.array_split(batch, max(1, len(batch) // AT_ONCE))
            ]
        except Exception as error:  # onnxruntime raises classes of its own, one per cause
            raise OcrFailed(f"the text recogniser failed: {error}") from error
        latin: NDArray[np.float32] = np.concatenate(parts)
        for twin, main in self._twins:
            latin[:, :, main] += latin[:, :, twin]
            latin[:, :, twin] = 0
        return latin

    def _lattice(self, posteriors: NDArray[np.float32]) -> Lattice:
        """Accents and case are folded; signs and blanks count as no character."""
        folded = posteriors @ self._folding
        return tuple(
            "".join(f"{self._symbols[i]}{min(round(100 * float(row[i])), 99):02d}" for i in order if row[i] >= LEAST)
            for row, order in zip(folded, np.argsort(-folded, axis=1)[:, :RIVALS], strict=True)
        )

    def _decode(self, posteriors: NDArray[np.float32], steps: int, alphabet: str) -> tuple[Character, ...]:
        """Greedy CTC over the characters allowed; the posterior keeps the share lost to those not allowed."""
        if alphabet:
            allowed = np.array([i == 0 or c in alphabet for i, c in enumerate(self._characters)])
            posteriors = np.where(allowed, posteriors, 0)
        best = posteriors.argmax(axis=1)
        found: list[Character] = []
        previous = 0
        for t, index in enumerate(best):
            if index and index == previous:
                peak = float(posteriors[t, index])
                if peak > found[-1].confidence:
                    found[-1] = found[-1].model_copy(update={"confidence": min(peak, 1.0), "x": (t + 0.5) / steps})
            elif index:
                peak = min(float(posteriors[t, index]), 1.0)
                found.append(Character(text=self._characters[index], confidence=peak, x=(t + 0.5) / steps))
            previous = int(index)
        return tuple(found)


class _Detector(rapidocr.RapidOCR):
    """Finds text lines; rapidocr would cut each of them out too, for nothing."""

    def crop_text_regions(self, img: Pixels, det_boxes: NDArray[np.float32]) -> list[Pixels]:
        """No crops."""
        return []


def _holds(quad: NDArray[np.float32], point: NDArray[np.float32]) -> bool:
    return cv2.pointPolygonTest(quad, (float(point[0]), float(point[1])), measureDist=False) >= 0


def _resize(crop: Pixels) -> NDArray[np.float32]:
    """Height 48, width in proportion, values -1 to 1."""
    high, wide = crop.shape[:2]
    width = max(STRIDE, min(round(wide * LINE_HEIGHT / max(high, 1)), LINE_HEIGHT * MAX_RATIO))
    colour = cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR) if crop.ndim == 2 else np.ascontiguousarray(crop[..., ::-1])
    scaled = cv2.resize(
        colour, (width, LINE_HEIGHT), interpolation=cv2.INTER_AREA if high > LINE_HEIGHT else cv2.INTER_CUBIC
    )
    return np.asarray((scaled.astype(np.float32) / 255 - 0.5) / 0.5, np.float32)


def _split(line: tuple[Character, ...], quad: NDArray[np.float64]) -> list[Word]:
    """Cut a line into words at its blanks; each gets its share of the quad (given in fractions of the page)."""
    words: list[Word] = []
    edges = [0.0, *((a.x + b.x) / 2 for a, b in itertools.pairwise(line)), 1.0]
    start = 0
    for end in [i for i, character in enumerate(line) if character.text == " "] + [len(line)]:
        if end > start:
            part = line[start:end]
            words.append(
                Word(
                    text="".join(character.text for character in part),
                    confidence=min(character.confidence for character in part),
                    box=_share(quad, edges[start], min(edges[end], 1.0)),
                )
            )
        start = end + 1
    return words


def _share(quad: NDArray[np.float64], left: float, right: float) -> BoundingBox:
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    points = (quad[0] + top * left, quad[0] + top * right, quad[3] + bottom * left, quad[3] + bottom * right)
    return BoundingBox.of_points([(float(x), float(y)) for x, y in points])
