"""Draws that are over and settled: what who won has, and owes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.settlement import settle_draw
from models.awards import Award
from models.ids import new_id
from models.orders import Order
from models.releases import FundRelease
from models.reports import Picture, Report
from rules.policy import POLICY
from rules.reports import review
from tests.actions.world_draws import Drawn, drawn
from tests.actions.world_kinds import published_trial

SAID = "果肉脆甜，个头均匀，包装完好，会再买。"


@dataclass
class Won:
    """The first prize of a draw, its order, and the moment it was granted."""

    drawn: Drawn
    award: Award
    order: Order

    @property
    def now(self) -> datetime:
        return self.award.granted_at

    async def seen(self) -> Award:
        self.award = await Award.get(id=self.award.id)
        return self.award

    async def parts(self) -> list[FundRelease]:
        return await FundRelease.filter(award_id=self.award.id).order_by("k")

    async def report(self) -> Report:
        return await Report.get(order_id=self.order.id)

    def due(self, k: int) -> datetime:
        """When the k-th part of the fund is due."""
        return self.award.window_ends_at + k * POLICY.fund_part_every


async def won(now: datetime, **terms) -> Won:
    """A LOTTERY settled; ``terms`` as for ``drawn``."""
    made = await drawn(now, **terms)
    while await settle_draw(made.draw.id, now=made.now):
        pass
    award = await Award.get(draw_id=made.draw.id, prize=1)
    return Won(made, award, await Order.get(id=award.order_id))


async def won_trial(now: datetime, *, size: int = 3, fen: int = 100, **terms) -> Won:
    """A TRIAL settled: its winner owes a report fourteen days after the goods are there."""
    world = await published_trial(now, size=size, fen=fen, **terms)
    return await won(now, size=size, world=world)


async def pictures(person_id, *, now: datetime, count: int = 1) -> list[Picture]:
    """Pictures that wait for a report."""
    return [
        await Picture.create(
            id=new_id(now),
            person_id=person_id,
            media_type="image/png",
            content=b"-",
            sha256=new_id(now + timedelta(milliseconds=n)).bytes * 2,
            uploaded_at=now,
        )
        for n in range(count)
    ]


def said(rating: int = 5, text: str = SAID):
    return review(rating=rating, text=text)
