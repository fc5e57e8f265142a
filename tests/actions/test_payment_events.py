"""Whatever the provider tells of a payment, however it comes, has its one outcome."""

from dataclasses import dataclass
from datetime import timedelta

import httpx2
import pytest
from starlette.applications import Starlette

from actions.deadlines import close_due_team
from app.errands.notices import notice_route
from app.errands.payments import Errands
from app.errands.sandbox_client import SandboxClient
from models.cases import PaymentCase
from models.payments import MoneyIn, Payment, Refund
from models.reconciliation import Discrepancy
from models.teams import Team
from rules.cases import CaseStatus
from rules.payments import PaymentStatus, RefundStatus
from tests.actions.worlds import TEAM_FEN, balance, give_up, make_world
from tests.hostile.notices import Line, Sum, back
from tests.services.checksums import checksums
from tests.worker.providers import Moment

pytestmark = pytest.mark.usefixtures("books")
SECRET = "what both sides know"
MINUTE = timedelta(minutes=1)


@dataclass
class Told:
    """A world whose provider tells what a test has it tell, signed."""

    world: object
    moment: Moment
    line: Line

    async def held(self):
        """A seat that is being paid for in a team with a paid leader, and the sum it costs."""
        [leader] = await self.world.paid_team(members=0)
        placed = await self.world.joined(await self.world.person(), leader.team.code)
        return placed, self.sum_of(placed)

    def sum_of(self, placed, **changes) -> Sum:
        number = placed.payment.number
        facts = {"reference": f"T-{number}", "number": number, "fen": TEAM_FEN}
        return Sum(**{**facts, "paid_at": self.moment(), **changes})

    async def arrives(self, number: str, fen: int) -> int:
        payment_number = number.rpartition("-")[0]
        return await self.line.send(back(number, payment_number, fen, self.moment()))


@pytest.fixture
async def told(noon, books):
    moment = Moment(noon)
    base = "http://shop"
    provider = SandboxClient(base_url=base, secret=SECRET, clock=moment)
    errands = Errands(provider=provider, public_url=base, now=moment)
    app = httpx2.ASGITransport(app=Starlette(routes=[notice_route(errands)]))
    async with provider, httpx2.AsyncClient(transport=app, base_url=base) as http:
        yield Told(await make_world(noon), moment, Line(http, SECRET, moment))


async def the_case(of=None):
    """The one case there is, or that of this payment."""
    return await (PaymentCase.get(payment_id=of.payment.id) if of else PaymentCase.get())


async def outcome_of(sum_: Sum):
    return (await MoneyIn.get(reference=sum_.reference)).outcome


async def test_an_event_that_comes_twice_is_one(told):
    placed, sum_ = await told.held()
    assert [await told.line.send(sum_.told()) for _ in range(3)] == [204] * 3
    assert await outcome_of(sum_) == "SEAT"
    assert (await Team.get(id=placed.team.id)).seats_filled == 2
    assert await PaymentCase.all().count() == 0
    assert await balance("ESCROW", placed.order.id) == TEAM_FEN


async def test_a_payment_made_twice_keeps_one_sum_and_gives_one_back(told):
    placed, sum_ = await told.held()
    twice = told.sum_of(placed, reference="T-twice")
    for each in (sum_, twice, sum_, twice):
        assert await told.line.send(each.told()) == 204
    assert [await outcome_of(each) for each in (sum_, twice)] == ["SEAT", "DUPLICATE"]
    assert (await the_case()).status is CaseStatus.REFUNDING
    assert await told.arrives(f"{placed.payment.number}-1", TEAM_FEN) == 204
    assert (await the_case()).status is CaseStatus.RESOLVED


async def test_an_event_that_comes_late_gives_the_money_back(told):
    placed, _ = await told.held()
    told.moment.at += 16 * MINUTE
    sum_ = told.sum_of(placed)
    assert await told.line.send(sum_.told()) == 204
    assert await outcome_of(sum_) == "LATE"
    assert (await Team.get(id=placed.team.id)).seats_held == 0
    assert await told.arrives(f"{placed.payment.number}-1", TEAM_FEN) == 204
    assert ((await the_case(placed)).kind, (await the_case()).status) == ("LATE", "RESOLVED")


