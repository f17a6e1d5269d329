"""Loose files: read once, then judged with the others of their dossier, from what was read.

    file ─► Reading, Contents          written by the worker that reads it, gone when the batch is through
    Assembled ─► Checked               by the worker that judges the dossier

What stands on papers is kept between the two on disk, for its owner only. An `Assembled` holds none of it: it is the
dossier, as the ledger sees it, and stays.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.batch.answer import Answer, Outcome, Task
from pipeline.batch.traits import Traits, traits_of
from pipeline.core.choices import Lang
from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, FileRecord, FileStatus, Reading
from pipeline.core.english import in_lang
from pipeline.core.errors import ComponentMissing, DossierError, OcrFailed
from pipeline.core.labels import paper_label
from pipeline.core.model import Defect, Face, Frozen, Picture
from pipeline.core.report import Finding, Motif, Report, Severity, Status
from pipeline.run import Checked, Demand, Tools, judge_dossier, name_of, read_files, unexamined
from pipeline.settings import Settings
from pipeline.stages.fingerprint import content_of
from pipeline.stages.ingest import duplicate_of
from pipeline.stages.write import write_report
from pipeline.stopwatch import Stopwatch
from validators.corrections import corrections
from validators.remedies import look_at

FOLDER = Path(".conforme/assembled")
"""In that of the reports: holds the dossiers, a file each."""
READINGS = Path(".conforme/readings")
"""In the same: what was read, until the batch is through."""
SUFFIX = ".dossier"
"""Of files that hold an `Assembled`."""

UNASSIGNED = "conforme.unassigned"
"""Rule id of the finding that stands for loose papers of which it cannot be said whose they are."""

_NOWHERE = (
    "Rien de ce qui a été lu sûrement ne rattache ces pages à un dossier{} : {}.",
    "Nothing surely read ties these pages to a dossier{}: {}.",
)
_SEVERAL = (
    "Ces pages peuvent appartenir à plusieurs dossiers ({}) : {}.",
    "These pages may belong to several dossiers ({}): {}.",
)
_ASIDE = (
    "Des pages laissées de côté peuvent être de ce dossier : {}.",
    "Pages that were set aside may be of this dossier: {}.",
)
_PERHAPS = (" ; peut-être {}", "; perhaps {}")
_NO_PAPER = ("aucune pièce reconnue", "no paper recognised")
_ACTION = (
    "Dire de quel dossier elles sont : mettre les pièces de ce dossier dans un répertoire à lui.",
    "Say whose they are: put the papers of that dossier in a folder of its own.",
)


class ReadTask(Frozen):
    """A loose file to read."""

    path: Path
    reading: Path
    """File to write the reading to."""
    is_split: bool
    """Whether each page may be of another dossier."""


class Sheet(Frozen):
    """Pages that stay together, and what they say of whose they are."""

    pages: tuple[int, ...]
    """1-based."""
    papers: tuple[Traits, ...] = ()
    is_blank: bool = False

    @property
    def may_tell_against(self) -> bool:
        """Whether a rule might find it wrong: a paper about a vehicle, or a page that no engine could read."""
        return any(paper.is_about_a_vehicle for paper in self.papers) or not (self.papers or self.is_blank)


class Contents(Frozen):
    """What a loose file says of whose it is."""

    sheets: tuple[Sheet, ...]

    @staticmethod
    def file_of(reading: Path) -> Path:
        """Where it is, beside the reading."""
        return reading.with_suffix(".contents")


class Slice(Frozen):
    """A file, or pages of it."""

    file: str
    """Name, as reports write it."""
    reading: str
    """Name of the file with its reading."""
    pages: tuple[int, ...] = ()
    """1-based; empty for all."""

    def __str__(self) -> str:
        return f"{self.file} p. {ranges(self.pages)}" if self.pages else self.file


class Aside(Frozen):
    """Pages of no dossier, as one that they may belong to has to know of them."""

    pages: Slice
    is_grave: bool
    """A page is among them that might tell against the dossier."""


class Assembled(Frozen):
    """A dossier made of loose files, or pages of which it cannot be said whose they are."""

    slices: tuple[Slice, ...]
    fits: tuple[str, ...] | None = None
    """Of pages that are none's: the names of the dossiers that they may belong to."""
    aside: tuple[Aside, ...] = ()
    """Of a dossier: the pages that may belong to it."""


