"""甲 leads 乙, 乙 leads 丙, 丙 leads 丁, who buys: every sum to the fen, by the API and a clock."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person, Session
from resolvers.books import check_books
from rules.people import Role
from rules.policy import POLICY, PolicyRule
from tests.actions.worlds import TEAM_FEN, balance
from tests.graph.people import gid
from tests.journeys.crowd import Crowd, gathered
from tests.journeys.documents import JOIN, OPEN
from tests.journeys.test_commissions import ALLOW, RECEIVE, REFUND, SHIP, of, why, yuan
from tests.journeys.test_operations import Visitor, new_key

CREATE = """mutation($i: CreateCampaignInput!) { createCampaign(input: $i) { __typename
  ... on CampaignCreated { campaign { id skus { id } } } ... on Refusal { message } } }"""
PUBLISH = """mutation($i: CampaignInput!) { publishCampaign(input: $i) { __typename } }"""
HAS = "{ viewer { accounts { kind balance { count } } } }"
NUMBER = "query($id: ID!) { order(id: $id) { id number status } }"
CARD = {"channel": "BANK_CARD", "account": "6222021234567894", "holder": "丙小丙"}
# What each earns of goods kept: 丙 next to the buyer, 乙, 甲, and who opened the team.
LEVELS_BP, LEADER_BP = (800, 300, 150), 400
RATES = {"丙": 800, "乙": 300, "甲": 150, "团长": LEADER_BP}
NOTHING = dict.fromkeys(RATES, 0)
BACK_FEN = 1000


@dataclass
class Told:
    """The shop, who is in the story by name, and the campaign whose commission is disclosed."""

    shop: Any
    crowd: Crowd
    people: dict[str, tuple[Visitor, Person]]
    campaign: dict[str, Any]

    def __getitem__(self, name) -> Visitor:
        return self.people[name][0]

    def row(self, name) -> Person:
        return self.people[name][1]

    async def enters(self, name, **facts):
        """Somebody signs up, and is signed in for as long as this takes."""
        client = await (self.crowd.member(name, **facts) if facts else self.shop.newcomer(name))
        row = await Person.filter(display_name=name).get()
        far = self.shop.clock() + timedelta(days=800)
        await Session.filter(person_id=row.id).update(expires_at=far)
        self.people[name] = (Visitor(self.shop, client, set()), row)
        return row

    async def invited(self, name, by):
        """They open somebody's link; returns until when that relation holds."""
        await self.enters(name)
        link = (await self[by].send("MakeShareLink", target="SHOP", about=None))["link"]
        opened = await self[name].send("OpenShareLink", code=link["code"], channel="CHAT")
        assert opened["decision"] == "BOUND", opened
        return opened["relation"]["validUntil"]

    async def team(self):
        """A team that 团长 opens and 丁 joins; returns 丁's order once the goods are with both."""
        seat = {"skuId": self.campaign["skus"][0]["id"], "quantity": 1}
        wanted = seat | {"campaignId": self.campaign["id"], "idempotencyKey": new_key()}
        opened = (await self["团长"].client.ask(OPEN, i=wanted))["openTeam"]
        await self.crowd.paid(self["团长"].client, opened)
        wanted = seat | {"teamCode": opened["team"]["code"], "idempotencyKey": new_key()}
        joined = (await self["丁"].client.ask(JOIN, i=wanted))["joinTeam"]
        await self.crowd.paid(self["丁"].client, joined)
        await self.shop.sweep()
        await self.arrives("团长", opened)
        return await self.arrives("丁", joined)

    async def arrives(self, buyer, placed):
        order = (await self[buyer].client.ask(NUMBER, id=placed["order"]["id"]))["order"]
        assert order["status"] == "CONFIRMED"
        sent = {"carrierCode": "SF", "trackingNumber": f"SF{new_key()[:12]}"}
        wanted = {"orderId": order["id"], "idempotencyKey": new_key()} | sent
        done = await self["店主"].client.ask(SHIP, i=wanted)
        assert done["shipOrder"]["__typename"] == "OrderShipped"
        done = await self[buyer].client.ask(RECEIVE, i={"orderId": order["id"]})
        assert done["confirmReceipt"]["__typename"] == "OrderReceived"
        return order

    async def days(self, days):
        self.shop.clock.turn(days=days)
        await self.shop.sweep()

    async def totals(self, what):
        """What each of them has pending or settled, as they are shown it."""
        told = {
            name: (await self[name].send("MyCommissions"))["commissionTotals"] for name in RATES
        }
        return {name: totals[what]["amount"] for name, totals in told.items()}

    async def cash(self):
        """What each of them has in cash, as they are shown it."""
        found = {}
        for name in RATES:
            accounts = (await self[name].client.ask(HAS))["viewer"]["accounts"]
            counts = {each["kind"]: int(each["balance"]["count"]) for each in accounts}
            found[name] = counts["CASH"]
            assert counts["CASH"] == await balance("CASH", self.row(name).id)
        return found

    async def answers(self, order):
        return {name: (await why(self[name], order))["answer"] for name in RATES}


