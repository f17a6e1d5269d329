"""What a worker does where dossiers or reports are in buckets, and how one of Dask shows that it reaches them."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.answers import reports_in
from pipeline.batch.answer import Answer, Outcome, Task
from pipeline.batch.remote import Bucket, BucketShelf
from pipeline.batch.worker import Job, examine
from pipeline.core.english import in_lang
from pipeline.core.errors import ComponentMissing, DossierError, NoInput, UsageError
from pipeline.run import Demand, Tools
from pipeline.settings import Settings

_PROOF = ".conforme-workers"
"""Name of an object beside the reports."""


def perform(
    job: Job, demand: Demand, tools: Tools, settings: Settings, *, source: Bucket | None, shelf: BucketShelf | None
) -> Outcome:
    """What a worker does with a dossier of a bucket, or with one whose report goes to a bucket.

    Args:
        job: a `Task`. Of what is in no bucket its paths are those of files.
        demand: see `worker.examine`.
        tools: see `worker.examine`.
        settings: see `worker.examine`.
        source: where the dossier is, when it is in a bucket.
        shelf: where its reports go, when they go to one.
    """
    assert isinstance(job, Task)
    content = job.content
    with tempfile.TemporaryDirectory(prefix="conforme-dossier-") as name:
        folder = Path(name)
        try:
            objects = source.objects(job.path) if source else {}
            path = source.fetch(job.path, objects, folder / "in") if source else job.path
            (folder / "out").mkdir()
            report = folder / "out" / job.report.name if shelf else job.report
            outcome = examine(job.model_copy(update={"path": path, "report": report}), demand, tools, settings)
            content = outcome.content
            if source:
                now = source.objects(job.path)
                is_sure = now == objects and all(one.mark for one in now.values())
                if content == job.content and not is_sure:  # what was read is what was planned: is it still there?
                    content = source.content_of(job.path, now)
                told = outcome.error.replace(str(path), source.url_of(job.path))
                outcome = outcome.model_copy(update={"content": content, "error": told})
            if shelf:
                shelf.put(reports_in(folder / "out"))
        except ComponentMissing:
            raise
        except DossierError as error:
            told = in_lang(str(error), demand.lang)
            return Outcome(answer=Answer(exit_code=error.exit_code), content=content, error=told)
    return outcome


@dataclass(frozen=True)
class SourceProof:
    """A `dask_pool.Proof` that workers may read the dossiers of a bucket."""

    source: Bucket

    def show(self, batch: str) -> None:
        """See `Proof`: the dossiers are there."""

    def check(self, batch: str) -> None:
        """See `Proof`."""
        with _on_a_worker():
            self.source.check()

    def remove(self) -> None:
        """See `Proof`."""


@dataclass(frozen=True)
class ShelfProof:
    """A `dask_pool.Proof` that workers have the bucket of the reports: an object in it."""

    shelf: BucketShelf

    def show(self, batch: str) -> None:
        """See `Proof`."""
        self.shelf.write(_PROOF, batch.encode())

    def check(self, batch: str) -> None:
        """See `Proof`."""
        with _on_a_worker():
            if self.shelf.read(_PROOF) != batch.encode():  # another service, and a bucket of that name there
                url = self.shelf.url
                raise NoInput(f"{url} est impossible à lire (introuvable) : vérifier l'adresse et les identifiants.")

    def remove(self) -> None:
        """See `Proof`."""
        self.shelf.remove([_PROOF])


@contextlib.contextmanager
def _on_a_worker() -> Iterator[None]:
    """Say that it is a worker that does not reach a bucket."""
    try:
        yield
    except DossierError as error:
        raise UsageError(f"Un ouvrier Dask n'a pas l'accès qu'il faut : {error}") from error
