"""Where values go on the cerfas that a person fills in: measured on the blanks, in points from the top left of A4.

A line of a table: name, left, right, base line, cells of a comb, height of its ticks. Names are the field keys of the
contract, with '.jour', '.mois', '.annee' for the combs of a date and '.numero' … for the parts of an address.
"""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Place:
    """Where a value goes: from `x0` to `x1` on the base line `y`; in `cells` equal parts when it is a comb."""

    x0: float
    x1: float
    y: float
    cells: int = 0
    ticks: float = 5.4
    """Height of the ticks between its cells or at its ends; 0 for a run of underscores or dots."""


@dataclass(frozen=True)
class Cerfa:
    """One edition of a form."""

    file: str
    """Of the official blank."""
    places: dict[str, Place]
    boxes: dict[str, tuple[float, float, float]]
    """Left, top and side of the tick boxes."""
    hands: dict[str, tuple[float, float, float, float]]
    """Left, top, right and bottom of the room for signatures and stamp."""
    fields: dict[str, str] = field(default_factory=dict)
    """Name of the AcroForm field of each place; a date that is one field goes by its own name."""
    size: float = 10.0
    """Of the type that its rows have room for."""
    has_digits_only: bool = False
    """Its dates are one AcroForm field of eight digits each."""
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    """AcroForm name and on-state of each tick box."""


def _places(table: str) -> dict[str, Place]:
    rows = (line.split() for line in table.strip().splitlines())
    return {
        name: Place(float(x0), float(x1), float(y), int(more[0]) if more else 0, float(more[1]) if more[1:] else 5.4)
        for name, x0, x1, y, *more in rows
    }


def _boxes(table: str, side: float) -> dict[str, tuple[float, float, float]]:
    rows = (line.split() for line in table.strip().splitlines())
    return {name: (float(x), float(y), side) for name, x, y in rows}


