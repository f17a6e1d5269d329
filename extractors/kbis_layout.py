"""Where the values of a Kbis stand: sections with a heading, labels left, values right.

Source: documents.md, section 9.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.captions import Captions
from extractors.columns import column_zones, line_zones
from extractors.layout import PAGE, Sheet
from extractors.printed import Caption, Spot
from pipeline.core.formats.texte import compact
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Zone

PRINCIPAL = "EXTRAIT D'IMMATRICULATION PRINCIPALE"
SECONDARY = "EXTRAIT D'IMMATRICULATION SECONDAIRE"
TITLE = "Extrait Kbis"
UNSURE = "?"
"""Stands in the key of a name of which it is not known whether it is that of a representative."""
CLOSED = "gestion.fin"
"""Key of the heading behind the people of the first page: without it more may follow on the next page."""
NAME_LINES, ADDRESS_LINES, ACTIVITY_LINES = 2, 3, 8

_SECTIONS = (
    ("morale", ("IDENTIFICATION DE LA PERSONNE MORALE",)),
    ("physique", ("IDENTIFICATION DE LA PERSONNE PHYSIQUE",)),
    (
        "gestion",
        (
            "GESTION, DIRECTION, ADMINISTRATION, CONTROLE, ASSOCIES OU MEMBRES",
            "GESTION, DIRECTION, ADMINISTRATION, CONTROLE",
        ),
    ),
    (
        "etablissement",
        (
            "RENSEIGNEMENTS RELATIFS A L'ACTIVITE ET A L'ETABLISSEMENT PRINCIPAL",
            "RENSEIGNEMENTS SUR L'ACTIVITE ET L'ETABLISSEMENT PRINCIPAL",
            "RENSEIGNEMENTS RELATIFS A L'ETABLISSEMENT PRINCIPAL",
        ),
    ),
    ("autres", ("RENSEIGNEMENTS RELATIFS AUX AUTRES ETABLISSEMENTS", "IMMATRICULATIONS HORS RESSORT")),
    ("remarques", ("OBSERVATIONS ET RENSEIGNEMENTS COMPLEMENTAIRES",)),
    ("fin", ("FIN DE L'EXTRAIT", "Le Greffier")),
)
_BINDING = (
    "Président", "Présidente", "Président directeur général", "Président du conseil d'administration",
    "Président du directoire", "Gérant", "Gérante", "Co-gérant", "Directeur général", "Directrice générale",
    "Directeur général délégué", "Directeur général unique", "Membre du directoire", "Liquidateur",
    "Administrateur judiciaire", "Mandataire judiciaire", "Personne ayant le pouvoir d'engager la société",
)  # fmt: skip
_OTHERS = (
    "Commissaire aux comptes titulaire", "Commissaire aux comptes suppléant", "Commissaire aux comptes",
    "Administrateur", "Associé", "Associé indéfiniment responsable", "Membre du conseil de surveillance",
    "Président du conseil de surveillance", "Vice-président du conseil de surveillance",
)  # fmt: skip
_LABELS = (
    ("siren", ("Immatriculation au RCS, numéro",)),
    ("immatriculation_le", ("Date d'immatriculation",)),
    ("denomination", ("Dénomination ou raison sociale", "Dénomination sociale", "Dénomination")),
    ("nom", ("Nom, prénoms", "Nom, prénom(s)", "Nom et prénoms")),
    ("forme_juridique", ("Forme juridique",)),
    ("capital", ("Capital social",)),
    ("adresse_siege", ("Adresse du siège",)),
    ("adresse_etablissement", ("Adresse de l'établissement",)),
    ("activite", ("Activités principales", "Activité principale", "Activité(s) exercée(s)", "Activités exercées")),
    ("duree", ("Durée de la personne morale",)),
    ("naissance", ("Date et lieu de naissance",)),
    ("nationalite", ("Nationalité",)),
    ("domicile", ("Domicile personnel",)),
)
CAPTIONS = (
    *(Caption(name, phrases, leads=True) for name, phrases in (*_SECTIONS, *_LABELS)),
    Caption("gere", _BINDING, leads=True),
    Caption("autre", _OTHERS, leads=True),
    Caption("a_jour", ("à jour au",)),
    Caption(
        "greffe",
        (
            "Greffe du Tribunal de Commerce", "Greffe du Tribunal des activités économiques",
            "Greffe du Tribunal Judiciaire", "Greffe du Tribunal mixte de Commerce",
        ),
        leads=True,
    ),
)  # fmt: skip
_HEADINGS = tuple(name for name, _ in _SECTIONS)
_TROUBLE = re.compile(
    r"RADI(?:EE?|ATION|E D'OFFICE)\b|LIQUIDAT(?:ION|EUR)|REDRESSEMENT|DISSOLUTION|DISSOUTE|SAUVEGARDE"
    r"|CESSATION|PLAN DE CESSION|INTERDICTION DE GERER|MENTION N"
)
"""What tells of the end of a company, wherever it is printed."""


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the first page; None for the extract of a secondary establishment and whatever has no such number."""
    captions = Captions(sheet, CAPTIONS)
    headings = _headings(captions)
    identity = next((spot for spot in headings if spot.name in ("morale", "physique")), None)
    if _is_secondary(sheet) or identity is None or captions.one("siren") is None:
        return None
    own = _section(headings, identity)
    zones = _first(captions, "siren", "siren", own)
    if identity.name == "morale":
        zones += _first(captions, "denomination", "denomination", own, NAME_LINES)
        zones += _first(captions, "forme_juridique", "forme_juridique", own, NAME_LINES)
        zones += _first(captions, "adresse_siege", "adresse_siege", own, ADDRESS_LINES)
    else:
        zones += _first(captions, "nom", "personne", own, NAME_LINES)
    if spot := captions.one("a_jour"):
        zones += captions.zones("date_a_jour", spot, PAGE)[:1]
    if spot := captions.one("greffe"):
        zones += captions.zones("greffe", spot, PAGE)[:1]
    for spot, after in pairwise([*headings, None]):
        if spot is not None and spot.name == "gestion":
            zones += _representatives(captions, _section(headings, spot))
            zones += [Zone.of_box(CLOSED, captions.padded(after.box))] if after else []
    return (*zones, *_common(captions, headings))


