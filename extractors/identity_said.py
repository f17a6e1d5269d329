"""Values of an identity paper found by what its strip says, where a poor scan took the small labels away.

A row that says the strip's name, number or day is that value, wherever the model of the paper has it; and the day that
is neither the birth nor the expiry is the day of issue. Only the place is taken from the strip: what stands there is
read by itself, and compared with the strip afterwards.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extractors.identity_strip import read
from extractors.layout import Sheet
from pipeline.core.errors import FormatError
from pipeline.core.formats import jour
from pipeline.core.formats.mrz import compact
from pipeline.core.lines import Line, fold
from pipeline.core.model import Word

ALONE = 1.2
"""Paper on either side of a value, in heights of its row: what stands nearer is a part of it."""
_DAY = re.compile(r"\d{2}[ .]?\d{2}[ .]?\d{4}", re.ASCII)
_STATE = slice(2, 5)
"""Where a strip says which state made the paper."""


def said(sheet: Sheet, rows: Sequence[Line]) -> dict[str, tuple[Word, ...]]:
    """The words of each value that stands once above the strip `rows` of a French paper, by field key."""
    if not rows or compact(rows[0].text)[_STATE] != "FRA":
        return {}
    runs = list(_runs(sheet, rows[0].box.top))
    days = [(words, day) for words in runs if (day := _day(words)) is not None]
    mrz = read([row.text for row in rows])
    found: dict[str, list[tuple[Word, ...]]] = {}
    if mrz is not None:
        found["nom"] = [words for words in runs if _names(words, mrz.nom, is_cut=mrz.nom_coupe)]
        found["prenoms"] = [words for words in runs if _names(words, " ".join(mrz.prenoms), is_cut=mrz.prenoms_coupes)]
        found["numero"] = [words for words in runs if mrz.numero.check_ok and _joined(words) == mrz.numero.value]
        for key in ("date_naissance", "date_expiration"):
            checked = getattr(mrz, key)
            told = checked.value if checked is not None else None
            found[key] = [words for words, day in days if told is not None and f"{day:%d%m%y}" == f"{told:%d%m%y}"]
    known = [words for key in ("date_naissance", "date_expiration") for words in found.get(key, ())]
    found["date_delivrance"] = [words for words, _ in days if words not in known]
    return {key: places[0] for key, places in found.items() if len(places) == 1}


def _runs(sheet: Sheet, bottom: float) -> Iterator[tuple[Word, ...]]:
    """Words of one row that stand apart from the others of it."""
    for line in sheet.lines:
        if line.box.bottom >= bottom:
            continue
        gap = ALONE * line.box.height / sheet.page.aspect
        run: list[Word] = []
        for word in line.words:
            if run and word.box.left - run[-1].box.right > gap:
                yield tuple(run)
                run = []
            run.append(word)
        yield tuple(run)


def _day(words: Sequence[Word]) -> date | None:
    text = " ".join(word.text for word in words)
    try:
        return jour.validate(re.sub(r"\D", "", text)) if _DAY.fullmatch(text) else None
    except FormatError:
        return None


def _names(words: Sequence[Word], strip: str, *, is_cut: bool) -> bool:
    return not is_cut and _joined(words) == fold(strip) != ""


def _joined(words: Sequence[Word]) -> str:
    return fold("".join(word.text for word in words))
