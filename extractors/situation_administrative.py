"""Certificat de situation administrative ("non-gage"): of HistoVec (detailed), of the ministry (detailed, simple).

Headings are always printed, the value under each decides. A rubric is `clear` only where its heading was found and
its clear word read under it by both engines; `active` where another value known was read; else nothing is said of it.

'Opposition véhicule économiquement irréparable' is printed only when there is one, and 'Opposition véhicule endommagé'
then says so too or is left out: the former is clear, derived, where the latter is clear and every heading was found.

HistoVec's *rapport* is another paper, without the title and the attestation that are asked for here.

Source: documents.md, section 5.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from rapidfuzz import fuzz

from extractors.csa_layout import IRREPARABLE, KEYS, SENTENCE, TITLE, locate, locate_suite, title
from extractors.fields import AGREED, Parse, Parsed, judged, words_of
from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from extractors.places import MORE, decide_among, merged, readings
from pipeline.core.documents import Document, Rubric, SituationAdministrative
from pipeline.core.errors import InvalidCharacter, InvalidComponent
from pipeline.core.formats import immatriculation, jour, vin
from pipeline.core.formats.texte import compact
from pipeline.core.lines import fold
from pipeline.core.model import Face, Field, Reading, Source

KIND = "situation_administrative"
UNSUPPORTED_CLEAR = 0.60
"""Most that a clear rubric is worth when the engines do not both read its clear word."""
FROM_WORDS = 0.95
"""That a paper is of a model, from the words of its page."""
UNSUPPORTED_MODEL = 0.70
"""The same when its title was not read."""

_RAPPORT = ("Titulaire & Titre", "Titulaire et titre")
_HISTOVEC = ("HistoVec", "Numéro VIN du véhicule (ou numéro de série)", "Historique du véhicule", "généré le")

CLEAR = frozenset(("AUCUN", "AUCUNE", "NON"))
_ACTIVE = (
    "DATEDELOPPOSITION",
    "PVSENATTENTE",
    "DATEDUPV",
    "NOMDELAUTORITE",
    "NOMDUCREANCIER",
    "DATEDUGAGE",
    "DATEDELADECLARATION",
    "DATEDELASUSPENSION",
    "MOTIF",
)
_DATE = re.compile(r"\d{2}/\d{2}/\d{4}", re.ASCII)
_HOUR = re.compile(r"\bA \d{1,2} ?[H:]", re.ASCII)


def extract(identifier: str, faces: tuple[Face, ...]) -> Document:
    """The certificate that these pages make."""
    first = next((face for face in faces if face.side == "certificat"), faces[0])
    plate = decide_among(first, "immatriculation", _plate_of)
    ours = [first, *(face for face in faces if face is not first and _is_of(first, face))]
    rubrics = {key: _rubric(ours, key) for key in KEYS}
    for face in ours[1:]:
        if plate.value is None or decide_among(face, "immatriculation", _plate_of).value is None:
            rubrics = {key: _untied(field, face) for key, field in rubrics.items()}
    if not any(reading.key in KEYS for face in ours for reading in face.readings):
        rubrics |= dict.fromkeys(KEYS, _sentence(first))
    else:
        rubrics[IRREPARABLE] = _derived(rubrics)
    if rubrics["annulee"].value is None:
        rubrics["annulee"] = _annulled(ours) or rubrics["annulee"]
    return SituationAdministrative(
        id=identifier,
        confidence=first.confidence,
        pages=tuple(face.page.ref for face in faces),
        modele=_model(first),
        immatriculation=plate,
        vin=decide_among(_without_stars(first), "vin", _vin_of),
        date_premiere_immatriculation=decide_among(first, "date_premiere_immatriculation", _day_of),
        marque=decide_among(first, "marque", words_of),
        date_etat=_of_any(ours, "dates", _state_of),
        date_generation=_generation(ours),
        **rubrics,
    )


def _is_of(first: Face, suite: Face) -> bool:
    """Whether a further page repeats no other plate and no other day of print than the first one's."""
    plates = [decide_among(face, "immatriculation", _plate_of).value for face in (first, suite)]
    days = [decide_among(face, "dates", _made_of).value for face in (first, suite)]
    return all(None in twice or len(set(twice)) == 1 for twice in (plates, days))


def _untied(field: Rubric, face: Face) -> Rubric:
    """The rubric, in doubt when it stands on that page, whose plate says nothing of whose it is."""
    return field.at_most(UNSUPPORTED_CLEAR) if (field.file, field.page) == (face.page.file, face.page.number) else field


