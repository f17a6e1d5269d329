"""Drawing of the carte grise, SIV model: the filled side, the side with the cover, and what a sale adds by hand.

Places are fractions of the face, from the published specimens: the filled side stands 130 by 254 mm, the other lies.
"""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from samples import ink
from samples.drawing import WHITE, Colour, Pen, Point, Sheet
from samples.papers import Card
from samples.people import Address, Company

WIDTH, HEIGHT = 368.5, 720.0
"""Of the filled side, in points."""
TEAR = 0.745
"""Where the coupon is torn off, as a share of the height."""
PITCH = 0.0163 * WIDTH
"""Of the values."""
MRZ_PITCH = 7.0

CREAM: Colour = (0.975, 0.955, 0.905)
SAND: Colour = (0.955, 0.855, 0.715)
SAGE: Colour = (0.905, 0.92, 0.875)
PALE: Colour = (0.985, 0.985, 0.98)
GREY: Colour = (0.45, 0.45, 0.45)

LABELS = (
    ("A.", 0.022, 0.055), ("B.", 0.266, 0.055), ("C.1", 0.022, 0.072), ("C.4a", 0.022, 0.152), ("C.4.1", 0.022, 0.172),
    ("C.3", 0.022, 0.199), ("D.1", 0.022, 0.297), ("D.2", 0.022, 0.318), ("D.2.1", 0.574, 0.335), ("D.3", 0.022, 0.358),
    ("E.", 0.632, 0.359), ("F.1", 0.022, 0.374), ("F.2", 0.266, 0.374), ("F.3", 0.508, 0.374), ("G", 0.022, 0.393),
    ("G.1", 0.266, 0.393), ("J", 0.022, 0.409), ("J.1", 0.266, 0.409), ("J.2", 0.508, 0.409), ("J.3", 0.690, 0.409),
    ("K", 0.022, 0.425), ("P.1", 0.022, 0.441), ("P.2", 0.266, 0.441), ("P.3", 0.508, 0.441), ("P.6", 0.690, 0.441),
    ("Q", 0.022, 0.457), ("S.1", 0.266, 0.457), ("S.2", 0.508, 0.457), ("U.1", 0.690, 0.457), ("U.2", 0.022, 0.476),
    ("V.7", 0.266, 0.476), ("V.9", 0.508, 0.476), ("X.1", 0.022, 0.492), ("Y.1", 0.022, 0.507), ("Y.2", 0.266, 0.507),
    ("Y.3", 0.022, 0.524), ("Y.4", 0.266, 0.524), ("Y.5", 0.022, 0.540), ("Y.6", 0.266, 0.540), ("H", 0.022, 0.578),
    ("I", 0.022, 0.594), ("Z.1", 0.022, 0.610), ("Z.2", 0.022, 0.626), ("Z.3", 0.022, 0.644), ("Z.4", 0.022, 0.661),
)  # fmt: skip

