"""Where the values of a certificat de situation administrative stand: its captions, and zones beside or below them.

Source: documents.md 5.1 and 5.2; for the pages of a long one the generator itself (histovec/histovec-beta,
assets/js/csa, 2023), which writes title, notice and dates on each of them.
"""

from rapidfuzz.distance import Levenshtein

from extractors.alphabets import DAY
from extractors.captions import Captions
from extractors.layout import PAGE, Sheet
from extractors.printed import Caption, Spot
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Zone

BESIDE_LOGO = PAGE.model_copy(update={"right": 0.8})
VIN = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789* "
TITLE = "CERTIFICAT DE SITUATION ADMINISTRATIVE"
KINDS_OF_TITLE = ("", "DETAILLE", "SIMPLE")
NEXT_LINE = 0.9
"""The middle of a line that belongs to the value above it stands so many heights of its zone below at most."""
SENTENCE = "fait apparaître"

_RUBRICS = tuple(
    Caption(key, phrases, leads=True)
    for key, phrases in (
        (
            "opposition_transfert",
            (
                "Opposition au transfert du certificat d'immatriculation (OTCI)",
                "Opposition au transfert du certificat d'immatriculation",
                "Opposition au transfert du certificat",
            ),
        ),
        ("vehicule_economiquement_irreparable", ("Opposition véhicule économiquement irréparable",)),
        ("vehicule_endommage", ("Opposition véhicule endommagé",)),
        ("procedure_reparation_controlee", ("Procédure de réparation contrôlée",)),
        ("declaration_valant_saisie", ("Déclaration valant saisie",)),
        ("gage", ("Gage",)),
        ("suspendue", ("Immatriculation suspendue",)),
        ("annulee", ("Immatriculation annulée",)),
        ("vehicule_vole", ("Véhicule volé",)),
        ("certificat_vole", ("Certificat d'immatriculation volé",)),
        ("certificat_perdu", ("Certificat d'immatriculation perdu",)),
        ("certificat_duplicata", ("Certificat d'immatriculation duplicata",)),
    )
)
KEYS = tuple(caption.name for caption in _RUBRICS)
IRREPARABLE = "vehicule_economiquement_irreparable"
CAPTIONS = _RUBRICS + tuple(
    Caption(name, phrases, leads=True)
    for name, phrases in (
        ("otci", ("d'immatriculation (OTCI)",)),
        (
            "immatriculation",
            ("Numéro d'immatriculation du véhicule", "Numéro d'immatriculation", "N° d'immatriculation"),
        ),
        (
            "date_premiere_immatriculation",
            (
                "Date de première immatriculation du véhicule",
                "Date de première immatriculation",
                "Date de 1ère immatriculation",
            ),
        ),
        (
            "vin",
            (
                "Numéro VIN du véhicule (ou numéro de série)",
                "Numéro VIN du véhicule",
                "Numéro d'identification du véhicule",
                "Numéro d'identification (VIN)",
                "Numéro d'identification",
                "Numéro VIN",
            ),
        ),
        ("marque", ("Marque",)),
        ("historique", ("Historique du véhicule",)),
        ("suite", ("Suite historique du véhicule",)),
        ("situation", ("Situation administrative du véhicule",)),
        ("attestation", ("Certificat attestant la situation administrative au",)),
        ("etabli", ("Établi le", "Édité le", "Délivré le")),
        ("annulation", ("Le certificat demandé a été annulé",)),
    )
)


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the first page; None without title or attestation, or without anything that such a paper states."""
    captions = Captions(sheet, CAPTIONS)
    situation = _heading(captions, "situation")
    identity = _identity(captions)
    if title(captions.sheet) is None and not (identity and _heading(captions, "attestation")):
        return None
    if not identity and (situation or _heading(captions, "suite")):
        return None
    zones = identity + _rubrics(captions, situation) + _statement(captions) + _dates(captions)
    has_substance = any(zone.key.split(".")[0] in (*KEYS, "sentence", "annulation", "dates") for zone in zones)
    return tuple(zones) if has_substance else None


def locate_suite(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of another page of a long certificate.

    Its title and its foot are those of the first page; a heading that repeats the plate stands in place of the
    identification of the vehicle. The last page carries the rubrics, below the end of the history or alone.
    """
    captions = Captions(sheet, CAPTIONS)
    situation = _heading(captions, "situation")
    heading = _heading(captions, "suite") or situation
    if heading is None or _identity(captions):
        return None
    if heading.name == "situation" and not (title(captions.sheet) or _heading(captions, "attestation")):
        return None
    zones = captions.zones("immatriculation", heading, PAGE)[:1]
    return tuple(zones + _rubrics(captions, situation) + _statement(captions) + _dates(captions))


