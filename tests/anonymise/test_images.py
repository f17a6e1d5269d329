"""Page images of a sample: of a page only print that says nothing stays, and nothing is written that can be read."""

import hashlib
import io
import json
import lzma
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.anonymise.images import Secret, papers_of, plan_of
from pipeline.anonymise.known import Kind, Value
from pipeline.cli import main
from pipeline.core.dossier import FileRecord
from pipeline.core.errors import ReportNotWritten, UsageError
from pipeline.core.formats.texte import compact
from pipeline.core.model import BoundingBox, Character, Face, Ink, Page, Reading, Source, Word
from pipeline.open_tools import open_tools
from pipeline.readings import Readings
from pipeline.settings import Settings
from pipeline.stages.decode import decode
from pipeline.stages.ocr import Pixels
from pipeline.stages.pages import Limits, RawPage
from pipeline.stages.prepare import PageImage
from pipeline.stopwatch import Stopwatch
from pipeline.tools import EngineReader
from samples import writer
from tests.anonymise.test_sample import KEPT, copied, personal

WIDE, HIGH = 800, 1000
PUBLIC = {"CERTIFICAT", "CESSION", "NOM", "MAIRE", "SPECIMEN", "DE", "PRENOM"}
SECRET = Secret([Value(kind=Kind.WORD, text="DUBOIS"), Value(kind=Kind.PLATE, text="RS074MP")], PUBLIC)
IMAGE = PageImage(pixels=np.full((HIGH, WIDE, 3), 250, np.uint8), turned=0, skew=0.0)


def box(left: int, top: int, right: int, bottom: int) -> BoundingBox:
    return BoundingBox(left=left / WIDE, top=top / HIGH, right=right / WIDE, bottom=bottom / HIGH)


def a_word(text: str, left: int, top: int, *, high: int = 20, wide: int = 0) -> Word:
    return Word(text=text, confidence=0.9, box=box(left, top, left + (wide or 12 * len(text)), top + high))


def a_face(*words: Word, readings: Sequence[Reading] = ()) -> Face:
    page = Page(file="scan.jpg", number=1, aspect=WIDE / HIGH, words=words)
    return Face(kind="certificat_cession", side="exemplaire", page=page, confidence=0.9, readings=tuple(readings))


def a_reading(key: str, text: str, zone: BoundingBox, inks: Sequence[Ink] | None = None) -> Reading:
    characters = tuple(Character(text=c, confidence=0.9, x=(i + 0.5) / len(text)) for i, c in enumerate(text))
    found = None if inks is None else tuple(inks)
    return Reading(key=key, zone=zone, box=zone, source=Source.OCR, characters=characters, inks=found)


def planned(before: Face, after: Face) -> tuple[list[str], list[str]]:
    """What stays and what is set anew."""
    plan = plan_of([before], [after], IMAGE, PUBLIC)
    kept = [word.text for word in before.page.words if word.box in [one.box for one in plan.kept]]
    return kept, [typed.text for typed in plan.typed]


def test_print_that_says_nothing_stays_and_a_value_is_set_anew() -> None:
    before = a_face(a_word("CERTIFICAT", 50, 50), a_word("de", 180, 50), a_word("cession", 220, 50),
                    a_word("Dubois", 50, 200))  # fmt: skip
    after = a_face(*before.page.words[:3], a_word("Kanevu", 50, 200))
    assert planned(before, after) == (["CERTIFICAT", "de", "cession"], ["Kanevu"])


@pytest.mark.parametrize(
    ("word", "stand_in", "more"),
    [
        pytest.param(a_word("Dubois", 50, 200), "Maire", (), id="a-stand-in-that-is-public"),
        pytest.param(
            a_word("Maire", 50, 200), "Maire", (a_reading("nom", "X", box(40, 190, 400, 230)),), id="in-a-zone"
        ),
        pytest.param(
            a_word("cession", 50, 200), "cession",
            (a_reading("signature", "", box(0, 150, 400, 300), [Ink(box=box(90, 190, 300, 280))]),), id="under-ink",
        ),
        pytest.param(a_word("SPECIMEN", 50, 200, wide=120, high=85), "SPECIMEN", (), id="leaning-over-a-photo"),
        pytest.param(a_word("Nom", 50, 200, wide=300), "Nom", (), id="wider-than-its-letters"),
        pytest.param(a_word("Zorglub", 50, 200), "Zorglub", (), id="not-known-to-be-public"),
        pytest.param(a_word("de", 50, 200), "de", (), id="short-and-alone"),
    ],
)  # fmt: skip
def test_what_may_be_more_than_print_does_not_stay(word: Word, stand_in: str, more: Sequence[Reading]) -> None:
    after = word.model_copy(update={"text": stand_in})
    plan = plan_of([a_face(word, readings=more)], [a_face(after, readings=more)], IMAGE, PUBLIC)
    assert plan.kept == ()
    assert any(one.holds(word.box.center) for one in plan.painted)


