"""Justificatif de domicile: bill of energy, water or telephone, tax notice, receipt for rent, home insurance, hosting.

Bills and notices carry the address of the one they are sent to as a block of lines, name first, postcode and town
last, in the window of the envelope: right half, upper part of the page. Where two blocks could be it neither is taken.
An attestation d'hébergement says in sentences who lives at whose home. A bill that is for no home (garage, shop) is no
proof of address.

Source: rules.md, docs.domicile (arrêté of 9 February 2009, annexe IV, 2); documents.md 7.2.
"""

import re
from collections.abc import Sequence
from itertools import dropwhile

from rapidfuzz.distance import Levenshtein

from extractors.captions import Captions
from extractors.columns import column_field, line_zones
from extractors.fields import Parsed, decide, text_of
from extractors.layout import PAGE, Sheet
from extractors.paper import PaperType, Side
from extractors.printed import Caption
from extractors.sentences import ENDS, TITLES, names, only_day_of, person_of, span_zones, until
from pipeline.core.documents import Document, JustificatifDomicile
from pipeline.core.formats.texte import compact
from pipeline.core.lines import Line, fold
from pipeline.core.model import BoundingBox, Face, Zone

KIND = "justificatif_domicile"
WINDOW = BoundingBox(left=0.42, top=0.07, right=0.99, bottom=0.42)
"""Where the address of the receiver begins."""
FEWEST, MOST = 3, 6
"""Lines of an address, name included."""
PITCH = 2.2
"""From one line of an address to the next at most, in heights of a line."""
ALIGNED = 0.015
ADDRESS_WORDS = 16

_TOWN = re.compile(r"(?:F ?- ?)?\d{5} [A-Z][A-Z' -]+(?: CEDEX(?: \d+)?)?")
_STREET = re.compile(
    r"^\d|\b(?:RUE|AVENUE|AV|BOULEVARD|BD|CHEMIN|PLACE|ROUTE|ALLEE|IMPASSE|QUAI|SQUARE|COURS|LIEU[- ]DIT)\b"
)
_ROLES = frozenset(("LOCATAIRE", "BAILLEUR", "PROPRIETAIRE", "DESTINATAIRE", "TITULAIRE", "CLIENT", "ASSURE"))
"""Folded words printed above an address."""
LONG_ROLE = 8
"""Letters of one that is known with a third of them misread."""
_SIGNS = " .,:;'-"
HOSTING = ("héberge à mon domicile", "héberger à mon domicile", "héberger à titre gratuit", "héberge à titre gratuit")
HOME = (
    "facture d'électricité", "facture de gaz", "facture d'eau", "facture d'énergie", "facture internet",
    "facture de téléphone", "facture mobile", "Point de livraison", "Adresse du logement", "Lieu de consommation",
    "Adresse de consommation", "Avis d'impôt", "Avis d'imposition", "Taxe d'habitation", "Taxe foncière",
    "Quittance de loyer", "Assurance habitation", "Multirisque habitation", "Attestation de titulaire de contrat",
    "Attestation d'hébergement", *HOSTING,
)  # fmt: skip
"""Phrases of which one is on every proof of address."""

