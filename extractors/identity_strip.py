"""The strip of an identity paper as two engines read it, and what it settles together with the print above it.

A check digit does not tell 6 from G or 8 from S: where both engines read a value whose digit agrees and the values
differ, neither is sure. Names of TD1 and TD3 have no check digit: they are as sure as the two engines are.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from rapidfuzz.distance import Levenshtein

from extractors.fields import AGREED, AGREES, CONTRADICTED, DIFFERS, SURE, UNSUPPORTED, level
from pipeline.core.documents import Texts
from pipeline.core.errors import FormatError
from pipeline.core.formats.mrz import Checked, compact, day_of
from pipeline.core.formats.mrz_identite import LATEST_CARD, Format, MrzIdentite, names_agree, parse
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field, Source

KEYS = ("nom", "prenoms", "sexe", "date_naissance", "numero", "date_expiration")
UNCHECKED = 0.90
"""Of a value without check digit that both engines read alike."""
BY_DIGIT = 0.95
"""Most that a value is worth which only the main engine reads, and whose check digit is right."""
ONE_ENGINE = 0.75
"""Most that it is worth without check digit, or when the other engine's value has a right one too."""
INCOHERENT = 0.5
"""Of a value whose check digit is wrong."""
CUT = 0.6
"""Most that a name is worth which fills its place: it may go on."""
ADOPTED = 0.90
"""Most that a value of the strip is worth where the print was read otherwise, and not surely."""
SHOWN = {True: 0.95, False: 0.85}
"""Of the lines themselves, read alike by both engines, when their check digits agree, and when not."""
LINES_ALONE = {True: 0.90, False: 0.3}
"""The same when the engines do not read them alike."""
BLANKS = 0.85
"""Most that a name of several parts is worth which only a strip gives."""
MISREAD, BY_PRINT = 2, 0.75
"""Characters of a number that the print puts right at most, and what the lines are worth then."""
LONGEST = 10
"""Years that a paper with a birth and an expiry in its strip runs at most."""
CHILD_YEARS = 16
"""A birth year less than that before the paper's own may be one of a hundred years earlier."""
NEAR = 0.75
"""Likeness (0 to 1) of two readings of one name."""
_LINES = {
    Format.TD1: {"nom": 2, "prenoms": 2, "sexe": 1, "date_naissance": 1, "date_expiration": 1},
    Format.TD3: {"numero": 1, "sexe": 1, "date_naissance": 1, "date_expiration": 1},
    Format.CNI: {"prenoms": 1, "numero": 1, "sexe": 1, "date_naissance": 1},
    Format.PERMIS: {},
}
"""Line in which a value stands where that is not the first one."""
T = TypeVar("T")


