"""Drawing of the certificat de situation administrative: HistoVec's detailed one, the ministry's two letterheads.

HistoVec's layout is that of its generator; places are fractions of an A4 page, tops of lines. A history too long for
one page goes on in two columns over further ones, each with the title, the notice and the dates of the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from textwrap import wrap

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
NOTICE_WITH_A_DAY = (
    "La valeur du certificat de situation administrative détaillé ne saurait excéder 15 jours, les données pouvant",
    "changer. Le code ci-contre renvoie au site histovec.interieur.gouv.fr, où l'on s'assure de la conformité des",
    "informations imprimées et de leur mise à jour. Il sera lisible jusqu'au changement de titulaire et au plus tard",
    "jusqu'au {until}. Ensuite, un nouveau rapport sera à générer.",
)
PITCH = 0.0166
"""Of the lines of the history, as a fraction of the page."""
BESIDE_RUBRICS, FIRST, FURTHER = 11, 28, 34
"""Lines of a column of the history: above the rubrics, alone on the first page, on a further page."""
COLUMN = 50
"""Characters of a line in one of two columns."""
EVENTS = (
    "Changement de titulaire", "Cession (vente)", "Déclaration de cession (dématérialisée)", "Modification d'adresse",
    "Achat ou reprise par un professionnel", "Duplicata du certificat d'immatriculation", "Inscription d'un gage",
    "Radiation d'un gage", "Opposition au transfert du certificat d'immatriculation", "Inscription d'une opposition",
    "Procédure de réparation contrôlée", "Levée de l'opposition", "Immatriculation suspendue",
)  # fmt: skip
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
    until: str = ""
    """Day that the notice names, 'undefined' on some; the short notice when empty."""
    one_day: bool = False
    """The day of print alone is given, with its hour, as that of the state."""
    six_only: bool = False
    """The ministry's shorter list, its values beside their headings."""
    explained: bool = False
    """The sentence of the simple form goes on to say what it means."""


def long_date(day: date) -> str:
    """The day in words: 'lundi 2 novembre 2026'."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def masked(vin: str) -> str:
    """The VIN as HistoVec prints it: 4 characters, 8 stars, 5 characters."""
    return f"{vin[:4]}{'*' * 8}{vin[-5:]}"


def long_history(first: date, last: date, count: int, rng: Random) -> tuple[tuple[date, str], ...]:
    """So many entries between the two days, some of them worded as the rubrics are."""
    days = sorted(first + timedelta(days=rng.randint(1, max((last - first).days, 1))) for _ in range(count - 1))
    return ((first, "Première immatriculation d'un véhicule neuf"), *((day, rng.choice(EVENTS)) for day in days))


def sheets(situation: Situation, details: Details) -> tuple[Sheet, ...]:
    """The pages of the certificate, mostly one."""
    if situation.modele != "histovec":
        return (Sheet("situation_administrative", *A4, lambda pen: _ministry(pen, situation, details)),)
    parts = _parts(() if situation.annulee == "active" else details.history)

    def page(rank: int) -> Sheet:
        return Sheet("situation_administrative", *A4, lambda pen: _histovec(pen, situation, details, parts, rank))

    return tuple(map(page, range(len(parts))))


@dataclass(frozen=True)
class _Part:
    """What one page holds."""

    columns: tuple[tuple[str, ...], ...]
    """Lines of the history."""
    rubrics: bool


def _parts(history: Sequence[tuple[date, str]]) -> list[_Part]:
    """The history and the rubrics, page by page."""
    entries = tuple(f"{day:%d/%m/%Y} {label}" for day, label in history)
    if len(entries) <= BESIDE_RUBRICS:
        return [_Part((entries,), rubrics=True)]
    lines = [line for entry in entries for line in wrap(entry, COLUMN)]
    if len(lines) <= 2 * BESIDE_RUBRICS:
        return [_Part(_halves(lines), rubrics=True)]
    parts = [_Part(_halves(lines[: 2 * FIRST]), rubrics=False)]
    for start in range(2 * FIRST, len(lines), 2 * FURTHER):
        rest = lines[start : start + 2 * FURTHER]
        parts.append(_Part(_halves(rest), rubrics=len(rest) <= FURTHER))
    return parts if parts[-1].rubrics else [*parts, _Part((), rubrics=True)]


def _halves(lines: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Two columns of one length."""
    half = (len(lines) + 1) // 2
    return tuple(lines[:half]), tuple(lines[half:])


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


SIX = {
    "opposition_transfert": ("Opposition au transfert du certificat d'immatriculation (OTCI)", "Aucune"),
    "vehicule_endommage": ("Opposition véhicule endommagé", "Aucune"),
    "declaration_valant_saisie": ("Déclaration valant saisie", "Aucune"),
    "gage": ("Gage", "Aucun"),
    "suspendue": ("Immatriculation suspendue", "Non"),
    "vehicule_vole": ("Véhicule volé", "Non"),
}
"""Headings of the ministry's shorter list, and their clear words."""


