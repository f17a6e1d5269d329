"""One sale each, told in papers that agree: who sells what to whom, when, and what each paper says of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Literal

from pipeline.core.dates import add_months, anniversary
from pipeline.core.documents import Defaillance, Releve
from pipeline.core.dossier import Facts
from pipeline.core.formats import texte
from pipeline.core.formats.mrz_carte_grise import compose
from samples import controle_technique, ct_networks, ink, situation_administrative, vehicles
from samples.cession import Fill
from samples.joined import Joined, identity, of_principals
from samples.lettres import HomeProof
from samples.papers import Card, Cession, Inspection, Situation, Unknown
from samples.people import Address, Company, Party, Person

BUYERS_IDENTITY = 0.3
"""Share of the declarations of sale that bring an identity paper of the buyer, whom nobody asks for one."""

Kind = Literal["titulaire_unique", "cotitulaires", "donation", "moins_de_4_ans", "societe", "utilitaire", "collection"]
ASKED = date(2026, 11, 14)
"""Day on which the certificates of the committed samples are asked for; the others lie in the year before it."""
MENTIONS = ("vendu le {day}", "Vendu le {day}", "Véhicule vendu le {day}", "cédé le {day}", "VENDU LE {day}")
HOURS = (" à {h}h{m}", " à {h}:{m}", " {h}h{m}", " à {h} h {m}")
MINOR = (
    ("5.2.3.e.1", "PNEUMATIQUES : Usure anormale ou présence d'un corps étranger, AVD"),
    ("4.1.2.a.1", "ORIENTATION (FEUX DE CROISEMENT) : Orientation horizontale hors limite, G"),
    ("6.1.1.c.1", "ETAT GENERAL DU CHASSIS : Corrosion, AR"),
    ("8.4.1.a.1", "PERTES DE LIQUIDES : Fuite légère sans danger pour l'environnement"),
)
MAJOR = (
    ("1.1.14.a.2", "TAMBOURS DE FREINS, DISQUES DE FREINS : Disque fortement usé, AVG, AVD"),
    ("5.3.2.b.2", "AMORTISSEURS : Amortisseur endommagé ou présentant une fuite, ARG"),
)
CRITICAL = (("1.1.13.a.3", "GARNITURES OU PLAQUETTES DE FREINS : Usure excessive, AVD"),)


@dataclass(frozen=True)
class Story:
    """All that the papers of one dossier are drawn from."""

    kind: Kind
    vehicle: vehicles.Vehicle
    sellers: tuple[Party, ...]
    """The holder, then the co-holders."""
    buyer: Party
    sold_at: datetime
    facts: Facts
    card: Card | None
    faces: tuple[Literal["interieur", "exterieur"], ...]
    cession: Cession | None
    copies: tuple[Literal[1, 2], ...]
    fill: Fill
    inspections: tuple[tuple[Inspection, controle_technique.Details], ...]
    situation: Situation | None
    situation_details: situation_administrative.Details
    extras: tuple[Unknown | HomeProof, ...]
    joined: tuple[Joined, ...]
    """What the operation asks for beside the four papers, and what came with it."""
    hands: tuple[ink.Hand, ...]
    """Of the sellers, in their order."""
    buyer_hand: ink.Hand

    @property
    def company(self) -> Company | None:
        """The seller when it is a company."""
        return next((seller for seller in self.sellers if isinstance(seller, Company)), None)

    def with_card(self, **values: object) -> "Story":
        """The same story with other values on the card."""
        return replace(self, card=self.card and self.card.model_copy(update=values))

    def with_cession(self, **values: object) -> "Story":
        """The same story with other values on the certificate of sale."""
        return replace(self, cession=self.cession and self.cession.model_copy(update=values))

    def with_situation(self, **values: object) -> "Story":
        """The same story with other values on the certificate of situation."""
        return replace(self, situation=self.situation and self.situation.model_copy(update=values))

    def with_inspection(self, **values: object) -> "Story":
        """The same story with other values on the last inspection."""
        *before, (last, details) = self.inspections
        return replace(self, inspections=(*before, (last.model_copy(update=values), details)))

    def with_joined(self, name: str, change: Callable[[Joined], Joined | None]) -> "Story":
        """The same story with another paper of that name, or without it when the change gives None."""
        changed = (change(one) if one.name == name else one for one in self.joined)
        return replace(self, joined=tuple(one for one in changed if one))


def tell(kind: Kind, rng: Random, asked: date = ASKED) -> Story:
    """A sale of that kind, by chance, whose certificate is asked for on that day. Every paper is as it should be."""
    sold_at = datetime.combine(
        asked - timedelta(days=rng.randint(0, 7)), time(rng.randint(8, 20), rng.choice((0, 5, 15, 30, 45, 50)))
    )
    sold_on = sold_at.date()
    inspected = add_months(asked, -rng.randint(0, 4)) - timedelta(days=rng.randint(8, 25))
    vehicle = _vehicle(kind, sold_on, inspected, rng)
    sellers = _sellers(kind, rng)
    buyer = Person.of(rng)
    while any(_alike(buyer, one) for one in sellers):
        buyer = Person.of(rng)
    hands = tuple(ink.Hand.of(rng) for _ in sellers)
    km = rng.randrange(3_000, 190_000)
    details = _network(sellers[0].address.town, vehicle, rng)
    needs_ct = kind != "moins_de_4_ans"
    inspection = inspect(vehicle, inspected, km, "A", details, rng)
    issued = sold_on - timedelta(days=rng.randint(0, 7))
    card = _card(kind, vehicle, sellers, sold_at, rng)
    typed = [_typed(seller, rng) for seller in sellers]
    fill = Fill(
        seller=sellers[0].address,
        buyer=buyer.address,
        seller_name=rng.choice((" / ", " ET ")).join(typed),
        buyer_name=_typed(buyer, rng),
        font=rng.choice(("Sans", "Sans", "Mono", "Serif")),
        typed_ticks=rng.random() < 0.5,
        plate=vehicle.plate.replace("-", "") if rng.random() < 0.15 else vehicle.plate,
    )
    story = Story(
        kind=kind,
        vehicle=vehicle,
        sellers=sellers,
        buyer=buyer,
        sold_at=sold_at,
        facts=Facts(date_demande=asked, nature="don" if kind == "donation" else None),
        card=card,
        faces=("interieur", "exterieur"),
        cession=_cession(vehicle, sellers, buyer, sold_at, km + rng.randrange(0, 900), fill, rng),
        copies=rng.choice(((1,), (2,), (1, 2))),
        fill=fill,
        inspections=((inspection, details),) if needs_ct else (),
        situation=_situation(vehicle, issued, rng),
        situation_details=situation_details(vehicle, issued, rng),
        extras=(),
        joined=(),
        hands=hands,
        buyer_hand=ink.Hand.of(rng),
    )
    return replace(story, joined=papers_of_sellers(story))


def papers_of_sellers(story: Story) -> tuple[Joined, ...]:
    """What a declaration of sale asks of the former holders, and sometimes the identity paper of the buyer.

    By a chance of its own, told by names and days, so that all the rest is decided as it was without these papers.
    """
    asked = story.facts.date_demande
    assert asked
    rng = Random(f"{[seller.name for seller in story.sellers]} {story.buyer.name} {asked}")
    signed = min(story.sold_at.date() + timedelta(days=rng.randint(0, 7)), asked)
    found = of_principals(story.sellers, story.hands, story.vehicle, signed, asked, rng)
    if isinstance(story.buyer, Person) and rng.random() < BUYERS_IDENTITY:
        return (*found, identity("piece identite acquereur", story.buyer, rng))
    return found


def _vehicle(kind: Kind, sold_on: date, inspected: date, rng: Random) -> vehicles.Vehicle:
    """A vehicle of an age that goes with the kind of sale."""
    if kind == "moins_de_4_ans":
        first = anniversary(sold_on, -4) + timedelta(days=rng.randint(20, 1100))
        certificate = first if rng.random() < 0.6 else first + (sold_on - first) * rng.uniform(0.2, 0.8)
        return vehicles.make(vehicles.CARS, first, certificate, rng)
    if kind == "collection":
        first = date(rng.randint(1962, 1988), rng.randint(1, 12), rng.randint(1, 28))
        certificate = date(rng.randint(2012, inspected.year - 2), rng.randint(1, 12), rng.randint(1, 28))
        return vehicles.make(vehicles.CLASSICS, first, certificate, rng)
    first = anniversary(sold_on, -4) - timedelta(days=rng.randint(10, 4500))
    earliest = max(first, date(2010, 1, 4))
    certificate = (
        first
        if first == earliest and rng.random() < 0.35
        else earliest + (inspected - earliest) * rng.uniform(0.1, 0.9)
    )
    return vehicles.make(vehicles.VANS if kind == "utilitaire" else vehicles.CARS, first, certificate, rng)


def _sellers(kind: Kind, rng: Random) -> tuple[Party, ...]:
    if kind == "societe":
        return (Company.of(rng),)
    holder = Person.of(rng)
    if kind != "cotitulaires":
        return (holder,)
    other = Person.of(rng)
    return holder, replace(other, address=holder.address)


def _alike(one: Person, other: Party) -> bool:
    """Whether one name could be the other with a first name more or less."""
    if isinstance(other, Company) or one.surname != other.surname:
        return False
    return bool(set(one.first_names.split()) & set(other.first_names.split()))


def _typed(party: Party, rng: Random) -> str:
    """A name as people type it."""
    name = party.name
    return rng.choice((name, name, name.upper(), texte.compact(name)))


def _card(kind: Kind, vehicle: vehicles.Vehicle, sellers: tuple[Party, ...], sold_at: datetime, rng: Random) -> Card:
    """The holder's card, struck, marked and signed."""
    model, holder = vehicle.model, sellers[0]
    name = holder.name if isinstance(holder, Company) else f"{holder.surname}\n{holder.first_names}"
    taxes = [Decimal(rng.randrange(0, 40000)) / 100, Decimal(0), Decimal(0), Decimal(11), Decimal("2.76")]
    verb = "cédé le {day}" if kind == "donation" else rng.choice(MENTIONS)
    day = f"{sold_at:%d/%m/%Y}"
    mention = verb.format(day=day) + rng.choice(HOURS).format(h=sold_at.hour, m=f"{sold_at:%M}")
    others = [seller for seller in sellers[1:] if isinstance(seller, Person)]
    by_law = anniversary(vehicle.first_registered, 4)
    return Card(
        immatriculation=vehicle.plate,
        date_premiere_immatriculation=vehicle.first_registered,
        titulaire="\n".join(texte.compact(line) for line in name.split("\n")),
        nombre_titulaires=len(sellers) if others else None,
        cotitulaires=tuple(texte.compact(other.name) for other in others[:1]) or None,
        adresse=holder.address.line,
        code_postal=holder.address.postcode,
        commune=holder.address.town,
        marque=model.marque,
        type_variante_version=model.type_variante,
        cnit=model.cnit,
        denomination_commerciale=model.denomination,
        vin=vehicle.vin,
        masse_max_technique_kg=model.charge,
        ptac_kg=model.charge,
        ptra_kg=model.ptra,
        masse_service_kg=model.service,
        poids_vide_kg=model.service - 75,
        date_certificat=vehicle.certificate,
        categorie_ce=model.categorie,
        genre=model.genre,
        carrosserie_ce=model.carrosserie_ce or None,
        carrosserie=model.carrosserie,
        numero_reception=model.reception or None,
        cylindree_cm3=None if model.cylindree is None else Decimal(model.cylindree),
        puissance_kw=model.kw,
        energie=model.energie,
        puissance_fiscale_cv=model.cv,
        places_assises=model.places,
        niveau_sonore_db=model.bruit,
        regime_moteur_trmin=model.regime,
        co2_g_km=model.co2,
        classe_environnementale=model.classe or None,
        visite_avant_le=by_law if by_law > vehicle.certificate else None,
        taxe_y1=taxes[0],
        taxe_y2=taxes[1],
        taxe_y3=taxes[2],
        taxe_y4=taxes[3],
        taxe_y5=taxes[4],
        taxe_y6=sum(taxes, Decimal(0)),
        mentions=("VEHICULE DE COLLECTION",) if kind == "collection" else None,
        numero_formule=vehicle.formule,
        mrz=compose(
            immatriculation=vehicle.plate,
            vin=vehicle.vin,
            date_premiere_immatriculation=vehicle.first_registered,
            numero_formule=vehicle.formule,
            genre=model.genre,
            carrosserie=model.carrosserie,
            marque=model.marque,
            denomination_commerciale=model.denomination,
        ),
        mention_cession=mention,
        mention_cession_date=sold_at.date(),
        mention_cession_heure=sold_at.time(),
        signatures=len(sellers),
        exterieur_present=True,
    )


