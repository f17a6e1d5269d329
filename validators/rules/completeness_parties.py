"""What the parties have to join to the dossier (family docs of rules.md): mandate, Kbis, request, receipts, address."""

from dataclasses import replace
from datetime import date

from pipeline.core.dates import last_good_day
from pipeline.core.documents import DeclarationAchat, DemandeImmatriculation, JustificatifDomicile, Kbis, Mandat
from pipeline.core.report import Actor, LegalSource, Motif, Severity
from validators.context import Context
from validators.matching import Level, split_persons
from validators.matrix import ABSENT, doubt, fault, level, missing
from validators.parties import only_private, only_trader, principal
from validators.people import Named
from validators.quote import Quote
from validators.rule import (
    Every,
    One,
    Outcome,
    Papers,
    Rule,
    Unless,
    Wording,
    held,
    if_read,
    not_applicable,
    notes,
    rejects,
    review,
    warns,
)
from validators.rules.kbis import only_for_a_company

DECREE = LegalSource(text="Arrêté du 9 février 2009", article="1.D.1")
IDENTITY_PAPERS = LegalSource(text="Arrêté du 9 février 2009", article="annexe IV")
PURCHASES = LegalSource(text="Code de la route", article="R322-4, III et IV")
AGENT = LegalSource(text="Guide des démarches", article="Déclarer la cession avec l'aide d'un prestataire")
ANTS = Wording("Sans objet : démarche faite sans prestataire.", "Not applicable: filed without a prestataire.")

WITHOUT_KBIS = ("ASSOCIATION", "SYNDICAT", "COMMUNE", "MAIRIE", "DEPARTEMENT", "REGION", "FONDATION", "PAROISSE")
"""Words in the name of those who have statutes or a deliberation in place of a Kbis (annexe IV, 1 e)."""


def has_mandate(*, mandats: tuple[Mandat, ...], context: Context) -> Outcome:
    """docs.mandat: a mandate, where a prestataire files. Whose it is, is judged by the rules about mandates."""
    if mandats:
        return held()
    return missing("mandat", context) if context.scenario.canal == "prestataire" else not_applicable("ants")


DOCS_MANDAT = Rule(
    id="docs.mandat",
    title="Mandat présent quand un prestataire dépose le dossier",
    title_en="Mandate present when a prestataire files",
    motif=Motif.INCOMPLET,
    sources=(AGENT,),
    parameters=("papers.mandat",),
    needs={"mandats": Papers("mandat")},
    check=has_mandate,
    wording=Wording(
        "Le mandat donné au prestataire (cerfa 13757) est absent.",
        "The mandate given to the prestataire (cerfa 13757) is missing.",
        "Joindre le mandat signé par la personne pour laquelle la démarche est faite.",
        "Join the mandate signed by the person for whom the operation is made.",
    ),
    cases={"ants": ANTS, **ABSENT},
)


def has_kbis(*, extraits: tuple[Kbis, ...], vendeur: str | None, acquereur: str | None, context: Context) -> Outcome:
    """docs.kbis: the extract of the company for which the operation is made; statutes are not read."""
    company = vendeur if principal(context) == "vendeur" else acquereur
    if extraits:
        return held()
    if level("kbis", context) == "required" and any(word in (company or "").split() for word in WITHOUT_KBIS):
        return review("statutes", company=company)
    return missing("kbis", context, company=company)


_PARTIES = {
    "vendeur": if_read("certificat_cession.vendeur_nom"),
    "acquereur": if_read("certificat_cession.acquereur_nom"),
}

DOCS_KBIS = Rule(
    id="docs.kbis",
    title="Extrait Kbis de la société présent",
    title_en="Kbis of the company present",
    motif=Motif.INCOMPLET,
    sources=(AGENT, IDENTITY_PAPERS),
    parameters=("papers.kbis",),
    applies=only_for_a_company,
    needs={"extraits": Papers("kbis"), **_PARTIES},
    check=has_kbis,
    wording=Wording(
        "L'extrait Kbis de la société ({company}) est absent.",
        "The Kbis of the company ({company}) is missing.",
        "Joindre l'extrait Kbis.",
        "Join the Kbis.",
    ),
    cases={
        "statutes": Wording(
            "Pas d'extrait Kbis pour {company} : ses statuts et la preuve de leur déclaration sont à vérifier.",
            "No Kbis for {company}: its statutes and the proof of their declaration have to be checked.",
            "Vérifier à l'œil les statuts et le récépissé de déclaration.",
            "Look at the statutes and at the receipt of their declaration.",
        ),
        **ABSENT,
    },
)


def only_trader_sale(context: Context) -> Unless | None:
    """Only where the seller is in the car trade."""
    return only_trader("vendeur", context, "declaration_achat")


