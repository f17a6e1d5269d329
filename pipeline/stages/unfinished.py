"""Whether somebody is still writing a dossier, as far as the names of its files and the kernel can tell.

What they cannot tell, such as a page that has not been scanned yet, only time does: `pipeline.batch.arrivals`.
"""

import fcntl
import os
import re
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

_TEMPORARY = re.compile(
    r"""  ~\$.*                                                              # Office, beside a file that is open
        | \.~lock\..*                                                        # LibreOffice
        | \..+\.[A-Za-z0-9]{6}                                               # rsync
        | .*\.(part|partial|filepart|crdownload|download|opdownload|upload|tmp|temp|swp)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""Names that browsers, copying tools and office suites give what they have not finished."""


def being_written(dossier: Path) -> Path | None:
    """A file of the dossier that somebody is still writing: it has a temporary name, or is open for writing.

    Temporary names are looked for among hidden files too, which are not read. Another machine that writes to a network
    share cannot be seen, nor, where the program is neither root nor allowed CAP_LEASE, who writes to a file that is
    another user's.
    """
    return next((file for file in _files(dossier) if _TEMPORARY.fullmatch(file.name) or _is_open(file)), None)


def _files(dossier: Path) -> Iterator[Path]:
    yield dossier
    for folder, folders, files in os.walk(dossier):
        yield from (Path(folder) / name for name in folders + files)


def _is_open(file: Path) -> bool:
    """Whether a process of this machine has it open for writing: the kernel grants no lease on it then."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):  # to open a pipe or a device does things
            return False
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:  # what cannot be opened is for the reader to report
        return False
    try:
        # Whoever opens the file in the instant of the lease waits for its end, of which a signal tells the holder:
        # one that is ignored unless asked for, in place of SIGIO, which ends a process.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # another user's file, or a file system without leases
        return False
    finally:
        os.close(handle)
    return False
