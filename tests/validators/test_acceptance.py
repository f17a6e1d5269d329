"""What no dossier may lack, whatever the operation; the scenarios of rules.md 9.2 stand in `test_scenarios`."""

from typing import get_args

import pytest

from pipeline.core.choices import Operation
from pipeline.core.report import Motif, Severity, Status
from tests.builders import (
    a_context,
    a_dossier,
    unknown,
)
from validators.catalogue import CATALOGUE
from validators.engine import judge


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
