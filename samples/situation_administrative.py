"""Drawing of the certificat de situation administrative: HistoVec's detailed one, the ministry's two letterheads.

HistoVec's layout is that of its generator; places are fractions of an A4 page, tops of lines.
"""

from dataclasses import dataclass
from datetime import date, datetime

from samples.drawing import A4, Colour, Pen, Sheet
from samples.papers import Situation

WIDTH, HEIGHT = A4
LEFT, LEFT_VALUE, RIGHT, RIGHT_VALUE = 0.101, 0.126, 0.521, 0.546
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
NOTICE = (
    "La valeur du certificat de situation administrative détaillé ne saurait excéder 15 jours à compter de sa date",
    "d'édition. Il atteste de la situation administrative du véhicule à la date de son établissement et ne préjuge pas",
    "des déclarations faites depuis. L'authenticité de ce certificat peut être vérifiée en lisant le code ci-contre,",
    "dont la validité est la même.",
)
NAVY: Colour = (0.0, 0.0, 0.57)
RED: Colour = (0.88, 0.0, 0.06)


Rubrics = list[tuple[str, tuple[str, ...]]]
"""Headings and the lines under them."""


@dataclass(frozen=True)
class Details:
    """What the paper prints beside the values of its model."""

    made_at: datetime
    """Day and minute of the print."""
    history: tuple[tuple[date, str], ...]
    since: date
    """Date printed under an active rubric."""
    plate: str
    """As the user typed it."""
    creditor: str = "CREDIT MUNICIPAL D'ARMOR"


