"""What a paper says of the dossier that it belongs to: the vehicle, the people, the number of the card.

Only what was surely read counts, as for the rules. What was read with doubt is kept apart, so that it can speak against
a dossier and never for one.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from pipeline.core.documents import Document
from pipeline.core.errors import FormatError
from pipeline.core.formats import immatriculation, texte
from pipeline.core.formats import vin as vins
from pipeline.core.model import Field, Frozen, State
from validators.matching import Level, is_company, split_persons
from validators.people import Identity, Named, holders_named
from validators.quote import quote

_SIREN = 9
"""Digits of a SIREN, the first ones of a SIRET."""


def keys_of(name: str) -> set[str]:
    """Two names of one person share one of these at least.

    >>> sorted(keys_of("LE ROUX Zoé"))
    ['LE', 'LEROUX', 'ROUX', 'ROUXZOE', 'ZOE']
    """
    words = re.findall(r"\w+", texte.compact(name))
    return {*words, *map("".join, pairwise(words))}


class Person(Frozen):
    """Somebody named on a paper, person or company."""

    name: str | None = None
    siren: str | None = None
    """SIREN or SIRET."""
    born: date | None = None

    @property
    def named(self) -> Named:
        """For matching."""
        return Named(self.name, self.siren)

    @property
    def keys(self) -> set[str]:
        """Whoever this may be has one of these too: words of the name, with and without the blank between, or SIREN."""
        return keys_of(self.name or "") | ({self.siren[:_SIREN]} if self.siren else set())


class _Mention(Frozen):
    """Where a kind of paper names somebody."""

    name: str
    siren: str = ""
    born: str = ""
    is_owner: bool = True
    """Whether the paper is that person's: told by it where it bears no plate."""


_MENTIONS: dict[str, tuple[_Mention, ...]] = {
    "carte_grise": (_Mention(name="titulaire"), _Mention(name="cotitulaires", is_owner=False)),
    "certificat_cession": (
        _Mention(name="vendeur_nom", siren="vendeur_siret"),
        _Mention(name="acquereur_nom", siren="acquereur_siret", born="acquereur_date_naissance", is_owner=False),
    ),
    # Who files is the same in all dossiers of an office: the mandataire tells nothing.
    "mandat": (_Mention(name="mandant_nom", siren="mandant_siren"),),
    "declaration_achat": (
        _Mention(name="vendeur_nom", siren="vendeur_siren"),
        _Mention(name="acheteur_nom", siren="acheteur_siren", is_owner=False),
    ),
    "demande_immatriculation": (
        _Mention(name="titulaire_nom", siren="titulaire_siren", born="titulaire_date_naissance"),
        _Mention(name="cotitulaire_nom", is_owner=False),
    ),
    "declaration_perte": (_Mention(name="declarant_nom", siren="declarant_siret", born="declarant_date_naissance"),),
    "certificat_destruction": (_Mention(name="vendeur_nom"),),
    "accuse_cession": (_Mention(name="vendeur_nom"), _Mention(name="acquereur_nom", is_owner=False)),
    "kbis": (_Mention(name="denomination", siren="siren"), _Mention(name="representants", is_owner=False)),
    "procuration": (_Mention(name="mandants"), _Mention(name="mandataire", is_owner=False)),
    "justificatif_domicile": (_Mention(name="nom"),),
}
"""Key of the name, of the number and of the birth of each person on each kind of paper."""

_OF_PEOPLE = ("piece_identite", "kbis", "justificatif_domicile", "procuration", "inconnu")
"""Kinds that say nothing of the vehicle; a letter of proxy may."""

_SIDES = {"piece_identite": ("recto", "verso"), "carte_grise": ("interieur_present", "exterieur_present")}
"""Of the kinds whose two sides may lie in two files: the fields that say which sides are there."""


