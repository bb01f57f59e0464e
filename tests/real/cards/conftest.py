from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.real.cards.samples import Note
from tests.real.cards.session import Anki, running
from tests.real.cards.site import Site, serving


@pytest.fixture(scope="session")
def real_anki() -> Iterator[Anki]:
    with running() as anki:
        yield anki


@pytest.fixture
def anki(real_anki: Anki) -> Iterator[Anki]:
    """The real Anki; a test fails if any page of it has reported an error."""
    real_anki.do("close_preview")
    real_anki.do("night", on=False)
    real_anki.do("resize", width=1000, height=800)
    yield real_anki
    assert real_anki.do("console") == []


class Sides:
    """Both sides of a note's first card, as the real Anki renders them."""

    def __init__(self, anki: Anki) -> None:
        self._anki = anki
        self._known: dict[str, dict[str, str]] = {}

    def __call__(self, note: Note) -> dict[str, str]:
        name = repr(note)
        if name not in self._known:
            self._anki.load([note])
            self._known[name] = self._anki.do("rendered")[0]
        return self._known[name]


@pytest.fixture(scope="session")
def sides(real_anki: Anki) -> Sides:
    return Sides(real_anki)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with serving() as running_site:
        yield running_site


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=options)
    yield browser
    browser.close()
