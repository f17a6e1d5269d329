"""Companies: their name and SIREN on Kbis and cerfa, and who may act for them (family party of rules.md)."""

from pipeline.core.documents import Kbis
from pipeline.core.errors import FormatError
from pipeline.core.formats import siren as sirens
from pipeline.core.report import Act, LegalSource, Severity
from validators.context import Context
from validators.matching import SAME_SIREN, Level, Match, companies, is_company, persons
from validators.parties import COMPANIES, ROLES, kind_of, people_in
from validators.people import Identity, siren_of
from validators.quote import Quote
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
    unsure,
    warns,
)

GUIDE_COMPANY = LegalSource(text="Guide des démarches", article="Vente par une société")
IDENTITY_PAPERS = LegalSource(text="Arrêté du 9 février 2009", article="annexe IV")

UNREAD_NAME = Match(Level.UNSURE, "nom de la partie non lu", "name of the party not read")


def is_parties_kbis(
    *,
    denomination: str,
    siren: str | None,
    forme: str | None,
    vendeur: str | None,
    vendeur_siret: str | None,
    acquereur: str | None,
    acquereur_siret: str | None,
    context: Context,
) -> Outcome:
    """party.company-name-match: the Kbis is that of a party; SIREN decide, else the names.

    Names that differ under one SIREN warn: a trade name, or a change that the card does not show yet.
    """
    own = siren_of(siren)
    found: list[tuple[Match, str]] = []
    names = {"vendeur": (vendeur, vendeur_siret), "acquereur": (acquereur, acquereur_siret)}
    for role in ROLES:
        (name, siret), kind = names[role], kind_of(role, context)
        number = siren_of(siret)
        if kind not in COMPANIES and not number:
            continue
        if own and number:
            match = companies("", "", siren=own, other_siren=number)
        elif name is None:
            match = UNREAD_NAME
        else:
            match = _same_name(denomination, name, is_of_company=kind in COMPANIES or forme is not None)
        found.append((match, name or "?"))
    if not found:
        return not_applicable("nobody")
    match, name = max(found, key=lambda each: each[0].level)
    why = match.fr if context.lang == "fr" else match.en
    if match == SAME_SIREN:
        is_alike = _same_name(denomination, name, is_of_company=True).level >= Level.PROBABLE
        return held() if is_alike else warns("siren", name=name)
    match match.level:
        case Level.MATCH:
            return held()
        case Level.PROBABLE:
            return warns("probable", name=name, why=why)
        case Level.UNSURE:
            return unsure("unsure", name=name, why=why)
        case Level.MISMATCH if _represents(denomination, context):
            return held("president", name=name)
        case Level.MISMATCH:
            return fails(name=name, expected=name, found=denomination)


def _represents(denomination: str, context: Context) -> bool:
    """Whether another extract names that company as the representative, whose own representative then acts."""
    presidents = (one for one in context.people.representatives if is_company(one))
    return any(companies(denomination, one).level >= Level.PROBABLE for one in presidents)


def _same_name(one: str, other: str, *, is_of_company: bool) -> Match:
    return companies(one, other) if is_of_company else persons(one, other)


_PAIR = "Kbis « {denomination} », certificat de cession « {name} »"
_PAIR_EN = "Kbis “{denomination}”, certificat de cession “{name}”"

PARTY_COMPANY_NAME_MATCH = Rule(
    id="party.company-name-match",
    title="Le Kbis est celui de la société du dossier",
    title_en="The Kbis is that of the company of the dossier",
    sources=(GUIDE_COMPANY, IDENTITY_PAPERS),
    over="kbis",
    needs={
        "denomination": One("kbis.denomination", blank="unsure"),
        "siren": if_read("kbis.siren"),
        "forme": if_read("kbis.forme_juridique"),
        "vendeur": if_read("certificat_cession.vendeur_nom"),
        "vendeur_siret": if_read("certificat_cession.vendeur_siret"),
        "acquereur": if_read("certificat_cession.acquereur_nom"),
        "acquereur_siret": if_read("certificat_cession.acquereur_siret"),
    },
    check=is_parties_kbis,
    act=Act.FOURNIR,
    wording=Wording(
        f"La dénomination ou le SIREN ne correspond pas : {_PAIR}.",
        f"Name or SIREN does not agree: {_PAIR_EN}.",
        "Joindre le Kbis de la société nommée sur le certificat de cession.",
        "Join the Kbis of the company named on the certificat de cession.",
    ),
    cases={
        "siren": Wording(f"Même SIREN, noms différents : {_PAIR}.", f"Same SIREN, other name: {_PAIR_EN}."),
        "probable": Wording(
            f"Noms rapprochés ({{why}}) : {_PAIR}.", f"Names taken for the same ({{why}}): {_PAIR_EN}."
        ),
        "unsure": Wording(
            f"On ne peut pas dire si le Kbis est celui de la société ({{why}}) : {_PAIR}.",
            f"It cannot be said whether the Kbis is that of the company ({{why}}): {_PAIR_EN}.",
            "Comparer les noms et les SIREN à l'œil.",
            "Compare the names and the SIREN yourself.",
        ),
        "nobody": Wording("Aucune partie n'est une société.", "Neither party is a company."),
        "president": Wording(
            "Kbis de « {denomination} », qui représente la société.",
            "Kbis of “{denomination}”, which represents the company.",
        ),
    },
)


