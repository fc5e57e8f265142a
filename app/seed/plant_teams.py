"""How the demo world's teams come about: by the actions everybody uses, in order of time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from actions.deadlines import close_due_team, settle_due_team
from actions.orders import Wish
from actions.teams import cancel_team
from app.seed.deeds import PAYS_AFTER, TOLD_AFTER, Deeds, Step, send_refunds, wish
from app.seed.goods import PRODUCTS_BY_SLUG
from app.seed.people import PEOPLE
from app.seed.plant_campaigns import stop_campaign
from app.seed.plant_plan import OFFERS, PURCHASES, STORIES, End, Offer, Purchase, Story
from app.seed.wares import seed_id
from models.campaigns import Campaign
from rules.teams import TeamStatus

NUMBERS = {one.handle: number for number, one in enumerate(PEOPLE)}


class Past:
    """What happened before the planting in shops and ordinary teams."""

    def __init__(
        self, campaigns: Mapping[str, Campaign], deeds: Deeds, *, planted_at: datetime
    ) -> None:
        self._campaigns = campaigns
        self._deeds = deeds
        self._planted_at = planted_at

    def steps(self) -> list[Step]:
        """Return what happened, in the order of the plan."""
        found = [step for story in STORIES for step in self._story(story)]
        found += [step for purchase in PURCHASES for step in self._purchase(purchase)]
        found += [self._stop(offer) for offer in OFFERS if offer.paused or offer.ended]
        return found

    def _story(self, story: Story) -> list[Step]:
        came = self._deeds.team(story, lambda name, key: _wish(name, story.offer, key))
        return [*came, *self._end(story, last=came[-1].at)]

    def _end(self, story: Story, *, last: datetime) -> list[Step]:
        if story.end is End.SETTLES:
            return [Step(at=last + TOLD_AFTER, happen=_settle)]
        if story.end is End.FAILS:
            hours = PRODUCTS_BY_SLUG[story.offer].team_hours
            closes_at = self._planted_at - story.ago + timedelta(hours=hours)
            fail = Step(at=closes_at, happen=lambda now: _fail(story, now))
            return [fail, Step(at=closes_at + TOLD_AFTER, happen=send_refunds)]
        if story.end is End.IS_CANCELLED:
            at = last + timedelta(hours=1)
            cancel = Step(at=at, happen=lambda now: _cancel(story, now))
            return [cancel, Step(at=at + TOLD_AFTER, happen=send_refunds)]
        return []

    def _purchase(self, purchase: Purchase) -> list[Step]:
        at = self._planted_at - purchase.ago
        wanted = _wish(purchase.handle, purchase.slug, f"{purchase.slug}/{purchase.handle}")
        buy = Step(at=at, happen=lambda now: self._deeds.buy(wanted, now=now))
        return [buy, self._deeds.payment(wanted.key, at=at + PAYS_AFTER)]

    def _stop(self, offer: Offer) -> Step:
        after = offer.paused or offer.ended
        assert after is not None, "some campaigns go on"
        campaign = self._campaigns[offer.slug]
        return Step(
            at=self._planted_at + after,
            happen=lambda now: stop_campaign(offer, campaign, now=now),
        )


def _wish(handle: str, slug: str, key: str) -> Wish:
    skus = PRODUCTS_BY_SLUG[slug].skus
    number = NUMBERS[handle]
    sku_id = skus[number % len(skus)].id
    return wish(handle, sku_id, key, quantity=2 if number % 7 == 0 else 1)


async def _settle(now: datetime) -> None:
    team = await settle_due_team(now=now)
    assert team is not None, "it formed just before"


async def _fail(story: Story, now: datetime) -> None:
    team = await close_due_team(now=now)
    assert team is not None, f"{story.code} is due"
    assert (team.code, team.status) == (story.code, TeamStatus.FAILED)


async def _cancel(story: Story, now: datetime) -> None:
    await cancel_team(person_id=seed_id("person", story.leader), team_code=story.code, now=now)
