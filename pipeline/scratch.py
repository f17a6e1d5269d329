"""Where passing files go: the pictures of pages through which engines are fed, of people's papers.

pytesseract has Tesseract make some that anyone may read; nobody else may open their folder.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "conforme-pages-"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for the passing files of this process, cleared at the end; whoever may outlive a kill clears it then."""
    outside = tempfile.gettempdir()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        tempfile.tempdir = folder
        try:
            yield Path(folder)
        finally:
            tempfile.tempdir = outside


def lasting_folder() -> Path:
    """The temporary folder for files that outlast the run."""
    folder = Path(tempfile.gettempdir())
    return folder.parent if folder.name.startswith(_PREFIX) else folder
