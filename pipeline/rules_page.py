"""The rule catalogue as people and programs read it: `conforme rules`."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Literal

from pydantic import JsonValue
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.core.choices import Lang
from pipeline.core.labels import paper_label
from pipeline.core.model import Frozen
from pipeline.core.report import LegalSource, Motif, RuleCard, Severity
from validators.policy import Policy
from validators.rule import Rule, Wording

SEVERITIES = {
    Severity.BLOCKING: ("bloquante", "blocking"),
    Severity.WARNING: ("avertissement", "warning"),
    Severity.INFO: ("information", "information"),
}

_WORDS = {
    "severity": ("gravité", "severity"),
    "motif": ("motif de rejet", "reason to reject"),
    "paper": ("pièce", "paper"),
    "sources": ("source", "source"),
    "parameters": ("paramètres", "parameters"),
    "action": ("à faire", "to do"),
}


_POLICY = (
    ("Paramètres", "par défaut", "fichier", "selon l'opération"),
    ("Parameters", "default", "file", "as the operation asks"),
)


class ParameterJson(Frozen):
    """A policy parameter and its value in force."""

    name: str
    value: JsonValue
    origin: Literal["default", "file"]

    @classmethod
    def of(cls, policy: Policy, name: str) -> "ParameterJson":
        """The parameter in force; `papers.kind` names one of a table."""
        value: JsonValue = policy.model_dump(mode="json")
        for part in name.split("."):
            value = value[part] if isinstance(value, dict) else None
        return cls(name=name, value=value, origin="file" if name in policy.chosen() else "default")


class RuleJson(Frozen):
    """One rule of the catalogue."""

    id: str
    title: str
    severity: Severity
    motif: Motif
    paper: str | None
    """Kind of the papers judged one by one; null for once per dossier."""
    sources: tuple[LegalSource, ...]
    parameters: tuple[ParameterJson, ...]
    messages: tuple[str, ...]
    """Of a failure, with its placeholders in braces."""
    actions: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule, policy: Policy, lang: Lang) -> "RuleJson":
        """The rule, with the parameters of that policy."""
        wordings = tuple(dict.fromkeys((rule.wording, *rule.cases.values())))
        return cls(
            id=rule.id,
            title=rule.title if lang == "fr" else rule.title_en,
            severity=rule.severity,
            motif=rule.motif,
            paper=rule.over,
            sources=rule.sources,
            parameters=tuple(ParameterJson.of(policy, name) for name in rule.parameters),
            messages=tuple(_message(wording, lang) for wording in wordings),
            actions=tuple(dict.fromkeys(filter(None, (_action(wording, lang) for wording in wordings)))),
        )


def _message(wording: Wording, lang: Lang) -> str:
    return wording.fr if lang == "fr" else wording.en


def _action(wording: Wording, lang: Lang) -> str:
    return wording.action if lang == "fr" else wording.action_en


def rules_json(rules: Sequence[Rule], policy: Policy, lang: Lang) -> list[RuleJson]:
    """The rules as programs read them."""
    return [RuleJson.of(rule, policy, lang) for rule in rules]


def _in_force(parameter: ParameterJson, lang: Lang) -> str:
    """The value of a parameter, in words where the policy does not say."""
    return _POLICY[lang == "en"][3] if parameter.value is None else json.dumps(parameter.value, ensure_ascii=False)


def rule_cards(rules: Sequence[Rule], policy: Policy, lang: Lang) -> dict[str, RuleCard]:
    """The rules as the HTML report cites them, by id."""
    return {
        rule.id: RuleCard(
            title=rule.title,
            severity=SEVERITIES[rule.severity][lang == "en"],
            parameters=tuple((one.name, _in_force(one, lang)) for one in rule.parameters),
        )
        for rule in rules_json(rules, policy, lang)
    }


def draw_rules(console: Console, rules: Sequence[Rule], policy: Policy, lang: Lang) -> None:
    """Draw the catalogue, one line per rule; a single rule whole."""
    if len(rules) == 1:
        _draw_rule(console, RuleJson.of(rules[0], policy, lang), lang)
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for rule in rules:
        title = rule.title if lang == "fr" else rule.title_en
        table.add_row(Text(rule.id), Text(SEVERITIES[rule.severity][lang == "en"]), Text(title))
    console.print(table)


def draw_policy(console: Console, policy: Policy, lang: Lang) -> None:
    """Draw every parameter with its value in force, and whether a file has set it."""
    title, default, file, _ = _POLICY[lang == "en"]
    console.print()
    console.print(Text(title, "bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    for parameter in map(partial(ParameterJson.of, policy), policy.names()):
        is_chosen = parameter.origin == "file"
        value = _in_force(parameter, lang)
        style = "bold" if is_chosen else ""
        table.add_row(Text(parameter.name, style), Text(value, style), Text(file if is_chosen else default, style))
    console.print(table)


def _draw_rule(console: Console, rule: RuleJson, lang: Lang) -> None:
    console.print(Text(rule.id, "bold"))
    console.print(Text(rule.title))
    console.print()
    for line in facts(rule, lang):
        console.print(Padding(Text(line), (0, 2)))
    for message in rule.messages:
        console.print(Padding(Text(f"« {message} »", "dim"), (0, 2)))


def facts(rule: RuleJson, lang: Lang) -> list[str]:
    """What is to be known of a rule, a line each."""
    said = {key: words[lang == "en"] for key, words in _WORDS.items()}
    sources = " ; ".join(f"{source.text} {source.article}".strip() for source in rule.sources)
    parameters = ", ".join(f"{one.name} = {json.dumps(one.value)}" for one in rule.parameters)
    lines = [f"{said['severity']} : {SEVERITIES[rule.severity][lang == 'en']}"]
    lines += [f"{said['motif']} : {rule.motif}"] if rule.severity is Severity.BLOCKING else []
    lines += [f"{said['paper']} : {paper_label(rule.paper, lang)}"] if rule.paper else []
    lines += [f"{said['sources']} : {sources}"]
    lines += [f"{said['parameters']} : {parameters}"] if parameters else []
    return lines + [f"{said['action']} : {action}" for action in rule.actions]
