"""Runs rules over a dossier. The only place that knows absent, blank and doubtful fields, and crashes.

A pass is never given by default: what could not be evaluated is inconclusive, and a blocking rule that is inconclusive
rejects with the motif `illisible`.
"""

import logging
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier
from pipeline.core.labels import paper_label
from pipeline.core.report import Evidence, Finding, Motif, Severity, Status
from validators.context import Context
from validators.quote import Quote, agreed, quote, quotes
from validators.remedies import look_at, remedies
from validators.rule import Doubts, Every, Files, Findings, One, Outcome, Papers, Rule, Wording
from validators.wording import at, say, unread, where

_log = logging.getLogger(__name__)

_ABSENT = Wording("Sans objet : pas {paper!d} dans le dossier.", "Not applicable: no {paper} in the dossier.")
_BLANK = Wording(
    "Rubrique non remplie : {where}.",
    "Left blank: {where}.",
    "Faire compléter la rubrique puis numériser de nouveau le document.",
    "Have it filled in and scan the paper again.",
)
_UNREAD = Wording(
    "Vérification impossible : {unread}.",
    "Could not be checked: {unread}.",
    "Vérifier à l'œil, ou fournir une image plus nette.",
    "Look at it, or give a sharper image.",
)
_PERHAPS = Wording(
    "{failure} À moins qu'une page qui n'a pas pu être lue ne soit le document qui manque ({papers}) : {pages}.",
    "{failure} Unless a page that could not be read is the paper that is missing ({papers}): {pages}.",
    "Regarder cette page, ou la numériser de nouveau : {pages}.",
    "Look at this page, or scan it again: {pages}.",
)
_UNDECIDED = Wording(
    "On ne sait pas si cette règle s'applique : {reason}.",
    "It is not known whether this rule applies: {reason}.",
    "Vérifier à l'œil, ou préciser la situation dans dossier.toml.",
    "Look at it, or state the case in dossier.toml.",
)
_REASON = Wording("Sans objet : {reason}.", "Not applicable: {reason}.")
_CRASH = Wording(
    "Erreur interne : cette règle n'a pas pu être évaluée.",
    "Internal error: this rule could not be evaluated.",
    "Vérifier ce point à l'œil et signaler l'erreur.",
    "Check this point yourself and report the error.",
)


@dataclass(frozen=True)
class Judgement:
    """What the rules say of a dossier."""

    findings: tuple[Finding, ...]
    """In the order of the rules, each rule at least once."""
    crashes: tuple[str, ...] = ()
    """Ids of the rules that crashed: a bug, exit code 70."""


def judge(rules: Iterable[Rule], dossier: Dossier, context: Context) -> Judgement:
    """Run every rule. Rules that ask about the others run last, but keep their place in the order."""
    rules = tuple(rules)
    results: dict[str, list[_Result]] = {}
    for rule in sorted(rules, key=_turn):
        before = tuple(result for many in results.values() for result in many) if _turn(rule) else ()
        results[rule.id] = [_evaluate(rule, subject, dossier, context, before) for subject in _subjects(rule, dossier)]
        results[rule.id] = results[rule.id] or [_Result(_absent(rule, rule.over or "", context))]
    ordered = [result for rule in rules for result in results[rule.id]]
    return Judgement(
        findings=tuple(result.finding for result in ordered),
        crashes=tuple(dict.fromkeys(result.finding.rule for result in ordered if result.crashed)),
    )


@dataclass(frozen=True)
class _Result:
    finding: Finding
    doubts: tuple[Quote, ...] = ()
    crashed: bool = False


@dataclass
class _Given:
    """Arguments found for a rule, and what stands in the way of evaluating it."""

    arguments: dict[str, object] = field(default_factory=dict)
    quotes: list[Quote] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    blank: list[Quote] = field(default_factory=list)
    unsure: list[Quote] = field(default_factory=list)
    low: list[Quote] = field(default_factory=list)
    """Counts of which only the least is known: a pass stands with them, a failure does not."""
    hazy: list[Quote] = field(default_factory=list)
    """Badly read among many: a failure stands without them, a pass does not."""


def _turn(rule: Rule) -> int:
    """When a rule is run: 0 for most, 1 after these, and last what asks for the doubts of all."""
    asked = rule.needs.values()
    return 2 if any(isinstance(need, Doubts) for need in asked) else any(isinstance(need, Findings) for need in asked)


