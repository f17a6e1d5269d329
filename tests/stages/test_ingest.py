import hashlib
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from pipeline.core.dossier import FileRecord, FileStatus
from pipeline.core.errors import ComponentMissing, NoInput, UsageError
from pipeline.core.model import Source
from pipeline.stages.decode import decode
from pipeline.stages.decode_process import DecoderProcess
from pipeline.stages.facts import read_facts
from pipeline.stages.ingest import open_dossier
from pipeline.stages.pages import Limits, RawPage
from tests.files import a_pdf, a_picture, a_scan, encoded, many_pages, scanned, typed

PNG = encoded(a_picture(), "PNG")


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def records(path: Path, limits: Limits | None = None) -> list[FileRecord]:
    return [item for item in open_dossier(path, limits or Limits(), decode) if isinstance(item, FileRecord)]


def pages(path: Path) -> list[RawPage]:
    return [item for item in open_dossier(path, Limits(), decode) if isinstance(item, RawPage)]


def test_files_come_in_natural_order_without_what_is_no_paper(tmp_path: Path) -> None:
    names = ["page 10.png", "page 2.png", "annexes/b.png", "annexes/a1.png", "Page 1.png"]
    noise = [".DS_Store", ".git/config", "Thumbs.db", "__MACOSX/page 2.png", "dossier.toml", "expected.json"]
    fill(tmp_path, dict.fromkeys(noise, b"noise"))
    fill(tmp_path, {name: encoded(a_picture(100 + index), "PNG") for index, name in enumerate(names)})
    found = [record.file for record in records(tmp_path)]
    assert found == ["annexes/a1.png", "annexes/b.png", "Page 1.png", "page 2.png", "page 10.png"]


def test_only_the_top_folder_has_files_about_the_dossier(tmp_path: Path) -> None:
    fill(tmp_path, {"sub/expected.json": b"{}", "a.png": PNG})
    assert [record.file for record in records(tmp_path)] == ["a.png", "sub/expected.json"]


def test_each_page_comes_before_the_record_of_its_file(tmp_path: Path) -> None:
    fill(tmp_path, {"a.pdf": a_pdf(typed("un"), typed("deux")), "b.png": PNG})
    order = [(item.file, getattr(item, "number", "record")) for item in open_dossier(tmp_path, Limits(), decode)]
    assert order == [("a.pdf", 1), ("a.pdf", 2), ("a.pdf", "record"), ("b.png", 1), ("b.png", "record")]


def test_the_record_says_hash_and_pages(tmp_path: Path) -> None:
    data = a_pdf(typed("un"), typed("deux"))
    fill(tmp_path, {"a.pdf": data})
    assert records(tmp_path) == [FileRecord(file="a.pdf", sha256=hashlib.sha256(data).hexdigest(), pages=2)]


def test_a_single_file_is_a_dossier(tmp_path: Path) -> None:
    fill(tmp_path, {"a.png": PNG, "b.png": PNG})
    assert [record.file for record in records(tmp_path / "a.png")] == ["a.png"]


def test_same_bytes_are_read_once(tmp_path: Path) -> None:
    fill(tmp_path, {"a.png": PNG, "b.png": PNG})
    first, second = records(tmp_path)
    assert (first.status, second.status) == (FileStatus.READ, FileStatus.DUPLICATE)
    assert "a.png" in second.detail
    assert [page.file for page in pages(tmp_path)] == ["a.png"]


