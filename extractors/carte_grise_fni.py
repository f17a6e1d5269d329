"""Carte grise, FNI models (before 15 October 2009): the filled side of the blue one and of the grey one.

Neither has a numéro de formule, a strip or, on the grey one, a coupon: the date of the certificate (I) identifies the
card. The number punched into the blue one (07CX92840) is no numéro de formule and is not read. The name follows its
title on one line.
"""

import re
from typing import Any

from extractors.card_fni import codes, coupon_of
from extractors.card_sale import Sale
from extractors.card_values import code, day, duplicata, mentions, postcode, printed, rubrics, town
from extractors.entries import plate, words
from extractors.fields import (
    Parse,
    Parsed,
    decide,
    joined_fields,
    judged,
    name_of,
    number_of,
    text_of,
    vin_of,
    words_of,
)
from extractors.layout import Sheet
from extractors.pixels import tick
from extractors.places import decide_among
from pipeline.core.documents import CarteGrise, Date, Mark, Number, Text, Texts
from pipeline.core.errors import FormatError
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field, Reading, Source

BLUE, GREY = "interieur_fni_bleu", "interieur_fni_gris"
"""Names of the sides."""
BY_MODEL = 0.95
"""Confidence that a card lacks what its model does not print."""
NOT_SEEN = 0.85
"""Confidence that it lacks what its model prints for few: no row is left unexplained where it would stand."""
CORNER_SURE = 0.93
"""Most that the look of the corner is worth."""
NUMBERS_ON_GREY = (
    "puissance_fiscale_cv", "places_assises", "ptac_kg", "ptra_kg", "poids_vide_kg", "niveau_sonore_db",
    "regime_moteur_trmin",
)  # fmt: skip
NOT_ON_GREY = ("cnit", "numero_reception", "categorie_ce", "carrosserie_ce", "classe_environnementale")
PREFECT_LEFT, PREFECT_HEIGHT = 0.55, 0.16
"""Where the prefect's printed signature begins, and how far below the values it reaches, as shares of the face."""
MARKS = ("barree", "encre", "coin_coupe")
"""Zones that hold no printed value."""
ENDS_WITHIN = 0.02
"""Paper left and right of what was cut out to be read, in heights of its zone, below which the value may go on beyond
the zone's ends; the cut leaves a third of the ink's height around it, and is stopped by those ends."""
WITH_BRACKETS = ("titulaire.1", "type_variante_version", "marque", "denomination_commerciale", "adresse", "commune")
"""Values that may have brackets of their own."""
_TITLE = re.compile(r"(?:M\.|(?:MR|MME|MLLE)(?:\.|(?= ))) ?(?=[A-Z])")
_DAY = re.compile(r"\d{2}/\d{2}")
_JOINT = re.compile(r"\b(?:ET|OU)\b.*\b(?:M|MR|MME|MLLE)\b")
_BRACKETED = re.compile(r"[({\[][A-Z0-9][.,]?[0-9A-Za-z]?[.,]?[0-9A-Za-z]?[)}\]]")


def extract(common: dict[str, Any], face: Face) -> CarteGrise:
    """The document made of a filled side.

    Args:
        common: what all models state alike: id, pages, sides present.
        face: the filled side, named `BLUE` or `GREY`.
    """
    sale = Sale(face, _print(face))
    modele = Text(value="fni", confidence=face.confidence, source=Source.DERIVED, **_place(face))
    values = _blue(face) if face.side == BLUE else _grey(face)
    return CarteGrise(
        **common | {"modele": modele},
        **values,
        numero_formule=Text(**_absent(face)),
        mrz=Texts(**_absent(face)),
        barree=tick(face, "barree"),
        mention_cession=sale.text,
        mention_cession_date=sale.day,
        mention_cession_heure=sale.hour,
        signatures=sale.signatures,
    )


def holder(text: str) -> Parsed[str]:
    """The name without its title; two holders keep theirs, which tell them apart: 'M. X OU MME Y'."""
    name = name_of(text)
    if _DAY.search(name.value):
        raise FormatError("a name and a date on one row")
    if _JOINT.search(name.value):
        return name
    return Parsed(_TITLE.sub("", name.value, count=1) if _TITLE.match(name.value) else name.value, name.repairs)


def _blue(found: Face) -> dict[str, Field[Any]]:
    face = _apart(found)
    lines = mentions(face)
    values: dict[str, Field[Any]] = {
        "immatriculation": printed(face, "immatriculation", plate),
        "date_premiere_immatriculation": printed(face, "date_premiere_immatriculation", day),
        "date_certificat": printed(face, "date_certificat", day),
        "titulaire": printed(face, "titulaire.1", holder),
        **rubrics(face),
        "marque": printed(face, "marque", words_of),
        "vin": printed(face, "vin", vin_of),
        "genre": printed(face, "genre", code),
        "mentions": lines,
        "duplicata": duplicata(lines),
    }
    if face.reading("est_proprietaire") is None:
        values["est_proprietaire"] = Mark(**_absent(face))
    if face.reading("cotitulaires") is None and _is_explained(face):
        values["nombre_titulaires"] = Number(**_absent(face) | {"confidence": NOT_SEEN})
        values["cotitulaires"] = Texts(**_absent(face) | {"confidence": NOT_SEEN})
    coupon = coupon_of(Sheet(face.page), max(code.box.bottom for code in codes(face.page.words)))
    values["coupon_present"] = (
        Mark(value=True, confidence=BY_MODEL, source=Source.OCR, **_place(face) | {"box": coupon}) if coupon else Mark()
    )
    return values


