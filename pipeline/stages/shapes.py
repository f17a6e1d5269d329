"""Handwritten dates and hours: the best text of a given shape in a line, and how surely each character is that one.

Free reading of "14/11/2026" by hand gives "14/1V/2026": the place can only hold a digit, and asking which digit the
pixels support settles it. Nothing is guessed: each character says how it stands against its best rivals, of this shape
and of the others, and how much the pixels support it at all. A shape explains every digit of the line: around it and
in its gap anything may stand but digits, so that "5h30" never comes out of "15h30".
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Character

SLOTS = {"9": "0123456789", "t": "01", "u": "0123", "s": "012345", "/": "/.-", "h": "hH:"}
"""What a sign of a shape stands for; any other sign but the gap stands for itself. Hours are t9 or 2u, minutes s9: of
"à 8h00" no 28h00 is made."""
GAP = " "
"""A run of anything but digits, words or nothing."""
ALONE = 3.0
"""Logarithm of how much rarer than two figures one is where two are usual, as in 4/1/2026: one in twenty."""
FLOOR = 1e-6
"""Smallest posterior counted."""

Log = NDArray[np.float32]


class Shaped(NamedTuple):
    """The best text of a shape in a line."""

    characters: tuple[Character, ...]
    """Gaps as one blank. `confidence`: share of the best path through this character among those through its rivals,
    0 to 1."""
    support: float
    """Lowest posterior of a character at its best time step, 0 to 1: how much of it is in the pixels at all."""
    score: float
    """Logarithm of the best path, relative to the free reading of the same line; 0 is as good as that."""

    @property
    def text(self) -> str:
        """Characters joined."""
        return "".join(character.text for character in self.characters)

    @property
    def weakest(self) -> float:
        """Lowest confidence of a character."""
        return min(character.confidence for character in self.characters)


def best(posteriors: Log, alphabet: Sequence[str], shapes: Sequence[str]) -> Shaped | None:
    """The shape that fits the line best; None when the line is too short for all.

    Args:
        posteriors: time steps x characters, column 0 is the CTC blank.
        alphabet: character of each column.
        shapes: likeliest first, e.g. ("99/99/2099 t9hs9", "99/99/2099"); signs as in `SLOTS` and `GAP`.
    """
    found = [shaped for shape in shapes if (shaped := _fit(posteriors, alphabet, shape)) is not None]
    if not found:
        return None
    chosen = max(found, key=lambda shaped: shaped.score)
    parts = chosen.text.split(GAP)
    shares = []
    for k, part in enumerate(parts):
        # An hour in doubt does not make the date before it doubtful.
        rivals = [other for other in found if other.text.split(GAP)[k : k + 1] != [part]]
        shares.append(1 / (1 + sum(float(np.exp(other.score - chosen.score)) for other in rivals)))
    characters, k = [], 0
    for character in chosen.characters:
        k += character.text == GAP
        characters.append(character.model_copy(update={"confidence": character.confidence * shares[k]}))
    return chosen._replace(characters=tuple(characters))


def likeliest(posteriors: Log, alphabet: Sequence[str], shapes: Sequence[str], count: int) -> list[str]:
    """The shapes that fit the line best, best first."""
    fits = [(shaped.score, shape) for shape in shapes if (shaped := _fit(posteriors, alphabet, shape)) is not None]
    return [shape for _, shape in sorted(fits, reverse=True)[:count]]


def consensus(found: Sequence[Shaped | None]) -> Shaped | None:
    """The text that several readings of one line back most; a reading that says otherwise takes its share of belief.

    Confidence of a character: mean over all readings, 0 from those that give another text or none.
    """
    backed: dict[str, list[Shaped]] = {}
    for shaped in found:
        if shaped is not None:
            backed.setdefault(shaped.text, []).append(shaped)
    if not backed:
        return None
    chosen = max(backed.values(), key=lambda group: sum(shaped.weakest for shaped in group))
    characters = tuple(
        character.model_copy(
            update={"confidence": sum(shaped.characters[i].confidence for shaped in chosen) / len(found)}
        )
        for i, character in enumerate(chosen[0].characters)
    )
    return chosen[0]._replace(characters=characters, support=max(shaped.support for shaped in chosen))


def _fit(posteriors: Log, alphabet: Sequence[str], shape: str) -> Shaped | None:
    steps = len(posteriors)
    if steps < len(shape):
        return None
    columns = {character: i for i, character in enumerate(alphabet) if character}
    digits = [columns[digit] for digit in SLOTS["9"]]
    log = np.log(np.maximum(posteriors, FLOOR))
    total = float(log.max(axis=1).sum())
    free = np.delete(log, digits, axis=1).max(axis=1)
    gap = log.shape[1]
    log = np.column_stack([log, free, np.full(steps, -np.inf)])
    slots = [[gap] if sign == GAP else [columns[c] for c in SLOTS.get(sign, sign)] for sign in shape]
    width = max(map(len, slots))
    emits = np.array([slot + [gap + 1] * (width - len(slot)) for slot in slots])
    emission, blank = log[:, emits], log[:, 0]
    forward = _paths(emission, blank, free, emits)
    backward = _paths(emission[::-1, ::-1], blank[::-1], free[::-1], emits[::-1])[::-1, ::-1]
    with np.errstate(invalid="ignore"):  # where a slot has fewer characters than others
        through = forward + backward - emission
    characters, support = [], 1.0
    for i, slot in enumerate(slots):
        paths = through[:, i, : len(slot)]
        by_character = paths.max(axis=0)
        shares = np.exp(by_character - by_character.max())
        chosen = int(by_character.argmax())
        # The path may rest in a state for several steps: the character is where it shows best.
        rests = paths[:, chosen] >= by_character[chosen] - 1e-3
        step = int(np.where(rests, emission[:, i, chosen], -np.inf).argmax())
        place = (step + 0.5) / steps
        if slot == [gap]:
            characters.append(Character(text=GAP, confidence=1.0, x=place))
            continue
        support = min(support, float(posteriors[step, slot[chosen]]))
        sure = float(shares[chosen] / shares.sum())
        characters.append(Character(text=alphabet[slot[chosen]], confidence=sure, x=place))
    alone = len(re.findall(r"(?<!9)9(?!9)", re.sub("[tus2]", "9", shape.replace("2099", "  99"))))
    return Shaped(tuple(characters), support, float(through[:, 0, : len(slots[0])].max()) - total - alone * ALONE)


def _paths(emission: Log, blank: Log, free: Log, emits: NDArray[np.int64]) -> NDArray[np.float64]:
    """Best score of a path that ends in each state at each step, the step included: steps x slots x characters.

    A path begins with free reading, enters the first slot, and walks on by the rules of CTC: the same character again,
    a blank, the next slot; the same character twice only with a blank between.

    Args:
        emission: steps x slots x characters, -inf where a slot has fewer characters than others.
        blank: score of the blank at each step.
        free: score of free reading at each step.
        emits: slots x characters, what each stands for.
    """
    before = np.concatenate([[0.0], np.cumsum(free)[:-1]])
    score = np.full(emission.shape, -np.inf)
    rows = np.arange(len(emits))
    own, rest = np.full(emits.shape, -np.inf), np.full(len(emits), -np.inf)
    arrive = np.empty(emits.shape)
    for t, (emitted, blanked) in enumerate(zip(emission, blank, strict=True)):
        # The best character of each slot, and the best of the others for what repeats that one.
        best = own.argmax(axis=1)
        top = own[rows, best]
        others = own.copy()
        others[rows, best] = -np.inf
        repeats = emits[1:] == emits[rows, best][:-1, None]
        direct = np.where(repeats, others.max(axis=1)[:-1, None], top[:-1, None])
        arrive[0] = before[t]
        arrive[1:] = np.maximum(direct, rest[:-1, None])
        score[t] = np.maximum(own, arrive) + emitted
        own, rest = score[t], np.maximum(top, rest) + blanked
    return score
