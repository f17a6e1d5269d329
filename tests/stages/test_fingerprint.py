import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.stages.fingerprint import SETTLED_AFTER_S, content_of, stamp_of
from tests.runs import nobody

LATER = 4e9
"""An instant long after all these files were made."""


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "dossier"
    (folder / "sous").mkdir(parents=True)
    (folder / "a.pdf").write_text("one")
    (folder / "sous/b.pdf").write_text("two")
    (folder / "lien.pdf").symlink_to(folder / "a.pdf")
    return folder


def _rewrite(folder: Path) -> None:
    before = (folder / "a.pdf").stat()
    (folder / "a.pdf").write_text("ONE")
    os.utime(folder / "a.pdf", ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = [
    pytest.param(_rewrite, id="same-size-and-time"),
    pytest.param(lambda folder: (folder / "a.pdf").rename(folder / "c.pdf"), id="renamed"),
    pytest.param(lambda folder: (folder / "sous/b.pdf").unlink(), id="removed"),
    pytest.param(lambda folder: (folder / "dossier.toml").write_text('nature = "don"'), id="facts"),
    pytest.param(lambda folder: (folder / "a.pdf").write_text("one two"), id="what-a-link-leads-to"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_shows(dossier: Path, change: Callable[[Path], object]) -> None:
    before = content_of(dossier), stamp_of(dossier, LATER)
    change(dossier)
    after = content_of(dossier), stamp_of(dossier, LATER)
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize("name", ["expected.json", ".DS_Store", "sous/Thumbs.db"])
def test_what_is_not_read_does_not_count(dossier: Path, name: str) -> None:
    before = content_of(dossier)
    (dossier / name).write_text("x")
    assert content_of(dossier) == before


def test_content_is_the_same_wherever_it_stands_and_a_stamp_is_not_trusted_further(
    dossier: Path, tmp_path: Path
) -> None:
    before = content_of(dossier), stamp_of(dossier, LATER)
    (dossier / "a.pdf").touch()
    assert content_of(dossier) == before[0]
    assert stamp_of(dossier, LATER) != before[1]
    for name in ("scan1.pdf", "scan2.pdf"):
        (tmp_path / name).write_text("the same")
    assert content_of(tmp_path / "scan1.pdf") == content_of(tmp_path / "scan2.pdf")


def test_files_of_a_moment_ago_have_no_stamp(dossier: Path) -> None:
    made = max(file.stat().st_ctime for file in dossier.rglob("*.pdf"))
    assert stamp_of(dossier, made + SETTLED_AFTER_S / 2) == ""
    assert stamp_of(dossier, made + SETTLED_AFTER_S * 2) != ""


def test_what_lies_outside_is_not_opened(dossier: Path, tmp_path: Path) -> None:
    os.mkfifo(dossier / "pipe.pdf")
    secret = tmp_path / "secret.pdf"
    secret.write_text("one")
    (dossier / "dehors.pdf").symlink_to(secret)
    before = content_of(dossier)
    secret.write_text("two")
    assert content_of(dossier) == before


def test_links_in_a_loop_have_a_content(dossier: Path) -> None:
    (dossier / "x.pdf").symlink_to(dossier / "y.pdf")
    (dossier / "y.pdf").symlink_to(dossier / "x.pdf")
    assert content_of(dossier)
    assert stamp_of(dossier, LATER)


def test_a_dossier_where_nobody_may_look_has_a_content(dossier: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o600)
    try:
        with nobody():
            hidden = content_of(dossier), stamp_of(dossier, LATER)
    finally:
        tmp_path.chmod(0o700)
    assert all(hidden)
    assert hidden[0] != content_of(dossier)
