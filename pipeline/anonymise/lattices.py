"""Lattices: what an engine believed at each step, carried along with the text that it was read as."""

import itertools
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.anonymise.stand_ins import Permutation
from pipeline.core.lines import fold
from pipeline.core.model import Lattice

SURE = 99
"""Percentage that a lattice made anew gives to each character."""


def best(lattice: Lattice) -> str:
    """The characters of the likeliest way through, each once: what the lattice reads as."""
    return "".join(step[0] for _, step in _groups(lattice))


def spaced(read: str, text: str) -> str:
    """What a lattice reads as, with blanks where the text of that line, of which it is another reading, has signs.

    >>> spaced("59169FERIN", "59169 PRIN")
    '59169 FERIN'
    """
    folded, ends = "", set()
    for c in text:
        folded += fold(c)
        if not fold(c):
            ends.add(len(folded))
    # Right behind the character before: what was read too much belongs to what follows.
    places = {
        step.dest_start + min(end - step.src_start, step.dest_end - step.dest_start)
        for step in Levenshtein.opcodes(folded, read)
        for end in ends
        if step.src_start < end <= step.src_end
    }
    return "".join(" " * (i in places) + c for i, c in enumerate(read))


def made_of(text: str) -> Lattice:
    """The lattice of a text of capitals and digits that was surely read, a step of nothing between its characters."""
    return tuple(step for c in text for step in ("", f"{c}{SURE}"))


def carried(lattice: Lattice, text: str, turns: Sequence[Permutation]) -> Lattice:
    """The lattice in which each character is turned as that of the text which it stands for.

    Args:
        lattice: of a line.
        text: what the line was read as, capitals and digits.
        turns: one per character of it.
    """
    groups = _groups(lattice)
    own = [turns[i] if i is not None else {} for i in _owners([step[0] for _, step in groups], text)]
    if not groups:
        return tuple("" for _ in lattice)
    steps: list[str] = []
    for at, step in enumerate(lattice):
        # Beliefs beside a character are mostly of its own or of the next one.
        near = sorted(range(len(groups)), key=lambda i: abs(groups[i][0] - at))[:2]
        steps.append(_turned(step, [(groups[i][1][0], own[i]) for i in near]))
    return _parted(steps, lattice)


def _groups(lattice: Lattice) -> list[tuple[int, str]]:
    """Step and beliefs of each character of the likeliest way: the step where it begins."""
    found: list[tuple[int, str]] = []
    last = ""
    for at, step in enumerate(lattice):
        first = step[:1] if step and int(step[1:3]) > 100 - _named(step) else ""
        if first and first != last:
            found.append((at, step))
        last = first
    return found


def _named(step: str) -> int:
    """Belief in any character, in percent."""
    return sum(int(step[i + 1 : i + 3]) for i in range(0, len(step), 3))


def _owners(read: Sequence[str], text: str) -> list[int | None]:
    """For each character of the likeliest way, the one of the text that it stands for, or the nearest."""
    owners: list[int | None] = [None] * len(read)
    for step in Levenshtein.opcodes("".join(read), text):
        for i in range(step.src_start, step.src_end):
            if step.tag in ("equal", "replace"):
                owners[i] = step.dest_start + i - step.src_start
            elif text:
                owners[i] = min(step.dest_start, len(text) - 1)
    return owners


def _turned(step: str, near: Sequence[tuple[str, Permutation]]) -> str:
    """The beliefs of a step; a character is turned as the neighbour that it is, or as the nearest."""
    new: dict[str, int] = {}
    for i in range(0, len(step), 3):
        c = step[i]
        turn = next((turn for own, turn in near if own == c), near[0][1])
        new[turn.get(c, c)] = min(new.get(turn.get(c, c), 0) + int(step[i + 1 : i + 3]), SURE)
    return "".join(f"{c}{share:02}" for c, share in new.items())


def _parted(steps: Sequence[str], before: Lattice) -> Lattice:
    """With a step of nothing between two characters that have become the same and were not."""
    found = [steps[0]]
    for (one, other), (was, then) in zip(itertools.pairwise(steps), itertools.pairwise(before), strict=True):
        if one[:1] and one[:1] == other[:1] and was[:1] != then[:1]:
            found.append("")
        found.append(other)
    return tuple(found)