def long_date(day: date) -> str:
    """The day in words: 'lundi 2 novembre 2026'."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def masked(vin: str) -> str:
    """The VIN as HistoVec prints it: 4 characters, 8 stars, 5 characters."""
    return f"{vin[:4]}{'*' * 8}{vin[-5:]}"


def sheet(situation: Situation, details: Details) -> Sheet:
    """The one page of the certificate."""
    draw = {"histovec": _histovec, "siv_detaille": _ministry, "siv_simple": _ministry}[situation.modele]
    return Sheet("situation_administrative", *A4, lambda pen: draw(pen, situation, details))


def _put(pen: Pen, x: float, y: float, text: str, size: float = 10, font: str = "Helvetica") -> None:
    """Write with the top of the line at those fractions of the page."""
    pen.text(x * WIDTH, y * HEIGHT + 0.72 * size, text, font, size)


def _rubrics(s: Situation, d: Details) -> tuple[Rubrics, Rubrics]:
    """Headings and the lines under them, left column and right column."""
    day = f"{d.since:%d/%m/%Y}"
    opposed = (f"- Date de l'opposition :  {day}",)

    def yes_no(value: str | None) -> tuple[str, ...]:
        return ("Oui",) if value == "active" else ("Non",)

    left: Rubrics = [
        (
            "- Opposition au transfert du certificat\n  d'immatriculation (OTCI)",
            opposed if s.opposition_transfert == "active" else ("Aucune",),
        )
    ]
    if s.vehicule_economiquement_irreparable == "active":
        left.append(("- Opposition véhicule économiquement irréparable", opposed))
    if s.vehicule_endommage == "active" or s.vehicule_economiquement_irreparable != "active":
        left.append(("- Opposition véhicule endommagé", opposed if s.vehicule_endommage == "active" else ("Aucune",)))
    authority = ("- Nom de l'autorité à l'origine de l'inscription :", "  TRESORERIE DE PORT-AUX-VENTS",
                 f"  Date de la déclaration valant saisie :  {day}")  # fmt: skip
    left += [
        ("- Procédure de réparation contrôlée", yes_no(s.procedure_reparation_controlee)),
        ("- Déclaration valant saisie", authority if s.declaration_valant_saisie == "active" else ("Aucune",)),
        (
            "- Gage",
            (f"- Nom du créancier :  {d.creditor}", f"  Date du gage :  {day}") if s.gage == "active" else ("Aucun",),
        ),
    ]
    suspended = ("- Motif :  Retrait volontaire de la circulation", f"  Date de la suspension :  {day}")
    right: Rubrics = [
        ("- Immatriculation suspendue", suspended if s.suspendue == "active" else ("Non",)),
        ("- Immatriculation annulée", yes_no(s.annulee)),
        ("- Véhicule volé", yes_no(s.vehicule_vole)),
        ("- Certificat d'immatriculation volé", yes_no(s.certificat_vole)),
        ("- Certificat d'immatriculation perdu", yes_no(s.certificat_perdu)),
        ("- Certificat d'immatriculation duplicata", yes_no(s.certificat_duplicata)),
    ]
    return left, right


def _column(pen: Pen, x: float, x_value: float, top: float, rubrics: Rubrics, bold: str, plain: str) -> None:
    """One column of rubrics from `top` points down."""
    y = top
    for heading, values in rubrics:
        for line in heading.split("\n"):
            pen.text(x * WIDTH, y, line, bold, 10)
            y += 14
        for line in values:
            pen.text(x_value * WIDTH, y, line, plain, 10)
            y += 14
        y += 4


def _histovec(pen: Pen, s: Situation, d: Details) -> None:
    """The page that HistoVec prints."""
    bold = "Helvetica-Bold"
    _marianne(pen, 0.394 * WIDTH + 8, 0.022 * HEIGHT, 1.5)
    for y, text, font, size in (
        (0.144, "Certificat de situation administrative détaillé", bold, 20.0),
        (0.170, "(Articles L.322-2 et R.322-4 du code de la route)", "Helvetica", 12.0),
    ):
        pen.text(WIDTH / 2, y * HEIGHT + 0.72 * size, text, font, size, anchor=0.5)
    _put(pen, 0.076, 0.214, "Identification du véhicule", 12, bold)
    _identity(pen, s, d, (0.236, 0.253, 0.269, 0.286))
    if s.annulee == "active":
        _put(pen, 0.076, 0.324, "Le certificat demandé a été annulé.", 12, bold)
        _put(pen, 0.076, 0.347, f"Immatriculation annulée le : {d.since:%d/%m/%Y}.", 12, bold)
    else:
        _put(pen, 0.076, 0.324, "Historique du véhicule", 12, bold)
        for rank, (day, label) in enumerate(d.history):
            _put(pen, LEFT, 0.347 + 0.0166 * rank, f"{day:%d/%m/%Y} {label}")
        top = (0.347 + 0.0166 * len(d.history)) * HEIGHT + 18
        pen.text(0.076 * WIDTH, top, "Situation administrative du véhicule", bold, 12)
        left, right = _rubrics(s, d)
        _column(pen, LEFT, LEFT_VALUE, top + 22, left, bold, "Helvetica")
        _column(pen, RIGHT, RIGHT_VALUE, top + 22, right, bold, "Helvetica")
    _put(pen, 0.076, 0.834, "Certificat attestant la situation administrative au :", 12, bold)
    made = f"{long_date(s.date_etat)} (généré le {long_date(s.date_generation)} à {d.made_at:%Hh%M})"
    _put(pen, LEFT, 0.857, made, 10, bold)
    for rank, line in enumerate(NOTICE):
        _put(pen, 0.076, 0.893 + 0.0133 * rank, line, 8, "Helvetica-Oblique")
    pen.text(0.869 * WIDTH, 0.851 * HEIGHT, "HistoVec", bold, 14, NAVY, anchor=0.5)
    _code(pen, 0.822 * WIDTH, 0.885 * HEIGHT, 52, s.immatriculation + s.vin)
    _put(pen, 0.815, 0.972, "Page 1 / 1")
    pen.text(30, HEIGHT - 12, "SPECIMEN", "Sans", 5, (0.6, 0.6, 0.6))


def _identity(pen: Pen, s: Situation, d: Details, tops: tuple[float, ...]) -> None:
    """Four labelled lines on the vehicle."""
    for y, label, value in zip(
        tops,
        ("Numéro d'immatriculation du véhicule :", "Date de première immatriculation du véhicule :",
         "Numéro VIN du véhicule (ou numéro de série) :", "Marque :"),
        (d.plate, f"{s.date_premiere_immatriculation:%d/%m/%Y}", s.vin, s.marque),
        strict=True,
    ):  # fmt: skip
        _put(pen, LEFT, y, label)
        _put(pen, RIGHT, y, value)


def _ministry(pen: Pen, s: Situation, d: Details) -> None:
    """The page of the ministry's register: all rubrics, or the one sentence of the simple form."""
    simple = s.modele == "siv_simple"
    _marianne(pen, 45, 40, 1.3)
    pen.text(WIDTH - 45, 60, "Système d’immatriculation des véhicules", "Sans", 9, anchor=1)
    pen.text(WIDTH - 45, 73, f"Édité le {s.date_generation:%d/%m/%Y} à {d.made_at:%H:%M}", "Sans", 9, anchor=1)
    title = f"CERTIFICAT DE SITUATION ADMINISTRATIVE {'SIMPLE' if simple else 'DETAILLE'}"
    pen.box(45, 150, WIDTH - 90, 34, 0.8)
    pen.text(WIDTH / 2, 172, title, "Sans-Bold", 14, anchor=0.5)
    pen.text(WIDTH / 2, 202, "(Articles L.322-2 et R.322-4 du code de la route)", "Sans", 10, anchor=0.5)
    for rank, (label, value) in enumerate((
        ("Numéro d’immatriculation", s.immatriculation), ("Numéro d’identification (VIN)", s.vin), ("Marque", s.marque),
        ("Date de première immatriculation", f"{s.date_premiere_immatriculation:%d/%m/%Y}"),
    )):  # fmt: skip
        pen.text(60, 245 + 18 * rank, f"{label} :", "Sans", 10)
        pen.text(270, 245 + 18 * rank, value, "Sans-Bold", 10)
    if simple:
        clear = all(value != "active" for value in s.model_dump().values())
        words = (
            "La situation administrative du véhicule ne fait apparaître aucune particularité."
            if clear
            else "La situation administrative du véhicule fait apparaître une ou plusieurs particularités."
        )
        pen.text(60, 350, words, "Sans", 11)
    else:
        left, right = _rubrics(s, d)
        pen.text(45, 340, "Situation administrative du véhicule", "Sans-Bold", 12)
        _column(pen, 0.101, 0.126, 366, left, "Sans-Bold", "Sans")
        _column(pen, 0.545, 0.570, 366, right, "Sans-Bold", "Sans")
    pen.text(45, 640, f"Certificat attestant la situation administrative au : {s.date_etat:%d/%m/%Y}", "Sans-Bold", 10)
    pen.text(45, 656, f"Établi le {long_date(s.date_generation)} à {d.made_at:%Hh%M}", "Sans", 10)
    pen.text(
        45,
        690,
        "Ce certificat doit être établi depuis moins de quinze jours à la date de la cession du véhicule.",
        "Sans-Italic",
        8,
    )
    pen.text(45, HEIGHT - 20, "SPECIMEN", "Sans", 5, (0.6, 0.6, 0.6))