def _grey(face: Face) -> dict[str, Field[Any]]:
    rows = [reading for rank in range(3) if (reading := face.reading(f"domicile.{rank}")) is not None]
    lines = [judged(face, row, text_of) for row in rows]
    last = next((rank for rank, row in enumerate(rows) if _is_town(row.text)), None)
    parsers: tuple[tuple[str, Parse[Any]], ...] = (
        ("immatriculation", plate),
        ("date_premiere_immatriculation", day),
        ("date_certificat", day),
        ("marque", words_of),
        ("type_variante_version", text_of),
        ("vin", vin_of),
        ("genre", code),
        ("carrosserie", words_of),
        ("energie", code),
        *((key, number_of) for key in NUMBERS_ON_GREY),
    )
    values: dict[str, Field[Any]] = {key: decide_among(face, key, parse) for key, parse in parsers}
    return values | {
        "titulaire": _grey_holder(face),
        "adresse": joined_fields(lines[:last], words) if last else Text(),
        "code_postal": judged(face, rows[last], postcode) if last is not None else Text(),
        "commune": judged(face, rows[last], lambda text: name_of(town(text)[1])) if last is not None else Text(),
        **{key: Text(**_absent(face)) for key in NOT_ON_GREY},
        "est_proprietaire": Mark(**_absent(face)),
        "nombre_titulaires": Number(**_absent(face)),
        "cotitulaires": Texts(**_absent(face)),
        "visite_avant_le": Date(**_absent(face)),
        "coupon_present": Mark(value=False, confidence=BY_MODEL, source=Source.DERIVED, **_place(face)),
        "coin_coupe": tick(face, "coin_coupe").at_most(CORNER_SURE),
        "duplicata": _duplicata(face),
    }


def _grey_holder(face: Face) -> Text:
    """The name, on one row or two."""
    rows = [decide(face, key, name_of) for key in ("titulaire.1", "titulaire.2") if face.reading(key) is not None]
    return joined_fields(rows, lambda parts: holder(words(parts)).value)


def _is_town(text: str) -> bool:
    try:
        town(text)
    except FormatError:
        return False
    return True


def _apart(face: Face) -> Face:
    """The face without the readings that run into a code of their row, or to either end of their zone.

    The first say what two rubrics say, the others may lack a character or have one that is not theirs.
    """
    return face.model_copy(update={"readings": tuple(_told_apart(reading, face) for reading in face.readings)})


def _told_apart(reading: Reading, face: Face) -> Reading:
    text = reading.text + (reading.second or "")
    runs_on = bool(_BRACKETED.search(text)) or (reading.key not in WITH_BRACKETS and bool(set("()[]{}") & set(text)))
    ends = (reading.box.left - reading.zone.left, reading.zone.right - reading.box.right)
    is_cut = min(ends) * face.page.aspect / reading.zone.height < ENDS_WITHIN
    if not reading.characters or not (runs_on or is_cut):
        return reading
    return reading.model_copy(update={"characters": (), "second": None, "is_blank": None})


def _is_explained(face: Face) -> bool:
    """Whether every word between the name and the make was looked for: no row of C.4.1 stands there unread."""
    name, make = face.reading("titulaire.1"), face.reading("marque")
    if name is None or make is None:
        return False
    known = _rows(face)
    return all(
        any(zone.holds(word.box.center) for zone in known) or not fold(word.text) or codes((word,))
        for word in face.page.words
        if name.zone.bottom < word.box.center[1] < make.zone.top and word.box.left < name.zone.right
    )


def _rows(face: Face) -> list[BoundingBox]:
    """Where printed values are looked for."""
    return [reading.zone for reading in face.readings if reading.key not in MARKS]


def _print(face: Face) -> tuple[BoundingBox, ...]:
    """Where ink may be print: among the values, and right below them, where the prefect's signature is printed."""
    rows, card = _rows(face), face.reading("encre")
    if not rows or card is None:
        return ()
    values, whole = BoundingBox.around(rows), card.zone
    prefect = BoundingBox(
        left=whole.left + PREFECT_LEFT * whole.width,
        top=values.bottom,
        right=whole.right,
        bottom=values.bottom + PREFECT_HEIGHT * whole.height,
    )
    return values, prefect


def _duplicata(face: Face) -> Mark:
    """The reason for the card stands above the captions, in plain words."""
    found = Sheet(face.page).find("DUPLICATA")
    place = _place(face)
    if found is None:
        return Mark()
    return Mark(value=True, confidence=BY_MODEL, source=Source.OCR, **place | {"box": found.box})


def _place(face: Face) -> dict[str, Any]:
    return {"file": face.page.file, "page": face.page.number}


def _absent(face: Face) -> dict[str, Any]:
    """A field that this model does not print."""
    return {"confidence": BY_MODEL, "source": Source.DERIVED, **_place(face)}
