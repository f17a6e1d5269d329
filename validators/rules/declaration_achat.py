"""The déclaration d'achat 13751 of a trader who buys, and the receipts by which one sells (family da of rules.md)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

from pipeline.core.documents import DeclarationAchat, Document
from pipeline.core.dossier import Dossier
from pipeline.core.labels import field_label
from pipeline.core.report import Act, LegalSource, Motif
from validators.context import Context, Link
from validators.matching import Level
from validators.naming import same_party
from validators.rule import (
    Need,
    One,
    Outcome,
    Rule,
    Unless,
    Wording,
    fails,
    held,
    not_applicable,
    review,
    warns,
)
from validators.rules.delays import only_for_purchase

KIND = "declaration_achat"
TRADE = LegalSource(text="Code de la route", article="R322-4, III")
RECEIPTS = LegalSource(text="Arrêté du 9 février 2009", article="10, III et IV")

REQUIRED = ("immatriculation", "vin", "date_achat", "heure_achat", "vendeur_nom", "acheteur_nom")
COMPLETE = "Faire compléter la déclaration d'achat, puis la numériser de nouveau."
COMPLETE_EN = "Have the déclaration d'achat completed and scan it again."


def declarations(dossier: Dossier, context: Context) -> tuple[Document, ...]:
    """The forms, without the receipts of their registration, which nobody signs."""
    return tuple(paper for paper in dossier.of(DeclarationAchat) if paper.nature.value != "recepisse")


def is_complete(
    *,
    immatriculation: str | None,
    vin: str | None,
    date_achat: date | None,
    heure_achat: time | None,
    vendeur_nom: str | None,
    acheteur_nom: str | None,
    signatures: int,
    stamp: bool | None,
    context: Context,
) -> Outcome:
    """da.form: vehicle, day and hour, both parties, signature and stamp of the trader (policy `stamp_missing`)."""
    values = (immatriculation, vin, date_achat, heure_achat, vendeur_nom, acheteur_nom)
    empty = [key for key, value in zip(REQUIRED, values, strict=True) if value is None]
    empty += [] if signatures else ["acheteur_signatures"]
    is_stamp_asked = not stamp and context.policy.stamp_missing == "reject"
    empty += ["acheteur_cachet"] if is_stamp_asked else []
    if empty:
        return fails(fields=", ".join(field_label(KIND, key, context.lang) for key in empty))
    return held() if stamp else warns("stamp")


_REQUIRED: Mapping[str, Need] = {key: One(f"{KIND}.{key}", blank="none") for key in REQUIRED}

DA_FORM = Rule(
    id="da.form",
    title="La déclaration d'achat est complète, signée et tamponnée",
    title_en="The déclaration d'achat is complete, signed and stamped",
    motif=Motif.INCOMPLET,
    sources=(TRADE,),
    parameters=("stamp_missing",),
    over=KIND,
    select=declarations,
    applies=only_for_purchase,
    needs={
        **_REQUIRED,
        "signatures": One(f"{KIND}.acheteur_signatures", unread="least"),
        "stamp": One(f"{KIND}.acheteur_cachet", blank="none"),
    },
    check=is_complete,
    wording=Wording(
        "La déclaration d'achat (cerfa 13751) est incomplète : {fields}.",
        "The déclaration d'achat (cerfa 13751) is not complete: {fields}.",
        COMPLETE,
        COMPLETE_EN,
    ),
    cases={
        "stamp": Wording(
            "Le cachet du professionnel est absent de la déclaration d'achat.",
            "The trader's stamp is missing on the déclaration d'achat.",
            COMPLETE,
            COMPLETE_EN,
        )
    },
)


def only_sold_by_a_trader(context: Context) -> Unless | None:
    """The seller is in the car trade, or there are receipts that say so."""
    if context.scenario.vendeur == "professionnel" or context.chain.link is not Link.NONE:
        return None
    return Unless("le vendeur n'est pas un professionnel de l'automobile", "the seller is not in the car trade")


def is_linked(*, holder: str, seller: str, context: Context) -> Outcome:
    """da.receipt-chain: receipts lead from the holder to the trader who sells, in the order of time.

    Passes: MARTIN sold to GARAGE A, GARAGE A to GARAGE B, who sells.  Fails: one of the two receipts is missing.  That
    there is none at all is said by docs.da-receipt and scope.chain-of-title.
    """
    if same_party(holder, seller).level >= Level.PROBABLE:
        return not_applicable("own")
    chain = context.chain
    match chain.link:
        case Link.WHOLE:
            outcome = held()
        case Link.UNSURE:
            outcome = review("unsure")
        case Link.LATE:
            outcome = fails("late", motif=Motif.NON_CONFORME)
        case Link.OTHER_VEHICLE:
            outcome = fails("vehicle", motif=Motif.NON_CONFORME)
        case Link.BROKEN:
            outcome = fails(a=chain.a, b=chain.b, mended_by=(KIND,))
        case Link.NONE:
            outcome = not_applicable("absent")
    return replace(outcome, about=chain.about)


LOOK = "Comparer à l'œil les récépissés, la carte grise et le certificat de cession."
LOOK_EN = "Compare the receipts, the card and the certificat de cession."

DA_RECEIPT_CHAIN = Rule(
    id="da.receipt-chain",
    title="Les récépissés de déclaration d'achat mènent du titulaire au vendeur",
    title_en="The receipts of the déclarations d'achat lead from the holder to the seller",
    motif=Motif.INCOMPLET,
    sources=(RECEIPTS,),
    applies=only_sold_by_a_trader,
    needs={
        "holder": One("carte_grise.titulaire", blank="unsure"),
        "seller": One("certificat_cession.vendeur_nom", blank="unsure"),
    },
    check=is_linked,
    act=Act.FOURNIR,
    paper=KIND,
    wording=Wording(
        "Il manque un récépissé de déclaration d'achat entre {a} et {b}.",
        "A receipt of a déclaration d'achat is missing between {a} and {b}.",
        "Joindre le récépissé de chaque déclaration d'achat.",
        "Add the receipt of each déclaration d'achat.",
    ),
    cases={
        "own": Wording(
            "Sans objet : la carte grise est au nom du vendeur.", "Not applicable: the card is in the seller's name."
        ),
        "absent": Wording(
            "Sans objet : pas de récépissé de déclaration d'achat au dossier.", "Not applicable: no receipt."
        ),
        "unsure": Wording(
            "Les récépissés de déclaration d'achat n'ont pas pu être lus avec assez de certitude pour suivre les "
            "ventes.",
            "The receipts could not be read surely enough to follow the sales.",
            LOOK,
            LOOK_EN,
        ),
        "late": Wording(
            "Le dernier achat déclaré est postérieur à la vente.",
            "The last purchase declared is later than the sale.",
            LOOK,
            LOOK_EN,
        ),
        "vehicle": Wording(
            "Un récépissé de déclaration d'achat concerne un autre véhicule.",
            "A receipt is about another vehicle.",
            LOOK,
            LOOK_EN,
        ),
    },
)

RULES: tuple[Rule, ...] = (DA_FORM, DA_RECEIPT_CHAIN)
