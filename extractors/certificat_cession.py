"""Certificat de cession d'un véhicule d'occasion, cerfa 15776*01 (2017) and *02 (2020).

One A4 page per copy: the vehicle, the former owner, the new owner, each in a blue frame. Combs hold the plate, the
VIN, dates and numbers; open boxes the names; small squares are ticked. The older 13754 is recognised and named, its
fields stay unknown.
"""

import re
from datetime import time

from extractors.cerfa_15776 import template
from extractors.fields import (
    Parsed,
    day_of,
    decide,
    joined_fields,
    name_of,
    number_of,
    text_of,
    vin_of,
)
from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from extractors.pixels import alterations, choice, signatures, stamp, tick
from extractors.template import register
from pipeline.core.documents import CertificatCession, Date, Mark, PageRef, Text, Time
from pipeline.core.errors import FormatError
from pipeline.core.formats import immatriculation, jour, numero_formule, siren
from pipeline.core.model import BoundingBox, Face, Field, Task, Zone

MARKERS = (
    "CERTIFICAT DE CESSION D'UN VÉHICULE D'OCCASION",
    "Articles R322-4 et R322-9 du code de la route",
    "Exemplaire 1 destiné à l'ancien propriétaire",
    "Exemplaire 2 destiné au nouveau propriétaire",
    "Kilométrage inscrit au compteur du véhicule",
    "Présence du certificat d'immatriculation",
    "Avoir remis au nouveau propriétaire un certificat établi depuis moins de quinze jours",
    "Que ce véhicule n'a pas subi de transformation notable",
    "Acquérir le véhicule désigné ci-dessus aux dates et heures indiquées",
    "Avoir été informé de la situation administrative du véhicule",
    "NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE",
)
OLDER = (
    "DÉCLARATION DE CESSION D'UN VÉHICULE",
    "CERTIFICAT DE VENTE",
    "certifie avoir vendu le véhicule désigné ci-dessus",
    "SIGNATURE DE L'ACQUÉREUR",
)
EDITIONS = ("15776*02", "15776*01")
FREE_CELLS = 9
# Changes here make a form unfit (rules.md, cerfa.no-erasure).
GUARDED = (
    "immatriculation",
    "vin",
    "date_cession.jour",
    "date_cession.mois",
    "date_cession.annee",
    "heure_cession.heures",
    "heure_cession.minutes",
    "kilometrage",
    "vendeur_nom",
    "acquereur_nom",
)


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """The zones of whichever edition fits the page better; its printed number settles a tie."""
    printed = edition_of(" ".join(line.text for line in sheet.lines))
    wording = "15776*02" if sheet.find("ou entreprise individuelle") else "15776*01"
    form = template(printed if printed in EDITIONS else wording)
    found = register(sheet, form)
    return None if found is None else tuple(found.zone(zone) for zone in form.zones)


def edition_of(text: str) -> str | None:
    """Number and edition of a cerfa in a text, e.g. '15776*02'; None when there is none.

    >>> edition_of("cerfa N° 15776 * 02")
    '15776*02'
    """
    found = re.search(r"(15776|13754)\W{0,3}(0[1-9])(?!\d)", text)
    return f"{found[1]}*{found[2]}" if found else None


def extract(identity: str, faces: tuple[Face, ...]) -> CertificatCession:
    """The document of one copy."""
    face = faces[0]
    return CertificatCession(
        id=identity,
        confidence=face.confidence,
        pages=tuple(PageRef(file=f.page.file, page=f.page.number) for f in faces),
        edition=decide(face, "edition", _edition),
        exemplaire=decide(face, "exemplaire", _copy_number),
        immatriculation=decide(face, "immatriculation", lambda t: Parsed(*immatriculation.repair(t))),
        vin=decide(face, "vin", vin_of),
        date_premiere_immatriculation=_day(face, "date_premiere_immatriculation"),
        marque=decide(face, "marque", text_of),
        type_variante_version=decide(face, "type_variante_version", text_of),
        genre=decide(face, "genre", text_of),
        denomination_commerciale=decide(face, "denomination_commerciale", text_of),
        kilometrage=decide(face, "kilometrage", number_of),
        certificat_present=_is_oui(choice(face, {"oui": "certificat_present.oui", "non": "certificat_present.non"})),
        numero_formule=_formule(face),
        date_certificat=_day(face, "date_certificat"),
        motif_absence_certificat=joined_fields(
            [decide(face, f"motif_absence_certificat.{line}", text_of) for line in (1, 2)], _words
        ),
        nature=choice(face, {"cession": "nature.cession", "destruction": "nature.destruction"}),
        date_cession=_day(face, "date_cession"),
        heure_cession=_hour(face),
        certifie_csa_remis=tick(face, "certifie_csa_remis"),
        certifie_sans_transformation=tick(face, "certifie_sans_transformation"),
        certifie_vhu=tick(face, "certifie_vhu"),
        agrement_vhu=decide(face, "agrement_vhu", text_of),
        **_party(face, "vendeur"),
        **_party(face, "acquereur"),
        acquereur_date_naissance=_day(face, "acquereur_date_naissance"),
        acquereur_lieu_naissance=decide(face, "acquereur_lieu_naissance", text_of),
        acquereur_certifie_acquerir=tick(face, "acquereur_certifie_acquerir"),
        acquereur_certifie_informe=tick(face, "acquereur_certifie_informe"),
        opposition_reutilisation=tick(face, "opposition_reutilisation"),
        ratures=alterations(face, GUARDED),
    )


