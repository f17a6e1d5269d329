"""Carte grise (certificat d'immatriculation), SIV model of 2009: filled side, and side with cover and legend.

The filled side prints codes A to Z.4 at fixed places with values beside them, a detachable coupon that repeats some,
and a machine-readable strip that repeats four of them under check digits. A sale adds a stroke across it, a mention
"vendu le" or "cédé le", and one signature per holder.
"""

import re
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rapidfuzz import fuzz

from extractors.card_sale import Sale
from extractors.card_siv import CODE, EXTERIEUR, INTERIEUR, MRZ_STRIP
from extractors.card_strip import Strip
from extractors.fields import (
    AGREES,
    DIFFERS,
    Parse,
    Parsed,
    agreed,
    decide,
    joined_fields,
    name_of,
    number_of,
    text_of,
    vin_of,
)
from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from extractors.pixels import tick
from extractors.template import Registration, register
from pipeline.core.documents import Amount, CarteGrise, Mark, Number, Text, Texts
from pipeline.core.errors import FormatError
from pipeline.core.formats import immatriculation, jour, numero_formule
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field, Source, Zone

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
    # The largest print: on a reduced copy little else reads.
    "République Française",
    "Ministère de l'Intérieur",
    "Communauté européenne",
    # Upright where the coupon is: with the others lying across, these alone tell the side.
    "Inscrire les coordonnées de l'acquéreur et votre signature",
    "Ce coupon permet de circuler pendant une période d'un mois au maximum",
    "Le titulaire du présent certificat est tenu de déclarer toute modification",
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
OWNER = {True: "ESTLEPROPRIETAIREDUVEHICULE", False: "NESTPASLEPROPRIETAIREDUVEHICULE"}
NEVER_BLANK = ("immatriculation", "date_premiere_immatriculation", "adresse", "commune", "marque", "vin", "genre")
CROSSED = 0.85
"""Confidence that a row is empty when a pen crosses it."""
ALIKE = 0.85
"""Most that a code is worth in which a letter and a figure that look alike can both stand."""
FIGURES = {"O": "0", "Q": "0", "I": "1", "L": "1"}
"""What a letter in the place of a figure is."""
EU_APPROVAL = re.compile(r"e\d{1,2}\*(?:19|20)?\d{2}/\d{2,4}\*\d{4,5}\*\d{2}")
T = TypeVar("T")


