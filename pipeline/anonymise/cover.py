"""Covers what identifies in any text: each character gets what stands for it, and the permutation of its place.

days ─► hours ─► numbers known ─► words known ─► all that is not known to be public
moved   kept     and their like    and their like  replaced by the same chance for the same text
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum, auto
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pipeline.anonymise.days import Move, moved
from pipeline.anonymise.known import MIN_PART, Kind, Value, is_of_kind, parts_of
from pipeline.anonymise.public import FUNCTION, misread, public_words
from pipeline.anonymise.stand_ins import Dice, Permutation, StandIn, confusions, drawn, look_alikes, replaced
from pipeline.anonymise.strips import rewritten
from pipeline.core.formats import texte
from pipeline.core.formats.siren import LENGTH, LENGTH_SIRET

ALIKE = 0.6
"""Share of the characters that two words have in common, in order, to be taken for readings of one."""
NUMBER_ALIKE, SHORTEST = 0.7, 5
"""The same for numbers in a line, and how short they may be: DA-123-BC and DB-123-BC, a VIN read without its ends."""
JOINED = 8
"""Characters of a word in which others may be hidden, joined by the engine."""
STRIP_ALIKE = 0.6
CNI_PIVOT = 50
"""Two figures of a year below are of this century, on cards that were made from 1988 on."""

_HOUR = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3]) ?(?:H|:) ?[0-5]\d(?: ?: ?[0-5]\d)?(?!\d)")
_MEASURE = re.compile(r"(?<![\dA-Z])\d{1,7} ?(?:KM|KG|CM3|KW|CV)(?![A-Z])")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_RUN = re.compile(r"[A-Z0-9]+")


class Zone(Enum):
    """Where a text stands, which says how much of it may be public."""

    PERSONAL = auto()
    """Where a form asks for something personal: nothing but the words of `public.FUNCTION`."""
    PAGE = auto()
    """On the page: the printed words too."""
    TECHNICAL = auto()
    """Where a form asks for a technical value: all that is not like a value known to identify."""
    PUBLIC = auto()
    """What was read, however badly, of words and figures that say nothing: all that is no part of a value."""


class Sub(NamedTuple):
    """What stands for one character."""

    text: str
    """Mostly one character; none or several where a date gets shorter or longer."""
    turn: Permutation
    """What other beliefs about that character become."""


class Cover:
    """All the stand-ins of one dossier."""

    def __init__(
        self,
        values: Sequence[Value],
        technical: Collection[str],
        variants: Iterable[str],
        move: Move,
        dice: Dice,
        heard: Mapping[str, str] | None = None,
    ) -> None:
        """Draw a stand-in for every value known.

        Args:
            values: of the dossier, the most frequent first.
            technical: words read in technical zones, which may stay elsewhere too.
            variants: all texts read, to see how engines misread the values.
            move: of the dates.
            dice: chance.
            heard: words misread, and what they were taken for.
        """
        self._heard = heard or {}
        self._move, self._dice = move, dice
        self._forbidden = {part for value in values for part in parts_of(value)}
        known = {value.text for value in values if value.kind is Kind.WORD and len(value.text) >= MIN_PART}
        self._public = public_words(technical, known)
        self._technical = sorted(word for word in technical if len(word) >= MIN_PART and word not in known)
        self._chance: dict[str, StandIn] = {}
        self.counts: Counter[Kind] = Counter()
        lines = [_flat(text) for text in variants]
        self._numbers: list[StandIn] = []
        self._words: dict[str, StandIn] = {}
        self._strips: list[StandIn] = []
        for value in values:
            self.counts[value.kind] += 1
            match value.kind:
                case Kind.WORD:
                    self._words[value.text] = self._word(value.text, lines)
                case Kind.DAY:
                    day = date(int(value.text[4:]), int(value.text[2:4]), int(value.text[:2]))
                    self._numbers.append(replaced(value.text, f"{move.of(day):%d%m%Y}", dice))
                case Kind.STRIP:
                    pass  # its values first
                case _:
                    self._numbers += self._number(value, lines)
        # The longer first: a SIREN stands in its SIRET.
        self._numbers.sort(key=lambda one: -len(one.original))

    def cover_strip(self, lines: Sequence[str], names: Sequence[str]) -> None:
        """Draw the stand-in of a strip, given whole, on a paper that prints these names."""
        new = rewritten(lines, self._move, lambda text: self._in_strip(text, names))
        self._strips += [replaced(line, other, self._dice) for line, other in zip(lines, new or (), strict=False)]

    def subs(self, text: str, zones: Sequence[Zone]) -> list[Sub]:
        """What stands for each character of a text, of which each stands in its zone."""
        flat = _flat(text)
        if strip := self._strip_like(flat):
            return _cased(text, flat, strip)
        return self._subs(text, flat, zones)

    def _subs(self, text: str, flat: str, zones: Sequence[Zone]) -> list[Sub]:
        """The same of what is no line of a strip."""
        found: list[Sub | None] = [None if c.isalnum() else Sub(text[i], {}) for i, c in enumerate(flat)]
        self._cover_days(flat, found)
        for pattern in (_HOUR, _MEASURE):
            for kept in pattern.finditer(flat):
                _keep(flat, found, *kept.span())
        for run in _RUN.finditer(flat):
            if self._is_free(run[0]) and all(zones[i] is Zone.PUBLIC or found[i] for i in range(*run.span())):
                _keep(flat, found, *run.span())
        self._cover_numbers(flat, found)
        for run in _RUN.finditer("".join(" " if sub else c for c, sub in zip(flat, found, strict=True))):
            zone = min((zones[i] for i in range(*run.span())), key=lambda one: one.value)
            for i, sub in zip(range(*run.span()), self._run(run[0], zone), strict=True):
                found[i] = sub
        # What is left are letters of other alphabets: no form of ours needs them.
        return _cased(text, flat, [sub or Sub("X", {}) for sub in found])

    def text(self, text: str, zone: Zone) -> str:
        """What stands for a text."""
        return "".join(sub.text for sub in self.subs(text, [zone] * len(text)))

    def day(self, day: date) -> date:
        """The day that stands for a day."""
        return self._move.of(day)

    def _cover_days(self, flat: str, found: list[Sub | None]) -> None:
        for day in moved(flat, self._move):
            if any(found[i] for part in day for i in range(part.start, part.end)):
                continue
            for part in day:
                places = range(part.start, part.end)
                is_same = len(part.text) == len(places)
                for i in places:
                    new = part.text[i - part.start] if is_same else part.text * (i == part.start)
                    found[i] = Sub(new, {flat[i]: new, new: flat[i]} if is_same else {})

    def _cover_numbers(self, flat: str, found: list[Sub | None]) -> None:
        """The numbers known, exactly first: a value that is like another is still its own."""
        places = [i for i, c in enumerate(flat) if c.isalnum() and not found[i]]
        compact = "".join(flat[i] for i in places)
        for is_exact in (True, False):
            for one in self._numbers:
                # Every number has figures, and most lines have none.
                while re.search(r"\d.*\d", compact) and (span := find(one.original, compact, is_exact=is_exact)):
                    inside = places[slice(*span)]
                    # Nothing settled may lie between: the two ends would belong to different things.
                    if any(found[i] and flat[i].isalnum() for i in range(inside[0], inside[-1] + 1)):
                        break
                    heard = compact[slice(*span)]
                    for i, c, turn in zip(inside, heard, one.along(heard), strict=True):
                        found[i] = Sub(turn.get(c, c), turn)
                    places = [i for i in places if not found[i]]
                    compact = "".join(flat[i] for i in places)

    def _run(self, run: str, zone: Zone) -> list[Sub]:
        """What stands for a run of capitals and digits."""
        if self._stays(run, zone):
            return [Sub(c, {}) for c in run]
        turns = self._turns(run)
        if turns is None:
            like_public = process.extractOne(
                run, self._technical, scorer=Levenshtein.normalized_similarity, score_cutoff=NUMBER_ALIKE
            )
            # Not where misreading has made a part of a value of it: TITULAITRE, beside TITRES.
            if (like_public and self._is_free(run, like_public[0])) or zone is Zone.TECHNICAL:
                return [Sub(c, {}) for c in run]
            turns = self._by_chance(run).permutations
        return [Sub(turn.get(c, c), turn) for c, turn in zip(run, turns, strict=True)]

    def _stays(self, run: str, zone: Zone) -> bool:
        if run in FUNCTION:
            return True
        if zone is Zone.PERSONAL or run in self._words:
            return False
        return run in self._public or len(run) < 3 or bool(_YEAR.fullmatch(run))

    def _turns(self, run: str) -> Sequence[Permutation] | None:
        """Of a word that is known, much like one, or several joined; None when it is none of these."""
        if run in self._words:
            return self._words[run].permutations
        if len(run) < MIN_PART:
            return None
        # Not what is as near to a value: FRANCR, where somebody is called FRANCK.
        if (word := misread(run)) and self._is_free(word):
            # Only what is not of the word is replaced, and no belief in what is.
            chance = self._by_chance(run).replacement
            return [{} if b in (a, c) or c == a else {b: c, c: b} for a, b, c in zip(word, run, chance, strict=True)]
        if self._heard.get(run) in self._words:
            return self._words[self._heard[run]].along(run)
        alike = process.extractOne(
            run,
            [word for word in self._words if len(word) >= MIN_PART],
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=ALIKE,
        )
        if alike:
            return self._words[alike[0]].along(run)
        turns: list[Permutation | None] = [None] * len(run)
        if len(run) >= JOINED:
            for word in sorted(self._words, key=len, reverse=True):
                span = find(word, run, is_exact=False) if len(word) >= MIN_PART else None
                if span and not any(turns[slice(*span)]):
                    turns[slice(*span)] = self._words[word].along(run[slice(*span)])
        if not any(turns):
            return None
        rest = self._by_chance(run).permutations
        return [turn if turn is not None else other for turn, other in zip(turns, rest, strict=True)]

    def _by_chance(self, run: str) -> StandIn:
        if run not in self._chance:
            self._chance[run] = drawn(run, self._dice, accepts=self._is_free)
        return self._chance[run]

    def _strip_like(self, flat: str) -> list[Sub] | None:
        if len(flat) < 20:
            return None
        # The most alike: the filling alone makes all strips of a kind alike.
        strip = max(self._strips, key=lambda one: Levenshtein.normalized_similarity(one.original, flat), default=None)
        if strip and Levenshtein.normalized_similarity(strip.original, flat) >= STRIP_ALIKE:
            return [Sub(turn.get(c, c), turn) for c, turn in zip(flat, strip.along(flat), strict=True)]
        return None

    def _in_strip(self, text: str, names: Sequence[str]) -> str:
        """What stands for a value of a strip, which another strip may be like: names are filled up to one length."""
        subs = self._subs(text, _flat(text), [Zone.PERSONAL] * len(text))
        new = "".join(sub.text for sub in subs)
        # A name that is too long is cut where the strip ends, to one letter perhaps.
        last = text.rpartition("<")[2]
        whole = next((name for name in names if last and name.startswith(last) and name in self._words), None)
        return new[: -len(last)] + self._words[whole].replacement[: len(last)] if whole else new

    def _word(self, word: str, lines: Iterable[str]) -> StandIn:
        alike = process.extractOne(
            word, list(self._words), scorer=Levenshtein.normalized_similarity, score_cutoff=ALIKE
        )
        if alike and len(word) >= MIN_PART:
            return self._words[alike[0]].like(word)
        heard = [
            run
            for line in lines
            for run in _RUN.findall(line)
            if Levenshtein.normalized_similarity(word, run) >= NUMBER_ALIKE
        ]
        # In a strip it stands among others without a blank.
        like = re.compile("".join(f"[{c}{look_alikes(c)}]" for c in word))
        heard += [run for line in lines if len(word) > 2 for run in like.findall(line)]
        return drawn(word, self._dice, kept=confusions(word, heard), accepts=self._is_free)

    def _number(self, value: Value, lines: Iterable[str]) -> list[StandIn]:
        """The stand-in of a number, and those of its short forms."""
        text, kind = value.text, value.kind
        alike = [one for one in self._numbers if Levenshtein.normalized_similarity(text, one.original) >= NUMBER_ALIKE]
        if any(one.original == text for one in alike):
            return []
        if alike:
            return [alike[0].like(text)]
        heard = [
            compact[slice(*span)]
            for compact in ("".join(_RUN.findall(line)) for line in lines)
            if (span := find(text, compact, is_exact=False))
        ]
        kept = confusions(text, heard)
        was = is_of_kind(kind, text)
        fixed: dict[int, str] = {}
        match kind:
            case Kind.VIN:
                kept |= {0, 1, 2}
            case Kind.POSTCODE:
                kept |= {0, 1}
            case Kind.PLATE if was in ("w", "ww"):
                kept |= {0, 1} if was == "ww" else {0}
            case Kind.FORMULE:
                kept |= {0, 1, 2, 3}
            case Kind.APPROVAL:
                kept |= {place for place, c in enumerate(text) if c.isalpha()}
            case Kind.NUMBER if re.fullmatch(r"\d\d(0[1-9]|1[0-2])\d{8}", text):
                # A French card of 1988 to 2021: year and month of its making, which tell the century of a birth.
                year = int(text[:2])
                # From the first of the month on, it never comes to be made after it was issued.
                made = date(year + (2000 if year < CNI_PIVOT else 1900), int(text[2:4]), 1)
                fixed = dict(enumerate(f"{self._move.of(made):%y%m}"))
            case Kind.SIRET:
                head = next((one for one in self._numbers if one.original == text[:LENGTH]), None)
                head = head or self._number(Value(kind=Kind.SIREN, text=text[:LENGTH]), lines)[0]
                fixed = dict(enumerate(head.replacement))
            case _:
                pass
        accepts: Callable[[str], bool] = lambda new: is_of_kind(kind, new) == was and self._is_free(new)  # noqa: E731
        one = drawn(text, self._dice, kept=kept, fixed=fixed, accepts=accepts)
        match kind:
            case Kind.VIN if len(text) > 9:
                return [one, one.part(slice(4), slice(-5, None))]
            case Kind.FORMULE:
                return [one, one.part(slice(2, None))]
            case Kind.SIRET if len(text) == LENGTH_SIRET:
                return [one, one.part(slice(LENGTH))]
            case _:
                return [one]

    def _is_free(self, text: str, public: str = "") -> bool:
        """Whether a candidate holds no part of a value that it is to hide, but for what a public word has too."""
        parts = {text[i : i + MIN_PART] for i in range(len(text) - MIN_PART + 1)}
        return not any(part in self._forbidden and part not in public for part in parts)


def find(value: str, text: str, *, is_exact: bool) -> tuple[int, int] | None:
    """Where a value, or something much like it, stands in a text of capitals and digits.

    >>> find("RS074MP", "AVECRSO74MPETC", is_exact=False)
    (4, 11)
    >>> find("RS074MP", "2026", is_exact=False) is None
    True
    """
    if is_exact or len(value) < SHORTEST:
        start = text.find(value)
        return (start, start + len(value)) if start >= 0 else None
    if len(text) < NUMBER_ALIKE * len(value):
        return None
    found = fuzz.partial_ratio_alignment(value, text, score_cutoff=100 * NUMBER_ALIKE)
    if not found:
        return None
    near = (found.dest_start, found.dest_end) if len(value) <= len(text) else (0, len(text))
    # The window found is as long as the value at most, and may miss what was misread at its ends.
    spans = [
        (start, end)
        for start in range(max(near[0] - 1, 0), near[0] + 2)
        for end in range(near[1] - 1, min(near[1] + 1, len(text)) + 1)
    ]
    best = max(
        spans, key=lambda span: (Levenshtein.normalized_similarity(value, text[slice(*span)]), span[1] - span[0])
    )
    return best if Levenshtein.normalized_similarity(value, text[slice(*best)]) >= NUMBER_ALIKE else None


def _flat(text: str) -> str:
    """Capitals without accents, a character for each."""
    return "".join((texte.compact(c) or " ")[0] for c in text)


def _keep(flat: str, found: list[Sub | None], start: int, end: int) -> None:
    for i in range(start, end):
        found[i] = found[i] or Sub(flat[i], {})


def _cased(text: str, flat: str, subs: Sequence[Sub]) -> list[Sub]:
    """The same, in small letters where those were; what stays keeps its accent."""
    return [
        Sub(c, sub.turn) if sub.text == plain else Sub(sub.text.lower() if c.islower() else sub.text, sub.turn)
        for c, plain, sub in zip(text, flat, subs, strict=True)
    ]
