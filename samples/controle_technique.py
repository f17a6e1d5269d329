"""Drawing of the procès-verbal de contrôle technique in the colours of two invented networks, and of a look-alike.

All words are those that real ones print; the networks differ in where things stand and in the way they write.
"""

from dataclasses import dataclass
from random import Random

from samples import ink
from samples.drawing import A4, WHITE, Colour, Pen, Sheet
from samples.papers import Inspection

WIDTH, HEIGHT = A4
RESULTS = {
    "A": "Favorable",
    "S": "Défavorable pour défaillances majeures",
    "R": "Défavorable pour défaillances critiques",
}
NATURES = {
    "periodique": "Contrôle technique périodique",
    "contre_visite": "Contre-visite",
    "volontaire": "Contrôle volontaire total",
}
LEVELS = {"mineure": "Défaillances mineures", "majeure": "Défaillances majeures", "critique": "Défaillances critiques"}


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


NETWORKS = (
    Network("AUTOCLAIR", (0.05, 0.35, 0.60), "K", True, "Sans"),
    Network("CONTRÔLE PLUS", (0.75, 0.28, 0.05), "M", False, "Sans"),
    Network("VISITECH", (0.10, 0.45, 0.25), "Z", True, "Narrow"),
)


@dataclass(frozen=True)
class Details:
    """What the paper prints beside the values of its model."""

    network: Network
    town: str
    cnit: str
    inspector: ink.Hand
    initial_pv: str = ""
    """Of the visit that a contre-visite follows."""


def sheet(inspection: Inspection, details: Details) -> Sheet:
    """The first page of the paper."""

    def draw(pen: Pen) -> None:
        _Page(pen, inspection, details).draw()

    return Sheet("controle_technique", *A4, draw)


