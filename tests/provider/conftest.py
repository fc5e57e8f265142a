"""What the tests of the payment provider may ask for."""

import pytest

from tests.provider.world import world


@pytest.fixture
async def w():
    """A provider in memory and a shop, retries by hand."""
    async with world(":memory:") as made:
        yield made
