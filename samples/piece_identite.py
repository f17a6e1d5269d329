"""Drawing of identity papers of invented people: French cards of both models, passport, residence permit, licences.

Every face is drawn at its real size, with a portrait that is nobody's, a ground of fine lines, and the word SPECIMEN
across it. Places are those of documents.md, section 8, where it gives them; no coat of arms, hologram or seal is
imitated.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from pipeline.core.dates import add_months
from pipeline.core.formats import mrz_identite, texte
from samples.drawing import A4, Colour, Pen, Sheet
from samples.papers import Paper
from samples.people import TOWNS, Person

Type = Literal["cni", "cni_2021", "passeport", "titre_sejour", "permis"]
MM = 72 / 25.4
PITCH = 7.2
"""Of the strip, in points: ten characters to the inch."""
SIZES: dict[str, tuple[float, float]] = {"cni": (105, 74), "passeport": (125, 88), "rose": (148, 105)}
"""Millimetres; the others are of the size of a bank card."""
CARD = (85.6, 54.0)
GROUND: dict[str, tuple[Colour, Colour]] = {
    "cni": ((0.93, 0.96, 1.0), (0.78, 0.86, 0.95)),
    "cni_2021": ((0.95, 0.97, 1.0), (0.84, 0.88, 0.95)),
    "passeport": ((0.97, 0.95, 0.98), (0.88, 0.82, 0.90)),
    "titre_sejour": ((0.98, 0.94, 0.96), (0.90, 0.80, 0.86)),
    "permis": ((0.99, 0.95, 0.96), (0.93, 0.83, 0.87)),
    "rose": ((0.99, 0.88, 0.90), (0.95, 0.78, 0.82)),
}
"""Colour of the paper and of its fine lines."""
SAID_AT = {"cni.verso": (0.75, 0.80), "cni_2021.verso": (0.20, 0.20), "titre_sejour.verso": (0.80, 0.45),
           "permis.verso": (0.17, 0.45), "rose.recto": (0.81, 0.38), "rose.verso": (0.15, 0.55)}  # fmt: skip
"""Middle of the word SPECIMEN, in fractions of the face."""
NUMBERS = "0123456789"
LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"


class Identity(Paper):
    """An identity paper."""

    kind: Literal["piece_identite"] = "piece_identite"
    type: Type
    nom: str
    nom_usage: str | None = None
    prenoms: str
    sexe: Literal["M", "F"] | None
    date_naissance: date
    numero: str
    date_delivrance: date | None
    date_expiration: date | None
    recto: bool = True
    verso: bool | None = True
    """None: it needs none."""
    mrz: tuple[str, ...] | None


@dataclass(frozen=True)
class Details:
    """What a paper shows beside the values of its model."""

    surname: str
    """With its accents."""
    first_names: tuple[str, ...]
    born_at: str
    address: tuple[str, str]
    height_m: float
    authority: str
    is_rose: bool = False
    """The pink licence on paper, before 2013."""


def of_person(
    person: Person, kind: Type, issued: date, rng: Random, *, is_rose: bool = False, nom_usage: str | None = None
) -> tuple[Identity, Details]:
    """A paper of that person issued on that day, running as long as its kind does."""
    names = tuple(person.first_names.split())
    postcode, _ = rng.choice(TOWNS)
    number = _number(kind, issued, postcode, rng, is_rose)
    until = None if is_rose else _expiry(kind, person.born_on, issued)
    surname, given = texte.compact(person.surname), texte.compact(person.first_names)
    identity = Identity(
        type=kind,
        nom=surname,
        nom_usage=texte.compact(nom_usage) if nom_usage else None,
        prenoms=given,
        sexe=None if kind == "permis" else person.sex,
        date_naissance=person.born_on,
        numero=number,
        date_delivrance=issued,
        date_expiration=until,
        verso=None if kind == "passeport" else True,
        mrz=_strip(kind, person, number, until, nationality="MAR" if kind == "titre_sejour" else "FRA"),
    )
    details = Details(
        surname=person.surname,
        first_names=names,
        born_at=person.born_at,
        address=(person.address.line, f"{person.address.postcode} {person.address.town}"),
        height_m=rng.randint(152, 196) / 100,
        authority=f"PREFECTURE DE {person.address.town} ({postcode[:2]})",
        is_rose=is_rose,
    )
    return identity, details


def faces(identity: Identity, details: Details) -> tuple[Sheet, ...]:
    """The sides that the identity says are there, front first."""
    kind = "rose" if details.is_rose else identity.type
    wide, high = SIZES.get(kind, CARD)
    fronts = {"cni": _cni, "cni_2021": _cni_2021, "passeport": _passeport, "titre_sejour": _titre, "permis": _permis,
              "rose": _rose}  # fmt: skip
    backs = {"cni": _cni_back, "cni_2021": _cni_2021_back, "titre_sejour": _titre_back, "permis": _permis_back,
             "rose": _rose_cover}  # fmt: skip
    shown = [fronts[kind]] * identity.recto + ([backs[kind]] if identity.verso and kind in backs else [])

    def sheet(draw: "Draw", side: str) -> Sheet:
        def drawn(pen: Pen) -> None:
            _ground(pen, kind, wide * MM, high * MM)
            draw(_Face(pen, wide * MM, high * MM), identity, details)
            # Where no value stands: on the portrait, else in the lower part or beside the table.
            across, down = SAID_AT.get(f"{kind}.{side}", (0.18, 0.60))
            with pen.at(across * wide * MM, down * high * MM, -28) as own:
                own.text(0, 0, "SPECIMEN", "Sans-Bold", 9, (0.80, 0.25, 0.25), anchor=0.5)

        return Sheet(f"{kind}.{side}", wide * MM, high * MM, drawn)

    return tuple(sheet(draw, "recto" if draw is fronts[kind] else "verso") for draw in shown)


def on_a4(sheets: Sequence[Sheet], rng: Random, columns: int = 1) -> Sheet:
    """The faces copied on one page, row by row, each laid down a little askew."""

    def draw(pen: Pen) -> None:
        for rank, sheet in enumerate(sheets):
            row, column = divmod(rank, columns)
            wide, high = A4[0] / columns, (A4[1] - 60) / max(-(-len(sheets) // columns), 2)
            x = wide * column + (wide - sheet.width) * rng.uniform(0.3, 0.7)
            y = 30 + high * row + max(high - sheet.height, 0) * rng.uniform(0.2, 0.6)
            with pen.at(x, y, rng.uniform(-0.5, 0.5)) as own:
                sheet.draw(own)
        pen.text(30, A4[1] - 12, "SPECIMEN : papier fictif", "Sans", 6, (0.5, 0.5, 0.5))

    return Sheet("piece_identite", *A4, draw)


def _number(kind: Type, issued: date, postcode: str, rng: Random, is_rose: bool) -> str:
    """A number in the shape of its kind."""

    def some(shape: str) -> str:
        return "".join(rng.choice({"9": NUMBERS, "A": LETTERS, "*": NUMBERS + LETTERS}[c]) for c in shape)

    match kind:
        case "cni":
            return f"{issued:%y%m}{postcode[:2]}{rng.randint(1, 4)}{some('99999')}"
        case "passeport":
            return f"{issued:%y}{some('AA99999')}"
        case "permis":
            return some("999999999999") if is_rose else f"{issued:%y}{some('AA99999')}"
        case _:
            return some("A*A*******"[:9])


def _strip(kind: Type, person: Person, number: str, until: date | None, nationality: str) -> tuple[str, ...] | None:
    """The lines of that paper; None for one that has none."""
    birth, sex, surname = person.born_on, person.sex, person.surname
    if kind == "cni":
        given = [texte.compact(name) for name in person.first_names.split()]
        return mrz_identite.compose_cni(number=number, birth=birth, sex=sex, surname=surname, given=given)
    if until is None:
        return None
    if kind == "permis":
        return mrz_identite.compose_permis(number=number, expiry=until, surname=surname)
    if kind == "passeport":
        return mrz_identite.compose_td3(
            number=number, birth=birth, sex=sex, expiry=until, nationality=nationality, surname=surname,
            given=person.first_names,
        )  # fmt: skip
    return mrz_identite.compose_td1(
        code="ID" if kind == "cni_2021" else "IR", number=number, birth=birth, sex=sex, expiry=until,
        nationality=nationality, surname=surname, given=person.first_names,
    )  # fmt: skip


def _expiry(kind: Type, born: date, issued: date) -> date:
    adult = add_months(born, 18 * 12) <= issued
    years = {
        "cni": 15 if issued >= date(2014, 1, 1) and adult else 10,
        "passeport": 10 if adult else 5,
        "permis": 15,
    }.get(kind, 10)
    return add_months(issued, 12 * years) - timedelta(days=1)


@dataclass(frozen=True)
class _Face:
    """A pen that counts in fractions of a face."""

    pen: Pen
    width: float
    height: float

    def put(self, x: float, y: float, text: str, size: float = 6.5, font: str = "Sans", **more: object) -> None:
        """Write with the middle of the line at those fractions."""
        self.pen.text(x * self.width, y * self.height + 0.36 * size, text, font, size, **more)  # type: ignore[arg-type]

    def labelled(self, x: float, y: float, label: str, value: str, size: float = 7.5, drop: float = 0.075) -> None:
        """A small label, and the value under it."""
        self.put(x, y, label, 4.2, "Sans-Italic", colour=(0.2, 0.25, 0.45))
        self.put(x, y + drop, value, size, "Sans-Bold")

    def strip(self, lines: Sequence[str], *middles: float) -> None:
        """The machine-readable lines, each with its middle at that height."""
        left = (self.width - PITCH * len(lines[0])) / 2
        for line, y in zip(lines, middles, strict=True):
            self.pen.printed(left, y * self.height + 0.36 * PITCH, line, PITCH)

    def portrait(self, left: float, top: float, right: float, bottom: float) -> None:
        """Head and shoulders of nobody."""
        x, y, wide, high = left * self.width, top * self.height, right - left, bottom - top
        wide, high = wide * self.width, high * self.height
        self.pen.box(x, y, wide, high, 0.3, (0.6, 0.6, 0.6), fill=(0.86, 0.88, 0.90))
        with self.pen.clipped(x, y, wide, high):
            self.pen.ellipse(x + wide / 2, y + high * 1.06, wide * 0.46, high * 0.36, 0, fill=(0.34, 0.36, 0.42))
            self.pen.ellipse(x + wide / 2, y + high * 0.42, wide * 0.25, high * 0.27, 0, fill=(0.82, 0.69, 0.60))
            self.pen.ellipse(x + wide / 2, y + high * 0.24, wide * 0.28, high * 0.14, 0, fill=(0.28, 0.22, 0.18))


Draw = Callable[[_Face, Identity, Details], None]


def _ground(pen: Pen, kind: str, wide: float, high: float) -> None:
    """Paper and fine lines."""
    paper, line = GROUND[kind]
    pen.box(0, 0, wide, high, 0.4, (0.5, 0.5, 0.55), fill=paper, radius=6)
    with pen.clipped(0, 0, wide, high):
        for rank in range(0, int(high) + 30, 5):
            points = [(x, rank - 12 + 7 * math.sin(x / 19 + rank / 23)) for x in range(0, int(wide) + 8, 8)]
            pen.curve(points, 0.35, line)


def _day(day: date | None, sign: str) -> str:
    return f"{day:%d{sign}%m{sign}%Y}" if day else ""


def _cni(face: _Face, i: Identity, d: Details) -> None:
    face.pen.box(0, 0, face.width, 0.10 * face.height, 0, fill=(0.15, 0.2, 0.4))
    face.put(0.5, 0.05, "RÉPUBLIQUE FRANÇAISE", 9, "Sans-Bold", colour=(1, 1, 1), anchor=0.5, spacing=3)
    face.put(0.02, 0.145, "CARTE NATIONALE D'IDENTITÉ N° :", 7)
    face.put(0.47, 0.145, i.numero, 8.5, "Sans-Bold")
    face.put(0.73, 0.145, "Nationalité Française", 6.5)
    face.portrait(0.02, 0.18, 0.31, 0.74)
    names = ", ".join(d.first_names).upper()
    for y, label, x, value in (
        (0.215, "Nom :", 0.42, i.nom), (0.325, "Prénom(s) :", 0.50, names), (0.42, "Sexe :", 0.42, i.sexe or ""),
        (0.48, "à :", 0.37, d.born_at), (0.535, "Taille :", 0.42, f"{d.height_m:.2f}m"),
        (0.60, "Signature du titulaire :", 0.6, ""),
    ):  # fmt: skip
        face.put(0.33, y, label, 6.5)
        face.put(x, y, value, 8, "Sans-Bold")
    if i.nom_usage:
        face.put(0.33, 0.27, "Nom d'usage :", 6.5)
        face.put(0.50, 0.27, i.nom_usage, 8, "Sans-Bold")
    face.put(0.58, 0.42, "Né(e) le :", 6.5)
    face.put(0.71, 0.42, _day(i.date_naissance, "."), 8, "Sans-Bold")
    face.strip(i.mrz or (), 0.80, 0.90)


def _cni_back(face: _Face, i: Identity, d: Details) -> None:
    for y, label, x, values in (
        (0.30, "Adresse :", 0.20, d.address),
        (0.415, "Carte valable jusqu'au :", 0.36, (_day(i.date_expiration, "."),)),
        (0.465, "délivrée le :", 0.22, (_day(i.date_delivrance, "."),)), (0.52, "par :", 0.14, (d.authority,)),
        (0.575, "Signature de l'autorité :", 0.4, ()),
    ):  # fmt: skip
        face.put(0.06, y, label, 6.5)
        for rank, value in enumerate(values):
            face.put(x, y + 0.05 * rank, value, 7.5, "Sans-Bold")


def _cni_2021(face: _Face, i: Identity, d: Details) -> None:
    face.pen.box(0.02 * face.width, 0.03 * face.height, 0.13 * face.width, 0.13 * face.height, 0, fill=(0.2, 0.3, 0.6))
    face.put(0.195, 0.08, "RÉPUBLIQUE FRANÇAISE", 10, "Sans-Bold")
    face.put(0.195, 0.14, "CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD", 5)
    face.put(0.88, 0.09, "FR", 8, "Sans-Bold")
    face.portrait(0.03, 0.20, 0.37, 0.93)
    face.labelled(0.40, 0.195, "NOM / Surname", d.surname, 8, 0.055)
    face.labelled(0.40, 0.31, "Prénoms / Given names", ", ".join(d.first_names), 8, 0.055)
    face.labelled(0.40, 0.455, "SEXE / Sex", i.sexe or "", 7.5, 0.055)
    face.labelled(0.505, 0.455, "NATIONALITÉ / Nationality", "FRA", 7.5, 0.055)
    face.labelled(0.755, 0.455, "DATE DE NAISS. / Date of birth", _day(i.date_naissance, " "), 7.5, 0.055)
    face.labelled(0.40, 0.565, "LIEU DE NAISSANCE / Place of birth", d.born_at, 7.5, 0.055)
    face.labelled(0.40, 0.675, "NOM D'USAGE / Alternate name", i.nom_usage or "", 7.5, 0.055)
    face.labelled(0.40, 0.785, "N° DU DOCUMENT / Document No.", i.numero, 8, 0.055)
    face.labelled(0.755, 0.785, "DATE D'EXPIR. / Expiry date", _day(i.date_expiration, " "), 7.5, 0.055)


def _cni_2021_back(face: _Face, i: Identity, d: Details) -> None:
    face.pen.box(
        0.06 * face.width, 0.25 * face.height, 0.15 * face.width, 0.19 * face.height, 0.5, fill=(0.9, 0.8, 0.5)
    )
    face.labelled(0.40, 0.08, "TAILLE / Height", f"{d.height_m:.2f} m", 7, 0.06)
    face.labelled(0.62, 0.08, "DATE DE DÉLIVRANCE / Date of issue", _day(i.date_delivrance, " "), 7, 0.06)
    face.labelled(0.40, 0.24, "ADRESSE / Address", d.address[0], 7, 0.06)
    face.put(0.40, 0.37, d.address[1], 7, "Sans-Bold")
    face.strip(i.mrz or (), 0.66, 0.77, 0.88)


def _passeport(face: _Face, i: Identity, d: Details) -> None:
    face.put(0.05, 0.06, "PASSEPORT", 10, "Sans-Bold")
    face.put(0.05, 0.11, "PASSPORT", 6)
    face.put(0.34, 0.06, "RÉPUBLIQUE FRANÇAISE", 9, "Sans-Bold")
    face.portrait(0.04, 0.20, 0.30, 0.68)
    for x, y, label, value in (
        (0.34, 0.14, "Type / Type", "P"), (0.46, 0.14, "Code du pays / Country code", "FRA"),
        (0.70, 0.14, "Passeport n° / Passport No.", i.numero), (0.34, 0.23, "Nom / Surname (1)", d.surname),
        (0.34, 0.32, "Prénoms / Given names (2)", ", ".join(d.first_names)),
        (0.34, 0.41, "Nationalité / Nationality (3)", "Française"),
        (0.34, 0.50, "Date de naissance / Date of birth (4)", _day(i.date_naissance, " ")),
        (0.62, 0.50, "Sexe / Sex (5)", i.sexe or ""), (0.74, 0.50, "Lieu de naissance / Place of birth (6)", d.born_at),
        (0.34, 0.59, "Date de délivrance / Date of issue (7)", _day(i.date_delivrance, " ")),
        (0.66, 0.59, "Autorité / Authority (8)", d.authority.split("(")[0]),
        (0.34, 0.68, "Date d'expiration / Date of expiry (9)", _day(i.date_expiration, " ")),
    ):  # fmt: skip
        face.labelled(x, y, label, value, 7.5, 0.042)
    face.strip(i.mrz or (), 0.85, 0.93)


def _titre(face: _Face, i: Identity, d: Details) -> None:
    face.put(0.03, 0.07, "TITRE DE SÉJOUR", 8, "Sans-Bold")
    face.put(0.03, 0.14, "RESIDENCE PERMIT", 5)
    face.put(0.97, 0.08, i.numero, 9, "Sans-Bold", anchor=1)
    face.portrait(0.03, 0.22, 0.33, 0.85)
    face.labelled(0.37, 0.20, "NOM / SURNAME", i.nom, 8, 0.06)
    face.labelled(0.37, 0.33, "PRÉNOMS / FORENAMES", i.prenoms, 8, 0.06)
    face.labelled(0.37, 0.46, "SEXE / SEX", i.sexe or "", 7.5, 0.06)
    face.labelled(0.50, 0.46, "NATIONALITÉ / NATIONALITY", "MAR", 7.5, 0.06)
    face.labelled(0.76, 0.46, "DATE DE NAISSANCE / DATE OF BIRTH", _day(i.date_naissance, " "), 7, 0.06)
    face.labelled(0.37, 0.59, "CATÉGORIE DU TITRE / TYPE OF PERMIT", "CARTE DE RÉSIDENT", 7.5, 0.06)
    face.labelled(0.37, 0.72, "VALABLE JUSQU'AU / CARD EXPIRY", _day(i.date_expiration, " "), 7.5, 0.06)


def _titre_back(face: _Face, i: Identity, d: Details) -> None:
    face.labelled(0.05, 0.08, "DATE DE DÉLIVRANCE / DATE OF ISSUE", _day(i.date_delivrance, " "), 7, 0.06)
    face.labelled(0.55, 0.08, "LIEU DE NAISSANCE / PLACE OF BIRTH", d.born_at, 7, 0.06)
    face.labelled(0.05, 0.24, "ADRESSE / ADDRESS", d.address[0], 7, 0.06)
    face.put(0.05, 0.37, d.address[1], 7, "Sans-Bold")
    face.strip(i.mrz or (), 0.66, 0.77, 0.88)


def _permis(face: _Face, i: Identity, d: Details) -> None:
    face.put(0.20, 0.07, "PERMIS DE CONDUIRE", 8.5, "Sans-Bold")
    face.put(0.66, 0.07, "RÉPUBLIQUE FRANÇAISE", 6)
    face.put(0.06, 0.09, "F", 9, "Sans-Bold")
    face.portrait(0.04, 0.24, 0.33, 0.80)
    for y, label, value in (
        (0.20, "1.", d.surname), (0.29, "2.", ", ".join(d.first_names)),
        (0.38, "3.", f"{_day(i.date_naissance, '.')} ({d.born_at})"), (0.47, "4a.", _day(i.date_delivrance, ".")),
        (0.56, "4b.", _day(i.date_expiration, ".")), (0.65, "5.", i.numero), (0.90, "9.", "AM / B1 / B"),
    ):  # fmt: skip
        face.put(0.37, y, label, 6, "Sans-Bold", colour=(0.2, 0.25, 0.45))
        face.put(0.43, y, value, 7.5, "Sans-Bold")
    face.put(0.67, 0.47, "4c.", 6, "Sans-Bold", colour=(0.2, 0.25, 0.45))
    face.put(0.73, 0.47, f"Préfet {d.authority[-3:-1]}", 7)
    face.put(0.37, 0.74, "7.", 6, "Sans-Bold", colour=(0.2, 0.25, 0.45))


def _permis_back(face: _Face, i: Identity, d: Details) -> None:
    face.pen.box(0.33 * face.width, 0.06 * face.height, 0.62 * face.width, 0.66 * face.height, 0.4)
    for rank, code in enumerate(("9.", "AM", "A1", "A2", "A", "B1", "B", "C1", "C", "D", "BE")):
        y = 0.09 + 0.06 * rank
        face.put(0.35, y, code, 5)
        if code in ("AM", "B1", "B"):
            face.put(0.55, y, _day(i.date_delivrance, "."), 5)
            face.put(0.74, y, _day(i.date_expiration, "."), 5)
    for x, code in ((0.55, "10."), (0.74, "11."), (0.88, "12.")):
        face.put(x, 0.09, code, 5)
    face.strip(i.mrz or (), 0.88)


def _rose(face: _Face, i: Identity, d: Details) -> None:
    face.put(0.06, 0.06, "PERMIS DE CONDUIRE", 10, "Sans-Bold")
    face.put(0.58, 0.06, "RÉPUBLIQUE FRANÇAISE", 8)
    face.portrait(0.70, 0.14, 0.93, 0.55)
    for y, label, value in (
        (0.16, "1. Nom", i.nom), (0.25, "2. Prénoms", i.prenoms),
        (0.34, "3. Date et lieu de naissance", f"{i.date_naissance:%d/%m/%Y}"), (0.43, "4. Domicile", d.address[1]),
        (0.52, "5. Délivré par", d.authority.split("(")[0]), (0.61, "6. Le", f"{i.date_delivrance:%d/%m/%Y}"),
        (0.70, "7. N°", i.numero), (0.80, "Signature du titulaire", ""),
    ):  # fmt: skip
        face.put(0.06, y, label, 7)
        face.put(0.36, y, value, 9, "Mono")


def _rose_cover(face: _Face, i: Identity, d: Details) -> None:
    face.put(0.5, 0.12, "PERMIS DE CONDUIRE", 15, "Sans-Bold", anchor=0.5)
    for rank, text in enumerate(("Permiso de Conducción", "Kørekort", "Führerschein", "Driving Licence",
                                 "Patente di Guida", "Rijbewijs", "Carta de Condução")):  # fmt: skip
        face.put(0.5, 0.24 + 0.07 * rank, text, 8, anchor=0.5)
    face.put(0.5, 0.80, "MODÈLE DES COMMUNAUTÉS EUROPÉENNES", 8, anchor=0.5)
    face.put(0.5, 0.90, "RÉPUBLIQUE FRANÇAISE", 10, "Sans-Bold", anchor=0.5)
