"""How the dossiers of `tests.validators.case_table` are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, FileRecord
from pipeline.core.report import Finding, Status
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_controle_technique,
    a_dossier,
    a_situation_administrative,
    unknown,
)
from tests.validators.spoilt import spoil
from validators.catalogue import CATALOGUE
from validators.engine import judge
from validators.rule import Doubts, Every, Findings, One, Papers, Rule

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Given:
    """The conforming dossier with changes."""

    carte: Values = field(default_factory=dict)
    cerfa: Values = field(default_factory=dict)
    ct: Values = field(default_factory=dict)
    csa: Values = field(default_factory=dict)
    more: tuple[Document, ...] = ()
    """Papers beside the four."""
    unread: tuple[str, ...] = ()
    """Fields that were not found on any paper of their kind: 'kind.key'."""
    files: tuple[FileRecord, ...] = ()
    without: tuple[str, ...] = ()
    how: Values = field(default_factory=dict)
    """For `a_context`: day of filing, policy, facts of the command line."""

    def dossier(self) -> Dossier:
        """The papers."""
        own = (
            a_carte_grise(**self.carte),
            a_cession(**self.cerfa),
            a_controle_technique(**self.ct),
            a_situation_administrative(**self.csa),
        )
        kept = [paper for paper in own if paper.kind not in self.without]
        operation = self.how.get("operation", "cession")
        dossier = a_dossier(*kept, *self.more, without=self.without, files=self.files, operation=operation)
        for path in self.unread:
            kind, key = path.split(".")
            dossier = spoil(dossier, kind, key, unknown())
        return dossier

    def findings(self, rules: tuple[Rule, ...] = CATALOGUE) -> tuple[Finding, ...]:
        """What all rules, or these, say of it."""
        dossier = self.dossier()
        judgement = judge(rules, dossier, a_context(dossier, **self.how))
        assert judgement.crashes == ()
        return judgement.findings

    def findings_of(self, rule: Rule) -> list[Finding]:
        """What one rule says of it, the others being asked where it asks them."""
        asks = any(isinstance(rule.need(name), Doubts | Findings) for name in rule.needs)
        return [finding for finding in self.findings(CATALOGUE if asks else (rule,)) if finding.rule == rule.id]


def on(**changes: Any) -> Given:
    """The conforming dossier with these changes; further facts of the command line go to `how`."""
    ours = {key: changes.pop(key) for key in list(changes) if key in Given.__dataclass_fields__}
    given = Given(**ours)
    return replace(given, how={**given.how, **changes})


@dataclass(frozen=True)
class Never:
    """The rule never gives that answer."""

    why: str


@dataclass(frozen=True)
class Cases:
    """The dossiers of one rule."""

    failed: Given | Never
    companions: str = ""
    """Ids of the rules that the same fault breaks too, when it rejects."""
    passed: Given | Never = field(default_factory=Given)
    inconclusive: Given | Never | None = None
    not_applicable: Given | Never | None = None

    def of(self, rule: Rule) -> dict[Status, Given | Never]:
        """The dossier for each answer of that rule, where nothing is said the one that follows from the rule."""
        return {
            Status.PASSED: self.passed,
            Status.FAILED: self.failed,
            Status.INCONCLUSIVE: self.inconclusive or _unread(rule),
            Status.NOT_APPLICABLE: self.not_applicable or on(without=(_judged(rule),)),
        }

    def fault(self, rule: Rule) -> Given:
        """The dossier that the rule is there to reject: the doubtful one of a rule that never fails."""
        fault = self.of(rule)[Status.INCONCLUSIVE] if isinstance(self.failed, Never) else self.failed
        assert isinstance(fault, Given), f"{rule.id} has no fault"
        return fault


def _needed(rule: Rule) -> list[str]:
    """Paths of the fields without which the rule has no answer, single ones first."""
    needs = [rule.need(name) for name in rule.needs]
    single = [need.path for need in needs if isinstance(need, One) and need.unread != "none"]
    return single + [need.path for need in needs if isinstance(need, Every) and not need.path.startswith("*")]


def _judged(rule: Rule) -> str:
    needs = [rule.need(name) for name in rule.needs]
    kinds = [need.kind for need in needs if isinstance(need, Papers)]
    return rule.over or (_needed(rule) or kinds)[0].split(".")[0]


def _unread(rule: Rule) -> Given:
    return on(unread=(_needed(rule)[0],))
