"""Drawing of what the register answers to a declared sale: receipt, screen, e-mail, electronic certificate with 2D-Doc.

No original could be seen; the layouts are made up from what documents.md, section 6, says of their content.
"""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal

from pipeline.core.formats import heure, jour, texte
from pipeline.core.model import Hour
from samples import deux_d_doc
from samples.drawing import A4, Colour, Pen, Sheet
from samples.papers import Paper
from samples.people import Party, Person
from samples.vehicles import Vehicle

WIDTH, HEIGHT = A4
SCREEN_HEIGHT = 372.0
"""Of a screen shot as wide as A4, in points."""
NAVY: Colour = (0.0, 0.0, 0.57)
RED: Colour = (0.85, 0.05, 0.1)
GREY: Colour = (0.45, 0.45, 0.5)
CODE_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"

Look = Literal["accuse", "ecran", "mail", "certificat"]


class Receipt(Paper):
    """One of these papers; None = not printed on it."""

    kind: Literal["accuse_cession"] = "accuse_cession"
    look: Look
    code_cession: str | None = None
    numero_dossier: str
    immatriculation: str
    vin: str | None = None
    date_cession: date | None = None
    heure_cession: Hour | None = None
    date_enregistrement: date | None = None
    vendeur_nom: str | None = None
    acquereur_nom: str | None = None
    signature_2d_doc: Literal["non_verifiable"] | None = None


def of_sale(look: Look, vehicle: Vehicle, seller: Party, buyer: Party, sold_at: datetime, rng: Random) -> Receipt:
    """The paper of that sale, declared some days later."""
    declared = (sold_at + timedelta(days=rng.randint(0, 9))).date()
    length = rng.choice((11, 11, 5))
    code = "".join(rng.choices(CODE_CHARACTERS, k=length - 1))
    number = f"{rng.randrange(10**9):010d}" if look == "certificat" else str(rng.randrange(10**4, 10**7))
    if look in ("ecran", "mail"):
        return Receipt(
            look=look,
            code_cession=code + rng.choice("23456789"),
            numero_dossier=number,
            immatriculation=vehicle.plate,
            date_enregistrement=declared if look == "mail" else None,
        )
    return Receipt(
        look=look,
        numero_dossier=number,
        immatriculation=vehicle.plate,
        vin=vehicle.vin,
        date_cession=sold_at.date(),
        heure_cession=sold_at.time().replace(second=0, microsecond=0),
        date_enregistrement=declared,
        vendeur_nom=seller.name,
        acquereur_nom=buyer.name,
        signature_2d_doc="non_verifiable" if look == "certificat" else None,
    )


def sheet(
    receipt: Receipt,
    vehicle: Vehicle,
    seller: Party,
    buyer: Party,
    authority: deux_d_doc.Authority | None = None,
) -> Sheet:
    """The page; `authority` signs the 2D-Doc, the one of the tests by default."""

    def draw(pen: Pen) -> None:
        if receipt.look == "certificat":
            _certificate(pen, receipt, vehicle, deux_d_doc.message(_blocks(receipt, vehicle, seller, buyer),
                         receipt.date_enregistrement or date(2026, 1, 1), authority))  # fmt: skip
        else:
            {"accuse": _receipt, "ecran": _screen, "mail": _mail}[receipt.look](pen, receipt, vehicle)
        pen.text(30, height - 8, "SPECIMEN", "Sans", 5, (0.6, 0.6, 0.6))

    height = SCREEN_HEIGHT if receipt.look == "ecran" else HEIGHT
    return Sheet(f"accuse_cession.{receipt.look}", WIDTH, height, draw)


