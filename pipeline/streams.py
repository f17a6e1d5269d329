"""Standard output and standard error, and the file that keeps where the program crashed."""

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from pipeline.core.choices import Lang
from pipeline.core.english import in_lang
from pipeline.core.errors import DossierError, ReportNotWritten, reason
from pipeline.core.printable import printable
from pipeline.scratch import lasting_folder


def console() -> Console:
    """Standard output as it is now: tests put another one in its place."""
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


@contextmanager
def standard_output() -> Iterator[None]:
    """Where something is written to standard output, which may be a full disk or a reader that is gone.

    Raises:
        ReportNotWritten: it could not be written.
    """
    if sys.stdout is None:  # as Python has it where it was closed before the program began
        raise ReportNotWritten("Impossible d'écrire sur la sortie standard (fermée).")
    try:
        yield
        sys.stdout.flush()
    except (OSError, SystemExit) as error:
        # rich ends the program where the reader is gone: with code 1, which says that a dossier is rejected.
        fault = error if isinstance(error, OSError) else BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        # What did not get out would be tried again when Python ends, with a complaint of its own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ReportNotWritten(f"Impossible d'écrire sur la sortie standard ({reason(fault)}).") from error


def complain(message: str) -> None:
    """Print one line for the user on standard error: a name of a file in it may hold line ends and other commands."""
    print(printable(message), file=sys.stderr)


def complain_of(error: DossierError, lang: Lang) -> None:
    """Tell of an error in that language."""
    complain(f"{'Error:' if lang == 'en' else 'Erreur :'} {in_lang(str(error), lang)}")


def internal_error(kind: str, trace: str, lang: Lang) -> str:
    """What the user is told of a fault of Conforme.

    Args:
        kind: of the exception, or what else names the fault.
        trace: where it was; kept in a file of its own unless it is empty.
        lang: of what is told.
    """
    where = f" Journal : {keep_trace(trace)}" if trace else ""
    return in_lang(f"Erreur interne ({kind}) : c'est un défaut de Conforme.{where}", lang)


def keep_trace(trace: str) -> str:
    """Write where the program crashed to a file of its own, readable by its owner only.

    Returns:
        Path of the file; where it cannot be written, why.
    """
    try:
        handle, name = tempfile.mkstemp(prefix="conforme-", suffix=".log", dir=lasting_folder())
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(f"{trace}\n")
    except OSError as error:
        return f"non écrit ({reason(error)})"
    return name
