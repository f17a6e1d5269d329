"""The same sale on papers that are set otherwise: what a dossier by chance has beyond the committed ones.

Only the looks change, and values that no rule judges, so that the answer to the dossier stays the same. The choice has
a chance of its own: the sale and its faults are those that they were without it.
"""

from dataclasses import replace
from datetime import timedelta
from random import Random

from pipeline.core.documents import Defaillance
from samples import controle_technique, situation_administrative
from samples.ct_networks import MORE_MINOR, OTHERS, SPECIAL_USES
from samples.papers import Inspection
from samples.stories import Story

USUAL_SHARE = 0.4
"""Of the dossiers whose contrôle technique is set as in the committed ones."""
SPECIAL_SHARE = 0.15
"""Of the periodic visits that are named in short for a special use."""
LENGTHS = (0, 0, 0, 16, 66, 110)
"""Entries of a history: as the story has it, in two columns, over two pages, over three."""


def varied(story: Story, chance: Random) -> Story:
    """The story with other papers, by that chance."""
    other = story
    if chance.random() >= USUAL_SHARE:
        network = chance.choice(sorted(OTHERS))
        other = replace(other, inspections=tuple(_set(*each, network, chance) for each in other.inspections))
    return _longer(other, chance)


def _set(
    inspection: Inspection, details: controle_technique.Details, name: str, chance: Random
) -> tuple[Inspection, controle_technique.Details]:
    """The inspection as that network sets it."""
    network = OTHERS[name]
    changes: dict[str, object] = {}
    if not network.letter:
        changes["numero_imprime"] = f"{chance.randrange(10**9, 10**10)}"
    if inspection.nature != "volontaire" and (network.style.wraps or network.style.defects_a_page < len(MORE_MINOR)):
        known = {defect.code for defect in inspection.defaillances}
        more = chance.sample(MORE_MINOR, k=min(network.style.defects_a_page + 3, 6))
        added = tuple(Defaillance(code=c, niveau="mineure", libelle=text) for c, text in more if c not in known)
        changes["defaillances"] = (*added, *inspection.defaillances)
    short = SPECIAL_USES.get(inspection.nature, ())
    nature = chance.choice(short) if short and chance.random() < SPECIAL_SHARE else ""
    return inspection.model_copy(update=changes), replace(details, network=network, nature=nature)


def _longer(story: Story, chance: Random) -> Story:
    """The certificate of situation with more to tell, or told in other words."""
    situation, details = story.situation, story.situation_details
    if situation is None:
        return story
    day = situation.date_generation
    until = chance.choice(("", "undefined", f"{day + timedelta(days=15):%d/%m/%Y}"))
    count, explained, one_day = chance.choice(LENGTHS), chance.random() < 0.5, chance.random() < 0.2
    history = details.history
    if count:
        history = situation_administrative.long_history(story.vehicle.first_registered, day, count, chance)
    told = replace(details, history=history, until=until, explained=explained, one_day=one_day)
    told_story = replace(story, situation_details=told)
    return told_story.with_situation(date_etat=day) if one_day and situation.modele == "histovec" else told_story
