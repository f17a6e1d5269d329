"""`conforme replay`: samples judged again from their frozen readings, and what they say otherwise than before.

samples ─► replay each ─► differences ─► diff on the terminal, JUnit XML
expected.json   report
"""

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from pipeline.answers import gravest
from pipeline.core.choices import Lang
from pipeline.core.errors import ComponentMissing, DossierError, NoInput, UsageError, reason
from pipeline.core.printable import printable
from pipeline.core.report import Report, Status
from pipeline.expected import Difference, Expected, as_shown, differences, statuses
from pipeline.junit import Case, Suite, junit_xml
from pipeline.open_tools import load_assemble, open_tools
from pipeline.readings import Readings, check_readings, freeze
from pipeline.run import Assemble, Demand, Tools
from pipeline.settings import Settings
from pipeline.stages.facts import read_facts
from pipeline.stages.ingest import TRUTH_FILE
from pipeline.stages.write import write_report
from pipeline.streams import complain_of, console, standard_output
from validators.context import PARIS
from validators.policy import Policy

END_OF_DAY = time(23, 59)
"""When a sample is judged that says its day of filing: the hours of that day have passed, on whatever day it is run."""

_WORDS: Mapping[str, tuple[str, str]] = {
    "pass": ("conforme", "pass"),
    "reject": ("rejeté", "reject"),
    "non_conforme": ("non conforme", "non-compliant"),
    "incomplet": ("incomplet", "incomplete"),
    "illisible": ("illisible", "unreadable"),
    Status.PASSED: ("respectée", "held"),
    Status.FAILED: ("non respectée", "broken"),
    Status.INCONCLUSIVE: ("non vérifiable", "not decidable"),
    "same": ("{} échantillon(s), aucune différence.", "{} sample(s), no difference."),
    "differ": ("{} échantillon(s) sur {} ne donnent plus ce qui est attendu.", "{} of {} sample(s) differ."),
    "expected": ("attendu", "expected"),
    "found": ("trouvé", "found"),
    "not_applicable": ("sans objet", "not applicable"),
    "absent": ("absente", "absent"),
    "present": ("présente", "present"),
    "unread": ("non lu avec certitude", "not surely read"),
    "unread_count": (
        "{} champ(s) non lus avec certitude (--strict les compte)",
        "{} field(s) not surely read (--strict counts them)",
    ),
    "crash": ("erreur interne", "internal error"),
    "rewritten": ("{} : attendu récrit.", "{}: what is expected was rewritten."),
    "before": ("aujourd'hui", "now"),
    "after": ("avec l'autre politique", "with the other policy"),
    "flips": ("{} échantillon(s) sur {} changeraient.", "{} of {} sample(s) would change."),
    "kept": ("Rien ne changerait sur {} échantillon(s).", "Nothing would change on {} sample(s)."),
}


@dataclass(frozen=True)
class Ask:
    """What `conforme replay` was asked."""

    now: datetime
    policy: Policy
    against: Policy | None = None
    """Another policy to judge by: what it changes is then all that is compared."""
    is_strict: bool = False
    """Fields that are not surely read count as differences too."""
    is_update: bool = False
    lang: Lang = "fr"


@dataclass(frozen=True)
class Replayed:
    """One sample, judged again."""

    folder: Path
    report: Report
    differences: tuple[Difference, ...]
    """What counts as such."""
    unread: int
    """Fields expected with a value that are not surely read, where they do not count."""
    crashes: tuple[str, ...]
    seconds: float

    @property
    def name(self) -> str:
        """How it is called."""
        return printable(self.folder.name)

    @property
    def exit_code(self) -> int:
        """Of contract.md, section 2."""
        return 70 if self.crashes else int(bool(self.differences))

    def suite(self, lang: Lang) -> Suite:
        """As a CI system shows it: a case for each rule that applies, and for what else is compared."""
        cases: dict[str, list[Difference]] = {"verdict": [], "motifs": [], "documents": []}
        cases |= {rule: [] for rule in statuses(self.report)}
        for one in self.differences:
            name = one.place if one.what == "rule" else "documents" if one.what in ("paper", "field") else one.what
            cases.setdefault(name, []).append(one)
        return Suite(
            name=self.name,
            cases=tuple(
                Case(
                    name=name,
                    outcome="failed" if found else "passed",
                    message=" ; ".join(_line(one, lang) for one in found),
                )
                for name, found in cases.items()
            ),
            seconds=self.seconds,
        )


def run_replay(directory: Path, ask: Ask, ocr: Settings | None, junit: Path | None) -> int:
    """Replay the samples of a directory and show what differs.

    Args:
        directory: a sample, or a folder of samples.
        ask: what is asked of them.
        ocr: how the engines are to run where images are read anew; frozen readings are used when None.
        junit: file to write the JUnit report to.

    Returns:
        The exit code (contract.md, section 2).

    Raises:
        DossierError: nothing to replay, or what is asked cannot be done.
    """
    if ask.is_update and ask.against:
        raise UsageError("--update et --against ne vont pas ensemble : --against ne fait que comparer.")
    if ask.is_update:
        refuse_update_in_ci(os.environ)
    results: list[Replayed] = []
    codes: list[int] = []
    with contextlib.ExitStack() as stack:
        read: Callable[[Path], Readings] = frozen
        assemble = load_assemble()
        if ocr:
            read = reading_anew(stack.enter_context(open_tools(ocr)), ocr, is_kept=ask.is_update)
        for folder in samples_in(directory):
            try:
                results.append(replay(folder, ask, read, assemble))
            except ComponentMissing:
                raise  # no sample will do better
            except DossierError as error:
                complain_of(error, ask.lang)
                codes.append(error.exit_code)
    with standard_output():
        draw(console(), results, ask)
    if junit:
        write_report(junit, junit_xml(result.suite(ask.lang) for result in results))
    return gravest([*codes, *(result.exit_code for result in results)])


