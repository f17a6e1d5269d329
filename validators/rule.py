"""What a rule is: an identity, its sources, the fields it needs, a predicate over plain values, and its words.

The engine (`validators.engine`) does the rest: it fetches the values, answers itself when a paper is absent or a field
is blank or badly read, and turns the answer of `check` into a `Finding`. A worked example is `ct.freshness` in
`validators/rules/ct_validite.py`.

How a need is met, for a rule `over` one kind of paper, or over the dossier (`over=None`):

| need | argument of `check` | paper absent | field blank | field doubtful, unparsable, unknown |
|---|---|---|---|---|
| `"kind.key"`, `One("kind.key")` | the value | not applicable | fails (`incomplet`) | inconclusive (`illisible`) |
| `One(..., blank="none")` | value or None | not applicable | None | inconclusive |
| `One(..., blank="unsure")` | the value | not applicable | inconclusive | inconclusive |
| `One(..., blank="none", unread="none")` | value or None | not applicable | None | None |
| `One(..., absent="none")` | value or None | None | as above | as above |
| `if_read("kind.key")` | value or None | None | None | None |
| `Every("*.key")` | tuple of `Quote` | those there are | check decides | a pass becomes inconclusive |
| `Every(..., partial=True)` | tuple of `Quote` | those there are | check decides | check decides |
| `Every(..., strict=kinds)` | tuple of `Quote` | those there are | check decides | inconclusive on those kinds only |
| `Papers("kind")` | tuple of papers | empty tuple | | check decides |
| `Files()` | tuple of `FileRecord` | | | |
| `Findings()` | tuple of `Finding` | | | what the rules run before said |
| `Doubts()` | tuple of `Quote` | | | fields that kept a blocking rule from its answer |

With `over="kind"` the rule is run once per paper of that kind, and `"kind.key"` of that same kind is the field of that
paper. A field of another kind is what all papers of that kind say together (`validators.quote.agreed`): copies that
differ make the rule inconclusive.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier
from pipeline.core.report import Act, Actor, LegalSource, Motif, Severity, Status
from validators.context import Context
from validators.quote import Quote

PROJECT = LegalSource(text="Choix du projet")
"""Source of a rule that no text gives."""


@dataclass(frozen=True)
class One:
    """One field, given as a plain value."""

    path: str
    """'kind.key'."""
    blank: Literal["fails", "none", "unsure"] = "fails"
    """What an empty place means: the rule fails, `check` gets None, or the rule is inconclusive."""
    unread: Literal["unsure", "none", "least"] = "unsure"
    """What a bad reading means: the rule is inconclusive, or `check` gets None. 'least', for counts: `check` gets what
    there surely is at least, and only a failure is inconclusive."""
    absent: Literal["not_applicable", "none"] = "not_applicable"
    """What the absence of the paper means."""
    choose: Callable[[Dossier, Document | None, Context], tuple[Quote, ...]] | None = None
    """Which fields give the value, when it is not simply the one of `path`; they must agree."""


@dataclass(frozen=True)
class Every:
    """One field on several papers, given as a tuple of `Quote` in dossier order.

    In a rule `over` that same kind it is the field of the paper judged, alone.
    """

    path: str
    """'kind.key', or '*.key' for all kinds that have the key."""
    partial: bool = False
    """A pass stands although one of them was badly read."""
    strict: tuple[str, ...] = ()
    """Kinds of which a bad reading keeps a pass from standing; all when empty."""


@dataclass(frozen=True)
class Papers:
    """All papers of one kind, given as a tuple of documents."""

    kind: str
    """'*' for all papers."""


@dataclass(frozen=True)
class Files:
    """The files of the dossier, given as a tuple of `FileRecord`."""


@dataclass(frozen=True)
class Doubts:
    """The fields whose reading kept a blocking rule from its answer, given as a tuple of `Quote`."""


@dataclass(frozen=True)
class Findings:
    """What the rules run before found, given as a tuple of `Finding`."""


Need = One | Every | Papers | Files | Doubts | Findings


def if_read(need: str | One) -> One:
    """A value that counts where it was surely read; `check` gets None for anything else, the paper's absence too."""
    one = One(need) if isinstance(need, str) else need
    return replace(one, blank="none", unread="none", absent="none")


@dataclass(frozen=True)
class Unless:
    """Why a rule is not run."""

    fr: str
    en: str
    is_known: bool = True
    """False: it could not be determined whether the rule applies; it is then inconclusive."""


@dataclass(frozen=True)
class Wording:
    """What the user reads, in both languages.

    Braces hold arguments of `check`, values of the `Outcome`, or `{paper}` (the paper judged). Dates, hours and
    numbers need no format.
    """

    fr: str
    en: str
    action: str = ""
    """What to do, in French."""
    action_en: str = ""


