"""What the page of a dossier shows: the answer in short, and its fields, those first that kept rules from an answer."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from pipeline.core.choices import Lang
from pipeline.core.documents import CarteGrise
from pipeline.core.labels import field_label
from pipeline.core.model import BoundingBox, ByHand, Frozen, State, WasRead
from pipeline.core.report import Motif, Report
from pipeline.core.report_json import plain
from pipeline.serve.by_hand import Kind, kind_of, text_for, was_read
from pipeline.stages.html_words import HTML_WORDS, paper_name
from pipeline.stages.pictures import region_around
from pipeline.stages.wording import Wording


class Crop(Frozen):
    """A piece of a page."""

    number: int
    """Of the page, counted from 1 over the dossier."""
    aspect: float
    """Width of the page divided by its height."""
    region: BoundingBox
    """What to show."""
    box: BoundingBox
    """What to frame in it."""


class Shown(Frozen):
    """One field that can be corrected."""

    document: str
    paper: str
    """Name of the paper."""
    field: str
    label: str
    state: State
    text: str
    """Its value as people write it, or what was read where that makes none."""
    written: str
    """Its value as one would write it, to begin with; empty where it is doubtful: who looks is not led."""
    confidence: float
    kind: Kind
    read: WasRead
    """What the program read, whatever a person says."""
    by_hand: ByHand | None = None
    crop: Crop | None = None
    reasons: tuple[str, ...] = ()
    """Why the dossier is rejected, of the rules that looked at it."""

    @property
    def is_doubtful(self) -> bool:
        """Whether the program cannot say what stands there."""
        return self.state not in (State.READ, State.BLANK)

    @property
    def is_asked(self) -> bool:
        """Whether a rule could not decide for want of it: a person must look."""
        return self.is_doubtful and bool(self.reasons)


class Problem(Frozen):
    """Why the dossier is rejected."""

    motif: Motif
    message: str
    action: str


class Sheet(Frozen):
    """One dossier."""

    verdict: Literal["pass", "reject"]
    motifs: tuple[Motif, ...]
    vehicle: str = ""
    """Plate, where it was surely read."""
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    """The gravest first."""
    fields: tuple[Shown, ...] = ()


def sheet_of(
    report: Report, places: Mapping[tuple[str, int], tuple[int, float]], lang: Lang, min_confidence: float
) -> Sheet:
    """What the page shows of a report.

    Args:
        report: of the dossier.
        places: of each page that has a picture, by file and page: its number and its aspect.
        lang: of the words.
        min_confidence: confidence (0 to 1) under which a value is doubtful.
    """
    order = list(Motif)
    rejecting = sorted(
        (one for one in report.findings if one.motif), key=lambda one: order.index(one.motif or order[0])
    )
    reasons: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for finding in rejecting:
        for place in finding.evidence:
            reasons[place.document, place.field][finding.message] = None
    wording = Wording(lang, HTML_WORDS)
    fields = []
    for document in report.documents:
        for key, field in document.fields():
            kind = kind_of(document.kind, key)
            if kind is None:
                continue
            page = places.get((field.file or "", field.page or 0))
            crop = None
            if page and field.box:
                crop = Crop(number=page[0], aspect=page[1], region=region_around(field.box), box=field.box)
            state = field.state(min_confidence)
            is_sure = state in (State.READ, State.BLANK)
            fields.append(
                Shown(
                    document=document.id,
                    paper=paper_name(document.id, lang),
                    field=key,
                    label=field_label(document.kind, key, lang),
                    state=state,
                    text=field.raw if field.value is None else wording.shown(field.value),
                    written=text_for(plain(field.value)) if is_sure else "",
                    confidence=field.confidence,
                    kind=kind,
                    read=field.by_hand.read if field.by_hand else was_read(field),
                    by_hand=field.by_hand,
                    crop=crop,
                    reasons=tuple(reasons[document.id, key]),
                )
            )
    return Sheet(
        verdict=report.verdict,
        motifs=report.motifs,
        vehicle=_plate(report, min_confidence),
        pages=sum(record.pages for record in report.files),
        problems=tuple(
            Problem(motif=one.motif, message=one.message, action=one.action) for one in rejecting if one.motif
        ),
        fields=tuple(fields),
    )


def _plate(report: Report, min_confidence: float) -> str:
    cards = (document for document in report.documents if isinstance(document, CarteGrise))
    plates = (card.immatriculation for card in cards)
    return next((one.value for one in plates if one.value and one.state(min_confidence) is State.READ), "")
