"""What the database refuses of outcomes, whoever writes them."""

from datetime import timedelta

import asyncpg
import pytest

from actions.settlement import settle_draw
from models.teams import Team
from tests.actions.world_kinds import published_lottery

SUBSIDY = """INSERT INTO subsidy (id, order_id, draw_id, person_id, campaign_id, amount_fen,
  paid_into, repaid_fen, granted_at) SELECT gen_random_uuid(), o.id, '{draw}', o.person_id,
  o.campaign_id, 1, 'CREDIT', 0, now() FROM orders o WHERE o.id = '{order}'"""
AWARD = """INSERT INTO award (id, draw_id, team_id, order_id, person_id, campaign_id, prize,
  price_fen, fund_fen, fund_into, points, points_cost_fen, shares, granted_at, window_ends_at)
  SELECT gen_random_uuid(), '{draw}', o.team_id, o.id, o.person_id, o.campaign_id, {prize}, 1, 0,
  'CREDIT', 0, 0, 0, now(), now() + interval '1 day' FROM orders o WHERE o.id = '{order}'"""
SETTLED = "UPDATE team SET status = 'SETTLED', settled_at = now() WHERE id = '{team}'"
REPAID = """SELECT post_journal('x', 'T', 't', decode(repeat('00', 32), 'hex'), now(),
  '[{"from": ["CLEARING", "bank"], "to": ["RECEIVABLE", "p"], "unit": "CNY", "amount": 1}]')"""

BEFORE = {
    "a subsidy for who won": SUBSIDY.replace("{order}", "{winner}"),
    "an award to who lost": AWARD.replace("{order}", "{loser}").replace("{prize}", "1"),
    "an award of no prize": AWARD.replace("{order}", "{winner}").replace("{prize}", "2"),
    "a team settled before its members": SETTLED,
    "a draw settled before its teams": "UPDATE draw SET settled_at = now() WHERE id = '{draw}'",
}
AFTER = {
    "a second subsidy": SUBSIDY.replace("{order}", "{loser}"),
    "a second award": AWARD.replace("{order}", "{winner}").replace("{prize}", "1"),
    "a larger prize": "UPDATE award SET points = points + 1, points_cost_fen = points_cost_fen + 1",
    "a prize for another": "UPDATE award SET person_id = (SELECT person_id FROM subsidy LIMIT 1)",
    "a prize that was not": "DELETE FROM award",
    "a subsidy that was not": "DELETE FROM subsidy",
    "a larger subsidy": "UPDATE subsidy SET amount_fen = 2 * amount_fen",
    "more released than there is": "UPDATE award SET fund_released_fen = fund_fen + 1",
    "more taken back than there is": "UPDATE award SET fund_taken_fen = fund_fen + 1",
    "taken back though never released": "UPDATE award SET released_taken_fen = 1",
    "a debt that shrinks": "UPDATE award SET debt_fen = -1",
    "a debt repaid twice": REPAID,
}


@pytest.fixture
async def ready(noon, raw, decided):
    """A published draw that nobody settled yet, and what the statements name."""
    world, at = await published_lottery(noon), noon + timedelta(hours=30)
    placed = await world.paid_team(members=2)
    team = await Team.get(id=placed[0].team.id)
    draw = await decided([team], [placed[1].order], at=at)
    names = {
        "draw": draw.id,
        "team": team.id,
        "winner": placed[1].order.id,
        "loser": placed[0].order.id,
    }
    return draw, names, at


async def refused(raw, statement, names):
    for name, value in names.items():
        statement = statement.replace(f"{{{name}}}", str(value))
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await raw.execute(statement)


async def test_no_outcome_but_the_one_that_was_drawn(ready, raw):
    draw, names, at = ready
    for statement in BEFORE.values():
        await refused(raw, statement, names)
    assert await settle_draw(draw.id, now=at)
    for statement in AFTER.values():
        await refused(raw, statement, names)
