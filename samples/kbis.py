"""Drawing of the extrait Kbis of a company and of the extrait K of a sole trader, over one or two pages.

Places are points of an A4 page; labels stand left, values right (documents.md, section 9).
"""

import textwrap
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from pipeline.core.formats import jour, siren
from samples.drawing import A4, Pen, Sheet
from samples.papers import Paper
from samples.people import Company, Person

WIDTH, HEIGHT = A4
LABEL, VALUE, RIGHT = 42.0, 250.0, 555.0
STEP = 13.5
COLUMNS = 58
"""Characters of a line of values."""
FORMS = ("Société par actions simplifiée", "Société à responsabilité limitée", "Société civile immobilière",
         "Société par actions simplifiée (Société à associé unique)")  # fmt: skip
BUSINESSES = (
    "Transport public routier de marchandises au moyen de véhicules n'excédant pas un poids maximum autorisé de 3,5 "
    "tonnes, location de véhicules avec conducteur",
    "Achat, vente et négoce de véhicules automobiles neufs et d'occasion, entretien et réparation",
    "Menuiserie du bâtiment",
)
QUALITIES = ("Président", "Gérant", "Directeur général")
COURTS = ("Nanterre", "Lyon", "Le Mans", "Évry", "Saint-Brieuc", "La Rochelle")


class Extract(Paper):
    """An extract of the trade register."""

    kind: Literal["kbis"] = "kbis"
    denomination: str
    siren: str
    forme_juridique: str | None
    """None = sole trader, extrait K."""
    adresse_siege: str
    activite: str
    representants: tuple[str, ...]
    date_a_jour: date
    greffe: str
    observations: str | None = None


@dataclass(frozen=True)
class Details:
    """What the extract prints beside the values of its model."""

    gestion: str
    """N° de gestion."""
    registered: date
    born: tuple[str, ...]
    """Date and place of birth of each person, auditors included."""
    qualities: tuple[str, ...]
    """Of the representatives."""
    people: tuple[Person, ...]
    """The representatives themselves."""
    auditor: str | None
    """Commissaire aux comptes, who represents nobody."""
    pages: Literal[1, 2] = 1
    economic: bool = False
    """The court is called 'Tribunal des activités économiques'."""


def of_company(
    company: Company | Person, day: date, rng: Random, observations: str | None = None
) -> tuple[Extract, Details]:
    """The extract of a company, or of a person who trades, up to date on that day."""
    town = rng.choice(COURTS)
    count = rng.choice((1, 1, 2))
    people = [Person.of(rng) for _ in range(count + 1)]
    names = tuple(f"{person.surname} {', '.join(person.first_names.split())}" for person in people)
    trader = isinstance(company, Person)
    own = f"{company.surname} {', '.join(company.first_names.split())}" if isinstance(company, Person) else company.name
    number = Company.of(rng).siret[:9] if isinstance(company, Person) else company.siret[:9]
    extract = Extract(
        denomination=own.replace(",", "") if trader else own,
        siren=number,
        forme_juridique=None if trader else rng.choice(FORMS),
        adresse_siege=f"{company.address.line} {company.address.postcode} {company.address.town}",
        activite=rng.choice(BUSINESSES),
        representants=(own.replace(",", ""),) if trader else tuple(name.replace(",", "") for name in names[:count]),
        date_a_jour=day,
        greffe=town,
        observations=observations,
    )
    born = tuple(f"{jour.format(person.born_on)} {person.born_at}" for person in people)
    if isinstance(company, Person):
        born = (f"{jour.format(company.born_on)} {company.born_at}", *born)
    details = Details(
        gestion=f"{rng.randint(1998, 2024)}{rng.choice('AB')}{rng.randrange(100000):05d}",
        registered=day - timedelta(days=rng.randint(400, 9000)),
        born=born,
        qualities=tuple(rng.sample(QUALITIES, k=count)),
        people=(company,) if isinstance(company, Person) else tuple(people[:count]),
        auditor=names[count] if rng.random() < 0.5 and not trader else None,
        pages=rng.choice((1, 2)),
        economic=rng.random() < 0.2,
    )
    return extract, details


def sheets(extract: Extract, details: Details) -> tuple[Sheet, ...]:
    """The pages of the extract."""
    pages = (_first, _second)[: details.pages]

    def drawn(rank: int) -> Sheet:
        return Sheet(f"kbis.{rank + 1}", *A4, lambda pen: pages[rank](_Writer(pen), extract, details))

    return tuple(drawn(rank) for rank in range(details.pages))


