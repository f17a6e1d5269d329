"""Déclaration d'achat d'un véhicule d'occasion, cerfa 13751, and the receipt of its registration.

A trader buys: upper half his declaration, lower half the former owner's certificat de vente. "Je soussigné(e)" is first
the buyer, then the seller. The receipt is printed by the register; its layout is known by what it states only, so its
values are looked for beside or below their captions.
"""

import re
from datetime import date, time
from typing import Any

from extractors import entries, pixels, recepisse_achat
from extractors.alphabets import CODE
from extractors.fields import Parse, Parsed, agreed, decide, joined_fields, name_of, text_of, vin_of, words_of
from extractors.forms import (
    Form,
    address,
    comb,
    day,
    dots,
    frame,
    line,
    located,
    lowered,
    lowered_rows,
    number,
    signed,
    tick,
)
from extractors.paper import PaperType, Side
from extractors.places import decide_among
from extractors.printed import is_caption
from pipeline.core.documents import DeclarationAchat, Text
from pipeline.core.errors import InvalidComponent
from pipeline.core.formats import heure, jour
from pipeline.core.model import Face, Field, Reading, Source

_BUYER_CAPTIONS = (
    (28.3, 113.6, "Je soussigné(e),"),
    (103.3, 121.6, "NOM DE NAISSANCE, NOM D'USAGE le cas échéant et PRÉNOM ou"),
    (464.3, 121.6, "N° SIREN, le cas échéant"),
    (28.3, 138.8, "domicilié(e) à :"),
    (101.4, 146.8, "N° de la voie"),
    (150.4, 146.8, "Extension (bis, ter, .)"),
    (200.5, 146.8, "Type de voie (avenue, etc.)"),
    (279.0, 146.8, "Nom de la voie"),
    (86.3, 170.8, "Code postal"),
)
_VEHICLE_CAPTIONS = (
    (74.4, 238.7, "(A) N° D'IMMATRICULATION"),
    (240.2, 238.7, "(E) N° D'IDENTIFICATION DU VÉHICULE"),
    (115.7, 263.9, "(D.2) TYPE VARIANTE VERSION"),
    (307.9, 263.9, "(D.3) DENOMINATION COMMERCIALE"),
    (475.5, 263.9, "(J.1) GENRE NATIONAL"),
    (28.3, 284.7, "Présence du certificat d'immatriculation * :"),
    (28.3, 308.9, "Si oui, merci de préciser"),
    (139.1, 317.0, "(I) Date du certificat d'immatriculation"),
    (317.1, 317.0, "Numéro de formule du certificat d'immatriculation **"),
    (143.3, 324.6, "(si ancien format d'immatriculation)"),
    (342.8, 324.6, "(si nouveau format d'immatriculation)"),
    (28.3, 350.9, "Si non, veuillez préciser le motif :"),
    (28.3, 372.5, "En cas d'achat du véhicule à un autre professionnel, veuillez"),
)
_SALE_CAPTIONS = (
    (159.7, 563.7, "CERTIFICAT DE VENTE"),
    (297.9, 564.5, "(à remplir par l'ancien propriétaire)"),
    (34.5, 586.1, "Je soussigné(e),"),
    (105.5, 594.1, "NOM DE NAISSANCE, NOM D'USAGE le cas échéant et PRÉNOM ou"),
    (459.5, 594.1, "N° SIREN, le cas échéant"),
    (34.5, 616.1, "domicilié à :"),
    (87.5, 624.1, "N° de la voie"),
    (139.5, 624.1, "Extension (bis, ter, .)"),
    (191.5, 624.1, "Type de voie (avenue, etc.)"),
    (273.5, 624.1, "Nom de la voie"),
    (86.5, 651.7, "Code postal"),
    (34.5, 675.1, "certifie avoir vendu le véhicule désigné ci-dessus au"),
    (34.5, 685.9, "n'a pas subi de transformation notable."),
)
_BUYER = (
    line("acheteur_nom", 104.4, 450.7, 115.8),
    comb("acheteur_siren", 464.3, 566.9, 115.8, 9),
    *address(
        "acheteur",
        141.0,
        165.0,
        street=((100.3, 143.4), (149.9, 192.9), (199.4, 270.8), (277.3, 566.9)),
        town=(86.3, 157.7, 172.4, 566.9),
    ),
)
_VEHICLE = (
    frame("immatriculation", (28.3, 213.1, 198.9, 233.0), CODE + " -"),
    line("vin", 212.6, 383.2, 233.0, CODE),
    line("marque", 397.3, 567.9, 233.0),
    line("type_variante_version", 28.3, 269.8, 258.2, is_key=False),
    line("denomination_commerciale", 282.3, 438.8, 258.2),
    line("genre", 452.3, 566.2, 258.2, is_key=False),
    tick("certificat_present.oui", 235.7, 280.1, 9.1),
    tick("certificat_present.non", 290.2, 280.1, 9.1),
    *day("date_certificat", 311.2, (139.9, 168.7), (173.9, 202.7), (207.9, 265.1)),
    line("numero_formule", 322.7, 493.2, 311.2, CODE),
    dots("motif_absence_certificat", 163.5, 563.8, 355.3),
    *day("acheteur_fait_le", 409.7, (275.9, 304.7), (309.9, 338.7), (343.9, 401.1)),
)
_SALE = (
    line("vendeur_nom", 105.9, 452.2, 588.4),
    comb("vendeur_siren", 458.1, 560.7, 588.4, 9),
    *address(
        "vendeur",
        618.4,
        646.0,
        street=((86.4, 129.4), (138.5, 181.5), (190.7, 262.0), (271.1, 560.8)),
        town=(86.5, 157.9, 171.9, 560.8),
    ),
    *day("date_vente", 677.4, (358.3, 387.1), (392.3, 421.1), (426.3, 483.5)),
    *day("vendeur_fait_le", 712.4, (202.0, 230.9), (236.0, 264.9), (270.1, 327.3)),
)


