"""Demande de certificat d'immatriculation d'un véhicule, cerfa 13750*05 (2015) and *07 (2020): one dense page.

What is asked, the vehicle, the holder and co-holder, the lessor and lessee of a leased vehicle, and three frames to
sign in; the holder's is read. *05 asks for a SIREN where *07 asks for a SIRET.
"""

from typing import NamedTuple

from extractors import entries, pixels
from extractors.alphabets import CODE, DIGITS
from extractors.fields import decide, name_of, text_of, vin_of, words_of
from extractors.forms import (
    Form,
    Row,
    address,
    comb,
    day,
    dots,
    frame,
    line,
    located,
    lowered_rows,
    number,
    signed,
    tick,
)
from extractors.paper import PaperType, Side
from pipeline.core.documents import DemandeImmatriculation
from pipeline.core.model import Face, Zone

_VEHICLE_CAPTIONS: tuple[Row, ...] = (
    (34.3, 148.3, "(A) Numéro d'immatriculation actuel"),
    (196.3, 165.3, "(si nouveau format d'immatriculation. Ce numéro figure sur la"),
    (34.0, 174.7, "Numéro de formule du certificat d'immatriculation *"),
    (219.9, 197.5, "Dénomination commerciale (D.3)"),
    (142.0, 218.5, "Type variante version (D.2)"),
    (237.4, 239.5, "Genre national (J.1)"),
    (45.7, 260.5, "Numéro d'exploitation agricole, le cas échéant"),
    (34.0, 271.8, "Si véhicule pris en location, cocher la case correspondante:"),
)
_HOLDER_CAPTIONS: tuple[Row, ...] = (
    (75.6, 324.7, "NOM DE NAISSANCE et PRÉNOM ou RAISON SOCIALE pour une personne"),
    (390.6, 324.7, "NOM D'USAGE (facultatif) : nom d'époux (se)"),
    (379.5, 342.7, "Département"),
    (83.6, 361.5, "Etage / Escalier / Appartement"),
    (325.6, 361.5, "Immeuble / Résidence / Bâtiment"),
    (83.6, 376.5, "N° de la voie"),
    (83.6, 391.5, "Lieu-dit / BP / Localité (si différente de la commune)"),
    (347.6, 391.5, "Tél. portable (recommandé)"),
    (82.6, 407.5, "Code postal"),
    (347.2, 407.5, "Mél (recommandé)"),
    (32.6, 415.0, "Dans le cas de multi-propriété, veuillez indiquer le nombre de"),
    (82.3, 486.8, "NOM DE NAISSANCE et PRÉNOM ou RAISON SOCIALE pour une personne"),
    (398.9, 486.8, "NOM D'USAGE (facultatif): nom d'époux (se)"),
    (83.6, 504.8, "Etage / Escalier / Appartement"),
    (325.6, 504.8, "Immeuble / Résidence / Bâtiment"),
    (83.6, 539.8, "Lieu-dit / BP / Localité (si différente de la commune)"),
    (82.9, 609.8, "NOM DE NAISSANCE et PRÉNOM ou RAISON SOCIALE pour une personne"),
    (399.5, 609.8, "NOM D'USAGE (facultatif): nom d'époux (se)"),
    (84.2, 664.9, "Lieu-dit / BP / Localité (si différente de la commune)"),
)
_FRAME_CAPTIONS: tuple[Row, ...] = (
    (308.5, 714.6, "(Si location longue durée ou en crédit-bail)"),
    (436.0, 723.9, "Vu les pièces justificatives"),
    (166.6, 739.7, "(Pour les sociétés: nom, qualité du signataire"),
    (436.0, 759.5, "Usage (veuillez cocher la case correspondante):"),
)


