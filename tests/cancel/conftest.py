import pytest

from tests.journeys.crowd import gathered
from tests.services.shop import open_shop


@pytest.fixture
async def shop(database, tmp_path):
    """A running Kaituan whose worker is turned by hand."""
    async with open_shop(database, tmp_path) as running:
        yield running


@pytest.fixture
async def crowd(shop):
    """A campaign in which there is room for everybody who is cut off and tries again."""
    return await gathered(shop, size=4, stock=5_000, limit_per_person=99)