def _cession(
    vehicle: vehicles.Vehicle,
    sellers: tuple[Party, ...],
    buyer: Person,
    sold_at: datetime,
    km: int,
    fill: Fill,
    rng: Random,
) -> Cession:
    """The certificate of sale, typed and signed by all."""
    holder, model = sellers[0], vehicle.model
    where, home = holder.address, buyer.address
    return Cession(
        edition=rng.choice(("15776*01", "15776*02", "15776*02")),
        exemplaire=1,
        immatriculation=vehicle.plate,
        vin=vehicle.vin,
        date_premiere_immatriculation=vehicle.first_registered,
        marque=model.marque,
        type_variante_version=model.type_variante,
        genre=model.genre,
        denomination_commerciale=model.denomination,
        kilometrage=km,
        numero_formule=vehicle.formule,
        date_cession=sold_at.date(),
        heure_cession=sold_at.time(),
        vendeur_type="personne_morale" if isinstance(holder, Company) else "personne_physique",
        vendeur_sexe=None if isinstance(holder, Company) else holder.sex,
        vendeur_nom=fill.seller_name,
        vendeur_siret=holder.siret if isinstance(holder, Company) else None,
        vendeur_adresse=where.line,
        vendeur_code_postal=where.postcode,
        vendeur_commune=where.town,
        vendeur_fait_a=where.town,
        vendeur_fait_le=sold_at.date(),
        vendeur_signatures=len(sellers),
        vendeur_cachet=isinstance(holder, Company),
        acquereur_type="personne_physique",
        acquereur_sexe=buyer.sex,
        acquereur_nom=fill.buyer_name,
        acquereur_date_naissance=buyer.born_on,
        acquereur_lieu_naissance=buyer.born_at,
        acquereur_adresse=home.line,
        acquereur_code_postal=home.postcode,
        acquereur_commune=home.town,
        acquereur_fait_a=where.town,
        acquereur_fait_le=sold_at.date(),
        acquereur_signatures=1,
        opposition_reutilisation=rng.random() < 0.2,
    )


