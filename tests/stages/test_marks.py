"""Marks on pixels drawn for the purpose: ticks, strokes, signatures, rulings, crossed-out combs."""

import cv2
import numpy as np
import pytest

from pipeline.core.model import BoundingBox, Task, Zone
from pipeline.stages import marks
from pipeline.stages.crops import CELL_INK, cut_comb, cut_line
from pipeline.stages.ticks import measure_tick

PX_PER_MM = 8.0
PAPER = 245


def paper(high, wide):
    rng = np.random.default_rng(3)
    return np.clip(PAPER + rng.normal(0, 3, (high, wide)), 0, 255).astype(np.uint8)


def a_box(mark=""):
    """A tick box of 22 pixels in the middle of its crop."""
    crop = paper(44, 44)
    cv2.rectangle(crop, (11, 11), (32, 32), 30, 2)
    if mark == "cross":
        cv2.line(crop, (14, 14), (29, 29), 40, 2)
        cv2.line(crop, (29, 14), (14, 29), 40, 2)
    if mark == "small check":
        cv2.polylines(crop, [np.array([(18, 22), (21, 25), (26, 19)])], False, 40, 2)
    if mark == "speck":
        crop[21:23, 21:23] = 90
    return crop


@pytest.mark.parametrize(("mark", "is_ticked"), [("cross", True), ("small check", True), ("", False), ("speck", False)])
def test_a_box_is_ticked_by_what_stands_in_it(mark, is_ticked):
    level = measure_tick(a_box(mark), 22).level

    assert (level > 0.7, level < 0.3) == (is_ticked, not is_ticked)


def worn(crop):
    """As a poor scan shows it: faint, with a black speck beside the box."""
    faint = (245 - 0.28 * (245 - cv2.GaussianBlur(crop, (0, 0), 0.8).astype(np.float32))).astype(np.uint8)
    faint[3:5, 38:40] = 10
    return faint


@pytest.mark.parametrize(("mark", "is_ticked"), [("cross", True), ("small check", True), ("", False)])
def test_a_speck_does_not_hide_a_faint_tick(mark, is_ticked):
    level = measure_tick(worn(a_box(mark)), 22).level

    assert (level > 0.7, level < 0.3) == (is_ticked, not is_ticked)


def test_a_tick_much_paler_than_its_box_is_doubtful():
    pale_tick, empty = a_box(), a_box()
    cv2.polylines(pale_tick, [np.array([(15, 20), (20, 28), (29, 14)])], False, 170, 3)

    assert 0.3 < measure_tick(pale_tick, 22).level < 0.7
    assert measure_tick(empty, 22).level < 0.3


def test_what_cannot_be_told_of_a_box_is_not_said():
    across, smeared = a_box(), a_box()
    cv2.line(across, (0, 26), (43, 18), 60, 2)
    smeared[22:, 11:33] = 60
    cut = a_box()
    cut[27:] = PAPER
    cv2.line(cut, (0, 4), (43, 4), 60, 2)  # the frame above, between which and the box another one is seen
    for crop in (paper(44, 44), across, smeared, cut):
        assert 0.3 < measure_tick(crop, 22).level < 0.7


