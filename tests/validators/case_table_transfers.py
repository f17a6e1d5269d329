"""The entries of `tests.validators.case_table` for mandates, extracts, traders, special transfers and weak signals."""

from datetime import date, time

from pipeline.core.documents import Document
from tests.builders import (
    a_certificat_destruction,
    a_declaration_achat,
    a_kbis,
    a_mandat,
    a_piece_identite,
    a_recepisse,
    an_accuse,
    unknown,
)
from tests.party_papers import TO_VHU, TRADER, TRADERS_KBIS, TRADERS_MANDAT
from tests.validators.cases import Cases, Given, Never, Values, on
from validators.policy import Policy

ALWAYS = Never("every dossier is asked")
LOOK = Never("a person decides, it never fails")
MILD = Never("what cannot be read is not warned of")
PRESENCE = Never("a paper is there or not")
TELLS = Never("it tells something and judges nothing")

SELLER = {
    "vendeur_type": "personne_morale",
    "vendeur_sexe": None,
    "vendeur_nom": "TRANSPORTS DUVAL SARL",
    "vendeur_siret": "12345678200010",
    "vendeur_cachet": True,
}
HOLDER = {"titulaire": "TRANSPORTS DUVAL SARL"}
MANDATE = {"mandant_nom": "TRANSPORTS DUVAL SARL", "mandant_siren": "123456782", "cachet": True}
MANAGER = {"nom": "DUVAL", "prenoms": "MARC", "sexe": "M", "numero": "180475054321"}


def company(
    mandate: Values | None = None, extract: Values | None = None, cerfa: Values | None = None, **changes: object
) -> Given:
    """A company sells its vehicle, with what is changed on its papers."""
    papers = (
        a_mandat(**{**MANDATE, **(mandate or {})}),
        a_kbis(**(extract or {})),
        a_piece_identite(**MANAGER),
    )
    return on(carte=HOLDER, cerfa={**SELLER, **(cerfa or {})}, more=papers, **changes)


def with_mandate(**values: object) -> Given:
    return on(more=(a_mandat(**values),))


def registers(**changes: object) -> Given:
    """The buyer asks for the card."""
    return on(operation="immatriculation", **changes)


def resale(*receipts: Document) -> Given:
    """A trader sells what it bought."""
    papers = (a_mandat(**TRADERS_MANDAT), a_kbis(**TRADERS_KBIS), a_piece_identite(**MANAGER), *receipts)
    seller = {key.replace("acquereur", "vendeur"): value for key, value in TRADER.items() if "naissance" not in key}
    mention = {
        "mention_cession": "VENDU LE 02/02/2026 A 10H00",
        "mention_cession_date": date(2026, 2, 2),
        "mention_cession_heure": time(10, 0),
    }
    return on(vendeur="professionnel", carte=mention, cerfa=seller, more=papers)


def buys(**values: object) -> Given:
    """A trader declares the purchase, with what is changed on the declaration."""
    more = (a_declaration_achat(**values),) if values else ()
    return on(operation="achat", cerfa=TRADER, more=more)


def wreck(carte: Values | None = None, cerfa: Values | None = None, **changes: object) -> Given:
    """A vehicle sold for destruction."""
    mention = {"mention_cession": "CEDE POUR DESTRUCTION LE 12/03/2026 A 14H30"}
    changed = {"carte": {**mention, **(carte or {})}, "cerfa": {**TO_VHU, **(cerfa or {})}}
    return on(operation="destruction", **changed, **changes)


OTHER_COMPANY = {"denomination": "GARAGE DU CENTRE", "siren": "732829320"}
NO_CENTRE = {"certifie_vhu": None, "agrement_vhu": None}
SOMEBODY = {
    "acquereur_type": "personne_physique",
    "acquereur_sexe": "M",
    "acquereur_nom": "LEROY PAUL",
    "acquereur_siret": None,
    "acquereur_cachet": False,
}
OF_HEIRS = "party.seller-is-holder ct.required ct.kind ct.origin ct.freshness ct.freshness-at-sale"
"""Rules that do not know what a succession asks for: the vehicle is sold, or taken by an heir."""
NEVER_REGISTERED = {
    "canal": "ants",
    "without": ("carte_grise", "situation_administrative", "controle_technique", "mandat"),
}
MOPED = {"genre": "CL", "immatriculation": None, "date_premiere_immatriculation": date(2001, 4, 2)}
YOUNG_MOPED = {**MOPED, "date_premiere_immatriculation": date(2004, 7, 1)}
LESSOR = {
    "titulaire": "CREDIT BAIL AUTO SA",
    "adresse": "5 AVENUE JEAN JAURES",
    "code_postal": "69007",
    "commune": "LYON",
}
BUYOUT = {"vendeur_nom": "CREDIT BAIL AUTO SA", "vendeur_type": "personne_morale", "vendeur_sexe": None}
NUMBER = "1M8GDM9AXKP042788"

