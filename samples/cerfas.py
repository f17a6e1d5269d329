"""Drawing of the mandat (13757), the déclaration d'achat (13751), its receipt and the demande (13750).

Our own print of the forms, or the official blanks where they are at hand, and what is filled in, signed and stamped.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Literal

from pipeline.core.model import Hour
from samples import ink
from samples.cerfa_places import CERFAS, OFFICIAL, Cerfa, Place
from samples.cerfa_print import WORDS
from samples.drawing import A4, Colour, Pen, Sheet
from samples.official_forms import blank_of, draw_over, fill_fields
from samples.papers import Paper
from samples.people import Address, Company, Party, Person
from samples.vehicles import Vehicle

NAVY: Colour = (0.0, 0.22, 0.53)
PALE: Colour = (0.90, 0.94, 0.98)
TITLES = ("MANDAT", "DÉCLARATION D'ACHAT D'UN VÉHICULE D'OCCASION", "CERTIFICAT DE", "VENTE")
BARS = (108.3, 279.0, 447.3, 570.3)
"""Tops of the blue bars of the 13750, whose words are white."""


class Mandat(Paper):
    """A mandat, cerfa 13757*03."""

    kind: Literal["mandat"] = "mandat"
    edition: str = "13757*03"
    mandant_nom: str
    mandant_siren: str | None
    mandant_adresse: str
    mandant_code_postal: str
    mandant_commune: str
    mandataire_nom: str
    mandataire_siret: str
    operation: str = "CHANGEMENT DE TITULAIRE"
    marque: str
    vin: str
    immatriculation: str
    informe_assurance: bool = True
    fait_a: str
    fait_le: date
    signatures: int
    cachet: bool


class Achat(Paper):
    """A déclaration d'achat, cerfa 13751*02."""

    kind: Literal["declaration_achat"] = "declaration_achat"
    nature: Literal["declaration"] = "declaration"
    edition: str = "13751*02"
    acheteur_nom: str
    acheteur_siren: str
    acheteur_adresse: str
    acheteur_code_postal: str
    acheteur_commune: str
    date_achat: date
    heure_achat: Hour
    immatriculation: str
    vin: str
    marque: str
    type_variante_version: str
    denomination_commerciale: str
    genre: str
    certificat_present: bool = True
    date_certificat: date | None = None
    numero_formule: str | None
    motif_absence_certificat: str | None = None
    acheteur_fait_le: date
    acheteur_signatures: int = 1
    acheteur_cachet: bool = True
    vendeur_nom: str
    vendeur_siren: str | None
    vendeur_adresse: str
    vendeur_code_postal: str
    vendeur_commune: str
    date_vente: date
    vendeur_fait_le: date
    vendeur_signatures: int
    vendeur_cachet: bool
    signatures: int


class Recepisse(Paper):
    """The receipt that the register prints of a déclaration d'achat."""

    kind: Literal["declaration_achat"] = "declaration_achat"
    nature: Literal["recepisse"] = "recepisse"
    immatriculation: str
    vin: str
    marque: str
    acheteur_nom: str
    acheteur_siren: str
    vendeur_nom: str
    date_achat: date
    heure_achat: Hour
    date_enregistrement: date


class Demande(Paper):
    """A demande de certificat d'immatriculation, cerfa 13750*07."""

    kind: Literal["demande_immatriculation"] = "demande_immatriculation"
    edition: str = "13750*07"
    objet: str = "certificat"
    immatriculation: str
    date_achat: date
    date_certificat: date
    date_premiere_immatriculation: date
    numero_formule: str | None
    marque: str
    denomination_commerciale: str
    type_variante_version: str
    vin: str
    genre: str
    titulaire_type: Literal["personne_physique", "personne_morale"]
    titulaire_sexe: Literal["M", "F"] | None
    titulaire_nom: str
    titulaire_nom_usage: str | None = None
    titulaire_siren: str | None
    titulaire_date_naissance: date | None
    titulaire_lieu_naissance: str | None
    titulaire_adresse: str
    titulaire_code_postal: str
    titulaire_commune: str
    nombre_titulaires: int | None = None
    cotitulaire_nom: str | None = None
    loueur_nom: str | None = None
    locataire_nom: str | None = None
    date_demande: date
    signatures: int
    cachet: bool


