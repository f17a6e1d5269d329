"""Geometry of the cerfa 13754*02, déclaration de cession, which the 15776 replaced in 2017: two typesettings.

Upper half: the seller's declaration, with the buyer. Lower half: the certificat de vente, where the seller and the sale
stand again and both sign. The hidden layer of the older *01 inside the official file is no print: only pixels count.
"""

from extractors.alphabets import CODE
from extractors.forms import Form, Row, address, comb, day, dots, frame, line, number, signed, tick
from pipeline.core.model import Zone

_STREET = ((86.3, 129.4), (140.5, 183.6), (194.7, 266.1), (277.3, 566.9))
_BUYER_STREET = ((100.3, 143.4), (155.6, 198.6), (210.8, 282.1), (294.3, 566.9))


def _form(
    captions: tuple[Row, ...],
    *,
    edition: tuple[float, float],
    seller: tuple[float, float, float],
    vehicle: tuple[tuple[float, float], float, float, float],
    buyer: tuple[float, float, float],
    card: tuple[float, float],
    stamped: float,
    certificate: tuple[float, float, float, float],
    panels: tuple[float, float],
    boxes: tuple[tuple[str, float, float], ...],
    side: float,
) -> Form:
    """One typesetting.

    Args:
        captions: what is printed where.
        edition: top and bottom of the number.
        seller: base lines of name, street and date of the sale.
        vehicle: top and bottom of the plate's frame, base lines of the VIN and of the two rows below.
        buyer: base lines of name, street and town.
        card: base lines of date and reason.
        stamped: top of the frame 'Cachet et signature'.
        certificate: base lines of name, sale, mileage and VHU approval.
        panels: top and bottom of the two panels for signatures.
        boxes: left and top of the tick boxes.
        side: of the tick boxes.
    """
    name, street, sold = seller
    plate, vin, make, genre = vehicle
    again, sold_again, mileage, approval = certificate
    upper, lower = panels
    zones: tuple[Zone, ...] = (
        number(*edition),
        line("vendeur_nom", 94.6, 449.4, name),
        comb("vendeur_siret", 464.4, 566.9, name, 9),
        *address("vendeur", street, street + 24.0, street=_STREET, town=(86.3, 157.7, 172.4, 566.9)),
        *day("date_cession", sold, (231.0, 259.9), (265.0, 293.9), (299.1, 356.2)),
        comb("heure_cession", 371.8, 429.0, sold, 4),
        frame("immatriculation", (28.3, plate[0], 198.9, plate[1]), CODE + " -"),
        line("vin", 254.7, 368.6, vin, CODE),
        *day("date_premiere_immatriculation", vin, (424.4, 458.9), (461.4, 495.9), (498.4, 566.9)),
        line("marque", 28.3, 227.3, make),
        line("type_variante_version", 254.6, 566.9, make, is_key=False),
        line("genre", 28.3, 142.2, genre, is_key=False),
        line("denomination_commerciale", 157.2, 356.2, genre),
        line("acquereur_nom", 38.1, 446.8, buyer[0]),
        comb("acquereur_siret", 464.4, 566.9, buyer[0], 9),
        *address("acquereur", buyer[1], buyer[2], street=_BUYER_STREET, town=(100.3, 171.7, 184.6, 411.8)),
        *day("date_certificat", card[0], (127.5, 156.3), (161.5, 190.4), (195.5, 252.7)),
        line("numero_formule", 306.1, 476.7, card[0], CODE),
        dots("motif_absence_certificat.1", 148.4, 402.0, card[1]),
        signed(
            "declaration.vendeur_signatures",
            (416.2, stamped, 566.4, stamped + 53.5),
            (455.0, stamped, 528.0, stamped + 11.0),
        ),
        line("certificat.vendeur_nom", 99.2, 454.1, again),
        *day("certificat.date_cession", sold_again, (327.1, 356.0), (361.2, 390.0), (395.2, 452.4)),
        line("kilometrage", 170.5, 550.9, mileage),
        line("agrement_vhu", 170.5, 552.2, approval, room=9),
        dots("vendeur_fait_le", 334.6, 423.5, upper - 7.2),
        dots("vendeur_fait_a", 184.0, 323.9, upper - 7.2),
        *(tick(key, left, top, side) for key, left, top in boxes),
        signed("vendeur_signatures", (101.7, upper, 289.3, lower), (105.0, upper, 286.0, upper + 18.5)),
        signed("acquereur_signatures", (306.0, upper, 493.6, lower), (309.0, upper, 491.0, upper + 18.5)),
    )
    return Form("13754*02", captions, zones)


