"""The same sale at another moment."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from samples.fault import Spoil
from samples.stories import Story, papers_of_sellers


def issued(days_before_sale: int) -> Spoil:
    """The certificate of situation made that many days before the sale."""

    def spoil(story: Story, rng: Random) -> Story:
        day = story.sold_at.date() - timedelta(days=days_before_sale)
        details = replace(
            story.situation_details, made_at=datetime.combine(day, story.situation_details.made_at.time())
        )
        return replace(story, situation_details=details).with_situation(date_etat=day, date_generation=day)

    return spoil


def sold(story: Story, at: datetime) -> Story:
    """The same sale at another moment."""
    if at == story.sold_at:
        return story
    text = story.card and story.card.mention_cession
    shown = text and text.replace(f"{story.sold_at:%d/%m/%Y}", f"{at:%d/%m/%Y}")
    day = at.date()
    moved = replace(story, sold_at=at).with_card(mention_cession=shown, mention_cession_date=day)
    moved = moved.with_cession(date_cession=day, vendeur_fait_le=day, acquereur_fait_le=day)
    moved = replace(moved, joined=papers_of_sellers(moved))
    return issued(2)(moved, Random(0))
