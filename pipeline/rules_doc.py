"""The documentation page of the rules, `docs/rules.md`, made by `conforme rules --format markdown --lang en`.

Each rule has an anchor that is its id, to which every line of a report points (`Finding.doc`). Titles and facts are in
the language asked for; messages and actions in both, as the reports say them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.core.choices import Lang
from pipeline.core.report import CRASH, Severity
from pipeline.rules_page import SEVERITIES, RuleJson, facts
from validators.catalogue import CATALOGUE, LEFT_OUT
from validators.disagreements import DISAGREEMENTS
from validators.policy import Policy
from validators.rule import Rule, Wording

FAMILIES: dict[str, tuple[str, str]] = {
    "scope": ("Ce qui est cédé, et par qui", "What is transferred, and by whom"),
    "docs": ("Pièces du dossier", "Papers of the dossier"),
    "ci": ("Carte grise", "Carte grise"),
    "cerfa": ("Certificat de cession", "Certificat de cession"),
    "party": ("Parties", "Parties"),
    "veh": ("Véhicule", "Vehicle"),
    "km": ("Kilométrage", "Odometer"),
    "csa": ("Certificat de situation administrative", "Certificat de situation administrative"),
    "ct": ("Contrôle technique", "Contrôle technique"),
    "delay": ("Délais", "Delays"),
    "code": ("Code de cession", "Code de cession"),
    "id": ("Pièces d'identité", "Identity papers"),
    "mandat": ("Mandat", "Mandate"),
    "kbis": ("Kbis", "Kbis"),
    "da": ("Déclaration d'achat", "Déclaration d'achat"),
    "destruction": ("Destruction", "Destruction"),
    "heirs": ("Succession", "Heirs"),
    "lease": ("Crédit-bail", "Leasing"),
    "moped": ("Cyclomoteurs", "Mopeds"),
    "trailer": ("Remorques", "Trailers"),
    "gift": ("Don", "Gifts"),
    "fraud": ("Indices de fraude", "Signs of fraud"),
}

_INTRO = """# Rules

Made from the rule catalogue by `conforme rules --format markdown --lang en > docs/rules.md`; run it again after any
change of a rule or of the policy. [sources.md](sources.md) says what the source documents say, and which rule holds it.

A **blocking** rule that is broken, or that could not be evaluated, rejects the dossier. A *warning* and an
*information* never do, unless the rule says that a person must look.
"""

_CRASH = f"""<a id="{CRASH}"></a>

## `{CRASH}`

