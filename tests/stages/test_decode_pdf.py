import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PIL import Image
from pypdf.annotations import FreeText, Link
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from pipeline.core.dossier import FileStatus
from pipeline.core.model import BoundingBox, Source
from pipeline.stages.decode import decode
from pipeline.stages.pages import Limits, RawPage, Unreadable
from tests.files import A4, a_pdf, a_picture, a_scan, rewritten, scanned, typed, with_box

FORMS = Path(os.environ.get("CONFORME_SHARED", Path(__file__).parents[3] / "shared")) / "forms"

Draw = Callable[[Canvas], None]


def pages(data: bytes, limits: Limits | None = None) -> list[RawPage]:
    return list(decode("a.pdf", data, limits or Limits()))


def only(data: bytes, limits: Limits | None = None) -> RawPage:
    (page,) = pages(data, limits)
    return page


def texts(page: RawPage) -> list[str]:
    return [word.text for word in page.words]


def both(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def ink(page: RawPage) -> BoundingBox:
    """Where the dark pixels stand."""
    grey = page.pixels if page.pixels.ndim == 2 else page.pixels.min(axis=2)
    rows, columns = np.nonzero(grey < 128)
    high, wide = grey.shape
    return BoundingBox(
        left=columns.min() / wide,
        top=rows.min() / high,
        right=(columns.max() + 1) / wide,
        bottom=(rows.max() + 1) / high,
    )


# --- pixels ---------------------------------------------------------------------------------------------------------


def test_a_page_is_drawn_at_the_resolution_asked_for() -> None:
    page = only(a_pdf(typed("AB-123-CD")), Limits(raster_dpi=150))
    assert page.pixels.shape == (1754, 1241, 3)
    assert page.dpi == pytest.approx(150)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_full_page_scan_keeps_its_own_pixels(rotation: int) -> None:
    scan = a_scan()
    page = only(with_box(a_pdf(scanned(scan)), "/MediaBox", (0, 0, *A4), rotation))
    assert np.array_equal(page.pixels, np.rot90(np.asarray(scan), -rotation // 90))
    assert page.dpi == pytest.approx(100, rel=0.01)


def test_fine_rulings_do_not_hide_that_the_scan_is_the_page() -> None:
    """Drawn small, they beat with the grid; the page then looked unlike its picture, and was drawn and blurred."""
    ruled = np.full((2339, 1654), 255, np.uint8)
    ruled[::37] = ruled[1::37] = ruled[:, ::53] = 0
    page = only(a_pdf(scanned(Image.fromarray(ruled))))
    assert np.array_equal(page.pixels, ruled)


def test_an_inverted_scan_is_taken_as_it_is_shown() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(a_picture(827, 1169, "L"), 0, 0, *A4)

    data = a_pdf(draw, pageCompression=0)
    shown = only(data.replace(b"/BPC 8", b"/BPC 8 /D [1 0]"))
    assert (shown.pixels[5, 5].min(), shown.pixels[-5, -5].max()) == (255, 0)


def test_a_scan_laid_down_sideways_is_shown_upright_as_the_page_shows_it() -> None:
    scan = a_picture(827, 1169)
    sideways = scan.transpose(Image.Transpose.ROTATE_90)

    def draw(canvas: Canvas) -> None:
        canvas.transform(0, -1, 1, 0, 0, A4[1])
        canvas.drawInlineImage(sideways, 0, 0, A4[1], A4[0])

    page = only(a_pdf(draw))
    assert page.pixels.shape[:2] == (1169, 827)
    assert ink(page).center == (pytest.approx(0.125, abs=0.02), pytest.approx(0.09, abs=0.02))


@pytest.mark.parametrize(
    "over",
    [
        pytest.param(typed("vendu le 3 mars"), id="typed-over"),
        pytest.param(lambda canvas: canvas.line(100, 100, 400, 400), id="stroke-over"),
    ],
)
def test_what_is_drawn_over_a_scan_is_in_the_pixels(over: Draw) -> None:
    blank = Image.new("L", (827, 1169), 255)
    assert ink(only(a_pdf(both(scanned(blank), over)))).width > 0.1


def test_a_scan_drawn_mirrored_is_drawn_mirrored() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.transform(-1, 0, 0, 1, A4[0], 0)
        canvas.drawInlineImage(a_picture(827, 1169), 0, 0, *A4)

    assert ink(only(a_pdf(draw))).left > 0.7


def test_a_page_asks_for_the_resolution_of_the_pictures_in_it() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(a_scan(800, 400), 100, 100, 144, 72)

    assert only(a_pdf(draw)).dpi == pytest.approx(400, rel=0.01)


@pytest.mark.parametrize(
    "size",
    [
        pytest.param((14400, 14400), id="five-metres"),
        pytest.param((1_000_000, 1_000_000), id="kilometres"),
        pytest.param((200_000, 10), id="ribbon"),
        pytest.param((0.001, 0.001), id="dust"),
        pytest.param((-595, 842), id="negative"),
        pytest.param((0, 0), id="nothing"),
    ],
)
def test_an_absurd_page_is_drawn_within_bounds(size: tuple[float, float]) -> None:
    limits = Limits(raster_pixels=1_000_000)
    page = only(with_box(a_pdf(typed("AB-123-CD")), "/MediaBox", (0, 0, *size)), limits)
    high, wide = page.pixels.shape[:2]
    assert 1 <= high * wide <= limits.raster_pixels * 1.01
    assert max(high, wide) <= limits.max_side + 1


def test_a_picture_too_large_inside_a_pdf_is_refused_unseen() -> None:
    data = a_pdf(lambda canvas: canvas.drawInlineImage(Image.new("1", (30_000, 10)), 0, 0, 500, 10))
    with pytest.raises(Unreadable, match="30000 × 10 pixels") as caught:
        only(data)
    assert caught.value.status is FileStatus.OVERSIZED


def test_pages_are_decoded_one_by_one() -> None:
    one_page_at_a_time = decode("a.pdf", a_pdf(*[typed("page")] * 150), Limits(raster_dpi=30))
    assert next(one_page_at_a_time).number == 1
    one_page_at_a_time.close()  # type: ignore[attr-defined]


# --- text layer -----------------------------------------------------------------------------------------------------


def test_words_of_a_born_digital_page_are_trusted() -> None:
    page = only(a_pdf(typed("Immatriculation AB-123-CD")))
    assert page.source is Source.TEXT
    assert texts(page) == ["Immatriculation", "AB-123-CD"]
    assert {word.confidence for word in page.words} == {1.0}


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("media", "crop"),
    [
        pytest.param((0, 0, 600, 800), None, id="plain"),
        pytest.param((-50, 20, 600, 800), None, id="shifted"),
        pytest.param((0, 0, 600, 800), (100, 300, 500, 700), id="cropped"),
        pytest.param((-50, 20, 600, 800), (100, 300, 500, 700), id="shifted-cropped"),
    ],
)
def test_boxes_of_words_are_where_the_ink_is(
    rotation: int, media: tuple[float, ...], crop: tuple[float, ...] | None
) -> None:
    def draw(canvas: Canvas) -> None:  # readable once the page is turned
        canvas.translate(300, 500)
        canvas.rotate(rotation)
        typed("HHHH", 0, 0, 40)(canvas)

    data = with_box(a_pdf(draw, size=(600, 800)), "/MediaBox", media, rotation)
    page = only(with_box(data, "/CropBox", crop) if crop else data)
    (word,) = page.words
    seen = ink(page)
    assert word.text == "HHHH"
    assert (word.box.left, word.box.right) == (pytest.approx(seen.left, abs=0.02), pytest.approx(seen.right, abs=0.02))
    assert word.box.top - 0.02 <= seen.top <= seen.bottom <= word.box.bottom + 0.02


def white_on_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    typed("VOLE")(canvas)


def covered(canvas: Canvas) -> None:
    typed("VOLE")(canvas)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(90, 690, 200, 40, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)


def clipped(canvas: Canvas) -> None:
    within(0, 0, 90, 90, typed("VOLE"))(canvas)


def within(x: float, y: float, width: float, height: float, draw: Draw) -> Draw:
    """What shows in that rectangle of what is drawn."""

    def clip(canvas: Canvas) -> None:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(x, y, width, height)
        canvas.clipPath(path, stroke=0, fill=0)
        draw(canvas)
        canvas.restoreState()

    return clip


def in_mode(mode: int, width: float = 0.3) -> Draw:
    """The word with another text render mode, and so wide a stroke."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setLineWidth(width)
        text = canvas.beginText(100, 700)
        text.setFont("Helvetica", 20)
        text.setTextRenderMode(mode)
        text.textOut("VOLE")
        canvas.drawText(text)
        canvas.restoreState()

    return draw


def in_grey(level: float, alpha: float = 1) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(level, alpha)
        typed("VOLE")(canvas)
        canvas.restoreState()

    return draw


def on_a_layer_turned_off(writer: pypdf.PdfWriter) -> None:
    """The words of the page on a layer that viewers do not show."""
    layer = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG")}))
    settings = DictionaryObject({NameObject("/OFF"): ArrayObject([layer])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): settings}
    )
    page = writer.pages[0]
    page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/L"): layer})  # type: ignore[index]
    contents = page.get_contents()
    assert contents is not None
    contents.set_data(b"/OC /L BDC\n" + contents.get_data() + b"\nEMC")
    page[NameObject("/Contents")] = contents


def strokes(canvas: Canvas) -> None:
    """NON where the word stands, in strokes that are no text."""
    for x in (102, 117, 132):
        canvas.lines([(x, 701, x, 713), (x + 9, 701, x + 9, 713)])
    canvas.lines([(102, 713, 111, 701), (117, 701, 126, 701), (117, 713, 126, 713), (132, 713, 141, 701)])


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(white_on_white, id="white-on-white"),
        pytest.param(in_grey(0.9), id="pale-on-white"),
        pytest.param(in_grey(0, alpha=0.02), id="transparent"),
        pytest.param(covered, id="painted-over"),
        pytest.param(clipped, id="clipped"),
        pytest.param(typed("VOLE", size=1), id="tiny"),
        pytest.param(typed("VOLE", x=700), id="off-the-page"),
    ],
)
def test_a_word_that_does_not_show_is_not_taken(hidden: Draw) -> None:
    visible = typed(" ".join(["Certificat"] * 12), y=400, size=8)
    page = only(a_pdf(both(visible, hidden)))
    assert texts(page) == ["Certificat"] * 12


HIDDEN = {
    "white": white_on_white,
    "pale": in_grey(0.9),
    "transparent": in_grey(0, alpha=0.02),
    "painted-over": covered,
    "clipped": clipped,
}
CUT = {
    "covered": both(typed("VOLE"), lambda canvas: (canvas.setFillGray(1), canvas.rect(98, 698, 18, 20, 0, 1))),
    "clipped": within(0, 0, 126, 999, typed("VOLE")),
    "its-lower-half": within(0, 0, 999, 707, typed("VOLE")),
    "a-blot": in_mode(2, width=12),
    "an-8-made-a-3": both(typed("8"), lambda canvas: (canvas.setFillGray(1), canvas.rect(99, 698, 4, 20, 0, 1))),
}


@pytest.mark.parametrize("hidden", HIDDEN)
def test_text_is_not_believed_where_the_page_shows_other_ink(hidden: str) -> None:
    """Most of the page is sound, and the word seems to be there: its letters are text, and its place has ink."""
    visible = typed(" ".join(["Certificat"] * 12), y=400, size=8)
    page = only(a_pdf(both(visible, HIDDEN[hidden], lambda canvas: (canvas.setFillGray(0), strokes(canvas)))))
    assert (page.words, page.source) == ((), Source.OCR)


@pytest.mark.parametrize("cut", CUT)
def test_text_is_not_believed_when_the_page_shows_a_part_of_it(cut: str) -> None:
    visible = typed(" ".join(["Certificat"] * 12), y=400, size=8)
    assert only(a_pdf(both(visible, CUT[cut]))).source is Source.OCR


def test_text_on_a_layer_turned_off_is_not_taken() -> None:
    assert only(rewritten(a_pdf(both(typed("VOLE"))), on_a_layer_turned_off)).source is Source.OCR


def on_blue(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0.1, 0.5)
    canvas.rect(0, 600, 500, 200, stroke=0, fill=1)
    in_grey(1)(canvas)


def in_red(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.9, 0, 0.1)
    typed("VOLE")(canvas)


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(in_red, id="red"),
        pytest.param(in_grey(0.6), id="grey"),
        pytest.param(on_blue, id="white-on-blue"),
        pytest.param(in_mode(2), id="bold-by-a-stroke"),
        pytest.param(both(typed("VOLE"), lambda canvas: canvas.line(90, 697, 200, 697)), id="underlined"),
        pytest.param(both(typed("VOLE"), lambda canvas: canvas.line(90, 706, 200, 706)), id="struck-out"),
        pytest.param(both(typed("VOLE"), lambda canvas: canvas.rect(96, 695, 80, 22)), id="framed"),
        pytest.param(within(90, 690, 200, 40, typed("VOLE")), id="in-a-clip-that-holds-it"),
    ],
)
def test_text_of_any_look_is_believed_where_it_shows(draw: Draw) -> None:
    assert texts(only(a_pdf(draw))) == ["VOLE"]


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(scanned(a_scan(), "AB-123-CD"), id="hidden-behind-a-scan"),
        pytest.param(both(scanned(a_picture()), typed("AB-123-CD")), id="visible-over-a-scan"),
        pytest.param(both(typed("AB-123-CD"), scanned(a_scan(), "x", (300, 100))), id="one-hidden-word"),
        pytest.param(both(white_on_white, typed("un deux trois", y=300)), id="more-than-a-word-in-ten-hidden"),
        pytest.param(both(typed("AB-123-CD"), typed("ZZ-999-ZZ")), id="one-text-over-another"),
        pytest.param(both(typed("AB-123-CD"), typed("ZZ-999-ZZ", x=104)), id="one-text-half-a-letter-off"),
        pytest.param(lambda canvas: (canvas.rotate(90), typed("AB-123-CD", 100, -300)(canvas)), id="text-sideways"),
        pytest.param(lambda canvas: canvas.rect(50, 50, 200, 200), id="no-text"),
    ],
)
def test_a_text_layer_in_doubt_is_left_for_the_pixels(draw: Draw) -> None:
    page = only(a_pdf(draw))
    assert (page.words, page.source) == ((), Source.OCR)


@pytest.mark.parametrize(("share", "source"), [(0.24, Source.TEXT), (0.26, Source.OCR)], ids=["logo", "scan"])
def test_a_page_is_a_scan_when_pictures_cover_a_quarter_of_it(share: float, source: Source) -> None:
    def two_strips(canvas: Canvas) -> None:
        for bottom in (0, 200):
            canvas.drawInlineImage(a_scan(100, 50), 0, bottom, A4[0], A4[1] * share / 2)

    assert only(a_pdf(both(typed("AB-123-CD"), two_strips))).source is source


def test_a_picture_inside_a_form_object_counts_for_the_size_it_is_shown_at() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("sheet")
        canvas.drawInlineImage(a_scan(100, 50), 0, 0, 1, 1)
        canvas.endForm()
        canvas.saveState()
        canvas.scale(*A4)
        canvas.doForm("sheet")
        canvas.restoreState()
        typed("AB-123-CD")(canvas)

    assert only(a_pdf(draw)).source is Source.OCR


@pytest.mark.parametrize(
    ("note", "source"),
    [
        pytest.param(FreeText(text="AB-123-CD", rect=(100, 100, 300, 130)), Source.OCR, id="typed-over"),
        pytest.param(Link(rect=(100, 100, 300, 130), url="about:blank"), Source.TEXT, id="link"),
    ],
)
def test_a_note_typed_over_the_page_is_read_from_the_pixels(note: DictionaryObject, source: Source) -> None:
    data = rewritten(a_pdf(typed("Immatriculation")), lambda writer: writer.add_annotation(0, note))
    assert only(data).source is source


def test_the_line_one_writes_on_is_no_text() -> None:
    page = only(a_pdf(both(typed("_" * 30, size=12), typed("DIJON", x=120, y=701, size=12))))
    assert texts(page) == ["DIJON"]


def test_pages_that_two_readers_count_differently_are_read_from_the_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.stages.decode_form.Form.page_count", 2)
    page = only(a_pdf(a_form))
    assert (page.form, page.source) == ((), Source.OCR)


# --- form values ----------------------------------------------------------------------------------------------------


def a_form(canvas: Canvas) -> None:
    typed("Immatriculation")(canvas)
    canvas.acroForm.textfield(name="plaque", x=100, y=600, width=200, height=20, value="AB-123-CD", borderWidth=0)
    canvas.acroForm.textfield(name="vide", x=100, y=500, width=200, height=20, value="", borderWidth=0)
    canvas.acroForm.checkbox(name="oui", x=100, y=400, size=12, checked=True)
    canvas.acroForm.checkbox(name="non", x=200, y=400, size=12, checked=False)


def widgets(writer: pypdf.PdfWriter) -> dict[str, DictionaryObject]:
    return {str(one.get_object()["/T"]): one.get_object() for one in writer.pages[0]["/Annots"]}  # type: ignore[attr-defined]


def test_form_values_come_with_their_place() -> None:
    page = only(a_pdf(a_form))
    assert {(value.name, value.value, value.is_button) for value in page.form} == {
        ("plaque", "AB-123-CD", False),
        ("vide", "", False),
        ("oui", "Yes", True),
        ("non", "Off", True),
    }
    box = next(value.box for value in page.form if value.name == "plaque")
    assert (box.left, box.top) == (pytest.approx(100 / A4[0], abs=0.003), pytest.approx(1 - 620 / A4[1], abs=0.003))
    assert page.source is Source.TEXT


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_places_of_form_values_follow_the_page_as_shown(rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(
            name="plaque", x=200, y=600, width=100, height=30, fillColor=None, value="HHHHHHHH", borderWidth=0
        )

    data = with_box(a_pdf(draw), "/CropBox", (100, 300, 500, 700), rotation)
    page = only(data)
    (value,) = page.form
    assert value.box.overlap(ink(page)) > 0.1
    assert ink(page).overlap(value.box) > 0.95


@pytest.mark.parametrize("redrawn", [True, False])
def test_a_value_is_shown_even_when_the_file_has_no_drawing_of_it(redrawn: bool) -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        del widgets(writer)["plaque"]["/AP"]
        writer.root_object["/AcroForm"][NameObject("/NeedAppearances")] = BooleanObject(redrawn)  # type: ignore[index]

    page = only(rewritten(a_pdf(a_form), change))
    field = next(value for value in page.form if value.name == "plaque")
    high, wide = page.pixels.shape[:2]
    part = page.pixels[
        int(field.box.top * high) : int(field.box.bottom * high),
        int(field.box.left * wide) : int(field.box.right * wide),
    ]
    assert field.value == "AB-123-CD"
    assert part.min() < 80


def test_a_value_that_is_not_the_one_shown_is_left_for_the_pixels() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        widgets(writer)["plaque"][NameObject("/V")] = TextStringObject("ZZ-999-ZZ")

    page = only(rewritten(a_pdf(a_form), change))
    assert "plaque" not in {value.name for value in page.form}
    assert page.source is Source.OCR, "the text layer has a hole where the value stands"


def redrawn(contents: bytes) -> Callable[[pypdf.PdfWriter], None]:
    """The drawing of the plate, which goes on saying its value, made anew."""

    def change(writer: pypdf.PdfWriter) -> None:
        appearances: DictionaryObject = widgets(writer)["plaque"]["/AP"]  # type: ignore[assignment]
        drawing = StreamObject()
        drawing.update(appearances["/N"].get_object())  # type: ignore[arg-type]
        drawing.set_data(contents)
        appearances[NameObject("/N")] = writer._add_object(drawing)

    return change


PLATE = b"BT /Helv 12 Tf 4 5 Td (AB-123-CD) Tj ET "
STROKES = b"1 w 0 G 4 5 m 4 14 l 10 14 l 10 5 l S 14 5 m 20 14 l S 24 5 m 30 5 l 30 14 l 24 14 l S "


def test_a_value_of_another_drawing_is_had_where_it_shows() -> None:
    """What the next test changes but for what it hides."""
    page = only(rewritten(a_pdf(a_form), redrawn(b"0 0 0.6 rg " + PLATE)))
    assert "AB-123-CD" in {value.value for value in page.form}


@pytest.mark.parametrize("paper", [typed("Immatriculation"), scanned(a_picture())], ids=["on-paper", "over-a-scan"])
@pytest.mark.parametrize("ink", [b"", STROKES], ids=["nothing", "other-ink"])
@pytest.mark.parametrize(
    "contents",
    [
        pytest.param(b"3 Tr " + PLATE, id="invisible"),
        pytest.param(b"1 g " + PLATE, id="white"),
        pytest.param(PLATE + b"1 g 0 0 200 20 re f 0 g ", id="painted-over"),
        pytest.param(b"q 0 0 2 2 re W n " + PLATE + b"Q ", id="clipped"),
        pytest.param(b"q 0 0 30 20 re W n " + PLATE + b"Q ", id="clipped-in-part"),
        pytest.param(PLATE + b"BT /Helv 12 Tf 3 Tr 70 5 Td (26) Tj ET ", id="with-more-that-is-invisible"),
        pytest.param(b"q 0.05 0 0 0.05 0 0 cm " + PLATE + b"Q ", id="tiny"),
        pytest.param(PLATE.replace(b"4 5 Td", b"150 5 Td"), id="running-out-of-its-box"),
    ],
)
def test_a_value_that_its_drawing_does_not_show_is_left_for_the_pixels(
    contents: bytes, ink: bytes, paper: Draw
) -> None:
    page = only(rewritten(a_pdf(both(paper, a_form)), redrawn(contents + ink)))
    assert "plaque" not in {value.name for value in page.form}
    assert page.source is Source.OCR


def test_a_value_drawn_over_print_is_left_for_the_pixels() -> None:
    page = only(rewritten(a_pdf(both(typed("ZZ-999-ZZ", 102, 605, 12), a_form)), redrawn(PLATE)))
    assert "plaque" not in {value.name for value in page.form}


def test_a_box_is_on_only_where_its_mark_shows() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        states = widgets(writer)["oui"]["/AP"]["/N"]  # type: ignore[index]
        states[NameObject("/Yes")] = states.raw_get("/Off")

    assert "oui" not in {value.name for value in only(rewritten(a_pdf(a_form), change)).form}


def test_a_box_is_off_only_where_nothing_stands_in_it() -> None:
    ticked = both(a_form, lambda canvas: canvas.line(200, 400, 212, 412))
    names = {value.name for value in only(a_pdf(ticked)).form}
    assert ("non" in names, "oui" in names) == (True, True), "what lies below the drawing of the box does not show"

    def change(writer: pypdf.PdfWriter) -> None:
        states = widgets(writer)["non"]["/AP"]["/N"]  # type: ignore[index]
        states[NameObject("/Off")] = states.raw_get("/Yes")

    assert "non" not in {value.name for value in only(rewritten(a_pdf(a_form), change)).form}


def test_a_hidden_widget_is_no_value() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        widgets(writer)["plaque"][NameObject("/F")] = NumberObject(2)

    assert "plaque" not in {value.name for value in only(rewritten(a_pdf(a_form), change)).form}


def test_the_state_of_a_box_is_the_one_drawn_whatever_the_group_says() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        widgets(writer)["oui"][NameObject("/AS")] = NameObject("/Off")

    states = {value.name: value.value for value in only(rewritten(a_pdf(a_form), change)).form}
    assert states["oui"] == "Off"


def test_a_form_that_pypdf_cannot_read_is_read_from_the_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("/Root")

    monkeypatch.setattr("pipeline.stages.decode_form.pypdf.PdfReader", fail)
    page = only(a_pdf(a_form))
    assert (page.form, page.source) == ((), Source.OCR)


def test_a_text_layer_that_pdfplumber_cannot_read_is_read_from_the_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise TypeError("'NoneType' object is not subscriptable")

    monkeypatch.setattr("pipeline.stages.decode_pdf.pdfplumber.open", fail)
    page = only(a_pdf(typed("AB-123-CD")))
    assert (page.words, page.source) == ((), Source.OCR)
    assert ink(page).width > 0.1


def test_a_loop_among_the_fields_ends() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        field = widgets(writer)["plaque"]
        field[NameObject("/Parent")] = field.indirect_reference

    assert only(rewritten(a_pdf(a_form), change)).number == 1


# --- locked and broken ----------------------------------------------------------------------------------------------


def test_an_empty_user_password_opens_the_file_silently() -> None:
    def lock(writer: pypdf.PdfWriter) -> None:
        writer.encrypt(user_password="", owner_password="secret", algorithm="AES-256")

    page = only(rewritten(a_pdf(a_form), lock))
    assert texts(page) == ["Immatriculation"]
    assert "AB-123-CD" in {value.value for value in page.form}


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_is_told(algorithm: str) -> None:
    data = rewritten(a_pdf(a_form), lambda writer: writer.encrypt(user_password="secret", algorithm=algorithm))
    with pytest.raises(Unreadable, match="mot de passe") as caught:
        pages(data)
    assert caught.value.status is FileStatus.ENCRYPTED


def test_a_file_cut_short_is_damaged_even_where_it_can_be_mended() -> None:
    data = a_pdf(typed("AB-123-CD"), pageCompression=0)
    found: list[RawPage] = []
    with pytest.raises(Unreadable, match="tronqué") as caught:
        found.extend(decode("a.pdf", data[: data.index(b"startxref")], Limits()))
    assert caught.value.status is FileStatus.DAMAGED


def test_padding_after_the_end_is_no_damage() -> None:
    assert only(a_pdf(typed("AB-123-CD")) + b"\0" * 5000).number == 1


def test_a_page_that_cannot_be_drawn_does_not_hide_the_others() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        writer.root_object["/Pages"]["/Kids"][1] = ArrayObject()  # type: ignore[index]

    found: list[RawPage] = []
    with pytest.raises(Unreadable, match=r"Page\(s\) 2") as caught:
        found.extend(decode("a.pdf", rewritten(a_pdf(*[typed("page")] * 3), change), Limits()))
    assert [page.number for page in found] == [1, 3]
    assert caught.value.status is FileStatus.DAMAGED


# --- the real blank forms -------------------------------------------------------------------------------------------

real_forms = pytest.mark.skipif(not FORMS.is_dir(), reason=f"official blank forms not found at {FORMS}")


@real_forms
@pytest.mark.parametrize(
    ("name", "source", "fields"),
    [
        ("cerfa-15776-01.pdf", Source.TEXT, 63),
        ("cerfa-15776-02.pdf", Source.TEXT, 0),
        ("cerfa-13757-03.pdf", Source.TEXT, 21),
        pytest.param("cerfa-13750-05.pdf", Source.TEXT, 104, id="cerfa-13750-05, five of its boxes printed askew"),
        ("cerfa-13751-01.pdf", Source.TEXT, 0),
        pytest.param("cerfa-13754-02.pdf", Source.OCR, 0, id="cerfa-13754-02, which has a displaced text behind"),
    ],
)
def test_official_forms_say_what_they_are(name: str, source: Source, fields: int) -> None:
    page = next(decode(name, (FORMS / name).read_bytes(), Limits()))
    assert (page.source, len(page.form)) == (source, fields)
    assert {value.value for value in page.form} <= {"", "Off"}


@real_forms
def test_values_typed_into_the_official_cession_form_are_had_and_shown() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        del writer.root_object["/AcroForm"]["/XFA"]  # type: ignore[attr-defined]
        for widget in (one.get_object() for one in writer.pages[0]["/Annots"]):  # type: ignore[attr-defined]
            if widget.get("/T", "").startswith("num_Immatriculation"):
                widget[NameObject("/V")] = TextStringObject("AB-123-CD")

    page = next(decode("a.pdf", rewritten((FORMS / "cerfa-15776-01.pdf").read_bytes(), change), Limits()))
    (plate,) = [value for value in page.form if value.value == "AB-123-CD"]
    assert plate.name.endswith("num_Immatriculation[0]")
    high, wide = page.pixels.shape[:2]
    comb = page.pixels[int(plate.box.top * high) : int(plate.box.bottom * high), int(plate.box.left * wide) :]
    assert comb[:, : int(plate.box.width * wide)].min() < 80
