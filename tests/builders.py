"""Builds papers and dossiers for tests. What is not said is as in a conforming dossier (BASE-P2P of rules.md 9.1).

A dossier is complete for its operation: identity papers, mandate and the rest stand in `tests.party_papers`.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from pipeline.core.choices import Lang, Operation
from pipeline.core.documents import (
    AccuseCession,
    BaseDocument,
    CarteGrise,
    CertificatCession,
    CertificatDestruction,
    ControleTechnique,
    DeclarationAchat,
    DeclarationPerte,
    Defaillance,
    DemandeImmatriculation,
    Document,
    JustificatifDomicile,
    Kbis,
    Mandat,
    PieceIdentite,
    Procuration,
    Releve,
    SituationAdministrative,
)
from pipeline.core.dossier import Dossier, Facts, FileRecord
from pipeline.core.model import BoundingBox, Field, Source
from pipeline.core.report import Finding, Status
from tests import party_papers
from validators.context import PARIS, Context
from validators.engine import judge
from validators.policy import Policy
from validators.rule import Rule
from validators.scenario import context_of

D = TypeVar("D", bound=BaseDocument)

BOX = BoundingBox(left=0.1, top=0.2, right=0.4, bottom=0.25)
DATE_DEMANDE = date(2026, 3, 16)

CARTE_GRISE: Mapping[str, object] = {
    "modele": "siv",
    "immatriculation": "AB-123-CD",
    "date_premiere_immatriculation": date(2016, 5, 20),
    "titulaire": "MARTIN CLAIRE",
    "est_proprietaire": True,
    "nombre_titulaires": None,
    "cotitulaires": None,
    "adresse": "12 RUE DES LILAS",
    "code_postal": "31000",
    "commune": "TOULOUSE",
    "marque": "RENAULT",
    "type_variante_version": "5RAB0HA45678",
    "denomination_commerciale": "CLIO",
    "vin": "VF1RFB00456789012",
    "ptac_kg": 1650,
    "date_certificat": date(2019, 9, 14),
    "categorie_ce": "M1",
    "genre": "VP",
    "carrosserie": "CI",
    "energie": "ES",
    "puissance_kw": Decimal(66),
    "mentions": None,
    "numero_formule": "2019AB12345",
    "mrz": (
        "CRFRAAB123CD0VF1RFB0045678901281605206VP<<<<",
        "CI<<RENAULT<<<<<<<CLIO<<<<<<<<<2019AB1234588",
    ),
    "coupon_present": True,
    "coin_coupe": False,
    "barree": True,
    "mention_cession": "VENDU LE 12/03/2026 A 14H30",
    "mention_cession_date": date(2026, 3, 12),
    "mention_cession_heure": time(14, 30),
    "signatures": 1,
    "duplicata": False,
    "interieur_present": True,
    "exterieur_present": True,
}

CESSION: Mapping[str, object] = {
    "edition": "15776*02",
    "exemplaire": 2,
    "immatriculation": "AB-123-CD",
    "vin": "VF1RFB00456789012",
    "date_premiere_immatriculation": date(2016, 5, 20),
    "marque": "RENAULT",
    "type_variante_version": "5RAB0HA45678",
    "genre": "VP",
    "denomination_commerciale": "CLIO",
    "kilometrage": 84650,
    "certificat_present": True,
    "numero_formule": "2019AB12345",
    "date_certificat": None,
    "motif_absence_certificat": None,
    "nature": "cession",
    "date_cession": date(2026, 3, 12),
    "heure_cession": time(14, 30),
    "certifie_csa_remis": True,
    "certifie_sans_transformation": True,
    "certifie_vhu": False,
    "agrement_vhu": None,
    "vendeur_type": "personne_physique",
    "vendeur_sexe": "F",
    "vendeur_nom": "MARTIN CLAIRE",
    "vendeur_siret": None,
    "vendeur_adresse": "12 RUE DES LILAS",
    "vendeur_code_postal": "31000",
    "vendeur_commune": "TOULOUSE",
    "vendeur_fait_a": "TOULOUSE",
    "vendeur_fait_le": date(2026, 3, 12),
    "vendeur_signatures": 1,
    "vendeur_cachet": False,
    "acquereur_type": "personne_physique",
    "acquereur_sexe": "M",
    "acquereur_nom": "LEROY PAUL",
    "acquereur_siret": None,
    "acquereur_date_naissance": date(1990, 3, 21),
    "acquereur_lieu_naissance": "LYON",
    "acquereur_adresse": "5 AVENUE JEAN JAURES",
    "acquereur_code_postal": "69007",
    "acquereur_commune": "LYON",
    "acquereur_fait_a": "TOULOUSE",
    "acquereur_fait_le": date(2026, 3, 12),
    "acquereur_signatures": 1,
    "acquereur_cachet": False,
    "acquereur_certifie_acquerir": True,
    "acquereur_certifie_informe": True,
    "opposition_reutilisation": False,
    "ratures": False,
}

CONTROLE_TECHNIQUE: Mapping[str, object] = {
    "nature": "periodique",
    "resultat": "A",
    "date_controle": date(2026, 2, 10),
    "limite_validite": date(2028, 2, 9),
    "numero_pv": "26012345",
    "numero_imprime": "S012345678",
    "immatriculation": "AB-123-CD",
    "pays": "F",
    "vin": "VF1RFB00456789012",
    "date_premiere_immatriculation": date(2016, 5, 20),
    "date_immatriculation": date(2019, 9, 14),
    "marque": "RENAULT",
    "denomination_commerciale": "CLIO",
    "genre": "VP",
    "categorie_ce": "M1",
    "energie": "ES",
    "kilometrage": 84120,
    "kilometrages_precedents": (Releve(date=date(2024, 2, 12), kilometrage=61200),),
    "agrement_centre": "S031T123",
    "agrement_controleur": "031T1234",
    "defaillances": tuple[Defaillance, ...](),
    "date_visite_initiale": None,
}

SITUATION_ADMINISTRATIVE: Mapping[str, object] = {
    "modele": "histovec",
    "immatriculation": "AB-123-CD",
    "vin": "VF1R********89012",
    "date_premiere_immatriculation": date(2016, 5, 20),
    "marque": "RENAULT",
    "date_etat": date(2026, 3, 5),
    "date_generation": date(2026, 3, 5),
    "opposition_transfert": "clear",
    "vehicule_economiquement_irreparable": "clear",
    "vehicule_endommage": "clear",
    "procedure_reparation_controlee": "clear",
    "declaration_valant_saisie": "clear",
    "gage": "clear",
    "suspendue": "clear",
    "annulee": "clear",
    "vehicule_vole": "clear",
    "certificat_vole": "clear",
    "certificat_perdu": "clear",
    "certificat_duplicata": "clear",
}


def a_field(value: object, confidence: float = 0.99, raw: str | None = None, page: int = 1) -> Field[Any]:
    """A field read with that confidence; None with high confidence is surely blank."""
    shown = raw if raw is not None else "" if value is None else str(value)
    return Field[Any](
        value=value, raw=shown, confidence=confidence, source=Source.OCR, file="scan.pdf", page=page, box=BOX
    )


def blank() -> Field[Any]:
    """A place found and surely empty."""
    return a_field(None)


def doubtful(value: object) -> Field[Any]:
    """A value under the confidence asked for."""
    return a_field(value, confidence=0.4)


def unparsable(raw: str = "3l/0Z/2O26") -> Field[Any]:
    """Characters that make no value."""
    return a_field(None, raw=raw)


def unknown() -> Field[Any]:
    """A place that was not found."""
    return Field[Any]()


def a_carte_grise(rank: int = 1, /, **values: object) -> CarteGrise:
    """The card, with those values (or fields) in place of the conforming ones."""
    return _paper(CarteGrise, rank, CARTE_GRISE, values)


def a_cession(rank: int = 1, /, **values: object) -> CertificatCession:
    """A copy of the cerfa 15776."""
    return _paper(CertificatCession, rank, CESSION, values)


def a_controle_technique(rank: int = 1, /, **values: object) -> ControleTechnique:
    """A procès-verbal."""
    return _paper(ControleTechnique, rank, CONTROLE_TECHNIQUE, values)


def a_situation_administrative(rank: int = 1, /, **values: object) -> SituationAdministrative:
    """A certificat de situation administrative."""
    return _paper(SituationAdministrative, rank, SITUATION_ADMINISTRATIVE, values)


def a_piece_identite(rank: int = 1, /, **values: object) -> PieceIdentite:
    """An identity paper, of MARTIN CLAIRE unless said; its strip follows what is said."""
    strip = {} if "mrz" in values else {"mrz": party_papers.strip_of({**party_papers.IDENTITY, **values})}
    return _paper(PieceIdentite, rank, party_papers.IDENTITY, {**strip, **values})


def a_buyers_identity(rank: int = 2, /, **values: object) -> PieceIdentite:
    """The identity paper of LEROY PAUL."""
    return a_piece_identite(rank, **{**party_papers.BUYERS_IDENTITY, **values})


def a_mandat(rank: int = 1, /, **values: object) -> Mandat:
    """The mandate of MARTIN CLAIRE."""
    return _paper(Mandat, rank, party_papers.MANDAT, values)


def a_kbis(rank: int = 1, /, **values: object) -> Kbis:
    """The extract of TRANSPORTS DUVAL SARL."""
    return _paper(Kbis, rank, party_papers.KBIS, values)


def a_declaration_achat(rank: int = 1, /, **values: object) -> DeclarationAchat:
    """The déclaration d'achat of GARAGE DU CENTRE SAS."""
    return _paper(DeclarationAchat, rank, party_papers.DECLARATION_ACHAT, values)


