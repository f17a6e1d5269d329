"""What the register answers to a declared sale: receipt, page or e-mail with the code de cession, signed certificate.

None has a layout that is known: labels stand before or above their values, or in a sentence. The electronic certificate
bears a 2D-Doc of type A8. What that says is taken for read where its signature is right. Where the signature cannot be
verified it makes nothing surer: it casts doubt where the print differs, and is doubtful where there is no print. Where
the signature is wrong nothing is taken from it.

A code has 11 letters and digits, or 5 (documents.md 6.1, the screen of the seeds), at least one of them a digit: a word
in capitals is no code. A numéro de formule has 11 too and is none.

Not one: the récépissé of a déclaration d'achat, the cerfa, a page that explains what the code is.

Source: documents.md, sections 6 and 7.3.
"""

import re
from collections.abc import Callable
from typing import Any

from extractors.captions import Captions
from extractors.columns import column_field, column_zones
from extractors.fields import DIFFERS, GIVEN, Parse, Parsed, T, agreed, text_of, vin_of
from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from extractors.places import decide_among
from extractors.printed import Caption
from extractors.sentences import person_of, plate_of
from pipeline.core.documents import AccuseCession, Document, Text
from pipeline.core.errors import FormatError, InvalidCharacter, InvalidComponent
from pipeline.core.formats import deux_d_doc, heure, jour, numero_formule
from pipeline.core.formats.texte import compact
from pipeline.core.lines import fold
from pipeline.core.model import Barcode, BoundingBox, Face, Field, Page, Seal, Source, Zone

KIND = "accuse_cession"
UNSEALED = 0.6
"""What a 2D-Doc is worth whose signature cannot be verified: below what a rule takes for read."""

LINES = 2
PAGE = BoundingBox(left=0.01, top=0.01, right=0.99, bottom=0.99)
_IN_SENTENCES = ("code_cession", "numero_dossier", "immatriculation", "date_enregistrement")
CAPTIONS = tuple(
    Caption(name, phrases, leads=name not in _IN_SENTENCES or phrases == ("Immatriculation",))
    for name, phrases in (
        ("immatriculation", ("Immatriculation",)),
        ("code_cession", ("Code de cession du véhicule", "Code de cession")),
        (
            "numero_dossier",
            ("Numéro de dossier", "N° de dossier", "Numéro de la déclaration", "Numéro d'enregistrement"),
        ),
        (
            "immatriculation",
            ("Numéro d'immatriculation du véhicule", "Numéro d'immatriculation", "N° d'immatriculation",
             "véhicule immatriculé"),
        ),
        ("vin", ("Numéro d'identification (VIN)", "Numéro d'identification du véhicule", "Numéro VIN", "VIN")),
        (
            "date_cession",
            ("Date et heure de la cession", "Date et heure de cession", "Date de la cession", "Date de cession"),
        ),
        ("heure_cession", ("Heure de la cession", "Heure de cession")),
        (
            "date_enregistrement",
            ("Date et heure d'enregistrement", "Date d'enregistrement", "Déclaration enregistrée le",
             "a bien été enregistrée le", "Enregistrée le"),
        ),
        ("vendeur_nom", ("Nom du vendeur", "Ancien propriétaire", "Vendeur", "Cédant")),
        ("acquereur_nom", ("Nom de l'acquéreur", "Nouveau propriétaire", "Acquéreur", "Acheteur")),
        ("marque", ("Marque", "Dénomination commerciale")),
        ("kilometrage", ("Kilométrage",)),
    )
)  # fmt: skip
KEYS = dict.fromkeys(caption.name for caption in CAPTIONS if caption.name not in ("marque", "kilometrage"))

