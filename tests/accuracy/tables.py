"""The tables of docs/accuracy.md, in Markdown."""

from collections.abc import Iterable, Sequence
from typing import get_args

from tests.accuracy.cases import LEVELS
from tests.accuracy.results import Group
from tests.accuracy.tally import BINS, VERDICTS, Marks, Outcome, Slot, Tally

MOST_LISTED = 60
"""Wrong values stated surely that are listed one by one."""


def page(tally: Tally) -> str:
    """All tables that have something to say."""
    parts = (_head, _levels, _verdicts, _pages, _marks, _reliability, _rivals, _kinds, _fields, _wrong)
    return "\n".join(line for part in parts for line in part(tally)) + "\n"


def _head(tally: Tally) -> list[str]:
    counts = [
        f"{sum(tally.cases[group, level] for level in LEVELS)} {group}s"
        for group in get_args(Group)
        if any(tally.cases[group, level] for level in LEVELS)
    ]
    commits = ", ".join(f"`{commit}` ({count})" for commit, count in tally.commits.most_common())
    return [f"Cases: {', '.join(counts)}; seeds {sorted(tally.seeds)}; commits {commits}.", ""]


def _levels(tally: Tally) -> list[str]:
    """By level, our drawings and the official blanks apart."""
    head = (
        "level",
        "papers drawn on",
        "fields",
        "exact",
        "missing",
        "wrong",
        "wrong at >= 0.90",
        "key fields",
        "exact",
    )
    rows = []
    for origin, title in (("own", "our drawings"), ("official", "official blanks")):
        for level in _present(tally):
            whole = _sum(tally, origin=origin, level=level)
            keys = _sum(tally, keys_only=True, origin=origin, level=level)
            if whole.count:
                sure = f"{whole.sure} ({_percent(whole.sure, whole.count)})"
                counts = (whole.count, _exact(whole), whole.missing, whole.wrong, sure, keys.count, _exact(keys))
                rows.append((level, title, *counts))
    return _table("Fields", head, rows)


def _verdicts(tally: Tally) -> list[str]:
    rows = [(level, *(tally.verdicts[level][one] for one in VERDICTS)) for level in LEVELS if tally.verdicts.get(level)]
    notes = [f"- **false pass**: {one.case.level} {one.name}, seed {one.case.seed}" for one in tally.false_passes]
    return [*_table("Verdicts", ("level", *VERDICTS), rows), *notes, *[""] * bool(notes)]


def _pages(tally: Tally) -> list[str]:
    head = (
        "level",
        "papers drawn on",
        "pages",
        "right kind",
        "turned by 90 to 270",
        "found upright",
        "turned for nothing",
    )
    rows = [
        (
            level,
            {"own": "our drawings", "official": "official blanks"}[origin],
            count.count,
            _percent(count.classified, count.count),
            count.turned,
            _percent(count.upright, count.turned),
            f"{count.overturned} of {count.straight}",
        )
        for (origin, level), count in sorted(
            tally.pages.items(), key=lambda one: (one[0][0] != "own", _rank(one[0][1]))
        )
    ]
    notes = [
        f"- {count} x {level}: {kind} taken for {found}"
        for (level, kind, found), count in tally.misread_pages.most_common()
    ]
    return [*_table("Pages", head, rows), *notes, *[""] * bool(notes)]


def _marks(tally: Tally) -> list[str]:
    head = ("mark", "level", "there", "missed", "not there", "false alarms", "not said")

    def row(mark: str, level: str, marks: Marks) -> Sequence[object]:
        missed = f"{marks.missed} ({_percent(marks.missed, marks.present)})"
        alarms = f"{marks.alarms} ({_percent(marks.alarms, marks.absent)})"
        return mark, level, marks.present, missed, marks.absent, alarms, marks.unsaid

    found = sorted(tally.marks.items(), key=lambda one: (one[0][0], _rank(one[0][1])))
    return _table("Marks", head, [row(*where, marks) for where, marks in found])


def _reliability(tally: Tally) -> list[str]:
    """How many values of each confidence are wrong, by where they come from."""
    sources = sorted({source for source, _ in tally.bins})
    rows = []
    for edges in BINS:
        by_source = [tally.bins.get((source, edges), Outcome()) for source in sources]
        whole = Outcome.sum(by_source)
        cells = [f"{one.wrong} of {one.count}" if one.count else "" for one in by_source]
        low, high = edges
        name = f"{low:g} to {high:g}" if high <= 1 else f"{low:g} or more"
        rows.append((name, whole.count, whole.wrong, _percent(whole.wrong, whole.count), *cells))
    return _table("Reliability", ("confidence", "values", "wrong", "share wrong", *sources), rows)


