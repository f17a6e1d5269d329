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
    completeness_identite,
    completeness_parties,
    controle_technique,
    csa,
    ct_validite,
    delays,
    formule,
    identite,
    identite_mrz,
    kilometrage,
    legibility,
    party,
    personnes,
    scope,
    societes,
    titre,
    vehicule,
)

CATALOGUE: tuple[Rule, ...] = (
    *scope.RULES,
    *completeness.RULES,
    *completeness_identite.RULES,
    *completeness_parties.RULES,
    *legibility.RULES,
    *titre.RULES,
    *carte_grise.RULES,
    *cerfa.RULES,
    *cerfa_date.RULES,
    *cerfa_signature.RULES,
    *cerfa_coherence.RULES,
    *party.RULES,
    *personnes.RULES,
    *societes.RULES,
    *identite.RULES,
    *identite_mrz.RULES,
    *vehicule.RULES,
    *formule.RULES,
    *kilometrage.RULES,
    *csa.RULES,
    *controle_technique.RULES,
    *ct_validite.RULES,
    *delays.RULES,
)

LEFT_OUT: dict[str, str] = {
    "scope.parts-or-nonrunning-to-private": "free text of the cerfa and remarks of the PV are not read",
    "scope.operation-channel": "tier 3; no paper shows where a dossier is deposited",
    "docs.licence-insurance": "tier 3; categories of a licence and certificates of insurance are not read",
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
    "party.address-change-deadline": "tier 3; a reminder, said by the action of party.seller-address",
    "party.signature-consistency": "tier 3; signatures are counted, not compared",
    "veh.type-match": "tier 3; types and commercial names are written too freely to compare",
    "km.not-guaranteed": "the words 'non garanti' beside the odometer reading are not read",
    "ct.age-boundary": "said by ct.required, which gives the age at the sale and the limit",
    "ct.identity-of-centre": "tier 3; ct.origin uses the approval number",
}
"""Rules of the families above that are not built, and why."""


def catalogue_digest() -> str:
    """SHA-256 of the ids and severities in force, hexadecimal: two reports with the same one are comparable."""
    return hashlib.sha256("\n".join(f"{rule.id} {rule.severity}" for rule in CATALOGUE).encode()).hexdigest()
