"""Where passing files go: the pictures of pages through which engines are fed, of people's papers.

pytesseract has Tesseract make some that anyone may read; nobody else may open their folder.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BATCH = "conforme-batch-"
"""How folders begin that the processes of a batch share."""

_PAGES = "conforme-page-"


@contextmanager
def passing_folder(prefix: str) -> Iterator[Path]:
    """A temporary folder whose name begins so, cleared at the end.

    What was killed cannot clear its own: the next one that makes such a folder does. A lock tells whose program still
    runs; it goes with the process, however that ends.
    """
    _clear(prefix)
    with contextlib.ExitStack() as stack:
        name = ""
        while not os.path.lexists(name):  # it may have been cleared before it was locked
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True))
            with contextlib.suppress(OSError):  # where nothing can be locked, nothing is cleared either
                _lock(name, stack)
        yield Path(name)


def _lock(folder: str | Path, stack: contextlib.ExitStack, how: int = 0) -> os.stat_result:
    """Hold a folder until the stack is left; says whose it is. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    stack.callback(os.close, handle)
    fcntl.flock(handle, fcntl.LOCK_EX | how)
    return os.fstat(handle)


def _clear(prefix: str) -> None:
    """Remove the folders of this user that begin so and that nobody holds."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            if _lock(folder, stack, fcntl.LOCK_NB).st_uid == os.geteuid():
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for the passing files of this process, cleared at the end; whoever may outlive a kill clears it then."""
    outside = tempfile.gettempdir()
    with passing_folder(_PAGES) as folder:
        tempfile.tempdir = str(folder)
        try:
            yield folder
        finally:
            tempfile.tempdir = outside


def lasting_folder() -> Path:
    """The temporary folder for files that outlast the run."""
    folder = Path(tempfile.gettempdir())
    return folder.parent if folder.name.startswith(_PAGES) else folder
