"""Drawing of the carte grise, FNI models: the blue one of June 2004 to 2009 and the grey one before.

Only the top zones were ever published; they are drawn after those pictures (documents.md 3). What stands below is a
guess, so each model is drawn in two arrangements: nothing that reads them may lean on one.
"""

import math
from collections.abc import Iterator
from random import Random

from samples import ink
from samples.carte_grise import amount
from samples.drawing import WHITE, Colour, Pen, Point, Sheet
from samples.papers import OldCard
from samples.people import Company

WIDTH = 354.0
"""Of both models, in points: 125 mm, as the type of ten characters to the inch of the published picture tells."""
HEIGHT = 712.0
"""Of the blue model, coupon included."""
TEAR = 0.745 * HEIGHT
"""Where its coupon is torn off."""
GREY_HEIGHT = 560.0
PITCH = 7.2
"""Of the values of the blue model: ten characters to the inch, six lines to the inch."""
GREY_SIZE = 10.3
"""Of the type of the grey model, whose characters are 6.2 points wide."""
CORNER = 92.0
"""Sides of the corner to cut, in points."""

SKY: Colour = (0.86, 0.91, 0.955)
ICE: Colour = (0.93, 0.955, 0.975)
WAVE: Colour = (0.74, 0.82, 0.90)
ASH: Colour = (0.845, 0.85, 0.855)
MESH: Colour = (0.72, 0.725, 0.735)
INK: Colour = (0.13, 0.13, 0.16)

Row = tuple[float, tuple[tuple[float, str, object], ...]]
"""Middle of a row, and for each of its values left edge, code or caption, and what is printed."""
SIGNERS = ((0.10, 0.0), (0.60, -0.018), (0.36, 0.03))


def sheet(card: OldCard, hands: tuple[ink.Hand, ...], company: Company | None, seed: int) -> Sheet:
    """The filled side; `hands` are those of the holders who signed, the first also wrote the mention."""
    is_blue = card.look == "bleu"
    height = (HEIGHT if card.coupon_present else TEAR) if is_blue else GREY_HEIGHT

    def draw(pen: Pen) -> None:
        rng = Random(seed)
        with pen.clipped(0, 0, WIDTH, height):
            last = _blue(pen, card, rng) if is_blue else _grey(pen, card, rng)
        _sale(pen, card, hands, company, rng, last, TEAR if is_blue else GREY_HEIGHT)
        if card.coin_coupe:
            pen.polygon(((WIDTH - CORNER, -1), (WIDTH + 1, -1), (WIDTH + 1, CORNER)), WHITE)
        pen.text(8, height - 4, "SPECIMEN", "Sans", 4.5, (0.55, 0.58, 0.62))

    return Sheet(f"carte_grise.fni_{card.look}", WIDTH, height, draw)


def _guilloche(pen: Pen, height: float, colour: Colour, pitch: float, rng: Random) -> None:
    """Fine waves over the whole card."""
    shift = rng.uniform(0, math.tau)
    for rank in range(int(height / pitch) + 2):
        y = pitch * rank
        wave = [
            (x, y + 2.2 * math.sin(x / 17 + shift + rank * 0.31) + 1.1 * math.sin(x / 5.7 - rank * 0.8))
            for x in range(-4, int(WIDTH) + 8, 4)
        ]
        pen.curve(wave, 0.35, colour)


def _print(pen: Pen, x: float, y: float, text: object) -> None:
    """One value of the blue model, its middle at `y`."""
    if text not in (None, ""):
        pen.printed(x, y + 3.4, str(text), PITCH, INK)


def _named(card: OldCard) -> str:
    return f"{card.title} {card.titulaire}".strip()


