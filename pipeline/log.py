"""The log: which file and page, never a value of the papers."""

import logging
import sys


def log_to_stderr(*, is_verbose: bool) -> None:
    """Send the log of this process to standard error; when not asked for, not even faults: the answer tells them.

    Of libraries nothing is told, asked for or not: with an exception they write its message, which may hold values.
    """
    form = "%(levelname)s %(name)s: %(message)s"
    logging.basicConfig(stream=sys.stderr, level=logging.CRITICAL, format=form, force=True)
    for ours in ("pipeline", "extractors", "validators"):
        logging.getLogger(ours).setLevel(logging.INFO if is_verbose else logging.CRITICAL)
