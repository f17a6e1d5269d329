"""Certificat de destruction d'un véhicule: cerfa 14365*01, with the purchase for destruction, and 14366*01, without.

The centre VHU takes the vehicle in charge; on 14365 the former owner signs too. Read as far as it tells which vehicle
was given to which centre by whom.
"""

from extractors import entries, pixels
from extractors.alphabets import CODE
from extractors.fields import decide, name_of, text_of, vin_of, words_of
from extractors.forms import Form, comb, day, frame, line, located, number, signed
from extractors.paper import PaperType, Side
from pipeline.core.documents import CertificatDestruction
from pipeline.core.model import Face

FORMS = (
    Form(
        "14365*01",
        (
            (147.3, 27.9, "CERTIFICAT DE DESTRUCTION D'UN VÉHICULE"),
            (28.6, 97.2, "Je soussigné(e),"),
            (100.6, 105.2, "NOM DE NAISSANCE, NOM D'USAGE le cas échéant et PRÉNOM ou"),
            (464.6, 105.2, "N° SIREN, le cas échéant"),
            (28.6, 165.2, "déclare prendre en charge pour destruction le véhicule désigné"),
            (74.9, 197.9, "(A) N° D'IMMATRICULATION"),
            (241.3, 197.9, "(E) N° D'IDENTIFICATION DU VÉHICULE"),
            (307.1, 220.0, "(D.3) DENOMINATION COMMERCIALE"),
            (473.4, 220.0, "(J.1) GENRE NATIONAL"),
            (152.1, 247.3, "NUMÉRO D'AGRÉMENT VHU"),
            (130.3, 255.1, "(si le véhicule est une voiture particulière, une camionette"),
            (28.6, 322.5, "ANCIEN PROPRIÉTAIRE DU VÉHICULE"),
            (100.6, 347.6, "NOM DE NAISSANCE, NOM D'USAGE le cas échéant et PRÉNOM ou"),
            (464.6, 347.6, "N° SIREN, le cas échéant"),
            (28.6, 423.2, "certifie avoir cédé le véhicule désigné ci-dessus au centre VHU"),
            (447.0, 445.7, "Signature du cédant"),
            (172.2, 522.2, "DÉCLARATION D'ACHAT POUR DESTRUCTION"),
            (46.3, 550.1, "Le centre VHU susnommé déclare avoir acheté pour destruction"),
            (46.3, 600.5, "Présence du certificat d'immatriculation * :"),
            (320.2, 628.7, "Numéro de formule du certificat d'immatriculation **"),
            (46.3, 655.7, "Si non, veuillez préciser le motif :"),
            (428.1, 700.2, "Cachet et signature de l'acquéreur"),
            (44.1, 797.4, "Je m'oppose à la réutilisation de mes données personnelles à"),
        ),
        (
            number(28.5, 42.0),
            line("centre_nom", 100.4, 455.2, 99.4),
            comb("centre_siren", 464.6, 567.2, 99.4, 9),
            frame("immatriculation", (28.6, 177.6, 199.2, 191.8), CODE + " -"),
            line("vin", 212.1, 382.6, 191.8, CODE),
            line("marque", 395.8, 566.3, 191.8),
            line("genre", 449.3, 563.2, 215.0, room=12),
            line("agrement_vhu", 101.4, 310.1, 239.3),
            line("vendeur_nom", 100.4, 455.2, 341.8),
            *day("date_cession", 426.4, (349.9, 378.7), (383.9, 412.7), (417.9, 475.1)),
            *day("date_achat", 552.4, (317.5, 346.3), (351.5, 380.3), (385.5, 442.7)),
            signed("centre_signatures", (425.0, 259.4, 565.7, 323.6), (457.0, 261.5, 534.0, 272.0)),
            signed("vendeur_signatures", (424.7, 437.5, 565.4, 501.7), (440.0, 439.5, 550.0, 469.0)),
        ),
    ),
    Form(
        "14366*01",
        (
            (146.8, 42.1, "CERTIFICAT DE DESTRUCTION D'UN VÉHICULE"),
            (27.8, 120.7, "Je soussigné(e),"),
            (99.8, 128.8, "NOM DE NAISSANCE, NOM D'USAGE le cas échéant et PRÉNOM ou"),
            (463.8, 128.8, "N° SIREN, le cas échéant"),
            (171.8, 209.2, "Nom de la commune"),
            (27.8, 235.9, "déclare prendre en charge pour destruction le véhicule désigné"),
            (74.2, 282.9, "(A) N° D'IMMATRICULATION"),
            (239.0, 282.9, "(E) N° D'IDENTIFICATION DU VÉHICULE"),
            (307.1, 328.0, "(D.3) DENOMINATION COMMERCIALE"),
            (478.8, 328.0, "(J.1) GENRE NATIONAL"),
            (148.8, 382.6, "NUMÉRO D'AGRÉMENT VHU"),
            (121.1, 391.6, "(si le véhicule est une voiture particulière, une camionette"),
            (459.5, 429.7, "Cachet et signature"),
            (143.2, 532.7, "DÉCLARATION D'INTENTION DE DESTRUCTION"),
            (47.3, 571.9, "Le centre VHU susnommé déclare avoir l'intention de détruire le"),
            (47.3, 611.4, "Le véhicule a été acheté le :"),
            (47.3, 651.0, "Veuillez précisez la date de déclaration d'achat :"),
            (47.3, 684.5, "Remise du certificat de destruction"),
            (455.4, 701.0, "Pour les sociétés, nom et qualité"),
            (44.8, 806.7, "Je m'oppose à la réutilisation de mes données personnelles à"),
        ),
        (
            number(44.0, 57.0),
            line("centre_nom", 99.7, 454.5, 123.0),
            comb("centre_siren", 463.9, 566.4, 123.0, 9),
            frame("immatriculation", (27.8, 256.4, 198.4, 276.2), CODE + " -"),
            line("vin", 211.2, 381.8, 276.2, CODE),
            line("marque", 396.4, 566.9, 276.2),
            line("genre", 453.0, 566.9, 320.6),
            line("agrement_vhu", 104.9, 313.6, 372.0),
            *day("date_achat", 614.4, (178.7, 207.5), (212.7, 241.5), (246.7, 303.9)),
            signed("centre_signatures", (419.0, 422.4, 569.3, 495.7), (455.0, 424.0, 533.0, 435.5)),
        ),
    ),
)

