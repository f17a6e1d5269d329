"""The people of a dossier, and which identity papers are theirs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier
from pipeline.core.errors import FormatError
from pipeline.core.formats import siren as sirens
from validators.matching import (
    NAMELESS,
    OTHER_BIRTH,
    OTHER_NAME,
    OTHER_SIREN,
    PART,
    SAME_SIREN,
    USAGE_NAME,
    Level,
    Match,
    is_surname,
    joint,
    names,
    persons,
    share_a_word,
    split_persons,
)
from validators.policy import Policy
from validators.quote import agreed, quote, quotes

UNREAD_IDENTITY = Match(Level.UNSURE, "pièce d'identité mal lue", "identity paper not read surely")


@dataclass(frozen=True)
class Identity:
    """What one identity paper says of its holder; None where it was not surely read."""

    document: str = ""
    """Id of the paper."""
    nom: str | None = None
    nom_usage: str | None = None
    prenoms: str | None = None
    naissance: date | None = None
    piece: str | None = None
    """Kind of paper, as `PieceIdentite.type` says it."""

    def __str__(self) -> str:
        surname = f"{self.nom} (usage : {self.nom_usage})" if self.nom and self.nom_usage else self.nom
        return " ".join(part for part in (surname, self.prenoms) if part) or "?"

    @classmethod
    def of(cls, paper: Document, min_confidence: float) -> "Identity":
        """What that paper says surely enough."""
        keys = ("nom", "nom_usage", "prenoms", "date_naissance", "type")
        return cls(paper.id, *(quote(paper, key, min_confidence).value for key in keys))

    @property
    def names(self) -> tuple[str, ...]:
        """The full name under each surname; none where surname or first names were not read."""
        surnames = (self.nom, self.nom_usage)
        return tuple(f"{surname} {self.prenoms}" for surname in surnames if self.nom and self.prenoms and surname)

    def match(self, name: str, born: date | None = None) -> Match:
        """Whether it is the paper of the person of that name, under either surname that it shows.

        Names come before births: another birth tells namesakes apart, and settles that a name shared in part only is
        somebody else's, but says nothing of a name that was not read.

        Args:
            name: as another paper writes it.
            born: date of birth there, when known.
        """
        if not self.names:
            return UNREAD_IDENTITY
        match = max((persons(own, name) for own in self.names), key=lambda match: match.level)
        if match is PART and not self._shares_both_parts(name):
            return OTHER_NAME
        if match.level is Level.MISMATCH or not self._is_born_otherwise(born):
            return match
        return OTHER_BIRTH if match.level >= Level.PROBABLE else OTHER_NAME

    def _is_born_otherwise(self, born: date | None) -> bool:
        return None not in (born, self.naissance) and born != self.naissance

    def _shares_both_parts(self, name: str) -> bool:
        """A surname and a first name: spouses share the one, and many people several of the other."""
        surnames = " ".join(filter(None, (self.nom, self.nom_usage)))
        return all(share_a_word(part, name) for part in (surnames, self.prenoms or ""))

    def is_of(self, people: Iterable[str]) -> bool:
        """Whether it is surely enough the paper of one of these people."""
        return any(self.match(name).level >= Level.PROBABLE for name in people)


@dataclass(frozen=True)
class Named:
    """A person or company as one paper names it; None where it was not surely read."""

    name: str | None = None
    siren: str | None = None
    """SIREN, or SIRET."""

    @classmethod
    def of(cls, paper: Document, name: str, siren: str, min_confidence: float) -> "Named":
        """What that paper says surely enough under those keys."""
        return cls(quote(paper, name, min_confidence).value, quote(paper, siren, min_confidence).value)

    def match(self, other: "Named", *, other_is_company: bool | None = None) -> Match:
        """Whether both are the same: two SIREN decide, else the names."""
        mine, theirs = siren_of(self.siren), siren_of(other.siren)
        if mine and theirs:
            return SAME_SIREN if mine == theirs else OTHER_SIREN
        if not self.name or not other.name:
            return NAMELESS
        return names(self.name, other.name, other_is_company=other_is_company)


@dataclass(frozen=True)
class People:
    """Who is named on the papers, as far as surely read."""

    identities: tuple[Identity, ...] = ()
    """One for each identity paper."""
    sellers: tuple[str, ...] = ()
    """The former owners: those named on the cerfa, and the holders of the card whom it does not name."""
    buyers: tuple[str, ...] = ()
    """Those named on the cerfa as buyers, and the future co-holder whom only the request names."""
    representatives: tuple[str, ...] = ()
    """Of companies, from their extracts."""
    acting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Those of 'vendeur' and 'acquereur', from extracts that are surely of that party."""
    births: Mapping[str, date] = field(default_factory=dict)
    """Of buyers, by name: the cerfa gives the date of birth of the first one that it names."""
    others: tuple[str, ...] = ()
    """Who gives or holds a proxy, whose address is proved, who sold to a trader before."""

    def unclaimed(self, *besides: str) -> tuple[Identity, ...]:
        """The identity papers that are of none of these people."""
        return tuple(paper for paper in self.identities if not paper.is_of(besides))

    def candidates(self, name: str, born: date | None = None) -> tuple[Identity, ...]:
        """The identity papers that may be that person's, one of their name with another birth among them.

        One that may be, but is surely another party's, is not: relatives share the most of their names.
        """
        others = [other for other in (*self.sellers, *self.buyers, *self.representatives) if other != name]
        return tuple(
            paper
            for paper in self.identities
            if paper.is_of((name,)) or (paper.match(name, born).level is Level.UNSURE and not paper.is_of(others))
        )

    def best(self, name: str, born: date | None = None) -> Match:
        """How well the likeliest identity paper is that person's; another name when there is none."""
        found = (paper.match(name) for paper in self.candidates(name, born))
        return max(found, key=lambda match: match.level, default=OTHER_NAME)

    def buys(self, name: str | None) -> Level:
        """How surely that name is a buyer's; one that was not read may be, and any may be when no buyer was read."""
        found = (Named(name).match(Named(buyer)).level for buyer in self.buyers)
        return max(found, default=Level.UNSURE) if name else Level.UNSURE

    def explain(self, one: str, other: str) -> Match | None:
        """That two names are of one person because an identity paper shows both; None where none does."""
        shown = (paper for paper in self.identities if len(paper.names) > 1)
        is_shown = any(all(paper.match(name).level is Level.MATCH for name in (one, other)) for paper in shown)
        return USAGE_NAME if is_shown else None


