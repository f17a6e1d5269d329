"""What a fault is: one thing wrong with a dossier, and what a check must say of it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from pipeline.core.model import Frozen
from pipeline.core.report import Motif
from samples.stories import Kind, Story

Spoil = Callable[[Story, Random], Story]
INCOMPLETE = (Motif.INCOMPLET,)
PEOPLE: tuple[Kind, ...] = ("titulaire_unique", "cotitulaires", "donation", "utilitaire")


class Expected(Frozen):
    """What a check must answer."""

    verdict: Literal["pass", "reject"] = "pass"
    motifs: tuple[Motif, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """One thing wrong."""

    words: str
    """In French, for the list of samples."""
    spoil: Spoil
    expected: Expected
    kinds: tuple[Kind, ...] = ("titulaire_unique", "cotitulaires", "donation", "societe", "utilitaire")
    """Kinds of sale it can happen to."""


def rejected(*failed: str, motifs: tuple[Motif, ...] = (Motif.NON_CONFORME,)) -> Expected:
    """A reject for those rules."""
    return Expected(verdict="reject", motifs=motifs, failed=failed)