TRANSFERS: dict[str, Cases] = {
    "scope.parts-or-nonrunning-to-private": Cases(
        on(carte={"mention_cession": "VENDU POUR PIECES LE 12/03/2026 A 14H30"})
    ),
    "ci.coupon-filled": Cases(
        on(carte={"coupon_rempli": False}),
        passed=on(carte={"coupon_rempli": True}),
        inconclusive=on(carte={"coupon_rempli": unknown()}),
    ),
    "ci.coupon-blank-for-trader": Cases(
        on(acquereur="professionnel", carte={"coupon_rempli": True}),
        passed=on(acquereur="professionnel", carte={"coupon_rempli": False}),
        inconclusive=on(acquereur="professionnel", carte={"coupon_rempli": unknown()}),
        not_applicable=on(),
    ),
    "ci.coupon-or-cpi": Cases(
        registers(),
        passed=TELLS,
        inconclusive=registers(carte={"coupon_present": unknown()}),
        not_applicable=on(),
    ),
    "cerfa.copy-number": Cases(
        on(cerfa={"exemplaire": 2}),
        passed=on(cerfa={"exemplaire": 1}),
        inconclusive=MILD,
    ),
    "cerfa.notable-transformation": Cases(on(cerfa={"certifie_sans_transformation": False})),
    "veh.type-match": Cases(
        on(cerfa={"denomination_commerciale": "MEGANE", "type_variante_version": "XYZ12345"}),
        inconclusive=MILD,
        not_applicable=on(without=("carte_grise", "certificat_cession")),
    ),
    "ct.identity-of-centre": Cases(on(ct={"numero_pv": None})),
    "code.needed": Cases(
        registers(),
        passed=registers(canal="ants", more=(an_accuse(),)),
        inconclusive=MILD,
        not_applicable=on(),
    ),
    "code.format": Cases(
        on(more=(an_accuse(code_cession="4K"),)),
        passed=on(more=(an_accuse(),)),
        inconclusive=MILD,
        not_applicable=on(),
    ),
    "code.not-confidential": Cases(
        on(more=(an_accuse(code_cession="48213"),)),
        passed=on(more=(an_accuse(),)),
        inconclusive=MILD,
        not_applicable=on(),
    ),
    "code.validity": Cases(
        registers(more=(an_accuse(date_enregistrement=date(2026, 2, 28)),)),
        passed=registers(more=(an_accuse(date_enregistrement=date(2026, 3, 1)),)),
        inconclusive=registers(more=(an_accuse(date_enregistrement=unknown()),)),
        not_applicable=on(),
    ),
    "code.alternative": Cases(
        registers(canal="ants", more=(an_accuse(code_cession=None),)),
        passed=TELLS,
        inconclusive=MILD,
        not_applicable=registers(canal="ants", more=(an_accuse(),)),
    ),
    "mandat.edition": Cases(
        with_mandate(edition="13757*02"),
        inconclusive=with_mandate(edition=unknown()),
    ),
    "mandat.signed": Cases(with_mandate(signatures=0)),
    "mandat.dated": Cases(with_mandate(fait_le=date(2026, 3, 17))),
    "mandat.principal-match": Cases(with_mandate(mandant_nom="LEROY PAUL")),
    "mandat.agent-match": Cases(with_mandate(mandataire_nom=None)),
    "mandat.vehicle-match": Cases(
        with_mandate(operation="DUPLICATA"),
        inconclusive=with_mandate(immatriculation=unknown(), vin=unknown()),
    ),
    "mandat.company-stamp": Cases(
        company(mandate={"cachet": False}),
        passed=company(),
        inconclusive=company(mandate={"cachet": unknown()}),
        not_applicable=on(),
    ),
    "kbis.age": Cases(
        company(extract={"date_a_jour": date(2024, 3, 16)}),
        passed=company(),
        inconclusive=company(extract={"date_a_jour": unknown()}),
        not_applicable=on(),
    ),
    "kbis.identity": Cases(
        on(
            carte=HOLDER,
            cerfa={**SELLER, **TRADER},
            more=(a_mandat(**MANDATE), a_kbis(**OTHER_COMPANY), a_piece_identite(**MANAGER)),
        ),
        passed=company(),
        inconclusive=company(extract={"denomination": unknown(), "siren": unknown()}),
        not_applicable=on(),
    ),
    "kbis.active": Cases(
        company(extract={"observations": "SOCIETE RADIEE"}),
        passed=company(),
        inconclusive=company(extract={"observations": unknown()}),
        not_applicable=on(),
    ),
    "kbis.trader-activity": Cases(
        company(vendeur="professionnel"),
        passed=company(vendeur="professionnel", extract={"activite": "ACHAT ET VENTE DE VEHICULES"}),
        inconclusive=company(vendeur="professionnel", extract={"activite": unknown()}),
        not_applicable=on(),
    ),
    "da.form": Cases(
        buys(heure_achat=None),
        passed=buys(),
        inconclusive=buys(heure_achat=unknown()),
        not_applicable=on(),
    ),
    "da.receipt-chain": Cases(
        resale(a_recepisse(acheteur_nom="AUTOS DU NORD SARL", acheteur_siren="552081317")),
        "scope.chain-of-title party.seller-is-holder ci.mention-date-match",
        passed=resale(a_recepisse()),
        inconclusive=resale(a_recepisse(acheteur_nom=unknown(), acheteur_siren=unknown())),
        not_applicable=on(),
    ),
    "destruction.documents": Cases(
        wreck(cerfa={**NO_CENTRE, **SOMEBODY}),
        "cerfa.vhu-number",
        passed=wreck(),
        inconclusive=wreck(cerfa={**NO_CENTRE, "agrement_vhu": unknown()}),
        not_applicable=on(),
    ),
    "destruction.certificate": Cases(
        wreck(), passed=wreck(more=(a_certificat_destruction(),)), inconclusive=PRESENCE, not_applicable=on()
    ),
    "destruction.coupon": Cases(
        wreck(),
        passed=wreck(carte={"coin_coupe": True}),
        inconclusive=wreck(carte={"coin_coupe": unknown(), "coupon_present": unknown()}),
        not_applicable=on(),
    ),
    "destruction.no-ct": Cases(wreck(), passed=TELLS, inconclusive=TELLS, not_applicable=on()),
    "heirs.window": Cases(
        LOOK, f"heirs.documents {OF_HEIRS}", passed=LOOK, inconclusive=on(nature="succession"), not_applicable=on()
    ),
    "heirs.documents": Cases(
        LOOK, f"heirs.window {OF_HEIRS}", passed=LOOK, inconclusive=on(nature="succession"), not_applicable=on()
    ),
    "heirs.ct": Cases(on(nature="succession"), passed=TELLS, inconclusive=TELLS, not_applicable=on()),
    "moped.never-registered": Cases(
        on(cerfa=YOUNG_MOPED, **NEVER_REGISTERED),
        "docs.ct ct.kind",
        passed=Never("a person looks at the proof"),
        inconclusive=on(cerfa=MOPED, **NEVER_REGISTERED),
        not_applicable=on(),
    ),
    "gift.same-rules": Cases(on(nature="don"), passed=TELLS, inconclusive=TELLS, not_applicable=on()),
    "trailer.scope": Cases(on(carte={"genre": "REM", "ptac_kg": 750}), passed=TELLS, not_applicable=on()),
    "lease.buyout": Cases(on(carte=LESSOR, cerfa=BUYOUT), passed=TELLS, not_applicable=on()),
    "fraud.vin-check-digit": Cases(
        on(carte={"vin": NUMBER.replace("X", "1")}),
        passed=on(carte={"vin": NUMBER}),
        inconclusive=MILD,
        not_applicable=on(),
    ),
    "fraud.vin-wmi-make": Cases(on(carte={"marque": "PEUGEOT"}), inconclusive=MILD),
    "fraud.date-order": Cases(
        LOOK,
        inconclusive=on(more=(an_accuse(date_cession=date(2026, 3, 14)),)),
        not_applicable=on(unread=("carte_grise.date_certificat",)),
    ),
    "fraud.round-hour": Cases(on(cerfa={"heure_cession": time(0, 0)}), inconclusive=MILD),
    "fraud.score": Cases(
        LOOK,
        inconclusive=on(ct={"limite_validite": date(2027, 8, 1)}, policy=Policy(fraud_review_score=1)),
        not_applicable=ALWAYS,
    ),
}
