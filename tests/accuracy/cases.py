"""What is measured: dossiers, loose papers of every other kind, papers on the official blanks, by seed and rank."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from samples import loose, scan, writer
from samples.papers import Reading, Shown
from tests.accuracy import official
from tests.accuracy.results import Case, Group, Verdict
from tests.accuracy.wear import AUGRAPHY, Wear

LEVELS = (*get_args(scan.Level), AUGRAPHY)
WHAT: dict[Group, tuple[str, ...]] = {
    "dossier": ("dossier",),
    "paper": tuple(loose.DRAWERS),
    "form": tuple(official.EDITIONS),
}


@dataclass(frozen=True)
class Drawn:
    """A case on disk."""

    name: str
    folder: Path
    truth: tuple[Reading, ...]
    pages: tuple[Shown, ...]
    expected: Verdict | None = None
    """None where nothing is judged."""


def cases(seed: int, ranks: Iterable[int], levels: Iterable[str], groups: Iterable[Group]) -> list[Case]:
    """All cases of those ranks, rank by rank, so that a run cut short has seen every level and kind."""
    levels, groups = list(levels), list(groups)
    return [
        Case(group, what, seed, rank, level)
        for rank in ranks
        for group in groups
        for what in WHAT[group]
        for level in levels
    ]


def draw(case: Case, root: Path, blanks: Path | None = None, wear: Wear | None = None) -> Drawn:
    """Draw a case below that folder.

    Args:
        case: which.
        root: where its own folder is made.
        blanks: folder of the official forms, for cases of the group 'form'.
        wear: the second tool, for the level 'augraphy': it is given what is drawn at the level 'clean'.
    """
    level: scan.Level = "clean" if case.level == AUGRAPHY else case.level  # type: ignore[assignment]
    folder = root / case.level
    if case.group == "dossier":
        (sample,) = writer.generate(case.seed, [case.rank], level)
        truth, expected = sample.truth.documents, Verdict(verdict=sample.truth.verdict, motifs=sample.truth.motifs)
        drawn = Drawn(sample.name, writer.write(sample, folder / sample.name), truth, sample.pages, expected)
    else:
        if case.group == "paper":
            (paper,) = loose.generate(case.seed, [case.rank], level, [case.what])
        else:
            assert blanks, "forms are drawn on the official blanks"
            paper = official.paper(case.what, case.seed, case.rank, level, blanks)
        drawn = Drawn(paper.name, loose.write(paper, folder / paper.name), (paper.truth,), paper.pages)
    if case.level != AUGRAPHY:
        return drawn
    assert wear, "the level 'augraphy' needs the second tool"
    wear.folder(drawn.folder, seed=1000 * case.seed + case.rank)
    pages = tuple(page.model_copy(update={"turned": page.turned or 0}) for page in drawn.pages)
    return Drawn(drawn.name, drawn.folder, drawn.truth, pages, drawn.expected)
