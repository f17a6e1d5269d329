"""Drawing of the letters and bills of a dossier: procuration (typed or by hand), justificatif de domicile.

None has an official layout; these are invented in the manner of real ones.
"""

import textwrap
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Literal

from pipeline.core.formats import jour
from samples import ink
from samples.drawing import A4, Colour, Pen, Sheet
from samples.ink import Hand
from samples.papers import Paper
from samples.people import Address, Party, Person
from samples.vehicles import Vehicle

WIDTH, HEIGHT = A4
LEFT, RIGHT = 62.0, 530.0
GREY: Colour = (0.6, 0.6, 0.6)

Proof = Literal["electricite", "eau", "internet", "impot", "loyer", "hebergement"]
PROOFS: tuple[Proof, ...] = ("electricite", "eau", "internet", "impot", "loyer", "hebergement")


class Proxy(Paper):
    """A procuration."""

    kind: Literal["procuration"] = "procuration"
    mandants: tuple[str, ...]
    mandataire: str
    immatriculation: str
    fait_le: date
    signatures: int


class HomeProof(Paper):
    """A justificatif de domicile."""

    kind: Literal["justificatif_domicile"] = "justificatif_domicile"
    look: Proof
    nom: str
    adresse: str
    date: date


def proxy(givers: Sequence[Person], taker: Person, vehicle: Vehicle, day: date) -> Proxy:
    """The letter by which those people let that one sign; all of them sign it."""
    return Proxy(
        mandants=tuple(giver.name for giver in givers),
        mandataire=taker.name,
        immatriculation=vehicle.plate,
        fait_le=day,
        signatures=len(givers),
    )


def proxy_sheet(
    paper: Proxy, givers: Sequence[Person], taker: Person, hands: Sequence[Hand], seed: int, *, by_hand: bool = False
) -> Sheet:
    """The letter; `hands` sign it, one for each signature, and the first one writes it where it is by hand."""

    def draw(pen: Pen) -> None:
        rng = Random(seed)
        writer = hands[0] if by_hand else None
        _write(pen, WIDTH / 2 - 60, 90, "PROCURATION", 16, writer, rng, "Serif-Bold")
        y = 150.0
        for paragraph in _paragraphs(paper, givers, taker):
            for line in textwrap.wrap(paragraph, 46 if by_hand else 84):
                _write(pen, LEFT, y, line, 11, writer, rng)
                y += 26 if by_hand else 17
            y += 8
        y += 14
        town = givers[0].address.town.title()
        _write(pen, LEFT, y, f"Fait à {town}, le {jour.format(paper.fait_le)}", 11, writer, rng)
        if not by_hand:
            pen.text(LEFT, y + 30, "Signature" + "s" * (len(givers) > 1), "Serif", 11)
        for rank in range(paper.signatures):
            ink.signature(pen, LEFT + 20 + 240 * rank, y + 44, 130, 48, hands[rank % len(hands)], rng)
        pen.text(LEFT, HEIGHT - 12, "SPECIMEN", "Sans", 5, GREY)

    return Sheet("procuration", *A4, draw)


def _paragraphs(paper: Proxy, givers: Sequence[Person], taker: Person) -> list[str]:
    one = len(givers) == 1
    said = " et ".join(f"{_title(giver)} {name}" for giver, name in zip(givers, paper.mandants, strict=True))
    first = givers[0]
    who = f"Je soussigné{'e' if first.sex == 'F' else ''}" if one else "Nous soussignés"
    born = f"né{'e' if first.sex == 'F' else ''} le {jour.format(first.born_on)} à {first.born_at}, " if one else ""
    return [
        f"{who}, {said}, {born}demeurant {_home(first.address)},",
        f"{'donne' if one else 'donnons'} procuration à {_title(taker)} {paper.mandataire}, demeurant "
        f"{_home(taker.address)},",
        f"pour signer en {'mon' if one else 'notre'} nom tous les documents de la cession du véhicule immatriculé "
        f"{paper.immatriculation}.",
    ]


def home_proof(look: Proof, someone: Party, day: date) -> HomeProof:
    """The proof that someone lives at their address."""
    return HomeProof(look=look, nom=someone.name, adresse=_home(someone.address), date=day)


def home_sheet(paper: HomeProof, someone: Party, hand: Hand, seed: int) -> Sheet:
    """The page."""

    def draw(pen: Pen) -> None:
        rng = Random(seed)
        {"impot": _tax, "loyer": _rent, "hebergement": _hosting}.get(paper.look, _bill)(pen, paper, someone, hand, rng)
        pen.text(LEFT, HEIGHT - 12, "SPECIMEN", "Sans", 5, GREY)

    return Sheet(f"justificatif_domicile.{paper.look}", *A4, draw)


_BILLS = {
    "electricite": ("LUMEO", "Votre facture d'électricité", ("Abonnement", "Consommation", "Taxes et contributions")),
    "eau": ("EAUX DE L'OUEST", "Votre facture d'eau", ("Abonnement", "Consommation", "Assainissement")),
    "internet": ("FIBRA", "Votre facture internet", ("Abonnement", "Location de la box", "Options")),
}