def has_receipt(
    *,
    declarations: tuple[DeclarationAchat, ...],
    natures: tuple[Quote, ...],
    vendeur: str | None,
    siret: str | None,
    titulaire: str | None,
    context: Context,
) -> Outcome:
    """docs.da-receipt: the receipt of the déclaration d'achat of the trader who sells.

    Not asked for where the card is in the trader's own name. Which vehicle it is about and whether the chain is whole
    is for other rules.
    """
    seller = Named(vendeur, siret)
    if titulaire and seller.match(Named(titulaire)).level >= Level.PROBABLE:
        return not_applicable("own")
    if level("declaration_achat", context) == "off" and not declarations:
        return not_applicable("off")
    theirs = [
        (nature, seller.match(_buyer(paper, context)).level)
        for paper, nature in zip(declarations, natures, strict=True)
    ]
    if any(nature.value == "recepisse" and match >= Level.PROBABLE for nature, match in theirs):
        return held()
    if any(match >= Level.UNSURE for _, match in theirs):
        return doubt("declaration_achat", context, "form")
    return missing("declaration_achat", context)


def _buyer(paper: DeclarationAchat, context: Context) -> Named:
    return Named.of(paper, "acheteur_nom", "acheteur_siren", context.policy.min_confidence)


DOCS_DA_RECEIPT = Rule(
    id="docs.da-receipt",
    title="Récépissé de déclaration d'achat du professionnel qui vend",
    title_en="Receipt of the déclaration d'achat of the trader who sells",
    motif=Motif.INCOMPLET,
    sources=(PURCHASES, LegalSource(text="Arrêté du 9 février 2009", article="10, III et IV")),
    parameters=("papers.declaration_achat",),
    applies=only_trader_sale,
    needs={
        "declarations": Papers("declaration_achat"),
        "natures": Every("declaration_achat.nature", partial=True),
        "vendeur": _PARTIES["vendeur"],
        "siret": if_read("certificat_cession.vendeur_siret"),
        "titulaire": if_read("carte_grise.titulaire"),
    },
    check=has_receipt,
    actor=Actor.VENDEUR,
    wording=Wording(
        "Le vendeur est un professionnel : le récépissé de sa déclaration d'achat (13751) est requis.",
        "The seller is in the car trade: the receipt of their déclaration d'achat (13751) is needed.",
        "Joindre le récépissé de déclaration d'achat.",
        "Join the receipt of the déclaration d'achat.",
    ),
    cases={
        "own": Wording("Carte grise au nom du professionnel qui vend.", "Carte grise in the name of the seller."),
        "form": Wording(
            "Une déclaration d'achat est jointe, mais on ne peut pas dire si c'est le récépissé du vendeur.",
            "There is a déclaration d'achat, but it cannot be said that it is the receipt of the seller.",
            "Vérifier à l'œil le récépissé de déclaration d'achat.",
            "Look at the receipt of the déclaration d'achat.",
        ),
        **ABSENT,
    },
)


def only_trader_purchase(context: Context) -> Unless | None:
    """Only where the buyer is in the car trade."""
    return only_trader("acquereur", context, "declaration_achat")


def is_declared_by_trader(
    *, declarations: tuple[DeclarationAchat, ...], acquereur: str | None, siret: str | None, context: Context
) -> Outcome:
    """docs.da-buyer: a trader who buys declares the purchase (13751), rather than register the vehicle."""
    buyer = Named(acquereur, siret)
    found = max((buyer.match(_buyer(paper, context)).level for paper in declarations), default=Level.MISMATCH)
    if found >= Level.PROBABLE:
        return held()
    match context.scenario.operation:
        case "achat" if level("declaration_achat", context) == "required":
            if found is Level.UNSURE:
                return review("whose")
            return replace(rejects(motif=Motif.INCOMPLET), mended_by=("declaration_achat",))
        case "achat" | "immatriculation":
            return warns()
        case _:
            return notes()


DOCS_DA_BUYER = Rule(
    id="docs.da-buyer",
    title="Déclaration d'achat du professionnel qui achète",
    title_en="Déclaration d'achat of the trader who buys",
    severity=Severity.WARNING,
    sources=(PURCHASES,),
    parameters=("papers.declaration_achat",),
    applies=only_trader_purchase,
    needs={
        "declarations": Papers("declaration_achat"),
        "acquereur": _PARTIES["acquereur"],
        "siret": if_read("certificat_cession.acquereur_siret"),
    },
    check=is_declared_by_trader,
    wording=Wording(
        "L'acquéreur est un professionnel de l'automobile : sa déclaration d'achat (cerfa 13751) doit être enregistrée "
        "sous 15 jours.",
        "The buyer is in the car trade: their déclaration d'achat (cerfa 13751) has to be recorded within 15 days.",
        "Joindre la déclaration d'achat remplie et signée.",
        "Join the déclaration d'achat, filled in and signed.",
    ),
    cases={
        "whose": Wording(
            "On ne peut pas dire si la déclaration d'achat jointe est celle de l'acquéreur.",
            "It cannot be said whether the déclaration d'achat is the buyer's.",
            "Comparer à l'œil les noms.",
            "Compare the names yourself.",
        ),
        **ABSENT,
    },
)


