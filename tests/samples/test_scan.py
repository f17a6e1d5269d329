import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from samples import scan

PAGE = np.full((700, 500, 3), 255, np.uint8)
PAGE[100:600, 240:260] = 0
LEVELS: tuple[scan.Level, ...] = ("clean", "office", "bad", "photo")


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_chance_gives_the_same_scan(level: scan.Level) -> None:
    first, second, other = (scan.degrade(PAGE, level, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, second)
    assert first.shape[:2] == other.shape[:2]
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("level", LEVELS)
def test_print_stays_darker_than_paper(level: scan.Level) -> None:
    done = scan.degrade(PAGE, level, np.random.default_rng(3)).astype(float)
    high, wide = done.shape[:2]
    middle = done[high // 3 : 2 * high // 3, wide // 3 : 2 * wide // 3]
    assert middle.min() + 60 < np.median(middle)


def test_each_level_is_worse_than_the_one_before() -> None:
    clean, office, bad = (
        scan.degrade(PAGE, level, np.random.default_rng(1)).astype(float)[150:550, 20:200].std()
        for level in ("clean", "office", "bad")
    )
    assert clean < office < bad


def test_quarter_turns_go_clockwise() -> None:
    page = np.zeros((3, 2), np.uint8)
    page[0, 0] = 9
    assert scan.rotate(page, 1)[0, -1] == 9
    assert scan.rotate(page, 1).shape == (2, 3)


def test_pdf_keeps_size_and_bytes() -> None:
    content = scan.to_pdf([PAGE, PAGE[:, :, 0]], 100, 80)
    assert content == scan.to_pdf([PAGE, PAGE[:, :, 0]], 100, 80)
    assert [page.get_size() for page in pypdfium2.PdfDocument(content)] == [(360, 504), (360, 504)]


@pytest.mark.parametrize(("kind", "pages"), [("JPEG", 1), ("PNG", 1), ("TIFF", 3)])
def test_pictures_keep_resolution_and_number(kind: str, pages: int) -> None:
    picture = Image.open(io.BytesIO(scan.to_image([PAGE] * pages, kind, 200, 70)))  # type: ignore[arg-type]
    assert picture.format == kind
    assert getattr(picture, "n_frames", 1) == pages
    assert [round(float(side)) for side in picture.info["dpi"]] == [200, 200]