LEGEND_LEFT = (
    "(J.1) Genre national", "(J.2) Carrosserie (CE)", "(J.3) Carrosserie (désignation nationale)",
    "(K) Numéro de réception par type (si disponible)", "(P.1) Cylindrée (en Cm³)",
    "(P.2) Puissance nette maximale (en kW) (si disponible)", "(P.3) Type de carburant ou source d’énergie",
    "(P.6) Puissance administrative nationale", "(Q) Rapport puissance/masse en kW/kg (uniquement pour les motocycles)",
    "(S.1) Nombre de places assises, y compris celle du conducteur", "(S.2) Nombre de places debout (le cas échéant)",
    "(U.1) Niveau sonore à l’arrêt [en dB(A)]", "(U.2) Vitesse du moteur (en min-1)", "(V.7) CO2 (en g/km)",
    "(V.9) Indication de la classe environnementale de réception CE : mention de la version applicable",
    "en vertu de la directive 70/220/CEE ou de la directive 88/77/CEE", "(X.1) Dates de visites techniques",
    "(Y.1) Montant de la taxe régionale en Euro",
    "(Y.2) Montant de la taxe pour le développement des actions de formation professionnelle dans les "
    "transports en Euro",
    "(Y.3) Montant de la taxe additionnelle CO2 ou montant de l’écotaxe en Euro",
    "(Y.4) Montant de la taxe pour gestion du certificat d’immatriculation en Euro",
    "(Y.5) Montant de la redevance pour acheminement du certificat d’immatriculation en Euro",
    "(Y.6) Montant total des taxes et de la redevance en Euro", "(Z.1) à (Z.4) Mentions spécifiques",
)  # fmt: skip
LEGEND_RIGHT = (
    "(A) Numéro d’immatriculation", "(B) Date de la première immatriculation du véhicule",
    "(C.1) Nom, prénom et adresse dans l’État membre d’immatriculation à la date de délivrance du",
    "document, du titulaire du certificat d’immatriculation",
    "(C.3) Nom, prénom et adresse dans l’État membre d’immatriculation à la date de délivrance du",
    "document, de la personne physique ou morale pouvant disposer du véhicule à un titre juridique autre",
    "que celui de propriétaire",
    "(C.4) a) Mention précisant que le titulaire du certificat d’immatriculation est le propriétaire du véhicule",
    "(C.4.1) Mention précisant le nombre de personnes titulaires du certificat d’immatriculation, dans",
    "le cas de multi-propriété", "(D.1) Marque", "(D.2) Type, variante (si disponible), version (si disponible)",
    "(D.2.1) Code national d’identification du type (en cas de réception CE)", "(D.3) Dénomination commerciale",
    "(E) Numéro d’identification du véhicule",
    "(F.1) Masse en charge maximale techniquement admissible, sauf pour les motocycles (en kg)",
    "(F.2) Masse en charge maximale admissible du véhicule en service dans l’État membre",
    "d’immatriculation (en kg)",
    "(F.3) Masse en charge maximale admissible de l’ensemble en service dans l’État membre",
    "d’immatriculation (en kg)",
    "(G) Masse du véhicule en service avec carrosserie et dispositif d’attelage en cas de véhicule tracteur",
    "de catégorie autre que M1 (en kg)", "(G.1) Poids à vide national",
    "(H) Période de validité, si elle n’est pas illimitée",
    "(I) Date de l’immatriculation à laquelle se réfère le présent certificat", "(J) Catégorie du véhicule (CE)",
)  # fmt: skip
TITLES = (
    "Permiso de circulación; Osvědčení o registraci; Registreringsattest;",
    "Zulassungsbescheinigung; Registreerimistunnistus; Άδεια κυκλοφορίας;",
    "Registration certificate; Carta di circolazione; Reģistrācijas apliecība;",
    "Registracijos liudijimas; Forgalmi engedély; Ċertifikat ta’ Reġistrazzjoni;",
    "Kentekenbewijs; Dowód Rejestracyjny; Certificado de matrícula;",
    "Osvedčenie o evidencii; Prometno dovoljenje; Rekisteröintitodistus;",
    "Registreringsbeviset; Регистрационен талон на автомобила;",
    "Certificat de înmatriculare.",
)


@dataclass(frozen=True)
class Coupon:
    """What the seller writes on the coupon of the other side: the buyer, and a signature."""

    name: str
    address: Address
    on: date


@dataclass(frozen=True)
class OnCover:
    """A sale marked on the side with the cover, across the empty boxes for inspections."""

    mention: str
    hands: tuple[ink.Hand, ...]
    """Who signed; the first also wrote the mention."""


def interior(card: Card, hands: tuple[ink.Hand, ...], company: Company | None, seed: int) -> Sheet:
    """The filled side; `hands` are those of the holders who signed, the first also wrote the mention.

    Where the coupon was torn off the sheet ends at the tear line.
    """
    height = HEIGHT if card.coupon_present else TEAR * HEIGHT

    def draw(pen: Pen) -> None:
        rng = Random(seed)
        with pen.clipped(0, 0, WIDTH, height):
            _background(pen, WIDTH, HEIGHT * 0.933, rng)
            _frame(pen)
            _values(pen, card)
            _coupon(pen, card)
            _strip(pen, card)
        _sale(pen, card, hands, company, rng)

    return Sheet("carte_grise.interieur", WIDTH, height, draw)


