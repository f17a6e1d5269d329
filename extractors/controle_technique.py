"""Procès-verbal de contrôle technique: one or more pages, no two networks print it alike.

Every network follows one model, with its own columns and colours: captions are found by their words. A contrôle
volontaire is taken for a procès-verbal whose nature says so, and one of before 20 May 2018 for one whose regime says
so, that rules may refuse them by name.

Source: documents.md, section 4.
"""

from datetime import date

from extractors.defaillances import DEFECTS, Listed, defects, odometers
from extractors.fields import HIDDEN, SURE, Parse, T, judged, number_of, plainly
from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from extractors.places import decide_among, merged
from extractors.pv_layout import ANNOUNCED, locate, locate_suite
from extractors.pv_values import (
    category_of,
    centre_of,
    country_of,
    day_of,
    energy_of,
    former_result_of,
    genre_of,
    imprime_of,
    inspector_of,
    name_of,
    nature_of,
    plate_of,
    pv_of,
    result_of,
)
from pipeline.core.documents import ControleTechnique, Document, Text
from pipeline.core.formats import vin
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field

KIND = "controle_technique"
CONTRADICTED = 0.50
"""Most that a result is worth when the defects listed say otherwise."""
FROM_TITLE = 0.90
"""That a paper is a contrôle volontaire, when its title says so and its box could not be read."""
FROM_WORDS = 0.95
"""That a paper is of a regime, from headings that only its form has."""
SINCE = date(2018, 5, 20)
_REGIMES = {
    "depuis_2018": (
        "DÉFAILLANCES ET NIVEAUX DE GRAVITÉ",
        "Défaillances mineures",
        "Défaillances majeures",
        "Défaillances critiques",
        "contrôles techniques depuis le 20 mai 2018",
    ),
    "avant_2018": (
        "DÉFAUTS À CORRIGER",
        "DÉFAUTS CONSTATÉS",
        "OBLIGATION D'UNE CONTRE-VISITE",
        "OBLIGATION DE CONTRE-VISITE",
    ),
}
"""Headings of the list of defects."""
_VOLUNTARY = ("CONTRÔLE VOLONTAIRE", "ne peut pas être utilisé pour la vente", "ne peut être utilisé pour la vente")


def extract(identifier: str, faces: tuple[Face, ...]) -> Document:
    """The procès-verbal that these pages make."""
    first = next((face for face in faces if face.side == "page"), faces[0])
    suites = [face for face in faces if face is not first]
    announced = any(Sheet(first.page).find(phrase) for phrase in ANNOUNCED)
    ours = [face for face in suites if _continues(first, face)]
    listed = defects([first, *ours], is_complete=len(ours) == len(suites) and bool(ours or not announced))
    regime = _regime(first)
    return ControleTechnique(
        id=identifier,
        confidence=first.confidence,
        pages=tuple(face.page.ref for face in faces),
        nature=_nature(first),
        regime=regime,
        resultat=_former_result(first) if regime.value == "avant_2018" else _result(first, listed),
        date_controle=_in_regime(_stated(first, "date_controle", day_of), regime),
        limite_validite=_stated(first, "limite_validite", day_of),
        numero_pv=_stated(first, "numero_pv", pv_of),
        numero_imprime=_stated(first, "numero_imprime", imprime_of),
        immatriculation=_stated(first, "immatriculation", plate_of),
        pays=_stated(first, "immatriculation", country_of),
        vin=_stated(first, "vin", plainly(vin.validate)),
        date_premiere_immatriculation=_stated(first, "date_premiere_immatriculation", day_of),
        date_immatriculation=_stated(first, "date_immatriculation", day_of),
        marque=_stated(first, "marque", name_of),
        denomination_commerciale=_stated(first, "denomination_commerciale", name_of),
        genre=_stated(first, "genre", genre_of),
        categorie_ce=_stated(first, "categorie_ce", category_of),
        energie=_stated(first, "energie", energy_of),
        kilometrage=_stated(first, "kilometrage", number_of),
        kilometrages_precedents=odometers(first),
        agrement_centre=_stated(first, "agrement_centre", centre_of),
        agrement_controleur=_inspector(first),
        defaillances=Field() if regime.value == "avant_2018" else listed.field,
        date_visite_initiale=decide_among(first, "date_visite_initiale", day_of),
    )


