"""What is kept of a dossier, in a folder of its own, and the check that uses it.

    about.json          title and facts that were said with the upload
    papers/             the files, under names of ours
    reading.json        what was read of them; while it is there, nothing is read again
    pages/1.jpg ...     what the pages look like
    corrections.json    what persons said of fields, all of it, in order
    sheet.json          what the page shows: the answer in short, and the fields that can be corrected
    report.json, report.html

All of it is for its owner only. It is removed as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pydantic

from pipeline.batch.answer import Outcome, Task
from pipeline.batch.worker import Job, examine
from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, Facts, FileRecord, Reading
from pipeline.core.errors import OcrFailed, ReportNotWritten, reason
from pipeline.core.model import Face, Frozen, Picture
from pipeline.core.report import Report
from pipeline.run import Checked, Demand, Tools, judge_dossier, read_files
from pipeline.serve.by_hand import Correction, corrected, told
from pipeline.serve.sheet import Sheet, sheet_of
from pipeline.settings import Settings
from pipeline.stages.pages import RawPage
from pipeline.stages.write import write_report
from pipeline.stopwatch import Stopwatch

NOT_READ = "Ce qui a été lu de ce dossier n'est plus là : le déposer de nouveau."


class About(Frozen):
    """What the user said of a dossier when they gave it."""

    title: str
    facts: Facts = pydantic.Field(default_factory=Facts)


class PageShown(Frozen):
    """A page that has a picture."""

    file: str
    page: int


class Kept(Frozen):
    """What was read of a dossier."""

    engine: str
    faces: tuple[Face, ...]
    files: tuple[FileRecord, ...]
    shown: tuple[PageShown, ...]
    """The pages whose pictures lie in `pages`, in their order."""


class Corrections(Frozen):
    """All that persons said of the fields of a dossier, in order."""

    said: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class Folder:
    """The folder of one dossier."""

    path: Path

    @property
    def papers(self) -> Path:
        """Of the files."""
        return self.path / "papers"

    @property
    def report(self) -> Path:
        """For programs; that for a browser has the ending .html."""
        return self.path / "report.json"

    @property
    def corrections_file(self) -> Path:
        """See `Corrections`."""
        return self.path / "corrections.json"

    def picture(self, number: int) -> Path:
        """Of a page, counted from 1 over the dossier."""
        return self.path / "pages" / f"{number}.jpg"

    def about(self) -> About:
        """What was said of it."""
        return About.model_validate_json((self.path / "about.json").read_bytes())

    def write_about(self, about: About) -> None:
        """Keep what was said of it. Raises ReportNotWritten."""
        write_report(self.path / "about.json", about.model_dump_json())

    def sheet(self) -> Sheet | None:
        """What the page shows; None when it was not examined, not by machine, or by another version of the program."""
        file = self.path / "sheet.json"
        try:
            return Sheet.model_validate_json(file.read_bytes()) if file.is_file() else None
        except pydantic.ValidationError:
            return None

    def corrections(self) -> tuple[Correction, ...]:
        """What persons said of its fields."""
        file = self.corrections_file
        return Corrections.model_validate_json(file.read_bytes()).said if file.is_file() else ()

    def add_correction(self, correction: Correction) -> int:
        """Keep what a person said, and give how many there are. One at a time may do so. Raises ReportNotWritten."""
        said = (*self.corrections(), correction)
        write_report(self.corrections_file, Corrections(said=said).model_dump_json(indent=1))
        return len(said)

    def load(self) -> tuple[Kept, tuple[Picture, ...]] | None:
        """What was read, with the pictures; None when it is to be read."""
        file = self.path / "reading.json"
        if not file.is_file():
            return None
        kept = Kept.model_validate_json(file.read_bytes())
        pictures = (
            Picture(file=one.file, page=one.page, jpeg=self.picture(number).read_bytes())
            for number, one in enumerate(kept.shown, start=1)
        )
        return kept, tuple(pictures)

    def save(self, reading: Reading, engine: str) -> tuple[Kept, tuple[Picture, ...]]:
        """Keep what was read. Raises ReportNotWritten."""
        for number, picture in enumerate(reading.pictures, start=1):
            write_report(self.picture(number), picture.jpeg)
        shown = tuple(PageShown(file=one.file, page=one.page) for one in reading.pictures)
        kept = Kept(engine=engine, faces=reading.faces, files=reading.files, shown=shown)
        write_report(self.path / "reading.json", kept.model_dump_json(exclude_defaults=True))
        return kept, reading.pictures

    def forget_answer(self) -> None:
        """Remove what was read and said of it: it is to be read again. Raises ReportNotWritten."""
        try:
            for name in ("report.json", "report.html", "sheet.json", "reading.json"):
                (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise ReportNotWritten(f"Impossible de remplacer le rapport de {self.path} ({reason(error)}).") from error


def perform(job: Job, demand: Demand, tools: Tools, settings: Settings) -> Outcome:
    """Read a dossier where it was not, and judge it with what persons said of its fields."""
    assert isinstance(job, Task)
    return examine(job, demand, tools, settings, check=check_kept)


def check_kept(task: Task, demand: Demand, tools: Tools, settings: Settings) -> Checked:
    """The answer for a dossier; what was read of it is kept, and what the page shows.

    Raises:
        DossierError: as `pipeline.run.check_dossier`.
    """
    folder = Folder(task.report.parent)
    about, corrections = folder.about(), folder.corrections()
    pictures: Sequence[Picture] = ()
    documents: tuple[Document, ...] = ()
    kept: Kept | None = None

    def read(watch: Stopwatch) -> Dossier:
        nonlocal kept, pictures, documents
        kept, pictures = folder.load() or folder.save(
            read_files(task.path, tools, settings, watch), tools.reader.engine
        )
        with watch.stage("assemble"):
            documents = corrected(tools.assemble(kept.faces), corrections)
        return Dossier(
            name=about.title, documents=documents, files=kept.files, pictures=tuple(pictures), facts=about.facts
        )

    demand = replace(demand, now=task.now)
    checked = judge_dossier(task.path, read, demand, tools.reader.engine)
    findings = (*checked.report.findings, *told(documents, corrections, demand.lang))
    # A report of a crash is without the papers: what a person said of them, which may be why, has to be shown.
    report = checked.report.model_copy(update={"documents": documents, "findings": findings})
    report = _titled(report, about)
    if kept:
        made_with = report.provenance.model_copy(update={"engine": kept.engine})
        report = report.model_copy(update={"provenance": made_with})
        aspects = {(face.page.file, face.page.number): face.page.aspect for face in reversed(kept.faces)}
        shown = {(one.file, one.page): number for number, one in enumerate(kept.shown, start=1)}
        places = {place: (number, aspects[place]) for place, number in shown.items()}
        sheet = sheet_of(report, places, demand.lang, demand.policy.min_confidence)
        write_report(folder.path / "sheet.json", sheet.model_dump_json(exclude_defaults=True))
    return replace(checked, report=report)


def _titled(report: Report, about: About) -> Report:
    """The report under the title of the dossier: where it could not be examined it has the name of a folder of ours."""
    return report.model_copy(update={"dossier": about.title})


class NoReader:
    """A `PageReader` for dossiers that have been read before."""

    engine = "-"

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`."""
        raise OcrFailed(NOT_READ)
