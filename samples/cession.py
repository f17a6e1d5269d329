"""Drawing of the certificat de cession, cerfa 15776*01 and *02: our own print of the form, and what is filled in.

Places are points of the A4 page from the field map of the blank forms; they differ by a point or two between editions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from pipeline.core.formats import texte
from samples import ink
from samples.drawing import A4, Colour, Pen, Sheet
from samples.handwriting import Correction, Writer, in_cells, on_line
from samples.papers import Cession
from samples.people import Address, Company

NAVY: Colour = (0.0, 0.20, 0.52)
FIRST = "15776*01"


@dataclass(frozen=True)
class Place:
    """Where a value goes: from `x0` to `x1` on the base line `y`; in `cells` equal parts when it is a comb."""

    x0: float
    x1: float
    y02: float
    y01: float
    cells: int = 0

    def y(self, edition: str) -> float:
        """Base line on that edition."""
        return self.y01 if edition == FIRST else self.y02


PLACES = {
    "plate": Place(35.5, 163.6, 121.7, 120.1, 9),
    "vin": Place(173.5, 415.0, 121.7, 120.1, 17),
    "first.day": Place(440.5, 463.7, 121.7, 120.1, 2),
    "first.month": Place(466.2, 489.4, 121.7, 120.1, 2),
    "first.year": Place(491.9, 537.7, 121.7, 120.1, 4),
    "make": Place(35.5, 166.4, 145.7, 144.1),
    "type": Place(174.5, 308.2, 145.7, 144.1),
    "genre": Place(321.5, 432.6, 145.7, 144.1),
    "name": Place(441.5, 558.2, 145.7, 144.1),
    "km": Place(206.2, 273.1, 170.6, 169.0),
    "formule": Place(142.1, 298.5, 199.9, 198.3, 11),
    "card.day": Place(222.3, 245.4, 221.5, 219.9, 2),
    "card.month": Place(247.9, 271.1, 221.5, 219.9, 2),
    "card.year": Place(273.6, 319.5, 221.5, 219.9, 4),
    "reason": Place(337.5, 557.5, 209.0, 207.2),
    "seller.name": Place(89.6, 376.4, 298.6, 298.8),
    "seller.siret": Place(394.5, 553.8, 298.6, 298.8, 14),
    "seller.number": Place(107.5, 150.5, 329.8, 330.0),
    "seller.extension": Place(156.0, 199.1, 329.8, 330.0),
    "seller.street_type": Place(204.6, 275.9, 329.8, 330.0),
    "seller.street_name": Place(281.5, 559.8, 329.8, 330.0),
    "seller.postcode": Place(107.5, 178.9, 349.8, 350.0, 5),
    "seller.town": Place(190.8, 559.8, 349.8, 350.0),
    "sale.day": Place(46.8, 70.0, 391.9, 392.1, 2),
    "sale.month": Place(72.5, 95.6, 391.9, 392.1, 2),
    "sale.year": Place(98.1, 144.0, 391.9, 392.1, 4),
    "sale.hour": Place(152.9, 176.1, 391.9, 392.1, 2),
    "sale.minute": Place(186.9, 210.0, 391.9, 392.1, 2),
    "vhu": Place(142.2, 246.2, 474.0, 473.7),
    "seller.at": Place(63.9, 178.9, 515.5, 515.0),
    "seller.on": Place(192.4, 277.4, 515.5, 515.0),
    "buyer.name": Place(89.6, 376.4, 630.5, 630.7),
    "buyer.siret": Place(394.5, 553.8, 630.5, 630.7, 14),
    "birth.day": Place(70.7, 93.9, 652.6, 652.7, 2),
    "birth.month": Place(96.4, 119.6, 652.6, 652.7, 2),
    "birth.year": Place(122.1, 167.9, 652.6, 652.7, 4),
    "birth.place": Place(182.1, 559.6, 652.6, 652.7),
    "buyer.number": Place(107.5, 150.5, 674.2, 674.3),
    "buyer.extension": Place(156.0, 199.1, 674.2, 674.3),
    "buyer.street_type": Place(204.6, 275.9, 674.2, 674.3),
    "buyer.street_name": Place(281.5, 559.8, 674.2, 674.3),
    "buyer.postcode": Place(107.5, 178.9, 694.2, 694.3, 5),
    "buyer.town": Place(190.8, 559.8, 694.2, 694.3),
    "buyer.at": Place(63.9, 178.9, 770.3, 769.8),
    "buyer.on": Place(192.4, 277.4, 770.3, 769.8),
}
UNDERSCORED = ("reason", "vhu", "seller.at", "seller.on", "buyer.at", "buyer.on")

BOXES = {
    "card.present": (35.5, 193.7, 192.1),
    "card.absent": (337.5, 191.0, 189.6),
    "seller.natural": (35.5, 262.1, 262.3),
    "seller.m": (278.8, 262.1, 262.3),
    "seller.f": (302.7, 262.1, 262.3),
    "seller.legal": (35.5, 272.1, 272.3),
    "transfer": (184.7, 368.1, 368.3),
    "destruction": (235.5, 368.1, 368.3),
    "certifies.csa": (35.5, 417.3, 417.5),
    "certifies.same": (35.5, 436.9, 437.1),
    "certifies.vhu": (35.5, 456.5, 456.7),
    "buyer.natural": (35.5, 594.0, 594.2),
    "buyer.m": (278.8, 594.0, 594.2),
    "buyer.f": (302.7, 594.0, 594.2),
    "buyer.legal": (35.5, 604.0, 604.2),
    "acquires": (35.5, 724.9, 725.0),
    "informed": (35.5, 737.7, 737.9),
    "opt_out": (508.5, 818.7, 818.7),
}
"""Left edge, top on *02, top on *01. The sexes stand 99.6 points further left on *01."""


SENTENCES = (
    (424.2, 531.3, "Avoir remis au nouveau propriétaire un certificat établi depuis moins de quinze jours "
                   "par le ministre de "
                   "l’Intérieur, attestant à sa date"),
    (434.0, 234.1, "d’édition de la situation administrative du véhicule ;"),
    (443.8, 545.5, "Que ce véhicule n’a pas subi de transformation notable susceptible de modifier les indications du "
                   "certificat de conformité ou de l’actuel"),
    (453.6, 147.7, "certificat d’immatriculation ;"),
    (463.4, 462.5, "Que ce véhicule est cédé pour destruction à un professionnel de la destruction des véhicules hors "
                   "d’usage (VHU)"),
    (473.2, 139.0, "portant le n° d’agrément :"),
    (482.8, 559.5, "véhicule est une voiture particulière, une camionnette ou un cyclomoteur à trois roues. "
                   "La liste des "
                   "professionnels agréés est disponible sur"),
    (492.4, 179.6, "https://immatriculation.ants.gouv.fr)."),
    (731.6, 395.8, "Acquérir le véhicule désigné ci-dessus aux dates et heures indiquées par l’ancien propriétaire ;"),
    (744.4, 265.4, "Avoir été informé de la situation administrative du véhicule."),
)  # fmt: skip
"""Base line, right end and words of the sentences beside the tick boxes; the left end is at 46."""


@dataclass(frozen=True)
class Fill:
    """How a copy was filled in, beside what its model says."""

    seller: Address
    buyer: Address
    seller_name: str
    """As typed, with its accents; holders separated by ' / '."""
    buyer_name: str
    font: str = "Sans"
    """That it was typed in."""
    plate: str = ""
    """As typed; empty: as the model says."""
    typed_ticks: bool = False
    """Boxes ticked with an X of that type, not by hand."""
    writer: Writer | None = None
    """Who filled it in by hand; None: it was typed."""
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    """Places at which that hand went wrong, and how it mended them."""


def place(name: str, edition: str) -> Place:
    """That place on that edition: the VIN of *01 has one cell more."""
    if name == "vin" and edition == FIRST:
        return Place(173.5, 429.1, 121.7, 120.1, 18)
    return PLACES[name]


def box_corner(name: str, edition: str) -> tuple[float, float]:
    """Top left corner of that tick box."""
    x, y02, y01 = BOXES[name]
    if edition != FIRST:
        return x, y02
    return (x - 99.6 if name.endswith((".m", ".f")) else x), y01


def entries(cession: Cession, fill: Fill) -> dict[str, str]:
    """What is written at each place; nothing at the others."""

    def split(prefix: str, day: date | None) -> dict[str, str]:
        if not day:
            return {}
        return {f"{prefix}.day": f"{day:%d}", f"{prefix}.month": f"{day:%m}", f"{prefix}.year": f"{day:%Y}"}

    def party(prefix: str, name: str, siret: str | None, where: Address, at: str, on: date) -> dict[str, str | None]:
        return {
            f"{prefix}.name": name,
            f"{prefix}.siret": siret,
            f"{prefix}.number": where.number,
            f"{prefix}.extension": where.extension,
            f"{prefix}.street_type": where.street_type,
            f"{prefix}.street_name": where.street_name,
            f"{prefix}.postcode": where.postcode,
            f"{prefix}.town": where.town,
            f"{prefix}.at": at,
            f"{prefix}.on": f"{on:%d/%m/%Y}",
        }

    c = cession
    texts: dict[str, str | None] = {
        # The cells are too few for the blanks of an old plate, and people leave them out.
        "plate": c.immatriculation and (fill.plate or c.immatriculation).replace(" ", ""),
        "vin": c.vin,
        **split("first", c.date_premiere_immatriculation),
        "make": c.marque,
        "type": c.type_variante_version,
        "genre": c.genre,
        "name": c.denomination_commerciale,
        "km": None if c.kilometrage is None else str(c.kilometrage),
        "formule": c.numero_formule,
        **split("card", c.date_certificat),
        "reason": c.motif_absence_certificat,
        **split("sale", c.date_cession),
        "sale.hour": f"{c.heure_cession:%H}" if c.heure_cession else None,
        "sale.minute": f"{c.heure_cession:%M}" if c.heure_cession else None,
        "vhu": c.agrement_vhu,
        **party("seller", fill.seller_name, c.vendeur_siret, fill.seller, c.vendeur_fait_a, c.vendeur_fait_le),
        **party("buyer", fill.buyer_name, c.acquereur_siret, fill.buyer, c.acquereur_fait_a, c.acquereur_fait_le),
        **split("birth", c.acquereur_date_naissance),
        "birth.place": c.acquereur_lieu_naissance,
    }
    return {key: text for key, text in texts.items() if text}


def ticks(cession: Cession) -> tuple[str, ...]:
    """The boxes that are ticked."""
    c = cession
    marks = {
        "card.present": c.certificat_present is True,
        "card.absent": c.certificat_present is False,
        "seller.natural": c.vendeur_type == "personne_physique",
        "seller.legal": c.vendeur_type == "personne_morale",
        "seller.m": c.vendeur_sexe == "M",
        "seller.f": c.vendeur_sexe == "F",
        "transfer": c.nature == "cession",
        "destruction": c.nature == "destruction",
        "certifies.csa": c.certifie_csa_remis,
        "certifies.same": c.certifie_sans_transformation,
        "certifies.vhu": c.certifie_vhu,
        "buyer.natural": c.acquereur_type == "personne_physique",
        "buyer.legal": c.acquereur_type == "personne_morale",
        "buyer.m": c.acquereur_sexe == "M",
        "buyer.f": c.acquereur_sexe == "F",
        "acquires": c.acquereur_certifie_acquerir,
        "informed": c.acquereur_certifie_informe,
        "opt_out": c.opposition_reutilisation,
    }
    return tuple(name for name, on in marks.items() if on)


def sheet(
    cession: Cession, fill: Fill, sellers: tuple[ink.Hand, ...], buyers: tuple[ink.Hand, ...],
    companies: tuple[Company | None, Company | None], seed: int,
) -> Sheet:  # fmt: skip
    """One copy; `sellers` and `buyers` are the hands that signed, `companies` the stamps put beside them."""

    def draw(pen: Pen) -> None:
        print_blank(pen, cession)
        if fill.writer is None:
            for name, text in entries(cession, fill).items():
                enter(pen, name, text, cession.edition, fill.font)
        else:
            write_in(pen, cession, fill, fill.writer, Random(seed))
        for name in ticks(cession) if fill.typed_ticks else ():
            x, y = box_corner(name, cession.edition)
            pen.text(x + 4, y + 7.2, "X", fill.font, 9, anchor=0.5)
        by_hand(pen, cession, () if fill.typed_ticks else ticks(cession), sellers, buyers, companies, seed)

    return Sheet(f"certificat_cession.exemplaire_{cession.exemplaire}", *A4, draw)


def by_hand(
    pen: Pen, cession: Cession, ticked: tuple[str, ...], sellers: tuple[ink.Hand, ...],
    buyers: tuple[ink.Hand, ...], companies: tuple[Company | None, Company | None], seed: int,
) -> None:  # fmt: skip
    """Draw only what is done with a pen or a stamp: ticks, signatures, stamps."""
    rng = Random(seed)
    writer = sellers[0] if sellers else ink.Hand.of(rng)
    for name in ticked:
        ink.tick(pen, *box_corner(name, cession.edition), 12 if name == "opt_out" else 8, writer, rng)
    for hands, company, top in ((sellers, companies[0], 531), (buyers, companies[1], 786)):
        _signed(pen, hands, company, top, rng)


def _signed(pen: Pen, hands: tuple[ink.Hand, ...], company: Company | None, top: float, rng: Random) -> None:
    """Signatures and stamp in the little room below the caption and left of it."""
    right = 470.0 if company else 560.0
    if company:
        ink.stamp(pen, rng.uniform(440, 448), top - rng.uniform(5, 9), company.stamp, rng)
    for rank, hand in enumerate(hands):
        width, height = rng.uniform(62, 85), rng.uniform(24, 31)
        x = right - width - rng.uniform(4, 14) - rank * 100 if not company else 350 - rank * 95 + rng.uniform(-5, 5)
        ink.signature(pen, x, top - rng.uniform(1, 6), width, height, hand, rng)


def enter(pen: Pen, name: str, text: str, edition: str, font: str) -> None:
    """Type one value at its place; the first two cells of the formule are in print already."""
    spot = place(name, edition)
    y = spot.y(edition) - 2
    if spot.cells:
        cell = (spot.x1 - spot.x0) / spot.cells
        for rank, character in list(enumerate(text))[2 if name == "formule" else 0 :]:
            pen.text(spot.x0 + (rank + 0.5) * cell, y, character, font, 10, anchor=0.5)
    else:
        room = spot.x1 - spot.x0 - 4
        pen.text(spot.x0 + 3, y, text, font, min(10.0, 10.0 * room / pen.measure(text, font, 10)))


def write_in(pen: Pen, cession: Cession, fill: Fill, writer: Writer, rng: Random) -> None:
    """Fill the form in by hand, in capitals; on the official blank too."""
    for name, text in entries(cession, fill).items():
        spot = place(name, cession.edition)
        y, capitals, correction = spot.y(cession.edition), texte.compact(text), fill.corrections.get(name)
        if spot.cells:
            free = 2 if name == "formule" else 0
            in_cells(pen, spot.x0, spot.x1, y, capitals, spot.cells, writer, rng, free, correction)
        else:
            on_line(pen, spot.x0, spot.x1, y, capitals, writer, rng, correction)


def print_blank(pen: Pen, cession: Cession) -> None:
    """Our own print of the form."""
    edition = cession.edition
    first = edition == FIRST
    _head(pen, cession, first)
    frames = (
        ("LE VÉHICULE (à remplir par l’ancien propriétaire)", 92.1, 232.0 if first else 232.8),
        ("Ancien propriétaire", 246.3, 563.8),
        ("Nouveau propriétaire", 578.2, 816.1),
    )
    for title, top, bottom in frames:
        pen.box(29.3, top, 536.6, bottom - top, 1.0, NAVY)
        width = pen.measure(title, "Sans-Bold", 10)
        pen.box(46.5, top - 4, width + 6, 8, 0, fill=(1, 1, 1))
        pen.text(49.1, top + (4.0 if first else 5.6), title, "Sans-Bold", 10, NAVY)
    for name in PLACES:
        _rule(pen, name, place(name, edition), edition)
    for name in BOXES:
        x, y = box_corner(name, edition)
        side = 12 if name == "opt_out" else 8
        pen.box(x + 0.4, y + 0.4, side - 0.8, side - 0.8, 0.6)
    _captions(pen, first)


def _rule(pen: Pen, name: str, spot: Place, edition: str) -> None:
    """The base line of a place, with a tick between cells or at its ends."""
    y = spot.y(edition)
    if name in UNDERSCORED:
        pen.line(spot.x0, y, spot.x1, y, 0.5)
        if name == "reason":
            pen.line(spot.x0, y + 13, spot.x1, y + 13, 0.5)
        return
    pen.line(spot.x0, y, spot.x1, y, 0.6)
    cells = spot.cells or 1
    for rank in range(cells + 1):
        x = spot.x0 + rank * (spot.x1 - spot.x0) / cells
        pen.line(x, y, x, y - 5.4, 0.6)
    if name == "formule":
        cell = (spot.x1 - spot.x0) / spot.cells
        for rank, digit in enumerate("20"):
            pen.text(spot.x0 + (rank + 0.5) * cell, y - 0.6, digit, "Sans", 11, anchor=0.5)


def _head(pen: Pen, cession: Cession, first: bool) -> None:
    """Letterhead, title, number and copy."""
    top = 31.0 if first else 41.2
    font = "Sans-Bold"
    pen.text(299, top, "CERTIFICAT DE CESSION D’UN VÉHICULE D’OCCASION", font, 11 if first else 10, NAVY, anchor=0.5)
    pen.text(
        299, top + 18, "(à remplir par l’ancien propriétaire et le nouveau proprietaire)", font, 10, NAVY, anchor=0.5
    )
    pen.text(297.6, 61.0 if first else 70.3, "Articles R322-4 et R322-9 du code de la route", "Sans", 9, anchor=0.5)
    pen.ellipse(540, 30, 19.5, 8.5, 0, fill=(0.1, 0.1, 0.1))
    pen.text(540, 33.5, "cerfa", "Serif-Italic", 14, (1, 1, 1), anchor=0.5)
    pen.text(566, 48.5 if first else 50, f"N° {cession.edition}", font, 9, anchor=1)
    whose = "1 destiné à l’ancien propriétaire" if cession.exemplaire == 1 else "2 destiné au nouveau propriétaire"
    pen.text(566.4, 78.4 if first else 80.5, f"Exemplaire {whose}", "Sans-Italic", 8, anchor=1)
    if first:
        pen.box(29, 16, 44, 58, 0, fill=(0.10, 0.25, 0.55))
        pen.box(31, 18, 40, 26, 0, fill=(1, 1, 1))
        pen.box(33, 20, 12, 12, 0, fill=(0.1, 0.2, 0.6))
        pen.box(57, 20, 12, 12, 0, fill=(0.85, 0.1, 0.15))
        for rank, word in enumerate(("MINISTÈRE", "DE", "L’INTÉRIEUR")):
            pen.text(51, 54 + 8 * rank, word, "Sans", 6, (1, 1, 1), anchor=0.5)
    else:
        pen.box(27.5, 28, 12, 9, 0, fill=(0.0, 0.0, 0.57))
        pen.box(41.5, 28, 12, 9, 0, fill=(0.88, 0.0, 0.06))
        for rank, word in enumerate(("MINISTÈRE", "DE L’INTÉRIEUR")):
            pen.text(27.5, 49 + 9.5 * rank, word, font, 9.5)
        for rank, word in enumerate(("Liberté", "Égalité", "Fraternité")):
            pen.text(27.5, 68 + 6 * rank, word, "Serif-Italic", 6)


def _captions(pen: Pen, first: bool) -> None:
    """All the words of the form, each at its base line."""
    lift = 1.8 if first else 0.0
    for x, y, text in (
        (35.5, 129.6, "(A) Numéro d’immatriculation du véhicule"),
        (173.5, 129.6, "(E) Numéro d’identification du véhicule"),
        (440.5, 129.6, "(B) Date de 1re immatriculation du véhicule"),
        (35.5, 153.6, "(D.1 Marque)"),
        (174.5, 153.6, "(D.2 Type, variante, version)"),
        (321.5, 153.6, "(J.1 Genre national)"),
        (441.5, 153.6, "(D.3 Dénomination commerciale)"),
        (70.5, 210.2, "(figure sur le 1er volet du certificat d’immatriculation de type AB-123-CD)"),
        (70.5, 229.4, "(si ancien format d’immatriculation de type 123 AB 45)"),
    ):
        pen.text(x, y - lift, text, "Sans", 6)
    for x, y, text in (
        (35.5, 171.4, "Kilométrage inscrit au compteur du véhicule :"),
        (35.5, 186.7, "Présence du certificat d’immatriculation :"),
        (46, 200.6, "OUI – numéro de formule"),
        (70.5, 222.2, "ou (I) date du certificat d’immatriculation"),
        (348, 197.6, "NON – Motif d’absence de certificat d’immatriculation :"),
    ):
        width = pen.measure(text, "Sans", 8)
        room = {"OUI": 93.5, "ou ": 149.5, "Kil": 168}.get(text[:3], width)
        pen.text(x, y - lift, text, "Sans", min(8, 8 * room / width))
    for top in (262.1, 594.0):
        words = "Personne physique" if first else "Personne physique ou entreprise individuelle"
        end = 46 + pen.text(46, top + 7, words, "Sans-Bold", 8)
        pen.text(end + 8, top + 7, "—", "Sans-Bold", 8)
        shift = -99.6 if first else 0.0
        for x, word in ((239, "Sexe :"), (269, "M"), (294.5, "F")):
            pen.text(x + shift, top + 7, word, "Sans", 8)
        pen.text(46, top + 17, "Personne morale", "Sans-Bold", 8)
    for y in (299.4, 631.3):
        pen.text(35.5, y, "Je soussigné(e),", "Sans", 7)
        pen.text(93.5, y + 7.2, "NOM, NOM D’USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE", "Sans", 6)
        pen.text(394.5, y + 7.2, "N° SIRET, (le cas échéant)", "Sans", 6)
    for y in (330.8, 675.1):
        pen.text(35.5, y, "Adresse complète :", "Sans", 8)
        type_x, name_x = (204.6, 281.5) if first else (281.5, 359.5)
        for x, text in (
            (107.5, "N° de la voie"),
            (156, "Extension (bis, ter, .)"),
            (type_x, "Type de voie (avenue, etc.)"),
            (name_x, "Nom de la voie"),
        ):
            pen.text(x, y + 5.8, text, "Narrow" if first and x == 156 else "Sans", 6)
        pen.text(107.5, y + 27, "Code postal", "Sans", 6)
        pen.text(190.8, y + 27, "Commune", "Sans", 6)
    _certificates(pen)
    for y in (514.5, 769.2):
        for x, text in ((35.5, "Fait à"), (180.5, ", le")):
            pen.text(x, y, text, "Sans", 10)
    who = ("Signature de l’ancien propriétaire,", 512.0), ("Signature du nouveau propriétaire,", 766.8)
    for text, base in who:
        y = base - lift
        pen.text(471, y, text, "Sans", 10, anchor=0.5)
        pen.text(471, y + 10.8, "(Pour les sociétés : nom et qualité", "Sans", 8, anchor=0.5)
        pen.text(471, y + 20.4, "du signataire et cachet)", "Sans", 8, anchor=0.5)
    words = "Je m’oppose à la réutilisation de mes données personnelles à des fins de prospection commerciale"
    pen.text(77.6, 830.5, words, "Sans-Bold", 9 * 425 / pen.measure(words, "Sans-Bold", 9))
    pen.text(30, 837.5, "SPECIMEN", "Sans", 4.5, (0.6, 0.6, 0.6))


def _certificates(pen: Pen) -> None:
    """The sentences beside the tick boxes."""
    for y in (374.6, 719.2):
        done = pen.text(35.5, y, "Certifie ", "Sans", 8)
        pen.text(35.5 + done, y, "(veuillez cocher la case correspondante) :", "Sans", 6)
    pen.text(196.5, 374.6, "céder", "Sans", 8)
    pen.text(247, 374.6, "céder pour destruction", "Sans", 8)
    for x, word in ((36, "Le"), (145.5, "à"), (178.5, "h"), (213, "le véhicule désigné ci-dessus.")):
        pen.text(x, 392.8, word, "Sans", 8)
    done = pen.text(35.5, 414.4, "Je certifie en outre ", "Sans", 8)
    pen.text(35.5 + done, 414.4, "(veuillez cocher la case correspondante):", "Sans", 6)
    pen.text(35.5, 653.4, "Né (e) le", "Sans", 8)
    pen.text(172, 653.4, "à", "Sans", 8)
    for y, x1, text in SENTENCES:
        pen.text(46, y, text, "Sans", 8 * (x1 - 46) / pen.measure(text, "Sans", 8))
    text = ". (Le numéro d’agrément VHU du professionnel acquéreur est obligatoire si le"
    pen.text(247, 473.2, text, "Sans", 8 * 283 / pen.measure(text, "Sans", 8))
