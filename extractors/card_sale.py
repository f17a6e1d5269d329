"""What a sale adds by hand to the carte grise: the mention "vendu le" or "cédé le", and signatures."""

import itertools
import re
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, TypeVar

from rapidfuzz import fuzz

from extractors.fields import level, text_of
from extractors.pixels import SIGNED, is_writing
from pipeline.core.documents import Date, Number, Text, Time
from pipeline.core.errors import FormatError
from pipeline.core.formats import heure, jour
from pipeline.core.lines import fold
from pipeline.core.model import BoundingBox, Face, Field, Ink, Source

SALE_WORDS = ("VENDULE", "CEDELE", "VENDU", "CEDE", "REVENDULE", "VEHICULEVENDU")
MENTIONS = ("VENDU LE", "CEDE LE", "REVENDU LE", "VEHICULE VENDU LE", "VEHICULE CEDE LE")
DAY_SHAPE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
HOUR_SHAPE = re.compile(r"\d{1,2}[hH:](?:\d{2})?")
HAND = ((0.995, 0.92), (0.97, 0.87), (0.90, 0.81), (0.60, 0.70))
"""(lowest share among rivals, confidence) of a handwritten date or hour; one engine only."""
LIKE = 0.8
"""Likeness to a sale word from which a line is taken for the mention."""
WORDS = ((0.95, 0.95), (0.85, 0.90), (LIKE, 0.82))
"""(likeness to a sale word, confidence): one letter of "vendu le" may be misread, the word stays plain."""
NO_INK = 0.95
"""Confidence that a face without any ink of a hand has none."""
MAY_BE_SIGNED = 0.5
"""The same where letters end the mention: a signature at its end is read with it."""
MAY_BE_SPLIT = 0.7
"""Most that several signatures are worth where print at unknown places may be one of them, and on the cover, where the
frames of the boxes may cut one in two."""
WORDS_LETTERS, WORDS_FIGURES = 9, 3
"""Letters and figures, or figures alone, from which ink reads as words: drawn signatures read as 7 letters at most."""
MAY_BE_WORDS = 0.6
"""Most that a count of signatures is worth of which one reads as words."""
MAY_BE_ELEVEN = 0.7
"""Most that a date or an hour with a 1 by itself is worth where free reading shows none: 11:50 is read as M:50."""
_LONE_ONE = re.compile(r"(?<!\d)1(?!\d)")
_CODE = re.compile(r"[(\[{][A-Z]\.?\d")
_TAIL = re.compile(r"\d\D*[^\W\d]{2,}\W*$")
ONLY_SIGNED = 0.85
"""Confidence that a face with ink no larger than signatures has no mention."""
SIGNATURE_WIDTH = 0.27
"""Width, as a share of the face's, that a signature has at most; mentions measured begin at 0.35."""
WORD = 6
"""Characters from which ink reads as a word."""
BLOCK_LETTERS, OF_A_BLOCK = 6, 0.25
"""Letters and figures of each line of a block; share of an ink that lies on one from which it may be a part of it."""
PRINT_LETTERS, PRINT_POSTERIOR = 8, 0.8
"""Characters, and lowest posterior among them, from which a line is print and no signature."""
F = TypeVar("F", bound=Field[Any])