def _network(town: str, vehicle: vehicles.Vehicle, rng: Random) -> controle_technique.Details:
    return controle_technique.Details(
        network=rng.choice(ct_networks.USUAL),
        town=town,
        cnit=vehicle.model.cnit,
        inspector=ink.Hand.of(rng),
        initial_pv=f"26{rng.randrange(10**6):06d}",
    )


def inspect(
    vehicle: vehicles.Vehicle,
    on: date,
    km: int,
    result: Literal["A", "S", "R"],
    details: controle_technique.Details,
    rng: Random,
) -> Inspection:
    """The record of a periodic inspection with that result."""
    years = 5 if vehicle.model in vehicles.CLASSICS else 2
    limit = {
        "A": anniversary(on, years) - timedelta(days=1),
        "S": add_months(on, 2) - timedelta(days=1),
        "R": on,
    }[result]
    levels = (
        [("mineure", defect) for defect in rng.sample(MINOR, k=rng.randint(0, 2))]
        + [("majeure", defect) for defect in (rng.sample(MAJOR, k=1) if result in "SR" else [])]
        + [("critique", defect) for defect in (CRITICAL if result == "R" else ())]
    )
    readings = []
    for back in range(1, 5):
        day = anniversary(on, -years * back) - timedelta(days=rng.randint(0, 60))
        if day > max(date(2018, 5, 20), anniversary(vehicle.first_registered, 3)):
            readings.append(Releve(date=day, kilometrage=int(km * (1 - 0.2 * back) - rng.randrange(300))))
    letter = details.network.letter
    department = f"{rng.randint(1, 95):03d}"
    return Inspection(
        nature="periodique",
        resultat=result,
        date_controle=on,
        limite_validite=limit,
        numero_pv=f"{on:%y}{rng.randrange(10**6):06d}",
        numero_imprime=f"{letter}{rng.randrange(10**8):08d}",
        immatriculation=vehicle.plate,
        vin=vehicle.vin,
        date_premiere_immatriculation=vehicle.first_registered,
        date_immatriculation=vehicle.certificate,
        marque=vehicle.model.marque,
        denomination_commerciale=vehicle.model.denomination,
        genre=vehicle.model.genre,
        categorie_ce=vehicle.model.categorie,
        energie=vehicle.model.energie,
        kilometrage=km,
        kilometrages_precedents=tuple(reversed(readings)),
        agrement_centre=f"S{department}{letter}{rng.randrange(1, 1000):03d}",
        agrement_controleur=f"{department}{letter}{rng.randrange(1, 10000):04d}",
        defaillances=tuple(Defaillance(code=code, niveau=level, libelle=words) for level, (code, words) in levels),
    )


