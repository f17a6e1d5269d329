"""`python -m tests.fuzz --seconds 600 --seed 1`: spoiled files through ingest; 1 when one was not told as it must."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz.campaign import campaign
from tests.fuzz.mutate import real, small

MOST_GROWTH = 64 * 2**20
"""Bytes; one page held back more or less is noise."""


def main() -> int:
    """Run a campaign and print its figures."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--inputs", type=int, help="stop after so many")
    parser.add_argument("--keep", type=Path, help="folder for the inputs that make a fault")
    wanted = parser.parse_args()
    if wanted.keep:
        wanted.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:  # whatever is left in the folder for temporary files is seen
        tempfile.tempdir = place
        tally = campaign(
            [*small(), *real()], wanted.seed, inputs=wanted.inputs, seconds=wanted.seconds, keep=wanted.keep
        )
        tally.left += [path.name for path in Path(place).iterdir()]
    print(tally)
    return int(bool(tally.faults or tally.left or tally.grown > MOST_GROWTH))


if __name__ == "__main__":
    sys.exit(main())