class _Edition(NamedTuple):
    """Where the editions differ, in points."""

    number: str
    title: Row
    purposes: tuple[tuple[float, float], ...]
    """Left and top of the boxes, in the order of `PURPOSES`."""
    down: float
    """By how much the captions of the persons stand lower than on *05."""
    person: tuple[float, float, float, float, float]
    """Left of the boxes natural, M, F, legal, and their top."""
    siren: tuple[float, float, float, int]
    """Left, right, base line, cells."""
    names: float
    """Base line of the holder's name."""
    birth: float
    """Left edge of the holder's date of birth."""
    holders: tuple[float, float, float]
    """Left, right and base line of the number of holders."""
    second: tuple[float, float]
    """Right end and base line of the co-holder's name."""
    lessor: float
    """Base line of the lessor's name."""
    lessee: float
    room: float
    """Above the base lines of the holder's address, whose rows are close."""


PURPOSES = ("certificat", "duplicata", "correction", "domicile", "etat_civil", "caracteristiques")

_EDITIONS = (
    _Edition(
        number="13750*05",
        title=(93.9, 35.9, "DEMANDE DE CERTIFICAT D'IMMATRICULATION D'UN VÉHICULE"),
        purposes=((147.9, 74.1), (208.9, 74.1), (271.0, 74.1), (337.6, 74.1), (80.9, 89.5), (280.1, 89.5)),
        down=0.0,
        person=(155.1, 218.2, 246.7, 377.1, 295.2),
        siren=(407.1, 509.6, 300.9, 9),
        names=318.8,
        birth=57.1,
        holders=(431.2, 460.0, 421.0),
        second=(312.4, 430.0),
        lessor=481.2,
        lessee=604.2,
        room=8.6,
    ),
    _Edition(
        number="13750*07",
        title=(94.1, 34.8, "DEMANDE DE CERTIFICAT D'IMMATRICULATION D'UN VÉHICULE"),
        purposes=((148.2, 73.8), (208.9, 73.8), (271.1, 73.8), (337.3, 73.8), (81.3, 89.5), (280.3, 89.5)),
        down=1.4,
        person=(206.8, 260.3, 284.2, 365.5, 296.6),
        siren=(402.1, 561.4, 303.7, 14),
        names=320.2,
        birth=56.3,
        holders=(450.6, 479.4, 422.4),
        second=(244.0, 431.4),
        lessor=482.6,
        lessee=605.6,
        room=7.2,
    ),
)


def _form(e: _Edition) -> Form:
    natural, man, woman, legal, persons = e.person
    born = e.names + 19.0
    zones: tuple[Zone, ...] = (
        number(44.0, 58.0),
        *(tick(f"objet.{name}", *corner, 10.0) for name, corner in zip(PURPOSES, e.purposes, strict=True)),
        frame("immatriculation", (34.0, 123.0, 147.9, 139.0), CODE + " -"),
        *day("date_achat", 139.0, (165.0, 193.9), (196.4, 225.2), (227.7, 284.9)),
        *day("date_certificat", 139.0, (303.0, 331.9), (334.4, 363.2), (365.7, 422.9)),
        *day("date_premiere_immatriculation", 139.0, (441.0, 469.9), (472.4, 501.2), (503.7, 560.9)),
        line("numero_formule", 34.0, 190.4, 169.4, CODE),
        line("marque", 34.0, 209.8, 190.4, room=11.5),
        line("denomination_commerciale", 222.5, 318.9, 190.4, room=11.5),
        line("type_variante_version", 34.0, 318.9, 211.8, is_key=False, room=10.5),
        line("vin", 33.3, 209.0, 233.1, CODE, room=11),
        line("genre", 221.8, 318.2, 233.1, is_key=False, room=11),
        tick("titulaire_type.physique", natural, persons),
        tick("titulaire_sexe.m", man, persons),
        tick("titulaire_sexe.f", woman, persons),
        tick("titulaire_type.morale", legal, persons),
        comb("titulaire_siren", *e.siren),
        line("titulaire_nom", 75.1, 384.6, e.names),
        line("titulaire_nom_usage", 390.6, 561.2, e.names, room=8),
        *day(
            "titulaire_date_naissance",
            born,
            (e.birth, e.birth + 23.2),
            (e.birth + 25.7, e.birth + 48.9),
            (e.birth + 51.4, e.birth + 97.3),
            room=10,
        ),
        line("titulaire_lieu_naissance", 171.5, 370.4, born, room=10.5),
        *address(
            "titulaire",
            372.8,
            404.0,
            street=((84.3, 128.7), (132.7, 183.1), (188.8, 266.2), (272.4, 561.3)),
            town=(83.6, 140.8, 148.8, 343.3),
            room=e.room,
        ),
        comb("nombre_titulaires", *e.holders, 2),
        line("cotitulaire_nom", 81.9, *e.second, room=10.5),
        line("loueur_nom", 83.1, 392.6, e.lessor, room=10),
        line("locataire_nom", 83.7, 393.2, e.lessee, room=10),
        dots("date_demande", 114.5, 160.5, 727.5, DIGITS + "/-. "),
        signed("signatures", (29.5, 728.0, 162.5, 768.3), (31.0, 728.0, 67.5, 736.0)),
    )
    captions = (
        e.title,
        (95.9, 95.3, "Changement d'état civil ou d'état matrimonial"),
        (295.1, 95.3, "Changement des caractéristiques techniques du véhicule"),
        *_VEHICLE_CAPTIONS,
        *lowered_rows(_HOLDER_CAPTIONS, e.down),
        *_FRAME_CAPTIONS,
    )
    return Form(e.number, captions, zones)


