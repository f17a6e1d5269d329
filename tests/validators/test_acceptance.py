"""Acceptance scenarios of rules.md 9.2, from read documents to verdict.

A scenario that passes may warn of nothing but what is listed; one that rejects may also fail what follows from its
fault.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, get_args

import pytest

from pipeline.core.documents import Document
from pipeline.core.dossier import Operation
from pipeline.core.formats.mrz_carte_grise import compose
from pipeline.core.report import Finding, Motif, Severity, Status
from tests.builders import (
    a_buyers_identity,
    a_carte_grise,
    a_cession,
    a_context,
    a_controle_technique,
    a_dossier,
    a_field,
    a_kbis,
    a_mandat,
    a_piece_identite,
    a_procuration,
    a_situation_administrative,
    blank,
    unknown,
)
from tests.party_papers import TO_VHU, TRADER
from validators.catalogue import CATALOGUE
from validators.context import PARIS
from validators.engine import judge
from validators.policy import Policy

SALE = date(2026, 3, 12)
Values = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A baseline with its changes, and what must come out."""

    carte: Values = field(default_factory=dict)
    cerfa: Values = field(default_factory=dict)
    csa: Values = field(default_factory=dict)
    pvs: tuple[Values, ...] = ({},)
    parties: tuple[Document, ...] = ()
    """Papers of the parties, instead of the conforming ones of their kinds."""
    sale: date = SALE
    demande: date = date(2026, 3, 16)
    hour: int = 10
    without: tuple[str, ...] = ()
    how: Values = field(default_factory=dict)
    motifs: tuple[Motif, ...] = ()
    """Empty: the dossier passes."""
    rules: frozenset[str] = frozenset()
    """Rules that must not have passed: rejecting ones, or for a pass exactly those that warn."""

    def findings(self) -> tuple[Finding, ...]:
        """All rules on this dossier. Mention and both "fait le" follow the day of the sale."""
        mention = {
            "mention_cession": f"VENDU LE {self.sale:%d/%m/%Y} A 14H30",
            "mention_cession_date": self.sale,
        }
        written = {"date_cession": self.sale, "vendeur_fait_le": self.sale, "acquereur_fait_le": self.sale}
        dossier = a_dossier(
            a_carte_grise(**{**mention, **self.carte}),
            a_cession(**{**written, **self.cerfa}),
            a_situation_administrative(**self.csa),
            *(a_controle_technique(rank, **pv) for rank, pv in enumerate(self.pvs, start=1)),
            *self.parties,
            without=("controle_technique",),
            operation=self.how.get("operation", "cession"),
            demande=self.demande,
        )
        kept = tuple(document for document in dossier.documents if document.kind not in self.without)
        dossier = dossier.model_copy(update={"documents": kept})
        now = datetime.combine(self.demande, time(self.hour), tzinfo=PARIS)
        judgement = judge(CATALOGUE, dossier, a_context(dossier, date_demande=self.demande, now=now, **self.how))
        assert judgement.crashes == ()
        return judgement.findings


def passes(*warnings: str, **changes: Any) -> Case:
    return Case(rules=frozenset(warnings), **changes)


def rejects(*rules: str, motif: Motif = Motif.NON_CONFORME, **changes: Any) -> Case:
    return Case(rules=frozenset(rules), motifs=(motif,), **changes)


def issued(day: date) -> Values:
    return {"date_generation": day, "date_etat": day}


def visit(day: date, limit: date, **values: Any) -> tuple[Values]:
    return ({"date_controle": day, "limite_validite": limit, **values},)