def a_demande(rank: int = 1, /, **values: object) -> DemandeImmatriculation:
    """The request 13750 of LEROY PAUL."""
    return _paper(DemandeImmatriculation, rank, party_papers.DEMANDE, values)


def a_procuration(rank: int = 1, /, **values: object) -> Procuration:
    """The proxy of DURAND HUGO to MARTIN CLAIRE."""
    return _paper(Procuration, rank, party_papers.PROCURATION, values)


def a_justificatif(rank: int = 1, /, **values: object) -> JustificatifDomicile:
    """The electricity bill of LEROY PAUL."""
    return _paper(JustificatifDomicile, rank, party_papers.JUSTIFICATIF, values)


def papers_of(operation: Operation, card: CarteGrise, demande: date) -> tuple[Document, ...]:
    """A conforming dossier of that operation, its request filed that day.

    The papers of the parties follow the card, so that a test of the card has no fault but its own.
    """
    vehicle = (card, a_controle_technique(), a_situation_administrative(), a_piece_identite())
    read = {key: field.value for key, field in card.fields() if field.value is not None}

    def about(default: Mapping[str, object], **more: object) -> dict[str, object]:
        return {key: read[key] for key in party_papers.OF_VEHICLE if key in read and key in default} | more

    signed = demande - timedelta(days=2)
    mandate = about(party_papers.MANDAT, fait_le=signed)
    match operation:
        case "cession":
            return (*vehicle, a_cession(), a_mandat(**mandate))
        case "destruction":
            return (*vehicle, a_cession(**party_papers.TO_VHU), a_mandat(**mandate))
        case "immatriculation":
            return (
                *vehicle,
                a_cession(),
                a_buyers_identity(),
                a_mandat(**{**mandate, **party_papers.BUYERS_MANDAT}),
                a_demande(**about(party_papers.DEMANDE, date_demande=signed)),
                a_justificatif(date=demande - timedelta(days=55)),
            )
        case "achat":
            trader = {"nom": "DUVAL", "prenoms": "MARC", "sexe": "M", "numero": "180475054321"}
            return (
                *vehicle,
                a_cession(**party_papers.TRADER),
                a_mandat(**{**mandate, **party_papers.TRADERS_MANDAT}),
                a_kbis(**party_papers.TRADERS_KBIS),
                a_piece_identite(2, **trader),
                a_declaration_achat(**about(party_papers.DECLARATION_ACHAT)),
            )