def exterior(card: Card, coupon: Coupon | None, hand: ink.Hand, seed: int, marked: OnCover | None = None) -> Sheet:
    """The side with the cover and the legend, lying.

    Args:
        card: what it belongs to; without its coupon the sheet begins at the tear line.
        coupon: what was written on the coupon.
        hand: who wrote it.
        seed: of chance.
        marked: mention of the sale written on this side.
    """
    left = 0.0 if card.coupon_present else 0.262 * HEIGHT

    def draw(pen: Pen) -> None:
        rng = Random(seed)
        with pen.clipped(0, 0, HEIGHT - left, WIDTH), pen.at(-left, 0) as own:
            _background(own, HEIGHT, WIDTH, rng)
            _cover(own, card)
            _legend(own)
            _coupon_form(own, coupon, hand, rng)
            _perforation(own, card.immatriculation)
            if marked:
                size = 9.0 * min(1.0, 0.30 * HEIGHT / ink.measure(marked.mention, 9.0, marked.hands[0]))
                ink.write(own, 0.345 * HEIGHT, 0.16 * WIDTH, marked.mention, size, marked.hands[0], rng)
                for rank, signer in enumerate(marked.hands):
                    ink.signature(own, (0.36 + 0.13 * rank) * HEIGHT, 0.34 * WIDTH, 68, 30, signer, rng)

    return Sheet("carte_grise.exterieur", HEIGHT - left, WIDTH, draw)


def _background(pen: Pen, width: float, height: float, rng: Random) -> None:
    """Guilloche: colours running into each other, fine waves, and a road that bends through."""
    pen.box(0, 0, width, height, 0, fill=CREAM)
    pen.wash(0, 0, width, height * 0.09, (PALE, CREAM), 90)
    pen.wash(0, height * 0.09, width, height * 0.3, (CREAM, SAND), 90)
    pen.wash(0, height * 0.39, width, height * 0.3, (SAND, CREAM), 90)
    pen.wash(0, height * 0.69, width, height * 0.31, (CREAM, SAGE), 90)
    with pen.clipped(0, 0, width, height):
        shift = rng.uniform(0, math.tau)
        for radius in (0.52, 0.60, 0.63, 0.84):
            centre = (-0.18 * width, height * 0.74)
            arc = [
                (centre[0] + radius * width * math.cos(t / 20), centre[1] + 0.62 * radius * width * math.sin(t / 20))
                for t in range(-34, 35)
            ]
            pen.curve(arc, 2.4 if radius == 0.52 else 1.3, PALE)
        rows = int(height / 2.6)
        for row in range(rows):
            y = height * row / rows
            wave = [
                (x, y + 1.6 * math.sin(x / 23 + shift + row * 0.21) + 0.8 * math.sin(x / 7.1 + row * 0.5))
                for x in range(0, int(width) + 6, 5)
            ]
            tint: Colour = (0.90, 0.80, 0.66) if row % 3 else (0.83, 0.86, 0.80)
            pen.curve(wave, 0.22, tint)


def _at(x: float, y: float, size: float) -> Point:
    """Base line of a text of that cap height standing with its middle at that place of the filled side."""
    return x * WIDTH, y * HEIGHT + size / 2


def _frame(pen: Pen) -> None:
    """What every card has in print."""
    x, y = _at(0.505, 0.012, 6)
    pen.text(x, y, "CERTIFICAT D'IMMATRICULATION", "Sans-Bold", 8.6, anchor=0.5)
    for rule in (0.030, 0.199, 0.292, 0.691):
        pen.line(0.03 * WIDTH, rule * HEIGHT, 0.985 * WIDTH, rule * HEIGHT, 0.4, GREY, dash=(0.6, 1.8))
    pen.line(0.073 * WIDTH, 0.199 * HEIGHT, 0.073 * WIDTH, 0.292 * HEIGHT, 0.4, GREY, dash=(0.6, 1.8))
    pen.text(*_at(0.04, 0.041, 4), "N° Immatriculation", "Sans", 6.6, GREY)
    pen.text(*_at(0.28, 0.041, 4), "Date de 1ère immatriculation", "Sans", 6.6, GREY)
    for label, lx, ly in LABELS:
        pen.text(*_at(lx, ly, 5.6), label, "Sans-BoldItalic", 7.8)
    for text, ty in (
        ("Pour le Ministère de l'Intérieur et par délégation,", 0.507),
        ("le sous-directeur de la circulation", 0.5165),
        ("et de la sécurité routières", 0.526),
    ):
        pen.text(0.97 * WIDTH, ty * HEIGHT + 2, text, "Serif", 5.6, anchor=1)
    ink.scribble(pen, 0.66 * WIDTH, 0.536 * HEIGHT, 62, Random(0))
    pen.text(0.745 * WIDTH, 0.595 * HEIGHT, "A. SPECIMEN", "Serif", 6.5, anchor=0.5)
    pen.text(0.985 * WIDTH, 0.017 * HEIGHT, "SPECIMEN", "Sans", 4.5, (0.62, 0.6, 0.55), anchor=1)


