"""What has to be in the dossier (family docs of rules.md, first half). What is there is judged in `legibility`."""

from dataclasses import replace

from pipeline.core.documents import (
    CarteGrise,
    CertificatCession,
    ControleTechnique,
    DeclarationPerte,
    SituationAdministrative,
)
from pipeline.core.report import Act, Finding, LegalSource, Motif, Severity
from validators.context import Context
from validators.inspection import may_be_buyout
from validators.matching import Level
from validators.matrix import ABSENT, doubt, lacking, level, missing
from validators.people import Named
from validators.quote import Quote, quote
from validators.rule import (
    Every,
    Findings,
    One,
    Outcome,
    Papers,
    Rule,
    Wording,
    fails,
    held,
    if_read,
    not_applicable,
    review,
    unsure,
    warns,
)


def has_cerfa(*, cerfas: tuple[CertificatCession, ...], context: Context) -> Outcome:
    """docs.cerfa: at least one copy of the certificat de cession."""
    return held() if cerfas else missing("certificat_cession", context)


DOCS_CERFA = Rule(
    id="docs.cerfa",
    title="Certificat de cession présent",
    title_en="Certificat de cession present",
    motif=Motif.INCOMPLET,
    sources=(LegalSource(text="Arrêté du 9 février 2009", article="annexe I, 2.1 d"),),
    parameters=("papers.certificat_cession",),
    needs={"cerfas": Papers("certificat_cession")},
    check=has_cerfa,
    wording=Wording(
        "Le certificat de cession (cerfa 15776) est absent.",
        "The certificat de cession (cerfa 15776) is missing.",
        "Joindre le certificat de cession signé par les deux parties.",
        "Join the certificat de cession signed by both parties.",
    ),
    cases=ABSENT,
)


def has_whole_card(
    *,
    interieur: tuple[Quote, ...],
    exterieur: tuple[Quote, ...],
    modeles: tuple[Quote, ...],
    losses: tuple[DeclarationPerte, ...],
    plates: tuple[Quote, ...],
    vendeur: str | None,
    siret: str | None,
    context: Context,
) -> Outcome:
    """docs.ci: the card, both sides. A side that is surely not there is missing, not unreadable.

    The outer side of a card of before 2009 carries nothing that identifies it, and looks otherwise from one print to
    the next: it cannot be said whether it is among the pages, and is not asked for.

    For a destruction the declaration of its loss stands for it: signed, by the seller, about this vehicle.
    """
    if not interieur and context.vehicle.is_unregistered_moped:
        return not_applicable("moped")
    if not interieur and losses and context.scenario.operation == "destruction":
        seller, sure = Named(vendeur, siret), context.policy.min_confidence
        is_sure = any(_stands_for_card(loss, seller, plates, sure) for loss in losses)
        return held("loss") if is_sure else doubt("carte_grise", context, "loss_unsure")
    if not interieur:
        return missing("carte_grise", context)
    if all(modele.is_read and modele.value == "fni" for modele in modeles):
        return held("old") if any(one.value for one in interieur) else lacking("carte_grise", context, "inner")
    for side, name in ((interieur, "inner"), (exterieur, "outer")):
        if any(one.value for one in side):
            continue
        is_absent = all(one.value is False for one in side)
        return lacking("carte_grise", context, name) if is_absent else unsure("unread")
    return held()


def _stands_for_card(loss: DeclarationPerte, seller: Named, plates: tuple[Quote, ...], sure: float) -> bool:
    plate, signatures = quote(loss, "immatriculation", sure), quote(loss, "signatures", sure)
    is_theirs = seller.match(Named.of(loss, "declarant_nom", "declarant_siret", sure)).level >= Level.PROBABLE
    is_of_vehicle = plate.is_read and bool(plates) and all(one.value == plate.value for one in plates)
    return is_theirs and is_of_vehicle and bool(signatures.value)