MARKERS = (
    "CERTIFICAT DE DESTRUCTION D'UN VÉHICULE",
    "déclare prendre en charge pour destruction le véhicule désigné",
    "NUMÉRO D'AGRÉMENT VHU",
    "certifie avoir cédé le véhicule désigné ci-dessus au centre VHU",
    "DÉCLARATION D'ACHAT POUR DESTRUCTION",
    "DÉCLARATION D'INTENTION DE DESTRUCTION",
    "Remise du certificat de destruction",
)


def extract(identity: str, faces: tuple[Face, ...]) -> CertificatDestruction:
    """The document of one certificate."""
    face = faces[0]
    return CertificatDestruction(
        id=identity,
        confidence=face.confidence,
        pages=tuple(f.page.ref for f in faces),
        edition=entries.edition(face, "14365", "14366"),
        centre_nom=decide(face, "centre_nom", words_of),
        centre_siren=decide(face, "centre_siren", entries.company),
        agrement_vhu=decide(face, "agrement_vhu", text_of),
        immatriculation=decide(face, "immatriculation", entries.plate),
        vin=decide(face, "vin", vin_of),
        marque=decide(face, "marque", words_of),
        genre=decide(face, "genre", text_of),
        vendeur_nom=decide(face, "vendeur_nom", name_of),
        date_cession=entries.day(face, "date_cession"),
        date_achat=entries.day(face, "date_achat"),
        centre_signatures=pixels.signatures(face, "centre_signatures"),
        centre_cachet=pixels.stamp(face, "centre_signatures"),
        vendeur_signatures=pixels.signatures(face, "vendeur_signatures"),
    )


PAPER = PaperType(
    kind="certificat_destruction",
    sides=(Side(name="recto", markers=MARKERS, need=3, locate=located(*FORMS)),),
    extract=extract,
)