CODE = "Code de cession"
RECEIPTS = ("ACCUSÉ D'ENREGISTREMENT", "RÉCÉPISSÉ DE DÉCLARATION DE CESSION", "CERTIFICAT DE CESSION ÉLECTRONIQUE")
DECLARATION = "DÉCLARATION DE CESSION"
_CONTEXT = (
    "Numéro de dossier", DECLARATION, "Votre demande est terminée", "France Titres",
    "Agence nationale des titres sécurisés",
)  # fmt: skip
_LOOK_ALIKES = (
    "DÉCLARATION D'ACHAT",
    "CERTIFICAT DE CESSION D'UN VÉHICULE D'OCCASION",
    "Comment obtenir le code",
    "A quoi sert le code",
)
_CODE = re.compile(r"[A-Z0-9]{11}|[A-Z0-9]{5}", re.ASCII)
_NUMBER = re.compile(r"[A-Z0-9]+(?:[-/][A-Z0-9]+)*", re.ASCII)
_IS = re.compile(r"^(?:est|sera)?(?: ?le)?[ :]*")
_DAY = re.compile(r"(?:LE ?)?(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{1,2}(?:ER)? [A-Z]+ \d{4})(.*)", re.ASCII)
_HOUR = re.compile(r"[ ,]*A? ?(\d{1,2} ?[H:] ?\d{2})\b.*", re.ASCII)


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones beside and below the labels; None unless the page is titled so, has a code de cession, or a 2D-Doc A8."""
    is_sealed = bool(_sales(sheet.page))
    if not is_sealed and not any(sheet.find(phrase) for phrase in (CODE, *RECEIPTS)):
        return None
    captions = Captions(sheet, CAPTIONS)
    found = {
        key: column_zones(captions, key, spot, PAGE, LINES) or captions.zones(key, spot, PAGE)
        for key in KEYS
        if (spot := captions.one(key))
    }
    is_titled = any(sheet.find(title) for title in RECEIPTS[1:]) or all(
        sheet.find(title) for title in (RECEIPTS[0], DECLARATION)
    )
    gives_code = any(_shows_code(sheet.page, zone) for zone in found.get("code_cession", ()))
    is_one = is_titled or (gives_code and any(sheet.find(phrase) for phrase in _CONTEXT))
    if not is_sealed and (not is_one or any(sheet.find(phrase) for phrase in _LOOK_ALIKES)):
        return None
    return tuple(zone for zones in found.values() for zone in zones)


def extract(identifier: str, faces: tuple[Face, ...]) -> Document:
    """The paper that this page makes: its print, and its 2D-Doc where it has one."""
    face = faces[0]
    sealed = _sales(face.page)
    code = _Code(face, sealed[0]) if len(sealed) == 1 else None

    def both(key: str, parse: Parse[T], coded: Callable[["_Code"], Field[T]]) -> Field[T]:
        printed = _printed(face, key, parse)
        return code.with_print(printed, coded(code)) if code else printed

    hour = _printed(face, "heure_cession", lambda text: Parsed(*heure.repair(text.strip(" :."))))
    if hour.file is None:
        hour = _printed(face, "date_cession", _hour_of)
    return AccuseCession(
        id=identifier,
        confidence=face.confidence,
        pages=tuple(face.page.ref for face in faces),
        code_cession=_printed(face, "code_cession", code_of),
        numero_dossier=both("numero_dossier", _number_of, lambda c: c.field(("CB",), text_of)),
        immatriculation=both("immatriculation", plate_of, lambda c: c.field(("A1",), plate_of)),
        vin=both("vin", vin_of, lambda c: c.field(("A4",), vin_of)),
        date_cession=both("date_cession", _day_of, lambda c: c.field(("C3",), lambda text: _day_of_code(text[:8]))),
        heure_cession=(
            code.with_print(hour, code.field(("C3",), lambda text: Parsed(heure.validate(text[8:])))) if code else hour
        ),
        date_enregistrement=both(
            "date_enregistrement", _day_of, lambda c: c.field(("CC",), lambda text: _day_of_code(text[:8]))
        ),
        vendeur_nom=both("vendeur_nom", person_of, lambda c: c.field(("C1", "C2"), text_of)),
        acquereur_nom=both("acquereur_nom", person_of, lambda c: c.field(("C6", "C7"), text_of)),
        signature_2d_doc=code.seal if code else _unclear(face, len(sealed)),
    )


def _printed(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """What is printed beside a label, over as many lines as there are, else what is printed below it."""
    beside = column_field(face, key, parse)
    return beside if beside.file else decide_among(face, key, parse)


class _Code:
    """The 2D-Doc of the page as fields."""

    def __init__(self, face: Face, barcode: Barcode) -> None:
        self._said = deux_d_doc.parse(barcode.text)
        self._seal = barcode.seal
        self._place: dict[str, Any] = {
            "source": Source.BARCODE, "file": face.page.file, "page": face.page.number, "box": barcode.box,
        }  # fmt: skip
        self.seal = Text(value=barcode.seal.value, raw=barcode.seal.value, confidence=GIVEN, **self._place)

    def field(self, blocks: tuple[str, ...], parse: Parse[T]) -> Field[T]:
        """The field of one block, or of several joined; unknown where they are absent or make no value."""
        values = [value for block in blocks if (value := self._said.value(block)) is not None and value.text]
        raw = " ".join(value.text for value in values)
        try:
            parsed = parse(raw)
        except FormatError:
            return Field[T](raw=raw, **self._place) if raw else Field[T]()
        is_whole = self._seal is Seal.VALID and not any(value.is_cut for value in values)
        return Field[T](value=parsed.value, raw=raw, confidence=GIVEN if is_whole else UNSEALED, **self._place)

    def with_print(self, printed: Field[T], coded: Field[T]) -> Field[T]:
        """What both say. A code that is not surely authentic never makes the print surer; a false one casts doubt."""
        if self._seal is Seal.INVALID:
            return printed.at_most(DIFFERS)
        if coded.value is None:
            return printed
        if printed.value is not None and _same_words(printed.value, coded.value):
            return agreed(coded) if self._seal is Seal.VALID else printed
        if self._seal is Seal.VALID:
            return agreed(coded, printed)
        if printed.value is None:
            return coded
        return printed.at_most(DIFFERS)


def _sales(page: Page) -> list[Barcode]:
    """The electronic certificates of sale among the 2D-Docs of a page."""
    found = []
    for barcode in page.barcodes:
        try:
            is_sale = deux_d_doc.parse(barcode.text).is_cession
        except FormatError:
            continue
        found += [barcode] if is_sale else []
    return found


def _unclear(face: Face, count: int) -> Text:
    """What is said of the signature of no code, or of two codes at once."""
    return Text(raw=f"{count} 2D-Doc", file=face.page.file, page=face.page.number) if count else Text()


def _shows_code(page: Page, zone: Zone) -> bool:
    """Whether the words of the page show something like a code there; how it reads is settled later."""
    words = "".join(word.text for word in page.words if zone.box.holds(word.box.center))
    return any(c.isdigit() for c in words) and 4 <= len(fold(_IS.sub("", words))) <= 12


def code_of(text: str) -> Parsed[str]:
    """A code de cession as printed, in capitals; blanks between its characters are dropped. Raises FormatError."""
    read = re.sub(r"\s", "", _IS.sub("", text.strip())).strip("*.:\"'«»")
    if not _CODE.fullmatch(read) or not any(c.isdigit() for c in read):
        raise InvalidCharacter("not 11 or 5 letters and digits")
    try:
        numero_formule.validate(read)
    except FormatError:
        return Parsed(read)
    raise InvalidComponent("a numéro de formule")


def _number_of(text: str) -> Parsed[str]:
    """The number of a file, with a digit in it, that the text begins with."""
    read = compact(text).strip(" :.*").removeprefix("N° ").split(" ")[0].strip(".,;")
    if not _NUMBER.fullmatch(read) or not any(c.isdigit() for c in read):
        raise InvalidCharacter("no number")
    return Parsed(read)


def _split(text: str) -> tuple[str, str]:
    found = _DAY.fullmatch(re.sub(r"(?<=\d)(?=[A-Z])|(?<=[A-Z])(?=\d)", " ", compact(text)).strip(" :.*"))
    if not found:
        raise InvalidCharacter("no day")
    return found[1], found[2]


def _day_of(text: str) -> Any:
    """The day that the text begins with."""
    return Parsed(*jour.repair(_split(text)[0]))


def _hour_of(text: str) -> Any:
    """The hour behind a day."""
    found = _HOUR.fullmatch(_split(text)[1])
    if not found:
        raise InvalidCharacter("no hour")
    return Parsed(heure.validate(found[1]))


def _day_of_code(text: str) -> Any:
    return Parsed(jour.validate(f"{text[:2]}/{text[2:4]}/{text[4:]}"))


def _same_words(one: object, other: object) -> bool:
    """Equal, or names of the same words: one paper puts the first name before, the other behind."""
    if isinstance(one, str) and isinstance(other, str):
        return fold(one) == fold(other) or sorted(re.split(r"\W+", one)) == sorted(re.split(r"\W+", other))
    return one == other


PAPER = PaperType(
    kind=KIND,
    sides=(
        Side(
            name="accuse",
            markers=(CODE, *RECEIPTS, *_CONTEXT),
            # A 2D-Doc proves it on a page whose words nobody can read; `locate` asks for proof.
            need=0,
            locate=locate,
        ),
    ),
    extract=extract,
)
