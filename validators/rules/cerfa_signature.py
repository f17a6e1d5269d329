"""Signatures, stamps and erasures of the certificat de cession (family cerfa of rules.md).

Its boxes, its copies and its parties are judged in `validators.rules.cerfa_coherence`.
"""

from dataclasses import replace

from pipeline.core.report import LegalSource, Motif, Severity, Status
from validators.context import Context
from validators.holders import SIGNED_BY_ALL, SIGNERS, is_signed_by_all
from validators.matching import split_persons
from validators.purchases import unless_bought
from validators.quote import Quote
from validators.rule import (
    Every,
    One,
    Outcome,
    Rule,
    Wording,
    fails,
    held,
    not_applicable,
    notes,
    unsure,
    warns,
)
from validators.rules.cerfa import SERVICE_PUBLIC

DECREE = LegalSource(text="Arrêté du 9 février 2009", article="10, I")
GUIDE_SIGNED = LegalSource(text="Guide des démarches", article="Le certificat de cession doit être signé")
GUIDE_CLEAN = LegalSource(text="Guide des démarches", article="Ne comporter aucune rayure")
GUIDE_COMPANY = LegalSource(text="Guide des démarches", article="Vente par une société")

HAVE_SIGNED = "Faire signer le certificat de cession, puis le numériser de nouveau."
HAVE_SIGNED_EN = "Have the certificat de cession signed and scan it again."


def is_signed(*, signatures: int, context: Context) -> bool:
    """cerfa.signature-seller: somebody signed in the seller's frame."""
    return signatures >= 1


CERFA_SIGNATURE_SELLER = Rule(
    id="cerfa.signature-seller",
    title="Le vendeur a signé le certificat de cession",
    title_en="The seller has signed the certificat de cession",
    motif=Motif.INCOMPLET,
    sources=(GUIDE_SIGNED, DECREE),
    over="certificat_cession",
    needs={"signatures": One("certificat_cession.vendeur_signatures", unread="least")},
    check=is_signed,
    wording=Wording(
        "La signature du vendeur est absente du certificat de cession.",
        "The seller's signature is missing on the certificat de cession.",
        HAVE_SIGNED,
        HAVE_SIGNED_EN,
    ),
)


CERFA_SIGNATURE_COHOLDERS = Rule(
    id="cerfa.signature-coholders",
    title="Chaque cotitulaire a signé le certificat de cession",
    title_en="Every co-holder has signed the certificat de cession",
    motif=Motif.INCOMPLET,
    sources=(GUIDE_SIGNED, SERVICE_PUBLIC),
    parameters=("c41_semantics", "legacy_ou"),
    over="certificat_cession",
    applies=unless_bought,
    needs={
        "signatures": One("certificat_cession.vendeur_signatures", unread="least"),
        **SIGNERS,
    },
    check=is_signed_by_all,
    wording=Wording(
        "Chaque cotitulaire doit signer le certificat de cession : {signatures} signature(s) pour {asked} titulaires.",
        "Every co-holder has to sign the certificat de cession: {signatures} signature(s) for {asked} holders.",
        "Faire signer chaque titulaire, ou joindre sa procuration.",
        "Have every holder sign, or add a power of attorney.",
    ),
    cases=SIGNED_BY_ALL,
)


def is_signed_by_buyers(*, signatures: int, buyers: str | None, context: Context) -> Outcome:
    """cerfa.signature-buyer: a signature in the buyer's frame; fewer than buyers named is a warning."""
    if signatures < 1:
        return fails()
    named = len(split_persons(buyers)) if buyers and context.scenario.acquereur == "particulier" else 1
    return held() if signatures >= named else warns("fewer", named=named)


CERFA_SIGNATURE_BUYER = Rule(
    id="cerfa.signature-buyer",
    title="L'acquéreur a signé le certificat de cession",
    title_en="The buyer has signed the certificat de cession",
    motif=Motif.INCOMPLET,
    sources=(GUIDE_SIGNED, DECREE),
    over="certificat_cession",
    needs={
        "signatures": One("certificat_cession.acquereur_signatures", unread="least"),
        "buyers": One("certificat_cession.acquereur_nom", blank="none", unread="none"),
    },
    check=is_signed_by_buyers,
    wording=Wording(
        "La signature de l'acquéreur est absente du certificat de cession.",
        "The buyer's signature is missing on the certificat de cession.",
        HAVE_SIGNED,
        HAVE_SIGNED_EN,
    ),
    cases={
        "fewer": Wording(
            "{named} acquéreurs nommés sur le certificat de cession, {signatures} signature(s).",
            "{named} buyers named on the certificat de cession, {signatures} signature(s).",
            "Faire signer chaque acquéreur.",
            "Have every buyer sign.",
        )
    },
)


