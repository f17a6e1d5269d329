"""The way of a dossier, from files to report.

ingest ─► read each page ─► assemble ─► judge ─► report
files     faces             documents   findings
"""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from pipeline.core.choices import Lang
from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, Facts, FileRecord, FileStatus, Reading
from pipeline.core.errors import DossierError, OcrFailed, trace_of
from pipeline.core.model import Face, Picture
from pipeline.core.printable import printable
from pipeline.core.report import CRASH, Advice, Finding, Motif, Provenance, Report, Scenario, Severity, Status
from pipeline.settings import Settings
from pipeline.stages.facts import read_facts
from pipeline.stages.ingest import Decode, as_text, open_dossier
from pipeline.stages.pages import RawPage
from pipeline.stopwatch import Stopwatch
from validators.advice import advise
from validators.catalogue import CATALOGUE, catalogue_digest
from validators.context import PARIS
from validators.corrections import corrections
from validators.engine import judge
from validators.policy import Policy
from validators.remedies import look_at
from validators.scenario import context_of

_CRASH_MESSAGE = {
    "fr": ("Erreur interne : ce dossier n'a pas pu être examiné.", "L'examiner à l'œil et signaler l'erreur."),
    "en": ("Internal error: this dossier could not be examined.", "Examine it yourself and report the error."),
}

_UNREAD_PAGE = "Page(s) {} non lue(s) : le moteur de lecture a échoué. Relancer, ou vérifier ces pages à l'œil."

_log = logging.getLogger(__name__)


class PageReader(Protocol):
    """Finds the papers on a page and reads them. Used from several threads at once."""

    engine: str
    """Engines and versions, e.g. 'pp-ocrv6 3.10.0 + tesseract 5.3.0'."""

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """The sides of papers found on that page, at least one ('inconnu').

        Raises:
            OcrFailed: the engine crashed or ran past its time limit.
        """


Assemble = Callable[[Sequence[Face]], tuple[Document, ...]]
"""Joins faces, in page order, to papers."""


@dataclass(frozen=True)
class Tools:
    """What reads dossiers, built once for all of them."""

    decode: Decode
    reader: PageReader
    assemble: Assemble


@dataclass(frozen=True)
class Demand:
    """What is asked about the dossiers of one run."""

    now: datetime
    """Instant of the check, aware."""
    facts: Facts = field(default_factory=Facts)
    """Said on the command line; they prevail over `dossier.toml`."""
    policy: Policy = field(default_factory=Policy)
    lang: Lang = "fr"


@dataclass(frozen=True)
class Checked:
    """The answer for one dossier, and how the program fared."""

    report: Report
    watch: Stopwatch
    crashes: tuple[str, ...] = ()
    """Ids of the rules that crashed, or `CRASH`."""
    trace: str = ""
    """Where the program crashed: frames and kind of the exception, no value."""
    pictures: tuple[Picture, ...] = ()
    """What the pages look like, as far as `Settings.pictures` asked for them."""

    @property
    def exit_code(self) -> int:
        """70 after a crash, else 0 for a pass and 1 for a reject."""
        if self.crashes:
            return 70
        return 0 if self.report.verdict == "pass" else 1


def check_dossier(path: Path, demand: Demand, tools: Tools, settings: Settings) -> Checked:
    """Read a dossier and judge it.

    A bug of the program is an answer too: the dossier is rejected, and `Checked.crashes` says so.

    Raises:
        DossierError: the dossier could not be examined for a reason that is no bug.
    """
    return judge_dossier(path, lambda watch: read_dossier(path, tools, settings, watch), demand, tools.reader.engine)


def judge_dossier(path: Path, read: Callable[[Stopwatch], Dossier], demand: Demand, engine: str) -> Checked:
    """Judge a dossier, wherever its reading comes from: `check_dossier` for all but that.

    Args:
        path: where it is; names it.
        read: gives its papers.
        demand: what is asked.
        engine: what read it.
    """
    watch = Stopwatch()
    try:
        dossier = read(watch)
        with watch.stage("validate"):
            context = context_of(dossier, demand.facts, now=demand.now, policy=demand.policy, lang=demand.lang)
            judgement = judge(CATALOGUE, dossier, context)
            advice = advise(CATALOGUE, dossier, demand.facts, context, judgement)
    except DossierError:
        raise
    except Exception as error:  # the border of a dossier: a bug must neither pass it nor stop the others
        trace = trace_of(error)
        _log.error("%r crashed\n%s", name_of(path), trace)
        report = unexamined(path, demand, engine, CRASH, *_CRASH_MESSAGE[demand.lang])
        return Checked(report, watch, (CRASH,), trace)
    report = Report(
        dossier=dossier.name,
        date_demande=context.date_demande,
        date_cession=context.date_cession,
        scenario=context.scenario,
        documents=dossier.documents,
        findings=judgement.findings,
        files=dossier.in_lang(demand.lang).files,
        provenance=_provenance(demand.policy, engine, watch),
        advice=advice,
    )
    return Checked(report, watch, judgement.crashes, pictures=dossier.pictures)


