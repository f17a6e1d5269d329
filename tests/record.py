"""Freeze anew what the engines read on the shipped samples: `python -m tests.record [NAME...]`.

To be run when the reading changes; the difference in the golden results is then read like code. What the samples are
expected to say was drawn with them and stays: `conforme replay --ocr --update` would rewrite it too.
"""

import sys
from pathlib import Path

from pipeline.open_tools import open_tools
from pipeline.readings import freeze
from pipeline.settings import Settings

SAMPLES = Path(__file__).parents[1] / "samples" / "dossiers"


def main(names: list[str]) -> None:
    settings = Settings()
    with open_tools(settings) as tools:
        for dossier in sorted(folder for folder in SAMPLES.iterdir() if not names or folder.name in names):
            readings = freeze(dossier, tools, settings)
            readings.save(dossier)
            print(dossier.name, len(readings.faces))


if __name__ == "__main__":
    main(sys.argv[1:])
