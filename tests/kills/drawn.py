"""Draws that are over and not settled, and what is wrong once they are: all by the drawn lots."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import asyncpg

from models.draws import Draw
from models.teams import Team
from resolvers.books import check_books
from rules.draws.stages import DrawStatus
from rules.particulars import DrawScope
from rules.people import Role
from tests.actions.world_kinds import LOTTERY_FEN, published_lottery, published_trial
from tests.settlement.deciding import decide

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
AT = NOON + timedelta(hours=30)
TEAMS, SIZE, SUBSIDY_FEN, POINTS = 5, 3, 100, 500


@dataclass(frozen=True)
class Lots:
    """Who won, lost, was sent home, by order and person; plain, to be handed on."""

    won: list
    lost: list
    trial_won: list
    trial_lost: list
    void: list
    operator: str
    campaign: str
    reserved_fen: int

    def plain(self) -> dict:
        return asdict(self)


async def prepare(raw: asyncpg.Connection) -> Lots:
    """A campaign drawn among five teams, a free trial of one, and a void draw."""
    lottery = await published_lottery(NOON, scope=DrawScope.CAMPAIGN, winners=4, most=30)
    made = [await _full(lottery) for _ in range(TEAMS)]
    orders = [order for _, orders in made for order in orders]
    winning = [orders[0], orders[4], orders[5], orders[13]]
    reserved = await raw.fetchval(
        "SELECT balance FROM account WHERE kind = 'BUDGET' AND owner = $1",
        str(lottery.campaign.id),
    )
    await decide(raw, [team for team, _ in made], winning, at=AT, of_campaign=True)
    trial = await published_trial(NOON, fen=0)
    trial_team, trial_orders = await _full(trial, pays=False)
    await decide(raw, [trial_team], trial_orders[1:2], at=AT)
    voided = await published_lottery(NOON)
    void_team, void_orders = await _full(voided)
    await decide(raw, [void_team], [], at=AT, status=DrawStatus.VOID)
    operator = await lottery.person("值班员", role=Role.OPERATOR)
    won = {order.id for order in winning}
    return Lots(
        won=_ids(winning),
        lost=_ids(order for order in orders if order.id not in won),
        trial_won=_ids(trial_orders[1:2]),
        trial_lost=_ids([trial_orders[0], trial_orders[2]]),
        void=_ids(void_orders),
        operator=str(operator.id),
        campaign=str(lottery.campaign.id),
        reserved_fen=reserved,
    )


async def _full(world, *, pays: bool = True):
    if pays:
        placed = await world.paid_team(members=SIZE - 1)
    else:
        placed = [await world.opened(await world.person())]
        for _ in range(SIZE - 1):
            placed.append(await world.joined(await world.person(), placed[0].team.code))
    return await Team.get(id=placed[0].team.id), [each.order for each in placed]


def _ids(orders) -> list:
    return [[str(order.id), str(order.person_id)] for order in orders]


HOLDS = """
SELECT kind, owner, balance FROM account
 WHERE kind IN ('FUND', 'CREDIT', 'CASH', 'POINTS', 'SHARES', 'RECEIVABLE') AND balance <> 0"""
STANDS = """
SELECT o.id::text, o.status, o.close_reason, o.refunded_fen, s.state,
       (SELECT count(*) FROM refund r JOIN payment p ON p.id = r.payment_id
         WHERE p.order_id = o.id) AS refunds
  FROM orders o JOIN seat s ON s.order_id = o.id"""
TOLD = """
SELECT body->>'order_id', kind FROM outbox
 WHERE kind IN ('DRAW_WON', 'DRAW_LOST', 'SUBSIDY_GRANTED', 'FUND_GRANTED', 'REFUND_REQUESTED',
                'POINTS_GRANTED', 'REPORT_OWED', 'ORDER_CLOSED')"""
LOST_TOLD = {"DRAW_LOST": 1, "SUBSIDY_GRANTED": 1, "REFUND_REQUESTED": 1}
WON_TOLD = {"DRAW_WON": 1, "FUND_GRANTED": 1, "POINTS_GRANTED": 1}


def outcomes(lots: Lots) -> dict[str, tuple]:
    """What each order's end must be: where it stands, what its buyer holds, what they hear."""
    refunded = ("CLOSED", "DRAW_LOST", LOTTERY_FEN, "LOST", 1)
    won = {"FUND": LOTTERY_FEN, "POINTS": POINTS}
    ends = [
        (lots.won, ("CONFIRMED", None, 0, "WON", 0), won, WON_TOLD),
        (lots.lost, refunded, {"CREDIT": SUBSIDY_FEN}, LOST_TOLD),
        (
            lots.trial_won,
            ("CONFIRMED", None, 0, "WON", 0),
            {},
            {"DRAW_WON": 1, "REPORT_OWED": 1},
        ),
        (lots.trial_lost, ("CLOSED", "DRAW_LOST", 0, "LOST", 0), {}, {"DRAW_LOST": 1}),
        (
            lots.void,
            ("CLOSED", "DRAW_VOID", LOTTERY_FEN, "RELEASED", 1),
            {},
            {"REFUND_REQUESTED": 1, "ORDER_CLOSED": 1},
        ),
    ]
    return {
        order: (person, stands, holds, told)
        for group, stands, holds, told in ends
        for order, person in group
    }


async def violations(raw: asyncpg.Connection, lots: Lots) -> list[str]:
    """What is wrong once everything is settled, one line each, besides the books' own."""
    stands = {row[0]: tuple(row)[1:] for row in await raw.fetch(STANDS)}
    holds: dict[str, dict] = {}
    for kind, owner, balance in await raw.fetch(HOLDS):
        holds.setdefault(owner, {})[kind] = balance
    told = Counter(tuple(row) for row in await raw.fetch(TOLD))
    wrong = [f"books: {each}" for each in await check_books()]
    for order, (person, wanted, has, hears) in outcomes(lots).items():
        heard = {kind: n for (which, kind), n in told.items() if which == order}
        found = ((stands[order], wanted), (holds.get(person, {}), has), (heard, hears))
        wrong += [f"order {order}: {is_so} is not {so}" for is_so, so in found if is_so != so]
    cost = len(lots.lost) * SUBSIDY_FEN + len(lots.won) * (LOTTERY_FEN + POINTS)
    left = await raw.fetchval(
        "SELECT balance FROM account WHERE kind = 'BUDGET' AND owner = $1", lots.campaign
    )
    if left != lots.reserved_fen - cost:
        wrong.append(f"the budget holds {left}, not {lots.reserved_fen - cost}")
    wrong += [f"draw {draw.id} is not settled" for draw in await Draw.filter(settled_at=None).all()]
    return wrong
