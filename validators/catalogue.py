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
    controle_technique,
    coupon,
    csa,
    ct_validite,
    declaration_achat,
    delays,
    formule,
    fraude,
    kbis,
    kilometrage,
    legibility,
    mandat,
    party,
    reminders,
    scope,
    special,
    titre,
    vehicule,
)

CATALOGUE: tuple[Rule, ...] = (
    *scope.RULES,
    *completeness.RULES,
    *legibility.RULES,
    *titre.RULES,
    *carte_grise.RULES,
    *coupon.RULES,
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
    "ci.not-already-sold": "one mention only is read on the card; one of another day fails ci.mention-date-match",
    "ci.mention-unaltered": "erasures on the card are not read; a mention that reads badly is for a person to look at",
    "ci.coupon-signed": "signatures on the coupon are not read, only whether its lines are filled in",
    "ci.coupon-data": "the extractor settles the printed coupon with the card; no field of its own",
    "ci.company-stamp": "stamps on the card are not read; cerfa.company-stamp asks for that of the cerfa",
    "cerfa.colour": "tier 3; a grey scan of a colour print cannot be told apart",
    "cerfa.esignature": "tier 3; how a signature was made is not read",
    "party.seller-id-match": "identity papers are not read yet",
    "party.buyer-id-match": "identity papers are not read yet",
    "party.address-change-deadline": "tier 3; a reminder, said by the action of party.seller-address",
    "party.company-name-match": "the Kbis is not read yet; C.1 against the seller is party.seller-is-holder",
    "party.representative-capacity": "the Kbis is not read yet",
    "party.minor-or-protected": "identity papers and judgements are not read yet",
    "party.signature-consistency": "tier 3; signatures are counted, not compared",
    "party.buyer-address-consistency": "tier 3; proofs of address are not read yet",
    "km.not-guaranteed": "the words 'non garanti' beside the odometer reading are not read",
    "fraud.formule-reuse": "rules see one dossier; a number used twice shows only in a store of all of them",
    "ct.age-boundary": "said by ct.required, which gives the age at the sale and the limit",
}
"""Rules of the families above that are not built, and why."""


def catalogue_digest() -> str:
    """SHA-256 of the ids and severities in force, hexadecimal: two reports with the same one are comparable."""
    return hashlib.sha256("\n".join(f"{rule.id} {rule.severity}" for rule in CATALOGUE).encode()).hexdigest()
