"""Pages that are none of the papers, and some that try to look like one."""

from random import Random

from samples.drawing import A4, Pen, Sheet
from samples.papers import Unknown
from samples.people import Address, Party
from samples.vehicles import Vehicle

WIDTH, HEIGHT = A4
PROSE = (
    "Madame, Monsieur,",
    "Je vous prie de trouver ci-joint les papiers du véhicule dont nous avons parlé au téléphone la semaine",
    "dernière. J'ai fait une copie de tout et je garde les originaux à votre disposition jusqu'à la fin du mois.",
    "La clé de secours est restée chez mon frère, qui pourra vous la remettre le samedi matin. Les pneus d'hiver",
    "sont dans le garage, avec le cric et la notice. Le carnet d'entretien a été tamponné à chaque révision.",
    "N'hésitez pas à m'appeler si une pièce manque ou si quelque chose n'est pas clair. Je reste joignable le soir",
    "après dix-huit heures et toute la journée du dimanche.",
    "Veuillez agréer, Madame, Monsieur, l'expression de mes salutations distinguées.",
)


def sheet(page: Unknown, vehicle: Vehicle, someone: Party, seed: int) -> Sheet:
    """That page, for this vehicle and this person."""

    def draw(pen: Pen) -> None:
        {"prose": _letter, "histovec_rapport": _report}[page.look](pen, vehicle, someone, Random(seed))
        pen.text(30, HEIGHT - 12, "SPECIMEN", "Sans", 5, (0.6, 0.6, 0.6))

    return Sheet(f"inconnu.{page.look}", *A4, draw)


def _sender(pen: Pen, name: str, address: Address, x: float, y: float) -> None:
    for rank, line in enumerate((name, address.line, f"{address.postcode} {address.town}")):
        pen.text(x, y + 14 * rank, line, "Serif", 11)


def _letter(pen: Pen, vehicle: Vehicle, someone: Party, rng: Random) -> None:
    _sender(pen, someone.name, someone.address, 60, 80)
    _sender(pen, "CABINET DES QUATRE VENTS", Address.of(rng), 340, 150)
    for rank, line in enumerate(PROSE):
        pen.text(60, 260 + 24 * rank, line, "Serif", 11)
    pen.text(380, 520, someone.name, "Serif-Italic", 12)


def _report(pen: Pen, vehicle: Vehicle, someone: Party, rng: Random) -> None:
    """HistoVec's report, a web page printed: the rubrics of the certificate, and yet not one."""
    pen.text(45, 60, "HistoVec", "Helvetica-Bold", 18, (0.0, 0.0, 0.57))
    pen.text(45, 86, "Rapport du véhicule", "Helvetica-Bold", 15)
    pen.text(45, 106, f"Immatriculation {vehicle.plate}", "Helvetica", 11)
    for rank, tab in enumerate(
        ("Synthèse", "Véhicule", "Titulaire & Titre", "Situation administrative", "Historique", "Contrôles techniques")
    ):
        pen.text(45 + 86 * rank, 136, tab, "Helvetica-Bold", 8)
    pen.text(45, 170, "Situation administrative", "Helvetica-Bold", 13)
    rows = (
        ("Gages", "NON"), ("Oppositions", "NON"),
        ("Opposition au transfert du certificat d'immatriculation (OTCI)", "NON"),
        ("Déclaration valant saisie", "NON"), ("Procédure de réparation contrôlée", "NON"), ("Véhicule volé", "NON"),
        ("Certificat d'immatriculation suspendu", "NON"), ("Certificat d'immatriculation annulé", "NON"),
    )  # fmt: skip
    for rank, (label, value) in enumerate(rows):
        pen.text(60, 200 + 20 * rank, label, "Helvetica", 10)
        pen.text(470, 200 + 20 * rank, value, "Helvetica-Bold", 10)
    pen.text(45, 390, "Véhicule", "Helvetica-Bold", 13)
    for rank, (label, value) in enumerate(
        (("Marque", vehicle.model.marque), ("Modèle", vehicle.model.denomination), ("Genre", vehicle.model.genre))
    ):
        pen.text(60, 415 + 18 * rank, label, "Helvetica", 10)
        pen.text(300, 415 + 18 * rank, value, "Helvetica", 10)
    pen.text(45, 500, "Kilométrage", "Helvetica-Bold", 13)
    for rank in range(3):
        pen.text(
            60, 522 + 18 * rank, f"{12 + rank}/03/{2019 + 2 * rank} : {rng.randrange(20, 90)} 000 km", "Helvetica", 10
        )
    pen.text(45, HEIGHT - 40, "https://histovec.interieur.gouv.fr/histovec/rapport-vendeur", "Helvetica", 8)
