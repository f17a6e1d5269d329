"""What can be asked for, by the page and by programs alike; each thing done is noted in the audit log."""

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple

from fastapi import HTTPException
from starlette.responses import StreamingResponse

from pipeline.core.choices import Lang
from pipeline.core.dossier import Facts
from pipeline.core.errors import ReportNotWritten, reason
from pipeline.serve.by_hand import Correction, NotUnderstood, correction
from pipeline.serve.desk import Desk
from pipeline.serve.history import Entry
from pipeline.serve.kept import About
from pipeline.serve.sheet import Shown
from pipeline.serve.uploads import Intake, Sent, Unwanted, shown, store, title_of
from pipeline.serve.words import WORDS
from pipeline.stages.wording import Wording
from pipeline.streams import complain, complain_of

JUDGED_WITHIN_S = 20.0
"""How long an answer waits for the rules to be run again; beyond, the page tells when they were."""
_CHUNK = 2**18


class Asked(NamedTuple):
    """What is said with an upload."""

    title: str = ""
    """How the dossier is called; by its files when empty."""
    facts: Facts = Facts()


@dataclass(frozen=True)
class Office:
    """See the module."""

    desk: Desk
    intake: Intake
    purge_after: int
    """Days."""
    clock: Callable[[], datetime]
    lang: Lang

    def say(self, word: str) -> str:
        """The word of that name."""
        return Wording(self.lang, WORDS).say(word)

    def why(self, error: Unwanted) -> str:
        """Why something is not done, for the user."""
        if error.reason not in WORDS:
            return error.reason
        return self.say(error.reason).format(
            names=", ".join(error.names), files=self.intake.max_files, mb=self.intake.max_bytes // 2**20
        )

    def take_in(self, sent: Sequence[Sent], asked: Asked, who: str) -> Entry:
        """Take a dossier in. Raises Unwanted."""
        if self.desk.history.unread() >= self.intake.max_waiting:
            raise Unwanted("busy")
        try:
            with self.desk.incoming() as folder:
                store(sent, folder, self.intake)
                title = shown(asked.title) or title_of([one.name for one in sent]) or self.say("untitled")
                entry = self.desk.take_in(folder, About(title=title, facts=asked.facts), len(sent))
        except (OSError, ReportNotWritten) as error:
            raise Unwanted("no_room") from error
        self.note(who, "given", entry.id, files=len(sent))
        return entry

    def remove(self, identity: str, who: str) -> None:
        """Remove all that is kept of a dossier."""
        self.desk.remove(identity)
        self.note(who, "removed", identity)

    def purge(self) -> None:
        """Remove what is too old."""
        for identity in self.desk.purge(self.purge_after):
            self.note("conforme", "purged", identity)

    def report_of(self, entry: Entry, who: str) -> Path:
        """The report for programs. Raises HTTPException 404 while no answer stands."""
        file = self.desk.folder(entry.id).report
        if entry.is_busy or not file.is_file():
            raise HTTPException(404, self.say("no_report"))
        self.note(who, "read", entry.id)
        return file

    def field_of(self, entry: Entry, document: str, key: str) -> Shown:
        """A field that can be corrected. Raises Unwanted."""
        sheet = self.desk.folder(entry.id).sheet()
        if sheet is None:
            raise Unwanted("not_there")
        found = next((one for one in sheet.fields if (one.document, one.field) == (document, key)), None)
        if found is None:
            raise Unwanted("no_field")
        return found

    def correct(self, entry: Entry, document: str, key: str, text: str | None, name: str, who: str) -> None:
        """Keep what a person says of a field, and wait for the rules to be run again.

        Args:
            entry: the dossier.
            document: id of the paper.
            key: of the field.
            text: the value as they write it; empty where nothing stands there; None to take back what was said.
            name: of the person.
            who: who asks, for the audit log.

        Raises:
            Unwanted: it cannot be corrected, or what they write is no value of it.
        """
        field = self.field_of(entry, document, key)
        if not (name := shown(name)):
            raise Unwanted("no_name")
        try:
            said = correction(document, key, text or "", field.read, name, self.clock(), self.lang)
        except NotUnderstood as error:
            raise Unwanted(str(error)) from error
        if text is None:
            said = Correction.model_validate({**dict(said), "is_withdrawn": True})
        try:
            self.desk.correct(entry.id, said)
        except ReportNotWritten as error:
            raise Unwanted("no_room") from error
        self.note(who, "corrected", entry.id, document=document, field=key, is_withdrawn=text is None)
        self.desk.wait_for(entry.id, JUDGED_WITHIN_S)

    def bundle(self, entry: Entry, who: str) -> StreamingResponse:
        """Papers, reports and corrections in one archive.

        Raises:
            HTTPException: 404 while no answer stands.
            ReportNotWritten: no space to make it.
        """
        folder = self.desk.folder(entry.id)
        report = self.report_of(entry, who)
        try:
            file = tempfile.TemporaryFile(dir=folder.path)  # noqa: SIM115  # closed when it has been sent
            with zipfile.ZipFile(file, "w") as archive:
                for one, name in (
                    *((paper, f"pieces/{paper.name}") for paper in sorted(folder.papers.iterdir())),
                    (report, "rapport.json"),
                    (report.with_suffix(".html"), "rapport.html"),
                    (folder.corrections_file, "corrections.json"),
                ):
                    if one.is_file():
                        archive.write(one, name)
            file.flush()  # before the answer begins, which cannot be taken back
        except OSError as error:
            raise ReportNotWritten(f"Impossible d'écrire l'archive ({reason(error)}).") from error
        headers = {"Content-Disposition": f'attachment; filename="conforme-{entry.id}.zip"'}
        return StreamingResponse(_chunks(file), media_type="application/zip", headers=headers)

    def note(self, who: str, did: str, identity: str, **more: str | int | bool) -> None:
        """Add a line to the audit log: no name, no title, nothing that stands on papers.

        Where it cannot be written it goes to standard error: what was done is done, whatever becomes of its line.
        """
        at = self.clock().isoformat(timespec="seconds")
        line = json.dumps({"at": at, "who": who, "did": did, "dossier": identity, **more})
        try:
            place = os.open(self.desk.data / "audit.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(place, "w", encoding="utf-8") as log:
                log.write(line + "\n")
        except OSError as error:
            complain_of(ReportNotWritten(f"Impossible d'écrire l'historique ({reason(error)})."), self.lang)
            complain(line)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
