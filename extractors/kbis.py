"""Extrait Kbis of a company, extrait K of a sole trader: native PDF of the court or of Infogreffe, or a scan.

One to three pages. Labels left, values right, in sections. The SIREN is the first one printed: that of a domiciliation
company may follow further down. The SIRET is not on it.

Not one: the notice of the Insee (SIRET, APE), the extract of a secondary establishment (LBis), that of the register
of crafts (D1), print-outs of private sites.

Source: documents.md, section 9.
"""

import re
from collections.abc import Sequence

from extractors.columns import column_field
from extractors.fields import Parse, Parsed, decide, joined_fields, text_of, words_of
from extractors.kbis_layout import CLOSED, PRINCIPAL, TITLE, UNSURE, locate, locate_suite
from extractors.paper import PaperType, Side
from extractors.sentences import only_day_of
from pipeline.core.documents import Document, Kbis, Text, Texts
from pipeline.core.errors import InvalidCharacter
from pipeline.core.formats import siren
from pipeline.core.formats.texte import compact
from pipeline.core.lines import fold, lines
from pipeline.core.model import Face

KIND = "kbis"
UNSURE_LIST = 0.6
"""Most that a list of people is worth when someone's quality was not read, or more may follow on a lost page."""
NO_REMARK = 0.9
"""That an extract has no remarks, when it was seen to its end and none was found."""

_SIREN = re.compile(r"\D{0,3}(\d{3} ?\d{3} ?\d{3})(?! ?\d)", re.ASCII)
_OF_TOWN = re.compile(r"(?:(de|d['’]|du|des) ?(?=[^\Wa-z])|(DE |D['’]|DU |DES ))?(.+)")
"""Before a town in capitals the blank is often lost."""
_ARTICLES = {"DU": "LE ", "DES": "LES "}
_PAGES = re.compile(r"(?:PAGE ?\d ?(?:/|SUR)|(?<![\d/])\d/) ?(\d)(?![\d/])", re.ASCII)
"""Number of pages in 'page 1/2', 'Page 1 sur 2', '1/2'; no part of a day."""
_GESTION = re.compile(r"\d{4}[A-D]\d{5}", re.ASCII)
"""N° de gestion of the court, at the head of each page."""
_BIRTH = re.compile(r"\s+le ?\d{1,2}\D\d{1,2}\D\d{4}\b.*", re.IGNORECASE)
"""The line below a name: 'Le 08/07/2002 BREST'."""
_OTHER_PAPERS = ("Répertoire Sirene", "Avis de situation", "Répertoire des métiers", "Pappers", "Registre national des")


def extract(identifier: str, faces: tuple[Face, ...]) -> Document:
    """The extract that these pages make."""
    first = next((face for face in faces if face.side == "extrait"), faces[0])
    ours = (first, *(face for face in faces if face is not first and _is_same(first, face)))
    is_sole_trader = any(reading.key.startswith("personne.") for reading in first.readings)
    name = _lines([first], "personne" if is_sole_trader else "denomination", _name_of)
    return Kbis(
        id=identifier,
        confidence=first.confidence,
        pages=tuple(face.page.ref for face in faces),
        denomination=name,
        siren=decide(first, "siren.0", _siren_of),
        forme_juridique=_lines([first], "forme_juridique"),
        adresse_siege=_lines(ours, "adresse") if is_sole_trader else _lines([first], "adresse_siege"),
        activite=_lines(ours, "activite"),
        representants=_of_list([name]) if is_sole_trader else _representatives(ours),
        date_a_jour=decide(first, "date_a_jour", only_day_of),
        greffe=decide(first, "greffe", _town_of),
        observations=_remarks(ours),
    )


def _is_same(first: Face, suite: Face) -> bool:
    """Whether a further page does not bear the number of another extract."""
    one, other = ({word.text for word in face.page.words if _GESTION.fullmatch(word.text)} for face in (first, suite))
    return not one or not other or bool(one & other)


