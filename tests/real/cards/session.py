"""A real Anki in a process of its own, as an object."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.real.cards.maker import write_apkg
from tests.real.cards.samples import Note

VERSION = "26.9.3"
ROOT = Path(__file__).parents[3]
TOP = "Medi-Cal Peer Support Specialist"


class Anki:
    """Sends orders to `anki_driver.py`; each method of its `Driver` can be called here by name."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._packages = 0

    def do(self, what: str, **options: Any) -> Any:
        """Has the driver do something and gives what it answers."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"do": what, **options}) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        """The driver's next line."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"Anki ended: {self._log()}")
        answer = json.loads(line)
        if "failed" in answer:
            raise RuntimeError(answer["failed"] + self._log())
        return answer["ok"]

    def _log(self) -> str:
        return (self._folder / "log").read_text("utf-8", "replace")[-3000:]

    def package(self, notes: Iterable[Note]) -> str:
        """Writes a package of these notes; gives its path."""
        self._packages += 1
        path = self._folder / f"deck-{self._packages}.apkg"
        write_apkg(path, notes)
        return str(path)

    def study(self, *notes: Note, deck: str = TOP) -> None:
        """Begins to study these notes in their order: the first one's front is shown."""
        cards = self.do("study", package=self.package(notes), deck=deck)
        assert cards >= len(notes)

    def js(self, script: str) -> Any:
        """The value of a JavaScript expression in the page at hand."""
        return self.do("evaluate", script=script)


@contextmanager
def running(screen: str = "") -> Iterator[Anki]:
    """Starts Anki, without a screen unless an X display is named."""
    python = Path(os.environ.get("DECKGEN_ENGINES", ROOT / ".engines")) / VERSION / "bin" / "python"
    assert python.exists(), f"{python} is missing: run `make engines`"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "base").mkdir()
        settings = {
            "ANKI_BASE": str(folder / "base"),
            "ANKI_SINGLE_INSTANCE_KEY": f"deckgen-{os.getpid()}-{folder.name}",
            "ANKIDEV": "1",
            "QT_QPA_PLATFORM": "xcb" if screen else "offscreen",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu --force-device-scale-factor=1",
            "HOME": name,
            "DISPLAY": screen,
        }
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [str(python), "-P", str(Path(__file__).with_name("anki_driver.py"))],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | settings,
            )  # fmt: skip
        anki = Anki(process, folder)
        try:
            anki.answer()
            yield anki
        finally:
            assert process.stdin
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
