"""What a draw left people with, as stored: awards, subsidies, and what was taken back."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from rules import takebacks as rules
from rules.releases import PaidInto
from rules.takebacks import Taken


class Award(Model):
    """What somebody won: goods at their price in fen, and what was granted beside them.

    Of the fund, ``fund_released_fen`` went to who won it and ``fund_taken_fen``
    back where it came from before that; the rest is locked. What was released
    and had to be given back after all is ``released_taken_fen``, paid or owed.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    draw_id: UUID = fields.UUIDField()
    team_id: UUID = fields.UUIDField()
    order_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    campaign_id: UUID = fields.UUIDField()
    prize: int = fields.IntField()
    price_fen: int = fields.BigIntField()
    refunded_before_fen: int = fields.BigIntField(default=0)
    fund_fen: int = fields.BigIntField()
    fund_into = fields.CharEnumField(PaidInto, max_length=8)
    points: int = fields.BigIntField()
    points_cost_fen: int = fields.BigIntField()
    shares: int = fields.BigIntField()
    lot_id: UUID | None = fields.UUIDField(null=True)
    granted_at: datetime = fields.DatetimeField()
    window_ends_at: datetime = fields.DatetimeField()
    fund_released_fen: int = fields.BigIntField(default=0)
    fund_taken_fen: int = fields.BigIntField(default=0)
    released_taken_fen: int = fields.BigIntField(default=0)
    points_taken: int = fields.BigIntField(default=0)
    shares_taken: int = fields.BigIntField(default=0)
    debt_fen: int = fields.BigIntField(default=0)
    takebacks: int = fields.IntField(default=0)

    class Meta(Model.Meta):
        table = "award"

    @property
    def fund_left_fen(self) -> int:
        """Return how much of the fund is locked still."""
        return self.fund_fen - self.fund_released_fen - self.fund_taken_fen

    def facts(self) -> rules.Award:
        """Return the facts the rules decide on."""
        return rules.Award(
            price_fen=self.price_fen,
            fund_fen=self.fund_fen,
            fund_released_fen=self.fund_released_fen,
            fund_taken_fen=self.fund_taken_fen,
            released_taken_fen=self.released_taken_fen,
            points=self.points,
            points_taken=self.points_taken,
            point_cost_fen=self.points_cost_fen // self.points if self.points else 0,
            shares=self.shares,
            shares_taken=self.shares_taken,
        )


class Subsidy(Model):
    """What somebody was given who did not win; ``repaid_fen`` of it went to a debt of theirs."""

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    draw_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    campaign_id: UUID = fields.UUIDField()
    amount_fen: int = fields.BigIntField()
    paid_into = fields.CharEnumField(PaidInto, max_length=8)
    repaid_fen: int = fields.BigIntField(default=0)
    granted_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "subsidy"


class Takeback(Model):
    """What of an award went back because goods did; ``refunded_fen`` of them in all by then.

    ``fund_fen`` was locked, ``released_fen`` had been released; ``debt_fen`` of
    what had been released or spent was not there any more and is owed.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    award_id: UUID = fields.UUIDField()
    n: int = fields.IntField()
    refunded_fen: int = fields.BigIntField()
    fund_fen: int = fields.BigIntField()
    released_fen: int = fields.BigIntField()
    points: int = fields.BigIntField()
    shares: int = fields.BigIntField()
    debt_fen: int = fields.BigIntField()
    taken_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "takeback"


async def lock_award_of(order_id: UUID) -> Award | None:
    """Fetch what an order won, if anything, and hold its row until the transaction ends."""
    return await Award.select_for_update(no_key=True).get_or_none(order_id=order_id)


async def count_taken(award: Award, back: Taken) -> Award:
    """Add what goes back now to what went back of a held award before; returns it as it is then."""
    await Award.filter(id=award.id).update(
        fund_taken_fen=F("fund_taken_fen") + back.fund_fen,
        released_taken_fen=F("released_taken_fen") + back.released_fen,
        points_taken=F("points_taken") + back.points,
        shares_taken=F("shares_taken") + back.shares,
        debt_fen=F("debt_fen") + back.debt_fen,
        takebacks=F("takebacks") + 1,
    )
    return await Award.get(id=award.id)
