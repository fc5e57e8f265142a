import pytest

from app.local.postgres import stop
from tests.live.broker import broker


@pytest.fixture
def folder(tmp_path):
    """A folder for what is the shop's own; a Postgres left in it is stopped."""
    place = tmp_path / "own"
    yield place
    stop(place / "postgres")


@pytest.fixture
def redis():
    """A Redis that a test may kill and start again."""
    with broker() as running:
        yield running