def _six(s: Situation) -> list[tuple[str, str]]:
    """That list with its values."""
    states = s.model_dump()
    return [(heading, "Oui" if states[key] == "active" else clear) for key, (heading, clear) in SIX.items()]


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


def _histovec(pen: Pen, s: Situation, d: Details, parts: Sequence[_Part], rank: int) -> None:
    """One of the pages that HistoVec prints."""
    bold, part = "Helvetica-Bold", parts[rank]
    _marianne(pen, 0.394 * WIDTH + 8, 0.022 * HEIGHT, 1.5)
    for y, text, font, size in (
        (0.144, "Certificat de situation administrative détaillé", bold, 20.0),
        (0.170, "(Articles L.322-2 et R.322-4 du code de la route)", "Helvetica", 12.0),
    ):
        pen.text(WIDTH / 2, y * HEIGHT + 0.72 * size, text, font, size, anchor=0.5)
    if rank == 0:
        _put(pen, 0.076, 0.214, "Identification du véhicule", 12, bold)
        _identity(pen, s, d, (0.236, 0.253, 0.269, 0.286))
    if s.annulee == "active":
        _put(pen, 0.076, 0.324, "Le certificat demandé a été annulé.", 12, bold)
        _put(pen, 0.076, 0.347, f"Immatriculation annulée le : {d.since:%d/%m/%Y}.", 12, bold)
    else:
        _history_and_rubrics(pen, s, d, part, rank, len(parts))
    _put(pen, 0.076, 0.834, "Certificat attestant la situation administrative au :", 12, bold)
    made = f"{long_date(s.date_etat)} (généré le {long_date(s.date_generation)} à {d.made_at:%Hh%M})"
    made = f"{long_date(s.date_generation)} à {d.made_at:%Hh%M}" if d.one_day else made
    _put(pen, LEFT, 0.857, made, 10, bold)
    for line, text in enumerate(NOTICE_WITH_A_DAY if d.until else NOTICE):
        _put(pen, 0.076, 0.893 + 0.0133 * line, text.format(until=d.until), 8, "Helvetica-Oblique")
    pen.text(0.869 * WIDTH, 0.851 * HEIGHT, "HistoVec", bold, 14, NAVY, anchor=0.5)
    _code(pen, 0.822 * WIDTH, 0.885 * HEIGHT, 52, s.immatriculation + s.vin)
    _put(pen, 0.815, 0.972, f"Page {rank + 1} / {len(parts)}")
    pen.text(30, HEIGHT - 12, "SPECIMEN", "Sans", 5, (0.6, 0.6, 0.6))


def _history_and_rubrics(pen: Pen, s: Situation, d: Details, part: _Part, rank: int, count: int) -> None:
    """The part of a page between the identification and the foot."""
    bold, plate = "Helvetica-Bold", f" - {d.plate}"
    above = 0.324 if rank == 0 else 0.214
    if part.columns:
        heading = "Historique du véhicule" if rank == 0 else f"Suite historique du véhicule{plate}"
        _put(pen, 0.076, above, heading, 12, bold)
    for x, column in zip((LEFT, RIGHT), part.columns, strict=False):
        for line, entry in enumerate(column):
            _put(pen, x, above + 0.023 + PITCH * line, entry)
    longest = max(map(len, part.columns), default=0)
    top = (above + 0.023 + PITCH * longest) * HEIGHT + 18
    if not part.rubrics:
        _put(pen, RIGHT, above + 0.023 + PITCH * longest, "... / ...", 10, bold)
        return
    pen.text(0.076 * WIDTH, top, f"Situation administrative du véhicule{plate if count > 1 else ''}", bold, 12)
    left, right = _rubrics(s, d)
    _column(pen, LEFT, LEFT_VALUE, top + 22, left, bold, "Helvetica")
    _column(pen, RIGHT, RIGHT_VALUE, top + 22, right, bold, "Helvetica")


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
            "La situation administrative du véhicule ne fait apparaître aucune particularité"
            if clear
            else "La situation administrative du véhicule fait apparaître une ou plusieurs particularités"
        )
        pen.text(60, 350, words + ("." if not d.explained else " :" if clear else " : se renseigner"), "Sans", 11)
        if d.explained and clear:
            pen.text(60, 365, "absence de gage et d'opposition.", "Sans", 11)
    elif d.six_only:
        pen.text(45, 340, "Situation administrative du véhicule", "Sans-Bold", 12)
        for rank, (heading, value) in enumerate(_six(s)):
            pen.text(60, 366 + 20 * rank, f"{heading} :", "Sans", 10)
            pen.text(400, 366 + 20 * rank, value, "Sans-Bold", 10)
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