@dataclass(frozen=True)
class Filled:
    """A form filled in: what it says, and how it was written, signed and stamped."""

    paper: Paper
    texts: Mapping[str, str]
    """What is written otherwise than the paper's value, by place: the parts of an address, a whole SIRET."""
    font: str = "Sans"
    hands: Mapping[str, Sequence[ink.Hand]] = field(default_factory=dict)
    """Who signed where."""
    stamps: Mapping[str, Company] = field(default_factory=dict)
    """Who stamped where."""
    also_ticked: tuple[str, ...] = ()
    """Boxes beside those that follow from the paper."""


def mandat(principals: Sequence[Party], agent: Company, vehicle: Vehicle, on: date, rng: Random) -> Filled:
    """A mandate of these people, the first one named, all of them signing."""
    who = principals[0]
    company = who if isinstance(who, Company) else None
    paper = Mandat(
        mandant_nom=who.name,
        mandant_siren=company and company.siret[:9],
        **_address("mandant", who.address),
        mandataire_nom=agent.name,
        mandataire_siret=agent.siret,
        marque=vehicle.model.marque,
        vin=vehicle.vin,
        immatriculation=vehicle.plate,
        fait_a=who.address.town,
        fait_le=on,
        signatures=len(principals),
        cachet=company is not None,
    )
    texts = parts("mandant", who.address) | ({"mandant_siren": company.siret} if company else {})
    return Filled(paper, texts, _font(rng), {"signatures": _hands(len(principals), rng)}, _stamps(signatures=company))


def achat(seller: Party, trader: Company, vehicle: Vehicle, at: datetime, rng: Random) -> Filled:
    """The declaration of a trader who bought from this seller."""
    company = seller if isinstance(seller, Company) else None
    paper = Achat(
        acheteur_nom=trader.name,
        acheteur_siren=trader.siret[:9],
        **_address("acheteur", trader.address),
        date_achat=at.date(),
        heure_achat=at.time(),
        immatriculation=vehicle.plate,
        vin=vehicle.vin,
        marque=vehicle.model.marque,
        type_variante_version=vehicle.model.type_variante,
        denomination_commerciale=vehicle.model.denomination,
        genre=vehicle.model.genre,
        date_certificat=None if vehicle.formule else vehicle.certificate,
        numero_formule=vehicle.formule or None,
        acheteur_fait_le=at.date(),
        vendeur_nom=seller.name,
        vendeur_siren=company and company.siret[:9],
        **_address("vendeur", seller.address),
        date_vente=at.date(),
        vendeur_fait_le=at.date(),
        vendeur_signatures=1,
        vendeur_cachet=company is not None,
        signatures=2,
    )
    places = {
        "acheteur_fait_a": trader.address.town,
        "vendeur_fait_a": seller.address.town,
        "heure_achat": f"{at:%H%M}",
    }
    return Filled(
        paper,
        parts("acheteur", trader.address) | parts("vendeur", seller.address) | places,
        _font(rng),
        {"acheteur_signatures": _hands(1, rng), "vendeur_signatures": _hands(1, rng)},
        _stamps(acheteur_signatures=trader, vendeur_signatures=company),
    )


def recepisse(declaration: Achat, registered: date) -> Recepisse:
    """The receipt of that declaration."""
    same = {key: getattr(declaration, key) for key in Recepisse.model_fields if key in Achat.model_fields}
    return Recepisse(**{**same, "nature": "recepisse"}, date_enregistrement=registered)


