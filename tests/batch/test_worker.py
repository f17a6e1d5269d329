"""What a worker does to its own process."""

import subprocess
import sys

import pytest

TAKES = """
from pathlib import Path
from threading import Thread
from pipeline.batch.worker import give_back_memory

def take():
    bytearray(b"x") * (30 * 2**20)  # once given back, the C library keeps what is no larger
    blocks = [(bytearray(b"x") * (20 * 2**20), bytearray(2000)) for _ in range(10)]
    return [small for _, small in blocks]

{}
held = []
thread = Thread(target=lambda: held.extend(take()))
thread.start()
thread.join()
print(int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20)
"""


def resident(what: str) -> int:
    """Mebibytes of a process that does that, then takes 200 for a while."""
    return int(subprocess.run([sys.executable, "-c", TAKES.format(what)], capture_output=True, check=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="as measured with glibc")
def test_large_blocks_are_given_back() -> None:
    kept = max(resident("") for _ in range(4))  # by chance the C library gives them back by itself
    assert kept - resident("give_back_memory()") > 100
