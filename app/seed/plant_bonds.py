"""How people of the demo world came to lead each other here, and who may earn by it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from actions.distributors import (
    About,
    Ruling,
    apply_to_distribute,
    approve_distributor,
    give_level,
    reject_distributor,
    set_distribution,
    suspend_distributor,
)
from actions.referrals import release_relation
from actions.share_links import Aim, make_share_link, open_share_link
from app.seed import plan_trade as plan
from app.seed.deeds import Step
from app.seed.wares import seed_id
from models.distributors import DistributorApplication
from models.referrals import Referral
from rules.distributors import DistributionMode, DistributorLevel, NewSetting
from rules.referrals import BindDecision, ShareTarget

OPERATOR = seed_id("person", "ops")
INVITATION = Aim(target=ShareTarget.SHOP)


class Bonds:
    """Who leads whom, and who asked to earn by it."""

    def __init__(self, *, planted_at: datetime) -> None:
        self._planted_at = planted_at

    def steps(self) -> list[Step]:
        """Return what happened, in the order of the plan."""
        found = [
            self._at(plan.ASKING_SINCE, partial(_set, DistributionMode.BY_APPLICATION)),
            self._at(plan.OPEN_SINCE, partial(_set, DistributionMode.OPEN)),
            self._at(plan.GIVEN, self._give),
            self._at(plan.SUSPENDED, _suspend),
            self._at(plan.RELEASED, _release),
        ]
        for handle, words, is_let, answer in plan.APPLICANTS:
            found += [
                self._at(plan.APPLIED, partial(_apply, handle, words)),
                self._at(plan.DECIDED, partial(_decide, handle, answer, is_let)),
            ]
        return found + [self._at(led.ago, partial(_lead, led)) for led in plan.LED]

    def _at(self, ago: timedelta, happen: Callable[[datetime], Awaitable[object]]) -> Step:
        return Step(at=self._planted_at - ago, happen=happen)

    async def _give(self, now: datetime) -> None:
        about = About(operator_id=OPERATOR, handle=plan.GIVEN_TO, reason=plan.GIVEN_WHY)
        until = self._planted_at + timedelta(days=90)
        await give_level(about, level=DistributorLevel.SILVER, until=until, now=now)


async def _set(mode: DistributionMode, now: datetime) -> None:
    why = plan.OPEN_WHY if mode is DistributionMode.OPEN else plan.ASKING_WHY
    new = NewSetting(mode=mode, spend_fen=None, reason=why)
    await set_distribution(new, operator_id=OPERATOR, now=now)


async def _apply(handle: str, words: str, now: datetime) -> None:
    await apply_to_distribute(person_id=seed_id("person", handle), reason=words, now=now)


async def _decide(handle: str, answer: str, is_let: bool, now: datetime) -> None:  # noqa: FBT001 - of a plan
    asked = await DistributorApplication.get(person_id=seed_id("person", handle))
    ruling = Ruling(operator_id=OPERATOR, application_id=asked.id, reason=answer)
    await (approve_distributor if is_let else reject_distributor)(ruling, now=now)


async def _suspend(now: datetime) -> None:
    about = About(operator_id=OPERATOR, handle=plan.SUSPENDED_WHO, reason=plan.SUSPENDED_WHY)
    await suspend_distributor(about, now=now)


async def _lead(led: plan.Led, now: datetime) -> None:
    link = await make_share_link(person_id=seed_id("person", led.upline), aim=INVITATION, now=now)
    touch = await open_share_link(
        person_id=seed_id("person", led.member),
        link=link,
        channel=led.channel,
        touched_at=now,
        now=now,
    )
    assert touch.decision is BindDecision.BOUND, f"{led.member}: {touch.decision}"


async def _release(now: datetime) -> None:
    """Whoever was led here long ago and bought nothing is led by nobody now."""
    first = plan.LED[0]
    row = await Referral.get(member_id=seed_id("person", first.member), ended_at=None)
    assert await release_relation(row.id, now=now) is not None, "its time is past"
