"""Which papers each operation asks for (contract.md, section 1; rules.md, section 5).

`cession` is the declaration of the sale plus the proof of contrôle technique; the table of rules.md gives "information
only" for what is never missed, which is 'off' here. Whether a vehicle needs a contrôle technique, whether a prestataire
files, whether a party is a company, is for the rule of that paper to say.
"""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.core.choices import Operation
from pipeline.core.report import Motif, Severity, Status
from validators.context import Context
from validators.policy import Level
from validators.rule import Outcome, Wording, fails, not_applicable, warns


def _row(cession: Level, immatriculation: Level, achat: Level, destruction: Level) -> Mapping[Operation, Level]:
    return {"cession": cession, "immatriculation": immatriculation, "achat": achat, "destruction": destruction}


MATRIX: Mapping[str, Mapping[Operation, Level]] = {
    "certificat_cession": _row("required", "required", "required", "required"),
    "carte_grise": _row("required", "required", "required", "required"),
    "situation_administrative": _row("required", "required", "required", "warn"),
    "controle_technique": _row("required", "required", "off", "off"),
    "mandat": _row("required", "required", "required", "required"),
    "piece_identite.vendeur": _row("required", "off", "off", "required"),
    "piece_identite.acquereur": _row("off", "required", "off", "off"),
    "piece_identite.representant": _row("required", "required", "required", "required"),
    "piece_identite.permis": _row("off", "off", "off", "off"),
    "kbis": _row("required", "required", "required", "required"),
    "demande_immatriculation": _row("off", "required", "off", "off"),
    "justificatif_domicile": _row("off", "required", "off", "off"),
    "declaration_achat": _row("off", "required", "required", "off"),
    "procuration": _row("required", "required", "required", "required"),
}
"""Kind, with the person after a dot where the operation asks it of some persons only; 'permis' is a licence beside
another identity paper of the same person."""


def level(paper: str, context: Context) -> Level:
    """What the absence of that paper means for this transfer: the policy, else the operation.

    Args:
        paper: key of `MATRIX`.
        context: for both.
    """
    kind, _, of_whom = paper.partition(".")
    asked = MATRIX[paper][context.scenario.operation]
    chosen: Level | None = getattr(context.policy.papers, kind)
    return asked if chosen is None or (of_whom and asked == "off") else chosen


def is_asked_for(kind: str, context: Context) -> bool:
    """Whether the transfer needs papers of that kind, of some person at least."""
    return any(level(paper, context) == "required" for paper in MATRIX if paper.split(".")[0] == kind)


def missing(paper: str, context: Context, case: str = "", **values: object) -> Outcome:
    """What to answer when that paper is absent; the wording of the case that is not the rule's own is in `ABSENT`.

    Args:
        paper: key of `MATRIX`.
        context: for the level.
        case: of a failure.
        values: placeholders of the wording.

    Returns:
        Case 'off' where it is not asked for, else what `lacking` says.
    """
    return (
        not_applicable("off") if level(paper, context) == "off" else lacking(paper, context, case, motif=None, **values)
    )


def lacking(paper: str, context: Context, case: str = "", *, motif: Motif | None = None, **values: object) -> Outcome:
    """What to answer when a side of that paper is absent: a failure or a warning, as its level says.

    A page that nobody could read may be it, and is then for a person to look at.
    """
    return fault(paper, context, case, motif=motif, mended_by=(paper.partition(".")[0],), **values)


def fault(
    paper: str,
    context: Context,
    case: str = "",
    *,
    motif: Motif | None = None,
    mended_by: tuple[str, ...] = (),
    **values: object,
) -> Outcome:
    """What to answer when that paper is there and is wrong: a failure where it is required, else a warning."""
    answer = fails(case, motif=motif) if level(paper, context) == "required" else warns(case)
    return replace(answer, values=values, mended_by=mended_by)


def doubt(paper: str, context: Context, case: str = "", **values: object) -> Outcome:
    """What to answer when that paper is there and could not be judged: it stops the dossier where it is required."""
    severity = Severity.BLOCKING if level(paper, context) == "required" else Severity.WARNING
    return Outcome(Status.INCONCLUSIVE, case, severity, values=values)


OFF = Wording("Sans objet : document non demandé.", "Not applicable: paper not asked for.")
ABSENT = {"off": OFF}
"""Cases of a rule that answers `missing`."""
