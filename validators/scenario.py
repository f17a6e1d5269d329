"""What kind of transfer a dossier is, and the context in which it is judged.

For each fact: the command line, else what the papers state, else `dossier.toml`. A statement that the papers
contradict is kept as a `Contradiction`, which the rule `scope.scenario-resolved` reports.

Kind of a party, from the cerfa: the box "personne morale" makes a company, "personne physique" (or a title M./Mme
ticked) a private person. A SIRET alone decides nothing, because an *entreprise individuelle* is a natural person with
a SIRET; a name that only a company has makes a company. Where the cerfa is silent, the Kbis of that company decides;
an extrait K is of a natural person. Who bought the vehicle by a déclaration d'achat, as that paper surely says, is in
the car trade (`professionnel`); so is the buyer of the operation `achat`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pipeline.core.choices import Lang, Nature, Operation, Party
from pipeline.core.documents import CarteGrise, CertificatDestruction, DeclarationAchat, Inconnu, Kbis
from pipeline.core.dossier import Dossier, Facts
from pipeline.core.model import Defect, Field, PageRef, State
from pipeline.core.report import Scenario
from validators.context import PARIS, Context, Contradiction, Vehicle
from validators.inspection import MOPEDS, PUBLIC_USES, inspection
from validators.matching import Level, is_company
from validators.people import Named, people_of
from validators.policy import Policy
from validators.purchases import chain_of
from validators.quote import Quote, agreed, quotes

PARTY_NAMES = {"vendeur": ("vendeur", "seller"), "acquereur": ("acquéreur", "buyer")}
KIND_NAMES: dict[Party, tuple[str, str]] = {
    "particulier": ("un particulier", "a private person"),
    "societe": ("une société", "a company"),
    "professionnel": ("un professionnel de l'automobile", "in the car trade"),
}

CESSION = ("le certificat de cession", "the certificat de cession")
EXTRACT = ("l'extrait Kbis", "the Kbis")
PURCHASE = ("la déclaration d'achat", "the déclaration d'achat")


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
    scenario = resolution.scenario
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
        chain=chain_of(dossier, policy.min_confidence),
        people=people_of(dossier, policy),
        other_pages=_pages(dossier.of(Inconnu)),
        unread_pages=_pages(paper for paper in dossier.of(Inconnu) if paper.confidence < policy.min_confidence),
        lang=lang,
    )


def resolve_scenario(dossier: Dossier, options: Facts, policy: Policy) -> Resolution:
    """The kind of transfer: command line, else papers, else `dossier.toml`."""
    declared = dossier.facts
    operation: Operation = options.operation or declared.operation or "cession"
    vendeur = _Party.of(dossier, "vendeur", options.vendeur or declared.vendeur, policy)
    buyer = options.acquereur or declared.acquereur or ("professionnel" if operation == "achat" else None)
    acquereur = _Party.of(dossier, "acquereur", buyer, policy)
    ticked = _said(dossier, "certificat_cession.nature", policy)
    scenario = Scenario(
        operation=operation,
        canal=options.canal or declared.canal or "prestataire",
        vendeur=vendeur.resolved,
        acquereur=acquereur.resolved,
        nature=_nature(options.nature or declared.nature, ticked, operation),
        cotitulaires=cotitulaires(dossier, policy),
    )
    found = [*vendeur.contradictions(), *acquereur.contradictions(), *_about_destruction(scenario, ticked)]
    if dossier.of(CertificatDestruction) and scenario.nature != "destruction":
        found.append(
            Contradiction(
                "certificat de destruction au dossier, mais cession ordinaire",
                "certificate of destruction in the dossier, but a plain sale",
            )
        )
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


def _pages(papers: Iterable[Inconnu]) -> tuple[PageRef, ...]:
    """Their pages that are not blank."""
    return tuple(page for paper in papers for page in paper.pages if Defect.BLANK not in page.defects)


def vehicle_of(dossier: Dossier, policy: Policy) -> Vehicle:
    """What the card says of the vehicle.

    A use that asks for more inspections counts as soon as its word was read, even with doubt, and may be among remarks
    that were not read; the collection use, which exempts, counts only when it was surely read.
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
        is_public_use=any(word in seen for word in PUBLIC_USES) or (None if mentions and mentions.is_unsure else False),
        is_unregistered_moped=_is_unregistered_moped(dossier, policy),
    )


