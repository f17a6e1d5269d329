"""Pictures: JPEG, PNG, TIFF (each of its pages), WebP and HEIC, as 8 bit RGB or grey."""

import io
import warnings
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pi_heif
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from pipeline.core.dossier import FileStatus
from pipeline.stages.ocr import Pixels
from pipeline.stages.pages import Limits, RawPage, Unreadable, check_size, oversized

FORMATS = tuple(plugin.format for plugin in (JpegImageFile, PngImageFile, TiffImageFile, WebPImageFile))
"""The decoders used; importing them is what makes Pillow know them."""

PAPER_INCHES = (2.0, 25.0)
"""Longest side that a scanned sheet can have: a phone writes 72 dpi, which makes sheets of a metre and more."""

_SUBFILE_TYPE = 254
"""TIFF tag; its lowest bit marks a reduced copy of another page (TIFF 6.0, section 8)."""


def picture_pages(file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
    """The pages of a picture file. Only a TIFF has several: other frames of a JPEG or WebP are previews.

    Raises:
        Unreadable: `oversized`. Damage comes as whatever Pillow raises.
    """
    with warnings.catch_warnings():
        # Pillow only warns of some large pictures; their size is checked here, against our limits.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError as error:  # beyond Pillow's own limit, which is higher than ours
            raise oversized("Image gigantesque", limits) from error
        with image:
            for number, frame in enumerate(_frames(image, limits), start=1):
                yield _page(file, number, ImageOps.exif_transpose(_reduced(frame, limits)), limits)


def heif_pages(file: str, data: bytes, limits: Limits) -> Iterator[RawPage]:
    """The main picture of a HEIC file. The decoder itself turns it as the file says."""
    heif = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    picture = heif[heif.primary_index]
    check_size(picture.size, limits)
    yield _page(file, 1, picture.to_pillow(), limits)


def _frames(image: Image.Image, limits: Limits) -> Iterator[Image.Image]:
    """Each page of the picture, its size checked and nothing of it decoded yet."""
    if image.format != "TIFF":
        check_size(image.size, limits)
        yield image
        return
    if _has_frame(image, limits.max_pages):
        raise Unreadable(
            FileStatus.OVERSIZED,
            f"Plus de {limits.max_pages} pages dans ce fichier : ne joindre que les pages du dossier.",
        )
    index = 0
    while _has_frame(image, index):
        if not image.getexif().get(_SUBFILE_TYPE, 0) & 1:
            check_size(image.size, limits)
            yield image
        index += 1


def _has_frame(image: Image.Image, index: int) -> bool:
    try:
        image.seek(index)
    except EOFError:
        return False
    return True


def _reduced(image: Image.Image, limits: Limits) -> Image.Image:
    """The picture, made smaller when it has more pixels than a page is allowed."""
    excess = image.width * image.height / limits.raster_pixels
    if excess > 1:
        image.thumbnail((int(image.width / excess**0.5), int(image.height / excess**0.5)))
    return image


def _page(file: str, number: int, image: Image.Image, limits: Limits) -> RawPage:
    dpi = _dpi(image)
    image = _reduced(image, limits)
    return RawPage(file=file, number=number, pixels=eight_bit(image), dpi=dpi)


def _dpi(image: Image.Image) -> float | None:
    """Resolution that the file states, if a sheet of paper can have it."""
    try:
        stated = float(image.info["dpi"][0])
        inches = max(image.size) / stated
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return None
    return stated if PAPER_INCHES[0] <= inches <= PAPER_INCHES[1] else None


def eight_bit(image: Image.Image) -> Pixels:
    """The picture as 8 bit RGB or grey; what is transparent shows the white of paper."""
    if image.mode.startswith(("I", "F")):
        return _scaled(np.asarray(image))
    if image.has_transparency_data:
        sheet = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(sheet, image.convert("RGBA"))
    is_grey = image.mode in ("1", "L")
    return np.array(image.convert("L" if is_grey else "RGB"), dtype=np.uint8)


def _scaled(deep: npt.NDArray[np.generic]) -> Pixels:
    """Samples of 16 bits or more as 8 bits. Floating point and 32 bit samples have no set white: the largest is."""
    white = 65535.0 if deep.dtype == np.uint16 else max(float(deep.max()), 1.0)
    pixels: Pixels = np.clip(deep.astype(np.float32) / white * 255.0, 0, 255).round().astype(np.uint8)
    return pixels