def _stated(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """A value that every such paper has: where nothing is seen it was not found, it is not blank."""
    field = decide_among(face, key, parse)
    return field if field.value is not None or field.raw else field.model_copy(update={"confidence": 0.0})


def _inspector(face: Face) -> Text:
    """The number of the inspector, whose signature below may stand for a figure of it."""
    field = _stated(face, "agrement_controleur", inspector_of)
    return field if len(fold(field.raw)) == len(field.value or "") else field.at_most(HIDDEN)


def _continues(first: Face, suite: Face) -> bool:
    """Whether a continuation page repeats no other number than the first page's."""
    for key, parse in (("numero_pv", pv_of), ("numero_imprime", imprime_of)):
        one, other = decide_among(first, key, parse).value, decide_among(suite, key, parse).value
        if one and other and one != other:
            return False
    return True


def _nature(face: Face) -> Field[str]:
    """What kind of inspection it is; a title that says 'volontaire' is never overruled."""
    reading = merged("nature", [part for part in face.readings if part.key.startswith("nature.")])
    field = judged(face, reading, nature_of) if reading else Field[str]()
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


def _regime(face: Face) -> Field[str]:
    """Which form it is; unknown when headings of both or of neither were found."""
    sheet = Sheet(face.page)
    found = {name: next(filter(None, map(sheet.find, phrases)), None) for name, phrases in _REGIMES.items()}
    seen = [(name, match) for name, match in found.items() if match]
    if len(seen) != 1:
        return Field[str]()
    ((name, match),) = seen
    return Field[str](
        value=name,
        raw=match.phrase,
        confidence=FROM_WORDS,
        source=face.page.source,
        file=face.page.file,
        page=face.page.number,
        box=match.box,
    )


def _in_regime(day: Field[date], regime: Field[str]) -> Field[date]:
    """The day of the visit, in doubt when its form was not yet, or no longer, in use."""
    if day.value is None or regime.value is None or (day.value >= SINCE) == (regime.value == "depuis_2018"):
        return day
    return day.at_most(CONTRADICTED)


def _former_result(face: Face) -> Field[str]:
    """The outcome in the words of before 2018: only two there were, and no defects by severity to compare with."""
    reading = merged("resultat", [part for part in face.readings if part.key.startswith("resultat.")])
    return judged(face, reading, former_result_of) if reading else Field[str]()


def _result(face: Face, listed: Listed) -> Field[str]:
    """The outcome, in doubt when the words near it or the defects listed say otherwise."""
    reading = merged("resultat", [part for part in face.readings if part.key.startswith("resultat.")])
    if reading is None:
        return Field[str]()
    field = judged(face, reading, result_of)
    levels = listed.levels
    is_sure = listed.field.confidence >= SURE
    against = {
        "A": bool(levels & {"majeure", "critique"}) or _speaks_against(face, reading.box),
        "S": "critique" in levels or (is_sure and "majeure" not in levels),
        "R": is_sure and "critique" not in levels,
    }
    if field.value is None or not against[field.value]:
        return field
    return field.at_most(CONTRADICTED)


def _speaks_against(face: Face, box: BoundingBox) -> bool:
    """Whether the page reader saw words of an unfavourable outcome where a favourable one was read."""
    around = BoundingBox(left=box.left - 0.2, top=box.top - 0.01, right=box.right + 0.01, bottom=box.bottom + 0.02)
    near = [fold(word.text) for word in face.page.words if around.holds(word.box.center)]
    return any(text.startswith("DEF") or "MAJEUR" in text or "CRITIQU" in text for text in near)


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
            expects=(
                "nature.0",
                "resultat.0",
                "date_controle",
                "limite_validite",
                "numero_pv",
                "immatriculation",
                "date_premiere_immatriculation",
                "vin",
                "kilometrage",
                "agrement_centre",
                "date_visite_initiale",
                f"{DEFECTS}.00",
            ),
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
