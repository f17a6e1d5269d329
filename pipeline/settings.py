"""How the program runs. What the rules ask for is policy (`validators.policy`), not a setting."""

from collections.abc import Mapping

import pydantic

from pipeline.core.model import Frozen
from pipeline.stages.pages import Limits


class Settings(Frozen):
    """Built once, in `commands.py`."""

    limits: Limits = Limits()
    jobs: int = pydantic.Field(default=2, ge=1, le=64)
    """Pages read at the same time."""
    trust: Mapping[str, str] = {}
    """Certificates that signatures of 2D-Docs are verified with (`stages.seals`); without one none is verifiable. They
    and not their folder: it may be another one on another machine, and an answer holds for these certificates only."""
    pictures: int = pydantic.Field(default=0, ge=0)
    """Pages of a dossier whose picture is kept, for a report that shows them: some 0.3 MB each. 0 keeps none."""
    writes_junit: bool = False
    """Whether a batch writes a report for CI systems beside each of the others."""
    is_verbose: bool = False

    @property
    def pages_in_flight(self) -> int:
        """Pages held in memory at once: one waits while `jobs` are read. A colour page of A4 at 300 dpi is 26 MB."""
        return self.jobs + 1
