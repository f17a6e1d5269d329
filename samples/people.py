"""Invented people, companies and addresses."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SURNAMES = (
    "DUBOIS",
    "MOREAU",
    "LEFÈVRE",
    "GARNIER",
    "ROUSSEL",
    "FAURE",
    "CHEVALIER",
    "BLANCHARD",
    "LEMOINE",
    "PERRIN",
    "MARCHAND",
    "BARBIER",
    "GÉRARD",
    "NOËL",
    "BRUNET",
    "COLIN",
    "AUBERT",
    "ROLLAND",
    "VASSEUR",
    "LECLERCQ",
    "GUÉRIN",
    "DE LA TOUR",
    "LE GOFF",
    "D'ALMEIDA",
    "DU PLESSIS",
    "EL AMRANI",
    "NGUYEN",
    "BENALI",
    "KOWALSKI",
    "DA SILVA",
    "LE ROUX",
    "MARTIN-DURAND",
    "PETIT-JEAN",
    "SAINT-MARTIN",
    "BOUCHER",
    "CARPENTIER",
    "DELAROCHE",
    "FÉVRIER",
    "GROS",
    "LI",
)
MEN = ("Camille", "Jean", "Jean-Pierre", "Hugo", "Léo", "Éric", "François", "Mickaël", "Mohamed", "Paul",
"Loïc", "Rémi",
       "Benoît", "Antoine", "Thierry", "Xavier")  # fmt: skip
WOMEN = ("Claire", "Hélène", "Anne-Sophie", "Zoé", "Inès", "Françoise", "Maëlys", "Aïcha", "Lucie", "Chloé", "Marie",
         "Éloïse", "Nathalie", "Sylvie", "Margaux", "Thi Lan")  # fmt: skip
STREETS = (
    ("RUE", "DES TILLEULS"), ("RUE", "DES LILAS"), ("RUE", "DU MOULIN VERT"), ("AVENUE", "JEAN JAURES"),
    ("IMPASSE", "DES ROITELETS"),
    ("BOULEVARD", "DE LA LIBERTE"), ("CHEMIN", "DES VIGNES"), ("PLACE", "DE L'EGLISE"), ("ROUTE",
    "DE SAINT-OMER"), ("ALLEE", "DES PEUPLIERS"),
    ("RUE", "DU 8 MAI 1945"), ("QUAI", "DES BRUMES"), ("RUE", "SAINT-EXUPERY"), ("SQUARE", "HENRI BARBUSSE"),
    ("COURS", "VICTOR HUGO"), ("RUE", "DU GENERAL LECLERC"),
)  # fmt: skip
TOWNS = (
    ("69003", "LYON"), ("31000", "TOULOUSE"), ("44000", "NANTES"), ("59169", "FERIN"), ("35700", "RENNES"),
    ("13008", "MARSEILLE"),
    ("76600", "LE HAVRE"), ("67000", "STRASBOURG"), ("06300", "NICE"), ("33800", "BORDEAUX"), ("62500",
    "SAINT-OMER"), ("29200", "BREST"),
    ("38100", "GRENOBLE"), ("21000", "DIJON"), ("92140", "CLAMART"), ("94130", "NOGENT-SUR-MARNE"), ("85100",
    "LES SABLES-D'OLONNE"),
    ("72000", "LE MANS"), ("42100", "SAINT-ETIENNE"), ("02100", "SAINT-QUENTIN"), ("20200", "BASTIA"),
)  # fmt: skip
COMPANIES = (
    "TRANSPORTS DUVAL SARL", "SAS MENUISERIE LEBRETON", "BOULANGERIE AUX DEUX EPIS SARL", "SCI DES TROIS CHENES",
    "SOCIETE NOUVELLE D'ELECTRICITE DU LITTORAL", "ATELIER GRAND-PRE SAS", "EURL PLOMBERIE SAINT-YVES",
    "CABINET OREADE CONSEIL SASU",
)  # fmt: skip

AGENTS = ("CARTE GRISE DU CENTRE SARL", "IMMAT SERVICES SAS", "ALLO PLAQUES ET TITRES SARL")
"""Professionals who file for others."""
GARAGES = ("GARAGE DU CENTRE SAS", "AUTOMOBILES DE LA COTE SARL", "NEGOCE AUTO DU RHONE SAS")
"""Car traders."""


@dataclass(frozen=True)
class Address:
    """Where someone lives; capitals without accents, as on the card."""

    number: str
    extension: str
    """'BIS', 'TER' or empty."""
    street_type: str
    street_name: str
    postcode: str
    town: str

    @property
    def line(self) -> str:
        """First line, parts joined by blanks."""
        return " ".join(part for part in (self.number, self.extension, self.street_type, self.street_name) if part)

    @classmethod
    def of(cls, rng: Random) -> "Address":
        """An address by chance."""
        street_type, street_name = rng.choice(STREETS)
        postcode, town = rng.choice(TOWNS)
        extension = rng.choices(("", "BIS", "TER"), (0.85, 0.1, 0.05))[0]
        return cls(str(rng.randint(1, 189)), extension, street_type, street_name, postcode, town)


@dataclass(frozen=True)
class Person:
    """A natural person."""

    surname: str
    """Capitals with their accents."""
    first_names: str
    sex: str
    """'M' or 'F'."""
    born_on: date
    born_at: str
    address: Address

    is_company = False

    @property
    def name(self) -> str:
        """As written on the cerfa."""
        return f"{self.surname} {self.first_names}"

    @classmethod
    def of(cls, rng: Random) -> "Person":
        """A grown-up by chance."""
        sex = rng.choice("MF")
        names = rng.sample(MEN if sex == "M" else WOMEN, k=rng.choice((1, 1, 2)))
        born = date(1948, 1, 1) + timedelta(days=rng.randrange(56 * 365))
        return cls(rng.choice(SURNAMES), " ".join(names), sex, born, rng.choice(TOWNS)[1], Address.of(rng))


@dataclass(frozen=True)
class Company:
    """A legal person, with its stamp."""

    name: str
    siret: str
    """14 digits with right check digits; the SIREN starts with 0, which no real one does."""
    address: Address

    is_company = True
    sex = ""

    @classmethod
    def of(cls, rng: Random) -> "Company":
        """A company by chance."""
        siren = _luhn("0" + "".join(rng.choices("0123456789", k=7)))
        return cls(rng.choice(COMPANIES), _luhn(siren + "0001"), Address.of(rng))

    @property
    def stamp(self) -> tuple[str, ...]:
        """Lines of its rubber stamp."""
        siret = f"{self.siret[:3]} {self.siret[3:6]} {self.siret[6:9]} {self.siret[9:]}"
        return self.name, self.address.line, f"{self.address.postcode} {self.address.town}", f"SIRET {siret}"


Party = Person | Company


def _luhn(digits: str) -> str:
    """The digits with the one that makes the Luhn sum of all a multiple of ten."""
    doubled = [int(d) * (2 if rank % 2 == 0 else 1) for rank, d in enumerate(reversed(digits))]
    return digits + str(-sum(d // 10 + d % 10 for d in doubled) % 10)
