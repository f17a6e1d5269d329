"""The code de cession (family code of rules.md), which only a buyer who files on ANTS himself needs.

With a declared sale, the numéro de formule and the date of the card do in its place. A code of five digits may be
another one (code confidentiel, file number) and proves nothing.
"""

import re
from datetime import date

from pipeline.core.dates import last_day
from pipeline.core.documents import AccuseCession
from pipeline.core.model import State
from pipeline.core.report import LegalSource, Severity, Status
from validators.context import Context
from validators.quote import Quote
from validators.rule import (
    Every,
    Need,
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
    rejects,
    warns,
)

KIND = "accuse_cession"
GUIDE = LegalSource(text="Guide des démarches", article="Le code de cession")
SERVICE_PUBLIC = LegalSource(text="Service-public", article="F1050")

SHORT = 5
"""Characters of the short code, which holds a letter, and of the codes it may be confused with, which hold none."""
_SIGNS = re.compile(r"[A-Z0-9]+")

ASK_AGAIN = "Demander un nouveau code au vendeur, ou déposer avec le numéro de formule."
ASK_AGAIN_EN = "Ask the seller for a new code, or file with the numéro de formule."


def only_for_registration(context: Context) -> Unless | None:
    """The buyer asks for a carte grise."""
    operation = context.scenario.operation
    if operation == "immatriculation":
        return None
    return Unless(f"opération « {operation} »", f"operation “{operation}”")


def _is_proven(code: str | None) -> bool:
    return code is not None and not (len(code) == SHORT and code.isdigit())


def _is_expired(issued: date | None, context: Context) -> bool:
    return issued is not None and context.date_demande > last_day(issued, days=context.policy.code_validity_days)


def _has_alternative(
    accuses: tuple[AccuseCession, ...], formules: tuple[Quote, ...], dates: tuple[Quote, ...], context: Context
) -> bool:
    """The sale is proven to be declared, and the card gives its numéro de formule and its date."""
    sure = context.policy.min_confidence
    proofs = (field for paper in accuses for field in (paper.numero_dossier, paper.date_enregistrement))
    is_declared = any(proof.state(sure) is State.READ for proof in proofs)
    return is_declared and all(any(one.is_read for one in many) for many in (formules, dates))


_ALTERNATIVE: dict[str, Need] = {
    "accuses": Papers(KIND),
    "formules": Every("carte_grise.numero_formule", partial=True),
    "dates": Every("carte_grise.date_certificat", partial=True),
}
_CODE: dict[str, Need] = {
    "code": if_read("accuse_cession.code_cession"),
    "issued": if_read("accuse_cession.date_enregistrement"),
}


