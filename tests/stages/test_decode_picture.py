import zlib
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.core.dossier import FileStatus
from pipeline.stages.decode import decode
from pipeline.stages.pages import Limits, RawPage, Unreadable
from tests.files import a_picture, encoded

HEIC = Path(__file__).parent / "data/turned.heic"
"""80 × 48 pixels, a red square of 16 in its top left corner, marked to be turned a quarter clockwise."""


def only(data: bytes, limits: Limits | None = None) -> RawPage:
    (page,) = decode("scan", data, limits or Limits())
    return page


def dark_corner(page: RawPage) -> tuple[str, str]:
    """Where the dark square stands."""
    grey = page.pixels if page.pixels.ndim == 2 else page.pixels.mean(axis=2)
    rows, columns = np.nonzero(grey < 128)
    high, wide = grey.shape
    return "top" if rows.mean() < high / 2 else "bottom", "left" if columns.mean() < wide / 2 else "right"


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "JPEG"])
def test_each_kind_of_picture_is_one_page(kind: str) -> None:
    page = only(encoded(a_picture(), kind))
    assert (page.number, page.pixels.shape, page.pixels.dtype) == (1, (160, 120, 3), np.uint8)
    assert dark_corner(page) == ("top", "left")


@pytest.mark.parametrize(
    ("kind", "mode", "channels"),
    [
        ("PNG", "1", 2),
        ("PNG", "L", 2),
        ("PNG", "P", 3),
        ("PNG", "LA", 3),
        ("PNG", "RGBA", 3),
        ("JPEG", "CMYK", 3),
        ("JPEG", "YCbCr", 3),
        ("TIFF", "CMYK", 3),
        ("TIFF", "LAB", 3),
    ],
)
def test_every_pixel_format_becomes_8_bit_rgb_or_grey(kind: str, mode: str, channels: int) -> None:
    image = a_picture().convert("RGB").convert("LAB") if mode == "LAB" else a_picture(mode=mode)
    page = only(encoded(image, kind))
    assert (page.pixels.ndim, page.pixels.dtype) == (channels, np.uint8)
    assert dark_corner(page) == ("top", "left")
    assert (page.pixels.min(), page.pixels.max()) == (pytest.approx(0, abs=16), pytest.approx(255, abs=8))


@pytest.mark.parametrize(
    ("deep", "kind"),
    [
        pytest.param(np.array([[0, 32768, 65535]], dtype=np.uint16), "PNG", id="16-bit-png"),
        pytest.param(np.array([[0, 32768, 65535]], dtype=np.uint16), "TIFF", id="16-bit-tiff"),
        pytest.param(np.array([[0, 0.5, 1.0]], dtype=np.float32), "TIFF", id="float-tiff"),
        pytest.param(np.array([[0, 500, 1000]], dtype=np.int32), "TIFF", id="32-bit-tiff"),
    ],
)
def test_deep_samples_keep_their_shades(deep: np.ndarray, kind: str) -> None:
    page = only(encoded(Image.fromarray(deep), kind))
    assert page.pixels.tolist() == [[0, 128, 255]]


def test_what_is_transparent_is_white_paper() -> None:
    page = only(encoded(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"))
    assert page.pixels.min() == 255


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, ("top", "left")),
        (2, ("top", "right")),
        (3, ("bottom", "right")),
        (4, ("bottom", "left")),
        (5, ("top", "left")),
        (6, ("top", "right")),
        (7, ("bottom", "right")),
        (8, ("bottom", "left")),
    ],
)
def test_the_orientation_noted_by_the_camera_is_honoured(kind: str, orientation: int, corner: tuple[str, str]) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    page = only(encoded(a_picture(), kind, exif=exif))
    assert dark_corner(page) == corner
    assert page.pixels.shape[:2] == ((160, 120) if orientation <= 4 else (120, 160))


def test_a_heic_photo_is_read_the_way_up_it_was_taken() -> None:
    page = only(HEIC.read_bytes())
    assert page.pixels.shape == (80, 48, 3)
    assert page.pixels[4, -4].tolist() == [
        pytest.approx(200, abs=12),
        pytest.approx(0, abs=12),
        pytest.approx(0, abs=12),
    ]


def test_a_truncated_heic_is_damaged() -> None:
    with pytest.raises(Unreadable) as caught:
        only(HEIC.read_bytes()[:-60])
    assert caught.value.status is FileStatus.DAMAGED


def test_each_page_of_a_tiff_is_a_page_and_thumbnails_are_none() -> None:
    sheets = [a_picture(100 + index, 50) for index in range(3)]
    sheets[1].encoderinfo = {"tiffinfo": {254: 1}}
    data = encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    assert [(page.number, page.pixels.shape[1]) for page in decode("a", data, Limits())] == [(1, 100), (2, 102)]


@pytest.mark.parametrize(("count", "is_read"), [(3, True), (4, False)])
def test_pages_of_a_tiff_are_counted_before_any_is_read(count: int, is_read: bool) -> None:
    sheets = [a_picture(100 + index, 50) for index in range(count)]
    pages = decode("a", encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:]), Limits(max_pages=3))
    with nullcontext() if is_read else pytest.raises(Unreadable, match="Plus de 3 pages"):
        assert len(list(pages)) == 3


def test_other_frames_of_a_png_are_no_pages() -> None:
    data = encoded(a_picture(), "PNG", save_all=True, append_images=[a_picture()])
    assert only(data).number == 1


@pytest.mark.parametrize(
    ("width", "height"),
    [
        pytest.param(20_001, 1, id="too-wide"),
        pytest.param(1, 20_001, id="too-high"),
        pytest.param(9000, 9000, id="area"),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_too_many_pixels_are_refused_by_the_header(kind: str, width: int, height: int) -> None:
    data = encoded(Image.new("1", (width, height)), kind)
    data = data[: data.find(b"IDAT") + 4 if kind == "PNG" else None]  # of the PNG only the header
    with pytest.raises(Unreadable, match=f"{width} × {height} pixels") as caught:
        only(data)
    assert caught.value.status is FileStatus.OVERSIZED


def test_a_decompression_bomb_is_refused_by_the_header() -> None:
    start = encoded(Image.new("1", (8, 8)), "PNG")
    header = b"IHDR" + (200_000).to_bytes(4) * 2 + start[24:29]
    bomb = start[:12] + header + zlib.crc32(header).to_bytes(4) + start[33:]
    with pytest.raises(Unreadable) as caught:
        only(bomb)
    assert caught.value.status is FileStatus.OVERSIZED


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    page = only(encoded(a_picture(400, 300), "PNG"), Limits(raster_pixels=30_000))
    assert page.pixels.shape == (150, 200, 3)
    assert dark_corner(page) == ("top", "left")


@pytest.mark.parametrize(
    ("stated", "dpi"),
    [
        pytest.param(300, 300, id="scan"),
        pytest.param(72, None, id="what-phones-write"),
        pytest.param(4000, None, id="smaller-than-a-card"),
        pytest.param(None, None, id="not-stated"),
    ],
)
def test_a_resolution_is_believed_when_paper_can_have_it(stated: int | None, dpi: float | None) -> None:
    options = {"dpi": (stated, stated)} if stated else {}
    page = only(encoded(a_picture(2480, 3508, "L"), "PNG", **options))
    assert page.dpi == (dpi and pytest.approx(dpi, abs=0.1))
