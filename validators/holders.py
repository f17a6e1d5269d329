"""How many holders a card has, and so how many must sign, themselves or through a proxy."""

from collections.abc import Collection, Iterable, Mapping

from validators.context import Context
from validators.matching import joint
from validators.people import is_among
from validators.policy import Policy
from validators.quote import Quote
from validators.rule import Every, Need, One, Outcome, Wording, fails, held, not_applicable, unsure

HOLDERS: Mapping[str, Need] = {
    "printed": One("carte_grise.nombre_titulaires", blank="none"),
    "cotitulaires": One("carte_grise.cotitulaires", blank="none"),
    "titulaire": One("carte_grise.titulaire", blank="none"),
}
"""What the card says of its holders, as `signatures_asked` wants it."""
SIGNERS: Mapping[str, Need] = {**HOLDERS, "mandants": Every("procuration.mandants", partial=True)}
"""The same with those who gave a proxy, as `is_signed_by_all` wants it."""
SIGNED_BY_ALL = {
    "one": Wording("Un seul titulaire.", "One holder only."),
    "proxy": Wording(
        "{signatures} signature(s) pour {asked} titulaires ; procuration {absent!d}, vérifiée à part.",
        "{signatures} signature(s) for {asked} holders; proxy of {absent}, checked apart.",
    ),
    "proxy_unread": Wording(
        "{signatures} signature(s) pour {asked} titulaires, et on ne peut pas dire qui a donné procuration.",
        "{signatures} signature(s) for {asked} holders, and it cannot be said who gave a proxy.",
        "Vérifier la procuration à l'œil.",
        "Look at the proxy.",
    ),
}
"""Cases of a rule that checks `is_signed_by_all`."""


def is_signed_by_all(
    *,
    signatures: int,
    printed: int | None,
    cotitulaires: tuple[str, ...] | None,
    titulaire: str | None,
    mandants: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """ci.signature-coholders, cerfa.signature-coholders: as many signatures on the paper as holders on the card.

    A holder who gave a proxy counts as if they had signed; whether it is a good one is for docs.proxy, which blocks.

    Passes: C.4.1 '2 DURAND HUGO', 2 signatures, or 1 and a proxy of DURAND HUGO.  Fails: 1 signature.
    """
    asked = signatures_asked(printed=printed, cotitulaires=cotitulaires, titulaire=titulaire, context=context)
    if asked < 2:
        return not_applicable("one")
    if signatures >= asked:
        return held()
    absent = represented(mandants, context.people.sellers)
    if signatures + len(absent) >= asked:
        return held("proxy", asked=asked, absent=absent)
    if any(one.is_unsure for one in mandants):
        return unsure("proxy_unread", asked=asked)
    return fails(asked=asked, mended_by=("procuration",))


def represented(mandants: Iterable[Quote], sellers: Collection[str]) -> tuple[str, ...]:
    """The sellers who gave a proxy, as the proxies name them, each once."""
    found: list[str] = []
    for name in (name for one in mandants for name in one.value or ()):
        if is_among(name, sellers) and not is_among(name, found):
            found.append(name)
    return tuple(found)


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