def is_requested(
    *,
    demandes: tuple[DemandeImmatriculation, ...],
    signatures: int | None,
    frames: tuple[Quote, ...],
    titulaire: tuple[Quote, ...],
    cotitulaire: tuple[Quote, ...],
    nombre: int | None,
    acquereur: str | None,
    context: Context,
) -> Outcome:
    """docs.demand-13750: the request, signed, in the name of the buyer or with the buyer as co-holder.

    The edition is not judged. That it is about this vehicle is said by the rules on plate and VIN.
    """
    if not demandes:
        is_asked = context.scenario.canal == "prestataire"
        return missing("demande_immatriculation", context) if is_asked else not_applicable("ants")
    if not signatures:
        return replace(fault("demande_immatriculation", context, "unsigned"), about=frames)
    if nombre and signatures < nombre:
        return replace(fault("demande_immatriculation", context, "fewer", holders=nombre), about=frames)
    buyers = (acquereur, *split_persons(acquereur or ""))
    holders = [quote.value for quote in (*titulaire, *cotitulaire) if quote.is_read]
    found = [Named(buyer).match(Named(holder)) for buyer in buyers for holder in holders]
    closest = max((match.level for match in found), default=Level.UNSURE)
    if closest >= Level.PROBABLE:
        return held()
    if closest is Level.UNSURE or any(quote.is_unsure for quote in titulaire):
        return doubt("demande_immatriculation", context, "whose", holder=titulaire[0].field.value, buyer=acquereur)
    return fault(
        "demande_immatriculation",
        context,
        "other",
        motif=Motif.NON_CONFORME,
        holder=titulaire[0].value,
        buyer=acquereur,
    )


DOCS_DEMAND_13750 = Rule(
    id="docs.demand-13750",
    title="Demande de certificat d'immatriculation présente et signée",
    title_en="Request for the certificate present and signed",
    motif=Motif.INCOMPLET,
    sources=(DECREE,),
    parameters=("papers.demande_immatriculation",),
    needs={
        "demandes": Papers("demande_immatriculation"),
        "signatures": One("demande_immatriculation.signatures", blank="none", unread="least", absent="none"),
        "frames": Every("demande_immatriculation.signatures", partial=True),
        "titulaire": Every("demande_immatriculation.titulaire_nom", partial=True),
        "cotitulaire": Every("demande_immatriculation.cotitulaire_nom", partial=True),
        "nombre": if_read("demande_immatriculation.nombre_titulaires"),
        "acquereur": _PARTIES["acquereur"],
    },
    check=is_requested,
    wording=Wording(
        "La demande de certificat d'immatriculation (cerfa 13750) est absente.",
        "The request for the certificate (cerfa 13750) is missing.",
        "Joindre la demande signée par l'acquéreur.",
        "Join the request signed by the buyer.",
    ),
    cases={
        "unsigned": Wording(
            "La demande de certificat d'immatriculation (cerfa 13750) n'est pas signée.",
            "The request for the certificate (cerfa 13750) is not signed.",
            "Faire signer la demande par chaque acquéreur.",
            "Have every buyer sign the request.",
        ),
        "fewer": Wording(
            "La demande de certificat d'immatriculation porte {signatures} signature(s) pour {holders} titulaires.",
            "The request for the certificate bears {signatures} signature(s) for {holders} holders.",
            "Faire signer la demande par chaque acquéreur.",
            "Have every buyer sign the request.",
        ),
        "other": Wording(
            "La demande d'immatriculation est au nom {holder!d}, l'acquéreur est {buyer}.",
            "The request is in the name of {holder}, the buyer is {buyer}.",
            "Faire remplir la demande par l'acquéreur du certificat de cession.",
            "Have the request filled in by the buyer of the certificat de cession.",
        ),
        "whose": Wording(
            "On ne peut pas dire si la demande d'immatriculation ({holder}) est celle de l'acquéreur ({buyer}).",
            "It cannot be said whether the request ({holder}) is that of the buyer ({buyer}).",
            "Comparer à l'œil les noms.",
            "Compare the names yourself.",
        ),
        "ants": ANTS,
        **ABSENT,
    },
)


