"""Stand-ins: what takes the place of an identifying value, the same everywhere, however badly it was read.

At each place of a value stands a permutation of the letters and one of the digits, drawn with a key that is thrown
away. So a value that differs from another in two characters has a stand-in that differs from the other's in the same
two places, and what an engine read for it is carried along, mistakes and all.

Where an engine took a digit for the letter that looks like it, or the other way round, the character stays what it is:
what can be repaired there, and how surely it was read, hangs on just that pair.
"""

import hashlib
import hmac
import string
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from random import Random

from rapidfuzz.distance import Levenshtein

from pipeline.core.formats.glyphes import TO_DIGIT, TO_LETTER

Permutation = Mapping[str, str]
"""Character to character; those left out stay."""

VOWELS, CONSONANTS = "AEIOU", "BCDFGKLMNPRSTVZ"
IN_A_ROW = 2
"""Characters side by side that may stay."""
NOISE = 2
"""Characters between those of a value that may stay."""
TRIES = 2000
"""Draws until one keeps to the format: a check digit takes ten, a plate one or two."""


@dataclass(frozen=True)
class Dice:
    """Chance from a secret key: the same for the same question, nothing to be learnt without the key."""

    key: bytes

    def of(self, *question: object) -> Random:
        """A generator for that question alone."""
        told = "\x1f".join(map(str, question)).encode()
        return Random(hmac.digest(self.key, told, hashlib.sha256))

    def other(self, rank: int) -> "Dice":
        """Other dice, for another try."""
        return Dice(hmac.digest(self.key, f"try {rank}".encode(), hashlib.sha256))


@dataclass(frozen=True)
class StandIn:
    """What stands for one value."""

    original: str
    """Capitals and digits, and the filling of a strip."""
    permutations: tuple[Permutation, ...]
    """One per place."""
    dice: Dice
    """For characters that stand between its own."""

    @property
    def replacement(self) -> str:
        """What stands for the value itself."""
        return "".join(turn.get(c, c) for turn, c in zip(self.permutations, self.original, strict=True))

    def along(self, text: str) -> list[Permutation]:
        """For each character of something like the original, the permutation of the place where it stands."""
        found: list[Permutation] = []
        for step in Levenshtein.opcodes(self.original, text):
            if step.tag in ("equal", "replace"):
                found += self.permutations[step.src_start : step.src_end]
            elif step.tag == "insert":
                more = step.dest_end - step.dest_start
                # A particle, a tick taken for a 1: what is read so little too much is noise, and looks like it.
                found += [{}] * more if more <= NOISE else [self._between(step.src_start, i) for i in range(more)]
        return found

    def _between(self, place: int, rank: int) -> Permutation:
        return _permutation(self.dice.of(self.original, "more", place, rank), "", "")

    def like(self, text: str) -> "StandIn":
        """The stand-in of a value that is much like this one."""
        return StandIn(text, tuple(self.along(text)), self.dice)

    def part(self, *places: slice) -> "StandIn":
        """The stand-in of what is left of the value when only these places are shown."""
        turns = tuple(turn for place in places for turn in self.permutations[place])
        return StandIn("".join(self.original[place] for place in places), turns, self.dice)


def replaced(original: str, replacement: str, dice: Dice) -> StandIn:
    """The stand-in of a value whose replacement is known; a place that keeps its character keeps all (see above)."""
    return StandIn(
        original,
        tuple(
            {} if old == new else _permutation(dice.of(original, place), old, new)
            for place, (old, new) in enumerate(zip(original, replacement, strict=True))
        ),
        dice,
    )


def drawn(
    original: str,
    dice: Dice,
    *,
    kept: Collection[int] = (),
    fixed: Mapping[int, str] | None = None,
    accepts: Callable[[str], bool] = lambda text: True,
) -> StandIn:
    """A stand-in of the same kinds of characters.

    Args:
        original: capitals and digits.
        dice: chance.
        kept: places whose character stays.
        fixed: places whose character is known already.
        accepts: whether a candidate has the format of the original.

    Raises:
        ValueError: no candidate does.
    """
    chance = dice.of("value", original)
    for _ in range(TRIES):
        candidate = _candidate(original, chance, kept, fixed or {})
        if accepts(candidate):
            return replaced(original, candidate, dice)
    raise ValueError("no stand-in keeps to the format")


def confused(one: str, other: str) -> bool:
    """Whether one is a digit and the other the letter that looks like it."""
    return any(table.get(a) == b for table in (TO_DIGIT, TO_LETTER) for a, b in ((one, other), (other, one)))


def look_alikes(character: str) -> str:
    """The letters that look like a digit, or the digits that look like a letter.

    >>> look_alikes("0"), look_alikes("E")
    ('DOQ', '')
    """
    return "".join(other for other in string.ascii_uppercase + string.digits if confused(character, other))


def confusions(original: str, variants: Iterable[str]) -> set[int]:
    """Places of the original where one of the variants has a look-alike of another kind, never many in a row."""
    found = {
        step.src_start + i
        for variant in variants
        for step in Levenshtein.opcodes(original, variant)
        if step.tag == "replace"
        for i in range(step.src_end - step.src_start)
        if confused(original[step.src_start + i], variant[step.dest_start + i])
    }
    for place in sorted(found):
        # What stays must not be a part that tells something; the last to go loses its likeness.
        if {place - i for i in range(IN_A_ROW + 1)} <= found:
            found.discard(place)
    return found


def _candidate(original: str, chance: Random, kept: Collection[int], fixed: Mapping[int, str]) -> str:
    """Letters that can be spoken where there are letters only, and characters that are doubled where they were."""
    is_word = original.isalpha()
    turn, text = chance.randrange(2), ""
    for place, old in enumerate(original):
        if place in kept:
            text += old
        elif place in fixed:
            text += fixed[place]
        elif place and original[place - 1] == old and place - 1 not in kept:
            text += text[-1]
            turn += 1
        elif old.isdigit():
            text += chance.choice(string.digits)
        elif old.isalpha():
            letters = (VOWELS, CONSONANTS)[(place + turn) % 2] if is_word else string.ascii_uppercase
            text += chance.choice([letter for letter in letters if letter != old])
        else:
            text += old
    return text


def _permutation(chance: Random, old: str, new: str) -> Permutation:
    """A permutation of the letters and one of the digits, with `new` for `old`."""
    found: dict[str, str] = {}
    for alphabet in (string.ascii_uppercase, string.digits):
        shuffled = list(alphabet)
        chance.shuffle(shuffled)
        found |= dict(zip(alphabet, shuffled, strict=True))
    if old in found and new in found and old.isdigit() == new.isdigit():
        taker = next(c for c in found if found[c] == new)
        found[taker], found[old] = found[old], new
    return found