def sums(base_fen):
    return {name: of(base_fen, bp) for name, bp in RATES.items()}


def shown(fens):
    return {name: yuan(fen) for name, fen in fens.items()}


@pytest.fixture
async def told(shop):
    crowd = await gathered(shop, size=2)
    told = Told(shop, crowd, {}, {})
    owner = await told.enters("店主", role=Role.MERCHANT)
    await told.enters("值班员", role=Role.OPERATOR)
    merchant_id = crowd.world.merchant.id
    await MerchantStaff.create(id=new_id(shop.clock()), merchant_id=merchant_id, person_id=owner.id)
    allowed = {"rule": str(PolicyRule.THIRD_LEVEL), "reason": "试点三个月"}
    done = await told["值班员"].client.ask(ALLOW, i=allowed)
    assert done["overridePolicy"]["__typename"] == "PolicyOverridden"
    told.campaign = await published(told)
    return told


async def published(told):
    """Two buy together; the campaign itself says what is paid to whom."""
    world, seller = told.crowd.world, told["店主"].client
    choice = {"skuId": gid("Sku", world.sku.id), "teamPriceFen": str(TEAM_FEN), "stock": 50}
    wanted = {
        "productId": gid("Product", world.product.id),
        "slug": "three-levels",
        "title": "雪莲果两人团",
        "endsAt": (told.shop.clock() + timedelta(days=90)).isoformat(),
        "limitPerPerson": 5,
        "choices": [choice],
        "commission": {"levelsBp": list(LEVELS_BP), "leaderCommissionBp": LEADER_BP},
    }
    made = (await seller.ask(CREATE, i=wanted))["createCampaign"]
    assert made["__typename"] == "CampaignCreated", made
    done = await seller.ask(PUBLISH, i={"campaignId": made["campaign"]["id"]})
    assert done["publishCampaign"]["__typename"] == "CampaignPublished", done
    return made["campaign"]


async def test_from_a_link_to_a_debt_repaid(told):
    await told.enters("甲")
    first_until = await told.invited("乙", by="甲")
    await told.days(5)
    await told.invited("丙", by="乙")
    await told.invited("丁", by="丙")
    await told.enters("团长")
    assert await told.cash() == NOTHING, "whoever leads people here has nothing of that"
    first = await told.team()
    earned = sums(TEAM_FEN)
    assert await told.totals("pending") == shown(earned)
    await told.days(POLICY.settles_after.days)
    assert await told.cash() == earned == {"丙": 159, "乙": 59, "甲": 29, "团长": 79}
    assert await told.totals("settled") == shown(earned)
    assert await told.answers(first) == dict.fromkeys(RATES, "PAID")
    await the_merchant_has_the_rest(told, first, base_fen=TEAM_FEN)

    await withdraws(told, "丙")
    await gives_back(told, first)
    await told.days(18)
    second = await told.team()
    await is_not_paid_any_more(told, "甲", second, until=first_until)
    await told.days(POLICY.settles_after.days)
    await repays(told, first, second)
    assert await check_books() == []


