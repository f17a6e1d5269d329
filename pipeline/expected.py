"""`expected.json` of a sample: what its report must say, and how a report differs from it (contract.md, section 6).

Keys left out are not compared, papers and fields neither. `inconclusive` and `passed` go beyond the contract: with them
every rule that was evaluated is held.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pydantic
from pydantic import JsonValue

from pipeline.core.choices import Lang
from pipeline.core.errors import NoInput, UsageError, reason
from pipeline.core.labels import field_label, paper_label
from pipeline.core.model import Frozen
from pipeline.core.printable import printable
from pipeline.core.report import Finding, Motif, Report, Severity, Status
from pipeline.core.report_json import DocumentJson, FieldJson
from pipeline.stages.ingest import TRUTH_FILE
from pipeline.stages.write import write_report

JUDGED = (Status.FAILED, Status.INCONCLUSIVE, Status.PASSED)
"""What a rule that applies comes to. Over several papers the first of these counts."""


class ExpectedPaper(Frozen):
    """One paper, and what must be read on it."""

    kind: str
    fields: dict[str, JsonValue] = pydantic.Field(default_factory=dict)


class Expected(Frozen):
    """What a report must say, as far as it is not None."""

    verdict: Literal["pass", "reject"] | None = None
    motifs: tuple[Motif, ...] | None = None
    failed: tuple[str, ...] | None = None
    """Ids of the rules that failed and are more than information."""
    inconclusive: tuple[str, ...] | None = None
    passed: tuple[str, ...] | None = None
    documents: tuple[ExpectedPaper, ...] | None = None

    @classmethod
    def of(cls, report: Report, min_confidence: float) -> "Expected":
        """All that a report says: of the fields what is stated, a value or that it is blank."""
        rules = statuses(report)
        by_status = {status: tuple(sorted(rule for rule in rules if rules[rule] is status)) for status in JUDGED}
        papers = tuple(
            ExpectedPaper(
                kind=document.kind,
                fields={
                    key: field.value for key, field in document.fields.items() if _is_stated(field, min_confidence)
                },
            )
            for document in map(DocumentJson.of, report.documents)
        )
        return cls(
            verdict=report.verdict,
            motifs=report.motifs,
            failed=by_status[Status.FAILED],
            inconclusive=by_status[Status.INCONCLUSIVE],
            passed=by_status[Status.PASSED],
            documents=papers,
        )

    @classmethod
    def load(cls, folder: Path) -> "Expected":
        """That of a sample.

        Raises:
            NoInput: it has none.
            UsageError: it says something else than the contract.
        """
        path = folder / TRUTH_FILE
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError as error:
            raise NoInput(f"Pas de {TRUTH_FILE} dans {folder}.") from error
        except OSError as error:
            raise NoInput(f"{path} est impossible à ouvrir ({reason(error)}).") from error
        except pydantic.ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, fault["loc"]))
            raise UsageError(f"{path} : « {where} » ne suit pas le contrat ({fault['msg']}).") from error

    def save(self, folder: Path) -> None:
        """Write it into a sample. Raises ReportNotWritten."""
        content = self.model_dump(mode="json", exclude_none=False)
        text = json.dumps(
            {key: value for key, value in content.items() if value is not None}, ensure_ascii=False, indent=1
        )
        write_report(folder / TRUTH_FILE, text + "\n")


class Difference(Frozen):
    """One thing that a report says otherwise than expected."""

    what: Literal["verdict", "motifs", "rule", "paper", "field"]
    place: str = ""
    """Id of the rule, kind of the paper, or both kind and key of the field: 'mandat.fait_le'."""
    expected: JsonValue
    found: JsonValue
    """Null for a rule that does not apply, a field that is not read and a paper that is not there."""
    detail: str = ""
    """What the rule found."""
    is_unread: bool = False
    """A field that is not stated: it is not known to be otherwise."""

    def label(self, lang: Lang) -> str:
        """How the user calls what differs."""
        english = lang == "en"
        match self.what:
            case "verdict":
                return "verdict"
            case "motifs":
                return "motifs"
            case "rule":
                return f"{'rule' if english else 'règle'} {self.place}"
            case "paper":
                return f"{'paper' if english else 'pièce'} « {paper_label(self.place, lang)} »"
            case "field":
                kind, key = self.place.split(".", 1)
                return f"{paper_label(kind, lang)}, {field_label(kind, key, lang)}"


def differences(expected: Expected, report: Report, min_confidence: float) -> tuple[Difference, ...]:
    """How the report differs, gravest first; a value of less confidence (0 to 1) than that is not read."""
    return tuple(_differences(expected, report, min_confidence))


def statuses(report: Report) -> dict[str, Status]:
    """What each rule that applies came to, by its id. Rules that only inform are left out when they fail."""
    found: dict[str, Status] = {}
    for status in JUDGED:
        for finding in report.findings:
            if finding.status is status and not (status is Status.FAILED and finding.severity is Severity.INFO):
                found.setdefault(finding.rule, status)
    return found


def _differences(expected: Expected, report: Report, min_confidence: float) -> Iterator[Difference]:
    if expected.verdict not in (None, report.verdict):
        yield Difference(what="verdict", expected=expected.verdict, found=report.verdict)
    if expected.motifs is not None and set(expected.motifs) != set(report.motifs):
        yield Difference(what="motifs", expected=list(expected.motifs), found=list(report.motifs))
    yield from _of_rules(expected, report)
    left = [DocumentJson.of(document) for document in report.documents]
    for paper in expected.documents or ():
        found = max(
            (one for one in left if one.kind == paper.kind), key=lambda one: _likeness(paper, one), default=None
        )
        if found is None:
            yield Difference(what="paper", place=paper.kind, expected=True, found=None)
            continue
        left.remove(found)
        for key, value in paper.fields.items():
            field = found.fields.get(key)
            if field is None or not _is_stated(field, min_confidence):
                if value not in (None, []):
                    yield Difference(
                        what="field", place=f"{paper.kind}.{key}", expected=value, found=None, is_unread=True
                    )
            elif not _is_same(field.value, value):
                yield Difference(what="field", place=f"{paper.kind}.{key}", expected=value, found=field.value)


def _of_rules(expected: Expected, report: Report) -> Iterator[Difference]:
    """A rule differs where one list names it that should not, or should and does not."""
    found = statuses(report)
    lists = {Status.FAILED: expected.failed, Status.INCONCLUSIVE: expected.inconclusive, Status.PASSED: expected.passed}
    given = {status: set(rules) for status, rules in lists.items() if rules is not None}
    wanted = {rule: status for status, rules in given.items() for rule in rules}
    for rule in sorted(wanted.keys() | {rule for rule, status in found.items() if status in given}):
        if found.get(rule) is not wanted.get(rule):
            yield Difference(
                what="rule",
                place=rule,
                expected=wanted.get(rule),
                found=found.get(rule),
                detail=_detail(rule, found.get(rule), report.findings),
            )


def _detail(rule: str, status: Status | None, findings: Sequence[Finding]) -> str:
    return next((one.message for one in findings if one.rule == rule and one.status is status), "")


def _is_stated(field: FieldJson, min_confidence: float) -> bool:
    """A value surely read, or a place surely blank."""
    return field.confidence >= min_confidence and (field.value is not None or not field.raw)


def _likeness(paper: ExpectedPaper, read: DocumentJson) -> int:
    return sum(key in read.fields and _is_same(read.fields[key].value, value) for key, value in paper.fields.items())


def _is_same(one: JsonValue, other: JsonValue) -> bool:
    """Equal, an empty list as nothing, and truth is no number."""
    if one in (None, []) and other in (None, []):
        return True
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def as_shown(value: JsonValue) -> str:
    """A value of a sample on one line."""
    return printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
