"""What people see of their own accounts, and how orders are paid from them over the API."""

import asyncio
from datetime import timedelta
from functools import partial

import asyncpg
import pytest

from actions.order_refunds import OrderRefund, refund_order
from actions.orders import buy_solo
from actions.people import open_session
from actions.releases import release_due_part
from actions.settlement import settle_draw
from app.door import digest
from models.ids import new_id
from models.orders import Order
from models.people import Person
from models.releases import FundRelease
from models.teams import Team
from resolvers.books import check_books
from rules.people import Role
from tests.actions.world_kinds import published_lottery
from tests.actions.world_tenders import give
from tests.actions.worlds import make_world
from tests.graph.people import gid
from tests.journeys.crowd import gathered
from tests.journeys.documents import JOIN, OPEN, SOLO
from tests.live.watching import greeted
from tests.settlement.deciding import decide

ACCOUNTS = """{ viewer { accounts { kind unit balance { unit count money { amount } } } } }"""
ENTRIES = """query($kind: WalletKind!, $first: Int, $after: String) { viewer {
  account(kind: $kind) { balance { count } entries(first: $first, after: $after) {
    nodes { number amount { count } balanceAfter { count } kind cause at
      order { number total { fen } } draw { id } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } } } }"""
ORDER = """query($id: ID!) { order(id: $id) { status refunded { fen } payments { id }
  tenders { source amount { fen } returned { fen } returns { amount { fen } reason } } } }"""
WON = """query($kind: WalletKind!) { viewer { account(kind: $kind) { entries(first: 9) { nodes {
  kind order { number } draw { uuid } award { prize } } } } } }"""
EVENTS = """subscription { viewerEvents { kind account amount { unit count money { fen } }
  order { id } } }"""
LOW = """mutation($i: BuySoloInput!) { buySolo(input: $i) { __typename
  ... on CreditTooLow { leftFen } ... on CashTooLow { leftFen }
  ... on TendersTooLarge { totalFen } ... on Refusal { message } } }"""


@pytest.fixture
async def crowd(shop):
    yield await gathered(shop, size=2, limit_per_person=5)
    assert await check_books() == []


async def rich(crowd, **fen):
    """A client of somebody with this much in their accounts, and who it is."""
    before = {person.id for person in await Person.all()}
    client = await crowd.member()
    [person] = [person for person in await Person.all() if person.id not in before]
    await give(person, now=crowd.shop.clock(), **fen)
    return client, person


async def account(client, kind, **window):
    """One account of the viewer's, and what moved it."""
    data = await client.ask(ENTRIES, kind=kind, **{"first": 20, **window})
    return data["viewer"]["account"]


async def test_all_accounts_are_shown_before_anything_moved_them(crowd):
    client = await crowd.member()
    shown = (await client.ask(ACCOUNTS))["viewer"]["accounts"]
    assert [(each["kind"], each["unit"]) for each in shown] == [
        ("CREDIT", "CNY"),
        ("CASH", "CNY"),
        ("FUND", "CNY"),
        ("POINTS", "PTS"),
        ("SHARES", "SHARE"),
        ("RECEIVABLE", "CNY"),
    ]
    assert {each["balance"]["count"] for each in shown} == {"0"}
    assert [each["balance"]["money"] is None for each in shown] == [
        unit != "CNY" for unit in (each["unit"] for each in shown)
    ]
    assert (await account(client, "CREDIT"))["entries"]["nodes"] == []


