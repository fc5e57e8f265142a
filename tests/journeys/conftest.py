import pytest

from tests.ledger.earned import unearned
from tests.services.shop import open_shop


@pytest.fixture
async def shop(database, tmp_path):
    """A running Kaituan whose worker is turned by hand."""
    async with open_shop(database, tmp_path) as running:
        yield running
        assert await unearned() == [], "somebody was paid without a cause"
