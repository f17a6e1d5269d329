"""What the commands that read dossiers do, once the command line has been understood."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NoReturn

from pipeline.answers import SHOWN_PAGES, Answers, Result, gravest, names_of
from pipeline.batch.assembly import How, run_loose
from pipeline.batch.plan import absolute
from pipeline.batch.pool import Bounds, Pool
from pipeline.batch.progress import Journal, Told, watching
from pipeline.batch.purge import Purge, purge_folder
from pipeline.batch.remote import Bucket, BucketShelf, BucketSource, is_url
from pipeline.batch.remote_worker import ShelfProof, SourceProof, perform
from pipeline.batch.run import Hire, run_batch, run_dossiers
from pipeline.batch.summary import batch_text, draw_batch
from pipeline.batch.watch import HotFolder, watch_folder
from pipeline.batch.worker import Work
from pipeline.core.choices import Canal, Executor, Lang, Operation
from pipeline.core.dossier import Facts
from pipeline.core.errors import ComponentMissing, DossierError, UsageError
from pipeline.core.report_json import ExtractJson, ReportJson
from pipeline.log import log_to_stderr
from pipeline.open_tools import open_tools
from pipeline.run import Checked, Demand, check_dossier, read_dossier
from pipeline.scratch import BATCH, passing_folder
from pipeline.settings import Settings
from pipeline.stages.seals import certificates
from pipeline.stopwatch import Stopwatch
from pipeline.streams import complain, complain_of, console, standard_output
from validators.context import PARIS
from validators.policy import Policy


def demand_of(
    date_demande: datetime | None, operation: Operation | None, canal: Canal | None, policy: Path | None, lang: Lang
) -> Demand:
    """What is asked of the dossiers, now.

    Raises:
        UsageError: the policy file cannot be used.
    """
    day = date_demande.date() if date_demande else None
    return Demand(
        now=datetime.now(PARIS),
        facts=Facts(date_demande=day, operation=operation, canal=canal),
        policy=_policy(policy),
        lang=lang,
    )


def check(paths: Sequence[Path], answers: Answers, demand: Demand, jobs: int, trust: Path | None) -> int:
    """Check dossiers and give the exit code. Raises DossierError."""
    answers.keep_out_of(paths)
    answers.clear_unfinished(names_of(paths))
    results = list(_check_all(paths, demand, _settings(jobs, trust, answers), answers))
    answers.tell_all(results, is_single=len(paths) == 1)
    return gravest([result.exit_code for result in results])


@dataclass(frozen=True)
class Batch:
    """How a batch is run."""

    jobs: int
    trust: Path | None
    """Folder of certificates for 2D-Docs."""
    executor: Executor
    scheduler: str | None
    """Address of one of Dask, which it says to use then."""
    purge_after: int | None
    """Days."""
    is_grouped: bool
    is_split: bool


@dataclass(frozen=True)
class Places:
    """Where the dossiers of a batch are, and where its reports go: folders or buckets."""

    dossiers: Path | Bucket
    out: Path | None
    """Of the reports; where those go to a bucket, of the ledger and of the index."""
    shelf: BucketShelf | None

    @classmethod
    def asked(cls, directory: str, out: str | None, ledger: Path | None) -> "Places":
        """As the command line says.

        Raises:
            UsageError: a ledger without a bucket, a bucket for reports without one, or one that holds the dossiers too.
        """
        dossiers = Bucket(directory.rstrip("/")) if is_url(directory) else Path(directory)
        shelf = BucketShelf(out.rstrip("/")) if out and is_url(out) else None
        if shelf and ledger is None:
            raise UsageError(
                f"--out {out} demande --ledger RÉPERTOIRE : le registre, qui permet de reprendre, reste sur cette "
                "machine."
            )
        if ledger and shelf is None:
            raise UsageError("--ledger ne va qu'avec une URL pour --out : sinon le registre est dans --out.")
        if isinstance(dossiers, Bucket) and shelf and f"{shelf.url}/".startswith(f"{dossiers.url}/"):
            raise UsageError(f"--out {out} est dans {directory} : choisir un répertoire en dehors.")
        return cls(dossiers, ledger if shelf else None if out is None else Path(out), shelf)

    @property
    def bucket(self) -> Bucket | None:
        """Of the dossiers, if they are in one."""
        return self.dossiers if isinstance(self.dossiers, Bucket) else None


def batch(places: Places, answers: Answers, demand: Demand, asked: Batch) -> int:
    """Check all dossiers of a folder and give the exit code. Raises DossierError."""
    answers.keep_out_of([places.dossiers] if isinstance(places.dossiers, Path) else [])
    is_remote = places.bucket or places.shelf
    if places.shelf and asked.purge_after:
        raise UsageError("--purge-after ne va pas avec une URL pour --out : y régler la durée de vie des objets.")
    if is_remote and (asked.is_grouped or asked.is_split):
        raise UsageError("--group-by-vehicle et --split-stack ne lisent que des répertoires : y copier les fichiers.")
    if places.shelf and not places.bucket and asked.scheduler:
        raise UsageError("--scheduler et une URL pour --out demandent que les dossiers soient aussi derrière une URL.")
    if asked.purge_after and answers.out is None:
        raise UsageError("--purge-after demande --out RÉPERTOIRE : sans lui rien n'est gardé.")
    how, is_dask = (
        How(is_grouped=asked.is_grouped, is_split=asked.is_split),
        asked.executor == "dask" or asked.scheduler,
    )
    if (how.is_grouped or how.is_split) and is_dask:
        raise UsageError("--group-by-vehicle et --split-stack ne vont pas avec Dask : les réunir ici d'abord.")
    work, bounds = Work(open_tools, demand, _settings(1, asked.trust, answers)), Bounds(workers=asked.jobs)
    if is_remote:
        work = replace(work, perform=partial(perform, source=places.bucket, shelf=places.shelf))
    with contextlib.ExitStack() as stack:
        if asked.purge_after and answers.out:
            purge_folder(answers.out, Purge(asked.purge_after, demand.lang, complain), demand.now)
        folder = answers.out or stack.enter_context(passing_folder(BATCH))
        with watching(demand.lang, is_quiet=answers.is_quiet, is_verbose=answers.is_verbose) as watcher:
            hire = _dask(folder, places, asked.scheduler) if is_dask else Pool
            if isinstance(places.dossiers, Bucket):
                source = BucketSource(places.dossiers)
                result = run_dossiers(source.paths, folder, work, bounds, watcher, hire, source, places.shelf)
            elif how.is_grouped or how.is_split:
                result = run_loose(places.dossiers, folder, work, bounds, watcher, how)
            else:
                result = run_batch(places.dossiers, folder, work, bounds, watcher, hire, places.shelf)
        if "text" in answers.formats:
            with standard_output():
                draw_batch(console(), result, demand.lang, is_quiet=answers.is_quiet, is_listed=answers.out is None)
        elif answers.out is None:
            text = batch_text(answers.formats[0], result, folder)
            with standard_output():
                sys.stdout.write(text)
    return gravest([entry.answer.exit_code for entry in result.entries if entry.answer])


def _dask(folder: Path, places: Places, scheduler: str | None) -> Hire:
    """What reads through Dask; reports that go to no bucket go to that folder."""
    try:
        from pipeline.batch.dask_pool import DaskPool, FolderProof, Proof  # noqa: PLC0415  # an extra, which few install
    except ImportError as error:
        raise ComponentMissing(f"{error} : l'installer avec « pip install 'conforme[dask]' ».") from error
    proofs: list[Proof] = [ShelfProof(places.shelf) if places.shelf else FolderProof(folder / ".conforme/workers")]
    if places.bucket:
        proofs.append(SourceProof(places.bucket))
    return partial(DaskPool, proofs=proofs, scheduler=scheduler)


def reports_beside(directory: Path) -> Path:
    """Where the reports of a watched folder go when nothing else is asked: never into what is watched."""
    where = absolute(directory)
    return where.with_name(f"{where.name}-rapports")


def watch(
    directory: Path,
    answers: Answers,
    demand: Demand,
    jobs: int,
    trust: Path | None,
    *,
    settle: float,
    poll: float | None,
    route: Path | None,
    purge_after: int | None,
) -> NoReturn:
    """Check each dossier dropped into a folder until the program is stopped. Raises DossierError."""
    assert answers.out
    lang = demand.lang
    work = Work(open_tools, demand, _settings(1, trust, answers))
    journal = Journal(lang) if "text" in answers.formats else Told(lang)
    purge = Purge(purge_after, lang, journal.say) if purge_after else None
    if not answers.is_quiet:
        journal.say(_WATCHING[lang == "en"].format(absolute(directory), answers.out))
    hot = HotFolder(directory, settle, poll, route, purge)
    watch_folder(hot, answers.out, work, Bounds(workers=jobs), journal, clock=lambda: datetime.now(PARIS))


_WATCHING = ("Surveillance de {} ; rapports dans {}.", "Watching {}; reports in {}.")


@dataclass(frozen=True)
class Serve:
    """How the page is served."""

    address: str
    port: int
    names: tuple[str, ...]
    """Host names that lead there, beside numeric addresses and localhost."""
    asks_token: bool
    """On this machine too."""
    is_new_token: bool
    data: Path | None
    """Folder of all that is kept; that of the user when None."""
    max_upload: int
    """Megabytes."""
    purge_after: int
    """Days."""


def serve(asked: Serve, demand: Demand, jobs: int, trust: Path | None, *, is_verbose: bool) -> None:
    """Serve the page until the program is stopped. Raises DossierError."""
    from pipeline.serve.command import Door, run_serve  # noqa: PLC0415  # of no use to those who check dossiers
    from pipeline.serve.uploads import Intake  # noqa: PLC0415

    settings = _settings_for(1, trust, is_verbose=is_verbose).model_copy(update={"pictures": SHOWN_PAGES})
    door = Door(asked.address, asked.port, asked.names, asked.asks_token, asked.is_new_token)
    work, bounds = Work(open_tools, demand, settings), Bounds(workers=jobs)
    intake = Intake(max_bytes=asked.max_upload * 2**20)
    run_serve(door, asked.data, work, bounds, intake, asked.purge_after, clock=lambda: datetime.now(PARIS))


def extract(paths: Sequence[Path], answers: Answers, jobs: int, trust: Path | None) -> None:
    """Read dossiers without judging them. Raises DossierError."""
    answers.keep_out_of(paths)
    settings = _settings(jobs, trust, answers)
    found: list[ExtractJson] = []
    with open_tools(settings) as tools:
        for path, name in zip(paths, names_of(paths), strict=True):
            watch = Stopwatch()
            dossier = read_dossier(path, tools, settings, watch).in_lang(answers.lang)
            found.append(ExtractJson.of(dossier))
            answers.save(found[-1], name)
            answers.show_extraction(dossier, Policy().min_confidence, watch)
    answers.print_json(found, is_single=len(paths) == 1)


@dataclass(frozen=True)
class Replay:
    """How samples are replayed."""

    reads_again: bool
    """From the images, not from frozen readings."""
    is_update: bool
    is_strict: bool
    junit: Path | None
    policy: Path | None
    against: Path | None
    """Policy of which it is asked what it would change."""


def replay(directory: Path, asked: Replay, jobs: int, lang: Lang, *, is_verbose: bool) -> int:
    """Replay samples and give the exit code. Raises DossierError."""
    from pipeline.replaying import Ask, run_replay  # noqa: PLC0415  # of no use to those who check dossiers

    ask = Ask(
        now=datetime.now(PARIS),
        policy=_policy(asked.policy),
        against=_policy(asked.against) if asked.against else None,
        is_strict=asked.is_strict,
        is_update=asked.is_update,
        lang=lang,
    )
    settings = _settings_for(jobs, is_verbose=is_verbose) if asked.reads_again else None
    return run_replay(directory, ask, settings, asked.junit)


def anonymise(
    dossier: Path, out: Path, policy: Path | None, jobs: int, lang: Lang, *, has_images: bool, is_verbose: bool
) -> None:
    """Make a sample of a dossier that can leave the company. Raises DossierError."""
    from pipeline.anonymise.command import run_anonymise  # noqa: PLC0415  # of no use to those who check dossiers

    settings = _settings_for(jobs, is_verbose=is_verbose)
    run_anonymise(dossier, out, _policy(policy), datetime.now(PARIS), lang, settings, has_images=has_images)


def _policy(file: Path | None) -> Policy:
    return Policy.from_toml(file) if file else Policy()


def _settings(jobs: int, trust: Path | None, answers: Answers) -> Settings:
    settings = _settings_for(jobs, trust, is_verbose=answers.is_verbose)
    return settings.model_copy(update={"pictures": answers.pictures, "writes_junit": "junit" in answers.formats})


def _settings_for(jobs: int, trust: Path | None = None, *, is_verbose: bool) -> Settings:
    """The settings, and the log set up once they are known."""
    log_to_stderr(is_verbose=is_verbose)
    return Settings(jobs=jobs, trust=certificates(trust) if trust else {}, is_verbose=is_verbose)


def _check_all(paths: Sequence[Path], demand: Demand, settings: Settings, answers: Answers) -> Iterator[Result]:
    """Check each dossier, and show and save its answer as soon as it is there."""
    with open_tools(settings) as tools:
        for rank, (path, name) in enumerate(zip(paths, names_of(paths), strict=True), start=1):
            if len(paths) > 1 and not answers.is_quiet:
                complain(f"[{rank}/{len(paths)}] {path}")
            checked: Checked | None = None
            error: DossierError | None = None
            try:
                checked = check_dossier(path, demand, tools, settings)
                try:
                    answers.show(checked, demand.policy.min_confidence)
                finally:  # one way out may be blocked, and the other open
                    answers.save(ReportJson.of(checked.report), name)
                    answers.save_others(checked, demand.policy, name)
            except ComponentMissing:
                raise  # no dossier will do better
            except DossierError as fault:
                error = fault
                complain_of(fault, demand.lang)
            yield Result(path, name, checked, error)
