"""How the demo world's draws and large teams come about, in order of time."""

from datetime import datetime, timedelta
from uuid import UUID

from actions.campaigns import NewCampaign, create_campaign
from actions.deadlines import close_due_team
from actions.funding import NewOverride, override_policy
from actions.ladder import settle_large_team
from actions.publication import publish_campaign
from actions.releases import release_due_part
from actions.reveals import void_draw
from actions.settlement import settle_draw
from app.errands.beacons import NoBeacons
from app.errands.draws import Drawing
from app.seed.deeds import TOLD_AFTER, Deeds, Step, send_refunds, wish
from app.seed.plan_draws import DRAW_STORIES, SPECIALS, Special
from app.seed.plant_campaigns import SELLER
from app.seed.plant_plan import End, Story
from app.seed.wares import seed_id
from models.draws import Draw
from models.releases import due_releases
from models.teams import Team
from rules import terms
from rules.draws.stages import DrawStatus
from rules.draws.timetable import PATIENCE
from rules.policy import POLICY
from rules.teams import TeamStatus

BY_SLUG = {special.slug: special for special in SPECIALS}
# The last winner of a team's draw was shown by then, and a moment has passed.
SHOWN = POLICY.draw_countdown + timedelta(seconds=10)
OVERDUE = POLICY.draw_countdown + PATIENCE + timedelta(minutes=1)
WINDOW = POLICY.receipt_assumed + POLICY.return_window
AT_ONCE = 100


class Chances:
    """What happened before the planting where a draw decides, or how many come."""

    def __init__(self, deeds: Deeds, *, planted_at: datetime) -> None:
        self._deeds = deeds
        self._planted_at = planted_at
        self._drawing = Drawing(NoBeacons())

    def steps(self) -> list[Step]:
        """Return what happened, in the order of the plan."""
        found = [self._publication(special) for special in SPECIALS]
        return found + [step for story in DRAW_STORIES for step in self._story(story)]

    def _publication(self, special: Special) -> Step:
        at = self._planted_at + special.published

        async def publish(now: datetime) -> None:
            draft = await create_campaign(
                _draft(special, planted_at=self._planted_at), seller=SELLER, now=now
            )
            for rule, reason in special.overrides:
                override = NewOverride(
                    rule=rule, campaign_id=draft.id, reason=reason, operator_id=SELLER.person_id
                )
                await override_policy(override, now=now)
            await publish_campaign(campaign_id=draft.id, seller=SELLER, now=now)

        return Step(at=at, happen=publish)

    def _story(self, story: Story) -> list[Step]:
        special = BY_SLUG[story.offer]
        sku_id = seed_id("sku", special.sku)
        came = self._deeds.team(story, lambda name, key: wish(name, sku_id, key))
        at = came[-1].at + TOLD_AFTER
        if story.end is End.IS_DRAWN:
            drawn = Step(at=at, happen=lambda now: self._draw(story, now))
            return [*came, drawn, *self._releases(special, settled_at=at + SHOWN)]
        if story.end is End.IS_VOID:
            locked = Step(at=at, happen=lambda now: self._lock(story, now))
            return [*came, locked, Step(at=at + OVERDUE, happen=lambda now: _void(story, now))]
        if story.end is End.IS_REPRICED:
            closes_at = self._planted_at - story.ago + timedelta(hours=special.hours_to_fill)
            return [*came, Step(at=closes_at, happen=lambda now: _reprice(story, now))]
        return came

    def _releases(self, special: Special, *, settled_at: datetime) -> list[Step]:
        """Return the steps in which parts of a winner's fund were released before the planting."""
        draw = special.particulars.draw
        assert draw is not None, "who is drawn was promised something"
        if not draw.grants_fund:
            return []
        due = [
            settled_at + WINDOW + k * POLICY.fund_part_every
            for k in range(1, POLICY.fund_parts + 1)
        ]
        return [Step(at=at, happen=_release) for at in due if at <= self._planted_at]

    async def _lock(self, story: Story, now: datetime) -> UUID:
        draw = await draw_of(story)
        locked = await self._drawing.lock(draw.id, clock=lambda: now)
        assert locked is not None, f"everybody paid in {story.code}"
        return draw.id

    async def _draw(self, story: Story, now: datetime) -> None:
        """Have a full team's draw locked, decided when its countdown is over, shown and settled."""
        draw_id, decided_at = await self._lock(story, now), now + POLICY.draw_countdown
        await self._drawing.decide(draw_id, clock=lambda: decided_at)
        shown_at = now + SHOWN
        published = await self._drawing.publish(draw_id, clock=lambda: shown_at)
        assert published is not None, f"all is shown of {story.code}"
        await _settle(draw_id, now=shown_at)


async def draw_of(story: Story) -> Draw:
    """Return the draw of a team of the plan."""
    return await Draw.get(team_id=(await Team.get(code=story.code)).id)


async def _settle(draw_id: UUID, *, now: datetime) -> None:
    settled = await settle_draw(draw_id, now=now)
    assert settled is not None, "it was over, and one step settles a team"
    await send_refunds(now + TOLD_AFTER)


async def _void(story: Story, now: datetime) -> None:
    void = await void_draw((await draw_of(story)).id, now=now)
    assert void is not None, f"nobody decided the draw of {story.code}"
    assert void.status is DrawStatus.VOID
    await _settle(void.id, now=now + TOLD_AFTER)


async def _reprice(story: Story, now: datetime) -> None:
    """Have a large team end at its deadline: the difference to the price it reached goes back."""
    formed = await close_due_team((await Team.get(code=story.code)).id, now=now)
    assert formed is not None, f"{story.code} is due"
    settled = await settle_large_team(formed.id, now=now + TOLD_AFTER)
    assert settled is not None, "it formed just now"
    assert settled.status is TeamStatus.SETTLED, "one step is enough for so few"
    await send_refunds(now + 2 * TOLD_AFTER)


async def _release(now: datetime) -> None:
    for release_id in await due_releases(now=now, besides=[], limit=AT_ONCE):
        await release_due_part(release_id, now=now)


def _draft(special: Special, *, planted_at: datetime) -> NewCampaign:
    return NewCampaign(
        product_id=seed_id("product", special.product),
        kind=special.kind,
        slug=special.slug,
        terms=terms.Terms(
            title=special.title,
            size=special.size,
            completes_at_size=None,
            hours_to_fill=special.hours_to_fill,
            starts_at=planted_at + special.published,
            ends_at=planted_at + special.ends,
            limit_per_person=special.limit_per_person,
            max_quantity=1,
            leader_discount_fen=0,
            particulars=special.particulars,
        ),
        offers=[
            terms.Offer(
                sku_id=seed_id("sku", special.sku),
                team_price_fen=special.price_fen,
                stock=special.stock,
            )
        ],
    )
