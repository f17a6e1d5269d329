"""Frozen readings: what the engines read in a dossier, kept so that extraction and rules can run again without them.

    samples/dossiers/NAME/readings.json.xz      `conforme.readings/1`, JSON in xz

They lie beside the papers, or stand for them where the papers cannot be shown. Where papers lie beside them, they must
be those that were read, byte for byte: else it is an error, and never a quiet call to an engine.
"""

import lzma
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pydantic

from pipeline.core.dossier import Dossier, Facts, FileRecord
from pipeline.core.errors import NoInput, UsageError, reason
from pipeline.core.model import Face, Frozen
from pipeline.run import Assemble, Checked, Demand, PageReader, Tools, judge_dossier, name_of, read_dossier
from pipeline.settings import Settings
from pipeline.stages.facts import read_facts
from pipeline.stages.ingest import READINGS_FILE, as_text, walk
from pipeline.stages.pages import RawPage
from pipeline.stages.write import write_report
from pipeline.stopwatch import Stopwatch

FORMAT = "conforme.readings/1"
MAX_BYTES = 256 * 2**20
"""Of the JSON. A page of a dossier has 0.1 to 0.3 MB."""


class Readings(Frozen):
    """What was found on the pages of one dossier, and what read them."""

    model_config = pydantic.ConfigDict(title="Conforme readings", serialize_by_alias=True, validate_by_name=True)

    format: Literal["conforme.readings/1"] = pydantic.Field(alias="schema")
    engine: str
    """Engines and versions, e.g. 'pp-ocrv6 3.10.0 + tesseract 5.3.0'."""
    faces: tuple[Face, ...]
    """The sides of papers found, in the order of the pages."""
    files: tuple[FileRecord, ...]
    """All files of the dossier, read or not, in its order."""

    @classmethod
    def of(cls, faces: Iterable[Face], files: tuple[FileRecord, ...], engine: str) -> "Readings":
        """Those of a dossier just read, its faces in any order but those of a page in theirs."""
        ranks = {record.file: rank for rank, record in enumerate(files)}
        ordered = sorted(faces, key=lambda face: (ranks[face.page.file], face.page.number))
        return cls(format=FORMAT, engine=engine, faces=tuple(ordered), files=files)

    @classmethod
    def load(cls, folder: Path) -> "Readings":
        """Those that lie in that folder.

        Raises:
            NoInput: there are none.
            UsageError: of another format, or spoiled.
        """
        path = folder / READINGS_FILE
        try:
            with lzma.open(path) as stream:
                data = stream.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                raise UsageError(f"{path} : plus de {MAX_BYTES // 2**20} Mo de lectures, ce n'est pas un dossier.")
            return cls.model_validate_json(data)
        except FileNotFoundError as error:
            raise NoInput(f"Pas de lectures figées dans {folder} : les faire avec --ocr --update.") from error
        except (OSError, EOFError, lzma.LZMAError, pydantic.ValidationError) as error:
            why = reason(error) if isinstance(error, OSError) else f"ce n'est pas du {FORMAT}"
            raise UsageError(f"{path} : lectures inutilisables ({why}) ; les refaire avec --ocr --update.") from error

    def save(self, folder: Path) -> None:
        """Write them into that folder, for their owner only; the same bytes for the same readings.

        Raises:
            ReportNotWritten: no right, or no space.
        """
        # Without what is only the default, they take half the room.
        text = self.model_dump_json(exclude_defaults=True)
        write_report(folder / READINGS_FILE, lzma.compress(text.encode()))

    def check_papers(self, dossier: Path) -> None:
        """Make sure that the papers of that folder, where there are any, are those that were read.

        Raises:
            UsageError: one is another, is missing, or was added.
        """
        lying = {as_text(file.relative_to(dossier).as_posix()): file for file in walk(dossier)}
        read = {record.file: record.sha256 for record in self.files}
        if lying and {name: sha256(file.read_bytes()).hexdigest() for name, file in lying.items()} != read:
            raise UsageError(
                f"{dossier} : les pièces ne sont plus celles qui ont été lues ; relire avec --ocr --update."
            )


class Recorder:
    """A `PageReader` that keeps what another one found."""

    def __init__(self, reader: PageReader) -> None:
        """Take the reader that does the work."""
        self.engine = reader.engine
        self._reader = reader
        self.kept: list[Face] = []

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`."""
        faces = self._reader.faces(raw, watch)
        self.kept.extend(faces)  # one call: the faces of a page stay together, whatever the other threads do
        return faces


def freeze(dossier: Path, tools: Tools, settings: Settings) -> Readings:
    """Read a dossier with the engines, and keep what they found.

    Raises:
        DossierError: as `pipeline.run.read_dossier`.
    """
    recorder = Recorder(tools.reader)
    read = read_dossier(dossier, Tools(tools.decode, recorder, tools.assemble), settings, Stopwatch())
    return Readings.of(recorder.kept, read.files, recorder.engine)


def check_readings(
    dossier: Path, readings: Readings, demand: Demand, assemble: Assemble, facts: Facts | None = None
) -> Checked:
    """Judge a dossier from its readings; nothing of it is opened but `dossier.toml`, where its facts are not given."""

    def read(watch: Stopwatch) -> Dossier:
        with watch.stage("assemble"):
            documents = assemble(readings.faces)
        told = read_facts(dossier) if facts is None else facts
        return Dossier(name=name_of(dossier), documents=documents, files=readings.files, facts=told)

    return judge_dossier(dossier, read, demand, readings.engine)
