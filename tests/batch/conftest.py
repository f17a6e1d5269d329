"""What several tests of batches need."""

from collections.abc import Iterator

import pytest

from tests.batch.store import Store, serving


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """An empty S3, of which the environment tells."""
    with serving() as store:
        yield store
