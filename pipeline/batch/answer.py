"""What is said of a dossier of a batch: the small values that go between ledger, workers and index.

    Task ─► worker ─► Outcome ─► Answer ─► ledger, index
    path    report    and why    kept

Only `Answer` is kept: it holds no value of the papers.
"""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pipeline.core.errors import ReportNotWritten
from pipeline.core.model import Frozen
from pipeline.core.report import Motif, Report


class Task(Frozen):
    """A dossier to examine."""

    path: Path
    report: Path
    """File to write the report to."""
    now: datetime
    """Instant of the check, aware."""
    content: str = ""
    """What it held when it was planned (`fingerprint.content_of`)."""


class Answer(Frozen):
    """What became of a dossier."""

    verdict: Literal["pass", "reject"] | None = None
    """None when it was not examined: the exit code says why, and no report was written."""
    motifs: tuple[Motif, ...] = ()
    rules: tuple[str, ...] = ()
    """Ids of the rules that reject it, each once, in report order."""
    exit_code: int
    """Of contract.md, section 2."""
    seconds: float = 0.0

    @classmethod
    def of(cls, report: Report, exit_code: int) -> "Answer":
        """The answer that a report gives."""
        rules = [one.rule for one in report.findings if one.motif is not None]
        return cls(
            verdict=report.verdict,
            motifs=report.motifs,
            rules=tuple(dict.fromkeys(rules)),
            exit_code=exit_code,
            seconds=report.provenance.seconds,
        )


class Outcome(Frozen):
    """What a worker says of the dossier it examined."""

    answer: Answer
    content: str = ""
    """What the dossier held when the report was there (`fingerprint.content_of`)."""
    reason: str = ""
    """Message of the gravest finding that rejects. It may hold values: for the terminal, never kept."""
    error: str = ""
    """Why it was not examined, for the user."""
    is_engine_failure: bool = False
    """The engine failed on some page: for want of time on a busy machine, say. Another try may do better."""
    crashes: tuple[str, ...] = ()
    trace: str = ""
    """As of `pipeline.run.Checked`."""

    @property
    def is_unwritten(self) -> bool:
        """Whether all that went wrong is that what was found could not be written."""
        return self.answer.exit_code == ReportNotWritten.exit_code
