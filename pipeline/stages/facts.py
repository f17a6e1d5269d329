"""`dossier.toml`: what the user declares about a dossier."""

import tomllib
from pathlib import Path

import pydantic

from pipeline.core.dossier import Facts
from pipeline.core.errors import UsageError
from pipeline.stages.ingest import FACTS_FILE


def read_facts(dossier: Path) -> Facts:
    """The facts declared in the dossier; none when it is a single file or declares nothing.

    Raises:
        UsageError: the file is no TOML, or says something unknown or impossible.
    """
    file = dossier / FACTS_FILE
    if not file.is_file():
        return Facts()
    try:
        return Facts.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} : ce n'est pas du TOML valide ({error}).") from error
    except pydantic.ValidationError as error:
        raise UsageError(f"{file} : {_first_fault(error)}") from error
    except OSError as error:
        raise UsageError(f"{file} : impossible à lire ({error.strerror}).") from error


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