def _rubric(faces: Sequence[Face], key: str) -> Rubric:
    """State of a rubric: `clear` needs its clear word alone, read by both engines."""
    found = [
        (face, reading)
        for face in faces
        for reading in face.readings
        if reading.key in (key, key + MORE) and not (reading.is_blank and not reading.text.strip())
    ]
    if not found:
        return Rubric()
    fields = [judged(face, reading, _state_of_rubric) for face, reading in found]
    values = {field.value for field in fields}
    field = fields[0]
    if values == {"active", None}:
        return next(each for each in fields if each.value == "active")
    if len(values) > 1:
        return field.model_copy(update={"value": None, "confidence": 0.0})
    after = [r for face in faces for r in face.readings if r.key in (f"{key}.after", f"{key}{MORE}.after")]
    if field.value == "clear":
        if any(not reading.is_blank for reading in after):
            raw = " / ".join([field.raw, *(reading.text for reading in after)])
            return field.model_copy(update={"value": None, "raw": raw, "confidence": 0.0})
        if field.source is Source.OCR and field.confidence < AGREED:
            return field.at_most(UNSUPPORTED_CLEAR)
    return field


def _state_of_rubric(text: str) -> Parsed[Literal["clear", "active"]]:
    read = fold(text)
    if read in CLEAR:
        return Parsed("clear")
    if read == "OUI" or _DATE.search(text) or any(_holds(read, phrase) for phrase in _ACTIVE):
        return Parsed("active")
    raise InvalidComponent("neither the clear word nor a value known")


def _holds(read: str, phrase: str) -> bool:
    return len(read) >= len(phrase) and fuzz.partial_ratio(phrase, read) >= 86


def _derived(rubrics: dict[str, Rubric]) -> Rubric:
    """The rubric that is printed only when active."""
    own = rubrics[IRREPARABLE]
    others = [field for key, field in rubrics.items() if key != IRREPARABLE]
    damaged = rubrics["vehicule_endommage"]
    if own.file is not None or damaged.value is None or any(field.file is None for field in others):
        return own
    confidence = damaged.confidence if damaged.value == "clear" else UNSUPPORTED_CLEAR
    return damaged.model_copy(update={"value": "clear", "source": Source.DERIVED, "raw": "", "confidence": confidence})


def _sentence(face: Face) -> Rubric:
    """What the simple form says of all rubrics at once."""
    reading = merged("sentence", [part for part in face.readings if part.key.startswith("sentence.")])
    if reading is None:
        return Rubric()
    field = judged(face, reading, _sentence_of)
    if field.source is Source.OCR and field.confidence < AGREED:
        return field.at_most(UNSUPPORTED_CLEAR)
    return field


def _sentence_of(text: str) -> Parsed[Literal["clear", "active"]]:
    """Clear when the sentence ends there, or goes on to say what is absent: anything else may be an exception."""
    _, sentence, rest = fold(text).partition("VEHICULENEFAITAPPARAITREAUCUNEPARTICULARITE")
    if sentence and (not rest or rest.startswith("ABSENCE")):
        return Parsed("clear")
    raise InvalidComponent("not the sentence that says there is nothing to report")


def _annulled(faces: Sequence[Face]) -> Rubric | None:
    """The sentence that takes the place of the rubrics."""
    for face in faces:
        if reading := face.reading("annulation"):
            return judged(face, reading, _annulled_of)
    return None


def _annulled_of(text: str) -> Parsed[Literal["clear", "active"]]:
    if not _holds(fold(text), "CERTIFICATDEMANDEAETEANNULE"):
        raise InvalidComponent("not the sentence that says it")
    return Parsed("active")


def _model(face: Face) -> Field[str]:
    """'histovec', 'siv_detaille' or 'siv_simple', from the words of the page."""
    sheet = Sheet(face.page)
    named = title(sheet)
    is_histovec = sum(sheet.find(phrase) is not None for phrase in _HISTOVEC) >= 2
    is_simple = named == "SIMPLE" or sheet.find(SENTENCE) is not None
    return Field[str](
        value="histovec" if is_histovec else "siv_simple" if is_simple else "siv_detaille",
        raw=f"{TITLE} {named or ''}".strip(),
        confidence=FROM_WORDS if named is not None or is_histovec else UNSUPPORTED_MODEL,
        source=face.page.source,
        file=face.page.file,
        page=face.page.number,
    )


