from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """The one Playwright of a run: two at a time do not get along."""
    with sync_playwright() as playwright:
        yield playwright
