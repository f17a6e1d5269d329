"""Transfers with rules of their own (families destruction, heirs and moped of rules.md).

The papers of heirs (deed, agreement, day of the death) and those of a moped that was never registered are not read:
such dossiers are always for a person to look at, who is told what for.
"""

from datetime import date, timedelta

from pipeline.core.dates import add_months
from pipeline.core.documents import CarteGrise, CertificatDestruction, DeclarationPerte
from pipeline.core.report import Act, Actor, LegalSource, Motif, Severity
from validators.context import Context
from validators.matrix import lacking
from validators.quote import Quote
from validators.rule import (
    Every,
    One,
    Outcome,
    Papers,
    Rule,
    Unless,
    Wording,
    fails,
    held,
    if_read,
    not_applicable,
    notes,
    review,
    unsure,
)
from validators.rules.carte_grise import only_destruction
from validators.rules.cerfa_coherence import VHU_KINDS

DESTRUCTION = LegalSource(text="Code de la route", article="R322-9, I et IV")
HEIRS = LegalSource(text="Arrêté du 9 février 2009", article="12.A")
NOT_REGISTERED = LegalSource(text="Arrêté du 9 février 2009", article="1.F")

HEIRS_MONTHS = 3
"""In which heirs may sell a vehicle still in the name of the dead, the last day included."""
BY_CENTRE = ("certificat_destruction",)
"""Proves that the buyer is an approved centre."""
MOPEDS_SINCE = date(2004, 7, 1)
"""First use from which a moped had to be registered."""
LOOK = "Vérifier à l'œil."
LOOK_EN = "Look at it."


def has_right_buyer_and_title(
    *,
    genre: str | None,
    numbers: tuple[Quote, ...],
    ticks: tuple[Quote, ...],
    centres: tuple[CertificatDestruction, ...],
    cards: tuple[CarteGrise, ...],
    losses: tuple[DeclarationPerte, ...],
    context: Context,
) -> Outcome:
    """destruction.documents: a car, van or three-wheeled moped goes to an approved centre, others to a professional.

    The card comes with it, or the declaration of its loss. That the number of the centre is written is judged by
    cerfa.vhu-number.
    """
    if not cards and not losses:
        return lacking("carte_grise", context, "title", motif=Motif.INCOMPLET)
    buyer = context.scenario.acquereur
    is_centre = bool(centres) or any(one.value for one in (*numbers, *ticks))
    if buyer == "particulier" and not is_centre:
        return fails(mended_by=BY_CENTRE)
    if buyer is None and not is_centre:
        return unsure("buyer")
    if is_centre or (genre is not None and genre not in VHU_KINDS):
        return held()
    if genre is None or any(one.is_unsure for one in (*numbers, *ticks)):
        return unsure("centre")
    return fails(mended_by=BY_CENTRE)


DESTRUCTION_DOCUMENTS = Rule(
    id="destruction.documents",
    title="Destruction : acquéreur habilité et titre présent",
    title_en="Destruction: the buyer may destroy, and the title is there",
    sources=(DESTRUCTION,),
    applies=only_destruction,
    needs={
        "genre": if_read("carte_grise.genre"),
        "numbers": Every("certificat_cession.agrement_vhu", partial=True),
        "ticks": Every("certificat_cession.certifie_vhu", partial=True),
        "centres": Papers("certificat_destruction"),
        "cards": Papers("carte_grise"),
        "losses": Papers("declaration_perte"),
    },
    check=has_right_buyer_and_title,
    act=Act.REGLER,
    paper="certificat_cession",
    wording=Wording(
        "La destruction d'une voiture, d'une camionnette ou d'un cyclomoteur à trois roues passe par un centre VHU "
        "agréé, celle d'un autre véhicule par un professionnel.",
        "A car, van or three-wheeled moped is destroyed by an approved VHU centre, any other one by a professional.",
        "Céder le véhicule à un centre VHU agréé, et indiquer son numéro d'agrément.",
        "Sell the vehicle to an approved VHU centre, and give its approval number.",
    ),
    cases={
        "title": Wording(
            "Ni la carte grise ni la déclaration de sa perte ne sont au dossier.",
            "Neither the carte grise nor the declaration of its loss is in the dossier.",
            "Joindre la carte grise, ou la déclaration de perte ou de vol.",
            "Add the carte grise, or the declaration of its loss.",
        ),
        "buyer": Wording(
            "On ne peut pas dire si l'acquéreur peut détruire des véhicules.",
            "It cannot be said whether the buyer may destroy vehicles.",
            LOOK,
            LOOK_EN,
        ),
        "centre": Wording(
            "On ne peut pas dire si l'acquéreur est un centre VHU agréé, ni s'il doit l'être.",
            "It cannot be said whether the buyer is an approved VHU centre, nor whether it has to be.",
            LOOK,
            LOOK_EN,
        ),
    },
)


