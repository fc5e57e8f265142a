"""The doors to draws: open to everybody, and to nobody before a winner's time."""

from models.draws import Draw
from tests.actions.world_kinds import published_lottery
from tests.actions.worlds import pay

EVERYBODY = "shown shown shown shown shown"

QUERIES = {
    "draw(id: $draw) { id myEntries { salt } }": EVERYBODY,
    "node(id: $draw) { id }": EVERYBODY,
    "drawCommitments(first: 1) { sequence }": EVERYBODY,
    "signingKeys { id }": EVERYBODY,
}
SUBSCRIPTIONS = {"drawStage(id: $draw) { version }": EVERYBODY}


async def stage_draws(owner, now, gid):
    """A draw that the owner of everything entered."""
    world = await published_lottery(now)
    placed = await world.opened(owner, now=now)
    await pay(placed, at=now)
    return {"draw": gid("Draw", (await Draw.get(team_id=placed.team.id)).id)}