class Strip:
    """The strip on one face."""

    def __init__(self, face: Face, kind: Format) -> None:
        """Read its lines as each engine has them."""
        readings = [reading for i in range(1, kind.size[0] + 1) if (reading := face.reading(f"mrz.{i}")) is not None]
        self._kind = kind
        self._posteriors = [reading.confidence for reading in readings]
        self._sure = all(reading.source is not Source.OCR for reading in readings)
        self._place = {
            "file": face.page.file,
            "page": face.page.number,
            "box": BoundingBox.around(reading.box for reading in readings) if readings else None,
            "source": Source.MRZ,
        }
        texts = [reading.text for reading in readings]
        seconds = texts if self._sure else [reading.second or "" for reading in readings]
        self._seconds = [compact(text) for text in seconds]
        self._first = read(texts, kind)
        self._second = read(seconds, kind)
        self.lines = self._lines(texts)

    @property
    def mrz(self) -> MrzIdentite | None:
        """What it says, as the main engine reads it unless only the other one's check digits agree; None unread."""
        if self._second is not None and (self._first is None or (self._second.check_ok and not self._first.check_ok)):
            return self._second
        return self._first

    def value(self, key: str) -> tuple[Any, float]:
        """Value of the strip and how sure it is; `(None, 0.0)` when it has none.

        Names are texts joined by blanks.
        """
        first, second = _value(self._first, key), _value(self._second, key)
        posterior = self._posteriors[_LINES[self._kind].get(key, 0)] if self._posteriors else 0.0
        right = first is not None and self._first is not None and self._first.is_checked(key)
        right_too = second is not None and self._second is not None and self._second.is_checked(key)
        has_digit = self.mrz is not None and (isinstance(getattr(self.mrz, key), Checked) or _is_covered(self.mrz))
        if first is None and second is None:
            return None, 0.0
        if first == second or (right and not right_too and self._is_seen_twice(key)):
            value, sure = first, (AGREED if right else INCOHERENT) if has_digit else UNCHECKED
        elif right and right_too:
            value, sure = first, min(ONE_ENGINE, level(posterior, CONTRADICTED))
        elif right:
            value, sure = first, min(BY_DIGIT, level(posterior, UNSUPPORTED))
        elif first is not None and not right_too:
            value, sure = first, min(INCOHERENT if has_digit else ONE_ENGINE, level(posterior, CONTRADICTED))
        else:
            value, sure = second, ONE_ENGINE if right_too else INCOHERENT
        return value, min(sure, self._limit(key, value))

    def settled(self, key: str, printed: Field[T]) -> Field[T]:
        """The value from print and strip: sure where they agree, doubtful with both said where they differ."""
        value, sure = self.value(key)
        if value is None:
            return printed
        if printed.value is None:
            unread = (f"printed reading '{printed.raw}'",) if printed.raw else ()
            if key in ("nom", "prenoms") and " " in value:
                sure, unread = min(sure, BLANKS), (*unread, "hyphens and apostrophes are blanks in a strip")
            return type(printed)(value=value, raw=str(value), confidence=sure, repairs=unread, **self._place)
        if self.agrees(key, printed.value, value):
            if isinstance(value, str) and len(fold(value)) < len(fold(str(printed.value))):
                return printed  # nothing confirms what the strip cuts
            return printed.model_copy(update={"confidence": max(printed.confidence, sure, AGREES)})
        both = f"{printed.raw} / MRZ {value}"
        told = (*printed.repairs, f"print reads '{printed.value}', strip reads '{value}'")
        if printed.confidence < SURE <= sure:
            return type(printed)(value=value, raw=both, confidence=min(sure, ADOPTED), repairs=told, **self._place)
        is_near = (
            not isinstance(value, str)
            or Levenshtein.normalized_similarity(fold(value), fold(str(printed.value))) >= NEAR
        )
        if sure < SURE <= printed.confidence and is_near:
            return printed.model_copy(update={"confidence": min(printed.confidence, ADOPTED), "repairs": told})
        return printed.model_copy(update={"raw": both, "confidence": min(printed.confidence, DIFFERS), "repairs": told})

    def lines_with(self, number: Field[str]) -> Texts:
        """Its lines, with the printed number where theirs was misread and all check digits agree with the printed one.

        Only where the engines differ: what both read is what stands there, be its digits wrong.
        """
        mrz, printed = self.mrz, number.value or ""
        is_read = mrz is None or mrz.check_ok or self.lines.confidence >= SURE
        if mrz is None or is_read or Levenshtein.distance(mrz.numero.raw, printed) > MISREAD:
            return self.lines
        mended = read([line.replace(mrz.numero.raw, printed) for line in mrz.lines], self._kind)
        if mended is None or not mended.check_ok:
            return self.lines
        told = f"{mrz.numero.raw} read as {printed}, as printed above"
        update = {"value": mended.lines, "confidence": BY_PRINT, "repairs": (*self.lines.repairs, told)}
        return self.lines.model_copy(update=update)

    def _is_seen_twice(self, key: str) -> bool:
        """Whether the other engine has the field and its digit too, though somewhere else: it added or lost signs."""
        field = getattr(self._first, key)
        return isinstance(field, Checked) and any(f"{field.raw}{field.check}" in text for text in self._seconds)

    def agrees(self, key: str, printed: Any, value: Any) -> bool:
        """Whether print and strip say the same, the century of a birth apart, which print alone tells."""
        if self.mrz is None:
            return False
        if key == "nom":
            return names_agree(printed, value, is_cut=self.mrz.nom_coupe)
        if key == "prenoms":
            return names_agree(printed, value, is_cut=self.mrz.prenoms_coupes)
        if key == "date_naissance":
            return (printed.year % 100, printed.month, printed.day) == (value.year % 100, value.month, value.day)
        return bool(printed == value)

    def _limit(self, key: str, value: Any) -> float:
        """Most that a value is worth by itself for what the strip leaves open."""
        if self.mrz is None:
            return 0.0
        if (key == "nom" and self.mrz.nom_coupe) or (key == "prenoms" and self.mrz.prenoms_coupes):
            return CUT
        if key == "date_naissance":
            made = _made_in(self.mrz)
            return DIFFERS if made is None or made - value.year < CHILD_YEARS else 1.0
        return 1.0

    def _lines(self, texts: Sequence[str]) -> Texts:
        raw = "\n".join(texts).strip()
        if self.mrz is None:
            return Texts(raw=raw, **self._place)
        alike = self._first is not None and self._second is not None and self._first.lines == self._second.lines
        table = SHOWN if alike else LINES_ALONE
        return Texts(
            value=self.mrz.lines,
            raw=raw,
            confidence=table[self.mrz.check_ok],
            repairs=self.mrz.repairs,
            **self._place,
        )


def read(texts: Sequence[str], kind: Format | None = None) -> MrzIdentite | None:
    """What lines say; None for what is no such strip, or none at all where its kind is not known."""
    try:
        return parse(texts, kind)
    except FormatError:
        return None


def _value(mrz: MrzIdentite | None, key: str) -> Any:
    value = getattr(mrz, key) if mrz is not None else None
    if isinstance(value, Checked):
        return value.value
    return (" ".join(value) if isinstance(value, tuple) else value) or None


def _made_in(mrz: MrzIdentite) -> int | None:
    """Year in which the paper was made, at the earliest; None when that was not read."""
    if mrz.format is Format.CNI:
        day = day_of(f"{mrz.lines[1][:4]}01", LATEST_CARD) if mrz.lines[1][:4].isdigit() else None
        return day.year if day else None
    expiry = mrz.date_expiration.value if mrz.date_expiration else None
    return expiry.year - LONGEST if expiry else None


def _is_covered(mrz: MrzIdentite) -> bool:
    """Whether the overall digit covers all that stands in the strip."""
    return mrz.format in (Format.CNI, Format.PERMIS)
