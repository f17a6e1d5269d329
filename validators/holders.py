"""How many holders a card has, and so how many must sign."""

from validators.context import Context
from validators.matching import joint
from validators.policy import Policy


def signatures_asked(
    *, printed: int | None, cotitulaires: tuple[str, ...] | None, titulaire: str | None, context: Context
) -> int:
    """How many holders must sign the sale: 1 when the card has one holder.

    Args:
        printed: number in C.4.1; None when it is blank.
        cotitulaires: names in C.4.1.
        titulaire: C.1; "M. X OU MME Y" of old cards is two holders, either of whom may be enough (`legacy_ou`).
        context: for the policy.
    """
    if printed is not None:
        return context.policy.holders(printed)
    if cotitulaires:
        return len(cotitulaires) + 1
    wording = joint(titulaire or "")
    return 2 if wording and (wording[0] == "ET" or context.policy.legacy_ou == "all_sign") else 1


def is_accepted_count(count: int, printed: int, policy: Policy) -> bool:
    """Whether that many holders fit the number printed in C.4.1, of which texts disagree whether it counts the first.

    In doubt ('auto') one more than printed fits too; what confirms it is for the caller to ask.
    """
    also = printed + 1 if policy.c41_semantics == "auto" else None
    return count in (policy.holders(printed), also)
