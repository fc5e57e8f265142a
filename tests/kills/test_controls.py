"""The checks of a round find what a wrong Kaituan does, and nothing where it is right."""

import pytest

from tests.kills.rounds import round_of, underway
from tests.kills.stage import Kill

# Somebody who asks nobody finds nothing that they were not told: only notifications are left.
DEAF = {"work": "asks nobody"}


@pytest.fixture
def violations(ground, postgres_url, template):
    async def found(kill, *scripts, wrongly):
        ask = {"seed": 1, "wrongly": wrongly}
        async with underway(ground, postgres_url, template, **ask) as (stage, traffic):
            return await round_of(stage, traffic, kill, scripts=scripts)

    return found


async def test_who_answers_before_the_commit_loses_a_payment(violations):
    kill = Kill(process="serve", failpoint="money.written", nth=1)
    wrong = await violations(kill, "fills", wrongly={**DEAF, "serve": "answers first"})
    assert [each for each in wrong if each.startswith("sum only there")]
    assert [each for each in wrong if "came 1990 fen and 0 went" in each]


async def test_who_answers_after_it_loses_none_however_deaf(violations):
    kill = Kill(process="serve", failpoint="money.written", nth=1)
    assert await violations(kill, "fills", "fails", wrongly=DEAF) == []


async def test_who_sends_a_refund_under_a_fresh_number_sends_it_twice(violations):
    kill = Kill(process="work", failpoint="refund.sent", nth=1)
    wrong = await violations(kill, "buys", wrongly={"work": "fresh numbers"})
    assert [each for each in wrong if "came 6560 fen and 9840 went" in each]


async def test_who_sends_it_under_its_own_number_sends_it_once(violations):
    kill = Kill(process="work", failpoint="refund.sent", nth=1)
    assert await violations(kill, "buys", wrongly={}) == []
