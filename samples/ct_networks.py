"""Invented networks of inspection centres: each prints the one facsimile in its own colours, words and figures.

What differs between them is what differs between the real ones (documents.md 4.2): wordings of the captions, with or
without the numbers of the European certificate, values below, beside or behind them, forms of dates and numbers, the
number of the form, and whether the disc and the sticker are still on the sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from samples.drawing import Colour

Level = Literal["mineure", "majeure", "critique"]
LEVELS: tuple[Level, ...] = ("mineure", "majeure", "critique")


@dataclass(frozen=True)
class Style:
    """How a network sets the facsimile."""

    title: tuple[str, ...] = ("PROCÈS-VERBAL", "DE CONTRÔLE TECHNIQUE")
    words: Mapping[str, str] = field(default_factory=dict)
    """Its wording of a caption or value, where that is not the usual one."""
    numbered: bool = True
    """Captions carry the numbers of the European certificate."""
    inline: bool = False
    """Result and limit stand behind their captions, on the same line."""
    capitals: bool = False
    """Nature, result and the heads of the list are in capitals."""
    day: str = "%d/%m/%Y"
    thousands: str = ""
    unit: str | None = None
    """Behind the odometer reading; None: as the network's other values are set."""
    imprime: str = "{letter} {serial}"
    head: str = "Défaillances {level}s"
    """Above the defects of one severity."""
    wraps: bool = False
    """Long defects go on in a second line; otherwise they are set smaller."""
    one_a_line: bool = False
    """Earlier odometer readings stand below one another."""
    split: float = 262.0
    """Where the right column begins, in points."""
    disc: bool = False
    """The windscreen disc and the sticker of the card are still on the sheet, filled in."""
    defects_a_page: int = 99


@dataclass(frozen=True)
class Network:
    """An invented network of inspection centres."""

    name: str
    colour: Colour
    letter: str
    """Before the number of its forms."""
    boxed: bool
    """Bars over each part, values under their labels; otherwise rules, values beside their labels."""
    font: str
    style: Style = Style()


