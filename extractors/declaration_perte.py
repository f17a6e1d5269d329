"""Déclaration de perte ou de vol du certificat d'immatriculation, cerfa 13753*04: stands in for the card a month."""

from extractors import entries, pixels
from extractors.alphabets import CODE, DIGITS
from extractors.fields import agreed, decide, name_of, words_of
from extractors.forms import Form, address, comb, day, dots, frame, line, located, number, signed, tick
from extractors.paper import PaperType, Side
from pipeline.core.documents import DeclarationPerte
from pipeline.core.model import Face

FORMS = (
    Form(
        "13753*04",
        (
            (256.4, 37.7, "DÉCLARATION"),
            (150.8, 77.7, "de CERTIFICAT D'IMMATRICULATION D'UN VÉHICULE"),
            (174.7, 124.4, "Ce document permet seulement de circuler sans certificat"),
            (174.7, 134.4, "pendant un délai d'UN MOIS à compter de la date de la présente"),
            (233.8, 167.3, "IDENTITÉ DU DÉCLARANT"),
            (220.7, 186.6, "Veuillez cocher la case correspondante :"),
            (35.5, 227.3, "Je soussigné(e),"),
            (93.5, 234.7, "NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE"),
            (400.5, 234.7, "N° SIRET, le cas échéant"),
            (35.5, 289.4, "Adresse complète :"),
            (107.5, 295.9, "N° de la voie"),
            (155.5, 295.9, "Extension (bis, ter, .) Type de voie (avenue, etc.) Nom de la"),
            (107.5, 329.1, "Code postal"),
            (285.1, 345.8, "de mon certificat d'immatriculation."),
            (35.5, 421.4, "(A) Numéro d'immatriculation"),
            (248.5, 449.0, "(D.3) Dénomination commerciale"),
            (125.4, 494.0, "ÉLÉMENTS SUR LA DISPARITION DU CERTIFICAT D'IMMATRICULATION"),
            (35.5, 532.3, "Circonstances :"),
            (126.2, 625.9, "Toute fausse déclaration est passible des peines prévues par"),
            (425.8, 655.4, "Signature du déclarant,"),
            (427.3, 665.5, "Pour les personnes morales,"),
            (411.3, 675.1, "nom et qualité du déclarant et cachet"),
            (29.1, 753.0, "La loi n° 78-17 du 6 janvier 1978 relative à l'informatique,"),
            (52.1, 801.9, "Je m'oppose à la réutilisation de mes données personnelles à"),
        ),
        (
            number(38.5, 52.5),
            tick("titre.perte", 260.7, 54.8, 9.0),
            tick("titre.vol", 322.4, 54.8, 9.0),
            tick("nature.perte", 178.8, 340.9, 9.0),
            tick("nature.vol", 235.8, 340.9, 9.0),
            tick("declarant_type.physique", 226.9, 202.7),
            tick("declarant_type.morale", 440.1, 202.7),
            tick("declarant_sexe.m", 287.5, 201.9),
            tick("declarant_sexe.f", 316.2, 201.9),
            line("declarant_nom", 88.8, 387.0, 229.0),
            comb("declarant_siret", 400.5, 559.8, 229.0, 14),
            *day("declarant_date_naissance", 260.2, (59.2, 82.3), (84.8, 108.0), (110.5, 156.4)),
            line("declarant_lieu_naissance", 168.1, 559.8, 260.2),
            *address(
                "declarant",
                291.4,
                323.4,
                street=((107.5, 150.5), (156.0, 199.1), (204.6, 275.9), (281.5, 559.8)),
                town=(107.5, 178.9, 190.8, 559.8),
            ),
            frame("immatriculation", (158.9, 412.5, 329.5, 428.0), CODE + " -"),
            dots("marque", 84.1, 231.7, 453.1),
            dots("denomination_commerciale", 368.7, 555.9, 453.1),
            dots("date_disparition", 53.7, 173.5, 517.0, DIGITS + "/-. "),
            dots("lieu_disparition", 208.9, 555.9, 517.0),
            dots("fait_a", 57.5, 164.0, 678.5),
            dots("fait_le", 186.8, 272.3, 678.5, DIGITS + "/-. "),
            signed("signatures", (300.0, 664.0, 563.0, 745.0), (408.0, 645.0, 548.0, 680.0)),
        ),
    ),
)

MARKERS = (
    "de CERTIFICAT D'IMMATRICULATION D'UN VÉHICULE",
    "Ce document permet seulement de circuler sans certificat d'immatriculation",
    "pendant un délai d'UN MOIS à compter de la date de la présente déclaration",
    "IDENTITÉ DU DÉCLARANT",
    "ÉLÉMENTS SUR LA DISPARITION DU CERTIFICAT D'IMMATRICULATION",
    "Toute fausse déclaration est passible des peines prévues",
    "nom et qualité du déclarant et cachet",
)


def extract(identity: str, faces: tuple[Face, ...]) -> DeclarationPerte:
    """The document of one declaration."""
    face = faces[0]
    who = "declarant"
    return DeclarationPerte(
        id=identity,
        confidence=face.confidence,
        pages=tuple(f.page.ref for f in faces),
        edition=entries.edition(face, "13753"),
        # Stated twice, in the title and in the sentence: two boxes that differ settle nothing.
        nature=agreed(*(pixels.choice(face, {n: f"{at}.{n}" for n in ("perte", "vol")}) for at in ("nature", "titre"))),
        **entries.person(face, who),
        declarant_nom=decide(face, "declarant_nom", name_of),
        declarant_siret=decide(face, "declarant_siret", entries.siret),
        declarant_date_naissance=entries.day(face, "declarant_date_naissance"),
        declarant_lieu_naissance=decide(face, "declarant_lieu_naissance", name_of),
        **entries.address(face, who),
        immatriculation=decide(face, "immatriculation", entries.plate),
        marque=decide(face, "marque", words_of),
        denomination_commerciale=decide(face, "denomination_commerciale", words_of),
        date_disparition=decide(face, "date_disparition", entries.written_day),
        lieu_disparition=decide(face, "lieu_disparition", words_of),
        fait_a=decide(face, "fait_a", words_of),
        fait_le=decide(face, "fait_le", entries.written_day),
        signatures=pixels.signatures(face, "signatures"),
        cachet=pixels.stamp(face, "signatures"),
    )


PAPER = PaperType(
    kind="declaration_perte",
    sides=(Side(name="recto", markers=MARKERS, need=3, locate=located(*FORMS)),),
    extract=extract,
)
