"""JUnit XML, the report that CI systems read: a dossier is a suite, a rule is a case.

The format has no standard of its own: this is the part that Jenkins, GitLab and Azure all take, in the order in which
the strictest of them wants it.

Source: junit-10.xsd of Jenkins' xUnit plugin; `tests/junit.xsd` states what is used here.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal
from xml.etree import ElementTree

from pipeline.core.model import Frozen
from pipeline.core.printable import printable
from pipeline.core.report import Finding, Status

Outcome = Literal["passed", "failed", "error", "skipped"]
"""'error' when the case could not be decided."""

_ELEMENT = {"failed": "failure", "error": "error", "skipped": "skipped"}


class Case(Frozen):
    """One rule on one dossier."""

    name: str
    outcome: Outcome
    message: str = ""
    """Why, on one line; of a case that passed, what is to be known nevertheless."""


class Suite(Frozen):
    """One dossier."""

    name: str
    cases: tuple[Case, ...]
    seconds: float = 0.0


def suite_of(name: str, findings: Iterable[Finding], seconds: float) -> Suite:
    """A dossier, which fails when it is rejected: a warning is a remark on a case that passed.

    Args:
        name: of the dossier.
        findings: each rule once, or once per paper; the second paper and those after it are numbered.
        seconds: taken.
    """
    times: Counter[str] = Counter()
    cases = []
    for finding in findings:
        times[finding.rule] += 1
        rank = times[finding.rule]
        is_said = finding.status in (Status.FAILED, Status.INCONCLUSIVE)
        cases.append(
            Case(
                name=finding.rule if rank == 1 else f"{finding.rule} {rank}",
                outcome=_outcome(finding),
                message=" → ".join(filter(None, (finding.message, finding.action))) if is_said else "",
            )
        )
    return Suite(name=name, cases=tuple(cases), seconds=seconds)


def unexamined_suite(name: str, why: str) -> Suite:
    """A dossier of which no rule could be asked."""
    return Suite(name=name, cases=(Case(name="conforme", outcome="error", message=why),))


def _outcome(finding: Finding) -> Outcome:
    if finding.motif is not None:
        return "failed" if finding.status is Status.FAILED else "error"
    return "skipped" if finding.status is Status.NOT_APPLICABLE else "passed"


def junit_xml(suites: Iterable[Suite]) -> str:
    """The suites as one XML document."""
    root = ElementTree.Element("testsuites", name="Conforme")
    for suite in suites:
        counts = {kind: sum(case.outcome == kind for case in suite.cases) for kind in _ELEMENT}
        element = ElementTree.SubElement(
            root,
            "testsuite",
            name=_legal(suite.name),
            tests=str(len(suite.cases)),
            failures=str(counts["failed"]),
            errors=str(counts["error"]),
            skipped=str(counts["skipped"]),
            time=f"{suite.seconds:.3f}",
        )
        for case in suite.cases:
            # CI systems group cases by class.
            one = ElementTree.SubElement(element, "testcase", name=_legal(case.name), classname=_legal(suite.name))
            if case.outcome != "passed":
                ElementTree.SubElement(one, _ELEMENT[case.outcome], message=_legal(case.message))
            elif case.message:
                ElementTree.SubElement(one, "system-out").text = _legal(case.message)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _legal(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return re.sub("[\ufffe\uffff]", "�", printable(text))
