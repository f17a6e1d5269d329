"""A short campaign of spoiled files on every run of the tests; `python -m tests.fuzz` makes long ones."""

from random import Random

from tests.fuzz.campaign import campaign
from tests.fuzz.mutate import mutated, small


def test_spoiled_files_are_told_and_nothing_is_left_behind() -> None:
    tally = campaign(small(), seed=5, inputs=250, seconds=300, keep=None)
    assert tally.tried == 250
    assert (tally.faults, tally.left) == ([], [])
    assert len(tally.statuses) >= 3, "some are still read, some are not"


def test_the_same_seed_spoils_alike_and_another_does_not() -> None:
    first, second, other = (mutated(b"%PDF 1 0 R 22 " * 50, b"", Random(seed)) for seed in (1, 1, 2))
    assert first == second != other
