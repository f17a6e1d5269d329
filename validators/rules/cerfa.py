"""The certificat de cession as filled in (family cerfa of rules.md): form, blocks, distance.

Its date and hour are judged in `validators.rules.cerfa_date`, what is signed, stamped, ticked and crossed out in
`validators.rules.cerfa_signature`.
"""

from collections.abc import Mapping
from datetime import date

from pipeline.core.labels import field_label
from pipeline.core.report import LegalSource, Motif
from validators.context import Context
from validators.inspection import FARM, TRAILERS
from validators.quote import Quote
from validators.rule import (
    Every,
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
    unsure,
    warns,
)

ROUTE = LegalSource(text="Code de la route", article="R322-4, I")
GUIDE = LegalSource(text="Guide des démarches", article="Le certificat de cession")
SERVICE_PUBLIC = LegalSource(text="Service-public", article="F1707")

COMPLETE = "Faire compléter le certificat de cession, puis le numériser de nouveau."
COMPLETE_EN = "Have the certificat de cession completed and scan it again."


def is_current_form(*, edition: str | None, day: date | None, context: Context) -> Outcome:
    """cerfa.edition: the form is one that is accepted.

    Passes: 15776*02.  Info: 15776*01.  Fails: 13754 for a sale from December 2017 on.  Person: a later 15776, which
    this version does not know.
    """
    accepted = context.policy.accepted_forms
    match edition:
        case None:
            return review("unnumbered")
        case form if form in accepted:
            return held() if form == accepted[0] else notes("older")
        case form if form.startswith("15776"):
            return warns("no_edition") if form == "15776" else review("unknown")
        case form if form.startswith("13754") and day is None:
            return unsure("undated")
        case form if form.startswith("13754") and day is not None and day < context.policy.legacy_form_cutoff:
            return warns("older")
        case _:
            return fails()


CERFA_EDITION = Rule(
    id="cerfa.edition",
    title="Le formulaire est une édition acceptée du certificat de cession",
    title_en="The form is an accepted edition of the certificat de cession",
    sources=(LegalSource(text="Guide des démarches", article="Foire aux questions"), SERVICE_PUBLIC),
    parameters=("accepted_forms", "legacy_form_cutoff"),
    over="certificat_cession",
    needs={
        "edition": One("certificat_cession.edition", blank="none", unread="none"),
        "day": One("certificat_cession.date_cession", blank="none", unread="none"),
    },
    check=is_current_form,
    wording=Wording(
        "Le formulaire utilisé ({edition}) n'est plus valable : utilisez le cerfa 15776*02.",
        "The form used ({edition}) is no longer valid: use the cerfa 15776*02.",
        "Refaire le certificat de cession sur le cerfa 15776*02.",
        "Make the certificat de cession again on the cerfa 15776*02.",
    ),
    cases={
        "older": Wording(
            "Le certificat de cession est d'une édition plus ancienne ({edition}), encore acceptée.",
            "The certificat de cession is of an older edition ({edition}), still accepted.",
        ),
        "no_edition": Wording(
            "Formulaire reconnu comme un cerfa 15776, mais son édition n'est pas lisible.",
            "Recognised as a cerfa 15776, but its edition is not readable.",
        ),
        "unknown": Wording(
            "Édition {edition} inconnue de cette version de Conforme.",
            "Edition {edition} is not known to this version of Conforme.",
            "Vérifier que le formulaire est en vigueur.",
            "Check that the form is in force.",
        ),
        "undated": Wording(
            "Formulaire {edition} : sa validité dépend de la date de cession, qui n'a pas pu être lue.",
            "Form {edition}: whether it is valid hangs on the date of the sale, which could not be read.",
        ),
        "unnumbered": Wording(
            "Le numéro du formulaire de cession n'a pas pu être lu.",
            "The number of the form could not be read.",
            "Vérifier que c'est bien un cerfa 15776.",
            "Check that it is a cerfa 15776.",
        ),
    },
)

_VEHICLE = ("immatriculation", "vin", "date_premiere_immatriculation", "marque")
_ADDRESS = ("adresse", "code_postal", "commune")