def test_a_page_that_is_not_the_one_that_was_read_is_refused() -> None:
    face = a_face(a_word("Nom", 50, 50))
    other = replace(IMAGE, pixels=IMAGE.pixels[:, :700])
    with pytest.raises(UsageError, match=r"scan\.jpg"):
        plan_of([face], [face], other, PUBLIC)


class TellTale:
    """Eyes that see one word wherever its ink is, and all of the page where it stands."""

    engine = "none"

    def __init__(self, word: Word, *, is_stubborn: bool = False) -> None:
        self.word, self.is_stubborn = word, is_stubborn
        self.looks = 0

    def upright(self, raw: RawPage) -> PageImage:
        """The page as it is."""
        return PageImage(pixels=np.asarray(raw.pixels), turned=0, skew=0.0)

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """No paper."""
        return ()

    def labels(self, pixels: Pixels) -> tuple[Word, ...]:
        """No words."""
        return ()

    def second_look(self, pixels: Pixels) -> tuple[Word, ...]:
        """The word, where it is."""
        self.looks += 1
        high, wide = pixels.shape[:2]
        at = self.word.box
        part = pixels[round(at.top * high) : round(at.bottom * high), round(at.left * wide) : round(at.right * wide)]
        return (self.word,) if self.is_stubborn or part.min() < 128 else ()


def a_dossier(folder: Path, *words: Word) -> tuple[Path, Readings]:
    """One page on which these words are drawn, and what was read of it."""
    folder.mkdir()
    page = Image.fromarray(IMAGE.pixels)
    for word in words:
        at = word.box.left * WIDE, word.box.top * HIGH
        ImageDraw.Draw(page).text(at, word.text, "black", ImageFont.load_default(20))
    exif = Image.Exif()
    exif[0x010E] = "DUBOIS"
    page.save(folder / "scan.jpg", exif=exif)
    digest = hashlib.sha256((folder / "scan.jpg").read_bytes()).hexdigest()
    record = FileRecord(file="scan.jpg", sha256=digest, pages=1)
    return folder, Readings(format="conforme.readings/1", engine="none", faces=(a_face(*words),), files=(record,))


def renamed(readings: Readings) -> Readings:
    faces = tuple(
        face.model_copy(update={"page": face.page.model_copy(update={"file": "001.pdf"})}) for face in readings.faces
    )
    files = tuple(record.model_copy(update={"file": "001.pdf"}) for record in readings.files)
    return readings.model_copy(update={"faces": faces, "files": files})


def test_what_can_still_be_read_is_blotted_out(tmp_path: Path) -> None:
    """The cover forgot it."""
    word = a_word("DUBOIS", 50, 200)
    folder, readings = a_dossier(tmp_path / "d", word, a_word("CERTIFICAT", 50, 50))
    eyes = TellTale(word)
    papers = papers_of(folder, readings, renamed(readings), SECRET, eyes, decode, Limits())
    assert eyes.looks == 2
    assert [*papers] == ["001.pdf"]
    assert b"DUBOIS" in (folder / "scan.jpg").read_bytes(), "in its EXIF"
    assert b"DUBOIS" not in papers["001.pdf"]
    (page,) = decode("001.pdf", papers["001.pdf"], Limits())
    assert page.pixels[195:225, 45:130].min() > 200, "blotted"
    assert page.pixels[45:80, 45:180].min() < 100, "print"


def test_nothing_is_given_where_something_is_read_to_the_last(tmp_path: Path) -> None:
    word = a_word("DUBOIS", 50, 200)
    folder, readings = a_dossier(tmp_path / "d", word)
    with pytest.raises(ReportNotWritten, match=r"001\.pdf") as error:
        papers_of(folder, readings, renamed(readings), SECRET, TellTale(word, is_stubborn=True), decode, Limits())
    assert "DUBOIS" not in str(error.value)


