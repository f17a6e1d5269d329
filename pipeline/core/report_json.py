"""The reports that programs read: `conforme.report/1` and `conforme.extract/1`, as contract.md section 4 gives them.

`conforme schema` prints the JSON Schema of these models; they are made from the values of the program and never read
back.
"""

import json
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal

import pydantic
from pydantic import JsonValue

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, FileRecord
from pipeline.core.model import BoundingBox, ByHand, Field, Frozen, PageRef, Source
from pipeline.core.report import Correction, Finding, Motif, Provenance, Report, Scenario, Validity


class FieldJson(Frozen):
    """One field of a paper."""

    code: str | None = pydantic.Field(default=None, exclude_if=lambda code: code is None)
    """Rubrique of the carte grise; left out on other papers."""
    value: JsonValue
    """Null when nothing usable was read."""
    raw: str
    confidence: float
    source: Source | None
    file: str | None
    page: int | None
    box: BoundingBox | None
    repairs: tuple[str, ...]
    by_hand: ByHand | None = pydantic.Field(default=None, exclude_if=lambda by_hand: by_hand is None)
    """Who said so, when, and what had been read; left out where the value was read."""

    @classmethod
    def of(cls, field: Field[Any], code: str | None) -> "FieldJson":
        """The field as programs read it."""
        return cls(
            code=code,
            value=plain(field.value),
            raw=field.raw,
            confidence=round(field.confidence, 4),
            source=field.source,
            file=field.file,
            page=field.page,
            box=field.box,
            repairs=field.repairs,
            by_hand=field.by_hand,
        )


class DocumentJson(Frozen):
    """One paper."""

    id: str
    kind: str
    edition: str | None
    """Model or edition, e.g. 'siv' or '15776*02'."""
    confidence: float
    pages: tuple[PageRef, ...]
    fields: dict[str, FieldJson]

    @classmethod
    def of(cls, document: Document) -> "DocumentJson":
        """The paper as programs read it."""
        return cls(
            id=document.id,
            kind=document.kind,
            edition=document.edition_label,
            confidence=round(document.confidence, 4),
            pages=document.pages,
            fields={key: FieldJson.of(field, document.code(key)) for key, field in document.fields()},
        )


class ReportJson(Frozen):
    """The answer for one dossier."""

    model_config = pydantic.ConfigDict(title="Conforme report", serialize_by_alias=True)

    format: Literal["conforme.report/1"] = pydantic.Field(default="conforme.report/1", alias="schema")
    dossier: str
    verdict: Literal["pass", "reject"]
    motifs: tuple[Motif, ...]
    date_demande: date
    date_cession: date | None
    scenario: Scenario
    documents: tuple[DocumentJson, ...]
    findings: tuple[Finding, ...]
    corrections: tuple[Correction, ...]
    """The fewest that make the dossier pass, grouped by who has to act."""
    message_client: str | None
    """Ready to send, in French; null when neither seller nor buyer has anything to do."""
    valable_jusqu_au: Validity | None
    """Null when no rule that holds now begins to reject within two years."""
    histovec: str | None
    """Line to paste in HistoVec; null when one of its values was not surely read."""
    files: tuple[FileRecord, ...]
    provenance: Provenance

    @classmethod
    def of(cls, report: Report) -> "ReportJson":
        """The report as programs read it."""
        return cls(
            dossier=report.dossier,
            verdict=report.verdict,
            motifs=report.motifs,
            date_demande=report.date_demande,
            date_cession=report.date_cession,
            scenario=report.scenario,
            documents=_documents(report.documents),
            findings=report.findings,
            corrections=report.advice.corrections,
            message_client=report.advice.message_client,
            valable_jusqu_au=report.advice.valable_jusqu_au,
            histovec=report.advice.histovec,
            files=report.files,
            provenance=report.provenance,
        )


class ExtractJson(Frozen):
    """What was read of one dossier, not judged."""

    model_config = pydantic.ConfigDict(title="Conforme extract", serialize_by_alias=True)

    format: Literal["conforme.extract/1"] = pydantic.Field(default="conforme.extract/1", alias="schema")
    dossier: str
    documents: tuple[DocumentJson, ...]
    files: tuple[FileRecord, ...]

    @classmethod
    def of(cls, dossier: Dossier) -> "ExtractJson":
        """The papers as programs read them."""
        return cls(dossier=dossier.name, documents=_documents(dossier.documents), files=dossier.files)


def report_schema() -> dict[str, JsonValue]:
    """JSON Schema (2020-12) of `ReportJson` as written."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ReportJson.model_json_schema(mode="serialization", by_alias=True),
    }


def plain(value: object) -> JsonValue:
    """A value as the contract writes it: ISO dates, HH:MM, numbers as numbers, lists.

    >>> plain((date(2026, 3, 4), time(9, 5), Decimal("1598"), Decimal("74.50"), None))
    ['2026-03-04', '09:05', 1598, 74.5, None]
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case tuple():
            return [plain(one) for one in value]
        case Frozen():
            return {key: plain(getattr(value, key)) for key in type(value).model_fields}
        case _:
            raise TypeError(f"no JSON form for {type(value).__name__}")


def _documents(documents: Iterable[Document]) -> tuple[DocumentJson, ...]:
    return tuple(DocumentJson.of(document) for document in documents)


def as_json(value: JsonValue) -> str:
    """JSON for files and standard output."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
