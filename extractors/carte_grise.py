"""Carte grise (certificat d'immatriculation), SIV model of 2009: filled side, and side with cover and legend.

The filled side prints codes A to Z.4 at fixed places with values beside them, a detachable coupon that repeats some,
and a machine-readable strip that repeats four of them under check digits. A sale adds a stroke across it, a mention
"vendu le" or "cédé le", and one signature per holder.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from rapidfuzz import fuzz

from extractors.card_siv import CODE, EXTERIEUR, INTERIEUR, MRZ_STRIP
from extractors.fields import ALONE, UNSUPPORTED, Parse, Parsed, decide, joined_fields, level, number_of, text_of
from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from extractors.pixels import tick
from extractors.template import Registration, register
from pipeline.core.documents import CarteGrise, Date, Mark, Number, PageRef, Text, Texts, Time
from pipeline.core.errors import FormatError
from pipeline.core.formats import heure, immatriculation, jour, mrz_carte_grise, numero_formule, vin
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Character, Face, Field, Ink, Source, Zone

INNER_MARKERS = (
    "CERTIFICAT D'IMMATRICULATION",
    "N° Immatriculation",
    "Date de 1ère immatriculation",
    "EST LE PROPRIETAIRE DU VEHICULE",
    "VISITE AVANT LE",
    "Pour le Ministère de l'Intérieur et par délégation",
    "le sous-directeur de la circulation",
    "et de la sécurité routières",
    "COUPON DÉTACHABLE",
    *("C.4a", "C.4.1", "D.2.1", "F.1", "F.2", "G.1", "J.1", "P.3", "P.6", "U.2", "V.9", "Y.6"),
)
OUTER_MARKERS = (
    "DATES DE VISITES TECHNIQUES",
    "Permiso de circulación",
    "Registration certificate",
    "Zulassungsbescheinigung",
    "(J.1) Genre national",
    "(J.3) Carrosserie (désignation nationale)",
    "(P.6) Puissance administrative nationale",
    "(S.2) Nombre de places debout (le cas échéant)",
    "(Y.6) Montant total des taxes et de la redevance en Euro",
    "(Z.1) à (Z.4) Mentions spécifiques",
    "(G.1) Poids à vide national",
    "(E) Numéro d'identification du véhicule",
)
STARTS_WITHIN = 0.95
"""A printed value begins within so many row heights of its zone's left edge: what begins later is pen, not print."""
CROSSED = 0.85
"""Confidence that a row is empty when a pen crosses it."""
STRIP_KEYS = ("immatriculation", "vin", "date_premiere_immatriculation", "numero_formule")
DAY_SHAPE = re.compile(r"(?<!\d)\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})(?!\d)")
HOUR_SHAPE = re.compile(r"(?<![\d/])\d{1,2}\s?[hH:]\s?\d{2}(?!\d)")
HAND = ((0.995, 0.92), (0.98, 0.88), (0.90, 0.82), (0.75, 0.70))
"""(lowest posterior, confidence) of handwriting that has the shape of a date or an hour; one engine only."""
NO_INK = 0.95
"""Confidence that a face without any ink of a hand has none."""
SALE_WORDS = ("VENDULE", "CEDELE", "VENDU", "CEDE", "REVENDULE", "VEHICULEVENDU")
SURE = 0.8
"""What a rule takes for read."""
DIFFERS = 0.6
"""Most that a value is worth which the same card prints otherwise elsewhere."""
AGREES = 0.99
"""Confidence of a value printed at two places of the card and read the same."""
BY_CHECK_DIGIT = 0.95
"""Confidence of a value of the strip whose check digit is right and that no other place confirms."""

T = TypeVar("T")
F = TypeVar("F", bound=Field[Any])


