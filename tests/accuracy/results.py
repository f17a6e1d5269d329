"""What came out of one case, kept as a line of JSON, so that a killed run goes on and several runs become one table."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from pipeline.core.model import BoundingBox, Frozen
from samples.papers import Reading, Shown

Group = Literal["dossier", "paper", "form"]
"""A dossier of our drawings, a loose paper of them, a paper on an official blank."""


class FieldRead(Frozen):
    """A field as it was read."""

    value: Any
    confidence: float
    source: str | None
    raw: str = ""
    file: str | None = None
    page: int | None = None
    box: BoundingBox | None = None


class PaperRead(Frozen):
    """A paper as it was read."""

    kind: str
    fields: dict[str, FieldRead]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """From the JSON of the contract."""
        return cls(
            kind=document["kind"],
            fields={
                key: FieldRead.model_validate({name: field[name] for name in FieldRead.model_fields})
                for key, field in document["fields"].items()
            },
        )


class PageSeen(Shown):
    """A page that was drawn, and what became of it."""

    found: tuple[str, ...]
    """Kinds of the papers found on it."""
    upright: bool | None
    """Whether it was read the right way up; None where it was never scanned."""


class Verdict(Frozen):
    """What was answered, or must be."""

    verdict: str
    motifs: tuple[str, ...]


class Case(NamedTuple):
    """What is drawn and read at once: a dossier, or a paper by itself."""

    group: Group
    what: str
    """'dossier', the kind of a loose paper, or that of a form."""
    seed: int
    rank: int
    level: str


class Result(Frozen):
    """What came out of one case."""

    case: Case
    name: str
    """e.g. '0002-plaque', '0003-kbis'."""
    commit: str
    """Of the code that read it; with a '+' when files differed from it."""
    true: tuple[Reading, ...]
    read: tuple[PaperRead, ...]
    pages: tuple[PageSeen, ...]
    expected: Verdict | None
    """None where nothing is judged."""
    answered: Verdict | None
    others: Mapping[str, tuple[dict[str, Any], ...]]
    """By the name of a baseline, the key fields that it read of each paper of `true`."""
    crops: Mapping[str, str]
    """Where a wrong value stated surely can be looked at: picture by '<rank of the paper>.<key>'."""
    seconds: Mapping[str, float]
    """Spent, by reader."""


def append(result: Result, path: Path) -> None:
    """Add a line to the file, whole or not at all for whoever reads it later."""
    with path.open("a", encoding="utf-8") as file:
        file.write(result.model_dump_json() + "\n")


def load(path: Path) -> Iterator[Result]:
    """The results in a file; a last line that a killed run left unfinished is passed over.

    Raises:
        ValueError: a line that is finished is no result.
    """
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            yield Result.model_validate_json(line)


def mend(path: Path) -> None:
    """Cut off a last line that a killed run left unfinished, so that the next one does not grow onto it."""
    if path.exists() and not (text := path.read_text(encoding="utf-8")).endswith("\n"):
        path.write_text(text[: text.rfind("\n") + 1], encoding="utf-8")


def merged(files: Iterable[Path]) -> list[Result]:
    """The results of several runs; of a case that was read twice, the one that comes last."""
    found: dict[Case, Result] = {}
    for path in files:
        for result in load(path):
            found[result.case] = result
    return list(found.values())