@dataclass(frozen=True)
class Outcome:
    """Answer of a `check` that has more to say than True or False."""

    status: Status
    case: str = ""
    """Key in `Rule.cases` of the wording to use; the rule's own when empty."""
    severity: Severity | None = None
    """When it is not the rule's."""
    motif: Motif | None = None
    """When it is not the rule's; only matters for a blocking failure."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Further placeholders."""
    expected: str = ""
    found: str = ""
    about: tuple[Quote, ...] = ()
    """Further fields to show as evidence; of a blank or doubt, those that were blank or doubtful."""
    paper: str | None = None
    """Kind of the paper at fault, when the rule judges several."""
    actor: Actor | None = None
    """Who has to mend it, when the rule judges both parties."""
    mended_by: tuple[str, ...] = ()
    """Kinds of the papers of which one more would mend a failure: beside a page that nobody could read, and that may
    be it, the failure is a doubt."""


def held(case: str = "", *, found: str = "", **values: object) -> Outcome:
    """The rule holds. With a case, the message says how."""
    return Outcome(Status.PASSED, case, found=found, values=values)


def fails(
    case: str = "",
    *,
    motif: Motif | None = None,
    expected: str = "",
    found: str = "",
    mended_by: tuple[str, ...] = (),
    **values: object,
) -> Outcome:
    """The rule is broken, with its own severity."""
    return Outcome(Status.FAILED, case, motif=motif, expected=expected, found=found, values=values, mended_by=mended_by)


def warns(case: str = "", *, expected: str = "", found: str = "", **values: object) -> Outcome:
    """The rule is broken in a way that only deserves a warning."""
    return Outcome(Status.FAILED, case, Severity.WARNING, expected=expected, found=found, values=values)


def notes(case: str = "", *, expected: str = "", found: str = "", **values: object) -> Outcome:
    """Something to know, that changes nothing."""
    return Outcome(Status.FAILED, case, Severity.INFO, expected=expected, found=found, values=values)


def rejects(
    case: str = "", *, motif: Motif | None = None, expected: str = "", found: str = "", **values: object
) -> Outcome:
    """A sub-case that blocks although the rule itself only warns or informs."""
    return Outcome(Status.FAILED, case, Severity.BLOCKING, motif, values, expected, found)


def review(
    case: str = "", *, expected: str = "", found: str = "", about: tuple[Quote, ...] = (), **values: object
) -> Outcome:
    """A person must look ("review" in rules.md): readable but suspicious. Blocks, whatever the rule's severity."""
    return Outcome(Status.INCONCLUSIVE, case, Severity.BLOCKING, None, values, expected, found, about)


def unsure(case: str = "", *, expected: str = "", found: str = "", **values: object) -> Outcome:
    """Could not be decided; blocks only when the rule does."""
    return Outcome(Status.INCONCLUSIVE, case, expected=expected, found=found, values=values)


def not_applicable(case: str = "", **values: object) -> Outcome:
    """The values show that the rule does not apply."""
    return Outcome(Status.NOT_APPLICABLE, case, values=values)


def always(context: Context) -> Unless | None:
    """The rule applies to every transfer."""
    return None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of the catalogue."""

    id: str
    """Dotted id of rules.md, e.g. 'ct.freshness'. Never renamed nor used again."""
    title: str
    """What is checked, one line of French."""
    title_en: str
    severity: Severity = Severity.BLOCKING
    """What a plain failure means."""
    motif: Motif = Motif.NON_CONFORME
    """Why a plain blocking failure rejects. A blank field is always `incomplet`, a doubt always `illisible`."""
    sources: tuple[LegalSource, ...]
    parameters: tuple[str, ...] = ()
    """Names of the policy parameters it depends on."""
    over: str | None = None
    """Kind of the papers it judges one by one; None for once per dossier."""
    select: Callable[[Dossier, Context], tuple[Document, ...]] | None = None
    """Which papers of that kind are judged, when not all of them."""
    applies: Callable[[Context], Unless | None] = always
    """Why it does not apply to this transfer; None when it does. Named by where it does (`only_gift`), or by where it
    does not (`unless_heirs`)."""
    needs: Mapping[str, Need | str] = field(default_factory=dict)
    """Argument of `check` to what it is given."""
    check: Callable[..., bool | Outcome]
    """Pure predicate; keyword arguments are those of `needs`, and `context`."""
    wording: Wording
    """Of a failure."""
    act: Act | None = None
    """What mends a failure; with `actor` and `paper` derived from the paper judged when not said
    (`validators.remedies`)."""
    actor: Actor | None = None
    """Who has to do it."""
    paper: str | None = None
    """Kind of the paper on which it is done."""
    cases: Mapping[str, Wording] = field(default_factory=dict)
    """Other wordings, by case. 'blank' is used by the engine for an empty field, 'unread' for a bad reading."""

    def need(self, name: str) -> Need:
        """The need of that argument, a bare path being `One`."""
        need = self.needs[name]
        return One(need) if isinstance(need, str) else need