def _cerfa(keys: tuple[str, ...], unread: bool = False) -> Mapping[str, Need]:
    """A need per key, None when blank; with `unread` a bad reading is None too."""
    return {key: One(f"certificat_cession.{key}", blank="none", unread="none" if unread else "unsure") for key in keys}


def _labels(keys: list[str], context: Context) -> str:
    return ", ".join(field_label("certificat_cession", key, context.lang) for key in keys)


def has_vehicle_block(
    *,
    immatriculation: str | None,
    vin: str | None,
    date_premiere_immatriculation: date | None,
    marque: str | None,
    formules: tuple[Quote, ...],
    dates: tuple[Quote, ...],
    others: tuple[Quote, ...],
    kinds: tuple[Quote, ...],
    names: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """cerfa.vehicle-block: plate, VIN, date B, make, and formule or date of the certificate are filled in.

    A moped that was never registered has neither plate nor certificate.
    """
    values = (immatriculation, vin, date_premiere_immatriculation, marque)
    empty = [key for key, value in zip(_VEHICLE, values, strict=True) if value is None]
    if context.vehicle.is_unregistered_moped:
        empty.remove("immatriculation")
        return fails(fields=_labels(empty, context)) if empty else held()
    if formules[0].is_blank and dates[0].is_blank:
        empty += ["numero_formule", "date_certificat"]
    if empty:
        return fails(fields=_labels(empty, context))
    if not (formules[0].is_read or dates[0].is_read):
        return unsure("identity")
    secondary = [quote.key for quote in (*others, *kinds, *names) if quote.is_blank]
    return warns(fields=_labels(secondary, context)) if secondary else held()


CERFA_VEHICLE_BLOCK = Rule(
    id="cerfa.vehicle-block",
    title="Le cadre « véhicule » du certificat de cession est complet",
    title_en="The vehicle block of the certificat de cession is complete",
    motif=Motif.INCOMPLET,
    sources=(GUIDE,),
    over="certificat_cession",
    needs={
        **_cerfa(_VEHICLE),
        "formules": Every("certificat_cession.numero_formule", partial=True),
        "dates": Every("certificat_cession.date_certificat", partial=True),
        "others": Every("certificat_cession.type_variante_version", partial=True),
        "kinds": Every("certificat_cession.genre", partial=True),
        "names": Every("certificat_cession.denomination_commerciale", partial=True),
    },
    check=has_vehicle_block,
    wording=Wording(
        "Rubrique véhicule incomplète sur le certificat de cession : {fields}.",
        "The vehicle block of the certificat de cession is incomplete: {fields}.",
        COMPLETE,
        COMPLETE_EN,
    ),
    cases={
        "identity": Wording(
            "Ni le numéro de formule ni la date de la carte grise n'ont pu être lus sur le certificat de cession.",
            "Neither the numéro de formule nor the date of the carte grise could be read on the certificat de cession.",
            "Vérifier ces rubriques à l'œil.",
            "Look at these places.",
        )
    },
)


def has_seller_block(
    *,
    vendeur_nom: str | None,
    vendeur_adresse: str | None,
    vendeur_code_postal: str | None,
    vendeur_commune: str | None,
    vendeur_type: str | None,
    sirets: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """cerfa.seller-block: name and whole address of the seller; the SIRET of a company."""
    values = (vendeur_nom, vendeur_adresse, vendeur_code_postal, vendeur_commune)
    keys = ("nom", *_ADDRESS)
    empty = [f"vendeur_{key}" for key, value in zip(keys, values, strict=True) if value is None]
    if empty:
        return fails(fields=_labels(empty, context))
    return warns("siret") if vendeur_type == "personne_morale" and sirets[0].is_blank else held()


_SIRET = Wording(
    "Le SIRET de la société manque sur le certificat de cession.",
    "The SIRET of the company is missing on the certificat de cession.",
    COMPLETE,
    COMPLETE_EN,
)

CERFA_SELLER_BLOCK = Rule(
    id="cerfa.seller-block",
    title="Le cadre « ancien propriétaire » du certificat de cession est complet",
    title_en="The seller's block of the certificat de cession is complete",
    motif=Motif.INCOMPLET,
    sources=(GUIDE, ROUTE),
    over="certificat_cession",
    needs={
        **_cerfa(("vendeur_nom", *(f"vendeur_{key}" for key in _ADDRESS))),
        **_cerfa(("vendeur_type",), unread=True),
        "sirets": Every("certificat_cession.vendeur_siret", partial=True),
    },
    check=has_seller_block,
    wording=Wording(
        "Identité ou adresse du vendeur incomplète sur le certificat de cession : {fields}.",
        "Name or address of the seller is incomplete on the certificat de cession: {fields}.",
        COMPLETE,
        COMPLETE_EN,
    ),
    cases={"siret": _SIRET},
)


def has_buyer_block(
    *,
    acquereur_nom: str | None,
    acquereur_adresse: str | None,
    acquereur_code_postal: str | None,
    acquereur_commune: str | None,
    acquereur_type: str | None,
    sirets: tuple[Quote, ...],
    births: tuple[Quote, ...],
    birthplaces: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """cerfa.buyer-block: name and whole address of the buyer; birth of a person, SIRET of a company."""
    values = (acquereur_nom, acquereur_adresse, acquereur_code_postal, acquereur_commune)
    keys = ("nom", *_ADDRESS)
    empty = [f"acquereur_{key}" for key, value in zip(keys, values, strict=True) if value is None]
    if empty:
        return fails(fields=_labels(empty, context))
    if acquereur_type == "personne_morale":
        return warns("siret") if sirets[0].is_blank else held()
    unborn = [quote.key for quote in (*births, *birthplaces) if quote.is_blank]
    return warns(fields=_labels(unborn, context)) if unborn else held()


CERFA_BUYER_BLOCK = Rule(
    id="cerfa.buyer-block",
    title="Le cadre « nouveau propriétaire » du certificat de cession est complet",
    title_en="The buyer's block of the certificat de cession is complete",
    motif=Motif.INCOMPLET,
    sources=(GUIDE, ROUTE),
    over="certificat_cession",
    needs={
        **_cerfa(("acquereur_nom", *(f"acquereur_{key}" for key in _ADDRESS))),
        **_cerfa(("acquereur_type",), unread=True),
        "sirets": Every("certificat_cession.acquereur_siret", partial=True),
        "births": Every("certificat_cession.acquereur_date_naissance", partial=True),
        "birthplaces": Every("certificat_cession.acquereur_lieu_naissance", partial=True),
    },
    check=has_buyer_block,
    wording=Wording(
        "Identité, naissance ou adresse de l'acquéreur incomplète sur le certificat de cession : {fields}.",
        "Name, birth or address of the buyer is incomplete on the certificat de cession: {fields}.",
        COMPLETE,
        COMPLETE_EN,
    ),
    cases={"siret": _SIRET},
)


def has_distance(*, kilometrage: int | None, genre: str | None, context: Context) -> Outcome:
    """cerfa.km-present: the distance is written, for what has an engine."""
    if kilometrage is not None:
        return held()
    return not_applicable() if genre in TRAILERS | FARM else fails()


CERFA_KM_PRESENT = Rule(
    id="cerfa.km-present",
    title="Le kilométrage est écrit sur le certificat de cession",
    title_en="The odometer reading is written on the certificat de cession",
    motif=Motif.INCOMPLET,
    sources=(GUIDE, SERVICE_PUBLIC),
    over="certificat_cession",
    needs={
        "kilometrage": One("certificat_cession.kilometrage", blank="none"),
        "genre": if_read("carte_grise.genre"),
    },
    check=has_distance,
    wording=Wording(
        "Le kilométrage manque sur le certificat de cession.",
        "The odometer reading is missing on the certificat de cession.",
        COMPLETE,
        COMPLETE_EN,
    ),
)

RULES = (
    CERFA_EDITION,
    CERFA_VEHICLE_BLOCK,
    CERFA_SELLER_BLOCK,
    CERFA_BUYER_BLOCK,
    CERFA_KM_PRESENT,
)