def demande(holders: Sequence[Party], vehicle: Vehicle, bought: date, on: date, rng: Random) -> Filled:
    """The request of these people, holder first."""
    who = holders[0]
    company = who if isinstance(who, Company) else None
    person = who if isinstance(who, Person) else None
    paper = Demande(
        immatriculation=vehicle.plate,
        date_achat=bought,
        date_certificat=vehicle.certificate,
        date_premiere_immatriculation=vehicle.first_registered,
        numero_formule=vehicle.formule or None,
        marque=vehicle.model.marque,
        denomination_commerciale=vehicle.model.denomination,
        type_variante_version=vehicle.model.type_variante,
        vin=vehicle.vin,
        genre=vehicle.model.genre,
        titulaire_type="personne_morale" if company else "personne_physique",
        titulaire_sexe=who.sex or None,
        titulaire_nom=who.name,
        titulaire_siren=company and company.siret[:9],
        titulaire_date_naissance=person and person.born_on,
        titulaire_lieu_naissance=person and person.born_at,
        **_address("titulaire", who.address),
        nombre_titulaires=len(holders) if len(holders) > 1 else None,
        cotitulaire_nom=holders[1].name if len(holders) > 1 else None,
        date_demande=on,
        signatures=len(holders),
        cachet=company is not None,
    )
    texts = parts("titulaire", who.address) | ({"titulaire_siren": company.siret} if company else {})
    if len(holders) > 1:
        texts["nombre_titulaires"] = f"{len(holders):02d}"
    return Filled(paper, texts, _font(rng), {"signatures": _hands(len(holders), rng)}, _stamps(signatures=company))


def said(filled: Filled, paper: Paper) -> Filled:
    """The same form with that paper's values, signed as often and stamped where it says so."""
    hands = {name: tuple(hands)[: getattr(paper, name)] for name, hands in filled.hands.items()}
    stamps = {
        name: company for name, company in filled.stamps.items() if getattr(paper, name.replace("signatures", "cachet"))
    }
    return replace(filled, paper=paper, hands=hands, stamps=stamps)


def entries(filled: Filled) -> dict[str, str]:
    """What is written, by place."""
    texts: dict[str, str] = {}
    for key in type(filled.paper).model_fields:
        value = getattr(filled.paper, key)
        if isinstance(value, date):
            texts |= {f"{key}.jour": f"{value:%d}", f"{key}.mois": f"{value:%m}", f"{key}.annee": f"{value:%Y}"}
            texts[key] = f"{value:%d/%m/%Y}"
        elif isinstance(value, str):
            texts[key] = value
    return {name: text for name, text in {**texts, **filled.texts}.items() if text}


def ticks(filled: Filled) -> tuple[str, ...]:
    """The boxes that are ticked: 'key' of a mark, 'key.oui' or 'key.non', 'key.value' of a choice."""
    names = []
    for key in type(filled.paper).model_fields:
        value = getattr(filled.paper, key)
        if value is True:
            names += [key, f"{key}.oui"]
        elif value is False:
            names.append(f"{key}.non")
        elif isinstance(value, str):
            names.append(f"{key}.{value}")
    return (*names, *filled.also_ticked)


def sheet(filled: Filled, seed: int) -> Sheet:
    """The page in our own print."""
    edition = str(getattr(filled.paper, "edition", ""))

    def draw(pen: Pen) -> None:
        print_blank(pen, edition)
        fill(pen, CERFAS[edition], filled, seed)
        pen.text(30, 838.5, "SPECIMEN", "Sans", 4.5, (0.6, 0.6, 0.6))

    return Sheet(f"{filled.paper.kind}.recto", *A4, draw)


def official(filled: Filled, directory: Path, seed: int, edition: str = "") -> bytes:
    """The same on the official blank in that directory, as a PDF of one page.

    Args:
        filled: what is written.
        directory: where the blanks are.
        seed: of what is done by hand.
        edition: another one than the paper says, a key of `CERFAS` or `OFFICIAL`.

    Raises NoInput when the blank is not there.
    """
    edition = edition or str(getattr(filled.paper, "edition", ""))
    form = CERFAS.get(edition) or OFFICIAL[edition]
    path = blank_of(directory, form.file)
    if not form.fields:
        return draw_over(path, partial(fill, form=form, filled=filled, seed=seed), pages=1)
    texts = {form.fields[name]: text for name, text in entries(filled).items() if name in form.fields}
    if form.has_digits_only:
        texts = {name: re.sub(r"^(\d\d)/(\d\d)/(\d{4})$", r"\1\2\3", text) for name, text in texts.items()}
    pdf = fill_fields(path, texts, dict(form.buttons[name] for name in ticks(filled) if name in form.buttons))
    return draw_over(pdf, partial(sign, form=form, filled=filled, rng=Random(seed)))