def locate_inner(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the filled side, those of the strip on the lines found there."""
    found = register(sheet, INTERIEUR)
    if found is None:
        return None
    return (*(found.zone(zone) for zone in INTERIEUR.zones), *_mrz_zones(sheet, found))


def locate_outer(sheet: Sheet) -> tuple[Zone, ...] | None:
    """The zone of the formule under the title of the cover."""
    found = register(sheet, EXTERIEUR)
    return None if found is None else tuple(found.zone(zone) for zone in EXTERIEUR.zones)


def _mrz_zones(sheet: Sheet, found: Registration) -> tuple[Zone, ...]:
    """The two lines of the strip: where words stand in it, else its two halves."""
    strip = found.box(MRZ_STRIP)
    rows = sorted(
        (line.box for line in sheet.lines if strip.holds(line.box.center) and line.box.width > 0.3 * strip.width),
        key=lambda box: box.center[1],
    )
    middle = (
        [0.33 * strip.height, 0.75 * strip.height] if len(rows) != 2 else [box.center[1] - strip.top for box in rows]
    )
    half = 0.17 * strip.height
    return tuple(
        Zone.of_box(
            f"mrz.{i}",
            BoundingBox(left=strip.left, top=strip.top + y - half, right=strip.right, bottom=strip.top + y + half),
            alphabet=CODE + "<",
            is_key=True,
        )
        for i, y in enumerate(middle, start=1)
    )


def extract(identity: str, faces: tuple[Face, ...]) -> CarteGrise:
    """The document made of a filled side, a cover side, or both."""
    inner = next((face for face in faces if face.side == "interieur"), None)
    outer = next((face for face in faces if face.side == "exterieur"), None)
    common = {
        "id": identity,
        "confidence": min(face.confidence for face in faces),
        "pages": tuple(PageRef(file=face.page.file, page=face.page.number) for face in faces),
        "modele": Text(value="siv", confidence=min(face.confidence for face in faces), source=Source.DERIVED),
        "interieur_present": _present(inner),
        "exterieur_present": _present(outer),
    }
    cover = decide(outer, "numero_formule", _formule) if outer else Text()
    if inner is None:
        return CarteGrise(**common, numero_formule=cover)
    strip = Strip(inner)
    sale = Sale(inner)
    mentions = _mentions(inner)
    return CarteGrise(
        **common,
        immatriculation=strip.settled(
            "immatriculation",
            printed(inner, "immatriculation", _plate),
            decide(inner, "coupon.immatriculation", _plate),
        ),
        date_premiere_immatriculation=strip.settled(
            "date_premiere_immatriculation", printed(inner, "date_premiere_immatriculation", _date)
        ),
        titulaire=agreed(_holder(inner, ""), _holder(inner, "coupon.")),
        est_proprietaire=_owner(inner),
        nombre_titulaires=_count(inner),
        cotitulaires=_coholders(inner),
        adresse=joined_fields([printed(inner, key, text_of) for key in ("adresse", "adresse.2")], _words),
        code_postal=printed(inner, "commune", lambda text: Parsed(_town(text)[0])),
        commune=printed(inner, "commune", lambda text: Parsed(_town(text)[1])),
        marque=agreed(printed(inner, "marque", text_of), decide(inner, "coupon.marque", text_of)),
        type_variante_version=printed(inner, "type_variante_version", text_of),
        cnit=printed(inner, "cnit", _code),
        denomination_commerciale=printed(inner, "denomination_commerciale", text_of),
        vin=strip.settled("vin", printed(inner, "vin", _vin), decide(inner, "coupon.vin", _vin)),
        masse_max_technique_kg=printed(inner, "masse_max_technique_kg", number_of),
        ptac_kg=printed(inner, "ptac_kg", number_of),
        ptra_kg=printed(inner, "ptra_kg", number_of),
        masse_service_kg=printed(inner, "masse_service_kg", number_of),
        poids_vide_kg=printed(inner, "poids_vide_kg", number_of),
        date_fin_validite=printed(inner, "date_fin_validite", _date),
        date_certificat=agreed(
            printed(inner, "date_certificat", _date), decide(inner, "coupon.date_certificat", _date)
        ),
        categorie_ce=printed(inner, "categorie_ce", _code),
        genre=strip.confirmed("genre", printed(inner, "genre", _code)),
        carrosserie_ce=printed(inner, "carrosserie_ce", _code),
        carrosserie=printed(inner, "carrosserie", text_of),
        numero_reception=printed(inner, "numero_reception", _reception),
        cylindree_cm3=printed(inner, "cylindree_cm3", _amount),
        puissance_kw=printed(inner, "puissance_kw", _amount),
        energie=printed(inner, "energie", _code),
        puissance_fiscale_cv=printed(inner, "puissance_fiscale_cv", number_of),
        rapport_puissance_masse=printed(inner, "rapport_puissance_masse", _amount),
        places_assises=printed(inner, "places_assises", number_of),
        places_debout=printed(inner, "places_debout", number_of),
        niveau_sonore_db=printed(inner, "niveau_sonore_db", number_of),
        regime_moteur_trmin=printed(inner, "regime_moteur_trmin", number_of),
        co2_g_km=printed(inner, "co2_g_km", number_of),
        classe_environnementale=printed(inner, "classe_environnementale", text_of),
        visite_avant_le=printed(inner, "visite_avant_le", _visit),
        **{f"taxe_y{i}": printed(inner, f"taxe_y{i}", _amount) for i in range(1, 7)},
        mentions=mentions,
        numero_formule=strip.settled("numero_formule", decide(inner, "coupon.numero_formule", _formule), cover),
        mrz=strip.lines,
        coupon_present=_coupon(inner, strip),
        barree=tick(inner, "barree"),
        mention_cession=sale.text,
        mention_cession_date=sale.day,
        mention_cession_heure=sale.hour,
        signatures=sale.signatures,
        duplicata=_duplicata(mentions),
    )


def printed(face: Face, key: str, parse: Parse[T]) -> Field[T]:
    """The field of a printed value; blank when nothing begins where its first character would stand.

    A pen stroke that crosses an empty row leaves ink that is no value.
    """
    reading = face.reading(key)
    if reading is not None and reading.source is Source.OCR and reading.characters:
        lead = (reading.box.left - reading.zone.left) * face.page.aspect / reading.zone.height
        if lead > STARTS_WITHIN:
            place = {"file": face.page.file, "page": face.page.number, "box": reading.zone}
            return Field[T](confidence=CROSSED, source=reading.source, **place)
    return decide(face, key, parse)


def agreed(field: Field[T], *others: Field[T]) -> Field[T]:
    """A value and its repetitions on the same card: surer when they agree, taken from one of them when it is unread.

    Where a surely read repetition differs, both are doubtful: one card does not say two things.
    """
    for other in others:
        if other.value is None:
            continue
        if field.value is None:
            field = other
        elif field.value == other.value:
            field = field.model_copy(update={"confidence": max(field.confidence, other.confidence, AGREES)})
        elif other.confidence > field.confidence and field.confidence < SURE:
            field = other
        elif other.confidence >= SURE:
            field = field.model_copy(update={"confidence": min(field.confidence, DIFFERS)})
    return field


class Strip:
    """The machine-readable strip, and what it settles."""

    def __init__(self, face: Face) -> None:
        """Read the two lines of the filled side, as each engine has them."""
        readings = [reading for i in (1, 2) if (reading := face.reading(f"mrz.{i}")) is not None]
        self._place = {
            "file": face.page.file,
            "page": face.page.number,
            "box": BoundingBox.around(reading.box for reading in readings) if readings else None,
            "source": Source.MRZ,
        }
        self._first = _strip_of([reading.text for reading in readings])
        self._second = _strip_of([reading.second or "" for reading in readings])
        self._posterior = min((reading.confidence for reading in readings), default=0.0)
        raw = "\n".join(reading.text for reading in readings).strip()
        self.is_there = raw.count("<") >= 4
        self.lines = Texts(raw=raw if self.is_there else "", **self._place)
        if self._first is not None:
            lines, mrz = self._first
            checked = [getattr(mrz, key) for key in STRIP_KEYS]
            right = sum(part.check_ok for part in checked)
            repairs = tuple(repair for part in checked for repair in part.repairs)
            sure = (0.2, 0.3, 0.4, 0.6, 0.95)[right]
            self.lines = Texts(value=lines, raw=raw, confidence=sure, repairs=repairs, **self._place)

    def settled(self, key: str, face: Field[T], *others: Field[T]) -> Field[T]:
        """One value from the face, its repetitions and the strip.

        What the face surely reads stands, whatever the strip says: a difference is for a rule to find. A doubtful
        reading takes the strip's value when the check digit is right.
        """
        field = agreed(face, *others)
        value, confidence, repairs = self._value(key)
        if value is None:
            return field
        if field.value == value:
            return field.model_copy(update={"confidence": max(field.confidence, AGREES)})
        if field.value is not None and field.confidence >= SURE:
            return field
        told = (f"taken from the strip, its check digit is right; printed reading '{field.raw}'",) if field.raw else ()
        return type(field)(value=value, raw=str(value), confidence=confidence, repairs=(*repairs, *told), **self._place)

    def confirmed(self, key: str, field: Field[str]) -> Field[str]:
        """A value that the strip repeats without check digit: surer when it does."""
        if self._first is None or field.value is None or getattr(self._first[1], key) != field.value:
            return field
        return field.model_copy(update={"confidence": max(field.confidence, AGREES)})

    def _value(self, key: str) -> tuple[Any, float, tuple[str, ...]]:
        """Value of the strip whose check digit is right, how sure it is, what was corrected in it.

        The digit alone does not tell G from 6 or B from 1: the second engine has to read the same, or the first one
        to be sure of every character.
        """
        if self._first is None:
            return None, 0.0, ()
        checked = getattr(self._first[1], key)
        if not checked.check_ok or checked.value is None:
            return None, 0.0, ()
        same = self._second is not None and getattr(self._second[1], key).value == checked.value
        sure = BY_CHECK_DIGIT if same else min(BY_CHECK_DIGIT, level(self._posterior, UNSUPPORTED))
        value = checked.value
        if key == "immatriculation":
            try:
                value = immatriculation.validate(value)
            except FormatError:
                return None, 0.0, ()
        return value, sure, checked.repairs


def _strip_of(texts: Sequence[str]) -> tuple[tuple[str, str], mrz_carte_grise.MrzCarteGrise] | None:
    """The two lines at their length, and what they say; None when they are no strip."""
    if len(texts) != 2:
        return None
    first, second = (mrz_carte_grise.compact(text) for text in texts)
    if len(first) < 38 or len(second) < 30:
        return None
    lines = (_full_first(first), _full_second(second))
    try:
        return lines, mrz_carte_grise.parse(lines)
    except FormatError:
        return None


def _full_first(line: str) -> str:
    """44 characters: an engine counts the filling at the end badly, what stands before it is all data."""
    head = "CRFRA" if fuzz.ratio(line[:5], "CRFRA") >= 60 else line[:5]
    return (head + line[5:]).rstrip("<").ljust(mrz_carte_grise.LENGTH, "<")[: mrz_carte_grise.LENGTH]


def _full_second(line: str) -> str:
    """44 characters: formule and check digits stand at the end, filling lost or added is in the longest run before."""
    missing = mrz_carte_grise.LENGTH - len(line)
    runs = list(re.finditer("<+", line[:-13]))
    if not missing or not runs:
        return line
    run = max(runs, key=lambda found: len(found[0]))
    return line[: run.start()] + "<" * max(len(run[0]) + missing, 0) + line[run.end() :]


class Sale:
    """What a sale adds by hand to the filled side: mention with date and hour, signatures."""

    def __init__(self, face: Face) -> None:
        """Tell the mention from the signatures among the ink found."""
        self.text, self.day, self.hour, self.signatures = Text(), Date(), Time(), Number()
        reading = face.reading("encre")
        if reading is None or reading.inks is None:
            return
        place = {"file": face.page.file, "page": face.page.number, "source": Source.OCR}
        mentions = [ink for ink in reading.inks if _is_mention(ink)]
        signatures = [ink for ink in reading.inks if not ink.is_stamp and ink not in mentions]
        boxes = [ink.box for ink in signatures] or [reading.zone]
        self.signatures = Number(
            value=len(signatures),
            confidence=min((ink.confidence for ink in signatures), default=NO_INK),
            **{**place, "source": Source.PIXELS, "box": BoundingBox.around(boxes)},
        )
        if not mentions:
            # Writing that reads as nothing may be the mention: its absence is sure only where there is no other ink.
            sure = NO_INK if not signatures else 0.0
            self.text, self.day, self.hour = (kind(confidence=sure, **place) for kind in (Text, Date, Time))
            return
        whole = tuple(c for ink in mentions for c in (*ink.characters, Character(text=" ", confidence=1.0, x=1.0)))
        place["box"] = BoundingBox.around(ink.box for ink in mentions)
        raw = "".join(c.text for c in whole).strip()
        word = max((letter_confidence(ink) for ink in mentions if _sale_word(ink.text)), default=0.0)
        self.text = Text(value=text_of(raw).value, raw=raw, confidence=level(word, ALONE), **place)
        self.day = _found(Date, whole, DAY_SHAPE, lambda t: jour.repair(t, two_digit_year=True)[0], place)
        self.hour = _found(Time, whole, HOUR_SHAPE, lambda t: heure.repair(t)[0], place)


def letter_confidence(ink: Ink) -> float:
    """Lowest posterior of the letters before the first digit: the words of the mention."""
    letters = list(itertools.takewhile(lambda c: not c.text.isdigit(), ink.characters))
    return min((c.confidence for c in letters if c.text.strip()), default=0.0)


def _found(
    kind: type[F], whole: Sequence[Character], shape: re.Pattern[str], parse: Callable[[str], Any], place: Any
) -> F:
    """The value of that shape in the mention; unparsable, with the whole as raw, when it is not there once."""
    text = "".join(c.text for c in whole)
    found = list(shape.finditer(text))
    if len(found) != 1:
        return kind(raw=text.strip() if found or any(c.isdigit() for c in text) else "", **place)
    used = [c for c in whole[found[0].start() : found[0].end()] if c.text.strip()]
    try:
        value = parse(found[0][0])
    except FormatError:
        return kind(raw=found[0][0], **place)
    return kind(value=value, raw=found[0][0], confidence=level(min(c.confidence for c in used), HAND), **place)


def _is_mention(ink: Ink) -> bool:
    return not ink.is_stamp and (_sale_word(ink.text) or bool(DAY_SHAPE.search(ink.text)))


def _sale_word(text: str) -> bool:
    folded = fold(text)
    return len(folded) >= 4 and any(fuzz.partial_ratio(word, folded) >= 80 for word in SALE_WORDS)


def _holder(face: Face, part: str) -> Text:
    keys = [f"{part}titulaire.{i}" for i in (1, 2, 3) if face.reading(f"{part}titulaire.{i}") is not None]
    read = printed if not part else decide
    return joined_fields([read(face, key, text_of) for key in keys], _words)


def _owner(face: Face) -> Mark:
    def parse(text: str) -> Parsed[bool]:
        folded = fold(text)
        if fuzz.ratio(folded, "ESTLEPROPRIETAIREDUVEHICULE") >= 90:
            return Parsed(True)
        if "PAS" in folded and fuzz.ratio(folded, "NESTPASLEPROPRIETAIREDUVEHICULE") >= 85:
            return Parsed(False)
        raise FormatError("not the mention of C.4a")

    return printed(face, "est_proprietaire", parse)


def _count(face: Face) -> Number:
    return printed(face, "cotitulaires", lambda text: Parsed(_coholder(text)[0]))


def _coholders(face: Face) -> Texts:
    return printed(face, "cotitulaires", lambda text: Parsed((_coholder(text)[1],)))


def _coholder(text: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d{1,2})\s*([A-Z][A-Z' -]*)", text_of(text).value)
    if found is None:
        raise FormatError("C.4.1 is a number and a name")
    return int(found[1]), found[2]


def _mentions(face: Face) -> Texts:
    lines = [printed(face, f"mentions.{i}", text_of) for i in (1, 2, 3, 4)]
    kept = [
        line.model_copy(update={"value": None, "raw": "", "confidence": CROSSED}) if _is_pen(line) else line
        for line in lines
    ]
    field = joined_fields(kept, lambda parts: tuple(part for part in parts if part))
    if field.value is None and not field.raw and field.confidence >= CROSSED:
        return Texts(**{**dict(field), "value": ()})
    return Texts(**dict(field))


def _is_pen(line: Text) -> bool:
    """The rows Z are where people write the mention and sign: what reads badly there is no print."""
    return bool(line.raw) and line.confidence < 0.75


def _duplicata(mentions: Texts) -> Mark:
    if mentions.value is None:
        return Mark()
    found = any(fuzz.partial_ratio("DUPLICATA", line) >= 88 for line in mentions.value)
    return Mark(**{**dict(mentions), "value": found, "raw": ""})


def _coupon(face: Face, strip: Strip) -> Mark:
    """The part below the tear line: there when it prints something, absent when the page shows nothing there."""
    keys = ("coupon.immatriculation", "coupon.numero_formule", "coupon.vin")
    readings = [reading for key in keys if (reading := face.reading(key)) is not None]
    if not readings:
        return Mark()
    place = {"file": face.page.file, "page": face.page.number, "source": Source.PIXELS}
    place["box"] = BoundingBox.around(reading.zone for reading in readings)
    inked = sum(bool(reading.characters) for reading in readings)
    if inked >= 2 or strip.is_there:
        return Mark(value=True, confidence=0.97, **place)
    if all(reading.is_blank or reading.zone.bottom > 1 for reading in readings):
        return Mark(value=False, confidence=0.93, **place)
    return Mark(raw="?", **place)


def _present(face: Face | None) -> Mark:
    if face is None:
        return Mark(value=False, confidence=1.0, source=Source.DERIVED)
    place = {"file": face.page.file, "page": face.page.number}
    return Mark(value=True, confidence=face.confidence, source=Source.DERIVED, **place)


def _plate(text: str) -> Parsed[str]:
    return Parsed(*immatriculation.repair(text))


def _vin(text: str) -> Parsed[str]:
    return Parsed(vin.validate(text, is_old=True))


def _formule(text: str) -> Parsed[str]:
    return Parsed(*numero_formule.repair(text))


def _date(text: str) -> Parsed[date]:
    return Parsed(*jour.repair(text))


def _visit(text: str) -> Parsed[date]:
    found = re.search(r"\d{2}/\d{2}/\d{4}$", text.strip())
    if found is None:
        raise FormatError("no date")
    return Parsed(jour.validate(found[0]))


def _code(text: str) -> Parsed[str]:
    return Parsed(text_of(text.replace(" ", "")).value)


def _reception(text: str) -> Parsed[str]:
    """Type approval number; its first letter is small."""
    value = text.replace(" ", "").upper()
    if not fold(value):
        raise FormatError("no letter or digit")
    return Parsed("e" + value[1:] if value.startswith("E") else value)


def _amount(text: str) -> Parsed[Decimal]:
    compact = text.replace(" ", "").replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", compact):
        raise FormatError("not an amount")
    return Parsed(Decimal(compact))


def _town(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"(\d{5})\s*([A-Z].*)", text_of(text).value)
    if found is None:
        raise FormatError("not a postcode and a town")
    return found[1], found[2]


def _words(parts: list[str | None]) -> str:
    return " ".join(part for part in parts if part)


PAPER = PaperType(
    kind="carte_grise",
    sides=(
        Side(
            name="interieur",
            markers=INNER_MARKERS,
            need=4,
            locate=locate_inner,
            against=("CERTIFICAT PROVISOIRE D'IMMATRICULATION", "FICHE D'IDENTIFICATION DU VEHICULE", "PROCÈS-VERBAL"),
        ),
        Side(name="exterieur", markers=OUTER_MARKERS, need=4, locate=locate_outer),
    ),
    extract=extract,
)