def _subjects(rule: Rule, dossier: Dossier) -> Iterator[Document | None]:
    if rule.over is None:
        yield None
    else:
        yield from (document for document in dossier.documents if document.kind == rule.over)


def _evaluate(
    rule: Rule, subject: Document | None, dossier: Dossier, context: Context, before: tuple[_Result, ...]
) -> _Result:
    try:
        return _answer(rule, subject, dossier, context, before)
    except Exception as error:
        # The message of the exception may hold what was read on the papers: only its kind and place are logged.
        trace = "".join(traceback.format_tb(error.__traceback__))
        _log.error("rule %s crashed: %s\n%s", rule.id, type(error).__name__, trace)
        message, action = say(_CRASH, {}, context.lang)
        finding = Finding(
            rule=rule.id,
            status=Status.INCONCLUSIVE,
            severity=Severity.BLOCKING,
            motif=Motif.ILLISIBLE,
            message=message,
            action=action,
            remedies=(look_at(),),
            sources=rule.sources,
        )
        return _Result(finding, crashed=True)


def _answer(
    rule: Rule, subject: Document | None, dossier: Dossier, context: Context, before: tuple[_Result, ...]
) -> _Result:
    lang = context.lang
    if unless := rule.applies(context):
        status = Status.NOT_APPLICABLE if unless.is_known else Status.INCONCLUSIVE
        reason = unless.fr if lang == "fr" else unless.en
        wording = _REASON if unless.is_known else _UNDECIDED
        finding = _finding(rule, Outcome(status, values={"reason": reason}), wording, (), context)
        # What is not known is the case, not the paper that the rule would judge.
        return _Result(finding.model_copy(update={"remedies": (look_at(),) if finding.motif else ()}))
    if rule.select and subject and subject not in rule.select(dossier, context):
        wording = _REASON
        reason = "document non concerné" if lang == "fr" else "not concerned"
        outcome = Outcome(Status.NOT_APPLICABLE, values={"reason": f"{subject.id}, {reason}"})
        return _Result(_finding(rule, outcome, wording, (), context))

    given = _gather(rule, subject, dossier, context, before)
    if given.absent:
        return _Result(_absent(rule, given.absent[0], context))
    if given.blank:
        named = "; ".join(where(one, lang) for one in given.blank)
        outcome = Outcome(Status.FAILED, motif=Motif.INCOMPLET, values={"where": named, **given.arguments})
        wording = rule.cases.get("blank", _BLANK)
        return _Result(_finding(rule, outcome, wording, given.quotes, context, given.blank))
    if given.unsure:
        return _unread(rule, given.unsure, given, context)

    answer = rule.check(**given.arguments, context=context)
    outcome = answer if isinstance(answer, Outcome) else Outcome(Status.PASSED if answer else Status.FAILED)
    if outcome.status is Status.FAILED and given.low:
        return _unread(rule, given.low, given, context)
    if outcome.status is Status.PASSED and given.hazy:
        return _unread(rule, given.hazy, given, context)
    values = {"paper": paper_label(subject.kind, lang) if subject else "", **given.arguments, **outcome.values}
    outcome = replace(outcome, values=values)
    wording = rule.cases[outcome.case] if outcome.case else _default(rule, outcome)
    evidence = (*given.quotes, *outcome.about)
    if outcome.status is Status.FAILED and outcome.mended_by and context.unread_pages:
        outcome, wording = _perhaps(outcome, wording, context), _PERHAPS
    return _Result(_finding(rule, outcome, wording, evidence, context, _at_fault(rule, outcome, given)))


def _perhaps(outcome: Outcome, wording: Wording, context: Context) -> Outcome:
    """The failure as a doubt: a page that nobody could read may be the paper that is missing."""
    lang = context.lang
    values = {
        "failure": say(wording, outcome.values, lang)[0],
        "papers": ", ".join(paper_label(kind, lang) for kind in outcome.mended_by),
        "pages": at(context.unread_pages, lang),
    }
    return replace(outcome, status=Status.INCONCLUSIVE, values=values, about=())


def _at_fault(rule: Rule, outcome: Outcome, given: _Given) -> tuple[Quote, ...]:
    """The places that were not read, or are blank; none when the values themselves are at fault."""
    if outcome.status is Status.INCONCLUSIVE:
        return outcome.about or tuple(one for one in given.quotes if one.is_unsure)
    return outcome.about if (outcome.motif or rule.motif) is Motif.INCOMPLET else ()


