"""How well the pixels of a zone support a given text, whatever free reading made of them.

Free reading takes the best character at each place; handwriting and poor scans then give "12/1V/2026". When another
paper says what should stand there, the question is another one: is this very text what was written, rather than any
text that differs from it by one character? The lattice of a reading, what the engine believed at each step, answers
it: the likelihood of the text is summed over all ways to lay it along the steps (CTC), and so are its rivals'.
"""

import itertools
from collections.abc import Mapping, Sequence
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Lattice

SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SUPPORT = 0.25
"""Least support of a text that is taken for what stands there: a third as likely as its best rival, before it counts
that something else says it. Printed values that truly differ reach 0.05, handwritten figures 0.07 but for 1 and 11."""
VERIFIED, BARELY = 0.88, 0.82
"""Confidence of a value verified with a support of 1, and with the least one."""
FLOOR = 0.0005
"""Belief in a character that the lattice does not name: it names those from 1 % on."""
SEEN = 0.01
"""Least likelihood, relative to the best of each step, of a text whose characters are all seen."""
NONE, WORDS, ALL = range(len(SYMBOLS), len(SYMBOLS) + 3)
"""Columns of no character, of anything but a figure, of anything at all."""
GAP, WRITTEN_OVER = " ", "/"
"""Signs of a text for a part of the line that may hold anything but figures, and for one that may hold anything."""
GAPS = {GAP: WORDS, WRITTEN_OVER: ALL}
TWINS = {"O": "0", "Q": "0", "I": "1"}
"""Letters that many fonts draw as a figure."""
_INDEX = {symbol: i for i, symbol in enumerate(SYMBOLS)}


def support(lattice: Lattice, text: str, alphabet: str = SYMBOLS) -> float:
    """How a text stands against the best of all that differ from it by one character put, lost or changed.

    Returns:
        Its share of the belief in both, 0 to 1: above 0.5 nothing near it fits the pixels better.

    Args:
        lattice: of the zone.
        text: capitals and figures, with signs of `GAPS` between them where more may stand.
        alphabet: characters that can stand in that zone.
    """
    codes = [_INDEX[c] for c in text if c in _INDEX]
    if not codes or not lattice:
        return 0.0
    steps = _beliefs(lattice, {} if GAP in text else _twins(alphabet))
    gaps = _gaps(text)
    others = np.array(sorted({_INDEX[c] for c in alphabet if c in _INDEX} | set(codes)))
    before = _forward(steps, codes, gaps)
    after = _forward(steps[::-1], codes[::-1], gaps[::-1])[::-1, ::-1]
    own = float(before[-1, -2:].max())
    rival = max(
        *(_with_another(steps, codes, others, before, after, i, is_more=False) for i in range(len(codes))),
        *(_with_another(steps, codes, others, before, after, i, is_more=True) for i in range(len(codes) + 1)),
        *(_without_one(steps, codes, gaps, before, after, i) for i in range(len(codes))),
    )
    return own / (own + rival) if own > 0 else 0.0


def likeliest(lattices: Sequence[Lattice], texts: Sequence[str], alphabet: str = SYMBOLS) -> tuple[str, float]:
    """Which of these texts, see `support`, the pixels support best, all lattices being pictures of one zone.

    Returns:
        The text, and its share of the belief in it and in the best of the others; '' and 0.0 where of each text some
        character is not seen.
    """
    pictures = [_beliefs(lattice, _twins(alphabet)) for lattice in lattices if lattice]
    found = []
    for text in texts:
        codes, gaps = [_INDEX[c] for c in text if c in _INDEX], _gaps(text)
        found.append((max((_likelihood(steps, codes, gaps) for steps in pictures), default=0.0), text))
    (best, text), (second, _) = nlargest(2, [*found, (0.0, "")])
    return (text, best / (best + second)) if best >= SEEN else ("", 0.0)


def _twins(alphabet: str) -> dict[str, str]:
    """Letters that cannot stand there, and the figures that they look like."""
    return {letter: figure for letter, figure in TWINS.items() if letter not in alphabet}


def _gaps(text: str) -> list[int]:
    """What may stand before each character, and after the last."""
    gaps = [NONE]
    for c in text:
        if c in _INDEX:
            gaps.append(NONE)
        elif c in GAPS:
            gaps[-1] = GAPS[c]
    return gaps


