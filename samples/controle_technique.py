"""Drawing of the procès-verbal de contrôle technique as the invented networks set it, and of its look-alikes.

All words are those that real ones print. The look-alikes: a contrôle volontaire, and a procès-verbal of the regime
that ended on 20 May 2018.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from textwrap import wrap

from pipeline.core.documents import Defaillance
from samples import ink
from samples.ct_networks import LEVELS, Level, Network
from samples.drawing import A4, WHITE, Pen, Sheet
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
    "complementaire": "Contrôle technique complémentaire",
    "volontaire": "Contrôle volontaire total",
}
FORMER_WORDS = {
    "Contrôle technique périodique": "VISITE TECHNIQUE PÉRIODIQUE",
    "Favorable": "FAVORABLE",
    "Défavorable pour défaillances majeures": "DÉFAVORABLE",
    "LIMITE DE VALIDITÉ DU CONTRÔLE RÉALISÉ": "DATE LIMITE DE VALIDITÉ DU CONTRÔLE",
    "IDENTIFICATION DU CENTRE DE CONTRÔLE": "IDENTITÉ DU CENTRE DE CONTRÔLE",
    "IDENTIFICATION DU CONTRÔLEUR": "IDENTITÉ DU CONTRÔLEUR",
    "Immatriculation et pays": "N° d'immatriculation",
    "N° dans la série du type (VIN)": "N° dans la série du type",
    "KILOMÉTRAGE RELEVÉ": "KILOMÉTRAGE INSCRIT AU COMPTEUR",
}
"""Of the regime before 20 May 2018, in its form of 2010."""
FORMER_HEADS = {
    "mineure": "DÉFAUTS À CORRIGER SANS OBLIGATION D'UNE CONTRE-VISITE",
    "majeure": "DÉFAUTS À CORRIGER AVEC OBLIGATION D'UNE CONTRE-VISITE",
    "critique": "",
}


@dataclass(frozen=True)
class Details:
    """What the paper prints beside the values of its model."""

    network: Network
    town: str
    cnit: str
    inspector: ink.Hand
    initial_pv: str = ""
    """Of the visit that a contre-visite follows."""
    nature: str = ""
    """Short form of the nature, where a special use of the vehicle has one."""
    former: bool = False
    """Of the regime before 20 May 2018."""


def sheets(inspection: Inspection, details: Details) -> tuple[Sheet, ...]:
    """The pages of the paper: one, and as many more as its defects need."""
    defects, room = inspection.defaillances, details.network.style.defects_a_page
    parts = [defects[start : start + room] for start in range(0, len(defects), room)] or [()]

    def page(rank: int) -> Sheet:
        def draw(pen: Pen) -> None:
            drawing = _Page(pen, inspection, details, parts[rank], is_last=rank == len(parts) - 1)
            drawing.further() if rank else drawing.first()

        return Sheet("controle_technique", *A4, draw)

    return tuple(map(page, range(len(parts))))


class _Page:
    """One page while it is drawn; `y` is where the next part of a column begins."""

    def __init__(
        self, pen: Pen, inspection: Inspection, details: Details, defects: Sequence[Defaillance], *, is_last: bool
    ) -> None:
        self.pen = pen
        self.i = inspection
        self.d = details
        self.n = details.network
        self.style = details.network.style
        self.defects = defects
        self.is_last = is_last
        self.font = self.n.font
        self.bold = "Sans-Bold"

    def first(self) -> None:
        """Everything, from top to bottom."""
        self._head()
        self._left()
        self._right()
        self._foot()

    def further(self) -> None:
        """A page on which the list of defects goes on."""
        pen = self.pen
        pen.text(WIDTH / 2, 50, "Suite du procès-verbal", self.bold, 14, anchor=0.5)
        self._number()
        self._pair(self._word("N° DU PROCÈS-VERBAL"), self.i.numero_pv, 28, 70)
        self._list(28, 110, WIDTH - 56)
        self._foot()

    def _foot(self) -> None:
        if not self.is_last:
            more = "Attention, il existe une suite à cette page du procès-verbal"
            self.pen.text(WIDTH / 2, HEIGHT - 34, more, self.bold, 8, anchor=0.5)
        foot = "Informations importantes au verso"
        self.pen.text(WIDTH / 2, HEIGHT - 22, foot, self.font, 7, anchor=0.5)
        self.pen.text(30, HEIGHT - 12, "SPECIMEN", "Sans", 5, (0.6, 0.6, 0.6))

    def _word(self, usual: str) -> str:
        """A caption or value in the words of the network."""
        number, bare = usual[:4] * usual.startswith("("), usual[4:] if usual.startswith("(") else usual
        words = {**self.style.words, **(FORMER_WORDS if self.d.former else {})}
        word = words.get(bare, bare)
        return (number if self.style.numbered and not self.d.former else "") + word

    def _value(self, usual: str) -> str:
        return self._word(usual).upper() if self.style.capitals else self._word(usual)

    def _day(self, day: date | None) -> str:
        return day.strftime(self.style.day) if day else ""

    def _km(self, km: int) -> str:
        return f"{km:,}".replace(",", self.style.thousands)

    def _number(self) -> None:
        letter, serial = self.i.numero_imprime[:1], self.i.numero_imprime[1:]
        if letter.isdigit():
            letter, serial = "", self.i.numero_imprime
        number = self.style.imprime.format(letter=letter, serial=serial)
        self.pen.text(WIDTH - 28, 52, f"N° d'imprimé : {number}", self.font, 9, anchor=1)

    def _head(self) -> None:
        """Logo, title, number of the form, and the row of three boxes."""
        pen, n = self.pen, self.n
        voluntary = self.i.nature == "volontaire"
        with pen.at(28, 26) as logo:
            if n.boxed:
                logo.box(0, 0, 110, 34, 0, fill=n.colour, radius=4)
                size = min(14, 14 * 104 / pen.measure(n.name, "Sans-BoldItalic", 14))
                logo.text(55, 22, n.name, "Sans-BoldItalic", size, WHITE, anchor=0.5)
            else:
                logo.ellipse(17, 17, 16, 16, 3, n.colour)
                logo.text(17, 23, n.name[0], "Serif-Bold", 18, n.colour, anchor=0.5)
                logo.text(40, 23, n.name, "Sans-Bold", 12, n.colour)
        title = ("RAPPORT", "DE CONTRÔLE VOLONTAIRE") if voluntary else self.style.title
        title = (*title, "D'UN VÉHICULE AUTOMOBILE") if self.d.former else title
        for rank, line in enumerate(title):
            pen.text(WIDTH / 2 + 10, 40 + 16 * rank, line, self.bold, 14 if len(line) < 24 else 11, anchor=0.5)
        pen.text(WIDTH - 28, 34, "EXEMPLAIRE REMIS À L'USAGER", self.bold, 7, anchor=1)
        self._number()
        kind = self.d.nature or self._value(NATURES[self.i.nature])
        boxes = (
            ("NATURE DU CONTRÔLE", kind, 28, 230),
            ("(3) DATE DU CONTRÔLE", self._day(self.i.date_controle), 262, 130),
            ("N° DU PROCÈS-VERBAL", self.i.numero_pv, 396, 171),
        )
        for label, value, x, width in boxes:
            self._bar(label, x, 84, width)
            pen.box(x, 84, width, 34, 0.6, n.colour)
            pen.text(x + width / 2, 112, value, self.bold, 11, anchor=0.5)

    def _bar(self, label: str, x: float, y: float, width: float) -> None:
        """Heading of a part."""
        label = self._word(label)
        size = min(7.5, 7.5 * (width - 8) / self.pen.measure(label, self.bold, 7.5))
        if self.n.boxed:
            self.pen.box(x, y, width, 12, 0, fill=self.n.colour)
            self.pen.text(x + 4, y + 8.8, label, self.bold, size, WHITE)
        else:
            self.pen.text(x + 2, y + 8.8, label, self.bold, size, self.n.colour)
            self.pen.line(x, y + 12, x + width, y + 12, 0.8, self.n.colour)

    def _pair(self, label: str, value: str, x: float, y: float, room: float = 110) -> float:
        """A label and its value, under it or beside it. Returns where the next one begins."""
        label = self._word(label)
        if self.n.boxed:
            self.pen.text(x, y + 7, label, self.font, 6.5, (0.25, 0.25, 0.25))
            self.pen.text(x, y + 18, value, self.font, 9.5)
            return y + 22
        self.pen.text(x, y + 9, label, self.font, 7, (0.25, 0.25, 0.25))
        self.pen.text(x + room, y + 9, value, self.bold, 9)
        return y + 15

    def _left(self) -> None:
        """Result, centre, inspector, vehicle."""
        pen, i, x, width = self.pen, self.i, 28.0, self.style.split - 38
        limit = self._day(i.limite_validite)
        y = self._outcome("(7) RÉSULTAT DU CONTRÔLE", self._value(RESULTS[i.resultat]), x, 128.0, width, 36)
        y = self._outcome("(8) LIMITE DE VALIDITÉ DU CONTRÔLE RÉALISÉ", limit, x, y, width, 34)
        self._bar("NATURE DU PROCHAIN CONTRÔLE", x, y, width)
        following = self._value("Contrôle technique périodique" if i.resultat == "A" else "Contre-visite")
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
        initial = self._day(i.date_visite_initiale if retest else None)
        for rank, (label, value) in enumerate((
            ("PROCÈS-VERBAL N° :", self.d.initial_pv if retest else ""), ("DATE :", initial),
            ("N° D'AGRÉMENT DU CENTRE :", i.agrement_centre if retest else ""),
        )):  # fmt: skip
            pen.text(x + 4, y + 22 + 11 * rank, label, self.font, 7)
            pen.text(x + 120, y + 22 + 11 * rank, value, self.font, 8.5)
        self._holes(x + 8, max(y + 52, 690))

    def _outcome(self, label: str, value: str, x: float, y: float, width: float, step: float) -> float:
        """Result or limit, under its caption or behind it. Returns where the next part begins."""
        pen = self.pen
        if self.style.inline:
            caption = self._word(label) + " :"
            pen.text(x, y + 12, caption, self.bold, 7.5)
            left = x + pen.measure(caption, self.bold, 7.5) + 6
            for rank, line in enumerate(wrap(value, 24)):
                pen.text(left, y + 12 + 11 * rank, line, self.bold, 9)
            return y + step
        self._bar(label, x, y, width)
        size = min(11.0, 11.0 * (width - 8) / max(pen.measure(value, self.bold, 11), 1))
        pen.text(x + width / 2, y + (26 if step == 36 else 25), value, self.bold, size, anchor=0.5)
        return y + step

    def _holes(self, x: float, top: float) -> None:
        """The disc and the sticker, or the holes that they left."""
        pen, i = self.pen, self.i
        for hole, (wide, high) in enumerate(((100, 100), (54, 36))):
            pen.box(x + 112 * hole, top, wide, high, 0.4, (0.7, 0.7, 0.7))
        if not self.style.disc:
            return
        limit = self._day(i.limite_validite)
        for rank, (label, value) in enumerate((
            ("N° D'AGRÉMENT", i.agrement_centre), ("N° DE SÉRIE", i.vin), ("N° D'IMPRIMÉ", i.numero_imprime),
        )):  # fmt: skip
            pen.text(x + 4, top + 46 + 17 * rank, label, self.font, 5)
            pen.text(x + 4, top + 54 + 17 * rank, value, self.font, 7)
        pen.text(x + 50, top + 16, i.immatriculation, self.bold, 10, anchor=0.5)
        pen.text(x + 50, top + 30, limit, self.bold, 11, anchor=0.5)
        for rank, line in enumerate((f"{self.n.name} {i.resultat}", limit, i.immatriculation, i.numero_imprime)):
            pen.text(
                x + 114, top + 8 + 8 * rank, line, self.font, min(6, 6 * 50 / max(pen.measure(line, self.font, 6), 1))
            )

    def _vehicle(self, x: float, y: float, width: float) -> float:
        """Identification of the vehicle; most labels carry the numbers of the European certificate."""
        pen, i = self.pen, self.i
        self._bar("IDENTIFICATION DU VÉHICULE", x, y, width)
        y += 13
        third = width / 3
        for rank, (label, value) in enumerate((
            ("(2) Immatriculation et pays", i.immatriculation if self.d.former else f"{i.immatriculation} ({i.pays})"),
            ("Date d'immatriculation", self._day(i.date_immatriculation)),
            ("Date de 1ère mise en circulation", self._day(i.date_premiere_immatriculation)),
        )):  # fmt: skip
            column, caption = x + 4 + rank * third, self._word(label)
            size = min(6, 6 * (third - 5) / pen.measure(caption, self.font, 6))
            pen.text(column, y + 7, caption, self.font, size, (0.25, 0.25, 0.25))
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
                pen.text(column, y + 7, self._word(label), self.font, 6, (0.25, 0.25, 0.25))
                pen.text(column, y + 17.5, value, self.font, 9)
            y += 22
        self._bar("(4) KILOMÉTRAGE RELEVÉ", x, y, width)
        unit = (" km" if self.n.boxed else "") if self.style.unit is None else self.style.unit
        pen.text(x + width / 2, y + 25, f"{self._km(i.kilometrage)}{unit}", self.bold, 11, anchor=0.5)
        return y + 34

    def _right(self) -> None:
        """Defects, earlier odometer readings, notices, measures."""
        pen, i, x = self.pen, self.i, self.style.split
        width = WIDTH - 28.28 - x
        y = self._list(x, 128.0, width)
        if i.nature == "volontaire":
            for line in (
                "Ce rapport de contrôle volontaire ne peut pas être utilisé pour la vente du véhicule ni en",
                "remplacement du procès-verbal de contrôle technique.",
            ):
                pen.text(x + 4, y + 6, line, self.bold, 6.6)
                y += 10
        y = max(y, 330)
        if self.d.former:
            self._measures(x, 470, width)
            return
        label = "Kilométrages relevés lors des précédents contrôles techniques depuis le 20 mai 2018 :"
        pen.text(x + 4, y, label, self.bold, 6.8)
        known = [f"{r.date:%d/%m/%Y} : {r.kilometrage}km" for r in i.kilometrages_precedents]
        step = 1 if self.style.one_a_line else 3
        for start in range(0, len(known), step):
            y += 11
            pen.text(x + 4, y, " / ".join(known[start : start + step]), self.font, 8)
        y = max(y + 24, 380)
        for line in (
            "Ce véhicule peut faire l'objet d'une campagne de rappel : consultez le site de",
            "l'organisme technique central ou votre concessionnaire.",
        ):
            pen.text(x + 4, y, line, self.font, 7)
            y += 9
        self._measures(x, max(y + 14, 470), width)

    def _list(self, x: float, y: float, width: float) -> float:
        """The defects by severity. Returns where the next part begins."""
        pen = self.pen
        heading = {True: "DÉFAUTS CONSTATÉS", False: "(6) DÉFAILLANCES ET NIVEAUX DE GRAVITÉ"}[self.d.former]
        self._bar("DÉFAUTS OU ANOMALIES CONSTATÉS" if self.i.nature == "volontaire" else heading, x, y, width)
        y += 26
        for level in LEVELS:
            found = [defect for defect in self.defects if defect.niveau == level]
            if found:
                pen.text(x + 4, y, self._severity(level), self.bold, 8.5 if not self.d.former else 7)
                y += 12
            for defect in found:
                line = f"{defect.code}. {defect.libelle}"
                whole = [line]
                if self.style.wraps:
                    whole = wrap(line, int(len(line) * (width - 12) / pen.measure(line, self.font, 7.5)))
                for part in whole:
                    room = min(8 if len(whole) == 1 else 7.5, 8 * (width - 10) / pen.measure(part, self.font, 8))
                    pen.text(x + 8, y, part, self.font, room)
                    y += 11
            y += 3 if found else 0
        return y

    def _severity(self, level: Level) -> str:
        if self.d.former:
            return FORMER_HEADS[level]
        head = self.style.head.format(level=level)
        return head.upper() if self.style.capitals else head

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