def fill(pen: Pen, form: Cerfa, filled: Filled, seed: int) -> None:
    """Type what is written, tick, sign and stamp."""
    for name, text in entries(filled).items():
        if name in form.places:
            _enter(pen, form.places[name], text, filled.font, form.size)
    for name in ticks(filled):
        if name in form.boxes:
            x, y, side = form.boxes[name]
            pen.text(x + side / 2, y + 0.86 * side, "X", filled.font, 1.1 * side, anchor=0.5)
    sign(pen, form, filled, Random(seed))


def sign(pen: Pen, form: Cerfa, filled: Filled, rng: Random) -> None:
    """Sign side by side in the room that the form leaves, the stamp at its right."""
    for name, (left, top, right, bottom) in form.hands.items():
        taken = 0.0
        if name in filled.stamps:
            lines = filled.stamps[name].stamp
            high, wide = 9.0 * len(lines) + 8, 110.0
            ink.stamp(pen, right - wide - 2, max(bottom - high - 3, top), lines, rng, wide)
            taken = 0.6 * wide
        hands = filled.hands.get(name, ())
        for rank, hand in enumerate(hands):
            room = (right - taken - left) / len(hands)
            wide, high = min(rng.uniform(62, 85), 0.74 * room), min(rng.uniform(24, 31), bottom - top)
            x = left + rank * room + rng.uniform(0, room - wide)
            ink.signature(pen, x, top + rng.uniform(0, bottom - top - high), wide, high, hand, rng)


def receipt_sheet(paper: Recepisse, reference: str) -> Sheet:
    """The receipt; no model of it is known, so this one is invented from what it states."""
    rows = (
        ("Numéro d'enregistrement", reference),
        ("Date d'enregistrement", f"{paper.date_enregistrement:%d/%m/%Y}"),
        ("Numéro d'immatriculation", paper.immatriculation),
        ("Numéro d'identification (VIN)", paper.vin),
        ("Marque", paper.marque),
        ("Acquéreur", paper.acheteur_nom),
        ("N° SIREN", paper.acheteur_siren),
        ("Vendeur", paper.vendeur_nom),
        ("Date et heure de l'achat", f"{paper.date_achat:%d/%m/%Y} à {paper.heure_achat:%Hh%M}"),
    )

    def draw(pen: Pen) -> None:
        pen.text(60, 70, "MINISTÈRE DE L'INTÉRIEUR", "Sans-Bold", 11)
        pen.text(60, 84, "Système d'immatriculation des véhicules", "Sans", 9)
        pen.text(A4[0] / 2, 150, "RÉCÉPISSÉ DE DÉCLARATION D'ACHAT", "Sans-Bold", 16, NAVY, anchor=0.5)
        pen.text(A4[0] / 2, 168, "Article R. 322-4 du code de la route", "Sans", 9, anchor=0.5)
        for rank, (label, value) in enumerate(rows):
            pen.text(60, 220 + 26 * rank, label, "Sans", 10)
            pen.text(270, 220 + 26 * rank, value, "Sans-Bold", 10)
        for rank, text in enumerate(
            (
                "Ce récépissé doit être remis à l'acquéreur suivant avec le certificat d'immatriculation.",
                "Il ne permet pas de circuler.",
            )
        ):
            pen.text(60, 490 + 16 * rank, text, "Sans", 9)
        pen.text(30, 838.5, "SPECIMEN", "Sans", 4.5, (0.6, 0.6, 0.6))

    return Sheet("declaration_achat.recepisse", *A4, draw)


def print_blank(pen: Pen, edition: str) -> None:
    """Our own print of the form: its frames, words, rulings and boxes."""
    form = CERFAS[edition]
    {"13757": _frames_of_mandat, "13751": _frames_of_achat, "13750": _frames_of_demande}[edition[:5]](pen)
    for x0, x1, y, text in WORDS[edition]:
        size = (x1 - x0) / pen.measure(text, "Sans", 1)
        is_on_bar = edition[:5] == "13750" and any(top < y < top + 10.5 for top in BARS)
        colour = (1.0, 1.0, 1.0) if is_on_bar else NAVY if text in TITLES else (0.0, 0.0, 0.0)
        pen.text(x0, y, text, "Sans", size, colour)
    pen.ellipse(541, 38, 19.5, 8.0, 0, fill=(0.1, 0.1, 0.1))
    pen.text(541, 42, "cerfa", "Serif-Italic", 13, (1, 1, 1), anchor=0.5)
    pen.text(567, 53.5, f"N° {edition}", "Sans-Bold", 9, anchor=1)
    for place in form.places.values():
        _rule(pen, place)
    for x, y, side in form.boxes.values():
        pen.box(x + 0.4, y + 0.4, side - 0.8, side - 0.8, 0.6)


