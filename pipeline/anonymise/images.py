"""Page images of a sample: the pages of the original, of which only print that says nothing is kept.

    original page ─► plan: what stays, what is set ─► painted anew ─► PDF ─► read again ─► nothing left? ─► written
     pixels          readings, before and after                          ▲                     │
                                                                         └── what was found is blotted out

A word stays as it is where it was covered by itself, is known to be public, and stands in no zone that a form leaves to
be filled in. All else is paper, and what the readings of the sample say is set upon it.
"""

import itertools
import statistics
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from pipeline.anonymise.faces import SPREAD, personal_boxes
from pipeline.anonymise.known import Kind, Value
from pipeline.anonymise.leaks import leaks, texts_in
from pipeline.anonymise.public import tokens
from pipeline.core.dossier import FileRecord, FileStatus
from pipeline.core.errors import ReportNotWritten, UsageError
from pipeline.core.lines import lines
from pipeline.core.model import BoundingBox, Face, Ink, Page, Reading, Word
from pipeline.readings import Readings
from pipeline.stages.decode import decode
from pipeline.stages.ingest import Decode, open_dossier
from pipeline.stages.ocr import Pixels
from pipeline.stages.pages import Limits, RawPage
from pipeline.stages.prepare import PageImage, turn
from pipeline.stages.repaint import Code, Drawn, Plan, Shape, Typed, as_pdf, codes_on, repaint
from pipeline.stages.turned import box_back
from pipeline.stopwatch import Stopwatch

ROUNDS = 4
"""Times that a page is painted and read again."""
SAME_ASPECT = 0.01
"""Share by which the page as it is drawn now may differ from the page as it was read."""
LEAST_SURE = 0.5
"""Confidence from which a word is taken for print that may stay."""
NOISE = 0.25
"""Below that, what was read is taken for no text: a pattern, a picture."""
LETTERS = 3
"""Of a word that stays; shorter ones stay beside one."""
WIDEST = 1.3
"""Width of a letter over the height of its word, from which the box holds more than the word."""
NARROWEST = 0.22
"""The same of a word that stands straight."""
WRITTEN = 6
"""Letters and figures of a line by hand that is set anew."""
SLENDER = 1.4
"""Height of capitals over the width of a letter, at most."""
LINE = 1.5
"""Length of a line of text over its height, at least."""
COMB = 0.95
"""Step from one character to the next over the height of their line, from which they stand in cells."""
COVERED = 0.3
"""Share of a zone from which a line by hand is what was read there."""
IN_ZONE = 0.56
"""Of the height of a zone, that of capitals in it, where no word says better."""
MARKED = 0.5
INCHES = 11.69
"""Long side of a page that does not say its size: A4."""
_STROKE, _NO_TICK = "barree", ("barree", "coin_coupe")
_UNREAD = b"Une image que personne n'a pu lire.\n"
"""What stands for the bytes of a file that was not read."""


class Eyes(Protocol):
    """What reads pages, here and elsewhere."""

    def upright(self, raw: RawPage) -> PageImage:
        """The page as it is read: boxes are fractions of it."""

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """What is read on it."""

    def labels(self, pixels: Pixels) -> tuple[Word, ...]:
        """Words of an upright page, by the engine that is quick."""

    def second_look(self, pixels: Pixels) -> tuple[Word, ...]:
        """The same by the better engine, which `faces` may not have asked for them."""


@dataclass(frozen=True)
class Secret:
    """What must not be left."""

    values: Sequence[Value]
    public: Collection[str]
    """Words that may."""

    def found_in(self, texts: Iterable[str]) -> set[Kind]:
        """Kinds of the values of which something is left."""
        return leaks(self.values, self.public, texts)