def _blue(pen: Pen, card: OldCard, rng: Random) -> float:
    """Draw the blue model; return where its print ends."""
    pen.box(0, 0, WIDTH, HEIGHT, 0, fill=SKY)
    pen.wash(0, 0, WIDTH, 52, (ICE, WHITE, ICE), 0)
    _guilloche(pen, HEIGHT, WAVE, 3.1, rng)
    dark: Colour = (0.20, 0.22, 0.26)
    pen.text(8, 31, "République Française", "Sans-Bold", 11.5, dark)
    pen.text(124, 42, "Communauté européenne", "Sans", 7.6, dark, anchor=1)
    pen.ellipse(141, 34, 8.5, 8.5, 1.2, dark)
    pen.text(141, 38, "F", "Sans-Bold", 11, dark, anchor=0.5)
    pen.text(157, 32, "Certificat", "Sans-Bold", 15, dark)
    pen.text(157, 48, "d’immatriculation", "Sans-Bold", 15, dark)
    pen.line(133, 54, 327, 54, 1, dark)
    for rank, character in enumerate(f"{card.date_certificat:%y}CX{rng.randrange(10**5):05d}"):
        pen.holes(234 + 12.4 * rank, 29, character, 12)
    _print(pen, 106, 64, "PREFECTURE " + card.prefecture)
    _print(pen, 186, 76, f"{card.code_postal[:2]}/00{rng.randint(1, 4)}/TERM0J/OPLV/")
    for x, label in ((37, "N° Immatriculation"), (142, "Date du certificat"), (242, "Date de 1ère immatriculation")):
        pen.text(x, 90, label, "Sans", 6.6, dark)
    rows = list(_blue_rows(card, rng.random() < 0.5))
    for middle, values in rows:
        for left, code, value in values:
            _print(pen, left, middle, f"({code})" if code else "")
            _print(pen, left + PITCH * (len(code) + 3) if code else left, middle, value)
    last = max(middle for middle, _ in rows)
    _prefect(pen, last + 16, rng)
    if card.coupon_present:
        pen.line(0, TEAR, WIDTH, TEAR, 0.5, dark, dash=(1.5, 1.5))
        pen.text(11, TEAR + 18, "Certificat d’immatriculation", "Sans-Bold", 8.4, dark)
        pen.text(WIDTH - 6, TEAR + 10, "COUPON DÉTACHABLE", "Sans", 4.6, dark, anchor=1)
        _print(pen, 14, TEAR + 38, card.immatriculation)
        _print(pen, 128, TEAR + 38, f"{card.date_certificat:%d/%m/%Y}")
        for rank, text in enumerate((card.vin, card.marque, _named(card))):
            _print(pen, 14, TEAR + 56 + 17 * rank, text)
    return last