@pytest.mark.parametrize(
    ("name", "data", "status", "says"),
    [
        pytest.param("a.pdf", b"", FileStatus.EMPTY, "0 octet", id="no-bytes"),
        pytest.param("a.pdf", b"Bonjour", FileStatus.UNSUPPORTED, "n'est pas un PDF", id="text-named-pdf"),
        pytest.param("a.docx", b"PK\x03\x04....", FileStatus.UNSUPPORTED, "Word", id="word"),
        pytest.param("a.xyz", b"\0\1\2\3", FileStatus.UNSUPPORTED, "non reconnu", id="unknown"),
        pytest.param("a.pdf", b"%PDF-1.7\n" + b"rien" * 400, FileStatus.DAMAGED, "endommagé", id="garbage-pdf"),
        pytest.param("a.png", PNG[:60], FileStatus.DAMAGED, "endommagé", id="truncated-picture"),
        pytest.param("a.png", PNG[:12], FileStatus.DAMAGED, "endommagé", id="header-only"),
        pytest.param("a.pdf", a_pdf(typed("un"))[:-400], FileStatus.DAMAGED, "", id="truncated-pdf"),
        pytest.param("a.pdf", many_pages(0), FileStatus.EMPTY, "sans aucune page", id="no-page"),
        pytest.param("a.pdf", many_pages(10_000), FileStatus.OVERSIZED, "10000 pages", id="10000-pages"),
        pytest.param(
            "a.pdf", a_pdf(typed("un"), encrypt="secret"), FileStatus.ENCRYPTED, "mot de passe", id="password"
        ),
        pytest.param(
            "a.png", encoded(a_picture(30_000, 20, "1"), "PNG"), FileStatus.OVERSIZED, "30000", id="30000-pixels"
        ),
    ],
)
def test_a_bad_file_is_a_record_that_says_why(
    tmp_path: Path, name: str, data: bytes, status: FileStatus, says: str
) -> None:
    fill(tmp_path, {name: data, "z.png": PNG})
    bad, good = records(tmp_path)
    assert (bad.file, bad.status) == (name, status)
    assert says in bad.detail
    assert bad.detail.endswith(".")
    assert bad.sha256 == hashlib.sha256(data).hexdigest()
    assert good.status is FileStatus.READ


def test_a_picture_is_known_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    fill(tmp_path, {"photo.pdf": encoded(a_picture(), "JPEG"), "scan.jpg": a_pdf(typed("un"))})
    assert [(record.file, record.status, record.pages) for record in records(tmp_path)] == [
        ("photo.pdf", FileStatus.READ, 1),
        ("scan.jpg", FileStatus.READ, 1),
    ]


def test_too_many_bytes_are_not_decoded(tmp_path: Path) -> None:
    fill(tmp_path, {"a.png": PNG})
    (record,) = records(tmp_path, Limits(max_bytes=len(PNG) - 1))
    assert (record.status, record.pages) == (FileStatus.OVERSIZED, 0)
    assert record.sha256 == hashlib.sha256(PNG).hexdigest()


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    fill(tmp_path, {"a.png": PNG})
    (record,) = records(tmp_path, Limits(max_bytes=len(PNG)))
    assert record.status is FileStatus.READ


def test_pages_read_before_the_damage_stand(tmp_path: Path) -> None:
    sheets = [a_scan(200 + index, 300) for index in range(3)]
    data = encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    fill(tmp_path, {"a.tiff": data[: len(data) - 250 * 300]})
    (record,) = records(tmp_path)
    assert record.status is FileStatus.DAMAGED
    assert record.pages in (1, 2)


@pytest.mark.parametrize("target", ["outside.png", "outside"], ids=["file", "folder"])
def test_a_link_that_leaves_the_dossier_is_told_and_not_followed(tmp_path: Path, target: str) -> None:
    fill(tmp_path, {"outside.png": PNG, "outside/a.png": PNG, "dossier/b.pdf": a_pdf(typed("un"))})
    (tmp_path / "dossier/a").symlink_to(tmp_path / target)
    link, paper = records(tmp_path / "dossier")
    assert (link.file, link.status, link.pages) == ("a", FileStatus.UNSUPPORTED, 0)
    assert "hors du dossier" in link.detail
    assert paper.status is FileStatus.READ