def locate_inner(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the filled side, those of the strip on the lines found there."""
    found = register(sheet, INTERIEUR)
    if found is None:
        return None
    return (*(found.zone(zone) for zone in INTERIEUR.zones), *_mrz_zones(sheet, found))


def locate_outer(sheet: Sheet) -> tuple[Zone, ...] | None:
    """The zone of the formule under the title of the cover; none where the small print is too poor to place it.

    The side is there all the same: its phrases were found, and copied at half size they are all that can be read.
    """
    found = register(sheet, EXTERIEUR)
    return () if found is None else tuple(found.zone(zone) for zone in EXTERIEUR.zones)


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
        "pages": tuple(face.page.ref for face in faces),
        "modele": Text(value="siv", confidence=min(face.confidence for face in faces), source=Source.DERIVED),
        "interieur_present": _present(inner),
        "exterieur_present": _present(outer),
    }
    cover = decide(outer, "numero_formule", _formule) if outer else Text()
    if inner is None:
        return CarteGrise(**common, numero_formule=cover)
    words = ("marque", "denomination_commerciale", "carrosserie")
    strip = Strip(inner, {key: printed(inner, key, text_of).value or "" for key in words})
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
        adresse=_street(inner),
        code_postal=printed(inner, "commune", _postcode),
        commune=printed(inner, "commune", lambda text: name_of(_town(text)[1])),
        marque=agreed(printed(inner, "marque", text_of), decide(inner, "coupon.marque", text_of)),
        type_variante_version=_type_code(inner, "type_variante_version", text_of),
        cnit=_type_code(inner, "cnit", _code),
        denomination_commerciale=printed(inner, "denomination_commerciale", text_of),
        vin=strip.settled("vin", printed(inner, "vin", vin_of), decide(inner, "coupon.vin", vin_of)),
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
        numero_reception=_approval(inner),
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
        classe_environnementale=printed(inner, "classe_environnementale", _emission_class),
        visite_avant_le=printed(inner, "visite_avant_le", _visit),
        **_taxes(inner),
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
    """The field of a printed value; blank when no character begins where its first one would stand.

    A pen stroke that crosses an empty row leaves ink that is no value.
    """
    reading = face.reading(key)
    if reading is not None and reading.source is Source.OCR and reading.characters and key not in NEVER_BLANK:
        lead = (reading.box.left - reading.zone.left) * face.page.aspect / reading.zone.height
        if lead > STARTS_WITHIN or not fold(reading.text):
            place = {"file": face.page.file, "page": face.page.number, "box": reading.zone}
            return Field[T](confidence=CROSSED, source=reading.source, **place)
    return decide(face, key, parse)


def _street(face: Face) -> Text:
    """The street, mostly on one row; a second row that reads badly is the pen that strikes the card through."""
    first, second = printed(face, "adresse", text_of), printed(face, "adresse.2", text_of)
    return first if second.value is None or _is_pen(second) else joined_fields([first, second], _words)


def _holder(face: Face, part: str) -> Text:
    keys = [f"{part}titulaire.{i}" for i in (1, 2, 3) if face.reading(f"{part}titulaire.{i}") is not None]
    read = printed if not part else decide
    return joined_fields([read(face, key, name_of) for key in keys], _words)


def _owner(face: Face) -> Mark:
    """One of two fixed phrases: as sure as the one is liker than the other, whatever each letter is worth."""

    def parse(text: str) -> Parsed[bool]:
        folded = fold(text)
        likeness = {is_owner: fuzz.ratio(folded, phrase) for is_owner, phrase in OWNER.items()}
        chosen = max(likeness, key=lambda is_owner: likeness[is_owner])
        if likeness[chosen] < 90 or ("PAS" in folded) == chosen:
            raise FormatError("not the mention of C.4a")
        return Parsed(chosen)

    field = printed(face, "est_proprietaire", parse)
    return field if field.value is None else field.model_copy(update={"confidence": max(field.confidence, 0.93)})


def _count(face: Face) -> Number:
    return printed(face, "cotitulaires", lambda text: Parsed(_coholder(text)[0]))


def _coholders(face: Face) -> Texts:
    def parse(text: str) -> Parsed[tuple[str, ...]]:
        name = name_of(_coholder(text)[1])
        return Parsed((name.value,), name.repairs)

    return printed(face, "cotitulaires", parse)


def _coholder(text: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d{1,2})\s*([A-Z][A-Z01' -]*)", text_of(text).value)
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
    """The rows Z are where people write the mention and sign: a few characters that read badly there are no print.

    A long line that reads badly may be a mention that matters (taxi, collection): that one stays, as unread.
    """
    length = len(fold(line.raw))
    return bool(line.raw) and (length < 4 or (line.confidence <= 0.75 and length < 8))


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
    """Type approval number, e.g. e2*2007/46*0070*12: small e, a stroke after the four figures of the year."""
    value = text.replace(" ", "").upper()
    if not fold(value):
        raise FormatError("no letter or digit")
    if value.startswith("E"):
        value = "e" + value[1:]
    found = re.fullmatch(r"(e\d{1,2}\*(?:19|20)\d{2})1(\d{2,3}\*\d{3,5}\*\d{2})", value)
    if found is None:
        return Parsed(value)
    return Parsed(f"{found[1]}/{found[2]}", (f"1 read as / at {len(found[1]) + 1}",))


def _approval(face: Face) -> Text:
    """K; a European number that has not its shape lost a character or holds one of the pen's."""
    field = printed(face, "numero_reception", _reception)
    is_odd = (field.value or "").startswith("e") and not EU_APPROVAL.fullmatch(field.value or "")
    return field.at_most(DIFFERS) if is_odd else field


def _emission_class(text: str) -> Parsed[str]:
    """Class of emissions; its word EURO is letters whatever the digits beside it look like."""
    value = text_of(text.replace(" ", "")).value
    if "EUR0" not in value:
        return Parsed(value)
    return Parsed(value.replace("EUR0", "EURO"), (f"0 read as O at {value.index('EUR0') + 4}",))


def _amount(text: str) -> Parsed[Decimal]:
    compact = text.replace(" ", "").replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", compact):
        raise FormatError("not an amount")
    return Parsed(Decimal(compact))


def _taxes(face: Face) -> dict[str, Amount]:
    """Y.1 to Y.6 by field key. Y.6 is the sum of the others: what adds up is surely read, what does not is doubtful."""
    taxes = {f"taxe_y{i}": printed(face, f"taxe_y{i}", _amount) for i in range(1, 7)}
    *parts, total = taxes.values()
    if total.value is None or any(part.value is None and part.raw for part in parts):
        return {key: _doubtful(tax) for key, tax in taxes.items()}
    adds_up = sum((part.value for part in parts if part.value is not None), Decimal()) == total.value
    return {
        key: tax.model_copy(update={"confidence": AGREES}) if adds_up and tax.value is not None else _doubtful(tax)
        for key, tax in taxes.items()
    }


def _doubtful(tax: Amount) -> Amount:
    """A blank stays as sure as it is: what does not add up is what was read."""
    return tax if tax.value is None else tax.at_most(DIFFERS)


def _type_code(face: Face, key: str, parse: Parse[str]) -> Text:
    """D.2 and D.2.1 mix letters and figures freely: O and 0, or I and 1, are not told apart there by anyone."""
    field = printed(face, key, parse)
    return field.at_most(ALIKE) if set(field.value or "") & set("O0I1") else field


def _town(text: str) -> tuple[str, str]:
    """The postcode as read and the town of the last line of C.3."""
    found = re.fullmatch(r"([\dOQIL]{5})\s*([A-Z].*)", text_of(text).value)
    if found is None:
        raise FormatError("not a postcode and a town")
    return found[1], found[2]


def _postcode(text: str) -> Parsed[str]:
    """Five figures: a letter among them can only be the figure that it looks like."""
    read = _town(text)[0]
    repairs = tuple(f"{c} read as {FIGURES[c]} at {i}" for i, c in enumerate(read, start=1) if c in FIGURES)
    return Parsed("".join(FIGURES.get(c, c) for c in read), repairs)


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