def _forward(steps: NDArray[np.float64], codes: Sequence[int], gaps: Sequence[int]) -> NDArray[np.float64]:
    """Likelihood of the best way to lay the steps up to each one along the states up to each one.

    States: first gap, first character, second gap, ... last gap. Steps x states.
    """
    states = np.array([*gaps, *codes])
    states[::2], states[1::2] = gaps, codes
    # A character may follow another one directly unless it is the same: then a step of none lies between.
    direct = np.zeros(len(states))
    direct[3::2] = [one != other for one, other in itertools.pairwise(codes)]
    reached = np.zeros((len(steps), len(states)))
    reached[0, :2] = steps[0, states[:2]]
    for t in range(1, len(steps)):
        last = reached[t - 1]
        here = last.copy()
        np.maximum(here[1:], last[:-1], out=here[1:])
        np.maximum(here[2:], direct[2:] * last[:-2], out=here[2:])
        reached[t] = here * steps[t, states]
    return reached


def _likelihood(steps: NDArray[np.float64], codes: Sequence[int], gaps: Sequence[int]) -> float:
    return float(_forward(steps, codes, gaps)[-1, -2:].max())


def _without_one(
    steps: NDArray[np.float64],
    codes: Sequence[int],
    gaps: Sequence[int],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    i: int,
) -> float:
    """Likelihood of the best text without the i-th character, whose two gaps become one that holds what either may."""
    if gaps[i] != gaps[i + 1]:
        less = [*gaps[:i], max(gaps[i : i + 2]), *gaps[i + 2 :]]
        return _likelihood(steps, [*codes[:i], *codes[i + 1 :]], less)
    is_last = i + 1 == len(codes)
    in_gap, of_gap = before[:, 2 * i], after[:, 2 * i + 2]
    of_next = np.zeros(len(steps)) if is_last else after[:, 2 * i + 3]
    of_last = before[:, 2 * i - 1] if i else np.zeros(len(steps))
    may_touch = i > 0 and not is_last and codes[i - 1] != codes[i + 1]
    found = np.maximum(np.maximum(in_gap, of_last)[:-1] * of_gap[1:], in_gap[:-1] * of_next[1:])
    if may_touch:
        found = np.maximum(found, of_last[:-1] * of_next[1:])
    edges = [0.0 if i else max(of_gap[0], of_next[0]), max(in_gap[-1], of_last[-1]) if is_last else 0.0]
    return float(max(*edges, found.max(initial=0.0)))


def _with_another(
    steps: NDArray[np.float64],
    codes: Sequence[int],
    others: NDArray[np.int64],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    i: int,
    *,
    is_more: bool,
) -> float:
    """Likelihood of the best text with another character in the place of the i-th one, or one more before it."""
    follows = i if is_more else i + 1
    last = codes[i - 1] if i else NONE
    following = codes[follows] if follows < len(codes) else NONE
    chosen = others if is_more else others[others != codes[i]]
    enters = np.zeros((len(steps), len(chosen)))
    if i:
        enters[1:] = np.maximum(before[:-1, 2 * i, None], before[:-1, 2 * i - 1, None] * (chosen != last))
    else:
        enters[1:], enters[0] = before[:-1, 0, None], 1.0
    leaves = np.zeros((len(steps), len(chosen)))
    leaves[:-1] = after[1:, 2 * follows, None]
    if follows < len(codes):
        direct = after[1:, 2 * follows + 1, None] * (chosen != following)
        leaves[:-1] = np.maximum(leaves[:-1], direct)
    else:
        leaves[-1] = 1.0
    best, here = 0.0, np.zeros(len(chosen))
    for t in range(len(steps)):
        here = np.maximum(here, enters[t]) * steps[t, chosen]
        best = max(best, float((here * leaves[t]).max(initial=0.0)))
    return best


def _beliefs(lattice: Lattice, twins: Mapping[str, str]) -> NDArray[np.float64]:
    """Steps x (characters, none, anything but a figure, anything), each step in shares of its greatest.

    `twins` gives the character that another one looks like and counts for, where only the former can stand.
    """
    steps = np.full((len(lattice), ALL + 1), FLOOR)
    for row, named in zip(steps, lattice, strict=True):
        for i in range(0, len(named), 3):
            symbol = twins.get(named[i], named[i])
            row[_INDEX[symbol]] += int(named[i + 1 : i + 3]) / 100
        row[NONE] = max(1 - sum(int(named[i + 1 : i + 3]) for i in range(0, len(named), 3)) / 100, FLOOR)
        row[WORDS] = row[10 : NONE + 1].sum()
        row[ALL] = 1.0
    # Only ratios count: measured by the greatest, products of many steps do not vanish.
    return np.asarray(steps / steps.max(axis=1, keepdims=True), np.float64)
