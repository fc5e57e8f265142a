"""What the demo world shows of sharing and of goods on their way: something in every state."""

from collections import Counter

from app.database import opened
from models.after_sales import AfterSale
from models.commissions import Commission
from models.conversations import Message
from models.db import rows
from models.distributors import Distributor, DistributorApplication
from models.funding import PolicyOverride
from models.holds import CampaignHold
from models.orders import Order
from models.parcels import Parcel
from models.people import Person
from models.questions import Question
from models.referrals import Referral
from models.withdrawals import Withdrawal
from resolvers.books import check_books
from tests.services.shop import open_shop


async def named(*person_ids):
    return [(await Person.get(id=person_id)).handle for person_id in person_ids]


async def test_friends_lead_each_other_over_three_levels(demo_database):
    async with opened(demo_database, max_connections=4):
        zhima = await Person.get(handle="zhima")
        above, upline = [], zhima.id
        while (edge := await Referral.get_or_none(member_id=upline, ended_at=None)) is not None:
            upline = edge.upline_id
            above.append(upline)
        assert await named(*above) == ["dongqing", "banxia", "juzi"]
        [gone] = await Referral.filter(end_reason="EXPIRED")
        assert await named(gone.member_id) == ["ops"]
        leaving = await Referral.filter(ended_at=None).order_by("until_at").first()
        assert leaving is not None
        assert await named(leaving.member_id) == ["cashier"]
        assert {row.status for row in await DistributorApplication.all()} == {
            "APPROVED",
            "REJECTED",
        }
        assert await Distributor.filter(suspended_at__not_isnull=True).count() == 1
        assert await Distributor.filter(level="SILVER").count() == 1
        third = await PolicyOverride.get(rule="THIRD_LEVEL", campaign_id=None)
        assert third.reason


async def test_commissions_are_there_in_every_state(demo_database):
    async with opened(demo_database, max_connections=4):
        found = await Commission.filter(amount_fen__gt=0)
        assert {"PENDING", "SETTLED", "REVERSED"} == {row.status for row in found}
        assert {1, 2, 3} <= {row.level for row in found if row.status == "SETTLED"}
        back = [row for row in found if row.status == "SETTLED" and row.reversed_fen]
        assert len(back) == 3, "a part of what was settled went back, on every level"
        assert await check_books() == []


async def test_goods_go_their_way_and_some_come_back(demo_database):
    async with opened(demo_database, max_connections=4):
        orders = Counter(str(row.status) for row in await Order.all())
        assert orders["SHIPPED"] >= 1
        assert orders["COMPLETED"] == 3
        assert Counter(str(row.status) for row in await Parcel.all()) == {
            "DELIVERED": 3,
            "IN_TRANSIT": 1,
            "HANDED_OVER": 21,
        }
        assert {str(row.status) for row in await AfterSale.all()} == {"REQUESTED", "AGREED"}
        held = await rows("SELECT count(*) AS open FROM orders WHERE disputes > 0")
        assert held[0]["open"] == 2


async def test_nobody_is_held_for_what_was_planted(demo_database, tmp_path):
    """Whoever looks at a new world, today or tomorrow, finds everything open."""
    async with open_shop(demo_database, tmp_path) as shop:
        for hours in (0, 48):
            shop.clock.turn(hours=hours)
            assert await shop.step("shipments late") > 0
            assert await shop.step("scores reckoned") > 0
            assert not await CampaignHold.exists()


async def test_there_is_talk_and_money_that_leaves(demo_database):
    async with opened(demo_database, max_connections=4):
        assert await Question.filter(answered_at=None).count() == 1
        assert await Question.filter(answered_at__not_isnull=True).count() == 2
        assert await Message.all().count() == 4
        assert {str(row.status) for row in await Withdrawal.all()} == {"PAID", "RETURNED"}