def samples_in(directory: Path) -> list[Path]:
    """The samples at that path: itself, or its direct sub-folders that say what is expected.

    Raises:
        NoInput: there are none.
    """
    if (directory / TRUTH_FILE).is_file():
        return [directory]
    try:
        found = sorted(path for path in directory.iterdir() if (path / TRUTH_FILE).is_file())
    except OSError as error:
        raise NoInput(f"{directory} n'est pas un répertoire d'échantillons ({reason(error)}).") from error
    if not found:
        raise NoInput(f"Aucun échantillon dans {directory} : un échantillon est un répertoire qui a un {TRUTH_FILE}.")
    return found


def replay(folder: Path, ask: Ask, read: Callable[[Path], Readings], assemble: Assemble) -> Replayed:
    """Judge a sample again, compare, and rewrite what is expected where that is asked.

    Args:
        folder: of the sample.
        ask: see there.
        read: gives the readings of a sample: `frozen` or `reading_anew`.
        assemble: joins the sides of papers.

    Raises:
        DossierError: no readings, or unusable ones.
    """
    readings = read(folder)
    demand = demand_of(folder, ask.policy, ask.lang, ask.now)
    checked = check_readings(folder, readings, demand, assemble)
    if ask.against:
        expected = Expected.of(checked.report, ask.policy.min_confidence).model_copy(update={"documents": None})
        checked = check_readings(folder, readings, replace(demand, policy=ask.against), assemble)
    else:
        expected = Expected.load(folder)
    found = differences(expected, checked.report, demand.policy.min_confidence)
    counted = tuple(one for one in found if ask.is_strict or not one.is_unread)
    if ask.is_update and not checked.crashes:
        now = Expected.of(checked.report, demand.policy.min_confidence)
        kept = {key: value for key, value in now if getattr(expected, key) is not None}
        Expected.model_validate(kept).save(folder)
    unread = len(found) - len(counted)
    return Replayed(folder, checked.report, counted, unread, checked.crashes, checked.watch.total)


def demand_of(folder: Path, policy: Policy, lang: Lang, now: datetime) -> Demand:
    """What is asked of a sample: the same whenever it is run, if it says its day of filing."""
    day = read_facts(folder).date_demande
    return Demand(now=datetime.combine(day, END_OF_DAY, PARIS) if day else now, policy=policy, lang=lang)


def frozen(folder: Path) -> Readings:
    """The readings that lie in a sample, sure to be of the papers beside them."""
    readings = Readings.load(folder)
    readings.check_papers(folder)
    return readings


def reading_anew(tools: Tools, settings: Settings, *, is_kept: bool) -> Callable[[Path], Readings]:
    """Reads the papers of samples with the engines, and freezes what they say where that is asked."""

    def read(folder: Path) -> Readings:
        readings = freeze(folder, tools, settings)
        if is_kept:
            readings.save(folder)
        return readings

    return read


def refuse_update_in_ci(environment: Mapping[str, str]) -> None:
    """What is expected is rewritten by a person who reads the difference, not by a machine that wants to be green.

    Raises:
        UsageError: this is a CI system, by the variable that all of them set.
    """
    if environment.get("CI", "").lower() not in ("", "0", "false"):
        raise UsageError(
            "--update est refusé en intégration continue (variable CI) : le lancer à la main, puis relire."
        )


def draw(console: Console, results: Sequence[Replayed], ask: Ask) -> None:
    """The samples that differ and in what, then how many."""
    say = _sayer(ask.lang)
    before, after = ("before", "after") if ask.against else ("expected", "found")
    for result in results:
        sign, colour = ("✗", "red") if result.differences else ("✓", "green")
        console.print(Text(f"{sign} {result.name}", colour))
        for one in result.differences:
            console.print(Text(f"    {one.label(ask.lang)}", "bold"))
            if one.detail:
                console.print(Text(f"      {printable(one.detail)}", "dim"))
            console.print(Text(f"      − {say(before)} : {_shown(one.expected, one, ask.lang)}", "red"))
            console.print(Text(f"      + {say(after)} : {_shown(one.found, one, ask.lang)}", "green"))
        if result.crashes:
            console.print(Text(f"    {say('crash')} : {', '.join(result.crashes)}", "red"))
        if result.unread:
            console.print(Text(f"    {say('unread_count').format(result.unread)}", "dim"))
        if ask.is_update and result.differences:
            console.print(Text(f"    {say('rewritten').format(TRUTH_FILE)}", "yellow"))
    differing = sum(bool(result.differences) for result in results)
    some, none = ("flips", "kept") if ask.against else ("differ", "same")
    total = say(some).format(differing, len(results)) if differing else say(none).format(len(results))
    console.print(Text(total, "bold"))


def _line(one: Difference, lang: Lang) -> str:
    """A difference on one line."""
    say = _sayer(lang)
    sides = f"{say('expected')} {_shown(one.expected, one, lang)}, {say('found')} {_shown(one.found, one, lang)}"
    return f"{one.label(lang)} : {sides}"


def _shown(value: JsonValue, one: Difference, lang: Lang) -> str:
    """One side of a difference."""
    say = _sayer(lang)
    match one.what:
        case "paper":
            return say("present" if value else "absent")
        case "rule":
            return say(str(value or "not_applicable"))
        case "verdict":
            return say(str(value))
        case "motifs" if isinstance(value, list):
            return ", ".join(say(str(motif)) for motif in value) or "—"
        case "field" if value is None and one.is_unread:
            return say("unread")
        case _:
            return as_shown(value)


def _sayer(lang: Lang) -> Callable[[str], str]:
    return lambda word: _WORDS[word][lang == "en"]
