"""Where things stand on the pages, for the HTML report: the boxes of fields, what to cut out for a finding."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from pipeline.core.documents import Document
from pipeline.core.labels import field_label
from pipeline.core.model import BoundingBox, Defect, Field, PageRef, Picture, State
from pipeline.core.report import Evidence, Finding
from pipeline.stages.html_words import paper_name
from pipeline.stages.pictures import Shown, cut, region_around, sheet
from pipeline.stages.wording import Wording

JOINED_HEIGHT = 0.2
"""Share of the page: places of one finding that fit in so much of it are shown together."""

DIFFERENCES = 4
"""Characters in which two values of one length may differ and still be one value mistyped, whose faults are marked."""
_WHOLE = BoundingBox(left=0, top=0, right=1, bottom=1)


class Rect(NamedTuple):
    """A box in the pixels of a picture."""

    x: float
    y: float
    width: float
    height: float


class Run(NamedTuple):
    """Characters of a value; whether they are not those that stand there on most papers."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Entry:
    """One field of one paper, ready to be shown."""

    anchor: str
    """Id of its box in the page; empty when it has none there."""
    document: str
    key: str
    label: str
    field: Field[Any]
    state: State
    text: str
    """Its value as people write it; what was read where that makes none; else empty."""

    @property
    def mark(self) -> str:
        """How it is told apart: by its state, and what a person said from what was read."""
        return "by_hand" if self.field.by_hand else self.state.value


@dataclass(frozen=True)
class Side:
    """One side of a finding: a piece of a page, and the fields in it."""

    paper: str
    file: str | None
    page: int | None
    anchor: str
    """Id of the page in the report; empty when it is not there."""
    shown: Shown | None
    """None when no place is known, or the picture of the page was not kept."""
    rects: tuple[Rect, ...]
    lines: tuple[tuple[Entry, tuple[Run, ...]], ...]


@dataclass(frozen=True)
class Sheet:
    """A page of the dossier."""

    anchor: str
    file: str
    page: int
    defects: tuple[Defect, ...]
    shown: Shown | None
    papers: tuple[str, ...]
    """Names of the papers on it."""
    boxes: tuple[tuple[Entry, Rect], ...]


@dataclass
class _Place:
    """Evidence that is shown in one piece, while it is gathered."""

    entries: list[Entry]
    region: BoundingBox | None
    boxes: list[BoundingBox] = field(default_factory=list)