FORMS = (
    Form(
        "13751*01",
        (
            (108.7, 90.3, "professionnel du commerce de l'automobile"),
            (318.2, 90.3, "professionnel de la destruction"),
            *lowered_rows(_BUYER_CAPTIONS, 6.4),
            (102.8, 207.7, "acheté pour destruction. Veuillez préciser :"),
            (284.3, 217.6, "votre numéro d'agrément VHU si le véhicule est une voiture"),
            *lowered_rows(_VEHICLE_CAPTIONS, 56.9),
            (430.2, 442.6, "Cachet et signature de l'acquéreur"),
            *lowered_rows(_SALE_CAPTIONS, -6.9),
            (362.5, 709.0, "Signature du vendeur"),
        ),
        (
            number(43.0, 57.0),
            *lowered(_BUYER, 6.4),
            *day("date_achat", 253.4, (40.4, 69.2), (74.4, 103.2), (108.4, 165.6)),
            comb("heure_achat", 183.1, 240.3, 253.4, 4),
            *lowered(_VEHICLE, 56.9),
            signed("acheteur_signatures", (416.2, 435.3, 566.4, 508.6), (426.0, 436.5, 556.0, 448.5)),
            *lowered(_SALE, -6.9),
            signed("vendeur_signatures", (335.0, 697.0, 563.0, 801.0), (354.0, 703.0, 447.0, 729.0)),
        ),
    ),
    Form(
        "13751*02",
        (
            (186.6, 90.3, "professionnel du commerce de l'automobile"),
            *_BUYER_CAPTIONS,
            (28.3, 190.6, "Déclare avoir acheté le"),
            (334.6, 190.6, "le véhicule désigné ci-dessous (joindre le certificat"),
            *_VEHICLE_CAPTIONS,
            (430.2, 408.6, "Cachet et signature de l'acquéreur"),
            (28.3, 496.1, "La loi n° 78-17 du 6 janvier 1978 relative à l'informatique,"),
            (43.7, 535.1, "Je m'oppose à la réutilisation de mes données personnelles à"),
            *_SALE_CAPTIONS,
            (411.4, 709.0, "Signature du vendeur"),
        ),
        (
            number(44.0, 58.0),
            *_BUYER,
            *day("date_achat", 192.8, (127.2, 156.0), (161.2, 190.1), (195.2, 252.4)),
            comb("heure_achat", 269.9, 327.1, 192.8, 4),
            *_VEHICLE,
            signed("acheteur_signatures", (416.2, 401.3, 566.4, 474.6), (426.0, 402.5, 556.0, 414.5)),
            *_SALE,
            signed("vendeur_signatures", (335.0, 700.0, 563.0, 801.0), (402.0, 703.0, 496.0, 729.0)),
        ),
    ),
)

MARKERS = (
    "DÉCLARATION D'ACHAT D'UN VÉHICULE D'OCCASION",
    "professionnel du commerce de l'automobile",
    "Déclare avoir acheté le",
    "le véhicule désigné ci-dessous (joindre le certificat",
    "En cas d'achat du véhicule à un autre professionnel",
    "Cachet et signature de l'acquéreur",
    "certifie avoir vendu le véhicule désigné ci-dessus au professionnel susnommé",
    "CERTIFICAT DE VENTE",
    "Si non, veuillez préciser le motif",
)


