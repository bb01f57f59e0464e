from collections.abc import Iterator

import pytest

from tests.real.engine.engine import NEW, OLD, Engine


@pytest.fixture(scope="module", params=[OLD, NEW])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with Engine(request.param) as running:
        yield running


@pytest.fixture(scope="module")
def newest() -> Iterator[Engine]:
    with Engine(NEW) as running:
        yield running
