"""The type that the samples are drawn with, all of it from Debian packages.

Type that reportlab can embed (TrueType) is used as text. The rest (OCR-B, handwriting) is drawn as outlines through
fontTools, which also lets each glyph of a handwriting be moved on its own.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

from pipeline.core.errors import ComponentMissing

ROOTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")

PACKAGES = {
    "fonts-liberation": ("LiberationSans-Regular.ttf", "LiberationSerif-Regular.ttf"),
    "fonts-ocr-b": ("OCRB.otf",),
    "fonts-bwht": ("BecauseWeOrganize-Regular.otf",),
    "fonts-comic-neue": ("ComicNeue-Regular.otf",),
    "fonts-dkg-handwriting": ("dkg.ttf",),
    "fonts-sjfonts": ("SteveHand.ttf", "Delphine.ttf"),
    "fonts-rufscript": ("Rufscript010.ttf",),
}
"""Debian packages that the samples need, and a file of each."""

OCR_B = "OCRB.otf"
HANDS = (
    "BecauseWeOrganize-Regular.otf",
    "ComicNeue-Regular.otf",
    "dkg.ttf",
    "SteveHand.ttf",
    "Delphine.ttf",
    "Rufscript010.ttf",
)
"""Files of legible handwritings."""
WRITERS = (
    *HANDS,
    "BecauseWeConnect-Regular.otf",
    "BecauseWeCreate-Regular.otf",
    "BecauseWeLearn-Regular.otf",
    "BecauseWeMentor-Regular.otf",
)
"""Of those that fill in forms (`samples.handwriting`), for development."""
HELD_OUT_PACKAGES = {
    "fonts-breip": ("Breip.ttf",),
    "fonts-humor-sans": ("Humor-Sans.ttf",),
    "fonts-kiloji": ("kiloji.ttf",),
    "fonts-klee": ("KleeOne-Regular.ttf",),
    "fonts-seto": ("setofont.ttf",),
    "fonts-tomsontalks": ("TomsonTalks.ttf",),
}
"""Packages that only the final figures need (`tests.handwriting`), and a file of each; under the OFL or BSD licence."""
HELD_OUT = tuple(file for files in HELD_OUT_PACKAGES.values() for file in files)
"""Handwritings that nothing was ever tuned on."""

TEXT = {
    "Sans": "LiberationSans-Regular.ttf",
    "Sans-Bold": "LiberationSans-Bold.ttf",
    "Sans-Italic": "LiberationSans-Italic.ttf",
    "Sans-BoldItalic": "LiberationSans-BoldItalic.ttf",
    "Narrow": "LiberationSansNarrow-Regular.ttf",
    "Serif": "LiberationSerif-Regular.ttf",
    "Serif-Bold": "LiberationSerif-Bold.ttf",
    "Serif-Italic": "LiberationSerif-Italic.ttf",
    "Mono": "LiberationMono-Regular.ttf",
}
"""Names used in the drawings of the type that is embedded as text."""


@cache
def _find(file: str) -> Path:
    for root in ROOTS:
        for path in root.rglob(file):
            return path
    raise ComponentMissing(
        f"La police « {file} », qui sert à dessiner les exemples, n'est pas installée. "
        f"Installez-la avec : apt-get install {' '.join(HELD_OUT_PACKAGES if file in HELD_OUT else PACKAGES)}"
    )


def missing(packages: Mapping[str, tuple[str, ...]] = PACKAGES) -> tuple[str, ...]:
    """Debian packages of which a font is not installed."""
    installed = {path.name for root in ROOTS if root.is_dir() for path in root.rglob("*.[ot]tf")}
    return tuple(package for package, files in packages.items() if not installed.issuperset(files))


@cache
def outlines(file: str) -> TTFont:
    """The font of that file, for its outlines. Raises ComponentMissing."""
    return TTFont(_find(file), lazy=True)


@cache
def embedded(name: str) -> str:
    """Make that name of `TEXT` usable in reportlab, which knows the base fonts of PDF. Raises ComponentMissing."""
    if name in TEXT:
        pdfmetrics.registerFont(EmbeddedFont(name, _find(TEXT[name])))
    return name
