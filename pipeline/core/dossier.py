"""A dossier: the papers of one vehicle transfer, the files they came from, and what the user declared."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, Self, TypeVar

import pydantic

from pipeline.core.choices import Canal, Lang, Nature, Operation, Party
from pipeline.core.documents import BaseDocument, Document
from pipeline.core.english import in_lang
from pipeline.core.model import Face, Field, Frozen, Picture

D = TypeVar("D", bound=BaseDocument)


class FileStatus(StrEnum):
    """What became of a file."""

    READ = "read"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    OVERSIZED = "oversized"
    """More bytes, pages or pixels than the settings allow."""
    UNSUPPORTED = "unsupported"
    """Not a PDF or a picture."""
    DUPLICATE = "duplicate"
    """Same bytes as another file of the dossier."""
    UNREADABLE = "unreadable"
    """The OCR engine failed on one of its pages."""


class FileRecord(Frozen):
    """One file of the dossier."""

    file: str
    """Path inside the dossier, with '/' between folders."""
    sha256: str
    pages: int = 0
    status: FileStatus = FileStatus.READ
    detail: str = ""
    """What is wrong and what to do, in French; empty when read."""
    unread: tuple[int, ...] = ()
    """1-based numbers of the pages on which the OCR engine failed: reading them again may do."""
    only: tuple[int, ...] = pydantic.Field(default=(), exclude_if=lambda pages: not pages)
    """1-based numbers of its pages that are of this dossier, of a file that holds several; empty when all are."""

    def in_lang(self, lang: Lang) -> Self:
        """The record, told in that language."""
        return self.model_copy(update={"detail": in_lang(self.detail, lang)})


class Reading(Frozen):
    """What was read of files, before papers are joined over their pages."""

    faces: tuple[Face, ...] = ()
    """In page order."""
    files: tuple[FileRecord, ...] = ()
    pictures: tuple[Picture, ...] = pydantic.Field(default=(), repr=False)
    """Of the pages, in their order, where they were asked for."""


class Facts(Frozen):
    """Facts that no paper states, from `dossier.toml` and the command line. None = not said."""

    date_demande: date | None = None
    operation: Operation | None = None
    canal: Canal | None = None
    vendeur: Party | None = None
    acquereur: Party | None = None
    nature: Nature | None = None
    procuration: bool | None = None
    notes: str | None = None


class Dossier(Frozen):
    """All that is known of one transfer before it is judged."""

    name: str
    documents: tuple[Document, ...] = ()
    files: tuple[FileRecord, ...] = ()
    pictures: tuple[Picture, ...] = pydantic.Field(default=(), repr=False)
    """Of the pages, in their order, where they were asked for."""
    facts: Facts = pydantic.Field(default_factory=Facts)

    def in_lang(self, lang: Lang) -> Self:
        """The dossier, with what is wrong with its files told in that language."""
        return self.model_copy(update={"files": tuple(file.in_lang(lang) for file in self.files)})

    def of(self, kind: type[D]) -> tuple[D, ...]:
        """The papers of that class, in dossier order."""
        return tuple(document for document in self.documents if isinstance(document, kind))

    def fields(self, path: str) -> Iterator[tuple[BaseDocument, Field[Any]]]:
        """The field `kind.key` on each paper of that kind."""
        kind, key = path.split(".")
        for document in self.documents:
            if document.kind == kind:
                yield document, getattr(document, key)
