"""Signatures beside stamps and words, on pixels drawn for the purpose."""

import cv2
import numpy as np
import pytest

from pipeline.core.model import BoundingBox, Character, Page, Task, Zone
from pipeline.stages import marks
from pipeline.stages.reader import ZoneReader
from pipeline.stages.signing import is_bar, is_of_a_pen, may_be_print, reaches_in

PX_PER_MM = 8.0
HIGH, WIDE = 320, 720
NAVY, RED, PALE_RED, BLACK, BLUE, GREY = (
    (20, 40, 130),
    (190, 30, 40),
    (165, 95, 100),
    (25, 25, 25),
    (30, 50, 190),
    (110, 110, 118),
)
STAMPED = ("AUTOMOBILES DE LA COTE", "35700 RENNES", "SIRET 024 789 315 00017")
LINES = [(330, 90 + 45 * rank, 660, 120 + 45 * rank) for rank in range(len(STAMPED))]
"""Left, top, right, bottom of the lines of the stamp."""


def read_as(text, confidence=0.95):
    return tuple(Character(text=c, confidence=confidence, x=(i + 0.5) / len(text)) for i, c in enumerate(text))


def paper():
    return np.full((HIGH, WIDE, 3), 250, np.uint8)


def wave(picture, colour, left, right, middle=160, high=40):
    xs = np.arange(left, right)
    points = np.column_stack([xs, middle + high * np.sin(xs / 9)]).round().astype(np.int32)
    cv2.polylines(picture, [points], False, colour, 4)
    return picture


def stamp(picture, colour, frame):
    """Set a little askew, as hands do: what runs along the page is taken for a ruling."""
    cv2.rectangle(picture, (310, 70), (690, 240), frame, 2)
    for text, (left, _, _, bottom) in zip(STAMPED, LINES, strict=True):
        cv2.putText(picture, text, (left, bottom - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.62, colour, 2)
    askew = cv2.getRotationMatrix2D((500, 155), 3, 1)
    return cv2.warpAffine(picture, askew, (WIDE, HIGH), borderMode=cv2.BORDER_REPLICATE)


class Engine:
    """Reads the lines of the stamp when they are asked for, and nothing anywhere else."""

    def seen(self, crops, alphabets):
        """See `LineReader`; no line or comb is asked for here."""
        return []

    def lines(self, crops, alphabets):
        """See `LineReader`."""
        return [read_as(text) for text in STAMPED] if len(crops) == len(STAMPED) else [() for _ in crops]


def find_text(picture):
    return [np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32) for x0, y0, x1, y1 in LINES]


def inks_of(picture):
    zone = Zone.of_box("signatures", BoundingBox(left=0, top=0, right=1, bottom=1), task=Task.INK)
    zone = zone.model_copy(update={"width_mm": WIDE / PX_PER_MM})
    page = Page(file="a.png", number=1, aspect=WIDE / HIGH)
    (reading,) = ZoneReader(Engine(), None, find_text).read(page, picture, [zone])
    return [(ink.is_stamp, ink.confidence >= 0.9) for ink in reading.inks]


def test_ink_in_a_room_that_is_printed_upward_is_told_where_it_stands_on_the_page():
    upright = wave(wave(paper(), BLUE, 100, 260, middle=80), BLUE, 420, 640, middle=230)
    picture = np.rot90(upright).copy()
    page = Page(file="a.png", number=1, aspect=HIGH / WIDE)
    room = Zone(
        key="signatures",
        quad=((0, 1), (0, 0), (1, 0), (1, 1)),
        task=Task.INK,
        width_mm=WIDE / PX_PER_MM,
        # The first of the two, as if it were print.
        ignore=(BoundingBox(left=0.1, top=1 - 265 / WIDE, right=0.42, bottom=1 - 95 / WIDE),),
    )

    (reading,) = ZoneReader(Engine(), None, lambda picture: []).read(page, picture, [room])

    (ink,) = reading.inks
    assert ink.box.left == pytest.approx(190 / HIGH, abs=0.02)
    assert ink.box.right == pytest.approx(270 / HIGH, abs=0.02)
    assert ink.box.top == pytest.approx(1 - 640 / WIDE, abs=0.02)
    assert ink.box.bottom == pytest.approx(1 - 420 / WIDE, abs=0.02)


def test_a_red_stamp_goes_with_its_pale_frame_and_leaves_the_signature_that_crosses_it():
    signed = wave(stamp(paper(), RED, PALE_RED), NAVY, 120, 340)

    assert inks_of(stamp(paper(), RED, PALE_RED)) == [(True, True)]
    assert inks_of(signed) == [(True, True), (False, True)]


def test_the_frame_of_a_stamp_is_no_signature_for_sure_though_its_colour_was_lost():
    part = stamp(paper(), BLUE, GREY)
    part[:, :500] = stamp(paper(), BLUE, (250, 250, 250))[:, :500]

    assert inks_of(part) == [(True, True), (False, False)]


def test_a_signature_that_a_leaning_line_makes_wider_than_any_may_be_two():
    """On a page that was set straight by another part of it, the frame below a room leans."""
    signed = wave(wave(paper(), BLACK, 60, 240, middle=250), BLACK, 480, 640, middle=110)
    cv2.line(signed, (30, 316), (690, 262), BLACK, 3)

    assert inks_of(signed) == [(False, False), (False, True)]