class Traits(Frozen):
    """One paper."""

    kind: str
    plate: str | None = None
    """Compact. None for the plate of a garage, which is on many vehicles."""
    vin: str | None = None
    """17 characters, or masked by stars. Older numbers are short, and two vehicles may have the same."""
    formule: str | None = None
    is_doubtful: bool = False
    """It gives a plate, a VIN or a formule that was not surely read."""
    owners: tuple[Person, ...] = ()
    """Whose paper it is, where it is not an identity paper."""
    people: tuple[Person, ...] = ()
    """All whom it names."""
    identity: Identity | None = None
    """Of an identity paper: its holder, where the name was read."""
    side: str | None = None
    """The only side that is there, of a paper that has two."""
    model: str | None = None
    """Which identity paper or card it is, where two sides must be of one."""

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing on it tells whose it is."""
        return not (self.plate or self.vin or self.formule or self.owners or self.identity)

    @property
    def is_about_a_vehicle(self) -> bool:
        """Whether it speaks of a vehicle, surely read or not: a rule may find it wrong."""
        return bool(self.plate or self.vin) or self.kind not in _OF_PEOPLE

    def completes(self, other: "Traits") -> bool:
        """Whether both may be the two sides of one paper."""
        is_pair = None not in (self.side, other.side) and self.side != other.side
        return self.kind == other.kind and is_pair and (None in (self.model, other.model) or self.model == other.model)

    @property
    def keys(self) -> set[str]:
        """As of a person: of whose paper it is."""
        names = self.identity.names if self.identity else ()
        return {key for person in self.owners for key in person.keys} | {key for one in names for key in keys_of(one)}

    def is_of(self, people: Iterable[Person]) -> Level:
        """How surely it is the paper of one of these people; MISMATCH when it names nobody."""
        if self.identity is not None:
            found = (self.identity.match(one.name, one.born).level for one in people if one.name)
            return max(found, default=Level.MISMATCH)
        many = tuple(people)
        found = (one.named.match(owner.named).level for one in many for owner in self.owners)
        return max(found, default=Level.MISMATCH)


def traits_of(document: Document, min_confidence: float) -> Traits:
    """What that paper says surely enough (0 to 1)."""
    plate, vin, formule = (_field(document, key) for key in ("immatriculation", "vin", "numero_formule"))
    mentions = tuple(_mentions(document, min_confidence))
    identity = Identity.of(document, min_confidence) if document.kind == "piece_identite" else None
    return Traits(
        kind=document.kind,
        plate=_plate(_sure(plate, min_confidence)),
        vin=_vin(_sure(vin, min_confidence)),
        formule=_sure(formule, min_confidence),
        is_doubtful=any(
            field.state(min_confidence) in (State.DOUBTFUL, State.UNPARSABLE) for field in (plate, vin, formule)
        ),
        owners=tuple(person for mention, person in mentions if mention.is_owner),
        people=tuple(person for _, person in mentions),
        identity=identity if identity and identity.names else None,
        side=_only_side(document, min_confidence),
        model=_sure(_field(document, "type"), min_confidence) if identity else None,
    )


def _field(document: Document, key: str) -> Field[str]:
    found: Field[str] = getattr(document, key, Field[str]())
    return found


def _sure(field: Field[str], min_confidence: float) -> str | None:
    return field.value if field.state(min_confidence) is State.READ else None


def _plate(number: str | None) -> str | None:
    try:
        is_garage = number is not None and immatriculation.series(number) is immatriculation.Series.W
    except FormatError:  # of a series that is not known here, and as sure as any
        is_garage = False
    return immatriculation.compact(number) if number and not is_garage else None


def _vin(number: str | None) -> str | None:
    return vins.compact(number) if number and len(vins.compact(number)) == vins.LENGTH else None


def _mentions(document: Document, min_confidence: float) -> Iterator[tuple[_Mention, Person]]:
    for mention in _MENTIONS.get(document.kind, ()):
        said = quote(document, mention.name, min_confidence).value
        number, born = (
            quote(document, key, min_confidence).value if key else None for key in (mention.siren, mention.born)
        )
        names = said if isinstance(said, tuple) else _names(said) if said else ()
        for rank, name in enumerate(names):  # number and birth are those of the first one named
            yield mention, Person(name=name, siren=None if rank else number, born=None if rank else born)
        if number and not names:
            yield mention, Person(siren=number)


def _names(said: str) -> tuple[str, ...]:
    """The persons named together in one frame, and the whole where it may be a company: both write 'ET'."""
    persons = tuple(name for one in holders_named(said) for name in split_persons(one))
    return tuple(dict.fromkeys((said, *persons))) if is_company(said) else persons


def _only_side(document: Document, min_confidence: float) -> str | None:
    keys = _SIDES.get(document.kind, ())
    found = [key for key in keys if quote(document, key, min_confidence).value is True]
    return found[0] if len(found) == 1 else None
