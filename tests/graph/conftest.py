import pytest

from models.people import Person
from rules.people import Role
from tests.ledger.earned import unearned
from tests.services.shop import open_shop


@pytest.fixture
async def shop(database, tmp_path):
    """A running Kaituan whose worker is turned by hand."""
    async with open_shop(database, tmp_path) as running:
        yield running
        assert await unearned() == [], "somebody was paid without a cause"


@pytest.fixture
async def operator(shop):
    """Somebody who runs the platform."""
    client = await shop.newcomer("值班员")
    await Person.filter(handle=f"guest{shop.people}").update(role=Role.OPERATOR)
    return client
