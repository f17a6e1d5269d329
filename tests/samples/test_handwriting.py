"""Forms filled in by hand: hands held out are never drawn by the samples, and no entry is written twice alike."""

import io
from random import Random

import pytest
from reportlab.pdfgen.canvas import Canvas

from samples import fonts
from samples.drawing import Pen
from samples.handwriting import CORRECTIONS, Writer, in_cells, on_line


@pytest.fixture(autouse=True)
def with_fonts():
    if packages := (*fonts.missing(), *fonts.missing(fonts.HELD_OUT_PACKAGES)):
        pytest.skip(f"apt-get install {' '.join(packages)}")


def drawn(write) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(300, 60), invariant=1, pageCompression=0)
    write(Pen(canvas, 60))
    canvas.save()
    return buffer.getvalue()


def test_hands_held_out_are_other_ones():
    assert not set(fonts.HELD_OUT) & {*fonts.WRITERS, *fonts.HANDS}
    assert {Writer.of(Random(seed)).hand.font for seed in range(200)} == set(fonts.WRITERS)
    assert {Writer.of(Random(seed), held_out=True).hand.font for seed in range(200)} == set(fonts.HELD_OUT)


def test_an_entry_comes_from_its_chance_alone():
    writer = Writer.of(Random(1))

    def entry(seed):
        return drawn(lambda pen: in_cells(pen, 10, 290, 40, "GH482KL", 9, writer, Random(seed)))

    assert entry(1) == entry(1)
    assert entry(1) != entry(2)


@pytest.mark.parametrize("correction", CORRECTIONS)
@pytest.mark.parametrize("held_out", [False, True])
def test_a_mistake_leaves_more_ink_than_none(correction, held_out):
    writer = Writer.of(Random(1), held_out=held_out)

    def entries(how):
        return drawn(lambda pen: on_line(pen, 10, 290, 40, "STRASBOURG", writer, Random(3), how)), drawn(
            lambda pen: in_cells(pen, 10, 290, 40, "GH482KL", 9, writer, Random(3), 0, how)
        )

    for mended, plain in zip(entries(correction), entries(None), strict=True):
        assert len(mended) > len(plain)
