"""What a rule sees of a paper: a value with its state and where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier
from pipeline.core.model import Field, State
from pipeline.core.report import Evidence


@dataclass(frozen=True)
class Quote:
    """One field of one paper."""

    document: str
    """Id of the paper, e.g. 'certificat_cession-1'."""
    kind: str
    """Kind of the paper."""
    key: str
    """Field key."""
    state: State = State.UNKNOWN
    """How well the field is known, given the confidence asked for."""
    field: Field[Any] = field(default_factory=Field)
    """The field itself, for its raw characters and its doubtful value."""
    is_conflict: bool = False
    """Several papers of the kind give different values; `field` is one of them."""

    @property
    def value(self) -> Any:
        """The value when it was surely read, otherwise None: a doubtful value is never given as a value."""
        return self.field.value if self.state is State.READ else None

    @property
    def is_read(self) -> bool:
        """A value, surely."""
        return self.state is State.READ

    @property
    def is_blank(self) -> bool:
        """Surely nothing there."""
        return self.state is State.BLANK

    @property
    def is_unsure(self) -> bool:
        """Neither a sure value nor a sure emptiness: a person must look."""
        return self.state not in (State.READ, State.BLANK)

    @property
    def evidence(self) -> Evidence:
        """Where it stands."""
        at = self.field
        return Evidence(document=self.document, field=self.key, file=at.file, page=at.page, box=at.box)


def quote(document: Document, key: str, min_confidence: float) -> Quote:
    """That field of that paper. Raises AttributeError when papers of its kind have no such field."""
    field: Field[Any] = getattr(document, key)
    return Quote(document.id, document.kind, key, field.state(min_confidence), field)


def quotes(dossier: Dossier, path: str, min_confidence: float) -> tuple[Quote, ...]:
    """The field on every paper of that kind.

    Args:
        dossier: all papers.
        path: 'kind.key', or '*.key' for papers of all kinds that have such a field.
        min_confidence: 0 to 1, under which a value is a doubt.

    Raises:
        AttributeError: papers of that kind have no such field.
    """
    kind, key = path.split(".")
    return tuple(
        quote(document, key, min_confidence)
        for document in dossier.documents
        if document.kind == kind or (kind == "*" and key in type(document).model_fields)
    )


def agreed(several: Iterable[Quote]) -> Quote:
    """What papers of one kind (the two copies of a cerfa) say together.

    A sure value wins over a blank or unread place on the other copy, which has its own findings; two values that
    differ, even when one of them is doubtful, are a conflict, and a conflict is unsure.

    Raises:
        ValueError: there is no quote.
    """
    many = sorted(several, key=lambda one: list(State).index(one.state))
    if not many:
        raise ValueError("no quote to agree upon")
    first = many[0]
    if any(other.field.value not in (None, first.field.value) for other in many):
        return Quote(first.document, first.kind, first.key, State.DOUBTFUL, first.field, is_conflict=True)
    # A place that could not be read weighs more than one that is surely empty.
    return next((one for one in many if one.is_unsure), first) if first.is_blank else first
