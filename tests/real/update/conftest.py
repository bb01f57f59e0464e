from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.engine.engine import ENGINES, NEW, Engine
from tests.real.update.learner import Learner
from tests.real.update.publisher import Publisher, usual


@pytest.fixture(scope="package", params=ENGINES)
def running(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with Engine(request.param) as engine:
        yield engine


@pytest.fixture
def learner(running: Engine) -> Learner:
    """A learner with an empty collection, on each engine in turn."""
    running.call("new")
    return Learner(running)


@pytest.fixture(scope="package")
def running_newest() -> Iterator[Engine]:
    with Engine(NEW) as engine:
        yield engine


@pytest.fixture
def newest(running_newest: Engine) -> Learner:
    """A learner with an empty collection on the newest engine."""
    running_newest.call("new")
    return Learner(running_newest)


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """The usual deck, before its first release."""
    return Publisher(tmp_path, usual())
