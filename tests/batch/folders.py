"""Folders of dossiers that `tests.batch.program` obeys, and what lies in a folder."""

from collections.abc import Mapping
from pathlib import Path


def a_batch(folder: Path, orders: Mapping[str, str]) -> Path:
    """A folder with a dossier for each name, which holds one file with that order."""
    for name, order in orders.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "page").write_text(order)
    return folder


def files(folder: Path) -> dict[str, str]:
    """Name in the folder and content of all files."""
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}