def _rivals(tally: Tally) -> list[str]:
    """Key fields read exactly, and wrongly, by each reader on the same pages."""
    names = sorted({name for name, _, _ in tally.rivals}, key=lambda name: (name != "conforme", name))
    if len(names) < 2:
        return []
    head = ("level", "kind", "key fields", *(f"{name}: {what}" for name in names for what in ("exact", "wrong")))
    rows: list[Sequence[object]] = []
    kinds = sorted({kind for _, _, kind in tally.rivals})
    for level in _present(tally):
        for kind in ("all", *kinds):
            found = [
                Outcome.sum(one for where, one in tally.rivals.items() if _is(where, name, level, kind))
                for name in names
            ]
            if found[0].count:
                shares = (cell for one in found for cell in (_exact(one), _percent(one.wrong, one.count)))
                rows.append((level, f"**{kind}**" if kind == "all" else kind, found[0].count, *shares))
    spent = ", ".join(f"{name} {sum(times) / len(times):.1f}" for name, times in sorted(tally.seconds.items()))
    return [*_table("Beside other readers", head, rows), f"Seconds per case: {spent}.", ""]


def _is(where: tuple[str, str, str], name: str, level: str, kind: str) -> bool:
    return where[:2] == (name, level) and kind in ("all", where[2])


def _kinds(tally: Tally) -> list[str]:
    """Exact share, and counts of errors, by kind."""
    levels = _present(tally)
    rows = []
    for origin, title in (("own", "our drawings"), ("official", "official blanks")):
        kinds = sorted({slot.kind for slot in tally.fields if slot.origin == origin})
        for kind in kinds:
            found = [_sum(tally, origin=origin, level=level, kind=kind) for level in levels]
            rows.append((kind, title, *(_cell(one) for one in found)))
    return _table("Exact / missing / wrong (of which at >= 0.90), by kind", ("kind", "drawn on", *levels), rows)


def _fields(tally: Tally) -> list[str]:
    """The same by field, those left out that were read exactly every time; both origins together."""
    levels = _present(tally)
    rows = []
    for kind, key in sorted({(slot.kind, slot.key) for slot in tally.fields}):
        found = [_sum(tally, level=level, kind=kind, key=key) for level in levels]
        if any(one.exact < one.count for one in found):
            is_key = Slot("own", "", kind, key).is_key
            rows.append((kind, f"**{key}**" if is_key else key, *(_cell(one) for one in found)))
    return _table("The same by field; those not listed were always read exactly", ("kind", "field", *levels), rows)


def _wrong(tally: Tally) -> list[str]:
    head = ("case", "kind", "field", "drawn", "read", "confidence", "source", "crop")
    rows = [
        (
            f"{one.result.case.level} {one.result.name} ({one.result.case.seed})",
            one.kind,
            one.key,
            _short(one.true),
            _short(one.read.value),
            f"{one.read.confidence:.2f}",
            one.read.source,
            one.crop,
        )
        for one in tally.sure_wrong[:MOST_LISTED]
    ]
    left = len(tally.sure_wrong) - len(rows)
    return [*_table("Wrong at >= 0.90", head, rows), *([f"and {left} more", ""] if left > 0 else [])]


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A title and a table; nothing when it has no row."""
    lines = [_row(row) for row in rows]
    return [f"### {title}", "", _row(head), "|---" * len(head) + "|", *lines, ""] if lines else []


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _present(tally: Tally) -> list[str]:
    return [level for level in LEVELS if any(at == level for _, at in tally.cases)]


def _rank(level: str) -> int:
    return LEVELS.index(level)


def _sum(tally: Tally, *, keys_only: bool = False, **where: str) -> Outcome:
    """Of the fields that stand there, e.g. `level='clean', kind='kbis'`."""
    return Outcome.sum(
        outcome
        for slot, outcome in tally.fields.items()
        if all(getattr(slot, name) == value for name, value in where.items()) and (slot.is_key or not keys_only)
    )


def _cell(one: Outcome) -> str:
    return f"{_exact(one)} / {one.missing} / {one.wrong} ({one.sure})" if one.count else ""


def _exact(one: Outcome) -> str:
    return _percent(one.exact, one.count)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "-"


def _short(value: object) -> str:
    text = str(value).replace("|", "/").replace("\n", " ")
    return text if len(text) <= 70 else f"{text[:67]}..."
