"""What the user gets: reports on standard output and in files, and where the program crashed."""

import contextlib
import os
import sys
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue
from rich.text import Text

from pipeline.batch.answer import Answer
from pipeline.batch.index import Row, as_csv
from pipeline.batch.ledger import State
from pipeline.core.choices import Lang
from pipeline.core.dossier import Dossier
from pipeline.core.english import in_lang
from pipeline.core.errors import DossierError, ReportNotWritten, UsageError
from pipeline.core.printable import printable
from pipeline.core.report import Report
from pipeline.core.report_json import ExtractJson, ReportJson, as_json
from pipeline.junit import Suite, junit_xml, suite_of, unexamined_suite
from pipeline.rules_page import rule_cards
from pipeline.run import Checked, Demand, name_of
from pipeline.settings import Settings
from pipeline.stages.html_report import html_report
from pipeline.stages.render import TextReport, verdict_line
from pipeline.stages.write import clear_unfinished, write_report
from pipeline.stopwatch import Stopwatch
from pipeline.streams import complain, console, internal_error, standard_output
from validators.catalogue import CATALOGUE
from validators.policy import Policy

FORMATS = ("text", "json", "html", "junit", "csv")

INDEX = "index.csv"
"""The table of the dossiers of `check`, as a batch has one."""

_ENDINGS = {"json": ".json", "html": ".html", "junit": ".xml"}
"""Of the reports of one dossier, by format."""

MAX_NAME_BYTES = 180
"""Of the name of a dossier in that of its report: file systems hold 255, and it is written under a longer one first."""

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
    name: str
    """Of its reports, without the ending."""
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
            if self.out is not None and Path(os.path.realpath(self.out)).is_relative_to(os.path.realpath(path)):
                raise UsageError(f"--out {self.out} est dans {path} : choisir un répertoire en dehors.")

    def clear_unfinished(self, names: Iterable[str]) -> None:
        """Remove what a run that was killed left of reports of these names, where that can be done."""
        if self.out and self.out.is_dir():
            files = {INDEX, *(f"{name}{ending}" for name in names for ending in _ENDINGS.values())}
            with contextlib.suppress(ReportNotWritten):  # whether reports can be written is seen when they are
                clear_unfinished(self.out, files)

    def show(self, checked: Checked, min_confidence: float) -> None:
        """Print the answer for one dossier."""
        if checked.crashes:
            complain(internal_error(", ".join(checked.crashes), checked.trace, self.lang))
        with standard_output():
            if "text" in self.formats and self.is_quiet:
                console().print(Text(verdict_line(checked.report, self.lang)))
            elif "text" in self.formats:
                self._drawing(min_confidence).report(checked.report)
        self._times(checked.watch)

    def show_extraction(self, dossier: Dossier, min_confidence: float, watch: Stopwatch) -> None:
        """Print what was read of one dossier."""
        with standard_output():
            if "text" in self.formats:
                self._drawing(min_confidence).extraction(dossier)
        self._times(watch)

    def save(self, model: ReportJson | ExtractJson, name: str) -> None:
        """Write the report for programs, when there is a folder for it. Raises ReportNotWritten."""
        if self.out and "json" in self.formats:
            write_report(self.out / f"{name}.json", as_json(model.model_dump(mode="json")))

    def save_others(self, checked: Checked, policy: Policy, name: str) -> None:
        """Write the reports for a browser and for CI systems, when they are asked for. Raises ReportNotWritten."""
        if self.out and "html" in self.formats:
            write_report(self.out / f"{name}.html", page_of(checked, policy, self.lang))
        if self.out and "junit" in self.formats:
            write_report(self.out / f"{name}.xml", junit_of(checked.report))

    def tell_all(self, results: Sequence[Result], *, is_single: bool) -> None:
        """Once all dossiers are checked: the table of them, and what is all that goes to standard output.

        Args:
            results: the dossiers.
            is_single: whether one alone was asked for.

        Raises:
            ReportNotWritten: the table could not be written.
        """
        if self.out and "csv" in self.formats:
            write_report(self.out / INDEX, as_csv(map(self._row, results)))
        elif self.out is None and "csv" in self.formats:
            _print(as_csv(map(self._row, results)))
        elif self.out is None and "junit" in self.formats:
            _print(junit_xml(map(self._suite, results)))
        self.print_json([ReportJson.of(one.checked.report) for one in results if one.checked], is_single=is_single)

    def print_json(self, models: Sequence[ReportJson | ExtractJson], *, is_single: bool) -> None:
        """Print the reports for programs when they are all that is asked: an object for one dossier, else a list."""
        if "json" not in self.formats or self.out is not None:
            return
        dumped: list[JsonValue] = [model.model_dump(mode="json") for model in models]
        if not is_single:
            _print(as_json(dumped))
        elif dumped:
            _print(as_json(dumped[0]))

    def _row(self, result: Result) -> Row:
        """A dossier as a line of the table."""
        answer = Answer.of(result.checked.report, result.exit_code) if result.checked else None
        is_kept = self.out is not None and result.error is None
        written = [ending for form, ending in _ENDINGS.items() if is_kept and form in self.formats]
        return Row(
            dossier=result.name,
            path=printable(name_of(result.path)),
            state=State.DONE if answer else State.FAILED,
            duplicate_of=None,
            report=f"{result.name}{written[0]}" if written else None,
            **dict(answer or Answer(exit_code=result.exit_code)),
        )

    def _suite(self, result: Result) -> Suite:
        """A dossier as CI systems show it."""
        if result.checked is None:
            return unexamined_suite(result.name, in_lang(str(result.error), self.lang))
        report = result.checked.report
        return suite_of(result.name, report.findings, report.provenance.seconds)

    def _drawing(self, min_confidence: float) -> TextReport:
        return TextReport(console(), self.lang, min_confidence=min_confidence, is_verbose=self.is_verbose)

    def _times(self, watch: Stopwatch) -> None:
        if self.is_verbose:
            stages = " · ".join(f"{name} {seconds:.2f} s" for name, seconds in watch.stages.items())
            complain(f"{stages} · total {watch.total:.2f} s")