def a_dossier(
    *documents: Document,
    without: tuple[str, ...] = (),
    files: tuple[FileRecord, ...] = (),
    facts: Facts | None = None,
    operation: Operation = "cession",
    demande: date = DATE_DEMANDE,
) -> Dossier:
    """The papers given, and the conforming ones of that operation whose kinds are neither given nor in `without`."""
    mention = {"mention_cession": f"{CARTE_GRISE['mention_cession']} POUR DESTRUCTION"}
    usual = a_carte_grise(**mention if operation == "destruction" else {})
    card = next((document for document in documents if isinstance(document, CarteGrise)), usual)
    default = papers_of(operation, card, demande)
    given = {document.kind for document in documents} | set(without)
    return Dossier(
        name="2026-0412",
        documents=(*(document for document in default if document.kind not in given), *documents),
        files=files,
        facts=facts or Facts(),
    )


def a_context(
    dossier: Dossier | None = None,
    *,
    policy: Policy | None = None,
    date_demande: date = DATE_DEMANDE,
    now: datetime | None = None,
    lang: Lang = "fr",
    **facts: Any,
) -> Context:
    """The context of that dossier, filed on 16 March 2026 at 10:00 unless said; `facts` are command line facts."""
    return context_of(
        dossier or a_dossier(),
        Facts(date_demande=date_demande, **facts),
        now=now or datetime.combine(date_demande, time(10, 0), tzinfo=PARIS),
        policy=policy or Policy(),
        lang=lang,
    )