def unless_buyer_is_company(context: Context) -> Unless | None:
    """The address of a company is the one of its Kbis."""
    return only_private("acquereur", context, "justificatif_domicile")


def has_recent_proof(
    *,
    justificatifs: tuple[JustificatifDomicile, ...],
    dates: tuple[Quote, ...],
    noms: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """docs.domicile: a proof of the buyer's address; a bill or a receipt is less than six months old.

    A tax notice or an insurance may be older, and which of them it is was not read: an older proof is for a person to
    look at, and so is one whose name was not read. Where the operation asks for none, the proofs of other people are
    left alone; of several, those that are the likeliest to be the buyer's are judged.
    """
    paper = "justificatif_domicile"
    if not justificatifs:
        return missing(paper, context)
    found = [min(context.people.buys(nom.value), Level.PROBABLE) for nom in noms]
    closest = max(found)
    if closest is Level.MISMATCH and level(paper, context) == "off":
        return not_applicable("others")
    theirs = [at for at, match in enumerate(found) if match is closest]
    months, demande = context.policy.domicile_max_months, context.date_demande
    read: list[date] = [dates[at].value for at in theirs if dates[at].is_read]
    if any(day <= demande <= last_good_day(day, months=months) for day in read):
        names = tuple(noms[at] for at in theirs)
        match closest:
            case Level.MISMATCH:
                return warns("name", names=names)
            case Level.UNSURE:
                return doubt(paper, context, "whose", names=names)
            case _:
                return held()
    if len(read) < len(theirs):
        return doubt(paper, context, "unread")
    newest = max(read)
    return doubt(paper, context, "future" if newest > demande else "old", day=newest, months=months)


DOCS_DOMICILE = Rule(
    id="docs.domicile",
    title="Justificatif de domicile de l'acquéreur, de moins de six mois",
    title_en="Proof of the buyer's address, less than six months old",
    motif=Motif.INCOMPLET,
    sources=(LegalSource(text="Arrêté du 9 février 2009", article="annexe IV, 2"),),
    parameters=("papers.justificatif_domicile", "domicile_max_months"),
    applies=unless_buyer_is_company,
    needs={
        "justificatifs": Papers("justificatif_domicile"),
        "dates": Every("justificatif_domicile.date", partial=True),
        "noms": Every("justificatif_domicile.nom", partial=True),
    },
    check=has_recent_proof,
    wording=Wording(
        "Le justificatif de domicile de l'acquéreur est absent.",
        "The proof of the buyer's address is missing.",
        "Joindre un justificatif de moins de six mois.",
        "Join a proof of less than six months.",
    ),
    cases={
        "old": Wording(
            "Le justificatif de domicile du {day} a {months} mois ou plus : recevable seulement si c'est un avis "
            "d'impôt ou une attestation d'assurance.",
            "The proof of address of {day} is {months} months old or more: good only if it is a tax notice or a "
            "certificate of insurance.",
            "Vérifier à l'œil, ou joindre un justificatif plus récent.",
            "Look at it, or join a newer one.",
        ),
        "future": Wording(
            "Le justificatif de domicile est daté du {day}, après le jour de la demande.",
            "The proof of address is dated {day}, after the day of the request.",
            "Vérifier la date à l'œil.",
            "Look at the date.",
        ),
        "unread": Wording(
            "La date du justificatif de domicile n'a pas pu être lue.",
            "The date of the proof of address could not be read.",
            "Vérifier à l'œil, ou fournir une image plus nette.",
            "Look at it, or give a sharper image.",
        ),
        "name": Wording(
            "Le justificatif de domicile est au nom {names!d}, qui n'est pas l'acquéreur.",
            "The proof of address is in the name of {names}, who is not the buyer.",
            "Joindre une attestation d'hébergement et la pièce d'identité de l'hébergeant, ou un autre justificatif.",
            "Join an attestation d'hébergement and the host's identity paper, or another proof.",
        ),
        "whose": Wording(
            "On ne peut pas dire si le justificatif de domicile ({names}) est au nom de l'acquéreur.",
            "It cannot be said whether the proof of address ({names}) is in the buyer's name.",
            "Comparer le nom à l'œil, ou fournir une image plus nette.",
            "Compare the name yourself, or give a sharper image.",
        ),
        "others": Wording("Sans objet : ce n'est pas celui de l'acquéreur.", "Not applicable: not the buyer's."),
        **ABSENT,
    },
)

RULES: tuple[Rule, ...] = (
    DOCS_MANDAT,
    DOCS_KBIS,
    DOCS_DA_RECEIPT,
    DOCS_DA_BUYER,
    DOCS_DEMAND_13750,
    DOCS_DOMICILE,
)
