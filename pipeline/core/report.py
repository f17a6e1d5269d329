"""What a dossier check says: findings, verdict, and what they rest on (`conforme.report/1` of the contract)."""

from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple, Self

import pydantic

from pipeline.core.choices import Canal, Nature, Operation, Party
from pipeline.core.documents import Document
from pipeline.core.dossier import FileRecord
from pipeline.core.model import BoundingBox, Frozen

CRASH = "conforme.crash"
"""Rule id of the finding that stands for a bug of the program."""


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


class Act(StrEnum):
    """What mends a fault, the farther-reaching the later."""

    VERIFIER = "verifier"
    """A person looks at the paper; nothing may be wrong with it."""
    COMPLETER = "completer"
    """What is missing is added on the same sheet."""
    FOURNIR = "fournir"
    """The paper is handed in."""
    REFAIRE = "refaire"
    """The paper is made anew; whatever else is wrong with the old one does not matter then."""
    REGLER = "regler"
    """Something beyond the papers; the action of the rule says what."""


class Actor(StrEnum):
    """Who has to do it."""

    VENDEUR = "vendeur"
    ACQUEREUR = "acquereur"
    PRESTATAIRE = "prestataire"
    """Who checks the dossier."""


class Remedy(Frozen):
    """What has to be done about a finding."""

    act: Act
    actor: Actor
    paper: str | None = None
    """Kind of the paper on which it is done; null when it is none in particular."""


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
    remedies: tuple[Remedy, ...] = ()
    """Who does what on which paper so that it rejects no longer; given when it rejects."""
    expected: str = ""
    found: str = ""
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[LegalSource, ...] = ()

    @pydantic.computed_field  # type: ignore[prop-decorator]
    @property
    def doc(self) -> str:
        """Where the rule is explained: a page of the repository and the anchor in it."""
        return f"docs/rules.md#{self.rule}"

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


class Correction(Frozen):
    """One thing to do; as a rule all that is wrong with one paper is mended at once."""

    actor: Actor
    act: Act
    """The farthest-reaching of what is done."""
    paper: str | None
    """Kind of the paper; null when it is none in particular."""
    steps: tuple[str, ...]
    """What to do, a sentence each."""
    reasons: tuple[str, ...]
    """Why: what the rules found."""
    rules: tuple[str, ...]
    """Ids of the rules that hold again then."""


class Validity(Frozen):
    """Until when the dossier can be filed at the latest if its papers stay as they are.

    What rejects already is left aside: a date that could not be read may end it sooner.
    """

    as_of: date
    """Day of filing for which the dossier was judged."""
    last_day: date
    """Last day of filing on which no further rule rejects."""
    first_failing_day: date
    """The day after, the first on which a rule that does not reject now will."""
    rules: tuple[str, ...]
    """Ids of the rules that will reject on that day."""


class Advice(Frozen):
    """What helps the user act."""

    corrections: tuple[Correction, ...] = ()
    """The fewest that make the dossier pass, what the seller has to do first, then the buyer, then the prestataire."""
    message_client: str | None = None
    """Ready to send, in French; null when neither seller nor buyer has anything to do."""
    valable_jusqu_au: Validity | None = None
    """Null when no rule that holds now begins to reject within two years."""
    histovec: str | None = None
    """Line to paste in HistoVec: plate, formule (date of the certificate before 2009), holder; null when one of them
    was not surely read."""


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
    advice: Advice = pydantic.Field(default_factory=Advice)

    @property
    def motifs(self) -> tuple[Motif, ...]:
        """Each reason to reject once, gravest first."""
        found = {finding.motif for finding in self.findings}
        return tuple(motif for motif in Motif if motif in found)

    @property
    def verdict(self) -> Literal["pass", "reject"]:
        """'pass' only when rules were run and every applicable blocking one was evaluated and held."""
        return "pass" if self.findings and not self.motifs else "reject"


class RuleCard(NamedTuple):
    """What the report says of a rule that it cites."""

    title: str
    severity: str
    """In words."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Name and value in force of each parameter of the policy."""
