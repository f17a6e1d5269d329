"""Carte grise (certificat d'immatriculation), SIV model of 2009: filled side, and side with cover and legend.

The models of before are read in `carte_grise_fni`.

The filled side prints codes A to Z.4 at fixed places with values beside them, a detachable coupon that repeats some,
and a machine-readable strip that repeats four of them under check digits. A sale adds a stroke across it, a mention
"vendu le" or "cédé le", and one signature per holder.
"""

from collections.abc import Sequence

from extractors import carte_grise_fni
from extractors.alphabets import CODE
from extractors.card_fni import (
    BLUE_MARKERS,
    EXPECTED_BLUE,
    EXPECTED_GREY,
    GREY_MARKERS,
    LOOKALIKES,
    has_blue_row,
    locate_blue,
    locate_grey,
)
from extractors.card_sale import Sale, on_either_side
from extractors.card_siv import EXTERIEUR, INTERIEUR, MRZ_STRIP
from extractors.card_strip import Strip
from extractors.card_values import code, day, duplicata, mentions, printed, rubrics
from extractors.entries import formule, plate, words
from extractors.fields import DIFFERS, agreed, decide, joined_fields, name_of, text_of, vin_of, words_of
from extractors.layout import Sheet, words_beyond
from extractors.paper import PaperType, Side
from extractors.pixels import tick
from extractors.template import Registration, register
from pipeline.core.documents import CarteGrise, Mark, Text
from pipeline.core.model import BoundingBox, Face, Source, Zone

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
    # The largest print: on a reduced copy little else reads. Other papers of the ministry have these two, and no third.
    "République Française",
    "Ministère de l'Intérieur",
    # Upright where the coupon is: with the others lying across, these alone tell the side. A coupon torn off has two.
    "Inscrire les coordonnées de l'acquéreur et votre signature",
    "Ce coupon permet de circuler pendant une période d'un mois au maximum",
    "Le titulaire du présent certificat est tenu de déclarer toute modification",
    "DATES DE VISITES TECHNIQUES",
    # No more than two of the languages, which all cards of Europe list, and of the legend nothing that forms quote.
    "Permiso de circulación",
    "Zulassungsbescheinigung",
    "(J.3) Carrosserie (désignation nationale)",
    "(P.6) Puissance administrative nationale",
    "(S.2) Nombre de places debout (le cas échéant)",
    "(Y.6) Montant total des taxes et de la redevance en Euro",
    "(Z.1) à (Z.4) Mentions spécifiques",
    "(G.1) Poids à vide national",
)

MORE_WORDS = 8
"""Long words beside the filled side that may be the cover."""

NO_CARD = (
    "CERTIFICAT PROVISOIRE D'IMMATRICULATION",
    # No more of its title: the cover says "Numéro d'identification du véhicule".
    "FICHE D'IDENTIFICATION",
    # Title of the HistoVec report, which explains the codes of the card as its cover does.
    "Titulaire & Titre",
)

WRITTEN, UNWRITTEN = 0.92, 0.90
"""Confidence that the lines for the buyer are filled in where ink stands on them, and that they are not."""


