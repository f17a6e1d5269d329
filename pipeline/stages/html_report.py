"""The report a person reads in a browser.

What is said is that of `pipeline.core.report`; what is shown are the pictures kept of the pages.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from pipeline.core.choices import Lang
from pipeline.core.labels import defect_label, paper_label
from pipeline.core.model import Picture
from pipeline.core.report import Actor, Finding, Motif, Report, RuleCard, Severity, Status
from pipeline.stages.html_page import html_page
from pipeline.stages.html_places import Atlas
from pipeline.stages.html_words import HTML_WORDS, paper_name, repair_note
from pipeline.stages.wording import Wording

_NO_RULES: Mapping[str, RuleCard] = MappingProxyType({})


def html_report(
    report: Report,
    pictures: Sequence[Picture] = (),
    *,
    lang: Lang = "fr",
    min_confidence: float,
    rules: Mapping[str, RuleCard] = _NO_RULES,
) -> str:
    """The whole answer for one dossier as one HTML file.

    Args:
        report: what to say.
        pictures: of its pages, those that were kept; the others are told without.
        lang: of the words; messages are in the language that the dossier was judged in.
        min_confidence: confidence (0 to 1) under which a value is marked as doubtful.
        rules: what to say of a rule that the report cites, by its id.
    """
    wording = Wording(lang, HTML_WORDS)
    atlas = Atlas(report.documents, pictures, wording, min_confidence)
    findings = _grouped(report.findings)
    cited = {one.rule: one for name in ("problems", "warnings", "infos") for one in findings[name] if one.rule in rules}
    return html_page(
        "report",
        wording,
        ("report",),
        report=report,
        atlas=atlas,
        min_confidence=min_confidence,
        actors=[(actor, [one for one in report.advice.corrections if one.actor is actor]) for actor in Actor],
        rules=rules,
        cited=cited.values(),
        sections=_sections(report, findings, wording),
        defect_label=lambda defect: defect_label(defect, lang),
        paper_label=lambda kind: paper_label(kind, lang),
        paper_name=lambda document: paper_name(document, lang),
        repair_note=lambda note: repair_note(note, lang),
        **findings,
    )


def _grouped(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by the section where they stand; what rejects gravest first."""
    groups: dict[str, list[Finding]] = {
        name: [] for name in ("problems", "warnings", "infos", "passed", "not_applicable")
    }
    for finding in findings:
        if finding.motif is not None:
            groups["problems"].append(finding)
        elif finding.status in (Status.PASSED, Status.NOT_APPLICABLE):
            groups[finding.status.value].append(finding)
        else:
            groups["warnings" if finding.severity is Severity.WARNING else "infos"].append(finding)
    order = list(Motif)
    groups["problems"].sort(key=lambda one: order.index(one.motif or order[0]))
    return groups


def _sections(report: Report, findings: Mapping[str, list[Finding]], wording: Wording) -> list[tuple[str, str, int]]:
    """Id, title and number of entries (0: not said) of what the page has, in its order."""
    counts = {
        "problems": len(findings["problems"]),
        "corrections": len(report.advice.corrections),
        "message": int(report.advice.message_client is not None),
        **{name: len(findings[name]) for name in ("warnings", "infos", "passed")},
        "papers": len(report.documents),
        "pages": len({(page.file, page.page) for document in report.documents for page in document.pages}),
    }
    return [
        (name, wording.say(f"n_{name}"), 0 if name == "message" else count) for name, count in counts.items() if count
    ]
