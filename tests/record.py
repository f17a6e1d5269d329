"""Record what the engines read on the shipped samples: `python -m tests.record [NAME...]`.

To be run when the reading changes; the difference in the golden results is then read like code.
"""

import sys
from pathlib import Path

from pipeline.core.model import Face
from pipeline.open_tools import open_tools
from pipeline.replay import RecordedPage, Recording, digest_of
from pipeline.run import PageReader, read_dossier
from pipeline.settings import Settings
from pipeline.stages.pages import RawPage
from pipeline.stopwatch import Stopwatch

SAMPLES = Path(__file__).parents[1] / "samples" / "dossiers"
RECORDINGS = Path(__file__).parent / "recordings"


class Recorder:
    """A `PageReader` that keeps what another one found."""

    def __init__(self, reader: PageReader, dossier: Path) -> None:
        self.engine = reader.engine
        self._reader = reader
        self._dossier = dossier
        self.pages: list[RecordedPage] = []

    def faces(self, raw: RawPage, watch: Stopwatch) -> tuple[Face, ...]:
        """See `PageReader.faces`."""
        faces = self._reader.faces(raw, watch)
        digest = digest_of(self._dossier, raw.file)
        self.pages.append(RecordedPage(sha256=digest, number=raw.number, faces=faces))
        return faces


def main(names: list[str]) -> None:
    RECORDINGS.mkdir(exist_ok=True)
    settings = Settings()
    with open_tools(settings) as tools:
        for dossier in sorted(folder for folder in SAMPLES.iterdir() if not names or folder.name in names):
            recorder = Recorder(tools.reader, dossier)
            read_dossier(dossier, type(tools)(tools.decode, recorder, tools.assemble), settings, Stopwatch())
            pages = tuple(sorted(recorder.pages, key=lambda page: (page.sha256, page.number)))
            Recording(engine=recorder.engine, pages=pages).save(RECORDINGS / f"{dossier.name}.json.gz")
            print(dossier.name, len(pages))


if __name__ == "__main__":
    main(sys.argv[1:])
