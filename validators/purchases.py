"""The chain of purchases that links the holder of the card to the trader who sells.

Each trader in between has declared his purchase; the receipt names from whom he bought. A chain holds only on sure
readings, and only receipts of this vehicle count.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.core.documents import DeclarationAchat
from pipeline.core.dossier import Dossier
from pipeline.core.report import Status
from validators.context import Chain, Context, Link
from validators.matching import Level, Match
from validators.naming import same_party
from validators.quote import Quote, agreed, quote, quotes
from validators.rule import Unless
from validators.same_vehicle import by_either


def chain_of(dossier: Dossier, min_confidence: float) -> Chain:
    """Follow the receipts from the holder (C.1) to the seller of the cerfa.

    Args:
        dossier: its card, its cerfa and its receipts.
        min_confidence: 0 to 1, under which a value is a doubt.
    """
    papers = [_Receipt.of(paper, min_confidence) for paper in dossier.of(DeclarationAchat)]
    receipts = [paper for paper in papers if paper.nature.value != "declaration"]
    if not receipts:
        return Chain()
    about = tuple(name for receipt in receipts for name in (receipt.seller, receipt.buyer))

    def said(path: str) -> Any:
        found = quotes(dossier, path, min_confidence)
        return agreed(found).value if found else None

    holder, seller = said("carte_grise.titulaire"), said("certificat_cession.vendeur_nom")
    sale = said("certificat_cession.date_cession")
    card = [quotes(dossier, f"carte_grise.{key}", min_confidence) for key in ("immatriculation", "vin")]
    vehicles = {by_either((receipt.plate,), (receipt.vin,), *card).status for receipt in receipts}
    if Status.FAILED in vehicles:
        return Chain(Link.OTHER_VEHICLE, about=about)
    is_read = vehicles == {Status.PASSED} and all(receipt.is_read for receipt in receipts)
    if not is_read or None in (holder, seller, sale):
        return Chain(Link.UNSURE, about=about)
    # The same receipt may have been scanned twice.
    steps = sorted(dict.fromkeys(receipt.step for receipt in receipts), key=lambda step: step.day)
    had = _Step(steps[0].day, seller="", buyer=holder, siren=None)
    for step in steps:
        match = same_party(had.buyer, step.seller, kind="professionnel" if had.seller else None)
        if link := _gap(match):
            return Chain(link, had.buyer, step.seller, about=about)
        had = step
    siret = said("certificat_cession.vendeur_siret")
    match = same_party(had.buyer, seller, siret=had.siren, other_siret=siret, kind="professionnel")
    link = _gap(match) or (Link.LATE if had.day > sale else Link.WHOLE)
    return Chain(link, had.buyer, seller, steps[0].day, about)


def unless_bought(context: Context) -> Unless | None:
    """What is asked of the holders of the card, who sold before: not of a trader that receipts link to them."""
    if context.chain.link is not Link.WHOLE:
        return None
    return Unless("le vendeur a acheté le véhicule aux titulaires", "the seller has bought from the holders")


def _gap(match: Match) -> Link | None:
    if match.level >= Level.PROBABLE:
        return None
    return Link.UNSURE if match.level is Level.UNSURE else Link.BROKEN


@dataclass(frozen=True)
class _Step:
    day: date
    seller: str
    buyer: str
    siren: str | None


@dataclass(frozen=True)
class _Receipt:
    nature: Quote
    seller: Quote
    buyer: Quote
    siren: Quote
    day: Quote
    plate: Quote
    vin: Quote

    @classmethod
    def of(cls, paper: DeclarationAchat, sure: float) -> "_Receipt":
        keys = ("nature", "vendeur_nom", "acheteur_nom", "acheteur_siren", "date_achat", "immatriculation", "vin")
        return cls(*(quote(paper, key, sure) for key in keys))

    @property
    def is_read(self) -> bool:
        """All that makes a link."""
        return all(one.is_read for one in (self.nature, self.seller, self.buyer, self.day))

    @property
    def step(self) -> _Step:
        return _Step(self.day.value, self.seller.value, self.buyer.value, self.siren.value)
