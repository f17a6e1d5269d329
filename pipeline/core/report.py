"""What a dossier check says: findings, verdict, and what they rest on (`conforme.report/1` of the contract)."""

from datetime import date
from enum import StrEnum
from typing import Literal, Self

import pydantic

from pipeline.core.documents import Document
from pipeline.core.dossier import Canal, FileRecord, Nature, Operation, Party
from pipeline.core.model import BoundingBox, Frozen


class Status(StrEnum):
    """Outcome of one rule."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """What a failure means."""

    BLOCKING = "blocking"
    WARNING = "warning"
    INFO = "info"


class Motif(StrEnum):
    """Why a dossier is rejected."""

    NON_CONFORME = "non_conforme"
    INCOMPLET = "incomplet"
    ILLISIBLE = "illisible"


class LegalSource(Frozen):
    """Text that a rule rests on."""

    text: str
    """e.g. 'Code de la route', 'Guide des démarches', 'Choix du projet'."""
    article: str = ""


class Evidence(Frozen):
    """A field that a rule looked at."""

    document: str
    """Id of the document."""
    field: str
    file: str | None = None
    page: int | None = None
    box: BoundingBox | None = None


class Finding(Frozen):
    """Outcome of one rule on one dossier, or on one of its papers."""

    rule: str
    status: Status
    severity: Severity
    motif: Motif | None = None
    """Set when this finding rejects the dossier."""
    message: str = ""
    """What was found, with the values."""
    action: str = ""
    """What to do about it."""
    expected: str = ""
    found: str = ""
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[LegalSource, ...] = ()

    @pydantic.model_validator(mode="after")
    def _motif_goes_with_a_block(self) -> Self:
        blocks = self.severity is Severity.BLOCKING and self.status in (Status.FAILED, Status.INCONCLUSIVE)
        if blocks != (self.motif is not None):
            raise ValueError("a finding has a motif if and only if it rejects the dossier")
        return self


class Scenario(Frozen):
    """What kind of transfer this is. None = could not be determined."""

    operation: Operation = "cession"
    canal: Canal = "prestataire"
    vendeur: Party | None = None
    acquereur: Party | None = None
    nature: Nature | None = None
    cotitulaires: int | None = None
    """Number of holders beside the first."""


class Provenance(Frozen):
    """With what the report was made."""

    conforme: str
    engine: str
    policy: str
    """SHA-256 of the policy in force."""
    catalogue: str
    """SHA-256 of the rule ids and severities."""
    seconds: float


class Report(Frozen):
    """The answer for one dossier. Verdict and motifs are computed from the findings, never stored."""

    dossier: str
    date_demande: date
    date_cession: date | None = None
    scenario: Scenario
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileRecord, ...]
    provenance: Provenance

    @property
    def motifs(self) -> tuple[Motif, ...]:
        """Each reason to reject once, gravest first."""
        found = {finding.motif for finding in self.findings}
        return tuple(motif for motif in Motif if motif in found)

    @property
    def verdict(self) -> Literal["pass", "reject"]:
        """'pass' only when rules were run and every applicable blocking one was evaluated and held."""
        return "pass" if self.findings and not self.motifs else "reject"