def amount(value: Decimal | int | None) -> str:
    """A number as the printer of cards writes it: decimal comma, no needless zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _tax(value: Decimal | None) -> str:
    """A sum in euros: cents are left away only when there are none."""
    return "" if value is None else f"{value:.2f}".removesuffix(".00").replace(".", ",")


def _values(pen: Pen, card: Card) -> None:
    """What the filling printer prints."""

    def put(x: float, y: float, text: object) -> None:
        if text not in (None, ""):
            pen.printed(*_at(x, y, PITCH * 0.97), str(text), PITCH)

    put(0.087, 0.055, card.immatriculation)
    put(0.328, 0.055, f"{card.date_premiere_immatriculation:%d/%m/%Y}")
    surname, _, first_names = card.titulaire.partition("\n")
    put(0.087, 0.072, surname)
    put(0.087, 0.103, first_names)
    negative = "" if card.est_proprietaire else "N'"
    put(0.107, 0.152, f"{'EST' if not negative else 'N' + chr(39) + 'EST PAS'} LE PROPRIETAIRE DU VEHICULE")
    if card.nombre_titulaires and card.cotitulaires:
        put(0.107, 0.172, f"{card.nombre_titulaires} {card.cotitulaires[0]}")
    put(0.087, 0.209, card.adresse)
    put(0.087, 0.239, f"{card.code_postal} {card.commune}")
    put(0.087, 0.270, "FRANCE")
    put(0.087, 0.297, card.marque)
    put(0.087, 0.318, card.type_variante_version)
    put(0.650, 0.335, card.cnit)
    put(0.087, 0.358, card.denomination_commerciale)
    put(0.670, 0.359, card.vin)
    rows: tuple[tuple[float, tuple[object, ...]], ...] = (
        (0.374, (card.masse_max_technique_kg, card.ptac_kg, card.ptra_kg)),
        (0.393, (card.masse_service_kg, card.poids_vide_kg)),
        (0.409, (card.categorie_ce, card.genre, card.carrosserie_ce, card.carrosserie)),
        (0.425, (card.numero_reception,)),
        (0.441, (amount(card.cylindree_cm3), amount(card.puissance_kw), card.energie, card.puissance_fiscale_cv)),
        (
            0.457,
            (amount(card.rapport_puissance_masse), card.places_assises, card.places_debout, card.niveau_sonore_db),
        ),
        (0.476, (card.regime_moteur_trmin, card.co2_g_km, card.classe_environnementale)),
        (0.492, (f"VISITE AVANT LE {card.visite_avant_le:%d/%m/%Y}" if card.visite_avant_le else None,)),
        (0.507, (_tax(card.taxe_y1), _tax(card.taxe_y2))),
        (0.524, (_tax(card.taxe_y3), _tax(card.taxe_y4))),
        (0.540, (_tax(card.taxe_y5), _tax(card.taxe_y6))),
        (0.578, (f"{card.date_fin_validite:%d/%m/%Y}" if card.date_fin_validite else None,)),
        (0.594, (f"{card.date_certificat:%d/%m/%Y}",)),
        *((y, (text,)) for y, text in zip((0.610, 0.626, 0.644, 0.661), card.mentions or (), strict=False)),
    )
    for y, values in rows:
        for x, value in zip((0.087, 0.328, 0.568, 0.750), values, strict=False):
            put(x, y, value)


def _coupon(pen: Pen, card: Card) -> None:
    """The detachable part below the tear line, and the hologram that holds it."""
    pen.line(0, 0.745 * HEIGHT, WIDTH, 0.745 * HEIGHT, 0.5, GREY, dash=(1.5, 1.5))
    x, y, width, height = 0.595 * WIDTH, 0.714 * HEIGHT, 0.16 * WIDTH, 0.103 * HEIGHT
    pen.wash(x, y, width, height, ((0.80, 0.82, 0.87), (0.93, 0.90, 0.95), (0.74, 0.80, 0.83), (0.9, 0.92, 0.9)), 0)
    pen.box(x, y, width, height, 0.4, GREY)
    pen.ellipse(x + width / 2, y + height * 0.45, 14, 13, 0.6, (0.3, 0.3, 0.4), (0.86, 0.85, 0.92))
    pen.box(x + width / 2 - 8, y + height * 0.44, 16, 5, 0.5, (0.3, 0.3, 0.4), (0.7, 0.7, 0.78), 2)
    pen.box(x + 4, y + 5, width * 0.35, 11, 0.4, (0.5, 0.5, 0.55), (0.7, 0.72, 0.76))
    pen.text(*_at(0.03, 0.763, 6), "Certificat d'immatriculation", "Sans-Bold", 8.4, (0.25, 0.25, 0.25))
    pen.text(0.986 * WIDTH, 0.757 * HEIGHT, "COUPON DÉTACHABLE", "Sans", 4.6, GREY, anchor=1)
    surname, _, first_names = card.titulaire.partition("\n")
    rows = (
        (0.822, card.numero_formule or ""),
        (0.841, card.vin),
        (0.861, card.marque),
        (0.892, surname),
        (0.926, first_names),
    )
    pen.printed(*_at(0.044, 0.800, PITCH), card.immatriculation, PITCH)
    pen.printed(*_at(0.264, 0.800, PITCH), f"{card.date_certificat:%d/%m/%Y}", PITCH)
    for row, text in rows:
        pen.printed(*_at(0.044, row, PITCH), text, PITCH)


def _strip(pen: Pen, card: Card) -> None:
    """The white strip with the MRZ."""
    pen.box(0, 0.933 * HEIGHT, WIDTH, 0.067 * HEIGHT, 0, fill=WHITE)
    left = (WIDTH - 44 * MRZ_PITCH) / 2
    for line, y in zip(card.mrz or ("", ""), (0.9615, 0.9855), strict=True):
        pen.printed(left, y * HEIGHT, line, MRZ_PITCH)


def _sale(pen: Pen, card: Card, hands: tuple[ink.Hand, ...], company: Company | None, rng: Random) -> None:
    """Strokes, mention, stamp and signatures."""
    writer = hands[0] if hands else ink.Hand.of(rng)
    if card.barree:
        _strike(pen, writer, rng)
    if card.mention_cession:
        _mention(pen, card.mention_cession, bool(company), writer, rng)
    if company:
        ink.stamp(pen, 0.64 * WIDTH, 0.645 * HEIGHT, company.stamp, rng)
    places = [(0.22, 0.692), (0.76, 0.655), (0.42, 0.694), (0.78, 0.70)]
    for (x, y), hand in zip(places, hands, strict=False):
        width = rng.uniform(0.17, 0.21) * WIDTH
        ink.signature(pen, x * WIDTH + rng.uniform(-8, 8), y * HEIGHT - 8, width, rng.uniform(26, 34), hand, rng)


def _mention(pen: Pen, text: str, keep_low_free: bool, hand: ink.Hand, rng: Random) -> None:
    """Write it where there is room: below the last rubrics, mostly; right of the address; seldom aslant."""
    way = rng.random()
    if way < 0.25:
        x, y, angle = rng.uniform(0.36, 0.44), rng.uniform(0.265, 0.285), rng.uniform(-6, 1)
    elif way < 0.4:
        x, y, angle = rng.uniform(0.30, 0.36), rng.uniform(0.655, 0.67), rng.uniform(-11, -7)
    else:
        x, y, angle = rng.uniform(0.20, 0.30), rng.uniform(0.63, 0.65), rng.uniform(-4, 1)
    if keep_low_free and y > 0.5:
        x, y, angle = rng.uniform(0.26, 0.30), rng.uniform(0.618, 0.628), rng.uniform(-1, 1)
    size = rng.uniform(7.5, 9.5)
    size *= min(1.0, (0.96 - x) * WIDTH / ink.measure(text, size, hand))
    with pen.at(x * WIDTH, y * HEIGHT, angle) as own:
        ink.write(own, 0, 0, text, size, hand, rng)


def _strike(pen: Pen, hand: ink.Hand, rng: Random) -> None:
    """One or two lines from side to side."""
    top, bottom = rng.uniform(0.04, 0.22), rng.uniform(0.52, 0.69)
    left, right = rng.uniform(0.04, 0.15), rng.uniform(0.85, 0.97)
    start, end = (left * WIDTH, bottom * HEIGHT), (right * WIDTH, top * HEIGHT)
    ink.stroke(pen, start, end, hand, rng)
    way = rng.random()
    if way < 0.3:
        gap = rng.uniform(10, 22)
        ink.stroke(pen, (start[0] + gap, start[1] + gap), (end[0] + gap / 2, end[1] + gap), hand, rng)
    elif way < 0.65:
        ink.stroke(pen, (left * WIDTH, top * HEIGHT), (right * WIDTH, bottom * HEIGHT), hand, rng)


def _cover(pen: Pen, card: Card) -> None:
    """The right third of the outer side."""
    width, height = HEIGHT, WIDTH
    pen.text(0.726 * width, 0.065 * height, "République Française", "Sans-Bold", 12, (0.2, 0.2, 0.2))
    pen.text(0.726 * width, 0.100 * height, "Ministère de l’Intérieur", "Sans", 9, (0.2, 0.2, 0.2))
    pen.text(0.968 * width, 0.070 * height, "F", "Sans-Bold", 12, (0.2, 0.2, 0.2), anchor=0.5)
    for star in range(12):
        angle = star * math.tau / 12
        pen.ellipse(
            0.968 * width + 11 * math.cos(angle), 0.059 * height + 11 * math.sin(angle), 1, 1, 0, fill=(0.3,) * 3
        )
    pen.line(0.726 * width, 0.115 * height, 0.993 * width, 0.115 * height, 0.6, (0.4, 0.4, 0.4))
    pen.text(0.726 * width, 0.178 * height, "Certificat", "Sans-Bold", 17, (0.2, 0.2, 0.2))
    pen.text(0.726 * width, 0.226 * height, "d’immatriculation", "Sans-Bold", 17, (0.2, 0.2, 0.2))
    for rank, title in enumerate(TITLES):
        pen.text(0.726 * width, (0.260 + 0.0188 * rank) * height, title, "Sans-Italic", 5, (0.3, 0.3, 0.3))
    pen.printed(0.726 * width, 0.462 * height, card.numero_formule or "", 0.0152 * width)
    with pen.at(0.693 * width, 0.28 * height, -90) as own:
        own.text(0, 0, "Communauté européenne", "Sans", 7.5, (0.35, 0.35, 0.35))


def _legend(pen: Pen) -> None:
    """What the codes mean, and the grid for the stickers of inspections."""
    width, height = HEIGHT, WIDTH
    for rank in range(8):
        column, row = rank % 4, rank // 4
        x, y = (0.338 + 0.0798 * column) * width, (0.038 + 0.235 * row) * height
        pen.box(x, y, 0.0765 * width, 0.223 * height, 0.5, (0.4, 0.4, 0.4))
    for lines, x, top, pitch in ((LEGEND_LEFT, 0.339, 0.541, 0.0193), (LEGEND_RIGHT, 0.684, 0.500, 0.0193)):
        for rank, line in enumerate(lines):
            code, bracket, words = line.partition(") ") if line.startswith("(") else ("", "", line)
            size = min(4.7, 4.7 * 0.315 * width / pen.measure(line, "Sans", 4.7))
            y = (top + pitch * rank) * height
            done = pen.text(x * width, y, code + bracket, "Sans-Bold", size, (0.25, 0.25, 0.25)) if code else 0.0
            pen.text(x * width + done, y, words, "Sans", size, (0.25, 0.25, 0.25))
    for text, font, size, x in (
        ("(X.1) DATES DE VISITES TECHNIQUES", "Sans-Bold", 7.5, 0.334),
        ("Le titulaire du présent certificat est tenu de déclarer toute modification sous peine de sanctions "
        "prévues par le code "
         "de la route", "Sans-Italic", 5, 0.294),
    ):  # fmt: skip
        with pen.at(x * width, (0.445 if "X.1" in text else 0.88) * height, -90) as own:
            own.text(0, 0, text, font, size, (0.3, 0.3, 0.3))
    pen.text(0.99 * width, 0.995 * height, "SPECIMEN", "Sans", 4.5, (0.62, 0.6, 0.55), anchor=1)


def _coupon_form(pen: Pen, coupon: Coupon | None, hand: ink.Hand, rng: Random) -> None:
    """The form for the buyer's name, drawn upright on a paper turned a quarter to the left."""
    width, height = HEIGHT, WIDTH
    pen.line(0.262 * width, 0, 0.262 * width, height, 0.5, GREY, dash=(2, 2))
    with pen.at(0, height, -90) as own:
        for rank, line in enumerate((
            "Inscrire les coordonnées de l’acquéreur et votre signature en cas de cession à un tiers",
            "ou pour destruction (ne pas remplir en cas de cession à un professionnel de l’automobile).",
            "Inscrire vos coordonnées et signature en cas de demande de nouveau certificat",
            "d’immatriculation.",
        )):  # fmt: skip
            own.text(8, (0.026 + 0.0125 * rank) * width, line, "Sans", 5.8, (0.25, 0.25, 0.25))
        for label, y in (("Nom", 0.090), ("Domicile", 0.122)):
            own.text(8, y * width, label, "Sans-Bold", 6.5, (0.25, 0.25, 0.25))
        for x, y in ((24, 0.090), (40, 0.122), (8, 0.154)):
            own.line(x, y * width + 1, 0.715 * height, y * width + 1, 0.5, GREY, dash=(0.7, 1.6))
        own.text(0.49 * height, 0.155 * width, "Date", "Sans-Bold", 6.5, (0.25, 0.25, 0.25))
        cells = [0.545 + 0.0195 * n for n in (0, 1, 2.4, 3.4, 4.8, 5.8, 6.8, 7.8)]
        for left in cells:
            own.box(left * height, 0.146 * width, 0.0195 * height, 0.011 * width, 0.4, GREY)
        own.text(0.83 * height, 0.138 * width, "Signature", "Sans-Bold", 6.5, (0.25, 0.25, 0.25))
        own.box(0.735 * height, 0.018 * width, 0.222 * height, 0.103 * width, 0.6, (0.4, 0.4, 0.4))
        own.text(0.30 * height, 0.252 * width, "Ce coupon permet de circuler pendant une période d’un mois au maximum",
                 "Sans-BoldItalic", 6, (0.3, 0.3, 0.3))  # fmt: skip
        if coupon:
            ink.write(own, 30, 0.088 * width, coupon.name, 6.2, hand, rng)
            ink.write(own, 46, 0.120 * width, coupon.address.line, 5.6, hand, rng)
            ink.write(own, 14, 0.152 * width, f"{coupon.address.postcode} {coupon.address.town}", 5.6, hand, rng)
            for left, digit in zip(cells, f"{coupon.on:%d%m%Y}", strict=True):
                ink.write(own, (left + 0.004) * height, 0.1555 * width, digit, 5.4, hand, rng)
            ink.signature(own, 0.75 * height, 0.03 * width, 0.19 * height, 0.075 * width, hand, rng)


def _perforation(pen: Pen, plate: str) -> None:
    """The plate in tiny holes through the coupon, pale: it is punched, not printed."""
    with pen.at(0, WIDTH, -90) as own:
        for rank, character in enumerate(plate):
            own.holes(0.53 * WIDTH + rank * 12.3, 145, character, 17)
