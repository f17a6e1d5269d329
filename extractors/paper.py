"""What a paper type is: how it is recognised, where its fields are, and how they become a document.

A new paper is one module with a `PAPER` of this shape, and one line in `registry.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.layout import Sheet
from pipeline.core.documents import Document
from pipeline.core.model import Face, Zone

Locate = Callable[[Sheet], tuple[Zone, ...] | None]
"""Gives the zones of a side on that page; None when the side is not found after all."""


@dataclass(frozen=True)
class Side:
    """One side of a paper, or its continuation page."""

    name: str
    """e.g. 'interieur', 'exemplaire', 'suite'."""
    markers: tuple[str, ...]
    """Printed phrases that prove it."""
    need: int
    """How many of them are found at least."""
    locate: Locate
    title: tuple[str, ...] = ()
    """Lines of its title from top to bottom, the last ones in larger type: so set, they prove it as well."""
    against: tuple[str, ...] = ()
    """Phrases that only a look-alike has."""
    expects: tuple[str, ...] = ()
    """Keys whose zones are found on every well-read page of this side, by labels that a poor reading loses."""
    suffices: tuple[str, ...] = ()
    """Keys whose zones make do where those expected are not all found: some papers say the same in fewer lines."""
    repeats: bool = False
    """A paper may have several of these (continuation pages)."""
    parts: Callable[[Sheet], tuple[Sheet, ...]] | None = None
    """Cuts a page into those that may each hold this side, its words alone: several cards are copied on one sheet."""


@dataclass(frozen=True)
class PaperType:
    """One kind of the contract."""

    kind: str
    sides: tuple[Side, ...]
    extract: Callable[[str, tuple[Face, ...]], Document]
    """Makes the document from its id and its faces, in page order."""
    fit: Callable[[Sequence[Face], Face], float] | None = None
    """How well a further side suits those found of a paper, 0.0 when it is of another one. Without it any side that is
    missing suits, the latest paper first."""
