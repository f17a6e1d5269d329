import pytest

from samples import fonts


@pytest.fixture(scope="session", autouse=True)
def _type_is_installed() -> None:
    if packages := fonts.missing():
        pytest.skip(f"apt-get install {' '.join(packages)}")