def is_code_there(
    *,
    code: str | None,
    issued: date | None,
    accuses: tuple[AccuseCession, ...],
    formules: tuple[Quote, ...],
    dates: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """code.needed: a prestataire needs no code; on ANTS the code, or what stands in for it, is there."""
    if context.scenario.canal == "prestataire":
        return notes()
    is_usable = _is_proven(code) and not _is_expired(issued, context)
    return held() if is_usable or _has_alternative(accuses, formules, dates, context) else warns("missing")


CODE_NEEDED = Rule(
    id="code.needed",
    title="Code de cession, quand il en faut un",
    title_en="Code de cession, where one is needed",
    severity=Severity.INFO,
    sources=(GUIDE,),
    parameters=("code_validity_days",),
    applies=only_for_registration,
    needs={**_CODE, **_ALTERNATIVE},
    check=is_code_there,
    wording=Wording(
        "Le code de cession n'est pas nécessaire : la demande est faite par un professionnel habilité.",
        "The code de cession is not needed: the request is made by a professional.",
    ),
    cases={
        "missing": Wording(
            "Aucun code de cession utilisable dans le dossier, ni de quoi s'en passer.",
            "No code de cession that can be used in the dossier, nor what stands in for it.",
            "Demander le code au vendeur, ou passer par un professionnel habilité.",
            "Ask the seller for the code, or go through a professional.",
        )
    },
)


def has_the_form_of_a_code(*, code: str | None, context: Context) -> Outcome:
    """code.format: letters and digits, of a known length; five digits are code.not-confidential's."""
    if code is None:
        return not_applicable("unread")
    if not _is_proven(code):
        return not_applicable("digits")
    return held() if _SIGNS.fullmatch(code) and len(code) in context.policy.code_lengths else fails()


_UNREAD = Wording("Sans objet : pas de code lu sur ce document.", "Not applicable: no code was read on this paper.")

CODE_FORMAT = Rule(
    id="code.format",
    title="Le code de cession a la forme attendue",
    title_en="The code de cession has the expected shape",
    severity=Severity.WARNING,
    sources=(GUIDE,),
    parameters=("code_lengths",),
    over=KIND,
    needs={"code": One("accuse_cession.code_cession", blank="none", unread="none")},
    check=has_the_form_of_a_code,
    wording=Wording(
        "Le code de cession {code} n'a pas la forme attendue (suite de chiffres et de lettres).",
        "The code de cession {code} has not the expected shape (digits and letters).",
        "Vérifier le code auprès du vendeur.",
        "Check the code with the seller.",
    ),
    cases={
        "unread": _UNREAD,
        "digits": Wording("Sans objet : code de cinq chiffres.", "Not applicable: a code of five digits."),
    },
)


def is_no_other_code(*, code: str | None, context: Context) -> Outcome:
    """code.not-confidential: the code is not one of five digits, which may be another code."""
    if code is None:
        return not_applicable("unread")
    return held() if _is_proven(code) else fails()


CODE_NOT_CONFIDENTIAL = Rule(
    id="code.not-confidential",
    title="Le code n'est pas le code confidentiel de la carte grise",
    title_en="The code is not the code confidentiel of the card",
    severity=Severity.WARNING,
    sources=(GUIDE,),
    over=KIND,
    needs={"code": One("accuse_cession.code_cession", blank="none", unread="none")},
    check=is_no_other_code,
    wording=Wording(
        "Le code fourni ({code}) a 5 chiffres : il s'agit peut-être du code confidentiel de la carte grise ou du "
        "numéro de dossier, et non du code de cession.",
        "The code given ({code}) has 5 digits: it may be the code confidentiel of the card or the number of the file, "
        "not the code de cession.",
        "Vérifier le code auprès du vendeur.",
        "Check the code with the seller.",
    ),
    cases={"unread": _UNREAD},
)


def is_code_valid(
    *,
    code: str | None,
    issued: date | None,
    accuses: tuple[AccuseCession, ...],
    formules: tuple[Quote, ...],
    dates: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """code.validity: the code is used within fifteen days of the declaration, the fifteenth included.

    Passes: declared 1 March, request 16 March.  Fails: 17 March, a warning unless the buyer files on ANTS himself and
    has nothing in place of the code.
    """
    if code is None:
        return not_applicable("none")
    if issued is None:
        return Outcome(Status.INCONCLUSIVE, "undated", Severity.INFO)
    if not _is_expired(issued, context):
        return held()
    is_stuck = context.scenario.canal == "ants" and not _has_alternative(accuses, formules, dates, context)
    return (rejects if is_stuck else warns)(last=last_day(issued, days=context.policy.code_validity_days))


CODE_VALIDITY = Rule(
    id="code.validity",
    title="Code de cession de quinze jours au plus",
    title_en="Code de cession not older than fifteen days",
    severity=Severity.WARNING,
    sources=(GUIDE, LegalSource(text="Service-public", article="F1707")),
    parameters=("code_validity_days",),
    applies=only_for_registration,
    needs={**_CODE, **_ALTERNATIVE},
    check=is_code_valid,
    wording=Wording(
        "Le code de cession du {issued} a expiré (utilisable jusqu'au {last}).",
        "The code de cession of {issued} has expired (usable until {last}).",
        ASK_AGAIN,
        ASK_AGAIN_EN,
    ),
    cases={
        "none": Wording("Sans objet : pas de code de cession lu.", "Not applicable: no code de cession read."),
        "undated": Wording(
            "Le jour de la déclaration n'est pas connu : l'âge du code de cession n'est pas vérifié.",
            "The day of the declaration is not known: the age of the code de cession is not checked.",
        ),
    },
)


def has_alternative(
    *,
    code: str | None,
    issued: date | None,
    accuses: tuple[AccuseCession, ...],
    formules: tuple[Quote, ...],
    dates: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """code.alternative: without a code that can be used on ANTS, declared sale, formule and date of the card do."""
    if context.scenario.canal != "ants":
        return not_applicable("agent")
    if _is_proven(code) and not _is_expired(issued, context):
        return not_applicable("code")
    return notes() if _has_alternative(accuses, formules, dates, context) else warns("nothing")


CODE_ALTERNATIVE = Rule(
    id="code.alternative",
    title="Sans code de cession : déclaration, numéro de formule et date de la carte grise",
    title_en="Without code de cession: declared sale, numéro de formule and date of the card",
    severity=Severity.INFO,
    sources=(GUIDE, SERVICE_PUBLIC),
    parameters=("code_validity_days",),
    applies=only_for_registration,
    needs={**_CODE, **_ALTERNATIVE},
    check=has_alternative,
    wording=Wording(
        "Sans code de cession, la demande est possible avec le numéro de formule et la date de la carte grise, la "
        "cession étant déclarée.",
        "Without code de cession the request can be made with the numéro de formule and the date of the card, the sale "
        "being declared.",
    ),
    cases={
        "agent": Wording("Sans objet : dépôt par un professionnel habilité.", "Not applicable: filed by an agent."),
        "code": Wording("Sans objet : un code de cession est fourni.", "Not applicable: a code de cession is there."),
        "nothing": Wording(
            "Ni code de cession utilisable, ni preuve de la déclaration avec numéro de formule et date de la carte "
            "grise.",
            "No code de cession that can be used, nor a proof of the declared sale with numéro de formule and date of "
            "the card.",
            ASK_AGAIN,
            ASK_AGAIN_EN,
        ),
    },
)

RULES: tuple[Rule, ...] = (CODE_NEEDED, CODE_FORMAT, CODE_NOT_CONFIDENTIAL, CODE_VALIDITY, CODE_ALTERNATIVE)
