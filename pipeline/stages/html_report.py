"""The report a person reads in a browser: one file that needs nothing else, not even a network.

What is said is that of `pipeline.core.report`; what is shown are the pictures kept of the pages. Everything that comes
from papers or file names is escaped, and without control characters. The page allows no script and no style but its own
(their hashes stand in its Content-Security-Policy) and nothing from elsewhere.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from types import MappingProxyType

import jinja2
from markupsafe import Markup

from pipeline.core.choices import Lang
from pipeline.core.labels import defect_label, paper_label
from pipeline.core.model import Picture
from pipeline.core.printable import printable
from pipeline.core.report import Actor, Finding, Motif, Report, RuleCard, Severity, Status
from pipeline.stages.html_places import Atlas
from pipeline.stages.html_words import HTML_WORDS, paper_name, repair_note
from pipeline.stages.wording import Wording

_NO_RULES: Mapping[str, RuleCard] = MappingProxyType({})
_FOLDER = files("pipeline.stages") / "page"


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
    script, style = (_FOLDER.joinpath(f"report.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
    findings = _grouped(report.findings)
    cited = {one.rule: one for name in ("problems", "warnings", "infos") for one in findings[name] if one.rule in rules}
    return (
        _environment(wording)
        .get_template("report.html")
        .render(
            report=report,
            lang=lang,
            atlas=atlas,
            min_confidence=min_confidence,
            policy=_policy(script, style),
            # Both are ours, and must stand in the page just as they were hashed.
            script=Markup(script),
            style=Markup(style),
            actors=[(actor, [one for one in report.advice.corrections if one.actor is actor]) for actor in Actor],
            rules=rules,
            cited=cited.values(),
            sections=_sections(report, findings, wording),
            **findings,
        )
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


def _policy(script: str, style: str) -> str:
    """The Content-Security-Policy of the page."""
    hashed = {
        f"{kind}-src": f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for kind, text in (("script", script), ("style", style))
    }
    allowed = {"default-src": "'none'", "img-src": "data:", **hashed, "base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{what} {who}" for what, who in allowed.items())


def _environment(wording: Wording) -> jinja2.Environment:
    """Templates that escape all they are given."""

    def shown(value: object) -> object:
        return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.stages", "page"),
        autoescape=True,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        say=wording.say,
        day=wording.day,
        moment=wording.moment,
        prose=wording.prose,
        file_status=wording.file_status,
        shown=wording.shown,
        defect_label=lambda defect: defect_label(defect, wording.lang),
        paper_label=lambda kind: paper_label(kind, wording.lang),
        paper_name=lambda document: paper_name(document, wording.lang),
        repair_note=lambda note: repair_note(note, wording.lang),
    )
    environment.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
    environment.filters["percent"] = lambda share: f"{share:.0%}" if wording.lang == "en" else f"{share * 100:.0f} %"
    environment.filters["data_uri"] = lambda jpeg: f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"
    return environment