def papers_of(
    dossier: Path,
    before: Readings,
    after: Readings,
    secret: Secret,
    eyes: Eyes,
    decode_original: Decode,
    limits: Limits,
) -> dict[str, bytes]:
    """The files of a sample, by the name that they have in it.

    Args:
        dossier: the original, whose files are opened.
        before: what was read of it.
        after: the same, covered; its files are called as they will be.
        secret: what must not be left.
        eyes: reads what was painted.
        decode_original: opens its files.
        limits: of them.

    Raises:
        ReportNotWritten: something is left on a page, however often it is painted over.
        UsageError: a page is not the one that was read.
    """
    before = Readings.model_validate_json(before.model_dump_json())  # rounded as those of the sample are
    names = {one.file: other.file for one, other in zip(before.files, after.files, strict=True)}
    painted: dict[str, list[Pixels]] = {}
    records: list[FileRecord] = []
    for item in open_dossier(dossier, limits, decode_original):
        if isinstance(item, FileRecord):
            records.append(item)
            continue
        image = eyes.upright(item)
        own = [
            (face, other)
            for face, other in zip(before.faces, after.faces, strict=True)
            if (face.page.file, face.page.number) == (item.file, item.number)
        ]
        across = eyes.labels(turn(image.pixels, image.across)) if image.across else ()
        plan = plan_of([face for face, _ in own], [face for _, face in own], image, secret.public, across)
        pages = painted.setdefault(item.file, [])
        pages.append(_settled(image.pixels, plan, secret, eyes, names[item.file]))
    made = {file: as_pdf(pages, _dpi(pages[0])) for file, pages in painted.items()}
    by_digest = {record.sha256: made[record.file] for record in records if record.file in made}
    return {
        # A file that is another one's double stays one.
        names[record.file]: made.get(record.file)
        or by_digest.get(record.sha256)
        or (b"" if record.status is FileStatus.EMPTY else _UNREAD)
        for record in records
    }


def plan_of(
    before: Sequence[Face],
    after: Sequence[Face],
    image: PageImage,
    public: Collection[str],
    across: Sequence[Word] = (),
) -> Plan:
    """What a page holds once it is painted anew.

    Args:
        before: the faces on the page, as read.
        after: the same, covered.
        image: the page.
        public: words that may stay.
        across: words of the page turned by `image.across`.

    Raises:
        UsageError: the page is not the one that was read.
    """
    if not after:
        return Plan()
    if any(abs(face.page.aspect / image.aspect - 1) > SAME_ASPECT for face in before):
        raise UsageError(
            f"{before[0].page.file} : la page n'est plus celle qui a été lue ; relire avec --ocr --update."
        )
    rank = max(range(len(after)), key=lambda i: len(after[i].page.words))
    words = dict(_paired(before[rank].page, after[rank].page))
    readings = [reading for face in after for reading in face.readings]
    inks = [ink for reading in readings for ink in reading.inks or ()]
    written = [ink for ink in inks if _is_written(ink)]
    filled = [reading.zone for reading in readings if reading.text.strip()] + [ink.box for ink in inks]
    personal = [box for face in before for reading in face.readings for box in personal_boxes(reading)]

    def may_stay(box: BoundingBox) -> bool:
        is_under_ink = any(ink.box.overlap(box) > 0 or box.overlap(ink.box) > 0 for ink in inks)
        return not is_under_ink and not any(one.holds(box.center) for one in (*filled, *personal))

    kept: list[Typed] = []
    painted = list(filled)
    typed: list[Typed] = []
    for line in lines(words, image.aspect):
        free = {word for word in line.words if may_stay(word.box) and word.text == words[word].text}
        stays = print_in(line.words, free, image.aspect, public)
        kept += _joined(line.words, stays)
        for word in line.words:
            if word not in stays:
                painted.append(word.box)
                is_text = word.confidence >= NOISE and tokens(word.text)
                if is_text and not any(box.holds(word.box.center) for box in filled):
                    typed.append(Typed(words[word].text, _capitals(word, line.words, image.aspect)))
    for line in lines(across, 1 / image.aspect):
        places = {word: box_back(word.box, image.across) for word in line.words}
        free = {word for word in line.words if may_stay(places[word])}
        stays = print_in(line.words, free, 1 / image.aspect, public)
        kept += [
            replace(one, box=box_back(one.box, image.across), turned=image.across) for one in _joined(line.words, stays)
        ]
    for reading in readings:
        turned = image.across if _stands(reading.zone, image.aspect) else 0
        if reading.text.strip() and not any(reading.box.overlap(ink.box) > COVERED for ink in written):
            typed.append(_set(reading, list(words), image.aspect, turned))
    for ink in written:
        turned = image.across if _stands(ink.box, image.aspect) else 0
        typed.append(Typed(ink.text, _middle(ink.box, turned), turned=turned))
    for value in after[rank].page.form:
        if not value.is_button and not any(box.holds(value.box.center) for box in filled):
            typed.append(Typed(value.value, _middle(value.box)))
    return Plan(
        kept=tuple(kept),
        painted=tuple(painted),
        typed=tuple(typed),
        drawn=tuple(_marks(readings)),
        codes=tuple(Code(code.text, code.box) for code in after[rank].page.barcodes),
    )