def _marianne(pen: Pen, x: float, y: float, scale: float) -> None:
    """A letterhead in the manner of the ministry's."""
    with pen.at(x, y, 0, scale) as own:
        own.box(0, 0, 12, 8, 0, fill=NAVY)
        own.box(14, 0, 12, 8, 0, fill=RED)
        own.text(0, 19, "MINISTÈRE", "Sans-Bold", 8.5)
        own.text(0, 28, "DE L'INTÉRIEUR", "Sans-Bold", 8.5)
        for rank, word in enumerate(("Liberté", "Égalité", "Fraternité")):
            own.text(0, 36 + 5.5 * rank, word, "Serif-Italic", 5.5)


def _code(pen: Pen, x: float, y: float, side: float, text: str) -> None:
    """Something that looks like a QR code."""
    cells = 25
    unit = side / cells
    bits = int.from_bytes(text.encode() * 6, "big")
    for rank in range(cells * cells):
        if bits >> (rank * 7 % 400) & 1:
            pen.box(x + rank % cells * unit, y + rank // cells * unit, unit, unit, 0, fill=(0, 0, 0))
    for dx, dy in ((0, 0), (cells - 7, 0), (0, cells - 7)):
        for inset, shade in ((0, 0.0), (1, 1.0), (2, 0.0)):
            wide = (7 - 2 * inset) * unit
            pen.box(x + (dx + inset) * unit, y + (dy + inset) * unit, wide, wide, 0, fill=(shade,) * 3)
