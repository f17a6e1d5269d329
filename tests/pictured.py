"""Sample dossiers with the pictures of their pages, and no engine: readings as frozen, pages as they came.

The readings do not say how pages were turned and deskewed, so boxes are a little off on those that were.
"""

from datetime import UTC, datetime
from pathlib import Path

from extractors.assemble import assemble
from pipeline.core.choices import Lang
from pipeline.core.model import Face
from pipeline.readings import Readings, ReplayReader
from pipeline.run import Checked, Demand, Tools, check_dossier
from pipeline.settings import Settings
from pipeline.stages.decode import decode
from pipeline.stages.pages import RawPage
from pipeline.stages.pictures import as_jpeg
from pipeline.stopwatch import Stopwatch

SAMPLES = Path(__file__).parents[1] / "samples" / "dossiers"


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
