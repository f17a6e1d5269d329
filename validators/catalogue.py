"""All rules, in the order of the report."""

import hashlib

from validators.rule import Rule
from validators.rules import controle_technique, ct_validite

CATALOGUE: tuple[Rule, ...] = (*controle_technique.RULES, *ct_validite.RULES)


def catalogue_digest() -> str:
    """SHA-256 of the ids and severities in force, hexadecimal: two reports with the same one are comparable."""
    return hashlib.sha256("\n".join(f"{rule.id} {rule.severity}" for rule in CATALOGUE).encode()).hexdigest()
