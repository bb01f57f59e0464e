"""A real Anki in a process of its own, as an object."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.real.cards.look import LOOK, Look
from tests.real.cards.maker import write_apkg
from tests.real.cards.samples import Note

VERSION = "26.9.3"
ENGINE = Path(os.environ.get("DECKGEN_ENGINES", Path(__file__).parents[3] / ".engines")) / VERSION


class Anki:
    """Sends orders to `anki_driver.py`; the methods of its `Driver` say what there is to do."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._packages = 0

    def do(self, what: str, **options: Any) -> Any:
        """Has the driver do something and gives its answer."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"do": what, **options}) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        """The driver's next line."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"failed": "Anki ended"}
        if "failed" in answer:
            log = (self._folder / "log").read_text("utf-8", "replace")
            raise RuntimeError(f"{answer['failed']}\n{log[-3000:]}")
        return answer["ok"]

    def load(self, notes: Iterable[Note]) -> None:
        """Makes these notes the whole collection."""
        self._packages += 1
        path = self._folder / f"deck-{self._packages}.apkg"
        write_apkg(path, notes)
        self.do("load", package=str(path))

    def study(self, *notes: Note) -> Look:
        """Begins to study these notes in their order: the first one's front is shown."""
        self.load(notes)
        self.do("study", deck=notes[0].deck.partition("::")[0])
        return self.look()

    def answered(self) -> Look:
        """Turns the card over."""
        self.do("show_answer")
        return self.look()

    def look(self) -> Look:
        """What the card at hand shows."""
        return Look(**self.js(LOOK))

    def js(self, script: str) -> Any:
        """The value of an expression in the page."""
        return self.do("evaluate", script=script)

    def choose(self, *texts: str) -> None:
        """Clicks on the options with these texts."""
        for text in texts:
            place = self.look().options.index(text) + 1
            self.js(
                f"void document.querySelector('.dg-list > li:nth-child({place})').scrollIntoView({{block: 'center'}})"
            )
            self.do("click", selector=f".dg-list > li:nth-child({place}) .dg-option")


@contextmanager
def running(display: str = "") -> Iterator[Anki]:
    """Starts Anki, without a screen unless an X display is named."""
    python = ENGINE / "bin" / "python"
    assert python.exists(), f"{python} is missing: `make test-all` makes it"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "base").mkdir()
        settings = {
            "ANKI_BASE": str(folder / "base"),
            "ANKI_SINGLE_INSTANCE_KEY": folder.name,
            "HOME": name,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb" if display else "offscreen",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu --force-device-scale-factor=1",
        }
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [python, "-P", Path(__file__).with_name("anki_driver.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=os.environ | settings,
            )
        anki = Anki(process, folder)
        with process:
            try:
                anki.answer()
                yield anki
            finally:
                process.kill()