def people_of(dossier: Dossier, policy: Policy) -> People:
    """Everybody named on the papers of that dossier."""
    sure = policy.min_confidence

    def said(path: str) -> Any:
        found = quotes(dossier, path, sure)
        return agreed(found).value if found else None

    def listed(path: str) -> Iterator[str]:
        for found in quotes(dossier, path, sure):
            yield from found.value if isinstance(found.value, tuple) else filter(None, (found.value,))

    buyers = split_persons(said("certificat_cession.acquereur_nom") or "")
    born = said("certificat_cession.acquereur_date_naissance")
    holder, coholders = said("carte_grise.titulaire"), tuple(listed("carte_grise.cotitulaires"))
    return People(
        identities=tuple(Identity.of(paper, sure) for paper in dossier.documents if paper.kind == "piece_identite"),
        sellers=_sellers(said("certificat_cession.vendeur_nom"), holder, coholders),
        buyers=_buyers(buyers, tuple(listed("demande_immatriculation.cotitulaire_nom"))),
        births={buyers[0]: born} if buyers and born else {},
        representatives=tuple(listed("kbis.representants")),
        acting={
            role: _acting(
                dossier, Named(said(f"certificat_cession.{role}_nom"), said(f"certificat_cession.{role}_siret")), sure
            )
            for role in ("vendeur", "acquereur")
        },
        others=(
            *holders_named(holder),
            *listed("procuration.mandants"),
            *listed("procuration.mandataire"),
            *listed("justificatif_domicile.nom"),
            *listed("demande_immatriculation.titulaire_nom"),
            *listed("declaration_achat.vendeur_nom"),
        ),
    )


def _acting(dossier: Dossier, party: Named, sure: float) -> tuple[str, ...]:
    """The representatives on the extracts of that party."""
    extracts = [paper for paper in dossier.documents if paper.kind == "kbis"]
    theirs = [
        paper
        for paper in extracts
        if Named.of(paper, "denomination", "siren", sure).match(party, other_is_company=True).level >= Level.PROBABLE
    ]
    return tuple(name for paper in theirs for name in quote(paper, "representants", sure).value or ())


def _sellers(vendeur: str | None, titulaire: str | None, cotitulaires: tuple[str, ...]) -> tuple[str, ...]:
    """A card may print the surname of the co-holder alone: it names whoever of that surname is not the holder."""
    holders = holders_named(titulaire)
    named = split_persons(vendeur) if vendeur else holders
    others = [one for one in named if not is_among(one, holders)]
    unnamed = (
        one for one in cotitulaires if not is_among(one, named) and not any(is_surname(one, other) for other in others)
    )
    return (*named, *unnamed)


def _buyers(named: tuple[str, ...], cotitulaires: tuple[str, ...]) -> tuple[str, ...]:
    return (*named, *(one for one in cotitulaires if not is_among(one, named)))


def holders_named(titulaire: str | None) -> tuple[str, ...]:
    """The persons of rubrique C.1, which on old cards may name two."""
    wording = joint(titulaire or "")
    return wording[1] if wording else (titulaire,) if titulaire else ()


def is_among(name: str, people: Iterable[str]) -> bool:
    """Whether that name is surely enough of one of these people."""
    return any(persons(name, one).level >= Level.PROBABLE for one in people)


def siren_of(text: str | None) -> str | None:
    """The SIREN of a SIREN or SIRET; None when it is none."""
    try:
        return sirens.of_siret(text) if text else None
    except FormatError:
        return None