def read_dossier(path: Path, tools: Tools, settings: Settings, watch: Stopwatch) -> Dossier:
    """The papers of a dossier, read and not judged.

    Raises:
        DossierError: nothing to read, unusable `dossier.toml`, or an engine that failed on every page.
    """
    facts = read_facts(path)
    reading = read_files(path, tools, settings, watch)
    with watch.stage("assemble"):
        documents = tools.assemble(reading.faces)
    return Dossier(name=name_of(path), documents=documents, files=reading.files, pictures=reading.pictures, facts=facts)


def read_files(path: Path, tools: Tools, settings: Settings, watch: Stopwatch) -> Reading:
    """What is read on the pages of a folder or file, before papers are joined.

    Raises:
        DossierError: nothing to read, or an engine that failed on every page.
    """
    return _read_pages(_ingest(path, tools, settings, watch), tools.reader, settings, watch)


def name_of(path: Path) -> str:
    """How a dossier is called: its folder, or its file without the ending."""
    whole = Path(os.path.realpath(path))
    return as_text(whole.name if os.path.isdir(whole) else whole.stem)  # noqa: PTH112  # Path.is_dir may raise


def _ingest(path: Path, tools: Tools, settings: Settings, watch: Stopwatch) -> Iterator[RawPage | FileRecord]:
    """Pages and file records, the time to get each of them counted."""
    items = open_dossier(path, settings.limits, tools.decode)
    while True:
        with watch.stage("ingest"):
            item = next(items, None)
        if item is None:
            return
        yield item


def _read_pages(
    items: Iterator[RawPage | FileRecord], reader: PageReader, settings: Settings, watch: Stopwatch
) -> Reading:
    """Faces in page order, the file records, and the pictures of the first pages where they are asked for.

    A few pages are read at the same time, and no more are in memory.
    """
    waiting: deque[tuple[RawPage, Future[tuple[Face, ...]]]] = deque()
    faces: list[Face] = []
    pictures: list[Picture] = []
    records: list[FileRecord] = []
    failed: dict[str, list[int]] = {}
    pages = 0

    def take() -> None:
        raw, future = waiting.popleft()
        try:
            found = future.result()
        except OcrFailed as error:
            _log.warning("%r page %d: %s", raw.file, raw.number, printable(str(error)))
            failed.setdefault(raw.file, []).append(raw.number)
            return
        picture = next((face.page.picture for face in found), None)
        if picture and len(pictures) < settings.pictures:
            pictures.append(Picture(file=raw.file, page=raw.number, jpeg=picture))
        faces.extend(_without_picture(face) for face in found)

    with ThreadPoolExecutor(settings.jobs, thread_name_prefix="page") as pool:
        try:
            for item in items:
                if isinstance(item, FileRecord):
                    records.append(item)
                    continue
                pages += 1
                waiting.append((item, pool.submit(reader.faces, item, watch)))
                if len(waiting) >= settings.pages_in_flight:
                    take()
            while waiting:
                take()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    if pages and sum(map(len, failed.values())) == pages:
        raise OcrFailed(
            "Le moteur de lecture a échoué sur toutes les pages du dossier : lancer « conforme doctor », "
            "ou relancer avec --jobs 1."
        )
    return Reading(
        faces=tuple(faces),
        files=tuple(_with_failures(record, failed) for record in records),
        pictures=tuple(pictures),
    )


def _without_picture(face: Face) -> Face:
    """The face, whose page is light again."""
    if face.page.picture is None:
        return face
    return face.model_copy(update={"page": face.page.model_copy(update={"picture": None})})


def _with_failures(record: FileRecord, failed: Mapping[str, Sequence[int]]) -> FileRecord:
    """The record of a file, told which of its pages no engine could read."""
    pages = failed.get(record.file)
    if not pages:
        return record
    detail = _UNREAD_PAGE.format(", ".join(map(str, pages)))
    told = {"unread": tuple(pages), "detail": f"{record.detail} {detail}".strip()}
    if record.status is FileStatus.READ:
        told["status"] = FileStatus.UNREADABLE
    return record.model_copy(update=told)


def _provenance(policy: Policy, engine: str, watch: Stopwatch) -> Provenance:
    return Provenance(
        conforme=version("conforme"),
        engine=engine,
        policy=policy.digest(),
        catalogue=catalogue_digest(),
        seconds=round(watch.total, 2),
    )


def unexamined(path: Path, demand: Demand, engine: str, rule: str, message: str, action: str) -> Report:
    """A report that rejects the dossier as `illisible` and says no more than why it could not be examined."""
    finding = Finding(
        rule=rule,
        status=Status.INCONCLUSIVE,
        severity=Severity.BLOCKING,
        motif=Motif.ILLISIBLE,
        message=message,
        action=action,
        remedies=(look_at(),),
    )
    return Report(
        dossier=name_of(path),
        date_demande=demand.facts.date_demande or demand.now.astimezone(PARIS).date(),
        scenario=Scenario(),
        documents=(),
        findings=(finding,),
        files=(),
        provenance=_provenance(demand.policy, engine, Stopwatch()),
        advice=Advice(corrections=corrections((finding,), demand.lang)),
    )