def _situation(vehicle: vehicles.Vehicle, issued: date, rng: Random) -> Situation:
    """A certificate with nothing against the vehicle."""
    model: Literal["histovec", "siv_detaille", "siv_simple"] = rng.choices(
        ("histovec", "siv_detaille", "siv_simple"), (8, 1, 1)
    )[0]
    return Situation(
        modele=model,
        immatriculation=vehicle.plate,
        vin=situation_administrative.masked(vehicle.vin) if model == "histovec" else vehicle.vin,
        date_premiere_immatriculation=vehicle.first_registered,
        marque=vehicle.model.marque,
        date_etat=issued - timedelta(days=rng.randint(0, 1)) if model == "histovec" else issued,
        date_generation=issued,
    )


def situation_details(vehicle: vehicles.Vehicle, issued: date, rng: Random) -> situation_administrative.Details:
    """What the certificate tells beside its rubrics."""
    history = [(vehicle.first_registered, "Première immatriculation d'un véhicule neuf")]
    if vehicle.certificate != vehicle.first_registered:
        history += [
            (vehicle.certificate - timedelta(days=9), "Déclaration de cession (dématérialisée)"),
            (vehicle.certificate, "Changement de titulaire"),
        ]
    return situation_administrative.Details(
        made_at=datetime.combine(issued, time(rng.randint(7, 22), rng.randint(0, 59))),
        history=tuple(history),
        since=vehicle.certificate + (issued - vehicle.certificate) * 0.5,
        plate=rng.choice(
            (vehicle.plate, vehicle.plate, vehicle.plate.replace("-", ""), vehicle.plate.replace("-", " "))
        ),
    )


def another_vehicle(story: Story, rng: Random) -> vehicles.Vehicle:
    """Another vehicle of about the same age."""
    models = tuple(model for model in vehicles.CARS if model.marque != story.vehicle.model.marque)
    first = story.vehicle.first_registered - timedelta(days=rng.randint(40, 400))
    return vehicles.make(models, first, story.vehicle.certificate, rng)


def other_town(address: Address, rng: Random) -> Address:
    """An address in another town and another département."""
    while True:
        new = Address.of(rng)
        if new.postcode[:2] != address.postcode[:2]:
            return new