def _frames_of_mandat(pen: Pen) -> None:
    pen.box(28.8, 142.2, 538.6, 609.4, 1.2, NAVY)
    pen.box(29.0, 773.0, 537.0, 39.0, 0.8, NAVY, fill=PALE)


def _frames_of_achat(pen: Pen) -> None:
    pen.box(28.3, 523.0, 538.0, 21.0, 0.8, NAVY, fill=PALE, radius=10)
    pen.box(28.3, 551.0, 538.0, 252.0, 0.8, NAVY, fill=PALE)
    pen.box(416.2, 401.3, 150.2, 73.3, 0.6)
    pen.box(28.3, 213.1, 170.6, 19.9, 0.6)


def _frames_of_demande(pen: Pen) -> None:
    pen.box(28.8, 107.5, 537.6, 686.3, 1.0, NAVY)
    for top in BARS:
        pen.box(28.8, top, 537.6, 10.5, 0, fill=NAVY)
    for left, top, right, bottom in (
        (28.8, 692.9, 163.1, 768.8),
        (163.3, 692.9, 297.6, 768.8),
        (297.7, 692.9, 432.0, 768.8),
        (432.5, 692.9, 566.9, 794.0),
        (367.9, 201.9, 544.5, 259.3),
    ):
        pen.box(left, top, right - left, bottom - top, 0.6, NAVY)
    pen.line(450.6, 408.2, 479.4, 408.2, 0.5)
    for left, right in ((57.9, 98.0), (118.3, 160.5), (192.3, 233.0), (252.8, 294.0), (326.7, 367.0), (387.2, 428.0)):
        pen.line(left, 724.6, right, 724.6, 0.5, dash=(0.7, 1.5))


def _rule(pen: Pen, place: Place) -> None:
    """The base line of a place, with a tick between cells or at its ends; underscores have none."""
    if not place.ticks:
        if place.x1 - place.x0 > 50:
            pen.line(place.x0, place.y + 1, place.x1, place.y + 1, 0.5)
        return
    pen.line(place.x0, place.y, place.x1, place.y, 0.5)
    cells = place.cells or 1
    for rank in range(cells + 1):
        x = place.x0 + rank * (place.x1 - place.x0) / cells
        pen.line(x, place.y, x, place.y - place.ticks, 0.5)


def _enter(pen: Pen, place: Place, text: str, font: str, size: float) -> None:
    """Type one value at its place."""
    if place.cells:
        cell = (place.x1 - place.x0) / place.cells
        for rank, character in enumerate(text):
            pen.text(place.x0 + (rank + 0.5) * cell, place.y - 2, character, font, min(size, 0.8 * cell), anchor=0.5)
    else:
        room = place.x1 - place.x0 - 4
        size = min(size, 8.0 if room < 50 else size)
        pen.text(place.x0 + 3, place.y - 2, text, font, min(size, size * room / pen.measure(text, font, size)))


def _address(who: str, where: Address) -> dict[str, str]:
    return {f"{who}_adresse": where.line, f"{who}_code_postal": where.postcode, f"{who}_commune": where.town}


def parts(who: str, where: Address) -> dict[str, str]:
    """The boxes that an address is written in, by place."""
    return {
        f"{who}_adresse.numero": where.number,
        f"{who}_adresse.extension": where.extension,
        f"{who}_adresse.type": where.street_type,
        f"{who}_adresse.voie": where.street_name,
    }


def _font(rng: Random) -> str:
    return rng.choice(("Sans", "Sans", "Mono", "Serif"))


def _hands(count: int, rng: Random) -> tuple[ink.Hand, ...]:
    return tuple(ink.Hand.of(rng) for _ in range(count))


def _stamps(**companies: Company | None) -> dict[str, Company]:
    return {name: company for name, company in companies.items() if company}