FORMS = tuple(_form(edition) for edition in _EDITIONS)

MARKERS = (
    "DEMANDE DE CERTIFICAT D'IMMATRICULATION D'UN VÉHICULE",
    "Changement d'état civil ou d'état matrimonial",
    "Changement des caractéristiques techniques du véhicule",
    "Numéro d'exploitation agricole, le cas échéant",
    "Si véhicule pris en location, cocher la case correspondante",
    "Dans le cas de multi-propriété, veuillez indiquer le nombre de personnes titulaires",
    "(en cas de location longue durée ou crédit-bail)",
    "(Société de location en cas de crédit-bail)",
    "Vu les pièces justificatives",
    "Retrait à l'Imprimerie Nationale",
)

NEW_VEHICLE = (
    "CERTIFICAT DE CONFORMITÉ - IDENTIFICATION DU VÉHICULE",
    "Cadre réservé à l'en-tête du constructeur",
    "ATTESTATION DE DEDOUANEMENT",
    "Formalités fiscales et douanières accomplies",
)
"""Of the cerfa 13749, the request for a new vehicle, which has the same title and frames."""


def extract(identity: str, faces: tuple[Face, ...]) -> DemandeImmatriculation:
    """The document of one request."""
    face = faces[0]
    names = ("titulaire_nom", "titulaire_nom_usage", "titulaire_lieu_naissance", "cotitulaire_nom")
    words = ("marque", "denomination_commerciale", "loueur_nom", "locataire_nom")
    days = ("date_achat", "date_certificat", "date_premiere_immatriculation", "titulaire_date_naissance")
    return DemandeImmatriculation(
        id=identity,
        confidence=face.confidence,
        pages=tuple(f.page.ref for f in faces),
        edition=entries.edition(face, "13750"),
        objet=pixels.choice(face, {purpose: f"objet.{purpose}" for purpose in PURPOSES}),
        immatriculation=decide(face, "immatriculation", entries.plate),
        numero_formule=decide(face, "numero_formule", entries.formule),
        vin=decide(face, "vin", vin_of),
        **{key: entries.day(face, key) for key in days},
        **{key: decide(face, key, words_of) for key in words},
        **{key: decide(face, key, text_of) for key in ("type_variante_version", "genre")},
        **{key: decide(face, key, name_of) for key in names},
        **entries.person(face, "titulaire"),
        titulaire_siren=decide(face, "titulaire_siren", entries.company),
        **entries.address(face, "titulaire"),
        nombre_titulaires=decide(face, "nombre_titulaires", entries.holders),
        date_demande=decide(face, "date_demande", entries.written_day),
        signatures=pixels.signatures(face, "signatures"),
        cachet=pixels.stamp(face, "signatures"),
    )


PAPER = PaperType(
    kind="demande_immatriculation",
    sides=(
        Side(
            name="recto",
            markers=MARKERS,
            need=3,
            locate=located(*FORMS),
            against=NEW_VEHICLE,
        ),
    ),
    extract=extract,
)
