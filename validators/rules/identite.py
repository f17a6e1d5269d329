"""What an identity paper is worth (family id of rules.md): kind, dates, sides, and whose it is.

A paper that the operation does not ask for is judged too, but what is wrong with it only warns
(`validators.matrix.fault`). Its strip is judged in `validators.rules.identite_mrz`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.core.dates import anniversary
from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier
from pipeline.core.formats.mrz_identite import Format
from pipeline.core.report import Act, LegalSource, Motif, Severity, Status
from validators.context import Context
from validators.matrix import doubt, fault, lacking
from validators.parties import ADULT, COMPANIES, ROLES, kind_of, people_in
from validators.people import Identity
from validators.rule import (
    PROJECT,
    Need,
    One,
    Outcome,
    Rule,
    Wording,
    fails,
    held,
    if_read,
    not_applicable,
    notes,
    review,
    warns,
)
from validators.rules.identite_mrz import parsed

KINDS_ACCEPTED = LegalSource(text="Arrêté du 9 février 2009", article="annexe IV, 1 a")
GUIDE = LegalSource(text="Guide des démarches", article="Pièce d'identité en cours de validité, recto verso")
EXTENDED = LegalSource(text="Décret 2013-1188", article="1 et 2")
MISREAD = LegalSource(text="Choix du projet", article="Lectures fausses constatées")

ACCEPTED = ("cni", "cni_2021", "passeport", "titre_sejour", "permis")
"""Kinds that prove who somebody is; the other ones of the decree (military, veterans) are not read."""
EXTENDED_FROM, EXTENDED_TO = date(2004, 1, 2), date(2013, 12, 31)
"""Days of issue of the French cards of adults that run longer than printed."""
SPANS = {"cni": (10, 15), "cni_2021": (5, 10), "passeport": (5, 10)}
"""Years that a paper runs; the other ones run as their office decides."""
LONG_EXPIRED_YEARS = 15
"""An expiry that long ago is rather misread (documents.md 8.6)."""

UNKNOWN_PERSON = "piece_identite.representant"
"""Key of `MATRIX` for a paper of whom it is not known whose it is: asked for everywhere."""


_OWN: dict[str, Need] = {key: if_read(f"piece_identite.{key}") for key in ("nom", "nom_usage", "prenoms")}
"""Whose paper it is."""
_DATES: dict[str, Need] = {
    "piece": if_read("piece_identite.type"),
    "naissance": if_read("piece_identite.date_naissance"),
    "delivrance": if_read("piece_identite.date_delivrance"),
    "expiration": if_read("piece_identite.date_expiration"),
}


def _asked_as(owner: Identity, context: Context) -> str:
    """Key of `MATRIX` under which the operation asks for that paper, of all that suit the strictest."""
    others = (one for one in context.people.identities if one.piece not in ("permis", None))
    if owner.piece == "permis" and any(one.is_of(owner.names) for one in others):
        return "piece_identite.permis"
    for role in ROLES:
        if owner.is_of(people_in(role, context)):
            return f"piece_identite.{role}"
    return UNKNOWN_PERSON


def is_accepted_kind(*, piece: str, mrz: tuple[str, ...] | None, context: Context) -> Outcome:
    """id.kind: a paper that proves who somebody is; one made by another state is checked further, and warns."""
    if piece not in ACCEPTED:
        return fails()
    strip = parsed(mrz)
    is_foreign = strip is not None and strip.format is not Format.PERMIS and strip.etat != "FRA"
    return warns("foreign", state=strip.etat if strip else "") if is_foreign else held()


ID_KIND = Rule(
    id="id.kind",
    title="Type de pièce d'identité accepté",
    title_en="Kind of identity paper accepted",
    sources=(KINDS_ACCEPTED,),
    over="piece_identite",
    needs={"piece": One("piece_identite.type", blank="unsure"), "mrz": if_read("piece_identite.mrz")},
    check=is_accepted_kind,
    act=Act.FOURNIR,
    wording=Wording(
        "Ce document n'est pas une pièce d'identité acceptée ({piece}).",
        "This is no identity paper that is accepted ({piece}).",
        "Joindre une carte d'identité, un passeport, un titre de séjour ou un permis de conduire.",
        "Join an identity card, a passport, a residence permit or a driving licence.",
    ),
    cases={
        "foreign": Wording(
            "Pièce d'identité étrangère ({state}) : vérification complémentaire possible par l'administration.",
            "Identity paper of another state ({state}): the administration may check it further.",
        )
    },
)


@dataclass(frozen=True)
class Validity:
    """Until when a paper is in force."""

    until: date
    is_extended: bool
    """Longer than printed."""


def validity(
    piece: str | None, naissance: date | None, delivrance: date | None, expiration: date, years: int
) -> Validity:
    """Until when a paper is in force: a laminated card of an adult issued from 2004 to 2013 some years longer.

    Args:
        piece: kind of paper.
        naissance: date of birth; without it nothing is lengthened.
        delivrance: day of issue; the same.
        expiration: as printed.
        years: policy `cni_extension`.
    """
    is_extended = (
        piece == "cni"
        and naissance is not None
        and delivrance is not None
        and EXTENDED_FROM <= delivrance <= EXTENDED_TO
        and anniversary(naissance, ADULT) <= delivrance
        and years > 0
    )
    return Validity(anniversary(expiration, years) if is_extended else expiration, is_extended)


def is_in_force(
    *,
    nom: str | None,
    nom_usage: str | None,
    prenoms: str | None,
    piece: str | None,
    naissance: date | None,
    delivrance: date | None,
    expiration: date | None,
    context: Context,
) -> Outcome:
    """id.valid: in force on the day of the request (policy `id_reference`), that day included.

    Passes: expiry 16 March 2026, request 16 March.  Fails: request 17 March.  One that was in force on the day of the
    sale warns for the seller (`id_expired_between`). Dates that cannot be true, and an old card that may be lengthened
    but whose dates were not read, are for a person to look at.
    """
    owner = Identity("", nom, nom_usage, prenoms, naissance, piece)
    asked, policy = _asked_as(owner, context), context.policy
    if expiration is None:
        return doubt(asked, context, "unread", person=str(owner))
    sale = context.date_cession
    reference = context.date_demande if policy.id_reference == "application" else sale
    if reference is None:
        return doubt(asked, context, "no_sale")
    until = validity(piece, naissance, delivrance, expiration, policy.cni_extension).until
    if until >= reference:
        return held()
    person = str(owner)
    if next(_odd_dates(piece, naissance, delivrance, expiration, context), None):
        return doubt(asked, context, "odd", person=person, until=until)
    may_run_longer = piece is None or (piece == "cni" and (naissance is None or delivrance is None))
    if may_run_longer and anniversary(expiration, policy.cni_extension) >= reference:
        return doubt(asked, context, "perhaps", person=person, until=until)
    between = policy.id_expired_between
    mildness = between.vendeur if asked == "piece_identite.vendeur" else between.acquereur
    if mildness == "warn" and sale is not None and until >= sale:
        return warns("between", person=person, until=until)
    return fault(asked, context, person=person, until=until)


ID_VALID = Rule(
    id="id.valid",
    title="Pièce d'identité en cours de validité",
    title_en="Identity paper in force",
    sources=(GUIDE, KINDS_ACCEPTED),
    parameters=("id_reference", "id_expired_between", "cni_extension", "papers.piece_identite"),
    over="piece_identite",
    needs={**_OWN, **_DATES},
    check=is_in_force,
    act=Act.FOURNIR,
    wording=Wording(
        "La pièce d'identité {person!d} est expirée depuis le {until}.",
        "The identity paper of {person} ran out on {until}.",
        "Joindre une pièce d'identité en cours de validité.",
        "Join an identity paper that is in force.",
    ),
    cases={
        "between": Wording(
            "La pièce d'identité {person!d} a expiré le {until}, entre la vente et la demande.",
            "The identity paper of {person} ran out on {until}, between the sale and the request.",
        ),
        "perhaps": Wording(
            "La pièce d'identité {person!d}, valable jusqu'au {until}, est peut-être prolongée de cinq ans : type, "
            "date de naissance ou de délivrance non lus.",
            "The identity paper of {person}, good until {until}, may run five years longer: kind, birth or issue not "
            "read.",
            "Vérifier à l'œil le type de pièce et les dates de délivrance et de naissance.",
            "Look at the kind of paper and at the days of issue and of birth.",
        ),
        "odd": Wording(
            "La pièce d'identité {person!d} semble expirée ({until}), mais ses dates lues sont incohérentes.",
            "The identity paper of {person} seems to have run out ({until}), but its dates cannot all be true.",
            "Vérifier les dates à l'œil.",
            "Look at the dates.",
        ),
        "unread": Wording(
            "La date d'expiration de la pièce d'identité {person!d} n'a pas pu être lue.",
            "The day of expiry of the identity paper of {person} could not be read.",
            "Vérifier à l'œil, ou fournir une image plus nette.",
            "Look at it, or give a sharper image.",
        ),
        "no_sale": Wording(
            "La validité de la pièce d'identité se juge au jour de la vente, qui n'est pas connu.",
            "The identity paper is judged on the day of the sale, which is not known.",
            "Vérifier à l'œil.",
            "Look at it.",
        ),
    },
)


def is_not_extended(
    *, piece: str | None, naissance: date, delivrance: date, expiration: date, context: Context
) -> Outcome:
    """id.cni-extension: tells that a laminated card issued to an adult from 2004 to 2013 runs five years longer."""
    found = validity(piece, naissance, delivrance, expiration, context.policy.cni_extension)
    is_told = found.is_extended and expiration < context.date_demande
    return notes(until=found.until, years=context.policy.cni_extension) if is_told else not_applicable()


def laminated(dossier: Dossier, context: Context) -> tuple[Document, ...]:
    """French cards of before 2021, or what may be one."""
    return tuple(
        paper for paper in dossier.documents if paper.kind == "piece_identite" and paper.type.value in ("cni", None)
    )


ID_CNI_EXTENSION = Rule(
    id="id.cni-extension",
    title="Carte d'identité sans prolongation de cinq ans",
    title_en="Identity card that does not run five years longer",
    severity=Severity.INFO,
    sources=(EXTENDED, LegalSource(text="Service-public", article="F35005")),
    parameters=("cni_extension",),
    over="piece_identite",
    select=laminated,
    needs={
        "piece": if_read("piece_identite.type"),
        "naissance": "piece_identite.date_naissance",
        "delivrance": "piece_identite.date_delivrance",
        "expiration": "piece_identite.date_expiration",
    },
    check=is_not_extended,
    wording=Wording(
        "Carte d'identité prolongée de {years} ans : valable jusqu'au {until}.",
        "Identity card running {years} years longer: good until {until}.",
    ),
)


def has_both_sides(
    *,
    nom: str | None,
    nom_usage: str | None,
    prenoms: str | None,
    piece: str | None,
    recto: bool | None,
    verso: bool | None,
    context: Context,
) -> Outcome:
    """id.both-sides: front and back of a card, the page with the photo of a passport; of a licence one side warns."""
    asked = _asked_as(Identity("", nom, nom_usage, prenoms, piece=piece), context)
    needed = (recto,) if piece == "passeport" else (recto, verso)
    if False in needed:
        return warns() if piece == "permis" else lacking(asked, context)
    return doubt(asked, context, "unread") if None in needed else held()


ID_BOTH_SIDES = Rule(
    id="id.both-sides",
    title="Recto et verso de la pièce d'identité",
    title_en="Both sides of the identity paper",
    motif=Motif.INCOMPLET,
    sources=(GUIDE,),
    parameters=("papers.piece_identite",),
    over="piece_identite",
    needs={
        **_OWN,
        "piece": if_read("piece_identite.type"),
        "recto": if_read("piece_identite.recto"),
        "verso": if_read("piece_identite.verso"),
    },
    check=has_both_sides,
    wording=Wording(
        "Il manque une face de la pièce d'identité : recto et verso sont requis.",
        "One side of the identity paper is missing: both are needed.",
        "Joindre le recto et le verso de la pièce d'identité.",
        "Join both sides of the identity paper.",
    ),
    cases={
        "unread": Wording(
            "On ne peut pas dire si les deux faces de la pièce d'identité sont au dossier.",
            "It cannot be said whether both sides of the identity paper are in the dossier.",
            "Vérifier à l'œil, ou numériser de nouveau les deux faces.",
            "Look at it, or scan both sides again.",
        ),
    },
)


def _odd_dates(
    piece: str | None, naissance: date | None, delivrance: date | None, expiration: date | None, context: Context
) -> Iterator[tuple[str, str]]:
    """What cannot be true of the dates of a paper, in both languages."""
    today = context.today
    if naissance and delivrance and delivrance <= naissance:
        yield "délivrée avant la naissance", "issued before the birth"
    if delivrance and delivrance > today:
        yield "délivrée dans le futur", "issued in the future"
    if expiration and anniversary(expiration, LONG_EXPIRED_YEARS) < today:
        yield f"expirée depuis plus de {LONG_EXPIRED_YEARS} ans", f"out for more than {LONG_EXPIRED_YEARS} years"
    if delivrance and expiration:
        spans = SPANS.get(piece or "", ())
        if expiration <= delivrance:
            yield "expirée avant d'être délivrée", "out before it was issued"
        elif spans and not any(_runs(delivrance, expiration, years) for years in spans):
            yield "durée de validité inhabituelle", "runs for an unusual time"
    elif naissance and expiration and (naissance.month, naissance.day) == (expiration.month, expiration.day):
        yield "expiration au jour de la naissance", "runs out on the day of the birth"


def _runs(issue: date, expiry: date, years: int) -> bool:
    """Whether a paper runs so many years, one day more or less."""
    return abs(anniversary(issue, years) - expiry) <= timedelta(days=1)


def are_dates_plausible(
    *,
    piece: str | None,
    naissance: date | None,
    delivrance: date | None,
    expiration: date | None,
    context: Context,
) -> Outcome:
    """id.plausible-dates: birth, issue and expiry follow each other as they do on such a paper.

    Where they do not, one of them is misread or the paper is false: a person must look. A date that was not read is
    only told; what hangs on it is judged elsewhere.
    """
    odd = next(_odd_dates(piece, naissance, delivrance, expiration, context), None)
    if odd:
        return review(what=odd[0] if context.lang == "fr" else odd[1])
    is_known = naissance and delivrance and expiration
    return held() if is_known else Outcome(Status.INCONCLUSIVE, "unread", Severity.INFO)


ID_PLAUSIBLE_DATES = Rule(
    id="id.plausible-dates",
    title="Dates de la pièce d'identité cohérentes",
    title_en="Dates of the identity paper coherent",
    sources=(MISREAD,),
    over="piece_identite",
    needs=_DATES,
    check=are_dates_plausible,
    wording=Wording(
        "Les dates lues sur la pièce d'identité sont incohérentes ({what}) : à vérifier à l'œil.",
        "The dates read on the identity paper cannot all be true ({what}): please look.",
        "Vérifier à l'œil les dates de la pièce d'identité.",
        "Look at the dates of the identity paper.",
    ),
    cases={
        "unread": Wording(
            "Une date au moins de la pièce d'identité n'a pas été lue : cohérence non vérifiée.",
            "A date at least of the identity paper was not read: coherence not verified.",
        )
    },
)


def belongs_to_somebody(*, nom: str, nom_usage: str | None, prenoms: str, context: Context) -> Outcome:
    """id.person-role: whoever's paper it is has a part in the dossier: party, representative, proxy, host.

    Who may act for a company is not known without its extract: it may be them.
    """
    people = context.people
    owner = Identity("", nom, nom_usage, prenoms)
    if owner.is_of((*people.sellers, *people.buyers, *people.representatives, *people.others)):
        return held()
    has_company = any(kind_of(role, context) in COMPANIES for role in ROLES)
    if has_company and not people.representatives:
        return Outcome(Status.INCONCLUSIVE, "company", Severity.INFO, values={"person": str(owner)})
    return review(person=str(owner))


ID_PERSON_ROLE = Rule(
    id="id.person-role",
    title="Chaque pièce d'identité est celle d'un intervenant du dossier",
    title_en="Every identity paper is that of somebody in the dossier",
    sources=(PROJECT,),
    over="piece_identite",
    needs={
        "nom": One("piece_identite.nom", blank="unsure"),
        "nom_usage": if_read("piece_identite.nom_usage"),
        "prenoms": One("piece_identite.prenoms", blank="unsure"),
    },
    check=belongs_to_somebody,
    wording=Wording(
        "La pièce d'identité {person!d} ne correspond à aucun intervenant du dossier.",
        "The identity paper of {person} is that of nobody in the dossier.",
        "Vérifier à l'œil de qui il s'agit, ou retirer cette pièce.",
        "Look who this is, or take the paper out.",
    ),
    cases={
        "company": Wording(
            "La pièce d'identité {person!d} peut être celle du représentant de la société, qu'aucun Kbis ne nomme.",
            "The identity paper of {person} may be that of the company's representative, whom no Kbis names.",
        )
    },
)

RULES: tuple[Rule, ...] = (
    ID_KIND,
    ID_VALID,
    ID_CNI_EXTENSION,
    ID_BOTH_SIDES,
    ID_PLAUSIBLE_DATES,
    ID_PERSON_ROLE,
)
