"""Procès-verbal de contrôle technique, the regime of 20 May 2018: one or more pages, no two networks print it alike.

Every network follows one model, with its own columns and colours: captions are found by their words. A contrôle
volontaire is taken for a procès-verbal whose nature says so, that rules may refuse it by name.

Source: documents.md, section 4.
"""

import re

from rapidfuzz.distance import Levenshtein

from extractors.captions import Caption, Captions, Spot, decide_among, merged
from extractors.defaillances import DEFECTS, Listed, defect_zones, defects, odometer_zones, odometers
from extractors.fields import Parse, Parsed, T, judged, number_of, plainly, text_of
from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from pipeline.core.documents import ControleTechnique, Document, PageRef
from pipeline.core.errors import InvalidCharacter, InvalidComponent, InvalidLength
from pipeline.core.formats import immatriculation, jour, vin
from pipeline.core.formats.glyphes import fit
from pipeline.core.formats.texte import compact
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field, Zone

KIND = "controle_technique"
DAY = "0123456789/.- "
VIN = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789 "
KILOMETRES = "0123456789 .kmKM"
PAGE = BoundingBox(left=0.01, top=0.01, right=0.99, bottom=0.99)
CONTRADICTED = 0.50
"""Most that a result is worth when the defects listed say otherwise."""
FROM_TITLE = 0.90
"""That a paper is a contrôle volontaire, when its title says so and its box could not be read."""
MAX_WRONG = 3
"""Letters that may be wrong in the words of an unfavourable outcome; the two differ in six."""
MAX_LINES = 3
"""Lines that the nature and the result may take."""

_CAPTIONS = (
    Caption("numero_imprime", ("N° d'imprimé",)),
    Caption("nature", ("NATURE DU CONTRÔLE",)),
    Caption("date_controle", ("DATE DU CONTRÔLE",)),
    Caption("numero_pv", ("N° DU PROCÈS-VERBAL",)),
    Caption("resultat", ("RÉSULTAT DU CONTRÔLE",), "7"),
    Caption(
        "limite_validite",
        (
            "LIMITE DE VALIDITÉ DU CONTRÔLE RÉALISÉ",
            "LIMITE DE VALIDITÉ DU CONTRÔLE",
            "LIMITE DE VALIDITÉ",
        ),
        "8",
    ),
    Caption("", ("DU CONTRÔLE RÉALISÉ", "CONTRÔLE RÉALISÉ")),
    Caption("prochain", ("NATURE DU PROCHAIN CONTRÔLE",)),
    Caption("centre", ("IDENTIFICATION DU CENTRE DE CONTRÔLE", "IDENTITÉ DU CENTRE DE CONTRÔLE")),
    Caption("controleur", ("IDENTIFICATION DU CONTRÔLEUR", "IDENTITÉ DU CONTRÔLEUR")),
    Caption("agrement", ("N° D'AGRÉMENT",)),
    Caption("", ("RAISON SOCIALE", "COORDONNÉES", "SIGNATURE", "Type/CNIT", "Document(s) présenté(s)", "Tél.")),
    Caption("vehicule", ("IDENTIFICATION DU VÉHICULE",)),
    Caption("immatriculation", ("Immatriculation et pays",), "2"),
    Caption("date_immatriculation", ("Date d'immatriculation",)),
    Caption(
        "date_premiere_immatriculation",
        (
            "Date de 1ère mise en circulation",
            "Date de première mise en circulation",
            "1ère mise en circulation",
            "première mise en circulation",
        ),
    ),
    Caption("marque", ("Marque",)),
    Caption("denomination_commerciale", ("Désignation commerciale", "Dénomination commerciale")),
    Caption("vin", ("N° dans la série du type (VIN)", "N° dans la série du type", "dans la série du type"), "1"),
    Caption("categorie_ce", ("Catégorie internationale",), "5"),
    Caption("genre", ("Genre",)),
    Caption("energie", ("Énergie",)),
    Caption("kilometrage", ("KILOMÉTRAGE RELEVÉ",), "4"),
    Caption(
        "initial", ("INFORMATIONS SUR LE CONTRÔLE TECHNIQUE DÉFAVORABLE", "INFORMATIONS SUR LE CONTRÔLE TECHNIQUE")
    ),
    Caption("", ("TECHNIQUE DÉFAVORABLE", "PROCÈS-VERBAL N°", "N° D'AGRÉMENT DU CENTRE")),
    Caption("date_visite_initiale", ("DATE",)),
    Caption(DEFECTS, ("DÉFAILLANCES ET NIVEAUX DE GRAVITÉ", "DÉFAUTS OU ANOMALIES CONSTATÉS"), "6"),
    Caption(
        "precedents",
        (
            "Kilométrages relevés lors des précédents contrôles techniques depuis le 20 mai 2018",
            "Kilométrages relevés lors des précédents contrôles techniques",
            "Kilométrages relevés lors des précédents contrôles",
            "Kilométrages relevés lors des précédents",
        ),
    ),
    Caption("precedents.suite", ("depuis le 20 mai 2018", "techniques depuis le 20 mai 2018")),
    Caption("mesures", ("MESURES RÉALISÉES ET VALEURS LIMITES CORRESPONDANTES", "MESURES RÉALISÉES")),
    Caption("rappel", ("Ce véhicule peut faire l'objet", "l'organisme technique central", "campagne de rappel")),
    Caption("suite", ("Suite du procès-verbal",)),
)
_RIGHT = (DEFECTS, "precedents", "mesures")
"""Headings of the right column."""
_SUITE = ("il existe une suite à cette page du procès-verbal", "il existe une suite à cette page")
_VOLUNTARY = ("CONTRÔLE VOLONTAIRE", "ne peut pas être utilisé pour la vente", "ne peut être utilisé pour la vente")