def print_in(words: Sequence[Word], free: Collection[Word], aspect: float, public: Collection[str]) -> set[Word]:
    """Those words of a line that are print of a form: words that say nothing, and short ones between them.

    Args:
        words: of a line, from left to right.
        free: those that stand where nothing is to be filled in, and that were covered by themselves.
        aspect: width of the page over its height.
        public: words that may stay.
    """
    found: set[Word] = set()
    for is_free, run in itertools.groupby(words, key=lambda word: word in free and _is_public(word, public)):
        own = list(run)
        sure = {word for word in own if is_free and _is_print(word, aspect)}
        tallest = max((word.box.height for word in sure), default=0.0)
        found |= sure | {word for word in own if sure and not _is_long(word) and word.box.height <= tallest}
    return found


def _joined(words: Sequence[Word], stays: Collection[Word]) -> Iterator[Typed]:
    """The words that stay, and what lies between two side by side: engines cut words roughly."""
    for word in stays:
        yield Typed(word.text, word.box)
    for one, other in itertools.pairwise(words):
        if one in stays and other in stays and one.box.right < other.box.left:
            top, bottom = max(one.box.top, other.box.top), min(one.box.bottom, other.box.bottom)
            yield Typed("", BoundingBox(left=one.box.right, right=other.box.left, top=top, bottom=bottom))


def _paired(before: Page, after: Page) -> Iterator[tuple[Word, Word]]:
    """Each word that is left with what it has become: some are gone, and none has another place."""
    rest = iter(before.words)
    for new in after.words:
        yield next(word for word in rest if word.box == new.box), new


def _is_public(word: Word, public: Collection[str]) -> bool:
    return all(part in public for part in tokens(word.text)) and not any(c.isdigit() for c in word.text)


def _is_print(word: Word, aspect: float) -> bool:
    """Whether a word is surely read, and as wide as its letters: a leaning one lies over other things."""
    narrow, wide = NARROWEST * word.box.height * len(word.text), WIDEST * word.box.height * (len(word.text) + 1)
    return _is_long(word) and word.confidence >= LEAST_SURE and narrow <= word.box.width * aspect <= wide


def _is_long(word: Word) -> bool:
    return sum(map(len, tokens(word.text))) >= LETTERS


def _is_written(ink: Ink) -> bool:
    """Whether ink reads as a line of words and figures, and is no signature."""
    read = tokens(ink.text)
    return not ink.is_stamp and sum(map(len, read)) >= WRITTEN and any(c.isdigit() for part in read for c in part)


def _capitals(word: Word, line: Sequence[Word], aspect: float) -> BoundingBox:
    """Where capitals would stand in the place of a word: engines give boxes that are taller by any amount.

    Args:
        word: as read.
        line: the words of its line.
        aspect: width of the page over its height.
    """
    long = [one for one in line if _is_long(one)] or [word]
    high = statistics.median(min(one.box.height, SLENDER * one.box.width * aspect / len(one.text)) for one in long)
    middle = word.box.center[1] if _is_long(word) else statistics.median(one.box.center[1] for one in long)
    return word.box.model_copy(update={"top": middle - high / 2, "bottom": middle + high / 2})


