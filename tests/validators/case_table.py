"""A dossier for every answer of every rule: whoever adds a rule adds its entry to `CASES`, as a rule one line.

Most answers follow from the rule: it passes on the conforming dossier, is inconclusive where the first field it needs
was not found, and not applicable where its paper is missing. An entry says what does not follow: always the fault, and
any other answer that the defaults do not give. What a rule never answers is said with the reason.
"""

from dataclasses import replace
from datetime import date

from pipeline.core.documents import Inconnu
from pipeline.core.dossier import FileRecord, FileStatus
from pipeline.core.labels import CLASSES
from pipeline.core.model import PageRef
from tests.builders import a_cession, a_controle_technique, a_field, a_piece_identite, doubtful, unknown
from tests.validators.case_table_parties import HUGO, JOINT_CARD, JOINT_SELLERS, PARTIES, UNREAD_PAGE
from tests.validators.case_table_transfers import TRANSFERS, company
from tests.validators.cases import Cases, Never, Values, on
from validators.policy import Papers, Policy


def issued(day: date) -> Values:
    return {"date_generation": day, "date_etat": day}


def filed(status: FileStatus) -> tuple[FileRecord, ...]:
    return (FileRecord(file="autre.pdf", sha256="0" * 64, pages=1, status=status),)


def visit(day: date) -> Values:
    return {"date_controle": day, "limite_validite": date(day.year + 2, day.month, day.day)}


def sold(day: date) -> dict[str, Values]:
    """The day of the sale wherever it is written."""
    return {
        "carte": {"mention_cession": f"VENDU LE {day:%d/%m/%Y} A 14H30", "mention_cession_date": day},
        "cerfa": {"date_cession": day, "vendeur_fait_le": day, "acquereur_fait_le": day},
    }


def off(kind: str) -> Policy:
    return Policy(papers=Papers(**{kind: "off"}))


PRESENCE = Never("a paper or file is there or not")
ALWAYS = Never("every dossier is asked")
LOOK = Never("a person decides, it never fails")
MILD = Never("what cannot be read is not warned of")
SALE_UNREAD = on(cerfa={"date_cession": unknown()})
NO_CARD, NO_CERFA = on(without=("carte_grise",)), on(without=("certificat_cession",))
NO_CT, NO_CSA = on(without=("controle_technique",)), on(without=("situation_administrative",))
NO_PAPERS = on(without=tuple(str(model.model_fields["kind"].default) for model in CLASSES))
UNDATED = "ct.kind ct.origin ct.freshness ct.freshness-at-sale"
"""Rules that do not know whether they apply to a vehicle or a sale of unknown date."""
UNNAMED = (
    "docs.id-seller docs.rep-id docs.kbis party.seller-id-match mandat.company-stamp kbis.identity "
    "scope.parts-or-nonrunning-to-private"
)
"""Rules that do not know whether they apply to parties that no paper names."""
TWO = {**JOINT_CARD, "signatures": 2}
BOTH = {**JOINT_SELLERS, "vendeur_signatures": 2}
SPOUSES = (a_piece_identite(1), a_piece_identite(2, **HUGO))
JOINT = on(carte=TWO, cerfa=BOTH, more=SPOUSES)
SCRAP = {"nature": "destruction", "agrement_vhu": "PR3100012D", "certifie_vhu": True}
SCRAPPED = {"mention_cession": "CEDE POUR DESTRUCTION LE 12/03/2026 A 14H30"}
BEFORE_2009 = {
    "modele": "fni",
    "immatriculation": "1234 AB 31",
    "date_premiere_immatriculation": date(1998, 5, 20),
    "date_certificat": date(2003, 6, 2),
    "numero_formule": None,
    "coupon_present": False,
    "mrz": None,
}
EVERYWHERE = {"immatriculation": "1234 AB 31", "date_premiere_immatriculation": date(1998, 5, 20)}
UNMENTIONED = {"mention_cession": None, "mention_cession_date": None, "mention_cession_heure": None}
WRONG_STRIP = ("CRFRAAB123CD1VF1RFB0045678901281605206VP<<<<", "CI<<RENAULT<<<<<<<CLIO<<<<<<<<<2019AB1234588")
RETEST = {
    "nature": "contre_visite",
    "date_controle": date(2026, 2, 20),
    "date_visite_initiale": date(2026, 1, 5),
    "limite_validite": date(2028, 1, 4),
}
INITIAL = (a_controle_technique(2, date_controle=date(2026, 1, 5), resultat="S", limite_validite=date(2026, 3, 4)),)
LATER = {"date_demande": date(2026, 5, 4)}