def test_a_link_inside_the_dossier_is_the_same_paper(tmp_path: Path) -> None:
    fill(tmp_path, {"a.png": PNG})
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    assert [record.status for record in records(tmp_path)] == [FileStatus.READ, FileStatus.DUPLICATE]


def test_a_broken_link_and_a_pipe_do_not_stop_the_rest(tmp_path: Path) -> None:
    fill(tmp_path, {"c.png": PNG})
    (tmp_path / "a.png").symlink_to(tmp_path / "gone.png")
    os.mkfifo(tmp_path / "b.png")
    assert [record.status for record in records(tmp_path)] == [
        FileStatus.UNREADABLE,
        FileStatus.UNSUPPORTED,
        FileStatus.READ,
    ]


def test_a_file_name_that_is_no_text_still_makes_a_report(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.png")).write_bytes(PNG)
    (record,) = records(tmp_path)
    assert record.model_dump_json().encode()
    assert record.file == "caf\N{REPLACEMENT CHARACTER}.png"


@pytest.mark.parametrize("make", ["missing", "empty", "hidden-only"])
def test_nothing_to_read_is_no_input(tmp_path: Path, make: str) -> None:
    fill(tmp_path, {"hidden-only/.a.png": PNG, "empty/dossier.toml": b""})
    with pytest.raises(NoInput, match=make):
        records(tmp_path / make)


def test_a_folder_of_folders_is_no_dossier(tmp_path: Path) -> None:
    fill(tmp_path, {f"{index}.png": PNG for index in range(3)})
    with pytest.raises(UsageError, match="conforme batch"):
        records(tmp_path, Limits(max_files=2))


@pytest.fixture(scope="module")
def decoder() -> DecoderProcess:
    with DecoderProcess() as process:
        yield process


def through(decoder: DecoderProcess, path: Path, limits: Limits) -> list[RawPage | FileRecord]:
    return list(open_dossier(path, limits, decoder))


def test_the_decoder_process_gives_the_same_pages(tmp_path: Path, decoder: DecoderProcess) -> None:
    fill(tmp_path, {"a.pdf": a_pdf(typed("IMMATRICULATION AB-123-CD"), scanned(a_scan())), "b.png": PNG, "c.pdf": b"x"})
    here, there = list(open_dossier(tmp_path, Limits(), decode)), through(decoder, tmp_path, Limits())
    assert [item for item in there if isinstance(item, FileRecord)] == records(tmp_path)
    ours = [item for item in here if isinstance(item, RawPage)]
    theirs = [item for item in there if isinstance(item, RawPage)]
    assert [page.source for page in theirs] == [Source.TEXT, Source.OCR, Source.OCR]
    assert [page.pixels.tobytes() for page in theirs] == [page.pixels.tobytes() for page in ours]
    assert [[word.text for word in page.words] for page in theirs] == [[w.text for w in page.words] for page in ours]


def test_a_file_that_hangs_is_given_up_and_the_next_is_read(tmp_path: Path, decoder: DecoderProcess) -> None:
    fill(tmp_path, {"a.pdf": a_pdf(*[scanned(a_scan(2400, 3400))] * 3)})
    (record,) = [i for i in through(decoder, tmp_path, Limits(page_timeout_s=0.001)) if isinstance(i, FileRecord)]
    assert record.status is FileStatus.DAMAGED
    assert "trop longtemps" in record.detail
    assert [getattr(item, "status", None) for item in through(decoder, tmp_path, Limits())][-1] is FileStatus.READ


@pytest.mark.parametrize(
    ("deaths", "status", "pages"),
    [
        pytest.param(1, FileStatus.READ, 3, id="one-may-be-by-chance"),
        pytest.param(2, FileStatus.DAMAGED, 2, id="two-are-the-fault-of-the-file"),
    ],
)
def test_a_file_at_which_the_decoder_dies_is_decoded_once_more(
    tmp_path: Path, decoder: DecoderProcess, deaths: int, status: FileStatus, pages: int
) -> None:
    fill(tmp_path, {"a.pdf": a_pdf(typed("un"), typed("deux"), typed("trois")), "b.png": PNG})
    seen = []
    for item in open_dossier(tmp_path, Limits(), decoder):
        seen.append(item)
        if len(seen) <= deaths:
            decoder._child.kill()  # as the kernel does where memory is short
            decoder._child.wait()
    found = {item.file: item for item in seen if isinstance(item, FileRecord)}
    assert {file: record.status for file, record in found.items()} == {"a.pdf": status, "b.png": FileStatus.READ}
    assert [item.number for item in seen if isinstance(item, RawPage) and item.file == "a.pdf"] == [
        *range(1, pages + 1)
    ]


def test_a_page_for_which_a_busy_machine_takes_long_is_read(tmp_path: Path, decoder: DecoderProcess) -> None:
    fill(tmp_path, {"a.pdf": a_pdf(typed("un"), typed("deux"))})
    items = open_dossier(tmp_path, Limits(page_timeout_s=3), decoder)
    next(items)
    decoder._child.send_signal(signal.SIGSTOP)
    threading.Timer(4, decoder._child.send_signal, [signal.SIGCONT]).start()
    *_, record = items
    assert isinstance(record, FileRecord)
    assert (record.status, record.pages) == (FileStatus.READ, 2)


def test_a_decoder_that_dies_while_it_starts_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "in", {"a.png": PNG})
    child = tmp_path / "child"
    child.write_text(f'#!/bin/sh\ntest -e {tmp_path}/died && exec {sys.executable} "$@"\ntouch {tmp_path}/died\n')
    child.chmod(0o755)
    monkeypatch.setattr("pipeline.stages.decode_process.sys.executable", str(child))
    with DecoderProcess() as decoder:
        *_, record = open_dossier(tmp_path / "in", Limits(), decoder)
    assert isinstance(record, FileRecord)
    assert record.status is FileStatus.READ


