"""Sample dossiers whose files are opened, and no engine: readings as frozen, pages as they came.

The readings do not say how pages were turned and deskewed, so boxes are a little off on those that were.
"""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from extractors.assemble import assemble
from pipeline.core.choices import Lang
from pipeline.core.model import Face
from pipeline.readings import Readings
from pipeline.run import Checked, Demand, Tools, check_dossier
from pipeline.settings import Settings
from pipeline.stages.decode import decode
from pipeline.stages.pages import RawPage
from pipeline.stages.pictures import as_jpeg
from pipeline.stopwatch import Stopwatch

SAMPLES = Path(__file__).parents[1] / "samples" / "dossiers"


class ReplayReader:
    """A `PageReader` that answers from readings, for a dossier whose files are opened all the same."""

    def __init__(self, readings: Readings, dossier: Path) -> None:
        """Take the readings of that dossier."""
        self.engine = f"replay of {readings.engine}"
        self._dossier = dossier
        self._digests = {record.file: record.sha256 for record in readings.files}
        self._faces: dict[tuple[str, int], tuple[Face, ...]] = {}
        for face in readings.faces:
            page = self._digests[face.page.file], face.page.number
            self._faces[page] = (*self._faces.get(page, ()), face)

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`; KeyError where this page, with these bytes, was not read."""
        with watch.stage("replay"):
            path = self._dossier / raw.file if self._dossier.is_dir() else self._dossier
            key = sha256(path.read_bytes()).hexdigest(), raw.number
            return self._faces[key]


class PicturedReader:
    """A `PageReader` that adds the page as it came to what another one found."""

    def __init__(self, reader: ReplayReader) -> None:
        self.engine = reader.engine
        self._reader = reader

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`."""
        picture = as_jpeg(raw.pixels)
        return tuple(
            face.model_copy(update={"page": face.page.model_copy(update={"picture": picture})})
            for face in self._reader.faces(raw, watch)
        )


def pictured(sample: str, lang: Lang = "fr", pictures: int = 60) -> Checked:
    """The answer for a sample, with pictures of so many pages."""
    folder = SAMPLES / sample
    reader = PicturedReader(ReplayReader(Readings.load(folder), folder))
    demand = Demand(now=datetime.now(UTC), lang=lang)
    return check_dossier(folder, demand, Tools(decode, reader, assemble), Settings(pictures=pictures))