def locate_inner(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the filled side, those of the strip on the lines found there; None on the blue card of before."""
    found = None if has_blue_row(sheet) else register(sheet, INTERIEUR)
    if found is None:
        return None
    return (*(found.zone(zone) for zone in INTERIEUR.zones), *_mrz_zones(sheet, found))


def locate_outer(sheet: Sheet) -> tuple[Zone, ...] | None:
    """The zone of the formule under the title of the cover; none where the small print is too poor to place it.

    The side is there all the same: its phrases were found, and copied at half size they are all that can be read.
    """
    found = register(sheet, EXTERIEUR)
    zones = (found.zone(zone) for zone in EXTERIEUR.zones) if found else ()
    # Where the coupon was torn off its lines would stand beyond the page.
    return tuple(zone for zone in zones if zone.key != "coupon.acquereur" or zone.box.left > 0)


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
    old = next((face for face in faces if face.side in (carte_grise_fni.BLUE, carte_grise_fni.GREY)), None)
    common = {
        "id": identity,
        "confidence": min(face.confidence for face in faces),
        "pages": tuple(face.page.ref for face in faces),
        "modele": Text(value="siv", confidence=min(face.confidence for face in faces), source=Source.DERIVED),
        "interieur_present": _present(inner or old),
        "exterieur_present": _present(outer, beside=inner),
    }
    if old is not None:
        return carte_grise_fni.extract(common, old)
    cover = decide(outer, "numero_formule", formule) if outer else Text()
    if inner is None:
        return CarteGrise(**common, numero_formule=cover, coupon_rempli=_buyer_on_coupon(outer))
    repeated = ("marque", "denomination_commerciale", "carrosserie")
    strip = Strip(inner, {key: printed(inner, key, text_of).value or "" for key in repeated})
    sale = on_either_side(Sale(inner), Sale(outer, needs_word=True)) if outer else Sale(inner)
    lines = mentions(inner)
    coupon = _coupon(inner, strip)
    return CarteGrise(
        **common,
        immatriculation=strip.settled(
            "immatriculation",
            printed(inner, "immatriculation", plate),
            decide(inner, "coupon.immatriculation", plate),
        ),
        date_premiere_immatriculation=strip.settled(
            "date_premiere_immatriculation", printed(inner, "date_premiere_immatriculation", day)
        ),
        titulaire=agreed(_holder(inner, ""), _holder(inner, "coupon.")),
        **rubrics(inner),
        marque=agreed(printed(inner, "marque", words_of), decide(inner, "coupon.marque", words_of)),
        vin=strip.settled("vin", printed(inner, "vin", vin_of), decide(inner, "coupon.vin", vin_of)),
        date_certificat=agreed(printed(inner, "date_certificat", day), decide(inner, "coupon.date_certificat", day)),
        genre=strip.confirmed("genre", printed(inner, "genre", code)),
        mentions=lines,
        numero_formule=strip.settled("numero_formule", decide(inner, "coupon.numero_formule", formule), cover),
        mrz=strip.lines,
        coupon_present=coupon,
        coupon_rempli=Mark() if coupon.value is False else _buyer_on_coupon(outer),
        barree=tick(inner, "barree"),
        mention_cession=sale.text,
        mention_cession_date=sale.day,
        mention_cession_heure=sale.hour,
        signatures=sale.signatures,
        duplicata=duplicata(lines),
    )


def fit(found: Sequence[Face], face: Face) -> float:
    """A card has one filled side, of whichever model, and one cover."""
    taken = {other.side == "exterieur" for other in found}
    return float((face.side == "exterieur") not in taken)


def _holder(face: Face, part: str) -> Text:
    keys = [f"{part}titulaire.{i}" for i in (1, 2, 3) if face.reading(f"{part}titulaire.{i}") is not None]
    read = printed if not part else decide
    return joined_fields([read(face, key, name_of) for key in keys], words)


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


def _buyer_on_coupon(outer: Face | None) -> Mark:
    """Whether somebody wrote on the lines for the buyer's name and address; unknown where they are not on the page."""
    reading = outer.reading("coupon.acquereur") if outer else None
    if outer is None or reading is None or reading.inks is None:
        return Mark()
    place = {"file": outer.page.file, "page": outer.page.number, "box": reading.zone, "source": Source.PIXELS}
    return Mark(value=bool(reading.inks), confidence=WRITTEN if reading.inks else UNWRITTEN, **place)


def _present(face: Face | None, beside: Face | None = None) -> Mark:
    """Whether a side is there; a missing one is doubtful where more stands on the page of the other."""
    if face is None:
        box = BoundingBox.around(reading.zone for reading in beside.readings) if beside and beside.readings else None
        sure = DIFFERS if beside and box and words_beyond(beside.page, box) >= MORE_WORDS else 1.0
        return Mark(value=False, confidence=sure, source=Source.DERIVED)
    place = {"file": face.page.file, "page": face.page.number}
    return Mark(value=True, confidence=face.confidence, source=Source.DERIVED, **place)


PAPER = PaperType(
    kind="carte_grise",
    sides=(
        Side(
            name="interieur",
            markers=INNER_MARKERS,
            need=4,
            locate=locate_inner,
            # The legend of the cover has a row like the title of that sheet, and quotes all the codes of this side.
            against=(*NO_CARD, "FICHE D'IDENTIFICATION DU VEHICULE", "PROCÈS-VERBAL"),
        ),
        Side(
            name="exterieur",
            markers=OUTER_MARKERS,
            need=3,
            title=("Ministère de l'Intérieur", "Certificat", "d'immatriculation"),
            locate=locate_outer,
            against=NO_CARD,
        ),
        Side(
            name=carte_grise_fni.BLUE,
            markers=BLUE_MARKERS,
            need=3,
            locate=locate_blue,
            against=LOOKALIKES,
            expects=EXPECTED_BLUE,
        ),
        Side(
            name=carte_grise_fni.GREY,
            markers=GREY_MARKERS,
            need=4,
            locate=locate_grey,
            against=LOOKALIKES,
            expects=EXPECTED_GREY,
        ),
    ),
    extract=extract,
    fit=fit,
)
