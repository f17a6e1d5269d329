"""Boxes, copies and parties of the certificat de cession (family cerfa of rules.md): whether it agrees with itself."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from pipeline.core.documents import CertificatCession
from pipeline.core.labels import field_label
from pipeline.core.lines import fold
from pipeline.core.report import LegalSource, Motif, Severity
from validators.compare import Difference, Pair
from validators.context import Context
from validators.matching import Level, is_company, names, split_persons
from validators.parties import Role, principal
from validators.quote import Quote, quote
from validators.rule import (
    PROJECT,
    Every,
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
)
from validators.rules.carte_grise import only_destruction
from validators.rules.cerfa import COMPLETE, COMPLETE_EN, GUIDE, SERVICE_PUBLIC

CSA = LegalSource(text="Code de la route", article="L322-2")
VHU = LegalSource(text="Code de la route", article="R322-9, I et IV")

VHU_KINDS = ("VP", "CTTE", "CYCL")
"""Kinds destroyed in an approved centre only; the cyclomoteur when it has three wheels."""
SAME_ON_COPIES = (
    "immatriculation",
    "vin",
    "date_premiere_immatriculation",
    "marque",
    "kilometrage",
    "numero_formule",
    "date_certificat",
    "nature",
    "date_cession",
    "heure_cession",
    *(
        f"{party}_{key}"
        for party in ("vendeur", "acquereur")
        for key in ("type", "nom", "siret", "adresse", "code_postal", "commune")
    ),
    "acquereur_date_naissance",
)
"""What the two copies of one deed say alike; signatures, stamps and boxes may look otherwise."""
COPY_OF: dict[Role, int] = {"vendeur": 1, "acquereur": 2}
"""Copy of a 15776 that each party keeps; of the 13754 it was the other way round."""
_SLIP = 2
"""Characters by which handwriting may be read otherwise on the other copy."""


def is_ticked(*, nature: str | None, context: Context) -> bool:
    """cerfa.nature-ticked: 'céder' or 'céder pour destruction' is ticked."""
    return nature is not None


CERFA_NATURE_TICKED = Rule(
    id="cerfa.nature-ticked",
    title="« Céder » ou « céder pour destruction » est coché",
    title_en="A sale or a sale for destruction is ticked",
    severity=Severity.WARNING,
    sources=(GUIDE,),
    over="certificat_cession",
    needs={"nature": One("certificat_cession.nature", blank="none")},
    check=is_ticked,
    wording=Wording(
        "Cochez « céder » ou « céder pour destruction » sur le certificat de cession.",
        "Tick a sale or a sale for destruction on the certificat de cession.",
        COMPLETE,
        COMPLETE_EN,
    ),
)


def is_informed(*, remis: bool | None, informe: bool | None, context: Context) -> bool:
    """cerfa.csa-statements: the seller ticked that the CSA was handed over, the buyer that he knows of it."""
    return bool(remis and informe)


CERFA_CSA_STATEMENTS = Rule(
    id="cerfa.csa-statements",
    title="Remise et prise de connaissance de la situation administrative sont cochées",
    title_en="Both boxes on the situation administrative are ticked",
    severity=Severity.WARNING,
    sources=(CSA,),
    over="certificat_cession",
    needs={
        "remis": One("certificat_cession.certifie_csa_remis", blank="none"),
        "informe": One("certificat_cession.acquereur_certifie_informe", blank="none"),
    },
    check=is_informed,
    wording=Wording(
        "Cochez la remise et la prise de connaissance du certificat de situation administrative.",
        "Tick that the certificat de situation administrative was handed over, and that the buyer knows of it.",
        COMPLETE,
        COMPLETE_EN,
    ),
)


def has_vhu_number(*, number: str | None, genre: str | None, context: Context) -> Outcome:
    """cerfa.vhu-number: a car or van is destroyed in an approved centre, whose number is written."""
    if number is not None:
        return held()
    if genre is None:
        return unsure("kind")
    return fails() if genre in VHU_KINDS else not_applicable()


CERFA_VHU_NUMBER = Rule(
    id="cerfa.vhu-number",
    title="Le numéro d'agrément du centre VHU est écrit",
    title_en="The approval number of the VHU centre is written",
    motif=Motif.INCOMPLET,
    sources=(VHU,),
    over="certificat_cession",
    applies=only_destruction,
    needs={
        "number": One("certificat_cession.agrement_vhu", blank="none"),
        "genre": if_read("carte_grise.genre"),
    },
    check=has_vhu_number,
    wording=Wording(
        "Le numéro d'agrément du centre VHU manque sur le certificat de cession.",
        "The approval number of the VHU centre is missing on the certificat de cession.",
        COMPLETE,
        COMPLETE_EN,
    ),
    cases={
        "kind": Wording(
            "Numéro d'agrément VHU absent, et genre du véhicule non lu : on ne sait pas s'il est requis.",
            "No VHU number, and the kind of the vehicle was not read: it is not known whether one is needed.",
            "Vérifier le genre (J.1) sur la carte grise.",
            "Look at J.1 on the carte grise.",
        )
    },
)


def says_the_same(*, copies: tuple[CertificatCession, ...], context: Context) -> Outcome:
    """cerfa.copies-identical: the copies of the deed say the same.

    A place filled in on one copy and surely empty on the other is a difference. What was not surely read on a copy is
    left to the rules that need it, which are run on each copy.
    """
    if len(copies) < 2:
        return not_applicable("one")
    found = [
        difference
        for one, other in combinations(copies, 2)
        for difference in _differences(one, other, context.policy.min_confidence)
    ]
    if not found:
        return held()
    sure = [pair for pair, difference in found if difference is Difference.PLAIN]
    shown = sure or [pair for pair, _ in found]
    keys = dict.fromkeys(pair.one.key for pair in shown)
    fields = ", ".join(field_label("certificat_cession", key, context.lang) for key in keys)
    about = tuple(each for pair in shown for each in (pair.one, pair.other))
    return replace(fails(fields=fields), about=about) if sure else review(fields=fields, about=about)


def _differences(
    one: CertificatCession, other: CertificatCession, min_confidence: float
) -> Iterator[tuple[Pair, Difference]]:
    for key in SAME_ON_COPIES:
        pair = Pair(quote(one, key, min_confidence), quote(other, key, min_confidence))
        if {pair.one.is_read, pair.other.is_read} == {True, False} and (pair.one.is_blank or pair.other.is_blank):
            yield pair, Difference.PLAIN
        elif difference := pair.difference(_written, near=_SLIP):
            yield pair, difference


def _written(value: object) -> str:
    """Words are the same whatever their blanks, accents and hyphens: readings differ by those."""
    return fold(value) if isinstance(value, str) else str(value)


CERFA_COPIES_IDENTICAL = Rule(
    id="cerfa.copies-identical",
    title="Les deux exemplaires du certificat de cession disent la même chose",
    title_en="Both copies of the certificat de cession say the same",
    sources=(PROJECT, SERVICE_PUBLIC),
    needs={"copies": Papers("certificat_cession")},
    check=says_the_same,
    wording=Wording(
        "Les deux exemplaires du certificat de cession diffèrent : {fields}.",
        "The two copies of the certificat de cession differ: {fields}.",
        "Joindre deux exemplaires identiques.",
        "Give two copies that agree.",
    ),
    cases={"one": Wording("Un seul exemplaire dans le dossier.", "One copy only.")},
)


def are_two_parties(
    *,
    vendeur: str | None,
    acquereur: str | None,
    vendeur_siret: str | None,
    acquereur_siret: str | None,
    context: Context,
) -> Outcome:
    """cerfa.parties-differ: seller and buyer are not the same person or company."""
    if vendeur is None or acquereur is None:
        return not_applicable()
    if vendeur_siret and acquereur_siret and vendeur_siret[:9] == acquereur_siret[:9]:
        return review()
    sellers, buyers = ((name,) if is_company(name) else split_persons(name) for name in (vendeur, acquereur))
    alike = (names(seller, buyer).level for seller in sellers for buyer in buyers)
    return review() if Level.MATCH in alike else held()


CERFA_PARTIES_DIFFER = Rule(
    id="cerfa.parties-differ",
    title="Le vendeur et l'acquéreur sont deux personnes différentes",
    title_en="Seller and buyer are different",
    sources=(LegalSource(text="Code de la route", article="L322-3"),),
    over="certificat_cession",
    needs={
        "vendeur": One("certificat_cession.vendeur_nom", blank="none"),
        "acquereur": One("certificat_cession.acquereur_nom", blank="none"),
        "vendeur_siret": One("certificat_cession.vendeur_siret", blank="none", unread="none"),
        "acquereur_siret": One("certificat_cession.acquereur_siret", blank="none", unread="none"),
    },
    check=are_two_parties,
    wording=Wording(
        "Le vendeur et l'acquéreur semblent être la même personne ({vendeur}).",
        "Seller and buyer seem to be the same ({vendeur}).",
        "Vérifier l'identité des deux parties.",
        "Check who the parties are.",
    ),
)


def is_copy_of_the_party(*, numbers: tuple[Quote, ...], editions: tuple[Quote, ...], context: Context) -> Outcome:
    """cerfa.copy-number: of a 15776 the seller files copy 1, the buyer copy 2; the other one says the same."""
    given = [
        number.value
        for number, edition in zip(numbers, editions, strict=True)
        if number.is_read and edition.is_read and edition.value.startswith("15776")
    ]
    if not numbers:
        return not_applicable("absent")
    expected = COPY_OF[principal(context)]
    return held() if not given or expected in given else fails(number=given[0], expected=str(expected))


CERFA_COPY_NUMBER = Rule(
    id="cerfa.copy-number",
    title="L'exemplaire du certificat de cession est celui de la partie qui dépose",
    title_en="The copy of the certificat de cession is that of the party who files",
    severity=Severity.INFO,
    sources=(SERVICE_PUBLIC,),
    needs={
        "numbers": Every("certificat_cession.exemplaire", partial=True),
        "editions": Every("certificat_cession.edition", partial=True),
    },
    check=is_copy_of_the_party,
    wording=Wording(
        "L'exemplaire fourni est celui de l'autre partie (exemplaire {number}) ; il est accepté si les deux "
        "exemplaires sont identiques.",
        "The copy given is that of the other party (copy {number}); it is accepted if both copies say the same.",
    ),
    cases={"absent": Wording("Pas de certificat de cession.", "No certificat de cession.")},
)


def is_said_untransformed(*, tick: bool | None, context: Context) -> bool:
    """cerfa.notable-transformation: the seller ticked that the vehicle was not notably transformed."""
    return bool(tick)


CERFA_NOTABLE_TRANSFORMATION = Rule(
    id="cerfa.notable-transformation",
    title="Le vendeur certifie l'absence de transformation notable",
    title_en="The seller certifies that nothing was notably transformed",
    severity=Severity.INFO,
    sources=(LegalSource(text="Code de la route", article="R322-5, I, 2° et R322-8"),),
    over="certificat_cession",
    needs={"tick": One("certificat_cession.certifie_sans_transformation", blank="none")},
    check=is_said_untransformed,
    wording=Wording(
        "La case « sans transformation notable » n'est pas cochée : une transformation doit être déclarée avant la "
        "vente.",
        "The box “not transformed” is not ticked: a transformation has to be declared before the sale.",
    ),
)

RULES = (
    CERFA_NATURE_TICKED,
    CERFA_CSA_STATEMENTS,
    CERFA_VHU_NUMBER,
    CERFA_COPIES_IDENTICAL,
    CERFA_PARTIES_DIFFER,
    CERFA_COPY_NUMBER,
    CERFA_NOTABLE_TRANSFORMATION,
)
