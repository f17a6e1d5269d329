"""A program that runs beside this one in an environment of its own, asked and answering in lines of JSON."""

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Child:
    """That program, started once and asked many times."""

    def __init__(self, python: Path, script: Path) -> None:
        """Start it with the interpreter of its environment."""
        self._process = subprocess.Popen(
            [python, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Its answer.

        Raises:
            RuntimeError: it ended, or says that it failed.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the program ended"}
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=30)