# Key, alphabet, read by both engines.
_HEAD = (("numero_imprime", "", True), ("date_controle", DAY, True), ("numero_pv", "", True))
_VEHICLE = (
    ("immatriculation", "", True),
    ("date_immatriculation", DAY, True),
    ("date_premiere_immatriculation", DAY, True),
    ("marque", "", True),
    ("denomination_commerciale", "", True),
    ("vin", VIN, True),
    ("categorie_ce", "", True),
    ("genre", "", True),
    ("energie", "", True),
    ("kilometrage", KILOMETRES, True),
)


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the first page."""
    captions = Captions(sheet, _CAPTIONS)
    right = [spot.box.left for name in _RIGHT for spot in captions.all(name) if spot.box.left > 0.3]
    column = PAGE.model_copy(update={"right": min(right, default=PAGE.right + 0.01) - 0.01})
    zones = _lines(captions, "nature", PAGE) + _lines(captions, "resultat", column)
    for key, alphabet, is_key in _HEAD:
        zones += _value(captions, key, captions.one(key), PAGE, alphabet, is_key)
    zones += _value(captions, "limite_validite", captions.one("limite_validite"), column, DAY)
    for key, spot in _approvals(captions).items():
        zones += _value(captions, key, spot, column)
    vehicle, initial = captions.one("vehicule"), captions.one("initial")
    block = _under(vehicle, column) if vehicle else column
    for key, alphabet, is_key in _VEHICLE:
        zones += _value(captions, key, captions.one(key, block), column, alphabet, is_key)
    if initial:
        block = _under(initial, column)
        first = next(iter(captions.all("date_visite_initiale", block)), None)
        zones += _value(captions, "date_visite_initiale", first, block, DAY)
    return tuple(zones + _lists(captions))


def locate_suite(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of a continuation page: the numbers that tie it to the first one, and the list that goes on."""
    captions = Captions(sheet, _CAPTIONS)
    zones: list[Zone] = []
    for key in ("numero_imprime", "numero_pv"):
        zones += _value(captions, key, captions.one(key), PAGE)
    heads = [spot for name in ("suite", "numero_imprime", "numero_pv", DEFECTS) for spot in captions.all(name)]
    if not captions.one(DEFECTS) and heads:
        lowest = max(heads, key=lambda spot: spot.box.bottom)
        ends = [spot.box.top for name in ("precedents", "mesures", "rappel") for spot in captions.all(name)]
        bottom = min([0.95, *ends])
        top = max([lowest.box.bottom, *(zone.box.bottom for zone in zones)])
        return tuple(zones + defect_zones(captions, PAGE.model_copy(update={"top": top, "bottom": bottom})))
    return tuple(zones + _lists(captions))