REGISTER = {"operation": "immatriculation"}
FOUR = {
    "carte": {
        "date_premiere_immatriculation": date(2022, 10, 1),
        "date_certificat": date(2022, 10, 1),
        "numero_formule": "2022AB12345",
        "mrz": compose(
            immatriculation="AB-123-CD",
            vin="VF1RFB00456789012",
            date_premiere_immatriculation=date(2022, 10, 1),
            numero_formule="2022AB12345",
            genre="VP",
            carrosserie="CI",
            marque="RENAULT",
            denomination_commerciale="CLIO",
        ),
    },
    "cerfa": {"date_premiere_immatriculation": date(2022, 10, 1), "numero_formule": "2022AB12345"},
    "csa": {**issued(date(2026, 9, 25)), "date_premiere_immatriculation": date(2022, 10, 1)},
    "pvs": (),
    "hour": 18,
}
MAJOR = visit(date(2026, 2, 10), date(2026, 4, 9), resultat="S")
RETEST = {
    "nature": "contre_visite",
    "date_controle": date(2026, 2, 20),
    "date_visite_initiale": date(2026, 1, 5),
    "limite_validite": date(2028, 1, 4),
}
INITIAL = {"date_controle": date(2026, 1, 5), "resultat": "S", "limite_validite": date(2026, 3, 4)}
HOLDERS = {"nombre_titulaires": 2, "cotitulaires": ("DURAND HUGO",), "signatures": 2}
BOTH = {"vendeur_nom": "MARTIN CLAIRE / DURAND HUGO", "vendeur_signatures": 2}
HUGO = a_piece_identite(3, nom="DURAND", prenoms="HUGO", sexe="M")
OLD_CARD = {
    "type": "cni",
    "numero": "120575012345",
    "date_delivrance": date(2012, 5, 10),
    "date_expiration": date(2022, 5, 9),
}
GARAGE = {
    "vendeur_type": "personne_morale",
    "vendeur_sexe": None,
    "vendeur_nom": "GARAGE DU CENTRE SAS",
    "vendeur_siret": "73282932000074",
    "vendeur_cachet": True,
}
TRANSPORTS = {
    "vendeur_type": "personne_morale",
    "vendeur_sexe": None,
    "vendeur_nom": "TRANSPORTS DUVAL SARL",
    "vendeur_siret": "12345678200010",
    "vendeur_cachet": True,
}
COMPANY_MANDATE = a_mandat(mandant_nom="TRANSPORTS DUVAL SARL", mandant_siren="123456782", cachet=True)
WRONG_STRIP = ("IDFRAMARTIN<<<<<<<<<<<<<<<<<<<075012", "1804750123458CLAIRE<<<<<<<<8506174F6")

