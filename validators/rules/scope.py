"""Rules on what is transferred, and by whom (family scope of rules.md)."""

import re

from pipeline.core.formats import texte
from pipeline.core.report import Act, Actor, LegalSource, Severity
from validators.context import Context, Link
from validators.inspection import TRAILERS
from validators.matching import Level, Match, names, split_persons
from validators.people import holders_named
from validators.quote import Quote
from validators.rule import (
    PROJECT,
    Every,
    One,
    Outcome,
    Rule,
    Unless,
    Wording,
    fails,
    held,
    review,
    unsure,
)

TRAILER_MAX_KG = 500
"""Up to it, included, a trailer or caravan is not registered (code de la route, R322-1)."""
FARM_TOWED = ("REA", "SREA", "MIAR")
FARM_TOWED_MIN_KG = 1500
"""From it on, towed farm equipment is registered (code de la route, R322-1)."""
NOT_REGISTERED = ("HLL",)
"""Chalets without means of towing."""
FOR_PARTS = re.compile(r"\bPIECES?\b|\bEPAVES?\b|\bNON ROULANTE?\b|\bHORS SERVICE\b")
BY_WEIGHT = (*TRAILERS, *FARM_TOWED)

LINKS = ("declaration_achat", "piece_identite")
"""Papers that link the seller to the holder: the receipt of a purchase, and an identity paper that shows both names."""
LET_HOLDER_SELL = (
    "Faire établir la cession par le titulaire, joindre le document qui fait le lien, ou immatriculer d'abord le "
    "véhicule au nom du vendeur."
)
LET_HOLDER_SELL_EN = "Have the holder sell, join the paper that links them, or register it in the seller's name first."
"""Said once, whichever rules ask for it."""


def is_registrable(*, genre: str, ptac: int | None, context: Context) -> Outcome:
    """scope.registrable: a motor vehicle, a trailer above 500 kg, towed farm equipment from 1500 kg."""
    if genre in NOT_REGISTERED:
        return fails()
    if genre not in BY_WEIGHT:
        return held()
    if ptac is None:
        return unsure("no_weight")
    is_heavy_enough = ptac >= FARM_TOWED_MIN_KG if genre in FARM_TOWED else ptac > TRAILER_MAX_KG
    return held() if is_heavy_enough else fails()


SCOPE_REGISTRABLE = Rule(
    id="scope.registrable",
    title="Véhicule soumis à immatriculation",
    title_en="Vehicle that has to be registered",
    sources=(LegalSource(text="Code de la route", article="R322-1, I et V"),),
    needs={
        "genre": One("carte_grise.genre", blank="unsure"),
        "ptac": One("carte_grise.ptac_kg", blank="none", unread="none"),
    },
    check=is_registrable,
    actor=Actor.PRESTATAIRE,
    wording=Wording(
        "Ce véhicule n'est pas soumis à immatriculation (genre {genre}, {ptac} kg) : aucune cession à enregistrer.",
        "This vehicle has not to be registered (kind {genre}, {ptac} kg): no sale to record.",
        "Vérifier le genre (J.1) et le PTAC (F.2).",
        "Check the kind (J.1) and the mass (F.2).",
    ),
    cases={
        "no_weight": Wording(
            "Remorque (genre {genre}) dont le PTAC (F.2) n'a pas pu être lu.",
            "Trailer (kind {genre}) whose mass F.2 could not be read.",
            "Vérifier à l'œil le PTAC sur la carte grise.",
            "Look at the mass on the carte grise.",
        )
    },
)


def is_resolved(
    *, vendeur: tuple[Quote, ...], acquereur: tuple[Quote, ...], nature: tuple[Quote, ...], context: Context
) -> Outcome:
    """scope.scenario-resolved: kind of seller, kind of buyer and nature are known, and nothing contradicts them.

    A box "personne morale" or "personne physique" that is blank leaves the party open unless its title or a company
    name with a SIRET decides: an entreprise individuelle is a natural person with a SIRET.
    """
    french = context.lang == "fr"
    if context.contradictions:
        return review("contradiction", what="; ".join(c.fr if french else c.en for c in context.contradictions))
    scenario = context.scenario
    missing = [
        label if french else label_en
        for value, label, label_en in (
            (scenario.vendeur, "type de vendeur", "kind of seller"),
            (scenario.acquereur, "type d'acquéreur", "kind of buyer"),
            (scenario.nature, "nature de l'opération", "nature of the transfer"),
        )
        if value is None
    ]
    return review(missing=", ".join(missing)) if missing else held()


