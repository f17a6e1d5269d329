"""Papers that are filled in on the official blanks only, beside those of `samples.cerfas`."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from pipeline.core.model import Hour
from samples import cerfas, ink, vehicles
from samples.cerfas import Filled
from samples.papers import Paper
from samples.people import Company, Person


class OldCession(Paper):
    """A déclaration de cession, cerfa 13754*02, as far as it states what a certificat de cession does."""

    kind: Literal["certificat_cession"] = "certificat_cession"
    edition: str = "13754*02"
    nature: str = "cession"
    immatriculation: str
    vin: str
    date_premiere_immatriculation: date
    marque: str
    type_variante_version: str
    genre: str
    denomination_commerciale: str
    kilometrage: int
    certificat_present: bool = True
    numero_formule: str | None
    date_cession: date
    heure_cession: Hour
    certifie_sans_transformation: bool = True
    certifie_vhu: bool = False
    vendeur_nom: str
    vendeur_siret: str | None
    vendeur_adresse: str
    vendeur_code_postal: str
    vendeur_commune: str
    vendeur_fait_a: str
    vendeur_fait_le: date
    vendeur_signatures: int = 1
    vendeur_cachet: bool
    acquereur_type: str = "personne_physique"
    acquereur_sexe: str
    acquereur_nom: str
    acquereur_siret: str | None = None
    acquereur_adresse: str
    acquereur_code_postal: str
    acquereur_commune: str
    acquereur_signatures: int = 1
    acquereur_cachet: bool = False


class Loss(Paper):
    """A déclaration de perte, cerfa 13753*04."""

    kind: Literal["declaration_perte"] = "declaration_perte"
    edition: str = "13753*04"
    nature: str
    declarant_type: str
    declarant_sexe: str | None
    declarant_nom: str
    declarant_siret: str | None
    declarant_date_naissance: date | None
    declarant_lieu_naissance: str | None
    declarant_adresse: str
    declarant_code_postal: str
    declarant_commune: str
    immatriculation: str
    marque: str
    denomination_commerciale: str
    date_disparition: date
    lieu_disparition: str
    fait_a: str
    fait_le: date
    signatures: int = 1
    cachet: bool


class Destruction(Paper):
    """A certificat de destruction, cerfa 14365*01 or 14366*01."""

    kind: Literal["certificat_destruction"] = "certificat_destruction"
    edition: str
    centre_nom: str
    centre_siren: str
    agrement_vhu: str = "PR 59 00012 D"
    immatriculation: str
    vin: str
    marque: str
    genre: str
    vendeur_nom: str | None
    date_cession: date | None
    date_achat: date
    centre_signatures: int = 1
    centre_cachet: bool = True
    vendeur_signatures: int | None


def filled_in(seed: str) -> dict[str, Filled]:
    """One paper of every edition, by number; '13754*02 (3 copies)' is the same paper in another typesetting."""
    rng = Random(seed)
    day = date(2015, 3, 2) + timedelta(days=rng.randrange(2000))
    v = vehicles.make(vehicles.CARS, day, date(2021, 1, 4) + timedelta(days=rng.randrange(1500)), rng)
    seller, buyer, trader = Person.of(rng), Person.of(rng), Company.of(rng)
    owner = rng.choice((seller, Company.of(rng)))
    at = datetime(2026, rng.randint(1, 9), rng.randint(1, 28), rng.randint(8, 19), rng.choice((0, 15, 30, 45)))
    bought = cerfas.achat(owner, trader, v, at, rng)
    asked = cerfas.demande((buyer, seller)[: rng.choice((1, 2))], v, at.date(), at.date() + timedelta(days=9), rng)
    sold = _old_cession(seller, buyer, v, at, rng)
    return {
        "13757*03": cerfas.mandat((owner,), trader, v, at.date(), rng),
        "13751*01": bought,
        "13751*02": bought,
        "13750*05": asked,
        "13750*07": asked,
        "13754*02": sold,
        "13754*02 (3 copies)": sold,
        "13753*04": _loss(seller, v, at.date(), rng),
        "14365*01": _destruction("14365*01", seller, trader, v, at.date(), rng),
        "14366*01": _destruction("14366*01", None, trader, v, at.date(), rng),
    }


def _hands(rng: Random, *names: str) -> dict[str, tuple[ink.Hand, ...]]:
    return {name: (ink.Hand.of(rng),) for name in names}


def _old_cession(seller: Person, buyer: Person, v: vehicles.Vehicle, at: datetime, rng: Random) -> Filled:
    km = rng.randrange(3_000, 190_000)
    where = {"vendeur": seller.address, "acquereur": buyer.address}
    paper = OldCession(
        immatriculation=v.plate,
        vin=v.vin,
        date_premiere_immatriculation=v.first_registered,
        marque=v.model.marque,
        type_variante_version=v.model.type_variante,
        genre=v.model.genre,
        denomination_commerciale=v.model.denomination,
        kilometrage=km,
        numero_formule=v.formule,
        date_cession=at.date(),
        heure_cession=at.time(),
        vendeur_nom=seller.name,
        vendeur_siret=None,
        vendeur_fait_a=seller.address.town,
        vendeur_fait_le=at.date(),
        vendeur_cachet=False,
        acquereur_sexe=buyer.sex,
        acquereur_nom=buyer.name,
        **{f"{who}_adresse": address.line for who, address in where.items()},
        **{f"{who}_code_postal": address.postcode for who, address in where.items()},
        **{f"{who}_commune": address.town for who, address in where.items()},
    )
    texts = {"kilometrage": str(km), "heure_cession": f"{at:%H%M}", "certificat.vendeur_nom": seller.name}
    parts = {"jour": "%d", "mois": "%m", "annee": "%Y"}
    texts |= {f"certificat.date_cession.{part}": f"{at:{form}}" for part, form in parts.items()}
    for who, address in where.items():
        texts |= cerfas.parts(who, address)
    hands = _hands(rng, "vendeur_signatures", "acquereur_signatures")
    return Filled(paper, texts, "Sans", hands | {"declaration.vendeur_signatures": hands["vendeur_signatures"]})


def _loss(who: Person, v: vehicles.Vehicle, on: date, rng: Random) -> Filled:
    nature = rng.choice(("perte", "vol"))
    paper = Loss(
        nature=nature,
        declarant_type="personne_physique",
        declarant_sexe=who.sex,
        declarant_nom=who.name,
        declarant_siret=None,
        declarant_date_naissance=who.born_on,
        declarant_lieu_naissance=who.born_at,
        declarant_adresse=who.address.line,
        declarant_code_postal=who.address.postcode,
        declarant_commune=who.address.town,
        immatriculation=v.plate,
        marque=v.model.marque,
        denomination_commerciale=v.model.denomination,
        date_disparition=on - timedelta(days=3),
        lieu_disparition=who.address.town,
        fait_a=who.address.town,
        fait_le=on,
        cachet=False,
    )
    texts = cerfas.parts("declarant", who.address)
    return Filled(paper, texts, "Sans", _hands(rng, "signatures"), also_ticked=(f"titre.{nature}",))


def _destruction(
    edition: str, owner: Person | None, centre: Company, v: vehicles.Vehicle, on: date, rng: Random
) -> Filled:
    paper = Destruction(
        edition=edition,
        centre_nom=centre.name,
        centre_siren=centre.siret[:9],
        immatriculation=v.plate,
        vin=v.vin,
        marque=v.model.marque,
        genre=v.model.genre,
        vendeur_nom=owner.name if owner else None,
        date_cession=on if owner else None,
        date_achat=on,
        vendeur_signatures=1 if owner else None,
    )
    hands = _hands(rng, "centre_signatures", *(("vendeur_signatures",) if owner else ()))
    return Filled(paper, {}, "Sans", hands, {"centre_signatures": centre})
