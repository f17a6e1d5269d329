"""The same sale in the other operations: registered by the buyer, bought by a car trader, sold for destruction.

Each takes the story of a declaration of sale and gives the papers that its own column of the matrix asks for
(contract.md, section 1).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from samples import cerfas, lettres
from samples.joined import form, home_proof, of_principals, receipt
from samples.kbis import BUSINESSES
from samples.people import GARAGES, Company, Person
from samples.stories import Story

Turn = Callable[[Story, Random], Story]
"""What makes of a declaration of sale one of the other operations."""
PROOFS: tuple[lettres.Proof, ...] = ("electricite", "eau", "internet")
"""Bills; the other proofs are of the buyer's year, or of someone else's home."""


def registered(story: Story, rng: Random) -> Story:
    """The buyer asks for the new card: request 13750, proof of address, identity paper and mandate of the buyer."""
    asked, buyer, hand = story.facts.date_demande, story.buyer, story.buyer_hand
    assert asked
    assert isinstance(buyer, Person)
    request = cerfas.demande((buyer,), story.vehicle, story.sold_at.date(), asked, rng)
    bill = home_proof(rng.choice(PROOFS), buyer, asked - timedelta(days=rng.randint(10, 150)), hand)
    return replace(
        story,
        facts=story.facts.model_copy(update={"operation": "immatriculation"}),
        copies=(2,),
        joined=(
            form("demande immatriculation", replace(request, hands={"signatures": (hand,)})),
            *of_principals((buyer,), (hand,), story.vehicle, asked, asked, rng),
            bill,
        ),
    )


def to_trader(story: Story, rng: Random) -> Story:
    """A car trader buys: declaration 13751 and its receipt, mandate, Kbis; no contrôle technique, the coupon blank."""
    trader = replace(Company.of(rng), name=rng.choice(GARAGES))
    asked = story.facts.date_demande
    assert asked
    filled = cerfas.achat(story.sellers[0], trader, story.vehicle, story.sold_at, rng)
    assert isinstance(filled.paper, cerfas.Achat)
    hands = {"acheteur_signatures": (story.buyer_hand,), "vendeur_signatures": story.hands[:1]}
    sold = _to_company(story, trader, "achat")
    return replace(
        sold,
        joined=(
            form("declaration achat", replace(filled, hands=hands)),
            receipt(filled.paper, asked),
            *of_principals((trader,), (story.buyer_hand,), story.vehicle, asked, asked, rng, BUSINESSES[1]),
        ),
    )


def destroyed(story: Story, rng: Random) -> Story:
    """A centre for used-up vehicles takes it; the former holders give their identity papers and a mandate."""
    centre = replace(Company.of(rng), name="CASSE AUTO DU MARAIS SARL")
    sold = _to_company(story, centre, "destruction")
    mention = story.card and story.card.mention_cession
    return sold.with_card(mention_cession=mention and f"{mention} pour destruction").with_cession(
        nature="destruction",
        certifie_vhu=True,
        agrement_vhu=f"PR{centre.address.postcode[:2]}{rng.randrange(10**5):05d}D",
    )


def _to_company(story: Story, company: Company, operation: str) -> Story:
    """The vehicle sold to that company of the trade, which signs and stamps."""
    home = company.address
    sold = replace(
        story,
        buyer=company,
        facts=story.facts.model_copy(update={"operation": operation, "acquereur": "professionnel"}),
        fill=replace(story.fill, buyer=home, buyer_name=company.name),
        inspections=(),
        joined=tuple(one for one in story.joined if one.name != "piece identite acquereur"),
    )
    return sold.with_cession(
        acquereur_type="personne_morale",
        acquereur_sexe=None,
        acquereur_nom=company.name,
        acquereur_siret=company.siret,
        acquereur_date_naissance=None,
        acquereur_lieu_naissance=None,
        acquereur_adresse=home.line,
        acquereur_code_postal=home.postcode,
        acquereur_commune=home.town,
        acquereur_cachet=True,
    )