def title(sheet: Sheet) -> str | None:
    """What follows the title on its line ('DETAILLE', 'SIMPLE', nothing); None without a line that is this title."""
    for line in sheet.lines:
        read = fold(line.text)
        for kind in KINDS_OF_TITLE:
            wanted = fold(TITLE) + kind
            if Levenshtein.distance(read, wanted) <= len(fold(TITLE)) // 12:
                return kind
    return None


def _heading(captions: Captions, name: str) -> Spot | None:
    """The uppermost place of a caption."""
    return next(iter(captions.all(name)), None)


def _identity(captions: Captions) -> list[Zone]:
    """Zones of the identification of the vehicle, above the history and the rubrics, where its words come again."""
    headings = (_heading(captions, name) for name in ("historique", "suite", "situation"))
    end = min((spot.box.top for spot in headings if spot), default=PAGE.bottom)
    zones = []
    for key, alphabet in (
        ("immatriculation", ""),
        ("date_premiere_immatriculation", DAY),
        ("vin", VIN),
        ("marque", ""),
    ):
        spot = _heading(captions, key)
        if spot and spot.box.top <= end:
            zones += captions.zones(key, spot, PAGE, alphabet=alphabet)
    return zones


def _rubrics(captions: Captions, situation: Spot | None) -> list[Zone]:
    """Zones of the values under the headings; none for a heading that stands there twice."""
    top = situation.box.bottom if situation else 0.0
    attestation = _heading(captions, "attestation")
    bottom = attestation.box.top if attestation and attestation.box.top > top else PAGE.bottom
    room = PAGE.model_copy(update={"top": top, "bottom": bottom})
    spots = {}
    for key in KEYS:
        found = captions.all(key, room)
        if len(found) == 1:
            spots[key] = found[0]
    second = [spot.box.left for spot in spots.values() if spot.box.left > 0.4]
    zones = []
    for key, spot in spots.items():
        right = min((left for left in second if left > spot.box.right), default=PAGE.right + 0.01) - 0.01
        column = room.model_copy(update={"left": spot.box.left - 0.005, "right": right})
        zones += _value(captions, key, _with_second_line(captions, spot), column)
    return zones


def _with_second_line(captions: Captions, spot: Spot) -> Spot:
    """The heading of the OTCI together with its second line."""
    for second in captions.all("otci"):
        box = second.box
        is_next = 0 < box.top - spot.box.top < 2.5 * spot.height
        if is_next and box.left < spot.box.right and box.right > spot.box.left:
            left, right = min(box.left, spot.box.left), max(box.right, spot.box.right)
            return spot._replace(box=box.model_copy(update={"left": left, "right": right}))
    return spot


def _value(captions: Captions, key: str, spot: Spot, column: BoundingBox) -> list[Zone]:
    """Zones of the value of a rubric, and of the line below it where there is one: a clear word stands alone."""
    zones = captions.zones(key, spot, column, is_wide=True)
    after = []
    for zone in zones:
        below = column.model_copy(
            update={
                "left": zone.box.left,
                "top": zone.box.bottom,
                "bottom": zone.box.bottom + NEXT_LINE * zone.box.height,
            }
        )
        row = captions.first_row(below)
        if row and not _is_of_another(captions, BoundingBox.around(piece.box for piece in row), column):
            line = captions.padded(BoundingBox.around(piece.box for piece in row))
            after.append(Zone.of_box(f"{zone.key}.after", line))
    return zones + after


def _is_of_another(captions: Captions, line: BoundingBox, column: BoundingBox) -> bool:
    """Whether a heading of that column stands left of the line: values are beside their headings there."""
    return any(
        spot.box.left >= column.left
        and spot.box.right <= line.left
        and spot.box.top <= line.center[1] <= spot.box.bottom
        for spot in captions.spots
    )


def _statement(captions: Captions) -> list[Zone]:
    """Zones of the sentences that stand for all rubrics; of none where two speak of what there is."""
    zones = []
    sentences = captions.sheet.find_all(SENTENCE)
    if len(sentences) == 1:
        line = captions.sheet.lines[sentences[0].line].box
        second = BoundingBox(left=0.02, top=line.bottom, right=0.98, bottom=line.bottom + 2 * line.height)
        rows = [line, *(BoundingBox.around(piece.box for piece in row) for row in captions.rows(second)[:1])]
        zones += [Zone.of_box(f"sentence.{i}", captions.padded(row), is_key=True) for i, row in enumerate(rows)]
    if annulation := captions.one("annulation"):
        zones.append(Zone.of_box("annulation", captions.padded(annulation.box), is_key=True))
    return zones


def _dates(captions: Captions) -> list[Zone]:
    """Zones of the line that says when: state of the register, and day of the print."""
    attestation = _heading(captions, "attestation")
    # The first letter of the weekday is often lost by the page reader: the whole line, up to the logo beside it.
    zones = captions.zones("dates", attestation, BESIDE_LOGO, is_wide=True) if attestation else []
    for rank, spot in enumerate(captions.all("etabli")):
        zones += captions.zones(f"etabli.{rank}", spot, PAGE)[:1]
    return zones