def _gather(
    rule: Rule, subject: Document | None, dossier: Dossier, context: Context, before: tuple[_Result, ...]
) -> _Given:
    given = _Given()
    sure = context.policy.min_confidence
    for name in rule.needs:
        match rule.need(name):
            case One() as one:
                given.arguments[name] = _one(one, _found(one, subject, dossier, context), given)
            case Every(path, partial, strict):
                many = _every(path, subject, dossier, sure)
                given.arguments[name] = many
                given.quotes += many
                asked = () if partial else [each for each in many if not strict or each.kind in strict]
                given.hazy += [each for each in asked if each.is_unsure]
            case Papers(kind):
                given.arguments[name] = tuple(one for one in dossier.documents if kind in ("*", one.kind))
            case Files():
                given.arguments[name] = dossier.files
            case Findings():
                given.arguments[name] = tuple(result.finding for result in before)
            case Doubts():
                doubts = tuple(doubt for result in before for doubt in result.doubts)
                given.arguments[name] = doubts
                given.quotes += doubts
    return given


def _every(path: str, subject: Document | None, dossier: Dossier, sure: float) -> tuple[Quote, ...]:
    kind, key = path.split(".")
    return (quote(subject, key, sure),) if subject and subject.kind == kind else quotes(dossier, path, sure)


def _found(one: One, subject: Document | None, dossier: Dossier, context: Context) -> tuple[Quote, ...]:
    kind, key = one.path.split(".")
    sure = context.policy.min_confidence
    if one.choose:
        return one.choose(dossier, subject, context)
    if subject and subject.kind == kind:
        return (quote(subject, key, sure),)
    return quotes(dossier, one.path, sure)


def _one(one: One, found: tuple[Quote, ...], given: _Given) -> object:
    """The value to give for that need; notes in `given` what prevents it."""
    if not found:
        if one.absent == "not_applicable":
            given.absent.append(one.path.split(".")[0])
        return None
    said = agreed(found)
    given.quotes += found
    if said.is_unsure and one.unread == "least" and said.field.least is not None and not said.is_conflict:
        given.low.append(said)
        return said.field.least
    if said.is_unsure and one.unread != "none":
        given.unsure.append(said)
    if said.is_blank and one.blank != "none":
        (given.blank if one.blank == "fails" else given.unsure).append(said)
    return said.value


def _unread(rule: Rule, unsure: list[Quote], given: _Given, context: Context) -> _Result:
    outcome = Outcome(Status.INCONCLUSIVE, values={**given.arguments, "unread": unread(unsure, context.lang)})
    finding = _finding(rule, outcome, rule.cases.get("unread", _UNREAD), given.quotes, context, unsure)
    return _Result(finding, tuple(unsure) if finding.motif else ())


def _absent(rule: Rule, kind: str, context: Context) -> Finding:
    outcome = Outcome(Status.NOT_APPLICABLE, values={"paper": paper_label(kind, context.lang)})
    return _finding(rule, outcome, _ABSENT, (), context)


def _default(rule: Rule, outcome: Outcome) -> Wording:
    """What to say when the check named no case: the title when there is nothing to complain of."""
    if outcome.status in (Status.PASSED, Status.NOT_APPLICABLE):
        title, title_en = (text.replace("{", "{{").replace("}", "}}") for text in (rule.title, rule.title_en))
        return Wording(title, title_en)
    return rule.wording


def _finding(
    rule: Rule,
    outcome: Outcome,
    wording: Wording,
    evidence: Iterable[Quote],
    context: Context,
    at_fault: Iterable[Quote] = (),
) -> Finding:
    severity = outcome.severity or rule.severity
    motif = None
    if severity is Severity.BLOCKING and outcome.status is Status.FAILED:
        motif = outcome.motif or rule.motif
    if severity is Severity.BLOCKING and outcome.status is Status.INCONCLUSIVE:
        motif = Motif.ILLISIBLE
    message, action = say(wording, outcome.values, context.lang)
    seen: dict[Evidence, None] = dict.fromkeys(one.evidence for one in evidence)
    return Finding(
        rule=rule.id,
        status=outcome.status,
        severity=severity,
        motif=motif,
        message=message,
        action=action,
        remedies=remedies(rule, outcome, motif, at_fault, context.scenario.operation) if motif else (),
        expected=outcome.expected,
        found=outcome.found,
        evidence=tuple(seen),
        sources=rule.sources,
    )
