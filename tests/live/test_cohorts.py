"""Who asks the same is told by one execution: what each is told, and what it costs."""

import asyncio
from random import Random

import pytest

from subscriptions.cohort_members import Ending, Policy
from tests.live.feeds import Feed, Listener
from tests.live.watching import until


async def settled(feed: Feed, listeners: list[Listener]) -> None:
    """Everybody stands in one place, told by one execution."""
    await until(lambda: {each.told[-1:] == [] for each in listeners} == {False})
    await until(lambda: len({each.stream for each in listeners}) == 1 and feed.open == 1)


async def test_an_event_is_executed_once_however_many_watch():
    feed = Feed()
    many = [feed.join(Listener()) for _ in range(100)]
    await settled(feed, many)
    for version in range(2, 12):
        before = feed.answers
        await feed.tell()
        await until(lambda: {each.versions[-1] for each in many} == {version})  # noqa: B023 - awaited before the next turn
        assert feed.answers == before + 1
    assert {tuple(each.versions) for each in many} == {tuple(range(1, 12))}


async def test_those_who_come_together_are_answered_together():
    feed = Feed()
    feed.gate.clear()
    first = [feed.join(Listener()) for _ in range(100)]
    await until(lambda: feed.begun == 1)
    rest = [feed.join(Listener()) for _ in range(100)]
    for _ in range(10):
        await asyncio.sleep(0)
    assert feed.begun == 1, "who comes while an answer is on its way waits for the next"
    feed.gate.set()
    await settled(feed, first + rest)
    assert (feed.begun, feed.answers) == (2, 2)


async def test_whoever_joins_late_is_told_a_state_that_was_read_after_they_came():
    feed = Feed()
    early = feed.join(Listener())
    await settled(feed, [early])
    feed.gate.clear()
    also = feed.join(Listener())
    await until(lambda: feed.begun == 2)  # and version 1 is read
    await feed.tell()
    late = feed.join(Listener())
    feed.gate.set()
    await settled(feed, [early, also, late])
    await until(lambda: early.versions == [1, 2])
    assert also.versions == [1, 2], "the control: what was read before is old"
    assert late.versions == [2]


async def test_a_joiner_tells_the_others_nothing():
    feed = Feed(slots=3)
    many = [feed.join(Listener())]
    await settled(feed, many)
    for _ in range(20):
        many.append(feed.join(Listener()))
        await until(lambda: len(many[-1].told) == 3)
        await settled(feed, many)
    assert {tuple(each.told) for each in many} == {((0, 1), (1, 1), (2, 1))}


async def test_a_cohort_outlives_its_first_member_and_ends_with_its_last():
    before = asyncio.all_tasks()
    feed = Feed()
    first, second = feed.join(Listener()), feed.join(Listener())
    await settled(feed, [first, second])
    feed.cohorts.leave(first)
    await feed.tell()
    await until(lambda: second.versions == [1, 2])
    assert first.versions == [1]
    assert feed.begun == 1
    feed.cohorts.leave(second)
    feed.cohorts.leave(second)
    assert len(feed.cohorts) == 0
    await until(lambda: feed.open == 0)
    await until(lambda: asyncio.all_tasks() <= before)


@pytest.mark.parametrize("steps", range(8))
async def test_who_leaves_at_any_step_leaves_nothing(steps: int):
    before = asyncio.all_tasks()
    feed = Feed()
    stays, goes = feed.join(Listener()), feed.join(Listener(), key="else")
    for _ in range(steps):
        await asyncio.sleep(0)
    also = feed.join(Listener())
    for _ in range(steps):
        await asyncio.sleep(0)
    feed.cohorts.leave(goes)
    feed.cohorts.leave(also)
    assert len(feed.cohorts) == 1
    await feed.tell()
    await until(lambda: stays.versions[-1:] == [2])
    feed.cohorts.leave(stays)
    await until(lambda: feed.open == 0)
    await until(lambda: asyncio.all_tasks() <= before)


async def test_other_keys_are_other_executions():
    feed = Feed()
    many = [feed.join(Listener(), key=f"asked {number % 3}") for number in range(30)]
    await until(lambda: all(each.told for each in many))
    assert (len(feed.cohorts), feed.begun) == (3, 3)


async def test_half_who_do_not_read_cost_nothing_more():
    """Of a state they keep one message each, and are told the newest once they read."""
    feed = Feed()
    fast = [feed.join(Listener()) for _ in range(50)]
    slow = [feed.join(Listener(reads=False, room=1)) for _ in range(50)]
    await settled(feed, fast + slow)
    for version in range(2, 102):
        await feed.tell()
        await until(lambda: {each.versions[-1] for each in fast} == {version})  # noqa: B023 - awaited before the next turn
    assert feed.answers == 101
    assert {each.asked for each in slow} == {1}, "nobody asks again before they read"
    assert {len(each.kept or ()) for each in slow} == {1}
    assert len({id(message) for each in slow for message in (each.kept or {}).values()}) == 1
    for each in slow:
        each.read()
        assert each.versions == [1, 101]
    await feed.tell()
    await until(lambda: {each.versions[-1] for each in fast + slow} == {102})
    assert {each.kept for each in slow} == {None}


async def test_of_each_slot_the_newest_is_kept():
    feed = Feed(slots=4)
    fast, slow = feed.join(Listener()), feed.join(Listener(reads=False))
    for _ in range(10):
        await feed.tell(slot=2)
    await until(lambda: (2, 11) in fast.told)
    assert len(slow.kept or ()) <= 4
    slow.read(room=1)
    assert len(slow.told) == 1
    slow.read()
    assert sorted(slow.told) == [(0, 1), (1, 1), (2, 11), (3, 1)]


