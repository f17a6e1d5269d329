"""What `conforme rules` does. It reads no dossier, and loads nothing that does."""

import sys
from pathlib import Path

from pipeline.core.choices import Lang, RulesFormat
from pipeline.core.errors import UsageError
from pipeline.core.report_json import as_json
from pipeline.rules_doc import rules_markdown
from pipeline.rules_page import draw_policy, draw_rules, rules_json
from pipeline.streams import console, standard_output
from validators.catalogue import CATALOGUE
from validators.policy import Policy


def show_rules(rule: str | None, form: RulesFormat, policy: Path | None, lang: Lang) -> None:
    """Print the catalogue of the rules, or one rule.

    Args:
        rule: id of the one; None for all.
        form: of what is printed.
        policy: file of parameters; None for the default ones.
        lang: of what is printed.

    Raises:
        UsageError: no such rule, or the policy file cannot be used.
    """
    chosen = [one for one in CATALOGUE if rule in (None, one.id)]
    if not chosen:
        raise UsageError(f"aucune règle « {rule} » ; « conforme rules » les montre toutes.")
    parameters = Policy.from_toml(policy) if policy else Policy()
    with standard_output():
        if form == "text":
            draw_rules(console(), chosen, parameters, lang)
            if policy and rule is None:
                draw_policy(console(), parameters, lang)
        elif form == "markdown":
            sys.stdout.write(rules_markdown(chosen, parameters, lang))
        else:
            sys.stdout.write(as_json([one.model_dump(mode="json") for one in rules_json(chosen, parameters, lang)]))