class Sale:
    """What a sale adds by hand to the filled side: mention with date and hour, signatures."""

    def __init__(self, face: Face, aside: Sequence[BoundingBox] = (), *, needs_word: bool = False) -> None:
        """Tell the mention from the signatures among the ink found.

        Args:
            face: the side of the card.
            aside: where print stands at places that are not known beforehand. Ink there may be print that was not
                recognised: it counts as no signature, and leaves open whether there is one.
            needs_word: a date alone makes no mention there, as on the side where inspections leave dated stickers.
        """
        self.text, self.day, self.hour, self.signatures = Text(), Date(), Time(), Number()
        reading = face.reading("encre")
        if reading is None or reading.inks is None:
            return
        place: dict[str, Any] = {"file": face.page.file, "page": face.page.number, "source": Source.OCR}
        is_mention = _has_sale_word if needs_word else _is_mention
        like = [ink for ink in reading.inks if is_mention(ink)]
        plain = [ink for ink in like if is_writing(ink) or _has_day(ink)]
        # Beside a plain mention, what reads badly as one is rather a signature: "Muuede" is like "cede".
        mentions = plain or like
        others = [ink for ink in reading.inks if not ink.is_stamp and ink not in mentions]
        blocks = _blocks(others)
        signatures = [
            ink
            for ink in others
            if not _is_print(ink)
            and not _may_be_print(ink, aside)
            and not any(ink.box.overlap(block) > OF_A_BLOCK for block in blocks)
        ]
        boxes = [ink.box for ink in signatures] or [reading.zone]
        is_either = like and not plain
        is_open = is_either or len(signatures) < len(others) or any(_TAIL.search(ink.text) for ink in mentions)
        none = MAY_BE_SIGNED if is_open else NO_INK
        # A line that reads as words may be a mention that reads badly, a name, or print.
        scrawls = [ink for ink in signatures if not _may_be_words(ink) and ink not in like]
        self.signatures = Number(
            value=len(signatures),
            confidence=min((ink.confidence for ink in signatures), default=none),
            **{**place, "source": Source.PIXELS, "box": BoundingBox.around(boxes)},
        )
        if len(scrawls) < len(signatures):
            self.signatures = self.signatures.at_most(MAY_BE_WORDS)
        least = sum(ink.confidence >= SIGNED for ink in scrawls)
        if 0 < least < len(signatures):
            self.signatures = self.signatures.model_copy(update={"least": least})
        if aside:
            self.signatures = _maybe_split(self.signatures)
        if not mentions:
            # Writing that reads as nothing may be the mention, but a mention with its date is wider than a signature.
            is_short = all(_is_short(ink, reading.zone) for ink in signatures)
            sure = NO_INK if not signatures else ONLY_SIGNED if is_short else 0.0
            place["box"] = reading.zone
            self.text, self.day = Text(confidence=sure, **place), Date(confidence=sure, **place)
            self.hour = Time(confidence=sure, **place)
            return
        place["box"] = BoundingBox.around(ink.box for ink in mentions)
        raw = " ".join(ink.text for ink in mentions).strip()
        likeness = max(sale_word(ink.text) for ink in mentions)
        value, repairs = _plainly(text_of(raw).value)
        sure = MAY_BE_WORDS if is_either else level(likeness, WORDS)
        self.text = Text(value=value, raw=raw, confidence=sure, repairs=repairs, **place)
        place["lattices"] = tuple(lattice for ink in mentions for lattice in ink.lattices)
        self.day = _shaped(Date, mentions, DAY_SHAPE, lambda t: jour.repair(t, by_hand=True)[0], place)
        self.hour = _shaped(Time, mentions, HOUR_SHAPE, lambda t: heure.repair(t)[0], place)


def on_either_side(filled: Sale, cover: Sale) -> Sale:
    """The sale as marked on the filled side or, where that has no mention, on the one with the cover.

    A mention on the cover brings the signatures found there; where there are none, those of the filled side count.
    """
    if filled.text.value is not None or cover.text.value is None:
        return filled
    found = copy(cover)
    if not cover.signatures.value:
        found.signatures = filled.signatures
    else:
        found.signatures = _maybe_split(cover.signatures)
    return found


def _maybe_split(signatures: Number) -> Number:
    """The count where one signature may have been cut in two: several are sure to be one at least, no more."""
    if (signatures.value or 0) <= 1:
        return signatures
    is_signed = signatures.least is not None or signatures.confidence >= SIGNED
    return signatures.at_most(MAY_BE_SPLIT).model_copy(update={"least": 1 if is_signed else None})


def _shaped(
    kind: type[F], mentions: Sequence[Ink], shape: re.Pattern[str], parse: Callable[[str], Any], place: Any
) -> F:
    """The date or the hour of the mention: the part of that shape in the figures of its lines.

    Blank when the figures of every line are explained and none has that shape; unparsable when they make no value.
    """
    raw = " ".join(ink.text for ink in mentions)
    for ink in mentions:
        found = shape.search("".join(c.text for c in ink.shaped))
        if found is None:
            continue
        used = ink.shaped[found.start() : found.end()]
        try:
            value = parse(found[0])
        except FormatError:
            return kind(raw=raw, **place)
        field = kind(value=value, raw=raw, confidence=level(min(c.confidence for c in used), HAND), **place)
        return field.at_most(MAY_BE_ELEVEN) if has_lone_one(found[0]) and not has_lone_one(raw) else field
    explained = all(ink.shaped or not any(c.isdigit() for c in ink.text) for ink in mentions)
    return kind(confidence=NO_INK, **place) if explained else kind(raw=raw, **place)


