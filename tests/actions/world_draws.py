"""Draws brought on by a clock that is turned by hand: entered, locked, shown, published."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from actions.campaigns import end_campaign
from actions.deadlines import close_due_team
from actions.placing import Placed
from app.errands.beacon_port import Beacons
from app.errands.beacons import NoBeacons
from app.errands.draws import Drawing
from models.draws import Draw, DrawEntry, DrawWinner
from models.teams import Team
from rules.draws.stages import DrawStatus
from rules.particulars import DrawScope
from tests.actions.drafts import staff
from tests.actions.world_kinds import published_lottery
from tests.actions.worlds import World, pay


@dataclass
class Drawn:
    """A world with one draw in it, and how far time was turned."""

    world: World
    draw: Draw
    teams: list[Team]
    placed: list[Placed]
    now: datetime
    drawing: Drawing = field(default_factory=lambda: Drawing(NoBeacons()))

    async def winners(self) -> list[DrawWinner]:
        return await DrawWinner.filter(draw_id=self.draw.id).order_by("prize")

    async def entries(self) -> list[DrawEntry]:
        return await DrawEntry.filter(draw_id=self.draw.id).order_by("serial")

    async def lock(self) -> Draw:
        """Nobody enters any more, and the receipt is out."""
        await self.drawing.lock(self.draw.id, clock=lambda: self.now)
        return await self.seen()

    async def decide(self) -> Draw:
        """The winners are fixed; at this very moment the first is shown."""
        await self.seen()
        due = self.draw.round_at or self.draw.first_reveal_at
        self.now = max(self.now, due)
        await self.drawing.decide(self.draw.id, clock=lambda: self.now)
        return await self.seen()

    async def publish(self) -> Draw:
        """All winners were shown; the file is there."""
        await self.seen()
        steps = min(self.draw.winners, self.draw.entries)
        step = timedelta(milliseconds=self.draw.reveal_step_ms)
        self.now = max(self.now, self.draw.first_reveal_at + steps * step)
        await self.drawing.publish(self.draw.id, clock=lambda: self.now)
        return await self.seen()

    async def void(self) -> Draw:
        """A day after its last winner should have been shown, nobody having decided it."""
        await self.seen()
        steps = min(self.draw.winners, self.draw.entries)
        step = timedelta(milliseconds=self.draw.reveal_step_ms)
        self.now = max(self.now, self.draw.first_reveal_at + steps * step + timedelta(days=1))
        await self.drawing.void(self.draw.id, clock=lambda: self.now)
        return await self.seen()

    async def seen(self) -> Draw:
        self.draw = await Draw.get(id=self.draw.id)
        self.teams = [await Team.get(id=team.id) for team in self.teams]
        return self.draw


async def filled(world: World, *, size: int, now: datetime | None = None) -> list[Placed]:
    """A team whose every seat is paid, a second between payments."""
    now = now or world.now
    placed = [await world.opened(await world.person(), now=now)]
    code = placed[0].team.code
    placed += [
        await world.joined(await world.person(f"王{n}"), code, now=now) for n in range(size - 1)
    ]
    for n, each in enumerate(placed):
        if each.payment is not None:
            await pay(each, at=now + timedelta(seconds=n))
    return placed


async def entered(
    now: datetime,
    *,
    size: int = 3,
    teams: int = 1,
    beacons: Beacons | None = None,
    world: World | None = None,
    **terms,
) -> Drawn:
    """A LOTTERY whose teams are full: with ``scope`` TEAM of one team, else of all of them.

    ``terms`` go to ``published_lottery``. A campaign's draw ends its campaign.
    """
    if terms.get("scope") is DrawScope.CAMPAIGN:
        terms.setdefault("most", max(size * teams, size))
    world = world or await published_lottery(now, size=size, **terms)
    placed = [await filled(world, size=size) for _ in range(teams)]
    rows = [await Team.get(id=each[0].team.id) for each in placed]
    draw = await Draw.filter(team_id=rows[0].id).first()
    if draw is None:
        draw = await Draw.get(campaign_id=world.campaign.id)
        now = await ended(world, now=now)
    return Drawn(
        world=world,
        draw=draw,
        teams=rows,
        placed=[order for team in placed for order in team],
        now=now + timedelta(seconds=size),
        drawing=Drawing(beacons or NoBeacons()),
    )


async def ended(world: World, *, now: datetime) -> datetime:
    """The campaign is ended by its merchant, and every open team by its deadline."""
    seller = await staff(world, world.campaign.merchant_id)
    await end_campaign(campaign_id=world.campaign.id, seller=seller, now=now)
    late = now + timedelta(hours=world.campaign.hours_to_fill)
    open_teams = await Team.filter(campaign_id=world.campaign.id, status="OPEN")
    for team in open_teams:
        await close_due_team(team.id, now=late)
    return late if open_teams else now


async def drawn(now: datetime, **terms) -> Drawn:
    """A LOTTERY team's draw from its opening to its publication; ``terms`` as for ``entered``."""
    made = await entered(now, **terms)
    await made.lock()
    await made.decide()
    await made.publish()
    assert made.draw.status is DrawStatus.PUBLISHED, made.draw.status
    return made


async def voided(now: datetime, **terms) -> Drawn:
    """A LOTTERY team's draw that nobody decided in time; ``terms`` as for ``entered``."""
    made = await entered(now, **terms)
    await made.lock()
    await made.void()
    assert made.draw.status is DrawStatus.VOID, made.draw.status
    return made