def the_findings(rule: Rule, *documents: Document, **how: Any) -> tuple[Finding, ...]:
    """What one rule says of the conforming dossier with those papers; `how` goes to `a_dossier` and `a_context`."""
    shape = {key: how.pop(key) for key in ("without", "files", "facts") if key in how}
    dossier = a_dossier(*documents, **shape, operation=how.get("operation", "cession"))
    return judge((rule,), dossier, a_context(dossier, **how)).findings


def the_finding(rule: Rule, *documents: Document, **how: Any) -> Finding:
    """The same, for a rule that gives one finding."""
    (finding,) = the_findings(rule, *documents, **how)
    return finding


def the_outcome(rule: Rule, *documents: Document, **how: Any) -> str:
    """Status of the one finding, with what it does: 'passed', 'failed:incomplet', 'failed:warning'..."""
    finding = the_finding(rule, *documents, **how)
    if finding.status in (Status.PASSED, Status.NOT_APPLICABLE):
        return str(finding.status)
    return f"{finding.status}:{finding.motif or finding.severity}"


ACCUSE: Mapping[str, object] = {
    "code_cession": "4KFNTNJJL1L",
    "numero_dossier": "11863",
    "immatriculation": "AB-123-CD",
    "date_cession": date(2026, 3, 12),
    "date_enregistrement": date(2026, 3, 13),
}

RECEPISSE: Mapping[str, object] = {
    "nature": "recepisse",
    "acheteur_nom": "GARAGE DU CENTRE SAS",
    "acheteur_siren": "732829320",
    "date_achat": date(2026, 2, 2),
    "date_enregistrement": date(2026, 2, 4),
    "immatriculation": "AB-123-CD",
    "vin": "VF1RFB00456789012",
    "vendeur_nom": "MARTIN CLAIRE",
}


DESTRUCTION: Mapping[str, object] = {
    "edition": "14365*01",
    "centre_nom": "CASSE DU SUD",
    "agrement_vhu": "PR3100001D",
    "immatriculation": "AB-123-CD",
}

PERTE: Mapping[str, object] = {"edition": "13753*04", "nature": "perte", "immatriculation": "AB-123-CD"}


def an_accuse(rank: int = 1, /, **values: object) -> AccuseCession:
    """The page with the code de cession."""
    return _paper(AccuseCession, rank, ACCUSE, values)


def a_recepisse(rank: int = 1, /, **values: object) -> DeclarationAchat:
    """The receipt by which GARAGE DU CENTRE bought from the holder."""
    return _paper(DeclarationAchat, rank, RECEPISSE, values)


def a_certificat_destruction(rank: int = 1, /, **values: object) -> CertificatDestruction:
    """The certificate of a VHU centre."""
    return _paper(CertificatDestruction, rank, DESTRUCTION, values)


def a_declaration_perte(rank: int = 1, /, **values: object) -> DeclarationPerte:
    """The declaration that the card was lost."""
    return _paper(DeclarationPerte, rank, PERTE, values)


def _paper(model: type[D], rank: int, default: Mapping[str, object], values: Mapping[str, object]) -> D:
    said = {**default, **values}
    kind = model.model_fields["kind"].default
    fields = {key: value if isinstance(value, Field) else a_field(value) for key, value in said.items()}
    # Through plain data, so that every value is validated against the type of its field.
    data = {key: field.model_dump() for key, field in fields.items()}
    return model.model_validate({"id": f"{kind}-{rank}", **data})