FORMS = (
    _form(
        (
            (28.3, 101.9, "Je soussigné(e),"),
            (94.3, 109.7, "NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE"),
            (464.3, 109.7, "N° SIREN, le cas échéant"),
            (28.3, 125.9, "domicilié(e) à :"),
            (86.3, 133.7, "N° de la voie"),
            (277.4, 133.7, "Nom de la voie"),
            (86.3, 157.7, "Code postal"),
            (172.3, 157.7, "Nom de la commune"),
            (28.3, 173.9, "déclare avoir *"),
            (101.8, 187.1, "cédé pour destruction"),
            (435.7, 187.1, "le véhicule désigné ci-dessous"),
            (72.5, 228.2, "(A) Numéro d'immatriculation"),
            (367.0, 255.4, "(D.2) Type variante version"),
            (58.9, 282.6, "(J.1) Genre national"),
            (211.7, 282.6, "(D.3) Dénomination commerciale"),
            (38.3, 307.8, "NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE"),
            (464.3, 307.8, "N° SIREN, le cas échéant"),
            (357.3, 324.0, "Personne morale *"),
            (28.3, 340.8, "Adresse complète :"),
            (100.3, 348.6, "N° de la voie"),
            (100.3, 371.4, "Code postal"),
            (28.3, 385.2, "Présence du certificat d'immatriculation * :"),
            (28.3, 413.0, "Si oui, merci de préciser"),
            (132.4, 421.1, "(I) Date du certificat d'immatriculation"),
            (311.5, 421.1, "Numéro de formule du certificat d'immatriculation **"),
            (465.3, 445.2, "Cachet et signature"),
            (28.3, 453.8, "Si non, veuillez préciser le motif :"),
            (459.5, 575.5, "N° SIREN, le cas échéant"),
            (106.5, 599.7, "N° de la voie"),
            (106.5, 621.2, "Code postal"),
            (34.5, 640.5, "certifie avoir vendu le véhicule désigné ci-dessus à la personne"),
            (119.5, 659.4, "Que ce véhicule n'a pas subi de transformation notable"),
            (149.0, 759.2, "SIGNATURE DU VENDEUR :"),
            (345.3, 759.2, "SIGNATURE DE L'ACQUÉREUR :"),
        ),
        edition=(44.0, 58.0),
        seller=(103.9, 127.9, 189.1),
        vehicle=((205.4, 222.4), 222.4, 249.6, 276.8),
        buyer=(302.0, 342.8, 365.6),
        card=(415.0, 457.0),
        stamped=438.9,
        certificate=(569.9, 642.4, 689.0, 721.7),
        panels=(753.2, 807.3),
        boxes=(
            ("nature.cession", 86.0, 166.8),
            ("nature.destruction", 86.0, 180.3),
            ("acquereur_type.physique", 237.9, 316.2),
            ("acquereur_sexe.m", 299.5, 317.0),
            ("acquereur_sexe.f", 326.0, 316.4),
            ("acquereur_type.morale", 428.4, 316.6),
            ("certificat_present.oui", 227.2, 377.5),
            ("certificat_present.non", 274.7, 377.9),
            ("certifie_sans_transformation", 104.4, 653.3),
            ("certifie_vhu", 104.4, 704.0),
        ),
        side=12.4,
    ),
    _form(
        (
            (28.3, 95.1, "Je soussigné(e),"),
            (465.6, 104.1, "N° SIREN, le cas échéant"),
            (95.5, 104.6, "NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE"),
            (28.3, 118.9, "domicilié(e) à :"),
            (86.3, 127.0, "N° de la voie"),
            (277.3, 127.0, "Nom de la voie"),
            (86.3, 151.0, "Code postal"),
            (172.3, 151.0, "Nom de la commune"),
            (28.3, 167.1, "déclare avoir *"),
            (101.7, 180.3, "cédé pour destruction"),
            (435.6, 180.1, "le véhicule désigné ci-dessous"),
            (78.4, 218.3, "(A) Numéro d'immatriculation"),
            (370.7, 245.5, "(D.2) Type variante version"),
            (60.8, 272.7, "(J.1) Genre national"),
            (211.7, 272.7, "(D.3) Dénomination commerciale"),
            (38.3, 295.2, "NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE"),
            (464.3, 294.7, "N° SIREN, le cas échéant"),
            (357.2, 307.6, "Personne morale *"),
            (27.7, 324.2, "Adresse complète :"),
            (100.3, 332.3, "N° de la voie"),
            (100.3, 355.1, "Code postal"),
            (28.3, 368.8, "Présence du certificat d'immatriculation * :"),
            (27.7, 393.2, "Si oui, merci de préciser"),
            (132.3, 401.4, "(I) Date du certificat d'immatriculation"),
            (311.4, 401.4, "Numéro de formule du certificat d'immatriculation **"),
            (465.3, 424.3, "Cachet et signature"),
            (28.5, 430.8, "Si non, veuillez préciser le motif :"),
            (459.5, 562.5, "N° SIREN, le cas échéant"),
            (106.5, 587.9, "N° de la voie"),
            (106.5, 610.4, "Code postal"),
            (34.5, 627.0, "certifie avoir vendu le véhicule désigné ci-dessus à la personne"),
            (119.4, 646.8, "Que ce véhicule n'a pas subi de transformation notable"),
            (149.0, 746.0, "SIGNATURE DU VENDEUR :"),
            (345.2, 746.7, "SIGNATURE DE L'ACQUÉREUR :"),
        ),
        edition=(44.0, 57.0),
        seller=(98.3, 122.3, 183.4),
        vehicle=((196.5, 213.6), 213.6, 240.7, 267.9),
        buyer=(289.9, 327.5, 350.3),
        card=(396.5, 434.6),
        stamped=419.0,
        certificate=(557.7, 630.4, 673.6, 707.8),
        panels=(740.8, 797.7),
        boxes=(
            ("nature.cession", 89.1, 161.9),
            ("nature.destruction", 89.1, 175.3),
            ("acquereur_type.physique", 237.9, 302.4),
            ("acquereur_sexe.m", 298.8, 302.4),
            ("acquereur_sexe.f", 327.3, 302.4),
            ("acquereur_type.morale", 428.3, 302.4),
            ("certificat_present.oui", 228.0, 363.2),
            ("certificat_present.non", 275.5, 363.6),
            ("certifie_sans_transformation", 106.6, 641.2),
            ("certifie_vhu", 106.5, 689.4),
        ),
        side=10.0,
    ),
)