def _middle(zone: BoundingBox, turned: int = 0) -> BoundingBox:
    """The middle of a zone, as high as its capitals."""
    (x, y), wide, high = zone.center, IN_ZONE * zone.width / 2, IN_ZONE * zone.height / 2
    narrowed = {"left": x - wide, "right": x + wide} if turned % 180 else {"top": y - high, "bottom": y + high}
    return zone.model_copy(update=narrowed)


def _set(reading: Reading, words: Sequence[Word], aspect: float, turned: int) -> Typed:
    """The text of a zone, in the line of the words that stood there."""
    box = _middle(reading.zone, turned)
    places = tuple(character.x for character in reading.characters for _ in character.text)
    inside = [word for word in words if reading.zone.holds(word.box.center) and _is_long(word)]
    if inside and not turned:
        line = _capitals(inside[0], inside, aspect)
        pitch = (max(places) - min(places)) / len(places) * box.width * aspect
        # In the cells of a comb words are boxes of its ruling.
        if line.height <= reading.zone.height and pitch < COMB * line.height:
            box = box.model_copy(update={"top": line.top, "bottom": line.bottom})
    if any(0 <= other - one < 2 * SPREAD for one, other in itertools.pairwise(places)):
        places = ()  # a date got longer or shorter: what stands there is set as a whole
    return Typed(reading.text, box, places, turned, is_strip=reading.key.startswith("mrz"))


def _stands(box: BoundingBox, aspect: float) -> bool:
    """Whether a line of text runs up or down the page."""
    return box.height > LINE * box.width * aspect


def _marks(readings: Sequence[Reading]) -> Iterator[Drawn]:
    for reading in readings:
        is_marked = reading.level is not None and reading.level >= MARKED
        if is_marked and reading.key == _STROKE:
            yield Drawn(Shape.STROKE, reading.zone)
        elif reading.level is not None and reading.key not in _NO_TICK:
            yield Drawn(Shape.TICKED if is_marked else Shape.EMPTY, reading.zone)
        for ink in reading.inks or ():
            if ink.is_stamp:
                yield Drawn(Shape.STAMP, ink.box)
            elif not _is_written(ink):
                yield Drawn(Shape.SIGNATURE, ink.box)


def _settled(pixels: Pixels, plan: Plan, secret: Secret, eyes: Eyes, name: str) -> Pixels:
    """The page painted so that nothing is left on it by any reading of it.

    Raises:
        ReportNotWritten: it cannot be.
    """
    for _ in range(ROUNDS):
        page = repaint(pixels, plan)
        # Ours, and no stranger's: it can be opened here.
        again = decode(name, as_pdf([page], _dpi(page)), Limits())
        left = [box for raw in again for box in _left(raw, plan, secret, eyes)]
        if not left:
            return page
        plan = replace(plan, blotted=(*plan.blotted, *left))
    raise ReportNotWritten(f"{name} : rien n'est écrit, il resterait quelque chose d'une valeur sur une image.")


def _left(raw: RawPage, plan: Plan, secret: Secret, eyes: Eyes) -> Iterator[BoundingBox]:
    """Where something is left on a page, in fractions of it as it is drawn."""
    faces = eyes.faces(raw, Stopwatch())
    ours = {code.message for code in plan.codes}
    image = eyes.upright(raw)
    yield from (box for message, box in codes_on(image.pixels) if message not in ours)
    seen = [face.page.words for face in faces] + [eyes.second_look(image.pixels)]
    for words in {tuple(words) for words in seen}:
        for line in lines(words, image.aspect):
            if secret.found_in([line.text]):
                alone = [word.box for word in line.words if secret.found_in([word.text])]
                yield from alone or [line.box]
    for face in faces:
        for reading in face.readings:
            shown = face.model_copy(update={"readings": (reading,), "page": _bare(face.page)})
            if secret.found_in(texts_in([shown], [])):
                yield reading.box


def _bare(page: Page) -> Page:
    return page.model_copy(update={"words": (), "form": (), "barcodes": ()})


def _dpi(page: Pixels) -> float:
    return float(max(page.shape[:2])) / INCHES