CERFAS = {
    "13757*03": Cerfa(
        file="cerfa-13757-03.pdf",
        places=_places("""
            mandant_nom 108.5 384.0 164.8
            mandant_siren 403.0 562.3 165.9 14
            mandant_adresse.numero 103.0 146.0 212.7
            mandant_adresse.extension 149.8 192.8 212.7
            mandant_adresse.type 196.5 267.9 212.7
            mandant_adresse.voie 271.6 561.3 212.7
            mandant_code_postal 103.0 174.4 257.1 5
            mandant_commune 183.1 367.8 257.1
            mandant_pays 376.5 561.3 257.1
            mandataire_nom 111.7 387.1 302.8
            mandataire_siret 403.0 562.3 303.9 14
            operation 107.0 449.4 371.6
            marque 113.9 403.5 429.3 0 13.9
            vin 113.9 403.5 477.2 17 13.9
            immatriculation 235.3 462.6 526.2 0 13.9
            fait_a 59.5 254.7 626.6 0 0
            fait_le.jour 282.0 310.9 627.2 2 11.1
            fait_le.mois 316.0 344.9 627.2 2 11.1
            fait_le.annee 350.1 407.2 627.2 4 11.1
        """),
        boxes=_boxes("informe_assurance 35.0 538.8", 8.0),
        hands={"signatures": (300.0, 655.0, 565.0, 748.0)},
        fields={
            "mandant_nom": "txt_IdentitéMandant", "mandant_siren": "num_SIRETMandant",
            "mandant_adresse.numero": "num_VoieAdresse", "mandant_adresse.extension": "txt_ExtensionAdresse",
            "mandant_adresse.type": "txt_TypeVoieAdresse", "mandant_adresse.voie": "txt_NomVoieAdresse",
            "mandant_code_postal": "num_CodePostalAdresse", "mandant_commune": "txt_CommuneAdresse",
            "mandant_pays": "txt_PaysAdresse", "mandataire_nom": "txt_IdentitéMandataire",
            "mandataire_siret": "num_SIRETMandataire", "operation": "txt_NatureOpération",
            "marque": "txt_MarqueVéhicule", "vin": "txt_NumVinVéhicule", "immatriculation": "txt_MarqueImmatriculation",
            "fait_a": "txt_LieuDéclaration", "fait_le.jour": "num_DateJourDéclaration",
            "fait_le.mois": "num_DateMoisDéclaration", "fait_le.annee": "num_DateAnnéeDéclaration",
        },
        buttons={"informe_assurance": ("ckb_OppositionUtilisationDonnées", "/1")},
    ),
    "13751*02": Cerfa(
        file="cerfa-13751-02.pdf",
        places=_places("""
            acheteur_nom 104.4 450.7 115.8
            acheteur_siren 464.3 566.9 115.8 9
            acheteur_adresse.numero 100.3 143.4 141.0
            acheteur_adresse.extension 149.9 192.9 141.0
            acheteur_adresse.type 199.4 270.8 141.0
            acheteur_adresse.voie 277.3 566.9 141.0
            acheteur_code_postal 86.3 157.7 165.0 5
            acheteur_commune 172.4 566.9 165.0
            date_achat.jour 127.2 156.0 192.8 2 11.1
            date_achat.mois 161.2 190.1 192.8 2 11.1
            date_achat.annee 195.2 252.4 192.8 4 11.1
            heure_achat 269.9 327.1 192.8 4 11.1
            immatriculation 28.3 198.9 233.0 0 19.9
            vin 212.6 383.2 233.0 0 11.1
            marque 397.3 567.9 233.0 0 11.1
            type_variante_version 28.3 269.8 258.2 0 11.1
            denomination_commerciale 282.3 438.8 258.2 0 11.1
            genre 452.3 566.2 258.2 0 11.1
            date_certificat.jour 139.9 168.7 311.2 2 11.1
            date_certificat.mois 173.9 202.7 311.2 2 11.1
            date_certificat.annee 207.9 265.1 311.2 4 11.1
            numero_formule 322.7 493.2 311.2 0 11.1
            motif_absence_certificat 163.5 563.8 354.5 0 0
            acheteur_fait_a 53.4 248.5 411.0 0 0
            acheteur_fait_le.jour 275.9 304.7 409.7 2 11.1
            acheteur_fait_le.mois 309.9 338.7 409.7 2 11.1
            acheteur_fait_le.annee 343.9 401.1 409.7 4 11.1
            vendeur_nom 105.9 452.2 588.4
            vendeur_siren 458.1 560.7 588.4 9
            vendeur_adresse.numero 86.4 129.4 618.4
            vendeur_adresse.extension 138.5 181.5 618.4
            vendeur_adresse.type 190.7 262.0 618.4
            vendeur_adresse.voie 271.1 560.8 618.4
            vendeur_code_postal 86.5 157.9 646.0 5
            vendeur_commune 171.9 560.8 646.0
            date_vente.jour 358.3 387.1 677.4 2 11.1
            date_vente.mois 392.3 421.1 677.4 2 11.1
            date_vente.annee 426.3 483.5 677.4 4 11.1
            vendeur_fait_a 59.5 179.6 713.7 0 0
            vendeur_fait_le.jour 202.0 230.9 712.4 2 11.1
            vendeur_fait_le.mois 236.0 264.9 712.4 2 11.1
            vendeur_fait_le.annee 270.1 327.3 712.4 4 11.1
        """),
        boxes=_boxes("certificat_present.oui 235.7 280.1\ncertificat_present.non 290.3 280.1", 9.1),
        hands={
            "acheteur_signatures": (418.0, 413.0, 565.0, 473.0),
            "vendeur_signatures": (340.0, 728.0, 560.0, 800.0),
        },
    ),
    "13750*07": Cerfa(
        file="cerfa-13750-07.pdf",
        size=8.0,
        places=_places("""
            immatriculation 34.0 147.9 139.0 0 16.7
            date_achat.jour 165.0 193.9 139.0 2 11.1
            date_achat.mois 196.4 225.2 139.0 2 11.1
            date_achat.annee 227.7 284.9 139.0 4 11.1
            date_certificat.jour 303.0 331.9 139.0 2 11.1
            date_certificat.mois 334.4 363.2 139.0 2 11.1
            date_certificat.annee 365.7 422.9 139.0 4 11.1
            date_premiere_immatriculation.jour 441.0 469.9 139.0 2 11.1
            date_premiere_immatriculation.mois 472.4 501.2 139.0 2 11.1
            date_premiere_immatriculation.annee 503.7 560.9 139.0 4 11.1
            numero_formule 34.0 190.4 169.4 0 11.1
            marque 34.0 209.8 190.4 0 11.1
            denomination_commerciale 222.5 318.9 190.4 0 11.1
            type_variante_version 34.0 318.9 211.8 0 11.1
            vin 33.3 209.0 233.1 0 11.1
            genre 221.8 318.2 233.1 0 11.1
            titulaire_siren 402.1 561.4 303.7 14
            titulaire_nom 75.1 384.6 320.2
            titulaire_nom_usage 390.6 561.2 320.2
            titulaire_date_naissance.jour 56.3 79.5 339.2 2
            titulaire_date_naissance.mois 82.0 105.2 339.2 2
            titulaire_date_naissance.annee 107.7 153.6 339.2 4
            titulaire_lieu_naissance 171.3 370.2 339.2
            titulaire_adresse.numero 84.3 128.7 372.8
            titulaire_adresse.extension 132.7 183.1 372.8
            titulaire_adresse.type 188.8 266.2 372.8
            titulaire_adresse.voie 272.4 561.3 372.8
            titulaire_code_postal 83.6 140.8 403.9 5
            titulaire_commune 148.8 343.3 404.2
            nombre_titulaires 450.6 479.4 422.4 2 14.2
            cotitulaire_nom 81.9 244.0 431.4
            loueur_nom 83.1 392.6 482.6
            locataire_nom 83.7 393.2 605.6
            date_demande 117.0 160.0 725.0 0 0
            etage 83.3 320.9 357.9
            immeuble 325.4 561.3 357.9
            lieu_dit 83.7 343.3 387.6
            telephone 347.7 560.8 387.6
            courriel 347.7 560.8 404.2
            departement 378.3 412.8 339.2 3
            pays 420.9 561.3 339.2
            exploitation 34.0 209.8 254.5
            cotitulaire_nom_usage 254.0 393.4 431.5
            cotitulaire_siren 402.1 561.4 431.5 14
            loueur_siren 403.5 562.8 468.7 14
            loueur_nom_usage 398.4 562.7 482.9
            loueur_etage 83.3 320.9 501.4
            loueur_immeuble 325.4 563.0 501.4
            loueur_numero 83.7 126.7 519.3
            loueur_voie 272.4 562.7 519.3
            loueur_lieu_dit 83.7 343.3 536.3
            loueur_code_postal 83.3 140.5 555.0 5
            loueur_commune 148.8 343.3 555.0
            locataire_siren 403.5 562.8 591.7 14
            locataire_nom_usage 399.0 563.3 605.9
            locataire_etage 83.9 321.5 624.5
            locataire_voie 273.0 563.3 642.3
            locataire_code_postal 83.9 141.1 678.0 5
            locataire_commune 148.8 343.3 678.1
        """),
        boxes=_boxes("""
            objet.certificat 148.2 73.8
            objet.duplicata 208.9 73.8
            objet.correction 271.1 73.8
            objet.domicile 337.3 73.8
            objet.etat_civil 81.3 89.5
            objet.caracteristiques 280.3 89.5
        """, 10.0) | _boxes("""
            titulaire_type.personne_physique 206.8 296.6
            titulaire_sexe.M 260.3 296.6
            titulaire_sexe.F 284.2 296.6
            titulaire_type.personne_morale 365.5 296.6
        """, 8.0),
        hands={"signatures": (34.0, 733.0, 161.0, 767.0)},
    ),
}  # fmt: skip
"""The editions that are drawn here too, by number."""


