"""What the user gets: reports on standard output and in files, complaints and progress on standard error."""

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from pydantic import JsonValue
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.core.dossier import Dossier
from pipeline.core.errors import DossierError, UsageError
from pipeline.core.labels import Lang
from pipeline.core.report_json import ExtractJson, ReportJson
from pipeline.rules_page import rule_cards
from pipeline.run import Checked, name_of
from pipeline.stages.html_report import html_report
from pipeline.stages.render import TextReport, verdict_line
from pipeline.stages.wording import printable
from pipeline.stages.write import write_report
from pipeline.stopwatch import Stopwatch
from validators.catalogue import CATALOGUE
from validators.policy import Policy

FORMATS = ("text", "json", "html")

REASON_LENGTH = 150
"""Signs of the first reason that the summary of a batch shows: two lines of a terminal. The report has it whole."""

SHOWN_PAGES = 60
"""Pages of a dossier that its HTML report shows; of those beyond it has the readings only."""

GRAVEST_FIRST = (70, 6, 5, 4, 3, 2, 1, 0)
"""Exit codes: of several dossiers the gravest counts (contract.md section 2, style.md section 7)."""


def gravest(codes: Sequence[int]) -> int:
    """The exit code of a run whose dossiers gave these."""
    return next(code for code in GRAVEST_FIRST if code in codes)


@dataclass(frozen=True)
class Result:
    """What became of one dossier."""

    path: Path
    checked: Checked | None
    error: DossierError | None = None
    """Why it was not examined, or its report not written."""

    @property
    def exit_code(self) -> int:
        """The gravest of the answer and of the error."""
        return gravest([one.exit_code for one in (self.error, self.checked) if one is not None])