def oval_stamp(picture, colour):
    for text, (left, _, _, bottom) in zip(STAMPED, LINES, strict=True):
        cv2.putText(picture, text, (left, bottom - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.5, colour, 2)
    return cv2.ellipse(picture, (470, 152), (230, 115), 0, 0, 360, colour, 3)


def emblem(picture, colour):
    """Beside a stamp: a slanting sign, a filled one and a ring."""
    for x in (210, 222, 234):
        cv2.line(picture, (x, 150), (x + 14, 105), colour, 3)
    cv2.fillPoly(picture, [np.array([(255, 150), (277, 105), (299, 150)])], colour)
    cv2.circle(picture, (250, 200), 22, colour, 3)
    return picture


def is_surely_signed(picture):
    return any(is_sure for is_stamp, is_sure in inks_of(picture) if not is_stamp)


@pytest.mark.parametrize("colour", [NAVY, RED, BLACK], ids=["navy", "red", "black"])
@pytest.mark.parametrize(
    "pressed", [lambda colour: stamp(paper(), colour, colour), lambda colour: oval_stamp(paper(), colour)]
)
def test_what_stands_beyond_a_frame_is_signed_in_the_stamps_own_colour_too(pressed, colour):
    assert is_surely_signed(wave(pressed(colour), colour, 40, 400))


@pytest.mark.parametrize("colour", [NAVY, RED, BLACK], ids=["navy", "red", "black"])
@pytest.mark.parametrize(
    "pressed",
    [
        pytest.param(lambda colour: stamp(paper(), colour, colour), id="frame"),
        pytest.param(lambda colour: oval_stamp(paper(), colour), id="oval"),
        pytest.param(lambda colour: stamp(emblem(paper(), colour), colour, colour), id="emblem-and-frame"),
        pytest.param(lambda colour: stamp(emblem(paper(), colour), colour, (250, 250, 250)), id="emblem"),
        pytest.param(lambda colour: stamp(paper(), colour, colour)[:, :620], id="cut-off"),
    ],
)
def test_no_stamp_by_itself_is_a_signature(pressed, colour):
    assert not is_surely_signed(np.ascontiguousarray(cv2.resize(pressed(colour), (WIDE, HIGH))))


@pytest.mark.parametrize(
    "ends",
    [
        pytest.param([((100, 280), (300, 40))], id="one"),
        pytest.param([((100, 280), (300, 40)), ((100, 40), (300, 280))], id="cross"),
        pytest.param([((100, 60), (300, 60)), ((300, 60), (100, 260)), ((100, 260), (300, 260))], id="zigzag"),
    ],
)
def test_a_room_that_is_barred_is_not_surely_signed(ends):
    picture = paper()
    for start, end in ends:
        cv2.line(picture, start, end, NAVY, 4, cv2.LINE_AA)

    blob, mask = a_group(picture)

    assert is_bar(blob, mask, PX_PER_MM)
    assert not is_bar(*a_group(wave(picture, NAVY, 80, 330)), PX_PER_MM)


@pytest.mark.parametrize(("middle", "expected"), [(160, False), (110, False), (50, True)])
def test_the_end_of_a_signature_that_stands_outside_a_room_reaches_in(middle, expected):
    picture = wave(paper(), NAVY, 200, 400, middle=middle, high=60)
    _, around = a_group(picture)
    blob, room = a_group(picture[80:240, 100:620])

    assert reaches_in(blob, room, around, PX_PER_MM) == expected


def a_group(picture):
    """All the ink of a picture as one group, and the ink."""
    mask = np.where(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) < 200, 255, 0).astype(np.uint8)
    left, top, wide, high = cv2.boundingRect(cv2.findNonZero(mask))
    _, stats = marks.parts_of(mask)
    blob = marks.Blob(
        left, top, left + wide, top + high, ink=int((mask > 0).sum()), pieces=len(stats) - 1, longest=wide
    )
    return blob, mask


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        pytest.param(wave(paper(), NAVY, 60, 280), True, id="signature"),
        pytest.param(
            cv2.rectangle(wave(paper(), NAVY, 60, 280), (54, 150), (64, 170), NAVY, -1), True, id="that-begins-firmly"
        ),
        pytest.param(stamp(paper(), BLACK, BLACK), False, id="stamp"),
        pytest.param(cv2.ellipse(paper(), (360, 160), (200, 90), 0, 0, 360, BLACK, 3), False, id="frame-of-a-stamp"),
    ],
)
def test_what_a_pen_wrote_beside_an_unread_stamp(picture, expected):
    blob, mask = a_group(picture)

    assert is_of_a_pen(blob, mask, PX_PER_MM) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        pytest.param(wave(paper(), NAVY, 60, 280, high=14), False, id="joined-in-blue"),
        pytest.param(wave(paper(), BLACK, 60, 280, high=14), True, id="joined-in-black"),
        pytest.param(
            cv2.putText(paper(), "D U R A N D", (60, 160), cv2.FONT_HERSHEY_SIMPLEX, 0.8, NAVY, 2), True, id="letters"
        ),
        pytest.param(wave(paper(), BLACK, 60, 280), False, id="higher-than-print"),
    ],
)
def test_a_low_word_may_be_print_unless_a_coloured_pen_joined_it(picture, expected):
    blob, mask = a_group(picture)

    assert may_be_print(read_as("durand"), blob, picture, mask, PX_PER_MM) == expected
