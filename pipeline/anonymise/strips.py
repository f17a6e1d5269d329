"""Machine-readable strips: their values replaced like the others, their check digits right or wrong as they were."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from pipeline.anonymise.days import Move
from pipeline.core.formats import mrz_identite
from pipeline.core.formats.mrz import check_digit
from pipeline.core.formats.mrz_carte_grise import HEAD, LENGTH
from pipeline.core.formats.mrz_identite import Format

Span = tuple[int, int, int]
"""Line, first place, place behind the last."""


class _Plan(NamedTuple):
    """Where what stands."""

    values: tuple[Span, ...]
    days: tuple[Span, ...]
    checks: tuple[tuple[Span, tuple[Span, ...]], ...]
    """Place of a check digit, and what it covers; the later may cover the earlier."""


_CARD = _Plan(
    values=((0, 5, 12), (0, 13, 30), (1, 31, 42)),
    days=((0, 31, 37),),
    checks=(
        ((0, 12, 13), ((0, 5, 12),)),
        ((0, 30, 31), ((0, 13, 30),)),
        ((0, 37, 38), ((0, 31, 37),)),
        ((1, 42, 43), ((1, 31, 42),)),
        ((1, 43, 44), ((0, 5, 38), (1, 31, 43))),
    ),
)
_IDENTITY = {
    Format.TD1: _Plan(
        values=((0, 5, 14), (0, 15, 30), (2, 0, 30)),
        days=((1, 0, 6), (1, 8, 14)),
        checks=(
            ((0, 14, 15), ((0, 5, 14),)),
            ((1, 6, 7), ((1, 0, 6),)),
            ((1, 14, 15), ((1, 8, 14),)),
            ((1, 29, 30), ((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29))),
        ),
    ),
    Format.TD3: _Plan(
        values=((0, 5, 44), (1, 0, 9), (1, 28, 42)),
        days=((1, 13, 19), (1, 21, 27)),
        checks=(
            ((1, 9, 10), ((1, 0, 9),)),
            ((1, 19, 20), ((1, 13, 19),)),
            ((1, 27, 28), ((1, 21, 27),)),
            ((1, 42, 43), ((1, 28, 42),)),
            ((1, 43, 44), ((1, 0, 10), (1, 13, 20), (1, 21, 43))),
        ),
    ),
    Format.CNI: _Plan(
        values=((0, 5, 30), (0, 30, 36), (1, 0, 12), (1, 13, 27)),
        days=((1, 27, 33),),
        checks=(
            ((1, 12, 13), ((1, 0, 12),)),
            ((1, 33, 34), ((1, 27, 33),)),
            ((1, 35, 36), ((0, 0, 36), (1, 0, 35))),
        ),
    ),
    Format.PERMIS: _Plan(
        values=((0, 5, 14), (0, 21, 29)),
        days=((0, 15, 21),),
        checks=(((0, 14, 15), ((0, 0, 14),)), ((0, 29, 30), ((0, 0, 29),))),
    ),
}
PIVOT = 60
"""Years of two figures below are of this century. Only a 29 February tells the difference."""


def rewritten(lines: Sequence[str], move: Move, replace: Callable[[str], str]) -> tuple[str, ...] | None:
    """The lines with other values; None when they are no strip of a known kind at its full length.

    Args:
        lines: as read, at their length.
        move: of the dates.
        replace: gives what stands for the text of a place, as long as it.
    """
    plan = _plan_of(lines)
    if plan is None:
        return None
    after = list(lines)
    for span in plan.values:
        _put(after, span, replace(_get(lines, span)))
    for span in plan.days:
        _put(after, span, _moved(_get(lines, span), move))
    for place, covered in plan.checks:
        was, now = ("".join(_get(texts, span) for span in covered) for texts in (lines, after))
        digit = _get(lines, place)
        if digit.isdigit():
            # What it is wrong by, it stays wrong by.
            _put(after, place, str((check_digit(now) + int(digit) - check_digit(was)) % 10))
    return tuple(after)


def _plan_of(lines: Sequence[str]) -> _Plan | None:
    if not all(c.isascii() and (c.isalnum() or c == "<") for line in lines for c in line):
        return None
    if [len(line) for line in lines] == [LENGTH] * 2 and lines[0].startswith(HEAD):
        return _CARD
    kind = mrz_identite.format_of(lines)
    if kind is None or [len(line) for line in lines] != [kind.size[1]] * kind.size[0]:
        return None
    return _IDENTITY[kind]


def _get(lines: Sequence[str], span: Span) -> str:
    line, start, end = span
    return lines[line][start:end]


def _put(lines: list[str], span: Span, text: str) -> None:
    line, start, end = span
    lines[line] = lines[line][:start] + text + lines[line][end:]


def _moved(text: str, move: Move) -> str:
    """'yymmdd' moved; as it was when it is no day."""
    if not text.isdigit():
        return text
    year = int(text[:2])
    try:
        day = date(year + (2000 if year < PIVOT else 1900), int(text[2:4]), int(text[4:]))
    except ValueError:
        return text
    return f"{move.of(day):%y%m%d}"