async def test_an_order_is_paid_from_accounts_and_each_entry_says_why(crowd):
    client, _ = await rich(crowd, credit_fen=3000, cash_fen=500)
    friend, _ = await rich(crowd, credit_fen=1990)
    wanted = crowd.wanted(campaignId=crowd.campaign["id"], creditFen="1500", cashFen="100")
    placed = (await client.ask(OPEN, i=wanted))["openTeam"]
    await crowd.paid(client, placed)
    seat = crowd.wanted(teamCode=placed["team"]["code"], creditFen="1990")
    joined = (await friend.ask(JOIN, i=seat))["joinTeam"]
    assert (joined["payment"], joined["seat"]["state"]) == (None, "FILLED")

    order = (await client.ask(ORDER, id=placed["order"]["id"]))["order"]
    assert order["status"] == "CONFIRMED"
    assert [(each["source"], each["amount"]["fen"]) for each in order["tenders"]] == [
        ("CREDIT", "1500"),
        ("CASH", "100"),
    ]
    assert len(order["payments"]) == 1
    [spent, given] = (await account(client, "CREDIT"))["entries"]["nodes"]
    assert (spent["number"], spent["kind"], spent["amount"]["count"]) == ("2", "TENDER", "-1500")
    assert (spent["balanceAfter"]["count"], spent["order"]["total"]["fen"]) == ("1500", "1990")
    assert spent["cause"].startswith("tender:")
    assert (given["balanceAfter"]["count"], given["order"], given["draw"]) == ("3000", None, None)


async def test_what_goes_back_says_why_to_its_buyer(crowd):
    client, person = await rich(crowd, credit_fen=3280)
    placed = (await client.ask(SOLO, i=crowd.wanted(creditFen="3280")))["buySolo"]
    assert (placed["payment"], placed["order"]["status"]) == (None, "CONFIRMED")
    operator = await crowd.world.person("值班员", role=Role.OPERATOR)
    order = await Order.get(person_id=person.id)
    part = OrderRefund(
        operator_id=operator.id, order_id=order.id, amount_fen=80, reason="碰伤了", key="1"
    )
    await refund_order(part, now=crowd.shop.clock())
    shown = (await client.ask(ORDER, id=placed["order"]["id"]))["order"]
    [tender] = shown["tenders"]
    assert (shown["refunded"]["fen"], tender["returned"]["fen"]) == ("80", "80")
    assert tender["returns"] == [{"amount": {"fen": "80"}, "reason": "碰伤了"}]
    newest = (await account(client, "CREDIT"))["entries"]["nodes"][0]
    assert (newest["kind"], newest["amount"]["count"]) == ("TENDER_RETURNED", "80")
    assert newest["order"]["number"] == order.number


async def test_refusals_tell_what_there_is(crowd):
    client, _ = await rich(crowd, credit_fen=100, cash_fen=50)
    for parts, name, fact in (
        ({"creditFen": "101"}, "CreditTooLow", {"leftFen": "100"}),
        ({"cashFen": "51"}, "CashTooLow", {"leftFen": "50"}),
        ({"creditFen": "3281"}, "TendersTooLarge", {"totalFen": "3280"}),
    ):
        told = (await client.ask(LOW, i=crowd.wanted(**parts)))["buySolo"]
        assert told.pop("message")
        assert told == {"__typename": name, **fact}
    wrong = await client.raw(LOW, i=crowd.wanted(creditFen="-1"))
    assert wrong["errors"][0]["extensions"] == {"code": "BAD_INPUT", "field": "input.creditFen"}


async def test_a_long_statement_is_read_page_by_page_while_it_grows(shop):
    """Sums that come and go at once: each entry continues the one before, to the fen."""
    crowd = await gathered(shop)
    client, person = await rich(crowd, credit_fen=10_000)
    world, now = await make_world(shop.clock()), shop.clock()
    wish = partial(world.wish, person)
    await asyncio.gather(
        *(buy_solo(wish(credit_fen=10 * n), now=now) for n in range(1, 13)),
        *(give(person, now=now, credit_fen=n) for n in range(1, 8)),
    )
    first = await account(client, "CREDIT", first=5)
    seen, told = list(first["entries"]["nodes"]), first["entries"]["pageInfo"]
    assert (told["hasPreviousPage"], told["hasNextPage"]) == (False, True)
    await give(person, now=now, credit_fen=1)
    while told["hasNextPage"]:
        more = (await account(client, "CREDIT", first=5, after=told["endCursor"]))["entries"]
        seen, told = seen + more["nodes"], more["pageInfo"]
    assert [int(entry["number"]) for entry in seen] == list(range(20, 0, -1))
    for newer, older in zip(seen, [*seen[1:], {"balanceAfter": {"count": 0}}], strict=True):
        moved = int(newer["amount"]["count"])
        assert int(newer["balanceAfter"]["count"]) == int(older["balanceAfter"]["count"]) + moved
        assert int(newer["balanceAfter"]["count"]) >= 0
    assert first["balance"]["count"] == seen[0]["balanceAfter"]["count"]
    assert await check_books() == []


