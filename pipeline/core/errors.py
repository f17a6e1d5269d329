"""Faults of the program or of its surroundings, each with its exit code.

    DossierError
    ├── UsageError          2    wrong arguments, settings or policy file
    ├── NoInput             3    path missing, or nothing in it that could be a dossier
    ├── ComponentMissing    4    OCR engine or its language data absent
    ├── OcrFailed           5    engine crashed or ran past its time limit on every try
    └── ReportNotWritten    6    a report could not be written
    FormatError (a ValueError)   a text is not a well-formed identifier: data, never an exit
    ├── InvalidLength
    ├── InvalidCharacter
    ├── InvalidChecksum
    └── InvalidComponent

A fault of a paper (damaged file, missing signature) is a finding, not an exception. Exit code 70 is kept for
exceptions that are none of these: bugs.
"""

import errno
import traceback

_REASONS = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EROFS: "support en lecture seule",
    errno.ENOENT: "introuvable",
    errno.ENOTDIR: "un fichier tient la place d'un répertoire",
    errno.EISDIR: "c'est un répertoire",
    errno.ELOOP: "liens en boucle",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ENOSPC: "plus de place",
    errno.EDQUOT: "plus de place",
    errno.EFBIG: "fichier trop grand",
    errno.EIO: "support défectueux",
    errno.EPIPE: "le lecteur est parti",
    errno.ESTALE: "partage réseau perdu",
}


def reason(error: OSError) -> str:
    """Why the system refused, in French where it is a usual reason."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


def trace_of(error: BaseException) -> str:
    """Where an exception was raised and its kind. Its message is left out: it may hold what stands on papers."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


class DossierError(Exception):
    """A fault that ends the run; the message says what happened, to which file, and what to do next."""

    exit_code = 70


class UsageError(DossierError):
    """The command line, `dossier.toml` or the policy file cannot be used."""

    exit_code = 2


class NoInput(DossierError):
    """Nothing to read at the path given."""

    exit_code = 3


class ComponentMissing(DossierError):
    """A component has to be installed; the message names the command."""

    exit_code = 4


class OcrFailed(DossierError):
    """The engine crashed or ran past its time limit."""

    exit_code = 5


class ReportNotWritten(DossierError):
    """The report could not be written where it was asked for."""

    exit_code = 6


class FormatError(ValueError):
    """The text is not a well-formed identifier."""


class InvalidLength(FormatError):
    """Too short or too long."""


class InvalidCharacter(FormatError):
    """Holds a character that this identifier never has."""


class InvalidChecksum(FormatError):
    """The check digit does not agree with the rest."""


class InvalidComponent(FormatError):
    """One part has an impossible value, such as month 13."""