def _first_edition(name: str, place: Place) -> Place:
    """A place of the 13751*02 on *01."""
    if name.startswith(("date_achat", "heure_achat")):
        return replace(place, x0=place.x0 - 86.8, x1=place.x1 - 86.8, y=253.4)
    if place.y < 180:
        return replace(place, y=place.y + 6.4)
    return replace(place, y=place.y + 56.9 if place.y < 500 else place.y - 6.9)


_CESSION = _places("""
    vendeur_nom 94.6 449.4 103.9
    vendeur_siret 464.4 566.9 103.9 9
    vendeur_adresse.numero 86.3 129.4 127.9
    vendeur_adresse.extension 140.5 183.6 127.9
    vendeur_adresse.type 194.7 266.1 127.9
    vendeur_adresse.voie 277.3 566.9 127.9
    vendeur_code_postal 86.3 157.7 151.9 5
    vendeur_commune 172.4 566.9 151.9
    date_cession.jour 231.0 259.9 189.1 2
    date_cession.mois 265.0 293.9 189.1 2
    date_cession.annee 299.1 356.2 189.1 4
    heure_cession 371.8 429.0 189.1 4
    immatriculation 28.3 198.9 222.4
    vin 254.7 368.6 222.4
    date_premiere_immatriculation.jour 424.4 458.9 222.4 2
    date_premiere_immatriculation.mois 461.4 495.9 222.4 2
    date_premiere_immatriculation.annee 498.4 566.9 222.4 4
    marque 28.3 227.3 249.6
    type_variante_version 254.6 566.9 249.6
    genre 28.3 142.2 276.8
    denomination_commerciale 157.2 356.2 276.8
    acquereur_nom 38.1 446.8 302.0
    acquereur_siret 464.4 566.9 302.0 9
    acquereur_adresse.numero 100.3 143.4 342.8
    acquereur_adresse.extension 155.6 198.6 342.8
    acquereur_adresse.type 210.8 282.1 342.8
    acquereur_adresse.voie 294.3 566.9 342.8
    acquereur_code_postal 100.3 171.7 365.6 5
    acquereur_commune 184.6 411.8 365.6
    date_certificat.jour 127.5 156.3 415.0 2
    date_certificat.mois 161.5 190.4 415.0 2
    date_certificat.annee 195.5 252.7 415.0 4
    numero_formule 306.1 476.7 415.0
    motif_absence_certificat 148.4 402.0 457.0
    certificat.vendeur_nom 99.2 454.1 569.9
    certificat.date_cession.jour 327.1 356.0 642.4 2
    certificat.date_cession.mois 361.2 390.0 642.4 2
    certificat.date_cession.annee 395.2 452.4 642.4 4
    kilometrage 170.5 550.9 689.0
    agrement_vhu 170.5 552.2 721.7
    vendeur_fait_a 184.0 323.9 746.0
    vendeur_fait_le 334.6 423.5 746.0
""")
_LINES_OF_COPIES = {
    103.9: 98.3, 127.9: 122.3, 151.9: 146.3, 189.1: 183.4, 222.4: 213.6, 249.6: 240.7, 276.8: 267.9, 302.0: 289.9,
    342.8: 327.5, 365.6: 350.3, 415.0: 396.5, 457.0: 434.6, 569.9: 557.7, 642.4: 630.4, 689.0: 673.6, 721.7: 707.8,
    746.0: 732.5,
}  # fmt: skip
"""Base lines of the 13754*02 of 2013, and where they are in the typesetting with one page per copy."""

