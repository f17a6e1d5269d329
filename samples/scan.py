"""What a scanner or a telephone makes of a drawn page: pictures, clean to bad, and the files they are sent in."""

import io
import time
from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from pypdf import PdfWriter

Picture = NDArray[np.uint8]
"""Height by width by 3, RGB; or height by width, grey."""
Bits = NDArray[np.bool_]
"""Height by width, of a scan in black and white: True is white."""
Work = NDArray[np.float32]
"""The same while it is worked on."""

EPOCH = time.gmtime(0)
"""Said to be the time of the scan, so that the same pictures give the same bytes."""
Level = Literal["clean", "office", "bad", "photo"]
DPI: dict[Level, int] = {"clean": 300, "office": 200, "bad": 150, "photo": 200}
QUALITY: dict[Level, tuple[int, int]] = {"clean": (62, 76), "office": (50, 70), "bad": (42, 52), "photo": (60, 80)}
"""Of JPEG, from and to."""

BLACK = 165
"""Brightness up to which a copier in black and white takes a dot for black."""


def render(pdf: bytes, dpi: int) -> list[Picture]:
    """Each page of a PDF as an RGB picture."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return [np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]


def degrade(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """The page, an RGB picture at the resolution of that level, as it comes out of the machine."""
    work = picture.astype(np.float32)
    if level == "clean":
        return _bytes(_noise(_skew(work, rng.uniform(-0.15, 0.15)), 0.7, rng))
    if level == "office":
        work = _skew(work, rng.uniform(-1.5, 1.5))
        work = _blur(work, rng.uniform(0.3, 0.65))
        work = _contrast(work, rng.uniform(0.88, 1.0), rng.uniform(0, 10))
        out = _bytes(_noise(work, rng.uniform(1.0, 3.0), rng))
        return _grey(out) if rng.random() < 0.35 else out
    if level == "bad":
        work = _skew(work, rng.uniform(-4, 4))
        work = _blur(work, rng.uniform(0.6, 1.0))
        work = _contrast(work, rng.uniform(0.6, 0.8), rng.uniform(30, 55))
        out = _speckle(_bytes(_noise(work, rng.uniform(6, 11), rng)), rng)
        return _grey(out) if rng.random() < 0.6 else out
    return _photo(work, rng)


def spoil(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """As `degrade`, but the page lies straight: for measures of what is read at known places."""
    work = picture.astype(np.float32)
    if level == "clean":
        return _bytes(_noise(work, 0.7, rng))
    if level == "bad":
        work = _contrast(_blur(work, 0.8), 0.7, 42)
        return _speckle(_bytes(_noise(work, 8, rng)), rng)
    return _bytes(_noise(_contrast(_blur(work, 0.5), 0.92, 6), 2, rng))


def black_and_white(picture: Picture) -> Bits:
    """The page as a copier that knows no grey sends it."""
    return cv2.GaussianBlur(picture if picture.ndim == 2 else _grey(picture), (0, 0), 0.5) > BLACK


def rotate(picture: Picture, quarter_turns: int) -> Picture:
    """Turned clockwise by that many times 90 degrees."""
    return np.ascontiguousarray(np.rot90(picture, -quarter_turns))


def _bytes(work: Work) -> Picture:
    return np.clip(work, 0, 255).astype(np.uint8)


def _grey(out: Picture) -> Picture:
    return cv2.cvtColor(out, cv2.COLOR_RGB2GRAY).astype(np.uint8)


def _blur(work: Work, sigma: float) -> Work:
    return cv2.GaussianBlur(work, (0, 0), sigma).astype(np.float32)


def _noise(work: Work, sigma: float, rng: np.random.Generator) -> Work:
    """Grain of the sensor, the same in all colours."""
    return (work + rng.normal(0, sigma, (*work.shape[:2], 1))).astype(np.float32)


def _contrast(work: Work, gain: float, lift: float) -> Work:
    """Fade: black becomes `lift`, white stays about white."""
    faded = lift + work * gain * (255 - lift) / 255 + (1 - gain) * (255 - lift) * 0.85
    return faded.astype(np.float32)


def _skew(work: Work, degrees: float) -> Work:
    """Turned by a little on a white ground of the same size."""
    high, wide = work.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    turned = cv2.warpAffine(work, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(250, 250, 250))
    return turned.astype(np.float32)


def _speckle(out: Picture, rng: np.random.Generator) -> Picture:
    """Dust: dark and light dots."""
    out = out.copy()
    high, wide = out.shape[:2]
    for shade, count in ((40, wide * high // 9000), (245, wide * high // 12000)):
        ys, xs = rng.integers(1, high - 1, count), rng.integers(1, wide - 1, count)
        out[ys, xs] = shade
        out[ys[::4], xs[::4] + 1] = shade
        out[ys[::6] + 1, xs[::6]] = shade
    return out


def _photo(work: Work, rng: np.random.Generator) -> Picture:
    """The page lying on a table, taken by hand from above."""
    high, wide = work.shape[:2]
    margin = 0.08
    out_wide, out_high = int(wide * (1 + 2 * margin)), int(high * (1 + 2 * margin))
    grain = cv2.resize(rng.normal(0, 1, (out_high // 6, 12)).astype(np.float32), (out_wide, out_high))
    wood = np.array(((96, 68, 48), (62, 64, 70), (120, 110, 100))[rng.integers(3)], np.float32)
    table = wood + grain[..., None] * 7
    corners = np.array(((0, 0), (wide, 0), (wide, high), (0, high)), np.float32)
    offset = np.array((wide * margin, high * margin), np.float32)
    shaken = corners + offset + rng.uniform(-0.035, 0.035, (4, 2)).astype(np.float32) * (wide, high)
    matrix = cv2.getPerspectiveTransform(corners, shaken.astype(np.float32))
    size = (out_wide, out_high)
    page = cv2.warpPerspective(work, matrix, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.ones((high, wide), np.float32), matrix, size)[..., None]
    cast = cv2.GaussianBlur(mask, (0, 0), wide / 90)[..., None]
    scene = table * (1 - 0.45 * np.roll(cast, (wide // 120, wide // 150), (0, 1))) * (1 - mask) + page * mask
    ys, xs = np.mgrid[0:out_high, 0:out_wide].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    light = (xs / out_wide - 0.5) * np.cos(angle) + (ys / out_high - 0.5) * np.sin(angle)
    shadow = 1 / (1 + np.exp(-(light * 18 - rng.uniform(3, 7))))
    tint = np.array((1.0, rng.uniform(0.95, 1.0), rng.uniform(0.84, 0.97)), np.float32)
    scene = scene * (0.86 + 0.22 * light - 0.22 * shadow)[..., None].astype(np.float32) * tint
    length = int(rng.integers(1, 4))
    kernel = np.zeros((5, 5), np.float32)
    cv2.line(kernel, (2 - length // 2, 2), (2 + length // 2, int(rng.integers(1, 4))), 1.0)
    scene = cv2.filter2D(scene.astype(np.float32), -1, kernel / kernel.sum())
    return _bytes(_noise(scene, 3.5, rng))


def to_pdf(pictures: Sequence[Picture | Bits], dpi: int, quality: int) -> bytes:
    """The pictures as a PDF of pages that hold nothing else."""
    images = [Image.fromarray(picture) for picture in pictures]
    if all(image.mode != "1" for image in images):
        return _pdf(images, dpi, quality)
    writer = PdfWriter()  # the library writes pages in black and white only where no quality is asked for
    for image in images:
        writer.append(io.BytesIO(_pdf([image], dpi, None if image.mode == "1" else quality)))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _pdf(images: Sequence[Image.Image], dpi: int, quality: int | None) -> bytes:
    buffer = io.BytesIO()
    how = {} if quality is None else {"quality": quality, "optimize": True}
    first, *rest = images
    first.save(
        buffer, "PDF", resolution=dpi, save_all=True, append_images=rest, creationDate=EPOCH, modDate=EPOCH, **how
    )
    return buffer.getvalue()


def to_image(pictures: Sequence[Picture | Bits], kind: Literal["JPEG", "PNG", "TIFF"], dpi: int, quality: int) -> bytes:
    """The pictures as one file; only TIFF takes more than one."""
    buffer = io.BytesIO()
    first, *rest = (Image.fromarray(picture) for picture in pictures)
    if kind == "TIFF" and first.mode == "1":
        first.save(buffer, kind, dpi=(dpi, dpi), save_all=True, append_images=rest, compression="group4")
    elif kind == "TIFF":
        # Told to, the library stores brightness and colour apart, half the size for the eye's same picture.
        first, *rest = (image.convert("YCbCr") if image.mode == "RGB" else image for image in (first, *rest))
        first.save(buffer, kind, dpi=(dpi, dpi), save_all=True, append_images=rest, compression="jpeg", quality=quality)
    else:
        first.save(buffer, kind, dpi=(dpi, dpi), quality=quality, optimize=True)
    return buffer.getvalue()
