"""Files made to harm, through the process that decodes: each gets its outcome, and the next file is read."""

import math
import resource
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from pipeline.core.dossier import FileStatus
from pipeline.stages.decode_process import DecoderProcess
from pipeline.stages.pages import Limits, Unreadable
from tests import hostile_files
from tests.files import a_pdf, a_picture, encoded, typed

READ, DAMAGED, OVERSIZED, UNSUPPORTED = (
    FileStatus.READ,
    FileStatus.DAMAGED,
    FileStatus.OVERSIZED,
    FileStatus.UNSUPPORTED,
)
FILES = {
    **hostile_files.bombs(),
    **hostile_files.lies(),
    **hostile_files.loops(),
    **hostile_files.pictures(),
}
SOUND = encoded(a_picture(), "PNG")
SMALL = Limits(max_memory_bytes=2**30)
"""So that bombs go off sooner."""


@pytest.fixture(scope="module")
def decoder() -> Iterator[DecoderProcess]:
    with DecoderProcess() as process:
        yield process


def outcome(decoder: DecoderProcess, data: bytes, limits: Limits) -> tuple[FileStatus, int]:
    """What becomes of the file, and its number of pages."""
    pages = 0
    try:
        for page in decoder("a", data, limits):
            assert math.prod(page.pixels.shape[:2]) <= 1.01 * limits.raster_pixels
            pages += 1
    except Unreadable as fault:
        return fault.status, pages
    return READ, pages


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("contents-of-3-gigabytes", (DAMAGED, 0)),
        ("bomb-in-a-bomb", (DAMAGED, 0)),
        ("picture-of-3-gigabytes", (READ, 1)),
        ("object-stream", (READ, 1)),
        ("picture-of-10-gigapixels", (OVERSIZED, 0)),
        ("picture-of-no-size", (DAMAGED, 0)),
        ("picture-of-negative-size", (OVERSIZED, 0)),
        ("page-as-large-as-a-country", (READ, 1)),
        ("page-as-long-as-a-road", (READ, 1)),
        ("page-of-no-size", (READ, 1)),
        ("page-of-odd-size", (READ, 1)),
        ("user-unit", (READ, 1)),
        ("two-thousand-million-pages", (READ, 1)),
        ("minus-one-page", (READ, 1)),
        ("page-tree", (DAMAGED, 2)),
        ("deep-page-tree", (DAMAGED, 0)),
        ("form-drawing-itself", (READ, 1)),
        ("fields", (READ, 1)),
        ("deep-fields", (READ, 1)),
        ("field-drawing", (READ, 1)),
        ("outlines-and-names", (READ, 1)),
        ("nested-arrays", (READ, 1)),
        ("xref", (READ, 1)),
        ("xref-with-wrong-places", (READ, 1)),
        ("contents", (READ, 1)),
        ("length", (READ, 1)),
        ("jpeg-of-4-gigapixels", (OVERSIZED, 0)),
        ("jpeg-just-beyond", (OVERSIZED, 0)),
        ("webp-of-268-megapixels", (OVERSIZED, 0)),
        ("tiff-of-4-gigapixels", (OVERSIZED, 0)),
        ("tiff-in-a-loop", (READ, 1)),
        ("tiff-tag-of-4-gigabytes", (READ, 1)),
        ("png-comment-bomb", (DAMAGED, 0)),
        ("png-profile-bomb", (DAMAGED, 0)),
        ("gif", (UNSUPPORTED, 0)),
        ("gif-of-4-gigapixels", (UNSUPPORTED, 0)),
        ("bmp", (UNSUPPORTED, 0)),
    ],
)
def test_a_hostile_file_has_its_outcome_and_the_next_is_read(
    decoder: DecoderProcess, name: str, expected: tuple[FileStatus, int]
) -> None:
    assert outcome(decoder, FILES[name], SMALL) == expected
    assert outcome(decoder, SOUND, SMALL) == (READ, 1)


def test_every_hostile_file_is_tried() -> None:
    tried = {
        name for mark in test_a_hostile_file_has_its_outcome_and_the_next_is_read.pytestmark for name, _ in mark.args[1]
    }
    assert tried == {*FILES}


@pytest.mark.parametrize("name", hostile_files.endless())
def test_a_file_without_end_is_given_up_and_the_next_is_read(decoder: DecoderProcess, name: str) -> None:
    assert outcome(decoder, SOUND, SMALL) == (READ, 1)
    limits = Limits(page_timeout_s=1)
    assert outcome(decoder, hostile_files.endless()[name], limits) == (DAMAGED, 0)
    assert outcome(decoder, SOUND, SMALL) == (READ, 1)


def test_the_memory_of_the_child_is_bounded(decoder: DecoderProcess) -> None:
    outcome(decoder, SOUND, SMALL)
    bound, _ = resource.prlimit(decoder._child.pid, resource.RLIMIT_AS)
    assert bound == SMALL.max_memory_bytes


# --- nothing in a PDF is run ------------------------------------------------------------------------------------------


def test_no_action_of_a_pdf_is_run(decoder: DecoderProcess, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        host = f"127.0.0.1:{server.getsockname()[1]}"
        data = hostile_files.wanting_to_run(str(tmp_path / "run"), host)
        assert outcome(decoder, data, SMALL) == (READ, 1)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert list(tmp_path.iterdir()) == []


def test_the_pdf_library_cannot_run_scripts_at_all() -> None:
    assert {"V8", "XFA"} & {*pypdfium2.PDFIUM_INFO.flags} == set()


# --- a child taken over by a file -------------------------------------------------------------------------------------

_READY = struct.pack("!II", 2, 0) + b"{}"
_PAGE = b'{"number": 1, "shape": [1, 1]}'


def _message(head: bytes, pixels: bytes) -> bytes:
    return struct.pack("!II", len(head), len(pixels)) + head + pixels


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(struct.pack("!II", 2**32 - 1, 0), id="header-of-4-gigabytes"),
        pytest.param(struct.pack("!II", len(_PAGE), 2**32 - 1) + _PAGE, id="page-of-4-gigabytes"),
        pytest.param(_message(b"not json", b""), id="no-json"),
        pytest.param(_message(b'{"number": "many"}', b""), id="no-header"),
        pytest.param(_message(_PAGE, b"12"), id="more-pixels-than-said"),
        pytest.param(_message(b'{"number": 1, "shape": [-1, -1]}', b"1"), id="negative-shape"),
        pytest.param(_message(b'{"number": 1}', b""), id="no-shape"),
        pytest.param(_message(b'{"status": "fine"}', b""), id="unknown-status"),
        pytest.param(_message(_PAGE, b"1") * 300, id="pages-without-end"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_child_that_lies_is_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    (tmp_path / "answer").write_bytes(_READY + answer)
    child = tmp_path / "child"
    child.write_text(f"#!/bin/sh\ncat {tmp_path / 'answer'}\ncat > /dev/null\n")
    child.chmod(0o755)
    monkeypatch.setattr("pipeline.stages.decode_process.sys.executable", str(child))
    limits = Limits(page_timeout_s=0.2 if answer == b"" else 30)
    with DecoderProcess() as decoder:
        status, pages = outcome(decoder, a_pdf(typed("un")), limits)
    assert status is DAMAGED
    assert pages <= limits.max_pages
