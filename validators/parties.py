"""Seller and buyer: for whom an operation is made, and whether they act through somebody else."""

from collections.abc import Mapping
from typing import Literal

from pipeline.core.choices import Operation, Party
from validators.context import Context
from validators.matrix import level
from validators.rule import Unless

Role = Literal["vendeur", "acquereur"]

ROLES: tuple[Role, ...] = ("vendeur", "acquereur")
PRINCIPAL: Mapping[Operation, Role] = {
    "cession": "vendeur",
    "immatriculation": "acquereur",
    "achat": "acquereur",
    "destruction": "vendeur",
}
"""For whom the operation is made: whose mandate, Kbis and representative are asked for."""
COMPANIES = ("societe", "professionnel")
"""Kinds of a party for whom a representative acts."""
ADULT = 18
"""Years from which a person acts alone (Code civil, article 414)."""


def principal(context: Context) -> Role:
    """For whom the operation is made."""
    return PRINCIPAL[context.scenario.operation]


def kind_of(role: Role, context: Context) -> Party | None:
    """Kind of that party; None when it is not known."""
    return context.scenario.vendeur if role == "vendeur" else context.scenario.acquereur


def only_by_agent(context: Context) -> Unless | None:
    """Only where a prestataire files: with a mandate, and he keeps the originals."""
    return None if context.scenario.canal == "prestataire" else Unless("dépôt sans prestataire", "filed without agent")


def people_in(role: Role, context: Context) -> tuple[str, ...]:
    """The natural persons who are that party; none when it is a company."""
    people = context.people.sellers if role == "vendeur" else context.people.buyers
    return () if kind_of(role, context) in COMPANIES else people


def only_private(role: Role, context: Context, paper: str) -> Unless | None:
    """Only where that party is a private person; a kind that is not known matters where that paper is asked for."""
    kind = kind_of(role, context)
    if kind is None:
        return None if level(paper, context) == "off" else _unknown(role, is_known=False)
    return Unless("société ou professionnel", "company or trader") if kind in COMPANIES else None


def only_company(role: Role, context: Context, paper: str) -> Unless | None:
    """Only where that party is a company or a trader; the same."""
    kind = kind_of(role, context)
    if kind is None:
        return _unknown(role, is_known=level(paper, context) == "off")
    return None if kind in COMPANIES else Unless("particulier", "private person")


def only_trader(role: Role, context: Context, paper: str) -> Unless | None:
    """Only where that party is in the car trade; the same."""
    kind = kind_of(role, context)
    if kind is None:
        return _unknown(role, is_known=level(paper, context) == "off")
    return (
        None if kind == "professionnel" else Unless("pas de professionnel de l'automobile", "nobody in the car trade")
    )


def _unknown(role: Role, *, is_known: bool) -> Unless:
    fr, en = ("du vendeur", "of the seller") if role == "vendeur" else ("de l'acquéreur", "of the buyer")
    return Unless(f"le type {fr} n'est pas connu", f"the kind {en} is not known", is_known=is_known)