def _bill(pen: Pen, paper: HomeProof, someone: Party, hand: Hand, rng: Random) -> None:
    issuer, title, rows = _BILLS[paper.look]
    pen.box(45, 40, 130, 38, 0, fill=(0.1, 0.35, 0.6))
    pen.text(110, 64, issuer, "Sans-Bold", 13, (1, 1, 1), anchor=0.5)
    _lines(pen, 45, 96, (f"{issuer} - Service clients", "TSA 40001", "33612 CESTAS CEDEX"), 8)
    _window(pen, paper, someone)
    pen.text(45, 210, title, "Sans-Bold", 15)
    if rng.random() < 0.5:
        pen.text(45, 230, f"Facture n° {rng.randrange(10**9):09d} du {jour.format(paper.date)}", "Sans", 10)
    else:
        pen.text(45, 230, f"Date de facture : {jour.format(paper.date)}", "Sans", 10)
    pen.text(45, 246, f"Référence client : {rng.randrange(10**8):08d}", "Sans", 10)
    for rank, label in enumerate((*rows, "TVA", "Total à payer")):
        bold = "Sans-Bold" if label.startswith("Total") else "Sans"
        pen.text(45, 300 + 22 * rank, label, bold, 10)
        pen.text(540, 300 + 22 * rank, f"{rng.uniform(5, 90):.2f} €".replace(".", ","), bold, 10, anchor=1)
        pen.line(45, 306 + 22 * rank, 550, 306 + 22 * rank, 0.4, GREY)
    pen.text(45, 450, f"Montant prélevé le {rng.randint(10, 28)}/{paper.date.month:02d}/{paper.date.year}", "Sans", 9)
    where = "Point de livraison" if paper.look == "electricite" else "Adresse du logement"
    pen.text(45, 470, f"{where} : {_home(someone.address)}", "Sans", 9)


def _tax(pen: Pen, paper: HomeProof, someone: Party, hand: Hand, rng: Random) -> None:
    pen.text(45, 60, "DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES", "Sans-Bold", 9)
    _lines(pen, 45, 100, ("SIP DES QUATRE VENTS", "1 PLACE DU TRESOR", "44000 NANTES"), 8)
    _window(pen, paper, someone)
    pen.text(45, 225, f"AVIS D'IMPÔT {paper.date.year}", "Sans-Bold", 16)
    pen.text(45, 243, f"sur les revenus de {paper.date.year - 1}", "Sans", 11)
    pen.text(45, 270, f"Numéro fiscal : {rng.randrange(10**13):013d}", "Sans", 9)
    pen.text(45, 284, f"Date d'établissement : {jour.format(paper.date)}", "Sans", 9)
    for rank, label in enumerate(("Revenu fiscal de référence", "Nombre de parts", "Impôt sur le revenu net")):
        pen.text(45, 330 + 20 * rank, label, "Sans", 10)
        pen.text(540, 330 + 20 * rank, str(rng.randrange(1, 40000)), "Sans", 10, anchor=1)


def _rent(pen: Pen, paper: HomeProof, someone: Party, hand: Hand, rng: Random) -> None:
    landlord = Person.of(rng)
    pen.text(WIDTH / 2, 60, "QUITTANCE DE LOYER", "Serif-Bold", 16, anchor=0.5)
    pen.text(45, 100, "Bailleur", "Serif-Bold", 10)
    _address(pen, 45, 116, landlord.name, landlord.address)
    pen.text(340, 100, "Locataire", "Serif-Bold", 10)
    _address(pen, 340, 116, someone.name, someone.address)
    text = (
        f"Je soussigné {landlord.name}, propriétaire du logement désigné ci-dessus, déclare avoir reçu du locataire la "
        f"somme de {rng.randint(400, 1200)} euros au titre du loyer et des charges du mois."
    )
    for rank, line in enumerate(textwrap.wrap(text, 84)):
        pen.text(45, 220 + 17 * rank, line, "Serif", 11)
    pen.text(45, 300, f"Fait à {landlord.address.town.title()}, le {jour.format(paper.date)}", "Serif", 11)
    ink.signature(pen, 340, 320, 130, 45, hand, rng)


def _hosting(pen: Pen, paper: HomeProof, someone: Party, hand: Hand, rng: Random) -> None:
    host = Person.of(rng)
    pen.text(WIDTH / 2, 80, "ATTESTATION D'HÉBERGEMENT", "Serif-Bold", 15, anchor=0.5)
    text = (
        f"Je soussigné{'e' if host.sex == 'F' else ''}, {_title(host)} {host.name}, demeurant {paper.adresse}, atteste "
        f"sur l'honneur héberger à mon domicile {_title(someone)} {paper.nom}, depuis plus de trois mois."
    )
    for rank, line in enumerate(textwrap.wrap(text, 84)):
        pen.text(LEFT, 140 + 17 * rank, line, "Serif", 11)
    pen.text(LEFT, 240, f"Fait à {someone.address.town.title()}, le {jour.format(paper.date)}", "Serif", 11)
    ink.signature(pen, LEFT + 200, 260, 130, 45, hand, rng)


def _window(pen: Pen, paper: HomeProof, someone: Party) -> None:
    """The address that shows through the envelope."""
    title = f"{_title(someone)} " if isinstance(someone, Person) else ""
    _address(pen, 320, 130, f"{title}{paper.nom}", someone.address)


def _address(pen: Pen, x: float, y: float, name: str, address: Address) -> None:
    _lines(pen, x, y, (name, address.line, f"{address.postcode} {address.town}"), 10)


def _lines(pen: Pen, x: float, y: float, lines: Sequence[str], size: float) -> None:
    for rank, line in enumerate(lines):
        pen.text(x, y + 1.35 * size * rank, line, "Sans", size)


def _write(
    pen: Pen, x: float, y: float, text: str, size: float, hand: Hand | None, rng: Random, font: str = "Serif"
) -> None:
    """Print, or write by hand."""
    if hand is None:
        pen.text(x, y, text, font, size)
    else:
        ink.write(pen, x, y, text, 0.72 * size, hand, rng)


def _title(someone: Party) -> str:
    return {"M": "Monsieur", "F": "Madame"}.get(someone.sex, "la société")


def _home(address: Address) -> str:
    return f"{address.line} {address.postcode} {address.town}"