@dataclass(frozen=True)
class Answers:
    """Where answers go and what they look like."""

    formats: tuple[str, ...]
    out: Path | None
    lang: Lang
    is_quiet: bool = False
    is_verbose: bool = False

    @classmethod
    def asked(
        cls,
        formats: str,
        out: Path | None,
        lang: Lang,
        *,
        quiet: bool = False,
        verbose: bool = False,
        possible: Sequence[str] = FORMATS,
    ) -> "Answers":
        """As the command line says.

        Raises:
            UsageError: a format that is not possible here, or one or several that standard output cannot take.
        """
        asked = tuple(dict.fromkeys(part.strip() for part in formats.split(",")))
        unknown = [one for one in asked if one not in possible]
        if unknown:
            raise UsageError(f"format « {', '.join(unknown)} » inconnu ; formats possibles : {', '.join(possible)}.")
        if out is None and len(asked) > 1:
            raise UsageError("plusieurs formats à la fois demandent --out RÉPERTOIRE.")
        if out is None and "html" in asked:
            raise UsageError("le format html demande --out RÉPERTOIRE.")
        return cls(asked, out, lang, quiet, verbose)

    @property
    def pictures(self) -> int:
        """Pages of a dossier whose picture is wanted."""
        return SHOWN_PAGES if "html" in self.formats else 0

    def keep_out_of(self, inputs: Sequence[Path]) -> None:
        """Make sure that no report lands in a dossier, where it would be read as a paper the next time.

        Raises:
            UsageError: the folder for reports is inside one of the inputs.
        """
        for path in inputs:
            if self.out is not None and path.is_dir() and self.out.resolve().is_relative_to(path.resolve()):
                raise UsageError(f"--out {self.out} est dans {path} : choisir un répertoire en dehors.")

    def show(self, checked: Checked, min_confidence: float, *, is_batch: bool = False) -> None:
        """Print the answer for one dossier; of a batch the summary will."""
        if checked.crashes:
            where = f" Journal : {keep_trace(checked.trace)}" if checked.trace else ""
            complain(f"Erreur interne ({', '.join(checked.crashes)}) : c'est un défaut de Conforme.{where}")
        if "text" in self.formats and self.is_quiet:
            console().print(Text(verdict_line(checked.report, self.lang)))
        elif "text" in self.formats and not is_batch:
            self._drawing(min_confidence).report(checked.report)
        self._times(checked.watch)

    def show_extraction(self, dossier: Dossier, min_confidence: float, watch: Stopwatch) -> None:
        """Print what was read of one dossier."""
        if "text" in self.formats:
            self._drawing(min_confidence).extraction(dossier)
        self._times(watch)

    def save(self, model: ReportJson | ExtractJson, name: str) -> None:
        """Write the report for programs, when there is a folder for it. Raises ReportNotWritten."""
        if self.out and "json" in self.formats:
            write_report(self.out / f"{name}.json", as_json(model.model_dump(mode="json")))

    def save_page(self, checked: Checked, policy: Policy, name: str) -> None:
        """Write the report for a browser, when it is asked for. Raises ReportNotWritten."""
        if self.out and "html" in self.formats:
            page = html_report(
                checked.report,
                checked.pictures,
                lang=self.lang,
                min_confidence=policy.min_confidence,
                rules=rule_cards(CATALOGUE, policy, self.lang),
            )
            write_report(self.out / f"{name}.html", page)

    def print_json(self, models: Sequence[ReportJson | ExtractJson], *, is_single: bool) -> None:
        """Print the reports for programs when they are all that is asked: an object for one dossier, else a list."""
        if "json" not in self.formats or self.out is not None:
            return
        dumped: list[JsonValue] = [model.model_dump(mode="json") for model in models]
        if not is_single:
            sys.stdout.write(as_json(dumped))
        elif dumped:
            sys.stdout.write(as_json(dumped[0]))

    def summary(self, results: Sequence[Result]) -> None:
        """Print a line per dossier of a batch, then how many of each."""
        if "text" not in self.formats:
            return
        if not self.is_quiet:
            table = Table.grid(padding=(0, 2))
            table.add_column(width=1)
            table.add_column(overflow="fold")
            for result in results:
                table.add_row(*self._summary_row(result))
            console().print(table)
        passed = sum(result.exit_code == 0 for result in results)
        lost = sum(result.checked is None for result in results)
        counts = ((passed, "conforme"), (len(results) - passed - lost, "rejeté"), (lost, "non examiné"))
        said = ", ".join(_counted(count, what) for count, what in counts if count)
        console().print(Text(f"{_counted(len(results), 'dossier')} : {said}", "bold"))

    def _summary_row(self, result: Result) -> tuple[Text, Text]:
        if result.checked is None:
            return Text("!", "yellow"), Text(printable(f"{name_of(result.path)} : {result.error}"), "yellow")
        report = result.checked.report
        passes = report.verdict == "pass"
        colour = "green" if passes else "red"
        text = Text(verdict_line(report, self.lang), colour)
        gravest_first = [one.message for motif in report.motifs for one in report.findings if one.motif is motif]
        if gravest_first:
            more = f" (+{len(gravest_first) - 1})" if len(gravest_first) > 1 else ""
            text.append(
                f"\n{printable(shorten(gravest_first[0], REASON_LENGTH, placeholder='…'))}{more}", "default dim"
            )
        return Text("✓" if passes else "✗", colour), text

    def _drawing(self, min_confidence: float) -> TextReport:
        return TextReport(console(), self.lang, min_confidence=min_confidence, is_verbose=self.is_verbose)

    def _times(self, watch: Stopwatch) -> None:
        if self.is_verbose:
            stages = " · ".join(f"{name} {seconds:.2f} s" for name, seconds in watch.stages.items())
            complain(f"{stages} · total {watch.total:.2f} s")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}"


def console() -> Console:
    """Standard output as it is now: tests put another one in its place."""
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def complain(message: str) -> None:
    """Print a line for the user on standard error, without the control characters it may hold."""
    print("\n".join(map(printable, message.split("\n"))), file=sys.stderr)


def keep_trace(trace: str) -> Path:
    """Write where the program crashed to a file of its own, readable by its owner only."""
    handle, name = tempfile.mkstemp(prefix="conforme-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(f"{trace}\n")
    return Path(name)


def as_json(value: JsonValue) -> str:
    """JSON for files and standard output."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def names_of(paths: Sequence[Path]) -> list[str]:
    """A name for the report of each dossier, no two the same.

    >>> names_of([Path("/lundi/a.pdf"), Path("/mardi/a.pdf"), Path("/mardi/b.pdf")])
    ['a', 'a-2', 'b']
    """
    names: list[str] = []
    for path in paths:
        name, rank = name_of(path), 2
        while name in names:
            name, rank = f"{name_of(path)}-{rank}", rank + 1
        names.append(name)
    return names
