"""Results counted: fields, verdicts, pages, marks, how far confidence can be believed, and the other engines."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple, Self

from tests.accuracy.compare import KEY_FIELDS, Pair, keys_drawn, paired, same
from tests.accuracy.results import FieldRead, Result

SURE = 0.9
"""Confidence from which a wrong value is the worst kind of error."""
SAID = 0.8
"""Confidence from which a rule takes a mark for seen or absent."""
EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 1.01)
"""Of the bins of confidence."""
BINS = tuple(pairwise(EDGES))
MENTION = "mention_cession"


@dataclass
class Outcome:
    """How often a value was read exactly, not, or otherwise than it was drawn."""

    exact: int = 0
    missing: int = 0
    wrong: int = 0
    sure: int = 0
    """Of the wrong ones, those stated surely."""

    @property
    def count(self) -> int:
        """How many times it was drawn."""
        return self.exact + self.missing + self.wrong

    def add(self, read: Any, true: Any, confidence: float = 0.0) -> None:
        """Count one reading."""
        if same(read, true):
            self.exact += 1
        elif read is None:
            self.missing += 1
        else:
            self.wrong += 1
            self.sure += confidence >= SURE

    @classmethod
    def sum(cls, many: Iterable["Outcome"]) -> Self:
        """All of them together."""
        total = cls()
        for one in many:
            total.exact += one.exact
            total.missing += one.missing
            total.wrong += one.wrong
            total.sure += one.sure
        return total


class Slot(NamedTuple):
    """Where a field counts."""

    origin: str
    """'own' drawings or 'official' blanks."""
    level: str
    kind: str
    key: str

    @property
    def is_key(self) -> bool:
        """Whether a verdict hangs on it."""
        return self.key in KEY_FIELDS.get(self.kind, ())


@dataclass
class Marks:
    """Signatures, stamps, ticks and strokes: what is there and not seen, seen and not there."""

    present: int = 0
    missed: int = 0
    absent: int = 0
    """Places without the mark; of signatures, places where one more could be seen."""
    alarms: int = 0
    unsaid: int = 0
    """Places of which nothing is said surely enough for a rule."""


@dataclass
class Pages:
    """Pages whose papers were found, and found the right way up."""

    count: int = 0
    classified: int = 0
    turned: int = 0
    """Scanned by a quarter or a half turn."""
    upright: int = 0
    """Of those, the ones read the right way up."""
    straight: int = 0
    """Scanned as they should be."""
    overturned: int = 0
    """Of those, the ones turned for nothing."""


class SureWrong(NamedTuple):
    """A wrong value stated surely."""

    result: Result
    kind: str
    key: str
    true: Any
    read: FieldRead
    crop: str


@dataclass
class Tally:
    """Everything counted."""

    cases: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By group and level."""
    commits: Counter[str] = field(default_factory=Counter)
    seeds: set[int] = field(default_factory=set)
    fields: dict[Slot, Outcome] = field(default_factory=lambda: defaultdict(Outcome))
    verdicts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    false_passes: list[Result] = field(default_factory=list)
    pages: dict[tuple[str, str], Pages] = field(default_factory=lambda: defaultdict(Pages))
    """By origin and level."""
    misread_pages: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By level, kind drawn, kinds found."""
    marks: dict[tuple[str, str], Marks] = field(default_factory=lambda: defaultdict(Marks))
    """By mark and level."""
    bins: dict[tuple[str, tuple[float, float]], Outcome] = field(default_factory=lambda: defaultdict(Outcome))
    """By source and bin of confidence."""
    rivals: dict[tuple[str, str, str], Outcome] = field(default_factory=lambda: defaultdict(Outcome))
    """Key fields by reader, level and kind, on the cases that all readers read."""
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """By reader, on those cases."""
    sure_wrong: list[SureWrong] = field(default_factory=list)

    @classmethod
    def of(cls, results: Iterable[Result]) -> Self:
        """Count them all."""
        tally = cls()
        for result in results:
            tally._add(result)
        return tally

    def _add(self, result: Result) -> None:
        case = result.case
        self.cases[case.group, case.level] += 1
        self.commits[result.commit] += 1
        self.seeds.add(case.seed)
        if result.expected and result.answered:
            outcome = _verdict(result)
            self.verdicts[case.level][outcome] += 1
            if outcome == FALSE_PASS:
                self.false_passes.append(result)
        self._add_pages(result)
        for rank, pair in enumerate(paired(result.true, result.read)):
            self._add_fields(result, rank, pair)
            self._add_marks(result, pair)
            self._add_rivals(result, rank, pair)
        if result.others:
            for name, spent in result.seconds.items():
                self.seconds[name].append(spent)

    def _add_pages(self, result: Result) -> None:
        level = result.case.level
        count = self.pages[_origin(result), level]
        for page in result.pages:
            is_right = page.found == (page.kind,)
            count.count += 1
            count.classified += is_right
            if not is_right:
                self.misread_pages[level, page.kind, " + ".join(page.found) or "nothing"] += 1
            if page.upright is not None and page.turned:
                count.turned += 1
                count.upright += page.upright
            elif page.upright is not None:
                count.straight += 1
                count.overturned += not page.upright

    def _add_fields(self, result: Result, rank: int, pair: Pair) -> None:
        for key, true in pair.true.fields.items():
            read = pair.field(key)
            slot = Slot(_origin(result), result.case.level, pair.true.kind, key)
            self.fields[slot].add(read.value, true, read.confidence)
            if read.value is None:
                continue
            bin_ = next(edges for edges in BINS if edges[0] <= read.confidence < edges[1])
            self.bins[read.source or "-", bin_].add(read.value, true, read.confidence)
            if read.confidence >= SURE and not same(read.value, true):
                crop = result.crops.get(f"{rank}.{key}", "")
                self.sure_wrong.append(SureWrong(result, pair.true.kind, key, true, read, crop))

    def _add_marks(self, result: Result, pair: Pair) -> None:
        if pair.read is None:
            return
        true = dict(pair.true.fields)
        if pair.true.kind == "carte_grise":
            true[MENTION] = true.get(MENTION, "drawn") is not None  # its text is no truth: only that there is one
        for key, value in true.items():
            mark = mark_of(key, true)
            if mark is None or value is None:
                continue
            read, marks = pair.field(key), self.marks[mark, result.case.level]
            seen = read.value is not None if key == MENTION else read.value
            if read.confidence < SAID or seen is None:
                marks.unsaid += 1
                continue
            drawn, counted = int(value), int(seen)
            marks.present += drawn
            marks.missed += max(drawn - counted, 0)
            marks.absent += not drawn or mark == "signature"
            marks.alarms += max(counted - drawn, 0)

    def _add_rivals(self, result: Result, rank: int, pair: Pair) -> None:
        level, kind = result.case.level, pair.true.kind
        for key, true in keys_drawn(pair.true).items() if result.others else ():
            read = pair.field(key)
            self.rivals["conforme", level, kind].add(read.value, true, read.confidence)
            for name, papers in result.others.items():
                self.rivals[name, level, kind].add(papers[rank].get(key), true)


FALSE_PASS = "false pass"
VERDICTS = (
    "right verdict and motifs",
    "right verdict, other motifs",
    "conforming, a person must look",
    "false reject",
    FALSE_PASS,
)


def _verdict(result: Result) -> str:
    assert result.expected
    assert result.answered
    expected, answered = result.expected, result.answered
    if (expected.verdict, answered.verdict) == ("reject", "pass"):
        return FALSE_PASS
    if (expected.verdict, answered.verdict) == ("pass", "reject"):
        return VERDICTS[2] if answered.motifs == ("illisible",) else VERDICTS[3]
    return VERDICTS[0] if expected.motifs == answered.motifs else VERDICTS[1]


def _origin(result: Result) -> str:
    return "official" if result.case.group == "form" else "own"


def mark_of(key: str, fields: Iterable[str]) -> str | None:
    """Which mark that key tells of, None when it tells of none.

    Args:
        key: of the field.
        fields: all keys of its paper; a sum of the signatures of two parties is not counted beside them.
    """
    if key == "signatures" and any(other.endswith("_signatures") for other in fields):
        return None
    if key.endswith("signatures"):
        return "signature"
    if key.endswith("cachet"):
        return "stamp"
    if "certifie_" in key or key in ("certificat_present", "informe_assurance", "opposition_reutilisation"):
        return "tick"
    return {"barree": "stroke", MENTION: "mention", "ratures": "alteration"}.get(key)
