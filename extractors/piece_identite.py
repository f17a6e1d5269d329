"""Identity papers: French cards of both models, passport, residence permit, driving licences of 2013 and before.

Each value is read beside or under its label and, where there is a strip, in it too: what both say is sure, what they
say differently is doubtful and says both. The strip cuts long names and has no accents, hyphens or apostrophes, so the
printed name stands where they agree.

The laminated French card says its expiry on the back only; the month of its number must suit the day of issue printed
there. Its expiry is given as printed: the five years that some cards run longer are a rule. The pink licence on paper
says no expiry.

Source: documents.md, section 8.
"""

import re
from collections.abc import Callable, Sequence
from datetime import MAXYEAR, date
from typing import Any, NamedTuple, TypeVar

from extractors import identity_layout as layouts
from extractors.fields import DIFFERS, SURE, Parse
from extractors.identity_layout import Layout
from extractors.identity_strip import Strip
from extractors.identity_values import DAY, PARSERS, uncoded
from extractors.layout import Sheet, words_beyond
from extractors.paper import PaperType, Side
from extractors.places import decide_among
from pipeline.core.documents import Mark, PieceIdentite, Text, Texts
from pipeline.core.formats.mrz_identite import Format
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field, Source, Zone

KIND = "piece_identite"
COHERENT = 0.95
"""Of two dates that are years apart to the day, as papers run, each read by itself."""
LEAST_COHERENT = 0.6
"""Confidence that each must have by itself for that."""
SPANS = (5, 10, 15)
"""Years that these papers run."""
MONTHS_APART = 3
"""Most months between the making of a card, in its number, and its issue."""
ABSENT = 0.95
"""That a side is not among the pages."""
CARD_HIGH = 0.75
"""Height of a card at most, in widths of what is read on it."""
MORE_WORDS = 4
"""Long words far from a card that may be its other side."""
LICENCE_LEFT = 0.30
"""Left of the values of a licence, in widths of its card: the portrait stands before it."""
_LICENCE_NUMBER = re.compile(r"\d{2}[A-Z]{2}\d{5}|\d{12}", re.ASCII)
_PERMIT_NUMBER = re.compile(r"(?=.*\d)[A-Z0-9]{9,10}", re.ASCII)
T = TypeVar("T")


class Family(NamedTuple):
    """A paper and its faces."""

    type: str
    sides: tuple[str, ...]
    """Front, back."""


FAMILIES = (
    Family("cni", ("cni_recto", "cni_verso")),
    Family("cni_2021", ("cni_2021_recto", "verso_td1")),
    Family("titre_sejour", ("titre_recto", "verso_td1")),
    Family("passeport", ("passeport",)),
    Family("permis", ("permis_recto", "permis_verso")),
    Family("permis", ("rose_interieur", "rose_couverture")),
)
LINKS = ("numero", "nom", "prenoms", "date_naissance")
"""What tells a person, or a paper."""
STRIPS = {"cni_recto": Format.CNI, "verso_td1": Format.TD1, "passeport": Format.TD3, "permis_verso": Format.PERMIS}
"""Faces that carry a strip."""


def extract(identity: str, faces: tuple[Face, ...]) -> PieceIdentite:
    """The paper that these faces make."""
    strip = _strip(faces)
    family = _family(faces)
    fields: dict[str, Field[Any]] = {key: _printed(faces, key, parse) for key, parse in PARSERS.items()}
    lines = strip.lines_with(fields["numero"]) if strip is not None else Texts()
    if strip is not None:
        fields |= {key: strip.settled(key, fields[key]) for key in ("nom", "prenoms", "sexe", "date_naissance",
                                                                   "numero", "date_expiration")}  # fmt: skip
    fields |= _dated(fields, family)
    if (
        strip is not None
        and family is not None
        and family.type == "cni"
        and not _suits(strip, fields["date_delivrance"])
    ):
        # Each day was too doubtful to part the sides, and both together are not: it may be the back of another card.
        fields |= {key: fields[key].at_most(DIFFERS) for key in ("date_delivrance", "date_expiration")}
    confidence = min(face.confidence for face in faces)
    return PieceIdentite(
        id=identity,
        confidence=confidence,
        pages=tuple(dict.fromkeys(face.page.ref for face in faces)),
        type=_type(family, faces, strip),
        recto=_present(faces, family.sides[0] if family else None),
        verso=_present(faces, family.sides[1]) if family and len(family.sides) > 1 else Mark(),
        mrz=lines,
        **fields,
    )