CASES = {
    "A01": passes(how=REGISTER),
    "A01-DEC": passes(cerfa={"exemplaire": 1}),
    "A02": passes(csa=issued(date(2026, 2, 26)), how=REGISTER),
    "A03": rejects("csa.freshness", csa=issued(date(2026, 2, 25)), how=REGISTER),
    "A04": passes(csa=issued(date(2026, 3, 2)), demande=date(2026, 3, 30), how=REGISTER),
    "A05": rejects("docs.csa", motif=Motif.INCOMPLET, without=("situation_administrative",), how=REGISTER),
    "A06": passes(pvs=visit(date(2025, 9, 16), date(2027, 9, 15)), demande=date(2026, 3, 15), how=REGISTER),
    "A07": rejects("ct.freshness", pvs=visit(date(2025, 9, 16), date(2027, 9, 15)), how=REGISTER),
    "A08": rejects(
        "ct.freshness",
        pvs=visit(date(2025, 8, 31), date(2027, 8, 30)),
        sale=date(2026, 2, 20),
        csa=issued(date(2026, 2, 15)),
        demande=date(2026, 2, 28),
        how=REGISTER,
    ),
    "A09": rejects("docs.ct", motif=Motif.INCOMPLET, pvs=(), how=REGISTER),
    "A09-DEC": rejects("docs.ct", motif=Motif.INCOMPLET, pvs=()),
    "A10": passes(**FOUR, sale=date(2026, 9, 30), demande=date(2026, 9, 30), how=REGISTER),
    "A11": rejects(
        "docs.ct",
        motif=Motif.INCOMPLET,
        **FOUR,
        sale=date(2026, 10, 1),
        demande=date(2026, 10, 1),
        how=REGISTER,
    ),
    "A12": passes("ct.result-major", pvs=MAJOR, how=REGISTER),
    "A13": rejects("ct.result-major", pvs=visit(date(2026, 1, 14), date(2026, 3, 13), resultat="S"), how=REGISTER),
    "A14": rejects("ct.result-major", pvs=MAJOR, how={**REGISTER, "policy": Policy(ct_major_private="forbid")}),
    "A15": rejects("ct.result-critical", pvs=visit(date(2026, 2, 10), date(2026, 2, 10), resultat="R"), how=REGISTER),
    "A16": passes(pvs=(INITIAL, RETEST), how=REGISTER),
    "A17": passes("ct.both-pv", pvs=(RETEST,), how=REGISTER),
    "A18": passes(cerfa=TRADER, pvs=(), how={"operation": "achat"}),
    "A20": passes(carte=HOLDERS, cerfa=BOTH, how=REGISTER),
    "A21": rejects(
        "cerfa.signature-coholders",
        motif=Motif.INCOMPLET,
        carte=HOLDERS,
        cerfa={**BOTH, "vendeur_signatures": 1},
        how=REGISTER,
    ),
    "A22": passes(
        carte={**HOLDERS, "signatures": 1},
        cerfa={**BOTH, "vendeur_signatures": 1},
        parties=(a_piece_identite(1), a_buyers_identity(2), HUGO, a_procuration()),
        how=REGISTER,
    ),
    "A22-DEC": passes(
        carte={**HOLDERS, "signatures": 1},
        cerfa={**BOTH, "vendeur_signatures": 1},
        parties=(a_piece_identite(1), HUGO, a_procuration()),
    ),
    "A23": passes("party.coholders-named", carte=HOLDERS, cerfa={**BOTH, "vendeur_nom": "MARTIN CLAIRE"}, how=REGISTER),
    "A24": rejects(
        "party.seller-is-holder", "scope.chain-of-title", cerfa={"vendeur_nom": "BERNARD LUC"}, how=REGISTER
    ),
    "A25": passes(
        "party.seller-is-holder",
        carte={"titulaire": "DUPONT CLAIRE"},
        parties=(a_piece_identite(nom="DUPONT", nom_usage="MARTIN"), a_buyers_identity()),
        how=REGISTER,
    ),
    "A28": rejects("veh.plate-match", cerfa={"immatriculation": "AB-123-DC"}, how=REGISTER),
    "A29": rejects("veh.vin-match", cerfa={"vin": "VF1RFB00456789021"}, how=REGISTER),
    "A30": rejects("km.not-below-ct", cerfa={"kilometrage": 74650}, how=REGISTER),
    "A31": rejects("ci.struck", motif=Motif.INCOMPLET, carte={"barree": False}, how=REGISTER),
    "A32": passes(
        "ci.mention-time",
        carte={"mention_cession": "VENDU LE 12/03/2026", "mention_cession_heure": blank()},
        how=REGISTER,
    ),
    "A33": rejects("cerfa.sale-time", motif=Motif.INCOMPLET, cerfa={"heure_cession": blank()}, how=REGISTER),
    "A34": rejects(
        "ci.mention-date-match",
        carte={"mention_cession": "VENDU LE 13/03/2026 A 14H30", "mention_cession_date": date(2026, 3, 13)},
        how=REGISTER,
    ),
    "A35": rejects("cerfa.edition", cerfa={"edition": "13754*03"}, how=REGISTER),
    "A36": passes(cerfa={"edition": "15776*01"}, how=REGISTER),
    "A40": rejects("veh.formule-required", motif=Motif.INCOMPLET, cerfa={"numero_formule": blank()}, how=REGISTER),
    "A43": rejects("csa.clear", csa={"opposition_transfert": "active"}, how=REGISTER),
    "A44": rejects("csa.gage", csa={"gage": "active"}, how=REGISTER),
    "A46": passes(
        "delay.declaration",
        "csa.at-declaration",
        sale=date(2026, 2, 20),
        csa=issued(date(2026, 2, 15)),
        cerfa={"exemplaire": 1},
    ),
    "A47": passes(
        "delay.buyer-month",
        sale=date(2026, 1, 31),
        csa=issued(date(2026, 1, 25)),
        pvs=visit(date(2026, 1, 10), date(2028, 1, 9)),
        demande=date(2026, 3, 1),
        how=REGISTER,
    ),
    "A49": rejects(
        "party.representative-capacity",
        carte={"titulaire": "TRANSPORTS DUVAL SARL"},
        cerfa=TRANSPORTS,
        parties=(a_kbis(), a_piece_identite(nom="PETIT", prenoms="JEAN", sexe="M"), COMPANY_MANDATE),
    ),
    "A52": passes(parties=(a_piece_identite(), a_buyers_identity(**OLD_CARD)), how=REGISTER),
    "A53": rejects(
        "id.valid",
        cerfa={"acquereur_date_naissance": date(1996, 3, 21)},
        parties=(a_piece_identite(), a_buyers_identity(**OLD_CARD, date_naissance=date(1996, 3, 21))),
        how=REGISTER,
    ),
    "A54": rejects("id.both-sides", motif=Motif.INCOMPLET, parties=(a_piece_identite(verso=False),)),
    "A62": rejects(
        "ct.freshness",
        motif=Motif.ILLISIBLE,
        pvs=({"date_controle": a_field(date(2026, 2, 10), confidence=0.4)},),
        how=REGISTER,
    ),
    "A63": rejects(
        "cerfa.vhu-number",
        motif=Motif.INCOMPLET,
        carte={"mention_cession": "VENDU LE 12/03/2026 A 14H30 POUR DESTRUCTION"},
        cerfa={**TO_VHU, "agrement_vhu": blank()},
        pvs=(),
        how={"operation": "destruction"},
    ),
    "A64": passes(carte={"mention_cession": "CEDE LE 12/03/2026 A 14H30"}, how={**REGISTER, "nature": "don"}),
    "A65": rejects(
        "docs.ci",
        "docs.ci-lost",
        motif=Motif.INCOMPLET,
        without=("carte_grise",),
        cerfa={"certificat_present": False, "motif_absence_certificat": "PERDU"},
        how=REGISTER,
    ),
    "A67": rejects(
        "docs.da-receipt",
        motif=Motif.INCOMPLET,
        cerfa=GARAGE,
        how={**REGISTER, "vendeur": "professionnel"},
    ),
    "A68": rejects(
        "party.seller-address",
        cerfa={"vendeur_adresse": "8 RUE NEUVE", "vendeur_code_postal": "44000", "vendeur_commune": "NANTES"},
        how=REGISTER,
    ),
    "A69": passes("party.seller-address", cerfa={"vendeur_adresse": "14 RUE DES LILAS"}, how=REGISTER),
    "A70": rejects("id.mrz-check", motif=Motif.ILLISIBLE, parties=(a_piece_identite(mrz=WRONG_STRIP),)),
    "A71": rejects("cerfa.sale-not-future", sale=date(2026, 3, 18), how=REGISTER),
    "A75": rejects("cerfa.signature-buyer", motif=Motif.INCOMPLET, cerfa={"acquereur_signatures": 0}, how=REGISTER),
    "A77": passes("csa.title-lost-or-duplicate", csa={"certificat_duplicata": "active"}, how=REGISTER),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_scenario(case: Case) -> None:
    findings = case.findings()
    motifs = {one.motif for one in findings if one.motif}
    loud = {
        one.rule
        for one in findings
        if one.severity is not Severity.INFO and one.status in (Status.FAILED, Status.INCONCLUSIVE)
    }
    assert set(case.motifs) <= motifs
    assert bool(motifs) is bool(case.motifs)
    assert case.rules <= loud
    assert case.motifs or loud == case.rules


@pytest.mark.parametrize("operation", get_args(Operation))
def test_a_conforming_dossier_passes(operation: Operation) -> None:
    """Nothing blocks nor warns: otherwise the tests of a missing paper would prove nothing."""
    dossier = a_dossier(operation=operation)
    findings = judge(CATALOGUE, dossier, a_context(dossier, operation=operation)).findings
    faults = [one for one in findings if one.status in (Status.FAILED, Status.INCONCLUSIVE)]
    assert [one.rule for one in faults if one.severity is not Severity.INFO] == []


ASKED = {
    "cession": "carte_grise certificat_cession situation_administrative controle_technique piece_identite mandat",
    "immatriculation": (
        "carte_grise certificat_cession situation_administrative controle_technique piece_identite mandat "
        "demande_immatriculation justificatif_domicile"
    ),
    "achat": ("carte_grise certificat_cession situation_administrative piece_identite mandat kbis declaration_achat"),
    "destruction": "carte_grise certificat_cession piece_identite mandat",
}
MISSING = [(operation, kind) for operation, kinds in ASKED.items() for kind in kinds.split()]


@pytest.mark.parametrize(("operation", "kind"), MISSING, ids=["-".join(each) for each in MISSING])
def test_no_paper_that_is_asked_for_may_be_missing(operation: Operation, kind: str) -> None:
    whole = a_dossier(operation=operation)
    left = tuple(paper for paper in whole.documents if paper.kind != kind)
    dossier = whole.model_copy(update={"documents": left})
    findings = judge(CATALOGUE, dossier, a_context(dossier, operation=operation)).findings
    assert Motif.INCOMPLET in {one.motif for one in findings}


MUST_BE_READ = {
    "carte_grise": (
        "immatriculation date_premiere_immatriculation titulaire nombre_titulaires cotitulaires code_postal commune "
        "vin date_certificat genre numero_formule barree mention_cession_date signatures interieur_present "
        "exterieur_present"
    ),
    "certificat_cession": (
        "immatriculation vin date_premiere_immatriculation kilometrage numero_formule nature date_cession "
        "heure_cession vendeur_nom vendeur_adresse vendeur_code_postal vendeur_commune vendeur_signatures "
        "acquereur_nom acquereur_adresse acquereur_signatures ratures"
    ),
    "controle_technique": "nature resultat date_controle immatriculation vin date_premiere_immatriculation",
    "mandat": "mandant_nom fait_le signatures",
    "piece_identite": "type nom prenoms date_naissance date_expiration recto verso",
    "situation_administrative": (
        "immatriculation vin date_premiere_immatriculation opposition_transfert vehicule_endommage "
        "procedure_reparation_controlee declaration_valant_saisie gage suspendue annulee vehicule_vole certificat_vole "
        "certificat_perdu certificat_duplicata"
    ),
}
OF_PARTIES = {
    "immatriculation": {
        "demande_immatriculation": "immatriculation vin titulaire_nom signatures",
        "justificatif_domicile": "date",
    },
    "achat": {
        "kbis": "denomination representants date_a_jour observations",
        "declaration_achat": (
            "immatriculation vin date_achat heure_achat vendeur_nom acheteur_nom acheteur_signatures acheteur_cachet"
        ),
        "mandat": "fait_le signatures cachet",
    },
}
BY_OPERATION = {"cession": MUST_BE_READ, **OF_PARTIES}
FIELDS = [
    (operation, kind, key)
    for operation, papers in BY_OPERATION.items()
    for kind, keys in papers.items()
    for key in keys.split()
]


@pytest.mark.parametrize(("operation", "kind", "key"), FIELDS, ids=["-".join(field) for field in FIELDS])
def test_nothing_passes_on_a_field_that_could_not_be_read(operation: Operation, kind: str, key: str) -> None:
    """Unknown or doubtful, each of these alone keeps a conforming dossier from passing."""
    whole = a_dossier(operation=operation)
    (paper,) = (document for document in whole.documents if document.kind == kind)
    seen = getattr(paper, key)
    for field_read in (unknown(), seen.model_copy(update={"confidence": 0.5})):
        documents = tuple(
            document.model_copy(update={key: field_read}) if document is paper else document
            for document in whole.documents
        )
        dossier = whole.model_copy(update={"documents": documents})
        findings = judge(CATALOGUE, dossier, a_context(dossier, operation=operation)).findings
        assert {one.motif for one in findings if one.motif} == {Motif.ILLISIBLE}