def _blue_rows(card: OldCard, is_loose: bool) -> Iterator[Row]:
    """Rows of codes and values; the loose arrangement has other columns, and E, D.2.1 and A.1 elsewhere."""
    left = 4.5
    second, third, fourth = (98.0, 180.0, 262.0) if is_loose else (92.0, 176.0, 260.0)
    step = 12.6 if is_loose else 12.0

    def at(columns: tuple[float, ...], *values: tuple[str, object]) -> tuple[tuple[float, str, object], ...]:
        return tuple((x, code, value) for x, (code, value) in zip(columns, values, strict=False))

    four = (left, second, third, fourth)
    top = at(
        (left, 128.0, 245.0),
        ("A", card.immatriculation),
        ("I", f"{card.date_certificat:%d/%m/%Y}"),
        ("B", f"{card.date_premiere_immatriculation:%d/%m/%Y}"),
    )
    visit = f"VISITE AVANT LE {card.visite_avant_le:%d/%m/%Y}" if card.visite_avant_le else None
    coholders = f"{card.nombre_titulaires} {card.cotitulaires[0]}" if card.cotitulaires else None
    make = at((left, third), ("D.1", card.marque), ("D.2", card.type_variante_version))
    names = at((left, third), ("D.2.1", card.cnit), ("D.3", card.denomination_commerciale))
    series, before = at(four, ("E", card.vin)), at(four, ("A.1", None))
    masses = (
        at(four, ("F.1", card.masse_max_technique_kg), ("F.2", card.ptac_kg), ("F.3", card.ptra_kg)),
        at(four, ("G", card.masse_service_kg), ("G.1", card.poids_vide_kg)),
        at(
            four,
            ("J", card.categorie_ce),
            ("J.1", card.genre),
            ("J.2", card.carrosserie_ce),
            ("J.3", card.carrosserie),
        ),
        at(four, ("K", card.numero_reception)),
        at(
            four,
            ("P.1", amount(card.cylindree_cm3)),
            ("P.2", amount(card.puissance_kw)),
            ("P.3", card.energie),
            ("P.6", card.puissance_fiscale_cv),
        ),
        at(four, ("Q", None), ("S.1", card.places_assises), ("S.2", card.places_debout)),
        at(four, ("U.1", card.niveau_sonore_db), ("U.2", card.regime_moteur_trmin), ("V.7", card.co2_g_km)),
        at(four, ("V.9", card.classe_environnementale)),
        at(four, ("X.1", visit)),
        at(four, ("Y.1", amount(card.taxe_y1)), ("Y.2", amount(card.taxe_y2)), ("Y.3", amount(card.taxe_y3))),
        at(four, ("Y.4", amount(card.taxe_y4)), ("Y.5", amount(card.taxe_y5)), ("Y.6", amount(card.taxe_y6))),
        *(
            at(four, (f"Z.{rank}", text))
            for rank, text in enumerate((*(card.mentions or ()), None, None, None, None)[:4], start=1)
        ),
    )
    holder = at((left,), ("C.1", _named(card)))
    home = (at((left,), ("C.3", card.adresse)), at((left + 6 * PITCH,), ("", f"{card.code_postal} {card.commune}")))
    yield 102.0, top
    y: float = 102.0 + 2 * step
    rows: tuple[tuple[tuple[float, str, object], ...], ...] = (holder, at((left,), ("C.4.1", coholders)), *home, make)
    rows += (names, series, *masses, before) if not is_loose else (before, series, names, *masses)
    for row in rows:
        yield y, row
        y += step


def _prefect(pen: Pen, y: float, rng: Random) -> None:
    """Signature block of the prefecture, printed."""
    if rng.random() < 0.5:
        pen.text(WIDTH - 14, y, "Pour le Préfet et par délégation", "Serif", 6, INK, anchor=1)
        ink.scribble(pen, WIDTH - 88, y + 3, 58, Random(0))


def _captions(card: OldCard) -> tuple[tuple[tuple[str, object], ...], ...]:
    """Captions of the grey model below the address, as rows of caption and value."""
    return (
        (("GENRE", card.genre), ("MARQUE (E)", card.marque), ("TYPE", card.type_variante_version)),
        (
            ("N° DANS LA SÉRIE DU TYPE (F)", card.vin),
            ("CARROSSERIE", card.carrosserie),
            ("ÉNERGIE", card.energie),
        ),
        (
            ("PUISSANCE ADMINISTRATIVE", card.puissance_fiscale_cv),
            ("PLACES ASSISES", card.places_assises),
            ("P.T.A.C. (G)", card.ptac_kg),
        ),
        (
            ("P.T.R.A.", card.ptra_kg),
            ("POIDS À VIDE", card.poids_vide_kg),
            ("NIVEAU SONORE dB(A)", card.niveau_sonore_db),
        ),
        (("RÉGIME MOTEUR tr/mn", card.regime_moteur_trmin), ("PRÉCÉDENT NUMÉRO", None)),
    )  # fmt: skip