def has_certificate(*, certificates: tuple[CertificatDestruction, ...], context: Context) -> Outcome:
    """destruction.certificate: the centre gives a certificate of destruction, later perhaps."""
    return held() if certificates else notes()


DESTRUCTION_CERTIFICATE = Rule(
    id="destruction.certificate",
    title="Certificat de destruction du centre VHU",
    title_en="Certificate of destruction of the VHU centre",
    severity=Severity.INFO,
    sources=(LegalSource(text="Code de la route", article="R322-9, II"),),
    applies=only_destruction,
    needs={"certificates": Papers("certificat_destruction")},
    check=has_certificate,
    wording=Wording(
        "Le centre VHU remet un certificat de destruction et effectue la déclaration.",
        "The VHU centre gives a certificate of destruction and declares it.",
    ),
)


def is_cut(*, corner: bool | None, coupon: bool | None, context: Context) -> Outcome:
    """destruction.coupon: the corner of the card is cut off, or its coupon."""
    if corner or coupon is False:
        return held()
    return unsure("unread") if corner is None and coupon is None else notes()


DESTRUCTION_COUPON = Rule(
    id="destruction.coupon",
    title="Destruction : coin ou coupon découpé",
    title_en="Destruction: corner or coupon cut off",
    severity=Severity.INFO,
    sources=(DESTRUCTION,),
    over="carte_grise",
    applies=only_destruction,
    needs={
        "corner": One("carte_grise.coin_coupe", blank="none", unread="none"),
        "coupon": One("carte_grise.coupon_present", blank="none", unread="none"),
    },
    check=is_cut,
    wording=Wording(
        "Pour une destruction, le coin supérieur (ou le coupon) est découpé.",
        "For a destruction the upper corner (or the coupon) is cut off.",
    ),
    cases={
        "unread": Wording(
            "On ne peut pas dire si le coin ou le coupon de la carte grise est découpé.",
            "It cannot be said whether corner or coupon of the card is cut off.",
        )
    },
)


def only_succession(context: Context) -> Unless | None:
    """A sale by heirs, or a transfer to one: no paper tells it, the user declares it."""
    return None if context.scenario.nature == "succession" else Unless("ce n'est pas une succession", "no succession")


def first_day_of_death(sale: date) -> date:
    """The earliest day of death for which heirs may still sell on that day.

    >>> first_day_of_death(date(2026, 2, 28)), first_day_of_death(date(2026, 5, 31))
    (datetime.date(2025, 11, 28), datetime.date(2026, 3, 1))
    """
    day = add_months(sale, -HEIRS_MONTHS)
    while add_months(day, HEIRS_MONTHS) < sale:
        day += timedelta(days=1)
    return day


def is_within_the_window(*, sale: date, context: Context) -> Outcome:
    """heirs.window: heirs sell within three months of the death, or the vehicle has not been driven since.

    No paper that is read gives the day of the death: the limit is given to whoever looks.
    """
    return review(first=first_day_of_death(sale))


