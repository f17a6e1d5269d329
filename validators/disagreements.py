"""Where the source documents disagree with one another, or with the law in force, and what Conforme does.

S0 is the page on the code de cession, S1 the one on the declaration of the sale, S4 the one of service-public on
selling a vehicle (docs/sources.md). The numbers are those of the rule book.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Disagreement:
    """One question that the texts answer differently."""

    id: str
    about: str
    texts: str
    """What the source documents say."""
    law: str
    """What the law in force or the practice of the administration says."""
    default: str
    """What Conforme does."""
    rules: tuple[str, ...] = ()
    """Ids of the rules concerned."""
    switches: tuple[str, ...] = ()
    """Policy parameters that change it."""


DISAGREEMENTS: tuple[Disagreement, ...] = (
    Disagreement(
        "K01",
        "number of the form",
        "S4: 13754*03. S1: 15776, whose editions *01 and *02 differ by the sole trader only.",
        "15776 replaced 13754 in 2017.",
        "15776*02 and *01 are accepted, 13754 is refused for sales from 1 December 2017 on.",
        ("cerfa.edition", "cerfa.edition-anachronism"),
        ("accepted_forms", "legacy_form_cutoff", "form_first_dates"),
    ),
    Disagreement(
        "K02",
        "number of copies, and who gets which",
        "S1: three, one for the seller, one for the buyer, one formerly for the prefecture. S4: copy 1 to the buyer, "
        "copy 2 to the prefecture.",
        "15776 has two: copy 1 for the seller, copy 2 for the buyer. 13754 had three, numbered otherwise.",
        "Either copy is accepted; two copies must say the same.",
        ("cerfa.copy-number", "cerfa.copies-identical"),
    ),
    Disagreement(
        "K03",
        "where to declare",
        "S4: on line, at the prefecture or by post, not on line when sold to a trader or leased. S1: on line only, "
        "oneself or through a professional. S0: only the seller can.",
        "On line, oneself or through a habilitated professional, in every case (R322-4 II).",
        "No channel is refused; nothing on the papers shows it.",
        ("scope.operation-channel",),
    ),
    Disagreement(
        "K04",
        "leased vehicle",
        "S1: it cannot be sold by whoever drives it, the contract is transferred. S4: its sale cannot be declared on "
        "line, which supposes that there is one.",
        "Only the owner, who is the lessor, sells.",
        "A sale by the lessee is rejected, one by the lessor is accepted.",
        ("party.lessee-cannot-sell", "lease.buyout"),
    ),
    Disagreement(
        "K05",
        "hour of the sale",
        "S1, S4: date and hour on the struck card.",
        "The code asks the date and the signature on the card (R322-4 I); the notice of the form asks the hour; a "
        "missing hour on the card stops no procedure.",
        "A missing hour rejects on the cerfa and warns on the card.",
        ("cerfa.sale-time", "ci.mention-time"),
        ("cerfa_time_missing", "ci_mention_time"),
    ),
    Disagreement(
        "K06",
        "absent co-holder",
        "S4: all sign unless one has a proxy of the others. S1: each signs, no exception.",
        "The administration asks all signatures and speaks of no proxy.",
        "A written proxy stands for a signature; whoever signs for another has to show it.",
        ("ci.signature-coholders", "cerfa.signature-coholders", "docs.proxy"),
    ),
    Disagreement(
        "K07",
        "pledge (gage)",
        "S1: the certificate tells whether there is one, and not what follows.",
        "A pledge alone does not prevent the sale, an opposition does; other sources say that registration is refused.",
        "A pledge rejects: no paper that this version reads shows that the buyer or the creditor agreed. An "
        "opposition always rejects.",
        ("csa.gage", "csa.clear"),
        ("csa_gage",),
    ),
    Disagreement(
        "K08",
        "the date asked for in place of the code de cession",
        "S0: numéro de formule and “date d'immatriculation du véhicule”.",
        "It is the date of the certificate, rubrique I, not the first registration B.",
        "Rubrique I, also in the line for HistoVec.",
        ("code.alternative",),
    ),
    Disagreement(
        "K09",
        "receipt of the déclaration d'achat",
        "S4: among the papers that the private seller hands to the trader.",
        "The trader makes it after buying and hands it to the next buyer (R322-4 III and IV).",
        "Asked of the trader who sells, never of the private seller.",
        ("docs.da-receipt", "da.receipt-chain"),
    ),
    Disagreement(
        "K10",
        "address on the card",
        "S4: a move has to be recorded before selling to a private person, and the card shows the seller's address "
        "“in all cases”.",
        "The same, but a fine only (R322-7): the sale is valid.",
        "Another town rejects, another street warns, and a sale to a trader warns only.",
        ("party.seller-address", "party.address-change-deadline"),
        ("address_policy",),
    ),
    Disagreement(
        "K11",
        "vehicles that need an inspection",
        "S1: those subject to it. S4: those older than four years. Neither knows the inspection of two-wheelers.",
        "Category L from five years on, since 15 April 2024 (R323-27).",
        "Decision table by kind, mass, use and age.",
        ("ct.required", "docs.ct"),
        ("ct_min_age_years", "ct_min_age_years_l", "ct_l_effective", "ct_age_boundary", "ct_age_reference"),
    ),
    Disagreement(
        "K12",
        "major defects and a private buyer",
        "S1 allows a report of less than two months, then calls the sale with major defects forbidden. S4: the result "
        "need not be favourable if the buyer accepts.",
        "Allowed within two months of the visit; with critical defects forbidden to a private buyer, which is what the "
        "sentence of S1 fits.",
        "Major defects warn within two months and reject after; critical defects reject.",
        ("ct.result-major", "ct.result-critical", "scope.parts-or-nonrunning-to-private"),
        ("ct_major_private", "ct_major_months", "ct_major_months_heavy", "ct_critical"),
    ),
    Disagreement(
        "K13",
        "inspection when a trader buys",
        "S4 case 1 and S1: none. S4 case 3 lists it, then says that the trader may buy without.",
        "None: it is no mutation to a non-professional (arrêté of 18 June 1991, art. 3).",
        "Not asked for.",
        ("ct.not-required-trader", "docs.ct"),
    ),
    Disagreement(
        "K14",
        "delay of the buyer",
        "S1: 30 days.",
        "One month from the sale (R322-5 I).",
        "One month, the last day included; later warns.",
        ("delay.buyer-month",),
        ("buyer_delay",),
    ),
    Disagreement(
        "K15",
        "age of the Kbis",
        "The seeds give none; three months is the usage.",
        "Less than two years (arrêté of 9 February 2009, annexe IV).",
        "Rejects at 24 months, warns from 3.",
        ("kbis.age",),
    ),
    Disagreement(
        "K16",
        "late declaration",
        "S1: “délai strict” with a fine, and also that nobody who declares late of their own accord is fined.",
        "Fine of the fourth class for declaring late or not at all (R322-4 VII).",
        "Warns of the fine, never rejects.",
        ("delay.declaration",),
        ("late_declaration", "declaration_days"),
    ),
    Disagreement(
        "K17",
        "the day on which the six months count",
        "S1 gives none. S4: at the sale, and on the day of the request.",
        "The day of the request (R323-22 I 3°), and the hand-over before the sale (decree 78-993).",
        "Both are checked.",
        ("ct.freshness", "ct.freshness-at-sale"),
        ("ct_max_age_months",),
    ),
    Disagreement(
        "K18",
        "from which visit the months run",
        "S4: “less than two months if one was prescribed”, the word contre-visite being lost. S1: two months with "
        "major defects.",
        "From the periodic visit, never from the re-test.",
        "The date of the periodic visit.",
        ("ct.freshness", "ct.result-major", "ct.retest-window"),
    ),
    Disagreement(
        "K19",
        "names and shape of the codes",
        "S1 calls the code de cession a “code confidentiel”. S0 says that they are two codes and shows one of 11 "
        "characters.",
        "They are two; most pages show a code de cession of 5 characters.",
        "11 characters are a code de cession, 5 digits may be the code confidentiel: warned of, nothing rejects.",
        ("code.format", "code.not-confidential"),
    ),
    Disagreement(
        "K20",
        "whether the code de cession is needed",
        "S0: “indispensable”, then two ways without it. S1: not needed through a prestataire.",
        "As S1.",
        "Not asked for.",
        ("code.needed", "code.alternative"),
    ),
    Disagreement(
        "K21",
        "what becomes of the accusé d'enregistrement",
        "S0: signed by both and sent to the administration. S1: kept, it is evidence.",
        "Downloaded and kept.",
        "Never asked for.",
    ),
    Disagreement(
        "K22",
        "what the numéro de formule is unique to",
        "S1: to each vehicle, and the reference of an edition of the card.",
        "It is the number of the certificate, and changes with each card.",
        "Compared within a dossier, card by card.",
        ("veh.formule-match", "fraud.formule-reuse"),
    ),
    Disagreement(
        "K23",
        "generations of cards",
        "S1: no formule before 2009, no coupon on older cards. S4: with or without coupon.",
        "Coupon since 2004, formule since 2009: three generations.",
        "The three are told apart, and a card that mixes them is warned of.",
        ("ci.generation-coherent", "ci.coupon-present", "ci.corner-cut", "veh.formule-pre2009"),
        ("siv_start_new", "siv_start_used"),
    ),
    Disagreement(
        "K24",
        "lost card",
        "S1: the vehicle cannot be sold, a duplicate comes first.",
        "The form has a box for a card that is absent; for destruction an official proof is enough (R322-9).",
        "Rejects, and warns for a destruction.",
        ("docs.ci-lost",),
    ),
    Disagreement(
        "K25",
        "hole in S4",
        "Situation 2, case 2: the list of papers is empty, lost in the copy.",
        "The same list as in case 1, with the signature of every co-holder.",
        "Filled from situation 1, case 2.",
        ("ci.signature-coholders", "cerfa.signature-coholders"),
    ),
    Disagreement(
        "K26",
        "corner of the card",
        "S4: cut, and kept by the buyer.",
        "Cut by the seller, and not for a trader (R322-4 I).",
        "Only that it is cut is checked.",
        ("ci.corner-cut",),
    ),
    Disagreement(
        "K27",
        "mandate or code confidentiel",
        "S1: the professional needs no code, only the mandate and a copy of the identity paper.",
        "To an agent who files on the site of the ANTS the seller gives the code confidentiel.",
        "No code is asked for: a prestataire has access to the register.",
        ("docs.mandat",),
    ),
)
