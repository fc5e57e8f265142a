"""How long an answer is kept: until what it shows changes, and no moment longer than is said."""

import asyncio

import pytest

from app.graphql.cache import AGE_SECONDS, ANSWER_BYTES
from tests.edge.memory import LIST, TEAM, Behind, Memory

CAMPAIGN = "{ merchants(first: 1) { nodes { name campaigns(first: 1) { nodes { title } } } } }"
PLAIN = "{ categories { name } }"


async def came_after(memory: Memory, query: str, told: list[tuple[str, int]]) -> int:
    """How often the application was asked for a question that is asked before and after this."""
    await memory.post(query, variables={"code": "A"})
    memory.answers.overhear(told)
    await memory.post(query, variables={"code": "A"})
    return len(memory.behind.came)


@pytest.mark.parametrize(
    ("query", "touches", "told", "is_asked_anew"),
    [
        (TEAM, [("team", "a")], "team:a", True),
        (TEAM, [("team", "a")], "team:b", False),
        (TEAM, [("team", "a")], "campaign:a", False),
        (TEAM, [], "team:b", True),  # none was found: it may be the one that came
        (LIST, [("campaign", "a"), ("campaign", "*")], "campaign:b", True),
        (LIST, [("campaign", "a")], "viewer:a", False),
        (CAMPAIGN, [("campaign", "a")], "campaign:a", True),
        (PLAIN, [], "team:a", False),
    ],
)
async def test_what_is_told_of_takes_away_what_depends_on_it(query, touches, told, is_asked_anew):
    memory = Memory(Behind(touches=tuple(touches)))
    assert await came_after(memory, query, [(told, 1)]) == 1 + is_asked_anew


async def test_what_was_told_already_is_no_news():
    memory = Memory(Behind(touches=(("team", "a"),)))
    assert await came_after(memory, TEAM, [("team:a", 7)]) == 2
    assert await came_after(memory, TEAM, [("team:a", 7)]) == 2
    assert await came_after(memory, TEAM, [("team:a", 8)]) == 3
    # Topics are told in any order, and a lower version is as much news as a higher one.
    assert await came_after(memory, TEAM, [("team:a", 7)]) == 4


async def test_it_grows_old_by_the_clock_of_the_application():
    memory = Memory(age_seconds=5)
    await memory.post()
    memory.turn(seconds=4.9)
    await memory.post()
    assert len(memory.behind.came) == 1
    memory.turn(seconds=0.1)
    await memory.post()
    assert len(memory.behind.came) == 2
    assert AGE_SECONDS <= 1


async def test_its_age_begins_with_the_reading():
    memory = Memory(age_seconds=5)
    memory.behind.goes_on.clear()
    asking = asyncio.create_task(memory.post())
    await memory.behind.begun.acquire()
    memory.turn(seconds=4)
    memory.behind.goes_on.set()
    await asking
    memory.turn(seconds=1)
    await memory.post()
    assert len(memory.behind.came) == 2


async def test_what_was_read_before_a_change_is_not_kept_after_it():
    memory = Memory(Behind(touches=(("team", "a"),)))
    memory.behind.goes_on.clear()
    asking = asyncio.create_task(memory.post(TEAM, variables={"code": "A"}))
    await memory.behind.begun.acquire()
    memory.answers.overhear([("team:a", 2)])
    memory.behind.goes_on.set()
    assert (await asking).told == {"data": {"n": 0}}
    assert len(memory.answers) == 0
    assert (await memory.post(TEAM, variables={"code": "A"})).told == {"data": {"n": 1}}


async def test_a_crowd_that_misses_together_is_answered_by_one_execution():
    memory = Memory()
    memory.behind.goes_on.clear()
    crowd = [asyncio.create_task(memory.post()) for _ in range(50)]
    await memory.behind.begun.acquire()
    memory.behind.goes_on.set()
    assert {(await each).body for each in crowd} == {b'{"data":{"n":0}}'}
    assert len(memory.behind.came) == 1


async def test_an_error_is_shared_by_the_crowd_that_waited_for_it():
    memory = Memory(Behind(body=b'{"errors":[{"message":"late"}]}'))
    memory.behind.goes_on.clear()
    crowd = [asyncio.create_task(memory.post()) for _ in range(5)]
    await memory.behind.begun.acquire()
    memory.behind.goes_on.set()
    assert len({(await each).body for each in crowd}) == 1
    assert len(memory.behind.came) == 1


async def test_whoever_comes_after_a_change_is_not_told_what_was_before():
    memory = Memory(Behind(touches=(("team", "a"),)))
    memory.behind.goes_on.clear()
    early = asyncio.create_task(memory.post(TEAM, variables={"code": "A"}))
    await memory.behind.begun.acquire()
    memory.answers.overhear([("team:a", 2)])
    late = [asyncio.create_task(memory.post(TEAM, variables={"code": "A"})) for _ in range(5)]
    await asyncio.sleep(0)
    memory.behind.goes_on.set()
    assert (await early).told == {"data": {"n": 0}}
    assert [(await each).told for each in late] == [{"data": {"n": 1}}] * 5


async def test_who_asked_first_may_leave_and_the_others_are_answered():
    memory = Memory()
    memory.behind.goes_on.clear()
    first = asyncio.create_task(memory.post())
    await memory.behind.begun.acquire()
    second = asyncio.create_task(memory.post())
    await asyncio.sleep(0)
    first.cancel()
    memory.behind.goes_on.set()
    assert (await second).told == {"data": {"n": 0}}
    assert len(memory.behind.came) == 1


async def test_it_is_bounded_by_what_it_weighs():
    memory = Memory(Behind(body=b'{"data":"' + b"x" * 5_000 + b'"}'), most_bytes=50_000)
    for number in range(30):
        await memory.post(TEAM, variables={"code": f"T{number}"})
    assert 1 <= len(memory.answers) <= 7
    assert memory.answers.bytes <= 50_000
    came = len(memory.behind.came)
    await memory.post(TEAM, variables={"code": "T29"})
    assert len(memory.behind.came) == came
    await memory.post(TEAM, variables={"code": "T0"})
    assert len(memory.behind.came) == came + 1


async def test_what_is_asked_weighs_as_well():
    memory = Memory(most_bytes=50_000)
    for number in range(15):
        long = f"{number}" + "x" * 5_000
        await memory.post(TEAM, variables={"code": long})
        await memory.post(f'{{ team(code: "{long}") {{ code }} }}')
    assert 1 <= len(memory.answers) <= 7
    assert memory.answers.bytes <= 50_000


async def test_an_answer_too_long_is_told_and_not_kept():
    memory = Memory(Behind(body=b'{"data":"' + b"x" * ANSWER_BYTES + b'"}'), most_bytes=10**8)
    assert len((await memory.post()).body) > ANSWER_BYTES
    assert len(memory.answers) == 0


async def test_nothing_is_left_of_what_was_forgotten():
    memory = Memory(Behind(touches=(("team", "a"), ("team", "b"))))
    for number in range(10):
        await memory.post(TEAM, variables={"code": f"T{number}"})
    memory.answers.forget(["team:b"])
    assert (len(memory.answers), memory.answers.bytes) == (0, 0)
    assert memory.answers.is_empty()
