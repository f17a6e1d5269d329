"""How many holders a card has, and so how many must sign."""

from collections.abc import Mapping

from validators.context import Context
from validators.matching import joint
from validators.policy import Policy
from validators.rule import Need, One, Outcome, Wording, fails, held, not_applicable

HOLDERS: Mapping[str, Need] = {
    "printed": One("carte_grise.nombre_titulaires", blank="none"),
    "cotitulaires": One("carte_grise.cotitulaires", blank="none"),
    "titulaire": One("carte_grise.titulaire", blank="none"),
}
"""What the card says of its holders, as `is_signed_by_all` and `signatures_asked` want it."""
SIGNED_BY_ALL = {"one": Wording("Un seul titulaire.", "One holder only.")}
"""Cases of a rule that checks `is_signed_by_all`."""


def is_signed_by_all(
    *,
    signatures: int,
    printed: int | None,
    cotitulaires: tuple[str, ...] | None,
    titulaire: str | None,
    context: Context,
) -> Outcome:
    """ci.signature-coholders, cerfa.signature-coholders: as many signatures on the paper as holders on the card.

    Passes: C.4.1 '2 DURAND HUGO', 2 signatures.  Fails: 1 signature.
    """
    asked = signatures_asked(printed=printed, cotitulaires=cotitulaires, titulaire=titulaire, context=context)
    if asked < 2:
        return not_applicable("one")
    return held() if signatures >= asked else fails(asked=asked)


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