SCOPE_SCENARIO_RESOLVED = Rule(
    id="scope.scenario-resolved",
    title="Situation du dossier déterminée (vendeur, acquéreur, nature)",
    title_en="Kind of transfer determined (seller, buyer, nature)",
    sources=(PROJECT,),
    needs={
        "vendeur": Every("certificat_cession.vendeur_type", partial=True),
        "acquereur": Every("certificat_cession.acquereur_type", partial=True),
        "nature": Every("certificat_cession.nature", partial=True),
    },
    check=is_resolved,
    act=Act.REGLER,
    actor=Actor.PRESTATAIRE,
    wording=Wording(
        "La situation du dossier n'est pas déterminée ({missing}).",
        "The kind of transfer is not determined ({missing}).",
        "Regarder les cases « personne physique / personne morale » et « céder », ou préciser vendeur, acquereur et "
        "nature dans dossier.toml.",
        "Look at the boxes of the certificat de cession, or state vendeur, acquereur and nature in dossier.toml.",
    ),
    cases={
        "contradiction": Wording(
            "Le dossier se contredit : {what}.",
            "The dossier contradicts itself: {what}.",
            "Rectifier la déclaration ou le certificat de cession.",
            "Put the declaration or the certificat de cession right.",
        )
    },
)


def is_title_chain_whole(*, titulaire: str, vendeur: str, context: Context) -> Outcome:
    """scope.chain-of-title: the seller is the holder of the card.

    Receipts of déclarations d'achat link a trader to the holder. Papers of a succession are not read: where the user
    says that it is one, a person must look.
    """
    match = _best_match(titulaire, vendeur, is_company=context.scenario.vendeur not in (None, "particulier"))
    if match.level < Level.PROBABLE and _is_explained(titulaire, vendeur, context):
        return held()
    if match.level is not Level.MISMATCH:
        return held() if match.level > Level.UNSURE else unsure("doubt")
    if context.chain.link is Link.WHOLE:
        return held("receipts")
    if context.chain.link is Link.UNSURE or context.scenario.nature == "succession":
        return review("link", about=context.chain.about)
    return fails(expected=titulaire, found=vendeur, mended_by=LINKS)


def _is_explained(titulaire: str, vendeur: str, context: Context) -> bool:
    """An identity paper shows the name of the holder and that of the seller."""
    people = context.people
    return any(people.explain(one, other) for one in holders_named(titulaire) for other in split_persons(vendeur))


def _best_match(titulaire: str, vendeur: str, *, is_company: bool) -> Match:
    """The seller's frame may name several holders, and an old card two spouses: one of them being the other is enough.

    That all of them are there and have signed is judged by the rules about co-holders.
    """
    holders = (titulaire, *holders_named(titulaire))
    sellers = (vendeur,) if is_company else (vendeur, *split_persons(vendeur))
    matches = [names(one, other, other_is_company=is_company) for one in holders for other in sellers]
    return max(matches, key=lambda match: match.level)


SCOPE_CHAIN_OF_TITLE = Rule(
    id="scope.chain-of-title",
    title="Le vendeur est le titulaire de la carte grise, ou un document fait le lien",
    title_en="The seller is the holder of the carte grise, or a paper links them",
    sources=(LegalSource(text="Arrêté du 9 février 2009", article="11 et 12.B"),),
    needs={
        "titulaire": One("carte_grise.titulaire", blank="unsure"),
        "vendeur": "certificat_cession.vendeur_nom",
    },
    check=is_title_chain_whole,
    act=Act.REGLER,
    paper="certificat_cession",
    wording=Wording(
        "Le vendeur ({vendeur}) n'est pas le titulaire de la carte grise ({titulaire}) et aucun justificatif ne fait "
        "le lien : l'acquéreur intermédiaire doit d'abord immatriculer le véhicule à son nom.",
        "The seller ({vendeur}) is not the holder of the carte grise ({titulaire}) and no paper links them: "
        "whoever bought in between has to register the vehicle first.",
        LET_HOLDER_SELL,
        LET_HOLDER_SELL_EN,
    ),
    cases={
        "doubt": Wording(
            "Le vendeur ({vendeur}) est peut-être le titulaire de la carte grise ({titulaire}) : noms à comparer.",
            "The seller ({vendeur}) may be the holder of the carte grise ({titulaire}): compare the names.",
            "Comparer à l'œil les deux noms.",
            "Compare both names.",
        ),
        "receipts": Wording(
            "Le vendeur ({vendeur}) n'est pas le titulaire ({titulaire}) : les récépissés de déclaration d'achat font "
            "le lien.",
            "The seller ({vendeur}) is not the holder ({titulaire}): the receipts of the déclarations d'achat link "
            "them.",
        ),
        "link": Wording(
            "Le vendeur ({vendeur}) n'est pas le titulaire ({titulaire}) : le document qui fait le lien "
            "(récépissé de déclaration d'achat, acte de succession) est à vérifier.",
            "The seller ({vendeur}) is not the holder ({titulaire}): the paper that links them "
            "(receipt of the déclaration d'achat, deed of succession) has to be checked.",
            "Vérifier à l'œil le document qui fait le lien.",
            "Look at the paper that links them.",
        ),
    },
)