def _party(face: Face, who: str) -> dict[str, Field]:  # type: ignore[type-arg]  # fields of several types
    """What both parties state alike."""
    parts = {part: decide(face, f"{who}_adresse.{part}", text_of) for part in ("numero", "extension", "type", "voie")}
    # Most addresses have no "bis": a box in which nothing reads is left out even where a speck lies in it.
    street = [part for key, part in parts.items() if key != "extension" or part.raw]
    return {
        f"{who}_type": choice(
            face, {"personne_physique": f"{who}_type.physique", "personne_morale": f"{who}_type.morale"}
        ),
        f"{who}_sexe": choice(face, {"M": f"{who}_sexe.m", "F": f"{who}_sexe.f"}),
        f"{who}_nom": decide(face, f"{who}_nom", name_of),
        f"{who}_siret": decide(face, f"{who}_siret", lambda t: Parsed(siren.validate_siret(t))),
        f"{who}_adresse": joined_fields(street, _words),
        f"{who}_code_postal": decide(face, f"{who}_code_postal", _postcode),
        f"{who}_commune": decide(face, f"{who}_commune", name_of),
        f"{who}_fait_a": decide(face, f"{who}_fait_a", text_of),
        f"{who}_fait_le": decide(face, f"{who}_fait_le", lambda t: Parsed(*jour.repair(t, two_digit_year=True))),
        f"{who}_signatures": signatures(face, f"{who}_signatures"),
        f"{who}_cachet": stamp(face, f"{who}_signatures"),
    }


def _edition(text: str) -> Parsed[str]:
    found = edition_of(text)
    if found is None:
        raise FormatError("no cerfa number")
    return Parsed(found)


def _copy_number(text: str) -> Parsed[int]:
    found = re.search(r"Exemplaire\W*([12])(?!\w)", text, re.IGNORECASE)
    if found is None:
        raise FormatError("no copy number")
    return Parsed(int(found[1]))


def _postcode(text: str) -> Parsed[str]:
    if not re.fullmatch(r"\d{5}", text.replace(" ", "")):
        raise FormatError("a postcode has 5 digits")
    return Parsed(text.replace(" ", ""))


def _formule(face: Face) -> Text:
    """The 11 cells. With only the two printed ones, '20', nothing was written: blank."""

    def parse(text: str) -> Parsed[str]:
        # A form field holds the 9 free cells only, the form prints the other two.
        return Parsed(*numero_formule.repair(f"20{text}" if len(numero_formule.compact(text)) == FREE_CELLS else text))

    field = decide(face, "numero_formule", parse)
    if field.value is None and field.raw == "20":
        return Text(confidence=0.95, source=field.source, file=field.file, page=field.page, box=field.box)
    return field


def _day(face: Face, key: str) -> Date:
    return joined_fields([decide(face, f"{key}.{part}", number_of) for part in ("jour", "mois", "annee")], day_of)


def _hour(face: Face) -> Time:
    return joined_fields([decide(face, f"heure_cession.{part}", number_of) for part in ("heures", "minutes")], _time_of)


def _time_of(parts: list[int | None]) -> time:
    hours, minutes = parts
    if hours is None or minutes is None:
        raise FormatError("part of the hour is missing")
    try:
        return time(hours, minutes)
    except ValueError as error:
        raise FormatError(f"no such hour: {error}") from error


def _words(parts: list[str | None]) -> str:
    return " ".join(part for part in parts if part)


def _is_oui(field: Text) -> Mark:
    return Mark(**{**dict(field), "value": None if field.value is None else field.value == "oui"})


def _locate_older(sheet: Sheet) -> tuple[Zone, ...] | None:
    """13754: only its number, printed at the top right."""
    return (Zone.of_box("edition", BoundingBox(left=0.84, top=0.04, right=0.97, bottom=0.08), task=Task.LINE),)


PAPER = PaperType(
    kind="certificat_cession",
    sides=(
        Side(name="exemplaire", markers=MARKERS, need=4, locate=locate, against=("DÉCLARATION D'ACHAT D'UN VÉHICULE",)),
        Side(
            name="ancien_modele",
            markers=OLDER,
            need=3,
            locate=_locate_older,
            against=("DÉCLARATION D'ACHAT", "CERTIFICAT DE CESSION D'UN VÉHICULE D'OCCASION"),
        ),
    ),
    extract=extract,
)
