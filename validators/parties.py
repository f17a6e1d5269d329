"""Seller and buyer: for whom an operation is made."""

from collections.abc import Mapping
from typing import Literal

from pipeline.core.dossier import Operation, Party
from validators.context import Context

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


def principal(context: Context) -> Role:
    """For whom the operation is made."""
    return PRINCIPAL[context.scenario.operation]


def kind_of(role: Role, context: Context) -> Party | None:
    """Kind of that party; None when it is not known."""
    return context.scenario.vendeur if role == "vendeur" else context.scenario.acquereur