def _of_any(faces: Sequence[Face], key: str, parse: Parse[date]) -> Field[date]:
    """A date that stands on one of the pages."""
    face = next((face for face in faces if readings(face, key)), faces[0])
    return decide_among(face, key, parse)


def _generation(faces: Sequence[Face]) -> Field[date]:
    """Day on which the paper was made; unread when two places of the paper say two days."""
    fields = [_of_any(faces, "dates", _made_of)]
    fields += [
        decide_among(face, reading.key, _made_alone_of)
        for face in faces
        for reading in face.readings
        if reading.key.startswith("etabli.")
    ]
    known = [field for field in fields if field.value is not None]
    if len({field.value for field in known}) > 1:
        return known[0].model_copy(update={"value": None, "confidence": 0.0})
    return max(known, key=lambda field: field.confidence, default=fields[0])


def _state_of(text: str) -> Parsed[date]:
    """The day of the state: what stands before the bracket, or that of the print where there is none."""
    return _made_alone_of(re.split(r"[({\[]|GENERE", _spaced(text))[0])


def _made_of(text: str) -> Parsed[date]:
    """The day of the print: what stands in the bracket, or before the hour where the state has no day of its own."""
    parts = re.split(r"GENERE ?LE", _spaced(text))
    if len(parts) > 2 or (len(parts) == 1 and not _HOUR.search(parts[0])):
        raise InvalidCharacter("no day of print")
    return _made_alone_of(parts[-1])


def _made_alone_of(text: str) -> Parsed[date]:
    """A day that an hour may follow."""
    return _day_of(_HOUR.split(_spaced(text))[0])


def _spaced(text: str) -> str:
    """Capitals, with the blanks between figures and letters that the main engine drops."""
    return re.sub(r"(?<=\d)(?=[A-Z])|(?<=[A-Z])(?=\d)", " ", compact(text))


def _day_of(text: str) -> Parsed[date]:
    return Parsed(*jour.repair(text.strip(" :.,()")))


def _plate_of(text: str) -> Parsed[str]:
    return Parsed(*immatriculation.repair(text.strip(" :-.")))


_MASKED = re.compile(r"([A-Z0-9]{4})([^A-Z0-9]{4,})([A-Z0-9]{5})", re.ASCII)


def _vin_of(text: str) -> Parsed[str]:
    """A whole VIN, or a masked one, whose stars are often read as other signs or in another number."""
    read = vin.compact(text)
    parts = _MASKED.fullmatch(read)
    if not parts:
        return Parsed(vin.validate(read))
    stars = "*" * (vin.LENGTH - len(parts[1]) - len(parts[3]))
    repairs = () if parts[2] == stars else (f"{parts[2]} read as {stars} at 5",)
    return Parsed(vin.validate_masked(parts[1] + stars + parts[3]), repairs)


def _without_stars(face: Face) -> Face:
    """The face with nothing held against the stars of a masked VIN: they say nothing, and engines doubt them."""
    return face.model_copy(update={"readings": tuple(map(_sure_of_stars, face.readings))})


def _sure_of_stars(reading: Reading) -> Reading:
    if reading.key != "vin" or not _MASKED.fullmatch(vin.compact(reading.text)):
        return reading
    certain = [c if fold(c.text) else c.model_copy(update={"confidence": 1.0}) for c in reading.characters]
    return reading.model_copy(update={"characters": tuple(certain)})


PAPER = PaperType(
    kind=KIND,
    sides=(
        Side(
            name="certificat",
            markers=(
                "Certificat de situation administrative",
                "code de la route",
                "Identification du véhicule",
                "Numéro d'immatriculation",
                "Date de première immatriculation",
                "Situation administrative du véhicule",
                "Opposition au transfert du certificat",
                "Déclaration valant saisie",
                "Immatriculation suspendue",
                "Certificat attestant la situation administrative au",
            ),
            need=3,
            locate=locate,
            expects=(
                "immatriculation",
                "vin",
                "date_premiere_immatriculation",
                "dates",
                *(key for key in KEYS if key != IRREPARABLE),
            ),
            suffices=("immatriculation", "vin", "date_premiere_immatriculation", "dates", "sentence.0"),
            against=_RAPPORT,
        ),
        Side(
            name="suite",
            markers=("Suite historique du véhicule", "Situation administrative du véhicule"),
            need=1,
            locate=locate_suite,
            against=_RAPPORT,
            repeats=True,
        ),
    ),
    extract=extract,
)
