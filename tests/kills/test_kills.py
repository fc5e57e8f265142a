"""Kill −9 at every named failpoint: nothing is lost, and nothing is done twice."""

import random

import pytest

from models.failpoints import FAILPOINTS
from tests.kills.rounds import round_of, underway
from tests.kills.stage import Kill
from tests.kills.test_after_sales import DEATHS as OF_AFTER_SALES
from tests.kills.test_commissions import DEATHS as OF_COMMISSIONS
from tests.kills.test_drawing import DEATHS as OF_A_DRAW
from tests.kills.test_payouts import DEATHS as OF_PAYOUTS
from tests.kills.test_points import DEATHS as OF_POINTS
from tests.kills.test_settlement import DEATHS as OF_A_SETTLEMENT

# Who dies where, and how often a round gets there at least.
SERVER = {
    "key.claimed": 8,
    "join.written": 5,
    "join.counted": 5,
    "join.committed": 5,
    "tender.booked": 4,
    "cashier.asked": 6,
    "cashier.answered": 6,
    "notice.verified": 6,
    "money.written": 6,
    "money.booked": 5,
    "seat.filled": 3,
    "team.formed": 1,
    "notice.committed": 6,
    "ending.queried": 1,
    "ending.closed": 1,
    "seat.released": 1,
    "relay.placed": 4,
    "case.resolved": 1,
}
WORKER = {
    "ending.queried": 2,
    "ending.closed": 2,
    "seat.released": 1,
    "payment.leased": 2,
    "refund.leased": 4,
    "refund.sent": 4,
    "refund.recorded": 1,
    "team.ended": 1,
    "tender.returned": 2,
    "campaign.ended": 1,
    "sums.read": 2,
    "day.met": 1,
}


# What is somebody's death in another file of this folder (the first two: test_rewards.py).
ELSEWHERE = {
    "ladder.repriced",
    *OF_AFTER_SALES,
    *OF_COMMISSIONS,
    *OF_PAYOUTS,
    # By name in test_payouts.py.
    "withdrawal.set_aside",
    "withdrawal.paid",
    "withdrawal.returned",
    "fund.released",
    *OF_POINTS,
    *OF_A_SETTLEMENT,
    *OF_A_DRAW,
}
# Where the server gets again after each death, if only when somebody pays late.
AGAIN = {"notice.verified": 1, "money.written": 1, "notice.committed": 1, "relay.placed": 1}


def test_every_failpoint_is_somebodys_death():
    assert {*SERVER, *WORKER, *ELSEWHERE} == set(FAILPOINTS)


def kill_of(process: str, deaths: dict[str, int], seed: int) -> Kill:
    name = list(deaths)[seed % len(deaths)]
    nth = random.Random(seed).randint(1, deaths[name])  # noqa: S311 - repeatable, not secret
    return Kill(process=process, failpoint=name, nth=nth)


@pytest.mark.timeout(3600)
async def test_whoever_is_killed_wherever_the_books_are_true(ground, postgres_url, template, full):
    """Each round kills the server twice and the worker once: 60 kills, and 501 in full."""
    for seed in range(167 if full else 20):
        deaths = (("serve", SERVER), ("serve", AGAIN), ("work", WORKER))
        kills = [kill_of(*death, seed) for death in deaths]
        which = f"round {seed}, kills {', '.join(map(str, kills))}"
        async with underway(ground, postgres_url, template, seed=seed) as (stage, traffic):
            try:
                wrong = await round_of(stage, traffic, *kills)
            except Exception as failure:
                failure.add_note(f"{which}\n{stage.said()}")
                raise
            assert not wrong, "\n".join([which, *wrong, stage.said()])