USUAL = (
    Network("AUTOCLAIR", (0.05, 0.35, 0.60), "K", True, "Sans"),
    Network("CONTRÔLE PLUS", (0.75, 0.28, 0.05), "M", False, "Sans"),
    Network("VISITECH", (0.10, 0.45, 0.25), "Z", True, "Narrow"),
)
LONG_WORDS = {
    "Date de 1ère mise en circulation": "Date de première mise en circulation",
    "Désignation commerciale": "Dénomination commerciale",
    "IDENTIFICATION DU CONTRÔLEUR": "IDENTITÉ DU CONTRÔLEUR",
    "IDENTIFICATION DU CENTRE DE CONTRÔLE": "IDENTITÉ DU CENTRE DE CONTRÔLE",
    "LIMITE DE VALIDITÉ DU CONTRÔLE RÉALISÉ": "LIMITE DE VALIDITÉ DU CONTRÔLE",
}
LOWER_WORDS = {
    "NATURE DU CONTRÔLE": "Nature du contrôle",
    "DATE DU CONTRÔLE": "Date du contrôle",
    "N° DU PROCÈS-VERBAL": "N° du procès-verbal",
    "RÉSULTAT DU CONTRÔLE": "Résultat du contrôle",
    "LIMITE DE VALIDITÉ DU CONTRÔLE RÉALISÉ": "Limite de validité du contrôle réalisé",
    "NATURE DU PROCHAIN CONTRÔLE": "Nature du prochain contrôle",
    "IDENTIFICATION DU CENTRE DE CONTRÔLE": "Identification du centre de contrôle",
    "IDENTIFICATION DU CONTRÔLEUR": "Identification du contrôleur",
    "IDENTIFICATION DU VÉHICULE": "Identification du véhicule",
    "N° D'AGRÉMENT :": "N° d'agrément :",
    "RAISON SOCIALE :": "Raison sociale :",
    "COORDONNÉES :": "Coordonnées :",
    "KILOMÉTRAGE RELEVÉ": "Kilométrage relevé",
    "INFORMATIONS SUR LE CONTRÔLE TECHNIQUE DÉFAVORABLE :": "Informations sur le contrôle technique défavorable :",
    "DÉFAILLANCES ET NIVEAUX DE GRAVITÉ": "Défaillances et niveaux de gravité",
    "MESURES RÉALISÉES ET VALEURS LIMITES CORRESPONDANTES": "Mesures réalisées et valeurs limites correspondantes",
}
OTHERS = {
    "ten_figures": Network(
        "NORDEKO", (0.0, 0.42, 0.22), "", False, "Sans",
        Style(imprime="{serial}", words=LONG_WORDS, thousands=" ", unit=" km", head="Défaillance(s) {level}(s)"),
    ),
    "lower_case": Network(
        "AUTOVISIA", (0.80, 0.10, 0.12), "F", True, "Sans",
        Style(words=LOWER_WORDS, numbered=False, inline=True, day="%d-%m-%Y", unit="km", wraps=True),
    ),
    "capitals": Network(
        "SECURIA", (0.05, 0.20, 0.50), "T", True, "Narrow",
        Style(capitals=True, disc=True, day="%d.%m.%Y", imprime="{letter}{serial}"),
    ),
    "second_page": Network(
        "NORISCA", (0.45, 0.15, 0.45), "N", False, "Sans",
        Style(defects_a_page=5, one_a_line=True, split=290, thousands=".", unit=" km"),
    ),
    "independent": Network(
        "CENTRE DES TILLEULS", (0.2, 0.2, 0.2), "Z", True, "Serif",
        Style(
            title=("PROCÈS-VERBAL DE CONTRÔLE TECHNIQUE", "D'UN VÉHICULE AUTOMOBILE"), disc=True,
            words=LONG_WORDS | {"Contrôle technique périodique": "Visite technique périodique"},
        ),
    ),
    "second_network": Network(
        "AUTO SÛRETÉ", (0.85, 0.45, 0.0), "A", False, "Narrow",
        Style(numbered=False, words=LONG_WORDS | LOWER_WORDS, wraps=True, unit=" KM", split=250),
    ),
}  # fmt: skip
"""Ways of setting that the committed samples do not have."""

SPECIAL_USES = {"periodique": ("VP Taxi", "VP Dépannage"), "contre_visite": ("CV Taxi", "Contre visite")}
"""Short forms of the nature of a contrôle."""
MORE_MINOR = (
    ("1.1.10.d.1", "SERVO-FREIN : Dispositif auxiliaire endommagé"),
    ("1.1.21.d.1", "SYSTEME DE FREINAGE COMPLET : Corrosion superficielle, ARD"),
    ("3.2.1.a.1", "ETAT DES VITRAGES : Vitrage légèrement fissuré, AVD"),
    ("3.3.1.a.1", "MIROIRS OU DISPOSITIFS RETROVISEURS : Miroir légèrement endommagé ou mal fixé, G"),
    ("4.4.1.c.1", "INDICATEURS DE DIRECTION : Source lumineuse défectueuse, ARG"),
    ("4.7.1.a.1", "ECLAIRAGE DE LA PLAQUE D'IMMATRICULATION ARRIERE : Le feu émet de la lumière vers l'arrière"),
    ("5.2.2.b.1", "JANTE : Jante légèrement déformée, AVG"),
    ("5.3.4.c.1", "ROTULES DE SUSPENSION : Capuchon antipoussière détérioré, AVD, AVG"),
    ("6.1.2.a.1", "TUYAUX D'ECHAPPEMENT ET SILENCIEUX : Dispositif endommagé sans fuite"),
    ("6.2.3.a.1", "PORTES ET POIGNEES DE PORTE : Charnière détériorée, ARG"),
    ("7.1.6.a.1", "DISPOSITIF ANTIVOL : Détérioration sans incidence"),
    (
        "8.2.12.a.1",
        "EQUIPEMENT DE REDUCTION DES EMISSIONS : Anomalie du système d'autodiagnostic sans dysfonctionnement",
    ),
)
