"""2D-Docs found on pages."""

from datetime import date

import cv2
import numpy as np

from pipeline.core.model import Seal
from pipeline.stages.barcodes import read_barcodes
from pipeline.stages.seals import Trust
from samples.deux_d_doc import message, modules

SIGNED = date(2026, 11, 2)
BLOCKS = {"A1": "AB-123-CD", "A4": "VF3ABCDEFGH123456", "C3": "021120261430", "CB": "0000123456"}


def page_with(text, module, at=(0.55, 0.2)):
    """A white A4 page at 300 dpi with the code, a module that many pixels wide."""
    page = np.full((3508, 2480, 3), 250, np.uint8)
    code = np.kron(np.where(modules(text), 20, 250), np.ones((module, module))).astype(np.uint8)
    left, top = round(at[0] * 2480), round(at[1] * 3508)
    page[top : top + len(code), left : left + len(code)] = code[..., None]
    return page


def test_a_code_is_read_where_it_stands_with_its_control_characters():
    signed = message(BLOCKS, SIGNED)
    (found,) = read_barcodes(page_with(signed, module=5), Trust({}))

    assert found.text == signed
    assert found.seal is Seal.UNVERIFIABLE
    assert (round(found.box.left, 2), round(found.box.top, 2)) == (0.55, 0.2)


def test_two_codes_are_read_top_to_bottom():
    first, second = message(BLOCKS, SIGNED), message({**BLOCKS, "CB": "0000123457"}, SIGNED)
    page = np.minimum(page_with(second, 5, at=(0.1, 0.6)), page_with(first, 5))

    assert [found.text for found in read_barcodes(page, Trust({}))] == [first, second]


def test_another_data_matrix_is_left_out():
    assert read_barcodes(page_with("010123456789", module=5), Trust({})) == ()


def test_an_empty_page_has_none():
    assert read_barcodes(np.full((1754, 1240, 3), 250, np.uint8), Trust({})) == ()


def test_a_small_scan_is_looked_at_twice_as_large():
    """150 dpi, a soft lens: a module of 0.4 mm has little more than two pixels."""
    signed = message(BLOCKS, SIGNED)
    page = cv2.GaussianBlur(page_with(signed, module=5), (0, 0), 1.2)
    small = cv2.resize(page, (1240, 1754), interpolation=cv2.INTER_AREA)

    assert [found.text for found in read_barcodes(small, Trust({}))] == [signed]