CAPTIONS = (
    Caption(
        "date",
        (
            "Date de facture", "Date de la facture", "Date d'émission", "Facture du", "Facture n°", "Émise le",
            "Date d'établissement", "Établi le", "Établie le", "Édité le", "Éditée le", "Date de l'avis",
        ),
    ),
    Caption("demeurant", ("demeurant", "domicilié(e) au", "domicilié au", "domiciliée au")),
    Caption("heberge", HOSTING),
    Caption("fait", ("Fait à",), leads=True),
)  # fmt: skip


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of name, address and day; None for a bill that is for no home."""
    if not any(sheet.find(phrase) for phrase in HOME):
        return None
    captions = Captions(sheet, CAPTIONS)
    zones: list[Zone] = []
    if hosting := captions.one("heberge"):
        guests = names(captions, hosting)
        zones += span_zones(captions, "nom", guests[0]) if len(guests) == 1 else []
        if home := captions.one("demeurant"):
            zones += span_zones(captions, "adresse", until(captions, home, ENDS, ADDRESS_WORDS))
    elif (block := _receiver(captions.sheet)) is not None:
        zones += line_zones(captions, "nom", [block[0].box])
        zones += line_zones(captions, "adresse", [line.box for line in block[1:]])
    spots = captions.all("date") or captions.all("fait")
    for rank, spot in enumerate(spots):
        zones += captions.zones(f"date{rank}", spot, PAGE, is_wide=True)[:1]
    return tuple(zones)


def extract(identifier: str, faces: tuple[Face, ...]) -> Document:
    """The proof of address that this page makes."""
    face = faces[0]
    days = [decide(face, reading.key, only_day_of) for reading in face.readings if reading.key.startswith("date")]
    known = [day for day in days if day.value is not None]
    day = max(known, key=lambda field: field.confidence, default=days[0] if days else None)
    if day and len({field.value for field in known}) > 1:
        day = day.model_copy(update={"value": None, "confidence": 0.0})
    fields = {"date": day} if day else {}
    return JustificatifDomicile(
        id=identifier,
        confidence=face.confidence,
        pages=tuple(face.page.ref for face in faces),
        nom=column_field(face, "nom", person_of),
        adresse=column_field(face, "adresse", _address_of),
        **fields,
    )


def _address_of(text: str) -> Parsed[str]:
    return text_of(re.sub(r" ?, ?", " ", text))


def _receiver(sheet: Sheet) -> list[Line] | None:
    """The block of the one it is sent to; None when none or several could be it."""
    lines = [line for line in sheet.lines if fold(line.text)]
    towns = [line for line in lines if _TOWN.fullmatch(compact(line.text).strip(_SIGNS))]
    blocks = [_block(lines, town) for town in towns]
    inside = [block for block in blocks if WINDOW.holds((block[0].box.left, block[0].box.center[1]))]
    return inside[0] if len(inside) == 1 and _is_address(inside[0]) else None


def _block(lines: Sequence[Line], town: Line) -> list[Line]:
    """Lines of an address from the name down to the town; what only says whose it is left out."""
    block = [town]
    for line in sorted(lines, key=lambda line: -line.box.top):
        below = block[0].box
        if line.box.top >= below.top or abs(line.box.left - below.left) > ALIGNED:
            continue
        if below.top - line.box.top > PITCH * max(below.height, line.box.height):
            break
        block.insert(0, line)
    return list(dropwhile(lambda line: _is_role(fold(line.text)), block))


def _is_role(text: str) -> bool:
    """Whether a line only says who the receiver is; poor scans leave a likeness of a long word."""
    return text in _ROLES or any(
        Levenshtein.distance(text, role) <= len(role) // 3 for role in _ROLES if len(role) >= LONG_ROLE
    )


def _is_address(block: Sequence[Line]) -> bool:
    """Name, street, town; what else stands there could be the name unless a title says which line is."""
    if not FEWEST <= len(block) <= MOST:
        return False
    name, street = compact(block[0].text), compact(block[-2].text)
    is_named = len(block) == FEWEST or fold(name.split(" ")[0]) in TITLES
    return is_named and not any(c.isdigit() for c in name) and bool(_STREET.search(street))


PAPER = PaperType(
    kind=KIND,
    sides=(
        Side(
            name="justificatif",
            markers=(
                *HOME,
                "Abonnement",
                "Consommation",
                "Total à payer",
                "Numéro client",
                "Référence client",
                "Direction générale des finances publiques",
                "Numéro fiscal",
                "Bailleur",
                "Locataire",
                "Je soussigné",
            ),
            need=2,
            locate=locate,
            # A form that names a 'société d'électricité' is no bill for it.
            against=("CERTIFICAT D'IMMATRICULATION", "LES FORMALITÉS D'IMMATRICULATION", "CERTIFICAT DE VENTE"),
        ),
    ),
    extract=extract,
)
