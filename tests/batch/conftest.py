"""What several tests of batches need."""

import signal
from collections.abc import Iterator

import pytest

from tests.batch.store import Store, serving


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """As at a terminal: a shell has what it runs in the background ignore it, tests and what they start too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """An empty S3, of which the environment tells."""
    with serving() as store:
        yield store
