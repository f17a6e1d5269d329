"""What kind of transfer a dossier is, and the context in which it is judged.

For each fact: the command line, else what the papers state, else `dossier.toml`. A statement that the papers
contradict is kept as a `Contradiction`, which the rule `scope.scenario-resolved` reports.

Kind of a party, from the cerfa: the box "personne morale" makes a company, "personne physique" (or a title M./Mme
ticked) a private person. A SIRET alone decides nothing, because an *entreprise individuelle* is a natural person with
a SIRET; together with a name that only a company has it makes a company. No paper of this issue shows that a party is
in the car trade: `professionnel` comes from the command line or `dossier.toml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pipeline.core.dossier import Dossier, Facts, Nature, Operation, Party
from pipeline.core.labels import Lang
from pipeline.core.model import Field
from pipeline.core.report import Scenario
from validators.context import PARIS, Context, Contradiction, Link, Vehicle
from validators.inspection import PUBLIC_USES, inspection
from validators.matching import is_company
from validators.policy import Policy
from validators.purchases import chain_of
from validators.quote import Quote, agreed, quotes

PARTY_NAMES = {"vendeur": ("vendeur", "seller"), "acquereur": ("acquéreur", "buyer")}
KIND_NAMES: dict[Party, tuple[str, str]] = {
    "particulier": ("un particulier", "a private person"),
    "societe": ("une société", "a company"),
    "professionnel": ("un professionnel de l'automobile", "in the car trade"),
}


@dataclass(frozen=True)
class Resolution:
    """The kind of transfer, and what contradicts it."""

    scenario: Scenario
    contradictions: tuple[Contradiction, ...] = ()


def context_of(dossier: Dossier, options: Facts, *, now: datetime, policy: Policy, lang: Lang = "fr") -> Context:
    """All that rules may know of this dossier beside its fields.

    Args:
        dossier: with the facts of its `dossier.toml`.
        options: facts given on the command line; they prevail.
        now: instant of the check, aware; the day of filing when nothing else gives one.
        policy: parameters in force.
        lang: language of the findings.
    """
    resolution = resolve_scenario(dossier, options, policy)
    chain = chain_of(dossier, policy.min_confidence)
    scenario = resolution.scenario
    if chain.link is Link.WHOLE:
        # Only the car trade declares purchases.
        scenario = scenario.model_copy(update={"vendeur": "professionnel"})
    today = now.astimezone(PARIS).date()
    date_demande = options.date_demande or dossier.facts.date_demande or today
    cession = _said(dossier, "certificat_cession.date_cession", policy)
    date_cession = cession.value if cession else None
    vehicle = vehicle_of(dossier, policy)
    return Context(
        date_demande=date_demande,
        now=now,
        policy=policy,
        scenario=scenario,
        contradictions=resolution.contradictions,
        date_cession=date_cession,
        vehicle=vehicle,
        inspection=inspection(
            vehicle,
            cession=date_cession,
            date_demande=date_demande,
            nature=scenario.nature,
            acquereur=scenario.acquereur,
            policy=policy,
        ),
        chain=chain,
        lang=lang,
    )


def resolve_scenario(dossier: Dossier, options: Facts, policy: Policy) -> Resolution:
    """The kind of transfer: command line, else papers, else `dossier.toml`."""
    declared = dossier.facts
    operation: Operation = options.operation or declared.operation or "cession"
    vendeur = _Party.of(dossier, "vendeur", options.vendeur or declared.vendeur, policy)
    acquereur = _Party.of(dossier, "acquereur", options.acquereur or declared.acquereur, policy)
    ticked = _said(dossier, "certificat_cession.nature", policy)
    scenario = Scenario(
        operation=operation,
        canal=options.canal or declared.canal or "prestataire",
        vendeur=vendeur.resolved,
        acquereur=acquereur.resolved or ("professionnel" if operation == "achat" and not acquereur.paper else None),
        nature=_nature(options.nature or declared.nature, ticked, operation),
        cotitulaires=cotitulaires(dossier, policy),
    )
    found = [*vendeur.contradictions(), *acquereur.contradictions(), *_about_destruction(scenario, ticked)]
    return Resolution(scenario, tuple(found))


def cotitulaires(dossier: Dossier, policy: Policy) -> int | None:
    """Number of holders beside the first, from C.4.1 of the card; None when it could not be read."""
    number = _said(dossier, "carte_grise.nombre_titulaires", policy)
    names = _said(dossier, "carte_grise.cotitulaires", policy)
    if number is None or names is None:
        return None
    if number.is_read:
        return policy.holders(number.value) - 1
    if number.is_unsure or names.is_unsure:
        return None
    return max(1, len(names.value)) if names.value else 0


def vehicle_of(dossier: Dossier, policy: Policy) -> Vehicle:
    """What the card says of the vehicle.

    A use that asks for more inspections counts as soon as its word was read, even with doubt; the collection use,
    which exempts, only when it was surely read.
    """
    card = {
        key: _said(dossier, f"carte_grise.{key}", policy)
        for key in ("genre", "date_premiere_immatriculation", "ptac_kg", "mentions", "carrosserie")
    }
    mentions, body = card["mentions"], card["carrosserie"]
    seen = " ".join((*_words(mentions), *_words(body))).upper()
    sure = " ".join(mentions.value or ()).upper() if mentions else ""
    return Vehicle(
        genre=_value(card["genre"]),
        premiere_immatriculation=_value(card["date_premiere_immatriculation"]),
        ptac_kg=_value(card["ptac_kg"]),
        is_collection="COLLECTION" in sure,
        is_public_use=any(word in seen for word in PUBLIC_USES),
    )


@dataclass(frozen=True)
class _Party:
    """What is known of the seller or the buyer."""

    role: Literal["vendeur", "acquereur"]
    paper: Party | None
    """As the cerfa shows it."""
    declared: Party | None
    has_siret: bool
    looks_like_company: bool

    @classmethod
    def of(
        cls, dossier: Dossier, role: Literal["vendeur", "acquereur"], declared: Party | None, policy: Policy
    ) -> "_Party":
        said = {
            key: _value(_said(dossier, f"certificat_cession.{role}_{key}", policy))
            for key in ("type", "sexe", "nom", "siret")
        }
        company = is_company(str(said["nom"] or ""))
        paper: Party | None = None
        if said["type"] == "personne_morale":
            paper = "societe"
        elif said["type"] == "personne_physique" or (said["sexe"] and not company):
            paper = "particulier"
        elif said["siret"] and company:
            paper = "societe"
        return cls(role, paper, declared, bool(said["siret"]), company)

    @property
    def resolved(self) -> Party | None:
        """The declared trader refines what the cerfa shows; otherwise the cerfa is heard before the declaration."""
        if self.declared == "professionnel":
            return self.declared
        return self.paper or self.declared

    def contradictions(self) -> Iterator[Contradiction]:
        """What the declaration and the cerfa cannot both be right about."""
        fr, en = PARTY_NAMES[self.role]
        if self.paper == "particulier" and self.has_siret and self.looks_like_company:
            yield Contradiction(
                f"{fr} : case « personne physique » cochée, mais nom et SIRET d'une société",
                f"{en}: ticked as a natural person, but with the name and SIRET of a company",
            )
        refines = self.declared == "professionnel" and (self.paper == "societe" or self.has_siret)
        if self.paper and self.declared and self.paper != self.declared and not refines:
            said, shown = KIND_NAMES[self.declared], KIND_NAMES[self.paper]
            yield Contradiction(
                f"{fr} déclaré comme {said[0]}, le certificat de cession montre {shown[0]}",
                f"{en} declared as {said[1]}, the certificat de cession shows {shown[1]}",
            )


def _nature(declared: Nature | None, ticked: Quote | None, operation: Operation) -> Nature | None:
    """A sale unless something else is said: the form has one box for sales and gifts, and their rules are the same.

    None when the boxes could not be read and nothing was declared: it might be a destruction.
    """
    if ticked and ticked.value == "destruction":
        return "destruction"
    if declared or operation == "destruction":
        return declared or "destruction"
    return None if ticked and ticked.is_unsure else "vente"


def _about_destruction(scenario: Scenario, ticked: Quote | None) -> Iterator[Contradiction]:
    if scenario.nature == "destruction" and scenario.operation != "destruction":
        yield Contradiction(
            f"opération « {scenario.operation} », mais cession pour destruction",
            f"operation “{scenario.operation}”, but the vehicle is sold for destruction",
        )
    if scenario.operation == "destruction" and (scenario.nature != "destruction" or _value(ticked) == "cession"):
        yield Contradiction(
            "opération « destruction », mais la case « céder » est cochée ou une autre nature est déclarée",
            "operation “destruction”, but the box of a plain sale is ticked or another kind is declared",
        )


def _said(dossier: Dossier, path: str, policy: Policy) -> Quote | None:
    found = quotes(dossier, path, policy.min_confidence)
    return agreed(found) if found else None


def _value(quote: Quote | None) -> Any:
    return quote.value if quote else None


def _words(quote: Quote | None) -> tuple[str, ...]:
    """All that was read there, surely or not."""
    seen: Field[Any] = quote.field if quote else Field()
    value = seen.value if isinstance(seen.value, tuple) else (seen.value or "",)
    return (*map(str, value), seen.raw)
