"""Mandat pour effectuer les formalités d'immatriculation, cerfa 13757: the principal, the agent, the vehicle.

Only the principal signs. *02 asks for a SIREN where *03 asks for a SIRET, and has no box about the insurance.
"""

from extractors import entries, pixels
from extractors.alphabets import CODE
from extractors.fields import decide, name_of, vin_of, words_of
from extractors.forms import Form, address, comb, day, dots, frame, line, located, number, signed, tick
from extractors.paper import PaperType, Side
from pipeline.core.documents import Mandat
from pipeline.core.model import Face, Zone

_CAPTIONS = (
    (109.0, 171.7, "NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE"),
    (35.0, 210.4, "domicilié(e) à :"),
    (103.0, 218.5, "N° de la voie"),
    (154.0, 218.5, "Extension (bis, ter, .)"),
    (205.0, 218.5, "Type de voie (avenue, etc.)"),
    (284.0, 218.5, "Nom de la voie"),
    (103.7, 262.9, "Code postal"),
    (183.0, 262.9, "Nom de la commune"),
    (35.0, 301.6, "donne mandat à :"),
    (112.0, 309.7, "NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE"),
    (35.0, 389.2, "Véhicule concerné :"),
    (49.6, 427.5, "Marque :"),
    (49.6, 474.3, "Numéro VIN :"),
    (49.6, 521.1, "Numéro d'immatriculation (le cas échéant) :"),
    (443.5, 634.9, "Signature"),
    (443.5, 642.9, "Pour les sociétés, nom et qualité"),
    (443.5, 650.1, "du signataire et cachet"),
)
_ZONES = (
    number(44.0, 58.0),
    *address(
        "mandant",
        212.7,
        257.1,
        street=((103.0, 146.0), (149.8, 192.8), (196.5, 267.9), (271.6, 561.3)),
        town=(103.0, 174.4, 183.1, 367.8),
    ),
    line("operation", 107.0, 449.4, 371.6),
    frame("marque", (113.9, 414.0, 403.5, 429.3)),
    comb("vin", 113.9, 403.5, 477.2, 17, CODE),
    frame("immatriculation", (235.3, 511.0, 462.6, 526.2), CODE + " -"),
    dots("fait_a", 59.5, 254.7, 627.5),
    *day("fait_le", 627.2, (282.0, 310.9), (316.0, 344.9), (350.1, 407.2)),
    signed("signatures", (290.0, 638.0, 562.0, 746.0), (440.0, 632.0, 533.0, 654.5)),
)


def _parties(right: float, left: float, cells: int) -> tuple[Zone, ...]:
    """Names, and company numbers of so many cells."""
    return (
        line("mandant_nom", 108.5, right, 164.8),
        comb("mandant_siren", left, 562.3, 165.9, cells),
        line("mandataire_nom", 111.7, right + 3.1, 302.8),
        comb("mandataire_siret", left, 562.3, 303.9, cells),
    )


FORMS = (
    Form("13757*02", (*_CAPTIONS, (458.0, 171.7, "N° SIREN, le cas échéant")), (*_parties(449.0, 458.0, 9), *_ZONES)),
    Form(
        "13757*03",
        (
            *_CAPTIONS,
            (105.0, 89.3, "LES FORMALITÉS D'IMMATRICULATION AUPRÈS DU MINISTRE"),
            (403.0, 171.7, "N° SIRET, le cas échéant"),
            (403.0, 309.7, "N° SIRET, le cas échéant"),
            (35.0, 348.4, "pour effectuer pour mon compte les formalités administratives"),
            (45.5, 542.7, "Je suis informé (e) que pour circuler avec ce véhicule je suis"),
            (35.0, 569.9, "Important : Si vous circuliez avec un véhicule non assuré, en"),
            (35.0, 580.7, "d'éventuelles victimes, vous pourriez être amené (e) à"),
            (35.9, 805.1, "Je m'oppose à la réutilisation de mes données personnelles à"),
        ),
        (*_parties(384.0, 403.0, 14), *_ZONES, tick("informe_assurance", 35.0, 538.8)),
    ),
)

MARKERS = (
    "LES FORMALITÉS D'IMMATRICULATION AUPRÈS DU MINISTRE",
    "POUR EFFECTUER LES FORMALITÉS",
    "donne mandat à",
    "pour effectuer pour mon compte les formalités administratives",
    "en mes lieu et place et pour mon compte",
    "l'opération d'immatriculation suivante",
    "Véhicule concerné",
    "Numéro d'immatriculation (le cas échéant)",
    "Je suis informé (e) que pour circuler avec ce véhicule je suis dans l'obligation",
)


def extract(identity: str, faces: tuple[Face, ...]) -> Mandat:
    """The document of one mandate."""
    face = faces[0]
    return Mandat(
        id=identity,
        confidence=face.confidence,
        pages=tuple(f.page.ref for f in faces),
        edition=entries.edition(face, "13757"),
        mandant_nom=decide(face, "mandant_nom", name_of),
        mandant_siren=decide(face, "mandant_siren", entries.company),
        **entries.address(face, "mandant"),
        mandataire_nom=decide(face, "mandataire_nom", words_of),
        mandataire_siret=decide(face, "mandataire_siret", entries.siret_or_siren),
        operation=decide(face, "operation", words_of),
        marque=decide(face, "marque", words_of),
        vin=decide(face, "vin", vin_of),
        immatriculation=decide(face, "immatriculation", entries.plate),
        informe_assurance=pixels.tick(face, "informe_assurance"),
        fait_a=decide(face, "fait_a", words_of),
        fait_le=entries.day(face, "fait_le"),
        signatures=pixels.signatures(face, "signatures"),
        cachet=pixels.stamp(face, "signatures"),
    )


PAPER = PaperType(
    kind="mandat", sides=(Side(name="recto", markers=MARKERS, need=3, locate=located(*FORMS)),), extract=extract
)
