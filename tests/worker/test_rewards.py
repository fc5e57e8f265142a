"""What was promised beside goods falls due, turned by hand: prices, parts of funds, reports."""

from models.ladder import Rebate
from models.teams import Team
from tests.actions.world_kinds import published_super
from tests.actions.world_rewards import won, won_trial
from tests.actions.worlds import balance
from tests.worker.providers import Moment, Provider, worker_of


async def swept(now):
    """What was done at a moment, the steps of this file alone."""
    steps = {"large teams settled", "funds released", "reports overdue"}
    done = await worker_of(Provider(), Moment(now)).sweep(now)
    return {step: times for step, times in done.items() if step in steps}


async def test_one_turn_settles_a_large_team_however_many_batches_it_takes(
    books, noon, monkeypatch
):
    monkeypatch.setattr("actions.ladder.AT_ONCE", 3)
    world = await published_super(noon)
    [first, *_] = await world.paid_team(members=9)
    assert await swept(noon) == {"large teams settled": 4}
    assert (await Team.get(id=first.team.id)).status == "SETTLED"
    assert await swept(noon) == {}


async def test_a_year_late_it_releases_all_ten_parts_and_no_more(books, noon):
    winner = await won(noon)
    person = winner.order.person_id
    assert await swept(winner.due(1)) == {"funds released": 1}
    assert await swept(winner.due(3)) == {"funds released": 2}
    assert await swept(winner.due(12)) == {"funds released": 7}
    assert [await balance(kind, person) for kind in ("FUND", "CREDIT")] == [0, 1990]
    assert await swept(winner.due(24)) == {}


async def test_it_tells_once_that_a_report_is_overdue(books, noon):
    trial = await won_trial(noon)
    late = (await trial.report()).due_at
    assert await swept(late) == {"reports overdue": 1}
    assert await swept(late) == {}


async def test_one_that_cannot_be_settled_keeps_no_other_from_it(db, noon, unwritable):
    stuck, well = [await published_super(noon) for _ in range(2)]
    [first, *_] = await stuck.paid_team(members=9)
    [second, *_] = await well.paid_team(members=9)
    async with unwritable("orders", f"NEW.team_id = '{first.team.id}'"):
        assert await swept(noon) == {"large teams settled": 1}
    assert (await Team.get(id=second.team.id)).status == "SETTLED"
    assert await Rebate.filter(team_id=first.team.id).count() == 0
    assert await swept(noon) == {"large teams settled": 1}
