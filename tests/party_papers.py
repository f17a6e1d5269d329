"""What the papers of the parties say in a conforming dossier (rules.md 9.1), for `tests.builders`."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from pipeline.core.formats.mrz_identite import compose_cni, compose_permis, compose_td1, compose_td3
from pipeline.core.model import Field

VEHICLE: Mapping[str, object] = {"immatriculation": "AB-123-CD", "vin": "VF1RFB00456789012", "marque": "RENAULT"}
OF_VEHICLE = (
    "immatriculation",
    "vin",
    "marque",
    "type_variante_version",
    "denomination_commerciale",
    "genre",
    "date_premiere_immatriculation",
    "date_certificat",
    "numero_formule",
)
"""What papers repeat of the card."""
SELLER: Mapping[str, object] = {"adresse": "12 RUE DES LILAS", "code_postal": "31000", "commune": "TOULOUSE"}
BUYER: Mapping[str, object] = {"adresse": "5 AVENUE JEAN JAURES", "code_postal": "69007", "commune": "LYON"}
GARAGE: Mapping[str, object] = {"adresse": "3 ROUTE DE PARIS", "code_postal": "31200", "commune": "TOULOUSE"}

IDENTITY: Mapping[str, object] = {
    "type": "cni",
    "nom": "MARTIN",
    "nom_usage": None,
    "prenoms": "CLAIRE",
    "sexe": "F",
    "date_naissance": date(1985, 6, 17),
    "numero": "180475012345",
    "date_delivrance": date(2018, 4, 3),
    "date_expiration": date(2033, 4, 2),
    "recto": True,
    "verso": True,
}
BUYERS_IDENTITY: Mapping[str, object] = {
    "type": "cni_2021",
    "nom": "LEROY",
    "prenoms": "PAUL",
    "sexe": "M",
    "date_naissance": date(1990, 3, 21),
    "numero": "X4RTBPFW4",
    "date_delivrance": date(2022, 7, 15),
    "date_expiration": date(2032, 7, 14),
}


def strip_of(values: Mapping[str, object]) -> tuple[str, ...]:
    """The machine-readable lines of a paper with those values; where one was not read, as if the conforming one was."""
    said: dict[str, Any] = {
        key: IDENTITY[key] if value is None or isinstance(value, Field) else value for key, value in values.items()
    }
    names = {"surname": said["nom"], "given": said["prenoms"]}
    person = {"birth": said["date_naissance"], "sex": said["sexe"], "expiry": said["date_expiration"]}
    number = said["numero"]
    match said["type"]:
        case "cni":
            return compose_cni(
                number=number,
                birth=said["date_naissance"],
                sex=said["sexe"],
                surname=said["nom"],
                given=said["prenoms"].split(),
            )
        case "passeport":
            return compose_td3(number=number, nationality="FRA", **names, **person)
        case "permis":
            return compose_permis(number=number, expiry=said["date_expiration"], surname=said["nom"])
        case _:
            code = "IR" if said["type"] == "titre_sejour" else "ID"
            return compose_td1(code=code, number=number, nationality="FRA", **names, **person)


MANDAT: Mapping[str, object] = {
    **VEHICLE,
    "edition": "13757*03",
    "mandant_nom": "MARTIN CLAIRE",
    "mandant_siren": None,
    **{f"mandant_{key}": value for key, value in SELLER.items()},
    "mandataire_nom": "CARTES GRISES DU SUD SAS",
    "mandataire_siret": "55208131766522",
    "operation": "DECLARATION DE CESSION",
    "informe_assurance": True,
    "fait_a": "TOULOUSE",
    "fait_le": date(2026, 3, 14),
    "signatures": 1,
    "cachet": False,
}
BUYERS_MANDAT: Mapping[str, object] = {
    "mandant_nom": "LEROY PAUL",
    **{f"mandant_{key}": value for key, value in BUYER.items()},
    "operation": "CHANGEMENT DE TITULAIRE",
}
TRADERS_MANDAT: Mapping[str, object] = {
    "mandant_nom": "GARAGE DU CENTRE SAS",
    "mandant_siren": "732829320",
    **{f"mandant_{key}": value for key, value in GARAGE.items()},
    "operation": "DECLARATION D'ACHAT",
    "cachet": True,
}

KBIS: Mapping[str, object] = {
    "denomination": "TRANSPORTS DUVAL",
    "siren": "123456782",
    "forme_juridique": "SOCIETE A RESPONSABILITE LIMITEE",
    "adresse_siege": "12 RUE DES LILAS 31000 TOULOUSE",
    "representants": ("DUVAL MARC",),
    "activite": "TRANSPORT ROUTIER DE MARCHANDISES",
    "date_a_jour": date(2026, 2, 1),
    "greffe": "TOULOUSE",
    "observations": None,
}
TRADERS_KBIS: Mapping[str, object] = {
    "denomination": "GARAGE DU CENTRE",
    "siren": "732829320",
    "forme_juridique": "SOCIETE PAR ACTIONS SIMPLIFIEE",
    "adresse_siege": "3 ROUTE DE PARIS 31200 TOULOUSE",
    "activite": "ACHAT VENTE DE VEHICULES",
    "date_a_jour": date(2026, 1, 10),
}
TRADER: Mapping[str, object] = {
    "acquereur_type": "personne_morale",
    "acquereur_sexe": None,
    "acquereur_nom": "GARAGE DU CENTRE SAS",
    "acquereur_siret": "73282932000074",
    "acquereur_date_naissance": None,
    "acquereur_lieu_naissance": None,
    **{f"acquereur_{key}": value for key, value in GARAGE.items()},
    "acquereur_cachet": True,
}
"""Buyer of the certificat de cession in BASE-TRADE."""
TO_VHU: Mapping[str, object] = {
    **TRADER,
    "acquereur_nom": "CASSE DU CENTRE SAS",
    "nature": "destruction",
    "certifie_vhu": True,
    "agrement_vhu": "PR3100001D",
}
"""Certificat de cession to a centre that destroys the vehicle."""

DECLARATION_ACHAT: Mapping[str, object] = {
    **VEHICLE,
    "nature": "declaration",
    "edition": "13751*02",
    "acheteur_nom": "GARAGE DU CENTRE SAS",
    "acheteur_siren": "732829320",
    **{f"acheteur_{key}": value for key, value in GARAGE.items()},
    "date_achat": date(2026, 3, 12),
    "heure_achat": time(14, 30),
    "type_variante_version": "5RAB0HA45678",
    "denomination_commerciale": "CLIO",
    "genre": "VP",
    "certificat_present": True,
    "date_certificat": date(2019, 9, 14),
    "numero_formule": "2019AB12345",
    "acheteur_fait_le": date(2026, 3, 13),
    "acheteur_signatures": 1,
    "acheteur_cachet": True,
    "vendeur_nom": "MARTIN CLAIRE",
    "vendeur_siren": None,
    **{f"vendeur_{key}": value for key, value in SELLER.items()},
    "date_vente": date(2026, 3, 12),
    "vendeur_fait_le": date(2026, 3, 12),
    "vendeur_signatures": 1,
    "vendeur_cachet": False,
    "signatures": 2,
}

DEMANDE: Mapping[str, object] = {
    **VEHICLE,
    "edition": "13750*07",
    "objet": "certificat",
    "date_achat": date(2026, 3, 12),
    "date_certificat": date(2019, 9, 14),
    "date_premiere_immatriculation": date(2016, 5, 20),
    "numero_formule": "2019AB12345",
    "denomination_commerciale": "CLIO",
    "type_variante_version": "5RAB0HA45678",
    "genre": "VP",
    "titulaire_type": "personne_physique",
    "titulaire_sexe": "M",
    "titulaire_nom": "LEROY PAUL",
    "titulaire_nom_usage": None,
    "titulaire_siren": None,
    "titulaire_date_naissance": date(1990, 3, 21),
    "titulaire_lieu_naissance": "LYON",
    **{f"titulaire_{key}": value for key, value in BUYER.items()},
    "nombre_titulaires": 1,
    "cotitulaire_nom": None,
    "loueur_nom": None,
    "locataire_nom": None,
    "date_demande": date(2026, 3, 14),
    "signatures": 1,
    "cachet": False,
}

PROCURATION: Mapping[str, object] = {
    "mandants": ("DURAND HUGO",),
    "mandataire": "MARTIN CLAIRE",
    "immatriculation": "AB-123-CD",
    "fait_le": date(2026, 3, 10),
    "signatures": 1,
}

JUSTIFICATIF: Mapping[str, object] = {
    "nom": "LEROY PAUL",
    "adresse": "5 AVENUE JEAN JAURES 69007 LYON",
    "date": date(2026, 1, 20),
}
