"""`python -m tests.serve.program serve ...` is `conforme serve`, reading no pixels: see `tests.serve.tools`.

Samples are filed on days of their own; the clock stands at one on which all their dates have passed.
"""

import sys
from collections.abc import Sequence
from datetime import datetime

from tests.serve.conftest import NOW
from tests.serve.tools import recorded_tools


class _Clock(datetime):
    """The time of day, which stands."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        """See `datetime.now`."""
        return NOW.astimezone(tz)  # type: ignore[arg-type]


def run(arguments: Sequence[str]) -> int:
    """Run `conforme` with these tools, and return its exit code."""
    from pipeline import cli, commands  # noqa: PLC0415  # workers, which import this module too, do without them

    commands.open_tools = recorded_tools
    commands.datetime = _Clock  # type: ignore[misc]
    return cli.main(arguments)


if __name__ == "__main__":
    from tests.serve import program  # by its name: what workers are told must not be called __main__

    sys.exit(program.run(sys.argv[1:]))
