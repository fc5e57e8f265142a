"""A lottery from its promise to the last fen of its rewards, by a clock that is turned by hand."""

import pytest

from app.settings import SIMULATOR
from tests.journeys.draw_cast import Terms, gathered
from tests.journeys.draw_story import checked, filled, frozen, promised, shown
from tests.journeys.reward_story import released, returned, settled
from tests.journeys.spending_story import redeemed, shared_out, spent, stated
from tests.journeys.test_operations import operations
from tests.services.shop import open_shop

# Worst cases: 2 teams · (2 · (1995 + 500) + 2 · 100), and 2 · (1995 + 500) + 6 · 100.
OF_TEAM = Terms("OPERATOR_COMMIT", "TEAM", most=2, stock=4, reserve_fen=10_380)
OF_CAMPAIGN = Terms("PUBLIC_BEACON", "CAMPAIGN", most=8, stock=2, reserve_fen=5_590)


@pytest.fixture
async def shop(database, tmp_path):
    """A running Kaituan with a beacon, whose worker is turned by hand."""
    async with open_shop(database, tmp_path, beacon_urls=(SIMULATOR,)) as running:
        yield running


@pytest.mark.parametrize("terms", [OF_TEAM, OF_CAMPAIGN], ids=lambda terms: terms.mode)
async def test_every_balance_at_every_step(shop, terms, tmp_path, full):
    sent: set[str] = set()
    story = await gathered(shop, terms, sent)
    await held(story, tmp_path)
    assert sent >= set(operations("watch-a-draw"))
    # What follows a draw does not depend on how it was held: a year of it is lived once.
    if full or terms is OF_TEAM:
        if not full:
            # The provider's statements of a year are long to read; test_statements.py reads some.
            shop.worker._steps.pop("days reconciled")
        await lived(story)


async def held(story, folder):
    """Until everybody has what the draw left them with."""
    await promised(story)
    await filled(story)
    await frozen(story)
    await shown(story)
    await checked(story, folder)
    await settled(story)
    await returned(story)


async def lived(story):
    """Until all of that is released, spent and shared out."""
    await released(story)
    await spent(story)
    await redeemed(story)
    await shared_out(story)
    await stated(story)
