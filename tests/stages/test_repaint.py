"""A page painted anew: what nobody listed is gone, what was listed is there, and the PDF holds pixels alone."""

import io

import cv2
import numpy as np
import pypdf
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from pipeline.core.model import BoundingBox
from pipeline.stages.decode import decode
from pipeline.stages.ocr import Pixels
from pipeline.stages.pages import Limits
from pipeline.stages.repaint import Code, Drawn, Plan, Shape, Typed, as_pdf, codes_on, repaint

WIDE, HIGH = 1240, 1754  # A4 at 150 dpi


def a_page() -> Image.Image:
    """Tinted paper with one long ruling."""
    page = Image.new("RGB", (WIDE, HIGH), (240, 230, 210))
    ImageDraw.Draw(page).line((100, 400, 1100, 400), (30, 30, 30), 2)
    return page


def box(left: int, top: int, right: int, bottom: int) -> BoundingBox:
    return BoundingBox(left=left / WIDE, top=top / HIGH, right=right / WIDE, bottom=bottom / HIGH)


def write(page: Image.Image, text: str, at: tuple[int, int]) -> None:
    ImageDraw.Draw(page).text(at, text, (20, 20, 20), ImageFont.load_default(32))


def code(kind: zxingcpp.BarcodeFormat, message: str) -> Image.Image:
    return Image.fromarray(np.asarray(zxingcpp.create_barcode(message, kind).to_image(scale=3))).convert("RGB")


def as_pixels(page: Image.Image) -> Pixels:
    return np.asarray(page, np.uint8)


def detail(pixels: Pixels) -> float:
    """How sharp a part of a page is."""
    return float(cv2.Laplacian(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.CV_64F).std())


def test_ink_that_nobody_listed_leaves_no_trace() -> None:
    """A name, a signature, a stroke: the page is the same as if they had never been on it."""
    empty, full = a_page(), a_page()
    write(full, "DUBOIS Antoine", (200, 600))
    pen = ImageDraw.Draw(full)
    pen.line([(200 + 3 * i, 900 + round(40 * np.sin(i / 5))) for i in range(120)], (20, 30, 120), 4)
    pen.line((200, 1200, 800, 1000), (0, 0, 0), 3)
    assert (repaint(as_pixels(full), Plan()) == repaint(as_pixels(empty), Plan())).all()


@pytest.mark.parametrize("kind", ["QRCode", "PDF417", "DataMatrix", "Code128", "Aztec"])
def test_codes_that_nobody_listed_are_gone(kind: str) -> None:
    page = a_page()
    made = code(getattr(zxingcpp.BarcodeFormat, kind), "DUBOIS ANTOINE")
    page.paste(made, (300, 700))
    assert [message for message, _ in codes_on(as_pixels(page))] == ["DUBOIS ANTOINE"]
    new = repaint(as_pixels(page), Plan())
    assert codes_on(new) == []
    assert detail(new[700 : 700 + made.height, 300 : 300 + made.width]) < 1


def test_of_a_photo_nothing_finer_than_a_cell_is_left() -> None:
    card = np.full((540, 856, 3), 235, np.uint8)
    eyes = np.kron(np.indices((11, 10)).sum(axis=0) % 2 * 200, np.ones((30, 25))).astype(np.uint8)[..., None]
    card[120:450, 40:290] = eyes
    assert detail(card[120:450, 40:290]) > 20
    assert detail(repaint(card, Plan())[120:450, 40:290]) < 1


def test_rulings_stay() -> None:
    new = repaint(as_pixels(a_page()), Plan())
    assert new[399:402, 200:1000].min(axis=0).max() < 60


def test_what_is_kept_stays_and_what_is_painted_goes_even_there() -> None:
    page = a_page()
    write(page, "CERTIFICAT", (200, 600))
    write(page, "DUBOIS", (500, 600))
    pixels = as_pixels(page)
    plan = Plan(kept=(Typed("CERTIFICAT", box(190, 590, 700, 650)),), painted=(box(490, 590, 640, 650),))
    new = repaint(pixels, plan)
    assert (new[590:650, 190:480] == pixels[590:650, 190:480]).all()
    assert detail(new[590:650, 500:640]) < 1


