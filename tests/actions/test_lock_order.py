"""The order of locks: who gives back and who takes wait for each other, and never in a ring."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from actions.deadlines import close_due_team
from actions.teams import open_team
from models import transactions
from models.campaigns import CampaignSku
from rules.teams import TeamStatus
from tests.actions.world_tenders import held, opened, rich
from tests.actions.worlds import TEAM_FEN, make_world

pytestmark = pytest.mark.usefixtures("books")
CROWD = 20


@pytest.fixture
def no_second_try(monkeypatch):
    """A deadlock ends an action at once, and nobody tries again behind its back."""
    monkeypatch.setattr(transactions, "ATTEMPTS", 1)


async def waiting(raw):
    """Wait until somebody waits for what this connection holds."""
    blocked = "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    while not await raw.fetchval(blocked):
        pass


@pytest.mark.usefixtures("no_second_try")
async def test_who_waits_for_a_campaigns_stock_holds_nobodys_credit(database, noon):
    """Whoever opens a team with credit has the stock already, and comes for the credit next."""
    world = await make_world(noon)
    person = await rich(world)
    placed = await opened(world, person, credit_fen=TEAM_FEN)
    opens = await asyncpg.connect(database)
    async with opens.transaction():
        await opens.execute("SELECT 1 FROM campaign_sku FOR NO KEY UPDATE")
        late = noon + timedelta(hours=25)
        failing = asyncio.create_task(close_due_team(placed.team.id, now=late))
        await waiting(opens)
        credit = "SELECT balance FROM account WHERE kind = 'CREDIT' FOR NO KEY UPDATE NOWAIT"
        assert await opens.fetchval(credit) == 5000 - TEAM_FEN
    await opens.close()
    assert (await failing).status is TeamStatus.FAILED
    assert await held(person) == (5000, 5000)


@pytest.mark.usefixtures("no_second_try")
async def test_teams_fail_while_their_leaders_open_others_with_credit(noon):
    """Each leader has the credit of the one back, and pays for the other with it, at once."""
    world = await make_world(noon, limit_per_person=2)
    people = [await rich(world, 2 * TEAM_FEN, 0) for _ in range(CROWD)]
    placed = [await opened(world, person, credit_fen=TEAM_FEN) for person in people]
    late = noon + timedelta(hours=25)
    wishes = [world.wish(person, credit_fen=TEAM_FEN) for person in people]
    steps = [
        (
            close_due_team(each.team.id, now=late),
            open_team(wish, campaign_id=world.campaign.id, now=late),
        )
        for each, wish in zip(placed, wishes, strict=True)
    ]
    await asyncio.gather(*(step for pair in steps for step in pair))
    assert {await held(person) for person in people} == {(TEAM_FEN, 0)}
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == CROWD