VEHICLES: dict[str, Cases] = {
    "scope.registrable": Cases(on(carte={"genre": "REM", "ptac_kg": 500})),
    "scope.scenario-resolved": Cases(LOOK, inconclusive=on(vendeur="societe"), not_applicable=ALWAYS),
    "scope.chain-of-title": Cases(on(carte={"titulaire": "DURAND PAUL"}), "party.seller-is-holder"),
    "scope.export": Cases(
        on(nature="export"),
        passed=on(nature="export", carte={"mention_cession": "VENTE EXPORT LE 12/03/2026"}),
        inconclusive=Never("a mention that cannot be read is reminded of"),
        not_applicable=on(),
    ),
    "docs.cerfa": Cases(
        NO_CERFA,
        f"{UNDATED} {UNNAMED} scope.scenario-resolved ct.required ct.result-major ct.result-critical ct.retest-window",
        inconclusive=replace(NO_CERFA, more=(UNREAD_PAGE,)),
        not_applicable=on(policy=off("certificat_cession"), without=("certificat_cession",)),
    ),
    "docs.ci": Cases(
        on(carte={"exterieur_present": False}),
        inconclusive=on(carte={"exterieur_present": unknown()}),
        not_applicable=on(policy=off("carte_grise"), without=("carte_grise",)),
    ),
    "docs.ci-lost": Cases(
        on(without=("carte_grise",), cerfa={"certificat_present": False, "motif_absence_certificat": "PERTE"}),
        f"{UNDATED} docs.ci",
        inconclusive=Never("a box that cannot be read declares nothing"),
        not_applicable=NO_CERFA,
    ),
    "docs.ct": Cases(
        NO_CT,
        inconclusive=on(carte={"genre": unknown()}, without=("controle_technique",)),
        not_applicable=on(acquereur="professionnel", without=("controle_technique",)),
    ),
    "docs.csa": Cases(
        NO_CSA,
        inconclusive=replace(NO_CSA, more=(UNREAD_PAGE,)),
        not_applicable=on(policy=off("situation_administrative"), without=("situation_administrative",)),
    ),
    "docs.legibility": Cases(
        LOOK, "cerfa.no-erasure", inconclusive=on(cerfa={"ratures": unknown()}), not_applicable=ALWAYS
    ),
    "docs.conflicting-duplicates": Cases(
        LOOK,
        "cerfa.copies-identical",
        inconclusive=on(more=(a_cession(2, acquereur_nom="PETIT JEAN"),)),
        not_applicable=ALWAYS,
    ),
    "docs.file-readable": Cases(on(files=filed(FileStatus.DAMAGED)), inconclusive=PRESENCE, not_applicable=ALWAYS),
    "docs.file-supported": Cases(on(files=filed(FileStatus.UNSUPPORTED)), inconclusive=PRESENCE, not_applicable=ALWAYS),
    "docs.file-duplicate": Cases(on(files=filed(FileStatus.DUPLICATE)), inconclusive=PRESENCE, not_applicable=ALWAYS),
    "docs.page-unknown": Cases(
        on(more=(Inconnu(id="inconnu-1", pages=(PageRef(file="scan.pdf", page=9),)),)),
        inconclusive=PRESENCE,
        not_applicable=ALWAYS,
    ),
    "ci.current-title": Cases(on(carte={"modele": "cpi"})),
    "ci.coupon-present": Cases(
        on(carte={"coupon_present": False}), inconclusive=on(carte={"coupon_present": unknown()})
    ),
    "ci.corner-cut": Cases(
        on(carte={**BEFORE_2009, "coin_coupe": False}),
        passed=on(carte={**BEFORE_2009, "coin_coupe": True}),
        inconclusive=on(carte={**BEFORE_2009, "coin_coupe": unknown()}),
    ),
    "ci.generation-coherent": Cases(on(carte={"numero_formule": None})),
    "ci.mrz-check": Cases(on(carte={"mrz": WRONG_STRIP}), inconclusive=on(carte={"mrz": unknown()})),
    "ci.mrz-vs-print": Cases(LOOK, "veh.formule-match", inconclusive=on(carte={"numero_formule": "2019AB99999"})),
    "ci.struck": Cases(on(carte={"barree": False})),
    "ci.mention": Cases(on(carte=UNMENTIONED)),
    "ci.mention-date-match": Cases(
        on(carte={"mention_cession": "VENDU LE 10/03/2026 A 14H30", "mention_cession_date": date(2026, 3, 10)})
    ),
    "ci.mention-time": Cases(
        on(carte={"mention_cession_heure": None}), inconclusive=on(carte={"mention_cession_heure": unknown()})
    ),
    "ci.signature-holder": Cases(on(carte={"signatures": 0})),
    "ci.signature-coholders": Cases(
        on(carte={**TWO, "signatures": 1}, cerfa=BOTH, more=SPOUSES), passed=JOINT, not_applicable=on()
    ),
    "ci.destruction-mention": Cases(
        on(operation="destruction", cerfa=SCRAP),
        passed=on(operation="destruction", cerfa=SCRAP, carte=SCRAPPED),
        inconclusive=on(operation="destruction", cerfa=SCRAP, carte={"mention_cession": unknown()}),
        not_applicable=on(),
    ),
    "cerfa.edition": Cases(on(cerfa={"edition": "13754*03"}), inconclusive=on(cerfa={"edition": unknown()})),
    "cerfa.vehicle-block": Cases(on(cerfa={"marque": None})),
    "cerfa.seller-block": Cases(on(cerfa={"vendeur_adresse": None})),
    "cerfa.buyer-block": Cases(on(cerfa={"acquereur_adresse": None})),
    "cerfa.km-present": Cases(on(cerfa={"kilometrage": None})),
    "cerfa.sale-date": Cases(
        on(cerfa={"date_cession": None}),
        f"{UNDATED} ct.required ct.result-major csa.freshness docs.legibility "
        "cerfa.sale-not-future cerfa.sale-after-first-reg cerfa.sale-after-ci-date party.minor-or-protected",
    ),
    "cerfa.sale-time": Cases(on(cerfa={"heure_cession": None})),
    "cerfa.sale-not-future": Cases(
        on(carte=sold(date(2026, 3, 17))["carte"], cerfa={"date_cession": date(2026, 3, 17)})
    ),
    "cerfa.sale-after-first-reg": Cases(
        on(
            carte={"date_premiere_immatriculation": date(2026, 3, 13), "mrz": None},
            cerfa={"date_premiere_immatriculation": date(2026, 3, 13)},
            csa={"date_premiere_immatriculation": date(2026, 3, 13)},
            without=("controle_technique",),
        ),
        "fraud.date-order",
    ),
    "cerfa.sale-after-ci-date": Cases(
        on(
            carte={"date_certificat": date(2026, 3, 13), "numero_formule": "2026AB12345", "mrz": None},
            cerfa={"numero_formule": "2026AB12345"},
        )
    ),
    "cerfa.sale-age": Cases(LOOK, inconclusive=on(date_demande=date(2031, 3, 13))),
    "cerfa.edition-anachronism": Cases(on(**sold(date(2022, 2, 14)))),
    "cerfa.signing-date": Cases(on(cerfa={"vendeur_fait_le": date(2026, 3, 13)})),
    "cerfa.signature-seller": Cases(on(cerfa={"vendeur_signatures": 0})),
    "cerfa.signature-coholders": Cases(
        on(carte=TWO, cerfa={**BOTH, "vendeur_signatures": 1}, more=SPOUSES), passed=JOINT, not_applicable=on()
    ),
    "cerfa.signature-buyer": Cases(on(cerfa={"acquereur_signatures": 0})),
    "cerfa.no-erasure": Cases(on(cerfa={"ratures": True})),
    "cerfa.company-stamp": Cases(
        company(cerfa={"vendeur_cachet": False}),
        passed=company(),
        inconclusive=company(cerfa={"vendeur_cachet": unknown()}),
        not_applicable=on(),
    ),
    "cerfa.nature-ticked": Cases(on(cerfa={"nature": None})),
    "cerfa.csa-statements": Cases(
        on(cerfa={"certifie_csa_remis": False}), inconclusive=on(cerfa={"certifie_csa_remis": unknown()})
    ),
    "cerfa.vhu-number": Cases(
        on(operation="destruction", carte=SCRAPPED, cerfa={**SCRAP, "agrement_vhu": None}),
        passed=on(operation="destruction", carte=SCRAPPED, cerfa=SCRAP),
        inconclusive=on(operation="destruction", carte=SCRAPPED, cerfa={**SCRAP, "agrement_vhu": unknown()}),
        not_applicable=on(),
    ),
    "cerfa.copies-identical": Cases(
        on(more=(a_cession(2, exemplaire=1, acquereur_nom="PETIT JEAN"),)),
        passed=on(more=(a_cession(2, exemplaire=1),)),
        inconclusive=on(more=(a_cession(2, exemplaire=1, acquereur_nom=a_field("LEROI PAUL", confidence=0.9)),)),
        not_applicable=on(),
    ),
    "cerfa.parties-differ": Cases(LOOK, inconclusive=on(cerfa={"acquereur_nom": "MARTIN CLAIRE"})),
    "party.seller-is-holder": Cases(
        on(cerfa={"vendeur_nom": "DURAND PAUL"}), "scope.chain-of-title docs.id-seller mandat.principal-match"
    ),
    "party.coholders-named": Cases(on(carte=TWO, cerfa={"vendeur_signatures": 2}), passed=JOINT, not_applicable=on()),
    "party.coholder-count": Cases(
        LOOK,
        "docs.id-seller",
        inconclusive=on(
            carte={**TWO, "nombre_titulaires": 4, "signatures": 4},
            cerfa={**BOTH, "vendeur_signatures": 4},
            more=SPOUSES,
        ),
    ),
    "party.seller-address": Cases(on(cerfa={"vendeur_commune": "BORDEAUX", "vendeur_code_postal": "33000"})),
    "party.lessee-cannot-sell": Cases(on(carte={"est_proprietaire": False})),
    "party.owner-mention": Cases(on(carte={"est_proprietaire": None})),
    "party.siren-valid": Cases(
        on(cerfa={"vendeur_siret": "73282932000075"}),
        passed=on(cerfa={"vendeur_siret": "73282932000074"}),
        inconclusive=on(cerfa={"vendeur_siret": doubtful("73282932000074")}),
        not_applicable=on(),
    ),
    "veh.plate-match": Cases(
        on(cerfa={"immatriculation": "AB-123-DC"}),
        inconclusive=on(cerfa={"immatriculation": unknown()}),
        not_applicable=NO_PAPERS,
    ),
    "veh.plate-format": Cases(
        on(cerfa={"immatriculation": "AB-123-C"}, carte={"immatriculation": "AB-123"}),
        inconclusive=on(cerfa={"immatriculation": unknown()}),
        not_applicable=NO_PAPERS,
    ),
    "veh.vin-match": Cases(
        on(cerfa={"vin": "VF1RFB00456789013"}),
        inconclusive=on(cerfa={"vin": unknown()}),
        not_applicable=NO_PAPERS,
    ),
    "veh.vin-format": Cases(on(carte={"vin": "VF1RFB004567"})),
    "veh.first-reg-match": Cases(
        on(cerfa={"date_premiere_immatriculation": date(2016, 6, 21)}),
        inconclusive=on(cerfa={"date_premiere_immatriculation": unknown()}),
        not_applicable=NO_PAPERS,
    ),
    "veh.make-match": Cases(
        on(cerfa={"marque": "PEUGEOT"}), inconclusive=on(cerfa={"marque": unknown()}), not_applicable=NO_PAPERS
    ),
    "veh.genre-match": Cases(
        on(cerfa={"genre": "CTTE"}), inconclusive=on(cerfa={"genre": unknown()}), not_applicable=NO_PAPERS
    ),
    "veh.fni-renumbering": Cases(on(carte={"immatriculation": "1234 AB 31"})),
    "veh.formule-required": Cases(on(cerfa={"numero_formule": None}), "cerfa.vehicle-block"),
    "veh.formule-pre2009": Cases(
        on(carte=BEFORE_2009, cerfa=EVERYWHERE, ct=EVERYWHERE, csa=EVERYWHERE),
        passed=on(carte=BEFORE_2009, cerfa={"numero_formule": None, "date_certificat": date(2003, 6, 2)}),
        inconclusive=on(carte={"date_certificat": unknown()}),
        not_applicable=on(),
    ),
    "veh.formule-match": Cases(
        on(cerfa={"numero_formule": "2019AB12346"}),
        inconclusive=on(cerfa={"numero_formule": unknown()}),
        not_applicable=NO_PAPERS,
    ),
    "veh.formule-format": Cases(
        on(carte={"numero_formule": "2008AB12345", "mrz": None}, cerfa={"numero_formule": "2008AB12345"}),
        "veh.formule-year",
        inconclusive=on(cerfa={"numero_formule": unknown()}),
        not_applicable=NO_PAPERS,
    ),
    "veh.formule-year": Cases(on(carte={"date_certificat": date(2018, 8, 10)})),
    "veh.ci-date-match": Cases(
        on(carte=BEFORE_2009, cerfa={"numero_formule": None, "date_certificat": date(2003, 6, 3)}),
        inconclusive=on(cerfa={"date_certificat": unknown()}),
        not_applicable=NO_PAPERS,
    ),
    "km.not-below-ct": Cases(on(cerfa={"kilometrage": 84000})),
    "km.plausible-above-ct": Cases(
        on(cerfa={"kilometrage": 184650}),
        inconclusive=MILD,
        not_applicable=on(ct={"kilometrage": unknown()}),
    ),
    "km.ct-after-sale": Cases(
        on(ct={**visit(date(2026, 3, 14)), "kilometrage": 84000}),
        passed=on(ct={**visit(date(2026, 3, 14)), "kilometrage": 84700}),
        inconclusive=MILD,
        not_applicable=on(),
    ),
    "csa.freshness": Cases(
        on(csa=issued(date(2026, 2, 25))), inconclusive=on(csa={"date_generation": doubtful(date(2026, 3, 5))})
    ),
    "csa.at-declaration": Cases(on(date_demande=date(2026, 3, 20)), inconclusive=MILD),
    "csa.issued-after-sale": Cases(on(csa=issued(date(2026, 3, 13)))),
    "csa.not-future": Cases(on(csa=issued(date(2026, 3, 17))), inconclusive=MILD),
    "csa.clear": Cases(on(csa={"opposition_transfert": "active"})),
    "csa.theft": Cases(on(csa={"vehicule_vole": "active"})),
    "csa.title-lost-or-duplicate": Cases(on(csa={"certificat_perdu": "active"})),
    "csa.gage": Cases(on(csa={"gage": "active"})),
    "csa.vehicle-status": Cases(on(csa={"suspendue": "active"})),
    "csa.vehicle-match": Cases(
        on(csa={"immatriculation": "ZZ-999-ZZ", "vin": "VF3Z********23456"}),
        "veh.plate-match veh.vin-match",
        inconclusive=on(csa={"vin": unknown(), "immatriculation": unknown()}),
    ),
    "ct.required": Cases(
        Never("it says whether a contrôle technique is asked for"),
        inconclusive=on(carte={"genre": unknown()}),
        not_applicable=NO_CARD,
    ),
    "ct.age-crossing": Cases(
        on(carte={"date_premiere_immatriculation": date(2022, 3, 14)}),
        inconclusive=SALE_UNREAD,
        not_applicable=NO_CARD,
    ),
    "ct.kind": Cases(on(ct={"nature": "volontaire"}), inconclusive=on(ct={"nature": unknown()})),
    "ct.origin": Cases(on(ct={"pays": "D"}), inconclusive=on(ct={"pays": unknown(), "agrement_centre": unknown()})),
    "ct.vehicle-match": Cases(
        on(ct={"immatriculation": "ZZ-999-ZZ", "vin": "VF3ZZZ00000023456"}),
        "veh.plate-match veh.vin-match",
        inconclusive=on(ct={"vin": unknown(), "immatriculation": unknown()}),
    ),
    "ct.not-future": Cases(on(ct=visit(date(2026, 3, 17))), inconclusive=MILD),
    "ct.not-required-trader": Cases(on(acquereur="professionnel"), passed=MILD, inconclusive=MILD, not_applicable=on()),
    "ct.freshness": Cases(on(ct=visit(date(2025, 9, 14)))),
    "ct.freshness-at-sale": Cases(on(ct=visit(date(2025, 9, 12))), "ct.freshness"),
    "ct.before-sale": Cases(on(ct=visit(date(2026, 3, 13)))),
    "ct.expiry-alert": Cases(on(ct=visit(date(2025, 9, 20)))),
    "ct.result-major": Cases(on(ct={**visit(date(2026, 1, 10)), "resultat": "S"})),
    "ct.result-critical": Cases(on(ct={"resultat": "R"})),
    "ct.retest-window": Cases(
        on(ct={**RETEST, "date_controle": date(2026, 3, 6)}, more=INITIAL),
        passed=on(ct=RETEST, more=INITIAL),
        inconclusive=on(ct={**RETEST, "date_controle": unknown()}, more=INITIAL),
        not_applicable=on(),
    ),
    "ct.both-pv": Cases(
        on(ct=RETEST),
        passed=on(ct=RETEST, more=INITIAL),
        inconclusive=on(ct={**RETEST, "date_visite_initiale": unknown()}),
        not_applicable=on(),
    ),
    "ct.valid-until": Cases(
        on(ct={"limite_validite": date(2027, 8, 1)}), inconclusive=on(ct={"limite_validite": date(2026, 4, 9)})
    ),
    "delay.declaration": Cases(on(date_demande=date(2026, 3, 28))),
    "delay.buyer-month": Cases(
        on(operation="immatriculation", date_demande=date(2026, 4, 13)),
        passed=on(operation="immatriculation"),
        inconclusive=on(operation="immatriculation", cerfa={"date_cession": unknown()}),
        not_applicable=on(),
    ),
    "delay.da-15-days": Cases(
        on(operation="achat", date_demande=date(2026, 3, 28)),
        passed=on(operation="achat"),
        inconclusive=on(operation="achat", cerfa={"date_cession": unknown()}),
        not_applicable=on(),
    ),
}

CASES: dict[str, Cases] = VEHICLES | PARTIES | TRANSFERS