def test_print_on_a_dark_ground_is_set_anew() -> None:
    page = a_page()
    ImageDraw.Draw(page).rectangle((180, 580, 900, 660), (30, 80, 160))
    ImageDraw.Draw(page).text((200, 600), "DUBOIS", "white", ImageFont.load_default(32))
    new = repaint(as_pixels(page), Plan(kept=(Typed("RESULTAT", box(190, 590, 330, 650)),)))
    assert new[590:650, 190:330].max(axis=2).min() < 60, "dark letters"
    assert np.median(new[590:650, 190:330]) > 180, "on paper"


def test_what_is_blotted_out_goes_with_what_was_set_there() -> None:
    typed = Typed("DUBOIS", box(200, 600, 400, 630))
    new = repaint(as_pixels(a_page()), Plan(typed=(typed,)))
    assert detail(new[600:630, 200:400]) > 20
    blotted = repaint(as_pixels(a_page()), Plan(typed=(typed,), blotted=(box(190, 590, 420, 640),)))
    assert detail(blotted[600:630, 200:400]) < 1


@pytest.mark.parametrize(
    ("turned", "place"), [(0, (200, 600, 500, 640)), (90, (200, 600, 240, 900)), (270, (200, 600, 240, 900))]
)
def test_text_is_set_inside_its_box_and_reads_as_it_is_turned(turned: int, place: tuple[int, int, int, int]) -> None:
    page = as_pixels(Image.new("RGB", (WIDE, HIGH), "white"))
    new = repaint(page, Plan(typed=(Typed("LLLLLLLL", box(*place), turned=turned),)))
    rows, columns = np.nonzero(new.min(axis=2) < 128)
    assert (place[0] - 4, place[1] - 4) <= (columns.min(), rows.min())
    assert (columns.max(), rows.max()) <= (place[2] + 4, place[3] + 4)
    # The foot of an L is heavy: it lies below, to the right or to the left.
    upright = np.rot90(new[place[1] : place[3], place[0] : place[2]].min(axis=2) < 128, -turned // 90)
    assert upright[len(upright) // 2 :].sum() > 1.2 * upright[: len(upright) // 2].sum()


def test_characters_of_a_comb_stand_in_their_cells() -> None:
    page = as_pixels(Image.new("RGB", (WIDE, HIGH), "white"))
    places = tuple((i + 0.5) / 5 for i in range(5))
    new = repaint(page, Plan(typed=(Typed("12345", box(100, 600, 600, 640), places),)))
    for i in range(5):
        cell = new[600:640, 100 + 100 * i : 200 + 100 * i].min(axis=2) < 128
        assert 35 < np.nonzero(cell)[1].mean() < 65


def test_marks_are_drawn_the_same_whoever_made_them() -> None:
    page = as_pixels(a_page())
    shapes = [Drawn(shape, box(200, 600, 400, 700)) for shape in Shape]
    inks = [int((repaint(page, Plan(drawn=(mark,)))[600:700, 200:400].min(axis=2) < 150).sum()) for mark in shapes]
    assert min(inks) > 200
    assert inks[list(Shape).index(Shape.TICKED)] > inks[list(Shape).index(Shape.EMPTY)]


def test_a_code_says_the_message_of_the_sample() -> None:
    new = repaint(as_pixels(a_page()), Plan(codes=(Code("DC04FR\x1d\x1fdoc", box(800, 800, 960, 960)),)))
    assert [message for message, _ in codes_on(new)] == ["DC04FR\x1d\x1fdoc"]


def test_a_pdf_holds_pictures_and_nothing_else() -> None:
    made = as_pdf([as_pixels(a_page()), as_pixels(a_page())], 150.0)
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert reader.metadata is None
    assert reader.xmp_metadata is None
    assert set(reader.trailer) == {"/Size", "/Root"}
    assert set(reader.root_object) <= {"/Type", "/Pages"}
    for page in reader.pages:
        assert page.extract_text() == ""
        assert set(page["/Resources"]) <= {"/ProcSet", "/XObject"}
        assert not {"/Annots", "/Thumb", "/Metadata", "/PieceInfo"} & set(page)
        picture = page["/Resources"]["/XObject"].values()
        assert all(b"Exif" not in one.get_object()._data for one in picture)
    assert all(word not in made for word in (b"Producer", b"Creat", b"Pillow", b"pypdf", b"D:20"))
    pages = list(decode("001.pdf", made, Limits()))
    assert [page.pixels.shape[:2] for page in pages] == [(HIGH, WIDE)] * 2