DOCS_CI = Rule(
    id="docs.ci",
    title="Carte grise présente, recto et verso",
    title_en="Carte grise present, both sides",
    motif=Motif.INCOMPLET,
    sources=(LegalSource(text="Code de la route", article="R322-4, I"),),
    parameters=("papers.carte_grise",),
    needs={
        "interieur": Every("carte_grise.interieur_present", partial=True),
        "exterieur": Every("carte_grise.exterieur_present", partial=True),
        "modeles": Every("carte_grise.modele", partial=True),
        "losses": Papers("declaration_perte"),
        "plates": Every("certificat_cession.immatriculation", partial=True),
        "vendeur": if_read("certificat_cession.vendeur_nom"),
        "siret": if_read("certificat_cession.vendeur_siret"),
    },
    check=has_whole_card,
    act=Act.FOURNIR,
    wording=Wording(
        "La carte grise barrée est absente.",
        "The carte grise struck through is missing.",
        "Joindre la carte grise, recto et verso.",
        "Join both sides of the carte grise.",
    ),
    cases={
        "inner": Wording(
            "Carte grise incomplète : la face remplie (titulaire, rubriques) manque.",
            "Carte grise not complete: the filled side (holder, rubriques) is missing.",
            "Numériser les deux faces de la carte grise.",
            "Scan both sides of the carte grise.",
        ),
        "outer": Wording(
            "Carte grise incomplète : la face extérieure (couverture et légende) manque.",
            "Carte grise not complete: the outer side (cover and legend) is missing.",
            "Numériser les deux faces de la carte grise.",
            "Scan both sides of the carte grise.",
        ),
        "old": Wording(
            "Carte grise d'un modèle antérieur à 2009 : la face remplie est là, l'autre n'est pas vérifiée.",
            "Carte grise of a model of before 2009: the filled side is there, the other one is not checked.",
        ),
        "moped": Wording("Sans objet : cyclomoteur jamais immatriculé.", "Not applicable: moped never registered."),
        "loss": Wording(
            "La déclaration de perte ou de vol tient lieu de carte grise pour la destruction.",
            "For the destruction the declaration of its loss stands for the carte grise.",
        ),
        "loss_unsure": Wording(
            "Pas de carte grise, et on ne peut pas dire si la déclaration de perte ou de vol du dossier en tient lieu.",
            "No carte grise, and it cannot be said whether the declaration of its loss stands for it.",
            "Vérifier que la déclaration est signée par le vendeur et concerne ce véhicule.",
            "Check that the declaration is signed by the seller and is about this vehicle.",
        ),
        "unread": Wording(
            "On ne peut pas dire si les deux faces de la carte grise sont au dossier.",
            "It cannot be said whether both sides of the carte grise are in the dossier.",
            "Vérifier à l'œil, ou numériser de nouveau les deux faces.",
            "Look at it, or scan both sides again.",
        ),
        **ABSENT,
    },
)


def is_card_not_lost(
    *,
    cartes: tuple[CarteGrise, ...],
    losses: tuple[DeclarationPerte, ...],
    present: bool | None,
    raison: str | None,
    context: Context,
) -> Outcome:
    """docs.ci-lost: a card declared absent, on the cerfa or on a form of its own, and not there, is replaced first.

    The declaration alone rejects nothing: the card may have been found again, and is then among the papers.
    """
    if cartes or context.vehicle.is_unregistered_moped or (present is not False and not raison and not losses):
        return held()
    if losses and not raison:
        raison = "déclaration de perte ou de vol jointe" if context.lang == "fr" else "declaration of its loss joined"
    raison = raison or ("non précisé" if context.lang == "fr" else "not said")
    if context.scenario.operation == "destruction":
        return replace(warns("destruction", raison=raison), mended_by=("carte_grise",))
    return fails(raison=raison, mended_by=("carte_grise",))


DOCS_CI_LOST = Rule(
    id="docs.ci-lost",
    title="Carte grise non déclarée perdue ou volée",
    title_en="Carte grise not declared lost or stolen",
    motif=Motif.INCOMPLET,
    sources=(LegalSource(text="Code de la route", article="R322-10"),),
    needs={
        "cartes": Papers("carte_grise"),
        "losses": Papers("declaration_perte"),
        "present": One("certificat_cession.certificat_present", blank="none", unread="none"),
        "raison": One("certificat_cession.motif_absence_certificat", blank="none", unread="none"),
    },
    check=is_card_not_lost,
    act=Act.REGLER,
    wording=Wording(
        "La carte grise est déclarée absente (motif : {raison}) : un duplicata doit être demandé avant la vente.",
        "The carte grise is declared absent (reason: {raison}): a duplicate has to be asked for before the sale.",
        "Demander un duplicata, puis refaire la vente avec la carte barrée.",
        "Ask for a duplicate, then make the sale again with the card struck through.",
    ),
    cases={
        "destruction": Wording(
            "La carte grise est déclarée absente (motif : {raison}) : pour une destruction, la déclaration de perte ou "
            "de vol en tient lieu.",
            "The carte grise is declared absent (reason: {raison}): for a destruction the declaration of its loss "
            "stands for it.",
            "Remettre au centre VHU la déclaration de perte ou de vol (cerfa 13753), signée par le vendeur.",
            "Give the VHU centre the declaration of its loss (cerfa 13753), signed by the seller.",
        ),
    },
)


def has_csa(*, certificats: tuple[SituationAdministrative, ...], context: Context) -> Outcome:
    """docs.csa: the certificat de situation administrative."""
    if certificats:
        return held()
    if context.vehicle.is_unregistered_moped:
        return not_applicable("moped")
    is_mild = context.policy.csa_missing == "warn" and context.policy.papers.situation_administrative is None
    answer = missing("situation_administrative", context)
    return replace(answer, severity=Severity.WARNING) if is_mild else answer


