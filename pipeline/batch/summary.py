"""What a batch came to: how many of each verdict and motif, which rules reject most often, what took longest."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import shorten
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.batch.index import Index
from pipeline.batch.ledger import Entry, State
from pipeline.batch.progress import answer_line
from pipeline.batch.run import BatchResult
from pipeline.core.choices import Lang
from pipeline.core.printable import printable
from pipeline.core.report import Finding
from pipeline.core.report_json import as_json
from pipeline.junit import Suite, junit_xml, suite_of, unexamined_suite
from pipeline.stages.wording import Wording

REASON_LENGTH = 150
"""Signs of the first reason that is shown: two lines of a terminal. The report has it whole."""

MOST = 5
"""Rules and dossiers that are named."""

_COUNTED: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "dossier": (("dossier", "dossiers"), ("dossier", "dossiers")),
    "pass": (("conforme", "conformes"), ("passed", "passed")),
    "reject": (("rejeté", "rejetés"), ("rejected", "rejected")),
    "unexamined": (("non examiné", "non examinés"), ("not examined", "not examined")),
    State.QUARANTINED: (("en quarantaine", "en quarantaine"), ("in quarantine", "in quarantine")),
    State.DUPLICATE: (("doublon", "doublons"), ("duplicate", "duplicates")),
}
_MOTIFS = ("Motifs", "Reasons")
_RULES = ("Règles les plus fréquentes", "Most frequent rules")
_SLOWEST = ("Les plus longs", "Slowest")


def draw_batch(console: Console, result: BatchResult, lang: Lang, *, is_quiet: bool, is_listed: bool) -> None:
    """What the user sees at the end: the dossiers one by one where there is no index to look into, then the counts."""
    if is_quiet:
        for entry in result.entries:
            console.print(Text(answer_line(entry, lang)))
    elif is_listed:
        _draw_list(console, result, lang)
    _draw_counts(console, result.entries, lang)


def batch_text(form: str, result: BatchResult, folder: Path) -> str:
    """The whole batch in one text for programs, in its order; a duplicate has the report of its original.

    Args:
        form: json (a list of reports), junit, or csv (the index).
        result: of the batch.
        folder: where its reports and its index are.
    """
    match form:
        case "csv":
            return (folder / Index.FILES[0]).read_text(encoding="utf-8")
        case "junit":
            return junit_xml(_suite(entry, result, folder) for entry in result.entries if entry.answer)
        case _:
            return as_json(
                [_report(entry, folder) for entry in result.entries if entry.answer and entry.answer.verdict]
            )


def _report(entry: Entry, folder: Path) -> dict[str, Any]:
    file = folder / f"{entry.original_name or entry.name}.json"
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return {**report, "dossier": entry.name} if entry.original_name else report


def _suite(entry: Entry, result: BatchResult, folder: Path) -> Suite:
    if entry.answer is None or entry.answer.verdict is None:
        return unexamined_suite(entry.name, result.reasons.get(entry.path, ""))
    told = [{key: value for key, value in one.items() if key != "doc"} for one in _report(entry, folder)["findings"]]
    return suite_of(entry.name, map(Finding.model_validate, told), entry.answer.seconds)


def _draw_list(console: Console, result: BatchResult, lang: Lang) -> None:
    """A line per dossier, and the gravest reason of each reject."""
    table = Table.grid(padding=(0, 2))
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for entry in result.entries:
        verdict = entry.answer.verdict if entry.answer else None
        sign, colour = {"pass": ("✓", "green"), "reject": ("✗", "red"), None: ("!", "yellow")}[verdict]
        text = Text(answer_line(entry, lang), colour)
        if reason := result.reasons.get(entry.path):
            more = f" (+{len(entry.answer.rules) - 1})" if entry.answer and len(entry.answer.rules) > 1 else ""
            text.append(f"\n{printable(shorten(reason, REASON_LENGTH, placeholder='…'))}{more}", "default dim")
        table.add_row(Text(sign, colour), text)
    console.print(table)


def _draw_counts(console: Console, entries: Sequence[Entry], lang: Lang) -> None:
    """The counts. Duplicates count with the verdict of their original."""
    english, wording = lang == "en", Wording(lang)
    answers = [entry.answer for entry in entries if entry.answer]
    counts = Counter(answer.verdict or "unexamined" for answer in answers)
    states = Counter(entry.state for entry in entries)
    said = [_counted(counts[what], what, lang) for what in ("pass", "reject", "unexamined") if counts[what]]
    said += [_counted(states[what], what, lang) for what in (State.QUARANTINED, State.DUPLICATE) if states[what]]
    console.print(Text(f"{_counted(len(entries), 'dossier', lang)} : {', '.join(said)}", "bold"))
    motifs = Counter(wording.motif(motif) for answer in answers for motif in answer.motifs)
    rules = Counter(rule for answer in answers for rule in answer.rules)
    for title, counter in ((_MOTIFS, motifs), (_RULES, rules)):
        if counter:
            most = " · ".join(f"{what} {count}" for what, count in counter.most_common(MOST))
            console.print(Text(f"{title[english]} : {most}"))
    slowest = list(_slowest(entries))
    if len(slowest) > 1:
        console.print(Text(f"{_SLOWEST[english]} : {' · '.join(slowest)}"))


def _slowest(entries: Sequence[Entry]) -> Iterator[str]:
    examined = [(entry.answer.seconds, entry) for entry in entries if entry.answer and not entry.original]
    for seconds, entry in sorted(examined, key=lambda one: -one[0])[:MOST]:
        yield printable(f"{entry.name} {seconds:.1f} s")


def _counted(count: int, what: str, lang: Lang) -> str:
    return f"{count} {_COUNTED[what][lang == 'en'][count > 1]}"
