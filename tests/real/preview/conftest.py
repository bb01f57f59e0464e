import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.real.engine.engine import NEW, ROOT, Engine
from tests.stock import CASES

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# New browsers keep pages from this machine's addresses. Old ones do not, and the preview must stand alone.
OPTIONS.append("--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests")
# A stranger's name that leads to this machine, as after DNS rebinding.
REBOUND = "--host-resolver-rules=MAP rebound.example 127.0.0.1"


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=[*OPTIONS, REBOUND])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def newest() -> Iterator[Engine]:
    with Engine(NEW) as engine:
        yield engine


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """`deckgen preview` in a process of its own; gives the page's address."""
    call = [sys.executable, "-u", "-m", "deckgen", "preview", str(folder), "-q"]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def stage(tmp_path: Path) -> "Iterator[Stage]":
    with ExitStack() as stack:
        yield Stage(tmp_path, stack)


class Stage:
    """A deck in a folder of its own that tests may write in, and the preview that runs on it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._stack = stack
        self.deck = folder / "deck"
        self.deck.mkdir()
        (self.deck / "media").mkdir()
        for name in ("deck.yaml", "sources.yaml"):
            self.write(name, (CASES / "stock" / name).read_text("utf-8"))
        for file in (CASES / "media").iterdir():
            (self.deck / "media" / file.name).write_bytes(file.read_bytes())

    def write(self, name: str, text: str) -> None:
        (self.deck / name).write_text(text, "utf-8")

    def start(self) -> str:
        """Starts the preview; gives its address."""
        return self._stack.enter_context(running(self.deck))


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of 1440 by 900; a test fails when anything on it went wrong, except where a policy forbade it."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    wrong: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert [text for text in wrong if not re.search("Content Security Policy|ERR_CONNECTION_REFUSED", text)] == []


def until(page: Page, expression: str) -> None:
    """Waits until an expression of the page holds. The page itself allows nobody to evaluate a text in it."""
    deadline = time.monotonic() + 60
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"{expression} never held"
        time.sleep(0.05)


def at(page: Page, name: str) -> None:
    """Waits until a question is on the stage, with every card drawn."""
    until(page, f"document.querySelector('.head h2')?.textContent === {name!r}")
    drawn(page)


def settled(page: Page) -> None:
    """Waits until the rules have spoken, and the cards at hand are drawn."""
    until(page, "document.querySelector('#status').textContent === 'Live'")
    until(page, "document.querySelectorAll('.screen').length > 0")
    drawn(page)


def drawn(page: Page) -> None:
    """Waits until every frame in sight shows its newest version."""
    until(
        page,
        "[...document.querySelectorAll('.screen')].filter((one) => one.getClientRects().length)"
        ".every((one) => one.children.length === 1 && one.firstChild.classList.contains('ready'))",
    )