def only_abroad(context: Context) -> Unless | None:
    """Only a sale abroad."""
    return None if context.scenario.nature == "export" else Unless("vente en France", "sale in France")


def is_export_reminded(*, mention: str | None, context: Context) -> Outcome:
    """scope.export: the mention on the card says "export" when the vehicle leaves the European Union."""
    return held() if "EXPORT" in (mention or "").upper() else fails()


SCOPE_EXPORT = Rule(
    id="scope.export",
    title="Vente à l'étranger : mention « vente export » portée sur la carte grise",
    title_en="Sale abroad: “vente export” written on the carte grise",
    severity=Severity.WARNING,
    sources=(LegalSource(text="Service-public", article="F1707"),),
    applies=only_abroad,
    needs={"mention": One("carte_grise.mention_cession", blank="none", unread="none")},
    check=is_export_reminded,
    wording=Wording(
        "Vente à l'étranger : déclarer la cession comme pour une vente en France ; hors Union européenne, ajouter la "
        "mention « vente export » sur la carte grise.",
        "Sale abroad: declare it as a sale in France; outside the European Union, write “vente export” on the card.",
    ),
)


def only_bought_by_a_person(context: Context) -> Unless | None:
    """The buyer is a private person, who may buy no wreck."""
    scenario = context.scenario
    if scenario.nature == "destruction" or scenario.acquereur in ("societe", "professionnel"):
        return Unless("l'acquéreur n'est pas un particulier", "the buyer is no private person")
    if scenario.acquereur is None:
        return Unless("le type d'acquéreur n'est pas connu", "the kind of buyer is not known", is_known=False)
    return None


def is_sold_to_drive(*, mention: str | None, context: Context) -> bool:
    """scope.parts-or-nonrunning-to-private: the mention on the card says nothing of spare parts or of a wreck.

    Nothing else that people write freely is read on the papers.
    """
    return not FOR_PARTS.search(texte.compact(mention or ""))


SCOPE_PARTS = Rule(
    id="scope.parts-or-nonrunning-to-private",
    title="Pas de vente « pour pièces » ou de véhicule non roulant à un particulier",
    title_en="Nothing sold for parts, and no wreck, to a private person",
    sources=(
        LegalSource(text="Guide des démarches", article="Le procès-verbal de contrôle technique"),
        LegalSource(text="Service-public", article="F1707"),
    ),
    applies=only_bought_by_a_person,
    needs={"mention": One("carte_grise.mention_cession", blank="none")},
    check=is_sold_to_drive,
    act=Act.REGLER,
    paper="certificat_cession",
    wording=Wording(
        "Un véhicule vendu pour pièces ou non roulant (« {mention} ») ne peut être cédé qu'à un professionnel (numéro "
        "SIRET) ou à un centre VHU agréé.",
        "A vehicle sold for parts, or that does not run (“{mention}”), can only be sold to a business (SIRET) or to an "
        "approved VHU centre.",
        "Céder le véhicule à un professionnel ou à un centre VHU.",
        "Sell the vehicle to a business or to a VHU centre.",
    ),
)

RULES: tuple[Rule, ...] = (
    SCOPE_REGISTRABLE,
    SCOPE_SCENARIO_RESOLVED,
    SCOPE_PARTS,
    SCOPE_CHAIN_OF_TITLE,
    SCOPE_EXPORT,
)