def _plainly(text: str) -> tuple[str, tuple[str, ...]]:
    """The mention with its words as they are spelt, where the hand made one letter look like another.

    >>> _plainly("VENDVLE10/11/2026")
    ('VENDU LE 10/11/2026', ('VENDVLE read as VENDU LE',))
    >>> _plainly("VENTDU LE10/11/2026")
    ('VENDU LE 10/11/2026', ('VENTDU LE read as VENDU LE',))
    >>> _plainly("VEHICULEVENDU TE15/07/2026")
    ('VEHICULE VENDU LE 15/07/2026', ('VEHICULEVENDU TE read as VEHICULE VENDU LE',))
    >>> _plainly("CEDETELL/09/2026")
    ('CEDE LE LL/09/2026', ('CEDETE read as CEDE LE',))
    >>> _plainly("VENDU LE 24/06/2026")
    ('VENDU LE 24/06/2026', ())
    """
    # Before a stroke stand figures, however they read.
    words = re.match(r"\D*?(?=[IL]{1,2}[/.]|\d|$)", text)
    written = words[0].strip() if words else ""
    if any(fold(meant) in fold(written) for meant in ("VENDU LE", "CEDE LE")):
        return text, ()
    meant = max(MENTIONS, key=lambda known: fuzz.ratio(fold(known), fold(written)))
    if meant not in written and fuzz.ratio(fold(meant), fold(written)) >= 100 * LIKE:
        return f"{meant} {text[len(written) :].strip()}".strip(), (f"{written} read as {meant}",)
    return text, ()


def _is_mention(ink: Ink) -> bool:
    return _has_sale_word(ink) or (not ink.is_stamp and _has_day(ink))


def _has_day(ink: Ink) -> bool:
    return DAY_SHAPE.search("".join(c.text for c in ink.shaped)) is not None


def _has_sale_word(ink: Ink) -> bool:
    return not ink.is_stamp and sale_word(ink.text) >= LIKE


def _is_print(ink: Ink) -> bool:
    """A line that reads too well for a signature, or begins as a code does: print that no layout foresees."""
    letters = [character for character in ink.characters if character.text.strip()]
    if _CODE.match(ink.text):
        return True
    return len(letters) >= PRINT_LETTERS and min(letter.confidence for letter in letters) >= PRINT_POSTERIOR


def _blocks(inks: Sequence[Ink]) -> list[BoundingBox]:
    """Where lines that read as words stand one below the other: a stamp that a poor scan shows as so many inks.

    Its frame and its lines are no signatures, and one that crosses it cannot be told from it.
    """
    lines = [ink.box for ink in inks if sum(c.text.isalnum() for c in ink.characters) >= BLOCK_LETTERS]
    pairs = [
        (upper, lower)
        for upper, lower in itertools.combinations(sorted(lines, key=lambda box: box.top), 2)
        if min(upper.right, lower.right) - max(upper.left, lower.left) > 0.5 * min(upper.width, lower.width)
        and lower.top - upper.bottom < max(upper.height, lower.height)
    ]
    return [BoundingBox.around(pair) for pair in pairs]


def _may_be_print(ink: Ink, aside: Sequence[BoundingBox]) -> bool:
    """On a card whose print stands at no known place: ink among the print, or that reads as a word."""
    letters = sum(bool(character.text.strip()) for character in ink.characters)
    return bool(aside) and (letters >= WORD or any(box.holds(ink.box.center) for box in aside))


def _may_be_words(ink: Ink) -> bool:
    """Whether it reads as more than scrawls of a name do."""
    read = fold(ink.text)
    return len(read) >= WORDS_LETTERS or sum(c.isdigit() for c in read) >= WORDS_FIGURES


def _is_short(ink: Ink, face: BoundingBox) -> bool:
    figures = sum(c.text.isdigit() for c in ink.characters)
    return ink.box.width <= SIGNATURE_WIDTH * face.width and figures < 2


def has_lone_one(text: str) -> bool:
    """Whether a 1 stands there by itself, for which some pictures of an 11 are taken."""
    return _LONE_ONE.search(text) is not None


def sale_word(text: str) -> float:
    """How much a handwritten line is like "vendu le" or "cédé le", 0 to 1."""
    folded = fold(text)
    # A signature that reads "dule" is a part of "vendu le", and no mention.
    whole = [word for word in SALE_WORDS if len(word) <= len(folded)]
    return max((fuzz.partial_ratio(word, folded) for word in whole), default=0.0) / 100
