"""The engines themselves, on lines that are drawn: what they read, where, and how they fail."""

import os
import stat

import cv2
import numpy as np
import pytesseract
import pytest

from pipeline.core.errors import ComponentMissing, OcrFailed
from pipeline.stages import ppocr as ppocr_module
from pipeline.stages.ppocr import PpOcr, _resize
from pipeline.stages.prepare import prepare, turn
from pipeline.stages.tesseract import Tesseract

pytestmark = pytest.mark.ocr


def a_line(text, scale=1.4):
    picture = np.full((60, 60 + 30 * len(text), 3), 250, np.uint8)
    cv2.putText(picture, text, (20, 44), cv2.FONT_HERSHEY_SIMPLEX, scale, (20, 20, 20), 3)
    return picture


def a_page():
    page = np.full((1400, 1000, 3), 250, np.uint8)
    for i in range(12):
        text = f"Ligne {i} du certificat de cession d'un vehicule"
        cv2.putText(page, text, (90, 120 + 90 * i), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20, 20, 20), 2)
    return page


@pytest.fixture(scope="module")
def ppocr():
    return PpOcr()


@pytest.fixture(scope="module", params=["pp-ocrv6", "tesseract"])
def engine(request, ppocr):
    return ppocr if request.param == "pp-ocrv6" else Tesseract()


def test_a_line_is_read_with_a_place_for_each_character(engine):
    (line,) = engine.lines([a_line("AB 482 KL")], [""])

    assert "".join(c.text for c in line).replace(" ", "") == "AB482KL"
    assert [c.x for c in line] == sorted(c.x for c in line)


def test_an_alphabet_limits_what_is_read(engine):
    (line,) = engine.lines([a_line("84650")], ["0123456789"])

    assert "".join(c.text for c in line) == "84650"


def test_nothing_is_read_where_nothing_stands(engine):
    blank = np.full((40, 300, 3), 250, np.uint8)

    line, nothing = engine.lines([blank, blank[:0]], ["", ""])

    assert min((c.confidence for c in line), default=0.0) < 0.6
    assert nothing == ()


@pytest.mark.parametrize("count", range(2, 9))
def test_lines_of_a_batch_are_read_few_at_once_and_to_the_same_bit(ppocr, monkeypatch, count):
    """What eight long lines take at once is most of the memory of a worker."""
    lines = [_resize(a_line("CERTIFICAT 482 DE CESSION"[: 3 + 3 * i])) for i in range(count)]
    session, sizes = ppocr._recogniser, []

    class Counting:
        def run(self, names, given):
            sizes.append(len(given["x"]))
            return session.run(names, given)

    monkeypatch.setattr(ppocr, "_recogniser", Counting())
    few = ppocr._run(lines)
    assert max(sizes) <= 3
    monkeypatch.setattr(ppocr_module, "AT_ONCE", 100)
    assert np.array_equal(few, ppocr._run(lines))
    assert sizes[-1] == count


def test_words_of_a_page_stand_where_they_were_drawn(engine):
    words = [word for word in engine.words(a_page()) if word.text.lower().startswith("certificat")]

    assert len(words) == 12
    assert all(0.22 < word.box.left < 0.45 for word in words)


def test_what_lies_across_the_middle_of_a_page_is_read_once(ppocr):
    """Pages are searched in two bands."""
    page = np.full((1500, 1060, 3), 250, np.uint8)
    drawn = [f"LIGNE{rank}" for rank in range(12)]
    for rank, text in enumerate(drawn):
        cv2.putText(page, text, (200 + 20 * rank, 618 + 25 * rank), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (20, 20, 20), 2)
    words = [word for word in ppocr.words(page) if word.text.startswith("LIGNE")]

    assert sorted(word.text for word in words) == sorted(drawn)
    middles = [word.box.center[1] * 1500 for word in sorted(words, key=lambda word: int(word.text[5:]))]
    assert middles == pytest.approx([610 + 25 * rank for rank in range(12)], abs=6)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 2.5])
def test_a_page_is_put_upright_and_straight(ppocr, degrees, skew):
    page = a_page()
    matrix = cv2.getRotationMatrix2D((500, 700), -skew, 1)
    page = cv2.warpAffine(page, matrix, (1000, 1400), borderValue=(250, 250, 250))

    def legibility(crops):
        return [float(np.mean([c.confidence for c in line] or [0])) for line in ppocr.lines(crops, [""] * len(crops))]

    found = prepare(turn(page, degrees), ppocr.detect, legibility)

    assert found.turned == (360 - degrees) % 360
    assert found.skew == pytest.approx(skew, abs=0.25)
    assert found.across == 0


def test_tesseract_is_ended_when_it_hangs(tmp_path, monkeypatch):
    engine = Tesseract(timeout_s=1)
    fake = tmp_path / "tesseract"
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    fake.chmod(fake.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(OcrFailed, match="1 s"):
        engine.lines([a_line("AB")], [""])


def test_a_missing_language_names_the_command():
    with pytest.raises(ComponentMissing, match="apt-get install"):
        Tesseract(languages=("fra", "tlh"))


def test_a_word_as_long_as_its_line_ends_where_the_next_one_begins(monkeypatch):
    columns = {
        "text": ["Immatriculation", "au", "", "RCS", "732"],
        "conf": [96, 96, -1, 90, 95],
        "left": [100, 250, 0, 280, 90],
        "width": [230, 20, 0, 50, 60],
        "top": [10, 10, 0, 10, 40],
        "height": [12] * 5,
        "block_num": [1] * 5,
        "par_num": [1] * 5,
        "line_num": [1, 1, 1, 1, 2],
    }
    monkeypatch.setattr(pytesseract, "image_to_data", lambda *_, **__: columns)

    words = Tesseract().words(np.full((100, 400), 255, np.uint8))

    assert [round(word.box.right * 400) for word in words] == [250, 270, 330, 150]