OFFICIAL = {
    "13754*02": Cerfa(
        file="cerfa-13754-02.pdf",
        places=_CESSION,
        boxes=_boxes("""
            nature.cession 85.9 166.8
            nature.destruction 85.9 180.2
            acquereur_type.personne_physique 238.1 316.1
            acquereur_sexe.M 299.5 317.0
            acquereur_sexe.F 326.2 316.3
            acquereur_type.personne_morale 428.4 316.6
            certificat_present.oui 227.3 377.5
            certificat_present.non 274.8 377.9
            certifie_sans_transformation 104.4 653.4
            certifie_vhu 104.4 704.2
        """, 12.4),
        hands={
            "declaration.vendeur_signatures": (420.0, 450.0, 564.0, 490.0),
            "vendeur_signatures": (104.0, 772.0, 287.0, 805.0),
            "acquereur_signatures": (308.0, 772.0, 491.0, 805.0),
        },
    ),
    "13754*02 (3 copies)": Cerfa(
        file="cerfa-13754-02-3-copies.pdf",
        places={name: replace(place, y=_LINES_OF_COPIES[place.y]) for name, place in _CESSION.items()},
        boxes=_boxes("""
            nature.cession 89.1 161.9
            nature.destruction 89.1 175.3
            acquereur_type.personne_physique 237.9 302.4
            acquereur_sexe.M 298.8 302.4
            acquereur_sexe.F 327.3 302.4
            acquereur_type.personne_morale 428.3 302.4
            certificat_present.oui 228.0 363.2
            certificat_present.non 275.5 363.6
            certifie_sans_transformation 106.6 641.2
            certifie_vhu 106.5 689.4
        """, 10.0),
        hands={
            "declaration.vendeur_signatures": (420.0, 430.0, 564.0, 470.0),
            "vendeur_signatures": (104.0, 759.5, 287.0, 796.0),
            "acquereur_signatures": (308.0, 759.5, 491.0, 796.0),
        },
    ),
    "13751*01": Cerfa(
        file="cerfa-13751-01.pdf",
        places={name: _first_edition(name, place) for name, place in CERFAS["13751*02"].places.items()},
        boxes=_boxes("certificat_present.oui 235.7 337.0\ncertificat_present.non 290.3 337.0", 9.1),
        hands={
            "acheteur_signatures": (418.0, 448.0, 565.0, 507.0),
            "vendeur_signatures": (340.0, 731.0, 560.0, 800.0),
        },
    ),
    "13750*05": Cerfa(
        file="cerfa-13750-05.pdf",
        has_digits_only=True,
        places={},
        boxes={},
        hands={"signatures": (34.0, 733.0, 161.0, 767.0)},
        fields={
            "numero_formule": "Newformatimma", "date_premiere_immatriculation": "Jour3", "date_certificat": "Jour2",
            "date_achat": "Jour1", "immatriculation": "Vehiculenumeroimmaactuel", "marque": "Marque",
            "denomination_commerciale": "DenominationCommerciale", "type_variante_version": "TypeVarianteVersion",
            "genre": "GenreNational", "vin": "NumeroIdentificationVehicule", "titulaire_siren": "N_SIREN",
            "titulaire_nom_usage": "Name", "titulaire_nom": "FamilyName", "titulaire_lieu_naissance": "CityName1",
            "titulaire_date_naissance": "Jour4", "titulaire_adresse.voie": "StreetName",
            "titulaire_adresse.type": "RoadType", "titulaire_adresse.extension": "BlockName",
            "titulaire_adresse.numero": "BuildingNumber", "titulaire_commune": "CityName2",
            "titulaire_code_postal": "Postcode", "nombre_titulaires": "Multi-propriété",
            "cotitulaire_nom": "Co-titulaire", "loueur_nom": "louFamilyName", "locataire_nom": "locFamilyName",
            "date_demande": "LeTitulaire",
        },
        buttons={
            "objet.certificat": ("Certificat", "/1"), "objet.duplicata": ("Certificat", "/2"),
            "objet.correction": ("Certificat", "/3"), "objet.domicile": ("Certificat", "/4"),
            "objet.etat_civil": ("Certificat", "/5"), "objet.caracteristiques": ("Certificat", "/6"),
            "titulaire_type.personne_physique": ("Personne", "/PP"),
            "titulaire_type.personne_morale": ("Personne", "/PM"),
            "titulaire_sexe.M": ("Gender", "/H"), "titulaire_sexe.F": ("Gender", "/F"),
        },
    ),
    "13753*04": Cerfa(
        file="cerfa-13753-04.pdf",
        places={},
        boxes={},
        hands={"signatures": (400.0, 682.0, 560.0, 740.0)},
        fields={
            "declarant_nom": "txtNoms", "declarant_siret": "numSIRET", "declarant_lieu_naissance": "txtCommune",
            "declarant_adresse.numero": "numVoie", "declarant_adresse.extension": "txtExtension",
            "declarant_adresse.type": "txtTypeVoie", "declarant_adresse.voie": "tktNomVoie",
            "declarant_code_postal": "numCP", "declarant_commune": "txtCommune[1]",
            "declarant_date_naissance.jour": "numJourNaissance", "declarant_date_naissance.mois": "numMoisNaissance",
            "declarant_date_naissance.annee": "numAnneeNaissance", "immatriculation": "txtImmatriculation",
            "marque": "txtMarque", "denomination_commerciale": "txtDenomination",
            "date_disparition": "datDisparition", "lieu_disparition": "txtLieuDisporation", "fait_le": "datFaitLe",
            "fait_a": "txtFaitA",
        },
        buttons={
            "titre.perte": ("Groupe_de_boutons_radio", "/1"), "titre.vol": ("Groupe_de_boutons_radio", "/2"),
            "declarant_sexe.M": ("Groupe_de_boutons_radio[1]", "/1"),
            "declarant_sexe.F": ("Groupe_de_boutons_radio[1]", "/2"),
            "declarant_type.personne_physique": ("Groupe_de_boutons_radio[2]", "/1"),
            "declarant_type.personne_morale": ("Groupe_de_boutons_radio[2]", "/2"),
            "nature.perte": ("Groupe_de_boutons_radio[3]", "/1"), "nature.vol": ("Groupe_de_boutons_radio[3]", "/2"),
        },
    ),
    "14365*01": Cerfa(
        file="cerfa-14365-01.pdf",
        places=_places("""
            centre_nom 100.4 455.2 99.4
            centre_siren 464.6 567.2 99.4 9
            immatriculation 28.6 199.2 191.8
            vin 212.1 382.6 191.8
            marque 395.8 566.3 191.8
            genre 449.3 563.2 215.0
            agrement_vhu 101.4 310.1 239.3
            vendeur_nom 100.4 455.2 341.8
            date_cession.jour 349.9 378.7 426.4 2
            date_cession.mois 383.9 412.7 426.4 2
            date_cession.annee 417.9 475.1 426.4 4
            date_achat.jour 317.5 346.3 552.4 2
            date_achat.mois 351.5 380.3 552.4 2
            date_achat.annee 385.5 442.7 552.4 4
        """),
        boxes={},
        hands={"centre_signatures": (427, 272, 564, 322), "vendeur_signatures": (427, 468, 564, 500)},
    ),
    "14366*01": Cerfa(
        file="cerfa-14366-01.pdf",
        places=_places("""
            centre_nom 99.7 454.5 123.0
            centre_siren 463.9 566.4 123.0 9
            immatriculation 27.8 198.4 276.2
            vin 211.2 381.8 276.2
            marque 396.4 566.9 276.2
            genre 453.0 566.9 320.6
            agrement_vhu 104.9 313.6 372.0
            date_achat.jour 178.7 207.5 614.4 2
            date_achat.mois 212.7 241.5 614.4 2
            date_achat.annee 246.7 303.9 614.4 4
        """),
        boxes={},
        hands={"centre_signatures": (421, 437, 567, 494)},
    ),
}  # fmt: skip
"""The editions that are filled on the official blank only."""
