"""A second, independent model of bad scans: Augraphy (MIT), in an environment of its own, on our clean pages.

It needs the GUI build of OpenCV and may not stand beside the one that Conforme uses: `make augraphy` makes the place.
"""

import tempfile
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageSequence

from samples import scan
from tests.accuracy.child import Child

AUGRAPHY = "augraphy"
"""Name of the level."""
ENVIRONMENT = Path(__file__).parents[2] / ".venv-augraphy"
DPI = 200
QUALITY = 70


class Wear(Child):
    """The tool, ready."""

    def __init__(self, environment: Path = ENVIRONMENT) -> None:
        """Start it. Raises FileNotFoundError when the environment is not there; `make augraphy` makes it."""
        super().__init__(environment / "bin" / "python", Path(__file__).with_name("wear_pages.py"))

    def folder(self, folder: Path, seed: int) -> None:
        """Wear every page of every file there; names, kinds of file and order of pages stay."""
        for rank, path in enumerate(sorted(folder.iterdir())):
            if path.suffix in (".toml", ".json"):
                continue
            worn = [self._page(page, seed + 100_003 * rank + 7 * n) for n, page in enumerate(_pages(path))]
            path.write_bytes(_file(worn, path.suffix))

    def _page(self, picture: scan.Picture, seed: int) -> scan.Picture:
        with tempfile.TemporaryDirectory(prefix="conforme-") as folder:
            before, after = Path(folder) / "before.png", Path(folder) / "after.png"
            Image.fromarray(picture).save(before, compress_level=1)
            self.ask({"from": str(before), "to": str(after), "seed": seed % 2**31})
            return np.asarray(Image.open(after).convert("RGB"))


def _pages(path: Path) -> list[scan.Picture]:
    """The pages of a file drawn at the level 'clean', at the resolution of an office scanner."""
    if path.suffix == ".pdf":
        return scan.render(path.read_bytes(), DPI)
    scale = DPI / scan.DPI["clean"]
    with Image.open(path) as image:
        frames = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]
    return [
        cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8) for frame in frames
    ]


def _file(pictures: list[scan.Picture], suffix: str) -> bytes:
    match suffix:
        case ".pdf":
            return scan.to_pdf(pictures, DPI, QUALITY)
        case ".tif":
            return scan.to_image(pictures, "TIFF", DPI, QUALITY)
        case ".png":
            return scan.to_image(pictures, "PNG", DPI, QUALITY)
        case _:
            return scan.to_image(pictures, "JPEG", DPI, QUALITY)