def _grey(pen: Pen, card: OldCard, rng: Random) -> float:
    """Draw the grey model; return where its print ends."""
    pen.box(0, 0, WIDTH, GREY_HEIGHT, 0, fill=ASH)
    _guilloche(pen, GREY_HEIGHT, MESH, 4.2, rng)
    _guilloche(pen, GREY_HEIGHT, (0.9, 0.9, 0.91), 5.3, rng)

    def type_(x: float, y: float, value: object) -> None:
        if value not in (None, ""):
            pen.text(x, y + 3.4, str(value), "Mono", GREY_SIZE, (0.2, 0.2, 0.24))

    def caption(x: float, y: float, text: str, size: float = 8.2) -> None:
        pen.text(x, y + 2.6, text, "Narrow", size, (0.12, 0.12, 0.14))

    pen.text(22, 29, "F", "Narrow", 21, (0.15, 0.15, 0.17))
    type_(103, 19, "PREFECTURE " + card.prefecture)
    type_(174, 37, f"{card.code_postal[:2]}/001/TERM02/OPEA/{rng.randrange(100, 999)}")
    type_(10, 50, "DUPLICATA" if card.duplicata else rng.choice(("CHANGEMENT DE DOMICILE", "MUTATION")))
    caption(68, 66, "N° IMMATRICULATION (A)")
    caption(172, 66, "DATE")
    caption(239, 55, "DATE DE 1re MISE")
    caption(239, 66, "EN CIRCULATION (B)")
    type_(68, 82, card.immatriculation)
    type_(153, 82, f"{card.date_certificat:%d/%m/%Y}")
    type_(251, 82, f"{card.date_premiere_immatriculation:%d/%m/%Y}")
    caption(10, 91, "NOM (C) Prénoms (D)", 7.4)
    caption(10, 101, "NOM d’usage", 7.4)
    caption(10, 118, "DOMICILE", 7.4)
    type_(77, 94, _named(card))
    type_(77, 118, card.adresse)
    type_(77, 131, f"{card.code_postal} {card.commune}")
    y = 156.0
    if rng.random() < 0.5:
        for row in _captions(card):
            for x, (text, value) in zip((10, 150, 252), row, strict=False):
                caption(x, y, text, 7)
                type_(x, y + 13, value)
            y += 30.0
    else:
        for row in _captions(card):
            for text, value in row:
                caption(10, y, text, 7)
                type_(126, y, value)
                y += 13.0
    _corner(pen)
    _prefect(pen, y + 8, rng)
    return y


def _corner(pen: Pen) -> None:
    """The part to cut off: dotted line, scissors, slanted text."""
    pen.line(WIDTH - CORNER, 0, WIDTH, CORNER, 0.5, (0.3, 0.3, 0.3), dash=(2.2, 1.2))
    with pen.at(WIDTH - CORNER / 2, CORNER / 2, 45) as own:
        lines = ("Partie", "à découper", "lors de la cession ou", "de la destruction du véhicule")
        for rank, text in enumerate(lines):
            own.text(0, -43 + 9.5 * rank, text, "Narrow", 5.6 if rank == 3 else 6.4, (0.15, 0.15, 0.17), anchor=0.5)
        for turn in (-35, 35):
            with own.at(CORNER * 0.55, 0, turn) as blade:
                blade.line(-6, 0, 3, 0, 0.8)


def _sale(
    pen: Pen, card: OldCard, hands: tuple[ink.Hand, ...], company: Company | None, rng: Random, last: float, end: float
) -> None:
    """Strokes, mention, stamp and signatures, in the room below the print."""
    writer = hands[0] if hands else ink.Hand.of(rng)
    middle = (last + 38 + end) / 2
    if card.barree:
        low, high = middle - 20 - rng.uniform(20, 60), 110 + rng.uniform(0, 50)
        ends: list[tuple[Point, Point]] = [((rng.uniform(12, 50), low), (WIDTH - rng.uniform(12, 40), high))]
        if rng.random() < 0.4:
            ends.append(((rng.uniform(12, 50), high), (WIDTH - rng.uniform(12, 40), low)))
        for start, stop in ends:
            ink.stroke(pen, start, stop, writer, rng)
    if card.mention_cession:
        size = min(9.0, 9.0 * 0.8 * WIDTH / ink.measure(card.mention_cession, 9.0, writer))
        with pen.at(rng.uniform(14, 30), middle - 14, rng.uniform(-3, 1)) as own:
            ink.write(own, 0, 0, card.mention_cession, size, writer, rng)
    if company:
        ink.stamp(pen, 0.62 * WIDTH, middle - 4, company.stamp, rng)
    for (x, dy), hand in zip(SIGNERS, hands, strict=False):
        width = rng.uniform(0.17, 0.21) * WIDTH
        ink.signature(pen, x * WIDTH, middle + 6 + dy * end, width, rng.uniform(26, 32), hand, rng)