def locate_suite(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of a further page; None for a first one and for pages of other papers."""
    captions = Captions(sheet, CAPTIONS)
    headings = _headings(captions)
    if any(spot.name in ("morale", "physique") for spot in headings) or captions.one("siren") or not headings:
        return None
    zones: list[Zone] = []
    for spot in headings:
        if spot.name == "gestion":
            zones += _representatives(captions, _section(headings, spot))
    # People whose section began on the page before.
    head = PAGE.model_copy(update={"bottom": headings[0].box.top})
    zones += _representatives(captions, head)
    return (*zones, *_common(captions, headings))


def _common(captions: Captions, headings: Sequence[Spot]) -> list[Zone]:
    """What may stand on any page: the establishment, remarks, the end."""
    zones: list[Zone] = []
    for spot in headings:
        if spot.name == "etablissement":
            zones += _first(captions, "adresse_etablissement", "adresse", _section(headings, spot), ADDRESS_LINES)
    zones += _first(captions, "activite", "activite", PAGE, ACTIVITY_LINES)
    zones += _remarks(captions, headings)
    if ends := [spot for spot in headings if spot.name == "fin"]:
        zones.append(Zone.of_box("fin", captions.padded(ends[-1].box)))
    return zones


def _is_secondary(sheet: Sheet) -> bool:
    """The two titles are so alike that each is found in the other's place: the better one counts."""
    principal, secondary = sheet.find(PRINCIPAL), sheet.find(SECONDARY)
    return secondary is not None and (principal is None or secondary.score > principal.score)


def _headings(captions: Captions) -> list[Spot]:
    """Headings of the sections, top to bottom."""
    return [spot for spot in captions.spots if spot.name in _HEADINGS]


def _section(headings: Sequence[Spot], heading: Spot) -> BoundingBox:
    """Room between a heading and the next one."""
    after = [spot.box.top for spot in headings if spot.box.top > heading.box.top]
    return PAGE.model_copy(update={"top": heading.box.bottom, "bottom": min(after, default=PAGE.bottom)})


def _first(captions: Captions, name: str, key: str, room: BoundingBox, limit: int = 1) -> list[Zone]:
    """Zones of the value of the uppermost such caption in a room."""
    spot = next(iter(captions.all(name, room)), None)
    return column_zones(captions, key, spot, room, limit) if spot else []


def _representatives(captions: Captions, room: BoundingBox) -> list[Zone]:
    """Zones of the names of those who bind the company, keys 'representant.RANK.LINE'.

    Each stands below its quality. A second person under one quality belongs to another that was not read, unless the
    first was a company, which someone represents.
    """
    people = [spot for spot in captions.spots if room.holds(spot.box.center)]
    known = [spot for spot in people if spot.name in ("gere", "autre", "nom", "denomination")]
    zones: list[Zone] = []
    for rank, (before, spot) in enumerate(pairwise([None, *known])):
        if spot is None or spot.name not in ("nom", "denomination"):
            continue
        quality = _quality(known[:rank])
        if quality == "autre":
            continue
        sure = quality == "gere" and (before is None or before.name != "nom")
        key = f"representant{'' if sure else UNSURE}.{rank}"
        beside = spot.box.model_copy(update={"left": spot.box.right, "right": room.right})
        zones += column_zones(captions, key, spot, room, NAME_LINES) or [Zone.of_box(f"{key}.0", beside, is_key=True)]
    return zones


def _quality(before: Sequence[Spot]) -> str | None:
    """'gere' or 'autre', of the nearest quality above."""
    return next((spot.name for spot in reversed(before) if spot.name in ("gere", "autre")), None)


def _remarks(captions: Captions, headings: Sequence[Spot]) -> list[Zone]:
    """Zones of the lines of remarks, and of whatever else tells of the end of the company.

    A remark begins at the margin of its heading, whatever words of it were seen. However many there are, none is left
    out: the newest come last.
    """
    rooms = [(spot.box.left, _section(headings, spot)) for spot in headings if spot.name == "remarques"]
    lines = []
    for row in captions.rows(PAGE):
        box = BoundingBox.around(piece.box for piece in row)
        text = compact(" ".join(piece.text for piece in row))
        if not fold(text):
            continue
        margin = next((left for left, room in rooms if room.holds(box.center)), None)
        if margin is not None:
            lines.append(box.model_copy(update={"left": min(box.left, margin)}))
        elif _TROUBLE.search(text) and not _is_heading(box, headings):
            lines.append(box)
    return line_zones(captions, "observations", lines)


def _is_heading(box: BoundingBox, headings: Sequence[Spot]) -> bool:
    return any(box.overlap(spot.box) > 0.5 for spot in headings)
