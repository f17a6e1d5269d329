"""The same sale, of a vehicle whose carte grise is older than the SIV: blue or grey model, number of before 2009."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from samples import situation_administrative, vehicles
from samples.papers import OldCard
from samples.people import Person
from samples.stories import Kind, Story, papers_of_sellers, situation_details

KINDS: tuple[Kind, ...] = ("titulaire_unique", "donation", "societe")
"""Kinds of sale whose vehicle may have such a card."""
NEWER_FAULTS = frozenset({"formule", "formule_absente", "plaque", "ct_autre_vehicule", "exterieur_absent"})
"""Faults that only a dossier with a card of the SIV can have, or that look otherwise there."""
PREFECTURES = {"13": "DES BOUCHES-DU-RHONE", "31": "DE LA HAUTE-GARONNE", "44": "DE LA LOIRE-ATLANTIQUE",
               "59": "DU NORD", "69": "DU RHONE", "75": "DE POLICE", "85": "DE LA VENDEE"}  # fmt: skip
PRINTED_ON_BLUE_ONLY = (
    "cnit", "denomination_commerciale", "masse_max_technique_kg", "masse_service_kg", "categorie_ce", "carrosserie_ce",
    "numero_reception", "cylindree_cm3", "puissance_kw", "co2_g_km", "classe_environnementale", "visite_avant_le",
    "taxe_y1", "taxe_y2", "taxe_y3", "taxe_y4", "taxe_y5", "taxe_y6",
)  # fmt: skip


def aged(story: Story, rng: Random) -> Story:
    """That story with an old vehicle and its old card; every paper goes with it."""
    assert story.card
    assert story.cession
    assert story.situation
    is_blue = rng.random() < 0.5
    first_day, last_day = (date(2004, 6, 7), date(2009, 4, 10)) if is_blue else (date(1996, 2, 5), date(2004, 5, 24))
    certificate = first_day + timedelta(days=rng.randrange((last_day - first_day).days))
    first = certificate - timedelta(days=rng.choice((0, rng.randrange(90, 3300))))
    model, department = rng.choice(vehicles.OLD), rng.choice(sorted(PREFECTURES))
    number = vehicles.old_plate(department, rng)
    vehicle = vehicles.Vehicle(model, vehicles.vin(model, rng), number, first, certificate, "")
    about = {
        "immatriculation": vehicle.plate,
        "vin": vehicle.vin,
        "date_premiere_immatriculation": first,
        "marque": model.marque,
        "genre": model.genre,
        "denomination_commerciale": model.denomination,
    }
    situation = story.situation
    masked = situation_administrative.masked(vehicle.vin) if situation.modele == "histovec" else vehicle.vin
    old = replace(
        story,
        vehicle=vehicle,
        card=_card(story, vehicle, is_blue, department, about),
        faces=("interieur",),
        cession=story.cession.model_copy(
            update=about
            | {
                "type_variante_version": model.type_variante,
                "numero_formule": None,
                "date_certificat": certificate,
            }
        ),
        fill=replace(story.fill, plate=vehicle.plate),
        inspections=tuple(
            (
                inspection.model_copy(
                    update=about
                    | {
                        "date_immatriculation": certificate,
                        "energie": model.energie,
                        "categorie_ce": model.categorie,
                    }
                ),
                replace(details, cnit=model.cnit),
            )
            for inspection, details in story.inspections
        ),
        situation=situation.model_copy(
            update={key: about[key] for key in ("immatriculation", "date_premiere_immatriculation", "marque")}
            | {"vin": masked}
        ),
        situation_details=replace(
            situation_details(vehicle, situation.date_generation, rng),
            made_at=story.situation_details.made_at,
            plate=vehicle.plate,
        ),
    )
    return replace(old, joined=papers_of_sellers(old))


def _card(story: Story, vehicle: vehicles.Vehicle, is_blue: bool, department: str, about: dict[str, object]) -> OldCard:
    """The card of that vehicle, marked and signed as that of the story."""
    assert story.card
    model, holder = vehicle.model, story.sellers[0]
    values = story.card.model_dump(exclude={"kind", "modele", "est_proprietaire", "numero_formule", "mrz"})
    values |= about | {
        "titulaire": story.card.titulaire.replace("\n", " "),
        "type_variante_version": model.type_variante,
        "cnit": model.cnit,
        "masse_max_technique_kg": model.charge,
        "ptac_kg": model.charge,
        "ptra_kg": model.ptra,
        "masse_service_kg": model.service,
        "poids_vide_kg": model.service - 75,
        "date_certificat": vehicle.certificate,
        "categorie_ce": model.categorie,
        "carrosserie_ce": model.carrosserie_ce,
        "carrosserie": model.carrosserie,
        "numero_reception": model.reception,
        "cylindree_cm3": model.cylindree,
        "puissance_kw": model.kw,
        "energie": model.energie,
        "puissance_fiscale_cv": model.cv,
        "places_assises": model.places,
        "niveau_sonore_db": model.bruit,
        "regime_moteur_trmin": model.regime,
        "co2_g_km": model.co2,
        "classe_environnementale": model.classe,
        "visite_avant_le": None,
        "mentions": None,
        "coupon_present": is_blue,
        "exterieur_present": False,
    }
    if not is_blue:
        values |= dict.fromkeys(PRINTED_ON_BLUE_ONLY)
    return OldCard(
        **values,
        look="bleu" if is_blue else "gris",
        coin_coupe=None if is_blue else True,
        title=("M." if holder.sex == "M" else "MME") if isinstance(holder, Person) else "",
        prefecture=PREFECTURES[department],
    )