def _value(
    captions: Captions, key: str, spot: Spot | None, bounds: BoundingBox, alphabet: str = "", is_key: bool = True
) -> list[Zone]:
    return captions.zones(key, spot, bounds, alphabet=alphabet, is_key=is_key) if spot else []


def _under(spot: Spot, column: BoundingBox) -> BoundingBox:
    """The part of a column below a heading."""
    return column.model_copy(update={"top": spot.box.bottom})


def _lines(captions: Captions, key: str, bounds: BoundingBox) -> list[Zone]:
    """Zones of a value that may run over several lines, one each."""
    spot = captions.one(key)
    return captions.line_zones(key, spot, bounds, MAX_LINES) if spot else []


def _approvals(captions: Captions) -> dict[str, Spot]:
    """The captions of both approval numbers: each belongs to the heading above it."""
    found: dict[str, Spot] = {}
    initial = captions.one("initial")
    for spot in captions.all("agrement"):
        above = [
            heading
            for name in ("centre", "controleur")
            for heading in captions.all(name)
            if heading.box.top < spot.box.top and heading.box.left < spot.box.left + 0.05
        ]
        if above and not (initial and spot.box.top > initial.box.top):
            nearest = max(above, key=lambda heading: (heading.box.left > spot.box.left - 0.1, heading.box.top))
            found.setdefault(f"agrement_{nearest.name}", spot)
    return found


def _lists(captions: Captions) -> list[Zone]:
    """Zones of the lists of the right column."""
    zones: list[Zone] = []
    if heading := captions.one(DEFECTS):
        zones += defect_zones(captions, _list_room(captions, heading, heading.box.bottom))
    if heading := captions.one("precedents"):
        tops = [heading.box.bottom, *(spot.box.bottom for spot in captions.all("precedents.suite"))]
        zones += odometer_zones(captions, _list_room(captions, heading, max(tops)))
    return zones


def _list_room(captions: Captions, heading: Spot, top: float) -> BoundingBox:
    """The room of a list: from its heading down to the next one of its column."""
    left = heading.box.left - 0.03
    rights = [spot.box.left for spot in captions.spots if spot.box.left > heading.box.right and spot.name in _RIGHT]
    ends = [
        spot.box.top
        for name in (DEFECTS, "precedents", "mesures", "rappel", "suite")
        for spot in captions.all(name)
        if spot.box.top > heading.box.bottom and spot.box.center[0] > left
    ]
    return BoundingBox(left=left, top=top, right=min([PAGE.right, *rights]), bottom=min([0.95, *ends]))


def extract(identifier: str, faces: tuple[Face, ...]) -> Document:
    """The procès-verbal that these pages make."""
    first = next((face for face in faces if face.side == "page"), faces[0])
    suites = [face for face in faces if face is not first]
    announced = any(Sheet(first.page).find(phrase) for phrase in _SUITE)
    ours = [face for face in suites if _continues(first, face)]
    listed = defects([first, *ours], is_complete=len(ours) == len(suites) and bool(ours or not announced))
    return ControleTechnique(
        id=identifier,
        confidence=first.confidence,
        pages=tuple(PageRef(file=face.page.file, page=face.page.number) for face in faces),
        nature=_nature(first),
        resultat=_result(first, listed),
        date_controle=_stated(first, "date_controle", _day_of),
        limite_validite=_stated(first, "limite_validite", _day_of),
        numero_pv=_stated(first, "numero_pv", _pv_of),
        numero_imprime=_stated(first, "numero_imprime", _imprime_of),
        immatriculation=_stated(first, "immatriculation", _plate_of),
        pays=_stated(first, "immatriculation", _country_of),
        vin=_stated(first, "vin", plainly(vin.validate)),
        date_premiere_immatriculation=_stated(first, "date_premiere_immatriculation", _day_of),
        date_immatriculation=_stated(first, "date_immatriculation", _day_of),
        marque=_stated(first, "marque", _name_of),
        denomination_commerciale=_stated(first, "denomination_commerciale", _name_of),
        genre=_stated(first, "genre", _genre_of),
        categorie_ce=_stated(first, "categorie_ce", _category_of),
        energie=_stated(first, "energie", _name_of),
        kilometrage=_stated(first, "kilometrage", number_of),
        kilometrages_precedents=odometers(first),
        agrement_centre=_stated(first, "agrement_centre", _centre_of),
        agrement_controleur=_stated(first, "agrement_controleur", _inspector_of),
        defaillances=listed.field,
        date_visite_initiale=decide_among(first, "date_visite_initiale", _day_of),
    )


