"""From a template and values to the sentence that the user reads."""

import re
import string
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from pipeline.core.choices import Lang
from pipeline.core.dossier import FileRecord
from pipeline.core.labels import field_label, page_label, paper_label
from pipeline.core.model import PageRef
from validators.quote import Quote
from validators.rule import Wording

_ELIDES = re.compile(r"[AEIOU]|Y[^AEIOU]")
"""Begins a word before which 'de' is 'd''. Whether a name in H is one of them nobody can tell from its letters."""


class _Plain(string.Formatter):
    """Writes values as people do; a missing one as a question mark. '{x!d}' is the value after 'de' or 'd''.

    >>> _Plain().format("{d}, {h}, {n} km, {x}, {y}", d=date(2026, 3, 12), h=time(14, 5), n=84650, x=None, y=("A", "B"))
    '12/03/2026, 14h05, 84 650 km, ?, A, B'
    >>> [_Plain().format("pas {x!d}", x=x) for x in ("carte grise", "extrait Kbis", "Émile", "YVES", "YAMAHA")]
    ['pas de carte grise', "pas d'extrait Kbis", "pas d'Émile", "pas d'YVES", 'pas de YAMAHA']
    """

    lang: Lang = "fr"

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion != "d":
            return super().convert_field(value, conversion)
        text = self.format_field(value, "")
        is_elided = _ELIDES.match(unicodedata.normalize("NFD", text.upper()).encode("ascii", "ignore").decode())
        return f"d'{text}" if is_elided else f"de {text}"

    def format_field(self, value: Any, format_spec: str) -> str:
        match value:
            case None:
                return "?"
            case Quote():
                return self.format_field(value.field.value, format_spec)
            case FileRecord():
                told = value.in_lang(self.lang)
                return f"{told.file} ({told.detail or told.status})"
            case (FileRecord(), *_):
                return "; ".join(self.format_field(one, "") for one in value)
            case tuple():
                return ", ".join(self.format_field(one, "") for one in value)
            case bool() | date() | time() | int() if not format_spec:
                return self.written(value)
        return str(super().format_field(value, format_spec))

    def written(self, value: bool | date | time | int) -> str:
        """What is no text, as people write it."""
        match value:
            case bool():
                return "oui" if value else "non"
            case date():
                return f"{value:%d/%m/%Y}"
            case time():
                return f"{value:%Hh%M}"
            case int():
                return f"{value:,}".replace(",", " ")


class _PlainEnglish(_Plain):
    """The same for English: ISO days, since day and month could be taken for one another.

    >>> _PlainEnglish().format("{d}, {h}, {n} km, {x}", d=date(2026, 3, 12), h=time(14, 5), n=84650, x=True)
    '2026-03-12, 14:05, 84,650 km, yes'
    """

    lang = "en"

    def written(self, value: bool | date | time | int) -> str:
        match value:
            case bool():
                return "yes" if value else "no"
            case time():
                return f"{value:%H:%M}"
            case int():
                return f"{value:,}"
        return str(value)


_PLAIN: Mapping[Lang, _Plain] = {"fr": _Plain(), "en": _PlainEnglish()}


def say(wording: Wording, values: Mapping[str, object], lang: Lang) -> tuple[str, str]:
    """Message and action in that language. Raises KeyError when a placeholder has no value."""
    message, action = (wording.fr, wording.action) if lang == "fr" else (wording.en, wording.action_en)
    plain = _PLAIN[lang]
    return plain.vformat(message, (), values), plain.vformat(action, (), values)


def where(quote: Quote, lang: Lang) -> str:
    """Paper and rubric, e.g. 'certificat de cession, date de cession'."""
    return f"{paper_label(quote.kind, lang)}, {field_label(quote.kind, quote.key, lang)}"


def at(pages: Iterable[PageRef], lang: Lang) -> str:
    """Where to look, e.g. 'scan.pdf, p. 7; scan.pdf, p. 8'."""
    return "; ".join(page_label(page, lang) for page in pages)


def unread(quotes: Iterable[Quote], lang: Lang) -> str:
    """Names the fields that a person must look at, and what was seen of them."""
    return " ; ".join(dict.fromkeys(_unread(one, lang) for one in quotes))


def _unread(quote: Quote, lang: Lang) -> str:
    seen = quote.field.raw.strip()
    if quote.is_conflict:
        why = "valeurs différentes d'un exemplaire à l'autre" if lang == "fr" else "copies give different values"
    elif seen:
        why = f"lu « {seen} » sans certitude" if lang == "fr" else f"read “{seen}” without certainty"
    else:
        why = "illisible" if lang == "fr" else "not readable"
    page = f" ({quote.field.file}, p. {quote.field.page})" if quote.field.file and quote.field.page else ""
    return f"{where(quote, lang)}{page} : {why}" if lang == "fr" else f"{where(quote, lang)}{page}: {why}"
