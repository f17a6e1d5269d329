"""All rules, in the order of the report."""

import hashlib

from validators.rule import Rule
from validators.rules import (
    carte_grise,
    cerfa,
    cerfa_coherence,
    cerfa_date,
    cerfa_signature,
    completeness,
    controle_technique,
    csa,
    ct_validite,
    delays,
    formule,
    kbis,
    kilometrage,
    legibility,
    mandat,
    party,
    scope,
    titre,
    vehicule,
)

CATALOGUE: tuple[Rule, ...] = (
    *scope.RULES,
    *completeness.RULES,
    *legibility.RULES,
    *titre.RULES,
    *carte_grise.RULES,
    *cerfa.RULES,
    *cerfa_date.RULES,
    *cerfa_signature.RULES,
    *cerfa_coherence.RULES,
    *party.RULES,
    *vehicule.RULES,
    *formule.RULES,
    *kilometrage.RULES,
    *csa.RULES,
    *controle_technique.RULES,
    *ct_validite.RULES,
    *delays.RULES,
    *mandat.RULES,
    *kbis.RULES,
)

LEFT_OUT: dict[str, str] = {
    "scope.parts-or-nonrunning-to-private": "free text of the cerfa and remarks of the PV are not read",
    "scope.operation-channel": "tier 3; no paper shows where a dossier is deposited",
    "docs.id-seller": "identity papers are not read yet",
    "docs.id-buyer": "identity papers are not read yet",
    "docs.mandat": "the mandate 13757 is not read yet",
    "docs.kbis": "the Kbis is not read yet",
    "docs.rep-id": "identity papers and the Kbis are not read yet",
    "docs.da-receipt": "the déclaration d'achat 13751 is not read yet; scope.chain-of-title asks a person to look",
    "docs.da-buyer": "the déclaration d'achat 13751 is not read yet",
    "docs.demand-13750": "tier 3; the request 13750 is not read yet",
    "docs.domicile": "tier 3; proofs of address are not read yet",
    "docs.licence-insurance": "tier 3; licence and insurance are not read",
    "docs.proxy": "proxies are not read yet; a missing signature rejects",
    "docs.original-form": "tier 3; a reminder that nothing on the papers decides",
    "ci.not-already-sold": "one mention only is read on the card",
    "ci.mention-unaltered": "erasures of the card are not read",
    "ci.coupon-filled": "what is written on the coupon is not read",
    "ci.coupon-signed": "what is written on the coupon is not read",
    "ci.coupon-blank-for-trader": "what is written on the coupon is not read",
    "ci.coupon-data": "the extractor settles the printed coupon with the card; no field of its own",
    "ci.coupon-or-cpi": "advice to the buyer on what to drive with; decides nothing here",
    "ci.company-stamp": "stamps on the card are not read; cerfa.company-stamp asks for that of the cerfa",
    "cerfa.copy-number": "either copy is accepted; cerfa.copies-identical compares them",
    "cerfa.colour": "tier 3; a grey scan of a colour print cannot be told apart",
    "cerfa.esignature": "tier 3; how a signature was made is not read",
    "cerfa.notable-transformation": "tier 3; a reminder that nothing on the papers decides",
    "party.joint-or-and": "said by the signature rules, which count both persons of 'M. X OU MME Y'",
    "party.seller-id-match": "identity papers are not read yet",
    "party.buyer-id-match": "identity papers are not read yet",
    "party.address-change-deadline": "tier 3; a reminder, said by the action of party.seller-address",
    "party.company-name-match": "the Kbis is not read yet; C.1 against the seller is party.seller-is-holder",
    "party.representative-capacity": "the Kbis is not read yet",
    "party.minor-or-protected": "identity papers and judgements are not read yet",
    "party.signature-consistency": "tier 3; signatures are counted, not compared",
    "party.buyer-address-consistency": "tier 3; proofs of address are not read yet",
    "veh.type-match": "tier 3; types and commercial names are written too freely to compare",
    "km.not-guaranteed": "the words 'non garanti' beside the odometer reading are not read",
    "ct.age-boundary": "said by ct.required, which gives the age at the sale and the limit",
    "ct.identity-of-centre": "tier 3; ct.origin uses the approval number",
}
"""Rules of the families above that are not built, and why."""


def catalogue_digest() -> str:
    """SHA-256 of the ids and severities in force, hexadecimal: two reports with the same one are comparable."""
    return hashlib.sha256("\n".join(f"{rule.id} {rule.severity}" for rule in CATALOGUE).encode()).hexdigest()