HEIRS_WINDOW = Rule(
    id="heirs.window",
    title="Vente par les héritiers dans les trois mois du décès",
    title_en="Sold by the heirs within three months of the death",
    sources=(HEIRS,),
    applies=only_succession,
    needs={"sale": "certificat_cession.date_cession"},
    check=is_within_the_window,
    act=Act.REGLER,
    actor=Actor.PRESTATAIRE,
    wording=Wording(
        "Vente du {sale} par les héritiers : si le décès est antérieur au {first}, le véhicule doit d'abord être "
        "immatriculé au nom d'un héritier, sauf attestation qu'il n'a pas circulé.",
        "Sold by heirs on {sale}: if the death was before {first}, the vehicle has to be registered in the name of an "
        "heir first, unless they certify that it was not driven.",
        "Vérifier la date du décès sur l'acte.",
        "Check the day of the death on the deed.",
    ),
)


def have_proved_their_right(*, context: Context) -> Outcome:
    """heirs.documents: a deed names the heirs, and all of them agree. None of these papers is read."""
    return review()


HEIRS_DOCUMENTS = Rule(
    id="heirs.documents",
    title="Succession : qualité des héritiers et accord de tous",
    title_en="Succession: who the heirs are, and that all agree",
    sources=(HEIRS,),
    applies=only_succession,
    check=have_proved_their_right,
    wording=Wording(
        "Succession : l'attestation du notaire (ou l'acte de notoriété) et l'accord des cohéritiers sont à vérifier.",
        "Succession: the notary's certificate (or deed) and the agreement of the heirs have to be checked.",
        "Vérifier que l'acte nomme tous les héritiers, et que chacun a signé ou donné son accord.",
        "Check that the deed names all heirs, and that each has signed or agreed.",
    ),
)


def is_moped_in_order(
    *,
    first: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """moped.never-registered: without card, a moped of before July 2004 has a proof of conformity.

    It never passes, so that docs.ci leaves such a moped to it.
    """
    if not context.vehicle.is_unregistered_moped:
        return not_applicable("other")
    days = [day.value for day in first if day.is_read]
    is_due = bool(days) and days[0] >= MOPEDS_SINCE
    return lacking("carte_grise", context, first=days[0]) if is_due else review("proof")


MOPED_NEVER_REGISTERED = Rule(
    id="moped.never-registered",
    title="Cyclomoteur jamais immatriculé : justificatif de conformité",
    title_en="Moped never registered: proof of conformity",
    motif=Motif.INCOMPLET,
    sources=(NOT_REGISTERED, LegalSource(text="Guide des démarches", article="Deux-roues de moins de 50 cm3")),
    needs={
        "first": Every("certificat_cession.date_premiere_immatriculation", partial=True),
    },
    check=is_moped_in_order,
    act=Act.FOURNIR,
    paper="carte_grise",
    wording=Wording(
        "Cyclomoteur mis en circulation le {first}, après le 1er juillet 2004 : il devait être immatriculé, sa carte "
        "grise manque.",
        "Moped in use since {first}, after 1 July 2004: it had to be registered, its card is missing.",
        "Joindre la carte grise.",
        "Add the carte grise.",
    ),
    cases={
        "other": Wording(
            "Sans objet : ce n'est pas un cyclomoteur sans carte grise.", "Not applicable: no moped without card."
        ),
        "proof": Wording(
            "Cyclomoteur jamais immatriculé : joignez le certificat de conformité (ou la facture, ou "
            "l'attestation d'assurance, avec le numéro d'identification).",
            "Moped never registered: add the certificate of conformity (or the invoice, or the certificate of "
            "insurance with its number).",
            "Vérifier le justificatif à l'œil.",
            "Look at the proof.",
        ),
    },
)

RULES: tuple[Rule, ...] = (
    DESTRUCTION_DOCUMENTS,
    DESTRUCTION_CERTIFICATE,
    DESTRUCTION_COUPON,
    HEIRS_WINDOW,
    HEIRS_DOCUMENTS,
    MOPED_NEVER_REGISTERED,
)