def a_card(*, struck=False, curved=False, written=False, signed=False):
    high, wide = 1400, 1040
    crop = paper(high, wide)
    if struck:
        xs = np.linspace(80, 960, 60)
        bow = 14 * np.sin((xs - 80) / 880 * np.pi) if curved else 0 * xs
        points = np.column_stack([xs, 1100 - (xs - 80) * 1.05 + bow]).round().astype(np.int32)
        cv2.polylines(crop, [points], False, 40, 3)
    if written:
        for i in range(24):
            x, y = 300 + 20 * i, 1250 - 3 * i
            cv2.putText(crop, "vendu le 12/11/2026 a 18"[i], (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 40, 2)
    if signed:
        xs = np.arange(0, 170)
        ys = 25 * np.sin(xs / 9) * np.exp(-xs / 150)
        points = np.column_stack([xs + 250, ys + 1310]).round().astype(np.int32)
        cv2.polylines(crop, [points], False, 40, 3)
    return marks.ink_mask(crop)


@pytest.mark.parametrize("curved", [False, True], ids=["straight", "bowed"])
def test_a_stroke_across_the_card_is_found_whole(curved):
    longest = marks.strokes(a_card(struck=True, curved=curved), PX_PER_MM).long[0]

    assert np.hypot(longest[2] - longest[0], longest[3] - longest[1]) > 120 * PX_PER_MM


@pytest.mark.parametrize("what", ["written", "signed"])
def test_writing_is_no_stroke(what):
    assert marks.strokes(a_card(**{what: True}), PX_PER_MM).long == []


def test_a_stroke_is_taken_out_and_the_signature_below_it_stays_one():
    mask = marks.without_strokes(a_card(struck=True, curved=True, signed=True), PX_PER_MM)

    found = marks.blobs(mask, PX_PER_MM)

    assert len(found) == 1
    assert 240 < found[0].left < 260


def test_print_along_a_ruler_is_no_ink_of_a_hand():
    crop = paper(200, 900)
    cv2.line(crop, (20, 100), (880, 100), 30, 2)
    cv2.rectangle(crop, (5, 5), (894, 194), 30, 2)

    assert marks.blobs(marks.without_rulings(marks.ink_mask(crop), PX_PER_MM), PX_PER_MM) == []


def a_comb(text, *, crossed=False):
    """A page with one comb of nine cells, and its zone, drawn as the cerfa has it at 200 dpi."""
    page = np.dstack([paper(120, 460)] * 3)
    pitch, base, left = 40, 80, 50
    cv2.line(page, (left, base), (left + 9 * pitch, base), (20, 20, 20), 2)
    for k in range(10):
        cv2.line(page, (left + k * pitch, base), (left + k * pitch, base - 15), (20, 20, 20), 2)
    for k, character in enumerate(text):
        if character != " ":
            cv2.putText(
                page, character, (left + k * pitch + 10, base - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (30, 30, 30), 2
            )
    if crossed:
        cv2.line(page, (left + 10, base - 14), (left + 330, base - 18), (30, 30, 160), 3)
    box = BoundingBox(left=left / 460, top=(base - 36) / 120, right=(left + 9 * pitch) / 460, bottom=base / 120)
    return page, Zone.of_box("comb", box, task=Task.COMB, cells=9)


def cut(page, zone, how=cut_comb):
    return how(page, cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), zone)


def pale(page, share=0.4):
    """The page as a poor scan shows it."""
    return (245 - (245 - page.clip(max=245).astype(float)) * share).astype(np.uint8)


@pytest.mark.parametrize("shown", [np.array, pale])
@pytest.mark.parametrize("text", ["GH482KL", "  12 34", "", "123456789"])
def test_a_comb_knows_which_of_its_cells_are_inked(text, shown):
    page, zone = a_comb(text)
    found = cut(shown(page), zone)

    assert [ink > CELL_INK for ink in found.cells] == [c != " " for c in text.ljust(9)]


@pytest.mark.parametrize(
    ("width_mm", "is_cut"), [pytest.param(0.0, True, id="words"), pytest.param(60.0, False, id="form")]
)
def test_a_row_in_a_zone_far_too_high_is_cut_but_on_a_form(width_mm, is_cut):
    page = np.dstack([paper(120, 460)] * 3)
    cv2.putText(page, "COLIN NATHALIE", (56, 66), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (30, 30, 30), 1)
    box = BoundingBox(left=50 / 460, top=30 / 120, right=410 / 460, bottom=85 / 120)
    zone = Zone.of_box("line", box).model_copy(update={"width_mm": width_mm})

    found = cut(page, zone, cut_line)

    assert bool(found.ink) == is_cut


def test_faint_characters_of_which_only_spots_are_dark_are_cut_whole():
    page, zone = a_comb("22")
    faint = pale(page, 0.33)
    # As a blurred scan leaves a 2: its foot and its bow are dark, what joins them is not.
    high = round((zone.box.bottom - zone.box.top) * len(page))
    first = round(zone.box.top * len(page)) + round(0.45 * high)
    faint[first : first + high // 4] = pale(faint[first : first + high // 4], 0.75)
    whole, found = cut(pale(page, 0.33), zone), cut(faint, zone)

    assert whole.ink > 0
    assert found.ink == pytest.approx(whole.ink, abs=0.06)


@pytest.mark.parametrize("shown", [np.array, pale])
@pytest.mark.parametrize(("text", "begins"), [("", None), ("RUE", 12), ("1", 12)])
def test_a_box_shows_what_stands_in_it_without_its_ticks(text, begins, shown):
    page = np.dstack([paper(120, 460)] * 3)
    cv2.polylines(page, [np.array([(51, 68), (51, 80), (410, 80), (410, 68)])], False, (20, 20, 20), 2)
    cv2.putText(page, text, (62, 76), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (30, 30, 30), 2)
    box = BoundingBox(left=50 / 460, top=44 / 120, right=410 / 460, bottom=80 / 120)
    found = cut(shown(page), Zone.of_box("line", box, is_ruled=True), cut_line)
    letters = found.pixels[: 76 - 44 - found.place[1] + 2]
    inked = np.flatnonzero((letters < 200).any(axis=(0, 2))) + found.place[0] if found.ink else [None]

    assert inked[0] == begins or inked[0] == pytest.approx(begins, abs=3)


@pytest.mark.parametrize("shown", [np.array, pale])
@pytest.mark.parametrize("text", ["EXEMPLAIRE 1", "VF1BEBLE5D8504BEE", "71512007"])
def test_nothing_is_taken_out_of_a_row_without_ruling(text, shown):
    page = np.dstack([paper(120, 460)] * 3)
    cv2.putText(page, text, (56, 74), cv2.FONT_HERSHEY_DUPLEX, 0.9, (30, 30, 30), 2)
    page = shown(page)
    box = BoundingBox(left=50 / 460, top=48 / 120, right=410 / 460, bottom=80 / 120)
    dark = (page[48:80, 50:410, 0] < 200).sum()

    assert (cut(page, Zone.of_box("line", box), cut_line).pixels[:, :, 0] < 200).sum() == pytest.approx(dark, rel=0.02)


@pytest.mark.parametrize("text", ["pour l'environnement", "TUYAUX : emmure un an"])
def test_a_row_that_ends_in_small_letters_is_taken_whole(text):
    page = np.dstack([paper(120, 700)] * 3)
    cv2.putText(page, text, (60, 70), cv2.FONT_HERSHEY_DUPLEX, 1.05, (30, 30, 30), 2)
    drawn = np.flatnonzero((page[35:85, 52:] < 150).any(axis=(0, 2))) + 52
    box = BoundingBox(left=50 / 700, top=28 / 120, right=690 / 700, bottom=92 / 120)
    found = cut(page, Zone.of_box("line", box), cut_line)

    assert found.right * 640 + 50 >= drawn[-1]


@pytest.mark.parametrize("shown", [np.array, pale])
@pytest.mark.parametrize("text", ["VP", "AVE", "FAURE", "LYON", "8", "J", "1"])
def test_no_letter_that_begins_a_row_is_taken_for_a_tick(text, shown):
    page = np.dstack([paper(120, 460)] * 3)
    cv2.line(page, (51, 80), (410, 80), (20, 20, 20), 2)
    cv2.putText(page, text, (53, 77), cv2.FONT_HERSHEY_SIMPLEX, 0.65, (30, 30, 30), 2)
    box = BoundingBox(left=50 / 460, top=44 / 120, right=410 / 460, bottom=80 / 120)
    drawn = np.flatnonzero((page[60:76, 50:] < 120).any(axis=(0, 2)))
    found = cut(shown(page), Zone.of_box("line", box, is_ruled=True), cut_line)
    letters = found.pixels[: 76 - 44 - found.place[1] + 2]

    assert np.flatnonzero((letters < 200).any(axis=(0, 2)))[0] + found.place[0] == pytest.approx(drawn[0], abs=2)


def the_strip(text, *, crossed=False, fluid=False):
    """The comb as `struck_cells` wants it, from end to end, and as `covered` does, with the paper below its ruling."""
    page, _ = a_comb(text, crossed=crossed)
    if fluid:
        page[50:90, 130:175] = PAPER
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    return grey[44:80, 50:410], grey[35:90, 50:410]


@pytest.mark.parametrize(("crossed", "is_struck"), [(True, True), (False, False)])
def test_a_line_over_cells_strikes_a_comb_and_large_letters_do_not(crossed, is_struck):
    strip, _ = the_strip("HHZEEHHZE", crossed=crossed)

    assert (marks.struck_cells(strip, 9) > 0.7) == is_struck


@pytest.mark.parametrize(("fluid", "is_covered"), [(True, True), (False, False)])
def test_fluid_breaks_the_ruling_that_it_covers(fluid, is_covered):
    _, ruled = the_strip("GH482KL", fluid=fluid)

    assert (marks.covered(ruled, PX_PER_MM) > 0.7) == is_covered


@pytest.mark.parametrize(("left", "is_covered"), [(0.0, True), (0.6, False)])
def test_a_faint_ruling_that_is_worn_in_part_is_not_covered(left, is_covered):
    """Of what is as pale as on a poor scan, a stretch is paler still, or gone."""
    _, ruled = the_strip("GH482KL")
    depth = 0.45 * (PAPER - cv2.GaussianBlur(ruled, (0, 0), 0.8).astype(np.float32))
    depth[15:, 80:125] *= left
    faint = np.clip(PAPER - depth, 0, 255).astype(np.uint8)

    assert (marks.covered(faint, PX_PER_MM) > 0.7) == is_covered


def test_nothing_is_said_to_be_covered_where_there_is_no_ruling():
    assert marks.covered(paper(55, 360), PX_PER_MM) == 0


def a_stamp(*, signed=False):
    mask = np.zeros((140, 400), np.uint8)
    cv2.rectangle(mask, (10, 10), (390, 130), 255, 3)
    for line in range(4):
        cv2.putText(mask, "12 RUE DES LILAS", (40, 40 + 25 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 255, 2)
    if signed:
        xs = np.arange(60, 360)
        ys = 70 + 45 * np.sin(xs / 14)
        cv2.polylines(mask, [np.column_stack([xs, ys]).round().astype(np.int32)], False, 255, 4)
    return mask


def test_what_is_drawn_over_a_stamp_in_its_colour_is_neither_letters_nor_frame():
    assert marks.within_frames(a_stamp(), PX_PER_MM, 4.5) < 3.0
    assert marks.within_frames(a_stamp(signed=True), PX_PER_MM, 4.5) > 6.0


def test_the_lines_of_a_stamp_are_letters_and_a_signature_is_not():
    wide, high = marks.lettering(a_stamp(), PX_PER_MM)
    signature = np.zeros((140, 400), np.uint8)
    xs = np.arange(60, 360)
    cv2.polylines(signature, [np.column_stack([xs, 70 + 45 * np.sin(xs / 14)]).astype(np.int32)], False, 255, 4)

    assert wide > 40
    assert high > 8
    assert marks.lettering(signature, PX_PER_MM)[0] < 12


def test_edges_of_what_was_taken_out_go_with_it_and_a_stroke_that_crosses_it_stays():
    whole, core, pen = (np.zeros((200, 300), np.uint8) for _ in range(3))
    cv2.ellipse(whole, (180, 100), (90, 60), 0, 0, 360, 255, 6)
    cv2.ellipse(core, (180, 100), (90, 60), 0, 0, 360, 255, 4)
    cv2.line(pen, (20, 40), (150, 130), 255, 4)
    left = cv2.subtract(cv2.bitwise_or(whole, pen), core)

    marks.clear_edges(left, core, px_per_mm=8)

    beside = cv2.dilate(pen, np.ones((11, 11), np.uint8)) > 0
    assert not left[~beside].any()
    assert left[(pen > 0) & (core == 0)].all()


def test_a_letter_that_a_fold_cut_in_two_still_begins_its_line():
    page = paper(60, 400)
    cv2.putText(page, "227/05/2013", (40, 42), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 20, 2)
    page[29:32, :120] = PAPER  # through the two first figures, and what stands between them and the slash
    ink = np.flatnonzero((page < 128).any(axis=0))
    zone = Zone.of_box("line", BoundingBox(left=0, top=0, right=1, bottom=1))

    found = cut_line(np.dstack([page] * 3), page, zone)

    assert found.left * 400 <= ink[0]


@pytest.mark.parametrize(("first", "last"), [(95, 62), (62, 95), (90, 90), (200, 200)])
def test_of_faint_letters_none_is_lost(first, last):
    """Print that fades along the row, as grey levels below the paper: by itself ink is what has 60."""
    row = paper(24, 300)
    drawn = np.zeros_like(row)
    cv2.putText(drawn, "PARTNER", (20, 17), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 255, 1, cv2.LINE_AA)
    shown = cv2.GaussianBlur(drawn, (0, 0), 0.7).astype(np.float32)
    print_columns = np.flatnonzero(drawn.any(axis=0))
    depth = np.interp(np.arange(300), print_columns[[0, -1]], (first, last))
    row = np.clip(row - depth * shown / shown.max(), 0, 255).astype(np.uint8)
    row[12, 200] = 80

    found = marks.with_pale_parts(marks.ink_mask(row), row, np.zeros_like(row))

    columns = np.flatnonzero(found.any(axis=0))
    letters = columns[columns < 190]
    assert abs(letters[0] - print_columns[0]) <= 2
    assert abs(letters[-1] - print_columns[-1]) <= 2
    assert list(columns[columns >= 190]) == [200]  # a speck stays one