def _is_unregistered_moped(dossier: Dossier, policy: Policy) -> bool:
    """A number on the cerfa, even one that could not be read, says that it was registered."""
    kind, plate = (_said(dossier, f"certificat_cession.{key}", policy) for key in ("genre", "immatriculation"))
    return not dossier.of(CarteGrise) and _value(kind) in MOPEDS and plate is not None and plate.is_blank


@dataclass(frozen=True)
class _Party:
    """What is known of the seller or the buyer."""

    role: Literal["vendeur", "acquereur"]
    cerfa: Party | None
    """As the cerfa shows it."""
    declared: Party | None
    has_siret: bool
    looks_like_company: bool
    has_kbis: bool
    """The extract of a company is theirs."""
    is_trader: bool
    """A déclaration d'achat is theirs."""

    @classmethod
    def of(
        cls, dossier: Dossier, role: Literal["vendeur", "acquereur"], declared: Party | None, policy: Policy
    ) -> "_Party":
        said = {
            key: _value(_said(dossier, f"certificat_cession.{role}_{key}", policy))
            for key in ("type", "sexe", "nom", "siret")
        }
        company = is_company(str(said["nom"] or ""))
        cerfa: Party | None = None
        if said["type"] == "personne_morale":
            cerfa = "societe"
        elif said["type"] == "personne_physique" or (said["sexe"] and not company):
            cerfa = "particulier"
        elif company and (said["siret"] or not said["sexe"]):
            cerfa = "societe"
        named, sure = Named(said["nom"], said["siret"]), policy.min_confidence
        extracts = (
            Named.of(kbis, "denomination", "siren", sure)
            for kbis in dossier.of(Kbis)
            if kbis.forme_juridique.state(sure) is State.READ
        )
        purchases = (Named.of(paper, "acheteur_nom", "acheteur_siren", sure) for paper in dossier.of(DeclarationAchat))
        return cls(
            role,
            cerfa,
            declared,
            bool(said["siret"]),
            company,
            has_kbis=any(named.match(extract).level is Level.MATCH for extract in extracts),
            is_trader=any(named.match(buyer).level is Level.MATCH for buyer in purchases),
        )

    @property
    def paper(self) -> Party | None:
        """As the papers show it."""
        if self.is_trader:
            return "professionnel"
        return self.cerfa or ("societe" if self.has_kbis else None)

    @property
    def resolved(self) -> Party | None:
        """The declared trader refines what the papers show; otherwise papers are heard before the declaration."""
        if self.declared == "professionnel":
            return self.declared
        return self.paper or self.declared

    def contradictions(self) -> Iterator[Contradiction]:
        """What the declaration and the papers cannot all be right about."""
        fr, en = PARTY_NAMES[self.role]
        if self.cerfa == "particulier" and self.has_siret and self.looks_like_company:
            yield Contradiction(
                f"{fr} : case « personne physique » cochée, mais nom et SIRET d'une société",
                f"{en}: ticked as a natural person, but with the name and SIRET of a company",
            )
        if self.cerfa == "particulier" and self.has_kbis:
            yield Contradiction(
                f"{fr} : personne physique sur le certificat de cession, mais extrait Kbis d'une société",
                f"{en}: a natural person on the certificat de cession, but a Kbis of a company",
            )
        both = {self.declared, self.paper}
        is_refined = both <= {"professionnel", "societe"} or (self.declared == "professionnel" and self.has_siret)
        if self.paper and self.declared and len(both) > 1 and not is_refined:
            said, shown = KIND_NAMES[self.declared], KIND_NAMES[self.paper]
            where, where_en = PURCHASE if self.is_trader else CESSION if self.cerfa else EXTRACT
            yield Contradiction(
                f"{fr} déclaré comme {said[0]}, {where} montre {shown[0]}",
                f"{en} declared as {said[1]}, {where_en} shows {shown[1]}",
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
