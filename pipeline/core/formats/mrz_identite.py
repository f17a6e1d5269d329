"""The machine-readable strips of identity papers: cards and permits, passports, French cards of 1988, licences.

    TD1, 3 x 30    code(2) state(3) number(9) c optional(15)
                   birth(6) c sex expiry(6) c nationality(3) optional(11) C
                   SURNAME<<GIVEN<NAMES
    TD3, 2 x 44    P< state(3) SURNAME<<GIVEN<NAMES
                   number(9) c nationality(3) birth(6) c sex expiry(6) c personal(14) c C
    CNI, 2 x 36    IDFRA surname(25) department(3) office(3)
                   number(12) c first names(14) birth(6) c sex C
    PERMIS, 1 x 30 D1FRA number(9) c expiry(6) surname(8) C

The CNI is the laminated French card of 1988 to 2021: its strip is not the TD2 of ICAO, which has the same size. Its
number begins with year and month of its making; it says no expiry. A `<<` stands between its first names, a `<` for
a hyphen. Names that do not fit are cut.

c covers the field before it (on the licence also the code and state), C:

- TD1 number, optional, birth, expiry, optional; TD3 number, birth, expiry, personal: **no name, no sex**
- CNI and PERMIS all that stands before it

See `mrz` for what check digits cannot tell apart.

Years have two digits. Expiry: 1960 to 2059, so that a paper that ran out in the nineties is not taken for one in
force. Birth: the latest year that is not after the making of the paper (CNI) or its expiry (TD1, TD3), so that a child
and a centenarian look the same: nothing in a strip tells them apart.

Source: documents.md, section 8; ICAO Doc 9303, parts 3 to 5.

>>> card = parse(("IDFRADUBOIS<<<<<<<<<<<<<<<<<<750021", "1501752012347CAMILLE<<ANNE<8804123F5"))
>>> card.format.value, card.nom, card.prenoms, card.numero.value, card.date_naissance.value, card.sexe, card.overall_ok
('cni', 'DUBOIS', ('CAMILLE', 'ANNE'), '150175201234', datetime.date(1988, 4, 12), 'F', True)
>>> parse(("D1FRA13AA000026181231MARTIN<<9",)).date_expiration.value
datetime.date(2018, 12, 31)
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import product

from pipeline.core.errors import InvalidCharacter, InvalidLength
from pipeline.core.formats.glyphes import TO_DIGIT, TO_LETTER
from pipeline.core.formats.mrz import (
    IN_WORD,
    Checked,
    check_digit,
    checked,
    compact,
    day_of,
    filled,
    typed,
    words_of,
)
from pipeline.core.model import Frozen

LATEST_EXPIRY = 2059
LATEST_CARD = 2049
"""A French card of which the number begins 88 is of 1988."""
SEXES = {"M": "M", "F": "F", "H": "M"}


class Format(StrEnum):
    """Which strip it is."""

    TD1 = "td1"
    TD3 = "td3"
    CNI = "cni"
    PERMIS = "permis"

    @property
    def size(self) -> tuple[int, int]:
        """Lines, characters per line."""
        return _SIZES[self]


_SIZES = {Format.TD1: (3, 30), Format.TD3: (2, 44), Format.CNI: (2, 36), Format.PERMIS: (1, 30)}
_ENDS = {
    Format.TD1: ((15, 0), (18, 1), (0, 0)),
    Format.TD3: ((5, 0), (28, 2)),
    Format.CNI: ((5, 6), (13, 9)),
    Format.PERMIS: ((21, 1),),
}
"""Per line, how many characters at its start and at its end hold no filling of which the length is in doubt."""
_HEADS = {Format.CNI: "IDFRA", Format.PERMIS: "D1FRA"}
_LIKE_IDFRA = ("0FRA", "OFRA", "QFRA")
"""French cards and permits are ID and IR, no other letter like D."""
_ALPHABETIC = {
    Format.TD1: ((0, 0, 1), (0, 2, 5), (1, 7, 8), (1, 15, 18), (2, 0, 30)),
    Format.TD3: ((0, 0, 44), (1, 10, 13), (1, 20, 21)),
    Format.CNI: ((0, 0, 30), (1, 13, 27), (1, 34, 35)),
    Format.PERMIS: ((0, 7, 9), (0, 21, 29)),
}
"""Line, first place and place behind the last one of what holds letters only."""
_NUMERIC = {
    Format.TD1: ((0, 14, 15), (1, 0, 7), (1, 8, 15), (1, 29, 30)),
    Format.TD3: ((1, 9, 10), (1, 13, 20), (1, 21, 28), (1, 42, 44)),
    Format.CNI: ((1, 0, 5), (1, 6, 13), (1, 27, 34), (1, 35, 36)),
    Format.PERMIS: ((0, 5, 7), (0, 9, 21), (0, 29, 30)),
}
"""The same for figures. The second of a department may be the A or B of Corsica."""
_NAMES = {
    Format.TD1: ((2, 0, 30, 2),),
    Format.TD3: ((0, 5, 44, 2),),
    Format.CNI: ((0, 5, 30, 1), (1, 13, 27, 14)),
    Format.PERMIS: ((0, 21, 29, 1),),
}
"""The same for names, and in how many parts `<<` may part them: what engines see in the filling after them is none."""
_FRENCH = "99AA99999"
"""Number of a French passport."""
_TWINS = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}


class MrzIdentite(Frozen):
    """What a strip says. A name is '' when the place of the names holds none."""

    format: Format
    code: str
    """Kind of document: 'ID', 'IR', 'P', 'D1'..."""
    etat: str
    """State that made it, three letters."""
    nom: str
    nom_coupe: bool
    """The surname fills its place: it may go on."""
    prenoms: tuple[str, ...]
    """First names; hyphens are blanks. TD1 and TD3 do not tell them apart from blanks between names."""
    prenoms_coupes: bool
    numero: Checked[str]
    date_naissance: Checked[date] | None = None
    date_expiration: Checked[date] | None = None
    sexe: str | None = None
    """'M' or 'F'."""
    nationalite: str | None = None
    overall_ok: bool
    """The last digit agrees with all that it covers."""
    repairs: tuple[str, ...] = ()
    """Digits read as letters where only letters stand, counting from the start of the line."""
    lines: tuple[str, ...]
    """At their length, with these and the repairs of the fields."""

    @property
    def check_ok(self) -> bool:
        """Whether all check digits agree."""
        own = (self.numero, self.date_naissance, self.date_expiration)
        return self.overall_ok and all(field.check_ok for field in own if field is not None)

    def is_checked(self, key: str) -> bool:
        """Whether a check digit covers that field and agrees: its own, or the overall one where that covers it."""
        own = getattr(self, key)
        if isinstance(own, Checked):
            return own.check_ok
        return self.overall_ok and self.format in (Format.CNI, Format.PERMIS)


def format_of(lines: Sequence[str]) -> Format | None:
    """Which strip lines of about the right length are; None for none of these, such as a carte grise or a visa."""
    texts = [compact(line) for line in lines]
    length = max(map(len, texts), default=0)
    head = texts[0][:5] if texts else ""
    if len(texts) == 3 and 26 <= length <= 34 and _like(head[:1], "I", "A", "C"):
        return Format.TD1
    if len(texts) == 2 and 39 <= length <= 48 and _like(head[:1], "P"):
        return Format.TD3
    if len(texts) == 2 and 32 <= length <= 40 and _is_head(head, _HEADS[Format.CNI]):
        return Format.CNI
    if len(texts) == 1 and 26 <= length <= 34 and _is_head(head, _HEADS[Format.PERMIS]):
        return Format.PERMIS
    return None


def fitted(lines: Sequence[str], kind: Format) -> tuple[str, ...]:
    """The lines at their length: engines miscount filling, which is put right in the longest run of it.

    Raises:
        InvalidLength: another number of lines, or a line whose length no filling explains.
        InvalidCharacter: not the head of such a strip.
    """
    count, length = kind.size
    if len(lines) != count:
        raise InvalidLength(f"this strip has {count} lines, read {len(lines)}")
    texts = [compact(line) for line in lines]
    if head := _HEADS.get(kind):
        if not _is_head(texts[0][: len(head)], head):
            raise InvalidCharacter(f"this strip begins with {head}")
        texts[0] = head + texts[0][len(head) :]
    return tuple(_at_length(text, length, *ends) for text, ends in zip(texts, _ENDS[kind], strict=True))


def parse(lines: Sequence[str], kind: Format | None = None) -> MrzIdentite:
    """What the lines say.

    Characters that break the type of their place (letters in dates, digits in names) are corrected; in a field with a
    check digit only when exactly one way to do so agrees with it.

    Args:
        lines: as read.
        kind: which strip it is, when that is known.

    Raises:
        InvalidLength: not the lines of such a strip, see `fitted`.
        InvalidCharacter: another sign than capitals, digits and '<', or not the head of such a strip.
    """
    kind = kind or format_of(lines)
    if kind is None:
        raise InvalidCharacter("no strip of an identity paper")
    texts = fitted(lines, kind)
    if not all(char.isascii() and (char.isalnum() or char == "<") for text in texts for char in text):
        raise InvalidCharacter("a strip holds capitals, digits and '<' only")
    texts, told = _typed_lines(texts, kind)
    if kind is Format.TD1 and texts[0][1:5] in _LIKE_IDFRA:
        told = (*told, f"{texts[0][1]} read as D at 2 of line 1")
        texts = (f"ID{texts[0][2:]}", *texts[1:])
    read = {Format.TD1: _td1, Format.TD3: _td3, Format.CNI: _cni, Format.PERMIS: _permis}[kind](texts)
    return read.model_copy(update={"repairs": told})


def names_agree(printed: str, strip: str, *, is_cut: bool) -> bool:
    """Whether a name of a strip is the printed one: same letters, from the start when the strip may be cut.

    >>> names_agree("D'ALMEIDA-LE GOFF", "D ALMEIDA LE G", is_cut=True)
    True
    >>> names_agree("MARTIN-DURAND", "MARTIN", is_cut=False)
    False
    """
    one, other = ("".join(char for char in name if char.isalnum()) for name in (printed, strip))
    return bool(other) and (one.startswith(other) if is_cut else one == other)


def compose_td1(
    *, code: str, number: str, birth: date, sex: str, expiry: date, nationality: str, surname: str, given: str
) -> tuple[str, ...]:
    """The three lines of a card made by France.

    >>> compose_td1(code="ID", number="X4RTBPFW4", birth=date(1990, 7, 13), sex="F", expiry=date(2030, 2, 11),
    ...             nationality="FRA", surname="MARTIN", given="Maëlys Gaëlle Marie")[1:]
    ('9007138F3002119FRA<<<<<<<<<<<6', 'MARTIN<<MAELYS<GAELLE<MARIE<<<')
    """
    first = f"{filled(code, 2)}FRA{_with_digit(filled(number, 9))}{'<' * 15}"
    dates = f"{_with_digit(f'{birth:%y%m%d}')}{sex}{_with_digit(f'{expiry:%y%m%d}')}"
    second = f"{dates}{nationality}{'<' * 11}"
    overall = check_digit(first[5:] + second[:7] + second[8:15] + second[18:])
    return first, f"{second}{overall}", _names(surname, given, 30)


def compose_td3(
    *, number: str, birth: date, sex: str, expiry: date, nationality: str, surname: str, given: str
) -> tuple[str, ...]:
    """The two lines of a passport made by France."""
    number, born, until = (_with_digit(text) for text in (filled(number, 9), f"{birth:%y%m%d}", f"{expiry:%y%m%d}"))
    personal = f"{'<' * 14}0"
    overall = check_digit(number + born + until + personal)
    return f"P<FRA{_names(surname, given, 39)}", f"{number}{nationality}{born}{sex}{until}{personal}{overall}"


def compose_cni(*, number: str, birth: date, sex: str, surname: str, given: Sequence[str]) -> tuple[str, ...]:
    """The two lines of a laminated French card; department and office are those in its number."""
    first = f"IDFRA{filled(surname, 25)}{number[4:7]}{number[7:10]}"
    names = "<<".join(filled(name, len(name)) for name in given)[:14].ljust(14, "<")
    second = f"{_with_digit(number)}{names}{_with_digit(f'{birth:%y%m%d}')}{sex}"
    return first, f"{second}{check_digit(first + second)}"


def compose_permis(*, number: str, expiry: date, surname: str) -> tuple[str, ...]:
    """The line of a French licence of 2013.

    >>> compose_permis(number="13AA00002", expiry=date(2018, 12, 31), surname="MARTIN")
    ('D1FRA13AA000026181231MARTIN<<9',)
    """
    line = f"{_with_digit(f'D1FRA{number}')}{expiry:%y%m%d}{filled(surname, 8)}"
    return (_with_digit(line),)


def _td1(lines: tuple[str, ...]) -> MrzIdentite:
    first, second, third = lines
    numero, first = _number(first, 5)
    expiry = _expiry(second[8:14], second[14])
    nom, prenoms = _split(third)
    return MrzIdentite(
        format=Format.TD1,
        code=first[:2].rstrip("<"),
        etat=first[2:5].rstrip("<"),
        nom=nom,
        nom_coupe=not prenoms,
        prenoms=prenoms,
        prenoms_coupes=not third.endswith("<"),
        numero=numero,
        date_naissance=_birth(second[:6], second[6], expiry.value),
        date_expiration=expiry,
        sexe=SEXES.get(second[7]),
        nationalite=second[15:18].rstrip("<"),
        overall_ok=_agrees(first[5:] + second[:7] + second[8:15] + second[18:29], second[29]),
        lines=(first, second, third),
    )


def _td3(lines: tuple[str, ...]) -> MrzIdentite:
    first, second = lines
    numero, second = _number(second, 0, _FRENCH if first[2:5] == "FRA" else "")
    expiry = _expiry(second[21:27], second[27])
    nom, prenoms = _split(first[5:])
    return MrzIdentite(
        format=Format.TD3,
        code=first[:2].rstrip("<"),
        etat=first[2:5].rstrip("<"),
        nom=nom,
        nom_coupe=not prenoms,
        prenoms=prenoms,
        prenoms_coupes=not first.endswith("<"),
        numero=numero,
        date_naissance=_birth(second[13:19], second[19], expiry.value),
        date_expiration=expiry,
        sexe=SEXES.get(second[20]),
        nationalite=second[10:13].rstrip("<"),
        overall_ok=_agrees(second[:10] + second[13:20] + second[21:43], second[43]),
        lines=(first, second),
    )


def _cni(lines: tuple[str, ...]) -> MrzIdentite:
    first, second = lines
    numero = checked(second[:12], second[12], lambda raw: [raw], str)
    made = day_of(f"{second[:4]}01", LATEST_CARD) if second[:4].isdigit() else None
    names = second[13:27].split("<<")
    return MrzIdentite(
        format=Format.CNI,
        code="ID",
        etat="FRA",
        nom=_name(first[5:30]),
        nom_coupe=first[29] != "<",
        prenoms=tuple(filter(None, map(_name, names))),
        prenoms_coupes=second[26] != "<",
        numero=numero,
        date_naissance=_birth(second[27:33], second[33], made),
        sexe=SEXES.get(second[34]),
        nationalite="FRA",
        overall_ok=_agrees(first + second[:35], second[35]),
        lines=(first, second),
    )


def _permis(lines: tuple[str, ...]) -> MrzIdentite:
    (line,) = lines
    overall = _agrees(line[:29], line[29])
    # The number's digit covers the head too.
    numero = checked(line[:14], line[14], lambda raw: [raw], str)
    expiry = day_of(line[15:21], LATEST_EXPIRY) if line[15:21].isdigit() else None
    return MrzIdentite(
        format=Format.PERMIS,
        code="D1",
        etat="FRA",
        nom=_name(line[21:29]),
        nom_coupe=line[28] != "<",
        prenoms=(),
        prenoms_coupes=True,
        numero=numero.model_copy(update={"value": line[5:14], "raw": line[5:14]}),
        date_expiration=Checked(value=expiry, raw=line[15:21], check=line[29], check_ok=overall),
        overall_ok=overall,
        lines=lines,
    )


def _birth(raw: str, check: str, of_paper: date | None) -> Checked[date]:
    latest = of_paper.year if of_paper else LATEST_EXPIRY
    return checked(raw, check, lambda text: [text] * text.isdigit(), lambda text: day_of(text, latest))


def _expiry(raw: str, check: str) -> Checked[date]:
    return checked(raw, check, lambda text: [text] * text.isdigit(), lambda text: day_of(text, LATEST_EXPIRY))


def _number(line: str, start: int, shape: str = "") -> tuple[Checked[str], str]:
    """The number of nine characters from that place, and the line with it put right.

    Where its shape is not known it is taken as read, else with O for 0 or 1 for I where only that agrees.
    """
    raw, check = line[start : start + 9], line[start + 9]
    number = checked(raw, check, lambda text: typed(text, shape, IN_WORD) if shape else [text], str)
    if not number.check_ok and not shape:
        swapped = ["".join(chars) for chars in product(*(_TWINS.get(char, char) for char in raw))]
        number = checked(raw, check, lambda _: swapped, str)
    if number.check_ok and number.value:
        line = line[:start] + number.value.ljust(9, "<") + line[start + 9 :]
    return number, line


def _split(field: str) -> tuple[str, tuple[str, ...]]:
    """Surname and first names of a field 'SURNAME<<GIVEN<NAMES'."""
    nom, _, rest = field.partition("<<")
    return _name(nom), tuple(_name(rest).split())


def _name(field: str) -> str:
    """The name with blanks for its filling; '' when it holds a digit that is like no letter."""
    return "" if re.search(r"\d", field) else words_of(field)


def _typed_lines(lines: Sequence[str], kind: Format) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines with letters where only letters stand and figures where only figures do, and what was changed."""
    told: list[str] = []
    texts = [list(line) for line in lines]
    for slots, table in ((_ALPHABETIC[kind], TO_LETTER), (_NUMERIC[kind], TO_DIGIT)):
        for row, start, end in slots:
            for place in range(start, end):
                char = texts[row][place]
                if char in table:
                    texts[row][place] = table[char]
                    told.append(f"{char} read as {table[char]} at {place + 1} of line {row + 1}")
    for row, start, end, count in _NAMES[kind]:
        written, _, after = "".join(texts[row][start:end]).partition("<<<")
        parts = written.split("<<")
        name, rest = "<<".join(parts[:count]), "".join((*parts[count:], after)).strip("<")
        if rest:
            told.append(f"{rest} read as filling on line {row + 1}")
            texts[row][start:end] = name.ljust(end - start, "<")
    return tuple("".join(text) for text in texts), tuple(told)