async def the_merchant_has_the_rest(told, order, *, base_fen):
    """What was parted is shown as it was; what went back since is off their accounts."""
    found = await told["店主"].send("OrderSettlement", number=order["number"])
    fee_fen, parted = of(TEAM_FEN, POLICY.platform_fee_bp), sums(TEAM_FEN)
    assert found["fee"]["amount"] == yuan(fee_fen)
    assert found["commissions"]["amount"] == yuan(sum(parted.values()))
    assert len(found["reversals"]) == (base_fen < TEAM_FEN)
    # 团长's own order brings nobody anything: who opened the team is its buyer.
    left_fee_fen = of(base_fen, POLICY.platform_fee_bp)
    theirs = base_fen - left_fee_fen - sum(sums(base_fen).values()) + TEAM_FEN - fee_fen
    assert await balance("PAYABLE", told.crowd.world.merchant.id) == theirs
    assert await balance("REVENUE", "platform") == left_fee_fen + fee_fen


async def withdraws(told, name):
    """All they earned leaves the shop."""
    to = (await told[name].send("AddPayoutMethod", **CARD))["method"]["id"]
    wanted = {"amountFen": str((await told.cash())[name]), "methodId": to, "key": new_key()}
    asked = (await told[name].send("RequestWithdrawal", **wanted))["withdrawal"]
    await told.shop.step("payouts sent")
    paid = await told[name].send("Withdrawal", id=asked["id"])
    assert (paid["status"], paid["arrives"]["amount"]) == ("PAID", yuan(sums(TEAM_FEN)[name]))
    assert (await told.cash())[name] == 0


async def gives_back(told, order):
    """A part goes back after it was settled: from everybody as large a part, 团长 included."""
    wanted = {"orderId": order["id"], "amountFen": str(BACK_FEN), "reason": "少了一颗"}
    done = await told["值班员"].client.ask(REFUND, i=wanted | {"idempotencyKey": new_key()})
    assert done["refundOrder"]["__typename"] == "OrderRefunded", done
    left = sums(TEAM_FEN - BACK_FEN)
    assert left == {"丙": 79, "乙": 29, "甲": 14, "团长": 39}
    assert await told.totals("settled") == shown(left)
    assert await told.cash() == left | {"丙": 0}
    assert await balance("RECEIVABLE", told.row("丙").id) == left["丙"] - sums(TEAM_FEN)["丙"]
    [mine] = (await why(told["丙"], order))["commissions"]
    assert (mine["reversed"]["amount"], mine["owed"]["amount"]) == ("0.80", "0.80")
    await the_merchant_has_the_rest(told, order, base_fen=TEAM_FEN - BACK_FEN)


async def is_not_paid_any_more(told, name, order, *, until):
    """Their relation ended by itself: the others are paid as before, and they are told why not."""
    assert await told.totals("pending") == shown(sums(TEAM_FEN) | {name: 0})
    asked = await why(told[name], order)
    assert (asked["answer"], asked["level"], asked["commissions"]) == ("RELATION_OVER", None, [])
    assert asked["relation"]["untilAt"] == until
    assert asked["relation"]["heldAtPayment"] is False
    assert asked["buyer"] == "丁*"
    assert {name: (await why(told[name], order))["level"] for name in ("丙", "乙")} == {
        "丙": 1,
        "乙": 2,
    }


async def repays(told, first, second):
    """The debt is repaid first, and what is left is theirs."""
    kept, again = sums(TEAM_FEN - BACK_FEN), sums(TEAM_FEN) | {"甲": 0}
    paid_off = sums(TEAM_FEN)["丙"] - kept["丙"]
    [mine] = (await why(told["丙"], second))["commissions"]
    assert (mine["kept"]["amount"], mine["repaid"]["amount"]) == ("1.59", yuan(paid_off))
    assert await balance("RECEIVABLE", told.row("丙").id) == 0
    cash = {name: kept[name] + again[name] for name in RATES}
    assert await told.cash() == cash | {"丙": again["丙"] - paid_off}
    assert await told.totals("settled") == shown(cash)
    assert (await told.answers(second))["甲"] == "RELATION_OVER"
    assert await told.answers(first) == dict.fromkeys(RATES, "PAID")