async def test_a_cursor_is_one_of_ours(crowd):
    client, _ = await rich(crowd, credit_fen=1)
    for after in ("x", "ZW50cnk6MA==", "ZW50cnk6LTE=", "ZW50cnk6OTk5OTk5OTk5OTk5OTk5OTk5OTk5"):
        told = await client.raw(ENTRIES, kind="CREDIT", first=1, after=after)
        wrong = told["errors"][0]["extensions"]
        assert (wrong["code"], wrong["field"]) == ("BAD_INPUT", "after")


async def test_an_account_tells_its_owner_what_moved_it(crowd):
    client, _ = await rich(crowd, credit_fen=3280, cash_fen=3280)
    async with greeted(crowd.shop.socket_url, client.token) as watch:
        await watch.ask(EVENTS)
        await watch.news()
        wanted = crowd.wanted(creditFen="3000", cashFen="280")
        placed = (await client.ask(SOLO, i=wanted))["buySolo"]
        told = [await watch.news() for _ in range(4)]
    assert [each["kind"] for each in told] == [
        "ORDER_PLACED",
        "ORDER_CONFIRMED",
        "WALLET_SPENT",
        "WALLET_SPENT",
    ]
    assert [each["account"] for each in told] == [None, None, "CREDIT", "CASH"]
    assert told[2]["amount"] == {"unit": "CNY", "count": "3000", "money": {"fen": "3000"}}
    assert {each["order"]["id"] for each in told} == {placed["order"]["id"]}


async def test_a_draw_explains_what_it_left_in_each_account(shop, database):
    """A loser's subsidy, a winner's fund and the first part released of it."""
    now = shop.clock()
    world = await published_lottery(now)
    placed = await world.paid_team(members=2)
    team, (won, lost, _) = await Team.get(id=placed[0].team.id), [each.order for each in placed]
    raw = await asyncpg.connect(database)
    draw = await decide(raw, [team], [won], at=now)
    await raw.close()
    assert await settle_draw(draw.id, now=now)
    part = await FundRelease.get(k=1)
    assert await release_due_part(part.id, now=part.due_at)
    told = {}
    for order, kind in ((lost, "CREDIT"), (won, "FUND"), (won, "CREDIT"), (won, "POINTS")):
        client = await signed_in(shop, order.person_id)
        data = await client.ask(WON, kind=kind)
        told[kind, order.id] = [
            (each["kind"], each["award"] and each["award"]["prize"])
            for each in data["viewer"]["account"]["entries"]["nodes"]
            if each["order"]["number"] == order.number and each["draw"]["uuid"] == str(draw.id)
        ]
    assert told == {
        ("CREDIT", lost.id): [("SUBSIDY", None)],
        ("FUND", won.id): [("FUND_RELEASED", 1), ("AWARD", 1)],
        ("CREDIT", won.id): [("FUND_RELEASED", 1)],
        ("POINTS", won.id): [("AWARD", 1)],
    }


async def signed_in(shop, person_id):
    """A client of somebody who was made without one."""
    now, token = shop.clock(), new_id(shop.clock()).hex
    until = now + timedelta(days=1)
    await open_session(person_id=person_id, token_hash=digest(token), until=until, now=now)
    return shop.client(token)


async def test_nobody_finds_the_accounts_of_another(crowd):
    client, person = await rich(crowd, credit_fen=700)
    other = await crowd.member()
    assert (await account(other, "CREDIT"))["balance"]["count"] == "0"
    placed = (await client.ask(SOLO, i=crowd.wanted(creditFen="700")))["buySolo"]
    assert (await other.ask(ORDER, id=placed["order"]["id"]))["order"] is None
    wrong = await other.raw(
        "query($id: ID!) { node(id: $id) { id } }", id=gid("Account", person.id)
    )
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert (await crowd.shared.ask(ACCOUNTS))["viewer"] is None