def test_a_decoder_that_cannot_start_is_a_missing_component_and_no_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, {"a.png": PNG})
    monkeypatch.setattr("pipeline.stages.decode_process.sys.executable", "/bin/false")
    with DecoderProcess() as broken, pytest.raises(ComponentMissing, match="conforme doctor"):
        through(broken, tmp_path, Limits())


def test_facts_are_those_declared(tmp_path: Path) -> None:
    fill(tmp_path, {"dossier.toml": b'date_demande = 2026-03-16\nnature = "don"\nprocuration = true\n'})
    facts = read_facts(tmp_path)
    assert facts.model_dump(exclude_none=True, mode="json") == {
        "date_demande": "2026-03-16",
        "nature": "don",
        "procuration": True,
    }


def test_no_facts_are_declared_without_the_file(tmp_path: Path) -> None:
    fill(tmp_path, {"a.png": PNG})
    assert read_facts(tmp_path).model_dump(exclude_none=True) == {}
    assert read_facts(tmp_path / "a.png").model_dump(exclude_none=True) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(b"nature = ", "TOML", id="no-toml"),
        pytest.param(b"\xff\xfe", "TOML", id="no-utf8"),
        pytest.param(b'natur = "don"', "« natur » n'est pas une clé connue", id="unknown-key"),
        pytest.param(b'nature = "pret"', "'don'", id="unknown-value"),
        pytest.param(b'date_demande = "demain"', "AAAA-MM-JJ", id="no-date"),
        pytest.param(b"procuration = 7", "procuration", id="no-boolean"),
    ],
)
def test_wrong_facts_are_a_usage_error_that_names_the_key(tmp_path: Path, text: bytes, says: str) -> None:
    fill(tmp_path, {"dossier.toml": text})
    with pytest.raises(UsageError, match=r"dossier\.toml") as caught:
        read_facts(tmp_path)
    assert says in str(caught.value)