def is_representative(
    *,
    extraits: tuple[Kbis, ...],
    representants: tuple[Quote, ...],
    mandataires: tuple[Quote, ...],
    mandants: tuple[Quote, ...],
    signatures: tuple[Quote, ...],
    denominations: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """party.representative-capacity: who acts for the company is on its Kbis, or holds a delegation of who is.

    No paper says in print who signed: it is whoever's identity paper is joined that is not the other party's.
    """
    if not extraits:
        return not_applicable("no_kbis")
    papers = context.people.unclaimed(*(name for role in ROLES for name in people_in(role, context)))
    if not papers:
        return not_applicable("nobody")
    listed = context.people.representatives
    found = max((paper.match(name).level for paper in papers for name in listed), default=Level.UNSURE)
    signatory = ", ".join(map(str, papers))
    if found >= Level.PROBABLE:
        return held()
    if found is Level.UNSURE or any(quote.is_unsure for quote in representants):
        return unsure("unsure", signatory=signatory, listed=listed)
    if any(is_company(name) for name in listed):
        return unsure("company", signatory=signatory, listed=listed)
    givers = (*listed, *(quote.value for quote in denominations if quote.is_read))
    if any(
        is_delegation(paper, *quotes, givers)
        for paper in papers
        for quotes in zip(mandataires, mandants, signatures, strict=True)
    ):
        return held("delegation", signatory=signatory)
    if any(quote.is_unsure for quote in (*mandataires, *mandants, *signatures)):
        return unsure("unsure", signatory=signatory, listed=listed)
    return fails(signatory=signatory, listed=listed, mended_by=("procuration", "kbis"))


def is_delegation(
    paper: Identity, mandataire: Quote, mandants: Quote, signatures: Quote, givers: tuple[str, ...]
) -> bool:
    """Whether that proxy, surely read and signed, lets that person act for one of the givers."""
    if not (mandataire.is_read and mandants.is_read and signatures.value):
        return False
    is_given = any(persons(giver, name).level >= Level.PROBABLE for giver in givers for name in mandants.value)
    return is_given and paper.is_of((mandataire.value,))


PARTY_REPRESENTATIVE_CAPACITY = Rule(
    id="party.representative-capacity",
    title="La société est représentée par une personne du Kbis ou par un délégué",
    title_en="The company is represented by somebody of its Kbis, or by a delegate",
    sources=(GUIDE_COMPANY,),
    needs={
        "extraits": Papers("kbis"),
        "representants": Every("kbis.representants", partial=True),
        "denominations": Every("kbis.denomination", partial=True),
        "mandataires": Every("procuration.mandataire", partial=True),
        "mandants": Every("procuration.mandants", partial=True),
        "signatures": Every("procuration.signatures", partial=True),
    },
    check=is_representative,
    act=Act.REGLER,
    paper="certificat_cession",
    wording=Wording(
        "{signatory} ne figure pas parmi les représentants du Kbis ({listed}) et aucune délégation n'est jointe.",
        "{signatory} is not among the representatives of the Kbis ({listed}), and there is no delegation.",
        "Faire signer le représentant légal, ou joindre la délégation de pouvoir.",
        "Have the representative sign, or join the delegation of power.",
    ),
    cases={
        "delegation": Wording("{signatory} agit par délégation.", "{signatory} acts by delegation."),
        "company": Wording(
            "Le représentant au Kbis est une société ({listed}) : vérifier si {signatory} la représente.",
            "The representative on the Kbis is a company ({listed}): check whether {signatory} represents it.",
            "Demander le Kbis de cette société.",
            "Ask for the Kbis of that company.",
        ),
        "unsure": Wording(
            "On ne peut pas dire si {signatory} représente la société (Kbis : {listed}).",
            "It cannot be said whether {signatory} represents the company (Kbis: {listed}).",
            "Comparer les noms à l'œil.",
            "Compare the names yourself.",
        ),
        "no_kbis": Wording("Aucun Kbis au dossier.", "No Kbis in the dossier."),
        "nobody": Wording("Aucune pièce d'identité d'un représentant.", "No identity paper of a representative."),
    },
)


def has_valid_siret(*, sirets: tuple[Quote, ...], buyers: tuple[Quote, ...], context: Context) -> Outcome:
    """party.siren-valid: each SIRET or SIREN written satisfies its check digit."""
    written = [quote.value for quote in (*sirets, *buyers) if quote.is_read]
    wrong = [number for number in written if not _is_number(number)]
    if wrong:
        return fails(number=wrong[0])
    return held() if written or any(quote.is_unsure for quote in (*sirets, *buyers)) else not_applicable("none")


def _is_number(text: str) -> bool:
    try:
        return bool(sirens.of_siret(text))
    except FormatError:
        return False


PARTY_SIREN_VALID = Rule(
    id="party.siren-valid",
    title="Les numéros SIREN et SIRET sont bien formés",
    title_en="SIREN and SIRET are well formed",
    severity=Severity.WARNING,
    sources=(LegalSource(text="Insee", article="Sirene"), PROJECT),
    over="certificat_cession",
    needs={
        "sirets": Every("certificat_cession.vendeur_siret"),
        "buyers": Every("certificat_cession.acquereur_siret"),
    },
    check=has_valid_siret,
    wording=Wording(
        "Le numéro SIREN ou SIRET {number} est invalide.",
        "The SIREN or SIRET {number} is not valid.",
        "Vérifier le numéro de la société.",
        "Check the number of the company.",
    ),
    cases={"none": Wording("Aucun SIREN ni SIRET.", "No SIREN nor SIRET.")},
)

RULES: tuple[Rule, ...] = (PARTY_SIREN_VALID, PARTY_COMPANY_NAME_MATCH, PARTY_REPRESENTATIVE_CAPACITY)
