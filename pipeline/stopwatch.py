"""Where the time of a dossier goes."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class Stopwatch:
    """Adds up seconds per stage. Safe to use from several threads, whose times then sum to more than the wall's."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._seconds: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time spent inside for that stage, also when it fails."""
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - start
            with self._lock:
                self._seconds[name] = self._seconds.get(name, 0.0) + spent

    @property
    def stages(self) -> Mapping[str, float]:
        """Seconds per stage, in the order in which the stages were first left."""
        with self._lock:
            return dict(self._seconds)

    @property
    def total(self) -> float:
        """Seconds on the wall since the stopwatch was made."""
        return time.perf_counter() - self._started
