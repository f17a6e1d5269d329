"""Where the values of the receipt of a déclaration d'achat stand.

The register prints it, and no model of it is known (documents.md 6.3 says what it states): its captions are searched
with the wordings of the sources, and the values beside or below them.
"""

from extractors.alphabets import CODE
from extractors.captions import Captions
from extractors.layout import PAGE, Sheet
from extractors.printed import Caption
from pipeline.core.model import Zone

TITLES = (
    "RÉCÉPISSÉ DE DÉCLARATION D'ACHAT",
    "ACCUSÉ D'ENREGISTREMENT DE DÉCLARATION D'ACHAT",
    "ACCUSÉ D'ENREGISTREMENT D'UNE DÉCLARATION D'ACHAT",
    "RÉCÉPISSÉ DE LA DÉCLARATION D'ACHAT",
)
TITLE = "recepisse"
"""Key of the zone that the title gives: by it the paper says what it is."""
MARKERS = (
    *TITLES,
    "Date d'enregistrement",
    "Date d'achat",
    "Date et heure de l'achat",
    "Numéro d'immatriculation",
    "Numéro d'identification",
    "Acquéreur",
    "Vendeur",
)
_DAY = "0123456789/.-:hHàA "
CAPTIONS = tuple(
    Caption(name, phrases, leads=True)
    for name, phrases in (
        ("immatriculation", ("Numéro d'immatriculation du véhicule", "Numéro d'immatriculation", "Immatriculation")),
        (
            "vin",
            (
                "Numéro d'identification du véhicule (VIN)",
                "Numéro d'identification du véhicule",
                "Numéro d'identification (VIN)",
                "Numéro VIN",
            ),
        ),
        ("marque", ("Marque du véhicule", "Marque")),
        ("acheteur_nom", ("Professionnel acquéreur", "Nom de l'acquéreur", "Acquéreur", "Acheteur")),
        ("acheteur_siren", ("Numéro SIREN", "N° SIREN", "SIREN")),
        ("vendeur_nom", ("Nom du vendeur", "Ancien propriétaire", "Vendeur")),
        ("achat", ("Date et heure de l'achat", "Date et heure d'achat", "Date de l'achat", "Date d'achat")),
        ("heure_achat", ("Heure de l'achat", "Heure d'achat")),
        (
            "enregistrement",
            ("Date et heure d'enregistrement", "Date de l'enregistrement", "Date d'enregistrement", "Enregistrée le"),
        ),
        ("operation", ("Numéro d'enregistrement", "Numéro de l'opération", "Numéro d'opération")),
    )
)
_ALPHABETS = {"immatriculation": CODE + " -", "vin": CODE, "achat": _DAY, "enregistrement": _DAY}
_UNREAD = ("operation",)
"""Captions that only end the values beside them."""


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """The title and the values of all captions found; None without title, or without plate and VIN."""
    title = next((found for text in TITLES if (found := sheet.find(text))), None)
    if title is None:
        return None
    captions = Captions(sheet, CAPTIONS)
    zones = [Zone.of_box(TITLE, title.box, is_key=True)]
    for name in dict.fromkeys(caption.name for caption in CAPTIONS if caption.name not in _UNREAD):
        spot = captions.one(name)
        if spot is not None:
            zones += captions.zones(name, spot, PAGE, alphabet=_ALPHABETS.get(name, ""))
    keys = {zone.key for zone in zones}
    return tuple(zones) if keys & {"immatriculation", "vin"} else None