def fit(group: Sequence[Face], face: Face) -> float:
    """How well a face suits those of a paper: 0.0 when it is of another paper or person.

    Number, name and birth decide where both faces say them. The back of the laminated card says none of these: there
    the month in the number must suit the day of issue, and the nearest face on the sheet is taken, else the nearest
    page.
    """
    together = (*group, face)
    family = _family(together)
    if family is None or len({one.side for one in together}) < len(together):
        return 0.0
    near = max(_nearness(other, face) for other in group)
    strip = _strip(together)
    if strip is None:
        return near
    agreeing, differing = set(), set()
    for key in LINKS:
        value, sure = strip.value(key)
        printed = _printed(together, key, PARSERS[key])
        if value is None or printed.value is None:
            continue
        # A strip says nothing of another face when the print stands beside it.
        if any(one.reading(key) is not None and one.reading("mrz.1") is not None for one in together):
            continue
        if strip.agrees(key, printed.value, value):
            agreeing.add(key)
        elif min(sure, printed.confidence) >= SURE:
            differing.add(key)
    # No two papers have one number: a name that differs beside it was misread.
    if differing and "numero" not in agreeing:
        return 0.0
    if family.type == "cni" and not _suits(strip, _printed(together, "date_delivrance", PARSERS["date_delivrance"])):
        return 0.0
    return near + 2 * len(agreeing)


def _family(faces: Sequence[Face]) -> Family | None:
    """The paper that has all these faces; None when there is none."""
    sides = {face.side for face in faces}
    found = [family for family in FAMILIES if sides <= set(family.sides)]
    if len(found) < 2:
        return found[0] if found else None
    strip = _strip(faces)
    is_card = strip is not None and strip.mrz is not None and strip.mrz.code == "ID"
    return next((family for family in found if (family.type == "cni_2021") == is_card), None)


def _type(family: Family | None, faces: Sequence[Face], strip: Strip | None) -> Text:
    """Which paper it is; unread where the strip is of another state's card, which has no name in the contract."""
    place = {"file": faces[0].page.file, "page": faces[0].page.number, "source": Source.DERIVED}
    mrz = strip.mrz if strip else None
    is_back_alone = {face.side for face in faces} == {"verso_td1"}
    if family is None or (is_back_alone and mrz is not None and mrz.etat != "FRA"):
        return Text(raw=f"{mrz.code} {mrz.etat}" if mrz else "", **place)
    sure = min(face.confidence for face in faces)
    if is_back_alone and strip is not None and mrz is not None:
        # No check digit covers the code: the nationality has to say the same.
        is_coherent = (mrz.code == "ID") == (mrz.nationalite == "FRA")
        sure = min(sure, strip.value("code")[1], 1.0 if is_coherent else DIFFERS)
    return Text(value=family.type, raw=faces[0].side, confidence=sure, **place)


def _strip(faces: Sequence[Face]) -> Strip | None:
    return next(
        (Strip(face, STRIPS[face.side]) for face in faces if face.side in STRIPS and face.reading("mrz.1")), None
    )


def _printed(faces: Sequence[Face], key: str, parse: Parse[T]) -> Field[T]:
    """The value that stands on one of the faces: read there if it is on any.

    Never blank: labels are small and places rough, so that an empty one is a place missed.
    """
    fields = [decide_among(face, key, parse) for face in faces]
    field = max(fields, key=lambda field: (field.value is not None, bool(field.raw), field.confidence))
    return field if field.value is not None else field.model_copy(update={"confidence": 0.0})