def _agrees(text: str, check: str) -> bool:
    return TO_DIGIT.get(check, check) == str(check_digit(text))


def _with_digit(text: str) -> str:
    return f"{text}{check_digit(text)}"


def _names(surname: str, given: str, length: int) -> str:
    joined = f"{filled(surname, len(surname))}<<{filled(given, len(given))}"
    return joined[:length].ljust(length, "<")


def _at_length(text: str, length: int, head: int, tail: int) -> str:
    missing = length - len(text)
    if not missing:
        return text
    if not tail:
        if len(text.rstrip("<")) < head:
            raise InvalidLength(f"a line has {length} characters, read {len(text)}")
        return text[:length].ljust(length, "<")
    inside = (found for found in re.finditer("<+", text) if head <= found.start())
    runs = [found for found in inside if found.end() <= len(text) - tail or found.end() == len(text)]
    run = max(runs, key=lambda found: len(found[0]), default=None)
    if run is None or len(run[0]) + missing < 0:
        raise InvalidLength(f"a line has {length} characters, read {len(text)}")
    return text[: run.start()] + "<" * (len(run[0]) + missing) + text[run.end() :]


def _is_head(read: str, head: str) -> bool:
    """Whether at most one of its characters is another, those that look alike apart."""
    return len(read) == len(head) and sum(not _like(one, other) for one, other in zip(read, head, strict=True)) <= 1


def _like(read: str, *wanted: str) -> bool:
    return any(read == char or TO_DIGIT.get(read, read) == TO_DIGIT.get(char, char) for char in wanted)
