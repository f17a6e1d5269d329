"""Readings of pages, covered: every text in them, and what the engines believed of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from extractors.card_sale import LIKE, SALE_WORDS, sale_word
from pipeline.anonymise.cover import Cover, Sub, Zone
from pipeline.anonymise.lattices import best, carried, made_of, spaced
from pipeline.anonymise.public import is_printed, is_technical, tokens
from pipeline.anonymise.stand_ins import Dice
from pipeline.core.formats import deux_d_doc
from pipeline.core.lines import fold, lines
from pipeline.core.model import Barcode, BoundingBox, Character, Face, FormValue, Ink, Lattice, Page, Reading, Word

SPREAD = 1e-4
"""Between the characters of a date that got longer, in widths of the zone: they stand where one stood."""
_COUNT = re.compile(r"\s*\d{1,2}(?=\s*[^\W\d])")
_HOUR = re.compile(r"(?<![^\W_])\d{1,3} ?[hH] ?\d{0,3}(?![^\W_])")
"""However it was read, where a sale is noted."""
_REST = re.compile(r"[^\W\d_]{0,3}")
_OF_DAY = re.compile(r"(.+)\.(jour|mois|annee)")
_DAY_PARTS = ("jour", "mois", "annee")


def texts_of(faces: Iterable[Face]) -> Iterator[str]:
    """Every text that the engines read of a zone, in whatever way."""
    for face in faces:
        for reading in face.readings:
            yield reading.text
            yield reading.second or ""
            for ink in reading.inks or ():
                yield ink.text
            yield from (best(lattice) for lattice in reading.lattices)


def technical_words(faces: Iterable[Face]) -> set[str]:
    """Words and numbers that stand in technical zones."""
    return {
        token
        for face in faces
        for reading in face.readings
        if is_technical(reading.key)
        for token in tokens(reading.text)
    }


def covered(faces: Sequence[Face], cover: Cover, file_of: Callable[[str], str], dice: Dice) -> tuple[Face, ...]:
    """The faces with everything covered.

    Args:
        faces: of the dossier.
        cover: its stand-ins.
        file_of: gives what a file is called now.
        dice: chance, for signatures of codes.
    """
    personal: dict[tuple[str, int], list[BoundingBox]] = {}
    for face in faces:
        boxes = personal.setdefault((face.page.file, face.page.number), [])
        boxes += [box for reading in face.readings for box in personal_boxes(reading)]
    return tuple(
        face.model_copy(
            update={
                "page": _page(face.page, personal[face.page.file, face.page.number], cover, file_of, dice),
                "readings": _readings(face.readings, cover),
            }
        )
        for face in faces
    )


def personal_boxes(reading: Reading) -> Iterator[BoundingBox]:
    """Where something stands that a form asks for and that may tell somebody."""
    if is_technical(reading.key) or is_printed(reading.key):
        return
    yield from (ink.box for ink in reading.inks or ())
    if reading.text.strip():
        yield reading.zone


def _page(page: Page, personal: Sequence[BoundingBox], cover: Cover, file_of: Callable[[str], str], dice: Dice) -> Page:
    return page.model_copy(
        update={
            "file": file_of(page.file),
            "words": _words(page, personal, cover),
            "form": tuple(
                FormValue(
                    name=f"champ {rank}",
                    # The state of a tick box is a word of the form.
                    value=value.value if value.is_button else cover.text(value.value, Zone.PERSONAL),
                    box=value.box,
                    is_button=value.is_button,
                )
                for rank, value in enumerate(page.form, start=1)
            ),
            "barcodes": tuple(_barcode(barcode, cover, dice) for barcode in page.barcodes),
            "picture": None,
        }
    )


def _words(page: Page, personal: Sequence[BoundingBox], cover: Cover) -> tuple[Word, ...]:
    """The words, a line at a time: a number may stand in several of them."""
    new: dict[int, Word] = {}
    for line in lines(page.words, page.aspect):
        text = line.text
        zones, spans, at = [Zone.PAGE] * len(text), [], 0
        for word in line.words:
            spans.append((at, at + len(word.text)))
            if any(box.holds(word.box.center) for box in personal):
                zones[slice(*spans[-1])] = [Zone.PERSONAL] * len(word.text)
            at += len(word.text) + 1
        subs = cover.subs(text, zones)
        for word, span in zip(line.words, spans, strict=True):
            new[id(word)] = word.model_copy(update={"text": "".join(sub.text for sub in subs[slice(*span)])})
    return tuple(new[id(word)] for word in page.words if new[id(word)].text)


def _readings(readings: Sequence[Reading], cover: Cover) -> tuple[Reading, ...]:
    """All of them; the three zones of a date are covered as one text."""
    days: dict[str, dict[str, Reading]] = {}
    for reading in readings:
        if found := _OF_DAY.fullmatch(reading.key):
            days.setdefault(found[1], {})[found[2]] = reading
    whole: dict[str, tuple[Sequence[Sub], Sequence[Sub] | None]] = {}
    for parts in days.values():
        ordered = [parts[name] for name in _DAY_PARTS if name in parts]
        texts = [reading.text for reading in ordered]
        seconds = [reading.second for reading in ordered]
        first = _together(texts, cover)
        second = _together([text or "" for text in seconds], cover)
        for reading, own, other in zip(ordered, first, second, strict=True):
            whole[reading.key] = (
                own,
                own if reading.second == reading.text else None if reading.second is None else other,
            )
    return tuple(_reading(reading, cover, whole.get(reading.key)) for reading in readings)


def _together(texts: Sequence[str], cover: Cover) -> list[list[Sub]]:
    """What stands for each character of several texts that are one."""
    joined = "/".join(text.strip() for text in texts)
    subs = iter(cover.subs(joined, [Zone.PAGE] * len(joined)))  # a year by itself may stay
    found: list[list[Sub]] = []
    for text in texts:
        head, tail = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        own = [next(subs) for _ in text.strip()]
        blank = Sub(" ", {})
        found.append([blank] * head + own + [blank] * tail if text.strip() else [blank] * len(text))
        next(subs, None)
    return found


def _reading(reading: Reading, cover: Cover, known: tuple[Sequence[Sub], Sequence[Sub] | None] | None) -> Reading:
    zone = Zone.TECHNICAL if is_technical(reading.key) else Zone.PAGE if is_printed(reading.key) else Zone.PERSONAL
    if known:
        subs, second = known
    else:
        subs = cover.subs(reading.text, _zones(reading.key, reading.text, zone))
        other = reading.second
        second = None if other is None else cover.subs(other, _zones(reading.key, other, zone))
    return reading.model_copy(
        update={
            "characters": _characters(reading.characters, subs),
            "second": None if second is None else "".join(sub.text for sub in second),
            "lattices": tuple(
                _lattice(lattice, reading.text, subs, lambda text: cover.subs(text, _zones(reading.key, text, zone)))
                for lattice in reading.lattices
            ),
            "inks": None if reading.inks is None else tuple(_ink(ink, cover, zone) for ink in reading.inks),
        }
    )


def _zones(key: str, text: str, zone: Zone) -> list[Zone]:
    """The zone of each character: how many holders a card has stands before the name of one."""
    count = _COUNT.match(text) if key.endswith("cotitulaires") else None
    head = count.end() if count else 0
    return [Zone.PUBLIC] * head + [zone] * (len(text) - head)


def _ink(ink: Ink, cover: Cover, zone: Zone) -> Ink:
    text = ink.text
    subs = cover.subs(text, _sale_zones(text, zone))
    shaped = "".join(character.text for character in ink.shaped)
    return ink.model_copy(
        update={
            "characters": _characters(ink.characters, subs),
            "shaped": _characters(ink.shaped, cover.subs(shaped, _sale_zones(shaped, zone))),
            "lattices": tuple(
                _lattice(lattice, text, subs, lambda text: cover.subs(text, _sale_zones(text, zone)))
                for lattice in ink.lattices
            ),
        }
    )


def _sale_zones(text: str, zone: Zone) -> list[Zone]:
    """The zone of each character of a line by hand: what was taken for "vendu le" and for an hour is nobody's."""
    spans = [range(*hour.span()) for hour in _HOUR.finditer(text)]
    places = [i for i, c in enumerate(text) if fold(c)]
    folded = "".join(fold(text[i])[0] for i in places)
    if sale_word(folded) >= LIKE:
        whole = (word for word in SALE_WORDS if len(word) <= len(folded))
        likest = filter(None, (fuzz.partial_ratio_alignment(word, folded) for word in whole))
        found = max(likest, key=lambda one: one.score)
        start, end = places[found.dest_start], places[found.dest_end - 1] + 1
        # That part may lack the last letters of the word.
        spans.append(range(start, next(rest.end() for rest in _REST.finditer(text, end))))
    return [Zone.PUBLIC if any(i in span for span in spans) else zone for i in range(len(text))]