def _dated(fields: dict[str, Field[Any]], family: Family | None) -> dict[str, Field[Any]]:
    """Issue and expiry: surer where they are years apart to the day, doubtful where they cannot both be right."""
    issue, expiry, born = fields["date_delivrance"], fields["date_expiration"], fields["date_naissance"]
    if expiry.value and born.value and _same_day(expiry.value, born.value) and expiry.source is not Source.MRZ:
        # Papers run from the day of issue: this is the birth read in its place (documents.md 8.6).
        expiry = expiry.at_most(DIFFERS)
    start, end = issue.value, expiry.value
    runs = start is not None and end is not None and any(_runs(start, end, years) for years in SPANS)
    if family is not None and family.type == "titre_sejour" and not runs:
        # Permits may begin after their issue and carry other days: nothing says that this one is it.
        issue = issue.at_most(DIFFERS)
    if start is not None and end is not None:
        spans = family is not None and family.type in ("cni", "cni_2021", "passeport")
        if runs and min(issue.confidence, expiry.confidence) >= LEAST_COHERENT:
            issue, expiry = (
                field.model_copy(update={"confidence": max(field.confidence, COHERENT)}) for field in (issue, expiry)
            )
        elif start >= end or (spans and not runs):
            issue, expiry = (field.at_most(DIFFERS) for field in (issue, expiry))
    return {"date_delivrance": issue, "date_expiration": expiry}


def _runs(issue: date, expiry: date, years: int) -> bool:
    """Whether a paper of so many years runs from one day to the other, or to the day before."""
    year = min(issue.year + years, MAXYEAR)
    try:
        until = issue.replace(year=year)
    except ValueError:  # issued on 29 February
        until = issue.replace(year=year, month=3, day=1)
    return 0 <= (until - expiry).days <= 1


def _same_day(one: date, other: date) -> bool:
    return (one.month, one.day) == (other.month, other.day)


def _suits(strip: Strip, issue: Field[date]) -> bool:
    """Whether the month in the number of a card suits its day of issue; so it does where either is not sure."""
    number, sure = strip.value("numero")
    if number is None or issue.value is None or min(sure, issue.confidence) < SURE or not number[:4].isdigit():
        return True
    made = 12 * int(number[:2]) + int(number[2:4])
    apart = (12 * (issue.value.year % 100) + issue.value.month - made) % 1200
    return apart <= MONTHS_APART


def _nearness(one: Face, other: Face) -> float:
    """From 1.0 on one spot of a page down to almost 0.0 for pages far apart."""
    pages = abs(one.page.number - other.page.number) if one.page.file == other.page.file else 1
    if pages or not one.readings or not other.readings:
        return 0.3 / (1 + pages)
    (x, y), (u, v) = (BoundingBox.around(r.zone for r in face.readings).center for face in (one, other))
    return 1.0 / (1.0 + abs(x - u) * one.page.aspect + abs(y - v))


def _present(faces: Sequence[Face], side: str | None) -> Mark:
    """Whether that side is there; a missing one is doubtful where the pages of the other hold something unread."""
    face = next((face for face in faces if face.side == side), None)
    if face is None:
        sure = DIFFERS if any(_holds_more(other) for other in faces) else ABSENT
        return Mark(value=False, confidence=sure, source=Source.DERIVED) if side else Mark()
    place = {"file": face.page.file, "page": face.page.number}
    return Mark(value=True, confidence=face.confidence, source=Source.DERIVED, **place)


def _holds_more(face: Face) -> bool:
    """Whether words stand on the page far from that card."""
    if not face.readings:
        return True
    box = BoundingBox.around(reading.zone for reading in face.readings)
    high = CARD_HIGH * box.width * face.page.aspect
    card = BoundingBox(
        left=box.left - box.width, top=box.top - high, right=box.right + box.width, bottom=box.bottom + high
    )
    return words_beyond(face.page, card) >= MORE_WORDS


def _locate(layout: Layout, *needed: str) -> Callable[[Sheet], tuple[Zone, ...] | None]:
    """Zones of that face; None without one of the values needed."""

    def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
        found = layouts.zones(sheet, layout)
        return found if not needed or any(zone.key in needed for zone in found) else None

    return locate


