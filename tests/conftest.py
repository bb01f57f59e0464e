import os

import pytest
from hypothesis import settings

# No test may fail because a machine is slow, and CI tries the same examples on every run.
settings.register_profile("deckgen", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("deckgen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="record rendered notes anew, and remove what is left over")