def read_loose(task: ReadTask, demand: Demand, tools: Tools, settings: Settings) -> Outcome:
    """Read a file and write what was read.

    Raises:
        ComponentMissing: no file will do better.
    """
    watch = Stopwatch()
    if settings.pictures:  # which of them are of which dossier is not known yet
        settings = settings.model_copy(update={"pictures": settings.limits.max_pages})
    try:
        reading = read_files(task.path, tools, settings, watch)
        contents = _contents(reading, tools, demand.policy.min_confidence, is_split=task.is_split)
        write_report(Contents.file_of(task.reading), contents.model_dump_json(exclude_defaults=True))
        write_report(task.reading, reading.model_dump_json(exclude_defaults=True))
    except ComponentMissing:
        raise
    except DossierError as error:
        return Outcome(
            answer=Answer(exit_code=error.exit_code),
            content=content_of(task.path),
            error=in_lang(str(error), demand.lang),
            is_engine_failure=isinstance(error, OcrFailed),
        )
    return Outcome(
        answer=Answer(exit_code=0, seconds=round(watch.total, 2)),
        content=content_of(task.path),
        is_engine_failure=any(file.unread for file in reading.files),
    )


def _contents(reading: Reading, tools: Tools, min_confidence: float, *, is_split: bool) -> Contents:
    pages = sorted({face.page.number for face in reading.faces} | {*range(1, reading.files[0].pages + 1)})
    together = [(page,) for page in pages] if is_split and pages else [tuple(pages)]
    return Contents(sheets=tuple(_sheet(reading, part, tools, min_confidence) for part in together))


def _sheet(reading: Reading, pages: tuple[int, ...], tools: Tools, min_confidence: float) -> Sheet:
    faces = [face for face in reading.faces if face.page.number in pages]
    return Sheet(
        pages=pages,
        papers=tuple(traits_of(document, min_confidence) for document in tools.assemble(faces)),
        is_blank=bool(faces) and all(Defect.BLANK in face.page.defects for face in faces),
    )


def is_assembled(task: Task) -> bool:
    """Whether the dossier is one made of loose files."""
    return task.path.parent == Path(os.path.abspath(task.report.parent / FOLDER))  # noqa: PTH100


def check_assembled(file: Path, demand: Demand, tools: Tools, settings: Settings) -> Checked:
    """Judge a dossier of loose files from their readings, or say why pages are in none.

    Args:
        file: holds the `Assembled`.
        demand: what is asked.
        tools: their assembler is used, and no engine.
        settings: say how many pictures of pages are kept.
    """
    assembled = Assembled.model_validate_json(file.read_bytes())
    readings = file.parents[len(FOLDER.parts)] / READINGS

    def read(watch: Stopwatch) -> Dossier:
        with watch.stage("gather"):
            reading = gather(assembled.slices, lambda name: _load(readings / name))
        with watch.stage("assemble"):
            documents = tools.assemble(reading.faces)
        pictures = reading.pictures[: settings.pictures]
        return Dossier(name=name_of(file), documents=documents, files=reading.files, pictures=pictures)

    if assembled.fits is None:
        checked = judge_dossier(file, read, demand, tools.reader.engine)
        return replace(checked, report=_with_aside(checked.report, assembled.aside, demand.lang))
    watch = Stopwatch()
    dossier = read(watch)
    message, action = _said(dossier.documents, assembled.fits, demand)
    report = unexamined(file, demand, tools.reader.engine, UNASSIGNED, message, action)
    return Checked(
        report.model_copy(update={"documents": dossier.documents, "files": dossier.in_lang(demand.lang).files}),
        watch,
        pictures=dossier.pictures,
    )