def _blocks(receipt: Receipt, vehicle: Vehicle, seller: Party, buyer: Party) -> dict[str, str]:
    """The blocks of the 2D-Doc (documents.md 7.3)."""

    def names(party: Party) -> tuple[str, str]:
        return (party.surname, party.first_names) if isinstance(party, Person) else (party.name, "")

    sold = f"{receipt.date_cession:%d%m%Y}{receipt.heure_cession:%H%M}"
    (seller_name, seller_first), (buyer_name, buyer_first) = names(seller), names(buyer)
    values = {
        "A1": receipt.immatriculation, "A4": receipt.vin or "", "AA": f"{vehicle.first_registered:%d%m%Y}",
        "AN": "00084512", "C1": seller_name, "C2": seller_first, "C3": sold, "C4": sold[:8], "C6": buyer_name,
        "C7": buyer_first, "C8": buyer.address.line, "C9": buyer.address.postcode, "CA": buyer.address.town,
        "CB": receipt.numero_dossier, "CC": f"{receipt.date_enregistrement:%d%m%Y}{time(9, 41):%H%M}",
    }  # fmt: skip
    return {block: texte.compact(value) for block, value in values.items()}


def _rows(pen: Pen, rows: list[tuple[str, str]], top: float, label: float = 60, value: float = 270) -> float:
    """Labels left, values right; returns where the next row would stand."""
    for name, text in rows:
        pen.text(label, top, f"{name} :", "Sans", 10)
        pen.text(value, top, text, "Sans-Bold", 10)
        top += 19
    return top


def _head(pen: Pen) -> None:
    pen.box(45, 40, 16, 10, 0, fill=NAVY)
    pen.box(64, 40, 16, 10, 0, fill=RED)
    pen.text(45, 64, "MINISTÈRE DE L'INTÉRIEUR", "Sans-Bold", 9)
    pen.text(WIDTH - 45, 50, "Système d'immatriculation des véhicules", "Sans", 9, anchor=1)


def _receipt(pen: Pen, receipt: Receipt, vehicle: Vehicle) -> None:
    _head(pen)
    pen.text(WIDTH / 2, 130, "ACCUSÉ D'ENREGISTREMENT", "Sans-Bold", 15, anchor=0.5)
    pen.text(WIDTH / 2, 150, "DE LA DÉCLARATION DE CESSION D'UN VÉHICULE", "Sans-Bold", 13, anchor=0.5)
    top = _rows(
        pen,
        [
            ("Numéro d'enregistrement", receipt.numero_dossier),
            ("Date d'enregistrement", f"{_day(receipt.date_enregistrement)} à 09h41"),
        ],
        200,
    )
    pen.text(45, top + 18, "VÉHICULE", "Sans-Bold", 11)
    top = _rows(
        pen,
        [
            ("Numéro d'immatriculation", receipt.immatriculation),
            ("Numéro d'identification (VIN)", receipt.vin or ""),
            ("Marque", vehicle.model.marque),
        ],
        top + 38,
    )
    pen.text(45, top + 18, "CESSION", "Sans-Bold", 11)
    top = _rows(pen, _sale(receipt), top + 38)
    for rank, line in enumerate((
        "Le présent accusé atteste que la déclaration de cession de ce véhicule a été enregistrée dans le système",
        "d'immatriculation des véhicules. Il est à conserver par l'ancien propriétaire.",
    )):  # fmt: skip
        pen.text(45, top + 40 + 14 * rank, line, "Sans", 9)


def _certificate(pen: Pen, receipt: Receipt, vehicle: Vehicle, message: str) -> None:
    _head(pen)
    pen.text(WIDTH / 2, 120, "CERTIFICAT DE CESSION ÉLECTRONIQUE", "Sans-Bold", 15, anchor=0.5)
    deux_d_doc.draw(pen, WIDTH - 45 - 84, 150, message)
    rows = [
        ("Numéro de la déclaration", receipt.numero_dossier),
        ("Enregistrée le", f"{_day(receipt.date_enregistrement)} à 09h41"),
        ("Immatriculation", receipt.immatriculation),
        ("Numéro VIN", receipt.vin or ""),
        ("Marque", vehicle.model.marque),
        ("Kilométrage", "84 512 km"),
    ]
    top = _rows(pen, rows, 170, 45, 210)
    _rows(pen, _sale(receipt), top + 40, 45, 210)
    pen.text(45, 560, "Document signé électroniquement. Le code 2D-DOC permet d'en vérifier l'authenticité.", "Sans", 9)