Not a rule: the finding of a dossier that could not be examined because of a bug of the program. The dossier is rejected
as `illisible`, and the exit code is 70.
"""


def rules_markdown(rules: Sequence[Rule], policy: Policy, lang: Lang) -> str:
    """The rules given; the whole catalogue with contents, policy, disagreements, and what is left out."""
    if len(rules) < len(CATALOGUE):
        return "\n".join(line for rule in rules for line in _rule(rule, policy, lang))
    families: dict[str, list[Rule]] = {}
    for rule in rules:
        families.setdefault(rule.id.partition(".")[0], []).append(rule)
    parts = [
        _INTRO,
        *_contents(families, lang),
        *(line for name, members in families.items() for line in _family(name, members, policy, lang)),
        _CRASH,
        *_policy(policy),
        *_disagreements(),
        *_left_out(),
    ]
    return "\n".join(parts)


def _contents(families: Mapping[str, Sequence[Rule]], lang: Lang) -> Iterator[str]:
    yield f"{len(CATALOGUE)} rules:"
    yield ""
    for name, members in families.items():
        links = ", ".join(f"[{rule.id.partition('.')[2]}](#{rule.id})" for rule in members)
        yield f"- **{_family_name(name, lang)}** (`{name}`): {links}"
    yield ""
    yield "[Policy](#policy) · [Disagreements of the sources](#disagreements) · [Rules not built](#not-built)"
    yield ""


def _family_name(name: str, lang: Lang) -> str:
    return FAMILIES.get(name, (name, name))[lang == "en"]


def _family(name: str, members: Sequence[Rule], policy: Policy, lang: Lang) -> Iterator[str]:
    yield f"## {_family_name(name, lang)}"
    yield ""
    for rule in members:
        yield from _rule(rule, policy, lang)


def _rule(rule: Rule, policy: Policy, lang: Lang) -> Iterator[str]:
    yield f'<a id="{rule.id}"></a>'
    yield ""
    yield f"### `{rule.id}`"
    yield ""
    title = rule.title if lang == "fr" else rule.title_en
    severity = SEVERITIES[rule.severity][lang == "en"]
    yield f"{title}. **{severity}**" if rule.severity is Severity.BLOCKING else f"{title}. *{severity}*"
    yield ""
    told = RuleJson.of(rule, policy, lang).model_copy(update={"actions": ()})  # they stand beside their messages
    yield from (f"- {_text(fact)}" for fact in facts(told, lang)[1:])
    related = [one for one in DISAGREEMENTS if rule.id in one.rules]
    if related:
        yield "- sources disagree: " + ", ".join(f"[{one.id}, {one.about}](#{one.id})" for one in related)
    yield ""
    for wording in dict.fromkeys((rule.wording, *rule.cases.values())):
        yield from _wording(wording)


def _wording(wording: Wording) -> Iterator[str]:
    for name, said, action in (("FR", wording.fr, wording.action), ("EN", wording.en, wording.action_en)):
        yield f"> {name}: {_text(said)}" + (f" → {_text(action)}" if action else "") + "  "
    yield ""


def _policy(policy: Policy) -> Iterator[str]:
    yield '<a id="policy"></a>'
    yield ""
    yield "## Policy"
    yield ""
    yield "`conforme rules --policy FILE` shows the values in force with a file."
    yield ""
    yield "| parameter | default | meaning | rules |"
    yield "|---|---|---|---|"
    values = policy.model_dump(mode="json")
    for name, field in Policy.model_fields.items():
        users = [
            rule.id for rule in CATALOGUE if name in {parameter.partition(".")[0] for parameter in rule.parameters}
        ]
        links = ", ".join(f"[{user}](#{user})" for user in users)
        value = "see below" if isinstance(values[name], dict) and name == "papers" else _cell(values[name])
        yield f"| `{name}` | {value} | {_text(field.description or '')} | {links} |"
    yield ""
    yield "Table `[papers]`, what an absent paper means: `required`, `warn` or `off`, else as the operation says."
    yield ""
    yield ", ".join(f"`{name}`" for name in values["papers"]) + "."
    yield ""


def _disagreements() -> Iterator[str]:
    yield '<a id="disagreements"></a>'
    yield ""
    yield "## Disagreements of the sources"
    yield ""
    yield "Where the source documents disagree with one another or with the law, and what is done by default."
    yield ""
    for one in DISAGREEMENTS:
        rules = ", ".join(f"[{rule}](#{rule})" for rule in one.rules)
        switches = ", ".join(f"`{name}`" for name in one.switches)
        yield f'<a id="{one.id}"></a>'
        yield ""
        yield f"### {one.id}: {one.about}"
        yield ""
        yield f"- The sources: {one.texts}"
        yield f"- Law and practice: {one.law}"
        yield f"- **Default: {one.default}**"
        yield from [f"- Rules: {rules}"] if rules else []
        yield from [f"- Changed by: {switches}"] if switches else []
        yield ""


def _left_out() -> Iterator[str]:
    yield '<a id="not-built"></a>'
    yield ""
    yield "## Rules not built"
    yield ""
    yield "| rule | why |"
    yield "|---|---|"
    yield from (f'| <a id="{rule}"></a>`{rule}` | {_text(why)} |' for rule, why in LEFT_OUT.items())
    yield ""


def _cell(value: object) -> str:
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _text(text: str) -> str:
    """One line, that no sign of it is taken for Markdown."""
    return re.sub(r"([|*_<>])", r"\\\1", " ".join(text.split()))