def _lines(faces: Sequence[Face], key: str, parse: Parse[str] = words_of) -> Text:
    """The field of a value over one or more lines, of the first page that has it."""
    fields = [column_field(face, key, parse) for face in faces]
    return next((field for field in fields if field.file), Text())


def _representatives(faces: Sequence[Face]) -> Texts:
    """All of them, or none: a list with a gap would send the signatory of a valid paper away."""
    people = [
        (face, key)
        for face in faces
        for key in dict.fromkeys(reading.key.rpartition(".")[0] for reading in face.readings)
        if key.startswith("representant")
    ]
    listed = _of_list([column_field(face, key, _name_of) for face, key in people])
    is_whole = faces[0].reading(CLOSED) is not None or len(faces) > 1
    if not is_whole or any(UNSURE in key for _, key in people):
        listed = listed.at_most(UNSURE_LIST)
    return listed


def _of_list(fields: Sequence[Text]) -> Texts:
    if not fields:
        return Texts()
    return joined_fields(fields, lambda values: tuple(dict.fromkeys(values)))


def _remarks(faces: Sequence[Face]) -> Text:
    """Everything remarked; blank when the extract was seen to its end without a remark."""
    fields = [_lines([face], "observations") for face in faces]
    found = [field for field in fields if field.file]
    if found:
        return joined_fields(found, " ".join)
    last = faces[-1]
    if last.reading("fin") is None or len(faces) < _count(faces):
        return Text()
    return Text(confidence=NO_REMARK, source=last.page.source, file=last.page.file, page=last.page.number)


def _count(faces: Sequence[Face]) -> int:
    """How many pages the extract says that it has; 1 when it does not say."""
    texts = [compact(line.text) for face in faces for line in lines(face.page.words, face.page.aspect)]
    return max((int(found[1]) for text in texts for found in _PAGES.finditer(text)), default=1)


def _siren_of(text: str) -> Parsed[str]:
    found = _SIREN.match(text)
    if not found:
        raise InvalidCharacter("no number of 9 digits")
    return Parsed(siren.validate(found[1]))


def _name_of(text: str) -> Parsed[str]:
    """As `text_of`, first names parted by blanks only, without the birth of which the label was lost."""
    return text_of(re.sub(r" ?, ?", " ", _BIRTH.sub("", text)))


def _town_of(text: str) -> Parsed[str]:
    """The town of 'de NANTERRE', 'du MANS', 'd'EVRY', 'des SABLES-D'OLONNE'."""
    found = _OF_TOWN.fullmatch(text.strip(" :.,"))
    if not found or not fold(found[3]):
        raise InvalidCharacter("no town")
    particle = (found[1] or found[2] or "").strip().upper()
    return text_of(_ARTICLES.get(particle, "") + found[3])


PAPER = PaperType(
    kind=KIND,
    sides=(
        Side(
            name="extrait",
            markers=(
                TITLE,
                PRINCIPAL,
                "AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS",
                "Greffe du Tribunal",
                "IDENTIFICATION DE LA PERSONNE",
                "Immatriculation au RCS, numéro",
                "Date d'immatriculation",
                "GESTION, DIRECTION, ADMINISTRATION",
                "ETABLISSEMENT PRINCIPAL",
            ),
            need=4,
            locate=locate,
            expects=("siren.0", "date_a_jour"),
            against=_OTHER_PAPERS,
        ),
        Side(
            name="suite",
            markers=(
                "Greffe du Tribunal",
                "N° de gestion",
                "OBSERVATIONS ET RENSEIGNEMENTS COMPLEMENTAIRES",
                "ETABLISSEMENT PRINCIPAL",
                "GESTION, DIRECTION, ADMINISTRATION",
                "FIN DE L'EXTRAIT",
                "Le Greffier",
                "Commissaire aux comptes",
                "Date et lieu de naissance",
            ),
            need=3,
            locate=locate_suite,
            against=_OTHER_PAPERS,
            repeats=True,
        ),
    ),
    extract=extract,
)
