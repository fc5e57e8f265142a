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
    """A campaign for teams of two, and people to fill them."""
    return await gathered(shop, size=2)