def _sale(receipt: Receipt) -> list[tuple[str, str]]:
    hour = heure.format(receipt.heure_cession) if receipt.heure_cession else ""
    return [
        ("Date et heure de la cession", f"{_day(receipt.date_cession)} à {hour}"),
        ("Ancien propriétaire", receipt.vendeur_nom or ""),
        ("Nouveau propriétaire", receipt.acquereur_nom or ""),
    ]


def _screen(pen: Pen, receipt: Receipt, vehicle: Vehicle) -> None:
    """The last page of the declaration on the site of the agency, as a screen shot."""
    pen.box(0, 0, WIDTH, 30, 0, fill=(0.96, 0.96, 0.98))
    pen.text(20, 13, "AGENCE NATIONALE", "Sans-Bold", 7)
    pen.text(20, 22, "DES TITRES SÉCURISÉS", "Sans-Bold", 7)
    pen.text(WIDTH - 20, 18, "Mon espace véhicule", "Sans", 7, GREY, anchor=1)
    pen.text(20, 56, "DÉCLARATION DE CESSION", "Sans-Bold", 13, NAVY)
    for rank, tab in enumerate(("Pour commencer", "Documents nécessaires", "Déclaration", "Récapitulatif", "Terminer")):
        pen.text(20 + 105 * rank, 80, tab, "Sans-Bold" if rank == 4 else "Sans", 7.5, RED if rank == 4 else GREY)
    pen.text(20, 110, f"Numéro d'immatriculation : {receipt.immatriculation}", "Sans", 9)
    pen.text(20, 136, "Votre demande est terminée.", "Sans-Bold", 10)
    pen.text(20, 158, "Veuillez noter les informations suivantes :", "Sans", 9)
    width = pen.text(36, 178, "•  Numéro de dossier : ", "Sans", 9)
    pen.text(36 + width, 178, receipt.numero_dossier, "Sans-Bold", 9)
    width = pen.text(36, 196, "•  Code de cession du véhicule : ", "Sans", 9)
    pen.text(36 + width, 196, receipt.code_cession or "", "Sans-Bold", 9, RED)
    line = "L'acheteur aura besoin du code de cession pour immatriculer le véhicule à son nom."
    pen.text(20, 226, line, "Sans", 9)
    pen.box(20, 300, 90, 22, 0, fill=NAVY, radius=3)
    pen.text(65, 314, "TERMINER", "Sans-Bold", 8, (1, 1, 1), anchor=0.5)


def _mail(pen: Pen, receipt: Receipt, vehicle: Vehicle) -> None:
    """An e-mail printed on paper."""
    pen.text(45, 60, "De : ne-pas-repondre@titres.example", "Sans", 9, GREY)
    pen.text(45, 74, "Objet : Votre déclaration de cession", "Sans-Bold", 9)
    pen.line(45, 84, WIDTH - 45, 84, 0.5, GREY)
    lines = (
        "Bonjour,",
        "La déclaration de cession de votre véhicule immatriculé " + receipt.immatriculation,
        f"a bien été enregistrée le {_day(receipt.date_enregistrement)}.",
        f"Numéro de dossier : {receipt.numero_dossier}",
        f"Code de cession : {receipt.code_cession}",
        "Transmettez-le à l'acquéreur du véhicule : il lui sera demandé pour son immatriculation.",
        "Cordialement,",
        "France Titres",
    )
    for rank, line in enumerate(lines):
        pen.text(45, 120 + 22 * rank, line, "Sans", 10.5)


def _day(day: date | None) -> str:
    return jour.format(day) if day else ""