def extract(identity: str, faces: tuple[Face, ...]) -> DeclarationAchat:
    """The document of one declaration, or of one receipt."""
    face = faces[0]
    place = {
        "id": identity,
        "confidence": face.confidence,
        "pages": tuple(f.page.ref for f in faces),
    }
    if (title := face.reading(recepisse_achat.TITLE)) is not None:
        return _receipt(face, place, title)
    signed_by = {who: pixels.signatures(face, f"{who}_signatures") for who in ("acheteur", "vendeur")}
    return DeclarationAchat(
        **place,
        nature=_is(face, "declaration"),
        edition=entries.edition(face, "13751"),
        date_achat=entries.day(face, "date_achat"),
        heure_achat=entries.hour(face, "heure_achat"),
        immatriculation=decide(face, "immatriculation", entries.plate),
        vin=decide(face, "vin", vin_of),
        **{key: decide(face, key, words_of) for key in ("marque", "denomination_commerciale")},
        **{key: decide(face, key, text_of) for key in ("type_variante_version", "genre")},
        certificat_present=entries.yes_no(face, "certificat_present"),
        date_certificat=entries.day(face, "date_certificat"),
        numero_formule=decide(face, "numero_formule", entries.formule),
        motif_absence_certificat=decide(face, "motif_absence_certificat", text_of),
        date_vente=entries.day(face, "date_vente"),
        **_party(face, "acheteur"),
        **_party(face, "vendeur"),
        acheteur_signatures=signed_by["acheteur"],
        vendeur_signatures=signed_by["vendeur"],
        signatures=joined_fields(list(signed_by.values()), sum),
    )


def _party(face: Face, who: str) -> dict[str, Field]:  # type: ignore[type-arg]  # fields of several types
    return {
        f"{who}_nom": decide(face, f"{who}_nom", name_of if who == "vendeur" else words_of),
        f"{who}_siren": decide(face, f"{who}_siren", entries.company),
        **entries.address(face, who),
        f"{who}_fait_le": entries.day(face, f"{who}_fait_le"),
        f"{who}_cachet": pixels.stamp(face, f"{who}_signatures"),
    }


def _receipt(face: Face, place: dict[str, Any], title: Reading) -> DeclarationAchat:
    """What a receipt states; it has no edition, and nobody signs it."""
    moment = decide_among(face, "achat", _moment)
    return DeclarationAchat(
        **place,
        nature=_is(face, "recepisse", title),
        immatriculation=decide_among(face, "immatriculation", entries.plate),
        vin=decide_among(face, "vin", vin_of),
        marque=decide_among(face, "marque", _value(words_of)),
        acheteur_nom=decide_among(face, "acheteur_nom", _value(words_of)),
        acheteur_siren=decide_among(face, "acheteur_siren", entries.company),
        vendeur_nom=decide_among(face, "vendeur_nom", _value(name_of)),
        date_achat=_part(moment, 0),
        heure_achat=agreed(decide_among(face, "heure_achat", entries.written_hour), _part(moment, 1)),
        date_enregistrement=_part(decide_among(face, "enregistrement", _moment), 0),
    )


def _value(parse: Parse[str]) -> Parse[str]:
    """The same parser, but that a caption of the receipt whose beginning was lost is no value of another one."""

    def parsed(text: str) -> Parsed[str]:
        if is_caption(text, recepisse_achat.CAPTIONS):
            raise InvalidComponent("a caption, not a value")
        return parse(text)

    return parsed


def _is(face: Face, nature: str, title: Reading | None = None) -> Text:
    """What the paper is, from the phrases by which it was recognised."""
    return Text(
        value=nature,
        raw=title.text if title else "",
        confidence=face.confidence,
        source=Source.DERIVED,
        file=face.page.file,
        page=face.page.number,
        box=title.box if title else None,
    )


def _moment(text: str) -> Parsed[tuple[date, time | None]]:
    """'02/11/2026 à 14h30', the hour may be missing. Raises FormatError otherwise."""
    # A sign before one figure alone may be what is left of another figure.
    bare = re.sub(r"^\W+(?=\d\d\D)", "", text.strip())
    parts = re.split(r"\s*[àÀaA]\s*|(?<=\d{4})\s+", bare, maxsplit=1)
    on, changes = jour.repair(parts[0])
    if len(parts) == 1:
        return Parsed((on, None), changes)
    at, more = heure.repair(parts[1])
    return Parsed((on, at), (*changes, *more))


def _part(moment: Field[Any], rank: int) -> Field[Any]:
    """The day (0) or the hour (1) of a moment; a day without hour leaves the hour unknown."""
    if moment.value is None:
        return moment
    value = moment.value[rank]
    return Field(**{**dict(moment), "value": value}) if value is not None else Field()


PAPER = PaperType(
    kind="declaration_achat",
    # One name for both: a declaration and a receipt of one dossier are two papers, never two sides of one.
    sides=(
        Side(
            name="recto",
            markers=MARKERS,
            need=3,
            locate=located(*FORMS),
            against=(
                "CERTIFICAT DE DESTRUCTION D'UN VÉHICULE",
                "DÉCLARATION D'ACHAT POUR DESTRUCTION",
                "DÉCLARATION DE CESSION D'UN VÉHICULE",
                "à la personne susnommée",
            ),
        ),
        Side(
            name="recto",
            markers=recepisse_achat.MARKERS,
            need=3,
            locate=recepisse_achat.locate,
            against=("CERTIFICAT DE VENTE", "Déclare avoir acheté le"),
        ),
    ),
    extract=extract,
)
