"""Real Anki engines, each in its own environment, driven over a pipe."""

import json
import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[3]
OLD, NEW = "2.1.54", "26.9.3"
# The last of the Python importer; a new importer without options; one that stamps updates with its clock; the newest.
ENGINES = (OLD, "2.1.66", "24.11", NEW)


class Engine:
    """A running engine with one collection. `engine.call("state")` calls a method of `driver.Learner`."""

    def __init__(self, version: str) -> None:
        self.version = version
        python = ROOT / ".engines" / version / "bin" / "python"
        driver = Path(__file__).with_name("driver.py")
        self.process = subprocess.Popen(
            [python, driver],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"},
        )
        assert self._answer() == "ready"

    def call(self, name: str, *arguments: object) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, *arguments]) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        """The next line that is JSON: old engines chat on standard output."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                return json.loads(line)
            except ValueError:
                continue
        raise RuntimeError(f"the engine stopped with code {self.process.wait()}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()