def _characters(characters: Sequence[Character], subs: Sequence[Sub]) -> tuple[Character, ...]:
    """Each character with what stands for it; a reading has one sign per character."""
    rest = iter(subs)
    return tuple(
        character.model_copy(update={"text": sign, "x": character.x + i * SPREAD})
        for character in characters
        for i, sign in enumerate("".join(next(rest).text for _ in character.text))
    )


def _lattice(lattice: Lattice, text: str, subs: Sequence[Sub], subs_of: Callable[[str], Sequence[Sub]]) -> Lattice:
    """What the engine believed, of the new text; what reads otherwise is covered by itself."""
    read = spaced(best(lattice), text)
    if fold(read) != fold(text):
        text, subs = read, subs_of(read)
    if any(len(sub.text) != 1 for sub in subs):
        return made_of(fold("".join(sub.text for sub in subs)))
    turns = [(fold(c), sub.turn) for c, sub in zip(text, subs, strict=True)]
    capitals = [(c, turn) for signs, turn in turns for c in signs]
    return carried(lattice, "".join(c for c, _ in capitals), [turn for _, turn in capitals])


def _barcode(barcode: Barcode, cover: Cover, dice: Dice) -> Barcode:
    """A 2D-Doc that says other things, with a signature that is none; one of another message says nothing."""
    code = deux_d_doc.parse(barcode.text)
    signed = cover.day(code.signed) if code.signed else deux_d_doc.EPOCH
    head = deux_d_doc.header(
        code.version, code.authority, code.certificate, signed, code.kind, code.perimeter, code.country
    )
    values = {value.identifier: cover.text(value.text, Zone.PERSONAL) for value in code.values}
    signature = deux_d_doc.encoded(dice.of("signature", barcode.text).randbytes(len(code.signature)))
    return barcode.model_copy(update={"text": head + deux_d_doc.body(values) + deux_d_doc.US + signature})