def gather(slices: Sequence[Slice], load: Callable[[str], Reading]) -> Reading:
    """The reading of a dossier from those of its files; one that is a copy of another counts once."""
    faces: list[Face] = []
    files: list[FileRecord] = []
    pictures: list[Picture] = []
    first: dict[tuple[str, tuple[int, ...]], str] = {}
    for one in slices:
        reading = load(one.reading)
        record = reading.files[0].model_copy(update={"file": one.file})
        original = first.setdefault((one.reading, one.pages), one.file)
        if original != one.file:
            files.append(duplicate_of(original, record))
            continue
        mine = set(one.pages or range(1, record.pages + 1))
        files.append(_part_of(record, one.pages) if one.pages else record)
        faces += (_in_file(face, one.file) for face in reading.faces if face.page.number in mine)
        pictures += (shown.model_copy(update={"file": one.file}) for shown in reading.pictures if shown.page in mine)
    return Reading(faces=tuple(faces), files=tuple(files), pictures=tuple(pictures))


def _part_of(record: FileRecord, pages: tuple[int, ...]) -> FileRecord:
    """The record of a file as a dossier has it that is made of some of its pages."""
    unread = tuple(page for page in record.unread if page in pages)
    told: dict[str, object] = {"only": pages, "unread": unread}
    if record.unread and not unread and record.status is FileStatus.UNREADABLE:  # for pages of other dossiers
        told |= {"status": FileStatus.READ, "detail": ""}
    return record.model_copy(update=told)


def _with_aside(report: Report, aside: Sequence[Aside], lang: Lang) -> Report:
    """The report that tells of what was set aside: no dossier passes beside a paper that might tell against it."""
    if not aside:
        return report
    english = lang == "en"
    is_grave = any(one.is_grave for one in aside)
    finding = Finding(
        rule=UNASSIGNED,
        status=Status.INCONCLUSIVE,
        severity=Severity.BLOCKING if is_grave else Severity.WARNING,
        motif=Motif.ILLISIBLE if is_grave else None,
        message=_ASIDE[english].format(", ".join(str(one.pages) for one in aside)),
        action=_ACTION[english],
        remedies=(look_at(),) if is_grave else (),
    )
    findings = (*report.findings, finding)
    advice = report.advice.model_copy(update={"corrections": corrections(findings, lang)})
    return report.model_copy(update={"findings": findings, "advice": advice})


def _in_file(face: Face, file: str) -> Face:
    """The face, under the name of that file: a copy of it may have been read."""
    return face.model_copy(update={"page": face.page.model_copy(update={"file": file})})


def _load(reading: Path) -> Reading:
    try:
        return Reading.model_validate_json(reading.read_bytes())
    except OSError as error:  # somebody tidied up: the next batch reads again
        raise OcrFailed("Ce qui a été lu de ces fichiers n'est plus là : relancer.") from error


def _said(documents: Sequence[Document], fits: Sequence[str], demand: Demand) -> tuple[str, str]:
    """Message and action for pages that are in no dossier."""
    english = demand.lang == "en"
    kinds = dict.fromkeys(paper_label(document.kind, demand.lang) for document in documents)
    papers = ", ".join(kinds) or _NO_PAPER[english]
    if len(fits) > 1:
        return _SEVERAL[english].format(", ".join(fits), papers), _ACTION[english]
    perhaps = _PERHAPS[english].format(fits[0]) if fits else ""
    return _NOWHERE[english].format(perhaps, papers), _ACTION[english]


def ranges(pages: Sequence[int]) -> str:
    """Ascending page numbers as people write them.

    >>> ranges((1, 2, 3, 5, 7, 8))
    '1-3, 5, 7-8'
    """
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