class Atlas:
    """All places of one report."""

    def __init__(
        self,
        documents: Sequence[Document],
        pictures: Sequence[Picture],
        wording: Wording,
        min_confidence: float,
    ) -> None:
        """Take the papers, the pictures of their pages, and what tells how values are shown."""
        self._documents = documents
        self._wording = wording
        self._min_confidence = min_confidence
        self._pictures = {(picture.file, picture.page): picture.jpeg for picture in pictures}
        refs = {(ref.file, ref.page): ref for document in documents for ref in document.pages}
        refs = {key: refs.get(key, PageRef(file=key[0], page=key[1])) for key in (*self._pictures, *refs)}
        self._refs = refs
        self._anchors = {key: f"p{rank}" for rank, key in enumerate(refs, start=1)}
        self._entries = {
            (document.id, key): self._entry(f"{document.id}.{key}", document, key, value)
            for document in documents
            for key, value in document.fields()
        }

    def entries(self, document: Document) -> list[Entry]:
        """The fields of that paper, in the order of the contract."""
        return [self._entries[document.id, key] for key, _ in document.fields()]

    def counts(self, document: Document) -> list[tuple[str, int]]:
        """How many fields of the paper bear each mark, those with none left out."""
        marks = Counter(entry.mark for entry in self.entries(document))
        return [(mark, marks[mark]) for mark in (*map(str, State), "by_hand") if marks[mark]]

    def by_hand(self) -> int:
        """How many values a person said in place of what was read."""
        return sum(entry.field.by_hand is not None for entry in self._entries.values())

    def page_anchor(self, file: str | None, page: int | None) -> str:
        """Id of that page in the report; empty when it is not there."""
        return self._anchors.get((file or "", page or 0), "")

    def links(self, finding: Finding) -> list[Entry]:
        """The fields that a finding looked at and that can be shown on a page, each box once."""
        entries = (self._entries.get((one.document, one.field)) for one in finding.evidence)
        shown = (entry for entry in entries if entry and entry.anchor)
        return list({(entry.field.file, entry.field.page, entry.field.box): entry for entry in shown}.values())

    def vehicle(self) -> str:
        """Plate and make as the carte grise has them, where they are surely read."""
        card = next((document.id for document in self._documents if document.kind == "carte_grise"), "")
        keys = ("immatriculation", "marque", "denomination_commerciale")
        entries = [self._entries[card, key] for key in keys if (card, key) in self._entries]
        return " · ".join(entry.text for entry in entries if entry.state is State.READ and entry.text)

    def sides(self, finding: Finding) -> Iterator[Side]:
        """What to show for a finding: its evidence in order, what stands together on a page in one piece."""
        places = self._places(finding.evidence)
        texts: dict[str, Counter[str]] = defaultdict(Counter)
        for place in places:
            for entry in place.entries:
                texts[entry.key][entry.text] += 1
        usual = {key: counter.most_common(1)[0][0] for key, counter in texts.items()}
        for place in places:
            one = place.entries[0]
            shown, rects = self._piece(place)
            yield Side(
                paper=paper_name(one.document, self._wording.lang),
                file=one.field.file,
                page=one.field.page,
                anchor=self.page_anchor(one.field.file, one.field.page),
                shown=shown,
                rects=rects,
                lines=tuple((entry, _runs(entry.text, usual[entry.key])) for entry in place.entries),
            )

    def sheets(self) -> Iterator[Sheet]:
        """All pages, in the order of the dossier."""
        for key, ref in self._refs.items():
            jpeg = self._pictures.get(key)
            shown = sheet(jpeg) if jpeg else None
            papers = dict.fromkeys(
                paper_name(document.id, self._wording.lang)
                for document in self._documents
                if key in ((page.file, page.page) for page in document.pages)
            )
            boxes = [
                (entry, _rect(box, _WHOLE, shown))
                for entry in self._entries.values()
                if shown and (box := entry.field.box) and (entry.field.file, entry.field.page) == key
            ]
            # The larger first: the smaller ones stay within reach of the mouse.
            boxes.sort(key=lambda box: -box[1].width * box[1].height)
            yield Sheet(self._anchors[key], ref.file, ref.page, ref.defects, shown, tuple(papers), tuple(boxes))

    def _entry(self, anchor: str, document: Document, key: str, value: Field[Any]) -> Entry:
        has_place = value.box is not None and (value.file, value.page) in self._pictures
        text = value.raw if value.value is None else self._wording.shown(value.value)
        return Entry(
            anchor=anchor if has_place else "",
            document=document.id,
            key=key,
            label=field_label(document.kind, key, self._wording.lang),
            field=value,
            state=value.state(self._min_confidence),
            text=text,
        )

    def _places(self, evidence: Iterable[Evidence]) -> list[_Place]:
        places: list[_Place] = []
        for one in evidence:
            entry = self._entries.get((one.document, one.field))
            if entry is None:
                continue
            # The rule says where it looked; a paper of the report always has the same there.
            seen = entry.field.model_copy(update={"file": one.file, "page": one.page, "box": one.box})
            self._join(places, Entry(**{**entry.__dict__, "field": seen}))
        return places

    def _join(self, places: list[_Place], entry: Entry) -> None:
        """Show a field with what stands next to it on the same page of the same paper, else in a piece of its own."""
        at = entry.field
        region = region_around(at.box) if at.box else None
        for place in places:
            one = place.entries[0]
            if (one.document, one.field.file, one.field.page) != (entry.document, at.file, at.page):
                continue
            if region is None or place.region is None:
                if region is place.region:
                    place.entries.append(entry)
                    return
                continue
            both = BoundingBox.around((region, place.region))
            if region.overlap(place.region) > 0 and both.height <= max(JOINED_HEIGHT, place.region.height):
                place.entries.append(entry)
                place.boxes += [at.box] if at.box and at.box not in place.boxes else []
                place.region = both
                return
        places.append(_Place([entry], region, [at.box] if at.box else []))

    def _piece(self, place: _Place) -> tuple[Shown | None, tuple[Rect, ...]]:
        at = place.entries[0].field
        jpeg = self._pictures.get((at.file or "", at.page or 0))
        if jpeg is None or place.region is None:
            return None, ()
        shown = cut(jpeg, place.region)
        return shown, tuple(_rect(box, place.region, shown) for box in place.boxes)


def _rect(box: BoundingBox, region: BoundingBox, shown: Shown) -> Rect:
    """Where a box lies in the picture of a region of the page."""
    x, y = shown.width / region.width, shown.height / region.height
    return Rect(
        round((box.left - region.left) * x, 1),
        round((box.top - region.top) * y, 1),
        round(box.width * x, 1),
        round(box.height * y, 1),
    )


def _runs(text: str, other: str) -> tuple[Run, ...]:
    """A value in runs of characters that are, or are not, those of another value as long.

    >>> [run.text for run in _runs("VF1B", "VF7B") if run.differs]
    ['1']
    """
    if len(text) != len(other):
        return (Run(text, False),)
    # A masked character is no other one.
    differ = [sign != before and sign.isalnum() and before.isalnum() for sign, before in zip(text, other, strict=True)]
    if sum(differ) > DIFFERENCES:
        return (Run(text, False),)
    signs = zip(differ, text, strict=True)
    return tuple(Run("".join(sign for _, sign in run), differs) for differs, run in groupby(signs, itemgetter(0)))