async def test_events_out_of_order_come_to_the_same(told):
    """What went back is told before it was asked for, the second sum before the first."""
    placed, first = await told.held()
    second = told.sum_of(placed, reference="T-second", paid_at=told.moment() + MINUTE)
    number = f"{placed.payment.number}-1"
    assert await told.arrives(number, TEAM_FEN) == 204
    assert (await Discrepancy.get()).subject == number, "nobody here had asked for it yet"
    for each in (second, first):
        assert await told.line.send(each.told()) == 204
    assert [await outcome_of(each) for each in (second, first)] == ["SEAT", "DUPLICATE"]
    assert await told.arrives(number, TEAM_FEN) == 204
    assert (await Refund.get()).status is RefundStatus.SUCCEEDED


@pytest.mark.parametrize("fen", [1, TEAM_FEN + 1])
async def test_an_event_of_a_wrong_amount_gives_the_money_back(told, fen):
    placed, _ = await told.held()
    sum_ = told.sum_of(placed, fen=fen)
    assert await told.line.send(sum_.told()) == 204
    assert await outcome_of(sum_) == "WRONG_AMOUNT"
    assert (await Payment.get(id=placed.payment.id)).status is PaymentStatus.CLOSED
    assert await balance("IN_FLIGHT", placed.order.id) == fen


async def test_an_event_in_another_currency_waits_for_a_human(told):
    placed, _ = await told.held()
    sum_ = told.sum_of(placed, currency="USD")
    assert await told.line.send(sum_.told()) == 204
    assert await outcome_of(sum_) == "WRONG_AMOUNT"
    assert (await the_case(placed)).status is CaseStatus.OPEN
    assert await Refund.all().count() == 0


async def test_an_event_for_nothing_known_waits_for_a_human(told):
    sum_ = Sum(reference="T-stray", number="P-stray", fen=5, paid_at=told.moment())
    assert await told.line.send(sum_.told()) == 204
    assert await outcome_of(sum_) == "UNKNOWN"
    assert ((await the_case()).status, (await the_case()).payment_id) == ("OPEN", None)
    assert await balance("SUSPENSE", "platform") == 5


async def test_an_event_for_a_closed_team_gives_the_money_back(told):
    placed, sum_ = await told.held()
    told.moment.at += timedelta(hours=24)
    await give_up(placed, at=told.moment())
    await close_due_team(now=told.moment())
    assert (await Team.get(id=placed.team.id)).status == "FAILED"
    # Paid in time, and told when nothing was left to be had for it.
    assert await told.line.send(sum_.told()) == 204
    assert await outcome_of(sum_) == "LATE"
    assert await balance("IN_FLIGHT", placed.order.id) == TEAM_FEN


async def test_an_event_that_is_forged_changes_nothing(told):
    _, sum_ = await told.held()
    before, body = await checksums(), sum_.told()
    signed = told.line.signed(body)
    for headers in (
        {},
        told.line.signed(body, secret="another"),
        told.line.signed(sum_.told(amount_fen=TEAM_FEN + 1)),
        told.line.signed(body, at=told.moment() - timedelta(hours=1)),
    ):
        assert await told.line.send(body, headers) == 401
    assert await checksums() == before
    assert await told.line.send(body, signed) == 204, "the control: the same, signed as it should"


async def test_another_sum_under_a_known_reference_is_seen_by_a_human(told):
    _, sum_ = await told.held()
    assert await told.line.send(sum_.told()) == 204
    for _ in range(2):
        assert await told.line.send(sum_.told(amount_fen=1)) == 422
    found = await Discrepancy.get()
    assert (found.kind, found.subject) == ("MONEY_DIFFERS", sum_.reference)
    assert (found.here_fen, found.there_fen) == (TEAM_FEN, 1)
