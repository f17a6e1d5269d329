"""The papers of a dossier: one model per kind, one attribute per field key of the contract.

Every attribute is a `Field`: an unread one says so itself. A list on the paper (cotitulaires, défaillances) is one
field of a tuple. Codes of the report come from `rubrique`.
"""

from typing import Annotated

import pydantic

from pipeline.core.papers.base import (
    Amount,
    BaseDocument,
    Date,
    Inconnu,
    Mark,
    Number,
    Text,
    Texts,
    Time,
    rubrique,
)
from pipeline.core.papers.cerfas import (
    CertificatCession,
    CertificatDestruction,
    DeclarationAchat,
    DeclarationPerte,
    DemandeImmatriculation,
    Mandat,
)
from pipeline.core.papers.persons import AccuseCession, JustificatifDomicile, Kbis, PieceIdentite, Procuration
from pipeline.core.papers.vehicle import (
    CarteGrise,
    ControleTechnique,
    Defaillance,
    Releve,
    Rubric,
    SituationAdministrative,
)

__all__ = [
    "AccuseCession",
    "Amount",
    "BaseDocument",
    "CarteGrise",
    "CertificatCession",
    "CertificatDestruction",
    "ControleTechnique",
    "Date",
    "DeclarationAchat",
    "DeclarationPerte",
    "Defaillance",
    "DemandeImmatriculation",
    "Document",
    "Inconnu",
    "JustificatifDomicile",
    "Kbis",
    "Mandat",
    "Mark",
    "Number",
    "PieceIdentite",
    "Procuration",
    "Releve",
    "Rubric",
    "SituationAdministrative",
    "Text",
    "Texts",
    "Time",
    "rubrique",
]

Document = Annotated[
    CarteGrise
    | CertificatCession
    | ControleTechnique
    | SituationAdministrative
    | PieceIdentite
    | Kbis
    | AccuseCession
    | Procuration
    | JustificatifDomicile
    | Mandat
    | DeclarationAchat
    | DemandeImmatriculation
    | DeclarationPerte
    | CertificatDestruction
    | Inconnu,
    pydantic.Field(discriminator="kind"),
]
