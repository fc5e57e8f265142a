"""The doors to draws and to what they left: open to all before anybody won, then to who won."""

from datetime import timedelta
from unittest.mock import patch

from actions import reveals
from actions.settlement import settle_draw
from models.awards import Award
from models.draws import Draw
from tests.actions.world_draws import Drawn
from tests.actions.world_kinds import published_lottery
from tests.actions.worlds import pay

EVERYBODY = "shown shown shown shown shown"

QUERIES = {
    "draw(id: $draw) { id myEntries { salt } }": EVERYBODY,
    "node(id: $draw) { id }": EVERYBODY,
    "node(id: $award) { id }": "UNAUTHENTICATED null null shown shown",
    "drawCommitments(first: 1) { sequence }": EVERYBODY,
    "signingKeys { id }": EVERYBODY,
}
SUBSCRIPTIONS = {"drawStage(id: $draw) { version }": EVERYBODY}


async def stage_draws(owner, now, gid):
    """A draw that the owner of everything entered, and what they won in another."""
    world = await published_lottery(now)
    placed = await world.opened(owner, now=now)
    await pay(placed, at=now)
    award = await won_by(owner, now)
    draw = await Draw.get(team_id=placed.team.id)
    return {"draw": gid("Draw", draw.id), "award": gid("Award", award.id)}


async def won_by(owner, now) -> Award:
    """The award of a draw that is settled, which this person, who paid first, is made to win."""
    world = await published_lottery(now, size=2, points=0)
    placed = [await world.opened(owner, now=now)]
    placed.append(await world.joined(await world.person(), placed[0].team.code, now=now))
    for n, each in enumerate(placed):
        await pay(each, at=now + timedelta(seconds=n))
    draw = await Draw.get(team_id=placed[0].team.id)
    made = Drawn(world, draw, [], placed, now + timedelta(seconds=2))
    await made.lock()
    with patch.object(reveals, "select", lambda *_, **__: [1]):
        await made.decide()
    await made.publish()
    while await settle_draw(draw.id, now=made.now):
        pass
    return await Award.get(draw_id=draw.id, person_id=owner.id)