def _stated(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """A value that every such paper has: where nothing is seen it was not found, it is not blank."""
    field = decide_among(face, key, parse)
    return field if field.value is not None or field.raw else field.model_copy(update={"confidence": 0.0})


def _continues(first: Face, suite: Face) -> bool:
    """Whether a continuation page repeats no other number than the first page's."""
    for key, parse in (("numero_pv", _pv_of), ("numero_imprime", _imprime_of)):
        one, other = decide_among(first, key, parse).value, decide_among(suite, key, parse).value
        if one and other and one != other:
            return False
    return True


def _nature(face: Face) -> Field[str]:
    """What kind of inspection it is; a title that says 'volontaire' is never overruled."""
    reading = merged("nature", [part for part in face.readings if part.key.startswith("nature.")])
    field = judged(face, reading, _nature_of) if reading else Field[str]()
    sheet = Sheet(face.page)
    title = next((found for phrase in _VOLUNTARY if (found := sheet.find(phrase))), None)
    if title is None or field.value == "volontaire":
        return field
    return Field[str](
        value="volontaire",
        raw=title.phrase,
        confidence=FROM_TITLE if field.value is None else CONTRADICTED,
        source=face.page.source,
        file=face.page.file,
        page=face.page.number,
        box=title.box,
    )


def _result(face: Face, listed: Listed) -> Field[str]:
    """The outcome, in doubt when the words near it or the defects listed say otherwise."""
    reading = merged("resultat", [part for part in face.readings if part.key.startswith("resultat.")])
    if reading is None:
        return Field[str]()
    field = judged(face, reading, _result_of)
    levels = listed.levels
    against = {
        "A": bool(levels & {"majeure", "critique"}) or _speaks_against(face, reading.box),
        "S": "critique" in levels or (listed.field.value is not None and "majeure" not in levels),
        "R": listed.field.value is not None and "critique" not in levels,
    }
    if field.value is None or not against[field.value]:
        return field
    return field.model_copy(update={"confidence": min(field.confidence, CONTRADICTED)})


def _speaks_against(face: Face, box: BoundingBox) -> bool:
    """Whether the page reader saw words of an unfavourable outcome where a favourable one was read."""
    around = BoundingBox(left=box.left - 0.2, top=box.top - 0.01, right=box.right + 0.01, bottom=box.bottom + 0.02)
    near = [fold(word.text) for word in face.page.words if around.holds(word.box.center)]
    return any(text.startswith("DEF") or "MAJEUR" in text or "CRITIQU" in text for text in near)


def _nature_of(text: str) -> Parsed[str]:
    read = fold(text)
    if "VOLONTAIRE" in read:
        return Parsed("volontaire")
    if "COMPLEMENTAIRE" in read:
        return Parsed("complementaire")
    if "CONTREVISITE" in read or read.startswith("CV"):
        return Parsed("contre_visite")
    if "PERIODIQUE" in read or read.startswith("VP"):
        return Parsed("periodique")
    raise InvalidComponent("no kind of inspection is named")


_UNFAVOURABLE = (
    ("DEFAVORABLEPOURDEFAILLANCESMAJEURES", "S"),
    ("DEFAVORABLEPOURDEFAILLANCESCRITIQUES", "R"),
)


def _result_of(text: str) -> Parsed[str]:
    read = fold(text)
    if read == "FAVORABLE":
        return Parsed("A")
    distances = sorted((Levenshtein.distance(read, words), letter) for words, letter in _UNFAVOURABLE)
    (nearest, letter), (other, _) = distances
    if nearest <= MAX_WRONG < other - nearest:
        return Parsed(letter)
    raise InvalidComponent("no outcome is named")


def _day_of(text: str) -> Parsed[jour.date]:
    return Parsed(*jour.repair(text))


_PLATE = re.compile(r"(.*?)\s*[(\[{|!]\s*([A-Z]{1,3})\s*[)\]}|!]?")
"""A plate, then the country between signs that stand for brackets."""
_COUNTRIES = frozenset(
    [
        "A",
        "B",
        "BG",
        "CH",
        "CY",
        "CZ",
        "D",
        "DK",
        "E",
        "EST",
        "F",
        "FIN",
        "GB",
        "GR",
        "H",
        "HR",
        "I",
        "IRL",
        "L",
        "LT",
        "LV",
        "M",
        "MC",
        "N",
        "NL",
        "P",
        "PL",
        "RO",
        "S",
        "SK",
        "SLO",
        "UK",
    ]
)
_CATEGORY = re.compile(r"(?:[MNO][1-4]|L[1-7]E?(?:-?[AB]\d?)?|T\d?)G?")
_GENRE = re.compile(r"[A-Z]{1,5}\d?")
_PV = re.compile(r"\d{4,10}", re.ASCII)
_IMPRIME = re.compile(r"[A-Z]?\d{8,10}", re.ASCII)
_CENTRE = re.compile(r"[AS]\d{3}[A-Z]\d{3}", re.ASCII)
_INSPECTOR = re.compile(r"\d{3}[A-Z]\d{4}", re.ASCII)


def _plate_of(text: str) -> Parsed[str]:
    parts = _PLATE.fullmatch(compact(text))
    return Parsed(*immatriculation.repair(parts[1] if parts else text))


def _country_of(text: str) -> Parsed[str]:
    parts = _PLATE.fullmatch(compact(text))
    if not parts or parts[2] not in _COUNTRIES:
        raise InvalidComponent("no country between brackets")
    return Parsed(parts[2])


def _name_of(text: str) -> Parsed[str]:
    """A free text that is none of the captions."""
    value = Parsed(re.sub(r"^[^A-Z0-9]+|[^A-Z0-9)]+$", "", text_of(text).value))
    read = fold(value.value)
    for caption in _CAPTIONS:
        for phrase in caption.phrases:
            wanted = fold(phrase)
            if Levenshtein.distance(read, wanted) <= max(1, len(wanted) // 4):
                raise InvalidComponent("a caption, not a value")
    return value


def _category_of(text: str) -> Parsed[str]:
    return Parsed(_shaped(compact(text).replace(" ", ""), _CATEGORY))


def _genre_of(text: str) -> Parsed[str]:
    return Parsed(_shaped(compact(text), _GENRE))


def _pv_of(text: str) -> Parsed[str]:
    return Parsed(_shaped(fold(text), _PV))


def _imprime_of(text: str) -> Parsed[str]:
    return Parsed(_shaped(fold(text), _IMPRIME))


def _centre_of(text: str) -> Parsed[str]:
    """The number of a centre; its first letter, A or S, is often read as a digit."""
    return _approval(text, _CENTRE, "A999A999")


def _inspector_of(text: str) -> Parsed[str]:
    return _approval(text, _INSPECTOR, "999A9999")


def _approval(text: str, pattern: re.Pattern[str], shape: str) -> Parsed[str]:
    fitted = fit(fold(text), shape)
    if fitted is None:
        raise InvalidLength("not an approval number")
    return Parsed(_shaped(fitted[0], pattern), fitted[1])


def _shaped(text: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(text):
        raise InvalidCharacter("not written as such a number or code is")
    return text


PAPER = PaperType(
    kind=KIND,
    sides=(
        Side(
            name="page",
            markers=(
                "PROCÈS-VERBAL DE CONTRÔLE TECHNIQUE",
                "NATURE DU CONTRÔLE",
                "DATE DU CONTRÔLE",
                "N° DU PROCÈS-VERBAL",
                "RÉSULTAT DU CONTRÔLE",
                "LIMITE DE VALIDITÉ DU CONTRÔLE",
                "NATURE DU PROCHAIN CONTRÔLE",
                "IDENTIFICATION DU CENTRE DE CONTRÔLE",
                "IDENTIFICATION DU VÉHICULE",
                "DÉFAILLANCES ET NIVEAUX DE GRAVITÉ",
                "N° dans la série du type",
                "KILOMÉTRAGE RELEVÉ",
                "MESURES RÉALISÉES ET VALEURS LIMITES",
            ),
            need=4,
            locate=locate,
        ),
        Side(
            name="suite",
            markers=("Suite du procès-verbal",),
            need=1,
            locate=locate_suite,
            against=("RÉSULTAT DU CONTRÔLE", "LIMITE DE VALIDITÉ DU CONTRÔLE"),
            repeats=True,
        ),
    ),
    extract=extract,
)