def is_clean(*, ratures: bool, context: Context) -> bool:
    """cerfa.no-erasure: nothing is crossed out, overwritten or covered."""
    return not ratures


CERFA_NO_ERASURE = Rule(
    id="cerfa.no-erasure",
    title="Le certificat de cession ne porte aucune rature",
    title_en="Nothing is crossed out on the certificat de cession",
    sources=(GUIDE_CLEAN,),
    over="certificat_cession",
    needs={"ratures": One("certificat_cession.ratures", blank="unsure")},
    check=is_clean,
    wording=Wording(
        "Le certificat de cession comporte une rature : établissez un nouveau certificat.",
        "Something is crossed out on the certificat de cession: make a new one.",
        "Établir un nouveau certificat de cession, sans rature.",
        "Make a new certificat de cession, without erasure.",
    ),
)


def is_stamped(
    *,
    seller_stamp: tuple[Quote, ...],
    buyer_stamp: tuple[Quote, ...],
    seller: str | None,
    buyer: str | None,
    context: Context,
) -> Outcome:
    """cerfa.company-stamp: a company that is a party has put its stamp.

    Of the seller it is required (policy `stamp_missing`), of the buyer its absence warns, of an association it informs.
    """
    scenario, level = context.scenario, context.policy.stamp_missing
    parties = ("societe", "professionnel")
    if scenario.vendeur in parties and not seller_stamp[0].value:
        if "ASSOCIATION" in (seller or ""):
            return notes(company=seller)
        if seller_stamp[0].is_unsure:
            return unsure("unread", company=seller)
        return warns(company=seller) if level == "warn" else fails(company=seller)
    if scenario.vendeur is None and not seller_stamp[0].value:
        return unsure("who", company=seller)
    if scenario.acquereur in parties and not buyer_stamp[0].value:
        missing = Outcome(Status.INCONCLUSIVE, "unread") if buyer_stamp[0].is_unsure else fails()
        severity = Severity.INFO if "ASSOCIATION" in (buyer or "") else Severity.WARNING
        return replace(missing, severity=severity, values={"company": buyer})
    return held() if {scenario.vendeur, scenario.acquereur} & set(parties) else not_applicable("nobody")


CERFA_COMPANY_STAMP = Rule(
    id="cerfa.company-stamp",
    title="Le cachet de la société figure sur le certificat de cession",
    title_en="The stamp of the company is on the certificat de cession",
    motif=Motif.INCOMPLET,
    sources=(GUIDE_COMPANY,),
    parameters=("stamp_missing",),
    over="certificat_cession",
    needs={
        "seller_stamp": Every("certificat_cession.vendeur_cachet", partial=True),
        "buyer_stamp": Every("certificat_cession.acquereur_cachet", partial=True),
        "seller": One("certificat_cession.vendeur_nom", blank="none", unread="none"),
        "buyer": One("certificat_cession.acquereur_nom", blank="none", unread="none"),
    },
    check=is_stamped,
    wording=Wording(
        "Le cachet de la société ({company}) est absent du certificat de cession.",
        "The stamp of the company ({company}) is missing on the certificat de cession.",
        "Faire apposer le cachet à côté de la signature du représentant.",
        "Have the stamp put beside the signature of the representative.",
    ),
    cases={
        "unread": Wording(
            "On ne peut pas dire si le cachet de la société ({company}) figure sur le certificat de cession.",
            "It cannot be said whether the stamp of the company ({company}) is on the certificat de cession.",
            "Vérifier à l'œil.",
            "Look at it.",
        ),
        "who": Wording(
            "On ne peut pas dire si le vendeur est une société, dont le cachet serait requis.",
            "It cannot be said whether the seller is a company, whose stamp would be required.",
            "Vérifier à l'œil, ou préciser « vendeur » dans dossier.toml.",
            "Look at it, or state “vendeur” in dossier.toml.",
        ),
        "nobody": Wording("Ni le vendeur ni l'acquéreur n'est une société.", "Neither party is a company."),
    },
)


RULES = (
    CERFA_SIGNATURE_SELLER,
    CERFA_SIGNATURE_COHOLDERS,
    CERFA_SIGNATURE_BUYER,
    CERFA_NO_ERASURE,
    CERFA_COMPANY_STAMP,
)