def _locate_permit(sheet: Sheet) -> tuple[Zone, ...]:
    """Zones of a residence permit, and that of its number, which stands without label at the right of the title."""
    found = layouts.zones(sheet, layouts.TITRE_RECTO)
    title = sheet.find("TITRE DE SÉJOUR")
    words = [
        word
        for word in sheet.page.words
        if title is not None
        and word.box.left > title.box.right
        and abs(word.box.center[1] - title.box.center[1]) < title.box.height
        and _PERMIT_NUMBER.fullmatch(word.text)
    ]
    if len(words) != 1:
        return found
    return (*found, layouts.value_zone("numero", words, sheet))


def _locate_licence(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of a licence: its codes are too small to lean on, but its rows come in one order.

    Surname, first names, birth with its place in brackets, issue, expiry, number.
    """
    title = sheet.find("PERMIS DE CONDUIRE")
    if title is None:
        return None
    card = BoundingBox.around(line.box for line in sheet.lines)
    rows = [
        row for row in layouts.rows_of(sheet, card.left + LICENCE_LEFT * card.width) if row.box.top > title.box.bottom
    ]
    days = [rank for rank, row in enumerate(rows) if DAY.search(row.text)]
    birth = next((rank for rank in days if "(" in rows[rank].text), None)
    if birth is None:
        return None
    named = {"date_naissance": rows[birth]}
    later = [rank for rank in days if rank > birth]
    if len(later) == 2:
        named |= {"date_delivrance": rows[later[0]], "date_expiration": rows[later[1]]}
    if birth == 2:
        named |= {"nom": rows[0], "prenoms": rows[1]}
    numbers = [row for row in rows if _LICENCE_NUMBER.fullmatch(re.sub(r"\W", "", uncoded(row.text)).upper())]
    if len(numbers) == 1:
        named["numero"] = numbers[0]
    return tuple(
        Zone.of_box(key, layouts.padded(layouts.row_box(row.words, sheet)), alphabet="", is_key=True)
        for key, row in named.items()
    )


def _side(name: str, layout: Layout, expects: tuple[str, ...], *needed: str, **more: Any) -> Side:
    """A face that `identity_layout.parts` finds; its labels only say how surely."""
    return Side(
        name=name,
        markers=tuple(label.phrases[0] for label in layout.labels if len(fold(label.phrases[0])) > 4),
        need=0,
        locate=more.pop("locate", _locate(layout, *needed)),
        expects=expects,
        parts=lambda sheet: layouts.parts(sheet, layout),
        **more,
    )


_TWO_LINES = ("mrz.1", "mrz.2")
PAPER = PaperType(
    kind=KIND,
    sides=(
        _side(
            "cni_recto",
            layouts.CNI_RECTO,
            ("nom", "prenoms", "date_naissance", "numero", *_TWO_LINES),
            against=("IDENTITY CARD", "Given names"),
        ),
        _side("cni_verso", layouts.CNI_VERSO, ("date_expiration", "date_delivrance"), "date_expiration"),
        _side(
            "cni_2021_recto",
            layouts.CNI_2021_RECTO,
            ("nom", "prenoms", "date_naissance", "numero", "date_expiration"),
            against=("Signature du titulaire", "PASSEPORT", "TITRE DE SÉJOUR", "RESIDENCE PERMIT"),
        ),
        _side("verso_td1", layouts.VERSO_TD1, ("date_delivrance", *_TWO_LINES, "mrz.3")),
        _side("passeport", layouts.PASSEPORT, ("nom", "numero", "date_delivrance", "date_expiration", *_TWO_LINES)),
        _side("titre_recto", layouts.TITRE_RECTO, ("nom", "date_naissance", "date_expiration"),
              locate=_locate_permit, against=("IDENTITY CARD", "PASSEPORT")),
        _side("permis_recto", layouts.PERMIS_RECTO, ("nom", "date_naissance", "date_expiration", "numero"),
              locate=_locate_licence, against=("MODÈLE DES COMMUNAUTÉS EUROPÉENNES", "Date et lieu de naissance")),
        _side("permis_verso", layouts.PERMIS_VERSO, ("mrz.1",)),
        _side("rose_interieur", layouts.ROSE_INTERIEUR, ("nom", "date_naissance", "date_delivrance"), "date_naissance"),
        _side("rose_couverture", layouts.ROSE_COUVERTURE, ()),
    ),
    extract=extract,
    fit=fit,
)  # fmt: skip