class _Page:
    """One page while it is drawn; `y` is where the next part of a column begins."""

    def __init__(self, pen: Pen, inspection: Inspection, details: Details) -> None:
        self.pen = pen
        self.i = inspection
        self.d = details
        self.n = details.network
        self.font = self.n.font
        self.bold = "Sans-Bold"

    def draw(self) -> None:
        """Everything, from top to bottom."""
        self._head()
        self._left()
        self._right()
        foot = "Informations importantes au verso"
        self.pen.text(WIDTH / 2, HEIGHT - 22, foot, self.font, 7, anchor=0.5)
        self.pen.text(30, HEIGHT - 12, "SPECIMEN", "Sans", 5, (0.6, 0.6, 0.6))

    def _head(self) -> None:
        """Logo, title, number of the form, and the row of three boxes."""
        pen, n = self.pen, self.n
        voluntary = self.i.nature == "volontaire"
        with pen.at(28, 26) as logo:
            if n.boxed:
                logo.box(0, 0, 110, 34, 0, fill=n.colour, radius=4)
                logo.text(55, 22, n.name, "Sans-BoldItalic", 14, WHITE, anchor=0.5)
            else:
                logo.ellipse(17, 17, 16, 16, 3, n.colour)
                logo.text(17, 23, n.name[0], "Serif-Bold", 18, n.colour, anchor=0.5)
                logo.text(40, 23, n.name, "Sans-Bold", 12, n.colour)
        title = ("RAPPORT", "DE CONTRÔLE VOLONTAIRE") if voluntary else ("PROCÈS-VERBAL", "DE CONTRÔLE TECHNIQUE")
        for rank, line in enumerate(title):
            pen.text(WIDTH / 2 + 10, 40 + 16 * rank, line, self.bold, 14, anchor=0.5)
        pen.text(WIDTH - 28, 34, "EXEMPLAIRE REMIS À L'USAGER", self.bold, 7, anchor=1)
        letter, serial = self.i.numero_imprime[0], self.i.numero_imprime[1:]
        pen.text(WIDTH - 28, 52, f"N° d'imprimé : {letter} {serial}", self.font, 9, anchor=1)
        kind = "Contre-visite" if self.i.nature == "contre_visite" else NATURES[self.i.nature]
        boxes = (
            ("NATURE DU CONTRÔLE", kind, 28, 230),
            ("(3) DATE DU CONTRÔLE", f"{self.i.date_controle:%d/%m/%Y}", 262, 130),
            ("N° DU PROCÈS-VERBAL", self.i.numero_pv, 396, 171),
        )
        for label, value, x, width in boxes:
            self._bar(label, x, 84, width)
            pen.box(x, 84, width, 34, 0.6, n.colour)
            pen.text(x + width / 2, 112, value, self.bold, 11, anchor=0.5)

    def _bar(self, label: str, x: float, y: float, width: float) -> None:
        """Heading of a part."""
        size = min(7.5, 7.5 * (width - 8) / self.pen.measure(label, self.bold, 7.5))
        if self.n.boxed:
            self.pen.box(x, y, width, 12, 0, fill=self.n.colour)
            self.pen.text(x + 4, y + 8.8, label, self.bold, size, WHITE)
        else:
            self.pen.text(x + 2, y + 8.8, label, self.bold, size, self.n.colour)
            self.pen.line(x, y + 12, x + width, y + 12, 0.8, self.n.colour)

    def _pair(self, label: str, value: str, x: float, y: float, room: float = 110) -> float:
        """A label and its value, under it or beside it. Returns where the next one begins."""
        if self.n.boxed:
            self.pen.text(x, y + 7, label, self.font, 6.5, (0.25, 0.25, 0.25))
            self.pen.text(x, y + 18, value, self.font, 9.5)
            return y + 22
        self.pen.text(x, y + 9, label, self.font, 7, (0.25, 0.25, 0.25))
        self.pen.text(x + room, y + 9, value, self.bold, 9)
        return y + 15

    def _left(self) -> None:
        """Result, centre, inspector, vehicle."""
        pen, i, x, width = self.pen, self.i, 28.0, 224.0
        y = 128.0
        self._bar("(7) RÉSULTAT DU CONTRÔLE", x, y, width)
        size = min(11.0, 11.0 * (width - 8) / pen.measure(RESULTS[i.resultat], self.bold, 11))
        pen.text(x + width / 2, y + 26, RESULTS[i.resultat], self.bold, size, anchor=0.5)
        y += 36
        self._bar("(8) LIMITE DE VALIDITÉ DU CONTRÔLE RÉALISÉ", x, y, width)
        limit = f"{i.limite_validite:%d/%m/%Y}" if i.limite_validite else ""
        pen.text(x + width / 2, y + 25, limit, self.bold, 11, anchor=0.5)
        y += 34
        self._bar("NATURE DU PROCHAIN CONTRÔLE", x, y, width)
        following = "Contrôle technique périodique" if i.resultat == "A" else "Contre-visite"
        pen.text(x + 4, y + 23, following + (f" avant le {limit}" if limit else ""), self.font, 8.5)
        y += 32
        self._bar("IDENTIFICATION DU CENTRE DE CONTRÔLE", x, y, width)
        y = self._pair("N° D'AGRÉMENT :", i.agrement_centre, x + 4, y + 13)
        y = self._pair("(9) RAISON SOCIALE :", f"{self.n.name} {self.d.town}", x + 4, y)
        y = self._pair("(3) COORDONNÉES :", f"ZA DES ETANGS {self.d.town}", x + 4, y)
        y += 6
        self._bar("(9) IDENTIFICATION DU CONTRÔLEUR", x, y, width)
        following_y = self._pair("N° D'AGRÉMENT :", i.agrement_controleur, x + 4, y + 13)
        pen.text(
            x + (110 if self.n.boxed else 4), following_y + (-8 if self.n.boxed else 9), "SIGNATURE :", self.font, 7
        )
        from_seed = Random(self.d.inspector.seed)
        ink.signature(pen, x + 145, following_y - 12, 62, 26, self.d.inspector, from_seed)
        y = following_y + 18
        y = self._vehicle(x, y, width)
        self._bar("INFORMATIONS SUR LE CONTRÔLE TECHNIQUE DÉFAVORABLE :", x, y, width)
        retest = i.nature == "contre_visite"
        initial = f"{i.date_visite_initiale:%d/%m/%Y}" if retest and i.date_visite_initiale else ""
        for rank, (label, value) in enumerate((
            ("PROCÈS-VERBAL N° :", self.d.initial_pv if retest else ""), ("DATE :", initial),
            ("N° D'AGRÉMENT DU CENTRE :", i.agrement_centre if retest else ""),
        )):  # fmt: skip
            pen.text(x + 4, y + 22 + 11 * rank, label, self.font, 7)
            pen.text(x + 120, y + 22 + 11 * rank, value, self.font, 8.5)
        top = max(y + 52, 690)
        for hole, (wide, high) in enumerate(((100, 100), (54, 36))):
            pen.box(x + 8 + 112 * hole, top, wide, high, 0.4, (0.7, 0.7, 0.7))

    def _vehicle(self, x: float, y: float, width: float) -> float:
        """Identification of the vehicle; most labels carry the numbers of the European certificate."""
        pen, i = self.pen, self.i
        self._bar("IDENTIFICATION DU VÉHICULE", x, y, width)
        y += 13
        third = width / 3
        for rank, (label, value) in enumerate((
            ("(2) Immatriculation et pays", f"{i.immatriculation} ({i.pays})"),
            ("Date d'immatriculation", f"{i.date_immatriculation:%d/%m/%Y}"),
            ("Date de 1ère mise en circulation", f"{i.date_premiere_immatriculation:%d/%m/%Y}"),
        )):  # fmt: skip
            column = x + 4 + rank * third
            pen.text(
                column,
                y + 7,
                label,
                self.font,
                min(6, 6 * (third - 5) / pen.measure(label, self.font, 6)),
                (0.25, 0.25, 0.25),
            )
            pen.text(column, y + 18, value, self.bold, 8.5)
        y += 23
        rows = (
            (("Marque", i.marque), ("Désignation commerciale", i.denomination_commerciale)),
            (("(1) N° dans la série du type (VIN)", i.vin), ("(5) Catégorie internationale", i.categorie_ce)),
            (("Type/CNIT", self.d.cnit), ("Genre", i.genre)),
            (("Document(s) présenté(s)", "Certificat d'immatriculation"), ("Énergie", i.energie)),
        )
        for row in rows:
            for rank, (label, value) in enumerate(row):
                column = x + 4 + rank * width * 0.58
                pen.text(column, y + 7, label, self.font, 6, (0.25, 0.25, 0.25))
                pen.text(column, y + 17.5, value, self.font, 9)
            y += 22
        self._bar("(4) KILOMÉTRAGE RELEVÉ", x, y, width)
        unit = " km" if self.n.boxed else ""
        pen.text(x + width / 2, y + 25, f"{i.kilometrage}{unit}", self.bold, 11, anchor=0.5)
        return y + 34

    def _right(self) -> None:
        """Defects, earlier odometer readings, notices, measures."""
        pen, i, x, width = self.pen, self.i, 262.0, 305.0
        y = 128.0
        heading = (
            "DÉFAUTS OU ANOMALIES CONSTATÉS" if i.nature == "volontaire" else "(6) DÉFAILLANCES ET NIVEAUX DE GRAVITÉ"
        )
        self._bar(heading, x, y, width)
        y += 26
        for level, title in LEVELS.items():
            found = [defect for defect in i.defaillances if defect.niveau == level]
            if found:
                pen.text(x + 4, y, title, self.bold, 8.5)
                y += 12
            for defect in found:
                line = f"{defect.code}. {defect.libelle}"
                pen.text(x + 8, y, line, self.font, min(8, 8 * (width - 10) / pen.measure(line, self.font, 8)))
                y += 11
            y += 3 if found else 0
        if i.nature == "volontaire":
            for line in (
                "Ce rapport de contrôle volontaire ne peut pas être utilisé pour la vente du véhicule ni en",
                "remplacement du procès-verbal de contrôle technique.",
            ):
                pen.text(x + 4, y + 6, line, self.bold, 6.6)
                y += 10
        y = max(y, 330)
        label = "Kilométrages relevés lors des précédents contrôles techniques depuis le 20 mai 2018 :"
        pen.text(x + 4, y, label, self.bold, 6.8)
        known = [f"{r.date:%d/%m/%Y} : {r.kilometrage}km" for r in i.kilometrages_precedents]
        for start in range(0, len(known), 3):
            y += 11
            pen.text(x + 4, y, " / ".join(known[start : start + 3]), self.font, 8)
        y = max(y + 24, 380)
        for line in (
            "Ce véhicule peut faire l'objet d'une campagne de rappel : consultez le site de",
            "l'organisme technique central ou votre concessionnaire.",
        ):
            pen.text(x + 4, y, line, self.font, 7)
            y += 9
        self._measures(x, max(y + 14, 470), width)

    def _measures(self, x: float, y: float, width: float) -> None:
        """The table of measures."""
        pen = self.pen
        self._bar("MESURES RÉALISÉES ET VALEURS LIMITES CORRESPONDANTES", x, y, width)
        columns = [x + width * share for share in (0.56, 0.67, 0.80, 0.91)]
        pen.text(columns[0] + 12, y + 22, "AVANT", self.bold, 6.5)
        pen.text(columns[2] + 8, y + 22, "ARRIERE", self.bold, 6.5)
        for column, side in zip(columns, "GDGD", strict=True):
            pen.text(column, y + 31, side, self.bold, 6.5)
        rng = Random(self.i.vin)
        rows = (
            ("Ripage (m/km)", [f"{rng.uniform(-4, 4):.1f}"]),
            ("Dissymétrie suspension (%)", [str(rng.randint(2, 19)) for _ in range(2)]),
            ("Forces verticales (daN)", [str(rng.randint(280, 460)) for _ in range(4)]),
            ("Frein de service : forces de freinage (daN)", [str(rng.randint(150, 320)) for _ in range(4)]),
            ("Frein de service : déséquilibre (%)", [str(rng.randint(1, 18)) for _ in range(2)]),
            ("Frein de service : taux d'efficacité (%)", [str(rng.randint(58, 82))]),
            ("Frein de stationnement : taux d'efficacité (%)", [str(rng.randint(19, 34))]),
            ("Opacité des fumées C1 C2 C3 (m-1)", [f"{rng.uniform(0.05, 0.9):.2f}" for _ in range(3)]),
            ("CO ralenti accéléré (%)", [f"{rng.uniform(0.0, 0.2):.2f}"]),
            ("Lambda", [f"{rng.uniform(0.98, 1.02):.3f}"]),
            ("Feux de croisement (%)", [f"-{rng.uniform(0.8, 2.4):.1f}" for _ in range(2)]),
        )
        y += 42
        for label, values in rows:
            pen.text(x + 4, y, label, self.font, 7)
            for column, value in zip(columns, values, strict=False):
                pen.text(column, y, value, self.font, 7.5)
            pen.line(x, y + 3.5, x + width, y + 3.5, 0.3, (0.6, 0.6, 0.6))
            y += 13.5