def test_ink_that_no_engine_saw_is_gone(tmp_path: Path) -> None:
    word = a_word("DUBOIS", 50, 200)
    folder, readings = a_dossier(tmp_path / "d", word)
    unseen = readings.model_copy(update={"faces": (a_face(),)})
    papers = papers_of(folder, unseen, renamed(unseen), SECRET, TellTale(word), decode, Limits())
    (page,) = decode("001.pdf", papers["001.pdf"], Limits())
    assert page.pixels.min() > 200


def test_files_that_were_not_read_have_nothing_of_theirs(tmp_path: Path) -> None:
    folder, readings = a_dossier(tmp_path / "d", a_word("CERTIFICAT", 50, 50))
    (folder / "z.docx").write_bytes(b"Madame DUBOIS")
    (folder / "y.jpg").write_bytes((folder / "scan.jpg").read_bytes())
    records = (*readings.files, FileRecord(file="y.jpg", sha256="1"), FileRecord(file="z.docx", sha256="2"))
    before = readings.model_copy(update={"files": records})
    names = ("001.pdf", "002.pdf", "003.pdf")
    files = tuple(record.model_copy(update={"file": name}) for record, name in zip(records, names, strict=True))
    after = renamed(readings).model_copy(update={"files": files})
    papers = papers_of(folder, before, after, SECRET, TellTale(a_word("X", 0, 0, wide=1)), decode, Limits())
    assert papers["002.pdf"] == papers["001.pdf"], "a double stays one"
    assert b"DUBOIS" not in papers["003.pdf"]


def test_images_are_refused_where_only_readings_are_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied("mandat-absent", tmp_path / "dossier")
    assert main(["anonymise", str(folder), "--out", str(tmp_path / "qa"), "--images"]) == 2
    assert "lectures figées" in capsys.readouterr().err
    assert not (tmp_path / "qa").exists()


# --- with the engines ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A dossier drawn for this test, never seen before, and the sample made of it."""
    root = tmp_path_factory.mktemp("drawn")
    (dossier,) = writer.write_samples(root / "d", 1, 20261122, "clean", None)
    assert main(["anonymise", str(dossier), "--out", str(root / "qa"), "--images"]) == 0
    return dossier, root / "qa"


FORMS = {"carte_grise", "certificat_cession", "mandat", "piece_identite", "situation_administrative"}


@pytest.mark.ocr
def test_no_value_can_be_read_on_the_images_and_papers_are_still_known(drawn: tuple[Path, Path]) -> None:
    """Held against what was drawn, which the program never saw."""
    dossier, qa = drawn
    values = personal(dossier.name, dossier.parent) - KEPT
    assert len(values) > 20
    said: list[str] = []
    kinds: set[str] = set()
    with open_tools(Settings()) as tools:
        assert isinstance(tools.reader, EngineReader)
        for file in sorted(qa.glob("*.pdf")):
            for raw in tools.decode(file.name, file.read_bytes(), Limits()):
                faces = tools.reader.faces(raw, Stopwatch())
                kinds |= {face.kind for face in faces}
                said += [word.text for face in faces for word in face.page.words]
                said += [reading.text for face in faces for reading in face.readings]
                said += [word.text for word in tools.reader.second_look(tools.reader.upright(raw).pixels)]
    text = compact(" ".join(said))
    words = {compact(one) for one in said}
    assert len(text) > 5000
    assert [value for value in values if value in words or (not value.isalpha() and value in text)] == []
    assert kinds >= FORMS


@pytest.mark.ocr
def test_a_sample_with_images_replays_from_its_readings(drawn: tuple[Path, Path]) -> None:
    _, qa = drawn
    assert main(["replay", str(qa), "--strict"]) == 0
    assert {file.stat().st_mode & 0o777 for file in qa.iterdir()} == {0o600}
    assert all(pypdf.PdfReader(io.BytesIO(file.read_bytes())).metadata is None for file in qa.glob("*.pdf"))
    read = json.loads(lzma.decompress((qa / "readings.json.xz").read_bytes()))
    assert {record["file"] for record in read["files"]} == {file.name for file in qa.glob("*.pdf")}
