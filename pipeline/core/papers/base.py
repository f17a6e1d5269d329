"""What all papers have in common."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pydantic

from pipeline.core.model import Field, Frozen, Hour, PageRef

Text = Field[str]
Date = Field[date]
Time = Field[Hour]
Number = Field[int]
Amount = Field[Decimal]
Mark = Field[bool]
Texts = Field[tuple[str, ...]]


def rubrique(code: str, empty: Any) -> Any:
    """An attribute printed with that code on the carte grise (Arrêté du 9 février 2009, annexe III)."""
    return pydantic.Field(default=empty, json_schema_extra={"code": code})


class BaseDocument(Frozen):
    """What all papers have."""

    model_config = pydantic.ConfigDict(use_attribute_docstrings=False)  # as those of its fields

    id: str
    """Kind and rank, e.g. 'carte_grise-1'."""
    confidence: float = pydantic.Field(default=1.0, ge=0, le=1)
    """Of the classification."""
    pages: tuple[PageRef, ...] = ()

    def fields(self) -> Iterator[tuple[str, Field[Any]]]:
        """Key and field, in the order of the contract."""
        for key in type(self).model_fields:
            value = getattr(self, key)
            if isinstance(value, Field):
                yield key, value

    @property
    def edition_label(self) -> str | None:
        """Model or edition of the paper, e.g. 'siv' or '15776*02'; None when it has none or it is not known."""
        return next((field.value for key, field in self.fields() if key in ("modele", "edition")), None)

    @classmethod
    def code(cls, key: str) -> str | None:
        """Code of that field on the carte grise, e.g. 'C.1'; None on other papers."""
        extra = cls.model_fields[key].json_schema_extra
        return str(extra["code"]) if isinstance(extra, dict) and "code" in extra else None


class Inconnu(BaseDocument):
    """A page that is none of the papers known."""

    kind: Literal["inconnu"] = "inconnu"
