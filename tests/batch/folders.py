"""Folders of dossiers that `tests.batch.program` obeys."""

from collections.abc import Mapping
from pathlib import Path


def a_batch(folder: Path, orders: Mapping[str, str]) -> Path:
    """A folder with a dossier for each name, which holds one file with that order."""
    for name, order in orders.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "page").write_text(order)
    return folder