def _print(text: str) -> None:
    with standard_output():
        sys.stdout.write(text)


def write_reports(checked: Checked, demand: Demand, settings: Settings, file: Path) -> None:
    """Write the reports of a dossier of a batch.

    Args:
        checked: the answer.
        demand: what was asked.
        settings: whether they are wanted for a browser and for CI systems too.
        file: for programs; the others stand beside it, and are written first, for it tells that there is an answer.

    Raises:
        ReportNotWritten: no right, no space.
    """
    if settings.pictures:
        write_report(file.with_suffix(".html"), page_of(checked, demand.policy, demand.lang))
    if settings.writes_junit:
        write_report(file.with_suffix(".xml"), junit_of(checked.report))
    write_report(file, as_json(ReportJson.of(checked.report).model_dump(mode="json")))


def reports_in(folder: Path) -> list[Path]:
    """The reports of one dossier that stand alone there, that for programs last: see `write_reports`."""
    return sorted(folder.iterdir(), key=lambda file: file.suffix == ".json")


def junit_of(report: Report) -> str:
    """The report for CI systems."""
    return junit_xml([suite_of(report.dossier, report.findings, report.provenance.seconds)])


def page_of(checked: Checked, policy: Policy, lang: Lang) -> str:
    """The report for a browser."""
    return html_report(
        checked.report,
        checked.pictures,
        lang=lang,
        min_confidence=policy.min_confidence,
        rules=rule_cards(CATALOGUE, policy, lang),
    )


def names_of(paths: Iterable[Path]) -> list[str]:
    """A file name for the report of each dossier, without its ending, no two the same.

    >>> names_of([Path("/lundi/a.pdf"), Path("/mardi/a.pdf"), Path("/mardi/b.pdf")])
    ['a', 'a-2', 'b']
    """
    names: dict[str, str] = {}
    for path in paths:
        name = report_name(path, names)
        names[name.casefold()] = name
    return list(names.values())


def report_name(path: Path, taken: Container[str]) -> str:
    """See `free_name`, for the dossier there."""
    return free_name(name_of(path), taken)


def free_name(wanted: str, taken: Container[str]) -> str:
    """A file name for a report that is none of those taken, in lower case: on some disks capitals do not count.

    It begins with nothing that a shell or a spreadsheet would run.
    """
    base = printable(wanted).encode()[:MAX_NAME_BYTES].decode("utf-8", "ignore")
    base = f"_{base}" if base.startswith(("=", "+", "-", "@")) else base
    name, rank = base, 2
    while name.casefold() in taken:
        name, rank = f"{base}-{rank}", rank + 1
    return name