class _Writer:
    """Writes labels and values down a page."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.y = 0.0

    def heading(self, text: str) -> None:
        self.y += 12
        self.pen.text(LABEL, self.y, text, "Sans-Bold", 9.5)
        self.pen.line(LABEL, self.y + 3, RIGHT, self.y + 3, 0.6)
        self.y += 18

    def row(self, label: str, value: str) -> None:
        self.pen.text(LABEL, self.y, label, "Sans-Italic", 9)
        for line in textwrap.wrap(value, COLUMNS):
            self.pen.text(VALUE, self.y, line, "Sans", 9)
            self.y += STEP

    def quality(self, text: str) -> None:
        self.y += 4
        self.pen.text(LABEL, self.y, text, "Sans-Bold", 9)
        self.y += STEP


def _head(out: _Writer, extract: Extract, details: Details, page: int) -> None:
    pen = out.pen
    court = "Tribunal des activités économiques" if details.economic else "Tribunal de Commerce"
    pen.text(LABEL, 40, f"Greffe du {court} {_of(extract.greffe)}", "Sans-Bold", 10)
    pen.text(LABEL, 53, "4 RUE DU PRETOIRE", "Sans", 8)
    pen.text(RIGHT, 40, f"Code de vérification : {details.gestion[::-1][:8]}Kx", "Sans", 8, anchor=1)
    pen.text(RIGHT, 52, "https://controle.greffe.example/controle", "Sans", 7, anchor=1)
    pen.text(LABEL, 78, f"N° de gestion  {details.gestion}", "Sans", 9)
    pen.text(
        LABEL, HEIGHT - 40, f"R.C.S. {extract.greffe} - {jour.format(extract.date_a_jour)} - 10:15:22", "Sans", 7.5
    )
    pen.text(RIGHT, HEIGHT - 40, f"page {page}/{details.pages}", "Sans", 7.5, anchor=1)
    pen.text(LABEL, HEIGHT - 12, "SPECIMEN", "Sans", 5, (0.6, 0.6, 0.6))


def _first(out: _Writer, extract: Extract, details: Details) -> None:
    trader = extract.forme_juridique is None
    _head(out, extract, details, 1)
    pen = out.pen
    pen.text(WIDTH / 2, 116, "Extrait K" if trader else "Extrait Kbis", "Sans-Bold", 18, anchor=0.5)
    title = "EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS"
    pen.text(WIDTH / 2, 138, title, "Sans-Bold", 10, anchor=0.5)
    pen.text(WIDTH / 2, 153, f"à jour au {_in_words(extract.date_a_jour)}", "Sans", 10, anchor=0.5)
    out.y = 168
    out.heading(f"IDENTIFICATION DE LA PERSONNE {'PHYSIQUE' if trader else 'MORALE'}")
    out.row("Immatriculation au RCS, numéro", f"{siren.format(extract.siren)} R.C.S. {extract.greffe}")
    out.row("Date d'immatriculation", jour.format(details.registered))
    if trader:
        _person(out, extract.representants[0], details.born[0], extract.adresse_siege)
    else:
        out.row("Dénomination ou raison sociale", extract.denomination)
        out.row("Forme juridique", extract.forme_juridique or "")
        out.row("Capital social", "10 000,00 Euros")
        out.row("Adresse du siège", extract.adresse_siege)
        out.row("Activités principales", extract.activite)
        out.row("Durée de la personne morale", f"Jusqu'au 31/12/{details.registered.year + 99}")
        out.heading("GESTION, DIRECTION, ADMINISTRATION, CONTROLE, ASSOCIES OU MEMBRES")
        for quality, name, born in zip(details.qualities, extract.representants, details.born, strict=False):
            out.quality(quality)
            _person(out, name, born, "3 RUE DES ARTISANS 35700 RENNES")
        if details.auditor:
            out.quality("Commissaire aux comptes titulaire")
            _person(out, details.auditor, details.born[-1], "8 PLACE DU MARCHE 44000 NANTES")
    if details.pages == 1:
        _rest(out, extract, details)


def _second(out: _Writer, extract: Extract, details: Details) -> None:
    _head(out, extract, details, 2)
    out.y = 100
    _rest(out, extract, details)


def _rest(out: _Writer, extract: Extract, details: Details) -> None:
    trader = extract.forme_juridique is None
    out.heading("RENSEIGNEMENTS RELATIFS A L'ACTIVITE ET A L'ETABLISSEMENT PRINCIPAL")
    out.row("Adresse de l'établissement", extract.adresse_siege)
    if trader:
        out.row("Activité(s) exercée(s)", extract.activite)
    out.row("Date de commencement d'activité", jour.format(details.registered))
    out.row("Origine du fonds ou de l'activité", "Création")
    out.row("Mode d'exploitation", "Exploitation directe")
    if extract.observations:
        out.heading("OBSERVATIONS ET RENSEIGNEMENTS COMPLEMENTAIRES")
        for line in textwrap.wrap(f"- {extract.observations}", 95):
            out.pen.text(LABEL, out.y, line, "Sans", 9)
            out.y += STEP
    out.pen.text(RIGHT - 60, out.y + 24, "Le Greffier", "Sans", 9, anchor=0.5)
    out.pen.text(WIDTH / 2, out.y + 44, "FIN DE L'EXTRAIT", "Sans-Bold", 9, anchor=0.5)


def _person(out: _Writer, name: str, born: str, home: str) -> None:
    """The rows of one person; `name` has its first names after the surname."""
    out.row("Nom, prénoms", name)
    out.row("Date et lieu de naissance", f"Le {born}")
    out.row("Nationalité", "Française")
    out.row("Domicile personnel", home)


def _of(town: str) -> str:
    """'de NANTERRE', 'du MANS', "d'ÉVRY"."""
    upper = town.upper()
    if upper.startswith("LE "):
        return f"du {upper[3:]}"
    return f"d'{upper}" if upper[0] in "AÉEIOUH" else f"de {upper}"


def _in_words(day: date) -> str:
    return f"{day.day}{'er' if day.day == 1 else ''} {jour.MONTHS[day.month - 1]} {day.year}"