async def test_whoever_falls_behind_a_log_is_told_all_of_it_later():
    feed = Feed(Policy.LOG)
    await feed.tell()
    fast = [feed.join(Listener()) for _ in range(20)]
    slow = [feed.join(Listener(reads=False, room=1)) for _ in range(20)]
    await settled(feed, fast + slow)
    for last in range(2, 52):
        await feed.tell()
        await until(lambda: {each.versions[-1] for each in fast} == {last})  # noqa: B023 - awaited before the next turn
    assert {each.kept for each in slow} == {None}, "nothing waits in memory"
    assert feed.open == 1, "nor does anything run for them"
    for each in slow:
        each.read()
    await until(lambda: {len(each.told) for each in slow} == {51})
    assert {tuple(each.versions) for each in fast + slow} == {tuple(range(1, 52))}
    await settled(feed, fast + slow)


async def test_the_only_reader_of_a_log_is_waited_for():
    feed = Feed(Policy.LOG)
    for _ in range(30):
        await feed.tell()
    alone = feed.join(Listener(reads=False, room=5))
    await until(lambda: alone.asked == 1)
    assert feed.answers == 6, "nothing is read that they cannot take"
    other = feed.join(Listener())
    await until(lambda: other.versions == list(range(1, 31)))
    alone.read()
    await until(lambda: alone.versions == list(range(1, 31)))
    await feed.tell()
    await settled(feed, [alone, other])


async def test_a_log_is_resumed_where_each_left():
    feed = Feed(Policy.LOG)
    for _ in range(10):
        await feed.tell()
    asked = [0, 3, 3, 9, 0]
    many = [feed.join(Listener(), after=after) for after in asked]
    await until(lambda: {each.versions[-1:] == [10] for each in many} == {True})
    assert [each.versions for each in many] == [list(range(n + 1, 11)) for n in asked]
    idle = feed.join(Listener(), after=10)
    await feed.tell()
    await settled(feed, [*many, idle])
    assert idle.versions == [11]


@pytest.mark.parametrize("policy", Policy)
async def test_an_end_reaches_everybody_behind_what_they_were_told(policy: Policy):
    feed = Feed(policy)
    await feed.tell()
    fast, slow = feed.join(Listener()), feed.join(Listener(reads=False))
    await until(lambda: fast.told and slow.asked)
    await feed.end(Ending(b"[]"))
    await until(lambda: fast.endings == [Ending(b"[]")])
    slow.read()
    await until(lambda: slow.endings == [Ending(b"[]")])
    await until(lambda: feed.open == 0)
    assert len(feed.cohorts) == 0


class Broken(Listener):
    def write(self, message):
        raise OSError


async def test_whoever_left_is_not_told_how_it_ended():
    feed = Feed()
    fast, slow = feed.join(Listener()), feed.join(Listener(reads=False))
    await until(lambda: fast.told and slow.asked)
    await feed.end(Ending(b"[]"))
    await until(lambda: fast.endings == [Ending(b"[]")])
    feed.cohorts.leave(slow)
    slow.read()
    assert (slow.told, slow.endings) == ([], [])


async def test_one_that_cannot_be_written_to_and_was_first_holds_nobody_back():
    feed = Feed()
    feed.gate.clear()
    feed.join(Broken())
    await until(lambda: feed.begun == 1)
    good = feed.join(Listener())
    feed.gate.set()
    await until(lambda: good.versions == [1])
    await feed.tell()
    await until(lambda: good.versions == [1, 2])


async def test_one_that_cannot_be_written_to_at_all_harms_nobody():
    feed = Feed()
    good = [feed.join(Listener()), feed.join(Listener())]
    feed.join(Broken())
    await until(lambda: all(each.told for each in good))
    await feed.tell()
    await until(lambda: {each.versions[-1] for each in good} == {2})


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("seed", range(25))
async def test_whatever_happens_nobody_is_told_an_older_state_or_misses_an_entry(
    policy: Policy, seed: int
):
    slots = 1 if policy is Policy.LOG else 3
    chance, feed = Random(seed), Feed(policy, slots=slots)  # noqa: S311 - the same cases each time
    await feed.tell()
    begun: dict[Listener, int] = {}
    for _ in range(300):
        await asyncio.sleep(0)
        deed = chance.random()
        listener = chance.choice(list(begun)) if begun else None
        if deed < 0.25 or listener is None:
            after = chance.randint(0, feed.last) if policy is Policy.LOG else 0
            reads = chance.random() < 0.5
            begun[feed.join(Listener(reads=reads), after=after)] = after
        elif deed < 0.35:
            feed.cohorts.leave(listener)
            _right(policy, listener, begun.pop(listener))
        elif deed < 0.5 and not listener.reads:
            listener.read(room=chance.choice([0, 1, 3]))
        elif deed < 0.6:
            listener.reads = False
        else:
            await feed.tell(chance.randrange(feed.slots))
    for listener in begun:
        listener.read()
    ends = [(slot, feed.versions[slot]) for slot in range(feed.slots)]
    for listener, after in begun.items():
        if policy is Policy.LOG:
            await until(lambda: (listener.versions or [after])[-1] == feed.last)  # noqa: B023 - awaited before the next turn
        else:
            await until(lambda: set(ends) <= set(listener.told))  # noqa: B023 - awaited before the next turn
        _right(policy, listener, after)
    for listener in tuple(begun):
        feed.cohorts.leave(listener)
    await until(lambda: feed.open == 0)


def _right(policy: Policy, listener: Listener, after: int) -> None:
    if policy is Policy.LOG:
        assert listener.versions == list(range(after + 1, after + 1 + len(listener.told)))
    for slot in {slot for slot, _ in listener.told}:
        told = [version for of, version in listener.told if of == slot]
        assert told == sorted(set(told))