DOCS_CSA = Rule(
    id="docs.csa",
    title="Certificat de situation administrative présent",
    title_en="Certificat de situation administrative present",
    motif=Motif.INCOMPLET,
    sources=(
        LegalSource(text="Code de la route", article="L322-2"),
        LegalSource(text="Code de la route", article="R322-4, V"),
    ),
    parameters=("csa_missing", "papers.situation_administrative"),
    needs={"certificats": Papers("situation_administrative")},
    check=has_csa,
    wording=Wording(
        "Le certificat de situation administrative (non-gage) est absent.",
        "The certificat de situation administrative is missing.",
        "Joindre le certificat de moins de 15 jours remis lors de la vente.",
        "Join the certificate of less than 15 days that was handed over at the sale.",
    ),
    cases={
        "moped": Wording("Sans objet : cyclomoteur jamais immatriculé.", "Not applicable: moped never registered."),
        **ABSENT,
    },
)


def has_ct(
    *, pvs: tuple[ControleTechnique, ...], visa: tuple[Quote, ...], findings: tuple[Finding, ...], context: Context
) -> Outcome:
    """docs.ct: proof of inspection. The stamp X.1 of the card may stand for the report, which policy decides.

    A lessee who buys the vehicle needs none; that the buyer is the lessee is not sure, and a person must look.
    """
    if pvs:
        return held()
    if level("controle_technique", context) == "off":
        return not_applicable("off")
    need, french = context.inspection, context.lang == "fr"
    if not need.needed:
        reason = need.fr if french else need.en
        return not_applicable("not_needed", reason=reason) if need.needed is False else review("need", reason=reason)
    if any(one.is_read for one in visa) and context.policy.ct_stamp_accepted != "reject":
        return (warns if context.policy.ct_stamp_accepted == "accept" else review)("stamp")
    if may_be_buyout(findings):
        return doubt("controle_technique", context, "buyout")
    return missing("controle_technique", context)


DOCS_CT = Rule(
    id="docs.ct",
    title="Contrôle technique présent quand il est requis",
    title_en="Contrôle technique present where it is needed",
    motif=Motif.INCOMPLET,
    sources=(
        LegalSource(text="Code de la route", article="R322-5, I, 3°"),
        LegalSource(text="Arrêté du 9 février 2009", article="1.D.2 et annexe I, 3.5 b"),
    ),
    parameters=("papers.controle_technique", "ct_stamp_accepted"),
    needs={
        "pvs": Papers("controle_technique"),
        "visa": Every("carte_grise.visite_avant_le", partial=True),
        "findings": Findings(),
    },
    check=has_ct,
    wording=Wording(
        "Le procès-verbal de contrôle technique est absent alors que le véhicule y est soumis.",
        "The contrôle technique report is missing although the vehicle needs one.",
        "Joindre le procès-verbal de moins de six mois. Si l'acquéreur est un professionnel de l'automobile, "
        'l\'indiquer dans dossier.toml (acquereur = "professionnel").',
        "Join the report of less than six months. If the buyer is in the car trade, say so in dossier.toml "
        '(acquereur = "professionnel").',
    ),
    cases={
        "not_needed": Wording("Sans objet : {reason}.", "Not applicable: {reason}."),
        "need": Wording(
            "Pas de contrôle technique au dossier, et on ne peut pas dire s'il en faut un : {reason}.",
            "No contrôle technique in the dossier, and it cannot be said whether one is needed: {reason}.",
            "Vérifier à l'œil, ou préciser la situation dans dossier.toml.",
            "Look at it, or state the case in dossier.toml.",
        ),
        "buyout": Wording(
            "Pas de contrôle technique au dossier ; il n'en faut pas de récent si l'acquéreur est le locataire qui "
            "lève l'option, comme son adresse le laisse penser.",
            "No contrôle technique in the dossier; no recent one is needed if the buyer is the lessee, as his address "
            "suggests.",
            "Vérifier que l'acquéreur est le locataire inscrit sur la carte grise, ou joindre le procès-verbal.",
            "Check that the buyer is the lessee on the carte grise, or join the report.",
        ),
        "stamp": Wording(
            "Pas de procès-verbal de contrôle technique, mais un timbre de visite sur la carte grise (X.1).",
            "No contrôle technique report, but a stamp of inspection on the carte grise (X.1).",
            "Vérifier à l'œil la date et le résultat sur le timbre, ou joindre le procès-verbal.",
            "Look at the date and result on the stamp, or join the report.",
        ),
        **ABSENT,
    },
)


RULES: tuple[Rule, ...] = (DOCS_CERFA, DOCS_CI, DOCS_CI_LOST, DOCS_CT, DOCS_CSA)
