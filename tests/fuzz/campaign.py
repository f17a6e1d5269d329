"""Feeds spoiled files to ingest and its process, and counts what must not happen."""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

from pipeline.core.dossier import FileRecord, FileStatus
from pipeline.core.errors import UsageError
from pipeline.stages.decode_process import DecoderProcess
from pipeline.stages.facts import read_facts
from pipeline.stages.ingest import open_dossier
from pipeline.stages.pages import Limits
from tests.files import a_picture, encoded
from tests.fuzz.mutate import TOML, mutated

LIMITS = Limits(raster_dpi=50, raster_max_dpi=100, raster_pixels=2_000_000, max_memory_bytes=2**30, page_timeout_s=30)
"""Pages are drawn coarsely, so that more files are tried."""
SOUND = encoded(a_picture(), "PNG")
WARM = 50
"""Inputs after which the parent has loaded what it needs; memory is compared from there."""


@dataclass
class Tally:
    """What came of it."""

    tried: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    crashed: int = 0
    """Files of which the decoding process died or was ended; each was told as damaged."""
    slowest: float = 0.0
    """Seconds."""
    faults: list[str] = field(default_factory=list)
    """Inputs that were not told as they must: exceptions, lost records, a sound file beside them not read."""
    left: list[str] = field(default_factory=list)
    """Files, processes and open files left behind."""
    grown: int = 0
    """Bytes that the memory of the parent grew by, after the first inputs."""

    def __str__(self) -> str:
        told = ", ".join(f"{status} {count}" for status, count in self.statuses.most_common())
        return (
            f"{self.tried} inputs: {told}\n"
            f"{self.crashed} ended the decoder, slowest {self.slowest:.1f} s, grown by {self.grown / 2**20:.1f} MiB\n"
            f"faults: {self.faults or 'none'}\nleft behind: {self.left or 'none'}"
        )


def campaign(seeds: Sequence[bytes], seed: int, *, inputs: int | None, seconds: float, keep: Path | None) -> Tally:
    """Try inputs until there were so many, or the time is over.

    Args:
        seeds: files to spoil.
        seed: same seed, same inputs.
        inputs: how many; None for as many as the time allows.
        seconds: time.
        keep: folder for the inputs that make a fault; None to keep none.
    """
    chance, tally, deadline = Random(seed), Tally(), time.monotonic() + seconds
    files, children, memory = _open_files(), set(_children()), 0
    with tempfile.TemporaryDirectory() as place, DecoderProcess() as decode:
        dossier = Path(place) / "dossier"
        dossier.mkdir()
        (dossier / "z.png").write_bytes(SOUND)
        while tally.tried != inputs and time.monotonic() < deadline:
            data = mutated(chance.choice(seeds), chance.choice(seeds), chance)
            facts = mutated(TOML, TOML, chance)
            (dossier / "a").write_bytes(data)
            (dossier / "dossier.toml").write_bytes(facts)
            if fault := _try(dossier, decode, tally):
                name = sha256(data + facts).hexdigest()[:12]
                tally.faults.append(f"{name}: {fault}")
                if keep:
                    (keep / f"{name}.file").write_bytes(data)
                    (keep / f"{name}.toml").write_bytes(facts)
            tally.tried += 1
            if tally.tried == WARM:
                memory = _memory()
        tally.left += [path.name for path in Path(place).iterdir() if path != dossier]
    if tally.tried > WARM:
        tally.grown = _memory() - memory
    tally.left += [f"process {child}" for child in set(_children()) - children]
    tally.left += [f"open file {name}" for name in _open_files() - files]
    return tally


def _try(dossier: Path, decode: DecoderProcess, tally: Tally) -> str:
    """Read the dossier; what is wrong with the way that went, or nothing."""
    before, child = time.monotonic(), decode._child.pid
    pages = 0
    statuses: dict[str, FileStatus] = {}
    try:
        for item in open_dossier(dossier, LIMITS, decode):
            if isinstance(item, FileRecord):
                statuses[item.file] = item.status
            else:
                pages += 1
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    spent = time.monotonic() - before
    tally.slowest = max(tally.slowest, spent)
    tally.statuses[statuses.get("a", "lost")] += 1
    tally.crashed += decode._child.pid != child
    try:
        read_facts(dossier)
    except UsageError:
        pass
    except Exception as error:
        return f"dossier.toml: {type(error).__name__}: {error}"
    if statuses.keys() != {"a", "z.png"} or statuses["z.png"] not in (FileStatus.READ, FileStatus.DUPLICATE):
        return f"told as {statuses}"
    if spent > LIMITS.page_timeout_s * (pages + 2):
        return f"took {spent:.0f} s for {pages} pages"
    return ""


def _open_files() -> set[str]:
    """What the open descriptors of this process lead to; pipes all alike."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            found.add(f"{descriptor.name} {descriptor.readlink().name}")
        except OSError:  # the one that listed them
            continue
    return found


def _children() -> list[str]:
    return [child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()]


def _memory() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
