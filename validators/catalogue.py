"""All rules, in the order of the report."""

import hashlib

from validators.rule import Rule
from validators.rules import (
    carte_grise,
    cerfa,
    cerfa_coherence,
    cerfa_date,
    cerfa_signature,
    code_cession,
    completeness,
    completeness_identite,
    completeness_parties,
    controle_technique,
    coupon,
    csa,
    ct_validite,
    declaration_achat,
    delays,
    formule,
    fraude,
    identite,
    identite_mrz,
    kbis,
    kilometrage,
    legibility,
    mandat,
    party,
    personnes,
    reminders,
    scope,
    societes,
    special,
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
    *coupon.RULES,
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
    *code_cession.RULES,
    *mandat.RULES,
    *kbis.RULES,
    *declaration_achat.RULES,
    *special.RULES,
    *reminders.RULES,
    *fraude.RULES,
)

LEFT_OUT: dict[str, str] = {
    "scope.operation-channel": "tier 3; no paper shows where a dossier is deposited",
    "docs.licence-insurance": "tier 3; categories of a licence and certificates of insurance are not read",
    "ci.not-already-sold": "one mention only is read on the card; one of another day fails ci.mention-date-match",
    "ci.mention-unaltered": "erasures on the card are not read; a mention that reads badly is for a person to look at",
    "ci.coupon-signed": "signatures on the coupon are not read, only whether its lines are filled in",
    "ci.coupon-data": "the extractor settles the printed coupon with the card; no field of its own",
    "ci.company-stamp": "stamps on the card are not read; cerfa.company-stamp asks for that of the cerfa",
    "cerfa.colour": "tier 3; a grey scan of a colour print cannot be told apart",
    "cerfa.esignature": "tier 3; how a signature was made is not read",
    "party.address-change-deadline": "tier 3; a reminder, said by the action of party.seller-address",
    "party.signature-consistency": "tier 3; signatures are counted, not compared",
    "km.not-guaranteed": "the words 'non garanti' beside the odometer reading are not read",
    "fraud.formule-reuse": "rules see one dossier; a number used twice shows only in a store of all of them",
    "ct.age-boundary": "said by ct.required, which gives the age at the sale and the limit",
}
"""Rules of the families above that are not built, and why."""


def catalogue_digest() -> str:
    """SHA-256 of the ids and severities in force, hexadecimal: two reports with the same one are comparable."""
    return hashlib.sha256("\n".join(f"{rule.id} {rule.severity}" for rule in CATALOGUE).encode()).hexdigest()
