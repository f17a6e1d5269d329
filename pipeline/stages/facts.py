"""`dossier.toml`: what the user declares about a dossier."""

import os
import tomllib
from pathlib import Path

import pydantic

from pipeline.core.dossier import Facts
from pipeline.core.errors import UsageError
from pipeline.stages.ingest import FACTS_FILE, Refused, contents
from pipeline.stages.pages import Limits

LIMITS = Limits(max_bytes=2**20)
"""A declaration has a dozen lines."""


def read_facts(dossier: Path) -> Facts:
    """The facts declared in the dossier; none when it is a single file or declares nothing.

    Raises:
        UsageError: the file is no TOML, or says something unknown or impossible.
    """
    file = dossier / FACTS_FILE
    if not os.path.lexists(file):  # a link that leads nowhere is there, and wrong
        return Facts()
    try:
        text, _ = contents(file, dossier, LIMITS)
    except Refused as refusal:
        what, _, _ = refusal.detail.partition(" : ")  # the advice is about scans
        raise UsageError(f"{file} : {what}.") from refusal
    return facts_in(text, file)


def facts_in(text: bytes, file: object) -> Facts:
    """The facts that the text of a declaration states.

    Args:
        text: TOML.
        file: how to call it in errors.

    Raises:
        UsageError: see `read_facts`.
    """
    try:
        return Facts.model_validate(tomllib.loads(text.decode()))
    except pydantic.ValidationError as error:
        raise UsageError(f"{file} : {_first_fault(error)}") from error
    except RecursionError as error:
        raise UsageError(f"{file} : ce n'est pas du TOML valide (trop de niveaux).") from error
    except ValueError as error:  # TOMLDecodeError, UnicodeDecodeError, and a number of too many figures
        raise UsageError(f"{file} : ce n'est pas du TOML valide ({error}).") from error


def _first_fault(error: pydantic.ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"« {key} » n'est pas une clé connue ; clés possibles : {', '.join(Facts.model_fields)}."
    if fault["type"] == "literal_error":
        return f"« {key} » doit être l'une de ces valeurs : {fault['ctx']['expected'].replace(' or ', ', ')}."
    if fault["type"].startswith("date"):
        return f"« {key} » doit être une date au format AAAA-MM-JJ."
    return f"« {key} » n'a pas une valeur possible ({fault['msg']})."
